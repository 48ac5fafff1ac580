"""What closes a missed target alone: by hand, by brute force, and by an ordinary run of what is told."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from builders import library, tiny_plan, uses
from click.testing import CliRunner

from simulator import Result, load, simulate
from simulator.assess.targets import MET, MISSED, Verdict
from simulator.cli.main import sim
from simulator.explore.solve import gap
from simulator.explore.solve.gap import Gap, Step, gaps_of
from simulator.inputs.measures import Cost, Measure
from simulator.inputs.scenario import Library
from simulator.messages import LANGUAGES, say
from simulator.report.record import read_records
from simulator.report.run_folder import write_run_folder
from simulator.report.screen import hidden, verdict_screen
from simulator.report.solve.gap import gap_lines, gap_part
from simulator.report.tables import LEVERS, lever_table

COAL = 60 * 1.1**10  # coal of the works in 2030, 10^4 tce: 155.62
SCENARIOS = ("yiwu/baseline", "quzhou/baseline", "shangyu/baseline", "yiwu/neutrality")


def scaled(factor: float, on: str = "industry.works") -> list[dict]:
    return [{"type": "scale", "on": [on], "quantity": "intensity", "factor": factor}]


def targets(*given: str) -> str:
    lines = "".join(f"  - {{id: T{number}, {one}}}\n" for number, one in enumerate(given))
    return f"targets:\n{lines}"


def at_most(limit: float) -> str:
    return f"indicator: coal_total, by: 2030, at_most: {limit}"


def priced(known: Library, **costs: tuple[float, float]) -> Library:
    """Measures with a cost, CNY/tCO2 from low to high."""

    def with_cost(name: str, low: float, high: float) -> Measure:
        cost = Cost(low=low, high=high, unit="CNY/tCO2", price_year=2020, grade="assumed", source="test")
        measure = known.measures[name]
        return replace(measure, entry=measure.entry.model_copy(update={"cost": cost}))

    found = {name: with_cost(name, *ends) for name, ends in costs.items()}
    return replace(known, measures={**known.measures, **found})


def found_for(folder: Path, text: str, known: Library) -> list[Gap]:
    return gaps_of(simulate(tiny_plan(folder, text, known)), known.measures)


@cache
def result_of(name: str) -> Result:
    plan = load(name)
    assert plan is not None
    return simulate(plan)


@cache
def gaps_for(name: str) -> list[Gap]:
    return gaps_of(result_of(name))


# ---- by hand ----


def test_the_least_strength_by_hand(tmp_path: Path) -> None:
    # 155.62 (1 - 0.5 w) <= 120 from w = 0.4578 on
    (found,) = found_for(tmp_path, targets(at_most(120)), library(m=scaled(0.5)))
    (step,) = found.steps
    assert (found.closes, found.verdict.target.id, step.measure.id) == (True, "T0", "m")
    assert (step.now, step.strength) == (0.0, 0.46)
    assert step.margin == pytest.approx(120 - COAL * (1 - 0.5 * 0.46))
    assert step.cost is None


def test_a_measure_in_use_starts_where_it_is(tmp_path: Path) -> None:
    # 155.62 (1 - 0.5 w) <= 90 from w = 0.8434 on; the scenario has 0.5, so fifths at 60, 70, 80, 90
    text = "measures:\n  - {use: m, strength: 50%}\n" + targets(at_most(90))
    (found,) = found_for(tmp_path, text, library(m=scaled(0.5)))
    assert [(one.now, one.strength) for one in found.steps] == [(0.5, 0.85)]


def test_a_peak_that_was_still_rising(tmp_path: Path) -> None:
    # 2030 lies below 2024, 60 * 1.1^4, once 1 - 0.9 w < 1.1^-6: from w = 0.4839 on
    text = targets("indicator: peak_year.coal, peak_by: 2025, by: 2025")
    (found,) = found_for(tmp_path, text, library(m=scaled(0.1)))
    assert found.verdict.margin is None
    assert [(one.strength, one.margin) for one in found.steps] == [(0.49, 1.0)]


def test_none_alone_names_the_nearest(tmp_path: Path) -> None:
    known = library(weak=scaled(0.9), strong=scaled(0.5), elsewhere=scaled(0.5, "households.homes"))
    (found,) = found_for(tmp_path, targets(at_most(60)), known)
    (step,) = found.steps
    assert (found.closes, step.measure.id, step.strength) == (False, "strong", 1.0)
    assert step.margin == pytest.approx(60 - COAL / 2)


def test_the_nearest_goes_no_further_than_it_helps(tmp_path: Path) -> None:
    # from 49 % on coal peaks in 2024, before the measure, whatever its strength: the first fifth is 60 %
    text = targets("indicator: peak_year.coal, peak_by: 2022, by: 2022")
    (found,) = found_for(tmp_path, text, library(m=scaled(0.1)))
    assert (found.closes, [(one.strength, one.margin) for one in found.steps]) == (False, [(0.6, -2.0)])


def test_nothing_helps(tmp_path: Path) -> None:
    known = library(elsewhere=scaled(0.5, "households.homes"), worse=scaled(1.5))
    (found,) = found_for(tmp_path, targets(at_most(60)), known)
    assert (found.closes, found.steps) == (False, ())
    for lang in LANGUAGES:
        assert say("gap_nothing", lang) in "".join(gap_lines([found], lang))


def test_only_missed_targets_that_the_model_projects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gap, "levers_of", None)  # nothing is prepared for nothing
    open_ones = "indicator: coal_total, by: 2030, set_by: province, at_most: null"
    text = targets(at_most(200), open_ones, "indicator: green_factories, by: 2030, count: 3")
    result = simulate(tiny_plan(tmp_path, text, library(m=scaled(0.5))))
    assert MISSED not in {one.verdict for one in result.verdicts}
    assert gaps_of(result) == []


def test_a_measure_that_does_not_fit_the_region_is_left_out(tmp_path: Path) -> None:
    wrong = [{"type": "add", "on": ["industry.works"], "quantity": "capture", "amount": 1, "unit": "MW"}]
    known = library(m=scaled(0.5), nowhere=scaled(0.5, "industry.absent"), wrong=wrong)
    (found,) = found_for(tmp_path, targets(at_most(120)), known)
    assert [one.measure.id for one in found.steps] == ["m"]


# ---- costs and order ----


def test_cost_is_linear_in_the_step_and_of_the_year_of_the_target(tmp_path: Path) -> None:
    known = priced(library(m=scaled(0.5)), m=(-100.0, 300.0))
    (found,) = found_for(tmp_path, targets("indicator: coal_total, by: 2028, at_most: 100"), known)
    plain = simulate(tiny_plan(tmp_path / "plain"))
    full = simulate(tiny_plan(tmp_path / "full", uses("m"), known))
    tonnes = (plain.series["co2_total"] - full.series["co2_total"])[2028 - 2020, 0]
    # 60 * 1.1^8 (1 - 0.5 w) <= 100 from w = 0.4450 on
    (step,) = found.steps
    assert step.strength == 0.45
    assert step.cost == pytest.approx((-45.0 * tonnes, 45.0 * tonnes, 135.0 * tonnes))


def test_cheapest_first_then_without_cost_then_the_smaller_step(tmp_path: Path) -> None:
    # all of them need to cut coal to 120; the stronger a measure, the less of it
    known = library(dear=scaled(0.5), cheap=scaled(0.6), far=scaled(0.6), near=scaled(0.4))
    known = priced(known, dear=(100.0, 200.0), cheap=(-50.0, 10.0))
    (found,) = found_for(tmp_path, targets(at_most(120)), known)
    assert [(one.measure.id, one.strength) for one in found.steps] == [
        ("cheap", 0.58),
        ("dear", 0.46),
        ("near", 0.39),
        ("far", 0.58),
    ]
    assert [one.measure.id for one in found.told] == ["cheap", "dear", "near"]


# ---- brute force ----


@pytest.mark.parametrize(
    "target",
    [
        at_most(100),
        "indicator: coal_total, by: 2030, from: 2020, reduce: 20%",
        "indicator: peak_year.coal, peak_by: 2026, by: 2026",
        "indicator: coal_total, by: 2030, from: 2021, budget: 900, basis: cumulative",
        "indicator: coal_total, by: 2030, stable: 5%",
    ],
)
def test_every_whole_per_cent_agrees(tmp_path: Path, target: str) -> None:
    known = library(a=scaled(0.3), b=[{**scaled(0.2)[0], "on": ["industry.*"]}])
    text = "measures:\n  - {use: a, strength: 0%}\n  - {use: b, strength: 7%}\n" + targets(target)
    plan = tiny_plan(tmp_path, text, known)
    gaps = gaps_of(simulate(plan), known.measures)
    expected = {}
    for name, now in plan.strength.items():
        for percent in range(int(now * 100) + 1, 101):
            again = simulate(replace(plan, strength={**plan.strength, name: percent / 100}))
            if again.verdicts[0].verdict == MET:
                expected[name] = percent / 100
                break
    found = {one.measure.id: one.strength for each in gaps for one in each.steps if each.closes}
    assert found == expected


# ---- an ordinary run of what is told ----


def verdict_with(name: str, step: Step, percent: int, target: str, folder: Path) -> Verdict:
    """The verdict of a scenario file that raises one measure."""
    path = folder / "own.yaml"
    title = "title: {zh: 试算, en: Trial}\n"
    path.write_text(
        f"{title}extends: {name}\nmeasures:\n  - {{use: {step.measure.id}, strength: {percent}%}}\n",
        encoding="utf-8",
    )
    plan = load(str(path))
    assert plan is not None
    return next(one for one in simulate(plan).verdicts if one.target.id == target)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_strength_told_meets_the_target_and_one_less_does_not(name: str, tmp_path: Path) -> None:
    closing = [(each, step) for each in gaps_for(name) if each.closes for step in each.told]
    for each, step in closing:
        percent, target = round(step.strength * 100), each.verdict.target.id
        found = verdict_with(name, step, percent, target, tmp_path)
        assert found.verdict == MET, (target, step.measure.id)
        assert found.margin == pytest.approx(step.margin, abs=1e-9)
        if percent - 1 > step.now * 100:
            less = verdict_with(name, step, percent - 1, target, tmp_path)
            assert less.verdict == MISSED, (target, step.measure.id)


def test_the_regions_have_both_kinds_of_answers() -> None:
    kinds = {(each.closes, bool(each.steps)) for name in SCENARIOS for each in gaps_for(name)}
    assert kinds == {(True, True), (False, True), (False, False)}


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_missed_target_has_an_answer(name: str) -> None:
    missed = [one.target.id for one in result_of(name).verdicts if one.verdict == MISSED]
    answered = [each.verdict.target.id for each in gaps_for(name)]
    observed = {one.target.id for one in result_of(name).verdicts if one.notes}
    assert answered == [one for one in missed if one not in observed]


# ---- what people read ----


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lines_of_the_first_page(lang: str) -> None:
    gaps = gaps_for("yiwu/baseline")
    lines = gap_lines(gaps, lang)
    page = verdict_screen(result_of("yiwu/baseline"), lang, closing=lines)
    assert "\n".join(lines) in page
    text = "\n".join(lines)
    for each in gaps:
        assert each.verdict.target.id in text
        for step in each.told:
            assert step.measure.entry.title.text(lang) in text
    assert say("gap_more", lang, count=6) in text  # nine measures bring the peak of coal forward
    assert ("万元" if lang == "zh" else "10^4 CNY") in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_of_rates_tells_no_cost(lang: str) -> None:
    gaps = gaps_for("yiwu/baseline")
    text = "\n".join(gap_lines(gaps, lang, rates_only=True))
    assert not any(word in text for word in ("万元", "CNY", say("gap_cost_unknown", lang)))
    told = {each.verdict.target.id for each in gaps if f"  {each.verdict.target.id}" in text}
    assert told == {each.verdict.target.id for each in gaps if not hidden(each.verdict)}
    assert 0 < len(told) < len(gaps)


def test_no_gap_no_lines(tmp_path: Path) -> None:
    assert gap_lines([], "en") == []
    assert lever_table(simulate(tiny_plan(tmp_path)), []).count("\n") == 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    parent = tmp_path_factory.mktemp("gap")
    return write_run_folder(result_of("yiwu/neutrality"), parent, charts=False)


def test_the_table_of_levers(folder: Path) -> None:
    with (folder / LEVERS).open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    expected = [(each, step) for each in gaps_for("yiwu/neutrality") for step in each.told or (None,)]
    assert len(lines) == len(expected)
    for line, (each, step) in zip(lines, expected, strict=True):
        assert (line["target"], line["closes"]) == (each.verdict.target.id, "yes" if each.closes else "no")
        assert line["measure"] == ("" if step is None else step.measure.id)
        if step is not None and step.cost is not None:
            assert float(line["strength"]) == step.strength
            assert float(line["cost_central"]) == pytest.approx(step.cost.central, rel=1e-9)


def test_the_summary_holds_the_same_words(folder: Path) -> None:
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    for lang in LANGUAGES:
        gaps = gaps_for("yiwu/neutrality")
        assert summary[lang]["closing"] == {each.verdict.target.id: gap_part(each, lang) for each in gaps}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("rates_only", [False, True])
def test_the_draft_has_a_table_of_them(folder: Path, lang: str, rates_only: bool) -> None:
    from simulator.report.blocks import Table
    from simulator.report.draft.reader import Draft, Run
    from simulator.report.draft.targets import target_chapter

    record = read_records([folder])[0]
    draft = Draft((Run(record, lang),), lang, rates_only, record)
    tables = [one for one in target_chapter(draft) if isinstance(one, Table)]
    heading = say("draft.gap_measure", lang)
    (table,) = [one for one in tables if heading in [column.title for column in one.columns]]
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert {row[0].text for row in table.rows} - {""} == {"Y1", "Y8"}
    assert (say("draft.gap_cost", lang) in [column.title for column in table.columns]) != rates_only


def test_the_command_tells_it_only_with_files(tmp_path: Path) -> None:
    heading = say("gap_heading", "en")
    words = ["run", "yiwu/neutrality", "--lang", "en", "--no-charts", "--out", str(tmp_path)]
    assert heading in CliRunner().invoke(sim, words).output
    assert (
        heading
        not in CliRunner().invoke(sim, ["run", "yiwu/neutrality", "--lang", "en", "--no-files"]).output
    )
