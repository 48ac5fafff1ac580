"""What charts are drawn on: the screen, a page of a draft, a journal's column, a slide.

A chart is laid out anew on each sheet, with text of that sheet's size; it is never a scaled picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

SCREEN_TEXT = 9.5  # points, of the sheet for which all lengths below are given
CENTIMETRE = 1 / 2.54  # inches


@dataclass(frozen=True, slots=True)
class Sheet:
    """Size of a chart in inches, and the lengths inside it, which grow with its text."""

    width: float = 8.0
    height: float = 4.8
    across: int = 2  # panels side by side
    panel_height: float = 2.4  # of a row of panels, where there are more than `across`
    dots: int = 150  # per inch, in the PNG
    margin: float = 0.18  # left, right and top of the figure
    axes_left: float = 0.72  # room for the numbers beside and below an axes
    axes_bottom: float = 0.40
    number_room: float = 0.36  # least distance of the numbers on the axes
    year_room: float = 0.42
    panel_title: float = 0.30  # room above a panel for its title
    column_text: float = 1.5  # longest line of a layer's name
    swatch: float = 0.11  # colour square before a layer's name
    leader: float = 0.20  # line from a layer to its name
    title: float = 14.0  # font sizes, points
    subtitle: float = 10.5
    text: float = SCREEN_TEXT
    small: float = 8.5

    def em(self, length: float) -> float:
        """A length given for the screen as it is beside the text of this sheet."""
        return length * self.text / SCREEN_TEXT


GROWING = (
    *("margin", "axes_left", "axes_bottom", "number_room", "year_room", "panel_title", "column_text"),
    *("swatch", "leader", "title", "subtitle", "text", "small"),
)


def sheet_of(text: float, **size: Any) -> Sheet:
    """A sheet with text of so many points, every length inside it in proportion."""
    screen = Sheet()
    lengths = {name: getattr(screen, name) * text / SCREEN_TEXT for name in GROWING}
    return replace(screen, **lengths | size)


SHEETS: Mapping[str, Sheet] = {
    "screen": Sheet(),
    "draft": sheet_of(8.5, width=16 * CENTIMETRE, height=10.5 * CENTIMETRE, dots=300),
    "journal": sheet_of(
        7.0,
        width=8.5 * CENTIMETRE,
        height=10.5 * CENTIMETRE,
        across=1,
        panel_height=5.4 * CENTIMETRE,
        column_text=0.75,
        dots=600,
    ),
    "slide": sheet_of(14.0, width=40 / 3, height=7.5),
}
_in_use: ContextVar[Sheet] = ContextVar("sheet", default=SHEETS["screen"])


def sheet() -> Sheet:
    """The sheet that charts are drawn on now."""
    return _in_use.get()


@contextmanager
def on_sheet(name: str) -> Iterator[None]:
    """Charts of this block are drawn on the sheet of that name. Raises KeyError for any other name."""
    before = _in_use.set(SHEETS[name])
    try:
        yield
    finally:
        _in_use.reset(before)
