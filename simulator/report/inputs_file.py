"""inputs.yaml of a run folder: the merged scenario and every row of the region behind it, with its source."""

from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from simulator.inputs.locate import parameters_folder, shown_name
from simulator.inputs.region import region_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.face import Result
    from simulator.inputs.scenario import Scenario

TABLES = ("anchors", "drivers", "balance", "plants", "stocks", "processes", "paths", "history", "named")


def inputs_text(result: Result) -> str:
    """Everything the run was made of, as YAML."""
    scenario = result.scenario
    content = {
        "scenario": scenario_part(scenario),
        "changes": list(result.plan.changed),
        "measures": measures_part(scenario),
        "region": scenario.region.info.model_dump(),
        "tables": {name: rows_of(getattr(scenario.region, name)) for name in TABLES},
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


def rows_of(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows of a table with where each stands; blank cells left out."""
    out = []
    for row in rows:
        cells = {k: v for k, v in asdict(row).items() if v not in (None, "") and k != "origin"}
        out.append({**cells, "file": f"{without_folder(row.origin.file)}:{row.origin.line}"})
    return out


def input_hashes(scenario: Scenario) -> dict[str, str]:
    """SHA-256 of every file the run has read."""
    folders = [scenario.region.folder, parameters_folder() / "factors", parameters_folder() / "measures"]
    if scenario.region.info.benchmark:
        folder = scenario.region.folder
        folders.append(region_folder(scenario.region.info.benchmark, folder) or folder)
    files = {path for folder in folders for path in folder.glob("*.*") if path.suffix in (".csv", ".yaml")}
    known = {name_in_manifest(path): digest(path.read_bytes()) for path in files}
    known |= {name_in_manifest(path): digest(path.read_bytes()) for path in scenario.files}
    return dict(sorted(known.items()))


def name_in_manifest(path: Path) -> str:
    """Bundled files by their place in the project, a user's files by name alone: no absolute paths."""
    shown = shown_name(path)
    return without_folder(str(path.absolute())) if shown == str(path) else shown


def without_folder(file: str) -> str:
    """A file of a user's own region by the name of its folder and its own: no absolute paths."""
    path = Path(file)
    return f"{path.parent.name}/{path.name}" if path.is_absolute() else file


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()
