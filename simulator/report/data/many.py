"""`sim data estimate --many`: one long table of many regions, each a folder with an estimated balance.

Regions are independent: a bad one is told with its problems and its lines of the table, the others go on. A
row is a driver, an anchor or a stock by the name of its variable; everything else comes from the benchmark.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal

from simulator.errors import InputError, Origin, Problem, Problems, nearest
from simulator.folders import written_beside
from simulator.inputs.estimate.balance import balance_csv, estimate
from simulator.inputs.estimate.lines import ELECTRICITY, ENERGY, TOTALS
from simulator.inputs.estimate.route import read_benchmark
from simulator.inputs.estimate.tables import checked, completed
from simulator.inputs.factors import load_factors
from simulator.inputs.locate import exists, region_ids
from simulator.inputs.ranges import GROWTH
from simulator.inputs.region import ID, Region, region_folder
from simulator.inputs.rows import AnchorRow, BranchRow, DriverRow, Row, SourcedRow, StockRow
from simulator.inputs.schema import Title
from simulator.inputs.tables import CONVERTED, read_table
from simulator.report.data.estimate import decoded, name_conflicts
from simulator.variables import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from simulator.inputs.factors import Factors

DRIVERS = ("gdp", "population", "urban_share")
OUTPUT = "output."  # drivers of steel, clinker and the like, which only a region that has them gives
LENT = ("paths", "weights", "coefficients")  # what a region without tables of its own takes whole
MORE_ANCHORS = (
    "renewable_share",
    "renewable_use",
    "net_import_electricity",
    "electricity_use",
    "biomass_use",
)
ANCHORS = (*TOTALS, *MORE_ANCHORS, *(name for name in INDICATORS if name not in DRIVERS))


@dataclass(frozen=True, slots=True, kw_only=True)
class LongRow(SourcedRow):
    """A number of one of many regions; without a grade it counts as assumed."""

    region: str
    variable: str
    year: int
    value: float | None
    unit: str
    source: str
    grade: Literal["reported", "confirmed_zero", "recalled", "derived", "assumed"] = "assumed"
    case: Literal["actual", "central", "low", "high"] = "actual"
    scope: str = ""
    low: float | None = field(default=None, metadata=CONVERTED)
    high: float | None = field(default=None, metadata=CONVERTED)
    title_zh: str = ""
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one region: its folder, or the problems that stopped it."""

    region: str
    folder: Path | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What all regions share: the benchmark, the reference tables, where to write, and the rows of each."""

    benchmark: Region
    factors: Factors
    out: Path
    force: bool
    rows: Mapping[str, Sequence[LongRow]]
    refused: Mapping[str, Sequence[Problem]]  # rows that could not be read, by region


def read_many(path: Path, out: Path, benchmark: str, *, force: bool = False) -> Task:
    """Read a long table. Raises InputError if the table as a whole cannot be used."""
    problems, of_rows = Problems(), Problems()
    factors = load_factors(problems)
    folder = region_folder(benchmark)
    lender = read_benchmark(folder) if folder is not None else None
    if lender is None or not lender.coefficients:
        problems.add(
            "many.benchmark", Origin("--like", 0), "", benchmark, nearest=nearest(benchmark, region_ids())
        )
    rows = read_table(path, LongRow, of_rows)
    owner = regions_by_line(path) if exists(path) else {}
    refused: dict[str, list[Problem]] = {}
    for one in of_rows.found:
        name = owner.get(one.origin.line)
        if name is None:
            problems.found.append(one)
        else:
            refused.setdefault(name, []).append(one)
    grouped: dict[str, list[LongRow]] = {name: [] for name in owner.values()}
    for row in rows:
        grouped.setdefault(row.region, []).append(row)
    if not grouped and not problems.found:
        problems.add("many.no_rows", Origin(str(path), 0))
    problems.raise_if_any()
    assert lender is not None
    return Task(lender, factors, out, force, grouped, refused)


def regions_by_line(path: Path) -> dict[int, str]:
    """The region of every line of a long table, so that a row that cannot be read spoils only its own."""
    reader = csv.reader(io.StringIO(decoded(path.read_bytes()), newline=""), skipinitialspace=True)
    out: dict[int, str] = {}
    column, start = None, 1
    for cells in reader:
        if cells and not cells[0].startswith("#"):
            if column is None:
                names = [name.strip() for name in cells]
                column = names.index("region") if "region" in names else -1
            elif 0 <= column < len(cells) and cells[column].strip():
                out[start] = cells[column].strip()
        start = reader.line_num + 1
    return out


def estimate_many(task: Task) -> Iterator[Outcome]:
    """Estimate one region after the other and write its folder; never stops at a bad one."""
    for name in task.rows:
        problems = Problems()
        problems.found += task.refused.get(name, ())
        folder = None
        try:
            folder = estimate_one(task, name, problems)
        except InputError as found:
            problems.found += found.problems
        yield Outcome(name, None if problems.found else folder, tuple(in_table(task, name, problems.found)))


def in_table(task: Task, name: str, found: Sequence[Problem]) -> list[Problem]:
    """Problems of files that were never written told where the region starts in the table."""
    rows = task.rows[name]
    folder = str(task.out / name)
    elsewhere = [one.message == "estimate.exists" or not rows for one in found]
    return [
        one if keep or not one.origin.file.startswith(folder) else replace(one, origin=rows[0].origin)
        for one, keep in zip(found, elsewhere, strict=True)
    ]


def estimate_one(task: Task, name: str, problems: Problems) -> Path | None:
    """The folder of one region; None after adding problems."""
    target = task.out / name
    first = task.rows[name][0].origin if task.rows[name] else Origin(name, 0)
    if not ID.fullmatch(name):
        problems.add("many.name", first, "region", name)
    elif target.exists() and not task.force:
        problems.add("estimate.exists", Origin(str(target), 0))
    if problems.found:
        return None
    region = completed(region_of(task, name, problems))
    if not problems.found:
        checked(region, task.factors, problems)
    result = estimate(region, task.factors, problems) if not problems.found else None
    if any(one.message == "anchors_contradict" for one in problems.found):
        name_conflicts(region, task.factors, problems)
    if result is None or problems.found:
        return None
    with written_beside(target) as draft:
        for file, text in (*region_files(region, task.benchmark), ("balance.csv", balance_csv(result))):
            (draft / file).write_text(text, encoding="utf-8", newline="")
    return target


def region_of(task: Task, name: str, problems: Problems) -> Region:
    """A region made of its rows of the table, with the benchmark's branches it has the drivers for."""
    rows, benchmark = task.rows[name], task.benchmark
    levels = [row.year for row in rows if row.variable == "gdp" and row.case == "actual"]
    base = max(levels, default=benchmark.info.base_year)
    zh = next((row.title_zh for row in rows if row.title_zh), name)
    en = next((row.title_en for row in rows if row.title_en), name)
    info = benchmark.info.model_copy(
        update={
            "id": name,
            "title": Title(zh=zh, en=en),
            "benchmark": benchmark.info.id,
            "code": None,
            "base_year": base,
            "actual_until": base,
            "unknown_terms": ["non_energy_use", "process"],
            "conflicts": [],
        }
    )
    empty: dict[str, Any] = {
        one.name: () for one in fields(Region) if one.name not in ("info", "folder", *LENT)
    }
    region = replace(benchmark, **empty, info=info, folder=task.out / name)
    lent = {stock.stock: stock for stock in benchmark.stocks}
    drivers: list[DriverRow] = []
    anchors: list[AnchorRow] = []
    stocks: list[StockRow] = []
    for row in rows:
        if row.variable in lent and row.value is not None:
            stocks.append(replace(lent[row.variable], **shared(row)))
        elif is_driver(row, base) and row.value is not None:
            drivers.append(DriverRow(**shared(row), variable=row.variable, year=row.year, case=row.case))
        elif row.variable in (*ANCHORS, "gdp") or row.variable.startswith((ENERGY, ELECTRICITY)):
            anchors.append(anchor_of(row))
        elif row.value is not None:
            known = (*lent, *DRIVERS, *ANCHORS)
            problems.add("many.unknown", row.origin, row.variable, nearest=nearest(row.variable, known))
    have = {row.variable for row in drivers}
    followed = [row for row in benchmark.branches if not row.driver.startswith(OUTPUT) or row.driver in have]
    return replace(
        region,
        drivers=tuple(drivers),
        anchors=tuple(anchors),
        stocks=tuple(stocks),
        branches=tuple(followed),
    )


def is_driver(row: LongRow, base: int) -> bool:
    """True for a row of drivers.csv; GDP of an earlier year is an anchor, the price base of an intensity."""
    if row.variable == "gdp":
        return row.year >= base
    named = row.variable in DRIVERS or row.variable.startswith(("structure.", OUTPUT))
    return named or row.variable.endswith(GROWTH)


def shared(row: LongRow) -> dict[str, Any]:
    """What a row of any table takes from a row of the long one."""
    names = ("origin", "value", "unit", "grade", "source", "confidence", "note")
    return {name: getattr(row, name) for name in names}


def anchor_of(row: LongRow) -> AnchorRow:
    """A row of the long table as an anchor."""
    own: dict[str, Any] = {
        "indicator": row.variable,
        "year": row.year,
        "scope": row.scope,
        "low": row.low,
        "high": row.high,
    }
    return AnchorRow(**shared(row), **own)


# ---- files ----


def region_files(region: Region, benchmark: Region) -> list[tuple[str, str]]:
    """The tables of a region and its region.yaml, as texts."""
    tables: list[tuple[str, type[Row], Sequence[Row]]] = [
        ("drivers", DriverRow, region.drivers),
        ("branches", BranchRow, region.branches),
        ("stocks", StockRow, region.stocks),
        ("anchors", AnchorRow, region.anchors),
    ]
    files = [(f"{name}.csv", rows_csv(kind, rows)) for name, kind, rows in tables]
    return [("region.yaml", region_yaml(region, benchmark)), *files]


def rows_csv(kind: type[Row], rows: Sequence[Row]) -> str:
    """Rows as the text of a table, one column a field."""
    columns = [one.name for one in fields(kind) if one.name != "origin"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        values = (getattr(row, name) for name in columns)
        writer.writerow([f"{value:.10g}" if isinstance(value, float) else value for value in values])
    return out.getvalue()


def region_yaml(region: Region, benchmark: Region) -> str:
    """region.yaml; a mapping in JSON is YAML too, so names need no rules of their own."""
    given = region.info.model_dump(exclude_defaults=True)
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in given.items()]
    note = f"# made from a table of many regions; what it does not say comes from {benchmark.info.id}"
    return "\n".join([note, *lines]) + "\n"
