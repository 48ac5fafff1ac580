"""Things with an age: survival, saturation, sales, and what becomes of the fleet."""

import numpy as np
import pytest
from builders import branch_energy, run_plan, tiny_plan
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import InputError, Problems
from simulator.inputs.factors import load_factors
from simulator.pathways.stocks import (
    LEVEL_FADE_YEARS,
    fleet,
    gompertz,
    level_factor,
    sales,
    sales_survival,
    survival,
    survivors_of_base,
)

FACTORS = load_factors(Problems())
CAR = {"life": 14.5, "steepness": 4.7}


# ---- survival ----


def test_survival_is_one_at_birth_and_a_third_at_life() -> None:
    got = survival(np.array([0.0, 14.5, 29.0]), **CAR)
    # e^0, e^-1 = 0.3679, e^-(2^4.7) = e^-26.0
    np.testing.assert_allclose(got, [1.0, 0.36788, 5.1e-12], rtol=2e-2)


def test_survivors_of_a_stock_that_never_grew() -> None:
    # k so steep that all live ten years: ages 0..9 are whole and age 10 holds e^-1 = 0.3679
    left = survivors_of_base(3, life=10.0, steepness=500.0, growth=0.0)
    np.testing.assert_allclose(left, [1.0, 9.3679 / 10.3679, 8.3679 / 10.3679], rtol=1e-4)


def test_a_stock_that_grew_fast_is_young_and_lasts_longer() -> None:
    fast, slow = (survivors_of_base(20, **CAR, growth=growth) for growth in (0.09, 0.0))
    assert fast[0] == slow[0] == 1.0
    assert np.all(fast[1:] > slow[1:])


def test_sales_survive_by_their_age_only() -> None:
    kept = sales_survival(4, **CAR)
    np.testing.assert_array_equal(np.diag(kept), 1.0)
    np.testing.assert_array_equal(np.triu(kept, 1), 0.0)  # nothing is there before it is sold
    assert kept[3, 1] == kept[2, 0] == pytest.approx(np.exp(-((2 / 14.5) ** 4.7)))


# ---- saturation ----


@pytest.mark.parametrize(
    ("curve", "gdp_per_head", "cars"),
    [
        ("car_450", 15.0, 372),  # the figures printed beside the fit
        ("car_450", 20.0, 425),
        ("car_500", 15.0, 389),
        ("car_500", 20.0, 459),
        ("car_450", 7.99, 164),  # Yiwu 2020
        ("car_500", 7.99, 162),
        ("car_450", 7.20, 133),  # Quzhou 2020
        ("car_500", 7.20, 131),
    ],
)
def test_the_car_curves_give_the_printed_figures(curve: str, gdp_per_head: float, cars: int) -> None:
    row = FACTORS.saturation[curve]
    got = gompertz(np.array(gdp_per_head), ceiling=row.ceiling_per_1000, alpha=row.alpha, beta=row.beta)
    assert got == pytest.approx(cars, abs=0.6)


def test_a_countys_distance_from_the_curve_fades_in_fifteen_years() -> None:
    factor = level_factor(200.0, np.full((21, 1), 100.0))[:, 0]
    # f(t) = 1 + (2 - 1) (1 - t / 15): 2, 1.6667 after five years, 1 from the fifteenth on
    assert LEVEL_FADE_YEARS == 15
    np.testing.assert_allclose(factor[[0, 5, 15, 20]], [2.0, 1.6667, 1.0, 1.0], rtol=1e-4)


# ---- sales and fleet ----

OLD = np.array([1.0, 0.8, 0.6])  # of the base stock after 0, 1, 2 years
KEPT = np.array([[1.0, 0, 0], [0.5, 1.0, 0], [0.2, 0.5, 1.0]])  # half of what is sold lasts a second year
USE = np.array([1.0, 0.25])  # petrol, electric
ALL_PETROL = np.array([1.0, 0.0])
ALL_ELECTRIC = np.array([[0.0, 1.0]] * 3)[:, :, None]


def test_sales_hold_the_stock_by_hand() -> None:
    got = sales(np.full((3, 1), 100.0), OLD, KEPT)[:, 0]
    # 100 - 80 = 20; 100 - (60 + 20 x 0.5) = 30
    np.testing.assert_allclose(got, [0, 20, 30])


def test_three_years_of_a_fleet_by_hand() -> None:
    got = fleet(
        np.full((3, 1), 100.0),
        base_left=OLD,
        kept=KEPT,
        base_share=ALL_PETROL,
        sales_share=ALL_ELECTRIC,
        use=USE,
        sales_intensity=np.array([1.0, 0.8, 0.6]),
    )
    # petrol 100, 80, 60; electric 0, 20 at 0.25 x 0.8, 10 of them and 30 more at 0.25 x 0.6
    # energy 100; 80 + 4 = 84; 60 + 2 + 4.5 = 66.5; per car relative to the first year 1, 0.84, 0.665
    np.testing.assert_allclose(got.intensity[:, 0], [1.0, 0.84, 0.665])
    np.testing.assert_allclose(got.share[:, 1, 0], [0.0, 4 / 84, 6.5 / 66.5])


def test_selling_only_electric_turns_the_fleet_as_survival_says() -> None:
    years = 20
    left = survivors_of_base(years, **CAR, growth=0.05)
    got = fleet(
        np.full((years, 1), 50.0),
        base_left=left,
        kept=sales_survival(years, **CAR),
        base_share=ALL_PETROL,
        sales_share=np.array([[0.0, 1.0]])[:, :, None].repeat(years, axis=0),
        use=np.ones(2),  # the same use, so that shares of energy are shares of cars
        sales_intensity=np.ones(years),
    )
    np.testing.assert_allclose(got.share[:, 0, 0], left, rtol=1e-12)


@given(
    st.lists(st.floats(1.0, 500.0), min_size=12, max_size=12),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
    st.floats(0.1, 2.0),
)
def test_a_fleet_is_always_whole(stock: list[float], base: float, sold: float, use: float) -> None:
    total = np.array(stock)[:, None]
    left, kept = survivors_of_base(12, **CAR, growth=0.0), sales_survival(12, **CAR)
    bought = sales(total, left, kept)
    there = total[0] * left[:, None] + kept @ bought
    assert np.all(bought >= 0.0)
    np.testing.assert_allclose(np.maximum(there, total), there, rtol=1e-12)  # never too few
    held = bought[1:] > 0.0
    np.testing.assert_allclose(there[1:][held], total[1:][held], rtol=1e-12)  # exact where there are sales
    got = fleet(
        total,
        base_left=left,
        kept=kept,
        base_share=np.array([base, 1 - base]),
        sales_share=np.tile(np.array([sold, 1 - sold])[None, :, None], (12, 1, 1)),
        use=np.array([1.0, use]),
        sales_intensity=np.ones(12),
    )
    np.testing.assert_allclose(got.share.sum(axis=1), 1.0, rtol=1e-12)
    assert np.all(got.share >= -1e-15)


def test_a_constant_stock_of_constant_kinds_changes_nothing() -> None:
    base = np.array([0.7, 0.3])
    got = fleet(
        np.full((30, 1), 10.0),
        base_left=survivors_of_base(30, **CAR, growth=0.02),
        kept=sales_survival(30, **CAR),
        base_share=base,
        sales_share=np.tile(base[None, :, None], (30, 1, 1)),
        use=USE,
        sales_intensity=np.ones(30),
    )
    np.testing.assert_allclose(got.intensity, 1.0, rtol=1e-12)
    # 0.7 x 1 of 0.7 x 1 + 0.3 x 0.25 = 0.70 / 0.775
    np.testing.assert_allclose(got.share[:, 0], 0.70 / 0.775, rtol=1e-12)


# ---- in a region ----

CARS = {
    "branches": "transport.car,transport,stock,,1,vehicles.car,1e4 vehicles,车,Cars\n",
    "stocks": "stock,survival,kinds,driver,value,unit,title_zh,title_en,grade,source\n"
    "vehicles.car,car,car,population,5,1e4 vehicles,车,Cars,assumed,test\n",
    "balance": "transport.car,gasoline,9,1e4 tce,1,assumed,test\n"
    "transport.car,electricity,0.21,1e4 tce,1,assumed,test\n",
}


def test_cars_start_from_the_balance_and_stay_if_nothing_is_said(tmp_path) -> None:
    plan = tiny_plan(tmp_path, **CARS)
    _, flows = run_plan(plan)
    for fuel, value in (("gasoline", 9.0), ("electricity", 0.21)):
        np.testing.assert_allclose(branch_energy(plan, flows, "transport.car", fuel)[:, 0], value, rtol=1e-12)
    # 9 tce of petrol at 1 each and 0.21 of electricity at 0.21 each: 9 cars in 10 burn petrol
    (stock,) = plan.stocks
    np.testing.assert_allclose(stock.base_share, [0.9, 0.1], rtol=1e-12)


def test_the_base_years_stock_is_the_one_of_the_table_despite_the_curve(tmp_path) -> None:
    cars = {**CARS, "stocks": CARS["stocks"].replace("source\n", "source,saturation\n", 1)}
    cars["stocks"] = (
        cars["stocks"].replace("population,", "gdp_per_head,").replace("test\n", "test,car_475\n")
    )
    pathway, _ = run_plan(tiny_plan(tmp_path, **cars))
    assert pathway.drivers["vehicles.car"][0, 0] == pytest.approx(5.0, rel=1e-12)


def test_a_fuel_that_no_kind_of_the_stock_burns_is_refused(tmp_path) -> None:
    cars = {**CARS, "balance": CARS["balance"] + "transport.car,lpg,1,1e4 tce,1,assumed,test\n"}
    with pytest.raises(InputError, match="lpg"):
        tiny_plan(tmp_path, **cars)
