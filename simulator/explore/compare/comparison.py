"""Scenarios side by side: each projected once, CO2 under one rule, each set against its region's baseline.

What cannot be compared is left out and said: another factor set or conversion of electricity moves levels
without any policy, and two regions differ in all they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.assess.evidence import peaks_of, unknown_indicators, unknown_terms
from simulator.assess.gases import gas_indicators
from simulator.assess.indicators import indicators, sector_co2
from simulator.errors import Problems
from simulator.explore.compare.costs import MeasureCost, costs
from simulator.explore.compare.credits import causes, credits
from simulator.explore.compare.inputs import Difference, differences, same_inputs
from simulator.explore.compare.load import check, short_name
from simulator.explore.credits.game import settings
from simulator.face import simulate
from simulator.pathways.arrays import SECTORS, SOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.assess.peak import Peak
    from simulator.explore.credits.attribution import Attribution, Groups
    from simulator.explore.credits.decomposition import Decomposition
    from simulator.face import Result
    from simulator.inputs.accounting import Preset
    from simulator.inputs.scenario import Scenario
    from simulator.pathways.arrays import Array, IntArray
    from simulator.pathways.prepare import Plan

CENTRAL, LOW, HIGH, FROZEN = range(4)
OUTSIDE = "outside_power"  # what a rule without imported power takes off the sum of the sectors
PERIODS = ((2021, 2025), (2026, 2030), (2031, 2035))  # five-year plans, both years included
# Settings that move a group of rows without any policy, beside the CO2 rule, which is made the same for all.
RULED_BY = {
    "energy": ("electricity",),
    "co2": ("combustion", "import_factor"),
    "ghg": ("combustion", "import_factor", "gwp"),
}
PER_GDP = ("energy_intensity", "co2_intensity", "energy_intensity_industry")
GHG = ("ghg_total", "ghg_net", "ch4_total", "n2o_total", "fluorinated_total")
ENERGY = (
    *("energy_total", "energy_intensity", "energy_per_head", "energy_intensity_industry"),
    *("coal_share", "renewable_share", "nonfossil_share", "renewable_heat_share"),
)
CO2 = (
    "co2_total",
    "co2_intensity",
    "co2_per_head",
    "co2_industry",
    "co2_process",
    "co2_import",
    "co2_per_energy",
)


class LeftOut(NamedTuple):
    """Rows of a scenario that are not set against its reference, and the settings or facts that forbid it."""

    rows: str  # energy | co2 | ghg | prices | credits | years | rank
    why: str  # accounting | years | unknown | price_base
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """One scenario of a comparison, its CO2 under the common rule.

    reference : index of the scenario of its region that it is compared with, its own for a reference
    series : indicator -> (year, case); sectors : sector -> (year, case), summing up to co2_total
    sources : primary source -> (year, case); all on the scenario's own years
    twin : index of an earlier scenario of the same inputs
    """

    result: Result
    reference: int
    preset: Preset
    series: Mapping[str, Array]
    sectors: Mapping[str, Array]
    sources: Mapping[str, Array]
    peaks: Mapping[str, Sequence[Peak]]
    changed: tuple[Difference, ...]
    left_out: tuple[LeftOut, ...]
    twin: int | None

    @property
    def scenario(self) -> Scenario:
        """What it says."""
        return self.result.scenario

    @property
    def region(self) -> str:
        """Id of its region."""
        return self.scenario.region.info.id

    @property
    def years(self) -> IntArray:
        """Years of its series."""
        return self.result.years

    @property
    def ruled(self) -> Result:
        """The run with the CO2 of the common rule; its verdicts stay under its own."""
        series = {**self.result.series, **self.series}
        return replace(self.result, preset=self.preset, series=series)

    def allowed(self, indicator: str) -> bool:
        """True if the indicator may be set against the reference."""
        return not any(indicator in rows_of(one.rows) for one in self.left_out)

    def at(self, indicator: str, year: int, case: int = CENTRAL) -> float | None:
        """A value, None outside the scenario's years or if nobody has measured it."""
        values = self.series.get(indicator)
        if values is None or not self.years[0] <= year <= self.years[-1]:
            return None
        return float(values[year - int(self.years[0]), case])

    def total(self, first: int, last: int, case: int = CENTRAL) -> float | None:
        """CO2 of all years from first to last, both included, 10^4 t; None if one lies outside."""
        start = int(self.years[0])
        if first < start or last > self.years[-1]:
            return None
        return float(self.series["co2_total"][first - start : last - start + 1, case].sum())


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios compared; `baseline` is the index of the one asked for as baseline.

    groups : who is credited, as `attribute` has it
    """

    items: tuple[Compared, ...]
    baseline: int
    groups: Groups = None

    @property
    def results(self) -> tuple[Result, ...]:
        """The runs in the order given."""
        return tuple(one.result for one in self.items)

    @cached_property
    def costs(self) -> tuple[list[MeasureCost], ...]:
        """Cost of every measure of every scenario, where the library has one."""
        return tuple(costs(one.result) for one in self.items)

    @cached_property
    def credits(self) -> tuple[Attribution | None, ...]:
        """What each measure brings in every scenario against its reference; None where that says nothing."""
        return credits(self)

    @cached_property
    def causes(self) -> tuple[tuple[Decomposition, ...], ...]:
        """Why CO2 changes over the years of every scenario, and against its reference."""
        return causes(self)

    @property
    def regions(self) -> tuple[str, ...]:
        """Ids of the regions, in the order in which they come."""
        return tuple(dict.fromkeys(one.region for one in self.items))

    @property
    def years(self) -> tuple[int, int]:
        """First and last year that all scenarios have."""
        return common_years([one.result for one in self.items])

    def same_rule(self, index: int) -> bool:
        """True if a scenario's own CO2 rule is that of the baseline, under which all are told."""
        rules = [
            (one.result.preset, one.scenario.entry.accounting.imported_power)
            for one in (self.items[index], self.items[self.baseline])
        ]
        return rules[0] == rules[1]

    def of_region(self, region: str) -> list[int]:
        """Indices of a region's scenarios."""
        return [index for index, one in enumerate(self.items) if one.region == region]

    def references(self) -> list[int]:
        """The scenario of each region that its others are compared with."""
        return list(dict.fromkeys(one.reference for one in self.items))

    def periods(self) -> list[tuple[int, int]]:
        """Five-year plans that some scenario has whole, and all common years."""
        spans = [(one.years[0], one.years[-1]) for one in self.items]
        found = [p for p in PERIODS if any(first <= p[0] and p[1] <= last for first, last in spans)]
        return [*found, self.years]

    def change(self, index: int, indicator: str, case: int = CENTRAL) -> tuple[IntArray, Array] | None:
        """Years and difference of an indicator from the reference; None where it may not be compared."""
        one = self.items[index]
        if one.reference == index or not one.allowed(indicator):
            return None
        return self.difference(index, one.series.get(indicator), indicator, case)

    def difference(
        self, index: int, values: Array | None, indicator: str, case: int
    ) -> tuple[IntArray, Array] | None:
        """A series of one scenario less the same of its reference, on the years both have."""
        one, base = self.items[index], self.items[self.items[index].reference]
        if values is None or indicator not in base.series:
            return None
        years = np.intersect1d(one.years, base.years)
        mine, theirs = years - one.years[0], years - base.years[0]
        return years, values[mine, case] - base.series[indicator][theirs, case]

    def sector_change(self, index: int, case: int = CENTRAL) -> tuple[IntArray, dict[str, Array]] | None:
        """Years, and the difference of each sector's CO2; they sum up to that of the total."""
        one, base = self.items[index], self.items[self.items[index].reference]
        if one.reference == index or not one.allowed("co2_total"):
            return None
        years = np.intersect1d(one.years, base.years)
        mine, theirs = years - one.years[0], years - base.years[0]
        names = [name for name in (*SECTORS, OUTSIDE) if name in one.sectors or name in base.sectors]
        nothing = np.zeros((len(years), 1)) * np.zeros((1, 4))
        found = {
            name: one.sectors[name][mine, case] - base.sectors[name][theirs, case]
            if name in one.sectors and name in base.sectors
            else nothing[:, case]
            for name in names
        }
        return years, found


def rows_of(group: str) -> tuple[str, ...]:
    """Indicators of a group of rows; the CO2 of all energy is moved by both."""
    groups = {"energy": (*ENERGY, "co2_per_energy"), "co2": CO2, "ghg": GHG, "prices": PER_GDP}
    return groups.get(group, ())


def compare(plans: Sequence[Plan], baseline: int = 0, groups: Groups = None) -> Comparison:
    """Project every scenario once in its four cases and set each against the baseline of its region.

    baseline : index of the scenario whose CO2 rule holds for all and with which those of its region are
    compared; in another region it is the scenario of the same name, else the region's first.
    groups : who is credited: None for measures and sectors, "measure", "sector", or group -> measures
    Raises InputError if nothing can be compared.
    """
    problems = Problems()
    check(plans, problems)
    problems.raise_if_any()
    return compared([simulate(plan) for plan in plans], baseline, groups)


def compared(results: Sequence[Result], baseline: int, groups: Groups = None) -> Comparison:
    """Runs that exist already, compared."""
    chosen_rule = results[baseline]
    references = references_of([one.scenario for one in results], baseline)
    items = []
    for index, result in enumerate(results):
        reference = results[references[index]]
        twins = [other for other in range(index) if is_twin(results[other].scenario, result.scenario)]
        items.append(
            Compared(
                result=result,
                reference=references[index],
                changed=differences(reference.scenario, result.scenario),
                left_out=(
                    *unlike(result, reference),
                    *unlike_settings(result, reference),
                    *unlike_years(result, reference),
                ),
                twin=twins[0] if twins else None,
                **restated(result, chosen_rule)._asdict(),
            )
        )
    return Comparison(tuple(items), baseline, groups)


def is_twin(one: Scenario, other: Scenario) -> bool:
    """True if two scenarios are of one region and say the same."""
    return one.region.info.id == other.region.info.id and same_inputs(one, other)


def references_of(scenarios: Sequence[Scenario], baseline: int) -> list[int]:
    """For every scenario the index of the one of its region that it is compared with."""
    wanted = short_name(scenarios[baseline])
    found = {scenarios[baseline].region.info.id: baseline}
    for same_name in (True, False):
        for index, scenario in enumerate(scenarios):
            if not same_name or short_name(scenario) == wanted:
                found.setdefault(scenario.region.info.id, index)
    return [found[scenario.region.info.id] for scenario in scenarios]


def common_years(results: Sequence[Result]) -> tuple[int, int]:
    """First and last year that all results have."""
    return max(int(one.years[0]) for one in results), min(int(one.years[-1]) for one in results)


class Restated(NamedTuple):
    """What a result says under another rule; fields as in Compared."""

    preset: Preset
    series: dict[str, Array]
    sectors: dict[str, Array]
    sources: dict[str, Array]
    peaks: dict[str, Sequence[Peak]]


def restated(result: Result, rule: Result) -> Restated:
    """Series, sectors, sources and peaks of a result under another result's CO2 rule."""
    plan, flows, start = result.plan, result.flows, result.start
    preset, imported = rule.preset, rule.scenario.entry.accounting.imported_power
    whole = indicators(plan, result.pathway, flows, preset, imported_power=imported)
    whole |= gas_indicators(plan, result.gases, whole["co2_total"])
    unknown = unknown_indicators(plan)
    series = {**result.series, **{name: values[start:] for name, values in whole.items()}}
    peaks = peaks_of(plan, flows, whole, preset, start)
    by_sector = sector_co2(flows, preset)[start:]
    sectors = {name: by_sector[:, index] for index, name in enumerate(SECTORS)}
    if imported == "out":
        sectors[OUTSIDE] = -whole["co2_import"][start:]
    return Restated(
        preset,
        series={name: values for name, values in series.items() if name not in unknown},
        sectors=sectors,
        sources={name: flows.primary[start:, index] for index, name in enumerate(SOURCES)},
        peaks={**result.peaks, **peaks},
    )


def unlike(result: Result, reference: Result) -> list[LeftOut]:
    """Groups of rows that other accounting or prices move; the CO2 rule itself is made the same."""
    mine, theirs = result.scenario.entry.accounting, reference.scenario.entry.accounting
    out = []
    for group, keys in RULED_BY.items():
        apart = [
            f"{key}: {getattr(theirs, key)} -> {getattr(mine, key)}"
            for key in keys
            if getattr(mine, key) != getattr(theirs, key)
        ]
        if apart:
            out.append(LeftOut(group, "accounting", tuple(apart)))
    prices = [one.scenario.region.info.price_base for one in (reference, result)]
    if prices[0] != prices[1]:
        out.append(LeftOut("prices", "price_base", (f"{prices[0]} -> {prices[1]}",)))
    return out


def unlike_settings(result: Result, reference: Result) -> list[LeftOut]:
    """Settings and years that leave no difference to be credited to a measure."""
    mine, theirs = settings(result.scenario), settings(reference.scenario)
    apart = tuple(f"{key}: {theirs[key]} -> {mine[key]}" for key in mine if mine[key] != theirs[key])
    return [LeftOut("credits", "accounting", apart)] if apart else []


def unlike_years(result: Result, reference: Result) -> list[LeftOut]:
    """Years that only one of two results has."""
    mine, theirs = ((int(one.years[0]), int(one.years[-1])) for one in (result, reference))
    return (
        []
        if mine == theirs
        else [LeftOut("years", "years", (f"{theirs[0]}-{theirs[1]} -> {mine[0]}-{mine[1]}",))]
    )


def unlike_regions(one: Compared, base: Compared, indicator: str) -> list[LeftOut]:
    """Why an indicator of two regions must not be ranked."""
    out = [left for left in unlike(one.result, base.result) if indicator in rows_of(left.rows)]
    if indicator in (*CO2, *GHG) and one.preset != "plan_2020":
        missing = unknown_terms(one.result.plan)
        out += [LeftOut("rank", "unknown", missing)] if missing else []
    return out
