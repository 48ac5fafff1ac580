"""A tree as indented text or as JSON, alone or beside the same tree of another result."""

from __future__ import annotations

import json
from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.messages import TEXT, say
from simulator.report.explain.node import Node, worst_grade
from simulator.report.words import pad, width
from simulator.variables import unit_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.face import Result

DIGITS = 6
NOISE = 1e-12  # relative; a difference below is rounding
MOST = 12  # terms of a sum that are shown; the others follow in one line
SIGNS = {  # operation -> sign of the first child, of the others
    "sum": ("+", "+"),
    "product": ("x", "x"),
    "ratio": (" ", "/"),
    "difference": (" ", "-"),
    "negative": ("-", "-"),
    "power": (" ", "^"),
}


class Shown(NamedTuple):
    """A child to print: its sign, and the node; or how many small terms were left out, and their sum."""

    sign: str
    node: Node | None
    others: int = 0
    value: float = 0.0


def figure(value: float) -> str:
    """A number with six digits, or whole if it is longer; - if there is none.

    >>> figure(2872.71234), figure(1234567.8), figure(0.00001234)
    ('2872.71', '1234568', '1.234e-05')
    """
    if isnan(value):
        return "-"
    return f"{value:.0f}" if abs(value) >= 10**DIGITS else f"{value:.{DIGITS}g}"


def year_part(address: str, lang: str) -> str:
    """How names end that are of the year of the address: below the root it goes without saying."""
    year = address.strip("/").split("/")[0]
    return say("explain.in_year", lang, name="", year=year) if year.isdecimal() else "\n"


def heading(result: Result, address: str, case: str, lang: str) -> str:
    """What is explained: scenario, address, case, accounting rule."""
    rule = say(f"preset_short.{result.preset}", lang)
    case_name = say(f"case.{case}", lang)
    return f"{result.scenario.id}  {address}  [{case_name}; {rule}]"


# ---- text ----


class Style(NamedTuple):
    """How a tree is printed: language, levels, and the end of names that goes without saying."""

    lang: str
    depth: int
    year: str

    def name(self, node: Node, level: int) -> str:
        """The name of a node, without the year of the address below the root."""
        name = node.name.text(self.lang)
        return name.removesuffix(self.year) if level else name


def unit_of(unit: str, lang: str) -> str:
    """A unit as people write it, also one made of two; nothing for plain ratios."""

    def told(one: str) -> str:
        own = f"explain.unit.{one}"
        return say(own, lang) if own in TEXT else unit_text(one, lang)

    if unit == "ratio":
        return ""
    whole = told(unit)
    return whole if whole != unit else "/".join(told(one) for one in unit.split("/"))


def tree_text(root: Node, address: str, lang: str, depth: int) -> list[str]:
    """Lines of a tree down to a depth."""
    lines: list[str] = []
    add_lines(lines, Shown("", root), 0, Style(lang, depth, year_part(address, lang)), set())
    return lines


def add_lines(lines: list[str], shown: Shown, level: int, style: Style, seen: set[object]) -> None:
    """One node, then its children, unless they stand above already; `seen` : what made them."""
    lead = "  " * level + (f"{shown.sign} " if level else "")
    node = shown.node
    if node is None:
        others = say("explain.others", style.lang, count=shown.others)
        lines.append(f"{lead}{others} = {figure(shown.value)}")
        return
    again = node.parts in seen and bool(node.children)
    closed = again or level >= style.depth
    lines.append(lead + node_text(node, level, style, closed=closed, again=again))
    if not closed:
        seen.add(node.parts)
        for child in children_of(node):
            add_lines(lines, child, level + 1, style, seen)


def node_text(node: Node, level: int, style: Style, *, closed: bool, again: bool) -> str:
    """A node on one line: name, value, unit, grade, where it stands, source, formula, note."""
    lang = style.lang
    parts = [f"{style.name(node, level)} = {figure(node.value)} {unit_of(node.unit, lang)}".rstrip()]
    if grade := worst_grade(node):
        parts.append(f"[{say(f'grade.{grade}', lang)}]")
    if node.origin is not None:
        parts.append(str(node.origin))
    if node.source:
        parts.append(f"({node.source})")
    formula = f"explain.operation.{node.operation}"
    if formula in TEXT and not closed:
        parts.append(f"{{{say(formula, lang)}}}")
    if node.note is not None:
        parts.append(f"-- {node.note.text(lang)}")
    if closed and node.children:
        parts.append(f"... {say('explain.above', lang)}" if again and level < style.depth else "...")
    return " ".join(parts)


def children_of(node: Node) -> list[Shown]:
    """Children with their signs; of a sum the largest first, no zeros, the small ones as one."""
    first, other = SIGNS.get(node.operation, ("*", "*"))
    if node.operation != "sum":
        kept = [child for child in node.children if child.value or node.operation != "rule"]
        return [Shown(other if place else first, child) for place, child in enumerate(kept)]
    terms = sorted((c for c in node.children if c.value), key=lambda child: -abs(child.value))
    small = terms[MOST:] if len(terms) > MOST + 1 else []
    shown = [Shown(first, child) for child in terms[: len(terms) - len(small)]]
    return shown + ([Shown(first, None, len(small), sum(c.value for c in small))] if small else [])


# ---- two results side by side ----


class Pair(NamedTuple):
    """The same number in two results; None where one of them has no such number."""

    left: Node | None
    right: Node | None

    @property
    def node(self) -> Node:
        """The one that is there."""
        found = self.left or self.right
        assert found is not None
        return found

    @property
    def difference(self) -> float:
        """Right less left; what is missing counts as nothing."""
        return (self.right.value if self.right else 0.0) - (self.left.value if self.left else 0.0)

    @property
    def size(self) -> float:
        """The larger of both, whatever its sign."""
        return max(abs(side.value) for side in self if side is not None)


def paired(pair: Pair) -> list[Pair]:
    """Children of both sides matched by key, the largest difference first; those without any left out."""
    left, right = ({c.key: c for c in side.children} if side else {} for side in pair)
    pairs = [Pair(left.get(key), right.get(key)) for key in dict.fromkeys([*left, *right])]
    changed = [one for one in pairs if abs(one.difference) > NOISE * one.size]
    return sorted(changed, key=lambda one: -abs(one.difference))


def difference_text(pair: Pair, address: str, names: Sequence[str], lang: str, depth: int) -> list[str]:
    """Lines of two trees side by side: left, right, right less left, name."""
    style = Style(lang, depth, year_part(address, lang))
    rows = [[*names, say("explain.difference", lang), ""], *difference_rows(pair, style, 0)]
    sizes = [max(width(row[i]) for row in rows) for i in range(3)]
    return [
        "  ".join([*(pad(row[i], size, right=True) for i, size in enumerate(sizes)), row[3]]).rstrip()
        for row in rows
    ]


def difference_rows(pair: Pair, style: Style, level: int) -> list[list[str]]:
    """Cells of a pair and of what is below it."""
    node, unit = pair.node, unit_of(pair.node.unit, style.lang)
    sides = [figure(side.value) if side else "-" for side in pair]
    name = "  " * level + style.name(node, level) + (f" ({unit})" if unit else "")
    where = dict.fromkeys(str(side.origin) for side in pair if side and side.origin)
    rows = [[*sides, f"{pair.difference:+.{DIGITS}g}", "  ".join([name, *where])]]
    if level < style.depth:
        for child in paired(pair):
            rows += difference_rows(child, style, level + 1)
    return rows


# ---- JSON ----


def tree_json(node: Node, depth: int) -> dict[str, Any]:
    """A tree with full precision; children below the depth are left out."""
    found: dict[str, Any] = {
        "key": node.key,
        "name": node.name._asdict(),
        "value": None if isnan(node.value) else node.value,
        "unit": node.unit,
        "operation": node.operation,
        "grade": worst_grade(node),
    }
    if node.origin is not None:
        found["origin"] = {"file": node.origin.file, "line": node.origin.line}
    if node.source:
        found["source"] = node.source
    if node.note is not None:
        found["note"] = node.note._asdict()
    if depth > 0 and node.children:
        found["children"] = [tree_json(child, depth - 1) for child in node.children]
    return found


def difference_json(pair: Pair, depth: int) -> dict[str, Any]:
    """Two trees as one, with full precision."""
    node = pair.node
    left, right = (None if side is None or isnan(side.value) else side.value for side in pair)
    found: dict[str, Any] = {
        "key": node.key,
        "name": node.name._asdict(),
        "unit": node.unit,
        "operation": node.operation,
        "left": left,
        "right": right,
        "difference": None if isnan(pair.difference) else pair.difference,
    }
    if depth > 0 and (children := paired(pair)):
        found["children"] = [difference_json(child, depth - 1) for child in children]
    return found


def as_json(content: dict[str, Any]) -> str:
    """JSON text, Chinese as it is."""
    return json.dumps(content, ensure_ascii=False, indent=1)
