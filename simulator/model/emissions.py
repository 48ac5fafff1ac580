"""CO2 and primary energy in both views: where it is released (source) and who uses it (end use).

Accounting rules: docs/model.md. Electricity and heat carry the fuel and the CO2 of the plants and of
the net import that serve them; both views add up to the same total.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.model.demand import sum_to
from simulator.model.supply import per_unit
from simulator.pathways.arrays import SECTORS, SOURCES

if TYPE_CHECKING:
    from simulator.model.supply import Supply
    from simulator.pathways.arrays import Array, Coefficients, Pathway

ENERGY = SECTORS.index("energy")
IMPORT_ELECTRICITY = SOURCES.index("import_electricity")
IMPORT_HEAT = SOURCES.index("import_heat")


class Pools(NamedTuple):
    """A quantity carried by electricity and by heat, each (year, run)."""

    electricity: Array
    heat: Array


def split(plant: Array, fraction: Array, bought: Pools) -> Pools:
    """Pools of a plant quantity (year, plant, run) split by energy content, plus what is bought."""
    own = plant * fraction
    return Pools(
        np.add.reduce(own, axis=1) + bought.electricity,
        np.add.reduce(plant - own, axis=1) + bought.heat,
    )


def carried(pools: Pools, made: Supply) -> Pools:
    """What one tce of electricity and of heat carries to its user, each (year, run)."""
    return Pools(per_unit(pools.electricity, made.electricity), per_unit(pools.heat, made.heat))


def allocate(own: Array, electricity: Array, heat: Array, pools: Pools, made: Supply) -> Array:
    """End-use view, (year, sector, run): own fuels plus what power and heat carry.

    Losses, and plants that run while nobody uses anything, stay in the energy sector.
    """
    rate = carried(pools, made)
    total = own + electricity * rate.electricity[:, None, :] + heat * rate.heat[:, None, :]
    total[:, ENERGY] += made.electricity_losses * rate.electricity + made.heat_losses * rate.heat
    total[:, ENERGY] += np.where(made.electricity > 0.0, 0.0, pools.electricity)
    total[:, ENERGY] += np.where(made.heat > 0.0, 0.0, pools.heat)
    return total


def plant_primary(made: Supply, coefficients: Coefficients) -> Array:
    """Primary energy of each plant: its fuel by heat; hydro, solar, wind at the coal-equivalent rate."""
    ratio = coefficients.coal_equivalent_rate / coefficients.calorific_rate
    weight = np.where(coefficients.plant_source < 0, 0.0, 1.0)
    weight = np.where(coefficients.plant_is_primary_electricity > 0, ratio, weight)
    return made.plant_fuel * weight[:, None]


def bought_primary(made: Supply, coefficients: Coefficients) -> Pools:
    """Net import as primary energy: electricity at the coal-equivalent rate, heat by its content."""
    own = coefficients.import_rate
    rate = coefficients.coal_equivalent_rate if own is None else own[:, None]
    return Pools(made.import_electricity * (rate / coefficients.calorific_rate), made.import_heat)


def bought_co2(pathway: Pathway, made: Supply, coefficients: Coefficients) -> Pools:
    """CO2 of net imported electricity and heat; export is negative at the same factor."""
    kilowatthours = made.import_electricity / coefficients.calorific_rate
    return Pools(
        kilowatthours * pathway.grid_factor,
        made.import_heat * coefficients.bought_heat_factor,
    )


def primary_by_source(cells: Array, plants: Array, bought: Pools, coefficients: Coefficients) -> Array:
    """Primary energy (year, source, run) from the fuel cells, the plants and the net import."""
    out = sum_to(cells, coefficients.cell_source, len(SOURCES))
    out += sum_to(plants, coefficients.plant_source, len(SOURCES))
    out[:, IMPORT_ELECTRICITY] += bought.electricity
    out[:, IMPORT_HEAT] += bought.heat
    return out
