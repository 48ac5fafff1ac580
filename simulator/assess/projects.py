"""A single project by itself: what the carbon evaluation inside the energy review of projects asks for.

CO2 a year from its own fuel, bought or given power at the grid factor of the year, and bought heat; per
product, per value added, as a part of the region's CO2 and of its budget. From 1000 t of coal a year on it
must be evaluated (order 31 of 2025, in force since 2025-09-01; secondary: confirm). A project enters the
projection only through a measure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from simulator.units import PER_KWH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.inputs.rows import ProjectRow
    from simulator.pathways.arrays import Array
    from simulator.pathways.prepare import Plan

COAL_LIMIT = 0.1  # 10^4 t of coal a year from which a project must be evaluated
CENTRAL = 0
LATER = 2030


class Evaluation(NamedTuple):
    """A project in one year: 10^4 t CO2, t per t of product, t per 10^4 CNY; None where it is not known."""

    project: ProjectRow
    year: int
    co2: float
    per_product: float | None
    per_value_added: float | None
    share_of_region: float
    share_of_budget: float | None
    coal: float  # 10^4 t
    must_be_evaluated: bool


def evaluate(plan: Plan, series: Mapping[str, Array], first: int) -> list[Evaluation]:
    """Every project of the region in its first year (or the first of the result) and in 2030."""
    found = []
    last = first + len(series["co2_total"]) - 1
    for project in plan.scenario.region.projects:
        start = min(max(project.from_year, first), last)
        for year in sorted({start, min(max(start, LATER), last)}):
            found.append(evaluated(plan, series, project, year, first))
    return found


def evaluated(
    plan: Plan, series: Mapping[str, Array], project: ProjectRow, year: int, first: int
) -> Evaluation:
    """One project in one year."""
    factors, at = plan.scenario.factors, year - first
    accounting = plan.scenario.entry.accounting
    co2 = project.value * factors.co2(project.fuel, accounting.combustion).value
    co2 += project.electricity * float(series["grid_factor"][at, CENTRAL]) * PER_KWH
    co2 += project.heat * factors.rates["heat", "bought_co2", None].value
    budget = yearly_budget(plan, year)
    raw = factors.properties["coal", "tce"].value
    coal = project.value / raw if project.fuel == "coal" else 0.0
    return Evaluation(
        project=project,
        year=year,
        co2=co2,
        per_product=co2 / project.output if project.output else None,
        per_value_added=co2 / project.value_added if project.value_added else None,
        share_of_region=co2 / float(series["co2_total"][at, CENTRAL]),
        share_of_budget=co2 / budget if budget else None,
        coal=coal,
        must_be_evaluated=coal >= COAL_LIMIT,
    )


def yearly_budget(plan: Plan, year: int) -> float | None:
    """The region's CO2 budget of a year, if one has been handed down."""
    for target in plan.scenario.entry.targets.values():
        whole = target.indicator == "co2_total" and target.scope is None
        if whole and target.budget is not None and target.meant == "annual" and target.by == year:
            return target.budget
    return None
