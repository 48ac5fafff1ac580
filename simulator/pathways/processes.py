"""What releases gases without burning a fuel: products, animals, land; those with CO2 stand first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.pathways.schedules import Anchor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.errors import Origin
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region
    from simulator.inputs.rows import ProcessRow
    from simulator.pathways.arrays import Array, OriginKey
    from simulator.pathways.paths import Paths


def measured(region: Region, factors: Factors) -> tuple[ProcessRow, ...]:
    """Processes whose amount is known, those that release CO2 first."""
    known = [row for row in region.processes if row.value is not None]
    return tuple(sorted(known, key=lambda row: (row.product, "co2") not in factors.process))


def unmeasured_gases(region: Region, factors: Factors) -> set[str]:
    """Gases that processes of unknown amount release: missing from every total."""
    unknown = [row.product for row in region.processes if row.value is None]
    return {factor.gas for product in unknown for factor in factors.released_by(product)}


def process_factors(rows: Sequence[ProcessRow], factors: Factors) -> Array:
    """t CO2 per unit of the processes that release any, (process,)."""
    found = [factors.process.get((row.product, "co2")) for row in rows]
    return np.array([factor.value for factor in found if factor is not None])


def process_paths(
    rows: Sequence[ProcessRow], paths: Paths, origins: dict[OriginKey, tuple[Origin, ...]]
) -> Array:
    """Amount of every process beyond its driver, (year, process) 10^4 t, ha or head."""
    out = np.zeros((len(paths.years), len(rows)))
    for index, row in enumerate(rows):
        series = paths.multiple(row.process, "process", Anchor(int(paths.years[0]), 1.0, row.origin))
        out[:, index] = (row.value or 0.0) * series.values
        origins["process", row.process, ""] = series.origins
    return out
