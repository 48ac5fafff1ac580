"""`sim data reconcile`: a bureau's inventory against the base year as text, and the template for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.assess.inventory import LABELS, inventory_lines, parts, possible_lines, reconcile
from simulator.errors import Origin, Problems
from simulator.explore.backcast import bare_plan
from simulator.folders import file_beside
from simulator.inputs.factors import load_factors
from simulator.inputs.inventory import COLUMNS, entries_of, read_inventory, rows_of_region
from simulator.inputs.locate import shown_name
from simulator.inputs.region import load_region
from simulator.messages import say
from simulator.model.project import project
from simulator.pathways.assemble import Draws, assemble
from simulator.report.words import figure, percent, separator, table, wrapped
from simulator.units import PER_KWH, UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from simulator.assess.inventory import Gap, Reconciliation
    from simulator.inputs.inventory import Entry, Line
    from simulator.pathways.prepare import Plan

MADE = datetime(2026, 1, 1)  # the same input gives the same bytes
UNITS_TO_CHOOSE = {  # by dimension of the line; a fuel may come in tonnes, cubic metres or GJ
    "energy": ("1e4 tce", "tce", "1e4 t", "t", "1e8 m3", "1e4 m3", "GJ", "TJ"),
    "electricity": ("1e8 kWh", "1e4 kWh", "MWh"),
    "mass": ("1e4 t", "t"),
    "land": ("1e4 ha", "ha", "mu"),
    "animals": ("1e4 head", "head"),
}
GASES = ("natural_gas", "hydrogen")  # fuels measured in cubic metres
FACTORS_TO_CHOOSE = {
    "CO2 of energy": ("tCO2/tce", "tCO2/t", "tCO2/1000m3", "kgCO2/m3", "tCO2/GJ", "tCO2/TJ"),
    "CO2 of electricity": ("kgCO2/kWh", "tCO2/MWh"),
    "release of mass": ("t/t", "kg/t"),
    "release of land": ("t/ha", "kg/ha"),
    "release of animals": ("t/head", "kg/head"),
    "release of energy": ("t/tce", "kg/tce"),
}
UNITS_IN_CHINESE = {
    "1e4 tce": "万tce",
    "tce": "吨标准煤",
    "1e4 t": "万吨",
    "t": "吨",
    "1e8 m3": "亿立方米",
    "1e4 m3": "万立方米",
    "1e8 kWh": "亿千瓦时",
    "1e4 kWh": "万千瓦时",
    "MWh": "兆瓦时",
    "1e4 ha": "万公顷",
    "ha": "公顷",
    "mu": "亩",
    "1e4 head": "万头",
    "head": "头",
}
WIDTHS = {"line": 30, "what": 38, "unit": 12, "factor_unit": 14, "emissions": 24, "source": 40}
SPARE_ROWS = 20  # for fuels the inventory has and the base year has not


class BaseYear(NamedTuple):
    """The base year of a region by lines: its own, and every other fuel a sector could have."""

    plan: Plan
    lines: Mapping[str, Line]
    possible: Mapping[str, Line]
    grid_factor: float  # kg/kWh


def base_year_of(name: str) -> BaseYear:
    """Lines of a region's base year. Raises InputError with everything that is wrong with it."""
    problems = Problems()
    factors = load_factors(problems)
    region = load_region(name, factors, problems)
    plan = bare_plan(region, factors, problems) if region and not problems.found else None
    problems.raise_if_any()
    assert plan is not None
    pathway = assemble(plan, Draws(runs=1))
    flows = project(pathway, plan.coefficients, keep_links=True)
    lines = inventory_lines(plan, pathway, flows)
    return BaseYear(plan, lines, possible_lines(plan) | lines, float(pathway.grid_factor[0, 0]) / PER_KWH)


# ---- the comparison ----


def reconcile_report(inventory: Path | None, name: str, lang: str = "zh") -> tuple[str, list[str]]:
    """The comparison as text, and notices. Raises InputError with every bad cell at once.

    inventory : a file; None for the inventory.csv of the region itself
    """
    base = base_year_of(name)
    problems = Problems()
    region = base.plan.scenario.region
    rows = rows_of_region(region) if inventory is None else read_inventory(inventory, problems)
    if inventory is None and not rows:
        problems.add("inventory_none", Origin(shown_name(region.folder / "inventory.csv"), 0))
    entries = entries_of(rows, base.possible, base.plan.scenario.factors, problems)
    problems.raise_if_any()
    extra = {line: base.possible[line] for line in entries if line not in base.lines}
    found = reconcile({**base.lines, **extra}, entries)
    notices = [notice.render(lang) for notice in problems.notices]
    return reconcile_text(base, found, lang), notices


def reconcile_text(base: BaseYear, found: Reconciliation, lang: str) -> str:
    """Every line compared, the sums, and what was not compared."""
    scenario = base.plan.scenario
    info, accounting = scenario.region.info, scenario.entry.accounting
    lines = [
        say("reconcile_heading", lang, region=info.title.text(lang), year=info.base_year),
        say(
            "reconcile_factors",
            lang,
            combustion=say(f"factors.{accounting.combustion}", lang),
            grid=f"{base.grid_factor:.4f}",
            gwp=accounting.gwp.upper(),
        ),
        "",
    ]
    if not found.gaps and not found.unknown:
        lines.append(say("reconcile_nothing", lang))
    if found.gaps:
        lines += [*table([heads(lang), *(gap_row(gap, lang) for gap in found.gaps)], left=2), ""]
        lines += [short for line in sum_lines(found.gaps, lang) for short in wrapped(line, lang)]
    return "\n".join([*lines, *left_out(found, lang)])


def heads(lang: str) -> list[str]:
    """Columns of the comparison."""
    names = ("line", "name", "base_emissions", "inventory", "gap", "relative", "activity_part", "factor_part")
    return [say(f"column.{name}", lang) for name in (*names, "label")]


def gap_row(gap: Gap, lang: str) -> list[str]:
    """One line compared."""
    relative = gap.gap / abs(gap.base) if gap.base else None
    return [
        gap.line.id,
        gap.line.zh if lang == "zh" else gap.line.en,
        figure(gap.base),
        figure(gap.inventory),
        signed(gap.gap),
        percent(relative, sign=True),
        "-" if gap.by_activity is None else signed(gap.by_activity),
        "-" if gap.by_factor is None else signed(gap.by_factor),
        say(f"gap.{gap.label}", lang),
    ]


def signed(value: float) -> str:
    """A difference with its sign."""
    return ("+" if value > 0.0 else "") + figure(value)


def sum_lines(gaps: Sequence[Gap], lang: str) -> list[str]:
    """Net gap, sum of absolute gaps, and how much of each cause."""
    base, inventory = sum(gap.base for gap in gaps), sum(gap.inventory for gap in gaps)
    net, absolute = inventory - base, sum(abs(gap.gap) for gap in gaps)
    by_cause = parts(gaps)
    words = {label: figure(by_cause[label][0]) for label in LABELS}
    words |= {f"{label}_net": signed(by_cause[label][1]) for label in LABELS}
    return [
        say(
            "reconcile_net",
            lang,
            inventory=figure(inventory),
            base=figure(base),
            net=signed(net),
            share=percent(net / abs(base) if base else None, sign=True),
        ),
        say(
            "reconcile_sum",
            lang,
            absolute=figure(absolute),
            share=percent(absolute / abs(base) if base else None),
            **words,
        ),
    ]


def left_out(found: Reconciliation, lang: str) -> list[str]:
    """Lines that were not compared, and why."""
    mark, lines = separator(lang), []
    if found.blank:
        names = mark.join(line.id for line in found.blank)
        emissions = figure(sum(line.emissions or 0.0 for line in found.blank))
        lines.append(say("reconcile_blank", lang, count=len(found.blank), emissions=emissions, names=names))
    if found.unknown:
        names = mark.join(unknown_text(line, entry) for line, entry in found.unknown)
        lines.append(say("reconcile_unknown", lang, names=names))
    return [short for line in lines for short in wrapped(line, lang)]


def unknown_text(line: Line, entry: Entry) -> str:
    """A line the base year has no amount of, with what the inventory says."""
    return f"{line.id} ({figure(entry.emissions)})"


# ---- the template ----


def write_template(target: Path, name: str, lang: str = "zh", *, force: bool = False) -> Path:
    """Write a workbook with a region's lines and blank columns for an inventory; beside, then renamed.

    Raises InputError if the file is there already and `force` is not given.
    """
    base = base_year_of(name)
    problems = Problems()
    if target.suffix.lower() != ".xlsx":
        problems.add("inventory_kind", Origin(str(target), 0))
    elif target.exists() and not force:
        problems.add("file_in_the_way", Origin(str(target), 0))
    problems.raise_if_any()

    import xlsxwriter

    settings = {"strings_to_formulas": False, "strings_to_urls": False}
    with file_beside(target) as draft, xlsxwriter.Workbook(str(draft), settings) as book:
        title = base.plan.scenario.region.info.title.text(lang)
        book.set_properties({"title": title, "author": "", "created": MADE})
        fill_template(book, base, lang)
    return target


def fill_template(book: Any, base: BaseYear, lang: str) -> None:
    """The sheet of lines and a sheet that explains its columns."""
    locked = book.add_format({"font_name": "Calibri", "valign": "top", "text_wrap": True})
    bold = book.add_format({"bold": True, "bg_color": "#D9E2EC", "text_wrap": True, "valign": "top"})
    given = book.add_format({"locked": False, "bg_color": "#FFF7D6", "border": 1, "border_color": "#C8C8C8"})
    sheet = book.add_worksheet(say("template.sheet", lang))
    names = ("line", "what", *(name for name in COLUMNS if name != "line"))
    for column, name in enumerate(names):
        sheet.set_column(column, column, WIDTHS.get(name, 14))
        sheet.write_string(0, column, say(f"template.{name}", lang), bold)
    for row, line in enumerate(base.lines.values(), start=1):
        sheet.write_string(row, 0, line.id, locked)
        sheet.write_string(row, 1, line.zh if lang == "zh" else line.en, locked)
        put_line(sheet, row, names, line, given, lang)
    first = len(base.lines) + 1
    for row in range(first, first + SPARE_ROWS):
        for column in range(len(names)):
            sheet.write_blank(row, column, None, given)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_cells": True, "autofilter": True})
    notes = book.add_worksheet(say("template.notes", lang))
    notes.set_column(0, 0, 100)
    for row in range(TEMPLATE_NOTES):
        notes.write_string(row, 0, say(f"template.note{row + 1}", lang), locked)


TEMPLATE_NOTES = 7


def put_line(sheet: Any, row: int, names: Sequence[str], line: Line, given: Any, lang: str) -> None:
    """Input cells of one line: blank numbers, units to choose from."""
    choices = {"unit": unit_choices(line, lang), "factor_unit": factor_choices(line)}
    defaults = {"unit": unit_in(line.unit, lang), "factor_unit": line.factor_unit}
    for column, name in enumerate(names):
        if name in defaults:
            sheet.write_string(row, column, defaults[name], given)
            offered = {"validate": "list", "source": list(choices[name])}
            sheet.data_validation(row, column, row, column, offered)
        elif name not in ("line", "what"):
            sheet.write_blank(row, column, None, given)


def unit_choices(line: Line, lang: str) -> list[str]:
    """Units an activity may be given in; a fuel also in tonnes or, if it is a gas, in cubic metres."""
    offered = UNITS_TO_CHOOSE[UNITS[line.unit].dimension]
    if UNITS[line.unit].dimension == "energy":
        left_out = {"mass", "gas"} - ({"gas" if line.fuel in GASES else "mass"} if line.fuel else set())
        offered = tuple(name for name in offered if UNITS[name].dimension not in left_out)
    return [unit_in(name, lang) for name in offered]


def factor_choices(line: Line) -> list[str]:
    """Units a factor may be given in, by the same rule."""
    offered = FACTORS_TO_CHOOSE[UNITS[line.factor_unit].dimension]
    if UNITS[line.factor_unit].dimension == "CO2 of energy":
        by_measure = {"CO2 of gas", "release of mass"}
        kept = {"CO2 of gas" if line.fuel in GASES else "release of mass"} if line.fuel else set()
        offered = tuple(name for name in offered if UNITS[name].dimension not in by_measure - kept)
    return list(offered)


def unit_in(name: str, lang: str) -> str:
    """A unit as people of that language write it; both spellings are read back."""
    return UNITS_IN_CHINESE.get(name, name) if lang == "zh" else name
