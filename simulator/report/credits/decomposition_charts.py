"""The chart of a decomposition: a bar for each span of years, year or sector, stacked by cause, total marked.

It is drawn from `DecompositionData`, plain numbers and words that can be kept as JSON. Draw inside
`layout.chart_style()`, save with `layout.save`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.messages import say
from simulator.report.charts import layout as layout
from simulator.report.charts import palette
from simulator.report.charts.sheet import sheet
from simulator.report.credits.charts import few_lines
from simulator.report.credits.decomposition import CHANGE, effect, factor_name, factors_of, subject_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulator.explore.credits.decomposition import Decomposition

COLOURS = {
    "population": palette.SECTORS["agriculture"],
    "gdp_per_head": palette.SECTORS["buildings"],
    "energy_intensity": palette.SECTORS["industry"],
    "co2_per_energy": palette.SECTORS["energy"],
    "activity": palette.SECTORS["buildings"],
    "structure": palette.SECTORS["households"],
    "intensity": palette.SECTORS["industry"],
    "fuel_mix": palette.SECTORS["transport"],
    "co2_factor": palette.SECTORS["energy"],
    "process": palette.SECTORS["agriculture"],
    "captured": palette.SECTORS["technology"],
    "networks": "#b9bfc6",
}
WIDE = 0.62  # of a bar; 1 from bar to bar
GAP = 0.04  # between a bar and its number
LABEL_LINES = 3
WORDS = ("chart.decomposition", "unit.co2")


@dataclass(frozen=True, slots=True)
class EffectBar:
    """One bar: factor -> change of CO2, 10^4 t, and the whole change, which they add up to."""

    label: str
    effects: Mapping[str, float]
    change: float


@dataclass(frozen=True, slots=True)
class DecompositionData:
    """All that the chart shows. factors : factor -> its name, from the zero line outwards."""

    title: str
    accounting: str
    mark: str
    bars: Sequence[EffectBar]
    factors: Mapping[str, str]
    names: Mapping[str, str]


# ---- data ----


def decomposition_data(
    found: Sequence[Decomposition], lang: str, title: str, *, accounting: str = "", mark: str = ""
) -> DecompositionData:
    """What the chart shows of decompositions of one subject in several spans, or of several in one span.

    title : what stands under the chart's name, such as the region and the scenario
    """
    factors = factors_of(found)
    subjects = dict.fromkeys(one.subject for one in found)
    only = subject_title(found[0].subject, lang) if len(subjects) == 1 else span_label(found[0])
    label = span_label if len(subjects) == 1 else lambda one: subject_title(one.subject, lang)
    return DecompositionData(
        title=say("chart.subject", lang, title=title, subject=only),
        accounting=accounting,
        mark=mark,
        bars=[
            EffectBar(label(one), {name: effect(one, name) for name in factors if name != CHANGE}, one.change)
            for one in found
        ],
        factors={name: factor_name(name, lang).replace("CO2", "CO₂") for name in factors},
        names={key: say(key, lang) for key in WORDS},
    )


def span_label(one: Decomposition) -> str:
    """The years of a span, or the year in which two scenarios are held against each other."""
    first, last = one.before[1], one.after[1]
    return str(first) if first == last else f"{first}–{last}"


def decomposition_data_from(plain: Mapping[str, Any]) -> DecompositionData:
    """The same from what `dataclasses.asdict` made of it, as read from JSON."""
    return DecompositionData(**{**plain, "bars": [EffectBar(**bar) for bar in plain["bars"]]})


# ---- drawing ----


def decomposition_chart(data: DecompositionData) -> Figure:
    """What raises CO2 above the zero line, what lowers it below, and a mark at the whole change."""
    axes = layout.new_figure().add_subplot()
    figure = layout.figure_of(axes)
    heights = [
        height for factor in data.factors if factor != CHANGE for height in draw_factor(axes, data, factor)
    ]
    style: dict[str, Any] = {"color": palette.INK, "markerfacecolor": "white", "markersize": 5.5, "zorder": 4}
    places = range(len(data.bars))
    changes = [bar.change for bar in data.bars]
    axes.plot(places, changes, "D", linestyle="none", label=data.factors[CHANGE], **style)
    header = layout.Header(
        data.names["chart.decomposition"], data.title, data.accounting, data.mark, data.names["unit.co2"]
    )
    top = layout.draw_header(figure, header, [axes])
    lines = [few_lines(bar.label, sheet().text, room_of_label(data), LABEL_LINES) for bar in data.bars]
    extra = (max(map(len, lines), default=1) - 1) * sheet().text * layout.LINE_HEIGHT / 72
    bottom = layout.foot_of(figure) - extra
    layout.put(axes, sheet().axes_left, top, sheet().width - sheet().margin, bottom)
    set_scale(axes, [0.0, *heights, *changes])
    write_labels(axes, lines, room_of_label(data))
    write_changes(axes, changes)
    return figure


def write_labels(axes: Axes, labels: Sequence[Sequence[str]], room: float) -> None:
    """What each bar is, under it; smaller where a word is wider than its room."""
    here = sheet()
    widest = max((layout.text_width(line, here.text) for lines in labels for line in lines), default=room)
    axes.set_xticks(range(len(labels)), ["\n".join(lines) for lines in labels])
    axes.tick_params(axis="x", length=0, labelsize=here.text * min(1.0, room / max(widest, 1e-9)))


def room_of_label(data: DecompositionData) -> float:
    """Width under a bar, inches."""
    across = sheet().width - sheet().margin - sheet().axes_left
    return across / max(len(data.bars), 1) - sheet().em(0.08)


def draw_factor(axes: Axes, data: DecompositionData, factor: str) -> list[float]:
    """The pieces of one factor, outside of those before it; returns where they end."""
    before = [*data.factors][: [*data.factors].index(factor)]
    ends = []
    for place, bar in enumerate(data.bars):
        value = bar.effects.get(factor, 0.0)
        inner = sum(bar.effects.get(name, 0.0) for name in before if bar.effects.get(name, 0.0) * value > 0.0)
        label = data.factors[factor] if place == 0 else None
        axes.bar(
            place,
            value,
            WIDE,
            bottom=inner,
            color=COLOURS[factor],
            edgecolor="white",
            linewidth=0.45,
            label=label,
            zorder=2,
        )
        ends.append(inner + value)
    return ends


def set_scale(axes: Axes, heights: Sequence[float]) -> None:
    """Range and ticks, with room for the numbers."""
    low, high = min(heights), max(heights)
    room = 0.09 * (high - low or 1.0)
    axes.set_ylim(low - room, high + room)
    layout.number_ticks(axes, low - room, high + room)
    axes.axhline(0.0, color=palette.QUIET, linewidth=0.8, zorder=2.8)
    axes.grid(visible=False, axis="x")


def write_changes(axes: Axes, changes: Sequence[float]) -> None:
    """The whole change of each bar, right of it at the height of its mark, and room for the last one."""
    places = 1 if max(map(abs, changes), default=0.0) < 100.0 else 0
    texts = [f"{change:+,.{places}f}".replace("-", "−") for change in changes]
    inches = axes.get_position().width * sheet().width
    widest = max((layout.text_width(text, sheet().small) for text in texts), default=0.0)
    left, right = -0.6, len(changes) - 1 + WIDE / 2 + GAP
    axes.set_xlim(left, left + (right - left) / (1.0 - min(0.5, widest / inches)))
    behind = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    style: dict[str, Any] = {"fontsize": sheet().small, "va": "center", "color": palette.INK, "bbox": behind}
    for place, (change, text) in enumerate(zip(changes, texts, strict=True)):
        axes.text(place + WIDE / 2 + GAP, change, text, zorder=5, **style)
