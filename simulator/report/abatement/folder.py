"""The folder of an abatement cost curve: tables, words, chart, and a manifest with the hash of every file."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from simulator.explore.compare.load import short_name
from simulator.folders import written_beside
from simulator.messages import LANGUAGES, say
from simulator.report.abatement.chart import curve_chart, curve_data, curve_data_from
from simulator.report.abatement.screen import parts, title
from simulator.report.abatement.tables import abatement_tables
from simulator.report.inputs_file import input_hashes
from simulator.report.result_folder import (
    check_free,
    folder_name,
    refuse_foreign,
    write_manifest,
    write_tables,
)
from simulator.report.summary import SUMMARY

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.errors import Problems
    from simulator.pathways.prepare import Plan
    from simulator.report.abatement.chart import CurveData
    from simulator.report.abatement.screen import Told

KIND = "abatement"


def abatement_name(plan: Plan, baseline: Plan | None) -> str:
    """`macc-<region>-<scenario>`, with the baseline behind it if there is one."""
    name = f"macc-{folder_name(plan.scenario)}"
    return f"{name}-against-{short_name(baseline.scenario)}" if baseline else name


def check_abatement_folder(plan: Plan, baseline: Plan | None, parent: Path, problems: Problems) -> None:
    """Ask before anything runs whether the folder is free or a result of ours."""
    check_free(parent / abatement_name(plan, baseline), problems)


def write_abatement(told: Told, parent: Path, *, lang: str = "zh", charts: bool = True) -> Path:
    """Write a curve below `parent`; a folder of the same name is replaced only if it is ours.

    Raises InputError for a folder that is not, OSError when the disk refuses; nothing half-written stays.
    """
    found = told.found
    target = parent / abatement_name(found.plan, found.game.before if found.against else None)
    refuse_foreign(target)
    with written_beside(target) as draft:
        write_tables(draft, abatement_tables(found))
        (draft / SUMMARY).write_text(summary_text(told), encoding="utf-8", newline="\n")
        if charts and found.steps:
            draw(chart_of(told, lang), draft / "charts")
        write_manifest(draft, KIND, facts(told))
    return target


def chart_of(told: Told, lang: str) -> CurveData:
    """What the chart shows; a price has no place on a scale of discounted costs."""
    one_year = told.found.period.year is not None
    price = told.price["middle"].price if told.price is not None and one_year else None
    mark = say("mark_internal", lang)
    return curve_data(told.found, lang, accounting=told.accounting[lang], mark=mark, price=price)


def draw(data: CurveData, folder: Path) -> None:
    """Draw the curve into a folder."""
    from simulator.report.charts import layout

    folder.mkdir()
    kept = curve_data_from(json.loads(json.dumps(asdict(data))))  # what a later reader has, to the digit
    with layout.chart_style():
        layout.save(curve_chart(kept), folder / "abatement")


def summary_text(told: Told) -> str:
    """summary.json: what was asked, and by language the parts in words and what the chart draws."""
    found = told.found
    content: dict[str, Any] = {
        "kind": KIND,
        "region": found.plan.scenario.region.info.id,
        "scenario": found.plan.scenario.id,
        "against": found.against,
        "year": found.period.year,
        "years": [int(found.years[0]), int(found.years[-1])],
        "rate": found.period.rate,
        "method": found.method,
        "price": None if told.price is None else {end: asdict(one) for end, one in told.price.items()},
        "cap": None if told.cap is None else asdict(told.cap),
    }
    for lang in LANGUAGES:
        words = [asdict(part) for part in parts(told, lang)]
        content[lang] = {"title": title(found, lang), "parts": words, "chart": asdict(chart_of(told, lang))}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def facts(told: Told) -> dict[str, object]:
    """Which scenario against what, and the hashes of inputs."""
    return {
        "scenario": told.found.plan.scenario.id,
        "against": told.found.against,
        "inputs": input_hashes(told.found.plan.scenario),
    }
