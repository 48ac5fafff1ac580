"""The page: one well-formed file that asks the network for nothing and shows titles as they are."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest
from records import record_of
from test_charts import made_up

from simulator.report.blocks import Cell, Column, Contents, Heading, Paragraph, Picture, Table, Title
from simulator.report.charts.layout import text_width
from simulator.report.charts.run import co2_by_sector
from simulator.report.page.document import breakable, page_html, write_page

VOID = {"meta", "link", "br", "hr", "img", "input", "col", "wbr"}
EVIL = '<script>alert("1")</script> & <b>市</b> \' " $x$ {{ 7 * 7 }}'
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Element:
    """A tag of the page with what stands in it."""

    def __init__(self, tag, attrs, parent):
        self.tag, self.attrs, self.parent, self.parts = tag, attrs, parent, []

    def words(self):
        """The text in it."""
        return "".join(part if isinstance(part, str) else part.words() for part in self.parts)

    def all(self, *tags):
        """Every element of these tags in it."""
        for part in self.parts:
            if not isinstance(part, str):
                if not tags or part.tag in tags:
                    yield part
                yield from part.all(*tags)


class Reader(HTMLParser):
    """Reads a page strictly: every tag is closed by its own end."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.here = self.root = Element("", {}, None)
        self.feed(text)
        self.close()
        assert self.here is self.root, f"<{self.here.tag}> is left open"

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), attrs
        element = Element(tag, dict(attrs), self.here)
        self.here.parts.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag, attrs):
        self.here.parts.append(Element(tag, dict(attrs), self.here))

    def handle_endtag(self, tag):
        assert tag == self.here.tag, f"</{tag}> ends <{self.here.tag}>"
        self.here = self.here.parent

    def handle_data(self, data):
        self.here.parts.append(data)


def read(text):
    return Reader(text).root


def chart():
    return co2_by_sector(made_up())


BLOCKS = [
    Title(EVIL, "副标题", [("区域", EVIL)]),
    Contents(),
    Heading("第一章", 1, "one"),
    Paragraph(EVIL, "lead"),
    Paragraph("甲", "item"),
    Paragraph(EVIL, "item"),
    Heading("第一节", 2, "one"),  # the same key again
    Table(
        EVIL,
        [Column("目标", width=2.0), Column("值", number=True), Column("判定")],
        [
            [Cell(EVIL), Cell("1.5"), Cell("完成", "good")],
            [Cell("transport.car.share"), Cell("—", "quiet"), Cell("未完成", "bad")],
        ],
        "注",
    ),
    Picture("第一图", "first", chart, EVIL),
    Picture(EVIL, "second", chart),
]


@pytest.fixture(scope="module")
def page():
    """The page of made-up blocks."""
    return read(page_html(BLOCKS, "zh"))


@pytest.fixture(scope="module", params=["yiwu/stated_policies", "quzhou/stated_policies"])
def record(request):
    """The record of a run."""
    return record_of(request.param)


@pytest.fixture(scope="module", params=["zh", "en"])
def written(request, record, tmp_path_factory):
    """The page of a run as a file."""
    path = tmp_path_factory.mktemp("page") / "page.html"
    return write_page(record, path, request.param)


def assert_sound(root):
    """What must hold of every page."""
    elements = [*root.all()]
    ids = [one.attrs["id"] for one in elements if "id" in one.attrs]
    assert len(ids) == len(set(ids))
    pointed = {value[1:] for one in elements for name, value in one.attrs.items() if name.endswith("href")}
    drawn = {
        name
        for one in elements
        for value in one.attrs.values()
        for name in re.findall(r"url\(#(.+?)\)", value)
    }
    named = {one.attrs["aria-labelledby"] for one in elements if "aria-labelledby" in one.attrs}
    assert pointed | drawn | named <= set(ids)
    assert len([*root.all("h1")]) == 1
    assert [
        one.tag for one in elements if one.tag in ("script", "link", "iframe", "img", "object", "style")
    ] == ["style"]
    assert [
        one.attrs for one in elements if any(name.startswith("on") or name == "src" for name in one.attrs)
    ] == []


def test_a_page_is_well_formed_and_every_id_is_unique(page):
    assert_sound(page)
    (html,) = page.all("html")
    assert html.attrs["lang"] == "zh-CN"
    assert [one.words() for one in page.all("h2", "h3")] == ["第一章", "第一节"]


def test_no_script_and_no_address_may_be_used(page):
    (policy,) = (one for one in page.all("meta") if one.attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy.attrs["content"] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_titles_with_markup_are_shown_as_they_are(page):
    for tag, count in {"h1": 1, "title": 1, "dd": 1, "caption": 1, "figcaption": 1}.items():
        assert sum(EVIL in one.words() for one in page.all(tag)) == count, tag
    assert sum(EVIL in one.words() for one in page.all("p", "li", "th")) == 4
    assert [one.attrs["aria-label"] for one in page.all("svg")] == ["图表：第一图", f"图表：{EVIL}"]


def test_tables_have_caption_heads_and_words_beside_colours(page):
    (table,) = page.all("table")
    heads = [(one.attrs["scope"], one.words()) for one in table.all("th")]
    rows = [("row", EVIL), ("row", "transport.car.share")]
    assert heads == [("col", "目标"), ("col", "值"), ("col", "判定"), *rows]
    told = [(one.attrs.get("class"), one.words()) for one in table.all("td")]
    assert told == [("number", "1.5"), ("good", "完成"), ("number quiet", "—"), ("bad", "未完成")]
    assert [one.attrs["style"] for one in table.all("col")] == [
        "width: 50.0%",
        "width: 25.0%",
        "width: 25.0%",
    ]
    (caption,) = table.all("caption")
    assert caption.words() == f"表1 {EVIL}"


@pytest.mark.parametrize(("columns", "size"), [(5, "table"), (15, "table wide"), (30, "table wide small")])
def test_wide_tables_are_printed_on_a_page_turned_round(columns, size):
    table = Table("宽表", [Column(str(n), number=True) for n in range(columns)], [[Cell("1")] * columns])
    (main,) = read(page_html([table], "zh")).all("main")
    assert [one.attrs["class"] for one in main.all("div")] == [size]


def test_items_that_follow_each_other_make_one_list(page):
    assert [[item.words() for item in one.all("li")] for one in page.all("ul")] == [["甲", EVIL]]


def test_the_contents_lead_to_every_heading(page):
    (nav,) = page.all("nav")
    links = {one.attrs["href"][1:]: one.words() for one in nav.all("a")}
    assert links == {one.attrs["id"]: one.words() for one in page.all("h2", "h3")}


def test_charts_keep_their_words_and_the_width_they_were_laid_out_for(page):
    first, second = page.all("svg")
    assert "2029 年达峰" in first.words()
    assert "font-family" not in str([one.attrs for one in first.all()])
    shapes = [{one.attrs["id"] for one in svg.all() if "id" in one.attrs} for svg in (first, second)]
    assert shapes[0]
    assert not shapes[0] & shapes[1]
    (accounting,) = (one for one in first.all("text") if one.words().startswith("口径"))
    size = float(re.search(r"font-size: ([\d.]+)px", accounting.attrs["style"])[1])
    assert float(accounting.attrs["textlength"]) == pytest.approx(
        72 * text_width(accounting.words(), size), abs=0.01
    )


def test_an_id_may_be_broken_where_its_parts_meet():
    assert breakable("a.csv:2 <i> 3.5 x/2") == "a.<wbr>csv:2 &lt;i&gt; 3.5 x/2"


def test_an_empty_document_is_a_page_too():
    root = read(page_html([], "en"))
    assert [one.words() for one in root.all("h1")] == [""]
    assert [*root.all("nav", "table", "svg")] == []


def test_the_page_of_a_run(written, record):
    text = written.read_text(encoding="utf-8")
    assert_sound(read(text))
    assert written.stat().st_size < 1_000_000
    assert re.findall(r"(?:https?:)?//[\w.]+", re.sub(r"<style>.*?</style>", "", text, flags=re.S)) == []
    assert record.run_id in text
    assert text.count("<svg") >= 5


def test_the_same_record_gives_the_same_bytes(written, record, tmp_path):
    lang = "en" if 'lang="en"' in written.read_text(encoding="utf-8") else "zh"
    again = write_page(record, tmp_path / "again.html", lang)
    assert again.read_bytes() == written.read_bytes()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_chromium_reads_it_without_a_complaint_and_prints_it(written, tmp_path):
    options = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
    pdf = tmp_path / "page.pdf"
    complaints = "--enable-logging=stderr"
    done = subprocess.run(
        [*options, complaints, f"--print-to-pdf={pdf}", written.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert [line for line in done.stderr.splitlines() if ":CONSOLE" in line] == []
    assert pdf.read_bytes().count(b"/Type /Page\n") > 5
