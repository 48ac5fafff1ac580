"""`sim data reconcile`: a bureau's greenhouse gas inventory against the base year, line by line."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.options import force_option, lang_option
from simulator.cli.problems import clean_exit


@click.command("reconcile", short_help="Compare a GHG inventory with the base year. 温室气体清单与基年对照。")
@click.argument("names", nargs=-1, required=True, metavar="[INVENTORY] REGION")
@click.option(
    "--template",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a blank workbook with the lines of REGION instead. 生成空白清单模板。",
    metavar="FILE",
)
@force_option
@lang_option
def reconcile(names: tuple[str, ...], template: Path | None, force: bool, lang: str) -> None:
    """Compare a GHG inventory with the base year. 温室气体清单与基年对照。

    INVENTORY is a workbook (.xlsx: the template, or the data workbook with its sheet of the inventory) or a
    table (.csv) with the columns of the template; without it the inventory.csv of REGION counts. Activity
    and factor are compared apart; each gap is labelled factor, activity or boundary. Blank lines are not
    compared.
    """
    if len(names) > (1 if template else 2):
        wanted = "--template FILE REGION" if template else "[INVENTORY] REGION"
        raise click.UsageError(f"expected: sim data reconcile {wanted}")
    with clean_exit(lang):
        from simulator.messages import say
        from simulator.report.data.reconcile import reconcile_report, write_template

        if template is not None:
            written = write_template(template, names[0], lang, force=force)
            click.echo(say("reconcile_written", lang, file=written))
            return
        inventory = Path(names[0]) if len(names) == 2 else None
        text, notices = reconcile_report(inventory, names[-1], lang)
        for notice in notices:
            click.echo(notice, err=True)
        click.echo(text)
