"""A question as it is asked: a scenario, goals, measures that may move; and its answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simulator.explore.solve.levers import RATE, Lever, levers_of
from simulator.explore.solve.search import Minimise, Solution, solve, solve_years

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.inputs.targets import TargetEntry
    from simulator.pathways.prepare import Plan


def answered(
    plan: Plan,
    goals: Sequence[TargetEntry],
    bounds: Mapping[str, float | None],
    *,
    minimise: Minimise = "change",
    vary: str = "strength",
    rate: float = RATE,
    leave_out: bool = False,
) -> Solution:
    """What it takes to meet the goals by the measures named, or by all if none is.

    bounds : measure -> its highest strength, None where nothing is said
    """
    limits = {name: high for name, high in bounds.items() if high is not None}
    levers = levers_of(plan, list(bounds) or None, limits, goals)
    if vary == "strength":
        return solve(levers, minimise, rate=rate, leave_out=leave_out)
    name = next(iter(bounds))
    if not levers.levers:  # already at its highest strength: its years can still move
        strength = levers.plan.strength[name]
        levers = replace(levers, levers=(Lever(name, 0.0, strength, strength),))
    return solve_years(levers, vary, rate)
