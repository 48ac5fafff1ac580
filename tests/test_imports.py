"""Rooms import only from rooms to their left, and a run loads no heavy library."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import simulator
import simulator.cli

SIMULATOR = Path(simulator.__file__).parent
CLI = Path(simulator.cli.__file__).parent
GROUND = ("errors", "folders", "messages", "units", "variables")
ROOMS = ("inputs", "pathways", "model", "assess", "explore", "report", "cli")
LEFT_OF_FACE = ("inputs", "pathways", "model", "assess")  # what face.py needs to load and simulate
WORKBOOKS = {"xlsxwriter", "python_calamine"}  # inside functions that read or write workbooks
HEAVY = {"pandas", "xarray", "scipy", "matplotlib", *WORKBOOKS}
LIGHT = {
    "numpy",
    "yaml",
    "pydantic",
    "pydantic_core",
}  # what inputs to assess may use beside the standard library


def files() -> list[tuple[str, Path]]:
    """(room, file) of every module."""
    ground = [path for name in GROUND for path in SIMULATOR.glob(f"{name}.py")]
    found = [("ground", path) for path in (*ground, *sorted((SIMULATOR / "messages").glob("*.py")))]
    found += [("face", SIMULATOR / "face.py"), ("face", SIMULATOR / "__init__.py")]
    for room in ROOMS:
        folder = CLI if room == "cli" else SIMULATOR / room
        found += [(room, path) for path in sorted(folder.glob("*.py"))]
    return found


def imported(path: Path, *, at_top: bool = False) -> set[str]:
    """Modules a file imports, with those only for the type checker; `at_top`: only what runs on import."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            found |= {f"{module}.{alias.name}" for alias in node.names} if module == "simulator" else {module}
        lazy = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        checker = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if not (at_top and (lazy or checker)):
            waiting += list(ast.iter_child_nodes(node))
    return found


def room_of(module: str) -> str | None:
    """Room of a module of ours: `simulator.model.supply` -> model; None for other libraries."""
    parts = module.split(".")
    if parts[0] != "simulator":
        return None
    if len(parts) == 1 or parts[1] in ("Result", "load", "simulate", "compare", "__version__"):
        return "face"
    return "ground" if parts[1] in GROUND else parts[1]


def allowed(room: str) -> set[str]:
    """Rooms that files of a room may import from."""
    if room == "ground":
        return {"ground"}
    if room == "face":
        return {"ground", "face", *ROOMS[:-1]}  # what stands right of assess only inside functions, see below
    left = set(ROOMS[: ROOMS.index(room) + 1])
    right_of_face = room in ("explore", "report", "cli")
    return {"ground", *left} | ({"face"} if right_of_face else set())


@pytest.mark.parametrize(("room", "path"), files(), ids=lambda v: v if isinstance(v, str) else v.name)
def test_a_room_imports_only_from_the_left(room: str, path: Path) -> None:
    wrong = {name for name in imported(path) if room_of(name) not in (None, *allowed(room))}
    assert not wrong, f"{path.name} in {room} imports {sorted(wrong)}"


def test_the_face_needs_nothing_right_of_assess_to_start() -> None:
    top = {room_of(name) for name in imported(SIMULATOR / "face.py", at_top=True)}
    assert top - {None} <= {"ground", "face", *LEFT_OF_FACE}


@pytest.mark.parametrize(
    ("room", "path"),
    [f for f in files() if f[0] in ("ground", *LEFT_OF_FACE)],
    ids=lambda v: getattr(v, "name", v),
)
def test_inputs_to_assess_use_light_libraries_only(room: str, path: Path) -> None:
    others = {name.split(".")[0] for name in imported(path)} - {
        *(WORKBOOKS if room == "inputs" else ()),
        "simulator",
        "__future__",
        *sys.stdlib_module_names,
    }
    assert others <= LIGHT, f"{path.name} in {room} imports {sorted(others - LIGHT)}"


@pytest.mark.parametrize(
    ("room", "path"),
    [f for f in files() if f[0] in ("inputs", "explore", "report", "cli")],
    ids=lambda v: getattr(v, "name", v),
)
def test_heavy_libraries_are_imported_inside_functions(room: str, path: Path) -> None:
    top = {name.split(".")[0] for name in imported(path, at_top=True)}
    assert not top & HEAVY, f"{path.name} in {room} imports {sorted(top & HEAVY)} on import"


def modules_after(code: str) -> set[str]:
    """Top-level modules a fresh interpreter holds after running some code."""
    report = "import sys; print('modules', *{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.strip().splitlines()[-1].split()[1:])


def test_importing_the_package_loads_nothing() -> None:
    loaded = modules_after("import simulator")
    assert not loaded & {"numpy", "yaml", "pydantic", *HEAVY}


def test_a_run_without_files_loads_no_heavy_library() -> None:
    loaded = modules_after(
        "from simulator import load, simulate\n"
        "result = simulate(load('yiwu/baseline'))\n"
        "assert result.series['co2_total'][0, 0] > 0\n"
    )
    assert "numpy" in loaded
    assert not loaded & HEAVY


def test_the_command_without_files_loads_no_heavy_library() -> None:
    loaded = modules_after(
        "from simulator.cli.main import sim\n"
        "sim(['run', 'yiwu/baseline', '--no-files'], standalone_mode=False)\n"
    )
    assert not loaded & HEAVY
