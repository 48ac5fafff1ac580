"""`sim solve`: from targets to the measures that meet them, written as a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.options import force_option, lang_option, rate_option, to_option
from simulator.cli.problems import clean_exit, load_all

if TYPE_CHECKING:
    from simulator.errors import Problems
    from simulator.explore.solve.search import Minimise

CANNOT = 3  # exit code where the targets cannot be met


@click.command()
@click.argument("scenario")
@click.option(
    "--for",
    "goals",
    multiple=True,
    required=True,
    metavar="TARGET",
    help='Target id, or "peak_year <= 2030". 目标编号或表达式，可多次给出。',
)
@click.option(
    "--with",
    "measures",
    multiple=True,
    metavar="MEASURE[=MAX]",
    help="Measure that may move, and how far. 可调措施及其强度上限。",
)
@click.option("--all", "everything", is_flag=True, help="All measures of the library (default). 全部措施。")
@click.option(
    "--minimise",
    type=click.Choice(["cost", "change", "count"]),
    default="change",
    show_default=True,
    help="What is made small. 使何者最小：成本、调整幅度、措施数量。",
)
@click.option(
    "--vary",
    type=click.Choice(["strength", "start", "ramp"]),
    default="strength",
    show_default=True,
    help="What of one measure moves. 单项措施调整强度、起始年份或推进速度。",
)
@click.option(
    "--without-cost",
    type=click.Choice(["refuse", "leave-out"]),
    default="refuse",
    show_default=True,
    help="Measures without a cost, under --minimise cost. 无成本的措施如何处理。",
)
@rate_option
@click.option(
    "--write", type=click.Path(dir_okay=False, path_type=Path), help="Scenario file. 写入的情景文件。"
)
@force_option
@lang_option
@to_option
def solve(
    scenario: str,
    goals: tuple[str, ...],
    measures: tuple[str, ...],
    everything: bool,
    minimise: Minimise,
    vary: str,
    without_cost: str,
    rate: float,
    write: Path | None,
    force: bool,
    lang: str,
    to: int | None,
) -> None:
    """Find measures that meet targets. 由目标反推措施。

    TARGET is the id of a target or an expression: "peak_year <= 2030", "co2_total <= 900 by 2030",
    "energy_intensity reduce 16% from 2020 by 2025", "co2_total budget 20000 from 2021 to 2040".
    The answer is written as a scenario that extends the given one; if no point meets all, the nearest one is
    written and the exit code is 3.
    """
    with clean_exit(lang):
        from simulator.errors import Problems

        problems = Problems()
        bounds = bounds_of(measures, problems)
        check_choice(bounds, problems, vary=vary, everything=everything)
        plan = load_all([scenario], lang, to)[0]

        from simulator.explore.solve.ask import answered
        from simulator.explore.solve.levers import goal_of
        from simulator.report.solve.file import check_path, default_path, write_solution

        path = write or default_path(plan.scenario.id)
        check_path(path, problems, force=force)
        found = [goal_of(text, plan, problems) for text in dict.fromkeys(goals)]
        problems.raise_if_any()
        solution = answered(
            plan,
            [goal for goal in found if goal is not None],
            bounds,
            minimise=minimise,
            vary=vary,
            rate=rate,
            leave_out=without_cost == "leave-out",
        )

        from simulator.report.solve.text import solution_screen

        result = write_solution(solution, path, to)
        click.echo(solution_screen(solution, result, path, lang))
        if solution.status == "infeasible":
            raise click.exceptions.Exit(CANNOT)


def bounds_of(measures: tuple[str, ...], problems: Problems) -> dict[str, float | None]:
    """Measures that may move and the highest strength of each, None where nothing is said."""
    from simulator.errors import Origin
    from simulator.inputs.schema import per_cent

    found: dict[str, float | None] = {}
    for text in measures:
        name, said, value = text.partition("=")
        bound = per_cent(value) if said else None
        if said and bound is None:
            try:
                bound = float(value)
            except ValueError:
                problems.add("solve_expected_strength", Origin("--with", 0), "", text)
        if name in found and found[name] != bound:
            problems.add("item_twice", Origin("--with", 0), name)
        found[name] = bound
    return found


def check_choice(bounds: dict[str, float | None], problems: Problems, *, vary: str, everything: bool) -> None:
    """What is asked must not contradict itself."""
    from simulator.errors import Origin

    if everything and bounds:
        problems.add("solve_with_and_all", Origin("--all", 0))
    if vary != "strength" and len(bounds) != 1:
        problems.add("solve_one_lever", Origin("--vary", 0), vary=vary)
