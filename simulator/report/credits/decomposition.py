"""Decompositions as tidy rows and as lines for the screen, in the words of the reader's language."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from simulator.explore.decomposition import ALL_SECTORS, BESIDE, REGION
from simulator.messages import say
from simulator.report.tables import number
from simulator.report.words import figure, table, with_unit
from simulator.variables import SECTOR_NAMES, name_of, unit_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from simulator.explore.decomposition import Decomposition
    from simulator.report.tables import Row

DECOMPOSITION_COLUMNS = (
    "region",
    "accounting",
    "subject",
    "from_scenario",
    "from_year",
    "to_scenario",
    "to_year",
    "factor",
    "title_zh",
    "title_en",
    "effect",
    "multiple",
    "unit",
)
CHANGE = "change"  # the whole, a row beside the factors
CO2_UNIT = "1e4 t"
LANGUAGES = ("zh", "en")


def decomposition_rows(found: Sequence[Decomposition], region: str, accounting: str) -> Iterator[Row]:
    """Every effect as a row of DECOMPOSITION_COLUMNS, then the whole change.

    accounting : the accounting rule of the results. A multiple is blank where there is none.
    """
    for one in found:
        place = (region, accounting, one.subject, *one.before, *one.after)
        for factor in factors_of([one]):
            yield (*place, *effect_cells(one, factor), CO2_UNIT)


def effect_cells(one: Decomposition, factor: str) -> tuple[str, ...]:
    """factor, both titles, effect and multiple."""
    titles = (factor_name(factor, lang) for lang in LANGUAGES)
    ratio = multiple(one, factor)
    return (factor, *titles, number(effect(one, factor)), "" if ratio is None else number(ratio))


def effect(one: Decomposition, factor: str) -> float:
    """What a factor changes, or the whole change."""
    return one.change if factor == CHANGE else one.effects.get(factor, 0.0)


def multiple(one: Decomposition, factor: str) -> float | None:
    """By how many times a factor multiplies CO2, or all together; None where it is not defined."""
    if not one.ratios:
        return None
    return one.after_value / one.before_value if factor == CHANGE else one.ratios[factor]


def factors_of(found: Sequence[Decomposition]) -> list[str]:
    """Factors in their order, the whole change last; what stands beside only if it moves somewhere."""
    names = dict.fromkeys(name for one in found for name in one.effects)
    shown = [name for name in names if name not in BESIDE or any(effect(one, name) for one in found)]
    return [*shown, CHANGE]


# ---- names ----


def factor_name(factor: str, lang: str) -> str:
    """A factor as people read it."""
    return say("chart.change" if factor == CHANGE else f"factor.{factor}", lang)


def subject_title(subject: str, lang: str) -> str:
    """The region, all sectors, or one."""
    if subject in (REGION, ALL_SECTORS):
        return say(f"decomposition_subject.{subject}", lang)
    return name_of(SECTOR_NAMES, subject, lang)


def side_title(side: tuple[str, int], titles: Mapping[str, str], lang: str) -> str:
    """A scenario and a year."""
    scenario, year = side
    return say("decomposition_side", lang, scenario=titles.get(scenario, scenario), year=year)


# ---- screen ----


def decomposition_lines(
    found: Sequence[Decomposition], lang: str, titles: Mapping[str, str] | None = None
) -> list[str]:
    """A block for each span: the region by Kaya, then the sectors, 10^4 t CO2.

    titles : scenario -> how it is called; its id if not given
    """
    lines = []
    for (before, after), parts in groupby(found, key=lambda one: (one.before, one.after)):
        sides = {
            name: side_title(side, titles or {}, lang)
            for name, side in (("before", before), ("after", after))
        }
        lines.append(say("decomposition_heading", lang, **sides))
        every = [*parts]
        kaya = [one for one in every if one.subject == REGION]
        sectors = [one for one in every if one.subject != REGION]
        lines += [ends_line(one, lang) for one in kaya]
        lines += [line for some in (kaya, sectors) if some for line in table(effect_table(some, lang))]
    return lines


def ends_line(one: Decomposition, lang: str) -> str:
    """CO2 before and after."""
    sides = {"before": one.before_value, "after": one.after_value}
    values = {name: with_unit(value, CO2_UNIT, lang) for name, value in sides.items()}
    return "  " + say("decomposition_ends", lang, **values)


def effect_table(found: Sequence[Decomposition], lang: str) -> list[list[str]]:
    """Head and a row for each subject."""
    factors = factors_of(found)
    head = [unit_text(CO2_UNIT, lang), *(factor_name(factor, lang) for factor in factors)]
    rows = [
        [f"  {subject_title(one.subject, lang)}", *(figure(effect(one, factor)) for factor in factors)]
        for one in found
    ]
    return [head, *rows]
