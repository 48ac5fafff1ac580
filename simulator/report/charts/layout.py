"""How a chart is laid out: font and style, header, place and scale of its axes, names of its layers.

All lengths are inches from the top left corner of the figure unless a name says otherwise. Places are worked
out once, from measured text, and kept as shares of the figure, so that the PNG and the SVG of one figure come
out alike though they are drawn at different resolutions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain
from math import ceil, floor, log10
from pathlib import Path
from re import findall
from typing import TYPE_CHECKING, Any, cast

from simulator.report.charts import palette
from simulator.report.charts.sheet import sheet

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FONT_FILE = Path(__file__).parents[1] / "fonts" / "CarbonPeakSansSC-Regular.otf"
FONT_FAMILY = "Carbon Peak Sans SC"
# As a list in `font.family` itself: only then is the second asked for a character that the first lacks.
FAMILIES = [FONT_FAMILY, "DejaVu Sans"]
DOTS = 150  # per inch, while places are worked out
QUICK = 3  # of the nine levels of PNG compression: half the time of the usual six, hardly larger
LINE_HEIGHT = 1.45  # in font sizes
TICK_PAD = 3.5  # points between an axes and its numbers
SAVING: Mapping[str, Any] = {
    "png": {"metadata": {"Software": None}, "pil_kwargs": {"compress_level": QUICK}},
    "svg": {"metadata": {"Date": None, "Creator": None}},
    "pdf": {"metadata": {"CreationDate": None, "Creator": None, "Producer": None}},
}

STYLE: Any = {
    "pdf.fonttype": 42,  # whole glyphs, so that a journal's checker and a search find the words
    "font.family": FAMILIES,
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
    "legend.frameon": False,
    "legend.borderpad": 0.0,
    "legend.borderaxespad": 0.0,
    "legend.handlelength": 1.9,
    "legend.handletextpad": 0.5,
    "legend.columnspacing": 1.4,
    "lines.solid_capstyle": "butt",
}


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a stack: its id, and its lower and upper edge at each time x; arrays (point,)."""

    name: str
    x: Array
    lower: Array
    upper: Array


@dataclass(frozen=True, slots=True)
class Header:
    """The words above the axes: chart, region and scenario, accounting rule, mark of the corner, unit."""

    title: str
    subtitle: str
    accounting: str
    mark: str
    unit: str


@contextmanager
def chart_style() -> Iterator[None]:
    """matplotlib set to the style of the charts, with their font loaded, until the block ends."""
    from matplotlib import font_manager, rc_context

    if FONT_FAMILY not in {font.name for font in font_manager.fontManager.ttflist}:
        font_manager.fontManager.addfont(FONT_FILE)
    here = sheet()
    sizes = {"font.size": here.text, "legend.fontsize": here.small}
    pads = {f"{axis}tick.major.pad": here.em(TICK_PAD) for axis in "xy"}
    with rc_context(STYLE | sizes | pads):
        yield


def new_figure(rows: int = 1) -> Figure:
    """An empty figure on the sheet, drawn by Agg; higher than the sheet if its rows of panels need it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    height = max(sheet().height, rows * sheet().panel_height)
    figure = Figure(figsize=(sheet().width, height), dpi=DOTS)
    FigureCanvasAgg(figure)
    return figure


def height_of(figure: Figure) -> float:
    """Height of a figure in inches."""
    return float(figure.get_figheight())


def foot_of(figure: Figure) -> float:
    """Where the lowest axes of a figure end."""
    return height_of(figure) - sheet().axes_bottom


def figure_of(axes: Axes) -> Figure:
    """The figure that holds the axes."""
    return cast("Figure", axes.figure)


def save(figure: Figure, stem: Path, kinds: Sequence[str] = ("png", "svg")) -> list[Path]:
    """Write one figure as PNG, SVG or PDF, without date or program version; returns the files."""
    files = [stem.with_suffix(f".{kind}") for kind in kinds]
    with strokes_in_proportion(figure):
        for kind, file in zip(kinds, files, strict=True):
            figure.savefig(file, dpi=sheet().dots if kind == "png" else "figure", **SAVING[kind])
    return files


@contextmanager
def strokes_in_proportion(figure: Figure) -> Iterator[None]:
    """Lines and markers as thick beside the text of the sheet as on the screen, until the block ends."""
    factor = sheet().em(1.0)
    scale_strokes(figure, factor)
    try:
        yield
    finally:
        scale_strokes(figure, 1 / factor)


def scale_strokes(figure: Figure, factor: float) -> None:
    """Make every line and marker of a figure so many times as thick."""
    import numpy as np
    from matplotlib.collections import Collection
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    if factor == 1.0:
        return
    for line in figure.findobj(Line2D):
        line.set(linewidth=line.get_linewidth() * factor, markersize=line.get_markersize() * factor)
        line.set_markeredgewidth(line.get_markeredgewidth() * factor)
    for patch in figure.findobj(Patch):
        patch.set_linewidth(patch.get_linewidth() * factor)
    for collection in figure.findobj(Collection):
        collection.set_linewidth([width * factor for width in np.atleast_1d(collection.get_linewidth())])


# ---- text ----


def text_width(text: str, size: float) -> float:
    """Width of one line of text in inches."""
    return measured_at_ten_points(text) * size / 10


@lru_cache(maxsize=4096)
def measured_at_ten_points(text: str) -> float:
    """Width in inches at 10 points; widths grow in proportion because hinting is off."""
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties

    renderer: Any = RendererAgg
    font = FontProperties(family=FAMILIES, size=10)
    return float(renderer(1, 1, DOTS).get_text_width_height_descent(text, font, False)[0]) / DOTS


def wrap(text: str, size: float, width: float) -> list[str]:
    """Lines up to width inches; broken between words or Chinese characters, never before punctuation.

    The font has no kerning, so the width of a line is the sum of its pieces.
    """
    lines, used = [""], 0.0
    for piece in findall(r"(?:[!-~À-ɏ⁰-₉]+|.)[，。、；：！？）》”’)]*\s*", text):
        if lines[-1] and used + text_width(piece.rstrip(), size) > width:
            lines, used = [*lines, ""], 0.0
        lines[-1] += piece
        used += text_width(piece, size)
    return [line.rstrip() for line in lines]


def write(figure: Figure, x: float, y: float, text: str, size: float, colour: str, **more: Any) -> float:
    """Write one line with its middle y below the top, smaller if it is too wide; returns its width."""
    here = sheet()
    room = more.pop("room", here.width - here.margin - x)
    size = min(size, size * room / max(text_width(text, size), 1e-9))
    place = x / here.width, 1 - y / height_of(figure)
    figure.text(*place, text, fontsize=size, color=colour, va="center_baseline", **more)
    return text_width(text, size)


# ---- header and axes ----


def draw_header(figure: Figure, words: Header, panels: Sequence[Axes]) -> float:
    """Write the words above the axes and the key; returns where the axes may begin."""
    here = sheet()
    room = here.width - 2 * here.margin
    beside = room - draw_corner_mark(figure, words.mark)
    y = here.margin + here.em(0.11)
    write(figure, here.margin, y, words.title, here.title, palette.INK, room=beside)
    write(figure, here.margin, y + here.em(0.26), words.subtitle, here.subtitle, palette.INK)
    y += here.em(0.47)
    for line in wrap(words.accounting, here.small, room):
        write(figure, here.margin, y, line, here.small, palette.QUIET)
        y += here.small * LINE_HEIGHT / 72
    return draw_key(figure, panels, words.unit, y + here.em(0.04))


def draw_corner_mark(figure: Figure, mark: str) -> float:
    """The mark in a thin frame at the top right; returns the width it takes."""
    if not mark:
        return 0.0
    here = sheet()
    frame = {"boxstyle": "square,pad=0.35", "facecolor": "white", "edgecolor": palette.FAINT}
    width = text_width(mark, here.small)
    x, y = here.width - here.margin - here.em(0.06) - width, here.margin + here.em(0.11)
    write(figure, x, y, mark, here.small, palette.QUIET, bbox=frame | {"linewidth": here.em(0.7)})
    return width + here.em(0.25)


def draw_key(figure: Figure, panels: Sequence[Axes], unit: str, top: float) -> float:
    """Write the unit and, right of it, what lines and markers mean; returns where the axes may begin."""
    here = sheet()
    handles, labels = zip(*(axes.get_legend_handles_labels() for axes in panels), strict=True)
    labelled = dict(zip(chain(*labels), chain(*handles), strict=True))  # each label once
    taken = text_width(unit, here.text) + here.em(0.3) if unit else 0.0
    legend = widest_key(figure, labelled, top, here.width - 2 * here.margin - taken)
    height = size_of(legend)[1] if labelled else here.em(0.18)
    write(figure, here.margin, top + height - here.em(0.07), unit, here.text, palette.QUIET)
    return top + height + here.em(0.12)


def widest_key(figure: Figure, labelled: Mapping[str, Artist], top: float, room: float) -> Legend:
    """A key in as few rows as the room allows."""
    for rows in range(1, len(labelled)):
        legend = key_of(figure, labelled, ceil(len(labelled) / rows), top)
        if size_of(legend)[0] <= room:
            return legend
        legend.remove()
    return key_of(figure, labelled, 1, top)


def key_of(figure: Figure, labelled: Mapping[str, Artist], columns: int, top: float) -> Legend:
    """A key whose top right corner is at the right margin."""
    corner = (1 - sheet().margin / sheet().width, 1 - top / height_of(figure))
    handles, labels = [*labelled.values()], [*labelled]
    return figure.legend(handles, labels, loc="upper right", bbox_to_anchor=corner, ncols=max(columns, 1))


def size_of(legend: Legend) -> tuple[float, float]:
    """Width and height of a key."""
    box = legend.get_window_extent()
    return box.width / DOTS, box.height / DOTS


def put(axes: Axes, left: float, top: float, right: float, bottom: float) -> None:
    """Set where the axes stands."""
    width, height = sheet().width, height_of(figure_of(axes))
    axes.set_position((left / width, 1 - bottom / height, (right - left) / width, (bottom - top) / height))


def panel_title(axes: Axes, title: str, unit: str, left: float) -> None:
    """The name of a panel above it, and its unit behind in grey; written smaller if the panel is narrow."""
    here, box, figure = sheet(), axes.get_position(), figure_of(axes)
    middle, gap = (1 - box.y1) * height_of(figure) - here.panel_title / 2, here.em(0.1)
    room = box.x1 * here.width - left
    size = here.text * min(1.0, room / (text_width(title + unit, here.text) + gap))
    width = write(figure, left, middle, title, size, palette.INK)
    write(figure, left + width + gap, middle, unit, size, palette.QUIET)


def scale(axes: Axes, years: Iterable[float], heights: Iterable[Array | float], headroom: float) -> None:
    """Set the range of both axes, from zero or below, with a share of headroom, and write the ticks."""
    import numpy as np

    values = np.concatenate([[0.0], *(np.atleast_1d(part) for part in heights)])
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    span = (high - low) or 1.0
    low, high = low - 0.04 * span * (low < 0), low + span * (1 + headroom)
    axes.set_ylim(low, high)
    number_ticks(axes, low, high)
    year_ticks(axes, floor(min(years)), ceil(max(years)))
    if low < 0:
        axes.axhline(0.0, color=palette.QUIET, linewidth=0.8, zorder=2.8)


def number_ticks(axes: Axes, low: float, high: float) -> None:
    """Round numbers with thousands separators."""
    from matplotlib.ticker import MaxNLocator

    inches = axes.get_position().height * height_of(figure_of(axes))
    most = max(5, floor(inches / sheet().number_room))
    found = MaxNLocator(most, steps=[1, 2, 5, 10]).tick_values(low, high)
    places = max(0, -floor(log10(found[1] - found[0]) + 1e-9))
    ticks = [float(tick) for tick in found if low <= tick <= high]
    axes.set_yticks(ticks, [f"{tick:,.{places}f}".replace("-", "−") for tick in ticks])


def year_ticks(axes: Axes, first: int, last: int) -> None:
    """Every year if there is room, else the years of five-year plans; a small tick for each other year.

    The small ticks are the markers of one line: tick objects would take a fifth of the time of all drawing.
    """
    from matplotlib.markers import TICKDOWN

    years = max(last - first, 1)
    axes.set_xlim(first, first + years)
    inches = axes.get_position().width * sheet().width
    step = next((step for step in (1, 5, 10, 20) if inches / years * step >= sheet().year_room), 50)
    written = [year for year in range(first, last + 1) if year % step == 0]
    axes.set_xticks(written, [str(year) for year in written])
    every, foot = range(first, last + 1), [0.0] * (last + 1 - first)
    style: dict[str, Any] = {"color": palette.FAINT, "markersize": 2.5, "linestyle": "none", "clip_on": False}
    axes.plot(every, foot, marker=TICKDOWN, transform=axes.get_xaxis_transform(), **style)


# ---- the column of layer names ----


def column_words(layers: Iterable[Layer], names: Mapping[str, str]) -> dict[str, list[str]]:
    """The name of each layer, broken into lines that fit the column; each layer once, in stacking order."""
    found = palette.in_stacking_order([*{layer.name for layer in layers}])
    return {name: wrap(names[name], sheet().text, sheet().column_text) for name in found}


def column_width(words: Mapping[str, list[str]]) -> float:
    """Width of the column right of the axes."""
    here = sheet()
    longest = max((text_width(line, here.text) for lines in words.values() for line in lines), default=0.0)
    return here.em(0.14) + here.leader + here.swatch + longest + here.margin


def draw_column(axes: Axes, layers: Iterable[Layer], words: Mapping[str, list[str]]) -> None:
    """Write the name of each layer beside its end in the last year, moved apart where they would touch.

    A layer that is not among those drawn gets its place without a line that leads to it.
    """
    here, box, figure = sheet(), axes.get_position(), figure_of(axes)
    ends = layer_ends(axes, layers)
    order = sorted(words, key=lambda name: ends.get(name, 0.0))
    line = here.text * LINE_HEIGHT / 72 / (box.height * height_of(figure))
    places = spread([ends.get(name, 0.0) for name in order], [len(words[name]) * line for name in order])
    left = box.x1 * here.width + here.em(0.08)
    for name, place in zip(order, places, strict=True):
        y = box.y0 + place * box.height
        if name in ends:
            lead(figure, left, box.y0 + ends[name] * box.height, left + here.leader - here.em(0.04), y)
        draw_swatch(figure, left + here.leader, y, palette.colour(name))
        x, text = (left + here.leader + here.swatch + here.em(0.06)) / here.width, "\n".join(words[name])
        figure.text(x, y, text, fontsize=here.text, va="center", linespacing=1.1)


def layer_ends(axes: Axes, layers: Iterable[Layer]) -> dict[str, float]:
    """Where the middle of each layer ends, as a share of the height of the axes."""
    low, high = axes.get_ylim()
    thin_first = sorted(layers, key=lambda layer: float(layer.upper[-1] - layer.lower[-1]))
    middles = {layer.name: float(layer.upper[-1] + layer.lower[-1]) / 2 for layer in thin_first}
    return {name: (middle - low) / (high - low) for name, middle in middles.items()}


def lead(figure: Figure, left: float, start: float, right: float, end: float) -> None:
    """A thin line in the figure, from a height to another; heights are shares of the figure."""
    from matplotlib.lines import Line2D

    ends = [left / sheet().width, right / sheet().width]
    figure.add_artist(Line2D(ends, [start, end], color=palette.FAINT, linewidth=0.7))


def draw_swatch(figure: Figure, left: float, y: float, colour: str) -> None:
    """A square of a layer's colour, its middle at the height y, a share of the figure."""
    from matplotlib.patches import Rectangle

    width, height = sheet().width, height_of(figure)
    side = sheet().swatch
    corner = (left / width, y - side / 2 / height)
    figure.add_artist(Rectangle(corner, side / width, side / height, color=colour, linewidth=0))


def spread(wanted: Sequence[float], room: Sequence[float]) -> list[float]:
    """Middles near the wanted ones (rising), so far apart that items of these sizes do not touch, in 0 to 1.

    Items that would touch form a block, which stands where its items want to be on average. If the items need
    more than there is, they run over the upper end.

    >>> spread([0.5, 0.5], [0.25, 0.25])
    [0.375, 0.625]
    """
    blocks: list[Block] = []
    for middle, size in zip(wanted, room, strict=True):
        blocks.append(Block(middle - size / 2, size, (size,)))
        while len(blocks) > 1 and blocks[-2].start + blocks[-2].size > blocks[-1].start:
            last = blocks.pop()
            blocks.append(blocks.pop().joined(last))
    return [middle for block in blocks for middle in block.middles()]


@dataclass(frozen=True, slots=True)
class Block:
    """Items that stand without a gap: where they would start in free space, their size in sum and each."""

    wish: float
    size: float
    items: tuple[float, ...]

    @property
    def start(self) -> float:
        """Where the block starts so that it stays within 0 to 1."""
        return max(0.0, min(self.wish, 1 - self.size))

    def joined(self, other: Block) -> Block:
        """One block of this one and the next."""
        mine, theirs = len(self.items), len(other.items)
        wish = (self.wish * mine + (other.wish - self.size) * theirs) / (mine + theirs)
        return Block(wish, self.size + other.size, self.items + other.items)

    def middles(self) -> list[float]:
        """The middle of each item."""
        ends = [*accumulate(self.items, initial=self.start)]
        return [end + size / 2 for end, size in zip(ends, self.items, strict=False)]
