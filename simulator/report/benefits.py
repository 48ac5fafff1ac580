"""Lines of the first page on other gases, pollutants, and on what the largest measures bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.explore.credits.contributions import contributions
from simulator.messages import say
from simulator.report.words import figure, percent, separator, table, with_unit
from simulator.variables import INDICATORS, POLLUTANTS, unit_text

if TYPE_CHECKING:
    from simulator.face import Result

CENTRAL = 0
LARGEST = 5  # measures told on the first page; measures.csv has them all
YEAR = 2030


def gas_lines(result: Result, lang: str, *, rates_only: bool) -> list[str]:
    """All gases net of uptake, and how pollutants change from the first year to 2030."""
    at = min(YEAR, int(result.years[-1])) - int(result.years[0])
    year = int(result.years[at])
    lines = []
    if "ghg_net" in result.series and not rates_only:
        net = result.series["ghg_net"][:, CENTRAL]
        values = {"first": with_unit(net[0], "1e4 t", lang), "later": with_unit(net[at], "1e4 t", lang)}
        gwp = result.scenario.entry.accounting.gwp.upper()
        lines.append(say("ghg_line", lang, gwp=gwp, start=int(result.years[0]), year=year, **values))
    parts = []
    for name in (f"{gas}_total" for gas in POLLUTANTS):
        series = result.series.get(name)
        if series is not None and series[0, CENTRAL] > 0.0:
            change = percent(series[at, CENTRAL] / series[0, CENTRAL] - 1.0, 0, sign=True)
            parts.append(f"{INDICATORS[name].text(lang)} {change}")
    if parts:
        lines.append(
            say("pollutant_line", lang, start=int(result.years[0]), year=year, parts=", ".join(parts))
        )
    return lines


def measure_lines(result: Result, lang: str) -> list[str]:
    """The measures with most tonnes of CO2 in 2030: alone, as the last one, what comes with a tonne."""
    found = contributions(result)
    at = min(YEAR, int(result.years[-1])) - int(result.years[0])
    cut = found.alone["co2_total"][at]
    order = [index for index in (-cut).argsort(kind="stable") if cut[index] > 0.0][:LARGEST]
    if not order:
        return []
    titles = {used.measure.id: used.measure.entry.title for used in result.scenario.measures}
    heading = [say("measure_heading", lang, year=int(result.years[at])), unit_text("1e4 t", lang)]
    pollutant = found.alone.get("nox_total")
    rows = [[*heading, say("cut_alone", lang), say("cut_last", lang), say("nox_per_tonne", lang)]]
    for index in order:
        name = found.measures[index]
        nox = None if pollutant is None else pollutant[at, index] / cut[index] * 1000.0
        last = found.last["co2_total"][at, index]
        rows.append([f"  {titles[name].text(lang)}", "", figure(cut[index]), figure(last), figure(nox, 2)])
    together = with_unit(found.together["co2_total"][at], "1e4 t", lang)
    overlap = with_unit(found.overlap("co2_total")[at], "1e4 t", lang)
    alone = with_unit(cut.sum(), "1e4 t", lang)
    words = {"together": together, "alone": alone, "overlap": overlap}
    summary = say("measures_together", lang, count=len(found.measures), **words)
    return [*table(rows, left=2), f"  {summary}{separator(lang)}measures.csv"]
