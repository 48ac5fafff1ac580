"""The folder of a comparison: the run folders it compares, tables, summary, charts, and a manifest of all."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from simulator.explore.compare.load import short_name
from simulator.folders import written_beside
from simulator.messages import LANGUAGES, say
from simulator.report.compare.chart_data import chart_from_json, chart_json, compare_chart_data
from simulator.report.compare.parts import parts
from simulator.report.compare.tables import comparison_tables
from simulator.report.record import RUNS
from simulator.report.result_folder import (
    check_free,
    folder_name,
    refuse_foreign,
    write_manifest,
    write_tables,
)
from simulator.report.run_folder import fill_run_folder
from simulator.report.summary import SUMMARY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from simulator.errors import Problems
    from simulator.explore.compare.comparison import Comparison
    from simulator.inputs.scenario import Scenario
    from simulator.pathways.prepare import Plan

LONGEST_NAME = 60  # bytes of a folder's name that may be made of scenario names
COMPARE = "compare"


def comparison_name(scenarios: Sequence[Scenario], baseline: int) -> str:
    """`compare-<region>-<baseline>-<others>`; of many or long names how many, and digits of all of them."""
    first = folder_name(scenarios[baseline])
    region = scenarios[baseline].region.info.id
    others = [
        short_name(one) if one.region.info.id == region else folder_name(one)
        for index, one in enumerate(scenarios)
        if index != baseline
    ]
    name = "-".join([COMPARE, first, *others])
    if len(name.encode()) <= LONGEST_NAME:
        return name
    digits = sha256("\n".join([first, *others]).encode()).hexdigest()[:6]
    if len(first.encode()) > LONGEST_NAME:
        first = region[: LONGEST_NAME // 4]
    return f"{COMPARE}-{first}-and-{len(others)}-{digits}"


def check_folder(plans: Sequence[Plan], baseline: int, parent: Path, problems: Problems) -> None:
    """Ask before anything runs whether the folder is free or a result of ours."""
    if plans and baseline < len(plans):
        check_free(parent / comparison_name([plan.scenario for plan in plans], baseline), problems)


def write_comparison(comparison: Comparison, parent: Path, *, lang: str = "zh", charts: bool = True) -> Path:
    """Write a comparison below `parent`; a folder of the same name is replaced only if it is ours.

    Raises InputError for a folder that is not, OSError when the disk refuses; nothing half-written stays.
    """
    scenarios = [one.scenario for one in comparison.items]
    target = parent / comparison_name(scenarios, comparison.baseline)
    refuse_foreign(target)
    with written_beside(target) as draft:
        fill_comparison(comparison, draft, lang=lang, charts=charts)
    return target


def fill_comparison(comparison: Comparison, draft: Path, *, lang: str, charts: bool) -> None:
    """Write every file of a comparison into an empty folder, the manifest last."""
    for one in comparison.items:
        folder = draft / RUNS / folder_name(one.scenario)
        folder.mkdir(parents=True)
        fill_run_folder(one.result, folder, lang=lang, charts=False)
    write_tables(draft, comparison_tables(comparison))
    (draft / SUMMARY).write_text(summary_text(comparison), encoding="utf-8", newline="\n")
    if charts:
        from simulator.report.compare.charts import draw_comparison

        kept = chart_json(compare_chart_data(comparison, lang))  # what a later reader has, to the digit
        draw_comparison(chart_from_json(kept), draft / "charts")
    names = [folder_name(one.scenario) for one in comparison.items]
    write_manifest(draft, "comparison", {"runs": names, "baseline": comparison.baseline})


def summary_text(comparison: Comparison) -> str:
    """summary.json: which scenarios, and by language parts in words and chart data (docs/compare.md)."""
    content = {
        "kind": "comparison",
        "baseline": comparison.baseline,
        "years": list(comparison.years),
        "regions": list(comparison.regions),
        "scenarios": [scenario_facts(comparison, index) for index in range(len(comparison.items))],
        **{lang: sentences(comparison, lang) for lang in LANGUAGES},
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def scenario_facts(comparison: Comparison, index: int) -> dict[str, Any]:
    """What a scenario is called, where its run is, and what it is compared with."""
    one = comparison.items[index]
    return {
        "region": one.region,
        "scenario": one.scenario.id,
        "run": folder_name(one.scenario),
        "title": one.scenario.entry.title.model_dump(),
        "reference": one.reference,
        "same_as": one.twin,
        "preset": one.result.preset,
        "left_out": [left._asdict() for left in one.left_out],
    }


def sentences(comparison: Comparison, lang: str) -> dict[str, Any]:
    """Everything a comparison says, part by part."""
    return {
        "title": say("compare_title", lang, count=len(comparison.items)),
        "mark": say("mark_internal", lang),
        "parts": [asdict(part) for part in parts(comparison, lang)],
        "rates_only_parts": [asdict(part) for part in parts(comparison, lang, rates_only=True)],
        "charts": chart_json(compare_chart_data(comparison, lang)),
    }
