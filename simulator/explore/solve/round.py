"""Strengths as people write them: as few decimals as still meet what the exact ones met."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from simulator.explore.solve.steps import points_of

if TYPE_CHECKING:
    from simulator.explore.solve.steps import Point, Search
    from simulator.pathways.arrays import Array

PLACES = (2, 3, 4, 6)  # decimals of a strength, the first that do
MORE = 1.001  # of a miss that there is anyway


def rounded(search: Search, point: Point) -> Point:
    """The point on rounded strengths that misses no more, and no other goal; as it is if none does."""
    exact = point.strengths
    tries = [way(exact, places) for places in PLACES for way in (up, to_nearest)]
    batch = np.clip(np.stack(tries, axis=1), search.low[:, None], search.high[:, None])
    missed, allowed = point.gaps > 0.0, point.miss * MORE
    tried = points_of(search, batch)
    return next((one for one in tried if one.miss <= allowed and np.all((one.gaps == 0.0) | missed)), point)


def up(strengths: Array, places: int) -> Array:
    """Rounded up."""
    return np.array([ceil(value * 10**places - 1e-6) / 10**places for value in strengths.tolist()])


def to_nearest(strengths: Array, places: int) -> Array:
    """Rounded to the nearest, halves up."""
    return np.array([floor(value * 10**places + 0.5) / 10**places for value in strengths.tolist()])
