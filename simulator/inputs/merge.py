"""Lay a scenario over the one it extends: year maps replace whole, measures and targets merge by key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.inputs.yaml_lines import Document, dotted

if TYPE_CHECKING:
    from simulator.errors import Origin, Problems

KEYED = {"measures": "use", "targets": "id"}  # lists of the file -> the key that names an item
LAID_OVER = ("accounting", "drivers", "changes")  # mappings whose keys replace one by one
Marks = dict[tuple[Any, ...], "Origin"]


def merged(base: Document | None, over: Document, problems: Problems) -> Document:
    """A document with `over` laid over `base`; lists of measures and targets become mappings by name."""
    data: dict[str, Any] = dict(base.data) if base else {}
    marks: Marks = dict(base.marks) if base else {}
    marks[()] = over.origin(())
    for key, value in over.data.items():
        if key in KEYED:
            if not isinstance(value, list):
                problems.add("expected_list", over.origin((key,)), key, value)
                continue
            data[key] = dict(data.get(key, {}))
            for index, item in enumerate(value):
                lay_item(data[key], marks, over, (key, index), item, problems)
        elif key in LAID_OVER and isinstance(value, dict):
            data[key] = {**data.get(key, {}), **value}
            for name in value:
                move_marks(marks, over, (key, name), (key, name))
            marks[key,] = over.origin((key,))
        else:
            data[key] = value
            move_marks(marks, over, (key,), (key,))
    return Document(over.file, data, marks)


def lay_item(
    items: dict[str, Any], marks: Marks, over: Document, place: tuple[Any, ...], item: Any, problems: Problems
) -> None:
    """Lay one measure or target over the one of the same name, key by key; `remove: true` drops it."""
    block, key = place[0], KEYED[place[0]]
    if not isinstance(item, dict):
        problems.add("expected_mapping", over.origin(place), dotted(place), item)
        return
    if key not in item:
        problems.add("missing_key", over.origin(place), dotted((*place, key)))
        return
    name = item[key]
    if not isinstance(name, str):
        problems.add("expected_text", over.origin((*place, key)), dotted((*place, key)), name)
        return
    if seen_before(over, block, place[1], name):
        problems.add("item_twice", over.origin(place), f"{block}.{name}")
        return
    if item.get("remove") is True:
        if items.pop(name, None) is None:
            problems.add("nothing_to_remove", over.origin(place), f"{block}.{name}")
        return
    items[name] = {**items.get(name, {}), **item}
    move_marks(marks, over, place, (block, name))


def seen_before(over: Document, block: str, index: int, name: str) -> bool:
    """True if the same file names the item in an earlier place of the list."""
    earlier = over.data[block][:index]
    return any(isinstance(other, dict) and other.get(KEYED[block]) == name for other in earlier)


def move_marks(marks: Marks, over: Document, source: tuple[Any, ...], target: tuple[Any, ...]) -> None:
    """Copy the marks below one place of a document to another place."""
    length = len(source)
    for place, origin in over.marks.items():
        if place[:length] == source:
            marks[target + place[length:]] = origin
