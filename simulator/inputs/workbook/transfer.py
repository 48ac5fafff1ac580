"""From a workbook to a region's folder, all or nothing, and back.

The tables are first written into a draft folder and read from there as any region is, so a workbook is
checked by the very rules that a folder is; what these find is told by sheet and cell.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

from simulator.errors import InputError, Origin, Problem, Problems
from simulator.folders import written_beside
from simulator.inputs.consistency import consistency
from simulator.inputs.factors import load_factors
from simulator.inputs.locate import exists, shown_name
from simulator.inputs.region import load_region, region_folder
from simulator.inputs.region_tables import read_tables, write_tables
from simulator.inputs.workbook.file import column_number
from simulator.inputs.workbook.read import Book, read_workbook
from simulator.inputs.workbook.sheets import CONFLICTS, SETTINGS
from simulator.inputs.workbook.write import write_workbook
from simulator.messages import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

ABOUT_UNITS = ("unit_does_not_fit", "unknown_unit")
INDEX = re.compile(r"\[(\d+)\]")
CELL = re.compile(r"(.*)!([A-Z]+)([0-9]+)(:.*)?")


class Imported(NamedTuple):
    """What an import wrote: tables and rows, whether a balance is among them, and notices."""

    tables: int
    rows: int
    balance: bool
    notices: list[Problem]


def import_workbook(path: Path, into: Path, *, force: bool = False) -> Imported:
    """Write the folder of a region from a workbook. Raises InputError with every problem by sheet and cell.

    A folder that exists is replaced only with `force`; files in it that are no tables of ours are kept.
    """
    problems = Problems()
    if exists(into) and not (force and is_region(into)) and (not into.is_dir() or any(into.iterdir())):
        problems.add("folder_not_region" if force else "exists_already", Origin(str(into), 0))
    book = read_workbook(path, problems)
    if book is None:
        problems.raise_if_any()
    assert book is not None
    with written_beside(into) as draft:
        if into.is_dir():
            shutil.copytree(into, draft, dirs_exist_ok=True)
        check_draft(book, draft, into, problems)
        if problems.found:
            raise InputError(in_order(problems.found, book))
    rows = sum(len(rows) for rows in book.region.tables.values())
    filled = sum(bool(rows) for rows in book.region.tables.values())
    return Imported(filled, rows, bool(book.region.tables.get("balance")), problems.notices)


def is_region(folder: Path) -> bool:
    """True for a folder that holds a region, which alone may be replaced."""
    return (folder / "region.yaml").is_file()


def check_draft(book: Book, draft: Path, into: Path, problems: Problems) -> None:
    """Write the draft and read it as a region; add what is wrong there under sheet and cell.

    A cell that already has a complaint is not complained about twice.
    """
    lines = write_tables(book.region, draft)
    found = Problems()
    factors = load_factors(found)
    region = load_region(f"./{draft.name}", factors, found, beside=draft.parent)
    told = {problem.origin.file for problem in problems.found}
    for problem in found.found:
        moved = moved_to_cell(problem, book, draft, lines)
        if moved.origin.file not in told:
            problems.found.append(moved)
    problems.notices += [moved_to_cell(notice, book, draft, lines) for notice in found.notices]
    if region is not None and not found.found:
        for finding in consistency(region):
            add = problems.add if finding.level == "error" else problems.notice
            origin = cell_of(finding.origin, "value", book, draft, lines) or Origin(book.file, 0)
            asks = {f"ask_{lang}": finding.question(lang) for lang in LANGUAGES}
            add("finding", origin, en=finding.en, zh=finding.zh, **asks)


def moved_to_cell(problem: Problem, book: Book, draft: Path, lines: dict[str, list[int]]) -> Problem:
    """A problem of the draft folder as one of the workbook."""
    key = "unit" if problem.message in ABOUT_UNITS else problem.key
    origin = cell_of(problem.origin, key, book, draft, lines)
    if origin is None:
        name = problem.origin.file.removeprefix(str(draft)).lstrip("/\\")
        origin = Origin(f"{book.file} {book.titles.get(name.removesuffix('.csv'), name)}", 0)
    return Problem(problem.message, origin, problem.key, problem.value, problem.details)


def cell_of(origin: Origin, key: str, book: Book, draft: Path, lines: dict[str, list[int]]) -> Origin | None:
    """The cell of the workbook behind a line of the draft; None if there is none."""
    name = origin.file.removeprefix(shown_name(draft)).lstrip("/\\")
    table = name.removesuffix(".csv")
    if name == "region.yaml":
        return setting_cell(key, book)
    if table not in lines or origin.line not in lines[table]:
        return None
    row = book.places[table][lines[table].index(origin.line)]
    columns = book.columns[table]
    last = INDEX.sub("", key).rpartition(".")[2]
    column = next((n for n in (key, last, "value") if n in columns), next(iter(columns)))
    return book.cell(table, row, column)


def setting_cell(key: str, book: Book) -> Origin:
    """The cell of a key of region.yaml."""
    if key.startswith(CONFLICTS) and (number := INDEX.search(key)):
        places = book.places.get(CONFLICTS, [])
        row = places[int(number[1])] if int(number[1]) < len(places) else 0
        return book.cell(CONFLICTS, row, key.rpartition(".")[2])
    plain = INDEX.sub("", key)
    row = book.setting_rows.get(plain, book.setting_rows.get(plain.split(".")[0], 1))
    return book.cell(SETTINGS, row, "value")


def in_order(found: list[Problem], book: Book) -> list[Problem]:
    """Problems by sheet, row and column, each line once."""
    sheets = list(book.titles.values())

    def place(problem: Problem) -> tuple[int, int, int]:
        inside = problem.origin.file.removeprefix(f"{book.file} ")
        cell = CELL.fullmatch(inside)
        title = cell[1] if cell else inside
        sheet = sheets.index(title) if title in sheets else -1
        return (sheet, int(cell[3]), column_number(cell[2])) if cell else (sheet, 0, 0)

    return list({problem.render(): problem for problem in sorted(found, key=place)}.values())


def export_workbook(name: str, target: Path, lang: str, *, force: bool = False) -> None:
    """Write the workbook of a bundled region or of a folder. Raises InputError."""
    problems = Problems()
    if target.suffix.lower() != ".xlsx":
        problems.add("not_xlsx", Origin(str(target), 0))
    elif exists(target) and not force:
        problems.add("exists_already", Origin(str(target), 0))
    region = read_tables(name, problems)
    if region is not None and region_folder(name) is not None:
        load_region(name, load_factors(problems), problems)
    problems.raise_if_any()
    assert region is not None
    write_workbook(region, target, lang)
