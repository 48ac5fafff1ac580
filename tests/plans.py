"""What the tests of readings look at: bundled results, targets judged on made-up series, cells of tables."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from simulator import Result, load, simulate
from simulator.assess.evidence import Evidence
from simulator.assess.indicators import indicators
from simulator.assess.peak import peak
from simulator.assess.targets import Verdict, judge
from simulator.errors import Problems
from simulator.face import gases_of
from simulator.inputs.locate import parameters_folder, scenario_ids
from simulator.inputs.plan_rows import load_plan_rows
from simulator.inputs.scenario import load_library
from simulator.inputs.targets import TargetEntry
from simulator.model.project import project
from simulator.pathways.assemble import Draws, assemble

REGIONS = ("yiwu", "quzhou", "shangyu")
LIBRARY = load_library(Problems())
CENTRAL = 0
COALS = [fuel for fuel, row in LIBRARY.factors.fuels.items() if row.source_group == "coal"]
HEAD = "title: {zh: 试算, en: Trial}\n"


@cache
def result(name: str) -> Result:
    plan = load(name, library=LIBRARY)
    assert plan is not None
    return simulate(plan)


def region(name: str) -> Any:
    return result(f"{name}/baseline").scenario.region


def verdict(scenario: str, target: str) -> Verdict:
    return next(one for one in result(scenario).verdicts if one.target.id == target)


def target(name: str, of: str) -> TargetEntry:
    return result(f"{name}/baseline").scenario.entry.targets[of]


def value(scenario: str, indicator: str, year: int) -> float:
    found = result(scenario)
    return float(found.series[indicator][year - found.years[0], CENTRAL])


def with_text(folder: Path, text: str) -> Result:
    path = folder / "own.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return result_of(str(path))


def result_of(path: str) -> Result:
    plan = load(path, library=LIBRARY)
    assert plan is not None
    return simulate(plan)


def judged(entry: TargetEntry, values: list[float], *, province: int = 2030, until: int = 2020) -> Verdict:
    """A target of the plans judged on a made-up series from 2020 on, and on peaks of that series."""
    years = np.arange(2020, 2020 + len(values))
    column = np.array(values)[:, None]
    subject = entry.indicator.removeprefix("peak_year.")
    peaks = {subject: [peak(years, column[:, 0])]} if len(values) > 2 else {}
    return judge(entry, Evidence(years, {entry.indicator: column}, peaks, frozenset(), {}, province, until))


def effect_of(measure: str, name: str, folder: Path) -> SimpleNamespace:
    """A region with one measure at nothing and at full strength; both runs side by side."""
    found = with_text(folder, f"extends: {name}/baseline\nmeasures:\n  - use: {measure}\n").plan
    strength = {measure: np.array([0.0, 1.0])}
    pathway = assemble(found, Draws(runs=2, strength=strength))
    flows = project(pathway, found.coefficients, keep_links=True)
    return SimpleNamespace(
        plan=found,
        pathway=pathway,
        flows=flows,
        series=indicators(found, pathway, flows, "plan_2020"),
        gases=dict(
            zip(
                found.releases.gases,
                np.moveaxis(gases_of(found, pathway, flows, strength), 1, 0),
                strict=True,
            )
        ),
    )


def numbers(name: str, *tables: str) -> list[tuple[str, float]]:
    """Rows of tables of a region: what each is about, and its value as it is written."""
    found = []
    for table in tables:
        with (parameters_folder() / "regions" / name / f"{table}.csv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                about = " ".join(str(cell) for key, cell in row.items() if key not in ("value", "note"))
                if row.get("value"):
                    found.append((about, float(row["value"])))
    return found


def values(name: str, *tables: str) -> set[float]:
    return {value for _, value in numbers(name, *tables)}


def history(name: str, indicator: str) -> dict[int, float]:
    return {row.year: row.value for row in region(name).history if row.indicator == indicator}


def plan_row(row: str) -> Any:
    return next(one for one in load_plan_rows(Problems()) if one.row == row)


def entries(name: str) -> list[TargetEntry]:
    """Targets of a region's baseline."""
    return list(result(f"{name}/baseline").scenario.entry.targets.values())


def part_of_gdp(name: str, part: str, year: int) -> float:
    """Share of industry, services and so on in GDP, central."""
    drivers = result(f"{name}/baseline").pathway.drivers
    return float((drivers[f"value_added.{part}"] / drivers["gdp"])[year - 2020, CENTRAL])


def all_targets() -> list[tuple[str, TargetEntry]]:
    return [
        (name, entry) for name in scenario_ids() for entry in result(name).scenario.entry.targets.values()
    ]
