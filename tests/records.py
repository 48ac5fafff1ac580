"""Run folders of bundled scenarios read back, each written once for all test files that ask for it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from simulator import load, simulate
from simulator.report.record import Record, read_records
from simulator.report.run_folder import write_run_folder

FOLDER = TemporaryDirectory(prefix="records-")  # gone when the tests end


@cache
def record_of(scenario: str) -> Record:
    """The record of a bundled scenario, `yiwu/baseline` for instance."""
    plan = load(scenario)
    assert plan is not None
    folder = write_run_folder(simulate(plan), Path(FOLDER.name), charts=False)
    return read_records([folder])[0]
