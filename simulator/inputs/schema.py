"""Small pieces shared by the YAML schemas: fractions, titles, and pydantic errors told with file and line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from simulator.errors import ABSENT, nearest
from simulator.inputs.yaml_lines import dotted
from simulator.messages import TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.errors import Problems
    from simulator.inputs.yaml_lines import Document

M = TypeVar("M", bound=BaseModel)

PER_CENT = re.compile(r"([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)) ?%")  # no 1e3, no full-width digits
LARGEST = 1e15  # no figure of a county is larger
FIRST_YEAR, LAST_YEAR = 1990, 2100  # of base years, horizons and targets; a slip such as 20305 is caught


class Strict(BaseModel):
    """Base of every YAML schema: nothing unknown, nothing guessed, nothing changed later."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)


class Title(Strict):
    """A name in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def text(self, lang: str) -> str:
        """The name in `lang`."""
        return self.zh if lang == "zh" else self.en


def parse_fraction(value: object) -> float:
    """Read `5%` or `0.05`; a bare number above 1 is refused, since 5 may mean 5 % or 500 %.

    >>> parse_fraction("5%"), parse_fraction(0.05)
    (0.05, 0.05)
    """
    fraction = per_cent(value)
    if fraction is not None:
        return fraction
    if isinstance(value, int | float) and not isinstance(value, bool) and -1.0 <= value <= 1.0:
        return float(value)
    raise PydanticCustomError("expected_fraction", "a fraction")


def per_cent(value: object) -> float | None:
    """The fraction that text such as `-5%` stands for, None for anything else.

    >>> per_cent("-5%"), per_cent("2.5 %"), per_cent("５%"), per_cent(5)
    (-0.05, 0.025, None, None)
    """
    found = PER_CENT.fullmatch(value.strip()) if isinstance(value, str) else None
    return float(found[1]) / 100.0 if found else None


def ordinary(value: float) -> bool:
    """True for 0 and for numbers from which nothing that is computed overflows."""
    return value == 0 or 1.0 / LARGEST <= abs(value) <= LARGEST


def parse_number(value: object) -> float:
    """Read a number, or per cent such as `40%`; whether per cent fit is checked where the unit is known."""
    fraction = per_cent(value)
    if fraction is None and isinstance(value, int | float) and not isinstance(value, bool):
        if not ordinary(value):
            raise PydanticCustomError("number_size", "a number of ordinary size")
        return float(value)
    if fraction is None:
        raise PydanticCustomError("expected_number_or_fraction", "a number")
    return fraction


def year_problem(value: object) -> Literal["expected_year", "year_as_text"] | None:
    """What is wrong with the year of an anchor or a schedule, None if nothing is."""
    if isinstance(value, str) and value.strip().isdecimal():
        return "year_as_text"
    return None if type(value) is int and 1900 <= value <= 2200 else "expected_year"


def parse_year(value: Any) -> int:
    """Read a year of 1900 to 2200, the years of anchors and schedules."""
    problem = year_problem(value)
    if problem is not None:
        raise PydanticCustomError(problem, "a year")
    return int(value)


def parse_plan_year(value: Any) -> int:
    """Read a year that can be a base year, a horizon or the year of a target."""
    if type(value) is int and not FIRST_YEAR <= value <= LAST_YEAR:
        raise PydanticCustomError("expected_range", "a year", {"low": FIRST_YEAR, "high": LAST_YEAR})
    return parse_year(value)


def year_map(value: object) -> dict[int, float]:
    """A map year -> number with at least one year."""
    if isinstance(value, dict) and value:
        return value
    raise PydanticCustomError("expected_year_map", "a map of years")


Fraction = Annotated[float, BeforeValidator(parse_fraction)]
NumberOrFraction = Annotated[float, BeforeValidator(parse_number)]
Year = Annotated[int, BeforeValidator(parse_year)]
PlanYear = Annotated[int, BeforeValidator(parse_plan_year)]
YearMap = Annotated[dict[Year, NumberOrFraction], BeforeValidator(year_map)]

EXPECTED = {  # pydantic error type -> key of messages.TEXT; our own error types are such keys
    "extra_forbidden": "unknown_key",
    "missing": "missing_key",
    "float_type": "expected_number",
    "int_type": "expected_whole_number",
    "string_type": "expected_text",
    "string_too_short": "expected_text",
    "too_short": "expected_list",
    "bool_type": "expected_true_or_false",
    "dict_type": "expected_mapping",
    "model_type": "expected_mapping",
    "list_type": "expected_list",
    "tuple_type": "expected_list",
    "literal_error": "expected_one_of",
    "finite_number": "expected_number",
    "greater_than_equal": "expected_limit",
    "less_than_equal": "expected_limit",
    "greater_than": "expected_limit",
    "less_than": "expected_limit",
}
KEY_PLACE = "[key]"  # pydantic's mark in `loc` for the key of a mapping
WITHOUT_VALUE = ("missing_key", "unknown_key", "key_not_used", "one_goal", "effect_needs", "value_or_set_by")


def validate(
    model: type[M], document: Document, problems: Problems, *, under: tuple[Any, ...] = ()
) -> M | None:
    """Check the part of a document below `under` against a schema; None after adding problems."""
    data: Any = document.data
    for step in under:
        data = data[step]
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            report(item, model, document, under, problems)
        return None


def report(
    item: Any, model: type[BaseModel], document: Document, under: tuple[Any, ...], problems: Problems
) -> None:
    """Add one pydantic error as a problem with file, line, key, value and what was expected.

    An error of our own may name in `at` the key, or keys, inside its value that is meant; `key` says the key
    itself is.
    """
    place = tuple(step for step in item["loc"] if step != KEY_PLACE)
    context, value = dict(item.get("ctx", {})), item["input"]
    if "at" in context:
        steps = context.pop("at")
        steps = steps if isinstance(steps, tuple) else (steps,)
        for step in steps:
            value = value.get(step, ABSENT) if isinstance(value, dict) else ABSENT
        place, value = (*place, *steps), steps[-1] if context.pop("key", False) else value
    message = EXPECTED.get(item["type"], item["type"])
    details: dict[str, Any] = context if item["type"] in TEXT else {}
    if message == "unknown_key":
        details.setdefault("nearest", nearest(str(place[-1]), field_names(model, place[:-1])))
    elif item["type"] == "literal_error":
        details["expected"] = choices(context["expected"])
    elif message == "expected_limit" and not details:
        sign, limit = next((SIGNS[name], limit) for name, limit in context.items() if name in SIGNS)
        details["limit"] = f"{sign} {limit:g}"
    elif message not in TEXT:
        message, details = "not_valid", {"reason": item["msg"]}
    if message in WITHOUT_VALUE:
        value = ABSENT
    elif message == "year_as_text":
        value = f'"{value}"'
    problems.add(message, document.origin(under + place), dotted(under + place), value, **details)


SIGNS = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<"}


def choices(text: str) -> list[str]:
    """The values of a Literal, from pydantic's phrase, as a file writes them.

    >>> choices("'plan_2020' or 'dual_control_2026'"), choices("True")
    (['plan_2020', 'dual_control_2026'], ['true'])
    """
    names = text.replace(" or ", ", ").replace("'", "").split(", ")
    return ["true" if name == "True" else name for name in names]


def field_names(model: type[BaseModel], place: Sequence[Any]) -> list[str]:
    """Names allowed at a place of a schema, for 'did you mean'."""
    fields: Any = model
    for step in place:
        field = getattr(fields, "model_fields", {}).get(step)
        inner = field.annotation if field else fields
        fields = next((part for part in walk(inner) if hasattr(part, "model_fields")), fields)
    return [f.alias or name for name, f in getattr(fields, "model_fields", {}).items()]


def walk(annotation: Any) -> list[Any]:
    """An annotation and everything inside its brackets."""
    return [annotation, *(part for inner in getattr(annotation, "__args__", ()) for part in walk(inner))]
