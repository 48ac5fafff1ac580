"""A number of a result as a tree: an operation on other numbers, down to values that were given.

The tree is made on demand: the children of a node exist once somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import exp, prod
from typing import TYPE_CHECKING, NamedTuple

from simulator.inputs.rows import GRADES
from simulator.messages import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.errors import Origin

    Parts = Callable[[], Iterable["Node"]]
    Values = Sequence[float]


class Words(NamedTuple):
    """A name in both languages."""

    en: str
    zh: str

    def text(self, lang: str) -> str:
        """The name in `lang`."""
        return self.zh if lang == "zh" else self.en


def words(key: str, **details: object) -> Words:
    """A message in both languages; details that are Words speak the language of the message."""

    def told(lang: str) -> str:
        said = {name: d.text(lang) if isinstance(d, Words) else d for name, d in details.items()}
        return say(key, lang, **said)

    return Words(told("en"), told("zh"))


def no_parts() -> Iterable[Node]:
    """The children of a given value: none."""
    return ()


@dataclass(frozen=True, eq=False)
class Node:
    """A value, the operation that makes it, and its children.

    key : name among its siblings, the same in every run, by which two trees are compared
    operation : a key of OPERATIONS; "given" (it stands in a file), "constant" (by definition), or "rule": a
    written rule on the children that `redo` takes again (without it they only show what took part)
    origin, source, grade : of a given value; a computed one inherits the worst grade (`worst_grade`)
    """

    key: str
    name: Words
    value: float
    unit: str = ""
    operation: str = "given"
    parts: Parts = no_parts
    origin: Origin | None = None
    source: str = ""
    grade: str = ""
    note: Words | None = None
    redo: Callable[[Values], float] | None = None

    @cached_property
    def children(self) -> tuple[Node, ...]:
        """What the value is made of."""
        return tuple(self.parts())


def made(
    key: str, name: Words, unit: str, operation: str, *children: Node, note: Words | None = None
) -> Node:
    """A node whose value is the operation on its children."""
    value = OPERATIONS[operation]([child.value for child in children])
    return Node(key, name, value, unit, operation, lambda: children, note=note)


def renamed(node: Node, key: str, name: Words | None = None) -> Node:
    """The same node under another key and, if given, another name."""
    return replace(node, key=key, name=name or node.name)


def number(key: str, name: Words, value: float, unit: str = "") -> Node:
    """A value by definition: a count of years, a unit; it has no source and no grade."""
    return Node(key, name, value, unit, "constant")


def ratio(values: Values) -> float:
    """first / second; 0 over nothing, as in the model."""
    return values[0] / values[1] if values[1] else 0.0


def reach(values: Values) -> float:
    """x, then weight and level of each measure: the rule of docs/model.md for `reach`."""
    weights, levels = values[1::2], values[2::2]
    kept, total = prod(1.0 - weight for weight in weights), sum(weights)
    mean = sum(w * level for w, level in zip(weights, levels, strict=True)) / total if total else 0.0
    return values[0] * kept + (1.0 - kept) * mean


def bounded(values: Values, tightest: Callable[..., float]) -> float:
    """x, then weight and level of each measure: the tightest of the caps or floors."""
    x = values[0]
    levels = zip(values[1::2], values[2::2], strict=True)
    return tightest(x, *(x + weight * (tightest(x, level) - x) for weight, level in levels))


def survivors(values: Values) -> float:
    """Part of the base stock left after so many years: years, life, steepness, past growth."""
    from simulator.pathways.stocks import survivors_of_base

    years, life, steepness, growth = values
    return float(survivors_of_base(int(years) + 1, life=life, steepness=steepness, growth=growth)[int(years)])


OPERATIONS: Mapping[str, Callable[[Values], float]] = {
    "sum": lambda v: sum(v),
    "product": lambda v: prod(v),
    "ratio": ratio,
    "difference": lambda v: v[0] - sum(v[1:]),
    "negative": lambda v: -v[0],
    "absolute": lambda v: abs(v[0]),
    "power": lambda v: v[0] ** v[1],
    "rest": lambda v: 1.0 - sum(v),
    "maximum": lambda v: max(v),
    "minimum": lambda v: min(v),
    "grown": lambda v: v[0] * prod(1.0 + rate for rate in v[1:]),
    "between": lambda v: v[0] + (v[1] - v[0]) * v[2],
    "gompertz": lambda v: v[0] * exp(v[1] * exp(v[2] * v[3])),
    "weibull": lambda v: exp(-((v[0] / v[1]) ** v[2])),
    "survivors": survivors,
    "level_factor": lambda v: 1.0 + (v[0] / v[1] - 1.0) * v[2],
    "eased": lambda v: 1.0 - v[0] * (1.0 - v[1]),
    "priced": lambda v: 1.0 - v[0] * (1.0 - (1.0 + v[1]) ** v[2]),
    "scaled": lambda v: v[0] * (prod(v[1:]) - 1.0),
    "reached": lambda v: reach(v) - v[0],
    "capped": lambda v: bounded(v, min) - v[0],
    "floored": lambda v: bounded(v, max) - v[0],
    "cut": lambda v: 1.0 - v[0] / v[1],
    "change": lambda v: v[0] / v[1] - 1.0,
    "mean": lambda v: sum(v) / len(v),
}
LEAVES = ("given", "constant")  # whose value is taken as it stands


def evaluate(root: Node, known: dict[Node, float] | None = None) -> float:
    """Redo the whole tree from its given values; must give `root.value` again.

    known : values found before, kept for several roots that share branches of their trees
    """
    found = {} if known is None else known
    stack = [root]
    while stack:
        node = stack[-1]
        if node in found:
            stack.pop()
        elif node.operation in LEAVES or (node.operation == "rule" and node.redo is None):
            found[node] = node.value
        elif missing := [child for child in node.children if child not in found]:
            stack.extend(missing)
        else:
            operation = node.redo or OPERATIONS[node.operation]
            found[node] = operation([found[child] for child in node.children])
    return found[root]


def worst_grade(root: Node) -> str:
    """The worst grade of everything the value was made of, "" if nothing has one."""
    worst, seen, stack = -1, {root}, [root]
    while stack and worst < len(GRADES) - 1:
        node = stack.pop()
        if node.grade:
            worst = max(worst, GRADES.index(node.grade))
        new = [child for child in node.children if child not in seen]
        seen.update(new)
        stack.extend(new)
    return GRADES[worst] if worst >= 0 else ""


def everything(root: Node) -> set[Node]:
    """A node and all below it, each once."""
    seen, stack = {root}, [root]
    while stack:
        new = [child for child in stack.pop().children if child not in seen]
        seen.update(new)
        stack.extend(new)
    return seen
