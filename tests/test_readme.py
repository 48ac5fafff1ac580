"""Every README line that starts with `$ sim` runs, in the order of the README."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli.main import sim

CHECKOUT = Path(__file__).resolve().parents[1]
README = CHECKOUT / "README.md"


def commands() -> list[str]:
    """What follows `$ sim` on the lines inside code fences, without comments."""
    text = README.read_text(encoding="utf-8") if README.exists() else ""
    fences = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line for fence in fences for line in re.findall(r"^\$ sim (.+)$", fence, re.MULTILINE)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the checkout's data, so that lines work as they stand and leave the checkout alone.

    It is shared by the lines of the README: a line can use what an earlier one wrote.
    """
    place = tmp_path_factory.mktemp("readme")
    for name in ("parameters", "scenarios", "docs"):
        shutil.copytree(CHECKOUT / name, place / name, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return place


def test_readme_has_commands() -> None:
    assert commands()


@pytest.mark.parametrize("line", commands())
def test_readme_line_runs(line: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(sim, shlex.split(line, comments=True))
    assert done.exit_code == 0, done.output
