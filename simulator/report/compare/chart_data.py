"""A comparison as the plain numbers and words its charts draw; kept in summary.json and read back from it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from simulator.explore.compare.comparison import CENTRAL, OUTSIDE
from simulator.messages import say
from simulator.report.charts.data import VISIBLE
from simulator.report.compare.credit_data import (
    CauseBars,
    CreditLines,
    cause_bars,
    causes_from_json,
    credit_lines,
    credits_from_json,
)
from simulator.report.compare.grid import label
from simulator.report.screen import accounting_line
from simulator.report.summary import array, rounded
from simulator.report.words import figure, short_peak
from simulator.variables import CORE, INDICATORS, SECTOR_NAMES, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from simulator.explore.compare.comparison import Comparison

    Array = NDArray[np.float64]

OTHER = "other"  # the layer of what a rule without imported power takes off
REGION_PANELS = ("co2_total", "co2_intensity", "co2_per_head", "energy_intensity")
WORDS = (
    *(
        "unit.co2",
        "unit.energy",
        "unit.energy_intensity",
        "unit.co2_intensity",
        "unit.index",
        "unit.co2_per_head",
    ),
    *("chart.compare_lines", "chart.compare_sectors", "chart.compare_differences"),
    *(
        "chart.compare_indicators",
        "chart.compare_regions",
        "chart.compare_others",
        "chart.compare_net_change",
    ),
    *("chart.compare_page", "chart.compare_peak_dot"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One scenario: every array is (year,) on its own years.

    sectors : sector -> 10^4 t, summing up to total; change : the same less the baseline, on `change_years`,
    empty for the baseline itself and where the two may not be compared
    peak : year, height and words, None while CO2 still rises
    """

    label: str
    title: str
    reference: bool
    years: Array
    total: Array
    sectors: Mapping[str, Array]
    change_years: Array
    change: Mapping[str, Array]
    indicators: Mapping[str, Array]
    peak: tuple[int, float, str] | None


@dataclass(frozen=True, slots=True)
class RegionLines:
    """The scenarios of one region; `title` and `accounting` stand above its charts."""

    region: str
    title: str
    accounting: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class CompareChartData:
    """All that the charts of a comparison show, in one language; `title` names all regions.

    accounting : the rule of the baseline, which holds for all where regions stand side by side
    """

    title: str
    accounting: str
    mark: str
    regions: Sequence[RegionLines]
    credits: Sequence[CreditLines]
    causes: Sequence[CauseBars]
    names: Mapping[str, str]


def compare_chart_data(comparison: Comparison, lang: str) -> CompareChartData:
    """Everything the charts of a comparison show."""
    regions = [region_lines(comparison, region, lang) for region in comparison.regions]
    return CompareChartData(
        title=("、" if lang == "zh" else ", ").join(region.title for region in regions),
        accounting=accounting_line(comparison.items[comparison.baseline].result, lang),
        mark=say("mark_internal", lang),
        regions=regions,
        credits=credit_lines(comparison, lang),
        causes=cause_bars(comparison, lang),
        names=names(lang),
    )


def region_lines(comparison: Comparison, region: str, lang: str) -> RegionLines:
    """The lines of one region."""
    indices = comparison.of_region(region)
    base = comparison.items[comparison.items[indices[0]].reference]
    title = base.scenario.region.info.title.text(lang)
    lines = [line_of(comparison, index, lang) for index in indices]
    return RegionLines(region, title, accounting_line(base.result, lang), lines)


def line_of(comparison: Comparison, index: int, lang: str) -> Line:
    """One scenario, central."""
    one = comparison.items[index]
    found = comparison.sector_change(index)
    years, change = found if found else (one.years[:0], {})
    return Line(
        label=label(comparison, index),
        title=f"{index + 1} {one.scenario.entry.title.text(lang)}",
        reference=one.reference == index,
        years=one.years.astype(float),
        total=one.series["co2_total"][:, CENTRAL],
        sectors=layers({name: values[:, CENTRAL] for name, values in one.sectors.items()}),
        change_years=years.astype(float),
        change=layers(change),
        indicators={
            name: one.series[name][:, CENTRAL] for name in {*CORE, *REGION_PANELS} if name in one.series
        },
        peak=peak_of(comparison, index, lang),
    )


def layers(values: Mapping[str, Array]) -> dict[str, Array]:
    """Sectors that are more than rounding, under names that have a colour."""
    largest = max((abs(series).max() for series in values.values() if len(series)), default=0.0)
    kept = {
        name: series
        for name, series in values.items()
        if len(series) and abs(series).max() > VISIBLE * largest
    }
    return {OTHER if name == OUTSIDE else name: series for name, series in kept.items()}


def peak_of(comparison: Comparison, index: int, lang: str) -> tuple[int, float, str] | None:
    """Where total CO2 peaks within the years shown, and what to write there."""
    one = comparison.items[index]
    found = one.peaks["co2_total"][CENTRAL]
    if found.status == "rising" or found.year < one.years[0]:
        return None
    return found.year, found.value, f"{index + 1}: {short_peak(found, lang)}, {figure(found.value)}"


def names(lang: str) -> dict[str, str]:
    """Words of the charts."""
    words = {key: say(key, lang) for key in WORDS if key != "chart.compare_page"}
    words |= {
        "chart.compare_page": say("chart.compare_page", lang, title="{title}", page="{page}", pages="{pages}")
    }
    words |= {key: name_of(SECTOR_NAMES, key, lang) for key in SECTOR_NAMES}
    words |= {OTHER: say("compare_outside_power", lang)}
    return words | {name: INDICATORS[name].text(lang) for name in {*CORE, *REGION_PANELS}}


def chart_json(data: CompareChartData) -> dict[str, Any]:
    """Chart data as lists and dicts."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(data), default=rounded))
    return plain


def chart_from_json(content: Mapping[str, Any]) -> CompareChartData:
    """Chart data as `chart_json` wrote them."""
    regions = [
        RegionLines(
            one["region"], one["title"], one["accounting"], [line_from_json(line) for line in one["lines"]]
        )
        for one in content["regions"]
    ]
    credits = [credits_from_json(one) for one in content["credits"]]
    words = {key: content[key] for key in ("title", "accounting", "mark", "names")}
    causes = [causes_from_json(one) for one in content["causes"]]
    return CompareChartData(regions=regions, credits=credits, causes=causes, **words)


def line_from_json(content: Mapping[str, Any]) -> Line:
    """One scenario as it was written."""
    found = {key: content[key] for key in ("label", "title", "reference")}
    found |= {key: array(content[key]) for key in ("years", "total", "change_years")}
    for key in ("sectors", "change", "indicators"):
        found[key] = {name: array(values) for name, values in content[key].items()}
    return Line(**found, peak=tuple(content["peak"]) if content["peak"] else None)
