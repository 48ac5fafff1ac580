"""Parts and grids of text that a comparison is told in, and what its scenarios are called there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.explore.compare.load import short_name

if TYPE_CHECKING:
    from simulator.explore.compare.comparison import Compared, Comparison

NONE = "-"  # a value there is none of; never zero


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of words: `left` columns name a row and stand left, all others hold values and stand right.

    tones : (row, column) like `rows`, good | bad | open | "" for a colour beside the words; () for none
    wrap : True if the value columns hold text and stand left, too
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: int = 1
    tones: Sequence[Sequence[str]] = ()
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part: heading, lines before the grids, grids, notes after them.

    rate : True if it may be shown where only rates and shares are
    """

    key: str
    title: str
    lines: Sequence[str] = ()
    grids: Sequence[Grid] = ()
    notes: Sequence[str] = ()
    rate: bool = False


def plain_name(comparison: Comparison, index: int) -> str:
    """Name of a scenario in tables: its short name, with the region where there are several."""
    one = comparison.items[index]
    name = short_name(one.scenario)
    return name if len(comparison.regions) == 1 else f"{one.region}/{name}"


def label(comparison: Comparison, index: int) -> str:
    """Number and name of a scenario; the number is the one of the list at the top."""
    return f"{index + 1} {plain_name(comparison, index)}"


def title_of(one: Compared, lang: str) -> str:
    """Region and title of a scenario in words."""
    info, entry = one.scenario.region.info, one.scenario.entry
    return f"{info.title.text(lang)} · {entry.title.text(lang)}"


def region_caption(comparison: Comparison, region: str, lang: str) -> str:
    """Name of a region where there are several, else nothing."""
    if len(comparison.regions) == 1:
        return ""
    first = comparison.items[comparison.of_region(region)[0]]
    return first.scenario.region.info.title.text(lang)
