"""Many levers: sequential linear programming on slopes that one batch of trials gives (docs/solve.md).

Around a point the rows of all goals are taken as linear; HiGHS finds the cheapest point of a box that misses
the goals as little as can be; the rows it really has there correct the program until both agree. A step is
kept only if the exact trial is better: a smaller miss, or no larger miss and a smaller objective. So what is
returned has always been run, and where the goals cannot be met it is the nearest point found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.explore.solve.goals import gaps_of, rows_of
from simulator.explore.solve.levers import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulator.explore.solve.goals import Rows
    from simulator.explore.solve.levers import Levers
    from simulator.pathways.arrays import Array

STEP = 1e-3  # of a strength, for a slope
INSIDE = 1e-6  # of the size of a goal: programs aim this far inside, so that exact trials meet it
WIDEST, NARROWEST = 0.5, 2e-3  # of the box a step may leave by, in strengths
MOST_STEPS = 40
CORRECTIONS = 3
RANDOM_STARTS = 4
SEED = 20230501
SAME = 1e-9  # of the objective or the miss: no improvement
DUAL_BOX = 0.02


@dataclass(slots=True)
class Search:
    """What is searched: levers inside low and high (lever,), and what a unit of each strength costs.

    scales : size of every goal; trials : how many were run
    """

    levers: Levers
    scales: Sequence[float]
    weight: Array
    low: Array
    high: Array
    trials: int = 0


class Point(NamedTuple):
    """Strengths that were run: how far each goal is missed (scaled), together, and the objective."""

    strengths: Array
    gaps: Array
    miss: float
    value: float


class Slopes(NamedTuple):
    """Rows at a point and what a unit of each strength does to them, (row, lever)."""

    rows: Rows
    slope: Array


def best_of_starts(search: Search, more: Iterable[Array] = ()) -> Point:
    """The best point that steps from several starts lead to: as it is, all full, halfway, random ones."""
    ends = [descend(search, start) for start in (*more, *starts(search))]
    best = ends[0]
    for point in ends[1:]:
        best = point if better(point, best, search) else best
    return polished(search, best)


def starts(search: Search) -> list[Array]:
    """Where steps begin, the same every time."""
    width = search.high - search.low
    shares = np.random.default_rng(SEED).random((RANDOM_STARTS, len(width)))
    return [search.low + width * share for share in (0.0, 1.0, 0.5, *shares)]


# ---- exact trials ----


def tried(search: Search, strengths: Array) -> dict[str, Array]:
    """Outputs of trials (lever, run), counted."""
    search.trials += strengths.shape[1]
    return evaluate(search.levers, strengths)


def points_of(search: Search, strengths: Array) -> list[Point]:
    """Trials (lever, run) as points."""
    return judged_points(search, strengths, tried(search, strengths))


def better(point: Point, than: Point, search: Search) -> bool:
    """A smaller miss, or no larger one at a smaller objective."""
    size = float(np.abs(search.weight) @ (search.high - search.low)) or 1.0
    if point.miss < than.miss - SAME:
        return True
    return point.miss <= than.miss + SAME * (than.miss > 0.0) and point.value < than.value - SAME * size


def best_point(points: Sequence[Point], search: Search) -> Point:
    """The best of some points."""
    best = points[0]
    for point in points[1:]:
        best = point if better(point, best, search) else best
    return best


# ---- steps ----


def descend(search: Search, start: Array) -> Point:
    """Steps from a start until none is better."""
    point = points_of(search, np.clip(start, search.low, search.high)[:, None])[0]
    box = WIDEST
    for _ in range(MOST_STEPS):
        slopes = slopes_at(search, point.strengths)
        found = point
        while found is point and box >= NARROWEST:
            found = best_point([point, *steps_from(search, point, slopes, box)], search)
            box *= 0.35 if found is point else 1.0
        if found is point:
            break
        box, point = min(1.6 * box, 1.0), found
    return point


def slopes_at(search: Search, strengths: Array) -> Slopes:
    """Rows and slopes at a point, from one batch."""
    forward = strengths + STEP <= search.high
    step = np.where(forward, STEP, -STEP)
    batch = np.concatenate([strengths[:, None], strengths[:, None] + np.diag(step)], axis=1)
    rows = rows_of(search.levers, tried(search, batch), search.scales, anchored=True)
    slope = (rows.values[:, 1:] - rows.values[:, :1]) / step
    return Slopes(rows._replace(values=rows.values[:, 0]), slope)


def steps_from(search: Search, point: Point, slopes: Slopes, box: float) -> list[Point]:
    """Where linear programs lead, each corrected by what the one before it missed."""
    at, found = slopes.rows.values.copy(), []
    for _ in range(CORRECTIONS):
        corrected = Slopes(slopes.rows._replace(values=at), slopes.slope)
        strengths, _ = program(search, point.strengths, corrected, box)
        if strengths is None:
            break
        batch = np.stack([strengths, (strengths + point.strengths) / 2.0], axis=1)
        outputs = tried(search, batch)
        found += judged_points(search, batch, outputs)
        real = rows_of(search.levers, outputs, search.scales, anchored=False).values[:, 0]
        at = real - slopes.slope @ (strengths - point.strengths)
    return found


def judged_points(search: Search, strengths: Array, outputs: Mapping[str, Array]) -> list[Point]:
    """Points of trials whose outputs are there."""
    gaps = gaps_of(search.levers, outputs, search.scales)
    values = search.weight @ (strengths - search.low[:, None])
    return [
        Point(strengths[:, run], gaps[:, run], float(gaps[:, run].sum()), float(values[run]))
        for run in range(strengths.shape[1])
    ]


def program(search: Search, at: Array, slopes: Slopes, box: float) -> tuple[Array | None, Array]:
    """The cheapest point of a box among those that miss the goals least, and the price of each row."""
    from scipy.optimize import linprog

    count, goals = len(at), len(search.scales)
    slack = np.zeros((len(slopes.rows.goal), goals))
    slack[np.arange(len(slack)), slopes.rows.goal] = -1.0
    left = np.concatenate([slopes.slope, slack], axis=1)
    right = slopes.slope @ at - slopes.rows.values - INSIDE
    low, high = np.maximum(search.low, at - box), np.minimum(search.high, at + box)
    inside = np.stack([low, high], axis=1)
    least = linprog(
        np.concatenate([np.zeros(count), np.ones(goals)]),
        A_ub=left,
        b_ub=right,
        bounds=np.concatenate([inside, np.tile([0.0, np.inf], (goals, 1))]),
        method="highs",
    )
    if least.x is None:
        return None, np.zeros(len(slack))
    missed = np.where(least.x[count:] > SAME, least.x[count:] + SAME, 0.0)
    size = np.abs(search.weight).max() or 1.0
    found = linprog(
        search.weight / size, A_ub=slopes.slope, b_ub=right - slack @ missed, bounds=inside, method="highs"
    )
    if found.x is None:
        return np.clip(least.x[:count], low, high), np.zeros(len(slack))
    return np.clip(found.x, low, high), -found.ineqlin.marginals * size


# ---- polish ----

SHRINK = np.array([1.0, 0.5, 0.25, 0.1, 0.03, 0.01, 0.003, 0.001])
MOST_SWEEPS = 30


def polished(search: Search, point: Point) -> Point:
    """Take back one lever after the other as far as exact trials allow."""
    wanted = np.where(search.weight > 0.0, search.low, search.high)
    for _ in range(MOST_SWEEPS):
        room = wanted - point.strengths
        movable = np.flatnonzero(np.abs(room) > 1e-6)
        if not len(movable):
            break
        moves = np.zeros((len(room), len(movable), len(SHRINK)))
        moves[movable, np.arange(len(movable))] = room[movable, None] * SHRINK
        batch = point.strengths[:, None] + moves.reshape(len(room), -1)
        found = best_point([point, *points_of(search, batch)], search)
        if found is point:
            break
        point = found
    return point


# ---- prices ----


def prices_at(search: Search, point: Point) -> Array:
    """What a unit more of each goal costs at a point, (goal,), in the unit of the objective."""
    slopes = slopes_at(search, point.strengths)
    _, price = program(search, point.strengths, slopes, DUAL_BOX)
    out = np.zeros(len(search.scales))
    np.add.at(out, slopes.rows.goal, price / slopes.rows.scale)
    return out
