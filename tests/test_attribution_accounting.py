"""Credits and causes under every rule: raw material, process CO2, capture, imported power, actuals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from builders import library, rows, tiny_plan, uses, write_region, write_scenario

from simulator import Result, load, simulate
from simulator.assess.peak import peak
from simulator.explore.credits.attribution import attribute
from simulator.explore.credits.decomposition import between_scenarios, between_years
from simulator.explore.credits.game import OTHER, ends, game_of
from simulator.explore.credits.outcomes import IMPORT_OUT, TARGET, peaks
from simulator.pathways.prepare import Plan

PROCESS = rows("processes", "process.clinker,cement_clinker,industry,100,1e4 t,population,熟料,Clinker")
PLANT = rows("plants", "energy.coal,generator,coal,100,5000,0.4,煤电,Coal power")
BRANCHES = (
    "branch,sector,method,driver,elasticity,stock,activity_unit,title_zh,title_en,use\n"
    "industry.works,industry,flow,gdp,1,,1e8 CNY,工厂,Works,energy\n"
    "industry.raw,industry,flow,gdp,0.5,,1e8 CNY,原料,Raw material,feedstock\n"
    "households.homes,households,flow,population,1,,1e4 persons,住宅,Homes,energy\n"
)
RULES = [
    (headline, imported) for headline in ("plan_2020", "dual_control_2026") for imported in ("in", "out")
]


def caught(portion: float, on: str) -> list[dict]:
    return [{"type": "add", "on": [on], "quantity": "capture", "amount": portion, "unit": "ratio"}]


def scaled(factor: float, on: str = "industry.works") -> list[dict]:
    return [{"type": "scale", "on": [on], "quantity": "intensity", "factor": factor}]


MEASURES = {
    "works": caught(0.5, "industry.works"),
    "kilns": caught(0.6, "process.clinker"),
    "stack": caught(0.7, "energy.coal"),
    "saving": scaled(0.8),
    "raw": scaled(0.9, "industry.raw"),
}


def town(folder: Path, headline: str, imported: str) -> tuple[Plan, Plan]:
    """A town with all that accounting rules treat differently: all measures, and none."""
    write_region(folder, balance="industry.raw,coal,10,1e4 tce,1,assumed,test\n", **PROCESS, **PLANT)
    (folder / "tiny" / "branches.csv").write_text(BRANCHES, encoding="utf-8")
    rule = f"accounting: {{headline: {headline}, imported_power: {imported}}}\n"
    found = []
    for name, measures in (("all", uses(*MEASURES)), ("none", "")):
        plan = load(write_scenario(folder, rule + measures, name), library=library(**MEASURES))
        assert plan is not None
        found.append(plan)
    return found[0], found[1]


@pytest.mark.parametrize(("headline", "imported"), RULES)
def test_parts_of_credits_add_up(tmp_path, headline: str, imported: str) -> None:
    after, before = town(tmp_path, headline, imported)
    one = attribute(after, before)
    assert [player.id for player in one.credits.players] == [*MEASURES]
    for result, side in ((simulate(after), one.after), (simulate(before), one.before)):
        assert side["co2_total"] == pytest.approx(result.series["co2_total"][:, 0])
        for parts in ("co2_sector", "co2_fuel"):
            assert side[parts].sum(axis=1) == pytest.approx(side["co2_total"])
    for parts in ("co2_sector", "co2_fuel"):
        summed = one.credits.credited[parts].sum(axis=1)
        assert summed == pytest.approx(one.credits.credited["co2_total"], abs=1e-9)
    by_fuel = dict(zip(one.fuels, one.after["co2_fuel"].T, strict=True))
    whole = headline == "dual_control_2026"
    # Clinker: 100 x 0.538 = 53.8, of which 0.6 is caught where the rule counts it.
    assert by_fuel["process"] == pytest.approx(53.8 if whole else 0.0)
    kilns = one.credits.credited["co2_fuel"][-1, one.fuels.index("captured"), 1]
    assert kilns == pytest.approx(-53.8 * 0.6 if whole else 0.0)
    out = one.before["co2_sector"][:, one.sectors.index(IMPORT_OUT)]
    assert np.all(out < 0.0) if imported == "out" else not np.any(out)


@pytest.mark.parametrize(("headline", "imported"), RULES)
def test_causes_explain_every_rule(tmp_path, headline: str, imported: str) -> None:
    after, before = town(tmp_path, headline, imported)
    found = between_years(simulate(after), [2020, 2025, 2030])
    for one in (*found, *between_scenarios(simulate(after), simulate(before), [2030])):
        assert sum(one.effects.values()) == pytest.approx(one.change, abs=1e-9)
        if one.subject in ("industry", "households"):
            assert one.effects["networks"] == pytest.approx(0.0, abs=1e-9)
    industry = next(one for one in found if one.subject == "industry" and one.before[1] == 2020)
    assert industry.effects["process"] == 0.0  # people, and with them clinker, stay


def result_of(path: str, measures) -> Result:
    plan = load(path, library=measures)
    assert plan is not None
    return simulate(plan)


def test_a_fuel_that_only_one_side_uses_is_fuel_mix(tmp_path) -> None:
    # Works go from coal to gas, which they do not use in the baseline; no energy is saved.
    gas = {"to": {"natural_gas": 1.0}, "ratio": {"natural_gas": 1.0}}
    shift = {"type": "shift", "on": ["industry.works"], "quantity": "share", "fuel": "coal", "portion": 1.0}
    measures = library(g=[{**shift, **gas}])
    base = simulate(tiny_plan(tmp_path, "", measures))
    other = result_of(write_scenario(tmp_path, uses("g"), "gas"), measures)
    assert len(other.plan.layout.links) > len(base.plan.layout.links)
    for after, before in ((other, base), (base, other)):
        industry = next(one for one in between_scenarios(after, before, [2030]) if one.subject == "industry")
        assert abs(industry.change) > 1.0
        assert industry.effects["fuel_mix"] == pytest.approx(industry.change)


def test_structure_is_weighed_by_the_baseline(tmp_path) -> None:
    # Another balance of the same region, in which raw material takes four times the energy per unit: that is
    # intensity alone, since the volume of both is counted in units of the baseline.
    found = []
    for name, coal in (("one", 10), ("other", 40)):
        folder = tmp_path / name
        write_region(folder, balance=f"industry.raw,coal,{coal},1e4 tce,1,assumed,test\n")
        (folder / "tiny" / "branches.csv").write_text(BRANCHES, encoding="utf-8")
        found.append(result_of(write_scenario(folder), None))
    base, other = found
    industry = next(one for one in between_scenarios(other, base, [2030]) if one.subject == "industry")
    assert industry.change > 1.0
    assert industry.effects["intensity"] == pytest.approx(industry.change)
    one = attribute(other.plan, base.plan)
    assert [player.id for player in one.credits.players] == [OTHER]


def test_margins_are_judged_on_actuals(tmp_path) -> None:
    # 130 is published for 2026: what measures do then moves no margin of 2026, only one of 2030.
    goal = "  - {{id: {0}, indicator: energy_total, at_most: 150, by: {1}, kind: expected}}\n"
    text = uses("m") + "targets:\n" + goal.format("early", 2026) + goal.format("late", 2030)
    actual = rows("history", "energy_total,2026,130,1e4 tce")
    plan = tiny_plan(tmp_path, text, library(m=scaled(0.8)), **actual)
    bare = load(write_scenario(tmp_path, "", "bare"), library=library(m=scaled(0.8)))
    assert bare is not None
    one = attribute(plan, bare)
    table, both = ends(game_of(plan, bare))
    after = table.parted(both[:, 1])
    judged = {verdict.target.id: verdict.margin for verdict in simulate(plan).verdicts}
    assert judged["early"] == pytest.approx(20.0)
    assert {name: float(after[TARGET + name]) for name in judged} == pytest.approx(judged)
    assert one.targets == ("late",)


def test_peaks_of_runs_are_the_peaks_of_the_verdicts() -> None:
    plan = load("yiwu/next_plan")
    assert plan is not None
    years, start = plan.layout.years, 3
    assert years[start] == plan.scenario.base_year
    draw = np.random.default_rng(7)
    values = 100.0 + draw.normal(size=(len(years), 300)).cumsum(axis=0).round(1)
    values[:, :40] = np.sort(values[:, :40], axis=0)  # some rise to the end, some fall from the start
    values[:, 40:80] = np.sort(values[:, 40:80], axis=0)[::-1]
    seen = set()
    for run, one in enumerate(peaks(plan, values, "co2_total", start)):
        history = [(int(years[i]), float(values[i, run])) for i in range(start)]
        full = peak(years[start:], values[start:, run], history)
        state = "peaked" if full.status == "plateau" else full.status
        assert (one.status, one.year, one.value) == (state, full.year, full.value)
        seen.add(state)
    assert seen == {"peaked", "rising", "peaked before start"}
