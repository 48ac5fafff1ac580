"""Everything `sim peak` answers about one scenario: the frontier, the latest start, what decides the peak."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulator.errors import InputError, Origin, Problems
from simulator.explore.peak.frontier import check_years, frontier
from simulator.explore.peak.moves import moves_of
from simulator.explore.peak.start import first_year, later, starts_of
from simulator.explore.solve.levers import RATE, levers_of
from simulator.inputs.measures import load_measures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.explore.peak.frontier import Frontier
    from simulator.explore.peak.moves import Move
    from simulator.explore.peak.start import Starts
    from simulator.explore.solve.levers import Levers
    from simulator.inputs.measures import Measure
    from simulator.pathways.prepare import Plan

AIM = 2030  # the nation's year of the peak
OWN, ALL = "own", "all"


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """Answers about one scenario.

    by : years asked; start : first year in which more action may come, None as the library has it
    starts : "own" for the measures of the scenario, "all" for every lever at its highest strength; None where
    nothing has a start
    """

    plan: Plan
    by: tuple[int, ...]
    start: int | None
    frontier: Frontier
    starts: Mapping[str, Starts | None]
    moves: Sequence[Move]

    @property
    def from_now(self) -> int | None:
        """The first year that is neither known nor before the scenario, if some lever acts earlier."""
        scenario, names = self.plan.scenario, set(self.frontier.levers.names)
        year = max(scenario.region.info.actual_until, scenario.base_year) + 1
        used = self.frontier.levers.plan.scenario.measures
        begins = [first_year(one.schedule) for one in used if one.measure.id in names]
        return year if any(begin is not None and begin < year for begin in begins) else None


def years_of(text: str) -> list[int]:
    """Years as they are asked for; InputError for anything else.

    >>> years_of("2029..2031"), years_of("2030")
    ([2029, 2030, 2031], [2030])
    """
    ends = text.split("..")
    if len(ends) <= 2 and all(end.strip().isdecimal() and len(end.strip()) == 4 for end in ends):
        years = list(range(int(ends[0]), int(ends[-1]) + 1))
        if years:
            return years
    problems = Problems()
    problems.add("peak_by_form", Origin("--by", 0), value=text)
    raise InputError(problems.found)


def study(
    plan: Plan,
    by: Sequence[int],
    *,
    rate: float = RATE,
    start: int | None = None,
    library: Mapping[str, Measure] | None = None,
) -> Study:
    """Answer everything for the years `by`, rising.

    rate : of discount; start : more action than the scenario's own begins in this year at the earliest
    Raises InputError for years in which no peak can be seen, or a start outside the projection.
    """
    check_start(plan, start)
    check_years(plan, by)
    problems = Problems()
    measures = load_measures(problems) if library is None else library
    problems.raise_if_any()
    every = levers_of(plan, goals=[], library=measures)
    levers = every if start is None else levers_from(plan, start, measures)
    found = frontier(levers, by, rate)
    starts = {OWN: starts_of(plan), ALL: starts_of(at_highest(every))}
    room = {one.measure: (one.now, one.high) for one in levers.levers}
    held = {u.measure.id: (u.strength, u.strength) for u in plan.scenario.measures}
    return Study(plan, tuple(by), start, found, starts, moves_of(levers.plan, held | room))


def check_start(plan: Plan, start: int | None) -> None:
    """A start lies within the years of the scenario."""
    first, last = plan.scenario.base_year + 1, plan.scenario.end_year
    if start is not None and not first <= start <= last:
        problems = Problems()
        problems.add("expected_range", Origin("--start", 0), value=start, low=first, high=last)
        problems.raise_if_any()


def levers_from(plan: Plan, start: int, library: Mapping[str, Measure]) -> Levers:
    """Levers none of which acts before a year: later schedules; what the scenario began earlier stays."""
    begun = {
        used.measure.id: used.strength
        for used in plan.scenario.measures
        if (first_year(used.schedule) or start - 1) < start
    }
    moved = {name: delayed(measure, start) for name, measure in library.items()}
    names = [name for name in moved if name not in begun]
    idle = levers_of(plan, goals=[], library=moved).idle
    return levers_of(plan, [name for name in names if name not in idle], goals=[], library=moved)


def delayed(measure: Measure, start: int) -> Measure:
    """A measure of the library that begins in a year at the earliest."""
    first = first_year(measure.entry.schedule)
    if first is None or first >= start:
        return measure
    schedule = later(measure.entry.schedule, start - first)
    return replace(measure, entry=measure.entry.model_copy(update={"schedule": schedule}))


def at_highest(levers: Levers) -> Plan:
    """The wide plan with every lever at its highest strength."""
    high = dict(zip(levers.names, levers.high.tolist(), strict=True))
    scenario = levers.plan.scenario
    measures = tuple(
        replace(one, strength=high.get(one.measure.id, one.strength)) for one in scenario.measures
    )
    return replace(levers.plan, scenario=replace(scenario, measures=measures))
