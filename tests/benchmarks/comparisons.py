"""Comparing scenarios: seconds to project, to credit, to write the folder, for 2, 8 and 30 scenarios."""

from __future__ import annotations

import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from machine import Row

from simulator import compare
from simulator.report.compare.chart_data import compare_chart_data
from simulator.report.compare.charts import draw_comparison
from simulator.report.compare.folder import write_comparison
from simulator.report.compare.screen import comparison_screen

if TYPE_CHECKING:
    from collections.abc import Sequence

REGION = "yiwu"
NAMES = (
    *("baseline", "stated_policies", "accelerated", "coal_reduction"),
    *("neutrality", "technology", "intensity_16", "renewables_10_5"),
)
MANY = 30
MEASURES = ("industry.efficiency", "buildings.ultra_low_energy", "energy.rooftop_pv", "households.saving")


def scenarios(count: int, folder: Path) -> list[str]:
    """So many scenarios: the bundled ones, then mixes of four measures at strengths of their own."""
    found = [f"{REGION}/{name}" for name in NAMES[:count]]
    for number in range(len(found), count):
        uses = [
            f"  - {{use: {name}, strength: {10 + (7 * number + 13 * place) % 90}%}}\n"
            for place, name in enumerate(MEASURES)
        ]
        path = folder / f"mix{number}.yaml"
        head = f"title: {{zh: 组合{number}, en: Mix {number}}}\nextends: {REGION}/baseline\nmeasures:\n"
        path.write_text(head + "".join(uses), encoding="utf-8")
        found.append(str(path))
    return found


def seconds_of(names: Sequence[str], folder: Path) -> tuple[float, float, float]:
    """Seconds to load, project, credit and put into words; then to write the folder; then to draw charts."""
    marks = [time.perf_counter()]
    found = compare(names)
    comparison_screen(found)
    marks.append(time.perf_counter())
    write_comparison(found, folder, charts=False)
    marks.append(time.perf_counter())
    draw_comparison(compare_chart_data(found, "zh"), folder / "charts")
    marks.append(time.perf_counter())
    screen, files, charts = (late - early for early, late in pairwise(marks))
    return screen, files, charts


def comparison_rows() -> Sequence[Row]:
    """One round each of 2, 8 and 30 scenarios."""
    rows = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        seconds_of(scenarios(2, folder), folder)  # imports are another matter
        for count in (2, len(NAMES), MANY):
            parts = seconds_of(scenarios(count, folder), folder)
            measured = " + ".join(f"{part:.1f}" for part in parts) + " s"
            rows.append(Row(f"{count} scenarios compared: screen + folder + charts", measured))
    return rows
