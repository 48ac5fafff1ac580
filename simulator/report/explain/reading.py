"""RESULT of `sim explain`: a scenario, or a run folder whose inputs are still the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.errors import ABSENT, Origin, Problems
from simulator.face import load, simulate
from simulator.inputs.locate import scenario_ids, scenarios_folder
from simulator.report.inputs_file import digest, input_hashes
from simulator.report.result_folder import BYTE_ORDER_MARK, MANIFEST, manifest_of
from simulator.report.tables import all_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from simulator.face import Result


def read_result(name: str) -> Result:
    """Run a scenario (a path or bundled name) or what a run folder was made of.

    Raises InputError, for a folder also if its inputs or its numbers would not be the same again.
    """
    folder = Path(name).expanduser()
    return result_of_folder(folder) if folder.is_dir() else run(name)


def run(name: str, to: int | None = None) -> Result:
    """Simulate a scenario."""
    plan = load(name, to=to)
    assert plan is not None
    return simulate(plan)


def result_of_folder(folder: Path) -> Result:
    """Simulate the scenario behind a run folder again and compare."""
    manifest = read_manifest(folder)
    accounting = manifest.get("accounting", {})
    result = run(str(scenario_of(folder, manifest)), to=accounting.get("end_year"))
    compare(folder / MANIFEST, "explain_inputs_changed", manifest["inputs"], input_hashes(result.scenario))
    texts = all_tables(result).items()
    tables = {name: digest((BYTE_ORDER_MARK + text).encode()) for name, text in texts}
    written = {name: manifest["files"].get(name) for name in tables}
    compare(folder / MANIFEST, "explain_model_changed", written, tables)
    return result


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run folder."""
    manifest = manifest_of(folder)
    if manifest is None:
        stop("explain_no_run_folder", folder)
    assert manifest is not None
    return manifest


def scenario_of(folder: Path, manifest: Mapping[str, Any]) -> str | Path:
    """The scenario of a run folder: bundled, or a file of its name where we stand or near the folder.

    Run folders hold no absolute paths, so a file counts only if its hash is the one of the manifest.
    """
    name, read = str(manifest.get("scenario")), set(manifest.get("inputs", {}).values())
    if name in scenario_ids():
        return name
    near = [part for place in (Path(), *folder.absolute().parents) for part in (place, place / "scenarios")]
    for place in (*near, scenarios_folder()):
        for path in (place / f"{name}.yaml", place / f"{name}.yml"):
            if path.is_file() and digest(path.read_bytes()) in read:
                return path
    stop("explain_scenario_gone", folder, name=f"{name}.yaml")
    raise AssertionError(name)


def compare(place: Path, message: str, then: Mapping[str, str | None], now: Mapping[str, str]) -> None:
    """Refuse if any file differs from what it was."""
    changed = sorted(name for name in {*then, *now} if then.get(name) != now.get(name))
    if changed:
        stop(message, place, files=shortened(changed))


def shortened(names: Iterable[str], most: int = 5) -> list[str]:
    """The first names of a list."""
    found = list(names)
    return found[:most] + (["..."] if len(found) > most else [])


def stop(message: str, place: Path, **details: object) -> None:
    """Complain about a run folder."""
    problems = Problems()
    problems.add(message, Origin(str(place), 0), "", ABSENT, **details)
    problems.raise_if_any()
