"""Many runs at once: every run is what it would be alone, whatever its block and whoever computes it."""

from __future__ import annotations

import multiprocessing
import sys
import threading

import numpy as np
import pytest

from simulator import load, simulate
from simulator.explore import ensemble as module
from simulator.explore.ensemble import by_fuel, ensemble, totals
from simulator.model.project import project
from simulator.pathways.assemble import Draws, assemble

RUNS = 7


@pytest.fixture(scope="module")
def plan():
    """A scenario with stocks, plants, and measures that give way to each other."""
    return load("yiwu/next_plan")


@pytest.fixture(scope="module")
def draws(plan) -> Draws:
    """Every strength, outlook and grid factor at random; the first run has all at the lowest."""
    random = np.random.default_rng(7)
    return Draws(
        runs=RUNS,
        outlook={name: np.append(-1.0, random.uniform(-1, 1, RUNS - 1)) for name in plan.outlooks},
        strength={name: np.append(0.0, random.uniform(0, 1, RUNS - 1)) for name in plan.strength},
        frozen_grid=np.append(0.0, random.uniform(0, 1, RUNS - 1)),
    )


def check_equal(got, expected) -> None:
    assert got.keys() == expected.keys()
    for name in expected:
        np.testing.assert_allclose(got[name], expected[name], rtol=1e-12, atol=1e-12, err_msg=name)


def test_an_ensemble_is_its_runs_one_by_one(plan, draws) -> None:
    got = ensemble(plan, draws, by_fuel, block=3)
    for run in range(RUNS):
        pathway = assemble(plan, draws.part(run, run + 1))
        alone = by_fuel(plan, pathway, project(pathway, plan.coefficients))
        check_equal({name: values[..., run : run + 1] for name, values in got.items()}, alone)


def test_draws_that_say_nothing_are_the_scenario_itself(plan) -> None:
    result = simulate(plan)
    got = ensemble(plan, Draws(runs=3), totals, block=2)
    for run in range(3):
        np.testing.assert_allclose(
            got["energy_total"][result.start :, run], result.series["energy_total"][:, 0], rtol=1e-12
        )
        np.testing.assert_allclose(
            got["co2_total"][result.start :, run], result.series["co2_total.plan_2020"][:, 0], rtol=1e-12
        )


def test_the_runs_differ(plan, draws) -> None:
    peak = ensemble(plan, draws)["co2_total"].max(axis=0)
    assert len(set(peak.round(6))) == RUNS


@pytest.mark.parametrize("block", [1, 2, RUNS, 100])
def test_the_block_size_changes_nothing(plan, draws, block: int) -> None:
    check_equal(ensemble(plan, draws, by_fuel, block=block), ensemble(plan, draws, by_fuel, block=3))


@pytest.mark.parametrize("workers", [2, 3])
def test_the_number_of_workers_changes_nothing(plan, draws, workers: int) -> None:
    check_equal(ensemble(plan, draws, block=2, workers=workers), ensemble(plan, draws, block=2))


def test_workers_that_start_afresh_give_the_same(plan, draws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "context", lambda: multiprocessing.get_context("spawn"))
    check_equal(ensemble(plan, draws, block=4, workers=2), ensemble(plan, draws, block=4))


def test_a_process_with_threads_is_not_copied() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert module.context().get_start_method() == "spawn"
    finally:
        done.set()
        thread.join()
    if sys.platform == "linux" and threading.active_count() == 1:
        assert module.context().get_start_method() == "fork"


def one_number(plan, pathway, flows):
    return {"last": flows.co2_import_electricity[-1]}


def test_a_reduction_may_keep_one_number_a_run(plan, draws) -> None:
    got = ensemble(plan, draws, one_number, block=3)
    assert got["last"].shape == (RUNS,)
    assert np.all(np.isfinite(got["last"]))


def failing(plan, pathway, flows):
    raise ArithmeticError("no")


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_a_block_reaches_the_caller(plan, draws, workers: int) -> None:
    with pytest.raises(ArithmeticError, match="no"):
        ensemble(plan, draws, failing, workers=workers)
