"""Levers: trials equal runs of their own, goals as one line, costs by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from builders import library, tiny_plan, write_scenario

from simulator import load, simulate
from simulator.errors import InputError, Problems
from simulator.explore.solve.levers import (
    evaluate,
    goal_of,
    lever_costs,
    levers_of,
    present_value,
)
from simulator.inputs.measures import Cost

if TYPE_CHECKING:
    from simulator.inputs.scenario import Library
    from simulator.inputs.targets import TargetEntry
    from simulator.pathways.prepare import Plan


def scaled(factor: float, on: str = "industry.works") -> list[dict]:
    return [{"type": "scale", "on": [on], "quantity": "intensity", "factor": factor}]


def priced(given: Library, **ranges: tuple[float, float]) -> Library:
    """The library with costs in CNY/tCO2."""
    found = dict(given.measures)
    for name, (low, high) in ranges.items():
        cost = Cost(low=low, high=high, unit="CNY/tCO2", price_year=2020, grade="assumed", source="test")
        entry = found[name].entry.model_copy(update={"cost": cost})
        found[name] = type(found[name])(name, entry, found[name].origin)
    return type(given)(given.factors, found)


def goals_of(plan: Plan, *texts: str) -> list[TargetEntry]:
    problems = Problems()
    found = [goal_of(text, plan, problems) for text in texts]
    problems.raise_if_any()
    return [goal for goal in found if goal is not None]


# ---- trials ----


@pytest.mark.parametrize("region", ["yiwu", "quzhou", "shangyu"])
def test_the_scenario_as_it_is_comes_out_as_from_a_run(region: str) -> None:
    result = simulate(load(f"{region}/baseline"))
    levers = levers_of(load(f"{region}/baseline"))
    found = evaluate(levers, levers.now[:, None])
    np.testing.assert_allclose(found["co2_total"][:, 0], result.series["co2_total"][:, 0], rtol=1e-12)
    np.testing.assert_allclose(found["energy_total"][:, 0], result.series["energy_total"][:, 0], rtol=1e-12)
    by_id = {one.target.id: one for one in result.verdicts}
    assert levers.goals
    for goal in levers.goals:
        assert found[f"met.{goal.id}"][0] == float(by_id[goal.id].verdict == "met")
        margin = by_id[goal.id].margin
        expected = np.nan if margin is None else margin
        np.testing.assert_allclose(found[f"target.{goal.id}"][0], expected, rtol=1e-9, atol=1e-12)


def test_a_lever_at_its_full_strength_is_the_scenario_with_that_measure(tmp_path) -> None:
    text = "extends: yiwu/baseline\nmeasures:\n  - {use: industry.coal_to_gas, strength: 40%}\n"
    path = tmp_path / "gas.yaml"
    path.write_text(text, encoding="utf-8")
    result = simulate(load(str(path)))
    levers = levers_of(load("yiwu/baseline"), ["industry.coal_to_gas"])
    found = evaluate(levers, np.array([[0.0, 0.4]]))
    np.testing.assert_allclose(found["co2_total"][:, 1], result.series["co2_total"][:, 0], rtol=1e-12)
    assert found["co2_total"][-1, 1] < found["co2_total"][-1, 0]


def test_more_trials_than_a_block_keep_their_order() -> None:
    levers = levers_of(load("shangyu/baseline"), ["industry.efficiency"])
    many = evaluate(levers, np.linspace(0.0, 1.0, 300)[None])["co2_total"][-1]
    one = evaluate(levers, np.array([[1.0]]))["co2_total"][-1]
    assert np.all(np.diff(many) < 0.0)
    assert many[-1] == pytest.approx(one[0], rel=1e-12)


def test_measures_that_act_on_nothing_here_are_no_levers() -> None:
    levers = levers_of(load("yiwu/baseline"))
    assert "industry.electric_steel" in levers.idle
    assert not set(levers.idle) & set(levers.names)
    assert "energy.central_heat_coal_chp" not in levers.names  # at its highest strength already
    assert dict(zip(levers.names, levers.low.tolist(), strict=True))["energy.biomass_heat"] == 0.6


def test_unknown_measures_and_bounds_that_contradict_are_told_together() -> None:
    with pytest.raises(InputError) as caught:
        levers_of(
            load("yiwu/baseline"),
            ["industry.eficiency", "energy.biomass_heat"],
            {"energy.biomass_heat": 0.5, "energy.coal_cap": 0.5},
        )
    text = str(caught.value)
    assert "did you mean industry.efficiency?" in text
    assert "got 0.5, expected 0.6 to 1" in text
    assert "energy.coal_cap" in text
    assert len(caught.value.problems) == 3


# ---- goals ----


@pytest.mark.parametrize(
    ("text", "indicator", "goal", "value", "by", "start"),
    [
        ("peak_year <= 2030", "peak_year.co2_total", "peak_by", 2030, 2030, None),
        ("peak_year(coal_total)<=2025", "peak_year.coal", "peak_by", 2025, 2025, None),
        ("peak_year(industry) <= co2_total", "peak_year.industry", "peak_by", "co2_total", 2060, None),
        ("peak_year.coal <= province", "peak_year.coal", "peak_by", "province", 2060, None),
        ("net_co2 <= 0 by 2060", "co2_net", "at_most", 0.0, 2060, None),
        ("ghg_net <= 0 by 2060", "ghg_net", "at_most", 0.0, 2060, None),
        ("co2_total ≤ 900.5 by 2030", "co2_total", "at_most", 900.5, 2030, None),
        ("energy_intensity reduce 16% from 2020 by 2025", "energy_intensity", "reduce", 0.16, 2025, 2020),
        ("renewable_share >= 10.5% by 2025", "renewable_share", "at_least", 0.105, 2025, None),
        ("co2_total budget 2e4 from 2021 to 2040", "co2_total", "budget", 20000.0, 2040, 2021),
        ("coal_share falling from 2020 by 2025", "coal_share", "falling", True, 2025, 2020),
        ("co2_total falling by 2035", "co2_total", "falling", True, 2035, None),
    ],
)
def test_an_expression_is_a_target(text, indicator, goal, value, by, start) -> None:
    found = goals_of(load("yiwu/baseline"), text)[0]
    assert (found.indicator, found.goal, found.by, found.start) == (indicator, goal, by, start)
    assert getattr(found, goal) == value
    assert found.meant == ("cumulative" if goal in ("reduce", "budget") else found.meant)


def test_an_id_is_the_target_of_the_scenario() -> None:
    plan = load("yiwu/baseline")
    assert goals_of(plan, "Y1") == [plan.scenario.entry.targets["Y1"]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Y99", "did you mean Y9?"),
        ("Y2", "no value is set yet"),
        ("Y5", "does not project"),
        ("Y9", "does not project"),
        ("peak_year <= 2059", "got 2059, a peak can be judged from 2020 to 2058"),
        ("peak_year(steam) <= 2030", "expected an indicator"),
        ("co2_totl <= 900 by 2030", "did you mean co2_total?"),
        ("co2_total <= 900 by 2070", "years must lie in the projection"),
        ("co2_total <= 90% by 2030", "expected a plain number"),
        ("renewable_share >= 10.5 by 2025", "expected"),
        ("energy_intensity reduce 16% by 2025", "from"),
        ("co2_total = 900", "neither a target of the scenario nor an expression"),
        ("co2_total <=", "set_by"),
    ],
)
def test_a_goal_that_cannot_be_asked_is_refused(text: str, message: str) -> None:
    problems = Problems()
    assert goal_of(text, load("yiwu/baseline"), problems) is None
    told = "\n".join(problem.render() for problem in problems.found)
    assert problems.found
    assert message in told
    assert all(problem.origin.file == "--for" for problem in problems.found)


def test_a_goal_on_what_nobody_has_measured_is_refused() -> None:
    problems = Problems()
    assert goal_of("ghg_net <= 0 by 2060", load("quzhou/baseline"), problems) is None
    assert "nobody has measured" in problems.found[0].render()


# ---- costs ----


def test_cost_is_tonnes_alone_times_cost_a_tonne(tmp_path) -> None:
    given = priced(
        library(a=scaled(0.8), b=scaled(0.5, "households.homes"), c=scaled(0.9)), a=(100, 300), b=(-50, 0)
    )
    plan = tiny_plan(tmp_path, "", given)
    levers = levers_of(plan, None, {"a": 0.5}, [], given.measures)
    costs = lever_costs(levers)
    found = evaluate(levers, np.array([[0.0, 0.5], [0.0, 0.0], [0.0, 0.0]]))["co2_total"]
    cut = found[:, 0] - found[:, 1]
    np.testing.assert_allclose(costs.tonnes[0], cut)
    assert cut[-1] > 0.0
    assert cut[0] == 0.0  # the measure starts in 2024
    np.testing.assert_allclose(costs.low[0], cut * 100.0)
    np.testing.assert_allclose(costs.central[0], cut * 200.0)
    np.testing.assert_allclose(costs.high[0], cut * 300.0)
    assert np.all(costs.central[1] <= 0.0)
    assert costs.known.tolist() == [True, True, False]
    assert np.isnan(costs.central[2]).all()


def test_present_value_by_hand() -> None:
    years = np.array([2020, 2021, 2022])
    values = np.array([[100.0, 110.0, 121.0], [0.0, 0.0, 1.21]])
    np.testing.assert_allclose(present_value(values, years, 0.1), [300.0, 1.0])
    np.testing.assert_allclose(present_value(values, years, 0.1, 2021), [330.0, 1.1])
    np.testing.assert_allclose(present_value(values, years, 0.0), [331.0, 1.21])


def test_a_short_horizon_cannot_judge_a_late_peak(tmp_path) -> None:
    tiny_plan(tmp_path)
    plan = load(write_scenario(tmp_path), to=2030)
    problems = Problems()
    assert goal_of("peak_year <= 2029", plan, problems) is None
    assert goal_of("peak_year <= 2028", plan, Problems()) is not None
