"""Names in both languages of everything a tree speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.messages import TEXT
from simulator.report.explain.node import Words, words
from simulator.variables import INDICATORS, SECTOR_NAMES, SOURCE_NAMES

if TYPE_CHECKING:
    from simulator.report.explain.ground import Ground


def plain(text: str) -> Words:
    """A name that is the same in both languages."""
    return Words(text, text)


def indicator(name: str) -> Words:
    """An indicator."""
    variable = INDICATORS[name]
    return Words(variable.en, variable.zh)


def sector(name: str) -> Words:
    """A sector."""
    return Words(*SECTOR_NAMES[name])


def source(name: str) -> Words:
    """A source of primary energy."""
    return Words(*SOURCE_NAMES[name])


def fuel(ground: Ground, name: str) -> Words:
    """A fuel, or a kind of a stock that is no fuel."""
    row = ground.result.scenario.factors.fuels.get(name)
    if row is not None:
        return Words(row.title_en, row.title_zh)
    return words(f"explain.kind.{name}") if f"explain.kind.{name}" in TEXT else plain(name)


def of_rows(ground: Ground, table: str, column: str, name: str) -> Words:
    """The title of a row of a region table."""
    rows = getattr(ground.result.scenario.region, table)
    return next((Words(r.title_en, r.title_zh) for r in rows if getattr(r, column) == name), plain(name))


def branch(ground: Ground, name: str) -> Words:
    """A branch of the demand tree."""
    return of_rows(ground, "branches", "branch", name)


def plant(ground: Ground, name: str) -> Words:
    """A local producer of electricity or heat."""
    return of_rows(ground, "plants", "plant", name)


def process(ground: Ground, name: str) -> Words:
    """A product or thing that releases gases without being burnt."""
    return of_rows(ground, "processes", "process", name)


def stock(ground: Ground, name: str) -> Words:
    """A stock of things with an age."""
    return of_rows(ground, "stocks", "stock", name)


def driver(ground: Ground, name: str) -> Words:
    """A driver, or the stock that a branch follows."""
    if name in INDICATORS:
        return indicator(name)
    if f"explain.driver.{name}" in TEXT:
        return words(f"explain.driver.{name}")
    return stock(ground, name)


def driver_unit(ground: Ground, name: str) -> str:
    """The unit of a driver, "" if no table says it."""
    if name in INDICATORS:
        return INDICATORS[name].unit
    if name.startswith("value_added."):
        return "1e8 CNY"
    if name.startswith("population."):
        return "1e4 persons"
    region = ground.result.scenario.region
    found = [row.unit for row in region.drivers if row.variable == name]
    return next(iter(found + [row.unit for row in region.stocks if row.stock == name]), "ratio")


def measure(ground: Ground, name: str) -> Words:
    """A measure of the library."""
    title = ground.used(name).measure.entry.title
    return Words(title.en, title.zh)
