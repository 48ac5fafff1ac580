"""The four charts of a run, each as PNG and SVG.

`draw_charts` takes plain numbers and words already in the reader's language; it knows nothing of the model.
A chart is laid out in inches from the top left corner: title, subtitle, accounting rule, key, axes, and on the
right the names of the layers, each beside the layer it means. matplotlib is imported inside the functions, so
that a command that draws nothing does not pay for it, and never through pyplot, which keeps global state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, floor, log10
from pathlib import Path
from re import findall
from typing import TYPE_CHECKING, Any

from simulator.report import palette

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FONT_FILE = Path(__file__).parent / "fonts" / "CarbonPeakSansSC-Regular.otf"
FONT_FAMILY = "Carbon Peak Sans SC"
DOTS_PER_INCH = 150
WIDTH, HEIGHT = 8.0, 4.8  # inches
MARGIN = 0.18  # inches, left, right and top
AXES_LEFT, AXES_BOTTOM = 0.72, 0.40  # inches kept for the numbers beside and below an axes
TITLE, SUBTITLE, TEXT, SMALL = 14.0, 10.5, 9.5, 8.5  # points
LINE = 1.45  # height of a line of text, in font sizes
PANEL_TITLE = 0.30  # inches above a panel for its title
COLUMN_TEXT = 1.5  # inches for the longest line of a layer's name
CELL = 4  # dots: how finely the room for labels is divided
BLOCKED, LINE_COST, AREA_COST = 1e6, 2.0, 0.25  # what it costs a label to cover a cell, in dots of distance

PANEL_UNITS = {
    "energy_total": "unit.energy",
    "co2_total": "unit.co2",
    "energy_intensity": "unit.energy_intensity",
    "co2_intensity": "unit.co2_intensity",
}

STYLE: dict[str, Any] = {
    "font.family": [FONT_FAMILY, "DejaVu Sans"],  # the list itself: only then is the second asked per character
    "font.size": TEXT,
    "text.parse_math": False,  # a dollar sign in a title is a dollar sign
    "text.hinting": "none",
    "text.color": palette.INK,
    "svg.fonttype": "path",
    "svg.hashsalt": "carbon-peak",  # the same ids in every file, so the same bytes
    "axes.edgecolor": palette.FAINT,
    "axes.linewidth": 0.8,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "grid.color": palette.GRID,
    "grid.linewidth": 0.7,
    "xtick.color": palette.FAINT,
    "xtick.labelcolor": palette.QUIET,
    "ytick.color": palette.FAINT,
    "ytick.labelcolor": palette.QUIET,
    "ytick.major.size": 0.0,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "legend.borderpad": 0.0,
    "legend.borderaxespad": 0.0,
    "legend.handlelength": 1.9,
    "legend.columnspacing": 1.5,
    "lines.solid_capstyle": "butt",
}


@dataclass(frozen=True, slots=True)
class Band:
    """One indicator with its range; each array (year,)."""

    central: Array
    low: Array
    high: Array


@dataclass(frozen=True, slots=True)
class PeakMark:
    """Where total CO2 peaks, 10^4 t, and what to write there, already translated."""

    year: int
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class TargetMark:
    """A level an indicator shall reach in a year, and what to write there, already translated."""

    indicator: str
    year: int
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class ChartData:
    """All that the charts show, in the units and the language they show it in.

    years                   : (year,) int, rising; every array below is (year,) unless said otherwise
    actual_until            : last year whose drivers are actual
    co2_sector, co2_source  : sector id -> 10^4 t, end-use view and source view; sinks negative
    energy_source           : primary source id -> 10^4 tce; an exporting region's import is negative
    indicators              : energy_total, co2_total, energy_intensity, co2_intensity
    history                 : indicator -> (years, values) of published points, each (point,)
    names                   : id -> words; `required_names` tells which ids are needed
    """

    title: str
    accounting: str
    mark: str
    years: Array
    actual_until: int
    co2_sector: Mapping[str, Array]
    co2_source: Mapping[str, Array]
    co2_total: Band
    co2_frozen_grid: Array
    energy_source: Mapping[str, Array]
    indicators: Mapping[str, Band]
    peak: PeakMark | None
    targets: Sequence[TargetMark]
    history: Mapping[str, tuple[Array, Array]]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a stack: its id, and its lower and upper edge at each time x; arrays (point,)."""

    name: str
    x: Array
    lower: Array
    upper: Array


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of an axes, in data coordinates, that wants a label near it."""

    x: float
    y: float
    label: str
    colour: str


# ---- the four charts ----


def co2_by_sector(data: ChartData) -> Figure:
    """CO2 of the end-use view by sector, with total, range, frozen grid, peak and targets."""
    axes = new_figure().add_subplot()
    layers = draw_stack(axes, stack(data.years, data.co2_sector))
    draw_band(axes, data, "co2_total", data.co2_total)
    draw_frozen_grid(axes, data)
    marks = [*draw_peak(axes, data.peak), *draw_targets(axes, data, "co2_total")]
    lines = [data.co2_total.low, data.co2_total.high, data.co2_frozen_grid]
    return finish_stack(axes, data, "co2_by_sector", layers, lines, marks)


def energy_by_source(data: ChartData) -> Figure:
    """Primary energy by source, with total, range and targets."""
    axes = new_figure().add_subplot()
    layers = draw_stack(axes, stack(data.years, data.energy_source))
    total = data.indicators["energy_total"]
    draw_band(axes, data, "energy_total", total)
    marks = draw_targets(axes, data, "energy_total")
    return finish_stack(axes, data, "energy_by_source", layers, [total.low, total.high], marks)


def four_indicators(data: ChartData) -> Figure:
    """Energy and CO2, each in total and per GDP: central line, range, targets, published points."""
    figure = new_figure()
    panels = {name: figure.add_subplot() for name in PANEL_UNITS}
    marks = {name: draw_indicator(axes, data, name) for name, axes in panels.items()}
    top = header(figure, data, "four_indicators", [*panels.values()])
    across, down = (WIDTH - MARGIN) / 2, (HEIGHT - top) / 2
    for number, (name, axes) in enumerate(panels.items()):
        left, upper = (number % 2) * across, top + (number // 2) * down
        put(axes, left + AXES_LEFT, upper + PANEL_TITLE, left + across - 0.14, upper + down - AXES_BOTTOM)
        panel_title(axes, data.names[name], data.names[PANEL_UNITS[name]])
        finish_indicator(axes, data, name, marks[name])
    return figure


def sector_views(data: ChartData) -> Figure:
    """The same CO2 twice on one scale: where energy is used, and where fuel is burnt."""
    figure = new_figure()
    views = {"view.end_use": data.co2_sector, "view.source": data.co2_source}
    panels = [figure.add_subplot() for _ in views]
    stacks = [draw_stack(axes, stack(data.years, view)) for axes, view in zip(panels, views.values(), strict=True)]
    draw_actual_line(panels[0], data, label=data.names["actual_until"])
    draw_actual_line(panels[1], data)
    top = header(figure, data, "sector_views", panels, "unit.co2") + PANEL_TITLE
    words = column_words(figure, data, [layer for layers in stacks for layer in layers])
    across = (WIDTH - AXES_LEFT - column_width(figure, words)) / 2
    heights = [edge for layers in stacks for edge in edges(layers)]
    for axes, view, left in zip(panels, views, (AXES_LEFT, AXES_LEFT + across + 0.12), strict=True):
        put(axes, left, top, left + across - 0.12, HEIGHT - AXES_BOTTOM)
        panel_title(axes, data.names[view], "")
        scale(axes, data.years, heights, headroom=0.05)
    panels[1].tick_params(labelleft=False)
    draw_column(panels[1], stacks[1], words)
    return figure


CHARTS: dict[str, Callable[[ChartData], Figure]] = {
    "co2_by_sector": co2_by_sector,
    "energy_by_source": energy_by_source,
    "four_indicators": four_indicators,
    "sector_views": sector_views,
}


def finish_stack(
    axes: Axes, data: ChartData, chart: str, layers: list[Layer], lines: list[Array], marks: list[Mark]
) -> Figure:
    """Lay out a figure of one stack: header, axes, names of the layers, labels of the marks."""
    figure = figure_of(axes)
    draw_actual_line(axes, data)
    top = header(figure, data, chart, [axes], "unit.co2" if chart == "co2_by_sector" else "unit.energy")
    words = column_words(figure, data, layers)
    put(axes, AXES_LEFT, top, WIDTH - column_width(figure, words), HEIGHT - AXES_BOTTOM)
    heights = [*edges(layers), *lines, *(mark.y for mark in marks)]
    scale(axes, data.years, heights, headroom=0.10 + 0.04 * min(len(marks), 6))
    draw_column(axes, layers, words)
    room = LabelRoom(axes)
    for layer in layers:
        room.cover(layer.x, layer.lower, layer.upper, AREA_COST)
    for line in lines:
        room.cover(data.years, line, line, LINE_COST)
    label_actual_line(axes, data, room)
    place_labels(axes, marks, room)
    return figure


def draw_indicator(axes: Axes, data: ChartData, name: str) -> list[Mark]:
    """One panel: range, central line, published points, targets."""
    draw_band(axes, data, "central", data.indicators[name], colour=palette.CASES["central"])
    years, values = data.history.get(name, ((), ()))
    if len(years):
        axes.plot(years, values, "o", color=palette.INK, markersize=3.4, label=data.names["history"], zorder=4)
    draw_actual_line(axes, data, label=data.names["actual_until"])
    return draw_targets(axes, data, name)


def finish_indicator(axes: Axes, data: ChartData, name: str, marks: list[Mark]) -> None:
    """Scale a panel that stands in its place, and label its targets."""
    band = data.indicators[name]
    years, values = data.history.get(name, ((), ()))
    lines = [band.low, band.central, band.high]
    scale(axes, [*years, *data.years], [*lines, *values, *(mark.y for mark in marks)], headroom=0.15)
    room = LabelRoom(axes)
    for line in lines:
        room.cover(data.years, line, line, LINE_COST)
    for year, value in zip(years, values, strict=True):
        room.block_point(year, value)
    place_labels(axes, marks, room)


# ---- what is drawn on an axes ----


def stack(years: Array, series: Mapping[str, Array]) -> list[Layer]:
    """Layers in the order of the palette: positive parts up from zero, negative parts down from it.

    A time is added where a series changes sign, so that it tapers to zero there. Series of zeros are left out; one
    with both signs makes two layers.
    """
    import numpy as np

    names = palette.in_stacking_order([name for name in series if np.any(series[name])])
    x = np.union1d(years, [time for name in names for time in sign_changes(years, series[name])])
    values = np.array([np.interp(x, years, series[name]) for name in names]).reshape(len(names), len(x))
    up, down = np.clip(values, 0, None), np.clip(values, None, 0)
    top, bottom = up.cumsum(axis=0), down.cumsum(axis=0)
    parts = zip([*names, *names], [*up, *-down], [*(top - up), *bottom], strict=True)
    return [Layer(name, x, lower, lower + thickness) for name, thickness, lower in parts if thickness.any()]


def sign_changes(years: Array, line: Array) -> Array:
    """The times at which a line crosses zero between two years."""
    import numpy as np

    before = np.flatnonzero(line[:-1] * line[1:] < 0)
    share = line[before] / (line[before] - line[before + 1])
    return np.asarray(years[before] + share * (years[before + 1] - years[before]), dtype=float)


def edges(layers: Iterable[Layer]) -> list[Array]:
    """All edges of a stack, to scale an axes by."""
    return [edge for layer in layers for edge in (layer.lower, layer.upper)]


def draw_stack(axes: Axes, layers: list[Layer]) -> list[Layer]:
    """Fill the layers, with thin white edges that keep neighbours apart; returns them."""
    for layer in layers:
        fill, line = palette.colour(layer.name), "white"
        axes.fill_between(layer.x, layer.lower, layer.upper, facecolor=fill, edgecolor=line, linewidth=0.6)
    return layers


def draw_band(axes: Axes, data: ChartData, name: str, band: Band, colour: str = palette.INK) -> None:
    """A central line, with white beside it that sets it off from layers below, and its range if it has one."""
    import numpy as np

    axes.plot(data.years, band.central, color="white", linewidth=3.2, alpha=0.7, zorder=3)
    axes.plot(data.years, band.central, color=colour, linewidth=1.9, label=data.names[name], zorder=3)
    if np.array_equal(band.low, band.high):
        return
    shade = {"facecolor": colour, "alpha": 0.2, "linewidth": 0.0}
    axes.fill_between(data.years, band.low, band.high, label=data.names["low_high"], zorder=2.5, **shade)
    for line in (band.low, band.high):
        axes.plot(data.years, line, color=colour, linewidth=0.6, alpha=0.6, zorder=2.6)


def draw_frozen_grid(axes: Axes, data: ChartData) -> None:
    """Total CO2 as it would be with the base year's grid factor, dashed."""
    axes.plot(data.years, data.co2_frozen_grid, color="white", linewidth=2.8, alpha=0.7, zorder=3)
    style = {"color": palette.CASES["frozen_grid"], "linewidth": 1.6, "dashes": (4.0, 2.0)}
    axes.plot(data.years, data.co2_frozen_grid, label=data.names["frozen_grid"], zorder=3, **style)


def draw_actual_line(axes: Axes, data: ChartData, label: str | None = None) -> None:
    """A thin upright line at the last year of actual drivers."""
    axes.axvline(data.actual_until, color=palette.QUIET, linewidth=0.7, dashes=(1.5, 2.0), label=label, zorder=2.7)


def draw_peak(axes: Axes, peak: PeakMark | None) -> list[Mark]:
    """The dot at the peak, if there is one."""
    if peak is None:
        return []
    dot = {"markersize": 7.0, "markeredgecolor": "white", "markeredgewidth": 1.2}
    axes.plot([peak.year], [peak.value], "o", color=palette.INK, clip_on=False, zorder=5, **dot)
    return [Mark(peak.year, peak.value, peak.label, palette.INK)]


def draw_targets(axes: Axes, data: ChartData, indicator: str) -> list[Mark]:
    """A diamond and a short level line for each target of the indicator."""
    found = sorted((target.year, target.value, target.label) for target in data.targets if target.indicator == indicator)
    for year, value, _ in found:
        axes.plot([year - 0.7, year + 0.7], [value, value], color=palette.TARGET, linewidth=1.2, zorder=4)
    style = {"markersize": 5.5, "markerfacecolor": "white", "markeredgewidth": 1.3, "linestyle": "none"}
    if found:
        years, values, _ = zip(*found, strict=True)
        label = data.names["target"]
        axes.plot(years, values, "D", color=palette.TARGET, label=label, clip_on=False, zorder=5, **style)
    return [Mark(year, value, label, palette.TARGET) for year, value, label in found]


# ---- layout, in inches from the top left corner ----


def new_figure() -> Figure:
    """An empty figure of the size all charts have, drawn by Agg."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    return figure
