"""What two scenarios say differently: every key with its old and new value, and where each is written."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.errors import Origin
from simulator.inputs.accounting import headline_preset
from simulator.inputs.ranges import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from simulator.inputs.region import Region
    from simulator.inputs.scenario import Scenario
    from simulator.inputs.schedule import Schedule
    from simulator.inputs.targets import TargetEntry

REGION_FILE = "region.yaml"
# Columns that say nothing of what a row is about.
BESIDE = ("origin", "grade", "source", "confidence", "note", "value", "unit", "title_zh", "title_en")
WORDS = ("source", "confidence", "note")  # of a row that only one edition has
WHOLE = ""  # field of a target as a whole
BLOCKS = ("accounting", "drivers", "changes", "measures", "targets", "tables")


class Place(NamedTuple):
    """What a value is of: block of the scenario file, key in it, year or field of the key."""

    block: str
    key: str
    field: str


class Said(NamedTuple):
    """A value as text, and where it is written; no place for a default."""

    value: str
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that two scenarios do not share; None where one of them says nothing."""

    place: Place
    old: Said | None
    new: Said | None


def differences(old: Scenario, new: Scenario) -> tuple[Difference, ...]:
    """Everything the new scenario says otherwise than the old one, in the order of the file's blocks.

    Titles and reasons are words and no difference; two scenarios that differ in nothing give ().
    """
    before = said(old) | of_region(old.region, new.region)
    after = said(new) | of_region(new.region, old.region)
    places = sorted({*before, *after}, key=lambda place: (BLOCKS.index(place.block), *place[1:]))
    pairs = ((place, before.get(place), after.get(place)) for place in places)
    found = [Difference(*one) for one in pairs if value_of(one[1]) != value_of(one[2])]
    return tuple(one for one in found if not told_by_another(one, old, new))


def told_by_another(one: Difference, old: Scenario, new: Scenario) -> bool:
    """True for the single keys of a target that only one scenario has: its goal tells it all."""
    place = one.place
    both = place.key in old.entry.targets and place.key in new.entry.targets
    return place.block == "targets" and (place.field == WHOLE) == both


def value_of(one: Said | None) -> str | None:
    """The value without its place."""
    return None if one is None else one.value


def said(scenario: Scenario) -> dict[Place, Said]:
    """Every value of a merged scenario, one by one."""
    found = [accounting(scenario), measures(scenario), targets(scenario)]
    found += [year_maps(block, getattr(scenario, block)) for block in ("drivers", "changes")]
    return {place: one for part in found for place, one in part}


def accounting(scenario: Scenario) -> Iterator[tuple[Place, Said]]:
    """The accounting block with what it leaves to defaults; certificates year by year."""
    entry = scenario.entry.accounting
    values: dict[str, Any] = entry.model_dump()
    values["base_year"], values["end_year"] = scenario.base_year, scenario.end_year
    values["headline"] = entry.headline or headline_preset(scenario.base_year)
    for key, value in values.items():
        points = value if isinstance(value, dict) else {"": value}
        for year, one in points.items():
            origin = scenario.origins.get(("accounting", key, year)) or scenario.origins.get(
                ("accounting", key)
            )
            yield Place("accounting", key, str(year)), Said(text(one), origin)


def year_maps(block: str, maps: Iterable[Any]) -> Iterator[tuple[Place, Said]]:
    """Drivers or changes, year by year, as the file has them."""
    for override in maps:
        for year, value, origin in override.points:
            written = override.written.get(year, value)
            yield Place(block, override.key, str(year)), Said(text(written), origin)


def measures(scenario: Scenario) -> Iterator[tuple[Place, Said]]:
    """Strength and schedule of every measure in use."""
    for used in scenario.measures:
        name = used.measure.id
        own = scenario.origins.get(("measures", name, "schedule"))
        strength = scenario.origins.get(("measures", name, "strength"), used.origin)
        yield Place("measures", name, "strength"), Said(f"{used.strength * 100:g}%", strength)
        yield (
            Place("measures", name, "schedule"),
            Said(schedule_text(used.schedule), own or used.measure.origin),
        )


def schedule_text(schedule: Schedule) -> str:
    """Points of a schedule on one line.

    >>> from simulator.inputs.schedule import Schedule
    >>> schedule_text(Schedule(((2020, 0.0), (2030, 1.0)), "step"))
    '2020: 0%, 2030: 100%, step'
    """
    points = [f"{year}: {level * 100:g}%" for year, level in schedule.points]
    return ", ".join(points if schedule.shape == "linear" else [*points, schedule.shape])


def targets(scenario: Scenario) -> Iterator[tuple[Place, Said]]:
    """Every key a target's file writes."""
    for name, target in scenario.entry.targets.items():
        whole = scenario.origins.get(("targets", name))
        yield Place("targets", name, WHOLE), Said(goal_text(target), whole)
        for key, value in target.model_dump(exclude_unset=True, by_alias=True, exclude={"id"}).items():
            origin = scenario.origins.get(("targets", name, key)) or scenario.origins.get(("targets", name))
            yield Place("targets", name, key), Said(text(value), origin)


def goal_text(target: TargetEntry) -> str:
    """A target on one line: indicator, goal, value, years."""
    years = f"{target.by}" if target.from_year is None else f"{target.from_year}-{target.by}"
    scope = f" ({target.scope})" if target.scope else ""
    return f"{target.indicator}{scope} {target.goal} {text(getattr(target, target.goal))} {years}"


def of_region(region: Region, other: Region) -> dict[Place, Said]:
    """What one edition of a region says and another may not; nothing for the same one."""
    if region == other:
        return {}
    return dict([*settings(region), *table_rows(region, other)])


def same_inputs(one: Scenario, other: Scenario) -> bool:
    """True if two scenarios of a region say the same."""
    values = ({place: value.value for place, value in said(each).items()} for each in (one, other))
    return next(values) == next(values) and not differences(one, other)


def settings(region: Region) -> Iterator[tuple[Place, Said]]:
    """What region.yaml says of years, prices, grid and losses; its words are no settings."""
    beside = region.drivers[0].origin.file if region.drivers else str(region.folder / REGION_FILE)
    origin = Origin(str(Path(beside).with_name(REGION_FILE).as_posix()), 0)
    for key, value in region.info.model_dump(exclude={"id", "title", "province", "conflicts"}).items():
        yield Place("tables", "region", key), Said(text(value), origin)


def table_rows(region: Region, other: Region) -> Iterator[tuple[Place, Said]]:
    """Rows of a region that its other edition has not, or the cells that it has otherwise."""
    for table in TABLES:
        theirs = named_rows(getattr(other, table, ()))
        for name, row in named_rows(getattr(region, table, ())).items():
            mine = row_cells(row)
            if name in theirs:
                known = row_cells(theirs[name])
                told = {key: cell for key, cell in mine.items() if cell != known[key]}
            else:
                told = {key: cell for key, cell in mine.items() if str(cell) not in name and key not in WORDS}
            if told or name not in theirs:
                yield Place("tables", table, name), Said(mapping_text(told), row.origin)


def named_rows(rows: Iterable[Any]) -> dict[str, Any]:
    """Rows by what they are about, the words and years before their first number; equal names are counted."""
    found: dict[str, Any] = {}
    for row in rows:
        name = " ".join(row_name(row))
        same = sum(1 for other in found if other == name or other.startswith(f"{name} #"))
        found[f"{name} #{same + 1}" if same else name] = row
    return found


def row_name(row: Any) -> Iterator[str]:
    """Words and years before the first number of a row that say what it is about."""
    for one in fields(row):
        cell = getattr(row, one.name)
        if isinstance(cell, float) and one.name not in BESIDE:
            return
        if one.name not in BESIDE and cell not in (None, ""):
            yield str(cell)


def row_cells(row: Any) -> dict[str, Any]:
    """The cells of a row without its place."""
    return {one.name: getattr(row, one.name) for one in fields(row) if one.name != "origin"}


def text(value: object) -> str:
    """A value as its file would have it.

    >>> text(0.16), text(True), text(None), text({"zh": "碳", "en": "C"})
    ('0.16', 'true', 'null', '碳 | C')
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, dict):
        return mapping_text(value)
    return str(value)


def mapping_text(value: Mapping[Any, Any]) -> str:
    """A title as `Chinese | English`, any other mapping as its pairs."""
    if {*value} == {"zh", "en"}:
        return f"{value['zh']} | {value['en']}"
    return ", ".join(f"{key}: {text(one)}" for key, one in value.items())
