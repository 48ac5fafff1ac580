"""Where bundled parameters and scenarios live, and how a user's name or path finds a scenario."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path


@cache
def parameters_folder() -> Path:
    """Folder of the bundled parameters."""
    return Path(str(files("simulator.parameters")))


@cache
def scenarios_folder() -> Path:
    """Folder of the bundled scenarios."""
    return Path(str(files("simulator.scenarios")))


def region_ids() -> list[str]:
    """Ids of the bundled regions, in order of the alphabet."""
    return sorted(path.parent.name for path in (parameters_folder() / "regions").glob("*/region.yaml"))


def scenario_ids(region: str | None = None) -> list[str]:
    """Names of the bundled scenarios, `region/name`."""
    found = sorted((scenarios_folder()).glob("*/*.yaml"))
    names = [f"{path.parent.name}/{path.stem}" for path in found]
    return [name for name in names if region is None or name.startswith(f"{region}/")]


def scenario_path(name: str, beside: Path | None = None) -> Path:
    """File of a scenario: a bare name is a bundled one, `*.yaml` a path (relative to `beside` if given).

    A path that does not exist is returned as it is, so that the reader can complain about it.
    """
    path = Path(name).expanduser()
    if beside is not None and not path.is_absolute():
        path = beside / path
    if exists(path) or name.endswith((".yaml", ".yml")):
        return path
    bundled = scenarios_folder() / f"{name}.yaml"
    return bundled if exists(bundled) else path


def exists(path: Path) -> bool:
    """True if there is something of this name; a name too long for the system is none."""
    try:
        return path.exists()
    except OSError:
        return False


def shown_name(path: Path) -> str:
    """Name of a file as messages print it: bundled files from `parameters/` or `scenarios/` on."""
    for folder in (parameters_folder(), scenarios_folder()):
        if path.is_relative_to(folder):
            return f"{folder.name}/{path.relative_to(folder).as_posix()}"
    return str(path)
