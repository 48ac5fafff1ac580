"""Known years by the model: carried back by hand, held against published values, trends only proposed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from builders import rows, write_region
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import theilslopes

from simulator import load, simulate
from simulator.cli.main import sim
from simulator.errors import InputError, Problems
from simulator.explore.backcast import Backcast, backcast, bare_plan, held_factors, summaries
from simulator.explore.trends import actual_levels, growth_trend, proposals, theil_sen
from simulator.inputs.factors import load_factors
from simulator.inputs.region import load_region
from simulator.report.data.backcast import backcast_report

FACTORS = load_factors(Problems())
PAST = """\
gdp.growth,2019,actual,25,%,assumed,test
gdp.growth,2020,actual,60,%,assumed,test
population,2018,actual,8,1e4 persons,assumed,test
"""
DRIVERS = "variable,year,case,value,unit,grade,source\n"
BASE = """\
gdp,2020,actual,100,1e8 CNY,assumed,test
gdp.growth,2030,central,10,%,assumed,test
population,2020,actual,10,1e4 persons,assumed,test
"""


def found(folder: str | Path, first: int | None = None) -> Backcast:
    """The backcast of a region without problems."""
    problems = Problems()
    region = load_region(str(folder), FACTORS, problems)
    assert region is not None
    result = backcast(region, FACTORS, problems, first)
    assert not problems.found, problems.found
    assert result is not None
    return result


def past_region(folder: Path, **tables: str) -> Path:
    """The tiny region with actual drivers from 2018: GDP 50, 62.5, 100; people 8, 9, 10."""
    return write_region(folder, drivers=DRIVERS + BASE + PAST, **tables)


# ---- carried back by hand ----


def test_energy_follows_the_actual_drivers_backwards(tmp_path: Path) -> None:
    result = found(past_region(tmp_path))
    assert result.years == (2018, 2019)
    # works follow GDP 100 / 1.6 / 1.25 = 50: coal 60 x 0.5 = 30; homes follow people 8 of 10: gas 5 x 0.8 = 4
    assert result.model["coal_total"][2018] == pytest.approx(30.0)
    assert result.model["coal_total"][2019] == pytest.approx(37.5)
    assert result.model["gas_total"][2018] == pytest.approx(4.0)
    assert result.model["gas_total"][2019] == pytest.approx(4.5)  # people a straight line: 9
    # electricity 40 x 0.5 + 15 x 0.8 = 32 x 10^4 tce, at 1.229 a 10^8 kWh
    assert result.model["electricity_use"][2018] == pytest.approx(32.0 / 1.229)


def test_co2_is_that_of_the_fuels_and_the_import_at_the_base_years_factor(tmp_path: Path) -> None:
    result = found(past_region(tmp_path))
    # coal 30 x 2.64, gas 4 x 1.63, import 32 / 1.229 x 10^8 kWh at 0.5422 kg/kWh
    wanted = 30 * 2.64 + 4 * 1.63 + 32 / 1.229 * 5.422
    assert result.model["co2_total"][2018] == pytest.approx(wanted)


def test_intensity_goes_back_at_the_first_rate_of_its_path(tmp_path: Path) -> None:
    paths = rows(
        "paths", "industry.works,intensity.growth,,2025,-20,%", "industry.works,intensity.growth,,2030,-5,%"
    )
    history = rows("history", "coal_total,2018,40,1e4 tce")
    result = found(past_region(tmp_path, **paths, **history))
    # 30 / 0.8^2 = 46.875: intensity fell by 20 % a year, so it was higher
    (coal,) = result.comparisons
    assert coal.model == pytest.approx(46.875)
    assert coal.yardstick == pytest.approx(30.0)


def test_an_elasticity_and_a_later_plant_are_kept(tmp_path: Path) -> None:
    branches = (
        "branch,sector,method,driver,elasticity,stock,activity_unit,title_zh,title_en\n"
        "industry.works,industry,flow,gdp,0.5,,1e8 CNY,工厂,Works\n"
        "households.homes,households,flow,population,1,,1e4 persons,住宅,Homes\n"
    )
    plants = {
        "plants": "plant,kind,fuel,capacity_mw,hours,efficiency,from_year,title_zh,title_en,grade,source\n"
        "energy.solar,generator,solar,100,1000,1,2019,光伏,Solar,assumed,test\n"
    }
    result = found(past_region(tmp_path, branches=branches, **plants))
    assert result.model["coal_total"][2018] == pytest.approx(60 * 0.5**0.5)
    # 100 MW x 1000 h = 1 x 10^8 kWh from 2019 on
    use, bought = result.model["electricity_use"], result.model["net_import_electricity"]
    assert use[2018] - bought[2018] == pytest.approx(0.0)
    assert use[2019] - bought[2019] == pytest.approx(1.0)


def test_a_series_branch_has_the_energy_it_is_given(tmp_path: Path) -> None:
    branches = (
        "branch,sector,method,driver,elasticity,stock,activity_unit,title_zh,title_en\n"
        "industry.works,industry,series,,1,,1e8 CNY,工厂,Works\n"
    )
    branches += "households.homes,households,flow,population,1,,1e4 persons,住宅,Homes\n"
    balance = "target_id,fuel,value,unit,sigma,grade,source\n"
    balance += "households.homes,electricity,15,1e4 tce,1,assumed,test\n"
    paths = rows(
        "paths", *(f"industry.works,energy,coal,{y},{v},1e4 tce" for y, v in ((2018, 20), (2020, 60)))
    )
    result = found(past_region(tmp_path, branches=branches, balance=balance, **paths))
    assert [result.model["coal_total"][year] for year in (2018, 2019, 2020)] == pytest.approx([20, 40, 60])


def test_the_base_year_is_that_of_the_model(region: str, bare) -> None:
    result, run = found(region), bare(region)
    for name in ("energy_total", "co2_total", "electricity_use", "coal_total"):
        assert result.model[name][2020] == pytest.approx(run.series[name][0, 0]), name
        assert result.model[name][2023] == pytest.approx(run.series[name][3, 0]), name


# ---- errors ----


def test_errors_by_hand(tmp_path: Path) -> None:
    history = rows(
        "history",
        "coal_total,2018,25,1e4 tce",  # model 30: +5, +20 %
        "coal_total,2019,50,1e4 tce",  # model 37.5: -12.5, -25 %
        "coal_total,2020,1,1e4 tce",  # the base year proves nothing
        "gdp,2018,9999,1e8 CNY",  # an input
        "gas_total,2018,4,1e4 tce",
    )
    result = found(past_region(tmp_path, **history))
    assert [(one.indicator, one.year) for one in result.comparisons] == [
        ("coal_total", 2018),
        ("coal_total", 2019),
        ("gas_total", 2018),
    ]
    coal, gas = summaries(result.comparisons)
    assert coal.years == 2
    assert coal.mean == pytest.approx((5 - 12.5) / 2)
    assert coal.relative == pytest.approx(-0.025)
    assert coal.absolute == pytest.approx(8.75)
    assert coal.absolute_relative == pytest.approx(0.225)
    assert gas.absolute == pytest.approx(0.0, abs=1e-9)


def test_years_after_the_base_are_the_model_itself(tmp_path: Path) -> None:
    history = rows("history", "coal_total,2022,80,1e4 tce")
    (coal,) = found(write_region(tmp_path, **history)).comparisons
    assert coal.model == pytest.approx(60 * 1.1**2)  # GDP 10 % a year
    assert coal.error == pytest.approx(72.6 - 80)


def test_a_later_first_year_leaves_out_what_is_before(tmp_path: Path) -> None:
    history = rows("history", "coal_total,2018,25,1e4 tce", "coal_total,2019,50,1e4 tce")
    result = found(past_region(tmp_path, **history), first=2019)
    assert result.years == (2019,)
    assert [one.year for one in result.comparisons] == [2019]
    assert result.uncompared == ("coal_total 2018",)


@pytest.mark.parametrize("first", [2017, 2021])
def test_a_year_without_drivers_is_refused(tmp_path: Path, first: int) -> None:
    with pytest.raises(InputError, match=r"--from: got \d+, expected 2018 to 2020"):
        backcast_report(str(past_region(tmp_path)), "en", first=first)


def test_a_region_without_a_balance_is_refused(tmp_path: Path) -> None:
    place = write_region(tmp_path)
    (place / "balance.csv").unlink()
    with pytest.raises(InputError, match="balance"):
        backcast_report(str(place), "en")


# ---- bundled regions ----


def test_zhejiang_goes_back_to_2015_and_errs_by_what_is_printed() -> None:
    result = found("zhejiang")
    assert result.years == (2015, 2016, 2017, 2018, 2019)
    errors = {(one.indicator, one.year): one.relative for one in result.comparisons}
    assert set(errors) == {
        ("energy_total", 2019),
        *(("electricity_use", year) for year in (2021, 2022, 2023)),
    }
    # 2023: 6192 x 10^8 kWh were used; the paths lent to the counties give about a tenth less
    assert -0.2 < errors["electricity_use", 2023] < -0.05
    assert 0.0 < errors["energy_total", 2019] < 0.15
    assert result.uncompared == ("energy_total 2012",)


def test_yiwu_says_plainly_that_there_is_nothing_to_compare() -> None:
    text = backcast_report("yiwu", "en")
    assert "Nothing is carried back: gdp has no actual values before 2020" in text
    assert "Nothing to compare" in text
    assert "没有可对照的数据" in backcast_report("yiwu", "zh")


def test_shangyu_is_compared_forward_only() -> None:
    result = found("shangyu")
    assert result.years == ()
    assert result.short == ("gdp", "population")
    assert [(one.indicator, one.year) for one in result.comparisons] == [
        ("electricity_use", 2022),
        ("electricity_use", 2023),
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("words", [[], ["--trends"]])
def test_the_command_in_both_languages(lang: str, words: list[str]) -> None:
    done = CliRunner().invoke(sim, ["data", "backcast", "zhejiang", *words, "--lang", lang])
    assert (done.exit_code, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) > 5


# ---- drivers of the past ----


def test_gdp_is_chained_and_never_read_at_current_prices(tmp_path: Path) -> None:
    history = rows("history", "gdp,2015,77,1e8 CNY", "population,2016,7,1e4 persons")
    region = load_region(str(past_region(tmp_path, **history)), FACTORS, Problems())
    assert region is not None
    assert actual_levels(region, "gdp") == pytest.approx({2018: 50.0, 2019: 62.5, 2020: 100.0})
    assert actual_levels(region, "population") == {2016: 7.0, 2018: 8.0, 2020: 10.0}


def test_a_mean_rate_covers_the_years_behind_it(tmp_path: Path) -> None:
    drivers = DRIVERS + BASE + "gdp.growth,2022,actual,10,%,assumed,test\n"
    region = load_region(str(write_region(tmp_path, drivers=drivers)), FACTORS, Problems())
    assert region is not None
    assert actual_levels(region, "gdp") == pytest.approx({2020: 100.0, 2021: 110.0, 2022: 121.0})
    assert not [one for one in proposals(region) if one.key == "gdp.growth"]  # 2021 has no row of its own


# ---- trends ----


def test_theil_sen_by_hand() -> None:
    # slopes of 1, 2, 10 at 0, 1, 3: 1, 3, 4; median 3; levels 1, 2 - 3, 10 - 9: median 1
    assert theil_sen([2000, 2001, 2003], [1.0, 2.0, 10.0]) == (3.0, 1.0)


@given(st.floats(-5, 5), st.floats(-100, 100), st.sets(st.integers(1990, 2030), min_size=2, max_size=12))
def test_theil_sen_finds_a_straight_line_and_agrees_with_scipy(
    slope: float, level: float, years: set[int]
) -> None:
    at = sorted(years)
    values = [level + slope * (year - at[0]) + (0.5 if year % 3 else 0.0) for year in at]
    found = theil_sen(at, values)
    assert found.slope == pytest.approx(theilslopes(values, at)[0], abs=1e-9)
    straight = theil_sen(at, [level + slope * (year - at[0]) for year in at])
    assert straight == pytest.approx((slope, level), abs=1e-7)


@pytest.mark.parametrize(
    ("years", "values"), [([2000], [1.0]), ([2000, 2000], [1.0, 2.0]), ([2000, 2001], [1.0, np.nan])]
)
def test_no_line_through_these(years: list[int], values: list[float]) -> None:
    with pytest.raises(ValueError, match=r"line|NaN"):
        theil_sen(years, values)


def test_a_trend_is_tested_only_on_whole_years() -> None:
    five = {2016 + i: 1.1**i for i in range(5)}
    assert growth_trend(five) == pytest.approx((5, 2016, 2020, 0.1, 10, True))
    assert growth_trend({year + (year > 2018): v for year, v in five.items()}).significant is None
    assert growth_trend({2016: 1.0, 2017: 1.1, 2018: 1.2}).significant is None
    assert growth_trend({2016: 1.0, 2017: 3.0, 2018: 2.0, 2019: 1.0, 2020: 3.0}).significant is False
    assert growth_trend({2016: 1.0, 2017: 1.1}) is None
    assert growth_trend({2016: 0.0, 2017: 1.1, 2018: 1.2}) is None


def test_trends_stand_beside_the_tables_and_change_nothing(tmp_path: Path) -> None:
    history = rows(
        "history", *(f"energy_total,{y},{v},1e4 tce" for y, v in ((2018, 50), (2019, 62.5), (2020, 100)))
    )
    place = past_region(tmp_path, **history)
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    region = load_region(str(place), FACTORS, Problems())
    assert region is not None
    gdp, energy = proposals(region)
    # GDP 50, 62.5, 100 in logs: slopes ln 1.25, ln 1.6, ln 2 / 2: the median is sqrt 2
    assert (gdp.key, gdp.present, gdp.year) == ("gdp.growth", 0.1, 2030)
    assert gdp.anchor == gdp.trend.rate == pytest.approx(2**0.5 - 1)
    assert (energy.key, energy.anchor) == ("energy_total/gdp", None)
    assert energy.trend.rate == pytest.approx(0.0, abs=1e-12)
    text = backcast_report(str(place), "en", trends=True)
    assert 'gdp.growth,2030,central,41.42,%,derived,low,"Theil-Sen trend of 2018-2020' in text
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


def test_a_proposed_row_can_be_copied_into_the_table(tmp_path: Path) -> None:
    place = past_region(tmp_path)
    text = backcast_report(str(place), "en", trends=True)
    row = next(line for line in text.splitlines() if line.startswith("gdp.growth,"))
    drivers = DRIVERS.replace("source", "confidence,source,note") + BASE.replace(
        "assumed,test", "assumed,,test,"
    )
    drivers = "\n".join(line for line in drivers.splitlines() if not line.startswith("gdp.growth"))
    (place / "drivers.csv").write_text(f"{drivers}\n{row}\n", encoding="utf-8")
    scenario = tmp_path / "case.yaml"
    scenario.write_text("title: {zh: 例, en: Case}\nregion: tiny\n", encoding="utf-8")
    plan = load(str(scenario))
    assert plan is not None
    assert simulate(plan).series["gdp"][1, 0] == pytest.approx(141.42)


def test_factors_that_change_with_the_years_stay_at_the_base_year() -> None:
    problems = Problems()
    region = load_region("yiwu", FACTORS, problems)
    assert region is not None
    plan = bare_plan(region, FACTORS, problems)
    assert plan is not None
    numbers, years = plan.coefficients, len(plan.layout.years)
    fading = np.linspace(1.0, 0.0, years)[:, None]
    moving = dataclasses.replace(
        numbers, plant_co2=numbers.plant_co2 * fading, import_rate=np.linspace(3.0, 1.0, years)
    )
    held = held_factors(dataclasses.replace(plan, coefficients=moving)).coefficients
    np.testing.assert_array_equal(held.plant_co2, numbers.plant_co2)
    np.testing.assert_array_equal(held.link_co2, numbers.link_co2)
    np.testing.assert_array_equal(held.import_rate, [3.0])
