"""Who is credited in a comparison: every measure, the sectors, or groups named in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from simulator.errors import nearest
from simulator.inputs.schema import Strict, validate
from simulator.inputs.yaml_lines import dotted, read_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from simulator.errors import Problems
    from simulator.explore.credits.attribution import Groups
    from simulator.inputs.yaml_lines import Document


class GroupFile(Strict):
    """A file of groups: name -> ids of measures."""

    groups: dict[str, list[str]] = Field(min_length=1)


def read_groups(text: str, measures: Collection[str], problems: Problems) -> Groups:
    """`measure`, `sector`, or the groups of a YAML file; None after adding problems.

    measures : ids of the library
    """
    if text == "measure":
        return "measure"
    if text == "sector":
        return "sector"
    document = read_yaml(Path(text), problems)
    found = validate(GroupFile, document, problems) if document else None
    if document is None or found is None:
        return None
    check_members(found.groups, measures, document, problems)
    return found.groups


def check_members(
    groups: Mapping[str, Sequence[str]], measures: Collection[str], document: Document, problems: Problems
) -> None:
    """Every member is a measure of the library, in one group only."""
    taken: set[str] = set()
    for group, members in groups.items():
        for number, name in enumerate(members):
            place = ("groups", group, number)
            if name not in measures:
                guess = nearest(name, measures)
                problems.add("unknown_name", document.origin(place), dotted(place), name, nearest=guess)
            elif name in taken:
                problems.add("attribution_measure_twice", document.origin(place), dotted(place), name)
            taken.add(name)


def within(groups: Groups, measures: Collection[str]) -> Groups:
    """Named groups with the measures that two scenarios use; other groups as they are."""
    if groups is None or isinstance(groups, str):
        return groups
    return {group: [name for name in members if name in measures] for group, members in groups.items()}
