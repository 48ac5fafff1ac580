"""Targets as they are written: an indicator, a comparator, a year, who set it and how binding it is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.inputs.measures import NumberOrFraction
from simulator.inputs.schema import Fraction, Strict, Title

GOALS = ("at_least", "at_most", "reduce", "peak_by", "stable", "falling", "budget", "count", "hold")
Goal = Literal["at_least", "at_most", "reduce", "peak_by", "stable", "falling", "budget", "count", "hold"]


def peak_limit(value: object) -> int | str:
    """A year, `province`, or the subject that must not peak earlier."""
    if isinstance(value, str) or (isinstance(value, int) and 1990 <= value <= 2100):
        return value
    raise PydanticCustomError("expected_year", "a year")


PeakLimit = Annotated[int | str, BeforeValidator(peak_limit)]


class TargetEntry(Strict):
    """A target of a scenario. Exactly one goal key; a goal with value null is set by a superior.

    reduce x from A by B is a ratio of levels, never a sum of yearly cuts. `what_if` holds figures nobody
    has handed down to this region, by name; they are shown beside, never as a verdict.
    """

    id: str
    indicator: str
    title: Title | None = None
    by: int
    from_year: int | None = Field(default=None, alias="from")
    kind: Literal["binding", "expected", "control", "supporting", "monitored", "commitment"] = "expected"
    basis: Literal["annual", "cumulative", "level"] = "level"
    source: str = ""
    set_by: str | None = None
    what_if: dict[str, Fraction | int] = {}
    reduce: Fraction | None = None
    at_least: NumberOrFraction | None = None
    at_most: NumberOrFraction | None = None
    peak_by: PeakLimit | None = None
    stable: Fraction | None = None
    falling: Literal[True] | None = None
    budget: NumberOrFraction | None = None
    count: NumberOrFraction | None = None
    hold: NumberOrFraction | None = None

    @model_validator(mode="after")
    def one_goal(self) -> TargetEntry:
        """One comparator; its value may be null only if somebody is named who sets it."""
        given = [goal for goal in GOALS if goal in self.model_fields_set]
        if len(given) != 1:
            raise PydanticCustomError("one_goal", "one goal", {"goals": ", ".join(GOALS)})
        if getattr(self, given[0]) is None and self.set_by is None:
            raise PydanticCustomError("value_or_set_by", "a value", {"goal": given[0]})
        if given[0] == "reduce" and self.from_year is None:
            raise PydanticCustomError("effect_needs", "from", {"type": "reduce", "needed": "from"})
        return self

    @property
    def goal(self) -> str:
        """The comparator in use."""
        return next(goal for goal in GOALS if goal in self.model_fields_set)
