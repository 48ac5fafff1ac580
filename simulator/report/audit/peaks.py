"""Peaks of an audit workbook: year and height as formulas, beside what the model says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.messages import say
from simulator.report.audit.book import HEAD, number_format, unit_words
from simulator.report.audit.formula import FIRST_YEAR, Quantity, cell, column_name, on_sheet, years_text
from simulator.report.audit.results import subject_title

if TYPE_CHECKING:
    from simulator.report.audit.book import Looks
    from simulator.report.audit.data import Data
    from simulator.report.audit.formula import Line

COLUMNS = (
    *("name", "peak_year", "peak_height", "unit", "rising", "status", "model_year", "model_height"),
    *("earlier_year", "earlier_height"),
)
WIDTHS = (34, 12, 14, 12, 12, 30, 14, 14, 14, 14)
YEAR, HEIGHT, UNIT, RISING, STATUS, MODEL_YEAR, MODEL_HEIGHT, EARLIER_YEAR, EARLIER_HEIGHT = range(
    1, len(COLUMNS)
)
ENERGY = ("energy_total", "coal", "oil", "gas")  # subjects in tce, the others in t


@dataclass(frozen=True, eq=False)
class Peaks:
    """Where the peak of each subject stands on the sheet of peaks: row from 0."""

    sheet: str
    rows: dict[str, int]
    found: dict[str, dict[str, str]]  # rows of peaks.csv

    def year(self, subject: str) -> Quantity:
        """The year of a peak."""
        return cell(self.sheet, self.rows[subject], YEAR, float(self.found[subject]["peak_year"]))

    def rising(self, subject: str, here: str) -> str:
        """Condition that is true while a subject still rises."""
        return f'{on_sheet(self.sheet, here)}{column_name(RISING)}{self.rows[subject] + 1}<>""'


def write_peaks(looks: Looks, title: str, data: Data, subjects: dict[str, Line]) -> Peaks:
    """A row a subject."""
    page = looks.page(title, title, say("audit.purpose.peak", data.lang))
    looks.columns(page, COLUMNS, WIDTHS)
    page.freeze_panes(HEAD + 1, 1)
    rows = {
        row["subject"]: row
        for row in data.record.table("peaks")
        if row["case"] == data.case and row["subject"] in subjects
    }
    peaks = Peaks(title, {name: HEAD + 1 + place for place, name in enumerate(rows)}, rows)
    for name, row in rows.items():
        write_peak(looks, page, peaks, data, subjects[name], row)
    return peaks


def write_peak(looks: Looks, page: Any, peaks: Peaks, data: Data, found: Line, row: dict[str, str]) -> None:
    """Name, formulas, and what the model says, of one subject."""
    subject, place = row["subject"], peaks.rows[row["subject"]]
    year, value = int(row["peak_year"]), float(row["peak_value"])
    shown, whole, plain = (
        looks.look(num_format=number_format("", found.values)),
        looks.look(num_format="0"),
        looks.look(),
    )
    unit = "1e4 tce" if subject in ENERGY else "1e4 t"
    status = say(f"status.{row['status']}", data.lang, year=data.last if row["status"] == "rising" else year)
    texts = {0: subject_title(subject, data.lang), UNIT: unit_words(unit, data.lang), STATUS: status}
    for column, text in texts.items():
        page.write_string(place, column, text, plain)
    page.write_number(place, MODEL_YEAR, year, whole)
    page.write_number(place, MODEL_HEIGHT, value, shown)
    if year < data.years[0]:
        page.write_number(place, EARLIER_YEAR, year, looks.fill("0"))
        page.write_number(place, EARLIER_HEIGHT, value, looks.fill("#,##0.0"))
    told = peak_formulas(peaks.sheet, place, found, data.years, (year, value))
    word = say("audit.still_rising", data.lang)
    rising, is_rising = told.pop(RISING)
    page.write_formula(place, RISING, f'=IF({rising},"{word}","")', plain, word if is_rising else "")
    for column, (text, result) in told.items():
        page.write_formula(place, column, "=" + text, whole if column == YEAR else shown, result)


def peak_formulas(
    here: str, place: int, found: Line, years: list[int], known: tuple[int, float]
) -> dict[int, tuple[str, float]]:
    """Column -> formula and its value: year and height of the maximum, and whether it still rises.

    known : year and height by the model; a year before those of the book is an earlier point that is higher,
    and stands in cells of its own.
    """
    last, top = len(years) - 1, int(np.argmax(found.values))
    values = years_text(found, here, 0, last)
    where, height = f"MATCH(MAX({values}),{values},0)", f"MAX({values})"
    year, rising = f"INDEX({header(found.sheet, here, 0, last)},{where})", f"{where}>={last}"
    if known[0] >= years[0]:
        own = {YEAR: (year, years[top]), HEIGHT: (height, float(found.values[top]))}
        return {**own, RISING: (rising, top >= last - 1)}
    then, high = f"{column_name(EARLIER_YEAR)}{place + 1}", f"{column_name(EARLIER_HEIGHT)}{place + 1}"
    return {
        YEAR: (f"IF({high}>{height},{then},{year})", known[0]),
        HEIGHT: (f"MAX({high},{height})", known[1]),
        RISING: (f"AND({high}<={height},{rising})", False),
    }


def header(sheet: str, here: str, first: int, last: int) -> str:
    """The years above the rows of a sheet."""
    left, right = column_name(FIRST_YEAR + first), column_name(FIRST_YEAR + last)
    return f"{on_sheet(sheet, here)}${left}${HEAD + 1}:${right}${HEAD + 1}"
