"""Base-year energy of the balance, as the pathways use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.pathways.schedules import Anchor

if TYPE_CHECKING:
    from simulator.inputs.region import Region

Energy = dict[tuple[str, str], Anchor]  # (target, fuel) -> base-year energy and where it stands


def base_energy(region: Region) -> Energy:
    """Base-year energy of every cell of the balance."""
    year = region.info.base_year
    return {(row.target_id, row.fuel): Anchor(year, row.value, row.origin) for row in region.balance}


def branch_energy(branch: str, energy: Energy) -> float:
    """Base-year energy of a branch, all fuels."""
    return sum(anchor.value for (target, _), anchor in energy.items() if target == branch)
