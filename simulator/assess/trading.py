"""The national carbon market: what of the region's CO2 it covers, and what is not free (docs/model.md).

Direct emissions and process CO2 of covered branches, plants and processes; no purchased power or heat.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import numpy as np

from simulator.assess.sectors import own_fuel_co2

if TYPE_CHECKING:
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array
    from simulator.pathways.prepare import Plan


def trading_indicators(plan: Plan, flows: Flows) -> dict[str, Array]:
    """CO2 inside the carbon market and the part that must be paid for, (year, run) 10^4 t."""
    covered, paid = np.zeros_like(flows.co2_import_heat), np.zeros_like(flows.co2_import_heat)
    layout = plan.layout
    groups = (
        (layout.branches, own_fuel_co2(plan, flows)),
        (layout.plants, flows.co2_plant),
        (layout.processes, flows.co2_by_process),
    )
    for names, co2 in groups:
        for index, name in enumerate(names[: co2.shape[1]]):
            inside, free = coverage(plan, name)
            covered += co2[:, index] * inside[:, None]
            paid += co2[:, index] * (inside * (1.0 - free))[:, None]
    return {"co2_ets": covered, "co2_ets_paid": paid}


def coverage(plan: Plan, name: str) -> tuple[Array, Array]:
    """Covered part of a source's CO2 and free part of its allowances, each (year,)."""
    years = plan.layout.years
    inside, free = np.zeros(len(years)), np.ones(len(years))
    rows = [row for row in plan.scenario.factors.trading if fnmatchcase(name, row.target)]
    for row in sorted(rows, key=lambda row: row.from_year):
        later = years >= row.from_year
        inside[later], free[later] = row.covered, row.free
    return inside, free
