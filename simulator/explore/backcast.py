"""The past by the same equations: what the region's tables say of the years that are already known.

Rule (docs/model.md): before the base year its balance is carried backwards. Activity follows the actual
drivers to the power of their elasticity; intensity goes on backwards at the first yearly rate of its path;
fuel shares, plants, stocks' make-up and the grid factor stay as they are in the base year; a plant runs from
its first year on. After the base year it is the model itself, without any measure. Beside both stands a
yardstick that only follows the drivers: what the paths add must be better than that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.assess.indicators import indicators
from simulator.errors import Origin
from simulator.explore.trends import actual_levels
from simulator.inputs.accounting import headline_preset
from simulator.inputs.locate import shown_name
from simulator.inputs.ranges import GROWTH
from simulator.inputs.scenario import Scenario, ScenarioEntry
from simulator.model.project import project
from simulator.pathways.assemble import Draws, assemble
from simulator.pathways.drivers import derived, index_of
from simulator.pathways.paths import Paths
from simulator.pathways.prepare import prepare, series_energy, series_shares, total_of
from simulator.pathways.stocks import gompertz
from simulator.variables import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.errors import Problems
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region
    from simulator.pathways.arrays import Array, IntArray, Pathway
    from simulator.pathways.prepare import Plan
    from simulator.pathways.stock_plans import StockPlan

NEEDED = ("gdp", "population")  # drivers without whose actual years nothing is carried backwards
GIVEN = ("gdp", "population", "gdp_per_head", "grid_factor")  # inputs, which prove nothing about the model
FIRST = ("coal_total", "oil_total", "gas_total", "electricity_use", "energy_total", "co2_total")
BY_YEAR = ("cell_co2", "feedstock_co2", "plant_co2", "link_co2")  # factors that may have an axis of years
CENTRAL = 0
Series = dict[str, dict[int, float]]  # indicator -> year -> value


class Comparison(NamedTuple):
    """An actual value of a year beside the model's and the yardstick's, in the unit of the indicator."""

    indicator: str
    year: int
    actual: float
    grade: str
    model: float
    yardstick: float

    @property
    def error(self) -> float:
        """Model less actual."""
        return self.model - self.actual

    @property
    def relative(self) -> float | None:
        """The error as a part of the actual value, None where that is nothing."""
        return self.error / abs(self.actual) if self.actual else None


class Summary(NamedTuple):
    """Errors of one indicator: mean, mean relative, mean absolute, mean absolute relative; of how many years.

    yardstick : mean absolute relative error of the yardstick
    """

    indicator: str
    years: int
    mean: float
    relative: float | None
    absolute: float
    absolute_relative: float | None
    yardstick: float | None


@dataclass(frozen=True, slots=True)
class Backcast:
    """A region's known years by the model.

    years : those before the base year that were projected; held : drivers without actual values in some of
    them, which stay at their earliest known one; short : needed drivers with none before the base year
    uncompared : published indicators that were not projected in their year
    """

    region: Region
    preset: str
    years: tuple[int, ...]
    held: tuple[str, ...]
    short: tuple[str, ...]
    model: Series
    comparisons: tuple[Comparison, ...]
    uncompared: tuple[str, ...]


def backcast(
    region: Region, factors: Factors, problems: Problems, first: int | None = None
) -> Backcast | None:
    """Project the known years of a region and hold them against history.csv; None after adding problems.

    first : leave out what lies before this year
    """
    plan = bare_plan(region, factors, problems)
    if plan is None:
        return None
    base = region.info.base_year
    short = tuple(name for name in NEEDED if min(actual_levels(region, name), default=base) >= base)
    start = base if short else max(min(actual_levels(region, name)) for name in NEEDED)
    if first is not None and not start <= first <= base:
        problems.add("expected_range", Origin("--from", 0), value=first, low=start, high=base)
        return None
    start = start if first is None else first
    past = np.arange(base, start - 1, -1)  # the base year first, as everywhere
    known, held = past_drivers(plan, past)
    pathway = assemble(plan, Draws(runs=1))
    still = held_factors(plan)
    model = results(still, carried(plan, pathway, past, known, follow_paths=True))
    model = merged(model, results(plan, pathway))
    yardstick = results(still, carried(plan, pathway, past, known, follow_paths=False))
    ahead = carried(plan, pathway, plan.layout.years, pathway.drivers, follow_paths=False)
    yardstick = merged(yardstick, results(still, ahead))
    return Backcast(
        region=region,
        preset=headline_preset(base),
        years=tuple(sorted(past[1:].tolist())),
        held=held,
        short=short,
        model=model,
        comparisons=tuple(compared(region, model, yardstick, start)),
        uncompared=tuple(uncompared(region, model, start)),
    )


def bare_plan(region: Region, factors: Factors, problems: Problems) -> Plan | None:
    """A region by its own tables alone, without any measure; None after adding problems."""
    origin = Origin(shown_name(region.folder / "region.yaml"), 0)
    before = len(problems.found)
    if not region.info.runnable or not region.branches:
        problems.add("region_not_runnable", origin, "region", region.info.id)
    elif not region.balance and any(row.method != "series" for row in region.branches):
        problems.add("balance_missing", origin, "region", region.info.id)
    if len(problems.found) > before:
        return None
    entry = ScenarioEntry(title=region.info.title, region=region.info.id)
    bare = Scenario(region.info.id, entry, region, factors, drivers=(), changes=(), measures=(), origins={})
    plan = prepare(bare, problems)
    return plan if len(problems.found) == before else None


def results(plan: Plan, pathway: Pathway) -> Series:
    """Indicators of a pathway's years under the headline rule of the plans, central run."""
    years = pathway.layout.years
    flows = project(pathway, plan.coefficients, keep_links=True)
    own = replace(plan, layout=pathway.layout, certificates=np.zeros(len(years)))
    preset = headline_preset(plan.scenario.base_year)
    found = indicators(own, pathway, flows, preset)
    return {
        name: dict(zip(years.tolist(), values[:, CENTRAL].tolist(), strict=True))
        for name, values in found.items()
    }


def held_factors(plan: Plan) -> Plan:
    """The plan with its factors as in the base year, where a study's own change with the years."""
    numbers = plan.coefficients
    first = {name: np.atleast_2d(getattr(numbers, name))[0] for name in BY_YEAR}
    rate = None if numbers.import_rate is None else numbers.import_rate[:1]
    return replace(plan, coefficients=replace(numbers, import_rate=rate, **first))


def merged(one: Series, other: Series) -> Series:
    """Years of both; the second wins in those they share, the base year, where they agree."""
    return {name: one[name] | other[name] for name in one}


# ---- carrying a year's make-up to other years ----


def past_drivers(plan: Plan, years: IntArray) -> tuple[dict[str, Array], tuple[str, ...]]:
    """Every driver in the years before the base, (year, run) with the base year first, and which are held.

    Between two actual years a level is a straight line; before the earliest one it stays.
    """
    values, held = {}, []
    for key, outlook in plan.outlooks.items():
        name = key.removesuffix(GROWTH)
        actual = actual_levels(plan.scenario.region, name)
        base = float(outlook.central[0]) if outlook.base is None else outlook.base
        points = sorted({year: v for year, v in actual.items() if year < years[0]} | {int(years[0]): base})
        level = [actual[year] if year < years[0] else base for year in points]
        values[name] = np.interp(years, points, level)[:, None]
        if points[0] > years[-1]:
            held.append(name)
    return values | derived(values), tuple(held)


def carried(
    plan: Plan, pathway: Pathway, years: IntArray, drivers: Mapping[str, Array], *, follow_paths: bool
) -> Pathway:
    """The base year's make-up in other years, one run.

    years : (year,) with the base year first, falling or rising; drivers : name -> (year, run)
    follow_paths : let intensity change at the first yearly rate of its path, else it stays
    """
    away = (years - years[0])[:, None]  # below zero before the base year
    activity = pathway.activity[:1] * activity_index(plan, drivers, len(years))[:, :, None]
    rates = first_rates(plan.intensity) if follow_paths else np.ones(len(plan.branches))
    intensity = pathway.intensity[:1] * (rates[None, :] ** away)[:, :, None]
    share = np.repeat(pathway.share[:1], len(years), axis=0)
    put_series(plan, years, intensity, share)
    process = pathway.process[:1] * process_index(plan, drivers, len(years))[:, :, None]
    return replace(
        pathway,
        layout=replace(pathway.layout, years=years),
        drivers=drivers,
        activity=activity,
        intensity=intensity,
        share=share,
        capacity=pathway.capacity[:1] * plant_index(plan, years, activity)[:, :, None],
        hours=np.repeat(pathway.hours[:1], len(years), axis=0),
        heat_share=np.repeat(pathway.heat_share[:1], len(years), axis=0),
        grid_factor=np.repeat(pathway.grid_factor[:1], len(years), axis=0),
        process=process,
        capture=np.repeat(pathway.capture[:1], len(years), axis=0),
    )


def first_rates(multiple: Array) -> Array:
    """Growth factor of the first year of every branch, (branch,); 1 where it starts from nothing."""
    if len(multiple) < 2:
        return np.ones(multiple.shape[1])
    steady = np.ones(multiple.shape[1])
    moving = (multiple[0] > 0.0) & (multiple[1] > 0.0)
    return np.asarray(np.divide(multiple[1], multiple[0], out=steady, where=moving))


def activity_index(plan: Plan, drivers: Mapping[str, Array], count: int) -> Array:
    """Activity relative to the base year, (year, branch)."""
    stocks = {stock.row.stock: stock for stock in plan.stocks}
    out = np.ones((count, len(plan.branches)))
    for index, row in enumerate(plan.branches):
        if row.method == "series":
            continue
        if row.method == "stock":
            out[:, index] = stock_index(stocks[row.stock], drivers) ** row.elasticity
        elif row.driver:
            out[:, index] = index_of(drivers[row.driver], row.elasticity)[:, 0]
    return out


def stock_index(stock: StockPlan, drivers: Mapping[str, Array]) -> Array:
    """Things in use relative to the base year, (year,); the distance from a saturation curve stays."""
    row, curve = stock.row, stock.saturation
    if curve is None:
        return np.asarray(index_of(drivers[row.driver], row.elasticity)[:, 0])
    per_head = gompertz(
        drivers[row.driver], ceiling=curve.ceiling_per_1000, alpha=curve.alpha, beta=curve.beta
    )
    return np.asarray((index_of(per_head, 1.0) * index_of(drivers["population"], 1.0))[:, 0])


def process_index(plan: Plan, drivers: Mapping[str, Array], count: int) -> Array:
    """Output of every process relative to the base year, (year, process)."""
    columns = [index_of(drivers[row.driver], row.elasticity)[:, 0] for row in plan.processes]
    return np.stack(columns, axis=1) if columns else np.ones((count, 0))


def plant_index(plan: Plan, years: IntArray, activity: Array) -> Array:
    """1 in the years a plant of the base year runs, times the branch it follows, (year, plant)."""
    out = np.ones((len(years), len(plan.layout.plants)))
    span = np.array([min(years), max(years)])
    for index, row in enumerate(plan.scenario.region.plants):
        first, last = row.from_year or span[0], row.to_year or span[1]
        out[:, index] = (years >= first) & (years <= last)
        branch = plan.plant_driver[index]
        if branch >= 0:
            out[:, index] *= activity[:, branch, CENTRAL] / activity[0, branch, CENTRAL]
    return out


def put_series(plan: Plan, years: IntArray, intensity: Array, share: Array) -> None:
    """Branches whose energy is given by year take that of these years."""
    given = series_energy(plan.branches, Paths(plan.scenario.region.paths, years))
    for branch, fuels in given.items():
        index = plan.layout.branches.index(branch)
        intensity[:, index, CENTRAL] = total_of(fuels)
        links = {fuel: link for link, (name, fuel) in enumerate(plan.layout.links) if name == branch}
        for fuel, series in series_shares(fuels, links).items():
            share[:, links[fuel], CENTRAL] = series.values


# ---- errors ----


def compared(region: Region, model: Series, yardstick: Series, first: int) -> list[Comparison]:
    """Every published value of a projected indicator but the base year's; fuels, power, totals first."""
    rows = [row for row in region.history if row.indicator in model and row.indicator not in GIVEN]
    rows = [row for row in rows if row.year >= first and row.year != region.info.base_year]
    rows = [row for row in rows if row.year in model[row.indicator]]
    found = [
        Comparison(
            row.indicator,
            row.year,
            row.value,
            row.grade,
            model[row.indicator][row.year],
            yardstick[row.indicator][row.year],
        )
        for row in rows
    ]
    order = [*FIRST, *(name for name in INDICATORS if name not in FIRST)]
    return sorted(found, key=lambda one: (order.index(one.indicator), one.year))


def uncompared(region: Region, model: Series, first: int) -> list[str]:
    """Published values of what the model gives, in years it was not projected to: `energy_total 2012`."""
    outside = [
        row
        for row in region.history
        if row.indicator in INDICATORS and row.indicator not in GIVEN and row.year != region.info.base_year
        if row.indicator not in model or row.year not in model[row.indicator] or row.year < first
    ]
    return [f"{row.indicator} {row.year}" for row in sorted(outside, key=lambda row: row.year)]


def summaries(comparisons: Sequence[Comparison]) -> list[Summary]:
    """Errors of each indicator over its years."""
    out = []
    for name in dict.fromkeys(one.indicator for one in comparisons):
        mine = [one for one in comparisons if one.indicator == name]
        errors = [one.error for one in mine]
        relative = [one.relative for one in mine if one.relative is not None]
        others = [abs(one.yardstick / one.actual - 1.0) for one in mine if one.actual]
        out.append(
            Summary(
                indicator=name,
                years=len(mine),
                mean=mean(errors) or 0.0,
                relative=mean(relative),
                absolute=mean([abs(error) for error in errors]) or 0.0,
                absolute_relative=mean([abs(one) for one in relative]),
                yardstick=mean(others),
            )
        )
    return out


def mean(values: Sequence[float]) -> float | None:
    """Mean of some values, None without any."""
    return sum(values) / len(values) if values else None
