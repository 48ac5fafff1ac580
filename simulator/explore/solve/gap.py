"""From a missed target to single measures: which of the library close it alone, how strong, at what cost.

Every measure that acts in the region is raised by itself in the central run: first in fifths of the room it
has, then by whole per cents below the first fifth that meets a target. So every strength told has been run
and judged by the rules of `assess`; a measure that helps only somewhere between two fifths is not found.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, inf, isnan
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.assess.targets import MISSED
from simulator.errors import InputError, Problems
from simulator.explore.credits.outcomes import TARGET, is_projected
from simulator.explore.solve.levers import MET_BY, evaluate, lever_costs, levers_of
from simulator.inputs.measures import load_measures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.assess.targets import Verdict
    from simulator.explore.solve.levers import Lever, LeverCosts, Levers
    from simulator.face import Result
    from simulator.inputs.measures import Measure
    from simulator.inputs.targets import TargetEntry
    from simulator.pathways.prepare import Plan

FIFTHS = 5
NAMED = 3  # measures told of each target
ROUNDING = 1e-9


class Trial(NamedTuple):
    """A lever, by its place, at a strength in whole per cent; all else is as in the scenario."""

    lever: int
    percent: int


class Judged(NamedTuple):
    """What a trial makes of a target; margin None where the rules give none."""

    margin: float | None
    met: bool


class Cost(NamedTuple):
    """Cost in one year, 10^4 CNY; negative where it saves."""

    low: float
    central: float
    high: float


@dataclass(frozen=True, slots=True)
class Step:
    """A measure raised by itself from `now` to `strength`, 0..1, and the margin of the target then.

    cost : in the target's year; None where the library has no cost a tonne, or no tonne is cut in that year
    """

    measure: Measure
    now: float
    strength: float
    margin: float | None
    cost: Cost | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A missed target and the steps that close it alone, cheapest first, else the one that comes nearest.

    Of steps that close it, those without a cost stand after those with one; of equal ones the smaller first.
    None comes nearest where no measure raises the margin.
    """

    verdict: Verdict
    closes: bool
    steps: tuple[Step, ...]

    @property
    def told(self) -> tuple[Step, ...]:
        """The steps worth telling."""
        return self.steps[:NAMED]


def gaps_of(result: Result, library: Mapping[str, Measure] | None = None) -> list[Gap]:
    """Every missed target that the model projects, in the order of the scenario.

    library : measures to choose from, the bundled ones if none are given
    """
    missed = [one for one in result.verdicts if one.verdict == MISSED and is_projected(one.target)]
    if not missed:
        return []
    levers = fitting_levers(result.plan, [one.target for one in missed], library)
    found = tried(levers, [Trial(i, percent) for i, one in enumerate(levers.levers) for percent in scan(one)])
    finer = tried(levers, between(levers, found))
    trials = {name: each | finer[name] for name, each in found.items()}
    costs = lever_costs(levers)
    return [answer(one, levers, trials[one.target.id], costs) for one in missed]


def fitting_levers(plan: Plan, goals: Sequence[TargetEntry], library: Mapping[str, Measure] | None) -> Levers:
    """All measures that act in the region; one that does not fit its units is left out: nobody named it."""
    try:
        return levers_of(plan, goals=goals, library=library)
    except InputError as wrong:
        known = load_measures(Problems()) if library is None else library
        unfit = {problem.key for problem in wrong.problems}
        rest = {name: measure for name, measure in known.items() if name not in unfit}
        return levers_of(plan, goals=goals, library=rest)


# ---- trials ----


def whole_percent(strength: float) -> int:
    """The last whole per cent that is not above a strength."""
    return floor(strength * 100.0 + ROUNDING)


def scan(lever: Lever) -> list[int]:
    """Whole per cents that part the room of a lever in five, its end included; none where it has no room."""
    first, last = whole_percent(lever.now), whole_percent(lever.high)
    return sorted({round(first + (last - first) * part / FIFTHS) for part in range(1, FIFTHS + 1)} - {first})


def between(levers: Levers, found: Mapping[str, Mapping[Trial, Judged]]) -> list[Trial]:
    """Every whole per cent between the first fifth that meets a target and what stands before it."""
    wanted: set[Trial] = set()
    for trials in found.values():
        for place, percent in least_met(trials):
            below = [one for one in scan(levers.levers[place]) if one < percent]
            start = max(below, default=whole_percent(levers.levers[place].now))
            wanted |= {Trial(place, inside) for inside in range(start + 1, percent)}
    return sorted(wanted)


def tried(levers: Levers, trials: Sequence[Trial]) -> dict[str, dict[Trial, Judged]]:
    """Run trials in one batch: what each of them makes of every target, by its id."""
    if not trials:
        return {goal.id: {} for goal in levers.goals}
    strengths = np.repeat(levers.now[:, None], len(trials), axis=1)
    for run, (place, percent) in enumerate(trials):
        strengths[place, run] = percent / 100.0
    found = evaluate(levers, strengths)
    out = {}
    for goal in levers.goals:
        verdicts = zip(found[TARGET + goal.id].tolist(), found[MET_BY + goal.id].tolist(), strict=True)
        judged = [Judged(None if isnan(margin) else margin, bool(met)) for margin, met in verdicts]
        out[goal.id] = dict(zip(trials, judged, strict=True))
    return out


# ---- answers ----


def least_met(trials: Mapping[Trial, Judged]) -> list[Trial]:
    """Of every lever that meets a target by itself, the least strength that does."""
    least: dict[int, Trial] = {}
    for trial in sorted(trials):
        if trials[trial].met:
            least.setdefault(trial.lever, trial)
    return list(least.values())


def nearest(trials: Mapping[Trial, Judged], now: float | None) -> list[Trial]:
    """The trial with the most margin, of equal ones the smallest strength; none where nothing beats `now`."""
    margins = {trial: one.margin for trial, one in trials.items() if one.margin is not None}
    most = max(margins.values(), default=-inf)
    if not margins or (now is not None and most <= now + ROUNDING * max(abs(now), 1.0)):
        return []
    close = [trial for trial, margin in margins.items() if margin >= most - ROUNDING * max(abs(most), 1.0)]
    return [min(close, key=lambda trial: (trial.percent, trial.lever))]


def answer(verdict: Verdict, levers: Levers, trials: Mapping[Trial, Judged], costs: LeverCosts) -> Gap:
    """The steps that close the gap of a target, or the nearest one."""
    entries = {used.measure.id: used.measure for used in levers.plan.scenario.measures}
    closing = least_met(trials)
    steps = []
    for trial in closing or nearest(trials, verdict.margin):
        lever, strength = levers.levers[trial.lever], trial.percent / 100.0
        cost = cost_of(trial.lever, strength, verdict.target.by, levers, costs)
        steps.append(Step(entries[lever.measure], lever.now, strength, trials[trial].margin, cost))
    return Gap(verdict, bool(closing), tuple(sorted(steps, key=rank)))


def cost_of(place: int, strength: float, year: int, levers: Levers, costs: LeverCosts) -> Cost | None:
    """Cost of raising a lever to a strength, linear in the move; None for a year outside the result."""
    lever, at = levers.levers[place], int(year - levers.years[0])
    inside = 0 <= at < len(levers.years)
    if not inside or not costs.known[place] or not costs.tonnes[place, at] > 0.0:
        return None
    part = (strength - lever.now) / (lever.high - lever.now)
    return Cost(*(float(part * line[place, at]) for line in (costs.low, costs.central, costs.high)))


def rank(step: Step) -> tuple[float, float]:
    """Order of steps: by central cost, the unknown last, then by how far they go."""
    return (inf if step.cost is None else step.cost.central), step.strength - step.now
