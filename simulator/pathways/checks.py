"""What a scenario may change, and what a region's tables must agree on before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.errors import Origin, nearest
from simulator.inputs.ranges import BRANCH_QUANTITIES, GROWTH, STOCK_QUANTITIES
from simulator.inputs.rows import BranchRow
from simulator.pathways.balance import branch_energy
from simulator.pathways.compile import QUANTITIES_OF_PLANT
from simulator.pathways.drivers import driver_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.errors import Problems
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region
    from simulator.inputs.rows import ProcessRow, StockRow
    from simulator.pathways.arrays import Array, Layout, OriginKey
    from simulator.pathways.balance import Energy
    from simulator.pathways.drivers import Outlook


def known_parameters(region: Region, factors: Factors) -> dict[str, tuple[str, ...]]:
    """Target id -> the quantities a scenario may change."""
    fuels = {row.kinds for row in factors.stock_kinds if row.kind in factors.fuels}
    fuelled = {row.stock for row in region.stocks if row.kinds in fuels}
    return (
        {row.branch: quantities_of(row, fuelled) for row in region.branches}
        | {row.plant: QUANTITIES_OF_PLANT[row.kind] for row in region.plants}
        | {row.stock: STOCK_QUANTITIES for row in region.stocks}
        | {row.process: ("process",) for row in region.processes if row.value is not None}
    )


def quantities_of(row: BranchRow, fuelled: set[str]) -> tuple[str, ...]:
    """What a scenario may change of a branch.

    Where the energy is given, that alone; where a stock's sales decide on the fuels, not their shares.
    """
    if row.method == "series":
        return ("energy",)
    sold = row.method == "stock" and row.stock in fuelled
    return tuple(
        name for name in BRANCH_QUANTITIES if name not in ("energy", "release", "share" if sold else "")
    )


def known_fuels(region: Region, factors: Factors) -> dict[str, set[str]]:
    """Target id -> its fuels (branches) or kinds (stocks)."""
    fuels: dict[str, set[str]] = {}
    for row in region.balance:
        fuels.setdefault(row.target_id, set()).add(row.fuel)
    for path in region.paths:
        if path.quantity == "energy":
            fuels.setdefault(path.target_id, set()).add(path.fuel)
    for stock in region.stocks:
        fuels[stock.stock] = {row.kind for row in factors.stock_kinds if row.kinds == stock.kinds}
    return fuels


def check_stock_fuels(region: Region, factors: Factors, problems: Problems) -> None:
    """Where the kinds of a stock are fuels, its branches burn no other ones: no fleet would hold them."""
    of_stock = {row.branch: row.stock for row in region.branches if row.method == "stock"}
    table = {row.stock: row.kinds for row in region.stocks}
    for row in region.balance:
        kinds = {k.kind for k in factors.stock_kinds if k.kinds == table.get(of_stock.get(row.target_id, ""))}
        if kinds & set(factors.fuels) and row.fuel not in kinds:
            guess = nearest(row.fuel, kinds)
            problems.add("unknown_name", row.origin, row.target_id, row.fuel, nearest=guess)


def check_series(region: Region, problems: Problems) -> None:
    """A branch of the method series needs its energy in paths.csv."""
    given = {row.target_id for row in region.paths if row.quantity == "energy"}
    for row in region.branches:
        if row.method == "series" and row.branch not in given:
            problems.add("missing_anchor", row.origin, f"{row.branch}.energy")


def check_drivers(
    region: Region, energy: Energy, outlooks: Mapping[str, Outlook], problems: Problems
) -> None:
    """Every driver that is followed must be there or follow from others, and start from more than nothing."""
    if not {f"gdp{GROWTH}", "gdp"} & set(outlooks) or "population" not in outlooks:
        return  # told before
    known = driver_values(outlooks, {}, 1)
    rows: list[BranchRow | StockRow | ProcessRow] = [*region.branches, *region.stocks, *region.processes]
    for row in rows:
        if row.driver and row.driver not in known:
            guess = nearest(row.driver, known)
            problems.add("unknown_driver", row.origin, "driver", row.driver, nearest=guess)
        elif uses_energy(row, energy) and not known[row.driver][0, 0] > 0.0:
            problems.add("expected_limit", row.origin, row.driver, 0, limit="> 0")


def uses_energy(row: BranchRow | StockRow | ProcessRow, energy: Energy) -> bool:
    """True for a branch that follows a driver and uses energy in the base year."""
    return isinstance(row, BranchRow) and bool(row.driver) and branch_energy(row.branch, energy) > 0.0


def plant_drivers(region: Region, branches: Sequence[str], problems: Problems) -> tuple[int, ...]:
    """Index of the branch that each plant follows, -1 for none."""
    for row in region.plants:
        if row.driver and row.driver not in branches:
            guess = nearest(row.driver, branches)
            problems.add("unknown_branch", row.origin, row.driver, nearest=guess)
    return tuple(branches.index(row.driver) if row.driver in branches else -1 for row in region.plants)


def check_heat(
    layout: Layout, heat_share: Array, origins: Mapping[OriginKey, tuple[Origin, ...]], problems: Problems
) -> None:
    """Plants may not give more heat than there is demand for, unless they do so in the base year."""
    total = heat_share.sum(axis=1)
    worst = int(np.argmax(total)) if total.size else 0
    if total[worst] > max(1.0, total[0]) + 1e-9:
        plant = layout.plants[int(np.argmax(heat_share[worst] - heat_share[0]))]
        origin = origins["heat_share", plant, ""][worst]
        key = f"heat_share[{layout.years[worst]}]"
        problems.add("shares_above_one", origin, key, total=f"{total[worst]:.1%}")
