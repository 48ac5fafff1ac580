"""The nearest balance: anchors met exactly, the minimum of the relative entropy, nothing negative."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.inputs.reconcile import Constraint, nearest_cells, reconcile

Cells = dict[tuple[str, str], float]
TABLE = [(row, column) for row in "abc" for column in "xy"]


def margins(cells: Cells, rows: dict[str, float], columns: dict[str, float]) -> list[Constraint]:
    """Both margins of a table as constraints."""
    return [
        Constraint(name, {key: 1.0 for key in cells if key[axis] == name}, total)
        for axis, totals in enumerate((rows, columns))
        for name, total in totals.items()
    ]


def scaled_to_both(cells: Cells, rows: dict[str, float], columns: dict[str, float]) -> Cells:
    """Biproportional fitting as textbooks have it: rows, columns, rows, columns ..."""
    for _ in range(3000):
        for axis, totals in enumerate((rows, columns)):
            now = {name: sum(v for k, v in cells.items() if k[axis] == name) for name in totals}
            cells = {key: value * totals[key[axis]] / now[key[axis]] for key, value in cells.items()}
    return cells


weights = st.lists(st.floats(0.1, 10), min_size=6, max_size=6)
totals = st.lists(st.floats(1, 100), min_size=3, max_size=3)


@given(weights, totals, st.floats(0.1, 0.9))
def test_two_margins_give_what_biproportional_fitting_gives(prior, rows, part: float) -> None:
    cells = dict(zip(TABLE, prior, strict=True))
    wanted = dict(zip("abc", rows, strict=True))
    columns = {"x": part * sum(rows), "y": (1 - part) * sum(rows)}
    found = reconcile(cells, margins(cells, wanted, columns))
    assert found == pytest.approx(scaled_to_both(cells, wanted, columns), rel=1e-7)


@given(weights, totals, st.floats(0.1, 0.9))
def test_newton_steps_and_scaling_find_the_same(prior, rows, part: float) -> None:
    cells = dict(zip(TABLE, prior, strict=True))
    columns = {"x": part * sum(rows), "y": (1 - part) * sum(rows)}
    sums = margins(cells, dict(zip("abc", rows, strict=True)), columns)
    matrix = np.array([[one.cells.get(key, 0.0) for key in TABLE] for one in sums])
    target = np.array([one.total for one in sums])
    found = reconcile(cells, sums)
    # equal weights other than 1 have the same minimum, but scaling does not take them
    steps = nearest_cells(np.array(prior), matrix, target, np.full(6, 2.0), target)
    assert found is not None
    assert steps is not None
    assert np.abs(matrix @ steps - target).max() < 1e-9 * target.max()
    assert steps == pytest.approx(list(found.values()), rel=1e-6)


@given(weights, st.lists(st.floats(0.05, 3), min_size=6, max_size=6), weights)
def test_no_other_balance_that_meets_the_anchors_is_nearer(prior, other, weight) -> None:
    # the anchors are what another balance happens to add up to, so at least that one meets them
    cells = dict(zip(TABLE, prior, strict=True))
    known = dict(zip(TABLE, other, strict=True))
    sums = [
        Constraint("total", dict.fromkeys(TABLE, 1.0), sum(other)),
        Constraint("a", {("a", "x"): 1.0, ("a", "y"): 1.0}, known["a", "x"] + known["a", "y"]),
        Constraint(
            "x", {key: 0.5 for key in TABLE if key[1] == "x"}, 0.5 * sum(known[r, "x"] for r in "abc")
        ),
        Constraint("cell", {("b", "y"): 1.0}, known["b", "y"]),
    ]
    stiff = dict(zip(TABLE, weight, strict=True))
    found = reconcile(cells, sums, stiff)
    assert found is not None
    for one in sums:
        assert sum(one.cells[k] * found[k] for k in one.cells) == pytest.approx(one.total, rel=1e-9)
    assert min(found.values()) >= 0.0

    def distance(balance: Cells) -> float:
        parts = (v * np.log(v / cells[k]) - v + cells[k] for k, v in balance.items())
        return float(sum(stiff[k] * part for k, part in zip(balance, parts, strict=True)))

    for part in (1e-3, 0.1, 1.0):
        mixed = {key: (1 - part) * found[key] + part * known[key] for key in TABLE}
        assert distance(mixed) >= distance(found) - 1e-9 * (1.0 + abs(distance(found)))


def test_a_stiffer_cell_moves_less() -> None:
    # 1 + 1 must become 3; a weight of 9 against 1: x^9 = y and x + y = 3
    sums = [Constraint("total", {("a", "x"): 1.0, ("b", "x"): 1.0}, 3.0)]
    cells = {("a", "x"): 1.0, ("b", "x"): 1.0}
    even, uneven = reconcile(cells, sums), reconcile(cells, sums, {("a", "x"): 9.0, ("b", "x"): 1.0})
    assert even is not None
    assert uneven is not None
    assert even["a", "x"] == pytest.approx(1.5)
    assert uneven["a", "x"] ** 9 == pytest.approx(uneven["b", "x"], rel=1e-9)
    assert uneven["a", "x"] + uneven["b", "x"] == pytest.approx(3.0)


def test_overlapping_anchors_of_any_level_are_met_together() -> None:
    # a total, a part of it, and a single cell inside that part
    cells = {("a", "x"): 1.0, ("a", "y"): 1.0, ("b", "x"): 2.0, ("b", "y"): 4.0}
    sums = [
        Constraint("all", dict.fromkeys(cells, 1.0), 16.0),
        Constraint("a", {("a", "x"): 1.0, ("a", "y"): 1.0}, 4.0),
        Constraint("a.x", {("a", "x"): 1.0}, 3.0),
    ]
    found = reconcile(cells, sums)
    assert found == pytest.approx({("a", "x"): 3.0, ("a", "y"): 1.0, ("b", "x"): 4.0, ("b", "y"): 8.0})


def test_an_anchor_of_nothing_empties_its_cells_and_a_zero_prior_stays_zero() -> None:
    cells = {("a", "x"): 1.0, ("a", "y"): 1.0, ("b", "x"): 0.0, ("b", "y"): 1.0}
    sums = [Constraint("x", {("a", "x"): 1.0}, 0.0), Constraint("all", dict.fromkeys(cells, 1.0), 6.0)]
    found = reconcile(cells, sums)
    assert found == pytest.approx({("a", "x"): 0.0, ("a", "y"): 3.0, ("b", "x"): 0.0, ("b", "y"): 3.0})


@pytest.mark.parametrize(
    "sums",
    [
        margins(
            dict.fromkeys(TABLE, 1.0), {"a": 1.0, "b": 1.0, "c": 1.0}, {"x": 3.0, "y": 1.0}
        ),  # 3 is not 4
        [Constraint("cell", {("a", "x"): 1.0}, 5.0), Constraint("all", dict.fromkeys(TABLE, 1.0), 4.0)],
        [Constraint("below nothing", {("a", "x"): 1.0, ("a", "y"): 1.0}, -2.0)],
        [Constraint("no cell", {("z", "z"): 1.0}, 2.0)],
        [Constraint("one", {("a", "x"): 1.0}, 2.0), Constraint("the same", {("a", "x"): 1.0}, 2.1)],
    ],
)
def test_anchors_that_no_balance_meets_are_refused(sums) -> None:
    assert reconcile(dict.fromkeys(TABLE, 1.0), sums) is None


def test_anchors_that_repeat_each_other_do_no_harm() -> None:
    cells = dict.fromkeys(TABLE, 1.0)
    sums = margins(cells, {"a": 1.0, "b": 2.0, "c": 3.0}, {"x": 2.0, "y": 4.0})
    assert reconcile(cells, sums + sums) == pytest.approx(reconcile(cells, sums))
