"""Any number of runs through the kernel, block by block: memory stays flat, workers share the blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.assess.indicators import sector_co2
from simulator.model.project import project
from simulator.pathways.assemble import assemble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from multiprocessing.context import BaseContext

    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array, Pathway
    from simulator.pathways.assemble import Draws
    from simulator.pathways.prepare import Plan

    Reduce = Callable[[Plan, Pathway, Flows], Mapping[str, Array]]

BLOCK = 128  # runs of a block: few enough for the cache, many enough to outweigh the cost of a NumPy call
TOGETHER = 8  # blocks that a worker is given at a time: asking for the next one takes a tenth of a block
REUSED = 31 * 2**20  # bytes


def totals(plan: Plan, pathway: Pathway, flows: Flows) -> dict[str, Array]:
    """Energy and CO2 of the plans' rule, each (year, run)."""
    return {
        "energy_total": np.add.reduce(flows.primary, axis=1),
        "co2_total": np.add.reduce(sector_co2(flows, "plan_2020"), axis=1),
    }


def by_fuel(plan: Plan, pathway: Pathway, flows: Flows) -> dict[str, Array]:
    """Totals, final energy by fuel and sector, primary energy by source, each (year, item, run)."""
    return totals(plan, pathway, flows) | {"final_energy": flows.energy, "primary_energy": flows.primary}


class Job(NamedTuple):
    """What every worker needs to know."""

    plan: Plan
    draws: Draws
    reduce: Reduce
    block: int


def ensemble(
    plan: Plan, draws: Draws, reduce: Reduce = totals, *, block: int = BLOCK, workers: int = 1
) -> dict[str, Array]:
    """Project every run of `draws` and keep what `reduce` makes of each block, run last.

    The result of a run does not depend on the block it falls into, nor on the number of workers. Workers are
    processes; outside Linux a script that asks for more than one needs `if __name__ == "__main__":`, and
    `reduce` must be a function of a module.
    """
    kept: dict[str, Array] = {}
    for start, found in blocks(Job(plan, draws, reduce, block), workers):
        for name, values in found.items():
            if name not in kept:
                kept[name] = np.empty((*values.shape[:-1], draws.runs))
            kept[name][..., start : start + values.shape[-1]] = values
    return kept


def blocks(job: Job, workers: int) -> Iterator[tuple[int, Mapping[str, Array]]]:
    """First run and results of every block, in order."""
    starts = range(0, job.draws.runs, job.block)
    reuse_memory()
    if workers == 1:
        for start in starts:
            yield start, run_block(job, start)
        return

    from concurrent.futures import ProcessPoolExecutor

    together = max(1, min(TOGETHER, len(starts) // (4 * workers)))
    with ProcessPoolExecutor(workers, context(), begin, (job,)) as pool:
        yield from zip(starts, pool.map(run_own_block, starts, chunksize=together), strict=True)


def run_block(job: Job, start: int) -> Mapping[str, Array]:
    """Assemble, project and reduce the block that starts at a run."""
    pathway = assemble(job.plan, job.draws.part(start, start + job.block))
    return job.reduce(job.plan, pathway, project(pathway, job.plan.coefficients))


def reuse_memory() -> None:
    """Let each block have the memory of the one before: twice as fast on Linux, no effect elsewhere.

    The C library of Linux gives arrays above a threshold back to the system, which clears every page before
    it hands it out again. The threshold rises to the largest array ever freed, up to 32 MiB.
    """
    np.empty(REUSED, dtype=np.uint8)


# ---- in a worker ----

_job: list[Job] = []


def begin(job: Job) -> None:
    """Keep the job of this worker."""
    reuse_memory()
    _job[:] = [job]


def run_own_block(start: int) -> Mapping[str, Array]:
    """A block of the worker's job."""
    return run_block(_job[0], start)


def context() -> BaseContext:
    """How workers start: as a copy of this process where that is safe, else as a new interpreter.

    Threads would hardly help: between its many short NumPy calls each waits for the other's interpreter lock.
    """
    import multiprocessing
    import sys
    import threading

    alone = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if alone else "spawn")
