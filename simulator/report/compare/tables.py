"""The tables of a comparison folder: tidy, one row a value, text guarded against being read as a formula."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from simulator.explore.compare.comparison import CENTRAL, OUTSIDE
from simulator.face import CASES
from simulator.report.compare import credits_text, inputs_text, scores_text, verdicts_text
from simulator.report.credits.decomposition import DECOMPOSITION_COLUMNS
from simulator.report.credits.tables import ATTRIBUTION_COLUMNS
from simulator.report.tables import csv_text, number
from simulator.variables import CORE, INDICATORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from simulator.explore.compare.comparison import Compared, Comparison
    from simulator.pathways.arrays import Array

    Row = Sequence[object]

FORMULA = re.compile(
    r"[=@\t\r]|[+-](?![\d.]+(?:e[+-]\d+)?\D{0,3}$)"
)  # how a cell begins that a spreadsheet would run
HEAD = ("region", "scenario", "baseline")
SIDE_COLUMNS = (*HEAD, "case", "accounting", "variable", "sector", "fuel", "year", "value", "change", "unit")
CUMULATIVE_COLUMNS = (*HEAD, "case", "accounting", "first_year", "last_year", "value", "change", "unit")
PEAK_COLUMNS = (
    *(*HEAD, "case", "accounting", "status", "peak_year", "peak_value"),
    *("plateau_first", "plateau_last", "years_later", "change", "unit"),
)
COST_COLUMNS = (
    *("region", "scenario", "measure", "title_zh", "title_en", "strength"),
    *("cost_low", "cost_high", "cost_unit", "price_year", "grade", "source"),
    *("year", "cut_alone", "cut_unit", "low", "high", "unit", "missing"),
)
LEFT_COLUMNS = (*HEAD, "rows", "why", "details")


def comparison_tables(comparison: Comparison) -> dict[str, str]:
    """File name -> CSV text of every table of a comparison."""
    makers: dict[str, tuple[Sequence[str], Callable[[Comparison], Iterator[Row]]]] = {
        "differences": (inputs_text.COLUMNS, inputs_text.difference_rows),
        "side_by_side": (SIDE_COLUMNS, side_rows),
        "peaks": (PEAK_COLUMNS, peak_rows),
        "cumulative": (CUMULATIVE_COLUMNS, cumulative_rows),
        "verdicts": (verdicts_text.COLUMNS, verdicts_text.verdict_rows),
        "costs": (COST_COLUMNS, cost_rows),
        "scores": (scores_text.COLUMNS, scores_text.score_rows),
        "attribution": (ATTRIBUTION_COLUMNS, credits_text.credit_rows),
        "decomposition": (DECOMPOSITION_COLUMNS, credits_text.cause_rows),
        "left_out": (LEFT_COLUMNS, left_out_rows),
    }
    return {
        f"{name}.csv": csv_text(columns, (guarded(row) for row in rows(comparison)))
        for name, (columns, rows) in makers.items()
    }


def guarded(row: Row) -> list[object]:
    """A row whose text no spreadsheet takes for a formula.

    >>> guarded(["=1+1", "-3.5e-05", "+4.2%", "碳", 7])
    ["'=1+1", '-3.5e-05', '+4.2%', '碳', 7]
    """
    return [f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell for cell in row]


def head(comparison: Comparison, one: Compared) -> tuple[str, str, str]:
    """Region, scenario and what it is compared with."""
    return one.region, one.scenario.id, comparison.items[one.reference].scenario.id


def side_rows(comparison: Comparison) -> Iterator[Row]:
    """Indicators, CO2 by sector and energy by source of every scenario, with the change from its baseline.

    The four core indicators in all cases, the rest central: the run folders hold the others.
    """
    for index, one in enumerate(comparison.items):
        base = comparison.items[one.reference]
        for name, variable in INDICATORS.items():
            if name in one.series:
                cases = range(len(CASES)) if name in CORE else (CENTRAL,)
                theirs = base.series.get(name) if one.allowed(name) else None
                yield from series_rows(
                    comparison, index, (name, "", ""), variable.unit, one.series[name], theirs, cases
                )
        for sector, values in one.sectors.items():
            theirs = base.sectors.get(sector) if one.allowed("co2_total") else None
            place = ("co2_end_use", sector if sector != OUTSIDE else "imported_power_out", "")
            yield from series_rows(comparison, index, place, "1e4 t", values, theirs, (CENTRAL,))
        for source, values in one.sources.items():
            theirs = base.sources.get(source) if one.allowed("energy_total") else None
            place = ("primary_energy", "", source)
            yield from series_rows(comparison, index, place, "1e4 tce", values, theirs, (CENTRAL,))


def series_rows(
    comparison: Comparison,
    index: int,
    place: tuple[str, str, str],
    unit: str,
    values: Array,
    theirs: Array | None,
    cases: Sequence[int],
) -> Iterator[Row]:
    """Rows of one series (year, case); `theirs` is that of the baseline, None where the two are apart."""
    one = comparison.items[index]
    base = comparison.items[one.reference]
    apart = int(one.years[0] - base.years[0])
    for case in cases:
        for at, year in enumerate(one.years.tolist()):
            change = None
            if theirs is not None and one.reference != index and 0 <= at + apart < len(theirs):
                change = float(values[at, case] - theirs[at + apart, case])
            cells = (number(float(values[at, case])), number(change), unit)
            yield (*head(comparison, one), CASES[case], one.preset, *place, year, *cells)


def peak_rows(comparison: Comparison) -> Iterator[Row]:
    """Peak of total CO2 in every case, and how that differs from the same case of the baseline."""
    for index, one in enumerate(comparison.items):
        base = comparison.items[one.reference].peaks["co2_total"]
        compared = one.reference != index and one.allowed("co2_total")
        for case, name in enumerate(CASES):
            found, theirs = one.peaks["co2_total"][case], base[case]
            dated = compared and {found.status, theirs.status} <= {"peaked", "plateau"}
            first, last = found.plateau or ("", "")
            change = number(found.value - theirs.value) if compared else ""
            cells = (found.status, found.year, number(found.value), first, last)
            later = found.year - theirs.year if dated else ""
            yield (*head(comparison, one), name, one.preset, *cells, later, change, "1e4 t")


def cumulative_rows(comparison: Comparison) -> Iterator[Row]:
    """CO2 of several years together in every case, both years included."""
    for index, one in enumerate(comparison.items):
        base = comparison.items[one.reference]
        compared = one.reference != index and one.allowed("co2_total")
        for first, last in comparison.periods():
            for case, name in enumerate(CASES):
                mine, theirs = one.total(first, last, case), base.total(first, last, case)
                change = None if mine is None or theirs is None or not compared else mine - theirs
                cells = (first, last, number(mine), number(change), "1e4 t")
                yield (*head(comparison, one), name, one.preset, *cells)


def cost_rows(comparison: Comparison) -> Iterator[Row]:
    """Every measure with its cost of the library, and the cost in the year where that can be told."""
    for one, found_costs in zip(comparison.items, comparison.costs, strict=True):
        used = {use.measure.id: use for use in one.scenario.measures}
        for found in found_costs:
            use, cost = used[found.measure], found.cost
            title = use.measure.entry.title
            of_library: Row = ("",) * 6
            if cost is not None:
                of_library = (cost.low, cost.high, cost.unit, cost.price_year, cost.grade, cost.source)
            sums = (number(found.low), number(found.high), "1e4 CNY")
            yield (
                *(one.region, one.scenario.id, found.measure, title.zh, title.en, use.strength),
                *(*of_library, found.year, number(found.tonnes), "1e4 t", *sums, found.why),
            )


def left_out_rows(comparison: Comparison) -> Iterator[Row]:
    """What is not set against the baseline, and why."""
    for one in comparison.items:
        for left in one.left_out:
            yield (*head(comparison, one), left.rows, left.why, "; ".join(left.details))
