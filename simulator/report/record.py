"""A result folder read back, so that documents are written without running the model again.

A run folder is checked against the hashes of its manifest; a comparison holds run folders below `runs/`.
"""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from simulator.errors import Origin, Problems
from simulator.report.result_folder import manifest_of
from simulator.report.summary import SUMMARY

if TYPE_CHECKING:
    from pathlib import Path

    import xarray

    from simulator.report.charts.run import ChartData

RUNS = "runs"
KINDS = ("run", "comparison")


@dataclass(frozen=True)
class Record:
    """A run folder, or a comparison with the runs it compares.

    `summary` holds facts, and under `zh` and `en` the sentences; every value that is a number stands in
    `table(name)` or `dataset`.
    """

    folder: Path
    manifest: dict[str, Any]
    runs: tuple[Record, ...] = ()

    @property
    def kind(self) -> str:
        """`run` or `comparison`."""
        return str(self.manifest["kind"])

    @cached_property
    def summary(self) -> dict[str, Any]:
        """Facts and sentences."""
        found: dict[str, Any] = json.loads((self.folder / SUMMARY).read_text(encoding="utf-8"))
        return found

    @cached_property
    def inputs(self) -> dict[str, Any]:
        """The merged inputs of a run, every row with grade, source, file and line."""
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        found: dict[str, Any] = yaml.load((self.folder / "inputs.yaml").read_bytes(), Loader=loader)
        return found

    @cached_property
    def dataset(self) -> xarray.Dataset:
        """result.nc of a run."""
        import xarray

        return xarray.load_dataset(self.folder / "result.nc", engine="scipy")

    def table(self, name: str) -> list[dict[str, str]]:
        """Rows of a CSV table, `targets` or `peaks` for instance; every cell is text."""
        with (self.folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def charts(self, lang: str) -> ChartData:
        """What the charts of a run draw, in a language."""
        from simulator.report.summary import chart_from_json

        return chart_from_json(self.summary[lang]["charts"])

    @property
    def run_id(self) -> str:
        """Twelve digits that tell this result from any other: the same inputs give the same digits."""
        told = json.dumps(self.manifest["files"], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:12]


def read_records(folders: list[Path], *, other_version: bool = False) -> list[Record]:
    """Read result folders; InputError tells what is wrong with all of them."""
    problems = Problems()
    found = [read_record(folder, problems, other_version=other_version) for folder in folders]
    problems.raise_if_any()
    return [one for one in found if one is not None]


def read_record(folder: Path, problems: Problems, *, other_version: bool = False) -> Record | None:
    """A folder with its manifest, after checking that no file was lost or edited since it was written."""
    manifest = read_manifest(folder, problems)
    if manifest is None:
        return None
    before = len(problems.found)
    check_version(folder, manifest, problems, other_version=other_version)
    check_files(folder, manifest["files"], problems)
    if len(problems.found) > before:
        return None
    names = manifest.get("runs", ())
    runs = [read_record(folder / RUNS / name, problems, other_version=other_version) for name in names]
    return Record(folder, manifest, tuple(run for run in runs if run is not None))


def read_manifest(folder: Path, problems: Problems) -> dict[str, Any] | None:
    """manifest.json if it is one of ours that documents can be made from."""
    found = manifest_of(folder)
    if found is None:
        problems.add("not_a_result_folder", Origin(str(folder), 0))
        return None
    if found.get("kind", KINDS[0]) not in KINDS:
        problems.add("result_without_documents", Origin(str(folder), 0))
        return None
    if "kind" not in found or SUMMARY not in found.get("files", {}):
        problems.add("result_of_older_version", Origin(str(folder), 0), version=str(found.get("version")))
        return None
    return found


def check_version(folder: Path, manifest: dict[str, Any], problems: Problems, *, other_version: bool) -> None:
    """Refuse, or with `other_version` only tell, that another version of the model made a folder."""
    from simulator import __version__

    if manifest["version"] == __version__:
        return
    tell = problems.notice if other_version else problems.add
    tell("other_model_version", Origin(str(folder), 0), made=manifest["version"], now=__version__)


def check_files(folder: Path, files: dict[str, str], problems: Problems) -> None:
    """Every file of the manifest is there and as it was."""
    for name, expected in files.items():
        path = folder / name
        if not path.is_file():
            problems.add("result_file_missing", Origin(str(path), 0))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            problems.add("result_file_changed", Origin(str(path), 0))
