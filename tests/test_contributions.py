"""What each measure brings, alone and as the last one: by hand, and against runs of their own."""

from __future__ import annotations

import csv
import io
from functools import cache

import numpy as np
import pytest
from builders import CALORIFIC, NET_RATE, library, tiny_plan, uses

from simulator import Result, simulate
from simulator.explore.credits.contributions import contributions
from simulator.report.tables import all_tables

WORKS = (60 + 40 / CALORIFIC * NET_RATE) * 1.1**10  # primary energy of industry in 2030


def scaled(factor: float, on: str = "industry.works") -> list[dict]:
    return [{"type": "scale", "on": [on], "quantity": "intensity", "factor": factor}]


def caught(amount: float) -> list[dict]:
    return [
        {"type": "add", "on": ["industry.works"], "quantity": "capture", "amount": amount, "unit": "ratio"}
    ]


def swapped(portion: float, **to: float) -> list[dict]:
    ratio = {"electricity": 0.6, "natural_gas": 0.9}
    shift = {"type": "shift", "on": ["industry.works"], "quantity": "share", "fuel": "coal"}
    return [{**shift, "portion": portion, "to": to, "ratio": {name: ratio[name] for name in to}}]


CLEANED = [{"type": "scale", "on": ["industry.*"], "quantity": "release", "gases": ["nox"], "factor": 0.5}]
CAPPED = [
    {
        "type": "cap",
        "on": ["industry.works"],
        "quantity": "energy",
        "fuel": "coal",
        "level": 1.2,
        "to": {"natural_gas": 1.0},
        "ratio": {"natural_gas": 0.9},
    }
]


# ---- by hand ----


def test_two_savings_by_hand(tmp_path) -> None:
    both = library(a=scaled(0.8), b=scaled(0.5))
    found = contributions(simulate(tiny_plan(tmp_path, uses("a", "b"), both)))
    last = {name: values[-1] for name, values in found.last.items()}
    alone = {name: values[-1] for name, values in found.alone.items()}
    assert found.measures == ("a", "b")
    # 1 without, 0.8 and 0.5 alone, 0.4 together
    assert alone["energy_total"] == pytest.approx([WORKS * 0.2, WORKS * 0.5])
    assert last["energy_total"] == pytest.approx([WORKS * (0.5 - 0.4), WORKS * (0.8 - 0.4)])
    assert found.together["energy_total"][-1] == pytest.approx(WORKS * 0.6)
    assert found.overlap("energy_total")[-1] == pytest.approx(WORKS * (0.7 - 0.6))


def test_measures_on_different_branches_do_not_overlap(tmp_path) -> None:
    both = library(a=scaled(0.8), b=scaled(0.5, "households.homes"))
    found = contributions(simulate(tiny_plan(tmp_path, uses("a", "b"), both)))
    np.testing.assert_allclose(found.overlap("energy_total"), 0.0, atol=1e-9)
    np.testing.assert_allclose(found.alone["co2_total"], found.last["co2_total"], atol=1e-9)


def test_a_measure_of_no_strength_brings_nothing(tmp_path) -> None:
    text = "measures:\n  - {use: a}\n  - {use: b, strength: 0}\n"
    found = contributions(simulate(tiny_plan(tmp_path, text, library(a=scaled(0.8), b=scaled(0.5)))))
    for values in (*found.alone.values(), *found.last.values()):
        np.testing.assert_array_equal(values[:, 1], 0.0)
    np.testing.assert_allclose(found.together["energy_total"], found.alone["energy_total"][:, 0])


def test_a_scenario_without_measures_brings_nothing(tmp_path) -> None:
    found = contributions(simulate(tiny_plan(tmp_path)))
    assert found.measures == ()
    np.testing.assert_array_equal(found.together["co2_total"], 0.0)
    np.testing.assert_array_equal(found.overlap("co2_total"), 0.0)


def test_a_cleaner_stack_brings_no_co2(tmp_path) -> None:
    plain = (
        simulate(tiny_plan(tmp_path))
        .dataset["gas_emissions"]
        .sel(case="central", gas="nox", sector="industry")
    )
    found = contributions(simulate(tiny_plan(tmp_path, uses("m"), library(m=CLEANED))))
    np.testing.assert_array_equal(found.together["co2_total"], 0.0)
    assert found.together["nox_total"][-1] == pytest.approx(float(plain[-1]) / 2)
    assert float(plain[-1]) > 0.1


# ---- against runs of their own ----

EFFECTS = {
    "save": scaled(0.8),
    "catch": caught(0.6),
    "swap": swapped(0.5, electricity=1.0),
    "swap_too": swapped(0.9, electricity=0.5, natural_gas=0.5),  # together they give way
    "clean": CLEANED,
    "cap": CAPPED,
}
STRENGTH = {"save": 0.5, "catch": 1.0, "swap": 0.8, "swap_too": 0.7, "clean": 1.0, "cap": 0.9}


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory):
    """A function: the result of the tiny region with some of the measures."""
    folder = tmp_path_factory.mktemp("single")

    @cache
    def run(*names: str) -> Result:
        lines = [f"  - {{use: {name}, strength: {STRENGTH[name]}}}\n" for name in names]
        place = folder / "-".join(names or ["none"])
        place.mkdir()
        known = library(**EFFECTS)  # a library of its own remembers no region of another folder
        return simulate(tiny_plan(place, "measures:\n" + "".join(lines) if names else "", known))

    return run


MOVED = ("co2_total", "energy_total", "ghg_net", "nox_total", "so2_total")


def close(got: np.ndarray, wanted: np.ndarray) -> None:
    np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-9)


def test_alone_is_a_run_with_that_measure_only(single) -> None:
    found, none = contributions(single(*EFFECTS)), single()
    for index, name in enumerate(EFFECTS):
        for moved in MOVED:
            close(found.alone[moved][:, index], (none.series[moved] - single(name).series[moved])[:, 0])


def test_last_is_a_run_with_all_the_others(single) -> None:
    whole = single(*EFFECTS)
    found = contributions(whole)
    for index, name in enumerate(EFFECTS):
        others = single(*(other for other in EFFECTS if other != name))
        for moved in MOVED:
            close(found.last[moved][:, index], (others.series[moved] - whole.series[moved])[:, 0])


def test_together_is_the_scenario_against_none(single) -> None:
    whole, none = single(*EFFECTS), single()
    found = contributions(whole)
    for moved in MOVED:
        close(found.together[moved], (none.series[moved] - whole.series[moved])[:, 0])
        close(found.overlap(moved), found.alone[moved].sum(axis=1) - found.together[moved])
    assert found.together["co2_total"][-1] > 0.0
    assert np.any(np.abs(found.overlap("co2_total")) > 1.0)  # these measures do meet


def test_before_the_measures_start_nothing_is_brought(single) -> None:
    found = contributions(single(*EFFECTS))
    for values in (found.alone["co2_total"], found.last["co2_total"], found.together["co2_total"]):
        np.testing.assert_allclose(values[:5], 0.0, atol=1e-9)


# ---- measures.csv ----


def test_the_table_holds_every_measure_and_all_of_them(single) -> None:
    whole = single(*EFFECTS)
    found = contributions(whole)
    lines = list(csv.DictReader(io.StringIO(all_tables(whole)["measures.csv"])))
    mine = [line for line in lines if line["variable"] == "co2_total"]
    assert {line["year"] for line in mine} == {"2025", "2030"}
    last = {line["measure"]: line for line in mine if line["year"] == "2030"}
    assert list(last) == [*EFFECTS, "all"]
    for index, name in enumerate(EFFECTS):
        assert float(last[name]["cut_alone"]) == pytest.approx(found.alone["co2_total"][10, index])
        assert float(last[name]["cut_last"]) == pytest.approx(found.last["co2_total"][10, index])
        assert float(last[name]["strength"]) == STRENGTH[name]
    assert float(last["all"]["cut_alone"]) == pytest.approx(found.together["co2_total"][10])
