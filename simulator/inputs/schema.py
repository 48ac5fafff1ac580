"""Small pieces shared by the YAML schemas: fractions, titles, and pydantic errors told with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from simulator.errors import ABSENT, nearest
from simulator.inputs.yaml_lines import dotted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.errors import Problems
    from simulator.inputs.yaml_lines import Document

M = TypeVar("M", bound=BaseModel)


class Strict(BaseModel):
    """Base of every YAML schema: nothing unknown, nothing guessed, nothing changed later."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)


class Title(Strict):
    """A name in both languages."""

    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The name in `lang`."""
        return self.zh if lang == "zh" else self.en


def parse_fraction(value: object) -> float:
    """Read `5%` or `0.05`; a bare number above 1 is refused, since 5 may mean 5 % or 500 %.

    >>> parse_fraction("5%"), parse_fraction(0.05)
    (0.05, 0.05)
    """
    if isinstance(value, str) and value.strip().endswith("%"):
        number = value.strip()[:-1].strip()
        try:
            return float(number) / 100.0 if "e" not in number.lower() else float("x")
        except ValueError:
            pass
    elif isinstance(value, int | float) and not isinstance(value, bool) and -1.0 <= value <= 1.0:
        return float(value)
    raise PydanticCustomError("expected_fraction", "a fraction")


Fraction = Annotated[float, BeforeValidator(parse_fraction)]

EXPECTED = {  # pydantic error type -> key of messages.TEXT
    "extra_forbidden": "unknown_key",
    "missing": "missing_key",
    "expected_fraction": "expected_fraction",
    "float_type": "expected_number",
    "int_type": "expected_whole_number",
    "string_type": "expected_text",
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


def validate(model: type[M], document: Document, problems: Problems, *, under: tuple[Any, ...] = ()) -> M | None:
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
    """Add one pydantic error as a problem with file, line, key, value and what was expected."""
    place = tuple(step for step in item["loc"] if step != KEY_PLACE)
    kind, context = item["type"], item.get("ctx", {})
    if kind == "int_type" and KEY_PLACE in item["loc"]:
        kind = "year_key"
    message = {"year_key": "expected_year"}.get(kind) or EXPECTED.get(kind, kind)
    details: dict[str, Any] = {}
    if message == "unknown_key":
        details["nearest"] = nearest(str(place[-1]), field_names(model, place[:-1]))
    if message == "expected_one_of":
        details["expected"] = context["expected"].replace("'", "")
    if message == "expected_limit":
        sign, limit = next((SIGNS[name], value) for name, value in context.items() if name in SIGNS)
        details["limit"] = f"{sign} {limit}"
    value = ABSENT if message in ("missing_key", "unknown_key") else item["input"]
    known = message if message in KNOWN else "not_valid"
    extra = {} if known == message else {"reason": item["msg"]}
    problems.add(known, document.origin(under + place), dotted(under + place), value, **details, **extra)


SIGNS = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<"}
KNOWN = set(EXPECTED.values()) | {"expected_year"}


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
