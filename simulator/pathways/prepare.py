"""Once per scenario: tables become arrays and index lists, everything that no run changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulator.errors import Origin
from simulator.inputs.rows import BranchRow, ProcessRow
from simulator.pathways.arrays import SECTORS, Coefficients, Layout
from simulator.pathways.balance import base_energy, branch_energy
from simulator.pathways.checks import (
    check_drivers,
    check_heat,
    check_series,
    check_stock_fuels,
    known_fuels,
    known_parameters,
    plant_drivers,
)
from simulator.pathways.compile import compile_effects
from simulator.pathways.layout import coefficients_of, lay_out
from simulator.pathways.measures import NOTHING
from simulator.pathways.outlooks import outlooks_of
from simulator.pathways.paths import Paths, apply_changes, check_shares, constant, share_series
from simulator.pathways.processes import measured, process_paths, unmeasured_gases
from simulator.pathways.projects import Acts, acts_of
from simulator.pathways.releases import Releases, release_paths, releases_of
from simulator.pathways.schedules import Anchor, Series, level_series
from simulator.pathways.stock_plans import StockPlan, stock_plan
from simulator.pathways.supply_paths import capacity_limits, grid_paths, net_certificates, plant_paths
from simulator.pathways.trading import Trading, trading_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulator.errors import Problems
    from simulator.inputs.scenario import Scenario
    from simulator.pathways.arrays import Array, OriginKey
    from simulator.pathways.balance import Energy
    from simulator.pathways.drivers import Outlook
    from simulator.pathways.measures import Effect


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A scenario ready to run: what `assemble` needs for any batch of runs."""

    scenario: Scenario
    layout: Layout
    coefficients: Coefficients
    outlooks: Mapping[str, Outlook]
    branches: tuple[BranchRow, ...]
    base_energy: Array  # (branch,)
    activity: Array  # (year, branch) multiples of the base year beyond the driver
    intensity: Array  # (year, branch) multiples of the base year
    share: Array  # (year, link)
    capacity: Array  # (year, plant) MW
    hours: Array
    heat_share: Array
    plant_driver: tuple[int, ...]  # branch whose activity a plant follows, -1 for none
    grid_factor: Array  # (year,) 10^4 t / 10^8 kWh
    grid_frozen: Array
    process: Array  # (year, process)
    processes: tuple[ProcessRow, ...]  # as on the axis
    releases: Releases
    release: Array  # (year, release) multiples of the base year
    unmeasured: frozenset[str]  # gases of processes whose amount nobody knows
    certificates: Array  # (year,) green certificates bought less sold, 10^8 kWh
    trading: Trading
    projects: Acts
    capacity_limit: Array  # (plant,) MW that there is room for, infinite if nothing is said
    stocks: tuple[StockPlan, ...]
    effects: tuple[Effect, ...]
    strength: Mapping[str, float]
    origins: Mapping[OriginKey, tuple[Origin, ...]]
    changed: tuple[str, ...]


def prepare(scenario: Scenario, problems: Problems) -> Plan:
    """Check a scenario against its region and turn both into arrays; problems are added, not raised.

    A plan made while problems were found must not be run.
    """
    region, factors = scenario.region, scenario.factors
    years = np.arange(region.info.base_year, scenario.end_year + 1)
    branches = tuple(sorted(region.branches, key=lambda row: SECTORS.index(row.sector)))
    energy = base_energy(region)
    paths = Paths(region.paths, years)
    known = known_parameters(region, factors)
    fuels = known_fuels(region, factors)
    check_stock_fuels(region, factors, problems)
    check_series(region, problems)
    log = apply_changes(paths, scenario.changes, known, fuels, problems)
    outlooks = outlooks_of(region.drivers, scenario.drivers, years, problems)
    check_drivers(region, energy, outlooks, problems)
    given = series_energy(branches, paths)
    energy = {cell: anchor for cell, anchor in energy.items() if cell[0] not in given} | highest_year(given)
    processes = measured(region, factors)
    layout, releases = with_releases(lay_out(years, branches, energy, scenario, factors), processes, scenario)
    origins: dict[OriginKey, tuple[Origin, ...]] = {
        ("driver", name, ""): outlook.origins for name, outlook in outlooks.items()
    }
    capacity, hours, heat_share = plant_paths(region, energy, paths, factors, layout, origins)
    check_heat(layout, heat_share, origins, problems)
    published, frozen = grid_paths(scenario, years, origins, problems)
    names = [row.branch for row in branches]
    share = base_shares(layout, energy, given, paths, origins, problems)
    return Plan(
        scenario=scenario,
        layout=layout,
        coefficients=coefficients_of(scenario, layout, branches),
        outlooks=outlooks,
        branches=branches,
        base_energy=np.array([branch_energy(name, energy) for name in names]),
        activity=multiples(branches, "activity", paths, origins),
        intensity=follow_series(multiples(branches, "intensity", paths, origins), names, given),
        share=share,
        capacity=capacity,
        hours=hours,
        heat_share=heat_share,
        plant_driver=plant_drivers(region, names, problems),
        grid_factor=published,
        grid_frozen=frozen,
        process=process_paths(processes, paths, origins),
        processes=processes,
        releases=releases,
        release=release_paths(releases, paths, origins),
        unmeasured=frozenset(unmeasured_gases(region, factors)),
        projects=acts_of(scenario, layout, energy, problems),
        capacity_limit=capacity_limits(region),
        trading=trading_of(layout, factors.trading),
        certificates=net_certificates(scenario, years),
        stocks=tuple(stock_plan(row, scenario, energy, paths, origins, problems) for row in region.stocks),
        effects=compile_effects(scenario, layout, share, [row.stock for row in region.stocks], problems),
        strength={used.measure.id: used.strength for used in scenario.measures},
        origins=origins,
        changed=tuple(log),
    )


def with_releases(
    layout: Layout, processes: Sequence[ProcessRow], scenario: Scenario
) -> tuple[Layout, Releases]:
    """The layout with the axis of releases, and what each of them is the sum of."""
    sectors = dict(zip(layout.branches, layout.branch_sector.tolist(), strict=True))
    plants, factors = scenario.region.plants, scenario.factors
    releases = releases_of(layout.links, sectors, plants, processes, factors)
    return replace(layout, releases=releases.names), releases


def series_energy(branches: Sequence[BranchRow], paths: Paths) -> dict[str, dict[str, Series]]:
    """Yearly energy by fuel of the branches with method `series`, straight from their anchor years."""
    given: dict[str, dict[str, Series]] = {}
    for row in branches:
        if row.method == "series":
            points = {p.fuel: v for p, v in paths.points.items() if p[:2] == (row.branch, "energy")}
            if points:  # a branch without any is a problem told elsewhere
                given[row.branch] = {f: level_series(v.anchors, paths.years) for f, v in points.items()}
    return given


def highest_year(given: Mapping[str, Mapping[str, Series]]) -> Energy:
    """Cells of the series branches in the year of their highest use; the first year may have none."""
    cells: Energy = {}
    for branch, fuels in given.items():
        top = int(np.argmax(total_of(fuels)))
        for fuel, series in fuels.items():
            cells[branch, fuel] = Anchor(0, float(series.values[top]), series.origins[top])
    return cells


def total_of(fuels: Mapping[str, Series]) -> Array:
    """All fuels of a series branch together, (year,)."""
    return np.asarray(np.sum([series.values for series in fuels.values()], axis=0))


def follow_series(intensity: Array, names: Sequence[str], given: Mapping[str, Mapping[str, Series]]) -> Array:
    """Let the intensity of series branches carry their yearly energy, as multiples of the highest year."""
    for branch, fuels in given.items():
        total = total_of(fuels)
        intensity[:, names.index(branch)] = total / max(float(total.max()), NOTHING)
    return intensity


def multiples(
    branches: Sequence[BranchRow],
    quantity: str,
    paths: Paths,
    origins: dict[OriginKey, tuple[Origin, ...]],
) -> Array:
    """Activity or intensity of every branch as multiples of the base year, (year, branch)."""
    columns = []
    for row in branches:
        base = Anchor(int(paths.years[0]), 1.0, row.origin)
        own = row.method != "series"  # whose energy says everything
        series = paths.multiple(row.branch, quantity, base) if own else constant(1.0, paths.years, row.origin)
        origins[quantity, row.branch, ""] = series.origins
        columns.append(series.values)
    return np.stack(columns, axis=1)


def base_shares(
    layout: Layout,
    energy: Energy,
    given: Mapping[str, Mapping[str, Series]],
    paths: Paths,
    origins: dict[OriginKey, tuple[Origin, ...]],
    problems: Problems,
) -> Array:
    """Fuel shares of every branch, (year, link), summing to 1."""
    out = np.zeros((len(layout.years), len(layout.links)))
    for branch in layout.branches:
        fuels = {fuel: index for index, (b, fuel) in enumerate(layout.links) if b == branch}
        base = shares_of(branch, fuels, energy, int(layout.years[0]))
        said = {
            fuel: points
            for fuel in fuels
            if (branch, fuel) in energy or paths.has_own(branch, "share")
            if (points := paths.find(branch, "share", fuel))
        }
        if branch in given:
            series = series_shares(given[branch], fuels)
        else:
            check_shares(f"{branch}.share", said, layout.years, base, problems)
            series = share_series(base, said, layout.years)
        for fuel, index in fuels.items():
            out[:, index] = series[fuel].values
            origins["share", branch, fuel] = series[fuel].origins
    return out


def series_shares(given: Mapping[str, Series], fuels: Iterable[str]) -> dict[str, Series]:
    """Fuel shares of a series branch: equal parts in years without energy, none of fuels it is not given."""
    total = total_of(given)
    equal = np.full(len(total), 1.0 / len(given))
    nothing = constant(0.0, np.arange(len(total)), Origin("", 0))
    return dict.fromkeys(fuels, nothing) | {
        fuel: Series(np.divide(one.values, total, out=equal.copy(), where=total > 0.0), one.origins)
        for fuel, one in given.items()
    }


def shares_of(branch: str, fuels: Mapping[str, int], energy: Energy, year: int) -> dict[str, Anchor]:
    """Base-year share of each fuel of a branch; equal parts where the branch uses nothing yet."""
    nowhere = Origin("", 0)
    total = branch_energy(branch, energy)
    out = {}
    for fuel in fuels:
        anchor = energy.get((branch, fuel), Anchor(year, 0.0, nowhere))
        value = anchor.value / total if total > 0.0 else 1.0 / len(fuels)
        out[fuel] = Anchor(year, value, anchor.origin)
    return out
