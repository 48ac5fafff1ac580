"""The data workbook: what it offers, and that nothing is lost between folder and workbook."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import yaml
from click.testing import CliRunner, Result

from simulator.cli.main import sim
from simulator.errors import Origin, Problems
from simulator.inputs.factors import load_factors
from simulator.inputs.locate import parameters_folder, region_ids
from simulator.inputs.ranges import TABLES
from simulator.inputs.region import load_region
from simulator.inputs.region_tables import read_tables
from simulator.inputs.workbook.sheets import ROW_TYPES, fields_of, sheet_title, template
from simulator.messages import say

NOWHERE = Origin("", 0)


def call(*words: object) -> Result:
    return CliRunner().invoke(sim, [str(word) for word in words])


def done(*words: object) -> str:
    result = call(*words)
    assert result.exit_code == 0, result.output
    return result.output


def rows_of(name: str) -> dict[str, list[object]]:
    """Typed rows of a region by table, without where they stand."""
    problems = Problems()
    region = load_region(name, load_factors(problems), problems)
    assert region is not None
    assert not problems.found
    own = {t: [r for r in getattr(region, t) if name in r.origin.file] for t in TABLES}
    return {t: [dataclasses.replace(row, origin=NOWHERE) for row in rows] for t, rows in own.items()}


# ---- folder -> workbook -> folder ----


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", region_ids())
def test_nothing_is_lost_on_the_way_through_a_workbook(tmp_path: Path, name: str, lang: str) -> None:
    book, folder = tmp_path / f"{name}.xlsx", tmp_path / name
    done("data", "export", name, "--to", book, "--lang", lang)
    done("data", "import", book, "--into", folder, "--lang", lang)
    assert rows_of(str(folder)) == rows_of(name)
    before, after = read_tables(name, Problems()), read_tables(str(folder), Problems())
    assert before is not None
    assert after is not None
    assert after.settings == before.settings
    for table, rows in before.tables.items():
        texts = [column for column, (kind, _) in fields_of(table).items() if kind == "text"]
        for old, new in zip(rows, after.tables[table], strict=True):
            assert {c: new.get(c) for c in texts} == {c: old.get(c) for c in texts}


def test_a_second_round_gives_the_same_bytes(tmp_path: Path) -> None:
    first, folder, second = tmp_path / "a.xlsx", tmp_path / "a", tmp_path / "b.xlsx"
    done("data", "export", "quzhou", "--to", first)
    done("data", "import", first, "--into", folder)
    done("data", "export", folder, "--to", second)
    assert first.read_bytes() == second.read_bytes()


def test_text_that_begins_like_a_formula_stays_text(tmp_path: Path) -> None:
    folder = copy_of("yiwu", tmp_path)
    history = folder / "history.csv"
    evil = '=HYPERLINK(""x"")+cmd|\' /C calc\'!A0'
    lines = history.read_text(encoding="utf-8").splitlines()
    lines[1] = f'gdp,2015,1046,1e8 CNY,recalled,medium,"{evil}","@SUM(1)"'
    history.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done("data", "export", folder, "--to", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [cell for row in book["历史与实际"].iter_rows(min_row=3, max_row=3) for cell in row]
    assert [c.data_type for c in cells if str(c.value).startswith(("=HYP", "@"))] == ["s", "s"]
    done("data", "import", tmp_path / "a.xlsx", "--into", tmp_path / "b")
    assert rows_of(str(tmp_path / "b"))["history"][0].source == evil.replace('""', '"')


def copy_of(name: str, folder: Path) -> Path:
    """A bundled region as a folder of one's own."""
    return Path(shutil.copytree(parameters_folder() / "regions" / name, folder / f"{name}-own"))


# ---- what the workbook offers ----


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "yiwu.xlsx"
    done("data", "export", "yiwu", "--to", path)
    return path


def test_every_table_has_a_sheet_and_every_column_its_words() -> None:
    sheets = {sheet.table for sheet in template().sheets}
    assert set(TABLES) == set(ROW_TYPES) <= sheets
    named = {(row.table, row.column) for row in template().columns}
    for table in ROW_TYPES:
        for column in fields_of(table):
            assert {(table, column), ("", column)} & named, f"{table}.{column} has no row in columns.csv"


def test_words_of_grades_are_those_of_the_reports() -> None:
    for lang in ("zh", "en"):
        words = template().words("grade", lang)
        assert words == {grade: say(f"grade.{grade}", lang) for grade in words}


def test_lists_locks_notes_and_frozen_heads(workbook: Path) -> None:
    page = openpyxl.load_workbook(workbook)["锚点"]
    columns = {cell.value: cell.column_letter for cell in page[2]}
    value, unit, grade = (columns[name] for name in ("value", "unit", "grade"))
    assert page.protection.sheet
    assert not page.protection.password
    assert page[f"{value}3"].protection.locked is False
    assert page[f"{value}3"].fill.fgColor.rgb == "FFFFFBE6"
    assert page["A3"].protection.locked
    assert page[f"{value}1"].protection.locked
    assert page.freeze_panes == "C3"
    assert "公报" in page["B3"].comment.text or "统计" in page["B3"].comment.text
    assert "确认为零" in page[f"{value}1"].comment.text
    lists = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    assert any(f"{grade}3" in place and rule.type == "list" for place, rule in lists.items())
    assert lists[f"{unit}3"].type == "list"


def test_units_of_a_row_are_those_of_what_it_measures(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    page = book["锚点"]
    unit = next(cell.column_letter for cell in page[2] if cell.value == "unit")
    rule = next(r for r in page.data_validations.dataValidation if str(r.sqref) == f"{unit}3")
    title, cells = rule.formula1.replace("'", "").split("!")
    offered = [cell[0].value for cell in book[title][cells.replace("$", "")]]
    assert "万吨标准煤" in offered
    assert "亿千瓦时" not in offered


def test_labels_are_formulas_with_their_value_stored(workbook: Path) -> None:
    formulas = openpyxl.load_workbook(workbook)["能源平衡"]
    values = openpyxl.load_workbook(workbook, data_only=True)["能源平衡"]
    assert formulas["A4"].value.startswith("=IF(")
    assert values["A4"].value == "纺织印染 · 煤炭"


def test_the_other_reader_sees_the_same_numbers(workbook: Path) -> None:
    rows = python_calamine.load_workbook(str(workbook)).get_sheet_by_name("锚点").to_python()
    by_name = {row[1]: row for row in rows[2:] if row[1]}
    assert by_name["energy_total"][4] == 430
    assert by_name["coal_share"][7:9] == ["%", "公布"]


def test_no_font_is_embedded_and_no_time_kept(workbook: Path) -> None:
    with zipfile.ZipFile(workbook) as archive:
        assert not [name for name in archive.namelist() if "font" in name.lower()]
        assert b"2020-01-01T00:00:00Z" in archive.read("docProps/core.xml")
        assert "微软雅黑".encode() in archive.read("xl/styles.xml")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(workbook: Path, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    words = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run(
        [*words, "--outdir", str(tmp_path), str(workbook)], check=True, capture_output=True, timeout=180
    )
    done("data", "import", tmp_path / "yiwu.xlsx", "--into", tmp_path / "again")
    assert rows_of(str(tmp_path / "again")) == rows_of("yiwu")


# ---- sim init ----


@pytest.mark.parametrize("like", ["yiwu", "quzhou", "shangyu"])
def test_a_new_workspace_can_be_checked_at_once(tmp_path: Path, like: str) -> None:
    home = tmp_path / "longyou"
    done("init", home, "--region-name", "龙游县", "--region-name-en", "Longyou", "--like", like)
    assert sorted(p.name for p in home.iterdir()) == ["README.md", "baseline.yaml", "longyou", "longyou.xlsx"]
    done("check", home / "baseline.yaml")
    rows = rows_of(str(home / "longyou"))
    made = [row for name in ("drivers", "balance", "stocks", "processes", "plants") for row in rows[name]]
    assert {row.grade for row in made} == {"assumed"}
    assert all(row.value is None for row in rows["processes"])
    assert rows["anchors"] == rows["named"] == rows["projects"] == []
    readme = (home / "README.md").read_text(encoding="utf-8")
    assert readme.count("sim data import longyou.xlsx") == 2
    assert "占位" in done("data", "check", home / "longyou")


def test_placeholders_are_told_beside_the_verdicts(tmp_path: Path) -> None:
    done("init", tmp_path / "x", "--region-name", "某县", "--region-name-en", "Some county")
    region = read_tables(str(tmp_path / "x" / "x"), Problems())
    assert region is not None
    assert "占位" in region.settings["conflicts"][0]["zh"]


def test_given_numbers_scale_the_placeholders(tmp_path: Path) -> None:
    done("init", tmp_path / "x", "--like", "yiwu", "--population", 18.594, "--gdp", 148.56)  # a tenth of Yiwu
    rows, yiwu = rows_of(str(tmp_path / "x" / "x")), rows_of("yiwu")
    base = {row.variable: row.value for row in rows["drivers"] if (row.year, row.case) == (2020, "actual")}
    assert base["gdp"] == pytest.approx(148.6)
    assert base["population"] == pytest.approx(18.59)
    assert rows["stocks"][0].value == pytest.approx(yiwu["stocks"][0].value / 10)


def test_init_overwrites_nothing_without_force(tmp_path: Path) -> None:
    done("init", tmp_path / "x")
    mark = tmp_path / "x" / "x" / "region.yaml"
    mark.write_text("mine", encoding="utf-8")
    refused = call("init", tmp_path / "x", "--lang", "en")
    assert refused.exit_code == 1
    assert "--force" in refused.output
    assert mark.read_text(encoding="utf-8") == "mine"
    (tmp_path / "x" / "notes.txt").write_text("kept", encoding="utf-8")
    done("init", tmp_path / "x", "--force")
    assert mark.read_text(encoding="utf-8") != "mine"
    assert (tmp_path / "x" / "notes.txt").read_text(encoding="utf-8") == "kept"
    assert not [p for p in (tmp_path / "x").iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize("name", ["../x", "a/b", ".", 'a"b'])
def test_an_id_that_is_no_name_of_a_folder(tmp_path: Path, name: str) -> None:
    refused = call("init", tmp_path / "y", "--id", name)
    assert refused.exit_code == 1
    assert not (tmp_path / "y").exists()
    assert not (tmp_path / "x").exists()


def test_a_name_with_quotes_does_not_break_the_scenario(tmp_path: Path) -> None:
    done("init", tmp_path / "x", "--region-name", '某"县" {试}', "--region-name-en", "A: B # C")
    done("check", tmp_path / "x" / "baseline.yaml")
    region = yaml.safe_load((tmp_path / "x" / "x" / "region.yaml").read_text(encoding="utf-8"))
    assert region["title"] == {"zh": '某"县" {试}', "en": "A: B # C"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_filled_workbook_becomes_a_region(tmp_path: Path, lang: str) -> None:
    done("init", tmp_path / "x", "--like", "shangyu", "--population", 36, "--lang", lang)
    path = tmp_path / "x" / "x.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = next(s for s in template().sheets if s.table == "drivers")
    fill(book[sheet_title(sheet, lang)], {"gdp": 250, "urban_share": 61, "structure.primary": 6,
                                          "structure.services": 54, "structure.construction": 5})  # fmt: skip
    sheet = next(s for s in template().sheets if s.table == "anchors")
    fill(book[sheet_title(sheet, lang)], {"electricity_use": 22.5})
    book.save(path)
    said = done("data", "import", path, "--into", tmp_path / "x" / "x", "--force", "--lang", lang)
    assert "sim data estimate" in said  # the balance is empty until it is estimated
    rows = rows_of(str(tmp_path / "x" / "x"))
    assert [(r.indicator, r.value, r.unit) for r in rows["anchors"]] == [("electricity_use", 22.5, "1e8 kWh")]
    base = {r.variable: (r.value, r.grade) for r in rows["drivers"] if (r.year, r.case) == (2020, "actual")}
    assert base["gdp"] == (250, "reported")
    assert base["structure.services"] == (0.54, "reported")
    assert rows["balance"] == []


def fill(page: openpyxl.worksheet.worksheet.Worksheet, numbers: dict[str, float]) -> None:
    """Enter base-year numbers beside their codes."""
    place = {cell.value: cell.column for cell in page[2]}
    code = place.get("indicator") or place["variable"]
    for row in range(3, page.max_row + 1):
        name = page.cell(row, code).value
        if name in numbers and page.cell(row, place["value"]).value is None:
            page.cell(row, place["value"]).value = numbers[name]
            page.cell(row, place["grade"]).value = "reported"
            page.cell(row, place["source"]).value = "2020 bulletin"


def test_a_workbook_is_replaced_only_by_force(tmp_path: Path) -> None:
    done("data", "export", "yiwu", "--to", tmp_path / "a.xlsx")
    before = (tmp_path / "a.xlsx").read_bytes()
    assert call("data", "export", "quzhou", "--to", tmp_path / "a.xlsx").exit_code == 1
    assert (tmp_path / "a.xlsx").read_bytes() == before
    done("data", "export", "quzhou", "--to", tmp_path / "a.xlsx", "--force")
    assert (tmp_path / "a.xlsx").read_bytes() != before
