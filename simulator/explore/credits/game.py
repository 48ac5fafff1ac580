"""Two scenarios of one region as a game: every mix between the baseline and the scenario can be run.

A measure goes from the baseline's strength to the scenario's (0 where one of them does not use it). Where
both use it on different schedules, both versions are there, and one fades as the other comes. What is no
measure, the drivers and all other changes (parameters, tables of the region, projects, certificates), comes
in by plans prepared with and without it: four at most.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulator.errors import Origin, Problems
from simulator.explore.credits.outcomes import Question, question_of, read
from simulator.explore.ensemble import BLOCK, reuse_memory
from simulator.inputs.accounting import headline_preset
from simulator.model.project import project
from simulator.pathways.assemble import Draws, assemble
from simulator.pathways.prepare import prepare

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from simulator.explore.credits.shapley import BoolArray
    from simulator.inputs.scenario import Override, Scenario, UsedMeasure
    from simulator.pathways.arrays import Array, IntArray
    from simulator.pathways.prepare import Plan

DRIVERS, OTHER = "drivers", "other_changes"
CERTIFICATES = ("certificates_in", "certificates_out")
RULES = ("electricity", "import_factor", "combustion", "imported_power", "gwp")
BASELINE_VERSION = " (baseline)"  # of a measure that the scenario uses, too, on another schedule


class Version(NamedTuple):
    """A measure as one of the two uses it, and its strength in the baseline and in the scenario."""

    used: UsedMeasure
    measure: str
    off: float
    on: float


@dataclass(frozen=True, slots=True, eq=False)
class Game:
    """Everything needed to run any mix of a baseline and a scenario.

    plans : (drivers of the scenario, other changes of the scenario) -> plan with all measures of both
    moved : measures that differ, in the order of the two scenarios; special : DRIVERS, OTHER where they
    differ
    before, after : the two as they are, with the targets of the scenario
    """

    before: Plan
    after: Plan
    plans: Mapping[tuple[bool, bool], Plan]
    versions: tuple[Version, ...]
    moved: tuple[str, ...]
    special: tuple[str, ...]
    asked: Question


def game_of(plan: Plan, baseline: Plan) -> Game:
    """The game between a baseline and a scenario; InputError where they cannot be held against each other."""
    check_pair(plan.scenario, baseline.scenario)
    before, after = with_targets(baseline, plan), plan
    versions = versions_of(before.scenario.measures, after.scenario.measures)
    special = tuple(name for name, differs in differences(before.scenario, after.scenario).items() if differs)
    problems = Problems()
    plans = {}
    for drivers in (False, True) if DRIVERS in special else (True,):
        for other in (False, True) if OTHER in special else (True,):
            mixed = mixture(before.scenario, after.scenario, versions, drivers=drivers, other=other)
            plans[drivers, other] = prepare(mixed, problems)
    problems.raise_if_any()
    moved = tuple(dict.fromkeys(one.measure for one in versions if one.off != one.on))
    return Game(before, after, plans, versions, moved, special, question_of(after, [before]))


# ---- may they be compared ----


def check_pair(after: Scenario, before: Scenario) -> None:
    """Refuse two regions, two accounting rules or two spans of years: their difference is no one's credit."""
    problems = Problems()
    if after.region.info.id != before.region.info.id:
        origin = origin_of(after, ("region",))
        problems.add("attribution_other_region", origin, "region", after.region.info.id, **told(before))
    ours, theirs = settings(after), settings(before)
    for key, value in ours.items():
        if value != theirs[key] and not problems.found:
            origin = origin_of(after, ("accounting", key))
            details = {"wanted": theirs[key], **told(before)}
            problems.add("attribution_other_accounting", origin, f"accounting.{key}", value, **details)
    problems.raise_if_any()


def told(before: Scenario) -> dict[str, str]:
    """The baseline as a message names it."""
    return {"baseline": before.id, "region": before.region.info.id}


def settings(scenario: Scenario) -> dict[str, object]:
    """Everything that decides what a tonne and a year are."""
    accounting = scenario.entry.accounting
    years = {"base_year": scenario.base_year, "end_year": scenario.end_year}
    headline = accounting.headline or headline_preset(scenario.base_year)
    return years | {"headline": headline} | {key: getattr(accounting, key) for key in RULES}


def origin_of(scenario: Scenario, place: tuple[str, ...]) -> Origin:
    """Where a scenario says something, else its name."""
    return scenario.origins.get(place) or scenario.origins.get(place[:1]) or Origin(scenario.id, 0)


def differences(before: Scenario, after: Scenario) -> dict[str, bool]:
    """Which of the things that are no measure differ."""
    other = [
        said(before.changes) != said(after.changes),
        before.region != after.region,
        before.factors != after.factors,
        *(getattr(before.entry.accounting, n) != getattr(after.entry.accounting, n) for n in CERTIFICATES),
    ]
    return {DRIVERS: said(before.drivers) != said(after.drivers), OTHER: any(other)}


def said(overrides: Sequence[Override]) -> dict[str, list[tuple[int, float]]]:
    """What year maps say, wherever they stand."""
    return {one.key: sorted((year, value) for year, value, _ in one.points) for one in overrides}


# ---- mixing ----


def with_targets(plan: Plan, other: Plan) -> Plan:
    """A plan that is judged by the targets of another one."""
    entry = plan.scenario.entry.model_copy(update={"targets": other.scenario.entry.targets})
    return replace(plan, scenario=replace(plan.scenario, entry=entry))


def versions_of(before: Sequence[UsedMeasure], after: Sequence[UsedMeasure]) -> tuple[Version, ...]:
    """Every measure of the two once, twice where its effects or its schedule differ."""
    old, new = ({used.measure.id: used for used in measures} for measures in (before, after))
    found = []
    for name in [*old, *(name for name in new if name not in old)]:
        first, second = old.get(name), new.get(name)
        if first is None or second is None:
            one = first or second
            assert one is not None
            found.append(Version(one, name, strength_of(first), strength_of(second)))
        elif first.measure.entry == second.measure.entry and first.schedule == second.schedule:
            found.append(Version(second, name, first.strength, second.strength))
        else:
            renamed = replace(first, measure=replace(first.measure, id=name + BASELINE_VERSION))
            found += [
                Version(renamed, name, first.strength, 0.0),
                Version(second, name, 0.0, second.strength),
            ]
    return tuple(found)


def strength_of(used: UsedMeasure | None) -> float:
    """Strength of a measure in use, nothing if it is not."""
    return 0.0 if used is None else used.strength


def mixture(
    before: Scenario, after: Scenario, versions: Sequence[Version], *, drivers: bool, other: bool
) -> Scenario:
    """A scenario with the measures of both, the drivers of one, and all the rest of one."""
    rest = after if other else before
    accounting = {name: getattr(rest.entry.accounting, name) for name in CERTIFICATES}
    entry = after.entry.model_copy(
        update={"accounting": after.entry.accounting.model_copy(update=accounting)}
    )
    return replace(
        rest,
        entry=entry,
        drivers=(after if drivers else before).drivers,
        measures=tuple(one.used for one in versions),
    )


# ---- running ----


class Table(NamedTuple):
    """Names and shapes of outputs that stand one below the other, (output, run)."""

    shapes: Mapping[str, tuple[int, ...]]

    def stacked(self, found: Mapping[str, Array]) -> Array:
        """Outputs (..., run) as rows."""
        return np.concatenate([found[name].reshape(-1, found[name].shape[-1]) for name in self.shapes])

    def parted(self, rows: NDArray[Any]) -> dict[str, NDArray[Any]]:
        """Rows (output, ...) by name, each (*shape, ...)."""
        out, start = {}, 0
        for name, shape in self.shapes.items():
            stop = start + int(np.prod(shape, dtype=int))
            out[name] = rows[start:stop].reshape((*shape, *rows.shape[1:]))
            start = stop
        return out

    def places(self) -> dict[str, IntArray]:
        """Row of every output, in its shape."""
        count = sum(int(np.prod(shape, dtype=int)) for shape in self.shapes.values())
        return self.parted(np.arange(count))


def ends(game: Game) -> tuple[Table, Array]:
    """The baseline and the scenario as they are, (output, 2): what every account of their gap must meet."""
    reuse_memory()
    found = []
    for plan in (game.before, game.after):
        found.append(run(plan, Draws(1, strength={n: np.full(1, s) for n, s in plan.strength.items()}), game))
    table = Table({name: values.shape[:-1] for name, values in found[0].items()})
    return table, np.concatenate([table.stacked(one) for one in found], axis=1)


def run(plan: Plan, draws: Draws, game: Game) -> dict[str, Array]:
    """Outputs of some runs of one plan."""
    pathway = assemble(plan, draws)
    flows = project(pathway, plan.coefficients, keep_links=True)
    return read(plan, pathway, flows, draws.strength, game.asked)


def values_of(game: Game, table: Table, inside: Mapping[str, BoolArray], runs: int) -> Array:
    """Outputs (output, run) of mixes.

    inside : measure, DRIVERS or OTHER -> (run,) whether it stands as in the scenario; what is not named does
    """
    everywhere = np.ones(runs, dtype=bool)
    of_plan = [
        inside.get(name, everywhere) if name in game.special else everywhere for name in (DRIVERS, OTHER)
    ]
    out = np.empty((sum(int(np.prod(shape, dtype=int)) for shape in table.shapes.values()), runs))
    for key, plan in game.plans.items():
        mine = np.flatnonzero((of_plan[0] == key[0]) & (of_plan[1] == key[1]))
        for start in range(0, len(mine), BLOCK):
            some = mine[start : start + BLOCK]
            strength = {
                one.used.measure.id: np.where(inside.get(one.measure, everywhere)[some], one.on, one.off)
                for one in game.versions
            }
            out[:, some] = table.stacked(run(plan, Draws(len(some), strength=strength), game))
    return out
