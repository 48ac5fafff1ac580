"""A scenario: a region and what differs from another scenario, merged, checked and logged."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from simulator.errors import Origin, Problems, nearest
from simulator.inputs.accounting import AccountingEntry
from simulator.inputs.factors import Factors, load_factors
from simulator.inputs.locate import (
    exists,
    region_ids,
    scenario_ids,
    scenario_path,
    scenarios_folder,
    shown_name,
)
from simulator.inputs.measures import Measure, load_measures
from simulator.inputs.merge import merged
from simulator.inputs.own import check_accounting, with_own
from simulator.inputs.region import Region, load_region, region_folder
from simulator.inputs.schedule import Schedule, ScheduleField
from simulator.inputs.schema import LAST_YEAR, Fraction, Strict, Title, YearMap, validate
from simulator.inputs.target_rows import targets_document
from simulator.inputs.targets import TargetEntry, check_scopes, check_target
from simulator.inputs.yaml_lines import Document, dotted, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


DEEPEST_EXTENDS = 20
FEWEST_YEARS = 3  # from the base year to the end; fewer show neither a peak nor a trend


class MeasureUse(Strict):
    """A measure of the library in use: how strong, when."""

    use: str
    strength: Annotated[Fraction, Field(ge=0.0, le=1.0)] = 1.0
    schedule: ScheduleField | None = None


class ScenarioEntry(Strict):
    """Top-level keys of a scenario file after merging."""

    title: Title
    region: str
    extends: str | None = None
    reason: str | None = None
    accounting: AccountingEntry = AccountingEntry()
    drivers: dict[str, YearMap] = {}
    changes: dict[str, YearMap] = {}
    measures: dict[str, MeasureUse] = {}
    targets: dict[str, TargetEntry] = {}


@dataclass(frozen=True, slots=True)
class Override:
    """A year map of the scenario with the file and line of every year."""

    key: str
    points: tuple[tuple[int, float, Origin], ...]
    origin: Origin
    written: Mapping[int, object] = field(default_factory=dict)  # year -> the value as the file has it


@dataclass(frozen=True, slots=True)
class UsedMeasure:
    """A library measure at the strength and schedule of this scenario."""

    measure: Measure
    strength: float
    schedule: Schedule
    origin: Origin


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything one scenario says, checked against its region."""

    id: str
    entry: ScenarioEntry
    region: Region
    factors: Factors
    drivers: tuple[Override, ...]
    changes: tuple[Override, ...]
    measures: tuple[UsedMeasure, ...]
    origins: Mapping[tuple[Any, ...], Origin]
    files: tuple[Path, ...] = ()

    @property
    def base_year(self) -> int:
        """First year of the result: the scenario's own, else the region's."""
        return self.entry.accounting.base_year or self.region.info.base_year

    @property
    def end_year(self) -> int:
        """Last year of the projection."""
        return self.entry.accounting.end_year or self.region.info.end_year


@dataclass(slots=True)
class Library:
    """Reference tables and measures, read once for any number of scenarios."""

    factors: Factors
    measures: Mapping[str, Measure]
    regions: dict[str, Region | None] = field(default_factory=dict)


def load_library(problems: Problems) -> Library:
    """Read the bundled factors and measures."""
    factors = load_factors(problems)
    return Library(factors, load_measures(problems, factors))


def load_scenario(
    name: str, problems: Problems, library: Library | None = None, *, to: int | None = None
) -> Scenario | None:
    """Read a scenario by path or bundled name with all it extends; None where problems end its reading.

    A scenario with unknown measures or targets is returned too, so that all the rest of it can be checked; it
    must not be run. to : last year of the projection, instead of the scenario's own
    """
    before = len(problems.found)
    library = library or load_library(problems)
    path = scenario_path(name)
    if not exists(path) and not name.endswith((".yaml", ".yml")):
        problems.add("unknown_scenario", Origin(name, 0), nearest=nearest(name, scenario_ids()))
        return None
    chain: list[Path] = []
    documents = read_chain(path, problems, chain)
    if documents is None:
        return None
    readable = len(problems.found) == before
    region = region_of(documents, path, library, problems)
    before = len(problems.found)
    document = laid_over(documents, region, problems)
    entry = validate(ScenarioEntry, document, problems)
    if entry is None or not readable or len(problems.found) > before:
        return None
    used = measures_of(entry, library, document, problems)
    for target in entry.targets.values():
        check_target(target, document, problems)
    if region is None:
        return None
    check_scopes(entry.targets.values(), region, library.factors, document, problems)
    if to is not None:
        accounting = entry.accounting.model_copy(update={"end_year": to})
        entry = entry.model_copy(update={"accounting": accounting})
    scenario = assembled(scenario_id(path), entry, region, used, library, document, chain)
    return scenario if check_settings(scenario, document, problems, to) else None


def check_settings(scenario: Scenario, document: Document, problems: Problems, to: int | None) -> bool:
    """Accounting names that must exist, years that must be in order, a region that can run; True if so."""
    before = len(problems.found)
    info, accounting = scenario.region.info, scenario.entry.accounting
    if accounting.combustion not in scenario.factors.factor_sets():
        guess = nearest(accounting.combustion, scenario.factors.factor_sets())
        origin = document.origin(("accounting", "combustion"))
        problems.add("unknown_factor_set", origin, "combustion", accounting.combustion, nearest=guess)
    if accounting.gwp not in scenario.factors.warming_sets():
        guess = nearest(accounting.gwp, scenario.factors.warming_sets())
        origin = document.origin(("accounting", "gwp"))
        problems.add("unknown_factor_set", origin, "gwp", accounting.gwp, nearest=guess)
    check_accounting(accounting, scenario.region, scenario.factors, document, problems)
    check_years(scenario, document, problems, to)
    if not info.runnable or not scenario.region.branches:
        problems.add("region_not_runnable", document.origin(("region",)), "region", info.id)
    elif not scenario.region.balance and any(row.method != "series" for row in scenario.region.branches):
        problems.add("balance_missing", document.origin(("region",)), "region", info.id)
    return len(problems.found) == before


def check_years(scenario: Scenario, document: Document, problems: Problems, to: int | None) -> None:
    """A base year the region has numbers for, and an end some years later."""

    def complain(key: str, value: int, low: int, high: int) -> None:
        place = ("accounting", key)
        asked = key == "end_year" and to is not None
        origin, name = (Origin("--to", 0), "") if asked else (document.origin(place), dotted(place))
        problems.add("expected_range", origin, name, value, low=low, high=high)

    first, base, end = scenario.region.info.base_year, scenario.base_year, scenario.end_year
    if not first <= base <= LAST_YEAR - FEWEST_YEARS:
        complain("base_year", base, first, LAST_YEAR - FEWEST_YEARS)
    elif end - base < FEWEST_YEARS:
        complain("end_year", end, base + FEWEST_YEARS, LAST_YEAR)


def region_of(
    documents: Sequence[Document], path: Path, library: Library, problems: Problems
) -> Region | None:
    """The scenario's region, read once for all scenarios that use it; None if it cannot be used."""
    said = next((one for one in reversed(documents) if "region" in one.data), documents[0])
    name = said.data.get("region")
    if not isinstance(name, str):
        return None
    if name not in library.regions:
        before = len(problems.found)
        asked = said.origin(("region",))
        region = load_region(name, library.factors, problems, asked=asked, beside=path.parent)
        library.regions[name] = region if len(problems.found) == before else None
    return library.regions[name]


def laid_over(documents: Sequence[Document], region: Region | None, problems: Problems) -> Document:
    """A scenario and what it extends as one, the root first; the targets of the region lie below all."""
    below = targets_document(region.targets, problems) if region is not None and region.targets else None
    for document in documents:
        below = merged(below, document, problems)
    assert below is not None
    return below


def scenario_id(path: Path) -> str:
    """`region/name` for a bundled file, the bare file name for a user's own."""
    resolved = path.resolve()
    folder = scenarios_folder().resolve()
    if resolved.is_relative_to(folder):
        return resolved.relative_to(folder).with_suffix("").as_posix()
    return path.stem


def read_chain(path: Path, problems: Problems, chain: list[Path]) -> list[Document] | None:
    """Read a file and what it extends, the root first; `chain` collects the files."""
    chain.append(path)
    document = read_yaml(path, problems, shown=shown_name(path))
    if document is None:
        return None
    keep_region_path(document, path)
    parent = document.data.get("extends")
    if parent is None:
        return [document]
    here = document.origin(("extends",))
    if not isinstance(parent, str):
        problems.add("expected_text", here, "extends", parent)
        return None
    target = scenario_path(parent, beside=path.parent if parent.endswith((".yaml", ".yml")) else None)
    if target.resolve() in {file.resolve() for file in chain} or len(chain) > DEEPEST_EXTENDS:
        problems.add("extends_loop", here, "extends", parent)
        return None
    if not exists(target):
        problems.add("unknown_scenario", here, "extends", parent, nearest=nearest(parent, scenario_ids()))
        return None
    base = read_chain(target, problems, chain)
    return [*base, document] if base else None


def keep_region_path(document: Document, path: Path) -> None:
    """A region folder written relative to the file stays found when another file extends this one."""
    region = document.data.get("region")
    if isinstance(region, str) and region_folder(region, path.parent) and region not in region_ids():
        document.data["region"] = str((path.parent / region).resolve())


def measures_of(
    entry: ScenarioEntry, library: Library, document: Document, problems: Problems
) -> tuple[UsedMeasure, ...]:
    """The measures in use, at the strength and schedule of this scenario."""
    used = []
    for use in entry.measures.values():
        origin = document.origin(("measures", use.use))
        measure = library.measures.get(use.use)
        if measure is None:
            guess = nearest(use.use, library.measures)
            problems.add("unknown_measure", origin, "measures", use.use, nearest=guess)
            continue
        schedule = use.schedule or measure.entry.schedule
        used.append(UsedMeasure(measure, use.strength, schedule, origin))
    return tuple(used)


def assembled(
    name: str,
    entry: ScenarioEntry,
    region: Region,
    used: tuple[UsedMeasure, ...],
    library: Library,
    document: Document,
    chain: list[Path],
) -> Scenario:
    """Everything the scenario says, together with where it says it."""
    return Scenario(
        id=name,
        entry=entry,
        region=region,
        factors=with_own(library.factors, region),
        drivers=overrides("drivers", entry.drivers, document),
        changes=overrides("changes", entry.changes, document),
        measures=used,
        origins=document.marks,
        files=tuple(chain),
    )


def overrides(block: str, maps: Mapping[str, dict[int, float]], document: Document) -> tuple[Override, ...]:
    """Year maps with the origin of every year."""
    return tuple(
        Override(
            key,
            tuple((year, value, document.origin((block, key, year))) for year, value in points.items()),
            document.origin((block, key)),
            document.data[block][key],
        )
        for key, points in maps.items()
    )
