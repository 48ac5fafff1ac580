"""The charts of a run, each as PNG and SVG.

`draw_charts` takes plain numbers and words already in the reader's language; it knows nothing of the model.
What is drawn is here, where it stands is in `layout` and `labels`. matplotlib and NumPy are
imported inside functions, so that a command that draws nothing does not wait for them; pyplot, which keeps
global state, never.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from simulator.report.charts import layout as layout
from simulator.report.charts import palette
from simulator.report.charts.labels import AREA_COST, LINE_COST, LabelRoom, Mark, label_upright, place_labels
from simulator.report.charts.layout import Layer
from simulator.report.charts.sheet import sheet

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Box = tuple[float, float, float, float]

PANEL_GAP = 0.45  # inches between the two views, so that the years below them do not touch
PANEL_UNITS = {
    "energy_total": "unit.energy",
    "co2_total": "unit.co2",
    "energy_intensity": "unit.energy_intensity",
    "co2_intensity": "unit.co2_intensity",
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
    joint                   : CO2 and air pollutants, first year 100
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
    joint: Mapping[str, Array]
    indicators: Mapping[str, Band]
    peak: PeakMark | None
    targets: Sequence[TargetMark]
    history: Mapping[str, tuple[Array, Array]]
    names: Mapping[str, str]


def draw_charts(data: ChartData, folder: Path) -> list[Path]:
    """Write every chart into the folder as .png and .svg; the same data give the same bytes.

    Returns the files in the order written. Raises KeyError, before anything is drawn, if a name has no words.
    """
    missing = sorted(required_names(data) - data.names.keys())
    if missing:
        raise KeyError(f"names without words: {', '.join(missing)}")
    folder.mkdir(parents=True, exist_ok=True)
    with layout.chart_style():
        figures = {name: draw(data) for name, draw in CHARTS.items()}
        return [file for name, figure in figures.items() for file in layout.save(figure, folder / name)]


def required_names(data: ChartData) -> set[str]:
    """The ids that `data.names` must put into words."""
    parts = {*data.co2_sector, *data.co2_source, *data.energy_source, *data.joint, *PANEL_UNITS}
    keys = {"low_high", "frozen_grid", "actual_until", "target", "central", "history"}
    views = {"view.end_use", "view.source"}
    return parts | keys | views | {*PANEL_UNITS.values(), "unit.index"} | {f"chart.{name}" for name in CHARTS}


# ---- the charts ----


def co2_by_sector(data: ChartData) -> Figure:
    """CO2 of the end-use view by sector, with total, range, frozen grid, peak and targets."""
    axes = layout.new_figure().add_subplot()
    layers = draw_stack(axes, stack(data.years, data.co2_sector))
    draw_band(axes, data, "co2_total", data.co2_total)
    draw_frozen_grid(axes, data)
    marks = [*draw_peak(axes, data.peak), *draw_targets(axes, data, "co2_total")]
    lines = [data.co2_total.low, data.co2_total.central, data.co2_total.high, data.co2_frozen_grid]
    return finish_stack(axes, data, "co2_by_sector", layers, lines, marks)


def energy_by_source(data: ChartData) -> Figure:
    """Primary energy by source, with total, range and targets."""
    axes = layout.new_figure().add_subplot()
    layers = draw_stack(axes, stack(data.years, data.energy_source))
    total = data.indicators["energy_total"]
    draw_band(axes, data, "energy_total", total)
    marks = draw_targets(axes, data, "energy_total")
    return finish_stack(axes, data, "energy_by_source", layers, [total.low, total.central, total.high], marks)


def finish_stack(
    axes: Axes, data: ChartData, chart: str, layers: list[Layer], lines: list[Array], marks: list[Mark]
) -> Figure:
    """Lay out a figure of one stack: header, axes, names of the layers, labels of the marks."""
    figure = layout.figure_of(axes)
    draw_actual_line(axes, data)
    unit = "unit.co2" if chart == "co2_by_sector" else "unit.energy"
    top = layout.draw_header(figure, header(data, chart, unit), [axes])
    words = layout.column_words(layers, data.names)
    right = sheet().width - layout.column_width(words)
    layout.put(axes, sheet().axes_left, top, right, layout.foot_of(figure))
    heights: list[Array | float] = [*edges(layers), *lines, *(mark.y for mark in marks)]
    layout.scale(axes, data.years, heights, headroom=0.15 + 0.03 * min(len(marks), 6))
    layout.draw_column(axes, layers, words)
    room = LabelRoom(axes)
    for layer in layers:
        room.cover(layer.x, layer.lower, layer.upper, AREA_COST)
    for line in lines:
        room.cover(data.years, line, line, LINE_COST)
    room.cover_upright(data.actual_until, LINE_COST)
    label_upright(axes, data.actual_until, data.names["actual_until"], room)
    place_labels(axes, marks, room)
    return figure


def four_indicators(data: ChartData) -> Figure:
    """Energy and CO2, each in total and per GDP: central line, range, targets, published points."""
    here = sheet()
    rows = len(PANEL_UNITS) // here.across
    figure = layout.new_figure(rows)
    panels = {name: figure.add_subplot() for name in PANEL_UNITS}
    marks = {name: draw_indicator(axes, data, name) for name, axes in panels.items()}
    top = layout.draw_header(figure, header(data, "four_indicators"), [*panels.values()])
    across, down = (here.width - here.margin) / here.across, (layout.height_of(figure) - top) / rows
    for number, (name, axes) in enumerate(panels.items()):
        left, upper = (number % here.across) * across, top + (number // here.across) * down
        right, foot = left + across - here.em(0.14), upper + down - here.axes_bottom
        layout.put(axes, left + here.axes_left, upper + here.panel_title, right, foot)
        layout.panel_title(axes, data.names[name], data.names[PANEL_UNITS[name]], left + here.margin)
        finish_indicator(axes, data, name, marks[name])
    return figure


def draw_indicator(axes: Axes, data: ChartData, name: str) -> list[Mark]:
    """One panel: range, central line, published points, targets."""
    draw_band(axes, data, "central", data.indicators[name], colour=palette.CASES["central"])
    style: dict[str, Any] = {"color": palette.INK, "markersize": 3.4, "clip_on": False, "zorder": 4.0}
    if points := published(data, name):
        axes.plot(*zip(*points, strict=True), "o", label=data.names["history"], **style)
    draw_actual_line(axes, data, label=data.names["actual_until"])
    return draw_targets(axes, data, name)


def finish_indicator(axes: Axes, data: ChartData, name: str, marks: list[Mark]) -> None:
    """Scale a panel that stands in its place, and label its targets."""
    band = data.indicators[name]
    points, lines = published(data, name), [band.low, band.central, band.high]
    heights: list[Array | float] = [*lines, *(value for _, value in points), *(mark.y for mark in marks)]
    years = [*(year for year, _ in points), *data.years]
    layout.scale(axes, years, heights, headroom=0.15 + 0.06 * max(0, len(marks) - 2))
    room = LabelRoom(axes)
    for line in lines:
        room.cover(data.years, line, line, LINE_COST)
    for point in points:
        room.block_point(*point)
    room.cover_upright(data.actual_until, LINE_COST)
    place_labels(axes, marks, room)


def published(data: ChartData, name: str) -> list[tuple[float, float]]:
    """Year and value of each published point of an indicator; points without a value are left out."""
    years, values = data.history.get(name, ((), ()))
    points = zip(map(float, years), map(float, values), strict=True)
    return [(year, value) for year, value in points if isfinite(value)]


def sector_views(data: ChartData) -> Figure:
    """The same CO2 twice on one scale: where energy is used, and where fuel is burnt."""
    views = {"view.end_use": data.co2_sector, "view.source": data.co2_source}
    figure = layout.new_figure(rows=len(views) // sheet().across)
    panels = {view: figure.add_subplot() for view in views}
    stacks = {view: draw_stack(panels[view], stack(data.years, series)) for view, series in views.items()}
    for axes in panels.values():
        draw_actual_line(axes, data, label=data.names["actual_until"])
    top = layout.draw_header(figure, header(data, "sector_views", "unit.co2"), [*panels.values()])
    layers = [layer for stacked in stacks.values() for layer in stacked]
    words = layout.column_words(layers, data.names)
    places = panel_places(top, layout.foot_of(figure), sheet().width - layout.column_width(words), len(views))
    for (view, axes), place in zip(panels.items(), places, strict=True):
        layout.put(axes, *place)
        layout.panel_title(axes, data.names[view], "", place[0])
        layout.scale(axes, data.years, edges(layers), headroom=0.05)
    last = panels["view.source"]
    if sheet().across > 1:
        last.tick_params(labelleft=False)
    layout.draw_column(last, stacks["view.source"], words)
    return figure


def panel_places(top: float, foot: float, right: float, panels: int) -> list[Box]:
    """Left, top, right and bottom of panels up to a column of names: side by side, or one below the other."""
    here = sheet()
    title, left = here.panel_title, here.axes_left
    if here.across > 1:
        gap = here.em(PANEL_GAP)
        across = (right - left + gap) / panels
        return [
            (left + number * across, top + title, left + (number + 1) * across - gap, foot)
            for number in range(panels)
        ]
    down = (foot + here.axes_bottom - top) / panels
    return [
        (left, top + number * down + title, right, top + (number + 1) * down - here.axes_bottom)
        for number in range(panels)
    ]


def joint_reduction(data: ChartData) -> Figure:
    """CO2 and air pollutants together, each against the first year."""
    axes = layout.new_figure().add_subplot()
    for name, line in data.joint.items():
        thick = 2.4 if name == "co2_total" else 1.6
        axes.plot(
            data.years, line, color=palette.GASES[name], linewidth=thick, label=data.names[name], zorder=3
        )
    draw_actual_line(axes, data, label=data.names["actual_until"])
    figure = layout.figure_of(axes)
    top = layout.draw_header(figure, header(data, "joint_reduction", "unit.index"), [axes])
    layout.put(axes, sheet().axes_left, top, sheet().width - sheet().margin, layout.foot_of(figure))
    layout.scale(axes, data.years, [*data.joint.values()], headroom=0.08)
    return figure


CHARTS: dict[str, Callable[[ChartData], Figure]] = {
    "co2_by_sector": co2_by_sector,
    "energy_by_source": energy_by_source,
    "four_indicators": four_indicators,
    "sector_views": sector_views,
    "joint_reduction": joint_reduction,
}


def header(data: ChartData, chart: str, unit: str = "") -> layout.Header:
    """The words above a chart; a unit id only where one unit holds for the whole figure."""
    words = data.names[unit] if unit else ""
    return layout.Header(data.names[f"chart.{chart}"], data.title, data.accounting, data.mark, words)


# ---- what is drawn on an axes ----


def stack(years: Array, series: Mapping[str, Array]) -> list[Layer]:
    """Layers in the order of the palette: positive parts up from zero, negative parts down from it.

    A time is added where a series changes sign, so that it tapers to zero there. Series of zeros are left
    out; one with both signs makes two layers.
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
        axes.fill_between(layer.x, layer.lower, layer.upper, facecolor=fill, edgecolor=line, linewidth=0.45)
    return layers


def draw_band(axes: Axes, data: ChartData, name: str, band: Band, colour: str = palette.INK) -> None:
    """A central line, set off by white from the layers below, and its range if it has one."""
    import numpy as np

    axes.plot(data.years, band.central, color="white", linewidth=3.2, alpha=0.7, zorder=3)
    axes.plot(data.years, band.central, color=colour, linewidth=1.9, label=data.names[name], zorder=3)
    if np.array_equal(band.low, band.high):
        return
    shade: dict[str, Any] = {"facecolor": colour, "alpha": 0.2, "linewidth": 0.0}
    axes.fill_between(data.years, band.low, band.high, label=data.names["low_high"], zorder=2.5, **shade)
    for line in (band.low, band.high):
        axes.plot(data.years, line, color=colour, linewidth=0.6, alpha=0.6, zorder=2.6)


def draw_frozen_grid(axes: Axes, data: ChartData) -> None:
    """Total CO2 as it would be with the base year's grid factor, dashed."""
    axes.plot(data.years, data.co2_frozen_grid, color="white", linewidth=2.8, alpha=0.7, zorder=3)
    style: dict[str, Any] = {"color": palette.CASES["frozen_grid"], "linewidth": 1.6, "dashes": (4.0, 2.0)}
    axes.plot(data.years, data.co2_frozen_grid, label=data.names["frozen_grid"], zorder=3, **style)


def draw_actual_line(axes: Axes, data: ChartData, label: str | None = None) -> None:
    """A thin upright line at the last year of actual drivers, if that is among the years shown."""
    if not data.years[0] <= data.actual_until <= data.years[-1]:
        return
    style: dict[str, Any] = {"color": palette.QUIET, "linewidth": 0.7, "dashes": (1.5, 2.0), "zorder": 2.7}
    axes.axvline(data.actual_until, label=label, **style)


def draw_peak(axes: Axes, peak: PeakMark | None) -> list[Mark]:
    """The dot at the peak, if there is one."""
    if peak is None:
        return []
    dot: dict[str, Any] = {"markersize": 7.0, "markeredgecolor": "white", "markeredgewidth": 1.2}
    axes.plot([peak.year], [peak.value], "o", color=palette.INK, clip_on=False, zorder=5, **dot)
    return [Mark(peak.year, peak.value, peak.label, palette.INK)]


def draw_targets(axes: Axes, data: ChartData, indicator: str) -> list[Mark]:
    """A diamond and a short level line for each target of the indicator within the years shown."""
    found = [
        (target.year, target.value, target.label)
        for target in sorted(data.targets, key=lambda target: target.year)
        if target.indicator == indicator and data.years[0] <= target.year <= data.years[-1]
    ]
    for year, value, _ in found:
        axes.plot([year - 0.7, year + 0.7], [value, value], color=palette.TARGET, linewidth=1.2, zorder=4)
    style: dict[str, Any] = {
        "color": palette.TARGET,
        "markerfacecolor": "white",
        "clip_on": False,
        "zorder": 5,
    }
    if found:
        years, values, _ = zip(*found, strict=True)
        label = data.names["target"]
        axes.plot(years, values, "D", label=label, markersize=5.5, markeredgewidth=1.3, **style)
    return [Mark(year, value, label, palette.TARGET) for year, value, label in found]
