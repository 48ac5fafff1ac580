"""The charts of a comparison: overlay lines, stacks and differences as small multiples on one scale.

Many scenarios take several pages; every page has the same scale. `comparison_figures` takes plain numbers and
words, so that charts can be drawn again from summary.json; matplotlib is imported inside functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import chain
from math import ceil
from typing import TYPE_CHECKING, Any

from simulator.report.charts import layout as layout
from simulator.report.charts import palette
from simulator.report.charts.labels import LINE_COST, LabelRoom, Mark, place_labels
from simulator.report.charts.run import edges, stack
from simulator.report.charts.sheet import sheet
from simulator.report.compare.chart_data import REGION_PANELS
from simulator.report.credits.charts import waterfall_chart, wedge_chart
from simulator.report.credits.decomposition_charts import decomposition_chart
from simulator.variables import CORE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from simulator.report.charts.layout import Layer
    from simulator.report.compare.chart_data import CompareChartData, Line, RegionLines

    Array = NDArray[np.float64]

PANELS = 6  # on a page; half of them where panels stand one below the other
CROWDED = 4  # lines; of more, labels at the peaks would hide each other, so peaks stand below the names
NAME_LINES = 2  # of a scenario's name beside its line
MORE = "…"
UNITS = {
    "energy_total": "unit.energy",
    "co2_total": "unit.co2",
    "energy_intensity": "unit.energy_intensity",
    "co2_intensity": "unit.co2_intensity",
    "co2_per_head": "unit.co2_per_head",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a chart: its scenarios with their colours, and which page of how many it is."""

    shown: Sequence[tuple[Line, str]]
    number: int
    count: int


def draw_comparison(data: CompareChartData, folder: Path) -> list[Path]:
    """Write every chart into the folder as .png and .svg; returns the files in the order written."""
    folder.mkdir(parents=True, exist_ok=True)
    with layout.chart_style():
        figures = comparison_figures(data)
        return [file for name, draw in figures.items() for file in layout.save(draw(), folder / name)]


def comparison_figures(data: CompareChartData) -> dict[str, Callable[[], Figure]]:
    """File name -> a function that draws the chart; to be called within `layout.chart_style`."""
    found: dict[str, Callable[[], Figure]] = {}
    for region in data.regions:
        if len(region.lines) > 1:
            for name, draw in region_figures(data, region):
                found[f"{name}-{region.region}"] = draw
    for old in [name for name in found if len(data.regions) == 1]:
        found[old.removesuffix(f"-{data.regions[0].region}")] = found.pop(old)
    if len(data.regions) > 1:
        found["regions"] = partial(regions_chart, data)
    for one in data.credits:
        found[f"wedges-{one.name}"] = partial(wedge_chart, one.sectors)
        found[f"waterfall-{one.name}"] = partial(waterfall_chart, one.measures or one.sectors, one.year)
    found |= {one.name: partial(decomposition_chart, one.data) for one in data.causes}
    return found


def region_figures(data: CompareChartData, region: RegionLines) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Name and drawing of every chart of a region, page by page."""
    coloured = pages(region.lines, len(palette.SCENARIOS) - 1, with_reference=True)
    stacked = pages(region.lines, panels_of_page(), with_reference=False)
    apart = pages([line for line in region.lines if line.change], panels_of_page(), with_reference=False)
    sets: list[tuple[str, Any, list[Page]]] = [
        ("lines", lines_chart, coloured),
        ("sectors", sectors_chart, stacked),
        ("differences", differences_chart, apart),
        ("indicators", indicators_chart, coloured),
    ]
    for name, draw, found in sets:
        for page in found:
            number = f"-{page.number}" if page.count > 1 else ""
            yield f"{name}{number}", partial(draw, data, region, page)


def panels_of_page() -> int:
    """Panels of a page on the sheet in use."""
    return PANELS if sheet().across > 1 else PANELS // 2


def pages(lines: Sequence[Line], size: int, *, with_reference: bool) -> list[Page]:
    """Scenarios in groups of a size; with the reference on each page if asked, in its own colour."""
    references = [line for line in lines if line.reference] if with_reference else []
    others = [line for line in lines if line not in references] if with_reference else [*lines]
    count = max(1, ceil(len(others) / size)) if lines else 0
    even = ceil(len(others) / count) if count else 0
    out = []
    for number in range(count):
        part = others[number * even : (number + 1) * even]
        first, *rest = palette.SCENARIOS
        shown = [*((line, first) for line in references), *zip(part, rest, strict=False)]
        out.append(Page(shown if with_reference else [(line, first) for line in part], number + 1, count))
    return out


def header(
    data: CompareChartData, region: RegionLines, chart: str, page: Page, unit: str = ""
) -> layout.Header:
    """The words above a chart."""
    title = data.names[f"chart.{chart}"]
    if page.count > 1:
        title = data.names["chart.compare_page"].format(title=title, page=page.number, pages=page.count)
    words = data.names[unit] if unit else ""
    return layout.Header(title, region.title, region.accounting, data.mark, words)


# ---- overlay lines ----


def lines_chart(data: CompareChartData, region: RegionLines, page: Page) -> Figure:
    """Total CO2 of the scenarios of a page over those of the others, with their peaks."""
    axes = layout.new_figure().add_subplot()
    figure = layout.figure_of(axes)
    draw_others(axes, data, region, page, "co2_total")
    for line, colour in page.shown:
        draw_line(axes, line.years, line.total, colour, thick=line.reference)
    marks = draw_peaks(axes, data, page)
    crowded = page.count > 1 or len(page.shown) > CROWDED
    top = layout.draw_header(figure, header(data, region, "compare_lines", page, "unit.co2"), [axes])
    told = data.names["chart.compare_peak_dot"] if crowded else ""
    words = {line.title: beside_line(line, told) for line, _ in page.shown}
    right = sheet().width - layout.column_width(words)
    layout.put(axes, sheet().axes_left, top, right, layout.foot_of(figure))
    layout.scale(axes, all_years(region), [line.total for line in region.lines], headroom=0.12)
    draw_names(axes, page, words)
    if crowded:
        return figure
    room = LabelRoom(axes)
    for line, _ in page.shown:
        room.cover(line.years, line.total, line.total, LINE_COST)
    place_labels(axes, marks, room)
    return figure


def draw_others(axes: Axes, data: CompareChartData, region: RegionLines, page: Page, indicator: str) -> None:
    """The scenarios of other pages, thin and grey, so that each page shows the whole range."""
    shown = {line.label for line, _ in page.shown}
    rest = [line for line in region.lines if line.label not in shown and indicator in line.indicators]
    for number, line in enumerate(rest):
        label = data.names["chart.compare_others"] if number == 0 else None
        style: dict[str, Any] = {"color": palette.FAINT, "linewidth": 0.7, "zorder": 2.4, "label": label}
        axes.plot(line.years, line.indicators[indicator], **style)


def draw_line(axes: Axes, years: Array, values: Array, colour: str, *, thick: bool = False) -> None:
    """One scenario, set off by white from the lines below; the baseline thicker and dashed."""
    axes.plot(years, values, color="white", linewidth=3.0, alpha=0.7, zorder=3)
    dashes: dict[str, Any] = {"dashes": (5.0, 1.6)} if thick else {}
    axes.plot(years, values, color=colour, linewidth=2.2 if thick else 1.7, zorder=3.2, **dashes)


def draw_peaks(axes: Axes, data: CompareChartData, page: Page) -> list[Mark]:
    """A dot at every peak, and what to write there."""
    marks: list[Mark] = []
    for line, colour in page.shown:
        if line.peak is not None:
            year, value, words = line.peak
            style: dict[str, Any] = {"markersize": 6.0, "markeredgecolor": "white", "markeredgewidth": 1.0}
            label = data.names["chart.compare_peak_dot"] if not marks else None
            axes.plot([year], [value], "o", color=colour, label=label, clip_on=False, zorder=5, **style)
            marks.append(Mark(year, value, words, colour))
    return marks


def beside_line(line: Line, peak: str) -> list[str]:
    """Name of a scenario; below it, after the word for a peak if one is given, when and how high it peaks."""
    width = sheet().column_text
    if not peak:
        return name_lines(line.title, width)
    name = shortened(line.title, sheet().text, width)
    return [name, f"{peak} {line.peak[2].partition(': ')[2]}"] if line.peak else [name]


def name_lines(text: str, width: float) -> list[str]:
    """A name on at most two lines that fit a width, with the sign of more if it is longer."""
    lines = layout.wrap(text, sheet().text, width)
    if len(lines) <= NAME_LINES and all(layout.text_width(line, sheet().text) <= width for line in lines):
        return lines
    return [*lines[: NAME_LINES - 1], shortened(" ".join(lines[NAME_LINES - 1 :]), sheet().text, width)]


def shortened(text: str, size: float, width: float) -> str:
    """A text cut until it is no wider than so many inches."""
    if layout.text_width(text, size) <= width:
        return text
    while text and layout.text_width(text + MORE, size) > width:
        text = text[:-1]
    return text.rstrip() + MORE


def draw_names(axes: Axes, page: Page, words: Mapping[str, Sequence[str]]) -> None:
    """The name of every scenario right of the axes, beside the end of its line, in its colour."""
    here, box, figure = sheet(), axes.get_position(), layout.figure_of(axes)
    low, high = axes.get_ylim()
    ends = {line.title: (float(line.total[-1]) - low) / (high - low) for line, _ in page.shown}
    colours = {line.title: colour for line, colour in page.shown}
    order = sorted(ends, key=lambda title: ends[title])
    height = here.text * layout.LINE_HEIGHT / 72 / (box.height * layout.height_of(figure))
    places = layout.spread([ends[title] for title in order], [len(words[title]) * height for title in order])
    left = box.x1 * here.width + here.em(0.08)
    for title, place in zip(order, places, strict=True):
        y = box.y0 + place * box.height
        layout.lead(figure, left, box.y0 + ends[title] * box.height, left + here.leader, y)
        x = (left + here.leader + here.em(0.05)) / here.width
        style: dict[str, Any] = {"color": colours[title], "va": "center", "linespacing": 1.1}
        figure.text(x, y, "\n".join(words[title]), fontsize=here.text, **style)


def all_years(region: RegionLines) -> list[float]:
    """First and last year of all scenarios."""
    years = [*chain.from_iterable((line.years[0], line.years[-1]) for line in region.lines)]
    return [float(min(years)), float(max(years))]


# ---- small multiples ----


def sectors_chart(data: CompareChartData, region: RegionLines, page: Page) -> Figure:
    """CO2 by using sector, a panel for every scenario."""
    stacks = {line.label: stack(line.years, line.sectors) for line in region.lines}
    figure, panels, places = panel_page(data, region, page, "compare_sectors", stacks)
    for (line, _), axes, place in zip(page.shown, panels, places, strict=True):
        axes.plot(line.years, line.total, color=palette.INK, linewidth=1.3, zorder=3)
        finish_panel(axes, line, place, region, stacks)
    only_left_numbers(panels, places)
    return figure


def differences_chart(data: CompareChartData, region: RegionLines, page: Page) -> Figure:
    """CO2 less that of the baseline by using sector, a panel for every scenario."""
    stacks = {line.label: stack(line.change_years, line.change) for line in region.lines if line.change}
    figure, panels, places = panel_page(data, region, page, "compare_differences", stacks)
    for (line, _), axes, place in zip(page.shown, panels, places, strict=True):
        axes.plot(line.change_years, sum(line.change.values()), color=palette.INK, linewidth=1.3, zorder=3)
        finish_panel(axes, line, place, region, stacks)
    only_left_numbers(panels, places)
    return figure


def panel_page(
    data: CompareChartData,
    region: RegionLines,
    page: Page,
    chart: str,
    stacks: Mapping[str, list[Layer]],
) -> tuple[Figure, list[Axes], list[tuple[float, float, float, float]]]:
    """A figure with the stacks of a page filled in, and the places of its panels; the key names layers."""
    count = len(page.shown)
    across = columns_of(count)
    rows = ceil(count / across)
    figure = layout.new_figure(rows if rows == 1 else rows + 1)
    panels = [figure.add_subplot() for _ in page.shown]
    total = data.names["chart.compare_net_change" if chart == "compare_differences" else "co2_total"]
    panels[0].plot([], [], color=palette.INK, linewidth=1.3, label=total)
    for layer_name in palette.in_stacking_order(
        sorted({one.name for part in stacks.values() for one in part})
    ):
        style: dict[str, Any] = {"facecolor": palette.colour(layer_name), "linewidth": 0.0}
        panels[0].fill_between([], [], [], label=data.names[layer_name], **style)
    for (line, _), axes in zip(page.shown, panels, strict=True):
        for layer in stacks[line.label]:
            fill: dict[str, Any] = {"facecolor": palette.colour(layer.name), "edgecolor": "white"}
            axes.fill_between(layer.x, layer.lower, layer.upper, linewidth=0.3, **fill)
    top = layout.draw_header(figure, header(data, region, chart, page, "unit.co2"), panels)
    return figure, panels, places_of(figure, top, count, across, rows)


def columns_of(count: int) -> int:
    """Panels side by side."""
    if sheet().across == 1 or count == 1:
        return 1
    return 3 if count > 4 else 2


def places_of(
    figure: Figure, top: float, count: int, across: int, rows: int
) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of every panel, in inches; the left ones have room for numbers."""
    here = sheet()
    gap = here.em(0.45)
    wide = (here.width - here.axes_left - here.margin - here.em(0.1) + gap) / across
    high = (layout.height_of(figure) - top) / rows
    out = []
    for number in range(count):
        left = here.axes_left + (number % across) * wide
        upper = top + (number // across) * high
        out.append((left, upper + here.panel_title, left + wide - gap, upper + high - here.axes_bottom))
    return out


def finish_panel(
    axes: Axes,
    line: Line,
    place: tuple[float, float, float, float],
    region: RegionLines,
    stacks: Mapping[str, list[Layer]],
) -> None:
    """Put a panel in its place, with its scenario's name and the scale that all panels have."""
    layout.put(axes, *place)
    room = place[2] - place[0]
    layout.panel_title(axes, shortened(line.title, sheet().text, room), "", place[0])
    heights = [edge for layers in stacks.values() for edge in edges(layers)]
    layout.scale(axes, all_years(region), heights, headroom=0.05)


def only_left_numbers(panels: Sequence[Axes], places: Sequence[tuple[float, ...]]) -> None:
    """Numbers stand beside the leftmost panels only, since all have one scale."""
    left = min(place[0] for place in places)
    for axes, place in zip(panels, places, strict=True):
        if place[0] > left:
            axes.tick_params(labelleft=False)


# ---- indicators ----


def indicators_chart(data: CompareChartData, region: RegionLines, page: Page) -> Figure:
    """The four core indicators of the scenarios of a page."""
    figure, panels = four_panels()
    for name, axes in zip(CORE, panels, strict=True):
        draw_others(axes, data, region, page, name)
        for line, colour in page.shown:
            if name in line.indicators:
                draw_line(axes, line.years, line.indicators[name], colour, thick=line.reference)
    name_colours(panels[0], [(line.title, colour) for line, colour in page.shown])
    top = layout.draw_header(figure, header(data, region, "compare_indicators", page), panels)
    for name, axes, place in zip(CORE, panels, quarter_places(figure, top), strict=True):
        layout.put(axes, *place)
        layout.panel_title(axes, data.names[name], data.names[UNITS[name]], place[0] - sheet().em(0.54))
        heights = [line.indicators[name] for line in region.lines if name in line.indicators]
        layout.scale(axes, all_years(region), heights, headroom=0.08)
    return figure


def regions_chart(data: CompareChartData) -> Figure:
    """One scenario of each region: CO2 as an index, and per GDP, per head; energy per GDP."""
    lines = [line for region in data.regions for line in region.lines if line.reference]
    lines = [line for line in lines if all(name in line.indicators for name in REGION_PANELS)]
    figure, panels = four_panels()
    colours = [palette.SCENARIOS[number % len(palette.SCENARIOS)] for number in range(len(lines))]
    first = max(float(line.years[0]) for line in lines)
    drawn: dict[str, list[Array]] = {name: [] for name in REGION_PANELS}
    for name, axes in zip(REGION_PANELS, panels, strict=True):
        for number, (line, colour) in enumerate(zip(lines, colours, strict=True)):
            values = line.indicators[name]
            if name == "co2_total":
                values = 100.0 * values / values[int(first - line.years[0])]
            drawn[name].append(values)
            draw_line(axes, line.years, values, colour, thick=number >= len(palette.SCENARIOS))
    regions = {line.label: region.title for region in data.regions for line in region.lines}
    name_colours(panels[0], [*zip((regions[line.label] for line in lines), colours, strict=True)])
    words = layout.Header(data.names["chart.compare_regions"], data.title, data.accounting, data.mark, "")
    top = layout.draw_header(figure, words, panels)
    span = [min(float(line.years[0]) for line in lines), max(float(line.years[-1]) for line in lines)]
    for name, axes, place in zip(REGION_PANELS, panels, quarter_places(figure, top), strict=True):
        layout.put(axes, *place)
        unit = "unit.index" if name == "co2_total" else UNITS[name]
        layout.panel_title(axes, data.names[name], data.names[unit], place[0] - sheet().em(0.54))
        layout.scale(axes, span, drawn[name], headroom=0.08)
    return figure


def four_panels() -> tuple[Figure, list[Axes]]:
    """A figure of four empty panels."""
    figure = layout.new_figure(4 // sheet().across)
    return figure, [figure.add_subplot() for _ in range(4)]


def quarter_places(figure: Figure, top: float) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of four panels with numbers of their own."""
    here = sheet()
    across, rows = here.across, 4 // here.across
    wide, high = (here.width - here.margin) / across, (layout.height_of(figure) - top) / rows
    out = []
    for number in range(4):
        left, upper = (number % across) * wide, top + (number // across) * high
        right, foot = left + wide - here.em(0.14), upper + high - here.axes_bottom
        out.append((left + here.axes_left, upper + here.panel_title, right, foot))
    return out


def name_colours(axes: Axes, named: Sequence[tuple[str, str]]) -> None:
    """Entries of the key for scenarios, long names cut."""
    for title, colour in named:
        short = shortened(title, sheet().small, sheet().column_text * 1.4)
        axes.plot([], [], color=colour, linewidth=2.0, label=short)
