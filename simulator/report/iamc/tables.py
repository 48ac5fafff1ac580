"""Results as IAMC tables, long and wide, with the definitions that `nomenclature` validates them against.

parameters/iamc/variables.csv names every variable, its unit and what it is a part of; terms.csv lists the
arrays of result.nc that add up to it (docs/iamc.md).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.inputs.locate import parameters_folder
from simulator.variables import ARRAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import xarray

    from simulator.pathways.arrays import Array
    from simulator.report.record import Record

KEYS = ("Model", "Scenario", "Region", "Variable", "Unit")
MADE_BY = "carbon peak scenario simulator"
CENTRAL = "central"
PLAIN = str.maketrans(
    {":": ",", ";": ",", '"': "'", "{": "(", "}": ")"}
)  # what nomenclature refuses in names
LONG, WIDE = "iamc_long.csv", "iamc_wide.csv"


class Term(NamedTuple):
    """One array, or a part of it, that is added to a variable.

    where : "coordinate=name,name; ..." of result.nc; rule : the accounting preset it is for, blank for all
    """

    array: str
    where: str
    factor: float
    rule: str


@dataclass(frozen=True)
class Variable:
    """An IAMC variable. part_of, part_by : the variable it is added to, and in which breakdown of it."""

    name: str
    unit: str
    part_of: str
    part_by: str
    title_zh: str
    description: str
    terms: tuple[Term, ...]


class Row(NamedTuple):
    """A variable of one scenario and region over the years."""

    keys: tuple[str, str, str, str, str]
    years: tuple[int, ...]
    values: Array


@cache
def variables() -> tuple[Variable, ...]:
    """The tables of parameters/iamc."""
    terms: dict[str, list[Term]] = {}
    for row in table("terms"):
        term = Term(row["array"], row["where"], float(row["factor"]), row["rule"])
        terms.setdefault(row["variable"], []).append(term)
    return tuple(
        Variable(row.pop("variable"), terms=tuple(terms[name]), **row)
        for row in table("variables")
        for name in (row["variable"],)
    )


def table(name: str) -> list[dict[str, str]]:
    """Rows of a table of parameters/iamc."""
    with (parameters_folder() / "iamc" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_iamc(records: Sequence[Record], folder: Path) -> None:
    """Write both tables and `definitions/` into a new folder; comparisons stand for their runs."""
    from simulator.report.iamc.definitions import write_definitions

    runs = single_runs(records)
    found = [row for record in runs for row in rows_of(record, scenario_id(record, runs))]
    folder.mkdir(parents=True, exist_ok=True)
    write_table(folder / LONG, (*KEYS, "Year", "Value"), long_rows(found))
    years = sorted({year for row in found for year in row.years})
    write_table(folder / WIDE, (*KEYS, *map(str, years)), wide_rows(found, years))
    write_definitions(folder / "definitions", runs)


def single_runs(records: Sequence[Record]) -> list[Record]:
    """Every result once, also when a comparison holds it too, without its charts."""
    whole = [run for record in records for run in (record.runs or (record,))]
    return list({run.manifest["files"]["result.nc"]: run for run in whole}.values())


def scenario_id(record: Record, runs: Sequence[Record]) -> str:
    """Name of a scenario; results of one name and region that differ get their run id beside it."""
    facts = record.summary
    name, region = str(facts["scenario"]["id"]), facts["region"]["id"]
    same = [
        one for one in runs if one.summary["scenario"]["id"] == name and one.summary["region"]["id"] == region
    ]
    return (name if len(same) == 1 else f"{name} [{record.run_id}]").translate(PLAIN)


def scenario_name(scenario: str, case: str) -> str:
    """A scenario in one of its cases."""
    return scenario if case == CENTRAL else f"{scenario} ({case})"


def region_name(record: Record) -> str:
    """Name of the region, in English."""
    return str(record.summary["region"]["title"]["en"]).translate(PLAIN)


def rows_of(record: Record, scenario: str) -> Iterator[Row]:
    """Every variable that a run has, case by case; what is 0 in all years is left out."""
    dataset = record.dataset
    model = f"{MADE_BY} {record.manifest['version']}"
    years = tuple(int(year) for year in dataset["year"].values)
    for case in dataset["case"].values:
        part = dataset.sel(case=case)
        for variable in variables():
            values = values_of(part, variable)
            if values is not None and values.any():
                unit = variable.unit.format(price_base=dataset.attrs["price_base"])
                name = scenario_name(scenario, str(case))
                yield Row((model, name, region_name(record), variable.name, unit), years, values)


def values_of(dataset: xarray.Dataset, variable: Variable) -> Array | None:
    """Sum of the terms, (year,); None if something in it is unknown."""
    total = np.zeros(dataset.sizes["year"])
    for term in variable.terms:
        if term.rule in ("", dataset.attrs["accounting"]):
            values = term_values(dataset, term)
            if values is None or np.isnan(values).any():
                return None
            total = total + values
    return total


def term_values(dataset: xarray.Dataset, term: Term) -> Array | None:
    """A term by year; 0 where the region has nothing of the kind, None if it is unknown."""
    if term.array not in dataset:
        axes = ARRAYS[term.array].dims if term.array in ARRAYS else ()
        nothing_there = any(axis not in dataset.coords for axis in axes)
        return np.zeros(dataset.sizes["year"]) if nothing_there else None
    found = dataset[term.array]
    for condition in filter(None, term.where.split("; ")):
        name, _, wanted = condition.partition("=")
        labels = found.coords[name]
        found = found.isel({labels.dims[0]: np.isin(labels.values.astype(str), wanted.split(","))})
    values = found.transpose("year", ...).values
    total: Array = term.factor * values.reshape(len(values), -1).sum(axis=1)
    return total


# ---- files ----


def long_rows(rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """A line a year."""
    for row in rows:
        for year, value in zip(row.years, row.values.tolist(), strict=True):
            yield (*row.keys, str(year), number(value))


def wide_rows(rows: Sequence[Row], years: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """A column a year; blank where a scenario does not reach."""
    for row in rows:
        told = dict(zip(row.years, row.values.tolist(), strict=True))
        yield (*row.keys, *(number(told[year]) if year in told else "" for year in years))


def number(value: float) -> str:
    """Twelve digits, so that sums still close."""
    return f"{value + 0.0:.12g}"


def write_table(path: Path, heads: Sequence[str], rows: Iterator[tuple[str, ...]]) -> None:
    """A CSV file that Excel reads as UTF-8 too."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows(rows)
