"""Documents from result folders: seconds and size of each format, for a run and for a comparison of eight.

Alone: `python tests/benchmarks/documents.py`.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from machine import Row, machine_line, rounds_of, table

from simulator import compare, load, simulate
from simulator.report.compare.folder import write_comparison
from simulator.report.documents import Order, write_documents
from simulator.report.run_folder import write_run_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.pathways.prepare import Plan

FORMATS = ("html", "docx", "xlsx", "iamc", "charts")
OF_COMPARISONS = ("html", "docx", "xlsx", "iamc")  # charts of all eight are many
REGIONS = ("yiwu", "quzhou")
EIGHT = (
    *("baseline", "stated_policies", "accelerated", "coal_reduction"),
    *("intensity_16", "neutrality", "next_plan", "technology"),
)


def loaded(scenario: str) -> Plan:
    """A bundled scenario."""
    plan = load(scenario)
    assert plan is not None
    return plan


def document_rows(rounds: int = 1) -> Sequence[Row]:
    """Every format of a run of each region, then of eight scenarios."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        runs = [write_run_folder(simulate(loaded(f"{name}/stated_policies")), folder) for name in REGIONS]
        eight = write_comparison(compare([loaded(f"yiwu/{name}") for name in EIGHT]), folder)
        out, found = folder / "documents", [(run, FORMATS) for run in runs] + [(eight, OF_COMPARISONS)]
        return [row for result, formats in found for row in rows_of(result, formats, out, rounds)]


def rows_of(result: Path, formats: Sequence[str], out: Path, rounds: int) -> list[Row]:
    """A row for each format of one result folder."""
    work = {name: partial(documents, result, name, out) for name in formats}
    seconds = {name: median(each) for name, each in rounds_of(work, rounds).items()}
    sizes = {name: megabytes(write()) for name, write in work.items()}
    return [
        Row(f"{name} of {result.name}", f"{seconds[name]:.1f} s, {sizes[name]:.2f} MB") for name in formats
    ]


def documents(result: Path, name: str, out: Path) -> list[Path]:
    """Write one format of a result folder anew."""
    return write_documents([result], Order((name,), "zh", force=True), out=out)[1]


def megabytes(files: Sequence[Path]) -> float:
    """Size of files, or of all files in folders."""
    found = [part for file in files for part in (file.rglob("*") if file.is_dir() else [file])]
    return sum(part.stat().st_size for part in found if part.is_file()) / 1e6


if __name__ == "__main__":
    print(table(document_rows()))
    print(f"\n{machine_line()}")
