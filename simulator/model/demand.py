"""Final energy: activity x intensity x share of each fuel, summed to (fuel, sector) cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simulator.pathways.arrays import Array, IntArray


def link_energy(*, activity: Array, intensity: Array, share: Array, link_branch: IntArray) -> Array:
    """Energy of every link, (year, link, run) 10^4 tce; METHOD section 4, common core.

    activity, intensity : (year, branch, run); share : (year, link, run); link_branch : (link,)

    >>> import numpy as np
    >>> two = np.full((1, 1, 1), 2.0)
    >>> share = np.array([0.25, 0.75]).reshape(1, 2, 1)
    >>> link_energy(activity=two, intensity=two, share=share, link_branch=np.array([0, 0])).ravel()
    array([1., 3.])
    """
    final = activity * intensity
    energy = final.take(link_branch, axis=1)
    return np.multiply(energy, share, out=energy)


def cell_energy(*, energy: Array, cell_start: IntArray) -> Array:
    """Sum links to their (fuel, sector) cells: (year, link, run) -> (year, cell, run)."""
    return np.add.reduceat(energy, cell_start, axis=1)


def sector_sum(values: Array, index: IntArray, sectors: int) -> Array:
    """Sum (year, item, run) to (year, sector, run); `index` says the sector of each item."""
    out = np.zeros((values.shape[0], sectors, values.shape[2]))
    for item, sector in enumerate(index):
        out[:, sector] += values[:, item]
    return out
