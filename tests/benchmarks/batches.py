"""Ensembles of 1 000 to 100 000 runs: runs a second, growth of time and memory, two workers."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from kernel import random_draws
from machine import Row, at_least, at_most, paired, rounds_of

from simulator import load
from simulator.assess.indicators import sector_co2
from simulator.explore.ensemble import by_fuel, ensemble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array, Pathway
    from simulator.pathways.assemble import Draws
    from simulator.pathways.prepare import Plan

HERE = Path(__file__).parent
YEARS = (2025, 2030, 2035, 2060)


def peaks(plan: Plan, pathway: Pathway, flows: Flows) -> dict[str, Array]:
    """Totals only: year and height of the peak of CO2, and the sum of energy, each (run,)."""
    co2 = np.add.reduce(sector_co2(flows, "plan_2020"), axis=1)
    energy = np.add.reduce(flows.primary, axis=1)
    return {
        "peak_year": plan.layout.years[np.argmax(co2, axis=0)].astype(float),
        "peak_co2": co2.max(axis=0),
        "energy_sum": energy.sum(axis=0),
    }


def fuels(plan: Plan, pathway: Pathway, flows: Flows) -> dict[str, Array]:
    """Fuel-resolved: final energy by fuel and sector, primary energy by source, in four years."""
    chosen = np.flatnonzero(np.isin(plan.layout.years, YEARS))
    return {name: values[chosen] for name, values in by_fuel(plan, pathway, flows).items()}


REDUCES = {"totals only": peaks, "fuel-resolved": fuels}


def bytes_per_run(arrays: Mapping[str, Array], runs: int) -> float:
    """Bytes that a run takes in some arrays."""
    return sum(array.nbytes for array in arrays.values()) / runs


def given_bytes(draws: Draws) -> float:
    """Bytes that a run takes in the draws."""
    return bytes_per_run({**draws.outlook, **draws.strength, "grid": np.zeros(draws.runs)}, draws.runs)


def peak_memory() -> int:
    """Highest memory of this process in bytes, 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def measure(scenario: str, runs: int, kind: str) -> None:
    """In a process of its own: print seconds, peak memory, and bytes a run given and kept."""
    plan = load(scenario)
    assert plan is not None
    ensemble(plan, random_draws(plan, 500), REDUCES[kind])
    draws = random_draws(plan, runs)
    start = time.perf_counter()
    kept = ensemble(plan, draws, REDUCES[kind])
    seconds = time.perf_counter() - start
    own = {"given": given_bytes(draws), "kept": bytes_per_run(kept, runs)}
    print(json.dumps({"seconds": seconds, "memory": peak_memory(), **own}))


def measured(scenario: str, runs: int, kind: str) -> dict[str, float]:
    """What `measure` prints in a process of its own."""
    (result,) = at_once(scenario, runs, kind, 1)
    return result


def at_once(scenario: str, runs: int, kind: str, processes: int) -> list[dict[str, float]]:
    """What `measure` prints in each of several processes that run at the same time."""
    code = f"import batches; batches.measure({scenario!r}, {runs}, {kind!r})"
    command = [sys.executable, "-c", code]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=HERE) for _ in range(processes)]
    return [json.loads(process.communicate()[0]) for process in started]


def batch_rows(scenario: str, rounds: int, largest: int) -> list[Row]:
    """Runs a second by size, then how time and memory grow from the last size but one to the largest."""
    sizes = [size for size in (1_000, 10_000, 100_000) if size <= largest]
    found: dict[tuple[str, int], list[dict[str, float]]] = {(k, s): [] for k in REDUCES for s in sizes}
    for _ in range(rounds):
        for (kind, size), results in found.items():
            results.append(measured(scenario, size, kind))
    rows = []
    for (kind, size), results in found.items():
        rate = size / statistics.median(result["seconds"] for result in results)
        kept = results[0]["kept"]
        rows.append(Row(f"{size:,} runs, {kind} ({kept:,.0f} B a run kept)", f"{rate:,.0f} runs/s"))
    small, large = (found["totals only", size] for size in sizes[-2:])
    return [*rows, time_row(small, large, sizes[-1]), memory_row(small, large, sizes[-2:])]


def time_row(small: list[dict[str, float]], large: list[dict[str, float]], size: int) -> Row:
    """Time of ten times as many runs."""
    ratio = paired([result["seconds"] for result in large], [result["seconds"] for result in small])
    seconds = statistics.median(result["seconds"] for result in large)
    return at_most(f"time of {size:,} runs / of {size // 10:,}", f"{seconds:.1f} s", ratio, 11.0)


def memory_row(small: list[dict[str, float]], large: list[dict[str, float]], sizes: list[int]) -> Row:
    """Peak memory of ten times as many runs, without the draws given and the results kept."""
    what = f"peak memory of {sizes[1]:,} runs / of {sizes[0]:,}, without draws and results"
    if not large[0]["memory"]:
        return Row(what, "not told by this system")
    own = []
    for results, size in zip((small, large), sizes, strict=True):
        one = min(results, key=lambda result: result["memory"])
        own.append(one["memory"] - size * (one["given"] + one["kept"]))
    whole = min(result["memory"] for result in large)
    given = large[0]["given"] + large[0]["kept"]
    measured_text = f"{whole / 2**20:.0f} MiB, of it {sizes[1] * given / 2**20:.0f} draws and results"
    return at_most(what, measured_text, own[1] / own[0], 1.1)


def worker_rows(plan: Plan, scenario: str, rounds: int, runs: int) -> list[Row]:
    """Two workers against one; and the most they could gain: the same work in two unrelated processes."""
    draws = random_draws(plan, runs)
    bounds: list[float] = []
    work = {
        "one": lambda: ensemble(plan, draws, peaks),
        "two": lambda: ensemble(plan, draws, peaks, workers=2),
        "bound": lambda: bounds.append(ceiling(scenario, runs)),
    }
    seconds = rounds_of(work, rounds)
    ratio = paired(seconds["one"], seconds["two"])
    rate = runs / statistics.median(seconds["two"])
    bound = statistics.median(bounds[1:])
    return [
        at_least(f"two workers / one, {runs:,} runs", f"{rate:,.0f} runs/s", ratio, 1.5),
        Row("  bound here: two unrelated processes / one", "", ratio=bound),
    ]


def ceiling(scenario: str, runs: int) -> float:
    """Throughput of two processes that share nothing but the machine, against one."""
    alone = measured(scenario, runs, "totals only")["seconds"]
    return 2.0 * alone / max(result["seconds"] for result in at_once(scenario, runs, "totals only", 2))
