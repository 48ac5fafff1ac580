"""`sim data check`: are a region's numbers consistent with each other and with its province?"""

from __future__ import annotations

import click

from simulator.cli.options import lang_option
from simulator.cli.problems import BAD_INPUT, clean_exit


@click.command("check", short_help="Ask what an analyst would ask of the numbers. 检查数据是否前后一致。")
@click.argument("region")
@lang_option
def check(region: str, lang: str) -> None:
    """Ask what an analyst would ask of the numbers. 检查数据是否前后一致。

    REGION is a bundled region (yiwu) or the folder of one. Exit code 1 if a finding is an error, 0 if
    there are only warnings or none.
    """
    with clean_exit(lang):
        from simulator.inputs.consistency import check_text

        text, errors = check_text(region, lang)
        click.echo(text)
        if errors:
            raise click.exceptions.Exit(BAD_INPUT)
