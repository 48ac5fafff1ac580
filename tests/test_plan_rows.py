"""Every row of the five plans is in the table, and something stands for it or says why nothing does."""

import re
from functools import cache
from pathlib import Path

import pytest

from simulator import load
from simulator.cli.main import COMMANDS
from simulator.errors import Problems
from simulator.inputs.locate import scenario_ids
from simulator.inputs.plan_rows import PlanRow, load_plan_rows
from simulator.inputs.scenario import Scenario, load_library, load_scenario
from simulator.report.coverage import (
    Coverage,
    coverage_page,
    plan_coverage,
    rows_of_target,
)

CHECKOUT = Path(__file__).resolve().parents[1]
PAGE = CHECKOUT / "docs/plan-coverage.md"
REGIONS = ("yiwu", "quzhou", "shangyu")
PLANS = (
    "yiwu-eco-plan-14fyp",
    "yiwu-two-mountains-base-2022",
    "quzhou-eco-plan-14fyp",
    "shangyu-eco-plan-14fyp",
)
INDICATORS = {"Y": 31, "Q": 28, "S": 19}  # letter of a region -> its indicators and targets
MEASURES = {  # table of measures -> its group and number of rows
    "B1": ("energy", 23),
    "B2": ("industry", 17),
    "B3": ("buildings", 8),
    "B4": ("transport", 13),
    "B5": ("agriculture", 7),
    "B6": ("households", 5),
    "B7": ("technology", 3),
    "B8": ("cross_cutting", 11),
}
SYSTEMS = 32
MEASURE_GROUPS = {group for group, _ in MEASURES.values()}
CHINESE = re.compile("[\u4e00-\u9fff]")
LIBRARY = load_library(Problems())


@cache
def rows() -> tuple[PlanRow, ...]:
    problems = Problems()
    found = load_plan_rows(problems)
    assert [problem.render() for problem in problems.found] == []
    return found


@cache
def coverage() -> tuple[Coverage, ...]:
    problems = Problems()
    found = plan_coverage(problems)
    assert [problem.render() for problem in problems.found] == []
    return found


@cache
def scenarios() -> tuple[Scenario, ...]:
    found = [load_scenario(name, Problems(), LIBRARY) for name in scenario_ids()]
    return tuple(scenario for scenario in found if scenario is not None)


@cache
def idle(region: str, folder: Path) -> set[str]:
    """Measures that find nothing to act on in a region: the whole library laid on its baseline."""
    uses = "\n".join(f"  - use: {name}" for name in LIBRARY.measures)
    path = folder / f"{region}.yaml"
    path.write_text(
        f"title: {{zh: 试算, en: Trial}}\nextends: {region}/baseline\nmeasures:\n{uses}\n", encoding="utf-8"
    )
    problems = Problems()
    load(str(path), problems, LIBRARY)
    assert {problem.message for problem in problems.found} <= {"measure_finds_nothing"}
    return {problem.key for problem in problems.found}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plans")


def test_no_row_of_the_plans_is_lost() -> None:
    indicators = [f"{letter}{n}" for letter, count in INDICATORS.items() for n in range(1, count + 1)]
    measures = [f"{name}.{n:02}" for name, (_, count) in MEASURES.items() for n in range(1, count + 1)]
    systems = [f"C.{n:02}" for n in range(1, SYSTEMS + 1)]
    assert [row.row for row in rows()] == [*indicators, *measures, *systems]


def test_a_row_stands_in_the_group_of_its_id() -> None:
    for row in rows():
        table = row.row.partition(".")[0]
        expected = "system" if table == "C" else MEASURES[table][0] if table in MEASURES else "indicator"
        assert row.group == expected, row.row


def test_rows_say_what_where_and_from_which_plan() -> None:
    for row in rows():
        assert CHINESE.search(row.title_zh), row.row
        assert row.title_en.isascii(), row.row
        assert row.region_ids, row.row
        assert set(row.region_ids) <= set(REGIONS), row.row
        assert row.quote.strip(), row.row
        for source in row.source.split("; "):
            assert source.split()[0] in PLANS, row.row
            assert re.search(r" L\d+$", source), row.row
        named = {source.split("-")[0] for source in row.source.split("; ")}
        assert named == set(row.region_ids), row.row


def test_answers_are_told_in_both_languages() -> None:
    for row in rows():
        for chinese, english in [(row.served_by_zh, row.served_by_en), (row.reason_zh, row.reason_en)]:
            assert bool(chinese) == bool(english), row.row
            assert not chinese or CHINESE.search(chinese), row.row
            assert english.isascii(), row.row


def test_no_row_is_missing() -> None:
    assert [one.row.row for one in coverage() if "missing" in one.kinds] == []


def test_a_row_with_a_reason_has_nothing_else() -> None:
    assert [one.row.row for one in coverage() if "reason" in one.kinds and len(one.kinds) > 1] == []


def test_only_systems_are_served_by_a_command() -> None:
    assert {row.group for row in rows() if row.served_by_en} == {"system"}


def test_measures_and_targets_name_rows_that_exist() -> None:
    known = {row.row for row in rows()}
    named = {row: name for name, measure in LIBRARY.measures.items() for row in measure.entry.plan_rows}
    for scenario in scenarios():
        for target in scenario.entry.targets.values():
            given = rows_of_target(target) - {target.id}  # an id of its own need not be a row
            named |= dict.fromkeys(given, f"{scenario.id} {target.id}")
    assert {row: name for row, name in named.items() if row not in known} == {}


def test_every_measure_stands_for_a_row() -> None:
    assert [name for name, measure in LIBRARY.measures.items() if not measure.entry.plan_rows] == []


def test_a_target_stands_for_rows_of_its_own_region() -> None:
    regions = {row.row: row.region_ids for row in rows()}
    for scenario in scenarios():
        for target in scenario.entry.targets.values():
            for row in rows_of_target(target) & set(regions):
                assert scenario.region.info.id in regions[row], (scenario.id, target.id, row)


@pytest.mark.parametrize("region", REGIONS)
def test_something_acts_in_every_region_that_names_the_row(region: str, folder: Path) -> None:
    """A measure that finds something there, or a target that stands there; else a reason."""
    nothing = idle(region, folder)
    bare = [
        one.row.row
        for one in coverage()
        if one.row.group in MEASURE_GROUPS and region in one.row.region_ids and not one.row.reason_en
        if not set(one.measures) - nothing
        if not any(scenario.startswith(f"{region}/") for _, scenario in one.targets)
    ]
    assert bare == []


def test_commands_and_targets_that_serve_a_row_exist() -> None:
    ids = {target for scenario in scenarios() for target in scenario.entry.targets}
    for row in rows():
        for text in (row.served_by_zh, row.served_by_en):
            assert set(re.findall(r"`sim (\w+)", text)) <= set(COMMANDS), row.row
            assert set(re.findall(r"[YQS]\d+|[YQS](?:-[a-z]+)+", text)) <= ids, row.row
            assert not text or "`sim " in text, row.row


def test_rows_given_as_reasons_exist() -> None:
    known = {row.row for row in rows()}
    for row in rows():
        for text in (row.reason_zh, row.reason_en):
            assert set(re.findall(r"[YQS]\d+|(?:B\d|C)\.\d\d", text)) <= known, row.row


def test_the_page_is_up_to_date() -> None:
    hint = "docs/plan-coverage.md is stale: run `python tools/write_coverage.py`"
    assert PAGE.read_text(encoding="utf-8") == coverage_page(coverage()), hint


def test_the_page_holds_every_row_once() -> None:
    found = re.findall(
        r"^\| ((?:[YQS]\d+)|(?:B\d\.\d\d)|(?:C\.\d\d)) \|", PAGE.read_text(encoding="utf-8"), re.M
    )
    assert found == [row.row for row in rows()]


def test_a_row_that_stands_twice_or_names_an_unknown_region_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "row,group,regions,title_zh,title_en,source,quote\n"
    row = "Y1,indicator,{},例,Case,yiwu-eco-plan-14fyp L1,例\n"
    (tmp_path / "plans").mkdir()
    table = tmp_path / "plans/plan_rows.csv"
    table.write_text(head + row.format("yiwu") + row.format("yiwuu"), encoding="utf-8")
    monkeypatch.setattr("simulator.inputs.plan_rows.parameters_folder", lambda: tmp_path)
    problems = Problems()
    load_plan_rows(problems)
    assert [problem.message for problem in problems.found] == ["row_twice", "unknown_region"]
