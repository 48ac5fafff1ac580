"""`sim data backcast`: what the model says of known years, its errors, and the trends of these years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.errors import Problems
from simulator.explore.backcast import backcast, summaries
from simulator.explore.trends import TESTED, proposals
from simulator.inputs.factors import load_factors
from simulator.inputs.ranges import GROWTH
from simulator.inputs.region import load_region
from simulator.messages import say
from simulator.report.words import figure, indicator_name, percent, separator, shown, table, wrapped
from simulator.variables import INDICATORS, unit_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.explore.backcast import Backcast, Comparison, Summary
    from simulator.explore.trends import Proposal, Trend
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region

PROJECTED = ("energy_total", "co2_total", "electricity_use")  # told of the years carried back


def backcast_report(name: str, lang: str = "zh", *, first: int | None = None, trends: bool = False) -> str:
    """Errors of a region's backcast, or its trends. Raises InputError with everything that is wrong."""
    problems = Problems()
    factors = load_factors(problems)
    region = load_region(name, factors, problems)
    problems.raise_if_any()
    assert region is not None
    return trends_text(region, lang) if trends else backcast_text(region, factors, lang, first)


def backcast_text(region: Region, factors: Factors, lang: str, first: int | None = None) -> str:
    """What was projected, how, and its errors."""
    problems = Problems()
    found = backcast(region, factors, problems, first)
    problems.raise_if_any()
    assert found is not None
    title = region.info.title.text(lang)
    lines = [say("backcast_heading", lang, region=title), *past_lines(found, lang)]
    lines += fitted([say(f"backcast_rule{part}", lang) for part in ("", "_ahead", "_yardstick")], lang)
    if found.comparisons:
        rows = [comparison_head(lang), *(comparison_row(one, lang) for one in found.comparisons)]
        errors = [summary_head(lang), *(summary_row(one, lang) for one in summaries(found.comparisons))]
        lines += ["", *table(rows, left=2), "", say("backcast_errors", lang), *table(errors, left=2)]
    else:
        lines += ["", say("backcast_nothing", lang)]
    if found.uncompared:
        lines += fitted([say("backcast_uncompared", lang, names=list(found.uncompared))], lang)
    return "\n".join(lines)


def fitted(lines: list[str], lang: str) -> list[str]:
    """Lines cut to the width of a screen."""
    return [short for line in lines for short in wrapped(line, lang)]


def past_lines(found: Backcast, lang: str) -> list[str]:
    """How far back, or why not, and what it says of these years."""
    base = found.region.info.base_year
    if found.short:
        return fitted([say("backcast_no_past", lang, names=list(found.short), base=base)], lang)
    if not found.years:
        return [say("backcast_not_asked", lang)]
    lines = [say("backcast_past", lang, base=base, first=found.years[0])]
    if found.held:
        lines += fitted([say("backcast_held", lang, names=separator(lang).join(found.held))], lang)
    years = [*found.years, base]
    rows = [[say("backcast_projected", lang), "", *map(str, years)]]
    for name in PROJECTED:
        values = [figure(found.model[name][year]) for year in years]
        rows.append([INDICATORS[name].text(lang), unit_text(INDICATORS[name].unit, lang), *values])
    return [*lines, *table(rows, left=2)]


def comparison_head(lang: str) -> list[str]:
    """Columns of the comparison."""
    names = ("indicator", "unit", "year", "actual", "model", "error", "relative", "yardstick", "grade")
    return [say(f"column.{name}", lang) for name in names]


def comparison_row(one: Comparison, lang: str) -> list[str]:
    """A published value beside the model's and the yardstick's."""
    yardstick = one.yardstick / one.actual - 1.0 if one.actual else None
    return [
        indicator_name(one.indicator, lang),
        unit_text(INDICATORS[one.indicator].unit, lang),
        str(one.year),
        shown(one.indicator, one.actual),
        shown(one.indicator, one.model),
        signed(one.indicator, one.error),
        percent(one.relative, sign=True),
        percent(yardstick, sign=True),
        say(f"grade.{one.grade}", lang),
    ]


def summary_head(lang: str) -> list[str]:
    """Columns of the errors."""
    names = ("indicator", "unit", "years", "mean", "mean_relative", "absolute", "absolute_relative")
    return [say(f"column.{name}", lang) for name in (*names, "yardstick")]


def summary_row(one: Summary, lang: str) -> list[str]:
    """Errors of one indicator."""
    return [
        indicator_name(one.indicator, lang),
        unit_text(INDICATORS[one.indicator].unit, lang),
        str(one.years),
        signed(one.indicator, one.mean),
        percent(one.relative, sign=True),
        shown(one.indicator, one.absolute),
        percent(one.absolute_relative),
        percent(one.yardstick),
    ]


def signed(indicator: str, value: float) -> str:
    """A difference with its sign; of shares in points."""
    if INDICATORS[indicator].unit == "ratio":
        return f"{value * 100:+.1f}"
    return ("+" if value > 0 else "") + figure(value)


# ---- trends ----


def trends_text(region: Region, lang: str) -> str:
    """Every trend with its test beside what the tables assume, then rows to copy."""
    found = proposals(region)
    if not found:
        return say("trends_none", lang)
    heads = ("trend", "span", "points", "rate", "present", "s", "significant")
    rows = [[say(f"column.{name}", lang) for name in heads], *(trend_row(one, lang) for one in found)]
    lines = [say("trends_heading", lang, region=region.info.title.text(lang)), *table(rows)]
    units = {row.variable: row.unit for row in region.drivers}
    ready = [csv_row(one, units) for one in found if one.anchor is not None]
    return "\n".join([*lines, "", say("trends_rows", lang), *ready] if ready else lines)


def trend_row(one: Proposal, lang: str) -> list[str]:
    """A trend and how sure it is."""
    trend = one.trend
    present = "-" if one.present is None else f"{percent(one.present, 2, sign=True)} ({one.year})"
    return [
        series_name(one.key, lang),
        f"{trend.first}-{trend.last}",
        str(trend.points),
        percent(trend.rate, 2, sign=True),
        present,
        str(trend.s),
        say(test_text(trend), lang),
    ]


def series_name(key: str, lang: str) -> str:
    """A driver by its id, an indicator per GDP by its name."""
    indicator, slash, _ = key.partition("/")
    return say("trend_per_gdp", lang, name=indicator_name(indicator, lang)) if slash else key


def test_text(trend: Trend) -> str:
    """Key of what the test of Mann and Kendall says."""
    if trend.significant is None:
        return "trend_few" if trend.points < TESTED else "trend_gaps"
    return "trend_significant" if trend.significant else "trend_not_significant"


def csv_row(one: Proposal, units: Mapping[str, str]) -> str:
    """A row of drivers.csv that follows the trend; `units` : driver -> its unit there."""
    trend, anchor = one.trend, one.anchor or 0.0
    value = f"{anchor * 100:.2f},%" if one.key.endswith(GROWTH) else f"{anchor:.6g},{units[one.key]}"
    source = (
        f"Theil-Sen trend of {trend.first}-{trend.last} ({trend.points} values; Mann-Kendall S {trend.s})"
    )
    return f'{one.key},{one.year},central,{value},derived,low,"{source}",'
