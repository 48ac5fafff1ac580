"""Chapters of a draft: what each scenario changes, and the accounting rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.report.blocks import Block, Cell, Column, Heading, Table
from simulator.report.draft.names import driver_name, titles
from simulator.report.draft.reader import Draft, Run
from simulator.report.draft.words import dashed, joined, listed
from simulator.report.words import bilingual, colon, percent
from simulator.variables import SECTOR_NAMES, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.report.blocks import Paragraph

WIDEST = 6  # scenarios side by side in one table
CROSS = "cross_cutting"


def scenario_chapter(draft: Draft) -> Iterator[Block]:
    """Every scenario: what it builds on, why, drivers, changes; then strengths of all measures."""
    yield Heading(draft.text("scenarios"), 1, "scenarios")
    for place, run in enumerate(draft.runs):
        if not draft.single:
            yield Heading(draft.label(run), 2, f"scenario-{place + 1}")
        yield from scenario_blocks(draft, run)
    if any(run.measures for run in draft.runs):
        yield from strength_tables(draft)


def scenario_blocks(draft: Draft, run: Run) -> Iterator[Block]:
    """One scenario in words."""
    scenario = run.record.inputs["scenario"]
    based = scenario.get("extends")
    begin = "scenario_extends" if based else "scenario_alone"
    words = {"id": run.scenario_id, "first": run.first, "last": run.last, "count": len(run.measures)}
    yield draft.paragraph(
        draft.text(begin, based=based or "", **words),
        draft.text("measure_count" if run.measures else "no_measures", **words),
    )
    reason = reason_text(scenario.get("reason", ""), draft.lang)
    if reason and not draft.rates_only:  # free text may tell totals and years
        yield draft.paragraph(draft.text("reason", text=reason.rstrip(".。")))
    changed = [*driver_lines(draft, scenario.get("drivers", {}), titles(run)), *run.record.inputs["changes"]]
    if changed:
        yield draft.paragraph(draft.text("changed"))
        yield from draft.items(*changed)
    else:
        yield draft.paragraph(draft.text("nothing_changed"))


def reason_text(text: str, lang: str) -> str:
    """Why a scenario was made, in the reader's language; nothing if it is written in the other one only.

    Chinese readers find an English reason among the sources, in the annex.
    """
    found = bilingual(text, lang).strip()
    return found if lang == "en" or any("一" <= sign <= "鿿" for sign in found) else ""


def driver_lines(draft: Draft, drivers: dict[str, Any], known: dict[str, str]) -> list[str]:
    """Outlooks a scenario replaces."""
    lines = []
    for name, points in drivers.items():
        share_like = name.endswith(".growth") or name.startswith("structure.")
        values = [
            f"{year} {percent(float(value)) if share_like else value}"
            for year, value in sorted(points.items())
        ]
        lines.append(f"{driver_name(name, known, draft.lang)}{colon(draft.lang)}{listed(values, draft.lang)}")
    return lines


def measure_order(sector: str) -> int:
    """Place of a sector in tables; what spans sectors comes last."""
    names = [*SECTOR_NAMES, CROSS]
    return names.index(sector) if sector in names else len(names)


def sector_title(draft: Draft, sector: str) -> str:
    """Name of a sector, or that a measure spans them."""
    known = sector in SECTOR_NAMES
    return name_of(SECTOR_NAMES, sector, draft.lang) if known else draft.text("cross_cutting")


def all_measures(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """Every measure some run uses, once, by sector."""
    found: dict[str, dict[str, Any]] = {}
    for run in runs:
        for one in run.measures:
            found.setdefault(one["use"], one)
    return sorted(found.values(), key=lambda one: measure_order(one["sector"]))


def strength_tables(draft: Draft) -> Iterator[Block]:
    """Strength of every measure, scenarios side by side; with the schedule where there is one scenario."""
    measures = all_measures(draft.runs)
    for start in range(0, len(draft.runs), WIDEST):
        runs = draft.runs[start : start + WIDEST]
        strengths = {run.scenario_id: {one["use"]: one["strength"] for one in run.measures} for run in runs}
        rows = []
        for one in (one for one in measures if any(one["use"] in used for used in strengths.values())):
            values = [strengths[run.scenario_id].get(one["use"]) for run in runs]
            cells = [Cell(percent(v, 0)) if v is not None else Cell("—", "quiet") for v in values]
            ends = [Cell(schedule_text(one["schedule"], draft.lang))] if draft.single else []
            head = [Cell(sector_title(draft, one["sector"])), Cell(one["title"][draft.lang])]
            rows.append([*head, *cells, *ends])
        columns = [
            Column(draft.text("sector"), width=1.0),
            Column(draft.text("measure"), width=2.6),
            *strength_columns(draft, runs),
            *([Column(draft.text("schedule"), width=4.0)] if draft.single else []),
        ]
        yield Table(draft.text("strength_table"), columns, rows, note=draft.text("strength_note"))


def strength_columns(draft: Draft, runs: Sequence[Run]) -> list[Column]:
    """One column of strengths per scenario."""
    if draft.single:
        return [Column(draft.text("strength"), True, 0.8)]
    return [Column(draft.label(run), True, 1.0) for run in runs]


def schedule_text(schedule: dict[Any, Any], lang: str) -> str:
    """Part in force at the years of a schedule."""
    gap = "年" if lang == "zh" else " "
    return listed([f"{year}{gap}{value:.0%}" for year, value in schedule.items() if year != "shape"], lang)


# ---- the accounting rule ----


def accounting_chapter(draft: Draft) -> Iterator[Block]:
    """Under which rule every figure stands, and how to read it."""
    yield Heading(draft.text("accounting"), 1, "accounting")
    lines: dict[str, list[Run]] = {}
    for run in draft.runs:
        lines.setdefault(dashed(run.words["accounting"], draft.lang), []).append(run)
    for line, runs in lines.items():
        text = line.partition(colon(draft.lang).strip())[2].strip()
        if len(lines) > 1:
            text = listed([draft.label(run) for run in runs], draft.lang) + colon(draft.lang) + text
        yield from [draft.paragraph(text)]
    yield from accounting_items(draft)


def accounting_items(draft: Draft) -> list[Paragraph]:
    """Meaning of what the tables hold."""
    keys = ("means_energy", "means_views", "means_presets", "means_cases", "means_prices")
    prices = listed(
        [str(one) for one in sorted({price_base(run) for run in draft.runs})],
        draft.lang,
    )
    return draft.items(*(joined([draft.text(key, prices=prices)], draft.lang) for key in keys))


def price_base(run: Run) -> int:
    """Year of the constant prices."""
    return int(run.record.inputs["region"]["price_base"])
