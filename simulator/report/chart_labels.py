"""Labels inside an axes that never collide with each other, and cover lines and layers as little as they can.

A label goes where the sum of what it covers and its distance from its point is least. All places on the axes are
tried at once: what each covers comes from a table of sums (Crow 1984), so many labels cost little more than few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, hypot
from typing import TYPE_CHECKING

from simulator.report import palette
from simulator.report.chart_layout import DOTS, LINE_HEIGHT, SMALL, text_width

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

CELL = 4  # dots: how finely the room is divided
BLOCKED = 1e6  # cost of covering a cell that holds a text or a marker
LINE_COST, AREA_COST = 2.0, 0.25  # cost of covering a cell of a line or a layer, in dots of distance


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of an axes, in data coordinates, that wants a label near it."""

    x: float
    y: float
    label: str
    colour: str


class LabelRoom:
    """Where on an axes labels may stand: a grid of square cells and what it costs to cover each.

    Arrays are (row, column), row 0 at the bottom.
    """

    def __init__(self, axes: Axes) -> None:
        """Free room on an axes that has its place and scale."""
        import numpy as np

        self.axes = axes
        self.box = axes.get_window_extent()
        self.cost = np.zeros((int(self.box.height // CELL), int(self.box.width // CELL)))

    def cell(self, x: float, y: float) -> tuple[float, float]:
        """Row and column, with fractions, of a point in data coordinates."""
        across, upward = self.axes.transData.transform((x, y))
        return (upward - self.box.y0) / CELL, (across - self.box.x0) / CELL

    def cover(self, x: Array, lower: Array, upper: Array, cost: float) -> None:
        """Lay a cost on the cells between two curves, or on those of a line if the curves are one."""
        import numpy as np

        rows, columns = np.indices(self.cost.shape) + 0.5
        bottom, top = (
            np.array([self.cell(*point) for point in zip(x, edge, strict=True)]) for edge in (lower, upper)
        )
        low = np.interp(columns, bottom[:, 1], bottom[:, 0], left=np.inf, right=np.inf) - 1
        high = np.interp(columns, top[:, 1], top[:, 0]) + 1
        self.cost += cost * ((rows >= low) & (rows <= high))

    def cover_upright(self, x: float, cost: float) -> None:
        """Lay a cost on the cells of an upright line."""
        column = max(0, int(self.cell(x, 0.0)[1]))
        self.cost[:, column : column + 1] += cost

    def block(self, row: float, column: float, height: float, width: float) -> None:
        """Let no label cover these cells; height and width upwards and rightwards."""
        first, left = max(0, floor(row)), max(0, floor(column))
        self.cost[first : max(0, ceil(row + height)), left : max(0, ceil(column + width))] = BLOCKED

    def block_point(self, x: float, y: float, radius: float = 2.0) -> None:
        """Let no label cover a marker at a point."""
        row, column = self.cell(x, y)
        self.block(row - radius, column - radius, 2 * radius, 2 * radius)

    def find(self, x: float, y: float, height: int, width: int) -> tuple[int, int] | None:
        """Lower left cell of the best place for a label of this many cells; None if there is no place."""
        import numpy as np

        if height > self.cost.shape[0] or width > self.cost.shape[1]:
            return None
        covered = box_sums(self.cost, height, width)
        row, column = self.cell(x, y)
        rows, columns = np.indices(covered.shape)
        upward = outside(rows, height, row)
        across = outside(columns, width, column)
        tilt = 0.04 * abs(columns + width / 2 - column) + 1.5 * (
            rows + height / 2 < row
        )  # rather above, rather centred
        total = covered + CELL * (np.hypot(upward, across) + tilt)
        place = np.unravel_index(int(total.argmin()), total.shape)
        return (int(place[0]), int(place[1])) if covered[place] < BLOCKED else None


def box_sums(cost: Array, height: int, width: int) -> Array:
    """The sum over each box of height by width cells, at the box's lower left cell."""
    import numpy as np

    sums = np.pad(cost, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    whole: Array = (
        sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width] + sums[:-height, :-width]
    )
    return whole


def outside(start: NDArray[np.int_], length: int, point: float) -> Array:
    """How far a point is from a stretch of cells; 0 within."""
    import numpy as np

    distance: Array = np.maximum(np.maximum(start - point, point - start - length), 0.0)
    return distance


def place_labels(axes: Axes, marks: Sequence[Mark], room: LabelRoom) -> None:
    """Write the label of each mark near it; a label for which the axes has no room at all is left out."""
    for mark in marks:
        room.block_point(mark.x, mark.y)
    for mark in marks:
        height, width = (
            ceil(SMALL * LINE_HEIGHT / 72 * DOTS / CELL),
            ceil(text_width(mark.label, SMALL) * DOTS / CELL) + 2,
        )
        place = room.find(mark.x, mark.y, height, width)
        if place is not None:
            room.block(*place, height, width)
            write_label(axes, mark, room, place, (height, width))


def write_label(
    axes: Axes, mark: Mark, room: LabelRoom, place: tuple[int, int], size: tuple[int, int]
) -> None:
    """Write a label on white in the middle of its cells, with a thin line to its point if that is far."""
    rows, columns = room.cost.shape
    row, column = room.cell(mark.x, mark.y)
    near = [
        min(max(at, start), start + length)
        for at, start, length in zip((row, column), place, size, strict=True)
    ]
    if hypot(near[0] - row, near[1] - column) * CELL > 14:
        ends = [column / columns, near[1] / columns], [row / rows, near[0] / rows]
        axes.plot(*ends, color=mark.colour, linewidth=0.7, transform=axes.transAxes, zorder=4.5)
    ground = {"boxstyle": "square,pad=0.12", "facecolor": "white", "alpha": 0.85, "linewidth": 0}
    centre = (place[1] + size[1] / 2) / columns, (place[0] + size[0] / 2) / rows
    style = {"fontsize": SMALL, "color": mark.colour, "ha": "center", "va": "center", "zorder": 6}
    axes.text(*centre, mark.label, transform=axes.transAxes, bbox=ground, **style)


def label_upright(axes: Axes, year: float, label: str, room: LabelRoom) -> None:
    """Write a light label at the top of an upright line: on its left, or on its right if that is too narrow."""
    height, width = (
        ceil(SMALL * LINE_HEIGHT / 72 * DOTS / CELL),
        ceil(text_width(label, SMALL) * DOTS / CELL) + 2,
    )
    rows, columns = room.cost.shape
    line = room.cell(year, 0.0)[1]
    left = line - width if line >= width else line
    room.block(rows - height, left, height, width)
    style = {"fontsize": SMALL, "color": palette.QUIET, "ha": "center", "va": "center", "zorder": 6}
    axes.text((left + width / 2) / columns, 1 - height / 2 / rows, label, transform=axes.transAxes, **style)
