"""Yearly parameters of branches, plants and stocks: region rows, overridden by a scenario's changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.errors import nearest
from simulator.pathways.schedules import Anchor, Series, growth_series, level_series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulator.errors import Origin, Problems
    from simulator.inputs.rows import PathRow
    from simulator.inputs.scenario import Override
    from simulator.pathways.arrays import Array, IntArray

GROWTH = ".growth"
BRANCH_QUANTITIES = ("activity", "intensity", "share", "energy")
PLANT_QUANTITIES = ("capacity", "hours", "heat_share")
STOCK_QUANTITIES = ("sales_share", "sales_intensity", "stock")
PROCESS_QUANTITIES = ("process",)
BY_FUEL = ("share", "sales_share", "energy")


class Points(NamedTuple):
    """Anchors of one parameter; `added` means changes against the base year, not levels."""

    anchors: tuple[Anchor, ...]
    added: bool


class Parameter(NamedTuple):
    """A parameter by name: target id, quantity, and fuel or kind where the quantity has one."""

    target: str
    quantity: str
    fuel: str


class Paths:
    """Looks up the yearly series of a parameter: exact id first, then `sector.*`."""

    def __init__(self, rows: Iterable[PathRow], years: IntArray) -> None:
        """Group the rows of `parameters/` by parameter."""
        self.years = years
        self.points: dict[Parameter, Points] = {}
        grouped: dict[Parameter, list[PathRow]] = {}
        for row in rows:
            grouped.setdefault(Parameter(row.target_id, row.quantity, row.fuel), []).append(row)
        for parameter, mine in grouped.items():
            anchors = tuple(Anchor(row.year, row.value, row.origin) for row in mine)
            self.points[parameter] = Points(anchors, mine[0].unit == "points")

    def override(self, parameter: Parameter, override: Override) -> None:
        """Replace a parameter's points by those of a scenario; levels, never additions."""
        anchors = tuple(Anchor(year, value, origin) for year, value, origin in override.points)
        self.points[parameter] = Points(anchors, False)
        self.points.pop(Parameter(parameter.target, parameter.quantity + GROWTH, parameter.fuel), None)

    def find(self, target: str, quantity: str, fuel: str = "") -> Points | None:
        """Points of a parameter, of the whole sector if the target has none of its own."""
        own = self.points.get(Parameter(target, quantity, fuel))
        if own is not None or self.has_own(target, quantity):
            return own
        return self.points.get(Parameter(target.split(".")[0] + ".*", quantity, fuel))

    def has_own(self, target: str, quantity: str) -> bool:
        """True if any fuel of this target and quantity has points of its own."""
        return any(p.target == target and p.quantity == quantity for p in self.points)

    def multiple(self, target: str, quantity: str, base: Anchor) -> Series:
        """Multiples of the base year: levels times chained growth, 1 where nothing is said."""
        level, growth = self.find(target, quantity), self.find(target, quantity + GROWTH)
        series = constant(1.0, self.years, base.origin)
        if level is not None:
            series = level_series(with_base(level.anchors, base), self.years)
        if growth is not None:
            rates = growth_series(growth.anchors, self.years)
            factors = np.concatenate([[1.0], np.cumprod(1.0 + rates.values[1:])])
            series = Series(series.values * factors, rates.origins)
        return series


def with_base(anchors: Sequence[Anchor], base: Anchor) -> list[Anchor]:
    """Anchors from the base year on, starting with the base value unless the year has its own."""
    later = [anchor for anchor in anchors if anchor.year > base.year]
    own = [anchor for anchor in anchors if anchor.year == base.year]
    return [own[0] if own else base, *later]


def constant(value: float, years: IntArray, origin: Origin) -> Series:
    """The same value in every year."""
    return Series(np.full(len(years), value), (origin,) * len(years))


def share_series(
    base: Mapping[str, Anchor], points: Mapping[str, Points], years: IntArray
) -> dict[str, Series]:
    """Shares of one branch or stock over the years: given fuels follow their points, others rescale pro rata.

    base : fuel -> base-year share. If the given shares exceed 1 they are scaled to 1 (checked at load).
    """
    given: dict[str, Series] = {}
    for fuel, said in points.items():
        start = Anchor(base[fuel].year, 0.0 if said.added else base[fuel].value, base[fuel].origin)
        series = level_series(with_base(said.anchors, start), years)
        level = series.values + (base[fuel].value if said.added else 0.0)
        given[fuel] = Series(np.clip(level, 0.0, 1.0), series.origins)
    free = {fuel: anchor for fuel, anchor in base.items() if fuel not in given}
    free_total = sum(anchor.value for anchor in free.values())
    total = np.sum([series.values for series in given.values()], axis=0) if given else np.zeros(len(years))
    squeeze = scale_to_one(total, free_total)
    out = {fuel: Series(series.values * squeeze, series.origins) for fuel, series in given.items()}
    rest = (1.0 - total * squeeze) / free_total if free_total > 0 else np.zeros(len(years))
    for fuel, anchor in free.items():
        out[fuel] = Series(anchor.value * rest, (anchor.origin,) * len(years))
    return out


def scale_to_one(total: Array, free: float) -> Array:
    """Factor on the given shares: 1, unless they exceed 1 or nothing else is there to fill up."""
    too_much = (total > 1.0) if free > 0 else (total > 0.0)
    return np.divide(1.0, total, out=np.ones_like(total), where=too_much)


def parse_parameter(key: str, known: Mapping[str, tuple[str, ...]]) -> Parameter | None:
    """Split `transport.car.share.electricity` into target, quantity and fuel; None if no such parameter.

    known : target id -> its quantities
    """
    for target in sorted(known, key=len, reverse=True):
        if key.startswith(target + "."):
            quantity, _, fuel = key[len(target) + 1 :].partition(".")
            if quantity in known[target] and bool(fuel) == (quantity in BY_FUEL):
                return Parameter(target, quantity, fuel)
    return None


def apply_changes(
    paths: Paths,
    changes: Iterable[Override],
    known: Mapping[str, tuple[str, ...]],
    fuels: Mapping[str, set[str]],
    problems: Problems,
) -> list[str]:
    """Lay a scenario's changes over the region's paths; each is logged as `key: old -> new`."""
    log = []
    for change in changes:
        parameter = parse_parameter(change.key, known)
        if parameter is None or (parameter.fuel and parameter.fuel not in fuels.get(parameter.target, set())):
            names = [f"{target}.{quantity}" for target, all_ in known.items() for quantity in all_]
            names += [f"{t}.{q}.{f}" for t, all_ in known.items() for q in all_ for f in fuels.get(t, ())]
            problems.add("unknown_parameter", change.origin, change.key, nearest=nearest(change.key, names))
            continue
        check_range(parameter, change, problems)
        old = paths.find(*parameter)
        log.append(f"{change.key}: {shown(old)} -> {dict((y, v) for y, v, _ in change.points)}")
        paths.override(parameter, change)
    return log


def check_range(parameter: Parameter, change: Override, problems: Problems) -> None:
    """Shares lie in 0..1, nothing is negative."""
    highest = 1.0 if parameter.quantity in ("share", "sales_share", "heat_share") else float("inf")
    for year, value, origin in change.points:
        place = f"{change.key}[{year}]"
        if highest == 1.0 and not 0.0 <= value <= 1.0:
            problems.add("expected_range", origin, place, value, low=0, high=1)
        elif value < 0.0:
            problems.add("expected_limit", origin, place, value, limit=">= 0")


def shown(points: Points | None) -> str:
    """Old points as the change log prints them."""
    if points is None:
        return "base year"
    return str({anchor.year: anchor.value for anchor in points.anchors})
