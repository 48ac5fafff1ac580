"""Anchors about a part of the balance: energy or electricity of a place, one fuel of a place, a single cell.

`energy.<place>` is primary energy, `energy.<place>.<fuel>` the final use of a fuel, `electricity.<place>` the
final use in kWh. A place is a sector group, a branch, or a part of the tree of branches; a fuel is a fuel or
a group of fuels. Plants are not part of a place: `named.csv` is for them.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, NamedTuple

from simulator.errors import nearest
from simulator.inputs.estimate.totals import (
    COLUMNS,
    GROUPS,
    NEEDED,
    OF_BALANCE,
    column_of,
    gas_rate,
    group_of,
)
from simulator.inputs.reconcile import Constraint
from simulator.units import unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from simulator.errors import Problems
    from simulator.inputs.factors import Factors
    from simulator.inputs.reconcile import Key
    from simulator.inputs.region import Region
    from simulator.inputs.rows import AnchorRow

ENERGY, ELECTRICITY = "energy.", "electricity."
WHOLE_GROUPS = tuple(f"{ENERGY}{group}" for group in GROUPS)  # another spelling of energy_<group>
ALIKE = 0.85  # of the letters of two names, for one to be taken as a slip of the other
OTHERS = ("biomass_use", "renewable_use", "waste_burnt", "renewable_share", "electricity_use")
TOTALS = (*(name for names in NEEDED for name in names), *OTHERS, *(f"energy_{group}" for group in GROUPS))


class Line(NamedTuple):
    """An anchor of a part of the balance, read: where, of which fuel (blank: all), how much in 10^4 tce.

    primary : the amount is primary energy, as sector totals are; else final use
    """

    row: AnchorRow
    place: str
    fuel: str
    amount: float
    primary: bool


def lines_of(region: Region, factors: Factors, problems: Problems) -> list[Line]:
    """Anchors of parts of the balance, each once; unknown places, fuels and units are problems."""
    chosen: dict[str, AnchorRow] = {}
    for row in region.anchors:
        if row.indicator.startswith((ENERGY, ELECTRICITY)) and row.indicator not in WHOLE_GROUPS:
            if row.value is not None and (row.indicator not in chosen or row.scope == OF_BALANCE):
                chosen[row.indicator] = row
        elif "." not in row.indicator and (guess := misspelt(row.indicator)):
            problems.notice("anchor_not_used", row.origin, row.indicator, nearest=guess)
    lines = [line_of(row, region, factors, problems) for row in chosen.values()]
    return [line for line in lines if line is not None]


def misspelt(indicator: str) -> str | None:
    """The total that an anchor without effect was probably meant to be; None for names that are known.

    >>> misspelt("coal_usee"), misspelt("coal_use"), misspelt("steel_output")
    ('coal_use', None, None)
    """
    close = difflib.get_close_matches(indicator.casefold(), TOTALS, n=1, cutoff=ALIKE)
    return close[0] if close and indicator not in TOTALS else None


def line_of(row: AnchorRow, region: Region, factors: Factors, problems: Problems) -> Line | None:
    """One anchor as a line; None after adding a problem, or for another year than the base year."""
    if row.year != region.info.base_year:
        return None
    kind, _, rest = row.indicator.partition(".")
    known, fuels = places(region), (*factors.fuels, *COLUMNS)
    place, _, fuel = rest.rpartition(".")
    if rest in known:
        place, fuel = rest, "electricity" if kind == "electricity" else ""
    elif kind == "electricity" or place not in known:
        wanted = place if place and kind == "energy" else rest
        problems.add("unknown_place", row.origin, row.indicator, nearest=nearest(wanted, known))
        return None
    elif fuel not in fuels:
        problems.add("unknown_fuel", row.origin, row.indicator, fuel, nearest=nearest(fuel, fuels))
        return None
    rate = rate_of(row, kind, fuel, factors)
    if rate is None or row.value is None:
        problems.add("unit_does_not_fit", row.origin, row.indicator, row.unit, unit=unit_wanted(kind))
        return None
    if row.value < 0.0:
        problems.add("expected_limit", row.origin, row.indicator, f"{row.value:g}", limit=">= 0")
    return Line(row, place, fuel, row.value * rate, primary=not fuel)


def places(region: Region) -> list[str]:
    """Sector groups, branches, and every part of the tree of branches."""
    parts = [row.branch.split(".") for row in region.branches]
    inner = [".".join(words[:count]) for words in parts for count in range(1, len(words) + 1)]
    return list(dict.fromkeys([*GROUPS, *inner]))


def unit_wanted(kind: str) -> str:
    """Unit of an anchor by its first word."""
    return "1e8 kWh" if kind == "electricity" else "1e4 tce"


def rate_of(row: AnchorRow, kind: str, fuel: str, factors: Factors) -> float | None:
    """10^4 tce per unit of an anchor; gas may be given by volume; None if the unit does not fit."""
    if kind == "electricity":
        return factors.calorific_rate() if row.unit == "1e8 kWh" else None
    if fuel in ("gas", "natural_gas") and row.unit == "1e8 m3":
        return gas_rate(factors)
    unit = unit_of("1e4 tce")
    return 1.0 if unit is not None and row.unit == unit.canonical else None


def inside(region: Region, factors: Factors, line: Line, key: Key) -> bool:
    """True if a cell is part of what a line is about."""
    branch, fuel = key
    here = branch == line.place or branch.startswith(f"{line.place}.")
    if line.place in GROUPS:
        here = group_of(region, branch) == line.place
    return here and line.fuel in ("", fuel, column_of(factors, fuel))


def constraints_of(
    lines: Iterable[Line],
    region: Region,
    factors: Factors,
    cells: Iterable[Key],
    fixed: Mapping[Key, float],
    rates: Mapping[str, float],
) -> list[Constraint]:
    """Lines as sums over cells of primary energy, less what named plants take of them.

    cells : those to be found; fixed : named ones, final energy; rates : primary per final, by fuel
    """
    free = list(cells)
    out = []
    for line in lines:
        mine = {key: 1.0 if line.primary else 1.0 / rates.get(key[1], 1.0) for key in free}
        mine = {key: value for key, value in mine.items() if inside(region, factors, line, key)}
        taken = sum(
            value * (rates.get(key[1], 1.0) if line.primary else 1.0)
            for key, value in fixed.items()
            if inside(region, factors, line, key)
        )
        out.append(Constraint(line.row.indicator, mine, line.amount - taken, line.row.origin))
    return out
