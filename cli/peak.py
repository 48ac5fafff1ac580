"""`sim peak`: how early, how low and how cheaply a region can peak, and what decides it."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.options import (
    lang_option,
    no_charts_option,
    no_files_option,
    out_option,
    rate_option,
    to_option,
)
from simulator.cli.problems import clean_exit, load_all


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option(
    "--by",
    default="2025..2035",
    show_default=True,
    help="Years to peak by, or one year. 达峰期限（年份区间或某一年）。",
    metavar="FIRST..LAST",
)
@click.option(
    "--start",
    type=click.IntRange(2000, 2100),
    help="More action begins in this year at the earliest. 新增行动最早起始年。",
)
@rate_option
@out_option
@lang_option
@to_option
@no_charts_option
@no_files_option
def peak(
    scenario: str,
    by: str,
    start: int | None,
    rate: float,
    out: Path,
    lang: str,
    to: int | None,
    no_charts: bool,
    no_files: bool,
) -> None:
    """How early, how low, how cheaply a region can peak. 达峰前沿与行动最迟起始年。

    For each year the least height and the least cost of peaking by then; the latest start of action that
    still makes it; and how drivers and measures move the year of the peak.
    """
    with clean_exit(lang):
        from simulator.explore.peak.study import study, years_of

        years = years_of(by)
        (plan,) = load_all([scenario], lang, to)
        if not no_files:
            from simulator.report.peak.files import check_target

            check_target(plan, out)

        from simulator.messages import say
        from simulator.report.peak.text import peak_screen

        found = study(plan, years, rate=rate, start=start)
        click.echo(peak_screen(found, lang))
        if not no_files:
            from simulator.report.peak.files import write_study

            folder = write_study(found, out, lang=lang, charts=not no_charts)
            click.echo(f"\n{say('files_line', lang, folder=folder)}")
