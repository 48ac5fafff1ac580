"""Options that several commands share, worded once."""

from __future__ import annotations

from pathlib import Path

import click

HIGHEST_RATE = 0.5


class Rate(click.ParamType[float]):
    """A yearly discount rate, written as 5% or 0.05."""

    name = "rate"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The rate as a part of one."""
        try:
            rate = float(value.removesuffix("%")) / (100.0 if value.endswith("%") else 1.0)
        except ValueError:
            rate = -1.0
        if not 0.0 <= rate <= HIGHEST_RATE:
            self.fail(f"{value!r}: expected 0% to 50%, such as 5% or 0.05. 应为 0% 到 50%。", param, ctx)
        return rate


lang_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of the output. 输出语言。",
)
out_option = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("outputs"),
    show_default=True,
    help="Parent of the result folders. 结果文件夹的上级目录。",
)
to_option = click.option("--to", type=click.IntRange(2000, 2100), help="Last year to project. 测算到哪一年。")
no_charts_option = click.option("--no-charts", is_flag=True, help="Write no charts. 不画图。")
no_files_option = click.option("--no-files", is_flag=True, help="Only print. 只在屏幕显示，不写文件。")
rates_only_option = click.option(
    "--rates-only",
    is_flag=True,
    help="Rates and shares, no totals or peak years. 只显示速率和比重，不显示总量和达峰年份。",
)
rate_option = click.option(
    "--rate", type=Rate(), default="5%", show_default=True, help="Yearly discount rate. 年折现率。"
)
force_option = click.option("--force", is_flag=True, help="Replace what is there. 覆盖已有文件。")
