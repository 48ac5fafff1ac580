"""Named projects act on branches, plants and processes in their years (docs/model.md, projects).

Projects come after the measures, which leave them alone: what a project uses is what its papers say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.errors import nearest
from simulator.inputs.projects import energy_of, projects_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulator.errors import Problems
    from simulator.inputs.rows import PlantRow, ProjectRow
    from simulator.inputs.scenario import Scenario
    from simulator.pathways.arrays import Array, IntArray, Layout
    from simulator.pathways.balance import Energy
    from simulator.pathways.measures import Record

HEAT_LED = ("chp", "boiler")  # plants that follow the heat demand; the others run capacity x hours
NOTHING = 1e-12
SLACK = 1e-6  # of a closing project: its figures and the balance are rounded differently


class Act(NamedTuple):
    """What projects do to some items of an axis; closed, inside and extra are (year, item).

    items : places on the axis; group : whose growth each shares, numbered from 0 (a branch of links)
    closed : amount of the base year that is gone; inside : amount that uses up growth; extra : on top of it
    """

    items: IntArray
    group: IntArray
    closed: Array
    inside: Array
    extra: Array


@dataclass(frozen=True, slots=True, eq=False)
class Acts:
    """What all projects of a scenario do; None where none acts.

    link, fuel : 10^4 tce of branches and of heat-led plants; capacity : MW; process : 10^4 t
    per_heat : fuel per heat given, of the heat-led plants in `fuel`
    """

    link: Act | None = None
    fuel: Act | None = None
    capacity: Act | None = None
    process: Act | None = None
    per_heat: Array = field(default_factory=lambda: np.zeros(0))


# ---- once per scenario ----


def links_of_projects(rows: Iterable[ProjectRow], branches: Sequence[str]) -> set[tuple[str, str]]:
    """(branch, fuel) pairs that acting projects use, whether or not the base year does."""
    found = set()
    for mine in projects_of(rows):
        if mine[0].acts != "none" and mine[0].target in branches:
            found |= {(mine[0].target, fuel) for fuel in carriers(mine)}
    return found


def carriers(rows: Sequence[ProjectRow]) -> list[str]:
    """Fuels of a project, electricity and heat included."""
    bought = [name for name in ("electricity", "heat") if getattr(rows[0], name)]
    return [row.fuel for row in rows if row.value > 0.0] + bought


def acts_of(scenario: Scenario, layout: Layout, energy: Energy, problems: Problems) -> Acts:
    """Compile the projects that act; adds problems about those that cannot."""
    plants = {row.plant: row for row in scenario.region.plants}
    amounts: dict[str, list[tuple[ProjectRow, int, float]]] = {}
    for rows in projects_of(scenario.region.projects):
        head = rows[0]
        if head.acts == "none" or not fits(rows, scenario, layout, energy, plants, problems):
            continue
        for axis, item, amount in amounts_of(rows, scenario, layout, plants):
            amounts.setdefault(axis, []).append((head, item, amount))
    fuel = act("fuel", amounts, layout)
    return Acts(
        link=act("link", amounts, layout),
        fuel=fuel,
        capacity=act("capacity", amounts, layout),
        process=act("process", amounts, layout),
        per_heat=np.zeros(0) if fuel is None else fuel_per_heat(scenario.region.plants, fuel.items),
    )


def amounts_of(
    rows: Sequence[ProjectRow], scenario: Scenario, layout: Layout, plants: Mapping[str, PlantRow]
) -> list[tuple[str, int, float]]:
    """What a project adds or takes away: axis, place on it, amount in the unit of `Acts`."""
    head, found = rows[0], []
    if head.target in layout.branches:
        used = energy_of(rows, scenario.factors)
        found += [("link", layout.link(head.target, fuel), v) for fuel, v in used.items() if v > 0.0]
    elif head.target in plants:
        place, heat_led = layout.plants.index(head.target), plants[head.target].kind in HEAT_LED
        amount = sum(row.value for row in rows) if heat_led else head.capacity_mw or 0.0
        found.append(("fuel" if heat_led else "capacity", place, amount))
    if head.process:
        found.append(("process", layout.processes.index(head.process), head.output or 0.0))
    return found


def act(axis: str, amounts: Mapping[str, list[tuple[ProjectRow, int, float]]], layout: Layout) -> Act | None:
    """The projects of one axis as yearly arrays; every link of a branch that has one takes part."""
    mine = amounts.get(axis)
    if not mine:
        return None
    items = np.unique([item for _, item, _ in mine])
    group = np.arange(len(items))
    if axis == "link":
        touched = np.unique(layout.link_branch[items])
        items = np.flatnonzero(np.isin(layout.link_branch, touched))
        group = np.searchsorted(touched, layout.link_branch[items])
    arrays = {name: np.zeros((len(layout.years), len(items))) for name in ("closed", "growth", "extra")}
    for row, item, amount in mine:
        kind = "closed" if row.kind == "closing" else row.acts
        arrays[kind][:, np.searchsorted(items, item)] += amount * in_force(row, layout.years)
    return Act(items, group, arrays["closed"], arrays["growth"], arrays["extra"])


def in_force(row: ProjectRow, years: IntArray) -> Array:
    """1 from the project's first year to its last, else 0; a closing project is gone for good."""
    last = years[-1] if row.to_year is None or row.kind == "closing" else row.to_year
    return ((years >= row.from_year) & (years <= last)).astype(float)


def fuel_per_heat(plants: Sequence[PlantRow], items: IntArray) -> Array:
    """Fuel that a heat-led plant burns per heat it gives, with the electricity beside it."""
    rows = [plants[item] for item in items.tolist()]
    return np.array([(1.0 + row.power_to_heat) / row.efficiency for row in rows])


# ---- what cannot be ----


def fits(
    rows: Sequence[ProjectRow],
    scenario: Scenario,
    layout: Layout,
    energy: Energy,
    plants: Mapping[str, PlantRow],
    problems: Problems,
) -> bool:
    """True if an acting project can act; else problems are added."""
    head, before = rows[0], len(problems.found)
    first, name = int(layout.years[0]), head.project
    known = [*layout.branches, *plants]
    if head.target not in known:
        problems.add(
            "unknown_branch", head.origin, f"{name}.target", head.target, nearest=nearest(head.target, known)
        )
    if head.from_year <= first:
        problems.add("expected_limit", head.origin, f"{name}.from_year", head.from_year, limit=f"> {first}")
    if head.to_year is not None and head.to_year < head.from_year:
        limit = f">= {head.from_year}"
        problems.add("expected_limit", head.origin, f"{name}.to_year", head.to_year, limit=limit)
    if head.process and head.process not in layout.processes:
        guess = nearest(head.process, layout.processes)
        problems.add("unknown_name", head.origin, f"{name}.process", head.process, nearest=guess)
    if head.process and not head.output:
        problems.add("project_needs", head.origin, name, needed="output")
    if head.target in plants:
        check_plant(rows, plants[head.target], energy, problems)
    elif head.target in layout.branches:
        check_branch(rows, scenario, energy, problems)
    return len(problems.found) == before


def check_plant(rows: Sequence[ProjectRow], plant: PlantRow, energy: Energy, problems: Problems) -> None:
    """A project at a plant burns its fuel; what runs by hours needs a capacity."""
    head = rows[0]
    for row in rows:
        if row.value and row.fuel != plant.fuel:
            key = f"{head.project}.fuel"
            problems.add("expected_one_of", row.origin, key, row.fuel, expected=[plant.fuel])
    if plant.kind not in HEAT_LED and not head.capacity_mw:
        problems.add("project_needs", head.origin, head.project, needed="capacity_mw")
    if head.kind == "closing" and plant.kind in HEAT_LED:
        there = energy.get((plant.plant, plant.fuel))
        check_closing(
            head, plant.fuel, sum(row.value for row in rows), there.value if there else 0.0, problems
        )
    elif head.kind == "closing":
        check_closing(head, "capacity_mw", head.capacity_mw or 0.0, plant.capacity_mw or 0.0, problems)


def check_branch(rows: Sequence[ProjectRow], scenario: Scenario, energy: Energy, problems: Problems) -> None:
    """A project at a branch uses energy and gives none; what closes was there."""
    head = rows[0]
    used = energy_of(rows, scenario.factors)
    if not any(used.values()):
        problems.add("project_needs", head.origin, head.project, needed="energy")
    for fuel, amount in used.items():
        if amount < 0.0:
            problems.add("project_gives", head.origin, f"{head.project}.{fuel}", f"{amount:g}")
        elif head.kind == "closing":
            there = energy.get((head.target, fuel))
            check_closing(head, fuel, amount, there.value if there else 0.0, problems)


def check_closing(row: ProjectRow, what: str, amount: float, there: float, problems: Problems) -> None:
    """No project closes more than the base year has."""
    if amount > there * (1.0 + SLACK):
        key = f"{row.project}.{what}"
        problems.add("closing_too_much", row.origin, key, f"{amount:.4g}", there=f"{there:.4g}")


# ---- per batch of runs ----


def apply_projects(
    acts: Acts,
    arrays: dict[str, Array],
    link_branch: IntArray,
    heat_links: IntArray,
    heat_losses: float,
    record: Record | None = None,
) -> None:
    """Let the projects act on the arrays of a pathway, in place.

    heat_links : links that use heat, whose sum the heat-led plants serve
    """
    if acts.link is not None:
        act_on_links(acts.link, arrays, link_branch)
    for quantity, one in (("capacity", acts.capacity), ("process", acts.process)):
        if one is not None:
            arrays[quantity][:, one.items] = ruled(arrays[quantity][:, one.items], one)
    if acts.fuel is not None:
        act_on_heat(acts, arrays, link_branch, heat_links, heat_losses)
    if record is not None and any((acts.link, acts.capacity, acts.process, acts.fuel)):
        record("project", "project", arrays)


def ruled(values: Array, one: Act) -> Array:
    """Amounts (year, item, run) after the rule: less what closed, growth used up first, the rest on top.

    The growth of a group is what it has above what is left of its base year; projects inside it take the
    place of that much of the group at its own mix, so the total rises only by what exceeds the growth.

    >>> one = Act(np.array([0]), np.array([0]), np.zeros((2, 1)), np.array([[0.0], [30.0]]), np.zeros((2, 1)))
    >>> ruled(np.array([100.0, 110.0]).reshape(2, 1, 1), one).ravel()
    array([100., 130.])
    """
    base = values[:1]
    gone = np.divide(one.closed[:, :, None], base, out=np.zeros_like(values), where=base > 0.0)
    kept = 1.0 - np.minimum(gone, 1.0)
    left = values * kept
    member = (one.group == np.arange(one.group.max() + 1)[:, None]).astype(float)
    total, asked = member @ left, (member @ one.inside[:, :, None])
    used = np.minimum(asked, np.maximum(total - member @ (base * kept), 0.0))
    part = np.divide(used, total, out=np.zeros_like(total), where=total > 0.0)
    added = (one.inside + one.extra)[:, :, None]
    return np.asarray(left * (1.0 - part)[:, one.group] + added)


def act_on_links(one: Act, arrays: dict[str, Array], link_branch: IntArray) -> None:
    """Projects at branches: closing takes activity away, the rest moves intensity and fuel shares."""
    activity, intensity, share = (arrays[name] for name in ("activity", "intensity", "share"))
    owner = link_branch[one.items]
    before = (activity * intensity)[:, owner] * share[:, one.items]
    closing = one._replace(inside=np.zeros_like(one.inside), extra=np.zeros_like(one.extra))
    kept, after = ruled(before, closing), ruled(before, one)
    for branch in np.unique(owner).tolist():
        mine = owner == branch
        total, stays, was = (values[:, mine].sum(axis=1) for values in (after, kept, before))
        moved = np.abs(after[:, mine] - before[:, mine]).max(axis=1) > NOTHING
        scale = np.divide(stays, was, out=np.ones_like(was), where=moved & (was > 0.0) & (stays > 0.0))
        activity[:, branch] *= scale
        alive = moved & (total > 0.0)
        places = one.items[mine]
        share[:, places] = np.divide(
            after[:, mine], total[:, None], out=share[:, places], where=alive[:, None]
        )
        idle = alive & (activity[:, branch] <= 0.0)
        activity[:, branch] = np.where(idle, 1.0, activity[:, branch])
        intensity[:, branch] = np.divide(
            total,
            activity[:, branch],
            out=intensity[:, branch].copy(),
            where=moved & (activity[:, branch] > 0.0),
        )


def act_on_heat(
    acts: Acts, arrays: dict[str, Array], link_branch: IntArray, heat_links: IntArray, losses: float
) -> None:
    """Projects at heat-led plants: their fuel becomes a share of the heat supply of its year."""
    assert acts.fuel is not None
    energy = (arrays["activity"] * arrays["intensity"])[:, link_branch[heat_links]]
    supply = (energy * arrays["share"][:, heat_links]).sum(axis=1, keepdims=True) / (1.0 - losses)
    each = supply * acts.per_heat[:, None]
    fuel = arrays["heat_share"][:, acts.fuel.items] * each
    after = ruled(fuel, acts.fuel)
    share = arrays["heat_share"][:, acts.fuel.items]
    arrays["heat_share"][:, acts.fuel.items] = np.divide(after, each, out=share, where=each > 0.0)
