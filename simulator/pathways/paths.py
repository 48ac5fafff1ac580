"""Yearly parameters of branches, plants and stocks: region rows, overridden by a scenario's changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.errors import nearest
from simulator.inputs.ranges import BY_FUEL, GROWTH, LARGEST_MULTIPLE, SHARES
from simulator.inputs.schema import per_cent
from simulator.pathways.schedules import Anchor, Series, growth_series, level_series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulator.errors import Origin, Problems
    from simulator.inputs.rows import PathRow
    from simulator.inputs.scenario import Override
    from simulator.pathways.arrays import Array, IntArray


class Points(NamedTuple):
    """Anchors of one parameter; `added` means changes against the base year, not levels."""

    anchors: tuple[Anchor, ...]
    added: bool


NO_POINTS = Points((), False)
FREE = ("release", "release.growth")  # each gas by itself; shares of a whole stand or fall together


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
        target, quantity, fuel = parameter
        if fuel and not self.has_own(target, quantity):  # the other fuels still follow the sector
            sector = target.split(".")[0] + ".*"
            followed = {p: said for p, said in self.points.items() if p[:2] == (sector, quantity)}
            self.points |= {Parameter(target, quantity, p.fuel): said for p, said in followed.items()}
        self.points[parameter] = Points(anchors, False)
        self.points[Parameter(target, quantity + GROWTH, fuel)] = NO_POINTS

    def find(self, target: str, quantity: str, fuel: str = "") -> Points | None:
        """Points of a parameter, of the whole sector if the target has none of its own."""
        own = self.points.get(Parameter(target, quantity, fuel))
        if own is not None or (quantity not in FREE and self.has_own(target, quantity)):
            return own
        return self.points.get(Parameter(target.split(".")[0] + ".*", quantity, fuel))

    def has_own(self, target: str, quantity: str) -> bool:
        """True if any fuel of this target and quantity has points of its own."""
        return any(p.target == target and p.quantity == quantity for p in self.points)

    def multiple(self, target: str, quantity: str, base: Anchor, fuel: str = "") -> Series:
        """Multiples of the base year: levels times chained growth, 1 where nothing is said."""
        level, growth = self.find(target, quantity, fuel), self.find(target, quantity + GROWTH, fuel)
        series = constant(1.0, self.years, base.origin)
        if level is not None:
            own = rebased(level.anchors, base) if quantity == "process" else level.anchors
            series = level_series(with_base(own, base), self.years)
        if growth is not None and growth.anchors:
            rates = growth_series(growth.anchors, self.years)
            factors = np.concatenate([[1.0], np.cumprod(1.0 + rates.values[1:])])
            series = Series(series.values * factors, rates.origins)
        return series

    def levels(self, target: str, quantity: str, base: Anchor, fuel: str = "") -> Series:
        """Levels as they are written, earlier years included; starting from `base` where none is earlier."""
        points = self.find(target, quantity, fuel)
        if points is None or not points.anchors:
            return constant(base.value, self.years, base.origin)
        early = min(anchor.year for anchor in points.anchors) <= base.year
        return level_series(points.anchors if early else (base, *points.anchors), self.years)


def rebased(anchors: Sequence[Anchor], base: Anchor) -> list[Anchor]:
    """Anchors relative to what they say of the base year; none where by then they say nothing is left.

    A common path starts in 2020; an amount measured in a later base year stands as it is.
    """
    if min(anchor.year for anchor in anchors) > base.year:
        return list(anchors)
    ordered = sorted(anchors, key=lambda anchor: anchor.year)
    start = float(np.interp(base.year, [a.year for a in ordered], [a.value for a in ordered]))
    later = [anchor for anchor in ordered if anchor.year > base.year]
    return [anchor._replace(value=anchor.value / start) for anchor in later] if start > 0.0 else []


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

    base : fuel -> base-year share. Changes in points may exceed 1 together and are scaled to 1; for levels
    this is refused at load (`check_shares`).
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
            guess = nearest(change.key, parameter_names(known, fuels))
            problems.add("unknown_parameter", change.origin, f"changes.{change.key}", nearest=guess)
            continue
        check_range(parameter, change, problems)
        if parameter.quantity != "energy":
            change = after_base_year(change, int(paths.years[0]), problems)
        if not change.points:
            continue
        old = paths.find(*parameter)
        growth = paths.find(parameter.target, parameter.quantity + GROWTH, parameter.fuel)
        grown = f", growth {shown(growth)}" if growth is not None and growth.anchors else ""
        new = {year: value for year, value, _ in change.points}
        log.append(f"{change.key}: {shown(old)}{grown} -> {new}")
        paths.override(parameter, change)
    return log


def parameter_names(known: Mapping[str, tuple[str, ...]], fuels: Mapping[str, set[str]]) -> list[str]:
    """Every parameter a scenario may change, as it is written."""
    plain = [f"{target}.{one}" for target, all_ in known.items() for one in all_ if one not in BY_FUEL]
    return plain + [
        f"{target}.{one}.{fuel}"
        for target, all_ in known.items()
        for one in all_
        if one in BY_FUEL
        for fuel in sorted(fuels.get(target, ()))
    ]


def check_range(parameter: Parameter, change: Override, problems: Problems) -> None:
    """Shares lie in 0..1, energy is no per cent of anything, nothing is negative."""
    share = parameter.quantity in SHARES
    highest = 1.0 if share else LARGEST_MULTIPLE
    for year, value, origin in change.points:
        key, written = f"changes.{change.key}[{year}]", change.written.get(year, value)
        if share and value > 1.0 and per_cent(written) is None:
            problems.add("expected_fraction", origin, key, written)
        elif parameter.quantity == "energy" and per_cent(written) is not None:
            problems.add("expected_number", origin, key, written)
        elif share and not 0.0 <= value <= 1.0:
            problems.add("expected_range", origin, key, written, low=0, high=1)
        elif not 0.0 <= value <= highest:
            limit = ">= 0" if value < 0.0 else f"<= {highest:.0f}"
            problems.add("expected_limit", origin, key, written, limit=limit)


def after_base_year(change: Override, base: int, problems: Problems) -> Override:
    """A change without the years to the base year, which stay as the balance has them, with a notice."""
    for year, value, origin in change.points:
        if year <= base:
            written = change.written.get(year, value)
            problems.notice("actual_overrides", origin, f"changes.{change.key}[{year}]", written, last=base)
    return replace(change, points=tuple(point for point in change.points if point[0] > base))


def check_shares(
    name: str, points: Mapping[str, Points], years: IntArray, base: Mapping[str, Anchor], problems: Problems
) -> None:
    """Shares given as levels must not exceed 1 together, and make up 1 where nothing else takes the rest."""
    levels = {fuel: said for fuel, said in points.items() if not said.added}
    told = any(not 0.0 <= anchor.value <= 1.0 for said in levels.values() for anchor in said.anchors)
    if not levels or told:
        return
    series = [level_series(with_base(said.anchors, base[fuel]), years) for fuel, said in levels.items()]
    total = np.sum([one.values for one in series], axis=0)
    alone = all(fuel in levels or anchor.value <= 0.0 for fuel, anchor in base.items())
    wrong = np.abs(total - 1.0) if alone else total - 1.0
    worst = int(np.argmax(wrong))
    if wrong[worst] > 1e-6:
        largest = max(series, key=lambda one: float(one.values[worst]))
        key = f"{name}[{years[worst]}] ({', '.join(levels)})"
        message = "shares_above_one" if total[worst] > 1.0 else "shares_below_one"
        problems.add(message, largest.origins[worst], key, total=f"{total[worst]:.1%}")


def shown(points: Points | None) -> str:
    """Old points as the change log prints them."""
    if points is None:
        return "base year"
    return str({anchor.year: anchor.value for anchor in points.anchors})
