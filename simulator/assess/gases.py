"""All greenhouse gases, uptake by land and air pollutants as indicators (docs/model.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.pathways.arrays import Array
    from simulator.pathways.prepare import Plan

GAS_TOTALS = {  # indicator -> gas
    "ch4_total": "ch4",
    "n2o_total": "n2o",
    "so2_total": "so2",
    "nox_total": "nox",
    "pm25_total": "pm25",
    "voc_total": "voc",
    "nh3_total": "nh3",
    "co2_removed": "co2_removed",
}


def gas_indicators(plan: Plan, gases: Array, co2: Array) -> dict[str, Array]:
    """Totals of gases and pollutants, (year, run) 10^4 t; fluorinated and all gases in 10^4 t CO2 equivalent.

    gases : (year, gas, sector, run); co2 : total under the headline rule. Left out is what holds a gas that
    somebody releases here in an amount nobody has measured: missing is not zero.
    """
    totals = dict(zip(plan.releases.gases, np.moveaxis(gases.sum(axis=2), 1, 0), strict=True))
    equivalent = in_co2(plan, totals)
    fluorinated = np.sum([v for gas, v in equivalent.items() if gas not in ("ch4", "n2o")], axis=0)
    ghg = co2 + np.sum(list(equivalent.values()), axis=0)
    found = {name: totals[gas] for name, gas in GAS_TOTALS.items()}
    found |= {"fluorinated_total": fluorinated, "ghg_total": ghg, "ghg_net": ghg - totals["co2_removed"]}
    found["co2_net"] = co2 - totals["co2_removed"]
    return {name: values for name, values in found.items() if name not in unmeasured_indicators(plan)}


def in_co2(plan: Plan, totals: Mapping[str, Array]) -> dict[str, Array]:
    """Every greenhouse gas but CO2 times its warming potential, (year, run)."""
    factors, gwp_set = plan.scenario.factors, plan.scenario.entry.accounting.gwp
    kinds = {gas: row.kind for gas, row in factors.gases.items()}
    warming = [gas for gas in totals if kinds[gas] == "greenhouse" and gas != "co2"]
    return {gas: totals[gas] * factors.warming[gwp_set, gas].value for gas in warming}


def unmeasured_indicators(plan: Plan) -> set[str]:
    """Indicators that would hold a gas of unknown amount."""
    unknown, gases = plan.unmeasured, plan.scenario.factors.gases
    warming = {gas for gas in unknown if gases[gas].kind == "greenhouse"}
    found = {name for name, gas in GAS_TOTALS.items() if gas in unknown}
    found |= {"fluorinated_total"} if warming - {"co2", "ch4", "n2o"} else set()
    found |= {"ghg_total"} if warming else set()
    found |= {"co2_net"} if "co2_removed" in unknown else set()
    return found | ({"ghg_net"} if warming or "co2_removed" in unknown else set())
