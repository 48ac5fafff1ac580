"""summary.json of a run folder: the sentences of the first page, in both languages, for every later document.

The words are made once, from the verdicts; a document that is written later from the folder says the same.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from simulator.messages import LANGUAGES, say
from simulator.report import screen
from simulator.report.benefits import gas_lines
from simulator.report.charts.data import chart_data
from simulator.report.charts.run import Band, ChartData, PeakMark, TargetMark
from simulator.report.solve.gap import gap_part
from simulator.report.words import separator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from simulator.assess.targets import Verdict
    from simulator.explore.solve.gap import Gap
    from simulator.face import Result

SUMMARY = "summary.json"
DIGITS = 10


def summary_text(result: Result, gaps: Sequence[Gap]) -> str:
    """The summary as JSON: facts, then sentences and chart data by language."""
    info, entry = result.scenario.region.info, result.scenario.entry
    content = {
        "region": {"id": info.id, "title": info.title.model_dump()},
        "scenario": {"id": result.scenario.id, "title": entry.title.model_dump(), "reason": entry.reason},
        "preset": result.preset,
        "years": [int(result.years[0]), int(result.years[-1])],
        "base_year": info.base_year,
        "actual_until": info.actual_until,
        "base_year_sigma": {"co2": result.base_year.co2_sigma, "energy": result.base_year.energy_sigma},
        "grades": dict(result.base_year.grades),
        "changes": list(result.plan.changed),
        **{
            lang: {**sentences(result, gaps, lang), "charts": chart_json(chart_data(result, lang))}
            for lang in LANGUAGES
        },
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def sentences(result: Result, gaps: Sequence[Gap], lang: str) -> dict[str, Any]:
    """Everything the first page says, part by part."""
    return {
        "mark": say("mark_internal", lang),
        "accounting": screen.accounting_line(result, lang),
        "peak": screen.peak_lines(result, lang),
        "base_year": screen.base_year_line(result, lang),
        "targets": [target_part(verdict, result, lang) for verdict in result.verdicts],
        "closing": {gap.verdict.target.id: gap_part(gap, lang) for gap in gaps},
        "roll_up": screen.roll_up_line(result.verdicts, lang) if result.verdicts else "",
        "gases": gas_lines(result, lang, rates_only=False),
        "notes": screen.note_lines(result, lang, rates_only=False),
    }


def target_part(verdict: Verdict, result: Result, lang: str) -> dict[str, Any]:
    """A target in words. `rate` is true for what a page of rates and shares may tell."""
    _, kind, title, goal, word, details = screen.target_row(verdict, result, lang)
    return {
        "id": verdict.target.id,
        "kind": kind,
        "title": title,
        "goal": goal,
        "verdict": verdict.verdict,
        "word": word,
        "details": details.split(separator(lang)) if details else [],
        "source": verdict.target.source,
        "rate": not screen.hidden(verdict),
        "folded": screen.folded(verdict),
    }


def chart_json(data: ChartData) -> dict[str, Any]:
    """Chart data as lists and dicts."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(data), default=rounded))
    return plain


def rounded(values: Any) -> list[float]:
    """An array as numbers of ten significant digits."""
    return [float(f"{value:.{DIGITS}g}") for value in values]


def chart_from_json(content: Mapping[str, Any]) -> ChartData:
    """Chart data as `chart_json` wrote them."""
    return ChartData(
        title=content["title"],
        accounting=content["accounting"],
        mark=content["mark"],
        actual_until=content["actual_until"],
        names=content["names"],
        years=array(content["years"]),
        co2_sector=by_name(content["co2_sector"], array),
        co2_source=by_name(content["co2_source"], array),
        energy_source=by_name(content["energy_source"], array),
        joint=by_name(content["joint"], array),
        co2_frozen_grid=array(content["co2_frozen_grid"]),
        co2_total=band(content["co2_total"]),
        indicators=by_name(content["indicators"], band),
        peak=PeakMark(**content["peak"]) if content["peak"] else None,
        targets=[TargetMark(**mark) for mark in content["targets"]],
        history=by_name(content["history"], lambda points: (array(points[0]), array(points[1]))),
    )


def by_name(content: Mapping[str, Any], make: Callable[[Any], Any]) -> dict[str, Any]:
    """Each value of a mapping made anew."""
    return {name: make(value) for name, value in content.items()}


def band(values: Mapping[str, list[float]]) -> Band:
    """A central line with its range."""
    return Band(**by_name(values, array))


def array(values: list[float]) -> Any:
    """Numbers as an array."""
    import numpy as np

    return np.array(values)
