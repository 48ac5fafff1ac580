"""Readings of the plans: every trap in them that software can fall into, one test each.

A trap is a way in which a sentence or a table of the plans is easily misread. For figures of the plans that
do not agree with each other see test_mismatches.py.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import officer
import pytest
from officer import assert_refused, sim_run, write
from plans import (
    CENTRAL,
    COALS,
    HEAD,
    LIBRARY,
    REGIONS,
    all_targets,
    effect_of,
    entries,
    history,
    judged,
    numbers,
    part_of_gdp,
    plan_row,
    region,
    result,
    target,
    value,
    values,
    verdict,
    with_text,
)

from simulator.assess.peak import peak
from simulator.assess.targets import MET, MISSED, NO_VALUE, NOT_JUDGED, roll_up
from simulator.inputs.locate import parameters_folder, scenario_ids, scenarios_folder
from simulator.inputs.targets import TargetEntry
from simulator.pathways.arrays import SECTORS
from simulator.pathways.schedules import scheduled
from simulator.units import unit_of
from simulator.variables import OBSERVED

here = officer.here  # fixture


def test_trap_01_annual_and_cumulative_cuts(here: Path) -> None:
    """3 is the cut of one year, 16 that of five: level(2025) <= 0.84 level(2020); nothing starts at 3."""
    y1 = target("yiwu", "Y1")
    assert (y1.reduce, y1.from_year, y1.by, y1.meant) == (0.16, 2020, 2025, "cumulative")
    assert judged(y1, [1.0, 1.0, 1.0, 1.0, 1.0, 0.84]).verdict == MET
    assert judged(y1, [1.0, 1.0, 1.0, 1.0, 1.0, 0.8401]).verdict == MISSED
    found = verdict("yiwu/baseline", "Y1")
    then, now = (value("yiwu/baseline", "energy_intensity", year) for year in (2020, 2025))
    assert found.value == pytest.approx(1.0 - now / then)
    assert found.verdict == (MET if now <= 0.84 * then else MISSED)
    assert not {3.0, 16.0, 0.03, 0.16} & values("yiwu", "anchors", "history")
    said = "reduce: 16%, from: 2020, by: 2025, basis: annual"
    wrong = f"targets:\n  - {{id: Y1, indicator: energy_intensity, {said}}}\n"
    assert_refused(
        ["own.yaml:4: targets.Y1.basis: got annual, reduce has the basis cumulative here..."],
        write("own.yaml", f"{HEAD}extends: yiwu/baseline\n{wrong}"),
    )


def test_trap_02_the_same_name_with_another_base() -> None:
    """1.99 is a year's cut, 23.2 that of five past years, Shangyu has none: nothing starts there."""
    for name, of in (("yiwu", "Y2"), ("quzhou", "Q2"), ("shangyu", "S1")):
        entry = target(name, of)
        assert (entry.from_year, entry.by, entry.meant) == (2020, 2025, "cumulative")
        assert not {0.0199, 0.232, 1.99, 23.2} & set(entry.what_if.values())
        assert not {1.99, 23.2, 22.25} & values(name, "anchors", "history", "paths")
    assert re.search(r"1\.99 \(annual, 2020\)", plan_row("Y2").quantity)
    assert re.search(r"23\.2 % \(2016-2020", plan_row("Q2").quantity)
    assert not re.search(r"[0-9] %", plan_row("S1").quantity)
    assert "1.99 beside it is the yearly cut" in target("yiwu", "Y2").source
    assert "23.2 beside it is the cut of 2016-2020" in target("quzhou", "Q2").source


HANDED_DOWN = [("yiwu", "Y2"), ("yiwu", "Y3"), ("quzhou", "Q1"), ("quzhou", "Q2"), ("shangyu", "S1")]
HANDED_DOWN += [("shangyu", "S2a"), ("shangyu", "S2b")]


@pytest.mark.parametrize(("name", "of"), HANDED_DOWN)
def test_trap_03_set_by_a_superior_is_no_value_set(name: str, of: str, here: Path) -> None:
    """Never 0 and never met, however low the series falls; a value of her own can be entered."""
    found = verdict(f"{name}/baseline", of)
    assert set(found.verdicts) == {NO_VALUE}
    assert (found.goal_value, found.margin) == (None, None)
    assert judged(found.target, [1.0, 0.5, 0.2, 0.1, 0.01, 0.0001]).verdict == NO_VALUE
    assert judged(found.target, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).verdict == NO_VALUE
    assert roll_up([found]) == {found.target.kind: NO_VALUE}
    entered = found.target.goal + (": 1%" if found.target.goal == "reduce" or of == "Y3" else ": 0.001")
    more = f", from: {found.target.from_year}" if found.target.from_year else ""
    line = f"  - {{id: {of}, indicator: {found.target.indicator}, {entered}{more}, by: 2025}}\n"
    own = with_text(here, f"extends: {name}/baseline\ntargets:\n{line}")
    assert {one.verdict for one in own.verdicts if one.target.id == of} <= {MET, MISSED}


def test_trap_04_energy_intensity_has_three_forms() -> None:
    """Yiwu a binding ratio, Quzhou a level at prices of 2015 (expected), Shangyu no base; none is lent."""
    assert (target("yiwu", "Y1").kind, target("yiwu", "Y1").goal) == ("binding", "reduce")
    assert (target("quzhou", "Q1").kind, target("quzhou", "Q1").goal) == ("expected", "reduce")
    anchor = region("quzhou").anchor("energy_intensity")
    assert (anchor.value, anchor.unit, anchor.scope) == (0.85, "tce/1e4 CNY", "2015 prices")
    for name in ("yiwu", "shangyu"):
        assert region(name).anchor("energy_intensity") is None
    # 0.85 x 1639.12 at prices of 2020 would be 1393; at those of 2015 it is about 5 % less
    total = value("quzhou/baseline", "energy_total", 2020)
    assert total == pytest.approx(region("quzhou").anchor("coal_use").value / 0.6, rel=2e-3)
    assert total < 0.97 * 0.85 * value("quzhou/baseline", "gdp", 2020)


def test_trap_05_16_and_10_5_per_cent_are_of_two_plans() -> None:
    """No region is bound to both; where one is borrowed it is marked as composite and only monitored."""
    for name in scenario_ids():
        own, borrowed = set(), []
        for entry in result(name).scenario.entry.targets.values():
            key = (entry.indicator, entry.reduce, entry.at_least)
            if key in (("energy_intensity", 0.16, None), ("renewable_share", None, 0.105)):
                if entry.id.startswith("composite"):
                    borrowed.append(entry)
                else:
                    own.add(entry.id)
        assert own <= {"Y1"} or own <= {"Q3"}, name
        assert all(one.kind == "monitored" and "not assigned here" in one.source for one in borrowed), name
    assert [v.target.id for v in result("shangyu/intensity_16").verdicts if "composite" in v.target.id]


def test_trap_06_no_plan_names_a_peak_year() -> None:
    """Quzhou's deadline is the province's, whatever that is; any peak before 2035 does for Yiwu."""
    for name in REGIONS:
        assert [one.id for one in entries(name) if isinstance(one.peak_by, int)] == []
    rising_to_2026 = [1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, *(1.6 - 0.1 * n for n in range(1, 10))]
    q4 = target("quzhou", "Q4")
    assert q4.peak_by == "province"
    assert judged(q4, rising_to_2026, province=2025).verdict == MISSED
    assert judged(q4, rising_to_2026, province=2026).verdict == MET
    y4 = target("yiwu", "Y4")
    assert (y4.goal, y4.by) == ("falling", 2035)
    assert judged(y4, rising_to_2026).verdict == MET  # any year before 2035
    assert judged(y4, [1.0 + 0.01 * n for n in range(16)]).verdict == MISSED
    assert judged(target("shangyu", "S7"), rising_to_2026).verdict == NO_VALUE


def test_trap_07_coal_shares_of_two_kinds_of_town() -> None:
    """7.6 % and 60 % stand each in its own region: direct coal over all energy, without imported power."""
    for name, share in (("yiwu", 0.076), ("quzhou", 0.60)):
        assert value(f"{name}/baseline", "coal_share", 2020) == pytest.approx(share, rel=2e-3)
    assert region("shangyu").anchor("coal_share") is None
    for name in REGIONS:
        found = result(f"{name}/baseline")
        series, flows = found.series, found.flows
        np.testing.assert_allclose(series["coal_share"], series["coal_total"] / series["energy_total"])
        cells = [i for i, (fuel, _) in enumerate(found.plan.layout.cells) if fuel in COALS]
        plants = [i for i, row in enumerate(region(name).plants) if row.fuel in COALS]
        burnt = flows.energy[:, cells].sum(axis=1) + flows.supply.plant_fuel[:, plants].sum(axis=1)
        np.testing.assert_allclose(series["coal_total"], burnt)


def test_trap_08_a_climate_project_that_burns_coal(here: Path) -> None:
    """Annex #3 is a new coal CHP: it is in the baseline, from 2021, and raises coal, its share and CO2."""
    used = {one.measure.id: one for one in result("yiwu/baseline").scenario.measures}
    assert {"energy.central_heat_coal_chp", "energy.biomass_heat"} <= set(used)  # annex #3 and #1
    found = effect_of("energy.central_heat_coal_chp", "yiwu", here)
    found.series["co2_here"] = found.series["co2_total"] - found.series["co2_import"]
    for indicator in ("coal_total", "coal_share", "co2_here"):
        assert found.series[indicator][5, 1] > found.series[indicator][5, 0], indicator
    assert found.series["coal_total"][0, 1] == found.series["coal_total"][0, 0]


def test_trap_09_a_peak_before_the_first_year() -> None:
    """What already falls is not given a later peak, and a point of the past may be the highest."""
    years, falling = np.arange(2020, 2031), [2.0 - 0.1 * n for n in range(11)]
    assert peak(years, np.array(falling))[:2] == ("peaked before start", 2020)
    assert peak(years, np.array(falling), history=[(2013, 2.5)])[:2] == ("peaked before start", 2013)
    assert judged(target("quzhou", "Q4"), falling, province=2020).verdict == MET


def test_trap_10_two_statements_on_the_coal_of_quzhou(here: Path) -> None:
    """-26 % and -0.4 % a year: neither is history, and the conflict stands with every verdict on coal."""
    quzhou = region("quzhou")
    assert not [row for row in quzhou.history if "coal" in row.indicator]
    assert not [row for row in quzhou.anchors if "coal" in row.indicator and row.year != 2020]
    about_coal = next(one for one in quzhou.info.conflicts if "26" in one.en and "0.4" in one.en)
    asked = {one.indicator for name, one in all_targets() if name.startswith("quzhou/")}
    assert {one for one in asked if "coal" in one} <= {*about_coal.subjects, "coal_boilers_small"}
    code, screen, told = sim_run("quzhou/baseline", "--no-charts", "--lang", "en")
    assert code == 0, told
    assert "coal fell 26 % on 2015 and also 0.4 % a year" in " ".join(screen.split())
    with next(Path("out").rglob("targets.csv")).open(encoding="utf-8-sig") as lines:
        beside = [row["notes"] for row in csv.DictReader(lines) if row["indicator"] in about_coal.subjects]
    assert beside
    assert all("26" in notes and "0.4" in notes for notes in beside)
    code, screen, _ = sim_run("quzhou/baseline", "--no-files", "--lang", "zh")
    assert code == 0
    assert "下降26%" in "".join(screen.split())
    assert "年均下降0.4%" in "".join(screen.split())


def test_trap_11_renewable_is_not_nonfossil_and_not_of_electricity(here: Path) -> None:
    """Three shares, three variables; the rate of electricity moves them; pumped storage is a loss."""
    found = result("quzhou/baseline")
    renewable = value("quzhou/baseline", "renewable_share", 2020)
    assert renewable == pytest.approx(0.094, rel=2e-3)
    assert value("quzhou/baseline", "renewable_power_share", 2020) > 2.0 * renewable
    assert (target("quzhou", "Q3").indicator, target("quzhou", "Q3").at_least) == ("renewable_share", 0.105)
    assert "nonfossil_share" in found.series
    calorific = with_text(here, "extends: quzhou/baseline\naccounting: {electricity: calorific}\n")
    assert abs(float(calorific.series["renewable_share"][0, CENTRAL]) - renewable) > 0.01
    storage = effect_of("energy.pumped_storage", "quzhou", here)
    before, after = storage.series["renewable_share"][-1]
    assert after < before
    # 1200 MW x 1000 h given back at 0.77: 12 x (1 / 0.77 - 1) = 3.58 x 10^8 kWh are lost
    bought = storage.series["net_import_electricity"][-1]
    assert bought[1] - bought[0] == pytest.approx(12.0 * (1.0 / 0.77 - 1.0), rel=1e-6)


AIR = {  # region: 2020 PM2.5, means of 2016-2020 beside the targets (PM2.5, good days), target
    "yiwu": (26.0, {35.0, 90.2}, "Y20"),
    "quzhou": (26.0, {34.0, 92.9}, "Q20"),
    "shangyu": (26.0, {35.2, 86.98}, "S8"),
}


@pytest.mark.parametrize("name", REGIONS)
def test_trap_12_air_targets_start_from_2020_and_not_from_a_mean(name: str) -> None:
    """The means are no points of the past; only Shangyu's PM2.5 target is below what 2020 already was."""
    actual, means, of = AIR[name]
    assert history(name, "pm25")[2020] == actual
    assert not means & values(name, "history", "anchors")
    assert (target(name, of).at_most < actual) == (name == "shangyu")
    found = result(f"{name}/baseline")
    assert found.years[0] == 2020
    np.testing.assert_allclose(found.plan.release[0], 1.0)  # co-benefits start from the factors of 2020


def test_trap_13_96_of_the_table_and_not_95_of_the_text() -> None:
    days = [one for one in entries("quzhou") if one.indicator == "good_air_days"]
    assert [(one.at_least, one.kind) for one in days] == [(0.96, "binding")]


def test_trap_14_every_tonne_in_one_sector() -> None:
    """6+1: construction with buildings, dwellings apart, conversion with energy; technology emits nothing."""
    assert " ".join(SECTORS) == "energy industry buildings transport agriculture households technology"
    where = {"buildings.construction": "buildings", "energy.own_use": "energy"}
    where["transport.passenger.car"] = "transport"
    for name in REGIONS:
        found = result(f"{name}/baseline")
        sector = {row.branch: row.sector for row in found.plan.branches}
        assert where.items() <= sector.items()
        assert len(sector) == len(found.plan.branches)  # no branch twice
        assert all(of == "households" for branch, of in sector.items() if branch.startswith("households."))
        flows, last = found.flows, SECTORS.index("technology")
        for part in (flows.primary_sector, flows.co2_end_use, flows.co2_source, flows.co2_process):
            assert np.abs(part[:, last]).max() == 0.0
        np.testing.assert_allclose(flows.primary_sector.sum(axis=1), flows.primary.sum(axis=1), rtol=1e-9)


def test_trap_15_boilers_under_20_and_under_35() -> None:
    """Yiwu had only those from 20 to 35 t/h left and cleared them by 2022: nothing is saved after that."""
    used = {one.measure.id: one for one in result("yiwu/baseline").scenario.measures}
    boilers = used["industry.coal_boiler_retirement"]
    years = np.arange(2020, 2061)
    force = scheduled(boilers.schedule, years)
    assert force[1] == 0.0
    assert np.all(force[2:] == 1.0)
    assert boilers.strength < 1.0
    assert history("yiwu", "coal_boilers_small") == {2022: 0.0}
    for name, of in (("quzhou", "Q10"), ("shangyu", "S6")):
        open_ones = [one.measure.id for one in result(f"{name}/baseline").scenario.measures]
        assert "industry.coal_boiler_retirement" not in open_ones
        assert verdict(f"{name}/baseline", of).verdict == NOT_JUDGED
        planned = {one.measure.id: one for one in result(f"{name}/stated_policies").scenario.measures}
        later = scheduled(planned["industry.coal_boiler_retirement"].schedule, years)
        assert later[4] < later[5] == 1.0


def test_trap_16_clean_is_not_new_energy() -> None:
    """A fleet with 60 % electric and 25 % gas buses meets the 85 % of Quzhou and not the 100 % of Yiwu."""
    y8, q8 = target("yiwu", "Y8"), target("quzhou", "Q8")
    assert y8.indicator == "stock_share.vehicles.bus.electricity"
    assert q8.indicator == "stock_share.vehicles.bus.diesel"
    kinds = {row.kind for row in LIBRARY.factors.stock_kinds if row.kinds == "bus"}
    assert kinds == {"diesel", "natural_gas", "electricity"}
    assert judged(y8, [0.6] * 6).verdict == MISSED
    assert judged(q8, [0.15] * 6).verdict == MET


def test_trap_17_diesel_retirement_in_three_ways() -> None:
    """Yiwu all (no date), Quzhou basically and all trucks by 2025, Shangyu all heavy ones by 2025."""
    y10, q9, s5 = target("yiwu", "Y10"), target("quzhou", "Q9"), target("shangyu", "S5")
    assert (y10.at_most, q9.at_most, s5.at_most) == (0.0, 0.05, 0.0)
    assert y10.indicator == q9.indicator != s5.indicator
    assert "heavy" in s5.indicator
    assert "no date" in y10.source
    assert "undated" in plan_row("Y10").quantity


def test_trap_18_97_per_cent_of_freight_is_not_of_tonne_kilometres(here: Path) -> None:
    """97 and 2.3 % fix no energy; what leaves the trucks arrives by its energy per tonne-kilometre."""
    for name in ("yiwu", "quzhou"):
        tables = ("anchors", "balance", "drivers", "paths", "weights", "stocks")
        about = [value for what, value in numbers(name, *tables) if "transport" in what or "vehicles" in what]
        assert not {97.0, 0.97, 2.3, 0.023, 99.3} & set(about)
    found = effect_of("transport.road_to_rail", "quzhou", here)
    energy = found.pathway.activity[-1] * found.pathway.intensity[0]  # at what a unit needed in 2020
    truck, rail, water = (
        np.diff(energy[found.plan.layout.branches.index(branch)])[0]
        for branch in ("transport.freight.heavy_truck", "transport.rail", "transport.water")
    )
    assert truck < 0.0
    assert rail == pytest.approx(-truck * 0.7 * 0.11, rel=1e-6)
    assert water == pytest.approx(-truck * 0.3 * 0.18, rel=1e-6)
    said = LIBRARY.measures["transport.road_to_rail"].entry.meaning.en
    assert "tonnes in Yiwu and unclear in Quzhou" in " ".join(said.split())


def test_trap_19_full_coverage_is_of_new_build(here: Path) -> None:
    """100 % of what is built from 2025 on is a small part of what stands; green is not ultra-low-energy."""
    for of in ("Y6-public", "Y6-dwellings"):
        assert target("yiwu", of).indicator.startswith("sales_share.floor.")
    for name, of in (("quzhou", "Q7"), ("shangyu", "S4")):
        assert "ultra_low_energy" not in target(name, of).indicator
    own = with_text(
        here,
        "extends: yiwu/baseline\n"
        "measures:\n  - {use: buildings.ultra_low_energy, schedule: {2024: 0, 2025: 1}}\n"
        "targets:\n"
        "  - {id: new, indicator: sales_share.floor.public.ultra_low_energy, at_least: 1, by: 2025}\n"
        "  - {id: standing, indicator: stock_share.floor.public.ultra_low_energy, at_least: 1, by: 2025}\n",
    )
    found = {one.target.id: one for one in own.verdicts}
    assert found["new"].verdict == MET
    assert found["standing"].verdict == MISSED
    assert found["standing"].value < 0.2
    ultra = next(row.use for row in LIBRARY.factors.stock_kinds if row.kind == "ultra_low_energy")
    green = LIBRARY.measures["buildings.green_buildings"].entry.effects
    assert all(ultra < effect.factor < 1.0 for effect in green)


@pytest.mark.parametrize(("name", "of"), [("quzhou", "Q6"), ("shangyu", "S3")])
def test_trap_20_stable_is_no_cap(name: str, of: str) -> None:
    """Growth of 2024 and 2025 within 1 % a year on average: a high plateau passes, a steep fall does not."""
    entry = target(name, of)
    assert (entry.goal, entry.stable) == ("stable", 0.01)
    assert judged(entry, [1.0, 1.5, 2.0, 2.0, 2.0, 2.0]).verdict == MET
    assert judged(entry, [1.0, 1.0, 1.0, 1.0, 1.009, 1.018]).verdict == MET
    assert judged(entry, [1.0, 1.0, 1.0, 1.0, 1.015, 1.03]).verdict == MISSED
    assert judged(entry, [1.0, 1.0, 1.0, 1.0, 0.95, 0.9]).verdict == MISSED
    wider = {"id": "wide", "indicator": "co2_industry", "stable": "2%", "by": 2025}  # a setting
    assert judged(TargetEntry.model_validate(wider), [1.0, 1.0, 1.0, 1.0, 1.015, 1.03]).verdict == MET


def test_trap_21_dual_control_has_several_meanings() -> None:
    """Energy per GDP counts; the industrial reading of a glossary stands beside and is only monitored."""
    assert target("yiwu", "Y1").indicator == target("shangyu", "S2c").indicator == "energy_intensity"
    assert target("shangyu", "S2d").indicator == "energy_intensity_industry"
    assert target("shangyu", "S2d").kind == "monitored"
    found = result("shangyu/baseline").series
    gap = found["energy_intensity_industry"][0, CENTRAL] / found["energy_intensity"][0, CENTRAL]
    assert gap > 1.2


@pytest.mark.parametrize("name", REGIONS)
def test_trap_22_with_and_without_purchased_power(name: str, here: Path) -> None:
    """Both scopes are given; power is counted at the factor of the grid, not at the 0.814 of a project."""
    inside = result(f"{name}/baseline")
    outside = with_text(here, f"extends: {name}/baseline\naccounting: {{imported_power: out}}\n")
    difference = inside.series["co2_total"] - outside.series["co2_total"]
    np.testing.assert_allclose(difference, inside.series["co2_import"], rtol=1e-9, atol=1e-9)
    assert "co2_direct" in inside.peaks
    of_province = [row.value for row in LIBRARY.factors.electricity if row.area == "province:Zhejiang"]
    assert all(abs(factor - 0.814) > 1e-3 for factor in of_province)
    assert value(f"{name}/baseline", "grid_factor", 2020) < 0.7


def test_trap_23_2020_is_the_base_and_2021_is_checked() -> None:
    """The years to 2023 are actual; the 47.4 % of industry in 2021, real or nominal, is not used."""
    assert target("yiwu", "Y1").from_year == 2020
    growth = [row for row in region("yiwu").drivers if row.variable == "gdp.growth"]
    actual = {row.year: row.value for row in growth if row.case == "actual"}
    assert {2021, 2022, 2023} <= set(actual)
    series = result("yiwu/baseline").series["gdp"]
    np.testing.assert_allclose(series[1] / series[0], 1.0 + actual[2021])  # in every outlook
    assert not {47.4, 0.474, 1.474} & values("yiwu", "anchors", "drivers", "history", "paths")
    industry = [series[year, CENTRAL] * part_of_gdp("yiwu", "industry", 2020 + year) for year in (0, 1)]
    assert industry[1] / industry[0] < 1.3


def test_trap_24_low_carbon_industry_is_undefined() -> None:
    """Not services and not strategic industry: services hold more than 55 %, and still nothing is judged."""
    found = verdict("yiwu/baseline", "Y5")
    assert found.target.indicator in OBSERVED
    assert set(found.verdicts) == {NOT_JUDGED}
    assert part_of_gdp("yiwu", "services", 2025) > 0.55


def test_trap_25_two_forest_coverages() -> None:
    """Forest, and forest with grass: two indicators, never compared; no stock volume feeds the sink."""
    assert (target("yiwu", "Y14").indicator, target("yiwu", "Y14").hold) == ("forest_coverage", 0.509)
    assert target("yiwu", "Y15").indicator == target("shangyu", "S12").indicator == "forest_grass_coverage"
    assert target("quzhou", "Q17").indicator == "forest_coverage"
    assert history("yiwu", "forest_coverage") == {2020: pytest.approx(0.509)}
    assert history("yiwu", "forest_grass_coverage") == {2021: pytest.approx(0.5095)}
    assert "forest_coverage" not in {row.indicator for row in region("shangyu").history}
    for name in REGIONS:
        (forest,) = (row for row in region(name).processes if row.process == "process.forest")
        assert unit_of(forest.unit).dimension == "land"


def test_trap_26_water_cuts_are_versus_2015() -> None:
    """44 and 37 % against 2015, all other cuts of Yiwu against 2020; without figures for 2015 not judged."""
    start = {one.id: one.from_year for one in entries("yiwu") if one.goal == "reduce"}
    assert {of for of, year in start.items() if year == 2015} == {"Y23-gdp", "Y23-industry"}
    assert {year for of, year in start.items() if not of.startswith("Y23")} == {2020}
    assert {verdict("yiwu/baseline", of).verdict for of in ("Y23-gdp", "Y23-industry")} == {NOT_JUDGED}


def test_trap_27_a_share_ends_at_100_per_cent() -> None:
    """A use of "100 % or more" of the waste is 100 %, and no share asked for is above that."""
    assert target("quzhou", "Q15").at_least == 1.0
    for name, entry in all_targets():
        if re.search(r"_share$|_share\.", entry.indicator):
            goals = {entry.at_least, entry.at_most, entry.hold} - {None}
            assert all(0.0 <= goal <= 1.0 for goal in goals), (name, entry.id)


def test_trap_28_populations_are_never_added() -> None:
    """185.94 residents hold most of the 143 floating ones."""
    assert value("yiwu/baseline", "population", 2020) == pytest.approx(185.94)
    everywhere = values("yiwu", "anchors", "drivers", "history")
    assert not {143.0, 328.94, 42.94} & everywhere
    assert max(result("yiwu/baseline").series["population"].max(), 185.94) < 143.0 + 185.94


def test_trap_29_the_annex_is_cut_off() -> None:
    """Nothing behind its row 36 is used, and its investments are nowhere totalled."""
    folders = (parameters_folder(), scenarios_folder())
    files = [path for folder in folders for kind in ("csv", "yaml") for path in folder.rglob(f"*.{kind}")]
    texts = [path.read_text(encoding="utf-8") for path in files]
    rows = [int(number) for text in texts for number in re.findall(r"yiwu-eco-plan-14fyp annex #(\d+)", text)]
    assert rows
    assert max(rows) <= 36
    assert not [text for text in texts if "161.69" in text]


def test_trap_30_publication_is_periodic_and_not_yearly() -> None:
    row = plan_row("C.18")
    assert "定期" in row.quote
    assert row.quantity == "periodically"
    assert not re.search("year|annual|每年|年度", f"{row.title_en} {row.title_zh} {row.quantity}")


def test_trap_31_ultra_low_emission_moves_no_co2(here: Path) -> None:
    """Steel and cement, cleaner plants, China VI: pollutants fall, CO2 and energy stay."""
    for measure in ("industry.ultra_low_emission", "energy.cleaner_plants", "transport.china_vi"):
        found = effect_of(measure, "quzhou", here)
        for indicator, series in found.series.items():
            np.testing.assert_array_equal(series[:, 1], series[:, 0], err_msg=f"{measure} {indicator}")
        assert found.gases["nox"][5, :, 1].sum() < found.gases["nox"][5, :, 0].sum()


def test_trap_32_rises_in_share_are_no_shares() -> None:
    """35.5, 19.8 and 21.5 are points of rise (Yiwu); 45.8 and 68.4 overlap (Shangyu) and are never added."""
    tables = ("anchors", "drivers", "history", "weights")
    structure = {
        name: {value for what, value in numbers(name, *tables) if "structure" in what or "share" in what}
        for name in ("yiwu", "shangyu")
    }
    assert not {35.5, 19.8, 21.5} & structure["yiwu"]
    assert not {45.8, 68.4, 114.2, 11.1, 9.9} & structure["shangyu"]


def test_trap_33_binding_and_expected_are_kept_apart() -> None:
    """Both intensities bind Yiwu, only that of CO2 binds Quzhou; coal, renewables and so on are expected."""
    assert [target("yiwu", of).kind for of in ("Y1", "Y2", "Y3")] == ["binding", "binding", "expected"]
    assert [target("quzhou", of).kind for of in ("Q1", "Q2", "Q3")] == ["expected", "binding", "expected"]
    met = judged(target("yiwu", "Y1"), [1.0, 1.0, 1.0, 1.0, 1.0, 0.8])
    missed = judged(target("quzhou", "Q3"), [0.09] * 6)
    assert roll_up([met, missed]) == {"binding": MET, "expected": MISSED}
