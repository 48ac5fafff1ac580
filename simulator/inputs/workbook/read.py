"""Read a data workbook into a region's tables; every problem with its sheet and cell.

Sheets are known by their title in either language, columns by the codes of row 2, so rows may be sorted and
columns moved. What a formula has stored counts as its value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from simulator.errors import ABSENT, Origin, Problems, nearest
from simulator.inputs.region_tables import RegionTables
from simulator.inputs.workbook.cells import plain_text, read_cell
from simulator.inputs.workbook.file import Sheet, SheetShape, cell_name, is_inside, open_workbook
from simulator.inputs.workbook.sheets import (
    CONFLICTS,
    SETTINGS,
    SheetRow,
    amounts_of,
    can_be_missing,
    fields_of,
    sheet_title,
    template,
)

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.inputs.region_tables import Cells

HEAD = 2  # rows of titles and codes
NEEDED = (SETTINGS, "drivers", "branches")  # sheets without which nothing can be read
LISTS_OF_SETTINGS = ("unknown_terms",)
SPLIT = re.compile(r" *[,，、] *")


@dataclass(slots=True)
class Book:
    """A workbook as read: the region's tables and, for complaints, where each row and cell stands."""

    file: str
    region: RegionTables
    titles: dict[str, str] = field(default_factory=dict)  # table -> title of its sheet
    columns: dict[str, dict[str, int]] = field(default_factory=dict)  # table -> column -> position
    places: dict[str, list[int]] = field(default_factory=dict)  # table -> row of the sheet of each row
    setting_rows: dict[str, int] = field(default_factory=dict)  # key of region.yaml -> row of its sheet

    def cell(self, table: str, row: int, column: str) -> Origin:
        """A cell as people call it: `data.xlsx 锚点!C7`."""
        name = cell_name(row, self.columns.get(table, {}).get(column, 0))
        return Origin(f"{self.file} {self.titles.get(table, table)}!{name}", 0)


def read_workbook(path: Path, problems: Problems) -> Book | None:
    """Read a workbook of the present template; None after adding a problem that ends the reading."""
    found = open_workbook(path, problems)
    if found is None or not template_fits(path.name, found, problems):
        return None
    book = Book(path.name, RegionTables({}))
    for sheet, (shape, rows) in known_sheets(book, found, problems):
        if sheet.table == SETTINGS:
            read_settings(book, sheet, shape, rows, problems)
        else:
            read_sheet(book, sheet, shape, rows, problems)
    conflicts = book.region.tables.pop(CONFLICTS, [])
    book.region.settings[CONFLICTS] = [
        {**row, "subjects": SPLIT.split(row.get("subjects", ""))} for row in conflicts
    ]
    return book


def template_fits(file: str, sheets: list[Sheet], problems: Problems) -> bool:
    """True if the first sheet says that this is a workbook of this template, or of one that reads alike."""
    guide = template().guide
    titles = tuple(guide["sheet"].values())
    page = next((rows for shape, rows in sheets if shape.name in titles), [])
    said = {plain_text(row[2]): row[1] for row in page if len(row) > 2 and row[2] not in ("", None)}
    if "template" not in said:
        problems.add("workbook_not_ours", Origin(file, 0), sheet=titles)
        return False
    if said["template"] != template().version:
        place = Origin(f"{file} {titles[0]}!B2", 0)
        found = plain_text(said["template"])
        if said["template"] in template().older:
            problems.notice("workbook_older", place, "", found, known=template().version)
            return True
        problems.add("workbook_version", place, "", found, known=template().version)
        return False
    return True


def known_sheets(book: Book, sheets: list[Sheet], problems: Problems) -> list[tuple[SheetRow, Sheet]]:
    """Sheets that stand for tables; the others, doubles and missing ones are told."""
    guide, found = template().guide, []
    by_title = {sheet_title(sheet, lang): sheet for sheet in template().sheets for lang in ("zh", "en")}
    ours = {*guide["sheet"].values(), *guide["choices"].values()}
    for one in sheets:
        shape = one.shape
        place, sheet = Origin(f"{book.file} {shape.name}", 0), by_title.get(shape.name)
        if sheet is None:
            if shape.name not in ours:
                problems.notice("sheet_not_read", place, nearest=nearest(shape.name, by_title))
        elif sheet.table in book.titles:
            problems.add("sheet_twice", place)
        else:
            book.titles[sheet.table] = shape.name
            found.append((sheet, one))
            if shape.hidden:
                problems.notice("sheet_hidden", place)
    for sheet in template().sheets:
        if sheet.table in NEEDED and sheet.table not in book.titles:
            problems.add("sheet_missing", Origin(book.file, 0), sheet=(sheet.title_zh, sheet.title_en))
    return found


# ---- a sheet of rows ----


def read_sheet(
    book: Book, sheet: SheetRow, shape: SheetShape, rows: list[list[Any]], problems: Problems
) -> None:
    """Read a table; cells with a problem are told, and left out or mended."""
    table = sheet.table
    columns = read_codes(book, sheet, rows, problems)
    if columns is None:
        return
    book.columns[table] = columns
    tell_merged(book, table, shape, problems)
    kept: list[Cells] = []
    places: list[int] = []
    left_out = 0
    for row, values in enumerate(rows[HEAD:], start=HEAD):
        cells, complaints = read_row(book, table, row, values, shape)
        if not cells and not complaints:
            continue
        if not complaints and is_offer(table, cells):
            left_out += any(name in cells for name in ("source", "grade", "note"))
            continue
        for message, column, value, details in complaints:
            problems.add(message, book.cell(table, row, column), column, value, **details)
        if not complaints:
            check_zero(book, sheet, row, cells, problems)
        kept.append(cells)
        places.append(row)
    if left_out:
        place = Origin(f"{book.file} {shape.name}", 0)
        problems.notice("rows_without_number", place, count=left_out)
    book.region.tables[table], book.places[table] = kept, places


def read_codes(
    book: Book, sheet: SheetRow, rows: list[list[Any]], problems: Problems
) -> dict[str, int] | None:
    """Column -> its position, from row 2; None after adding a problem if that row is not what it must be."""
    known = fields_of(sheet.table)
    codes = [plain_text(value) if value is not None else "" for value in rows[1]] if len(rows) > 1 else []
    found = {code: position for position, code in enumerate(codes) if code in known}
    place = f"{book.file} {book.titles[sheet.table]}!"
    if not found:
        problems.add("sheet_codes", Origin(f"{place}A2", 0))
        return None
    before = len(problems.found)
    for position, code in enumerate(codes):
        origin = Origin(place + cell_name(1, position), 0)
        if code and code not in known:
            problems.add("column_unknown", origin, code, nearest=nearest(code, known))
        elif code and found[code] != position:
            problems.add("column_duplicate", origin, code)
    for code, (_, required) in known.items():
        if required and code not in found:
            problems.add("column_missing", Origin(f"{place}A2", 0), code)
    return found if len(problems.found) == before else None


def tell_merged(book: Book, table: str, shape: SheetShape, problems: Problems) -> None:
    """Merged cells hide all values but one, so none are taken."""
    title = book.titles[table]
    for merged in shape.merged:
        problems.add("cell_merged", Origin(f"{book.file} {title}!{merged}", 0))


Complaint = tuple[str, str, object, dict[str, object]]


def read_row(
    book: Book, table: str, row: int, values: list[Any], shape: SheetShape
) -> tuple[Cells, list[Complaint]]:
    """One row as text by column, and what is wrong with it."""
    cells: Cells = {}
    complaints: list[Complaint] = []
    for column, position in book.columns[table].items():
        name = cell_name(row, position)
        value = values[position] if position < len(values) else None
        if name in shape.empty_formulas:
            complaints.append(("cell_formula", column, ABSENT, {}))
            continue
        if name in shape.errors:
            complaints.append(("cell_error", column, shape.errors[name], {}))
            continue
        kind = fields_of(table)[column][0]
        text, complaint, details = read_cell(value, kind, column)
        if complaint and not any(is_inside(row, position, merged) for merged in shape.merged):
            complaints.append((complaint, column, shown(value), details))
        if text:
            cells[column] = value_of_word(table, column, text)
    return cells, complaints


@cache
def list_of(table: str) -> dict[str, str]:
    """Column -> the list its words come from."""
    return {c.name: c.list for c in template().columns_of(table, "en")}


def value_of_word(table: str, column: str, text: str) -> str:
    """What the folder calls a word of a list; any other text as it is."""
    name = list_of(table)[column]
    return template().value_of(name, text) if name else text


def shown(value: object) -> object:
    """A value as a complaint shows it."""
    return value if isinstance(value, str) else plain_text(value)


def is_offer(table: str, cells: Cells) -> bool:
    """True for a row without a number: one the template offers, or one of something nobody knows.

    Where a table can hold a missing number (an anchor, a process), a row with a grade says on purpose that
    the number is missing, and is kept.
    """
    amounts = amounts_of(table)
    if not amounts or any(name in cells for name in amounts):
        return False
    return "grade" not in cells or not can_be_missing(table, "value")


def check_zero(book: Book, sheet: SheetRow, row: int, cells: Cells, problems: Problems) -> None:
    """0 means zero only where somebody has confirmed it; a growth of 0 is an ordinary number."""
    zero = cells.get("value") == "0" and cells.get("grade") != "confirmed_zero"
    if not zero or not sheet.zero:
        return
    origin = book.cell(sheet.table, row, "value")
    if sheet.zero == "problem":
        problems.add("zero_not_confirmed", origin, "value", "0")
    else:
        problems.notice("zero_assumed", origin, "value", grade=cells.get("grade", ""))


# ---- region.yaml ----


def read_settings(
    book: Book, sheet: SheetRow, shape: SheetShape, rows: list[list[Any]], problems: Problems
) -> None:
    """The sheet of settings as the data of region.yaml."""
    columns = read_codes(book, sheet, rows, problems)
    if columns is None:
        return
    book.columns[SETTINGS] = columns
    tell_merged(book, SETTINGS, shape, problems)
    known = {setting.key for setting in template().settings}
    for row, values in enumerate(rows[HEAD:], start=HEAD):
        padded = [*values, *[None] * len(columns)]
        key, value = plain_text(padded[columns["key"]] or ""), padded[columns["value"]]
        if not key:
            continue
        book.setting_rows[key] = row
        if key not in known:
            origin = book.cell(SETTINGS, row, "key")
            problems.add("setting_unknown", origin, key, nearest=nearest(key, known))
        elif cell_name(row, columns["value"]) in shape.empty_formulas:
            problems.add("cell_formula", book.cell(SETTINGS, row, "value"), key)
        elif cell_name(row, columns["value"]) in shape.errors:
            problems.add("cell_error", book.cell(SETTINGS, row, "value"), key)
        elif value is not None and plain_text(value):
            put(book.region.settings, key, setting(key, value))


def setting(key: str, value: Any) -> Any:
    """The value of a cell as region.yaml has it: whole numbers as such, lists from commas."""
    if key in LISTS_OF_SETTINGS:
        return SPLIT.split(plain_text(value))
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.strip() if isinstance(value, str) else value


def put(settings: dict[str, Any], key: str, value: Any) -> None:
    """Set `title.zh` and the like inside their map."""
    outer, _, inner = key.partition(".")
    if inner:
        settings.setdefault(outer, {})[inner] = value
    else:
        settings[outer] = value
