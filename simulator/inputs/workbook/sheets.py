"""The data workbook: which sheets and columns it has, what they are called, and which words its lists offer.

A sheet stands for one table of a region's folder (and two for region.yaml); its columns are the fields of the
row type of that table, so a new field is in the workbook at once. Titles, notes, widths and lists are rows of
parameters/workbook. `write` makes the file, `read` reads it, region_tables knows the folder.
"""

from __future__ import annotations

import dataclasses
import typing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from simulator.errors import Origin, Problems
from simulator.inputs import rows
from simulator.inputs.locate import parameters_folder
from simulator.inputs.ranges import TABLES
from simulator.inputs.region import Region
from simulator.inputs.tables import read_table
from simulator.inputs.yaml_lines import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS, CONFLICTS = "settings", "conflicts"  # the two sheets of region.yaml
Kind = Literal["text", "number", "whole"]
KINDS: dict[Any, Kind] = {float: "number", int: "whole"}


def row_types() -> dict[str, type[rows.Row]]:
    """Table -> its row type, as `Region` says."""
    hints = typing.get_type_hints(Region, localns={"Path": Path})
    return {table: typing.get_args(hints[table])[0] for table in TABLES}


ROW_TYPES = row_types()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow(rows.Row):
    """A sheet: the table it holds, the columns its label is made of, how many spare rows it offers.

    zero : what an amount of 0 with another grade than confirmed_zero is (blank: ordinary, as in paths)
    """

    table: str
    title_zh: str
    title_en: str
    label: str = ""
    spare: int = 0
    zero: Literal["", "notice", "problem"] = ""
    note_zh: str
    note_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRow(rows.Row):
    """A column, of one table or (blank) of all that have it: its width, its list, its title and note."""

    column: str
    width: int
    title_zh: str
    title_en: str
    table: str = ""
    list: str = ""
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRow(rows.Row):
    """A word of a list, as the folder has it and as the workbook shows it."""

    list: str
    value: str
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow(rows.Row):
    """What a setting, an indicator or a driver means and where a bureau finds it."""

    table: str = ""
    name: str
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow(rows.Row):
    """A value of region.yaml."""

    key: str
    title_zh: str
    title_en: str
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartingRow(rows.Row):
    """A row that a new workbook offers without a number."""

    table: str
    id: str
    unit: str
    scope: str = ""


class Column(NamedTuple):
    """A column of a sheet as it is shown. required: the table cannot be read without it."""

    name: str
    kind: Kind
    title: str
    note: str
    width: int
    list: str
    required: bool


@dataclass(frozen=True, slots=True)
class Template:
    """Everything about the workbook that is data; version rises when a sheet or column changes meaning."""

    version: int
    older: tuple[int, ...]  # versions whose workbooks are read as they are, with a notice
    guide: Mapping[str, Any]
    sheets: tuple[SheetRow, ...]
    columns: tuple[ColumnRow, ...]
    choices: tuple[ChoiceRow, ...]
    settings: tuple[SettingRow, ...]
    guidance: tuple[NoteRow, ...]
    starting: tuple[StartingRow, ...]

    def columns_of(self, table: str, lang: str) -> list[Column]:
        """Columns of a sheet in the order they stand."""
        fields = fields_of(table)
        known = {row.column: row for shared in ("", table) for row in self.columns if row.table == shared}
        order = sorted(fields, key=lambda name: (not table.startswith(name), place(name)))
        return [self.column(name, *fields[name], known.get(name), lang) for name in order]

    def column(self, name: str, kind: Kind, required: bool, row: ColumnRow | None, lang: str) -> Column:
        """A column with its words; one that parameters/workbook does not know yet is called by its name."""
        if row is None:
            return Column(name, kind, name, "", 14, "", required)
        zh = lang == "zh"
        title, note = (row.title_zh, row.note_zh) if zh else (row.title_en, row.note_en)
        return Column(name, kind, title, note, row.width, row.list, required)

    def words(self, name: str, lang: str) -> dict[str, str]:
        """Value -> word of a list."""
        mine = [row for row in self.choices if row.list == name]
        return {row.value: row.title_zh if lang == "zh" else row.title_en for row in mine}

    def value_of(self, name: str, word: str) -> str:
        """Value of a word of a list in either language; any other text as it is."""
        for row in self.choices:
            if row.list == name and word in (row.title_zh, row.title_en, row.value):
                return row.value
        return word


# After what a row is called (stocks: stock), the order of columns: keys, numbers, ways, names, source.
ORDER = (
    *("id", "line", "key", "subjects", "zh", "en"),
    *("indicator", "variable", "scope", "project", "plant", "process", "group"),
    *("branch", "sector", "method", "target_id", "target", "kind", "quantity", "product", "fuel", "use"),
    *("goal", "year", "case", "activity", "value", "low", "high", "unit", "sigma", "shared_sigma"),
    *("factor", "factor_unit", "emissions"),
    *("portion", "specific_use", "usable", "kw_per_m2"),
    *("capacity_mw", "hours", "efficiency", "power_to_heat", "from_year", "by", "to_year"),
    *("basis", "set_by", "what_if", "plan_row"),
    *("electricity", "heat", "output", "value_added", "investment"),
    *("stock", "survival", "kinds", "saturation", "driver", "elasticity", "past_growth", "activity_unit"),
    *("title_zh", "title_en", "grade", "confidence", "source", "note"),
)


def place(column: str) -> int:
    """Where a column stands; one nobody has placed stands before the names."""
    return ORDER.index(column if column in ORDER else "title_zh")


FIELDS_OF_YAML: dict[str, dict[str, tuple[Kind, bool]]] = {
    SETTINGS: {"key": ("text", True), "value": ("text", True)},
    CONFLICTS: dict.fromkeys(("subjects", "zh", "en", "source"), ("text", True)),
}


@cache
def fields_of(table: str) -> dict[str, tuple[Kind, bool]]:
    """Column -> (kind, required) of a sheet, from its row type."""
    if table in FIELDS_OF_YAML:
        return FIELDS_OF_YAML[table]
    row_type = ROW_TYPES[table]
    hints = typing.get_type_hints(row_type, localns={"Origin": Origin})
    fields = [field for field in dataclasses.fields(row_type) if field.name != "origin"]
    return {f.name: (kind_of(hints[f.name]), f.default is dataclasses.MISSING) for f in fields}


def kind_of(hint: Any) -> Kind:
    """What a cell of a field holds.

    >>> kind_of(float | None), kind_of(int), kind_of(str), kind_of(Literal["a"])
    ('number', 'whole', 'text', 'text')
    """
    parts = [part for part in typing.get_args(hint) if part is not NoneType] or [hint]
    return KINDS.get(parts[0], "text") if len(parts) == 1 else "text"


def amounts_of(table: str) -> tuple[str, ...]:
    """The numbers that a row is about; none where a row can say something without any."""
    if table == "inventory":
        return ("activity", "factor", "emissions")
    return ("value",) if fields_of(table).get("value", ("text",))[0] == "number" else ()


def can_be_missing(table: str, column: str) -> bool:
    """True if a row of the table may stand without this number."""
    hints = typing.get_type_hints(ROW_TYPES[table], localns={"Origin": Origin})
    return NoneType in typing.get_args(hints[column])


@cache
def template() -> Template:
    """The bundled template. Raises InputError if parameters/workbook is broken."""
    problems = Problems()
    folder = parameters_folder() / "workbook"
    guide = read_yaml(folder / "guide.yaml", problems)
    found = Template(
        version=int(guide.data["template"]) if guide else 0,
        older=tuple(guide.data["older"]) if guide else (),
        guide=guide.data if guide else {},
        sheets=read_table(folder / "sheets.csv", SheetRow, problems),
        columns=read_table(folder / "columns.csv", ColumnRow, problems),
        choices=read_table(folder / "choices.csv", ChoiceRow, problems),
        settings=read_table(folder / "settings.csv", SettingRow, problems),
        guidance=read_table(folder / "guidance.csv", NoteRow, problems),
        starting=read_table(folder / "starting_rows.csv", StartingRow, problems),
    )
    problems.raise_if_any()
    return dataclasses.replace(found, sheets=with_every_table(found.sheets))


def with_every_table(sheets: tuple[SheetRow, ...]) -> tuple[SheetRow, ...]:
    """Add a plain sheet for a table that parameters/workbook does not know yet."""
    known = {sheet.table for sheet in sheets}
    missing = [name for name in TABLES if name not in known]
    plain = [
        SheetRow(table=n, title_zh=n, title_en=n, note_zh=n, note_en=n, origin=Origin("", 0)) for n in missing
    ]
    return (*sheets, *plain)


def sheet_title(sheet: SheetRow, lang: str) -> str:
    """Name of a sheet in a language."""
    return sheet.title_zh if lang == "zh" else sheet.title_en
