"""Plants and the grid factor over the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.errors import Origin
from simulator.inputs.own import OWN
from simulator.pathways.own_accounting import own_grid
from simulator.pathways.paths import constant
from simulator.pathways.schedules import Anchor, Series, level_series
from simulator.units import HOURS_MEGAWATT, PER_KWH

MEGAWATT_PER_AREA = 10.0  # 10^4 m2 x kW/m2

if TYPE_CHECKING:
    from simulator.errors import Problems
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region
    from simulator.inputs.rows import PlantRow
    from simulator.inputs.scenario import Scenario
    from simulator.pathways.arrays import Array, IntArray, Layout, OriginKey
    from simulator.pathways.balance import Energy
    from simulator.pathways.paths import Paths


def plant_paths(
    region: Region,
    energy: Energy,
    paths: Paths,
    factors: Factors,
    layout: Layout,
    origins: dict[OriginKey, tuple[Origin, ...]],
) -> tuple[Array, Array, Array]:
    """Capacity, hours and heat share of every plant, each (year, plant).

    Hours are set so that the base year gives the electricity of the balance.
    """
    years, calorific = layout.years, factors.calorific_rate()
    shape = (len(years), len(region.plants))
    capacity, hours, heat_share = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    heat_supply = sum(a.value for (t, fuel), a in energy.items() if fuel == "heat" and t in layout.branches)
    heat_supply /= 1.0 - region.info.heat_losses
    for index, row in enumerate(region.plants):
        fuel = energy.get((row.plant, row.fuel), Anchor(int(years[0]), 0.0, row.origin))
        useful = fuel.value * row.efficiency
        if row.kind in ("chp", "boiler"):
            share = useful / (1.0 + row.power_to_heat) / heat_supply if heat_supply > 0.0 else 0.0
            series = level_of(paths, row.plant, "heat_share", Anchor(int(years[0]), share, fuel.origin))
            heat_share[:, index] = series.values * open_years(row, years)
            origins["heat_share", row.plant, ""] = series.origins
        else:
            base_hours = row.hours or 0.0
            if useful > 0.0 and row.capacity_mw:
                base_hours = useful / calorific / HOURS_MEGAWATT / row.capacity_mw
            anchor = Anchor(int(years[0]), 1.0, row.origin)
            series = paths.multiple(row.plant, "capacity", anchor)
            capacity[:, index] = (row.capacity_mw or 0.0) * series.values * open_years(row, years)
            hours[:, index] = base_hours * paths.multiple(row.plant, "hours", anchor).values
            origins["capacity", row.plant, ""] = series.origins
    return capacity, hours, heat_share


def capacity_limits(region: Region) -> Array:
    """MW that there is room for, by plant: area x usable part x density; infinite where no area is given."""
    room: dict[str, float] = {}
    for row in region.roofs:
        megawatts = row.value * row.usable * row.kw_per_m2 * MEGAWATT_PER_AREA
        room[row.plant] = room.get(row.plant, 0.0) + megawatts
    return np.array([room.get(row.plant, np.inf) for row in region.plants])


def net_certificates(scenario: Scenario, years: IntArray) -> Array:
    """Green certificates bought less sold, (year,) 10^8 kWh; none before the first year given."""
    accounting = scenario.entry.accounting
    net = np.zeros(len(years))
    for sign, amounts in ((1.0, accounting.certificates_in), (-1.0, accounting.certificates_out)):
        if amounts:
            given = np.interp(years, sorted(amounts), [amounts[year] for year in sorted(amounts)])
            net += sign * np.where(years >= min(amounts), given, 0.0)
    return net


def open_years(row: PlantRow, years: IntArray) -> Array:
    """1 in the years a plant runs, else 0."""
    first, last = row.from_year or years[0], row.to_year or years[-1]
    return ((years >= first) & (years <= last)).astype(float)


def level_of(paths: Paths, target: str, quantity: str, base: Anchor) -> Series:
    """A parameter given as levels, starting from the base year's own."""
    points = paths.find(target, quantity)
    if points is None:
        return constant(base.value, paths.years, base.origin)
    later = [anchor for anchor in points.anchors if anchor.year > base.year]
    own = [anchor for anchor in points.anchors if anchor.year <= base.year]
    return level_series([*(own or [base]), *later], paths.years)


def grid_paths(
    scenario: Scenario,
    years: IntArray,
    origins: dict[OriginKey, tuple[Origin, ...]],
    problems: Problems,
) -> tuple[Array, Array]:
    """CO2 factor of imported electricity: the published years and default path, and frozen at the last one.

    The area is the region's province unless the accounting says otherwise; an area without a default path
    of its own falls like the province's, and stays as it is, with a notice, where that has none either.
    """
    info, choice = scenario.region.info, scenario.entry.accounting.import_factor
    if choice == OWN:
        own, kept = own_grid(scenario, years)
        origins["grid_factor", OWN, ""] = own.origins
        return own.values * PER_KWH, kept * PER_KWH
    area = {"province": info.grid_area, "region": info.grid_region, "nation": "national"}[choice]
    rows = scenario.factors.grid(area)
    province = scenario.factors.grid(info.grid_area)
    last = max(r.year for r in rows if r.kind == "average")
    # Factors before the base year were made by another method: never interpolate between the two.
    told = [r for r in rows if years[0] <= r.year <= last] or [r for r in rows if r.year == last]
    published = [Anchor(r.year, r.value, r.origin) for r in told]
    anchors = published + [Anchor(r.year, r.value, r.origin) for r in rows if r.year > last]
    if not any(r.kind == "scenario_default" for r in rows):
        then = float(np.interp(last, [r.year for r in province], [r.value for r in province]))
        value = next(r.value for r in rows if r.year == last)
        anchors += [Anchor(r.year, value * r.value / then, r.origin) for r in province if r.year > last]
    if anchors[-1].year == last < int(years[-1]):
        problems.notice("grid_stays", anchors[-1].origin, area, anchors[-1].value, year=last)
    series = level_series(anchors, years)
    frozen = level_series(published, years)
    origins["grid_factor", area, ""] = series.origins
    return series.values * PER_KWH, frozen.values * PER_KWH
