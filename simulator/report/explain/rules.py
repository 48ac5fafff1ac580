"""Steps in which several values change each other, redone by the model's own rule on explained values.

Shares of a whole give way to each other; what moves leaves one item and reaches another.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.pathways.measures import cap_energy, take_step
from simulator.report.explain.measures import STARTS, Cell, acts_on, before_step, sources_of, start_values
from simulator.report.explain.node import Node, made, renamed, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simulator.pathways.arrays import Array
    from simulator.pathways.measures import Effect
    from simulator.report.explain.ground import Ground, Step
    from simulator.report.explain.node import Values

TCE = "1e4 tce"


class Scene(NamedTuple):
    """One step around one value: the effects in it, the items they take from, and all items they touch."""

    step: Step
    number: int
    cell: Cell
    effects: Sequence[Effect]
    items: tuple[int, ...]
    axis: tuple[int, ...]

    @property
    def apart(self) -> bool:
        """True if the value is of another quantity than the step's: intensity, when fuels move."""
        return self.cell.quantity != self.step.quantity

    @property
    def caps(self) -> bool:
        """True for caps on the energy of a fuel, which look at activity and intensity too."""
        return acts_on(self.step) == "energy"


def by_rule(
    ground: Ground,
    cell: Cell,
    number: int,
    node: Node,
    effects: Sequence[Effect],
    pairs: Sequence[tuple[Node, Node]],
) -> Node:
    """The change as the step of the model itself, taken again on the children's values alone.

    pairs : weight and level of every effect
    """
    step = ground.steps[number]
    items = sources_of(ground, step, cell, effects)
    axis = sorted({*items, *(int(i) for effect in effects for i in effect.target.ravel())})
    scene = Scene(step, number, cell, effects, tuple(items), tuple(axis))

    def parts() -> list[Node]:
        return [*state(ground, scene), *(one for pair in pairs for one in pair)]

    def redo(values: Values) -> float:
        return again(scene, values)

    return replace(node, operation="rule", parts=parts, redo=redo)


def state(ground: Ground, scene: Scene) -> list[Node]:
    """What the step starts from, in the order in which `again` takes it."""
    year, number = scene.cell.year, scene.number

    def before(quantity: str, item: int, key: str) -> Node:
        return renamed(before_step(ground, Cell(quantity, item, year), number), key)

    held = [before(scene.step.quantity, item, f"x.{item}") for item in scene.items]
    if scene.step.quantity == "activity":  # what moves keeps its energy
        first = [STARTS["intensity"](ground, item, ground.first) for item in scene.axis]
        return held + [renamed(node, f"intensity.{i}") for i, node in zip(scene.axis, first, strict=True)]
    if scene.step.quantity != "share" or not (scene.apart or scene.caps):
        return held
    branch = int(ground.plan.layout.link_branch[scene.items[0]])
    around = [before("intensity", branch, "intensity")]
    if scene.caps:
        around.append(before("activity", branch, "activity"))
        around += [base_energy(ground, scene, link) for link in capped(scene)]
    return held + around


def capped(scene: Scene) -> list[int]:
    """Links of the branch whose energy some effect caps."""
    return [item for item in scene.items if any(item in effect.index for effect in scene.effects)]


def base_energy(ground: Ground, scene: Scene, link: int) -> Node:
    """Energy of a fuel in the first year with any, of which a cap is a multiple."""
    branch = int(ground.plan.layout.link_branch[link])
    cells = {"activity": branch, "intensity": branch, "share": link}
    series = [values_before(ground, scene, quantity)[:, item] for quantity, item in cells.items()]
    first = int(np.argmax(np.prod(series, axis=0)[:, ground.run] > 0.0))
    year = int(ground.plan.layout.years[first])
    parts = [before_step(ground, Cell(q, item, year), scene.number) for q, item in cells.items()]
    keyed = [renamed(node, quantity) for node, quantity in zip(parts, cells, strict=True)]
    name = words("explain.anchor", year=year)
    return made(
        f"base.{link}", words("explain.of_year", name=keyed[2].name, value=name), TCE, "product", *keyed
    )


def values_before(ground: Ground, scene: Scene, quantity: str) -> Array:
    """A parameter as it stood before the step, (year, item, run)."""
    earlier = [step.after[quantity] for step in ground.steps[: scene.number] if quantity in step.after]
    return np.asarray(earlier[-1]) if earlier else start_values(ground, quantity)


# ---- the step again ----


def again(scene: Scene, values: Values) -> float:
    """Take one step of the model on values alone; returns what it changes."""
    rest = list(values)
    held = {item: rest.pop(0) for item in scene.items}
    arrays = {scene.step.quantity: column(held.get(item, 0.0) for item in scene.axis)}
    if scene.step.quantity == "activity":
        arrays["intensity"] = column(rest.pop(0) for _ in scene.axis)
    elif scene.step.quantity == "share":
        arrays["intensity"] = column([rest.pop(0) if scene.apart or scene.caps else 1.0])
    now = float(arrays["intensity"][0, 0, 0]) if scene.apart else held[scene.cell.item]
    if scene.caps:
        return again_capped(scene, arrays, rest) - now
    mine = numbered(scene, rest)
    strength = {effect.measure: np.ones(1) for effect in mine}
    alone = np.zeros(len(scene.axis), dtype=np.intp)  # all fuels are of one branch, all kinds of one stock
    take_step(scene.step.kind, arrays, scene.step.quantity, mine, strength, None, alone)
    return result_of(scene, arrays) - now


def again_capped(scene: Scene, arrays: dict[str, Array], rest: list[float]) -> float:
    """Caps on energy look back at the base year, so it stands before the year itself."""
    activity = rest.pop(0)
    base = {link: rest.pop(0) for link in capped(scene)}
    first = column(base.get(item, 0.0) for item in scene.axis)
    both = {
        "share": np.concatenate([first, arrays["share"]]),
        "intensity": np.concatenate([np.ones((1, 1, 1)), arrays["intensity"]]),
        "activity": np.concatenate([np.ones((1, 1, 1)), np.full((1, 1, 1), activity)]),
    }
    mine = numbered(scene, rest)
    mine = [replace(effect, schedule=np.array([0.0, effect.schedule[0]])) for effect in mine]
    strength = {effect.measure: np.ones(1) for effect in mine}
    cap_energy(both, mine, strength, np.zeros(len(scene.axis), dtype=np.intp))
    place = 0 if scene.apart else scene.axis.index(scene.cell.item)
    return float(both[scene.cell.quantity][1, place, 0])


def numbered(scene: Scene, rest: Sequence[float]) -> list[Effect]:
    """The effects of one year on the items of the scene only, numbered along its axis."""
    found = []
    for number, effect in enumerate(scene.effects):
        weight, value = rest[2 * number : 2 * number + 2]
        rows = np.flatnonzero(np.isin(effect.index, scene.items))
        found.append(
            replace(
                effect,
                schedule=np.array([weight]),
                index=np.searchsorted(scene.axis, effect.index[rows]),
                target=np.searchsorted(scene.axis, effect.target[rows]),
                value=value,
            )
        )
    return found


def result_of(scene: Scene, arrays: dict[str, Array]) -> float:
    """The value of the scene after the step."""
    place = 0 if scene.apart else scene.axis.index(scene.cell.item)
    return float(arrays[scene.cell.quantity][0, place, 0])


def column(values: Iterable[float]) -> Array:
    """Values as an array of one year and one run."""
    return np.array(list(values), dtype=float).reshape(1, -1, 1)
