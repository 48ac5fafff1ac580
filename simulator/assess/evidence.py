"""What targets are judged on: series with actual values laid over, peaks of every subject, variants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.assess.details import detail_series
from simulator.assess.gases import unmeasured_indicators
from simulator.assess.indicators import of_sources, sector_co2, source_co2
from simulator.assess.peak import Peak, peak
from simulator.assess.scopes import scoped_series
from simulator.assess.targets import Evidence
from simulator.inputs.accounting import PRESETS
from simulator.pathways.arrays import SECTORS
from simulator.variables import DETAILS, INDICATORS, OBSERVED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.inputs.accounting import Preset
    from simulator.inputs.rows import HistoryRow
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array, Pathway
    from simulator.pathways.prepare import Plan

FUELS = ("coal", "oil", "gas")
NEW_RENEWABLES = ("hydro", "solar", "wind")  # power above 2020 is deducted (notice 1258 of 2022)
RATIOS = {  # indicator -> its parts, so that an actual total moves the ratio too
    "energy_intensity": ("energy_total", "gdp"),
    "co2_intensity": ("co2_total", "gdp"),
    "energy_per_head": ("energy_total", "population"),
    "co2_per_head": ("co2_total", "population"),
    "coal_share": ("coal_total", "energy_total"),
    "co2_per_energy": ("co2_total", "energy_total"),
}
DEDUCTION_BASE = 2020
Points = list[tuple[int, float]]


def evidence_of(
    plan: Plan, pathway: Pathway, flows: Flows, whole: Mapping[str, Array], preset: Preset, start: int
) -> Evidence:
    """Evidence for the targets of a plan; `whole` are indicators from the balance year on."""
    years, targets = plan.layout.years, plan.scenario.entry.targets.values()
    laid = {name: values[start:].copy() for name, values in {**whole, **details(plan, pathway)}.items()}
    actual = lay_actuals(plan, laid, int(years[start]))
    info = plan.scenario.region.info
    return Evidence(
        years=years[start:],
        series=laid,
        peaks=peaks_of(plan, flows, whole, preset, start),
        actual=frozenset(actual),
        variants=deductions(plan, flows, whole, start),
        province_peak=info.province_peak_year,
        actual_until=info.actual_until,
        scopes={
            scope: {
                name: values[start:] for name, values in scoped_series(plan, flows, preset, scope).items()
            }
            for scope in {target.scope for target in targets if target.scope}
        },
        observed=observed(plan),
        unmeasured=frozenset(unknown_indicators(plan)),
        certificates=plan.certificates[start:] * plan.coefficients.coal_equivalent_rate,
    )


def details(plan: Plan, pathway: Pathway) -> dict[str, Array]:
    """Indicators of one stock, plant or process that some target is set on."""
    asked = {target.indicator for target in plan.scenario.entry.targets.values()}
    found = {name: detail_series(plan, pathway, name) for name in asked if name.partition(".")[0] in DETAILS}
    return {name: values for name, values in found.items() if values is not None}


def observed(plan: Plan) -> dict[str, dict[int, float]]:
    """Published values of what other offices measure: indicator -> year -> value."""
    out: dict[str, dict[int, float]] = {}
    for row in plan.scenario.region.history:
        if row.indicator in OBSERVED:
            out.setdefault(row.indicator, {})[row.year] = row.value
    return out


def unknown_terms(plan: Plan) -> tuple[str, ...]:
    """Terms of the dual-control rule that nobody has measured in the region."""
    named = {*plan.scenario.region.info.unknown_terms, *({"process"} if "co2" in plan.unmeasured else ())}
    return tuple(term for term in ("non_energy_use", "process") if term in named)


def unknown_indicators(plan: Plan) -> set[str]:
    """Variables that nobody has measured in the region, or that lack a part: missing, never zero."""
    process = {"co2_process", "co2_sector_process"} if "process" in unknown_terms(plan) else set()
    blank = {row.process for row in plan.scenario.region.processes if row.value is None}
    return process | blank | unmeasured_indicators(plan)


def actual_rows(plan: Plan) -> list[HistoryRow]:
    """Published values of indicators after the balance year: they override the model in their years."""
    first, last = int(plan.layout.years[0]), int(plan.layout.years[-1])
    rows = [row for row in plan.scenario.region.history if row.indicator in INDICATORS]
    return [row for row in rows if first < row.year <= last]


def lay_actuals(plan: Plan, series: Mapping[str, Array], first: int) -> set[tuple[str, int]]:
    """Put published values in place of modelled ones, in every run, ratios with them; returns where."""
    laid = set()
    for row in actual_rows(plan):
        if row.year >= first:
            series[row.indicator][row.year - first] = row.value
            laid.add((row.indicator, row.year))
    for name, parts in RATIOS.items():
        for year in {year for part, year in laid if part in parts} - {y for n, y in laid if n == name}:
            over, under = (series[part][year - first] for part in parts)
            series[name][year - first] = over / under
            laid.add((name, year))
    return laid


def subjects(flows: Flows, whole: Mapping[str, Array], preset: Preset) -> dict[str, Array]:
    """Everything that can peak, (year, run): totals, sectors, fuels, boundaries."""
    found = {"co2_total": whole["co2_total"], "energy_total": whole["energy_total"]}
    found |= {"ghg_net": whole["ghg_net"]} if "ghg_net" in whole else {}
    found |= {f"co2_total.{name}": whole[f"co2_total.{name}"] for name in PRESETS}
    found["co2_direct"] = source_co2(flows, preset).sum(axis=1) - whole["co2_import"]
    by_sector = sector_co2(flows, preset)
    found |= {sector: by_sector[:, index] for index, sector in enumerate(SECTORS)}
    found |= {fuel: of_sources(flows, (fuel,)) for fuel in FUELS}
    return {name: values for name, values in found.items() if np.any(values[:, 0])}


def peaks_of(
    plan: Plan, flows: Flows, whole: Mapping[str, Array], preset: Preset, start: int
) -> dict[str, tuple[Peak, ...]]:
    """Peak verdict of every subject and run; years before the base year count as history."""
    years = plan.layout.years
    out = {}
    for name, values in subjects(flows, whole, preset).items():
        published = [(row.year, row.value) for row in plan.scenario.region.history if row.indicator == name]
        early = [point for point in published if point[0] < years[start]]
        out[name] = tuple(
            peak(years[start:], values[start:, run], history_of(plan, values[:, run], start) + early)
            for run in range(values.shape[1])
        )
    return out


def history_of(plan: Plan, values: Array, start: int) -> Points:
    """Modelled years before the base year of the scenario, driven by actual drivers."""
    return [(int(plan.layout.years[i]), float(values[i])) for i in range(start)]


def deductions(
    plan: Plan, flows: Flows, whole: Mapping[str, Array], start: int
) -> dict[str, dict[str, Array] | None]:
    """Energy indicators under the other readings of the rule (docs/model.md); None without data."""
    known_feedstock = "non_energy_use" not in unknown_terms(plan)
    gdp, energy = whole["gdp"], whole["energy_total"]
    new = of_sources(flows, NEW_RENEWABLES)
    base = max(0, DEDUCTION_BASE - int(plan.layout.years[0]))
    nonfossil = whole["nonfossil_share"] * energy
    raw = feedstock_energy(plan, flows) if known_feedstock else np.zeros_like(energy)
    less = {
        "feedstock_deducted": raw if known_feedstock else None,
        "new_renewables_deducted": np.maximum(0.0, new - new[base]),
        "feedstock_and_nonfossil_deducted": raw + nonfossil if known_feedstock else None,
    }
    out: dict[str, dict[str, Array] | None] = {}
    for name, amount in less.items():
        left = None if amount is None else (energy - amount)[start:]
        out[name] = None if left is None else {"energy_total": left, "energy_intensity": left / gdp[start:]}
    return out


def feedstock_energy(plan: Plan, flows: Flows) -> Array:
    """Energy of fuels used as raw material, (year, run)."""
    assert flows.energy_link is not None
    return np.asarray(flows.energy_link[:, plan.coefficients.feedstock_link].sum(axis=1))
