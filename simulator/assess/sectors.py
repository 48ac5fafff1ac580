"""CO2 by branch in the end-use view, and the bureau's own mapping of sectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array
    from simulator.pathways.prepare import Plan

PRIVATE_CARS = "transport.passenger.car"


def link_co2(plan: Plan, flows: Flows) -> Array:
    """CO2 of every (branch, fuel) link, power and heat with what they carry, (year, link, run) 10^4 t."""
    assert flows.energy_link is not None
    cell = np.searchsorted(plan.layout.cell_start, np.arange(len(plan.layout.links)), side="right") - 1
    kind = plan.coefficients.cell_kind[cell]
    own = flows.energy_link * plan.coefficients.cell_co2[cell][:, None]
    own[:, kind == 1] = flows.energy_link[:, kind == 1] * flows.co2_rate.electricity[:, None]
    own[:, kind == 2] = flows.energy_link[:, kind == 2] * flows.co2_rate.heat[:, None]
    return own


def branch_co2(plan: Plan, flows: Flows) -> Array:
    """CO2 of every branch, end-use view without process CO2, (year, branch, run) 10^4 t."""
    links = link_co2(plan, flows)
    out = np.zeros((links.shape[0], len(plan.layout.branches), links.shape[2]))
    for index, branch in enumerate(plan.layout.link_branch):
        out[:, branch] += links[:, index]
    return out


def private_cars(plan: Plan, flows: Flows) -> Array:
    """CO2 of private cars, (year, run): transport here, households in Chinese energy statistics."""
    branches = plan.layout.branches
    if PRIVATE_CARS not in branches:
        return np.zeros_like(flows.co2_import_electricity)
    return branch_co2(plan, flows)[:, branches.index(PRIVATE_CARS)]
