"""Workbooks as offices send them: every problem told at once by sheet and cell, nothing half-written."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet

from simulator.cli.main import sim
from simulator.inputs.workbook import file as workbook_file

MADE: dict[str, bytes] = {}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A fresh workbook of Yiwu."""
    found = tmp_path / "yiwu.xlsx"
    if "yiwu" not in MADE:
        done = CliRunner().invoke(sim, ["data", "export", "yiwu", "--to", str(found)])
        assert done.exit_code == 0, done.output
        MADE["yiwu"] = found.read_bytes()
    found.write_bytes(MADE["yiwu"])
    return found


def imported(path: Path, lang: str = "en") -> tuple[int, str, str]:
    """Exit code, what is said and what is complained about; checks that a refusal leaves nothing behind."""
    into = path.parent / "region"
    done = CliRunner().invoke(sim, ["data", "import", str(path), "--into", str(into), "--lang", lang])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    if done.exit_code:
        assert sorted(p.name for p in path.parent.iterdir()) == [path.name]
    return done.exit_code, done.stdout, done.stderr


def refused(path: Path, lang: str = "en") -> list[str]:
    """The complaints about a workbook that must be refused."""
    code, said, complaints = imported(path, lang)
    assert (code, said) == (1, "")
    assert "Traceback" not in complaints
    return complaints.splitlines()


def changed(path: Path, sheet: str, cells: dict[str, object]) -> Path:
    """Write values into cells of a sheet."""
    book = openpyxl.load_workbook(path)
    for name, value in cells.items():
        book[sheet][name] = value
    book.save(path)
    return path


def column(page: Worksheet, code: str) -> str:
    return str(next(cell.column_letter for cell in page[2] if cell.value == code))


# Anchors of Yiwu: E3 is the value of energy_total, D3 its year, H3 its unit, I3 its grade.
CELLS = [
    ("E3", "４３０", "ordinary digits: 430"),
    ("E3", "4,300.5", "without separators: 4300.5"),
    ("E3", "4，300", "without separators: 4300"),
    ("E3", "430万", "put the magnitude (万)"),
    ("E3", "4.3亿吨标准煤", "put the magnitude (亿吨标准煤)"),
    ("E3", "430", "the cell holds text; write 430"),
    ("E3", "约430", "the cell holds text"),
    ("E3", "430 tce", "put tce into the unit column"),
    ("E3", "43%", "put % into the unit column"),
    ("E3", True, "TRUE or FALSE"),
    ("E3", datetime.date(2020, 4, 30), "the cell holds a date"),
    ("E3", "=430/1", "no stored value"),
    ("E3", "#REF!", "error of a formula"),
    ("D3", "2020", "the year 2020 as a number, not as text"),
    ("D3", "2020年", "the year 2020 as a number, not as text"),
    ("D3", datetime.date(2020, 1, 1), "the year 2020 as a number, not as a date"),
    ("D3", 2020.5, "a whole year"),
    ("E3", -430, "expected >= 0"),
    ("E3", 1e30, "ordinary size"),
    ("H3", "万吨标媒", "expected a known unit"),
    ("H3", "亿元", "expected a unit such as 1e4 tce"),
    ("I3", "大概", "expected one of"),
    ("E3", 0, "grade confirmed zero"),
]


@pytest.mark.parametrize(("cell", "value", "expected"), CELLS, ids=[str(row[1]) for row in CELLS])
def test_a_cell_that_cannot_be_is_told_by_its_name(
    path: Path, cell: str, value: object, expected: str
) -> None:
    lines = refused(changed(path, "锚点", {cell: value}))
    assert any(line.startswith(f"yiwu.xlsx 锚点!{cell}: ") and expected in line for line in lines), lines


def test_all_problems_come_at_once_in_the_order_of_the_sheets(path: Path) -> None:
    changed(path, "锚点", {"E10": "１２", "E9": "1,200", "D4": "2020"})
    changed(path, "驱动因素", {"E3": "1485.6亿元"})
    changed(path, "存量", {"B3": "65万"})
    places = [line.split(" ", 1)[1].split(":")[0] for line in refused(path)[:-1]]
    assert places == ["锚点!D4", "锚点!E9", "锚点!E10", "驱动因素!E3", "存量!B3"]


def test_what_is_told_is_told_in_chinese_too(path: Path) -> None:
    lines = refused(changed(path, "锚点", {"E3": "４３０"}), "zh")
    assert lines == ["yiwu.xlsx 锚点!E3: value: 得到 ４３０，应使用半角数字：430", "共 1 处问题，未运行"]


def test_cross_checks_are_made_although_a_cell_must_be_mended(path: Path) -> None:
    changed(path, "锚点", {"E3": "４３０"})
    lines = refused(changed(path, "能源平衡", {"B3": "energy.nothing"}))
    assert any("锚点!E3" in line for line in lines)
    assert any("能源平衡!" in line and "no such branch" in line for line in lines)


@pytest.mark.parametrize(
    ("sheet", "code", "value", "question"),
    [
        ("锚点", "electricity_use", 87e4, "is the unit 10^4 kWh?"),  # 87 x 10^8 kWh entered in 10^4 kWh
        ("锚点", "energy_total", 430e4, "is energy in tce"),
        ("驱动因素", "gdp", 1485.6e4, "is GDP in 10^8 CNY"),
        ("存量", "vehicles.car", 65e4, "in vehicles rather than 10^4 vehicles?"),
    ],
)
def test_a_unit_wrong_by_ten_thousand_is_asked_for(
    path: Path, sheet: str, code: str, value: float, question: str
) -> None:
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    codes = column(page, "indicator" if sheet == "锚点" else "variable" if sheet == "驱动因素" else "stock")
    row = next(cell.row for cell in page[codes] if cell.value == code)
    cell = f"{column(page, 'value')}{row}"
    page[cell] = value
    book.save(path)
    lines = refused(path)
    assert any(f"{sheet}!{cell}: " in line for line in lines), lines
    assert any(question in line for line in lines), lines


def test_merged_cells(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["锚点"].merge_cells("J3:J5")
    book.save(path)
    assert any(line.startswith("yiwu.xlsx 锚点!J3:J5: merged cells") for line in refused(path))


def test_a_hidden_sheet_is_read_and_told(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["存量"].sheet_state = "hidden"
    book.create_sheet("我的计算")
    with_values(book, path)
    code, said, notices = imported(path)
    assert code == 0
    assert "12 tables" in said
    assert "yiwu.xlsx 存量: this sheet is hidden; it was read all the same" in notices
    assert "yiwu.xlsx 我的计算: this sheet is not one of the template" in notices


def with_values(book: openpyxl.Workbook, path: Path) -> None:
    """Save; openpyxl drops the stored values of formulas, which only the labels have."""
    book.save(path)


def test_a_missing_sheet_and_a_changed_code_row(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    del book["驱动因素"]
    book["锚点"]["E2"] = "数值"
    book["历史与实际"].delete_rows(2)
    book.save(path)
    text = "\n".join(refused(path))
    assert "this sheet is missing: 驱动因素, Drivers" in text
    assert "yiwu.xlsx 锚点!E2: 数值: unknown column" in text
    assert "value: this column is missing" in text
    assert "历史与实际!A2: row 2 must hold the codes" in text


@pytest.mark.parametrize("version", [0, 99])
def test_another_template_version_is_refused_by_name(path: Path, version: int) -> None:
    lines = refused(changed(path, "说明", {"B2": version}))
    assert lines[0].startswith(f"yiwu.xlsx 说明!B2: got {version}, expected template version 2")


def test_a_workbook_that_is_not_ours(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "GDP"
    book.save(tmp_path / "other.xlsx")
    assert "not a data workbook of ours" in refused(tmp_path / "other.xlsx")[0]


# ---- files that are dangerous or no workbooks ----


def rebuilt(path: Path, extra: dict[str, bytes], replaced: dict[str, tuple[str, str]] | None = None) -> Path:
    """The zip with further parts, and text replaced in others."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            for name, (before, after) in (replaced or {}).items():
                if name == part.filename:
                    assert before.encode() in data
                    data = data.replace(before.encode(), after.encode(), 1)
            new.writestr(part, data)
        for name, data in extra.items():
            new.writestr(name, data)
    path.write_bytes(out.getvalue())
    return path


def test_macros_are_refused(path: Path) -> None:
    lines = refused(rebuilt(path, {"xl/vbaProject.bin": b"\xd0\xcf"}))
    assert "macros (xl/vbaProject.bin), which are refused" in lines[0]


def test_links_to_other_files_are_refused(path: Path) -> None:
    lines = refused(rebuilt(path, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}))
    assert "linked to another file (xl/externalLinks/externalLink1.xml)" in lines[0]


def test_entities_are_refused(path: Path) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    assert "DOCTYPE" in refused(rebuilt(path, {"xl/extra.xml": bomb}))[0]


def test_a_zip_bomb_is_refused_by_its_directory(path: Path) -> None:
    rebuilt(path, {"xl/media/zero.bin": bytes(workbook_file.LARGEST_UNPACKED)})
    assert path.stat().st_size < 1_000_000
    assert "unpacked, the workbook would hold 2" in refused(path)[0]


def test_a_directory_that_lies_about_sizes_is_refused(path: Path) -> None:
    data = bytearray(path.read_bytes())
    name = b"xl/worksheets/sheet1.xml"
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(name))
    data[entry + 24 : entry + 28] = (100).to_bytes(4, "little")  # said to be 100 bytes unpacked
    path.write_bytes(bytes(data))
    assert "cannot be read" in refused(path)[0]


def test_a_huge_file_is_refused_before_it_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with path.open("r+b") as stream:
        stream.truncate(200_000_000)  # sparse: takes no room
    monkeypatch.setattr(zipfile, "ZipFile", None)  # must not be asked
    assert "the file is 200.0 MB, expected at most 20 MB" in refused(path)[0]


def test_a_cell_far_away_does_not_fill_the_memory(path: Path) -> None:
    cell = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    lines = refused(rebuilt(path, {}, {"xl/worksheets/sheet3.xml": ("</sheetData>", cell)}))
    assert "row 1048576, column 16384; expected at most" in lines[0]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "this is an old workbook (Excel 97-2003 .xls)"),
        (b"indicator,value\n", "this is no .xlsx workbook"),
        (b"", "this is no .xlsx workbook"),
        (b"PK\x03\x04" + bytes(50), "cannot be read"),
    ],
    ids=["xls", "csv", "empty", "broken zip"],
)
def test_other_kinds_of_files_are_refused_by_name(tmp_path: Path, data: bytes, expected: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert expected in refused(path)[0]


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "this is no .xlsx workbook" in refused(tmp_path / "a.xlsx")[0]


def test_broken_xml_is_told_without_a_traceback(path: Path) -> None:
    lines = refused(rebuilt(path, {}, {"xl/worksheets/sheet3.xml": ("<sheetData>", "<sheetData><row")}))
    assert "cannot be read" in lines[0]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        sim, ["data", "import", str(tmp_path / "no.xlsx"), "--into", str(tmp_path / "x")]
    )
    assert done.exit_code == 1
    assert not (tmp_path / "x").exists()


# ---- what is already there ----


def test_a_region_is_replaced_only_by_force_and_keeps_other_files(path: Path) -> None:
    assert imported(path)[0] == 0
    into = path.parent / "region"
    (into / "notes.txt").write_text("mine", encoding="utf-8")
    before = (into / "anchors.csv").read_bytes()
    changed(path, "锚点", {"E3": 431})
    words = ["data", "import", str(path), "--into", str(into), "--lang", "en"]
    again = CliRunner().invoke(sim, words)
    assert again.exit_code == 1
    assert "exists already" in again.stderr
    assert (into / "anchors.csv").read_bytes() == before
    assert CliRunner().invoke(sim, [*words, "--force"]).exit_code == 0
    assert b",431," in (into / "anchors.csv").read_bytes()
    assert (into / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_refused_workbook_leaves_the_region_alone(path: Path) -> None:
    assert imported(path)[0] == 0
    into = path.parent / "region"
    before = {p.name: p.read_bytes() for p in into.iterdir()}
    changed(path, "锚点", {"E3": "４３０"})
    done = CliRunner().invoke(sim, ["data", "import", str(path), "--into", str(into), "--force"])
    assert done.exit_code == 1
    assert {p.name: p.read_bytes() for p in into.iterdir()} == before
    assert sorted(p.name for p in path.parent.iterdir()) == ["region", "yiwu.xlsx"]


def test_force_does_not_replace_a_folder_that_holds_no_region(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "letters"
    other.mkdir()
    (other / "a.txt").write_text("mine", encoding="utf-8")
    done = CliRunner().invoke(
        sim, ["data", "import", str(path), "--into", str(other), "--force", "--lang", "en"]
    )
    assert done.exit_code == 1
    assert re.search("holds no region", done.stderr)
    assert [p.name for p in other.iterdir()] == ["a.txt"]
