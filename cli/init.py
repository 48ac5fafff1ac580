"""`sim init`: a workspace for a new region."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.options import force_option, lang_option
from simulator.cli.problems import clean_exit, tell


@click.command(short_help="Begin a new region: workbook, tables, scenario. 新建区域工作区。")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--region-name", "name", help="Chinese name of the region. 区域中文名。", metavar="中文名")
@click.option("--region-name-en", "name_en", help="English name. 英文名。", metavar="NAME")
@click.option(
    "--code", help="Administrative code of six digits (GB/T 2260). 六位行政区划代码。", metavar="CODE"
)
@click.option("--id", "region_id", help="Id and folder name (default: DIR). 区域标识。", metavar="ID")
@click.option(
    "--like",
    type=click.Choice(["yiwu", "quzhou", "shangyu"]),
    default="shangyu",
    show_default=True,
    help="Bundled region whose structure is copied. 参照哪个内置区域的结构。",
)
@click.option("--gdp", type=float, help="GDP of 2020, 10^8 CNY. 2020年GDP，亿元。", metavar="NUMBER")
@click.option(
    "--population", type=float, help="Residents of 2020, 10^4. 2020年常住人口，万人。", metavar="NUMBER"
)
@force_option
@lang_option
def init(
    folder: Path,
    name: str | None,
    name_en: str | None,
    code: str | None,
    region_id: str | None,
    like: str,
    gdp: float | None,
    population: float | None,
    force: bool,
    lang: str,
) -> None:
    """Begin a new region: workbook, tables, scenario. 新建区域工作区。

    Writes a data workbook, a region folder, baseline.yaml and README.md into DIR. What nobody knows is
    blank or a placeholder of the region it is like; GDP and population, where given, scale the placeholders.
    """
    with clean_exit(lang):
        from simulator.inputs.workspace import Newcomer, write_workspace
        from simulator.messages import say

        key = region_id or folder.resolve().name
        title = {"zh": name or name_en or key, "en": name_en or key}
        new = Newcomer(key, title, like, code, gdp, population)
        paths, notices = write_workspace(folder, new, lang, force=force)
        tell(notices, lang)
        for path in paths:
            click.echo(str(path))
        click.echo(say("init_done", lang, path=folder))
