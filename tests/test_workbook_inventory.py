"""The inventory of a region itself: a sheet of the data workbook, inventory.csv, and the base year."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from builders import write_region
from click.testing import CliRunner

from simulator.cli.main import sim
from simulator.errors import InputError, Problems
from simulator.inputs.locate import region_ids
from simulator.inputs.region_tables import read_tables
from simulator.inputs.workbook.lists import line_names
from simulator.inputs.workbook.sheets import template
from simulator.report.data.reconcile import base_year_of, reconcile_report


def data_workbook(tmp_path: Path, lang: str) -> Path:
    """Yiwu as a data workbook with one line of an inventory, and beside it the folder it was imported to."""
    book = tmp_path / "a.xlsx"
    call("data", "export", "yiwu", "--to", book, "--lang", lang)
    opened = openpyxl.load_workbook(book)
    page = opened["温室气体清单" if lang == "zh" else "Inventory"]
    place = {cell.value: cell.column for cell in page[2]}
    for name, value in {"line": "industry.diesel", "activity": 4, "unit": "万吨" if lang == "zh" else "1e4 t",
                        "factor": 2.1, "source": "市级清单"}.items():  # fmt: skip
        page.cell(3, place[name]).value = value
    opened.save(book)
    call("data", "import", book, "--into", tmp_path / "mine", "--lang", lang)
    return book


def call(*words: object) -> str:
    """What a command prints that ends well."""
    done = CliRunner().invoke(sim, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_data_workbook_and_the_folder_made_of_it_say_the_same(tmp_path: Path, lang: str) -> None:
    book = data_workbook(tmp_path, lang)
    lines = (tmp_path / "mine" / "inventory.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("industry.diesel,4,")
    whole = call("data", "reconcile", tmp_path / "mine", "--lang", "en")
    assert "industry.diesel" in whole
    assert whole == call("data", "reconcile", book, tmp_path / "mine", "--lang", "en")
    again = tmp_path / "again.xlsx"
    call("data", "export", tmp_path / "mine", "--to", again, "--lang", lang)
    call("data", "import", again, "--into", tmp_path / "twice")
    assert (tmp_path / "twice" / "inventory.csv").read_text(encoding="utf-8").splitlines() == lines


def test_lines_that_a_new_workbook_offers_are_lines_of_its_region(tmp_path: Path) -> None:
    call("init", tmp_path / "x", "--like", "quzhou")
    region = read_tables(str(tmp_path / "x" / "x"), Problems())
    assert region is not None
    known = line_names(region, "zh")
    offered = [row for row in template().starting if row.table == "inventory"]
    assert {row.id for row in offered} <= set(known)
    assert not (tmp_path / "x" / "x" / "inventory.csv").exists()  # an offer is no inventory


@pytest.mark.parametrize("region", region_ids())
def test_the_names_of_the_list_are_the_lines_that_can_be_compared(region: str) -> None:
    tables = read_tables(region, Problems())
    assert tables is not None
    possible = base_year_of(region).possible
    for lang in ("zh", "en"):
        named = line_names(tables, lang)
        assert set(named) - set(possible) <= {"import.heat"}  # a line only where heat is bought
        assert {line: getattr(possible[line], lang) for line in possible} == {x: named[x] for x in possible}


def test_a_region_without_an_inventory_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(sim, ["data", "reconcile", "yiwu", "--lang", "en"])
    assert done.exit_code == 1
    assert "yiwu/inventory.csv: no inventory here" in done.stderr


def test_a_bad_line_of_the_folder_is_told_by_line(tmp_path: Path) -> None:
    folder = write_region(tmp_path)
    head = "line,activity,unit,factor,factor_unit,emissions,source\n"
    (folder / "inventory.csv").write_text(head + "industry.coall,1,,2.6,,,\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"inventory\.csv:2: line: got industry\.coall, .*industry\.coal\?"):
        reconcile_report(None, str(folder), "en")
