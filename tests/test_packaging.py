"""The wheel, built from the sdist, works from an empty folder; the command line starts without the model."""

import errno
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import click
import pytest
from click.testing import CliRunner

from simulator.cli.lazy import LazyGroup
from simulator.cli.main import sim
from simulator.cli.problems import clean_exit

CHECKOUT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns(".*", "build", "dist", "outputs", "*.egg-info", "__pycache__")
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


def call(command: Sequence[str | Path], folder: Path) -> str:
    """Run a command in a folder without this checkout on its path; its output, or a failed test."""
    ours = re.compile("PYTHON|.*_NUM_THREADS$")
    environment = {name: value for name, value in os.environ.items() if not ours.match(name)}
    environment["PYTHONIOENCODING"] = "utf-8"
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the sdist of a copy, so that no build folder stays in the checkout."""
    pytest.importorskip("build")
    folder = tmp_path_factory.mktemp("build")
    shutil.copytree(CHECKOUT, folder / "source", ignore=LEFT_OUT)
    call([sys.executable, "-m", "build", "--no-isolation", "--outdir", "dist", "source"], folder)
    (built,) = (folder / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `sim` of a new environment that holds only the wheel and sees the libraries of this one."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    python = home / SCRIPTS / ("python.exe" if os.name == "nt" else "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"]
    call([*pip, wheel], home)
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    libraries = Path(call([python, "-c", code], home).strip())
    here = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (libraries / "libraries.pth").write_text("\n".join(sorted(here)), encoding="utf-8")
    return home / SCRIPTS / "sim"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "空文件夹 empty"
    folder.mkdir()
    return folder


def test_wheel_holds_every_data_file(wheel: Path) -> None:
    def tracked(folder: str) -> set[str]:
        found = [path for path in (CHECKOUT / folder).rglob("*") if path.suffix in {".csv", ".yaml"}]
        return {f"simulator/{path.relative_to(CHECKOUT).as_posix()}" for path in found}

    packed = set(ZipFile(wheel).namelist())
    assert tracked("parameters") | tracked("scenarios") <= packed
    assert "simulator/py.typed" in packed


def test_wheel_holds_every_module_and_nothing_else(wheel: Path) -> None:
    mapped = {"simulator": "simulator", "cli": "simulator/cli"}
    mapped |= {"parameters": "simulator/parameters", "scenarios": "simulator/scenarios"}
    expected = {
        f"{target}/{path.relative_to(CHECKOUT / folder).as_posix()}"
        for folder, target in mapped.items()
        for path in (CHECKOUT / folder).rglob("*.py")
    }
    packed = {name for name in ZipFile(wheel).namelist() if name.endswith(".py")}
    assert packed == expected


def test_installed_help(installed: Path, empty: Path) -> None:
    assert "达峰" in call([installed, "--help"], empty)


def test_installed_list(installed: Path, empty: Path) -> None:
    assert "yiwu/baseline" in call([installed, "list", "scenarios"], empty)


def test_installed_run(installed: Path, empty: Path) -> None:
    call([installed, "run", "yiwu/baseline", "--no-charts"], empty)
    (folder,) = (empty / "outputs").iterdir()
    assert {"indicators.csv", "targets.csv", "manifest.json"} <= {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_imports_no_model(word: str, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from simulator.cli.main import sim\n"
        f"sim([{word!r}], standalone_mode=False)\n"
        "heavy = {'numpy', 'yaml', 'pydantic', 'pandas', 'xarray', 'scipy', 'matplotlib'}\n"
        "print('loaded:', sorted(heavy & set(sys.modules)))\n"
    )
    assert call([sys.executable, "-c", code], tmp_path).endswith("loaded: []\n")


def test_threads_are_set_before_numpy(tmp_path: Path) -> None:
    code = "import os, simulator.cli.main; print(os.environ['OPENBLAS_NUM_THREADS'])"
    assert call([sys.executable, "-c", code], tmp_path) == "1\n"


def test_table_repeats_the_help_of_the_commands() -> None:
    assert isinstance(sim, LazyGroup)
    context = sim.make_context("sim", ["list"])
    for name, row in sim.table.items():
        command = sim.get_command(context, name)
        assert command is not None
        assert (command.help or "").split("\n\n")[0] == row.help


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (["rnu", "yiwu/baseline"], 2, "run"),
        (["run"], 2, "SCENARIO"),
        (["list", "fuel"], 2, "fuels"),
        (["run", "no/such", "--lang", "en", "--no-files"], 1, "no/such"),
        (["check", "missing.yaml", "--lang", "en"], 1, "missing.yaml"),
    ],
)
def test_wrong_input_has_its_exit_code(words: list[str], code: int, text: str) -> None:
    done = CliRunner().invoke(sim, words)
    assert done.exit_code == code, done.output
    assert text in done.stderr
    assert not done.stdout


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "a.csv: cannot be"), ("zh", "a.csv: 无法读写：磁盘空间不足")]
)
def test_full_disk_is_one_line(lang: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(click.exceptions.Exit) as stopped, clean_exit(lang):
        raise OSError(errno.ENOSPC, "No space left on device", "a.csv")
    assert stopped.value.exit_code == 1
    assert text in capsys.readouterr().err


def test_interrupt_has_its_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("simulator.cli.check.load_all", interrupted)
    done = CliRunner().invoke(sim, ["check", "yiwu/baseline"])
    assert (done.exit_code, done.output) == (130, "")
