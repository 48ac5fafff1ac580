"""Driver tables and a scenario's driver block -> outlooks with low and high."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.errors import nearest
from simulator.pathways.drivers import GROWTH, Outlook
from simulator.pathways.schedules import Anchor, growth_series, level_series

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    changed = {override.key: override for override in overrides}
    for key, override in changed.items():
        if key not in grouped:
            problems.add("unknown_driver", override.origin, key, nearest=nearest(key, grouped))
    starts = {f"{name}{GROWTH}": name for name in grouped if f"{name}{GROWTH}" in grouped}
    found = {}
    for name, mine in grouped.items():
        if f"{name}{GROWTH}" in grouped:
            continue
        base = base_level(grouped[starts[name]], int(years[0])) if name in starts else None
        found[name] = outlook_of(mine, changed.get(name), years, base, problems)
    return found


def base_level(rows: list[DriverRow], year: int) -> float:
    """Level of a growth driver in the first year."""
    return next(row.value for row in rows if row.year == year and row.case == "actual")


def outlook_of(
    rows: list[DriverRow], override: Override | None, years: IntArray, base: float | None, problems: Problems
) -> Outlook:
    """Join actual rows and the outlook of one driver; low and high keep their distance from central."""
    actual = [Anchor(row.year, row.value, row.origin) for row in rows if row.case == "actual"]
    last = max((anchor.year for anchor in actual), default=0)
    series_of = growth_series if rows[0].variable.endswith(GROWTH) else level_series
    series = {}
    for case in CASES:
        later = [Anchor(r.year, r.value, r.origin) for r in rows if r.case == case and r.year > last]
        central = [Anchor(r.year, r.value, r.origin) for r in rows if r.case == "central" and r.year > last]
        anchors = actual + (later or central)
        series[case] = series_of(anchors, years) if anchors else None
    if series["central"] is None or base is None and not actual:
        problems.add("missing_driver_year", rows[0].origin, rows[0].variable, year=int(years[0]))
        raise LookupError(rows[0].variable)
    middle = series["central"]
    low, high = (series[case] or middle for case in CASES[1:])
    if override is not None:
        anchors = actual + later_points(override, last, problems)
        new = series_of(anchors, years)
        spread_low, spread_high = low.values - middle.values, high.values - middle.values
        return Outlook(new.values, new.values + spread_low, new.values + spread_high, new.origins, base)
    return Outlook(middle.values, low.values, high.values, middle.origins, base)


def later_points(override: Override, last: int, problems: Problems) -> list[Anchor]:
    """A scenario's anchors after the last actual year; earlier ones give way, with a notice."""
    for year, value, origin in override.points:
        if year <= last:
            problems.notice("actual_overrides", origin, f"{override.key}[{year}]", value, last=last)
    return [Anchor(year, value, origin) for year, value, origin in override.points if year > last]
