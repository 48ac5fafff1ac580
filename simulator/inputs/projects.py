"""Single projects: the rows of projects.csv that belong together, and the file of `sim project`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from simulator.errors import nearest
from simulator.inputs.rows import Confidence, Grade, ProjectRow
from simulator.inputs.schema import PlanYear, Strict, Title, ordinary, validate
from simulator.inputs.yaml_lines import Document, read_yaml
from simulator.units import scaled, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simulator.errors import Origin, Problems
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region

CARRIERS = ("electricity", "heat")
PER_GAS = 10.0  # 10^8 m3 x kgce/m3 = 10 x 10^4 tce


def projects_of(rows: Iterable[ProjectRow]) -> list[tuple[ProjectRow, ...]]:
    """Rows by project, in the order of their first; a project takes one row for each fuel it burns.

    Everything but fuel, value and unit stands in its first row.
    """
    found: dict[str, list[ProjectRow]] = {}
    for row in rows:
        found.setdefault(row.project, []).append(row)
    return [tuple(mine) for mine in found.values()]


def energy_of(rows: Sequence[ProjectRow], factors: Factors) -> dict[str, float]:
    """Energy by fuel of a project, calorific 10^4 tce; electricity and heat below 0 are given, not bought."""
    used: dict[str, float] = {}
    for row in rows:
        if row.fuel not in CARRIERS:
            used[row.fuel] = used.get(row.fuel, 0.0) + row.value
    heat = factors.rates["heat", "calorific", None].value
    bought = {"electricity": rows[0].electricity * factors.calorific_rate(), "heat": rows[0].heat * heat}
    return used | {name: amount for name, amount in bought.items() if amount}


def coal_equivalent(fuel: str, value: float, unit: str, factors: Factors) -> float | None:
    """10^4 tce (calorific) of an amount in model units; None if the unit does not fit the fuel.

    Tonnes and cubic metres go by the standard coal equivalent of the fuel, electricity at 0.1229 kgce/kWh.
    """
    found = unit_of(unit)
    dimension = found.dimension if found else ""
    if dimension == "energy":
        return value
    if fuel == "electricity":
        return value * factors.calorific_rate() if dimension == "electricity" else None
    row = factors.properties.get((fuel, "tce"))
    per = unit_of(row.unit) if row else None
    if row is None or per is None:
        return None
    if (dimension, per.dimension) == ("mass", "coal equivalent of mass"):
        return value * row.value
    if (dimension, per.dimension) == ("gas", "coal equivalent of gas"):
        return value * row.value * PER_GAS
    return None


# ---- the file of `sim project` ----


def sized(value: float) -> float:
    """A number from which nothing that is computed overflows."""
    if not ordinary(value):
        raise PydanticCustomError("number_size", "a number of ordinary size")
    return value


class Amount(Strict):
    """A number with its unit; below 0 for power or heat that is given away."""

    value: Annotated[float, AfterValidator(sized)]
    unit: str


class ProjectEntry(Strict):
    """A project file: one project, and the scenario it is put into."""

    title: Title
    scenario: str | None = None
    kind: Literal["new", "expansion", "closing"] = "new"
    status: Literal["planned", "approved", "building", "running", "closed"] = "planned"
    target: str  # branch or plant
    acts: Literal["growth", "extra"] = "extra"
    from_year: PlanYear
    to_year: PlanYear | None = None
    energy: Annotated[dict[str, Amount], Field(min_length=1)]
    capacity: Amount | None = None
    product: str = ""
    output: Amount | None = None
    process: str = ""
    value_added: Amount | None = None
    investment: Amount | None = None
    grade: Grade = "assumed"
    confidence: Confidence = ""
    source: Annotated[str, Field(min_length=1)]
    note: str = ""


class ProjectFile(NamedTuple):
    """A project file as read: its entry, and where each key stands."""

    id: str
    entry: ProjectEntry
    document: Document

    def origin(self, *place: str) -> Origin:
        """File and line of a key."""
        return self.document.origin(place)


def read_project(path: Path, problems: Problems) -> ProjectFile | None:
    """Read a project file; None after adding problems."""
    document = read_yaml(path, problems, shown=str(path))
    entry = validate(ProjectEntry, document, problems) if document else None
    return ProjectFile(path.stem, entry, document) if entry and document else None


def project_rows(
    file: ProjectFile, region: Region, factors: Factors, problems: Problems
) -> tuple[ProjectRow, ...]:
    """A project file as rows of projects.csv; () after adding problems."""
    entry, before = file.entry, len(problems.found)
    if file.id in {row.project for row in region.projects}:
        problems.add("project_twice", file.origin(), "", file.id)
    fuels = {
        fuel: fuel_energy(file, fuel, factors, problems) for fuel in entry.energy if fuel not in CARRIERS
    }
    bought = {name: amount(file, ("energy", name), BOUGHT[name], problems) or 0.0 for name in CARRIERS}
    first = {
        "electricity": bought["electricity"],
        "heat": bought["heat"],
        "output": amount(file, ("output",), "1e4 t", problems),
        "value_added": amount(file, ("value_added",), "1e8 CNY", problems),
        "investment": amount(file, ("investment",), "1e8 CNY", problems),
        "capacity_mw": amount(file, ("capacity",), "MW", problems),
    }
    if len(problems.found) > before:
        return ()
    rows = []
    for number, (fuel, value) in enumerate((fuels or {"electricity": 0.0}).items()):
        only_first = first if number == 0 else {}
        rows.append(row_of(file, fuel, value or 0.0, only_first))
    return tuple(rows)


BOUGHT = {"electricity": "1e8 kWh", "heat": "1e4 GJ"}


def row_of(file: ProjectFile, fuel: str, value: float, only_first: dict[str, float | None]) -> ProjectRow:
    """One row of a project: a fuel; the first row holds all the rest."""
    entry = file.entry
    return ProjectRow(
        origin=file.origin("energy", fuel) if fuel in entry.energy else file.origin("energy"),
        project=file.id,
        title_zh=entry.title.zh,
        title_en=entry.title.en,
        kind=entry.kind,
        status=entry.status,
        target=entry.target,
        acts=entry.acts,
        from_year=entry.from_year,
        to_year=entry.to_year,
        fuel=fuel,
        value=value,
        unit="1e4 tce",
        product=entry.product,
        process=entry.process,
        grade=entry.grade,
        confidence=entry.confidence,
        source=entry.source,
        note=entry.note,
        **only_first,  # type: ignore[arg-type]
    )


def fuel_energy(file: ProjectFile, fuel: str, factors: Factors, problems: Problems) -> float | None:
    """10^4 tce of a fuel of the file."""
    given, origin, key = file.entry.energy[fuel], file.origin("energy", fuel), f"energy.{fuel}"
    known = [name for name, row in factors.fuels.items() if row.source_group or name in CARRIERS]
    if fuel not in known:
        problems.add("unknown_fuel", origin, fuel, nearest=nearest(fuel, known))
        return None
    if given.value < 0.0:
        problems.add("expected_limit", origin, f"{key}.value", given.value, limit=">= 0")
        return None
    unit = unit_of(given.unit)
    if unit is None:
        problems.add("unknown_unit", origin, f"{key}.unit", given.unit, nearest=None)
        return None
    found = coal_equivalent(fuel, scaled(given.value, unit.factor), unit.canonical, factors)
    if found is None:
        problems.add("unit_does_not_fit", origin, key, given.unit, unit="1e4 tce")
    return found


def amount(file: ProjectFile, place: tuple[str, ...], wanted: str, problems: Problems) -> float | None:
    """A number of the file in the model unit of `wanted`; heat in 10^4 GJ."""
    data = file.entry.energy.get(place[1]) if place[0] == "energy" else getattr(file.entry, place[0])
    if data is None:
        return None
    unit, target = unit_of(data.unit), unit_of(wanted)
    assert target is not None
    if unit is None or unit.dimension != target.dimension:
        problems.add("unit_does_not_fit", file.origin(*place), ".".join(place), data.unit, unit=wanted)
        return None
    return scaled(data.value, unit.factor) / target.factor
