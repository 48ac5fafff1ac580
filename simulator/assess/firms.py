"""Carbon accounts of key emitters, how much of their branch they cover, and the three classes.

Classes: low carbon and efficient 低碳高效, high carbon and efficient 高碳高效, high carbon and inefficient
高碳低效 (shangyu-eco-plan-14fyp 4.3 names them and sets no limits). Carbon is CO2 per output, efficiency is
output per energy, both against the mean of the listed firms of the branch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, get_args

import numpy as np

from simulator.inputs.firms import Class
from simulator.pathways.paths import Paths
from simulator.pathways.schedules import Anchor
from simulator.units import PER_KWH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.inputs.factors import Factors
    from simulator.inputs.firms import Firm, FirmRules
    from simulator.inputs.region import Region

CLASSES: tuple[Class, ...] = get_args(Class)
OTHER, UNKNOWN = "low_carbon_inefficient", "unknown"
FACTOR_SET = "assessment"
ROUNDING = 1e-9  # firms that are all alike stand at their mean
FEWEST = 2  # firms that make a mean
STEP = 5  # years between the anchors of a snippet


class Account(NamedTuple):
    """A firm's year: CO2 10^4 t; energy 10^4 tce, coal-equivalent and by content; t per 10^4 CNY."""

    firm: Firm
    co2_fuel: float
    co2_electricity: float
    co2_heat: float
    energy: float
    content: float
    intensity: float | None
    productivity: float | None  # 10^4 CNY of output per tce
    group: str  # one of CLASSES, OTHER, or UNKNOWN without an output value

    @property
    def co2(self) -> float:
        """All CO2 of the firm, 10^4 t."""
        return self.co2_fuel + self.co2_electricity + self.co2_heat


class Branch(NamedTuple):
    """The listed firms of a branch: means over those with an output value, part of the base year covered."""

    name: str
    firms: int
    co2: float
    intensity: float | None
    productivity: float | None
    covered: float | None  # energy by content over the branch's base year; None where it has none
    parts: dict[str, float]  # class -> part of the branch's base-year energy


def accounts_of(
    firms: Sequence[Firm], region: Region, factors: Factors, rules: FirmRules
) -> tuple[list[Account], list[Branch]]:
    """The account of every firm, and its branch as far as the list covers it."""
    grid = base_grid_factor(region, factors)
    accounts, branches = [], []
    for name in dict.fromkeys(firm.branch for firm in firms):
        raw = [account(firm, factors, grid) for firm in firms if firm.branch == name]
        mean = means(raw)
        sorted_ = [one._replace(group=group_of(one, mean, rules)) for one in raw]
        accounts += sorted_
        branches.append(branch_of(name, sorted_, mean, region))
    return accounts, branches


def account(firm: Firm, factors: Factors, grid: float) -> Account:
    """CO2 and energy of a firm; its class comes later, when the branch mean is known."""
    own = {fuel: v for fuel, v in firm.energy.items() if fuel not in ("electricity", "heat")}
    power, heat = firm.energy.get("electricity", 0.0), firm.energy.get("heat", 0.0)
    kilowatthours = power / factors.calorific_rate()
    bought = factors.rates["heat", "bought_co2", None].value / factors.rates["heat", "calorific", None].value
    co2 = (
        sum(value * factors.co2(fuel, FACTOR_SET).value for fuel, value in own.items()),
        kilowatthours * grid * PER_KWH,
        heat * bought,
    )
    content = sum(firm.energy.values())
    energy = content - power + kilowatthours * factors.coal_equivalent_rate()
    output = firm.output
    intensity = sum(co2) / output if output else None
    productivity = output / energy if output and energy else None
    return Account(firm, *co2, energy, content, intensity, productivity, UNKNOWN)


def base_grid_factor(region: Region, factors: Factors) -> float:
    """kg CO2 per kWh of the province's grid in the region's base year."""
    rows = factors.grid(region.info.grid_area)
    published = [row for row in rows if row.year >= region.info.base_year] or rows
    anchors = sorted(published, key=lambda row: row.year)
    return float(np.interp(region.info.base_year, [r.year for r in anchors], [r.value for r in anchors]))


def means(accounts: Sequence[Account]) -> tuple[float, float] | None:
    """CO2 per output and output per energy of the firms whose output is known.

    None for fewer than two: a firm alone would be its own mean.
    """
    known = [one for one in accounts if one.firm.output]
    output, energy = sum(one.firm.output or 0.0 for one in known), sum(one.energy for one in known)
    if len(known) < FEWEST or not output or not energy:
        return None
    return sum(one.co2 for one in known) / output, output / energy


def group_of(one: Account, mean: tuple[float, float] | None, rules: FirmRules) -> str:
    """The class of a firm; UNKNOWN without its output value."""
    if mean is None or one.intensity is None or one.productivity is None:
        return UNKNOWN
    low = one.intensity <= mean[0] * rules.carbon * (1.0 + ROUNDING)
    efficient = one.productivity >= mean[1] * rules.productivity * (1.0 - ROUNDING)
    if low:
        return CLASSES[0] if efficient else OTHER
    return CLASSES[1] if efficient else CLASSES[2]


def branch_of(
    name: str, accounts: Sequence[Account], mean: tuple[float, float] | None, region: Region
) -> Branch:
    """Sums of a branch and how much of its base year the list covers."""
    whole = sum(row.value for row in region.balance if row.target_id == name)
    parts: dict[str, float] = {}
    for one in accounts:
        if whole:
            parts[one.group] = parts.get(one.group, 0.0) + one.content / whole
    return Branch(
        name=name,
        firms=len(accounts),
        co2=sum(one.co2 for one in accounts),
        intensity=mean[0] if mean else None,
        productivity=mean[1] if mean else None,
        covered=sum(parts.values()) if whole else None,
        parts=parts,
    )


# ---- what the classes would do to their branch ----


def suggested(branches: Sequence[Branch], region: Region, rules: FirmRules) -> dict[str, dict[int, float]]:
    """Changes of activity and intensity by class, as a scenario would write them: key -> year -> multiple.

    The region's own paths times what the classes add; firms outside the classes and what the list does not
    cover follow their branch. After the rules' year the factor stays.
    """
    years = np.arange(region.info.base_year, region.info.end_year + 1)
    paths = Paths(region.paths, years)
    base = Anchor(region.info.base_year, 1.0, region.branches[0].origin)
    written = sorted({*range(int(years[0]) + STEP, int(years[-1]) + 1, STEP), min(rules.by, int(years[-1]))})
    changes: dict[str, dict[int, float]] = {}
    for branch in branches:
        if not branch.parts or branch.covered is None or branch.covered > 1.0 + ROUNDING:
            continue
        for number, quantity in enumerate(("activity", "intensity")):
            if not (rules.growth, rules.intensity)[number]:
                continue
            path = paths.multiple(branch.name, quantity, base).values
            changes[f"{branch.name}.{quantity}"] = {
                year: float(
                    path[year - years[0]] * moved(branch, rules, min(year, rules.by) - int(years[0]))[number]
                )
                for year in written
            }
    return changes


def moved(branch: Branch, rules: FirmRules, years: int) -> tuple[float, float]:
    """Factors on activity and intensity of a branch after so many years of its classes' own rates.

    activity = 1 + sum s ((1+g)^n - 1); activity x intensity = 1 + sum s ((1+g)^n (1+i)^n - 1), s the part of
    the branch's base-year energy that a class has
    """
    growth = {name: (1.0 + rules.growth.get(name, 0.0)) ** years for name in CLASSES}
    use = {name: (1.0 + rules.intensity.get(name, 0.0)) ** years for name in CLASSES}
    activity = 1.0 + sum(branch.parts.get(name, 0.0) * (growth[name] - 1.0) for name in CLASSES)
    energy = 1.0 + sum(branch.parts.get(name, 0.0) * (growth[name] * use[name] - 1.0) for name in CLASSES)
    return activity, energy / activity
