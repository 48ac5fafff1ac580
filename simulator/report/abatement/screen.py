"""An abatement cost curve in words: the curve, what is not on it, money, a price on carbon, a cap."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, NamedTuple

from simulator.explore.abatement.curve import (
    CO2,
    METHODS,
    by_sector_of_measure,
    money,
    money_by_year,
)
from simulator.explore.abatement.prices import ENDS, MOST, candidates
from simulator.messages import say
from simulator.report.compare.grid import NONE, Grid, Part
from simulator.report.compare.screen import part_lines
from simulator.report.credits.tables import player_name
from simulator.report.words import figure, percent, separator
from simulator.variables import SECTOR_NAMES, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.explore.abatement.curve import Abatement, Step
    from simulator.explore.abatement.prices import Adoption, Cap, Trading
    from simulator.inputs.measures import Cost

YEARS = (2025, 2030, 2035, 2040, 2050, 2060)


class Told(NamedTuple):
    """All that is told: the curve, what a price would bring, and the price of a cap, where asked for.

    accounting : language -> the rule under which every tonne stands
    """

    found: Abatement
    accounting: Mapping[str, str]
    price: Mapping[str, Adoption] | None = None
    cap: Cap | None = None


def abatement_screen(told: Told, lang: str) -> str:
    """Everything, cut to the width of a screen."""
    heading = f"{title(told.found, lang)}    [{say('mark_internal', lang)}]"
    found = [part_lines(part) for part in parts(told, lang)]
    return "\n\n".join([heading, *("\n".join(part) for part in found)])


def parts(told: Told, lang: str) -> list[Part]:
    """The parts that have something to tell."""
    found = told.found
    made = [head_part(told, lang), curve_part(found, lang), listed_part(found, lang), money_part(found, lang)]
    if told.price is not None:
        made.append(price_part(found, told.price, lang))
    if told.cap is not None:
        made.append(cap_part(found, told.cap, lang))
    made.append(Part("notes", say("abatement_part.notes", lang), lines=[], notes=notes(found, lang)))
    return [part for part in made if part.lines or part.grids or part.notes]


# ---- heading ----


def title(found: Abatement, lang: str) -> str:
    """Region and scenario."""
    scenario = found.plan.scenario
    region, name = scenario.region.info.title.text(lang), scenario.entry.title.text(lang)
    return say("abatement_title", lang, region=region, scenario=name)


def period_text(found: Abatement, lang: str) -> str:
    """The year, or the years that are added up."""
    if found.period.year is not None:
        return say("abatement_year", lang, year=found.period.year)
    return say("abatement_years", lang, first=int(found.years[0]), last=int(found.years[-1]))


def against(found: Abatement, lang: str) -> str:
    """What the measures are held against."""
    if not found.against:
        return say("abatement_against_none", lang)
    before = found.game.before.scenario
    return say("abatement_against", lang, baseline=before.entry.title.text(lang))


def head_part(told: Told, lang: str) -> Part:
    """Period, baseline, rule, and what everything together cuts."""
    found = told.found
    before, after = (float(found.period.tonnes(one[CO2], found.years)) for one in (found.before, found.after))
    alone = found.cut() + found.overlap()
    numbers = {
        "before": before,
        "after": after,
        "cut": found.cut(),
        "alone": alone,
        "overlap": found.overlap(),
    }
    whole = say("abatement_whole", lang, **{name: figure(value) for name, value in numbers.items()})
    heading = f"{period_text(found, lang)}{separator(lang)}{against(found, lang)}"
    return Part("head", heading, notes=[told.accounting[lang], whole])


# ---- the curve ----


def curve_part(found: Abatement, lang: str) -> Part:
    """The measures on the curve, the cheapest tonne first."""
    heading = say("abatement_part.curve", lang)
    if not found.steps:
        return Part("curve", heading, notes=[say("abatement_curve_none", lang)])
    head = [
        *(say(f"abatement_{key}", lang) for key in ("number", "measure", "range", "grade")),
        *(say(f"abatement_method.{method}", lang) for method in METHODS),
        *(say(f"abatement_{key}", lang) for key in ("overlap", "money")),
    ]
    rows = [curve_row(found, place, step, lang) for place, step in enumerate(found.steps, 1)]
    sums = [sum(step.tonnes[method] for step in found.steps) for method in METHODS]
    total = money(found.steps, found.method)
    rows.append(
        [
            *("", say("abatement_sum", lang), "", ""),
            *(figure(value) for value in (*sums, sums[1] - sums[0])),
            span(total[0], total[2], lang),
        ]
    )
    return Part("curve", heading, grids=[Grid(say("abatement_curve_caption", lang), head, rows, left=2)])


def curve_row(found: Abatement, place: int, step: Step, lang: str) -> list[str]:
    """One measure of the curve."""
    assert step.cost is not None
    low, _, high = step.height(found.method)
    cost = step.money(found.method)
    tonnes = [step.tonnes[method] for method in METHODS]
    return [
        str(place),
        player_name(step.player, lang),
        span(low, high, lang),
        say(f"grade.{step.cost.grade}", lang),
        *(small(value) for value in (*tonnes, tonnes[1] - tonnes[0])),
        span(cost[0], cost[2], lang) if cost else NONE,
    ]


def small(value: float) -> str:
    """Tonnes to three digits; below five tonnes they are nothing, unknown ones are not told."""
    if isnan(value):
        return NONE
    return figure(value) if abs(value) >= 5e-4 else "0"


def span(low: float, high: float, lang: str) -> str:
    """A range."""
    return say("abatement_span", lang, low=figure(low), high=figure(high))


# ---- beside the curve ----


def listed_part(found: Abatement, lang: str) -> Part:
    """What differs and is not on the curve, with the reason."""
    heading = say("abatement_part.listed", lang)
    method = say(f"abatement_method.{found.method}", lang)
    head = [
        say("abatement_measure", lang),
        say("abatement_tonnes", lang, method=method),
        say("abatement_reason", lang),
    ]
    rows = [
        [player_name(step.player, lang), small(step.tonnes[found.method]), reason(step, lang)]
        for step in found.listed
    ]
    titles = {one.measure: one.used.measure.entry.title.text(lang) for one in found.game.versions}
    still = [titles[name] for name in found.still]
    more = [say("abatement_still", lang, names=still)] if still else []
    grids = [Grid(say("abatement_listed_caption", lang), head, rows, wrap=True)] if rows else []
    return Part("listed", heading, grids=grids, notes=more)


def reason(step: Step, lang: str) -> str:
    """Why something is not on the curve."""
    cost, costs = step.cost, step.range
    spread = span(costs[0], costs[2], lang) if costs else ""
    unit = cost.unit if cost else ""
    unit = unit.replace("CNY", "元") if lang == "zh" else unit
    return say(f"abatement_why.{step.why}", lang, unit=unit, range=spread)


# ---- money ----


def money_part(found: Abatement, lang: str) -> Part:
    """Cost of all measures by the three methods, by sector and by year."""
    heading = say("abatement_part.money", lang)
    if not found.priced:
        return Part("money", heading)
    grids = [whole_grid(found, lang), sector_grid(found, lang), year_grid(found, lang)]
    return Part("money", heading, grids=grids)


def ends_of_cost(lang: str) -> list[str]:
    """Heads of the columns low, middle, high."""
    return [say(f"abatement_{end}", lang) for end in ENDS]


def whole_grid(found: Abatement, lang: str) -> Grid:
    """All measures together, by the three methods."""
    rows = [
        [say(f"abatement_money.{method}", lang), *map(figure, money(found.everything, method))]
        for method in METHODS
    ]
    key = "abatement_money_caption" if found.period.year is not None else "abatement_money_discounted"
    measures = [step for step in found.everything if step.player.kind == "measure"]
    caption = say(
        key,
        lang,
        count=len(found.priced),
        all=len(measures) + len(found.still),
        price=price_years(found),
        rate=percent(found.period.rate),
        base=found.period.base_year,
    )
    return Grid(caption, ["", *ends_of_cost(lang)], rows)


def sector_grid(found: Abatement, lang: str) -> Grid:
    """By the sector in which a measure acts; the rows add up to the last one."""
    head = [say("abatement_sector", lang), say("abatement_count", lang), *ends_of_cost(lang)]
    sectors = by_sector_of_measure(found)
    rows = [
        [sector_name(name, lang), str(len(steps)), *map(figure, money(steps, found.method))]
        for name, steps in sectors.items()
    ]
    whole = money(found.priced, found.method)
    rows.append([say("abatement_all", lang), str(len(found.priced)), *map(figure, whole)])
    return Grid(say("abatement_sector_caption", lang, method=method_name(found, lang)), head, rows)


def year_grid(found: Abatement, lang: str) -> Grid:
    """Some years, undiscounted; the table has all."""
    values = money_by_year(found)
    first, last = int(found.years[0]), int(found.years[-1])
    years = [year for year in YEARS if first < year <= last]
    rows = [[str(year), *map(figure, values[year - first].tolist())] for year in years]
    caption = say("abatement_year_caption", lang, method=method_name(found, lang))
    return Grid(caption, ["", *ends_of_cost(lang)], rows)


def sector_name(sector: str, lang: str) -> str:
    """A sector of the 6+1, or what spans them."""
    return name_of(SECTOR_NAMES, sector, lang) if sector in SECTOR_NAMES else say(f"player.{sector}", lang)


def method_name(found: Abatement, lang: str) -> str:
    """Which tonnes."""
    return say(f"abatement_method.{found.method}", lang)


# ---- price and cap ----


def price_part(found: Abatement, chosen: Mapping[str, Adoption], lang: str) -> Part:
    """What is cheaper than a price, and what it cuts together."""
    before = float(found.period.tonnes(found.before[CO2], found.years))
    head = [say(f"abatement_{key}", lang) for key in ("end", "chosen", "co2", "together")]
    rows = [
        [
            say(f"abatement_end.{end}", lang),
            str(len(one.measures)),
            figure(one.co2, 4),
            small(before - one.co2),
        ]
        for end, one in chosen.items()
    ]
    middle = chosen["middle"]
    caption = say("abatement_price_caption", lang, price=figure(middle.price))
    names = say("abatement_price_names", lang, names=measure_names(found, middle.measures, lang) or NONE)
    return Part("price", say("abatement_part.price", lang), grids=[Grid(caption, head, rows)], notes=[names])


def measure_names(found: Abatement, measures: Sequence[str], lang: str) -> list[str]:
    """Titles of measures."""
    titles = {step.player.id: player_name(step.player, lang) for step in found.everything}
    return [titles[name] for name in measures]


def cap_part(found: Abatement, cap: Cap, lang: str) -> Part:
    """The least price that meets a cap: by the costs of the measures, and by the emissions-trading one."""
    heading, trading = say("abatement_part.cap", lang), trading_lines(found, cap.trading, lang)
    numbers = {"value": figure(cap.value, 4), "without": figure(cap.without, 4)}
    if cap.met:
        return Part("cap", heading, notes=[say("abatement_cap_met", lang, **numbers), *trading])
    head = [say(f"abatement_{key}", lang) for key in ("end", "cap_price", "chosen", "co2")]
    rows = [[say(f"abatement_end.{end}", lang), *cap_cells(cap.found.get(end), lang)] for end in ENDS]
    more = []
    if not cap.reached:
        left, gap = figure(cap.everything, 4), figure(cap.everything - cap.value)
        more = [say("abatement_cap_short", lang, count=len(candidates(found)), left=left, gap=gap)]
    caption = say("abatement_cap_caption", lang, **numbers)
    return Part("cap", heading, grids=[Grid(caption, head, rows)], notes=[*more, *trading])


def cap_cells(one: Adoption | None, lang: str) -> list[str]:
    """Price, how many measures, CO2."""
    if one is None:
        return [say("abatement_cap_out", lang), NONE, NONE]
    price = figure(one.price) if one.price > 0.0 else say("abatement_cap_saving", lang)
    return [price, str(len(one.measures)), figure(one.co2, 4)]


def trading_lines(found: Abatement, trading: Trading | None, lang: str) -> list[str]:
    """The price of the emissions-trading measure."""
    if trading is None:
        return [say("abatement_trading_none", lang)]
    key = "out" if trading.price is None else "price" if trading.price > 0.0 else "met"
    told = say(
        f"abatement_trading_{key}",
        lang,
        price=figure(trading.price),
        most=f"{MOST:.0f}",
        without=figure(trading.without, 4),
        co2=figure(trading.co2, 4),
    )
    if key == "met":
        return [told]
    branches = {row.branch: getattr(row, f"title_{lang}") for row in found.plan.branches}
    how = say(
        "abatement_trading_how",
        lang,
        coverage=percent(trading.coverage, 0),
        branches=[branches[name] for name in trading.branches],
        elasticity=f"{trading.elasticity:g}",
    )
    return [f"{told}{separator(lang)}{how}"]


# ---- notes ----


def costs_of(found: Abatement) -> list[Cost]:
    """The costs that are counted."""
    return [step.cost for step in found.priced if step.cost is not None]


def price_years(found: Abatement) -> str:
    """Years of whose money the costs are told."""
    return "/".join(map(str, sorted({cost.price_year for cost in costs_of(found)}))) or NONE


def notes(found: Abatement, lang: str) -> list[str]:
    """What the numbers are, and what the library has not got."""
    grades = [say(f"grade.{grade}", lang) for grade in sorted({cost.grade for cost in costs_of(found)})]
    keys = ["sector", "investment", "missing"]
    if found.period.year is None:
        keys.insert(0, "height")
    first = say("abatement_note_cost", lang, price=price_years(found), grades=grades) if grades else ""
    told = [first, *(say(f"abatement_note_{key}", lang) for key in keys), method_note(found, lang)]
    return [one for one in told if one]


def method_note(found: Abatement, lang: str) -> str:
    """Exact or sampled."""
    if not found.orders:
        return say("abatement_note_exact", lang)
    error = max((step.error for step in found.everything if step.gas == CO2), default=0.0)
    return say("abatement_note_sampled", lang, count=found.orders, error=figure(error, 1))
