"""An abatement cost curve as tidy tables: what differs with its tonnes and costs, and year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.explore.abatement.curve import METHODS, money_by_year
from simulator.explore.solve.levers import present_value
from simulator.report.credits.tables import player_name
from simulator.report.tables import csv_text, number
from simulator.variables import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.explore.abatement.curve import Abatement, Step
    from simulator.report.tables import Row

HEAD = ("region", "scenario", "against", "accounting", "method")
COLUMNS = (
    *HEAD,
    "first_year",
    "last_year",
    "place",
    "not_on_curve",
    "measure",
    "title_zh",
    "title_en",
    "sector",
    "tonnes_of",
    "averaged",
    "standard_error",
    "alone",
    "last",
    "overlap",
    "tonnes_unit",
    "cost_low",
    "cost_high",
    "cost_unit",
    "price_year",
    "cost_grade",
    "cost_source",
    "per_tonne_low",
    "per_tonne_middle",
    "per_tonne_high",
    "per_tonne_unit",
    "money_low",
    "money_middle",
    "money_high",
    "money_unit",
    "discount_rate",
)
YEAR_COLUMNS = (
    *HEAD,
    "measure",
    "title_zh",
    "title_en",
    "sector",
    "year",
    "tonnes_of",
    "tonnes",
    "tonnes_unit",
    "money_low",
    "money_middle",
    "money_high",
    "money_unit",
    "discount_factor",
)
MONEY, PER_TONNE_UNIT = "1e4 CNY", "CNY/t"
TOGETHER = ("all", "全部措施", "All measures", "")
LANGUAGES = ("zh", "en")


def abatement_tables(found: Abatement) -> dict[str, str]:
    """File name -> CSV text."""
    return {
        "abatement.csv": csv_text(COLUMNS, curve_rows(found)),
        "abatement_years.csv": csv_text(YEAR_COLUMNS, year_rows(found)),
    }


def head_of(found: Abatement) -> tuple[str, ...]:
    """What every row begins with."""
    scenario = found.plan.scenario
    preset = found.game.asked.preset
    return (scenario.region.info.id, scenario.id, found.against or "no measures", preset, found.method)


def curve_rows(found: Abatement) -> Iterator[Row]:
    """The steps of the curve in order, then what is not on it with the reason."""
    year = found.period.year
    years = (int(found.years[0]), int(found.years[-1])) if year is None else (year, year)
    rate = number(found.period.rate) if year is None else ""
    for place, step in enumerate(found.everything, 1):
        order = "" if step.why else place
        height = step.height(found.method) if not step.why else ("",) * 3
        cost = step.money(found.method) or ("",) * 3
        tonnes = [step.tonnes[method] for method in METHODS]
        yield (
            *head_of(found),
            *years,
            order,
            step.why,
            *names_of(step),
            step.gas,
            *map(known, (tonnes[0], step.error, *tonnes[1:], tonnes[1] - tonnes[0])),
            INDICATORS[step.gas].unit,
            *library_cells(step),
            *(cell if isinstance(cell, str) else number(cell) for cell in height),
            "" if step.why else PER_TONNE_UNIT,
            *(cell if isinstance(cell, str) else number(cell) for cell in cost),
            MONEY,
            rate,
        )


def known(value: float) -> str:
    """A number, blank where nobody knows it."""
    return "" if np.isnan(value) else number(value)


def names_of(step: Step) -> tuple[str, ...]:
    """Id, titles and sector."""
    titles = (player_name(step.player, lang) for lang in LANGUAGES)
    return (step.player.id, *titles, step.player.sector)


def library_cells(step: Step) -> tuple[str, ...]:
    """The cost of the library, blank where it has none."""
    cost = step.cost
    if cost is None:
        return ("",) * 6
    return number(cost.low), number(cost.high), cost.unit, str(cost.price_year), cost.grade, cost.source


def year_rows(found: Abatement) -> Iterator[Row]:
    """Every year of every measure that has a cost, and of all of them together; nothing is discounted."""
    ones = np.eye(len(found.years))
    factors = present_value(ones, found.years, found.period.rate, found.period.base_year).tolist()
    head, years = head_of(found), found.years.tolist()
    for step in found.priced:
        assert step.range is not None
        for year, tonnes, factor in zip(years, step.yearly[found.method].tolist(), factors, strict=True):
            money = [number(one * tonnes) for one in step.range]
            unit = INDICATORS[step.gas].unit
            yield (
                *head,
                *names_of(step),
                year,
                step.gas,
                number(tonnes),
                unit,
                *money,
                MONEY,
                number(factor),
            )
    for year, values, factor in zip(years, money_by_year(found).tolist(), factors, strict=True):
        yield (*head, *TOGETHER, year, "", "", "", *map(number, values), MONEY, number(factor))
