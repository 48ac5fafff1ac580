"""`sim project`: what one project does to a scenario, run with and without it, as text and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from simulator.assess.projects import Evaluation, evaluate
from simulator.errors import Problems
from simulator.face import Result, simulate
from simulator.inputs.projects import project_rows, read_project
from simulator.messages import say
from simulator.pathways.prepare import prepare
from simulator.pathways.projects import HEAT_LED
from simulator.report.screen import accounting_line
from simulator.report.words import (
    colon,
    figure,
    percent,
    separator,
    short_peak,
    table,
    title_of,
    with_unit,
    wrapped,
)
from simulator.variables import INDICATORS, unit_text

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.assess.peak import Peak
    from simulator.assess.targets import Verdict
    from simulator.inputs.projects import ProjectFile
    from simulator.inputs.rows import ProjectRow
    from simulator.pathways.prepare import Plan

MOVED = (
    "energy_total",
    "co2_total",
    "coal_total",
    "electricity_use",
    "net_import_electricity",
    "energy_intensity",
    "co2_intensity",
)
YEARS = (2025, 2030)
CENTRAL, FROZEN = 0, 3
NOTHING = 1e-9  # of a value: rounding of its sum
OTHER_WAY: dict[str, Literal["growth", "extra"]] = {"extra": "growth", "growth": "extra"}


class Marginal(NamedTuple):
    """One project in a scenario: the runs without and with it, and with it acting the other way."""

    rows: tuple[ProjectRow, ...]
    without: Result
    having: Result
    otherwise: Result | None
    evaluations: list[Evaluation]


def read_for(path: Path, scenario: str | None) -> tuple[ProjectFile, str]:
    """A project file and the scenario it is put into. Raises InputError."""
    problems = Problems()
    file = read_project(path, problems)
    name = scenario or (file.entry.scenario if file else None)
    if file is not None and name is None:
        problems.add("project_scenario", file.origin())
    problems.raise_if_any()
    assert file is not None
    assert name is not None
    return file, name


def marginal(plan: Plan, file: ProjectFile) -> Marginal:
    """Run a scenario without and with a project. Raises InputError if the project does not fit it."""
    problems = Problems()
    rows = project_rows(file, plan.scenario.region, plan.scenario.factors, problems)
    having = prepared(plan, rows, problems) if rows else None
    problems.raise_if_any()
    assert having is not None
    without = simulate(plan)
    closing = rows[0].kind == "closing"
    turned = tuple(replace(row, acts=OTHER_WAY[row.acts]) for row in rows)
    otherwise = None if closing else prepared(plan, turned, Problems())
    return Marginal(
        rows=rows,
        without=without,
        having=simulate(having),
        otherwise=simulate(otherwise) if otherwise else None,
        evaluations=evaluate(alone(having, rows), without.series, int(without.years[0])),
    )


def prepared(plan: Plan, rows: tuple[ProjectRow, ...], problems: Problems) -> Plan:
    """The plan with a project more."""
    region = plan.scenario.region
    longer = replace(region, projects=(*region.projects, *rows))
    return prepare(replace(plan.scenario, region=longer), problems)


def alone(plan: Plan, rows: tuple[ProjectRow, ...]) -> Plan:
    """The plan with no project but this one, for its evaluation."""
    region = replace(plan.scenario.region, projects=rows)
    return replace(plan, scenario=replace(plan.scenario, region=region))


# ---- what moves ----


def years_of(found: Marginal) -> list[int]:
    """First year of the project, 2025, 2030, the peak year: those inside the result."""
    years = found.without.years.tolist()
    asked = {*YEARS, found.rows[0].from_year, found.having.peaks["co2_total"][CENTRAL].year}
    return sorted(year for year in asked if years[0] <= year <= years[-1])


def value(result: Result, name: str, year: int) -> float:
    """An indicator of the central run."""
    return float(result.series[name][year - int(result.years[0]), CENTRAL])


def turned_verdicts(found: Marginal) -> list[tuple[Verdict, Verdict]]:
    """Targets whose verdict is another one with the project."""
    pairs = zip(found.without.verdicts, found.having.verdicts, strict=True)
    return [(before, after) for before, after in pairs if before.verdict != after.verdict]


# ---- text ----


def project_text(found: Marginal, lang: str) -> str:
    """The marginal run on one screen."""
    parts = [
        [line for text in head_lines(found, lang) for line in wrapped(text, lang)],
        table(moved_rows(found, lang), left=2),
        [
            line
            for text in peak_lines(found, lang) + target_lines(found, lang)
            for line in wrapped(text, lang)
        ],
        [line for text in evaluation_lines(found, lang) for line in wrapped(text, lang)],
    ]
    return "\n\n".join("\n".join(part) for part in parts)


def head_lines(found: Marginal, lang: str) -> list[str]:
    """Scenario, project, how it acts, the accounting rule."""
    row, result = found.rows[0], found.without
    info, entry = result.scenario.region.info, result.scenario.entry
    title = title_of(row, lang)
    acts = "closing" if row.kind == "closing" else row.acts
    return [
        f"{info.title.text(lang)} · {entry.title.text(lang)} ({result.scenario.id})",
        say(
            "project_heading",
            lang,
            title=title,
            kind=say(f"project_kind.{row.kind}", lang),
            status=say(f"project_status.{row.status}", lang),
            year=row.from_year,
            target=row.target,
            acts=say(f"project_acts.{acts}", lang),
        ),
        accounting_line(result, lang),
    ]


def moved_rows(found: Marginal, lang: str) -> list[list[str]]:
    """Every indicator without and with the project, and the difference from unrounded values."""
    years = years_of(found)
    rows = [[say("indicator", lang), say("unit", lang), *map(str, years)]]
    for name in MOVED:
        variable = INDICATORS[name]
        pairs = [(value(found.without, name, y), value(found.having, name, y)) for y in years]
        rows.append([variable.text(lang), unit_text(variable.unit, lang), *(figure(a) for a, _ in pairs)])
        rows.append([f"  {say('project_with', lang)}", "", *(figure(b) for _, b in pairs)])
        rows.append([f"  {say('project_difference', lang)}", "", *(signed(b - a, a) for a, b in pairs)])
    return rows


def signed(difference: float, base: float) -> str:
    """A difference with its sign and per cent of the value without the project."""
    if abs(difference) <= NOTHING * abs(base):
        return "0"
    sign = "+" if difference > 0.0 else ""
    part = f" ({percent(difference / base, sign=True)})" if base else ""
    return f"{sign}{figure(difference)}{part}"


def peak_lines(found: Marginal, lang: str) -> list[str]:
    """Peak year and height before and after, also with the grid factor frozen; the other way of acting."""
    lines = limit_lines(found, lang)
    for key, case in (("project_peak", CENTRAL), ("project_peak_frozen", FROZEN)):
        before, after = (r.peaks["co2_total"][case] for r in (found.without, found.having))
        lines.append(say(key, lang, before=peak_text(before, lang), after=peak_text(after, lang)))
    if found.otherwise is not None:
        year = min(max(found.rows[0].from_year, YEARS[-1]), int(found.without.years[-1]))
        change = value(found.otherwise, "co2_total", year) - value(found.without, "co2_total", year)
        acts = say(f"project_acts.{OTHER_WAY[found.rows[0].acts]}", lang)
        amount = signed(change, value(found.without, "co2_total", year))
        unit = unit_text("1e4 t", lang)
        lines.append(say("project_otherwise", lang, acts=acts, year=year, change=amount, unit=unit))
    return lines


def limit_lines(found: Marginal, lang: str) -> list[str]:
    """That others gave way to the project, or that there is no room for it."""
    before, after = found.without.pathway, found.having.pathway
    lines = []
    if after.heat_scaled and found.rows[0].target in plants_of(found):
        lines.append(say("project_heat", lang))
    if set(after.limited) - set(before.limited):
        lines.append(say("project_no_room", lang, plants=sorted(set(after.limited) - set(before.limited))))
    return lines


def plants_of(found: Marginal) -> list[str]:
    """Heat-led plants of the region."""
    return [row.plant for row in found.having.scenario.region.plants if row.kind in HEAT_LED]


def peak_text(peak: Peak, lang: str) -> str:
    """Year and height of a peak."""
    return f"{short_peak(peak, lang)} {with_unit(peak.value, '1e4 t', lang)}"


def target_lines(found: Marginal, lang: str) -> list[str]:
    """The targets that turn, or that none does."""
    turned = turned_verdicts(found)
    if not turned:
        return [say("project_no_verdict", lang, count=len(found.without.verdicts))]
    words = [(before.target.id, before.verdict, after.verdict) for before, after in turned]
    texts = [f"{name} {say(f'verdict.{a}', lang)} → {say(f'verdict.{b}', lang)}" for name, a, b in words]
    return [say("project_verdicts", lang) + colon(lang) + separator(lang).join(texts)]


def evaluation_lines(found: Marginal, lang: str) -> list[str]:
    """The numbers of the carbon evaluation, one line a year, and whether it is due."""
    lines = [say("project_evaluation", lang)]
    for one in found.evaluations:
        share = percent(one.share_of_region, 2)
        parts = [say("project_co2", lang, year=one.year, co2=with_unit(one.co2, "1e4 t", lang), share=share)]
        if one.per_product is not None:
            product = one.project.product
            parts.append(say("project_per_product", lang, value=figure(one.per_product), product=product))
        if one.per_value_added is not None:
            parts.append(say("project_per_value", lang, value=figure(one.per_value_added)))
        budget = one.share_of_budget
        parts.append(
            say("project_no_budget", lang)
            if budget is None
            else say("project_budget", lang, share=percent(budget, 2))
        )
        lines.append("  " + separator(lang).join(parts))
    first = found.evaluations[0]
    due = "project_due" if first.must_be_evaluated else "project_not_due"
    return [*lines, "  " + say(due, lang, coal=f"{first.coal * 1e4:.0f}")]


# ---- JSON ----


def project_json(found: Marginal) -> str:
    """The same with full precision."""
    row = found.rows[0]
    content: dict[str, Any] = {
        "project": row.project,
        "scenario": found.without.scenario.id,
        "accounting": found.without.preset,
        "acts": row.acts,
        "years": [
            {
                "year": year,
                "variable": name,
                "unit": INDICATORS[name].unit,
                "without": value(found.without, name, year),
                "with": value(found.having, name, year),
                "difference": value(found.having, name, year) - value(found.without, name, year),
            }
            for year in years_of(found)
            for name in MOVED
        ],
        "peak": {
            case: {key: peak_part(result, index) for key, result in runs_of(found)}
            for index, case in enumerate(found.without.cases)
        },
        "targets": [
            verdict_part(b, a) for b, a in zip(found.without.verdicts, found.having.verdicts, strict=True)
        ],
        "evaluation": [evaluation_part(one) for one in found.evaluations],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def runs_of(found: Marginal) -> tuple[tuple[str, Result], tuple[str, Result]]:
    """Both runs by name."""
    return ("without", found.without), ("with", found.having)


def peak_part(result: Result, case: int) -> dict[str, Any]:
    """Status, year and height of the peak of total CO2."""
    peak = result.peaks["co2_total"][case]
    return {"status": peak.status, "year": int(peak.year), "value": float(peak.value)}


def verdict_part(before: Verdict, after: Verdict) -> dict[str, Any]:
    """Verdict and margin of a target without and with the project."""
    return {
        "id": before.target.id,
        "without": {"verdict": before.verdict, "margin": before.margin},
        "with": {"verdict": after.verdict, "margin": after.margin},
        "changed": before.verdict != after.verdict,
    }


def evaluation_part(one: Evaluation) -> dict[str, Any]:
    """The numbers of the carbon evaluation of a year."""
    return {name: number for name, number in one._asdict().items() if name != "project"}
