"""Parts of a region: sectors, districts and parks add up, and targets and budgets are judged on them."""

from __future__ import annotations

import numpy as np
import pytest
from builders import CALORIFIC, NET_RATE, TABLES, library, rows, tiny_plan, uses, write_region, write_scenario

from simulator import Result, load, simulate
from simulator.assess.scopes import scoped_series
from simulator.errors import InputError
from simulator.pathways.arrays import SECTORS

PRESETS = ("plan_2020", "dual_control_2026")
POWER = NET_RATE / CALORIFIC  # primary energy of a tce of electricity, all of it imported
GRID = 5.422 / CALORIFIC  # t CO2 of a tce of electricity: 0.5422 kg/kWh in 2020
LOSSY = TABLES["region.yaml"].replace("electricity_losses: 0.0", "electricity_losses: 0.05")
CLINKER = rows("processes", "process.clinker,cement_clinker,industry,100,1e4 t,population,熟料,Clinker")
BRANCHES = (
    "branch,sector,method,driver,elasticity,stock,activity_unit,title_zh,title_en,use\n"
    "industry.works,industry,flow,gdp,1,,1e8 CNY,工厂,Works,energy\n"
    "industry.raw,industry,flow,gdp,1,,1e8 CNY,原料,Raw material,feedstock\n"
    "households.homes,households,flow,population,1,,1e4 persons,住宅,Homes,energy\n"
)


def result(folder, text: str = "", measures=None, branches: str = "", **tables: str) -> Result:
    """A result of the tiny region; `branches` replaces its table whole."""
    place = write_region(folder, **tables)
    if branches:
        (place / "branches.csv").write_text(branches, encoding="utf-8")
    plan = load(write_scenario(folder, text), library=measures)
    assert plan is not None
    return simulate(plan)


def of_scope(found: Result, scope: str, indicator: str, preset: str | None = None) -> np.ndarray:
    """An indicator of a part of the region, (year, case)."""
    return scoped_series(found.plan, found.flows, preset or found.preset, scope)[indicator]


def sum_of(found: Result, scopes, indicator: str, preset: str | None = None) -> np.ndarray:
    return np.sum([of_scope(found, scope, indicator, preset) for scope in scopes], axis=0)


# ---- sectors ----


@pytest.mark.parametrize("preset", PRESETS)
def test_sectors_add_up_to_the_region(tmp_path, preset: str) -> None:
    plant = rows("plants", "energy.coal,generator,coal,100,5000,0.4,煤电,Coal power")
    raw = {"balance": "industry.raw,coal,10,1e4 tce,1,assumed,test\n", "branches": BRANCHES}
    found = result(tmp_path, f"accounting: {{headline: {preset}}}\n", region=LOSSY, **raw, **CLINKER, **plant)
    for name in ("energy_total", "co2_total"):
        np.testing.assert_allclose(sum_of(found, SECTORS, name), found.series[name])
    used = found.series["electricity_use"] * 0.95  # what arrives of the supply
    np.testing.assert_allclose(sum_of(found, SECTORS, "electricity_use"), used)


def test_a_sector_by_hand(tmp_path) -> None:
    found = result(tmp_path)
    # homes: 5 tce of gas and 15 of electricity
    energy, co2 = 5 + 15 * POWER, 5 * 1.63 + 15 * GRID
    assert of_scope(found, "households", "energy_total")[0, 0] == pytest.approx(energy)
    assert of_scope(found, "households", "co2_total")[0, 0] == pytest.approx(co2)
    assert of_scope(found, "households", "co2_per_energy")[0, 0] == pytest.approx(co2 / energy)
    assert of_scope(found, "households", "electricity_use")[0, 0] == pytest.approx(15 / CALORIFIC)


def test_clean_energy_of_the_sectors_adds_up(tmp_path) -> None:
    solar = rows("plants", "energy.solar,generator,solar,1000,1000,1,光伏,PV")
    waste = {"balance": "industry.works,biomass,8,1e4 tce,1,assumed,test\n"}
    found = result(tmp_path, **solar, **waste)
    clean = [
        of_scope(found, sector, "nonfossil_share") * of_scope(found, sector, "energy_total")
        for sector in SECTORS
    ]
    wanted = found.series["nonfossil_share"] * found.series["energy_total"]
    np.testing.assert_allclose(np.sum(clean, axis=0), wanted)
    # 10 x 10^8 kWh of sunshine at 0.3049 kgce/kWh and 8 tce of biomass
    assert wanted[0, 0] == pytest.approx(10 * NET_RATE + 8)


# ---- districts and parks ----

DISTRICTS = rows(
    "subregions",
    "north,district,industry.works,0.3,北区,North",
    "north,district,households.*,0.6,北区,North",
    "north,district,process.*,1,北区,North",
    "south,district,industry.*,0.7,南区,South",
    "south,district,households.homes,0.4,南区,South",
    "south,district,process.clinker,0,南区,South",
)


def test_districts_add_up_to_the_region_less_its_losses(tmp_path) -> None:
    found = result(tmp_path, region=LOSSY, **CLINKER, **DISTRICTS)
    lost = 55 / 0.95 - 55  # tce of electricity on the way to 40 + 15
    energy = sum_of(found, ("north", "south"), "energy_total")[0, 0]
    co2 = sum_of(found, ("north", "south"), "co2_total")[0, 0]
    assert energy == pytest.approx(60 + 5 + 55 * POWER)
    assert energy == pytest.approx(found.series["energy_total"][0, 0] - lost * POWER)
    assert co2 == pytest.approx(found.series["co2_total"][0, 0] - lost * GRID)


@pytest.mark.parametrize("preset", PRESETS)
def test_districts_follow_the_accounting_rule(tmp_path, preset: str) -> None:
    raw = {"balance": "industry.raw,coal,10,1e4 tce,1,assumed,test\n", "branches": BRANCHES}
    shares = rows("subregions", "all,district,*,1,全区,All")
    found = result(tmp_path, f"accounting: {{headline: {preset}}}\n", **raw, **CLINKER, **shares)
    for name in ("energy_total", "co2_total", "electricity_use", "nonfossil_share", "co2_per_energy"):
        np.testing.assert_allclose(of_scope(found, "all", name), found.series[name], err_msg=name)


def test_process_co2_lies_where_its_row_says(tmp_path) -> None:
    found = result(tmp_path, **CLINKER, **DISTRICTS)
    for scope, wanted in (("north", 53.8), ("south", 0.0)):  # 100 x 0.538, all of it in the north
        new, old = (of_scope(found, scope, "co2_total", preset) for preset in reversed(PRESETS))
        np.testing.assert_allclose(new - old, wanted, atol=1e-9)


@pytest.mark.parametrize("on", ["industry.works", "process.clinker"])
def test_the_electricity_for_capture_lies_where_it_captures(tmp_path, on: str) -> None:
    caught = library(m=[{"type": "add", "on": [on], "quantity": "capture", "amount": 1, "unit": "ratio"}])
    shares = rows("subregions", "all,district,*,1,全区,All")
    found = result(tmp_path, uses("m"), caught, **CLINKER, **shares)
    for name in ("electricity_use", "energy_total", "co2_total"):
        np.testing.assert_allclose(of_scope(found, "all", name), found.series[name], err_msg=name)


@pytest.mark.parametrize("order", [1, -1])
def test_the_most_specific_row_of_a_part_counts(tmp_path, order: int) -> None:
    lines = (
        "park,park,*,0.9,园区,Park",
        "park,park,industry.*,0.5,园区,Park",
        "park,park,industry.works,0.2,园区,Park",
    )
    found = result(tmp_path, **rows("subregions", *lines[::order]))
    wanted = 0.2 * 40 / CALORIFIC + 0.9 * 15 / CALORIFIC
    assert of_scope(found, "park", "electricity_use")[0, 0] == pytest.approx(wanted)


PARK = rows("subregions", "park,park,industry.works,0.5,园区,Park")


def test_co2_per_energy_of_a_park_by_hand(tmp_path) -> None:
    found = result(tmp_path, **PARK)
    # half of 60 tce of coal and 40 of electricity: (158.4 + 40 / 1.229 x 5.422) / (60 + 40 / 1.229 x 3.049)
    got = of_scope(found, "park", "co2_per_energy")[0, 0]
    assert got == pytest.approx((158.4 + 40 * GRID) / (60 + 40 * POWER))
    assert got == pytest.approx(2.10299, abs=1e-5)


def test_a_park_shares_the_sunshine_of_the_grid(tmp_path) -> None:
    solar = rows("plants", "energy.solar,generator,solar,1000,1000,1,光伏,PV")
    found = result(tmp_path, **PARK, **solar)
    # 10 of 55 / 1.229 = 44.752 x 10^8 kWh are local sunshine, all at 0.3049 kgce/kWh
    clean = 10 / (55 / CALORIFIC) * 40 * POWER
    assert of_scope(found, "park", "nonfossil_share")[0, 0] == pytest.approx(clean / (60 + 40 * POWER))


# ---- targets ----


def verdicts(folder, *targets: str, **tables: str) -> list[tuple[str, float | None]]:
    text = "targets:\n" + "".join(f"  - {{id: T{n}, {t}}}\n" for n, t in enumerate(targets))
    return [(v.verdict, v.value) for v in result(folder, text, **tables).verdicts]


WORKS = 60 + 40 * POWER  # primary energy of industry in 2020, growing by 10 % a year


@pytest.mark.parametrize(
    ("basis", "value"),
    [("annual", WORKS * 1.331), ("cumulative", WORKS * (1.1 + 1.21 + 1.331))],  # 2021 to 2023
)
def test_a_budget_of_a_sector(tmp_path, basis: str, value: float) -> None:
    common = f"indicator: energy_total, scope: industry, from: 2021, by: 2023, basis: {basis}"
    kept, passed = verdicts(
        tmp_path, f"{common}, budget: {value + 0.01:.4f}", f"{common}, budget: {value - 0.01:.4f}"
    )
    assert kept == ("met", pytest.approx(value))
    assert passed == ("missed", pytest.approx(value))


def test_a_target_of_a_park(tmp_path) -> None:
    limit, region = verdicts(
        tmp_path,
        "indicator: energy_total, scope: park, by: 2022, at_most: 100",
        "indicator: energy_total, by: 2022, at_most: 100",
        **PARK,
    )
    assert limit == ("met", pytest.approx(WORKS * 1.21 / 2))  # 96.3
    assert region[0] == "missed"


def test_a_cut_of_a_sector_starts_from_its_own_base(tmp_path) -> None:
    text = "indicator: energy_total, scope: households, by: 2025, reduce: 10%, from: 2020"
    assert verdicts(tmp_path, text) == [("missed", pytest.approx(0.0, abs=1e-12))]  # as many people as before


@pytest.mark.parametrize(
    ("scope", "indicator", "said"),
    [
        ("industri", "energy_total", "industry"),
        ("parc", "energy_total", "park"),
        ("park", "energy_intensity", "energy_total"),  # no GDP of a park
    ],
)
def test_a_scope_that_is_not_there_is_refused(tmp_path, scope: str, indicator: str, said: str) -> None:
    text = f"targets:\n  - {{id: A, indicator: {indicator}, scope: {scope}, by: 2025, at_most: 100}}\n"
    with pytest.raises(InputError, match=r"case\.yaml:4: targets\.A\.scope") as refused:
        tiny_plan(tmp_path, text, **PARK)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("industry.works", "industry.wroks"),  # no such branch
        (",0.5,", ",1.5,"),  # more than there is
        (",0.5,", ",-0.5,"),
        ("park,park", "industry,park"),  # a sector is called so
    ],
)
def test_a_part_that_cannot_be_is_refused(tmp_path, old: str, new: str) -> None:
    with pytest.raises(InputError, match=r"subregions\.csv:2"):
        tiny_plan(tmp_path, subregions=PARK["subregions"].replace(old, new))
