"""Flows and drivers -> yearly indicators under a named accounting rule (docs/model.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.inputs.accounting import PRESETS, RULES
from simulator.model.project import ELECTRICITY
from simulator.model.supply import per_unit
from simulator.pathways.arrays import SECTORS, SOURCES
from simulator.units import PER_KWH

if TYPE_CHECKING:
    from simulator.inputs.accounting import Preset
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array, Pathway
    from simulator.pathways.prepare import Plan

RENEWABLE = ("waste", "biomass", "hydro", "solar", "wind")
NONFOSSIL = (*RENEWABLE, "nuclear")  # local only
INDUSTRY = SECTORS.index("industry")


def sector_co2(flows: Flows, preset: Preset) -> Array:
    """CO2 by using sector under a preset, (year, sector, run) 10^4 t."""
    rule = RULES[preset]
    co2 = flows.co2_end_use
    if not rule.feedstock:
        co2 = co2 - flows.co2_feedstock
    return co2 + flows.co2_process if rule.process else co2


def source_co2(flows: Flows, preset: Preset) -> Array:
    """CO2 by releasing sector under a preset, (year, sector, run) 10^4 t."""
    return flows.co2_source + (sector_co2(flows, preset) - flows.co2_end_use)


def of_sources(flows: Flows, names: tuple[str, ...]) -> Array:
    """Primary energy of some sources, (year, run)."""
    return np.asarray(flows.primary[:, [SOURCES.index(name) for name in names]].sum(axis=1))


def electricity_share(plan: Plan, flows: Flows) -> Array:
    """Electricity over all final energy, both calorific, (year, run)."""
    electricity = flows.electricity_use.sum(axis=1)
    capturing = electricity - flows.energy[:, plan.coefficients.cell_kind == ELECTRICITY].sum(axis=1)
    return np.asarray(electricity / (flows.energy.sum(axis=1) + capturing))


def industry_intensity(pathway: Pathway, flows: Flows) -> Array:
    """Energy of industry per its value added, (year, run); the other reading of dual control.

    Per GDP where the region has no structure of GDP.
    """
    value_added = pathway.drivers.get("value_added.industry", pathway.drivers["gdp"])
    return np.asarray(flows.primary_sector[:, INDUSTRY] / value_added)


def electricity_use(flows: Flows) -> Array:
    """Electricity used, losses and what storage and electrolysers take included, (year, run) 10^4 tce."""
    taken = np.minimum(flows.supply.plant_electricity, 0.0).sum(axis=1)
    return np.asarray(flows.supply.electricity - taken)


def renewable_plants(plan: Plan) -> Array:
    """1 for plants on renewable sources, (plant, 1)."""
    wanted = [SOURCES.index(name) for name in RENEWABLE]
    return np.isin(plan.coefficients.plant_source, wanted).astype(float)[:, None]


def renewable_power(plan: Plan, flows: Flows) -> Array:
    """Local renewable electricity and net certificates, (year, run) 10^4 tce calorific."""
    local = (flows.supply.plant_electricity * renewable_plants(plan)).sum(axis=1)
    return np.asarray(local + plan.certificates[:, None] * plan.coefficients.calorific_rate)


def renewable_heat_share(plan: Plan, flows: Flows) -> Array:
    """Waste, biomass and the renewable part of heat over all energy use but electricity, (year, run)."""
    kinds, sources = plan.coefficients.cell_kind, plan.coefficients.cell_source
    burnt = np.isin(sources, [SOURCES.index(name) for name in RENEWABLE])
    heat = (flows.supply.plant_heat * renewable_plants(plan)).sum(axis=1)
    part = per_unit(heat, flows.supply.heat)
    used = flows.energy[:, burnt].sum(axis=1) + flows.heat_use.sum(axis=1) * part
    return np.asarray(per_unit(used, flows.energy[:, kinds != ELECTRICITY].sum(axis=1)))


def captured_co2(flows: Flows) -> Array:
    """CO2 captured, (year, run) 10^4 t."""
    none = np.zeros_like(flows.co2_import_heat)
    return none if flows.captured is None else np.asarray(flows.captured.sector.sum(axis=1))


def indicators(
    plan: Plan, pathway: Pathway, flows: Flows, preset: Preset, *, imported_power: str = "in"
) -> dict[str, Array]:
    """Every indicator of `variables.INDICATORS` as (year, run), CO2 under `preset`.

    Beside them `co2_total.<preset>` for both presets and `co2_total.<preset>.import_out`.
    """
    gdp, people = pathway.drivers["gdp"], pathway.drivers["population"]
    energy = flows.primary.sum(axis=1)
    imported = flows.co2_import_electricity + flows.co2_import_heat
    totals = {}
    for name in PRESETS:
        whole = sector_co2(flows, name).sum(axis=1)
        totals[f"co2_total.{name}"] = whole
        totals[f"co2_total.{name}.import_out"] = whole - imported
    suffix = ".import_out" if imported_power == "out" else ""
    co2 = totals[f"co2_total.{preset}{suffix}"]
    return {
        "energy_total": energy,
        "co2_total": co2,
        "energy_intensity": energy / gdp,
        "co2_intensity": co2 / gdp,
        "coal_share": of_sources(flows, ("coal",)) / energy,
        "renewable_share": of_sources(flows, RENEWABLE) / energy,
        "nonfossil_share": of_sources(flows, NONFOSSIL) / energy,
        "electrification": electricity_share(plan, flows),
        "energy_per_head": energy / people,
        "co2_per_head": co2 / people,
        "coal_total": of_sources(flows, ("coal",)),
        "oil_total": of_sources(flows, ("oil",)),
        "gas_total": of_sources(flows, ("gas",)),
        "electricity_use": electricity_use(flows) / plan.coefficients.calorific_rate,
        "net_import_electricity": flows.supply.import_electricity / plan.coefficients.calorific_rate,
        "co2_industry": sector_co2(flows, preset)[:, INDUSTRY],
        "co2_process": flows.co2_process.sum(axis=1),
        "co2_import": imported,
        "gdp": gdp,
        "population": people,
        "gdp_per_head": gdp / people,
        "co2_per_energy": co2 / energy,
        "grid_factor": pathway.grid_factor / PER_KWH,
        "energy_intensity_industry": industry_intensity(pathway, flows),
        "renewable_power_share": renewable_power(plan, flows) / electricity_use(flows),
        "renewable_heat_share": renewable_heat_share(plan, flows),
        "co2_captured": captured_co2(flows),
        **totals,
    }
