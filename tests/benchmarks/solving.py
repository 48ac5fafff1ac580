"""Solving for targets: trials a second, one lever against a run, 20 measures under 5 targets.

Alone: `OPENBLAS_NUM_THREADS=1 python tests/benchmarks/solving.py`.
"""

from __future__ import annotations

import sys
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from machine import Row, machine_line, rounds_of, table

from simulator import load
from simulator.errors import Problems
from simulator.explore.solve.levers import evaluate, goal_of, lever_costs, levers_of
from simulator.explore.solve.search import kept, solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.explore.solve.levers import Levers

REGIONS = ("yiwu", "shangyu")
TRIALS, MEASURES = 2_000, 20
GOALS = (
    "peak_year <= 2030",
    "co2_total <= 880 by 2030",
    "energy_intensity reduce 12% from 2020 by 2025",
    "coal_share <= 20% by 2030",
    "co2_total budget 17000 from 2021 to 2040",
)


def twenty(region: str) -> Levers:
    """The 20 levers with a cost that cut most, under five targets."""
    plan = load(f"{region}/baseline")
    assert plan is not None
    problems = Problems()
    goals = [goal_of(text, plan, problems) for text in GOALS]
    problems.raise_if_any()
    levers = levers_of(plan, None, {}, [goal for goal in goals if goal is not None])
    costs = lever_costs(levers)
    order = np.argsort(-np.where(costs.known, costs.tonnes.sum(axis=1), -np.inf))[:MEASURES]
    return kept(levers, np.isin(np.arange(len(levers.levers)), order))


def solving_rows(rounds: int = 3) -> Sequence[Row]:
    """All rows."""
    return [*command_rows(rounds), *(row for region in REGIONS for row in region_rows(region, rounds))]


def region_rows(region: str, rounds: int) -> list[Row]:
    """Trials a second and the time of a least cost."""
    levers = twenty(region)
    strengths = np.random.default_rng(1).random((MEASURES, TRIALS))
    found = solve(levers, "cost", leave_out=True)
    work = {
        "trials": lambda: evaluate(levers, strengths),
        "solve": lambda: solve(levers, "cost", leave_out=True),
    }
    seconds = {name: median(each) for name, each in rounds_of(work, rounds).items()}
    return [
        Row(
            f"{region}: trials of {MEASURES} measures, {len(GOALS)} targets",
            f"{TRIALS / seconds['trials']:,.0f}/s",
        ),
        Row(
            f"{region}: least cost of {MEASURES} measures, {len(GOALS)} targets ({found.status})",
            f"{seconds['solve']:.2f} s, {found.trials:,} trials",
            "< 60 s",
            met=seconds["solve"] < 60.0,
        ),
    ]


def command_rows(rounds: int) -> list[Row]:
    """A one-lever solve as a command, against `sim run` without charts."""
    import subprocess

    begin = [sys.executable, "-m", "simulator.cli.main"]
    with TemporaryDirectory() as folder:
        words = {
            "run": ["run", "yiwu/baseline", "--no-charts", "--out", folder],
            "solve": [
                *("solve", "yiwu/baseline", "--for", "co2_total <= 860 by 2030", "--force"),
                *("--with", "industry.efficiency", "--write", f"{folder}/solved.yaml"),
            ],
        }
        work = {
            name: lambda line=line: subprocess.run([*begin, *line], capture_output=True, check=True)
            for name, line in words.items()
        }
        seconds = {name: median(each) for name, each in rounds_of(work, rounds).items()}
    ratio = seconds["solve"] / seconds["run"]
    return [
        Row(
            "one lever: sim solve over sim run --no-charts",
            f"{seconds['solve']:.2f} s, {seconds['run']:.2f} s",
            "< 3",
            ratio,
            ratio < 3.0,
        ),
    ]


if __name__ == "__main__":
    print(table(solving_rows()))
    print(f"\n{machine_line()}")
