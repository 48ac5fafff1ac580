"""Labels inside an axes: they never collide, and cover lines and layers as little as they can.

A label goes where the sum of three things is least: what it covers, how far it is from its point, and what
the thin line to its point would cross. All places on the axes are tried at once; what each covers comes from
a table of sums (Crow 1984), so many labels cost little more than few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil, floor, hypot
from typing import TYPE_CHECKING, Any

from simulator.report.charts import palette
from simulator.report.charts.layout import DOTS, LINE_HEIGHT, text_width
from simulator.report.charts.sheet import sheet

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

CELL = 4  # dots: how finely the room is divided
SIDE = 2  # cells kept free before and behind a label
SHORT = 14  # dots: nearer than this a label needs no line to its point

ROUNDS = 6  # how often the labels are placed anew, at most
STEPS = 16  # points of the line to a label that are tried for crossings
# Costs, in dots of distance: of covering one cell; CROSSING of each point of a line that runs over a label.
BLOCKED = 1e6  # a text or a marker
LINE_COST, AREA_COST, LEADER_COST = 2.0, 0.25, 20.0
CROSSING = 30.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of an axes, in data coordinates, that wants a label near it."""

    x: float
    y: float
    label: str
    colour: str


@dataclass(frozen=True, slots=True)
class Cells:
    """A rectangle of cells: its lowest row and leftmost column, and its size."""

    row: int
    column: int
    height: int
    width: int

    def nearest(self, row: float, column: float) -> tuple[float, float]:
        """The point of the rectangle that is nearest to a point."""
        return (
            min(max(row, self.row), self.row + self.height),
            min(max(column, self.column), self.column + self.width),
        )

    def distance(self, point: tuple[float, float]) -> float:
        """How far a point is from the rectangle, in dots."""
        row, column = self.nearest(*point)
        return CELL * hypot(row - point[0], column - point[1])


@dataclass(frozen=True, slots=True)
class Plan:
    """Where each label goes that found a place, and what each of all costs."""

    places: list[tuple[Mark, Cells]]
    costs: list[float]


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
        self.taken = np.zeros(self.cost.shape, dtype=bool)

    def copy(self) -> LabelRoom:
        """The same room, to try things in."""
        other = LabelRoom(self.axes)
        other.cost, other.taken = self.cost.copy(), self.taken.copy()
        return other

    def cell(self, x: float, y: float) -> tuple[float, float]:
        """Row and column, with fractions, of a point in data coordinates."""
        across, upward = self.axes.transData.transform((x, y))
        return (upward - self.box.y0) / CELL, (across - self.box.x0) / CELL

    def share(self, row: float, column: float) -> tuple[float, float]:
        """The same place as shares of the axes, across and upward."""
        return column * CELL / self.box.width, row * CELL / self.box.height

    def cover(self, x: Array, lower: Array, upper: Array, cost: float) -> None:
        """Lay a cost on the cells between two curves, or on those of a line if the curves are one."""
        import numpy as np

        rows, columns = np.indices(self.cost.shape) + 0.5
        bottom = np.array([self.cell(*point) for point in zip(x, lower, strict=True)])
        top = np.array([self.cell(*point) for point in zip(x, upper, strict=True)])
        low = np.interp(columns, bottom[:, 1], bottom[:, 0], left=np.inf, right=np.inf) - 1
        high = np.interp(columns, top[:, 1], top[:, 0]) + 1
        self.cost += cost * ((rows >= low) & (rows <= high))

    def cover_upright(self, x: float, cost: float) -> None:
        """Lay a cost on the cells of an upright line."""
        column = max(0, int(self.cell(x, 0.0)[1]))
        self.cost[:, column : column + 1] += cost

    def block_point(self, x: float, y: float) -> None:
        """Let no label cover the marker at a point."""
        row, column = self.cell(x, y)
        rows = slice(max(0, floor(row - 2)), max(0, ceil(row + 2)))
        self.cost[rows, max(0, floor(column - 2)) : max(0, ceil(column + 2))] = BLOCKED

    def take(self, place: Cells, point: tuple[float, float]) -> None:
        """Put a label on these cells, with a line to its point: later ones avoid both."""
        part = slice(place.row, place.row + place.height), slice(place.column, place.column + place.width)
        self.cost[part] = BLOCKED
        self.taken[part] = True
        if place.distance(point) > SHORT:
            line = self.line(point, place.nearest(*point))
            self.cost[line] += LEADER_COST
            self.taken[line] = True

    def line(self, start: tuple[float, float], end: tuple[float, float]) -> tuple[Any, Any]:
        """The cells of a straight line, about two wide, as an index."""
        import numpy as np

        most = self.cost.shape[0] - 1, self.cost.shape[1] - 1
        length = 2 + 2 * ceil(max(abs(end[0] - start[0]), abs(end[1] - start[1])))
        steps = [np.linspace(*ends, length) for ends in zip(start, end, strict=True)]
        wide = [np.concatenate([step - 0.5, step + 0.5]) for step in steps]
        rows, columns = (np.clip(step, 0, last).astype(int) for step, last in zip(wide, most, strict=True))
        return rows, columns

    def find(self, point: tuple[float, float], width: int) -> tuple[Cells | None, float]:
        """The best place for a label so many cells wide, and its cost; no place if there is none at all.

        Every other cell of every other row is tried.
        """
        import numpy as np

        height = text_rows()
        if self.cost.shape[0] < height or self.cost.shape[1] < width:
            return None, BLOCKED
        covered = box_sums(self.cost, height, width)[::2, ::2]
        rows, columns = 2 * np.indices(covered.shape)
        near = np.clip(point[0], rows, rows + height), np.clip(point[1], columns, columns + width)
        below, aside = rows + height / 2 < point[0], abs(columns + width / 2 - point[1])
        distance = CELL * (np.hypot(near[0] - point[0], near[1] - point[1]) + 1.5 * below + 0.04 * aside)
        total = covered + distance + self.crossings(point, near)
        row, column = np.unravel_index(int(total.argmin()), total.shape)
        place = Cells(2 * int(row), 2 * int(column), height, width)
        return (place if covered[row, column] < BLOCKED else None), float(total[row, column])

    def crossings(self, point: tuple[float, float], near: tuple[Array, Array]) -> Array:
        """What it costs the straight lines from a point to others to run over labels and their lines."""
        import numpy as np

        found = np.zeros(near[0].shape)
        if not self.taken.any():
            return found
        last = self.taken.shape[0] - 1, self.taken.shape[1] - 1
        for share in np.linspace(0.1, 0.95, STEPS):
            steps = (at + share * (to - at) for at, to in zip(point, near, strict=True))
            cells = (np.clip(step, 0, most).astype(int) for step, most in zip(steps, last, strict=True))
            found += self.taken[tuple(cells)]
        return CROSSING * found


def box_sums(cost: Array, height: int, width: int) -> Array:
    """The sum over each box of height by width cells, at the box's lower left cell."""
    import numpy as np

    sums = np.pad(cost, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    upper, lower = sums[height:], sums[:-height]
    found: Array = upper[:, width:] - lower[:, width:] - upper[:, :-width] + lower[:, :-width]
    return found


def place_labels(axes: Axes, marks: Sequence[Mark], room: LabelRoom) -> None:
    """Write the label of each mark near it; a label for which the axes has no room at all is left out.

    Labels are placed one after the other, several times over; the one that fared worst goes first the next
    time, and the best of all is kept (squeaky wheel optimisation, Joslin and Clements 1999).
    """
    for mark in marks:
        room.block_point(mark.x, mark.y)
    order = [*marks]
    plan = best = plan_of(order, room)
    for _ in range(ROUNDS):
        worst = max(range(len(order)), key=plan.costs.__getitem__, default=0)
        if worst == 0:
            break
        order.insert(0, order.pop(worst))
        plan = plan_of(order, room)
        best = min(best, plan, key=lambda plan: sum(plan.costs))
    for mark, place in uncrossed(best.places, room):
        write_label(axes, mark, room, place)


def uncrossed(places: list[tuple[Mark, Cells]], room: LabelRoom) -> list[tuple[Mark, Cells]]:
    """The same places, with labels of one width exchanged where that brings the two nearer to their points.

    Lines that cross are always longer than those that do not, so this undoes crossings.
    """
    found = [*places]
    for first, second in combinations(range(len(found)), 2):
        (one, here), (two, there) = found[first], found[second]
        points = room.cell(one.x, one.y), room.cell(two.x, two.y)
        now = here.distance(points[0]) + there.distance(points[1])
        if here.width == there.width and there.distance(points[0]) + here.distance(points[1]) < now:
            found[first], found[second] = (one, there), (two, here)
    return found


def plan_of(marks: Sequence[Mark], room: LabelRoom) -> Plan:
    """Where the labels go if placed in this order, and what each costs; the room stays as it is."""
    trial, places, costs = room.copy(), [], []
    for mark in marks:
        point = trial.cell(mark.x, mark.y)
        place, cost = trial.find(point, columns_of(mark.label))
        costs.append(cost)
        if place is not None:
            places.append((mark, place))
            trial.take(place, point)
    return Plan(places, costs)


def columns_of(label: str) -> int:
    """Cells that a label is wide."""
    return ceil(text_width(label, sheet().small) * DOTS / CELL) + 2 * SIDE


def text_rows() -> int:
    """Cells that a label is high."""
    return ceil(sheet().small * LINE_HEIGHT / 72 * DOTS / CELL)


def write_label(axes: Axes, mark: Mark, room: LabelRoom, place: Cells) -> None:
    """Write a label on white in the middle of its cells, with a thin line to its point if that is far."""
    start = room.cell(mark.x, mark.y)
    if place.distance(start) > SHORT:
        across, upward = zip(room.share(*start), room.share(*place.nearest(*start)), strict=True)
        axes.plot(across, upward, color=mark.colour, linewidth=0.7, transform=axes.transAxes, zorder=4.5)
    ground = {"boxstyle": "square,pad=0.1", "facecolor": "white", "alpha": 0.85, "linewidth": 0}
    write_in(axes, room, place, mark.label, color=mark.colour, bbox=ground)


def label_upright(axes: Axes, year: float, label: str, room: LabelRoom) -> None:
    """Write a light label at the top of an upright line: on its left, or on its right if that is narrow.

    A line outside the axes gets none.
    """
    width, line = columns_of(label), room.cell(year, 0.0)[1]
    if not 0 <= line <= room.cost.shape[1]:
        return
    height = text_rows()
    row, column = room.cost.shape[0] - height, floor(line) - width if line >= width else ceil(line)
    place = Cells(row, column, height, width)
    write_in(axes, room, place, label, color=palette.QUIET)
    room.take(place, (row, column))


def write_in(axes: Axes, room: LabelRoom, place: Cells, text: str, **style: Any) -> None:
    """Write a text in the middle of its cells."""
    centre = room.share(place.row + place.height / 2, place.column + place.width / 2)
    style |= {"fontsize": sheet().small, "ha": "center", "va": "center", "zorder": 6}
    axes.text(*centre, text, transform=axes.transAxes, **style)
