"""Targets of several scenarios side by side: a row each, a column for each scenario of the region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.assess.targets import MET, MISSED, NO_VALUE, NOT_JUDGED, whole
from simulator.messages import say
from simulator.report.compare.grid import Grid, Part, label, region_caption
from simulator.report.screen import folded, goal_text, hidden, margin_text, target_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.assess.targets import Verdict
    from simulator.explore.compare.comparison import Comparison
    from simulator.face import Result

TONES = {MET: "good", MISSED: "bad"}
MARKS = {MET: "+", MISSED: "x", NO_VALUE: "o", NOT_JUDGED: "?"}  # any console has them
MARK_NAMES = {MET: "met", MISSED: "missed", NO_VALUE: "open", NOT_JUDGED: "unjudged"}


def verdict_part(comparison: Comparison, lang: str, *, rates_only: bool = False, marks: bool = False) -> Part:
    """A grid for every region that has targets."""
    grids, notes = [], []
    for region in comparison.regions:
        indices = comparison.of_region(region)
        tables = [verdicts_of(comparison.items[index].result, rates_only=rates_only) for index in indices]
        if not any(tables):
            continue
        make = mark_grid if marks else verdict_grid
        grids.append(make(comparison, region, indices, tables, lang))
        notes += verdict_notes(tables, lang)
    if grids:
        words = {key: say(f"verdict.{verdict}", lang) for verdict, key in MARK_NAMES.items()}
        notes.append(
            say("compare_verdict_marks", lang, **words) if marks else say("compare_verdict_margin", lang)
        )
    return Part("verdicts", say("compare_part.verdicts", lang), grids=grids, notes=notes, rate=True)


def verdicts_of(result: Result, *, rates_only: bool) -> dict[str, Verdict]:
    """Verdicts by target id."""
    found = {one.target.id: one for one in result.verdicts}
    return {name: one for name, one in found.items() if not (rates_only and hidden(one))}


def in_grid(tables: Sequence[dict[str, Verdict]]) -> list[str]:
    """Ids of the targets that are judged at all, in the order they come."""
    names = dict.fromkeys(name for table in tables for name in table)
    return [name for name in names if not all(folded(table[name]) for table in tables if name in table)]


def verdict_grid(
    comparison: Comparison,
    region: str,
    indices: Sequence[int],
    tables: Sequence[dict[str, Verdict]],
    lang: str,
) -> Grid:
    """Verdict and margin of every target in every scenario, and the verdict of the whole."""
    results = [comparison.items[index].result for index in indices]
    rows, tones = [], []
    for name in in_grid(tables):
        first = next(place for place, table in enumerate(tables) if name in table)
        title = target_title(tables[first][name].target, results[first], lang)
        star = "*" if len(goals(name, tables)) > 1 else ""
        cells = [cell(table.get(name), lang) for table in tables]
        goal = goal_text(tables[first][name], results[first], lang)
        rows.append([f"{name}{star} {title}", f"{goal}{star}", *cells])
        tones.append(["", "", *(tone(table.get(name)) for table in tables)])
    verdicts = [whole(result.verdicts) for result in results]  # of all targets, shown or not
    if any(verdicts):
        words = [
            say(f"verdict.{one}", lang) if one else say("compare_verdict_absent", lang) for one in verdicts
        ]
        rows.append([say("compare_verdict_whole", lang), "", *words])
        tones.append(["", "", *("" if one is None else TONES.get(one, "open") for one in verdicts)])
    head = [say("compare_verdict_target", lang), say("compare_verdict_goal", lang)]
    names = [label(comparison, index) for index in indices]
    return Grid(region_caption(comparison, region, lang), [*head, *names], rows, left=2, tones=tones)


def mark_grid(
    comparison: Comparison,
    region: str,
    indices: Sequence[int],
    tables: Sequence[dict[str, Verdict]],
    lang: str,
) -> Grid:
    """The same for many scenarios: a character for every verdict, under the scenario's number."""
    results = [comparison.items[index].result for index in indices]
    rows = []
    for name in in_grid(tables):
        first = next(place for place, table in enumerate(tables) if name in table)
        title = target_title(tables[first][name].target, results[first], lang)
        star = "*" if len(goals(name, tables)) > 1 else ""
        marks = [MARKS[table[name].verdict] if name in table else "" for table in tables]
        rows.append([f"{name}{star} {title}", *marks])
    verdicts = [whole(result.verdicts) for result in results]  # of all targets, shown or not
    if any(verdicts):
        marks = [MARKS[one] if one else "" for one in verdicts]
        rows.append([say("compare_verdict_whole", lang), *marks])
    head = [say("compare_verdict_target", lang), *(str(index + 1) for index in indices)]
    return Grid(region_caption(comparison, region, lang), head, rows)


def goals(name: str, tables: Sequence[dict[str, Verdict]]) -> set[str]:
    """The goals scenarios set for one target, as text."""
    found = [table[name] for table in tables if name in table]
    return {f"{one.target.goal} {one.goal_value} {one.target.from_year} {one.target.by}" for one in found}


def cell(verdict: Verdict | None, lang: str) -> str:
    """Verdict and margin in a few characters."""
    if verdict is None:
        return say("compare_verdict_absent", lang)
    word = say(f"verdict.{verdict.verdict}", lang)
    if verdict.margin is None or verdict.verdict == NO_VALUE:
        return word
    return f"{word} {margin_text(verdict)}"


def tone(verdict: Verdict | None) -> str:
    """The colour beside a verdict."""
    return "" if verdict is None else TONES.get(verdict.verdict, "open")


def verdict_notes(tables: Sequence[dict[str, Verdict]], lang: str) -> list[str]:
    """Goals that differ, and the targets nothing projects."""
    shown = in_grid(tables)
    differ = [name for name in shown if len(goals(name, tables)) > 1]
    others = [name for name in dict.fromkeys(n for table in tables for n in table) if name not in shown]
    notes = [say("compare_verdict_goal_differs", lang, names=differ)] if differ else []
    if others:
        notes.append(say("compare_verdict_more", lang, count=len(others), names=others))
    return notes


COLUMNS = (
    *("region", "target", "title_zh", "title_en", "indicator", "kind", "goal", "goal_value", "from", "by"),
    *("scenario", "value", "low", "high", "margin", "verdict"),
)


def verdict_rows(comparison: Comparison) -> Iterator[Sequence[object]]:
    """Rows of verdicts.csv: every target in every scenario, the scenarios of one target together."""
    for region in comparison.regions:
        items = [comparison.items[index] for index in comparison.of_region(region)]
        tables = [verdicts_of(one.result, rates_only=False) for one in items]
        for name in dict.fromkeys(name for table in tables for name in table):
            for one, table in zip(items, tables, strict=True):
                if name in table:
                    yield (region, *target_cells(table[name]), one.scenario.id, *value_cells(table[name]))


def target_cells(verdict: Verdict) -> tuple[object, ...]:
    """What a target asks for."""
    target, goal = verdict.target, verdict.goal_value
    titles = (target.title.zh, target.title.en) if target.title else ("", "")
    asked = "" if goal is None else goal
    return (
        *(target.id, *titles, target.indicator, target.kind),
        *(target.goal, asked, target.from_year or "", target.by),
    )


def value_cells(verdict: Verdict) -> tuple[object, ...]:
    """What a run says of it."""
    from simulator.report.tables import number

    values = (verdict.value, verdict.low, verdict.high, verdict.margin)
    return (*map(number, values), verdict.verdict)
