"""`sim data`: commands about the numbers of a region, each imported only when it is called."""

from __future__ import annotations

import click

from simulator.cli.lazy import LazyCommand, LazyGroup

COMMANDS = {
    "import": LazyCommand(
        "simulator.cli.data_import:import_",
        "Read a workbook into a region's folder. 将工作簿导入区域文件夹。",
    ),
    "export": LazyCommand(
        "simulator.cli.data_export:export", "Write a region as a workbook. 将区域数据导出为工作簿。"
    ),
    "check": LazyCommand(
        "simulator.cli.data_check:check",
        "Ask what an analyst would ask of the numbers. 检查数据是否前后一致。",
    ),
    "estimate": LazyCommand(
        "simulator.cli.data_estimate:estimate", "Estimate the base year's energy balance. 估算基年能源平衡。"
    ),
    "firms": LazyCommand(
        "simulator.cli.data_firms:firms",
        "Account for key emitters and sort them into classes. 重点企业碳账户与分类。",
    ),
    "backcast": LazyCommand(
        "simulator.cli.data_backcast:backcast",
        "Hold the model against published years. 用已公布的年份检验模型。",
    ),
    "reconcile": LazyCommand(
        "simulator.cli.data_reconcile:reconcile",
        "Compare a GHG inventory with the base year. 温室气体清单与基年对照。",
    ),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def data() -> None:
    """Look at a region's numbers. 查看区域数据。"""
