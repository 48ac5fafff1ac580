"""`sim data estimate`: the base-year balance from published anchors, for one region or for many."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from simulator.cli.options import force_option, lang_option
from simulator.cli.problems import BAD_INPUT, clean_exit

HERE = ""  # --write without a file: into the region's own folder


@click.command("estimate", short_help="Estimate the base year's energy balance. 估算基年能源平衡。")
@click.argument("regions", nargs=-1, metavar="[REGION]...")
@lang_option
@click.option(
    "--write",
    "target",
    is_flag=False,
    flag_value=HERE,
    default=None,
    help="Also write the balance, into FILE or the region's folder. 另存能源平衡表，默认存入区域文件夹。",
    metavar="[FILE]",
)
@force_option
@click.option(
    "--importance",
    "ranking",
    is_flag=True,
    help="Which numbers move the peak year or the CO2 of 2030 most. 哪些数据对达峰年或2030年碳排放影响最大。",
)
@click.option(
    "--against",
    "whole",
    help="Hold the sum of the regions against this one. 各区域合计与该区域（如所属地市）对照。",
    metavar="REGION",
)
@click.option(
    "--many",
    "long_table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Estimate every region of one long table. 由一张长表估算多个区域。",
    metavar="TABLE",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("regions"),
    show_default=True,
    help="Where --many writes a folder for each region. --many 的输出文件夹。",
    metavar="DIR",
)
@click.option(
    "--like",
    default="zhejiang",
    show_default=True,
    help="Benchmark of the regions of --many. --many 各区域的基准区域。",
    metavar="REGION",
)
def estimate(
    regions: tuple[str, ...],
    lang: str,
    target: str | None,
    force: bool,
    ranking: bool,
    whole: str | None,
    long_table: Path | None,
    out: Path,
    like: str,
) -> None:
    """Estimate the base year's energy balance. 估算基年能源平衡。

    REGION is a bundled region (yiwu) or the folder of one; several only with --against.
    """
    check_usage(regions, target, ranking, whole, long_table)
    with clean_exit(lang):
        if long_table is not None:
            many(long_table, out, like, lang, force=force)
            return
        from simulator.report.data.estimate import (
            against_report,
            estimate_report,
            importance_report,
            write_balance,
        )

        if whole is not None:
            click.echo(against_report(regions, whole, lang))
            return
        click.echo(importance_report(regions[0], lang) if ranking else estimate_report(regions[0], lang))
        if target is not None:
            path = Path(target) if target != HERE else None
            for line in write_balance(regions[0], path, lang, force=force):
                click.echo(line)


def check_usage(
    regions: tuple[str, ...], target: str | None, ranking: bool, whole: str | None, long_table: Path | None
) -> None:
    """One region, several with --against, none with --many."""
    if long_table is not None:
        if regions or target is not None or ranking or whole is not None:
            raise click.UsageError("--many takes no REGION, --write, --importance or --against")
    elif not regions:
        raise click.UsageError("Missing argument 'REGION'.")
    elif len(regions) > 1 and whole is None:
        raise click.UsageError("several regions only with --against")
    elif whole is not None and (target is not None or ranking):
        raise click.UsageError("--against takes no --write or --importance")


def many(long_table: Path, out: Path, like: str, lang: str, *, force: bool) -> None:
    """Estimate every region of a long table with a progress bar; exit code 1 if one of them is bad."""
    from simulator.messages import say
    from simulator.report.data.many import estimate_many, read_many

    start = time.perf_counter()
    task = read_many(long_table, out, like, force=force)
    label = say("many.progress", lang)
    work = estimate_many(task)
    with click.progressbar(work, length=len(task.rows), label=label, file=sys.stderr) as bar:
        outcomes = list(bar)
    bad = [one for one in outcomes if one.problems]
    seconds = f"{time.perf_counter() - start:.1f}"
    counts = {"good": len(outcomes) - len(bad), "count": len(outcomes)}
    click.echo(say("many.done", lang, **counts, seconds=seconds, folder=out))
    if bad:
        click.echo(say("many.bad", lang), err=True)
        for one in bad:
            for problem in dict.fromkeys(problem.render(lang) for problem in one.problems):
                click.echo(f"  {one.region}: {problem}", err=True)
        raise click.exceptions.Exit(BAD_INPUT)
