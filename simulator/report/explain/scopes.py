"""Indicators of a sector, a district or park, a stock or plant as trees (assess.scopes, assess.details)."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from simulator.assess.indicators import NONFOSSIL
from simulator.assess.scopes import portions
from simulator.inputs.accounting import RULES
from simulator.pathways.arrays import SECTORS, SOURCES
from simulator.report.explain import names
from simulator.report.explain.capture import caught_branch, caught_process
from simulator.report.explain.demand import (
    CARRIERS,
    branch_primary,
    branch_title,
    link_energy,
    links_of,
    plant_primary_energy,
    primary_rate,
    sector_carrier,
    sector_fuel,
    sector_primary,
)
from simulator.report.explain.emissions import branch_co2, co2_rate, link_co2, sector_co2
from simulator.report.explain.ground import given, in_year, remembered
from simulator.report.explain.indicators import indicator
from simulator.report.explain.node import Node, Words, made, number, renamed, words
from simulator.report.explain.processes import amount, process_co2
from simulator.report.explain.stocks import base_share, left_of, old_things, sales_share, stock_of
from simulator.report.explain.supply import calorific, capacity, fraction, plant_name, supplied
from simulator.report.explain.supply import rate as rate_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.report.explain.demand import ByCarrier, ByPlace
    from simulator.report.explain.ground import Ground

TCE, TONNES = "1e4 tce", "1e4 t"


def scoped(ground: Ground, scope: str, name: str, year: int) -> Node:
    """An indicator of a sector or sub-region."""
    makers = SECTOR if scope in SECTORS else SUBREGION
    if name == "co2_per_energy":
        over, under = (scoped(ground, scope, part, year) for part in ("co2_total", "energy_total"))
        return made(name, in_year(names.indicator(name), year), "t/tce", "ratio", over, under)
    return renamed(makers[name](ground, scope, year), name)


# ---- sectors ----


def sector_electricity(ground: Ground, scope: str, year: int) -> Node:
    """Electricity use of a sector."""
    used = sector_carrier(ground, "electricity", SECTORS.index(scope), year)
    return made("electricity_use", used.name, "1e8 kWh", "ratio", used, calorific(ground))


def sector_clean(ground: Ground, scope: str, year: int) -> Node:
    """Non-fossil share of a sector: own fuels, and what electricity and heat carry."""
    index = SECTORS.index(scope)
    layout, sources = ground.plan.layout, ground.plan.coefficients.cell_source.tolist()
    clean = [SOURCES.index(name) for name in NONFOSSIL]
    own = [f for (f, s), of in zip(layout.cells, sources, strict=True) if s == scope and of in clean]
    parts = [renamed(sector_fuel(ground, fuel, index, year), fuel) for fuel in own]
    for carrier in CARRIERS:
        used, each = sector_carrier(ground, carrier, index, year), clean_rate(ground, carrier, year)
        parts.append(made(carrier, used.name, TCE, "product", renamed(used, "use"), each))
    over = made("clean", words("explain.clean"), TCE, "sum", *parts)
    name = in_year(names.indicator("nonfossil_share"), year)
    return made("nonfossil_share", name, "ratio", "ratio", over, sector_primary(ground, index, year))


def region_power(ground: Ground, scope: str, year: int) -> Node:
    """The renewable part of electricity is that of the whole region."""
    return indicator(ground, "renewable_power_share", year)


SECTOR: dict[str, Callable[[Ground, str, int], Node]] = {
    "energy_total": lambda ground, scope, year: sector_primary(ground, SECTORS.index(scope), year),
    "co2_total": lambda ground, scope, year: sector_co2(
        ground, SECTORS.index(scope), year, ground.result.preset
    ),
    "electricity_use": sector_electricity,
    "nonfossil_share": sector_clean,
    "renewable_power_share": region_power,
}


# ---- districts and parks ----


def portion(ground: Ground, scope: str, name: str) -> Node:
    """Part of a branch or process that lies in a sub-region; the most specific row counts."""
    rows = [row for row in ground.result.scenario.region.subregions if row.subregion == scope]
    rows.sort(key=lambda row: ("*" in row.target, -len(row.target)))
    row = next(row for row in rows if fnmatchcase(name, row.target))
    return given(ground, "portion", words("explain.portion"), row.portion, "ratio", row.origin)


def inside(
    ground: Ground, scope: str, axis: tuple[str, ...], maker: Callable[[Ground, int, int], Node], year: int
) -> list[Node]:
    """What lies in a sub-region of every branch or process."""
    parts = portions(ground.plan, scope, axis)[:, 0]
    wholes = [(axis[place], maker(ground, place, year)) for place, part in enumerate(parts) if part]
    return [
        made(name, whole.name, whole.unit, "product", renamed(whole, "whole"), portion(ground, scope, name))
        for name, whole in wholes
    ]


def scope_name(ground: Ground, scope: str) -> Words:
    """The name of a district or park."""
    return names.of_rows(ground, "subregions", "subregion", scope)


def sum_inside(ground: Ground, scope: str, maker: Callable[[Ground, int, int], Node], year: int) -> Node:
    """The branches of a sub-region together."""
    parts = inside(ground, scope, ground.plan.layout.branches, maker, year)
    title = words("explain.energy_of", whole=scope_name(ground, scope))
    return made(scope, in_year(title, year), TCE, "sum", *parts)


def energy_inside(ground: Ground, scope: str, year: int) -> Node:
    """Primary energy of a sub-region."""
    whole = sum_inside(ground, scope, branch_primary, year)
    return with_capture(ground, scope, whole, year, primary_rate)


def with_capture(ground: Ground, scope: str, whole: Node, year: int, rate: ByCarrier | None) -> Node:
    """A sum over a sub-region, and the electricity that capturing its CO2 takes, or what that carries."""
    used = capturing(ground, scope, year)
    if not used:
        return whole
    if rate is not None:
        each = rate(ground, "electricity", year)
        used = [made("capturing", used[0].name, whole.unit, "product", used[0], each)]
    return made(whole.key, whole.name, whole.unit, "sum", *whole.children, *used)


def capturing(ground: Ground, scope: str, year: int) -> list[Node]:
    """Electricity that capturing CO2 of a sub-region takes; nothing where no measure captures."""
    layout = ground.plan.layout
    if not layout.captured:
        return []
    caught = inside(ground, scope, layout.branches, captured_at(caught_branch, layout.branches), year)
    caught += inside(ground, scope, layout.processes, captured_at(caught_process, layout.processes), year)
    title = words("explain.captured_of", whole=scope_name(ground, scope))
    whole = made("captured", in_year(title, year), TONNES, "sum", *caught)
    each = rate_of(ground, "capture", "electricity", None, "per_tonne")
    name = words("explain.capture_electricity", whole=scope_name(ground, scope))
    return [made("capturing", in_year(name, year), TCE, "product", whole, each, calorific(ground))]


def captured_at(maker: ByPlace, axis: tuple[str, ...]) -> ByPlace:
    """What is captured at a place: nothing where no measure captures."""

    def make(ground: Ground, place: int, year: int) -> Node:
        if axis[place] in ground.plan.layout.captured:
            return maker(ground, place, year)
        return number(axis[place], words("explain.nothing"), 0.0, TONNES)

    return make


def branch_by_rule(ground: Ground, branch: int, year: int) -> Node:
    """CO2 of a branch under the result's rule: raw material taken out where it does not count as burnt."""
    whole, links = branch_co2(ground, branch, year), ground.plan.coefficients.feedstock_link.tolist()
    raw = [link for link in links if ground.plan.layout.link_branch[link] == branch]
    if not raw or RULES[ground.result.preset].feedstock:
        return whole
    taken = made(
        "feedstock", words("explain.feedstock"), TONNES, "sum", *(link_co2(ground, i, year) for i in raw)
    )
    return made(whole.key, whole.name, TONNES, "difference", whole, taken)


def co2_inside(ground: Ground, scope: str, year: int) -> Node:
    """CO2 of a sub-region under the result's rule."""
    layout = ground.plan.layout
    parts = inside(ground, scope, layout.branches, branch_by_rule, year)
    if RULES[ground.result.preset].process:
        releasing = layout.processes[: ground.result.flows.co2_by_process.shape[1]]
        parts += inside(ground, scope, releasing, process_co2, year)
    title = words("explain.co2_of", whole=scope_name(ground, scope))
    whole = made(scope, in_year(title, year), TONNES, "sum", *parts)
    return with_capture(ground, scope, whole, year, co2_rate)


@remembered
def branch_electricity(ground: Ground, branch: int, year: int) -> Node:
    """Electricity use of a branch."""
    links = [link for link in links_of(ground, branch) if ground.plan.layout.links[link][1] == "electricity"]
    name = in_year(branch_title(ground, branch), year)
    return made("electricity", name, TCE, "sum", *(link_energy(ground, link, year) for link in links))


def electricity_inside(ground: Ground, scope: str, year: int) -> Node:
    """Electricity use of a sub-region."""
    used = with_capture(ground, scope, sum_inside(ground, scope, branch_electricity, year), year, None)
    return made(scope, used.name, "1e8 kWh", "ratio", used, calorific(ground))


@remembered
def clean_rate(ground: Ground, carrier: str, year: int) -> Node:
    """Non-fossil energy that a tce of electricity or heat carries; imported power counts as none."""
    clean = [SOURCES.index(name) for name in NONFOSSIL]
    parts = []
    for plant, source in enumerate(ground.plan.coefficients.plant_source.tolist()):
        if source in clean:
            part = fraction(ground, plant, year)
            part = (
                part
                if carrier == "electricity"
                else made("heat_part", words("explain.heat_part"), "ratio", "rest", part)
            )
            whole = plant_primary_energy(ground, plant, year)
            parts.append(
                made(ground.plan.layout.plants[plant], plant_name(ground, plant), TCE, "product", whole, part)
            )
    pool = made("pool", words("explain.clean_pool", carrier=names.fuel(ground, carrier)), TCE, "sum", *parts)
    name = in_year(words("explain.clean_rate", carrier=names.fuel(ground, carrier)), year)
    return made("rate", name, "ratio", "ratio", pool, supplied(ground, carrier, year))


@remembered
def branch_clean(ground: Ground, branch: int, year: int) -> Node:
    """Non-fossil energy of a branch."""
    fuels, parts = ground.result.scenario.factors.fuels, []
    for link in links_of(ground, branch):
        energy, fuel = link_energy(ground, link, year), ground.plan.layout.links[link][1]
        if fuel in CARRIERS:
            parts.append(made(fuel, energy.name, TCE, "product", energy, clean_rate(ground, fuel, year)))
        elif fuels[fuel].source_group in NONFOSSIL:
            parts.append(energy)
    name = in_year(words("explain.energy_of", whole=branch_title(ground, branch)), year)
    return made(ground.plan.layout.branches[branch], name, TCE, "sum", *parts)


def clean_inside(ground: Ground, scope: str, year: int) -> Node:
    """Non-fossil share of a sub-region."""
    clean = sum_inside(ground, scope, branch_clean, year)
    over, under = with_capture(ground, scope, clean, year, clean_rate), energy_inside(ground, scope, year)
    name = in_year(names.indicator("nonfossil_share"), year)
    return made(scope, name, "ratio", "ratio", renamed(over, "clean", words("explain.clean")), under)


SUBREGION: dict[str, Callable[[Ground, str, int], Node]] = {
    "energy_total": energy_inside,
    "co2_total": co2_inside,
    "electricity_use": electricity_inside,
    "nonfossil_share": clean_inside,
    "renewable_power_share": region_power,
}


# ---- one stock, plant or process ----


@remembered
def kind_units(ground: Ground, stock: str, kind: str, year: int) -> Node:
    """Things of a kind in use: what is left of the base stock and of every sales year."""
    plan = stock_of(ground, stock)
    title = in_year(words("explain.kind_units_in_use", kind=names.fuel(ground, kind)), year)
    old = made(
        "old",
        in_year(words("explain.old_things"), year),
        plan.row.unit,
        "product",
        old_things(ground, stock, year),
        base_share(ground, plan, kind),
    )
    sold = [
        made(
            str(one),
            words("explain.left_of", sold=one),
            plan.row.unit,
            "product",
            left_of(ground, stock, year, one),
            sales_share(ground, stock, kind, one),
        )
        for one in range(ground.first + 1, year + 1)
    ]
    return made(kind, title, plan.row.unit, "sum", old, *sold)


@remembered
def stock_share(ground: Ground, stock: str, kind: str, year: int) -> Node:
    """Share of a kind in the things in use."""
    kinds = {one: kind_units(ground, stock, one, year) for one in stock_of(ground, stock).kinds}
    whole = made(
        "all", words("explain.fleet_units"), stock_of(ground, stock).row.unit, "sum", *kinds.values()
    )
    title = in_year(words("explain.kind_share", kind=names.fuel(ground, kind)), year)
    return made("stock_share", title, "ratio", "ratio", kinds[kind], whole)


def detail(ground: Ground, indicator: str, year: int) -> Node | None:
    """An indicator of one stock, plant or process, None if the region has nothing of that name."""
    what, _, name = indicator.partition(".")
    layout = ground.plan.layout
    if what == "capacity" and name in layout.plants:
        return capacity(ground, layout.plants.index(name), year)
    if what == "process" and indicator in layout.processes:
        return amount(ground, layout.processes.index(indicator), year)
    stock, _, kind = name.rpartition(".")
    if (
        stock not in {one.row.stock for one in ground.plan.stocks}
        or kind not in stock_of(ground, stock).kinds
    ):
        return None
    makers = {"sales_share": sales_share, "stock_share": stock_share}
    return makers[what](ground, stock, kind, year) if what in makers else None
