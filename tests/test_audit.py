"""The workbook of live formulas: worked out again by LibreOffice it agrees with the model, and it moves."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from builders import write_region, write_scenario
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from spreadsheets import HEAD, LANGUAGES, office, recalculated, row_of, series, title, without_results

from simulator import load, simulate
from simulator.assess.indicators import indicators
from simulator.errors import Problems
from simulator.inputs.scenario import load_library
from simulator.messages import say
from simulator.model.project import project
from simulator.report.audit.book import INPUT, SHEETS
from simulator.report.audit.formula import FIRST_YEAR, column_name
from simulator.report.audit.workbook import YEARLY, write_audit_workbook
from simulator.report.record import Record, read_records
from simulator.report.run_folder import write_run_folder

SCENARIOS = {"yiwu": "yiwu/stated_policies", "quzhou": "quzhou/neutrality"}
REFERENCE = re.compile(r"(?:'([^']+)'!)?(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)")


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Record]:
    """A run folder of Yiwu and of Quzhou."""
    parent = tmp_path_factory.mktemp("audit-runs")
    found = {}
    for region, scenario in SCENARIOS.items():
        plan = load(scenario)
        assert plan is not None
        folder = write_run_folder(simulate(plan), parent, charts=False)
        found[region] = read_records([folder])[0]
    return found


@pytest.fixture(scope="session")
def books(
    records: dict[str, Record], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], Path]:
    """(region, language) -> workbook."""
    folder = tmp_path_factory.mktemp("audit-books")
    found = {}
    for region, record in records.items():
        for lang in LANGUAGES:
            found[region, lang] = folder / f"{region}-{lang}.xlsx"
            write_audit_workbook(record, found[region, lang], lang)
    return found


@pytest.fixture(scope="session")
def opened(books: dict[tuple[str, str], Path]) -> dict[tuple[str, str], Any]:
    """The same with their formulas."""
    return {key: openpyxl.load_workbook(path) for key, path in books.items()}


@pytest.fixture(scope="session")
def worked_out(
    books: dict[tuple[str, str], Path],
    opened: dict[tuple[str, str], Any],
    records: dict[str, Record],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """Workbooks after LibreOffice has worked out every formula: the four, a changed one, a short one."""
    folder = tmp_path_factory.mktemp("audit-office")
    made = []
    for (region, lang), path in books.items():
        made.append(without_results(path, folder / f"{region}-{lang}.xlsx"))
    write_audit_workbook(records["quzhou"], folder / "whole.xlsx", "en", case="low", years=(2020, 2035))
    made.append(without_results(folder / "whole.xlsx", folder / "short.xlsx"))
    made.append(changed(books["yiwu", "en"], folder / "changed.xlsx"))
    return recalculated(made, folder)


def changed(path: Path, to: Path) -> Path:
    """A copy with twice the activity of textiles from 2021 on, and a goal for what nobody has set."""
    book = openpyxl.load_workbook(path)
    sheet = book["Activity"]
    row = row_of(sheet, "industry.textiles", column=5)
    for column in range(FIRST_YEAR + 2, sheet.max_column + 1):
        sheet.cell(row, column).value *= 2.0
    targets = book["Targets"]
    targets.cell(row_of(targets, "Y2"), heads(targets)["Goal value"]).value = 0.18
    book.save(to)
    return to


def heads(sheet: Any) -> dict[str, int]:
    """Name of a column -> its number."""
    return {cell.value: cell.column for cell in sheet[HEAD] if cell.value}


def formulas(book: Any) -> dict[tuple[str, str], str]:
    """(sheet, cell) -> formula."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


# ---- what it holds ----


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("region", SCENARIOS)
def test_sheets_stand_in_the_order_of_the_calculation(
    opened: dict[tuple[str, str], Any], region: str, lang: str
) -> None:
    book = opened[region, lang]
    assert book.sheetnames == [title(key, lang) for key in SHEETS]
    assert all(book[title(key, lang)].freeze_panes for key in SHEETS[1:])
    assert say("audit.guide.units_word", lang) in [cell.value for cell in book.worksheets[0]["A"]]


def test_the_same_run_gives_the_same_bytes(
    books: dict[tuple[str, str], Path], records: dict[str, Record], tmp_path: Path
) -> None:
    again = tmp_path / "again.xlsx"
    write_audit_workbook(records["yiwu"], again, "zh")
    assert again.read_bytes() == books["yiwu", "zh"].read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["again.xlsx"]


def test_every_number_of_the_calculation_is_a_marked_input_or_a_formula(
    opened: dict[tuple[str, str], Any],
) -> None:
    book = opened["quzhou", "en"]
    for key in YEARLY:
        for row in book[title(key, "en")].iter_rows(min_row=HEAD + 1, min_col=FIRST_YEAR + 1):
            for cell in row:
                if cell.value is not None:
                    marked = cell.fill.fgColor.rgb == "FF" + INPUT[1:]
                    assert marked == (cell.data_type == "n"), (key, cell.coordinate)


def test_inputs_say_where_they_are_from(opened: dict[tuple[str, str], Any]) -> None:
    sheet = opened["quzhou", "zh"]["活动水平"]
    told = sheet.cell(row_of(sheet, "地区生产总值（2020年价）"), 6).value
    assert re.search(r"parameters/regions/quzhou/drivers\.csv:\d+", told)
    factors = opened["quzhou", "en"]["Factors"]
    assert re.match(
        r"recalled · parameters/factors/\S+:\d+ · ", factors.cell(row_of(factors, "Coal"), 6).value
    )


def test_the_source_sheet_holds_every_row_of_the_tables(
    opened: dict[tuple[str, str], Any], records: dict[str, Record]
) -> None:
    sheet = opened["yiwu", "zh"]["来源"]
    rows = [row for row in sheet.iter_rows(min_row=HEAD + 1, values_only=True) if row[0]]
    tables = records["yiwu"].inputs["tables"]
    for table, own in tables.items():
        assert sum(row[0] == table for row in rows) == len(own), table
    assert any(row[0] == "measures" for row in rows)


def test_a_total_is_traced_to_cells_that_may_be_changed(opened: dict[tuple[str, str], Any]) -> None:
    """From precedent to precedent, total CO2 of a year leads to the activity of every branch with energy."""
    book = opened["quzhou", "en"]
    column = column_name(FIRST_YEAR + 10)
    total = row_of(book["CO2"], "Total CO2, rule of 2020")
    reached = inputs_behind(book, ("CO2", f"{column}{total}"))
    activity = {cell for sheet, cell in reached if sheet == "Activity"}
    first = row_of(book["Activity"], "energy.own_use", column=5)
    branches = {
        book["Fuel shares"].cell(row, 5).value for row in range(HEAD + 2, book["Fuel shares"].max_row)
    }
    assert activity >= {f"{column}{first + index}" for index in range(len(branches - {None}))}
    assert {sheet for sheet, _ in reached} == {"Activity", "Fuel shares", "Factors", "Power and heat", "CO2"}


def inputs_behind(book: Any, start: tuple[str, str]) -> set[tuple[str, str]]:
    """Every input cell that a cell depends on."""
    seen, found, open_cells = set(), set(), [start]
    while open_cells:
        sheet, place = open_cells.pop()
        cell = book[sheet][place]
        if cell.data_type == "n" and cell.value is not None:
            found.add((sheet, place))
        if cell.data_type != "f":
            continue
        for name, text in REFERENCE.findall(cell.value):
            for one in cells_of(text.replace("$", "")):
                if (name or sheet, one) not in seen:
                    seen.add((name or sheet, one))
                    open_cells.append((name or sheet, one))
    return found


def cells_of(text: str) -> list[str]:
    """Every cell of a range."""
    left, top, right, bottom = range_boundaries(text)
    return [
        f"{get_column_letter(column)}{row}"
        for column in range(left, right + 1)
        for row in range(top, bottom + 1)
    ]


def test_formulas_stay_short_enough_to_be_read(opened: dict[tuple[str, str], Any]) -> None:
    for book in opened.values():
        long = {place: text for place, text in formulas(book).items() if len(text) > 400}
        assert long == {}


# ---- what it gives ----


@office
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("region", SCENARIOS)
def test_worked_out_again_it_gives_what_the_model_gave(
    worked_out: dict[str, Any],
    opened: dict[tuple[str, str], Any],
    records: dict[str, Record],
    region: str,
    lang: str,
) -> None:
    sheet = worked_out[f"{region}-{lang}"][title("result", lang)]
    dataset = records[region].dataset.sel(case="central")
    told = {sheet.cell(row, 5).value: row for row in range(HEAD + 1, sheet.max_row + 1)}
    names = [name for name in told if name]
    assert len(names) > 20
    for name in names:
        np.testing.assert_allclose(
            series(sheet, told[name]), dataset[name].values, rtol=1e-6, atol=1e-9, err_msg=name
        )
    check = worked_out[f"{region}-{lang}"][title("check", lang)]
    assert check["F1"].value == say("audit.agrees", lang)
    assert max(check.cell(row, 6).value for row in range(HEAD + 1, check.max_row + 1)) < 1e-6


@office
def test_the_kept_results_are_those_of_the_formulas(
    worked_out: dict[str, Any], books: dict[tuple[str, str], Path]
) -> None:
    """A reader without a spreadsheet program sees the same numbers and verdicts."""
    kept, worked = openpyxl.load_workbook(books["quzhou", "zh"], data_only=True), worked_out["quzhou-zh"]
    places = formulas(openpyxl.load_workbook(books["quzhou", "zh"]))
    assert len(places) > 15000
    for sheet, place in places:
        before, after = kept[sheet][place].value, worked[sheet][place].value
        if isinstance(before, int | float):
            assert after == pytest.approx(before, rel=1e-9, abs=1e-9), (sheet, place)
        else:
            assert (after or "") == (before or ""), (sheet, place)


@office
def test_another_case_and_fewer_years(worked_out: dict[str, Any], records: dict[str, Record]) -> None:
    sheet = worked_out["short"]["Indicators"]
    assert [cell.value for cell in sheet[HEAD][FIRST_YEAR:]] == list(range(2020, 2036))
    expected = records["quzhou"].dataset["co2_total"].sel(case="low", year=slice(2020, 2035)).values
    np.testing.assert_allclose(series(sheet, row_of(sheet, "co2_total", column=5)), expected, rtol=1e-6)


@office
def test_a_changed_input_moves_the_total_as_in_the_model(worked_out: dict[str, Any]) -> None:
    plan = load(SCENARIOS["yiwu"])
    assert plan is not None
    result = simulate(plan)
    activity = result.pathway.activity.copy()
    later = result.start + 1
    activity[later:, plan.layout.branches.index("industry.textiles")] *= 2.0
    pathway = replace(result.pathway, activity=activity)
    flows = project(pathway, plan.coefficients, keep_links=True)
    found = indicators(plan, pathway, flows, result.preset)
    sheet = worked_out["changed"]["Indicators"]
    for name in ("co2_total", "energy_total", "coal_share", "renewable_heat_share", "net_import_electricity"):
        expected = found[name][result.start :, 0]
        assert not np.allclose(expected, result.series[name][:, 0], rtol=1e-3), name
        np.testing.assert_allclose(
            series(sheet, row_of(sheet, name, column=5)), expected, rtol=1e-6, err_msg=name
        )
    assert worked_out["changed"]["Check"]["F1"].value == say("audit.differs", "en")


# ---- targets ----


def targets_of(record: Record) -> list[dict[str, str]]:
    """Rows of targets.csv."""
    with (record.folder / "targets.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@office
@pytest.mark.parametrize("region", SCENARIOS)
def test_margins_and_verdicts_are_those_of_the_model(
    worked_out: dict[str, Any], opened: dict[tuple[str, str], Any], records: dict[str, Record], region: str
) -> None:
    sheet, live = worked_out[f"{region}-en"]["Targets"], opened[region, "en"]["Targets"]
    columns, judged = heads(sheet), 0
    for row, told in enumerate(targets_of(records[region]), start=HEAD + 1):
        cells = {name: sheet.cell(row, column).value for name, column in columns.items()}
        assert cells["Target"] == told["id"]
        assert cells["Verdict"] == cells["Model: verdict"] == say(f"verdict.{told['verdict']}", "en")
        is_live = live.cell(row, columns["Value"]).data_type == "f"
        assert is_live != bool(cells["Why no formula"]), told["id"]
        if is_live and told["value"]:
            judged += 1
            assert cells["Value"] == pytest.approx(float(told["value"]), rel=1e-6)
            if told["margin"]:
                assert cells["Margin"] == pytest.approx(float(told["margin"]), rel=1e-6, abs=1e-9)
    assert judged >= 4


@office
def test_a_goal_typed_in_is_judged(worked_out: dict[str, Any], records: dict[str, Record]) -> None:
    """Nobody has set Yiwu's cut of CO2 per GDP; 18 % is typed into its cell of a changed book."""
    before, after = worked_out["yiwu-en"]["Targets"], worked_out["changed"]["Targets"]
    columns, row = heads(before), row_of(before, "Y2")
    assert before.cell(row, columns["Verdict"]).value == say("verdict.no_value_set", "en")
    assert before.cell(row, columns["Margin"]).value in (None, "")
    value, margin = (after.cell(row, columns[name]).value for name in ("Value", "Margin"))
    assert margin == pytest.approx(value - 0.18)
    assert after.cell(row, columns["Verdict"]).value == say(
        "verdict.met" if margin >= 0 else "verdict.missed", "en"
    )


# ---- bad input ----


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    scenario = tmp_path / "own.yaml"
    scenario.write_text(
        'title: {zh: "=1+1", en: "=1+1"}\nextends: yiwu/baseline\ntargets:\n'
        '  - {id: X1, title: {zh: "=cmd()", en: "=cmd()"}, indicator: energy_intensity, reduce: 16%,'
        ' from: 2020, by: 2025, kind: binding, source: "=HYPERLINK(1)"}\n',
        encoding="utf-8",
    )
    plan = load(str(scenario))
    assert plan is not None
    record = read_records([write_run_folder(simulate(plan), tmp_path / "out", charts=False)])[0]
    write_audit_workbook(record, tmp_path / "own.xlsx", "zh")
    book = openpyxl.load_workbook(tmp_path / "own.xlsx")
    sheet = book["目标"]
    row = row_of(sheet, "X1")
    texts = {cell.value: cell.data_type for cell in sheet[row]}
    assert texts["=HYPERLINK(1)"] == "s"
    assert not any("cmd()" in text or "HYPERLINK" in text for text in formulas(book).values())


def test_names_that_sums_are_picked_by_tell_fuels_apart() -> None:
    """SUMIFS takes * ? ~ < > = in a name as something else, and equal names as one."""
    fuels = load_library(Problems()).factors.fuels.values()
    for names in ([row.title_en for row in fuels], [row.title_zh for row in fuels]):
        assert len(set(names)) == len(names)
        assert not any(set(name) & set("*?~<>=") for name in names)


def test_a_year_is_never_taken_for_a_column() -> None:
    assert [column_name(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert column_index_from_string(column_name(FIRST_YEAR)) == FIRST_YEAR + 1


# ---- other rules, other regions ----

RULES = (
    "electricity: calorific",
    "imported_power: out",
    "headline: dual_control_2026",
    "import_factor: nation",
    "combustion: guide_2011",
)


@pytest.mark.parametrize("rule", RULES)
def test_every_accounting_rule_is_worked_out_as_the_model_does(bare: Any, rule: str, tmp_path: Path) -> None:
    result = bare("quzhou", rule)
    record = read_records([write_run_folder(result, tmp_path, charts=False)])[0]
    assert agreement(record, tmp_path / "book.xlsx") < 1e-9


@pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")
def test_a_region_of_two_branches(tmp_path: Path) -> None:
    """No plants, no processes, no heat, no electricity, but raw material."""
    branches = (
        "branch,sector,method,driver,elasticity,stock,activity_unit,title_zh,title_en,use\n"
        "industry.works,industry,flow,gdp,1,,1e8 CNY,工厂,Works,energy\n"
        "industry.naphtha,industry,flow,gdp,1,,1e8 CNY,原料,Raw material,feedstock\n"
    )
    balance = (
        "target_id,fuel,value,unit,sigma,grade,source\n"
        "industry.works,coal,60,1e4 tce,6,assumed,test\n"
        "industry.naphtha,other_oil,20,1e4 tce,4,assumed,test\n"
    )
    place = write_region(tmp_path)
    (place / "branches.csv").write_text(branches, encoding="utf-8")
    (place / "balance.csv").write_text(balance, encoding="utf-8")
    plan = load(write_scenario(tmp_path, "accounting: {headline: dual_control_2026}\n"))
    assert plan is not None
    record = read_records([write_run_folder(simulate(plan), tmp_path / "out", charts=False)])[0]
    assert agreement(record, tmp_path / "book.xlsx") < 1e-9


def agreement(record: Record, path: Path) -> float:
    """The largest difference from the model that the results kept in a workbook show."""
    write_audit_workbook(record, path, "en")
    sheet = openpyxl.load_workbook(path, data_only=True)["Check"]
    return max(sheet.cell(row, 6).value for row in range(HEAD + 1, sheet.max_row + 1))
