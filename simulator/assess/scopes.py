"""The same indicators for a part of the region: a sector, or a district or park of subregions.csv."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import numpy as np

from simulator.assess.indicators import NONFOSSIL, electricity_use, renewable_power, sector_co2
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


def scoped_series(plan: Plan, flows: Flows, preset: Preset, scope: str) -> dict[str, Array]:
    """Indicators of a sector or sub-region, (year, run)."""
    if scope in SECTORS:
        return of_sector(plan, flows, preset, SECTORS.index(scope))
    return of_subregion(plan, flows, preset, scope)


def of_sector(plan: Plan, flows: Flows, preset: Preset, sector: int) -> dict[str, Array]:
    """A sector in the end-use view."""
    energy, co2 = flows.primary_sector[:, sector], sector_co2(flows, preset)[:, sector]
    electricity = flows.electricity_use[:, sector] / plan.coefficients.calorific_rate
    found = {
        "energy_total": energy,
        "co2_total": co2,
        "electricity_use": electricity,
        "nonfossil_share": per_unit(clean_energy(plan, flows, sector), energy),
    }
    return with_ratios(plan, flows, found)


def clean_energy(plan: Plan, flows: Flows, sector: int) -> Array:
    """Non-fossil energy of a sector: own fuels and what its power and heat carry, (year, run) 10^4 tce."""
    carries = primary_rates(plan, flows, nonfossil_weight())
    bought = flows.electricity_use[:, sector] * carries.electricity + flows.heat_use[:, sector] * carries.heat
    clean = np.isin(plan.coefficients.cell_source, [SOURCES.index(name) for name in NONFOSSIL])
    cells = clean & (plan.layout.cell_sector == sector)
    return np.asarray(bought + flows.energy[:, cells].sum(axis=1))


def of_subregion(plan: Plan, flows: Flows, preset: Preset, scope: str) -> dict[str, Array]:
    """A district or park: its portions of branches and processes; losses of the networks stay outside."""
    own = portions(plan, scope, plan.layout.branches)
    clean_part = nonfossil_weight()
    carries, clean = (primary_rates(plan, flows, weight) for weight in (np.ones(len(SOURCES)), clean_part))
    capturing = capture_electricity(plan, flows, scope)
    energy = (branch_energy(plan, flows, carries) * own).sum(axis=1) + capturing * carries.electricity
    nonfossil = (branch_energy(plan, flows, clean, clean_part) * own).sum(axis=1)
    nonfossil += capturing * clean.electricity
    electricity = (electricity_of(plan, flows) * own).sum(axis=1) + capturing
    found = {
        "energy_total": energy,
        "co2_total": subregion_co2(plan, flows, preset, scope) + capturing * flows.co2_rate.electricity,
        "electricity_use": electricity / plan.coefficients.calorific_rate,
        "nonfossil_share": per_unit(nonfossil, energy),
    }
    return with_ratios(plan, flows, found)


def subregion_co2(plan: Plan, flows: Flows, preset: Preset, scope: str) -> Array:
    """CO2 of a sub-region's portions under a preset, (year, run) 10^4 t."""
    own, made = portions(plan, scope, plan.layout.branches), process_portions(plan, flows, scope)
    co2 = branch_co2(plan, flows)
    if not RULES[preset].feedstock:
        co2 = co2 - feedstock_by_branch(plan, flows)
    process = (flows.co2_by_process * made).sum(axis=1)
    return np.asarray((co2 * own).sum(axis=1) + (process if RULES[preset].process else 0.0))


def feedstock_by_branch(plan: Plan, flows: Flows) -> Array:
    """CO2 that a rule counting feedstock as burnt adds, (year, branch, run) 10^4 t."""
    assert flows.energy_link is not None
    links, numbers = plan.coefficients.feedstock_link, plan.coefficients
    co2 = flows.energy_link[:, links] * numbers.feedstock_co2[..., None]
    return sum_to(co2, plan.layout.link_branch[links], len(plan.layout.branches))


def capture_electricity(plan: Plan, flows: Flows, scope: str) -> Array:
    """Electricity that capturing CO2 of a sub-region takes, (year, run) 10^4 tce."""
    if flows.captured is None:
        return np.zeros_like(flows.co2_import_heat)
    own, made = portions(plan, scope, plan.layout.branches), process_portions(plan, flows, scope)
    caught = (flows.captured.branch * own).sum(axis=1) + (flows.captured.process * made).sum(axis=1)
    return np.asarray(caught * plan.coefficients.capture_electricity)


def process_portions(plan: Plan, flows: Flows, scope: str) -> Array:
    """Part of every process that releases CO2 which lies in a sub-region, (process, 1)."""
    return portions(plan, scope, plan.layout.processes[: flows.co2_by_process.shape[1]])


def with_ratios(plan: Plan, flows: Flows, found: dict[str, Array]) -> dict[str, Array]:
    """Add CO2 per energy (the limit of zero-carbon parks) and the renewable part of power."""
    renewable = renewable_power(plan, flows) / electricity_use(flows)
    ratio = per_unit(found["co2_total"], found["energy_total"])
    return found | {"co2_per_energy": ratio, "renewable_power_share": renewable}


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
