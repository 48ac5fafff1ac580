"""Drivers: actual rows, then the outlook with its low and high; derived ones follow by formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.inputs.ranges import GROWTH, STRUCTURE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.errors import Origin
    from simulator.pathways.arrays import Array


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """A driver over the years with its low and high, each (year,); `base` starts a growth driver."""

    central: Array
    low: Array
    high: Array
    origins: tuple[Origin, ...]
    base: float | None = None  # level in the first year, for growth drivers only


def outlook_values(outlook: Outlook, position: Array) -> Array:
    """Yearly values for runs standing at `position` (run,) between low (-1), central (0) and high (1)."""
    up, down = np.maximum(position, 0.0), np.maximum(-position, 0.0)
    spread_up = (outlook.high - outlook.central)[:, None] * up
    spread_down = (outlook.low - outlook.central)[:, None] * down
    return np.asarray(outlook.central[:, None] + spread_up + spread_down)


def grown(base: float, rates: Array) -> Array:
    """Chain growth rates from the base year: rates (year, run), the first one is not used."""
    factors = 1.0 + rates
    factors[0] = 1.0
    return np.asarray(base * np.cumprod(factors, axis=0))


def driver_values(
    outlooks: Mapping[str, Outlook], position: Mapping[str, Array], runs: int
) -> dict[str, Array]:
    """Every driver as (year, run); a driver without a position of its own stands at central."""
    central = np.zeros(runs)
    values: dict[str, Array] = {}
    for name, outlook in outlooks.items():
        series = outlook_values(outlook, position.get(name, central))
        if outlook.base is None:
            values[name] = series
        else:
            values[name.removesuffix(GROWTH)] = grown(outlook.base, series)
    return values | derived(values)


def derived(values: Mapping[str, Array]) -> dict[str, Array]:
    """Drivers that follow from others: value added by sector, people by place, GDP per head.

    Structure shares are given for all parts of GDP but one; that one, the largest, takes the rest. A driver
    that lacks what it follows from is left out (`prepare` asks for those that are needed).
    """
    gdp, people = values["gdp"], values["population"]
    out = {"gdp_per_head": gdp / people}
    shares = {part: values[f"structure.{part}"] for part in STRUCTURE if f"structure.{part}" in values}
    missing = [part for part in STRUCTURE if part not in shares]
    if len(missing) == 1:
        shares[missing[0]] = 1.0 - np.sum(list(shares.values()), axis=0)
        out[f"structure.{missing[0]}"] = shares[missing[0]]
    if len(missing) <= 1:
        out |= {f"value_added.{part}": gdp * shares[part] for part in STRUCTURE}
    if "urban_share" in values:
        out["population.urban"] = people * values["urban_share"]
        out["population.rural"] = people - out["population.urban"]
    return out


def index_of(values: Array, elasticity: float) -> Array:
    """Driver relative to its first year, to the power of the elasticity; 0 if it starts from nothing."""
    ratio = np.divide(values, values[:1], out=np.zeros_like(values), where=values[:1] != 0.0)
    return ratio if elasticity == 1.0 else np.asarray(ratio**elasticity)
