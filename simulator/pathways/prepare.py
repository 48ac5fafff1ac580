"""Once per scenario: tables become arrays and index lists, everything that no run changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.errors import Origin, nearest
from simulator.inputs.ranges import (
    BRANCH_QUANTITIES,
    GROWTH,
    PROCESS_QUANTITIES,
    STOCK_QUANTITIES,
)
from simulator.inputs.rows import BranchRow
from simulator.pathways.arrays import HOURS_MEGAWATT, SECTORS, SOURCES, Coefficients, Layout
from simulator.pathways.compile import QUANTITIES_OF_PLANT, compile_effects, links_of_effects
from simulator.pathways.drivers import driver_values
from simulator.pathways.measures import NOTHING
from simulator.pathways.outlooks import outlooks_of
from simulator.pathways.paths import Paths, apply_changes, check_shares, constant, share_series
from simulator.pathways.schedules import Anchor, Series, level_series
from simulator.pathways.stocks import sales_survival, survivors_of_base

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulator.errors import Problems
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region
    from simulator.inputs.rows import PlantRow, ProcessRow, SaturationRow, StockRow
    from simulator.inputs.scenario import Scenario
    from simulator.pathways.arrays import Array, IntArray, OriginKey
    from simulator.pathways.drivers import Outlook
    from simulator.pathways.measures import Effect

Energy = dict[tuple[str, str], Anchor]  # (target, fuel) -> base-year energy and where it stands


@dataclass(frozen=True, slots=True, eq=False)
class StockPlan:
    """A stock ready to be followed through the years."""

    row: StockRow
    saturation: SaturationRow | None
    base_left: Array  # (year,)
    kept: Array  # (year, sales year)
    kinds: tuple[str, ...]
    base_share: Array  # (kind,)
    use: Array  # (kind,)
    sales_share: Array  # (year, kind)
    sales_intensity: Array  # (year,)
    multiple: Array  # (year,) further growth of the stock beyond its driver


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
    layout = lay_out(years, branches, energy, scenario, factors)
    origins: dict[OriginKey, tuple[Origin, ...]] = {
        ("driver", name, ""): outlook.origins for name, outlook in outlooks.items()
    }
    capacity, hours, heat_share = plant_paths(region, energy, paths, factors, layout, origins)
    check_heat(layout, heat_share, origins, problems)
    published, frozen = grid_paths(scenario, years, origins, problems)
    names = [row.branch for row in branches]
    return Plan(
        scenario=scenario,
        layout=layout,
        coefficients=coefficients_of(scenario, layout, branches),
        outlooks=outlooks,
        branches=branches,
        base_energy=np.array([branch_energy(name, energy) for name in names]),
        activity=multiples(branches, "activity", paths, origins),
        intensity=follow_series(multiples(branches, "intensity", paths, origins), names, given),
        share=base_shares(layout, energy, given, paths, origins, problems),
        capacity=capacity,
        hours=hours,
        heat_share=heat_share,
        plant_driver=plant_drivers(region, names, problems),
        grid_factor=published,
        grid_frozen=frozen,
        process=process_paths(region, paths, origins),
        stocks=tuple(stock_plan(row, scenario, energy, paths, origins, problems) for row in region.stocks),
        effects=compile_effects(scenario, layout, [row.stock for row in region.stocks], problems),
        strength={used.measure.id: used.strength for used in scenario.measures},
        origins=origins,
        changed=tuple(log),
    )


def base_energy(region: Region) -> Energy:
    """Base-year energy of every cell of the balance."""
    year = region.info.base_year
    return {(row.target_id, row.fuel): Anchor(year, row.value, row.origin) for row in region.balance}


def branch_energy(branch: str, energy: Energy) -> float:
    """Base-year energy of a branch, all fuels."""
    return sum(anchor.value for (target, _), anchor in energy.items() if target == branch)


def known_parameters(region: Region, factors: Factors) -> dict[str, tuple[str, ...]]:
    """Target id -> the quantities a scenario may change."""
    fuels = {row.kinds for row in factors.stock_kinds if row.kind in factors.fuels}
    fuelled = {row.stock for row in region.stocks if row.kinds in fuels}
    return (
        {row.branch: quantities_of(row, fuelled) for row in region.branches}
        | {row.plant: QUANTITIES_OF_PLANT[row.kind] for row in region.plants}
        | {row.stock: STOCK_QUANTITIES for row in region.stocks}
        | {row.process: PROCESS_QUANTITIES for row in region.processes}
    )


def quantities_of(row: BranchRow, fuelled: set[str]) -> tuple[str, ...]:
    """What a scenario may change of a branch.

    Where the energy is given, that alone; where a stock's sales decide on the fuels, not their shares.
    """
    if row.method == "series":
        return ("energy",)
    sold = row.method == "stock" and row.stock in fuelled
    return tuple(name for name in BRANCH_QUANTITIES if name not in ("energy", "share" if sold else ""))


def known_fuels(region: Region, factors: Factors) -> dict[str, set[str]]:
    """Target id -> its fuels (branches) or kinds (stocks)."""
    fuels: dict[str, set[str]] = {}
    for row in region.balance:
        fuels.setdefault(row.target_id, set()).add(row.fuel)
    for path in region.paths:
        if path.quantity == "energy":
            fuels.setdefault(path.target_id, set()).add(path.fuel)
    for stock in region.stocks:
        fuels[stock.stock] = {row.kind for row in factors.stock_kinds if row.kinds == stock.kinds}
    return fuels


def check_stock_fuels(region: Region, factors: Factors, problems: Problems) -> None:
    """Where the kinds of a stock are fuels, its branches burn no other ones: no fleet would hold them."""
    of_stock = {row.branch: row.stock for row in region.branches if row.method == "stock"}
    table = {row.stock: row.kinds for row in region.stocks}
    for row in region.balance:
        kinds = {k.kind for k in factors.stock_kinds if k.kinds == table.get(of_stock.get(row.target_id, ""))}
        if kinds & set(factors.fuels) and row.fuel not in kinds:
            guess = nearest(row.fuel, kinds)
            problems.add("unknown_name", row.origin, row.target_id, row.fuel, nearest=guess)


def check_series(region: Region, problems: Problems) -> None:
    """A branch of the method series needs its energy in paths.csv."""
    given = {row.target_id for row in region.paths if row.quantity == "energy"}
    for row in region.branches:
        if row.method == "series" and row.branch not in given:
            problems.add("missing_anchor", row.origin, f"{row.branch}.energy")


def check_drivers(
    region: Region, energy: Energy, outlooks: Mapping[str, Outlook], problems: Problems
) -> None:
    """Every driver that is followed must be there or follow from others, and start from more than nothing."""
    if not {f"gdp{GROWTH}", "gdp"} & set(outlooks) or "population" not in outlooks:
        return  # told before
    known = driver_values(outlooks, {}, 1)
    rows: list[BranchRow | StockRow | ProcessRow] = [*region.branches, *region.stocks, *region.processes]
    for row in rows:
        if row.driver and row.driver not in known:
            guess = nearest(row.driver, known)
            problems.add("unknown_driver", row.origin, "driver", row.driver, nearest=guess)
        elif uses_energy(row, energy) and not known[row.driver][0, 0] > 0.0:
            problems.add("expected_limit", row.origin, row.driver, 0, limit="> 0")


def uses_energy(row: BranchRow | StockRow | ProcessRow, energy: Energy) -> bool:
    """True for a branch that follows a driver and uses energy in the base year."""
    return isinstance(row, BranchRow) and bool(row.driver) and branch_energy(row.branch, energy) > 0.0


def plant_drivers(region: Region, branches: Sequence[str], problems: Problems) -> tuple[int, ...]:
    """Index of the branch that each plant follows, -1 for none."""
    for row in region.plants:
        if row.driver and row.driver not in branches:
            guess = nearest(row.driver, branches)
            problems.add("unknown_branch", row.origin, row.driver, nearest=guess)
    return tuple(branches.index(row.driver) if row.driver in branches else -1 for row in region.plants)


def lay_out(
    years: IntArray, branches: Sequence[BranchRow], energy: Energy, scenario: Scenario, factors: Factors
) -> Layout:
    """Order of every axis; links include those that the scenario's measures or stocks may fill later."""
    names = [row.branch for row in branches]
    sector = [SECTORS.index(row.sector) for row in branches]
    kinds = {row.stock: row.kinds for row in scenario.region.stocks}
    vehicle = {
        (branch.branch, kind.kind)
        for branch in branches
        for kind in factors.stock_kinds
        if kinds.get(branch.stock) == kind.kinds and kind.kind in factors.fuels
    }
    wanted = {key for key in energy if key[0] in names} | links_of_effects(scenario, names, energy) | vehicle
    fuel_order = {fuel: index for index, fuel in enumerate(factors.fuels)}
    links = sorted(wanted, key=lambda link: (fuel_order[link[1]], names.index(link[0])))
    cells = [(fuel, SECTORS[sector[names.index(branch)]]) for branch, fuel in links]
    starts = [i for i, cell in enumerate(cells) if i == 0 or cells[i - 1] != cell]
    processes = scenario.region.processes
    return Layout(
        years=years,
        branches=tuple(names),
        branch_sector=np.array(sector),
        links=tuple(links),
        link_branch=np.array([names.index(branch) for branch, _ in links]),
        cells=tuple(cells[i] for i in starts),
        cell_start=np.array(starts),
        cell_sector=np.array([SECTORS.index(cells[i][1]) for i in starts]),
        plants=tuple(row.plant for row in scenario.region.plants),
        processes=tuple(row.process for row in processes),
        process_sector=np.array([SECTORS.index(row.sector) for row in processes], dtype=np.intp),
    )


def coefficients_of(scenario: Scenario, layout: Layout, branches: Sequence[BranchRow]) -> Coefficients:
    """Factors aligned with the layout."""
    factors, plants = scenario.factors, scenario.region.plants
    factor_set = scenario.entry.accounting.combustion
    kind = {"electricity": 1, "heat": 2}
    feedstock = {row.branch for row in branches if row.use == "feedstock"}
    raw = [i for i, (branch, fuel) in enumerate(layout.links) if branch in feedstock and fuel not in kind]
    calorific = factors.calorific_rate()
    equivalent = scenario.entry.accounting.electricity == "coal_equivalent"
    kinds = np.array([kind.get(fuel, 0) for fuel, _ in layout.cells])

    def co2(fuel: str) -> float:
        return 0.0 if fuel in kind else factors.co2(fuel, factor_set).value

    def source(fuel: str) -> int:
        group = factors.fuels[fuel].source_group
        return SOURCES.index(group) if group else -1

    return Coefficients(
        cell_co2=np.array([co2(fuel) for fuel, _ in layout.cells]),
        cell_source=np.array([source(fuel) for fuel, _ in layout.cells]),
        cell_kind=kinds,
        kind_sector=np.array([np.where(kinds == one, layout.cell_sector, -1) for one in range(3)]),
        feedstock_link=np.array(raw, dtype=np.intp),
        feedstock_co2=np.array([co2(layout.links[i][1]) for i in raw]),
        feedstock_sector=layout.branch_sector[layout.link_branch[raw]] if raw else np.zeros(0, dtype=np.intp),
        plant_co2=np.array([co2(row.fuel) for row in plants]),
        plant_source=np.array([source(row.fuel) for row in plants], dtype=np.intp),
        plant_is_primary_electricity=np.array([float(row.fuel in PRIMARY_ELECTRICITY) for row in plants]),
        plant_efficiency=np.array([row.efficiency for row in plants]),
        plant_power_to_heat=np.array([row.power_to_heat for row in plants]),
        calorific_rate=calorific,
        coal_equivalent_rate=factors.coal_equivalent_rate() if equivalent else calorific,
        bought_heat_factor=factors.rates["heat", "bought_co2", None].value
        / factors.rates["heat", "calorific", None].value,
        process_factor=np.array([factors.process[r.product].value for r in scenario.region.processes]),
    )


PRIMARY_ELECTRICITY = ("hydro", "solar", "wind")


def series_energy(branches: Sequence[BranchRow], paths: Paths) -> dict[str, dict[str, Series]]:
    """Yearly energy by fuel of the branches with method `series`, straight from their anchor years."""
    given: dict[str, dict[str, Series]] = {}
    for row in branches:
        if row.method == "series":
            points = {p.fuel: v for p, v in paths.points.items() if p[:2] == (row.branch, "energy")}
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


def follow_series(
    intensity: Array, names: Sequence[str], given: Mapping[str, Mapping[str, Series]]
) -> Array:
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


def check_heat(
    layout: Layout, heat_share: Array, origins: Mapping[OriginKey, tuple[Origin, ...]], problems: Problems
) -> None:
    """Plants may not give more heat than there is demand for, unless they do so in the base year."""
    total = heat_share.sum(axis=1)
    worst = int(np.argmax(total)) if total.size else 0
    if total[worst] > max(1.0, total[0]) + 1e-9:
        plant = layout.plants[int(np.argmax(heat_share[worst] - heat_share[0]))]
        origin = origins["heat_share", plant, ""][worst]
        problems.add("shares_above_one", origin, f"heat_share[{layout.years[worst]}]", total=f"{total[worst]:.1%}")


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
    return series.values * KG_PER_KWH, frozen.values * KG_PER_KWH


KG_PER_KWH = 10.0  # 1 kg/kWh = 10 x 10^4 t / 10^8 kWh


def process_paths(
    region: Region, paths: Paths, origins: dict[OriginKey, tuple[Origin, ...]]
) -> Array:
    """Output of every process product beyond its driver, (year, process) 10^4 t."""
    out = np.zeros((len(paths.years), len(region.processes)))
    for index, row in enumerate(region.processes):
        series = paths.multiple(row.process, "process", Anchor(int(paths.years[0]), 1.0, row.origin))
        out[:, index] = row.value * series.values
        origins["process", row.process, ""] = series.origins
    return out


def stock_plan(
    row: StockRow,
    scenario: Scenario,
    energy: Energy,
    paths: Paths,
    origins: dict[OriginKey, tuple[Origin, ...]],
    problems: Problems,
) -> StockPlan:
    """A stock's survival, kinds and sales over the years."""
    factors, years = scenario.factors, paths.years
    curve = factors.survival[row.survival]
    weibull = {"life": curve.life_years, "steepness": curve.steepness}
    kinds = [kind for kind in factors.stock_kinds if kind.kinds == row.kinds]
    use = np.array([kind.use for kind in kinds])
    base = np.array(base_kinds(row, [kind.kind for kind in kinds], use, scenario.region, energy))
    year = int(years[0])
    start = {k.kind: Anchor(year, float(share), row.origin) for k, share in zip(kinds, base, strict=True)}
    found = {kind.kind: paths.find(row.stock, "sales_share", kind.kind) for kind in kinds}
    said = {kind: points for kind, points in found.items() if points}
    check_shares(f"{row.stock}.sales_share", said, years, start, problems)
    shares = share_series(start, said, years)
    anchor = Anchor(year, 1.0, row.origin)
    for kind in kinds:
        origins["sales_share", row.stock, kind.kind] = shares[kind.kind].origins
    return StockPlan(
        row=row,
        saturation=factors.saturation.get(row.saturation),
        base_left=survivors_of_base(len(years), **weibull, growth=row.past_growth),
        kept=sales_survival(len(years), **weibull),
        kinds=tuple(kind.kind for kind in kinds),
        base_share=base,
        use=use,
        sales_share=np.stack([shares[kind.kind].values for kind in kinds], axis=1),
        sales_intensity=paths.multiple(row.stock, "sales_intensity", anchor).values,
        multiple=paths.multiple(row.stock, "stock", anchor).values,
    )


def base_kinds(
    row: StockRow, kinds: Sequence[str], use: Array, region: Region, energy: Energy
) -> list[float]:
    """Share of units of each kind in the base year: from the fuels of the balance, else all the first."""
    branch = next((b.branch for b in region.branches if b.stock == row.stock), "")
    burnt = [energy[branch, kind].value if (branch, kind) in energy else 0.0 for kind in kinds]
    units = [value / each for value, each in zip(burnt, use, strict=True)]
    total = sum(units)
    return [unit / total for unit in units] if total > 0 else [1.0] + [0.0] * (len(kinds) - 1)
