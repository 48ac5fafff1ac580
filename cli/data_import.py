"""`sim data import`: a workbook as the folder of a region."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.options import force_option, lang_option
from simulator.cli.problems import clean_exit, tell


@click.command("import", short_help="Read a workbook into a region's folder. 将工作簿导入区域文件夹。")
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder of the region. 区域文件夹。",
    metavar="DIR",
)
@force_option
@lang_option
def import_(workbook: Path, into: Path, force: bool, lang: str) -> None:
    """Read a workbook into a region's folder. 将工作簿导入区域文件夹。

    Every problem is told at once by sheet and cell; nothing is written unless there is none.
    """
    with clean_exit(lang):
        from simulator.inputs.workbook.transfer import import_workbook
        from simulator.messages import say

        done = import_workbook(workbook, into, force=force)
        tell(done.notices, lang)
        click.echo(say("import_done", lang, path=into, tables=done.tables, rows=done.rows))
        if not done.balance:
            balance = into / "balance.csv"
            click.echo(say("import_no_balance", lang, path=into, balance=balance))
