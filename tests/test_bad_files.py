"""Files that cannot be read, or are not the ones that were meant; problems of several come together."""

from __future__ import annotations

import os
from pathlib import Path

import officer
import pytest
from builders import TABLES, write_region
from officer import (
    HEAD,
    TITLE,
    assert_refused,
    sim_run,
    write,
)

here, region = officer.here, officer.region  # fixtures

# ---- the file of a scenario ----

PLACES = "[0]" * 19
FILES: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", " the file is empty, expected keys and values"),
    "only a comment": ("# 待填写\n", " the file is empty, expected keys and values"),
    "a list at the top": ("- a\n- b\n", '1: expected "key: value" lines at the top of the file...'),
    "text at the top": ("基准情景\n", '1: got 基准情景, expected "key: value" lines at the top of the file'),
    "10 MB": ("#" * 10_000_000, " the file is 10.0 MB, expected at most 1 MB; it was not read"),
    "GBK": ((HEAD + "reason: 中文\n").encode("gbk"), "1: the file is not UTF-8 and looks like GBK, save..."),
    "UTF-16": (HEAD.encode("utf-16"), '1: the file is not UTF-8 and looks like UTF-16 ("Unicode")...'),
    "neither": (b"title: \xff\xff\x81\n", "1: the file is not UTF-8 text, save it as UTF-8"),
    "a workbook": (b"PK\x03\x04\0\0xl/workbook.xml", "1: the file holds a NUL byte, expected a text file"),
    "title without languages": ("title: 试算\nregion: yiwu\n", '1: title: got 试算, expected "key: ...'),
    "no title": ("region: yiwu\n", "1: title: this key is missing"),
    "empty title": ("title: {zh: '', en: A}\nregion: yiwu\n", '1: title.zh: got "", expected text'),
    "no region": (TITLE, "1: region: this key is missing"),
    "tab": (HEAD + "drivers:\n\tgdp.growth: {2030: 5%}\n", "4: a tab is used for indentation, use spaces"),
    "full-width colon": (HEAD + "drivers：{}\n", "4: a full-width colon (：) on this line or..."),
    "two colons": (HEAD + "drivers: gdp.growth: 5%\n", '3: expected one "key: value" here; check...'),
    "no space": (HEAD + "drivers:\n  a:5%\n", '3: drivers: got a:5%, expected "key: value" lines'),
    "quote left open": (HEAD + "reason: 'a\n", "3: the quote opened here is not closed"),
    "bracket left open": (HEAD + "drivers: {a: {2030: 5%}\n", "3: the bracket opened here is not closed..."),
    "path in quotes": (HEAD + 'reason: "C:\\政策"\n', "3: unknown escape after a backslash (\\) in doubl..."),
    "bell": (HEAD + "reason: a\ab\n", "3: an invisible control character (U+0007) stands here, remove it"),
    "two documents": (HEAD + "---\nreason: a\n", "3: a second document (---) starts here, expected one p..."),
    "too deep": (HEAD + f"reason: {'[' * 50}{']' * 50}\n", f"3: reason{PLACES}: nested deeper than 20 le..."),
    "a tag that would run code": (HEAD + "reason: !!python/name:os.system\n", "3: reason: tags (tag:yaml..."),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read(here: Path, name: str) -> None:
    content, expected = FILES[name]
    assert_refused([f"own.yaml:{expected}"], write("own.yaml", content))


def test_an_alias_bomb(here: Path) -> None:
    expected = [
        "own.yaml:3: a: anchors (&a) are not accepted, write the value out",
        "own.yaml:4: b: anchors (&b) are not accepted, write the value out",
        "own.yaml:4: b[0]: aliases (*a) are not accepted, write the value out; reading stopped here",
    ]
    assert_refused(expected, write("own.yaml", HEAD + "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"))


# ---- which file ----

NO_SCENARIO = "no such scenario: expected the path of a .yaml file or the name of a bundled one"


def test_a_folder_named_like_a_scenario(here: Path) -> None:
    Path("own.yaml").mkdir()
    assert_refused(["own.yaml: this is a folder, expected a file"], "own.yaml")


@pytest.mark.parametrize(
    ("word", "more"), [("yiwu/baselin", ", did you mean yiwu/baseline?"), ("yiwu", ""), ("义乌", "")]
)
def test_a_bundled_scenario_that_does_not_exist(here: Path, word: str, more: str) -> None:
    assert_refused([f"{word}: {NO_SCENARIO}{more}"], word)


def test_a_missing_file_is_told_with_the_one_that_is_there(here: Path) -> None:
    write("policy.yaml", HEAD)
    assert_refused(["polcy.yaml: no such file, did you mean policy.yaml?"], "polcy.yaml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_named_pipe_is_not_waited_for(here: Path) -> None:
    os.mkfifo("own.yaml")
    assert_refused(["own.yaml: expected an ordinary file"], "own.yaml")


@pytest.mark.parametrize(
    ("parent", "expected"),
    [
        ("b.yaml", NO_SCENARIO),
        ("yiwu/basline", NO_SCENARIO + ", did you mean yiwu/baseline?"),
        ("own.yaml", "this scenario extends itself, directly or through others"),
    ],
)
def test_extends_that_leads_nowhere(here: Path, parent: str, expected: str) -> None:
    write("own.yaml", f"{TITLE}extends: {parent}\n")
    assert_refused([f"own.yaml:2: extends: got {parent}, {expected}"], "own.yaml")


def test_a_name_longer_than_a_name_can_be(here: Path) -> None:
    name = "a" * 5000
    shown = f"{name[:57]}..."
    assert_refused(
        [f"own.yaml:2: extends: got {shown}, no such..."], write("own.yaml", f"{TITLE}extends: {name}\n")
    )
    assert_refused(
        [f"own.yaml:2: region: got {shown}, expected..."], write("own.yaml", f"{TITLE}region: {name}\n")
    )


def test_a_loop_of_two_files(here: Path) -> None:
    write("other.yaml", TITLE + "extends: own.yaml\n")
    write("own.yaml", TITLE + "extends: other.yaml\n")
    assert_refused(
        ["other.yaml:2: extends: got own.yaml, this scenario extends itself, directly..."], "own.yaml"
    )


@pytest.mark.parametrize(
    ("region", "more"),
    [
        ("yiwuu", ", did you mean yiwu?"),
        ("zhejang", ", did you mean zhejiang?"),
        ("./nowhere", ""),
        ("./file", ""),
    ],
)
def test_an_unknown_region(here: Path, region: str, more: str) -> None:
    write("file", "this is no folder")
    write("own.yaml", f"{HEAD}region: {region}\n")
    assert_refused(
        [f"own.yaml:3: region: got {region}, expected a bundled region or the folder of one{more}"],
        "own.yaml",
    )


def test_a_region_that_only_lends_its_tables(here: Path) -> None:
    write_region(here, region=f"{TABLES['region.yaml']}runnable: false\n")
    write("own.yaml", f"{TITLE}region: tiny\n")
    assert_refused(
        ["own.yaml:2: region: got tiny, this region only lends its tables to others..."], "own.yaml"
    )


@pytest.mark.parametrize("year", ["2019", "2022"])
def test_an_end_before_the_base_year_on_the_command_line(here: Path, year: str) -> None:
    assert_refused([f"--to: got {year}, expected 2023 to 2100"], "yiwu/baseline", "--to", year)


@pytest.mark.parametrize("year", ["1900", "20300", "2030年", "2030.5"])
def test_an_end_that_is_no_year_is_a_wrong_use(here: Path, year: str) -> None:
    code, out, told = sim_run("yiwu/baseline", "--to", year)
    assert (code, out) == (2, "")
    assert year in told
    assert not list(here.iterdir())


def test_problems_of_several_scenarios_come_together(here: Path) -> None:
    write("a.yaml", HEAD + "measure: []\n")
    write("b.yaml", HEAD + "drivers: {gdp.growth: {2030: 5}}\n")
    expected = [
        "a.yaml:3: measure: unknown key, did you mean measures?",
        "b.yaml:3: drivers.gdp.growth[2030]: got 5, expected a fraction such as 5% or 0.05",
        "none.yaml: no such file...",
    ]
    assert_refused(expected, "none.yaml", "b.yaml", "a.yaml", "yiwu/baseline")
