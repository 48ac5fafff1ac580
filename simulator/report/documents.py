"""What `sim report` writes: every format from result folders, whole or not at all, and never inside them."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.errors import Origin, Problems
from simulator.report.record import read_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from simulator.errors import Problem
    from simulator.report.record import Record

FILES = ("docx", "xlsx", "html")  # one file for each folder
TOTALS_ONLY = ("xlsx", "iamc")  # formats that are made of totals
IAMC = "iamc"
CHART_KINDS = ("png", "svg", "pdf")


@dataclass(frozen=True)
class Order:
    """What is wanted."""

    formats: tuple[str, ...]
    lang: str
    rates_only: bool = False
    template: Path | None = None
    size: str = "draft"
    force: bool = False


def write_documents(
    folders: Sequence[Path], order: Order, *, out: Path | None = None, other_version: bool = False
) -> tuple[list[Problem], list[Path]]:
    """Write every format of every folder; returns notices and the files or folders written.

    All problems are told before anything is written. Raises InputError and OSError.
    """
    problems = Problems()
    check_order(order, problems)
    unique = list({os.path.normcase(folder.absolute()): folder for folder in folders}.values())
    found = [read_record(folder, problems, other_version=other_version) for folder in unique]
    records = [one for one in found if one is not None]
    targets = list(all_targets(records, order, out))
    check_targets(targets, order, problems)
    problems.raise_if_any()
    for chosen, name, target in targets:
        write_whole(chosen, name, target, order)
    return problems.notices, [target for _, _, target in targets]


Target = tuple["list[Record]", str, "Path"]  # from which results, in which format, to which file or folder


def all_targets(records: list[Record], order: Order, out: Path | None) -> Iterator[Target]:
    """Every file or folder that is to be written."""
    for name in order.formats:
        if name == IAMC:
            if records:
                yield records, name, (out or home(records[0])) / f"{stem(records[0], order)}-iamc"
            continue
        for record in records:
            ending = f".{name}" if name in FILES else f"-charts-{order.size}"
            yield [record], name, (out or home(record)) / f"{stem(record, order)}{ending}"


def home(record: Record) -> Path:
    """The folder that holds a result folder."""
    return record.folder.resolve().parent


def stem(record: Record, order: Order) -> str:
    """Name of a file without its ending: that of the result, what is left out, the language if English."""
    language = "" if order.lang == "zh" else f"-{order.lang}"
    return f"{record.folder.resolve().name}{'-rates' if order.rates_only else ''}{language}"


def check_order(order: Order, problems: Problems) -> None:
    """Formats and options that go together."""
    for name in order.formats:
        if order.rates_only and name in TOTALS_ONLY:
            problems.add("report_rates_only", Origin("--format", 0), value=name)
    if order.template is not None and "docx" not in order.formats:
        problems.add("report_template_only_docx", Origin(str(order.template), 0))
    if order.template is not None and not order.template.is_file():
        problems.add("file_missing", Origin(str(order.template), 0))


def check_targets(targets: Sequence[Target], order: Order, problems: Problems) -> None:
    """No two of one name, and nothing of hers replaced unasked: she may have edited the draft."""
    taken = set()
    for _, _, target in targets:
        if target in taken:
            problems.add("report_same_name", Origin(str(target), 0))
        elif not order.force and (target.exists() or target.is_symlink()):
            problems.add("report_file_exists", Origin(str(target), 0))
        taken.add(target)


def write_whole(records: list[Record], name: str, target: Path, order: Order) -> None:
    """Write beside, then rename, so that a half-written file never exists."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.new")
    remove(draft)
    try:
        write_format(records, name, draft, order)
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        draft.replace(target)
    finally:
        remove(draft)


def remove(path: Path) -> None:
    """Remove a file or folder if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_format(records: list[Record], name: str, target: Path, order: Order) -> None:
    """One file or folder in its format."""
    record = records[0]
    if name == "docx":
        from simulator.report.draft.document import draft_blocks
        from simulator.report.word.document import write_word

        blocks = draft_blocks(record, order.lang, rates_only=order.rates_only)
        mark = str((record.runs or (record,))[0].summary[order.lang]["mark"])
        write_word(blocks, target, order.lang, mark=mark, run_id=record.run_id, template=order.template)
    elif name == "xlsx":
        from simulator.report.audit.workbook import write_audit_workbook

        write_audit_workbook(record, target, order.lang)
    elif name == "html":
        from simulator.report.page.document import write_page

        write_page(record, target, order.lang, rates_only=order.rates_only)
    elif name == "charts":
        from simulator.report.chart_files import write_charts

        write_charts(record, target, order.lang, order.size, CHART_KINDS, rates_only=order.rates_only)
    else:
        from simulator.report.iamc.tables import write_iamc

        write_iamc(records, target)
