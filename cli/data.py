"""`sim data`: commands about the numbers of a region, each imported only when it is called."""

from __future__ import annotations

import click

from simulator.cli.lazy import LazyCommand, LazyGroup

COMMANDS = {
    "estimate": LazyCommand(
        "simulator.cli.data_estimate:estimate", "Estimate the base year's energy balance. 估算基年能源平衡。"
    ),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def data() -> None:
    """Look at a region's numbers. 查看区域数据。"""
