"""Annexes of a draft: where every number comes from and how good it is, what is missing or assumed, units."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from simulator.messages import TEXT, say
from simulator.report.blocks import Block, Cell, Column, Heading, Table
from simulator.report.draft.names import item_names, titles
from simulator.report.draft.reader import Draft, Run
from simulator.report.draft.scenarios import all_measures, reason_text, sector_title
from simulator.report.draft.targets import target_source_tables
from simulator.report.draft.words import dashed, is_ratio, listed
from simulator.report.words import bilingual, colon, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Row = dict[str, Any]

GRADES = ("reported", "confirmed_zero", "recalled", "derived", "assumed")
FACTORS = ("fuel", "process")  # dimensions of the dataset whose items carry the source of their factor


def source_chapter(draft: Draft) -> Iterator[Block]:
    """Every table that was read: how many numbers of which grade, then each source."""
    yield Heading(draft.text("sources"), 1, "sources")
    yield draft.paragraph(draft.text("sources_intro"), draft.text("grades_meaning"))
    told: set[tuple[str, str]] = set()  # rows that regions of one province share
    for run in draft.regions:
        if len(draft.regions) > 1:
            yield Heading(run.region, 2, f"sources-{run.region_id}")
        yield grade_table(draft, run)
        known = titles(run)
        for name, rows in run.record.inputs["tables"].items():
            new = [row for row in rows if (row["file"], row["source"]) not in told]
            if new:
                yield listing(draft, run, name, new, known, left_out=len(rows) - len(new))
            told |= {(row["file"], row["source"]) for row in rows}
        yield from factor_table(draft, run)
    yield from target_source_tables(draft)
    yield from meaning_table(draft)


def table_title(draft: Draft, name: str) -> str:
    """What a table of the region holds."""
    return draft.text(f"table.{name}") if f"draft.table.{name}" in TEXT else name


def grade_table(draft: Draft, run: Run) -> Table:
    """Numbers by table and grade."""
    tables = run.record.inputs["tables"]
    counts = {name: Counter(row["grade"] for row in rows) for name, rows in tables.items()}
    counts["measures"] = Counter(one["grade"] for one in run.measures)
    rows = [
        [Cell(table_title(draft, name)), *(Cell(str(found[g])) for g in GRADES), Cell(str(found.total()))]
        for name, found in counts.items()
    ]
    whole = sum(counts.values(), Counter[str]())
    total = [Cell(str(whole[grade])) for grade in GRADES]
    rows.append([Cell(draft.text("total")), *total, Cell(str(whole.total()))])
    columns = [
        Column(draft.text("data_table"), width=2.4),
        *(Column(say(f"grade.{grade}", draft.lang), True) for grade in GRADES),
        Column(draft.text("total"), True),
    ]
    caption = draft.text("grade_table", region=run.region)
    return Table(caption, columns, rows, note=draft.text("grade_note"))


def listing(
    draft: Draft, run: Run, name: str, rows: Sequence[Row], known: dict[str, str], left_out: int = 0
) -> Table:
    """Sources of a table: what each stands for, its grade, how many numbers, in which lines."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["source"], row["grade"]].append(row)
    cells = [
        [
            Cell(item_names(found, known, draft.lang)),
            Cell(source),
            Cell(say(f"grade.{grade}", draft.lang)),
            Cell(str(len(found))),
            Cell(places([row["file"] for row in found])),
        ]
        for (source, grade), found in groups.items()
    ]
    caption = draft.text("source_listing", region=run.region, table=table_title(draft, name))
    note = draft.text("listed_above", count=left_out) if left_out else ""
    return Table(caption, source_columns(draft), cells, note=note)


def source_columns(draft: Draft) -> list[Column]:
    """Columns of a list of sources."""
    return [
        Column(draft.text("stands_for"), width=3.0),
        Column(draft.text("source"), width=3.4),
        Column(draft.text("grade"), width=0.9),
        Column(draft.text("numbers"), True, 0.7),
        Column(draft.text("where"), width=1.9),
    ]


def places(files: Sequence[str]) -> str:
    """Folder, file and lines, runs of lines drawn together.

    >>> places(["a/drivers.csv:2", "a/drivers.csv:3", "a/drivers.csv:7"])
    'a/drivers.csv:2-3, 7'
    """
    lines: dict[str, list[int]] = defaultdict(list)
    for place in files:
        file, _, line = place.rpartition(":")
        lines["/".join(file.split("/")[-2:])].append(int(line))
    return "; ".join(f"{file}:{spans(sorted(found))}" for file, found in lines.items())


def spans(numbers: Sequence[int]) -> str:
    """Rising numbers with neighbours drawn together."""
    groups: list[list[int]] = []
    for one in numbers:
        if groups and one == groups[-1][-1] + 1:
            groups[-1].append(one)
        else:
            groups.append([one])
    return ", ".join(str(g[0]) if len(g) == 1 else f"{g[0]}-{g[-1]}" for g in groups)


def factor_table(draft: Draft, run: Run) -> Iterator[Table]:
    """Grade and source of the CO2 factors of fuels and processes, and of single rates."""
    data = run.record.dataset
    rows = []
    for axis in FACTORS:
        if f"{axis}_reference" in data:
            titles = data[f"{axis}_title_zh" if draft.lang == "zh" else f"{axis}_title"].values
            told = zip(titles, data[f"{axis}_reference"].values, strict=True)
            rows += [reference_cells(str(title), str(text), draft.lang) for title, text in told if text]
    for variable in data.data_vars.values():
        if text := str(variable.attrs.get("references", "")):
            title = variable.attrs["long_name_zh" if draft.lang == "zh" else "long_name"]
            rows.append(reference_cells(title, text, draft.lang))
    if rows:
        columns = [
            Column(draft.text("stands_for"), width=2.4),
            Column(draft.text("grade"), width=0.9),
            Column(draft.text("source"), width=3.6),
            Column(draft.text("where"), width=2.4),
        ]
        yield Table(draft.text("factor_sources", region=run.region), columns, rows)


def reference_cells(title: str, text: str, lang: str) -> list[Cell]:
    """A factor: title, grade, source, place."""
    parts = text.split(" · ")
    if len(parts) < 3 or parts[0] not in GRADES:
        return [Cell(title), Cell("—", "quiet"), Cell(text), Cell("—", "quiet")]
    return [Cell(title), Cell(say(f"grade.{parts[0]}", lang)), Cell(" · ".join(parts[2:])), Cell(parts[1])]


def meaning_table(draft: Draft) -> Iterator[Block]:
    """What full strength of every measure means, with grade and source."""
    rows = [
        [
            Cell(sector_title(draft, one["sector"])),
            Cell(one["title"][draft.lang]),
            Cell(one["meaning"][draft.lang].strip()),
            Cell(say(f"grade.{one['grade']}", draft.lang)),
            Cell(one["source"]),
        ]
        for one in all_measures(draft.runs)
    ]
    if rows:
        columns = [
            Column(draft.text("sector"), width=0.9),
            Column(draft.text("measure"), width=1.8),
            Column(draft.text("full_strength"), width=4.2),
            Column(draft.text("grade"), width=0.8),
            Column(draft.text("source"), width=2.6),
        ]
        yield Table(draft.text("meaning_table"), columns, rows)


# ---- what is missing or assumed ----


def missing_chapter(draft: Draft) -> Iterator[Block]:
    """What nobody has measured, what contradicts, what is assumed."""
    yield Heading(draft.text("missing"), 1, "missing")
    yield draft.paragraph(draft.text("missing_intro"))
    for run in draft.regions:
        yield from draft.items(*region_notes(draft, run))
    for run in draft.runs:
        told = [] if draft.rates_only else [dashed(note, draft.lang) for note in run.words["notes"]]
        head = "" if draft.single else draft.label(run) + colon(draft.lang)
        yield from draft.items(*(head + note for note in told))
        yield from draft.items(*foreign_reason(draft, run))


def region_notes(draft: Draft, run: Run) -> list[str]:
    """Share of assumed numbers, unknown terms; contradictions where the first page's notes are left out."""
    summary, region = run.record.summary, run.record.inputs["region"]
    assumed = summary["grades"].get("assumed", 0.0)
    notes = [
        draft.text("assumed_share", region=run.region, year=summary["base_year"], share=percent(assumed, 0))
    ]
    terms = [unknown_title(term, draft.lang) for term in region["unknown_terms"]]
    if terms:
        notes.append(draft.text("unknown", region=run.region, terms=listed(terms, draft.lang)))
    if draft.rates_only:
        notes += [
            say("conflict_line", draft.lang, text=one[draft.lang])
            for one in region["conflicts"]
            if all(is_ratio(subject) for subject in one["subjects"])
        ]
    return notes


def unknown_title(term: str, lang: str) -> str:
    """What nobody has measured, in words where there are some."""
    key = f"unknown.{term}"
    return say(key, lang) if key in TEXT else term.upper() if term.startswith("h") else term


def foreign_reason(draft: Draft, run: Run) -> list[str]:
    """The reason of a scenario where it is written in the other language only."""
    text = run.record.inputs["scenario"].get("reason", "")
    if draft.rates_only or not text or reason_text(text, draft.lang):
        return []
    words = bilingual(text, draft.lang).strip().rstrip(".")
    return [draft.text("foreign_reason", scenario=draft.label(run), text=words)]


# ---- units, and which result this is ----


def unit_chapter(draft: Draft) -> Iterator[Block]:
    """Units, rounding, run id and version."""
    yield Heading(draft.text("units"), 1, "units")
    yield from draft.items(*(draft.text(key) for key in ("unit_energy", "unit_co2", "rounding", "dashes")))
    columns = [
        Column(draft.text("scenario"), width=3.0),
        Column(draft.text("scenario_id"), width=2.4),
        Column(draft.text("run_id"), width=1.8),
        Column(draft.text("version"), width=1.0),
        Column(draft.text("folder"), width=2.4),
    ]
    rows = [
        [
            Cell(f"{run.region} {run.scenario}"),
            Cell(run.scenario_id),
            Cell(run.record.run_id),
            Cell(str(run.record.manifest["version"])),
            Cell(run.record.folder.resolve().name),
        ]
        for run in draft.runs
    ]
    yield Table(draft.text("run_table"), columns, rows, note=draft.text("run_note"))
