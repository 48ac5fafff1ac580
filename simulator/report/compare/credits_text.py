"""Whose doing the differences are, in words: credits by sector and by measure, and the causes of change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from simulator.explore.compare.credits import MANY
from simulator.explore.credits.attribution import SECTOR_ORDER
from simulator.explore.credits.decomposition import KAYA, REGION
from simulator.explore.credits.game import DRIVERS, OTHER
from simulator.explore.credits.outcomes import TARGET
from simulator.messages import say
from simulator.report.compare.grid import NONE, Grid, Part, label
from simulator.report.compare.scores_text import why_text
from simulator.report.credits import tables as credited
from simulator.report.credits.decomposition import CHANGE, decomposition_rows, factor_name
from simulator.report.words import colon, figure, separator
from simulator.variables import SECTOR_NAMES, name_of, unit_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.explore.compare.comparison import Comparison
    from simulator.explore.credits.attribution import Attribution, Credits
    from simulator.explore.credits.decomposition import Decomposition
    from simulator.pathways.arrays import Array

YEARS = (2030, 2060)
FEW = 3  # scenarios whose measures stand in grids; of more only the largest, on a line
LARGEST = 5  # measures of such a line
TOLD = 1e-3  # part of the largest credit below which a measure or column is not told
CO2 = "co2_total"


def credit_part(comparison: Comparison, lang: str) -> Part:
    """Credits by sector for every scenario, then the measures of each; nothing where there are none."""
    found = {index: one for index, one in enumerate(comparison.credits) if one is not None}
    found = {index: one for index, one in found.items() if one.credits.players}
    title = f"{say('compare_part.credits', lang)}, {unit_text('1e4 t', lang)}"
    notes = apart_notes(comparison, lang)
    if not found:
        return Part("credits", title, lines=notes)
    named = isinstance(comparison.groups, Mapping)  # groups need not lie in one sector
    grids = [] if named else [sector_grid(comparison, found, year, lang) for year in years_of(found)]
    if len(found) <= FEW:
        grids += [measure_grid(comparison, index, one, lang) for index, one in found.items()]
    else:
        notes = [*largest_lines(comparison, found, lang), *notes]
    notes += [note for index, one in found.items() for note in beside(comparison, index, one, lang)]
    own = [label(comparison, index) for index in found if not comparison.same_rule(index)]
    notes += [say("compare_credit_own_rule", lang, names=own)] if own else []
    return Part("credits", title, grids=grids, notes=[*notes, *method_notes(comparison, found, lang)])


def apart_notes(comparison: Comparison, lang: str) -> list[str]:
    """Scenarios whose difference is no one's credit, and why."""
    return [
        say(
            "compare_no_credits",
            lang,
            name=label(comparison, index),
            other=label(comparison, one.reference),
            why=why_text(left, lang),
        )
        for index, one in enumerate(comparison.items)
        for left in one.left_out
        if left.rows == "credits"
    ]


def years_of(found: dict[int, Attribution]) -> list[int]:
    """Years of the grids that all have, of many scenarios the first; the last year where there is none."""
    first = max(int(one.years[0]) for one in found.values())
    last = min(int(one.years[-1]) for one in found.values())
    years = [year for year in YEARS if first <= year <= last] or [last]
    return years[:1] if len(found) > MANY else years


def at_year(found: Attribution, year: int) -> int:
    """Place of a year."""
    return year - int(found.years[0])


# ---- by sector ----


def sector_grid(comparison: Comparison, found: dict[int, Attribution], year: int, lang: str) -> Grid:
    """A row for every scenario, a column for every sector and for what is no measure."""
    table = {index: by_sector(one.credits, at_year(one, year)) for index, one in found.items()}
    largest = max((abs(value) for row in table.values() for value in row.values()), default=0.0)
    names = [
        name
        for name in (*SECTOR_ORDER, DRIVERS, OTHER)
        if any(abs(row.get(name, 0.0)) > TOLD * largest for row in table.values())
    ]
    head = [column_name(name, lang) for name in names]
    ends = [say(f"player.{name}", lang) for name in (credited.ALL, credited.OVERLAP)]
    rows = []
    for index, one in found.items():
        credits, at = one.credits, at_year(one, year)
        ends_of = [credits.credited[CO2][at].sum(), credits.overlap(CO2)[at].sum()]
        values = [table[index].get(name) for name in names]
        rows.append([label(comparison, index), *map(change, values), *(change(float(v)) for v in ends_of)])
    caption = say("compare_credit_year", lang, year=year)
    return Grid(caption, [say("compare_scenario", lang), *head, *ends], rows)


def column_name(name: str, lang: str) -> str:
    """A sector, or what is no measure."""
    return name_of(SECTOR_NAMES, name, lang) if name in SECTOR_NAMES else say(f"player.{name}", lang)


def by_sector(credits: Credits, at: int) -> dict[str, float]:
    """Credited change of CO2 by sector of the measures, and what is no measure; it adds up to the whole."""
    out: dict[str, float] = {}
    for player, value in zip(credits.players, credits.credited[CO2][at].tolist(), strict=True):
        name = player.sector or player.id
        out[name] = out.get(name, 0.0) + value
    return out


def change(value: float | None) -> str:
    """A change with its sign; the dash of none."""
    if value is None:
        return NONE
    text = figure(value)
    return text if text.startswith("-") or text == "0" else f"+{text}"


# ---- by measure ----


def measure_grid(comparison: Comparison, index: int, found: Attribution, lang: str) -> Grid:
    """Every measure of one scenario: credited, alone, as the last, overlap, the largest first."""
    at = at_year(found, years_of({index: found})[0])
    credits = found.parts[-1]
    head, *rows = credited.credit_table(credits, at, lang, totals=found.inside is None)
    caption = say("compare_credit_measures", lang, name=label(comparison, index), year=int(found.years[at]))
    return Grid(
        caption, [say("compare_credit_measure", lang), *head[1:]], [[r[0].strip(), *r[1:]] for r in rows]
    )


def largest_lines(comparison: Comparison, found: dict[int, Attribution], lang: str) -> list[str]:
    """The measures of each scenario that lower or raise CO2 most, a line each."""
    lines = []
    for index, one in found.items():
        at = at_year(one, years_of({index: one})[0])
        credits = one.parts[-1]
        told = told_players(credits, credits.credited[CO2][at], lang)[:LARGEST]
        words = {"name": label(comparison, index), "year": int(one.years[at])}
        if one.inside is not None or any(player.kind in ("measure", "group") for player in credits.players):
            lines.append(say("compare_credit_largest", lang, parts=separator(lang).join(told), **words))
    return lines


def told_players(credits: Credits, values: Array, lang: str, unit: str = "") -> list[str]:
    """Players with what they are credited with, the largest first, dust left out."""
    size = np.abs(values)
    order = np.argsort(-size, kind="stable").tolist()
    told = [place for place in order if size[place] > TOLD * size.max(initial=0.0)]
    names = [credited.player_name(credits.players[place], lang) for place in told]
    moves = [credited.moved(float(values[place]), unit, lang) for place in told]
    return [f"{name} {move}" for name, move in zip(names, moves, strict=True)]


def beside(comparison: Comparison, index: int, found: Attribution, lang: str) -> list[str]:
    """Who moves peak height, peak year and the margins of targets, a line each; only of few scenarios."""
    if len([one for one in comparison.credits if one is not None]) > FEW:
        return []
    lines, targets = [], comparison.items[index].scenario.entry.targets
    for name, words in credited.other_names(found, lang).items():
        target = targets.get(name.removeprefix(TARGET))
        unit = credited.margin_unit(target) if target else ""
        whole, values = float(found.difference(name)), found.credits.credited[name]
        if np.abs(values).max(initial=0.0) > credited.NOT_TOLD:
            parts = separator(lang).join(told_players(found.credits, values, lang, unit))
            what = f"{label(comparison, index)}, {words} {credited.moved(whole, unit, lang)}"
            lines.append(say("compare_credit_beside", lang, what=what, parts=parts))
    return lines


def method_notes(comparison: Comparison, found: dict[int, Attribution], lang: str) -> list[str]:
    """How credits are found; of few scenarios with errors and what has none, of many that sectors are all."""
    notes = [say("compare_credit_note", lang)]
    for index, one in found.items() if len(found) <= FEW else ():
        at = at_year(one, years_of({index: one})[0])
        notes += [f"{label(comparison, index)}{colon(lang)}{note}" for note in credited.notes(one, at, lang)]
    if len(found) > FEW and not all(part.exact for one in found.values() for part in one.parts):
        notes.append(say("compare_credit_sampled", lang))
    if len(found) > MANY:
        notes.append(say("compare_credit_sectors_only", lang, count=MANY))
    return notes


# ---- causes ----


def cause_part(comparison: Comparison, lang: str) -> Part:
    """The Kaya factors of every scenario between years, and against its reference."""
    spans: dict[tuple[str, int, int], list[tuple[int, Decomposition]]] = {}
    for index, parts in enumerate(comparison.causes):
        for one in parts:
            later = one.after[1] > YEARS[0] and len(comparison.items) > MANY
            if one.subject == REGION and not later:
                kind = "years" if one.before[0] == one.after[0] else "against"
                spans.setdefault((kind, one.before[1], one.after[1]), []).append((index, one))
    grids = [
        cause_grid(comparison, say(f"compare_cause_{kind}", lang, first=first, year=last), found, lang)
        for (kind, first, last), found in sorted(
            spans.items(), key=lambda item: (item[0][0] != "years", item[0])
        )
    ]
    title = f"{say('compare_part.causes', lang)}, {unit_text('1e4 t', lang)}"
    return Part("causes", title, grids=grids)


def cause_grid(
    comparison: Comparison, caption: str, found: Sequence[tuple[int, Decomposition]], lang: str
) -> Grid:
    """One span: a row for every scenario, a column for every factor, and the whole change."""
    head = [
        say("compare_scenario", lang),
        *(factor_name(name, lang) for name in (*KAYA, CHANGE)),
    ]
    rows = [
        [label(comparison, index), *(change(one.effects[name]) for name in KAYA), change(one.change)]
        for index, one in found
    ]
    return Grid(caption, head, rows)


def cause_rows(comparison: Comparison) -> Iterator[Sequence[object]]:
    """Rows of decomposition.csv."""
    for one, parts in zip(comparison.items, comparison.causes, strict=True):
        yield from decomposition_rows(parts, one.region, one.preset)


def credit_rows(comparison: Comparison) -> Iterator[Sequence[object]]:
    """Rows of attribution.csv."""
    for one, found in zip(comparison.items, comparison.credits, strict=True):
        if found is not None:
            yield from credited.attribution_rows(found, one.result.plan)
