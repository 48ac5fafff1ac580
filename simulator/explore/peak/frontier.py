"""The frontier of the peak: for each year the least height, cost and change of peaking by then.

For height and change every lever may move; for the cost only those whose cost is known, and what saves money
counts against what costs. Rows of later years hold what earlier rows found, so none of the three ever falls
when the year comes earlier. docs/peak.md tells the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.errors import Origin, Problems
from simulator.explore.peak.runs import last_year_to_judge
from simulator.explore.peak.search import Task, search
from simulator.explore.solve.levers import RATE, evaluate, lever_costs, present_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from simulator.explore.solve.levers import LeverCosts, Levers
    from simulator.pathways.arrays import Array
    from simulator.pathways.prepare import Plan

KINDS = LOWEST, CHEAPEST, SMALLEST = "lowest", "cheapest", "smallest"
STILL = 1e-6  # a strength that moved less did not move


class Cost(NamedTuple):
    """Present value over all years, 10^4 CNY; below zero saves."""

    low: float
    central: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """A peak that strengths of the levers (lever,) bring.

    cost : of the levers moved whose cost is known; change : by how much strengths rose, summed
    moved : how many levers moved; unpriced : how many of them have no known cost
    """

    strength: Array
    year: int
    height: float
    rising: bool
    cost: Cost
    change: float
    moved: int
    unpriced: int


@dataclass(frozen=True, slots=True)
class Row:
    """One year: the best that was found to peak by then, None where nothing does.

    lowest : of the least height; cheapest : of the least cost; smallest : of the least change of strengths
    """

    by: int
    lowest: Reached | None
    cheapest: Reached | None
    smallest: Reached | None

    @property
    def answers(self) -> tuple[tuple[str, Reached | None], ...]:
        """The three with their names."""
        return tuple((kind, getattr(self, kind)) for kind in KINDS)


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """The frontier of a scenario.

    now : as it is; full : every lever at its highest; unpriced : levers whose cost nobody knows
    """

    levers: Levers
    rate: float
    now: Reached
    full: Reached
    rows: tuple[Row, ...]
    unpriced: tuple[str, ...]


def frontier(levers: Levers, by: Sequence[int], rate: float = RATE) -> Frontier:
    """For each year of `by`, rising, the least height and the least cost of peaking by then.

    Raises InputError for years in which no peak can be seen.
    """
    check_years(levers.before, by)
    check_levers(levers)
    work = Work.of(levers, rate)
    count = len(work.levers.levers)
    now, full = work.reached(np.zeros(count)), work.reached(np.ones(count))
    pools = {kind: [now, *work.found(kind, by[-1])] for kind in KINDS}
    pools[LOWEST].append(full)
    rows = [Row(year, *(best(pools[kind], year, kind) for kind in KINDS)) for year in by]
    names = zip(levers.names, work.costs.known, strict=True)
    return Frontier(levers, rate, now, full, tuple(rows), tuple(name for name, known in names if not known))


def check_years(plan: Plan, by: Sequence[int]) -> None:
    """Refuse years before the first one, and those that too few years follow to see a peak."""
    problems = Problems()
    first, last = plan.scenario.base_year, last_year_to_judge(plan)
    if by[0] < first:
        problems.add("expected_range", Origin("--by", 0), value=by[0], low=first, high=last)
    if by[-1] > last:
        end = plan.scenario.end_year
        problems.add("peak_horizon", Origin("--by", 0), value=by[-1], last=last, end=end, to=by[-1] + 2)
    problems.raise_if_any()


def check_levers(levers: Levers) -> None:
    """Refuse a scenario in which nothing can be raised."""
    if not levers.levers:
        problems = Problems()
        problems.add("peak_no_levers", Origin(levers.before.scenario.id, 0))
        problems.raise_if_any()


def best(pool: Sequence[Reached], by: int, kind: str) -> Reached | None:
    """The best of those that peak by a year, of equal ones that of the least change."""
    fit = [one for one in pool if not one.rising and one.year <= by]
    return min(fit, key=RANKS[kind], default=None)


RANKS: Mapping[str, Callable[[Reached], tuple[float, float]]] = {
    LOWEST: lambda one: (round(one.height, 4), one.change),
    CHEAPEST: lambda one: (round(one.cost.central, 3), one.change) if not one.unpriced else (np.inf, 0.0),
    SMALLEST: lambda one: (one.change, one.height),
}


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """A frontier under way.

    value : end of the range of costs -> (lever,) present value of each lever's whole range, NaN unknown
    history : highest total CO2 before the first year
    """

    levers: Levers
    costs: LeverCosts
    value: Mapping[str, Array]
    history: float | None

    @classmethod
    def of(cls, levers: Levers, rate: float) -> Work:
        """Costs of all levers, and what the region emitted before the first year."""
        costs = lever_costs(levers)
        ends = {name: getattr(costs, name) for name in Cost._fields}
        value = {name: present_value(one, levers.years, rate) for name, one in ends.items()}
        return cls(levers, costs, value, history_of(levers))

    @property
    def span(self) -> Array:
        """Range of every lever, (lever,)."""
        return self.levers.high - self.levers.low

    def price(self, kind: str) -> Array | None:
        """What moving each lever wholly counts, (lever,); None if only the height counts."""
        if kind == LOWEST:
            return None
        known = np.where(self.costs.known, self.value["central"], 0.0)
        return known if kind == CHEAPEST else self.span

    def reached(self, move: Array) -> Reached:
        """What moves of the levers bring."""
        strength = self.levers.low + self.span * move
        found = {name: values[..., 0] for name, values in evaluate(self.levers, strength[:, None]).items()}
        moved = move > STILL
        counted = moved & self.costs.known
        cost = Cost(*(float(self.value[name][counted] @ move[counted]) for name in Cost._fields))
        return Reached(
            strength=strength,
            year=int(found["peak_year"]),
            height=float(found["peak_value"]),
            rising=bool(found["rising"]),
            cost=cost,
            change=round(float(self.span @ move), 6),
            moved=int(moved.sum()),
            unpriced=int((moved & ~self.costs.known).sum()),
        )

    def found(self, kind: str, last: int) -> Iterator[Reached]:
        """The best of a kind whenever it peaks, and where that is late, the best in each year before."""
        count, price = len(self.span), self.price(kind)
        free = np.where(self.costs.known, 1.0, 0.0) if kind == CHEAPEST else np.ones(count)
        task = Task(self.levers, self.span * free, self.reached(free).height, price=price)
        start = np.ones(count) if price is None else np.where(price < 0.0, free, 0.0)
        if price is None:
            start = search(task, start).move
        best = self.reached(start)
        yield best
        for limited in self.limited(task, best, last):
            yield self.reached(search(limited, start).move * free)

    def limited(self, task: Task, known: Reached, last: int) -> Iterator[Task]:
        """A task for each year up to `last` that comes before a peak already known, and for the history."""
        until = last if known.rising else min(last, known.year - 1)
        years = self.levers.years
        if self.history is not None and (known.rising or known.year >= years[0]):
            yield replace(task, level=self.history)
        for at in range(int(np.searchsorted(years, until, side="right"))):
            yield replace(task, at=at)


def history_of(levers: Levers) -> float | None:
    """The highest total CO2 published or modelled before the first year, 10^4 t; None if there is none."""
    plan, start = levers.before, levers.asked.start
    rows = plan.scenario.region.history
    years = plan.layout.years
    found = [row.value for row in rows if row.indicator == "co2_total" and row.year < years[start]]
    earlier = evaluate(replace(levers, asked=levers.asked._replace(start=0)), levers.low[:, None])
    return max([*found, *earlier["co2_total"][:start, 0].tolist()], default=None)
