"""Measures meet: what must hold for any package drawn from the whole library, in any order, at any strength.

`tests/benchmarks/packages.py` tries many more packages by the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks.packages import measures_for, package_file, rescheduled, whole_library, worst_gaps
from builders import branch_energy, library, run_plan, tiny_plan, uses
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator import Result, load, simulate
from simulator.assess.balances import CLOSED
from simulator.errors import Problems
from simulator.inputs.scenario import load_library
from simulator.pathways.assemble import Draws
from simulator.pathways.measures import Effect
from simulator.pathways.prepare import Plan

REGIONS = ("yiwu", "quzhou", "shangyu")
LIBRARY = load_library(Problems())
ROUNDING = {"rtol": 1e-12, "atol": 1e-12}
few = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
some = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def rounded(most: float) -> st.SearchStrategy[float]:
    """Numbers from 0 on as a person writes them; tables refuse one like 1e-300."""
    return st.floats(0.0, most).map(lambda value: round(value, 6))


parts = rounded(1.0)
strengths = st.one_of(st.just(1.0), parts)


@cache
def everything(region: str) -> Plan:
    """The baseline of a region with every measure that finds something there."""
    return whole_library(region, LIBRARY)


@cache
def independent(region: str) -> list[str]:
    """Measures that find something without the help of another, which would open a fuel for them."""
    plan = everything(region)
    return [name for name in plan.strength if all(compiled(plan, name))]


# ---- packages as an officer writes them ----


@dataclass(frozen=True)
class Use:
    """A measure in use: how strong, and its schedule in the words of a scenario file."""

    measure: str
    strength: float
    schedule: str

    def line(self) -> str:
        return f"  - {{use: {self.measure}, strength: {self.strength}, schedule: {{{self.schedule}}}}}\n"


@st.composite
def schedules(draw: st.DrawFn) -> str:
    """Two points from nothing to all, and a shape."""
    start = draw(st.integers(2020, 2050))
    stop = draw(st.integers(start + 1, 2060))
    return f"{start}: 0, {stop}: 1, shape: {draw(st.sampled_from(['linear', 'step', 'logistic']))}"


@st.composite
def packages(draw: st.DrawFn, region: str, least: int = 0) -> list[Use]:
    """A random part of the library in random order; so many measures that some of them meet."""
    names = draw(st.permutations(independent(region)))
    count = draw(st.integers(least, len(names)))
    return [Use(name, draw(strengths), draw(schedules())) for name in names[:count]]


def plan_of(region: str, package: list[Use], folder: Path) -> Plan:
    """The package on the region without any other measure, read from a file."""
    text = f"title: {{zh: 措施包, en: Package}}\nregion: {region}\nmeasures:\n"
    path = folder / "package.yaml"
    path.write_text(text + ("".join(use.line() for use in package) or "  []\n"), encoding="utf-8")
    plan = load(str(path), library=LIBRARY)
    assert plan is not None
    return plan


def assert_same(found: Result, wanted: Result) -> None:
    """The same indicators, gases, plants and verdict on who gave way, to the rounding of sums."""
    assert found.series.keys() == wanted.series.keys()
    for name, values in wanted.series.items():
        np.testing.assert_allclose(found.series[name], values, err_msg=name, **ROUNDING)
    np.testing.assert_allclose(found.gases, wanted.gases, **ROUNDING)
    np.testing.assert_allclose(found.flows.supply.plant_fuel, wanted.flows.supply.plant_fuel, **ROUNDING)
    np.testing.assert_allclose(found.pathway.capacity, wanted.pathway.capacity, **ROUNDING)


def test_the_library_is_large_enough_to_meet() -> None:
    """Else the packages below prove little: many measures, all types of effects, many on the same thing."""
    for region in REGIONS:
        plan = everything(region)
        assert len(plan.strength) > 40
        assert {one.kind for one in plan.effects} == {"scale", "reach", "shift", "add", "cap", "floor"}
        met = [(one.quantity, int(place)) for one in plan.effects for place in one.index]
        assert len(met) - len(set(met)) > 50


@some
@given(data=st.data())
@pytest.mark.parametrize("region", REGIONS)
def test_what_must_hold_for_any_package(region: str, data: st.DataObject) -> None:
    """Balances, ranges of shares, caps, floors, room, capture, who gives way: the rules of worst_gaps."""
    plan = everything(region)
    seed = data.draw(st.integers(0, 2**32 - 1), label="schedules")
    names = data.draw(st.permutations(list(plan.strength)), label="measures")
    count = data.draw(st.integers(0, len(names)), label="how many")
    taken = {name: data.draw(strengths) for name in names[:count]}
    strength = {name: np.array([taken.get(name, 0.0)]) for name in plan.strength}
    position = np.array([data.draw(st.sampled_from([-1.0, 0.0, 1.0]), label="outlook")])
    draws = Draws(runs=1, strength=strength, outlook=dict.fromkeys(plan.outlooks, position))
    gaps = worst_gaps(rescheduled(plan, np.random.default_rng(seed)), draws)
    assert {name: gap for name, gap in gaps.items() if not gap < CLOSED} == {}


@pytest.mark.parametrize("region", REGIONS)
def test_the_whole_library_at_once_holds_too(region: str) -> None:
    """Everything at full strength with the schedules of the library: the hardest package there is."""
    plan = everything(region)
    gaps = worst_gaps(plan, Draws(runs=1, strength={name: np.ones(1) for name in plan.strength}))
    assert {name: gap for name, gap in gaps.items() if not gap < CLOSED} == {}


@few
@given(data=st.data())
@pytest.mark.parametrize("region", REGIONS)
def test_the_order_in_the_file_does_not_matter(region: str, data: st.DataObject, tmp_path: Path) -> None:
    package = data.draw(packages(region, least=2))
    other = data.draw(st.permutations(package))
    one, two = (simulate(plan_of(region, uses_, tmp_path)) for uses_ in (package, other))
    assert_same(two, one)
    assert two.pathway.gave_way == one.pathway.gave_way


@few
@given(data=st.data())
@pytest.mark.parametrize("region", REGIONS)
def test_strength_zero_equals_absence(region: str, data: st.DataObject, tmp_path: Path) -> None:
    package = data.draw(packages(region, least=1))
    first, *others = package
    off = Use(first.measure, 0.0, first.schedule)
    with_it, without = (simulate(plan_of(region, uses_, tmp_path)) for uses_ in ([off, *others], others))
    assert_same(with_it, without)
    assert first.measure not in with_it.pathway.gave_way
    assert with_it.pathway.gave_way == without.pathway.gave_way


def places(plan: Plan, effect: Effect) -> dict[tuple[str, ...], object]:
    """What an effect does at each place by name, whatever else is on the axis."""
    layout = plan.layout
    axis: dict[str, Any] = {
        "share": layout.links,
        "energy": layout.links,
        "release": layout.releases,
        "capture": layout.captured,
        "process": layout.processes,
        "sales_share": [(stock.row.stock, kind) for stock in plan.stocks for kind in stock.kinds],
        **dict.fromkeys(("capacity", "hours", "heat_share"), layout.plants),
    }
    names = axis.get(effect.quantity, layout.branches)
    value = np.broadcast_to(np.ravel(effect.value), len(effect.index))
    return {
        (effect.quantity, names[at]): (
            float(value[number]),
            tuple(names[to] for to in effect.target[number]),
            tuple(effect.part),
            tuple(effect.ratio),
            tuple(effect.schedule),
            effect.of_base,
        )
        for number, at in enumerate(effect.index.tolist())
    }


def compiled(plan: Plan, measure: str) -> list[dict[tuple[str, ...], object]]:
    """The effects of a measure at places where there is something to act on in some year."""
    found = []
    for effect in plan.effects:
        if effect.measure == measure:
            everywhere = places(plan, effect)
            if effect.quantity in ("share", "energy"):
                used = {
                    ("share", link)
                    for link, share in zip(plan.layout.links, plan.share.T, strict=True)
                    if share.any()
                }
                everywhere = {at: what for at, what in everywhere.items() if ("share", at[1]) in used}
            found.append(everywhere)
    return found


@few
@given(data=st.data())
@pytest.mark.parametrize("region", REGIONS)
def test_removing_a_measure_changes_no_other(region: str, data: st.DataObject, tmp_path: Path) -> None:
    """What a measure acts on, by how much and when is its own; links that others would open stay empty."""
    package = data.draw(packages(region, least=2))
    whole, fewer = plan_of(region, package, tmp_path), plan_of(region, package[1:], tmp_path)
    for use in package[1:]:
        assert compiled(fewer, use.measure) == compiled(whole, use.measure), use.measure
        assert fewer.strength[use.measure] == whole.strength[use.measure]


def test_a_package_file_holds_what_it_is_given(tmp_path: Path) -> None:
    """The whole library lies on the baseline in the order given, at full strength."""
    found = measures_for("quzhou", LIBRARY, tmp_path)
    plan = load(package_file(tmp_path, "quzhou", found[::-1]), library=LIBRARY)
    assert plan is not None
    assert set(plan.strength) == set(found)
    assert set(plan.strength.values()) == {1.0}


# ---- by hand: fuels of one branch ----

EFFICIENCY = {"coal": 0.8, "natural_gas": 0.92, "electricity": 1.25, "biomass": 0.7}
FUELS = st.sampled_from(sorted(EFFICIENCY))


def works(kind: str, quantity: str, **settings_: Any) -> dict[str, Any]:
    return {"type": kind, "on": ["industry.works"], "quantity": quantity, **settings_}


def moved(fuel: str, to: dict[str, float]) -> dict[str, Any]:
    """Destinations and the energy that each needs per energy saved, from the efficiencies."""
    return {"fuel": fuel, "to": to, "ratio": {name: EFFICIENCY[fuel] / EFFICIENCY[name] for name in to}}


@st.composite
def fuel_moves(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Shifts and energy caps among the fuels of the works that keep its useful energy."""
    effects = []
    for _ in range(draw(st.integers(1, 6))):
        fuel = draw(st.sampled_from(["coal", "electricity"]))
        first, *rest = draw(
            st.lists(FUELS.filter(lambda name, own=fuel: name != own), min_size=1, max_size=3, unique=True)
        )
        part = draw(st.sampled_from([0.25, 0.5])) if rest else 1.0
        to = {first: part} | {name: (1.0 - part) / len(rest) for name in rest}
        if draw(st.booleans()):
            effects.append(works("shift", "share", portion=draw(parts), **moved(fuel, to)))
        else:
            effects.append(works("cap", "energy", level=draw(rounded(2.0)), **moved(fuel, to)))
    return effects


@some
@given(effects=fuel_moves(), data=st.data())
def test_moving_fuels_keeps_the_useful_energy(
    effects: list[dict[str, Any]], data: st.DataObject, tmp_path: Path
) -> None:
    """Sum of energy x efficiency: 60 coal x 0.8 + 40 electricity x 1.25 = 98, growing 10 % a year."""
    names = [f"m{number}" for number in range(len(effects))]
    own = library(**{name: [effect] for name, effect in zip(names, effects, strict=True)})
    plan = tiny_plan(tmp_path, uses(*names), own)
    strength = {name: np.array([data.draw(strengths)]) for name in names}
    _, flows = run_plan(plan, Draws(runs=1, strength=strength))
    links = [link for link in plan.layout.links if link[0] == "industry.works"]
    useful = sum(branch_energy(plan, flows, *link)[:, 0] * EFFICIENCY[link[1]] for link in links)
    np.testing.assert_allclose(useful, 98.0 * 1.1 ** np.arange(11), rtol=1e-9)
    assert min(branch_energy(plan, flows, *link).min() for link in links) >= -1e-12


@some
@given(portions=st.lists(parts, min_size=2, max_size=5), data=st.data())
def test_whoever_claims_too_much_of_a_fuel_is_named(
    portions: list[float], data: st.DataObject, tmp_path: Path
) -> None:
    """All who claim something of the coal, if together they claim more than all of it; else nobody."""
    names = [f"m{number}" for number in range(len(portions))]
    own = {
        name: [works("shift", "share", portion=portion, **moved("coal", {"natural_gas": 1.0}))]
        for name, portion in zip(names, portions, strict=True)
    }
    plan = tiny_plan(tmp_path, uses(*names), library(**own))
    strength = {name: np.array([data.draw(strengths)]) for name in names}
    pathway, _ = run_plan(plan, Draws(runs=1, strength=strength))
    claims = {name: portion * float(strength[name][0]) for name, portion in zip(names, portions, strict=True)}
    total = sum(claims.values())
    coal = pathway.share[-1, plan.layout.link("industry.works", "coal"), 0]
    if total > 1.0 + 1e-9:
        assert pathway.gave_way == tuple(sorted(name for name, claim in claims.items() if claim > 0.0))
        assert coal == pytest.approx(0.0, abs=1e-12)
    elif total < 1.0 - 1e-9:
        assert pathway.gave_way == ()
        assert coal > 0.0


# ---- by hand: from branch to branch ----

ROADS = {
    "branches": "transport.truck,transport,flow,population,1,,1e4 persons,卡车,Truck\n"
    "transport.rail,transport,flow,population,1,,1e4 persons,铁路,Rail\n"
    "transport.water,transport,flow,population,1,,1e4 persons,水运,Water\n",
    "balance": "transport.truck,diesel,20,1e4 tce,2,assumed,test\n"
    "transport.rail,electricity,1,1e4 tce,1,assumed,test\n"
    "transport.water,diesel,2,1e4 tce,1,assumed,test\n",
}


@some
@given(portions=st.lists(parts, min_size=1, max_size=4), part=parts)
def test_traffic_that_moves_needs_the_told_energy_where_it_arrives(
    portions: list[float], part: float, tmp_path: Path
) -> None:
    """What the trucks save arrives at 0.11 by rail and 0.18 by water; no more leaves than there was."""
    to = {"transport.rail": part, "transport.water": 1.0 - part}
    shift = {"type": "shift", "on": ["transport.truck"], "quantity": "activity", "to": to}
    shift["ratio"] = {"transport.rail": 0.11, "transport.water": 0.18}
    own = {f"m{n}": [shift | {"portion": portion}] for n, portion in enumerate(portions)}
    plan = tiny_plan(tmp_path, uses(*own), library(**own), **ROADS)
    _, flows = run_plan(plan)
    truck, rail, water = (
        branch_energy(plan, flows, *link)[-1, 0]
        for link in (
            ("transport.truck", "diesel"),
            ("transport.rail", "electricity"),
            ("transport.water", "diesel"),
        )
    )
    saved = 20.0 - truck
    assert saved == pytest.approx(20.0 * min(sum(portions), 1.0), abs=1e-9)
    assert rail - 1.0 == pytest.approx(saved * part * 0.11, abs=1e-9)
    assert water - 2.0 == pytest.approx(saved * (1.0 - part) * 0.18, abs=1e-9)


# ---- by hand: bounds come after all else ----


def coal_of_works(tmp_path: Path, **measures: list[dict[str, Any]]) -> tuple[float, Result]:
    """Coal of the works in 2030 as a multiple of 2020."""
    plan = tiny_plan(tmp_path, uses(*measures), library(**measures))
    found = simulate(plan)
    coal = branch_energy(plan, found.flows, "industry.works", "coal")
    return float(coal[-1, 0] / coal[0, 0]), found


RAISES = {
    "more": [works("scale", "activity", factor=1.5)],
    "worse": [works("reach", "intensity", level=1.4)],
    "added": [works("add", "activity", amount=50, unit="1e8 CNY")],
    "fuel": [works("shift", "share", portion=0.5, **moved("electricity", {"coal": 1.0}))],
}


@few
@given(names=st.permutations([*RAISES, "cap"]), level=st.floats(0.1, 1.5))
def test_a_cap_on_a_fuel_holds_whatever_raises_it(names: list[str], level: float, tmp_path: Path) -> None:
    """Without the cap there is 4 times as much coal and more; with it just what it allows."""
    free, _ = coal_of_works(tmp_path, **RAISES)
    assert free > 4.0
    cap = [works("cap", "energy", level=level, **moved("coal", {"natural_gas": 0.6, "electricity": 0.4}))]
    everyone = RAISES | {"cap": cap}
    bound, _ = coal_of_works(tmp_path, **{name: everyone[name] for name in names})
    assert bound == pytest.approx(level, rel=1e-9)


def test_the_tightest_of_several_caps_on_a_fuel_holds(tmp_path: Path) -> None:
    caps = {
        f"m{n}": [works("cap", "energy", level=level, **moved("coal", {"natural_gas": 1.0}))]
        for n, level in enumerate((0.9, 0.5, 0.7))
    }
    assert coal_of_works(tmp_path, **caps)[0] == pytest.approx(0.5)


def test_a_cap_holds_for_what_another_cap_moves_there(tmp_path: Path) -> None:
    """Coal above a half of 2020 goes to electricity, electricity above 1.2 times to gas: both hold."""
    coal = [works("cap", "energy", level=0.5, **moved("coal", {"electricity": 1.0}))]
    power = [works("cap", "energy", level=1.2, **moved("electricity", {"natural_gas": 1.0}))]
    multiple, found = coal_of_works(tmp_path, coal=coal, power=power)
    assert multiple == pytest.approx(0.5)
    used = branch_energy(found.plan, found.flows, "industry.works", "electricity")[:, 0]
    assert used[5:].max() <= 1.2 * 40.0 * (1.0 + 1e-9)  # both in force from 2025 on


@pytest.mark.parametrize("quantity", ["activity", "intensity"])
def test_a_floor_holds_whatever_lowers_it_and_beats_a_cap(quantity: str, tmp_path: Path) -> None:
    own = {
        "less": [works("scale", quantity, factor=0.2)],
        "cap": [works("cap", quantity, level=0.3)],
        "floor": [works("floor", quantity, level=0.8)],
    }
    plan = tiny_plan(tmp_path, uses(*own), library(**own))
    pathway, _ = run_plan(plan)
    values = getattr(pathway, quantity)[:, plan.layout.branches.index("industry.works"), 0]
    assert values[-1] == pytest.approx(0.8 * values[0])


# ---- by hand: heat, capture, nothing ----

HEAT = {
    "balance": "industry.works,heat,20,1e4 tce,2,assumed,test\nenergy.chp,coal,30,1e4 tce,2,assumed,test\n",
    "plants": "plant,kind,fuel,efficiency,power_to_heat,title_zh,title_en,grade,source\n"
    "energy.chp,chp,coal,0.8,0.25,热电,CHP,assumed,test\n"
    "energy.boiler,boiler,biomass,0.8,0,锅炉,Boiler,assumed,test\n",
}


@some
@given(coal=parts, biomass=parts, on=strengths)
def test_heat_plants_never_give_more_than_there_is_to_heat(
    coal: float, biomass: float, on: float, tmp_path: Path
) -> None:
    """Plants that claim more give way pro rata; what they leave is bought."""

    def floor(plant: str, level: float) -> list[dict[str, Any]]:
        return [{"type": "floor", "on": [plant], "quantity": "heat_share", "level": level}]

    own = library(a=floor("energy.chp", coal), b=floor("energy.boiler", biomass))
    plan = tiny_plan(tmp_path, uses("a", "b"), own, **HEAT)
    pathway, flows = run_plan(plan, Draws(runs=1, strength={"a": np.full(1, on), "b": np.ones(1)}))
    share = pathway.heat_share[-1, :, 0]
    base = float(pathway.heat_share[0, 0, 0])
    wanted = np.array([base + on * max(coal - base, 0.0), biomass])
    np.testing.assert_allclose(share, wanted / max(1.0, wanted.sum()), rtol=1e-9, atol=1e-12)
    assert flows.supply.import_heat.min() >= -1e-12


@some
@given(levels=st.lists(parts, min_size=1, max_size=4), data=st.data())
def test_capture_takes_no_more_than_is_released_and_needs_its_power(
    levels: list[float], data: st.DataObject, tmp_path: Path
) -> None:
    """What is caught and what is left add up; each tonne needs the electricity that the factors tell."""
    own = {f"m{n}": [works("reach", "capture", level=level)] for n, level in enumerate(levels)}
    plan = tiny_plan(tmp_path, uses(*own), library(**own))
    strength = {name: np.array([0.0, data.draw(strengths)]) for name in own}
    pathway, flows = run_plan(plan, Draws(runs=2, strength=strength))
    assert flows.captured is not None
    caught = flows.captured.sector.sum(axis=1)
    left = flows.co2_fuel.sum(axis=1)
    assert pathway.capture.min() >= 0.0
    assert pathway.capture.max() <= max(levels) * (1.0 + 1e-12)
    np.testing.assert_allclose((caught + left)[:, 1], left[:, 0], rtol=1e-12)
    assert left.min() >= -1e-9
    power = flows.electricity_use.sum(axis=1)
    rate = plan.coefficients.capture_electricity
    assert rate > 0.0
    np.testing.assert_allclose(power[:, 1] - power[:, 0], rate * caught[:, 1], rtol=1e-9, atol=1e-9)


NOTHING = {
    "branches": "industry.mill,industry,flow,gdp,1,,1e8 CNY,磨坊,Mill\n",
    "balance": "industry.mill,coal,0,1e4 tce,1,assumed,test\n",
    "plants": "plant,kind,fuel,capacity_mw,hours,title_zh,title_en,grade,source\n"
    "energy.solar,generator,solar,0,1000,光伏,Solar,assumed,test\n",
    "processes": "process,product,sector,value,unit,driver,elasticity,title_zh,title_en,grade,source\n"
    "process.clinker,cement_clinker,industry,0,1e4 t,population,0,熟料,Clinker,confirmed_zero,test\n",
}


@some
@given(kind=st.sampled_from(["scale", "reach", "cap", "floor"]), value=rounded(10.0), on=strengths)
def test_from_nothing_comes_nothing(kind: str, value: float, on: float, tmp_path: Path) -> None:
    """Multiples of what the base year has not: no energy, no power, no product, unless something is added."""
    key = "factor" if kind == "scale" else "level"
    aims = {"industry.mill": "activity", "energy.solar": "capacity", "process.clinker": "process"}
    effects = [
        {"type": kind, "on": [name], "quantity": quantity, key: value} for name, quantity in aims.items()
    ]
    plan = tiny_plan(tmp_path, uses("m"), library(m=effects), **NOTHING)
    pathway, flows = run_plan(plan, Draws(runs=1, strength={"m": np.full(1, on)}))
    assert branch_energy(plan, flows, "industry.mill", "coal").max() == 0.0
    assert pathway.capacity.max() == 0.0
    assert flows.co2_process.max() == 0.0
