"""Heat and electricity: what the region's plants give, what is bought, what fuel the plants burn."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.units import HOURS_MEGAWATT

if TYPE_CHECKING:
    from simulator.pathways.arrays import Array, Coefficients, Pathway


class Plants(NamedTuple):
    """What the plants do, each (year, plant, run), and the heat supply they follow (year, run); 10^4 tce."""

    fuel: Array
    electricity: Array
    heat: Array
    heat_supply: Array


class Supply(NamedTuple):
    """Plants (year, plant, run) and totals (year, run), all 10^4 tce calorific."""

    plant_fuel: Array
    plant_electricity: Array
    plant_heat: Array
    electricity: Array
    electricity_losses: Array
    import_electricity: Array
    heat: Array
    heat_losses: Array
    import_heat: Array


def run_plants(pathway: Pathway, coefficients: Coefficients, *, heat: Array) -> Plants:
    """Run the plants for a heat demand (year, run).

    Heat first: each heat plant gives its share of the heat supply. A CHP plant's electricity follows its heat
    by the power-to-heat ratio; other plants run capacity x hours, at which storage loses electricity and
    electrolysers use it (docs/model.md).
    """
    heat_supply = heat / (1.0 - pathway.heat_loss_rate)
    plant_heat = pathway.heat_share * heat_supply[:, None, :]
    given = HOURS_MEGAWATT * coefficients.calorific_rate * coefficients.plant_net_electricity
    plant_electricity = pathway.capacity * pathway.hours
    plant_electricity *= given[:, None]
    plant_electricity += plant_heat * coefficients.plant_power_to_heat[:, None]
    fuel = (plant_heat + plant_electricity) / coefficients.plant_efficiency[:, None]
    return Plants(fuel, plant_electricity, plant_heat, heat_supply)


def supply(pathway: Pathway, plants: Plants, *, electricity: Array, heat: Array) -> Supply:
    """Serve the demand for electricity and heat, both (year, run) 10^4 tce.

    What the plants do not give is net import, negative when the region exports (docs/model.md).
    """
    electricity_supply = electricity / (1.0 - pathway.loss_rate)
    return Supply(
        plant_fuel=plants.fuel,
        plant_electricity=plants.electricity,
        plant_heat=plants.heat,
        electricity=electricity_supply,
        electricity_losses=electricity_supply - electricity,
        import_electricity=electricity_supply - np.add.reduce(plants.electricity, axis=1),
        heat=plants.heat_supply,
        heat_losses=plants.heat_supply - heat,
        import_heat=plants.heat_supply - np.add.reduce(plants.heat, axis=1),
    )


def electricity_fraction(made: Supply) -> Array:
    """Part of each plant's fuel that belongs to its electricity, by energy content; 0 if it gives nothing."""
    useful = made.plant_electricity + made.plant_heat
    return made.plant_electricity / np.where(useful == 0.0, 1.0, useful)


def per_unit(pool: Array, amount: Array) -> Array:
    """A pool of fuel or CO2 spread over the energy it served; 0 where nothing was served."""
    served = amount > 0.0
    return pool / amount if served.all() else np.divide(pool, amount, out=np.zeros_like(pool), where=served)
