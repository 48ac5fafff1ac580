"""Indicators of one stock, plant or process, such as `stock_share.vehicles.bus.electricity`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.pathways.stocks import units_in_use

if TYPE_CHECKING:
    from simulator.pathways.arrays import Array, Pathway
    from simulator.pathways.prepare import Plan


def detail_series(plan: Plan, pathway: Pathway, indicator: str) -> Array | None:
    """The series of such an indicator, (year, run); None if the region has nothing of that name."""
    what, _, name = indicator.partition(".")
    if what == "capacity":
        return item(pathway.capacity, plan.layout.plants, name)
    if what == "process":
        return item(pathway.process, plan.layout.processes, f"process.{name}")
    stock, _, kind = name.rpartition(".")
    found = next((one for one in plan.stocks if one.row.stock == stock and kind in one.kinds), None)
    if found is None or what not in ("sales_share", "stock_share"):
        return None
    place, sold = found.kinds.index(kind), pathway.sold[stock]
    if what == "sales_share":
        return sold.share[:, place]
    units = units_in_use(sold, base_left=found.base_left, kept=found.kept, base_share=found.base_share)
    return np.asarray(units[:, place] / units.sum(axis=1))


def item(values: Array, names: tuple[str, ...], name: str) -> Array | None:
    """One item of (year, item, run) by name."""
    return values[:, names.index(name)] if name in names else None
