"""`sim data firms`: carbon accounts of key emitters."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.options import lang_option
from simulator.cli.problems import clean_exit


@click.command("firms")
@click.argument("file", type=click.Path(path_type=Path), metavar="FIRMS.csv")
@click.option("--region", required=True, help="Region the firms lie in. 所在区域。")
@click.option(
    "--rules",
    type=click.Path(path_type=Path),
    metavar="RULES.yaml",
    help="Limits of the classes, and their growth. 分类阈值与各类增速。",
)
@click.option(
    "--csv",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write the accounts as CSV. 另存碳账户（CSV）。",
)
@click.option(
    "--suggest",
    is_flag=True,
    help="Print changes by class for a scenario; nothing is applied. 按类别给出情景参数片段，不自动应用。",
)
@lang_option
def firms(file: Path, region: str, rules: Path | None, target: Path | None, suggest: bool, lang: str) -> None:
    """Account for key emitters and sort them into classes. 重点企业碳账户与分类。

    FIRMS.csv has one row for each firm and item (a fuel, electricity, heat or output_value): firm, branch,
    item, value, unit, grade, source.
    """
    with clean_exit(lang):
        from simulator.report.data.firms import account_firms, firms_report, snippet, write_firms

        found = account_firms(file, region, rules)
        click.echo(firms_report(found, lang))
        if suggest:
            click.echo("\n" + snippet(found, lang))
        if target is not None:
            click.echo(str(write_firms(found, target)))
