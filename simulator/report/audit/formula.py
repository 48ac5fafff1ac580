"""Yearly quantities that are values and spreadsheet formulas at once, so that an equation is written once.

Every quantity knows its value in each year and the text of its formula in each column. Adding, multiplying
and the few functions below do both, so the value kept in a cell is what its own formula gives.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from simulator.pathways.arrays import Array

    Text = Callable[[str, int], str]  # (sheet the formula stands on, its column) -> text

SUM, PRODUCT, CELL = 1, 2, 3  # how strongly the parts of a formula hold together
FIRST_YEAR = 6  # column of the first year
KEYS = {"sector": 2, "fuel": 3, "item": 4}  # columns that a sum may be picked by
LETTERS = 26


def column_name(column: int) -> str:
    """Letters of a column counted from 0.

    >>> column_name(0), column_name(25), column_name(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % LETTERS) + name
        column = column // LETTERS - 1
    return name


def on_sheet(sheet: str, here: str) -> str:
    """The name of a sheet before a cell of it; empty on that sheet itself."""
    return "" if sheet == here else "'" + sheet.replace("'", "''") + "'!"


def quoted(text: str) -> str:
    """Text inside a formula, its quotes doubled."""
    return '"' + text.replace('"', '""') + '"'


@dataclass(frozen=True, eq=False)
class Quantity:
    """values : (year,) or one number; text : its formula in a column of a sheet."""

    values: Array
    text: Text
    strength: int = CELL

    def __add__(self, other: Quantity) -> Quantity:
        return joined(self, "+", other, self.values + other.values, SUM)

    def __sub__(self, other: Quantity) -> Quantity:
        return joined(self, "-", other, self.values - other.values, SUM)

    def __mul__(self, other: Quantity) -> Quantity:
        return joined(self, "*", other, self.values * other.values, PRODUCT)

    def __truediv__(self, other: Quantity) -> Quantity:
        with np.errstate(divide="ignore", invalid="ignore"):
            values = self.values / other.values
        return joined(self, "/", other, values, PRODUCT)


def joined(one: Quantity, sign: str, other: Quantity, values: Array, strength: int) -> Quantity:
    """Two quantities and the sign between them, with the brackets that are needed."""
    last = strength + 1 if sign in "-/" else strength  # a - (b - c), a / (b / c)

    def text(sheet: str, column: int) -> str:
        left, right = one.text(sheet, column), other.text(sheet, column)
        left = left if one.strength >= strength else f"({left})"
        return left + sign + (right if other.strength >= last else f"({right})")

    return Quantity(values, text, strength)


@dataclass(frozen=True, eq=False)
class Line(Quantity):
    """A row of a sheet, yearly: an input (no formula) or what a formula gives. row counts from 0."""

    sheet: str = ""
    row: int = 0
    keys: Mapping[str, str] = field(default_factory=dict)


def line(sheet: str, row: int, values: Array, keys: Mapping[str, str]) -> Line:
    """A row to be named in formulas, in the same column of its sheet."""

    def text(here: str, column: int) -> str:
        return f"{on_sheet(sheet, here)}{column_name(column)}{row + 1}"

    return Line(values, text, CELL, sheet, row, keys)


def number(value: float) -> Quantity:
    """A number written into the formula."""
    return Quantity(np.asarray(value), lambda sheet, column: f"{value:.15g}", CELL)


def cell(sheet: str, row: int, column: int, value: float) -> Quantity:
    """One cell, wherever the formula stands."""
    place = f"{column_name(column)}{row + 1}"
    return Quantity(np.asarray(value), lambda here, _: on_sheet(sheet, here) + place)


def in_year(found: Line, index: int) -> Quantity:
    """A line in one year."""
    return cell(found.sheet, found.row, FIRST_YEAR + index, float(found.values[index]))


def rows_text(block: Sequence[Line], here: str, column: int) -> str:
    """The range of a block of rows in a column; the rows must stand below each other."""
    first, last = block[0], block[-1]
    assert [one.row for one in block] == list(range(first.row, last.row + 1))
    letters = column_name(column)
    return f"{on_sheet(first.sheet, here)}{letters}{first.row + 1}:{letters}{last.row + 1}"


def key_text(block: Sequence[Line], key: str, here: str) -> str:
    """The range that holds a key of a block."""
    letters, first, last = column_name(KEYS[key]), block[0].row + 1, block[-1].row + 1
    return f"{on_sheet(block[0].sheet, here)}${letters}${first}:${letters}${last}"


def years_text(found: Line, here: str, first: int, last: int) -> str:
    """The range of a line from one year to another, as indices of years."""
    left, right = column_name(FIRST_YEAR + first), column_name(FIRST_YEAR + last)
    return f"{on_sheet(found.sheet, here)}{left}{found.row + 1}:{right}{found.row + 1}"


def over_years(name: str, found: Line, first: int, last: int) -> Quantity:
    """SUM or MAX of a line over years."""
    part = found.values[first : last + 1]
    value = part.sum() if name == "SUM" else part.max()
    return Quantity(np.asarray(value), lambda here, _: f"{name}({years_text(found, here, first, last)})")


def total(block: Sequence[Line]) -> Quantity:
    """Sum of a block of rows."""
    values = np.sum([one.values for one in block], axis=0)
    return Quantity(values, lambda here, column: f"SUM({rows_text(block, here, column)})")


def negative(block: Sequence[Line]) -> Quantity:
    """Sum of what is below nothing in a block of rows."""
    values = np.sum([np.minimum(one.values, 0.0) for one in block], axis=0)
    return Quantity(values, lambda here, column: f'SUMIF({rows_text(block, here, column)},"<0")')


def picked(block: Sequence[Line], **wanted: str) -> Quantity:
    """Sum of the rows of a block whose keys (sector, fuel, item) are the wanted ones."""
    fits = [all(one.keys.get(key) == value for key, value in wanted.items()) for one in block]
    values = np.sum([one.values * fit for one, fit in zip(block, fits, strict=True)], axis=0)

    def text(here: str, column: int) -> str:
        conditions = "".join(f",{key_text(block, key, here)},{quoted(wanted[key])}" for key in wanted)
        return f"SUMIFS({rows_text(block, here, column)}{conditions})"

    return Quantity(values, text)


def product_sum(one: Sequence[Line], other: Sequence[Line]) -> Quantity:
    """Sum of the products of two blocks, row by row."""
    values = np.sum([a.values * b.values for a, b in zip(one, other, strict=True)], axis=0)

    def text(here: str, column: int) -> str:
        return f"SUMPRODUCT({rows_text(one, here, column)},{rows_text(other, here, column)})"

    return Quantity(values, text)


def added(parts: Sequence[Quantity]) -> Quantity:
    """Sum of single quantities; nothing is 0."""
    out = parts[0] if parts else number(0.0)
    for part in parts[1:]:
        out = out + part
    return out


def per_unit(pool: Quantity, amount: Quantity) -> Quantity:
    """A pool spread over an amount; 0 where there is none."""
    safe = np.where(amount.values > 0.0, amount.values, 1.0)
    values = np.where(amount.values > 0.0, pool.values / safe, 0.0)
    ratio = pool / Quantity(safe, amount.text, amount.strength)
    return Quantity(
        values, lambda here, column: f"IF({amount.text(here, column)}>0,{ratio.text(here, column)},0)"
    )


def unless_zero(pool: Quantity, amount: Quantity) -> Quantity:
    """pool / amount; 0 where the amount is 0."""
    safe = np.where(amount.values == 0.0, 1.0, amount.values)
    values = np.where(amount.values == 0.0, 0.0, pool.values / safe)
    ratio = pool / Quantity(safe, amount.text, amount.strength)
    return Quantity(
        values, lambda here, column: f"IF({amount.text(here, column)}=0,0,{ratio.text(here, column)})"
    )


def unless_served(pool: Quantity, amount: Quantity) -> Quantity:
    """The pool where nothing is served, else 0."""
    values = np.where(amount.values > 0.0, 0.0, pool.values)
    return Quantity(
        values, lambda here, column: f"IF({amount.text(here, column)}>0,0,{pool.text(here, column)})"
    )
