"""The method `series`, and every parameter that a scenario may change: each change is felt or refused."""

from __future__ import annotations

import numpy as np
import pytest
from builders import branch_energy, run_plan, tiny_plan, write_region, write_scenario

from simulator import load, simulate
from simulator.errors import InputError

# ---- the method series ----

STUDY = {
    "branches": "industry.study,industry,series,gdp,1,,1e4 tce,研究,Study\n",  # the driver says nothing here
    "paths": """target_id,quantity,fuel,year,value,unit,grade,source
industry.study,energy,coal,2020,100,1e4 tce,assumed,test
industry.study,energy,coal,2025,80,1e4 tce,assumed,test
industry.study,energy,coal,2030,0,1e4 tce,assumed,test
industry.study,energy,electricity,2020,50,1e4 tce,assumed,test
industry.study,energy,electricity,2030,90,1e4 tce,assumed,test
""",
}


def study(plan, fuel: str) -> np.ndarray:
    return branch_energy(plan, run_plan(plan)[1], "industry.study", fuel)[:, 0]


def test_a_series_gives_exactly_its_energy_interpolated(tmp_path) -> None:
    plan = tiny_plan(tmp_path, **STUDY)
    # 100 to 80 in five years, to 0 in five more; 50 to 90 in ten
    wanted = [100, 96, 92, 88, 84, 80, 64, 48, 32, 16, 0]
    np.testing.assert_allclose(study(plan, "coal"), wanted, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(study(plan, "electricity"), np.arange(50, 91, 4), rtol=1e-12)


def test_a_series_ignores_what_its_sector_does(tmp_path) -> None:
    more = "industry.*,activity.growth,,2030,5,%,assumed,test\n"
    more += "industry.*,intensity.growth,,2030,-3,%,assumed,test\n"
    more += "industry.*,share,electricity,2030,0.1,ratio,assumed,test\n"
    plan = tiny_plan(tmp_path, branches=STUDY["branches"], paths=STUDY["paths"] + more)
    np.testing.assert_allclose(study(plan, "coal")[[0, 5, 10]], [100, 80, 0], atol=1e-12)


def test_a_series_may_begin_and_end_with_nothing(tmp_path) -> None:
    paths = (
        STUDY["paths"].replace("2020,100", "2020,0").replace("2020,50", "2020,0").replace("2030,90", "2030,0")
    )
    paths += "industry.study,energy,electricity,2025,40,1e4 tce,assumed,test\n"
    plan = tiny_plan(tmp_path, branches=STUDY["branches"], paths=paths)
    np.testing.assert_allclose(study(plan, "coal")[[0, 1, 5, 10]], [0, 16, 80, 0], atol=1e-12)
    np.testing.assert_allclose(study(plan, "electricity")[[0, 1, 5, 10]], [0, 8, 40, 0], atol=1e-12)
    assert max(simulate(plan).gaps.values()) < 1e-9


def test_a_scenario_may_change_a_series(tmp_path) -> None:
    plan = tiny_plan(tmp_path, "changes: {industry.study.energy.coal: {2020: 100, 2030: 200}}\n", **STUDY)
    np.testing.assert_allclose(study(plan, "coal"), np.arange(100, 201, 10), rtol=1e-12)


def test_a_region_of_series_alone_runs(tmp_path) -> None:
    place = write_region(tmp_path, **STUDY)
    (place / "balance.csv").write_text("target_id,fuel,value,unit,sigma,grade,source\n", encoding="utf-8")
    branches = (place / "branches.csv").read_text(encoding="utf-8").splitlines()
    (place / "branches.csv").write_text("\n".join([branches[0], branches[-1]]) + "\n", encoding="utf-8")
    result = simulate(load(write_scenario(tmp_path)))
    # 100 of coal and 50 of electricity, 50 / 1.229 x 3.049 = 124.04
    assert result.series["energy_total"][0, 0] == pytest.approx(100 + 50 / 1.229 * 3.049)


# ---- whatever may be changed has an effect ----

EVERYTHING = {
    "branches": "transport.car,transport,stock,,1,vehicles.car,1e4 vehicles,车,Cars\n"
    "buildings.offices,buildings,stock,,1,floor.offices,1e4 m2,楼,Offices\n"
    "industry.mill,industry,flow,population,1,,1e4 persons,厂,Mill\n" + STUDY["branches"],
    "stocks": "stock,survival,kinds,driver,value,unit,title_zh,title_en,grade,source\n"
    "vehicles.car,car,car,population,5,1e4 vehicles,车,Cars,assumed,test\n"
    "floor.offices,public_building,building,gdp,50,1e4 m2,楼,Offices,assumed,test\n",
    "balance": "transport.car,gasoline,9,1e4 tce,1,assumed,test\n"
    "transport.car,electricity,1,1e4 tce,1,assumed,test\n"
    "buildings.offices,electricity,4,1e4 tce,1,assumed,test\n"
    "buildings.offices,natural_gas,4,1e4 tce,1,assumed,test\n"
    "industry.mill,heat,20,1e4 tce,1,assumed,test\n"
    "energy.chp,coal,20,1e4 tce,1,assumed,test\n",
    "plants": "plant,kind,fuel,capacity_mw,hours,efficiency,power_to_heat,title_zh,title_en,grade,source\n"
    "energy.solar,generator,solar,100,1000,1,0,光伏,PV,assumed,test\n"
    "energy.gas,recovery,recovered,10,5000,1,0,余气,Gas,assumed,test\n"
    "energy.chp,chp,coal,,,0.8,0.2,热电,CHP,assumed,test\n"
    "energy.boiler,boiler,biomass,,,0.85,0,锅炉,Boiler,assumed,test\n",
    "processes": "process,product,sector,value,unit,driver,title_zh,title_en,grade,source\n"
    "process.clinker,cement_clinker,industry,100,1e4 t,population,熟料,Clinker,assumed,test\n",
    "paths": STUDY["paths"],
}
FUELS = {
    "transport.car": ("gasoline", "electricity"),
    "buildings.offices": ("electricity", "natural_gas"),
    "industry.study": ("coal", "electricity"),
    "industry.mill": ("heat",),
    "vehicles.car": ("gasoline", "electricity"),
    "floor.offices": ("standard", "ultra_low_energy"),
}
TARGETS = {
    "branch": ("transport.car", "buildings.offices", "industry.study", "industry.mill"),
    "plant": ("energy.solar", "energy.gas", "energy.chp", "energy.boiler"),
    "stock": ("vehicles.car", "floor.offices"),
    "process": ("process.clinker",),
}
QUANTITIES = {
    "branch": ("activity", "intensity", "share", "energy"),
    "plant": ("capacity", "hours", "heat_share"),
    "stock": ("sales_share", "sales_intensity", "stock"),
    "process": ("process",),
}


def parameters() -> list[str]:
    """Every key somebody may think of for the region above."""
    found = []
    for group, targets in TARGETS.items():
        for target in targets:
            for quantity in QUANTITIES[group]:
                by_fuel = quantity in ("share", "sales_share", "energy")
                fuels = [f".{fuel}" for fuel in FUELS[target]] if by_fuel else [""]
                found += [f"{target}.{quantity}{fuel}" for fuel in fuels]
    return found


@pytest.mark.parametrize("key", parameters())
def test_a_change_is_felt_or_refused(tmp_path, key: str) -> None:
    plain = simulate(tiny_plan(tmp_path / "plain", **EVERYTHING))
    assert max(plain.gaps.values()) < 1e-9
    value = 0.3 if "share" in key else 1.7
    try:
        plan = tiny_plan(tmp_path / "changed", f"changes: {{{key}: {{2030: {value}}}}}\n", **EVERYTHING)
    except InputError:
        return
    result = simulate(plan)
    assert max(result.gaps.values()) < 1e-9
    moved = [n for n, v in result.series.items() if not np.allclose(v, plain.series[n], rtol=1e-9)]
    assert moved, f"{key} was accepted and changed nothing"
