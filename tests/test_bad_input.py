"""Bad input ends with lines that name file, line, key, value and what was expected, in the user's language.

Every refused case runs `sim run` in both languages from a folder of its own: exit code 1, the exact line on
stderr, nothing on stdout, no file written. Accepted cases give the same numbers and say what they accepted.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli.main import sim
from simulator.errors import ABSENT, Origin, Problem
from simulator.inputs.locate import parameters_folder
from simulator.messages import LANGUAGES

YIWU = parameters_folder() / "regions" / "yiwu"
TITLE = "title: {zh: 试算, en: Trial}\n"
HEAD = TITLE + "extends: yiwu/baseline\n"  # so that a body starts on line 3
OWN_REGION = HEAD + "region: ./myregion\n"
Refused = tuple[str | bytes, list[Problem]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(
    line: int, key: str, message: str, value: object = ABSENT, file: str = "own.yaml", **details: object
):
    """A problem as it must be told."""
    return Problem(message, Origin(file, line), key, value, tuple(details.items()))


def sim_run(*words: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `sim run`; an exception that gets through fails the test."""
    done = CliRunner().invoke(sim, ["run", *words, "--out", "out"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    return done.exit_code, done.stdout, done.stderr


def refused(expected: list[Problem], *words: str, more: bool = False) -> None:
    """`sim run` says exactly these problems (`more`: at least these), in both languages, and writes nothing."""
    before = {path: path.stat().st_mtime_ns for path in Path().rglob("*")}
    told = {}
    for lang in LANGUAGES:
        code, out, told[lang] = sim_run(*words, "--lang", lang)
        lines = told[lang].splitlines()
        wanted = [problem.render(lang) for problem in expected]
        assert code == 1, told[lang]
        assert out == ""
        assert lines[:-1] == wanted or (more and set(wanted) <= set(lines)), "\n".join(
            [*wanted, "---", *lines]
        )
        assert str(len(lines) - 1) in lines[-1]  # how many problems there are
    assert told["zh"] != told["en"]
    assert {path: path.stat().st_mtime_ns for path in Path().rglob("*")} == before


def write(name: str, content: str | bytes) -> str:
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return name


# ---- the file of a scenario ----

FILES: dict[str, Refused] = {
    "empty": ("", [said(0, "", "yaml_empty")]),
    "only a comment": ("# 待填写\n", [said(0, "", "yaml_empty")]),
    "a list at the top": ("- a\n- b\n", [said(1, "", "yaml_top_list")]),
    "text at the top": ("基准情景\n", [said(1, "", "yaml_top_text", "基准情景")]),
    "10 MB": ("#" * 10_000_000, [said(0, "", "file_too_big", size=10.0, limit="1")]),
    "GBK": ((HEAD + "reason: 中文\n").encode("gbk"), [said(1, "", "looks_like_gbk")]),
    "UTF-16": (HEAD.encode("utf-16"), [said(1, "", "looks_like_utf16")]),
    "neither": (b"title: \xff\xff\x81\n", [said(1, "", "not_text")]),
    "a workbook": (b"PK\x03\x04\0\0xl/workbook.xml", [said(1, "", "nul_byte")]),
    "tab": (HEAD + "drivers:\n\tgdp.growth: {2030: 5%}\n", [said(4, "", "yaml_tab")]),
    "full-width colon": (HEAD + "drivers：{gdp.growth: {2030: 5%}}\n", [said(3, "", "yaml_full_width_colon")]),
    "no space after the colon": (HEAD + "drivers:\n  gdp.growth:5%\n", [said(3, "drivers", "expected_mapping", "gdp.growth:5%")]),
    "two colons on a line": (HEAD + "drivers: gdp.growth: 5%\n", [said(3, "", "yaml_colon")]),
    "quote left open": (HEAD + "reason: 'a\n", [said(3, "", "yaml_quote")]),
    "bracket left open": (HEAD + "drivers: {gdp.growth: {2030: 5%}\n", [said(3, "", "yaml_bracket")]),
    "path in double quotes": (HEAD + 'reason: "C:\\政策"\n', [said(3, "", "yaml_escape")]),
    "duplicate key": (HEAD + "drivers: {}\ndrivers: {}\n", [said(4, "drivers", "yaml_duplicate", first=3)]),
    "duplicate year": (
        HEAD + "drivers:\n  gdp.growth:\n    2030: 5%\n    2030: 4%\n",
        [said(6, "drivers.gdp.growth[2030]", "yaml_duplicate", first=5)],
    ),
    "alias bomb": (
        HEAD + "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
        [
            said(3, "a", "yaml_anchor", name="a"),
            said(4, "b", "yaml_anchor", name="b"),
            said(4, "b[0]", "yaml_alias", name="a"),
        ],
    ),
    "a tag that would run code": (
        HEAD + "reason: !!python/object/apply:os.system [ls]\n",
        [said(3, "reason", "yaml_tag", tag="tag:yaml.org,2002:python/object/apply:os.system")],
    ),
    "two documents": (HEAD + "---\nreason: a\n", [said(3, "", "yaml_documents")]),
    "nested too deep": (HEAD + "reason: " + "[" * 50 + "]" * 50 + "\n", [said(3, "reason" + "[0]" * 19, "yaml_depth", limit=20)]),
    "bell character": (HEAD + "reason: a\ab\n", [said(3, "", "control_character", code="U+0007")]),
    "no title": ("region: yiwu\n", [said(1, "title", "missing_key")]),
    "title without languages": ("title: 试算\nregion: yiwu\n", [said(1, "title", "expected_mapping", "试算")]),
    "empty title": ("title: {zh: '', en: A}\nregion: yiwu\n", [said(1, "title.zh", "expected_text", "")]),
    "no region": (TITLE, [said(1, "region", "missing_key")]),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read(here: Path, name: str) -> None:
    content, expected = FILES[name]
    refused(expected, write("own.yaml", content))


# ---- what a scenario says ----

NUMBER = "expected_number_or_fraction"
GROWTH = "drivers.gdp.growth[2030]"
SCENARIOS: dict[str, tuple[str, list[Problem]]] = {
    # keys
    "unknown key": ("measure: []\n", [said(3, "measure", "unknown_key", nearest="measures")]),
    "unknown key inside": (
        "accounting: {import_facter: nation}\n",
        [said(3, "accounting.import_facter", "unknown_key", nearest="import_factor")],
    ),
    "a block left empty": ("drivers:\n", [said(3, "drivers", "expected_mapping", None)]),
    "a list left empty": ("measures:\n", [said(3, "measures", "expected_list", None)]),
    "a mapping for a list": (
        "measures: {use: industry.efficiency}\n",
        [said(3, "measures", "expected_list", {"use": "industry.efficiency"})],
    ),
    "text for a measure": (
        "measures:\n  - industry.efficiency\n",
        [said(4, "measures[0]", "expected_mapping", "industry.efficiency")],
    ),
    "number for a name": ("targets:\n  - {id: 5}\n", [said(4, "targets[0].id", "expected_text", 5)]),
    "measure without a name": ("measures:\n  - {strength: 1}\n", [said(4, "measures[0].use", "missing_key")]),
    "reason as a list": ("reason: [a]\n", [said(3, "reason", "expected_text", ["a"])]),
    # drivers: 5 %, 0.05 and 5
    "5 for 5 %": ("drivers: {gdp.growth: {2030: 5}}\n", [said(3, GROWTH, "expected_fraction", 5)]),
    "growth of 700 %": (
        "drivers: {gdp.growth: {2030: 700%}}\n",
        [said(3, GROWTH, "expected_range", "700%", low="-90%", high="100%")],
    ),
    "fall of 100 %": (
        "drivers: {gdp.growth: {2030: -100%}}\n",
        [said(3, GROWTH, "expected_range", "-100%", low="-90%", high="100%")],
    ),
    "full-width digits": ("drivers: {gdp.growth: {2030: ５%}}\n", [said(3, GROWTH, NUMBER, "５%")]),
    "full-width per cent": ("drivers: {gdp.growth: {2030: 5％}}\n", [said(3, GROWTH, NUMBER, "5％")]),
    "decimal comma": ('drivers: {gdp.growth: {2030: "5,5%"}}\n', [said(3, GROWTH, NUMBER, "5,5%")]),
    "thousands": (
        'drivers: {population: {2030: "1,234"}}\n',
        [said(3, "drivers.population[2030]", NUMBER, "1,234")],
    ),
    "words for a number": ("drivers: {gdp.growth: {2030: 约5%}}\n", [said(3, GROWTH, NUMBER, "约5%")]),
    "true for a number": ("drivers: {gdp.growth: {2030: true}}\n", [said(3, GROWTH, NUMBER, True)]),
    "no number": ("drivers: {gdp.growth: {2030: }}\n", [said(3, GROWTH, NUMBER, None)]),
    "NaN": ("drivers: {population: {2030: .nan}}\n", [said(3, "drivers.population[2030]", "yaml_not_finite", ".nan")]),
    "infinity": (
        "drivers: {population: {2030: -.inf}}\n",
        [said(3, "drivers.population[2030]", "yaml_not_finite", "-.inf")],
    ),
    "overflow": (
        "drivers: {population: {2030: 1e999}}\n",
        [said(3, "drivers.population[2030]", "yaml_not_finite", "1e999")],
    ),
    "NaN as a word": ("drivers: {population: {2030: nan}}\n", [said(3, "drivers.population[2030]", NUMBER, "nan")]),
    "huge number": (
        "drivers: {population: {2030: 1.0e+300}}\n",
        [said(3, "drivers.population[2030]", "number_size", 1e300)],
    ),
    "per cent of a level": (
        "drivers: {population: {2030: 50%}}\n",
        [said(3, "drivers.population[2030]", "expected_number", "50%")],
    ),
    "nobody left": (
        "drivers: {population: {2030: 0}}\n",
        [said(3, "drivers.population[2030]", "expected_limit", 0, limit="> 0")],
    ),
    "share of 120 %": (
        "drivers: {urban_share: {2030: 120%}}\n",
        [said(3, "drivers.urban_share[2030]", "expected_range", "120%", low="0%", high="100%")],
    ),
    "unknown driver": (
        "drivers: {gdp.grwth: {2030: 5%}}\n",
        [said(3, "drivers.gdp.grwth", "unknown_driver", nearest="gdp.growth")],
    ),
    "level of a driver that grows": (
        "drivers: {gdp: {2030: 3000}}\n",
        [said(3, "drivers.gdp", "unknown_driver", nearest="gdp.growth")],
    ),
    "emoji": ("drivers: {'📈': {2030: 5%}}\n", [said(3, "drivers.📈", "unknown_driver")]),
    # years
    "year as text": (
        'drivers: {gdp.growth: {"2030": 5%}}\n',
        [said(3, "drivers.gdp.growth.2030", "year_as_text", '"2030"')],
    ),
    "year in words": (
        "drivers: {gdp.growth: {二〇三〇: 5%}}\n",
        [said(3, "drivers.gdp.growth.二〇三〇", "expected_year", "二〇三〇")],
    ),
    "year 20205": (
        "drivers:\n  gdp.growth:\n    2025: 5%\n    20205: 4%\n",
        [said(6, "drivers.gdp.growth[20205]", "expected_year", 20205)],
    ),
    "no years": ("drivers: {gdp.growth: 5%}\n", [said(3, "drivers.gdp.growth", "expected_year_map", "5%")]),
    "no year at all": ("drivers: {gdp.growth: {}}\n", [said(3, "drivers.gdp.growth", "expected_year_map", {})]),
    "end before base": (
        "accounting: {base_year: 2040, end_year: 2030}\n",
        [said(3, "accounting.end_year", "expected_range", 2030, low=2043, high=2100)],
    ),
    "base before the data": (
        "accounting: {base_year: 2015}\n",
        [said(3, "accounting.base_year", "expected_range", 2015, low=2020, high=2097)],
    ),
    "end in 20605": (
        "accounting: {end_year: 20605}\n",
        [said(3, "accounting.end_year", "expected_range", 20605, low=1990, high=2100)],
    ),
    "base as text": (
        "accounting: {base_year: '2023'}\n",
        [said(3, "accounting.base_year", "year_as_text", '"2023"')],
    ),
    "unknown factor set": (
        "accounting: {combustion: asessment}\n",
        [said(3, "combustion", "unknown_factor_set", "asessment", nearest="assessment")],
    ),
    "unknown preset": (
        "accounting: {headline: plan2020}\n",
        [said(3, "accounting.headline", "expected_one_of", "plan2020", expected=["plan_2020", "dual_control_2026"])],
    ),
    # measures
    "unknown measure": (
        "measures:\n  - use: industry.eficiency\n",
        [said(4, "measures", "unknown_measure", "industry.eficiency", nearest="industry.efficiency")],
    ),
    "strength above 1": (
        "measures:\n  - use: industry.efficiency\n    strength: 150%\n",
        [said(5, "measures.industry.efficiency.strength", "expected_limit", "150%", limit="<= 1")],
    ),
    "strength below 0": (
        "measures:\n  - {use: industry.efficiency, strength: -0.2}\n",
        [said(4, "measures.industry.efficiency.strength", "expected_limit", -0.2, limit=">= 0")],
    ),
    "strength 40": (
        "measures:\n  - {use: industry.efficiency, strength: 40}\n",
        [said(4, "measures.industry.efficiency.strength", "expected_fraction", 40)],
    ),
    "schedule that stops at 0.8": (
        "measures:\n  - {use: industry.efficiency, schedule: {2021: 0, 2030: 0.8}}\n",
        [said(4, "measures.industry.efficiency.schedule", "schedule_peak", {2021: 0, 2030: 0.8})],
    ),
    "schedule beyond 1": (
        "measures:\n  - {use: industry.efficiency, schedule: {2021: 0, 2030: 2}}\n",
        [said(4, "measures.industry.efficiency.schedule[2030]", "expected_range", 2, low=0, high=1)],
    ),
    "schedule out of order": (
        "measures:\n  - use: industry.efficiency\n    schedule:\n      2030: 0\n      2025: 1\n",
        [said(7, "measures.industry.efficiency.schedule[2025]", "schedule_order", 2025)],
    ),
    "schedule of another shape": (
        "measures:\n  - {use: industry.efficiency, schedule: {2030: 1, shape: liner}}\n",
        [
            said(
                4,
                "measures.industry.efficiency.schedule.shape",
                "expected_one_of",
                "liner",
                expected=("linear", "step", "logistic"),
                nearest="linear",
            )
        ],
    ),
    "schedule with a misspelt key": (
        "measures:\n  - {use: industry.efficiency, schedule: {2030: 1, shap: step}}\n",
        [said(4, "measures.industry.efficiency.schedule.shap", "unknown_key", nearest="shape")],
    ),
    "schedule with a year as text": (
        "measures:\n  - {use: industry.efficiency, schedule: {'2030': 1}}\n",
        [said(4, "measures.industry.efficiency.schedule.2030", "year_as_text", '"2030"')],
    ),
    "schedule in full width": (
        "measures:\n  - {use: industry.efficiency, schedule: {2030: １００%}}\n",
        [said(4, "measures.industry.efficiency.schedule[2030]", "expected_range", "１００%", low=0, high=1)],
    ),
    "measure twice": (
        "measures:\n  - use: industry.efficiency\n  - use: industry.efficiency\n",
        [said(5, "measures.industry.efficiency", "item_twice")],
    ),
    "remove of nothing": (
        "measures:\n  - {use: transport.road_to_rail, remove: true}\n",
        [said(4, "measures.transport.road_to_rail", "nothing_to_remove")],
    ),
    "measure on a branch the region lacks": (
        "measures:\n  - use: industry.clinker_ratio\n",
        [said(4, "industry.clinker_ratio", "measure_finds_nothing", "process.clinker")],
    ),
    # changes
    "unknown parameter": (
        "changes: {industry.textiles.intensty: {2030: 0.9}}\n",
        [
            said(
                3,
                "changes.industry.textiles.intensty",
                "unknown_parameter",
                nearest="industry.textiles.intensity",
            )
        ],
    ),
    "fuel the branch does not burn": (
        "changes: {industry.textiles.share.cole: {2030: 5%}}\n",
        [
            said(
                3,
                "changes.industry.textiles.share.cole",
                "unknown_parameter",
                nearest="industry.textiles.share.coal",
            )
        ],
    ),
    "change below zero": (
        "changes: {industry.textiles.intensity: {2030: -0.5}}\n",
        [said(3, "changes.industry.textiles.intensity[2030]", "expected_limit", -0.5, limit=">= 0")],
    ),
    "change of a share to 5": (
        "changes: {industry.textiles.share.coal: {2030: 5}}\n",
        [said(3, "changes.industry.textiles.share.coal[2030]", "expected_fraction", 5)],
    ),
    "shares above 1 together": (
        "changes:\n  industry.textiles.share.coal: {2030: 70%}\n  industry.textiles.share.electricity: {2030: 60%}\n",
        [said(4, "industry.textiles.share[2030] (coal, electricity)", "shares_above_one", total="130.0%")],
    ),
    "sales above 1 together": (
        "changes:\n  vehicles.car.sales_share.gasoline: {2030: 60%}\n"
        "  vehicles.car.sales_share.electricity: {2030: 70%}\n",
        [said(5, "vehicles.car.sales_share[2030] (gasoline, electricity)", "shares_above_one", total="130.0%")],
    ),
    "sales that leave a gap": (
        "changes:\n  vehicles.car.sales_share.gasoline: {2030: 30%}\n"
        "  vehicles.car.sales_share.electricity: {2030: 40%}\n",
        [said(5, "vehicles.car.sales_share[2030] (gasoline, electricity)", "shares_below_one", total="70.0%")],
    ),
    "structure above 1": (
        "drivers:\n  structure.primary: {2030: 40%}\n  structure.industry: {2030: 70%}\n  structure.construction: {2030: 10%}\n",
        [
            said(
                5,
                "structure[2030] (structure.primary, structure.industry, structure.construction)",
                "shares_above_one",
                total="120.0%",
            )
        ],
    ),
    # targets
    "target on an unknown indicator": (
        "targets:\n  - {id: A, indicator: co2_totl, at_most: 5, by: 2030}\n",
        [said(4, "targets.A.indicator", "unknown_indicator", "co2_totl", nearest="co2_total")],
    ),
    "peak of an unknown subject": (
        "targets:\n  - {id: A, indicator: peak_year.coal, peak_by: co2_totl, by: 2030}\n",
        [said(4, "targets.A.peak_by", "unknown_name", "co2_totl", nearest="co2_total")],
    ),
    "goal that does not fit": (
        "targets:\n  - {id: A, indicator: peak_year.coal, at_most: 2030, by: 2030}\n",
        [said(4, "targets.A.at_most", "goal_does_not_fit", goal="at_most", indicator="peak_year.coal")],
    ),
    "by before from": (
        "targets:\n  - id: A\n    indicator: co2_intensity\n    reduce: 18%\n    from: 2030\n    by: 2025\n",
        [said(8, "targets.A.by", "expected_limit", 2025, limit="> 2030")],
    ),
    "by 20305": (
        "targets:\n  - {id: A, indicator: co2_total, at_most: 5, by: 20305}\n",
        [said(4, "targets.A.by", "expected_range", 20305, low=1990, high=2100)],
    ),
    "reduce 18": (
        "targets:\n  - {id: A, indicator: co2_intensity, reduce: 18, from: 2020, by: 2025}\n",
        [said(4, "targets.A.reduce", "expected_fraction", 18)],
    ),
    "reduce by less than nothing": (
        "targets:\n  - {id: A, indicator: co2_intensity, reduce: -18%, from: 2020, by: 2025}\n",
        [said(4, "targets.A.reduce", "expected_limit", "-18%", limit="> 0")],
    ),
    "share of 10.5": (
        "targets:\n  - {id: A, indicator: renewable_share, at_least: 10.5, by: 2025}\n",
        [said(4, "targets.A.at_least", "expected_fraction", 10.5)],
    ),
    "total in per cent": (
        "targets:\n  - {id: A, indicator: co2_total, at_most: 5%, by: 2025}\n",
        [said(4, "targets.A.at_most", "expected_number", "5%")],
    ),
    "target without a value": (
        "targets:\n  - {id: A, indicator: co2_total, at_most: null, by: 2025}\n",
        [said(4, "targets.A", "value_or_set_by", goal="at_most")],
    ),
    "reduce from no year": (
        "targets:\n  - {id: A, indicator: co2_intensity, reduce: 18%, by: 2025}\n",
        [said(4, "targets.A", "effect_needs", type="reduce", needed="from")],
    ),
    "what if of words": (
        "targets:\n  - {id: A, indicator: co2_total, falling: true, by: 2030, what_if: {全国: 高}}\n",
        [said(4, "targets.A.what_if.全国", "expected_fraction", "高")],
    ),
    "target twice": (
        "targets:\n  - {id: A, indicator: co2_total, falling: true, by: 2030}\n  - {id: A}\n",
        [said(5, "targets.A", "item_twice")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_is_refused(here: Path, name: str) -> None:
    body, expected = SCENARIOS[name]
    refused(expected, write("own.yaml", HEAD + body))


def test_a_target_has_exactly_one_goal(here: Path) -> None:
    write("own.yaml", HEAD + "targets:\n  - {id: A, indicator: co2_total, at_most: 5, hold: 3, by: 2030}\n")
    _, _, told = sim_run("own.yaml", "--lang", "en")
    assert told.startswith("own.yaml:4: targets.A: expected exactly one of at_least, at_most, reduce")


def test_the_words_are_those_of_the_user(here: Path) -> None:
    write("own.yaml", HEAD + "drivers: {gdp.growth: {2030: 5}}\nmeasure: []\n")
    assert sim_run("own.yaml")[2].splitlines() == [
        "own.yaml:4: measure: 未知的键，是否想写 measures？",
        "共 1 处问题，未运行",
    ]
    write("own.yaml", HEAD + "drivers: {gdp.growth: {2030: 5}}\n")
    assert sim_run("own.yaml", "--lang", "en")[2].splitlines() == [
        "own.yaml:3: drivers.gdp.growth[2030]: got 5, expected a fraction such as 5% or 0.05",
        "1 problem(s), nothing was run",
    ]


# ---- which file ----


def test_a_folder_named_like_a_scenario(here: Path) -> None:
    Path("own.yaml").mkdir()
    refused([said(0, "", "file_directory")], "own.yaml")


@pytest.mark.parametrize(
    ("word", "nearest"),
    [("yiwu/baselin", "yiwu/baseline"), ("yiwu", None), ("no/such", None), ("义乌", None)],
)
def test_a_bundled_scenario_that_does_not_exist(here: Path, word: str, nearest: str | None) -> None:
    refused([said(0, "", "unknown_scenario", file=word, nearest=nearest)], word)


def test_a_missing_file_is_told_with_the_one_that_is_there(here: Path) -> None:
    write("policy.yaml", HEAD)
    refused([said(0, "", "file_missing", file="polcy.yaml", nearest="policy.yaml")], "polcy.yaml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_named_pipe_is_not_waited_for(here: Path) -> None:
    os.mkfifo("own.yaml")
    refused([said(0, "", "file_special")], "own.yaml")


@pytest.mark.parametrize(
    ("parent", "message", "nearest"),
    [("b.yaml", "unknown_scenario", None), ("yiwu/basline", "unknown_scenario", "yiwu/baseline"), ("own.yaml", "extends_loop", None)],
)  # fmt: skip
def test_extends_that_leads_nowhere(here: Path, parent: str, message: str, nearest: str | None) -> None:
    problem = said(
        2, "extends", message, parent, **({} if message == "extends_loop" else {"nearest": nearest})
    )
    refused([problem], write("own.yaml", f"{TITLE}extends: {parent}\n"))


def test_a_loop_of_two_files(here: Path) -> None:
    write("other.yaml", TITLE + "extends: own.yaml\n")
    write("own.yaml", TITLE + "extends: other.yaml\n")
    refused([said(2, "extends", "extends_loop", "own.yaml", file="other.yaml")], "own.yaml")


@pytest.mark.parametrize(
    ("region", "nearest"), [("yiwuu", "yiwu"), ("./nowhere", None), ("./file", None), ("zhejang", "zhejiang")]
)
def test_an_unknown_region(here: Path, region: str, nearest: str | None) -> None:
    write("file", "this is no folder")
    problem = said(3, "region", "unknown_region", region, nearest=nearest)
    refused([problem], write("own.yaml", f"{HEAD}region: {region}\n"))


def test_a_region_that_only_lends_its_tables(here: Path) -> None:
    problem = said(2, "region", "region_not_runnable", "zhejiang")
    refused([problem], write("own.yaml", f"{TITLE}region: zhejiang\n"))


@pytest.mark.parametrize("year", ["2019", "2022"])
def test_an_end_before_the_base_year_on_the_command_line(here: Path, year: str) -> None:
    problem = said(0, "", "expected_range", int(year), file="--to", low=2023, high=2100)
    refused([problem], "yiwu/baseline", "--to", year)


@pytest.mark.parametrize("year", ["1900", "20300", "2030年", "2030.5"])
def test_an_end_that_is_no_year_is_a_wrong_use(here: Path, year: str) -> None:
    code, out, told = sim_run("yiwu/baseline", "--to", year)
    assert (code, out) == (2, "")
    assert year in told
    assert not list(here.iterdir())


# ---- several problems ----


def test_problems_of_one_scenario_come_together(here: Path) -> None:
    body = """\
drivers: {gdp.grwth: {2030: 5%}}
changes: {industry.textile.intensity: {2030: 0.9}}
measures:
  - use: industry.eficiency
targets:
  - {id: A, indicator: co2_totl, falling: true, by: 2030}
"""
    expected = [
        said(3, "drivers.gdp.grwth", "unknown_driver", nearest="gdp.growth"),
        said(
            4,
            "changes.industry.textile.intensity",
            "unknown_parameter",
            nearest="industry.textiles.intensity",
        ),
        said(6, "measures", "unknown_measure", "industry.eficiency", nearest="industry.efficiency"),
        said(8, "targets.A.indicator", "unknown_indicator", "co2_totl", nearest="co2_total"),
    ]
    refused(expected, write("own.yaml", HEAD + body))


def test_problems_of_two_scenarios_come_together(here: Path) -> None:
    write("a.yaml", HEAD + "measure: []\n")
    write("b.yaml", HEAD + "drivers: {gdp.growth: {2030: 5}}\n")
    expected = [
        said(3, "measure", "unknown_key", file="a.yaml", nearest="measures"),
        said(3, GROWTH, "expected_fraction", 5, file="b.yaml"),
        said(0, "", "file_missing", file="c.yaml", nearest="b.yaml"),
    ]
    refused(expected, "c.yaml", "b.yaml", "a.yaml", "yiwu/baseline")


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
    rows = list(csv.reader(lines))
    assert len(rows) == len(lines)
    header = rows[0]
    number = next(i for i, row in enumerate(rows) if all(row[header.index(k)] == v for k, v in where.items()))
    for name, value in values.items():
        rows[number][header.index(name)] = value
    lines[number] = csv_line(rows[number])
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return number + 1


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
COAL = {"target_id": "industry.textiles", "fuel": "coal"}
CAR = {"stock": "vehicles.car"}
WASTE = {"plant": "energy.waste"}
PLAIN = "expected_number"
# name: (table, row, new cells, key, message, value, details)
CELLS: dict[str, tuple[str, dict[str, str], dict[str, str], str, str, object, dict[str, object]]] = {
    "1,485.6 as Excel saves it": ("drivers", GDP, {"value": "1,485.6"}, "value", PLAIN, "1,485.6", {}),
    "full-width digits": ("drivers", GDP, {"value": "１４８５"}, "value", PLAIN, "１４８５", {}),
    "NaN": ("drivers", GDP, {"value": "NaN"}, "value", PLAIN, "NaN", {}),
    "infinity": ("drivers", GDP, {"value": "inf"}, "value", PLAIN, "inf", {}),
    "an error of Excel": ("drivers", GDP, {"value": "#REF!"}, "value", PLAIN, "#REF!", {}),
    "a per cent sign": ("drivers", GDP, {"value": "5%"}, "value", PLAIN, "5%", {}),
    "a blank": ("drivers", GDP, {"value": ""}, "value", "cell_blank", ABSENT, {}),
    "huge": ("drivers", GDP, {"value": "1e300"}, "value", "number_size", "1e+300", {}),
    "zero GDP": ("drivers", GDP, {"value": "0"}, "gdp[2020]", "expected_limit", "0", {"limit": "> 0"}),
    "unknown unit": ("drivers", GDP, {"unit": "1e8 CNYY"}, "unit", "unknown_unit", "1e8 CNYY", {"nearest": "1e8 CNY"}),
    "GDP in MW": ("drivers", GDP, {"unit": "MW"}, "gdp[2020]", "unit_does_not_fit", "MW", {"unit": "1e8 CNY"}),
    "year as text": ("drivers", GDP, {"year": "2020年"}, "year", "expected_whole_number", "2020年", {}),
    "misspelt case": (
        "drivers", GDP, {"case": "actuel"}, "case", "expected_one_of", "actuel",
        {"expected": ["actual", "central", "low", "high"], "nearest": "actual"},
    ),
    "growth in per cent twice": (
        "drivers", {"variable": "gdp.growth"}, {"value": "700"}, "gdp.growth[2021]", "expected_range", "700%",
        {"low": "-90%", "high": "100%"},
    ),
    "people in single persons": (
        "drivers", {"variable": "population", "year": "2030", "case": "central"}, {"value": "2000000"},
        "population[2030]", "far_from_base", "2e+06", {"factor": "1000", "base": "BASE", "year": 2020},
    ),
    "negative energy": (
        "balance", COAL, {"value": "-1"}, "industry.textiles.coal", "expected_limit", -1.0, {"limit": ">= 0"},
    ),
    "negative sigma": (
        "balance", COAL, {"sigma": "-1"}, "industry.textiles.sigma", "expected_limit", "-1", {"limit": ">= 0"},
    ),
    "energy in kWh": (
        "balance", COAL, {"unit": "1e8 kWh"}, "industry.textiles", "unit_does_not_fit", "1e8 kWh", {"unit": "1e4 tce"},
    ),
    "energy in tonnes": (
        "balance", COAL, {"unit": "万吨"}, "industry.textiles", "unit_does_not_fit", "1e4 t", {"unit": "1e4 tce"},
    ),
    "unknown fuel": ("balance", COAL, {"fuel": "gasolin"}, "gasolin", "unknown_fuel", ABSENT, {"nearest": "gasoline"}),
    "unknown branch": (
        "balance", COAL, {"target_id": "industry.textile"}, "industry.textile", "unknown_branch", ABSENT,
        {"nearest": "industry.textiles"},
    ),
    "cell twice": (
        "balance", COAL | {"fuel": "electricity"}, {"fuel": "coal"}, "industry.textiles.coal", "row_twice", ABSENT, {}
    ),
    "stock without survival": ("stocks", CAR, {"survival": ""}, "survival", "cell_blank", ABSENT, {}),
    "unknown survival": ("stocks", CAR, {"survival": "carr"}, "survival", "unknown_name", "carr", {"nearest": "car"}),
    "no cars": ("stocks", CAR, {"value": "0"}, "vehicles.car.value", "expected_limit", "0", {"limit": "> 0"}),
    "cars in m2": (
        "stocks", CAR, {"unit": "1e4 m2"}, "vehicles.car", "unit_does_not_fit", "1e4 m2", {"unit": "1e4 vehicles"},
    ),
    "unknown driver of a stock": (
        "stocks", CAR, {"driver": "gdp_per_hed"}, "driver", "unknown_driver", "gdp_per_hed",
        {"year": 2020, "nearest": "gdp_per_head"},
    ),
    "elasticity of 900": (
        "branches", {"branch": "industry.textiles"}, {"elasticity": "900"}, "industry.textiles.elasticity",
        "expected_limit", "900", {"limit": "<= 5"},
    ),
    "unknown stock of a branch": (
        "branches", {"stock": "vehicles.car"}, {"stock": "vehicles.carr"}, "stock", "unknown_name", "vehicles.carr",
        {"nearest": "vehicles.car"},
    ),
    "useless plant": (
        "plants", WASTE, {"efficiency": "0"}, "energy.waste.efficiency", "expected_limit", "0", {"limit": "> 0"},
    ),
    "year of 60000 hours": (
        "plants", WASTE, {"hours": "60000"}, "energy.waste.hours", "expected_limit", "60000", {"limit": "<= 8784"},
    ),
    "plant without capacity": (
        "plants", WASTE, {"capacity_mw": ""}, "energy.waste.capacity_mw", "expected_limit", ABSENT, {"limit": "> 0"},
    ),
    "plant that closes before it opens": (
        "plants", {"plant": "energy.coal_chp"}, {"from_year": "2030", "to_year": "2025"}, "energy.coal_chp.to_year",
        "expected_limit", 2025, {"limit": ">= 2030"},
    ),
    "negative anchor": (
        "anchors", {"indicator": "oil_use"}, {"value": "-105"}, "oil_use", "expected_limit", "-105", {"limit": ">= 0"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_of_a_region_is_refused(region: Path, name: str) -> None:
    table, where, values, key, message, value, details = CELLS[name]
    file = region / f"{table}.csv"
    base = next(r["value"] for r in csv.DictReader(file.open(encoding="utf-8")) if r["year"] == "2020" and r["variable"] == "population") if "base" in details else ""  # fmt: skip
    line = cell(file, where, **values)
    details = {k: f"{float(base):g}" if v == "BASE" else v for k, v in details.items()}
    more = message in (
        "cell_blank",
        PLAIN,
        "row_twice",
        "expected_whole_number",
        "number_size",
        "unknown_branch",
    )
    refused([said(line, key, message, value, file=str(file), **details)], "own.yaml", more=more)


PATHS: dict[str, tuple[dict[str, str], str, str, object, dict[str, object]]] = {
    "unknown branch": (
        {"target_id": "industry.textile", "quantity": "intensity", "value": "0.9", "unit": "ratio"},
        "industry.textile", "unknown_branch", ABSENT, {"nearest": "industry.textiles"},
    ),
    "unknown quantity": (
        {"target_id": "industry.textiles", "quantity": "intensiti", "value": "0.9", "unit": "ratio"},
        "industry.textiles.intensiti", "unknown_quantity", ABSENT, {"nearest": "intensity"},
    ),
    "share of no fuel": (
        {"target_id": "industry.textiles", "quantity": "share", "value": "0.9", "unit": "ratio"},
        "industry.textiles.share", "effect_needs", ABSENT, {"type": "share", "needed": "fuel"},
    ),
    "multiple in MW": (
        {"target_id": "industry.textiles", "quantity": "intensity", "value": "0.9", "unit": "MW"},
        "industry.textiles.intensity[2030]", "unit_does_not_fit", "MW", {"unit": "ratio"},
    ),
    "share of 900 %": (
        {"target_id": "industry.textiles", "quantity": "share", "fuel": "coal", "value": "9", "unit": "ratio"},
        "industry.textiles.share.coal[2030]", "expected_range", "900%", {"low": "0%", "high": "100%"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PATHS)
def test_a_path_of_a_region_is_refused(region: Path, name: str) -> None:
    values, key, message, value, details = PATHS[name]
    line = row(region / "paths.csv", year="2030", **values)
    refused([said(line, key, message, value, file=str(region / "paths.csv"), **details)], "own.yaml")


def test_shares_of_a_region_above_one(region: Path) -> None:
    share = {
        "target_id": "industry.textiles",
        "quantity": "share",
        "year": "2030",
        "unit": "%",
        "value": "90",
    }
    line = row(region / "paths.csv", fuel="coal", **share)
    row(region / "paths.csv", fuel="electricity", **share)
    key = "industry.textiles.share[2030] (coal, electricity)"
    problem = said(line, key, "shares_above_one", file=str(region / "paths.csv"), total="180.0%")
    refused([problem], "own.yaml")


def test_a_missing_driver_year(region: Path) -> None:
    cell(region / "drivers.csv", GDP, year="2019")
    file = str(region / "drivers.csv")
    refused([said(0, "gdp", "missing_driver_year", file=file, year=2020)], "own.yaml")


SETTINGS: dict[str, tuple[str, str, str, str, object, dict[str, object]]] = {
    "misspelt key": ("base_year", "base_yeer: 2020", "base_yeer", "unknown_key", ABSENT, {"nearest": "base_year"}),
    "base year 20205": (
        "base_year", "base_year: 20205", "base_year", "expected_range", 20205, {"low": 1990, "high": 2100}
    ),
    "end before base": ("end_year", "end_year: 2010", "end_year", "expected_limit", 2010, {"limit": "> 2020"}),
    "losses of 4": ("electricity_losses", "electricity_losses: 4", "electricity_losses", "expected_fraction", 4, {}),
    "all lost": ("heat_losses", "heat_losses: 100%", "heat_losses", "expected_limit", "100%", {"limit": "<= 0.5"}),
    "unknown grid": (
        "grid_area", 'grid_area: "province:Zhejang"', "grid_area", "unknown_name", "province:Zhejang",
        {"nearest": "province:Zhejiang"},
    ),
    "unknown benchmark": (
        "benchmark", "benchmark: zhejang", "benchmark", "unknown_region", "zhejang", {"nearest": "zhejiang"}
    ),
    "id that leaves the folder": ("id", "id: ../../x", "id", "name_for_files", "../../x", {}),
    "id with a colon": ("id", "id: 'a:b'", "id", "name_for_files", "a:b", {}),
    "unknown term": (
        "unknown_terms", "unknown_terms: [proces]", "unknown_terms[0]", "expected_one_of", "proces",
        {"expected": ["non_energy_use", "process"]},
    ),
    "tab": ("base_year", "\tbase_year: 2020", "", "yaml_tab", ABSENT, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_of_a_region_is_refused(region: Path, name: str) -> None:
    setting, written, key, message, value, details = SETTINGS[name]
    lines = (region / "region.yaml").read_text(encoding="utf-8").splitlines()
    number = next(i for i, line in enumerate(lines) if line.startswith(f"{setting}:"))
    lines[number] = written
    (region / "region.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    problem = said(number + 1, key, message, value, file=str(region / "region.yaml"), **details)
    refused([problem], "own.yaml", more=message == "unknown_key")  # the right key is missing too


@pytest.mark.parametrize("table", ["drivers.csv", "branches.csv", "region.yaml"])
def test_a_table_that_is_needed_is_missing(region: Path, table: str) -> None:
    (region / table).rename(region / "old.txt")
    code, _, told = sim_run("own.yaml", "--lang", "en")
    assert code == 1
    assert f"{region / table}: no such file" in told.splitlines()[0]


def test_a_region_without_a_balance(region: Path) -> None:
    (region / "balance.csv").unlink()
    refused([said(3, "region", "balance_missing", "yiwu")], "own.yaml")


def test_a_table_is_a_folder(region: Path) -> None:
    (region / "plants.csv").unlink()
    (region / "plants.csv").mkdir()
    refused([said(0, "", "file_directory", file=str(region / "plants.csv"))], "own.yaml", more=True)


BYTES: dict[str, tuple[Callable[[bytes], bytes], int, str, dict[str, object]]] = {
    "empty": (lambda data: b"", 0, "table_empty", {}),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), 1, "looks_like_utf16", {}),
    "a workbook": (lambda data: b"PK\x03\x04\0\0", 1, "nul_byte", {}),
    "neither": (lambda data: data + b"\xff\xff\x81", -1, "not_text", {}),
    "20 MB": (lambda data: data + b"#" * 30_000_000, 0, "file_too_big", {"size": 30.1, "limit": "20"}),
    "quote left open": (lambda data: data + b'a,"b', -1, "table_quote", {}),
}


@pytest.mark.parametrize("name", BYTES)
def test_a_table_that_cannot_be_read(region: Path, name: str) -> None:
    change, line, message, details = BYTES[name]
    file = region / "plants.csv"
    last = file.read_bytes().count(b"\n") + 1
    file.write_bytes(change(file.read_bytes()))
    if message == "file_too_big":
        details = details | {"size": -(-file.stat().st_size // 100_000) / 10}
    problem = said(last if line < 0 else line, "", message, file=str(file), **details)
    refused([problem], "own.yaml")


def test_semicolons_instead_of_commas(region: Path) -> None:
    text = (region / "stocks.csv").read_text(encoding="utf-8").replace(",", ";")
    (region / "stocks.csv").write_text(text, encoding="utf-8")
    problem = said(1, "", "table_separator", text.splitlines()[0], file=str(region / "stocks.csv"))
    refused([problem], "own.yaml")


def test_a_thousands_separator_without_quotes(region: Path) -> None:
    file = region / "drivers.csv"
    line = cell(file, GDP, value="1485")
    file.write_text(file.read_text(encoding="utf-8").replace(",1485,", ",1,485,"), encoding="utf-8")
    problem = said(line, "", "row_width", file=str(file), cells=10, columns=9)
    refused([problem], "own.yaml")


def test_a_misspelt_header(region: Path) -> None:
    file = region / "drivers.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("variable,", "varible,", 1), encoding="utf-8")
    expected = [
        said(1, "varible", "column_unknown", file=str(file), nearest="variable"),
        said(1, "variable", "column_missing", file=str(file)),
    ]
    refused(expected, "own.yaml")


def test_problems_of_a_scenario_and_two_tables_come_together(region: Path) -> None:
    first = cell(region / "balance.csv", COAL, value="x")
    second = cell(region / "drivers.csv", GDP, value="1,485.6")
    write("own.yaml", OWN_REGION + "measure: []\n")
    expected = [
        said(first, "value", PLAIN, "x", file=str(region / "balance.csv")),
        said(second, "value", PLAIN, "1,485.6", file=str(region / "drivers.csv")),
        said(4, "measure", "unknown_key", nearest="measures"),
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


@pytest.mark.parametrize("name", SPELLINGS)
def test_spellings_that_mean_the_same(here: Path, name: str) -> None:
    expected, _ = result_of(write("own.yaml", GROWN))
    got, told = result_of(write("own.yaml", SPELLINGS[name]))
    assert got == expected
    assert got != result_of(write("own.yaml", HEAD))[0]
    notice = "own.yaml:1: the file starts with a byte order mark (UTF-8 BOM), it was skipped\n"
    assert told == (notice if "mark" in name else "")


@pytest.mark.parametrize("file", ["义乌 试算 (1).yaml", "a.b.yml", "own.YAML", "情景/基准.yaml", "own"])
def test_names_of_files(here: Path, file: str) -> None:
    Path(file).parent.mkdir(exist_ok=True)
    code, out, told = sim_run(write(file, HEAD), "--no-charts")
    assert (code, told) == (0, "")
    assert Path(file).stem in out
    assert [path.name for path in Path("out").iterdir()] == [f"yiwu-{Path(file).stem}"]


TABLES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "as it is": (lambda data: data, ""),
    "GBK": (
        lambda data: data.decode().encode("gbk"),
        "{file}:2: the file is not UTF-8, it was read as GBK (GB18030)\n",
    ),
    "a byte order mark": (
        lambda data: b"\xef\xbb\xbf" + data,
        "{file}:1: the file starts with a byte order mark (UTF-8 BOM), it was skipped\n",
    ),
    "Windows line ends": (lambda data: data.replace(b"\n", b"\r\n"), ""),
    "padded by Excel": (lambda data: data + b"," * 15 + b"\n\n", ""),
    "units in Chinese": (lambda data: data.replace(b",1e4 vehicles,", ",万辆,".encode()), ""),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_that_say_the_same(region: Path, name: str) -> None:
    expected, _ = result_of()
    change, notice = TABLES[name]
    (region / "stocks.csv").write_bytes(change((region / "stocks.csv").read_bytes()))
    assert result_of() == (expected, notice.format(file=region / "stocks.csv"))


def test_a_notice_speaks_chinese_too(region: Path) -> None:
    (region / "stocks.csv").write_bytes((region / "stocks.csv").read_text(encoding="utf-8").encode("gbk"))
    assert (
        result_of(lang="zh")[1]
        == f"{region / 'stocks.csv'}:2: 文件不是 UTF-8 编码，已按 GBK（GB18030）读取\n"
    )


def test_a_region_of_ones_own_gives_the_numbers_of_its_original(region: Path) -> None:
    assert result_of()[0] == result_of("yiwu/baseline")[0]


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
