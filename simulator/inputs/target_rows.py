"""Targets of a region as rows of targets.csv: each is the same entry as a target of a scenario file.

A scenario of the region takes them as if they stood at its root, below every file it extends, so it can
change one by its id, key by key, or drop it with `remove: true`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from simulator.errors import Origin, nearest
from simulator.inputs.schema import validate
from simulator.inputs.tables import NUMBER, WHOLE
from simulator.inputs.targets import LEVELS, TargetEntry, check_scopes, check_target
from simulator.inputs.yaml_lines import Document
from simulator.units import UNITS, scaled, unit_of
from simulator.variables import variable_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.errors import Problems
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region
    from simulator.inputs.rows import TargetRow

SAME_NAME = ("indicator", "scope", "plan_row", "by", "kind", "basis", "source", "set_by")
FRACTIONS = ("reduce", "stable")  # goals whose value is a fraction whatever the indicator
ITEM = re.compile(r" *[;；] *")


def targets_document(rows: Sequence[TargetRow], problems: Problems) -> Document:
    """Rows as the block `targets` of a scenario, each key with the line of its row."""
    targets: dict[str, dict[str, Any]] = {}
    marks: dict[tuple[str | int, ...], Origin] = {(): Origin(rows[0].origin.file if rows else "", 0)}
    for row in rows:
        targets[row.id] = entry = entry_of(row, problems)
        marks |= {("targets",): row.origin, ("targets", row.id): row.origin}
        marks |= {("targets", row.id, key): row.origin for key in entry}
    return Document(marks[()].file, {"targets": targets}, marks)


def entry_of(row: TargetRow, problems: Problems) -> dict[str, Any]:
    """A row as a scenario file would have it; blank cells are keys that are not written.

    A blank value is null (no value set), but for `falling`, which needs none.
    """
    entry: dict[str, Any] = {"id": row.id}
    entry |= {name: getattr(row, name) for name in SAME_NAME if getattr(row, name) != ""}
    if row.title_zh or row.title_en:
        entry["title"] = {"zh": row.title_zh or row.title_en, "en": row.title_en or row.title_zh}
    if row.from_year:
        entry["from"] = plain(row.from_year)
    if row.what_if:
        entry["what_if"] = what_ifs(row.what_if)
    entry[row.goal] = goal_value(row, problems)
    return entry


def plain(text: str) -> Any:
    """Text as YAML reads it without quotes: a number, true, or text.

    >>> plain("2030"), plain("0.5"), plain("16%"), plain("TRUE")
    (2030, 0.5, '16%', True)
    """
    if WHOLE.fullmatch(text):
        return int(text)
    if NUMBER.fullmatch(text):
        return float(text)
    return True if text in ("true", "True", "TRUE") else text


def what_ifs(text: str) -> dict[str, Any]:
    """Figures by name.

    >>> what_ifs("national 14FYP = 13.5%; upper end = 16%")
    {'national 14FYP': '13.5%', 'upper end': '16%'}
    """
    parts = (item.rpartition("=") for item in ITEM.split(text.strip(" ;；")))
    return {name.strip(): plain(value.strip()) for name, _, value in parts}


def what_if_text(figures: dict[str, Any]) -> str:
    """Figures by name as the text of a cell."""
    return "; ".join(f"{name} = {value}" for name, value in figures.items())


def goal_value(row: TargetRow, problems: Problems) -> Any:
    """The value of a goal in the unit of its indicator, per cent as such; None if there is none."""
    if not row.value:
        return True if row.goal == "falling" else None
    value = plain(row.value)
    if not row.unit or isinstance(value, bool | str):
        return value
    unit, wanted = unit_of(row.unit), wanted_unit(row)
    if unit is None:
        problems.add(
            "unknown_unit", row.origin, f"targets.{row.id}.unit", row.unit, nearest=nearest(row.unit, UNITS)
        )
        return value
    own = unit_of(wanted)
    if own is None or own.dimension != unit.dimension:
        problems.add("unit_does_not_fit", row.origin, f"targets.{row.id}.unit", row.unit, unit=wanted or "-")
        return value
    return f"{row.value}%" if row.unit.strip() in ("%", "％") else scaled(value, unit.factor / own.factor)


def wanted_unit(row: TargetRow) -> str:
    """Unit of the value of a goal; none for a year of a peak."""
    variable = variable_of(row.indicator)
    if row.goal in FRACTIONS:
        return "ratio"
    return variable.unit if variable is not None and row.goal in (*LEVELS, "count") else ""


def check_targets(region: Region, factors: Factors, problems: Problems) -> None:
    """The targets of a region, by the checks that those of a scenario file meet."""
    document = targets_document(region.targets, problems)
    found = []
    for name in document.data["targets"]:
        entry = validate(TargetEntry, document, problems, under=("targets", name))
        if entry is not None:
            check_target(entry, document, problems)
            found.append(entry)
    check_scopes(found, region, factors, document, problems)
