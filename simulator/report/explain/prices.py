"""What a higher price does to the intensity of a branch, as a tree (pathways.compile)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.report.explain import names
from simulator.report.explain.ground import given
from simulator.report.explain.measures import STARTS
from simulator.report.explain.node import Node, Words, made, renamed, words
from simulator.report.explain.supply import by_row

if TYPE_CHECKING:
    from simulator.inputs.effects import Price
    from simulator.inputs.rows import QuantityRow
    from simulator.pathways.measures import Effect
    from simulator.report.explain.ground import Ground


def price_factor(ground: Ground, effect: Effect, branch: int, key: str, name: Words) -> Node:
    """1 - coverage x (1 - (1 + rise) ^ elasticity): the factor on intensity at full strength."""
    measure = ground.used(effect.measure).measure
    place = int(np.flatnonzero(effect.index == branch)[0])
    value = float(np.asarray(effect.value)[place, 0])
    prices = [entry.price for entry in measure.entry.effects if entry.price is not None]
    trees = [of_price(ground, effect.measure, price, branch, key, name) for price in prices]
    return min(trees, key=lambda tree: abs(tree.value - value))


def of_price(ground: Ground, measure: str, price: Price, branch: int, key: str, name: Words) -> Node:
    """The factor that one price of a measure leads to."""
    rise = carbon_rise(ground, measure, price.carbon, branch) if price.carbon is not None else None
    if rise is None:
        rise = stated(ground, measure, "rise", price.rise or 0.0)
    parts = (
        stated(ground, measure, "price_coverage", price.coverage),
        rise,
        stated(ground, measure, "price_elasticity", price.elasticity),
    )
    return made(key, name, "ratio", "priced", *parts)


def stated(ground: Ground, measure: str, key: str, value: float, unit: str = "ratio") -> Node:
    """A number of a measure's entry in the library."""
    found = ground.used(measure).measure
    told = {"grade": found.entry.grade, "source": found.entry.source}
    return given(ground, key, words(f"explain.{key}"), value, unit, found.origin, **told)


def carbon_rise(ground: Ground, measure: str, price: float, branch: int) -> Node:
    """How much dearer a price on the CO2 of own fuels makes the energy of a branch."""
    factors, choice = ground.result.scenario.factors, ground.result.scenario.entry.accounting.combustion
    layout = ground.plan.layout
    links = [(i, layout.links[i][1]) for i in np.flatnonzero(layout.link_branch == branch).tolist()]
    links = [(i, fuel) for i, fuel in links if fuel in factors.prices]
    burnt = [(i, fuel) for i, fuel in links if fuel not in ("electricity", "heat")]
    co2 = [weighted(ground, i, fuel, factors.co2(fuel, choice), "t/tce") for i, fuel in burnt]
    paid = [weighted(ground, i, fuel, factors.prices[fuel], "CNY/tce") for i, fuel in links]
    carbon = made("carbon", words("explain.carbon_content"), "t/tce", "sum", *co2)
    dear = made(
        "cost",
        words("explain.carbon_cost"),
        "CNY/tce",
        "product",
        stated(ground, measure, "carbon_price", price, "CNY/tCO2"),
        carbon,
    )
    cost = made("paid", words("explain.energy_price"), "CNY/tce", "sum", *paid)
    return made("rise", words("explain.rise"), "ratio", "ratio", dear, cost)


def weighted(ground: Ground, link: int, fuel: str, row: QuantityRow, unit: str) -> Node:
    """A fuel's number times its base-year share."""
    share = renamed(STARTS["share"](ground, link, ground.first), "share")
    each = by_row(ground, "each", names.fuel(ground, fuel), row.value, unit, row)
    return made(fuel, names.fuel(ground, fuel), unit, "product", share, each)
