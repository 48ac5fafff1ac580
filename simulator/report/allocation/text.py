"""An allocation on the screen: rules side by side, and what each of them asks."""

from __future__ import annotations

import re
from math import floor, log10
from typing import TYPE_CHECKING

from simulator.explore.allocation.rules import MIX, burden, whole_parts
from simulator.messages import say
from simulator.report.words import WIDEST, figure, percent, table, width
from simulator.variables import INDICATORS, unit_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from simulator.explore.allocation.rules import Allocation, Burden, Note, Party
    from simulator.face import Result
    from simulator.inputs.schema import Title

DIGITS = 4  # of a total; parts are rounded with it, so that they add up
INDENT = "  "
WORD = re.compile(r"[^ ，；、]+[ ，；、]?|[ ，；、]")  # what stays together at the end of a line


def allocation_screen(found: Allocation, result: Result, lang: str) -> str:
    """Everything an allocation says, cut to the width of a screen."""
    first = int(found.basis.years[0])
    names = {"what": INDICATORS[found.what].text(lang), "among": say(f"allocate_among.{found.among}", lang)}
    region = result.scenario.region.info.title.text(lang)
    parts = [
        [
            f"{say('allocate_title', lang, region=region, **names)}    [{say('mark_internal', lang)}]",
            say("allocate_scenario", lang, title=result.scenario.entry.title.text(lang)),
            path_line(found, lang),
        ],
        [say("allocate_side", lang, year=found.year, unit=unit_of(found, lang)), *side_by_side(found, lang)],
        [say("allocate_cut", lang, first=first, year=found.year), *asked_by(found, lang, cut_text)],
    ]
    for item, key, text in (
        ("population", "allocate_head", head_text),
        ("value_added", "allocate_money", money_text),
    ):
        if item in found.basis.known:
            parts.append([say(key, lang, year=found.year), *asked_by(found, lang, text)])
    parts.append([say("allocate_rules", lang), *set_in(rule_lines(found, lang))])
    for key, notes in (("allocate_skipped", found.skipped), ("allocate_told", found.notes)):
        if notes:
            parts.append([say(key, lang), *set_in([note_text(note, lang) for note in notes])])
    return "\n\n".join("\n".join(part) for part in parts)


def unit_of(found: Allocation, lang: str) -> str:
    """The unit of what is divided."""
    return unit_text(INDICATORS[found.what].unit, lang)


def path_line(found: Allocation, lang: str) -> str:
    """The path in a line: base, judged year, change."""
    base, value = float(found.path[0]), float(found.path[found.at])
    return say(
        f"allocate_path.{found.aim}",
        lang,
        base=figure(base, DIGITS),
        value=figure(value, DIGITS),
        first=int(found.basis.years[0]),
        start=int(found.basis.years[found.first]),
        year=found.year,
        change=percent(value / base - 1.0, sign=True),
        budget=figure(float(found.path[found.first : found.at + 1].sum()), DIGITS),
        unit=unit_of(found, lang),
    )


def decimals(total: float) -> int:
    """Decimals that give a total its digits.

    >>> decimals(2872.7), decimals(71.3), decimals(0.0)
    (0, 2, 0)
    """
    return max(0, DIGITS - 1 - floor(log10(total))) if total > 0.0 else 0


def side_by_side(found: Allocation, lang: str) -> list[str]:
    """Base and amounts of every rule in the judged year, rounded so that columns add up."""
    head = [say("allocate_party", lang), say("allocate_base", lang, year=int(found.basis.years[0]))]
    rows = [head + [say(f"rule.{rule}", lang) for rule in found.amounts]]
    return set_in(table(rows + [[name, *cells] for name, cells in amount_table(found, lang)]))


def amount_table(found: Allocation, lang: str) -> list[tuple[str, list[str]]]:
    """(name, base and amounts by rule) of parties, the rest and the region; columns add up."""
    rest = bool(found.rest.any())
    columns = [column(found.basis.base.tolist(), float(found.rest[0]), float(found.path[0]), rest=rest)]
    for amounts in found.amounts.values():
        now = amounts[:, found.at].tolist()
        columns.append(column(now, float(found.rest[found.at]), float(found.path[found.at]), rest=rest))
    names = [party.title(lang) for party in found.parties]
    names += [say(f"allocate_rest.{found.among}", lang)] if rest else []
    names.append(say("allocate_all", lang))
    return [(name, [cells[row] for cells in columns]) for row, name in enumerate(names)]


def column(amounts: Sequence[float], rest_amount: float, total: float, *, rest: bool) -> list[str]:
    """Amounts, the rest if there is one, and the total as text; the parts add up to it."""
    places = decimals(total)
    parts = whole_parts([*amounts, *([rest_amount] if rest else [])], places)
    return [f"{value:.{places}f}" for value in (*parts, sum(parts))]


def asked_by(found: Allocation, lang: str, text: Callable[[Burden], str]) -> list[str]:
    """One number of every party's burden by rule."""
    rows = [[say("allocate_party", lang), *(say(f"rule.{rule}", lang) for rule in found.amounts)]]
    for place, party in enumerate(found.parties):
        rows.append([party.title(lang), *(text(burden(found, rule, [place])) for rule in found.amounts)])
    return set_in(table(rows))


def cut_text(one: Burden) -> str:
    """The cut on the base year."""
    return percent(one.cut)


def head_text(one: Burden) -> str:
    """Per head as a multiple of the mean."""
    return figure(one.per_head_to_mean)


def money_text(one: Burden) -> str:
    """Per value added as a multiple of the mean."""
    return figure(one.per_value_added_to_mean)


def rule_lines(found: Allocation, lang: str) -> list[str]:
    """What every rule means."""
    return [
        say("allocate_rule_line", lang, name=say(f"rule.{rule}", lang), meaning=meaning(found, rule, lang))
        for rule in found.amounts
    ]


def meaning(found: Allocation, rule: str, lang: str) -> str:
    """A rule in words; a mix by its weights."""
    if rule != MIX:
        return say(f"rule_means.{rule}", lang, converge=found.basis.converge)
    weights = [
        say("allocate_weight", lang, rule=say(f"rule.{name}", lang), weight=percent(weight, 0))
        for name, weight in found.weights.items()
    ]
    return say("rule_means.mix", lang, weights=weights)


def note_text(note: Note, lang: str) -> str:
    """A note in words, rules, parties and measures by name."""
    key, details = note
    shown = dict(details)
    if "rule" in shown:
        shown["rule"] = say(f"rule.{shown['rule']}", lang)
    parties: Sequence[Party] = shown.get("parties", ())  # type: ignore[assignment]
    measures: Sequence[Title] = shown.get("measures", ())  # type: ignore[assignment]
    shown["parties"] = [party.title(lang) for party in parties]
    shown["measures"] = [title.text(lang) for title in measures]
    return say(key, lang, **shown)


def set_in(lines: Sequence[str]) -> list[str]:
    """Lines set in, long ones broken."""
    return [f"{INDENT}{part}" for line in lines for part in broken(line)]


def broken(line: str) -> list[str]:
    """A line cut between words so that it fits the screen; tables are left as they are."""
    if width(line) <= WIDEST or INDENT in line:
        return [line]
    found, current = [], ""
    for word in WORD.findall(line):
        if current and width(current + word.rstrip()) > WIDEST - len(INDENT):
            found.append(current.rstrip())
            current = INDENT
        current += word
    return [*found, current.rstrip()]
