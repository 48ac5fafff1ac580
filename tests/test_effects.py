"""What measures do: each effect by hand, the rules by which effects combine, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from builders import branch_energy, library, run_plan, tiny_plan, uses
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import InputError
from simulator.pathways.assemble import Draws
from simulator.pathways.measures import Effect, apply_effects

HALF = {"m": np.array([0.0, 0.5, 1.0])}  # three runs: not at all, half, whole
LINKS = np.array([0, 0, 0, 1, 1])  # branch 0 burns coal, gas, electricity; branch 1 gas, electricity
COAL, GAS, POWER = 0, 1, 2
SHARES = (0.6, 0.3, 0.1, 0.5, 0.5)


def effect(kind: str, value: float, *, at=0, on="activity", measure="m", to=None, ratio=None) -> Effect:
    """An effect on one item; `to` is a destination or {destination: part}, `ratio` per destination."""
    parts = to if isinstance(to, dict) else {} if to is None else {to: 1.0}
    ratios = ratio if isinstance(ratio, dict) else dict.fromkeys(parts, 1.0 if ratio is None else ratio)
    return Effect(
        measure=measure,
        kind=kind,
        quantity=on,
        schedule=np.ones(1),
        index=np.array([at]),
        value=value,
        target=np.array([list(parts)], dtype=np.intp),
        ratio=np.array(list(ratios.values())),
        part=np.array(list(parts.values())),
    )


def apply(*effects: Effect, x: float = 10.0, strength=HALF, share=SHARES):
    """Arrays after the effects, one year: activity of two branches, their intensity, five fuel shares."""
    runs = len(next(iter(strength.values())))
    arrays = {
        "activity": np.full((1, 2, runs), x),
        "intensity": np.full((1, 2, runs), 2.0),
        "share": np.tile(np.array(share, dtype=float)[None, :, None], (1, 1, runs)),
    }
    gave_way = apply_effects(arrays, effects, strength, LINKS)
    return arrays, gave_way


def activity(*effects: Effect, **settings) -> list[float]:
    return apply(*effects, **settings)[0]["activity"][0, 0].tolist()


def shares(*effects: Effect, **settings) -> np.ndarray:
    """(run, link)"""
    return apply(*effects, **settings)[0]["share"][0].T


# ---- each effect at w = 0, 0.5 and 1 ----


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("scale", 0.8, [10.0, 9.0, 8.0]),  # 10 (1 - w 0.2)
        ("reach", 4.0, [10.0, 7.0, 4.0]),  # 10 (1 - w) + 4 w
        ("reach", 14.0, [10.0, 12.0, 14.0]),
        ("add", 6.0, [10.0, 13.0, 16.0]),
        ("cap", 4.0, [10.0, 7.0, 4.0]),  # 10 - w (10 - 4)
        ("cap", 12.0, [10.0, 10.0, 10.0]),
        ("floor", 12.0, [10.0, 11.0, 12.0]),
        ("floor", 4.0, [10.0, 10.0, 10.0]),
    ],
)
def test_one_effect_by_hand(kind: str, value: float, wanted: list[float]) -> None:
    assert activity(effect(kind, value)) == pytest.approx(wanted)


def test_an_effect_leaves_the_others_alone() -> None:
    arrays, _ = apply(effect("scale", 0.5))
    np.testing.assert_array_equal(arrays["activity"][:, 1], 10.0)
    np.testing.assert_array_equal(arrays["intensity"], 2.0)


def test_a_reached_share_pushes_the_others_pro_rata() -> None:
    got = shares(effect("reach", 0.4, at=POWER, on="share"))
    # half: 0.1 x 0.5 + 0.4 x 0.5 = 0.25, the others 0.9 -> 0.75: 0.5 and 0.25; whole: 0.4, 0.4 and 0.2
    np.testing.assert_allclose(got[:, :3], [[0.6, 0.3, 0.1], [0.5, 0.25, 0.25], [0.4, 0.2, 0.4]])
    np.testing.assert_allclose(got[:, 3:], 0.5)


def test_a_share_may_fall_to_nothing() -> None:
    got = shares(effect("reach", 0.0, at=COAL, on="share"))
    # 0.4 left over 0.3 + 0.1: gas 0.75, electricity 0.25
    np.testing.assert_allclose(got[2, :3], [0.0, 0.75, 0.25])


def test_two_fuels_of_a_branch_reach_their_shares_and_the_third_takes_the_rest() -> None:
    both = [effect("reach", 0.0, at=COAL, on="share"), effect("reach", 0.5, at=POWER, on="share")]
    np.testing.assert_allclose(shares(*both)[2, :3], [0.0, 0.5, 0.5])
    # half: coal loses 0.3 to what is free of electricity, 0.1 x 0.5, and gas, 0.3: + 0.0429 and + 0.2571
    # electricity gains 0.2 from coal, 0.6 x 0.5, and gas, 0.3: - 0.1 each
    np.testing.assert_allclose(shares(*both)[1, :3], [0.2, 0.4571, 0.3429], atol=5e-5)


@pytest.mark.parametrize("strength", [0.0, 1e-9])
def test_a_share_measure_fades_in_from_absence(strength: float) -> None:
    coal, gas = (
        effect("reach", 0.0, at=at, on="share", measure=name) for name, at in (("a", COAL), ("b", GAS))
    )
    alone = shares(coal, strength={"a": np.ones(1)})
    beside = shares(coal, gas, strength={"a": np.ones(1), "b": np.full(1, strength)})
    np.testing.assert_allclose(beside, alone, atol=1e-8)


def test_a_branch_that_burns_one_thing_only_cannot_leave_it_by_reach() -> None:
    got = shares(effect("reach", 0.0, at=COAL, on="share"), share=(1.0, 0.0, 0.0, 0.5, 0.5))
    assert np.all(np.isfinite(got))
    np.testing.assert_allclose(got[:, :3].sum(axis=1), 1.0)


def test_a_shift_keeps_the_useful_energy() -> None:
    arrays, gave_way = apply(effect("shift", 0.5, at=COAL, on="share", to=POWER, ratio=0.4))
    # whole: half of 0.6 leaves coal, 0.3 x 0.4 = 0.12 arrives: 0.3, 0.3, 0.22 of 0.82 left of 1
    np.testing.assert_allclose(arrays["share"][0, :3, 2], np.array([0.3, 0.3, 0.22]) / 0.82)
    np.testing.assert_allclose(arrays["intensity"][0, :, 2], [2.0 * 0.82, 2.0])
    # half: 0.15 leaves, 0.06 arrives
    np.testing.assert_allclose(arrays["share"][0, :3, 1], np.array([0.45, 0.3, 0.16]) / 0.91)
    assert not gave_way


def test_a_shift_divides_among_its_destinations() -> None:
    arrays, _ = apply(effect("shift", 1.0, at=COAL, on="share", to={GAS: 0.75, POWER: 0.25}))
    np.testing.assert_allclose(arrays["share"][0, :3, 2], [0.0, 0.75, 0.25])  # 0.3 + 0.45 and 0.1 + 0.15


# ---- rules by which effects combine ----

TWO = {"a": np.array([0.5]), "b": np.array([0.25])}


def test_scales_multiply() -> None:
    got = activity(effect("scale", 0.8, measure="a"), effect("scale", 0.4, measure="b"), strength=TWO)
    # 10 (1 - 0.5 x 0.2) (1 - 0.25 x 0.6) = 10 x 0.9 x 0.85
    assert got == pytest.approx([7.65])


def test_reaches_meet_at_their_weighted_level() -> None:
    got = activity(effect("reach", 4.0, measure="a"), effect("reach", 7.0, measure="b"), strength=TWO)
    # P = 0.5 x 0.75 = 0.375; levels (0.5 x 4 + 0.25 x 7) / 0.75 = 5; 10 x 0.375 + 0.625 x 5
    assert got == pytest.approx([6.875])


def test_shifts_read_before_anything_moves() -> None:
    chain = [
        effect("shift", 0.5, at=COAL, on="share", to=GAS, measure="a"),
        effect("shift", 0.5, at=GAS, on="share", to=POWER, measure="b"),
    ]
    strength = {"a": np.ones(1), "b": np.ones(1)}
    # 0.3 of the coal goes to gas, 0.15 of the gas that was there goes on; nothing moves twice
    np.testing.assert_allclose(shares(*chain, strength=strength)[0, :3], [0.3, 0.45, 0.25])


def test_shifts_that_claim_too_much_give_way_and_are_named() -> None:
    claims = [
        effect("shift", 0.9, at=COAL, on="share", to=GAS, measure="a"),
        effect("shift", 0.6, at=COAL, on="share", to=POWER, measure="b"),
        effect("shift", 0.5, at=3, on="share", to=4, measure="c"),
    ]
    strength = {name: np.ones(1) for name in "abc"}
    arrays, gave_way = apply(*claims, strength=strength)
    # they claim 1.5 of 0.6: two thirds of each, 0.36 to gas and 0.24 to electricity
    np.testing.assert_allclose(arrays["share"][0, :3, 0], [0.0, 0.66, 0.34], atol=1e-15)
    assert gave_way == {"a", "b"}


def test_a_measure_of_no_strength_does_not_give_way() -> None:
    claims = [effect("shift", 0.9, at=COAL, on="share", to=GAS, measure=name) for name in ("a", "b", "off")]
    strength = {"a": np.ones(1), "b": np.ones(1), "off": np.zeros(1)}
    assert apply(*claims, strength=strength)[1] == {"a", "b"}


def test_the_tightest_cap_and_the_highest_floor_hold() -> None:
    strength = {"a": np.array([1.0, 0.5]), "b": np.array([1.0, 0.25])}
    caps = [effect("cap", 8.0, measure="a"), effect("cap", 4.0, measure="b")]
    # whole: 4; 10 - 0.5 x 2 = 9 against 10 - 0.25 x 6 = 8.5
    assert activity(*caps, strength=strength) == pytest.approx([4.0, 8.5])
    floors = [effect("floor", 12.0, measure="a"), effect("floor", 16.0, measure="b")]
    # whole: 16; 10 + 0.5 x 2 = 11 against 10 + 0.25 x 6 = 11.5
    assert activity(*floors, strength=strength) == pytest.approx([16.0, 11.5])


def test_the_order_of_the_steps() -> None:
    steps = [
        effect("cap", 6.5),
        effect("add", 3.0),
        effect("reach", 3.0, measure="half"),
        effect("scale", 0.5),
    ]
    strength = {"m": np.ones(1), "half": np.full(1, 0.5)}
    # 10 x 0.5 = 5; half way to 3 = 4; + 3 = 7; capped at 6.5
    assert activity(*steps, strength=strength) == pytest.approx([6.5])


def test_a_shift_takes_what_reach_left() -> None:
    steps = [
        effect("shift", 0.5, at=COAL, on="share", to=POWER),
        effect("reach", 0.4, at=COAL, on="share"),
    ]
    # coal 0.4, gas 0.45, electricity 0.15; then half of the coal moves
    np.testing.assert_allclose(shares(*steps)[2, :3], [0.2, 0.45, 0.35])


# ---- what holds for any package ----

EFFICIENCY = np.array([0.5, 0.8, 1.0, 0.8, 1.0])  # useful energy per fuel of each link
BRANCH_LINKS = ([0, 1, 2], [3, 4])


@st.composite
def share_effects(draw: st.DrawFn, kinds=("reach", "shift")) -> list[Effect]:
    """Random effects on the shares of both branches, at most six measures."""
    found = []
    for number in range(draw(st.integers(0, 6))):
        links = draw(st.sampled_from(BRANCH_LINKS))
        at = draw(st.sampled_from(links))
        kind = draw(st.sampled_from(kinds))
        value = draw(st.floats(0, 1))
        to = draw(st.sampled_from([link for link in links if link != at])) if kind == "shift" else None
        ratio = None if to is None else EFFICIENCY[at] / EFFICIENCY[to]
        found.append(effect(kind, value, at=at, on="share", measure=f"m{number}", to=to, ratio=ratio))
    return found


@st.composite
def quantity_effects(draw: st.DrawFn) -> list[Effect]:
    """Random effects on the activity of the first branch."""
    kinds = ("scale", "reach", "add", "cap", "floor")
    count = draw(st.integers(0, 6))
    return [
        effect(draw(st.sampled_from(kinds)), draw(st.floats(0, 20)), measure=f"m{number}")
        for number in range(count)
    ]


STRENGTHS = st.fixed_dictionaries(
    {f"m{number}": st.floats(0, 1).map(lambda value: np.array([value])) for number in range(6)}
)


@given(share_effects(), STRENGTHS)
def test_shares_stay_shares(effects: list[Effect], strength) -> None:
    arrays, _ = apply(*effects, strength=strength)
    got = arrays["share"][0, :, 0]
    assert np.all((got >= -1e-12) & (got <= 1.0 + 1e-12))
    np.testing.assert_allclose([got[links].sum() for links in BRANCH_LINKS], 1.0, rtol=1e-9)


@given(share_effects(kinds=("shift",)), STRENGTHS)
def test_any_shifts_keep_the_useful_energy(effects: list[Effect], strength) -> None:
    arrays, _ = apply(*effects, strength=strength)
    before, _ = apply(strength=strength)
    for branch, links in enumerate(BRANCH_LINKS):
        old, new = (
            a["activity"][0, branch] * a["intensity"][0, branch] * (EFFICIENCY[links] @ a["share"][0, links])
            for a in (before, arrays)
        )
        np.testing.assert_allclose(new, old, rtol=1e-9)


@given(share_effects(), quantity_effects(), STRENGTHS, st.randoms(use_true_random=False))
def test_the_order_of_the_measures_does_not_matter(on_shares, on_activity, strength, random) -> None:
    effects = on_shares + on_activity
    other = random.sample(effects, len(effects))
    (forth, gave_forth), (back, gave_back) = (apply(*e, strength=strength) for e in (effects, other))
    for name, values in forth.items():
        np.testing.assert_allclose(back[name], values, rtol=1e-9, atol=1e-12, err_msg=name)
    assert gave_forth == gave_back


@given(share_effects(), quantity_effects(), STRENGTHS)
def test_strength_zero_is_absence(on_shares, on_activity, strength) -> None:
    off = {**strength, "m0": np.zeros(1)}
    effects = on_shares + on_activity
    absent = [one for one in effects if one.measure != "m0"]
    (with_it, named), (without, _) = (apply(*e, strength=off) for e in (effects, absent))
    for name, values in without.items():
        np.testing.assert_allclose(with_it[name], values, rtol=1e-12, atol=1e-15, err_msg=name)
    assert "m0" not in named


# ---- from the library to the energy of a region ----


def energy(tmp_path, effects: list[dict], branch="industry.works", fuel="coal", **tables: str) -> float:
    """Energy of a link in 2030 with one measure in use at full strength."""
    plan = tiny_plan(tmp_path, uses("m"), library(m=effects), **tables)
    _, flows = run_plan(plan)
    return float(branch_energy(plan, flows, branch, fuel)[-1, 0])


GROWN = 1.1**10  # GDP of the tiny region, 2020 to 2030


def on_works(kind: str, quantity: str, **settings) -> dict:
    return {"type": kind, "on": ["industry.works"], "quantity": quantity, **settings}


def test_intensity_is_scaled(tmp_path) -> None:
    assert energy(tmp_path, [on_works("scale", "intensity", factor=0.8)]) == pytest.approx(60 * GROWN * 0.8)


def test_a_level_of_intensity_is_a_multiple_of_the_base_year(tmp_path) -> None:
    assert energy(tmp_path, [on_works("reach", "intensity", level=0.7)]) == pytest.approx(60 * GROWN * 0.7)


@pytest.mark.parametrize(("kind", "level", "wanted"), [("cap", 1.5, 1.5), ("floor", 3.0, 3.0)])
def test_a_level_of_activity_is_a_multiple_of_the_base_year(tmp_path, kind, level, wanted) -> None:
    assert energy(tmp_path, [on_works(kind, "activity", level=level)]) == pytest.approx(60 * wanted)


def test_a_fuel_the_branch_does_not_use_yet_can_be_moved_to(tmp_path) -> None:
    moved = on_works(
        "shift", "share", fuel="coal", portion="50%", to={"biomass": 1.0}, ratio={"biomass": 1.2}
    )
    assert energy(tmp_path, [moved], fuel="biomass") == pytest.approx(60 * GROWN * 0.5 * 1.2)
    assert energy(tmp_path, [moved], fuel="coal") == pytest.approx(60 * GROWN * 0.5)


ROADS = {
    "branches": "transport.road,transport,flow,population,1,,1e4 persons,公路,Road\n"
    "transport.rail,transport,flow,population,1,,1e4 persons,铁路,Rail\n",
    "balance": "transport.road,diesel,20,1e4 tce,2,assumed,test\n"
    "transport.rail,electricity,1,1e4 tce,1,assumed,test\n",
}


def test_a_shift_from_branch_to_branch_needs_the_told_energy_there(tmp_path) -> None:
    moved = {
        "type": "shift",
        "on": ["transport.road"],
        "quantity": "activity",
        "portion": "10%",
        "to": {"transport.rail": 1.0},
        "ratio": {"transport.rail": 0.15},
    }
    # a tenth of 20 tce of diesel is saved, 2 x 0.15 of electricity needed beside the 1 there was
    assert energy(tmp_path, [moved], "transport.road", "diesel", **ROADS) == pytest.approx(18.0)
    assert energy(tmp_path, [moved], "transport.rail", "electricity", **ROADS) == pytest.approx(1.3)


PLANTS = {
    "plants": "plant,kind,fuel,capacity_mw,hours,driver,title_zh,title_en,grade,source\n"
    "energy.solar,generator,solar,100,1000,,光伏,PV,assumed,test\n"
    "energy.gas,recovery,recovered,10,5000,industry.works,余气,Gas,assumed,test\n"
}


def power(tmp_path, effects: list[dict], plant: int = 0, year: int = -1) -> float:
    """Electricity of a plant in 2030, 10^8 kWh."""
    plan = tiny_plan(tmp_path, uses("m"), library(m=effects), **PLANTS)
    _, flows = run_plan(plan)
    return float(flows.supply.plant_electricity[year, plant, 0] / plan.coefficients.calorific_rate)


def test_capacity_is_added_in_its_own_unit(tmp_path) -> None:
    more = {"type": "add", "on": ["energy.solar"], "quantity": "capacity", "amount": 5, "unit": "万千瓦"}
    assert power(tmp_path, [more]) == pytest.approx(1.5)  # 100 + 50 MW, 1000 h


def test_a_level_of_capacity_without_a_unit_is_a_multiple_of_the_base_year(tmp_path) -> None:
    more = {"type": "reach", "on": ["energy.solar"], "quantity": "capacity", "level": 3}
    assert power(tmp_path, [more]) == pytest.approx(3.0)


def test_a_level_of_capacity_with_a_unit_is_that_capacity(tmp_path) -> None:
    more = {"type": "reach", "on": ["energy.solar"], "quantity": "capacity", "level": 0.2, "unit": "GW"}
    assert power(tmp_path, [more]) == pytest.approx(2.0)


def test_a_plant_on_recovered_gas_runs_with_the_works_a_measure_shrinks(tmp_path) -> None:
    # 10 MW x 5000 h = 0.5 x 10^8 kWh, growing with the works, halved with them
    assert power(tmp_path, [on_works("scale", "activity", factor=0.5)], 1) == pytest.approx(0.25 * GROWN)


def test_more_output_releases_more_process_co2(tmp_path) -> None:
    processes = (
        "process,product,sector,value,unit,driver,title_zh,title_en,grade,source\n"
        "process.clinker,cement_clinker,industry,100,1e4 t,population,熟料,Clinker,assumed,test\n"
    )
    less = {"type": "add", "on": ["process.clinker"], "quantity": "process", "amount": -20, "unit": "万吨"}
    plan = tiny_plan(tmp_path, uses("m"), library(m=[less]), processes=processes)
    _, flows = run_plan(plan)
    np.testing.assert_allclose(flows.co2_process.sum(axis=1)[[0, -1], 0], [53.8, 80 * 0.538])


def test_the_strength_of_each_run_is_its_own(tmp_path) -> None:
    plan = tiny_plan(tmp_path, uses("m"), library(m=[on_works("scale", "activity", factor=0.5)]))
    _, flows = run_plan(plan, Draws(runs=3, strength=HALF))
    got = branch_energy(plan, flows, "industry.works", "coal")[-1]
    np.testing.assert_allclose(got, 60 * GROWN * np.array([1.0, 0.75, 0.5]))


def test_nothing_happens_before_the_schedule_begins(tmp_path) -> None:
    plan = tiny_plan(tmp_path, uses("m"), library(m=[on_works("scale", "activity", factor=0.5)]))
    _, flows = run_plan(plan)
    # 2024: 60 x 1.1^4, 2025: 60 x 1.1^5 / 2
    got = branch_energy(plan, flows, "industry.works", "coal")[[0, 4, 5], 0]
    np.testing.assert_allclose(got, [60.0, 60 * 1.1**4, 30 * 1.1**5])


CARS = {
    "branches": "transport.car,transport,stock,,1,vehicles.car,1e4 vehicles,车,Cars\n",
    "stocks": "stock,survival,kinds,driver,value,unit,title_zh,title_en,grade,source\n"
    "vehicles.car,car,car,population,5,1e4 vehicles,车,Cars,assumed,test\n",
    "balance": "transport.car,gasoline,9,1e4 tce,1,assumed,test\n",
}


def sell(kind: str, **settings) -> dict:
    return {"type": kind, "on": ["vehicles.car"], "quantity": "sales_share", **settings}


def test_electric_sales_change_the_fleet_only_as_cars_are_sold(tmp_path) -> None:
    electric = [sell("reach", fuel="electricity", level=1.0)]
    plan = tiny_plan(tmp_path, uses("m"), library(m=electric), **CARS)
    _, flows = run_plan(plan)
    petrol = branch_energy(plan, flows, "transport.car", "gasoline")[:, 0]
    # as many cars as ever, all sold until 2024 petrol, none from 2025 on
    np.testing.assert_allclose(petrol[:5], 9.0, rtol=1e-12)
    assert np.all(np.diff(petrol[4:]) < 0.0)
    assert petrol[-1] > 0.0


def test_sales_that_give_way_are_named_too(tmp_path) -> None:
    moved = [sell("shift", fuel="gasoline", portion=0.8, to={"electricity": 1.0})]
    plan = tiny_plan(tmp_path, uses("a", "b"), library(a=moved, b=moved), **CARS)
    pathway, _ = run_plan(plan)
    assert pathway.gave_way == ("a", "b")


# ---- what is refused ----


@pytest.mark.parametrize("kind", ["scale", "add", "cap", "floor"])
@pytest.mark.parametrize("quantity", ["share", "sales_share"])
def test_only_reach_and_shift_act_on_shares(kind: str, quantity: str) -> None:
    value = {"scale": {"factor": 0.5}, "add": {"amount": 0.1, "unit": "ratio"}}.get(kind, {"level": 0.2})
    with pytest.raises(ValueError, match="expected_one_of"):
        library(m=[{"type": kind, "on": ["*"], "quantity": quantity, "fuel": "coal", **value}])


def test_a_measure_that_finds_nothing_is_a_problem(tmp_path) -> None:
    with pytest.raises(InputError, match=r"industry.steel.*did you mean|finds nothing"):
        energy(tmp_path, [{"type": "scale", "on": ["industry.steel"], "quantity": "activity", "factor": 1}])


@pytest.mark.parametrize("quantity", ["heat_share", "hours"])
def test_a_quantity_that_plants_of_this_kind_lack_is_a_problem(tmp_path, quantity: str) -> None:
    # a panel serves no heat; it has hours, so that the other case shows the difference
    effect = {"type": "reach", "on": ["energy.solar"], "quantity": quantity, "level": 1.0}
    if quantity == "hours":
        assert power(tmp_path, [effect]) == pytest.approx(1.0)
    else:
        with pytest.raises(InputError, match="finds nothing"):
            power(tmp_path, [effect])


@pytest.mark.parametrize("to", ["hydrogn", "industry.mill"])
def test_a_destination_that_does_not_exist_is_a_problem(tmp_path, to: str) -> None:
    quantity = {"quantity": "share", "fuel": "coal"} if to == "hydrogn" else {"quantity": "activity"}
    with pytest.raises(InputError, match="finds nothing"):
        energy(tmp_path, [{"type": "shift", "on": ["industry.works"], "to": {to: 1.0}, **quantity}])


def test_a_unit_of_something_else_is_a_problem(tmp_path) -> None:
    more = {"type": "add", "on": ["energy.solar"], "quantity": "capacity", "amount": 5, "unit": "t"}
    with pytest.raises(InputError, match="a unit such as MW"):
        power(tmp_path, [more])


def test_parts_of_a_shift_add_up() -> None:
    with pytest.raises(ValueError, match="expected_sum_one"):
        library(m=[on_works("shift", "share", fuel="coal", to={"electricity": 0.5, "natural_gas": 0.4})])
