"""Numbers and names as people read them: rounded to what the data bear, padded for Chinese screens."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from simulator.messages import say
from simulator.variables import SECTOR_NAMES, SOURCE_NAMES, name_of, unit_text, variable_of

if TYPE_CHECKING:
    from simulator.assess.peak import Peak

DIGITS = 3  # a balance known to several per cent bears no more


def figure(value: float | None, digits: int = DIGITS) -> str:
    """A number with so many significant digits, without exponent.

    >>> figure(2872.7), figure(0.80933), figure(793.99), figure(0.0)
    ('2870', '0.809', '794', '0')
    """
    if value is None:
        return "-"
    if abs(value) < 1e-9:
        return "0"
    places = digits - 1 - floor(log10(abs(value)))
    rounded = round(value, places)
    return f"{rounded:.{max(places, 0)}f}"


def percent(value: float | None, places: int = 1, *, sign: bool = False) -> str:
    """A fraction as per cent."""
    if value is None:
        return "-"
    return f"{value * 100:{'+' if sign else ''}.{places}f}%"


def shown(indicator: str, value: float | None) -> str:
    """A value of an indicator: shares in per cent, years whole, the rest to significant digits."""
    if value is None:
        return "-"
    if indicator.startswith("peak_year."):
        return f"{value:.0f}"
    variable = variable_of(indicator)
    if variable is not None and variable.unit == "count":
        return f"{value:.0f}"
    return percent(value) if variable is not None and variable.unit == "ratio" else figure(value)


def width(text: str) -> int:
    """Columns a text takes on a screen: Chinese characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Fill a text with spaces to a number of columns.

    >>> pad("碳", 4) + "|", pad("x", 3, right=True)
    ('碳  |', '  x')
    """
    fill = " " * max(0, columns - width(text))
    return fill + text if right else text + fill


WIDEST = 108  # columns of a screen line


def wrapped(text: str, lang: str, indent: str = "    ") -> list[str]:
    """A long line cut at its separators, so that it fits the screen."""
    mark = separator(lang)
    lines, current = [], ""
    for part in text.split(mark):
        if current and width(current + mark + part) > WIDEST:
            lines.append(current + mark.rstrip())
            current = indent + part
        else:
            current = current + mark + part if current else part
    return [*lines, current]


def separator(lang: str) -> str:
    """Between the parts of a line."""
    return "；" if lang == "zh" else "; "


def colon(lang: str) -> str:
    """Between a heading and what follows."""
    return "：" if lang == "zh" else ": "


def table(rows: list[list[str]], *, left: int = 1) -> list[str]:
    """Lines of a table; the first `left` columns stand left, the others right."""
    sizes = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(pad(cell, sizes[i], right=i >= left) for i, cell in enumerate(row)).rstrip() for row in rows
    ]


def bilingual(text: str, lang: str) -> str:
    """One half of a name written as `中文 | English`; other names are the same in both.

    >>> bilingual("全国 | nation", "en"), bilingual("Y1", "zh")
    ('nation', 'Y1')
    """
    chinese, _, english = text.partition(" | ")
    return english if lang == "en" and english else chinese


def title_of(row: object, lang: str) -> str:
    """Title of a row of a table."""
    return str(getattr(row, f"title_{lang}"))


def subject_name(subject: str, lang: str) -> str:
    """Name of a thing that peaks: a total, a sector, a source, an indicator."""
    for names in (SECTOR_NAMES, SOURCE_NAMES):
        if subject in names:
            return name_of(names, subject, lang)
    variable = variable_of(subject)
    if variable is None:
        return subject
    detail = subject.partition(".")[2]
    return f"{variable.text(lang)} {detail}" if detail else variable.text(lang)


def indicator_name(indicator: str, lang: str) -> str:
    """Name of an indicator or of a peak."""
    return subject_name(indicator.removeprefix("peak_year."), lang)


def status_text(found: Peak, lang: str, last_year: int) -> str:
    """Peak status as a sentence."""
    return say(f"status.{found.status}", lang, year=last_year if found.status == "rising" else found.year)


def short_peak(found: Peak, lang: str) -> str:
    """Peak status in a word."""
    return say(f"short.{found.status}", lang, year=found.year)


def with_unit(value: float, unit: str, lang: str) -> str:
    """A rounded value and its unit, as that language writes them."""
    return f"{figure(value)}{'' if lang == 'zh' else ' '}{unit_text(unit, lang)}"
