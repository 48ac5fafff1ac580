"""What a document is made of, whatever its format: headings, paragraphs, tables and figures.

`draft` writes these from a record; `word` and `page` turn them into files. Numbers of tables and figures and
the contents are the renderer's work, so that she can add or drop a block and nothing is renumbered by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

Tone = Literal["", "good", "bad", "open", "quiet"]  # open: no value set, or not to be judged
Style = Literal["body", "lead", "note", "item"]


@dataclass(frozen=True, slots=True)
class Title:
    """The head of a document; `facts` are pairs of label and text under it."""

    text: str
    subtitle: str = ""
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """Where the table of contents stands."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a chapter. `key` names the place for links, unique in the document."""

    text: str
    level: int = 1
    key: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: body text, a lead sentence, a note in small type, or an item of a list."""

    text: str
    style: Style = "body"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; a tone is a colour beside the words, never instead of them."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Column:
    """Head of a column; numbers stand right. `width` is relative to the other columns."""

    title: str
    number: bool = False
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table with caption; every row has as many cells as there are columns."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with caption; `draw` makes the figure when a renderer wants it, `name` is its file name."""

    caption: str
    name: str
    draw: Callable[[], Drawing]
    note: str = ""


Block = Title | Contents | Heading | Paragraph | Table | Picture
