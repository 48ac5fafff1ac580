"""What a tonne costs: curves of a few made-up measures by hand, sums, order, price and cap."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from builders import CALORIFIC, FUELS, library, tiny_plan, uses

from simulator import load, simulate
from simulator.errors import InputError, Problems
from simulator.explore.abatement.curve import (
    METHODS,
    Abatement,
    abatement,
    by_sector_of_measure,
    money,
    money_by_year,
)
from simulator.explore.abatement.prices import ENDS, MOST, adopted, price_of_cap, price_of_trading
from simulator.explore.compare.costs import costs
from simulator.explore.credits.contributions import contributions
from simulator.explore.solve.levers import present_value
from simulator.inputs.measures import Cost, load_measures
from simulator.inputs.scenario import Library

GROWN = 1.1**10  # activity of the works in 2030
COAL = 60 * FUELS["coal"][1]  # t CO2 of the works' own fuel in 2020, 10^4 t


def scaled(factor: float, on: str = "industry.works") -> list[dict]:
    return [{"type": "scale", "on": [on], "quantity": "intensity", "factor": factor}]


def costed(measures: Library, **costs: tuple[float, float] | tuple[float, float, str]) -> Library:
    """The library with a cost a tonne for some measures."""
    out = dict(measures.measures)
    for name, (low, high, *unit) in costs.items():
        cost = Cost(
            low=low,
            high=high,
            unit=unit[0] if unit else "CNY/tCO2",
            price_year=2020,
            grade="assumed",
            source="test",
        )
        entry = out[name].entry.model_copy(update={"cost": cost})
        out[name] = replace(out[name], entry=entry)
    return Library(measures.factors, out)


def two_savings(tmp_path, **costs: tuple) -> Abatement:
    """Two measures that meet on one branch: 1 without, 0.8 and 0.5 alone, 0.4 together."""
    found = costed(library(a=scaled(0.8), b=scaled(0.5)), **(costs or {"a": (100, 300), "b": (-60, -20)}))
    return abatement(tiny_plan(tmp_path, uses("a", "b"), found))


@cache
def bundled(name: str, year: int | None = 2030, method: str = "averaged", rate: float = 0.05) -> Abatement:
    plan = load(name)
    assert plan is not None
    return abatement(plan, year=year, method=method, rate=rate, pairs=4)


def works(tmp_path) -> float:
    """CO2 of the works in 2030 without measures, from the model's own total, 10^4 t."""
    plain = simulate(tiny_plan(tmp_path))
    saved = simulate(tiny_plan(tmp_path, uses("a"), library(a=scaled(0.5))))
    return float(2.0 * (plain.series["co2_total"][-1, 0] - saved.series["co2_total"][-1, 0]))


# ---- by hand ----


def test_two_savings_by_hand(tmp_path) -> None:
    found = two_savings(tmp_path)
    whole = works(tmp_path)
    assert whole > COAL * GROWN  # coal and the power it buys
    steps = {step.player.id: step for step in found.steps}
    # alone 0.2 and 0.5, last 0.5 - 0.4 and 0.8 - 0.4, on average over the two orders the mean of both
    expected = {"a": (0.2, 0.1, 0.15), "b": (0.5, 0.4, 0.45)}
    for name, (alone, last, averaged) in expected.items():
        tonnes = steps[name].tonnes
        assert tonnes == pytest.approx(
            {"alone": whole * alone, "last": whole * last, "averaged": whole * averaged}
        )
    assert [step.player.id for step in found.steps] == ["b", "a"]
    assert found.cut() == pytest.approx(whole * 0.6)
    assert found.overlap() == pytest.approx(whole * (0.7 - 0.6))
    assert steps["a"].height("averaged") == pytest.approx((100, 200, 300))
    assert steps["b"].height("alone") == pytest.approx((-60, -40, -20))
    assert steps["a"].money("averaged") == pytest.approx(tuple(0.15 * whole * c for c in (100, 200, 300)))
    assert money(found.steps, "alone") == pytest.approx(
        tuple(whole * (0.2 * a + 0.5 * b) for a, b in ((100, -60), (200, -40), (300, -20)))
    )


def test_all_years_are_added_up_and_only_money_is_discounted(tmp_path) -> None:
    plan = tiny_plan(tmp_path, uses("a"), costed(library(a=scaled(0.5)), a=(100, 100)))
    (step,) = abatement(plan, year=None, rate=0.1).steps
    whole = works(tmp_path)
    # activity grows by 10 % a year, the grid's factor changes, the measure is in force from 2025 on
    yearly = step.yearly["averaged"]
    assert yearly[:5] == pytest.approx(np.zeros(5))
    assert yearly[-1] == pytest.approx(0.5 * whole)
    assert step.tonnes["averaged"] == pytest.approx(float(yearly.sum()))
    by_hand = sum(100 * cut / 1.1**years for years, cut in enumerate(yearly.tolist()))
    assert step.money("averaged") == pytest.approx((by_hand,) * 3)
    assert step.height("averaged")[1] == pytest.approx(by_hand / yearly.sum())
    (plain,) = abatement(plan, year=None, rate=0.0).steps
    assert plain.height("averaged") == pytest.approx((100.0,) * 3)


def test_present_value_by_hand() -> None:
    values = np.array([[100.0, 105.0, 110.25], [0.0, 0.0, 110.25]])
    np.testing.assert_allclose(
        present_value(values, np.array([2020, 2021, 2022]), 0.05, 2020), [300.0, 100.0]
    )


def test_what_has_no_cost_a_tonne_is_listed_and_not_drawn(tmp_path) -> None:
    effects = {"a": scaled(0.8), "b": scaled(0.5), "c": scaled(0.9), "d": scaled(1.2)}
    measures = costed(library(**effects), a=(1, 2), b=(5, 6, "CNY/kW"), d=(1, 2))
    found = abatement(tiny_plan(tmp_path, uses(*effects), measures))
    assert [step.player.id for step in found.steps] == ["a"]
    assert {step.player.id: step.why for step in found.listed} == {
        "b": "other_unit",
        "c": "no_cost",
        "d": "no_cut",
    }
    assert [step.money("averaged") is None for step in found.listed] == [True] * 3
    assert sum(step.tonnes["averaged"] for step in found.everything) == pytest.approx(found.cut())


def test_uptake_is_no_step_of_total_co2() -> None:
    found = bundled("yiwu/technology")
    (green,) = (step for step in found.listed if step.player.id == "cross_cutting.greening")
    assert (green.why, green.gas) == ("other_gases", "ghg_net")
    assert green.tonnes["averaged"] > 0.0
    assert green.money("averaged") is not None


# ---- sums and order ----


@pytest.mark.parametrize("name", ["yiwu/technology", "quzhou/stated_policies"])
@pytest.mark.parametrize("year", [2030, None])
def test_averages_add_up_to_the_whole_and_money_to_its_parts(name: str, year: int | None) -> None:
    found = bundled(name, year)
    tonnes = sum(step.tonnes["averaged"] for step in found.everything if step.gas == "co2_total")
    assert tonnes == pytest.approx(found.cut(), rel=1e-9)
    whole = money(found.priced, found.method)
    sectors = by_sector_of_measure(found)
    parts = [money(steps, found.method) for steps in sectors.values()]
    assert np.sum(parts, axis=0) == pytest.approx(whole)
    assert sum(map(len, sectors.values())) == len(found.priced)
    yearly = money_by_year(found)
    if year is None:
        np.testing.assert_allclose(present_value(yearly.T, found.years, 0.05, 2020), whole, rtol=1e-9)
    else:
        np.testing.assert_allclose(yearly[year - 2020], whole, rtol=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_the_cheapest_tonne_stands_first(method: str) -> None:
    found = bundled("shangyu/stated_policies", None, method)
    heights = [step.height(method)[1] for step in found.steps]
    assert len(heights) > 20
    assert all(one <= other for one, other in pairwise(heights))
    assert all(step.tonnes[method] > 0.0 for step in found.steps)


def test_alone_and_last_are_those_of_the_measures_table() -> None:
    plan = load("yiwu/technology")
    assert plan is not None
    table = contributions(simulate(plan))
    for step in bundled("yiwu/technology").everything:
        place = table.measures.index(step.player.id)
        assert step.tonnes["alone"] == pytest.approx(float(table.alone[step.gas][10, place]), abs=1e-9)
        assert step.tonnes["last"] == pytest.approx(float(table.last[step.gas][10, place]), abs=1e-9)


def test_money_of_tonnes_alone_is_what_a_comparison_tells() -> None:
    plan = load("shangyu/stated_policies")
    assert plan is not None
    told = {one.measure: one for one in costs(simulate(plan))}
    found = bundled("shangyu/stated_policies", method="alone")
    assert len(found.steps) > 20
    for step in found.steps:
        low, _, high = step.money("alone") or (0.0, 0.0, 0.0)
        one = told[step.player.id]
        assert (low, high) == pytest.approx((one.low, one.high), rel=1e-6, abs=1e-6)


def test_against_a_baseline_what_is_no_measure_is_listed(tmp_path) -> None:
    measures = costed(library(a=scaled(0.8), b=scaled(0.5)), a=(100, 300), b=(1, 1))
    baseline = tiny_plan(tmp_path, uses("b"), measures)
    slower = "drivers:\n  gdp.growth: {2030: 5%}\n"
    plan = tiny_plan(tmp_path, slower + uses("a", "b"), measures)
    found = abatement(plan, baseline)
    before, after = (float(simulate(one).series["co2_total"][-1, 0]) for one in (baseline, plan))
    assert found.cut() == pytest.approx(before - after)
    assert [step.player.id for step in found.steps] == ["a"]  # both use b
    assert {step.player.id: step.why for step in found.listed} == {"drivers": "no_measure"}
    assert found.listed[0].tonnes["averaged"] > 0.0
    assert sum(step.tonnes["averaged"] for step in found.everything) == pytest.approx(found.cut())
    # a price brings measures into the baseline, whose drivers stay
    assert adopted(found, 0.0)["middle"].co2 == pytest.approx(before)
    assert before - adopted(found, 400.0)["middle"].co2 == pytest.approx(found.steps[0].tonnes["alone"])


# ---- price and cap ----


def test_what_is_cheaper_than_a_price_runs_together(tmp_path) -> None:
    found, whole = two_savings(tmp_path), works(tmp_path)
    before = float(found.before["co2_total"][-1])
    at = {price: adopted(found, price) for price in (-100.0, 0.0, 200.0, 1000.0)}
    chosen = {price: [one.measures for one in found_at.values()] for price, found_at in at.items()}
    assert chosen == {
        -100.0: [(), (), ()],
        0.0: [("b",)] * 3,
        200.0: [("b", "a"), ("b", "a"), ("b",)],  # a costs 100 to 300
        1000.0: [("b", "a")] * 3,
    }
    cuts = {price: [before - one.co2 for one in found_at.values()] for price, found_at in at.items()}
    assert cuts[-100.0] == pytest.approx([0.0] * 3, abs=1e-9)
    assert cuts[200.0] == pytest.approx([whole * 0.6, whole * 0.6, whole * 0.5])


def test_the_price_of_a_cap_is_the_cost_of_the_last_measure_needed(tmp_path) -> None:
    found, whole = two_savings(tmp_path), works(tmp_path)
    before = float(found.before["co2_total"][-1])
    prices = {}
    for part in (0.0, 0.5, 0.55, 0.6, 0.61):
        cap = price_of_cap(found, before - whole * part, {})
        prices[part] = [cap.found[end].price if end in cap.found else None for end in ENDS]
        assert cap.met == (part == 0.0)
        assert cap.reached == (part < 0.61)
        assert cap.everything == pytest.approx(before - 0.6 * whole)
        assert cap.trading is None
    assert prices[0.5] == [-60, -40, -20]  # b alone is enough, and saves money
    assert prices[0.55] == prices[0.6] == [100, 200, 300]
    assert prices[0.61] == [None] * 3


def test_no_cheaper_set_meets_the_cap_of_a_region() -> None:
    found = bundled("quzhou/stated_policies")
    before = float(found.before["co2_total"][10])
    cap = price_of_cap(found, 0.93 * before, {})
    answer = cap.found["middle"]
    assert answer.co2 <= 0.93 * before
    levels = sorted(
        {step.range[1] for step in found.everything if step.range and step.range[1] < answer.price}
    )
    assert levels
    for level in levels:
        assert adopted(found, level)["middle"].co2 > 0.93 * before


PRICED = [
    {
        "type": "scale",
        "on": ["industry.works"],
        "quantity": "intensity",
        "price": {"carbon": 200, "elasticity": -0.5, "coverage": 0.8},
    }
]


def test_the_price_of_emissions_trading_by_hand(tmp_path) -> None:
    measures = library(trade=PRICED, a=scaled(0.9))
    plan = tiny_plan(tmp_path, uses("a"), measures)
    found = abatement(plan)
    coal, power = (plan.scenario.factors.prices[name].value for name in ("coal", "electricity"))
    after, whole = float(found.after["co2_total"][-1]), 0.9 * works(tmp_path)
    # at 300 CNY/t: coal is 60 % of the energy, so a unit of it pays 0.6 x 2.64 x 300 on top of the fuel bill
    rise = 300 * 0.6 * FUELS["coal"][1] / (0.6 * coal + 0.4 * power)
    cap = after - whole * 0.8 * (1.0 - (1.0 + rise) ** -0.5)
    trading = price_of_trading(found, cap, measures.measures)
    assert trading is not None
    assert trading.price == pytest.approx(300.0, abs=0.05)
    assert trading.co2 <= cap * (1 + 1e-9)
    assert trading.without == pytest.approx(after)
    assert (trading.branches, trading.coverage, trading.elasticity) == (("industry.works",), 0.8, -0.5)
    assert CALORIFIC > 1.0
    never = price_of_trading(found, 0.1 * after, measures.measures)
    assert never is not None
    assert never.price is None
    assert never.co2 < trading.co2
    enough = price_of_trading(found, after + 1.0, measures.measures)
    assert enough is not None
    assert enough.price == 0.0


def test_a_tighter_cap_never_asks_for_a_lower_price() -> None:
    found, measures = bundled("quzhou/stated_policies"), load_measures(Problems())
    after = float(found.after["co2_total"][10])
    answers = [price_of_trading(found, part * after, measures) for part in (0.999, 0.99, 0.97, 0.95)]
    prices = [one.price for one in answers if one is not None and one.price is not None]
    assert len(prices) == 4
    assert all(0.0 < low < high < MOST for low, high in pairwise(prices))


# ---- refused ----


def test_a_year_outside_and_scenarios_that_do_not_differ_are_refused(tmp_path) -> None:
    plan = tiny_plan(tmp_path, uses("a"), library(a=scaled(0.8)))
    with pytest.raises(InputError, match="--year: got 2031, expected 2020 to 2030"):
        abatement(plan, year=2031)
    with pytest.raises(InputError, match="no measure to put on a curve"):
        abatement(plan, plan)
    with pytest.raises(InputError, match="no measure to put on a curve"):
        abatement(tiny_plan(tmp_path))
