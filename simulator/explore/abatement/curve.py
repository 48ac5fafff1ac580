"""What a tonne costs: measures by their cost, with the tonnes each cuts alone, as the last, and on average.

The tonnes are those of `attribution`: what a measure cuts if only it joins the baseline, if it joins all
others, and on average over all orders (Shapley), which alone add up to the whole. The cost a tonne is the
library's; money is that cost times tonnes. Missing is missing: a measure without a cost a tonne is listed
and never drawn (docs/abatement.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from simulator.assess.gases import gas_indicators
from simulator.assess.indicators import indicators
from simulator.errors import Origin, Problems
from simulator.explore.compare.costs import NO_COST, NO_CUT, OTHER_UNIT, UNKNOWN
from simulator.explore.credits.attribution import PAIRS, SECTOR_ORDER, SEED, Work, by_sector, singles
from simulator.explore.credits.game import DRIVERS, OTHER, Table, game_of
from simulator.explore.credits.outcomes import question_of
from simulator.explore.credits.shapley import MOST_EXACT
from simulator.explore.ensemble import BLOCK, reuse_memory
from simulator.explore.solve.levers import RATE, present_value
from simulator.face import gases_of
from simulator.inputs.measures import PER_TONNE
from simulator.model.project import project
from simulator.pathways.assemble import Draws, assemble
from simulator.pathways.prepare import prepare

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.explore.credits.attribution import Player, Shares
    from simulator.explore.credits.game import Game
    from simulator.explore.credits.shapley import BoolArray
    from simulator.inputs.measures import Cost
    from simulator.pathways.arrays import Array, IntArray
    from simulator.pathways.prepare import Plan

Method = Literal["averaged", "alone", "last"]
METHODS: tuple[Method, ...] = ("averaged", "alone", "last")
CO2, ALL_GASES = OUTPUTS = ("co2_total", "ghg_net")
OTHER_GASES, NO_MEASURE = (
    "other_gases",
    "no_measure",
)  # why a player is no step, besides those of compare_costs
YEAR = 2030
DUST = 1e-9  # part of the total below which tonnes are rounding


class Period(NamedTuple):
    """A year, or all years with None: then money is discounted at the rate to the base year, tonnes never."""

    year: int | None
    rate: float
    base_year: int

    def tonnes(self, values: Array, years: IntArray) -> Array:
        """Values (year, ...) of the year, or added up over all."""
        if self.year is None:
            return np.asarray(values.sum(axis=0))
        return np.asarray(values[self.year - int(years[0])])

    def weight(self, values: Array, years: IntArray) -> Array:
        """The same discounted: tonnes that a cost a tonne is multiplied by, for money of the base year."""
        if self.year is None:
            return present_value(values.T, years, self.rate, self.base_year)
        return self.tonnes(values, years)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A measure, or what is no measure, in the period of a curve.

    gas : what its tonnes are of; yearly : method -> (year,) 10^4 t it cuts, above zero lowers; tonnes : the
    same in the period; weight : the same discounted
    error : standard error of the averaged tonnes, 0 if exact; why : reason why it is not on the curve
    """

    player: Player
    cost: Cost | None
    gas: str
    yearly: Mapping[Method, Array]
    tonnes: Mapping[Method, float]
    weight: Mapping[Method, float]
    error: float
    why: str

    @property
    def range(self) -> tuple[float, float, float] | None:
        """Low, middle and high cost of a tonne in the library, CNY; None without one a tonne."""
        cost = self.cost
        if cost is None or cost.unit not in PER_TONNE:
            return None
        return cost.low, (cost.low + cost.high) / 2.0, cost.high

    def money(self, method: Method) -> tuple[float, float, float] | None:
        """Low, middle and high cost of its tonnes, 10^4 CNY, below zero saves; None if unknown or no cut."""
        if self.range is None or not self.weight[method] > 0.0:
            return None
        low, middle, high = (one * self.weight[method] for one in self.range)
        return low, middle, high

    def height(self, method: Method) -> tuple[float, float, float]:
        """The same a tonne, CNY: discounted money over undiscounted tonnes where years are added up."""
        found = self.money(method)
        assert found is not None
        low, middle, high = (one / self.tonnes[method] for one in found)
        return low, middle, high


@dataclass(frozen=True, slots=True, eq=False)
class Abatement:
    """The measures of a scenario against a baseline, the cheapest tonne first.

    against : id of the baseline, empty for the scenario without its measures
    method : which tonnes the curve is wide
    before, after : output -> (year,) of the two as they are, 10^4 t
    steps : on the curve, by cost; listed : everything else that differs; still : measures that move nothing
    orders : sampled orders, 0 if exact; runs : mixes that were run
    """

    plan: Plan
    game: Game
    against: str
    period: Period
    method: Method
    years: IntArray
    before: Mapping[str, Array]
    after: Mapping[str, Array]
    steps: tuple[Step, ...]
    listed: tuple[Step, ...]
    still: tuple[str, ...]
    orders: int
    runs: int

    @property
    def everything(self) -> tuple[Step, ...]:
        """On the curve and beside it."""
        return (*self.steps, *self.listed)

    @property
    def priced(self) -> tuple[Step, ...]:
        """Everything that has a cost in money."""
        return tuple(step for step in self.everything if step.money(self.method) is not None)

    def cut(self, output: str = CO2) -> float:
        """What everything together cuts in the period, 10^4 t."""
        return float(self.period.tonnes(self.before[output] - self.after[output], self.years))

    def overlap(self) -> float:
        """What everything would cut of CO2 one by one, beyond what it cuts together, 10^4 t."""
        return sum(one.tonnes["alone"] for one in self.everything if one.gas == CO2) - self.cut()


def abatement(
    plan: Plan,
    baseline: Plan | None = None,
    *,
    year: int | None = YEAR,
    rate: float = RATE,
    method: Method = "averaged",
    pairs: int = PAIRS,
) -> Abatement:
    """The marginal abatement cost curve of a scenario against a baseline, else against no measures at all.

    year : None adds up all years; rate : of discount, for money of all years
    Raises InputError for a year outside the scenario, for baselines that attribution refuses, and where
    nothing differs.

    >>> from simulator import load
    >>> found = abatement(load("yiwu/technology"))
    >>> heights = [step.height("averaged")[1] for step in found.steps]
    >>> heights == sorted(heights), [step.player.id for step in found.steps][:2]
    (True, ['technology.high_efficiency_solar', 'energy.biomass_heat'])
    """
    problems = Problems()
    check_year(plan, year, problems)
    problems.raise_if_any()
    game = game_of(plan, baseline or without_measures(plan))
    check_differs(game, baseline.scenario.id if baseline else "", problems)
    problems.raise_if_any()
    work = Tonnes(game, pairs, SEED)
    single = singles(game)
    work.find_still(single)
    shares = credited(work, tuple(player for player in single if player.id not in work.still))
    years = plan.layout.years[work.game.asked.start :]
    period = Period(year, rate, plan.scenario.base_year)
    ends = [work.table.parted(work.both[:, side]) for side in (0, 1)]
    size = DUST * float(np.abs(period.tonnes(ends[0][CO2], years)))
    steps = [] if shares is None else steps_of(work, shares, period, years, method, size)
    return Abatement(
        plan=plan,
        game=work.game,
        against=baseline.scenario.id if baseline else "",
        period=period,
        method=method,
        years=years,
        before=ends[0],
        after=ends[1],
        steps=tuple(sorted((one for one in steps if not one.why), key=lambda one: rank(one, method))),
        listed=tuple(one for one in steps if one.why),
        still=work.still,
        orders=shares.orders if shares else 0,
        runs=work.runs,
    )


def check_year(plan: Plan, year: int | None, problems: Problems) -> None:
    """Refuse a year that the scenario does not project."""
    first, last = plan.scenario.base_year, plan.scenario.end_year
    if year is not None and not first <= year <= last:
        problems.add("expected_range", Origin("--year", 0), "", year, low=first, high=last)


def check_differs(game: Game, against: str, problems: Problems) -> None:
    """Refuse a scenario that has nothing its baseline has not."""
    if not (game.moved or game.special):
        problems.add("abatement_nothing", Origin(against or game.after.scenario.id, 0))


def without_measures(plan: Plan) -> Plan:
    """The same scenario with no measure at all."""
    problems = Problems()
    found = prepare(replace(plan.scenario, measures=()), problems)
    problems.raise_if_any()
    return found


def rank(step: Step, method: Method) -> tuple[float, str]:
    """Place on the curve: the middle cost of a tonne, then the name."""
    return step.height(method)[1], step.player.id


# ---- tonnes ----


class Tonnes(Work):
    """An attribution that reads of every mix only total CO2 and all gases net of uptake, year by year."""

    __slots__ = ()

    def __post_init__(self) -> None:
        """Run the two ends."""
        reuse_memory()
        before, after = self.game.before, self.game.after
        found = [totals(one, of_strength(one), self.game.asked.start) for one in (before, after)]
        self.table = Table({name: (len(found[0][name]),) for name in OUTPUTS})
        self.both = np.concatenate([self.table.stacked(one) for one in found], axis=1)
        self.judged = np.asarray(np.isfinite(self.both).all(axis=1))

    def values(self, players: Sequence[Player], members: BoolArray) -> Array:
        """Outputs (output, run) of coalitions (run, player); nobody and everybody are the two ends."""
        inside = {name: members[:, index] for index, player in enumerate(players) for name in player.members}
        found = self.table.stacked(mixes(self.game, inside, len(members)))
        found[:, ~members.any(axis=1)] = self.both[:, :1]
        found[:, members.all(axis=1)] = self.both[:, 1:]
        self.runs += len(members)
        return found


def of_strength(plan: Plan) -> Draws:
    """One run of a plan as it is."""
    return Draws(1, strength={name: np.full(1, value) for name, value in plan.strength.items()})


def totals(plan: Plan, draws: Draws, start: int) -> dict[str, Array]:
    """Total CO2 of the headline rule and all gases net of uptake, (year, run); NaN where nobody measured."""
    pathway = assemble(plan, draws)
    flows = project(pathway, plan.coefficients, keep_links=True)
    preset, imported = question_of(plan).preset, plan.scenario.entry.accounting.imported_power
    found = indicators(plan, pathway, flows, preset, imported_power=imported)
    found |= gas_indicators(plan, gases_of(plan, pathway, flows, draws.strength), found[CO2])
    missing = np.full_like(found[CO2], np.nan)
    return {name: found.get(name, missing)[start:] for name in OUTPUTS}


def mixes(game: Game, inside: Mapping[str, BoolArray], runs: int, *, rest: bool = True) -> dict[str, Array]:
    """Outputs (year, run) of mixes of a baseline and a scenario.

    inside : measure, drivers or other changes -> (run,) whether it stands as in the scenario; what is not
    named does if `rest` does
    """
    others = np.full(runs, rest)
    drivers, changes = (
        inside.get(name, others) if name in game.special else np.ones(runs, dtype=bool)
        for name in (DRIVERS, OTHER)
    )
    first, last = game.before.scenario.base_year, game.after.scenario.end_year
    out = {name: np.empty((last - first + 1, runs)) for name in OUTPUTS}
    for key, plan in game.plans.items():
        mine = np.flatnonzero((drivers == key[0]) & (changes == key[1]))
        for start in range(0, len(mine), BLOCK):
            some = mine[start : start + BLOCK]
            strength = {
                one.used.measure.id: np.where(inside.get(one.measure, others)[some], one.on, one.off)
                for one in game.versions
            }
            for name, values in totals(plan, Draws(len(some), strength=strength), game.asked.start).items():
                out[name][:, some] = values
    return out


def credited(work: Tonnes, players: tuple[Player, ...]) -> Shares | None:
    """Tonnes of every player: exact up to 12, else sampled inside sectors, as `attribution` does."""
    if not players:
        return None
    if len(players) <= MOST_EXACT:
        return work.shared(players)
    return work.inside(work.shared(by_sector(work.game, work.still)))


# ---- steps ----


def steps_of(
    work: Tonnes, shares: Shares, period: Period, years: IntArray, method: Method, size: float
) -> list[Step]:
    """Every player in the period; tonnes up to `size` are rounding."""
    cost = {one.measure: one.used.measure.entry.cost for one in work.game.versions}
    parts = {
        name: {key: work.table.parted(rows) for key, rows in zip(METHODS, of_methods(shares), strict=True)}
        for name in OUTPUTS
    }
    errors = work.table.parted(shares.error)
    found = []
    for place, player in enumerate(shares.players):
        yearly = {name: {key: -1.0 * parts[name][key][name][:, place] for key in METHODS} for name in OUTPUTS}
        error = {name: float(np.abs(period.tonnes(errors[name][:, place], years))) for name in OUTPUTS}
        found.append(step_of(player, cost.get(player.id), yearly, error, period, years, method, size))
    return found


def of_methods(shares: Shares) -> tuple[Array, Array, Array]:
    """Rows (output, player) in the order of METHODS."""
    return shares.credited, shares.alone, shares.last


def step_of(
    player: Player,
    cost: Cost | None,
    yearly: Mapping[str, Mapping[Method, Array]],
    error: Mapping[str, float],
    period: Period,
    years: IntArray,
    method: Method,
    size: float,
) -> Step:
    """One player; its tonnes are CO2 unless its cost is about all gases or it moves no CO2 of the total."""

    def summed(gas: str) -> dict[Method, float]:
        return {key: float(period.tonnes(yearly[gas][key], years)) for key in METHODS}

    still = all(abs(value) <= size for value in summed(CO2).values())
    moves_other = any(abs(value) > size for value in summed(ALL_GASES).values())
    of_gases = cost is not None and PER_TONNE.get(cost.unit) == ALL_GASES
    gas = ALL_GASES if of_gases or (still and moves_other) else CO2
    tonnes = summed(gas)
    weight = {key: float(period.weight(yearly[gas][key], years)) for key in METHODS}
    why = why_not(player, cost, gas, min(tonnes[method], weight[method]), size)
    return Step(player, cost, gas, yearly[gas], tonnes, weight, error[gas], why)


def why_not(player: Player, cost: Cost | None, gas: str, tonnes: float, size: float) -> str:
    """Why a player is not on the curve; empty if it is."""
    if player.kind != "measure":
        return NO_MEASURE
    if cost is None:
        return NO_COST
    if cost.unit not in PER_TONNE:
        return OTHER_UNIT
    if np.isnan(tonnes):
        return UNKNOWN
    if gas == ALL_GASES and tonnes > size:
        return OTHER_GASES
    return "" if tonnes > size else NO_CUT


# ---- money ----


def money(steps: Sequence[Step], method: Method) -> tuple[float, float, float]:
    """Low, middle and high cost of what is known in the period, 10^4 CNY."""
    known = [found for one in steps if (found := one.money(method)) is not None]
    low, middle, high = (sum(one[end] for one in known) for end in range(3))
    return float(low), float(middle), float(high)


def money_by_year(found: Abatement) -> Array:
    """Cost of every year at the low, middle and high cost of a tonne, not discounted, (year, 3) 10^4 CNY."""
    out = np.zeros((len(found.years), 3))
    for step in found.priced:
        assert step.range is not None
        out += step.yearly[found.method][:, None] * np.array(step.range)
    return out


def by_sector_of_measure(found: Abatement) -> dict[str, tuple[Step, ...]]:
    """The steps that have a cost by the sector their measure acts in, in the order of the sectors."""
    sectors = dict.fromkeys(one.player.sector for one in sorted(found.priced, key=order_of_sector))
    return {name: tuple(one for one in found.priced if one.player.sector == name) for name in sectors}


def order_of_sector(step: Step) -> int:
    """Place of a step's sector among all."""
    return SECTOR_ORDER.index(step.player.sector)
