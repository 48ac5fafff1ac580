"""How far trials are from their goals, in numbers a solver can follow: rows that are met at or below zero.

A goal on a level, a cut or a sum is one row, its margin with the sign turned. A peak by a year is a row for
each later year: that year less the highest one until then, so that a step in the peak year has a slope.
Every row is divided by the size of what it is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.explore.credits.outcomes import TARGET
from simulator.explore.solve.levers import LIMIT, MET_BY, PATH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.explore.solve.levers import Levers
    from simulator.inputs.targets import TargetEntry
    from simulator.pathways.arrays import Array, IntArray

MISSED_BY = 1e-7  # the least gap of a goal that is missed: a fall that is none, a peak a hair too late
LAST_PEAK = 3  # from the end: a maximum in the last two years is no peak


class Rows(NamedTuple):
    """values (row, run), at most 0 where the goal is met; goal (row,) its place; scale (row,) its size."""

    values: Array
    goal: IntArray
    scale: Array


def rows_of(levers: Levers, found: Mapping[str, Array], scales: Sequence[float], *, anchored: bool) -> Rows:
    """Rows of all goals; anchored: limits and tops of the first run hold for all, so that slopes exist."""
    parts = [
        goal_rows(goal, found, levers.years, scale, anchored=anchored)
        for goal, scale in zip(levers.goals, scales, strict=True)
    ]
    counts = [len(part) for part in parts]
    return Rows(np.concatenate(parts), np.repeat(np.arange(len(parts)), counts), np.repeat(scales, counts))


def goal_rows(
    goal: TargetEntry, found: Mapping[str, Array], years: IntArray, scale: float, *, anchored: bool
) -> Array:
    """Rows of one goal, (row, run)."""
    met = found[MET_BY + goal.id] > 0.0
    path = found.get(PATH + goal.id)
    if path is not None and goal.goal == "peak_by":
        rows = peak_rows(path, found[LIMIT + goal.id], years, anchored=anchored) / scale
    elif path is not None and goal.goal == "falling":
        rows = falling_rows(path, goal, years, anchored=anchored) / scale
    else:
        rows = -np.nan_to_num(found[TARGET + goal.id], nan=-scale)[None] / scale
    return np.asarray(np.where(met, np.minimum(rows, 0.0), rows))


def peak_rows(path: Array, limit: Array, years: IntArray, *, anchored: bool) -> Array:
    """Each later year less the highest until the limit, (year, run); nothing asks the years until then."""
    latest = np.minimum(limit, years[-LAST_PEAK])
    until = years[:, None] <= (latest[:1] if anchored else latest)
    highest = np.where(until, path, -np.inf).max(axis=0)
    return np.asarray(np.where(until, -np.abs(highest), path - highest))


def falling_rows(path: Array, goal: TargetEntry, years: IntArray, *, anchored: bool) -> Array:
    """Below a year's level, or each year from the top to `by` below the one before, (row, run)."""
    stop = int(goal.by - years[0]) + 1
    if goal.start is not None:
        return np.asarray(path[stop - 1 : stop] - path[int(goal.start - years[0])])
    top = np.minimum(np.argmax(path[:stop], axis=0), stop - 2)
    steps = np.diff(path[:stop], axis=0)
    asked = np.arange(stop - 1)[:, None] >= (top[:1] if anchored else top)
    return np.asarray(np.where(asked, steps, -np.abs(path[:1])))


def gaps_of(levers: Levers, found: Mapping[str, Array], scales: Sequence[float]) -> Array:
    """Scaled distance of every goal in every trial, (goal, run); 0 where it is met."""
    out = []
    for goal, scale in zip(levers.goals, scales, strict=True):
        worst = goal_rows(goal, found, levers.years, scale, anchored=False).max(axis=0)
        out.append(np.where(found[MET_BY + goal.id] > 0.0, 0.0, np.maximum(worst, MISSED_BY)))
    return np.array(out).reshape(len(levers.goals), -1)


def scales_of(levers: Levers, found: Mapping[str, Array]) -> list[float]:
    """Size of what each goal is about: its own value, what peaks or falls, else how far the scenario is."""
    return [scale_of(goal, found) for goal in levers.goals]


def scale_of(goal: TargetEntry, found: Mapping[str, Array]) -> float:
    """Size of one goal, never 0."""
    path = found.get(PATH + goal.id)
    if path is not None:
        return float(np.abs(path[:, 0]).max()) or 1.0
    value = getattr(goal, goal.goal)
    asked = abs(float(value)) if isinstance(value, int | float) else 0.0
    far = float(np.nan_to_num(np.abs(found[TARGET + goal.id][0])))
    return asked or far or 1.0
