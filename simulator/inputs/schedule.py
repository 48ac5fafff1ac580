"""The schedule of a measure as it is written: points 0..1 by year and a shape between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from simulator.errors import nearest
from simulator.inputs.schema import per_cent, year_problem

SHAPES = ("linear", "step", "logistic")


@dataclass(frozen=True, slots=True)
class Schedule:
    """How much of a measure is in force: points 0..1 by year, flat outside, and a shape between them."""

    points: tuple[tuple[int, float], ...]
    shape: str = "linear"


def parse_schedule(value: object) -> Schedule:
    """Read {2021: 0, 2030: 1, shape: linear}: years ascending, 0..1, highest value 1."""
    if isinstance(value, Schedule):
        return value
    if not isinstance(value, dict):
        raise PydanticCustomError("expected_mapping", "a mapping")
    shape = value.get("shape", "linear")
    if shape not in SHAPES:
        guess = nearest(str(shape), SHAPES)
        details = {"expected": SHAPES, "nearest": guess, "at": "shape"}
        raise PydanticCustomError("expected_one_of", "a shape", details)
    points = {year: schedule_level(year, level) for year, level in value.items() if year != "shape"}
    if not points:
        raise PydanticCustomError("expected_year_map", "years")
    before = 0
    for year in points:
        if year < before:
            raise PydanticCustomError("schedule_order", "years in order", {"at": year, "key": True})
        before = year
    if max(points.values()) != 1.0:
        raise PydanticCustomError("schedule_peak", "a schedule that reaches 1")
    return Schedule(tuple(points.items()), shape)


def schedule_level(year: object, value: object) -> float:
    """A level of a schedule, a number or per cent from 0 to 1; its year is checked too."""
    problem = year_problem(year)
    if problem == "expected_year" and isinstance(year, str):
        raise PydanticCustomError("unknown_key", "a year", {"nearest": nearest(year, ["shape"]), "at": year})
    if problem is not None:
        raise PydanticCustomError(problem, "a year", {"at": year, "key": True})
    fraction = per_cent(value)
    level = value if fraction is None else fraction
    if isinstance(level, bool) or not isinstance(level, int | float) or not 0.0 <= level <= 1.0:
        raise PydanticCustomError("expected_range", "0 to 1", {"low": 0, "high": 1, "at": year})
    return float(level)


ScheduleField = Annotated[Schedule, BeforeValidator(parse_schedule)]
