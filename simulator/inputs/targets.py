"""Targets as they are written: an indicator, a comparator, a year, who set it and how binding it is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.errors import ABSENT, nearest
from simulator.inputs.plan_rows import plan_row_ids
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
from simulator.variables import (
    DETAILS,
    INDICATORS,
    OBSERVED,
    PEAK_SUBJECTS,
    SCOPED,
    SECTOR_NAMES,
    variable_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulator.errors import Problems
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region
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
FROM_PEAK = "peak"
BASES = {  # goal -> what its value can be, the usual first
    "at_least": ("level",),
    "at_most": ("level",),
    "hold": ("level",),
    "count": ("level", "cumulative"),
    "budget": ("annual", "cumulative"),
}


def start_of(value: object) -> int | str:
    """A base year, or `peak`."""
    return value if value == FROM_PEAK else parse_plan_year(value)


Start = Annotated[int | str, BeforeValidator(start_of)]
Cut = Annotated[Fraction, Field(gt=0.0, le=1.0)]


class TargetEntry(Strict):
    """A target of a scenario. Exactly one goal key; a goal with value null is set by a superior.

    reduce x from A by B is a ratio of levels, never a sum of yearly cuts; A may be `peak`, the highest year
    before B. scope : a sector, or a district or park of the region; plan_row : the row of a plan it stands
    for, if its id is not one (docs/plan-coverage.md). `what_if` holds figures nobody
    has handed down to this region, by name; they are shown beside, never as a verdict.
    """

    id: str
    indicator: str
    title: Title | None = None
    by: PlanYear
    from_year: Start | None = Field(default=None, alias="from")
    scope: str | None = None
    plan_row: str | None = None
    kind: Literal["binding", "expected", "control", "supporting", "monitored", "commitment"] = "expected"
    basis: Literal["annual", "cumulative", "level"] | None = None
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
        if self.start is not None and self.start >= self.by:
            details = {"limit": f"> {self.start}", "at": "by"}
            raise PydanticCustomError("expected_limit", "a later year", details)
        if self.basis is not None and self.basis not in self.bases:
            only: dict[str, Any] = {"goal": given[0], "expected": self.bases, "at": "basis"}
            raise PydanticCustomError("basis_contradicts", "another basis", only)
        return self

    @property
    def start(self) -> int | None:
        """The base year, None if there is none or it is the year of the peak."""
        return None if self.from_year is None or self.from_year == FROM_PEAK else int(self.from_year)

    @property
    def bases(self) -> tuple[str, ...]:
        """What the value can be: a cut over several years is never a yearly one, a share never a sum."""
        if self.goal == "reduce":
            return ("annual",) if self.start == self.by - 1 else ("cumulative",)
        return BASES.get(self.goal, ("level", "annual", "cumulative"))

    @property
    def meant(self) -> str:
        """The basis, said or following from the goal."""
        return self.basis or self.bases[0]

    @cached_property
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
    is_subject = PEAK + indicator.removeprefix(PEAK) in subjects
    if variable_of(indicator) is None and not is_subject:
        guess = nearest(indicator, [*INDICATORS, *OBSERVED, *subjects, *(f"{name}." for name in DETAILS)])
        refuse("unknown_indicator", "indicator", indicator, nearest=guess)
        return
    variable = variable_of(indicator)
    fits = is_subject if goal == "peak_by" else variable is not None
    if not fits and goal != "count":
        refuse("goal_does_not_fit", goal, ABSENT, goal=goal, indicator=indicator)
    written = document.data["targets"][target.id].get(goal)
    if goal in LEVELS and variable is not None and written is not None:
        if variable.unit != "ratio":
            if per_cent(written) is not None:
                refuse("expected_number", goal, written)
        elif per_cent(written) is None and not -1.0 <= written <= 1.0:
            refuse("expected_fraction", goal, written)
    if isinstance(target.peak_by, str) and target.peak_by not in ("province", *PEAK_SUBJECTS):
        guess = nearest(target.peak_by, ["province", *PEAK_SUBJECTS])
        refuse("unknown_name", goal, target.peak_by, nearest=guess)


def check_scopes(
    targets: Iterable[TargetEntry], region: Region, factors: Factors, document: Document, problems: Problems
) -> None:
    """Scopes are sectors or sub-regions and have the indicator; details are of something there."""
    parts = [*SECTOR_NAMES, *sorted({row.subregion for row in region.subregions})]
    there = detail_names(region, factors)

    def refuse(message: str, target: TargetEntry, key: str, value: object, **details: object) -> None:
        origin = document.origin(("targets", target.id, key))
        problems.add(message, origin, f"targets.{target.id}.{key}", value, **details)

    for target in targets:
        if target.scope is not None and target.scope not in parts:
            refuse("unknown_name", target, "scope", target.scope, nearest=nearest(target.scope, parts))
        elif target.scope is not None and target.indicator not in SCOPED:
            refuse("expected_one_of", target, "scope", target.indicator, expected=SCOPED)
        if target.indicator.partition(".")[0] in DETAILS and target.indicator not in there:
            guess = nearest(target.indicator, there)
            refuse("unknown_name", target, "indicator", target.indicator, nearest=guess)
        if target.plan_row is not None and target.plan_row not in plan_row_ids():
            guess = nearest(target.plan_row, plan_row_ids())
            refuse("unknown_name", target, "plan_row", target.plan_row, nearest=guess)


def detail_names(region: Region, factors: Factors) -> set[str]:
    """Indicators of one stock, plant or process that a region has."""
    names = {f"capacity.{row.plant}" for row in region.plants} | {row.process for row in region.processes}
    for stock in region.stocks:
        kinds = [row.kind for row in factors.stock_kinds if row.kinds == stock.kinds]
        names |= {f"{what}.{stock.stock}.{kind}" for what in ("sales_share", "stock_share") for kind in kinds}
    return names
