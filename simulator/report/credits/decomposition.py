"""Decompositions as tidy rows and as lines for the screen, in the words of the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.explore.credits.decomposition import ALL_SECTORS, BESIDE, REGION
from simulator.messages import say
from simulator.report.tables import number
from simulator.variables import SECTOR_NAMES, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.explore.credits.decomposition import Decomposition
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
