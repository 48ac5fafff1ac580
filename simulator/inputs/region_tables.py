"""A region's folder as plain text, cell by cell, so that it can be copied into a workbook and back.

Units, grades and notes stay as they were written; only comments and the order of columns are not kept.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.errors import Origin, Problems
from simulator.inputs.locate import shown_name
from simulator.inputs.region import RegionInfo, region_folder
from simulator.inputs.schema import validate
from simulator.inputs.tables import LARGEST_TABLE, TableLines, decode_table
from simulator.inputs.workbook.sheets import ROW_TYPES, fields_of, template
from simulator.inputs.yaml_lines import is_missing, read_bytes, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

Cells = dict[str, str]  # column -> text, blank cells left out


@dataclass(slots=True)
class RegionTables:
    """What a region's folder says: region.yaml as data, each table as rows of text."""

    settings: dict[str, Any]
    tables: dict[str, list[Cells]] = field(default_factory=dict)


def read_tables(name: str, problems: Problems) -> RegionTables | None:
    """The folder of a bundled region or of a path; None after adding problems."""
    folder = region_folder(name)
    if folder is None:
        problems.add("unknown_region", Origin(name, 0), "region", name)
        return None
    shown = shown_name(folder / "region.yaml")
    document = read_yaml(folder / "region.yaml", problems, shown=shown)
    if document is None or validate(RegionInfo, document, problems) is None:
        return None
    found = RegionTables(document.data)
    for table in ROW_TYPES:
        found.tables[table] = text_rows(folder / f"{table}.csv", problems)
    return found


def text_rows(path: Path, problems: Problems) -> list[Cells]:
    """Rows of a CSV file as text; a file that is not there has none."""
    if is_missing(path):
        return []
    shown = shown_name(path)
    data = read_bytes(path, problems, shown, LARGEST_TABLE)
    text = None if data is None else decode_table(data, shown, problems)
    if text is None:
        return []
    table = TableLines(text).rows()
    try:
        names = [name.strip() for name in next(table, [])]
        return [
            {name: cell.strip() for name, cell in zip(names, row, strict=False) if cell.strip()}
            for row in table
        ]
    except csv.Error as error:
        problems.add("table_syntax", Origin(shown, 0), reason=str(error))
        return []


def table_text(table: str, rows: list[Cells]) -> tuple[str, list[int]]:
    """A table as CSV and the line each row starts in.

    Columns nobody uses are left out where the table can be read without them.
    """
    used = {name for row in rows for name in row}
    columns = [c.name for c in template().columns_of(table, "en") if c.required or c.name in used]
    columns += sorted(used.difference(fields_of(table)))
    parts, lines = [csv_line(columns)], list[int]()
    line = 1
    for row in rows:
        line += parts[-1].count("\n")
        lines.append(line)
        parts.append(csv_line([row.get(name, "") for name in columns]))
    return "".join(parts), lines


def csv_line(cells: list[str]) -> str:
    """One row of a CSV file; a cell with a line break runs over several lines."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def settings_text(settings: dict[str, Any]) -> str:
    """region.yaml: one key a line, maps and lists inside brackets."""
    return "".join(f"{key}: {flow(value)}\n" for key, value in settings.items())


def flow(value: Any) -> str:
    """A value as YAML on one line; text always in quotes.

    >>> flow({"zh": "义乌", "en": "Yiwu"}), flow([1, "no"]), flow(True)
    ('{zh: "义乌", en: "Yiwu"}', '[1, "no"]', 'true')
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def write_tables(region: RegionTables, folder: Path) -> dict[str, list[int]]:
    """Write region.yaml and the tables that have rows; table -> line of each of its rows."""
    (folder / "region.yaml").write_text(settings_text(region.settings), encoding="utf-8", newline="\n")
    lines = {}
    for table, rows in region.tables.items():
        path = folder / f"{table}.csv"
        text, lines[table] = table_text(table, rows)
        if rows:
            path.write_text(text, encoding="utf-8", newline="\n")
        else:
            path.unlink(missing_ok=True)
    return lines
