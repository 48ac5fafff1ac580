"""`sim data backcast`: the model against the years that are already known."""

from __future__ import annotations

import click

from simulator.cli.options import lang_option
from simulator.cli.problems import clean_exit


@click.command("backcast", short_help="Hold the model against published years. 用已公布的年份检验模型。")
@click.argument("region")
@click.option(
    "--from",
    "first",
    type=click.IntRange(1980, 2100),
    help="First year to carry back to. 回推起始年份。",
    metavar="YEAR",
)
@click.option(
    "--trends", is_flag=True, help="Show trends of the past instead, with rows to copy. 只显示历史趋势。"
)
@lang_option
def backcast(region: str, first: int | None, trends: bool, lang: str) -> None:
    """Hold the model against published years. 用已公布的年份检验模型。

    REGION is a bundled region (yiwu) or the folder of one. Errors per fuel, for electricity, energy and CO2,
    wherever history.csv has published values; nothing is written.
    """
    with clean_exit(lang):
        from simulator.report.data.backcast import backcast_report

        click.echo(backcast_report(region, lang, first=first, trends=trends))
