"""The draft as one HTML page that needs no network: text, tables, charts as SVG, ready for print.

The page holds no script, and its policy lets none in; whatever a title holds is shown as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.messages import say
from simulator.report.blocks import Block, Contents, Heading, Paragraph, Picture, Table, Title
from simulator.report.charts import layout as layout
from simulator.report.charts.sheet import on_sheet
from simulator.report.page.svg import svg_of

if TYPE_CHECKING:
    from markupsafe import Markup

    from simulator.report.record import Record

TEMPLATES = Path(__file__).parents[1] / "templates"
LANGUAGE = {"zh": "zh-CN", "en": "en"}
IN_CONTENTS = 2  # levels of headings
NAME_JOINT = re.compile(r"(?<=[a-z\d])([._/])(?=[a-z])")  # inside an id, where it may go on in the next line
LEAST_COLUMN = 4.2  # rem, of a column of width 1, before a table scrolls sideways
WIDE, VERY_WIDE = 13.0, 22.0  # columns of width 1: printed on a page turned round, in small type


@dataclass(slots=True)
class Numbers:
    """Ids given so far, and how many tables and pictures there were."""

    ids: set[str] = field(default_factory=set)
    tables: int = 0
    pictures: int = 0

    def name(self, wish: str) -> str:
        """An id like the wish that no other element has."""
        slug = re.sub(r"[^\w.-]+", "-", wish).strip("-") or "part"
        found, number = slug, 1
        while found in self.ids:
            number += 1
            found = f"{slug}-{number}"
        self.ids.add(found)
        return found


def write_page(record: Record, path: Path, lang: str, *, rates_only: bool = False) -> Path:
    """Write the page of a run or a comparison; the same record gives the same bytes."""
    from simulator.report.draft.document import draft_blocks

    text = page_html(draft_blocks(record, lang, rates_only=rates_only), lang)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def page_html(blocks: Sequence[Block], lang: str) -> str:
    """Blocks as a page, charts drawn for the screen."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    with on_sheet("screen"), layout.chart_style():
        parts = [*parts_of(blocks, lang)]
    environment.filters["breakable"] = breakable
    title = next((block for block in blocks if isinstance(block, Title)), Title(""))
    template = environment.get_template("page.html")
    return template.render(
        lang=LANGUAGE[lang],
        title=title,
        parts=parts,
        headings=[part for part in parts if part["kind"] == "heading" and part["block"].level <= IN_CONTENTS],
        contents=say("page.contents", lang),
        skip=say("page.skip", lang),
    )


def breakable(text: str) -> Markup:
    """Text with places where a long id may be broken.

    >>> breakable("plants.csv<")
    Markup('plants.<wbr>csv&lt;')
    """
    from markupsafe import Markup, escape

    return Markup(NAME_JOINT.sub(r"\1<wbr>", str(escape(text))))


def parts_of(blocks: Sequence[Block], lang: str) -> Iterator[dict[str, Any]]:
    """What the template writes, one after the other; items of a list together."""
    numbers = Numbers({"text", "contents"})
    for is_item, together in groupby(blocks, key=lambda b: isinstance(b, Paragraph) and b.style == "item"):
        if is_item:
            yield {"kind": "list", "items": [*together]}
            continue
        for block in together:
            yield from part_of(block, numbers, lang)


def part_of(block: Block, numbers: Numbers, lang: str) -> Iterator[dict[str, Any]]:
    """One block with what the page adds: id, number, drawing. The title and the contents have their place."""
    if isinstance(block, Heading):
        yield {"kind": "heading", "block": block, "id": numbers.name(block.key or block.text)}
    elif isinstance(block, Paragraph):
        yield {"kind": "paragraph", "block": block}
    elif isinstance(block, Table):
        numbers.tables += 1
        yield table_part(block, numbers, lang)
    elif isinstance(block, Picture):
        numbers.pictures += 1
        yield picture_part(block, numbers, lang)
    else:
        assert isinstance(block, Title | Contents)


def table_part(table: Table, numbers: Numbers, lang: str) -> dict[str, Any]:
    """A table with its number and the width of its columns, per cent."""
    whole = sum(column.width for column in table.columns)
    return {
        "kind": "table",
        "block": table,
        "id": numbers.name(f"table-{numbers.tables}"),
        "number": say("page.table", lang, number=numbers.tables),
        "widths": [f"{100 * column.width / whole:.1f}%" for column in table.columns],
        "size": " wide small" if whole > VERY_WIDE else " wide" if whole > WIDE else "",
        "least": f"{whole * LEAST_COLUMN:.1f}rem",
    }


def picture_part(picture: Picture, numbers: Numbers, lang: str) -> dict[str, Any]:
    """A picture with its number, drawn."""
    from markupsafe import Markup

    key = numbers.name(f"figure-{numbers.pictures}")
    label = say("page.chart_of", lang, caption=picture.caption)
    return {
        "kind": "picture",
        "block": picture,
        "id": key,
        "number": say("page.figure", lang, number=numbers.pictures),
        "svg": Markup(svg_of(picture.draw(), key, label)),
    }
