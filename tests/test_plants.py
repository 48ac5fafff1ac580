"""Plants that use electricity, nuclear power, and the room there is for plants: by hand."""

from __future__ import annotations

import numpy as np
import pytest
from builders import CALORIFIC, NET_RATE, TABLES, library, rows, source, tiny_plan, uses

from simulator import Result, simulate
from simulator.assess.balances import CLOSED
from simulator.errors import InputError
from simulator.pathways.arrays import SOURCES
from simulator.report.screen import verdict_screen

STORAGE = rows("plants", "energy.pumped,storage,electricity,100,1000,0.77,抽水蓄能,Pumped storage")
GIVEN = 1.0  # 100 MW x 1000 h = 10^8 kWh given back
LOST = GIVEN * (1.0 / 0.77 - 1.0)  # 0.2987: 1.2987 taken for 1 given back
LOSSY = {"region": TABLES["region.yaml"].replace("electricity_losses: 0.0", "electricity_losses: 0.06")}


def result(folder, text: str = "", measures=None, **tables: str) -> Result:
    """A result whose balances close."""
    found = simulate(tiny_plan(folder, text, measures, **tables))
    assert max(found.gaps.values()) <= CLOSED, found.gaps
    return found


def now(values: np.ndarray) -> float:
    """The base year of the central case, all items together."""
    return float(values[0, ..., 0].sum())


# ---- storage ----


def test_storage_is_a_loss_and_burns_nothing(tmp_path) -> None:
    made = result(tmp_path, **STORAGE).flows.supply
    assert now(made.plant_electricity) / CALORIFIC == pytest.approx(-LOST)
    assert now(made.plant_fuel) == 0.0
    assert now(made.plant_heat) == 0.0


@pytest.mark.parametrize("losses", [{}, LOSSY])
def test_storage_raises_import_and_energy_by_what_it_loses(tmp_path, losses) -> None:
    plain, found = result(tmp_path, **losses), result(tmp_path, **STORAGE, **losses)

    def more(name: str) -> float:
        return found.series[name][0, 0] - plain.series[name][0, 0]

    assert more("net_import_electricity") == pytest.approx(LOST)
    assert more("energy_total") == pytest.approx(LOST * NET_RATE)
    assert more("co2_total") == pytest.approx(LOST * 5.422)  # 0.5422 kg/kWh, Zhejiang 2020


def test_storage_is_no_source(tmp_path) -> None:
    plain, found = result(tmp_path), result(tmp_path, **STORAGE)
    for name in SOURCES:
        change = now(source(found.flows.primary, name) - source(plain.flows.primary, name))
        assert change == pytest.approx(LOST * NET_RATE if name == "import_electricity" else 0.0)
    for name in ("renewable_share", "nonfossil_share"):
        assert found.series[name][0, 0] == 0.0


def test_storage_built_later_loses_from_then_on(tmp_path) -> None:
    built = [{"type": "add", "on": ["energy.pumped"], "quantity": "capacity", "amount": 300, "unit": "MW"}]
    found = result(tmp_path, uses("m"), library(m=built), **STORAGE)
    power = found.flows.supply.plant_electricity[:, 0, 0] / CALORIFIC
    assert power[[0, 4, 5, 10]] == pytest.approx([-LOST, -LOST, -4 * LOST, -4 * LOST])


def test_storage_cannot_give_back_more_than_it_takes(tmp_path) -> None:
    with pytest.raises(InputError, match=r"plants\.csv:2: energy\.pumped\.efficiency"):
        tiny_plan(tmp_path, plants=STORAGE["plants"].replace("0.77", "1.2"))


# ---- electrolysers ----

HYDROGEN = {"balance": "industry.works,hydrogen,1,1e4 tce,0.1,assumed,test\n"}
MAKER = rows("plants", "energy.electrolyser,electrolyser,hydrogen,10,4000,0.65,电解槽,Electrolyser")
TAKEN = 0.4  # 10 MW x 4000 h, 10^8 kWh


def test_an_electrolyser_makes_its_part_of_its_electricity_into_hydrogen(tmp_path) -> None:
    made = result(tmp_path, **HYDROGEN, **MAKER).flows.supply
    assert now(made.plant_electricity) / CALORIFIC == pytest.approx(-TAKEN)
    assert now(made.plant_fuel) == pytest.approx(-TAKEN * CALORIFIC * 0.65)


def test_hydrogen_that_is_made_need_not_be_bought(tmp_path) -> None:
    plain, found = result(tmp_path, **HYDROGEN), result(tmp_path, **HYDROGEN, **MAKER)
    assert now(source(plain.flows.primary, "hydrogen")) == pytest.approx(1.0)
    # 0.4 x 10^8 kWh x 1.229 x 0.65 = 0.31954 x 10^4 tce of it is made
    assert now(source(found.flows.primary, "hydrogen")) == pytest.approx(1.0 - 0.31954)
    assert now(source(found.flows.primary, "import_electricity")) == pytest.approx(
        now(source(plain.flows.primary, "import_electricity")) + TAKEN * NET_RATE
    )
    more = found.series["co2_total"][0, 0] - plain.series["co2_total"][0, 0]
    assert more == pytest.approx(TAKEN * 5.422)  # hydrogen has no CO2 where it is used
    np.testing.assert_array_equal(found.flows.energy, plain.flows.energy)  # users burn as much as before


def test_an_electrolyser_on_sunshine_takes_no_import(tmp_path) -> None:
    both = MAKER["plants"] + "energy.solar,generator,solar,40,1000,1,光伏,PV,assumed,test\n"
    plain, found = result(tmp_path, **HYDROGEN), result(tmp_path, **HYDROGEN, plants=both)
    # 40 MW x 1000 h give the 0.4 that it takes
    for name in ("net_import_electricity", "co2_total"):
        assert found.series[name][0, 0] == pytest.approx(plain.series[name][0, 0])


# ---- nuclear power ----

NUCLEAR = rows("plants", "energy.nuclear,generator,nuclear,100,8000,1,核电,Nuclear power")
SOLAR = rows("plants", "energy.solar,generator,solar,100,8000,1,光伏,PV")


@pytest.mark.parametrize(("electricity", "rate"), [("coal_equivalent", NET_RATE), ("calorific", CALORIFIC)])
def test_nuclear_power_is_not_fossil_and_not_renewable(tmp_path, electricity: str, rate: float) -> None:
    text = f"accounting: {{electricity: {electricity}}}\n"
    found = result(tmp_path, text, **NUCLEAR)
    # 100 MW x 8000 h = 8 x 10^8 kWh, counted like any power that burns nothing
    energy = found.series["energy_total"][0, 0]
    assert now(source(found.flows.primary, "nuclear")) == pytest.approx(8 * rate)
    assert found.series["nonfossil_share"][0, 0] == pytest.approx(8 * rate / energy)
    assert found.series["renewable_share"][0, 0] == 0.0
    assert found.series["renewable_power_share"][0, 0] == 0.0
    assert now(found.flows.co2_plant) == 0.0


def test_sunshine_is_both(tmp_path) -> None:
    found = result(tmp_path, **SOLAR)
    share = 8 * NET_RATE / found.series["energy_total"][0, 0]
    assert found.series["nonfossil_share"][0, 0] == pytest.approx(share)
    assert found.series["renewable_share"][0, 0] == pytest.approx(share)


# ---- room on roofs ----

PANELS = rows("plants", "energy.solar,generator,solar,100,1000,1,屋顶光伏,Roof PV")
SCHOOLS = "schools,energy.solar,200,1e4 m2,0.5,0.15,学校屋顶,School roofs"  # 10^6 m2 x 0.15 kW = 150 MW
WORKSHOPS = "workshops,energy.solar,500000,m2,0.8,0.1,厂房屋顶,Workshop roofs"  # 4 x 10^5 m2 x 0.1 kW = 40 MW
MORE = library(
    m=[{"type": "add", "on": ["energy.solar"], "quantity": "capacity", "amount": 120, "unit": "MW"}]
)
HELD = {"en": "Held at the area there is for it: Roof PV", "zh": "受可用面积限制：屋顶光伏"}


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ((), 220.0),  # 100 + 120, no area given
        ((SCHOOLS,), 150.0),
        ((SCHOOLS, WORKSHOPS), 190.0),
        ((SCHOOLS.replace(",200,", ",400,"),), 220.0),  # room for 300
    ],
)
def test_capacity_stays_within_the_area_there_is(tmp_path, lines, wanted: float) -> None:
    roofs = rows("roofs", *lines) if lines else {}
    found = result(tmp_path, uses("m"), MORE, **PANELS, **roofs)
    capacity = found.pathway.capacity[:, 0]
    np.testing.assert_allclose(capacity[:5], 100.0)
    np.testing.assert_allclose(capacity[5:], wanted)
    assert found.flows.supply.plant_electricity[-1, 0, 0] / CALORIFIC == pytest.approx(wanted / 100)
    limited = ("energy.solar",) if wanted < 220.0 else ()
    assert found.pathway.limited == limited
    for lang, line in HELD.items():
        assert (line in verdict_screen(found, lang)) == bool(limited)


def test_one_roof_holds_one_plant_only(tmp_path) -> None:
    both = PANELS["plants"] + "energy.field,generator,solar,100,1000,1,地面光伏,Field PV,assumed,test\n"
    wide = library(
        m=[{"type": "add", "on": ["energy.*"], "quantity": "capacity", "amount": 120, "unit": "MW"}]
    )
    found = result(tmp_path, uses("m"), wide, plants=both, **rows("roofs", SCHOOLS))
    np.testing.assert_allclose(found.pathway.capacity[-1, :, 0], [150.0, 220.0])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("energy.solar", "energy.sollar"),  # no such plant
        ("1e4 m2", "MW"),  # an area is needed
        (",0.5,", ",1.5,"),  # more of a roof than there is
        (",0.15,", ",-0.15,"),
    ],
)
def test_a_roof_that_cannot_be_is_refused(tmp_path, old: str, new: str) -> None:
    with pytest.raises(InputError, match=r"roofs\.csv:2"):
        tiny_plan(tmp_path, **PANELS, **rows("roofs", SCHOOLS.replace(old, new)))
