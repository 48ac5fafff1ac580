"""Workbooks worked out again by LibreOffice, and finding things in them."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from simulator.messages import say
from simulator.report.audit.formula import FIRST_YEAR

LANGUAGES = ("zh", "en")
HEAD = 4  # row of the column names, from 1
office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def without_results(path: Path, to: Path) -> Path:
    """A copy whose formulas have no results yet, so that whoever opens it must work them out."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", data)
            new.writestr(name, data)
    return to


def recalculated(paths: list[Path], folder: Path) -> dict[str, Any]:
    """Name -> workbook with the values that LibreOffice gives."""
    profile = (folder / "profile").as_uri()
    command = ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", "xlsx"]
    command += ["--outdir", str(folder / "done"), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    done = {path.stem: folder / "done" / path.name for path in paths}
    return {name: openpyxl.load_workbook(path, data_only=True) for name, path in done.items()}


def row_of(sheet: Any, text: str, column: int = 1) -> int:
    """The first row with a text in a column."""
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, column).value == text)


def title(key: str, lang: str) -> str:
    """Name of a sheet."""
    return say(f"audit.sheet.{key}", lang)


def series(sheet: Any, row: int) -> np.ndarray:
    """The yearly values of a row."""
    return np.array([cell.value for cell in sheet[row][FIRST_YEAR:]], dtype=float)
