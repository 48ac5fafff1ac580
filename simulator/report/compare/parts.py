"""What a comparison says, part by part, in words: the same for the screen, the summary and documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.explore.compare.comparison import CENTRAL, FROZEN, HIGH, LOW, OUTSIDE
from simulator.explore.compare.costs import YEAR as COST_YEAR
from simulator.explore.compare.costs import together
from simulator.messages import say
from simulator.pathways.arrays import SECTORS
from simulator.report.compare.credits_text import cause_part, credit_part
from simulator.report.compare.grid import NONE, Grid, Part, label, region_caption, title_of
from simulator.report.compare.inputs_text import difference_part
from simulator.report.compare.scores_text import score_part, why_text
from simulator.report.compare.verdicts_text import verdict_part
from simulator.report.screen import TOTALS, YEARS, accounting_line
from simulator.report.words import figure, percent, short_peak, shown, subject_name
from simulator.variables import CORE, INDICATORS, unit_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from simulator.explore.compare.comparison import Compared, Comparison

SECTOR_YEARS = (2030, 2060)
SAME = 1e-9  # relative difference below which two runs are the same
MILLION = 1e4  # 10^4 CNY in 10^8 CNY


def parts(comparison: Comparison, lang: str, *, rates_only: bool = False, marks: bool = False) -> list[Part]:
    """Every part of a comparison that has something to say; `marks` writes verdicts as single characters."""
    found = [
        scenario_part(comparison, lang),
        difference_part(comparison, lang, rates_only=rates_only),
        verdict_part(comparison, lang, rates_only=rates_only, marks=marks),
        indicator_part(comparison, lang, rates_only=rates_only),
        *(make(comparison, lang) for make in (() if rates_only else TOTAL_PARTS)),
        score_part(comparison, lang, rates_only=rates_only),
    ]
    return [one for one in found if one.lines or one.grids]


def scenario_part(comparison: Comparison, lang: str) -> Part:
    """The scenarios with their numbers, the rule of their CO2, and what is not compared."""
    mark = f"  [{say('compare_baseline_mark', lang)}]"
    lines = [
        f"{label(comparison, index)}  {title_of(one, lang)}{mark if one.reference == index else ''}"
        for index, one in enumerate(comparison.items)
    ]
    base = comparison.items[comparison.baseline]
    rule = accounting_line(base.result, lang)
    ruled = say("compare_rule", lang, name=label(comparison, comparison.baseline))
    notes = [rule, ruled, *region_notes(comparison, lang), *left_out_notes(comparison, lang)]
    notes += same_notes(comparison, lang)
    return Part("scenarios", say("compare_part.scenarios", lang), lines=lines, notes=notes, rate=True)


def region_notes(comparison: Comparison, lang: str) -> list[str]:
    """That regions are never subtracted from each other."""
    if len(comparison.regions) == 1:
        return []
    names = [label(comparison, index) for index in comparison.references()]
    return [say("compare_regions_apart", lang, names=names)]


def left_out_notes(comparison: Comparison, lang: str) -> list[str]:
    """Rows that are not set against the baseline, and scenarios that judge their targets by another rule."""
    notes = []
    for index, one in enumerate(comparison.items):
        words = {"name": label(comparison, index), "other": label(comparison, one.reference)}
        for left in one.left_out:
            if left.rows == "credits":  # told where credits are
                continue
            why = why_text(left, lang)
            if left.rows == "years":
                notes.append(say("compare_left_years", lang, why=why, **words))
            else:
                rows = say(f"compare_rows.{left.rows}", lang)
                notes.append(say("compare_left_out", lang, rows=rows, why=why, **words))
        if not comparison.same_rule(index):
            preset = say(f"preset_short.{one.result.preset}", lang)
            notes.append(say("compare_restated", lang, name=words["name"], preset=preset))
    return notes


def same_notes(comparison: Comparison, lang: str) -> list[str]:
    """Scenarios that say the same, or whose differences move nothing."""
    notes = []
    for index, one in enumerate(comparison.items):
        words = {"name": label(comparison, index)}
        if one.twin is not None:
            notes.append(say("compare_twin", lang, other=label(comparison, one.twin), **words))
        elif one.changed and no_effect(comparison, index):
            notes.append(say("compare_no_effect", lang, other=label(comparison, one.reference), **words))
    return notes


def no_effect(comparison: Comparison, index: int) -> bool:
    """True if CO2 and energy are those of the reference in every common year."""
    for name in TOTALS:
        found = comparison.change(index, name)
        if found is None:
            return False
        scale = abs(comparison.items[index].series[name]).max()
        if abs(found[1]).max() > SAME * scale:
            return False
    return True


def table_years(comparison: Comparison) -> list[int]:
    """The written years that some scenario has, from the first of all on."""
    first = min(int(one.years[0]) for one in comparison.items)
    last = max(int(one.years[-1]) for one in comparison.items)
    return sorted({first, *(year for year in YEARS if first <= year <= last), last})


def by_region(comparison: Comparison, make: Callable[[str, Sequence[int]], Grid]) -> list[Grid]:
    """A grid for every region."""
    return [make(region, comparison.of_region(region)) for region in comparison.regions]


def indicator_part(comparison: Comparison, lang: str, *, rates_only: bool = False) -> Part:
    """The four core indicators: a row for every scenario, a column for every year."""
    years = table_years(comparison)
    head = [say("compare_scenario", lang), *map(str, years)]
    grids = []
    for name in CORE:
        if not (rates_only and name in TOTALS):
            variable = INDICATORS[name]
            rows = [
                [label(comparison, index), *(shown(name, one.at(name, year)) for year in years)]
                for index, one in enumerate(comparison.items)
            ]
            grids.append(Grid(f"{variable.text(lang)} {unit_text(variable.unit, lang)}", head, rows))
    return Part("indicators", say("compare_part.indicators", lang), grids=grids, rate=True)


def peak_part(comparison: Comparison, lang: str) -> Part:
    """When and how high total CO2 peaks, with range and frozen grid, and what differs from the baseline."""
    keys = (
        "short",
        "height",
        "years_range",
        "height_range",
        "frozen",
        "later_by",
        "lower_by",
    )
    head = [say("compare_scenario", lang), *(say(f"compare_peak_{key}", lang) for key in keys)]

    def grid(region: str, indices: Sequence[int]) -> Grid:
        rows = [peak_row(comparison, index, lang) for index in indices]
        return Grid(region_caption(comparison, region, lang), head, rows)

    title = f"{say('compare_part.peaks', lang)}, {unit_text('1e4 t', lang)}"
    return Part("peaks", title, grids=by_region(comparison, grid))


def peak_row(comparison: Comparison, index: int, lang: str) -> list[str]:
    """Cells of one scenario's peak."""
    one = comparison.items[index]
    peaks = one.peaks["co2_total"]
    values = [peaks[case].value for case in (CENTRAL, LOW, HIGH)]
    return [
        label(comparison, index),
        short_peak(peaks[CENTRAL], lang),
        figure(peaks[CENTRAL].value),
        "/".join(short_peak(peaks[case], lang) for case in (LOW, CENTRAL, HIGH)),
        f"{figure(min(values))}-{figure(max(values))}",
        f"{short_peak(peaks[FROZEN], lang)} {figure(peaks[FROZEN].value)}",
        *peak_change(comparison, one, index),
    ]


def peak_change(comparison: Comparison, one: Compared, index: int) -> list[str]:
    """Years later and per cent of height against the reference; a dash where that says nothing."""
    mine, base = one.peaks["co2_total"][CENTRAL], comparison.items[one.reference].peaks["co2_total"][CENTRAL]
    if one.reference == index or not one.allowed("co2_total"):
        return [NONE, NONE]
    dated = {mine.status, base.status} <= {"peaked", "plateau"}
    later = f"{mine.year - base.year:+d}" if dated and mine.year != base.year else "0" if dated else NONE
    return [later, percent(mine.value / base.value - 1.0, sign=True) if base.value > 0.0 else NONE]


def cumulative_part(comparison: Comparison, lang: str) -> Part:
    """CO2 of the five-year plans and of all common years, and the difference from the baseline."""
    periods = comparison.periods()
    words = [{"first": first, "last": last} for first, last in periods]
    head = [
        say("compare_scenario", lang),
        *(say("compare_cumulative_years", lang, **one) for one in words),
        say("compare_cumulative_change", lang, **words[-1]),
    ]

    def grid(region: str, indices: Sequence[int]) -> Grid:
        rows = [cumulative_row(comparison, index) for index in indices]
        return Grid(region_caption(comparison, region, lang), head, rows)

    note = say("compare_cumulative_note", lang)
    title = f"{say('compare_part.cumulative', lang)}, {unit_text('1e4 t', lang)} ({note})"
    return Part("cumulative", title, grids=by_region(comparison, grid))


def cumulative_row(comparison: Comparison, index: int) -> list[str]:
    """Sums of one scenario and the last of them against the reference."""
    one = comparison.items[index]
    totals = [one.total(first, last) for first, last in comparison.periods()]
    base = comparison.items[one.reference].total(*comparison.periods()[-1])
    change = NONE
    if one.reference != index and one.allowed("co2_total") and base and totals[-1] is not None:
        change = percent(totals[-1] / base - 1.0, sign=True)
    return [label(comparison, index), *(figure(total) for total in totals), change]


def sector_part(comparison: Comparison, lang: str) -> Part:
    """CO2 by using sector in two years: a row for every scenario, a column for every sector."""
    years = [year for year in SECTOR_YEARS if comparison.years[0] <= year <= comparison.years[1]]
    years = years or [comparison.years[1]]
    names = [name for name in (*SECTORS, OUTSIDE) if any(has_sector(one, name) for one in comparison.items)]
    head = [
        subject_name(name, lang) if name in SECTORS else say("compare_outside_power", lang) for name in names
    ]
    grids = []
    for year in years:
        rows = [sector_row(comparison, index, year, names) for index in range(len(comparison.items))]
        top = [say("compare_scenario", lang), *head, say("compare_sector_total", lang)]
        grids.append(Grid(say("compare_sector_year", lang, year=year), top, rows))
    title = f"{say('compare_part.sectors', lang)}, {unit_text('1e4 t', lang)}"
    return Part("sectors", title, grids=grids)


def has_sector(one: Compared, name: str) -> bool:
    """True if a sector has any CO2."""
    return name in one.sectors and bool(one.sectors[name].any())


def sector_row(comparison: Comparison, index: int, year: int, names: Sequence[str]) -> list[str]:
    """CO2 of one scenario in one year by sector, and their sum."""
    one = comparison.items[index]
    at = year - int(one.years[0])
    values = [float(one.sectors[name][at, CENTRAL]) if name in one.sectors else None for name in names]
    return [label(comparison, index), *map(figure, values), figure(one.at("co2_total", year))]


def cost_part(comparison: Comparison, lang: str) -> Part:
    """What the measures cost where the library says so; nothing where no scenario has a measure."""
    title = say("compare_part.costs", lang)
    found = comparison.costs
    sums = [together(one) for one in found]
    if not any(found):
        return Part("costs", title)
    if not any(sums):
        return Part("costs", title, lines=[say("compare_cost_none", lang)])
    head = [
        say("compare_scenario", lang),
        *(say(f"compare_cost_{key}", lang) for key in ("low", "high", "known")),
    ]
    rows = [
        [label(comparison, index), *cost_cells(total, len(one), lang)]
        for index, (one, total) in enumerate(zip(found, sums, strict=True))
    ]
    counted = [cost.cost for one in found for cost in one if cost.cost and cost.low is not None]
    grades = [say(f"grade.{grade}", lang) for grade in sorted({cost.grade for cost in counted})]
    prices = "/".join(map(str, sorted({cost.price_year for cost in counted})))
    caption = say("compare_cost_caption", lang, year=COST_YEAR, price=prices)
    notes = [say("compare_cost_note", lang, grades=grades)]
    return Part("costs", title, grids=[Grid(caption, head, rows)], notes=notes)


def cost_cells(total: tuple[float, float, int, int] | None, count: int, lang: str) -> list[str]:
    """Low, high and how many measures are counted."""
    known = total[2] if total else 0
    low, high = (figure(value / MILLION, 2) for value in total[:2]) if total else (NONE, NONE)
    return [low, high, say("compare_cost_of", lang, known=known, count=count)]


TOTAL_PARTS = (peak_part, cumulative_part, sector_part, credit_part, cause_part, cost_part)
