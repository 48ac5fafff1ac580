"""Chapter of the draft of a comparison: inputs that differ, sums, credits, causes, scores, charts.

The parts are those of the comparison's summary, in its words; what other chapters tell already is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from simulator.messages import TEXT
from simulator.report.blocks import Block, Cell, Column, Heading, Picture, Table, Tone
from simulator.report.draft.words import dashed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from simulator.report.draft.reader import Draft

    Part = dict[str, Any]
    Grid = dict[str, Any]

ELSEWHERE = ("scenarios", "verdicts", "indicators", "peaks")  # parts that are chapters of every draft
NOT_SHARED = ("scenarios",)  # of these the notes are told
NONE = "-"
AGAINST = "against"  # in the name of a chart of causes
MINUS = re.compile(r"(?<![\w—–-])-(?=\d)")
NAME_WIDTH, TEXT_WIDTH = 2.4, 2.0  # of columns, beside 1 of a number
TONES: dict[str, Tone] = {"good": "good", "bad": "bad", "open": "open"}
CHINESE_UNITS = (
    (re.compile(r"万tce\b"), "万吨标准煤"),
    (re.compile(r"万t\b"), "万吨"),
    (re.compile(r"\btce/(?=万|人)"), "吨标准煤/"),
    (re.compile(r"\bt/(?=万|人)"), "吨/"),
    (re.compile(r"(?<=[^\x00-\x7f]), (?=[^\x00-\x7f])"), "，"),
    (re.compile(r" ?\(([^()]*)\)"), r"（\1）"),
)


def compare_chapter(draft: Draft) -> Iterator[Block]:
    """Every part of a comparison, then its charts; nothing for the draft of a single run."""
    if draft.record.kind != "comparison":
        return
    parts = draft.record.summary[draft.lang]["rates_only_parts" if draft.rates_only else "parts"]
    named = labels(draft)
    yield Heading(draft.text("comparison"), 1, "comparison")
    for part in parts:
        if part["key"] in NOT_SHARED:
            yield from draft.items(*(sentence(note, named, draft.lang) for note in part["notes"][1:]))
        elif part["key"] not in ELSEWHERE:
            yield from part_blocks(draft, part, named)
    if not draft.rates_only:
        yield from chart_blocks(draft)


def labels(draft: Draft) -> dict[str, str]:
    """What the comparison calls a scenario, `1 baseline` -> how the draft does."""
    summary = draft.record.summary
    lines = next(part["lines"] for part in summary[draft.lang]["parts"] if part["key"] == "scenarios")
    runs = {run.record.folder.name: run for run in draft.runs}
    return {
        line.partition("  ")[0]: draft.label(runs[scenario["run"]])
        for line, scenario in zip(lines, summary["scenarios"], strict=True)
    }


def worded(text: str, named: dict[str, str], lang: str) -> str:
    """Words of a comparison as a document writes them: titles of scenarios, units, dashes."""
    gap = " ?" if lang == "zh" else ""
    for label, title in named.items():
        pattern = rf"{gap}(?<!\d){re.escape(label)}(?![\w-]){gap}"
        text = re.sub(pattern, title.replace("\\", r"\\"), text)
    if lang == "zh":
        for unit, words in CHINESE_UNITS:
            text = unit.sub(words, text)
    return dashed(text.replace("1e4 CNY", "10^4 CNY"), lang)


def part_blocks(draft: Draft, part: Part, named: dict[str, str]) -> Iterator[Block]:
    """A part: heading, lines, tables, notes."""
    title = worded(part["title"], named, draft.lang)
    yield Heading(title, 2, f"comparison-{part['key']}")
    yield from draft.items(*(sentence(line, named, draft.lang) for line in part["lines"]))
    for grid in part["grids"]:
        if grid["rows"]:
            yield grid_table(draft, grid, title, named)
    yield from draft.items(*(sentence(note, named, draft.lang) for note in part["notes"]))


def sentence(text: str, named: dict[str, str], lang: str) -> str:
    """The same in running text, where a line must not end behind a minus."""
    return MINUS.sub("\N{MINUS SIGN}", worded(text, named, lang))


def grid_table(draft: Draft, grid: Grid, title: str, named: dict[str, str]) -> Table:
    """A grid of words as a table."""
    rows = [
        [
            grid_cell(worded(text, named, draft.lang), grid["tones"][place][at] if grid["tones"] else "")
            for at, text in enumerate(row)
        ]
        for place, row in enumerate(grid["rows"])
    ]
    columns = [
        Column(worded(text, named, draft.lang), number=is_number, width=column_width(grid, at))
        for at, text in enumerate(grid["head"])
        for is_number in [at >= grid["left"] and not grid["wrap"]]
    ]
    words = worded(grid["caption"], named, draft.lang)
    caption = draft.text("part_caption", part=title, text=words) if words else title
    return Table(caption, columns, rows)


def grid_cell(text: str, tone: str) -> Cell:
    """A cell; a dash where there is no value."""
    return Cell("—", "quiet") if text == NONE else Cell(text, TONES.get(tone, ""))


def column_width(grid: Grid, at: int) -> float:
    """Names and text are wider than numbers."""
    if at < grid["left"]:
        return NAME_WIDTH
    return TEXT_WIDTH if grid["wrap"] else 1.0


# ---- charts ----


def chart_blocks(draft: Draft) -> Iterator[Block]:
    """The charts that hold scenarios against each other."""
    from simulator.report.compare import chart_data as compare_chart_data
    from simulator.report.compare import charts as compare_charts

    content = draft.record.summary[draft.lang]["charts"]
    figures = compare_charts.comparison_figures(compare_chart_data.chart_from_json(content))
    if figures:
        yield Heading(draft.text("charts"), 2, "comparison-charts")
    for name, draw in figures.items():
        yield picture(draft, name, draw)


def picture(draft: Draft, name: str, draw: Callable[[], Any]) -> Picture:
    """A chart with its caption: what it draws, then of which region or scenario."""
    kind, _, rest = name.partition("-")
    words = draft.text(f"chart.{kind}") if f"draft.chart.{kind}" in TEXT else kind
    places = {run.region_id: run.region for run in draft.runs}
    places |= {run.record.folder.name: draft.label(run) for run in draft.runs}
    places |= {run.scenario_id.rpartition("/")[2]: draft.label(run) for run in draft.runs}
    place, _, page = rest.rpartition("-") if rest.rpartition("-")[2].isdigit() else (rest, "", "")
    if place == AGAINST:
        places[place] = draft.text("against_baseline")
    caption = draft.text("part_caption", part=words, text=places.get(place, place)) if place else words
    caption = draft.text("page_of", caption=caption, page=page) if page else caption
    return Picture(caption, f"{draft.record.folder.name}-{name}", draw)
