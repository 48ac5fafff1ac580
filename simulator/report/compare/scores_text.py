"""Regions side by side in words: levels, change since the first common year, ranks where they are fair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.explore.compare.scores import BETTER, SIZES, ranked_years, scores
from simulator.messages import say
from simulator.report.compare.grid import NONE, Grid, Part, label
from simulator.report.tables import number
from simulator.report.words import colon, percent, separator, shown
from simulator.variables import INDICATORS, unit_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.explore.compare.comparison import Comparison, LeftOut
    from simulator.explore.compare.scores import Score

RANK_YEAR = 2030
MANY = 12  # scenarios; of more, only those that are ranked stand in the grids


def score_part(comparison: Comparison, lang: str, *, rates_only: bool = False) -> Part:
    """A grid for every indicator; nothing for a single region."""
    title = say("compare_part.scores", lang)
    if len(comparison.regions) < 2:
        return Part("scores", title)
    found = scores(comparison)
    names = [name for name in BETTER if not (rates_only and name in SIZES)]
    grids = [score_grid(comparison, [one for one in found if one.indicator == name], lang) for name in names]
    return Part("scores", title, grids=grids, notes=no_ranks(comparison, found, lang), rate=True)


def score_grid(comparison: Comparison, found: Sequence[Score], lang: str) -> Grid:
    """One indicator: levels, change to 2030, both ranks of 2030."""
    years = sorted({one.year for one in found})
    first = years[0]
    year = RANK_YEAR if RANK_YEAR in years else years[-1]
    name, variable = found[0].indicator, INDICATORS[found[0].indicator]
    by_item = {(one.item, one.year): one for one in found}
    rows = []
    many = len(comparison.items) > MANY
    for item in comparison.references() if many else range(len(comparison.items)):
        at = by_item[item, year]
        levels = [shown(name, by_item[item, one].value) for one in years]
        change = change_text(at, lang)
        rows.append([label(comparison, item), *levels, change, rank_text(at.rank), rank_text(at.change_rank)])
    unit = unit_text(variable.unit, lang)
    better = say(f"compare_better.{BETTER[name]}", lang)
    caption = " ".join(part for part in (variable.text(lang), unit, f"({better})") if part)
    head = [
        say("compare_scenario", lang),
        *map(str, years),
        say("compare_score_change", lang, first=first, year=year),
        say("compare_score_rank", lang, year=year),
        say("compare_score_change_rank", lang),
    ]
    return Grid(caption, head, rows)


def change_text(score: Score, lang: str) -> str:
    """A change: points of a share, else per cent."""
    if score.change is None:
        return NONE
    if INDICATORS[score.indicator].unit == "ratio":
        return say("points", lang, value=f"{score.change * 100:+.1f}")
    return percent(score.change, sign=True)


def rank_text(rank: int | None) -> str:
    """A rank, or the dash of none."""
    return NONE if rank is None else str(rank)


def no_ranks(comparison: Comparison, found: Sequence[Score], lang: str) -> list[str]:
    """How ranks are given, and which are not."""
    notes = [say("compare_score_note", lang)]
    for index in comparison.references():
        by_reason: dict[LeftOut, dict[str, None]] = {}
        for one in found:
            for reason in one.why if one.item == index else ():
                by_reason.setdefault(reason, {})[INDICATORS[one.indicator].text(lang)] = None
        for reason, names in by_reason.items():
            words = {"name": label(comparison, index), "rows": [*names], "why": why_text(reason, lang)}
            notes.append(say("compare_no_rank", lang, **words))
    return notes


def why_text(reason: LeftOut, lang: str) -> str:
    """Why rows are left out."""
    details = reason.details
    if reason.why == "unknown":
        details = tuple(say(f"unknown.{term}", lang) for term in details)
    return say(f"compare_why.{reason.why}", lang, details=details)


COLUMNS = (
    *("region", "scenario", "indicator", "title_zh", "title_en", "unit", "better", "year", "value"),
    *("first_year", "change", "change_unit", "rank", "change_rank", "ranked_among", "no_rank"),
)


def score_rows(comparison: Comparison) -> Iterator[Sequence[object]]:
    """Rows of scores.csv."""
    first, _ = ranked_years(comparison)
    for one in scores(comparison):
        item, variable = comparison.items[one.item], INDICATORS[one.indicator]
        reasons = separator("en").join(f"{why.why}{colon('en')}{', '.join(why.details)}" for why in one.why)
        yield (
            *(item.region, item.scenario.id, one.indicator, variable.zh, variable.en, variable.unit),
            *(BETTER[one.indicator], one.year, number(one.value), first, number(one.change)),
            "points of one" if variable.unit == "ratio" else "relative",
            *(
                one.rank or "",
                one.change_rank or "",
                one.among if one.rank or one.change_rank else "",
                reasons,
            ),
        )
