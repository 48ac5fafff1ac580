"""Stocks as trees: how many there are, what was bought when, the fleet that makes (pathways.stocks)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.pathways.stocks import LEVEL_FADE_YEARS, gompertz, level_factor
from simulator.report.explain import names
from simulator.report.explain.drivers import driver
from simulator.report.explain.ground import given, in_year, remembered
from simulator.report.explain.measures import Cell, start_values, starts, stepped
from simulator.report.explain.node import Node, made, number, renamed, words
from simulator.report.explain.parameters import balance_of, following, multiple, path_share

if TYPE_CHECKING:
    from simulator.inputs.rows import SaturationRow
    from simulator.pathways.stock_plans import StockPlan
    from simulator.report.explain.ground import Ground


def stock_of(ground: Ground, name: str) -> StockPlan:
    """A stock by its name."""
    return next(stock for stock in ground.plan.stocks if stock.row.stock == name)


# ---- how many ----


@remembered
def stock_total(ground: Ground, name: str, year: int) -> Node:
    """Number of things in use: a saturation curve on GDP per head, or the driver's own growth."""
    stock = stock_of(ground, name)
    row = stock.row
    value = ground.value(ground.result.pathway.drivers[name], year)
    title = in_year(names.stock(ground, name), year)

    def parts() -> list[Node]:
        paths = multiple(ground, name, "stock", year)
        if stock.saturation is not None:
            return [*saturated(ground, stock, stock.saturation, year), *paths]
        first = given(
            ground, "base", in_year(names.stock(ground, name), ground.first), row.value, row.unit, row.origin
        )
        index = following(ground, row.driver, row.elasticity, year, row.origin, relative=True)
        return [first, *index, *paths]

    return Node(name, title, value, row.unit, "product", parts)


def saturated(ground: Ground, stock: StockPlan, curve: SaturationRow, year: int) -> list[Node]:
    """Vehicles per 1000 people on the provincial curve, the county's distance from it, and the people."""
    thousand = number("thousandth", words("explain.thousandth"), 1e-3)
    people = driver(ground, "population", year)
    return [on_curve(ground, stock, curve, year), off_curve(ground, stock, curve, year), people, thousand]


def on_curve(ground: Ground, stock: StockPlan, curve: SaturationRow, year: int) -> Node:
    """Vehicles per 1000 people by the Gompertz curve."""
    x = driver(ground, stock.row.driver, year)
    value = gompertz(np.array([x.value]), ceiling=curve.ceiling_per_1000, alpha=curve.alpha, beta=curve.beta)
    name = in_year(words("explain.gompertz"), year)

    def parts() -> list[Node]:
        shape = {"ceiling": curve.ceiling_per_1000, "alpha": curve.alpha, "beta": curve.beta}
        return [
            *(given(ground, key, words(f"explain.{key}"), v, "", curve.origin) for key, v in shape.items()),
            x,
        ]

    return Node("curve", name, float(value[0]), "", "gompertz", parts)


def off_curve(ground: Ground, stock: StockPlan, curve: SaturationRow, year: int) -> Node:
    """How far the county stands off the curve in the base year, fading to nothing."""
    row, passed = stock.row, ground.at(year)
    start = on_curve(ground, stock, curve, ground.first)
    owned = given(
        ground,
        "owned",
        in_year(names.stock(ground, row.stock), ground.first),
        row.value,
        row.unit,
        row.origin,
    )
    people = driver(ground, "population", ground.first)
    thousand = number("thousand", words("explain.thousand"), 1000.0)
    rate = made("per_head", words("explain.per_thousand"), "", "ratio", owned, people)
    actual = made("actual", words("explain.per_thousand"), "", "product", rate, thousand)
    fade = number(
        "fade", words("explain.fade", years=LEVEL_FADE_YEARS), max(0.0, 1.0 - passed / LEVEL_FADE_YEARS)
    )
    whole = level_factor(actual.value, np.full((passed + 1, 1), start.value))
    name = words("explain.level_factor")
    return Node(
        "level_factor", name, float(whole[passed, 0]), "ratio", "level_factor", lambda: (actual, start, fade)
    )


# ---- what was bought, and what is left of it ----


def base_left(ground: Ground, stock: StockPlan, year: int) -> Node:
    """Part of the base-year stock that is still there."""
    survival = ground.result.scenario.factors.survival[stock.row.survival]
    row = stock.row
    return Node(
        "left",
        in_year(words("explain.base_left"), year),
        float(stock.base_left[ground.at(year)]),
        "ratio",
        "survivors",
        lambda: (
            number("years", words("explain.years"), float(ground.at(year)), "year"),
            given(ground, "life", words("explain.life"), survival.life_years, "year", survival.origin),
            given(ground, "steepness", words("explain.steepness"), survival.steepness, "", survival.origin),
            given(ground, "past_growth", words("explain.past_growth"), row.past_growth, "ratio", row.origin),
        ),
    )


def kept(ground: Ground, stock: StockPlan, year: int, sold: int) -> Node:
    """Part of what was bought in `sold` that is still there in `year`."""
    survival = ground.result.scenario.factors.survival[stock.row.survival]
    return Node(
        "kept",
        words("explain.kept", sold=sold, year=year),
        float(stock.kept[ground.at(year), ground.at(sold)]),
        "ratio",
        "weibull",
        lambda: (
            number("age", words("explain.age"), float(year - sold), "year"),
            given(ground, "life", words("explain.life"), survival.life_years, "year", survival.origin),
            given(ground, "steepness", words("explain.steepness"), survival.steepness, "", survival.origin),
        ),
    )


@remembered
def old_things(ground: Ground, name: str, year: int) -> Node:
    """Things of the base year that are still in use."""
    stock = stock_of(ground, name)
    return made(
        "old",
        in_year(words("explain.old_things"), year),
        stock.row.unit,
        "product",
        stock_total(ground, name, ground.first),
        base_left(ground, stock, year),
    )


@remembered
def bought(ground: Ground, name: str, year: int) -> Node:
    """What was bought in a year: the gap between the stock and what is left of earlier years."""
    stock = stock_of(ground, name)
    now, old = stock_total(ground, name, year), old_things(ground, name, year)
    earlier = [left_of(ground, name, year, sold) for sold in range(ground.first + 1, year)]
    gap = made("gap", words("explain.gap"), stock.row.unit, "difference", now, old, *earlier)
    zero = number("zero", words("explain.nothing"), 0.0, stock.row.unit)
    return made("bought", words("explain.bought", year=year), stock.row.unit, "maximum", gap, zero)


@remembered
def left_of(ground: Ground, name: str, year: int, sold: int) -> Node:
    """What is left in `year` of the things bought in `sold`."""
    stock = stock_of(ground, name)
    title = words("explain.left_of", sold=sold)
    return made(
        f"left.{sold}",
        title,
        stock.row.unit,
        "product",
        bought(ground, name, sold),
        kept(ground, stock, year, sold),
    )


# ---- the fleet ----


@remembered
def sales_share(ground: Ground, name: str, kind: str, year: int) -> Node:
    """Share of a kind in what is bought in a year."""
    title = in_year(words("explain.sales_share", kind=names.fuel(ground, kind)), year)
    return stepped(
        ground, Cell("sales_share", kinds_of(ground).index((name, kind)), year), key="sales_share", name=title
    )


@starts("sales_share")
def sales_share_start(ground: Ground, item: int, year: int) -> Node:
    """Share of a kind in what is bought before measures."""
    name, kind = kinds_of(ground)[item]
    stock = stock_of(ground, name)
    title = words("explain.sales_share", kind=names.fuel(ground, kind))
    base = {one: base_share(ground, stock, one) for one in stock.kinds}
    said = {one: p for one in stock.kinds if (p := ground.paths.find(name, "sales_share", one))}
    value = ground.value(start_values(ground, "sales_share"), year, item)
    return path_share(ground, kind, base, said, year, value, title)


def kinds_of(ground: Ground) -> list[tuple[str, str]]:
    """(stock, kind) of every place on the axis of all kinds of all stocks."""
    return [(stock.row.stock, kind) for stock in ground.plan.stocks for kind in stock.kinds]


@remembered
def base_kind_units(ground: Ground, name: str, kind: str) -> Node:
    """Base-year energy of a kind over its use per unit: how many there are, but for a common factor."""
    stock = stock_of(ground, name)
    branches = ground.result.scenario.region.branches
    rows = balance_of(ground, next((row.branch for row in branches if row.stock == name), ""))
    title = words("explain.kind_units", kind=names.fuel(ground, kind))
    if kind not in rows:
        return number(kind, title, 0.0)
    row = rows[kind]
    burnt = given(
        ground, "energy", in_year(names.fuel(ground, kind), ground.first), row.value, row.unit, row.origin
    )
    return made(kind, title, "", "ratio", burnt, use(ground, stock, kind))


def use(ground: Ground, stock: StockPlan, kind: str) -> Node:
    """Energy use of one thing of a kind relative to the reference kind."""
    rows = ground.result.scenario.factors.stock_kinds
    row = next(one for one in rows if (one.kinds, one.kind) == (stock.row.kinds, kind))
    return given(
        ground, "use", words("explain.use", kind=names.fuel(ground, kind)), row.use, "ratio", row.origin
    )


def base_share(ground: Ground, stock: StockPlan, kind: str) -> Node:
    """Share of a kind in the base-year stock, from the fuels of the balance."""
    title = in_year(words("explain.kind_share", kind=names.fuel(ground, kind)), ground.first)
    units = [base_kind_units(ground, stock.row.stock, one) for one in stock.kinds]
    if sum(unit.value for unit in units) <= 0.0:
        return number("base_share", title, 1.0 if kind == stock.kinds[0] else 0.0, "ratio")
    whole = made("units", words("explain.all_units"), "", "sum", *units)
    return made("base_share", title, "ratio", "ratio", units[stock.kinds.index(kind)], whole)


@remembered
def sales_intensity(ground: Ground, name: str, year: int) -> Node:
    """Energy use of things sold in a year relative to those of the base year."""
    stock = stock_of(ground, name)
    value = float(stock.sales_intensity[ground.at(year)])
    title = words("explain.sales_intensity", year=year)
    factors = multiple(ground, name, "sales_intensity", year)
    if not factors:
        return number("sales_intensity", title, 1.0, "ratio")
    return Node("sales_intensity", title, value, "ratio", "product", lambda: factors)


@remembered
def kind_energy(ground: Ground, name: str, kind: str, year: int) -> Node:
    """Energy of a kind, in units of the reference kind: left of the base stock and of every sales year."""
    stock = stock_of(ground, name)
    each = use(ground, stock, kind)
    left = made(
        "old",
        in_year(words("explain.old_things"), year),
        "",
        "product",
        old_things(ground, name, year),
        base_share(ground, stock, kind),
        each,
    )
    sold = [sold_energy(ground, name, kind, year, one) for one in range(ground.first + 1, year + 1)]
    title = words("explain.kind_energy", kind=names.fuel(ground, kind))
    return made(kind, in_year(title, year), "", "sum", left, *sold)


def sold_energy(ground: Ground, name: str, kind: str, year: int, sold: int) -> Node:
    """Energy in `year` of the things of a kind bought in `sold`."""
    return made(
        str(sold),
        words("explain.left_of", sold=sold),
        "",
        "product",
        left_of(ground, name, year, sold),
        sales_share(ground, name, kind, sold),
        sales_intensity(ground, name, sold),
        use(ground, stock_of(ground, name), kind),
    )


@remembered
def fleet_energy(ground: Ground, name: str, year: int) -> Node:
    """Energy of the whole fleet, in units of the reference kind."""
    kinds = stock_of(ground, name).kinds
    title = in_year(words("explain.fleet_energy"), year)
    return made("fleet", title, "", "sum", *(kind_energy(ground, name, kind, year) for kind in kinds))


@remembered
def fleet_units(ground: Ground, name: str, year: int) -> Node:
    """Number of things in the fleet: what is left of the base stock and of every sales year."""
    sold = [left_of(ground, name, year, one) for one in range(ground.first + 1, year + 1)]
    title = in_year(words("explain.fleet_units"), year)
    return made("units", title, stock_of(ground, name).row.unit, "sum", old_things(ground, name, year), *sold)


@remembered
def fleet_share(ground: Ground, name: str, kind: str, year: int) -> Node:
    """Energy-weighted share of a kind in the fleet."""
    title = words("explain.share_of", fuel=names.fuel(ground, kind))
    value = float(
        ground.fleets[name].share[ground.at(year), stock_of(ground, name).kinds.index(kind), ground.run]
    )

    def parts() -> tuple[Node, ...]:
        return kind_energy(ground, name, kind, year), fleet_energy(ground, name, year)

    return Node("fleet_share", title, value, "ratio", "ratio", parts)


@remembered
def mean_use(ground: Ground, name: str, year: int) -> Node:
    """Energy of the fleet over its number."""
    title = in_year(words("explain.mean_use"), year)
    return made(
        str(year), title, "", "ratio", fleet_energy(ground, name, year), fleet_units(ground, name, year)
    )


@remembered
def fleet_intensity(ground: Ground, name: str, year: int) -> Node:
    """Mean energy use of the fleet relative to the base year."""
    value = float(ground.fleets[name].intensity[ground.at(year), ground.run])
    title = in_year(words("explain.fleet_intensity"), year)
    return Node(
        "fleet_intensity",
        title,
        value,
        "ratio",
        "ratio",
        lambda: (mean_use(ground, name, year), renamed(mean_use(ground, name, ground.first), "base")),
    )
