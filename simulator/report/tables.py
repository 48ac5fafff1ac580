"""Tidy tables of a result: one row a value, the same columns everywhere, for Excel and for pandas."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from simulator.assess.evidence import actual_rows, unknown_indicators
from simulator.assess.indicators import sector_co2, source_co2
from simulator.assess.projects import evaluate
from simulator.explore.credits.contributions import contributions
from simulator.inputs.accounting import PRESETS
from simulator.pathways.arrays import SECTORS, SOURCES
from simulator.variables import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.explore.solve.gap import Gap
    from simulator.face import Result
    from simulator.pathways.arrays import Array

    Row = Sequence[object]

COLUMNS = ("region", "scenario", "case", "accounting", "variable", "sector", "fuel", "year", "value", "unit")
MEASURE_COLUMNS = (
    "region",
    "scenario",
    "measure",
    "title_zh",
    "title_en",
    "strength",
    "variable",
    "year",
    "cut_alone",
    "cut_last",
    "unit",
)
PROJECT_COLUMNS = (
    "project",
    "title_zh",
    "title_en",
    "year",
    "co2",
    "unit",
    "product",
    "co2_per_product",
    "co2_per_value_added",
    "share_of_region",
    "share_of_budget",
    "coal_1e4_t",
    "must_be_evaluated",
    "grade",
    "source",
    "kind",
    "status",
    "target",
    "acts",
)
MEASURE_YEARS = (2025, 2030, 2035, 2040, 2050, 2060)
TOGETHER = "all"
PEAK_COLUMNS = (
    "region",
    "scenario",
    "case",
    "accounting",
    "subject",
    "status",
    "peak_year",
    "peak_value",
    "plateau_first",
    "plateau_last",
    "share_five_years_later",
    "other_maxima",
)
TARGET_COLUMNS = (
    "id",
    "indicator",
    "scope",
    "kind",
    "basis",
    "goal",
    "goal_value",
    "from",
    "by",
    "base_value",
    "value",
    "low",
    "high",
    "margin",
    "verdict",
    "rate_needed",
    "rate_from",
    "actual",
    "rule",
    "variants",
    "what_ifs",
    "set_by",
    "source",
    "notes",
)
LEVERS = "levers.csv"
LEVER_COLUMNS = (
    "region",
    "scenario",
    "target",
    "by",
    "margin_now",
    "closes",
    "rank",
    "measure",
    "title_zh",
    "title_en",
    "strength_now",
    "strength",
    "margin",
    "cost_low",
    "cost_central",
    "cost_high",
    "unit",
)


def number(value: float | None) -> str:
    """A number with ten significant digits; blank for none."""
    return "" if value is None else f"{value:.10g}"


def csv_text(columns: Sequence[str], rows: Iterator[Row]) -> str:
    """Rows as CSV text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def tidy(
    result: Result, variable: str, unit: str, values: Array, accounting: str, sector: str = "", fuel: str = ""
) -> Iterator[Row]:
    """Rows of one series (year, case) that starts at the result's first year."""
    head = (result.scenario.region.info.id, result.scenario.id)
    for case, name in enumerate(result.cases):
        for year, value in zip(result.years.tolist(), values[:, case].tolist(), strict=True):
            yield (*head, name, accounting, variable, sector, fuel, year, number(value), unit)


def indicator_rows(result: Result) -> Iterator[Row]:
    """Every indicator, total CO2 under both presets, and the published values (case `actual`)."""
    unknown = unknown_indicators(result.plan)
    for name, variable in INDICATORS.items():
        if name in unknown:
            continue
        yield from tidy(result, name, variable.unit, result.series[name], result.preset)
    for preset in PRESETS:
        for suffix in (".import_out",) if preset == result.preset else ("", ".import_out"):
            values = result.series[f"co2_total.{preset}{suffix}"]
            yield from tidy(result, "co2_total" + suffix, "1e4 t", values, preset)
    head = (result.scenario.region.info.id, result.scenario.id, "actual", result.preset)
    for row in actual_rows(result.plan):
        yield (*head, row.indicator, "", "", row.year, number(row.value), INDICATORS[row.indicator].unit)


def energy_rows(result: Result) -> Iterator[Row]:
    """Final energy by sector and fuel (calorific), primary energy by sector and by source."""
    flows, start = result.flows, result.start
    for index, (fuel, sector) in enumerate(result.plan.layout.cells):
        values = flows.energy[start:, index]
        yield from tidy(result, "final_energy", "1e4 tce", values, "calorific", sector, fuel)
    electricity = result.scenario.entry.accounting.electricity
    for index, sector in enumerate(SECTORS):
        values = flows.primary_sector[start:, index]
        yield from tidy(result, "primary_energy", "1e4 tce", values, electricity, sector)
    for index, source in enumerate(SOURCES):
        values = flows.primary[start:, index]
        yield from tidy(result, "primary_energy", "1e4 tce", values, electricity, "", source)


def co2_rows(result: Result) -> Iterator[Row]:
    """CO2 by sector in both views under both presets."""
    for preset in PRESETS:
        for name, view in (("co2_end_use", sector_co2), ("co2_source", source_co2)):
            values = view(result.flows, preset)[result.start :]
            for index, sector in enumerate(SECTORS):
                yield from tidy(result, name, "1e4 t", values[:, index], preset, sector)


def gas_rows(result: Result) -> Iterator[Row]:
    """Other gases, uptake by land and pollutants by sector; a gas of unknown amount is left out."""
    plan = result.plan
    for index, gas in enumerate(plan.releases.gases):
        for place, sector in enumerate(SECTORS):
            values = result.gases[result.start :, index, place]
            if gas not in plan.unmeasured and values.any():
                yield from tidy(result, gas, "1e4 t", values, "territorial", sector)


def peak_rows(result: Result) -> Iterator[Row]:
    """Peak verdicts of every subject and case."""
    head = (result.scenario.region.info.id, result.scenario.id)
    for subject, found in result.peaks.items():
        preset = next((p for p in PRESETS if subject.endswith(p)), result.preset)
        for case, one in zip(result.cases, found, strict=True):
            first, last = one.plateau or ("", "")
            others = " ".join(map(str, one.other_maxima))
            later = number(one.later_share)
            value = number(one.value)
            yield (*head, case, preset, subject, one.status, one.year, value, first, last, later, others)


def conflicts_of(result: Result, indicator: str) -> list[str]:
    """Published figures that contradict each other on an indicator, in both languages."""
    conflicts = result.scenario.region.info.conflicts
    return [f"conflict: {one.zh} | {one.en}" for one in conflicts if indicator in one.subjects]


def target_rows(result: Result) -> Iterator[Row]:
    """Target verdicts."""
    for verdict in result.verdicts:
        target = verdict.target
        variants = "; ".join(f"{n}: {o.verdict} {number(o.value)}".rstrip() for n, o in verdict.variants)
        what_ifs = "; ".join(f"{n} {number(v)}: {o.verdict}" for n, v, o in verdict.what_ifs)
        goal = verdict.goal_value
        yield (
            *(target.id, target.indicator, target.scope or "", target.kind, target.meant, target.goal),
            goal if isinstance(goal, str) else number(goal),
            target.from_year or "",
            target.by,
            *map(number, (verdict.base_value, verdict.value, verdict.low, verdict.high, verdict.margin)),
            verdict.verdict,
            number(verdict.rate_needed),
            verdict.rate_from or "",
            "yes" if verdict.actual else "no",
            result.preset,
            variants,
            what_ifs,
            target.set_by or "",
            target.source,
            "; ".join([*verdict.notes, *conflicts_of(result, target.indicator)]),
        )


def project_rows(result: Result) -> Iterator[Row]:
    """Every single project of the region, evaluated by itself."""
    for found in evaluate(result.plan, result.series, int(result.years[0])):
        row = found.project
        ratios = (found.per_product, found.per_value_added, found.share_of_region, found.share_of_budget)
        yield (
            *(row.project, row.title_zh, row.title_en, found.year, number(found.co2), "1e4 t", row.product),
            *map(number, ratios),
            number(found.coal),
            "yes" if found.must_be_evaluated else "no",
            *(row.grade, row.source, row.kind, row.status, row.target, row.acts),
        )


def measure_rows(result: Result) -> Iterator[Row]:
    """What each measure brings alone and as the last one, at the written years; all together at the end."""
    found = contributions(result)
    years = [year for year in MEASURE_YEARS if result.years[0] <= year <= result.years[-1]]
    head = (result.scenario.region.info.id, result.scenario.id)
    used = {used.measure.id: used for used in result.scenario.measures}
    for variable in found.together:
        unit = INDICATORS[variable].unit
        for year in years:
            at = year - int(result.years[0])
            for index, name in enumerate(found.measures):
                entry = used[name].measure.entry
                alone, last = found.alone[variable][at, index], found.last[variable][at, index]
                title = (entry.title.zh, entry.title.en)
                yield (
                    *head,
                    name,
                    *title,
                    used[name].strength,
                    variable,
                    year,
                    number(alone),
                    number(last),
                    unit,
                )
            together = number(found.together[variable][at])
            yield (*head, TOGETHER, "全部措施", "All measures", "", variable, year, together, together, unit)


def lever_rows(result: Result, gaps: Sequence[Gap]) -> Iterator[Row]:
    """Measures that close each missed target alone, cheapest first, or the one that comes nearest."""
    place = (result.scenario.region.info.id, result.scenario.id)
    for gap in gaps:
        target, closes = gap.verdict.target, "yes" if gap.closes else "no"
        head = (*place, target.id, target.by, number(gap.verdict.margin), closes)
        for rank, step in enumerate(gap.told, 1):
            title = step.measure.entry.title
            reached = (number(step.now), number(step.strength), number(step.margin))
            cost = (*map(number, step.cost), "1e4 CNY") if step.cost else ("", "", "", "")
            yield (*head, rank, step.measure.id, title.zh, title.en, *reached, *cost)
        if not gap.steps:
            yield (*head, *[""] * (len(LEVER_COLUMNS) - len(head)))


def lever_table(result: Result, gaps: Sequence[Gap]) -> str:
    """CSV text of levers.csv: each row is another run, so `sim explain` has no address for it in this one."""
    return csv_text(LEVER_COLUMNS, lever_rows(result, gaps))


def all_tables(result: Result) -> dict[str, str]:
    """File name -> CSV text of every table of the run folder but levers.csv."""
    return {
        "indicators.csv": csv_text(COLUMNS, indicator_rows(result)),
        "energy.csv": csv_text(COLUMNS, energy_rows(result)),
        "co2.csv": csv_text(COLUMNS, co2_rows(result)),
        "gases.csv": csv_text(COLUMNS, gas_rows(result)),
        "measures.csv": csv_text(MEASURE_COLUMNS, measure_rows(result)),
        "projects.csv": csv_text(PROJECT_COLUMNS, project_rows(result)),
        "peaks.csv": csv_text(PEAK_COLUMNS, peak_rows(result)),
        "targets.csv": csv_text(TARGET_COLUMNS, target_rows(result)),
    }
