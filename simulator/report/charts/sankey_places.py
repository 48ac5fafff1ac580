"""Where the boxes and ribbons of a flow chart stand: columns of boxes, ribbons from box to box.

A flow that skips columns passes each through a lane, a box without a name, so that it never runs over other
boxes. Heights are shares of the room, 0 at the foot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from simulator.report.charts.layout import spread

SWEEPS = 10  # times the columns are ordered anew, rightward and back
ROUNDS = 8  # times the scale is found anew, since thicker boxes need less room for their labels


class Flow(NamedTuple):
    """So much that goes from one box to another; `kind` is what flows, and gives the colour."""

    start: str
    end: str
    kind: str
    value: float


class Piece(NamedTuple):
    """The part of a flow between a column and the next one."""

    flow: Flow
    column: int
    start: str
    end: str


class Need(NamedTuple):
    """Room a box needs: free above it, and in all if its label, beside its middle, is higher than the box."""

    above: float
    label: float = 0.0


class Ribbon(NamedTuple):
    """A flow in its place: first column, upper edge at the start and end of each piece, thickness."""

    flow: Flow
    column: int
    edges: tuple[tuple[float, float], ...]
    thickness: float


@dataclass(frozen=True, slots=True)
class Places:
    """Foot and head of every box, and the ribbons."""

    boxes: Mapping[str, tuple[float, float]]
    ribbons: Sequence[Ribbon]


def place(flows: Sequence[Flow], columns: Sequence[Sequence[str]], needs: Mapping[str, Need]) -> Places:
    """Place boxes and ribbons so that ribbons cross little."""
    column = {name: number for number, names in enumerate(columns) for name in names}
    pieces = [piece for flow in flows for piece in pieces_of(flow, column)]
    amount = amounts(pieces)
    parts = boxes_by_column(columns, pieces)
    scale, rooms = fit(parts, amount, needs)
    size = {box: value * scale for box, value in amount.items()}
    middle = settle(parts, pieces, size, rooms)
    edges = {box: (middle[box] - size[box] / 2, middle[box] + size[box] / 2) for box in size}
    boxes = {box: edge for box, edge in edges.items() if box in column}
    return Places(boxes, ribbons(flows, pieces, edges, scale))


def pieces_of(flow: Flow, column: Mapping[str, int]) -> list[Piece]:
    """The steps of a flow, through a lane in every column that it skips."""
    first, last = column[flow.start], column[flow.end]
    lanes = (f"{flow.start} {flow.kind} {flow.end} {number}" for number in range(first + 1, last))
    stops = [flow.start, *lanes, flow.end]
    return [Piece(flow, first + step, *ends) for step, ends in enumerate(pairwise(stops))]


def amounts(pieces: Iterable[Piece]) -> dict[str, float]:
    """What goes through each box: the larger of what comes in and what goes out."""
    came: dict[str, float] = defaultdict(float)
    went: dict[str, float] = defaultdict(float)
    for piece in pieces:
        went[piece.start] += piece.flow.value
        came[piece.end] += piece.flow.value
    return {box: max(came.get(box, 0.0), went.get(box, 0.0)) for box in (*went, *came)}


def boxes_by_column(columns: Sequence[Sequence[str]], pieces: Iterable[Piece]) -> list[list[str]]:
    """The boxes of each column, lanes last."""
    parts = [list(names) for names in columns]
    for piece in pieces:
        if piece.start != piece.flow.start:
            parts[piece.column].append(piece.start)
    return parts


def fit(
    parts: Sequence[Sequence[str]], amount: Mapping[str, float], needs: Mapping[str, Need]
) -> tuple[float, dict[str, tuple[float, float]]]:
    """Height of a unit of flow at which every column has room, and the room below and above each box."""
    scale = 0.0
    for _ in range(ROUNDS):
        rooms = {box: room_of(amount[box] * scale, needs.get(box)) for part in parts for box in part}
        free = [1 - sum(sum(rooms[box]) for box in part) for part in parts]
        scale = min(room / sum(amount[box] for box in part) for room, part in zip(free, parts, strict=True))
    return scale, rooms


def room_of(size: float, need: Need | None) -> tuple[float, float]:
    """Room below and above a box of a size; a lane needs none."""
    if need is None:
        return 0.0, 0.0
    beside = max(0.0, need.label - size) / 2
    return beside, max(beside, need.above)


def settle(
    parts: Sequence[Sequence[str]],
    pieces: Sequence[Piece],
    size: Mapping[str, float],
    rooms: Mapping[str, tuple[float, float]],
) -> dict[str, float]:
    """The middle of each box: near the middle of what it is tied to, column by column, right and back."""
    middle = {box: 1 - (rank + 0.5) / len(part) for part in parts for rank, box in enumerate(part)}
    before, after = ties(pieces, backward=True), ties(pieces, backward=False)
    rightward = [(part, before) for part in parts[1:]]
    leftward = [(part, after) for part in parts[-2::-1]]
    for part, tied in [*rightward, *leftward] * SWEEPS:
        wish = {box: pull(tied[box], middle, middle[box]) for box in part}
        order = sorted(part, key=lambda box: wish[box])
        shift = {box: (rooms[box][1] - rooms[box][0]) / 2 for box in part}
        sizes = [size[box] + sum(rooms[box]) for box in order]
        found = spread([wish[box] + shift[box] for box in order], sizes)
        middle |= {box: at - shift[box] for box, at in zip(order, found, strict=True)}
    return middle


def ties(pieces: Iterable[Piece], *, backward: bool) -> dict[str, list[tuple[str, float]]]:
    """For each box, those it is tied to in the column before (or behind), and how strongly."""
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for piece in pieces:
        here, there = (piece.end, piece.start) if backward else (piece.start, piece.end)
        found[here].append((there, piece.flow.value))
    return found


def pull(tied: Sequence[tuple[str, float]], middle: Mapping[str, float], otherwise: float) -> float:
    """The weighted mean of where the tied boxes stand."""
    weight = sum(value for _, value in tied)
    return sum(middle[box] * value for box, value in tied) / weight if weight else otherwise


def ribbons(
    flows: Sequence[Flow], pieces: Sequence[Piece], edges: Mapping[str, tuple[float, float]], scale: float
) -> list[Ribbon]:
    """Every flow, its pieces stacked from the head of their boxes down in the order of the other ends."""
    middle = {box: sum(edge) / 2 for box, edge in edges.items()}
    starts = stacked(pieces, edges, scale, box_of=lambda piece: piece.start, by=lambda p: middle[p.end])
    ends = stacked(pieces, edges, scale, box_of=lambda piece: piece.end, by=lambda p: middle[p.start])
    mine: dict[Flow, list[Piece]] = defaultdict(list)
    for piece in pieces:
        mine[piece.flow].append(piece)
    return [
        Ribbon(
            flow,
            mine[flow][0].column,
            tuple((starts[piece], ends[piece]) for piece in mine[flow]),
            flow.value * scale,
        )
        for flow in flows
    ]


def stacked(
    pieces: Iterable[Piece],
    edges: Mapping[str, tuple[float, float]],
    scale: float,
    *,
    box_of: Callable[[Piece], str],
    by: Callable[[Piece], float],
) -> dict[Piece, float]:
    """Upper edge of each piece at one of its ends."""
    heads = {box: edge[1] for box, edge in edges.items()}
    found = {}
    for piece in sorted(pieces, key=by, reverse=True):
        found[piece] = heads[box_of(piece)]
        heads[box_of(piece)] -= piece.flow.value * scale
    return found
