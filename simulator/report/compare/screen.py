"""A comparison on the screen: the parts one below the other, wide tables broken into blocks of columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from simulator.messages import say
from simulator.report.compare.parts import parts
from simulator.report.words import WIDEST, pad, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.explore.compare.comparison import Comparison
    from simulator.report.compare.grid import Grid, Part

GAP = 2  # blanks between columns
INDENT = "  "
LONGEST_LABEL = 44  # columns of the first column
LONGEST_VALUE = 26  # of a column of values
SHORTEST = 8  # of a column of text
MORE = "…"
MANY = 6  # scenarios of a region; of more, verdicts are marks instead of words
# What stays together at the end of a line: a word or a Chinese character, punctuation and blanks behind it.
TOKEN = re.compile(r"[（《]*(?:[^\s\u2e80-\uffff]+|[\u2e80-\uffff])[，。；：、）》]*\s*|\s+")


def comparison_screen(comparison: Comparison, lang: str = "zh", *, rates_only: bool = False) -> str:
    """Everything a comparison says, cut to the width of a screen."""
    mark = say("mark_internal", lang)
    heading = f"{say('compare_title', lang, count=len(comparison.items))}    [{mark}]"
    lines = [heading, *([say("rates_only_line", lang)] if rates_only else [])]
    many = max(len(comparison.of_region(region)) for region in comparison.regions) > MANY
    told = parts(comparison, lang, rates_only=rates_only, marks=many)
    found = [part_lines(part) for part in told]
    return "\n\n".join("\n".join(part) for part in [lines, *found])


def part_lines(part: Part) -> list[str]:
    """Heading, lines, grids and notes of a part."""
    lines = [part.title, *(cut(f"{INDENT}{line}", WIDEST) for line in part.lines)]
    for grid in part.grids:
        lines += grid_lines(grid)
    return [*lines, *(line for note in part.notes for line in folded(note))]


def folded(text: str) -> list[str]:
    """A line broken between words, the second and later ones set in."""
    first, *rest = broken(text, WIDEST - 3 * len(INDENT))
    return [INDENT + first, *(3 * INDENT + line for line in rest)]


def grid_lines(grid: Grid) -> list[str]:
    """A grid with its caption, in as many blocks of columns as it needs."""
    lines = folded(grid.caption) if grid.caption else []
    if not grid.rows:
        return lines
    rows = [[*grid.head], *([*row] for row in grid.rows)]
    sizes = [max(width(row[place]) for row in rows) for place in range(len(grid.head))]
    if grid.wrap:
        return [*lines, *table(rows, narrowed(sizes), left=len(sizes))]
    sizes = [min(size, LONGEST_VALUE if place else LONGEST_LABEL) for place, size in enumerate(sizes)]
    for block in blocks(sizes, grid.left):
        part = [[row[place] for place in block] for row in rows]
        lines += table(part, [sizes[place] for place in block], left=grid.left)
    return lines


def narrowed(sizes: Sequence[int]) -> list[int]:
    """Widths of columns of text, the widest made narrower until all fit the screen."""
    found = [*sizes]
    room = WIDEST - len(INDENT) - GAP * (len(found) - 1)
    while sum(found) > room and max(found) > SHORTEST:
        found[found.index(max(found))] -= 1
    return found


def blocks(sizes: Sequence[int], left: int) -> Iterator[list[int]]:
    """The columns of a table in groups that fit the screen, the first `left` ones before each."""
    room = WIDEST - len(INDENT) - sum(sizes[:left]) - GAP * (left - 1)
    group: list[int] = []
    for place in range(left, len(sizes)):
        if group and sum(sizes[one] + GAP for one in [*group, place]) > room:
            yield [*range(left), *group]
            group = []
        group.append(place)
    yield [*range(left), *group]


def table(rows: Sequence[Sequence[str]], sizes: Sequence[int], *, left: int) -> list[str]:
    """Lines of a table; cells wider than their column go on below."""
    lines = []
    for row in rows:
        cells = [broken(text, size) for text, size in zip(row, sizes, strict=True)]
        for number in range(max(map(len, cells))):
            texts = [cell[number] if number < len(cell) else "" for cell in cells]
            padded = [
                pad(text, size, right=place >= left)
                for place, (text, size) in enumerate(zip(texts, sizes, strict=True))
            ]
            lines.append((INDENT + (" " * GAP).join(padded)).rstrip())
    return lines


def broken(text: str, columns: int) -> list[str]:
    """A text on lines of at most so many columns, broken between words or Chinese characters.

    >>> broken("coal share of energy", 10), broken("煤炭消费（比重）", 8)
    (['coal share', 'of energy'], ['煤炭消费', '（比重）'])
    """
    lines = [""]
    for token in TOKEN.findall(text):
        if lines[-1] and width(lines[-1] + token.rstrip()) > columns:
            lines.append("")
        rest = token
        while width(rest.rstrip()) > columns:
            piece = fitting(rest, columns)
            lines[-1:] = [piece, ""]
            rest = rest[len(piece) :]
        lines[-1] += rest
    return [line.rstrip() for line in lines]


def fitting(text: str, columns: int) -> str:
    """As many first characters as so many columns hold, one at least."""
    count = 1
    while count < len(text) and width(text[: count + 1]) <= columns:
        count += 1
    return text[:count]


def cut(text: str, columns: int) -> str:
    """A text of at most so many columns, with the sign of more at its end.

    >>> cut("abcdef", 4), cut("碳达峰情景", 7), cut("abc", 3)
    ('abc…', '碳达峰…', 'abc')
    """
    if width(text) <= columns:
        return text
    return fitting(text, columns - width(MORE)).rstrip() + MORE
