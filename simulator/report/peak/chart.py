"""The chart of the frontier: how low the peak can be against the year, and beside it what that costs.

Draw inside `layout.chart_style()`, save with `layout.save`; matplotlib is imported inside functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.explore.credits.outcomes import question_of
from simulator.explore.peak.frontier import CHEAPEST, KINDS, LOWEST, SMALLEST
from simulator.messages import say
from simulator.report.charts import layout as layout
from simulator.report.charts import palette
from simulator.report.charts.run import panel_places
from simulator.report.charts.sheet import sheet
from simulator.report.words import colon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from simulator.explore.peak.frontier import Reached
    from simulator.explore.peak.study import Study

    Array = NDArray[np.float64]

MONEY = 1e4  # 10^4 CNY in 10^8 CNY
COLOURS = {LOWEST: palette.SCENARIOS[3], CHEAPEST: palette.SCENARIOS[1], SMALLEST: palette.SCENARIOS[2]}
THICK = {LOWEST: 1.7, CHEAPEST: 3.8, SMALLEST: 1.9}  # lines that coincide are both seen
EDGE = 0.08  # part of the range left free above and below
LEAST_RANGE = 0.02  # of the height: differences below this are not blown up


@dataclass(frozen=True, slots=True)
class PeakLines:
    """What the chart shows, by year asked; NaN where nothing was found.

    heights : kind -> (year,) and now, 10^4 t; costs : kind -> (3, year) low, central, high, 10^8 CNY
    """

    years: Array
    heights: Mapping[str, Array]
    costs: Mapping[str, Array]
    now: float


def lines_of(found: Study) -> PeakLines:
    """The numbers of a chart."""
    answers = [dict(row.answers) for row in found.frontier.rows]
    return PeakLines(
        years=np.array(found.by, dtype=float),
        heights={kind: np.array([height(one[kind]) for one in answers]) for kind in KINDS},
        costs={kind: np.array([costs(one[kind]) for one in answers]).T for kind in (CHEAPEST, SMALLEST)},
        now=found.frontier.now.height,
    )


def height(one: Reached | None) -> float:
    """Height of a peak, NaN for none."""
    return float("nan") if one is None else one.height


def costs(one: Reached | None) -> tuple[float, float, float]:
    """Low, central and high cost in 10^8 CNY, NaN for none."""
    missing = (float("nan"),) * 3
    return missing if one is None else (one.cost.low / MONEY, one.cost.central / MONEY, one.cost.high / MONEY)


def frontier_chart(found: Study, lang: str) -> Figure:
    """Two panels over the years asked: height of the peak, cost of peaking by then."""
    lines = lines_of(found)
    figure = layout.new_figure(rows=2 // sheet().across)
    panels = [figure.add_subplot(), figure.add_subplot()]
    draw_heights(panels[0], lines, lang)
    draw_costs(panels[1], lines, lang)
    top = layout.draw_header(figure, header(found, lang), panels)
    right = sheet().width - sheet().margin
    titles = ("chart.peak_height", "chart.peak_cost")
    cut = say("chart.peak_unit_cut", lang, unit=say("unit.co2", lang))
    units = (cut, say("unit.peak_cost", lang))
    spans = (height_span(lines), cost_span(lines))
    places = panel_places(top, layout.foot_of(figure), right, len(panels))
    for axes, place, title, unit, span in zip(panels, places, titles, units, spans, strict=True):
        layout.put(axes, *place)
        layout.panel_title(axes, say(title, lang), unit, place[0] - sheet().em(0.54))
        set_scale(axes, lines.years, *span)
    return figure


def header(found: Study, lang: str) -> layout.Header:
    """The words above the chart."""
    scenario = found.plan.scenario
    name = f"{scenario.region.info.title.text(lang)}{colon(lang)}{scenario.entry.title.text(lang)}"
    accounting = say("peak_rule", lang, preset=say(f"preset.{question_of(found.plan).preset}", lang))
    title = say("chart.peak_frontier", lang)
    return layout.Header(title, name, accounting, say("mark_internal", lang), "")


def draw_heights(axes: Axes, lines: PeakLines, lang: str) -> None:
    """The three heights, and that of the scenario as it is."""
    style: dict[str, Any] = {"color": palette.QUIET, "linewidth": 1.2, "dashes": (4.0, 2.0)}
    axes.axhline(lines.now, label=say("chart.peak_now", lang), zorder=2.6, **style)
    for kind in reversed(KINDS):
        draw_line(axes, lines.years, lines.heights[kind], kind, say(f"chart.peak_{kind}", lang))


def draw_costs(axes: Axes, lines: PeakLines, lang: str) -> None:
    """Least cost with the range of the unit costs, and what the least change costs."""
    low, _, high = lines.costs[CHEAPEST]
    shade: dict[str, Any] = {"facecolor": COLOURS[CHEAPEST], "alpha": 0.2, "linewidth": 0.0}
    axes.fill_between(lines.years, low, high, label=say("chart.peak_range", lang), zorder=2.5, **shade)
    for kind in (CHEAPEST, SMALLEST):
        draw_line(axes, lines.years, lines.costs[kind][1], kind, None)


def draw_line(axes: Axes, years: Array, values: Array, kind: str, label: str | None) -> None:
    """The line of one answer with a dot at every year."""
    wide = THICK[kind]
    dots: dict[str, Any] = {"marker": "o", "markersize": 2.6 + wide, "markeredgecolor": "white"}
    axes.plot(
        years, values, color=COLOURS[kind], linewidth=wide, label=label, zorder=4, clip_on=False, **dots
    )


def height_span(lines: PeakLines) -> tuple[float, float]:
    """Range of the heights shown; not from zero, since they differ by a few per cent."""
    return widened(np.array([lines.now, *np.concatenate([*lines.heights.values()])]), LEAST_RANGE * lines.now)


def cost_span(lines: PeakLines) -> tuple[float, float]:
    """Range of the costs shown, zero in it."""
    shown = (lines.costs[CHEAPEST].ravel(), lines.costs[SMALLEST][1])
    return widened(np.array([0.0, *np.concatenate(shown)]), 1.0)


def widened(values: Array, least: float) -> tuple[float, float]:
    """Range of the values that are there, with room at both ends."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    room = max(high - low, least) * EDGE
    middle, half = (low + high) / 2.0, max(high - low, least) / 2.0
    return middle - half - room, middle + half + room


def set_scale(axes: Axes, years: Sequence[float] | Array, low: float, high: float) -> None:
    """Range and ticks of a panel."""
    axes.set_ylim(low, high)
    layout.number_ticks(axes, low, high)
    layout.year_ticks(axes, int(min(years)), int(max(years)))
    if low < 0.0 < high:
        axes.axhline(0.0, color=palette.QUIET, linewidth=0.8, zorder=2.8)
