"""Any number of runs through the kernel, block by block: memory stays flat, threads share the work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from simulator.assess.indicators import sector_co2
from simulator.model.project import project
from simulator.pathways.assemble import assemble

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array, Pathway
    from simulator.pathways.assemble import Draws
    from simulator.pathways.prepare import Plan

    Reduce = Callable[[Plan, Pathway, Flows], Mapping[str, Array]]

BLOCK = 64  # runs whose arrays stay in the cache of one core
KEPT = 31 * 2**20 // 8  # numbers


def totals(plan: Plan, pathway: Pathway, flows: Flows) -> dict[str, Array]:
    """Energy and CO2 of the plans' rule, each (year, run)."""
    return {
        "energy_total": np.add.reduce(flows.primary, axis=1),
        "co2_total": np.add.reduce(sector_co2(flows, "plan_2020"), axis=1),
    }


def by_fuel(plan: Plan, pathway: Pathway, flows: Flows) -> dict[str, Array]:
    """Totals, final energy by fuel and sector, primary energy by source, each (year, item, run)."""
    return totals(plan, pathway, flows) | {"final_energy": flows.energy, "primary_energy": flows.primary}


def keep_memory() -> None:
    """Let one block use the memory of the one before: twice as fast on Linux, no effect elsewhere.

    The C library of Linux returns arrays above a threshold to the system, which clears every page before
    giving it out again. The threshold rises to the largest array ever freed, up to 32 MiB.
    """
    np.empty(KEPT)


def ensemble(
    plan: Plan, draws: Draws, reduce: Reduce = totals, *, block: int = BLOCK, threads: int = 1
) -> dict[str, Array]:
    """Project every run of `draws` and keep what `reduce` makes of each block, run last.

    The result of a run does not depend on the block it falls into, nor on the number of threads.
    """
    keep_memory()
    starts = range(0, draws.runs, block)
    kept: dict[str, Array] = {}

    def one(start: int) -> None:
        part = draws.part(start, start + block)
        pathway = assemble(plan, part)
        found = reduce(plan, pathway, project(pathway, plan.coefficients))
        for name, values in found.items():
            if name not in kept:
                kept[name] = np.empty((*values.shape[:-1], draws.runs))
            kept[name][..., start : start + part.runs] = values

    one(starts[0])  # the first block says what to keep
    with ThreadPoolExecutor(max_workers=threads) as pool:
        list(pool.map(one, starts[1:]))
    return kept
