"""`sim track`: actual against path per target, on the screen and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.assess.evidence import evidence_of
from simulator.assess.gases import gas_indicators
from simulator.assess.indicators import indicators
from simulator.assess.track import NO_DATA, courses
from simulator.assess.trading import trading_indicators
from simulator.errors import Origin, Problems
from simulator.face import simulate
from simulator.folders import file_beside
from simulator.messages import say
from simulator.report.result_folder import BYTE_ORDER_MARK
from simulator.report.screen import shown_with_unit, target_title
from simulator.report.tables import csv_text, number
from simulator.report.words import bilingual, percent, separator, shown, table, wrapped
from simulator.variables import variable_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from simulator.assess.targets import Evidence
    from simulator.assess.track import Course
    from simulator.face import Result
    from simulator.pathways.prepare import Plan

COLUMNS = (
    *("region", "scenario", "id", "kind", "indicator", "scope", "goal", "goal_value", "by"),
    *("base_year", "base", "year", "path", "value", "low", "high", "basis", "course", "needed_a_year"),
    *("unit", "source"),
)
HEADS = ("id", "kind", "target", "base", "goal", "path", "value", "basis", "course", "needed")
RATES = ("reduce", "stable", "falling")  # goals whose path and value are rates


def tracked(plan: Plan, year: int | None = None) -> tuple[Result, list[Course], int]:
    """Every target of a plan in a year on its way; by default the last year with actual drivers.

    Raises InputError if the year is not one of the years to come.
    """
    result = simulate(plan)
    first, last = int(result.years[0]) + 1, int(result.years[-1])
    asked = max(first, plan.scenario.region.info.actual_until) if year is None else year
    if not first <= asked <= last:
        problems = Problems()
        problems.add("expected_range", Origin("--year", 0), value=asked, low=first, high=last)
        problems.raise_if_any()
    targets = plan.scenario.entry.targets.values()
    return result, courses(targets, evidence_for(result), asked), asked


def evidence_for(result: Result) -> Evidence:
    """What the targets of a result are judged on."""
    plan, flows = result.plan, result.flows
    imported = plan.scenario.entry.accounting.imported_power
    whole = indicators(plan, result.pathway, flows, result.preset, imported_power=imported)
    whole |= gas_indicators(plan, result.gases, whole["co2_total"]) | trading_indicators(plan, flows)
    return evidence_of(plan, result.pathway, flows, whole, result.preset, result.start)


def track_screen(result: Result, found: Sequence[Course], year: int, lang: str = "zh") -> str:
    """The table of a check; what nobody has data for is told in one line."""
    scenario = result.scenario
    title = scenario.region.info.title.text(lang)
    name = f"{scenario.entry.title.text(lang)} ({scenario.id})"
    heading = say("track_heading", lang, year=year, region=title, scenario=name)
    lines = [
        f"{heading}    [{say('mark_internal', lang)}]",
        say("track_actual_until", lang, year=scenario.region.info.actual_until),
        say("track_rule", lang),
        "",
    ]
    if not found:
        return "\n".join([*lines, say("track_no_targets", lang)])
    kept = [one for one in found if one.status != NO_DATA or one.value is not None]
    others = [one.target.id for one in found if one not in kept]
    heads = ["ID", *(say(f"column.{head}", lang) for head in HEADS[1:])]
    lines += table([heads, *(row(one, result, year, lang) for one in kept)], left=3) if kept else []
    if others:
        names = separator(lang).join(others)
        lines += wrapped(say("track_none_column", lang, count=len(others), names=names), lang)
    return "\n".join([*lines, say("track_together", lang, parts=counts(found, lang))])


def counts(found: Sequence[Course], lang: str) -> str:
    """How many targets stand where."""
    order = dict.fromkeys(one.status for one in found)
    number_of = {status: sum(one.status == status for one in found) for status in order}
    return separator(lang).join(f"{say(f'course.{s}', lang)} {count}" for s, count in number_of.items())


def row(one: Course, result: Result, year: int, lang: str) -> list[str]:
    """Cells of one target."""
    target = one.target
    base = "-" if one.base is None else f"{shown(target.indicator, one.base)} ({one.base_year})"
    seen = value_text(one, one.value)
    if one.value is not None and one.check != year and target.goal != "peak_by":
        seen += f" ({one.check})"
    return [
        target.id,
        say(f"kind.{target.kind}", lang),
        target_title(target, result, lang),
        base,
        goal_text(one, lang),
        value_text(one, one.path),
        seen,
        say(f"basis.{one.basis}", lang) if one.basis and one.value is not None else "-",
        say(f"course.{one.status}", lang),
        needed_text(one, lang),
    ]


def goal_text(one: Course, lang: str) -> str:
    """Goal and year, or who sets it."""
    target = one.target
    goal = getattr(target, target.goal)
    if goal is None:
        return say("target_set_by", lang, who=bilingual(target.set_by or "-", lang))
    if target.goal == "peak_by":
        return "-" if one.path is None else f"<= {one.path:.0f}"
    if target.goal == "falling":
        return f"< 0 ({target.by})"
    if target.goal in RATES:
        return f"{percent(goal)} ({target.by})"
    sign = "<=" if target.goal in ("at_most", "budget") else ">="
    return f"{sign} {shown_with_unit(target.indicator, float(goal), lang)} ({target.by})"


def value_text(one: Course, value: float | None) -> str:
    """A path or a value: rates in per cent, peaks as years, else like the indicator."""
    if value is None:
        return "-"
    if one.target.goal == "peak_by":
        return f"{value:.0f}"
    return percent(value) if one.target.goal in RATES else shown(one.target.indicator, value)


def needed_text(one: Course, lang: str) -> str:
    """The yearly change now needed: points of a share, else a rate."""
    if one.needed is None:
        return "-"
    variable = variable_of(one.target.indicator)
    if variable is not None and variable.unit == "ratio":
        return say("points", lang, value=f"{one.needed * 100:+.2f}")
    return percent(one.needed, 2, sign=True)


# ---- the same as a file ----


def csv_rows(result: Result, found: Sequence[Course]) -> Iterator[Sequence[object]]:
    """Rows of the table with full precision; path, value, low and high in `unit`."""
    head = (result.scenario.region.info.id, result.scenario.id)
    for one in found:
        target, variable = one.target, variable_of(one.target.indicator)
        goal = getattr(target, target.goal)
        unit = "ratio" if target.goal in RATES else variable.unit if variable else "year"
        yield (
            *(*head, target.id, target.kind, target.indicator, target.scope or "", target.goal),
            *(
                "" if goal in (None, True) else goal,
                target.by,
                one.base_year or "",
                number(one.base),
                one.check,
            ),
            *(number(one.path), number(one.value), number(one.low), number(one.high)),
            *(one.basis, one.status, number(one.needed), "year" if target.goal == "peak_by" else unit),
            target.source,
        )


def write_track(result: Result, found: Sequence[Course], target: Path) -> Path:
    """Write the table as CSV, beside and then renamed; a file of that name is replaced."""
    text = csv_text(COLUMNS, csv_rows(result, found))
    with file_beside(target) as draft:
        draft.write_text(BYTE_ORDER_MARK + text, encoding="utf-8", newline="")
    return target
