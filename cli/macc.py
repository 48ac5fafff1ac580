"""`sim macc`: the marginal abatement cost curve of a scenario, and prices on carbon."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.options import (
    lang_option,
    no_charts_option,
    no_files_option,
    out_option,
    rate_option,
    to_option,
)
from simulator.cli.problems import clean_exit, tell

if TYPE_CHECKING:
    from simulator.explore.abatement.curve import Method

OUT_OF_REACH = 3  # exit code


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option(
    "--against",
    metavar="BASELINE",
    help="The baseline (the scenario without its measures). 对照情景（默认为不采取措施）。",
)
@click.option("--year", type=int, help="Year of the curve (2030). 曲线年份（默认2030）。")
@click.option("--cumulative", is_flag=True, help="All years added up. 各年累计。")
@rate_option
@click.option(
    "--method",
    type=click.Choice(["averaged", "alone", "last"]),
    default="averaged",
    show_default=True,
    help="Which tonnes: on average, alone, or as the last. 减排量口径：平均、单独、最后加入。",
)
@click.option("--price", type=float, metavar="CNY/t", help="A price on carbon. 碳价，元/吨。")
@click.option(
    "--cap",
    type=float,
    metavar="VALUE",
    help="A cap on CO2, 10^4 t: find its price. 总量上限（万吨），求碳价。",
)
@out_option
@lang_option
@to_option
@no_charts_option
@no_files_option
def macc(
    scenario: str,
    against: str | None,
    year: int | None,
    cumulative: bool,
    rate: float,
    method: Method,
    price: float | None,
    cap: float | None,
    out: Path,
    lang: str,
    to: int | None,
    no_charts: bool,
    no_files: bool,
) -> None:
    """What a tonne costs: the abatement cost curve. 减排成本曲线与碳价。

    Each measure with its cost a tonne and the tonnes it cuts on average over all orders, alone, and as the
    last one. With --cap the exit code is 3 if no price is enough.
    """
    with clean_exit(lang):
        from simulator.messages import say
        from simulator.report.abatement.ask import Asked, question_of, told_of
        from simulator.report.abatement.screen import abatement_screen

        asked = Asked(year, cumulative, rate, method, price, cap)
        question = question_of(scenario, against, asked, None if no_files else out, to=to)
        tell(question.notices, lang)
        told = told_of(question)
        click.echo(abatement_screen(told, lang))
        if not no_files:
            from simulator.report.abatement.folder import write_abatement

            folder = write_abatement(told, out, lang=lang, charts=not no_charts)
            click.echo(f"\n{say('files_line', lang, folder=folder)}")
        if told.cap is not None and not told.cap.reached:
            raise click.exceptions.Exit(OUT_OF_REACH)
