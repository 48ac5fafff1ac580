"""Strengths under which a region peaks in a given year, at least height or at least cost.

Total CO2 is nearly linear in the strengths. So a problem is solved by a row of linear programs (HiGHS): CO2
of every year is linearised by a batch of trials around the best point, the program finds the best step within
a radius, a batch of trials along the step says what it really brings, and the radius follows. Every result is
a trial of the model itself, never the linear guess; it is a local optimum, without proof that none is better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.explore.solve.levers import evaluate

if TYPE_CHECKING:
    from simulator.explore.solve.levers import Levers
    from simulator.pathways.arrays import Array

PROBE = 0.05  # part of its range by which a lever is moved to linearise CO2
LAST_RADIUS = 1e-4  # parts of the ranges
ROUNDS = 25
ALONG = np.array([1.0, 0.5, 0.2, 0.05])  # parts of a step that are tried
FORBIDDEN = 1e3  # weight of passing the limit by the whole height, against an objective of about 1
ROOM = 1e-7  # part of the height by which the linear program keeps below the limit
TIDY = 1e-5  # weight of moving all levers wholly, so that none moves for nothing
BETTER = 1e-10
HEIGHT, PASSED = 0, 1  # the variables after the steps of the levers


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What is looked for: the least price, or without prices the least height of the peak.

    at : place of the year that no other may pass; level : else a height that none may pass, 10^4 t
    span : (lever,) how far each may move from its lowest strength; price : (lever,) of moving it so far
    scale : 10^4 t, a height to measure with
    """

    levers: Levers
    span: Array
    scale: float
    at: int | None = None
    level: float | None = None
    price: Array | None = None


class Trial(NamedTuple):
    """Moves of one trial, 0..1 of the span (lever,), its CO2 (year,), what passes the limit, its merit."""

    move: Array
    co2: Array
    broken: float
    merit: float


def search(task: Task, start: Array) -> Trial:
    """The best trial found from a start (lever,); `broken` is above zero if none keeps the limit."""
    best, radius = trials(task, start[:, None])[0], 1.0
    for _ in range(ROUNDS):
        step = linear_step(task, best, slopes(task, best), radius)
        tried = trials(task, np.clip(best.move[:, None] + step[:, None] * ALONG, 0.0, 1.0))
        number = int(np.argmin([one.merit for one in tried]))
        if tried[number].merit < best.merit - BETTER:
            best = tried[number]
            radius = min(1.0, radius * (2.0 if number == 0 else 2.0 * float(ALONG[number])))
        else:
            radius /= 4.0
        if radius < LAST_RADIUS:
            break
    return best


def trials(task: Task, moves: Array) -> list[Trial]:
    """What moves (lever, run) bring, run by run."""
    levers = task.levers
    co2 = evaluate(levers, levers.low[:, None] + task.span[:, None] * moves)["co2_total"]
    return [Trial(move, line, *judged(task, move, line)) for move, line in zip(moves.T, co2.T, strict=True)]


def judged(task: Task, move: Array, co2: Array) -> tuple[float, float]:
    """How much of the scale passes the limit, and the merit: the lower the better."""
    broken = max(0.0, float(co2.max()) - limit_of(task, co2)) / task.scale
    aim = float(co2.max()) / task.scale if task.price is None else float(move @ parts(task.price))
    return broken, FORBIDDEN * broken + aim + TIDY * float(move.mean())


def limit_of(task: Task, co2: Array) -> float:
    """The height that no year may pass."""
    if task.level is not None:
        return task.level
    return float(co2.max() if task.at is None else co2[task.at])


def parts(price: Array) -> Array:
    """Prices as parts of them all, savings below zero."""
    total = float(np.abs(price).sum())
    return price / total if total > 0.0 else price


def slopes(task: Task, here: Trial) -> Array:
    """Change of CO2 with the move of each lever, (year, lever)."""
    count = len(here.move)
    probe = np.where(here.move + PROBE <= 1.0, PROBE, -PROBE)
    moved = here.move[:, None] + np.diag(probe)
    levers = task.levers
    co2 = evaluate(levers, levers.low[:, None] + task.span[:, None] * moved)["co2_total"]
    return np.asarray((co2 - here.co2[:, None]) / probe).reshape(len(here.co2), count)


def linear_step(task: Task, here: Trial, slope: Array, radius: float) -> Array:
    """The best step of the linear problem within a radius, (lever,).

    Variables: the step of every lever, the height, and what passes the limit, at a high price.
    """
    from scipy.optimize import linprog

    count = len(here.move)
    aim = np.zeros(count) if task.price is None else parts(task.price)
    weights = np.concatenate([aim + TIDY / count, [1.0 if task.price is None else 0.0, FORBIDDEN]])
    within = [(max(-radius, -move), min(radius, 1.0 - move)) for move in here.move.tolist()]
    rows, most = limits(task, here.co2 / task.scale, slope / task.scale)
    found = linprog(weights, rows, most, bounds=[*within, (0.0, None), (0.0, None)])
    return np.asarray(found.x[:count]) if found.success else np.zeros(count)


def limits(task: Task, co2: Array, slope: Array) -> tuple[Array, Array]:
    """Rows and right sides of the linear program: every year below the height, and below the limit."""
    rows, most = [below(slope, HEIGHT)], [-co2]
    if task.level is not None:
        rows.append(below(slope, PASSED))
        most.append(task.level / task.scale - co2 - ROOM)
    elif task.at is not None:
        others = np.arange(len(co2)) != task.at
        rows.append(below(slope - slope[task.at], PASSED)[others])
        most.append((co2[task.at] - co2 - ROOM)[others])
    return np.vstack(rows), np.concatenate(most)


def below(change: Array, variable: int) -> Array:
    """Rows that hold a change of CO2 (year, lever) below one of the two last variables."""
    last = np.zeros((len(change), 2))
    last[:, variable] = -1.0
    return np.hstack([change, last])
