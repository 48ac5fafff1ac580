"""From anchor years to a value for every year (docs/model.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.errors import Origin
    from simulator.inputs.schedule import Schedule
    from simulator.pathways.arrays import Array, IntArray

LOGISTIC_STEEPNESS = 4.394  # ln 81: k = 4.394 / (years from 10 % to 90 %)


class Anchor(NamedTuple):
    """A value that holds in one year, and where it was written."""

    year: int
    value: float
    origin: Origin


class Series(NamedTuple):
    """A value for every year and, for each of them, the anchor it came from."""

    values: Array
    origins: tuple[Origin, ...]


def governing(anchors: Sequence[Anchor], years: IntArray) -> list[int]:
    """Index of the anchor that governs each year: the first one not before it, else the last."""
    found = np.searchsorted([anchor.year for anchor in anchors], years)
    return [min(int(index), len(anchors) - 1) for index in found]


def level_series(anchors: Sequence[Anchor], years: IntArray) -> Series:
    """Levels and shares: linear between anchors, flat outside."""
    ordered = sorted(anchors, key=lambda anchor: anchor.year)
    values = np.interp(years, [a.year for a in ordered], [a.value for a in ordered])
    return Series(values, tuple(ordered[index].origin for index in governing(ordered, years)))


def growth_series(anchors: Sequence[Anchor], years: IntArray) -> Series:
    """Growth rates: an anchor is the rate of every year after the previous one up to its own.

    >>> import numpy as np
    >>> growth_series([Anchor(2022, 0.1, None), Anchor(2024, 0.05, None)], np.arange(2021, 2026)).values
    array([0.1 , 0.1 , 0.05, 0.05, 0.05])
    """
    ordered = sorted(anchors, key=lambda anchor: anchor.year)
    index = governing(ordered, years)
    values = np.array([ordered[i].value for i in index])
    return Series(values, tuple(ordered[i].origin for i in index))


def scheduled(schedule: Schedule, years: IntArray) -> Array:
    """Weight 0..1 of a schedule in every year.

    linear joins the points; step holds each point until the next; logistic rises along an S between two
    points, scaled so that it passes through both.

    >>> import numpy as np
    >>> from simulator.inputs.schedule import Schedule
    >>> scheduled(Schedule(((2020, 0.0), (2030, 1.0))), np.array([2019, 2025, 2031]))
    array([0. , 0.5, 1. ])
    """
    at = np.array([year for year, _ in schedule.points], dtype=float)
    level = np.array([value for _, value in schedule.points])
    if schedule.shape == "step":
        return level[np.clip(np.searchsorted(at, years, side="right") - 1, 0, None)]
    if schedule.shape == "logistic":
        return np.asarray(np.interp(logistic_time(at, years), at, level))
    return np.asarray(np.interp(years, at, level))


def logistic_time(at: Array, years: IntArray) -> Array:
    """Years bent so that a straight line between two points becomes an S through both."""
    span = np.clip(np.searchsorted(at, years, side="right") - 1, 0, max(len(at) - 2, 0))
    start, end = at[span], at[np.minimum(span + 1, len(at) - 1)]
    length = np.maximum(end - start, 1.0)
    position = np.clip((years - start) / length, 0.0, 1.0)
    raw, edge = s_curve(position), s_curve(np.array([0.0, 1.0]))
    return np.asarray(start + length * (raw - edge[0]) / (edge[1] - edge[0]))


def s_curve(position: Array) -> Array:
    """Logistic curve whose 10-90 % rise takes half the distance between two points."""
    return np.asarray(1.0 / (1.0 + np.exp(-2.0 * LOGISTIC_STEEPNESS * (position - 0.5))))
