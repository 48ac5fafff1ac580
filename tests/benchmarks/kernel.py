"""The kernel alone and one recomputation: element rate, runs a second, milliseconds."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

import numpy as np
from elements import elements_of_project
from machine import Row, at_least, at_most, millions, milliseconds, paired, rounds_of

from simulator import simulate
from simulator.explore.ensemble import BLOCK, reuse_memory, totals
from simulator.model.project import project
from simulator.pathways.assemble import Draws, assemble

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.pathways.prepare import Plan

SMALL = 20_000  # elements of an array of 160 kB: three of them fit any second-level cache of today
REFERENCE = 1.3e9  # multiplied elements a second at which 5000 and 2000 runs a second are expected
PROJECT_RUNS, ALL_RUNS = 5000.0, 2000.0
REPEATS = 8


def random_draws(plan: Plan, runs: int, seed: int = 1) -> Draws:
    """Every strength, driver outlook and the grid factor at random."""
    random = np.random.default_rng(seed)
    return Draws(
        runs=runs,
        outlook={name: random.uniform(-1.0, 1.0, runs) for name in plan.outlooks},
        strength={name: random.uniform(0.0, 1.0, runs) for name in plan.strength},
        frozen_grid=random.uniform(0.0, 1.0, runs),
    )


def multiply(size: int) -> Callable[[], object]:
    """A bare NumPy multiplication of `size` elements into an array that is there, REPEATS times."""
    random = np.random.default_rng(2)
    one, other, out = random.random(size), random.random(size), np.empty(size)

    def call() -> None:
        for _ in range(REPEATS):
            np.multiply(one, other, out=out)

    return call


def kernel_rows(plan: Plan, rounds: int) -> list[Row]:
    """Element rate against a bare multiplication, and runs a second with and without what stands around it.

    The fair multiplication has as many elements as one link array of the same block: the largest arrays of
    `project` have that size, so both meet the same caches. The one of 160 kB is printed beside it.
    """
    reuse_memory()
    draws = random_draws(plan, BLOCK)
    pathway = assemble(plan, draws)
    elements = elements_of_project(pathway, plan.coefficients)
    work = {
        "project": lambda: project(pathway, plan.coefficients),
        "fair": multiply(pathway.share.size),
        "small": multiply(SMALL),
        "all": lambda: whole(plan, draws),
    }
    seconds = rounds_of(work, rounds)
    rate = elements / statistics.median(seconds["project"])
    small = REPEATS * SMALL / statistics.median(seconds["small"])
    fair_ratio = elements / REPEATS / pathway.share.size * paired(seconds["fair"], seconds["project"])
    small_ratio = elements / REPEATS / SMALL * paired(seconds["small"], seconds["project"])
    scale = small / REFERENCE
    return [
        at_least(
            f"kernel, {BLOCK} runs: elements written / multiply of one link array",
            f"{millions(rate)} of {millions(rate / fair_ratio)}",
            fair_ratio,
            0.5,
        ),
        Row("  the same / multiply of 160 kB", f"of {millions(small)}", ratio=small_ratio),
        runs_row("project() alone", seconds["project"], PROJECT_RUNS * scale),
        runs_row("assemble + project + reduce", seconds["all"], ALL_RUNS * scale),
    ]


def whole(plan: Plan, draws: Draws) -> object:
    """A block from draws to results."""
    pathway = assemble(plan, draws)
    return totals(plan, pathway, project(pathway, plan.coefficients))


def runs_row(what: str, seconds: list[float], goal: float) -> Row:
    """Runs a second; the goal grows with the machine's multiplication of 160 kB."""
    rate = BLOCK / statistics.median(seconds)
    return at_least(what, f"{rate:,.0f} runs/s", rate / goal, 1.0, f">= {goal:,.0f} on this machine")


def single_rows(plan: Plan, rounds: int) -> list[Row]:
    """One scenario in a process that has it loaded: four cases with verdicts, and one bare run."""
    draws = random_draws(plan, 1)
    work = {"simulate": lambda: simulate(plan), "one": lambda: whole(plan, draws)}
    seconds = rounds_of(work, rounds)
    said = {"simulate": "recompute: 4 cases, peaks, verdicts", "one": "recompute: 1 run, totals"}
    part = {name: statistics.median(seconds[name]) / 5e-3 for name in said}
    return [at_most(said[name], milliseconds(seconds[name]), part[name], 1.0, "<= 5 ms") for name in said]
