"""Chapter of a draft: a section for each sector of the 6+1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.messages import say
from simulator.report.blocks import Block, Cell, Column, Heading, Table
from simulator.report.draft.measures import measure_tables
from simulator.report.draft.reader import CASES, Draft, Run
from simulator.report.draft.words import change_words, listed, number, share, short_status, status
from simulator.report.words import percent
from simulator.variables import SECTOR_NAMES, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import xarray

BASE = 100.0  # activity of the first year
SMALLEST = 1e-9
MOST_TOLD = 4  # scenarios told in sentences; the table holds them all


def sector_chapter(draft: Draft) -> Iterator[Block]:
    """One section per sector: sentences, totals, activity and CO2 of its branches, its measures."""
    yield Heading(draft.text("sectors"), 1, "sectors")
    yield draft.paragraph(draft.text("sector_intro"))
    for sector in SECTOR_NAMES:
        yield Heading(name_of(SECTOR_NAMES, sector, draft.lang), 2, f"sector-{sector}")
        yield from sector_blocks(draft, sector)


def sector_blocks(draft: Draft, sector: str) -> Iterator[Block]:
    """Everything about one sector."""
    used = [run for run in draft.runs if is_used(run, sector)]
    if not used:
        yield draft.paragraph(draft.text("no_flows", sector=name_of(SECTOR_NAMES, sector, draft.lang)))
    for run in used if not draft.rates_only and len(draft.runs) <= MOST_TOLD else ():
        yield draft.paragraph(*sector_sentences(draft, run, sector), style="body" if draft.single else "item")
    if used:
        yield sector_table(draft, used, sector)
    if draft.single and used:
        yield from branch_tables(draft, draft.runs[0], sector)
    yield from measure_tables(draft, sector)


def is_used(run: Run, sector: str) -> bool:
    """True if a sector has energy or CO2 in any year of the tables."""
    lines = ("primary_energy", "co2_end_use", "co2_source")
    values = [run.at(line, year, sector=sector) for line in lines for year in run.years]
    return any(value is not None and abs(value) > SMALLEST for value in values)


def sector_sentences(draft: Draft, run: Run, sector: str) -> list[str]:
    """Energy, CO2, part of the whole in the first year; the peak; change to 2030 and 2035."""
    first, title = run.first, name_of(SECTOR_NAMES, sector, draft.lang)
    energy, co2 = (run.at(line, first, sector=sector) for line in ("primary_energy", "co2_end_use"))
    whole = run.at("co2_total", first)
    part = percent(co2 / whole) if co2 is not None and whole else "—"
    head = "" if draft.single else draft.text("of_scenario", scenario=draft.label(run))
    words = {"energy": draft.amount(energy, "1e4 tce"), "co2": draft.amount(co2, "1e4 t"), "share": part}
    sentences = [head + draft.text("sector_now", year=first, sector=title, **words)]
    if sector in run.peaks:
        row = run.peaks[sector]["central"]
        value = draft.amount(float(row["peak_value"]), "1e4 t")
        sentences.append(draft.text("sector_peak", status=status(row, draft.lang, run.last), value=value))
        sentences.append(outlook_sentence(draft, run, sector))
    parts = [
        draft.text("change_to", year=year, change=words_)
        for year in (2030, 2035, 2060)
        if first < year
        and (words_ := change_words(run.at("co2_end_use", year, sector=sector), co2, draft.lang))
    ]
    if parts:
        sentences.append(draft.text("sector_changes", first=first, changes=listed(parts, draft.lang)))
    return sentences


def outlook_sentence(draft: Draft, run: Run, sector: str) -> str:
    """Peak of a sector in the other cases, where one of them differs from the central one."""
    found = run.peaks[sector]
    central = short_status(found["central"], draft.lang)
    others = [(case, short_status(found[case], draft.lang)) for case in CASES if case != "central"]
    if all(words == central for _, words in others):
        return ""
    gap = "" if draft.lang == "zh" else " "
    parts = [f"{say(f'case.{case}', draft.lang)}{gap}{words}" for case, words in others]
    return draft.text("sector_cases", parts=listed(parts, draft.lang))


# ---- totals of a sector ----


def sector_table(draft: Draft, runs: list[Run], sector: str) -> Table:
    """Energy, electricity share and CO2 of a sector in both views at the written years."""
    years = sorted({year for run in runs for year in run.years})
    rows = []
    for title, value in sector_lines(draft, sector):
        for run in runs:
            cells = [value(run, year) for year in years]
            if any(cell.text not in ("—", "0", "0.0%") for cell in cells):
                rows.append([Cell(title), *draft.scenario_cell(run), *cells])
    columns = [
        Column(draft.text("quantity"), width=3.2),
        *draft.scenario_column(),
        *(Column(str(year), True) for year in years),
    ]
    title = name_of(SECTOR_NAMES, sector, draft.lang)
    return Table(draft.text("sector_table", sector=title), columns, rows)


def sector_lines(draft: Draft, sector: str) -> list[tuple[str, Callable[[Run, int], Cell]]]:
    """Name of each row of a sector's table, and how its cells are found."""

    def level(line: str) -> Callable[[Run, int], Cell]:
        return lambda run, year: number(run.at(line, year, sector=sector))

    def part(line: str, total: str) -> Callable[[Run, int], Cell]:
        return lambda run, year: share(run.at(line, year, sector=sector), run.at(total, year))

    levels = [
        (draft.titled(draft.text("primary_energy"), "1e4 tce"), level("primary_energy")),
        (draft.titled(draft.text("co2_end_use"), "1e4 t"), level("co2_end_use")),
        (draft.titled(draft.text("co2_source"), "1e4 t"), level("co2_source")),
    ]
    shares = [
        (draft.text("share_of_energy"), part("primary_energy", "energy_total")),
        (draft.text("share_of_co2"), part("co2_end_use", "co2_total")),
        (draft.text("electric_share"), lambda run, year: electric_share(run, sector, year)),
    ]
    return shares if draft.rates_only else [*levels, *shares]


def electric_share(run: Run, sector: str, year: int) -> Cell:
    """Electricity in the final energy of a sector, calorific."""
    fuels = {
        line.fuel
        for line, case in run.lines
        if line.variable == "final_energy" and line.sector == sector and case == "central"
    }
    total = sum(run.at("final_energy", year, sector=sector, fuel=fuel) or 0.0 for fuel in fuels)
    return share(run.at("final_energy", year, sector=sector, fuel="electricity"), total)


# ---- branches ----


def branch_tables(draft: Draft, run: Run, sector: str) -> Iterator[Table]:
    """Activity of every branch against the first year, and its CO2."""
    data = run.record.dataset.sel(case="central")
    names = branch_names(data, sector, draft.lang)
    if not names:
        return
    years = [year for year in run.years if year in data["year"]]
    title = name_of(SECTOR_NAMES, sector, draft.lang)
    columns = [Column(draft.text("branch"), width=3.2), *(Column(str(year), True) for year in years)]
    activity = [row for name in names if (row := activity_row(data, name, names[name], years)) is not None]
    if activity:
        caption = draft.text("activity_table", sector=title, year=run.first)
        yield Table(caption, columns, activity, note=draft.text("activity_note"))
    if not draft.rates_only:
        co2 = data["co2_branch"]
        rows = [
            [Cell(names[name]), *(number(float(co2.sel(branch=name, year=year))) for year in years)]
            for name in names
        ]
        yield Table(draft.titled(draft.text("branch_table", sector=title), "1e4 t"), columns, rows)


def branch_names(data: xarray.Dataset, sector: str, lang: str) -> dict[str, str]:
    """Branches of a sector with their titles."""
    titles = data["branch_title_zh" if lang == "zh" else "branch_title"].values
    parts = zip(data["branch"].values, data["branch_sector"].values, titles, strict=True)
    return {str(name): str(title) for name, found, title in parts if str(found) == sector}


def activity_row(data: xarray.Dataset, name: str, title: str, years: list[int]) -> list[Cell] | None:
    """Activity of a branch at the years, first year 100; None if it has none then."""
    activity = data["activity"].sel(branch=name)
    first = float(activity.sel(year=years[0]))
    if not first > 0.0:
        return None
    return [Cell(title), *(Cell(f"{BASE * float(activity.sel(year=year)) / first:.0f}") for year in years)]
