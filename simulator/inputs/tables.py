"""CSV tables as tuples of typed rows, each knowing the line it stands in.

A table is described by a frozen dataclass: its fields are the columns, its annotations say what a cell may
hold. Every problem of a table is found in one pass; a value with a unit is converted to the model unit here
and nowhere later. Tables saved by Excel or WPS (UTF-8 with byte order mark, or GBK) are accepted with a
notice.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import io
import math
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from simulator.errors import ABSENT, Origin, Problems, nearest
from simulator.inputs.yaml_lines import (
    decodes_as_gb18030,
    is_missing,
    line_at,
    only_printable,
    read_bytes,
    refuse_binary,
    skip_byte_order_mark,
)
from simulator.units import UNITS, Unit, scaled, unit_of

T = TypeVar("T")
Parser = Callable[[str], Any]

LARGEST_TABLE = 20_000_000  # bytes
MOST_PROBLEMS = 100  # of one table; a column in the wrong format makes one in each row
NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
CONVERTED = types.MappingProxyType({"converted": True})  # metadata of a field in the same unit as `value`


def read_table(
    path: Path | Traversable,
    row_type: type[T],
    problems: Problems,
    shown: str | None = None,
    optional: bool = False,
) -> tuple[T, ...]:
    """Read a CSV file into rows of `row_type`, a dataclass with a field `origin: Origin`.

    Its other fields are the columns: str, int, float, Literal[...] or one of them `| None`. A field with a
    default makes its column optional and fills its blank cells; elsewhere a blank is None ("missing is
    missing") or, where None is not allowed, a problem. If the row has `value` and `unit`, the value (and
    fields with the metadata CONVERTED) is converted to the model unit and `unit` is its canonical spelling.

    Lines that start with "#" and blank lines are skipped. A missing file is no rows if `optional`.
    shown : the name messages use (default: the path). Rows with a problem are left out, so the result is only
    to be used if nothing was added to `problems`.
    """
    file = str(path) if shown is None else shown
    if optional and is_missing(path):
        return ()
    data = read_bytes(path, problems, file, LARGEST_TABLE)
    text = None if data is None else decode_table(data, file, problems)
    if text is None or not only_printable(text, file, problems):
        return ()
    return _read_rows(text, row_type, _Complaints(problems, file))


def decode_table(data: bytes, file: str, problems: Problems) -> str | None:
    """Text of a table in UTF-8, or in GBK with a notice; None after adding a problem."""
    data = skip_byte_order_mark(data, file, problems)
    if refuse_binary(data, file, problems):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = Origin(file, line_at(data, error.start))
    if not decodes_as_gb18030(data):
        problems.add("not_text", place)
        return None
    problems.notice("read_as_gbk", place)
    return data.decode("gb18030")


def _read_rows(text: str, row_type: type[T], complaints: _Complaints) -> tuple[T, ...]:
    rows: list[T] = []
    lines = TableLines(text)
    table = lines.rows()
    try:
        read_row = _row_reader(row_type, next(table, None), lines, complaints)
        for cells in table:
            row = read_row(cells, lines.start)
            if row is not None:
                rows.append(row)
    except csv.Error as error:
        _explain_csv(error, lines.start, complaints)
    except _StopReading:
        pass
    return tuple(rows)


class _StopReading(Exception):
    """The header, or too much else, is wrong for the rest of this table to be worth reading."""


class _Complaints:
    """Adds problems of one table, and stops it when they become too many."""

    def __init__(self, problems: Problems, file: str) -> None:
        self.problems = problems
        self.file = file
        self.count = 0

    def add(self, message: str, line: int, key: str = "", value: object = ABSENT, **details: object) -> None:
        self.problems.add(message, Origin(self.file, line), key, value, **details)
        self.count += 1
        if self.count == MOST_PROBLEMS:
            self.problems.add("stopped_reading", Origin(self.file, line), limit=MOST_PROBLEMS)
            raise _StopReading


class TableLines:
    """The lines of a table as `csv.reader` takes them, remembering on which line the current row starts.

    A quoted cell may run over several lines, and a "#" starts a comment only where a row would start.
    """

    def __init__(self, text: str) -> None:
        self.numbered = enumerate(io.StringIO(text, newline=""), start=1)
        self.start = 0
        self.between_rows = True

    def __iter__(self) -> TableLines:
        return self

    def __next__(self) -> str:
        for number, line in self.numbered:
            if not self.between_rows:
                return line
            if not line.startswith("#"):
                self.between_rows = False
                self.start = number
                return line
        raise StopIteration

    def rows(self) -> Iterator[list[str]]:
        """The rows that hold something; Excel pads blank and comment lines with commas and quotes."""
        for cells in csv.reader(self, skipinitialspace=True, strict=True):
            self.between_rows = True
            if any(cells) and not cells[0].startswith("#"):
                yield cells


def _explain_csv(error: csv.Error, line: int, complaints: _Complaints) -> None:
    """The two mistakes with quotes in our words, the rest (a cell of 100 kB) in those of the csv module."""
    reason = str(error)
    if "expected after" in reason or "unexpected end" in reason:
        complaints.add("table_quote", line)
    else:
        complaints.add("table_syntax", line, reason=reason)


# ---- columns: what a dataclass says about its table ----


class _Refused(Exception):
    """A cell does not hold what it should; args: key of the message, its details."""


class _Cells(dict[str, Any]):
    """What the cells of one column mean; most columns repeat a few texts, so each is parsed once."""

    def __init__(self, parse: Parser) -> None:
        super().__init__()
        self.parse = parse

    def __missing__(self, cell: str) -> Any:
        self[cell] = value = self.parse(cell)
        return value


class _Column(NamedTuple):
    name: str
    parse: Parser
    default: Any  # dataclasses.MISSING if the column must be there


@functools.cache
def _columns(row_type: type[Any]) -> tuple[_Column, ...]:
    """The columns of a row type. Raises TypeError if a field has a type no cell can have."""
    # Row types may import Origin for the type checker only, so the name is provided here.
    hints = typing.get_type_hints(row_type, localns={"Origin": Origin})
    fields = [field for field in dataclasses.fields(row_type) if field.name != "origin"]
    return tuple(_Column(f.name, _parser(hints[f.name], f.default), f.default) for f in fields)


def _parser(hint: Any, default: Any) -> Parser:
    """From cell to value. Raises _Refused if the cell does not fit."""
    parse, blank = _kind(hint), default
    if blank is dataclasses.MISSING and types.NoneType in get_args(hint):
        blank = None

    def parse_cell(cell: str) -> Any:
        cell = cell.strip()
        if cell:
            return parse(cell)
        if blank is dataclasses.MISSING:
            raise _Refused("cell_blank", {})
        return blank

    return parse_cell


def _kind(hint: Any) -> Parser:
    if get_origin(hint) is Literal:
        return _choice({str(choice): choice for choice in get_args(hint)})
    if get_origin(hint) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not types.NoneType]
        return _kind(kinds[0] if len(kinds) == 1 else None)
    if hint not in PARSERS:
        raise TypeError(f"a column cannot be {hint}")
    return PARSERS[hint]


def _choice(choices: Mapping[str, Any]) -> Parser:
    def parse(cell: str) -> Any:
        try:
            return choices[cell]
        except KeyError:
            expected = [choice for choice in choices if choice]
            details = {"expected": expected, "nearest": nearest(cell, expected)}
            raise _Refused("expected_one_of", details) from None

    return parse


def _float(cell: str) -> float:
    """Plain notation only: float() alone would take "nan", "1_000" and full-width digits."""
    if NUMBER.fullmatch(cell):
        number = float(cell)
        if math.isfinite(number):
            return number
    raise _Refused("expected_number", {})


def _int(cell: str) -> int:
    if WHOLE.fullmatch(cell):
        return int(cell)
    raise _Refused("expected_whole_number", {})


PARSERS: dict[Any, Parser] = {str: str, float: _float, int: _int}


# ---- rows ----


def _row_reader(
    row_type: type[T], header: Sequence[str] | None, lines: TableLines, complaints: _Complaints
) -> Callable[[Sequence[str], int], T | None]:
    """A function from (cells, line) to a row. Raises _StopReading after complaining about the header."""
    if header is None:
        complaints.add("table_empty", 0)
        raise _StopReading
    names = [name.strip() for name in header]
    build: Any = row_type  # for mypy: that a row type has the field `origin` cannot be said in its type
    columns = _columns(build)
    _check_header(names, columns, lines.start, complaints)
    file, width = complaints.file, len(names)
    cells_of = [(names.index(c.name), c.name, _Cells(c.parse)) for c in columns if c.name in names]
    convert = _converter(row_type, columns)

    def read_row(cells: Sequence[str], line: int) -> T | None:
        if len(cells) != width:
            complaints.add("row_width", line, cells=len(cells), columns=width)
            return None
        try:
            values = {name: known[cells[position]] for position, name, known in cells_of}
            if convert:
                convert(values)
        except _Refused:
            _explain_row(cells, line, cells_of, convert, complaints)
            return None
        row: T = build(**values, origin=Origin(file, line))
        return row

    return read_row


def _check_header(
    names: Sequence[str], columns: Sequence[_Column], line: int, complaints: _Complaints
) -> None:
    if len(names) == 1 and re.search("[;\t，；]", names[0]):
        complaints.add("table_separator", line, value=names[0])
        raise _StopReading
    known = {column.name for column in columns}
    for number, name in enumerate(names, start=1):
        if not name:
            complaints.add("column_unnamed", line, number=number)
        elif name in names[: number - 1]:
            complaints.add("column_duplicate", line, name)
        elif name not in known:
            complaints.add("column_unknown", line, name, nearest=nearest(name, known.difference(names)))
    for column in columns:
        if column.default is dataclasses.MISSING and column.name not in names:
            complaints.add("column_missing", line, column.name)
    if complaints.count:
        raise _StopReading


def _converter(row_type: type[Any], columns: Sequence[_Column]) -> Callable[[dict[str, Any]], None] | None:
    """A function that brings a row to the model unit, or None without both a number `value` and `unit`."""
    if not {"value", "unit"} <= {column.name for column in columns} or not holds_number(row_type, "value"):
        return None
    fields = dataclasses.fields(row_type)
    converted = [f.name for f in fields if f.name == "value" or f.metadata.get("converted")]
    known: dict[str, Unit] = dict(UNITS)
    default = next(column.default for column in columns if column.name == "unit")

    def convert(values: dict[str, Any]) -> None:
        name = values.get("unit", default)
        unit = known.get(name) or unit_of(name or "")
        if unit is None:
            if name == default and values.get("value") is None:
                return
            raise _Refused("unknown_unit", {"nearest": nearest(name or "", UNITS)})
        values["unit"] = unit.canonical
        if unit.factor != 1:
            for column in converted:
                if isinstance(values.get(column), int | float):
                    values[column] = scaled(values[column], unit.factor)

    return convert


def holds_number(row_type: type[Any], column: str) -> bool:
    """True if the cells of a column are numbers."""
    hint = typing.get_type_hints(row_type, localns={"Origin": Origin})[column]
    return float in (hint, *get_args(hint))


def _explain_row(
    cells: Sequence[str],
    line: int,
    cells_of: Sequence[tuple[int, str, _Cells]],
    convert: Callable[[dict[str, Any]], None] | None,
    complaints: _Complaints,
) -> None:
    """Read a refused row again, cell by cell, and complain about every cell that does not fit."""
    values: dict[str, Any] = {}
    for position, name, known in cells_of:
        try:
            values[name] = known[cells[position]]
        except _Refused as refused:
            message, details = refused.args
            complaints.add(
                message, line, name, cells[position] if cells[position].strip() else ABSENT, **details
            )
    try:
        if convert and "unit" in values:
            convert(values)
    except _Refused as refused:
        message, details = refused.args
        complaints.add(message, line, "unit", values["unit"] or ABSENT, **details)
