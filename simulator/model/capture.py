"""CO2 captured at branches, plants and processes (docs/model.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.pathways.arrays import SECTORS, zeros

if TYPE_CHECKING:
    from simulator.pathways.arrays import Array, Coefficients, Pathway


class Captured(NamedTuple):
    """CO2 captured, 10^4 t: by branch, by plant, by process (all (year, item, run)), and by sector."""

    branch: Array
    plant: Array
    process: Array
    sector: Array


def capture(
    pathway: Pathway, coefficients: Coefficients, *, links: Array, plant: Array, process: Array
) -> Captured:
    """What is captured of the CO2 of own fuels (links), plants and processes, each (year, item, run).

    Of a branch only the CO2 of the fuels it burns is caught: not of its raw material, nor what its
    electricity and heat carry.
    """
    layout = pathway.layout
    years, _, runs = links.shape
    branch = zeros(years, len(layout.branches), runs)
    caught = Captured(branch, np.zeros_like(plant), np.zeros_like(process), zeros(years, len(SECTORS), runs))
    for index, name in enumerate(layout.captured):
        part = pathway.capture[:, index]
        if name in layout.branches:
            place = layout.branches.index(name)
            burnt = np.setdiff1d(np.flatnonzero(layout.link_branch == place), coefficients.feedstock_link)
            amount = np.add.reduce(links[:, burnt] * coefficients.link_co2[..., burnt, None], axis=1) * part
            caught.branch[:, place] = amount
            caught.sector[:, layout.branch_sector[place]] += amount
        elif name in layout.plants:
            place = layout.plants.index(name)
            caught.plant[:, place] = plant[:, place] * part
            caught.sector[:, SECTORS.index("energy")] += caught.plant[:, place]
        elif layout.processes.index(name) < process.shape[1]:
            place = layout.processes.index(name)
            caught.process[:, place] = process[:, place] * part
            caught.sector[:, layout.process_sector[place]] += caught.process[:, place]
    return caught
