"""Write docs/plan-coverage.md: every row of the plans and the measure, target, command or reason for it.

Run it after a change of parameters/plans, of a measure's plan_rows or of a target; a test compares the page
with what it would write. The same inputs give the same bytes.

    python tools/write_coverage.py
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from simulator.errors import Problems
from simulator.report.coverage import coverage_page, plan_coverage

TARGET = Path(__file__).parents[1] / "docs/plan-coverage.md"


def main() -> None:
    """Read the command line, write the page, say how many rows nothing stands for."""
    parser = argparse.ArgumentParser(description="Write the page of what stands for each row of the plans.")
    parser.add_argument("--out", type=Path, default=TARGET, help="Markdown file to write")
    chosen = parser.parse_args()
    problems = Problems()
    found = plan_coverage(problems)
    if problems.found:
        sys.exit("\n".join(problem.render() for problem in problems.found))
    chosen.out.write_text(coverage_page(found), encoding="utf-8", newline="\n")
    missing = [one.row.row for one in found if "missing" in one.kinds]
    print(f"{chosen.out.name}: {len(found)} rows, {len(missing)} missing", *missing)


if __name__ == "__main__":
    main()
