"""Blocks as a Word document: real styles, a table of contents, numbered captions, three-line tables.

python-docx writes the file; `xml` what stands in it, `styles` how it looks. The same blocks give
the same bytes: no date is written, in the document or in its archive.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.messages import say
from simulator.report.blocks import Block, Contents, Heading, Paragraph, Picture, Table, Title
from simulator.report.word import styles as word_styles
from simulator.report.word.xml import bookmark, contents, parsed, printable, run, table
from simulator.report.word.xml import field as word_field
from simulator.report.word.xml import paragraph as word_paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from docx.document import Document
    from lxml.etree import _Element

FIGURE_WIDTH = 140  # millimetres, so that two charts stand on a page
SHEET = "draft"  # what charts are drawn on
STYLES = {"body": "BodyText", "lead": "Lead", "note": "Note", "item": "Item"}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time an archive can tell
BULLET = "· "
AFTER_FIELDS = (  # settings that must follow `updateFields`, in the order of the standard
    *(
        "hdrShapeDefaults",
        "footnotePr",
        "endnotePr",
        "compat",
        "docVars",
        "rsids",
        "mathPr",
        "attachedSchema",
    ),
    *("themeFontLang", "clrSchemeMapping", "doNotIncludeSubdocsInStats", "shapeDefaults", "decimalSymbol"),
    "listSeparator",
)


@dataclass
class Writer:
    """A document being written, and what has been counted so far."""

    document: Document
    lang: str
    toc: list[tuple[int, str, str]]
    title: bool = True  # False where a letterhead shows the title itself
    headings: int = 0
    tables: int = 0
    figures: int = 0
    elements: list[_Element] = field(default_factory=list)

    def add(self, *xml: str) -> None:
        """Add paragraphs or tables."""
        self.elements += [parsed(one) for one in xml]

    def text(self, key: str, **values: object) -> str:
        """Words of a document."""
        return say(f"draft.{key}", self.lang, **values)


def write_word(
    blocks: Sequence[Block],
    path: Path,
    lang: str,
    *,
    mark: str = "",
    run_id: str = "",
    template: Path | None = None,
) -> None:
    """Write blocks as .docx; InputError if the template cannot be used.

    mark, run_id : what the header says. With a template, an office's letterhead, its header, footer, page and
    styles stay; what it lacks is added.
    """
    path.write_bytes(word_bytes(blocks, lang, mark=mark, run_id=run_id, template=template))


def word_bytes(
    blocks: Sequence[Block], lang: str, *, mark: str = "", run_id: str = "", template: Path | None = None
) -> bytes:
    """A .docx as bytes."""
    kept: dict[str, str] = {}
    if template is None:
        document, place, shows_title = plain_document(lang, mark, run_id), None, False
    else:
        from simulator.report.word.template import opened_letterhead

        document, place, shows_title = opened_letterhead(template, blocks, mark=mark, run_id=run_id)
        kept = word_styles.set_styles(document, lang, keep=True)
    writer = Writer(document, lang, toc_entries(blocks, lang), title=not shows_title)
    for block in blocks:
        write_block(writer, block)
    word_styles.renamed(writer.elements, kept, document)
    insert(document, place, writer.elements)
    set_settings(document)
    title = next((block for block in blocks if isinstance(block, Title)), Title(""))
    set_properties(document, title, mark, run_id, lang)
    out = io.BytesIO()
    document.save(out)
    return without_times(out.getvalue())


def plain_document(lang: str, mark: str, run_id: str) -> Document:
    """An empty document with our page, styles, header and footer."""
    import docx

    document = docx.Document()
    word_styles.set_page(document)
    word_styles.set_fonts(document)
    word_styles.set_styles(document, lang)
    drop_thumbnail(document)
    section = document.sections[0]
    head = say("draft.header", lang, mark=mark, run_id=run_id)
    replace_only_paragraph(section.header._element, word_paragraph("Header", run(head)))
    page = run("— ") + word_field("PAGE", "1") + run(" —")
    replace_only_paragraph(section.footer._element, word_paragraph("Footer", page))
    return document


def replace_only_paragraph(parent: Any, xml: str) -> None:
    """Put a paragraph in the place of the empty one of a header or footer."""
    for old in list(parent):
        parent.remove(old)
    parent.append(parsed(xml))


def drop_thumbnail(document: Document) -> None:
    """Take away the picture of an empty page that python-docx's own template carries."""
    rels = document.part.package.rels
    for name in [name for name, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
        del rels[name]


def insert(document: Document, place: Any, elements: Sequence[_Element]) -> None:
    """Put the elements where the letterhead says, else before the end of the body."""
    body = document.element.body
    before = place if place is not None else body.sectPr
    for element in elements:
        before.addprevious(element)
    if place is not None:
        place.getparent().remove(place)


# ---- blocks ----


def write_block(writer: Writer, block: Block) -> None:
    """One block as paragraphs, a table or a picture."""
    match block:
        case Title():
            write_title(writer, block)
        case Contents():
            writer.add(word_paragraph("TOCHeading", run(writer.text("contents"))), *contents(writer.toc))
            writer.add('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
        case Heading():
            write_heading(writer, block)
        case Paragraph():
            text = BULLET + block.text if block.style == "item" else block.text
            writer.add(word_paragraph(STYLES[block.style], run(text)))
        case Table():
            writer.tables += 1
            writer.add(caption(writer, "table", writer.tables, block.caption, keep=True), table(block))
            writer.add(word_paragraph("Note", *note_runs(writer, block.note)))
        case Picture():
            write_picture(writer, block)


def write_title(writer: Writer, block: Title) -> None:
    """Title, subtitle and the facts under it."""
    if not writer.title:
        return
    writer.add(word_paragraph("Title", run(block.text)))
    if block.subtitle:
        left, right = ("（", "）") if writer.lang == "zh" else ("", "")
        writer.add(word_paragraph("Subtitle", run(f"{left}{block.subtitle}{right}")))
    colon = "：" if writer.lang == "zh" else ": "
    writer.add(*(word_paragraph("TitleFacts", run(f"{name}{colon}{value}")) for name, value in block.facts))


def write_heading(writer: Writer, block: Heading) -> None:
    """A heading with the bookmark that the contents lead to; its number is Word's work."""
    style = word_styles.HEADINGS[block.level - 1]
    writer.add(word_paragraph(style, bookmark(writer.headings, toc_name(writer.headings), run(block.text))))
    writer.headings += 1


def caption(writer: Writer, kind: str, number: int, text: str, *, keep: bool) -> str:
    """`表 3  ...`, the number a field that counts anew when a table is added or dropped."""
    label = writer.text(f"{kind}_label")
    counted = word_field(f"SEQ {label} \\* ARABIC", str(number))
    properties = "" if keep else '<w:keepNext w:val="0"/>'
    return word_paragraph("Caption", run(f"{label} "), counted, run(f"  {text}"), properties=properties)


def note_runs(writer: Writer, note: str) -> list[str]:
    """A note under a table or figure."""
    return [run(writer.text("note_label", text=note))] if note else []


def write_picture(writer: Writer, block: Picture) -> None:
    """A chart, 300 dots per inch, with its caption below and its words for those who cannot see it."""
    from docx.shared import Mm
    from docx.text.paragraph import Paragraph as DocxParagraph

    writer.figures += 1
    place = parsed(word_paragraph("Figure"))
    holder = DocxParagraph(place, writer.document._body)
    shape = holder.add_run().add_picture(io.BytesIO(picture_bytes(block)), width=Mm(FIGURE_WIDTH))
    properties = shape._inline.docPr
    properties.set("id", str(writer.figures))
    properties.set("name", printable(block.name))
    properties.set("descr", printable(" ".join(part for part in (block.caption, block.note) if part)))
    writer.elements.append(place)
    writer.add(caption(writer, "figure", writer.figures, block.caption, keep=False))
    if block.note:
        writer.add(word_paragraph("Note", *note_runs(writer, block.note)))


def picture_bytes(block: Picture) -> bytes:
    """The chart as PNG, laid out for a page of this width."""
    from simulator.report.charts import layout as chart_layout
    from simulator.report.charts.sheet import on_sheet, sheet

    out = io.BytesIO()
    with on_sheet(SHEET), chart_layout.chart_style():
        figure = block.draw()
        with chart_layout.strokes_in_proportion(figure):
            figure.savefig(out, format="png", dpi=sheet().dots, **chart_layout.SAVING["png"])
    return out.getvalue()


# ---- contents and properties ----


def toc_entries(blocks: Sequence[Block], lang: str) -> list[tuple[int, str, str]]:
    """Level, number and text, bookmark of the headings that the contents show."""
    counts = [0, 0, 0]
    found = []
    for number, block in enumerate(block for block in blocks if isinstance(block, Heading)):
        counts = [*counts[: block.level - 1], counts[block.level - 1] + 1, *[0] * (3 - block.level)]
        shown = word_styles.heading_number(counts[: block.level], lang) + block.text
        if block.level <= 2:
            found.append((block.level, shown, toc_name(number)))
    return found


def toc_name(number: int) -> str:
    """Bookmark of a heading."""
    return f"_Toc{number + 1:08d}"


def set_settings(document: Document) -> None:
    """Ask Word to compute all fields when it opens the document."""
    root = document.settings.element
    if root.find("{*}updateFields") is None:
        before = next((one for one in root if one.tag.rpartition("}")[2] in AFTER_FIELDS), None)
        element = parsed('<w:updateFields w:val="true"/>')
        root.append(element) if before is None else before.addprevious(element)


def set_properties(document: Document, title: Title, mark: str, run_id: str, lang: str) -> None:
    """Title and run id, and times that are the same in every document."""
    from datetime import datetime

    properties = document.core_properties
    properties.title, properties.subject = printable(title.text[:255]), printable(title.subtitle[:255])
    properties.keywords, properties.category = run_id, printable(mark[:255])
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.language = "zh-CN" if lang == "zh" else "en-GB"
    properties.revision = 1
    properties.created = properties.modified = datetime(*EPOCH)


def without_times(content: bytes) -> bytes:
    """An archive with the same members and no time of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            info = zipfile.ZipInfo(member.filename, EPOCH)
            info.external_attr, info.compress_type = 0o600 << 16, zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(member))
    return out.getvalue()
