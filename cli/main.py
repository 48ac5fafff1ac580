"""The command `sim`: names and help texts of its commands, each imported only when it is called."""

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # read once, while NumPy is being imported
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # else it searches every installed package

import gc
import io
import sys

import click

from simulator.cli.lazy import LazyCommand, LazyGroup

SELDOM = 100_000  # new objects between two searches for garbage

COMMANDS = {
    "run": LazyCommand(
        "simulator.cli.run:run", "Run scenarios and print the verdicts. 运行情景并给出达峰与目标判定。"
    ),
    "compare": LazyCommand(
        "simulator.cli.compare:compare",
        "Compare scenarios and regions side by side. 多情景、多区域对照比较。",
    ),
    "peak": LazyCommand(
        "simulator.cli.peak:peak",
        "How early, how low, how cheaply a region can peak. 达峰前沿与行动最迟起始年。",
    ),
    "macc": LazyCommand(
        "simulator.cli.macc:macc", "What a tonne costs: the abatement cost curve. 减排成本曲线与碳价。"
    ),
    "report": LazyCommand(
        "simulator.cli.report:report",
        "Write drafts, workbooks, pages from results. 由结果写出文稿、工作簿、网页。",
    ),
    "solve": LazyCommand("simulator.cli.solve:solve", "Find measures that meet targets. 由目标反推措施。"),
    "check": LazyCommand(
        "simulator.cli.check:check", "Check scenario files without running them. 只检查情景文件，不运行。"
    ),
    "list": LazyCommand(
        "simulator.cli.list_items:list_items",
        "List scenarios, regions, measures and more. 列出情景、区域、措施等。",
    ),
    "explain": LazyCommand(
        "simulator.cli.explain:explain",
        "Explain a number down to file, line and source. 解释数值来源，直到文件、行号和出处。",
    ),
    "show": LazyCommand(
        "simulator.cli.show:show", "Show what a name means and who uses it. 显示名称的含义和用处。"
    ),
    "track": LazyCommand(
        "simulator.cli.track:track", "Check targets on their way, on course or not. 中期核查各项目标的进度。"
    ),
    "allocate": LazyCommand(
        "simulator.cli.allocate:allocate",
        "Divide a path among sectors or sub-areas. 责任分解到领域或子区域。",
    ),
    "project": LazyCommand(
        "simulator.cli.project:project",
        "Run a scenario with and without one project. 测算单个项目的碳排放影响。",
    ),
    "init": LazyCommand(
        "simulator.cli.init:init", "Begin a new region: workbook, tables, scenario. 新建区域工作区。"
    ),
    "data": LazyCommand("simulator.cli.data:data", "Look at a region's numbers. 查看区域数据。"),
}


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="carbon-peak-simulator", message="%(prog)s %(version)s")
def sim() -> None:
    """Carbon peak scenarios for Chinese cities and counties. 碳达峰情景模拟器。"""


def main() -> None:
    """Entry point of the console script.

    Importing makes many objects and no garbage, so searching for garbage is put off, and left out at the end:
    a quarter of the time of a command.
    """
    gc.set_threshold(SELDOM)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console of code page 936 lacks some characters
    try:
        sim(prog_name="sim")
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
