"""Chapter of a draft: where the region stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.messages import say
from simulator.report.blocks import Block, Cell, Column, Heading, Table
from simulator.report.charts.sankey import sankey_block
from simulator.report.draft.reader import Draft, Run
from simulator.report.draft.words import is_ratio, listed, number, share
from simulator.report.words import indicator_name, percent, shown
from simulator.variables import INDICATORS, SECTOR_NAMES, SOURCE_NAMES, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator


LEVELS = ("energy_intensity", "co2_intensity", "co2_per_head")
SHARES = ("coal_share", "renewable_share", "electrification")
SMALLEST_PART = 1e-6  # of the whole; below it a source is a rest of rounding


def base_chapter(draft: Draft) -> Iterator[Block]:
    """The first year of every region: levels, energy by source, sectors, published values beside."""
    yield Heading(draft.text("base"), 1, "base")
    for run in draft.regions:
        if len(draft.regions) > 1:
            yield Heading(run.region, 2, f"base-{run.region_id}")
        yield draft.paragraph(*base_sentences(draft, run))
        yield draft.paragraph(*quality_sentences(draft, run))
        yield source_table(draft, run)
        yield sector_table(draft, run)
        if draft.single:
            yield sankey_block(run.record, run.first, draft.lang, rates_only=draft.rates_only)
        yield from history_table(draft, run)


def base_sentences(draft: Draft, run: Run) -> list[str]:
    """Levels of the first year, in sentences."""
    named = {name: indicator_text(draft, run, name, run.first) for name in (*LEVELS, *SHARES)}
    levels = [named[name] for name in LEVELS if run.at(name, run.first) is not None]
    shares = [named[name] for name in SHARES if run.at(name, run.first) is not None]
    parts = [listed(parts, draft.lang) for parts in (levels, shares) if parts]
    if draft.rates_only:
        head = draft.text("in_year", year=run.first, text=parts.pop(0)) if parts else ""
    else:
        energy = draft.amount(run.at("energy_total", run.first), "1e4 tce")
        co2 = draft.amount(run.at("co2_total", run.first), "1e4 t")
        head = draft.text("base_totals", year=run.first, region=run.region, energy=energy, co2=co2)
    return [head, *parts]


def indicator_text(draft: Draft, run: Run, name: str, year: int) -> str:
    """Name, value and unit of an indicator."""
    value = run.at(name, year)
    unit = draft.unit(INDICATORS[name].unit)
    gap = "" if draft.lang == "zh" else " "
    return f"{INDICATORS[name].text(draft.lang)}{gap}{shown(name, value)}{gap if unit else ''}{unit}"


def quality_sentences(draft: Draft, run: Run) -> list[str]:
    """How good the base year is, and how far actual values reach."""
    summary = run.record.summary
    sigma = {name: percent(value, 0) for name, value in summary["base_year_sigma"].items()}
    grades = grade_words(summary["grades"], draft.lang)
    base = summary["base_year"]
    begins = draft.text("starts_later", first=run.first, year=base) if base != run.first else ""
    return [
        begins,
        draft.text("quality", year=base, co2=sigma["co2"], energy=sigma["energy"], grades=grades),
        draft.text("actual_drivers", year=summary["actual_until"]),
    ]


def grade_words(grades: dict[str, float], lang: str) -> str:
    """Grades with their share of base-year energy."""
    gap = "" if lang == "zh" else " "
    return listed([f"{say(f'grade.{g}', lang)}{gap}{percent(part, 0)}" for g, part in grades.items()], lang)


def source_table(draft: Draft, run: Run) -> Table:
    """Energy use of the first year by source."""
    total = run.at("energy_total", run.first)
    rows = []
    for source in SOURCE_NAMES:
        value = run.at("primary_energy", run.first, fuel=source)
        if value is not None and abs(value) > SMALLEST_PART * (total or 0.0):
            amount = [] if draft.rates_only else [number(value)]
            rows.append([Cell(name_of(SOURCE_NAMES, source, draft.lang)), *amount, share(value, total)])
    amount = [] if draft.rates_only else [number(total)]
    rows.append([Cell(draft.text("total")), *amount, share(total, total)])
    columns = [
        Column(draft.text("source_of_energy"), width=2.0),
        *([] if draft.rates_only else [Column(draft.titled(draft.text("energy_use"), "1e4 tce"), True, 2.0)]),
        Column(draft.text("share"), True),
    ]
    return Table(draft.text("source_table", region=run.region, year=run.first), columns, rows)


SECTOR_LINES = (("primary_energy", "1e4 tce"), ("co2_end_use", "1e4 t"), ("co2_source", "1e4 t"))


def sector_table(draft: Draft, run: Run) -> Table:
    """Energy and CO2 of the first year by sector, in both views."""
    totals = {
        line: sum(run.at(line, run.first, sector=sector) or 0.0 for sector in SECTOR_NAMES)
        for line, _ in SECTOR_LINES
    }
    rows = []
    for sector in SECTOR_NAMES:
        values = {line: run.at(line, run.first, sector=sector) for line, _ in SECTOR_LINES}
        if any(values.values()):
            rows.append([Cell(name_of(SECTOR_NAMES, sector, draft.lang)), *pairs(draft, values, totals)])
    rows.append([Cell(draft.text("total")), *pairs(draft, {**totals}, totals)])
    columns = [Column(draft.text("sector"), width=1.4)]
    for line, unit in SECTOR_LINES:
        if not draft.rates_only:
            columns.append(Column(draft.titled(draft.text(line), unit), True, 1.5))
        columns.append(Column(draft.text(f"share_{line}" if draft.rates_only else "share"), True))
    return Table(
        draft.text("base_sector_table", region=run.region, year=run.first),
        columns,
        rows,
        note=draft.text("views_note"),
    )


def pairs(draft: Draft, values: dict[str, float | None], totals: dict[str, float]) -> list[Cell]:
    """Amount and share of each line."""
    cells: list[Cell] = []
    for line, value in values.items():
        cells += [] if draft.rates_only else [number(value)]
        cells.append(share(value, totals[line]))
    return cells


def history_table(draft: Draft, run: Run) -> Iterator[Table]:
    """Published values of indicators with grade and source, and what the run has in that year."""
    rows = [
        history_cells(draft, run, row)
        for row in run.record.inputs["tables"]["history"]
        if is_ratio(row["indicator"]) or not draft.rates_only
    ]
    if rows:
        yield Table(draft.text("history_table", region=run.region), history_columns(draft), rows)


def history_cells(draft: Draft, run: Run, row: dict[str, Any]) -> list[Cell]:
    """A published value; GDP is named by itself, since it stands at the prices of its source."""
    name = row["indicator"]
    title = draft.text("gdp") if name == "gdp" else indicator_name(name, draft.lang)
    note = f" ({row['note']})" if row.get("note") else ""
    return [
        Cell(title if is_ratio(name) else draft.titled(title, row["unit"])),
        Cell(str(row["year"])),
        Cell(shown(name, row["value"])),
        number(run.at(name, row["year"]), name),
        Cell(say(f"grade.{row['grade']}", draft.lang)),
        Cell(row["source"] + note),
    ]


def history_columns(draft: Draft) -> list[Column]:
    """Columns of the published values."""
    return [
        Column(draft.text("indicator"), width=2.4),
        Column(draft.text("year"), True, 0.8),
        Column(draft.text("published"), True),
        Column(draft.text("model"), True),
        Column(draft.text("grade"), width=0.9),
        Column(draft.text("source"), width=3.0),
    ]
