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
    from simulator.inputs.effects import EffectEntry, Price
    from simulator.inputs.scenario import Scenario, UsedMeasure
    from simulator.pathways.arrays import Array, Layout

LEVELS = ("reach", "cap", "floor")
PLANT_QUANTITIES = ("capacity", "hours", "heat_share")
SHARES = ("share", "sales_share", "heat_share", "capture")  # levels of others, without a unit, are multiples
UNITS = {"capacity": "MW", "hours": "h", "heat_share": "ratio", "capture": "ratio"}
QUANTITIES_OF_PLANT = {  # heat plants follow the heat demand, the others run capacity x hours
    "generator": ("capacity", "hours"),
    "recovery": ("capacity", "hours"),
    "storage": ("capacity", "hours"),
    "electrolyser": ("capacity", "hours"),
    "chp": ("heat_share",),
    "boiler": ("heat_share",),
}


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
            if effect.quantity not in ("share", "energy"):
                continue
            for branch in matching(effect.on, branches):
                if effect.to and (branch, effect.fuel) in energy:
                    wanted |= {(branch, fuel) for fuel in effect.to or {}}
                elif effect.type == "reach" and effect.fuel in (scenario.factors.fuels):
                    wanted.add((branch, str(effect.fuel)))
    return {(branch, fuel) for branch, fuel in wanted if fuel in scenario.factors.fuels}


def captured_of_effects(scenario: Scenario, branches: Sequence[str]) -> tuple[str, ...]:
    """Branches, plants and processes whose CO2 a measure in use captures."""
    region = scenario.region
    names = [*branches, *(row.plant for row in region.plants), *(row.process for row in region.processes)]
    patterns = [
        pattern
        for used in scenario.measures
        for effect in used.measure.entry.effects
        if effect.quantity == "capture"
        for pattern in effect.on
    ]
    return tuple(matching(patterns, names))


def compile_effects(
    scenario: Scenario, layout: Layout, share: Array, stocks: Sequence[str], problems: Problems
) -> tuple[Effect, ...]:
    """Every effect of every measure in use; a measure that finds nothing to act on is a problem.

    share : (year, link) fuel shares before measures
    """
    effects = []
    for used in scenario.measures:
        for entry in used.measure.entry.effects:
            effect = compile_effect(used, entry, scenario, layout, share, stocks, problems)
            if effect is not None:
                effects.append(effect)
    return tuple(effects)


def compile_effect(
    used: UsedMeasure,
    entry: EffectEntry,
    scenario: Scenario,
    layout: Layout,
    share: Array,
    stocks: Sequence[str],
    problems: Problems,
) -> Effect | None:
    """One effect on index arrays; None after adding a problem."""
    names = items_of(entry, scenario, layout, stocks)
    exact = [name for name in entry.on if "*" not in name and name not in {i[0] for i in names}]
    supplying = {p.plant for p in scenario.region.plants if entry.quantity in QUANTITIES_OF_PLANT[p.kind]}
    idle = set(layout.plants) - supplying if entry.quantity in PLANT_QUANTITIES else set()
    found = [i for i, (name, fuel) in enumerate(names) if fits(entry, name, fuel) and name not in idle]
    if entry.to:
        if entry.quantity in ("share", "energy"):  # what only another measure brings is not there to be moved
            found = [i for i in found if share[:, i].any()]
        there = {*names, *((names[i][0], name) for i in found for name in plain(names) - idle)}
        found = [i for i in found if all((names[i][0], to) in there for to in entry.to or {})]
    if not found:
        targets = sorted({name for name, _ in names})
        missing = ", ".join(entry.on) + (f" ({entry.fuel})" if entry.fuel else "")
        guess = nearest(exact[0], targets) if exact else None
        problems.add("measure_finds_nothing", used.origin, used.measure.id, missing, nearest=guess)
        return None
    if entry.unit and not unit_fits(used, entry, units_there(entry, scenario, names, found), problems):
        return None
    target, part, ratio = destinations(entry, names, found)
    return Effect(
        measure=used.measure.id,
        kind=entry.type,
        quantity=entry.quantity,
        schedule=scheduled(used.schedule, layout.years),
        index=np.array(found),
        value=priced(entry.price, scenario, layout, share[0], found) if entry.price else value_of(entry),
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
    if entry.quantity in ("share", "energy"):
        decided = fleet_branches(scenario)
        return [
            ("", "") if link[0] in decided else link for link in layout.links
        ]  # every link keeps its place
    if entry.quantity == "release":
        return list(layout.releases)
    if entry.quantity == "capture":
        return [(name, "") for name in layout.captured]
    if entry.quantity == "sales_share":
        kinds = {row.stock: row.kinds for row in scenario.region.stocks}
        return [
            (stock, row.kind)
            for stock in stocks
            for row in scenario.factors.stock_kinds
            if row.kinds == kinds[stock]
        ]
    axis = layout.plants if entry.quantity in PLANT_QUANTITIES else layout.branches
    axis = layout.processes if entry.quantity == "process" else axis
    return [(name, "") for name in axis]


def fleet_branches(scenario: Scenario) -> set[str]:
    """Branches whose fuels are what the sales of a stock make them; shares there belong to no measure."""
    fuels = {row.kinds for row in scenario.factors.stock_kinds if row.kind in scenario.factors.fuels}
    fuelled = {row.stock for row in scenario.region.stocks if row.kinds in fuels}
    return {row.branch for row in scenario.region.branches if row.method == "stock" and row.stock in fuelled}


def fits(entry: EffectEntry, name: str, fuel: str) -> bool:
    """True if an item is one the effect names."""
    wanted = any(fnmatchcase(name, pattern) for pattern in entry.on)
    if entry.quantity == "release":
        return wanted and (not entry.gases or fuel in entry.gases)
    return wanted and (not fuel or fuel == entry.fuel)


def unit_fits(used: UsedMeasure, entry: EffectEntry, wanted: set[str], problems: Problems) -> bool:
    """An amount or a level with a unit needs the unit of what it acts on; `wanted` are the units there."""
    unit = unit_of(entry.unit or "")
    found = {unit_of(name) for name in wanted}
    if unit is not None and all(one is not None and one.dimension == unit.dimension for one in found):
        return True
    example = sorted(wanted)[0] if wanted else ""
    problems.add("unit_does_not_fit", used.measure.origin, used.measure.id, entry.unit, unit=example)
    return False


def units_there(
    entry: EffectEntry, scenario: Scenario, names: Sequence[tuple[str, str]], found: Iterable[int]
) -> set[str]:
    """Units of the places an effect acts on."""
    if entry.quantity in UNITS:
        return {UNITS[entry.quantity]}
    units = {row.process: row.unit for row in scenario.region.processes}
    units |= {row.branch: row.activity_unit for row in scenario.region.branches}
    return {units[names[place][0]] for place in found}


def value_of(entry: EffectEntry) -> float:
    """The effect's number in model units."""
    if entry.type == "shift":
        return entry.portion
    value = next(v for v in (entry.factor, entry.level, entry.amount) if v is not None)
    unit = unit_of(entry.unit) if entry.unit else None
    return value * unit.factor if unit else value


def priced(
    price: Price, scenario: Scenario, layout: Layout, base_share: Array, branches: Sequence[int]
) -> Array:
    """Factor on the intensity of each branch that a higher price leads to, (place, 1).

    Fuels without a price take no part; a branch that has no others is left as it is.
    """
    factors, choice = scenario.factors, scenario.entry.accounting.combustion
    factor = []
    for branch in branches:
        links = np.flatnonzero(layout.link_branch == branch)
        own = [(fuel, base_share[i]) for i in links if (fuel := layout.links[i][1]) in factors.prices]
        paid = sum(share * factors.prices[fuel].value for fuel, share in own)
        burnt = [(fuel, share) for fuel, share in own if fuel not in ("electricity", "heat")]
        carbon = sum(share * factors.co2(fuel, choice).value for fuel, share in burnt)
        rise = price.rise or (price.carbon or 0.0) * carbon / (paid or 1.0)
        factor.append(1.0 - price.coverage * (1.0 - (1.0 + rise) ** price.elasticity))
    return np.array(factor)[:, None]


def destinations(entry: EffectEntry, names: Sequence[tuple[str, str]], found: Sequence[int]):  # type: ignore[no-untyped-def]
    """Index of each destination of each source, and their parts and ratios; empty unless a shift."""
    to = entry.to or {}
    places = {name: index for index, name in enumerate(names)}

    def place(source: int, destination: str) -> int:
        return places.get((names[source][0], destination), places.get((destination, ""), -1))

    target = np.array([[place(i, name) for name in to] for i in found], dtype=np.intp)
    target = target.reshape(len(found), len(to))
    return target, np.array(list(to.values())), np.array([entry.ratio.get(name, 1.0) for name in to])
