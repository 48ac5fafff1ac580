"""The results of a run as a workbook that can be audited: from inputs to totals by live formulas.

One case of a run folder is worked out again in the spreadsheet (docs/model.md). Inputs are marked and may be
changed; what the model itself gave stands on a sheet of its own beside what the formulas give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.folders import file_beside
from simulator.messages import say
from simulator.report.audit.book import SHEETS, Sheet, open_book, write_sheet
from simulator.report.audit.compare import write_compare_book
from simulator.report.audit.data import Data
from simulator.report.audit.demand import make_energy, make_own_co2, make_processes
from simulator.report.audit.inputs import Tracing, give_activity, give_factors, give_plants, give_shares
from simulator.report.audit.pages import write_check, write_guide, write_sources
from simulator.report.audit.peaks import write_peaks
from simulator.report.audit.results import subjects, write_results
from simulator.report.audit.supply import make_supply
from simulator.report.audit.targets import write_targets
from simulator.report.audit.totals import make_co2, make_primary

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.report.record import Record

STEPS = (  # the rows of the book in the order in which a reader traces them
    *(give_activity, give_shares, give_factors, make_energy, make_own_co2, make_processes),
    *(give_plants, make_supply, make_co2, make_primary),
)
YEARLY = ("activity", "share", "factor", "energy", "supply", "co2", "primary", "result")


def write_audit_workbook(
    record: Record, path: Path, lang: str, *, case: str = "central", years: tuple[int, int] | None = None
) -> None:
    """Write the workbook of a run, or of a comparison, beside `path`, then rename it.

    years : first and last year of a run, all by default; peaks are those of the years in the book.
    The same result gives the same bytes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with file_beside(path) as draft:
        if record.kind == "comparison":
            write_compare_book(str(draft), record, lang)
        else:
            first, last = years or record.summary["years"]
            write_book(draft, Data(record, lang, case, int(first), int(last)))


def write_book(path: Path, data: Data) -> None:
    """All sheets, in the order a reader traces."""
    lang = data.lang
    titles = {key: say(f"audit.sheet.{key}", lang) for key in SHEETS}
    sheets = {
        key: Sheet(titles[key], lang, say(f"audit.purpose.{key}", lang), len(data.years)) for key in YEARLY
    }
    tracing = Tracing(data, sheets, {}, {})
    for step in STEPS:
        step(tracing)
    indicators = write_results(tracing)
    peaking = subjects(tracing, indicators)
    looks = open_book(str(path), titles["guide"], lang)
    write_guide(looks, titles["guide"], data, check_text(titles["check"]))
    for sheet in sheets.values():
        write_sheet(looks, sheet, data.years)
    peaks = write_peaks(looks, titles["peak"], data, peaking)
    write_targets(looks, titles["target"], tracing, indicators, peaks)
    write_check(looks, titles["check"], tracing, indicators)
    write_sources(looks, titles["source"], data)
    looks.book.close()


def check_text(sheet: str) -> str:
    """The cell of the check that says whether book and model agree."""
    return f"'{sheet}'!F1"
