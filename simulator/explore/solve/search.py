"""From targets to measures: strengths that meet several goals at least cost, change or number of measures.

One lever is scanned, many are searched by steps of linear programs, the fewest by subsets in order of size;
docs/solve.md tells how, and what is proven. Where no point found meets all goals, the nearest one is the
answer, with the goals that stand against each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from simulator.errors import InputError, Problems
from simulator.explore.credits.outcomes import TARGET
from simulator.explore.solve.fewest import fewest
from simulator.explore.solve.goals import scales_of
from simulator.explore.solve.levers import (
    ASKED,
    MET_BY,
    PATH,
    RATE,
    WITH,
    LeverCosts,
    evaluate,
    lever_costs,
    present_value,
)
from simulator.explore.solve.round import rounded
from simulator.explore.solve.single import least_strength, tried_versions, versions_of, with_versions
from simulator.explore.solve.steps import (
    Point,
    Search,
    best_of_starts,
    descend,
    points_of,
    prices_at,
    starts,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.explore.credits.shapley import BoolArray
    from simulator.explore.solve.levers import Levers
    from simulator.explore.solve.single import Version
    from simulator.inputs.schedule import Schedule
    from simulator.inputs.targets import TargetEntry
    from simulator.pathways.arrays import Array

Minimise = Literal["cost", "change", "count"]
ALREADY_MET, SOLVED, INFEASIBLE = "already_met", "solved", "infeasible"
FREE = 1e-6  # of the dearest lever: among equal costs the smaller move
FULL = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """What it takes.

    strengths : (lever,); gaps : (goal,) scaled, 0 where met; margins : goal -> (scenario, solution)
    prices : goal -> 10^4 CNY per unit of its indicator (per point of a cut or share), binding goals only
    unreachable : goals that cannot be met even alone; conflicts : a smallest set found of the others that
    cannot be met together; left_out : levers without cost
    schedule, window, vary : of the one lever, where its years were moved
    proven : that fewer measures do not do, None if not asked
    """

    levers: Levers
    status: str
    minimise: str
    strengths: Array
    gaps: Array
    margins: Mapping[str, tuple[float, float]]
    method: str
    trials: int
    costs: LeverCosts
    rate: float = RATE
    prices: Mapping[str, float] | None = None
    unreachable: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    schedule: Schedule | None = None
    window: tuple[int, int] | None = None
    vary: str = "strength"
    proven: bool | None = None

    @property
    def moved(self) -> tuple[int, ...]:
        """Places of the levers that move."""
        return tuple(np.flatnonzero(np.abs(self.strengths - self.levers.now) > FULL).tolist())

    @property
    def at_limit(self) -> tuple[str, ...]:
        """Levers that can go no further."""
        full = self.strengths >= self.levers.high - FULL
        return tuple(name for name, stands in zip(self.levers.names, full, strict=True) if stands)

    @property
    def parts(self) -> Array:
        """How much of its full move each lever makes, (lever,)."""
        return np.asarray((self.strengths - self.levers.low) / (self.levers.high - self.levers.low))

    def present_cost(self, end: str = "central") -> Array:
        """Present value of what each lever costs, (lever,) 10^4 CNY, NaN where nobody says."""
        return present_value(getattr(self.costs, end) * self.parts[:, None], self.levers.years, self.rate)


def solve(
    levers: Levers, minimise: Minimise = "change", *, rate: float = RATE, leave_out: bool = False
) -> Solution:
    """Least cost, least change or fewest measures that meet the goals of the levers.

    cost : present value of what the moves cost or save at the middle of the library's ranges, discounted at
    `rate`; measures without a cost are a problem unless `leave_out`. InputError for goals nobody can judge.
    """
    start = evaluate(levers, levers.now[:, None])
    check_judged(levers, start)
    costs = lever_costs(levers)
    if all(start[MET_BY + goal.id][0] for goal in levers.goals):
        return unchanged(levers, minimise, start, costs, rate)
    usable: Levers = levers
    left_out: tuple[str, ...] = ()
    if minimise == "cost" and len(levers.levers) != 1:
        left_out = tuple(n for n, known in zip(levers.names, costs.known, strict=True) if not known)
        check_costs(left_out, leave_out=leave_out)
        usable, costs = kept(levers, costs.known), only(costs, costs.known)
    search = search_of(usable, minimise, costs, rate, scales_of(levers, start))
    point, method, proven = searched(search, minimise)
    prices = prices_of(search, point) if minimise == "cost" and method == "steps" else None
    point = rounded(search, point)
    alone = unreachable_of(search, point)
    conflicts = () if point.miss == 0.0 else conflicts_of(search, alone)
    return Solution(
        levers=usable,
        status=SOLVED if point.miss == 0.0 else INFEASIBLE,
        minimise=minimise,
        strengths=point.strengths,
        gaps=point.gaps,
        margins=margins_of(usable, start, point.strengths),
        method=method,
        trials=search.trials,
        costs=costs,
        rate=rate,
        prices=prices,
        unreachable=alone,
        conflicts=conflicts,
        left_out=left_out,
        proven=proven,
    )


def unchanged(
    levers: Levers, minimise: str, start: Mapping[str, Array], costs: LeverCosts, rate: float
) -> Solution:
    """The answer where the scenario meets everything as it is."""
    margins = margins_of(levers, start, levers.now)
    gaps = np.zeros(len(levers.goals))
    return Solution(levers, ALREADY_MET, minimise, levers.now, gaps, margins, "none", 1, costs, rate)


def searched(search: Search, minimise: str) -> tuple[Point, str, bool | None]:
    """The point, how it was found, and whether it is proven."""
    if len(search.low) == 1:
        return least_strength(search), "scan", None
    if minimise == "count":
        point, proven = fewest(search)
        return point, "subsets", proven
    return best_of_starts(search), "steps", None


def solve_years(levers: Levers, vary: str, rate: float = RATE) -> Solution:
    """The nearest other start (vary = start) or ramp of the one lever, at its highest strength.

    The window of years that meet the goals is told: first years for a start, last ones for a ramp.
    """
    strength = float(levers.high[0])
    versions = versions_of(levers, vary)
    none = replace(levers, levers=(levers.levers[0]._replace(low=0.0, now=0.0),))
    start = evaluate(levers, levers.now[:, None])
    check_judged(levers, start)
    scales = scales_of(levers, start)
    search = Search(none, scales, np.zeros(1), none.low, none.high)
    points = tried_versions(search, versions, strength)
    met = [number for number, point in enumerate(points) if point.miss == 0.0]
    place = met[0] if met else int(np.argmin([point.miss for point in points]))
    edge = 0 if vary == "start" else -1
    years = [versions[number].schedule.points[edge][0] for number in met]
    already = all(start[MET_BY + goal.id][0] for goal in levers.goals)
    blank = np.full((1, len(levers.years)), np.nan)
    chosen = versions[place].schedule
    return Solution(
        levers=levers,
        status=ALREADY_MET if already else SOLVED if met else INFEASIBLE,
        minimise=vary,
        strengths=levers.now if already else levers.high,
        gaps=points[place].gaps,
        margins=margins_at(levers, start, versions[place], strength),
        method="years",
        trials=search.trials,
        costs=LeverCosts(blank, blank, blank, np.zeros(1, dtype=bool), blank),
        rate=rate,
        schedule=None if already else chosen,
        window=(min(years), max(years)) if years else None,
        vary=vary,
    )


def margins_at(
    levers: Levers, start: Mapping[str, Array], version: Version, strength: float
) -> dict[str, tuple[float, float]]:
    """Margins of every goal in the scenario and with a measure on another schedule."""
    wide = with_versions(levers, [version])
    found = evaluate(wide, np.array([[0.0], [strength]]))
    names = {goal.id: TARGET + goal.id for goal in levers.goals}
    return {goal: (float(start[name][0]), float(found[name][0])) for goal, name in names.items()}


# ---- what is searched ----


def search_of(
    levers: Levers, minimise: str, costs: LeverCosts, rate: float, scales: Sequence[float]
) -> Search:
    """Goals, bounds, and what a unit of each strength costs: money, or itself."""
    weight = np.ones(len(levers.levers))
    if minimise == "cost" and len(weight) != 1:
        money = present_value(costs.central, levers.years, rate) / (levers.high - levers.low)
        weight = money + FREE * float(np.abs(money).max(initial=0.0))
    return Search(levers, scales, weight, levers.low, levers.high)


def kept(levers: Levers, inside: BoolArray) -> Levers:
    """Some of the levers."""
    return replace(
        levers, levers=tuple(one for one, stays in zip(levers.levers, inside, strict=True) if stays)
    )


def only(costs: LeverCosts, inside: BoolArray) -> LeverCosts:
    """Costs of some of the levers."""
    return replace(
        costs,
        **{name: getattr(costs, name)[inside] for name in ("low", "central", "high", "known", "tonnes")},
    )


def check_judged(levers: Levers, found: Mapping[str, Array]) -> None:
    """A goal that has neither a margin nor a path can be met by nothing."""
    problems = Problems()
    if not levers.goals:
        problems.add("solve_no_goal", ASKED)
    for goal in levers.goals:
        judged = np.isfinite(found[TARGET + goal.id][0]) or PATH + goal.id in found
        if not judged and not found[MET_BY + goal.id][0]:
            problems.add("solve_target_unmeasured", ASKED, goal.id, goal.indicator)
    if not levers.levers:
        problems.add("solve_no_lever", WITH)
    problems.raise_if_any()


def check_costs(unknown: Sequence[str], *, leave_out: bool) -> None:
    """Measures without a cost per tonne cannot be part of a least cost."""
    problems = Problems()
    if unknown and not leave_out:
        problems.add("solve_without_cost", WITH, names=list(unknown))
    if problems.found:
        raise InputError(problems.found)


# ---- what is told ----


def margins_of(
    levers: Levers, start: Mapping[str, Array], strengths: Array
) -> dict[str, tuple[float, float]]:
    """Margin of every goal in the scenario and in the solution."""
    found = evaluate(levers, strengths[:, None])
    names = {goal.id: TARGET + goal.id for goal in levers.goals}
    return {goal: (float(start[name][0]), float(found[name][0])) for goal, name in names.items()}


def prices_of(search: Search, point: Point) -> dict[str, float] | None:
    """Price of a unit more of each binding goal, 10^4 CNY; a part counts by the percentage point."""
    if point.miss > 0.0:
        return None
    found = prices_at(search, point)
    points = [0.01 if is_part(goal) else 1.0 for goal in search.levers.goals]
    largest = float(np.abs(found * points).max(initial=0.0))
    return {
        goal.id: float(price * unit)
        for goal, price, unit in zip(search.levers.goals, found, points, strict=True)
        if price * unit > 1e-6 * largest
    }


def is_part(goal: TargetEntry) -> bool:
    """A cut or a share, counted in percentage points."""
    from simulator.variables import variable_of

    variable = variable_of(goal.indicator)
    return goal.goal in ("reduce", "stable") or (variable is not None and variable.unit == "ratio")


# ---- what stands against each other ----


def unreachable_of(search: Search, point: Point) -> tuple[str, ...]:
    """Goals of the nearest point that no point found meets even alone."""
    missed = [goal for goal, gap in zip(search.levers.goals, point.gaps, strict=True) if gap > 0.0]
    return tuple(goal.id for goal in missed if not reachable(search, [goal]))


def conflicts_of(search: Search, alone: Sequence[str]) -> tuple[str, ...]:
    """Goals that no point found meets together, while it meets any fewer of them: a deletion filter.

    alone : goals that cannot be met whatever the others are; they are left out first
    """
    left = [goal for goal in search.levers.goals if goal.id not in alone]
    if len(left) < 2 or (alone and reachable(search, left)):
        return ()
    for goal in tuple(left):
        others = [one for one in left if one is not goal]
        if not reachable(search, others):
            left = others
    return tuple(goal.id for goal in left)


def reachable(search: Search, goals: Sequence[TargetEntry]) -> bool:
    """True if some point found meets these goals."""
    chosen = tuple(goals)
    places = [search.levers.goals.index(goal) for goal in chosen]
    levers = replace(search.levers, goals=chosen, asked=search.levers.asked._replace(targets=chosen))
    part = replace(
        search, levers=levers, scales=[search.scales[i] for i in places], weight=0.0 * search.weight, trials=0
    )
    corners = points_of(part, np.stack(starts(part), axis=1))
    met = any(point.miss == 0.0 for point in corners)
    met = met or any(descend(part, start).miss == 0.0 for start in starts(part)[:3])
    search.trials += part.trials
    return met
