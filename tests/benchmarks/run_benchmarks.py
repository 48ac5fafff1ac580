"""Measure speed and memory and print one table: `python tests/benchmarks/run_benchmarks.py [--quick]`.

Every goal is a ratio of two things measured side by side, in turns, in this run; medians of the rounds.
No speed is asserted: a machine busy with other work shows in the line below the table. For the start-up rows
use a Python that has the package installed as a copy (`pip install .`). The exit code is 1 if a package of
measures drawn at random breaks a rule; `--only-packages` tries nothing else.
"""

from __future__ import annotations

import argparse
import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # as the command line does, before NumPy is imported


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure speed and memory and print one table.")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, 10 000 runs at most")
    parser.add_argument("--only-packages", action="store_true", help="only try random packages of measures")
    parser.add_argument("--scenario", default="yiwu/next_plan", help="a bundled scenario")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    chosen = arguments()

    from attribution import attribution_rows
    from batches import batch_rows, worker_rows
    from comparisons import comparison_rows
    from documents import document_rows
    from estimates import estimate_rows
    from kernel import kernel_rows, single_rows
    from machine import machine_line, table
    from packages import package_rows
    from solving import solving_rows
    from start_up import start_up_rows

    from simulator import load

    packages = package_rows(1_000 if chosen.quick else 10_000)
    if chosen.only_packages:
        print(table(packages))
        raise SystemExit(not all(row.met for row in packages))
    plan = load(chosen.scenario)
    assert plan is not None
    few, many, largest = (3, 25, 10_000) if chosen.quick else (5, 150, 100_000)
    layout = plan.layout
    rows = [
        *single_rows(plan, many),
        *kernel_rows(plan, many),
        *worker_rows(plan, chosen.scenario, few, largest),
        *batch_rows(chosen.scenario, few, largest),
        *start_up_rows(chosen.scenario, 5 if chosen.quick else 15),
        *estimate_rows(few),
        *attribution_rows(),
        *document_rows(),
        *comparison_rows(),
        *solving_rows(),
        *packages,
    ]
    print(table(rows))
    print(f"\n{machine_line()}")
    sizes = f"{len(layout.years)} years, {len(layout.branches)} branches, {len(layout.links)} links"
    print(f"{chosen.scenario}: {sizes}, {len(plan.effects)} effects of {len(plan.strength)} measures")
    raise SystemExit(not all(row.met for row in packages))


if __name__ == "__main__":
    main()
