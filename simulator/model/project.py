"""`project`: the pure function at the heart. Arrays in, arrays out, any number of runs at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.model.capture import Captured, capture
from simulator.model.demand import cell_energy, link_energy, sum_to
from simulator.model.emissions import (
    ENERGY,
    Pools,
    allocate,
    bought_co2,
    bought_primary,
    carried,
    plant_primary,
    primary_by_source,
    split,
)
from simulator.model.supply import electricity_fraction, run_plants, supply
from simulator.pathways.arrays import SECTORS

if TYPE_CHECKING:
    from simulator.model.supply import Supply
    from simulator.pathways.arrays import Array, Coefficients, Pathway

FUEL, ELECTRICITY, HEAT = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """Yearly flows of every run; energy 10^4 tce, CO2 10^4 t, `run` last.

    Sector arrays are (year, sector, run) in the order of SECTORS. `co2_end_use` and `co2_source` hold the
    energy-related CO2 (combustion, burnt waste, net imported electricity and heat) in the two views and add
    up to the same total; process and feedstock CO2 stand beside, to be added or left out by the accounting
    rule. `energy_link` (year, link, run) is kept only when asked for.
    """

    energy: Array  # (year, cell, run) final energy by fuel and sector
    energy_link: Array | None
    electricity_use: Array  # (year, sector, run)
    heat_use: Array
    supply: Supply
    primary: Array  # (year, source, run)
    primary_sector: Array
    co2_fuel: Array  # (year, sector, run) released by the end users' own fuels
    co2_plant: Array  # (year, plant, run)
    co2_import_electricity: Array  # (year, run)
    co2_import_heat: Array
    co2_rate: Pools  # (year, run) t CO2 carried by a tce of electricity, of heat
    co2_end_use: Array
    co2_source: Array
    co2_process: Array
    co2_by_process: Array  # (year, process, run)
    co2_feedstock: Array  # inside co2_fuel
    captured: Captured | None = None  # CO2 already taken out of the arrays above


def feedstock_co2(energy: Array, coefficients: Coefficients) -> Array:
    """CO2 that a rule counting feedstock as burnt adds for raw-material fuels, (year, sector, run)."""
    co2 = energy[:, coefficients.feedstock_link] * coefficients.feedstock_co2[..., None]
    return sum_to(co2, coefficients.feedstock_sector, len(SECTORS))


def source_view(co2_fuel: Array, co2_plant: Array, bought: Pools) -> Array:
    """CO2 where it is released: plants and net import in the energy sector, end users their own fuels."""
    view = co2_fuel.copy()
    view[:, ENERGY] += np.add.reduce(co2_plant, axis=1) + bought.electricity + bought.heat
    return view


def project(pathway: Pathway, coefficients: Coefficients, *, keep_links: bool = False) -> Flows:
    """Project a pathway: demand -> heat -> electricity -> plant fuels -> primary energy -> CO2.

    Captured CO2 is taken out where it would be released; the electricity for it is used by that sector.

    Pure: inputs stay untouched, no file, no label, no loop over runs or branches. The inputs are taken as
    checked; supply equals demand and both sector views agree by construction (see assess.balances).
    """
    layout = pathway.layout
    links = link_energy(
        activity=pathway.activity,
        intensity=pathway.intensity,
        share=pathway.share,
        link_branch=layout.link_branch,
    )
    cells = cell_energy(energy=links, cell_start=layout.cell_start)
    fuel_own, electricity, heat = (sum_to(cells, where, len(SECTORS)) for where in coefficients.kind_sector)
    heat_demand = np.add.reduce(heat, axis=1)
    running = run_plants(pathway, coefficients, heat=heat_demand)
    co2_fuel = sum_to(cells * coefficients.cell_co2[..., None], coefficients.kind_sector[FUEL], len(SECTORS))
    co2_plant = running.fuel * coefficients.plant_co2[..., None]
    process = pathway.process[:, : len(coefficients.process_factor)] * coefficients.process_factor[:, None]
    captured = None
    if layout.captured:
        captured = capture(pathway, coefficients, links=links, plant=co2_plant, process=process)
        co2_fuel -= sum_to(captured.branch, layout.branch_sector, len(SECTORS))
        co2_plant -= captured.plant
        process -= captured.process
        electricity = electricity + captured.sector * coefficients.capture_electricity
    made = supply(pathway, running, electricity=np.add.reduce(electricity, axis=1), heat=heat_demand)
    fraction = electricity_fraction(made)
    plants = plant_primary(made, coefficients)
    bought = bought_primary(made, coefficients)
    co2_bought = bought_co2(pathway, made, coefficients)
    pools = split(co2_plant, fraction, co2_bought)
    return Flows(
        energy=cells,
        energy_link=links if keep_links else None,
        electricity_use=electricity,
        heat_use=heat,
        supply=made,
        primary=primary_by_source(cells, plants, bought, coefficients),
        primary_sector=allocate(fuel_own, electricity, heat, split(plants, fraction, bought), made),
        co2_fuel=co2_fuel,
        co2_plant=co2_plant,
        co2_import_electricity=co2_bought.electricity,
        co2_import_heat=co2_bought.heat,
        co2_rate=carried(pools, made),
        co2_end_use=allocate(co2_fuel, electricity, heat, pools, made),
        co2_source=source_view(co2_fuel, co2_plant, co2_bought),
        co2_process=sum_to(process, layout.process_sector[: process.shape[1]], len(SECTORS)),
        co2_by_process=process,
        co2_feedstock=feedstock_co2(links, coefficients),
        captured=captured,
    )
