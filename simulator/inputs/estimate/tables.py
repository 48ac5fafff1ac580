"""Rows that a region lacks and its benchmark lends before anything is estimated: outlooks, stocks, structure.

A county that gives GDP, people and structure of one year gets the benchmark's growth rates, the same relative
change of people, urban share and structure, and the benchmark's stocks per head or per GDP. Each row is
graded `assumed` and says what it was made of; rows of the region itself are never touched.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from simulator.errors import Origin
from simulator.inputs.estimate.route import benchmark_of, structure_of
from simulator.inputs.estimate.totals import base_drivers
from simulator.inputs.locate import shown_name
from simulator.inputs.own import check_own
from simulator.inputs.ranges import GROWTH, STRUCTURE, check_numbers
from simulator.inputs.region import (
    RegionInfo,
    check_info,
    check_region,
    check_structure,
    fill_paths,
    load_region,
    missing_drivers,
    read_region,
    region_folder,
    tell_missing,
)
from simulator.inputs.rows import DriverRow, StockRow
from simulator.inputs.schema import validate
from simulator.inputs.yaml_lines import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from simulator.errors import Problems
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region

Case = Literal["actual", "central", "low", "high"]
CASES = ("central", "low", "high")
SECONDARY = "structure.secondary"  # what a bulletin prints; split into industry and construction


def load_for_estimate(name: str, factors: Factors, problems: Problems) -> Region | None:
    """Read a region without its balance, completed by its benchmark; None after adding problems."""
    folder = region_folder(name)
    if folder is None:
        return load_region(name, factors, problems, for_estimate=True)
    before = len(problems.found)
    document = read_yaml(folder / "region.yaml", problems, shown=shown_name(folder / "region.yaml"))
    info = validate(RegionInfo, document, problems) if document else None
    if info is None or document is None:
        return None
    region = replace(read_region(folder, info, problems), balance=())
    region = completed(replace(region, paths=fill_paths(region.paths, factors.paths)))
    if len(problems.found) == before:
        check_info(region, document, factors, problems)
        checked(region, factors, problems)
        check_structure(region, problems, all_four=True)
        for driver in missing_drivers(region) if info.runnable else ():
            tell_missing(driver, region, problems.add)
    return region


def checked(region: Region, factors: Factors, problems: Problems) -> None:
    """What one table of a region says about another, and its units and ranges."""
    check_numbers(region, factors, problems)
    check_own(region, factors, problems)
    check_region(region, factors, problems)


def completed(region: Region) -> Region:
    """The region with the rows that its benchmark lends."""
    benchmark = benchmark_of(region)
    if benchmark is None or not region.info.runnable or "gdp" not in base_drivers(region):
        return region
    region = replace(region, drivers=region.drivers + lent_drivers(region, benchmark))
    return replace(region, stocks=region.stocks + lent_stocks(region, benchmark))


def lent_rows(region: Region) -> tuple[tuple[DriverRow, ...], tuple[StockRow, ...]]:
    """The rows of a completed region that came from its benchmark."""
    benchmark = benchmark_of(region)
    if benchmark is None or benchmark.folder == region.folder:
        return (), ()
    place = shown_name(benchmark.folder)
    drivers = tuple(row for row in region.drivers if row.origin.file.startswith(place))
    return drivers, tuple(row for row in region.stocks if row.origin.file.startswith(place))


# ---- drivers ----


def lent_drivers(region: Region, benchmark: Region) -> tuple[DriverRow, ...]:
    """Outlooks of GDP, people, urban share and structure that the region does not give itself."""
    base, first = base_drivers(region), region.info.base_year
    made: list[DriverRow] = []
    if not goes_on(region, "gdp") and not goes_on(region, f"gdp{GROWTH}"):
        made += [
            as_in(benchmark, row, row.value, case) for row, case in later(benchmark, f"gdp{GROWTH}", first)
        ]
    if "population" in base and not goes_on(region, "population"):
        made += in_proportion(benchmark, "population", base["population"], first)
    urban = level_in(benchmark, "urban_share", first)
    if urban is not None and not goes_on(region, "urban_share"):
        own = base.get("urban_share")
        if own is None:
            made.append(made_here(benchmark, "urban_share", first, "actual", urban))
        made += rural_in_proportion(benchmark, urban if own is None else own, first)
    return tuple(made + lent_structure(region, benchmark, base))


def goes_on(region: Region, variable: str) -> bool:
    """True if the region says what a driver does after the base year."""
    return any(row.variable == variable and row.year > region.info.base_year for row in region.drivers)


def later(benchmark: Region, variable: str, first: int) -> list[tuple[DriverRow, str]]:
    """The benchmark's rows after a year and the case they become: its actuals are none elsewhere."""
    out: list[tuple[DriverRow, str]] = []
    for row in benchmark.drivers:
        if row.variable == variable and row.year > first:
            out += [(row, case) for case in CASES if row.case in (case, "actual")]
    return out


def level_in(benchmark: Region, variable: str, year: int) -> float | None:
    """A driver of the benchmark in a year, in a straight line between its actual and central rows."""
    rows = [r for r in benchmark.drivers if r.variable == variable and r.case in ("actual", "central")]
    points = dict(sorted((row.year, row.value) for row in rows))
    return float(np.interp(year, list(points), list(points.values()))) if points else None


def in_proportion(benchmark: Region, variable: str, level: float, first: int) -> list[DriverRow]:
    """The benchmark's path, as a multiple of its level in the first year, from the region's own level."""
    start, rows = level_in(benchmark, variable, first), later(benchmark, variable, first)
    return [as_in(benchmark, row, row.value / start * level, case) for row, case in rows] if start else []


def rural_in_proportion(benchmark: Region, own: float, first: int) -> list[DriverRow]:
    """Urban share: the rural part falls as that of the benchmark does, so the share stays below 1."""
    start = level_in(benchmark, "urban_share", first) or 0.0
    rows = later(benchmark, "urban_share", first)
    return [
        as_in(benchmark, r, 1.0 - (1.0 - own) * (1.0 - r.value) / (1.0 - start), case) for r, case in rows
    ]


def lent_structure(region: Region, benchmark: Region, base: Mapping[str, float]) -> list[DriverRow]:
    """Structure of GDP: secondary split as in the benchmark; later years follow its relative changes."""
    other = structure_in(benchmark, region.info.base_year)
    given = [part for part in STRUCTURE if f"structure.{part}" in base]
    made: list[DriverRow] = []
    year = region.info.base_year
    shares = {part: base[f"structure.{part}"] for part in given}
    splits = given == ["primary", "services"] or (given == ["primary"] and SECONDARY in base)
    if splits and other["industry"] > 0.0:
        secondary = base.get(SECONDARY, 1.0 - sum(shares.values()))
        part = other["construction"] / (other["construction"] + other["industry"])
        shares["construction"] = secondary * part
        made.append(made_here(benchmark, "structure.construction", year, "actual", shares["construction"]))
        if "services" not in shares or goes_on(region, "structure.industry"):
            shares["industry"] = secondary - shares["construction"]
            made.append(made_here(benchmark, "structure.industry", year, "actual", shares["industry"]))
    if len(shares) != len(STRUCTURE) - 1 or any(goes_on(region, f"structure.{part}") for part in STRUCTURE):
        return made
    whole = structure_of({f"structure.{part}": share for part, share in shares.items()})
    for later_year in structure_years(benchmark, year):
        then = structure_in(benchmark, later_year)
        new = {part: share * then[part] / other[part] for part, share in whole.items()}
        total = sum(new.values())
        made += [
            made_here(benchmark, f"structure.{part}", later_year, "central", new[part] / total)
            for part in shares
        ]
    return made


def structure_years(benchmark: Region, first: int) -> list[int]:
    """Years after the first in which the benchmark says something about its structure."""
    rows = [row for row in benchmark.drivers if row.variable.startswith("structure.")]
    return sorted({row.year for row in rows if row.year > first})


def structure_in(benchmark: Region, year: int) -> dict[str, float]:
    """Shares of all parts of GDP in a year, in the benchmark."""
    given = (name for name in base_drivers(benchmark) if name.startswith("structure."))
    return structure_of({name: level_in(benchmark, name, year) or 0.0 for name in given})


def as_in(benchmark: Region, row: DriverRow, value: float, case: str) -> DriverRow:
    """A row of the benchmark for the region."""
    source = f"as in {benchmark.info.id}: {row.source}"
    chosen: Case = "low" if case == "low" else "high" if case == "high" else "central"
    return replace(
        row, value=as_written(value), case=chosen, grade="assumed", confidence="low", source=source, note=""
    )


def made_here(benchmark: Region, variable: str, year: int, case: Case, value: float) -> DriverRow:
    """A share the region does not give, by the benchmark's."""
    name = benchmark.info.id
    source = f"own structure split and moved as in {name}" if "structure" in variable else f"as in {name}"
    return DriverRow(
        origin=Origin(shown_name(benchmark.folder / "drivers.csv"), 0),
        variable=variable,
        year=year,
        case=case,
        value=as_written(value),
        unit="ratio",
        grade="assumed",
        confidence="low",
        source=source,
    )


# ---- stocks ----


def lent_stocks(region: Region, benchmark: Region) -> tuple[StockRow, ...]:
    """Stocks that branches need and the region does not give: the benchmark's per head, or per GDP."""
    have = {row.stock for row in region.stocks}
    needed = {row.stock for row in region.branches if row.method == "stock"} - have
    own, other = size_of(region), size_of(benchmark)
    made = []
    for row in benchmark.stocks:
        by = row.driver if row.driver in own and row.driver in other else "population"
        if row.stock in needed and own.get(by) and other.get(by):
            source = f"{benchmark.info.id} per unit of {by} x own {by}: {row.source}"
            value = as_written(row.value / other[by] * own[by])
            made.append(replace(row, value=value, grade="assumed", confidence="low", source=source, note=""))
    return tuple(made)


def size_of(region: Region) -> dict[str, float]:
    """What stocks are in proportion to: GDP, people in all, in town and in the country."""
    base = base_drivers(region)
    out: dict[str, float] = {name: base[name] for name in ("gdp", "population") if name in base}
    if "urban_share" in base and "population" in base:
        out["population.urban"] = base["population"] * base["urban_share"]
        out["population.rural"] = base["population"] - out["population.urban"]
    return out


def as_written(value: float) -> float:
    """A value to the ten digits that a table is written with, so that reading it back changes nothing."""
    return float(f"{value:.10g}")


def grades_of(rows: Iterable[DriverRow | StockRow]) -> list[str]:
    """Grades of some rows, the most frequent first."""
    return [grade for grade, _ in Counter(row.grade for row in rows).most_common()]
