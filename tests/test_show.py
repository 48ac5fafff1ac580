"""`sim show`: what a name means, its values with grade and source, and who uses it."""

from __future__ import annotations

import re
from functools import cache

import pytest
from click.testing import CliRunner
from click.testing import Result as Done

from simulator.cli.main import sim
from simulator.errors import Problems
from simulator.inputs.locate import parameters_folder, region_ids, scenario_ids
from simulator.inputs.measures import load_measures
from simulator.messages import TEXT
from simulator.report.shelf import Shelf
from simulator.report.show import FINDERS, show

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
PLACE = re.compile(r"((?:parameters|scenarios)/[\w/]+\.(?:csv|yaml)):(\d+)")


def call(*words: str) -> Done:
    return CliRunner().invoke(sim, ["show", *words])


@cache
def said(*words: str) -> str:
    done = call(*words)
    assert done.exit_code == 0, done.output
    return done.stdout


EXAMPLES = {  # name -> the kinds it is
    "yiwu/baseline": ["scenario"],
    "yiwu": ["region"],
    "industry.efficiency": ["measure"],
    "Y1": ["target", "plan"],
    "energy_intensity": ["indicator"],
    "gdp.growth": ["driver"],
    "industry.cement.intensity": ["parameter"],
    "industry.cement.share.electricity": ["parameter"],
    "vehicles.bus.sales_share.electricity": ["parameter"],
    "industry.cement": ["branch"],
    "energy.coal_chp": ["plant"],
    "vehicles.car": ["stock"],
    "process.clinker": ["process"],
    "coal": ["fuel"],
    "pm25": ["indicator", "gas"],
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_name_is_shown_under_every_kind_it_is(name: str) -> None:
    headings = [line for line in said(name, "--lang", "en").splitlines() if line and line[0] != " "]
    assert headings == [f"{TEXT[f'show.kind.{kind}'][0]}  {name}" for kind in EXAMPLES[name]]


def test_there_is_an_example_of_every_kind() -> None:
    assert {kind for kinds in EXAMPLES.values() for kind in kinds} == set(FINDERS)


@pytest.mark.parametrize("name", EXAMPLES)
def test_places_that_are_named_exist(name: str) -> None:
    """file:line stands inside a file of the project."""
    for file, line in PLACE.findall(said(name)):
        found = parameters_folder().parent / file
        assert 1 <= int(line) <= len(found.read_text(encoding="utf-8").splitlines()), (file, line)


@pytest.mark.parametrize("name", EXAMPLES)
def test_both_languages_say_the_same_lines(name: str) -> None:
    chinese, english = said(name, "--lang", "zh").splitlines(), said(name, "--lang", "en").splitlines()
    assert len(chinese) == len(english)
    assert all(CHINESE.search(line) for line in chinese if line)
    chinese_text = "\n".join(chinese)
    chinese_text.encode("gbk", errors="strict" if name != "Y1" else "replace")


def test_every_name_that_can_be_guessed_is_found() -> None:
    """A few of every kind, so that no list of names leads nowhere."""
    shelf = Shelf(None)
    for kind, (names, find) in FINDERS.items():
        every = list(dict.fromkeys(names(shelf)))
        for name in every[:: max(1, len(every) // 3)]:
            if kind != "indicator":  # each would run the baselines
                assert find(shelf, name, "en"), (kind, name)


@pytest.mark.parametrize("name", list(load_measures(Problems()))[::8])
def test_a_measure_tells_meaning_effects_and_source(name: str) -> None:
    entry = load_measures(Problems())[name].entry
    text = said(name, "--lang", "en")
    for part in (entry.title.en, entry.meaning.en, entry.source, f"{entry.effects[0].type} "):
        assert part in text


def test_a_measure_tells_which_scenarios_use_it_and_how_strongly() -> None:
    assert "yiwu/coal_reduction 60%" in said("industry.coal_to_gas", "--lang", "en")
    assert (
        "quzhou" not in said("industry.coal_to_gas", "--region", "yiwu", "--lang", "en").split("Used by")[1]
    )


def test_a_branch_tells_its_balance_and_what_acts_on_it() -> None:
    text = said("industry.textiles", "--region", "yiwu", "--lang", "en")
    assert "coal: 16.9896 10^4 tce [assumed] parameters/regions/yiwu/balance.csv:3" in text
    assert "industry.coal_to_gas" in text


def test_a_parameter_without_a_path_of_its_own_shows_that_of_its_sector() -> None:
    text = said("industry.textiles.intensity", "--region", "yiwu", "--lang", "en")
    assert "industry.* intensity.growth: 2025 -0.018" in text
    own = said("industry.cement.intensity", "--region", "quzhou", "--lang", "en")
    assert "industry.cement intensity.growth" in own
    assert "industry.*" not in own


def test_an_indicator_tells_its_unit_its_baselines_and_the_targets_on_it() -> None:
    text = said("energy_intensity", "--lang", "en")
    assert "Unit: tce/1e4 CNY" in text
    assert all(f"{name}/baseline: 20" in text for name in region_ids())
    assert "yiwu/baseline Y1" in text


def test_a_target_nobody_has_set_has_no_value() -> None:
    text = said("Y2", "--region", "yiwu", "--lang", "en")
    assert "value not assigned" in text
    assert "18" not in text.split("Goal")[1].splitlines()[0]


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("industry.efficency", "industry.efficiency"),
        ("energy_intensty", "energy_intensity"),
        ("Yiwu", "yiwu"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest_one(name: str, guess: str) -> None:
    done = call(name, "--lang", "en")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert f"{name}: nothing of this name is known, did you mean {guess}?" in done.stderr


def test_an_unknown_region_is_refused() -> None:
    done = call("coal", "--region", "yiwo")
    assert done.exit_code == 1
    assert "yiwu" in done.stderr


def test_scenarios_of_another_region_are_not_found_in_this_one() -> None:
    assert show(scenario_ids("yiwu")[0], "yiwu", "zh")
    assert call(scenario_ids("quzhou")[0], "--region", "yiwu").exit_code == 1
