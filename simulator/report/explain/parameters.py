"""Parameters as trees: a multiple of the base year, a share, a level; then what the measures changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.inputs.ranges import GROWTH
from simulator.pathways.paths import with_base
from simulator.pathways.schedules import Anchor, growth_series, level_series
from simulator.report.explain import names
from simulator.report.explain.drivers import BASE, anchored, driver
from simulator.report.explain.ground import given, in_year, remembered
from simulator.report.explain.measures import Cell, starts, stepped
from simulator.report.explain.node import Node, Words, made, number, renamed, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.errors import Origin
    from simulator.inputs.rows import BalanceRow, BranchRow
    from simulator.pathways.paths import Points
    from simulator.report.explain.ground import Ground


def multiple(ground: Ground, target: str, quantity: str, year: int, fuel: str = "") -> list[Node]:
    """Factors on the base year's value: levels of its path and chained growth; none if nothing is said."""
    out = []
    level = ground.paths.find(target, quantity, fuel)
    growth = ground.paths.find(target, quantity + GROWTH, fuel)
    name = words("explain.multiple", quantity=words(f"explain.quantity.{quantity}"))
    if level is not None:
        anchors = with_base(level.anchors, Anchor(ground.first, 1.0, BASE))
        out.append(path_value(ground, "path", name, "ratio", anchors, year))
    if growth is not None and growth.anchors:
        out.append(path_growth(ground, growth, quantity, year))
    return out


def path_value(
    ground: Ground,
    key: str,
    name: Words,
    unit: str,
    anchors: list[Anchor],
    year: int,
    base: Node | None = None,
) -> Node:
    """A level of a path in a year; `base` : what stands for the base year where no file has it."""
    value = float(level_series(anchors, ground.plan.layout.years).values[ground.at(year)])
    return anchored(ground, key, name, unit, value, anchors, year, base)


def path_growth(ground: Ground, growth: Points, quantity: str, year: int) -> Node:
    """The growth of a path, chained from the base year."""
    rates = growth_series(growth.anchors, ground.plan.layout.years)
    title = words("explain.growth", name=words(f"explain.quantity.{quantity}"))
    value = 1.0
    for place in range(1, ground.at(year) + 1):
        value *= 1.0 + float(rates.values[place])

    def parts() -> list[Node]:
        later = range(ground.first + 1, year + 1)
        start = number(str(ground.first), words("explain.anchor", year=ground.first), 1.0)
        return [start] + [
            given(
                ground,
                str(y),
                in_year(title, y),
                rates.values[ground.at(y)],
                "ratio",
                rates.origins[ground.at(y)],
            )
            for y in later
        ]

    return Node("growth", words("explain.chained", name=title), value, "ratio", "grown", parts)


# ---- demand ----


def branch_row(ground: Ground, branch: int) -> BranchRow:
    """The row of a branch on the axis."""
    return ground.plan.branches[branch]


@remembered
def activity(ground: Ground, branch: int, year: int) -> Node:
    """Activity of a branch."""
    name = in_year(words("explain.quantity.activity"), year)
    return stepped(ground, Cell("activity", branch, year), key="activity", name=name)


@starts("activity")
def activity_start(ground: Ground, branch: int, year: int) -> Node:
    """Activity before measures: the driver to the power of the elasticity, times its own path."""
    row = branch_row(ground, branch)
    value = ground.value(ground.before.activity, year, branch)
    name = row.stock if row.method == "stock" else row.driver
    unit = row.activity_unit
    if row.method == "series" or not name:
        return number("activity", words("explain.quantity.activity"), value, unit)
    followed = following(ground, name, row.elasticity, year, row.origin)
    parts = [*followed, *multiple(ground, row.branch, "activity", year)]
    return Node("activity", words("explain.quantity.activity"), value, unit, "product", lambda: parts)


def following(
    ground: Ground, name: str, elasticity: float, year: int, origin: Origin, *, relative: bool = False
) -> list[Node]:
    """Factors that follow a driver: itself, or base level and index to the power of the elasticity."""
    now, first = driver(ground, name, year), driver(ground, name, ground.first)
    if elasticity == 1.0 and not relative and first.value != 0.0:
        return [now]
    base, title = renamed(first, f"{name}.base"), words("explain.index", name=names.driver(ground, name))
    index = made("index", title, "ratio", "ratio", now, base)
    if elasticity != 1.0 and first.value != 0.0:
        power = given(ground, "elasticity", words("explain.elasticity"), elasticity, "", origin)
        index = made("index", index.name, "ratio", "power", index, power)
    return [index] if relative else [base, index]


@remembered
def intensity(ground: Ground, branch: int, year: int) -> Node:
    """Energy per activity of a branch, all fuels."""
    name = in_year(words("explain.quantity.intensity"), year)
    return stepped(ground, Cell("intensity", branch, year), key="intensity", name=name)


@starts("intensity")
def intensity_start(ground: Ground, branch: int, year: int) -> Node:
    """Intensity before measures: base-year energy over base-year activity, times its path and its fleet."""
    from simulator.report.explain.stocks import fleet_intensity

    row = branch_row(ground, branch)
    unit = f"1e4 tce/{row.activity_unit}"
    value = ground.value(ground.before.intensity, year, branch)
    title = words("explain.quantity.intensity")
    if row.method == "series":
        return series_intensity(ground, branch, year, value)
    energy = base_energy(ground, branch)
    start = activity_start(ground, branch, ground.first)
    base = energy
    if start.value > 0.0:
        base = made("base", in_year(title, ground.first), unit, "ratio", energy, renamed(start, "activity"))
    fleet = [fleet_intensity(ground, row.stock, year)] if row.method == "stock" else []
    parts = [base, *multiple(ground, row.branch, "intensity", year), *fleet]
    return Node("intensity", title, value, unit, "product", lambda: parts)


@remembered
def base_energy(ground: Ground, branch: int) -> Node:
    """Base-year energy of a branch, from the balance."""
    rows = balance_of(ground, branch_row(ground, branch).branch)
    name = in_year(words("explain.base_energy"), ground.first)
    value = float(ground.plan.base_energy[branch])
    return Node(
        "base_energy", name, value, "1e4 tce", "sum", lambda: [cell(ground, row) for row in rows.values()]
    )


def balance_of(ground: Ground, target: str) -> dict[str, BalanceRow]:
    """Fuel -> row of the balance of a branch or plant; the last row counts, as in the model."""
    return {row.fuel: row for row in ground.result.scenario.region.balance if row.target_id == target}


def cell(ground: Ground, row: BalanceRow) -> Node:
    """A cell of the base-year balance."""
    name = in_year(names.fuel(ground, row.fuel), ground.first)
    return given(ground, row.fuel, name, row.value, row.unit, row.origin)


@remembered
def share(ground: Ground, link: int, year: int) -> Node:
    """Share of a fuel in the energy of its branch."""
    fuel = ground.plan.layout.links[link][1]
    name = in_year(words("explain.share_of", fuel=names.fuel(ground, fuel)), year)
    return stepped(ground, Cell("share", link, year), key="share", name=name)


@starts("share")
def share_start(ground: Ground, link: int, year: int) -> Node:
    """A fuel's share before measures: of the fleet, of the path, or of the balance."""
    from simulator.report.explain.stocks import fleet_share

    branch, fuel = ground.plan.layout.links[link]
    row = branch_row(ground, int(ground.plan.layout.link_branch[link]))
    name = words("explain.share_of", fuel=names.fuel(ground, fuel))
    if row.method == "series":
        return series_share(ground, branch, fuel, year)
    kinds = {stock.row.stock: stock.kinds for stock in ground.plan.stocks}
    if row.method == "stock" and fuel in kinds[row.stock]:
        return renamed(fleet_share(ground, row.stock, fuel, year), "share", name)
    fuels = [one for owner, one in ground.plan.layout.links if owner == branch]
    cells = balance_of(ground, branch)
    base = {one: base_share(ground, branch, one, fuels) for one in fuels}
    own = ground.paths.has_own(branch, "share")
    said = {one: p for one in fuels if one in cells or own if (p := ground.paths.find(branch, "share", one))}
    value = float(ground.plan.share[ground.at(year), link])
    return path_share(ground, fuel, base, said, year, value, name)


def base_share(ground: Ground, branch: str, fuel: str, fuels: list[str]) -> Node:
    """Base-year share of a fuel: its cell over the energy of the branch; equal parts where there is none."""
    name = in_year(words("explain.share_of", fuel=names.fuel(ground, fuel)), ground.first)
    index = ground.plan.layout.branches.index(branch)
    rows = balance_of(ground, branch)
    if ground.plan.base_energy[index] <= 0.0:
        return number("base_share", name, 1.0 / len(fuels), "ratio")
    if fuel not in rows:
        return number("base_share", name, 0.0, "ratio")
    return made("base_share", name, "ratio", "ratio", cell(ground, rows[fuel]), base_energy(ground, index))


def path_share(
    ground: Ground,
    fuel: str,
    base: Mapping[str, Node],
    said: Mapping[str, Points],
    year: int,
    value: float,
    name: Words,
) -> Node:
    """A share of a whole: given ones follow their path, the others fill up pro rata (pathways.paths)."""
    levels = {one: said_share(ground, one, base[one], points, year) for one, points in said.items()}
    free = [node for one, node in base.items() if one not in said]
    total, free_total = sum(node.value for node in levels.values()), sum(node.value for node in free)
    squeezed = total > 1.0 if free_total > 0.0 else total > 0.0
    keyed = [renamed(node, f"given.{one}") for one, node in levels.items()]
    if fuel in levels:
        if not squeezed:
            return renamed(levels[fuel], "share", name)
        whole = made("given", words("explain.all_given"), "ratio", "sum", *keyed)
        return Node("share", name, value, "ratio", "ratio", lambda: (levels[fuel], whole))
    if not levels:
        return renamed(base[fuel], "share", name)
    filling = [renamed(node, f"free.{one}") for one, node in base.items() if one not in said]
    rest = made("rest", words("explain.rest"), "ratio", "rest", *keyed)
    if squeezed or free_total <= 0.0:
        rest = number("rest", words("explain.rest"), 0.0, "ratio")
    whole = made("free", words("explain.all_free"), "ratio", "sum", *filling)
    part = made("part", words("explain.part_of_rest"), "ratio", "ratio", base[fuel], whole)
    return Node("share", name, value, "ratio", "product", lambda: (rest, part))


def said_share(ground: Ground, fuel: str, base: Node, points: Points, year: int) -> Node:
    """A share that a path gives, as a level or as a change against the base year, kept in 0..1."""
    name = in_year(words("explain.share_of", fuel=names.fuel(ground, fuel)), year)
    start = Anchor(ground.first, 0.0 if points.added else base.value, BASE)
    anchors = with_base(points.anchors, start)
    if not points.added:
        return path_value(ground, "path", name, "ratio", anchors, year, base)
    path = path_value(ground, "path", name, "ratio", anchors, year)
    whole = made("level", name, "ratio", "sum", base, renamed(path, "change", words("explain.points")))
    if 0.0 <= whole.value <= 1.0:
        return whole
    edge = number("edge", words("explain.edge"), 1.0 if whole.value > 1.0 else 0.0, "ratio")
    return made("level", name, "ratio", "minimum" if whole.value > 1.0 else "maximum", whole, edge)


# ---- branches whose energy is given ----


def given_energy(ground: Ground, branch: str, year: int) -> dict[str, Node]:
    """Yearly energy by fuel of a branch of the method series."""
    points = {p.fuel: v for p, v in ground.paths.points.items() if p[:2] == (branch, "energy")}
    return {
        fuel: path_value(
            ground, fuel, in_year(names.fuel(ground, fuel), year), "1e4 tce", list(v.anchors), year
        )
        for fuel, v in points.items()
    }


def series_intensity(ground: Ground, branch: int, year: int, value: float) -> Node:
    """The whole energy of a series branch, whose activity is 1."""
    fuels = given_energy(ground, branch_row(ground, branch).branch, year)
    return Node("intensity", words("explain.quantity.energy"), value, "1e4 tce", "sum", fuels.values)


def series_share(ground: Ground, branch: str, fuel: str, year: int) -> Node:
    """Share of a fuel in the given energy; equal parts in a year without any."""
    fuels = given_energy(ground, branch, year)
    name = words("explain.share_of", fuel=names.fuel(ground, fuel))
    total = sum(node.value for node in fuels.values())
    if fuel not in fuels:
        return number("share", name, 0.0, "ratio")
    if total <= 0.0:
        return number("share", name, 1.0 / len(fuels), "ratio")
    whole = made("energy", words("explain.quantity.energy"), "1e4 tce", "sum", *fuels.values())
    return made("share", name, "ratio", "ratio", fuels[fuel], whole)
