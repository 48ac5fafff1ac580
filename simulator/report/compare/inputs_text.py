"""What differs in the inputs, in words: old and new value and the file and line of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.messages import TEXT, say
from simulator.report.compare.grid import NONE, Grid, Part, label
from simulator.report.inputs_file import place
from simulator.report.screen import hidden
from simulator.report.words import bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.explore.compare.comparison import Compared, Comparison
    from simulator.explore.compare.inputs import Difference, Said

LINES = 60  # of all scenarios together on a screen; differences.csv has them all
MANY = 10  # scenarios of which only the number of differences is told


def difference_part(comparison: Comparison, lang: str, *, rates_only: bool = False) -> Part:
    """A grid for every scenario that is not its own reference; `rates_only` leaves out targets of totals."""
    others = [index for index, one in enumerate(comparison.items) if one.reference != index]
    most = LINES // len(others) if 0 < len(others) <= MANY else 0
    shown = {index: told(comparison, index, rates_only=rates_only) for index in others}
    grids = [difference_grid(comparison, index, found, most, lang) for index, found in shown.items()]
    return Part("differences", say("compare_part.differences", lang), grids=grids, rate=True)


def told(comparison: Comparison, index: int, *, rates_only: bool) -> list[Difference]:
    """The differences of a scenario that may be shown."""
    one = comparison.items[index]
    base = comparison.items[one.reference]
    verdicts = [*one.result.verdicts, *base.result.verdicts] if rates_only else []
    secret = {verdict.target.id for verdict in verdicts if hidden(verdict)}
    return [
        change
        for change in one.changed
        if not (change.place.block == "targets" and change.place.key in secret)
    ]


def difference_grid(
    comparison: Comparison, index: int, found: Sequence[Difference], most: int, lang: str
) -> Grid:
    """The differences of one scenario: what, old, new, where; the first `most` of them."""
    one = comparison.items[index]
    lines = difference_lines(found, one, lang)
    count = [
        say("compare_diff_part", lang, block=say(f"compare_block.{block}", lang), count=len(keys))
        for block, keys in keys_by_block(found).items()
    ]
    words = {"name": label(comparison, index), "other": label(comparison, one.reference)}
    parts = ", ".join(count) or say("compare_diff_same", lang)
    caption = say(
        "compare_diff_count", lang, count=sum(map(len, keys_by_block(found).values())), parts=parts, **words
    )
    head = [say(f"compare_diff_{key}", lang) for key in ("what", "old", "new", "where")]
    left_over = len(lines) - most
    rows = lines if left_over <= 0 else lines[:most]
    if left_over > 0 and most:
        rows = [*rows, [say("compare_diff_more", lang, count=left_over), "", "", ""]]
    return Grid(caption, head if rows else [], rows, wrap=True)


def keys_by_block(changes: Sequence[Difference]) -> dict[str, set[str]]:
    """Keys that differ, by block: a measure counts once, whatever of it differs; of tables every row."""
    found: dict[str, set[str]] = {}
    for change in changes:
        block, key, field = change.place
        found.setdefault(block, set()).add(f"{key} {field}" if block == "tables" else key)
    return found


def difference_lines(changes: Sequence[Difference], one: Compared, lang: str) -> list[list[str]]:
    """What, old, new and where of every difference; no line for a schedule that is the library's own."""
    shown = [change for change in changes if not from_library(change)]
    return [
        [
            what_text(change, one, lang),
            value_text(change.old, lang),
            value_text(change.new, lang),
            where(change),
        ]
        for change in shown
    ]


def from_library(change: Difference) -> bool:
    """True for the schedule of a measure that is added or dropped and keeps the library's schedule."""
    if change.place.block != "measures" or change.place.field != "schedule":
        return False
    written = change.new if change.old is None else change.old if change.new is None else None
    return written is not None and written.origin is not None and "measures/" in written.origin.file


def what_text(change: Difference, one: Compared, lang: str) -> str:
    """What a difference is about, in words."""
    block, key, field = change.place
    head = say(f"compare_block.{block}", lang)
    if block == "measures":
        titles = {used.measure.id: used.measure.entry.title for used in one.scenario.measures}
        title = titles[key].text(lang) if key in titles else key
        what = say(f"compare_field.{field}", lang)
        return f"{head} {title}" + ("" if field == "strength" else f" ({what})")
    named = f"compare_field.{field}"
    detail = say(named, lang) if named in TEXT else field
    return f"{head} {key} {detail}".rstrip()


def value_text(one: Said | None, lang: str) -> str:
    """A value, or the dash of nothing; of a title the half in the reader's language."""
    return NONE if one is None else bilingual(one.value, lang)


def where(change: Difference) -> str:
    """File and line of both, the names of the files without their folders."""
    places = [
        short_place(one) for one in (change.old, change.new) if one is not None and one.origin is not None
    ]
    return " -> ".join(dict.fromkeys(places))


def short_place(one: Said) -> str:
    """`file:line` without the folder."""
    return str(one.origin).replace("\\", "/").rsplit("/", 1)[-1]


COLUMNS = (
    *("region", "scenario", "baseline", "block", "key", "field", "old", "new"),
    *("old_file", "old_line", "new_file", "new_line", "title_zh", "title_en"),
)


def difference_rows(comparison: Comparison) -> Iterator[Sequence[object]]:
    """Rows of differences.csv: every difference of every scenario from the baseline of its region."""
    for one in comparison.items:
        base = comparison.items[one.reference]
        head = (one.region, one.scenario.id, base.scenario.id)
        for change in one.changed:
            places = (*file_and_line(change.old, base), *file_and_line(change.new, one))
            values = (said.value if said else "" for said in (change.old, change.new))
            yield (*head, *change.place, *values, *places, *titles(change, one, base))


def file_and_line(said: Said | None, one: Compared) -> tuple[object, object]:
    """Where a value is written, as seen from the scenario; blank for a default."""
    if said is None or said.origin is None:
        return "", ""
    return place(said.origin.file, one.scenario), said.origin.line


def titles(change: Difference, one: Compared, base: Compared) -> tuple[str, str]:
    """Title of the measure or target a difference is about."""
    block, key, _ = change.place
    for scenario in (one.scenario, base.scenario):
        if block == "measures":
            for used in scenario.measures:
                if used.measure.id == key:
                    return used.measure.entry.title.zh, used.measure.entry.title.en
        target = scenario.entry.targets.get(key) if block == "targets" else None
        if target is not None and target.title is not None:
            return target.title.zh, target.title.en
    return "", ""
