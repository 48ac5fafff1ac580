"""From a scenario and a table of sub-areas, or its sectors, to what the rules divide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulator.errors import Origin, Problems, nearest
from simulator.explore.allocation.rules import (
    MIX,
    NEEDS,
    RULES,
    Allocation,
    Basis,
    Party,
    PathError,
    divided,
    out_of_reach,
    to_budget,
    to_cap,
    told_notes,
)
from simulator.explore.credits.outcomes import co2_by_sector
from simulator.inputs.schema import LARGEST, per_cent
from simulator.inputs.subareas import SHARE
from simulator.messages import say
from simulator.pathways.arrays import SECTORS
from simulator.variables import SECTOR_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.explore.allocation.rules import Note
    from simulator.face import Result
    from simulator.inputs.schema import Title
    from simulator.inputs.subareas import Subarea
    from simulator.pathways.arrays import Array, IntArray
    from simulator.pathways.prepare import Plan

AMONG_SECTORS, AMONG_AREAS = "sectors", "subareas"
WHAT = {  # what may be divided -> the item of a sub-area that is its base
    "co2_total": "co2",
    "energy_total": "energy",
    "coal_total": "coal",
    "oil_total": "oil",
    "gas_total": "gas",
    "electricity_use": "electricity",
}
BY_SECTOR = ("co2_total", "energy_total", "electricity_use")
DRIVERS = {"population": "population", "value_added": "gdp"}  # what later years grow with
JUDGED = 2030  # without a year of its own
NOT_ROUNDING = 1e-9  # of the region: sub-areas that add up miss it by less
WORTH_TELLING = 5e-3  # of a region's people or GDP
ROUNDED_WEIGHTS = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted; a cap goes with `year`, a budget with `first` and `year`. No rule: all that can be."""

    what: str = "co2_total"
    rules: tuple[str, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()
    cap: float | None = None
    budget: float | None = None
    first: int | None = None
    year: int | None = None
    converge: int | None = None
    scale: bool = False


# ---- what is asked ----


def weights_of(text: str, problems: Problems) -> tuple[tuple[str, float], ...]:
    """Rules and their weights from `per_head=0.4,grandfathering=60%`."""
    found = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, _, value = (one.strip() for one in part.partition("="))
        try:
            found.append((name, float(value) if per_cent(value) is None else float(per_cent(value) or 0.0)))
        except ValueError:
            problems.add("allocate_weight_form", asked("weights"), "", part)
    return tuple(found)


def check_order(order: Order, plan: Plan | None, problems: Problems, *, sectors: bool) -> None:
    """Names, weights, values and years of an order, all problems at once; `sectors`: not among sub-areas."""
    divisible = BY_SECTOR if sectors else tuple(WHAT)
    if order.what not in divisible:
        guess = nearest(order.what, divisible)
        problems.add("expected_one_of", asked("what"), "", order.what, expected=divisible, nearest=guess)
    for option, names in (("rule", order.rules), ("weights", [name for name, _ in order.weights])):
        for name in names:
            if name not in RULES and not (name == MIX and option == "rule"):
                expected, guess = [*RULES, MIX], nearest(name, [*RULES, MIX])
                problems.add("expected_one_of", asked(option), "", name, expected=expected, nearest=guess)
    check_weights(order, problems)
    if plan is not None:
        check_path(order, plan, problems)


def asked(option: str) -> Origin:
    """Where an option was given."""
    return Origin(f"--{option}", 0)


def check_weights(order: Order, problems: Problems) -> None:
    """Weights add up to 1, none below zero, each rule once; a mix needs them."""
    values = [value for _, value in order.weights]
    if MIX in order.rules and not values:
        problems.add("allocate_mix_needs_weights", asked("rule"), "", MIX)
    for name, value in order.weights:
        if not 0.0 <= value <= 1.0:
            problems.add("expected_range", asked("weights"), name, f"{value:g}", low=0, high=1)
    if len(dict(order.weights)) < len(order.weights):
        problems.add("allocate_weight_twice", asked("weights"))
    if values and abs(sum(values) - 1.0) > ROUNDED_WEIGHTS:
        problems.add("allocate_weights_sum", asked("weights"), "", f"{sum(values):g}")


def check_path(order: Order, plan: Plan, problems: Problems) -> None:
    """A cap or a budget, not both, with years inside the projection."""
    base, end = plan.scenario.base_year, plan.scenario.end_year
    if order.cap is not None and order.budget is not None:
        problems.add("allocate_cap_and_budget", asked("cap"))
    for option, value in (("cap", order.cap), ("budget", order.budget)):
        if value is not None and order.year is None:
            problems.add("allocate_needs_year", asked(option))
        if value is not None and not 0.0 <= value < LARGEST:
            problems.add("expected_range", asked(option), "", f"{value:g}", low=0, high=f"{LARGEST:g}")
    if (order.budget is None) != (order.first is None):
        problems.add("allocate_budget_from", asked("from"))
    last = order.year if order.year is not None else end
    for option, year, high in (
        ("year", order.year, end),
        ("from", order.first, last),
        ("converge", order.converge, 2100),
    ):
        if year is not None and not base < year <= high:
            problems.add("expected_range", asked(option), "", year, low=base + 1, high=high)


# ---- from a result to an allocation ----


def allocate(result: Result, areas: Sequence[Subarea] | None, order: Order, origin: Origin) -> Allocation:
    """Divide a region's path among sub-areas, or sectors if None. Raises InputError."""
    problems = Problems()
    basis, parties = (
        sector_basis(result, order) if areas is None else area_basis(result, areas, order, problems)
    )
    years, path = path_of(result, order, problems)
    problems.raise_if_any()
    at = int(np.flatnonzero(years == (order.year or min(JUDGED, int(years[-1]))))[0])
    basis, rest, notes = with_rest(basis, result, order, path, origin, problems)
    problems.raise_if_any()
    basis = cut_to(with_stack(basis, result, areas, order, notes), years)
    wanted, skipped = chosen(order, lacking(basis, areas, order, (path - rest)[at], at, result), problems)
    problems.raise_if_any()
    amounts = divided(basis, path - rest, wanted, dict(order.weights))
    if basis.stack is not None and "least_cost" in wanted:
        notes += early_notes(basis, path - rest)
    return Allocation(
        among=AMONG_SECTORS if areas is None else AMONG_AREAS,
        what=order.what,
        basis=basis,
        path=path,
        rest=rest,
        parties=parties,
        amounts=amounts,
        weights=dict(order.weights),
        aim="cap" if order.cap is not None else "budget" if order.budget is not None else "path",
        at=at,
        first=1 if order.first is None else int(np.flatnonzero(years == order.first)[0]),
        skipped=tuple(skipped),
        notes=(*notes, *told_notes(amounts, basis, parties, at)),
    )


def path_of(result: Result, order: Order, problems: Problems) -> tuple[IntArray, Array]:
    """The path to be divided: the scenario's central one, or one that keeps a cap or a budget."""
    years, values = result.years, result.series[order.what][:, 0]
    if np.isnan(values).any() or values.min() < 0.0 or values[0] <= 0.0:
        problems.add("allocate_no_path", asked("what"), "", order.what)
        return years, values
    if order.cap is not None and order.year is not None:
        return to_cap(years, values, order.cap, order.year)
    if order.budget is not None and order.year is not None and order.first is not None:
        try:
            return to_budget(years, values, order.budget, order.first, order.year)
        except PathError as error:
            problems.add(error.args[0], asked("budget"), "", f"{order.budget:g}", **error.args[1])
    return years, values


def by_sector(result: Result, what: str) -> Array:
    """What the sectors use or release, (sector, year), bought power included even where it does not count."""
    flows, start = result.flows, result.start
    if what == "co2_total":
        values = co2_by_sector(flows, result.preset, result.scenario.entry.accounting.imported_power)
    elif what == "energy_total":
        values = flows.primary_sector
    else:
        values = flows.electricity_use / result.plan.coefficients.calorific_rate
    return np.asarray(values[start:, : len(SECTORS), 0].T)


def sector_basis(result: Result, order: Order) -> tuple[Basis, tuple[Party, ...]]:
    """Sectors as parties; those that never use anything are left out."""
    values = by_sector(result, order.what)
    kept = np.flatnonzero(np.abs(values).max(axis=1) > 0.0)
    parties = tuple(sector_party(SECTORS[place]) for place in kept)
    known = {"projected": np.maximum(values[kept], 0.0)}
    return basis_of(values[kept, 0], result, order, known), parties


def sector_party(sector: str) -> Party:
    """A sector and the department that usually leads it, written `中文 | English`."""
    english, chinese = SECTOR_NAMES[sector]
    key = f"allocate_department.{sector}"
    return Party(sector, chinese, english, f"{say(key, 'zh')} | {say(key, 'en')}")


def basis_of(base: Array, result: Result, order: Order, known: Mapping[str, Array]) -> Basis:
    """A basis over all years of a result."""
    last = order.converge or order.year or int(result.years[-1])
    return Basis(np.asarray(base, dtype=float), result.years, last, known)


def area_basis(
    result: Result, areas: Sequence[Subarea], order: Order, problems: Problems
) -> tuple[Basis, tuple[Party, ...]]:
    """Sub-areas as parties; the base of every one is needed, of the base year."""
    item, first = WHAT[order.what], int(result.years[0])
    for area in areas:
        if first not in area.values.get(item, {}):
            problems.add("subarea_no_base", area.rows[0].origin, area.id, item=item, year=first)
    base = np.array([area.values.get(item, {}).get(first, 0.0) for area in areas])
    known = {
        name: grown(areas, name, result) for name in DRIVERS if all(name in area.values for area in areas)
    }
    ability = ability_of(areas, result, known)
    if ability is not None:
        known["ability"] = ability
    if order.what in BY_SECTOR and not missing_shares(areas, result):
        known["projected"] = share_matrix(areas) @ np.maximum(by_sector(result, order.what), 0.0)
    parties = tuple(Party(area.id, area.title_zh, area.title_en, area.department) for area in areas)
    return basis_of(base, result, order, known), parties


def grown(areas: Sequence[Subarea], item: str, result: Result) -> Array:
    """An item of every sub-area, (party, year), as `along` draws it; income and revenue hold their level."""
    driver = result.series[DRIVERS[item]][:, 0] if item in DRIVERS else np.ones(len(result.years))
    driver = driver if np.isfinite(driver).all() and driver.min() > 0.0 else np.ones(len(result.years))
    return np.array([along(area.values[item], result.years, driver) for area in areas])


def along(points: Mapping[int, float], years: IntArray, driver: Array) -> Array:
    """Points by year as a path: ratios to the driver on a line between the points, held outside them."""
    when = np.array(sorted(points))
    level = np.interp(when, years, driver)
    return np.asarray(np.interp(years, when, [points[int(year)] for year in when] / level) * driver)


def ability_of(areas: Sequence[Subarea], result: Result, known: Mapping[str, Array]) -> Array | None:
    """Ability to pay, (party, year): income per head, else revenue per head; None if unknown."""
    if all("income_per_head" in area.values for area in areas):
        return grown(areas, "income_per_head", result)
    if "population" in known and all("revenue" in area.values for area in areas):
        return grown(areas, "revenue", result) / known["population"]
    return None


def missing_shares(areas: Sequence[Subarea], result: Result) -> list[str]:
    """Items of shares that a table has not got, of sectors that use or release something."""
    used = np.abs(by_sector(result, "energy_total")) + np.abs(by_sector(result, "co2_total"))
    given = {item for area in areas for item in area.values}
    wanted = [SHARE + name for name, row in zip(SECTORS, used, strict=True) if row.max() > 0.0]
    return [item for item in wanted if item not in given]


def share_matrix(areas: Sequence[Subarea]) -> Array:
    """Part of every sector that lies in a sub-area, (party, sector)."""
    return np.array(
        [[sum(area.values.get(SHARE + name, {}).values()) for name in SECTORS] for area in areas], dtype=float
    )


# ---- what does not add up ----


def with_rest(
    basis: Basis, result: Result, order: Order, path: Array, origin: Origin, problems: Problems
) -> tuple[Basis, Array, list[Note]]:
    """The basis, what lies in no party (year,), and notes.

    Parties that hold less than the region leave a rest with its own share of the path; more than the region
    is refused. With `scale` the base is scaled to the region's, and that is told.
    """
    region, whole = float(path[0]), float(basis.base.sum())
    notes = differences(basis, result)
    details = {"sum": f"{whole:.6g}", "region": f"{region:.6g}", "difference": f"{whole / region - 1.0:+.2%}"}
    if whole <= 0.0:
        problems.add("allocate_nothing", origin)
        return basis, np.zeros_like(path), notes
    if abs(whole - region) <= NOT_ROUNDING * region:
        return basis, np.zeros_like(path), notes
    if order.scale:
        notes.insert(0, ("allocate_note.scaled", details))
        return replace(basis, base=basis.base * (region / whole)), np.zeros_like(path), notes
    if whole > region:
        problems.add("allocate_too_much", origin, **details)
        return basis, np.zeros_like(path), notes
    notes.insert(0, ("allocate_note.rest", details))
    return basis, (1.0 - whole / region) * path, notes


def differences(basis: Basis, result: Result) -> list[Note]:
    """People and value added that add up to something else than the region's."""
    notes: list[Note] = []
    for item, driver in DRIVERS.items():
        if item not in basis.known:
            continue
        whole, region = float(basis.known[item][:, 0].sum()), float(result.series[driver][0, 0])
        if abs(whole / region - 1.0) > WORTH_TELLING:
            details: dict[str, object] = {"sum": f"{whole:.6g}", "region": f"{region:.6g}"}
            details["difference"] = f"{whole / region - 1.0:+.2%}"
            notes.append((f"allocate_note.{item}", details))
    return notes


def cut_to(basis: Basis, years: IntArray) -> Basis:
    """A basis over the first years only."""
    count = len(years)
    known = {name: values[:, :count] for name, values in basis.known.items()}
    stack = None if basis.stack is None else basis.stack[:, :, :count]
    return replace(basis, years=years, known=known, stack=stack)


# ---- least cost ----


def with_stack(
    basis: Basis, result: Result, areas: Sequence[Subarea] | None, order: Order, notes: list[Note]
) -> Basis:
    """A basis with the stack of measures by cost, where a cap or a budget on CO2 asks for more cuts.

    The stack is scaled to the base of the parties, so that what lies in none of them stays out of it.
    """
    named = {*order.rules, *(name for name, _ in order.weights)}
    unasked = bool(order.rules) and "least_cost" not in named
    if order.what != "co2_total" or (order.cap is None and order.budget is None) or unasked:
        return basis
    if areas is not None and missing_shares(areas, result):
        return basis
    sectors, without = cost_stack(result.plan)
    if without:
        notes.append(("allocate_note.no_cost", {"count": len(without), "measures": without}))
    if areas is None:
        stack = sectors[:, np.abs(by_sector(result, order.what)).max(axis=1) > 0.0]
    else:
        stack = np.einsum("as,psy->pay", share_matrix(areas), sectors)
    return replace(basis, stack=stack * (basis.base.sum() / stack[0, :, 0].sum()))


def cost_stack(plan: Plan) -> tuple[Array, list[Title]]:
    """CO2 by sector (point, sector, year) as measures come in by cost a tonne, and titles of those without.

    Point 0 is the scenario; each further point holds one measure more at full strength, overlaps as they are.
    """
    from simulator.explore.solve.levers import evaluate, lever_costs, levers_of, per_tonne

    levers = levers_of(plan)
    entries = {used.measure.id: used.measure.entry for used in levers.plan.scenario.measures}
    middle = [
        (per_tonne(entries[n].cost, "low") + per_tonne(entries[n].cost, "high")) / 2 for n in levers.names
    ]
    known = lever_costs(levers).known
    order = [int(place) for place in np.argsort(middle, kind="stable") if known[place]]
    strengths = np.repeat(levers.now[:, None], len(order) + 1, axis=1)
    for point, place in enumerate(order, start=1):
        strengths[place, point:] = levers.high[place]
    only_co2 = replace(levers, asked=levers.asked._replace(targets=(), gases=False))
    found = evaluate(only_co2, strengths)["co2_sector"][:, : len(SECTORS)]
    without = [entries[name].title for name, there in zip(levers.names, known, strict=True) if not there]
    return np.maximum(found.transpose(2, 1, 0), 0.0), without


# ---- which rules ----


def lacking(
    basis: Basis, areas: Sequence[Subarea] | None, order: Order, wanted: float, at: int, result: Result
) -> dict[str, Note]:
    """Rules that cannot be computed -> the reason. `wanted` is the path of the parties in the judged year."""
    found: dict[str, Note] = {}
    for rule, item in NEEDS.items():
        if item not in basis.known:
            found[rule] = no_item(rule, item, areas)
    if "projected" not in basis.known:
        items = missing_shares(areas or (), result) if order.what in BY_SECTOR else []
        reason = "allocate_lacks.shares" if items else "allocate_lacks.not_by_sector"
        found["projected"] = (reason, {"rule": "projected", "items": items})
    if basis.stack is None:
        found["least_cost"] = no_stack(areas, order, result)
    elif (gap := out_of_reach(basis.stack[:, :, at], wanted)) > 0.0:
        details = {"rule": "least_cost", "gap": f"{gap:.4g}", "year": int(basis.years[at])}
        found["least_cost"] = ("allocate_lacks.reach", details)
    return found


def early_notes(basis: Basis, path: Array) -> list[Note]:
    """Years in which the path lies below what all measures reach by then."""
    assert basis.stack is not None
    stacks = np.moveaxis(basis.stack, -1, 0)
    years = [
        int(year)
        for year, stack, wanted in zip(basis.years, stacks, path, strict=True)
        if out_of_reach(stack, float(wanted)) > 0.0
    ]
    return [("allocate_note.early", {"years": spans(years)})] if years else []


def spans(years: Sequence[int]) -> list[str]:
    """Years as spans.

    >>> spans([2021, 2022, 2023, 2027])
    ['2021-2023', '2027']
    """
    starts = [year for year in years if year - 1 not in years]
    ends = [year for year in years if year + 1 not in years]
    return [f"{a}-{b}" if b > a else str(a) for a, b in zip(starts, ends, strict=True)]


def no_item(rule: str, item: str, areas: Sequence[Subarea] | None) -> Note:
    """Why people, value added or ability to pay are not known."""
    if areas is None:
        return "allocate_lacks.sectors", {"rule": rule}
    if item == "ability":
        return "allocate_lacks.ability", {"rule": rule}
    without = [area.id for area in areas if item not in area.values]
    return "allocate_lacks.item", {"rule": rule, "items": item, "areas": without}


def no_stack(areas: Sequence[Subarea] | None, order: Order, result: Result) -> Note:
    """Why measures cannot be put in order of cost."""
    if order.what != "co2_total":
        return "allocate_lacks.only_co2", {"rule": "least_cost"}
    if areas is not None and (items := missing_shares(areas, result)):
        return "allocate_lacks.shares", {"rule": "least_cost", "items": items}
    return "allocate_lacks.no_aim", {"rule": "least_cost"}


def chosen(order: Order, lacks: Mapping[str, Note], problems: Problems) -> tuple[list[str], list[Note]]:
    """The rules to compute, and why others are not; to name a rule that lacks something is a problem."""
    for option, names in (("rule", order.rules), ("weights", [name for name, _ in order.weights])):
        for name in names:
            if name in lacks:
                key, details = lacks[name]
                problems.add(key, asked(option), "", **details)
    if order.rules:
        return [name for name in dict.fromkeys(order.rules) if name != MIX], []
    return [name for name in RULES if name not in lacks], list(lacks.values())
