"""`sim project`: what one project does to energy, CO2, peak and targets."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.options import lang_option
from simulator.cli.problems import clean_exit, load_all


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="PROJECT.yaml")
@click.option("--in", "scenario", metavar="SCENARIO", help="Put it into this scenario. 放入该情景测算。")
@click.option("--json", "as_json", is_flag=True, help="Print JSON with full precision. 输出完整精度的 JSON。")
@lang_option
def project(file: Path, scenario: str | None, as_json: bool, lang: str) -> None:
    """Run a scenario with and without one project. 测算单个项目的碳排放影响。

    PROJECT.yaml names the project, its target (a branch or plant), its years and its energy by fuel; the
    scenario is the one it names, or that of --in.
    """
    with clean_exit(lang):
        from simulator.report.data.project import marginal, project_json, project_text, read_for

        found, name = read_for(file, scenario)
        (plan,) = load_all([name], lang)
        result = marginal(plan, found)
        click.echo(project_json(result) if as_json else project_text(result, lang))
