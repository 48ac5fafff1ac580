"""Charts of contributions: wedges over the years, and a waterfall from baseline to scenario in one year.

Both are drawn from `CreditData`. Draw inside `layout.chart_style()`, save with `layout.save`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simulator.report.charts import layout as layout
from simulator.report.charts import palette
from simulator.report.charts.sheet import sheet
from simulator.report.credits.data import (
    CreditData,
    Share,
    credit_data,
    credit_data_from,
    folded,
    told_apart,
)

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["CreditData", "Share", "credit_data", "credit_data_from", "waterfall_chart", "wedge_chart"]

WEDGES, BARS = 8, 10  # shares drawn; smaller ones are put together
NAME_LINES = 2
ZOOM = 0.45  # an axis starts at zero unless all it shows lies above this part of the largest value
ROW_NAME = 2.3  # inches for names beside the bars of the waterfall
BAR = 0.72  # height of a bar; 1 from row to row
TICK_ROOM = 0.6  # inches from tick to tick
GAP = 0.06  # inches between a bar and its number
LEFT = "#eef0f3"  # what is left under the scenario
RAISED = "#c62828"


# ---- wedges ----


def wedge_chart(data: CreditData) -> Figure:
    """What lies between baseline and scenario, year by year, shared out.

    Wedges hang from the baseline (from above it where others raise CO2, hatched) down to the scenario.
    """
    import numpy as np

    axes = layout.new_figure().add_subplot()
    figure = layout.figure_of(axes)
    years, before, after = (
        np.asarray(values, dtype=float) for values in (data.years, data.before, data.after)
    )
    shares = told_apart(folded(data.shares, WEDGES, data.names["player.rest"]))
    bands = wedges(shares, after)
    top = bands[0][1] if bands else np.maximum(before, after)
    low = floor_of([before, after])
    axes.fill_between(years, low, after, facecolor=LEFT, linewidth=0.0)
    for share, (lower, upper) in zip(shares, bands, strict=True):
        axes.fill_between(years, lower, upper, facecolor=share.colour, edgecolor="white", linewidth=0.45)
    if np.any(top > before * (1.0 + 1e-9)):
        style: dict[str, Any] = {"facecolor": "none", "edgecolor": RAISED, "hatch": "////", "linewidth": 0.0}
        axes.fill_between(years, before, top, label=data.names["chart.raises"], **style)
    for values, name, dashes in ((before, "baseline", (4.0, 2.0)), (after, "scenario", (None, None))):
        axes.plot(years, values, color="white", linewidth=3.2, alpha=0.7)
        axes.plot(years, values, color=palette.INK, linewidth=1.9, dashes=dashes, label=data.names[name])
    start = layout.draw_header(figure, header(data, data.names["chart.wedges"], low > 0.0), [axes])
    words = {share.label: few_lines(share.label, sheet().text, sheet().column_text) for share in shares}
    layout.put(
        axes, sheet().axes_left, start, sheet().width - layout.column_width(words), layout.foot_of(figure)
    )
    set_scale(axes, data.years, low, float(max(top.max(), before.max())))
    draw_names(axes, shares, bands, words)
    return figure


def wedges(shares: Sequence[Share], after: Array) -> list[tuple[Array, Array]]:
    """Lower and upper edge of each share's cut, the first on top; none in a year in which it raises."""
    import numpy as np

    cuts = [np.clip(-np.asarray(share.values, dtype=float), 0.0, None) for share in shares]
    upper = after + sum(cuts, np.zeros_like(after))
    found = []
    for cut in cuts:
        found.append((upper - cut, upper))
        upper = upper - cut
    return found


def floor_of(lines: Sequence[Array]) -> float:
    """Where an axis begins: at zero, or higher up if the lines leave most of the room below empty."""
    low, high = min(float(line.min()) for line in lines), max(float(line.max()) for line in lines)
    if low <= ZOOM * high:
        return min(low, 0.0)
    return max(0.0, low - 0.6 * (high - low))


def set_scale(axes: Axes, years: Sequence[int], low: float, high: float) -> None:
    """Range and ticks of both axes."""
    high = low + (high - low or 1.0) * 1.06
    axes.set_ylim(low, high)
    layout.number_ticks(axes, low, high)
    layout.year_ticks(axes, int(years[0]), int(years[-1]))


def draw_names(
    axes: Axes, shares: Sequence[Share], bands: Sequence[tuple[Array, Array]], words: Mapping[str, list[str]]
) -> None:
    """The name of each wedge beside its end in the last year, moved apart where they would touch."""
    here, box, figure = sheet(), axes.get_position(), layout.figure_of(axes)
    low, high = axes.get_ylim()
    ends = [float((lower[-1] + upper[-1]) / 2.0 - low) / (high - low) for lower, upper in bands]
    order = sorted(range(len(shares)), key=lambda i: (ends[i], -i))
    line = here.text * layout.LINE_HEIGHT / 72 / (box.height * layout.height_of(figure))
    room = [len(words[shares[i].label]) * line for i in order]
    places = layout.spread([ends[i] for i in order], room)
    left = box.x1 * here.width + here.em(0.08)
    for i, place in zip(order, places, strict=True):
        y = box.y0 + place * box.height
        layout.lead(figure, left, box.y0 + ends[i] * box.height, left + here.leader - here.em(0.04), y)
        layout.draw_swatch(figure, left + here.leader, y, shares[i].colour)
        x = (left + here.leader + here.swatch + here.em(0.06)) / here.width
        text = "\n".join(words[shares[i].label])
        figure.text(x, y, text, fontsize=here.text, va="center", linespacing=1.1)


def header(data: CreditData, title: str, cut: bool) -> layout.Header:
    """The words above a chart; the unit says so if the axis is cut."""
    unit = data.names["chart.unit_cut" if cut else "unit.co2"]
    return layout.Header(title, data.title, data.accounting, data.mark, unit)


def few_lines(text: str, size: float, width: float, most: int = NAME_LINES) -> list[str]:
    """A name in so many lines at most."""
    lines = layout.wrap(text, size, width)
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1] + "…"]


# ---- waterfall ----


def waterfall_chart(data: CreditData, year: int) -> Figure:
    """From the baseline's total to the scenario's in one year, a bar each, the largest cut first.

    What is put together stands last. Raises ValueError for a year that the data have not got.
    """
    at = list(data.years).index(year)
    shares = told_apart(folded(data.shares, BARS, data.names["player.rest"], at))
    shares.sort(key=lambda share: (share.count > 1, share.values[at]))
    before, after = data.before[at], data.after[at]
    steps = steps_of([share.values[at] for share in shares], before)
    levels = [before, after, *(level for step in steps for level in step)]
    low = floor_of_levels(levels)
    axes = layout.new_figure().add_subplot()
    draw_ends(axes, low, before, after, len(shares) + 1)
    draw_steps(axes, data, shares, steps, at)
    place_waterfall(axes, header(data, data.names["chart.waterfall"].format(year=year), low > 0.0))
    label_rows(axes, [data.names["baseline"], *(share.label for share in shares), data.names["scenario"]])
    places = 1 if max((abs(share.values[at]) for share in shares), default=0.0) < 1000.0 else 0
    numbers = [plain(before), *(signed(share.values[at], places) for share in shares), plain(after)]
    set_levels(axes, low, max(levels), numbers)
    write_numbers(axes, numbers, [before, *(max(step) for step in steps), after])
    return layout.figure_of(axes)


def draw_ends(axes: Axes, low: float, before: float, after: float, last: int) -> None:
    """The bars of the two scenarios, first and last row."""
    for row, stop, colour in ((0, before, palette.SCENARIOS[0]), (last, after, palette.INK)):
        axes.barh(row, stop - low, left=low, height=BAR, color=colour)
    draw_joint(axes, 0, before)


def draw_steps(
    axes: Axes, data: CreditData, shares: Sequence[Share], steps: Sequence[tuple[float, float]], at: int
) -> None:
    """A bar for each share, joined to the next row."""
    for row, (share, (start, stop)) in enumerate(zip(shares, steps, strict=True), start=1):
        axes.barh(row, stop - start, left=start, height=BAR, color=share.colour)
        draw_joint(axes, row, stop)
        draw_beside(axes, data, share, at, row, start, stop)


def draw_joint(axes: Axes, row: int, level: float) -> None:
    """A thin line from the end of a row's bar to the next row."""
    axes.plot(
        [level, level], [row - BAR / 2, row + 1 + BAR / 2], color=palette.FAINT, linewidth=0.7, zorder=1
    )


def place_waterfall(axes: Axes, words: layout.Header) -> None:
    """Write the header and set the axes under it, right of the names."""
    here, figure = sheet(), layout.figure_of(axes)
    top = layout.draw_header(figure, words, [axes])
    layout.put(axes, here.margin + here.em(ROW_NAME), top, here.width - here.margin, layout.foot_of(figure))


def steps_of(values: Sequence[float], start: float) -> list[tuple[float, float]]:
    """Where each bar begins and ends."""
    found = []
    for value in values:
        found.append((start, start + value))
        start += value
    return found


def floor_of_levels(levels: Sequence[float]) -> float:
    """Where the axis of the waterfall begins."""
    low, high = min(levels), max(levels)
    if low <= ZOOM * high:
        return min(low, 0.0)
    return max(0.0, low - 0.25 * (high - low))


def draw_beside(
    axes: Axes, data: CreditData, share: Share, at: int, row: int, start: float, stop: float
) -> None:
    """A diamond where the share alone would end, and the standard error of a sampled one."""
    mark: dict[str, Any] = {"color": palette.INK, "markerfacecolor": "white", "markersize": 4.2, "zorder": 4}
    axes.plot([start + share.alone[at]], [row], "D", label=data.names["chart.alone"], **mark)
    error = share.errors[at]
    if error > 0.0:
        ends = [stop - error, stop + error]
        axes.plot(
            ends,
            [row, row],
            color=palette.INK,
            linewidth=1.2,
            label=data.names["chart.standard_error"],
            zorder=3,
        )


def label_rows(axes: Axes, labels: Sequence[str]) -> None:
    """Names left of the bars, in two lines at most where they are long."""
    here, figure, box = sheet(), layout.figure_of(axes), axes.get_position()
    count = len(labels)
    for row, label in enumerate(labels):
        room = here.em(ROW_NAME - 0.1)
        size = here.text if len(layout.wrap(label, here.text, room)) == 1 else here.small
        y = box.y1 - (row + 0.5) / count * box.height
        x = box.x0 - here.em(0.08) / here.width
        text = "\n".join(few_lines(label, size, room))
        figure.text(x, y, text, fontsize=size, ha="right", va="center", linespacing=1.0)


def set_levels(axes: Axes, low: float, high: float, numbers: Sequence[str]) -> None:
    """Range and ticks of the waterfall: levels across, one row a bar, room for the numbers."""
    from matplotlib.ticker import MaxNLocator

    widest = max(layout.text_width(text, sheet().small) for text in numbers) + 2 * sheet().em(GAP)
    high = low + (high - low or 1.0) / (1.0 - min(0.5, widest / width_of(axes)))
    axes.set_xlim(low, high)
    axes.set_ylim(len(numbers) - 0.5, -0.5)
    axes.set_yticks([])
    most = max(2, int(width_of(axes) / sheet().em(TICK_ROOM)))
    found = MaxNLocator(min(7, most), steps=[1, 2, 5, 10]).tick_values(low, high)
    ticks = [float(tick) for tick in found if low <= tick <= high]
    axes.set_xticks(ticks, [plain(tick) for tick in ticks])
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    if low < 0.0:
        axes.axvline(0.0, color=palette.QUIET, linewidth=0.8, zorder=2.8)


def write_numbers(axes: Axes, texts: Sequence[str], places: Sequence[float]) -> None:
    """The number of each bar, right of it."""
    low, high = axes.get_xlim()
    gap = sheet().em(GAP) / width_of(axes) * (high - low)
    for row, (text, place) in enumerate(zip(texts, places, strict=True)):
        x = place + gap
        axes.text(x, row, text, fontsize=sheet().small, va="center_baseline", color=palette.INK, zorder=5)


def width_of(axes: Axes) -> float:
    """Width of an axes in inches."""
    return float(axes.get_position().width * sheet().width)


def plain(value: float) -> str:
    """A level with thousands separators and three or four digits."""
    places = 0 if abs(value) >= 100.0 or value == round(value) else 1
    return f"{value:,.{places}f}".replace("-", "−")


def signed(value: float, places: int) -> str:
    """A change with its sign."""
    return f"{value:+,.{places}f}".replace("-", "−")
