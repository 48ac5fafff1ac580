"""The workbook of a comparison: scenarios side by side, differences and credits as live formulas, its tables.

Every run of the comparison has a workbook of its own that goes down to activity and factors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulator.messages import say
from simulator.report.audit.book import HEADER, SECTION, Looks, Sheet, open_book, write_sheet
from simulator.report.audit.formula import Line, Quantity, total
from simulator.report.audit.pages import GUIDE_WIDTHS, write_note
from simulator.report.words import width
from simulator.variables import (
    ARRAYS,
    INDICATORS,
    SECTOR_NAMES,
    SOURCE_NAMES,
    name_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from simulator.pathways.arrays import Array
    from simulator.report.record import Record

CENTRAL, CO2 = "central", "co2_total"
IN_WORDS = ("differences", "verdicts", "peaks", "cumulative", "costs", "scores")  # parts written as tables
NARROWEST, WIDEST = 12, 60  # columns of tables


class Subject(NamedTuple):
    """What rows of scenarios are about."""

    region: str
    variable: str
    sector: str
    fuel: str


class Beside(NamedTuple):
    """A comparison while its workbook is made. lines : (scenario, subject) -> its row, and its difference."""

    record: Record
    lang: str
    years: list[int]
    lines: dict[tuple[str, Subject], Line]
    differences: dict[tuple[str, Subject], Line]

    def names(self) -> dict[str, str]:
        """Scenario id -> its number and title."""
        found = enumerate(self.record.summary["scenarios"], start=1)
        return {one["scenario"]: f"{number} {one['title'][self.lang]}" for number, one in found}

    def regions(self) -> dict[str, str]:
        """Region id -> its name."""
        found = (run.summary["region"] for run in self.record.runs)
        return {one["id"]: one["title"][self.lang] for one in found}


def write_compare_book(path: str, record: Record, lang: str) -> None:
    """Write the workbook of a comparison folder."""
    first, last = record.summary["years"]
    beside = Beside(record, lang, list(range(int(first), int(last) + 1)), {}, {})
    looks = open_book(path, say("audit.sheet.guide", lang), lang)
    side = new_sheet(beside, "side")
    add_side(beside, side)
    credits = new_sheet(beside, "credits")
    add_credits(beside, credits)
    shown = [sheet for sheet in (side, credits) if sheet.rows]
    parts = [part for part in record.summary[lang]["parts"] if part["key"] in IN_WORDS]
    write_front(beside, looks, shown, parts)
    for sheet in shown:
        write_sheet(looks, sheet, beside.years)
    for part in parts:
        write_part(looks, part)
    looks.book.close()


def new_sheet(beside: Beside, key: str) -> Sheet:
    """An empty sheet of yearly rows."""
    title, purpose = (say(f"audit.{what}.{key}", beside.lang) for what in ("sheet", "purpose"))
    return Sheet(title, beside.lang, purpose, len(beside.years))


def write_front(beside: Beside, looks: Looks, shown: list[Sheet], parts: list[dict[str, Any]]) -> None:
    """Title, the scenarios, the rule, how to read, and what follows."""
    record, lang = beside.record, beside.lang
    words, bold = record.summary[lang], looks.look(bold=True)
    page = looks.page(say("audit.sheet.guide", lang), words["title"], words["mark"])
    for column, size in enumerate(GUIDE_WIDTHS):
        page.set_column(column, column, size)
    scenarios = next(part for part in words["parts"] if part["key"] == "scenarios")
    notes = [
        (scenarios["title"], "\n".join(scenarios["lines"])),
        *(("", text) for text in scenarios["notes"]),
    ]
    for key in ("compare", "credits", "runs"):
        notes.append((say(f"audit.guide.{key}_word", lang), say(f"audit.guide.{key}_text", lang)))
    row = 3
    for word, text in notes:
        write_note(looks, page, row, word, text, bold)
        row += 1
    link = looks.look(font_color="#0563C1", underline=1)
    told = {sheet.title: sheet.purpose for sheet in shown} | {tab_name(part): part["title"] for part in parts}
    for place, (name, text) in enumerate(told.items(), start=row + 1):
        page.write_url(place, 0, f"internal:'{name}'!A1", link, name)
        page.write_string(place, 1, text, looks.look())


# ---- side by side ----


def add_side(beside: Beside, sheet: Sheet) -> None:
    """Every subject: a row a scenario, then what differs from the baseline of its region."""
    heads = {one["scenario"]: one for one in beside.record.summary["scenarios"]}
    for subject, series in subjects_of(beside).items():
        sheet.rows.append(subject_title(subject, beside))
        unit = (INDICATORS | ARRAYS)[subject.variable].unit
        keys = {"sector": sector_word(subject, beside.lang), "fuel": source_word(subject, beside.lang)}
        for scenario, values in series.items():
            line = sheet.given(beside.names()[scenario], unit, values, "", {**keys, "item": scenario})
            beside.lines[scenario, subject] = line
        for scenario in series:
            base = beside.record.summary["scenarios"][heads[scenario]["reference"]]["scenario"]
            if base != scenario and (base, subject) in beside.lines:
                change = beside.lines[scenario, subject] - beside.lines[base, subject]
                name = say("audit.difference_of", beside.lang, name=beside.names()[scenario])
                made = sheet.made(name, unit, change, {**keys, "item": scenario}, strong=True)
                beside.differences[scenario, subject] = made


def subjects_of(beside: Beside) -> dict[Subject, dict[str, Array]]:
    """Subject -> scenario -> values by year, central case; NaN where there is none."""
    found: dict[Subject, dict[str, Array]] = {}
    for row in beside.record.table("side_by_side"):
        if row["case"] == CENTRAL and row["variable"] in INDICATORS | ARRAYS:
            subject = Subject(*(row[key] for key in Subject._fields))
            put(found.setdefault(subject, {}), row["scenario"], beside.years, row["year"], row["value"])
    return {subject: series for subject, series in found.items() if any(np.any(v) for v in series.values())}


def put(series: dict[str, Array], name: str, years: list[int], year: str, value: str) -> None:
    """Put a value of a table into its year."""
    values = series.setdefault(name, np.full(len(years), np.nan))
    if value and int(year) in years:
        values[years.index(int(year))] = float(value)


def subject_title(subject: Subject, beside: Beside) -> str:
    """What is compared, with its region where there are several."""
    known = (INDICATORS | ARRAYS)[subject.variable].text(beside.lang)
    parts = [known, sector_word(subject, beside.lang), source_word(subject, beside.lang)]
    if len(beside.record.summary["regions"]) > 1:
        parts.insert(0, beside.regions()[subject.region])
    return " · ".join(part for part in parts if part)


def sector_word(subject: Subject, lang: str) -> str:
    """Name of the sector."""
    return name_of(SECTOR_NAMES, subject.sector, lang) if subject.sector else ""


def source_word(subject: Subject, lang: str) -> str:
    """Name of the source."""
    return name_of(SOURCE_NAMES, subject.fuel, lang) if subject.fuel in SOURCE_NAMES else subject.fuel


# ---- credits ----


def add_credits(beside: Beside, sheet: Sheet) -> None:
    """What each group of measures is credited with; the sum is the difference of the two scenarios."""
    for (scenario, region), series in credits_of(beside).items():
        subject = Subject(region, CO2, "", "")
        difference = beside.differences.get((scenario, subject))
        if difference is None:
            continue
        sheet.heading("credits", name=beside.names()[scenario])
        block = [
            sheet.given(name, "1e4 t", values, "", {"item": scenario}) for name, values in series.items()
        ]
        whole = sum_of(block)
        made = sheet.made(
            say("audit.row.credited", beside.lang), "1e4 t", whole, {"item": scenario}, strong=True
        )
        left = Quantity(np.nan_to_num(difference.values), difference.text)
        told = sheet.made(say("audit.row.difference", beside.lang), "1e4 t", left, {"item": scenario})
        sheet.made(say("audit.row.unexplained", beside.lang), "1e4 t", told - made, {"item": scenario})


def credits_of(beside: Beside) -> dict[tuple[str, str], dict[str, Array]]:
    """(scenario, region) -> group -> credited CO2 by year."""
    found: dict[tuple[str, str], dict[str, Array]] = {}
    for row in rows_of(beside.record, "attribution"):
        wanted = row["level"] == "players" and row["kind"] not in ("all", "overlap")
        if wanted and row["variable"] == CO2 and not (row["sector"] or row["fuel"] or row["target"]):
            series = found.setdefault((row["scenario"], row["region"]), {})
            put(series, row[f"title_{beside.lang}"], beside.years, row["year"], row["credited"])
    return found


def rows_of(record: Record, table: str) -> Iterator[Mapping[str, str]]:
    """Rows of a table that a comparison may be without."""
    if f"{table}.csv" in record.manifest["files"]:
        yield from record.table(table)


def sum_of(block: list[Line]) -> Quantity:
    """Sum of rows, where blank cells count nothing."""
    return Quantity(np.nansum([line.values for line in block], axis=0), total(block).text)


# ---- parts in words ----


def tab_name(part: dict[str, Any]) -> str:
    """Name of the sheet of a part, without its unit; a sheet has at most 31 characters."""
    title = part["title"].split(", ")[0]
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:31]


def write_part(looks: Looks, part: dict[str, Any]) -> None:
    """Tables of a part as the comparison states them, one below the other, then its notes."""
    page = looks.page(tab_name(part), part["title"], "")
    for column, size in column_sizes(part["grids"]).items():
        page.set_column(column, column, size)
    row = 2
    for text in part["lines"]:
        page.write_string(row, 0, text, looks.look())
        row += 1
    for grid in part["grids"]:
        row = write_grid(looks, page, row + 1, grid)
    for place, text in enumerate(part["notes"], start=row + 1):
        page.write_string(place, 0, text, looks.look(font_color="#595959"))


def column_sizes(grids: list[dict[str, Any]]) -> dict[int, int]:
    """Column -> its width, from the longest text in it."""
    sizes: dict[int, int] = {}
    for cells in (cells for grid in grids for cells in (grid["head"], *grid["rows"])):
        for column, text in enumerate(cells):
            sizes[column] = max(sizes.get(column, NARROWEST), min(width(text) + 2, WIDEST))
    return sizes


def write_grid(looks: Looks, page: Any, row: int, grid: dict[str, Any]) -> int:
    """A table of words; the row below it."""
    page.write_string(row, 0, grid["caption"], looks.look(bold=True, bg_color=SECTION))
    for column, text in enumerate(grid["head"]):
        page.write_string(row + 1, column, text, looks.look(bold=True, font_color="white", bg_color=HEADER))
    for place, cells in enumerate(grid["rows"], start=row + 2):
        for column, text in enumerate(cells):
            side = "left" if column < grid["left"] or grid["wrap"] else "right"
            page.write_string(place, column, text, looks.look(align=side))
    return row + 2 + len(grid["rows"])
