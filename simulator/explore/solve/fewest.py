"""The fewest measures: subsets in order of size, each first at full strength.

If each gap moves one way with each lever (which is checked on a sample), the smallest gap inside a box lies
at a corner of it. So a set of levers is ruled out for sure when some goal is missed at every corner of its
box; what is neither met nor ruled out is searched. Where there are too many subsets the answer is taken from
the least change, one measure after the other is dropped, and nothing is proven.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from simulator.explore.solve.steps import Point, Search, best_of_starts, best_point, descend, points_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.pathways.arrays import Array

Subset = tuple[int, ...]
MOST_CORNERS = 40_000  # all subsets of 15 measures are 32 768
MOST_SEARCHED = 12  # subsets of the least size whose strengths are made small
LINES, ON_LINE = 8, 5  # random points, and trials along each lever through them
SEED = 20230502


def fewest(search: Search) -> tuple[Point, bool]:
    """The point that moves the fewest levers, and whether fewer are proven not to do."""
    count, spent = len(search.low), 0
    best: dict[Subset, Array] = {(): points_of(search, search.low[:, None])[0].gaps}
    sure = True
    for size in range(1, count + 1):
        spent += comb(count, size)
        if spent > MOST_CORNERS:
            return dropped(search), False
        met, open_sets = sorted_out(search, size, best)
        found = [smallest(search, subset) for subset in met[:MOST_SEARCHED]]
        if not met:
            found = [smallest(search, subset) for subset in open_sets[:MOST_SEARCHED]]
            found = [point for point in found if point.miss == 0.0]
            sure = sure and (bool(found) or not open_sets)
        if found:
            return best_point(found, search), sure and one_way(search)
    return best_of_starts(search), False


def sorted_out(search: Search, size: int, best: dict[Subset, Array]) -> tuple[list[Subset], list[Subset]]:
    """Subsets of a size that meet all goals at full strength, and those that are not ruled out.

    best : subset -> least gap of each goal at any corner of its box; extended by this size
    """
    subsets = list(combinations(range(len(search.low)), size))
    met, unclear = [], []
    points = points_of(search, corners(search, subsets))
    for subset, point in zip(subsets, points, strict=True):
        smaller = [best[subset[:place] + subset[place + 1 :]] for place in range(size)]
        best[subset] = np.minimum.reduce([point.gaps, *smaller])
        if point.miss == 0.0:
            met.append(subset)
        elif not best[subset].any():
            unclear.append(subset)
    return met, unclear


def corners(search: Search, subsets: Sequence[Subset]) -> Array:
    """Strengths with the levers of each subset at their highest, (lever, subset)."""
    inside = np.zeros((len(search.low), len(subsets)), dtype=bool)
    members = np.array(list(chain.from_iterable(subsets)), dtype=np.intp)
    inside[members, np.repeat(np.arange(len(subsets)), [len(subset) for subset in subsets])] = True
    return np.where(inside, search.high[:, None], search.low[:, None])


def smallest(search: Search, subset: Subset) -> Point:
    """The least that the levers of a subset need, the others standing still."""
    high = search.low.copy()
    high[list(subset)] = search.high[list(subset)]
    part = replace(search, high=high, trials=0)
    point = best_point([descend(part, high), descend(part, (search.low + high) / 2.0)], search)
    search.trials += part.trials
    return point


def dropped(search: Search) -> Point:
    """The levers of the least change, less those that can go when the others are full."""
    point = best_of_starts(search)
    inside = tuple(np.flatnonzero(point.strengths > search.low + 1e-6).tolist())
    while point.miss == 0.0 and len(inside) > 1:
        fewer = [inside[:place] + inside[place + 1 :] for place in range(len(inside))]
        met = [s for s, p in zip(fewer, points_of(search, corners(search, fewer)), strict=True) if not p.miss]
        if not met:
            break
        inside = met[0]
    return best_point([point, smallest(search, inside)], search) if point.miss else smallest(search, inside)


def one_way(search: Search) -> bool:
    """True if along each lever, through random points, every gap only rises or only falls."""
    count = len(search.low)
    random = np.random.default_rng(SEED).random((LINES, count))
    batch = np.broadcast_to(random[:, None, None, :], (LINES, count, ON_LINE, count)).copy()
    along = np.linspace(0.0, 1.0, ON_LINE)
    for lever in range(count):
        batch[:, lever, :, lever] = along
    width = search.high - search.low
    strengths = search.low[:, None] + width[:, None] * batch.reshape(-1, count).T
    gaps = np.array([point.gaps for point in points_of(search, strengths)])
    steps = np.diff(gaps.reshape(LINES, count, ON_LINE, -1), axis=2)
    return bool(np.all((steps >= -1e-9).all(axis=2) | (steps <= 1e-9).all(axis=2)))
