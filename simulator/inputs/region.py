"""A region: a folder of tables, read and checked into one immutable object."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from simulator.errors import Origin, nearest
from simulator.inputs import rows
from simulator.inputs.locate import exists, parameters_folder, region_ids, shown_name
from simulator.inputs.own import check_own
from simulator.inputs.ranges import STRUCTURE, STRUCTURE_ROUNDING, TABLES, check_numbers
from simulator.inputs.schema import Fraction, PlanYear, Strict, Title, validate
from simulator.inputs.tables import read_table
from simulator.inputs.target_rows import check_targets
from simulator.inputs.yaml_lines import Document, read_yaml
from simulator.variables import SECTOR_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.errors import Problems
    from simulator.inputs.factors import Factors

T = TypeVar("T")
REQUIRED = ("drivers", "branches")  # tables without which nothing can run; the balance can be estimated
PROVINCES = (  # first two digits of a code of GB/T 2260
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42"),
    *("43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82"),
)
CODE = re.compile(r"[0-9]{6}")
ID = re.compile(r"[^\s.<>:\"/\\|?*]([^<>:\"/\\|?*]*[^\s.<>:\"/\\|?*])?")


class Conflict(Strict):
    """Published figures that contradict each other, told beside every verdict on `subjects`."""

    subjects: list[str]
    zh: str
    en: str
    source: str


def file_name(value: object) -> object:
    """An id that can be part of the name of a folder on any system."""
    if isinstance(value, str) and not ID.fullmatch(value):
        raise PydanticCustomError("name_for_files", "a name")
    return value


def administrative_code(value: object) -> int:
    """A code of GB/T 2260: province, prefecture and county with two digits each, 00 for a whole.

    >>> administrative_code(330825), administrative_code("330800")
    (330825, 330800)
    """
    if isinstance(value, bool) or not is_code(str(value)):
        raise PydanticCustomError("administrative_code", "a code")
    return int(str(value))


def is_code(text: str) -> bool:
    """True for an administrative code of a province, a prefecture or a county.

    >>> is_code("330825"), is_code("330025"), is_code("990000"), is_code("33082")
    (True, False, False, False)
    """
    known = CODE.fullmatch(text) is not None and text[:2] in PROVINCES
    return known and (text[2:4] != "00" or text[4:] == "00")


Code = Annotated[int, BeforeValidator(administrative_code)]
Loss = Annotated[Fraction, Field(ge=0.0, le=0.5)]


class RegionInfo(Strict):
    """region.yaml: what a region is called, where it lies, which years and factors it uses."""

    id: Annotated[str, BeforeValidator(file_name)]
    title: Title
    code: Code | None = None  # of the administrative division
    province: Title
    province_peak_year: PlanYear
    province_peak_source: str
    benchmark: str | None = None
    runnable: bool = True
    base_year: PlanYear
    end_year: PlanYear
    actual_until: PlanYear
    price_base: PlanYear = 2020
    grid_area: str
    grid_region: str
    electricity_losses: Loss
    heat_losses: Loss
    losses_source: str
    unknown_terms: list[str] = []  # non_energy_use, process, or a product whose amount nobody has measured
    conflicts: list[Conflict] = []


@dataclass(frozen=True, slots=True)
class Region:
    """The tables of one region; `paths`, `weights` fall back on the benchmark region's rows."""

    info: RegionInfo
    folder: Path
    anchors: tuple[rows.AnchorRow, ...]
    drivers: tuple[rows.DriverRow, ...]
    branches: tuple[rows.BranchRow, ...]
    balance: tuple[rows.BalanceRow, ...]
    paths: tuple[rows.PathRow, ...]
    plants: tuple[rows.PlantRow, ...]
    stocks: tuple[rows.StockRow, ...]
    processes: tuple[rows.ProcessRow, ...]
    projects: tuple[rows.ProjectRow, ...]
    roofs: tuple[rows.RoofRow, ...]
    subregions: tuple[rows.SubregionRow, ...]
    history: tuple[rows.HistoryRow, ...]
    factors: tuple[rows.FactorRow, ...]  # of a study with its own accounting, and its imported power
    imports: tuple[rows.ImportRow, ...]
    weights: tuple[rows.WeightRow, ...]
    named: tuple[rows.NamedRow, ...]
    coefficients: tuple[rows.CoefficientRow, ...]
    targets: tuple[rows.TargetRow, ...] = ()
    inventory: tuple[rows.InventoryRow, ...] = ()

    def anchor(self, indicator: str, scope: str | None = None) -> rows.AnchorRow | None:
        """The anchor row of an indicator, None if the region has none or its value is missing."""
        for row in self.anchors:
            if row.indicator == indicator and scope in (None, row.scope) and row.value is not None:
                return row
        return None


def region_folder(name: str, beside: Path | None = None) -> Path | None:
    """Folder of a bundled region id or of a path (`./name` for one that is called like a bundled one)."""
    if name in region_ids():
        return parameters_folder() / "regions" / name
    path = (beside or Path()) / name
    return path if exists(path) and path.is_dir() else None


def load_region(
    name: str,
    factors: Factors,
    problems: Problems,
    *,
    asked: Origin | None = None,
    beside: Path | None = None,
    for_estimate: bool = False,
) -> Region | None:
    """Read a region by bundled id or folder path; None after adding problems.

    asked : where the name was written, for the complaint; beside : folder a relative path starts from
    for_estimate : leave out the old balance, which is about to be made anew
    """
    folder = region_folder(name, beside)
    if folder is None:
        origin = asked or Origin(name, 0)
        problems.add("unknown_region", origin, "region", name, nearest=nearest(name, region_ids()))
        return None
    document = read_yaml(folder / "region.yaml", problems, shown=shown_name(folder / "region.yaml"))
    info = validate(RegionInfo, document, problems) if document else None
    if info is None or document is None:
        return None
    before = len(problems.found)
    notice_others(folder, problems)
    region = read_region(folder, info, problems)
    region = replace(region, paths=fill_paths(region.paths, factors.paths))
    if for_estimate:
        region = replace(region, balance=())
    if len(problems.found) == before:
        check_info(region, document, factors, problems)
        check_numbers(region, factors, problems)
        check_own(region, factors, problems)
        check_region(region, factors, problems)
        check_targets(region, factors, problems)
    return region


def notice_others(folder: Path, problems: Problems) -> None:
    """Tell of a file that is not read but looks like a table that would be."""
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in TABLES and (guess := nearest(path.name, [f"{name}.csv" for name in TABLES])):
            problems.notice("table_not_read", Origin(shown_name(path), 0), nearest=guess)


def read_region(folder: Path, info: RegionInfo, problems: Problems) -> Region:
    """Read the tables of a region folder, with the benchmark's rows where the region has none."""

    def table(name: str, row_type: type[T], place: Path = folder) -> tuple[T, ...]:
        path = place / f"{name}.csv"
        optional = name not in REQUIRED or place != folder or not info.runnable
        return read_table(path, row_type, problems, shown=shown_name(path), optional=optional)

    benchmark = region_folder(info.benchmark, folder) if info.benchmark else None
    paths, weights = table("paths", rows.PathRow), table("weights", rows.WeightRow)
    coefficients = table("coefficients", rows.CoefficientRow)
    if benchmark is not None:
        paths = fill_paths(paths, table("paths", rows.PathRow, benchmark))
        weights = fill_weights(weights, table("weights", rows.WeightRow, benchmark))
        coefficients = coefficients or table("coefficients", rows.CoefficientRow, benchmark)
    return Region(
        info=info,
        folder=folder,
        anchors=table("anchors", rows.AnchorRow),
        drivers=table("drivers", rows.DriverRow),
        branches=table("branches", rows.BranchRow),
        balance=table("balance", rows.BalanceRow),
        paths=paths,
        plants=table("plants", rows.PlantRow),
        stocks=table("stocks", rows.StockRow),
        processes=table("processes", rows.ProcessRow),
        projects=table("projects", rows.ProjectRow),
        roofs=table("roofs", rows.RoofRow),
        subregions=table("subregions", rows.SubregionRow),
        history=table("history", rows.HistoryRow),
        factors=table("factors", rows.FactorRow),
        imports=table("imports", rows.ImportRow),
        weights=weights,
        named=table("named", rows.NamedRow),
        coefficients=coefficients,
        targets=table("targets", rows.TargetRow),
        inventory=table("inventory", rows.InventoryRow),
    )


def fill_paths(own: tuple[rows.PathRow, ...], other: tuple[rows.PathRow, ...]) -> tuple[rows.PathRow, ...]:
    """Add other paths for every (target, quantity) of which the region says nothing; each gas by itself."""
    known = {path_key(row) for row in own}
    return own + tuple(row for row in other if path_key(row) not in known)


def path_key(row: rows.PathRow) -> tuple[str, str, str]:
    """What a path is about; shares of a whole belong together, releases of gases do not."""
    return row.target_id, row.quantity, row.fuel if row.quantity == "release" else ""


def fill_weights(
    own: tuple[rows.WeightRow, ...], other: tuple[rows.WeightRow, ...]
) -> tuple[rows.WeightRow, ...]:
    """Add the benchmark's weights for every sector of which the region says nothing."""
    known = {row.branch.split(".")[0] for row in own}
    return own + tuple(row for row in other if row.branch.split(".")[0] not in known)


def check_info(region: Region, document: Document, factors: Factors, problems: Problems) -> None:
    """Names of region.yaml that must exist, and years in their order."""
    info = region.info
    areas = {row.area for row in factors.electricity}
    for key, area in (("grid_area", info.grid_area), ("grid_region", info.grid_region)):
        if not factors.grid(area):
            problems.add("unknown_name", document.origin((key,)), key, area, nearest=nearest(area, areas))
    if info.benchmark and region_folder(info.benchmark, region.folder) is None:
        guess, origin = nearest(info.benchmark, region_ids()), document.origin(("benchmark",))
        problems.add("unknown_region", origin, "benchmark", info.benchmark, nearest=guess)
    known = ("non_energy_use", "process", *sorted(factors.products()))
    for number, term in enumerate(info.unknown_terms):
        if term not in known:
            place, guess = document.origin(("unknown_terms", number)), nearest(term, known)
            problems.add("unknown_name", place, f"unknown_terms[{number}]", term, nearest=guess)
    if info.end_year <= info.base_year:
        limit = f"> {info.base_year}"
        problems.add("expected_limit", document.origin(("end_year",)), "end_year", info.end_year, limit=limit)


def check_region(region: Region, factors: Factors, problems: Problems) -> None:
    """Names that must exist, values that cannot be: everything that one table says about another."""
    branches = [row.branch for row in region.branches]
    plants = [row.plant for row in region.plants]
    check_unique(region, problems)
    own_weights = [r for r in region.weights if r.origin.file.startswith(shown_name(region.folder))]
    cells = [(r.target_id, r.fuel, r.value, r.origin) for r in region.balance]
    cells += [(r.target_id, r.fuel, r.value, r.origin) for r in region.named]
    cells += [(r.branch, r.fuel, r.value, r.origin) for r in own_weights if region.info.runnable]
    for name, fuel, value, origin in cells:
        if name not in branches and name not in plants:
            problems.add("unknown_branch", origin, name, nearest=nearest(name, branches + plants))
        if fuel not in factors.fuels:
            problems.add("unknown_fuel", origin, fuel, nearest=nearest(fuel, factors.fuels))
        if value < 0.0:
            problems.add("expected_limit", origin, f"{name}.{fuel}", value, limit=">= 0")
    check_references(region, factors, problems)
    check_subregions(region, problems)
    check_drivers(region, problems)


def check_unique(region: Region, problems: Problems) -> None:
    """No branch, plant, stock, balance cell or driver year may stand twice."""
    keyed = (
        [(r.branch, r) for r in region.branches]
        + [(r.plant, r) for r in region.plants]
        + [(r.stock, r) for r in region.stocks]
        + [(f"{r.target_id}.{r.fuel}", r) for r in region.balance]
        + [(f"{r.variable}[{r.year}] {r.case}", r) for r in region.drivers]
        + [(f"{r.target_id}.{r.quantity}.{r.fuel}[{r.year}]", r) for r in region.paths]
        + [(f"targets.{r.id}", r) for r in region.targets]
        + [(f"inventory.{r.line}", r) for r in region.inventory]
    )
    seen: set[str] = set()
    for key, row in keyed:
        if key in seen:
            problems.add("row_twice", row.origin, key)
        seen.add(key)


def check_references(region: Region, factors: Factors, problems: Problems) -> None:
    """Stocks, survival, saturation, kinds, fuels and products named in a table must exist."""
    stocks = {row.stock for row in region.stocks}
    kinds = {row.kinds for row in factors.stock_kinds}
    references = (
        [(r.origin, "stock", r.stock, stocks) for r in region.branches if r.method == "stock"]
        + [(r.origin, "survival", r.survival, factors.survival) for r in region.stocks]
        + [(r.origin, "saturation", r.saturation, factors.saturation) for r in region.stocks if r.saturation]
        + [(r.origin, "kinds", r.kinds, kinds) for r in region.stocks]
        + [(r.origin, "fuel", r.fuel, factors.fuels) for r in region.plants]
        + [(r.origin, "fuel", r.fuel, factors.fuels) for r in region.projects]
        + [(r.origin, "plant", r.plant, {plant.plant for plant in region.plants}) for r in region.roofs]
        + [(r.origin, "product", r.product, factors.products()) for r in region.processes]
    )
    for origin, key, name, known in references:
        if name not in known:
            problems.add("unknown_name", origin, key, name, nearest=nearest(name, known))


def check_subregions(region: Region, problems: Problems) -> None:
    """A sub-region has a name of its own and is made of something; districts share nothing out twice."""
    names = [row.branch for row in region.branches] + [row.process for row in region.processes]
    taken: dict[str, float] = {}
    for row in region.subregions:
        if row.subregion in SECTOR_NAMES:
            problems.add("name_taken", row.origin, "subregion", row.subregion)
        if not any(fnmatchcase(name, row.target) for name in names):
            problems.add("unknown_branch", row.origin, row.target, nearest=nearest(row.target, names))
        if row.kind == "district":
            taken[row.target] = taken.get(row.target, 0.0) + row.portion
            if taken[row.target] > 1.0 + 1e-9:
                total = f"{taken[row.target]:.1%}"
                problems.add("shares_above_one", row.origin, row.target, total=total)


def check_drivers(region: Region, problems: Problems) -> None:
    """Every driver that a branch, stock or process follows must be there in the base year."""
    if not region.info.runnable:
        return
    base = region.info.base_year
    have = {row.variable for row in region.drivers}
    levels = {row.variable for row in region.drivers if row.year == base and row.case == "actual"}
    grown = {name for name in levels if f"{name}.growth" in have}
    folder = shown_name(region.folder / "drivers.csv")
    for name in ("gdp", "population"):
        if name not in levels:
            problems.add("missing_driver_year", Origin(folder, 0), name, year=base)
    told = {"gdp", "population"} - levels
    known = levels | grown | DERIVED_DRIVERS
    for name, origin in followed(region):
        if name not in known and name not in told:
            message = "missing_driver_year" if name in have else "unknown_driver"
            problems.add(message, origin, "driver", name, year=base, nearest=nearest(name, known))
    check_structure(region, problems)
    tell = problems.add if can_run(region) else problems.notice
    for name in missing_drivers(region):
        tell_missing(name, region, tell)


def check_structure(region: Region, problems: Problems, *, all_four: bool = False) -> None:
    """The parts of GDP in the base year leave something for the one that is left out.

    all_four : where none is left out, they add up (else `sim data check` asks)
    """
    base, parts = region.info.base_year, [f"structure.{part}" for part in STRUCTURE]
    rows = [r for r in region.drivers if r.variable in parts and (r.year, r.case) == (base, "actual")]
    total, whole = sum(row.value for row in rows), len(rows) == len(parts)
    too_little = whole and total < 1.0 - STRUCTURE_ROUNDING
    if whole == all_four and (too_little or total > 1.0 + STRUCTURE_ROUNDING):
        largest = max(rows, key=lambda row: row.value)
        names = ", ".join(row.variable for row in rows)
        problems.add("structure_sum", largest.origin, f"structure[{base}] ({names})", total=f"{total:.1%}")


def followed(region: Region) -> list[tuple[str, Origin]]:
    """Drivers that something follows, and where it says so."""
    followers: list[rows.BranchRow | rows.StockRow | rows.ProcessRow]
    followers = [*region.branches, *region.stocks, *region.processes]
    return [(row.driver, row.origin) for row in followers if row.driver]


def can_run(region: Region) -> bool:
    """True unless the balance is still to be estimated."""
    return bool(region.balance) or all(row.method == "series" for row in region.branches)


def missing_drivers(region: Region) -> list[str]:
    """Urban share and parts of GDP that the base year lacks, for what follows them or for their outlooks.

    Of the four parts of GDP one may be left out: it takes the rest.
    """
    base, names = region.info.base_year, {name for name, _ in followed(region)}
    levels = {row.variable for row in region.drivers if row.year == base and row.case == "actual"}
    shares = [f"structure.{part}" for part in STRUCTURE]
    ahead = {row.variable for row in region.drivers if row.year > base}  # begins from the base year
    needed = [name for name in ("urban_share", *shares) if name in ahead]
    if names & {"population.urban", "population.rural"}:
        needed.append("urban_share")
    follows_parts = bool(names & {f"value_added.{part}" for part in STRUCTURE})
    if follows_parts and len((levels | ahead) & set(shares)) < len(shares) - 1:
        needed += shares
    return [name for name in dict.fromkeys(needed) if name not in levels]


def tell_missing(name: str, region: Region, tell: Callable[..., None]) -> None:
    """Say which driver of the base year is missing."""
    message = "missing_structure" if name.startswith("structure.") else "missing_driver_year"
    tell(message, Origin(shown_name(region.folder / "drivers.csv"), 0), name, year=region.info.base_year)


DERIVED_DRIVERS = {
    "gdp_per_head",
    "population.urban",
    "population.rural",
    *(f"value_added.{part}" for part in STRUCTURE),
}
