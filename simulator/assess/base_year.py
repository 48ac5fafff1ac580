"""How good the base year is: shares of energy by grade, and the one-sigma of energy and CO2."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.inputs.rows import GRADES
from simulator.model.supply import per_unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.inputs.rows import BalanceRow
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array
    from simulator.pathways.prepare import Plan


class BaseYear(NamedTuple):
    """Quality of the base-year balance: grade -> share of energy; relative one-sigma of CO2 and energy."""

    grades: dict[str, float]
    co2_sigma: float
    energy_sigma: float


def base_year_quality(plan: Plan, flows: Flows, whole: Mapping[str, Array]) -> BaseYear:
    """Grades and sigma of the balance."""
    rows = plan.scenario.region.balance
    total = sum(row.value for row in rows) or 1.0  # a region of series alone has no balance
    grades = {grade: sum(row.value for row in rows if row.grade == grade) / total for grade in GRADES}
    co2, energy = cell_weights(plan, flows)
    group = {name: fuel.source_group or name for name, fuel in plan.scenario.factors.fuels.items()}
    return BaseYear(
        grades={grade: share for grade, share in grades.items() if share > 0.0},
        co2_sigma=combined(rows, co2, group) / float(whole["co2_total"][0, 0]),
        energy_sigma=combined(rows, energy, group) / float(whole["energy_total"][0, 0]),
    )


def combined(rows: tuple[BalanceRow, ...], weight: Mapping[str, float], group: Mapping[str, str]) -> float:
    """One sigma of a weighted sum: what rows of a fuel group share adds up, the rest is independent."""
    own, shared = 0.0, dict.fromkeys(group.values(), 0.0)
    for row in rows:
        factor = weight.get(row.fuel, 0.0)
        own += (row.sigma**2 - row.shared_sigma**2) * factor**2
        shared[group[row.fuel]] += row.shared_sigma * factor
    return float(np.sqrt(max(own, 0.0) + sum(part**2 for part in shared.values())))


def cell_weights(plan: Plan, flows: Flows) -> tuple[dict[str, float], dict[str, float]]:
    """t CO2 and tce primary that one tce of each fuel stands for in the base year."""
    factor_set = plan.scenario.entry.accounting.combustion
    factors = plan.scenario.factors
    co2 = {f: factors.co2(f, factor_set).value for f in factors.fuels if f not in ("electricity", "heat")}
    energy = dict.fromkeys(co2, 1.0)
    made = flows.supply
    imported = flows.co2_import_electricity[:1, :1]
    own = plan.coefficients.import_rate
    rate = plan.coefficients.coal_equivalent_rate if own is None else float(own[0])
    ratio = rate / plan.coefficients.calorific_rate
    part = float(made.import_electricity[0, 0] / made.electricity[0, 0])
    co2["electricity"] = float(per_unit(imported, made.electricity[:1, :1])[0, 0])
    energy["electricity"] = ratio * part
    return co2, energy
