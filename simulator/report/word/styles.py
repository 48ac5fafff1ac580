"""Styles of a Word draft: the typography of official documents (GB/T 9704-2012) as styles she can change.

Fonts are named as the standard's practice names them; each has free stand-ins in the document's font table
(`w:altName`), since a machine without them must show something alike. docs/draft.md lists them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.report.word.xml import TABLE_HEAD, TABLE_STYLE, TABLE_TEXT, TEXT_WIDTH, parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document
    from lxml.etree import _Element

LATIN = "Times New Roman"
SONG, HEI, KAI, FANG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"
STAND_INS = {  # font -> (others to take in its place, panose, family)
    SONG: ("方正小标宋_GBK,华文中宋,Noto Serif CJK SC,思源宋体", "02010600030101010101", "auto"),
    HEI: ("SimHei,Noto Sans CJK SC,思源黑体", "02010609060101010101", "modern"),
    KAI: ("楷体,KaiTi,AR PL UKai CN,霞鹜文楷,Noto Serif CJK SC", "02010609060101010101", "modern"),
    FANG: ("仿宋,FangSong,朱雀仿宋,Noto Serif CJK SC", "02010609060101010101", "modern"),
}
FONT_TABLE = "/word/fontTable.xml"
MARGINS = {"top": 37, "bottom": 35, "left": 28, "right": 26}  # millimetres
HEADINGS = ("Heading1", "Heading2", "Heading3")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
VALUE, NUMBER = f"{{{WORD}}}val", f"{{{WORD}}}abstractNumId"
NUMBERING = 9704  # id of the headings' numbering, beyond those of the empty document


class Look(NamedTuple):
    """A paragraph style: id, name in Word, font, size in half points, properties of paragraph and text."""

    id: str
    name: str
    font: str
    size: int
    paragraph: str = ""
    text: str = ""
    based: str = "Normal"


def exactly(points: float, before: float = 0, after: float = 0) -> str:
    """Lines of so many points."""
    return (
        f'<w:spacing w:before="{before * 20:.0f}" w:after="{after * 20:.0f}" w:line="{points * 20:.0f}"'
        ' w:lineRule="exact"/>'
    )


def loosely(before: float = 0, after: float = 0, lines: float = 1.0) -> str:
    """Lines as high as what stands in them."""
    return (
        f'<w:spacing w:before="{before * 20:.0f}" w:after="{after * 20:.0f}" w:line="{lines * 240:.0f}"'
        ' w:lineRule="auto"/>'
    )


CENTRE, KEEP = '<w:jc w:val="center"/>', "<w:keepNext/><w:keepLines/>"
INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
NO_INDENT = '<w:ind w:firstLine="0"/>'
TAB = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{TEXT_WIDTH}"/></w:tabs>'
NO_BOLD = '<w:b w:val="0"/><w:bCs w:val="0"/><w:i w:val="0"/>'


def numbered(level: int) -> str:
    """A heading's place in the numbering."""
    return f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="{NUMBERING}"/></w:numPr>'


def looks(lang: str) -> list[Look]:
    """Every style of the document."""
    indent = INDENT if lang == "zh" else NO_INDENT
    gap = 0 if lang == "zh" else 6
    body = exactly(28.5 if lang == "zh" else 22, after=gap)
    size = 32 if lang == "zh" else 24  # 三号 16 pt
    heading = exactly(28.5, before=8)
    return [
        Look("Normal", "Normal", FANG, size, loosely(), based=""),
        Look("Title", "Title", SONG, 44, exactly(36, before=60, after=12) + NO_INDENT + CENTRE, NO_BOLD),
        Look("Subtitle", "Subtitle", KAI, 32, exactly(30, after=24) + NO_INDENT + CENTRE, NO_BOLD),
        Look("TitleFacts", "Title Facts", FANG, 28, exactly(26) + CENTRE),
        Look(
            "TOCHeading",
            "TOC Heading",
            HEI,
            32,
            KEEP + "<w:pageBreakBefore/>" + exactly(30, after=10) + CENTRE,
        ),
        Look("TOC1", "toc 1", HEI, 24, TAB + exactly(22)),
        Look("TOC2", "toc 2", FANG, 24, TAB + exactly(20) + '<w:ind w:left="480"/>'),
        Look("Heading1", "heading 1", HEI, 32, KEEP + numbered(1) + heading + indent + outline(0), NO_BOLD),
        Look("Heading2", "heading 2", KAI, 32, KEEP + numbered(2) + heading + indent + outline(1), NO_BOLD),
        Look("Heading3", "heading 3", FANG, 32, KEEP + numbered(3) + heading + indent + outline(2), "<w:b/>"),
        Look("BodyText", "Body Text", FANG, size, body + indent + '<w:jc w:val="both"/>'),
        Look("Lead", "Lead", KAI, size, body + indent + '<w:jc w:val="both"/>'),
        Look("Item", "Item", FANG, size, body + indent + '<w:jc w:val="both"/>'),
        Look("Note", "Note", FANG, 18, loosely(before=3, after=12)),
        Look("Caption", "caption", HEI, 24, KEEP + loosely(before=12, after=4) + CENTRE, NO_BOLD + BLACK),
        Look("Figure", "Figure", FANG, 21, "<w:keepNext/>" + loosely(before=10) + CENTRE),
        Look(TABLE_TEXT, "Table Text", FANG, 21, loosely(before=1, after=1)),
        Look(TABLE_HEAD, "Table Head", HEI, 21, "<w:keepNext/>" + loosely(before=2, after=2)),
        Look("Header", "header", FANG, 18, loosely() + '<w:jc w:val="right"/>'),
        Look("Footer", "footer", FANG, 28, loosely() + CENTRE),
    ]


BLACK = '<w:color w:val="000000"/>'


def outline(level: int) -> str:
    """Level of a heading in the document's structure."""
    return f'<w:outlineLvl w:val="{level}"/>'


def style_xml(look: Look) -> str:
    """A style as Word keeps it."""
    based = f'<w:basedOn w:val="{look.based}"/>' if look.based else ""
    follow = '<w:next w:val="BodyText"/>' if look.id.startswith("Heading") else ""
    default = ' w:default="1"' if look.id == "Normal" else ""
    fonts = f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" w:eastAsia="{look.font}"/>'
    colour = "" if "w:color" in look.text else BLACK
    size = f'<w:sz w:val="{look.size}"/><w:szCs w:val="{look.size}"/>'
    return (
        f'<w:style w:type="paragraph" w:styleId="{look.id}"{default}>'
        f'<w:name w:val="{look.name}"/>{based}{follow}'
        f"<w:qFormat/><w:pPr>{look.paragraph}</w:pPr><w:rPr>{fonts}{look.text}{colour}{size}</w:rPr></w:style>"
    )


def table_style() -> str:
    """三线表: thick lines above and below, a thin one under the header."""
    thick, thin = (f'w:val="single" w:sz="{size}" w:space="0" w:color="000000"' for size in (12, 6))
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}">'
        '<w:name w:val="Three-line Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders><w:top {thick}/><w:bottom {thick}/></w:tblBorders>"
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr>"
        '<w:tcPr><w:vAlign w:val="center"/></w:tcPr><w:tblStylePr w:type="firstRow">'
        f"<w:tcPr><w:tcBorders><w:bottom {thin}/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
    )


def set_styles(document: Document, lang: str, *, keep: bool = False) -> dict[str, str]:
    """Write every style; `keep` leaves those that the document, an office's letterhead, has already.

    Returns our id -> the document's id of the styles kept: Word in Chinese calls that of heading 1 `1`.
    """
    known = {style.style_id: style.element for style in document.styles}
    ids = {style.element.find("{*}name").get(VALUE).lower(): style.style_id for style in document.styles}
    root = document.styles.element
    kept = {}
    for look in looks(lang):
        there = ids.get(look.name.lower())
        if keep and there is not None:
            kept[look.id] = there
            continue
        if look.id in known:
            root.remove(known[look.id])
        root.append(parsed(style_xml(look)))
    if TABLE_STYLE not in known:
        root.append(parsed(table_style()))
    set_numbering(document, lang)
    return kept


def renamed(elements: Sequence[_Element], kept: dict[str, str], document: Document) -> None:
    """Give paragraphs the ids of the letterhead's styles, and headings our numbers where it has none."""
    plain = {
        kept[name]: level
        for level, name in enumerate(HEADINGS, start=1)
        if name in kept and not is_numbered(document, kept[name])
    }
    for element in elements:
        for style in element.iter(f"{{{WORD}}}pStyle"):
            name = kept.get(style.get(VALUE), style.get(VALUE))
            style.set(VALUE, name)
            if name in plain:
                style.addnext(parsed(numbered(plain[name])))


def is_numbered(document: Document, style_id: str) -> bool:
    """True if a style, or one it is based on, numbers its paragraphs."""
    found = {style.style_id: style.element for style in document.styles}
    while style_id in found:
        if found[style_id].find("{*}pPr/{*}numPr") is not None:
            return True
        base = found[style_id].find("{*}basedOn")
        style_id = base.get(VALUE) if base is not None else ""
    return False


# ---- numbering of headings ----

LEVELS = {
    "zh": (
        ("chineseCountingThousand", "%1、"),
        ("chineseCountingThousand", "（%2）"),
        ("decimal", "%3．"),
    ),
    "en": (("decimal", "%1  "), ("decimal", "%1.%2  "), ("decimal", "%1.%2.%3  ")),
}


def set_numbering(document: Document, lang: str) -> None:
    """The numbering that the heading styles refer to; abstract numberings stand before all others."""
    root = numbering_root(document)
    if any(one.get(NUMBER) == str(NUMBERING) for one in root.findall("{*}abstractNum")):
        return  # a letterhead that began as a draft of ours
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:pStyle w:val="{HEADINGS[level]}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for level, (kind, text) in enumerate(LEVELS[lang])
    )
    head = f'<w:abstractNum w:abstractNumId="{NUMBERING}"><w:multiLevelType w:val="multilevel"/>'
    abstract = f"{head}{levels}</w:abstractNum>"
    root.insert(0, parsed(abstract))
    reference = f'<w:abstractNumId w:val="{NUMBERING}"/>'
    root.append(parsed(f'<w:num w:numId="{NUMBERING}">{reference}</w:num>'))


def numbering_root(document: Document) -> _Element:
    """Where a document keeps its numberings; made if a letterhead has none."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.numbering import NumberingPart

    part: Any
    try:
        part = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        name = PackURI("/word/numbering.xml")
        empty = parsed("<w:numbering></w:numbering>")
        part = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, empty, document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    root: _Element = part.element
    return root


DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A number below a hundred in Chinese.

    >>> [chinese(number) for number in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones or not tens else "")


def heading_number(counts: list[int], lang: str) -> str:
    """The number before a heading, as Word will show it: 一、 or （二） or 3．; 1.2 in English."""
    level = len(counts)
    shown = [chinese(one) if lang == "zh" and place < 2 else str(one) for place, one in enumerate(counts)]
    text = LEVELS[lang][level - 1][1]
    return re.sub(r"%(\d)", lambda found: shown[int(found[1]) - 1], text)


# ---- fonts and page ----


def set_fonts(document: Document) -> None:
    """The font table with stand-ins, and no theme fonts, which would win over the named ones."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:panose1 w:val="{panose}"/>'
        f'<w:charset w:val="86"/><w:family w:val="{family}"/><w:pitch w:val="auto"/></w:font>'
        for name, (others, panose, family) in STAND_INS.items()
    )
    for part in document.part.package.iter_parts():
        if str(part.partname) == FONT_TABLE:
            text = part.blob.decode("utf-8")
            part._blob = text.replace("</w:fonts>", f"{rows}</w:fonts>").encode("utf-8")
    defaults = document.styles.element.find("{*}docDefaults/{*}rPrDefault/{*}rPr")
    if defaults is not None:
        fonts = defaults.find("{*}rFonts")
        if fonts is not None:
            defaults.replace(
                fonts,
                parsed(f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" w:eastAsia="{FANG}"/>'),
            )
        for language in defaults.findall("{*}lang"):
            defaults.replace(language, parsed('<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'))


def set_page(document: Document) -> None:
    """A4 with the margins of official documents."""
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(MARGINS["top"]), Mm(MARGINS["bottom"])
    section.left_margin, section.right_margin = Mm(MARGINS["left"]), Mm(MARGINS["right"])
    section.header_distance, section.footer_distance = Mm(20), Mm(22)
