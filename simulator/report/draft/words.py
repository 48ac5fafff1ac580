"""Numbers, units and verdicts as the sentences and tables of a draft write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from simulator.messages import say
from simulator.report.blocks import Cell, Tone
from simulator.report.words import figure, percent, shown
from simulator.variables import unit_text, variable_of

if TYPE_CHECKING:
    from collections.abc import Sequence


UNITS = {  # as documents write them, where screens are shorter
    "1e4 t": ("10⁴ t", "万吨"),
    "1e4 tce": ("10⁴ tce", "万吨标准煤"),
    "tce/1e4 CNY": ("tce per 10⁴ CNY", "吨标准煤/万元"),
    "t/1e4 CNY": ("t per 10⁴ CNY", "吨/万元"),
    "tce/person": ("tce per head", "吨标准煤/人"),
    "t/person": ("t per head", "吨/人"),
}
RANGE = re.compile(r"(?<=[\d%])\.\.(?=[-+\d])")
POWERS = (("10^4", "10⁴"), ("10^8", "10⁸"))
SHORT_POWERS = (("1e4", "10⁴"), ("1e8", "10⁸"), ("m3", "m³"), ("m2", "m²"))  # of units only


def document_unit(unit: str, lang: str) -> str:
    """A unit as documents write it."""
    if unit in UNITS:
        return UNITS[unit][lang == "zh"]
    text = unit_text(unit, lang)
    for plain, raised in (*POWERS, *SHORT_POWERS):
        text = text.replace(plain, raised)
    return text


def joined(sentences: Sequence[str], lang: str) -> str:
    """Sentences one after the other, each with its full stop; empty ones left out."""
    stop, gap = ("。", "") if lang == "zh" else (".", " ")
    return gap.join(f"{sentence}{stop}" for sentence in sentences if sentence)


def listed(parts: Sequence[str], lang: str) -> str:
    """Words in a row."""
    return ("、" if lang == "zh" else ", ").join(parts)


def number(value: float | None, indicator: str = "") -> Cell:
    """A rounded number, as its indicator is read; a dash where there is none."""
    if value is None:
        return Cell("—", "quiet")
    return Cell(shown(indicator, value) if indicator else figure(value))


def share(part: float | None, whole: float | None, places: int = 1) -> Cell:
    """A part of a whole in per cent."""
    if part is None or not whole:
        return Cell("—", "quiet")
    return Cell(percent(part / whole, places))


def change(later: float | None, earlier: float | None) -> float | None:
    """Relative change; None where it means nothing."""
    return None if later is None or earlier is None or earlier <= 0.0 else later / earlier - 1.0


def change_words(later: float | None, earlier: float | None, lang: str) -> str:
    """A relative change in words: higher or lower by so much."""
    found = change(later, earlier)
    if found is None:
        return ""
    key = "draft.level" if abs(found) < 0.0005 else "draft.higher" if found > 0.0 else "draft.lower"
    return say(key, lang, change=percent(abs(found)))


def between(low: str, high: str, lang: str) -> str:
    """A range."""
    return low if low == high else f"{low}—{high}" if lang == "zh" else f"{low}–{high}"


def dashed(text: str, lang: str) -> str:
    """Words of the first page as a document writes them: ranges with a dash, powers raised."""
    text = RANGE.sub("—" if lang == "zh" else "–", text)
    for plain, raised in POWERS:
        text = text.replace(plain, raised)
    return text


def status(row: dict[str, str], lang: str, last: int) -> str:
    """A peak verdict as words."""
    year = last if row["status"] == "rising" else int(row["peak_year"])
    return say(f"status.{row['status']}", lang, year=year)


def short_status(row: dict[str, str], lang: str) -> str:
    """A peak verdict in a word."""
    return say(f"short.{row['status']}", lang, year=row["peak_year"])


VERDICT_TONES: dict[str, Tone] = {
    "met": "good",
    "missed": "bad",
    "no_value_set": "open",
    "cannot_be_judged": "quiet",
}


def is_ratio(indicator: str) -> bool:
    """True for shares, which a draft of rates may tell."""
    variable = variable_of(indicator)
    return variable is not None and variable.unit == "ratio"
