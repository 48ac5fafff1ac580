"""A stored run of each region's baseline guards against silent change; `pytest --update-golden` renews it."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import pytest

from simulator import Result, load, simulate
from simulator.variables import INDICATORS

FOLDER = Path(__file__).parent / "golden"
YEARS = (2020, 2021, 2023, 2025, 2030, 2035, 2040, 2050, 2060)
RELATIVE = 1e-9
CENTRAL = 0
HEADER = ["variable", "year", "value"]
Rows = dict[tuple[str, str], str]  # (variable, year or blank) -> value as text


def rows_of(result: Result) -> Rows:
    """Central indicators of the chosen years, then what peaks when; numbers with twelve digits."""
    rows: Rows = {}
    for name in (name for name in INDICATORS if name in result.series):
        for index, year in enumerate(result.years):
            if year in YEARS:
                rows[name, str(year)] = f"{result.series[name][index, CENTRAL]:.12g}"
    for subject, peaks in result.peaks.items():
        found = peaks[CENTRAL]
        rows[f"peak.{subject}.status", ""] = found.status
        rows[f"peak.{subject}.year", ""] = str(found.year)
        rows[f"peak.{subject}.value", ""] = f"{found.value:.12g}"
    return rows


def text_of(rows: Rows) -> str:
    """The rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows([*key, value] for key, value in rows.items())
    return out.getvalue()


def read(path: Path) -> Rows:
    """The stored rows."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["variable"], row["year"]): row["value"] for row in csv.DictReader(file)}


def same(old: str | None, new: str | None) -> bool:
    """Equal texts, or numbers within the relative tolerance."""
    try:
        return math.isclose(float(str(old)), float(str(new)), rel_tol=RELATIVE, abs_tol=1e-12)
    except ValueError:
        return old == new


def moved(old: Rows, new: Rows) -> list[str]:
    """A line for every row that moved, came or went: variable, year, old, new."""
    keys = [*old, *(key for key in new if key not in old)]
    lines = [
        (*key, old.get(key, "-"), new.get(key, "-")) for key in keys if not same(old.get(key), new.get(key))
    ]
    return [f"{variable:<36} {year:<5} {was:>20} -> {now}" for variable, year, was, now in lines]


def test_the_baseline_has_not_moved(region: str, request: pytest.FixtureRequest) -> None:
    plan = load(f"{region}/baseline")
    assert plan is not None
    rows, path = rows_of(simulate(plan)), FOLDER / f"{region}.csv"
    if request.config.getoption("--update-golden"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text_of(rows), encoding="utf-8", newline="")
    if not path.exists():
        pytest.fail(
            f"no golden run tests/golden/{path.name}: make it with `pytest --update-golden`", pytrace=False
        )
    lines = moved(read(path), rows)
    if lines:
        told = "\n".join(lines)
        pytest.fail(
            f"{len(lines)} row(s) of {region}/baseline moved (variable, year, old -> new):\n{told}", False
        )


def test_rows_that_moved_are_told() -> None:
    old = {
        ("co2_total", "2030"): "100",
        ("gdp", "2030"): "5",
        ("peak.coal.status", ""): "peaked",
        ("gone", ""): "1",
    }
    new = {
        ("co2_total", "2030"): "100.1",
        ("gdp", "2030"): "5.0000000001",
        ("peak.coal.status", ""): "rising",
    }
    told = "\n".join(moved(old, {**new, ("came", ""): "2"}))
    assert [line.split()[0] for line in told.splitlines()] == [
        "co2_total",
        "peak.coal.status",
        "gone",
        "came",
    ]
    assert "100 -> 100.1" in told


def test_golden_rows_survive_writing_and_reading(tmp_path: Path, bare) -> None:
    rows = rows_of(bare("yiwu"))
    path = tmp_path / "yiwu.csv"
    path.write_text(text_of(rows), encoding="utf-8", newline="")
    assert read(path) == rows
    assert {year for name, year in rows if name == "co2_total"} == {str(year) for year in YEARS}
