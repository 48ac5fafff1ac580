"""Amounts of products, animals and land as trees, and the CO2 that processes release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.report.explain import names
from simulator.report.explain.capture import captured_process
from simulator.report.explain.ground import in_year, remembered
from simulator.report.explain.measures import Cell, start_values, starts, stepped
from simulator.report.explain.node import Node, made, words
from simulator.report.explain.parameters import following, multiple
from simulator.report.explain.supply import by_row

if TYPE_CHECKING:
    from simulator.inputs.rows import ProcessRow
    from simulator.report.explain.ground import Ground

TONNES = "1e4 t"


def process_row(ground: Ground, process: int) -> ProcessRow:
    """The row of a process on the axis."""
    return ground.plan.processes[process]


@remembered
def amount(ground: Ground, process: int, year: int) -> Node:
    """Amount of a process: output, head, hectares."""
    row = process_row(ground, process)
    name = in_year(words("explain.amount_of", whole=names.process(ground, row.process)), year)
    return stepped(ground, Cell("process", process, year), key="amount", name=name)


@starts("process")
def amount_start(ground: Ground, process: int, year: int) -> Node:
    """Amount before measures: the base year's, times the driver's index and its own path."""
    row = process_row(ground, process)
    title = words("explain.amount_of", whole=names.process(ground, row.process))
    value = ground.value(start_values(ground, "process"), year, process)
    base = by_row(ground, "base", in_year(title, ground.first), row.value or 0.0, row.unit, row)
    index = following(ground, row.driver, row.elasticity, year, row.origin, relative=True)
    parts = [base, *index, *multiple(ground, row.process, "process", year)]
    return Node("amount", title, value, row.unit, "product", lambda: parts)


@remembered
def uncaught(ground: Ground, process: int, year: int) -> Node:
    """CO2 that a process makes, before any is caught."""
    row = process_row(ground, process)
    factor = ground.result.scenario.factors.process[row.product, "co2"]
    each = by_row(ground, "factor", words("explain.process_factor"), factor.value, factor.unit, factor)
    name = in_year(words("explain.co2_of", whole=names.process(ground, row.process)), year)
    return made(row.process, name, TONNES, "product", amount(ground, process, year), each)


@remembered
def process_co2(ground: Ground, process: int, year: int) -> Node:
    """CO2 that a process releases."""
    whole, caught = uncaught(ground, process, year), captured_process(ground, process, year)
    return made(whole.key, whole.name, TONNES, "sum", whole, *caught) if caught else whole


def process_parts(ground: Ground, sector: int, year: int) -> list[Node]:
    """CO2 of every process of a sector."""
    releasing = len(ground.plan.coefficients.process_factor)
    mine = np.flatnonzero(ground.plan.layout.process_sector[:releasing] == sector).tolist()
    return [process_co2(ground, process, year) for process in mine]
