"""What the fallback route expects of sector groups by fuel, brought in line with what parts are published.

A use table is group -> column -> amount: fuels and heat in 10^4 tce, electricity in 10^8 kWh with its losses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.errors import Problems
from simulator.inputs.estimate.lines import inside, lines_of
from simulator.inputs.estimate.totals import column_of, group_of, made_of, opened, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulator.inputs.estimate.lines import Line
    from simulator.inputs.factors import Factors
    from simulator.inputs.reconcile import Key
    from simulator.inputs.region import Region

    Use = dict[str, dict[str, float]]


def makes_heat(region: Region) -> bool:
    """True if some plant of the region gives heat in the base year."""
    return any(opened(region, row) and made_of(row, 1.0)[1] > 0.0 for row in region.plants)


def fold_heat(region: Region, use: Use) -> None:
    """Heat that no plant of the region makes is coal of the users' own boilers."""
    if not makes_heat(region):
        for columns in use.values():
            columns["coal"] = columns.get("coal", 0.0) + columns.pop("heat", 0.0)


def follow_parts(region: Region, factors: Factors, use: Use) -> None:
    """Let the expected use of a group follow the published use of a fuel in one of its places.

    A part inside another published part says nothing about the whole; electricity of places says nothing
    where the electricity of the region is published.
    """
    cells = expected_cells(region, factors, use)
    named = {(row.target_id, row.fuel): row.value * row.specific_use for row in region.named}
    whole = value_of(region, "electricity_use") is not None
    lines = [line for line in lines_of(region, factors, Problems()) if not line.primary]
    for line, keys in outermost(lines, region, factors, cells):
        electric = line.fuel == "electricity"
        if electric and whole:
            continue
        taken = sum(value for key, value in named.items() if inside(region, factors, line, key))
        wanted = max(line.amount - taken, 0.0)
        if electric:
            wanted /= factors.calorific_rate() * (1.0 - region.info.electricity_losses)
        now = sum(cells[key] for key in keys)
        for key in keys:
            change = cells[key] * (wanted / now - 1.0) if now > 0.0 else wanted / len(keys)
            columns, column = use[group_of(region, key[0])], column_of(factors, key[1])
            columns[column] = max(columns.get(column, 0.0) + change, 0.0)


def outermost(
    lines: Iterable[Line], region: Region, factors: Factors, cells: Iterable[Key]
) -> list[tuple[Line, list[Key]]]:
    """Lines with their cells, without those that lie inside another one."""
    known = list(cells)
    found = [(line, [key for key in known if inside(region, factors, line, key)]) for line in lines]
    found = [(line, keys) for line, keys in found if keys]
    sets = [set(keys) for _, keys in found]
    return [
        one
        for number, one in enumerate(found)
        if not any(sets[number] < other for other in sets) and sets[number] not in sets[:number]
    ]


def expected_cells(region: Region, factors: Factors, use: Use) -> dict[Key, float]:
    """The use table shared out over the cells of each group and column by the prior weights."""
    branches = {row.branch for row in region.branches}
    steam = makes_heat(region)
    weights: dict[Key, float] = {}
    for row in region.weights:
        if row.branch in branches:
            key = (row.branch, "coal" if row.fuel == "heat" and not steam else row.fuel)
            weights[key] = weights.get(key, 0.0) + row.value
    place = {key: (group_of(region, key[0]), column_of(factors, key[1])) for key in weights}
    sums: dict[Key, float] = {}
    for key, value in weights.items():
        sums[place[key]] = sums.get(place[key], 0.0) + value
    return {
        key: use[place[key][0]].get(place[key][1], 0.0) * value / sums[place[key]]
        for key, value in weights.items()
        if sums[place[key]] > 0.0
    }
