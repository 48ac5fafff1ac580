"""Plants, heat, electricity and what is bought, as trees (model.supply, pathways.supply_paths)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from simulator.pathways.measures import NOTHING
from simulator.pathways.schedules import Anchor
from simulator.report.explain import names
from simulator.report.explain.drivers import BASE
from simulator.report.explain.ground import given, in_year, loss_rate, remembered
from simulator.report.explain.measures import Cell, start_values, starts, stepped
from simulator.report.explain.node import Node, Words, made, number, renamed, words
from simulator.report.explain.own import has_own_imports, own_grid_factor
from simulator.report.explain.parameters import activity, balance_of, cell, multiple, path_value
from simulator.units import HOURS_MEGAWATT, PER_KWH

if TYPE_CHECKING:
    from simulator.inputs.rows import PlantRow, Row
    from simulator.report.explain.drivers import BASE
from simulator.report.explain.ground import Ground

TCE = "1e4 tce"


def plant_row(ground: Ground, plant: int) -> PlantRow:
    """The row of a plant on the axis."""
    return ground.result.scenario.region.plants[plant]


def by_row(ground: Ground, key: str, name: Words, value: float, unit: str, row: Row) -> Node:
    """A number that stands in a row."""
    return given(ground, key, name, value, unit, row.origin)


def rate(ground: Ground, item: str, quantity: str, year: int | None, key: str) -> Node:
    """A conversion rate between carriers."""
    row = ground.result.scenario.factors.rates[item, quantity, year]
    return by_row(ground, key, words(f"explain.rate.{quantity}"), row.value, row.unit, row)


def per_kwh(node: Node, unit: str) -> Node:
    """A rate per kWh in the model's unit, 10^4 t per 10^8 kWh."""
    ten = number("per_kwh", words("explain.per_kwh"), PER_KWH)
    return made(node.key, node.name, unit, "product", node, ten)


@remembered
def calorific(ground: Ground) -> Node:
    """Heat of electricity, 10^4 tce per 10^8 kWh."""
    return per_kwh(rate(ground, "electricity", "calorific", None, "calorific"), f"{TCE}/1e8 kWh")


@remembered
def primary_ratio(ground: Ground) -> Node:
    """tce of primary energy per tce of electricity, by the accounting rule."""
    name = words("explain.primary_ratio")
    if ground.result.scenario.entry.accounting.electricity == "calorific":
        return number("primary_ratio", name, 1.0, "ratio")
    equivalent = rate(ground, "electricity", "coal_equivalent_net", 2020, "coal_equivalent")
    heat = rate(ground, "electricity", "calorific", None, "calorific")
    return made("primary_ratio", name, "ratio", "ratio", equivalent, heat)


# ---- heat and electricity as wholes ----


@remembered
def demand(ground: Ground, carrier: str, year: int) -> Node:
    """Electricity or heat that the branches use."""
    from simulator.report.explain.demand import sector_carrier

    flows = ground.result.flows
    array = flows.electricity_use if carrier == "electricity" else flows.heat_use
    used = array[ground.at(year), :, ground.run]
    name = in_year(words(f"explain.use_of.{carrier}"), year)
    sectors = [index for index in range(len(used)) if used[index]]
    value = float(used.sum())
    return Node(
        f"{carrier}_use",
        name,
        value,
        TCE,
        "sum",
        lambda: [sector_carrier(ground, carrier, s, year) for s in sectors],
    )


@remembered
def supplied(ground: Ground, carrier: str, year: int) -> Node:
    """Supply of electricity or heat: what is used and what is lost on the way."""
    made_ = ground.result.flows.supply
    value = ground.value(made_.electricity if carrier == "electricity" else made_.heat, year)
    loss = loss_rate(ground, carrier)
    left = made("left", words("explain.not_lost"), "ratio", "rest", loss)
    name = in_year(words(f"explain.supply_of.{carrier}"), year)
    return Node(f"{carrier}_supply", name, value, TCE, "ratio", lambda: (demand(ground, carrier, year), left))


@remembered
def electricity_used(ground: Ground, year: int) -> Node:
    """Electricity used: the supply, and what storage and electrolysers take before it."""
    plants = range(len(ground.plan.layout.plants))
    taking = [p for p in plants if plant_row(ground, p).kind in ("storage", "electrolyser")]
    taken = [
        made(
            ground.plan.layout.plants[p],
            plant_name(ground, p),
            TCE,
            "negative",
            plant_electricity(ground, p, year),
        )
        for p in taking
    ]
    name = in_year(names.indicator("electricity_use"), year)
    return made("electricity_used", name, TCE, "sum", supplied(ground, "electricity", year), *taken)


@remembered
def losses(ground: Ground, carrier: str, year: int) -> Node:
    """What is lost between supply and use."""
    made_ = ground.result.flows.supply
    value = ground.value(made_.electricity_losses if carrier == "electricity" else made_.heat_losses, year)
    name = in_year(words(f"explain.losses_of.{carrier}"), year)
    parts = (supplied(ground, carrier, year), demand(ground, carrier, year))
    return Node(f"{carrier}_losses", name, value, TCE, "difference", lambda: parts)


@remembered
def imported(ground: Ground, carrier: str, year: int) -> Node:
    """Net import: the supply that the local plants do not give; below zero for a region that exports."""
    made_ = ground.result.flows.supply
    value = ground.value(made_.import_electricity if carrier == "electricity" else made_.import_heat, year)
    maker = plant_electricity if carrier == "electricity" else plant_heat
    name = in_year(words(f"explain.import_of.{carrier}"), year)

    def parts() -> list[Node]:
        plants = range(len(ground.plan.layout.plants))
        own = [
            renamed(maker(ground, p, year), ground.plan.layout.plants[p], plant_name(ground, p))
            for p in plants
        ]
        return [supplied(ground, carrier, year), *own]

    return Node(f"import_{carrier}", name, value, TCE, "difference", parts)


# ---- plants ----


def plant_name(ground: Ground, plant: int) -> Words:
    """The title of a plant."""
    return names.plant(ground, ground.plan.layout.plants[plant])


@remembered
def plant_heat(ground: Ground, plant: int, year: int) -> Node:
    """Heat a plant gives: its share of the heat supply."""
    value = ground.value(ground.result.flows.supply.plant_heat, year, plant)
    name = in_year(words("explain.plant_heat", plant=plant_name(ground, plant)), year)
    return Node(
        "heat",
        name,
        value,
        TCE,
        "product",
        lambda: (heat_share(ground, plant, year), supplied(ground, "heat", year)),
    )


@remembered
def plant_electricity(ground: Ground, plant: int, year: int) -> Node:
    """Electricity a plant gives: capacity x hours, or its heat x the power-to-heat ratio."""
    row = plant_row(ground, plant)
    value = ground.value(ground.result.flows.supply.plant_electricity, year, plant)
    name = in_year(words("explain.plant_electricity", plant=plant_name(ground, plant)), year)

    def parts() -> list[Node]:
        ratio = by_row(
            ground, "power_to_heat", words("explain.power_to_heat"), row.power_to_heat, "ratio", row
        )
        by_heat = made(
            "by_heat", words("explain.by_heat"), TCE, "product", plant_heat(ground, plant, year), ratio
        )
        return [by_hours(ground, plant, year), by_heat]

    return Node("electricity", name, value, TCE, "sum", parts)


def by_hours(ground: Ground, plant: int, year: int) -> Node:
    """Electricity of capacity x hours, less what storage loses or an electrolyser takes."""
    row = plant_row(ground, plant)
    parts = [
        capacity(ground, plant, year),
        hours(ground, plant, year),
        number("megawatt_hours", words("explain.megawatt_hours"), HOURS_MEGAWATT),
        calorific(ground),
    ]
    if row.kind == "storage":
        back = by_row(ground, "efficiency", words("explain.efficiency"), row.efficiency, "ratio", row)
        one = number("one", words("explain.given_back"), 1.0)
        taken = made("taken", words("explain.taken"), "ratio", "ratio", one, back)
        parts.append(made("net", words("explain.storage_net"), "ratio", "difference", one, taken))
    elif row.kind == "electrolyser":
        parts.append(number("net", words("explain.electrolyser_net"), -1.0))
    return made("by_hours", words("explain.by_hours"), TCE, "product", *parts)


@remembered
def plant_fuel(ground: Ground, plant: int, year: int) -> Node:
    """Fuel of a plant: its electricity and heat over its efficiency."""
    row = plant_row(ground, plant)
    value = ground.value(ground.result.flows.supply.plant_fuel, year, plant)
    fuel = names.fuel(ground, row.fuel)
    name = in_year(words("explain.plant_fuel", plant=plant_name(ground, plant), fuel=fuel), year)
    if row.kind == "storage":
        return number("fuel", name, value, TCE)
    parts = (plant_electricity, plant_heat)

    def useful() -> Node:
        return made(
            "useful", words("explain.useful"), TCE, "sum", *(part(ground, plant, year) for part in parts)
        )

    part = by_row(ground, "efficiency", words("explain.efficiency"), row.efficiency, "ratio", row)
    operation = "product" if row.kind == "electrolyser" else "ratio"
    return Node("fuel", name, value, TCE, operation, lambda: (useful(), part))


@remembered
def fraction(ground: Ground, plant: int, year: int) -> Node:
    """Part of a plant's fuel and CO2 that its electricity carries, by energy content."""
    parts = (plant_electricity(ground, plant, year), plant_heat(ground, plant, year))
    whole = made("useful", words("explain.useful"), TCE, "sum", *parts)
    return made("electricity_part", words("explain.electricity_part"), "ratio", "ratio", parts[0], whole)


# ---- parameters of plants ----


@remembered
def capacity(ground: Ground, plant: int, year: int) -> Node:
    """Capacity of a plant in MW."""
    row = plant_row(ground, plant)
    value = ground.value(ground.result.pathway.capacity, year, plant)
    name = in_year(words("explain.quantity.capacity"), year)
    stood = stepped(ground, Cell("capacity", plant, year), key="capacity", name=name)
    followed = ground.plan.plant_driver[plant]
    if followed >= 0:
        now, first = (activity(ground, followed, one) for one in (year, ground.first))
        index = made(
            "index",
            words("explain.index", name=names.branch(ground, row.driver)),
            "ratio",
            "ratio",
            now,
            renamed(first, "base"),
        )
        stood = made("capacity", name, "MW", "product", renamed(stood, "before"), index)
    if abs(stood.value - value) <= 1e-12 * max(abs(value), 1.0):
        return stood
    return made(
        "capacity",
        name,
        "MW",
        "minimum",
        renamed(stood, "wanted", words("explain.wanted")),
        room(ground, plant),
    )


def room(ground: Ground, plant: int) -> Node:
    """Capacity there is room for: area x usable part x density of every roof."""
    rows = [row for row in ground.result.scenario.region.roofs if row.plant == plant_row(ground, plant).plant]
    roofs = [
        made(
            row.roof,
            Words(row.title_en, row.title_zh),
            "MW",
            "product",
            by_row(ground, "area", words("explain.area"), row.value, row.unit, row),
            by_row(ground, "usable", words("explain.usable"), row.usable, "ratio", row),
            by_row(ground, "density", words("explain.density"), row.kw_per_m2, "kW/m2", row),
            number("megawatt", words("explain.megawatt_per_area"), 10.0),
        )
        for row in rows
    ]
    return made("room", words("explain.room"), "MW", "sum", *roofs)


def running(ground: Ground, plant: int, year: int) -> list[Node]:
    """0 in years in which a plant does not run; nothing in the others."""
    row = plant_row(ground, plant)
    first, last = row.from_year or year, row.to_year or year
    if first <= year <= last:
        return []
    return [by_row(ground, "open", words("explain.closed", year=year), 0.0, "", row)]


@starts("capacity")
def capacity_start(ground: Ground, plant: int, year: int) -> Node:
    """Capacity before measures: the plant's own, times its path, in the years it runs."""
    row = plant_row(ground, plant)
    title = words("explain.quantity.capacity")
    own = by_row(ground, "base", title, row.capacity_mw or 0.0, "MW", row)
    value = ground.value(start_values(ground, "capacity"), year, plant)
    factors = [*multiple(ground, row.plant, "capacity", year), *running(ground, plant, year)]
    return Node("capacity", title, value, "MW", "product", lambda: [own, *factors])


@remembered
def hours(ground: Ground, plant: int, year: int) -> Node:
    """Full-load hours of a plant."""
    name = in_year(words("explain.quantity.hours"), year)
    return stepped(ground, Cell("hours", plant, year), key="hours", name=name)


@starts("hours")
def hours_start(ground: Ground, plant: int, year: int) -> Node:
    """Hours before measures: those that give the balance's electricity in the base year, times their path."""
    row = plant_row(ground, plant)
    value = ground.value(start_values(ground, "hours"), year, plant)
    factors = multiple(ground, row.plant, "hours", year)
    title = words("explain.quantity.hours")
    return Node("hours", title, value, "h", "product", lambda: [base_hours(ground, plant), *factors])


def base_hours(ground: Ground, plant: int) -> Node:
    """Hours of the base year: electricity of the balance over capacity, or those of the plant's row."""
    row = plant_row(ground, plant)
    title = in_year(words("explain.quantity.hours"), ground.first)
    fuel = balance_of(ground, row.plant).get(row.fuel)
    if fuel is None or not fuel.value * row.efficiency > 0.0 or not row.capacity_mw:
        return by_row(ground, "base", title, row.hours or 0.0, "h", row)
    efficiency = by_row(ground, "efficiency", words("explain.efficiency"), row.efficiency, "ratio", row)
    useful = made("useful", words("explain.useful"), TCE, "product", cell(ground, fuel), efficiency)
    per_hour = made(
        "per_hour",
        words("explain.per_hour"),
        "",
        "product",
        by_row(ground, "capacity", words("explain.quantity.capacity"), row.capacity_mw, "MW", row),
        number("megawatt_hours", words("explain.megawatt_hours"), HOURS_MEGAWATT),
        calorific(ground),
    )
    return made("base", title, "h", "ratio", useful, per_hour)


@remembered
def heat_share(ground: Ground, plant: int, year: int) -> Node:
    """Share of a plant in the heat supply."""
    value = ground.value(ground.result.pathway.heat_share, year, plant)
    name = in_year(words("explain.quantity.heat_share"), year)
    wanted = [wanted_heat(ground, one, year) for one in range(len(ground.plan.layout.plants))]
    if sum(node.value for node in wanted) <= 1.0 + NOTHING:
        return renamed(wanted[plant], "heat_share", name)
    keyed = [
        renamed(node, ground.plan.layout.plants[one], plant_name(ground, one))
        for one, node in enumerate(wanted)
    ]
    whole = made("all", words("explain.all_heat"), "ratio", "sum", *keyed)
    return Node("heat_share", name, value, "ratio", "ratio", lambda: (wanted[plant], whole))


@remembered
def wanted_heat(ground: Ground, plant: int, year: int) -> Node:
    """Share of the heat supply a plant asks for, before all of them are kept within the whole."""
    name = in_year(words("explain.quantity.heat_share"), year)
    return stepped(ground, Cell("heat_share", plant, year), key="heat_share", name=name)


@starts("heat_share")
def heat_share_start(ground: Ground, plant: int, year: int) -> Node:
    """Share of the heat supply before measures; none of plants that give no heat."""
    value = ground.value(start_values(ground, "heat_share"), year, plant)
    if plant_row(ground, plant).kind in ("chp", "boiler"):
        return heat_path(ground, plant, year, value)
    return number("heat_share", words("explain.quantity.heat_share"), 0.0, "ratio")


def heat_path(ground: Ground, plant: int, year: int, value: float) -> Node:
    """The path of a heat share, from the base year's on, in the years the plant runs."""
    row = plant_row(ground, plant)
    name = words("explain.quantity.heat_share")
    base, points = base_heat_share(ground, plant), ground.paths.find(row.plant, "heat_share")
    closed = running(ground, plant, year)
    if points is None:
        path = base
    else:
        own = [anchor for anchor in points.anchors if anchor.year <= ground.first]
        later = [anchor for anchor in points.anchors if anchor.year > ground.first]
        start = own or [Anchor(ground.first, base.value, BASE)]
        path = path_value(ground, "path", name, "ratio", [*start, *later], year, base)
    return Node("heat_share", name, value, "ratio", "product", lambda: [path, *closed])


def base_heat_share(ground: Ground, plant: int) -> Node:
    """Heat of the base year over the heat supply."""
    row = plant_row(ground, plant)
    name = in_year(words("explain.quantity.heat_share"), ground.first)
    fuel = balance_of(ground, row.plant).get(row.fuel)
    used = [r for r in ground.result.scenario.region.balance if r.fuel == "heat"]
    used = [r for r in used if r.target_id in ground.plan.layout.branches]
    if fuel is None or not sum(r.value for r in used) > 0.0:
        return number("base", name, 0.0, "ratio")
    efficiency = by_row(ground, "efficiency", words("explain.efficiency"), row.efficiency, "ratio", row)
    useful = made("useful", words("explain.useful"), TCE, "product", cell(ground, fuel), efficiency)
    one = number("one", words("explain.of_heat"), 1.0)
    ratio = by_row(ground, "power_to_heat", words("explain.power_to_heat"), row.power_to_heat, "ratio", row)
    whole = made("per_heat", words("explain.per_heat"), "ratio", "sum", one, ratio)
    heat = made("heat", words("explain.heat"), TCE, "ratio", useful, whole)
    cells = [
        given(ground, r.target_id, names.branch(ground, r.target_id), r.value, r.unit, r.origin) for r in used
    ]
    left = made("left", words("explain.not_lost"), "ratio", "rest", loss_rate(ground, "heat"))
    need = made("need", words("explain.use_of.heat"), TCE, "sum", *cells)
    supply = made("supply", words("explain.supply_of.heat"), TCE, "ratio", need, left)
    return made("base", name, "ratio", "ratio", heat, supply)


# ---- the grid ----


@remembered
def grid_factor(ground: Ground, year: int) -> Node:
    """CO2 of imported electricity, kg/kWh: published, then the default path or frozen; or a study's own."""
    if has_own_imports(ground):
        return own_grid_factor(ground, year)
    frozen = ground.result.cases[ground.run] == "frozen_grid"
    anchors, like_province = grid_anchors(ground, frozen=frozen)
    name = in_year(names.indicator("grid_factor"), year)
    node = path_value(ground, "grid_factor", name, "kg/kWh", anchors, year)
    return replace(node, note=words("explain.like_province")) if like_province and not node.note else node


def grid_anchors(ground: Ground, *, frozen: bool) -> tuple[list[Anchor], bool]:
    """Anchors of the grid factor as pathways.supply_paths has them; True if they fall like the province's."""
    scenario = ground.result.scenario
    info, choice = scenario.region.info, scenario.entry.accounting.import_factor
    area = {"province": info.grid_area, "region": info.grid_region, "nation": "national"}[choice]
    rows, province = scenario.factors.grid(area), scenario.factors.grid(info.grid_area)
    last = max(row.year for row in rows if row.kind == "average")
    told = [r for r in rows if ground.first <= r.year <= last] or [r for r in rows if r.year == last]
    anchors = [Anchor(r.year, r.value, r.origin) for r in told]
    if frozen:
        return anchors, False
    anchors += [Anchor(r.year, r.value, r.origin) for r in rows if r.year > last]
    if any(row.kind == "scenario_default" for row in rows):
        return anchors, False
    then = float(np.interp(last, [r.year for r in province], [r.value for r in province]))
    value = next(r.value for r in rows if r.year == last)
    later = [Anchor(r.year, value * r.value / then, r.origin) for r in province if r.year > last]
    return anchors + later, bool(later)
