"""`sim run`: project scenarios, print the verdicts, write a folder of results for each."""

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
from simulator.cli.problems import clean_exit, load_all


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@out_option
@lang_option
@to_option
@no_charts_option
@no_files_option
@rates_only_option
def run(
    scenarios: tuple[str, ...],
    out: Path,
    lang: str,
    to: int | None,
    no_charts: bool,
    no_files: bool,
    rates_only: bool,
) -> None:
    """Run scenarios and print the verdicts. 运行情景并给出达峰与目标判定。

    SCENARIO is a YAML file (scenarios/baseline.yaml) or the name of a bundled scenario (yiwu/baseline).
    """
    with clean_exit(lang):
        loaded = load_all(scenarios, lang, to)

        from simulator.errors import Problems
        from simulator.face import simulate
        from simulator.messages import say
        from simulator.report.screen import verdict_screen

        if not no_files:
            from simulator.report.run_folder import check_folders

            problems = Problems()
            check_folders([plan.scenario for plan in loaded], out, problems)
            problems.raise_if_any()

        for plan in loaded:
            result = simulate(plan)
            if no_files:
                click.echo(verdict_screen(result, lang, rates_only=rates_only))
            else:
                from simulator.explore.solve.gap import gaps_of
                from simulator.report.run_folder import write_run_folder
                from simulator.report.solve.gap import gap_lines

                gaps = gaps_of(result)
                closing = gap_lines(gaps, lang, rates_only=rates_only)
                click.echo(verdict_screen(result, lang, rates_only=rates_only, closing=closing))
                folder = write_run_folder(result, out, lang=lang, charts=not no_charts, gaps=gaps)
                click.echo(say("files_line", lang, folder=folder))
            click.echo()
