"""Targets on their way: the path by hand, actual before model, and what cannot be told stays open."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from builders import rows, tiny_plan
from click.testing import CliRunner

from simulator import load
from simulator.assess.targets import Evidence
from simulator.assess.track import NO_DATA, NO_VALUE, NOT_DUE, OFF, ON, Course, course
from simulator.cli.main import sim
from simulator.inputs.targets import TargetEntry
from simulator.report.data.track import COLUMNS, track_screen, tracked

YEARS = np.arange(2020, 2031)


def evidence(
    levels: dict[str, list[float]] | None = None,
    *,
    actual: tuple[tuple[str, int], ...] = (),
    observed: dict[str, dict[int, float]] | None = None,
    unmeasured: tuple[str, ...] = (),
) -> Evidence:
    """Evidence of one run; a list shorter than the years stays at its last value."""
    given = levels or {"energy_total": [100.0]}
    series = {
        name: np.array([*values, *[values[-1]] * (len(YEARS) - len(values))])[:, None]
        for name, values in given.items()
    }
    return Evidence(
        years=YEARS,
        series=series,
        peaks={},
        actual=frozenset(actual),
        variants={},
        province_peak=2030,
        actual_until=2023,
        observed=observed or {},
        unmeasured=frozenset(unmeasured),
    )


def target(**keys: object) -> TargetEntry:
    """A target of 2025 with what is given; `start` is its base year."""
    keys = {"id": "T", "indicator": "energy_total", "by": 2025} | keys
    return TargetEntry.model_validate({"from" if k == "start" else k: v for k, v in keys.items()})


def at(what: TargetEntry, found: Evidence, year: int = 2023) -> Course:
    """Where a target stands."""
    return course(what, found, year)


# ---- cuts: a constant yearly rate ----


def test_a_cut_follows_a_constant_rate() -> None:
    # 19 % in two years is 10 % a year; half way 100 -> 90
    cut = target(start=2020, by=2022, reduce=0.19)
    found = at(cut, evidence({"energy_total": [100.0, 90.0, 85.0]}), 2021)
    assert (found.base_year, found.base) == (2020, 100.0)
    assert found.path == pytest.approx(0.1)
    assert found.value == pytest.approx(0.1)
    assert found.status == ON
    assert found.needed == pytest.approx(-0.1)  # 90 -> 81 in one year


def test_a_cut_that_lags_needs_more_each_year() -> None:
    cut = target(start=2020, by=2022, reduce=0.19)
    found = at(cut, evidence({"energy_total": [100.0, 91.0, 85.0]}), 2021)
    assert found.status == OFF
    assert found.needed == pytest.approx(81 / 91 - 1)


def test_a_cut_that_is_done_needs_nothing() -> None:
    cut = target(start=2020, by=2025, reduce=0.10)
    assert at(cut, evidence({"energy_total": [100.0, 80.0]})).needed is None


def test_a_cut_from_the_peak_waits_for_it() -> None:
    cut = target(start="peak", by=2030, reduce=0.1)
    found = evidence({"energy_total": [100.0, 110.0, 120.0, 130.0, 140.0, 130.0]})
    assert at(cut, found, 2023).status == NOT_DUE
    later = at(cut, found, 2027)
    assert (later.base_year, later.base) == (2024, 140.0)
    assert later.path == pytest.approx(1 - 0.9 ** (3 / 6))
    assert later.value == pytest.approx(1 - 130 / 140)


# ---- levels and shares: a straight line ----


def test_a_share_follows_a_straight_line() -> None:
    share = target(indicator="coal_share", start=2020, at_most=0.30)
    found = at(share, evidence({"coal_share": [0.40, 0.39, 0.38, 0.345]}))
    assert found.path == pytest.approx(0.40 - 0.10 * 3 / 5)
    assert found.status == OFF  # 34.5 % where 34 % is asked
    assert found.needed == pytest.approx((0.30 - 0.345) / 2)  # points a year
    assert at(share, evidence({"coal_share": [0.40, 0.39, 0.38, 0.34]})).status == ON


def test_a_level_without_a_base_year_of_its_own_starts_with_the_result() -> None:
    found = at(target(at_least=150.0), evidence({"energy_total": [100.0, 110.0, 120.0, 130.0]}))
    assert (found.base_year, found.path) == (2020, pytest.approx(130.0))
    assert found.status == ON
    assert found.needed == pytest.approx((150 / 130) ** 0.5 - 1)


def test_a_goal_already_reached_asks_only_to_be_kept() -> None:
    goal = target(at_least=90.0)
    assert at(goal, evidence({"energy_total": [100.0, 95.0]})).path == 90.0
    assert at(goal, evidence({"energy_total": [100.0, 95.0]})).status == ON
    assert at(goal, evidence({"energy_total": [100.0, 89.0]})).status == OFF


def test_after_its_year_a_target_is_looked_at_in_its_year() -> None:
    goal = target(by=2022, at_most=90.0)
    found = at(goal, evidence({"energy_total": [100.0, 95.0, 91.0, 50.0]}), 2028)
    assert (found.check, found.path, found.value, found.status) == (2022, 90.0, 91.0, OFF)
    assert found.needed is None


def test_before_it_starts_a_target_is_not_due() -> None:
    assert at(target(start=2023, by=2030, reduce=0.1), evidence(), 2023).status == NOT_DUE


# ---- other goals ----


def test_stable_is_the_mean_of_two_growths() -> None:
    stable = target(stable=0.01)
    found = at(stable, evidence({"energy_total": [100.0, 100.0, 102.0, 103.02]}))
    assert found.value == pytest.approx((0.02 + 0.01) / 2)
    assert (found.path, found.status) == (0.01, OFF)
    assert at(stable, evidence({"energy_total": [100.0, 100.0, 101.0, 101.0]})).status == ON


def test_falling_is_below_its_base_or_not_due_while_it_rises() -> None:
    falling = target(start=2020, falling=True)
    assert at(falling, evidence({"energy_total": [100.0, 101.0]})).status == OFF
    assert at(falling, evidence({"energy_total": [100.0, 99.0]})).status == ON
    after = target(by=2035 - 5, falling=True)
    assert at(after, evidence({"energy_total": [1.0, 2.0, 3.0, 4.0, 5.0]})).status == NOT_DUE
    assert at(after, evidence({"energy_total": [1.0, 5.0, 4.0]})).status == ON


def test_a_cumulative_budget_is_used_up_by_the_years_gone() -> None:
    budget = target(start=2021, budget=500.0, basis="cumulative")
    found = at(budget, evidence({"energy_total": [90.0, 100.0, 100.0, 101.0]}))
    assert (found.path, found.value, found.status) == (300.0, 301.0, OFF)
    yearly = target(start=2021, budget=101.0)
    assert at(yearly, evidence({"energy_total": [90.0, 100.0, 100.0, 101.0]})).status == ON


# ---- what is known, and what is not ----


def test_no_value_is_neither_on_nor_off_course() -> None:
    for goal in ("reduce", "at_least", "at_most", "stable", "budget"):
        unset = target(start=2020, set_by="上级", **{goal: None})
        found = at(unset, evidence({"energy_total": [100.0, 90.0]}))
        assert (found.status, found.path, found.needed) == (
            NO_VALUE,
            found.path if goal == "stable" else None,
            None,
        )
        assert found.value is not None


def test_published_values_are_told_from_the_models() -> None:
    found = evidence(actual=(("energy_total", 2023),))
    assert at(target(at_most=100.0), found).basis == "actual"
    assert at(target(at_most=100.0), found, 2024).basis == "modelled"
    assert at(target(indicator="gdp", at_least=1.0), evidence({"gdp": [1.0]})).basis == "actual"
    assert at(target(indicator="gdp", at_least=1.0), evidence({"gdp": [1.0]}), 2024).basis == "modelled"


def test_what_others_measure_takes_the_latest_published_year() -> None:
    air = target(indicator="pm25", at_most=22.0)
    found = at(air, evidence(observed={"pm25": {2015: 51.0, 2020: 26.0, 2022: 25.0}}))
    assert (found.base_year, found.base, found.check, found.basis) == (2020, 26.0, 2022, "actual")
    assert found.path == pytest.approx(26 - 4 * 2 / 5)  # 24.4
    assert found.status == OFF


def test_what_nobody_has_published_since_the_base_has_no_data() -> None:
    air = target(indicator="pm25", at_most=22.0)
    assert at(air, evidence(observed={"pm25": {2020: 26.0}})).status == NO_DATA
    assert at(air, evidence()).status == NO_DATA


def test_without_a_base_only_a_goal_reached_is_on_course() -> None:
    share = target(indicator="environment_spending_share", at_least=0.03)
    assert at(share, evidence(observed={"environment_spending_share": {2021: 0.031}})).status == ON
    low = at(share, evidence(observed={"environment_spending_share": {2021: 0.029}}))
    assert (low.status, low.path, low.value) == (NO_DATA, None, 0.029)


def test_an_unmeasured_indicator_has_no_data() -> None:
    goal = target(indicator="co2_process", at_most=1.0)
    assert at(goal, evidence({"co2_process": [0.0]}, unmeasured=("co2_process",))).status == NO_DATA
    assert at(goal, evidence()).status == NO_DATA


# ---- the whole command ----

TARGETS = """\
targets:
  - {id: A, indicator: energy_total, at_most: 200, by: 2025, kind: binding}
  - {id: B, indicator: energy_intensity, reduce: 10%, from: 2020, by: 2025}
  - {id: C, indicator: coal_share, at_most: null, set_by: 上级, by: 2025}
  - {id: D, indicator: peak_year.co2_total, peak_by: 2028, by: 2030}
  - {id: E, indicator: pm25, at_most: 20, by: 2025}
"""


def test_a_published_value_overrides_the_model(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path, TARGETS, **rows("history", "energy_total,2023,150,1e4 tce"))
    _, found, year = tracked(plan, 2023)
    assert year == 2023
    by_id = {one.target.id: one for one in found}
    assert (by_id["A"].value, by_id["A"].basis, by_id["A"].status) == (150.0, "actual", ON)
    # GDP 133.1; base 65 + 55 / 1.229 x 3.049 = 201.45 over 100: 150 / 133.1 is 44 % less
    assert by_id["B"].value == pytest.approx(1 - 150 / 133.1 / ((65 + 55 / 1.229 * 3.049) / 100))
    assert by_id["B"].status == ON
    assert [by_id[name].status for name in "CDE"] == [NO_VALUE, OFF, NO_DATA]


def test_the_default_year_is_the_last_actual_one() -> None:
    plan = load("yiwu/baseline")
    assert plan is not None
    _, found, year = tracked(plan)
    assert year == 2023
    cut = next(one for one in found if one.target.id == "Y1")
    # 16 % in five years: 1 - 0.84^(3/5) by 2023
    assert cut.path == pytest.approx(1 - 0.84**0.6)
    assert cut.status == OFF


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "scenario", ["yiwu/baseline", "quzhou/stated_policies", "shangyu/baseline", "zhejiang/baseline"]
)
def test_every_target_is_in_the_table_or_in_the_last_line(scenario: str, lang: str) -> None:
    plan = load(scenario)
    assert plan is not None
    result, found, year = tracked(plan, 2025)
    text = track_screen(result, found, year, lang)
    assert len(found) == len(plan.scenario.entry.targets)
    for one in found:
        assert one.target.id in text


def test_the_final_check_agrees_with_the_verdicts() -> None:
    plan = load("zhejiang/baseline")
    assert plan is not None
    result, found, _ = tracked(plan, 2025)
    judged = {verdict.target.id: verdict for verdict in result.verdicts}
    pairs = [
        (judged[one.target.id], one) for one in found if one.target.by == 2025 and one.status in (ON, OFF)
    ]
    assert len(pairs) >= 5
    for verdict, one in pairs:
        assert (verdict.verdict == "met") == (one.status == ON), one.target.id
        assert one.value == pytest.approx(verdict.value)


def test_the_csv_holds_every_target_with_full_precision(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        sim, ["track", "yiwu/baseline", "--csv", str(tmp_path / "进度.csv"), "--year", "2023"]
    )
    assert done.exit_code == 0, done.output
    assert (tmp_path / "进度.csv").read_bytes().startswith(b"\xef\xbb\xbf")  # for Excel and WPS
    with (tmp_path / "进度.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    assert tuple(written[0]) == COLUMNS
    cut = next(row for row in written if row["id"] == "Y1")
    assert float(cut["path"]) == pytest.approx(1 - 0.84**0.6, rel=1e-9)
    assert (cut["course"], cut["basis"], cut["year"]) == ("off_course", "modelled", "2023")
    assert [path.name for path in tmp_path.iterdir()] == ["进度.csv"]


@pytest.mark.parametrize("year", ["2019", "2020", "2061"])
def test_a_year_outside_the_result_is_refused(year: str) -> None:
    done = CliRunner().invoke(sim, ["track", "yiwu/baseline", "--year", year, "--lang", "en"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"--year: got {year}, expected 2021 to 2060" in done.stderr


def test_a_scenario_without_targets_says_so(tmp_path: Path) -> None:
    result, found, year = tracked(tiny_plan(tmp_path), 2023)
    assert "sets no targets" in track_screen(result, found, year, "en")
