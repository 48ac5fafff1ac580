"""Caps on the energy of a fuel: how much stays, what replaces the rest, and how several caps combine."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from builders import branch_energy, library, run_plan, tiny_plan, uses
from hypothesis import given
from hypothesis import strategies as st

from simulator.assess.balances import CLOSED, balance_gaps
from simulator.errors import InputError
from simulator.inputs.effects import EffectEntry
from simulator.pathways.assemble import Draws
from simulator.pathways.measures import Effect, apply_effects

COAL = 60 * 1.1 ** np.arange(11)  # of the works, without any cap
POWER = 40 * 1.1 ** np.arange(11)


def cap(level: object = 1.2, fuel: str = "coal", **settings) -> dict:
    """A cap on a fuel of the works; gas replaces the rest unless told otherwise."""
    effect = {"type": "cap", "on": ["industry.works"], "quantity": "energy", "fuel": fuel, "level": level}
    return {**effect, "to": {"natural_gas": 1.0}, **settings}


def energies(folder, *effects: dict, text: str = "", strength: float | None = None) -> dict[str, np.ndarray]:
    """Energy of the works by fuel and year; every effect is a measure of its own."""
    measures = {f"m{number}": [effect] for number, effect in enumerate(effects)}
    text = text or (uses(*measures) if measures else "")
    plan = tiny_plan(folder, text, library(**measures))
    draws = None if strength is None else Draws(runs=1, strength={"m0": np.full(1, strength)})
    pathway, flows = run_plan(plan, draws)
    gaps = balance_gaps(pathway, flows)
    assert max(gaps.values()) <= CLOSED, gaps
    fuels = [fuel for branch, fuel in plan.layout.links if branch == "industry.works"]
    return {fuel: branch_energy(plan, flows, "industry.works", fuel)[:, 0] for fuel in fuels}


# ---- by hand ----


def test_coal_stops_growing_at_its_cap(tmp_path) -> None:
    got = energies(tmp_path, cap())
    # 60, 66, 72.6, 79.86, 87.846 before the measure; then 1.2 x 60 = 72
    np.testing.assert_allclose(got["coal"][:5], COAL[:5])
    np.testing.assert_allclose(got["coal"][5:], 72.0)
    np.testing.assert_allclose(got["electricity"], POWER)


@pytest.mark.parametrize("ratio", [1.0, 0.87, 1.3])
def test_what_is_above_the_cap_is_replaced_at_its_ratio(tmp_path, ratio: float) -> None:
    got = energies(tmp_path, cap(ratio={"natural_gas": ratio}))
    # 96.63 - 72 = 24.63 tce of coal in 2025
    assert got["natural_gas"][5] == pytest.approx((60 * 1.61051 - 72) * ratio)
    np.testing.assert_allclose(got["natural_gas"][5:], (COAL[5:] - 72) * ratio)
    np.testing.assert_array_equal(got["natural_gas"][:5], 0.0)


def test_two_fuels_share_what_is_above_the_cap(tmp_path) -> None:
    parts = {
        "to": {"natural_gas": 0.6, "electricity": 0.4},
        "ratio": {"natural_gas": 0.9, "electricity": 0.5},
    }
    got = energies(tmp_path, cap(**parts))
    above = COAL[5:] - 72
    np.testing.assert_allclose(got["coal"][5:], 72.0)
    np.testing.assert_allclose(got["natural_gas"][5:], above * 0.6 * 0.9)
    np.testing.assert_allclose(got["electricity"][5:], POWER[5:] + above * 0.4 * 0.5)


def test_half_the_strength_moves_half_of_it(tmp_path) -> None:
    text = "measures:\n  - {use: m0, strength: 50%}\n"
    got = energies(tmp_path, cap(), text=text)
    np.testing.assert_allclose(got["coal"][5:], COAL[5:] - (COAL[5:] - 72) / 2)
    np.testing.assert_allclose(got["natural_gas"][5:], (COAL[5:] - 72) / 2)


def test_strength_zero_is_absence(tmp_path) -> None:
    got, plain = energies(tmp_path, cap(), strength=0.0), energies(tmp_path)
    np.testing.assert_array_equal(got["natural_gas"], 0.0)
    for fuel in plain:
        np.testing.assert_allclose(got[fuel], plain[fuel], rtol=1e-15)


def test_a_cap_nobody_reaches_changes_nothing(tmp_path) -> None:
    got = energies(tmp_path, cap(2.7))  # 1.1 ^ 10 = 2.594
    np.testing.assert_allclose(got["coal"], COAL)
    np.testing.assert_allclose(got["natural_gas"], 0.0, atol=1e-12)


def test_a_cap_comes_after_everything_else(tmp_path) -> None:
    saved = {"type": "scale", "on": ["industry.works"], "quantity": "intensity", "factor": 0.8}
    moved = {"type": "shift", "on": ["industry.works"], "quantity": "share", "fuel": "coal"}
    moved |= {"portion": 0.2, "to": {"electricity": 1.0}}
    for steps in permutations((cap(), saved, moved)):
        got = energies(tmp_path, *steps)
        left = COAL * 0.8 * 0.8
        np.testing.assert_allclose(got["coal"][5:], np.minimum(left[5:], 72.0))
        np.testing.assert_allclose(got["natural_gas"][5:], np.maximum(left[5:] - 72.0, 0.0), atol=1e-9)


# ---- several caps ----


def test_of_two_caps_the_tighter_holds_and_both_say_where_to(tmp_path) -> None:
    loose = cap(1.3, to={"electricity": 1.0})
    for pair in ((cap(), loose), (loose, cap())):
        got = energies(tmp_path, *pair)
        np.testing.assert_allclose(got["coal"][5:], 72.0)
        # 2025: 24.6306 above 72, 18.6306 above 78: gas and electricity in that proportion
        gas = 24.6306 * 24.6306 / (24.6306 + 18.6306)
        assert got["natural_gas"][5] == pytest.approx(gas)
        assert got["electricity"][5] == pytest.approx(POWER[5] + 24.6306 - gas)


def test_two_fuels_may_each_have_a_cap(tmp_path) -> None:
    other = cap(1.5, fuel="electricity")
    for pair in ((cap(), other), (other, cap())):
        got = energies(tmp_path, *pair)
        np.testing.assert_allclose(got["coal"][5:], 72.0)
        np.testing.assert_allclose(got["electricity"][5:], np.minimum(POWER[5:], 60.0))
        np.testing.assert_allclose(
            got["natural_gas"][5:], COAL[5:] + POWER[5:] - got["coal"][5:] - got["electricity"][5:]
        )


# ---- for any caps ----

LINKS = np.array([0, 0, 0, 1, 1])  # branch 0 burns coal, gas, electricity; branch 1 coal and electricity
SHARES = np.array([0.6, 0.1, 0.3, 0.5, 0.5])
GROWTH = np.array([1.0, 1.1, 1.3, 1.2])
CAPPED, TARGET = (0, 3), {0: (1, 2), 3: (4,)}  # coal of each branch, and what may replace it


@st.composite
def any_caps(draw: st.DrawFn) -> list[Effect]:
    """Up to five caps on the coal of either branch."""
    found = []
    for number in range(draw(st.integers(0, 5))):
        at = draw(st.sampled_from(CAPPED))
        to = draw(st.sampled_from(TARGET[at]))
        found.append(
            Effect(
                measure=f"m{number}",
                kind="cap",
                quantity="energy",
                schedule=np.array([0.0, 0.0, 1.0, 1.0]),
                index=np.array([at]),
                value=draw(st.floats(0.1, 1.5)),
                target=np.array([[to]]),
                ratio=np.array([draw(st.floats(0.3, 1.5))]),
                part=np.ones(1),
                of_base=True,
            )
        )
    return found


STRENGTHS = st.fixed_dictionaries(
    {f"m{number}": st.floats(0, 1).map(lambda value: np.array([value, 1.0])) for number in range(5)}
)


def after(effects: list[Effect], strength: dict[str, np.ndarray]) -> np.ndarray:
    """Energy of every link after the caps, (year, link, run)."""
    arrays = {
        "activity": np.tile(GROWTH[:, None, None], (1, 2, 2)) * 10.0,
        "intensity": np.full((4, 2, 2), 2.0),
        "share": np.tile(SHARES[None, :, None], (4, 1, 2)),
    }
    apply_effects(arrays, effects, strength, LINKS)
    sums = [arrays["share"][:, branch == LINKS].sum(axis=1) for branch in range(2)]
    np.testing.assert_allclose(sums, 1.0)
    return (arrays["activity"] * arrays["intensity"])[:, LINKS] * arrays["share"]


@given(any_caps(), STRENGTHS, st.randoms(use_true_random=False))
def test_the_order_of_caps_does_not_matter(effects, strength, random) -> None:
    other = random.sample(effects, len(effects))
    np.testing.assert_allclose(after(effects, strength), after(other, strength), rtol=1e-9)


@given(any_caps(), STRENGTHS)
def test_caps_never_cut_below_the_tightest_nor_leave_more_at_full_strength(effects, strength) -> None:
    before, got = after([], strength), after(effects, strength)
    for at in CAPPED:
        levels = [effect.value for effect in effects if effect.index[0] == at]
        limit = min(levels, default=np.inf) * before[0, at]
        floor = np.minimum(before[:, at], limit)
        assert np.all(got[:, at] >= floor - 1e-9)
        assert np.all(got[:, at] <= before[:, at] + 1e-9)
        np.testing.assert_allclose(got[2:, at, 1], floor[2:, 1])  # the run at full strength stands on it
    np.testing.assert_allclose(got[:2], before[:2])


# ---- what is refused ----


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "floor"},
        {"type": "scale", "factor": 0.5},
        {"fuel": None},
        {"to": None},
        {"to": {"natural_gas": 0.5}},
        {"level": -1.0},
        {"level": 72.0, "unit": "1e4 tce"},  # a level is a multiple of the base year
    ],
)
def test_a_cap_that_makes_no_sense_is_refused(wrong: dict) -> None:
    EffectEntry.model_validate(cap())
    given = {key: value for key, value in {**cap(), **wrong}.items() if value is not None}
    with pytest.raises(ValueError, match="1 validation error"):
        EffectEntry.model_validate(given)


def test_a_cap_on_a_fuel_nobody_burns_is_refused(tmp_path) -> None:
    with pytest.raises(InputError, match="finds nothing"):
        energies(tmp_path, cap(fuel="diesel"))
