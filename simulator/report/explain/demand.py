"""Final and primary energy as trees: links, branches, sectors, sources (model.demand, model.emissions)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.model.emissions import bought_primary, carried, plant_primary, split
from simulator.model.supply import electricity_fraction
from simulator.pathways.arrays import SECTORS, SOURCES
from simulator.report.explain import names
from simulator.report.explain.ground import in_year, remembered
from simulator.report.explain.node import Node, Words, made, number, renamed, words
from simulator.report.explain.own import has_own_imports, own_import_ratio
from simulator.report.explain.parameters import activity, intensity, share
from simulator.report.explain.supply import (
    fraction,
    imported,
    losses,
    plant_fuel,
    plant_name,
    primary_ratio,
    supplied,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.report.explain.ground import Ground

    ByPlace = Callable[[Ground, int, int], Node]  # branch or plant, year
    ByCarrier = Callable[[Ground, str, int], Node]  # electricity or heat, year

TCE = "1e4 tce"
CARRIERS = ("electricity", "heat")
ENERGY = SECTORS.index("energy")


def links_of(ground: Ground, branch: int) -> list[int]:
    """Links of a branch."""
    return np.flatnonzero(ground.plan.layout.link_branch == branch).tolist()


def branches_of(ground: Ground, sector: int) -> list[int]:
    """Branches of a sector."""
    return np.flatnonzero(ground.plan.layout.branch_sector == sector).tolist()


def branch_title(ground: Ground, branch: int) -> Words:
    """The title of a branch."""
    return names.branch(ground, ground.plan.layout.branches[branch])


@remembered
def link_energy(ground: Ground, link: int, year: int) -> Node:
    """Energy of one fuel in one branch: activity x intensity x share."""
    branch, fuel = ground.plan.layout.links[link]
    assert ground.result.flows.energy_link is not None
    value = ground.value(ground.result.flows.energy_link, year, link)
    title = words("explain.of", part=names.fuel(ground, fuel), whole=names.branch(ground, branch))
    place = int(ground.plan.layout.link_branch[link])
    return Node(
        fuel,
        in_year(title, year),
        value,
        TCE,
        "product",
        lambda: (activity(ground, place, year), intensity(ground, place, year), share(ground, link, year)),
    )


@remembered
def branch_energy(ground: Ground, branch: int, year: int) -> Node:
    """Final energy of a branch, all fuels."""
    links = links_of(ground, branch)
    assert ground.result.flows.energy_link is not None
    value = float(ground.result.flows.energy_link[ground.at(year), links, ground.run].sum())
    name = in_year(words("explain.energy_of", whole=branch_title(ground, branch)), year)
    key = ground.plan.layout.branches[branch]
    return Node(key, name, value, TCE, "sum", lambda: [link_energy(ground, link, year) for link in links])


@remembered
def sector_fuel(ground: Ground, fuel: str, sector: int, year: int) -> Node:
    """Final energy of one fuel in one sector."""
    layout = ground.plan.layout
    value = ground.value(ground.result.flows.energy, year, layout.cells.index((fuel, SECTORS[sector])))
    links = [i for i, (_, one) in enumerate(layout.links) if one == fuel]
    links = [i for i in links if layout.branch_sector[layout.link_branch[i]] == sector]
    title = words("explain.of", part=names.fuel(ground, fuel), whole=names.sector(SECTORS[sector]))
    return Node(
        SECTORS[sector],
        in_year(title, year),
        value,
        TCE,
        "sum",
        lambda: [by_branch(ground, i, year) for i in links],
    )


def by_branch(ground: Ground, link: int, year: int) -> Node:
    """A link among links of the same fuel: it is told apart by its branch."""
    return renamed(link_energy(ground, link, year), ground.plan.layout.links[link][0])


@remembered
def sector_carrier(ground: Ground, carrier: str, sector: int, year: int) -> Node:
    """Electricity or heat that a sector uses; capturing CO2 uses electricity too."""
    from simulator.report.explain.capture import capture_electricity

    flows = ground.result.flows
    array = flows.electricity_use if carrier == "electricity" else flows.heat_use
    cells = ground.plan.layout.cells
    own = [sector_fuel(ground, carrier, sector, year)] if (carrier, SECTORS[sector]) in cells else []
    if own and (carrier == "heat" or flows.captured is None):
        return own[0]
    taken = (
        [capture_electricity(ground, sector, year)]
        if flows.captured is not None and carrier == "electricity"
        else []
    )
    keyed = [renamed(node, carrier) for node in own]
    title = words("explain.of", part=names.fuel(ground, carrier), whole=names.sector(SECTORS[sector]))
    value = ground.value(array, year, sector)
    return Node(SECTORS[sector], in_year(title, year), value, TCE, "sum", lambda: keyed + taken)


@remembered
def final_energy(ground: Ground, year: int) -> Node:
    """All final energy, calorific."""
    value = float(ground.result.flows.energy[ground.at(year), :, ground.run].sum())
    branches = range(len(ground.plan.layout.branches))
    name = in_year(words("explain.final_energy"), year)
    return Node(
        "final_energy", name, value, TCE, "sum", lambda: [branch_energy(ground, b, year) for b in branches]
    )


# ---- primary energy ----


@remembered
def plant_primary_energy(ground: Ground, plant: int, year: int) -> Node:
    """Primary energy of a plant: its fuel by heat; hydro, solar, wind at the coal-equivalent rate."""
    coefficients = ground.plan.coefficients
    value = ground.value(plant_primary(ground.result.flows.supply, coefficients), year, plant)
    name = in_year(words("explain.plant_primary", plant=plant_name(ground, plant)), year)
    key = ground.plan.layout.plants[plant]
    if coefficients.plant_is_primary_electricity[plant]:
        parts = (plant_fuel(ground, plant, year), primary_ratio(ground))
        return Node(key, name, value, TCE, "product", lambda: parts)
    if coefficients.plant_source[plant] < 0:
        zero = number("elsewhere", words("explain.counted_elsewhere"), 0.0)
        return Node(key, name, value, TCE, "product", lambda: (plant_fuel(ground, plant, year), zero))
    return renamed(plant_fuel(ground, plant, year), key)


@remembered
def import_primary(ground: Ground, carrier: str, year: int) -> Node:
    """Net import as primary energy."""
    bought = bought_primary(ground.result.flows.supply, ground.plan.coefficients)
    value = ground.value(getattr(bought, carrier), year)
    name = in_year(names.source(f"import_{carrier}"), year)
    if carrier == "heat":
        return renamed(imported(ground, "heat", year), "import_heat", name)
    ratio = own_import_ratio(ground, year) if has_own_imports(ground) else primary_ratio(ground)
    parts = (imported(ground, carrier, year), ratio)
    return Node("import_electricity", name, value, TCE, "product", lambda: parts)


@remembered
def primary(ground: Ground, source: str, year: int) -> Node:
    """Primary energy of one source: what users burn, what plants use, what is bought."""
    index = SOURCES.index(source)
    value = ground.value(ground.result.flows.primary, year, index)
    name = in_year(names.source(source), year)
    if source in ("import_electricity", "import_heat"):
        return import_primary(ground, source.removeprefix("import_"), year)
    coefficients, layout = ground.plan.coefficients, ground.plan.layout

    def parts() -> list[Node]:
        cells = [cell for cell, of in zip(layout.cells, coefficients.cell_source, strict=True) if of == index]
        plants = np.flatnonzero(coefficients.plant_source == index).tolist()
        burnt = [sector_fuel(ground, fuel, SECTORS.index(sector), year) for fuel, sector in cells]
        keyed = [renamed(node, f"{sector}.{fuel}") for node, (fuel, sector) in zip(burnt, cells, strict=True)]
        return keyed + [plant_primary_energy(ground, plant, year) for plant in plants]

    return Node(source, name, value, TCE, "sum", parts)


@remembered
def energy_total(ground: Ground, year: int) -> Node:
    """Total energy use: all sources of primary energy."""
    value = (
        ground.value(ground.result.series["energy_total"], year)
        if False
        else float(ground.result.flows.primary[ground.at(year), :, ground.run].sum())
    )
    name = in_year(names.indicator("energy_total"), year)
    return Node("energy_total", name, value, TCE, "sum", lambda: [primary(ground, s, year) for s in SOURCES])


@remembered
def primary_pool(ground: Ground, carrier: str, year: int) -> Node:
    """Primary energy that electricity or heat carries: of plants, by energy content, and of net import."""
    coefficients, made_ = ground.plan.coefficients, ground.result.flows.supply
    pools = split(
        plant_primary(made_, coefficients), electricity_fraction(made_), bought_primary(made_, coefficients)
    )
    value = ground.value(getattr(pools, carrier), year)
    name = in_year(words("explain.primary_pool", carrier=names.fuel(ground, carrier)), year)
    return Node(
        "pool",
        name,
        value,
        TCE,
        "sum",
        lambda: pool_parts(ground, carrier, year, plant_primary_energy, import_primary),
    )


def pool_parts(
    ground: Ground, carrier: str, year: int, of_plant: ByPlace, of_import: ByCarrier
) -> list[Node]:
    """Each plant's part that belongs to a carrier, and what is bought of it."""
    parts = []
    for plant, key in enumerate(ground.plan.layout.plants):
        whole = of_plant(ground, plant, year)
        part = fraction(ground, plant, year)
        if carrier == "heat":
            part = made("heat_part", words("explain.heat_part"), "ratio", "rest", part)
        parts.append(made(key, plant_name(ground, plant), whole.unit, "product", whole, part))
    return [*parts, of_import(ground, carrier, year)]


@remembered
def primary_rate(ground: Ground, carrier: str, year: int) -> Node:
    """Primary energy that one tce of electricity or heat carries to its user."""
    coefficients, made_ = ground.plan.coefficients, ground.result.flows.supply
    pools = split(
        plant_primary(made_, coefficients), electricity_fraction(made_), bought_primary(made_, coefficients)
    )
    value = ground.value(getattr(carried(pools, made_), carrier), year)
    name = in_year(words("explain.primary_rate", carrier=names.fuel(ground, carrier)), year)
    parts = (primary_pool(ground, carrier, year), supplied(ground, carrier, year))
    return Node("rate", name, value, "ratio", "ratio", lambda: parts)


@remembered
def sector_primary(ground: Ground, sector: int, year: int) -> Node:
    """Primary energy by using sector: own fuels, and what electricity and heat carry; losses in energy."""
    value = ground.value(ground.result.flows.primary_sector, year, sector)
    title = words("explain.energy_of", whole=names.sector(SECTORS[sector]))
    return Node(
        SECTORS[sector],
        in_year(title, year),
        value,
        TCE,
        "sum",
        lambda: sector_parts(ground, sector, year, branch_primary, primary_rate, primary_pool),
    )


def sector_parts(
    ground: Ground, sector: int, year: int, of_branch: ByPlace, rate: ByCarrier, pool: ByCarrier
) -> list[Node]:
    """Branches of a sector; losses and what nobody uses belong to the energy sector (model.emissions)."""
    from simulator.report.explain.capture import capture_use

    parts = [of_branch(ground, branch, year) for branch in branches_of(ground, sector)]
    parts += capture_use(ground, sector, year, rate)
    if sector == ENERGY:
        parts += [of_losses(ground, carrier, year, rate) for carrier in CARRIERS]
        stranded = [pool(ground, c, year) for c in CARRIERS if not supplied(ground, c, year).value > 0.0]
        parts += [renamed(node, f"stranded.{i}") for i, node in enumerate(stranded)]
    return parts


def of_losses(ground: Ground, carrier: str, year: int, rate: ByCarrier) -> Node:
    """What the losses of a carrier carry."""
    lost, each = losses(ground, carrier, year), rate(ground, carrier, year)
    unit, of = ("1e4 t", "co2_of") if each.unit == "t/tce" else (TCE, "energy_of")
    name = words(f"explain.{of}", whole=words(f"explain.losses_of.{carrier}"))
    return made(lost.key, in_year(name, year), unit, "product", lost, each)


@remembered
def branch_primary(ground: Ground, branch: int, year: int) -> Node:
    """Primary energy of a branch: own fuels by heat, electricity and heat with what they carry."""
    parts = []
    for link in links_of(ground, branch):
        energy, fuel = link_energy(ground, link, year), ground.plan.layout.links[link][1]
        if fuel in CARRIERS:
            energy = made(fuel, energy.name, TCE, "product", energy, primary_rate(ground, fuel, year))
        parts.append(energy)
    name = in_year(words("explain.energy_of", whole=branch_title(ground, branch)), year)
    return made(ground.plan.layout.branches[branch], name, TCE, "sum", *parts)
