"""What an estimate says: rows of the balance with sigma, grade and derivation; anchors beside it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

from simulator.inputs.estimate.totals import (
    GROUPS,
    base_gdp,
    best_anchor,
    column_of,
    gas_rate,
    gdp_at_prices,
    group_of,
    price_year,
    value_of,
)
from simulator.inputs.factors import RENEWABLE_ELECTRICITY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.inputs.estimate.lines import Line
    from simulator.inputs.factors import Factors
    from simulator.inputs.reconcile import Key
    from simulator.inputs.region import Region
    from simulator.inputs.rows import AnchorRow, PlantRow

SPLIT_SIGMA = 0.20  # one sigma of a share nobody publishes, relative; assumed
FROM_BENCHMARK = "coefficients"  # scope of an anchor that nobody published: the fallback route gave it
GRADE_SIGMA = {  # relative one-sigma of a number that comes without a range; assumed
    "confirmed_zero": 0.0,
    "reported": 0.02,
    "recalled": 0.05,
    "derived": 0.10,
    "assumed": SPLIT_SIGMA,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of the balance; `shared` is the part of its sigma that moves all cells of the fuel alike."""

    target_id: str
    fuel: str
    value: float
    sigma: float
    grade: str
    source: str
    shared: float = 0.0


@dataclass(frozen=True, slots=True)
class Check:
    """An anchor beside what the balance gives; `used` says whether the balance was made to meet it.

    free : what the balance would give without this anchor, None where that is not a meaningful question
    """

    indicator: str
    anchor: float
    value: float
    unit: str
    grade: str
    used: bool
    free: float | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A base-year balance, what it was checked against, and the totals it rests on."""

    cells: tuple[Cell, ...]
    checks: tuple[Check, ...]
    totals: Mapping[str, float]


def spread_of(row: AnchorRow | None) -> float:
    """Relative one-sigma of an anchor: half its range, 0 where none is given."""
    if row is None or row.low is None or row.high is None or not row.value:
        return 0.0
    return (row.high - row.low) / 2.0 / row.value


def cell_row(
    region: Region, factors: Factors, key: Key, value: float, fixed: Mapping[Key, float], single: Line | None
) -> Cell:
    """A balance row with its sigma, grade and how it was derived.

    single : the anchor that is about this cell alone, if there is one
    """
    branch, fuel = key
    if key in fixed:
        named = next(row for row in region.named if (row.target_id, row.fuel) == key)
        spread = (named.high - named.low) / 2.0 * named.specific_use if named.high and named.low else 0.0
        sigma = spread or value * SPLIT_SIGMA
        return Cell(branch, fuel, value, sigma, named.grade, f"named plant: {named.source}")
    if single is not None:
        sigma = value * (spread_of(single.row) or GRADE_SIGMA[single.row.grade])
        return Cell(branch, fuel, value, sigma, single.row.grade, f"anchor: {single.row.source}")
    column = column_of(factors, fuel)
    anchor = best_anchor(region, {"electricity": "electricity_use"}.get(column, f"{column}_use"))
    shared = value * spread_of(anchor)
    sigma = hypot(shared, value * SPLIT_SIGMA)
    what = f"anchors of {group_of(region, branch)} and {column}"
    if anchor is not None and anchor.scope == FROM_BENCHMARK:
        what = f"{anchor.source} for {group_of(region, branch)} and {column}"
    source = f"{what}; split by prior weights (docs/base-year.md)"
    return Cell(branch, fuel, value, sigma, "assumed", source, shared)


def plant_row(region: Region, plant: PlantRow, fuel: float) -> Cell:
    """The fuel of a plant as a balance row."""
    named = next((row for row in region.named if row.target_id == plant.plant), None)
    if named is not None and named.high and named.low:
        sigma = (named.high - named.low) / 2.0 * named.specific_use
        return Cell(plant.plant, plant.fuel, fuel, sigma, named.grade, f"named plant: {named.source}")
    exact = best_anchor(region, "renewable_share") is not None and plant.fuel in RENEWABLE_ELECTRICITY
    source = "scaled to the renewables anchor" if exact else "capacity x hours or burnt tonnes"
    return Cell(plant.plant, plant.fuel, fuel, fuel * SPLIT_SIGMA, plant.grade, f"{source}; {plant.source}")


def checks(
    region: Region, factors: Factors, totals: Mapping[str, float], groups: Mapping[str, float]
) -> list[Check]:
    """Totals that have an anchor: those the balance had to meet and those it is only held against."""
    total, gdp, rate = totals["energy"], base_gdp(region), gas_rate(factors)
    used_total = best_anchor(region, "energy_total", "energy_intensity")
    used_coal = best_anchor(region, "coal_share", "coal_use")
    values = {
        "energy_total": (total, is_row(used_total, "energy_total")),
        "energy_intensity": (total / gdp_of_anchor(region, gdp), is_row(used_total, "energy_intensity")),
        "coal_share": (totals["coal"] / total, is_row(used_coal, "coal_share")),
        "coal_use": (totals["coal"], is_row(used_coal, "coal_use")),
        "oil_use": (totals["oil"], True),
        "gas_use": (totals["gas"] / rate, True),
        "biomass_use": (totals["biomass"], True),
        "renewable_share": (totals["renewables"] / total, True),
        "renewable_use": (totals["renewables"], False),
        **{f"energy_{group}": (groups[group], True) for group in GROUPS},
        "net_import_electricity": (totals["import"], False),
        "electricity_use": (totals["electricity"] / factors.calorific_rate(), False),
        "energy_total_2020_prices": ((value_of(region, "energy_intensity") or 0.0) * gdp, False),
    }
    out = []
    for indicator, (value, used) in values.items():
        row = best_anchor(region, indicator, indicator.replace("energy_", "energy.", 1))
        if row is not None and row.value is not None:
            out.append(Check(indicator, row.value, value, row.unit, row.grade, used))
    return out


def is_row(row: AnchorRow | None, indicator: str) -> bool:
    """True if the anchor that counted is the one of an indicator."""
    return row is not None and row.indicator == indicator


def gdp_of_anchor(region: Region, gdp: float) -> float:
    """GDP in the price base of the intensity anchor, as far as it is known."""
    row = best_anchor(region, "energy_intensity")
    if row is None or is_row(best_anchor(region, "energy_total", "energy_intensity"), "energy_total"):
        return gdp
    return gdp_at_prices(region, price_year(region, row))


def balance_csv(result: Estimate) -> str:
    """The balance as the text of balance.csv."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["target_id", "fuel", "value", "unit", "sigma", "shared_sigma", "grade", "source"])
    for cell in result.cells:
        value, sigma, shared = (f"{number:.10g}" for number in (cell.value, cell.sigma, cell.shared))
        writer.writerow([cell.target_id, cell.fuel, value, "1e4 tce", sigma, shared, cell.grade, cell.source])
    return out.getvalue()
