"""Things with an age: how many there are, how old, and what that makes of energy use (docs/model.md).

Sales fill the gap between the stock and its survivors; each sales year keeps its own mix of kinds (fuels of
vehicles, standards of buildings), so a new rule changes the stock only as fast as the old things leave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from simulator.pathways.arrays import Array

LEVEL_FADE_YEARS = 15  # a county's distance from the provincial curve fades over this time


def survival(ages: Array, *, life: float, steepness: float) -> Array:
    """Weibull survival S(a) = exp(-(a/T)^k); `life` T in years (docs/model.md).

    >>> import numpy as np
    >>> survival(np.array([0.0, 14.5]), life=14.5, steepness=4.7).round(4)
    array([1.    , 0.3679])
    """
    return np.asarray(np.exp(-((ages / life) ** steepness)))


def gompertz(gdp_per_head: Array, *, ceiling: float, alpha: float, beta: float) -> Array:
    """Vehicles per 1000 people: ceiling * exp(alpha * exp(beta * x)), x in 10^4 CNY of 2020 a head.

    >>> import numpy as np
    >>> gompertz(np.array([15.0]), ceiling=450.0, alpha=-6.810, beta=-0.2386).round(0)
    array([372.])
    """
    return np.asarray(ceiling * np.exp(alpha * np.exp(beta * gdp_per_head)))


def level_factor(actual: float, curve: Array) -> Array:
    """Factor by which a county stands off the curve in the base year, fading to 1; (year, run)."""
    years = np.arange(curve.shape[0], dtype=float)
    fade = np.maximum(0.0, 1.0 - years / LEVEL_FADE_YEARS)
    return np.asarray(1.0 + (actual / curve[:1] - 1.0) * fade[:, None])


def survivors_of_base(years: int, *, life: float, steepness: float, growth: float) -> Array:
    """Part of the base-year stock still there after 0, 1, ... years, (year,).

    The ages of the base stock are those of a stock that has grown by `growth` a year for long.
    """
    ages = np.arange(0.0, 4.0 * life)
    weight = survival(ages, life=life, steepness=steepness) / (1.0 + growth) ** ages
    later = ages[None, :] + np.arange(years, dtype=float)[:, None]
    left = survival(later, life=life, steepness=steepness) / (1.0 + growth) ** ages
    return np.asarray(left.sum(axis=1) / weight.sum())


def sales_survival(years: int, *, life: float, steepness: float) -> Array:
    """Lower triangle (year, sales year): part of the sales of a year still there in a later one."""
    age = np.arange(years)[:, None] - np.arange(years)[None, :]
    kept = survival(np.maximum(age, 0).astype(float), life=life, steepness=steepness)
    return np.where(age >= 0, kept, 0.0)


def sales(stock: Array, base_left: Array, kept: Array) -> Array:
    """Yearly sales (..., year, run) that hold the stock; none where the survivors already exceed it.

    stock : (..., year, run); base_left : (..., year); kept : (..., year, sales year). Leading axes are
    several stocks at once.
    """
    out = np.zeros(stock.shape)
    missing = stock - stock[..., :1, :] * base_left[..., None]
    for year in range(1, stock.shape[-2]):
        survivors = kept[..., year, None, :year] @ out[..., :year, :]
        np.maximum(missing[..., year, :] - survivors[..., 0, :], 0.0, out=out[..., year, :])
    return out


class Sold(NamedTuple):
    """What was bought of a stock: its number, yearly sales (year, run), the share of each kind in them."""

    total: Array
    bought: Array
    share: Array  # (year, kind, run)


def units_in_use(sold: Sold, *, base_left: Array, kept: Array, base_share: Array) -> Array:
    """Things in use of each kind, (year, kind, run), whatever energy they need."""
    old = base_share[:, None, None] * (sold.total[0] * base_left[:, None])
    new = kept @ (sold.bought * sold.share.swapaxes(0, 1))
    return np.asarray((old + new).swapaxes(0, 1))


class Fleet(NamedTuple):
    """In-use make-up of a stock: energy-weighted share of each kind and mean intensity, base year 1."""

    share: Array  # (year, kind, run)
    intensity: Array  # (year, run)


def fleet(
    stock: Array,
    *,
    base_left: Array,
    kept: Array,
    base_share: Array,
    sales_share: Array,
    use: Array,
    sales_intensity: Array,
    bought: Array | None = None,
) -> Fleet:
    """Follow the kinds of a stock through sales and survival.

    stock : (year, run); base_share, use : (kind,) share of units in the base year and energy use per unit
    relative to the others; sales_share : (year, kind, run or 1); sales_intensity : (year,) energy use of
    things sold in a year relative to those of the base year; bought : the `sales`, if they are known.
    """
    bought = sales(stock, base_left, kept) if bought is None else bought
    old = base_share[:, None, None] * (stock[0] * base_left[:, None])
    new = bought * sales_share.swapaxes(0, 1)  # (kind, year, run)
    units = np.add.reduce(old, axis=0) + kept @ np.add.reduce(new, axis=0)
    energy = kept @ np.multiply(new, sales_intensity[:, None], out=new)
    energy += old
    energy *= use[:, None, None]
    total = np.add.reduce(energy, axis=0)
    mean = total / units
    return Fleet(np.divide(energy, total, out=energy).swapaxes(0, 1), mean / mean[:1])
