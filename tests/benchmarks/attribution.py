"""Credits of measures: runs a second of exact Shapley values for 12 groups, 8 scenarios against one baseline.

Alone: `OPENBLAS_NUM_THREADS=1 python tests/benchmarks/attribution.py`.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from machine import Row, machine_line, rounds_of, table

from simulator import load, simulate
from simulator.explore.credits.attribution import attribute, singles
from simulator.explore.credits.decomposition import between_years
from simulator.explore.credits.game import game_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.pathways.prepare import Plan

GROUPS = 12  # 4 096 mixes
SCENARIOS = 8
REGIONS = ("yiwu", "quzhou")


def pair(region: str) -> tuple[Plan, Plan]:
    """The stated policies of a region and its baseline."""
    after, before = load(f"{region}/stated_policies"), load(f"{region}/baseline")
    assert after is not None
    assert before is not None
    return after, before


def twelve_groups(after: Plan, before: Plan) -> dict[str, list[str]]:
    """All measures that differ, dealt out to twelve groups."""
    names = [player.id for player in singles(game_of(after, before))]
    return {f"group {number + 1}": names[number::GROUPS] for number in range(GROUPS)}


def attribution_rows(rounds: int = 2) -> Sequence[Row]:
    """Exact credits of one scenario and of eight, the default of a scenario of many measures, and causes."""
    return [row for region in REGIONS for row in region_rows(region, rounds)]


def region_rows(region: str, rounds: int) -> list[Row]:
    """The rows of one region."""
    after, before = pair(region)
    groups, result = twelve_groups(after, before), simulate(after)
    years = result.years.tolist()
    exact, default = attribute(after, before, groups), attribute(after, before)
    assert exact.credits.exact
    assert max(exact.gap(), default.gap()) < 1e-9
    work = {
        "eight": lambda: [attribute(after, before, groups) for _ in range(SCENARIOS)],
        "default": lambda: attribute(after, before),
        "causes": lambda: between_years(result, years),
    }
    seconds = {name: median(each) for name, each in rounds_of(work, rounds).items()}
    runs = SCENARIOS * exact.runs
    measures = 0 if default.inside is None else len(default.inside.players)
    return [
        Row(
            f"{region}: {GROUPS} groups exactly, {SCENARIOS} scenarios ({runs:,} runs)",
            f"{seconds['eight']:.1f} s, {runs / seconds['eight']:,.0f} runs/s",
        ),
        Row(
            f"{region}: sectors exactly, {measures} measures sampled ({default.runs:,} runs)",
            f"{seconds['default']:.1f} s, {default.runs / seconds['default']:,.0f} runs/s",
        ),
        Row(f"{region}: causes of change, {len(years) - 1} spans", f"{seconds['causes'] * 1e3:.0f} ms"),
    ]


if __name__ == "__main__":
    print(table(attribution_rows()))
    print(f"\n{machine_line()}")
