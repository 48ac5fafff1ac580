"""`sim compare`: scenarios and regions side by side, on the screen and in a folder."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.options import (
    lang_option,
    no_charts_option,
    no_files_option,
    out_option,
    rates_only_option,
    to_option,
)
from simulator.cli.problems import clean_exit, tell


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option(
    "--baseline",
    help="The scenario the others are compared with (the first). 作为对照的情景（默认为第一个）。",
    metavar="SCENARIO",
)
@click.option(
    "--groups",
    help="Who is credited: measures, sectors, or groups of a file. 贡献按措施、领域或文件中的分组计算。",
    metavar="measure|sector|FILE",
)
@out_option
@lang_option
@to_option
@no_charts_option
@no_files_option
@rates_only_option
def compare(
    scenarios: tuple[str, ...],
    baseline: str | None,
    groups: str | None,
    out: Path,
    lang: str,
    to: int | None,
    no_charts: bool,
    no_files: bool,
    rates_only: bool,
) -> None:
    """Compare scenarios and regions side by side. 多情景、多区域对照比较。

    SCENARIO is a YAML file or the name of a bundled scenario, as in `sim run`. What differs in the inputs,
    verdicts, indicators, peaks, cumulative CO2, sectors and costs stand beside each other; several regions
    get a table of scores.
    """
    with clean_exit(lang):
        from simulator.errors import Problems
        from simulator.explore.compare.load import load_compared
        from simulator.explore.credits.groups import read_groups
        from simulator.inputs.measures import load_measures

        problems = Problems()
        plans, index = load_compared(scenarios, baseline, problems, to=to)
        named = read_groups(groups, load_measures(problems), problems) if groups else None
        if not no_files:
            from simulator.report.compare.folder import check_folder

            check_folder(plans, index, out, problems)
        problems.raise_if_any()
        tell(problems.notices, lang)

        from simulator.explore.compare.comparison import compare as compared
        from simulator.messages import say
        from simulator.report.compare.screen import comparison_screen

        found = compared(plans, index, named)
        click.echo(comparison_screen(found, lang, rates_only=rates_only))
        if not no_files:
            from simulator.report.compare.folder import write_comparison

            folder = write_comparison(found, out, lang=lang, charts=not no_charts)
            click.echo(f"\n{say('files_line', lang, folder=folder)}")
