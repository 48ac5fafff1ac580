"""The draft: its words and numbers are those of the result's own tables, and never more than them."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from records import record_of

from simulator import load
from simulator.messages import TEXT
from simulator.report.blocks import Block, Contents, Heading, Paragraph, Picture, Table, Title
from simulator.report.draft.document import draft_blocks
from simulator.report.draft.names import item_names, name_in_words, titles
from simulator.report.draft.reader import Run
from simulator.report.draft.sources import places, reference_cells
from simulator.report.record import Record, read_records
from simulator.report.words import figure, percent, shown
from simulator.variables import CORE, INDICATORS, SECTOR_NAMES, SOURCE_NAMES, name_of

SINGLE = ("yiwu/stated_policies", "quzhou/accelerated")
COMPARED = (
    ("yiwu/stated_policies", "yiwu/accelerated", "yiwu/baseline"),
    ("yiwu/stated_policies", "quzhou/stated_policies"),
)
EVERY = (*SINGLE, *COMPARED)
LANGUAGES = ("zh", "en")
VERDICTS = ("met", "missed", "no_value_set", "cannot_be_judged")
CHAPTERS = ["base", "scenarios", "accounting", "peak", "targets", "sectors", "measures", "sources", "missing"]
FOLDER = TemporaryDirectory(prefix="comparisons-")  # gone when the tests end
Which = str | tuple[str, ...]


@cache
def comparison(scenarios: tuple[str, ...]) -> Record:
    """The record of a comparison, the last scenario its baseline."""
    from simulator.explore.compare.comparison import compare
    from simulator.report.compare.folder import write_comparison

    plans = [plan for name in scenarios if (plan := load(name)) is not None]
    found = compare(plans, len(plans) - 1)
    return read_records([write_comparison(found, Path(FOLDER.name), charts=False)])[0]


@cache
def record(which: Which) -> Record:
    """A run, or a comparison of several."""
    return record_of(which) if isinstance(which, str) else comparison(which)


@cache
def blocks(which: Which, lang: str = "zh", *, rates_only: bool = False) -> tuple[Block, ...]:
    """The draft of a run or comparison."""
    return tuple(draft_blocks(record(which), lang, rates_only=rates_only))


def word(key: str, lang: str = "zh") -> str:
    """Words of the message table."""
    return TEXT[key][lang == "zh"]


def chapter(found: tuple[Block, ...], key: str) -> list[Block]:
    """The blocks of a chapter, its heading first."""
    starts = [at for at, block in enumerate(found) if isinstance(block, Heading) and block.level == 1]
    start = next(at for at in starts if getattr(found[at], "key", "") == key)
    return list(found[start : next((at for at in starts if at > start), len(found))])


def tables(found: Any) -> list[Table]:
    """The tables among blocks."""
    return [block for block in found if isinstance(block, Table)]


def texts_of(block: Block) -> list[str]:
    """Every text of a block."""
    if isinstance(block, Title):
        return [block.text, block.subtitle, *(part for fact in block.facts for part in fact)]
    if isinstance(block, Table):
        cells = [cell.text for row in block.rows for cell in row]
        return [block.caption, block.note, *(column.title for column in block.columns), *cells]
    if isinstance(block, Picture):
        return [block.caption, block.note]
    return [] if isinstance(block, Contents) else [block.text]


def words_of(found: Any) -> str:
    """All text of blocks."""
    return "\n".join(text for block in found for text in texts_of(block))


def named(found: Any, caption: str) -> Table:
    """The table whose caption holds some words."""
    return next(block for block in tables(found) if caption in block.caption)


def cells(table: Table) -> list[list[str]]:
    """The texts of a table."""
    return [[cell.text for cell in row] for row in table.rows]


def value(which: str, table: str, **where: str) -> float:
    """The one number of a CSV table that fits."""
    fits = {"case": "central", **where}
    if where["variable"].startswith("co2"):
        fits["accounting"] = record(which).summary["preset"]
    found = [row for row in record(which).table(table) if fits.items() <= row.items()]
    assert len(found) == 1, (where, len(found))
    return float(found[0]["value"])


# ---- what every draft is made of ----


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("which", EVERY, ids=str)
@pytest.mark.parametrize("rates_only", [False, True])
def test_headings_tables_and_pictures_are_whole(which: Which, lang: str, rates_only: bool) -> None:
    found = blocks(which, lang, rates_only=rates_only)
    assert isinstance(found[0], Title)
    assert isinstance(found[1], Contents)
    headings = [block for block in found if isinstance(block, Heading)]
    levels = [1, *(heading.level for heading in headings)]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    keys = [heading.key for heading in headings]
    assert len(set(keys)) == len(keys)
    assert [key for key in keys if key in CHAPTERS] == CHAPTERS
    for table in tables(found):
        assert table.caption
        assert table.rows
        assert all(len(row) == len(table.columns) for row in table.rows), table.caption
    names = [block.name for block in found if isinstance(block, Picture)]
    assert len(set(names)) == len(names)
    assert all(text.strip() for block in found if isinstance(block, Paragraph) for text in [block.text])


@pytest.mark.parametrize("which", EVERY, ids=str)
def test_each_language_keeps_to_itself(which: Which) -> None:
    english = [block for block in blocks(which, "en") if isinstance(block, Heading)]
    chinese = [block for block in blocks(which, "zh") if isinstance(block, Heading)]
    assert [one.key for one in english] == [one.key for one in chinese]
    assert not re.search("[\u4e00-\u9fff]", "".join(one.text for one in english))
    assert all(re.search("[\u4e00-\u9fff]", one.text) for one in chinese)
    told = [one.text for one in blocks(which, "en") if isinstance(one, Paragraph)]
    assert not [text for text in told if re.search("[\u3000-\u303f\uff01-\uffee]", text)]


def test_the_title_block_names_region_scenario_mark_and_run() -> None:
    found = blocks("yiwu/stated_policies")[0]
    assert isinstance(found, Title)
    assert "义乌市" in found.text
    assert found.subtitle == "政策情景"
    facts = dict(found.facts)
    assert facts["标注"] == word("mark_internal")
    assert facts["运算编号"] == record("yiwu/stated_policies").run_id
    assert facts["测算年限"] == "2020—2060年"


# ---- numbers are those of the tables ----


@pytest.mark.parametrize("which", SINGLE)
def test_the_base_year_is_that_of_the_tables(which: str) -> None:
    sources, sectors, *_ = tables(chapter(blocks(which), "base"))
    total = value(which, "indicators", variable="energy_total", year="2020")
    assert cells(sources)[-1] == ["合计", figure(total), "100.0%"]
    energy = {
        name_of(SOURCE_NAMES, row["fuel"], "zh"): float(row["value"])
        for row in record(which).table("energy")
        if (row["variable"], row["sector"], row["year"]) == ("primary_energy", "", "2020")
        if row["case"] == "central" and row["fuel"]
    }
    assert len(cells(sources)) > 5
    for name, amount, part in cells(sources)[:-1]:
        assert (amount, part) == (figure(energy[name]), percent(energy[name] / total))
    by_sector = next(row for row in cells(sectors) if row[0] == "工业")
    co2 = value(which, "co2", variable="co2_end_use", year="2020", sector="industry")
    assert by_sector[3] == figure(co2)
    assert f"能源消费总量{figure(total)}万吨标准煤" in words_of(chapter(blocks(which), "base"))


@pytest.mark.parametrize("which", SINGLE)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_peak_sentence_is_that_of_the_peak_table(which: str, lang: str) -> None:
    rows = {row["case"]: row for row in record(which).table("peaks") if row["subject"] == "co2_total"}
    told = next(block for block in chapter(blocks(which, lang), "peak") if isinstance(block, Paragraph)).text
    for case in ("central", "frozen_grid"):
        assert rows[case]["status"] == "peaked"
        assert rows[case]["peak_year"] in told
        assert figure(float(rows[case]["peak_value"])) in told
    years = sorted(rows[case]["peak_year"] for case in ("central", "low", "high"))
    assert years[0] in told
    assert years[-1] in told
    table = named(chapter(blocks(which, lang), "peak"), word("draft.case_table", lang))
    heights = [figure(float(rows[case]["peak_value"])) for case in ("central", "low", "high", "frozen_grid")]
    assert [row[2] for row in cells(table)] == heights


@pytest.mark.parametrize("which", SINGLE)
def test_indicators_are_those_of_the_table_after_rounding(which: str) -> None:
    table = named(chapter(blocks(which), "peak"), "核心指标")
    years = [column.title for column in table.columns[1:]]
    by_name = {row[0].partition("（")[0]: row[1:] for row in cells(table)}
    for name in CORE:
        found = [value(which, "indicators", variable=name, year=year) for year in years]
        assert by_name[INDICATORS[name].zh] == [shown(name, one) for one in found]


@pytest.mark.parametrize("which", SINGLE)
def test_every_measure_stands_in_its_sector_with_what_it_cuts(which: str) -> None:
    cuts = {
        row["measure"]: (float(row["cut_alone"]), float(row["cut_last"]))
        for row in record(which).table("measures")
        if row["variable"] == "co2_total" and row["year"] == "2030"
    }
    told = [
        cells(table)
        for table in tables([*chapter(blocks(which), "sectors"), *chapter(blocks(which), "measures")])
        if "措施及减排" in table.caption
    ]
    rows = {row[0]: row for found in told for row in found}
    used = record(which).inputs["measures"]
    assert len(rows) == len(used) == sum(map(len, told))
    for one in used:
        alone, last = cuts[one["use"]]
        assert rows[one["title"]["zh"]][3] == f"{figure(alone)} / {figure(last)}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sector_has_its_section(lang: str) -> None:
    found = [block for block in chapter(blocks(SINGLE[0], lang), "sectors") if isinstance(block, Heading)]
    names = [SECTOR_NAMES[sector][lang == "zh"] for sector in SECTOR_NAMES]
    assert [heading.text for heading in found[1:]] == names


# ---- verdicts ----


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("which", SINGLE)
def test_every_target_appears_with_its_verdict_in_words(which: str, lang: str) -> None:
    judged = [
        table
        for table in tables(chapter(blocks(which, lang), "targets"))
        if table.columns[4].title == word("draft.verdict", lang)
    ]
    found = [row for table in judged for row in cells(table)]
    told = {row[0]: row[4] for row in found}
    assert len(told) == len(found)
    verdicts = {row["id"]: row["verdict"] for row in record(which).table("targets")}
    assert told == {name: word(f"verdict.{verdict}", lang) for name, verdict in verdicts.items()}


@pytest.mark.parametrize("which", SINGLE)
def test_the_sentences_count_what_the_table_holds(which: str) -> None:
    rows = record(which).table("targets")
    counts = Counter(row["verdict"] for row in rows)
    told = words_of(chapter(blocks(which), "targets")[1:2])
    assert f"共{len(rows)}项目标" in told
    for verdict in VERDICTS:
        if counts[verdict]:
            assert re.search(rf"(?<!未){word(f'verdict.{verdict}')}{counts[verdict]}(?!\d)", told), verdict
    missed = [row["id"] for row in rows if row["verdict"] == "missed"]
    assert f"未完成的目标：{'、'.join(missed)}。" in told


@pytest.mark.parametrize("which", SINGLE)
def test_what_has_no_value_is_neither_met_nor_missed(which: str) -> None:
    verdicts = {row["id"]: row["verdict"] for row in record(which).table("targets")}
    open_ones = {name for name, verdict in verdicts.items() if verdict == "no_value_set"}
    assert open_ones
    for table in tables(chapter(blocks(which), "targets")):
        for row in table.rows:
            if row[0].text in open_ones:
                assert row[4].text == "未下达"
                assert row[4].tone == "open"
                assert "未下达" in row[3].text


@pytest.mark.parametrize("which", COMPARED, ids=str)
def test_a_comparison_shows_verdicts_side_by_side(which: tuple[str, ...]) -> None:
    found = record(which)
    assert [run.summary["scenario"]["id"] for run in found.runs] != []
    for run in found.runs:
        region = run.summary["region"]["title"]["zh"]
        table = named(chapter(blocks(which), "targets"), f"{region}各情景目标判定对照")
        title = run.summary["scenario"]["title"]["zh"]
        at = next(place for place, column in enumerate(table.columns) if title in column.title)
        told = {row[0]: row[at] for row in cells(table)}
        assert told == {row["id"]: word(f"verdict.{row['verdict']}") for row in run.table("targets")}


# ---- rates only ----


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("which", EVERY, ids=str)
def test_rates_only_tells_no_total_and_no_peak_year(which: Which, lang: str) -> None:
    found = blocks(which, lang, rates_only=True)
    chapters = [block for key in (*CHAPTERS[:-2], "missing") for block in chapter(found, key)]
    indices = {id(table) for table in tables(chapters) if re.search("= ?100", table.caption)}
    told = words_of(block for block in chapters if id(block) not in indices)  # first year 100, no totals
    if not isinstance(which, str):
        told += words_of(chapter(found, "comparison"))
    amounts = r"\d ?(?:× )?(?:万吨标准煤|万吨|万t|10⁴ t|10\^4 t|万tce)(?!/[日d])"  # a day: sewage works
    assert re.findall(rf".{{0,30}}{amounts}.{{0,20}}", told) == []
    peaks = r"\d{4} ?年?(?:达峰|已达峰)|peak\w* in \d{4}|达峰年份? ?\d{4}"
    assert re.findall(rf".{{0,30}}(?:{peaks}).{{0,20}}", told) == []
    for run in [record(which)] if isinstance(which, str) else record(which).runs:
        totals = [
            figure(float(row["value"]))
            for row in run.table("indicators")
            if row["variable"] in ("co2_total", "energy_total") and row["year"] in ("2025", "2030", "2060")
        ]
        for total in totals:
            assert not re.search(rf"(?<![\d.]){total}(?![\d.%])", told), total


def test_rates_only_keeps_verdicts_of_rates() -> None:
    which = "yiwu/stated_policies"
    told = [row[0] for t in tables(chapter(blocks(which, rates_only=True), "targets")) for row in cells(t)]
    assert "Y1" in told
    assert "Y-coal-first" not in told  # a target on a peak year
    assert not [
        block
        for block in blocks(which, rates_only=True)
        if isinstance(block, Picture) and "co2" in block.name
    ]


# ---- sources ----


@pytest.mark.parametrize("which", SINGLE)
def test_every_number_of_every_input_table_has_its_source(which: str) -> None:
    found = chapter(blocks(which), "sources")
    for name, rows in record(which).inputs["tables"].items():
        if not rows:
            continue
        region = record(which).summary["region"]["title"]["zh"]
        listed = [t for t in tables(found) if t.caption == f"{region}{word(f'draft.table.{name}')}出处"]
        assert len(listed) == 1
        told = cells(listed[0])
        assert sum(int(row[3]) for row in told) == len(rows)
        assert {row[1] for row in told} == {row["source"] for row in rows}
        lines = {place for row in told for place in expanded(row[4])}
        assert lines == {"/".join(row["file"].split("/")[-2:]) for row in rows}
    grades = cells(named(found, "各数据表的数值个数与等级"))
    inputs = [row["grade"] for rows in record(which).inputs["tables"].values() for row in rows]
    inputs += [one["grade"] for one in record(which).inputs["measures"]]
    counted = Counter(inputs)
    order = ("reported", "confirmed_zero", "recalled", "derived", "assumed")
    assert grades[-1] == ["合计", *(str(counted[grade]) for grade in order), str(len(inputs))]


def expanded(text: str) -> set[str]:
    """`a.csv:2-3, 7; b.csv:1` as single lines."""
    found = set()
    for part in text.split("; "):
        file, _, spans = part.partition(":")
        for span in spans.split(", "):
            first, _, last = span.partition("-")
            found |= {f"{file}:{line}" for line in range(int(first), int(last or first) + 1)}
    return found


def test_places_and_names_by_hand() -> None:
    assert places(["w/x/a.csv:9", "x/a.csv:2", "x/a.csv:3", "b.csv:1"]) == "x/a.csv:2-3, 9; b.csv:1"
    assert reference_cells("Coal", "recalled · a.csv:3 · Guide", "en")[2].text == "Guide"
    assert reference_cells("Coal", "own words", "en")[1].text == "—"
    rows: list[dict[str, Any]] = [
        {"target_id": "industry.*", "quantity": "intensity.growth"},
        {"target_id": "kiln", "fuel": "coal"},
        {"target_id": "mill", "fuel": "coal"},
    ]
    known = {"kiln": "窑炉", "mill": "磨机", "coal": "煤炭"}
    assert item_names(rows, known, "zh") == "工业各分支（能耗强度增速）；窑炉、磨机（煤炭）"
    assert name_in_words("nobody.knows", {}, "zh") == "nobody.knows"


def test_ids_of_branches_do_not_stand_in_the_annex() -> None:
    which = "yiwu/stated_policies"
    listed = [t for t in tables(chapter(blocks(which), "sources")) if t.caption.endswith("能源平衡出处")]
    assert listed
    assert not [row for table in listed for row in cells(table) if re.search(r"[a-z]+\.[a-z]", row[0])]
    assert titles(Run(record(which), "zh"))["transport.passenger.car"]


# ---- comparisons ----


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("which", COMPARED, ids=str)
def test_a_comparison_keeps_the_order_and_calls_scenarios_by_their_titles(
    which: tuple[str, ...], lang: str
) -> None:
    found = blocks(which, lang)
    titled = [
        next(run for run in record(which).runs if run.summary["scenario"]["id"] == name).summary["scenario"]
        for name in which
    ]
    subtitle = found[0]
    assert isinstance(subtitle, Title)
    told = ("、" if lang == "zh" else ", ").join(dict.fromkeys(one["title"][lang] for one in titled))
    assert subtitle.subtitle == told
    compared = words_of(chapter(found, "comparison"))
    for number, name in enumerate(which, start=1):
        assert f"{number} {name.rpartition('/')[2]}" not in compared
        assert f"{number} {name}" not in compared
    assert titled[0]["title"][lang] in compared


def test_a_comparison_tells_the_sums_of_its_own_table() -> None:
    which = COMPARED[0]
    table = named(chapter(blocks(which), "comparison"), "累计碳排放")
    assert [row[0] for row in cells(table)] == ["政策情景", "加速达峰情景", "基准情景"]
    rows = [
        row
        for row in record(which).table("cumulative")
        if row["scenario"] == "yiwu/accelerated" and row["case"] == "central"
    ]
    assert cells(table)[1][1 : 1 + len(rows)] == [figure(float(row["value"])) for row in rows]
    assert cells(table)[2][-1] == "—"  # the baseline against itself


def test_credits_of_a_comparison_stand_in_the_draft() -> None:
    which = COMPARED[0]
    credits = {
        row["player"]: float(row["credited"])
        for row in record(which).table("attribution")
        if (row["scenario"], row["level"], row["variable"]) == ("yiwu/accelerated", "players", "co2_total")
        if (row["year"], row["sector"], row["fuel"]) == ("2030", "", "") and row["credited"]
    }
    table = next(t for t in tables(chapter(blocks(which), "comparison")) if "措施贡献" in t.caption)
    told = next(row for row in cells(table) if row[0] == "加速达峰情景")
    heads = [column.title for column in table.columns]
    for sector in ("industry", "transport"):
        assert float(told[heads.index(SECTOR_NAMES[sector][1])]) == pytest.approx(credits[sector], rel=5e-3)


# ---- hostile titles ----


@pytest.mark.parametrize("title", ["<b>&amp;\"'义乌", "=1+1", "很" * 300, "{{ 7 * 7 }} $x_1$ \\1"])
def test_titles_are_shown_as_they_are(tmp_path: Path, title: str) -> None:
    from simulator import simulate
    from simulator.report.run_folder import write_run_folder

    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    text = f'title: {{zh: "{quoted}", en: "{quoted}"}}\nextends: yiwu/baseline\n'
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    plan = load(str(tmp_path / "own.yaml"))
    assert plan is not None
    found = read_records([write_run_folder(simulate(plan), tmp_path, charts=False)])[0]
    told = draft_blocks(found, "zh")
    assert isinstance(told[0], Title)
    assert told[0].subtitle == title
    assert f"{title}下，" in words_of(told)


# ---- projects and gases ----


def test_projects_stand_with_their_tonnes_unless_totals_are_left_out() -> None:
    which = "yiwu/stated_policies"
    rows = record(which).table("projects")
    told = cells(named(chapter(blocks(which), "measures"), "单个项目碳排放"))
    assert [(row[0], row[1], row[2]) for row in told] == [
        (row["title_zh"], row["year"], figure(float(row["co2"]))) for row in rows
    ]
    assert {row[4] for row in told} == {"否"}  # they act through measures
    assert "单个项目" not in words_of(blocks(which, rates_only=True))
    assert not record("quzhou/accelerated").table("projects")
    assert "单个项目" not in words_of(blocks("quzhou/accelerated"))


@pytest.mark.parametrize("which", SINGLE)
def test_other_gases_are_told_as_on_the_first_page(which: str) -> None:
    lines = record(which).summary["zh"]["gases"]
    assert lines
    told = words_of(chapter(blocks(which), "peak"))
    assert all(line.partition("：")[0] in told for line in lines)
