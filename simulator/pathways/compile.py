"""Measures of a scenario -> effects on index arrays; names are resolved and checked here."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import numpy as np

from simulator.errors import nearest
from simulator.pathways.measures import Effect
from simulator.pathways.schedules import scheduled
from simulator.units import unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulator.errors import Problems
    from simulator.inputs.measures import EffectEntry
    from simulator.inputs.scenario import Scenario, UsedMeasure
    from simulator.pathways.arrays import Layout

LEVELS = ("reach", "cap", "floor")
SHARES = ("share", "sales_share", "heat_share")  # their levels are shares; others, without a unit, multiples
UNIT_OF_QUANTITY = {"capacity": "power", "hours": "hours", "process": "mass"}
QUANTITIES_OF_PLANT = {  # heat plants follow the heat demand, the others run capacity x hours
    "generator": ("capacity", "hours"),
    "recovery": ("capacity", "hours"),
    "chp": ("heat_share",),
    "boiler": ("heat_share",),
}
EXAMPLE = {"power": "MW", "hours": "h", "mass": "1e4 t"}


def matching(patterns: Iterable[str], names: Sequence[str]) -> list[str]:
    """Names that fit one of the patterns, in the order of the names."""
    patterns = list(patterns)
    return [name for name in names if any(fnmatchcase(name, pattern) for pattern in patterns)]


def links_of_effects(
    scenario: Scenario, branches: Sequence[str], energy: Mapping[tuple[str, str], object]
) -> set[tuple[str, str]]:
    """Links that measures may fill although the base year has none: destinations of shifts and reaches."""
    wanted = set()
    for used in scenario.measures:
        for effect in used.measure.entry.effects:
            if effect.quantity != "share":
                continue
            for branch in matching(effect.on, branches):
                if effect.type == "shift" and (branch, effect.fuel) in energy:
                    wanted |= {(branch, fuel) for fuel in effect.to or {}}
                elif effect.type == "reach" and effect.fuel in (scenario.factors.fuels):
                    wanted.add((branch, str(effect.fuel)))
    return {(branch, fuel) for branch, fuel in wanted if fuel in scenario.factors.fuels}


def compile_effects(
    scenario: Scenario, layout: Layout, stocks: Sequence[str], problems: Problems
) -> tuple[Effect, ...]:
    """Every effect of every measure in use; a measure that finds nothing to act on is a problem."""
    effects = []
    for used in scenario.measures:
        for entry in used.measure.entry.effects:
            effect = compile_effect(used, entry, scenario, layout, stocks, problems)
            if effect is not None:
                effects.append(effect)
    return tuple(effects)


def compile_effect(
    used: UsedMeasure,
    entry: EffectEntry,
    scenario: Scenario,
    layout: Layout,
    stocks: Sequence[str],
    problems: Problems,
) -> Effect | None:
    """One effect on index arrays; None after adding a problem."""
    names = items_of(entry, scenario, layout, stocks)
    exact = [name for name in entry.on if "*" not in name and name not in {i[0] for i in names}]
    idle = {p.plant for p in scenario.region.plants if entry.quantity not in QUANTITIES_OF_PLANT[p.kind]}
    found = [i for i, (name, fuel) in enumerate(names) if fits(entry, name, fuel) and name not in idle]
    if entry.type == "shift":
        there = {*names, *((names[i][0], name) for i in found for name in plain(names) - idle)}
        found = [i for i in found if all((names[i][0], to) in there for to in entry.to or {})]
    if not found or (exact and not found):
        targets = sorted({name for name, _ in names})
        missing = ", ".join(entry.on) + (f" ({entry.fuel})" if entry.fuel else "")
        guess = nearest(exact[0], targets) if exact else None
        problems.add("measure_finds_nothing", used.origin, used.measure.id, missing, nearest=guess)
        return None
    if not unit_fits(used, entry, problems):
        return None
    target, part, ratio = destinations(entry, names, found)
    return Effect(
        measure=used.measure.id,
        kind=entry.type,
        quantity=entry.quantity,
        schedule=scheduled(used.schedule, layout.years),
        index=np.array(found),
        value=value_of(entry),
        target=target,
        ratio=ratio,
        part=part,
        of_base=entry.type in LEVELS and entry.quantity not in SHARES and entry.unit is None,
    )


def plain(names: Sequence[tuple[str, str]]) -> set[str]:
    """Names of items that have no fuel (branches, plants)."""
    return {name for name, fuel in names if not fuel}


def items_of(
    entry: EffectEntry, scenario: Scenario, layout: Layout, stocks: Sequence[str]
) -> list[tuple[str, str]]:
    """(name, fuel) of every place on the axis that the effect's quantity has."""
    if entry.quantity == "share":
        return list(layout.links)
    if entry.quantity == "sales_share":
        kinds = {row.stock: row.kinds for row in scenario.region.stocks}
        return [
            (stock, row.kind)
            for stock in stocks
            for row in scenario.factors.stock_kinds
            if row.kinds == kinds[stock]
        ]
    plants = entry.quantity in ("capacity", "hours", "heat_share")
    axis = layout.plants if plants else layout.branches
    axis = layout.processes if entry.quantity == "process" else axis
    return [(name, "") for name in axis]


def fits(entry: EffectEntry, name: str, fuel: str) -> bool:
    """True if an item is one the effect names."""
    wanted = any(fnmatchcase(name, pattern) for pattern in entry.on)
    return wanted and (not fuel or fuel == entry.fuel)


def unit_fits(used: UsedMeasure, entry: EffectEntry, problems: Problems) -> bool:
    """An added amount needs a unit of the quantity it is added to."""
    wanted = UNIT_OF_QUANTITY.get(entry.quantity)
    if entry.unit is None or wanted is None:
        return True
    unit = unit_of(entry.unit)
    if unit is None or unit.dimension != wanted:
        example = EXAMPLE[wanted]
        problems.add("unit_does_not_fit", used.measure.origin, used.measure.id, entry.unit, unit=example)
        return False
    return True


def value_of(entry: EffectEntry) -> float:
    """The effect's number in model units."""
    if entry.type == "shift":
        return entry.portion
    value = next(v for v in (entry.factor, entry.level, entry.amount) if v is not None)
    unit = unit_of(entry.unit) if entry.unit else None
    return value * unit.factor if unit else value


def destinations(entry: EffectEntry, names: Sequence[tuple[str, str]], found: Sequence[int]):  # type: ignore[no-untyped-def]
    """Index of each destination of each source, and their parts and ratios; empty unless a shift."""
    to = entry.to or {}
    places = {name: index for index, name in enumerate(names)}

    def place(source: int, destination: str) -> int:
        return places.get((names[source][0], destination), places.get((destination, ""), -1))

    target = np.array([[place(i, name) for name in to] for i in found], dtype=np.intp)
    target = target.reshape(len(found), len(to))
    return target, np.array(list(to.values())), np.array([entry.ratio.get(name, 1.0) for name in to])
