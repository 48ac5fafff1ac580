"""Dearer energy: what a rise or a price on carbon does to the intensity of a branch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import branch_energy, library, run_plan, tiny_plan, uses

from simulator.inputs.effects import EffectEntry

PRICES = {"coal": 1000.0, "electricity": 5000.0, "natural_gas": 3000.0}  # CNY/tce


def price(on: str = "industry.works", **settings) -> dict:
    return {"type": "scale", "on": [on], "quantity": "intensity", "price": settings}


def energy(
    folder, *effects: dict, text: str = "", branch="industry.works", fuel="coal", **tables
) -> np.ndarray:
    """Energy of a link by year with prices of round numbers, over what it would be without the measures."""
    known = library(m=list(effects))
    prices = {fuel: replace(known.factors.prices[fuel], value=value) for fuel, value in PRICES.items()}
    known.factors = replace(known.factors, prices=prices)
    flows = []
    for measures in (text or uses("m"), ""):
        plan = tiny_plan(folder, measures, known, **tables)
        flows.append(branch_energy(plan, run_plan(plan)[1], branch, fuel)[:, 0])
    return flows[0] / flows[1]


# ---- a rise ----


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({"rise": "20%", "elasticity": -0.5}, 1.2**-0.5),  # 0.91287
        ({"rise": "20%", "elasticity": -0.5, "coverage": "40%"}, 0.6 + 0.4 * 1.2**-0.5),  # 0.96515
        ({"rise": "100%", "elasticity": -1.0}, 0.5),
        ({"rise": "100%", "elasticity": -2.0, "coverage": 1.0}, 0.25),
    ],
)
def test_a_rise_by_hand(tmp_path, settings, wanted: float) -> None:
    got = energy(tmp_path, price(**settings))
    np.testing.assert_allclose(got[5:], wanted)
    np.testing.assert_array_equal(got[:5], 1.0)  # in force from 2025 on


def test_half_the_strength_is_half_the_way(tmp_path) -> None:
    text = "measures:\n  - {use: m, strength: 50%}\n"
    got = energy(tmp_path, price(rise="100%", elasticity=-1.0), text=text)
    np.testing.assert_allclose(got[5:], 0.75)  # 1 - 0.5 x (1 - 0.5)


def test_a_price_reaches_the_branches_it_names(tmp_path) -> None:
    got = energy(tmp_path, price(rise="100%", elasticity=-1.0), branch="households.homes", fuel="natural_gas")
    np.testing.assert_array_equal(got, 1.0)


def test_prices_that_meet_multiply(tmp_path) -> None:
    rise = price(rise="100%", elasticity=-1.0)
    better = {"type": "scale", "on": ["industry.works"], "quantity": "intensity", "factor": 0.8}
    np.testing.assert_allclose(energy(tmp_path, rise, better)[5:], 0.5 * 0.8)


# ---- a price on carbon ----


def test_a_price_on_carbon_by_hand(tmp_path) -> None:
    # a tce of the works: 0.6 coal and 0.4 electricity cost 0.6 x 1000 + 0.4 x 5000 = 2600 CNY
    # and release 0.6 x 2.64 = 1.584 t: 100 CNY a tonne make it 158.4 / 2600 = 6.09 % dearer
    got = energy(tmp_path, price(carbon=100, elasticity=-0.3))
    np.testing.assert_allclose(got[5:], (1 + 158.4 / 2600) ** -0.3)
    assert got[5] == pytest.approx(0.98241, abs=1e-5)


def test_every_branch_pays_for_its_own_mix(tmp_path) -> None:
    # homes: 0.25 gas and 0.75 electricity cost 4500 CNY and release 0.25 x 1.63 = 0.4075 t
    both = price("*", carbon=200, elasticity=-0.5, coverage="50%")
    homes = energy(tmp_path, both, branch="households.homes", fuel="natural_gas")
    np.testing.assert_allclose(homes[5:], 0.5 + 0.5 * (1 + 81.5 / 4500) ** -0.5)
    works = energy(tmp_path, both)
    np.testing.assert_allclose(works[5:], 0.5 + 0.5 * (1 + 316.8 / 2600) ** -0.5)


def test_the_mix_is_that_of_the_base_year(tmp_path) -> None:
    away = "changes:\n  industry.works.share.coal: {2024: 0.1}\n"
    known = library(m=[price(carbon=100, elasticity=-0.3)])
    prices = {fuel: replace(known.factors.prices[fuel], value=value) for fuel, value in PRICES.items()}
    known.factors = replace(known.factors, prices=prices)
    total = []
    for text in (away + uses("m"), away):
        plan = tiny_plan(tmp_path, text, known)
        pathway, _ = run_plan(plan)
        total.append(pathway.intensity[5, plan.layout.branches.index("industry.works"), 0])
    assert total[0] / total[1] == pytest.approx((1 + 158.4 / 2600) ** -0.3)


def test_carbon_costs_nothing_where_none_is_burnt(tmp_path) -> None:
    shops = {
        "branches": "buildings.shops,buildings,flow,population,1,,1e4 persons,商店,Shops\n",
        "balance": "buildings.shops,electricity,10,1e4 tce,1,assumed,test\n",
    }
    got = energy(
        tmp_path,
        price("*", carbon=500, elasticity=-1.0),
        branch="buildings.shops",
        fuel="electricity",
        **shops,
    )
    np.testing.assert_array_equal(got, 1.0)


def test_a_fuel_without_a_price_does_not_make_carbon_infinitely_dear(tmp_path) -> None:
    burner = {
        "branches": "industry.burner,industry,flow,population,1,,1e4 persons,焚烧,Burner\n",
        "balance": "industry.burner,waste,10,1e4 tce,1,assumed,test\n",
    }
    dear = price("industry.*", carbon=100, elasticity=-0.3)
    got = energy(tmp_path, dear, branch="industry.burner", fuel="waste", **burner)
    # waste has fossil CO2 of 1.0 t/tce and no price: whatever is made of that, it is not 100 % saved
    assert np.all(got > 0.5)


@pytest.mark.parametrize("kind", ["rise", "carbon"])
def test_more_price_is_never_more_energy(tmp_path, kind: str) -> None:
    steps = {"rise": ("1%", "10%", "50%", "100%"), "carbon": (1, 50, 200, 1000)}[kind]
    got = [energy(tmp_path, price("*", elasticity=-0.4, **{kind: step}))[5] for step in steps]
    assert got[0] < 1.0
    assert got == sorted(got, reverse=True)
    assert got[-1] > 0.0


# ---- what is refused ----

FITS = {"type": "scale", "on": ["industry.*"], "quantity": "intensity"}
RISE = {"rise": "20%", "elasticity": -0.3}


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": "activity", "price": RISE},
        {"type": "reach", "level": 0.5, "price": RISE},
        {"factor": 0.9, "price": RISE},
        {},  # neither factor nor price
        {"price": {"elasticity": -0.3}},
        {"price": {**RISE, "carbon": 100}},
        {"price": {"rise": "20%"}},
        {"price": {"rise": "20%", "elasticity": 0.3}},
        {"price": {"rise": "20%", "elasticity": 0.0}},
        {"price": {"rise": "20%", "elasticity": -3.0}},
        {"price": {"rise": "-20%", "elasticity": -0.3}},
        {"price": {"carbon": -5, "elasticity": -0.3}},
        {"price": {**RISE, "coverage": 0}},
        {"price": {**RISE, "coverage": "150%"}},  # would save more than there is
    ],
)
def test_a_price_that_makes_no_sense_is_refused(wrong: dict) -> None:
    EffectEntry.model_validate({**FITS, "price": RISE})
    with pytest.raises(ValueError, match="1 validation error"):
        EffectEntry.model_validate({**FITS, **wrong})
