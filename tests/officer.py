"""What an officer does in a folder of her own: writes files, runs `sim`, reads what it says."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli.main import sim
from simulator.inputs.locate import parameters_folder

YIWU = parameters_folder() / "regions" / "yiwu"
TITLE = "title: {zh: 试算, en: Trial}\n"
HEAD = TITLE + "extends: yiwu/baseline\n"  # what follows starts on line 3
OWN_REGION = HEAD + "region: ./myregion\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, content: str | bytes) -> str:
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return name


def sim_run(*words: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `sim run`; an exception that gets through fails the test."""
    done = CliRunner().invoke(sim, ["run", *words, "--out", "out"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    return done.exit_code, done.stdout, done.stderr


def assert_refused(expected: Sequence[str], *words: str, at_least: bool = False) -> None:
    """`sim run` says exactly (or `at_least`) these lines; one that ends with "..." is the start of a line."""
    before = {path: path.stat().st_mtime_ns for path in Path().rglob("*")}
    code, out, told = sim_run(*words, "--lang", "en")
    assert (code, out) == (1, ""), told
    *lines, count = told.splitlines()
    for line in expected:
        assert any(fits(line, one) for one in lines), f"{line}\n---\n{told}"
    assert at_least or len(lines) == len(expected), told
    assert count == f"{len(lines)} problem(s), nothing was run"
    code, out, told = sim_run(*words, "--lang", "zh")
    assert (code, out) == (1, "")
    *chinese, count = told.splitlines()
    assert count == f"共 {len(lines)} 处问题，未运行"
    for english, line in zip(lines, chinese, strict=True):
        place = english.split(": ")[0]
        got = re.search(r": got (.*?), (expected|this scenario|no |not |unknown|actual)", english)
        assert line.startswith(f"{place}: ")
        assert re.search(r"[\u4e00-\u9fff]", line)
        assert got is None or f"得到 {got[1]}，" in line
    assert {path: path.stat().st_mtime_ns for path in Path().rglob("*")} == before


def fits(expected: str, line: str) -> bool:
    return line.startswith(expected[:-3]) if expected.endswith("...") else line == expected


@pytest.fixture
def region(here: Path) -> Path:
    """A region of one's own, a copy of Yiwu, and a scenario that uses it."""
    shutil.copytree(YIWU, "myregion")
    write("own.yaml", OWN_REGION)
    return Path("myregion").resolve()


def cell(table: Path, where: dict[str, str], **values: str) -> int:
    """Change cells of the first row that fits `where`; the line it stands in."""
    lines = table.read_text(encoding="utf-8").splitlines()
    header, *rows = csv.reader(lines)
    assert len(rows) == len(lines) - 1
    number = next(
        i for i, row in enumerate(rows) if where.items() <= dict(zip(header, row, strict=True)).items()
    )
    lines[number + 1] = csv_line([values.get(*pair) for pair in zip(header, rows[number], strict=True)])
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return number + 2


def row(table: Path, **values: str) -> int:
    """Add a row; the line it stands in."""
    lines = table.read_text(encoding="utf-8").splitlines()
    given = {"grade": "assumed", "source": "test"} | values
    lines.append(csv_line([given.get(name, "") for name in lines[0].split(",")]))
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def csv_line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def result_of(scenario: str = "own.yaml", lang: str = "en") -> tuple[str, str]:
    """The indicators of a run, without the name of the scenario, and what was said on stderr."""
    code, _, told = sim_run(scenario, "--no-charts", "--lang", lang)
    assert code == 0, told
    (folder,) = Path("out").iterdir()
    text = (folder / "indicators.csv").read_text(encoding="utf-8-sig")
    shutil.rmtree("out")
    return re.sub("^[^,]*,[^,]*,", "", text, flags=re.MULTILINE), told
