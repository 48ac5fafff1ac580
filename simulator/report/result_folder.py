"""What all result folders share: names, tables, the manifest, and when one may be replaced."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from simulator.errors import Origin, Problems
from simulator.report.inputs_file import digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from simulator.inputs.scenario import Scenario

MADE_BY = "carbon-peak-simulator"
MANIFEST = "manifest.json"
BYTE_ORDER_MARK = "\ufeff"  # Excel and WPS read a CSV as UTF-8 only with it


def folder_name(scenario: Scenario) -> str:
    """`<region>-<scenario>`."""
    return f"{scenario.region.info.id}-{scenario.id.rsplit('/', 1)[-1]}"


def write_tables(folder: Path, texts: Mapping[str, str]) -> None:
    """Write CSV texts by file name."""
    for name, text in texts.items():
        (folder / name).write_text(BYTE_ORDER_MARK + text, encoding="utf-8", newline="")


def write_manifest(folder: Path, kind: str, facts: Mapping[str, object]) -> None:
    """Write, last of all, who made the folder, the facts of its kind, and the hash of every file."""
    from simulator import __version__

    head = {"made_by": MADE_BY, "kind": kind, "version": __version__}
    text = json.dumps({**head, **facts, "files": file_hashes(folder)}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")


def file_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): digest(path.read_bytes()) for path in files}


def refuse_foreign(target: Path) -> None:
    """Refuse to replace a folder that is not one of our results."""
    problems = Problems()
    check_free(target, problems)
    problems.raise_if_any()


def check_free(target: Path, problems: Problems) -> None:
    """A folder that is neither free nor a result of ours is a problem."""
    if is_foreign(target):
        problems.add("folder_not_ours", Origin(str(target), 0))


def is_foreign(target: Path) -> bool:
    """True if something of this name exists that is no folder with a manifest of ours."""
    return (target.exists() or target.is_symlink()) and manifest_of(target) is None


def manifest_of(folder: Path) -> dict[str, Any] | None:
    """The manifest of a result of ours; None where there is none."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    ours = isinstance(manifest, dict) and manifest.get("made_by") == MADE_BY
    return manifest if ours else None
