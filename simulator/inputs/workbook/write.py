"""Write a region's tables as a data workbook that Excel, WPS and LibreOffice open.

The same tables give the same bytes. Text is always written as text, so a note that begins with "=" stays a
note. Row 1 of a sheet holds the titles, row 2 the codes that import goes by, then the numbers.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.folders import file_beside
from simulator.inputs.consistency import PLACEHOLDER_MARK
from simulator.inputs.ranges import YEARS
from simulator.inputs.tables import NUMBER
from simulator.inputs.workbook.file import cell_name
from simulator.inputs.workbook.lists import codes_of, names_of
from simulator.inputs.workbook.sheets import (
    CONFLICTS,
    SETTINGS,
    Column,
    SheetRow,
    Template,
    sheet_title,
    template,
)
from simulator.messages import say
from simulator.units import DIMENSIONS, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from simulator.inputs.region_tables import Cells, RegionTables

HEAD = 2  # rows above the first number
MADE = datetime(2020, 1, 1)  # of every workbook, so that the same tables give the same bytes
FONT = {"zh": "微软雅黑", "en": "Calibri"}  # by name; nothing is embedded
INPUT, PLACEHOLDER, LOCKED, HEADER = "#FFFBE6", "#FCE4D6", "#EDEDED", "#1F4E79"
NOTE = {"author": "", "x_scale": 2.2, "y_scale": 1.2, "font_size": 9}
FREE = {  # what a protected sheet still lets people do
    **dict.fromkeys(("format_cells", "format_columns", "format_rows", "sort", "autofilter"), True),
    **dict.fromkeys(("select_locked_cells", "select_unlocked_cells"), True),
}


class Lists(NamedTuple):
    """The sheet of choices: list -> its range there; names: id -> title."""

    ranges: dict[str, str]
    names: Mapping[str, str]


def write_workbook(
    region: RegionTables, target: Path, lang: str, offered: Mapping[str, list[Cells]] | None = None
) -> None:
    """Write the workbook beside `target`, then rename it. offered: rows a table shows beneath its own."""
    import xlsxwriter

    target.parent.mkdir(parents=True, exist_ok=True)
    with file_beside(target) as draft:
        book = xlsxwriter.Workbook(str(draft), {"strings_to_formulas": False, "strings_to_urls": False})
        _Writer(book, region, lang, offered or {}).write()
        book.close()


class _Writer:
    """One workbook being written."""

    def __init__(
        self, book: Any, region: RegionTables, lang: str, offered: Mapping[str, list[Cells]]
    ) -> None:
        self.book, self.region, self.lang, self.offered = book, region, lang, offered
        self.template: Template = template()
        self.formats = formats(book, lang)
        self.lists = Lists({}, names_of(region, lang))

    def write(self) -> None:
        guide = self.template.guide
        title = region_title(self.region, self.lang)
        self.book.set_properties(
            {"title": f"{title} {guide['title'][self.lang]}", "author": "", "created": MADE}
        )
        self.book.set_custom_property("template", self.template.version)
        first = self.book.add_worksheet(guide["sheet"][self.lang])
        sheets = {s.table: self.book.add_worksheet(sheet_title(s, self.lang)) for s in self.template.sheets}
        self.write_choices(self.book.add_worksheet(guide["choices"][self.lang]))
        self.write_guide(first, title)
        for sheet in self.template.sheets:
            if sheet.table == SETTINGS:
                self.write_settings(sheets[sheet.table])
            else:
                self.write_table(sheets[sheet.table], sheet)

    # ---- the guide and the choices ----

    def write_guide(self, page: Any, title: str) -> None:
        guide, f = self.template.guide, self.formats
        words = {key: value[self.lang] for key, value in guide["words"].items()}
        page.set_column(0, 0, 24)
        page.set_column(1, 1, 100)
        page.hide_gridlines(2)
        page.write_string(0, 0, guide["title"][self.lang], f["title"])
        for number, (key, code, value) in enumerate(
            [("template", "template", self.template.version), ("region", "region", title)], start=1
        ):
            page.write_string(number, 0, words[key], f["locked"])
            page.write(number, 1, value, f["left"])
            page.write_string(number, 2, code, f["code"])
        page.set_column(2, 2, None, None, {"hidden": True})
        for number, (key, style) in enumerate(
            [("fill", "input"), ("placeholder", "placeholder"), ("locked", "locked")], start=4
        ):
            page.write_string(number, 0, words[key], f[style])
        row = 8
        for line in guide["lines"]:
            page.merge_range(row, 0, row, 1, line[self.lang], f["wrapped"])
            page.set_row(row, 34)
            row += 1
        for sheet in self.template.sheets:
            row += 1
            page.write_url(row, 0, f"internal:'{sheet_title(sheet, self.lang)}'!A1", f["link"])
            page.write_string(row, 0, sheet_title(sheet, self.lang), f["link"])
            page.write_string(row, 1, sheet.note_zh if self.lang == "zh" else sheet.note_en, f["plain"])
        finish(page)

    def write_choices(self, page: Any) -> None:
        """Names of all codes, then a column for each list that a drop-down offers."""
        sheet, f = self.template.guide["choices"][self.lang], self.formats
        page.write_row(0, 0, (self.template.guide["words"]["list_names"][self.lang], ""), f["head"])
        for row, (code, title) in enumerate(self.lists.names.items(), start=1):
            page.write_row(row, 0, (code, title), f["left"])
        end = len(self.lists.names) + 1
        self.lists.ranges["names"] = f"'{sheet}'!$A$2:$B${end}"
        for column, (name, words) in enumerate(self.all_lists().items(), start=3):
            page.write_string(0, column, name, f["head"])
            page.write_column(1, column, words, f["left"])
            letter = cell_name(0, column)[:-1]
            self.lists.ranges[name] = f"='{sheet}'!${letter}$2:${letter}${len(words) + 1}"
        page.set_column(0, 1, 34)
        page.set_column(3, 3 + len(self.lists.ranges), 16)
        page.freeze_panes(1, 0)
        finish(page)

    def all_lists(self) -> dict[str, list[str]]:
        """List -> its words: fixed choices, codes that may stand in a column, units by what they measure."""
        lists = {
            row.list: list(self.template.words(row.list, self.lang).values()) for row in self.template.choices
        }
        lists |= codes_of(self.region)
        lists |= {f"unit {name}": list(spellings) for name, spellings in DIMENSIONS.items()}
        lists["unit"] = [spelling for spellings in DIMENSIONS.values() for spelling in spellings]
        return {name: words for name, words in lists.items() if words}

    # ---- settings ----

    def write_settings(self, page: Any) -> None:
        f, flat = self.formats, flat_settings(self.region.settings)
        titles = [self.template.guide["label"][self.lang]]
        columns = self.template.columns_of(SETTINGS, self.lang)
        page.write_row(0, 0, [*titles, *(c.title for c in columns), ""], f["head"])
        page.write_row(1, 0, ["", *(c.name for c in columns)], f["code"])
        for row, setting in enumerate(self.template.settings, start=HEAD):
            zh = self.lang == "zh"
            page.write_string(row, 0, setting.title_zh if zh else setting.title_en, f["locked"])
            page.write_string(row, 1, setting.key, f["locked"])
            self.write_value(page, row, 2, flat.get(setting.key), f["input"])
            page.write_string(row, 3, setting.note_zh if zh else setting.note_en, f["plain"])
        for column, width in enumerate((20, 22, 60, 60)):
            page.set_column(column, column, width)
        page.freeze_panes(HEAD, 2)
        finish(page)

    def write_value(self, page: Any, row: int, column: int, value: Any, style: Any) -> None:
        """A number or a truth value as such, anything else as text."""
        if value is None:
            page.write_blank(row, column, None, style)
        elif isinstance(value, bool):
            page.write_boolean(row, column, value, style)
        elif isinstance(value, int | float):
            page.write_number(row, column, value, style)
        else:
            page.write_string(row, column, value, style)

    # ---- tables ----

    def write_table(self, page: Any, sheet: SheetRow) -> None:
        rows = conflict_rows(self.region) if sheet.table == CONFLICTS else self.region.tables.get(sheet.table)
        rows = [*(rows or []), *self.offered.get(sheet.table, [])]
        columns = self.template.columns_of(sheet.table, self.lang)
        first = 1 if sheet.label else 0  # column of the first field, after the label
        self.write_head(page, sheet, columns, first)
        end = HEAD + len(rows) + sheet.spare
        for number in range(HEAD, end):
            cells = rows[number - HEAD] if number - HEAD < len(rows) else {}
            self.write_row(page, number, cells, columns, first)
            if sheet.label:
                self.write_label(page, number, cells, sheet.label.split(), columns)
        if end > HEAD:
            self.offer_lists(page, columns, first, rows, end - 1)
        page.freeze_panes(HEAD, first + 1)
        finish(page)
        page.ignore_errors({"number_stored_as_text": f"A1:{cell_name(max(end, 3), first + len(columns))}"})
        page.repeat_rows(0)

    def write_head(self, page: Any, sheet: SheetRow, columns: list[Column], first: int) -> None:
        f = self.formats
        page.set_row(0, 30)
        if sheet.label:
            page.write_string(0, 0, self.template.guide["label"][self.lang], f["head"])
            page.write_string(1, 0, "", f["code"])
            page.set_column(0, 0, 26)
        for number, column in enumerate(columns, start=first):
            page.write_string(0, number, column.title, f["head"])
            page.write_string(1, number, column.name, f["code"])
            page.set_column(number, number, column.width)
            if column.note:
                page.write_comment(0, number, column.note, NOTE)

    def write_row(self, page: Any, row: int, cells: Cells, columns: list[Column], first: int) -> None:
        """One row of numbers and text; blanks too, since only unlocked cells can be filled in."""
        borrowed = cells.get("source", "").startswith(PLACEHOLDER_MARK)
        style = self.formats["placeholder" if borrowed else "input"]
        text_style = self.formats["placeholder text" if borrowed else "input text"]
        for number, column in enumerate(columns, start=first):
            text = cells.get(column.name, "")
            if not text:
                page.write_blank(row, number, None, style if column.kind != "text" else text_style)
            elif column.kind != "text" and NUMBER.fullmatch(text):
                page.write_number(row, number, float(text), style)
            else:
                words = self.template.words(column.list, self.lang) if column.list else {}
                page.write_string(row, number, words.get(text, text), text_style)
        if cells and (note := self.guidance(cells.get(columns[0].name, ""))):
            page.write_comment(row, first, note, NOTE)

    def guidance(self, name: str) -> str:
        """Where a bureau finds this indicator, driver or stock."""
        for row in self.template.guidance:
            if row.name == name:
                return row.note_zh if self.lang == "zh" else row.note_en
        return ""

    def write_label(self, page: Any, row: int, cells: Cells, parts: list[str], columns: list[Column]) -> None:
        """The names behind the codes of a row, looked up by a formula whose value is written too."""
        places = [cell_name(row, 1 + [c.name for c in columns].index(part)) for part in parts]
        table = self.lists.ranges["names"]
        looked_up = [f'IF({p}="","",IFERROR(VLOOKUP({p},{table},2,FALSE),{p}))' for p in places]
        formula = "=" + looked_up[0]
        for place, text in zip(places[1:], looked_up[1:], strict=True):
            formula += f'&IF({place}="",""," · "&{text})'
        known = [self.lists.names.get(cells.get(part, ""), cells.get(part, "")) for part in parts]
        value = " · ".join(name for name in known if name)
        page.write_formula(row, 0, formula, self.formats["locked"], value)

    def offer_lists(self, page: Any, columns: list[Column], first: int, rows: list[Cells], last: int) -> None:
        """Drop-downs, and a check of years and numbers as they are typed."""
        for number, column in enumerate(columns, start=first):
            if column.list == "unit":
                self.offer_units(page, number, column.name, rows, last)
            elif column.list in self.lists.ranges:
                strict = column.list in {row.list for row in self.template.choices}
                page.data_validation(HEAD, number, last, number, self.one_of(column.list, strict))
            elif column.name in YEARS and column.kind == "whole":
                page.data_validation(HEAD, number, last, number, self.between(1900, 2200, "integer"))
            elif column.kind == "number":
                page.data_validation(HEAD, number, last, number, self.between(-1e15, 1e15, "decimal"))

    def offer_units(self, page: Any, number: int, name: str, rows: list[Cells], last: int) -> None:
        """Units of what a row measures; all units where nothing is known yet."""
        for row, cells in enumerate(rows, start=HEAD):
            unit = unit_of(cells.get(name, ""))
            known = f"unit {unit.dimension}" if unit else "unit"
            page.data_validation(row, number, row, number, self.one_of(known))
        if HEAD + len(rows) <= last:
            page.data_validation(HEAD + len(rows), number, last, number, self.one_of("unit"))

    def one_of(self, name: str, strict: bool = True) -> dict[str, Any]:
        return {
            "validate": "list",
            "source": self.lists.ranges[name],
            "error_type": "stop" if strict else "information",
            "error_title": say("workbook.list_title", self.lang),
            "error_message": say("workbook.list_text" if strict else "workbook.list_other", self.lang),
        }

    def between(self, low: float, high: float, kind: str) -> dict[str, Any]:
        whole = kind == "integer"
        return {
            "validate": kind,
            "criteria": "between",
            "minimum": low,
            "maximum": high,
            "error_title": say("workbook.number_title", self.lang),
            "error_message": say("workbook.year_text" if whole else "workbook.number_text", self.lang),
        }


def finish(page: Any) -> None:
    """Lock all but the input cells, without a password, and print on pages of A4 as wide as the sheet."""
    page.protect("", FREE)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def formats(book: Any, lang: str) -> dict[str, Any]:
    """The few looks a cell can have; input cells are unlocked, all others locked."""
    base = {"font_name": FONT[lang], "font_size": 10, "valign": "vcenter"}
    edge = {**base, "border": 1, "border_color": "#BFBFBF"}
    head = {"bold": True, "font_color": "white", "bg_color": HEADER, "text_wrap": True, "align": "center"}
    text = {"num_format": "@", "indent": 1}
    looks = {
        "title": {**base, "bold": True, "font_size": 16},
        "plain": base,
        "left": {**edge, "align": "left"},
        "wrapped": {**base, "text_wrap": True},
        "link": {**base, "font_color": "#0563C1", "underline": 1},
        "head": {**edge, **head},
        "code": {**edge, "font_size": 8, "italic": True, "font_color": "#7F7F7F", "bg_color": LOCKED},
        "locked": {**edge, "bg_color": LOCKED},
        "input": {**edge, "bg_color": INPUT, "locked": False},
        "input text": {**edge, **text, "bg_color": INPUT, "locked": False},
        "placeholder": {**edge, "bg_color": PLACEHOLDER, "locked": False},
        "placeholder text": {**edge, **text, "bg_color": PLACEHOLDER, "locked": False},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def region_title(region: RegionTables, lang: str) -> str:
    """Name of the region."""
    return str(region.settings["title"][lang])


def flat_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """region.yaml without conflicts as key -> value; lists joined by commas.

    >>> flat_settings({"title": {"zh": "义乌", "en": "Yiwu"}, "unknown_terms": ["a", "b"]})
    {'title.zh': '义乌', 'title.en': 'Yiwu', 'unknown_terms': 'a, b'}
    """
    flat: dict[str, Any] = {}
    for key, value in settings.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{inner}": text for inner, text in value.items()}
        elif key != CONFLICTS:
            flat[key] = ", ".join(value) if isinstance(value, list) else value
    return flat


def conflict_rows(region: RegionTables) -> list[Cells]:
    """Contradictions of region.yaml as rows."""
    found = region.settings.get(CONFLICTS) or []
    return [{**item, "subjects": ", ".join(item["subjects"])} for item in found]
