"""Sheets of an audit workbook as rows, and the writing of them: one row of years a line, below headings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.messages import say
from simulator.report.audit.formula import FIRST_YEAR, Line, Quantity, column_name, line
from simulator.report.explain.text import unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.pathways.arrays import Array

MADE = datetime(2020, 1, 1)  # of every workbook, so that the same result gives the same bytes
FONT = {"zh": "微软雅黑", "en": "Calibri"}  # by name; nothing is embedded
INPUT, HEADER, SECTION, TOTAL = "#FFFBE6", "#1F4E79", "#DDEBF7", "#F2F2F2"
HEAD = 3  # row of the column names
COLUMNS = ("name", "unit", "sector", "fuel", "item", "source")
WIDTHS = (34, 17, 10, 12, 26, 44)
YEAR_WIDTH = 11
SHEETS = (
    *("guide", "activity", "share", "factor", "energy", "supply", "co2", "primary"),
    *("result", "peak", "target", "check", "source"),
)


@dataclass(frozen=True, eq=False)
class Written:
    """A row as it will be written: an input if it has no formula. `constant`: one number for all years."""

    line: Line
    name: str
    unit: str
    source: str
    formula: Quantity | None
    constant: bool = False
    strong: bool = False


@dataclass(eq=False)
class Sheet:
    """A sheet of yearly rows below headings; rows are numbered as they are added."""

    title: str
    lang: str
    purpose: str
    years: int
    rows: list[Written | str] = field(default_factory=list)

    @property
    def next_row(self) -> int:
        """Where the next row will stand, from 0."""
        return HEAD + 1 + len(self.rows)

    def heading(self, key: str, **values: object) -> None:
        """A heading above a block, with its equation in words."""
        self.rows.append(say(f"audit.block.{key}", self.lang, **values))

    def given(
        self,
        name: str,
        unit: str,
        values: Array,
        source: str = "",
        keys: Mapping[str, str] | None = None,
        *,
        constant: bool = False,
    ) -> Line:
        """An input row: numbers that may be changed."""
        made = line(self.title, self.next_row, np.asarray(values, dtype=float), keys or {})
        self.rows.append(Written(made, name, unit, source, None, constant))
        return made

    def made(
        self,
        name: str,
        unit: str,
        formula: Quantity,
        keys: Mapping[str, str] | None = None,
        *,
        source: str = "",
        strong: bool = False,
    ) -> Line:
        """A row of formulas."""
        values = np.broadcast_to(formula.values, (self.years,))
        made = line(self.title, self.next_row, values, keys or {})
        self.rows.append(Written(made, name, unit, source, formula, False, strong))
        return made


def open_book(path: str, title: str, lang: str) -> Any:
    """A new workbook whose text never becomes a formula or a link."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "author": "", "created": MADE})
    book.set_calc_mode("auto")
    return Looks(book, lang)


class Looks:
    """A workbook and the looks its cells can have, made when they are first asked for."""

    def __init__(self, book: Any, lang: str) -> None:
        """book : of xlsxwriter."""
        self.book, self.lang = book, lang
        self.known: dict[tuple[tuple[str, Any], ...], Any] = {}

    def look(self, **settings: Any) -> Any:
        """A format; the same settings give the same one."""
        whole = {"font_name": FONT[self.lang], "font_size": 10, "valign": "vcenter", **settings}
        key = tuple(sorted(whole.items()))
        if key not in self.known:
            self.known[key] = self.book.add_format(whole)
        return self.known[key]

    def fill(self, num_format: str) -> Any:
        """A cell that may be changed."""
        return self.look(num_format=num_format, bg_color=INPUT, border=1, border_color="#D9D9D9")

    def columns(
        self, page: Any, names: Sequence[str], widths: Sequence[int], more: Sequence[object] = ()
    ) -> None:
        """Names of columns in the row of heads, with their widths; then more heads as they are."""
        told = [say(f"audit.column.{name}", self.lang) if name else "" for name in names]
        page.write_row(HEAD, 0, [*told, *more], self.head)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)

    @property
    def head(self) -> Any:
        """Names of columns."""
        return self.look(bold=True, font_color="white", bg_color=HEADER, text_wrap=True, align="center")

    def page(self, title: str, heading: str, purpose: str) -> Any:
        """A sheet with its title and what it is for."""
        page = self.book.add_worksheet(title)
        page.hide_gridlines(2)
        page.write_string(0, 0, heading, self.look(bold=True, font_size=14))
        page.write_string(1, 0, purpose, self.look(font_color="#595959"))
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        return page


def write_sheet(looks: Looks, sheet: Sheet, years: list[int]) -> None:
    """Write a sheet of yearly rows, its first columns and the row of years frozen."""
    page = looks.page(sheet.title, sheet.title, sheet.purpose)
    looks.columns(page, COLUMNS, WIDTHS, years)
    page.set_column(FIRST_YEAR, FIRST_YEAR + len(years) - 1, YEAR_WIDTH)
    page.freeze_panes(HEAD + 1, 2)
    page.repeat_rows(HEAD)
    for place, row in enumerate(sheet.rows, start=HEAD + 1):
        if isinstance(row, str):
            page.write_string(place, 0, row, looks.look(bold=True, bg_color=SECTION))
            for column in range(1, FIRST_YEAR + len(years)):
                page.write_blank(place, column, None, looks.look(bold=True, bg_color=SECTION))
        else:
            write_row(looks, page, row)


def write_row(looks: Looks, page: Any, row: Written) -> None:
    """A line: its name, unit, keys and source, then a cell a year."""
    place, plain = row.line.row, looks.look(bold=row.strong)
    page.write_string(place, 0, row.name, plain)
    page.write_string(place, 1, unit_words(row.unit, looks.lang), plain)
    for column, key in enumerate(("sector", "fuel", "item"), start=2):
        page.write_string(place, column, row.line.keys.get(key, ""), looks.look(font_color="#7F7F7F"))
    page.write_string(place, 5, row.source, looks.look(font_color="#7F7F7F"))
    values = row.line.values
    shown = number_format(row.unit, values)
    style = looks.look(num_format=shown, bold=row.strong, **({"bg_color": TOTAL} if row.strong else {}))
    fill = looks.fill(shown)
    for index, value in enumerate(values.tolist()):
        column = FIRST_YEAR + index
        if np.isnan(value):  # no value for this year
            page.write_blank(place, column, None, style)
        elif row.formula is not None:
            text = row.formula.text(row.line.sheet, column)
            page.write_formula(place, column, "=" + text, style, value)
        elif row.constant and index > 0:
            page.write_formula(place, column, f"={column_name(column - 1)}{place + 1}", style, value)
        else:
            page.write_number(place, column, value, fill)


def unit_words(unit: str, lang: str) -> str:
    """A unit as people write it, also one made of two.

    >>> unit_words("1e4 tce/1e4 m2", "zh")
    '万tce/万m2'
    """
    return unit_of(unit, lang).replace("1e4", "10^4").replace("1e8", "10^8")


def number_format(unit: str, values: Array) -> str:
    """Digits that suit the size of a row."""
    size = float(np.max(np.abs(np.nan_to_num(values)), initial=0.0))
    if unit == "ratio" and size <= 10.0:
        return "0.00%"
    if unit == "year":
        return "0"
    for least, shown in ((1000.0, "#,##0"), (100.0, "#,##0.0"), (1.0, "#,##0.00"), (0.01, "0.0000")):
        if size >= least:
            return shown
    return "0" if size == 0.0 else "0.00E+00"


def as_constant(values: Array) -> bool:
    """True if one number stands for all years."""
    return bool(np.all(values == values[:1]))
