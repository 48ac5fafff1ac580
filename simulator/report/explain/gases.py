"""Other gases, uptake by land, pollutants and the carbon market as trees (model.releases, assess.gases)."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import numpy as np

from simulator.assess.gases import GAS_TOTALS
from simulator.assess.sectors import own_fuel_co2
from simulator.pathways.arrays import SECTORS
from simulator.pathways.trading import coverage
from simulator.report.explain import names
from simulator.report.explain.demand import link_energy
from simulator.report.explain.emissions import co2_total, own_co2, plant_co2
from simulator.report.explain.ground import given, in_year, remembered
from simulator.report.explain.measures import Cell, start_values, starts, stepped
from simulator.report.explain.node import Node, Words, made, number, renamed, words
from simulator.report.explain.parameters import multiple
from simulator.report.explain.processes import amount, process_co2
from simulator.report.explain.supply import by_row, plant_fuel

if TYPE_CHECKING:
    from simulator.pathways.releases import Term
    from simulator.report.explain.ground import Ground

TONNES = "1e4 t"
GAS_SUMS = ("fluorinated_total", "ghg_total", "ghg_net", "co2_net")  # indicators of several gases


def gas_name(ground: Ground, gas: str) -> Words:
    """A gas in both languages."""
    row = ground.result.scenario.factors.gases[gas]
    return Words(row.title_en, row.title_zh)


def source_name(ground: Ground, source: str) -> Words:
    """A branch, plant or process."""
    layout = ground.plan.layout
    if source in layout.branches:
        return names.branch(ground, source)
    return names.plant(ground, source) if source in layout.plants else names.process(ground, source)


@remembered
def release(ground: Ground, place: int, year: int) -> Node:
    """What one source releases of one gas: fuel burnt or amount, times factor, path and measures."""
    source, gas = ground.plan.releases.names[place]
    terms = [term for term in ground.plan.releases.terms if term.release == (source, gas)]
    what = words("explain.of", part=gas_name(ground, gas), whole=source_name(ground, source))
    base = [term_node(ground, term, year) for term in terms]
    whole = made("unchanged", words("explain.at_base_factor"), TONNES, "sum", *base)
    change = release_multiple(ground, place, year)
    if change.operation == "constant":
        return made(source, in_year(what, year), TONNES, "sum", *base)
    return made(source, in_year(what, year), TONNES, "product", whole, change)


def term_node(ground: Ground, term: Term, year: int) -> Node:
    """One fuel or process of a source: how much of it, times what a unit of it releases."""
    makers = {"link": link_energy, "plant": plant_fuel, "process": amount}
    much = makers[term.kind](ground, term.place, year)
    unit = term.factor.unit
    factor = by_row(ground, "factor", words("explain.release_factor"), term.factor.value, unit, term.factor)
    return made(f"{term.kind}.{much.key}", much.name, TONNES, "product", much, factor)


@remembered
def release_multiple(ground: Ground, place: int, year: int) -> Node:
    """Factor of a release over that of the base year: its path, and measures on it."""
    name = in_year(words("explain.quantity.release"), year)
    return stepped(ground, Cell("release", place, year), key="multiple", name=name)


@starts("release")
def release_start(ground: Ground, place: int, year: int) -> Node:
    """Factor of a release over that of the base year before measures."""
    source, gas = ground.plan.releases.names[place]
    factors = multiple(ground, source, "release", year, gas)
    title = words("explain.quantity.release")
    if not factors:
        return number("multiple", title, 1.0, "ratio")
    value = ground.value(start_values(ground, "release"), year, place)
    return Node("multiple", title, value, "ratio", "product", lambda: factors)


@remembered
def gas_sector(ground: Ground, gas: str, sector: int, year: int) -> Node:
    """A gas in a sector."""
    releases = ground.plan.releases
    at = (ground.at(year), releases.gases.index(gas), sector, ground.run)
    mine = np.flatnonzero((releases.gas == at[1]) & (releases.sector == sector)).tolist()
    title = words("explain.of", part=gas_name(ground, gas), whole=names.sector(SECTORS[sector]))
    value = float(ground.result.gases[at])
    return Node(
        SECTORS[sector],
        in_year(title, year),
        value,
        TONNES,
        "sum",
        lambda: [release(ground, i, year) for i in mine],
    )


@remembered
def gas_total(ground: Ground, gas: str, year: int) -> Node:
    """A gas in all sectors."""
    sectors = [gas_sector(ground, gas, sector, year) for sector in range(len(SECTORS))]
    return made(gas, in_year(gas_name(ground, gas), year), TONNES, "sum", *sectors)


@remembered
def in_co2(ground: Ground, gas: str, year: int) -> Node:
    """A gas as CO2 equivalent."""
    scenario = ground.result.scenario
    row = scenario.factors.warming[scenario.entry.accounting.gwp, gas]
    warming = by_row(ground, "warming", words("explain.warming"), row.value, row.unit, row)
    title = words("explain.in_co2", gas=gas_name(ground, gas))
    return made(gas, in_year(title, year), TONNES, "product", gas_total(ground, gas, year), warming)


def warming_gases(ground: Ground) -> list[str]:
    """Greenhouse gases besides CO2."""
    kinds = ground.result.scenario.factors.gases
    return [gas for gas in ground.plan.releases.gases if kinds[gas].kind == "greenhouse" and gas != "co2"]


@remembered
def gas_indicator(ground: Ground, name: str, year: int) -> Node:
    """An indicator of gases: one gas, the fluorinated ones, all, or all less uptake."""
    if name in GAS_TOTALS:
        return gas_total(ground, GAS_TOTALS[name], year)
    gases = warming_gases(ground)
    title = in_year(names.indicator(name), year)
    if name == "fluorinated_total":
        fluorinated = [gas for gas in gases if gas not in ("ch4", "n2o")]
        return made(name, title, TONNES, "sum", *(in_co2(ground, gas, year) for gas in fluorinated))
    if name == "ghg_net":
        whole = gas_indicator(ground, "ghg_total", year)
        return made(name, title, TONNES, "difference", whole, gas_total(ground, "co2_removed", year))
    imported = ground.result.scenario.entry.accounting.imported_power
    co2 = co2_total(ground, year, ground.result.preset, imported)
    if name == "co2_net":
        return made(name, title, TONNES, "difference", co2, gas_total(ground, "co2_removed", year))
    return made(name, title, TONNES, "sum", co2, *(in_co2(ground, gas, year) for gas in gases))


# ---- the national carbon market ----


@remembered
def trading(ground: Ground, name: str, year: int) -> Node:
    """CO2 inside the carbon market, or the part of it whose allowances are not free."""
    layout, flows = ground.plan.layout, ground.result.flows
    groups = (
        (layout.branches, own_fuel_co2(ground.plan, flows).shape[1], own_co2),
        (layout.plants, flows.co2_plant.shape[1], plant_co2),
        (layout.processes, flows.co2_by_process.shape[1], process_co2),
    )
    parts, rows = [], ground.result.scenario.factors.trading
    for sources, count, maker in groups:
        for place, source in enumerate(sources[:count]):
            inside, free = (float(part[ground.at(year)]) for part in coverage(source, rows, layout.years))
            if inside:
                part = covered(ground, source, inside, free, year, paid=name == "co2_ets_paid")
                whole = renamed(maker(ground, place, year), "co2")
                parts.append(made(source, whole.name, TONNES, "product", whole, *part))
    return made(name, in_year(names.indicator(name), year), TONNES, "sum", *parts)


def covered(ground: Ground, source: str, inside: float, free: float, year: int, *, paid: bool) -> list[Node]:
    """Covered part of a source's CO2 and, for what must be paid, the part that is not free."""
    rows = [r for r in ground.result.scenario.factors.trading if fnmatchcase(source, r.target)]
    row = max((row for row in rows if row.from_year <= year), key=lambda row: row.from_year)
    part = by_row(ground, "covered", words("explain.covered"), inside, "ratio", row)
    if not paid:
        return [part]
    allowed = given(ground, "free", words("explain.free"), free, "ratio", row.origin)
    return [part, made("paid", words("explain.not_free"), "ratio", "rest", allowed)]
