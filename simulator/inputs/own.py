"""A study's own accounting as tables of its region: factors.csv and imports.csv (docs/model.md)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from simulator.errors import nearest
from simulator.inputs.ranges import check_range, check_unit
from simulator.inputs.rows import CombustionRow

if TYPE_CHECKING:
    from simulator.errors import Problems
    from simulator.inputs.accounting import AccountingEntry
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region
    from simulator.inputs.rows import FactorRow
    from simulator.inputs.yaml_lines import Document

OWN = "own"  # factor set and import factor that are the region's own
RATES = {  # quantity of imports.csv -> unit
    "thermal_share": "ratio",
    "thermal_rate": "kgce/kWh",
    "clean_rate": "kgce/kWh",
    "thermal_co2": "tCO2/tce",
}
NEEDED = ("thermal_share", "thermal_rate", "clean_rate")
NO_FUEL = ("electricity", "heat")


def check_own(region: Region, factors: Factors, problems: Problems) -> None:
    """Units, ranges and names of both tables; no year may stand twice, nor beside a row for every year."""
    known = {*factors.fuels, *(row.source_group for row in factors.fuels.values() if row.source_group)}
    years: dict[str, set[int | None]] = {}
    for row in region.factors:
        if row.fuel not in known - set(NO_FUEL):
            problems.add("unknown_fuel", row.origin, row.fuel, nearest=nearest(row.fuel, known))
        check_unit(row, row.fuel, "tCO2/tce", problems)
        check_range(row, {row.fuel: row.value}, (0.0, None), problems)
    for part in region.imports:
        share = part.quantity == "thermal_share"
        check_unit(part, part.quantity, RATES[part.quantity], problems)
        check_range(part, {part.quantity: part.value}, (0.0, 1.0 if share else None), problems)
    keyed = [(r.fuel, r) for r in region.factors] + [(r.quantity, r) for r in region.imports]
    for key, one in keyed:
        taken = years.setdefault(key, set())
        if one.year in taken or None in taken or (one.year is None and taken):
            problems.add("row_twice", one.origin, key if one.year is None else f"{key}[{one.year}]")
        taken.add(one.year)


def with_own(factors: Factors, region: Region) -> Factors:
    """The factors with the region's own set beside the named ones, at the values of its base year."""
    if not region.factors:
        return factors
    names = dict.fromkeys(row.fuel for row in region.factors)
    own = {(OWN, name): base_year_row(region, name) for name in names}
    return replace(factors, combustion={**factors.combustion, **own})


def base_year_row(region: Region, fuel: str) -> CombustionRow:
    """A fuel's own factor in the base year, as a row of the factor sets."""
    rows = sorted((row for row in region.factors if row.fuel == fuel), key=year_of)
    value = float(np.interp(region.info.base_year, [year_of(r) for r in rows], [r.value for r in rows]))
    first = rows[0]
    return CombustionRow(
        origin=first.origin,
        grade=first.grade,
        source=first.source,
        confidence=first.confidence,
        value=value,
        unit=first.unit,
        factor_set=OWN,
        fuel=fuel,
    )


def year_of(row: FactorRow) -> int:
    """Year of a row, 0 for one that holds in every year."""
    return row.year or 0


def check_accounting(
    accounting: AccountingEntry, region: Region, factors: Factors, document: Document, problems: Problems
) -> None:
    """Own accounting needs its tables: a factor for every fuel, the parts of imported power."""
    if accounting.combustion == OWN and region.factors:
        missing = [fuel for fuel in factors.fuels if fuel not in NO_FUEL and not covered(fuel, factors)]
        if missing:
            origin = document.origin(("accounting", "combustion"))
            problems.add("own_factors_missing", origin, "combustion", OWN, missing=missing)
    if accounting.import_factor == OWN:
        given = {row.quantity for row in region.imports}
        lacking = [name for name in NEEDED if name not in given]
        if lacking:
            origin = document.origin(("accounting", "import_factor"))
            problems.add("own_imports_missing", origin, "import_factor", OWN, missing=lacking)


def covered(fuel: str, factors: Factors) -> bool:
    """True if the region's own set has a factor for a fuel, or every set has."""
    group = factors.fuels[fuel].source_group
    return any(key in factors.combustion for name in (fuel, group) for key in ((OWN, name), ("all", name)))
