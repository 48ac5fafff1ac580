"""Anchors that cannot all hold: minimal conflicting sets, each anchor with its file and line.

Every published figure becomes a bound on a sum of cells, plants and import; all of them with what must hold
in any balance make a linear programme. If it has no solution, anchors are left out one by one as long
as there is still none (deletion filter): what remains is a set of which every single anchor is needed for the
conflict. A figure stands for all that rounds to it. Nothing is averaged: the estimate meets the anchors it
uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.errors import Origin
from simulator.inputs.estimate.lines import inside, lines_of
from simulator.inputs.estimate.rows import FROM_BENCHMARK
from simulator.inputs.estimate.totals import (
    BURNT,
    GROUPS,
    actual_growth,
    column_of,
    gas_rate,
    gdp_at_prices,
    group_of,
    made_of,
    missing_gdp,
    opened,
    price_year,
)
from simulator.inputs.factors import PRIMARY_ELECTRICITY, RENEWABLE_ELECTRICITY
from simulator.inputs.rows import GRADES
from simulator.units import HOURS_MEGAWATT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulator.errors import Problems
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region
    from simulator.inputs.rows import AnchorRow

Variable = tuple[
    str, str
]  # (branch, fuel) primary energy of a cell, (plant, "") its fuel, IMPORT in 10^8 kWh
Sum = dict[Variable, float]
IMPORT: Variable = ("import", "")
MOST_SETS = 5
SLACK = 1e-7  # 10^4 tce; what the solver's own tolerance may take for infeasible


@dataclass(frozen=True, slots=True)
class Published:
    """A figure as a bound on a sum: low and high by its rounding, and by the range given with it.

    origins : the lines it rests on, the figure itself first
    """

    name: str
    sums: Sum
    value: float
    rounding: float
    low: float
    high: float
    grade: str
    origins: tuple[Origin, ...]

    def bounds(self, *, ranges: bool) -> tuple[float, float]:
        """Lowest and highest value of the sum."""
        low, high = self.value - self.rounding, self.value + self.rounding
        return (min(low, self.low), max(high, self.high)) if ranges else (low, high)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A minimal conflicting set; `within_ranges` says whether the given ranges make it hold together."""

    anchors: tuple[Published, ...]
    within_ranges: bool


def conflicts(
    region: Region, factors: Factors, problems: Problems, *, derived: bool = False
) -> list[Conflict]:
    """Minimal conflicting sets among the figures of a region, at most five; empty if all can hold.

    derived : figures that the fallback route made count, too

    After each set its weakest figure is left out, so that the next one is another conflict. Beside a set
    stands the same conflict on more reported figures, if there is one.
    """
    balance = Quantities(region, factors)
    left = published(region, factors, balance, problems, derived=derived)
    sets: list[list[Published]] = []
    while len(sets) < MOST_SETS and not feasible(balance, left):
        minimal = deletion_filter(balance, left)
        if not minimal:
            break
        other = variant(balance, left, minimal)
        sets += [minimal, *([other] if other else [])]
        left = without(left, weakest(minimal))
    return [Conflict(tuple(one), feasible(balance, one, ranges=True)) for one in sets[:MOST_SETS]]


def weakness(one: Published) -> int:
    """Place of a figure's grade, the best first."""
    return list(map(str, GRADES)).index(one.grade)


def weakest(anchors: Sequence[Published]) -> Published:
    """The figure with the worst grade, the first of several."""
    return max(anchors, key=weakness)


def without(anchors: Sequence[Published], left_out: Published) -> list[Published]:
    """All anchors but one."""
    return [one for one in anchors if one is not left_out]


def variant(
    balance: Quantities, anchors: Sequence[Published], minimal: Sequence[Published]
) -> list[Published] | None:
    """A minimal set that holds the weakest of a set, but more reported figures; None if there is none."""
    last = weakest(minimal)
    found = []
    for one in minimal:
        others = without(anchors, one)
        if one is not last and weakness(one) == weakness(last) and not feasible(balance, others):
            found.append(deletion_filter(balance, others))
    found = [one for one in found if last in one]
    best = max(found, key=reported, default=None)
    return best if best is not None and reported(best) > reported(minimal) else None


def reported(anchors: Iterable[Published]) -> int:
    """How many of some figures are reported."""
    return sum(one.grade == GRADES[0] for one in anchors)


def deletion_filter(balance: Quantities, anchors: Sequence[Published]) -> list[Published]:
    """The anchors that remain when each is left out unless the conflict needs it; the weakest go first."""
    kept = list(anchors)
    for one in sorted(anchors, key=weakness, reverse=True):
        fewer = without(kept, one)
        if not feasible(balance, fewer):
            kept = fewer
    return sorted(kept, key=lambda one: one.origins[0])


def feasible(balance: Quantities, anchors: Sequence[Published], *, ranges: bool = False) -> bool:
    """True if some balance without negatives meets all anchors."""
    from scipy.optimize import linprog

    names = balance.variables
    always = [(sums, total, total) for sums, total in balance.identities]
    limits = always + [(one.sums, *one.bounds(ranges=ranges)) for one in anchors]
    matrix = np.array([[sums.get(name, 0.0) for name in names] for sums, _, _ in limits])
    low, high = (np.array([limit[side] for limit in limits]) for side in (1, 2))
    done = linprog(
        np.zeros(len(names)),
        A_ub=np.concatenate([matrix, -matrix]),
        b_ub=np.concatenate([high + SLACK, -low + SLACK]),
        bounds=[(None, None) if name == IMPORT else (0.0, None) for name in names],
        method="highs",
    )
    return int(done.status) == 0


# ---- a balance in general ----


class Quantities:
    """Totals of any balance of a region as sums over its variables, and what must hold in all of them."""

    def __init__(self, region: Region, factors: Factors) -> None:
        """Lay out cells, plants and import."""
        self.region, self.factors = region, factors
        branches = {row.branch for row in region.branches}
        self.plants = {row.plant: row for row in region.plants}
        weights = [(row.branch, row.fuel) for row in region.weights if row.branch in branches]
        named = [(row.target_id, row.fuel) for row in region.named if row.target_id in branches]
        self.cells: list[Variable] = list(dict.fromkeys(weights + named))
        self.variables: list[Variable] = [*self.cells, *((name, "") for name in self.plants), IMPORT]
        self.rate, self.calorific = factors.coal_equivalent_rate(), factors.calorific_rate()
        self.burnt = {group: self.of_plants(group) for group in BURNT}
        self.fuel = {group: add(self.of_column(group), self.burnt[group]) for group in BURNT}
        self.renewables = self.primary_of_plants((*RENEWABLE_ELECTRICITY, "waste"))
        nuclear = self.primary_of_plants(
            tuple(f for f in PRIMARY_ELECTRICITY if f not in RENEWABLE_ELECTRICITY)
        )
        imported = {IMPORT: self.rate}
        self.total = add(*self.fuel.values(), self.renewables, nuclear, imported)
        self.heat_pool = self.pool_of_heat()
        users = [self.of_column(group) for group in BURNT]
        self.power_pool = add(self.total, *(times(one, -1.0) for one in [*users, self.heat_pool]))
        made = {(name, ""): made_of(row, 1.0)[0] / self.calorific for name, row in self.plants.items()}
        self.electricity = add({IMPORT: 1.0}, made)

    @property
    def identities(self) -> list[tuple[Sum, float]]:
        """Sums that are zero in every balance: users get what plants and import give; closed plants stand."""
        info = self.region.info
        power = times(self.power_pool, info.electricity_losses - 1.0)
        heat = times(self.heat_pool, info.heat_losses - 1.0)
        shut: list[Sum] = [
            {(name, ""): 1.0} for name, row in self.plants.items() if not opened(self.region, row)
        ]
        have = {row.indicator for row in self.region.anchors if row.value is not None}
        none = [] if "biomass_use" in have else [self.fuel["biomass"]]
        sums = [add(self.of_column("electricity"), power), add(self.of_column("heat"), heat), *shut, *none]
        return [(one, 0.0) for one in sums]

    def of_column(self, column: str) -> Sum:
        """End use of a group of fuels."""
        return {key: 1.0 for key in self.cells if column_of(self.factors, key[1]) == column}

    def of_plants(self, group: str) -> Sum:
        """Fuel of the plants that burn a group of fuels, or waste."""
        names = [row.plant for row in self.plants.values() if column_of(self.factors, row.fuel) == group]
        return {(name, ""): 1.0 for name in names}

    def primary_of_plants(self, fuels: tuple[str, ...]) -> Sum:
        """Primary energy of plants by their fuel; electricity without a fuel at the coal-equivalent rate."""
        ratio = self.rate / self.calorific
        rows = [row for row in self.plants.values() if row.fuel in fuels]
        return {(row.plant, ""): ratio if row.fuel in PRIMARY_ELECTRICITY else 1.0 for row in rows}

    def pool_of_heat(self) -> Sum:
        """Fuel of heat plants that belongs to their heat."""
        out: Sum = {}
        for name, row in self.plants.items():
            power, heat = made_of(row, 1.0)
            if heat > 0.0 and column_of(self.factors, row.fuel) in BURNT:
                out[name, ""] = heat / (power + heat)
        return out

    def group(self, group: str) -> Sum:
        """Energy of a sector group; industry has the losses of power and heat."""
        mine: Sum = {key: 1.0 for key in self.cells if group_of(self.region, key[0]) == group}
        if group != "industry":
            return mine
        info = self.region.info
        losses = times(self.power_pool, info.electricity_losses), times(self.heat_pool, info.heat_losses)
        return add(mine, *losses)


def add(*sums: Mapping[Variable, float]) -> Sum:
    """Sum of sums."""
    out: Sum = {}
    for one in sums:
        for name, value in one.items():
            out[name] = out.get(name, 0.0) + value
    return out


def times(one: Mapping[Variable, float], factor: float) -> Sum:
    """A sum times a factor."""
    return {name: value * factor for name, value in one.items()}


# ---- figures as bounds ----


def published(
    region: Region, factors: Factors, balance: Quantities, problems: Problems, *, derived: bool
) -> list[Published]:
    """Every figure of anchors.csv, named.csv and plants.csv that says something about the balance."""
    whole = {
        "energy_total": (balance.total, 1.0),
        "energy_total_2020_prices": (balance.total, 1.0),
        "coal_use": (balance.fuel["coal"], 1.0),
        "oil_use": (balance.fuel["oil"], 1.0),
        "gas_use": (balance.fuel["gas"], gas_rate(factors)),
        "biomass_use": (balance.fuel["biomass"], 1.0),
        "renewable_use": (balance.renewables, 1.0),
        "net_import_electricity": ({IMPORT: 1.0}, 1.0),
        "electricity_use": (balance.electricity, 1.0),
        "waste_burnt": (
            balance.of_plants("waste"),
            factors.properties["waste", "tce"].value,
        ),
        **{f"energy_{group}": (balance.group(group), 1.0) for group in GROUPS},
        **{f"energy.{group}": (balance.group(group), 1.0) for group in GROUPS},
    }
    shares = {"coal_share": balance.fuel["coal"], "renewable_share": balance.renewables}
    out = []
    for row in region.anchors:
        if row.value is None or (row.scope == FROM_BENCHMARK and not derived):
            continue
        if row.indicator in whole and whole[row.indicator][0]:
            out.append(figure(row, *whole[row.indicator]))
        elif row.indicator in shares:
            sums = add(shares[row.indicator], times(balance.total, -row.value))
            out.append(share_figure(region, row, sums))
        elif row.indicator == "energy_intensity" and not missing_gdp(region, price_year(region, row)):
            level = gdp_at_prices(region, price_year(region, row))
            out.append(
                figure(row, balance.total, level, (row.origin, *gdp_lines(region, price_year(region, row))))
            )
    out += line_figures(region, factors, balance, problems)
    return out + named_figures(region, balance) + capacity_figures(region, factors)


def figure(row: AnchorRow, sums: Sum, rate: float, origins: tuple[Origin, ...] = ()) -> Published:
    """An anchor as a bound; `rate` brings it to the unit of the sum."""
    value = row.value or 0.0
    low, high = value if row.low is None else row.low, value if row.high is None else row.high
    return Published(
        row.indicator,
        sums,
        value * rate,
        rounding(value, per_cent=row.unit == "ratio") * rate,
        low * rate,
        high * rate,
        row.grade,
        origins or (row.origin,),
    )


def share_figure(region: Region, row: AnchorRow, sums: Sum) -> Published:
    """A share of the total as a bound on part - share x total."""
    known = [other.value for other in region.anchors if other.indicator == "energy_total" and other.value]
    intensity = next((other for other in region.anchors if other.indicator == "energy_intensity"), None)
    size = known[0] if known else 0.0
    if not size and intensity is not None and not missing_gdp(region, price_year(region, intensity)):
        size = (intensity.value or 0.0) * gdp_at_prices(region, price_year(region, intensity))
    value = row.value or 0.0
    low, high = value if row.low is None else row.low, value if row.high is None else row.high
    slack = rounding(value, per_cent=True) * size
    return Published(
        row.indicator, sums, 0.0, slack, (low - value) * size, (high - value) * size, row.grade, (row.origin,)
    )


def rounding(value: float, *, per_cent: bool = False) -> float:
    """Half a unit of the last digit a figure is written with; shares are written in per cent.

    >>> rounding(7.6), rounding(430.0), round(rounding(0.076, per_cent=True), 6)
    (0.05, 0.5, 0.0005)
    """
    text = f"{value * 100.0 if per_cent else value:.10g}"
    places = len(text.partition(".")[2]) if "e" not in text else 0
    return 0.5 * 10.0**-places / (100.0 if per_cent else 1.0)


def gdp_lines(region: Region, year: int) -> tuple[Origin, ...]:
    """Lines of the GDP that an intensity is multiplied by."""
    base, growth = region.info.base_year, actual_growth(region)
    if year == base:
        return tuple(row.origin for row in region.drivers if row.variable == "gdp" and row.year == base)
    levels = [row.origin for row in region.anchors if row.indicator == "gdp" and row.year == year]
    rates = [
        r for r in region.drivers if r.variable == "gdp.growth" and r.case == "actual" and r.year in growth
    ]
    return (*levels, *(row.origin for row in rates if year < row.year <= base))


def line_figures(
    region: Region, factors: Factors, balance: Quantities, problems: Problems
) -> list[Published]:
    """Anchors of parts of the balance; electricity in primary energy at the coal-equivalent rate."""
    out = []
    for line in lines_of(region, factors, problems):
        per_final = {"electricity": balance.rate / balance.calorific}
        sums = {
            key: 1.0 if line.primary else 1.0 / per_final.get(key[1], 1.0)
            for key in balance.cells
            if inside(region, factors, line, key)
        }
        rate = line.amount / line.row.value if line.row.value else 1.0
        out.append(figure(line.row, sums, rate))
    return out


def named_figures(region: Region, balance: Quantities) -> list[Published]:
    """Named plants and users with their output x specific use."""
    out = []
    for row in region.named:
        name: Variable = (row.target_id, "" if row.target_id in balance.plants else row.fuel)
        low, high = (row.value if side is None else side for side in (row.low, row.high))
        use = row.specific_use
        values = row.value * use, rounding(row.value) * use, low * use, high * use
        out.append(Published(f"{row.target_id}.{row.fuel}", {name: 1.0}, *values, row.grade, (row.origin,)))
    return out


def capacity_figures(region: Region, factors: Factors) -> list[Published]:
    """Capacity x hours of plants without a fuel, but of those that a renewables anchor scales."""
    free = any(row.indicator == "renewable_share" and row.value is not None for row in region.anchors)
    named = {row.target_id for row in region.named}
    out = []
    for row in region.plants:
        follows = free and row.fuel in RENEWABLE_ELECTRICITY
        if row.plant in named or row.kind not in ("generator", "recovery") or follows or row.fuel == "waste":
            continue
        if opened(region, row):
            made = (row.capacity_mw or 0.0) * (row.hours or 0.0) * HOURS_MEGAWATT * factors.calorific_rate()
            sums: Sum = {(row.plant, ""): 1.0}
            out.append(Published(row.plant, sums, made, 0.02 * made, made, made, row.grade, (row.origin,)))
    return out


def shown(anchors: Iterable[Published]) -> list[str]:
    """Anchors with their lines, for a message."""
    return [f"{one.name} ({places(one.origins)})" for one in anchors]


def places(origins: Sequence[Origin]) -> str:
    """Lines by file, in their order.

    >>> places((Origin("anchors.csv", 3), Origin("anchors.csv", 2), Origin("drivers.csv", 7)))
    'anchors.csv:2,3 drivers.csv:7'
    """
    files = dict.fromkeys(one.file for one in origins)
    lines = {file: sorted(one.line for one in origins if one.file == file) for file in files}
    return " ".join(
        ":".join(part for part in (file, ",".join(str(line) for line in numbers if line)) if part)
        for file, numbers in lines.items()
    )
