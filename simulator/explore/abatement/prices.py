"""A price on carbon: which measures are cheaper, what they cut together, and the price that meets a cap.

Two answers to "which price meets the cap": the price below which so many measures pay that their common run
meets it (adoption, by the cost a tonne of the library), and the price of the emissions-trading measure at
which the energy of the covered branches falls far enough (response, by its elasticity and coverage). Every
trial is a run of the model; nothing is added up (docs/abatement.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulator.errors import Problems
from simulator.explore.abatement.curve import CO2, OTHER_GASES, mixes, of_strength, totals
from simulator.inputs.scenario import UsedMeasure
from simulator.pathways.assemble import Draws
from simulator.pathways.compile import priced
from simulator.pathways.prepare import prepare

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.explore.abatement.curve import Abatement, Step
    from simulator.inputs.effects import Price
    from simulator.inputs.measures import Measure
    from simulator.pathways.arrays import Array
    from simulator.pathways.measures import Effect
    from simulator.pathways.prepare import Plan

ENDS = ("low", "middle", "high")  # of the cost of a tonne
MOST = 5000.0  # CNY/t: no market has asked for more than a fraction of it
TRIALS, ROUNDS = 64, 4  # prices tried at once, and how often the step around the answer is divided again
SLACK = 1e-9  # part of a cap that is rounding


# ---- adoption ----


@dataclass(frozen=True, slots=True)
class Adoption:
    """The measures whose tonne costs no more than a price, and total CO2 of their common run, 10^4 t.

    end : which end of their cost is meant
    """

    end: str
    price: float
    measures: tuple[str, ...]
    co2: float


@dataclass(frozen=True, slots=True)
class Cap:
    """The least price at which the cheaper measures meet a cap on the CO2 of a period, 10^4 t.

    without, everything : CO2 of the baseline, and with every measure that has a cost a tonne
    found : end of the cost -> what is adopted at the least price; none where no price is enough
    trading : the price of the emissions-trading measure; None if nobody pays it here
    """

    value: float
    without: float
    everything: float
    found: Mapping[str, Adoption]
    trading: Trading | None

    @property
    def met(self) -> bool:
        """True if the baseline is within the cap already."""
        return self.without <= within(self.value)

    @property
    def reached(self) -> bool:
        """True if no price is needed, or some price is enough at the middle of the costs."""
        return self.met or "middle" in self.found


@dataclass(frozen=True, slots=True)
class Trading:
    """The price of the emissions-trading measure in a scenario that is otherwise as it is.

    price : CNY/t from the year after the base year on; None if even the highest price tried is not enough
    without, co2 : total CO2 of the period without a price, and at the price (or the highest tried), 10^4 t
    branches : who pays
    """

    measure: str
    price: float | None
    without: float
    co2: float
    branches: tuple[str, ...]
    coverage: float
    elasticity: float


def candidates(found: Abatement) -> tuple[Step, ...]:
    """Measures with a cost a tonne that cut something."""
    return tuple(step for step in found.everything if step.why in ("", OTHER_GASES) and step.range)


def adopted(found: Abatement, price: float) -> dict[str, Adoption]:
    """What is cheaper than a price, for each end of the costs, in one batch of runs."""
    asked = [(end, price) for end in ENDS]
    return {one.end: one for one in adoptions(found, asked)}


def adoptions(found: Abatement, asked: Sequence[tuple[str, float]]) -> list[Adoption]:
    """The measures below each (end, price), run together against the baseline."""
    steps = candidates(found)
    costs = np.array([step.range or (np.nan,) * 3 for step in steps]).reshape(len(steps), len(ENDS))
    inside = np.array([costs[:, ENDS.index(end)] <= price for end, price in asked])
    members = {step.player.id: inside[:, place] for place, step in enumerate(steps)}
    co2 = amount(found, mixes(found.game, members, len(asked), rest=False)[CO2])
    return [
        Adoption(end, price, tuple(name for name, chosen in members.items() if chosen[run]), float(co2[run]))
        for run, (end, price) in enumerate(asked)
    ]


def amount(found: Abatement, values: Array) -> Array:
    """CO2 (year, run) of the period: of the year, or of all years."""
    return found.period.tonnes(values, found.years)


def within(cap: float) -> float:
    """A cap with room for rounding."""
    return cap + SLACK * abs(cap)


def price_of_cap(found: Abatement, value: float, measures: Mapping[str, Measure]) -> Cap:
    """The least price that meets a cap: every level of cost is tried, all in one batch.

    measures : the library, for the emissions-trading measure
    """
    steps = candidates(found)
    levels = [
        (end, cost) for at, end in enumerate(ENDS) for cost in sorted({cost_at(one, at) for one in steps})
    ]
    tried = adoptions(found, levels) if levels else []
    enough: dict[str, Adoption] = {}
    for one in tried:
        if one.co2 <= within(value):
            enough.setdefault(one.end, one)
    without = float(amount(found, found.before[CO2][:, None])[0])
    return Cap(
        value=value,
        without=without,
        everything=tried[-1].co2 if tried else without,
        found=enough,
        trading=price_of_trading(found, value, measures),
    )


def cost_at(step: Step, at: int) -> float:
    """One end of the cost of a step's tonne."""
    assert step.range is not None
    return step.range[at]


# ---- response ----


def price_of_trading(found: Abatement, value: float, measures: Mapping[str, Measure]) -> Trading | None:
    """The price of the emissions-trading measure that meets a cap; None where no branch pays it."""
    measure = next((one for one in measures.values() if price_in(one)), None)
    if measure is None:
        return None
    price, plan = price_in(measure), with_trading(found.plan, measure)
    if price is None or plan is None:
        return None
    answer, without, co2 = searched(found, plan, measure.id, price, value)
    mine = [effect for effect in plan.effects if effect.measure == measure.id]
    payers = dict.fromkeys(plan.layout.branches[place] for effect in mine for place in effect.index)
    return Trading(measure.id, answer, without, co2, tuple(payers), price.coverage, price.elasticity)


def price_in(measure: Measure) -> Price | None:
    """The price on carbon among the effects of a measure."""
    prices = (effect.price for effect in measure.entry.effects)
    return next((price for price in prices if price is not None and price.carbon is not None), None)


def with_trading(plan: Plan, measure: Measure) -> Plan | None:
    """The scenario with this measure in full force after the base year; None if it finds nobody."""
    scenario, problems = plan.scenario, Problems()
    others = [used for used in scenario.measures if used.measure.id != measure.id]
    used = UsedMeasure(measure, 1.0, measure.entry.schedule, measure.origin)
    found = prepare(replace(scenario, measures=(*others, used)), problems)
    if problems.found:
        return None
    force = (found.layout.years > scenario.base_year).astype(float)
    effects = (replace(one, schedule=force) if one.measure == measure.id else one for one in found.effects)
    return replace(found, effects=tuple(effects))


def searched(
    found: Abatement, plan: Plan, measure: str, price: Price, value: float
) -> tuple[float | None, float, float]:
    """The least price that meets a cap, CO2 without a price, and CO2 at it: a scan, divided again."""
    low, high = 0.0, MOST
    without = co2 = float("nan")
    for turn in range(ROUNDS):
        prices = np.linspace(low, high, TRIALS)
        values = amount(
            found, totals(at_prices(plan, measure, price, prices), runs_of(plan), start_of(found))[CO2]
        )
        without = float(values[0]) if turn == 0 else without
        met = np.flatnonzero(values <= within(value))
        if not len(met):
            return None, without, float(values[-1])
        first = int(met[0])
        co2 = float(values[first])
        if first == 0:
            return float(prices[0]), without, co2
        low, high = float(prices[first - 1]), float(prices[first])
    return high, without, co2


def at_prices(plan: Plan, measure: str, price: Price, prices: Array) -> Plan:
    """The plan whose emissions-trading measure has another price in every run."""

    def priced_effect(effect: Effect) -> Effect:
        if effect.measure != measure:
            return effect
        where = (plan.scenario, plan.layout, plan.share[0], effect.index.tolist())
        factors = [priced(price.model_copy(update={"carbon": one}), *where) for one in prices.tolist()]
        return replace(effect, value=np.concatenate(factors, axis=1))

    return replace(plan, effects=tuple(priced_effect(effect) for effect in plan.effects))


def runs_of(plan: Plan) -> Draws:
    """So many runs of a plan as there are prices tried at once."""
    strength = of_strength(plan).strength
    return Draws(TRIALS, strength={name: np.repeat(values, TRIALS) for name, values in strength.items()})


def start_of(found: Abatement) -> int:
    """Place of the first year kept."""
    return found.game.asked.start
