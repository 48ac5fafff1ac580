"""Which weak or missing numbers of the base year decide: each moved by one sigma, estimated and run anew.

Anchors, named users, plants, stocks and drivers of the base year change the balance, so each has a plan of
its own; the outlooks of the drivers are one batch. A sum that is fixed by others moves with them: sector
totals follow the total, and the other sectors make room for the one that is moved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.assess.peak import peak
from simulator.errors import InputError, Origin, Problems
from simulator.explore.ensemble import ensemble
from simulator.inputs.estimate.balance import estimate, with_derived
from simulator.inputs.estimate.lines import lines_of
from simulator.inputs.estimate.rows import FROM_BENCHMARK, GRADE_SIGMA, Estimate
from simulator.inputs.estimate.tables import lent_rows
from simulator.inputs.estimate.totals import GROUPS, NEEDED, best_anchor
from simulator.inputs.locate import scenario_ids
from simulator.inputs.ranges import GROWTH
from simulator.inputs.rows import BalanceRow
from simulator.inputs.scenario import Scenario, ScenarioEntry, load_library, load_scenario
from simulator.inputs.schema import Title
from simulator.pathways.assemble import Draws
from simulator.pathways.prepare import prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.assess.peak import Peak
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region
    from simulator.inputs.rows import AnchorRow
    from simulator.pathways.arrays import Array, IntArray
    from simulator.pathways.prepare import Plan

YEAR = 2030
DRIVER_SIGMA = {"reported": 0.01, "confirmed_zero": 0.0, "recalled": 0.02, "derived": 0.03, "assumed": 0.05}
OTHERS = ("biomass_use", "renewable_share", "waste_burnt", *(f"energy_{group}" for group in GROUPS))
BASE_DRIVERS = ("gdp", "population", "urban_share", "structure.")
Change = Callable[["Region", float], "Region"]


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """A number that can be moved: `change` gives the region with it at so many sigmas from its value.

    kind : anchor, named, plant, stock, driver or outlook; missing : nobody published it
    """

    name: str
    kind: str
    value: float
    unit: str
    sigma: float
    grade: str
    missing: bool
    origin: Origin
    change: Change


@dataclass(frozen=True, slots=True)
class Movement:
    """What one sigma down and up do; None where the other anchors cannot be met with it."""

    number: Number
    peaks: tuple[Peak | None, Peak | None]
    co2: tuple[float | None, float | None]
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Importance:
    """The central run and every number with what it moves, the most important first; year : of the CO2."""

    scenario: str
    year: int
    peak: Peak
    co2: float
    movements: tuple[Movement, ...]


def importance(region: Region, factors: Factors) -> Importance:
    """Move every number of a region by one sigma; raises InputError if it cannot be estimated as it is."""
    problems = Problems()
    scenario = scenario_of(region, factors, problems)
    plan = plan_of(scenario, region, factors, problems)
    problems.raise_if_any()
    assert plan is not None
    years, co2 = projected(plan, Draws(runs=1))
    year = min(max(YEAR, int(years[0]) + 1), int(years[-1]))
    at = int(np.searchsorted(years, year))
    movements = [
        movement(
            number, [moved(scenario, number, region, factors, sigmas) for sigmas in (-1.0, 1.0)], years, at
        )
        for number in numbers(region, factors)
    ]
    movements += outlook_movements(plan, region, at)
    centre = peak(years, co2[:, 0]), float(co2[at, 0])
    return Importance(scenario.id, year, *centre, tuple(ranked(movements, *centre)))


# ---- runs ----


def scenario_of(region: Region, factors: Factors, problems: Problems) -> Scenario:
    """The bundled baseline of a region, else a scenario that says nothing."""
    name = f"{region.info.id}/baseline"
    if name in scenario_ids():
        found = load_scenario(name, problems, load_library(problems))
        if found is not None and found.region.folder == region.folder:
            return found
    entry = ScenarioEntry(title=Title(zh="现有趋势", en="Present trends"), region=region.info.id)
    return Scenario("", entry, region, factors, (), (), (), {})


def plan_of(scenario: Scenario, region: Region, factors: Factors, problems: Problems) -> Plan | None:
    """The scenario on the newly estimated balance of a region; None after adding problems."""
    found = estimate(region, factors, problems)
    if found is None:
        return None
    region = replace(region, balance=balance_rows(found))
    return prepare(replace(scenario, region=region), problems)


def balance_rows(found: Estimate) -> tuple[BalanceRow, ...]:
    """An estimate as rows of a balance."""
    here = Origin("balance.csv", 0)
    return tuple(
        BalanceRow(
            origin=here,
            target_id=cell.target_id,
            fuel=cell.fuel,
            value=cell.value,
            unit="1e4 tce",
            sigma=cell.sigma,
            shared_sigma=cell.shared,
            grade="assumed",
            source=cell.source,
        )
        for cell in found.cells
    )


def projected(plan: Plan, draws: Draws) -> tuple[IntArray, Array]:
    """Years, and CO2 (year, run) by the plans' rule, from the scenario's base year on."""
    start = int(plan.scenario.base_year - plan.layout.years[0])
    return plan.layout.years[start:], ensemble(plan, draws)["co2_total"][start:]


def moved(
    scenario: Scenario, number: Number, region: Region, factors: Factors, sigmas: float
) -> Array | None:
    """CO2 (year,) with a number moved; None if the other anchors cannot be met with it."""
    problems = Problems()
    try:
        plan = plan_of(scenario, number.change(region, sigmas), factors, problems)
    except InputError:
        return None
    if plan is None or problems.found:
        return None
    return np.asarray(projected(plan, Draws(runs=1))[1][:, 0])


def outlook_movements(plan: Plan, region: Region, at: int) -> list[Movement]:
    """The low and the high outlook of each driver, all in one batch."""
    names = list(plan.outlooks)
    spread = [name for name in names if np.any(plan.outlooks[name].low != plan.outlooks[name].high)]
    if not spread:
        return []
    place = {name: np.zeros(2 * len(spread)) for name in spread}
    for index, name in enumerate(spread):
        place[name][2 * index : 2 * index + 2] = -1.0, 1.0
    years, co2 = projected(plan, Draws(runs=2 * len(spread), outlook=place))
    rows = {row.variable: row for row in region.drivers if row.year > region.info.base_year}
    return [
        movement(
            Number(
                name=name,
                kind="outlook",
                value=float(plan.outlooks[name].central[-1]),
                unit=rows[name].unit if name in rows else "",
                sigma=float(np.abs(plan.outlooks[name].high - plan.outlooks[name].low)[-1]) / 2.0,
                grade=rows[name].grade if name in rows else "assumed",
                missing=False,
                origin=rows[name].origin if name in rows else Origin("", 0),
                change=lambda same, sigmas: same,
            ),
            [co2[:, 2 * index], co2[:, 2 * index + 1]],
            years,
            at,
        )
        for index, name in enumerate(spread)
    ]


def movement(number: Number, series: Sequence[Array | None], years: IntArray, at: int) -> Movement:
    """Peak and CO2 of a number moved down and up."""
    peaks = [None if one is None else peak(years, one) for one in series]
    co2 = [None if one is None else float(one[at]) for one in series]
    return Movement(number, (peaks[0], peaks[1]), (co2[0], co2[1]))


def ranked(movements: Sequence[Movement], centre: Peak, co2: float) -> list[Movement]:
    """Movements by the larger of two parts: of the largest move of the peak year and of that of CO2."""
    shifts = [largest([one.year - centre.year for one in m.peaks if one]) for m in movements]
    tonnes = [largest([one - co2 for one in m.co2 if one is not None]) for m in movements]
    most, heaviest = max(shifts, default=0.0) or 1.0, max(tonnes, default=0.0) or 1.0
    scored = [
        replace(one, score=max(shift / most, tonne / heaviest))
        for one, shift, tonne in zip(movements, shifts, tonnes, strict=True)
    ]
    return sorted(scored, key=lambda one: -one.score)


def largest(values: Sequence[float]) -> float:
    """Largest absolute value, 0 of none."""
    return float(max(map(abs, values), default=0.0))


# ---- numbers ----


def numbers(region: Region, factors: Factors) -> list[Number]:
    """Every number the balance rests on, and the base year of drivers and stocks."""
    whole = with_derived(region, factors)
    used = [best_anchor(whole, *names) for names in NEEDED]
    used += [best_anchor(whole, name, name.replace("_", ".", 1)) for name in OTHERS]
    used += [line.row for line in lines_of(whole, factors, Problems())]
    anchors = [anchor_number(row) for row in used if row is not None and row.value]
    return [
        *anchors,
        *named_numbers(region),
        *plant_numbers(region),
        *stock_numbers(region),
        *driver_numbers(region),
    ]


def anchor_number(row: AnchorRow) -> Number:
    """An anchor; its sigma is half its range, else that of its grade."""
    assert row.value is not None
    ranged = row.low is not None and row.high is not None
    sigma = (row.high - row.low) / 2.0 if row.high is not None and row.low is not None else 0.0
    sigma = sigma if ranged else row.value * GRADE_SIGMA[row.grade]

    def change(region: Region, sigmas: float) -> Region:
        assert row.value is not None
        new = row.value + sigmas * sigma
        others = tuple(one for one in region.anchors if one.indicator != row.indicator)
        kept = replace(region, anchors=(*others, replace(row, value=new)))
        return make_room(kept, row.indicator, new / row.value)

    missing = row.scope == FROM_BENCHMARK
    return Number(row.indicator, "anchor", row.value, row.unit, sigma, row.grade, missing, row.origin, change)


def make_room(region: Region, indicator: str, factor: float) -> Region:
    """Let sector anchors follow the total, or make room for the one that moves, where all are given."""
    given = {g: best_anchor(region, f"energy_{g}", f"energy.{g}") for g in GROUPS}
    rows = {group: row for group, row in given.items() if row is not None and row.value}
    own = indicator.removeprefix("energy").lstrip("_.")
    if len(rows) < len(GROUPS):
        return region
    if indicator in ("energy_total", "energy_intensity"):
        return scale_rows(region, list(rows.values()), factor)
    if own not in rows:
        return region
    now = rows[own].value or 0.0
    rest = sum(row.value or 0.0 for group, row in rows.items() if group != own)
    others = [row for group, row in rows.items() if group != own]
    return scale_rows(region, others, (rest + now / factor - now) / rest)


def scale_rows(region: Region, rows: Sequence[AnchorRow], factor: float) -> Region:
    """Some anchors times a factor."""
    wanted = {id(row) for row in rows}
    scaled = [replace(r, value=(r.value or 0.0) * factor) if id(r) in wanted else r for r in region.anchors]
    return replace(region, anchors=tuple(scaled))


def named_numbers(region: Region) -> list[Number]:
    """Output or fuel of named plants and users."""
    found = []
    for index, row in enumerate(region.named):
        ranged = row.low is not None and row.high is not None
        half = (row.high - row.low) / 2.0 if row.low is not None and row.high is not None else 0.0
        sigma = half if ranged else row.value * GRADE_SIGMA[row.grade]
        name = f"{row.target_id}.{row.fuel}"
        change = changer("named", index, "value", row.value, sigma)
        found.append(Number(name, "named", row.value, row.unit, sigma, row.grade, False, row.origin, change))
    return found


def plant_numbers(region: Region) -> list[Number]:
    """Capacity of plants whose output follows from it."""
    found = []
    named = {row.target_id for row in region.named}
    for index, row in enumerate(region.plants):
        if row.kind in ("generator", "recovery") and row.fuel != "waste" and row.plant not in named:
            value = row.capacity_mw or 0.0
            sigma = value * GRADE_SIGMA[row.grade]
            change = changer("plants", index, "capacity_mw", value, sigma)
            if value > 0.0 and (row.from_year or 0) <= region.info.base_year:
                found.append(
                    Number(row.plant, "plant", value, "MW", sigma, row.grade, False, row.origin, change)
                )
    return found


def stock_numbers(region: Region) -> list[Number]:
    """Things in use in the base year."""
    lent = set(map(id, lent_rows(region)[1]))
    found = []
    for index, row in enumerate(region.stocks):
        sigma = row.value * GRADE_SIGMA[row.grade]
        change, missing = changer("stocks", index, "value", row.value, sigma), id(row) in lent
        found.append(
            Number(row.stock, "stock", row.value, row.unit, sigma, row.grade, missing, row.origin, change)
        )
    return found


def driver_numbers(region: Region) -> list[Number]:
    """Level of the drivers in the base year."""
    lent = set(map(id, lent_rows(region)[0]))
    found = []
    for index, row in enumerate(region.drivers):
        known = row.year == region.info.base_year and row.case == "actual"
        if known and row.variable.startswith(BASE_DRIVERS) and not row.variable.endswith(GROWTH):
            sigma = row.value * DRIVER_SIGMA[row.grade]
            change, missing = changer("drivers", index, "value", row.value, sigma), id(row) in lent
            found.append(
                Number(
                    row.variable, "driver", row.value, row.unit, sigma, row.grade, missing, row.origin, change
                )
            )
    return found


def changer(table: str, index: int, column: str, value: float, sigma: float) -> Change:
    """A change of one cell of a table."""

    def change(region: Region, sigmas: float) -> Region:
        rows = list(getattr(region, table))
        rows[index] = replace(rows[index], **{column: value + sigmas * sigma})
        changed: dict[str, Any] = {table: tuple(rows)}
        return replace(region, **changed)

    return change
