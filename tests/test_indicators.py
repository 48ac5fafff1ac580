"""Indicators: published identities, accounting rules, and the anchors of the three regions."""

import numpy as np
import pytest
from builders import TABLES, sector, tiny_plan

from simulator import simulate
from simulator.assess.gases import unmeasured_indicators
from simulator.assess.indicators import of_sources
from simulator.pathways.arrays import SECTORS
from simulator.variables import INDICATORS, KAYA

EXACT = 1e-9


def base(result, name: str) -> float:
    """Indicator of the base year, central."""
    return float(result.series[name][0, 0])


# ---- identities ----


def test_zhejiang_2020_by_the_bulletin(tmp_path) -> None:
    # energy +10.1 % and GDP +3.54 %: (1.101 / 1.0354) - 1 = +6.34 %, as published
    plan = tiny_plan(
        tmp_path,
        drivers="gdp.growth,2021,central,3.54,%,assumed,test\n",
        paths="target_id,quantity,fuel,year,value,unit,grade,source\n"
        "industry.works,activity,,2021,1.0633571566544331,ratio,assumed,test\n"  # 1.101 / 1.0354
        "households.homes,activity,,2021,1.101,ratio,assumed,test\n",
    )
    series = simulate(plan).series
    gdp, energy = (series[name][1, 0] / series[name][0, 0] for name in ("gdp", "energy_total"))
    assert (gdp, energy) == (pytest.approx(1.0354), pytest.approx(1.101))
    intensity = series["energy_intensity"][:2, 0]
    assert intensity[1] / intensity[0] - 1 == pytest.approx(0.0634, abs=5e-5)


def test_the_kaya_factors_multiply_to_co2(bare, region) -> None:
    series = bare(region).series
    product = np.prod([series[name] for name in KAYA], axis=0)
    np.testing.assert_allclose(product, series["co2_total"], rtol=EXACT)


def test_rates_are_totals_over_gdp_and_people(bare, region) -> None:
    series = bare(region).series
    for rate, total, per in (
        ("energy_intensity", "energy_total", "gdp"),
        ("co2_intensity", "co2_total", "gdp"),
        ("energy_per_head", "energy_total", "population"),
        ("co2_per_head", "co2_total", "population"),
        ("gdp_per_head", "gdp", "population"),
        ("co2_per_energy", "co2_total", "energy_total"),
    ):
        np.testing.assert_allclose(series[rate], series[total] / series[per], rtol=EXACT, err_msg=rate)


def test_sources_add_up_to_the_total(bare, region) -> None:
    result = bare(region)
    series = result.series
    imported = series["net_import_electricity"] * 3.049
    parts = sum(series[f"{fuel}_total"] for fuel in ("coal", "oil", "gas"))
    heat_and_hydrogen = of_sources(result.flows, ("import_heat", "hydrogen"))[result.start :]
    renewable = series["renewable_share"] * series["energy_total"]
    np.testing.assert_allclose(
        parts + renewable + imported + heat_and_hydrogen, series["energy_total"], rtol=EXACT
    )
    np.testing.assert_allclose(
        series["coal_share"] * series["energy_total"], series["coal_total"], rtol=EXACT
    )


def test_every_registered_indicator_is_computed_and_nothing_else(bare, region) -> None:
    found = set(bare(region).series)
    extra = {f"co2_total.{p}{s}" for p in ("plan_2020", "dual_control_2026") for s in ("", ".import_out")}
    assert found == (set(INDICATORS) | extra) - unmeasured_indicators(bare(region).plan)


def test_all_indicators_are_finite(bare, region) -> None:
    for name, values in bare(region).series.items():
        assert np.all(np.isfinite(values)), name


# ---- the four cases ----


def test_low_and_high_lie_around_central(bare, region) -> None:
    central, low, high, frozen = bare(region).series["gdp"].T
    assert np.all((low <= central) & (central <= high))
    assert low[-1] < central[-1] < high[-1]
    np.testing.assert_array_equal(frozen, central)


def test_the_frozen_grid_stays_at_the_last_published_year(bare, region) -> None:
    series = bare(region).series["grid_factor"]
    # 2020 carried back from 2021: 0.5422; 2022: 0.5153; a falling path afterwards
    np.testing.assert_allclose(series[:3, 0], [0.5422, 0.5422, 0.5153])
    np.testing.assert_allclose(series[2:, 3], 0.5153)
    assert series[-1, 0] == pytest.approx(0.03)
    np.testing.assert_array_equal(
        bare(region).series["energy_total"][:, 3], bare(region).series["energy_total"][:, 0]
    )


# ---- anchors ----


def test_quzhou_meets_its_intensity_at_2015_prices(bare) -> None:
    gdp = 1146.1 * 1.072 * 1.073 * 1.072 * 1.067 * 1.035  # 10^8 CNY at 2015 prices: 1560.7
    result = bare("quzhou")
    assert gdp == pytest.approx(1560.7, abs=0.05)
    assert base(result, "energy_total") == pytest.approx(0.85 * gdp, rel=EXACT)
    # the same total at 2020 prices: 1326.6 / 1639.12 = 0.809
    assert base(result, "energy_intensity") == pytest.approx(0.809, abs=5e-4)


@pytest.mark.parametrize(
    ("name", "indicator", "value"),
    [
        ("quzhou", "coal_share", 0.60),
        ("quzhou", "renewable_share", 0.094),
        ("yiwu", "energy_total", 430.0),
        ("yiwu", "coal_share", 0.076),
        ("shangyu", "energy_total", 460.0),
        ("shangyu", "coal_total", 175.0),
        ("yiwu", "oil_total", 105.0),
        ("quzhou", "oil_total", 125.0),
        ("quzhou", "gas_total", 5 * 12.143),  # 10^8 m3 x 1.2143 kgce/m3
        ("yiwu", "gas_total", 1.4 * 12.143),
    ],
)
def test_anchors_are_met_by_the_whole_model(bare, name: str, indicator: str, value: float) -> None:
    assert base(bare(name), indicator) == pytest.approx(value, rel=EXACT)


@pytest.mark.parametrize(("name", "co2"), [("yiwu", 794), ("quzhou", 2873), ("shangyu", 963)])
def test_base_year_co2_is_the_derived_one(bare, name: str, co2: float) -> None:
    assert base(bare(name), "co2_total.plan_2020") == pytest.approx(co2, rel=0.003)


def test_quzhous_process_co2_stands_beside_and_inside(bare) -> None:
    result = bare("quzhou")
    # clinker 1100 x 0.538 = 591.8, lime and carbide about 48: 640; 2873 + 640 = 3513
    assert base(result, "co2_process") == pytest.approx(640, rel=0.003)
    assert base(result, "co2_total.dual_control_2026") == pytest.approx(3513, rel=0.003)
    assert base(result, "co2_total") == base(result, "co2_total.plan_2020")


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("yiwu", {"transport": 102, "households": 62, "agriculture+construction": 9, "services": 72}),
        ("quzhou", {"transport": 105, "households": 77, "agriculture+construction": 20, "services": 74}),
        ("shangyu", {"transport": 50, "households": 33, "agriculture+construction": 14, "services": 32}),
    ],
)
def test_sectors_carry_the_anchored_energy(bare, name: str, groups: dict[str, float]) -> None:
    primary = bare(name).flows.primary_sector
    got = {one: float(sector(primary, one)[0, 0]) for one in SECTORS}
    assert got["transport"] == pytest.approx(groups["transport"], rel=EXACT)
    assert got["households"] == pytest.approx(groups["households"], rel=EXACT)
    # construction is a part of buildings here, of the farm group in the anchors
    both = groups["agriculture+construction"] + groups["services"]
    assert got["buildings"] + got["agriculture"] == pytest.approx(both, rel=EXACT)


# ---- accounting rules ----


def test_the_calorific_rule_lowers_the_total_where_power_is_imported(bare, region) -> None:
    plain, calorific = bare(region), bare(region, "electricity: calorific")
    lower = 1 - base(calorific, "energy_total") / base(plain, "energy_total")
    # all power that does not come from local fuel counts 0.1229 instead of 0.3049; Quzhou imports least
    assert 0.05 < lower < 0.40
    assert base(calorific, "electrification") == pytest.approx(base(plain, "electrification"), rel=EXACT)
    assert base(calorific, "co2_total") == pytest.approx(base(plain, "co2_total"), rel=EXACT)


@pytest.mark.parametrize(("choice", "factor"), [("province", 0.5422), ("region", 0.5992), ("nation", 0.5568)])
def test_the_import_factor_is_a_choice(bare, choice: str, factor: float) -> None:
    result = bare("yiwu", f"import_factor: {choice}")
    assert base(result, "grid_factor") == pytest.approx(factor)
    kwh = base(result, "net_import_electricity")
    assert base(result, "co2_import") == pytest.approx(kwh * factor * 10, rel=EXACT)


@pytest.mark.parametrize("choice", ["province", "region", "nation"])
def test_factors_of_the_older_method_are_never_mixed_in(bare, choice: str) -> None:
    # East China 2012 stood at 0.7035, Zhejiang 2016 at 0.5246: neither bends the years from 2020 on
    factor = bare("yiwu", f"import_factor: {choice}").series["grid_factor"][:, 0]
    assert factor[0] == factor[1]  # the first factor of the newer method is that of 2021, held back one year
    assert np.all(np.diff(factor[1:]) <= 0.0)


@pytest.mark.parametrize("choice", ["province", "region", "nation"])
def test_a_region_whose_base_year_is_after_the_last_factor_runs(tmp_path, choice: str) -> None:
    region = TABLES["region.yaml"].replace("base_year: 2020", "base_year: 2024")
    region = region.replace("actual_until: 2020", "actual_until: 2024")
    drivers = TABLES["drivers.csv"].replace(",2020,actual", ",2024,actual")
    plan = tiny_plan(tmp_path, f"accounting: {{import_factor: {choice}}}\n", region=region, drivers=drivers)
    series = simulate(plan).series["grid_factor"]
    assert np.all(np.isfinite(series))
    last = {"province": 0.5153, "region": 0.55, "nation": 0.5306}[choice]
    np.testing.assert_allclose(series[:, 3], last)  # frozen at the last published year


def test_another_area_falls_like_the_province_after_its_last_year(bare) -> None:
    province, region = (
        bare("yiwu", f"import_factor: {c}").series["grid_factor"][:, 0] for c in ("province", "region")
    )
    assert region[3] == pytest.approx(0.55)  # East China 2023, its last
    np.testing.assert_allclose(region[3:] / region[3], province[3:] / province[3], rtol=EXACT)


def test_the_guide_of_2011_counts_each_fuel(bare) -> None:
    result = bare("yiwu", "combustion: guide_2011")
    # no plant burns fossil fuel in Yiwu's base year: every tce of the balance is burnt by its user
    guide = {
        "coal": 2.6604,
        "gasoline": 1.9879,
        "diesel": 2.1247,
        "kerosene": 2.0616,
        "fuel_oil": 2.2193,
        "lpg": 1.8091,
        "natural_gas": 1.6257,
        "waste": 0.2717 / 0.2714,
    }
    direct = sum(row.value * guide.get(row.fuel, 0.0) for row in result.scenario.region.balance)
    assert base(result, "co2_total") == pytest.approx(direct + base(result, "co2_import"), rel=1e-6)


def test_imported_power_may_be_left_out(bare) -> None:
    whole, without = bare("yiwu"), bare("yiwu", "imported_power: out")
    np.testing.assert_allclose(
        without.series["co2_total"], whole.series["co2_total"] - whole.series["co2_import"], rtol=EXACT
    )
    # 352 of 794: without the 441.6 of imported power
    assert base(without, "co2_total") == pytest.approx(352, rel=0.003)


def test_later_base_years_are_headed_by_the_newer_rule(bare) -> None:
    old, new = bare("quzhou"), bare("quzhou", "base_year: 2025")
    assert (old.preset, new.preset) == ("plan_2020", "dual_control_2026")
    assert new.years[0] == 2025
    np.testing.assert_allclose(
        new.series["co2_total"], old.series["co2_total.dual_control_2026"][5:], rtol=EXACT
    )


def test_the_headline_rule_may_be_chosen(bare) -> None:
    result = bare("quzhou", "headline: dual_control_2026")
    assert base(result, "co2_total") == base(result, "co2_total.dual_control_2026")
