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
    out = np.zeros_like(multiple)
    amounts = {"link": flows.energy_link, "plant": flows.supply.plant_fuel, "process": pathway.process}
    for kind, amount in amounts.items():
        terms = releases.of_kind(kind)
        for place, release, factor in zip(*terms, strict=True):
            out[:, release] += amount[:, place] * factor
    return out * multiple


def by_gas_and_sector(releases: Releases, values: Array) -> Array:
    """Sum releases to (year, gas, sector, run)."""
    years, _, runs = values.shape
    out = np.zeros((years, len(releases.gases), len(SECTORS), runs))
    for index, (gas, sector) in enumerate(zip(releases.gas, releases.sector, strict=True)):
        out[:, gas, sector] += values[:, index]
    return out
