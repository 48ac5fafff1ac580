"""CO2 inside the national carbon market and what of it is not free (docs/model.md).

Direct emissions and process CO2 of covered branches, plants and processes; no purchased power or heat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.assess.sectors import own_fuel_co2

if TYPE_CHECKING:
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array
    from simulator.pathways.prepare import Plan


def trading_indicators(plan: Plan, flows: Flows) -> dict[str, Array]:
    """CO2 inside the carbon market and the part that must be paid for, (year, run) 10^4 t."""
    groups = (own_fuel_co2(plan, flows), flows.co2_plant, flows.co2_by_process)
    co2 = np.concatenate(groups, axis=1)
    sources = co2.shape[1]  # processes without CO2 stand last and are left out
    parts = {"co2_ets": plan.trading.covered, "co2_ets_paid": plan.trading.paid}
    return {name: (co2 * part[:, :sources, None]).sum(axis=1) for name, part in parts.items()}
