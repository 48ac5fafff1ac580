"""Effects of measures on the arrays of a pathway, and the written rules by which they combine.

w = strength x schedule, 0..1. Order: scale, reach, shift, add, then cap and floor (docs/model.md).
Within each step the result does not depend on the order of the measures:

scale  x * prod(1 - w (1 - factor))
reach  x * P + (1 - P) * sum(w level) / sum(w), P = prod(1 - w); on a fuel share the others rescale pro rata
       (of several fuels that reach a share of their own, each gives way as far as it is not bound, by P)
shift  w * portion of the source moves, all read before anything moves; if the shifts claim more than there
       is they give way pro rata; the useful energy is kept by the ratio
add    + w * amount
cap    x - w * max(0, x - level), the tightest of several; floor likewise
       of the energy of a fuel: last of all, and what replaces the excess takes over, useful energy kept
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from simulator.pathways.arrays import Array, IntArray

    Record = Callable[[str, str, Mapping[str, Array]], None]  # quantity, step just taken, all arrays

BY_FUEL = ("share", "sales_share")  # parts of a whole: what one gains the others lose pro rata
KINDS = ("scale", "reach", "shift", "add", "cap", "floor")
NOTHING = 1e-12  # shares below this are rounding


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """One effect of one measure, compiled to index arrays of the quantity it acts on.

    value : factor (scale), level (reach, cap, floor), amount (add) or portion (shift)
    index : places on axis 1; target, ratio : (place, destination) of a shift, else empty
    of_base : the level is a multiple of the base year (of the first year with any), not a quantity
    """

    measure: str
    kind: str
    quantity: str
    schedule: Array  # (year,)
    index: IntArray
    value: float | Array  # one number, or one for each place, (place, 1)
    target: IntArray
    ratio: Array
    part: Array  # how a shift divides among its destinations, (destination,)
    of_base: bool = False

    def weight(self, strength: Mapping[str, Array]) -> Array:
        """w of every year and run, (year, 1, run)."""
        return np.asarray(self.schedule[:, None, None] * strength[self.measure])


def apply_effects(
    arrays: dict[str, Array],
    effects: Sequence[Effect],
    strength: Mapping[str, Array],
    link_branch: IntArray,
    record: Record | None = None,
) -> set[str]:
    """Apply effects to `arrays` (quantity -> (year, item, run)) in place; names of measures that gave way.

    record : told after every step that some effect takes part in (`sim explain` shows what each step changed)
    """
    gave_way: set[str] = set()
    for quantity, values in arrays.items():
        mine = [effect for effect in effects if effect.quantity == quantity]
        base = first_above_zero(values) if any(effect.of_base for effect in mine) else None
        for kind in KINDS:
            taking_part = of_kind(mine, kind)
            if taking_part:
                gave_way |= take_step(kind, arrays, quantity, taking_part, strength, base, link_branch)
                if record is not None:
                    record(quantity, kind, arrays)
    caps = [effect for effect in effects if effect.quantity == "energy"]
    if caps and "share" in arrays:
        cap_energy(arrays, caps, strength, link_branch)
        if record is not None:
            record("share", "cap", arrays)
    return gave_way


def cap_energy(
    arrays: dict[str, Array], effects: Sequence[Effect], strength: Mapping[str, Array], link_branch: IntArray
) -> None:
    """Move what a fuel uses above its cap, a multiple of the base year, to what replaces it.

    A cap on a fuel that takes over from another comes after that one, so that both hold; caps that send to
    each other in a circle are taken together, once.
    """
    waiting = list(effects)
    while waiting:
        arriving = [(effect, set(effect.target.ravel().tolist())) for effect in waiting]
        free = [
            effect
            for effect in waiting
            if not any(other is not effect and to & set(effect.index.tolist()) for other, to in arriving)
        ]
        step = free or waiting
        cap_together(arrays, step, strength, link_branch)
        waiting = [effect for effect in waiting if not any(effect is done for done in step)]


def cap_together(
    arrays: dict[str, Array], effects: Sequence[Effect], strength: Mapping[str, Array], link_branch: IntArray
) -> None:
    """Caps that read the same energy.

    Of several on one (branch, fuel) the tightest decides how much, all of them where to, pro rata.
    """
    share = arrays["share"]
    tightest, together = np.zeros_like(share), np.zeros_like(share)
    parts = []
    for effect in effects:
        branch = link_branch[effect.index]
        energy = arrays["activity"][:, branch] * arrays["intensity"][:, branch] * share[:, effect.index]
        limit = effect.value * first_above_zero(energy)
        over = np.maximum(0.0, 1.0 - np.divide(limit, energy, out=np.ones_like(energy), where=energy > 0.0))
        parts.append(effect.weight(strength) * over)
        tightest[:, effect.index] = np.maximum(tightest[:, effect.index], parts[-1])
        together[:, effect.index] += parts[-1]
    before = share.copy()
    for effect, part in zip(effects, parts, strict=True):
        pro_rata = tightest[:, effect.index] / np.maximum(together[:, effect.index], NOTHING)
        moved = before[:, effect.index] * part * pro_rata
        share[:, effect.index] -= moved
        for number, targets in enumerate(effect.target.T):
            add_to(share, targets, moved * (effect.part * effect.ratio)[number])
    touched = np.unique(link_branch[np.concatenate([effect.index for effect in effects])])
    keep_useful_energy(arrays, touched, link_branch)


def take_step(
    kind: str,
    arrays: dict[str, Array],
    quantity: str,
    effects: Sequence[Effect],
    strength: Mapping[str, Array],
    base: Array | None,
    link_branch: IntArray,
) -> set[str]:
    """One step of the written order on one quantity, in place; names of measures that gave way."""
    values = arrays[quantity]
    if kind == "shift":
        return shift(arrays, quantity, effects, strength, link_branch)
    if kind == "reach":
        reach(values, effects, strength, base, link_branch if quantity in BY_FUEL else None)
    elif kind in ("cap", "floor"):
        bound(values, effects, strength, base, np.minimum if kind == "cap" else np.maximum)
    else:
        for effect in effects:
            if kind == "scale":
                values[:, place(effect.index)] *= 1.0 - effect.weight(strength) * (1.0 - effect.value)
            else:
                values[:, place(effect.index)] += effect.weight(strength) * effect.value
    return set()


def place(index: IntArray) -> slice | IntArray:
    """The same places as a slice where they stand side by side, which NumPy changes without copying them."""
    first, places = int(index[0]), index.tolist()
    stop = first + len(places)
    return slice(first, stop) if places == list(range(first, stop)) else index


def of_kind(effects: Iterable[Effect], kind: str) -> list[Effect]:
    """The effects of one kind."""
    return [effect for effect in effects if effect.kind == kind]


def first_above_zero(values: Array) -> Array:
    """Value of the base year, or of the first year with any, (1, item, run)."""
    return np.take_along_axis(values, np.argmax(values > 0.0, axis=0)[None], axis=0)


def level_of(effect: Effect, base: Array | None) -> Array | float:
    """Level of a reach, cap or floor in the unit of the quantity."""
    return effect.value if base is None or not effect.of_base else effect.value * base[:, effect.index]


def reach(
    values: Array,
    effects: Sequence[Effect],
    strength: Mapping[str, Array],
    base: Array | None,
    link_branch: IntArray | None,
) -> None:
    """Move values towards their levels; `link_branch` marks fuel shares, whose rest rescales pro rata."""
    if not effects:
        return
    touched = np.unique(np.concatenate([effect.index for effect in effects]))
    shape = (values.shape[0], len(touched), values.shape[2])
    kept, level, weight = np.ones(shape), np.zeros(shape), np.zeros(shape)
    for effect in effects:
        at = place(np.searchsorted(touched, effect.index))
        w = effect.weight(strength)
        kept[:, at] *= 1.0 - w
        level[:, at] += w * level_of(effect, base)
        weight[:, at] += w
    mean = level / np.maximum(weight, np.finfo(float).tiny)  # 0 where no weight has gathered any level
    reached = values[:, touched] * kept + (1.0 - kept) * mean
    if link_branch is None:
        values[:, touched] = reached
    else:
        set_shares(values, touched, reached, kept, link_branch)


def set_shares(share: Array, links: IntArray, reached: Array, kept: Array, link_branch: IntArray) -> None:
    """Give some fuels of a branch new shares; what each gains or loses the others give or take pro rata.

    A fuel takes part in this by its share, as far as it is free: wholly if it has no level of its own,
    by `kept` (1 at strength 0) if it has. So one measure hits its level, and strength 0 equals absence.
    """
    for branch in np.unique(link_branch[links]):
        mine = np.flatnonzero(link_branch == branch)
        own = np.flatnonzero(link_branch[links] == branch)
        given = np.searchsorted(mine, links[own])
        old = share[:, mine]
        change, free = reached[:, own] - old[:, given], old.copy()
        free[:, place(given)] *= kept[:, own]
        others = np.add.reduce(free, axis=1, keepdims=True) - free[:, given]
        each = divided(change, others, np.zeros_like(others))
        new = old - free * np.add.reduce(each, axis=1, keepdims=True)
        new[:, place(given)] += change + free[:, given] * each
        np.maximum(new, 0.0, out=new)
        total = np.add.reduce(new, axis=1, keepdims=True)
        share[:, mine] = divided(new, total, old)


def divided(values: Array, by: Array, otherwise: Array) -> Array:
    """values / by, and `otherwise` (changed in place) where `by` is nothing; a mask only if it is needed."""
    enough = by > NOTHING
    return values / by if enough.all() else np.divide(values, by, out=otherwise, where=enough)


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
    parts = [values[:, place(effect.index)] * claim for effect, claim in zip(effects, claims, strict=True)]
    gave_way = give_way(parts, effects, claims)
    for effect, part in zip(effects, parts, strict=True):
        values[:, place(effect.index)] -= part
        for number, targets in enumerate(effect.target.T):
            arrived = part * (effect.part * effect.ratio)[number]
            if quantity == "activity":
                arrived *= exchange(arrays["intensity"], effect.index, targets)
            add_to(values, targets, arrived)
    if quantity == "share":
        sources = np.concatenate([effect.index for effect in effects])
        keep_useful_energy(arrays, np.unique(link_branch[sources]), link_branch)
    return gave_way


def add_to(values: Array, targets: IntArray, arrived: Array) -> None:
    """Add (year, place, run) to the target of each place; several places may have the same target."""
    if len(set(targets.tolist())) == len(targets):
        values[:, place(targets)] += arrived
    else:
        for number, target in enumerate(targets):
            values[:, target] += arrived[:, number]


def exchange(intensity: Array, sources: IntArray, targets: IntArray) -> Array:
    """Activity of other branches that takes the base-year energy of one unit of these, (1, place, run)."""
    needed = intensity[:1, targets]
    return np.divide(intensity[:1, sources], needed, out=np.zeros_like(needed), where=needed > 0.0)


def give_way(parts: Sequence[Array], effects: Sequence[Effect], claims: Sequence[Array]) -> set[str]:
    """Shrink shifts from one source where together they claim more than there is.

    parts : what each effect moves, changed in place; returns the measures that had to give way. A source that
    could not be claimed above 1 even if all claims were highest in the same year and run is passed over.
    """
    rivals: dict[int, list[tuple[int, int]]] = {}  # source -> effects that claim it and their column for it
    for number, effect in enumerate(effects):
        for column, source in enumerate(effect.index.tolist()):
            rivals.setdefault(source, []).append((number, column))
    highest = [float(claim.max()) for claim in claims]
    over = set()
    for mine in rivals.values():
        if sum(highest[number] for number, _ in mine) > 1.0:
            claimed = np.maximum(np.sum([claims[number] for number, _ in mine], axis=0), 1.0)
            for number, column in mine:
                parts[number][:, column] /= claimed[:, 0]
                if np.any((claimed > 1.0 + 1e-12) & (claims[number] > 0.0)):
                    over.add(effects[number].measure)
    return over


def keep_useful_energy(arrays: dict[str, Array], branches: IntArray, link_branch: IntArray) -> None:
    """After fuels moved at their efficiency ratio: shares sum to 1 again, intensity carries the change."""
    for branch in branches:
        mine = np.flatnonzero(link_branch == branch)
        share = arrays["share"][:, mine]
        total = np.add.reduce(share, axis=1, keepdims=True)
        arrays["share"][:, mine] = np.divide(share, total, out=share)
        arrays["intensity"][:, branch] *= total[:, 0]


def bound(
    values: Array,
    effects: Sequence[Effect],
    strength: Mapping[str, Array],
    base: Array | None,
    tightest: np.ufunc,
) -> None:
    """Caps (tightest = np.minimum) or floors (np.maximum): w of the part beyond the level is cut off."""
    if not effects:
        return
    before = values.copy()
    for effect in effects:
        part = before[:, effect.index]
        limited = part + effect.weight(strength) * (tightest(part, level_of(effect, base)) - part)
        values[:, effect.index] = tightest(values[:, effect.index], limited)
