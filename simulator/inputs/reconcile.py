"""The balance nearest to a prior among all that meet linear anchors exactly and hold nothing negative.

"Nearest" is weighted relative entropy, sum of weight x (y log(y / prior) - y + prior): a cell without an
anchor of its own keeps its ratio to its neighbours, a cell with a larger weight moves less. With equal
weights and the two margins of a table as anchors this is biproportional fitting, and scaling to one anchor
after the other finds it. Where that is slow (anchors that overlap) or does not apply (weights), damped Newton
steps on the dual problem go on from there; it is convex and as small as the number of anchors. Cells are
primary energy, 10^4 tce.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from simulator.errors import Origin

    Array = NDArray[np.float64]

Key = tuple[str, str]  # branch, fuel
MOST_SWEEPS = 200
MOST_STEPS = 400
CLOSE = 1e-13  # of an anchor
NOTHING = 1e-9  # 10^4 tce; an anchor this small leaves no energy to its cells
LONGEST_STEP = 8.0  # of the logarithm of a cell, in one Newton step
ENOUGH = 1e-4  # part of the promised descent that a step must bring


@dataclass(frozen=True, slots=True)
class Constraint:
    """An anchor as a sum: cell -> what one unit of its primary energy counts; `origin` where it stands.

    beside : the largest of the totals it belongs to, of which it is met to 1e-13; its own if 0
    """

    name: str
    cells: Mapping[Key, float]
    total: float
    origin: Origin | None = None
    beside: float = 0.0


def reconcile(
    prior: Mapping[Key, float], constraints: Sequence[Constraint], weight: Mapping[Key, float] | None = None
) -> dict[Key, float] | None:
    """The cells nearest to `prior` that meet every constraint; None if no balance without negatives does.

    >>> cells = {("a", "x"): 1.0, ("a", "y"): 1.0, ("b", "y"): 1.0}
    >>> wanted = [("row a", "a", 0, 3.0), ("row b", "b", 0, 1.0), ("column x", "x", 1, 2.0)]
    >>> sums = [Constraint(n, {k: 1.0 for k in cells if k[axis] == p}, t) for n, p, axis, t in wanted]
    >>> {key: round(value, 6) for key, value in reconcile(cells, sums).items()}
    {('a', 'x'): 2.0, ('a', 'y'): 1.0, ('b', 'y'): 1.0}
    """
    emptied = {key for one in constraints if is_nothing(one) for key in one.cells}
    keys = [key for key, value in prior.items() if value > 0.0 and key not in emptied]
    rows = []
    for one in constraints:
        coefficients = [one.cells.get(key, 0.0) for key in keys]
        if any(coefficients):
            rows.append((coefficients, one.total, max(abs(one.beside), abs(one.total), NOTHING)))
        elif abs(one.total) > NOTHING:
            return None
    start = np.array([prior[key] for key in keys])
    weights = np.array([(weight or {}).get(key, 1.0) for key in keys])
    matrix, totals, size = (np.array([row[part] for row in rows]) for part in range(3))
    found = nearest_cells(start, matrix, totals, weights, size) if rows else start
    if found is None:
        return None
    return dict.fromkeys(prior, 0.0) | dict(zip(keys, found.tolist(), strict=True))


def is_nothing(one: Constraint) -> bool:
    """True if a constraint leaves no energy to any of its cells."""
    return abs(one.total) <= NOTHING and all(value > 0.0 for value in one.cells.values())


def nearest_cells(prior: Array, matrix: Array, totals: Array, weight: Array, size: Array) -> Array | None:
    """Minimum of the weighted relative entropy under matrix @ cells = totals; None if there is none.

    prior, weight : (cell,) above 0; matrix : (anchor, cell); totals, size : (anchor,). Anchors may repeat
    each other. An anchor is met when it is as near as 1e-13 of its size.
    """
    if np.all(weight == 1.0):
        prior, met = scale_in_turn(prior, matrix, totals, size)
        if met:
            return prior
    own = np.where(np.abs(totals) > NOTHING, np.abs(totals), 1.0)
    matrix, totals = matrix / own[:, None], totals / own
    multiplier = np.zeros(len(totals))
    cells = prior
    for _ in range(MOST_STEPS):
        gap = matrix @ cells - totals
        if np.abs(gap).max() <= CLOSE:
            return cells
        step = newton_step(matrix, cells / weight, gap)
        change = step @ matrix / weight
        step *= min(1.0, LONGEST_STEP / max(float(np.abs(change).max()), NOTHING))
        moved = descend(prior, matrix, totals, weight, multiplier, step)
        if moved is None:
            break
        multiplier, cells = moved
    return cells if np.abs(matrix @ cells - totals).max() <= 1e3 * CLOSE else None


def scale_in_turn(cells: Array, matrix: Array, totals: Array, size: Array) -> tuple[Array, bool]:
    """Scale the cells of one anchor after the other to its total; True if in the end all are met.

    Any number of sweeps leaves the cells at prior x exp(multipliers @ matrix), from where Newton can go on.
    """
    one = matrix.max(axis=1)
    parts = [np.flatnonzero(row) for row in matrix]
    even = all(np.all(row[part] == top) for row, part, top in zip(matrix, parts, one, strict=True))
    if not even or (totals <= 0.0).any():
        return cells, False
    found, wanted = cells.copy(), totals / one
    for _ in range(MOST_SWEEPS):
        for part, total in zip(parts, wanted, strict=True):
            found[part] *= total / found[part].sum()
        if not (np.isfinite(found).all() and (found > 0.0).all()):
            return cells, False
        if (np.abs(matrix @ found - totals) < CLOSE * size).all():
            return found, True
    return found, False


def newton_step(matrix: Array, curvature: Array, gap: Array) -> Array:
    """Newton step of the dual; the shortest one where anchors repeat each other."""
    hessian = (matrix * curvature) @ matrix.T
    scale = np.sqrt(np.maximum(np.diag(hessian), np.finfo(float).tiny))
    step = np.linalg.lstsq(hessian / np.outer(scale, scale), -gap / scale, rcond=1e-13)[0]
    return np.asarray(step / scale)


def descend(
    prior: Array, matrix: Array, totals: Array, weight: Array, multiplier: Array, step: Array
) -> tuple[Array, Array] | None:
    """Multipliers and cells after the longest part of a step that brings the dual down; None if none does."""

    def cells_at(at: Array) -> Array:
        return np.asarray(prior * np.exp(np.clip(at @ matrix / weight, -700.0, 700.0)))

    def dual(at: Array, cells: Array) -> float:
        return float(weight @ cells - totals @ at)

    here = cells_at(multiplier)
    gap = matrix @ here - totals
    level, slope, nearness = dual(multiplier, here), float(gap @ step), float(np.abs(gap).max())
    part = 1.0
    while part > 1e-10:
        there = multiplier + part * step
        cells = cells_at(there)
        # Near the end the dual moves by less than its rounding; there the gap decides.
        closer = np.abs(matrix @ cells - totals).max() < 0.9 * nearness
        if closer or dual(there, cells) < level + ENOUGH * part * slope:
            return there, cells
        part /= 2.0
    return None
