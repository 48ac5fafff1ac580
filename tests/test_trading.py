"""The national carbon market: whose CO2 it covers from when on, and what of it must be paid for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import library, rows, tiny_plan, uses

from simulator import Result, simulate
from simulator.errors import Origin, Problems
from simulator.inputs.factors import load_factors
from simulator.inputs.rows import TradingRow

COAL = 60 * 2.64  # 10^4 t of the works in 2020, growing by 10 % a year
PLANT = rows("plants", "energy.big_chp,generator,coal,100,5000,0.4,热电,CHP")
PLANT_CO2 = 5 * 1.229 / 0.4 * 2.64  # 5 x 10^8 kWh
CLINKER = rows("processes", "process.clinker,cement_clinker,industry,100,1e4 t,population,熟料,Clinker")


def rule(target: str, from_year: int, covered: float, free: float = 1.0) -> TradingRow:
    return TradingRow(
        origin=Origin("trading.csv", 2),
        grade="assumed",
        source="test",
        target=target,
        from_year=from_year,
        covered=covered,
        free=free,
        rule="intensity",
    )


def market(folder, *rules: TradingRow, effects=None, **tables: str) -> Result:
    """The tiny region under a market with these rules and no others."""
    known = library(m=effects or [{"type": "scale", "on": ["*"], "quantity": "intensity", "factor": 1}])
    known.factors = replace(known.factors, trading=rules)
    return simulate(tiny_plan(folder, uses("m"), known, **tables))


def covered(found: Result, name: str = "co2_ets") -> np.ndarray:
    return found.series[name][:, 0]


def test_nothing_is_covered_before_its_year(tmp_path) -> None:
    got = covered(market(tmp_path, rule("industry.works", 2023, 1.0)))
    np.testing.assert_array_equal(got[:3], 0.0)
    assert got[3:5] == pytest.approx([COAL * 1.331, COAL * 1.4641])


def test_a_later_rule_takes_over_in_its_year(tmp_path) -> None:
    rules = (rule("industry.works", 2024, 0.9, 0.8), rule("industry.works", 2022, 0.5))
    found = market(tmp_path, *rules)
    assert covered(found)[:5] == pytest.approx(
        [0, 0, COAL * 1.21 * 0.5, COAL * 1.331 * 0.5, COAL * 1.4641 * 0.9]
    )
    # all free at first, then a fifth of what is covered is paid for
    assert covered(found, "co2_ets_paid")[:5] == pytest.approx([0, 0, 0, 0, COAL * 1.4641 * 0.9 * 0.2])


def test_a_pattern_covers_all_that_fit_it(tmp_path) -> None:
    got = covered(market(tmp_path, rule("energy.*chp", 2021, 0.9), **PLANT))
    assert got[:2] == pytest.approx([0.0, PLANT_CO2 * 0.9])
    assert not covered(market(tmp_path, rule("energy.*boiler", 2021, 0.9), **PLANT)).any()


@pytest.mark.parametrize("order", [1, -1])
def test_the_nearest_rule_counts_whatever_its_year(tmp_path, order: int) -> None:
    rules = (rule("industry.works", 2022, 0.5), rule("industry.*", 2024, 0.1), rule("*", 2020, 1.0))
    got = covered(market(tmp_path, *rules[::order]))
    homes = 5 * 1.63  # which only the widest pattern fits
    assert got[[0, 2, 4]] == pytest.approx([homes, homes + COAL * 1.21 * 0.5, homes + COAL * 1.4641 * 0.5])


def test_fuel_and_process_count_and_electricity_does_not(tmp_path) -> None:
    rules = (rule("industry.*", 2020, 1.0), rule("process.clinker", 2020, 1.0), rule("energy.*", 2020, 1.0))
    got = covered(market(tmp_path, *rules, **CLINKER, **PLANT))[0]
    # coal of the works, 100 x 0.538 of the clinker, coal of the plant; 40 tce of electricity bring nothing
    assert got == pytest.approx(COAL + 53.8 + PLANT_CO2)


def test_a_branch_on_electricity_alone_has_nothing_inside(tmp_path) -> None:
    shops = {
        "branches": "buildings.shops,buildings,flow,population,1,,1e4 persons,商店,Shops\n",
        "balance": "buildings.shops,electricity,10,1e4 tce,1,assumed,test\n",
    }
    assert not covered(market(tmp_path, rule("buildings.shops", 2020, 1.0), **shops)).any()


def test_a_process_without_co2_has_nothing_inside(tmp_path) -> None:
    rice = rows("processes", "process.paddy,rice_single,agriculture,1000,ha,population,稻,Rice")
    assert not covered(market(tmp_path, rule("process.*", 2020, 1.0), **rice)).any()


def test_what_is_captured_needs_no_allowance(tmp_path) -> None:
    caught = [
        {"type": "add", "on": [name], "quantity": "capture", "amount": amount, "unit": "ratio"}
        for name, amount in (("industry.works", 0.5), ("process.clinker", 0.25))
    ]
    rules = (rule("industry.works", 2020, 1.0), rule("process.clinker", 2020, 1.0, 0.9))
    found = market(tmp_path, *rules, effects=caught, **CLINKER)
    assert covered(found)[5] == pytest.approx(COAL * 1.1**5 * 0.5 + 53.8 * 0.75)  # measures from 2025 on
    assert covered(found, "co2_ets_paid")[5] == pytest.approx(53.8 * 0.75 * 0.1)


def test_the_market_moves_no_co2(tmp_path) -> None:
    inside, outside = market(tmp_path, rule("*", 2020, 1.0, 0.0)), market(tmp_path)
    np.testing.assert_array_equal(inside.series["co2_total"], outside.series["co2_total"])
    assert not covered(outside).any()


def test_the_bundled_rules_start_with_power_and_take_in_cement_later() -> None:
    rules = load_factors(Problems()).trading
    first = {row.target: min(r.from_year for r in rules if r.target == row.target) for row in rules}
    assert min(first.values()) == 2021
    assert {target for target, year in first.items() if year == 2021} == {"energy.coal_power", "energy.*chp"}
    assert {first["industry.cement"], first["process.clinker"], first["industry.steel"]} == {2024}
    for row in rules:
        assert 0.0 < row.covered <= 1.0
        assert 0.0 <= row.free <= 1.0
