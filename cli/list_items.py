"""`sim list`: what there is to choose from, one item a line."""

from __future__ import annotations

import click

from simulator.cli.options import lang_option
from simulator.cli.problems import clean_exit

KINDS = ("scenarios", "regions", "measures", "targets", "plans", "indicators", "fuels", "gases", "branches")


@click.command("list")
@click.argument("kind", type=click.Choice(KINDS), default="scenarios")
@click.option("--region", help="Only those of this region. 只列该区域的。")
@lang_option
def list_items(kind: str, region: str | None, lang: str) -> None:
    """List scenarios, regions, measures and more. 列出情景、区域、措施等。

    One item a line, its id first.
    """
    with clean_exit(lang):
        from simulator.report import listing

        for line in listing.list_items(kind, region, lang):
            click.echo(line)
