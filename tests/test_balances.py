"""Every balance closes in every region, year and case, and one that does not is noticed."""

import dataclasses

import numpy as np
import pytest
from builders import Plant, Process, kernel, run_plan, tiny_plan

from simulator.assess.balances import CLOSED, balance_gaps
from simulator.assess.base_year import combined
from simulator.errors import Origin
from simulator.inputs.rows import BalanceRow
from simulator.model.project import project

NAMES = ("electricity", "heat", "fuels", "shares", "primary", "co2_views", "co2_parts")
TOWN = {
    ("industry.mill", "coal"): 20.0,
    ("industry.mill", "electricity"): 24.58,
    ("industry.mill", "heat"): 30.0,
    ("households.homes", "natural_gas"): 10.0,
}
PLANTS = (
    Plant("coal", heat_share=0.7, efficiency=0.8, power_to_heat=0.25),
    Plant("solar", capacity=100.0, hours=1000.0),
)


@pytest.fixture
def town():
    pathway, coefficients = kernel(
        TOWN, PLANTS, years=2, runs=2, losses=0.04, heat_losses=0.08, processes=[Process("industry", 10, 0.5)]
    )
    return pathway, project(pathway, coefficients)


def test_all_balances_of_a_region_close_in_all_four_cases(bare, region) -> None:
    result = bare(region)
    assert set(result.gaps) == set(NAMES)
    assert result.flows.primary.shape[-1] == len(result.cases) == 4
    assert max(result.gaps.values()) < CLOSED == 1e-9


def test_fuels_of_a_region_add_up_to_its_balance(bare, region) -> None:
    result = bare(region)
    rows = [row for row in result.scenario.region.balance if row.target_id in result.plan.layout.branches]
    assert result.flows.energy[0].sum(axis=0) == pytest.approx([sum(row.value for row in rows)] * 4, rel=1e-9)


def test_the_base_year_of_a_region_is_its_balance_cell_by_cell(bare, region) -> None:
    result = bare(region)
    for row in result.scenario.region.balance:
        if row.target_id in result.plan.layout.branches:
            got = result.flows.energy_link[0, result.plan.layout.link(row.target_id, row.fuel)]
        else:
            got = result.flows.supply.plant_fuel[0, result.plan.layout.plants.index(row.target_id)]
        assert got == pytest.approx([row.value] * 4, rel=1e-9, abs=1e-12), (row.target_id, row.fuel)


def test_a_town_closes(town) -> None:
    gaps = balance_gaps(*town)
    assert set(gaps) == set(NAMES)
    assert max(gaps.values()) < CLOSED


def changed(flows, name: str, by: float = 1e-6):
    """The flows with one number of one year and run off by a millionth."""
    part, _, inner = name.rpartition(".")
    whole = getattr(flows, part) if part else flows
    values = getattr(whole, inner).copy()
    place = np.unravel_index(np.argmax(np.abs(values)), values.shape)
    values[place] *= 1.0 + by
    if part:
        return dataclasses.replace(flows, supply=whole._replace(**{inner: values}))
    return dataclasses.replace(flows, **{inner: values})


@pytest.mark.parametrize(
    ("flow", "broken"),
    [
        ("supply.plant_electricity", "electricity"),
        ("supply.import_electricity", "electricity"),
        ("electricity_use", "electricity"),
        ("supply.electricity_losses", "electricity"),
        ("supply.plant_heat", "heat"),
        ("supply.import_heat", "heat"),
        ("heat_use", "heat"),
        ("energy", "fuels"),
        ("primary", "primary"),
        ("primary_sector", "primary"),
        ("co2_end_use", "co2_views"),
        ("co2_source", "co2_views"),
        ("co2_fuel", "co2_parts"),
        ("co2_plant", "co2_parts"),
        ("co2_import_electricity", "co2_parts"),
        ("co2_import_heat", "co2_parts"),
    ],
)
def test_a_broken_flow_is_noticed(town, flow: str, broken: str) -> None:
    pathway, flows = town
    gaps = balance_gaps(pathway, changed(flows, flow))
    assert gaps[broken] > CLOSED, gaps


def test_shares_that_do_not_add_up_are_noticed(town) -> None:
    pathway, flows = town
    share = pathway.share.copy()
    share[1, 0, 1] += 1e-6
    assert balance_gaps(dataclasses.replace(pathway, share=share), flows)["shares"] > CLOSED


def test_a_number_that_is_missing_is_noticed(town) -> None:
    pathway, flows = town
    broken = flows.co2_end_use.copy()
    broken[1, 1, 1] = np.nan
    gaps = balance_gaps(pathway, dataclasses.replace(flows, co2_end_use=broken))
    assert not max(gaps.values()) < CLOSED


@pytest.mark.parametrize("where", ["agriculture.farm,agriculture", "households.new,households"])
def test_a_branch_without_energy_breaks_nothing(tmp_path, where: str) -> None:
    plan = tiny_plan(tmp_path, branches=f"{where},flow,gdp,1,,1e8 CNY,新,New\n")
    gaps = balance_gaps(*run_plan(plan))
    assert max(gaps.values()) < CLOSED


def test_what_rows_of_a_fuel_group_share_adds_up_and_the_rest_is_independent() -> None:
    """Two rows of a group, 5 each with 3 shared, weight 2: sqrt((2 (3 + 3))^2 + 2 (2 x 4)^2) = sqrt(272)."""
    rows = tuple(
        BalanceRow(
            origin=Origin("balance.csv", line),
            target_id=f"industry.{fuel}",
            fuel=fuel,
            value=10.0,
            unit="1e4 tce",
            sigma=5.0,
            shared_sigma=3.0,
            grade="assumed",
            source="",
        )
        for line, fuel in enumerate(("gasoline", "diesel"))
    )
    weight, group = {"gasoline": 2.0, "diesel": 2.0}, {"gasoline": "oil", "diesel": "oil"}
    assert combined(rows, weight, group) == pytest.approx(272**0.5, rel=1e-12)
    apart = {"gasoline": "gasoline", "diesel": "diesel"}
    assert combined(rows, weight, apart) == pytest.approx(200**0.5, rel=1e-12)
