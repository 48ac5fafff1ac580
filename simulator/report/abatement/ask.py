"""What `sim macc` was asked, checked all at once, and its answer."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from simulator.errors import Origin, Problems
from simulator.explore.abatement.curve import YEAR, abatement, check_year
from simulator.explore.abatement.prices import adopted, price_of_cap
from simulator.face import load, simulate
from simulator.inputs.scenario import load_library
from simulator.messages import LANGUAGES
from simulator.report.abatement.folder import check_abatement_folder
from simulator.report.abatement.screen import Told
from simulator.report.screen import accounting_line

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.errors import Problem
    from simulator.explore.abatement.curve import Method
    from simulator.inputs.scenario import Library
    from simulator.pathways.prepare import Plan


class Asked(NamedTuple):
    """The options as they were given; year None with cumulative for all years, else 2030."""

    year: int | None
    cumulative: bool
    rate: float
    method: Method
    price: float | None
    cap: float | None

    @property
    def period(self) -> int | None:
        """The year, None for all years."""
        return None if self.cumulative else YEAR if self.year is None else self.year


class Question(NamedTuple):
    """What was asked, with the scenarios it is about and the library they come from."""

    asked: Asked
    plan: Plan
    baseline: Plan | None
    library: Library
    notices: list[Problem]


def question_of(
    scenario: str, against: str | None, asked: Asked, out: Path | None, *, to: int | None = None
) -> Question:
    """Read the scenarios and check everything that was asked; InputError with all that is wrong.

    out : parent of the folder to be written, if any
    """
    problems = Problems()
    check_numbers(asked, problems)
    library = load_library(problems)
    plan = load(scenario, problems, library, to=to)
    baseline = load(against, problems, library, to=to) if against else None
    if plan is not None:
        check_year(plan, asked.period, problems)
        if out is not None and (baseline or not against):
            check_abatement_folder(plan, baseline, out, problems)
    problems.raise_if_any()
    assert plan is not None
    return Question(asked, plan, baseline, library, problems.notices)


def check_numbers(asked: Asked, problems: Problems) -> None:
    """One period, and numbers that are numbers."""
    if asked.cumulative and asked.year is not None:
        problems.add("abatement_two_periods", Origin("--year", 0), "", asked.year)
    for name in ("price", "cap"):
        value = getattr(asked, name)
        if value is not None and not isfinite(value):
            problems.add("expected_number", Origin(f"--{name}", 0), "", value)


def told_of(question: Question) -> Told:
    """The answer. Raises InputError where baseline and scenario cannot be held against each other."""
    asked, plan = question.asked, question.plan
    found = abatement(plan, question.baseline, year=asked.period, rate=asked.rate, method=asked.method)
    result = simulate(plan)
    return Told(
        found,
        {lang: accounting_line(result, lang) for lang in LANGUAGES},
        None if asked.price is None else adopted(found, asked.price),
        None if asked.cap is None else price_of_cap(found, asked.cap, question.library.measures),
    )
