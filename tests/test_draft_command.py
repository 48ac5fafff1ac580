"""`sim report`: files beside result folders, whole or not at all, and every problem told at once."""

from __future__ import annotations

import io
import json
import shutil
import sys
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import docx
import pytest
from click.testing import CliRunner, Result
from matplotlib.figure import Figure
from records import record_of

from simulator import __version__
from simulator.cli.main import sim
from simulator.report import documents

NAMES = ("yiwu-baseline", "quzhou-baseline")


def dot() -> bytes:
    """A picture of one dot."""
    out = io.BytesIO()
    Figure(figsize=(0.1, 0.1)).savefig(out, format="png", dpi=10)
    return out.getvalue()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with two result folders; charts, which test_word.py looks at, are dots here."""
    monkeypatch.setattr("simulator.report.word.document.picture_bytes", lambda _: dot())
    for name in NAMES:
        shutil.copytree(record_of(name.replace("-", "/")).folder, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def report(*words: str | Path) -> Result:
    return CliRunner().invoke(sim, ["report", *map(str, words)])


def refused(*words: str | Path) -> str:
    """What the command says when it ends with bad input, without a traceback."""
    done = report(*words)
    assert done.exit_code == 1, done.output
    assert done.stdout == ""
    assert isinstance(done.exception, SystemExit)
    return done.stderr


def contents(folder: Path) -> dict[str, str]:
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def remade(folder: Path, **changes: object) -> None:
    """Change keys of a manifest."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), encoding="utf-8")


# ---- what is written ----


def test_files_are_written_beside_the_folders_and_nothing_into_them(here: Path) -> None:
    before = contents(here)
    done = report(*NAMES)
    assert done.exit_code == 0, done.output
    files = [here / f"{name}.docx" for name in NAMES]
    assert done.stdout.splitlines() == [f"已写出：{file.resolve()}" for file in files]
    assert set(contents(here)) == set(before) | {str(file) for file in files}
    assert before.items() <= contents(here).items()
    assert docx.Document(str(files[0])).core_properties.title.startswith("义乌市")


def test_language_rates_and_place_are_told_by_the_name(here: Path) -> None:
    done = report("yiwu-baseline", "--lang", "en", "--rates-only", "--out", "far/away")
    assert done.exit_code == 0, done.output
    assert [path.name for path in (here / "far" / "away").iterdir()] == ["yiwu-baseline-rates-en.docx"]


def test_the_same_folder_twice_is_one_file(here: Path) -> None:
    done = report("yiwu-baseline", "./yiwu-baseline", here / "yiwu-baseline")
    assert done.exit_code == 0, done.output
    assert len(done.stdout.splitlines()) == 1


def test_a_template_is_used(here: Path) -> None:
    made = docx.Document()
    made.add_paragraph("某某市 {{ title }}")
    made.save("own.docx")
    assert report("yiwu-baseline", "--template", "own.docx").exit_code == 0
    told = docx.Document("yiwu-baseline.docx").paragraphs[0].text
    assert told.startswith("某某市 义乌市")


def test_the_model_is_not_run_again(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object, **__: object) -> None:
        raise AssertionError("the model ran")

    for place in ("simulator.face.project", "simulator.model.project.project", "simulator.face.simulate"):
        monkeypatch.setattr(place, run)
    assert report("yiwu-baseline").exit_code == 0


# ---- what is refused ----


def test_what_is_there_is_replaced_only_when_asked(here: Path) -> None:
    (here / "yiwu-baseline.docx").write_text("hers", encoding="utf-8")
    told = refused(*NAMES)
    assert "yiwu-baseline.docx" in told
    assert "--force" in told
    assert (here / "yiwu-baseline.docx").read_text(encoding="utf-8") == "hers"
    assert not (here / "quzhou-baseline.docx").exists()
    assert report("yiwu-baseline", "--force").exit_code == 0
    assert docx.Document(str(here / "yiwu-baseline.docx")).tables


def test_all_problems_are_told_at_once_and_nothing_is_written(here: Path) -> None:
    with (here / "yiwu-baseline" / "targets.csv").open("a", encoding="utf-8") as file:
        file.write("edited\n")
    (here / "quzhou-baseline" / "peaks.csv").unlink()
    before = contents(here)
    told = refused(*NAMES, "nowhere", "--template", "absent.docx").splitlines()
    assert len(told) == 5
    for part in ("targets.csv", "peaks.csv", "nowhere", "absent.docx"):
        assert any(part in line for line in told)
    assert contents(here) == before


def test_another_version_is_refused_unless_asked_and_told(here: Path) -> None:
    remade(here / "yiwu-baseline", version="0.0.1")
    told = refused("yiwu-baseline")
    assert "0.0.1" in told
    assert __version__ in told
    done = report("yiwu-baseline", "--other-version")
    assert done.exit_code == 0
    assert "0.0.1" in done.stderr
    assert any("0.0.1" in paragraph.text for paragraph in docx.Document("yiwu-baseline.docx").paragraphs)


def test_two_folders_of_one_name_are_told(here: Path) -> None:
    shutil.copytree("yiwu-baseline", "other/yiwu-baseline")
    told = refused("yiwu-baseline", "other/yiwu-baseline", "--out", "out")
    assert "yiwu-baseline.docx" in told
    assert report("yiwu-baseline", "other/yiwu-baseline").exit_code == 0
    assert (here / "other" / "yiwu-baseline.docx").is_file()


def test_options_that_do_not_go_together(here: Path) -> None:
    told = refused("yiwu-baseline", "--format", "xlsx", "--format", "iamc", "--rates-only")
    assert "xlsx" in told
    assert "iamc" in told
    docx.Document().save("own.docx")
    assert "own.docx" in refused("yiwu-baseline", "--format", "html", "--template", "own.docx")
    assert report("yiwu-baseline", "--format", "doc").exit_code == 2
    assert report().exit_code == 2


def test_a_file_that_cannot_be_written_leaves_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    (here / "yiwu-baseline.docx").write_text("hers", encoding="utf-8")
    before = contents(here)
    monkeypatch.setattr("simulator.report.word.document.word_bytes", full)
    told = refused("yiwu-baseline", "--force", "--lang", "en")
    assert "disk is full" in told
    assert contents(here) == before


@pytest.mark.parametrize(
    ("name", "module", "function"),
    [
        ("xlsx", "audit.workbook", "write_audit_workbook"),
        ("html", "page.document", "write_page"),
        ("iamc", "iamc.tables", "write_iamc"),
        ("charts", "chart_files", "write_charts"),
    ],
)
def test_other_formats_go_to_their_writers(
    here: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str, function: str
) -> None:
    called = []

    def write(source: object, target: Path, *words: object, **options: object) -> None:
        called.append((source, words, options))
        target.write_text("written", encoding="utf-8")

    stand_in = ModuleType(f"simulator.report.{module}")
    setattr(stand_in, function, write)
    monkeypatch.setitem(sys.modules, stand_in.__name__, stand_in)
    done = report("yiwu-baseline", "--format", name, "--lang", "en")
    assert done.exit_code == 0, done.output
    assert len(called) == 1
    ending = {"iamc": "-iamc", "charts": "-charts-draft"}.get(name, f".{name}")
    assert (here / f"yiwu-baseline-en{ending}").read_text(encoding="utf-8") == "written"
    assert not list(here.glob(".*.new"))


def test_a_folder_written_anew_replaces_the_old_one(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(records: object, name: str, target: Path, order: object) -> None:
        target.mkdir()
        (target / "new.csv").write_text("new", encoding="utf-8")

    monkeypatch.setattr(documents, "write_format", write)
    old = here / "yiwu-baseline-iamc"
    old.mkdir()
    (old / "old.csv").write_text("old", encoding="utf-8")
    assert "yiwu-baseline-iamc" in refused("yiwu-baseline", "--format", "iamc")
    assert report("yiwu-baseline", "--format", "iamc", "--force").exit_code == 0
    assert [path.name for path in old.iterdir()] == ["new.csv"]
