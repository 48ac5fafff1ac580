"""Solving for targets: by hand, against linear programs, against grids of 10^5 points, by property."""

from __future__ import annotations

from functools import cache
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from builders import CALORIFIC, NET_RATE, library, tiny_plan
from test_levers import goals_of, priced, scaled

from simulator import load
from simulator.errors import InputError
from simulator.explore.solve.levers import evaluate, lever_costs, levers_of, present_value
from simulator.explore.solve.search import solve, solve_years
from simulator.explore.solve.single import least_strength
from simulator.explore.solve.steps import Search
from simulator.inputs.schedule import Schedule

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.explore.solve.levers import Levers
    from simulator.explore.solve.search import Solution

WORKS = (60 + 40 / CALORIFIC * NET_RATE) * 1.1**10  # primary energy of industry in 2030
HOMES = 5 + 15 / CALORIFIC * NET_RATE
TO_POWER = [
    {
        "type": "shift",
        "on": ["industry.works"],
        "quantity": "share",
        "fuel": "coal",
        "portion": 0.8,
        "to": {"electricity": 1.0},
        "ratio": {"electricity": 0.5},
    }
]


def tiny(folder: Path, goals: list[str], effects: dict[str, Any], **costs: tuple[float, float]) -> Levers:
    """Levers of the tiny region, growing 10 % a year, with measures from 2025 on."""
    given = priced(library(**effects), **costs)
    plan = tiny_plan(folder, "", given)
    return levers_of(plan, None, {}, goals_of(plan, *goals), given.measures)


def money(levers: Levers) -> np.ndarray:
    """Present value of the full move of each lever."""
    return present_value(lever_costs(levers).central, levers.years)


def met(levers: Levers, strengths: np.ndarray) -> np.ndarray:
    """Whether trials (lever, run) meet every goal."""
    found = evaluate(levers, strengths)
    return np.all([found[f"met.{goal.id}"] > 0.0 for goal in levers.goals], axis=0)


# ---- one lever ----


def test_the_least_strength_by_hand(tmp_path) -> None:
    limit = HOMES + WORKS * 0.8
    levers = tiny(tmp_path, [f"energy_total <= {limit} by 2030"], {"a": scaled(0.5)})
    search = Search(levers, [limit], np.ones(1), levers.low, levers.high)
    assert least_strength(search).strengths[0] == pytest.approx(0.4, abs=1e-5)  # 1 - 0.5 s = 0.8
    found = solve(levers)
    assert (found.status, found.method) == ("solved", "scan")
    assert found.strengths[0] == pytest.approx(0.4)  # as it is written: met, with two decimals
    assert met(levers, found.strengths[:, None]).all()


def test_a_target_met_already_changes_nothing(tmp_path) -> None:
    levers = tiny(tmp_path, ["energy_total <= 1000 by 2030"], {"a": scaled(0.5), "b": scaled(0.7)})
    found = solve(levers)
    assert found.status == "already_met"
    assert found.moved == ()


def test_one_lever_that_is_not_enough_goes_as_near_as_it_can(tmp_path) -> None:
    levers = tiny(tmp_path, [f"energy_total <= {HOMES + WORKS * 0.4} by 2030"], {"a": scaled(0.5)})
    found = solve(levers)
    assert found.status == "infeasible"
    assert found.strengths.tolist() == [1.0]
    assert found.at_limit == ("a",)
    assert found.unreachable == (levers.goals[0].id,)
    assert found.conflicts == ()
    assert found.margins[levers.goals[0].id][1] == pytest.approx(-WORKS * 0.1)


def test_a_window_of_strengths_is_found_at_its_lower_end(tmp_path) -> None:
    """Too little misses the ceiling of coal, too much that of power: neither rises nor falls alone."""
    coal, power = 60 * 1.1**10, 40 * 1.1**10
    half_coal = coal * (1 - 0.8 * 0.53)
    much_power = (power + coal * 0.8 * 0.56 * 0.5 + 15) / CALORIFIC
    goals = [f"coal_total <= {half_coal} by 2030", f"electricity_use <= {much_power} by 2030"]
    levers = tiny(tmp_path, goals, {"a": TO_POWER})
    found = solve(levers)
    assert found.status == "solved"
    assert found.strengths[0] == pytest.approx(0.53, abs=1e-5)
    assert not met(levers, np.array([[0.0, 0.5, 0.6, 1.0]])).any()


def test_another_start_by_hand(tmp_path) -> None:
    """In force from 2025 on: a ceiling of 2023 needs a start two years earlier, no less and no more."""
    limit = HOMES + WORKS / 1.1**7 * 0.6
    levers = tiny(tmp_path, [f"energy_total <= {limit} by 2023"], {"a": scaled(0.5)})
    found = solve_years(levers, "start")
    assert found.status == "solved"
    assert found.schedule is not None
    assert found.schedule.points == ((2022, 0.0), (2023, 1.0))
    assert found.window is not None
    assert found.window[1] == 2022


def test_a_ramp_by_hand(tmp_path) -> None:
    """Of ramps of 8 x 0.1 to 1.0 years, 6 is the longest that has 90 % of its effect in 2026."""
    slow = library(a=scaled(0.5))
    entry = slow.measures["a"].entry.model_copy(update={"schedule": Schedule(((2020, 0.0), (2028, 1.0)))})
    slow = type(slow)(slow.factors, {"a": type(slow.measures["a"])("a", entry, slow.measures["a"].origin)})
    plan = tiny_plan(tmp_path, "", slow)
    limit = HOMES + WORKS / 1.1**4 * (1 - 0.5 * 0.9)  # 6 years of 6.67 at most
    levers = levers_of(plan, None, {}, goals_of(plan, f"energy_total <= {limit} by 2026"), slow.measures)
    found = solve_years(levers, "ramp")
    assert found.status == "solved"
    assert found.schedule is not None
    assert found.schedule.points == ((2020, 0.0), (2026, 1.0))
    assert found.window == (2021, 2026)


def test_a_start_that_comes_too_late_whatever_is_done_is_told(tmp_path) -> None:
    levers = tiny(tmp_path, [f"energy_total <= {HOMES + WORKS * 0.4} by 2030"], {"a": scaled(0.5)})
    found = solve_years(levers, "start")
    assert found.status == "infeasible"
    assert found.window is None


# ---- several levers ----

THREE = {"a": scaled(0.6), "b": TO_POWER, "c": scaled(0.4, "households.homes")}
COSTS = {"a": (100.0, 500.0), "b": (50.0, 150.0), "c": (10.0, 40.0)}
CURVED = ["co2_total <= 400 by 2030", "peak_year <= 2024", "coal_total <= 110 by 2030"]


def test_linear_problems_agree_with_linprog(tmp_path) -> None:
    from scipy.optimize import linprog

    effects = {"a": scaled(0.6), "b": scaled(0.4, "households.homes")}
    levers = tiny(tmp_path, ["co2_total <= 1 by 2030"], effects, a=(100, 200), b=(20, 60))
    ends = evaluate(levers, np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]))
    co2, energy = ends["co2_total"][-1], ends["energy_total"][-1]
    caps = (co2[0] * 0.75, energy[0] * 0.9)
    levers = tiny(
        tmp_path,
        [f"co2_total <= {caps[0]} by 2030", f"energy_total <= {caps[1]} by 2030"],
        effects,
        a=(100, 200),
        b=(20, 60),
    )
    cuts = np.array([co2[1:] - co2[0], energy[1:] - energy[0]])
    right = [caps[0] - co2[0], caps[1] - energy[0]]
    exact = linprog(money(levers), A_ub=cuts, b_ub=right, bounds=[(0, 1)] * 2, method="highs")
    found = solve(levers, "cost")
    assert found.status == "solved"
    spent = float(money(levers) @ found.strengths)
    assert exact.fun <= spent * (1 + 1e-6)
    assert spent == pytest.approx(exact.fun, rel=0.02)  # strengths are written with two decimals
    wanted = -exact.ineqlin.marginals
    assert found.prices is not None
    for goal, price in zip(levers.goals, wanted, strict=True):
        assert found.prices.get(goal.id, 0.0) == pytest.approx(price, rel=1e-3, abs=1e-9)


def grid(levers: Levers, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """All points of a grid and whether they meet the goals."""
    axis = np.linspace(0.0, 1.0, steps)
    points = np.array(list(product(axis, repeat=len(levers.levers)))).T
    return points, met(levers, points)


@pytest.mark.parametrize("minimise", ["cost", "change"])
def test_no_point_of_a_grid_of_100_000_is_cheaper(tmp_path, minimise) -> None:
    levers = tiny(tmp_path, ["co2_total <= 530 by 2030", "coal_total <= 110 by 2030"], THREE, **COSTS)
    points, good = grid(levers, 47)
    assert points.shape[1] > 100_000
    assert 0 < good.sum() < points.shape[1]
    weight = money(levers) if minimise == "cost" else np.ones(3)
    found = solve(levers, minimise)
    assert found.status == "solved"
    least = float((weight @ points)[good].min())
    spent = float(weight @ found.strengths)
    assert spent <= least * (1.0 + 1e-9)
    assert spent > least - np.abs(weight).sum() / 46  # no better than the grid's own mesh allows


def test_a_peak_by_a_year_against_a_grid(tmp_path) -> None:
    """From 2025 on measures cut once, growth goes on: the peak is early only if the cut is deep enough."""
    levers = tiny(tmp_path, ["peak_year <= 2024"], THREE, **COSTS)
    points, good = grid(levers, 47)
    found = solve(levers, "change")
    assert 0 < good.sum() < points.shape[1]
    assert found.status == "solved"
    assert found.strengths.sum() <= points.sum(axis=0)[good].min() + 1e-9


def solve_best_gap(levers: Levers, points: np.ndarray) -> float:
    """The least scaled miss on a grid."""
    from simulator.explore.solve.goals import gaps_of, scales_of

    start = evaluate(levers, levers.now[:, None])
    return float(gaps_of(levers, evaluate(levers, points), scales_of(levers, start)).sum(axis=0).min())


def test_goals_that_contradict_are_named_and_the_nearest_point_beats_a_grid(tmp_path) -> None:
    goals = ["co2_total <= 500 by 2030", "energy_total >= 410 by 2030", "energy_total <= 900 by 2030"]
    levers = tiny(tmp_path, goals, {"a": THREE["a"], "c": THREE["c"]})
    found = solve(levers)
    assert found.status == "infeasible"
    assert set(found.conflicts) == set(goals[:2])
    assert found.unreachable == ()
    points, good = grid(levers, 101)
    assert not good.any()
    assert found.gaps.sum() <= solve_best_gap(levers, points) * (1 + 1e-3)


def test_what_cannot_be_met_alone_is_told_apart_from_what_cannot_be_met_together(tmp_path) -> None:
    goals = [
        *("co2_total <= 500 by 2030", "energy_total >= 410 by 2030", "coal_total <= 20 by 2030"),
        "electricity_use <= 1000 by 2030",
    ]
    found = solve(tiny(tmp_path, goals, {"a": THREE["a"], "c": THREE["c"]}))
    assert found.unreachable == (goals[2],)
    assert set(found.conflicts) == set(goals[:2])


# ---- properties ----


@cache
def shangyu_levers(goal: str, names: tuple[str, ...]) -> Levers:
    plan = load("shangyu/baseline")
    return levers_of(plan, names, {}, goals_of(plan, goal))


NAMES = (
    *("industry.efficiency", "industry.coal_to_gas", "energy.coal_cap", "energy.coal_chp_to_gas"),
    *("transport.truck_electrification", "buildings.ultra_low_energy"),
)


def least(goal: str, names: tuple[str, ...], minimise: str) -> float:
    """The objective of a solution; infinite where there is none."""
    levers = shangyu_levers(goal, names)
    found: Solution = solve(levers, minimise)  # type: ignore[arg-type]
    if found.status == "infeasible":
        return float("inf")
    return float(money(levers) @ found.strengths if minimise == "cost" else found.strengths.sum())


@pytest.mark.parametrize("minimise", ["cost", "change"])
def test_a_tighter_target_never_costs_less(minimise: str) -> None:
    values = [least(f"co2_total <= {cap} by 2030", NAMES, minimise) for cap in (1050, 1000, 950, 900, 850)]
    assert np.isfinite(values[1])
    mesh = 0.01 * 6 if minimise == "change" else 0.01 * 600_000  # written with two decimals
    assert all(later >= earlier - mesh for earlier, later in pairwise(values))


@pytest.mark.parametrize("minimise", ["cost", "change"])
def test_one_more_measure_never_costs_more(minimise: str) -> None:
    goal = "co2_total <= 1020 by 2030"
    values = [least(goal, NAMES[:count], minimise) for count in range(2, 7)]
    mesh = 0.01 * 6 if minimise == "change" else 0.01 * 600_000
    assert np.isfinite(values[-1])
    assert all(later <= earlier + mesh for earlier, later in pairwise(values))


# ---- the fewest ----


def test_the_fewest_by_trying_all_subsets(tmp_path) -> None:
    effects = {
        "a": scaled(0.8),
        "b": scaled(0.85),
        "c": scaled(0.9),
        "d": scaled(0.5, "households.homes"),
        "e": scaled(0.95),
    }
    levers = tiny(tmp_path, [f"energy_total <= {HOMES + WORKS * 0.7} by 2030"], effects)
    found = solve(levers, "count")
    sizes = [
        size
        for size in range(6)
        for subset in combinations(range(5), size)
        if met(levers, np.isin(np.arange(5), subset).astype(float)[:, None]).all()
    ]
    assert len(found.moved) == min(sizes) == 2
    assert found.proven is True
    assert met(levers, found.strengths[:, None]).all()


def test_fewest_says_when_it_is_not_proven(tmp_path) -> None:
    """Too little misses one ceiling and too much another, so corners say nothing."""
    coal, power = 60 * 1.1**10, 40 * 1.1**10
    much_power = (power + coal * 0.8 * 0.56 * 0.5 + 15) / CALORIFIC
    goals = [f"coal_total <= {coal * (1 - 0.8 * 0.53)} by 2030", f"electricity_use <= {much_power} by 2030"]
    levers = tiny(tmp_path, goals, {"a": TO_POWER, "b": scaled(0.99, "households.homes")})
    found = solve(levers, "count")
    assert found.status == "solved"
    assert found.moved == (0,)


# ---- what is refused ----


def test_measures_without_cost_are_named_and_left_out_only_if_asked(tmp_path) -> None:
    levers = tiny(tmp_path, ["co2_total <= 530 by 2030"], THREE, a=(100, 500), b=(50, 150))
    with pytest.raises(InputError, match=r"c;.*leave-out"):
        solve(levers, "cost")
    found = solve(levers, "cost", leave_out=True)
    assert found.left_out == ("c",)
    assert found.status == "solved"


def test_nothing_to_move_is_told(tmp_path) -> None:
    plan = load("yiwu/baseline")
    levers = levers_of(plan, ["energy.central_heat_coal_chp"], {}, goals_of(plan, "Y1"))
    with pytest.raises(InputError, match="no measure is left"):
        solve(levers)
