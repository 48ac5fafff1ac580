"""What the measures did to a parameter: one change for each step of the written order (docs/model.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.pathways.measures import BY_FUEL
from simulator.report.explain import names
from simulator.report.explain.ground import given, remembered
from simulator.report.explain.node import Node, Words, made, renamed, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.pathways.arrays import Array, IntArray
    from simulator.pathways.measures import Effect
    from simulator.report.explain.ground import Ground, Step

    Start = Callable[[Ground, int, int], Node]  # item, year -> the parameter before any measure

EXACT = {"reach": "reached", "cap": "capped", "floor": "floored"}  # step -> the operation that redoes it
ROUNDING = 1e-14  # relative; shares are divided by their sum even where nothing moves
STARTS: dict[str, Start] = {}  # quantity -> its value before measures, filled by `starts`


class Cell(NamedTuple):
    """One value of a parameter: quantity, item on its axis, year."""

    quantity: str
    item: int
    year: int


class Change(NamedTuple):
    """A step that moved one value, by number, and by how much."""

    number: int
    step: Step
    amount: float


def starts(quantity: str) -> Callable[[Start], Start]:
    """Say which function makes a quantity's value before measures."""

    def register(build: Start) -> Start:
        STARTS[quantity] = remembered(build)
        return STARTS[quantity]

    return register


def stepped(ground: Ground, cell: Cell, *, key: str, name: Words) -> Node:
    """A parameter: its path, then what each step of the measures added to it."""
    start = STARTS[cell.quantity](ground, cell.item, cell.year)
    found = list(changes(ground, cell))
    if not found:
        return renamed(start, key, name)
    value = start.value + sum(change.amount for change in found)
    return Node(key, name, value, start.unit, "sum", lambda: told(ground, cell, found))


def told(ground: Ground, cell: Cell, found: Sequence[Change]) -> list[Node]:
    """The value before the measures, and the change by each step."""
    start = STARTS[cell.quantity](ground, cell.item, cell.year)
    changed = [change_node(ground, cell, change.number) for change in found]
    return [renamed(start, "before", words("explain.before_measures")), *changed]


def changes(ground: Ground, cell: Cell) -> Iterator[Change]:
    """The steps that moved one value of a parameter, in their order."""
    now = float(start_values(ground, cell.quantity)[ground.at(cell.year), cell.item, ground.run])
    for number, step in enumerate(ground.steps):
        if cell.quantity in step.after:
            before, now = now, ground.value(step.after[cell.quantity], cell.year, cell.item)
            if abs(now - before) > ROUNDING * max(abs(now), abs(before)):
                yield Change(number, step, now - before)


def before_step(ground: Ground, cell: Cell, number: int) -> Node:
    """A parameter before a step: its path and the changes by the earlier ones."""
    start = STARTS[cell.quantity](ground, cell.item, cell.year)
    earlier = [one for one in changes(ground, cell) if one.number < number]
    name = words("explain.before_step", name=start.name)
    if not earlier:
        return renamed(start, "before", name)
    value = start.value + sum(change.amount for change in earlier)
    return Node("before", name, value, start.unit, "sum", lambda: told(ground, cell, earlier))


def start_values(ground: Ground, quantity: str) -> Array:
    """A parameter before any measure, (year, item, run)."""
    plan, runs = ground.plan, ground.before.runs
    if quantity == "sales_share":
        planned = np.concatenate([stock.sales_share for stock in plan.stocks], axis=1)
    elif quantity in ("capacity", "hours", "heat_share", "release"):
        planned = getattr(plan, quantity)
    else:
        return np.asarray(getattr(ground.before, quantity))
    return np.repeat(planned[:, :, None], runs, axis=2)


# ---- one step ----


@remembered
def change_node(ground: Ground, cell: Cell, number: int) -> Node:
    """The change of a value by one step, with the measures that took part in it."""
    step = ground.steps[number]
    kind, before = step.kind, before_step(ground, cell, number)
    amount = next(change.amount for change in changes(ground, cell) if change.number == number)
    if kind == "project":
        name, note = words("explain.step.project"), words("explain.rule.project")
        rows = acting_projects(ground, cell)
        return Node("project", name, amount, before.unit, "rule", lambda: rows, note=note)
    acting = acts_on(step)
    quantity = words(f"explain.quantity.{acting}")
    name = words("explain.by_step", step=words(f"explain.step.{kind}"), quantity=quantity)
    node = Node(f"{kind} {acting}", name, amount, before.unit, note=words(f"explain.rule.{kind}"))
    effects = taking_part(ground, step, cell)
    pairs = [
        (weight_node(ground, e, cell.year, n), level_node(ground, e, cell, n)) for n, e in enumerate(effects)
    ]
    if step.quantity != cell.quantity or step.quantity in BY_FUEL or kind == "shift":
        from simulator.report.explain.rules import by_rule

        return by_rule(ground, cell, number, node, effects, pairs)
    if kind == "scale":
        return replace(node, operation="scaled", parts=lambda: [before, *(eased(*pair) for pair in pairs)])
    if kind == "add":
        return replace(node, operation="sum", parts=lambda: [added(before.unit, *pair) for pair in pairs])
    return replace(
        node, operation=EXACT[kind], parts=lambda: [before, *(one for pair in pairs for one in pair)]
    )


def acting_projects(ground: Ground, cell: Cell) -> list[Node]:
    """The rows of the projects that act on what a value belongs to."""
    layout = ground.plan.layout
    target = {
        "activity": layout.branches,
        "intensity": layout.branches,
        "share": [branch for branch, _ in layout.links],
        "process": layout.processes,
    }.get(cell.quantity, layout.plants)[cell.item]
    rows = [r for r in ground.result.scenario.region.projects if r.acts != "none"]
    mine = [row for row in rows if target in (row.target, row.process)]
    return [
        given(ground, f"{r.project}.{r.fuel}", Words(r.title_en, r.title_zh), r.value, r.unit, r.origin)
        for r in mine
    ]


def acts_on(step: Step) -> str:
    """The quantity that the effects of a step name: what caps shares is a cap on the energy of a fuel."""
    return "energy" if (step.quantity, step.kind) == ("share", "cap") else step.quantity


def taking_part(ground: Ground, step: Step, cell: Cell) -> list[Effect]:
    """The effects of a step that act on a value, in force in that year; rivals for the same source too."""
    at = ground.at(cell.year)
    mine = [e for e in ground.plan.effects if (e.quantity, e.kind) == (acts_on(step), step.kind)]
    mine = [e for e in mine if e.schedule[at] * ground.plan.strength[e.measure] > 0.0]
    sources = sources_of(ground, step, cell, mine)
    return [effect for effect in mine if np.isin(effect.index, sources).any()]


def sources_of(ground: Ground, step: Step, cell: Cell, effects: Sequence[Effect]) -> list[int]:
    """Items of the step's quantity whose effects reach a value: its branch, or itself and its givers."""
    if step.quantity in BY_FUEL:
        owner = owners(ground, step.quantity)
        whose = owner[cell.item] if cell.quantity == step.quantity else cell.item
        return np.flatnonzero(owner == whose).tolist()
    givers = {
        int(e.index[row]) for e in effects for row, targets in enumerate(e.target) if cell.item in targets
    }
    return sorted({cell.item, *givers})


def owners(ground: Ground, quantity: str) -> IntArray:
    """Whose part of a whole each item is: the branch of a link, the stock of a kind."""
    if quantity == "share":
        return ground.plan.layout.link_branch
    sizes = [len(stock.kinds) for stock in ground.plan.stocks]
    return np.repeat(np.arange(len(sizes)), sizes)


# ---- the measures ----


def weight_node(ground: Ground, effect: Effect, year: int, number: int) -> Node:
    """How much of a measure is in force: w = strength x schedule."""
    used = ground.used(effect.measure)
    entry = used.measure.entry
    own = used.schedule != entry.schedule
    library = {} if own else {"grade": entry.grade, "source": entry.source}
    at = used.origin if own else used.measure.origin
    share = float(effect.schedule[ground.at(year)])
    return made(
        f"{effect.measure}.{number}.weight",
        words("explain.weight", measure=names.measure(ground, effect.measure)),
        "ratio",
        "product",
        given(ground, "strength", words("explain.strength"), used.strength, "ratio", used.origin),
        given(ground, "schedule", words("explain.schedule", year=year), share, "ratio", at, **library),
    )


def level_node(ground: Ground, effect: Effect, cell: Cell, number: int) -> Node:
    """The number of an effect: factor, level, amount or portion, from the measure library."""
    measure = ground.used(effect.measure).measure
    told = {"grade": measure.entry.grade, "source": measure.entry.source}
    name = words(f"explain.value.{effect.kind}", measure=names.measure(ground, effect.measure))
    key = f"{effect.measure}.{number}.value"
    if isinstance(effect.value, np.ndarray):
        from simulator.report.explain.prices import price_factor

        return price_factor(ground, effect, cell.item, key, name)
    level = given(ground, key, name, effect.value, "ratio", measure.origin, **told)
    if not effect.of_base or cell.quantity != effect.quantity:
        return level
    values = start_values(ground, cell.quantity)[:, [cell.item]]
    year = int(ground.plan.layout.years[int(np.argmax(values[:, 0, ground.run] > 0.0))])
    base = STARTS[cell.quantity](ground, cell.item, year)
    return made(key, name, base.unit, "product", level, renamed(base, "base"))


def eased(weight: Node, level: Node) -> Node:
    """1 - w (1 - factor): what a measure leaves of a value it scales."""
    key = weight.key.removesuffix(".weight")
    return made(key, words("explain.leaves", weight=weight.name), "ratio", "eased", weight, level)


def added(unit: str, weight: Node, level: Node) -> Node:
    """w x amount."""
    key = weight.key.removesuffix(".weight")
    return made(key, level.name, unit, "product", weight, level)
