"""Start-up of the command line against the bare interpreter and against importing NumPy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from machine import Row, at_most, milliseconds, paired, rounds_of

PASS = [sys.executable, "-c", "pass"]
NUMPY = [sys.executable, "-c", "import numpy"]
GOALS = {  # command -> what it is compared with, and how many times as long it may take
    "sim --help": ("pass", 6.0),
    "sim check": ("numpy", 3.5),
    "sim run --no-files": ("numpy", 4.5),
    "sim run --no-charts": ("numpy", 12.0),
    "sim run": ("numpy", 20.0),
}
NOT_OF_A_USER = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED",
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
)
IMPORTED = "import sys; from simulator.cli.main import sim; sim(['--help'], standalone_mode=False); "


def sim_script() -> str:
    """The console script of the environment that runs this file."""
    name = "sim.exe" if sys.platform == "win32" else "sim"
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.is_file() else shutil.which("sim")
    if not found:
        raise SystemExit("the command sim is not installed beside this Python")
    return found


def environment() -> dict[str, str]:
    """The environment of a user: byte code is kept, output is buffered, nothing is said about threads."""
    return {name: value for name, value in os.environ.items() if name not in NOT_OF_A_USER}


def commands(scenario: str, out: str) -> dict[str, list[str]]:
    """What is timed."""
    sim = sim_script()
    run = [sim, "run", scenario, "--out", out]
    return {
        "pass": PASS,
        "numpy": NUMPY,
        "sim --help": [sim, "--help"],
        "sim check": [sim, "check", scenario],
        "sim run --no-files": [*run, "--no-files"],
        "sim run --no-charts": [*run, "--no-charts"],
        "sim run": run,
    }


def start_up_rows(scenario: str, rounds: int) -> list[Row]:
    """Ratios of the start-up times; the commands take turns."""
    settings = environment()
    with tempfile.TemporaryDirectory() as folder:

        def call(command: list[str]) -> None:
            subprocess.run(command, check=True, capture_output=True, env=settings, cwd=folder)

        work = {name: lambda c=c: call(c) for name, c in commands(scenario, folder).items()}
        seconds = rounds_of(work, rounds)
        last = numpy_row(folder)
    rows = [Row(f"python -c {name}", milliseconds(seconds[base])) for base, name in BASES.items()]
    for name, (base, goal) in GOALS.items():
        what = f"{name} / python -c {BASES[base]}"
        rows.append(at_most(what, milliseconds(seconds[name]), paired(seconds[name], seconds[base]), goal))
    return [*rows, last]


BASES = {"pass": "pass", "numpy": '"import numpy"'}


def numpy_row(folder: str) -> Row:
    """Whether `sim --help` imports NumPy."""
    code = IMPORTED + "print('numpy' in sys.modules)"
    command = [sys.executable, "-c", code]  # from a folder without a checkout, which would hide the package
    found = subprocess.run(command, capture_output=True, check=True, env=environment(), cwd=folder)
    imported = found.stdout.decode("utf-8", "replace").split()[-1] == "True"
    return Row("sim --help imports NumPy", "yes" if imported else "no", "no", met=not imported)
