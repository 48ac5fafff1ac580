"""The first page: accounting rule, peak with its range, indicators, targets, how good the numbers are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.assess import evidence
from simulator.assess.evidence import actual_rows
from simulator.assess.indicators import sector_co2
from simulator.assess.sectors import private_cars
from simulator.assess.targets import NO_VALUE, roll_up, whole
from simulator.inputs.accounting import PRESETS
from simulator.inputs.targets import FROM_PEAK
from simulator.messages import say
from simulator.pathways.arrays import SECTORS
from simulator.report.benefits import gas_lines, measure_lines
from simulator.report.words import (
    bilingual,
    colon,
    figure,
    indicator_name,
    percent,
    separator,
    short_peak,
    shown,
    status_text,
    subject_name,
    table,
    title_of,
    with_unit,
    wrapped,
)
from simulator.variables import CORE, INDICATORS, unit_text, variable_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.assess.peak import Peak
    from simulator.assess.targets import Outcome, Verdict
    from simulator.face import Result
    from simulator.inputs.rows import HistoryRow
    from simulator.inputs.targets import TargetEntry
    from simulator.pathways.arrays import Array

YEARS = (2020, 2025, 2030, 2035, 2060)
SHARES = ("coal_share", "renewable_share", "electrification")
TOTALS = ("energy_total", "co2_total")
TOTAL_UNITS = ("1e4 tce", "1e4 t", "1e8 kWh", "1e8 CNY", "1e4 persons")
FUELS = ("coal", "oil", "gas")
CENTRAL, LOW, HIGH, FROZEN = range(4)


def verdict_screen(
    result: Result, lang: str = "zh", *, rates_only: bool = False, closing: Sequence[str] = ()
) -> str:
    """One screen of text. `rates_only` leaves out totals and peak years, which counties rarely publish.

    closing : lines on what would close the missed targets
    """
    lines = [heading(result, lang), accounting_line(result, lang)]
    lines += [say("rates_only_line", lang)] if rates_only else peak_lines(result, lang)
    lines += [base_year_line(result, lang)]
    rows = indicator_rows(result, lang, rates_only) + ([] if rates_only else sector_rows(result, lang))
    tables = table(rows, left=2)
    targets = target_lines(result, lang, rates_only)
    brought = [] if rates_only else measure_lines(result, lang)
    gases = fitted(gas_lines(result, lang, rates_only=rates_only), lang)
    parts = [
        fitted(lines, lang),
        tables,
        targets,
        list(closing),
        brought,
        gases,
        fitted(note_lines(result, lang, rates_only), lang),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def fitted(lines: list[str], lang: str) -> list[str]:
    """Lines cut to the width of a screen."""
    return [short for line in lines for short in wrapped(line, lang)]


def heading(result: Result, lang: str) -> str:
    """Region, scenario and the default mark."""
    info, entry = result.scenario.region.info, result.scenario.entry
    title = f"{info.title.text(lang)} · {entry.title.text(lang)} ({result.scenario.id})"
    return f"{title}    [{say('mark_internal', lang)}]"


def accounting_line(result: Result, lang: str) -> str:
    """The rule under which every figure stands (口径)."""
    info, accounting = result.scenario.region.info, result.scenario.entry.accounting
    first, later = int(result.years[0]), min(2030, int(result.years[-1]))
    factor = result.series["grid_factor"][:, CENTRAL]
    text = say(
        "accounting_line",
        lang,
        preset=say(f"preset.{result.preset}", lang),
        rate=f"{result.plan.coefficients.coal_equivalent_rate / 10:.4f}",
        area=area_name(result, lang),
        first=f"{factor[0]:.4f}",
        later=f"{factor[later - first]:.3f}",
        first_year=first,
        later_year=later,
        price_base=info.price_base,
        combustion=say(f"factors.{accounting.combustion}", lang),
    )
    unknown = unknown_terms(result, result.preset, lang)
    return f"{text}{separator(lang)}{unknown}" if unknown else text


def area_name(result: Result, lang: str) -> str:
    """Area whose grid factor imported power carries."""
    choice = result.scenario.entry.accounting.import_factor
    if choice == "province":
        return result.scenario.region.info.province.text(lang)
    return say(f"grid.{choice}", lang)


def unknown_terms(result: Result, preset: str, lang: str) -> str:
    """What the dual-control rule would need and nobody has measured."""
    if preset == "plan_2020":
        return ""
    terms = [say(f"unknown.{term}", lang) for term in evidence.unknown_terms(result.plan)]
    return say("unknown_line", lang, terms=", ".join(terms)) if terms else ""


def peak_lines(result: Result, lang: str) -> list[str]:
    """When CO2 peaks, with its range, frozen grid, other rules, sectors and fuels."""
    peaks = result.peaks["co2_total"]
    central = say("peak_line", lang, **peak_words(peaks[CENTRAL], result, lang))
    frozen = say("frozen_line", lang, **peak_words(peaks[FROZEN], result, lang))
    rules = separator(lang).join(other_rules(result, lang))
    lines = [separator(lang).join([central, *peak_evidence(result, lang)]), frozen]
    lines.append(f"{say('other_rules', lang)}{colon(lang)}{rules}")
    for key, names in (("sectors_peak", SECTORS), ("fuels_peak", FUELS)):
        found = [name for name in names if name in result.peaks]
        parts = [f"{subject_name(n, lang)} {short_peak(result.peaks[n][CENTRAL], lang)}" for n in found]
        lines.append(f"{say(key, lang)}{colon(lang)}{', '.join(parts)}")
    return lines


def peak_words(found: Peak, result: Result, lang: str) -> dict[str, str]:
    """Status and height of a peak of total CO2."""
    status = status_text(found, lang, int(result.years[-1]))
    return {"status": status, "value": with_unit(found.value, "1e4 t", lang)}


def peak_evidence(result: Result, lang: str) -> list[str]:
    """Range over the outlooks, plateau years, the years after."""
    peaks, central = result.peaks["co2_total"], result.peaks["co2_total"][CENTRAL]
    years = " / ".join(short_peak(peaks[case], lang) for case in (LOW, CENTRAL, HIGH))
    values = [peaks[case].value for case in (CENTRAL, LOW, HIGH)]
    high = with_unit(max(values), "1e4 t", lang)
    parts = [say("peak_range", lang, years=years, low=figure(min(values)), high=high)]
    if central.plateau:
        parts.append(say("peak_plateau", lang, first=central.plateau[0], last=central.plateau[1]))
    if central.later_share is not None:
        parts.append(say("peak_later", lang, share=percent(central.later_share, 0)))
    elif central.status in ("peaked", "plateau"):
        parts.append(say("peak_few_years", lang, years=central.later_years))
    return parts


def other_rules(result: Result, lang: str) -> list[str]:
    """Peaks under both presets, and under the headline without imported power."""
    named = {preset: f"co2_total.{preset}" for preset in PRESETS} | {"import_out": "co2_direct"}
    out = []
    for key, subject in named.items():
        words = peak_words(result.peaks[subject][CENTRAL], result, lang)
        text = f"{say(f'preset_short.{key}', lang)} {words['status']} {words['value']}"
        unknown = unknown_terms(result, key, lang) if key in PRESETS else ""
        out.append(f"{text} ({unknown})" if unknown else text)
    return out


def base_year_line(result: Result, lang: str) -> str:
    """How good the base year is."""
    quality = result.base_year
    shares = quality.grades.items()
    grades = ", ".join(f"{say(f'grade.{grade}', lang)} {percent(share, 0)}" for grade, share in shares)
    year = result.scenario.region.info.base_year
    return say("base_year_line", lang, year=year, sigma=percent(quality.co2_sigma, 0), grades=grades)


def screen_years(result: Result) -> list[int]:
    """Years of the tables: the written ones that the result has, from its first year on."""
    first, last = int(result.years[0]), int(result.years[-1])
    return sorted({first, *(year for year in YEARS if first <= year <= last), last})


def indicator_rows(result: Result, lang: str, rates_only: bool) -> list[list[str]]:
    """The four core indicators and the shares at the written years, with their range underneath."""
    years = screen_years(result)
    rows = [[say("indicator", lang), say("unit", lang), *map(str, years)]]
    for name in (*CORE, *SHARES):
        if rates_only and name in TOTALS:
            continue
        at = [result.series[name][year - int(result.years[0])] for year in years]
        variable = INDICATORS[name]
        values = [shown(name, cases[CENTRAL]) for cases in at]
        rows.append([variable.text(lang), unit_text(variable.unit, lang), *values])
        if name in CORE:
            ranges = [range_text(name, cases, result) for cases in at]
            rows.append([f"  {say('low_high', lang)}", "", *ranges])
    return rows


def range_text(name: str, cases: Array, result: Result) -> str:
    """Low to high outlook; in the base year, where they agree, one sigma of the balance."""
    low, high = float(min(cases[:FROZEN])), float(max(cases[:FROZEN]))
    if high - low > 1e-9 * abs(high):
        return f"{shown(name, low)}-{shown(name, high)}"
    sigma = result.base_year.co2_sigma if name.startswith("co2") else result.base_year.energy_sigma
    return f"+-{percent(sigma, 0)}"


def sector_rows(result: Result, lang: str) -> list[list[str]]:
    """CO2 by using sector, in the model's mapping and in the bureau's."""
    years = screen_years(result)
    view = sector_co2(result.flows, result.preset)
    cars = private_cars(result.plan, result.flows)
    index = [year - int(result.plan.layout.years[0]) for year in years]
    rows = [[say("sector_table", lang), unit_text("1e4 t", lang), *([""] * len(years))]]
    for position, sector in enumerate(SECTORS):
        if view[:, position, CENTRAL].any():
            values = [figure(view[i, position, CENTRAL]) for i in index]
            rows.append([f"  {subject_name(sector, lang)}", "", *values])
    moved = {"bureau_transport": ("transport", -1.0), "bureau_households": ("households", 1.0)}
    for key, (sector, sign) in moved.items():
        series = view[:, SECTORS.index(sector), CENTRAL] + sign * cars[:, CENTRAL]
        rows.append([f"  {say(key, lang)}", "", *(figure(series[i]) for i in index)])
    return rows


def target_lines(result: Result, lang: str, rates_only: bool) -> list[str]:
    """Every target with its verdict, and one verdict per kind."""
    kept = [v for v in result.verdicts if not (rates_only and hidden(v))]
    rows = [target_row(verdict, result, lang) for verdict in kept if not folded(verdict)]
    if not kept:
        return []
    others = [verdict.target.id for verdict in kept if folded(verdict)]
    more = fitted([say("targets_folded", lang, count=len(others), names=others)], lang) if others else []
    shown_rows = table(rows, left=6) if rows else []
    return [say("targets_heading", lang), *shown_rows, *more, roll_up_line(result.verdicts, lang)]


def roll_up_line(verdicts: Sequence[Verdict], lang: str) -> str:
    """One verdict per kind of target, and the one of the whole."""
    found = roll_up(verdicts).items()
    together = separator(lang).join(f"{say(f'kind.{k}', lang)} {say(f'verdict.{v}', lang)}" for k, v in found)
    overall = whole(verdicts)
    if overall is not None:
        together += separator(lang) + say("whole", lang, verdict=say(f"verdict.{overall}", lang))
    return say("roll_up", lang, parts=together)


def folded(verdict: Verdict) -> bool:
    """True for what nothing projects and no published value decides: told in one line."""
    return bool({"observed_only", "not_projected"} & set(verdict.notes))


def hidden(verdict: Verdict) -> bool:
    """True for targets that would tell a total or a peak year; cuts and growths are rates and stay."""
    variable = variable_of(verdict.target.indicator)
    if variable is None:
        return True
    rate = verdict.target.goal in ("reduce", "stable", "falling")
    return variable.unit in TOTAL_UNITS and not rate


def target_row(verdict: Verdict, result: Result, lang: str) -> list[str]:
    """Cells of one target: id, kind, indicator, goal, verdict, value and what else there is to say."""
    target = verdict.target
    found = [one for one in result.scenario.region.info.conflicts if target.indicator in one.subjects]
    return [
        f"  {target.id}",
        say(f"kind.{target.kind}", lang),
        target_title(target, result, lang),
        goal_text(verdict, result, lang),
        say(f"verdict.{verdict.verdict}", lang),
        separator(lang).join(target_details(verdict, lang, contradicted=bool(found))),
    ]


def target_title(target: TargetEntry, result: Result, lang: str) -> str:
    """What a target is about, with the part of the region if it is not the whole."""
    title = target.title.text(lang) if target.title else indicator_name(target.indicator, lang)
    rows = result.scenario.region.subregions
    parts = {row.subregion: title_of(row, lang) for row in rows}
    if target.scope is None or target.title is not None:
        return title
    return f"{parts.get(target.scope) or subject_name(target.scope, lang)}{colon(lang)}{title}"


def goal_text(verdict: Verdict, result: Result, lang: str) -> str:
    """The goal of a target as a short phrase."""
    target, value = verdict.target, verdict.goal_value
    if value is None:
        who = f" ({say('target_set_by', lang, who=bilingual(target.set_by, lang))})" if target.set_by else ""
        return say("goal_not_set", lang) + who
    if target.goal == "peak_by":
        text = str(value)
        if value == "province":
            text = say("goal_province", lang, year=result.scenario.region.info.province_peak_year)
        elif isinstance(value, str):
            text = say("goal_subject", lang, name=subject_name(value, lang))
        return say("goal.peak_by", lang, value=text)
    share = target.goal in ("reduce", "stable")
    text = percent(float(value)) if share else shown_with_unit(target.indicator, float(value), lang)
    return say(f"goal.{target.goal}", lang, first=start_text(target, lang), by=target.by, value=text)


def shown_with_unit(indicator: str, value: float, lang: str) -> str:
    """A goal as people read it, with its unit unless it is a share or a plain number of things."""
    variable = variable_of(indicator)
    unit = "" if variable is None or variable.unit in ("ratio", "count") else unit_text(variable.unit, lang)
    return f"{shown(indicator, value)} {unit}".rstrip()


def start_text(target: TargetEntry, lang: str) -> str:
    """Base year of a target, or the peak."""
    return say("from_peak", lang) if target.from_year == FROM_PEAK else str(target.from_year or "")


def target_details(verdict: Verdict, lang: str, *, contradicted: bool = False) -> list[str]:
    """Value with range, margin, rate still needed, variants, what-ifs, notes."""
    parts = []
    if verdict.value is not None:
        text = outcome_value(verdict, verdict.value)
        if verdict.low is not None and verdict.high is not None and verdict.low != verdict.high:
            text += f" ({outcome_value(verdict, verdict.low)}..{outcome_value(verdict, verdict.high)})"
        parts.append(text + (f" {say('target_actual', lang)}" if verdict.actual else ""))
    if verdict.margin is not None and verdict.verdict != NO_VALUE:
        parts.append(say("target_margin", lang, margin=margin_text(verdict)))
    if verdict.rate_needed is not None and still_needed(verdict):
        variable = variable_of(verdict.target.indicator)
        ratio = variable is not None and variable.unit == "ratio"
        text = f"{verdict.rate_needed * 100:+.2f}" if ratio else percent(verdict.rate_needed, 2, sign=True)
        rate = say("points", lang, value=text) if ratio else text
        parts.append(say("target_rate", lang, rate=rate, year=verdict.rate_from))
    judged = [(name, found) for name, found in verdict.variants if found.value is not None]
    parts += [variant_text(name, found, verdict, lang) for name, found in judged]
    open_names = [say(f"variant.{name}", lang) for name, found in verdict.variants if found.value is None]
    if open_names:
        word = say("verdict.cannot_be_judged", lang)
        parts.append(say("variants_open", lang, names=", ".join(open_names), verdict=word))
    parts += [what_if_text(n, value, found, verdict, lang) for n, value, found in verdict.what_ifs]
    parts += [say(f"why.{note}", lang) for note in verdict.notes]
    return [*parts, say("conflict_mark", lang)] if contradicted else parts


def still_needed(verdict: Verdict) -> bool:
    """False when the goal was already reached in the last actual year."""
    upward = verdict.target.goal == "at_least"
    return (verdict.rate_needed or 0.0) > 0.0 if upward else (verdict.rate_needed or 0.0) < 0.0


def what_if_text(name: str, value: float, found: Outcome, verdict: Verdict, lang: str) -> str:
    """A figure nobody handed down, and what it would mean."""
    figure_text = f"{value:.0f}" if verdict.target.goal == "peak_by" else percent(value, 1)
    word = say(f"verdict.{found.verdict}", lang)
    return say("what_if", lang, name=bilingual(name, lang), value=figure_text, verdict=word)


def variant_text(name: str, found: Outcome, verdict: Verdict, lang: str) -> str:
    """A variant of the rule with its verdict."""
    word = say(f"verdict.{found.verdict}", lang)
    value = outcome_value(verdict, found.value or 0.0)
    return say("variant_line", lang, name=say(f"variant.{name}", lang), verdict=word, value=value)


def outcome_value(verdict: Verdict, value: float) -> str:
    """A value: cuts and growths in per cent; else, as the latest published one, like its indicator."""
    if verdict.target.goal in ("reduce", "stable", "falling") and "observed_only" not in verdict.notes:
        return percent(value)
    return shown(verdict.target.indicator, value)


def margin_text(verdict: Verdict) -> str:
    """A margin: points for cuts and shares, years for peaks, else in the indicator's unit."""
    margin = verdict.margin or 0.0
    if verdict.target.goal == "peak_by":
        return f"{margin:+.0f}"
    variable = variable_of(verdict.target.indicator)
    ratio = verdict.target.goal in ("reduce", "stable", "falling") or (variable and variable.unit == "ratio")
    return f"{margin * 100:+.1f}" if ratio else ("+" if margin >= 0 else "") + figure(margin)


def note_lines(result: Result, lang: str, rates_only: bool) -> list[str]:
    """Conflicts of the data, actual values beside the model's, measures that gave way, what is assumed."""
    info = result.scenario.region.info
    lines = [say("conflict_line", lang, text=c.zh if lang == "zh" else c.en) for c in info.conflicts]
    rows = [row for row in actual_rows(result.plan) if result.years[0] <= row.year <= result.years[-1]]
    shares = [row for row in rows if INDICATORS[row.indicator].unit == "ratio"]
    lines += [actual_text(row, result, lang) for row in (shares if rates_only else rows)]
    acting = [row for row in result.scenario.region.projects if row.acts != "none"]
    if acting:
        names = list(dict.fromkeys(title_of(row, lang) for row in acting))
        lines.append(say("projects_line", lang, names=names))
    if result.pathway.limited:
        plants = {row.plant: title_of(row, lang) for row in result.scenario.region.plants}
        names = [plants[plant] for plant in result.pathway.limited]
        lines.append(say("limited_line", lang, names=names))
    if result.pathway.heat_scaled:
        lines.append(say("heat_scaled_line", lang))
    if result.plan.unmeasured:
        titles = [gas_title(result, gas, lang) for gas in sorted(result.plan.unmeasured)]
        lines.append(say("unmeasured_line", lang, names=titles))
    if result.pathway.gave_way:
        lines.append(say("gave_way_line", lang, names=", ".join(result.pathway.gave_way)))
    source = bilingual(info.province_peak_source, lang)
    return [*lines, say("assumed_line", lang, peak=info.province_peak_year, source=source)]


def gas_title(result: Result, gas: str, lang: str) -> str:
    """Name of a gas."""
    return title_of(result.scenario.factors.gases[gas], lang)


def actual_text(row: HistoryRow, result: Result, lang: str) -> str:
    """A published value beside what the model gives in that year."""
    model = float(result.series[row.indicator][row.year - int(result.years[0]), CENTRAL])
    name, unit = INDICATORS[row.indicator].text(lang), INDICATORS[row.indicator].unit
    words = {"year": row.year, "name": name, "unit": unit_text(unit, lang)}
    values = {"actual": shown(row.indicator, row.value), "model": shown(row.indicator, model)}
    return say("actual_line", lang, **words, **values)
