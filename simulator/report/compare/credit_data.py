"""What the charts of credits and causes in a comparison draw, as plain numbers and words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from simulator.explore.compare.credits import MANY, YEAR
from simulator.explore.compare.load import short_name
from simulator.explore.credits.decomposition import ALL_SECTORS, REGION
from simulator.messages import say
from simulator.report.credits.charts import CreditData, credit_data, credit_data_from
from simulator.report.credits.decomposition_charts import (
    DecompositionData,
    EffectBar,
    decomposition_data,
    decomposition_data_from,
)
from simulator.report.result_folder import folder_name
from simulator.report.screen import accounting_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.explore.compare.comparison import Comparison
    from simulator.explore.credits.attribution import Attribution
    from simulator.explore.credits.decomposition import Decomposition

    Found = Sequence[tuple[int, Decomposition]]

BARS = 8  # scenarios in one chart of causes


@dataclass(frozen=True, slots=True)
class CreditLines:
    """Whose doing the difference of one scenario is: by player, and by measure where the players are sectors.

    name : of the scenario in names of files; year : of the waterfall
    """

    name: str
    sectors: CreditData
    measures: CreditData | None
    year: int


@dataclass(frozen=True, slots=True)
class CauseBars:
    """Why CO2 changes, a bar for every scenario of a region; name : of the file."""

    name: str
    data: DecompositionData


# ---- credits ----


def credit_lines(comparison: Comparison, lang: str) -> list[CreditLines]:
    """Credits of every scenario that has some, unless they are too many to be drawn one by one."""
    found = [(index, one) for index, one in enumerate(comparison.credits) if one and one.credits.players]
    if len(found) > MANY:
        return []
    return [credits_of(comparison, index, one, lang) for index, one in found]


def credits_of(comparison: Comparison, index: int, found: Attribution, lang: str) -> CreditLines:
    """Credits of one scenario in plain numbers."""
    one = comparison.items[index]
    drawn = partial(
        credit_data,
        found,
        lang,
        accounting=accounting_line(one.result, lang),
        mark=say("mark_internal", lang),
    )
    first, last = int(found.years[0]), int(found.years[-1])
    return CreditLines(
        name=folder_name(one.scenario) if len(comparison.regions) > 1 else short_name(one.scenario),
        sectors=drawn(),
        measures=drawn(inside=True) if found.inside else None,
        year=min(max(YEAR, first), last),
    )


def credits_from_json(content: Mapping[str, Any]) -> CreditLines:
    """Credits of one scenario as they were written."""
    measures = content["measures"]
    return CreditLines(
        name=content["name"],
        sectors=credit_data_from(content["sectors"]),
        measures=credit_data_from(measures) if measures else None,
        year=content["year"],
    )


# ---- causes ----


def cause_bars(comparison: Comparison, lang: str) -> list[CauseBars]:
    """For every region the Kaya factors up to 2030, and what sectors do against the baseline in 2030."""
    return [
        bars
        for region in comparison.regions
        for against in (False, True)
        for bars in region_bars(comparison, region, lang, against=against)
    ]


def region_bars(comparison: Comparison, region: str, lang: str, *, against: bool) -> list[CauseBars]:
    """One region, some scenarios on each page."""
    subject = ALL_SECTORS if against else REGION
    found = [
        (index, one)
        for index in comparison.of_region(region)
        for one in comparison.causes[index]
        if one.subject == subject and one.after[1] == YEAR and (one.before[0] != one.after[0]) == against
    ]
    pages = [found[start : start + BARS] for start in range(0, len(found), BARS)]
    name = "causes-against" if against else "causes"
    name += f"-{region}" if len(comparison.regions) > 1 else ""
    return [
        CauseBars(f"{name}-{number}" if len(pages) > 1 else name, bars_of(comparison, page, lang))
        for number, page in enumerate(pages, start=1)
    ]


def bars_of(comparison: Comparison, found: Found, lang: str) -> DecompositionData:
    """A bar for every scenario, named; one whose span is not that of the first says so."""
    one = comparison.items[found[0][0]]
    spans = [cause_span(part, lang) for _, part in found]
    title = f"{one.scenario.region.info.title.text(lang)} · {spans[0]}"
    words = {"accounting": accounting_line(one.result, lang), "mark": say("mark_internal", lang)}
    data = decomposition_data([part for _, part in found], lang, title, **words)
    bars = []
    for (index, _), span, bar in zip(found, spans, data.bars, strict=True):
        parts = [str(index + 1), *([span] if span != spans[0] else [])]
        name = " ".join([*parts, comparison.items[index].scenario.entry.title.text(lang)])
        bars.append(EffectBar(name, bar.effects, bar.change))
    return replace(data, bars=bars)


def cause_span(one: Decomposition, lang: str) -> str:
    """The years of a span, or the year in which a scenario is held against the baseline."""
    kind = "years" if one.before[0] == one.after[0] else "against"
    return say(f"compare_cause_{kind}", lang, first=one.before[1], year=one.after[1])


def causes_from_json(content: Mapping[str, Any]) -> CauseBars:
    """Causes as they were written."""
    return CauseBars(content["name"], decomposition_data_from(content["data"]))
