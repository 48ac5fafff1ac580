"""The province as a region of its own, and as the benchmark that lends its tables to the counties."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conftest import REGIONS as COUNTIES

from simulator import Result, load, simulate
from simulator.assess.balances import CLOSED
from simulator.errors import Problems
from simulator.inputs.estimate.balance import Estimate, balance_csv, estimate
from simulator.inputs.factors import load_factors
from simulator.inputs.locate import parameters_folder
from simulator.inputs.region import Region, load_region

FACTORS = load_factors(Problems())
LENT_FROM = "parameters/regions/zhejiang/paths.csv"
ONLY_OF_THE_PROVINCE = {  # no county has the target without a row of its own
    ("energy.nuclear", "capacity"),
    ("energy.wind", "capacity"),
    ("energy.coal_power", "capacity"),
    ("energy.coal_power", "hours"),
    ("energy.gas_power", "capacity"),
    ("energy.gas_power", "hours"),
    ("energy.coal_chp", "heat_share"),
    ("energy.gas_cogeneration", "heat_share"),
    ("energy.biomass_cogeneration", "heat_share"),
    ("industry.steel", "intensity.growth"),
    ("industry.petrochemicals", "intensity.growth"),
    ("industry.petrochemicals", "share"),
}
CENTRAL, BASE = 0, 0


def region_of(name: str) -> Region:
    """A bundled region, read without problems."""
    problems = Problems()
    region = load_region(name, FACTORS, problems)
    assert region is not None
    assert not problems.found, problems.found
    return region


@pytest.fixture(scope="module")
def province() -> Region:
    return region_of("zhejiang")


@pytest.fixture(scope="module")
def estimated(province: Region) -> Estimate:
    problems = Problems()
    found = estimate(replace(province, balance=()), FACTORS, problems)
    assert found is not None, problems.found
    return found


@pytest.fixture(scope="module")
def runs() -> dict[str, Result]:
    plans = {name: load(f"zhejiang/{name}") for name in ("baseline", "stated_policies")}
    return {name: simulate(plan) for name, plan in plans.items()}


def value(result: Result, indicator: str, year: int) -> float:
    """An indicator of the central run."""
    return float(result.series[indicator][int(year - result.years[0]), CENTRAL])


# ---- the base year ----


def test_the_stored_balance_is_what_the_estimator_gives(estimated: Estimate) -> None:
    path = parameters_folder() / "regions" / "zhejiang" / "balance.csv"
    assert balance_csv(estimated) == path.read_text(encoding="utf-8")


def test_anchors_are_met_exactly(estimated: Estimate) -> None:
    used = [check for check in estimated.checks if check.used]
    assert {check.indicator for check in used} >= {"energy_total", "coal_share", "oil_use"}
    for check in used:
        assert check.value == pytest.approx(check.anchor, rel=1e-9), check.indicator


def test_import_closes_on_the_published_electricity(estimated: Estimate) -> None:
    # 4829.7 used less 3531 made in the province leaves about 1299 x 10^8 kWh; the balance is not forced to it
    held = {check.indicator: check for check in estimated.checks if not check.used}
    for name, published in (("net_import_electricity", 1299), ("electricity_use", 4829.7)):
        assert held[name].value == pytest.approx(published, rel=1e-3), name


def test_every_fuel_of_the_balance_adds_up_to_its_anchor(estimated: Estimate) -> None:
    wanted = {"coal": 0.401 * 24655, "oil": 5336.0, "gas": 150.25 * 12.143, "waste": 1500 * 0.2714}
    for group, total in wanted.items():
        cells = [cell for cell in estimated.cells if FACTORS.fuels[cell.fuel].source_group == group]
        assert sum(cell.value for cell in cells) == pytest.approx(total, rel=1e-9), group
        assert all(cell.value >= 0.0 for cell in cells)


def test_co2_of_2020_by_hand(runs: dict[str, Result]) -> None:
    # coal 9886.7 x 2.64 + oil 5336 x 2.08 + gas 1824.5 x 1.63 = 40 174; waste 407.1 x 1.0011 = 408;
    # import 1298.9 x 5.422 = 7043: 47 624 x 10^4 t, 7.36 t a head
    co2 = 9886.655 * 2.64 + 5336 * 2.08 + 1824.486 * 1.63 + 407.1 * 1.001105 + 1298.917 * 5.422
    assert value(runs["baseline"], "co2_total", 2020) == pytest.approx(co2, rel=1e-5)
    assert value(runs["baseline"], "co2_per_head", 2020) == pytest.approx(co2 / 6468, rel=1e-5)


def test_nuclear_power_is_nonfossil_and_not_renewable(runs: dict[str, Result]) -> None:
    # 9110 MW x 7805 h = 711 x 10^8 kWh, x 3.049 = 2168 x 10^4 tce: 8.8 % of 24655
    result = runs["baseline"]
    nuclear = value(result, "nonfossil_share", 2020) - value(result, "renewable_share", 2020)
    assert nuclear == pytest.approx(9110 * 7805e-5 * 3.049 / 24655, rel=1e-9)


# ---- both scenarios ----


@pytest.mark.parametrize("name", ["baseline", "stated_policies"])
def test_a_scenario_runs_and_closes(runs: dict[str, Result], name: str) -> None:
    result = runs[name]
    assert max(result.gaps.values()) < CLOSED
    assert [peak.status for peak in result.peaks["co2_total"]] == ["peaked"] * len(result.cases)
    highest = result.series["co2_total"][:, CENTRAL].max()
    assert 1.02 <= highest / value(result, "co2_total", 2020) <= 1.25
    assert 7.0 <= result.series["co2_per_head"][:, CENTRAL].max() <= 9.0
    assert 0.05 <= value(result, "co2_total", 2060) / highest <= 0.35


def test_the_baseline_peaks_when_such_a_region_can(runs: dict[str, Result]) -> None:
    assert 2025 <= runs["baseline"].peaks["co2_total"][CENTRAL].year <= 2032


def test_stated_policies_lower_co2_in_every_year(runs: dict[str, Result]) -> None:
    before, after = (runs[name].series["co2_total"][:, CENTRAL] for name in ("baseline", "stated_policies"))
    assert after[BASE] == pytest.approx(before[BASE], rel=1e-12)
    assert np.all(after[1:] < before[1:])


def test_saving_is_as_strong_as_the_plan_asks(runs: dict[str, Result]) -> None:
    verdicts = {verdict.target.id: verdict for verdict in runs["stated_policies"].verdicts}
    assert verdicts["Z-intensity"].verdict == "met"
    assert verdicts["Z-intensity"].margin < 0.005  # and no stronger
    before = {verdict.target.id: verdict for verdict in runs["baseline"].verdicts}
    assert before["Z-intensity"].verdict == "missed"
    assert verdicts["Z-coal"].value > before["Z-coal"].value  # the levers narrow the miss


def test_the_conflict_on_electricity_tells_what_the_model_gives(
    province: Region, runs: dict[str, Result]
) -> None:
    # 6192 x 10^8 kWh were used in 2023; the text quotes the model, so it must follow it
    said = next(conflict for conflict in province.info.conflicts if "co2_total" in conflict.subjects)
    modelled = value(runs["baseline"], "electricity_use", 2023)
    assert f"{round(modelled, -1):.0f}" in said.en
    assert f"{round(modelled, -1):.0f}" in said.zh


def test_kilns_and_clinker_go_together(runs: dict[str, Result]) -> None:
    # kiln fuel follows people and the lent path, clinker its own output: -7 and -5 % a year against actuals
    result = runs["baseline"]
    branch = result.plan.layout.branches.index("industry.cement")
    kilns = result.pathway.activity[:, branch, CENTRAL]
    clinker = result.pathway.drivers["output.clinker"][:, CENTRAL]
    assert kilns / kilns[BASE] == pytest.approx(clinker / clinker[BASE], rel=0.17)


# ---- the benchmark of the counties ----


def lent_to(name: str) -> set[tuple[str, str]]:
    """(target, quantity) that a county takes from the province, for targets the county has."""
    county = region_of(name)
    targets = {row.branch for row in county.branches} | {row.plant for row in county.plants}
    targets |= {row.stock for row in county.stocks} | {row.process for row in county.processes}
    taken = [row for row in county.paths if row.origin.file == LENT_FROM]
    return {(row.target_id, row.quantity) for row in taken if row.target_id in targets}


@pytest.mark.parametrize("name", COUNTIES)
def test_counties_take_none_of_the_provinces_own_rows(name: str) -> None:
    assert lent_to(name)
    assert not lent_to(name) & ONLY_OF_THE_PROVINCE


def test_the_provinces_own_rows_are_there(province: Region) -> None:
    assert {(row.target_id, row.quantity) for row in province.paths} >= ONLY_OF_THE_PROVINCE


@pytest.mark.parametrize(
    ("name", "target", "quantity", "year", "wanted"),
    [
        ("yiwu", "industry.textiles", "activity.growth", 2030, -0.015),
        ("shangyu", "industry.cement", "activity.growth", 2025, -0.07),
        ("quzhou", "buildings.public.lighting", "intensity", 2060, 0.65),
        ("yiwu", "energy.solar", "capacity", 2024, 3.0),
        ("shangyu", "vehicles.car", "sales_share", 2030, 0.75),
    ],
)
def test_counties_still_take_their_benchmark_rows(
    name: str, target: str, quantity: str, year: int, wanted: float
) -> None:
    found = [
        row
        for row in region_of(name).paths
        if (row.target_id, row.quantity, row.year) == (target, quantity, year)
    ]
    assert [row.origin.file for row in found] == [LENT_FROM]
    assert found[0].value == pytest.approx(wanted)


@pytest.mark.parametrize("name", COUNTIES)
def test_counties_keep_their_own_split_of_industry(name: str) -> None:
    weights = [row for row in region_of(name).weights if row.branch.startswith("industry.")]
    assert weights
    assert all(name in row.origin.file for row in weights)


@pytest.mark.parametrize("name", ["zhejiang", *COUNTIES])
def test_the_provinces_peak_year_is_that_of_its_stated_policies(runs: dict[str, Result], name: str) -> None:
    peak = runs["stated_policies"].peaks["co2_total"][CENTRAL]
    assert region_of(name).info.province_peak_year == peak.year
