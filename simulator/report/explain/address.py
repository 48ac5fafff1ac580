"""Addresses: `2030/co2_total`, `2030/industry/cement/share.coal`, `peak/co2_total`, `target/Y1`."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from simulator.assess.evidence import actual_rows, unknown_indicators
from simulator.errors import Origin, Problems, nearest
from simulator.inputs.accounting import PRESETS
from simulator.pathways.arrays import SECTORS, SOURCES
from simulator.report.explain import (
    capture,
    demand,
    emissions,
    extras,
    gases,
    names,
    parameters,
    processes,
    stocks,
    supply,
)
from simulator.report.explain.drivers import driver
from simulator.report.explain.ground import given, in_year
from simulator.report.explain.indicators import explained, indicator
from simulator.report.explain.node import Node, made, words
from simulator.report.explain.scopes import stock_share
from simulator.report.explain.verdicts import peak_node, target_node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulator.report.explain.ground import Ground

    At = Callable[[int], Node]  # year -> node


class Place(NamedTuple):
    """A thing that has cells: its quantities by name, each made for a year."""

    name: str
    quantities: dict[str, At]


def refuse(message: str, address: str, part: str, right: Iterable[str], **details: object) -> None:
    """Complain about one part of an address, with the nearest right name."""
    problems = Problems()
    problems.add(message, Origin(address, 0), part, nearest=nearest(part, right), **details)
    problems.raise_if_any()


def explain(ground: Ground, address: str) -> Node:
    """The tree of the number at an address. Raises InputError for one that does not exist."""
    head, *rest = address.strip("/").split("/")
    if head == "target":
        return of_verdict(
            ground, address, rest, [one.target.id for one in ground.result.verdicts], target_node
        )
    if head == "peak":
        return of_verdict(ground, address, rest, list(ground.result.peaks), peak_node)
    years = ground.result.years.tolist()
    if not head.isdecimal() or int(head) not in years or not rest:
        refuse("explain_address", address, head, (), first=years[0], last=years[-1])
    year = int(head)
    if len(rest) == 1:
        return of_region(ground, address, rest[0])(year)
    found = extras_of(ground, address, rest) or places_of(ground, address, rest[:-1])
    quantity = rest[-1]
    place = next((one for one in found if quantity in one.quantities), found[0])
    if quantity in unknown_indicators(ground.plan):
        refuse("explain_unmeasured", address, quantity, ())
    if quantity not in place.quantities:
        known = sorted(place.quantities)
        refuse("explain_quantity", address, quantity, known, name=place.name, known=known)
    return place.quantities[quantity](year)


def of_verdict(
    ground: Ground, address: str, rest: list[str], known: list[str], maker: Callable[[Ground, str], Node]
) -> Node:
    """A peak or target by its name."""
    name = "/".join(rest)
    if name not in known:
        refuse("explain_name", address, name, known)
    return maker(ground, name)


# ---- the region as a whole ----


def of_region(ground: Ground, address: str, name: str) -> At:
    """An indicator, a source, a driver, or a parameter written with dots."""
    if name in explained() and name in ground.result.series and name not in unknown_indicators(ground.plan):
        return lambda year: indicator(ground, name, year)
    if name in unknown_indicators(ground.plan):
        refuse("explain_unmeasured", address, name, ())
    wholes = whole_quantities(ground)
    if name in wholes:
        return wholes[name]
    for place in places(ground).values():
        quantity = name.removeprefix(f"{place.name}.")
        if quantity != name and quantity in place.quantities:
            return place.quantities[quantity]
    known = [*explained(), *wholes, *(f"{p.name}.{q}" for p in places(ground).values() for q in p.quantities)]
    refuse("explain_name", address, name, known)
    raise AssertionError(name)


def whole_quantities(ground: Ground) -> dict[str, At]:
    """Sources, drivers, and totals that are no indicators."""
    found: dict[str, At] = {f"primary.{one}": of_source(ground, one) for one in SOURCES}
    found |= {name: of_driver(ground, name) for name in ground.result.pathway.drivers}
    found |= {
        f"{gas}": of_gas(ground, gas)
        for gas in ground.plan.releases.gases
        if gas not in ground.plan.unmeasured
    }
    return found | {"final_energy": lambda year: demand.final_energy(ground, year)}


def of_source(ground: Ground, name: str) -> At:
    """Primary energy of a source."""
    return lambda year: demand.primary(ground, name, year)


def of_driver(ground: Ground, name: str) -> At:
    """A driver."""
    return lambda year: driver(ground, name, year)


def of_gas(ground: Ground, gas: str) -> At:
    """A gas in all sectors."""
    return lambda year: gases.gas_total(ground, gas, year)


# ---- sectors, branches, plants, stocks, processes, sources ----


def places_of(ground: Ground, address: str, parts: list[str]) -> list[Place]:
    """What an address can mean: `industry`, `industry/cement`, `industry.cement`, `energy/coal_chp`.

    A plant and a source may have one name (`energy/solar`); they differ by their quantities.
    """
    known = places(ground)
    sector, *rest = parts
    if rest and sector not in SECTORS:
        refuse("explain_name", address, sector, SECTORS)
    name = "/".join(rest)
    wanted = (sector,) if not rest else (name, f"{sector}.{name}", f"process.{name}", f"{sector}/{name}")
    found = [known[one] for one in wanted if one in known and belongs(one, sector)]
    if not found:
        mine = [one for one in known if not rest or one.startswith((f"{sector}.", "vehicles.", "process."))]
        refuse("explain_name", address, name or sector, [one.removeprefix(f"{sector}.") for one in mine])
    return found


def extras_of(ground: Ground, address: str, rest: list[str]) -> list[Place]:
    """What a measure brings (`measure/ID`) or a project (`project/ID`); nothing for other addresses."""
    if rest[0] == "measure":
        known = [*ground.plan.strength, extras.ALL]
    elif rest[0] == "project":
        known = [row.project for row in ground.result.scenario.region.projects]
    else:
        return []
    name = "/".join(rest[1:-1])
    if name not in known:
        refuse("explain_name", address, name, known)
    if rest[0] == "measure":
        return [Place(name, extras.measure_quantities(ground, name))]
    row = next(row for row in ground.result.scenario.region.projects if row.project == name)
    return [Place(name, extras.project_quantities(ground, row))]


def belongs(name: str, sector: str) -> bool:
    """True unless a branch or plant is asked for in another sector than its own."""
    own = name.split(".")[0].split("/")[0]
    return own not in SECTORS or own == sector or name == sector


@lru_cache(maxsize=4)
def places(ground: Ground) -> dict[str, Place]:
    """Everything that has cells of its own, by id."""
    layout, found = ground.plan.layout, {}
    for index, sector in enumerate(SECTORS):
        found[sector] = Place(sector, sector_quantities(ground, index))
    for source in SOURCES:
        found[f"energy/{source}"] = Place(source, {"primary": of_source(ground, source)})
    for branch, name in enumerate(layout.branches):
        found[name] = Place(name, branch_quantities(ground, branch))
    for plant, name in enumerate(layout.plants):
        found[name] = Place(name, plant_quantities(ground, plant))
    for process, name in enumerate(layout.processes):
        found[name] = Place(name, process_quantities(ground, process))
    for stock in ground.plan.stocks:
        found[stock.row.stock] = Place(stock.row.stock, stock_quantities(ground, stock.row.stock))
    return found


def made_for(ground: Ground, maker: Callable[..., Node], *place: object) -> At:
    """A quantity of a place, to be made for a year."""
    return lambda year: maker(ground, *place, year)


def sector_quantities(ground: Ground, sector: int) -> dict[str, At]:
    """Cells of a sector."""
    fuels = [fuel for fuel, name in ground.plan.layout.cells if name == SECTORS[sector]]
    found: dict[str, At] = {"co2_process": made_for(ground, emissions.process_co2, sector)}
    for preset in PRESETS:
        for suffix in ("", f".{preset}") if preset == ground.result.preset else (f".{preset}",):
            end_use = co2_of(ground, emissions.sector_co2, sector, preset)
            source = co2_of(ground, emissions.source_co2, sector, preset)
            found |= {f"co2{suffix}": end_use, f"co2_end_use{suffix}": end_use, f"co2_source{suffix}": source}
    for name in ("energy", "primary_energy", "primary_energy_sector"):
        found[name] = made_for(ground, demand.sector_primary, sector)
    found["final_energy"] = made_for(ground, sector_final, sector)
    found |= {f"final_energy.{fuel}": made_for(ground, demand.sector_fuel, fuel, sector) for fuel in fuels}
    found |= {f"{c}_use": made_for(ground, demand.sector_carrier, c, sector) for c in demand.CARRIERS}
    found["co2_captured"] = made_for(ground, capture.captured_sector, sector)
    known = [gas for gas in ground.plan.releases.gases if gas not in ground.plan.unmeasured]
    return found | {gas: made_for(ground, gases.gas_sector, gas, sector) for gas in known}


def co2_of(ground: Ground, maker: Callable[..., Node], sector: int, preset: str) -> At:
    """CO2 of a sector under a rule."""
    return lambda year: maker(ground, sector, year, preset)


def sector_final(ground: Ground, sector: int, year: int) -> Node:
    """Final energy of a sector, all fuels."""
    parts = [demand.branch_energy(ground, branch, year) for branch in demand.branches_of(ground, sector)]
    title = words("explain.energy_of", whole=names.sector(SECTORS[sector]))
    return made(SECTORS[sector], in_year(title, year), "1e4 tce", "sum", *parts)


def of_releases(ground: Ground, name: str) -> dict[str, At]:
    """Gases of one source."""
    pairs = [(gas, place) for place, (source, gas) in enumerate(ground.plan.releases.names) if source == name]
    return {gas: made_for(ground, gases.release, place) for gas, place in pairs}


def branch_quantities(ground: Ground, branch: int) -> dict[str, At]:
    """Cells of a branch."""
    found = {
        "activity": made_for(ground, parameters.activity, branch),
        "intensity": made_for(ground, parameters.intensity, branch),
        "energy": made_for(ground, demand.branch_energy, branch),
        "primary_energy": made_for(ground, demand.branch_primary, branch),
        "co2": made_for(ground, emissions.branch_co2, branch),
    }
    for link in demand.links_of(ground, branch):
        fuel = ground.plan.layout.links[link][1]
        found[f"share.{fuel}"] = made_for(ground, parameters.share, link)
        found[f"energy.{fuel}"] = found[f"final_energy.{fuel}"] = made_for(ground, demand.link_energy, link)
        found[f"co2.{fuel}"] = made_for(ground, emissions.link_co2, link)
    return found | of_releases(ground, ground.plan.layout.branches[branch])


def plant_quantities(ground: Ground, plant: int) -> dict[str, At]:
    """Cells of a plant."""
    makers = {
        "fuel": supply.plant_fuel,
        "electricity": supply.plant_electricity,
        "heat": supply.plant_heat,
        "capacity": supply.capacity,
        "hours": supply.hours,
        "heat_share": supply.heat_share,
        "primary_energy": demand.plant_primary_energy,
        "co2": emissions.plant_co2,
    }
    found = {name: made_for(ground, maker, plant) for name, maker in makers.items()}
    return found | of_releases(ground, ground.plan.layout.plants[plant])


def process_quantities(ground: Ground, process: int) -> dict[str, At]:
    """Cells of a process."""
    found = {"amount": made_for(ground, processes.amount, process)}
    if process < len(ground.plan.coefficients.process_factor):
        found["co2"] = made_for(ground, processes.process_co2, process)
    return found | of_releases(ground, ground.plan.layout.processes[process])


def stock_quantities(ground: Ground, name: str) -> dict[str, At]:
    """Cells of a stock."""
    found = {
        "stock": made_for(ground, stocks.stock_total, name),
        "sales": made_for(ground, stocks.bought, name),
        "intensity": made_for(ground, stocks.fleet_intensity, name),
    }
    for kind in stocks.stock_of(ground, name).kinds:
        found[f"share.{kind}"] = made_for(ground, stocks.fleet_share, name, kind)
        found[f"sales_share.{kind}"] = made_for(ground, stocks.sales_share, name, kind)
        found[f"stock_share.{kind}"] = made_for(ground, stock_share, name, kind)
    return found


def actual(ground: Ground, address: str) -> Node:
    """A published value: the rows of indicators.csv with case `actual`."""
    head, _, name = address.strip("/").partition("/")
    rows = {f"{row.year}/{row.indicator}": row for row in actual_rows(ground.plan)}
    if f"{head}/{name}" not in rows:
        refuse("explain_name", address, f"{head}/{name}", rows)
    row = rows[f"{head}/{name}"]
    return given(ground, name, in_year(names.indicator(name), row.year), row.value, row.unit, row.origin)
