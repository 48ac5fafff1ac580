"""Renewable electricity and heat as trees (assess.indicators)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.assess.indicators import RENEWABLE, renewable_plants
from simulator.pathways.arrays import SECTORS, SOURCES
from simulator.report.explain.demand import CARRIERS, sector_fuel
from simulator.report.explain.ground import given, in_year
from simulator.report.explain.node import Node, made, renamed, words
from simulator.report.explain.supply import (
    calorific,
    demand,
    electricity_used,
    plant_electricity,
    plant_heat,
    plant_name,
    supplied,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.report.explain.ground import Ground

TCE = "1e4 tce"


def of_plants(ground: Ground, maker: Callable[[Ground, int, int], Node], year: int) -> list[Node]:
    """What each renewable plant gives."""
    plants = np.flatnonzero(renewable_plants(ground.plan)[:, 0]).tolist()
    keyed = ((maker(ground, p, year), ground.plan.layout.plants[p], plant_name(ground, p)) for p in plants)
    return [renamed(*one) for one in keyed]


def renewable_power_share(ground: Ground, year: int) -> Node:
    """Local renewable electricity and net certificates over the electricity supply."""
    local = of_plants(ground, plant_electricity, year)
    whole = made(
        "renewable", words("explain.renewable_power"), TCE, "sum", *local, *certificates(ground, year)
    )
    return made("", whole.name, "ratio", "ratio", whole, electricity_used(ground, year))


def certificates(ground: Ground, year: int) -> list[Node]:
    """Net green certificates as electricity; none where the scenario names none."""
    kilowatthours = float(ground.plan.certificates[ground.at(year)])
    if not ground.plan.certificates.any():
        return []
    marks = ground.result.scenario.origins
    origin = next(
        (
            marks[key]
            for name in ("certificates_in", "certificates_out")
            if (key := ("accounting", name)) in marks
        ),
        None,
    )
    net = given(ground, "net", in_year(words("explain.certificates"), year), kilowatthours, "1e8 kWh", origin)
    return [made("certificates", net.name, TCE, "product", net, calorific(ground))]


def renewable_heat_share(ground: Ground, year: int) -> Node:
    """Waste, biomass and the renewable part of heat over all energy use but electricity."""
    layout = ground.plan.layout
    wanted = [SOURCES.index(name) for name in RENEWABLE]
    burnt = np.isin(ground.plan.coefficients.cell_source, wanted).tolist()
    cells = [cell for cell, of in zip(layout.cells, burnt, strict=True) if of]
    heat = made("heat", words("explain.renewable_heat"), TCE, "sum", *of_plants(ground, plant_heat, year))
    part = made(
        "part", words("explain.renewable_part"), "ratio", "ratio", heat, supplied(ground, "heat", year)
    )
    used = made(
        "by_heat", words("explain.by_heat_network"), TCE, "product", demand(ground, "heat", year), part
    )
    over = made(
        "renewable", words("explain.renewable_fuels"), TCE, "sum", *of_cells(ground, cells, year), used
    )
    others = [cell for cell in layout.cells if cell[0] != CARRIERS[0]]
    under = made("all", words("explain.not_electric"), TCE, "sum", *of_cells(ground, others, year))
    return made("", over.name, "ratio", "ratio", over, under)


def of_cells(ground: Ground, cells: list[tuple[str, str]], year: int) -> list[Node]:
    """Final energy of some (fuel, sector) cells."""
    nodes = [sector_fuel(ground, fuel, SECTORS.index(sector), year) for fuel, sector in cells]
    return [
        renamed(node, f"{sector}.{fuel}", node.name)
        for node, (fuel, sector) in zip(nodes, cells, strict=True)
    ]
