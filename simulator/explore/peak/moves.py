"""What decides the peak year: one driver or measure moved at a time, all in one batch.

A driver moves to its low and to its high outlook; one without a range by 1 % of its values after the first
year. A measure moves by 10 points of its strength: up, or down where it stands too high for that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.explore.peak.runs import peaks_of
from simulator.pathways.assemble import Draws

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.explore.peak.runs import Peaks
    from simulator.pathways.drivers import Outlook
    from simulator.pathways.prepare import Plan

DRIVER, MEASURE = "driver", "measure"
OUTLOOK, PERCENT, POINTS = "outlook", "percent", "points"
PART = 0.01  # move of a driver without a range
STEP = 0.1  # move of a measure
ROUNDING = 1e-9


class Run(NamedTuple):
    """One run of the batch: what is moved, by which yardstick, and to where."""

    name: str
    kind: str
    move: str
    to: float


class Move(NamedTuple):
    """What one move does to the peak.

    to : position of a driver between low (-1) and high (1), strength of a measure; step : its way there
    years, time : change of the peak year, whole and between years (None if the peak is not seen)
    height : change of the height, 10^4 t; part : the same as part of the height
    """

    name: str
    kind: str
    move: str
    to: float
    step: float
    years: int | None
    time: float | None
    height: float
    part: float


def moves_of(plan: Plan, room: Mapping[str, tuple[float, float]]) -> list[Move]:
    """All moves around a plan, those that move the peak most first.

    room : measure -> strength now and highest strength; measures of the plan that are not named stay
    """
    outlooks = {name: with_range(one) for name, one in plan.outlooks.items()}
    runs = [*driver_runs(plan.outlooks), *measure_runs(room)]
    draws = Draws(
        len(runs) + 1,
        outlook={name: column(runs, name, DRIVER, 0.0) for name in plan.outlooks},
        strength={name: column(runs, name, MEASURE, now) for name, (now, _) in room.items()},
    )
    found = peaks_of(replace(plan, outlooks=outlooks), draws)
    moves = [move_of(run, room, found, place) for place, run in enumerate(runs)]
    return sorted(moves, key=weight, reverse=True)


def has_range(outlook: Outlook) -> bool:
    """True if low or high differ from central."""
    spread = np.abs(outlook.high - outlook.central) + np.abs(outlook.low - outlook.central)
    return bool(np.any(spread > ROUNDING * np.abs(outlook.central)))


def with_range(outlook: Outlook) -> Outlook:
    """The outlook itself, or with 1 % to either side after the first year if it has no range."""
    if has_range(outlook):
        return outlook
    part = np.full(len(outlook.central), PART)
    part[0] = 0.0
    return replace(outlook, low=outlook.central * (1.0 - part), high=outlook.central * (1.0 + part))


def driver_runs(outlooks: Mapping[str, Outlook]) -> list[Run]:
    """Every driver low and high."""
    move = {name: OUTLOOK if has_range(one) else PERCENT for name, one in outlooks.items()}
    return [Run(name, DRIVER, move[name], to) for name in outlooks for to in (-1.0, 1.0)]


def measure_runs(room: Mapping[str, tuple[float, float]]) -> list[Run]:
    """Every measure 10 points up, down where there is no room."""
    return [
        Run(name, MEASURE, POINTS, now + STEP if now + STEP <= high + ROUNDING else now - STEP)
        for name, (now, high) in room.items()
        if now + STEP <= high + ROUNDING or now >= STEP
    ]


def column(runs: Sequence[Run], name: str, kind: str, rest: float) -> np.ndarray:
    """Where a driver or measure stands in every run, and last in the run without any move."""
    there = [run.to if (run.name, run.kind) == (name, kind) else rest for run in runs]
    return np.array([*there, rest])


def move_of(run: Run, room: Mapping[str, tuple[float, float]], found: Peaks, place: int) -> Move:
    """One run against the last one, in which nothing moves."""
    seen = not (found.rising[place] or found.rising[-1])
    height = float(found.height[place] - found.height[-1])
    return Move(
        *run,
        step=run.to if run.kind == DRIVER else run.to - room[run.name][0],
        years=int(found.year[place] - found.year[-1]) if seen else None,
        time=float(found.time[place] - found.time[-1]) if seen else None,
        height=height,
        part=height / float(found.height[-1]) if found.height[-1] else 0.0,
    )


def weight(move: Move) -> tuple[float, float]:
    """How much a move does: the peak year before the height; one that hides the peak does most."""
    return (np.inf if move.time is None else round(abs(move.time), 6), abs(move.part))
