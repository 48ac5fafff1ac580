"""Paragraphs, fields and tables of a Word document as WordprocessingML (ECMA-376 part 1), as text.

Text, not python-docx calls: a table of four hundred rows is written in milliseconds, and every property of it
stands where a reader looks for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from simulator.report.blocks import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TEXT_WIDTH = 8845  # twentieths of a point: 210 - 28 - 26 mm
UNPRINTABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TABLE_TEXT, TABLE_HEAD, TABLE_STYLE = "TableText", "TableHead", "ThreeLineTable"
WORD = re.compile(r"-?[!-,.-~⁰-₉]+")  # signs that stand together in a line, cut before hyphens
LETTER, CHARACTER, CELL_MARGINS = 108, 212, 170  # widths of a letter, a Chinese one, the margins of a cell
WIDEST_WORD = 2700  # beyond it a word is broken
SHORT = 6  # characters of a cell that stay in one line
TONES = {"good": "1B6E3C", "bad": "B3261E", "open": "8A5A00", "quiet": "5B6570"}


def parsed(xml: str) -> _Element:
    """Text as an element of python-docx's tree."""
    from docx.oxml import parse_xml

    head, bracket, rest = xml.partition(">")
    if head.endswith("/"):
        head, bracket = head[:-1], "/>"
    return parse_xml(f"{head} {NAMESPACE}{bracket}{rest}")


def printable(text: str) -> str:
    """Text without the control characters that XML cannot hold."""
    return UNPRINTABLE.sub(" ", text)


def clean(text: str) -> str:
    """Printable text with `<` and `&` escaped."""
    return escape(printable(text))


def run(text: str, *, colour: str = "", bold: bool = False) -> str:
    """A piece of text."""
    shape = f"{'<w:b/>' if bold else ''}{f'<w:color w:val={quoteattr(colour)}/>' if colour else ''}"
    properties = f"<w:rPr>{shape}</w:rPr>" if shape else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{clean(text)}</w:t></w:r>'


def paragraph(style: str, *runs: str, properties: str = "") -> str:
    """A paragraph in a style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{"".join(runs)}</w:p>'


def mark(kind: str, *, dirty: bool = False) -> str:
    """Begin, middle or end of a field."""
    attribute = ' w:dirty="true"' if dirty else ""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"{attribute}/></w:r>'


def field(instruction: str, shown: str) -> str:
    """A field with the result it has until it is computed anew."""
    code = f'<w:r><w:instrText xml:space="preserve"> {clean(instruction)} </w:instrText></w:r>'
    return mark("begin") + code + mark("separate") + run(shown) + mark("end")


def bookmark(number: int, name: str, inner: str) -> str:
    """Something that links can lead to."""
    begin = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{begin}{inner}<w:bookmarkEnd w:id="{number}"/>'


# ---- the table of contents ----


def contents(entries: Sequence[tuple[int, str, str]]) -> list[str]:
    """The field of the contents, filled beforehand with (level, text, bookmark) so that it is never empty.

    Page numbers come when Word computes the field; nothing else knows where its pages end.
    """
    code = '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
    opening = mark("begin", dirty=True) + code + mark("separate")
    if not entries:
        return [paragraph("TOC1", opening, mark("end"))]
    lines = []
    for number, (level, text, name) in enumerate(entries):
        link = f'<w:hyperlink w:anchor="{name}" w:history="1">{run(text)}</w:hyperlink>'
        last = mark("end") if number == len(entries) - 1 else ""
        lines.append(paragraph(f"TOC{level}", opening if number == 0 else "", link, last))
    return lines


# ---- tables ----


def table(content: Table) -> str:
    """A table with three lines: the header is repeated on every page, no row is cut by a page's end."""
    widths = column_widths(content)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = row([Cell(column.title) for column in content.columns], content.columns, widths, head=True)
    body = "".join(row(cells, content.columns, widths) for cells in content.rows)
    properties = (
        f'<w:tblStyle w:val="{TABLE_STYLE}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
        ' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(printable(content.caption))}/>"
    )
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"


def column_widths(content: Table) -> list[int]:
    """Widths that share the width of the text, in twentieths of a point, none below its longest word.

    What a wide word takes, the other columns give, each by what it has beyond its own longest word.
    """
    whole = sum(column.width for column in content.columns)
    wished = [TEXT_WIDTH * column.width / whole for column in content.columns]
    least = [
        min(longest_word([column.title, *(cells[at].text for cells in content.rows)]), WIDEST_WORD)
        for at, column in enumerate(content.columns)
    ]
    lacking = sum(max(need - wish, 0.0) for need, wish in zip(least, wished, strict=True))
    spare = sum(max(wish - need, 0.0) for need, wish in zip(least, wished, strict=True))
    part = min(lacking / spare, 1.0) if spare else 0.0
    widths = [max(need, wish - part * (wish - need)) for need, wish in zip(least, wished, strict=True)]
    return [round(TEXT_WIDTH * width / sum(widths)) for width in widths]


def longest_word(texts: Sequence[str]) -> float:
    """Width of the longest word that should not be broken; of Chinese only a short cell is kept whole."""
    words = [LETTER * len(word) for text in texts for word in WORD.findall(text)]
    short = [CHARACTER * len(text) for text in texts if len(text) <= SHORT and not text.isascii()]
    return max([*words, *short], default=0.0) + CELL_MARGINS


def row(
    cells: Sequence[Cell], columns: Sequence[Column], widths: Sequence[int], *, head: bool = False
) -> str:
    """A row of a table."""
    properties = f"<w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>"
    parts = zip(cells, columns, widths, strict=True)
    inner = "".join(cell(one, column, width, head=head) for one, column, width in parts)
    return f"<w:tr>{properties}{inner}</w:tr>"


def cell(content: Cell, column: Column, width: int, *, head: bool) -> str:
    """A cell: numbers stand right, a tone is a colour beside the words."""
    side = '<w:jc w:val="right"/>' if column.number else '<w:jc w:val="left"/>'
    words = run(content.text, colour=TONES.get(content.tone, ""), bold=content.tone in ("good", "bad"))
    inner = paragraph(TABLE_HEAD if head else TABLE_TEXT, words, properties=side)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>'
