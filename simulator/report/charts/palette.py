"""The one table of colours: sectors, primary sources, cases and scenarios.

Derived from Okabe-Ito and petroff8 and moved apart until every pair can be told apart with protanopia,
deuteranopia and tritanopia, neighbours in a stack most of all. `tests/test_charts.py` simulates the three
(Machado, Oliveira and Fernandes 2009) and holds the distances, so that a new colour cannot undo it.

The order within a table is the order of stacking, from the zero line outwards.
"""

from __future__ import annotations

SECTORS: dict[str, str] = {
    "energy": "#344050",
    "industry": "#3d8ecb",
    "buildings": "#f4b53a",
    "transport": "#a03d0e",
    "agriculture": "#9ea37b",
    "households": "#e8c6dc",
    "technology": "#724096",
}

SOURCES: dict[str, str] = {
    "coal": "#3b393c",
    "oil": "#8c5c3c",
    "gas": "#e3bd4f",
    "waste": "#ab80bc",
    "biomass": "#3fa343",
    "hydro": "#0a5da5",
    "solar": "#f6e27a",
    "wind": "#7cc7e0",
    "nuclear": "#620679",
    "hydrogen": "#7b63d8",
    "import_electricity": "#c1537d",
    "import_heat": "#ec958c",
    "other": "#d3dfe3",
}

GASES: dict[str, str] = {
    "co2_total": "#1d2733",
    "so2_total": "#d55e00",
    "nox_total": "#0072b2",
    "pm25_total": "#cc79a7",
    "voc_total": "#009e73",
    "nh3_total": "#e69f00",
}

CASES: dict[str, str] = {
    "central": "#1f4e79",
    "low": "#6f93b5",
    "high": "#6f93b5",
    "frozen_grid": "#b3261e",
}

# Scenarios side by side, in the order they are given; the first is the one the others are compared with.
SCENARIOS: tuple[str, ...] = ("#5f6670", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")

INK = "#1d2733"  # titles, total lines, the peak
QUIET = "#5b6570"  # second lines, axis labels
FAINT = "#a9b1ba"  # axis lines, leaders, the line where actual data end
GRID = "#e4e7eb"
TARGET = "#7a1f5c"


def colour(name: str) -> str:
    """The colour of a sector or primary source. Raises KeyError for any other name."""
    return (SECTORS | SOURCES)[name]


def in_stacking_order(names: list[str]) -> list[str]:
    """Sectors or sources from the zero line outwards. Raises KeyError for a name without a colour."""
    rank = {name: number for number, name in enumerate((*SECTORS, *SOURCES))}
    return sorted(names, key=lambda name: rank[name])
