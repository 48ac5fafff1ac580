"""The same indicators for a part of the region: a sector, or a district or park of subregions.csv."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import numpy as np

from simulator.assess.indicators import NONFOSSIL, sector_co2
from simulator.assess.sectors import branch_co2, carried_by_links
from simulator.inputs.accounting import RULES
from simulator.model.demand import sum_to
from simulator.model.emissions import Pools, bought_primary, carried, plant_primary, split
from simulator.model.supply import electricity_fraction, per_unit
from simulator.pathways.arrays import SECTORS, SOURCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.inputs.accounting import Preset
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array
    from simulator.pathways.prepare import Plan

FROM_SECTOR = ("energy_total", "co2_total", "co2_per_energy", "electricity_use")
FROM_SUBREGION = (*FROM_SECTOR, "nonfossil_share")


def scoped_series(plan: Plan, flows: Flows, preset: Preset, scope: str) -> dict[str, Array]:
    """Indicators of a sector or sub-region, (year, run)."""
    if scope in SECTORS:
        return of_sector(plan, flows, preset, SECTORS.index(scope))
    return of_subregion(plan, flows, preset, scope)


def of_sector(plan: Plan, flows: Flows, preset: Preset, sector: int) -> dict[str, Array]:
    """A sector in the end-use view."""
    energy, co2 = flows.primary_sector[:, sector], sector_co2(flows, preset)[:, sector]
    electricity = flows.electricity_use[:, sector] / plan.coefficients.calorific_rate
    return with_ratio({"energy_total": energy, "co2_total": co2, "electricity_use": electricity})


def of_subregion(plan: Plan, flows: Flows, preset: Preset, scope: str) -> dict[str, Array]:
    """A district or park: its portions of branches and processes; losses of the networks stay outside."""
    layout, rule = plan.layout, RULES[preset]
    own = portions(plan, scope, layout.branches)
    made = portions(plan, scope, layout.processes[: flows.co2_by_process.shape[1]])
    energy = branch_energy(plan, flows, primary_rates(plan, flows, np.ones(len(SOURCES))))
    clean = branch_energy(plan, flows, primary_rates(plan, flows, nonfossil_weight()), nonfossil_weight())
    co2 = (branch_co2(plan, flows) * own).sum(axis=1)
    if rule.process:
        co2 = co2 + (flows.co2_by_process * made).sum(axis=1)
    electricity = electricity_of(plan, flows) * own
    total = (energy * own).sum(axis=1)
    found = {
        "energy_total": total,
        "co2_total": co2,
        "electricity_use": electricity.sum(axis=1) / plan.coefficients.calorific_rate,
        "nonfossil_share": per_unit((clean * own).sum(axis=1), total),
    }
    return with_ratio(found)


def with_ratio(found: dict[str, Array]) -> dict[str, Array]:
    """Add CO2 per energy, which the rules for zero-carbon parks set a limit on."""
    return found | {"co2_per_energy": per_unit(found["co2_total"], found["energy_total"])}


def portions(plan: Plan, scope: str, names: Sequence[str]) -> Array:
    """Part of every item that lies in a sub-region, (item, 1); the most specific row counts."""
    rows = [row for row in plan.scenario.region.subregions if row.subregion == scope]
    rows.sort(key=lambda row: ("*" in row.target, -len(row.target)))
    found = [next((row.portion for row in rows if fnmatchcase(name, row.target)), 0.0) for name in names]
    return np.array(found)[:, None]


def nonfossil_weight() -> Array:
    """1 for sources that are not fossil, (source,); imported power counts as none."""
    return np.isin(SOURCES, NONFOSSIL).astype(float)


def primary_rates(plan: Plan, flows: Flows, weight: Array) -> Pools:
    """Primary energy of the weighted sources that a tce of electricity and of heat carries, (year, run)."""
    sources = plan.coefficients.plant_source
    counted = np.where(sources >= 0, weight[sources], 0.0)
    plants = plant_primary(flows.supply, plan.coefficients) * counted[:, None]
    bought = bought_primary(flows.supply, plan.coefficients)
    part = Pools(
        bought.electricity * weight[SOURCES.index("import_electricity")],
        bought.heat * weight[SOURCES.index("import_heat")],
    )
    return carried(split(plants, electricity_fraction(flows.supply), part), flows.supply)


def branch_energy(plan: Plan, flows: Flows, rates: Pools, weight: Array | None = None) -> Array:
    """Primary energy of every branch, own fuels and what power and heat carry, (year, branch, run)."""
    cells = plan.coefficients.cell_source
    own = np.ones(len(cells)) if weight is None else np.where(cells >= 0, weight[cells], 0.0)
    links = carried_by_links(plan, flows, own, rates)
    return sum_to(links, plan.layout.link_branch, len(plan.layout.branches))


def electricity_of(plan: Plan, flows: Flows) -> Array:
    """Electricity use of every branch, (year, branch, run) 10^4 tce calorific."""
    assert flows.energy_link is not None
    electric = np.array([float(fuel == "electricity") for _, fuel in plan.layout.links])
    links = flows.energy_link * electric[:, None]
    return sum_to(links, plan.layout.link_branch, len(plan.layout.branches))
