"""What is kept of every run of an attribution: totals by sector and fuel, the peak, target margins.

All of it is small: no array holds branch and fuel. Years start at the scenario's base year; CO2 follows the
headline rule (docs/attribution.md). The rules of targets are those of `assess`, run by run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.assess.evidence import actual_rows, details, lay_actuals, subjects, unknown_indicators
from simulator.assess.gases import GAS_TOTALS, gas_indicators
from simulator.assess.indicators import indicators, sector_co2
from simulator.assess.peak import Peak
from simulator.assess.scopes import scoped_series
from simulator.assess.targets import Evidence, outcome, subject_of
from simulator.face import gases_of
from simulator.inputs.accounting import RULES, headline_preset
from simulator.model.demand import sum_to
from simulator.pathways.arrays import SECTORS, SOURCES
from simulator.variables import OBSERVED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.inputs.accounting import Preset
    from simulator.inputs.targets import TargetEntry
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array, IntArray, Pathway
    from simulator.pathways.prepare import Plan

FUELS = (*SOURCES, "process", "captured")  # what CO2 comes from; captured CO2 counts below zero
IMPORT_OUT = "import_out"  # what is taken off where imported power does not count
GASES = {*GAS_TOTALS, "fluorinated_total", "ghg_total", "ghg_net", "co2_net"}
NEVER_PROJECTED = ("count",)
TARGET = "target."  # before the id of a target in the name of its margin


class Question(NamedTuple):
    """What to read of every run.

    targets : those with a goal that the model projects; gases : some of them is about another gas
    start : place of the first year kept
    """

    preset: Preset
    start: int
    targets: tuple[TargetEntry, ...]
    gases: bool

    @property
    def sectors(self) -> tuple[str, ...]:
        """Labels of CO2 by sector."""
        return (*SECTORS, IMPORT_OUT)


def question_of(plan: Plan, others: Sequence[Plan] = ()) -> Question:
    """What can be read of runs of a scenario, and of `others` that are mixed with it."""
    scenario = plan.scenario
    preset = scenario.entry.accounting.headline or headline_preset(scenario.base_year)
    targets = tuple(target for target in scenario.entry.targets.values() if is_projected(target))
    named = {target.indicator for target in targets}
    named |= {row.indicator for one in (plan, *others) for row in actual_rows(one)}
    start = int(scenario.base_year - plan.layout.years[0])
    return Question(preset, start, targets, bool(named & GASES))


def is_projected(target: TargetEntry) -> bool:
    """True for a target with a goal on something the model computes."""
    open_goal = getattr(target, target.goal) is None
    return not open_goal and target.goal not in NEVER_PROJECTED and target.indicator not in OBSERVED


def read(
    plan: Plan, pathway: Pathway, flows: Flows, strength: Mapping[str, Array], asked: Question
) -> dict[str, Array]:
    """All outputs of a block of runs, `run` last.

    co2_total, energy_total (year, run); co2_sector (year, sector, run) by using sector; co2_fuel (year, fuel,
    run); energy_sector, energy_fuel likewise, primary; peak_year, peak_value, rising (run,) of total CO2;
    target.<id> (run,) the margin, NaN where it cannot be judged
    """
    imported = plan.scenario.entry.accounting.imported_power
    whole = indicators(plan, pathway, flows, asked.preset, imported_power=imported)
    if asked.gases:
        whole |= gas_indicators(plan, gases_of(plan, pathway, flows, strength), whole["co2_total"])
    years = slice(asked.start, None)
    return {
        "co2_total": whole["co2_total"][years],
        "co2_sector": co2_by_sector(flows, asked.preset, imported)[years],
        "co2_fuel": co2_by_fuel(plan, flows, asked.preset, imported)[years],
        "energy_total": whole["energy_total"][years],
        "energy_sector": flows.primary_sector[years],
        "energy_fuel": flows.primary[years],
        **tops(plan, whole["co2_total"], asked.start),
        **margins(plan, pathway, flows, whole, asked),
    }


# ---- CO2 ----


def co2_by_sector(flows: Flows, preset: Preset, imported: str) -> Array:
    """CO2 by using sector, (year, sector, run); imported power that does not count is taken off last."""
    bought = flows.co2_import_electricity + flows.co2_import_heat
    less = -bought if imported == "out" else np.zeros_like(bought)
    return np.concatenate([sector_co2(flows, preset), less[:, None]], axis=1)


def co2_by_fuel(plan: Plan, flows: Flows, preset: Preset, imported: str) -> Array:
    """CO2 by what it comes from, (year, fuel, run): gross by fuel; what is captured has its own row."""
    numbers, rule = plan.coefficients, RULES[preset]
    out = np.zeros((len(plan.layout.years), len(FUELS), flows.co2_import_heat.shape[-1]))
    own = flows.energy * numbers.cell_co2[..., None]
    plants = flows.co2_plant if flows.captured is None else flows.co2_plant + flows.captured.plant
    fuels = out[:, : len(SOURCES)]
    fuels += sum_to(own, numbers.cell_source, len(SOURCES))
    fuels += sum_to(plants, numbers.plant_source, len(SOURCES))
    if not rule.feedstock:
        fuels -= sum_to(feedstock(plan, flows), feedstock_source(plan), len(SOURCES))
    if imported == "in":
        fuels[:, SOURCES.index("import_electricity")] += flows.co2_import_electricity
        fuels[:, SOURCES.index("import_heat")] += flows.co2_import_heat
    captured = flows.captured
    if rule.process:
        gross = flows.co2_by_process if captured is None else flows.co2_by_process + captured.process
        out[:, FUELS.index("process")] = gross.sum(axis=1)
    if captured is not None:
        taken = captured.branch.sum(axis=1) + captured.plant.sum(axis=1)
        out[:, FUELS.index("captured")] = -taken - (captured.process.sum(axis=1) if rule.process else 0.0)
    return out


def feedstock(plan: Plan, flows: Flows) -> Array:
    """CO2 that fuels used as raw material would release, (year, link, run)."""
    assert flows.energy_link is not None
    links = plan.coefficients.feedstock_link
    return np.asarray(flows.energy_link[:, links] * plan.coefficients.feedstock_co2[..., None])


def feedstock_source(plan: Plan) -> IntArray:
    """Primary source of each of these links, (link,)."""
    cells = np.searchsorted(plan.layout.cell_start, plan.coefficients.feedstock_link, side="right") - 1
    return np.asarray(plan.coefficients.cell_source[cells])


# ---- peaks and targets ----


def tops(plan: Plan, co2: Array, start: int) -> dict[str, Array]:
    """peak_year, peak_value and rising (run,) of total CO2 (year, run)."""
    found = peaks(plan, co2, "co2_total", start)
    return {
        "peak_year": np.array([float(one.year) for one in found]),
        "peak_value": np.array([one.value for one in found]),
        "rising": np.array([float(one.status == "rising") for one in found]),
    }


def peaks(plan: Plan, values: Array, subject: str, start: int) -> list[Peak]:
    """Status, year and height of the peak of every run, as `assess.peak` decides, without further evidence.

    values : (year, run) from the balance year on; years before `start` count as history, like published ones
    """
    years, inside = plan.layout.years, values[start:]
    place = np.argmax(inside, axis=0)
    height = inside.max(axis=0)
    published = [row for row in plan.scenario.region.history if row.indicator == subject]
    early = [(row.year, row.value) for row in published if row.year < years[start]]
    history = [*((int(year), line) for year, line in zip(years[:start], values[:start], strict=True)), *early]
    year, status = years[start:][place], np.where(place >= len(inside) - 2, "rising", "peaked")
    status = np.where(place == 0, "peaked before start", status)
    level = height.copy()
    for when, line in history:
        earlier = (line > height) & (line > level)
        year, level = np.where(earlier, when, year), np.where(earlier, line, level)
        status = np.where(earlier, "peaked before start", status)
    found = zip(status.tolist(), year.tolist(), level.tolist(), strict=True)
    return [Peak(state, when, value, None, (), None, 0) for state, when, value in found]


def margins(
    plan: Plan, pathway: Pathway, flows: Flows, whole: Mapping[str, Array], asked: Question
) -> dict[str, Array]:
    """Margin of every target in every run, (run,), in the unit of its indicator; NaN where there is none."""
    if not asked.targets:
        return {}
    evidence = evidence_for(plan, pathway, flows, whole, asked)
    runs = range(flows.co2_import_heat.shape[-1])
    return {
        TARGET + target.id: np.array([margin(target, evidence, run) for run in runs])
        for target in asked.targets
    }


def margin(target: TargetEntry, evidence: Evidence, run: int) -> float:
    """Room of one run to the goal of a target, NaN if it cannot be judged."""
    goal = getattr(target, target.goal)
    found = outcome(target, goal, evidence, run, evidence.series_of(target))
    return float("nan") if found.margin is None else float(found.margin)


def evidence_for(
    plan: Plan, pathway: Pathway, flows: Flows, whole: Mapping[str, Array], asked: Question
) -> Evidence:
    """What the targets are judged on, without what no margin needs (variants, subjects nobody asked for)."""
    years, start = plan.layout.years[asked.start :], asked.start
    laid = {name: values[start:].copy() for name, values in {**whole, **details(plan, pathway)}.items()}
    lay_actuals(plan, laid, int(years[0]))
    known = subjects(flows, whole, asked.preset)
    wanted = wanted_peaks(asked.targets) & known.keys()
    scopes = {target.scope for target in asked.targets if target.scope}
    return Evidence(
        years=years,
        series=laid,
        peaks={name: peaks(plan, known[name], name, start) for name in wanted},
        actual=frozenset(),
        variants={},
        province_peak=plan.scenario.region.info.province_peak_year,
        actual_until=plan.scenario.region.info.actual_until,
        scopes={
            scope: {n: v[start:] for n, v in scoped_series(plan, flows, asked.preset, scope).items()}
            for scope in scopes
        },
        unmeasured=frozenset(unknown_indicators(plan)),
    )


def wanted_peaks(targets: Sequence[TargetEntry]) -> set[str]:
    """Subjects whose peaks some target asks for."""
    asked = [target for target in targets if target.goal == "peak_by"]
    others = {subject_of(target.peak_by) for target in asked if isinstance(target.peak_by, str)}
    return {subject_of(target.indicator) for target in asked} | others
