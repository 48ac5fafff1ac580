"""CO2 by branch in the end-use view, and the bureau's own mapping of sectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.model.demand import sum_to

if TYPE_CHECKING:
    from simulator.model.emissions import Pools
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array
    from simulator.pathways.prepare import Plan

PRIVATE_CARS = "transport.passenger.car"


def link_co2(plan: Plan, flows: Flows) -> Array:
    """CO2 of every (branch, fuel) link, power and heat with what they carry, (year, link, run) 10^4 t."""
    return carried_by_links(plan, flows, plan.coefficients.cell_co2, flows.co2_rate)


def carried_by_links(plan: Plan, flows: Flows, cell_factor: Array, rate: Pools) -> Array:
    """Energy of every link times the factor of its own fuel, or the rate of electricity or heat."""
    assert flows.energy_link is not None
    cell = np.searchsorted(plan.layout.cell_start, np.arange(len(plan.layout.links)), side="right") - 1
    kind = plan.coefficients.cell_kind[cell]
    own = flows.energy_link * cell_factor[..., cell][..., None]
    own[:, kind == 1] = flows.energy_link[:, kind == 1] * rate.electricity[:, None]
    own[:, kind == 2] = flows.energy_link[:, kind == 2] * rate.heat[:, None]
    return own


def own_fuel_co2(plan: Plan, flows: Flows) -> Array:
    """CO2 of every branch's own fuels, less what is captured, (year, branch, run) 10^4 t."""
    assert flows.energy_link is not None
    links = flows.energy_link * plan.coefficients.link_co2[..., None]
    out = sum_to(links, plan.layout.link_branch, len(plan.layout.branches))
    return out if flows.captured is None else out - flows.captured.branch


def branch_co2(plan: Plan, flows: Flows) -> Array:
    """CO2 of every branch, end-use view without process CO2, (year, branch, run) 10^4 t."""
    links = link_co2(plan, flows)
    out = sum_to(links, plan.layout.link_branch, len(plan.layout.branches))
    return out if flows.captured is None else out - flows.captured.branch


def private_cars(plan: Plan, flows: Flows) -> Array:
    """CO2 of private cars, (year, run): transport here, households in Chinese energy statistics."""
    branches = plan.layout.branches
    if PRIVATE_CARS not in branches:
        return np.zeros_like(flows.co2_import_electricity)
    return branch_co2(plan, flows)[:, branches.index(PRIVATE_CARS)]
