"""The public face: `load` a scenario, `simulate` it, read the `Result`; `compare` several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.assess.balances import balance_gaps
from simulator.assess.base_year import BaseYear, base_year_quality
from simulator.assess.evidence import evidence_of
from simulator.assess.gases import gas_indicators
from simulator.assess.indicators import indicators
from simulator.assess.targets import judge
from simulator.assess.trading import trading_indicators
from simulator.errors import Problems
from simulator.inputs.accounting import headline_preset
from simulator.inputs.scenario import load_library, load_scenario
from simulator.model.project import project
from simulator.model.releases import by_gas_and_sector, released
from simulator.pathways.assemble import Draws, assemble
from simulator.pathways.prepare import prepare
from simulator.pathways.releases import release_multiples

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import xarray

    from simulator.assess.peak import Peak
    from simulator.assess.targets import Verdict
    from simulator.explore.compare.comparison import Comparison
    from simulator.explore.credits.attribution import Groups
    from simulator.inputs.accounting import Preset
    from simulator.inputs.scenario import Library, Scenario
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array, IntArray, Pathway
    from simulator.pathways.prepare import Plan

CASES = ("central", "low", "high", "frozen_grid")


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """A scenario projected in its four cases and judged.

    Arrays of `pathway` and `flows` run from the balance year of the region; `years`, `series` and every file
    start at the scenario's base year. `series` : indicator -> (year, case).
    """

    plan: Plan
    preset: Preset
    pathway: Pathway
    flows: Flows
    start: int
    series: Mapping[str, Array]
    peaks: Mapping[str, Sequence[Peak]]
    verdicts: Sequence[Verdict]
    base_year: BaseYear
    gaps: Mapping[str, float]
    gases: Array  # (year, gas, sector, run)

    @property
    def scenario(self) -> Scenario:
        """The scenario behind the result."""
        return self.plan.scenario

    @property
    def years(self) -> IntArray:
        """Years of the result."""
        return self.plan.layout.years[self.start :]

    @property
    def cases(self) -> tuple[str, ...]:
        """Names of the runs: central first."""
        return CASES

    @property
    def dataset(self) -> xarray.Dataset:
        """Everything with labels: dims case, year, sector, branch, fuel, plant, source."""
        from simulator.report.dataset import dataset_of

        return dataset_of(self)


def load(
    name: str, problems: Problems | None = None, library: Library | None = None, *, to: int | None = None
) -> Plan | None:
    """Read a scenario by path or bundled name and check it against its region.

    With a `problems` of your own, what is wrong is added there and None returned; without one, InputError
    is raised with everything at once. `to` ends the projection in another year.

    >>> load("yiwu/baseline").scenario.region.info.title.en
    'Yiwu'
    """
    collected = Problems() if problems is None else problems
    before = len(collected.found)
    scenario = load_scenario(name, collected, library or load_library(collected), to=to)
    plan = prepare(scenario, collected) if scenario else None
    if problems is None:
        collected.raise_if_any()
    return plan if len(collected.found) == before else None


def four_cases(plan: Plan) -> Draws:
    """Central, low and high outlook of all drivers, and central with the grid factor frozen."""
    position = np.array([0.0, -1.0, 1.0, 0.0])
    return Draws(
        runs=len(CASES),
        outlook=dict.fromkeys(plan.outlooks, position),
        frozen_grid=np.array([0.0, 0.0, 0.0, 1.0]),
    )


def simulate(plan: Plan) -> Result:
    """Project a scenario in its four cases and judge peaks and targets."""
    scenario = plan.scenario
    accounting = scenario.entry.accounting
    preset = accounting.headline or headline_preset(scenario.base_year)
    pathway = assemble(plan, four_cases(plan))
    flows = project(pathway, plan.coefficients, keep_links=True)
    start = int(scenario.base_year - plan.layout.years[0])
    imported = accounting.imported_power
    gases = gases_of(plan, pathway, flows)
    whole = indicators(plan, pathway, flows, preset, imported_power=imported)
    whole |= gas_indicators(plan, gases, whole["co2_total"]) | trading_indicators(plan, flows)
    evidence = evidence_of(plan, pathway, flows, whole, preset, start)
    return Result(
        plan=plan,
        preset=preset,
        pathway=pathway,
        flows=flows,
        start=start,
        series={name: values[start:] for name, values in whole.items()},
        peaks=evidence.peaks,
        verdicts=[judge(target, evidence) for target in scenario.entry.targets.values()],
        base_year=base_year_quality(plan, flows, whole),
        gaps=balance_gaps(pathway, flows),
        gases=gases,
    )


def compare(scenarios: Sequence[str | Plan], baseline: int = 0, groups: Groups = None) -> Comparison:
    """Project scenarios, by path, bundled name or as loaded, and set each against the baseline of its region.

    baseline : index of the scenario the others are compared with; docs/compare.md tells the rest
    groups : who is credited: None for measures and sectors, "measure", "sector", or group -> measures

    >>> found = compare(["yiwu/baseline", "yiwu/coal_reduction"])
    >>> bool(found.items[1].total(2021, 2060) < found.items[0].total(2021, 2060))
    True
    """
    from simulator.explore.compare import comparison as side_by_side

    problems = Problems()
    library = load_library(problems)
    plans = [load(one, problems, library) if isinstance(one, str) else one for one in scenarios]
    problems.raise_if_any()
    return side_by_side.compare([plan for plan in plans if plan is not None], baseline, groups)


def gases_of(
    plan: Plan, pathway: Pathway, flows: Flows, strength: Mapping[str, Array] | None = None
) -> Array:
    """Other gases, uptake and pollutants by sector, (year, gas, sector, run) 10^4 t."""
    everywhere = {name: np.full(pathway.runs, value) for name, value in plan.strength.items()}
    multiple = release_multiples(plan.release, plan.effects, everywhere | dict(strength or {}), pathway.runs)
    return by_gas_and_sector(plan.releases, released(plan.releases, pathway, flows, multiple))
