"""CO2 captured at branches, plants and processes, the electricity it takes, and what must still balance."""

from __future__ import annotations

import numpy as np
import pytest
from builders import (
    CALORIFIC,
    CAPTURE,
    NET_RATE,
    TABLES,
    Plant,
    Process,
    flows_of,
    kernel,
    library,
    rows,
    run_plan,
    sector,
    tiny_plan,
    uses,
    write_region,
    write_scenario,
)

from simulator import load, simulate
from simulator.assess.balances import CLOSED, balance_gaps
from simulator.assess.indicators import sector_co2
from simulator.model.project import Flows, project
from simulator.pathways.assemble import Draws

USE = {("industry.works", "coal"): 10.0, ("industry.works", "electricity"): 5.0}
COAL_POWER = Plant(
    "coal", capacity=100, hours=5000, efficiency=0.4
)  # 5 x 10^8 kWh, 15.3625 x 10^4 tce of coal
KILN = Process("industry", 20.0, 0.5)
CHP = Plant("coal", heat_share=1.0, efficiency=0.8, power_to_heat=0.25)


def value(array: np.ndarray) -> float:
    """The only number of an array."""
    assert array.size == 1
    return float(array.ravel()[0])


# ---- the kernel by hand ----


def test_of_a_branch_its_own_fuel_is_caught_not_its_electricity() -> None:
    flows = flows_of(USE, capture={"industry.works": 0.5})
    # 10 tce of coal x 2.64 x 0.5 = 13.2; the other half is released
    assert value(flows.captured.branch) == pytest.approx(13.2)
    assert value(sector(flows.co2_fuel, "industry")) == pytest.approx(13.2)
    # electricity: 5 and 13.2 x 0.3 for capturing, all imported at 0.5 kg/kWh, none of that CO2 caught
    used = 5.0 + 13.2 * CAPTURE
    assert value(flows.co2_import_electricity) == pytest.approx(used / CALORIFIC * 5.0)
    assert value(flows.co2_end_use.sum(axis=1)) == pytest.approx(13.2 + used / CALORIFIC * 5.0)


def test_of_a_plant_its_stack_is_caught_and_the_energy_sector_pays() -> None:
    flows = flows_of(USE, [COAL_POWER], capture={"energy.0": 0.9})
    assert value(flows.captured.plant) == pytest.approx(15.3625 * 2.64 * 0.9)
    assert value(flows.co2_plant) == pytest.approx(15.3625 * 2.64 * 0.1)
    assert value(sector(flows.electricity_use, "energy")) == pytest.approx(15.3625 * 2.64 * 0.9 * CAPTURE)
    assert value(sector(flows.electricity_use, "industry")) == pytest.approx(5.0)


def test_of_a_process_its_own_co2_is_caught() -> None:
    flows = flows_of(USE, processes=[KILN], capture={"process.0": 0.4})
    # 20 x 0.5 = 10 t, 4 caught
    assert value(flows.captured.process) == pytest.approx(4.0)
    assert value(flows.co2_by_process) == pytest.approx(6.0)
    assert value(sector(flows.co2_process, "industry")) == pytest.approx(6.0)
    assert value(sector(flows.co2_fuel, "industry")) == pytest.approx(26.4)
    assert value(sector(flows.electricity_use, "industry")) == pytest.approx(5.0 + 4.0 * CAPTURE)


ALL_THREE = {"industry.works": 0.5, "energy.0": 0.9, "process.0": 0.4}


def test_sectors_add_up_to_what_is_caught_everywhere() -> None:
    flows = flows_of(USE, [COAL_POWER], processes=[KILN], capture=ALL_THREE)
    caught = flows.captured
    at_plant = 15.3625 * 2.64 * 0.9
    assert value(sector(caught.sector, "industry")) == pytest.approx(13.2 + 4.0)
    assert value(sector(caught.sector, "energy")) == pytest.approx(at_plant)
    everywhere = sum(part.sum() for part in (caught.branch, caught.plant, caught.process))
    assert caught.sector.sum() == pytest.approx(everywhere)


@pytest.mark.parametrize("losses", [0.0, 0.05, 0.2])
def test_capturing_raises_import_by_its_electricity_over_what_arrives(losses: float) -> None:
    plain, flows = flows_of(USE, losses=losses), flows_of(USE, losses=losses, capture={"industry.works": 1.0})
    more = flows.supply.import_electricity - plain.supply.import_electricity
    # 26.4 t x 0.3 tce a tonne, over the part of the supply that arrives
    assert value(more) == pytest.approx(26.4 * CAPTURE / (1.0 - losses))
    assert value(flows.primary.sum(axis=1) - plain.primary.sum(axis=1)) == pytest.approx(
        26.4 * CAPTURE / (1.0 - losses) * NET_RATE / CALORIFIC
    )


def test_capture_of_all_leaves_nothing_of_that_source() -> None:
    whole = dict.fromkeys(ALL_THREE, 1.0)
    flows = flows_of(USE, [COAL_POWER], processes=[KILN], capture=whole)
    for left in (flows.co2_fuel, flows.co2_plant, flows.co2_by_process):
        np.testing.assert_allclose(left, 0.0, atol=1e-12)


def test_what_is_caught_is_no_longer_released_and_nothing_else_changes() -> None:
    plain = flows_of(USE, [COAL_POWER], processes=[KILN])
    flows = flows_of(USE, [COAL_POWER], processes=[KILN], capture=ALL_THREE)
    imported = flows.co2_import_electricity - plain.co2_import_electricity
    for one in ("co2_source", "co2_end_use"):
        before, after = (getattr(f, one).sum(axis=1) + f.co2_process.sum(axis=1) for f in (plain, flows))
        np.testing.assert_allclose(after, before - flows.captured.sector.sum(axis=1) + imported)
    np.testing.assert_array_equal(flows.energy, plain.energy)
    np.testing.assert_array_equal(flows.supply.plant_fuel, plain.supply.plant_fuel)


@pytest.mark.parametrize(
    "capture", [{}, ALL_THREE, {"energy.0": 1.0}, {"energy.1": 0.7, "industry.works": 1.0}]
)
def test_everything_balances(capture) -> None:
    energy = {**USE, ("households.homes", "heat"): 4.0, ("transport.cars", "diesel"): 3.0}
    settings = {"losses": 0.04, "heat_losses": 0.1, "processes": [KILN], "years": 2, "runs": 3}
    pathway, coefficients = kernel(energy, [COAL_POWER, CHP], capture=capture, **settings)
    flows = project(pathway, coefficients, keep_links=True)
    gaps = balance_gaps(pathway, flows)
    assert max(gaps.values()) <= CLOSED, gaps


def test_no_capture_is_the_same_to_the_last_bit() -> None:
    plain = flows_of(USE, [COAL_POWER, CHP], processes=[KILN])
    none = flows_of(USE, [COAL_POWER, CHP], processes=[KILN], capture=dict.fromkeys(ALL_THREE, 0.0))
    assert plain.captured is None
    assert not none.captured.sector.any()
    for name in ("co2_end_use", "co2_source", "co2_process", "primary", "primary_sector", "electricity_use"):
        np.testing.assert_array_equal(getattr(none, name), getattr(plain, name), err_msg=name)


def test_each_run_captures_its_own_part() -> None:
    pathway, coefficients = kernel(USE, runs=3, capture={"industry.works": 0.0})
    pathway.capture[:] = np.array([0.0, 0.25, 1.0])
    flows = project(pathway, coefficients)
    np.testing.assert_allclose(flows.captured.branch[0, 0], [0.0, 6.6, 26.4])
    np.testing.assert_allclose(sector(flows.co2_fuel, "industry")[0], [26.4, 19.8, 0.0], atol=1e-12)


# ---- measures of a region ----

WORKS_CO2 = 60 * 2.64 * 1.1**5  # of coal in 2025
CLINKER = rows("processes", "process.clinker,cement_clinker,industry,100,1e4 t,population,熟料,Clinker")


def catch(amount: object, on: str = "industry.works", kind: str = "add") -> list[dict]:
    level = {"amount": amount, "unit": "ratio"} if kind == "add" else {"level": amount}
    return [{"type": kind, "on": [on], "quantity": "capture", **level}]


def run(folder, text: str = "", measures=None, **tables: str) -> Flows:
    return run_plan(tiny_plan(folder, text, measures, **tables))[1]


def test_a_measure_captures_from_its_year_on(tmp_path) -> None:
    flows = run(tmp_path, uses("m"), library(m=catch("60%")))
    caught = flows.captured.sector.sum(axis=1)[:, 0]
    np.testing.assert_array_equal(caught[:5], 0.0)
    assert caught[5] == pytest.approx(WORKS_CO2 * 0.6)
    assert caught[6] == pytest.approx(WORKS_CO2 * 0.6 * 1.1)


def test_a_tonne_takes_three_hundred_kilowatthours(tmp_path) -> None:
    lossy = {"region": TABLES["region.yaml"].replace("electricity_losses: 0.0", "electricity_losses: 0.06")}
    plain = run(tmp_path, **lossy)
    flows = run(tmp_path, uses("m"), library(m=catch(1.0)), **lossy)
    more = (flows.supply.import_electricity - plain.supply.import_electricity)[:, 0] / CALORIFIC  # 10^8 kWh
    # 10^4 t x 300 kWh = 0.03 x 10^8 kWh
    assert more[5] == pytest.approx(WORKS_CO2 * 0.03 / 0.94)
    np.testing.assert_array_equal(more[:5], 0.0)


@pytest.mark.parametrize(
    ("kind", "parts", "wanted"),
    [
        ("add", ("60%", "30%"), 0.9),
        ("add", ("60%", "80%"), 1.0),  # never more than there is
        ("reach", ("60%", "80%"), 0.7),  # both at full strength: their mean
        ("reach", ("90%",), 0.9),
    ],
)
def test_several_measures_on_one_source(tmp_path, kind: str, parts, wanted: float) -> None:
    effects = {f"m{number}": catch(part, kind=kind) for number, part in enumerate(parts)}
    flows = run(tmp_path, uses(*effects), library(**effects))
    assert flows.captured.sector.sum(axis=1)[5, 0] == pytest.approx(WORKS_CO2 * wanted)
    assert np.all(flows.co2_fuel >= -1e-9)


def test_a_measure_on_a_process_and_one_on_a_plant(tmp_path) -> None:
    plant = rows("plants", "energy.coal,generator,coal,100,5000,0.4,煤电,Coal power")
    effects = {"a": catch("50%", "process.*"), "b": catch("90%", "energy.coal")}
    flows = run(tmp_path, uses("a", "b"), library(**effects), **CLINKER, **plant)
    assert value(flows.captured.process[5]) == pytest.approx(100 * 0.538 * 0.5)
    assert value(flows.captured.plant[5]) == pytest.approx(15.3625 * 2.64 * 0.9)
    assert not flows.captured.branch.any()


def test_what_releases_no_co2_has_none_to_catch(tmp_path) -> None:
    both = (
        CLINKER["processes"]
        + "process.fields,rice_single,agriculture,1000,ha,population,稻,Rice,assumed,test\n"
    )
    flows = run(tmp_path, uses("m"), library(m=catch(1.0, "process.*")), processes=both)
    assert flows.captured.sector.sum(axis=1)[5, 0] == pytest.approx(53.8)


def test_indicators_of_capture_by_hand(tmp_path) -> None:
    plain = simulate(tiny_plan(tmp_path))
    found = simulate(tiny_plan(tmp_path, uses("m"), library(m=catch(1.0))))
    assert found.series["co2_captured"][5, 0] == pytest.approx(WORKS_CO2)
    assert not plain.series["co2_captured"].any()
    power = WORKS_CO2 * 0.03
    grid = found.series["grid_factor"][5, 0] * 10.0  # 10^4 t / 10^8 kWh
    change = found.series["co2_total"][5, 0] - plain.series["co2_total"][5, 0]
    assert change == pytest.approx(-WORKS_CO2 + power * grid)
    # electricity of works and homes over all that both use, and the electricity for capturing in both
    works, homes = 100 * 1.1**5, 20.0
    electric = 40 * 1.1**5 + 15 + power * CALORIFIC
    share = electric / (works + homes + power * CALORIFIC)
    assert found.series["electrification"][5, 0] == pytest.approx(share)
    assert max(found.gaps.values()) <= CLOSED


def test_strength_zero_is_no_measure_to_the_last_bit(tmp_path) -> None:
    plan = tiny_plan(tmp_path, uses("m"), library(m=catch(1.0)))
    _, off = run_plan(plan, Draws(runs=1, strength={"m": np.zeros(1)}))
    plain = run(tmp_path)
    for name in ("co2_end_use", "co2_source", "primary", "primary_sector", "electricity_use"):
        np.testing.assert_array_equal(getattr(off, name), getattr(plain, name), err_msg=name)


RAW_MATERIAL = (
    "branch,sector,method,driver,elasticity,stock,activity_unit,title_zh,title_en,use\n"
    "industry.works,industry,flow,gdp,1,,1e8 CNY,工厂,Works,energy\n"
    "technology.raw,technology,flow,gdp,1,,1e8 CNY,原料,Raw material,feedstock\n"
    "households.homes,households,flow,population,1,,1e4 persons,住宅,Homes,energy\n"
)


@pytest.mark.parametrize("preset", ["plan_2020", "dual_control_2026"])
def test_raw_material_that_counts_as_not_burnt_is_not_taken_out_twice(tmp_path, preset) -> None:
    place = write_region(tmp_path, balance="technology.raw,coal,10,1e4 tce,1,assumed,test\n")
    (place / "branches.csv").write_text(RAW_MATERIAL, encoding="utf-8")
    plan = load(write_scenario(tmp_path, uses("m")), library=library(m=catch(1.0, "technology.raw")))
    _, flows = run_plan(plan)
    co2 = sector(sector_co2(flows, preset), "technology")[:, 0]
    imported = flows.electricity_use[:, -1, 0] * flows.co2_rate.electricity[:, 0]  # for capturing, if at all
    np.testing.assert_array_less(imported - 1e-9, co2 + 1e-9)
