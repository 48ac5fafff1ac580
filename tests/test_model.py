"""The kernel by hand: demand, heat and power, primary energy, CO2 in both views."""

import dataclasses

import numpy as np
import pytest
from builders import (
    BOUGHT_HEAT,
    CALORIFIC,
    NET_RATE,
    WASTE_CO2,
    Plant,
    Process,
    flows_of,
    kernel,
    library,
    run_plan,
    sector,
    source,
    tiny_plan,
    uses,
)

from simulator import load
from simulator.assess.balances import CLOSED, balance_gaps
from simulator.assess.indicators import sector_co2, source_co2
from simulator.errors import InputError
from simulator.model.demand import cell_energy, link_energy
from simulator.model.project import project
from simulator.pathways.arrays import SECTORS, SOURCES
from simulator.pathways.assemble import Draws, assemble

HOMES = {("households.homes", "natural_gas"): 10.0, ("households.homes", "electricity"): 12.29}
MILL = {
    ("industry.mill", "coal"): 20.0,
    ("industry.mill", "electricity"): 24.58,
    ("industry.mill", "heat"): 30.0,
}
TOWN = {**HOMES, **MILL, ("transport.road", "diesel"): 8.0}
PLANTS = (
    Plant("coal", heat_share=0.6, efficiency=0.8, power_to_heat=0.25),
    Plant("biomass", heat_share=0.2, efficiency=0.85),
    Plant("waste", capacity=10.0, hours=6000.0, efficiency=0.2),
    Plant("solar", capacity=100.0, hours=1000.0),
    Plant("recovered", capacity=20.0, hours=5000.0),
)
FULL = {"losses": 0.04, "heat_losses": 0.08}


def full(**settings):
    return kernel(TOWN, PLANTS, **{**FULL, **settings})


# ---- demand ----


def test_energy_is_activity_times_intensity_times_share() -> None:
    # 100 x 0.5 = 50: 30 and 20; 4 x 2.5 = 10, all of one fuel
    got = link_energy(
        activity=np.array([100.0, 4.0]).reshape(1, 2, 1),
        intensity=np.array([0.5, 2.5]).reshape(1, 2, 1),
        share=np.array([0.6, 0.4, 1.0]).reshape(1, 3, 1),
        link_branch=np.array([0, 0, 1]),
    )
    np.testing.assert_allclose(got.ravel(), [30.0, 20.0, 10.0])


def test_links_of_one_fuel_and_sector_are_summed() -> None:
    got = cell_energy(energy=np.array([1.0, 2.0, 4.0]).reshape(1, 3, 1), cell_start=np.array([0, 2]))
    np.testing.assert_allclose(got.ravel(), [3.0, 4.0])


def test_use_of_electricity_and_heat_by_sector() -> None:
    flows = flows_of(TOWN)
    assert sector(flows.electricity_use, "industry")[0, 0] == pytest.approx(24.58)
    assert sector(flows.electricity_use, "households")[0, 0] == pytest.approx(12.29)
    assert flows.heat_use.sum() == pytest.approx(30.0)
    assert flows.energy.sum() == pytest.approx(10 + 12.29 + 20 + 24.58 + 30 + 8)


# ---- electricity ----


def test_a_generator_gives_capacity_times_hours() -> None:
    flows = flows_of(HOMES, [Plant("solar", capacity=100.0, hours=1000.0)])
    # 100 MW x 1000 h = 10^8 kWh = 1.229 x 10^4 tce
    assert flows.supply.plant_electricity[0, 0, 0] == pytest.approx(CALORIFIC)


def test_what_the_plants_do_not_give_is_imported_losses_included() -> None:
    flows = flows_of(HOMES, [Plant("solar", capacity=100.0, hours=1000.0)], losses=0.04)
    # 12.29 / 0.96 = 12.80208, less 1.229
    assert flows.supply.import_electricity[0, 0] == pytest.approx(11.57308, rel=1e-6)
    assert flows.supply.electricity_losses[0, 0] == pytest.approx(0.51208, rel=1e-4)


def test_imported_electricity_counts_by_the_grid_factor() -> None:
    # 12.29 / 1.229 = 10 x 10^8 kWh at 0.5422 kg = 54.22 x 10^4 t, in the energy sector or where it is used
    flows = flows_of(HOMES, grid_factor=0.5422)
    assert flows.co2_import_electricity[0, 0] == pytest.approx(54.22)
    assert sector(flows.co2_source, "energy")[0, 0] == pytest.approx(54.22)
    assert sector(flows.co2_end_use, "households")[0, 0] == pytest.approx(54.22 + 16.3)  # and 10 tce of gas
    assert sector(flows.co2_end_use, "energy")[0, 0] == pytest.approx(0.0)


def test_export_is_negative_with_the_same_factor() -> None:
    # 20 x 10^8 kWh of hydropower, 10 used: 10 exported
    flows = flows_of(HOMES, [Plant("hydro", capacity=1000.0, hours=2000.0)])
    assert flows.supply.import_electricity[0, 0] == pytest.approx(-12.29)
    assert flows.co2_import_electricity[0, 0] == pytest.approx(-10 * 0.5 * 10)
    assert source(flows.primary, "import_electricity")[0, 0] == pytest.approx(-10 * NET_RATE)


def test_primary_electricity_counts_at_the_coal_equivalent_rate() -> None:
    flows = flows_of(HOMES, [Plant("solar", capacity=100.0, hours=1000.0)])
    # 1 x 10^8 kWh of solar and 9 of import at 0.3049 kgce/kWh; 10 tce of gas
    assert source(flows.primary, "solar")[0, 0] == pytest.approx(3.049)
    assert source(flows.primary, "import_electricity")[0, 0] == pytest.approx(27.441)
    assert flows.primary.sum() == pytest.approx(10 + 30.49)


def test_under_the_calorific_rule_it_counts_by_its_heat() -> None:
    flows = flows_of(HOMES, [Plant("solar", capacity=100.0, hours=1000.0)], rate=CALORIFIC)
    assert flows.primary.sum() == pytest.approx(10 + 12.29)


def test_burnt_waste_counts_by_heat_with_its_fossil_co2() -> None:
    # 73.6 x 10^4 t x 0.2714 = 19.975 x 10^4 tce; x 0.2717 = 20.0 x 10^4 t of fossil CO2
    electricity = 73.6 * 0.2714 * 0.2
    hours = electricity / CALORIFIC / 10.0 / 1e-5
    flows = flows_of(HOMES, [Plant("waste", capacity=10.0, hours=hours, efficiency=0.2)])
    assert source(flows.primary, "waste")[0, 0] == pytest.approx(73.6 * 0.2714)
    assert flows.co2_plant[0, 0, 0] == pytest.approx(73.6 * 0.2717)


def test_recovered_heat_makes_electricity_but_no_primary_energy() -> None:
    without = flows_of(HOMES)
    recovered = flows_of(HOMES, [Plant("recovered", capacity=20.0, hours=5000.0)])
    # 1 x 10^8 kWh less to import, and nothing in its place
    assert recovered.primary.sum() - without.primary.sum() == pytest.approx(-NET_RATE)
    assert recovered.co2_plant.sum() == 0.0


# ---- heat ----


def test_bought_heat_carries_0_11_t_a_gigajoule() -> None:
    flows = flows_of({("industry.mill", "heat"): 3.412})
    # 3.412 x 10^4 tce / 0.03412 tce/GJ = 100 x 10^4 GJ x 0.11 = 11 x 10^4 t
    assert flows.co2_import_heat[0, 0] == pytest.approx(11.0)
    assert source(flows.primary, "import_heat")[0, 0] == pytest.approx(3.412)


def test_a_boiler_by_hand() -> None:
    flows = flows_of({("industry.mill", "heat"): 34.0}, [Plant("coal", heat_share=1.0, efficiency=0.85)])
    # 34 / 0.85 = 40 tce of coal, 105.6 t of CO2, nothing bought, no electricity
    assert flows.supply.plant_fuel[0, 0, 0] == pytest.approx(40.0)
    assert sector(flows.co2_end_use, "industry")[0, 0] == pytest.approx(105.6)
    assert flows.supply.import_heat[0, 0] == pytest.approx(0.0)
    assert flows.supply.plant_electricity.sum() == 0.0


def test_combined_heat_and_power_follows_the_heat() -> None:
    town = {("industry.mill", "heat"): 46.0, ("households.homes", "electricity"): 20.0}
    plant = Plant("coal", heat_share=0.8, efficiency=0.8, power_to_heat=0.25)
    flows = flows_of(town, [plant], heat_losses=0.08)
    # supply 46 / 0.92 = 50; plant 40 of heat and 10 of electricity from 50 / 0.8 = 62.5 of coal; 10 bought
    assert flows.supply.plant_heat[0, 0, 0] == pytest.approx(40.0)
    assert flows.supply.plant_electricity[0, 0, 0] == pytest.approx(10.0)
    assert flows.supply.plant_fuel[0, 0, 0] == pytest.approx(62.5)
    assert flows.supply.import_heat[0, 0] == pytest.approx(10.0)
    assert flows.supply.import_electricity[0, 0] == pytest.approx(10.0)
    # split by energy content: electricity takes a fifth of 62.5 x 2.64 = 165, and 10 / 1.229 x 5 of import
    assert sector(flows.co2_end_use, "households")[0, 0] == pytest.approx(33.0 + 40.683, rel=1e-5)
    # four fifths to heat: 132, with the 10 bought: 32.239; 8 % of it stays with the losses in energy
    heat = 132.0 + 10 * BOUGHT_HEAT
    assert sector(flows.co2_end_use, "industry")[0, 0] == pytest.approx(0.92 * heat)
    assert sector(flows.co2_end_use, "energy")[0, 0] == pytest.approx(0.08 * heat)


def test_losses_stay_in_the_energy_sector() -> None:
    flows = flows_of(HOMES, losses=0.04)
    # import 12.29 / 0.96; 4 % of its primary energy and CO2 stay with the energy sector
    assert sector(flows.primary_sector, "energy")[0, 0] == pytest.approx(0.04 * 30.49 / 0.96)
    assert sector(flows.co2_end_use, "energy")[0, 0] == pytest.approx(0.04 * 50.0 / 0.96)


# ---- what must always hold ----


def test_both_views_and_both_sums_of_primary_energy_agree() -> None:
    pathway, coefficients = full()
    flows = project(pathway, coefficients)
    assert flows.co2_end_use.sum() == pytest.approx(flows.co2_source.sum(), rel=1e-12)
    assert flows.primary.sum() == pytest.approx(flows.primary_sector.sum(), rel=1e-12)
    assert max(balance_gaps(pathway, flows).values()) < CLOSED


@pytest.mark.parametrize("factor", [2.0, 0.1])
def test_energy_and_its_co2_are_proportional_to_activity(factor: float) -> None:
    # heat plants follow; the capacity of the others is not activity, so it is left out here
    pathway, coefficients = kernel(TOWN, PLANTS[:2], **FULL)
    more = dataclasses.replace(pathway, activity=pathway.activity * factor)
    once, twice = project(pathway, coefficients), project(more, coefficients)
    for name in ("energy", "primary", "primary_sector", "co2_end_use", "co2_source", "co2_plant"):
        np.testing.assert_allclose(getattr(twice, name), factor * getattr(once, name), rtol=1e-12)


def test_no_activity_is_no_energy() -> None:
    pathway, coefficients = kernel(TOWN, PLANTS[:2], **FULL)
    flows = project(dataclasses.replace(pathway, activity=pathway.activity * 0.0), coefficients)
    for name in ("energy", "primary", "primary_sector", "co2_end_use", "co2_source", "co2_plant"):
        np.testing.assert_array_equal(getattr(flows, name), 0.0)


@pytest.mark.parametrize("left", [0.0, 1e-300])
def test_the_views_agree_even_when_plants_serve_nobody(left: float) -> None:
    pathway, coefficients = full()
    idle = dataclasses.replace(pathway, activity=pathway.activity * left)
    flows = project(idle, coefficients)
    # the waste plant runs on and all its electricity is exported
    assert flows.co2_plant[0, 2, 0] > 0.0
    assert max(balance_gaps(idle, flows).values()) < CLOSED


def test_process_co2_stands_beside_or_inside_by_the_rule() -> None:
    clinker, lime = Process("industry", 1100.0, 0.538), Process("industry", 70.0, 0.683)
    flows = flows_of(MILL, processes=[clinker, lime])
    # 1100 x 0.538 = 591.8 and 70 x 0.683 = 47.81
    assert sector(flows.co2_process, "industry")[0, 0] == pytest.approx(639.61)
    assert flows.co2_process.sum() == pytest.approx(639.61)
    beside, inside = (sector_co2(flows, rule).sum() for rule in ("plan_2020", "dual_control_2026"))
    assert beside == pytest.approx(flows.co2_end_use.sum())
    assert inside - beside == pytest.approx(639.61)


def test_feedstock_is_energy_but_burnt_only_under_plan_2020() -> None:
    town = {**HOMES, ("industry.chemicals", "diesel"): 50.0, ("industry.chemicals", "electricity"): 12.29}
    flows = flows_of(town, feedstock=["industry.chemicals"])
    assert flows.primary.sum() == pytest.approx(flows_of(town).primary.sum())
    assert sector(flows.co2_feedstock, "industry")[0, 0] == pytest.approx(50 * 2.08)
    plan, dual = (sector_co2(flows, rule) for rule in ("plan_2020", "dual_control_2026"))
    # its electricity is no raw material
    assert sector(plan - dual, "industry")[0, 0] == pytest.approx(104.0)
    assert sector(plan - dual, "households")[0, 0] == pytest.approx(0.0)


@pytest.mark.parametrize("preset", ["plan_2020", "dual_control_2026"])
def test_the_views_agree_under_either_rule(preset: str) -> None:
    settings = {"processes": [Process("industry", 10.0, 0.5)], "feedstock": ["transport.road"]}
    flows = project(*full(**settings))
    assert sector_co2(flows, preset).sum() == pytest.approx(source_co2(flows, preset).sum(), rel=1e-12)


def test_everything_a_plant_burns_is_seen() -> None:
    flows = project(*full())
    coal = 0.6 * (30 / 0.92) * 1.25 / 0.8  # heat share x supply x (1 + power to heat) / efficiency
    biomass = 0.2 * (30 / 0.92) / 0.85
    waste = 10 * 6000 * 1e-5 * CALORIFIC / 0.2
    assert source(flows.primary, "coal")[0, 0] == pytest.approx(20 + coal)
    assert source(flows.primary, "biomass")[0, 0] == pytest.approx(biomass)
    assert source(flows.primary, "waste")[0, 0] == pytest.approx(waste)
    direct = 10 * 1.63 + (20 + coal) * 2.64 + 8 * 2.08 + waste * WASTE_CO2
    assert flows.co2_fuel.sum() + flows.co2_plant.sum() == pytest.approx(direct)


def test_arrays_keep_their_axes() -> None:
    flows = project(*full(years=3, runs=4))
    assert flows.primary.shape == (3, len(SOURCES), 4)
    assert flows.co2_end_use.shape == flows.co2_process.shape == (3, len(SECTORS), 4)
    assert flows.co2_plant.shape == (3, len(PLANTS), 4)
    assert flows.energy_link is None


# ---- runs ----


def arrays_of(thing) -> dict[str, np.ndarray]:
    """Every array of a dataclass or named tuple, those inside it too."""
    names = [f.name for f in dataclasses.fields(thing)] if dataclasses.is_dataclass(thing) else thing._fields
    found = {}
    for name in names:
        value = getattr(thing, name)
        if isinstance(value, np.ndarray):
            found[name] = value
        elif name == "supply":
            found |= {f"supply.{key}": inner for key, inner in arrays_of(value).items()}
    return found


def test_runs_do_not_mix_in_the_kernel() -> None:
    rng = np.random.default_rng(1)
    pathway, coefficients = full(years=3, runs=5)
    mixed = {
        name: getattr(pathway, name) * rng.uniform(0.5, 1.5, getattr(pathway, name).shape)
        for name in ("activity", "intensity", "capacity", "hours", "heat_share", "grid_factor")
    }
    batch = dataclasses.replace(pathway, **mixed)
    together = arrays_of(project(batch, coefficients, keep_links=True))
    for run in range(5):
        alone = {
            name: np.ascontiguousarray(getattr(batch, name)[..., run : run + 1])
            for name in (*mixed, "share", "process")
        }
        for name, values in arrays_of(
            project(dataclasses.replace(batch, **alone), coefficients, keep_links=True)
        ).items():
            np.testing.assert_allclose(together[name][..., run], values[..., 0], rtol=1e-12, err_msg=name)


@pytest.fixture
def plan(bare, region):
    return bare(region).plan


def varied(runs: int, plan) -> Draws:
    rng = np.random.default_rng(2)
    return Draws(
        runs=runs,
        outlook={name: rng.uniform(-1, 1, runs) for name in plan.outlooks},
        frozen_grid=rng.uniform(0, 1, runs),
    )


def test_runs_do_not_mix_in_a_region(plan) -> None:
    draws = varied(4, plan)
    batch = assemble(plan, draws)
    together = arrays_of(project(batch, plan.coefficients))
    for run in range(4):
        one = assemble(plan, draws.part(run, run + 1))
        for name, values in arrays_of(one).items():
            np.testing.assert_allclose(getattr(batch, name)[..., run], values[..., 0], rtol=1e-12)
        for name, values in arrays_of(project(one, plan.coefficients)).items():
            np.testing.assert_allclose(
                together[name][..., run], values[..., 0], rtol=1e-12, atol=1e-12, err_msg=name
            )


def freeze(thing, seen: set[int] | None = None) -> None:
    """Make every array in a plan or pathway read-only."""
    seen = set() if seen is None else seen
    if id(thing) in seen or isinstance(thing, str | bytes | int | float):
        return
    seen.add(id(thing))
    if isinstance(thing, np.ndarray):
        thing.flags.writeable = False
    elif isinstance(thing, dict):
        for value in thing.values():
            freeze(value, seen)
    elif isinstance(thing, tuple | list):
        for value in thing:
            freeze(value, seen)
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            freeze(getattr(thing, field.name), seen)


def test_inputs_stay_untouched(tmp_path, region) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(f"title: {{zh: 例, en: Case}}\nregion: {region}\n", encoding="utf-8")
    plan = load(str(path))
    draws = varied(3, plan)
    freeze(plan)
    freeze(draws)
    pathway = assemble(plan, draws)
    freeze(pathway)
    first = arrays_of(project(pathway, plan.coefficients))
    again = arrays_of(project(pathway, plan.coefficients))
    for name, values in first.items():
        np.testing.assert_array_equal(values, again[name], err_msg=name)


HEAT = {
    "balance": "industry.works,heat,40,1e4 tce,4,assumed,test\nenergy.chp,coal,50,1e4 tce,4,assumed,test\n",
    "plants": "plant,kind,fuel,efficiency,power_to_heat,to_year,title_zh,title_en,grade,source\n"
    "energy.chp,chp,coal,0.8,0.25,2025,热电,CHP,assumed,test\n"
    "energy.boiler,boiler,biomass,0.85,0,,锅炉,Boiler,assumed,test\n",
}


def test_a_heat_plant_that_closes_leaves_its_heat_to_be_bought(tmp_path) -> None:
    _, flows = run_plan(tiny_plan(tmp_path, **HEAT))
    made, bought = flows.supply.plant_heat[:, 0, 0], flows.supply.import_heat[:, 0]
    # 50 x 0.8 / 1.25 = 32 of 40; it closes after 2025
    assert (made[0], bought[0]) == (pytest.approx(32.0), pytest.approx(8.0))
    assert made[5] > 0.0
    np.testing.assert_array_equal(made[6:], 0.0)
    np.testing.assert_allclose(bought[6:], flows.heat_use.sum(axis=1)[6:, 0])


def test_heat_plants_never_give_more_than_is_used(tmp_path) -> None:
    all_of_it = {"type": "reach", "on": ["energy.boiler"], "quantity": "heat_share", "level": 1.0}
    _, flows = run_plan(tiny_plan(tmp_path, uses("m"), library(m=[all_of_it]), **HEAT))
    assert np.all(flows.supply.import_heat >= -1e-9)
    # 0.8 and 1 claim 1.8 of the heat: 4 / 9 and 5 / 9
    heat = flows.supply.plant_heat[5, :, 0]
    np.testing.assert_allclose(heat / heat.sum(), [4 / 9, 5 / 9])


def test_a_driver_of_nothing_is_no_energy_and_no_trouble(tmp_path) -> None:
    branch = "households.rural,households,flow,population.rural,1,,1e4 persons,农村,Rural\n"
    plan = tiny_plan(tmp_path, drivers="urban_share,2020,actual,100,%,assumed,test\n", branches=branch)
    _, flows = run_plan(plan)
    assert np.all(np.isfinite(flows.primary))
    some = "households.rural,electricity,1,1e4 tce,1,assumed,test\n"
    with pytest.raises(InputError, match=r"population.rural.*> 0"):
        tiny_plan(
            tmp_path, drivers="urban_share,2020,actual,100,%,assumed,test\n", branches=branch, balance=some
        )


def test_recovered_heat_falls_with_the_works_it_comes_from(bare) -> None:
    result = bare("quzhou")
    layout, plant = result.plan.layout, result.flows.supply.plant_electricity
    steel = result.pathway.activity[:, layout.branches.index("industry.steel")]
    power = plant[:, layout.plants.index("energy.steel_gas")]
    np.testing.assert_allclose(power / power[:1], steel / steel[:1], rtol=1e-12)
