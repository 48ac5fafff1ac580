"""What the years so far say: actual levels of drivers, and robust trends through them.

A trend is the median of the slopes between all pairs of years (Theil 1950, Sen 1968), so that one odd year
does not turn it; whether there is one at all is the test of Mann and Kendall (simulator.assess.peak). Both
are only told: nothing here changes a table.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.assess.peak import EXACT, mann_kendall
from simulator.inputs.ranges import GROWTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulator.inputs.region import Region
    from simulator.inputs.rows import DriverRow

FEWEST = 3  # points of a trend; through two there is always a straight line
TESTED = min(EXACT)  # points below which no order of them is significant at 5 %
PRICED = (
    "gdp",
    "gdp_per_head",
)  # history.csv holds them at the prices of their year, drivers.csv at constant ones
PER_GDP = ("energy_total", "co2_total", "electricity_use", "coal_total", "oil_total", "gas_total")
ANCHOR_YEARS = 5  # how far ahead a trend is proposed as an anchor


class Line(NamedTuple):
    """A straight line: change a year, and its level in the first of the years."""

    slope: float
    level: float


def theil_sen(years: Sequence[int], values: Sequence[float]) -> Line:
    """Median of the slopes of all pairs, and the median level under it.

    Raises ValueError for fewer than two years, a year given twice, NaN or infinity.

    >>> theil_sen([2015, 2016, 2017, 2018], [1.0, 2.0, 3.0, 40.0])
    Line(slope=7.0, level=-2.0)
    >>> theil_sen([2015, 2016, 2018, 2019, 2020], [10.0, 11.0, 13.0, 14.0, 99.0]).slope
    1.0
    """
    at, level = np.asarray(years, dtype=float), np.asarray(values, dtype=float)
    if len(at) < 2 or len(at) != len(level) or len(np.unique(at)) != len(at):
        raise ValueError("a line needs two or more different years with a value each")
    if not np.all(np.isfinite(level)):
        raise ValueError("the values hold NaN or infinity")
    pairs = combinations(range(len(at)), 2)
    slope = float(np.median([(level[j] - level[i]) / (at[j] - at[i]) for i, j in pairs]))
    return Line(slope, float(np.median(level - slope * (at - at.min()))))


class Trend(NamedTuple):
    """Yearly growth of a series and how sure it is.

    rate : of growth, a fraction; s : Mann-Kendall S; significant : at 5 %, None where it was not tested
    (years missing in between, or fewer than five)
    """

    points: int
    first: int
    last: int
    rate: float
    s: int
    significant: bool | None


def growth_trend(points: Mapping[int, float]) -> Trend | None:
    """Trend of positive yearly values, as growth; None with fewer than three or a value that has no growth.

    >>> growth_trend({2016: 100.0, 2017: 110.0, 2018: 121.0, 2019: 133.1, 2020: 146.41}).significant
    True
    """
    years = sorted(points)
    values = [points[year] for year in years]
    if len(years) < FEWEST or min(values) <= 0.0:
        return None
    rate = float(np.expm1(theil_sen(years, np.log(values).tolist()).slope))
    s, significant = mann_kendall(values)
    whole = len(years) >= TESTED and years[-1] - years[0] == len(years) - 1
    return Trend(len(years), years[0], years[-1], rate, s, significant if whole else None)


class Proposal(NamedTuple):
    """A trend beside what the tables assume for the years to come.

    key : a row of drivers.csv (`gdp.growth`, `population`), or an indicator per GDP (`energy_total/gdp`)
    present : yearly rate up to the next anchor in the tables, None if they have none; year : of that anchor
    anchor : what the row would hold by the trend, a rate or a level; None where there is no such row
    """

    key: str
    trend: Trend
    present: float | None
    year: int
    anchor: float | None


def proposals(region: Region) -> list[Proposal]:
    """Trends of the drivers and of what history.csv has per GDP; drivers can be copied as anchors."""
    found = [proposal(region, name) for name in driver_names(region)]
    gdp = actual_levels(region, "gdp")
    last = max((row.year for row in region.drivers if row.case == "actual"), default=region.info.base_year)
    for indicator in PER_GDP:
        ratio = {year: value / gdp[year] for year, value in history(region, indicator).items() if year in gdp}
        trend = growth_trend(ratio)
        if trend is not None:
            found.append(Proposal(f"{indicator}/gdp", trend, None, last + ANCHOR_YEARS, None))
    return [one for one in found if one is not None]


def driver_names(region: Region) -> list[str]:
    """Drivers that are levels; shares of a whole have no growth of their own."""
    names = dict.fromkeys(row.variable.removesuffix(GROWTH) for row in region.drivers)
    return [name for name in names if not name.startswith("structure.") and name != "urban_share"]


def proposal(region: Region, name: str) -> Proposal | None:
    """Trend of one driver, through the years that have a row of their own, beside its next anchor."""
    levels, stated = actual_levels(region, name), stated_years(region, name)
    trend = growth_trend({year: level for year, level in levels.items() if year in stated})
    if trend is None:
        return None
    later = [row for row in region.drivers if row.case == "central" and row.year > trend.last]
    rates = sorted((row.year, row.value) for row in later if row.variable == name + GROWTH)
    if rates or any(row.variable == name + GROWTH for row in region.drivers):
        year, present = rates[0] if rates else (trend.last + ANCHOR_YEARS, None)
        return Proposal(name + GROWTH, trend, present, year, trend.rate)
    now = levels[trend.last]
    expected = sorted((row.year, row.value) for row in later if row.variable == name)
    year, level = expected[0] if expected else (trend.last + ANCHOR_YEARS, None)
    ahead = year - trend.last
    present = None if level is None else (level / now) ** (1.0 / ahead) - 1.0
    return Proposal(name, trend, present, year, now * (1.0 + trend.rate) ** ahead)


def stated_years(region: Region, name: str) -> set[int]:
    """Years a driver has a row for; what lies between two rows of growth is only their mean."""
    rows = [row for row in region.drivers if row.case == "actual"]
    levels = {row.year for row in rows if row.variable == name} | set(history(region, name))
    rates = {row.year for row in rows if row.variable == name + GROWTH}
    start = {min(rates) - 1} if rates and min(rates) <= region.info.base_year else set()
    return levels | rates | start


def history(region: Region, indicator: str) -> dict[int, float]:
    """Published values of an indicator by year."""
    return {row.year: row.value for row in region.history if row.indicator == indicator}


def actual_levels(region: Region, name: str) -> dict[int, float]:
    """Actual levels of a driver by year: what drivers.csv says, chained by actual growth both ways.

    History.csv adds years of drivers without a price; its GDP is at the prices of its year and left out.
    """
    rows = [row for row in region.drivers if row.case == "actual"]
    known = {} if name in PRICED else history(region, name)
    known |= {row.year: row.value for row in rows if row.variable == name}
    rates = yearly_rates([row for row in rows if row.variable == name + GROWTH], region.info.base_year)
    for year in sorted(rates):
        if year - 1 in known:
            known.setdefault(year, known[year - 1] * (1.0 + rates[year]))
    for year in sorted(rates, reverse=True):
        if year in known:
            known.setdefault(year - 1, known[year] / (1.0 + rates[year]))
    return known


def yearly_rates(rows: Iterable[DriverRow], base: int) -> dict[int, float]:
    """Rate of every year that actual growth rows cover: those after the previous row or the base year.

    The first row before the base year covers its own year alone: what it is the mean of is not said.
    """
    rates: dict[int, float] = {}
    before: int | None = None
    for row in sorted(rows, key=lambda row: row.year):
        start = row.year - 1 if before is None else before
        start = base if before is None and row.year > base else start
        rates |= dict.fromkeys(range(start + 1, row.year + 1), row.value)
        before = row.year
    return rates
