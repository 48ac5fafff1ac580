"""CO2 as trees, in both views and under both accounting rules (model.emissions, assess.indicators)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.assess.indicators import sector_co2 as sector_co2_of
from simulator.assess.indicators import source_co2 as source_co2_of
from simulator.assess.sectors import link_co2 as link_co2_of
from simulator.inputs.accounting import RULES
from simulator.model.emissions import Pools, split
from simulator.model.supply import electricity_fraction
from simulator.pathways.arrays import SECTORS
from simulator.report.explain import names
from simulator.report.explain.demand import (
    CARRIERS,
    ENERGY,
    branch_title,
    branches_of,
    link_energy,
    links_of,
    pool_parts,
    sector_parts,
)
from simulator.report.explain.ground import in_year, remembered
from simulator.report.explain.node import Node, Words, made, number, renamed, words
from simulator.report.explain.own import own_factor
from simulator.report.explain.supply import (
    by_row,
    calorific,
    grid_factor,
    imported,
    per_kwh,
    plant_fuel,
    plant_name,
    plant_row,
    rate,
    supplied,
)

if TYPE_CHECKING:
    from simulator.inputs.accounting import Preset
    from simulator.report.explain.ground import Ground

TONNES = "1e4 t"


@remembered
def fuel_factor(ground: Ground, fuel: str, year: int) -> Node:
    """t CO2 per tce of a fuel; only a study's own factors change with the years."""
    scenario = ground.result.scenario
    if fuel in CARRIERS:  # of storage and electrolysers; what it carries is counted where it is made
        return number("factor", words("explain.counted_elsewhere"), 0.0, "t/tce")
    own = own_factor(ground, fuel, year)
    if own is not None:
        return own
    row = scenario.factors.co2(fuel, scenario.entry.accounting.combustion)
    return by_row(
        ground, "factor", words("explain.fuel_factor", fuel=names.fuel(ground, fuel)), row.value, "t/tce", row
    )


@remembered
def link_co2(ground: Ground, link: int, year: int) -> Node:
    """CO2 of one fuel in one branch: energy x factor, or x what electricity and heat carry."""
    branch, fuel = ground.plan.layout.links[link]
    value = ground.value(link_co2_of(ground.plan, ground.result.flows), year, link)
    title = words("explain.of", part=names.fuel(ground, fuel), whole=names.branch(ground, branch))

    def parts() -> tuple[Node, Node]:
        each = co2_rate(ground, fuel, year) if fuel in CARRIERS else fuel_factor(ground, fuel, year)
        return link_energy(ground, link, year), each

    return Node(fuel, in_year(words("explain.co2_of", whole=title), year), value, TONNES, "product", parts)


@remembered
def branch_co2(ground: Ground, branch: int, year: int) -> Node:
    """CO2 of a branch in the end-use view, what is captured taken out."""
    from simulator.report.explain.capture import captured_branch

    parts = [link_co2(ground, link, year) for link in links_of(ground, branch)]
    parts += captured_branch(ground, branch, year)
    name = in_year(words("explain.co2_of", whole=branch_title(ground, branch)), year)
    return made(ground.plan.layout.branches[branch], name, TONNES, "sum", *parts)


@remembered
def own_co2(ground: Ground, branch: int, year: int) -> Node:
    """CO2 a branch releases itself, from its own fuels."""
    from simulator.report.explain.capture import captured_branch

    links = [link for link in links_of(ground, branch) if ground.plan.layout.links[link][1] not in CARRIERS]
    parts = [link_co2(ground, link, year) for link in links] + captured_branch(ground, branch, year)
    name = in_year(words("explain.own_co2", whole=branch_title(ground, branch)), year)
    return made(ground.plan.layout.branches[branch], name, TONNES, "sum", *parts)


# ---- what electricity and heat carry ----


@remembered
def plant_co2(ground: Ground, plant: int, year: int) -> Node:
    """CO2 of a plant: its fuel x factor, what is captured taken out."""
    from simulator.report.explain.capture import captured_plant

    value = ground.value(ground.result.flows.co2_plant, year, plant)
    name = in_year(words("explain.co2_of", whole=plant_name(ground, plant)), year)
    key = ground.plan.layout.plants[plant]

    caught = captured_plant(ground, plant, year)
    if not caught:
        return Node(key, name, value, TONNES, "product", lambda: burnt_co2(ground, plant, year).children)
    return Node(key, name, value, TONNES, "sum", lambda: [burnt_co2(ground, plant, year), *caught])


@remembered
def burnt_co2(ground: Ground, plant: int, year: int) -> Node:
    """CO2 of a plant's fuel, before any is caught."""
    fuel = plant_row(ground, plant).fuel
    name = in_year(words("explain.co2_of", whole=plant_name(ground, plant)), year)
    factor = fuel_factor(ground, fuel, year)
    return made("burnt", name, TONNES, "product", plant_fuel(ground, plant, year), factor)


@remembered
def import_co2(ground: Ground, carrier: str, year: int) -> Node:
    """CO2 of net import: kWh x grid factor, or heat x the factor of bought heat."""
    flows = ground.result.flows
    array = flows.co2_import_electricity if carrier == "electricity" else flows.co2_import_heat
    name = in_year(words("explain.co2_of", whole=names.source(f"import_{carrier}")), year)

    def parts() -> tuple[Node, ...]:
        bought = imported(ground, carrier, year)
        if carrier == "heat":
            return bought, bought_heat_factor(ground)
        title = words("explain.kilowatthours")
        kilowatthours = made("kilowatthours", title, "1e8 kWh", "ratio", bought, calorific(ground))
        return kilowatthours, per_kwh(grid_factor(ground, year), "1e4 t/1e8 kWh")

    return Node(f"import_{carrier}", name, ground.value(array, year), TONNES, "product", parts)


@remembered
def bought_heat_factor(ground: Ground) -> Node:
    """t CO2 per tce of bought heat."""
    co2, heat = (rate(ground, "heat", quantity, None, quantity) for quantity in ("bought_co2", "calorific"))
    return made("factor", words("explain.bought_heat"), "t/tce", "ratio", co2, heat)


@remembered
def co2_pool(ground: Ground, carrier: str, year: int) -> Node:
    """CO2 that electricity or heat carries: of plants, by energy content, and of net import."""
    flows = ground.result.flows
    bought = Pools(flows.co2_import_electricity, flows.co2_import_heat)
    pools = split(flows.co2_plant, electricity_fraction(flows.supply), bought)
    name = in_year(words("explain.co2_pool", carrier=names.fuel(ground, carrier)), year)
    return Node(
        "pool",
        name,
        ground.value(getattr(pools, carrier), year),
        TONNES,
        "sum",
        lambda: pool_parts(ground, carrier, year, plant_co2, import_co2),
    )


@remembered
def co2_rate(ground: Ground, carrier: str, year: int) -> Node:
    """CO2 that one tce of electricity or heat carries to its user."""
    value = ground.value(getattr(ground.result.flows.co2_rate, carrier), year)
    name = in_year(words("explain.co2_rate", carrier=names.fuel(ground, carrier)), year)
    parts = (co2_pool(ground, carrier, year), supplied(ground, carrier, year))
    return Node("rate", name, value, "t/tce", "ratio", lambda: parts)


# ---- sectors and totals ----


def by_rule(ground: Ground, sector: int, year: int, preset: Preset, view: Node) -> list[Node]:
    """A sector's CO2 in one view, then what the accounting rule takes out and adds."""
    rule, parts = RULES[preset], list(view.children)
    if not rule.feedstock:
        parts.append(feedstock(ground, sector, year))
    if rule.process:
        parts.append(process_co2(ground, sector, year))
    return parts


@remembered
def end_use(ground: Ground, sector: int, year: int) -> Node:
    """Energy-related CO2 by using sector: branches; in the energy sector also losses."""
    value = ground.value(ground.result.flows.co2_end_use, year, sector)
    name = in_year(words("explain.co2_of", whole=names.sector(SECTORS[sector])), year)
    return Node(
        SECTORS[sector],
        name,
        value,
        TONNES,
        "sum",
        lambda: sector_parts(ground, sector, year, branch_co2, co2_rate, co2_pool),
    )


@remembered
def released(ground: Ground, sector: int, year: int) -> Node:
    """Energy-related CO2 by releasing sector: own fuels; in the energy sector also plants and net import."""
    value = ground.value(ground.result.flows.co2_source, year, sector)
    name = in_year(words("explain.co2_source_of", whole=names.sector(SECTORS[sector])), year)

    def parts() -> list[Node]:
        own = [own_co2(ground, branch, year) for branch in branches_of(ground, sector)]
        if sector != ENERGY:
            return own
        plants = [plant_co2(ground, plant, year) for plant in range(len(ground.plan.layout.plants))]
        return own + plants + [import_co2(ground, carrier, year) for carrier in CARRIERS]

    return Node(SECTORS[sector], name, value, TONNES, "sum", parts)


@remembered
def sector_co2(ground: Ground, sector: int, year: int, preset: Preset) -> Node:
    """CO2 by using sector under an accounting rule."""
    view = end_use(ground, sector, year)
    value = ground.value(sector_co2_of(ground.result.flows, preset), year, sector)
    return Node(
        view.key, view.name, value, TONNES, "sum", lambda: by_rule(ground, sector, year, preset, view)
    )


@remembered
def source_co2(ground: Ground, sector: int, year: int, preset: Preset) -> Node:
    """CO2 by releasing sector under an accounting rule."""
    view = released(ground, sector, year)
    value = ground.value(source_co2_of(ground.result.flows, preset), year, sector)
    return Node(
        view.key, view.name, value, TONNES, "sum", lambda: by_rule(ground, sector, year, preset, view)
    )


@remembered
def feedstock(ground: Ground, sector: int, year: int) -> Node:
    """CO2 of fuels used as raw material, taken out by a rule that does not count them as burnt."""
    coefficients, layout = ground.plan.coefficients, ground.plan.layout
    links = coefficients.feedstock_link[coefficients.feedstock_sector == sector].tolist()
    raw = [renamed(link_co2(ground, link, year), ".".join(layout.links[link])) for link in links]
    whole = made("feedstock", words("explain.feedstock"), TONNES, "sum", *raw)
    return made("feedstock", words("explain.less_feedstock"), TONNES, "negative", whole)


@remembered
def process_co2(ground: Ground, sector: int, year: int) -> Node:
    """Process CO2 of a sector."""
    from simulator.report.explain.processes import process_parts

    value = ground.value(ground.result.flows.co2_process, year, sector)
    name = in_year(words("explain.process_of", whole=names.sector(SECTORS[sector])), year)
    return Node("process", name, value, TONNES, "sum", lambda: process_parts(ground, sector, year))


@remembered
def process_total(ground: Ground, year: int) -> Node:
    """Process CO2 of all sectors."""
    value = float(ground.result.flows.co2_process[ground.at(year), :, ground.run].sum())
    name = in_year(names.indicator("co2_process"), year)
    sectors = range(len(SECTORS))
    return Node(
        "co2_process",
        name,
        value,
        TONNES,
        "sum",
        lambda: [renamed(process_co2(ground, s, year), SECTORS[s]) for s in sectors],
    )


@remembered
def import_total(ground: Ground, year: int) -> Node:
    """CO2 of net imported electricity and heat."""
    name = in_year(names.indicator("co2_import"), year)
    return made(
        "co2_import", name, TONNES, "sum", *(import_co2(ground, carrier, year) for carrier in CARRIERS)
    )


def total_name(ground: Ground, preset: Preset, imported_power: str) -> Words:
    """Total CO2, named with its rule where that is not the result's own."""
    own = ground.result.scenario.entry.accounting.imported_power
    rules = [words(f"preset_short.{preset}")] if preset != ground.result.preset else []
    rules += [words("preset_short.import_out")] if imported_power != own and imported_power == "out" else []
    name = names.indicator("co2_total")
    for rule in rules:
        name = words("explain.by_rule", name=name, rule=rule)
    return name


@remembered
def co2_total(ground: Ground, year: int, preset: Preset, imported_power: str) -> Node:
    """Total CO2 under an accounting rule, net import in or out."""
    name = in_year(total_name(ground, preset, imported_power), year)
    value = float(sector_co2_of(ground.result.flows, preset)[ground.at(year), :, ground.run].sum())
    sectors = range(len(SECTORS))

    def parts() -> list[Node]:
        return [sector_co2(ground, sector, year, preset) for sector in sectors]

    whole = Node("co2_total", name, value, TONNES, "sum", parts)
    if imported_power == "in":
        return whole
    taken = renamed(import_total(ground, year), "import_out", words("explain.import_out"))
    whole = renamed(whole, "whole", in_year(total_name(ground, preset, "in"), year))
    return made("co2_total", name, TONNES, "difference", whole, taken)
