"""`sim show`: what a name means and who uses it."""

from __future__ import annotations

import click

from simulator.cli.options import lang_option
from simulator.cli.problems import clean_exit


@click.command()
@click.argument("name", metavar="ID")
@click.option("--region", help="Only this region. 只看该区域。")
@lang_option
def show(name: str, region: str | None, lang: str) -> None:
    """Show what a name means and who uses it. 显示名称的含义和用处。

    ID is a measure, target, row of a plan, indicator, driver (gdp.growth), parameter
    (industry.cement.intensity), branch, plant, stock, process, fuel, gas, region or scenario.
    """
    with clean_exit(lang):
        from simulator.report.show import show as lines_about

        for line in lines_about(name, region, lang):
            click.echo(line)
