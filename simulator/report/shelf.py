"""Where `sim show` looks: library, regions and scenarios, read when first asked for; small pieces of text."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.errors import Origin, Problems, nearest
from simulator.inputs.locate import region_ids, scenario_ids
from simulator.inputs.ranges import GROWTH
from simulator.inputs.region import load_region
from simulator.inputs.rows import GRADES
from simulator.inputs.scenario import load_library, load_scenario
from simulator.messages import say
from simulator.report.words import separator, title_of
from simulator.variables import unit_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from simulator.inputs.effects import EffectEntry
    from simulator.inputs.measures import Measure
    from simulator.inputs.region import Region
    from simulator.inputs.rows import Row, SourcedRow
    from simulator.inputs.scenario import Library, Scenario

MOST = 12  # rows of one table that are shown


class Fact(NamedTuple):
    """A line about something: the key of its label and the text; none without text."""

    label: str
    text: str


class Shelf:
    """Everything a name can be found on, read when it is first asked for."""

    def __init__(self, region: str | None) -> None:
        """Look only at one region if it is named. Raises InputError for an unknown one."""
        if region is not None and region not in region_ids():
            problems = Problems()
            guess = nearest(region, region_ids())
            problems.add("unknown_region", Origin("--region", 0), "region", region, nearest=guess)
            problems.raise_if_any()
        self.region = region

    @cached_property
    def library(self) -> Library:
        """Factors and measures."""
        problems = Problems()
        found = load_library(problems)
        problems.raise_if_any()
        return found

    @cached_property
    def regions(self) -> dict[str, Region]:
        """Bundled regions by id."""
        ids = [self.region] if self.region else region_ids()
        found = {name: load_region(name, self.library.factors, Problems()) for name in ids}
        return {name: region for name, region in found.items() if region is not None}

    @cached_property
    def scenarios(self) -> list[Scenario]:
        """Bundled scenarios."""
        found = [load_scenario(name, Problems(), self.library) for name in scenario_ids(self.region)]
        return [one for one in found if one is not None]


def number(value: float, unit: str, lang: str) -> str:
    """A value with its unit."""
    text = unit_text(unit, lang)
    return f"{value:g}" + (f" {text}" if text and text != "ratio" else "")


def rated(row: SourcedRow, lang: str) -> str:
    """Grade, place and source of a row."""
    return f"[{say(f'grade.{row.grade}', lang)}] {row.origin}" + (f" ({row.source})" if row.source else "")


def listed(rows: Sequence[str]) -> list[str]:
    """The first rows of a long list, and how many follow."""
    return [*rows[:MOST], f"... +{len(rows) - MOST}"] if len(rows) > MOST else list(rows)


def several(label: str, texts: Iterable[str]) -> list[Fact]:
    """One fact a text."""
    return [Fact(label, text) for text in listed(list(texts))]


def together(label: str, names: Iterable[str], lang: str) -> Fact:
    """Names in one line."""
    return Fact(label, separator(lang).join(dict.fromkeys(names)))


def in_regions(shelf: Shelf, table: str, column: str, name: str) -> Iterator[tuple[str, Row]]:
    """Rows of a region table about a name, with their region."""
    for region, content in shelf.regions.items():
        for row in getattr(content, table):
            if getattr(row, column) == name:
                yield region, row


def acting(shelf: Shelf, name: str, quantity: str | None = None) -> list[Measure]:
    """Measures of the library that act on a branch, plant, stock or process."""

    def acts(effect: EffectEntry) -> bool:
        fits = quantity is None or quantity.removesuffix(GROWTH) == effect.quantity
        return fits and any(fnmatchcase(name, pattern) for pattern in effect.on)

    return [
        one for one in shelf.library.measures.values() if any(acts(effect) for effect in one.entry.effects)
    ]


def acted_on(shelf: Shelf, name: str, lang: str, quantity: str | None = None) -> list[Fact]:
    """The measures that act on something, one a line."""
    found = acting(shelf, name, quantity)
    return several("acted_on_by", (f"{one.id}  {one.entry.title.text(lang)}" for one in found))


TABLES = {"branches": "branch", "plants": "plant", "stocks": "stock", "processes": "process"}


def things(shelf: Shelf) -> list[str]:
    """Everything that has parameters."""
    return list(
        dict.fromkeys(
            getattr(row, column)
            for table, column in TABLES.items()
            for region in shelf.regions.values()
            for row in getattr(region, table)
        )
    )


def named(shelf: Shelf, name: str, lang: str) -> str:
    """The title of a branch, plant, stock or process."""
    for table, column in TABLES.items():
        for _, row in in_regions(shelf, table, column, name):
            return title_of(row, lang)
    return name


def yearly(rows: Iterable[tuple[str, Any]], lang: str, *columns: str) -> list[str]:
    """Rows of the same thing in several years as one line: values, worst grade, lines, sources.

    rows : region and row, side by side where they belong together; columns : what tells things apart
    """

    def thing(pair: tuple[str, Any]) -> tuple[str, ...]:
        return (pair[0], *(str(getattr(pair[1], column)) for column in columns))

    out = []
    for name, found in groupby(rows, thing):
        mine: list[Any] = [row for _, row in found]
        values = ", ".join(f"{row.year} {number(row.value, row.unit, lang)}" for row in mine)
        grade = max((row.grade for row in mine), key=GRADES.index)
        lines = str(mine[0].origin) + (f"-{mine[-1].origin.line}" if len(mine) > 1 else "")
        sources = "; ".join(dict.fromkeys(row.source for row in mine if row.source))
        words = " ".join(part for part in name if part)
        out.append(f"{words}: {values} [{say(f'grade.{grade}', lang)}] {lines} ({sources})")
    return out
