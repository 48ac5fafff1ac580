"""The Word file as others read it: python-docx, the order ECMA-376 asks for, LibreOffice."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.shared import Mm
from matplotlib.figure import Figure
from records import record_of

from simulator.errors import InputError
from simulator.messages import TEXT
from simulator.report.blocks import Block, Cell, Column, Contents, Heading, Paragraph, Picture, Table, Title
from simulator.report.draft.document import draft_blocks
from simulator.report.word.document import AFTER_FIELDS, word_bytes, write_word
from simulator.report.word.styles import chinese, heading_number
from simulator.report.word.xml import TEXT_WIDTH, column_widths

LANGUAGES = ("zh", "en")
DRAFTS = [(name, lang) for name in ("yiwu/stated_policies", "quzhou/accelerated") for lang in LANGUAGES]
SOFFICE = shutil.which("soffice")
NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
W = f"{{{NAMESPACES['w']}}}"
INCH = 914_400  # in the units of pictures
EVIL = "<b>&amp;\"' =1+1 {{ 7 * 7 }}\x07\ud800 ]]> 很" + "长" * 300
ORDER = {  # ECMA-376 part 1: children in this order
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr tabs spacing ind jc outlineLvl",
    "rPr": "rFonts b bCs i iCs caps color spacing kern sz szCs lang vertAlign",
    "tblPr": "tblStyle tblW jc tblBorders tblLayout tblCellMar tblLook tblCaption",
    "trPr": "cantSplit tblHeader",
    "style": "name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr trPr tcPr"
    " tblStylePr",
    "lvl": "start numFmt pStyle suff lvlText lvlJc pPr rPr",
    "font": "altName panose1 charset family pitch sig",
}


@cache
def blocks(name: str, lang: str) -> tuple[Block, ...]:
    return tuple(draft_blocks(record_of(name), lang))


@cache
def content(name: str, lang: str) -> bytes:
    return word_bytes(
        blocks(name, lang), lang, mark=TEXT["mark_internal"][lang == "zh"], run_id="0123456789ab"
    )


def document(name: str = DRAFTS[0][0], lang: str = "zh") -> Document:
    return docx.Document(io.BytesIO(content(name, lang)))


def small(found: Sequence[Block], lang: str = "zh", **more: Any) -> Document:
    return docx.Document(io.BytesIO(word_bytes(found, lang, **more)))


def xml(part: Any, path: str) -> list[Any]:
    """Elements of a python-docx object by XPath."""
    from lxml import etree

    return list(etree.ElementBase.xpath(part, path, namespaces=NAMESPACES))


def written(element: Any) -> str:
    """The text in an element."""
    return "".join(text.text or "" for text in xml(element, ".//w:t"))


def of(parts: Sequence[Block], kind: type) -> list[Any]:
    return [block for block in parts if isinstance(block, kind)]


# ---- headings and contents ----


@pytest.mark.parametrize(("name", "lang"), DRAFTS)
def test_headings_are_word_headings_in_order(name: str, lang: str) -> None:
    told = [
        (int(paragraph.style.name.removeprefix("Heading ")), paragraph.text)
        for paragraph in document(name, lang).paragraphs
        if paragraph.style is not None and paragraph.style.name.startswith("Heading ")
    ]
    assert told == [(block.level, block.text) for block in of(blocks(name, lang), Heading)]


@pytest.mark.parametrize(("name", "lang"), DRAFTS)
def test_the_contents_are_a_field_that_is_filled_beforehand(name: str, lang: str) -> None:
    body = document(name, lang).element.body
    codes = [code.text for code in xml(body, "//w:instrText")]
    assert [code.strip() for code in codes if "TOC" in code] == ['TOC \\o "1-2" \\h \\z \\u']
    links = xml(body, "//w:hyperlink")
    headings = [block for block in of(blocks(name, lang), Heading) if block.level <= 2]
    told = [written(link) for link in links]
    assert len(told) == len(headings)
    assert all(text.endswith(block.text) for text, block in zip(told, headings, strict=True))
    names = {mark.get(f"{W}name") for mark in xml(body, "//w:bookmarkStart")}
    assert {link.get(f"{W}anchor") for link in links} <= names
    opened = xml(body, "//w:fldChar")
    kinds = [mark.get(f"{W}fldCharType") for mark in opened]
    assert kinds.count("begin") == kinds.count("end") == kinds.count("separate")


def test_word_is_asked_to_compute_fields() -> None:
    settings = [child.tag.removeprefix(W) for child in document().settings.element]
    assert settings.count("updateFields") == 1
    assert not set(settings[: settings.index("updateFields")]) & set(AFTER_FIELDS)


def test_numbers_of_headings() -> None:
    assert [heading_number(counts, "zh") for counts in ([1], [11], [2, 3], [2, 3, 4])] == [
        "一、",
        "十一、",
        "（三）",
        "4．",
    ]
    assert heading_number([2, 3], "en") == "2.3  "
    assert chinese(40) == "四十"


# ---- captions and tables ----


@pytest.mark.parametrize(("name", "lang"), DRAFTS)
def test_captions_are_counted_by_fields(name: str, lang: str) -> None:
    captions = [
        p for p in document(name, lang).paragraphs if p.style is not None and p.style.name == "Caption"
    ]
    for kind, key in ((Table, "draft.table_label"), (Picture, "draft.figure_label")):
        label = TEXT[key][lang == "zh"]
        told = [one for one in captions if one.text.startswith(f"{label} ")]
        parts = of(blocks(name, lang), kind)
        assert [one.text for one in told] == [
            f"{label} {number}  {block.caption}" for number, block in enumerate(parts, start=1)
        ]
        codes = [code.text.strip() for one in told for code in xml(one._p, ".//w:instrText")]
        assert codes == [f"SEQ {label} \\* ARABIC"] * len(parts)
    assert len(captions) == len(of(blocks(name, lang), Table)) + len(of(blocks(name, lang), Picture))


@pytest.mark.parametrize(("name", "lang"), DRAFTS)
def test_tables_hold_the_cells_of_the_draft(name: str, lang: str) -> None:
    told = document(name, lang).tables
    parts = of(blocks(name, lang), Table)
    assert len(told) == len(parts)
    for table, block in zip(told, parts, strict=True):
        rows = [[written(cell) for cell in xml(row, "w:tc")] for row in xml(table._tbl, "w:tr")]
        assert rows[0] == [column.title for column in block.columns]
        assert rows[1:] == [[cell.text for cell in row] for row in block.rows]


def test_tables_have_three_lines_and_repeat_their_head() -> None:
    style = document().styles["Three-line Table"].element
    borders = {
        one.tag.removeprefix(W): int(one.get(f"{W}sz")) for one in xml(style, "w:tblPr/w:tblBorders/*")
    }
    assert borders == {"top": 12, "bottom": 12}
    head = {
        one.tag.removeprefix(W): int(one.get(f"{W}sz"))
        for one in xml(style, ".//w:tblStylePr//w:tcBorders/*")
    }
    assert head == {"bottom": 6}
    for table in document().tables:
        assert table.style is not None
        assert table.style.name == "Three-line Table"
        rows = xml(table._tbl, "w:tr")
        assert [bool(xml(row, "w:trPr/w:tblHeader")) for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(xml(row, "w:trPr/w:cantSplit") for row in rows)
        assert not xml(table._tbl, ".//w:tcBorders")
        widths = [int(one.get(f"{W}w")) for one in xml(table._tbl, "w:tblGrid/w:gridCol")]
        assert abs(sum(widths) - TEXT_WIDTH) <= len(widths)


def test_columns_grow_to_their_longest_word() -> None:
    columns = [Column("A"), Column("B")]
    even = column_widths(Table("", columns, [[Cell("x"), Cell("y")]]))
    assert even[0] == even[1] == round(TEXT_WIDTH / 2)
    three = [Column("Sector", width=0.5), Column("Measure", width=8.0)]
    wide = column_widths(Table("", three, [[Cell("Households"), Cell("some words in a row")]]))
    assert wide[0] >= 1000
    assert abs(sum(wide) - TEXT_WIDTH) <= 1
    long = column_widths(Table("", columns, [[Cell("x" * 500), Cell("y" * 500)]]))
    assert abs(sum(long) - TEXT_WIDTH) <= 1


def test_a_verdict_has_a_colour_beside_its_word() -> None:
    cells = [Cell("完成", "good"), Cell("未完成", "bad"), Cell("未下达", "open"), Cell("其他")]
    columns = [Column("一"), Column("二"), Column("三"), Column("四")]
    told = small([Table("判定", columns, [cells])])
    runs = [cell.paragraphs[0].runs[0] for cell in told.tables[0].rows[1].cells]
    assert [run.text for run in runs] == ["完成", "未完成", "未下达", "其他"]
    colours = [str(run.font.color.rgb) if run.font.color.rgb else None for run in runs]
    assert len(set(colours)) == 4
    assert colours[3] is None


# ---- typography ----


def test_page_and_fonts_are_those_of_official_documents() -> None:
    told = document()
    section = told.sections[0]
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side / Mm(1)) for side in sides] == [37, 35, 28, 26]
    looks = {"Title": ("方正小标宋简体", 22), "Heading 1": ("黑体", 16), "Heading 2": ("楷体_GB2312", 16)}
    looks |= {"Body Text": ("仿宋_GB2312", 16)}
    for name, (font, points) in looks.items():
        style = told.styles[name]
        fonts = xml(style.element, "w:rPr/w:rFonts")[0]
        assert fonts.get(f"{W}eastAsia") == font
        assert fonts.get(f"{W}ascii") == "Times New Roman"
        assert style.font.size is not None
        assert style.font.size.pt == points
    line = xml(told.styles["Body Text"].element, "w:pPr/w:spacing")[0]
    assert (line.get(f"{W}line"), line.get(f"{W}lineRule")) == ("570", "exact")  # 28.5 pt
    with zipfile.ZipFile(io.BytesIO(content(*DRAFTS[0]))) as archive:
        fonts = archive.read("word/fontTable.xml").decode()
    assert all(font in fonts for font in ("方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"))
    assert "Noto Serif CJK SC" in fonts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_header_and_footer(lang: str) -> None:
    section = document(lang=lang).sections[0]
    head = section.header.paragraphs[0].text
    assert TEXT["mark_internal"][lang == "zh"] in head
    assert "0123456789ab" in head
    assert [code.text.strip() for code in xml(section.footer._element, ".//w:instrText")] == ["PAGE"]


def test_charts_are_sharp_and_have_words() -> None:
    told = document()
    shapes = told.inline_shapes
    pictures = of(blocks(*DRAFTS[0]), Picture)
    assert len(shapes) == len(pictures) >= 6
    ids = set()
    for shape, block in zip(shapes, pictures, strict=True):
        properties = shape._inline.docPr
        ids.add(properties.get("id"))
        assert block.caption in properties.get("descr")
        place = xml(shape._inline, ".//a:blip")[0].get(f"{{{NAMESPACES['r']}}}embed")
        image = told.part.related_parts[place].image
        assert image.px_width / (shape.width / INCH) >= 300
        assert shape.width <= Mm(156)
        assert shape.height <= Mm(225)
    assert len(ids) == len(pictures)


@pytest.mark.parametrize(("name", "lang"), DRAFTS)
def test_elements_stand_in_the_order_word_asks_for(name: str, lang: str) -> None:
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(content(name, lang))) as archive:
        parts = [
            archive.read(f"word/{part}.xml") for part in ("document", "styles", "numbering", "fontTable")
        ]
    for part in parts:
        for element in etree.fromstring(part).iter(*(f"{W}{name}" for name in ORDER)):
            order = ORDER[element.tag.removeprefix(W)].split()
            tags = [child.tag.removeprefix(W) for child in element]
            places = [order.index(tag) for tag in tags if tag in order]
            assert places == sorted(places), (element.tag, tags)


# ---- hostile words, and the same bytes ----


def drawn() -> Figure:
    figure = Figure(figsize=(4, 2))
    figure.add_subplot().plot([0, 1], [0, 1])
    return figure


def test_words_are_shown_as_they_are() -> None:
    parts = [
        Title(EVIL, EVIL, [(EVIL, EVIL)]),
        Contents(),
        Heading(EVIL, 1, "a"),
        Paragraph(EVIL),
        Table(EVIL, [Column(EVIL)], [[Cell(EVIL)]], note=EVIL),
        Picture(EVIL, EVIL.replace("\x07\ud800", ""), drawn, note=EVIL),
    ]
    told = small(parts, mark=EVIL, run_id="x")
    shown = re.sub("[\x07\ud800]", " ", EVIL)
    assert told.tables[0].rows[1].cells[0].text == shown
    texts = [paragraph.text for paragraph in told.paragraphs]
    assert texts.count(shown) >= 3  # title, heading, body
    assert shown in told.sections[0].header.paragraphs[0].text
    assert xml(told.element.body, "//wp:docPr")[0].get("descr") == f"{shown} {shown}"


def test_the_same_blocks_give_the_same_bytes() -> None:
    name, lang = DRAFTS[0]
    again = word_bytes(draft_blocks(record_of(name), lang), lang, mark="内部测算", run_id="0123456789ab")
    assert again == content(name, lang)
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = document().core_properties
    assert properties.title.startswith("义乌市")
    assert properties.keywords == "0123456789ab"
    assert properties.created is not None
    assert properties.created.year == 1980


# ---- a letterhead of one's own ----


def letterhead(folder: Path, *texts: str) -> Path:
    """A Word file with these paragraphs."""
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "某某市生态环境局"
    for text in texts:
        made.add_paragraph(text)
    path = folder / "letterhead.docx"
    made.save(str(path))
    return path


PARTS = [
    Title("标题", "副题"),
    Contents(),
    Heading("第一", 1, "a"),
    Paragraph("正文"),
    Heading("第二", 1, "b"),
]


def test_a_letterhead_keeps_its_own_and_takes_the_draft_in(tmp_path: Path) -> None:
    path = letterhead(tmp_path, "文号〔2026〕1号", "{{ title }}", "{{ body }}", "联系人：某某")
    told = small(PARTS, template=path, mark="内部测算", run_id="abc")
    texts = [paragraph.text for paragraph in told.paragraphs if paragraph.text.strip()]
    assert texts[0] == "文号〔2026〕1号"
    assert texts[1] == "标题"
    assert texts[-1] == "联系人：某某"
    assert texts.index("正文") < texts.index("联系人：某某")
    assert texts.count("标题") == 1
    assert told.sections[0].header.paragraphs[0].text == "某某市生态环境局"
    styles = [p.style.name for p in told.paragraphs if p.text in ("第一", "第二") and p.style is not None]
    assert styles == ["Heading 1", "Heading 1"]


def test_without_a_place_the_draft_follows(tmp_path: Path) -> None:
    told = small(PARTS, template=letterhead(tmp_path, "文头"))
    texts = [paragraph.text for paragraph in told.paragraphs if paragraph.text.strip()]
    assert texts[0] == "文头"
    assert "正文" in texts[1:]
    assert "标题" in texts  # no tag shows it, so the draft does


def test_a_letterhead_of_chinese_word_keeps_its_styles_and_gets_our_numbers(tmp_path: Path) -> None:
    made = docx.Document(str(letterhead(tmp_path, "{{ body }}")))
    made.styles["Heading 1"].element.set(f"{W}styleId", "1")  # Word in Chinese calls it so
    for name in [rel.rId for rel in made.part.rels.values() if rel.reltype.endswith("/numbering")]:
        del made.part.rels[name]
    made.save(str(tmp_path / "own.docx"))
    told = small(PARTS, template=tmp_path / "own.docx")
    headings = [paragraph for paragraph in told.paragraphs if paragraph.text in ("第一", "第二")]
    assert [one.style.style_id for one in headings if one.style is not None] == ["1", "1"]
    numbers = {one.get(f"{W}val") for paragraph in headings for one in xml(paragraph._p, ".//w:numId")}
    assert len(numbers) == 1
    known = xml(told.part.numbering_part.element, "w:num")
    assert numbers <= {one.get(f"{W}numId") for one in known}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ titel }}", "template_unknown_name"),
        ("{{ title.missing }}", "template_tag"),
        ("{{ title | nothing }}", "template_tag"),
        ("{% for x in %}", "template_tag"),
        ("{{ title.__class__.__mro__ }}", "template_tag"),
        ("{{ 1 / 0 }}", "template_tag"),
    ],
)
def test_a_wrong_tag_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        word_bytes(PARTS, "zh", template=letterhead(tmp_path, text))
    assert [problem.message for problem in caught.value.problems] == [message]
    assert "letterhead.docx" in caught.value.render("zh")


@pytest.mark.parametrize("kind", ["text", "zip", "macros", "missing"])
def test_a_template_that_is_no_document_is_told(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "own.docx"
    if kind == "text":
        path.write_text("no document", encoding="utf-8")
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "a")
    elif kind == "macros":
        shutil.copy(letterhead(tmp_path, "{{ body }}"), path)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("word/vbaProject.bin", b"")
    with pytest.raises(InputError) as caught:
        word_bytes(PARTS, "zh", template=path)
    expected = {"macros": "template_macros", "missing": "file_missing"}.get(kind, "template_broken")
    assert [problem.message for problem in caught.value.problems] == [expected]


# ---- LibreOffice ----


@pytest.mark.skipif(
    SOFFICE is None or shutil.which("pdftotext") is None, reason="needs LibreOffice and poppler"
)
def test_libreoffice_shows_the_whole_draft(tmp_path: Path) -> None:
    files = []
    for name, lang in DRAFTS:
        files.append(tmp_path / f"{name.replace('/', '-')}-{lang}.docx")
        write_word(blocks(name, lang), files[-1], lang, mark="mark", run_id="0123456789ab")
    command = [
        str(SOFFICE),
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), *map(str, files)], check=True, capture_output=True, timeout=300
    )
    for (name, lang), file in zip(DRAFTS, files, strict=True):
        pdf = file.with_suffix(".pdf")
        text = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
        shown = re.sub(r"\s", "", text)
        for block in blocks(name, lang):
            if isinstance(block, Heading):
                assert re.sub(r"\s", "", block.text) in shown
        last = of(blocks(name, lang), Table)[-1]
        assert re.sub(r"\s", "", last.caption) in shown
        pages = text.count("\f")
        assert 20 <= pages <= 80
