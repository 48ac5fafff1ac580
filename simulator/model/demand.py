"""Final energy: activity x intensity x share of each fuel, summed to (fuel, sector) cells."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from simulator.pathways.arrays import zeros

if TYPE_CHECKING:
    from simulator.pathways.arrays import Array, IntArray


def link_energy(*, activity: Array, intensity: Array, share: Array, link_branch: IntArray) -> Array:
    """Energy of every link, (year, link, run) 10^4 tce; docs/model.md, demand.

    activity, intensity : (year, branch, run); share : (year, link, run); link_branch : (link,)

    >>> import numpy as np
    >>> two = np.full((1, 1, 1), 2.0)
    >>> share = np.array([0.25, 0.75]).reshape(1, 2, 1)
    >>> link_energy(activity=two, intensity=two, share=share, link_branch=np.array([0, 0])).ravel()
    array([1., 3.])
    """
    energy = (activity * intensity)[:, link_branch]
    return np.multiply(energy, share, out=energy)


def cell_energy(*, energy: Array, cell_start: IntArray) -> Array:
    """Sum links to their (fuel, sector) cells: (year, link, run) -> (year, cell, run)."""
    years, links, runs = energy.shape
    out = zeros(years, len(cell_start), runs)
    bounds = [*cell_start.tolist(), links]
    for cell, (first, stop) in enumerate(pairwise(bounds)):
        np.add.reduce(energy[:, first:stop], axis=1, out=out[:, cell])
    return out


def sum_to(values: Array, group: IntArray, groups: int) -> Array:
    """Sum the items of (year, item, run) to groups; `group` says where each goes, -1 for nowhere.

    >>> import numpy as np
    >>> sum_to(np.ones((1, 3, 1)), np.array([0, 1, 0]), 2).ravel()
    array([2., 1.])
    """
    out = zeros(values.shape[0], groups, values.shape[2])
    for item, place in enumerate(group.tolist()):
        if place >= 0:
            total = out[:, place]
            np.add(total, values[:, item], out=total)
    return out
