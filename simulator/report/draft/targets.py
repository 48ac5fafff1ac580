"""Chapter of a draft: every target with its verdict in words, and where it was set."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from simulator.messages import say
from simulator.report.blocks import Block, Cell, Column, Heading, Table
from simulator.report.draft.reader import Draft, Run
from simulator.report.draft.scenarios import WIDEST
from simulator.report.draft.words import VERDICT_TONES, dashed, listed
from simulator.report.words import colon, separator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Target = dict[str, Any]

VERDICTS = tuple(VERDICT_TONES)


def target_chapter(draft: Draft) -> Iterator[Block]:
    """Counts, one verdict for each kind, then every target."""
    yield Heading(draft.text("targets"), 1, "targets")
    if not any(told(draft, run) for run in draft.runs):
        yield draft.paragraph(draft.text("no_targets"))
        return
    for run in draft.runs:
        if told(draft, run):
            yield draft.paragraph(*count_sentences(draft, run), style="body" if draft.single else "item")
    yield draft.paragraph(draft.text("unset_note"), draft.text("open_note"))
    if not draft.single:
        yield from side_by_side(draft)
    for first in draft.regions:
        yield from region_tables(draft, first)
    for run in draft.runs:
        yield from gap_table(draft, run)


def told(draft: Draft, run: Run) -> list[Target]:
    """Targets of a run that this draft may tell."""
    return [one for one in run.words["targets"] if one["rate"] or not draft.rates_only]


def count_sentences(draft: Draft, run: Run) -> list[str]:
    """How many are met, missed, without a value, not to be judged; then the one verdict for each kind."""
    found = told(draft, run)
    counts = Counter(one["verdict"] for one in found)
    gap = "" if draft.lang == "zh" else " "
    parts = [f"{say(f'verdict.{v}', draft.lang)}{gap}{counts[v]}" for v in VERDICTS if counts[v]]
    left_out = len(run.words["targets"]) - len(found)
    missed = [one["id"] for one in found if one["verdict"] == "missed"]
    head = "" if draft.single else draft.label(run) + colon(draft.lang)
    return [
        head + draft.text("target_count", count=len(found), parts=listed(parts, draft.lang)),
        draft.text("missed_ones", names=listed(missed, draft.lang)) if missed else "",
        draft.text("roll_up", parts=roll_up(run, draft.lang)) if not left_out else "",
        draft.text("targets_left_out", count=left_out) if left_out else "",
    ]


def roll_up(run: Run, lang: str) -> str:
    """The verdicts by kind as the first page says them."""
    return str(run.words["roll_up"]).partition(colon(lang).strip())[2].strip()


def region_tables(draft: Draft, first: Run) -> Iterator[Table]:
    """What the model judges, scenario by scenario; what others count or measure, once where all agree."""
    runs = [run for run in draft.runs if run.region_id == first.region_id]
    observed: dict[str, list[Target]] = defaultdict(list)
    for one in (one for run in runs for one in told(draft, run) if one["folded"]):
        observed[one["id"]].append(one)
    alike = [found[0] for found in observed.values() if all(one == found[0] for one in found)]
    for run in runs:
        rest = [one for one in told(draft, run) if one not in alike]
        yield from target_table(draft, "target_table", draft.label(run), [o for o in rest if not o["folded"]])
        yield from target_table(draft, "observed_table", draft.label(run), [o for o in rest if o["folded"]])
    yield from target_table(draft, "observed_table", first.region, alike)


def target_table(draft: Draft, key: str, name: str, rows: list[Target]) -> Iterator[Table]:
    """A table of targets; what is said of all of them stands in the note."""
    if rows:
        shared = shared_details(rows)
        cells = [target_cells(one, draft.lang, shared) for one in rows]
        note = dashed(separator(draft.lang).join(shared), draft.lang)
        yield Table(draft.text(key, scenario=name), target_columns(draft), cells, note=note)


def shared_details(rows: Sequence[Target]) -> list[str]:
    """What is said of every one of several targets, so that a note can say it once."""
    if len(rows) == 1:
        return []
    return [text for text in rows[0]["details"] if all(text in one["details"] for one in rows)]


def target_columns(draft: Draft) -> list[Column]:
    """Columns of a target table."""
    widths = {"target_id": 1.3, "target": 2.6, "kind": 1.05, "goal": 2.0, "verdict": 1.15, "found": 4.4}
    return [Column(draft.text(key), width=width) for key, width in widths.items()]


def target_cells(one: Target, lang: str, shared: Sequence[str] = ()) -> list[Cell]:
    """A target: the verdict in words, with a tone beside."""
    details = separator(lang).join(text for text in one["details"] if text not in shared)
    texts = [one["id"], one["title"], one["kind"], one["goal"], one["word"], details or "—"]
    cells = [Cell(dashed(text, lang)) for text in texts]
    cells[4] = Cell(one["word"], VERDICT_TONES[one["verdict"]])
    return cells


def gap_table(draft: Draft, run: Run) -> Iterator[Table]:
    """Single measures that close the missed targets of a run; a draft of rates tells no cost."""
    closing = run.words.get("closing", {})  # folders of earlier versions have none
    found = [(one, closing[one["id"]]) for one in told(draft, run) if one["id"] in closing]
    rows = [row for one, gap in found for row in gap_rows(draft, one, gap)]
    if rows:
        widths = {"target_id": 1.3, "target": 2.3, "gap_closes": 1.4, "gap_measure": 2.6, "gap_strength": 1.3}
        widths |= {"gap_margin": 1.1} if draft.rates_only else {"gap_margin": 1.1, "gap_cost": 2.6}
        columns = [Column(draft.text(key), width=width) for key, width in widths.items()]
        notes = ["gap_note"] if draft.rates_only else ["gap_note", "gap_cost_note"]
        note = separator(draft.lang).join(draft.text(key) for key in notes)
        yield Table(draft.text("gap_table", scenario=draft.label(run)), columns, rows, note=note)


def gap_rows(draft: Draft, one: Target, gap: dict[str, Any]) -> Iterator[list[Cell]]:
    """A missed target: one row a measure, the first with the answer."""
    names = ("title", "strength", "margin") if draft.rates_only else ("title", "strength", "margin", "cost")
    count = len(gap["steps"]) + gap["more"]
    answer = Cell(draft.text("gap_yes", count=count), "good")
    if not gap["closes"]:
        answer = Cell(draft.text("gap_no" if gap["steps"] else "gap_nothing"), "bad")
    head = [Cell(one["id"]), Cell(one["title"]), answer]
    for step in gap["steps"] or [dict.fromkeys(names, "—")]:
        yield [*head, *(Cell(dashed(step[name], draft.lang)) for name in names)]
        head = [Cell("")] * len(head)


def side_by_side(draft: Draft) -> Iterator[Block]:
    """Verdicts of every target, scenarios side by side, for each region."""
    for first in draft.regions:
        runs = [run for run in draft.runs if run.region_id == first.region_id]
        for start in range(0, len(runs), WIDEST):
            yield verdict_table(draft, runs[start : start + WIDEST])


def verdict_table(draft: Draft, runs: Sequence[Run]) -> Table:
    """One row a target, one column a scenario; a dash where a scenario does not have the target."""
    by_run = [{one["id"]: one for one in told(draft, run)} for run in runs]
    titles = {name: one["title"] for found in by_run for name, one in found.items()}
    rows = []
    for name, title in titles.items():
        cells = [found.get(name) for found in by_run]
        words = [Cell(o["word"], VERDICT_TONES[o["verdict"]]) if o else Cell("—", "quiet") for o in cells]
        rows.append([Cell(name), Cell(title), *words])
    columns = [
        Column(draft.text("target_id"), width=1.2),
        Column(draft.text("target"), width=2.8),
        *(Column(draft.label(run), width=1.2) for run in runs),
    ]
    return Table(draft.text("verdict_table", region=runs[0].region), columns, rows)


def target_source_tables(draft: Draft) -> Iterator[Table]:
    """For the annex: where each target stands."""
    for first in draft.regions:
        found = {
            one["id"]: one
            for run in draft.runs
            if run.region_id == first.region_id
            for one in told(draft, run)
        }
        rows = [[Cell(name), Cell(one["title"]), Cell(one["source"])] for name, one in found.items()]
        columns = [
            Column(draft.text("target_id"), width=1.2),
            Column(draft.text("target"), width=2.6),
            Column(draft.text("source"), width=5.0),
        ]
        if rows:
            yield Table(draft.text("target_sources", region=first.region), columns, rows)
