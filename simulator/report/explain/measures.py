"""What the measures did to a parameter: one change for each step of the written order (docs/model.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.pathways.measures import BY_FUEL, first_above_zero
from simulator.report.explain import names
from simulator.report.explain.ground import given
from simulator.report.explain.node import Node, Words, made, renamed, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.pathways.arrays import Array
    from simulator.pathways.measures import Effect
    from simulator.report.explain.ground import Ground, Step

EXACT = {"reach": "reached", "cap": "capped", "floor": "floored"}  # step -> the operation that redoes it


class Change(NamedTuple):
    """A step that moved one value, and by how much."""

    step: Step
    amount: float


def stepped(
    ground: Ground, quantity: str, item: int, start: Node, *, year: int, key: str, name: Words, unit: str
) -> Node:
    """A parameter: its path, then what each step of the measures added to it."""
    found = list(changes(ground, quantity, item, year))
    if not found:
        return renamed(start, key, name)
    value = start.value + sum(change.amount for change in found)
    return Node(key, name, value, unit, "sum", lambda: told(ground, quantity, item, year, start, found))


def told(
    ground: Ground, quantity: str, item: int, year: int, start: Node, found: Sequence[Change]
) -> list[Node]:
    """The value before the measures, and the change by each step."""
    nodes = [renamed(start, "before", words("explain.before_measures"))]
    for change in found:
        before = (
            nodes[0]
            if len(nodes) == 1
            else made("before", words("explain.before_step"), start.unit, "sum", *nodes)
        )
        nodes.append(change_node(ground, quantity, item, year, change, before))
    return nodes


def changes(ground: Ground, quantity: str, item: int, year: int) -> Iterator[Change]:
    """The steps that moved one value of a parameter, in their order."""
    now = float(start_values(ground, quantity)[ground.at(year), item, ground.run])
    for step in ground.steps:
        if quantity in step.after:
            before, now = now, ground.value(step.after[quantity], year, item)
            if now != before:
                yield Change(step, now - before)


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


def change_node(ground: Ground, quantity: str, item: int, year: int, change: Change, before: Node) -> Node:
    """The change by one step, with the measures that took part in it."""
    kind, acting = change.step.kind, change.step.quantity
    effects = taking_part(ground, change.step, quantity, item, year)
    exact = quantity == acting and acting not in BY_FUEL
    key, name = (
        f"{kind} {acting}",
        words(
            "explain.by_step",
            step=words(f"explain.step.{kind}"),
            quantity=words(f"explain.quantity.{acting}"),
        ),
    )
    numbered = list(enumerate(effects))

    def level(number: int, effect: Effect) -> Node:
        return level_node(ground, effect, quantity, item, number)

    def weight(number: int, effect: Effect) -> Node:
        return weight_node(ground, effect, year, number)

    def scales() -> list[Node]:
        return [before, *(eased(weight(n, e), level(n, e), n) for n, e in numbered)]

    def amounts() -> list[Node]:
        name_of = [names.measure(ground, effect.measure) for effect in effects]
        return [
            made(f"{e.measure}.{n}", name_of[n], before.unit, "product", weight(n, e), level(n, e))
            for n, e in numbered
        ]

    def flat() -> list[Node]:
        return [before, *(node for n, e in numbered for node in (weight(n, e), level(n, e)))]

    operation, parts = "rule", flat
    if exact and kind == "scale":
        operation, parts = "scaled", scales
    elif exact and kind == "add":
        operation, parts = "sum", amounts
    elif exact and kind in EXACT:
        operation = EXACT[kind]
    return Node(key, name, change.amount, before.unit, operation, parts, note=words(f"explain.rule.{kind}"))


def taking_part(ground: Ground, step: Step, quantity: str, item: int, year: int) -> list[Effect]:
    """The effects of a step that act on one value, in force in that year."""
    mine = [e for e in ground.plan.effects if (e.quantity, e.kind) == (step.quantity, step.kind)]
    at = ground.at(year)
    mine = [e for e in mine if e.schedule[at] * ground.plan.strength[e.measure] > 0.0]
    if step.quantity not in BY_FUEL:
        return [effect for effect in mine if item in effect.index or item in effect.target]
    owner = owners(ground, step.quantity)
    whose = owner[item] if quantity == step.quantity else item
    return [effect for effect in mine if whose in owner[effect.index]]


def owners(ground: Ground, quantity: str) -> Array:
    """Whose part of a whole each item is: the branch of a link, the stock of a kind."""
    if quantity == "share":
        return np.asarray(ground.plan.layout.link_branch)
    sizes = [len(stock.kinds) for stock in ground.plan.stocks]
    return np.repeat(np.arange(len(sizes)), sizes)


def weight_node(ground: Ground, effect: Effect, year: int, number: int) -> Node:
    """How much of a measure is in force: w = strength x schedule."""
    used = next(used for used in ground.result.scenario.measures if used.measure.id == effect.measure)
    entry = used.measure.entry
    own = used.schedule != entry.schedule
    library = {"grade": entry.grade, "source": entry.source}
    at = used.origin if own else used.measure.origin
    share = float(effect.schedule[ground.at(year)])
    return made(
        f"{effect.measure}.{number}.weight",
        words("explain.weight", measure=names.measure(ground, effect.measure)),
        "ratio",
        "product",
        given(ground, "strength", words("explain.strength"), used.strength, "ratio", used.origin),
        given(
            ground,
            "schedule",
            words("explain.schedule", year=year),
            share,
            "ratio",
            at,
            **({} if own else library),
        ),
    )


def level_node(ground: Ground, effect: Effect, quantity: str, item: int, number: int) -> Node:
    """The number of an effect: factor, level, amount or portion, from the measure library."""
    measure = next(
        used.measure for used in ground.result.scenario.measures if used.measure.id == effect.measure
    )
    told = {"grade": measure.entry.grade, "source": measure.entry.source}
    key, name = f"{effect.measure}.{number}.value", words(f"explain.value.{effect.kind}")
    level = given(ground, key, name, effect.value, "ratio", measure.origin, **told)
    if not effect.of_base or quantity != effect.quantity:
        return level
    values = start_values(ground, quantity)[:, [item]]
    year = int(ground.plan.layout.years[int(np.argmax(values[:, 0, ground.run] > 0.0))])
    base = float(first_above_zero(values)[0, 0, ground.run])
    origin = ground.result.plan.origins.get((quantity, "", ""), (None,))[0]
    start = given(
        ground, "base", words("explain.anchor", year=year), base, "", origin, note=words("explain.base_year")
    )
    return made(key, name, "", "product", level, start)


def eased(weight: Node, level: Node, number: int) -> Node:
    """1 - w (1 - factor): what a measure leaves of a value it scales."""
    key = weight.key.removesuffix(".weight")
    return made(key, words("explain.leaves", weight=weight.name), "ratio", "eased", weight, level)
