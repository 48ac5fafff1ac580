"""A bureau's greenhouse gas inventory, line by line, from a workbook (.xlsx) or a table (.csv).

A line is a fuel in a sector, a process, imported power or another gas; its emissions are activity x factor x
warming potential. What an inventory writes in tonnes, cubic metres or GJ is brought to the line's own unit
here. Blank cells are missing, never zero; every problem is told by sheet and cell, all at once.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, NamedTuple

from simulator.errors import ABSENT, Origin, Problems, nearest
from simulator.inputs.tables import LARGEST_TABLE, NUMBER, TableLines, decode_table
from simulator.inputs.workbook.cells import read_cell
from simulator.inputs.workbook.file import cell_name, open_workbook
from simulator.inputs.yaml_lines import read_bytes
from simulator.units import GJ_PER_TCE, UNITS, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region
    from simulator.inputs.workbook.file import Sheet

COLUMNS = {  # as the template writes them, and what else a heading may be
    "line": ("line", "行"),
    "activity": ("activity", "活动水平"),
    "unit": ("unit", "单位"),
    "factor": ("factor", "排放因子"),
    "factor_unit": ("factor_unit", "因子单位"),
    "emissions": ("emissions", "排放量"),
    "source": ("source", "来源"),
}
NUMBERS = ("activity", "factor", "emissions")
HEADER_WITHIN = 30  # rows
AGREES = 0.02  # emissions beside activity x factor; published figures are rounded, a wrong unit is far off
FUEL_ACTIVITIES = ("energy", "mass", "gas")
PER_GAS = 10.0  # 10^4 tce per 10^8 m3 and kgce/m3


class Line(NamedTuple):
    """A line of the base year: emissions 10^4 t CO2e = activity x factor x weight.

    activity in `unit`, None where nobody knows it; factor in `factor_unit`; weight turns their product into
    10^4 t CO2e (warming potential, kWh to tonnes); below 0 for uptake; fuel : whose heat brings tonnes to tce
    """

    id: str
    zh: str
    en: str
    activity: float | None
    unit: str
    factor: float
    factor_unit: str
    weight: float = 1.0
    fuel: str = ""

    @property
    def emissions(self) -> float | None:
        """10^4 t CO2e of the base year, None where the amount is not known."""
        return None if self.activity is None else self.activity * self.factor * self.weight


class Entry(NamedTuple):
    """What an inventory says of a line, in the line's own units; at least one number is there."""

    line: str
    activity: float | None
    factor: float | None
    emissions: float | None
    source: str
    origin: Origin


class Cell(NamedTuple):
    """A cell as it was read, where it stands, and the message about one without a value of use."""

    value: object
    origin: Origin
    trouble: str = ""


Row = dict[str, Cell]


# ---- from a file to rows ----


def read_inventory(path: Path, problems: Problems) -> list[Row]:
    """Rows of an inventory that hold something, by column; adds to `problems` what is wrong with the file.

    path : an .xlsx (the template, the data workbook or any sheet with these columns) or a .csv
    """
    shown, kind = str(path), path.suffix.lower()
    before = len(problems.found)
    if kind not in (".xlsx", ".csv"):
        problems.add("inventory_kind", Origin(shown, 0))
        return []
    sheets = csv_cells(path, shown, problems) if kind == ".csv" else sheet_cells(path, problems)
    for cells in sheets:
        places = header_of(cells)
        if places is not None:
            return list(rows_below(cells, places))
    if len(problems.found) == before:
        problems.add("inventory_no_header", Origin(shown, 0))
    return []


def csv_cells(path: Path, shown: str, problems: Problems) -> list[list[list[Cell]]]:
    """The one table of a CSV file, read as any table is."""
    data = read_bytes(path, problems, shown, LARGEST_TABLE)
    text = None if data is None else decode_table(data, shown, problems)
    if text is None:
        return []
    lines = TableLines(text)
    try:
        return [[[Cell(one, Origin(shown, lines.start)) for one in cells] for cells in lines.rows()]]
    except csv.Error as error:
        problems.add("table_syntax", Origin(shown, lines.start), reason=str(error))
        return []


def sheet_cells(path: Path, problems: Problems) -> list[list[list[Cell]]]:
    """The sheets of a workbook, opened as safely as the data workbook is."""
    return [
        [
            [Cell(one, place_of(path, sheet, r, c), trouble_of(sheet, r, c)) for c, one in enumerate(row)]
            for r, row in enumerate(sheet.rows)
        ]
        for sheet in open_workbook(path, problems) or []
    ]


def place_of(path: Path, sheet: Sheet, row: int, column: int) -> Origin:
    """A cell as people call it: `list.xlsx 清单!C7`."""
    return Origin(f"{path.name} {sheet.shape.name}!{cell_name(row, column)}", 0)


def trouble_of(sheet: Sheet, row: int, column: int) -> str:
    """Message about a cell that shows something and holds no value."""
    name = cell_name(row, column)
    if name in sheet.shape.empty_formulas:
        return "cell_formula"
    return "cell_error" if name in sheet.shape.errors else ""


def rows_of_region(region: Region) -> list[Row]:
    """Rows of a region's own inventory.csv."""
    return [
        {name: Cell(blank_of(getattr(row, name)), row.origin) for name in COLUMNS} for row in region.inventory
    ]


def blank_of(value: object) -> object:
    """A cell as a file has it: blank if missing."""
    return "" if value is None else value


def header_of(cells: Sequence[Sequence[Cell]]) -> tuple[int, dict[str, int]] | None:
    """Number of the header row and where each column stands in it; None if no row names the needed ones.

    The data workbook has a row of titles and one of codes: the last counts.
    """
    names = {spelling: name for name, spellings in COLUMNS.items() for spelling in spellings}
    found = None
    for number, row in enumerate(cells[:HEADER_WITHIN]):
        heads = [heading(cell) for cell in row]
        places = {names[head]: place for place, head in enumerate(heads) if head in names}
        if set(COLUMNS) - {"source"} <= set(places):
            found = number, places
        elif found is not None:
            break
    return found


def heading(cell: Cell) -> str:
    """A heading without what stands in brackets behind it: `emissions (1e4 t)`."""
    return str(cell.value).replace("（", "(").partition("(")[0].strip()


def rows_below(cells: Sequence[Sequence[Cell]], header: tuple[int, dict[str, int]]) -> Iterator[Row]:
    """Rows under the header that hold something."""
    number, places = header
    for row in cells[number + 1 :]:
        blank = Cell("", row[0].origin if row else Origin("", 0))
        found = {name: row[place] if place < len(row) else blank for name, place in places.items()}
        if any(cell.trouble or str(cell.value).strip() for cell in found.values()):
            yield found


# ---- from rows to entries ----


def entries_of(
    rows: Sequence[Row], lines: Mapping[str, Line], factors: Factors, problems: Problems
) -> dict[str, Entry]:
    """What an inventory says of each line, in the line's own units; blank lines are left out."""
    found: dict[str, Entry] = {}
    first: dict[str, Origin] = {}
    for row in rows:
        name = str(row["line"].value).strip()
        if says_nothing(row):
            continue
        if name not in lines:
            guess = nearest(name, lines)
            problems.add("inventory_line", row["line"].origin, "line", name or ABSENT, nearest=guess)
            continue
        if name in first:
            problems.add("inventory_line_twice", row["line"].origin, "line", name, first=str(first[name]))
            continue
        first[name] = row["line"].origin
        entry = entry_of(row, lines[name], factors, problems)
        if entry is not None:
            found[name] = entry
    return found


def says_nothing(row: Row) -> bool:
    """True for a line without any number, such as one that a template offers."""
    return not any(row[name].trouble or str(row[name].value).strip() for name in NUMBERS)


def entry_of(row: Row, line: Line, factors: Factors, problems: Problems) -> Entry | None:
    """One row in its line's units; None if it says nothing or something is wrong with it."""
    before = len(problems.found)
    numbers = {name: number_of(row[name], name, problems) for name in NUMBERS}
    if len(problems.found) > before or all(value is None for value in numbers.values()):
        return None
    activity, factor, emissions = numbers["activity"], numbers["factor"], numbers["emissions"]
    if activity is not None:
        scale = activity_scale(row, line, factors, problems)
        activity = None if scale is None else activity * scale
    if factor is not None:
        scale = factor_scale(row, line, factors, problems)
        factor = None if scale is None else factor * scale
    if len(problems.found) > before:
        return None
    check_signs(row, line, numbers, problems)
    source = str(row["source"].value).strip() if "source" in row else ""
    entry = completed(line, Entry(line.id, activity, factor, emissions, source, row["line"].origin))
    if entry is None:
        given = "activity" if activity is not None else "factor"
        problems.add("inventory_half", row[given].origin, given)
    elif emissions is not None and activity is not None and factor is not None:
        product = activity * factor * line.weight
        if abs(emissions - product) > AGREES * max(abs(emissions), abs(product)):
            problems.add(
                "inventory_disagrees",
                row["emissions"].origin,
                "emissions",
                emissions,
                product=f"{product:.6g}",
            )
    return entry if len(problems.found) == before else None


def number_of(cell: Cell, name: str, problems: Problems) -> float | None:
    """A number, None for a blank cell; adds a problem for anything else, as for the data workbook."""
    value = cell.value
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        return float(value)  # a CSV has only text
    text, complaint, details = read_cell(value, "number", name)
    if cell.trouble or complaint:
        shown = ABSENT if cell.trouble == "cell_formula" else value
        problems.add(cell.trouble or complaint, cell.origin, name, shown, **details)
        return None
    return float(text) if text else None


def activity_scale(row: Row, line: Line, factors: Factors, problems: Problems) -> float | None:
    """Line units in one unit of the row's activity; a fuel may be given in tonnes or cubic metres."""
    cell = row["unit"]
    unit = unit_of(str(cell.value).strip() or line.unit)
    own = UNITS[line.unit]
    if unit is not None and unit.dimension == own.dimension:
        return unit.factor
    if unit is not None and line.fuel and unit.dimension in FUEL_ACTIVITIES:
        heat = factors.properties.get((line.fuel, "tce"))
        if heat is not None and (unit.dimension == "gas") == heat.unit.endswith("m3"):
            return unit.factor * heat.value * (PER_GAS if unit.dimension == "gas" else 1.0)
    problems.add("unit_does_not_fit", cell.origin, "unit", cell.value, unit=line.unit)
    return None


def factor_scale(row: Row, line: Line, factors: Factors, problems: Problems) -> float | None:
    """Line units in one unit of the row's factor: per tce, also from per GJ, per t or m3 of a fuel."""
    cell = row["factor_unit"]
    unit = unit_of(str(cell.value).strip() or line.factor_unit)
    own = UNITS[line.factor_unit]
    if unit is not None and unit.dimension == own.dimension:
        return unit.factor
    if unit is not None and own.dimension == "CO2 of energy":
        if unit.dimension == "CO2 of heat":
            return unit.factor * GJ_PER_TCE
        heat = factors.properties.get((line.fuel, "tce"))
        wanted = {"release of mass": False, "CO2 of gas": True}.get(unit.dimension)
        if heat is not None and wanted is heat.unit.endswith("m3"):
            return unit.factor / heat.value
    problems.add("inventory_factor_unit", cell.origin, "factor_unit", cell.value, unit=line.factor_unit)
    return None


def check_signs(row: Row, line: Line, numbers: Mapping[str, float | None], problems: Problems) -> None:
    """Nothing is below zero but exported power; uptake is not above it."""
    exported = line.factor_unit == "kgCO2/kWh"
    for name, value in numbers.items():
        sign = -1.0 if name == "emissions" and line.weight < 0.0 else 1.0
        if value is not None and sign * value < 0.0 and not (exported and name != "factor"):
            limit = ">= 0" if sign > 0.0 else "<= 0"
            problems.add("expected_limit", row[name].origin, name, value, limit=limit)


def completed(line: Line, entry: Entry) -> Entry | None:
    """Two of activity, factor and emissions give the third; None if activity or factor stands alone.

    An activity of zero means zero emissions.
    """
    activity, factor, emissions = entry.activity, entry.factor, entry.emissions
    if activity is not None and factor is not None:
        return entry._replace(emissions=activity * factor * line.weight)
    if activity == 0.0 and not emissions:
        return entry._replace(emissions=0.0)
    if emissions == 0.0 and activity is None:
        return entry._replace(activity=0.0)
    if emissions is None:
        return None
    if activity:
        return entry._replace(factor=emissions / activity / line.weight)
    return entry._replace(activity=emissions / factor / line.weight) if factor else entry
