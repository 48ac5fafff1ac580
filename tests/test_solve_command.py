"""`sim solve`: what it writes runs and meets its targets; exit codes, nothing overwritten, both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from simulator import load, simulate
from simulator.cli.main import sim

if TYPE_CHECKING:
    from pathlib import Path

LEVERS = ("industry.efficiency", "industry.coal_to_gas", "energy.coal_cap")
CAP = "co2_total <= 860 by 2030"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(sim, ["solve", *map(str, words)])


def chosen(*names: str) -> list[str]:
    return [word for name in names for word in ("--with", name)]


def verdict(path: Path, goal: str) -> str:
    """What an ordinary run says of a goal of a file."""
    result = simulate(load(str(path)))
    return next(one.verdict for one in result.verdicts if one.target.id == goal)


def strengths(path: Path) -> dict[str, float]:
    return dict(load(str(path)).strength)


def test_the_written_scenario_meets_its_targets_and_less_does_not(tmp_path) -> None:
    path = tmp_path / "answer.yaml"
    done = run("yiwu/baseline", "--for", CAP, *chosen("industry.efficiency"), "--write", path, "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "all targets can be met" in done.output
    assert verdict(path, CAP) == "met"
    strength = strengths(path)["industry.efficiency"]
    assert 0.02 < strength < 1.0
    text = path.read_text(encoding="utf-8")
    weaker = tmp_path / "weaker.yaml"
    weaker.write_text(text.replace(f"strength: {strength:g}", f"strength: {strength - 0.02:g}"), "utf-8")
    assert verdict(weaker, CAP) == "missed"


@pytest.mark.parametrize("minimise", ["cost", "change", "count"])
def test_several_measures_and_targets_of_a_file_of_ones_own(tmp_path, minimise) -> None:
    mine = tmp_path / "inputs" / "mine.yaml"
    mine.parent.mkdir()
    mine.write_text(
        "extends: yiwu/baseline\nmeasures:\n  - {use: energy.rooftop_pv, strength: 20%}\n", "utf-8"
    )
    path = tmp_path / "answer.yaml"
    goals = ("--for", CAP, "--for", "peak_year(coal) <= 2030", "--for", "coal_share <= 12% by 2035")
    words = ("--minimise", minimise, "--write", path, "--lang", "en", *chosen(*LEVERS))
    done = run(mine, *goals, *words)
    assert done.exit_code == 0, done.output
    assert "missed" not in done.output
    assert all(verdict(path, goal) == "met" for goal in goals[1::2])
    assert strengths(path)["energy.rooftop_pv"] == 0.2
    assert "inputs/mine.yaml" in path.read_text(encoding="utf-8")


def test_met_already_writes_a_bare_extends(tmp_path) -> None:
    path = tmp_path / "same.yaml"
    done = run("yiwu/baseline", "--for", "peak_year <= 2030", "--write", path, "--lang", "en")
    assert done.exit_code == 0
    assert "met already" in done.output
    assert "measures" not in path.read_text(encoding="utf-8")
    assert strengths(path) == dict(load("yiwu/baseline").strength)


def test_infeasible_writes_the_nearest_point_with_exit_code_3(tmp_path) -> None:
    path = tmp_path / "near.yaml"
    done = run("yiwu/baseline", "--for", "Y1", *chosen(*LEVERS), "--write", path, "--lang", "en")
    assert done.exit_code == 3
    assert "nearest" in done.output
    assert "Y1 cannot be met by these measures even alone" in done.output
    assert "at their limit" in done.output
    before, after = (simulate(load(name)) for name in ("yiwu/baseline", str(path)))
    gap = [next(v.margin for v in one.verdicts if v.target.id == "Y1") for one in (before, after)]
    assert gap[0] < gap[1] < 0.0


def test_another_start_is_written_as_a_schedule(tmp_path) -> None:
    path = tmp_path / "start.yaml"
    goal = "co2_total <= 880 by 2030"
    words = ("--vary", "start", "--write", path, "--lang", "en", *chosen("industry.efficiency"))
    done = run("yiwu/baseline", "--for", goal, *words)
    assert done.exit_code == 0, done.output
    assert "first year from" in done.output
    assert "schedule" in path.read_text(encoding="utf-8")
    assert verdict(path, goal) == "met"


def test_a_bound_holds(tmp_path) -> None:
    path = tmp_path / "bound.yaml"
    words = ("--write", path, *chosen("industry.efficiency=30%", "energy.coal_cap"))
    assert run("yiwu/baseline", "--for", CAP, *words).exit_code in (0, 3)
    assert strengths(path)["industry.efficiency"] <= 0.3


def test_nothing_is_overwritten_unasked(tmp_path) -> None:
    path = tmp_path / "kept.yaml"
    path.write_text("mine", encoding="utf-8")
    words = ("yiwu/baseline", "--for", CAP, *chosen(*LEVERS), "--write", path)
    done = run(*words)
    assert done.exit_code == 1
    assert path.read_text(encoding="utf-8") == "mine"
    assert run(*words, "--force").exit_code == 0
    assert verdict(path, CAP) == "met"
    assert [one.name for one in tmp_path.iterdir()] == ["kept.yaml"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--for", "Y99"), "did you mean Y9?"),
        (("--for", "Y2"), "no value is set yet"),
        (("--for", CAP, "--with", "industry.eficiency"), "did you mean industry.efficiency?"),
        (("--for", CAP, "--with", "industry.efficiency=most"), "expected MEASURE or MEASURE=60%"),
        (("--for", CAP, "--with", "energy.biomass_heat=20%"), "expected 0.6 to 1"),
        (("--for", CAP, "--with", "industry.efficiency", "--all"), "contradict each other"),
        (("--for", CAP, "--vary", "start"), "exactly one --with"),
        (("--for", CAP, "--minimise", "cost"), "industry.structure"),
        (("--for", "peak_year <= 2030", "--to", "2031"), "a peak can be judged from 2020 to 2029"),
        (("--for", CAP, "--write", "answer.txt"), "ends with .yaml"),
    ],
)
def test_what_cannot_be_asked_is_told_and_nothing_is_written(tmp_path, monkeypatch, words, message) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("yiwu/baseline", *words, "--lang", "en")
    assert done.exit_code == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_default_file_is_named_by_the_scenario(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("yiwu/baseline", "--for", CAP, *chosen("industry.efficiency"), "--to", "2040")
    assert done.exit_code == 0
    path = tmp_path / "yiwu_baseline_solved.yaml"
    assert load(str(path)).scenario.end_year == 2040
    assert verdict(path, CAP) == "met"


def test_both_languages_say_the_same_numbers(tmp_path) -> None:
    told = {}
    for lang in ("zh", "en"):
        words = (*chosen(*LEVERS), "--write", tmp_path / f"{lang}.yaml", "--lang", lang)
        told[lang] = run("yiwu/baseline", "--for", CAP, "--minimise", "cost", *words).output
    assert "各项目标可以同时满足" in told["zh"]
    assert "all targets can be met" in told["en"]
    assert "达标" not in told["en"]
    assert all(f"{name} " in told[lang] for name in ("industry.efficiency",) for lang in told)
