"""The rules by which a region's path is divided: plain functions from a basis and a path to amounts.

A party is a sector or a sub-area. Every rule gives (party, year) amounts, none below zero, that add up to the
path in every year. `allocate` in allocation_load.py builds the basis; docs/allocation.md has the formulas.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from simulator.pathways.arrays import Array, IntArray

    Note = tuple[str, Mapping[str, object]]  # key of a message and what its placeholders need

MIX = "mix"
HIGHEST = 2.0  # an amount above so many times the base is told
STILL = 1e-12  # of a path: what rounding leaves
TOLERANCE = 1e-9  # of a total


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What the rules divide by.

    base : (party,) of the base year;  years : (year,), the base year first;  converge : year from which on
    amounts per head, or per value added, are equal
    known : population, value_added, ability (to pay, per head), projected (by the scenario), (party, year)
    stack : (point, party, year) amounts after the first, second, ... cheapest measure, point 0 without any
    """

    base: Array
    years: IntArray
    converge: int
    known: Mapping[str, Array]
    stack: Array | None = None


# ---- rules ----


def grandfathering(basis: Basis, path: Array) -> Array:
    """Everyone keeps the share of the base year.

    >>> grandfathering(Basis(np.array([3.0, 1.0]), np.array([2020, 2030]), 2030, {}), np.array([4.0, 2.0]))
    array([[3. , 1.5],
           [1. , 0.5]])
    """
    return portions(basis.base)[:, None] * path


def per_head(basis: Basis, path: Array) -> Array:
    """Contraction and convergence to equal amounts per head."""
    return converging(basis, path, basis.known["population"])


def per_value_added(basis: Basis, path: Array) -> Array:
    """Contraction and convergence to equal amounts per value added."""
    return converging(basis, path, basis.known["value_added"])


def converging(basis: Basis, path: Array, weight: Array) -> Array:
    """Shares go on a straight line from those of the base year to those of `weight` (party, year)."""
    first, last = int(basis.years[0]), basis.converge
    moved = np.clip((basis.years - first) / max(last - first, 1), 0.0, 1.0)
    start = portions(basis.base)[:, None]
    return np.asarray((start + (portions(weight) - start) * moved) * path)


def capability(basis: Basis, path: Array) -> Array:
    """Cuts in per cent of the base in proportion to ability to pay per head, at most the whole base.

    A path above the base leaves nothing to cut: growth is shared as in `grandfathering`.
    """
    whole = basis.base.sum()
    out = grandfathering(basis, path)
    for year in np.flatnonzero(path < whole):
        weight = basis.base * basis.known["ability"][:, year]
        out[:, year] = basis.base - cuts(basis.base, weight, whole - path[year])
    return out


def cuts(base: Array, weights: Array, total: float) -> Array:
    """`total` divided in proportion to weights, nobody above the base; what is left goes to the others.

    >>> cuts(np.array([10.0, 1.0, 9.0]), np.array([1.0, 1.0, 2.0]), 8.0)
    array([2.33333333, 1.        , 4.66666667])
    """
    free = np.ones(len(base), dtype=bool)
    while True:
        weight = np.where(free, weights, 0.0)
        if not weight.sum() > 0.0:
            weight = np.where(free, base, 0.0)  # nobody left is able: by what they have
        left = total - base[~free].sum()
        asked = left * weight / weight.sum() if weight.sum() > 0.0 else weight
        over = free & (asked > base)
        if not over.any():
            return np.asarray(np.where(free, asked, base))
        free &= ~over


def projected(basis: Basis, path: Array) -> Array:
    """Shares as the scenario projects them."""
    return portions(basis.known["projected"]) * path


def least_cost(basis: Basis, path: Array) -> Array:
    """The cheapest measures first, as many as the path needs, the last one in part; see `on_stack`."""
    assert basis.stack is not None
    columns = [on_stack(basis.stack[:, :, year], float(path[year])) for year in range(len(path))]
    return np.stack(columns, axis=1)


def on_stack(stack: Array, wanted: float) -> Array:
    """Amounts (party,) on the way along a stack (point, party), where the total first falls to `wanted`.

    Above the first point, and below the last, that point is scaled; `out_of_reach` tells the latter.
    """
    totals = stack.sum(axis=1)
    reached = np.flatnonzero(totals <= wanted)
    if len(reached) == 0 or reached[0] == 0:
        return scaled_to(stack[int(np.argmin(totals)) if len(reached) == 0 else 0], wanted)
    after = int(reached[0])
    part = (totals[after - 1] - wanted) / (totals[after - 1] - totals[after])
    return np.asarray(stack[after - 1] + part * (stack[after] - stack[after - 1]))


def out_of_reach(stack: Array, wanted: float) -> float:
    """How far a total lies below what all measures of a stack (point, party) reach; 0 if it is in reach."""
    least = float(stack.sum(axis=1).min())
    return max(least - wanted, 0.0) if least - wanted > TOLERANCE * least else 0.0


def scaled_to(amounts: Array, total: float) -> Array:
    """Amounts in proportion, with another sum."""
    return portions(amounts) * total


def portions(values: Array) -> Array:
    """Values over their sum along the first axis; equal ones where the sum is zero."""
    whole = values.sum(axis=0)
    return np.where(whole > 0.0, values / np.where(whole > 0.0, whole, 1.0), 1.0 / len(values))


RULES: dict[str, Callable[[Basis, Array], Array]] = {
    "grandfathering": grandfathering,
    "per_head": per_head,
    "per_value_added": per_value_added,
    "capability": capability,
    "projected": projected,
    "least_cost": least_cost,
}
NEEDS = {"per_head": "population", "per_value_added": "value_added", "capability": "ability"}


def divided(
    basis: Basis, path: Array, rules: Sequence[str], weights: Mapping[str, float]
) -> dict[str, Array]:
    """Amounts (party, year) by rule, with the sums of the path; MIX adds up the others by weight."""
    wanted = dict.fromkeys([*rules, *weights])
    found = {name: exact(RULES[name](basis, path), path) for name in wanted if name != MIX}
    if weights:
        found[MIX] = exact(sum((w * found[name] for name, w in weights.items()), np.zeros(())), path)
    return {name: amounts for name, amounts in found.items() if name in (*rules, MIX)}


def exact(amounts: Array, path: Array) -> Array:
    """The same amounts without what rounding of floating point left: none below zero, sums as the path's."""
    kept = np.where(np.abs(amounts) <= STILL * np.maximum(path, 1.0), 0.0, amounts)
    whole = kept.sum(axis=0)
    return np.asarray(kept * np.where(whole > 0.0, path / np.where(whole > 0.0, whole, 1.0), 1.0))


# ---- the path ----


class PathError(ValueError):
    """A path that cannot be made; args: key of a message, its details."""


def to_cap(years: IntArray, values: Array, cap: float, year: int) -> tuple[IntArray, Array]:
    """A straight line from the base year's value to a cap in a year.

    >>> to_cap(np.array([2020, 2021, 2022, 2023]), np.array([10.0, 11.0, 12.0, 13.0]), 6.0, 2022)
    (array([2020, 2021, 2022]), array([10.,  8.,  6.]))
    """
    kept = years[years <= year]
    return kept, np.interp(kept, [years[0], year], [values[0], cap])


def to_budget(years: IntArray, values: Array, budget: float, first: int, last: int) -> tuple[IntArray, Array]:
    """The scenario's path up to the year before `first`, then a straight line whose sum is the budget.

    n v + d n (n + 1) / 2 = budget gives the yearly step d from the value v of the year before.
    Raises PathError for a budget so small that the line would fall below zero.

    >>> to_budget(np.array([2020, 2021, 2022]), np.array([10.0, 11.0, 12.0]), 15.0, 2021, 2022)[1]
    array([10.        ,  8.33333333,  6.66666667])
    """
    count, before = last - first + 1, float(values[years == first - 1][0])
    step = (budget - count * before) * 2.0 / (count * (count + 1))
    if before + count * step < 0.0:
        raise PathError("allocate_budget_small", {"least": f"{before * (count - 1) / 2.0:.6g}"})
    line = before + step * np.arange(1, count + 1)
    kept = years[years <= last]
    return kept, np.concatenate([values[years < first], line])


# ---- what was divided, and the burden of it ----


class Party(NamedTuple):
    """A sector or a sub-area; a department may carry several."""

    id: str
    title_zh: str
    title_en: str
    department: str

    def title(self, lang: str) -> str:
        """The name in `lang`."""
        return self.title_zh if lang == "zh" else self.title_en


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """A path divided by several rules.

    path : (year,) of the whole region;  rest : (year,) what lies in no sub-area and keeps its share
    at : place of the judged year;  first : place of the first year that is counted in sums over years
    skipped : rules that were not asked for by name and lack something;  notes : what a reader must know
    """

    among: str
    what: str
    basis: Basis
    path: Array
    rest: Array
    parties: tuple[Party, ...]
    amounts: Mapping[str, Array]
    weights: Mapping[str, float]
    aim: str
    at: int
    first: int
    skipped: tuple[Note, ...]
    notes: tuple[Note, ...]

    @property
    def year(self) -> int:
        """The judged year."""
        return int(self.basis.years[self.at])

    @property
    def departments(self) -> dict[str, list[int]]:
        """Places of the parties of every department that is named."""
        found: dict[str, list[int]] = {}
        for place, party in enumerate(self.parties):
            if party.department:
                found.setdefault(party.department, []).append(place)
        return found


class Burden(NamedTuple):
    """What a rule asks of a party, or of several together, in the judged year; None is not known.

    cut : on the base year, a fraction;  per_head t or tce per person, per_value_added t or tce per 10^4 CNY
    *_to_mean : over the same of all parties together (of level: amount per base)
    cumulative : sum over the years that count
    """

    base: float
    amount: float
    share: float
    cut: float | None
    level_to_mean: float | None
    per_head: float | None
    per_head_to_mean: float | None
    per_value_added: float | None
    per_value_added_to_mean: float | None
    cumulative: float


def burden(found: Allocation, rule: str, places: Sequence[int]) -> Burden:
    """The burden of the parties at `places` under a rule."""
    amounts, at, own = found.amounts[rule], found.at, list(places)
    base, amount = float(found.basis.base[own].sum()), float(amounts[own, at].sum())
    level = ratio(amount, base)
    mean = ratio(float(amounts[:, at].sum()), float(found.basis.base.sum()))
    head, head_mean = per_item(found, "population", amounts, own)
    money, money_mean = per_item(found, "value_added", amounts, own)
    return Burden(
        base,
        amount,
        amount / float(found.path[at]) if found.path[at] else 0.0,
        None if level is None else 1.0 - level,
        over(level, mean),
        head,
        over(head, head_mean),
        money,
        over(money, money_mean),
        float(amounts[own, found.first : at + 1].sum()),
    )


def per_item(
    found: Allocation, item: str, amounts: Array, places: Sequence[int]
) -> tuple[float | None, float | None]:
    """Amount per head or value added of some parties and of all; None where it is not known."""
    if item not in found.basis.known:
        return None, None
    column = found.basis.known[item][:, found.at]
    own = ratio(float(amounts[list(places), found.at].sum()), float(column[list(places)].sum()))
    return own, ratio(float(amounts[:, found.at].sum()), float(column.sum()))


def ratio(value: float, by: float) -> float | None:
    """A quotient; None where nothing stands below the line."""
    return value / by if by > 0.0 else None


def over(value: float | None, mean: float | None) -> float | None:
    """A value as a multiple of a mean, None where one is not known."""
    return None if value is None or mean is None else ratio(value, mean)


def told_notes(amounts: Mapping[str, Array], basis: Basis, parties: Sequence[Party], at: int) -> list[Note]:
    """What looks odd in the judged year: nothing left, or far above the base."""
    notes: list[Note] = []
    for rule, values in amounts.items():
        now = values[:, at]
        for key, odd in (
            ("allocate_note.nothing", (now <= 0.0) & (basis.base > 0.0)),
            ("allocate_note.high", now > HIGHEST * basis.base),
        ):
            if odd.any():
                notes.append((key, {"rule": rule, "parties": named(parties, odd), "times": f"{HIGHEST:g}"}))
    return notes


def named(parties: Sequence[Party], which: NDArray[np.bool_]) -> tuple[Party, ...]:
    """The parties that a mask picks."""
    return tuple(party for party, picked in zip(parties, which, strict=True) if picked)


def whole_parts(values: Sequence[float], places: int) -> list[float]:
    """Values rounded to so many decimals so that they add up to their rounded sum (largest remainders).

    >>> whole_parts([1.4, 1.4, 1.2], 0)
    [2.0, 1.0, 1.0]
    """
    steps = [value * 10.0**places for value in values]
    down = [floor(step) for step in steps]
    missing = round(sum(steps)) - sum(down)
    order = sorted(range(len(steps)), key=lambda i: down[i] - steps[i])
    for i in order[:missing]:
        down[i] += 1
    return [one / 10.0**places for one in down]
