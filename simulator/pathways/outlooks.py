"""Driver tables and a scenario's driver block -> outlooks with low and high."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.errors import nearest
from simulator.inputs.ranges import (
    GROWTH,
    STRUCTURE,
    STRUCTURE_ROUNDING,
    far_from_base,
    near,
    range_of_driver,
)
from simulator.inputs.schema import per_cent
from simulator.pathways.drivers import Outlook
from simulator.pathways.schedules import Anchor, growth_series, level_series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from simulator.errors import Problems
    from simulator.inputs.rows import DriverRow
    from simulator.inputs.scenario import Override
    from simulator.pathways.arrays import IntArray

CASES = ("central", "low", "high")


def outlooks_of(
    rows: Iterable[DriverRow], overrides: Iterable[Override], years: IntArray, problems: Problems
) -> dict[str, Outlook]:
    """One outlook per driver: actual years first, then the scenario's or the region's central, low, high.

    Published actuals override a scenario's anchors, with a notice (docs/model.md).
    """
    grouped: dict[str, list[DriverRow]] = {}
    for row in rows:
        grouped.setdefault(row.variable, []).append(row)
    starts = {f"{name}{GROWTH}": name for name in grouped if f"{name}{GROWTH}" in grouped}
    follows = {name: mine for name, mine in grouped.items() if name not in starts.values()}
    changed = {override.key: override for override in overrides}
    for key, override in changed.items():
        if key not in follows:
            guess = f"{key}{GROWTH}" if f"{key}{GROWTH}" in follows else nearest(key, follows)
            problems.add("unknown_driver", override.origin, f"drivers.{key}", nearest=guess)
    found = {}
    for name, mine in follows.items():
        before = len(problems.found)
        if name in changed:
            check_override(mine, changed[name], int(years[0]), problems)
        change = changed.get(name) if len(problems.found) == before else None
        level = grouped[starts[name]] if name in starts else None
        outlook = outlook_of(mine, level, change, years, problems)
        if outlook is None:
            problems.add("missing_driver_year", mine[0].origin, starts.get(name, name), year=int(years[0]))
        else:
            found[name] = outlook
            check_band(name, outlook, years, problems)
    leave_out_rest(found, grouped, changed, int(years[0]))
    check_structure(found, years, problems)
    return found


def leave_out_rest(
    found: dict[str, Outlook], rows: Mapping[str, list[DriverRow]], changed: Mapping[str, Override], base: int
) -> None:
    """Where all parts of GDP are given, the only one without an outlook takes the rest in later years."""
    parts = [f"structure.{part}" for part in STRUCTURE]
    still = [n for n in parts if n in found and n not in changed and max(r.year for r in rows[n]) <= base]
    if len(still) == 1 and set(parts) <= set(found):
        del found[still[0]]


def check_override(rows: list[DriverRow], override: Override, base: int, problems: Problems) -> None:
    """A rate or a share is a fraction within its range; a level is no fraction and near its base year."""
    name, limits = override.key, range_of_driver(override.key)
    start = next((row for row in rows if row.year == base and row.case == "actual"), None)
    for year, value, origin in override.points:
        key, written = f"drivers.{name}[{year}]", override.written.get(year, value)
        if limits is None:
            if per_cent(written) is not None:
                problems.add("expected_number", origin, key, written)
            elif value <= 0.0:
                problems.add("expected_limit", origin, key, written, limit="> 0")
            elif start is not None and not near(value, start.value):
                far_from_base(origin, key, written, start, problems)
        elif abs(value) > 1.0 and per_cent(written) is None:
            problems.add("expected_fraction", origin, key, written)
        elif not limits[0] <= value <= limits[1]:
            low, high = (f"{limit:.0%}" for limit in limits)
            problems.add("expected_range", origin, key, written, low=low, high=high)


def check_band(name: str, outlook: Outlook, years: IntArray, problems: Problems) -> None:
    """The low and high of a level stay above nothing, as the level itself must."""
    lowest = np.minimum(outlook.low, outlook.high)
    worst = int(np.argmin(lowest))
    if range_of_driver(name) is None and lowest[worst] <= 0.0 < outlook.central[worst]:
        key = f"drivers.{name}[{years[worst]}] (low)"
        problems.add("expected_limit", outlook.origins[worst], key, f"{lowest[worst]:.6g}", limit="> 0")


def check_structure(outlooks: Mapping[str, Outlook], years: IntArray, problems: Problems) -> None:
    """The parts of GDP that are given must leave room for the one that takes the rest."""
    given = {name: outlooks[name] for name in (f"structure.{part}" for part in STRUCTURE) if name in outlooks}
    for case in CASES if given else ():
        total = np.sum([getattr(one, case) for one in given.values()], axis=0)
        worst = int(np.argmax(total))
        if total[worst] > 1.0 + STRUCTURE_ROUNDING:
            largest = max(given.values(), key=lambda one: float(getattr(one, case)[worst]))
            key = f"structure[{years[worst]}] ({', '.join(given)})"
            problems.add("shares_above_one", largest.origins[worst], key, total=f"{total[worst]:.1%}")
            return


def base_level(rows: list[DriverRow], year: int) -> float | None:
    """Level of a growth driver in the first year, None if it has none."""
    return next((row.value for row in rows if row.year == year and row.case == "actual"), None)


def outlook_of(
    rows: list[DriverRow],
    level: list[DriverRow] | None,
    override: Override | None,
    years: IntArray,
    problems: Problems,
) -> Outlook | None:
    """Join actual rows and the outlook of one driver; low and high keep their distance from central.

    A share has room only between 0 and 1.
    level : rows of the level that a growth driver starts from; None if the first year is not known
    """
    base = None if level is None else base_level(level, int(years[0]))
    actual = [Anchor(row.year, row.value, row.origin) for row in rows if row.case == "actual"]
    last = max((anchor.year for anchor in actual), default=0)
    series_of = growth_series if rows[0].variable.endswith(GROWTH) else level_series
    series = {}
    for case in CASES:
        later = [Anchor(r.year, r.value, r.origin) for r in rows if r.case == case and r.year > last]
        central = [Anchor(r.year, r.value, r.origin) for r in rows if r.case == "central" and r.year > last]
        anchors = actual + (later or central)
        series[case] = series_of(anchors, years) if anchors else None
    middle = series["central"]
    if middle is None or (base is None if level is not None else not actual):
        return None
    low, high = (series[case] or middle for case in CASES[1:])
    later = [] if override is None else later_points(override, last, problems)
    if later:
        new = series_of(actual + later, years)
        below, above = (new.values + (side.values - middle.values) for side in (low, high))
        if range_of_driver(rows[0].variable) == (0.0, 1.0):
            below, above = np.clip(below, 0.0, 1.0), np.clip(above, 0.0, 1.0)
        return Outlook(new.values, below, above, new.origins, base)
    return Outlook(middle.values, low.values, high.values, middle.origins, base)


def later_points(override: Override, last: int, problems: Problems) -> list[Anchor]:
    """A scenario's anchors after the last actual year; earlier ones give way, with a notice."""
    for year, value, origin in override.points:
        if year <= last:
            key, written = f"drivers.{override.key}[{year}]", override.written.get(year, value)
            problems.notice("actual_overrides", origin, key, written, last=last)
    return [Anchor(year, value, origin) for year, value, origin in override.points if year > last]
