"""The charts of a result folder drawn again, without running the model: for a draft, a journal, a slide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from simulator.report.charts import layout as layout
from simulator.report.charts.run import CHARTS
from simulator.report.charts.sankey import sankey_block
from simulator.report.charts.sheet import SHEETS, on_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

    from simulator.report.record import Record

    Draw = Callable[[], Figure]

SIZES = tuple(SHEETS)
RATES = ("joint_reduction",)  # charts that tell no total and no peak year
FLOW_YEARS = (2030,)  # besides the first and the last year


def write_charts(
    record: Record,
    folder: Path,
    lang: str,
    size: str = "draft",
    kinds: Sequence[str] = ("png", "svg", "pdf"),
    *,
    rates_only: bool = False,
) -> list[Path]:
    """Draw every chart of a run, or of a comparison and its runs, into a folder; returns the files.

    `size` is one of SIZES; `kinds` are endings of files. The same record gives the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with on_sheet(size), layout.chart_style():
        return [
            file
            for name, draw in figures_of(record, lang, rates_only=rates_only)
            for file in layout.save(draw(), folder / name, kinds)
        ]


def figures_of(record: Record, lang: str, *, rates_only: bool = False) -> Iterator[tuple[str, Draw]]:
    """Name and drawing of every chart; those of the runs of a comparison begin with the name of the run."""
    if record.kind == "run":
        yield from run_figures(record, lang, rates_only=rates_only)
        return
    if not rates_only:
        yield from comparison_figures(record, lang)
    for run in record.runs:
        for name, draw in run_figures(run, lang, rates_only=rates_only):
            yield f"{run.folder.name}-{name}", draw


def run_figures(record: Record, lang: str, *, rates_only: bool) -> Iterator[tuple[str, Draw]]:
    """The charts of a run, and its energy flow in the first year, in 2030 and in the last year."""
    data = record.charts(lang)
    for name, draw in CHARTS.items():
        if name in RATES or not rates_only:
            yield name, partial(draw, data)
    first, last = record.summary["years"]
    for year in sorted({first, last, *(year for year in FLOW_YEARS if first < year < last)}):
        block = sankey_block(record, year, lang, rates_only=rates_only)
        yield block.name, block.draw


def comparison_figures(record: Record, lang: str) -> Iterator[tuple[str, Draw]]:
    """The charts that hold scenarios against each other."""
    from simulator.report.compare import chart_data as compare_chart_data
    from simulator.report.compare import charts as compare_charts

    data = compare_chart_data.chart_from_json(record.summary[lang]["charts"])
    yield from compare_charts.comparison_figures(data).items()
