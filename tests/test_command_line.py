"""The commands as people type them: help, lists, languages, what is shown and what is written."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator.cli.lazy import LazyCommand, LazyGroup
from simulator.cli.list_items import KINDS
from simulator.cli.main import COMMANDS, sim
from simulator.inputs.locate import parameters_folder, region_ids, scenario_ids
from simulator.messages import say
from simulator.variables import INDICATORS, OBSERVED

REGIONS = ("quzhou", "shangyu", "yiwu")
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
HEAD = "title: {zh: 试算, en: Trial}\nregion: yiwu\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(sim, list(words))


def said(*words: str) -> str:
    """What a command prints that ends well and has nothing to complain about."""
    done = call(*words)
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    return done.stdout


# ---- help ----


@pytest.mark.parametrize("words", [["--help"], ["-h"], []])
def test_the_help_names_every_command(words: list[str]) -> None:
    text = call(*words).output
    assert all(re.search(rf"^ +{name} +\S", text, re.MULTILINE) for name in COMMANDS)


def commands(table: Mapping[str, LazyCommand], *above: str) -> Iterator[list[str]]:
    """The words of every command and subcommand."""
    for name, place in table.items():
        yield [*above, name]
        module, function = place.target.split(":")
        command = getattr(import_module(module), function)
        if isinstance(command, LazyGroup):
            yield from commands(command.table, *above, name)


@pytest.mark.parametrize("words", list(commands(COMMANDS)), ids=" ".join)
def test_each_command_has_a_help_in_both_languages(words: list[str]) -> None:
    for flag in ("--help", "-h"):
        text = said(*words, flag)
        assert text.startswith(f"Usage: sim {' '.join(words)}")
        assert CHINESE.search(text)
        assert all(len(line) <= 110 for line in text.splitlines())


def test_a_version() -> None:
    assert re.fullmatch(r"sim \d+\.\d+\.\d+\n", said("--version"))


@pytest.mark.parametrize(
    ("words", "nearest"),
    [(["rnu"], "run"), (["lst"], "list"), (["run", "yiwu/baseline", "--lagn", "en"], "--lang")],
)
def test_a_misspelt_word_is_told_with_the_right_one(words: list[str], nearest: str) -> None:
    done = call(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert nearest in done.stderr


# ---- list ----


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_list_has_one_item_a_line_with_its_id_first(kind: str, lang: str) -> None:
    lines = said("list", kind, "--lang", lang).splitlines()
    assert lines
    for line in lines:
        name, *texts = line.split("\t")
        assert re.fullmatch(r"[\w./-]+", name), line
        assert texts
        assert all(text.strip() for text in texts)
    assert len(set(lines)) == len(lines)


def test_what_is_listed_is_what_there_is() -> None:
    def ids(*words: str) -> list[str]:
        return [line.split("\t")[0] for line in said("list", *words).splitlines()]

    assert ids() == ids("scenarios") == scenario_ids()
    assert ids("regions") == region_ids()
    assert ids("indicators") == [*INDICATORS, *OBSERVED]


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_of_one_region_is_a_part_of_the_whole(kind: str) -> None:
    whole = said("list", kind).splitlines()
    part = said("list", kind, "--region", "yiwu").splitlines()
    assert part
    assert set(part) <= set(whole)
    if kind in ("scenarios", "regions", "targets", "fuels", "branches"):
        assert len(part) < len(whole)


def test_a_list_of_an_unknown_region() -> None:
    done = call("list", "fuels", "--region", "yiwuu", "--lang", "en")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("--region: region: got yiwuu, expected a bundled region")
    assert "did you mean yiwu?" in done.stderr


# ---- check ----


def test_check_says_ok_for_each_and_writes_nothing(here: Path) -> None:
    names = [f"{region}/baseline" for region in REGIONS]
    assert said("check", *names, "--lang", "en") == "".join(f"{name}: ok\n" for name in names)
    assert said("check", "yiwu/baseline", "yiwu/baseline") == "yiwu/baseline: 通过\n"
    assert not list(here.iterdir())


def test_check_says_what_run_says(here: Path) -> None:
    (here / "own.yaml").write_text(HEAD + "measure: []\ndrivers: {gdp.growth: {2030: 5}}\n", encoding="utf-8")
    checked, run = call("check", "own.yaml"), call("run", "own.yaml")
    assert checked.exit_code == run.exit_code == 1
    assert checked.stdout == run.stdout == ""
    assert checked.stderr == run.stderr != ""
    assert [path.name for path in here.iterdir()] == ["own.yaml"]


# ---- run: files ----


def test_no_files_writes_nothing(here: Path) -> None:
    printed = said("run", "yiwu/baseline", "--no-files")
    assert not list(here.iterdir())
    assert "结果文件" not in printed
    written = said("run", "yiwu/baseline", "--no-charts")
    written = written.replace(f"结果文件：{Path('outputs/yiwu-baseline')}\n", "")
    parts = written.split("\n\n")
    (closing,) = [part for part in parts if part.startswith(say("gap_heading", "zh"))]  # only with files
    assert written.replace(f"{closing}\n\n", "") == printed


def test_several_scenarios_have_a_folder_each(here: Path) -> None:
    names = [f"{region}/baseline" for region in REGIONS] + ["yiwu/next_plan"]
    text = said("run", *names, "--no-charts", "--lang", "en")
    expected = sorted(name.replace("/", "-") for name in names)
    assert sorted(path.name for path in (here / "outputs").iterdir()) == expected
    assert re.findall(r"\((\w+/\w+)\)    \[", text) == names


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "two scenarios would write this same folder"), ("zh", "两个情景会写入同一文件夹")],
)
def test_two_scenarios_for_one_folder_are_refused(here: Path, lang: str, told: str) -> None:
    """`baseline` extends `yiwu/baseline`, so both are the baseline of Yiwu."""
    done = call("run", "yiwu/baseline", "baseline", "--lang", lang)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{Path('outputs/yiwu-baseline')}: yiwu/baseline, baseline: ")
    assert told in done.stderr
    assert not list(here.iterdir())
    assert call("run", "yiwu/baseline", "baseline", "--no-files").exit_code == 0


def test_the_same_scenario_twice_is_run_once(here: Path) -> None:
    assert said("run", "yiwu/baseline", "yiwu/baseline", "--no-files") == said(
        "run", "yiwu/baseline", "--no-files"
    )


# ---- run: years ----


def test_to_ends_the_projection_earlier(here: Path) -> None:
    text = said("run", "yiwu/baseline", "--to", "2035", "--no-charts", "--lang", "en")
    (header,) = re.findall(r"^Indicator .*", text, re.MULTILINE)
    assert header.split()[-4:] == ["2020", "2025", "2030", "2035"]
    table = (here / "outputs" / "yiwu-baseline" / "indicators.csv").read_text(encoding="utf-8-sig")
    assert {line.split(",")[7] for line in table.splitlines()[1:]} == {
        str(year) for year in range(2020, 2036)
    }


def test_the_years_before_are_the_same_whatever_the_end(here: Path) -> None:
    def until(year: str) -> list[str]:
        said("run", "yiwu/baseline", "--to", year, "--no-charts", "--out", year)
        table = (here / year / "yiwu-baseline" / "indicators.csv").read_text(encoding="utf-8-sig")
        return [line for line in table.splitlines() if line.split(",")[7] < "2030"]

    assert until("2035") == until("2060")


# ---- run: languages ----


@pytest.mark.parametrize(
    "name", [f"{region}/{name}" for region in REGIONS for name in ("baseline", "next_plan")]
)
def test_english_has_no_chinese_in_it(here: Path, name: str) -> None:
    assert CHINESE.findall(said("run", name, "--no-files", "--lang", "en")) == []


def test_chinese_is_the_default(here: Path) -> None:
    text = said("run", "yiwu/baseline", "--no-files")
    assert text == said("run", "yiwu/baseline", "--no-files", "--lang", "zh")
    assert len(CHINESE.findall(text)) > 200


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("targets", "plans")])
def test_english_lists_have_no_chinese_in_them(kind: str) -> None:
    assert CHINESE.findall(said("list", kind, "--lang", "en")) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_needs_a_character_that_windows_lacks(here: Path, lang: str) -> None:
    """A Chinese console has code page 936."""
    for words in (
        ["run", "yiwu/baseline", "--no-files"],
        ["list", "measures"],
        ["data", "estimate", "yiwu"],
        ["--help"],
    ):
        text = said(*words, *([] if words == ["--help"] else ["--lang", lang]))
        assert text.encode("gbk", errors="replace").decode("gbk") == text


# ---- run: rates only ----

TOTAL = re.compile(r"10\^\d|万t|万tce|亿kWh|亿元")
PEAK = re.compile(r"peaks? in \d|plateau in \d|\d{4}年达峰|进入平台期")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("region", REGIONS)
def test_rates_only_shows_no_totals_and_no_peak_years(here: Path, region: str, lang: str) -> None:
    whole = said("run", f"{region}/baseline", "--no-files", "--lang", lang)
    rates = said("run", f"{region}/baseline", "--no-files", "--rates-only", "--lang", lang)
    assumed = {"zh": "假定：", "en": "Assumed:"}[lang]  # the province's own year is published
    conflict = {"zh": "数据矛盾：", "en": "Conflict:"}[lang]  # published, too
    shown = "\n".join(part for part in rates.split("\n\n") if not part.startswith((assumed, conflict)))
    assert TOTAL.search(whole)
    assert PEAK.search(whole)
    assert TOTAL.findall(shown) == []
    assert PEAK.findall(shown) == []
    assert "%" in shown


# ---- the end of it ----


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("place", ["simulator.face.simulate", "simulator.report.charts.run.draw_charts"])
def test_ctrl_c_in_the_middle(here: Path, place: str) -> None:
    """130, not a word, and nothing half-written."""
    module, name = place.rsplit(".", 1)
    code = (
        f"import signal, time, {module} as module\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job in the background ignores it
        "from simulator.cli.main import main\n"
        "def wait(*_, **__):\n"
        "    print('waiting', flush=True)\n"
        "    time.sleep(60)\n"
        f"module.{name} = wait\n"
        "import sys; sys.argv = ['sim', 'run', 'yiwu/baseline', 'quzhou/baseline']\n"
        "main()\n"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=pipe, stderr=pipe, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        while "waiting" not in process.stdout.readline():
            assert process.poll() is None, process.communicate()
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (130, "")
    assert [path for path in here.rglob("*") if path.name != "outputs"] == []


@pytest.mark.parametrize("words", [["list", "measures"], ["run", "yiwu/baseline", "--no-files"], ["--help"]])
def test_a_reader_that_leaves_early_ends_quietly(here: Path, words: list[str]) -> None:
    command = [sys.executable, "-m", "simulator.cli.main", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()  # as `| head` does once it has seen enough
    told = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) in (0, 1)
    assert told == ""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_chinese_console_of_windows_shows_it(here: Path, lang: str) -> None:
    """Code page 936; a character it lacks becomes a question mark instead of a traceback."""
    (here / "own.yaml").write_text(HEAD.replace("试算", "试算 😀 CO₂"), encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "gbk"}
    command = [sys.executable, "-m", "simulator.cli.main", "run", "own.yaml", "--no-files", "--lang", lang]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="gbk")
    assert (done.returncode, done.stderr) == (0, "")
    assert {"zh": "义乌市 · 试算 ? CO?", "en": "Yiwu · Trial"}[lang] in done.stdout


# ---- data estimate ----


def test_an_estimate_is_written_whole(here: Path) -> None:
    text = said("data", "estimate", "yiwu", "--write", "balance.csv", "--lang", "en")
    assert text.splitlines()[-1] == "balance.csv"
    assert [path.name for path in here.iterdir()] == ["balance.csv"]
    assert (here / "balance.csv").read_text(encoding="utf-8").startswith("target_id,fuel,value,unit,sigma")


def test_an_estimate_of_a_folder_below_the_working_folder(here: Path) -> None:
    done = call("data", "estimate", "./yiwu", "--lang", "en")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(
        "./yiwu: region: got ./yiwu, expected a bundled region or the folder of one"
    )
    shutil.copytree(parameters_folder() / "regions" / "yiwu", "yiwu")
    assert said("data", "estimate", "./yiwu") == said("data", "estimate", "yiwu")


def test_an_estimate_that_cannot_be_written(here: Path) -> None:
    done = call("data", "estimate", "yiwu", "--write", "no/such/balance.csv", "--lang", "en")
    assert done.exit_code == 1
    assert done.stderr.startswith(str(Path("no/such/balance.csv")))
    assert not list(here.iterdir())
