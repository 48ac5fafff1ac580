"""The folder of `sim peak`: tables of the frontier, latest starts and moves, the chart, a manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.explore.credits.outcomes import question_of
from simulator.folders import written_beside
from simulator.report.result_folder import folder_name, refuse_foreign, write_manifest, write_tables
from simulator.report.tables import csv_text, number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from simulator.explore.peak.frontier import Reached
    from simulator.explore.peak.study import Study
    from simulator.inputs.schedule import Schedule
    from simulator.pathways.prepare import Plan

    Cells = tuple[object, ...]

HEAD = ("region", "scenario")
FRONTIER = (
    *(*HEAD, "accounting", "by", "kind", "peak_year", "peak_value", "unit"),
    *(
        "cost_low",
        "cost_central",
        "cost_high",
        "cost_unit",
        "rate",
        "change",
        "measures_moved",
        "measures_unpriced",
    ),
)
LEVERS = (*HEAD, "by", "kind", "measure", "now", "strength", "highest", "schedule", "cost_known")
STARTS = (*HEAD, "action", "by", "answer", "planned", "start", "shift", "broken")
SHIFTS = (*HEAD, "action", "shift", "start", "peak_year", "peak_value", "rising", "unit")
MOVES = (*HEAD, "kind", "name", "move", "to", "step", "years", "time", "height", "unit", "part")


def target_of(plan: Plan, parent: Path) -> Path:
    """`peak-<region>-<scenario>` below the parent."""
    return parent / f"peak-{folder_name(plan.scenario)}"


def check_target(plan: Plan, parent: Path) -> None:
    """Ask before anything runs whether the folder is free or a result of ours; else InputError."""
    refuse_foreign(target_of(plan, parent))


def write_study(found: Study, parent: Path, *, lang: str = "zh", charts: bool = True) -> Path:
    """Write a study below `parent`; a folder of the same name is replaced only if it is ours.

    Raises InputError for a folder that is not, OSError when the disk refuses; nothing half-written stays.
    """
    target = target_of(found.plan, parent)
    refuse_foreign(target)
    with written_beside(target) as draft:
        write_tables(draft, tables(found))
        if charts:
            draw(found, draft / "charts", lang)
        write_manifest(draft, "peak", facts(found))
    return target


def draw(found: Study, folder: Path, lang: str) -> None:
    """The chart of the frontier."""
    from simulator.report.charts import layout
    from simulator.report.peak.chart import frontier_chart

    folder.mkdir()
    with layout.chart_style():
        layout.save(frontier_chart(found, lang), folder / "frontier")


def facts(found: Study) -> dict[str, object]:
    """What was asked."""
    return {
        "region": found.plan.scenario.region.info.id,
        "scenario": found.plan.scenario.id,
        "by": list(found.by),
        "start": found.start,
        "rate": found.frontier.rate,
    }


# ---- tables ----


def tables(found: Study) -> dict[str, str]:
    """File name -> CSV text."""
    scenario = found.plan.scenario
    head = (scenario.region.info.id, scenario.id)
    made = {
        "frontier.csv": (FRONTIER, frontier_rows(found)),
        "levers.csv": (LEVERS, lever_rows(found)),
        "starts.csv": (STARTS, start_rows(found)),
        "shifts.csv": (SHIFTS, shift_rows(found)),
        "moves.csv": (MOVES, move_rows(found)),
    }
    return {name: csv_text(heads, ((*head, *row) for row in rows)) for name, (heads, rows) in made.items()}


def answers(found: Study) -> Iterator[tuple[int, str, Reached | None]]:
    """Year, kind and what was found."""
    for row in found.frontier.rows:
        for kind, one in row.answers:
            yield row.by, kind, one


def frontier_rows(found: Study) -> Iterator[Cells]:
    """The answers of every year; blank where nothing was found."""
    preset, rate = question_of(found.plan).preset, number(found.frontier.rate)
    for by, kind, one in answers(found):
        if one is None:
            yield (preset, by, kind, "", "", "1e4 t", "", "", "", "1e4 CNY", rate, "", "", "")
            continue
        peak = (one.year, number(one.height), "1e4 t")
        cost = tuple(number(value) for value in one.cost)
        yield (preset, by, kind, *peak, *cost, "1e4 CNY", rate, number(one.change), one.moved, one.unpriced)


def lever_rows(found: Study) -> Iterator[Cells]:
    """Every lever above its strength of now, in every answer."""
    levers, unknown = found.frontier.levers.levers, set(found.frontier.unpriced)
    used = {one.measure.id: one.schedule for one in found.frontier.levers.plan.scenario.measures}
    for by, kind, one in answers(found):
        strengths = [] if one is None else one.strength.tolist()
        for lever, strength in zip(levers, strengths, strict=False):
            if strength > lever.low:
                known = int(lever.measure not in unknown)
                when = schedule_text(used[lever.measure])
                yield (by, kind, lever.measure, lever.now, number(strength), lever.high, when, known)


def schedule_text(schedule: Schedule) -> str:
    """A schedule as a scenario file has it.

    >>> from simulator.inputs.schedule import Schedule
    >>> schedule_text(Schedule(((2024, 0.0), (2030, 1.0)), "step"))
    '{2024: 0, 2030: 1, shape: step}'
    """
    points = [f"{year}: {level:g}" for year, level in schedule.points]
    return "{" + ", ".join([*points, f"shape: {schedule.shape}"]) + "}"


def start_rows(found: Study) -> Iterator[Cells]:
    """The latest start for every year; `nothing` where no measure has a start."""
    for action, starts in found.starts.items():
        for by in found.by:
            one = None if starts is None else starts.latest(by)
            if starts is None or one is None:
                yield (action, by, "nothing", "", "", "", "")
                continue
            yield (action, by, one.kind, starts.first, blank(one.start), blank(one.shift), int(one.broken))


def blank(value: int | None) -> object:
    """A number, or an empty cell for none."""
    return "" if value is None else value


def shift_rows(found: Study) -> Iterator[Cells]:
    """The peak under every shift."""
    for action, starts in found.starts.items():
        if starts is None:
            continue
        peaks = starts.peaks
        for place, shift in enumerate(starts.shift.tolist()):
            peak = (int(peaks.year[place]), number(float(peaks.height[place])), int(peaks.rising[place]))
            yield (action, shift, starts.first + shift, *peak, "1e4 t")


def move_rows(found: Study) -> Iterator[Cells]:
    """Every move; blank years where the peak is not seen."""
    for one in found.moves:
        step = (one.move, number(one.to), number(one.step))
        years = (blank(one.years), number(one.time))
        yield (one.kind, one.name, *step, *years, number(one.height), "1e4 t", number(one.part))
