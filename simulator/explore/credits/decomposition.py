"""Why CO2 changed: LMDI-I, additive and multiplicative, between two years of a run or between two scenarios.

For the region the Kaya identity: CO2 = people x GDP per head x energy per GDP x CO2 per energy. For a sector
the sum over its branches b and fuels f: activity x structure of b x intensity of b x share of f x CO2 factor
of f. An effect is L(V1, V0) ln(x1/x0) summed over the terms V, with the logarithmic mean L (Ang 2005, "The
LMDI approach to decomposition analysis: a practical guide", Energy Policy 33:867); effects add up without
remainder. Terms that begin or end at nothing follow the analytical limit (Ang and Liu 2007, "Handling zero
values in the logarithmic mean Divisia index decomposition approach", Energy Policy 35:238), see
docs/attribution.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.assess.indicators import sector_co2
from simulator.errors import Origin, Problems
from simulator.explore.credits.game import check_pair
from simulator.inputs.accounting import RULES
from simulator.pathways.arrays import SECTORS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.face import Result
    from simulator.pathways.arrays import Array

KAYA = ("population", "gdp_per_head", "energy_intensity", "co2_per_energy")
PARTS = ("activity", "structure", "intensity", "fuel_mix", "co2_factor")
BESIDE = ("process", "captured", "networks")  # beside what a sector's branches use, each its own effect
ALL_SECTORS = "sectors"  # all of them together
REGION = "region"
CENTRAL = 0
NOTHING = 1e-12  # shares below this are rounding


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The change of CO2 by its causes, plain numbers.

    subject : "region" (Kaya), a sector, or "sectors" (all of them together); 10^4 t CO2
    before, after : scenario and year; before_value, after_value : CO2
    effects : factor -> 10^4 t, adding up to after_value - before_value
    ratios : factor -> multiple, whose product is after_value / before_value; empty where one of the two is
        not above zero, since then there is no such multiple
    """

    subject: str
    before: tuple[str, int]
    after: tuple[str, int]
    before_value: float
    after_value: float
    effects: Mapping[str, float]
    ratios: Mapping[str, float]

    @property
    def change(self) -> float:
        """The whole change, 10^4 t."""
        return self.after_value - self.before_value


def between_years(result: Result, years: Sequence[int]) -> tuple[Decomposition, ...]:
    """Each span between the given years of one run: the region, its sectors together, then one by one."""
    check_years(result, years)
    found = []
    for first, last in pairwise(years):
        found += both(result, result, first, last)
    return tuple(found)


def between_scenarios(result: Result, baseline: Result, years: Sequence[int]) -> tuple[Decomposition, ...]:
    """A scenario against its baseline in each of the given years; InputError if they do not go together."""
    check_pair(result.scenario, baseline.scenario)
    check_years(result, years)
    found = []
    for year in years:
        found += both(baseline, result, year, year)
    return tuple(found)


def check_years(result: Result, years: Sequence[int]) -> None:
    """Years of the projection only."""
    problems = Problems()
    low, high = int(result.years[0]), int(result.years[-1])
    for year in years:
        if not low <= year <= high:
            problems.add("expected_range", Origin(result.scenario.id, 0), "years", year, low=low, high=high)
    problems.raise_if_any()


def both(before: Result, after: Result, first: int, last: int) -> list[Decomposition]:
    """Kaya and sectors between a year of one result and a year of another."""
    labels = (before.scenario.id, first), (after.scenario.id, last)
    sides = Side(before, first), Side(after, last)
    found = [kaya(sides, labels)]
    sectors = [of_sector(sides, labels, sector) for sector in SECTORS]
    moved = [one for one in sectors if one.before_value or one.after_value]
    return [*found, together(moved, labels), *moved]


class Side(NamedTuple):
    """A year of a result."""

    result: Result
    year: int

    @property
    def at(self) -> int:
        """Place of the year from the balance year on."""
        return int(self.year - self.result.plan.layout.years[0])


Sides = tuple[Side, Side]
Labels = tuple[tuple[str, int], tuple[str, int]]


# ---- the method ----


def log_mean(one: Array, other: Array) -> Array:
    """Logarithmic mean (a - b) / ln(a / b); a where they are equal, 0 where the signs differ or one is 0.

    >>> log_mean(np.array([2.0, 3.0, 0.0]), np.array([1.0, 3.0, 5.0])).round(6).tolist()
    [1.442695, 3.0, 0.0]
    """
    one, other = np.broadcast_arrays(np.asarray(one, dtype=float), np.asarray(other, dtype=float))
    same = one * other > 0.0
    sizes = np.where(same, np.abs([one, other]), 1.0)
    small, large = sizes.min(axis=0), sizes.max(axis=0)
    growth = (large - small) / small  # from the smaller one, or a ratio near zero would round to nothing
    moves = growth != 0.0
    mean = small * np.divide(growth, np.log1p(growth), out=np.ones_like(growth), where=moves)
    return np.where(same, np.sign(one) * mean, 0.0)


def effects_of(before: Array, after: Array) -> Array:
    """Additive LMDI-I effects of the factors of products, (factor, term) each -> (factor, term).

    The effects of a term add up to the change of its product. Where factors of a term begin or end at zero
    (or change sign, passing zero), the limit leaves nothing to the others: those that do share the change
    equally.
    """
    product = before.prod(axis=0), after.prod(axis=0)
    change = product[1] - product[0]
    crossing = np.sign(before) != np.sign(after)
    many = crossing.sum(axis=0)
    ratio = np.divide(after, before, out=np.ones_like(after), where=~crossing & (before != 0.0))
    smooth = log_mean(product[1], product[0]) * np.log(ratio)
    limit = np.where(crossing, change / np.maximum(many, 1), 0.0)
    return np.where(many > 0, limit, smooth)


def ratios_of(effects: Mapping[str, float], before: float, after: float) -> dict[str, float]:
    """Multiplicative LMDI-I effects: exp(additive effect / L(V1, V0)); none if a total is not above zero."""
    if before <= 0.0 or after <= 0.0:
        return {}
    mean = float(log_mean(np.array(after), np.array(before)))
    return {name: float(np.exp(value / mean)) for name, value in effects.items()}


def made(
    subject: str, labels: Labels, effects: Mapping[str, float], before: float, after: float
) -> Decomposition:
    """A decomposition with its multiples."""
    return Decomposition(subject, *labels, before, after, effects, ratios_of(effects, before, after))


# ---- the region ----


def kaya(sides: Sides, labels: Labels) -> Decomposition:
    """Total CO2 of the headline rule by people, GDP per head, energy per GDP and CO2 per energy."""
    factors = [np.array([[value_of(side, name)] for name in KAYA]) for side in sides]
    effects = effects_of(*factors)[:, 0]
    named = dict(zip(KAYA, effects.tolist(), strict=True))
    return made(REGION, labels, named, *(value_of(side, "co2_total") for side in sides))


def value_of(side: Side, indicator: str) -> float:
    """An indicator of the central run in the side's year."""
    return float(side.result.series[indicator][side.year - int(side.result.years[0]), CENTRAL])


# ---- a sector ----


class Terms(NamedTuple):
    """What a sector's CO2 is made of.

    volume : activity of all its branches; branches : branch -> part of the volume, energy per volume
    links : (branch, fuel) -> share of the branch's energy, CO2 per energy; beside : what stands beside them
    total : the sector's CO2
    """

    volume: float
    branches: Mapping[str, tuple[float, float]]
    links: Mapping[tuple[str, str], tuple[float, float]]
    beside: Mapping[str, float]
    total: float

    def factors(self, names: Sequence[tuple[str, str]], other: Terms) -> Array:
        """The five factors of each link, (factor, link).

        A branch that is not there has no part in the volume, a fuel no share; what they would need, the other
        side knows.
        """
        found = []
        for name in names:
            part, intensity = self.branches.get(name[0]) or (0.0, other.branches[name[0]][1])
            share, factor = self.links.get(name) or (0.0, other.links[name][1])
            found.append((self.volume, part, intensity, share, factor))
        return np.array(found).reshape(-1, len(PARTS)).T


def of_sector(sides: Sides, labels: Labels, sector: str) -> Decomposition:
    """CO2 of a sector, end-use view, by activity, structure, intensity, fuel mix and CO2 factor."""
    before, after = (terms_of(side, sector, sides[0]) for side in sides)
    names = list(dict.fromkeys([*before.links, *after.links]))
    by_part = effects_of(before.factors(names, after), after.factors(names, before)).sum(axis=1)
    effects = dict(zip(PARTS, by_part.tolist(), strict=True))
    effects |= {name: after.beside[name] - before.beside[name] for name in BESIDE}
    return made(sector, labels, effects, before.total, after.total)


def terms_of(side: Side, sector: str, weights: Side) -> Terms:
    """The terms of one side.

    Activity of branches in different units is weighed by their energy per unit in the first year of
    `weights`, so that structure is the part of each branch in that volume.
    """
    result, at, number = side.result, side.at, SECTORS.index(sector)
    layout, pathway = result.plan.layout, result.pathway
    unit = unit_energy(result) | unit_energy(weights.result)
    mine = np.flatnonzero(layout.branch_sector == number).tolist()
    volume = {b: float(pathway.activity[at, b, CENTRAL]) * unit[layout.branches[b]] for b in mine}
    total = sum(volume.values())
    branches = {}
    for b in mine:
        name = layout.branches[b]
        part = volume[b] / total if total > 0.0 else 0.0
        branches[name] = part, float(pathway.intensity[at, b, CENTRAL]) / unit[name]
    links = links_of(result, at, mine)
    used = sum(total * np.prod(branches[name[0]]) * np.prod(link) for name, link in links.items())
    beside = beside_links(result, at, number)
    whole = float(sector_co2(result.flows, result.preset)[at, number, CENTRAL])
    rest = whole - float(used) - sum(beside.values())
    rest = rest if abs(rest) > NOTHING * abs(whole) else 0.0
    return Terms(total, branches, links, beside | {"networks": rest}, whole)


def unit_energy(result: Result) -> dict[str, float]:
    """Energy per unit of activity of each branch in the first year it has any; 1 if it never has."""
    intensity = result.pathway.intensity[..., CENTRAL]
    first = intensity[np.argmax(intensity > 0.0, axis=0), np.arange(intensity.shape[1])]
    return dict(zip(result.plan.layout.branches, np.where(first > 0.0, first, 1.0).tolist(), strict=True))


def links_of(result: Result, at: int, branches: Sequence[int]) -> dict[tuple[str, str], tuple[float, float]]:
    """Share and CO2 factor of the fuels of some branches in a year."""
    layout, share = result.plan.layout, result.pathway.share[at, :, CENTRAL]
    factor = link_factors(result, at)
    mine = np.flatnonzero(np.isin(layout.link_branch, branches)).tolist()
    return {layout.links[i]: (float(share[i]) if share[i] > NOTHING else 0.0, float(factor[i])) for i in mine}


def link_factors(result: Result, at: int) -> Array:
    """CO2 per tce of every link in a year, (link,): of its own fuel, or what electricity and heat carry."""
    plan, flows = result.plan, result.flows
    numbers, layout = plan.coefficients, plan.layout
    table = numbers.link_co2 if numbers.link_co2.ndim == 1 else numbers.link_co2[at]
    out = np.array(table, dtype=float)
    fuels = np.array([fuel for _, fuel in layout.links])
    out[fuels == "electricity"] = flows.co2_rate.electricity[at, CENTRAL]
    out[fuels == "heat"] = flows.co2_rate.heat[at, CENTRAL]
    if not RULES[result.preset].feedstock:
        out[numbers.feedstock_link] = 0.0
    return out


def beside_links(result: Result, at: int, sector: int) -> dict[str, float]:
    """Gross process CO2 where the rule counts it; captured CO2 less what its electricity carries, 10^4 t."""
    plan, flows = result.plan, result.flows
    counted = RULES[result.preset].process
    process = float(flows.co2_process[at, sector, CENTRAL]) if counted else 0.0
    if flows.captured is None:
        return {"process": process, "captured": 0.0}
    caught = flows.captured
    count = flows.co2_by_process.shape[1]
    of_process = plan.layout.process_sector[:count] == sector
    from_process = float(caught.process[at, of_process, CENTRAL].sum()) if counted else 0.0
    own = plan.layout.branch_sector == sector
    from_branches = float(caught.branch[at, own, CENTRAL].sum())
    power = float(caught.sector[at, sector, CENTRAL]) * plan.coefficients.capture_electricity
    carried = power * float(flows.co2_rate.electricity[at, CENTRAL])
    return {"process": process + from_process, "captured": carried - from_branches - from_process}


def together(sectors: Sequence[Decomposition], labels: Labels) -> Decomposition:
    """All sectors in one: effects of the same kind added up."""
    names = (*PARTS, *BESIDE)
    effects = {name: sum(one.effects[name] for one in sectors) for name in names}
    before, after = (sum(getattr(one, side) for one in sectors) for side in ("before_value", "after_value"))
    return made(ALL_SECTORS, labels, effects, before, after)
