"""The latest start of action: all measures of a plan come some whole years later or earlier, at once.

Each shift is a plan of its own, prepared with shifted schedules, and one run. A measure whose schedule is
flat has no start and stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.errors import Problems
from simulator.explore.peak.runs import Peaks, peaks_of
from simulator.inputs.schedule import Schedule
from simulator.pathways.assemble import Draws
from simulator.pathways.prepare import prepare
from simulator.pathways.schedules import scheduled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.explore.credits.shapley import BoolArray
    from simulator.inputs.scenario import Scenario
    from simulator.pathways.arrays import IntArray
    from simulator.pathways.prepare import Plan

ALWAYS, NEVER, UNTIL = "always", "never", "until"


class Latest(NamedTuple):
    """Answer for one year: kind is always (the peak comes in time without the measures), never, or until.

    start : year in which the first measure must come into force; shift : years later than planned
    broken : a later start would make it again, so the answer is that of the years around the plan
    """

    by: int
    kind: str
    start: int | None = None
    shift: int | None = None
    broken: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Starts:
    """Peaks under every shift. first : year in which the first measure comes into force as planned."""

    first: int
    shift: IntArray
    peaks: Peaks

    def latest(self, by: int) -> Latest:
        """Until when action may wait so that the peak is not later than a year."""
        made = ~self.peaks.rising & (self.peaks.year <= by)
        at = latest_made(made, int(np.argmax(self.shift == 0)))
        if at is None:
            return Latest(by, NEVER)
        broken = bool(made[at + 1 :].any())
        if at == len(made) - 1:
            return Latest(by, ALWAYS)
        shift = int(self.shift[at])
        return Latest(by, UNTIL, self.first + shift, shift, broken)


def latest_made(made: BoolArray, planned: int) -> int | None:
    """The last of the unbroken row of shifts that make it around the plan, else the nearest earlier one.

    >>> latest_made(np.array([True, True, True, False]), 1), latest_made(np.array([True, False, False]), 2)
    (2, 0)
    """
    if made[planned]:
        missed = np.flatnonzero(~made[planned:])
        return planned + int(missed[0]) - 1 if len(missed) else len(made) - 1
    earlier = np.flatnonzero(made[:planned])
    if len(earlier):
        return int(earlier[-1])
    later = np.flatnonzero(made)
    return int(later[0]) if len(later) else None


def starts_of(plan: Plan) -> Starts | None:
    """Peaks of a plan's scenario with its measures shifted, from the second year to after the last.

    None if nothing in it has a start.
    """
    years = plan.layout.years
    begins = [first_year(used.schedule) for used in plan.scenario.measures if used.strength > 0.0]
    known = [year for year in begins if year is not None]
    if not known:
        return None
    first = min(known)
    shift = np.arange(min(0, plan.scenario.base_year + 1 - first), max(0, int(years[-1]) + 1 - first) + 1)
    return Starts(
        first, shift, joined([peaks_of(one, Draws(1)) for one in shifted_plans(plan.scenario, shift)])
    )


def first_year(schedule: Schedule) -> int | None:
    """The first year in which a schedule stands higher than before; None if it never rises."""
    years = np.arange(schedule.points[0][0], schedule.points[-1][0] + 1)
    rises = np.flatnonzero(np.diff(scheduled(schedule, years)) > 0.0)
    return int(years[rises[0] + 1]) if len(rises) else None


def shifted_plans(scenario: Scenario, shift: IntArray) -> Iterator[Plan]:
    """The scenario with every schedule so many years later, shift by shift."""
    for years in shift.tolist():
        problems = Problems()
        measures = tuple(replace(used, schedule=later(used.schedule, years)) for used in scenario.measures)
        plan = prepare(replace(scenario, measures=measures), problems)
        problems.raise_if_any()
        yield plan


def later(schedule: Schedule, years: int) -> Schedule:
    """A schedule some years later.

    >>> later(Schedule(((2021, 0.0), (2030, 1.0))), 2).points
    ((2023, 0.0), (2032, 1.0))
    """
    return replace(schedule, points=tuple((year + years, level) for year, level in schedule.points))


def joined(found: list[Peaks]) -> Peaks:
    """Several batches as one."""
    return Peaks(*(np.concatenate(parts) for parts in zip(*found, strict=True)))
