"""Levers: measures whose strength may move, goals they are to meet, and any number of trial runs.

One wide plan holds the measures of the scenario at their own strength and all the others at strength 0, which
is the same as without them; a trial is a strength of every lever, and trials run in blocks. Goals are targets
of the scenario or targets written as one line; rules, margins and verdicts are those of `assess`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulator.assess.evidence import subjects, unknown_indicators
from simulator.assess.gases import gas_indicators
from simulator.assess.indicators import indicators
from simulator.assess.targets import MET, outcome, peak_limit, subject_of
from simulator.errors import Origin, Problems, nearest
from simulator.explore.credits.outcomes import (
    TARGET,
    Question,
    co2_by_sector,
    evidence_for,
    is_projected,
    question_of,
    tops,
)
from simulator.explore.ensemble import BLOCK, reuse_memory
from simulator.face import gases_of
from simulator.inputs.measures import PER_TONNE, load_measures
from simulator.inputs.scenario import UsedMeasure
from simulator.inputs.schema import validate
from simulator.inputs.targets import TargetEntry, check_scopes, check_target
from simulator.inputs.yaml_lines import Document
from simulator.model.project import project
from simulator.pathways.assemble import Draws, assemble
from simulator.pathways.prepare import prepare
from simulator.variables import OBSERVED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from simulator.assess.targets import Evidence
    from simulator.inputs.measures import Cost, Measure
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array, IntArray, Pathway
    from simulator.pathways.prepare import Plan

MET_BY = "met."  # before the id of a goal: whether each run meets it
PATH = "path."  # before the id of a goal on the shape of a path: that path
LIMIT = "limit."  # before the id of a goal on a peak: the latest year that meets it, the last one if any does
SHAPES = ("peak_by", "falling")  # goals that look at a whole path
ASKED = Origin("--for", 0)
WITH = Origin("--with", 0)
RATE = 0.05  # a year; assumed, project appraisal in China has used up to 8 %
FINDS_NOTHING = "measure_finds_nothing"


class Lever(NamedTuple):
    """A measure whose strength may move from `low` to `high`; `now` is that of the scenario."""

    measure: str
    low: float
    high: float
    now: float


@dataclass(frozen=True, slots=True, eq=False)
class Levers:
    """Everything needed to try any strengths.

    plan : the wide plan, with the goals for targets; before : the scenario as it is
    idle : measures of the library that find nothing to act on here
    """

    plan: Plan
    before: Plan
    levers: tuple[Lever, ...]
    goals: tuple[TargetEntry, ...]
    asked: Question
    idle: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Measures in the order of the levers."""
        return tuple(lever.measure for lever in self.levers)

    @property
    def measures(self) -> dict[str, Measure]:
        """Every measure of the wide plan by name."""
        return {used.measure.id: used.measure for used in self.plan.scenario.measures}

    @property
    def now(self) -> Array:
        """Strengths of the scenario, (lever,)."""
        return np.array([lever.now for lever in self.levers])

    @property
    def low(self) -> Array:
        """Least strengths, (lever,)."""
        return np.array([lever.low for lever in self.levers])

    @property
    def high(self) -> Array:
        """Highest strengths, (lever,)."""
        return np.array([lever.high for lever in self.levers])

    @property
    def years(self) -> IntArray:
        """Years of all outputs."""
        return self.plan.layout.years[self.asked.start :]


def levers_of(
    plan: Plan,
    names: Sequence[str] | None = None,
    bounds: Mapping[str, float] | None = None,
    goals: Sequence[TargetEntry] | None = None,
    library: Mapping[str, Measure] | None = None,
) -> Levers:
    """Levers of a scenario: the measures named, else every measure of the library that acts in the region.

    bounds : measure -> highest strength, 1 where nothing is said; a measure already there is no lever
    goals : the scenario's own targets if none are given. InputError with all that is wrong at once.
    """
    problems = Problems()
    library = load_measures(problems) if library is None else library
    known = {used.measure.id: used for used in plan.scenario.measures}
    chosen = (
        list(dict.fromkeys(names)) if names is not None else [*known, *(n for n in library if n not in known)]
    )
    limits = checked(chosen, known, library, dict(bounds or {}), problems)
    problems.raise_if_any()
    added = [unused(library[name]) for name in chosen if name not in known]
    wide, idle = wide_plan(with_goals(plan, goals), added, strict=names is not None)
    levers = [
        Lever(name, wide.strength[name], limits[name], wide.strength[name])
        for name in chosen
        if name in wide.strength and limits[name] > wide.strength[name]
    ]
    asked = question_of(wide)
    return Levers(wide, plan, tuple(levers), asked.targets, asked, idle)


def checked(
    chosen: Sequence[str],
    known: Mapping[str, UsedMeasure],
    library: Mapping[str, Measure],
    bounds: Mapping[str, float],
    problems: Problems,
) -> dict[str, float]:
    """Highest strength of every measure chosen; unknown names and bounds that contradict are problems."""
    for name in dict.fromkeys([*chosen, *bounds]):
        if name not in known and name not in library:
            problems.add(
                "unknown_measure", WITH, "measures", name, nearest=nearest(name, {**library, **known})
            )
        elif name not in chosen:
            problems.add("solve_bound_without_lever", WITH, name, bounds[name])
    limits = {name: bounds.get(name, 1.0) for name in chosen}
    for name, high in limits.items():
        low = known[name].strength if name in known else 0.0
        if not low <= high <= 1.0:
            problems.add("expected_range", WITH, name, high, low=f"{low:g}", high=1)
    return limits


def unused(measure: Measure) -> UsedMeasure:
    """A measure of the library at strength 0, on its own schedule."""
    return UsedMeasure(measure, 0.0, measure.entry.schedule, measure.origin)


def with_goals(plan: Plan, goals: Sequence[TargetEntry] | None) -> Plan:
    """A plan whose targets are the goals alone; as it is if none are given."""
    if goals is None:
        return plan
    entry = plan.scenario.entry.model_copy(update={"targets": {goal.id: goal for goal in goals}})
    return replace(plan, scenario=replace(plan.scenario, entry=entry))


def wide_plan(
    plan: Plan, added: Sequence[UsedMeasure], *, strict: bool = True
) -> tuple[Plan, tuple[str, ...]]:
    """The plan of a scenario with more measures; those that find nothing here are problems or left out."""
    problems = Problems()
    wide = prepare(replace(plan.scenario, measures=(*plan.scenario.measures, *added)), problems)
    idle = {one.key for one in problems.found if one.message == FINDS_NOTHING}
    if not strict and idle and all(one.message == FINDS_NOTHING for one in problems.found):
        kept = [used for used in added if used.measure.id not in idle]
        return wide_plan(plan, kept)[0], tuple(sorted(idle))
    problems.raise_if_any()
    return wide, ()


# ---- trials ----


def evaluate(levers: Levers, strengths: Array) -> dict[str, Array]:
    """Outputs of trials, run last; strengths (lever, run).

    co2_total, energy_total (year, run); co2_sector (year, sector, run) by using sector; peak_year,
    peak_value, rising (run,) of total CO2; ghg_net where some goal needs it
    target.<id> (run,) the margin of every goal, NaN where it cannot be judged; met.<id> (run,) 1 or 0;
    path.<id> (year, run) what a goal on a peak or a fall looks at; limit.<id> (run,) latest year of a peak
    """
    reuse_memory()
    strengths = np.asarray(strengths, dtype=float)
    strengths = strengths[:, None] if strengths.ndim == 1 else strengths
    blocks = []
    for start in range(0, strengths.shape[1], BLOCK):
        some = strengths[:, start : start + BLOCK]
        blocks.append(trial(levers, dict(zip(levers.names, some, strict=True)), some.shape[1]))
    return {name: np.concatenate([one[name] for one in blocks], axis=-1) for name in blocks[0]}


def trial(levers: Levers, strength: Mapping[str, Array], runs: int) -> dict[str, Array]:
    """Outputs of one block of trials."""
    plan = levers.plan
    draws = Draws(runs, strength=strength)
    pathway = assemble(plan, draws)
    flows = project(pathway, plan.coefficients, keep_links=True)
    return read_goals(plan, pathway, flows, draws.strength, levers.asked)


def read_goals(
    plan: Plan, pathway: Pathway, flows: Flows, strength: Mapping[str, Array], asked: Question
) -> dict[str, Array]:
    """The outputs that `evaluate` names."""
    imported, years = plan.scenario.entry.accounting.imported_power, slice(asked.start, None)
    whole = indicators(plan, pathway, flows, asked.preset, imported_power=imported)
    if asked.gases:
        whole |= gas_indicators(plan, gases_of(plan, pathway, flows, strength), whole["co2_total"])
    totals: dict[str, Array] = {
        name: whole[name][years] for name in ("co2_total", "energy_total", "ghg_net") if name in whole
    }
    return {
        **totals,
        "co2_sector": co2_by_sector(flows, asked.preset, imported)[years],
        **tops(plan, whole["co2_total"], asked.start),
        **judged(plan, pathway, flows, whole, asked),
    }


def judged(
    plan: Plan, pathway: Pathway, flows: Flows, whole: Mapping[str, Array], asked: Question
) -> dict[str, Array]:
    """Margin, verdict and, where it decides, the path of every goal."""
    if not asked.targets:
        return {}
    evidence = evidence_for(plan, pathway, flows, whole, asked)
    known = subjects(flows, whole, asked.preset)
    out: dict[str, Array] = {}
    for goal in asked.targets:
        found = [verdict_of(goal, evidence, run) for run in range(pathway.runs)]
        out[TARGET + goal.id], out[MET_BY + goal.id] = np.array(found).T
        path = path_of(goal, evidence, known, asked.start)
        if path is not None:
            out[PATH + goal.id] = path
        if goal.goal == "peak_by":
            out[LIMIT + goal.id] = limits_of(goal, evidence, pathway.runs)
    return out


def limits_of(goal: TargetEntry, evidence: Evidence, runs: int) -> Array:
    """Latest year of a peak in every run, (run,): the last year where what it waits for has not peaked."""
    last, asked = float(evidence.years[-1]), goal.peak_by
    if isinstance(asked, str) and asked != "province" and subject_of(asked) not in evidence.peaks:
        return np.full(runs, last)
    limits = [peak_limit(asked, evidence, run) for run in range(runs)]
    return np.array([last if one is None else float(one) for one in limits])


def verdict_of(goal: TargetEntry, evidence: Evidence, run: int) -> tuple[float, float]:
    """Margin of one run, NaN if there is none, and 1 if it meets the goal."""
    found = outcome(goal, getattr(goal, goal.goal), evidence, run, evidence.series_of(goal))
    return float("nan") if found.margin is None else float(found.margin), float(found.verdict == MET)


def path_of(goal: TargetEntry, evidence: Evidence, known: Mapping[str, Array], start: int) -> Array | None:
    """What must peak or fall, (year, run)."""
    if goal.goal == "peak_by" and subject_of(goal.indicator) in known:
        return known[subject_of(goal.indicator)][start:]
    if goal.goal == "falling":
        return evidence.series_of(goal).get(goal.indicator)
    return None


# ---- costs ----


@dataclass(frozen=True, slots=True, eq=False)
class LeverCosts:
    """Cost of moving each lever from low to high, (lever, year) 10^4 CNY, negative where it saves.

    Linear in the move. NaN where nobody says: known (lever,) is False there.
    tonnes : (lever, year) 10^4 t that the lever cuts alone, against the scenario, at its full move
    """

    low: Array
    central: Array
    high: Array
    known: NDArray[np.bool_]
    tonnes: Array


def lever_costs(levers: Levers) -> LeverCosts:
    """Cost a tonne of the library times the tonnes each lever cuts alone at its full move.

    A lever whose cost is not per tonne of greenhouse gas, or which cuts nothing over the years, has none.
    """
    entries = {used.measure.id: used.measure.entry for used in levers.plan.scenario.measures}
    costs = [entries[name].cost for name in levers.names]
    tonnes = full_cuts(levers, costs)
    known = np.array([cost is not None and cut.sum() > 0.0 for cost, cut in zip(costs, tonnes, strict=True)])
    known = known.reshape(len(levers.levers))
    low, high = (np.array([per_tonne(cost, end) for cost in costs])[:, None] for end in ("low", "high"))
    cuts = np.where(known[:, None], tonnes, np.nan)
    return LeverCosts(cuts * low, cuts * (low + high) / 2.0, cuts * high, known, tonnes)


def per_tonne(cost: Cost | None, end: str) -> float:
    """One end of a cost a tonne, NaN if nobody says."""
    return float(getattr(cost, end)) if cost is not None and cost.unit in PER_TONNE else float("nan")


def full_cuts(levers: Levers, costs: Sequence[Cost | None]) -> Array:
    """What each lever cuts alone at its full move, of the gases its cost is about, (lever, year)."""
    gas = [PER_TONNE.get(cost.unit, "") if cost is not None else "co2_total" for cost in costs]
    asked = levers.asked._replace(targets=(), gases="ghg_net" in gas)
    inside = np.eye(len(gas), dtype=bool)
    moved = np.where(inside, levers.high[:, None], levers.now[:, None])
    found = evaluate(replace(levers, asked=asked), np.concatenate([levers.now[:, None], moved], axis=1))
    cut: dict[str, Array] = {
        n: (found[n][:, :1] - found[n][:, 1:]).T for n in ("co2_total", "ghg_net") if n in found
    }
    nothing = np.full((len(gas), len(levers.years)), np.nan)
    return np.array([cut.get(name, nothing)[row] for row, name in enumerate(gas)]).reshape(nothing.shape)


def present_value(values: Array, years: IntArray, rate: float = RATE, base_year: int | None = None) -> Array:
    """Sum of yearly values (..., year) in the money of one year, the first if none is named."""
    base = int(years[0]) if base_year is None else base_year
    return np.asarray((values * (1.0 + rate) ** (base - np.asarray(years))).sum(axis=-1))


# ---- goals ----

NUMBER = r"[-+]?\d[\d.]*(?:e[-+]?\d+)?\s*%?"
EXPRESSION = re.compile(
    rf"""\s*(?P<indicator>[\w.]+)\s*(?:\(\s*(?P<subject>[\w.]+)\s*\))?\s*
    (?P<verb><=|>=|≤|≥|reduce|budget|falling|at_most|at_least)\s*
    (?P<value>{NUMBER}|[a-z][\w.]*(?<!from)(?<!by))?\s*
    (?:from\s+(?P<start>\w+)\s*)?(?:(?:by|to)\s+(?P<by>\d+)\s*)?""",
    re.VERBOSE,
)
VERBS = {"<=": "at_most", "≤": "at_most", ">=": "at_least", "≥": "at_least"}
ALIASES = {
    "coal_total": "coal",
    "oil_total": "oil",
    "gas_total": "gas",
}  # as subjects of a peak
PEAK_YEAR = "peak_year"
SPELLINGS = {"net_co2": "co2_net", "net_ghg": "ghg_net"}


def goal_of(text: str, plan: Plan, problems: Problems) -> TargetEntry | None:
    """The target of the scenario that has this id, or one written as an expression; None after problems.

    "peak_year <= 2030", "peak_year(coal) <= co2_total", "co2_total <= 900 by 2030",
    "energy_intensity reduce 16% from 2020 by 2025", "co2_total budget 20000 from 2021 to 2040"
    """
    targets = plan.scenario.entry.targets
    before = len(problems.found)
    goal = targets.get(text) or target_written(text, plan, problems)
    if goal is not None and len(problems.found) == before:
        check_goal(goal, plan, problems)
    return goal if len(problems.found) == before else None


def target_written(text: str, plan: Plan, problems: Problems) -> TargetEntry | None:
    """An expression as a target of its own, checked like one of a file."""
    match = EXPRESSION.fullmatch(text)
    if match is None:
        guess = nearest(text, plan.scenario.entry.targets)
        problems.add("solve_unknown_target", ASKED, text, nearest=guess)
        return None
    raw = target_keys(match.groupdict(), plan.scenario.end_year)
    name = " ".join(text.split())
    raw |= {"id": name, "title": {"zh": name, "en": name}, "source": "sim solve"}
    document = Document(ASKED.file, {"targets": {name: raw}}, {(): ASKED})
    entry = validate(TargetEntry, document, problems, under=("targets", name))
    if entry is not None:
        check_target(entry, document, problems)
        check_scopes([entry], plan.scenario.region, plan.scenario.factors, document, problems)
    return entry


def target_keys(said: Mapping[str, str | None], end: int) -> dict[str, Any]:
    """The keys that an expression means, as a scenario file would have them."""
    indicator, verb = SPELLINGS.get(str(said["indicator"]), str(said["indicator"])), str(said["verb"])
    goal, value = VERBS.get(verb, verb), number(said["value"])
    if indicator.partition(".")[0] == PEAK_YEAR:
        subject = said["subject"] or indicator.removeprefix(PEAK_YEAR).removeprefix(".") or "co2_total"
        year = value if isinstance(value, int) else end
        return {"indicator": f"{PEAK_YEAR}.{ALIASES.get(subject, subject)}", "peak_by": value, "by": year}
    keys: dict[str, Any] = {"indicator": indicator, goal: True if goal == "falling" else value}
    if said["start"]:
        keys["from"] = number(said["start"])
    keys["by"] = int(said["by"]) if said["by"] else end
    if goal == "budget" and said["start"]:
        keys["basis"] = "cumulative"
    return keys


def number(text: str | None) -> object:
    """A whole number, a number, or the text itself (a part such as 16%, a name)."""
    if text is None:
        return None
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text.replace(" ", "")


def check_goal(goal: TargetEntry, plan: Plan, problems: Problems) -> None:
    """A goal needs a value, something the model projects, and years that lie in the projection."""
    years, end = (plan.scenario.base_year, plan.scenario.end_year), plan.scenario.end_year
    if getattr(goal, goal.goal) is None:
        problems.add("solve_target_without_value", ASKED, goal.id, set_by=goal.set_by or "-")
    elif not is_projected(goal) or goal.indicator in OBSERVED:
        problems.add("solve_target_not_projected", ASKED, goal.id)
    elif goal.indicator in unknown_indicators(plan):
        problems.add("solve_target_unmeasured", ASKED, goal.id, goal.indicator)
    elif goal.goal == "peak_by":
        latest = goal.peak_by if isinstance(goal.peak_by, int) else None
        if latest is not None and not years[0] <= latest <= end - 2:
            problems.add("solve_peak_outside", ASKED, goal.id, latest, first=years[0], last=end - 2)
    elif not years[0] <= goal.by <= end or (goal.start is not None and not years[0] <= goal.start):
        problems.add("solve_years_outside", ASKED, goal.id, first=years[0], last=end)
