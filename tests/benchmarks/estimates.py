"""Estimating base years: seconds for 90 counties of one long table, and for one region with its checks."""

from __future__ import annotations

import random
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from machine import Row, milliseconds, rounds_of

from simulator.report.data.estimate import estimate_report, importance_report
from simulator.report.data.many import estimate_many, read_many

if TYPE_CHECKING:
    from collections.abc import Sequence

COUNTIES = 90


def long_table(path: Path, count: int) -> Path:
    """Made-up counties with GDP, people and structure, every third with electricity as well."""
    draw = random.Random(1)
    lines = ["region,variable,year,value,unit,grade,source"]
    for number in range(count):
        primary, secondary = draw.uniform(2, 15), draw.uniform(30, 55)
        given = {
            "gdp": (draw.uniform(80, 1500), "1e8 CNY"),
            "population": (draw.uniform(15, 150), "1e4 persons"),
            "structure.primary": (primary, "%"),
            "structure.secondary": (secondary, "%"),
            "structure.services": (100 - primary - secondary, "%"),
        }
        if number % 3 == 0:
            given["electricity_use"] = draw.uniform(10, 90), "1e8 kWh"
        name = f"county{number:02d}"
        lines += [f"{name},{key},2020,{v:.2f},{unit},reported,bulletin" for key, (v, unit) in given.items()]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def seconds_of_many(count: int, rounds: int) -> list[float]:
    """Seconds to read the table, estimate every county and write its folder."""
    seconds = []
    with tempfile.TemporaryDirectory() as place:
        table, out = long_table(Path(place) / "long.csv", count), Path(place) / "regions"
        for _ in range(rounds):
            start = time.perf_counter()
            outcomes = list(estimate_many(read_many(table, out, "zhejiang")))
            seconds.append(time.perf_counter() - start)
            assert not any(one.problems for one in outcomes)
            shutil.rmtree(out)
    return seconds


def estimate_rows(rounds: int) -> Sequence[Row]:
    """Regions a second of one long table; one region with its conflicts, and with its important numbers."""
    many = statistics.median(seconds_of_many(COUNTIES, rounds))
    work = {
        "report": lambda: estimate_report("quzhou", "en"),
        "importance": lambda: importance_report("quzhou", "en"),
    }
    one = rounds_of(work, rounds)
    return [
        Row(
            f"{COUNTIES} counties from one long table, folders written",
            f"{many:.2f} s, {COUNTIES / many:,.0f} regions/s",
        ),
        Row("estimate of Quzhou with its conflicting anchors", milliseconds(one["report"])),
        Row("its numbers moved one by one, estimated and run anew", milliseconds(one["importance"])),
    ]
