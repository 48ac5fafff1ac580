"""Rules that divide a path: by hand, and what holds for all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.explore.allocation.load import along, spans
from simulator.explore.allocation.rules import (
    RULES,
    Allocation,
    Basis,
    Party,
    PathError,
    burden,
    cuts,
    divided,
    on_stack,
    out_of_reach,
    to_budget,
    to_cap,
    told_notes,
    whole_parts,
)

YEARS = np.array([2020, 2025, 2030])
PATH = np.array([100.0, 90.0, 60.0])


def steady(*values: float) -> np.ndarray:
    """The same values in every year, (party, year)."""
    return np.repeat(np.array(values)[:, None], len(YEARS), axis=1)


def basis(**changes: object) -> Basis:
    """Two parties: 80 and 20; people half and half; value added 3 to 1; ability 2 to 1."""
    given_: dict[str, object] = {
        "base": np.array([80.0, 20.0]),
        "years": YEARS,
        "converge": 2030,
        "known": {
            "population": steady(5.0, 5.0),
            "value_added": steady(30.0, 10.0),
            "ability": steady(2.0, 1.0),
            "projected": np.array([[80.0, 66.0, 40.0], [20.0, 22.0, 40.0]]),
        },
    }
    return Basis(**given_ | changes)  # type: ignore[arg-type]


def amounts(rule: str, of: Basis | None = None, path: np.ndarray = PATH) -> np.ndarray:
    return divided(of or basis(), path, [rule], {})[rule]


# ---- every rule by hand ----


def test_grandfathering_keeps_shares() -> None:
    np.testing.assert_allclose(amounts("grandfathering"), [[80, 72, 48], [20, 18, 12]])


def test_per_head_converges_on_a_straight_line() -> None:
    # shares 0.8 and 0.2 go to 0.5 and 0.5: half way, 0.65 and 0.35, in 2025
    np.testing.assert_allclose(amounts("per_head"), [[80, 0.65 * 90, 30], [20, 0.35 * 90, 30]])


def test_convergence_ends_in_its_year_and_holds() -> None:
    np.testing.assert_allclose(amounts("per_head", basis(converge=2025)), [[80, 45, 30], [20, 45, 30]])


def test_per_head_follows_people_who_move() -> None:
    known = {"population": np.array([[5.0, 5.0, 2.0], [5.0, 5.0, 6.0]])}
    np.testing.assert_allclose(amounts("per_head", basis(known=known))[:, 2], [15, 45])


def test_per_value_added_converges_to_its_shares() -> None:
    # 0.8 to 0.75, half way 0.775
    np.testing.assert_allclose(amounts("per_value_added"), [[80, 0.775 * 90, 45], [20, 0.225 * 90, 15]])


def test_capability_cuts_in_proportion_to_ability() -> None:
    # rates 2 x and x with 80 (2 x) + 20 x = cut: of 10, x = 1/18; of 40, x = 4/18
    np.testing.assert_allclose(
        amounts("capability"), [[80, 80 - 160 / 18, 80 - 640 / 18], [20, 20 - 20 / 18, 20 - 80 / 18]]
    )


def test_capability_never_takes_more_than_there_is() -> None:
    # the cut of 90: 80 (2 x) + 20 x would take 80 for x = 0.5, the whole; the other party gives the last 10
    np.testing.assert_allclose(cuts(np.array([80.0, 20.0]), np.array([160.0, 20.0]), 90.0), [80, 10])


def test_capability_divides_growth_by_the_base() -> None:
    grown = np.array([100.0, 110.0, 120.0])
    np.testing.assert_allclose(amounts("capability", path=grown), [[80, 88, 96], [20, 22, 24]])


def test_ability_of_nothing_leaves_the_cut_to_those_who_have() -> None:
    np.testing.assert_allclose(cuts(np.array([6.0, 2.0, 4.0]), np.array([1.0, 0.0, 0.0]), 9.0), [6, 1, 2])


def test_projected_takes_the_shares_of_the_scenario() -> None:
    np.testing.assert_allclose(amounts("projected"), [[80, 67.5, 30], [20, 22.5, 30]])


STACK = np.array([[80.0, 20.0], [60.0, 20.0], [60.0, 10.0]])  # first 20 in one party, then 10 in the other


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (90.0, [70.0, 20.0]),  # half of the first measure
        (80.0, [60.0, 20.0]),
        (75.0, [60.0, 15.0]),  # and half of the second
        (110.0, [88.0, 22.0]),  # nothing to do: the scenario in proportion
        (35.0, [30.0, 5.0]),  # out of reach: all measures in proportion
    ],
)
def test_least_cost_goes_along_the_stack(wanted: float, expected: list[float]) -> None:
    np.testing.assert_allclose(on_stack(STACK, wanted), expected)


def test_what_is_out_of_reach_is_told_by_how_much() -> None:
    assert out_of_reach(STACK, 62.0) == pytest.approx(8.0)
    assert out_of_reach(STACK, 70.0) == 0.0


def test_a_measure_that_raises_is_passed_over_on_the_way() -> None:
    stack = np.array([[10.0, 10.0], [12.0, 10.0], [12.0, 4.0]])  # 20, 22, 16
    np.testing.assert_allclose(on_stack(stack, 19.0), [12.0, 7.0])


def test_a_mix_adds_up_its_rules_by_weight() -> None:
    found = divided(basis(), PATH, [], {"per_head": 0.25, "grandfathering": 0.75})
    assert list(found) == ["mix"]
    np.testing.assert_allclose(found["mix"][:, 2], [0.25 * 30 + 0.75 * 48, 0.25 * 30 + 0.75 * 12])


# ---- what always holds ----

number = st.floats(0.0, 1e5).map(lambda value: round(value, 3))
more = st.floats(0.001, 1e5).map(lambda value: round(value, 3))


@given(st.data(), st.integers(2, 6), st.sampled_from(sorted(RULES)))
def test_every_rule_adds_up_and_nothing_is_below_zero(data: st.DataObject, count: int, rule: str) -> None:
    base = np.array(data.draw(st.lists(more, min_size=count, max_size=count)))
    path = np.array([base.sum(), *data.draw(st.lists(number, min_size=2, max_size=2))])
    known = {
        name: np.array([data.draw(st.lists(more, min_size=3, max_size=3), label=name) for _ in range(count)])
        for name in ("population", "value_added", "ability", "projected")
    }
    stack = np.stack([base, base * 0.7, base * 0.2])[:, :, None].repeat(3, axis=2)
    found = divided(Basis(base, YEARS, 2030, known, stack), path, [rule], {})[rule]
    assert found.min() >= 0.0
    np.testing.assert_allclose(found.sum(axis=0), path, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(found[:, 0], base if rule != "projected" else found[:, 0], rtol=1e-9)


@given(st.lists(st.floats(0.0, 1e4), min_size=1, max_size=12), st.integers(0, 3))
def test_rounded_parts_add_up_and_stay_within_a_step(values: list[float], places: int) -> None:
    parts = whole_parts(values, places)
    assert round(sum(parts), places) == pytest.approx(
        round(sum(values), places), abs=1.5 * 10**-places * 1e-6
    )
    assert all(abs(part - value) < 1.0001 * 10**-places for part, value in zip(parts, values, strict=True))


def test_richer_parties_cut_a_larger_part() -> None:
    found = amounts("capability")[:, 2] / basis().base
    assert found[0] < found[1]


# ---- paths ----


def test_a_cap_is_reached_on_a_straight_line() -> None:
    years, path = to_cap(np.arange(2020, 2041), np.linspace(100, 140, 21), 70.0, 2030)
    assert (years[0], years[-1]) == (2020, 2030)
    np.testing.assert_allclose(path[[0, 5, 10]], [100, 85, 70])


def test_a_budget_is_the_sum_of_its_years() -> None:
    years, values = np.arange(2020, 2041), np.linspace(100, 140, 21)
    kept, path = to_budget(years, values, 450.0, 2026, 2030)
    # 5 x 110 + 15 d = 450: d = -20/3
    np.testing.assert_allclose(path[6:], 110 - 20 / 3 * np.arange(1, 6))
    np.testing.assert_allclose(path[:6], values[:6])
    assert path[(kept >= 2026)].sum() == pytest.approx(450.0, abs=1e-9)


def test_a_budget_below_zero_is_refused_with_the_least_one() -> None:
    years, values = np.arange(2020, 2031), np.full(11, 100.0)
    with pytest.raises(PathError) as caught:
        to_budget(years, values, 199.0, 2026, 2030)
    assert caught.value.args[1] == {"least": "200"}  # 100 x 4 / 2
    assert to_budget(years, values, 200.0, 2026, 2030)[1][-1] == pytest.approx(0.0, abs=1e-9)


def test_a_table_goes_on_with_the_region() -> None:
    years, people = np.array([2020, 2025, 2030]), np.array([100.0, 110.0, 99.0])
    np.testing.assert_allclose(along({2020: 20.0}, years, people), [20.0, 22.0, 19.8])
    # 20 % of the region, 30 % in 2030: 25 % between
    np.testing.assert_allclose(along({2020: 20.0, 2030: 29.7}, years, people), [20.0, 27.5, 29.7])


def test_spans_of_years() -> None:
    assert spans([2021, 2022, 2025]) == ["2021-2022", "2025"]


# ---- burdens ----


def allocation(path: np.ndarray = PATH) -> Allocation:
    of = basis()
    parties = (Party("a", "甲", "A", "局 | Bureau"), Party("b", "乙", "B", "局 | Bureau"))
    return Allocation(
        among="subareas",
        what="co2_total",
        basis=of,
        path=path,
        rest=np.zeros(3),
        parties=parties,
        amounts=divided(of, path, ["grandfathering", "per_head"], {}),
        weights={},
        aim="path",
        at=2,
        first=1,
        skipped=(),
        notes=(),
    )


def test_the_burden_of_a_party_by_hand() -> None:
    one = burden(allocation(), "grandfathering", [0])
    assert one.amount == pytest.approx(48.0)
    assert one.share == pytest.approx(0.8)
    assert one.cut == pytest.approx(0.4)
    assert one.level_to_mean == pytest.approx(1.0)
    assert one.per_head == pytest.approx(48 / 5)
    assert one.per_head_to_mean == pytest.approx((48 / 5) / (60 / 10))
    assert one.per_value_added == pytest.approx(48 / 30)
    assert one.per_value_added_to_mean == pytest.approx((48 / 30) / (60 / 40))
    assert one.cumulative == pytest.approx(72 + 48)


def test_a_department_carries_its_parties_together() -> None:
    found = allocation()
    assert found.departments == {"局 | Bureau": [0, 1]}
    one = burden(found, "per_head", [0, 1])
    assert (one.amount, one.cut, one.per_head_to_mean) == pytest.approx((60.0, 0.4, 1.0))


def test_a_party_without_a_base_has_no_cut() -> None:
    from dataclasses import replace

    found = allocation()
    empty = replace(found, basis=replace(found.basis, base=np.array([100.0, 0.0])))
    assert burden(empty, "grandfathering", [1]).cut is None


def test_odd_results_are_told() -> None:
    found = allocation(np.array([100.0, 90.0, 100.0]))
    notes = told_notes(found.amounts, found.basis, found.parties, 2)
    assert [(key, details["rule"]) for key, details in notes] == [
        ("allocate_note.high", "per_head")
    ]  # 50 of 20
    none = {"capability": np.array([[0.0] * 3, [1.0] * 3])}
    assert told_notes(none, found.basis, found.parties, 2)[0][0] == "allocate_note.nothing"
