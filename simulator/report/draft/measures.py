"""Chapter of a draft: what the measures bring; and the table of the measures of a sector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.messages import say
from simulator.report.blocks import Block, Cell, Column, Heading, Table
from simulator.report.draft.reader import Draft, Run
from simulator.report.draft.scenarios import CROSS, all_measures, sector_title
from simulator.report.draft.words import number
from simulator.report.words import figure, percent

if TYPE_CHECKING:
    from collections.abc import Iterator


TOGETHER = "all"
NOT_ACTING = "none"  # a project told beside the result
CUT_YEARS = (2025, 2030, 2035, 2060)
RANKED = 2030
LARGEST = 15  # measures in the table of single effects


def measure_tables(draft: Draft, sector: str) -> Iterator[Block]:
    """The measures of a sector: strength, and what each brings."""
    rows = [
        [*draft.scenario_cell(run), *measure_cells(draft, run, mine)]
        for one in all_measures(draft.runs)
        if one["sector"] == sector
        for run in draft.runs
        for mine in run.measures
        if mine["use"] == one["use"]
    ]
    title = sector_title(draft, sector)
    if not rows:
        yield draft.paragraph(draft.text("no_sector_measures", sector=title))
        return
    caption = draft.text("sector_measures", sector=title)
    note = "" if draft.rates_only else draft.text("cut_note")
    yield Table(caption, [*draft.scenario_column(), *measure_columns(draft)], rows, note=note)


def cut_years(draft: Draft) -> list[int]:
    """Years for which tables tell what measures bring."""
    if draft.rates_only:
        return []
    return [year for year in CUT_YEARS if all(run.first <= year <= run.last for run in draft.runs)]


def measure_columns(draft: Draft) -> list[Column]:
    """Columns of the measures of a sector."""
    return [
        Column(draft.text("measure"), width=2.8),
        Column(draft.text("strength"), True, 0.8),
        *(Column(draft.text("alone_and_last", year=year), True, 1.3) for year in cut_years(draft)),
    ]


def measure_cells(draft: Draft, run: Run, one: dict[str, Any]) -> list[Cell]:
    """A measure: title, strength, cut alone / cut as the last one."""
    cells = [Cell(one["title"][draft.lang]), Cell(percent(one["strength"], 0))]
    for year in cut_years(draft):
        found = run.cuts.get((one["use"], "co2_total", year))
        cells.append(
            Cell("—", "quiet") if found is None else Cell(f"{figure(found[0])} / {figure(found[1])}")
        )
    return cells


def measure_chapter(draft: Draft) -> Iterator[Block]:
    """What the measures bring, then the projects of the region."""
    yield Heading(draft.text("credits"), 1, "measures")
    yield from credit_blocks(draft)
    if not draft.rates_only:
        yield from project_blocks(draft)


def credit_blocks(draft: Draft) -> Iterator[Block]:
    """All measures together, the largest ones, and how much of their effects overlaps."""
    with_any = [run for run in draft.runs if run.measures]
    if not with_any:
        yield draft.paragraph(draft.text("no_measures_at_all"))
        return
    if draft.rates_only:
        yield draft.paragraph(draft.text("credits_left_out"))
    else:
        for run in with_any:
            texts = [s for year in (2030, 2035) for s in together_sentences(draft, run, year)]
            yield draft.paragraph(*texts, style="body" if draft.single else "item")
        yield from largest_tables(draft, with_any)
        yield draft.paragraph(draft.text("credit_meaning"))
    if any(one["sector"] == CROSS for run in draft.runs for one in run.measures):
        yield Heading(draft.text("cross_cutting"), 2, "cross-cutting")
        yield from measure_tables(draft, CROSS)


def together_sentences(draft: Draft, run: Run, year: int) -> list[str]:
    """All measures of a run together in a year, and the overlap."""
    together = run.cuts.get((TOGETHER, "co2_total", year))
    if together is None:
        return []
    alone = sum(run.cuts[one["use"], "co2_total", year][0] for one in run.measures)
    overlap = alone - together[0]
    head = "" if draft.single else draft.text("of_scenario", scenario=draft.label(run))
    words = {
        "together": draft.amount(together[0], "1e4 t"),
        "alone": draft.amount(alone, "1e4 t"),
        "overlap": draft.amount(abs(overlap), "1e4 t"),
    }
    key = "together_overlap" if overlap >= 0.0 else "together_more"
    return [head + draft.text(key, year=year, count=len(run.measures), **words)]


def largest_tables(draft: Draft, runs: list[Run]) -> Iterator[Table]:
    """The measures of each run that cut most CO2 in 2030, with NOx beside; then the rest and the whole."""
    years = cut_years(draft)
    for run in runs if years else ():
        year = min(years, key=lambda one: abs(one - RANKED))
        order = sorted(run.measures, key=lambda one: -run.cuts[one["use"], "co2_total", year][0])
        rows = [largest_row(draft, run, one, year) for one in order[:LARGEST]]
        whole = [run.cuts[TOGETHER, "co2_total", y][0] for y in cut_years(draft)]
        nox = run.cuts.get((TOGETHER, "nox_total", year), (None, None))[0]
        rows.append([Cell(draft.text("all_together")), Cell(""), *map(number, whole), number(nox)])
        columns = [
            Column(draft.text("measure"), width=2.8),
            Column(draft.text("sector"), width=1.1),
            *(Column(str(y), True) for y in cut_years(draft)),
            Column(draft.text("nox", year=year), True, 1.2),
        ]
        caption = draft.titled(draft.text("largest_table", scenario=draft.label(run)), "1e4 t")
        note = draft.text("largest_note", count=len(rows) - 1, all=len(run.measures), year=year)
        yield Table(caption, columns, rows, note=note)


def largest_row(draft: Draft, run: Run, one: dict[str, Any], year: int) -> list[Cell]:
    """Cut of a measure alone at the written years, with NOx in one."""
    cuts = [run.cuts.get((one["use"], "co2_total", year), (None, None))[0] for year in cut_years(draft)]
    nox = run.cuts.get((one["use"], "nox_total", year), (None, None))[0]
    head = [Cell(one["title"][draft.lang]), Cell(sector_title(draft, one["sector"]))]
    return [*head, *map(number, cuts), number(nox)]


# ---- single projects ----


def project_blocks(draft: Draft) -> Iterator[Block]:
    """CO2 of the projects of a region, where it has any."""
    found = [(run, run.record.table("projects")) for run in draft.regions]
    if any(rows for _, rows in found):
        yield Heading(draft.text("projects"), 2, "projects")
    for run, rows in found:
        if rows:
            caption = draft.text("project_table", region=run.region)
            cells = [project_cells(draft, row) for row in rows]
            yield Table(caption, project_columns(draft), cells, note=draft.text("project_note"))


def project_columns(draft: Draft) -> list[Column]:
    """Columns of the projects."""
    return [
        Column(draft.text("project"), width=2.6),
        Column(draft.text("year"), True, 0.7),
        Column(draft.titled(draft.text("co2"), "1e4 t"), True, 1.0),
        Column(draft.text("share_of_co2"), True, 1.0),
        Column(draft.text("in_balance"), width=0.9),
        Column(draft.text("grade"), width=0.8),
        Column(draft.text("source"), width=3.0),
    ]


def project_cells(draft: Draft, row: dict[str, str]) -> list[Cell]:
    """A project in one year."""
    part = row["share_of_region"]
    return [
        Cell(row[f"title_{draft.lang}"]),
        Cell(row["year"]),
        number(float(row["co2"]) if row["co2"] else None),
        Cell(percent(float(part))) if part else Cell("—", "quiet"),
        Cell(draft.text("acts_not" if row["acts"] == NOT_ACTING else "acts")),
        Cell(say(f"grade.{row['grade']}", draft.lang)),
        Cell(row["source"]),
    ]
