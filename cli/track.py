"""`sim track`: where every target stands on its way."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.options import lang_option
from simulator.cli.problems import clean_exit, load_all


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option(
    "--year",
    type=click.IntRange(2000, 2100),
    help="Year of the check (the last actual one). 核查年份（默认为最近的实际年份）。",
)
@click.option(
    "--csv",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the table as CSV. 另存为 CSV 表格。",
    metavar="FILE",
)
@lang_option
def track(scenario: str, year: int | None, target: Path | None, lang: str) -> None:
    """Check targets on their way, on course or not. 中期核查各项目标的进度。

    For every target of SCENARIO: base, goal, the value its path asks for in the year of the check, the value
    published for it or else the model's, and the yearly change now needed.
    """
    with clean_exit(lang):
        (plan,) = load_all([scenario], lang)

        from simulator.messages import say
        from simulator.report.data.track import track_screen, tracked, write_track

        result, found, asked = tracked(plan, year)
        click.echo(track_screen(result, found, asked, lang))
        if target is not None:
            click.echo(say("files_line", lang, folder=write_track(result, found, target)))
