"""`sim allocate`: a region's path, cap or budget divided among sectors or sub-areas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.options import force_option, lang_option, no_files_option, out_option
from simulator.cli.problems import clean_exit, tell

if TYPE_CHECKING:
    from simulator.errors import Problems
    from simulator.explore.allocation.load import Order
    from simulator.inputs.subareas import Subarea
    from simulator.pathways.prepare import Plan

SECTORS = "sectors"
USUAL_BASE_YEAR = 2020


@click.command()
@click.argument("scenario", required=False)
@click.option(
    "--among",
    metavar="SUBAREAS.csv|sectors",
    help="A table of sub-areas, or the word sectors. 子区域数据表，或 sectors（各领域）。",
)
@click.option("--what", default="co2_total", show_default=True, help="What is divided. 分解的指标。")
@click.option(
    "--rule", "rules", help="Rules, with commas (all that can be). 规则，逗号分隔（默认全部可用）。"
)
@click.option("--weights", help="A mix, e.g. per_head=0.4,grandfathering=0.6. 加权组合及权重。")
@click.option("--cap", type=float, help="Cap of --year, in the model's unit. --year 年的上限（模型单位）。")
@click.option("--budget", type=float, help="Sum of --from to --year. --from 至 --year 的累计预算。")
@click.option("--from", "first", type=int, help="First year of the budget. 预算起始年份。")
@click.option("--year", type=int, help="Year of the cap, or shown. 上限年份或展示年份。")
@click.option(
    "--converge", type=int, help="Year when amounts are equal (--year). 趋同年份（默认同 --year）。"
)
@click.option("--scale", is_flag=True, help="Scale the base to the region's. 将各方基数按比例调整到全区域。")
@click.option(
    "--template",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Only write an empty table of sub-areas. 只写出空白的子区域数据表。",
)
@out_option
@lang_option
@no_files_option
@force_option
def allocate(
    scenario: str | None,
    among: str | None,
    what: str,
    rules: str | None,
    weights: str | None,
    cap: float | None,
    budget: float | None,
    first: int | None,
    year: int | None,
    converge: int | None,
    scale: bool,
    template: Path | None,
    out: Path,
    lang: str,
    no_files: bool,
    force: bool,
) -> None:
    """Divide a path among sectors or sub-areas. 责任分解到领域或子区域。

    What is divided is the path of SCENARIO, or a straight one that keeps a cap or a budget.
    """
    with clean_exit(lang):
        if template is not None:
            from simulator.report.allocation.folder import write_template

            click.echo(str(write_template(template, force=force)))
            return
        if scenario is None or among is None:
            raise click.UsageError("SCENARIO and --among are needed. 需要给出 SCENARIO 和 --among。")
        from simulator.errors import Problems
        from simulator.explore.allocation.load import Order, weights_of

        problems = Problems()
        order = Order(
            what=what,
            rules=tuple(name.strip() for name in (rules or "").split(",") if name.strip()),
            weights=weights_of(weights or "", problems),
            cap=cap,
            budget=budget,
            first=first,
            year=year,
            converge=converge,
            scale=scale,
        )
        plan, areas = loaded(scenario, among, order, problems)
        show_and_write(
            plan, areas, order, among, None if no_files else out, lang, force=force, problems=problems
        )


def loaded(
    scenario: str, among: str, order: Order, problems: Problems
) -> tuple[Plan | None, list[Subarea] | None]:
    """The scenario and the table, every problem of both and of the order at once."""
    from simulator.explore.allocation.load import check_order
    from simulator.face import load
    from simulator.inputs.subareas import read_subareas

    plan = load(scenario, problems)
    base_year = plan.scenario.base_year if plan else USUAL_BASE_YEAR  # else only to tell what else is wrong
    areas = None if among == SECTORS else read_subareas(Path(among), base_year, problems)
    check_order(order, plan, problems, sectors=areas is None)
    return plan, areas


def show_and_write(
    plan: Plan | None,
    areas: list[Subarea] | None,
    order: Order,
    among: str,
    out: Path | None,
    lang: str,
    *,
    force: bool,
    problems: Problems,
) -> None:
    """Divide, print, and write below `out` unless it is None."""
    from simulator.errors import Origin
    from simulator.explore.allocation.load import AMONG_AREAS, AMONG_SECTORS, allocate
    from simulator.face import simulate
    from simulator.messages import say
    from simulator.report.allocation.folder import allocation_name, check_target, write_allocation
    from simulator.report.allocation.text import allocation_screen

    kind = AMONG_SECTORS if areas is None else AMONG_AREAS
    target = out / allocation_name(plan.scenario, kind, order.what) if out and plan else None
    if target is not None:
        check_target(target, problems, force=force)
    problems.raise_if_any()
    tell(problems.notices, lang)
    assert plan is not None
    result = simulate(plan)
    found = allocate(result, areas, order, Origin(among, 0))
    click.echo(allocation_screen(found, result, lang))
    if target is not None:
        folder = write_allocation(found, result, areas, target, lang)
        click.echo(f"\n{say('files_line', lang, folder=folder)}")
