"""A result as the plain numbers and words the charts draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.assess.indicators import sector_co2, source_co2
from simulator.messages import say
from simulator.pathways.arrays import SECTORS, SOURCES
from simulator.report.charts import palette
from simulator.report.charts.run import Band, ChartData, PeakMark, TargetMark
from simulator.report.screen import CENTRAL, FROZEN, HIGH, LOW, accounting_line
from simulator.report.words import figure, percent, status_text, with_unit
from simulator.variables import CORE, INDICATORS, SECTOR_NAMES, SOURCE_NAMES, name_of

if TYPE_CHECKING:
    from simulator.assess.targets import Verdict
    from simulator.face import Result
    from simulator.pathways.arrays import Array

VISIBLE = 1e-9  # part of the largest value below which a layer is rounding
WORDS = (
    "unit.co2",
    "unit.energy",
    "unit.energy_intensity",
    "unit.co2_intensity",
    "chart.co2_by_sector",
    "chart.energy_by_source",
    "chart.four_indicators",
    "chart.sector_views",
    "chart.joint_reduction",
    "unit.index",
    "view.end_use",
    "view.source",
    "low_high",
    "frozen_grid",
    "target",
)


def chart_data(result: Result, lang: str) -> ChartData:
    """Everything the four charts show, in one language."""
    info, entry = result.scenario.region.info, result.scenario.entry
    start = result.start
    return ChartData(
        title=f"{info.title.text(lang)} · {entry.title.text(lang)}",
        accounting=accounting_line(result, lang),
        mark=say("mark_internal", lang),
        years=result.years.astype(float),
        actual_until=info.actual_until,
        co2_sector=by_name(SECTORS, sector_co2(result.flows, result.preset)[start:, :, CENTRAL]),
        co2_source=by_name(SECTORS, source_co2(result.flows, result.preset)[start:, :, CENTRAL]),
        co2_total=band(result.series["co2_total"]),
        co2_frozen_grid=result.series["co2_total"][:, FROZEN],
        joint=joint(result),
        energy_source=by_name(SOURCES, result.flows.primary[start:, :, CENTRAL]),
        indicators={name: band(result.series[name]) for name in CORE},
        peak=peak_mark(result, lang),
        targets=[mark for verdict in result.verdicts if (mark := target_mark(verdict)) is not None],
        history=actual_points(result),
        names=names(result, lang),
    )


def by_name(labels: tuple[str, ...], values: Array) -> dict[str, Array]:
    """Columns by label; small carriers without a colour of their own are summed, zeros left out."""
    out: dict[str, Array] = {}
    for index, label in enumerate(labels):
        if abs(values[:, index]).max() > VISIBLE * abs(values).max():
            name = label if label in palette.SECTORS | palette.SOURCES else "other"
            out[name] = out.get(name, 0.0) + values[:, index]
    return out


def band(values: Array) -> Band:
    """Central, low and high of a series (year, case)."""
    three = values[:, [CENTRAL, LOW, HIGH]]
    return Band(central=values[:, CENTRAL], low=three.min(axis=1), high=three.max(axis=1))


def peak_mark(result: Result, lang: str) -> PeakMark | None:
    """Where total CO2 peaks; none while it still rises."""
    found = result.peaks["co2_total"][CENTRAL]
    if found.status == "rising" or found.year < result.years[0]:
        return None
    status = status_text(found, lang, int(result.years[-1]))
    return PeakMark(found.year, found.value, f"{status} {with_unit(found.value, '1e4 t', lang)}")


def target_mark(verdict: Verdict) -> TargetMark | None:
    """A target that is a level of one of the four indicators, with its id."""
    target, goal = verdict.target, verdict.goal_value
    if target.indicator not in CORE or not isinstance(goal, float):
        return None
    if target.goal == "reduce" and verdict.base_value is not None:
        label = f"{target.id} -{percent(goal, 1)}"
        return TargetMark(target.indicator, target.by, verdict.base_value * (1.0 - goal), label)
    if target.goal in ("at_least", "at_most", "hold"):
        return TargetMark(target.indicator, target.by, goal, f"{target.id} {figure(goal)}")
    return None


def joint(result: Result) -> dict[str, Array]:
    """CO2 and air pollutants of the central case, first year 100."""
    lines = {name: result.series[name][:, CENTRAL] for name in palette.GASES if name in result.series}
    return {name: 100.0 * line / line[0] for name, line in lines.items() if line[0] > 0.0}


def actual_points(result: Result) -> dict[str, tuple[Array, Array]]:
    """Published values of the four indicators, to be drawn as dots."""
    import numpy as np

    found: dict[str, tuple[Array, Array]] = {}
    for name in CORE:
        rows = [row for row in result.scenario.region.history if row.indicator == name]
        if rows:
            found[name] = (np.array([float(r.year) for r in rows]), np.array([r.value for r in rows]))
    return found


def names(result: Result, lang: str) -> dict[str, str]:
    """Words of the charts."""
    words = {key: say(key, lang) for key in WORDS}
    words |= {key: INDICATORS[key].text(lang) for key in (*CORE, *palette.GASES)}
    words |= {key: name_of(SECTOR_NAMES, key, lang) for key in SECTOR_NAMES}
    words |= {key: name_of(SOURCE_NAMES, key, lang) for key in SOURCE_NAMES}
    words["actual_until"] = say("actual_until", lang, year=result.scenario.region.info.actual_until)
    words |= {"history": say("actual", lang), "other": say("other", lang)}
    return words | {"central": say("case.central", lang)}
