"""From what a cell of a workbook holds to the text of a table's cell, and what is wrong with it.

Where it is clear which number was meant (full-width digits, separators, a number kept as text), the mended
text goes on, so that the checks after this one can be made at once; the problem is told all the same.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from simulator.inputs.ranges import YEARS
from simulator.inputs.tables import NUMBER
from simulator.units import unit_of

if TYPE_CHECKING:
    from simulator.inputs.workbook.sheets import Kind

SEPARATORS = re.compile(r"[-+]?[0-9]{1,3}([,' ][0-9]{3})+(\.[0-9]+)?")
MAGNITUDE = re.compile(r"[-+]?[0-9.,]+ *(千|万|百万|千万|亿|万亿)(.*)")
YEAR = re.compile(r"([0-9]{4}) *年?度?")
START = re.compile(r"([-+]?[0-9]+\.?[0-9]*) *(\S.*)")


class Read(NamedTuple):
    """Text of a cell, and a complaint: key of the message and its details."""

    text: str
    complaint: str = ""
    details: dict[str, object] = {}


def read_cell(value: object, kind: Kind, column: str) -> Read:
    """Text of a cell for a column of a kind.

    >>> read_cell(1046.0, "number", "value"), read_cell("１２", "number", "value").complaint
    (Read(text='1046', complaint='', details={}), 'cell_full_width')
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return Read("")
    if kind == "text":
        return Read(plain_text(value))
    if isinstance(value, bool):
        return Read("", "cell_truth")
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return read_date(value, column)
    if isinstance(value, int | float):
        return read_number(float(value), kind, column)
    return read_text_number(str(value).strip(), column)


def plain_text(value: object) -> str:
    """A cell of a text column as text; a number typed there stays what it looks like."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(float(value))
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()


def number_text(value: float) -> str:
    """The shortest text of a number; whole ones without a point.

    >>> number_text(1046.0), number_text(0.05)
    ('1046', '0.05')
    """
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def read_number(value: float, kind: Kind, column: str) -> Read:
    """A number as it is; a year, or any whole number, must be whole."""
    text = number_text(value)
    if kind == "whole" and not value.is_integer():
        return Read(text, "year_broken" if column in YEARS else "expected_whole_number")
    return Read(text)


def read_date(value: object, column: str) -> Read:
    """A date is no number; where a year is asked, its year was meant."""
    if column in YEARS and isinstance(value, datetime.date):
        return Read(str(value.year), "year_date", {"year": value.year})
    return Read("", "cell_date")


def read_text_number(text: str, column: str) -> Read:
    """Text where a number is asked: say in what way, and go on with the number if it is clear."""
    folded = unicodedata.normalize("NFKC", text).replace("，", ",").strip()
    year = YEAR.fullmatch(folded)
    if column in YEARS and year:
        return Read(year[1], "year_text", {"year": year[1]})
    if NUMBER.fullmatch(folded):
        message = "cell_text_number" if folded == text else "cell_full_width"
        return Read(folded, message, {"number": folded})
    if SEPARATORS.fullmatch(folded):
        number = re.sub("[,' ]", "", folded)
        return Read(number, "cell_thousands", {"number": number})
    if magnitude := MAGNITUDE.fullmatch(folded):
        return Read("", "cell_magnitude", {"word": magnitude[1] + magnitude[2]})
    if folded.endswith("%") and NUMBER.fullmatch(folded[:-1].strip()):
        return Read("", "cell_per_cent")
    if (start := START.fullmatch(folded)) and unit_of(start[2]):
        return Read("", "cell_with_unit", {"word": start[2]})
    return Read("", "cell_text")
