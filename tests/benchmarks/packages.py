"""Random packages of measures: what must hold for any of them, whatever they are and however they meet.

`python tests/benchmarks/run_benchmarks.py --only-packages [--quick]` tries 10 000 packages in every region
(1 000 with --quick), drawn from the whole library with random strengths and schedules, and fails if one
breaks a rule. The tests of combinations use the same rules.
"""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulator import load
from simulator.assess.balances import CLOSED, balance_gaps
from simulator.errors import Problems
from simulator.explore.ensemble import BLOCK, reuse_memory
from simulator.face import gases_of
from simulator.inputs.locate import region_ids, scenario_ids
from simulator.inputs.scenario import load_library
from simulator.model.project import project
from simulator.pathways.assemble import Draws, assemble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from machine import Row

    from simulator.inputs.scenario import Library
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array, Pathway
    from simulator.pathways.measures import Effect
    from simulator.pathways.prepare import Plan

    Strength = Mapping[str, Array]

FULL = 1.0 - 1e-12  # a weight from which on a cap or floor must hold
DAYS = 8784.0  # hours of the longest year
IN_BRANCHES = ("activity", "intensity", "share", "capacity", "heat_share", "process", "hours")


# ---- packages ----


def regions() -> list[str]:
    """Bundled regions that have a baseline."""
    return [name for name in region_ids() if f"{name}/baseline" in scenario_ids()]


def measures_for(region: str, library: Library, folder: Path) -> list[str]:
    """Measures of the library that find something in a region to act on."""
    problems = Problems()
    load(package_file(folder, region, list(library.measures)), problems, library)
    assert {problem.message for problem in problems.found} <= {"measure_finds_nothing"}
    nothing = {problem.key for problem in problems.found}
    return [name for name in library.measures if name not in nothing]


def package_file(folder: Path, region: str, measures: list[str]) -> str:
    """A scenario file: the region's baseline with these measures at full strength, in this order."""
    uses = "".join(f"  - use: {name}\n    strength: 1\n" for name in measures)
    path = folder / "package.yaml"
    text = f"title: {{zh: 措施包, en: Package}}\nextends: {region}/baseline\nmeasures:\n{uses}"
    path.write_text(text, encoding="utf-8")
    return str(path)


def whole_library(region: str, library: Library) -> Plan:
    """A region's baseline with every measure of the library that finds something there."""
    with tempfile.TemporaryDirectory() as name:
        found = measures_for(region, library, Path(name))
        plan = load(package_file(Path(name), region, found), library=library)
    assert plan is not None
    return plan


def rescheduled(plan: Plan, random: np.random.Generator) -> Plan:
    """The plan with a schedule of its own for every measure: a rise between two years, or a step."""
    years = plan.layout.years
    schedule = {}
    for name in plan.strength:
        start, stop = np.sort(random.integers(years[0], years[-1], 2, endpoint=True))
        schedule[name] = np.clip((years - start) / max(stop - start, 1), 0.0, 1.0)
    return replace(plan, effects=tuple(replace(one, schedule=schedule[one.measure]) for one in plan.effects))


def random_packages(plan: Plan, runs: int, random: np.random.Generator) -> Draws:
    """Packages of few or many measures, a third of them at full strength; outlooks and grid at random."""
    taken = random.random((len(plan.strength), runs)) < random.random(runs)
    strength = np.minimum(random.uniform(0.0, 1.5, taken.shape), 1.0) * taken
    return Draws(
        runs=runs,
        outlook={name: random.uniform(-1.0, 1.0, runs) for name in plan.outlooks},
        strength=dict(zip(plan.strength, strength, strict=True)),
        frozen_grid=random.uniform(0.0, 1.0, runs),
    )


# ---- what must hold; each gap is 0 where all is well ----


def worst_gaps(plan: Plan, draws: Draws) -> dict[str, float]:
    """Run a batch of packages; the largest gap of every rule."""
    pathway = assemble(plan, draws)
    flows = project(pathway, plan.coefficients, keep_links=True)
    start = assemble(plan, replace(draws, strength={name: 0.0 * s for name, s in draws.strength.items()}))
    gases = gases_of(plan, pathway, flows, draws.strength)
    return {
        **balance_gaps(pathway, flows),
        "share_range": outside(pathway.share, 0.0, 1.0),
        "sales_range": max((outside(one.share, 0.0, 1.0) for one in pathway.sold.values()), default=0.0),
        "sales_sum": max((gap_to_one(one.share) for one in pathway.sold.values()), default=0.0),
        "capture_range": outside(pathway.capture, 0.0, 1.0),
        "captured": captured_beyond(plan, flows),
        "below_zero": below_zero(plan, pathway, flows),
        "gases_below_zero": below(gases / np.maximum(np.abs(gases).max(), 1.0)),
        "heat_share": outside(pathway.heat_share.sum(axis=1), 0.0, 1.0),
        "hours": outside(pathway.hours / DAYS, 0.0, 1.0),
        "room": room_beyond(plan, pathway),
        "bounds": bounds_broken(plan, draws.strength, pathway, start),
        "energy_caps": energy_caps_broken(plan, draws.strength, pathway),
        "gave_way": float(set(pathway.gave_way) != over_claimed(plan, draws.strength)),
    }


def outside(values: Array, low: float, high: float) -> float:
    """How far values lie outside a range; infinite if one is no number."""
    if not np.isfinite(values).all():
        return float("inf")
    return float(max(low - values.min(initial=low), values.max(initial=high) - high, 0.0))


def below(values: Array) -> float:
    """How far values lie below 0; infinite if one is no number."""
    return float(max(-values.min(initial=0.0), 0.0)) if np.isfinite(values).all() else float("inf")


def gap_to_one(share: Array) -> float:
    """How far the shares of (year, kind, run) miss 1."""
    return float(np.abs(share.sum(axis=1) - 1.0).max())


def captured_beyond(plan: Plan, flows: Flows) -> float:
    """CO2 captured beyond what the own fuels of a branch, a plant or a process would have released."""
    if flows.captured is None:
        return 0.0
    assert flows.energy_link is not None
    released = np.zeros_like(flows.captured.branch)
    own = flows.energy_link * plan.coefficients.link_co2[:, None]
    for link, branch in enumerate(plan.layout.link_branch):
        released[:, branch] += own[:, link]
    caught = flows.captured
    parts = [
        (released, caught.branch),
        (flows.co2_plant + caught.plant, caught.plant),
        (flows.co2_by_process + caught.process, caught.process),
    ]
    return max(
        max(below(amount), below(there - amount)) / max(there.max(initial=0.0), 1.0)
        for there, amount in parts
    )


def below_zero(plan: Plan, pathway: Pathway, flows: Flows) -> float:
    """Energy, activity, capacity or CO2 below 0; what storage and electrolysers make is left out."""
    assert flows.energy_link is not None
    burning = plan.coefficients.plant_net_electricity > 0.0
    parts = [flows.energy_link, *(getattr(pathway, name) for name in IN_BRANCHES)]
    parts += [
        flows.supply.plant_fuel[:, burning],
        flows.supply.import_heat,
        flows.co2_fuel,
        flows.co2_plant[:, burning],
    ]
    parts += [flows.co2_by_process]
    return max(below(values) / max(values.max(initial=0.0), 1.0) for values in parts)


def room_beyond(plan: Plan, pathway: Pathway) -> float:
    """Capacity beyond the area there is for it, as part of it."""
    limited = np.isfinite(plan.capacity_limit)
    room = plan.capacity_limit[limited][:, None]
    return below(1.0 - pathway.capacity[:, limited] / room)


def at_full(effect: Effect, strength: Strength) -> Array:
    """Years and runs in which an effect is wholly in force, (year, 1, run)."""
    return effect.weight(strength) >= FULL


def bounds_broken(plan: Plan, strength: Strength, pathway: Pathway, start: Pathway) -> float:
    """How far values pass a cap or a floor that is wholly in force, as part of the level.

    Of a cap and a floor that contradict each other the floor, which comes last, holds. A heat share below its
    floor is right only where all heat is given; a capacity below its floor only where the room ends.
    """
    worst = 0.0
    floors = [one for one in plan.effects if one.kind == "floor"]
    for effect in plan.effects:
        if effect.kind not in ("cap", "floor") or effect.quantity in ("energy", "release"):
            continue
        values = getattr(pathway, effect.quantity)[:, effect.index]
        level = effect.value * (
            first_above_zero(getattr(start, effect.quantity)[:, effect.index]) if effect.of_base else 1.0
        )
        beyond = values - level if effect.kind == "cap" else level - values
        excused = excuses(plan, pathway, effect, floors)
        beyond = np.where(at_full(effect, strength) & ~excused, beyond, 0.0)
        worst = max(worst, float((beyond / np.maximum(level, 1e-9)).max(initial=0.0)))
    return worst


def excuses(plan: Plan, pathway: Pathway, effect: Effect, floors: list[Effect]) -> Array:
    """Where a value may pass the bound, (year, place, run)."""
    values = getattr(pathway, effect.quantity)[:, effect.index]
    if effect.kind == "cap":
        rivals = {int(i) for one in floors if one.quantity == effect.quantity for i in one.index}
        return np.broadcast_to(np.isin(effect.index, list(rivals))[:, None], values.shape)
    if effect.quantity == "heat_share":
        return np.broadcast_to(pathway.heat_share.sum(axis=1, keepdims=True) > 1.0 - 1e-9, values.shape)
    if effect.quantity == "capacity":
        return np.asarray(values >= plan.capacity_limit[effect.index][:, None] * FULL)
    return np.zeros(values.shape, dtype=bool)


def energy_caps_broken(plan: Plan, strength: Strength, pathway: Pathway) -> float:
    """How far the energy of a fuel passes a cap that is wholly in force, as part of the cap."""
    worst = 0.0
    for effect in plan.effects:
        if effect.quantity != "energy":
            continue
        branch = plan.layout.link_branch[effect.index]
        used = pathway.activity[:, branch] * pathway.intensity[:, branch] * pathway.share[:, effect.index]
        level = effect.value * first_above_zero(used)
        beyond = np.where(at_full(effect, strength), used - level, 0.0)
        worst = max(worst, float((beyond / np.maximum(level, 1e-9)).max(initial=0.0)))
    return worst


def first_above_zero(values: Array) -> Array:
    """Value of the first year with any, (1, item, run)."""
    return np.take_along_axis(values, np.argmax(values > 0.0, axis=0)[None], axis=0)


def over_claimed(plan: Plan, strength: Strength) -> set[str]:
    """Measures whose shifts together claim more than the whole of a source, in some year and run."""
    claims: dict[tuple[str, int], list[tuple[str, Array]]] = defaultdict(list)
    for effect in plan.effects:
        if effect.kind == "shift":
            for place in effect.index.tolist():
                claims[effect.quantity, place].append(
                    (effect.measure, effect.weight(strength)[:, 0] * effect.value)
                )
    over = set()
    for rivals in claims.values():
        too_much = sum(claim for _, claim in rivals) > 1.0 + 1e-12
        over |= {measure for measure, claim in rivals if np.any(too_much & (claim > 0.0))}
    return over


# ---- many of them ----


def tried(region: str, library: Library, packages: int) -> tuple[dict[str, float], float]:
    """Worst gap of every rule over random packages of a region, and packages a second."""
    random = np.random.default_rng(7)
    plan = whole_library(region, library)
    worst: dict[str, float] = {}
    begun = time.perf_counter()
    for start in range(0, packages, BLOCK):
        runs = min(BLOCK, packages - start)
        found = worst_gaps(rescheduled(plan, random), random_packages(plan, runs, random))
        worst = {name: max(value, worst.get(name, 0.0)) for name, value in found.items()}
    return worst, packages / (time.perf_counter() - begun)


def package_rows(packages: int) -> list[Row]:
    """A row for every region: how many packages, the worst gap of any rule, packages a second."""
    from machine import Row

    reuse_memory()
    library = load_library(Problems())
    rows = []
    for region in regions():
        worst, rate = tried(region, library, packages)
        rule = max(worst, key=lambda name: worst[name])
        said = f"worst gap {worst[rule]:.1e} ({rule}), {rate:,.0f} a second"
        what = f"{packages:,} random packages of {region}"
        rows.append(Row(what, said, f"< {CLOSED:g}", met=worst[rule] < CLOSED))
    return rows
