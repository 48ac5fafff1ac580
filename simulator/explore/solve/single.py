"""One lever: the least strength, or the nearest start or ramp, that meets the goals; a scan, then finer ones.

The peak year jumps and comes back, so nothing is taken to be smooth: all points of a grid are one batch, and
only the cell before the first one that meets the goals is looked at more closely.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.explore.solve.levers import Lever, Levers, unused, wide_plan
from simulator.explore.solve.steps import points_of
from simulator.inputs.schedule import Schedule

if TYPE_CHECKING:
    from simulator.explore.solve.steps import Point, Search
    from simulator.inputs.measures import Measure

GRID, FINER = 101, 33  # points of the scan, and of each finer one
ROUNDS = 3
RAMPS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0)  # of the ramp's own length


def least_strength(search: Search) -> Point:
    """The least strength of a grid that meets all goals, made finer; the nearest point if none does."""
    low, high = float(search.low[0]), float(search.high[0])
    points = points_of(search, np.linspace(low, high, GRID)[None])
    first = first_met(points)
    if first is None:
        return min(points, key=lambda point: (point.miss, point.value))
    for _ in range(ROUNDS):
        if first == 0:
            break
        below, above = (float(points[place].strengths[0]) for place in (first - 1, first))
        points = points_of(search, np.linspace(below, above, FINER)[None])
        first = first_met(points) or FINER - 1
    return points[first]


def first_met(points: list[Point]) -> int | None:
    """Place of the first point that misses nothing."""
    return next((place for place, point in enumerate(points) if point.miss == 0.0), None)


# ---- other years ----


class Version(NamedTuple):
    """A measure on another schedule; far : how far that is from its own."""

    schedule: Schedule
    far: float


def started(own: Schedule, first: int, last: int) -> list[Version]:
    """The same schedule in every year it can start from `first` on, its own among them."""
    begin, end = own.points[0][0], own.points[-1][0]
    shifts = range(min(first - begin, 0), max(last - end, 0) + 1)
    return [
        Version(Schedule(tuple((year + by, level) for year, level in own.points), own.shape), abs(by))
        for by in shifts
    ]


def ramped(own: Schedule, last: int) -> list[Version]:
    """The same start and a shorter or longer way up, to the last year of the projection or its own."""
    begin, latest = own.points[0][0], max(last, own.points[-1][0])
    found: dict[tuple[tuple[int, float], ...], Version] = {}
    for part in RAMPS:
        points = {begin + round((year - begin) * part): level for year, level in own.points}
        schedule = Schedule(tuple(sorted(points.items())), own.shape)
        if max(points) <= latest and max(points.values()) == 1.0:
            found.setdefault(schedule.points, Version(schedule, abs(np.log(part))))
    return list(found.values())


def versions_of(levers: Levers, vary: str) -> list[Version]:
    """Schedules to try for the one lever, nearest to its own first."""
    name = levers.names[0]
    own = next(used.schedule for used in levers.plan.scenario.measures if used.measure.id == name)
    years = levers.years
    found = started(own, int(years[0]), int(years[-1])) if vary == "start" else ramped(own, int(years[-1]))
    return sorted(found, key=lambda version: version.far)


def with_versions(levers: Levers, versions: list[Version]) -> Levers:
    """Levers whose wide plan holds the measure once for each schedule, each of them a lever from 0."""
    measure: Measure = levers.measures[levers.names[0]]
    added = [
        replace(unused(replace(measure, id=f"{measure.id} {number}")), schedule=version.schedule)
        for number, version in enumerate(versions)
    ]
    wide, _ = wide_plan(levers.plan, added)
    own = levers.levers[0]._replace(low=0.0)
    return replace(levers, plan=wide, levers=(own, *(Lever(u.measure.id, 0.0, 1.0, 0.0) for u in added)))


def tried_versions(search: Search, versions: list[Version], strength: float) -> list[Point]:
    """Every schedule at one strength, in one batch."""
    levers = with_versions(search.levers, versions)
    count = len(versions)
    strengths = np.concatenate([np.zeros((1, count)), np.eye(count) * strength])
    wide = replace(
        search, levers=levers, weight=np.zeros(count + 1), low=levers.low, high=levers.high, trials=0
    )
    points = points_of(wide, strengths)
    search.trials += wide.trials
    return points
