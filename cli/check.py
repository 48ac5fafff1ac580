"""`sim check`: read scenario files and say what is wrong with them."""

from __future__ import annotations

import click

from simulator.cli.options import lang_option
from simulator.cli.problems import clean_exit, load_all


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@lang_option
def check(scenarios: tuple[str, ...], lang: str) -> None:
    """Check scenario files without running them. 只检查情景文件，不运行。

    Prints one line for each scenario that can be run, or every problem of all files.
    """
    with clean_exit(lang):
        load_all(scenarios, lang)

        from simulator.messages import say

        for name in dict.fromkeys(scenarios):
            click.echo(say("check_ok", lang, name=name))
