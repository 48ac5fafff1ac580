"""Bad input ends with lines that name file, line, key, value and what was expected, in the user's language.

Refused cases run `sim run` in both languages in a folder of their own: exit code 1, exactly these lines on
stderr, nothing on stdout, no file written or changed. Accepted cases give the same numbers, and say so where
something was read in another way than it was written.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections.abc import Callable, Sequence
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


def refused(expected: Sequence[str], *words: str, at_least: bool = False) -> None:
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
    refused([f"own.yaml:{expected}"], write("own.yaml", content))


def test_an_alias_bomb(here: Path) -> None:
    expected = [
        "own.yaml:3: a: anchors (&a) are not accepted, write the value out",
        "own.yaml:4: b: anchors (&b) are not accepted, write the value out",
        "own.yaml:4: b[0]: aliases (*a) are not accepted, write the value out; reading stopped here",
    ]
    refused(expected, write("own.yaml", HEAD + "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"))


# ---- what a scenario says ----

# Each case is the lines after HEAD and, behind ">", what is said about them.
SCENARIOS = """
drivers: {}
drivers: {}
> 4: drivers: this key is given twice, first on line 3; keep one

drivers:
  gdp.growth:
    2030: 5%
    2030: 4%
> 6: drivers.gdp.growth[2030]: this key is given twice, first on line 5; keep one

measure: []
> 3: measure: unknown key, did you mean measures?

accounting: {import_facter: nation}
> 3: accounting.import_facter: unknown key, did you mean import_factor?

drivers:
> 3: drivers: got null, expected "key: value" lines

measures:
> 3: measures: got null, expected a list

measures: {use: industry.efficiency}
> 3: measures: got {'use': 'industry.efficiency'}, expected a list

measures:
  - industry.efficiency
> 4: measures[0]: got industry.efficiency, expected "key: value" lines

measures:
  - {strength: 1}
> 4: measures[0].use: this key is missing

targets:
  - {id: 5}
> 4: targets[0].id: got 5, expected text

drivers: {gdp.growth: {2030: 5}}
> 3: drivers.gdp.growth[2030]: got 5, expected a fraction such as 5% or 0.05

drivers: {gdp.growth: {2030: 700%}}
> 3: drivers.gdp.growth[2030]: got 700%, expected -90% to 100%

drivers: {gdp.growth: {2030: -100%}}
> 3: drivers.gdp.growth[2030]: got -100%, expected -90% to 100%

drivers: {gdp.growth: {2030: ５%}}
> 3: drivers.gdp.growth[2030]: got ５%, expected a number such as 1234.5 or 5% (no thousands...

drivers: {gdp.growth: {2030: 5％}}
> 3: drivers.gdp.growth[2030]: got 5％, expected a number such as 1234.5 or 5% (no thousands...

drivers: {gdp.growth: {2030: "5,5%"}}
> 3: drivers.gdp.growth[2030]: got 5,5%, expected a number such as 1234.5 or 5% (no thousands...

drivers: {population: {2030: "1,234"}}
> 3: drivers.population[2030]: got 1,234, expected a number such as 1234.5 or 5% (no thousands...

drivers: {population: {2030: 约200}}
> 3: drivers.population[2030]: got 约200, expected a number such as 1234.5 or 5% (no thousands...

drivers: {population: {2030: true}}
> 3: drivers.population[2030]: got true, expected a number such as 1234.5 or 5% (no thousands...

drivers: {population: {2030: }}
> 3: drivers.population[2030]: got null, expected a number such as 1234.5 or 5% (no thousands...

drivers: {population: {2030: nan}}
> 3: drivers.population[2030]: got nan, expected a number such as 1234.5 or 5% (no thousands...

drivers: {population: {2030: .nan}}
> 3: drivers.population[2030]: got .nan, expected a finite number

drivers: {population: {2030: -.inf}}
> 3: drivers.population[2030]: got -.inf, expected a finite number

drivers: {population: {2030: 1e999}}
> 3: drivers.population[2030]: got 1e999, expected a finite number

drivers: {population: {2030: 1e300}}
> 3: drivers.population[2030]: got 1e+300, expected a number of ordinary size (1e-15 to 1e15)

drivers: {population: {2030: 50%}}
> 3: drivers.population[2030]: got 50%, expected a plain number such as 1234.5 (no thousands...

drivers: {population: {2030: 0}}
> 3: drivers.population[2030]: got 0, expected > 0

drivers: {population: {2030: 2000000}}
> 3: drivers.population[2030]: got 2000000, expected a value within a factor of 1000 of...

drivers: {population: {2030: 1}}
> 3: drivers.population[2060] (low): got -...

drivers: {urban_share: {2030: 120%}}
> 3: drivers.urban_share[2030]: got 120%, expected 0% to 100%

drivers:
  structure.primary: {2030: 40%}
  structure.industry: {2030: 70%}
  structure.construction: {2030: 10%}
> 5: structure[2030] (structure.primary, structure.industry, structure.construction): the shares add up t...

drivers: {gdp.grwth: {2030: 5%}}
> 3: drivers.gdp.grwth: expected a driver of this region, did you mean gdp.growth?

drivers: {gdp: {2030: 3000}}
> 3: drivers.gdp: expected a driver of this region, did you mean gdp.growth?

drivers: {📈: {2030: 5%}}
> 3: drivers.📈: expected a driver of this region

drivers: {gdp.growth: {"2030": 5%}}
> 3: drivers.gdp.growth.2030: got "2030", expected a year without quotes, such as 2030

drivers: {gdp.growth: {二〇三〇: 5%}}
> 3: drivers.gdp.growth.二〇三〇: got 二〇三〇, expected a year such as 2030

drivers:
  gdp.growth:
    2025: 5%
    20205: 4%
> 6: drivers.gdp.growth[20205]: got 20205, expected a year such as 2030

drivers: {gdp.growth: 5%}
> 3: drivers.gdp.growth: got 5%, expected values by year such as {2025: 5%, 2030: 4%}

drivers: {gdp.growth: {}}
> 3: drivers.gdp.growth: got {}, expected values by year such as {2025: 5%, 2030: 4%}

accounting: {base_year: 2040, end_year: 2030}
> 3: accounting.end_year: got 2030, expected 2043 to 2100

accounting: {base_year: 2015}
> 3: accounting.base_year: got 2015, expected 2020 to 2097

accounting: {end_year: 20605}
> 3: accounting.end_year: got 20605, expected 1990 to 2100

accounting: {base_year: "2023"}
> 3: accounting.base_year: got "2023", expected a year without quotes, such as 2030

accounting: {combustion: asessment}
> 3: combustion: got asessment, expected a factor set, did you mean assessment?

accounting: {headline: plan2020}
> 3: accounting.headline: got plan2020, expected one of plan_2020, dual_control_2026

measures:
  - use: industry.eficiency
> 4: measures: got industry.eficiency, expected a measure of the library, did you mean industry.efficiency?

measures:
  - use: industry.efficiency
    strength: 150%
> 5: measures.industry.efficiency.strength: got 150%, expected <= 1

measures:
  - {use: industry.efficiency, strength: -0.2}
> 4: measures.industry.efficiency.strength: got -0.2, expected >= 0

measures:
  - {use: industry.efficiency, strength: 40}
> 4: measures.industry.efficiency.strength: got 40, expected a fraction such as 5% or 0.05

measures:
  - {use: industry.efficiency, strenght: 40%}
> 4: measures.industry.efficiency.strenght: unknown key, did you mean strength?

measures:
  - {use: industry.efficiency, schedule: {2021: 0, 2030: 0.8}}
> 4: measures.industry.efficiency.schedule: got {2021: 0, 2030: 0.8}, expected a schedule whose highest v...

measures:
  - {use: industry.efficiency, schedule: {2021: 0, 2030: 2}}
> 4: measures.industry.efficiency.schedule[2030]: got 2, expected 0 to 1

measures:
  - use: industry.efficiency
    schedule:
      2030: 0
      2025: 1
> 7: measures.industry.efficiency.schedule[2025]: got 2025, expected years in ascending order

measures:
  - {use: industry.efficiency, schedule: {2030: 1, shape: liner}}
> 4: measures.industry.efficiency.schedule.shape: got liner, expected one of linear, step, logistic, did...

measures:
  - {use: industry.efficiency, schedule: {2030: 1, shap: step}}
> 4: measures.industry.efficiency.schedule.shap: unknown key, did you mean shape?

measures:
  - {use: industry.efficiency, schedule: {"2030": 1}}
> 4: measures.industry.efficiency.schedule.2030: got "2030", expected a year without quotes, such as 2030

measures:
  - {use: industry.efficiency, schedule: {2030: １００%}}
> 4: measures.industry.efficiency.schedule[2030]: got １００%, expected 0 to 1

measures:
  - {use: industry.efficiency, schedule: {}}
> 4: measures.industry.efficiency.schedule: got {}, expected values by year such as {2025: 5%, 2030: 4%}

measures:
  - use: industry.efficiency
  - use: industry.efficiency
> 5: measures.industry.efficiency: this item stands twice in the same file

measures:
  - {use: transport.road_to_rail, remove: true}
> 4: measures.transport.road_to_rail: there is nothing of this name to remove

measures:
  - use: industry.clinker_ratio
> 4: industry.clinker_ratio: got process.clinker, the measure finds nothing in this region to act on

changes: {industry.textiles.intensty: {2030: 0.9}}
> 3: changes.industry.textiles.intensty: unknown parameter; a scenario can change a parameter, not invent...

changes: {industry.textiles.share.cole: {2030: 5%}}
> 3: changes.industry.textiles.share.cole: unknown parameter; a scenario can change a parameter, not inve...

changes: {energy.solar.heat_share: {2030: 5%}}
> 3: changes.energy.solar.heat_share: unknown parameter; a scenario can change a parameter, not invent one...

changes: {industry.textiles.intensity: {2030: -0.5}}
> 3: changes.industry.textiles.intensity[2030]: got -0.5, expected >= 0

changes: {industry.textiles.share.coal: {2030: 5}}
> 3: changes.industry.textiles.share.coal[2030]: got 5, expected a fraction such as 5% or 0.05

changes:
  industry.textiles.share.coal: {2030: 70%}
  industry.textiles.share.electricity: {2030: 60%}
> 4: industry.textiles.share[2030] (coal, electricity): the shares add up to 130.0%, expected at most 1

changes:
  vehicles.car.sales_share.gasoline: {2030: 60%}
  vehicles.car.sales_share.electricity: {2030: 70%}
> 5: vehicles.car.sales_share[2030] (gasoline, electricity): the shares add up to 130.0%, expected at most 1

changes:
  vehicles.car.sales_share.gasoline: {2030: 30%}
  vehicles.car.sales_share.electricity: {2030: 40%}
> 5: vehicles.car.sales_share[2030] (gasoline, electricity): the shares add up to 70.0%, expected 1, sinc...

changes:
  energy.coal_chp.heat_share: {2030: 80%}
  energy.gas_chp.heat_share: {2030: 90%}
> 5: heat_share[2030]: the shares add up to 170.0%, expected at most 1

targets:
  - {id: A, indicator: co2_totl, at_most: 5, by: 2030}
> 4: targets.A.indicator: got co2_totl, expected an indicator, did you mean co2_total?

targets:
  - {id: A, indicator: peak_year.coal, peak_by: co2_totl, by: 2030}
> 4: targets.A.peak_by: got co2_totl, expected a name that the tables define, did you mean co2_total?

targets:
  - {id: A, indicator: peak_year.coal, at_most: 2030, by: 2030}
> 4: targets.A.at_most: at_most does not fit the indicator peak_year.coal

targets:
  - {id: A, indicator: co2_total, at_most: 5, hold: 3, by: 2030}
> 4: targets.A: expected exactly one of at_least, at_most, reduce, peak_by, stable, falling, budget...

targets:
  - id: A
    indicator: co2_intensity
    reduce: 18%
    from: 2030
    by: 2025
> 8: targets.A.by: got 2025, expected > 2030

targets:
  - {id: A, indicator: co2_total, at_most: 5, by: 20305}
> 4: targets.A.by: got 20305, expected 1990 to 2100

targets:
  - {id: A, indicator: co2_intensity, reduce: 18, from: 2020, by: 2025}
> 4: targets.A.reduce: got 18, expected a fraction such as 5% or 0.05

targets:
  - {id: A, indicator: co2_intensity, reduce: -18%, from: 2020, by: 2025}
> 4: targets.A.reduce: got -18%, expected > 0

targets:
  - {id: A, indicator: co2_intensity, reduce: 18%, by: 2025}
> 4: targets.A: reduce needs the key from

targets:
  - {id: A, indicator: renewable_share, at_least: 10.5, by: 2025}
> 4: targets.A.at_least: got 10.5, expected a fraction such as 5% or 0.05

targets:
  - {id: A, indicator: co2_total, at_most: 5%, by: 2025}
> 4: targets.A.at_most: got 5%, expected a plain number such as 1234.5 (no thousands separator...

targets:
  - {id: A, indicator: co2_total, at_most: null, by: 2025}
> 4: targets.A: at_most has no value: give one, or say who sets it (set_by)

targets:
  - {id: A, indicator: co2_total, falling: true, by: 2030, kind: bindng}
> 4: targets.A.kind: got bindng, expected one of binding, expected, control, supporting, monitored, commitment

targets:
  - {id: A, indicator: co2_total, falling: true, by: 2030, what_if: {全国: 高}}
> 4: targets.A.what_if.全国: got 高, expected a fraction such as 5% or 0.05

targets:
  - {id: A, indicator: co2_total, falling: true, by: 2030}
  - {id: A}
> 5: targets.A: this item stands twice in the same file

drivers: {gdp.grwth: {2030: 5%}}
changes: {industry.textile.intensity: {2030: 0.9}}
measures:
  - use: industry.eficiency
targets:
  - {id: A, indicator: co2_totl, falling: true, by: 2030}
> 3: drivers.gdp.grwth: expected a driver of this region, did you mean gdp.growth?
> 4: changes.industry.textile.intensity: unknown parameter; a scenario can change a parameter, not invent...
> 6: measures: got industry.eficiency, expected a measure of the library, did you mean industry.efficiency?
> 8: targets.A.indicator: got co2_totl, expected an indicator, did you mean co2_total?
"""


def cases() -> list[object]:
    """(body, expected lines) of each case, named by what is said."""
    found = []
    for case in SCENARIOS.strip().split("\n\n"):
        body = "".join(f"{line}\n" for line in case.splitlines() if not line.startswith("> "))
        expected = [line[2:] for line in case.splitlines() if line.startswith("> ")]
        found.append(pytest.param(body, expected, id=expected[0].partition(": ")[2][:60]))
    return found


@pytest.mark.parametrize(("body", "expected"), cases())
def test_a_scenario_is_refused(here: Path, body: str, expected: list[str]) -> None:
    refused([f"own.yaml:{line}" for line in expected], write("own.yaml", HEAD + body))


def test_the_words_are_those_of_the_user(here: Path) -> None:
    write(
        "own.yaml",
        HEAD + "measure: []\ntargets:\n  - {id: A, indicator: co2_total, falling: true, by: 20300}\n",
    )
    assert sim_run("own.yaml")[2].splitlines() == [
        "own.yaml:3: measure: 未知的键，是否想写 measures？",
        "own.yaml:5: targets.A.by: 得到 20300，应为 1990 到 2100",
        "共 2 处问题，未运行",
    ]


# ---- which file ----

NO_SCENARIO = "no such scenario: expected the path of a .yaml file or the name of a bundled one"


def test_a_folder_named_like_a_scenario(here: Path) -> None:
    Path("own.yaml").mkdir()
    refused(["own.yaml: this is a folder, expected a file"], "own.yaml")


@pytest.mark.parametrize(
    ("word", "more"), [("yiwu/baselin", ", did you mean yiwu/baseline?"), ("yiwu", ""), ("义乌", "")]
)
def test_a_bundled_scenario_that_does_not_exist(here: Path, word: str, more: str) -> None:
    refused([f"{word}: {NO_SCENARIO}{more}"], word)


def test_a_missing_file_is_told_with_the_one_that_is_there(here: Path) -> None:
    write("policy.yaml", HEAD)
    refused(["polcy.yaml: no such file, did you mean policy.yaml?"], "polcy.yaml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_named_pipe_is_not_waited_for(here: Path) -> None:
    os.mkfifo("own.yaml")
    refused(["own.yaml: expected an ordinary file"], "own.yaml")


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
    refused([f"own.yaml:2: extends: got {parent}, {expected}"], "own.yaml")


def test_a_name_longer_than_a_name_can_be(here: Path) -> None:
    name = "a" * 5000
    shown = f"{name[:57]}..."
    refused([f"own.yaml:2: extends: got {shown}, no such..."], write("own.yaml", f"{TITLE}extends: {name}\n"))
    refused([f"own.yaml:2: region: got {shown}, expected..."], write("own.yaml", f"{TITLE}region: {name}\n"))


def test_a_loop_of_two_files(here: Path) -> None:
    write("other.yaml", TITLE + "extends: own.yaml\n")
    write("own.yaml", TITLE + "extends: other.yaml\n")
    refused(["other.yaml:2: extends: got own.yaml, this scenario extends itself, directly..."], "own.yaml")


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
    refused(
        [f"own.yaml:3: region: got {region}, expected a bundled region or the folder of one{more}"],
        "own.yaml",
    )


def test_a_region_that_only_lends_its_tables(here: Path) -> None:
    write("own.yaml", f"{TITLE}region: zhejiang\n")
    refused(["own.yaml:2: region: got zhejiang, this region only lends its tables to others..."], "own.yaml")


@pytest.mark.parametrize("year", ["2019", "2022"])
def test_an_end_before_the_base_year_on_the_command_line(here: Path, year: str) -> None:
    refused([f"--to: got {year}, expected 2023 to 2100"], "yiwu/baseline", "--to", year)


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
    refused(expected, "none.yaml", "b.yaml", "a.yaml", "yiwu/baseline")


# ---- the tables of a region ----


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


GDP = {"variable": "gdp", "year": "2020"}
PEOPLE = {"variable": "population", "year": "2030", "case": "central"}
COAL = {"target_id": "industry.textiles", "fuel": "coal"}
TEXTILES = {"branch": "industry.textiles"}
CAR = {"stock": "vehicles.car"}
WASTE = {"plant": "energy.waste"}
PLAIN = "expected a plain number such as 1234.5..."
CELLS: list[tuple[str, dict[str, str], dict[str, str], str]] = [
    ("drivers", GDP, {"value": "1,485.6"}, f"value: got 1,485.6, {PLAIN}"),
    ("drivers", GDP, {"value": "１４８５"}, f"value: got １４８５, {PLAIN}"),
    ("drivers", GDP, {"value": "NaN"}, f"value: got NaN, {PLAIN}"),
    ("drivers", GDP, {"value": "-inf"}, f"value: got -inf, {PLAIN}"),
    ("drivers", GDP, {"value": "1e999"}, f"value: got 1e999, {PLAIN}"),
    ("drivers", GDP, {"value": "#REF!"}, f"value: got #REF!, {PLAIN}"),
    ("drivers", GDP, {"value": "5%"}, f"value: got 5%, {PLAIN}"),
    ("drivers", GDP, {"value": ""}, "value: the cell is blank, expected a value"),
    ("drivers", GDP, {"value": "1e300"}, "value: got 1e+300, expected a number of ordinary size..."),
    ("drivers", GDP, {"value": "0"}, "gdp[2020]: got 0, expected > 0"),
    ("drivers", GDP, {"value": "-5"}, "gdp[2020]: got -5, expected > 0"),
    (
        "drivers",
        GDP,
        {"unit": "1e8 CNYY"},
        "unit: got 1e8 CNYY, expected a known unit, did you mean 1e8 CNY?",
    ),
    ("drivers", GDP, {"unit": "MW"}, "gdp[2020]: got MW, expected a unit such as 1e8 CNY"),
    ("drivers", GDP, {"year": "2020年"}, "year: got 2020年, expected a whole number such as 2030"),
    ("drivers", GDP, {"year": "20205"}, "year: got 20205, expected a year such as 2030"),
    (
        "drivers",
        GDP,
        {"case": "actuel"},
        "case: got actuel, expected one of actual, central, low, high, did...",
    ),
    ("drivers", GDP, {"grade": "recaled"}, "grade: got recaled, expected one of reported, confirmed_zero..."),
    (
        "drivers",
        {"variable": "gdp.growth"},
        {"value": "700"},
        "gdp.growth[2021]: got 700%, expected -90% to 100%",
    ),
    (
        "drivers",
        PEOPLE,
        {"value": "2000000"},
        "population[2030]: got 2e+06, expected a value within a factor...",
    ),
    ("balance", COAL, {"value": "-1"}, "industry.textiles.coal: got -1.0, expected >= 0"),
    ("balance", COAL, {"sigma": "-1"}, "industry.textiles.sigma: got -1, expected >= 0"),
    (
        "balance",
        COAL,
        {"unit": "亿千瓦时"},
        "industry.textiles: got 1e8 kWh, expected a unit such as 1e4 tce",
    ),
    ("balance", COAL, {"unit": "万吨"}, "industry.textiles: got 1e4 t, expected a unit such as 1e4 tce"),
    ("balance", COAL, {"fuel": "gasolin"}, "gasolin: unknown fuel, did you mean gasoline?"),
    (
        "balance",
        COAL,
        {"target_id": "industry.textile"},
        "industry.textile: no such branch or plant in this...",
    ),
    (
        "balance",
        COAL | {"fuel": "electricity"},
        {"fuel": "coal"},
        "industry.textiles.coal: this row stands twice",
    ),
    ("stocks", CAR, {"survival": ""}, "survival: the cell is blank, expected a value"),
    (
        "stocks",
        CAR,
        {"survival": "carr"},
        "survival: got carr, expected a name that the tables define, did...",
    ),
    ("stocks", CAR, {"value": "0"}, "vehicles.car.value: got 0, expected > 0"),
    ("stocks", CAR, {"unit": "1e4 m2"}, "vehicles.car: got 1e4 m2, expected a unit such as 1e4 vehicles"),
    (
        "stocks",
        CAR,
        {"driver": "gdp_per_hed"},
        "driver: got gdp_per_hed, expected a driver of this region...",
    ),
    ("stocks", CAR, {"past_growth": "9"}, "vehicles.car.past_growth: got 9, expected <= 1"),
    ("branches", TEXTILES, {"elasticity": "900"}, "industry.textiles.elasticity: got 900, expected <= 5"),
    (
        "branches",
        TEXTILES,
        {"sector": "industri"},
        "sector: got industri, expected one of energy, industry...",
    ),
    (
        "branches",
        TEXTILES,
        {"method": "series"},
        "industry.textiles.energy: this anchor is needed and missing",
    ),
    (
        "branches",
        CAR,
        {"stock": "vehicles.carr"},
        "stock: got vehicles.carr, expected a name that the tables...",
    ),
    ("plants", WASTE, {"efficiency": "0"}, "energy.waste.efficiency: got 0, expected > 0"),
    ("plants", WASTE, {"hours": "60000"}, "energy.waste.hours: got 60000, expected <= 8784"),
    ("plants", WASTE, {"capacity_mw": ""}, "energy.waste.capacity_mw: expected > 0"),
    ("plants", WASTE, {"fuel": "wast"}, "fuel: got wast, expected a name that the tables define, did you..."),
    (
        *("plants", {"plant": "energy.coal_chp"}, {"from_year": "2030", "to_year": "2025"}),
        "energy.coal_chp.to_year: got 2025, expected >= 2030",
    ),
    ("anchors", {"indicator": "oil_use"}, {"value": "-105"}, "oil_use: got -105, expected >= 0"),
    (
        "history",
        {"indicator": "gdp"},
        {"indicator": "gpd"},
        "indicator: got gpd, expected an indicator, did you...",
    ),
]


@pytest.mark.parametrize(
    ("table", "where", "values", "expected"), CELLS, ids=[case[-1][:60] for case in CELLS]
)
def test_a_cell_of_a_region_is_refused(
    region: Path, table: str, where: dict[str, str], values: dict[str, str], expected: str
) -> None:
    file = region / f"{table}.csv"
    line = cell(file, where, **values)
    follows = {"year", "fuel", "target_id"} & set(values)  # then another row or the total is missing, too
    refused(
        [f"{file}:{line}: {expected}"], "own.yaml", at_least=bool(follows) or values.get("value") == "1e300"
    )


COAL_SHARE = {
    "target_id": "industry.textiles",
    "quantity": "share",
    "fuel": "coal",
    "unit": "ratio",
    "value": "0.9",
}
PATHS = [
    (
        {"target_id": "industry.textile"},
        "industry.textile: no such branch or plant in this region, did you...",
    ),
    ({"quantity": "shar"}, "industry.textiles.shar.coal: no such quantity here, did you mean share?"),
    ({"fuel": ""}, "industry.textiles.share: share needs the key fuel"),
    ({"fuel": "cole"}, "industry.textiles.share.cole: got cole, expected one of coal, ..."),
    ({"unit": "MW"}, "industry.textiles.share.coal[2030]: got MW, expected a unit such as ratio"),
    ({"value": "9"}, "industry.textiles.share.coal[2030]: got 900%, expected 0% to 100%"),
    ({"year": "20305"}, "year: got 20305, expected a year such as 2030"),
]


@pytest.mark.parametrize(("values", "expected"), PATHS, ids=[case[-1][:60] for case in PATHS])
def test_a_path_of_a_region_is_refused(region: Path, values: dict[str, str], expected: str) -> None:
    file = region / "paths.csv"
    line = row(file, **{"year": "2030"} | COAL_SHARE | values)
    refused([f"{file}:{line}: {expected}"], "own.yaml")


def test_shares_of_a_region_above_one(region: Path) -> None:
    file = region / "paths.csv"
    line = row(file, year="2030", **COAL_SHARE)
    row(file, year="2030", **COAL_SHARE | {"fuel": "electricity"})
    said = (
        "industry.textiles.share[2030] (coal, electricity): the shares add up to 180.0%, expected at most 1"
    )
    refused([f"{file}:{line}: {said}"], "own.yaml")


def test_a_missing_driver_year(region: Path) -> None:
    cell(region / "drivers.csv", GDP, year="2019")
    refused([f"{region / 'drivers.csv'}: gdp: the driver has no actual value for 2020"], "own.yaml")


NAMES = "a name that the tables define"
SETTINGS = {
    "base_yeer: 2020": "base_yeer: unknown key, did you mean base_year?",
    "base_year: 20205": "base_year: got 20205, expected 1990 to 2100",
    "end_year: 2010": "end_year: got 2010, expected > 2020",
    "electricity_losses: 4": "electricity_losses: got 4, expected a fraction such as 5% or 0.05",
    "heat_losses: 100%": "heat_losses: got 100%, expected <= 0.5",
    "grid_area: 'province:Zhejang'": f"grid_area: got province:Zhejang, expected {NAMES}, did you mean pr...",
    "benchmark: zhejang": "benchmark: got zhejang, expected a bundled region or the folder of one, did yo...",
    "id: ../../x": "id: got ../../x, expected a name that a folder can have (letters, digits, - and _)",
    "id: 'a:b'": "id: got a:b, expected a name that a folder can have (letters, digits, - and _)",
    "unknown_terms: [proces]": "unknown_terms[0]: got proces, expected one of non_energy_use, process",
    "\tprovince_peak_year: 2030": "a tab is used for indentation, use spaces",
}


@pytest.mark.parametrize("written", SETTINGS)
def test_a_setting_of_a_region_is_refused(region: Path, written: str) -> None:
    file = region / "region.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    key = written.strip().partition(":")[0].replace("yeer", "year")
    number = next(i for i, line in enumerate(lines) if line.startswith(f"{key}:"))
    lines[number] = written
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    refused([f"{file}:{number + 1}: {SETTINGS[written]}"], "own.yaml", at_least="yeer" in written)


@pytest.mark.parametrize("table", ["drivers.csv", "branches.csv", "region.yaml"])
def test_a_table_that_is_needed_is_missing(region: Path, table: str) -> None:
    (region / table).rename(region / "old.txt")
    refused([f"{region / table}: no such file..."], "own.yaml")


def test_a_region_without_a_balance(region: Path) -> None:
    (region / "balance.csv").unlink()
    refused(["own.yaml:3: region: got yiwu, no balance.csv: run `sim data estimate` and..."], "own.yaml")


def test_a_table_is_a_folder(region: Path) -> None:
    (region / "history.csv").unlink()
    (region / "history.csv").mkdir()
    refused([f"{region / 'history.csv'}: this is a folder, expected a file"], "own.yaml")


BYTES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda data: b"", ": the table is empty, expected a header line"),
    "UTF-16": (
        lambda data: data.decode().encode("utf-16"),
        ":1: the file is not UTF-8 and looks like UTF-16...",
    ),
    "a workbook": (lambda data: b"PK\x03\x04\0\0", ":1: the file holds a NUL byte, expected a text file"),
    "neither": (lambda data: b"\xff\xff\x81" + data, ":1: the file is not UTF-8 text, save it as UTF-8"),
    "30 MB": (
        lambda data: b"#" * 30_000_000,
        ": the file is 30.0 MB, expected at most 20 MB; it was not read",
    ),
    "quote left open": (
        lambda data: b'"' + data,
        ":1: a quote is not closed, or text follows a closing quote",
    ),
    "bell": (
        lambda data: b"#\a\n" + data,
        ":1: an invisible control character (U+0007) stands here, remove it",
    ),
    "semicolons": (lambda data: data.replace(b",", b";"), ":1: got stock;survival;kinds;driver..."),
    "misspelt header": (
        lambda data: data.replace(b"driver", b"drivr", 1),
        ":1: drivr: unknown column, did you...",
    ),
}


@pytest.mark.parametrize("name", BYTES)
def test_a_table_that_cannot_be_read(region: Path, name: str) -> None:
    change, expected = BYTES[name]
    file = region / "stocks.csv"
    file.write_bytes(change(file.read_bytes()))
    refused([f"{file}{expected}"], "own.yaml", at_least=name == "misspelt header")


def test_a_thousands_separator_without_quotes(region: Path) -> None:
    file = region / "drivers.csv"
    line = cell(file, GDP, value="1485")
    file.write_text(file.read_text(encoding="utf-8").replace(",1485,", ",1,485,"), encoding="utf-8")
    refused([f"{file}:{line}: this row has 10 cell(s), expected 9 as in the header"], "own.yaml")


def test_problems_of_a_scenario_and_two_tables_come_together(region: Path) -> None:
    first = cell(region / "balance.csv", COAL, value="x")
    second = cell(region / "drivers.csv", GDP, value="1,485.6")
    write("own.yaml", OWN_REGION + "measures:\n  - use: industry.eficiency\n")
    expected = [
        f"{region / 'balance.csv'}:{first}: value: got x, {PLAIN}",
        f"{region / 'drivers.csv'}:{second}: value: got 1,485.6, {PLAIN}",
        "own.yaml:5: measures: got industry.eficiency, expected a measure of the library, did you mean...",
    ]
    refused(expected, "own.yaml")


# ---- accepted, and said ----


def result_of(scenario: str = "own.yaml", lang: str = "en") -> tuple[str, str]:
    """The indicators of a run, without the name of the scenario, and what was said on stderr."""
    code, _, told = sim_run(scenario, "--no-charts", "--lang", lang)
    assert code == 0, told
    (folder,) = Path("out").iterdir()
    text = (folder / "indicators.csv").read_text(encoding="utf-8-sig")
    shutil.rmtree("out")
    return re.sub("^[^,]*,[^,]*,", "", text, flags=re.MULTILINE), told


GROWN = HEAD + "drivers: {gdp.growth: {2030: 5%}}\n"
SPELLINGS = {
    "0.05": GROWN.replace("5%", "0.05"),
    "5.0 %": GROWN.replace("5%", "5.0 %"),
    "in quotes": GROWN.replace("5%", '"5%"'),
    "Windows line ends": GROWN.replace("\n", "\r\n"),
    "old line ends": GROWN.replace("\n", "\r"),
    "no line end": GROWN.rstrip(),
    "comments": "# 说明\n" + GROWN + "# 完\n",
    "a byte order mark": "\ufeff" + GROWN,
    "emoji in the reason": GROWN + "reason: 加油 😀\n",
}
MARK = "own.yaml:1: the file starts with a byte order mark (UTF-8 BOM), it was skipped\n"


@pytest.mark.parametrize("name", SPELLINGS)
def test_spellings_that_mean_the_same(here: Path, name: str) -> None:
    expected, _ = result_of(write("own.yaml", GROWN))
    got, told = result_of(write("own.yaml", SPELLINGS[name]))
    assert got == expected
    assert told == (MARK if "mark" in name else "")
    assert got != result_of(write("own.yaml", HEAD))[0]


@pytest.mark.parametrize("file", ["义乌 试算 (1).yaml", "a.b.yml", "own.YAML", "情景/基准.yaml", "own"])
def test_names_of_files(here: Path, file: str) -> None:
    Path(file).parent.mkdir(exist_ok=True)
    code, out, told = sim_run(write(file, HEAD), "--no-charts")
    assert (code, told) == (0, "")
    assert Path(file).stem in out
    assert [path.name for path in Path("out").iterdir()] == [f"yiwu-{Path(file).stem}"]


TABLES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "GBK": (
        lambda data: data.decode().encode("gbk"),
        ":2: the file is not UTF-8, it was read as GBK (GB18030)\n",
    ),
    "a byte order mark": (lambda data: b"\xef\xbb\xbf" + data, MARK.removeprefix("own.yaml")),
    "Windows line ends": (lambda data: data.replace(b"\n", b"\r\n"), ""),
    "padded by Excel": (lambda data: data + b"," * 15 + b"\n\n", ""),
    "units in Chinese": (lambda data: data.replace(b",1e4 vehicles,", ",万辆,".encode()), ""),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_that_say_the_same(region: Path, name: str) -> None:
    expected, nothing = result_of()
    assert nothing == ""
    change, notice = TABLES[name]
    file = region / "stocks.csv"
    file.write_bytes(change(file.read_bytes()))
    assert result_of() == (expected, f"{file}{notice}" if notice else "")


def test_a_notice_speaks_chinese_too(region: Path) -> None:
    (region / "stocks.csv").write_bytes((region / "stocks.csv").read_text(encoding="utf-8").encode("gbk"))
    assert (
        result_of(lang="zh")[1]
        == f"{region / 'stocks.csv'}:2: 文件不是 UTF-8 编码，已按 GBK（GB18030）读取\n"
    )


def test_a_region_of_ones_own_gives_the_numbers_of_its_original(region: Path) -> None:
    assert result_of()[0] == result_of("yiwu/baseline")[0]


def test_a_folder_of_the_same_name_does_not_hide_a_bundled_region(here: Path) -> None:
    Path("yiwu").mkdir()
    assert result_of(write("own.yaml", HEAD + "region: yiwu\n")) == result_of("yiwu/baseline")
    refused(
        [f"{here.resolve()}/yiwu/region.yaml: no such file"], write("own.yaml", HEAD + "region: ./yiwu\n")
    )


def test_published_years_stay_and_it_is_said(here: Path) -> None:
    plain, _ = result_of(write("own.yaml", HEAD))
    body = "drivers: {gdp.growth: {2021: 1%}}\nchanges: {industry.textiles.intensity: {2020: 3}}\n"
    got, told = result_of(write("own.yaml", HEAD + body))
    assert got == plain
    assert [line.partition(": got ")[0] for line in told.splitlines()] == [
        "own.yaml:3: drivers.gdp.growth[2021]",
        "own.yaml:4: changes.industry.textiles.intensity[2020]",
    ]


def test_a_table_with_a_misspelt_name_is_said(region: Path) -> None:
    shutil.copy(region / "stocks.csv", region / "stock.csv")
    assert result_of()[1] == f"{region / 'stock.csv'}: this table is not read, did you mean stocks.csv?\n"


def test_a_grid_without_a_path_is_said(region: Path) -> None:
    text = (
        (region / "region.yaml").read_text(encoding="utf-8").replace("province:Zhejiang", "province:Jiangsu")
    )
    (region / "region.yaml").write_text(text, encoding="utf-8")
    assert "province:Jiangsu: got " in result_of()[1]
    assert "it stays at its value of" in result_of()[1]
