"""`sim run`: project scenarios, print the verdicts, write a folder of results for each."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.problems import clean_exit, lang_option, load_all


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("outputs"),
    show_default=True,
    help="Parent of the result folders. 结果文件夹的上级目录。",
)
@lang_option
@click.option("--to", type=click.IntRange(2000, 2100), help="Last year to project. 测算到哪一年。")
@click.option("--no-charts", is_flag=True, help="Write no charts. 不画图。")
@click.option("--no-files", is_flag=True, help="Only print. 只在屏幕显示，不写文件。")
@click.option(
    "--rates-only",
    is_flag=True,
    help="Print rates and shares, no totals or peak years. 只显示速率和比重，不显示总量和达峰年份。",
)
def run(
    scenarios: tuple[str, ...],
    out: Path,
    lang: str,
    to: int | None,
    no_charts: bool,
    no_files: bool,
    rates_only: bool,
) -> None:
    """Run scenarios and print the verdicts. 运行情景并给出达峰与目标判定。

    SCENARIO is a YAML file (scenarios/baseline.yaml) or the name of a bundled scenario (yiwu/baseline).
    """
    with clean_exit(lang):
        loaded = load_all(scenarios, lang, to)

        from simulator.errors import Problems
        from simulator.face import simulate
        from simulator.messages import say
        from simulator.report.screen import verdict_screen

        if not no_files:
            from simulator.report.run_folder import check_folders

            problems = Problems()
            check_folders([plan.scenario for plan in loaded], out, problems)
            problems.raise_if_any()

        for plan in loaded:
            result = simulate(plan)
            click.echo(verdict_screen(result, lang, rates_only=rates_only))
            if not no_files:
                from simulator.report.run_folder import write_run_folder

                folder = write_run_folder(result, out, lang=lang, charts=not no_charts)
                click.echo(say("files_line", lang, folder=folder))
            click.echo()
