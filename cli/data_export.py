"""`sim data export`: a region's tables as a workbook."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.options import force_option, lang_option
from simulator.cli.problems import clean_exit


@click.command("export", short_help="Write a region as a workbook. 将区域数据导出为工作簿。")
@click.argument("region")
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Workbook to write (.xlsx). 要写出的工作簿。",
    metavar="FILE",
)
@force_option
@lang_option
def export(region: str, target: Path, force: bool, lang: str) -> None:
    """Write a region as a workbook. 将区域数据导出为工作簿。

    REGION is a bundled region (yiwu) or the folder of one; `sim data import` brings the workbook back.
    """
    with clean_exit(lang):
        from simulator.inputs.workbook.transfer import export_workbook
        from simulator.messages import say

        export_workbook(region, target, lang, force=force)
        click.echo(say("export_done", lang, path=target))
