"""The chart of an abatement cost curve: a bar for each measure, as wide as its tonnes, as high as their cost.

It is drawn from `CurveData`, plain numbers and words that can be kept as JSON. Bars are numbered above the
axes and named below it, so that no two names can meet. Draw inside `layout.chart_style()`, save with
`layout.save`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING, Any

from simulator.messages import say
from simulator.report.abatement.screen import against, method_name, period_text, sector_name
from simulator.report.charts import layout as layout
from simulator.report.charts import palette
from simulator.report.charts.sheet import sheet
from simulator.report.compare.charts import shortened
from simulator.report.credits.charts import plain
from simulator.report.credits.data import COLOURS
from simulator.report.credits.tables import player_name
from simulator.report.words import figure, percent, separator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulator.explore.abatement.curve import Abatement

AXES_HEIGHT = 3.0  # inches, of the screen
STRIP = 0.34  # inches above the axes for the numbers of the bars
FOOT = 0.62  # below the axes for the numbers and the words of the width
ROW = 0.19  # from name to name
NUMBER_ROOM, COST_ROOM, COLUMN_GAP = 0.42, 0.62, 0.3
APART = 0.035  # between two numbers of bars


@dataclass(frozen=True, slots=True)
class Bar:
    """One measure: 10^4 t wide; low, middle and high cost of a tonne, CNY."""

    label: str
    sector: str
    width: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class CurveData:
    """All that the chart shows; bars from left to right. sectors : sector -> its name; price : CNY/t."""

    title: str
    accounting: str
    mark: str
    bars: Sequence[Bar]
    sectors: Mapping[str, str]
    price: float | None
    names: Mapping[str, str]


# ---- data ----


def curve_data(
    found: Abatement, lang: str, *, accounting: str = "", mark: str = "", price: float | None = None
) -> CurveData:
    """What the chart shows of a curve."""
    scenario = found.plan.scenario
    region, name = scenario.region.info.title.text(lang), scenario.entry.title.text(lang)
    bars = [
        Bar(
            player_name(step.player, lang),
            step.player.sector,
            step.tonnes[found.method],
            *step.height(found.method),
        )
        for step in found.steps
    ]
    sectors = {one: sector_name(one, lang) for one in COLOURS if one in {bar.sector for bar in bars}}
    unit = "chart.abatement_unit" if found.period.year is not None else "chart.abatement_unit_discounted"
    return CurveData(
        title=f"{region} · {name}{separator(lang)}{against(found, lang)}",
        accounting=accounting,
        mark=mark,
        bars=bars,
        sectors=sectors,
        price=price,
        names={
            "title": say("chart.abatement", lang, period=period_text(found, lang)),
            "width": say("chart.abatement_width", lang, method=method_name(found, lang)),
            "unit": say(unit, lang, base=found.period.base_year, rate=percent(found.period.rate)),
            "range": say("chart.abatement_range", lang),
            "price": say("chart.abatement_price", lang, price=figure(price)),
            "beside": say("chart.abatement_beside", lang),
            "join": separator(lang),
            "smaller": say("chart.abatement_smaller", lang, count="{count}"),
        },
    )


def curve_data_from(content: Mapping[str, Any]) -> CurveData:
    """The same from what `dataclasses.asdict` made of it, as read from JSON."""
    return CurveData(**{**content, "bars": [Bar(**bar) for bar in content["bars"]]})


# ---- drawing ----


def curve_chart(data: CurveData) -> Figure:
    """The curve, costs above the zero line and savings below it, with the names of its measures under it."""
    here = sheet()
    axes = layout.new_figure().add_subplot()
    chart = layout.figure_of(axes)
    rows = ceil(len(data.bars) / here.across) + 1
    chart.set_figheight(here.em(AXES_HEIGHT + STRIP + FOOT + 1.15 + rows * ROW) + here.margin / 2)
    draw_bars(axes, data)
    words = layout.Header(data.names["title"], data.title, data.accounting, data.mark, data.names["unit"])
    top = layout.draw_header(chart, words, [axes]) + here.em(STRIP)
    bottom = layout.height_of(chart) - here.em(FOOT + rows * ROW) - here.margin / 2
    layout.put(axes, here.axes_left, top, here.width - here.margin, bottom)
    set_scale(axes, data)
    left_out = number_bars(axes, data)
    name_bars(chart, data, bottom + here.em(FOOT), left_out)
    return chart


def edges(data: CurveData) -> list[float]:
    """Where each bar begins, and where the last one ends."""
    return [*accumulate((bar.width for bar in data.bars), initial=0.0)]


def draw_bars(axes: Axes, data: CurveData) -> None:
    """A bar for each measure in the colour of its sector, a line over the range of its cost, the price."""
    named: set[str] = set()
    for left, bar in zip(edges(data), data.bars, strict=False):
        label, colour = None if bar.sector in named else data.sectors[bar.sector], COLOURS[bar.sector]
        named.add(bar.sector)
        style: dict[str, Any] = {"align": "edge", "edgecolor": "white", "linewidth": 0.4, "zorder": 2}
        axes.bar(left, bar.middle, bar.width, color=colour, label=label, **style)
        ends = [left, left + bar.width]  # a cost of nothing shows as a line
        axes.plot(ends, [bar.middle] * 2, color=colour, linewidth=1.6, zorder=2.9)
    draw_ranges(axes, data)
    if data.price is not None:
        style = {"color": palette.TARGET, "linewidth": 1.3, "dashes": (4.0, 2.0), "zorder": 3.2}
        axes.axhline(data.price, label=data.names["price"], **style)


def draw_ranges(axes: Axes, data: CurveData) -> None:
    """A line from the low to the high cost of each measure, on white so that it shows on dark bars."""
    for place, (left, bar) in enumerate(zip(edges(data), data.bars, strict=False)):
        label = data.names["range"] if place == 0 else None
        across, upward = [left + bar.width / 2.0] * 2, [bar.low, bar.high]
        axes.plot(across, upward, color="white", linewidth=1.8, alpha=0.6, zorder=3)
        axes.plot(across, upward, color=palette.INK, linewidth=0.9, label=label, zorder=3.1)


def set_scale(axes: Axes, data: CurveData) -> None:
    """Ranges and ticks of both axes, the zero line, and what the width is."""
    from matplotlib.ticker import MaxNLocator

    here, whole = sheet(), edges(data)[-1] or 1.0
    ends = [0.0, *(value for bar in data.bars for value in (bar.low, bar.high, bar.middle))]
    ends += [] if data.price is None else [data.price]
    low, high = min(ends), max(ends)
    room = 0.05 * (high - low or 1.0)
    axes.set_xlim(0.0, whole)
    axes.set_ylim(low - room * (low < 0.0), high + room)
    layout.number_ticks(axes, *axes.get_ylim())
    ticks = [float(tick) for tick in MaxNLocator(7, steps=[1, 2, 5, 10]).tick_values(0.0, whole)]
    ticks = [tick for tick in ticks if 0.0 <= tick <= whole]
    axes.set_xticks(ticks, [plain(tick) for tick in ticks])
    axes.grid(visible=False, axis="x")
    axes.axhline(0.0, color=palette.INK, linewidth=0.9, zorder=2.8)
    axes.set_xlabel(data.names["width"], fontsize=here.text, color=palette.QUIET, labelpad=here.em(3.0))


def number_bars(axes: Axes, data: CurveData) -> int:
    """The number of each bar above the axes, led to its bar; returns how many narrow ones found no room."""
    here, box, chart = sheet(), axes.get_position(), layout.figure_of(axes)
    inches = box.width * here.width
    shown = numbered(data, inches)
    starts, whole = edges(data), edges(data)[-1] or 1.0
    centres = [(starts[place] + data.bars[place].width / 2.0) / whole for place in shown]
    places = layout.spread(centres, [room_of(place) / inches for place in shown])
    low, high = axes.get_ylim()
    foot = box.y1 + here.em(0.12) / layout.height_of(chart)
    for number, centre, place in zip(shown, centres, places, strict=True):
        bar = data.bars[number]
        top = box.y0 + (max(bar.high, 0.0) - low) / (high - low) * box.height
        x, at = box.x0 + place * box.width, box.x0 + centre * box.width
        draw_lead(chart, (at, at, x), (top, box.y1, foot))
        chart.text(x, foot, str(number + 1), fontsize=here.small, ha="center", va="bottom", color=palette.INK)
    return len(data.bars) - len(shown)


def draw_lead(chart: Figure, across: Sequence[float], upward: Sequence[float]) -> None:
    """A thin line through points, in shares of the figure."""
    from matplotlib.lines import Line2D

    chart.add_artist(Line2D(across, upward, color=palette.FAINT, linewidth=0.6, linestyle=(0, (1.0, 1.6))))


def room_of(place: int) -> float:
    """Width that the number of a bar takes, inches."""
    return layout.text_width(str(place + 1), sheet().small) + sheet().em(APART)


def numbered(data: CurveData, inches: float) -> list[int]:
    """Bars that get a number: all, or the widest ones where there is no room for all."""
    kept = sorted(range(len(data.bars)), key=lambda place: -data.bars[place].width)
    while kept and sum(map(room_of, kept)) > inches:
        kept.pop()
    return sorted(kept)


def name_bars(chart: Figure, data: CurveData, top: float, left_out: int) -> None:
    """Number, colour, name and middle cost of each measure in columns below the axes."""
    here, height = sheet(), layout.height_of(chart)
    rows = ceil(len(data.bars) / here.across)
    column = (here.width - 2 * here.margin - (here.across - 1) * here.em(COLUMN_GAP)) / here.across
    for place, bar in enumerate(data.bars):
        left = here.margin + (place // rows) * (column + here.em(COLUMN_GAP))
        y = 1.0 - (top + (place % rows + 0.5) * here.em(ROW)) / height
        style: dict[str, Any] = {"fontsize": here.small, "va": "center_baseline", "color": palette.INK}
        chart.text((left + here.em(0.2)) / here.width, y, str(place + 1), ha="right", **style)
        layout.draw_swatch(chart, left + here.em(0.25), y, COLOURS[bar.sector])
        room = column - here.em(NUMBER_ROOM + COST_ROOM)
        name = shortened(bar.label, here.small, room)
        chart.text((left + here.em(NUMBER_ROOM)) / here.width, y, name, **style)
        chart.text((left + column) / here.width, y, plain(round(bar.middle)), ha="right", **style)
    told = [data.names["beside"], *([data.names["smaller"].format(count=left_out)] if left_out else [])]
    y = top + (rows + 0.5) * here.em(ROW)
    layout.write(chart, here.margin, y, data.names["join"].join(told), here.small, palette.QUIET)
