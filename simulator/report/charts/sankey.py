"""The energy flow of a year as a chart: boxes in columns, ribbons as thick as what flows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.messages import say
from simulator.report.blocks import Picture
from simulator.report.charts import layout as layout
from simulator.report.charts import palette
from simulator.report.charts.labels import LabelRoom, Mark, place_labels
from simulator.report.charts.sankey_flows import COLUMNS, LOSSES, RECOVERED, energy_flows
from simulator.report.charts.sankey_places import Flow, Need, amounts, pieces_of, place
from simulator.report.charts.sheet import sheet
from simulator.report.words import figure as rounded
from simulator.variables import SECTOR_NAMES, SOURCE_NAMES, name_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulator.report.charts.sankey_places import Places, Ribbon
    from simulator.report.record import Record

COLOURS = {
    **palette.SECTORS,
    **palette.SOURCES,
    "electricity": palette.SOURCES["import_electricity"],
    "heat": palette.SOURCES["import_heat"],
    LOSSES: palette.FAINT,
}
BOX = 0.10  # inches at screen size: width of a box
END_GAP = 0.05  # between the boxes of the first and of the last column
LABEL_GAP = 0.05  # between a label and its box
BOX_COST = 12.0  # of covering a cell of a box with a label
LEAST = 0.1  # 10^4 tce, or per cent: less is written as below that


@dataclass(frozen=True, slots=True)
class FlowChart:
    """What the chart shows: flows, the words above it, name of every box; values as shares of the supply."""

    flows: Sequence[Flow]
    words: layout.Header
    names: Mapping[str, str]
    shares: bool


def sankey_block(record: Record, year: int, lang: str, *, rates_only: bool = False) -> Picture:
    """The energy flow of a year of a run, as a block of a document.

    With `rates_only` the labels are shares of the supply. Raises ValueError for a year outside the run.
    """
    first, last = record.summary["years"]
    if not first <= year <= last:
        raise ValueError(f"year {year} is outside {first} to {last}")
    unit = say("flow.share" if rates_only else "flow.unit", lang)
    return Picture(
        caption=say("flow.caption", lang, year=year, unit=unit),
        name=f"energy_flow_{year}",
        draw=lambda: draw_flow_chart(flow_chart(record, year, lang, rates_only=rates_only)),
    )


def flow_note(flows: Sequence[Flow], rate: float, lang: str) -> str:
    """How the flows are counted; that recovered gas and heat count a second time, if there are any."""
    basis = say("flow.basis", lang, rate=rounded(rate, 4))
    recovered = any(flow.start == RECOVERED for flow in flows)
    mark = "；" if lang == "zh" else "; "
    return basis + (mark + say("flow.recovered_note", lang) if recovered else "")


def flow_chart(record: Record, year: int, lang: str, *, rates_only: bool) -> FlowChart:
    """What the chart of a run and year shows, central case."""
    charts, flows = record.charts(lang), energy_flows(record.dataset, year)
    words = layout.Header(
        say("flow.title", lang, year=year),
        charts.title,
        flow_note(flows, float(record.dataset["calorific_rate"]), lang),
        charts.mark,
        say("flow.share" if rates_only else "flow.unit", lang),
    )
    names = {box: name_of_box(box, lang) for flow in flows for box in flow[:2]}
    return FlowChart(flows, words, names, rates_only)


def name_of_box(box: str, lang: str) -> str:
    """A source or sector by its name, any other box by its message."""
    for names in (SECTOR_NAMES, SOURCE_NAMES):
        if box in names:
            return name_of(names, box, lang)
    return say(f"flow.{box}", lang)


# ---- drawing ----


def draw_flow_chart(chart: FlowChart) -> Figure:
    """The chart on the sheet in use."""
    figure, here = layout.new_figure(), sheet()
    axes = figure.add_subplot()
    top = layout.draw_header(figure, chart.words, [axes])
    axes.set_axis_off()
    if not chart.flows:
        return figure
    columns = columns_of(chart.flows)
    labels = labels_of(chart)
    left, right = (room_beside(labels, columns[end]) for end in (0, -1))
    layout.put(axes, left, top, here.width - right, layout.height_of(figure) - here.margin)
    axes.set(xlim=(0, here.width - left - right), ylim=(0, 1))
    places = place(chart.flows, columns, needs_of(columns, labels, height_of(axes)))
    lefts = box_lefts(axes, len(columns))
    draw_ribbons(axes, places, lefts)
    draw_boxes(axes, places, columns, lefts)
    label_inner(axes, places, columns[1:-1], lefts[1:-1], labels)
    label_end(axes, places, columns[0], labels, -here.em(LABEL_GAP), "right")
    label_end(axes, places, columns[-1], labels, lefts[-1] + here.em(BOX + LABEL_GAP), "left")
    return figure


def height_of(axes: Axes) -> float:
    """Height of an axes in inches."""
    return float(axes.get_position().height * layout.height_of(layout.figure_of(axes)))


def needs_of(
    columns: Sequence[Sequence[str]], labels: Mapping[str, list[str]], height: float
) -> dict[str, Need]:
    """Room of every box on an axes so many inches high: at the ends beside its label, else below it."""
    line, gap = line_height() / height, sheet().em(END_GAP) / height
    inner = {box: Need(above=1.15 * line) for part in columns[1:-1] for box in part}
    ends = {box: Need(gap, len(labels[box]) * line) for part in (columns[0], columns[-1]) for box in part}
    return inner | ends


def columns_of(flows: Sequence[Flow]) -> list[list[str]]:
    """The boxes that something flows through, column by column; empty columns are left out."""
    present = {box for flow in flows for box in flow[:2]}
    return [part for names in COLUMNS if (part := [name for name in names if name in present])]


def labels_of(chart: FlowChart) -> dict[str, list[str]]:
    """Name and amount of every box, in lines that fit beside the boxes."""
    amount = through(chart.flows)
    supply = sum(amount[box] for box in chart.names if box in COLUMNS[0])
    here = sheet()
    values = {box: 100 * value / supply if chart.shares else value for box, value in amount.items()}
    mark = "%" if chart.shares else ""
    return {
        box: layout.wrap(f"{name} {at_least(values[box])}{mark}", here.small, here.column_text * 1.1)
        for box, name in chart.names.items()
    }


def through(flows: Sequence[Flow]) -> dict[str, float]:
    """What goes through each box."""
    column = {name: number for number, names in enumerate(COLUMNS) for name in names}
    return amounts([piece for flow in flows for piece in pieces_of(flow, column)])


def at_least(value: float) -> str:
    """A value to three digits; what is next to nothing as below the least that is written."""
    return rounded(value) if value >= LEAST else f"<{LEAST}"


def room_beside(labels: Mapping[str, list[str]], part: Sequence[str]) -> float:
    """Inches that the labels of an end column need."""
    here = sheet()
    longest = max((layout.text_width(line, here.small) for box in part for line in labels[box]), default=0.0)
    return longest + here.em(LABEL_GAP) + here.margin


def line_height() -> float:
    """Inches of a line of a label."""
    return sheet().small * layout.LINE_HEIGHT / 72


def box_lefts(axes: Axes, columns: int) -> list[float]:
    """Where the boxes of each column begin, in inches of the axes."""
    step = (axes.get_xlim()[1] - sheet().em(BOX)) / max(columns - 1, 1)
    return [number * step for number in range(columns)]


def draw_ribbons(axes: Axes, places: Places, lefts: Sequence[float]) -> None:
    """Every flow as a ribbon, level where it touches a box and through lanes."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    for ribbon in places.ribbons:
        upper = edge_of(ribbon, lefts)
        lower = [(x, y - ribbon.thickness) for x, y in reversed(upper)]
        there = [code for _ in ribbon.edges for code in (Path.LINETO, *[Path.CURVE4] * 3)]
        codes = [Path.MOVETO, *there[1:], *there, Path.CLOSEPOLY]
        shape = Path([*upper, *lower, (0.0, 0.0)], codes)
        axes.add_patch(PathPatch(shape, facecolor=colour_of(ribbon.flow), alpha=0.5, linewidth=0))


def edge_of(ribbon: Ribbon, lefts: Sequence[float]) -> list[tuple[float, float]]:
    """The upper edge of a ribbon: for each piece two ends and, between, the two points that bend it."""
    found = []
    for step, (here, there) in enumerate(ribbon.edges):
        start, end = lefts[ribbon.column + step] + sheet().em(BOX), lefts[ribbon.column + step + 1]
        middle = (start + end) / 2
        found += [(start, here), (middle, here), (middle, there), (end, there)]
    return found


def colour_of(flow: Flow) -> str:
    """The colour of what flows."""
    return COLOURS.get(flow.kind, palette.QUIET)


def draw_boxes(axes: Axes, places: Places, columns: Sequence[Sequence[str]], lefts: Sequence[float]) -> None:
    """Every box in the colour of its source, carrier or sector; others in grey."""
    from matplotlib.patches import Rectangle

    for part, x in zip(columns, lefts, strict=True):
        for box in part:
            foot, head = places.boxes[box]
            colour = COLOURS.get(box, palette.QUIET)
            axes.add_patch(Rectangle((x, foot), sheet().em(BOX), head - foot, color=colour, linewidth=0))


def label_inner(
    axes: Axes,
    places: Places,
    columns: Sequence[Sequence[str]],
    lefts: Sequence[float],
    labels: Mapping[str, list[str]],
) -> None:
    """The label of each box between the ends, at its head or where there is room."""
    import numpy as np

    room, marks = LabelRoom(axes), []
    for part, x in zip(columns, lefts, strict=True):
        for box in part:
            sides = np.array([x, x + sheet().em(BOX)])
            foot, head = (np.full(2, edge) for edge in places.boxes[box])
            room.cover(sides, foot, head, BOX_COST)
            marks.append(Mark(float(sides.mean()), head[0], " ".join(labels[box]), palette.INK))
    place_labels(axes, marks, room)


def label_end(
    axes: Axes, places: Places, part: Sequence[str], labels: Mapping[str, list[str]], x: float, side: str
) -> None:
    """The labels of an end column beside the middle of its boxes."""
    style: dict[str, Any] = {"fontsize": sheet().small, "ha": side, "va": "center", "linespacing": 1.0}
    for box in part:
        axes.text(x, sum(places.boxes[box]) / 2, "\n".join(labels[box]), **style)
