"""Whose doing the difference is: credits of measures and causes of change for every scenario compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.explore.credits.attribution import attribute
from simulator.explore.credits.decomposition import between_scenarios, between_years
from simulator.explore.credits.groups import within

if TYPE_CHECKING:
    from simulator.explore.compare.comparison import Comparison
    from simulator.explore.credits.attribution import Attribution, Groups
    from simulator.explore.credits.decomposition import Decomposition
    from simulator.face import Result
    from simulator.pathways.prepare import Plan

MANY = 10  # scenarios set against another; of more, sectors are credited and not their measures
YEAR = 2030  # between the first and the last year


def credited(comparison: Comparison, index: int) -> bool:
    """True if a scenario differs from its reference, and both stand under the same settings and years."""
    one = comparison.items[index]
    apart = any(left.rows == "credits" for left in one.left_out)
    return one.reference != index and bool(one.changed) and not apart


def credits(comparison: Comparison) -> tuple[Attribution | None, ...]:
    """Contributions to the difference of every scenario from its reference, None where there are none."""
    asked = [index for index in range(len(comparison.items)) if credited(comparison, index)]
    groups: Groups = comparison.groups or (None if len(asked) <= MANY else "sector")
    plans = [one.result.plan for one in comparison.items]
    return tuple(
        attributed(plans[index], plans[one.reference], groups) if index in asked else None
        for index, one in enumerate(comparison.items)
    )


def attributed(plan: Plan, baseline: Plan, groups: Groups) -> Attribution:
    """The contributions of groups, each with the measures that one of the two scenarios uses."""
    used = {one.measure.id for scenario in (plan.scenario, baseline.scenario) for one in scenario.measures}
    return attribute(plan, baseline, within(groups, used))


def causes(comparison: Comparison) -> tuple[tuple[Decomposition, ...], ...]:
    """Decompositions of every scenario over its years, and against its reference in the later ones."""
    found = []
    for index, one in enumerate(comparison.items):
        years = cause_years(one.result)
        parts = between_years(one.ruled, years)
        if credited(comparison, index):
            parts += between_scenarios(one.ruled, comparison.items[one.reference].ruled, years[1:])
        found.append(parts)
    return tuple(found)


def cause_years(result: Result) -> list[int]:
    """First year, 2030 where it lies between, last year."""
    first, last = int(result.years[0]), int(result.years[-1])
    return [first, *([YEAR] if first < YEAR < last else []), last]
