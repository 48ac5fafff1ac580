"""inputs.yaml of a run folder: the merged scenario and every row of the region behind it, with its source."""

from __future__ import annotations

import os
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from simulator.inputs.locate import parameters_folder, scenarios_folder, shown_name
from simulator.inputs.region import region_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.face import Result
    from simulator.inputs.scenario import Scenario

TABLES = ("anchors", "drivers", "balance", "plants", "stocks", "processes", "paths", "history", "named")
ONLY_IF_ANY = ("projects", "factors", "imports")


def inputs_text(result: Result) -> str:
    """Everything the run was made of, as YAML."""
    scenario = result.scenario
    content = {
        "scenario": scenario_part(scenario),
        "changes": list(result.plan.changed),
        "measures": measures_part(scenario),
        "region": scenario.region.info.model_dump(),
        "tables": {
            name: rows_of(getattr(scenario.region, name), scenario)
            for name in (*TABLES, *(one for one in ONLY_IF_ANY if getattr(scenario.region, one)))
        },
    }
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(content, Dumper=dumper, allow_unicode=True, sort_keys=False, width=120))


def scenario_part(scenario: Scenario) -> dict[str, Any]:
    """The merged scenario, without the measures, which follow with their meaning."""
    entry = scenario.entry.model_dump(exclude={"measures", "targets", "region"}, exclude_none=True)
    targets = [
        target.model_dump(exclude_unset=True, by_alias=True) for target in scenario.entry.targets.values()
    ]
    return {"id": scenario.id, "region": scenario.region.info.id, **entry, "targets": targets}


def measures_part(scenario: Scenario) -> list[dict[str, Any]]:
    """Every measure in use: strength, schedule, meaning of 100 %, source."""
    return [
        {
            "use": used.measure.id,
            "title": used.measure.entry.title.model_dump(),
            "strength": used.strength,
            "schedule": {**dict(used.schedule.points), "shape": used.schedule.shape},
            "meaning": used.measure.entry.meaning.model_dump(),
            "grade": used.measure.entry.grade,
            "source": used.measure.entry.source,
            "defined": str(used.measure.origin),
        }
        for used in scenario.measures
    ]


def rows_of(rows: Sequence[Any], scenario: Scenario) -> list[dict[str, Any]]:
    """Rows of a table with where each stands; blank cells left out."""
    out = []
    for row in rows:
        cells = {k: v for k, v in asdict(row).items() if v not in (None, "") and k != "origin"}
        out.append({**cells, "file": f"{place(row.origin.file, scenario)}:{row.origin.line}"})
    return out


def input_hashes(scenario: Scenario) -> dict[str, str]:
    """SHA-256 of every file the run has read."""
    folder, benchmark = scenario.region.folder, scenario.region.info.benchmark
    folders = [folder, parameters_folder() / "factors", parameters_folder() / "measures"]
    if benchmark:
        folders.append(region_folder(benchmark, folder) or folder)
    files = {path for folder in folders for path in folder.glob("*.*") if path.suffix in (".csv", ".yaml")}
    read = {place(shown_name(path), scenario): path for path in [*files, *scenario.files]}
    return {name: digest(path.read_bytes()) for name, path in sorted(read.items())}


def place(file: str, scenario: Scenario) -> str:
    """Bundled files by their place in the project, others as seen from the scenario: no absolute paths."""
    if file.startswith((f"{parameters_folder().name}/", f"{scenarios_folder().name}/")):
        return file
    home = (scenario.files[0] if scenario.files else scenario.region.folder).absolute().parent
    try:
        return Path(os.path.relpath(file, home)).as_posix()
    except ValueError:  # on another drive
        return Path(file).name


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()
