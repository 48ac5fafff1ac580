"""What `sim explain` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.report.explain.address import actual, explain
from simulator.report.explain.ground import ground_of
from simulator.report.explain.reading import read_result
from simulator.report.explain.text import (
    Pair,
    as_json,
    difference_json,
    difference_text,
    heading,
    tree_json,
    tree_text,
)

if TYPE_CHECKING:
    from simulator.face import Result
    from simulator.report.explain.node import Node

ACTUAL = "actual"  # the case of published values in indicators.csv
CASES = ("central", "low", "high", "frozen_grid", ACTUAL)


def explanation(
    name: str,
    address: str,
    *,
    case: str = "central",
    against: str | None = None,
    depth: int = 3,
    lang: str = "zh",
    json: bool = False,
) -> str:
    """The tree of a number of a result, alone or beside that of another one, as text or JSON.

    Raises InputError for a result or address that does not exist.
    """
    result = read_result(name)
    root = tree_of(result, address, case)
    head = {"result": result.scenario.id, "cell": address, "case": case, "accounting": result.preset}
    if against is None:
        if json:
            return as_json({**head, "tree": tree_json(root, depth)})
        return "\n".join([heading(result, address, case, lang), *tree_text(root, address, lang, depth)])
    other = read_result(against)
    pair = Pair(root, tree_of(other, address, case))
    if json:
        return as_json({**head, "against": other.scenario.id, "tree": difference_json(pair, depth)})
    names = (result.scenario.id, other.scenario.id)
    return "\n".join(
        [heading(result, address, case, lang), *difference_text(pair, address, names, lang, depth)]
    )


def tree_of(result: Result, address: str, case: str) -> Node:
    """The tree of one number of one case."""
    if case == ACTUAL:
        return actual(ground_of(result), address)
    return explain(ground_of(result, case), address)
