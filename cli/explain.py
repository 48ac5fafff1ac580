"""`sim explain`: where a number of a result comes from, as a tree."""

from __future__ import annotations

import click

from simulator.cli.options import lang_option
from simulator.cli.problems import clean_exit

CASES = ("central", "low", "high", "frozen_grid", "actual")


@click.command()
@click.argument("result", metavar="RESULT")
@click.argument("cell", metavar="CELL")
@click.option("--against", metavar="RESULT", help="Show the difference to another result. 与另一结果的差异。")
@click.option(
    "--case",
    type=click.Choice(CASES),
    default="central",
    show_default=True,
    help="Which case of the result. 结果的哪一方案。",
)
@click.option(
    "--depth", type=click.IntRange(0, 99), default=3, show_default=True, help="Levels to show. 显示层数。"
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON with full precision. 输出完整精度的 JSON。")
@lang_option
def explain(
    result: str, cell: str, against: str | None, case: str, depth: int, as_json: bool, lang: str
) -> None:
    """Explain a number down to file, line and source. 解释数值来源，直到文件、行号和出处。

    RESULT is a scenario (yiwu/baseline, my.yaml) or a folder written by sim run.

    \b
    CELL is one of
      2030/co2_total                   an indicator, a source (primary.coal), a driver
      2030/industry/co2                a sector: co2, co2_source, co2_process, energy, final_energy.coal
      2030/industry/cement/share.coal  a branch: activity, intensity, share.coal, energy.coal, co2.coal
      2030/energy/coal_chp/heat        a plant: fuel, electricity, heat, capacity, hours, heat_share, co2
      2030/measure/all/co2_total       what measures bring: one has co2_total.alone and co2_total.last
      2030/project/ID/co2              a single project of the region
      peak/co2_total, target/Y1        a verdict
    """
    with clean_exit(lang):
        from simulator.report.explain.command import explanation

        text = explanation(result, cell, case=case, against=against, depth=depth, lang=lang, json=as_json)
        click.echo(text)
