"""Drivers as trees: levels and chained growth of the outlooks, and what follows from them by formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.errors import Origin
from simulator.inputs.ranges import GROWTH, STRUCTURE
from simulator.pathways.schedules import Anchor, governing
from simulator.report.explain import names
from simulator.report.explain.ground import given, in_year, remembered
from simulator.report.explain.node import Node, Words, made, number, renamed, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.report.explain.ground import Ground

BASE = Origin("", 0)  # of an anchor that no file holds: the base year's own value
LOW, HIGH = 1, 2  # the cases of a result that leave the central outlook


@remembered
def driver(ground: Ground, name: str, year: int) -> Node:
    """A driver in a year, as the pathway has it."""
    from simulator.report.explain.stocks import stock_total

    if name not in ground.result.pathway.drivers or name in {s.row.stock for s in ground.plan.stocks}:
        return stock_total(ground, name, year)
    value = ground.value(ground.result.pathway.drivers[name], year)
    title, unit = in_year(names.driver(ground, name), year), names.driver_unit(ground, name)
    if f"{name}{GROWTH}" in ground.plan.outlooks:
        return Node(name, title, value, unit, "grown", lambda: chain(ground, name, year))
    if name in ground.plan.outlooks:
        return outlook(ground, name, year, name, title, unit)
    operation, parts = derived(name)
    return Node(name, title, value, unit, operation, lambda: [driver(ground, part, year) for part in parts])


def derived(name: str) -> tuple[str, tuple[str, ...]]:
    """The formula of a driver that follows from others (pathways.drivers)."""
    head, _, part = name.partition(".")
    if name == "gdp_per_head":
        return "ratio", ("gdp", "population")
    if head == "value_added":
        return "product", ("gdp", f"structure.{part}")
    if head == "structure":
        return "rest", tuple(f"structure.{other}" for other in STRUCTURE if other != part)
    if name == "population.urban":
        return "product", ("population", "urban_share")
    return "difference", ("population", "population.urban")


def chain(ground: Ground, name: str, year: int) -> list[Node]:
    """The level of the first year and the growth rate of every year after it."""
    outlook_ = ground.plan.outlooks[name + GROWTH]
    rows = ground.result.scenario.region.drivers
    base = next(r for r in rows if r.variable == name and r.year == ground.first and r.case == "actual")
    start = in_year(names.driver(ground, name), ground.first)
    assert outlook_.base is not None
    level = given(
        ground, str(ground.first), start, outlook_.base, names.driver_unit(ground, name), base.origin
    )
    later = range(ground.first + 1, year + 1)
    return [level, *(rate(ground, name + GROWTH, one) for one in later)]


@remembered
def rate(ground: Ground, name: str, year: int) -> Node:
    """A yearly growth rate; it needs no interpolation."""
    growth = words("explain.growth", name=names.driver(ground, name.removesuffix(GROWTH)))
    return outlook(ground, name, year, str(year), in_year(growth, year), "ratio")


def outlook(ground: Ground, name: str, year: int, key: str, title: Words, unit: str) -> Node:
    """An outlook in a year: the central one, or moved by the distance of the low or high one."""
    found, place = ground.plan.outlooks[name], ground.at(year)
    central = float(found.central[place])
    if ground.run not in (LOW, HIGH):
        return anchored(ground, key, title, unit, central, driver_anchors(ground, name, "central"), year)
    side = "low" if ground.run == LOW else "high"
    distance = float((found.low if ground.run == LOW else found.high)[place] - central)
    middle = anchored(ground, key, title, unit, central, driver_anchors(ground, name, "central"), year)
    if distance == 0.0:
        return middle
    anchors = driver_anchors(ground, name, side)
    origin = anchors[governing(anchors, ground.plan.layout.years)[place]].origin
    moved = given(ground, side, words(f"explain.distance_{side}"), distance, unit, origin)
    return made(key, title, unit, "sum", renamed(middle, "central"), moved)


def driver_anchors(ground: Ground, name: str, case: str) -> list[Anchor]:
    """Anchors of a driver: actual years, then the scenario's own (central only) or the region's outlook."""
    rows = [row for row in ground.result.scenario.region.drivers if row.variable == name]
    actual = [Anchor(row.year, row.value, row.origin) for row in rows if row.case == "actual"]
    last = max((anchor.year for anchor in actual), default=0)
    overrides = [o for o in ground.result.scenario.drivers if o.key == name and case == "central"]
    later = [Anchor(*point) for override in overrides for point in override.points if point[0] > last]
    for wanted in (case, "central"):
        told = [Anchor(r.year, r.value, r.origin) for r in rows if r.case == wanted and r.year > last]
        later = later or told
    return sorted(actual + later)


def anchored(
    ground: Ground,
    key: str,
    name: Words,
    unit: str,
    value: float,
    anchors: Sequence[Anchor],
    year: int,
    base: Node | None = None,
) -> Node:
    """A yearly value between its anchors: the one that governs it, or the line between two of them.

    base : what the base year's anchor stands for where no file has it (`BASE`); 1 or 0 by definition if None
    """
    ordered = sorted(anchors, key=lambda anchor: anchor.year)
    index = governing(ordered, ground.plan.layout.years)[ground.at(year)]
    end = ordered[index]
    if value == end.value:
        note = None if end.year == year else words("explain.of_anchor", year=end.year)
        return at_anchor(ground, key, name, unit, end, base, note)
    start = ordered[index - 1]
    part = (year - start.year) / (end.year - start.year)

    def parts() -> list[Node]:
        ends = [
            at_anchor(ground, str(one.year), words("explain.anchor", year=one.year), unit, one, base)
            for one in (start, end)
        ]
        return [*ends, number("position", words("explain.position"), part)]

    return Node(key, name, value, unit, "between", parts)


def at_anchor(
    ground: Ground,
    key: str,
    name: Words,
    unit: str,
    anchor: Anchor,
    base: Node | None,
    note: Words | None = None,
) -> Node:
    """The value of an anchor where it stands, or what the base year's stands for."""
    if anchor.origin == BASE and base is not None:
        return renamed(base, key, name)
    return given(ground, key, name, anchor.value, unit, anchor.origin, note=note)
