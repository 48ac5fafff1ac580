"""The rules of parameters/checks, and what an analyst would ask of a region with a slip in it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator.cli.main import sim
from simulator.errors import Problems
from simulator.inputs.consistency import Finding, consistency, numbers_of, ratio, rules, short
from simulator.inputs.factors import load_factors
from simulator.inputs.locate import parameters_folder, region_ids
from simulator.inputs.region import Region, load_region


def loaded(name: str) -> Region:
    problems = Problems()
    region = load_region(name, load_factors(problems), problems)
    assert region is not None
    assert not problems.found, [problem.render() for problem in problems.found]
    return region


def check(*words: str) -> Result:
    return CliRunner().invoke(sim, ["data", "check", *words])


@pytest.fixture
def yiwu(tmp_path: Path) -> Path:
    """A copy of Yiwu to put slips into."""
    return Path(shutil.copytree(parameters_folder() / "regions" / "yiwu", tmp_path / "copy"))


def slip(folder: Path, table: str, old: str, new: str) -> None:
    """Change a text of a table that stands there once."""
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def found(folder: Path) -> dict[str, Finding]:
    return {finding.rule: finding for finding in consistency(loaded(str(folder)))}


# ---- the bundled regions ----


@pytest.mark.parametrize("name", region_ids())
def test_bundled_regions_have_no_error(name: str) -> None:
    assert [f for f in consistency(loaded(name)) if f.level == "error"] == []
    assert check(name).exit_code == 0


def test_ratios_by_hand() -> None:
    # Zhejiang 2020: 4829.7 x 10^8 kWh over 6468 x 10^4 people is 7467 kWh a head, over 64689.1 x 10^8 CNY
    # 746.6 kWh per 10^4 CNY; 24655 x 10^4 tce over 64689.1 x 10^8 CNY is 0.3811; 1559.34 cars on 6468 are 241
    numbers = numbers_of(loaded("zhejiang"))
    values = {rule.id: ratio(rule, numbers) for rule in rules().ratios}
    assert values["electricity_per_head"] == pytest.approx(7467.07, rel=1e-5)
    assert values["electricity_per_gdp"] == pytest.approx(746.60, rel=1e-4)
    assert values["energy_per_gdp"] == pytest.approx(0.38113, rel=1e-4)
    assert values["cars_per_1000"] == pytest.approx(241.08, rel=1e-4)


def test_a_total_that_is_not_published_follows_from_coal_and_its_share() -> None:
    # Quzhou publishes 60 % coal; 795.95 / 0.6 = 1326.58 x 10^4 tce
    assert numbers_of(loaded("quzhou"))["energy_total"].value == pytest.approx(1326.58, rel=1e-4)


# ---- slips ----


def test_electricity_in_a_wrong_unit_is_asked_for_as_an_analyst_would(yiwu: Path) -> None:
    slip(yiwu, "anchors", "electricity_use,,2020,87,82,97,", "electricity_use,,2020,1250,82,97,")
    finding = found(yiwu)["electricity_per_head"]
    # 1250 x 10^8 kWh over 185.94 x 10^4 people is 67226, 9 times the 7467 of the province
    assert finding.level == "warning"
    assert re.search(r"67200 .*9 times the province's 7470.*; is the unit 10\^4 kWh\?$", finding.text("en"))
    assert re.search(
        r"人均用电量为67200.*是全省（7470）的 9 倍.*；用电量单位是否应为万kWh？$", finding.text("zh")
    )
    assert finding.origin.file.endswith("anchors.csv")


@pytest.mark.parametrize("factor", [1e-4, 1e4])
@pytest.mark.parametrize(
    ("table", "old", "value", "rule"),
    [
        ("anchors", "energy_total,,2020,430,385,475", 430, "energy_per_gdp"),
        ("anchors", "electricity_use,,2020,87,82,97", 87, "electricity_per_head"),
        ("anchors", "waste_burnt,,2020,73.6,,", 73.6, "waste_per_head"),
        ("anchors", "gas_use,,2020,1.4,1.0,1.8", 1.4, "gas_per_head"),
        ("drivers", "gdp,2020,actual,1485.6,", 1485.6, "gdp_per_head"),
        ("stocks", "car_475,65,", 65, "cars_per_1000"),
        ("stocks", ",5400,1e4 m2", 5400, "urban_floor_per_head"),
    ],
)
def test_a_factor_of_ten_thousand_is_always_an_error(
    yiwu: Path, table: str, old: str, value: float, rule: str, factor: float
) -> None:
    slip(yiwu, table, old, old.replace(f",{value}", f",{value * factor:.6g}"))
    assert found(yiwu)[rule].level == "error"
    done = check(str(yiwu), "--lang", "en")
    assert done.exit_code == 1
    assert f"copy/{table}.csv:" in done.stdout


def test_sectors_that_do_not_add_up(yiwu: Path) -> None:
    # 185 + 102 + 72 + 62 + 9 = 430; with 205 in industry it is 450, 4.7 % more
    slip(yiwu, "anchors", "energy_industry,,2020,185,", "energy_industry,,2020,205,")
    finding = found(yiwu)["sectors"]
    assert finding.level == "warning"
    assert "add up to 450" in finding.text("en")
    assert "+4.7%" in finding.text("en")


def test_parts_of_gdp_that_do_not_add_up(yiwu: Path) -> None:
    slip(yiwu, "drivers", "structure.construction,2020,actual,3.3,", "structure.services,2020,actual,80,")
    with (yiwu / "drivers.csv").open("a", encoding="utf-8") as stream:
        stream.write("structure.construction,2020,actual,3.3,%,derived,medium,x,\n")
    # 1.6 + 25.1 + 3.3 + 80 = 110 %
    assert found(yiwu)["structure"].level == "error"


def test_coal_share_times_total_must_be_coal(yiwu: Path) -> None:
    slip(yiwu, "anchors", "coal_share,,2020,7.6,", "coal_share,,2020,17.6,")
    assert "0.176" not in found(yiwu)["coal_share_of_total"].text("en")
    assert "75.7" in found(yiwu)["coal_share_of_total"].text("en")  # 17.6 % of 430


def test_net_import_above_use(yiwu: Path) -> None:
    slip(
        yiwu, "anchors", "net_import_electricity,,2020,81.4,78,92", "net_import_electricity,,2020,91.4,78,92"
    )
    assert "net import cannot exceed" in found(yiwu)["import_of_electricity"].text("en")


def test_years_that_jump(yiwu: Path) -> None:
    slip(yiwu, "history", "gdp,2019,1421.1,", "gdp,2019,14.211,")
    finding = found(yiwu)["years"]
    assert finding.level == "error"
    assert "are both years in the same unit?" in finding.text("en")


def test_a_balance_left_behind_by_its_anchor(yiwu: Path) -> None:
    slip(yiwu, "anchors", "coal_use,,2020,32.68,29.3,36.1", "coal_use,,2020,42.68,29.3,46.1")
    assert "estimated again" in found(yiwu)["coal_of_the_balance"].text("en")


# ---- how it is told ----


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_finding_names_file_line_level_and_neighbours(yiwu: Path, lang: str) -> None:
    slip(yiwu, "anchors", "electricity_use,,2020,87,82,97,", "electricity_use,,2020,1250,82,97,")
    lines = check(str(yiwu), "--lang", lang).stdout.splitlines()
    line = next(line for line in lines if "67200" in line)
    assert re.match(r".*copy/anchors\.csv:13: (提醒|warning): ", line)
    assert "quzhou" in line
    assert "shangyu" in line


def test_a_folder_that_is_no_region(tmp_path: Path) -> None:
    done = check(str(tmp_path / "nothing"))
    assert done.exit_code == 1
    assert "Traceback" not in done.output


def test_every_rule_has_both_languages_a_source_and_a_sensible_band() -> None:
    named = (*rules().ratios, *rules().sums, *rules().products, *rules().jumps)
    assert len({rule.id for rule in named}) == len(named)
    for rule in rules().ratios:
        assert rule.source
        assert rule.plausible[0] < rule.plausible[1]
        assert rule.wrong > 1.0


def test_numbers_of_three_digits() -> None:
    assert [short(v) for v in (7466.9, 0.38112, 12.345, 1.5e9)] == ["7470", "0.381", "12.3", "1.5e+09"]
