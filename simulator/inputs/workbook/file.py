"""Open an .xlsx file: first that it is safe and how it is built, then what its cells hold.

An .xlsx is a zip of XML files. Sizes are read from its directory, then every part is unpacked once within
these limits; macros, links to other files and document type declarations are refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree

from simulator.errors import Origin, Problems
from simulator.inputs.yaml_lines import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST_FILE = 20_000_000  # bytes
LARGEST_UNPACKED = 200_000_000  # bytes of all parts together
MOST_PARTS = 2000
MOST_ROWS, MOST_COLUMNS = 20_000, 200
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(slots=True)
class SheetShape:
    """How a sheet is built: hidden or not, merged ranges, formulas without a value, cells with an error."""

    name: str
    hidden: bool
    merged: list[str] = field(default_factory=list)
    empty_formulas: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0


class Sheet(NamedTuple):
    """A sheet: how it is built, and its cells from A1 on, row by row."""

    shape: SheetShape
    rows: list[list[Any]]


def open_workbook(path: Path, problems: Problems) -> list[Sheet] | None:
    """The sheets of a workbook in their order; None after adding a problem. A formula counts as its value."""
    shapes = inspect(path, problems)
    if shapes is None:
        return None
    import python_calamine

    try:
        with python_calamine.load_workbook(str(path)) as book:
            values = {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in book.sheet_names
            }
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        problems.add("workbook_broken", Origin(path.name, 0), reason=str(error))
        return None
    return [Sheet(shape, values.get(shape.name, [])) for shape in shapes]


def inspect(path: Path, problems: Problems) -> list[SheetShape] | None:
    """The sheets of a workbook that can be read safely; None after adding a problem."""
    whole = Origin(path.name, 0)
    data = read_bytes(path, problems, str(path), LARGEST_FILE)
    if data is None:
        return None
    if not data.startswith(b"PK\x03\x04"):
        problems.add("workbook_old" if data.startswith(OLD_EXCEL) else "workbook_kind", whole)
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            return shapes(archive, whole, problems) if is_safe(archive, whole, problems) else None
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, OSError, KeyError, ValueError) as error:
        problems.add("workbook_broken", whole, reason=str(error))
    except (RuntimeError, NotImplementedError) as error:  # a part with a password, an unknown compression
        problems.add("workbook_broken", whole, reason=str(error))
    return None


def is_safe(archive: zipfile.ZipFile, whole: Origin, problems: Problems) -> bool:
    """Sizes first, from the directory alone; then names; then what is inside, unpacked within the sizes."""
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if size > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        limit = f"{LARGEST_UNPACKED / 1e6:g}"
        problems.add("workbook_unpacked", whole, size=round(size / 1e6), limit=limit)
        return False
    before = len(problems.found)
    names = [part.filename for part in parts]
    if "xl/workbook.xml" not in names:
        problems.add("workbook_kind", whole)
        return False
    for name in names:
        if name.lower().endswith("vbaproject.bin") or "/macrosheets/" in name.lower():
            problems.add("workbook_macros", whole, part=name)
        elif name.lower().startswith("xl/externallinks/externallink"):
            problems.add("workbook_links", whole, part=name)
    for part in parts:
        text = archive.read(part)  # zipfile refuses a part that is larger than its directory says
        if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in text:
            problems.add("workbook_broken", whole, reason=f"{part.filename}: DOCTYPE")
    return len(problems.found) == before


def shapes(archive: zipfile.ZipFile, whole: Origin, problems: Problems) -> list[SheetShape] | None:
    """Shape of each sheet; None after adding a problem about one that is too large to be read."""
    before = len(problems.found)
    found = []
    for shape, part in sheet_parts(archive):
        with archive.open(part) as stream:
            measure(stream, shape)
        if shape.rows > MOST_ROWS or shape.columns > MOST_COLUMNS:
            place = Origin(f"{whole.file} {shape.name}", 0)
            problems.add(
                "sheet_too_large",
                place,
                row=shape.rows,
                column=shape.columns,
                rows=MOST_ROWS,
                columns=MOST_COLUMNS,
            )
        found.append(shape)
    return found if len(problems.found) == before else None


def sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[SheetShape, str]]:
    """Each worksheet with the part of the archive that holds it; charts and the like are left out."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    for sheet in book.iter(f"{MAIN}sheet"):
        identity = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        target = targets.get(identity, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if "worksheets/" in part:
            yield SheetShape(sheet.get("name", ""), sheet.get("state", "visible") != "visible"), part


def measure(stream: object, shape: SheetShape) -> None:
    """Fill in how far a sheet reaches, what is merged, and which cells hold no value of use."""
    for _, node in ElementTree.iterparse(stream):  # type: ignore[call-overload]
        if node.tag == f"{MAIN}c":
            look_at(node, shape)
            node.clear()
        elif node.tag == f"{MAIN}row":
            node.clear()
        elif node.tag == f"{MAIN}mergeCell":
            shape.merged.append(node.get("ref", ""))


def look_at(cell: ElementTree.Element, shape: SheetShape) -> None:
    """One cell with something in it."""
    place = REFERENCE.fullmatch(cell.get("r", ""))
    value = next((child for child in cell if child.tag in (f"{MAIN}v", f"{MAIN}is")), None)
    formula = any(child.tag == f"{MAIN}f" for child in cell)
    if place is None or (value is None and not formula):
        return
    name = cell.get("r", "")
    shape.rows = max(shape.rows, int(place[2]))
    shape.columns = max(shape.columns, column_number(place[1]))
    if formula and (value is None or (not value.text and cell.get("t") != "str")):
        shape.empty_formulas.add(name)
    elif cell.get("t") == "e" and value is not None:
        shape.errors[name] = value.text or ""


def cell_name(row: int, column: int) -> str:
    """Name of a cell from its row and column, both counted from 0.

    >>> cell_name(6, 2), cell_name(0, 27)
    ('C7', 'AB1')
    """
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def column_number(letters: str) -> int:
    """Number of a column, counted from 1.

    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def is_inside(row: int, column: int, merged: str) -> bool:
    """True if a cell, counted from 0, lies in a range.

    >>> is_inside(2, 2, "C3:D4"), is_inside(1, 2, "C3:D4")
    (True, False)
    """
    ends = [REFERENCE.fullmatch(part) for part in merged.split(":")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return False
    (left, top), (right, bottom) = ((column_number(end[1]), int(end[2])) for end in ends if end)
    return top <= row + 1 <= bottom and left <= column + 1 <= right
