"""Flows and drivers -> yearly indicators under a named accounting rule (docs/model.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.inputs.accounting import PRESETS, RULES
from simulator.pathways.arrays import SECTORS, SOURCES
from simulator.units import PER_KWH

if TYPE_CHECKING:
    from simulator.inputs.accounting import Preset
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array, Pathway
    from simulator.pathways.prepare import Plan

RENEWABLE = ("waste", "biomass", "hydro", "solar", "wind")
NONFOSSIL = RENEWABLE  # local only; a nuclear plant would be added here
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


def electricity_share(flows: Flows) -> Array:
    """Electricity over all final energy, both calorific, (year, run)."""
    electricity = flows.electricity_use.sum(axis=1)
    return np.asarray(electricity / flows.energy.sum(axis=1))


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
        "electrification": electricity_share(flows),
        "energy_per_head": energy / people,
        "co2_per_head": co2 / people,
        "coal_total": of_sources(flows, ("coal",)),
        "oil_total": of_sources(flows, ("oil",)),
        "gas_total": of_sources(flows, ("gas",)),
        "electricity_use": flows.supply.electricity / plan.coefficients.calorific_rate,
        "net_import_electricity": flows.supply.import_electricity / plan.coefficients.calorific_rate,
        "co2_industry": sector_co2(flows, preset)[:, INDUSTRY],
        "co2_process": flows.co2_process.sum(axis=1),
        "co2_import": imported,
        "gdp": gdp,
        "population": people,
        "gdp_per_head": gdp / people,
        "co2_per_energy": co2 / energy,
        "grid_factor": pathway.grid_factor / PER_KWH,
        **totals,
    }
