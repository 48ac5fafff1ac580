"""When a series peaks: a verdict with evidence, not an argmax (docs/model.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.pathways.arrays import Array, IntArray

TOLERANCE = 0.02  # a plateau stays within this part of the maximum
OTHER_MAXIMUM = 0.01  # local maxima this close to the highest are told
LATER = 5  # years after the peak at which its decline is told
PLATEAU_YEARS = 3
STATUSES = ("peaked before start", "rising", "plateau", "peaked")


class Peak(NamedTuple):
    """A peak verdict and what stands behind it.

    plateau : first and last year within the tolerance around the maximum, None if fewer than three years
    other_maxima : years of other local maxima within 1 % of it; later_share : part of the peak five years on
    later_years : how many years follow the peak
    """

    status: str
    year: int
    value: float
    plateau: tuple[int, int] | None
    other_maxima: tuple[int, ...]
    later_share: float | None
    later_years: int


def peak(
    years: IntArray,
    values: Array,
    history: Sequence[tuple[int, float]] = (),
    tolerance: float = TOLERANCE,
) -> Peak:
    """Peak verdict of one yearly series.

    years : (year,) rising; values : (year,) in any unit; history : sparse earlier points, never interpolated
    Order, first match wins, ties go to the first year: peaked before start, rising, plateau, peaked.
    Raises ValueError for NaN, unequal lengths or fewer than three years.

    >>> peak(np.array([2028, 2029, 2030, 2031, 2032]), np.array([9.0, 9.4, 9.1, 8.0, 7.0]))[:3]
    ('peaked', 2029, 9.4)
    """
    years, values = np.asarray(years), np.asarray(values, dtype=float)
    if years.shape != values.shape or len(years) < PLATEAU_YEARS:
        raise ValueError("years and values must have the same length, at least three")
    if not np.all(np.isfinite([*values, *(value for _, value in history)])):
        raise ValueError("the series holds NaN or infinity")
    top = int(np.argmax(values))
    first, last = level_years(values, top, tolerance)
    earlier = max(history, key=lambda point: point[1], default=None)
    if earlier is not None and earlier[1] > values[top]:
        return Peak("peaked before start", earlier[0], earlier[1], None, (), None, len(years))
    return Peak(
        status=status_of(values, top, first, last),
        year=int(years[top]),
        value=float(values[top]),
        plateau=(int(years[first]), int(years[last])) if last - first + 1 >= PLATEAU_YEARS else None,
        other_maxima=tuple(int(years[i]) for i in local_maxima(values) if near(values, i, top, first, last)),
        later_share=share_later(values, top),
        later_years=len(years) - 1 - top,
    )


def share_later(values: Array, top: int) -> float | None:
    """Part of the peak that is left five years on; None if the series ends before or the peak is nothing."""
    if top + LATER >= len(values) or values[top] <= 0.0:
        return None
    return float(values[top + LATER] / values[top])


def status_of(values: Array, top: int, first: int, last: int) -> str:
    """Status by the written order; `first` and `last` bound the level years around the maximum."""
    if top == 0:
        return "peaked before start"
    if top >= len(values) - 2:
        return "rising"
    if last == len(values) - 1 and last - first + 1 >= PLATEAU_YEARS:
        return "plateau"
    return "peaked"


def level_years(values: Array, top: int, tolerance: float) -> tuple[int, int]:
    """First and last index of the unbroken run of years within the tolerance around the maximum."""
    high = values >= values[top] - tolerance * abs(values[top])
    first = last = top
    while first > 0 and high[first - 1]:
        first -= 1
    while last < len(values) - 1 and high[last + 1]:
        last += 1
    return first, last


def local_maxima(values: Array) -> list[int]:
    """Indices of inner years higher than the year before and not lower than the year after."""
    inner = range(1, len(values) - 1)
    return [i for i in inner if values[i] > values[i - 1] and values[i] >= values[i + 1]]


def near(values: Array, index: int, top: int, first: int, last: int) -> bool:
    """True for another maximum within 1 % of the highest one."""
    return index != top and bool(values[index] >= values[top] - OTHER_MAXIMUM * abs(values[top]))


EXACT = {  # points -> smallest |S| that is significant at 5 %, and its p
    5: (10, 0.0167),
    6: (13, 0.0167),
    7: (15, 0.0302),
    8: (18, 0.0312),
    9: (20, 0.0446),
    10: (23, 0.0466),
}


def mann_kendall(values: Sequence[float]) -> tuple[int, bool]:
    """Mann-Kendall S and whether the trend is significant at 5 %, two-sided; for actual history only.

    Exact table for up to 10 points without ties, else the normal approximation (docs/model.md).

    >>> mann_kendall([5, 4, 3, 2, 1])
    (-10, True)
    """
    series = np.asarray(values, dtype=float)
    count = len(series)
    total = int(sum(np.sign(series[j] - series[i]) for i in range(count) for j in range(i + 1, count)))
    tied = np.unique(series, return_counts=True)[1]
    if count < min(EXACT):
        return total, False
    if count in EXACT and len(tied) == count:
        return total, abs(total) >= EXACT[count][0]
    variance = (spread_of(count) - spread_of(tied).sum()) / 18.0
    return total, bool((abs(total) - 1) ** 2 > 1.96**2 * variance) and total != 0


def spread_of(count: int | IntArray) -> IntArray:
    """18 times the variance of S among `count` values without order."""
    return np.asarray(count * (count - 1) * (2 * count + 5))
