"""A table of sub-areas (counties, districts, parks) among which a region's path is divided.

One row for each sub-area, item and year; the columns are those of SubareaRow. `share.industry` and the like
say which part of a sector lies in a sub-area.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from simulator.errors import Origin, nearest
from simulator.inputs.rows import GRADES, QuantityRow
from simulator.inputs.tables import read_table
from simulator.units import unit_of
from simulator.variables import SECTOR_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from simulator.errors import Problems

SHARE = "share."
ITEMS = {  # item -> dimension of its unit, a unit to write it in
    "population": ("people", "1e4 persons"),
    "value_added": ("money", "1e8 CNY"),
    "energy": ("energy", "1e4 tce"),
    "co2": ("mass", "1e4 t"),
    "coal": ("energy", "1e4 tce"),
    "oil": ("energy", "1e4 tce"),
    "gas": ("energy", "1e4 tce"),
    "electricity": ("electricity", "1e8 kWh"),
    "income_per_head": ("money", "CNY"),
    "revenue": ("money", "1e8 CNY"),
    **{f"{SHARE}{sector}": ("ratio", "%") for sector in SECTOR_NAMES},
}
ABOVE_ZERO = ("population", "value_added", "income_per_head")
USUAL = ("population", "value_added", "energy", "co2", "income_per_head")  # what the template asks for
ROUNDING = 1e-6  # by which shares of a sector may miss 1
EXAMPLES = ("area_1", "area_2")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubareaRow(QuantityRow):
    """One item of one sub-area; without a year it is of the scenario's base year.

    title_zh, title_en, department : said once, in any row of the sub-area
    """

    area: str
    item: str
    year: int | None = None
    title_zh: str = ""
    title_en: str = ""
    department: str = ""


class Subarea(NamedTuple):
    """A sub-area: item -> year -> value in model units, and the rows it was read from."""

    id: str
    title_zh: str
    title_en: str
    department: str
    values: Mapping[str, Mapping[int, float]]
    rows: Sequence[SubareaRow]

    @property
    def grade(self) -> str:
        """The worst grade of its rows."""
        return max((row.grade for row in self.rows), key=GRADES.index)


def read_subareas(path: Path, base_year: int, problems: Problems) -> list[Subarea]:
    """Read a table of sub-areas; names, units, signs, repeated rows and sums of shares are checked."""
    before = len(problems.found)
    grouped: dict[str, list[SubareaRow]] = {}
    for row in read_table(path, SubareaRow, problems, shown=str(path)):
        check_row(row, base_year, problems)
        grouped.setdefault(row.area, []).append(row)
    for rows in grouped.values():
        check_area(rows, base_year, problems)
    if len(problems.found) > before:
        return []
    if len(grouped) < 2:
        problems.add("subareas_few", Origin(str(path), 0), count=len(grouped))
    found = [subarea_of(rows, base_year) for rows in grouped.values()]
    check_shares(found, Origin(str(path), 0), problems)
    return found


def key_of(row: SubareaRow) -> str:
    """How messages name a row."""
    return f"{row.area}.{row.item}"


def check_row(row: SubareaRow, base_year: int, problems: Problems) -> None:
    """A known item in a unit that fits, not below zero; shares are of the base year."""
    if row.item not in ITEMS:
        guess = nearest(row.item, ITEMS)
        problems.add("subarea_item", row.origin, row.area, row.item, nearest=guess)
        return
    dimension, usual = ITEMS[row.item]
    unit = unit_of(row.unit)
    if unit is None or unit.dimension != dimension:
        problems.add("unit_does_not_fit", row.origin, key_of(row), row.unit, unit=usual)
    limit = "> 0" if row.item in ABOVE_ZERO else ">= 0"
    if row.value < 0.0 or (row.value == 0.0 and row.item in ABOVE_ZERO):
        problems.add("expected_limit", row.origin, key_of(row), f"{row.value:g}", limit=limit)
    if row.item.startswith(SHARE) and row.value > 1.0:
        problems.add("expected_limit", row.origin, key_of(row), f"{row.value:g}", limit="<= 1")
    if row.item.startswith(SHARE) and row.year not in (None, base_year):
        problems.add("expected_one_of", row.origin, f"{key_of(row)}.year", row.year, expected=[base_year])
    elif row.year is not None and not 1990 <= row.year <= 2100:
        problems.add("expected_range", row.origin, f"{key_of(row)}.year", row.year, low=1990, high=2100)


def check_area(rows: Sequence[SubareaRow], base_year: int, problems: Problems) -> None:
    """No item twice in a year, and one title and one department only."""
    seen: set[tuple[str, int]] = set()
    for row in rows:
        place = row.item, row.year or base_year
        if place in seen:
            problems.add("row_twice", row.origin, key_of(row))
        seen.add(place)
        for column in ("title_zh", "title_en", "department"):
            said, first = getattr(row, column), first_of(rows, column)
            if said and said != first:
                problems.add("expected_one_of", row.origin, f"{row.area}.{column}", said, expected=[first])


def first_of(rows: Sequence[SubareaRow], column: str) -> str:
    """What the first row that is not blank says."""
    return next((said for row in rows if (said := str(getattr(row, column)))), "")


def subarea_of(rows: Sequence[SubareaRow], base_year: int) -> Subarea:
    """A sub-area from its rows; without a title its id is shown."""
    name = rows[0].area
    values: dict[str, dict[int, float]] = {}
    for row in rows:
        values.setdefault(row.item, {})[row.year or base_year] = row.value
    chinese, english = first_of(rows, "title_zh"), first_of(rows, "title_en")
    return Subarea(
        name, chinese or english or name, english or name, first_of(rows, "department"), values, tuple(rows)
    )


def check_shares(found: Sequence[Subarea], origin: Origin, problems: Problems) -> None:
    """A sector whose shares are given is given whole."""
    for sector in SECTOR_NAMES:
        item = SHARE + sector
        shares = [value for area in found for value in area.values.get(item, {}).values()]
        if shares and abs(sum(shares) - 1.0) > ROUNDING:
            problems.add("subarea_shares", origin, item, f"{sum(shares):.4g}")


def template_rows() -> Iterator[Sequence[str]]:
    """The rows of an empty table: items and units written, values to be filled in."""
    for area in EXAMPLES:
        for item in USUAL:
            yield area, "", "", "", item, "", "", ITEMS[item][1], "", ""


TEMPLATE_COLUMNS = (
    *("area", "title_zh", "title_en", "department", "item"),
    *("year", "value", "unit", "grade", "source"),
)
