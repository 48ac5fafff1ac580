"""The frontier of the peak: by hand, against brute force, and re-run as an ordinary scenario."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from builders import library, tiny_plan, uses
from click.testing import CliRunner

from simulator import load, simulate
from simulator.cli.main import sim
from simulator.errors import InputError, Problems
from simulator.explore.peak.frontier import CHEAPEST, KINDS, LOWEST, SMALLEST, Frontier, frontier
from simulator.explore.peak.moves import moves_of
from simulator.explore.peak.runs import last_year_to_judge, peak_time
from simulator.explore.peak.start import ALWAYS, NEVER, UNTIL, first_year, starts_of
from simulator.explore.peak.study import levers_from, study, years_of
from simulator.explore.solve.levers import Levers, evaluate, goal_of, lever_costs, levers_of, present_value
from simulator.explore.solve.search import solve
from simulator.inputs.measures import Cost, load_measures
from simulator.inputs.schedule import Schedule
from simulator.pathways.prepare import prepare
from simulator.report.peak.text import peak_screen

BALANCE = """\
target_id,fuel,value,unit,sigma,grade,source
industry.works,coal,100,1e4 tce,6,assumed,test
households.homes,natural_gas,10,1e4 tce,1,assumed,test
"""
pytestmark = pytest.mark.filterwarnings("ignore:invalid value")  # the tiny region uses no electricity
WORKS, HOMES = 264.0, 16.3  # 10^4 t in 2020: 100 x 2.64 of coal, 10 x 1.63 of gas
DRIVERS = """\
variable,year,case,value,unit,grade,source
gdp,2020,actual,100,1e8 CNY,assumed,test
population,2020,actual,10,1e4 persons,assumed,test
"""
GRID = np.linspace(0.0, 1.0, 47)  # 47^3 = 103 823 points


def drivers(*rates: tuple[int, float]) -> str:
    return DRIVERS + "".join(f"gdp.growth,{year},central,{rate},%,assumed,test\n" for year, rate in rates)


UP_AND_DOWN = drivers((2025, 10), (2030, -5))
SLOWLY_DOWN = drivers((2025, 10), (2028, 3), (2030, -5))
EVER_UP = drivers((2030, 10))


def scaled(factor: float, on: str = "industry.works") -> list[dict]:
    return [{"type": "scale", "on": [on], "quantity": "intensity", "factor": factor}]


def priced(found, **terms: tuple[float, dict[int, float] | None]):
    """The measures of a library with a cost a tonne and, where given, another schedule."""
    out = dict(found.measures)
    for name, (cost, points) in terms.items():
        unit = {"unit": "CNY/tCO2", "price_year": 2020, "grade": "assumed", "source": "test"}
        change = {"cost": Cost(low=cost - 50.0, high=cost + 50.0, **unit)}
        if points is not None:
            change["schedule"] = Schedule(tuple(points.items()))
        out[name] = replace(out[name], entry=out[name].entry.model_copy(update=change))
    return out


def tiny(tmp_path, measures, text: str = "", growth: str = UP_AND_DOWN):
    return tiny_plan(tmp_path, text, measures, balance=BALANCE, drivers=growth)


@cache
def bundled(name: str):
    plan = load(name)
    assert plan is not None
    return plan


# ---- by hand ----


def test_one_measure_by_hand(tmp_path) -> None:
    # GDP grows by 10 % until 2025. A measure that halves works from 2025 on brings the peak to 2024 if
    # 1.1^5 (1 - s/2) <= 1.1^4, so s = (1 - 1/1.1) x 2 = 0.1818; the height is then that of 2024.
    both = library(half=scaled(0.5))
    levers = levers_of(tiny(tmp_path, both), goals=[], library=priced(both, half=(100.0, None)))
    found = frontier(levers, [2023, 2024, 2025])
    never, by_2024, by_2025 = found.rows
    assert (never.lowest, never.cheapest, never.smallest) == (None, None, None)
    strength, height = 2.0 * (1.0 - 1.0 / 1.1), WORKS * 1.1**4 + HOMES
    for one in (by_2024.lowest, by_2024.cheapest, by_2024.smallest):
        assert one is not None
        assert (one.year, one.moved) == (2024, 1)
        assert one.height == pytest.approx(height)
    assert by_2024.smallest.change == pytest.approx(strength, abs=1e-5)
    growth = np.array([1.1**5 * 0.95**n for n in range(6)])
    value = (0.5 * WORKS * growth * 1.05 ** -np.arange(5, 11)).sum()  # 10^4 t a year, in money of 2020
    assert by_2024.cheapest.cost.central == pytest.approx(100.0 * value * strength, rel=1e-4)
    assert by_2024.cheapest.cost.low == pytest.approx(50.0 * value * strength, rel=1e-4)
    assert found.now.year == 2025
    assert by_2025.smallest.moved == by_2025.cheapest.moved == 0  # already: nothing changes, nothing is paid


def test_what_saves_is_used_and_what_has_no_cost_is_not(tmp_path) -> None:
    some = library(saves=scaled(0.99), dear=scaled(0.5), unknown=scaled(0.5))
    measures = priced(some, saves=(-100.0, None), dear=(100.0, None))
    found = frontier(levers_of(tiny(tmp_path, some), goals=[], library=measures), [2024, 2025])
    assert found.unpriced == ("unknown",)
    early, late = (row.cheapest for row in found.rows)
    place = {name: i for i, name in enumerate(found.levers.names)}
    assert late.strength.tolist() == [1.0, 0.0, 0.0]
    assert early.strength[place["unknown"]] == 0.0
    assert 0.0 < early.strength[place["dear"]] < 0.2
    assert early.cost.central > late.cost.central < 0.0


# ---- against brute force ----


def brute_force(levers: Levers, years: list[int]) -> list[dict[str, float]]:
    """The best of a grid of 10^5 points for each year and kind."""
    points = np.stack([axis.ravel() for axis in np.meshgrid(GRID, GRID, GRID)])
    found = evaluate(levers, points)
    value = present_value(lever_costs(levers).central, levers.years)
    measured = {LOWEST: found["peak_value"], CHEAPEST: value @ points, SMALLEST: points.sum(axis=0)}
    fits = [(found["rising"] == 0.0) & (found["peak_year"] <= by) for by in years]
    return [{kind: values[fit].min(initial=np.inf) for kind, values in measured.items()} for fit in fits]


def value_of(kind: str, found: Frontier, row: int) -> float:
    one = dict(found.rows[row].answers)[kind]
    if one is None:
        return float("inf")
    return {LOWEST: one.height, CHEAPEST: one.cost.central, SMALLEST: one.change}[kind]


def test_no_point_of_a_grid_is_better(tmp_path) -> None:
    some = library(now=scaled(0.7), late=scaled(0.6), gas=scaled(0.5, "households.homes"))
    terms = {
        "now": (300.0, {2022: 0, 2026: 1}),
        "late": (100.0, {2025: 0, 2029: 1}),
        "gas": (-50.0, {2020: 0, 2023: 1}),
    }
    levers = levers_of(tiny(tmp_path, some, growth=SLOWLY_DOWN), goals=[], library=priced(some, **terms))
    years = [2021, 2023, 2024, 2025, 2026, 2027, 2028]
    found = frontier(levers, years)
    assert found.now.year == 2028
    for row, best in enumerate(brute_force(levers, years)):
        for kind, least in best.items():
            ours = value_of(kind, found, row)
            assert ours <= least + 1e-4 * max(1.0, abs(least)), (years[row], kind)
    changes = [value_of(SMALLEST, found, row) for row in range(len(years))]
    assert len(set(changes)) > 3  # the case is no trivial one


def test_one_more_measure_never_makes_it_worse(tmp_path) -> None:
    some = library(now=scaled(0.7), late=scaled(0.6), gas=scaled(0.5, "households.homes"))
    measures = priced(
        some, now=(300.0, {2022: 0, 2026: 1}), late=(100.0, {2025: 0, 2029: 1}), gas=(-50.0, None)
    )
    plan, years = tiny(tmp_path, some, growth=SLOWLY_DOWN), [2025, 2026, 2027, 2028]
    few, more, all_three = (
        frontier(levers_of(plan, names, goals=[], library=measures), years)
        for names in (["now"], ["now", "gas"], ["now", "late", "gas"])
    )
    for row in range(len(years)):
        for kind in KINDS:
            values = [value_of(kind, found, row) for found in (few, more, all_three)]
            assert values[0] + 1e-4 >= values[1] >= values[2] - 1e-4, (years[row], kind)
    assert value_of(CHEAPEST, few, 1) > value_of(CHEAPEST, more, 1) > value_of(CHEAPEST, all_three, 1)


# ---- bundled regions ----


@pytest.mark.parametrize("name", ["yiwu/baseline", "shangyu/baseline"])
def test_a_solution_is_met_by_an_ordinary_run_and_earlier_is_never_better(name: str) -> None:
    years = list(range(2021, 2031))
    found = frontier(levers_of(bundled(name), goals=[]), years)
    for kind in KINDS:
        values = [value_of(kind, found, row) for row in range(len(years))]
        assert all(late <= early + 1e-9 for early, late in pairwise(values)), kind
    for row in found.rows[::3]:
        for _, one in row.answers:
            if one is not None:
                peak = simulate(with_strengths(found.levers, one.strength)).peaks["co2_total"][0]
                assert (peak.year, peak.value) == (one.year, pytest.approx(one.height))
                assert peak.year <= row.by


def with_strengths(levers: Levers, strengths):
    """An ordinary plan that uses the levers at some strengths, as a scenario file would."""
    at = dict(zip(levers.names, strengths.tolist(), strict=True))
    scenario = levers.plan.scenario
    used = tuple(replace(one, strength=at.get(one.measure.id, one.strength)) for one in scenario.measures)
    problems = Problems()
    plan = prepare(replace(scenario, measures=tuple(one for one in used if one.strength > 0.0)), problems)
    problems.raise_if_any()
    return plan


def test_two_searches_find_the_same() -> None:
    # `sim solve` searches by other steps, from several starts, and rounds strengths up to 1 point
    plan, problems = bundled("yiwu/baseline"), Problems()
    goal = goal_of("peak_year <= 2023", plan, problems)
    problems.raise_if_any()
    (row,) = frontier(levers_of(plan, goals=[]), [2023]).rows
    other = solve(levers_of(plan, goals=[goal]), "change")
    assert row.smallest.change == pytest.approx(float((other.strengths - other.levers.now).sum()), abs=0.05)
    paid = solve(levers_of(plan, goals=[goal]), "cost", leave_out=True)
    assert row.cheapest.cost.central == pytest.approx(float(np.nansum(paid.present_cost())), rel=0.01)


def test_more_action_that_begins_later_changes_nothing_before() -> None:
    levers = levers_from(bundled("shangyu/stated_policies"), 2027, load_measures(Problems()))
    assert levers.levers
    co2 = evaluate(levers, np.stack([levers.now, levers.high], axis=1))["co2_total"]
    before = levers.years < 2027
    np.testing.assert_allclose(co2[before, 0], co2[before, 1], rtol=1e-12)
    assert co2[-1, 1] < co2[-1, 0]


# ---- the latest start ----


def test_latest_start_by_hand(tmp_path) -> None:
    # GDP grows by 10 % a year throughout. Halving works in 2025 + k leaves a peak in 2024 + k, unless 2030 at
    # half passes it: 1.1^10 / 2 = 1.297 < 1.1^3 = 1.331, so down to k = -1; earlier CO2 rises to the end.
    starts = starts_of(tiny(tmp_path, library(half=scaled(0.5)), uses("half"), EVER_UP))
    assert starts is not None
    assert starts.first == 2025
    assert starts.latest(2026)[1:] == (UNTIL, 2027, 2, False)
    assert starts.latest(2023)[1:] == (UNTIL, 2024, -1, False)
    assert starts.latest(2022).kind == NEVER
    at = {int(shift): place for place, shift in enumerate(starts.shift)}
    assert starts.peaks.year[[at[0], at[2]]].tolist() == [2024, 2026]
    assert starts.peaks.rising[[at[-2], at[6]]].tolist() == [True, True]


def test_a_peak_that_comes_anyway_needs_no_start(tmp_path) -> None:
    plan = tiny(tmp_path, library(half=scaled(0.5)), uses("half"))
    assert starts_of(plan).latest(2025).kind == ALWAYS
    assert starts_of(tiny(tmp_path, library(half=scaled(0.5)))) is None
    assert first_year(Schedule(((2020, 0.0), (2021, 0.0), (2024, 1.0)))) == 2022
    assert first_year(Schedule(((2020, 1.0),))) is None


# ---- what decides ----


def test_moves_by_hand(tmp_path) -> None:
    plan = tiny(tmp_path, library(half=scaled(0.5)), uses("half").replace("half", "half\n    strength: 0"))
    found = {(one.name, one.to): one for one in moves_of(plan, {"half": (0.0, 1.0)})}
    height = WORKS * 1.1**5
    assert found["half", 0.1].height == pytest.approx(-0.05 * height)
    assert found["half", 0.1].years == 0
    # 1 % of a growth of 10 % is 0.1 points, in each of five years
    assert found["gdp.growth", 1.0].height == pytest.approx(WORKS * (1.101**5 - 1.1**5))
    assert found["gdp.growth", 1.0].move == "percent"
    assert found["population", 1.0].part == pytest.approx(0.01 * HOMES / (height + HOMES))


def test_a_measure_at_its_highest_moves_down(tmp_path) -> None:
    plan = tiny(tmp_path, library(half=scaled(0.5)), uses("half"))
    one = next(one for one in moves_of(plan, {"half": (1.0, 1.0)}) if one.kind == "measure")
    assert (one.to, one.step) == pytest.approx((0.9, -0.1))


def test_the_time_of_a_peak_between_years() -> None:
    years = np.arange(2020, 2025)
    parabola = 10.0 - (years - 2022.3) ** 2
    assert peak_time(years, parabola[:, None]) == pytest.approx([2022.3])
    assert peak_time(years, np.arange(5.0)[:, None]) == pytest.approx([2024.0])


# ---- bad input ----


@pytest.mark.parametrize("text", ["", "2030..2025", "soon", "2025..", "2025-2030", "2025..2030..2035"])
def test_years_that_are_none(text: str) -> None:
    with pytest.raises(InputError, match=r"2025\.\.2035"):
        years_of(text)


def test_years_outside_the_projection(tmp_path) -> None:
    plan = tiny(tmp_path, library(half=scaled(0.5)))
    assert last_year_to_judge(plan) == 2028
    with pytest.raises(InputError, match="--to 2031"):
        study(plan, [2025, 2029])
    with pytest.raises(InputError, match="2020 to 2028"):
        study(plan, [2019])
    with pytest.raises(InputError, match="--start"):
        study(plan, [2025], start=2031)


# ---- the command ----


def test_the_command_writes_what_it_says(tmp_path) -> None:
    command = ["peak", "shangyu/baseline", "--by", "2029..2030", "--out", str(tmp_path), "--lang", "en"]
    done = CliRunner().invoke(sim, command)
    assert done.exit_code == 0, done.output
    folder = tmp_path / "peak-shangyu-baseline"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["by"] == [2029, 2030]
    assert {*manifest["files"]} == {
        *("frontier.csv", "levers.csv", "starts.csv", "shifts.csv", "moves.csv"),
        *("charts/frontier.png", "charts/frontier.svg"),
    }
    levers = (folder / "levers.csv").read_text(encoding="utf-8-sig").splitlines()
    assert levers[0].split(",")[4:8] == ["measure", "now", "strength", "highest"]
    assert any("2029,smallest,industry.efficiency,0.0,0.24" in line for line in levers)
    first = {name: (folder / name).read_bytes() for name in manifest["files"]}
    assert CliRunner().invoke(sim, command).exit_code == 0
    assert first == {name: (folder / name).read_bytes() for name in manifest["files"]}
    (folder / "manifest.json").unlink()
    refused = CliRunner().invoke(sim, command)
    assert refused.exit_code == 1
    assert "peak-shangyu-baseline" in refused.output


@pytest.mark.parametrize(("lang", "word"), [("zh", "现情景：2030年达峰"), ("en", "As it is: peaks in 2030")])
def test_the_screen_in_both_languages(lang: str, word: str) -> None:
    text = peak_screen(study(bundled("shangyu/baseline"), [2029, 2030]), lang)
    assert word in text
    assert len([line for line in text.splitlines() if line.startswith(("2029", "2030"))]) >= 4


def test_hindsight_is_told_until_a_start_is_given() -> None:
    assert study(bundled("shangyu/baseline"), [2030]).from_now == 2024  # actual GDP to 2023
    assert study(bundled("shangyu/baseline"), [2030], start=2024).from_now is None


def test_nothing_that_could_be_raised(tmp_path) -> None:
    both = library(half=scaled(0.5))
    with pytest.raises(InputError, match="no measure can be raised"):
        study(tiny(tmp_path, both, uses("half")), [2025], library=both.measures)
