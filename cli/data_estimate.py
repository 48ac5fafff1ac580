"""`sim data estimate`: the base-year balance from published anchors."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.problems import clean_exit, lang_option


@click.command("estimate", short_help="Estimate the base year's energy balance. 估算基年能源平衡。")
@click.argument("region")
@lang_option
@click.option(
    "--write",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the balance as CSV. 另存能源平衡表（CSV）。",
    metavar="FILE",
)
def estimate(region: str, lang: str, target: Path | None) -> None:
    """Estimate the base year's energy balance. 估算基年能源平衡。

    REGION is a bundled region (yiwu) or the folder of one.
    """
    with clean_exit(lang):
        from simulator.report.estimate_text import estimate_report, write_balance

        click.echo(estimate_report(region, lang))
        if target is not None:
            click.echo(str(write_balance(region, target)))
