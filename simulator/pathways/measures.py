"""Effects of measures on the arrays of a pathway, and the written rules by which they combine.

w = strength x schedule, 0..1. Order: scale, reach, shift, add, then cap and floor (DESIGN 11, effects).
Within each step the result does not depend on the order of the measures:

scale  x * prod(1 - w (1 - factor))
reach  x * P + (1 - P) * sum(w level) / sum(w), P = prod(1 - w); on a fuel share the others rescale pro rata
shift  w * portion of the source moves, all read before anything moves; if the shifts claim more than there
       is they give way pro rata; on fuel shares the useful energy is kept by the ratio
add    + w * amount
cap    x - w * max(0, x - level), the tightest of several; floor likewise
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulator.pathways.arrays import Array, IntArray

BY_FUEL = ("share", "sales_share")  # parts of a whole: what one gains the others lose pro rata
KINDS = ("scale", "reach", "shift", "add", "cap", "floor")


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """One effect of one measure, compiled to index arrays of the quantity it acts on.

    value : factor (scale), level (reach, cap, floor), amount (add) or portion (shift)
    index : places on axis 1; target, ratio : (place, destination) of a shift, else empty
    """

    measure: str
    kind: str
    quantity: str
    schedule: Array  # (year,)
    index: IntArray
    value: float
    target: IntArray
    ratio: Array
    part: Array  # how a shift divides among its destinations, (destination,)

    def weight(self, strength: Mapping[str, Array]) -> Array:
        """w of every year and run, (year, 1, run)."""
        return np.asarray(self.schedule[:, None, None] * strength[self.measure])


def apply_effects(
    arrays: dict[str, Array],
    effects: Sequence[Effect],
    strength: Mapping[str, Array],
    link_branch: IntArray,
) -> set[str]:
    """Apply effects to `arrays` (quantity -> (year, item, run)) in place; names of measures that gave way."""
    gave_way: set[str] = set()
    for quantity, values in arrays.items():
        mine = [effect for effect in effects if effect.quantity == quantity]
        if mine:
            for effect in of_kind(mine, "scale"):
                values[:, effect.index] *= 1.0 - effect.weight(strength) * (1.0 - effect.value)
            reach(values, of_kind(mine, "reach"), strength, link_branch if quantity in BY_FUEL else None)
            gave_way |= shift(arrays, quantity, of_kind(mine, "shift"), strength, link_branch)
            for effect in of_kind(mine, "add"):
                values[:, effect.index] += effect.weight(strength) * effect.value
            bound(values, of_kind(mine, "cap"), strength, np.minimum)
            bound(values, of_kind(mine, "floor"), strength, np.maximum)
    return gave_way


def of_kind(effects: Iterable[Effect], kind: str) -> list[Effect]:
    """The effects of one kind."""
    return [effect for effect in effects if effect.kind == kind]


def reach(
    values: Array, effects: Sequence[Effect], strength: Mapping[str, Array], link_branch: IntArray | None
) -> None:
    """Move values towards their levels; `link_branch` marks fuel shares, whose rest rescales pro rata."""
    if not effects:
        return
    touched = np.unique(np.concatenate([effect.index for effect in effects]))
    shape = (values.shape[0], len(touched), values.shape[2])
    kept, level, weight = np.ones(shape), np.zeros(shape), np.zeros(shape)
    for effect in effects:
        at = np.searchsorted(touched, effect.index)
        w = effect.weight(strength)
        kept[:, at] *= 1.0 - w
        level[:, at] += w * effect.value
        weight[:, at] += w
    mean = np.divide(level, weight, out=np.zeros(shape), where=weight > 0.0)
    reached = values[:, touched] * kept + (1.0 - kept) * mean
    if link_branch is None:
        values[:, touched] = reached
    else:
        set_shares(values, touched, reached, link_branch)


def set_shares(share: Array, links: IntArray, reached: Array, link_branch: IntArray) -> None:
    """Give some fuels of a branch new shares and let its other fuels rescale pro rata to a sum of 1."""
    for branch in np.unique(link_branch[links]):
        mine = np.flatnonzero(link_branch == branch)
        given = np.isin(mine, links)
        new = reached[:, link_branch[links] == branch]
        others = share[:, mine[~given]]
        free = others.sum(axis=1, keepdims=True)
        total = new.sum(axis=1, keepdims=True)
        scale = np.divide(1.0, total, out=np.ones_like(total), where=(total > 1.0) | (free <= 0.0))
        new = new * scale
        left = 1.0 - new.sum(axis=1, keepdims=True)
        share[:, mine[given]] = new
        share[:, mine[~given]] = others * np.divide(left, free, out=np.zeros_like(free), where=free > 0.0)


def shift(
    arrays: dict[str, Array],
    quantity: str,
    effects: Sequence[Effect],
    strength: Mapping[str, Array],
    link_branch: IntArray,
) -> set[str]:
    """Move parts of sources to destinations; returns the measures that had to give way."""
    if not effects:
        return set()
    values = arrays[quantity]
    claims = [effect.weight(strength) * effect.value for effect in effects]
    allowed, gave_way = give_way(values.shape, effects, claims)
    before = values.copy()
    for effect, claim in zip(effects, claims, strict=True):
        moved = before[:, effect.index] * claim * allowed[:, effect.index]
        values[:, effect.index] -= moved
        for place in range(len(effect.index)):
            arrived = moved[:, place, None] * (effect.part * effect.ratio)[:, None]
            values[:, effect.target[place]] += arrived
    if quantity == "share":
        sources = np.concatenate([effect.index for effect in effects])
        keep_useful_energy(arrays, np.unique(link_branch[sources]), link_branch)
    return gave_way


def give_way(
    shape: tuple[int, ...], effects: Sequence[Effect], claims: Sequence[Array]
) -> tuple[Array, set[str]]:
    """Factor by which shifts from one source shrink when together they claim more than there is."""
    claimed = np.zeros(shape)
    for effect, claim in zip(effects, claims, strict=True):
        claimed[:, effect.index] += claim
    allowed = 1.0 / np.maximum(claimed, 1.0)
    over = {
        effect.measure
        for effect, claim in zip(effects, claims, strict=True)
        if np.any((claimed[:, effect.index] > 1.0 + 1e-12) & (claim > 0.0))
    }
    return allowed, over


def keep_useful_energy(arrays: dict[str, Array], branches: IntArray, link_branch: IntArray) -> None:
    """After fuels moved at their efficiency ratio: shares sum to 1 again, intensity carries the change."""
    for branch in branches:
        mine = np.flatnonzero(link_branch == branch)
        total = arrays["share"][:, mine].sum(axis=1, keepdims=True)
        arrays["share"][:, mine] /= total
        arrays["intensity"][:, branch] *= total[:, 0]


def bound(
    values: Array, effects: Sequence[Effect], strength: Mapping[str, Array], tightest: np.ufunc
) -> None:
    """Caps (tightest = np.minimum) or floors (np.maximum): w of the part beyond the level is cut off."""
    if not effects:
        return
    before = values.copy()
    for effect in effects:
        part = before[:, effect.index]
        limited = part + effect.weight(strength) * (tightest(part, effect.value) - part)
        values[:, effect.index] = tightest(values[:, effect.index], limited)
