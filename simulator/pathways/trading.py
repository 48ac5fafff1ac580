"""What the national carbon market covers, by source and year (docs/model.md)."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.inputs.rows import TradingRow
    from simulator.pathways.arrays import Array, IntArray, Layout


class Trading(NamedTuple):
    """Covered part of the CO2 of branches, plants and processes, and the part not free; (year, source)."""

    covered: Array
    paid: Array


def trading_of(layout: Layout, rows: Sequence[TradingRow]) -> Trading:
    """Coverage of every source, in the order branches, plants, processes; a row holds until the next one."""
    sources = (*layout.branches, *layout.plants, *layout.processes)
    parts = [coverage(name, rows, layout.years) for name in sources]
    covered, free = (np.stack(part, axis=1) for part in zip(*parts, strict=True))
    return Trading(covered, covered * (1.0 - free))


def coverage(name: str, rows: Sequence[TradingRow], years: IntArray) -> tuple[Array, Array]:
    """Covered part of a source's CO2 and free part of its allowances, (year,); the nearest pattern counts."""
    inside, free = np.zeros(len(years)), np.ones(len(years))
    fitting = [row for row in rows if row.target == name or fnmatchcase(name, row.target)]
    nearest = min(
        (row.target for row in fitting), key=lambda target: ("*" in target, -len(target)), default=""
    )
    for row in sorted(fitting, key=lambda row: row.from_year):
        if row.target != nearest:
            continue
        later = years >= row.from_year
        inside[later], free[later] = row.covered, row.free
    return inside, free
