"""A single project by itself: what the carbon evaluation inside the energy review of projects asks for.

CO2 a year from its own fuels, bought or given power at the grid factor of the year, bought heat, and its
process; per product, per value added, as a part of the region's CO2 and of its budget. From 1000 t of coal a
year on it must be evaluated (order 31 of 2025, in force since 2025-09-01; secondary: confirm).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from simulator.inputs.projects import CARRIERS, projects_of
from simulator.pathways.own_accounting import co2_factor
from simulator.units import PER_KWH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.inputs.rows import ProjectRow
    from simulator.pathways.arrays import Array
    from simulator.pathways.prepare import Plan

COAL_LIMIT = 0.1  # 10^4 t of coal a year from which a project must be evaluated
CENTRAL = 0
LATER = 2030


class Evaluation(NamedTuple):
    """A project in one year: 10^4 t CO2, t per t of product, t per 10^4 CNY; None where it is not known."""

    project: ProjectRow  # its first row
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
    for rows in projects_of(plan.scenario.region.projects):
        start = min(max(rows[0].from_year, first), last)
        for year in sorted({start, min(max(start, LATER), last)}):
            found.append(evaluated(plan, series, rows, year, first))
    return found


def evaluated(
    plan: Plan, series: Mapping[str, Array], rows: Sequence[ProjectRow], year: int, first: int
) -> Evaluation:
    """One project in one year."""
    head = rows[0]
    co2 = project_co2(plan, rows, year, float(series["grid_factor"][year - first, CENTRAL]))
    budget = yearly_budget(plan, year)
    coal = coal_of(plan, rows)
    return Evaluation(
        project=head,
        year=year,
        co2=co2,
        per_product=co2 / head.output if head.output else None,
        per_value_added=co2 / head.value_added if head.value_added else None,
        share_of_region=co2 / float(series["co2_total"][year - first, CENTRAL]),
        share_of_budget=co2 / budget if budget else None,
        coal=coal,
        must_be_evaluated=coal >= COAL_LIMIT,
    )


def project_co2(plan: Plan, rows: Sequence[ProjectRow], year: int, grid_factor: float) -> float:
    """10^4 t a year: own fuels, power at the grid factor (kg/kWh), bought heat, process."""
    head, factors = rows[0], plan.scenario.factors
    fuels = [row for row in rows if row.fuel not in CARRIERS]
    co2 = sum(row.value * co2_factor(plan.scenario, row.fuel, year) for row in fuels)
    co2 += head.electricity * grid_factor * PER_KWH
    co2 += head.heat * factors.rates["heat", "bought_co2", None].value
    return co2 + (head.output or 0.0) * process_factor(plan, head.process)


def process_factor(plan: Plan, process: str) -> float:
    """t CO2 per t that a process of the region releases besides its fuel, 0 for none."""
    product = next((row.product for row in plan.scenario.region.processes if row.process == process), "")
    found = plan.scenario.factors.process.get((product, "co2"))
    return found.value if found else 0.0


def coal_of(plan: Plan, rows: Sequence[ProjectRow]) -> float:
    """10^4 t of coal a year, at the standard coal equivalent of raw coal."""
    raw = plan.scenario.factors.properties["coal", "tce"].value
    return sum(row.value / raw for row in rows if row.fuel == "coal")


def yearly_budget(plan: Plan, year: int) -> float | None:
    """The region's CO2 budget of a year, if one has been handed down."""
    for target in plan.scenario.entry.targets.values():
        whole = target.indicator == "co2_total" and target.scope is None
        if whole and target.budget is not None and target.meant == "annual" and target.by == year:
            return target.budget
    return None
