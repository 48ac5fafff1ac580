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

from simulator.report import palette

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FONT_FILE = Path(__file__).parent / "fonts" / "CarbonPeakSansSC-Regular.otf"
FONT_FAMILY = "Carbon Peak Sans SC"
# As a list in `font.family` itself: only then is the second asked for a character that the first lacks.
FAMILIES = [FONT_FAMILY, "DejaVu Sans"]
DOTS = 150  # per inch, in the PNG
QUICK = 3  # of the nine levels of PNG compression: half the time of the usual six, hardly larger
WIDTH, HEIGHT = 8.0, 4.8
MARGIN = 0.18  # left, right and top of the figure
AXES_LEFT, AXES_BOTTOM = 0.72, 0.40  # room for the numbers beside and below an axes
AXES_FOOT = HEIGHT - AXES_BOTTOM
NUMBER_ROOM, YEAR_ROOM = 0.36, 0.42  # least distance of the numbers on the axes
PANEL_TITLE = 0.30  # room above a panel for its title
COLUMN_TEXT = 1.5  # longest line of a layer's name
SWATCH = 0.11  # colour square before a layer's name
LEADER = 0.20  # line from a layer to its name
TITLE, SUBTITLE, TEXT, SMALL = 14.0, 10.5, 9.5, 8.5  # font sizes, points
LINE_HEIGHT = 1.45  # in font sizes

STYLE: Any = {
    "font.family": FAMILIES,
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
    with rc_context(STYLE):
        yield


def new_figure() -> Figure:
    """An empty figure of the size all charts have, drawn by Agg."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS)
    FigureCanvasAgg(figure)
    return figure


def figure_of(axes: Axes) -> Figure:
    """The figure that holds the axes."""
    return cast("Figure", axes.figure)


def save(figure: Figure, stem: Path) -> list[Path]:
    """Write one figure as PNG and SVG, without date or program version."""
    picture, drawing = stem.with_suffix(".png"), stem.with_suffix(".svg")
    figure.savefig(picture, dpi=DOTS, metadata={"Software": None}, pil_kwargs={"compress_level": QUICK})
    figure.savefig(drawing, metadata={"Date": None, "Creator": None})
    return [picture, drawing]


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
    room = more.pop("room", WIDTH - MARGIN - x)
    size = min(size, size * room / max(text_width(text, size), 1e-9))
    figure.text(x / WIDTH, 1 - y / HEIGHT, text, fontsize=size, color=colour, va="center_baseline", **more)
    return text_width(text, size)


# ---- header and axes ----


def draw_header(figure: Figure, words: Header, panels: Sequence[Axes]) -> float:
    """Write the words above the axes and the key; returns where the axes may begin."""
    room = WIDTH - 2 * MARGIN - draw_corner_mark(figure, words.mark)
    write(figure, MARGIN, MARGIN + 0.11, words.title, TITLE, palette.INK, room=room)
    write(figure, MARGIN, MARGIN + 0.37, words.subtitle, SUBTITLE, palette.INK)
    y = MARGIN + 0.58
    for line in wrap(words.accounting, SMALL, WIDTH - 2 * MARGIN):
        write(figure, MARGIN, y, line, SMALL, palette.QUIET)
        y += SMALL * LINE_HEIGHT / 72
    return draw_key(figure, panels, words.unit, y + 0.04)


def draw_corner_mark(figure: Figure, mark: str) -> float:
    """The mark in a thin frame at the top right; returns the width it takes."""
    if not mark:
        return 0.0
    frame = {"boxstyle": "square,pad=0.35", "facecolor": "white", "edgecolor": palette.FAINT}
    place = WIDTH - MARGIN - 0.06
    width = text_width(mark, SMALL)
    write(figure, place - width, MARGIN + 0.11, mark, SMALL, palette.QUIET, bbox=frame | {"linewidth": 0.7})
    return width + 0.25


def draw_key(figure: Figure, panels: Sequence[Axes], unit: str, top: float) -> float:
    """Write the unit and, right of it, what lines and markers mean; returns where the axes may begin."""
    handles, labels = zip(*(axes.get_legend_handles_labels() for axes in panels), strict=True)
    labelled = dict(zip(chain(*labels), chain(*handles), strict=True))  # each label once
    room = WIDTH - 2 * MARGIN - (text_width(unit, TEXT) + 0.3 if unit else 0.0)
    legend = key_of(figure, labelled, len(labelled), top)
    if size_of(legend)[0] > room:
        legend.remove()
        legend = key_of(figure, labelled, ceil(len(labelled) / 2), top)
    height = size_of(legend)[1]
    write(figure, MARGIN, top + height - 0.07, unit, TEXT, palette.QUIET)
    return top + height + 0.12


def key_of(figure: Figure, labelled: Mapping[str, Artist], columns: int, top: float) -> Legend:
    """A key whose top right corner is at the right margin."""
    corner = (1 - MARGIN / WIDTH, 1 - top / HEIGHT)
    handles, labels = [*labelled.values()], [*labelled]
    return figure.legend(handles, labels, loc="upper right", bbox_to_anchor=corner, ncols=max(columns, 1))


def size_of(legend: Legend) -> tuple[float, float]:
    """Width and height of a key."""
    box = legend.get_window_extent()
    return box.width / DOTS, box.height / DOTS


def put(axes: Axes, left: float, top: float, right: float, bottom: float) -> None:
    """Set where the axes stands."""
    axes.set_position((left / WIDTH, 1 - bottom / HEIGHT, (right - left) / WIDTH, (bottom - top) / HEIGHT))


def panel_title(axes: Axes, title: str, unit: str, left: float) -> None:
    """The name of a panel above it, and its unit behind in grey; written smaller if the panel is narrow."""
    box = axes.get_position()
    middle = (1 - box.y1) * HEIGHT - 0.15
    room = box.x1 * WIDTH - left
    size = TEXT * min(1.0, room / (text_width(title, TEXT) + text_width(unit, TEXT) + 0.1))
    figure = figure_of(axes)
    width = write(figure, left, middle, title, size, palette.INK)
    write(figure, left + width + 0.1, middle, unit, size, palette.QUIET)


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

    most = max(5, floor(axes.get_position().height * HEIGHT / NUMBER_ROOM))
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
    inches = axes.get_position().width * WIDTH
    step = next((step for step in (1, 5, 10, 20) if inches / years * step >= YEAR_ROOM), 50)
    written = [year for year in range(first, last + 1) if year % step == 0]
    axes.set_xticks(written, [str(year) for year in written])
    every, foot = range(first, last + 1), [0.0] * (last + 1 - first)
    style: dict[str, Any] = {"color": palette.FAINT, "markersize": 2.5, "linestyle": "none", "clip_on": False}
    axes.plot(every, foot, marker=TICKDOWN, transform=axes.get_xaxis_transform(), **style)


# ---- the column of layer names ----


def column_words(layers: Iterable[Layer], names: Mapping[str, str]) -> dict[str, list[str]]:
    """The name of each layer, broken into lines that fit the column; each layer once, in stacking order."""
    found = palette.in_stacking_order([*{layer.name for layer in layers}])
    return {name: wrap(names[name], TEXT, COLUMN_TEXT) for name in found}


def column_width(words: Mapping[str, list[str]]) -> float:
    """Width of the column right of the axes."""
    longest = max((text_width(line, TEXT) for lines in words.values() for line in lines), default=0.0)
    return 0.08 + LEADER + SWATCH + 0.06 + longest + MARGIN


def draw_column(axes: Axes, layers: Iterable[Layer], words: Mapping[str, list[str]]) -> None:
    """Write the name of each layer beside its end in the last year, moved apart where they would touch.

    A layer that is not among those drawn gets its place without a line that leads to it.
    """
    box, figure = axes.get_position(), figure_of(axes)
    ends = layer_ends(axes, layers)
    order = sorted(words, key=lambda name: ends.get(name, 0.0))
    room = [len(words[name]) * TEXT * LINE_HEIGHT / 72 / (box.height * HEIGHT) for name in order]
    places = spread([ends.get(name, 0.0) for name in order], room)
    left = box.x1 * WIDTH + 0.08
    for name, place in zip(order, places, strict=True):
        y = box.y0 + place * box.height
        if name in ends:
            lead(figure, left, box.y0 + ends[name] * box.height, left + LEADER - 0.04, y)
        draw_swatch(figure, left + LEADER, y, palette.colour(name))
        x, text = (left + LEADER + SWATCH + 0.06) / WIDTH, "\n".join(words[name])
        figure.text(x, y, text, fontsize=TEXT, va="center", linespacing=1.1)


def layer_ends(axes: Axes, layers: Iterable[Layer]) -> dict[str, float]:
    """Where the middle of each layer ends, as a share of the height of the axes."""
    low, high = axes.get_ylim()
    thin_first = sorted(layers, key=lambda layer: float(layer.upper[-1] - layer.lower[-1]))
    middles = {layer.name: float(layer.upper[-1] + layer.lower[-1]) / 2 for layer in thin_first}
    return {name: (middle - low) / (high - low) for name, middle in middles.items()}


def lead(figure: Figure, left: float, start: float, right: float, end: float) -> None:
    """A thin line in the figure, from a height to another; heights are shares of the figure."""
    from matplotlib.lines import Line2D

    line = Line2D([left / WIDTH, right / WIDTH], [start, end], color=palette.FAINT, linewidth=0.7)
    figure.add_artist(line)


def draw_swatch(figure: Figure, left: float, y: float, colour: str) -> None:
    """A square of a layer's colour, its middle at the height y, a share of the figure."""
    from matplotlib.patches import Rectangle

    corner = (left / WIDTH, y - SWATCH / 2 / HEIGHT)
    figure.add_artist(Rectangle(corner, SWATCH / WIDTH, SWATCH / HEIGHT, color=colour, linewidth=0))


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
