"""Bad tables of a region end with lines that name file, line, key, value and what was expected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import officer
import pytest
from officer import (
    OWN_REGION,
    assert_refused,
    cell,
    row,
    write,
)

here, region = officer.here, officer.region  # fixtures

GDP = {"variable": "gdp", "year": "2020"}
PEOPLE = {"variable": "population", "year": "2030", "case": "central"}
COAL = {"target_id": "industry.textiles", "fuel": "coal"}
TEXTILES = {"branch": "industry.textiles"}
CAR = {"stock": "vehicles.car"}
WASTE = {"plant": "energy.waste"}
PLAIN = "expected a plain number such as 1234.5..."
CELLS: list[tuple[str, dict[str, str], dict[str, str], str]] = [
    ("drivers", GDP, {"value": "1,485.6"}, f"value: got 1,485.6, {PLAIN}"),
    ("drivers", GDP, {"value": "１４８５"}, f"value: got １４８５, {PLAIN}"),
    ("drivers", GDP, {"value": "NaN"}, f"value: got NaN, {PLAIN}"),
    ("drivers", GDP, {"value": "-inf"}, f"value: got -inf, {PLAIN}"),
    ("drivers", GDP, {"value": "1e999"}, f"value: got 1e999, {PLAIN}"),
    ("drivers", GDP, {"value": "#REF!"}, f"value: got #REF!, {PLAIN}"),
    ("drivers", GDP, {"value": "5%"}, f"value: got 5%, {PLAIN}"),
    ("drivers", GDP, {"value": ""}, "value: the cell is blank, expected a value"),
    ("drivers", GDP, {"value": "1e300"}, "value: got 1e+300, expected a number of ordinary size..."),
    ("drivers", GDP, {"value": "0"}, "gdp[2020]: got 0, expected > 0"),
    ("drivers", GDP, {"value": "-5"}, "gdp[2020]: got -5, expected > 0"),
    (
        "drivers",
        GDP,
        {"unit": "1e8 CNYY"},
        "unit: got 1e8 CNYY, expected a known unit, did you mean 1e8 CNY?",
    ),
    ("drivers", GDP, {"unit": "MW"}, "gdp[2020]: got MW, expected a unit such as 1e8 CNY"),
    ("drivers", GDP, {"year": "2020年"}, "year: got 2020年, expected a whole number such as 2030"),
    ("drivers", GDP, {"year": "20205"}, "year: got 20205, expected a year such as 2030"),
    (
        "drivers",
        GDP,
        {"case": "actuel"},
        "case: got actuel, expected one of actual, central, low, high, did...",
    ),
    ("drivers", GDP, {"grade": "recaled"}, "grade: got recaled, expected one of reported, confirmed_zero..."),
    (
        "drivers",
        {"variable": "gdp.growth"},
        {"value": "700"},
        "gdp.growth[2021]: got 700%, expected -90% to 100%",
    ),
    (
        "drivers",
        PEOPLE,
        {"value": "2000000"},
        "population[2030]: got 2e+06, expected a value within a factor...",
    ),
    ("balance", COAL, {"value": "-1"}, "industry.textiles.coal: got -1.0, expected >= 0"),
    ("balance", COAL, {"sigma": "-1"}, "industry.textiles.sigma: got -1, expected >= 0"),
    (
        "balance",
        COAL,
        {"unit": "亿千瓦时"},
        "industry.textiles: got 1e8 kWh, expected a unit such as 1e4 tce",
    ),
    ("balance", COAL, {"unit": "万吨"}, "industry.textiles: got 1e4 t, expected a unit such as 1e4 tce"),
    ("balance", COAL, {"fuel": "gasolin"}, "gasolin: unknown fuel, did you mean gasoline?"),
    (
        "balance",
        COAL,
        {"target_id": "industry.textile"},
        "industry.textile: no such branch or plant in this...",
    ),
    (
        "balance",
        COAL | {"fuel": "electricity"},
        {"fuel": "coal"},
        "industry.textiles.coal: this row stands twice",
    ),
    ("stocks", CAR, {"survival": ""}, "survival: the cell is blank, expected a value"),
    (
        "stocks",
        CAR,
        {"survival": "carr"},
        "survival: got carr, expected a name that the tables define, did...",
    ),
    ("stocks", CAR, {"value": "0"}, "vehicles.car.value: got 0, expected > 0"),
    ("stocks", CAR, {"unit": "1e4 m2"}, "vehicles.car: got 1e4 m2, expected a unit such as 1e4 vehicles"),
    (
        "stocks",
        CAR,
        {"driver": "gdp_per_hed"},
        "driver: got gdp_per_hed, expected a driver of this region...",
    ),
    ("stocks", CAR, {"past_growth": "9"}, "vehicles.car.past_growth: got 9, expected <= 1"),
    ("branches", TEXTILES, {"elasticity": "900"}, "industry.textiles.elasticity: got 900, expected <= 5"),
    (
        "branches",
        TEXTILES,
        {"sector": "industri"},
        "sector: got industri, expected one of energy, industry...",
    ),
    (
        "branches",
        TEXTILES,
        {"method": "series"},
        "industry.textiles.energy: this anchor is needed and missing",
    ),
    (
        "branches",
        CAR,
        {"stock": "vehicles.carr"},
        "stock: got vehicles.carr, expected a name that the tables...",
    ),
    ("plants", WASTE, {"efficiency": "0"}, "energy.waste.efficiency: got 0, expected > 0"),
    ("plants", WASTE, {"hours": "60000"}, "energy.waste.hours: got 60000, expected <= 8784"),
    ("plants", WASTE, {"capacity_mw": ""}, "energy.waste.capacity_mw: expected > 0"),
    ("plants", WASTE, {"fuel": "wast"}, "fuel: got wast, expected a name that the tables define, did you..."),
    (
        *("plants", {"plant": "energy.coal_chp"}, {"from_year": "2030", "to_year": "2025"}),
        "energy.coal_chp.to_year: got 2025, expected >= 2030",
    ),
    ("anchors", {"indicator": "oil_use"}, {"value": "-105"}, "oil_use: got -105, expected >= 0"),
    (
        "history",
        {"indicator": "gdp"},
        {"indicator": "gpd"},
        "indicator: got gpd, expected an indicator, did you...",
    ),
]


@pytest.mark.parametrize(
    ("table", "where", "values", "expected"), CELLS, ids=[case[-1][:60] for case in CELLS]
)
def test_a_cell_of_a_region_is_assert_refused(
    region: Path, table: str, where: dict[str, str], values: dict[str, str], expected: str
) -> None:
    file = region / f"{table}.csv"
    line = cell(file, where, **values)
    follows = {"year", "fuel", "target_id"} & set(values)  # then another row or the total is missing, too
    assert_refused(
        [f"{file}:{line}: {expected}"], "own.yaml", at_least=bool(follows) or values.get("value") == "1e300"
    )


COAL_SHARE = {
    "target_id": "industry.textiles",
    "quantity": "share",
    "fuel": "coal",
    "unit": "ratio",
    "value": "0.9",
}
PATHS = [
    (
        {"target_id": "industry.textile"},
        "industry.textile: no such branch or plant in this region, did you...",
    ),
    ({"quantity": "shar"}, "industry.textiles.shar.coal: no such quantity here, did you mean share?"),
    ({"fuel": ""}, "industry.textiles.share: share needs the key fuel"),
    ({"fuel": "cole"}, "industry.textiles.share.cole: got cole, expected one of coal, ..."),
    ({"unit": "MW"}, "industry.textiles.share.coal[2030]: got MW, expected a unit such as ratio"),
    ({"value": "9"}, "industry.textiles.share.coal[2030]: got 900%, expected 0% to 100%"),
    ({"year": "20305"}, "year: got 20305, expected a year such as 2030"),
]


@pytest.mark.parametrize(("values", "expected"), PATHS, ids=[case[-1][:60] for case in PATHS])
def test_a_path_of_a_region_is_assert_refused(region: Path, values: dict[str, str], expected: str) -> None:
    file = region / "paths.csv"
    line = row(file, **{"year": "2030"} | COAL_SHARE | values)
    assert_refused([f"{file}:{line}: {expected}"], "own.yaml")


def test_shares_of_a_region_above_one(region: Path) -> None:
    file = region / "paths.csv"
    line = row(file, year="2030", **COAL_SHARE)
    row(file, year="2030", **COAL_SHARE | {"fuel": "electricity"})
    said = (
        "industry.textiles.share[2030] (coal, electricity): the shares add up to 180.0%, expected at most 1"
    )
    assert_refused([f"{file}:{line}: {said}"], "own.yaml")


def test_a_missing_driver_year(region: Path) -> None:
    cell(region / "drivers.csv", GDP, year="2019")
    assert_refused([f"{region / 'drivers.csv'}: gdp: the driver has no actual value for 2020"], "own.yaml")


NAMES = "a name that the tables define"
SETTINGS = {
    "base_yeer: 2020": "base_yeer: unknown key, did you mean base_year?",
    "base_year: 20205": "base_year: got 20205, expected 1990 to 2100",
    "end_year: 2010": "end_year: got 2010, expected > 2020",
    "electricity_losses: 4": "electricity_losses: got 4, expected a fraction such as 5% or 0.05",
    "heat_losses: 100%": "heat_losses: got 100%, expected <= 0.5",
    "grid_area: 'province:Zhejang'": f"grid_area: got province:Zhejang, expected {NAMES}, did you mean pr...",
    "benchmark: zhejang": "benchmark: got zhejang, expected a bundled region or the folder of one, did yo...",
    "id: ../../x": "id: got ../../x, expected a name that a folder can have (letters, digits, - and _)",
    "id: 'a:b'": "id: got a:b, expected a name that a folder can have (letters, digits, - and _)",
    "unknown_terms: [proces]": "unknown_terms[0]: got proces, expected a name that the tables define, ...",
    "\tprovince_peak_year: 2030": "a tab is used for indentation, use spaces",
}


@pytest.mark.parametrize("written", SETTINGS)
def test_a_setting_of_a_region_is_assert_refused(region: Path, written: str) -> None:
    file = region / "region.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    key = written.strip().partition(":")[0].replace("yeer", "year")
    number = next(i for i, line in enumerate(lines) if line.startswith(f"{key}:"))
    lines[number] = written
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert_refused([f"{file}:{number + 1}: {SETTINGS[written]}"], "own.yaml", at_least="yeer" in written)


@pytest.mark.parametrize("table", ["drivers.csv", "branches.csv", "region.yaml"])
def test_a_table_that_is_needed_is_missing(region: Path, table: str) -> None:
    (region / table).rename(region / "old.txt")
    assert_refused([f"{region / table}: no such file..."], "own.yaml")


def test_a_region_without_a_balance(region: Path) -> None:
    (region / "balance.csv").unlink()
    assert_refused(
        ["own.yaml:3: region: got yiwu, no balance.csv: run `sim data estimate` and..."], "own.yaml"
    )


def test_a_table_is_a_folder(region: Path) -> None:
    (region / "history.csv").unlink()
    (region / "history.csv").mkdir()
    assert_refused([f"{region / 'history.csv'}: this is a folder, expected a file"], "own.yaml")


BYTES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda data: b"", ": the table is empty, expected a header line"),
    "UTF-16": (
        lambda data: data.decode().encode("utf-16"),
        ":1: the file is not UTF-8 and looks like UTF-16...",
    ),
    "a workbook": (lambda data: b"PK\x03\x04\0\0", ":1: the file holds a NUL byte, expected a text file"),
    "neither": (lambda data: b"\xff\xff\x81" + data, ":1: the file is not UTF-8 text, save it as UTF-8"),
    "30 MB": (
        lambda data: b"#" * 30_000_000,
        ": the file is 30.0 MB, expected at most 20 MB; it was not read",
    ),
    "quote left open": (
        lambda data: b'"' + data,
        ":1: a quote is not closed, or text follows a closing quote",
    ),
    "bell": (
        lambda data: b"#\a\n" + data,
        ":1: an invisible control character (U+0007) stands here, remove it",
    ),
    "semicolons": (lambda data: data.replace(b",", b";"), ":1: got stock;survival;kinds;driver..."),
    "misspelt header": (
        lambda data: data.replace(b"driver", b"drivr", 1),
        ":1: drivr: unknown column, did you...",
    ),
}


@pytest.mark.parametrize("name", BYTES)
def test_a_table_that_cannot_be_read(region: Path, name: str) -> None:
    change, expected = BYTES[name]
    file = region / "stocks.csv"
    file.write_bytes(change(file.read_bytes()))
    assert_refused([f"{file}{expected}"], "own.yaml", at_least=name == "misspelt header")


def test_a_thousands_separator_without_quotes(region: Path) -> None:
    file = region / "drivers.csv"
    line = cell(file, GDP, value="1485")
    file.write_text(file.read_text(encoding="utf-8").replace(",1485,", ",1,485,"), encoding="utf-8")
    assert_refused([f"{file}:{line}: this row has 10 cell(s), expected 9 as in the header"], "own.yaml")


def test_problems_of_a_scenario_and_two_tables_come_together(region: Path) -> None:
    first = cell(region / "balance.csv", COAL, value="x")
    second = cell(region / "drivers.csv", GDP, value="1,485.6")
    write("own.yaml", OWN_REGION + "measures:\n  - use: industry.eficiency\n")
    expected = [
        f"{region / 'balance.csv'}:{first}: value: got x, {PLAIN}",
        f"{region / 'drivers.csv'}:{second}: value: got 1,485.6, {PLAIN}",
        "own.yaml:5: measures: got industry.eficiency, expected a measure of the library, did you mean...",
    ]
    assert_refused(expected, "own.yaml")
