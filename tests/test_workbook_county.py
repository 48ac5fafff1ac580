"""A new county from `sim init` to a balance, by its workbook: what is missing or cannot be is named."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from simulator.cli.main import sim
from simulator.errors import Problems
from simulator.inputs.region import is_code
from simulator.inputs.region_tables import read_tables

GIVEN = ("--gdp", 245, "--population", 36.2)
STRUCTURE = {"urban_share": 61, "structure.primary": 6, "structure.industry": 36, "structure.construction": 5}
NAMES = ("urban_share", "structure.primary", "structure.industry", "structure.construction")


def call(*words: object) -> Result:
    done = CliRunner().invoke(sim, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def begin(*given: object) -> None:
    """A workspace c in English, its workbook not filled in."""
    done = call("init", "c", "--region-name", "某县", "--like", "quzhou", "--lang", "en", *given)
    assert done.exit_code == 0, done.output


def fill(sheet: str, numbers: dict[str, float], key: str) -> None:
    """Enter numbers of 2020 on a sheet of the workbook."""
    book = openpyxl.load_workbook("c/c.xlsx")
    page = book[sheet]
    place = {cell.value: cell.column for cell in page[2]}
    for row in range(3, page.max_row + 1):
        name, year = page.cell(row, place[key]).value, page.cell(row, place["year"]).value
        if name in numbers and str(year) == "2020":
            page.cell(row, place["value"]).value = numbers.pop(name)
            page.cell(row, place["grade"]).value = "reported"
            page.cell(row, place["source"]).value = "bulletin 2020"
    assert not numbers
    book.save("c/c.xlsx")


def drivers(**numbers: float) -> None:
    fill(
        "Drivers",
        STRUCTURE | {name.replace("_of_", "."): value for name, value in numbers.items()},
        "variable",
    )


def read_in() -> Result:
    return call("data", "import", "c/c.xlsx", "--into", "c/c", "--force", "--lang", "en")


def estimated() -> Result:
    return call("data", "estimate", "./c/c", "--lang", "en", "--write", "c/c/balance.csv")


# ---- what is missing ----


def test_an_unfilled_workbook_names_every_missing_driver(home: Path) -> None:
    begin(*GIVEN)
    done = read_in()
    assert done.exit_code == 0  # what is given is kept; what is missing is told
    for name in NAMES:
        assert f"c.xlsx Drivers: {name}: " in done.stderr
    done = estimated()
    assert done.exit_code == 1
    for name in NAMES:
        assert f"drivers.csv: {name}: " in done.stderr
    assert "4 problem(s)" in done.stderr
    assert "contradict" not in done.output


def test_with_gdp_alone_the_people_are_asked_for(home: Path) -> None:
    begin("--gdp", 245)
    done = read_in()
    assert done.exit_code == 1
    assert "c.xlsx Drivers: population: the driver has no actual value for 2020" in done.stderr


@pytest.mark.parametrize(
    ("option", "value", "other"), [("--gdp", 163.9, "population"), ("--population", 22.76, "gdp")]
)
def test_one_given_number_scales_all_placeholders(home: Path, option: str, value: float, other: str) -> None:
    begin(option, value)  # a tenth of Quzhou
    mine, quzhou = (read_tables(name, Problems()) for name in ("c/c", "quzhou"))
    assert mine is not None
    assert quzhou is not None
    mine_value, whole = (
        next(
            float(r["value"]) for r in one.tables["drivers"] if (r["variable"], r["year"]) == (other, "2020")
        )
        for one in (mine, quzhou)
    )
    assert mine_value == pytest.approx(whole / 10, rel=2e-3)


def test_gdp_people_and_structure_run(home: Path) -> None:
    begin(*GIVEN)
    drivers()
    assert read_in().exit_code == 0
    done = estimated()
    assert done.exit_code == 0, done.output
    done = call("run", "c/baseline.yaml", "--no-files", "--lang", "en")
    assert done.exit_code == 0, done.output


# ---- what cannot be ----


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"structure_of_primary": -6}, "structure.primary[2020]: got -6%, expected 0% to 100%"),
        ({"structure_of_industry": 96}, "the parts of GDP add up to 107.0%, expected 100 %"),
        ({"urban_share": 6100}, "urban_share[2020]: got 6100%, expected 0% to 100%"),
    ],
)
def test_drivers_that_cannot_be_are_told_by_cell(home: Path, numbers: dict[str, float], words: str) -> None:
    begin(*GIVEN)
    drivers(**numbers)
    done = read_in()
    assert done.exit_code == 1
    line = next(one for one in done.stderr.splitlines() if words in one)
    assert line.startswith("c.xlsx Drivers!E")


@pytest.mark.parametrize(
    ("anchor", "value", "words"),
    [
        ("energy_total", -60, "energy_total: got -60, expected >= 0"),
        ("coal_share", 160, "coal_share: got 160%, expected 0% to 100%"),
        ("energy_total", 6e5, "is energy in tce rather than 10^4 tce?"),
    ],
)
def test_anchors_that_cannot_be_are_told_by_cell(home: Path, anchor: str, value: float, words: str) -> None:
    begin(*GIVEN)
    drivers()
    fill("Anchors", {anchor: value}, "indicator")
    done = read_in()
    assert done.exit_code == 1
    line = next(one for one in done.stderr.splitlines() if words in one)
    assert line.startswith("c.xlsx Anchors!E")


@pytest.mark.parametrize(
    ("anchors", "named"),
    [
        ({"energy_total": 60, "energy_industry": 80}, ("energy_total", "energy_industry")),
        ({"energy_total": 60, "coal_use": 40, "oil_use": 35}, ("energy_total", "coal_use", "oil_use")),
    ],
)
def test_anchors_that_no_balance_meets_are_named(
    home: Path, anchors: dict[str, float], named: tuple[str, ...]
) -> None:
    begin(*GIVEN)
    drivers()
    fill("Anchors", dict(anchors), "indicator")
    assert read_in().exit_code == 0
    done = estimated()
    assert done.exit_code == 1
    assert "contradict" in done.stderr
    for name in named:
        assert name in done.stderr
    assert not Path("c/c/balance.csv").exists()


def test_a_share_of_renewables_without_any_that_has_a_size(home: Path) -> None:
    begin(*GIVEN)
    drivers()
    fill("Anchors", {"energy_total": 100, "renewable_share": 20}, "indicator")
    assert read_in().exit_code == 0
    done = estimated()
    assert done.exit_code == 1
    assert "renewable_share: got 20%, expected plants that make them" in done.stderr


# ---- the administrative code ----


def test_the_code_goes_to_the_folder_and_through_the_workbook(home: Path) -> None:
    begin(*GIVEN, "--code", "330825")
    assert "code: 330825\n" in Path("c/c/region.yaml").read_text(encoding="utf-8")
    drivers()
    assert read_in().exit_code == 0
    region = read_tables("c/c", Problems())
    assert region is not None
    assert region.settings["code"] == 330825


@pytest.mark.parametrize("code", ["33082", "3308255", "330025", "990000", "33O825", "３３０８２５"])
def test_a_code_that_cannot_be_is_refused(home: Path, code: str) -> None:
    done = call("init", "c", "--code", code, "--lang", "en")
    assert done.exit_code == 1
    assert f"--code: got {code}, expected an administrative code of six digits" in done.stderr
    assert not Path("c").exists()


def test_a_bad_code_of_the_workbook_is_told_by_cell(home: Path) -> None:
    begin(*GIVEN, "--code", "330825")
    drivers()
    book = openpyxl.load_workbook("c/c.xlsx")
    page = book["Region"]
    row = next(row for row in page.iter_rows() if any(str(cell.value) == "330825" for cell in row))
    cell = next(cell for cell in row if str(cell.value) == "330825")
    cell.value = 33082
    book.save("c/c.xlsx")
    done = read_in()
    assert done.exit_code == 1
    assert f"c.xlsx Region!{cell.coordinate}: code: got 33082, expected an administrative code" in done.stderr


def test_a_code_of_another_province_is_told(home: Path) -> None:
    done = call("init", "c", "--code", "320981", "--lang", "en")
    assert done.exit_code == 0
    assert "320981" in done.stderr
    assert "Zhejiang" in done.stderr
    assert call("init", "d", "--code", "330825").stderr == ""


def test_codes_of_the_bundled_regions(home: Path) -> None:
    codes = {"yiwu": 330782, "quzhou": 330800, "shangyu": 330604, "zhejiang": 330000}
    for name, code in codes.items():
        region = read_tables(name, Problems())
        assert region is not None
        assert region.settings["code"] == code
        assert is_code(str(code))
