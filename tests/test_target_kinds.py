"""Targets on the peak, on one stock, plant or process, on what others measure; bases that contradict."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from builders import TABLES, library, rows, tiny_plan, uses

from simulator import Result, load, simulate
from simulator.assess.targets import Verdict
from simulator.errors import InputError
from simulator.inputs.targets import TargetEntry
from simulator.pathways.stocks import Sold, units_in_use
from simulator.report.screen import target_details

# Coal of the works: 60, then 72, 79.2, 71.28, 64.152, 57.7368 in 2025: the peak is in 2022.
UP_AND_DOWN = "drivers:\n  gdp.growth: {2021: 20%, 2022: 10%, 2030: -10%}\n"


def result(folder, *targets: str, text: str = "", measures=None, **tables: str) -> Result:
    lines = "".join(f"  - {{id: T{number}, {target}}}\n" for number, target in enumerate(targets))
    return simulate(tiny_plan(folder, f"{text}targets:\n{lines}", measures, **tables))


def judged(folder, *targets: str, **settings) -> list[Verdict]:
    return list(result(folder, *targets, **settings).verdicts)


# ---- a cut from the peak ----


@pytest.mark.parametrize(
    ("by", "base", "cut"),
    [
        (2025, 79.2, 1 - 57.7368 / 79.2),  # 27.1 %
        (2023, 79.2, 0.1),
        (2022, 79.2, 0.0),  # the year of the peak itself
        (2021, 72.0, 0.0),  # a later peak is not known yet
    ],
)
def test_a_cut_from_the_peak_by_hand(tmp_path, by: int, base: float, cut: float) -> None:
    target = f"indicator: coal_total, from: peak, by: {by}, reduce: 10%"
    (found,) = judged(tmp_path, target, text=UP_AND_DOWN)
    assert (found.base_value, found.value) == (pytest.approx(base), pytest.approx(cut, abs=1e-12))
    assert found.verdict == ("met" if by >= 2023 else "missed")
    assert found.margin == pytest.approx(cut - 0.1)
    assert found.rate_needed is None


def test_a_cut_from_the_peak_is_larger_than_one_from_the_base_year(tmp_path) -> None:
    peak, base = judged(
        tmp_path,
        "indicator: coal_total, from: peak, by: 2025, reduce: 20%",
        "indicator: coal_total, from: 2020, by: 2025, reduce: 20%",
        text=UP_AND_DOWN,
    )
    assert (peak.verdict, base.verdict) == ("met", "missed")
    assert base.value == pytest.approx(1 - 57.7368 / 60)


def test_every_case_falls_from_its_own_peak(tmp_path) -> None:
    drivers = (
        "gdp.growth,2022,low,0,%,assumed,test\ngdp.growth,2022,central,10,%,assumed,test\n"
        "gdp.growth,2022,high,20,%,assumed,test\n"
        "gdp.growth,2030,low,-10,%,assumed,test\ngdp.growth,2030,high,-10,%,assumed,test\n"
    )
    whole = TABLES["drivers.csv"].replace("central,10,%", "central,-10,%") + drivers
    (found,) = judged(tmp_path, "indicator: coal_total, from: peak, by: 2024, reduce: 19%", drivers=whole)
    # whatever the height of 2022, two years of 10 % down are 19 %
    assert found.verdicts == ("met",) * 4
    assert (found.low, found.high) == (pytest.approx(0.19), pytest.approx(0.19))
    assert found.base_value == pytest.approx(60 * 1.21)


# ---- bases that contradict the goal ----


def target(**settings) -> TargetEntry:
    return TargetEntry.model_validate({"id": "T1", "indicator": "co2_total", "by": 2025, **settings})


@pytest.mark.parametrize(
    ("settings", "fits"),
    [
        ({"reduce": 0.16, "from": 2020}, ("cumulative",)),  # a cut over five years is no yearly one
        ({"reduce": 0.03, "from": 2024}, ("annual",)),
        ({"reduce": 0.03, "from": "peak"}, ("cumulative",)),
        ({"at_most": 100.0}, ("level",)),
        ({"at_least": 100.0}, ("level",)),
        ({"hold": 100.0}, ("level",)),
        ({"budget": 100.0}, ("annual", "cumulative")),
        ({"count": 5.0}, ("level", "cumulative")),
    ],
)
def test_a_basis_must_fit_the_goal(settings, fits) -> None:
    for basis in ("annual", "cumulative", "level"):
        if basis in fits:
            assert target(basis=basis, **settings).meant == basis
        else:
            with pytest.raises(ValueError, match="basis"):
                target(basis=basis, **settings)
    assert target(**settings).meant == fits[0]


def test_a_contradiction_is_told_with_its_line(tmp_path) -> None:
    wrong = "indicator: energy_intensity, from: 2020, by: 2025, reduce: 16%, basis: annual"
    with pytest.raises(InputError, match=r"case\.yaml:4: targets\.T0\.basis.*cumulative"):
        judged(tmp_path, wrong)


# ---- of one stock ----

CARS = {
    "branches": "transport.passenger.car,transport,stock,,1,vehicles.car,1e4 vehicles,小汽车,Cars\n",
    "balance": "transport.passenger.car,gasoline,8,1e4 tce,1,assumed,test\n",
    **rows("stocks", "vehicles.car,10,1e4 vehicles,car,car,population,小汽车,Cars"),
    **rows("paths", "vehicles.car,sales_share,electricity,2025,1,ratio"),
}
SURVIVING = [exp(-((age / 14.5) ** 4.7)) for age in range(58)]  # of cars, by age; life 14.5, steepness 4.7
TURNOVER = 1 / sum(SURVIVING)  # of a stock that does not grow, part replaced in the first year


def test_units_of_two_kinds_by_hand() -> None:
    sold = Sold(
        total=np.array([[100.0], [110.0], [120.0]]),
        bought=np.array([[0.0], [30.0], [43.0]]),
        share=np.array([[[1.0], [0.0]], [[0.5], [0.5]], [[0.0], [1.0]]]),
    )
    left = np.array([1.0, 0.8, 0.5])  # of the first year's 100
    kept = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.9, 1.0]])  # of sales, in later years
    units = units_in_use(sold, base_left=left, kept=kept, base_share=np.array([1.0, 0.0]))
    # second year 80 and 30 new, half of each; third year 50 and 27 left of them, 43 new of the second kind
    np.testing.assert_allclose(units[..., 0], [[100, 0], [80 + 15, 15], [50 + 13.5, 13.5 + 43]])


def test_shares_of_sales_and_of_those_in_use(tmp_path) -> None:
    sales, used, early = judged(
        tmp_path,
        "indicator: sales_share.vehicles.car.electricity, by: 2023, at_least: 60%",
        "indicator: stock_share.vehicles.car.electricity, by: 2021, at_least: 2%",
        "indicator: stock_share.vehicles.car.electricity, by: 2020, at_least: 1%",
        **CARS,
    )
    assert (sales.verdict, sales.value) == ("met", pytest.approx(0.6))  # on the way from 0 to 1 in 2025
    # a fifth of what is bought in the first year; an electric car counts as one, whatever it uses
    assert used.value == pytest.approx(0.2 * TURNOVER)
    assert used.value == pytest.approx(0.0147, abs=5e-4)
    assert (used.verdict, early.verdict, early.value) == ("missed", "missed", 0.0)


def test_both_kinds_make_the_whole(tmp_path) -> None:
    electric, gasoline = judged(
        tmp_path,
        "indicator: stock_share.vehicles.car.electricity, by: 2030, at_least: 10%",
        "indicator: stock_share.vehicles.car.gasoline, by: 2030, at_least: 10%",
        **CARS,
    )
    assert electric.value + gasoline.value == pytest.approx(1.0)
    assert electric.value > 0.4


# ---- of one plant or process ----

SOLAR = rows("plants", "energy.solar,generator,solar,100,1000,1,光伏,PV")
CLINKER = rows("processes", "process.clinker,cement_clinker,industry,100,1e4 t,gdp,熟料,Clinker")


def test_capacity_of_a_plant(tmp_path) -> None:
    built = [{"type": "add", "on": ["energy.solar"], "quantity": "capacity", "amount": 150, "unit": "MW"}]
    before, after = judged(
        tmp_path,
        "indicator: capacity.energy.solar, by: 2024, at_least: 200",
        "indicator: capacity.energy.solar, by: 2025, at_least: 200",
        text=uses("m"),
        measures=library(m=built),
        **SOLAR,
    )
    assert (before.verdict, before.value) == ("missed", 100.0)
    assert (after.verdict, after.value, after.margin) == ("met", 250.0, 50.0)


def test_amount_of_a_process(tmp_path) -> None:
    cap, cut = judged(
        tmp_path,
        "indicator: process.clinker, by: 2023, at_most: 133.2",
        "indicator: process.clinker, from: peak, by: 2025, reduce: 20%",
        text=UP_AND_DOWN,
        **CLINKER,
    )
    assert (cap.verdict, cap.value) == ("met", pytest.approx(118.8))  # 100 x 1.2 x 1.1 x 0.9
    assert (cut.verdict, cut.value) == ("met", pytest.approx(0.271))


@pytest.mark.parametrize(
    ("indicator", "guess"),
    [
        ("capacity.energy.sollar", "capacity.energy.solar"),
        ("process.klinker", "process.clinker"),
        ("sales_share.vehicles.carr.electricity", "sales_share.vehicles.car.electricity"),
        ("stock_share.vehicles.car.electric", "stock_share.vehicles.car.electricity"),
    ],
)
def test_a_thing_that_is_not_there_is_refused(tmp_path, indicator: str, guess: str) -> None:
    with pytest.raises(InputError) as refused:
        judged(tmp_path, f"indicator: {indicator}, by: 2025, at_least: 1", **SOLAR, **CLINKER, **CARS)
    assert "case.yaml:4" in str(refused.value)
    assert guess in str(refused.value)


# ---- what others measure ----

AIR = "indicator: pm25, by: 2025, at_most: 30"


def published(*lines: str) -> dict[str, str]:
    return rows("history", *lines)


def test_fine_dust_is_judged_on_the_published_value_of_its_year(tmp_path) -> None:
    values = published("pm25,2020,34,ug/m3", "pm25,2025,29,ug/m3")
    (found,) = judged(tmp_path, AIR, **values)
    assert (found.verdict, found.value, found.margin) == ("met", 29.0, 1.0)
    (found,) = judged(tmp_path, AIR.replace("30", "28"), **values)
    assert (found.verdict, found.margin) == ("missed", -1.0)


def test_without_the_value_of_its_year_it_is_never_judged(tmp_path) -> None:
    (found,) = judged(tmp_path, AIR, **published("pm25,2020,34,ug/m3", "pm25,2023,25,ug/m3"))
    assert (found.verdict, found.notes, found.margin) == ("cannot_be_judged", ("observed_only",), None)
    assert found.value == 25.0  # the latest published one is told
    (found,) = judged(tmp_path / "bare", AIR)
    assert (found.verdict, found.value) == ("cannot_be_judged", None)


def test_shares_that_others_measure_are_per_cent(tmp_path) -> None:
    found = judged(
        tmp_path,
        "indicator: good_air_days, by: 2025, at_least: 93%",
        "indicator: forest_coverage, by: 2025, hold: 61.5%",
        **published("good_air_days,2025,94.5,%", "forest_coverage,2025,0.61,ratio"),
    )
    assert [(one.verdict, one.value) for one in found] == [("met", pytest.approx(0.945)), ("missed", 0.61)]


def test_a_cut_of_what_others_measure_needs_both_years(tmp_path) -> None:
    goal = "indicator: pm25, from: 2020, by: 2025, reduce: 14%"
    (found,) = judged(tmp_path, goal, **published("pm25,2020,34,ug/m3", "pm25,2025,29,ug/m3"))
    assert (found.verdict, found.value) == ("met", pytest.approx(1 - 29 / 34))
    for only in ("pm25,2025,29,ug/m3", "pm25,2020,34,ug/m3"):
        (found,) = judged(tmp_path, goal, **published(only))
        assert (found.verdict, found.notes) == ("cannot_be_judged", ("observed_only",))


def test_the_peak_of_what_others_measure_is_not_known(tmp_path) -> None:
    goal = "indicator: pm25, from: peak, by: 2025, reduce: 10%"
    (found,) = judged(tmp_path, goal, **published("pm25,2025,29,ug/m3"))
    assert found.verdict == "cannot_be_judged"


def test_a_value_that_nobody_set_stays_unset(tmp_path) -> None:
    values = published("pm25,2025,29,ug/m3")
    (found,) = judged(tmp_path, "indicator: pm25, by: 2025, at_most: null, set_by: province", **values)
    assert (found.verdict, found.value) == ("no_value_set", 29.0)


def test_what_is_not_judged_yet_tells_its_latest_value_as_a_level() -> None:
    plan = load("quzhou/baseline")
    assert plan is not None
    (water,) = (found for found in simulate(plan).verdicts if found.target.id == "Q23-fall")
    assert (water.verdict, target_details(water, "en")[0]) == ("cannot_be_judged", "70.0")
