"""Counties side by side: levels of indicators, change since the base year, ranks where they are fair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.explore.compare.comparison import common_years, unlike_regions
from simulator.variables import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.explore.compare.comparison import Comparison, LeftOut

YEARS = (2025, 2030, 2035)
LOWER, HIGHER = "lower", "higher"
BETTER = {  # which way is better; a total tells size, so only its change is ranked
    "energy_intensity": LOWER,
    "co2_intensity": LOWER,
    "energy_intensity_industry": LOWER,
    "energy_per_head": LOWER,
    "co2_per_head": LOWER,
    "co2_per_energy": LOWER,
    "coal_share": LOWER,
    "renewable_share": HIGHER,
    "nonfossil_share": HIGHER,
    "electrification": HIGHER,
    "energy_total": LOWER,
    "co2_total": LOWER,
}
SIZES = ("energy_total", "co2_total")


@dataclass(frozen=True, slots=True)
class Score:
    """An indicator of one scenario in one year.

    change : since the first year all ranked scenarios have, relative, or in points for shares
    rank, change_rank : 1 is best, equal values share a rank, None where there is none
    among : how many are ranked; why : what forbids a rank
    """

    item: int
    indicator: str
    year: int
    value: float | None
    change: float | None
    rank: int | None
    change_rank: int | None
    among: int
    why: tuple[LeftOut, ...]


def scores(comparison: Comparison) -> list[Score]:
    """Every indicator of every scenario; ranked are the references, one of each region."""
    first, last = ranked_years(comparison)
    years = [first, *(year for year in YEARS if first < year <= last)]
    if last not in years:
        years.append(last)
    return [one for name in BETTER for year in years for one in scores_of(comparison, name, year, first)]


def ranked_years(comparison: Comparison) -> tuple[int, int]:
    """First and last year that all ranked scenarios have; changes count from the first."""
    return common_years([comparison.items[index].result for index in comparison.references()])


def scores_of(comparison: Comparison, indicator: str, year: int, first: int) -> list[Score]:
    """One indicator in one year."""
    items = comparison.items
    base = items[comparison.baseline]
    values = {index: one.at(indicator, year) for index, one in enumerate(items)}
    changes = {
        index: change_of(indicator, one.at(indicator, first), values[index])
        for index, one in enumerate(items)
    }
    why = {index: tuple(unlike_regions(items[index], base, indicator)) for index in range(len(items))}
    fair = (
        [index for index in comparison.references() if not why[index]] if len(comparison.regions) > 1 else []
    )
    level = {} if indicator in SIZES else {index: values[index] for index in fair}
    ranks = ranked(level, BETTER[indicator])
    change_ranks = ranked(
        {index: changes[index] for index in fair} if year > first else {}, BETTER[indicator]
    )
    return [
        Score(
            *(index, indicator, year, values[index], changes[index] if year > first else None),
            *(ranks.get(index), change_ranks.get(index), len(fair), why[index]),
        )
        for index in range(len(items))
    ]


def change_of(indicator: str, start: float | None, value: float | None) -> float | None:
    """Change since a start: points of a share, else relative; None where a value is missing."""
    if start is None or value is None:
        return None
    if INDICATORS[indicator].unit == "ratio":
        return value - start
    return value / start - 1.0 if start > 0.0 else None


def ranked(values: Mapping[int, float | None], better: str) -> dict[int, int]:
    """Rank of every value, 1 the best; equal ones share the better rank, missing ones have none.

    >>> ranked({0: 2.0, 1: 1.0, 2: None, 3: 2.0}, "lower")
    {0: 2, 1: 1, 3: 2}
    """
    known = {index: value for index, value in values.items() if value is not None}
    if len(known) < 2:
        return {}
    sign = 1.0 if better == LOWER else -1.0
    return {
        index: 1 + sum(sign * other < sign * value for other in known.values())
        for index, value in known.items()
    }
