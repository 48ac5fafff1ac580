"""Targets as they are written: an indicator, a comparator, a year, who set it and how binding it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.errors import ABSENT, nearest
from simulator.inputs.schema import (
    Fraction,
    NumberOrFraction,
    PlanYear,
    Strict,
    Title,
    parse_fraction,
    parse_plan_year,
    per_cent,
)
from simulator.variables import INDICATORS, PEAK_SUBJECTS

if TYPE_CHECKING:
    from simulator.errors import Problems
    from simulator.inputs.yaml_lines import Document

GOALS = ("at_least", "at_most", "reduce", "peak_by", "stable", "falling", "budget", "count", "hold")
Goal = Literal["at_least", "at_most", "reduce", "peak_by", "stable", "falling", "budget", "count", "hold"]


def peak_limit(value: object) -> int | str:
    """A year, `province`, or the subject that must not peak earlier."""
    if isinstance(value, str) and not value.strip().isdecimal():
        return value
    return parse_plan_year(value)


def what_if(value: object) -> int | float:
    """A year, or a fraction such as `18%`."""
    return value if type(value) is int and value > 1 else parse_fraction(value)


PeakLimit = Annotated[int | str, BeforeValidator(peak_limit)]
WhatIf = Annotated[int | float, BeforeValidator(what_if)]
Cut = Annotated[Fraction, Field(gt=0.0, le=1.0)]


class TargetEntry(Strict):
    """A target of a scenario. Exactly one goal key; a goal with value null is set by a superior.

    reduce x from A by B is a ratio of levels, never a sum of yearly cuts. `what_if` holds figures nobody
    has handed down to this region, by name; they are shown beside, never as a verdict.
    """

    id: str
    indicator: str
    title: Title | None = None
    by: PlanYear
    from_year: PlanYear | None = Field(default=None, alias="from")
    kind: Literal["binding", "expected", "control", "supporting", "monitored", "commitment"] = "expected"
    basis: Literal["annual", "cumulative", "level"] = "level"
    source: str = ""
    set_by: str | None = None
    what_if: dict[str, WhatIf] = {}
    reduce: Cut | None = None
    at_least: NumberOrFraction | None = None
    at_most: NumberOrFraction | None = None
    peak_by: PeakLimit | None = None
    stable: Cut | None = None
    falling: Literal[True] | None = None
    budget: NumberOrFraction | None = None
    count: NumberOrFraction | None = None
    hold: NumberOrFraction | None = None

    @model_validator(mode="after")
    def one_goal(self) -> TargetEntry:
        """One comparator; its value may be null only if somebody is named who sets it."""
        given = [goal for goal in GOALS if goal in self.model_fields_set]
        if len(given) != 1:
            raise PydanticCustomError("one_goal", "one goal", {"goals": GOALS})
        if getattr(self, given[0]) is None and self.set_by is None:
            raise PydanticCustomError("value_or_set_by", "a value", {"goal": given[0]})
        if given[0] == "reduce" and self.from_year is None:
            raise PydanticCustomError("effect_needs", "from", {"type": "reduce", "needed": "from"})
        if self.from_year is not None and self.from_year >= self.by:
            details = {"limit": f"> {self.from_year}", "at": "by"}
            raise PydanticCustomError("expected_limit", "a later year", details)
        return self

    @property
    def goal(self) -> str:
        """The comparator in use."""
        return next(goal for goal in GOALS if goal in self.model_fields_set)


LEVELS = ("at_least", "at_most", "hold", "budget")  # goals in the unit of their indicator
PEAK = "peak_year."


def check_target(target: TargetEntry, document: Document, problems: Problems) -> None:
    """The indicator must exist, the goal must fit it, and its value must have its unit."""

    def refuse(message: str, key: str, value: object, **details: object) -> None:
        origin = document.origin(("targets", target.id, key))
        problems.add(message, origin, f"targets.{target.id}.{key}", value, **details)

    indicator, goal = target.indicator, target.goal
    subjects = [PEAK + name for name in PEAK_SUBJECTS]
    if indicator not in INDICATORS and PEAK + indicator.removeprefix(PEAK) not in subjects:
        guess = nearest(indicator, [*INDICATORS, *subjects])
        refuse("unknown_indicator", "indicator", indicator, nearest=guess)
        return
    fits = PEAK + indicator.removeprefix(PEAK) in subjects if goal == "peak_by" else indicator in INDICATORS
    if not fits and goal != "count":
        refuse("goal_does_not_fit", goal, ABSENT, goal=goal, indicator=indicator)
    written = document.data["targets"][target.id].get(goal)
    if goal in LEVELS and indicator in INDICATORS and written is not None:
        if INDICATORS[indicator].unit != "ratio":
            if per_cent(written) is not None:
                refuse("expected_number", goal, written)
        elif per_cent(written) is None and not -1.0 <= written <= 1.0:
            refuse("expected_fraction", goal, written)
    if isinstance(target.peak_by, str) and target.peak_by not in ("province", *PEAK_SUBJECTS):
        guess = nearest(target.peak_by, ["province", *PEAK_SUBJECTS])
        refuse("unknown_name", goal, target.peak_by, nearest=guess)
