"""Other gases, uptake by land and air pollutants: linear in the flows of the kernel, made when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.pathways.arrays import SECTORS

if TYPE_CHECKING:
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array, Pathway
    from simulator.pathways.releases import Releases


def released(releases: Releases, pathway: Pathway, flows: Flows, multiple: Array) -> Array:
    """What every source releases of every gas, (year, release, run) 10^4 t (docs/model.md).

    fuel burnt (or amount of the process) x factor x multiple of the base-year factor, (year, release, run)
    """
    assert flows.energy_link is not None
    weights = releases.weights
    out = weights["link"] @ flows.energy_link
    out += weights["plant"] @ flows.supply.plant_fuel
    out += weights["process"] @ pathway.process
    return np.multiply(out, multiple, out=out)


def by_gas_and_sector(releases: Releases, values: Array) -> Array:
    """Sum releases to (year, gas, sector, run)."""
    years, count, runs = values.shape
    groups = np.zeros((len(releases.gases) * len(SECTORS), count))
    groups[releases.gas * len(SECTORS) + releases.sector, np.arange(count)] = 1.0
    return np.asarray((groups @ values).reshape(years, len(releases.gases), len(SECTORS), runs))
