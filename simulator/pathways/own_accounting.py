"""A study's own accounting: its factors over the years, and imported power in a thermal and a clean part.

`factors.csv` and `imports.csv` of a region; used where the scenario's accounting says `own` (docs/model.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.inputs.own import OWN, RATES
from simulator.pathways.paths import constant
from simulator.pathways.schedules import Anchor, Series, level_series
from simulator.units import PER_KWH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.inputs.rows import FactorRow, ImportRow
    from simulator.inputs.scenario import Scenario
    from simulator.pathways.arrays import Array, IntArray


def anchors_of_rows(rows: Sequence[FactorRow] | Sequence[ImportRow], first: int) -> list[Anchor]:
    """Rows as anchors; one without a year stands alone, so it may stand in the first and hold in all."""
    return [Anchor(row.year or first, row.value, row.origin) for row in rows]


def factor_rows(scenario: Scenario, fuel: str) -> list[FactorRow]:
    """The study's own rows of a fuel, else of its source group; none under another factor set."""
    if scenario.entry.accounting.combustion != OWN:
        return []
    group = scenario.factors.fuels[fuel].source_group
    own = scenario.region.factors
    return [row for row in own if row.fuel == fuel] or [row for row in own if row.fuel == group]


def factor_series(scenario: Scenario, fuel: str, years: IntArray) -> Series:
    """t CO2 per tce of a fuel in every year."""
    rows = factor_rows(scenario, fuel)
    if rows:
        return level_series(anchors_of_rows(rows, int(years[0])), years)
    row = scenario.factors.co2(fuel, scenario.entry.accounting.combustion)
    return constant(row.value, years, row.origin)


def co2_factor(scenario: Scenario, fuel: str, year: int) -> float:
    """t CO2 per tce of a fuel in one year."""
    return float(factor_series(scenario, fuel, np.array([year])).values[0])


def import_series(scenario: Scenario, years: IntArray) -> dict[str, Series]:
    """Thermal share, tce per kWh of each part, t CO2 per tce of the thermal part: each of every year.

    The thermal part burns coal unless its t CO2 per tce are given.
    """
    rows = scenario.region.imports
    given = {row.quantity for row in rows}
    found: dict[str, Series] = {
        quantity: level_series(
            anchors_of_rows([r for r in rows if r.quantity == quantity], int(years[0])), years
        )
        for quantity in RATES
        if quantity in given
    }
    return {"thermal_co2": factor_series(scenario, "coal", years)} | found


def import_rate(scenario: Scenario, years: IntArray) -> Array | None:
    """Primary energy of imported power, (year,) 10^4 tce / 10^8 kWh; None unless the study has its own."""
    if scenario.entry.accounting.import_factor != OWN:
        return None
    found = import_series(scenario, years)
    share = found["thermal_share"].values
    rate = share * found["thermal_rate"].values + (1.0 - share) * found["clean_rate"].values
    return np.asarray(rate * PER_KWH)


def own_grid(scenario: Scenario, years: IntArray) -> tuple[Series, Array]:
    """CO2 of imported power, kg/kWh: share x rate x factor of the thermal part, nothing for the clean one.

    The second is frozen at the last actual year.
    """
    found = import_series(scenario, years)
    parts = [found[name].values for name in ("thermal_share", "thermal_rate", "thermal_co2")]
    values = np.asarray(np.prod(parts, axis=0))
    last = int(np.clip(scenario.region.info.actual_until, years[0], years[-1]) - years[0])
    frozen = np.concatenate([values[: last + 1], np.full(len(years) - last - 1, values[last])])
    return Series(values, found["thermal_share"].origins), frozen
