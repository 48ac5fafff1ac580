"""What it takes to meet targets, for the screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from simulator.assess.targets import MET
from simulator.explore.solve.search import ALREADY_MET, INFEASIBLE, SOLVED, is_part
from simulator.explore.solve.single import GRID
from simulator.explore.solve.steps import RANDOM_STARTS
from simulator.messages import say
from simulator.report.solve.file import all_met, verdicts
from simulator.report.words import WIDEST, figure, percent, separator, table, width
from simulator.variables import unit_text, variable_of

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.explore.solve.search import Solution
    from simulator.face import Result
    from simulator.inputs.targets import TargetEntry

STARTS = RANDOM_STARTS + 3
MOST_NAMES = 12
NO_ROOM = 5e-4  # of a margin that is told as 0


def solution_screen(solution: Solution, result: Result, path: Path, lang: str) -> str:
    """The answer: can it be done, what moves, what it costs, what stands in the way."""
    scenario = solution.levers.before.scenario
    region = scenario.region.info.title.text(lang)
    lines = [
        say("solve_heading", lang, region=region, title=scenario.entry.title.text(lang)),
        say(f"solve_status.{solution.status}", lang),
        say("solve_targets", lang),
        *table(goal_rows(solution, result, lang), left=2),
    ]
    if solution.status != ALREADY_MET:
        lines += [*moved_lines(solution, lang), *cost_lines(solution, lang), *conflict_lines(solution, lang)]
    if not all_met(solution, result) and solution.status != INFEASIBLE:
        lines.append(say("solve_run_differs", lang))
    lines += [method_line(solution, lang), say("solve_written", lang, path=path)]
    return "\n".join(piece for line in lines for piece in cut(line))


def cut(line: str) -> list[str]:
    """A long line in pieces that fit the screen, cut behind its commas; a table line as it is."""
    if line.startswith("  "):
        return [line]
    lines, current = [], ""
    for part in re.findall(r"[^、；，;,]*[、；，;,]?\s*", line):
        if current and width(current + part.rstrip()) > WIDEST:
            lines.append(current.rstrip())
            current = "    "
        current += part
    return [*lines, current.rstrip()]


def goal_rows(solution: Solution, result: Result, lang: str) -> list[list[str]]:
    """Every goal: margin before and after, verdict of the ordinary run, price."""
    said = verdicts(solution, result)
    heads = ("solve_margin_now", "solve_margin_then")
    rows = [["", "", *(say(head, lang) for head in heads), say("solve_verdict", lang), ""]]
    prices = solution.prices or {}
    rows[0][-1] = say("solve_price", lang) if prices else ""
    for goal in solution.levers.goals:
        before, after = solution.margins[goal.id]
        title = goal.title.text(lang) if goal.title and goal.title.text(lang) != goal.id else ""
        verdict = say(f"verdict.{said.get(goal.id, MET)}", lang)  # a bare `extends` holds no new target
        price = price_text(goal, prices[goal.id], lang) if goal.id in prices else ""
        rows.append([f"  {goal.id}", title, margin_text(goal, before, lang), margin_text(goal, after, lang)])
        rows[-1] += [verdict, price]
    return rows


def unit_of_margin(goal: TargetEntry, lang: str) -> str:
    """What a margin is counted in."""
    if goal.goal == "peak_by":
        return unit_text("year", lang)
    if is_part(goal) or goal.goal == "falling":
        return say("solve_percentage_point", lang)
    variable = variable_of(goal.indicator)
    return unit_text(variable.unit, lang) if variable else ""


def margin_text(goal: TargetEntry, margin: float, lang: str) -> str:
    """Room to a goal, below zero where it is missed."""
    if np.isnan(margin):
        return "-"
    part = is_part(goal) or goal.goal == "falling"
    value = margin * 100.0 if part else margin
    value = 0.0 if abs(value) < NO_ROOM else value
    shown = f"{value:+.0f}" if goal.goal == "peak_by" else f"{'+' if value > 0 else ''}{figure(value)}"
    return f"{shown} {unit_of_margin(goal, lang)}".strip()


def price_text(goal: TargetEntry, price: float, lang: str) -> str:
    """Shadow price of a goal: of a peak, per unit of its height."""
    variable = variable_of(goal.indicator.removeprefix("peak_year."))
    unit = say("solve_percentage_point", lang) if is_part(goal) else ""
    unit = unit or (unit_text(variable.unit if variable else "1e4 t", lang))
    return say("solve_price_unit", lang, price=figure(price), unit=unit)


def moved_lines(solution: Solution, lang: str) -> list[str]:
    """The measures that move, the largest share of their way first."""
    levers, moved = solution.levers, solution.moved
    if solution.schedule is not None:
        return schedule_lines(solution, lang)
    if not moved:
        return [say("solve_none_move", lang)]
    cost = solution.present_cost()
    heads = [say(name, lang) for name in ("solve_from", "solve_to", "solve_cost")]
    rows = [["", "", *heads, ""]]
    for place in sorted(moved, key=lambda one: -solution.parts[one]):
        lever = levers.levers[place]
        title = levers.measures[lever.measure].entry.title.text(lang)
        limit = say("solve_limit_mark", lang) if lever.measure in solution.at_limit else ""
        money = "-" if np.isnan(cost[place]) else figure(float(cost[place]))
        strengths = [percent(lever.now), percent(float(solution.strengths[place]), 2)]
        rows.append([f"  {lever.measure}", title, *strengths, money, limit])
    heading = say("solve_measures", lang, count=len(moved), levers=len(levers.levers))
    return [heading, *table(rows, left=2)]


def schedule_lines(solution: Solution, lang: str) -> list[str]:
    """Another start or ramp of one measure."""
    assert solution.schedule is not None
    measure = solution.levers.measures[solution.levers.names[0]]
    points = ", ".join(f"{year}: {percent(level, 0)}" for year, level in solution.schedule.points)
    strength, title = percent(float(solution.strengths[0])), measure.entry.title.text(lang)
    lines = [say("solve_schedule", lang, measure=title, strength=strength, points=points)]
    if solution.window:
        first, last = solution.window
        lines.append(say(f"solve_window.{solution.vary}", lang, first=first, last=last))
    return lines


def cost_lines(solution: Solution, lang: str) -> list[str]:
    """The sum of what is known, and what is not in it."""
    moved = list(solution.moved)
    known = [place for place in moved if solution.costs.known[place]]
    names = [solution.levers.names[place] for place in moved if place not in known]
    lines = []
    if known:
        low, middle, high = (
            figure(float(solution.present_cost(end)[known].sum())) for end in ("low", "central", "high")
        )
        rate = percent(solution.rate)
        lines.append(say("solve_total_cost", lang, low=low, middle=middle, high=high, rate=rate))
    if names and solution.schedule is None:
        lines.append(say("solve_cost_unknown", lang, names=few(names)))
    savers = [place for place in known if solution.present_cost()[place] < 0.0]
    if solution.minimise == "cost" and savers and solution.method == "steps":
        lines.append(say("solve_savers", lang, count=len(savers)))
    if solution.left_out:
        lines.append(say("solve_left_out", lang, names=few(list(solution.left_out))))
    return lines


def few(names: list[str]) -> list[str]:
    """The first names, and how many more."""
    more = len(names) - MOST_NAMES
    return [*names[:MOST_NAMES], f"+{more}"] if more > 0 else names


def conflict_lines(solution: Solution, lang: str) -> list[str]:
    """Which goals stand against each other and which measures can go no further."""
    lines: list[str] = []
    if solution.status == SOLVED:
        return lines
    if solution.unreachable:
        lines.append(say("solve_conflict_alone", lang, names=list(solution.unreachable)))
    if solution.conflicts:
        lines.append(say("solve_conflict", lang, names=list(solution.conflicts)))
    if solution.at_limit and solution.schedule is None:
        lines.append(say("solve_at_limit", lang, names=few(list(solution.at_limit))))
    return lines


def method_line(solution: Solution, lang: str) -> str:
    """How the answer was found, and what is proven."""
    method = say(f"solve_method.{solution.method}", lang, grid=GRID, starts=STARTS)
    least = say(f"solve_least.{solution.minimise}", lang)
    line = say("solve_found", lang, least=least, method=method, trials=solution.trials)
    if solution.proven is None:
        return line
    return line + separator(lang) + say("solve_proven" if solution.proven else "solve_not_proven", lang)
