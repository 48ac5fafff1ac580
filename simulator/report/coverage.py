"""docs/plan-coverage.md: every row of the government plans and what in the simulator stands for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from simulator.errors import Problems
from simulator.inputs.locate import scenario_ids
from simulator.inputs.plan_rows import PlanGroup, PlanRow, load_plan_rows
from simulator.inputs.scenario import load_library, load_scenario, scenario_id
from simulator.variables import SECTOR_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulator.inputs.measures import Measure
    from simulator.inputs.scenario import Scenario
    from simulator.inputs.targets import TargetEntry

GROUPS: tuple[PlanGroup, ...] = get_args(PlanGroup)
GROUP_NAMES = {
    "indicator": ("Indicators and targets", "指标与目标"),
    **SECTOR_NAMES,
    "cross_cutting": ("Cross-cutting", "综合措施"),
    "system": ("Systems and procedures", "制度与系统"),
}
KINDS = ("measure", "target", "served", "reason", "missing")
KIND_NAMES = {
    "measure": ("by a measure", "由措施体现"),
    "target": ("by a target", "由目标判定"),
    "served": ("served by a command", "由命令支持"),
    "reason": ("with a reason", "已说明原因"),
    "missing": ("missing", "尚缺"),
}
BECAUSE = ("moves no modelled quantity, because", "不改变任何模拟量，因为")
OUTSIDE = ("outside the tool, because", "不在工具之内，因为")  # of systems, which are not meant to move any
INTRODUCTION = """\
# 规划条目对照 · What stands for each row of the plans

三个区域五份规划的每一条指标、措施和制度，以及与之对应的措施、目标、命令，或没有对应的原因。
*Every indicator, measure and system in the plans of the three regions, and the measure, target or command
that stands for it here, or the reason why none does.*

由 `python tools/write_coverage.py` 生成；条目和规划原文见 `parameters/plans/plan_rows.csv`。
L 为规划文本的行号。
*Written by `python tools/write_coverage.py`; the rows, with a quote from the plan, are in
`parameters/plans/plan_rows.csv`. L is the line in the text of the plan.*
"""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A row of the plans with the measures, and the targets and their scenarios, that stand for it."""

    row: PlanRow
    measures: tuple[str, ...]
    targets: tuple[tuple[str, str], ...]  # (target id, scenario id where it stands first)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Which of KINDS hold."""
        given = {
            "measure": self.measures,
            "target": self.targets,
            "served": self.row.served_by_en,
            "reason": self.row.reason_en,
        }
        return tuple(kind for kind, found in given.items() if found) or ("missing",)


def plan_coverage(problems: Problems) -> tuple[Coverage, ...]:
    """The coverage of every row by the bundled measures and scenarios."""
    library = load_library(problems)
    loaded = (load_scenario(name, problems, library) for name in scenario_ids())
    scenarios = [scenario for scenario in loaded if scenario is not None]
    return covered(load_plan_rows(problems), library.measures, scenarios)


def covered(
    rows: Iterable[PlanRow], measures: Mapping[str, Measure], scenarios: Sequence[Scenario]
) -> tuple[Coverage, ...]:
    """Each row with the measures and targets that name it."""
    places = target_places(scenarios)
    return tuple(
        Coverage(
            row,
            tuple(name for name, measure in measures.items() if row.row in measure.entry.plan_rows),
            tuple(place for place, named in places.items() if row.row in named),
        )
        for row in rows
    )


def rows_of_target(target: TargetEntry) -> set[str]:
    """The rows a target stands for: the one it names, and the one its id repeats."""
    return {target.id, target.plan_row or target.id}


def target_places(scenarios: Sequence[Scenario]) -> dict[tuple[str, str], set[str]]:
    """(target id, scenario id) -> rows; only the scenario that brings a target in, none that inherits it."""
    targets = {scenario.id: scenario.entry.targets for scenario in scenarios}
    parent = {s.id: scenario_id(s.files[1]) if len(s.files) > 1 else "" for s in scenarios}
    return {
        (name, scenario): rows_of_target(target)
        for scenario, given in targets.items()
        for name, target in given.items()
        if name not in targets.get(parent[scenario], {})
    }


# ---- the page ----


def coverage_page(found: Sequence[Coverage]) -> str:
    """The page in Markdown, both languages at once."""
    parts = [INTRODUCTION, summary_table(found)]
    parts += [group_table(group, [c for c in found if c.row.group == group]) for group in GROUPS]
    return "\n".join(parts)


def summary_table(found: Sequence[Coverage]) -> str:
    """How many rows of each group are covered in which way."""
    head = ["组 group", "条目 rows", *(" ".join(reversed(KIND_NAMES[kind])) for kind in KINDS)]
    lines = [[heading(group), *counts([c for c in found if c.row.group == group])] for group in GROUPS]
    note = "一条可同时由措施体现、由目标判定。 *A row can be covered by a measure and a target at once.*"
    return "\n".join([*table([head, *lines, ["合计 total", *counts(found)]]), "", note, ""])


def counts(found: Sequence[Coverage]) -> list[str]:
    """Number of rows, then of those covered in each way."""
    return [str(len(found)), *(str(sum(kind in c.kinds for c in found)) for kind in KINDS)]


def group_table(group: str, found: Sequence[Coverage]) -> str:
    """The rows of a group under its heading."""
    head = ["", "条目 row", "规划数值 quantity", "出处 source", "对应 stands for it"]
    lines = [
        [c.row.row, titles(c.row), c.row.quantity, broken(c.row.source.split("; ")), broken(answers(c))]
        for c in found
    ]
    return "\n".join([f"## {heading(group)}", "", *table([head, *lines]), ""])


def heading(group: str) -> str:
    """Name of a group in both languages."""
    english, chinese = GROUP_NAMES[group]
    return f"{chinese} {english}"


def titles(row: PlanRow) -> str:
    """Name of a row in both languages, and its regions."""
    return broken([row.title_zh, row.title_en, f"({', '.join(row.region_ids)})"])


def answers(found: Coverage) -> list[str]:
    """What stands for a row, one line each."""
    row = found.row
    english, chinese = OUTSIDE if row.group == "system" else BECAUSE
    lines = [f"措施 measure `{name}`" for name in found.measures]
    lines += [f"目标 target {name} in `{scenario}`" for name, scenario in found.targets]
    if row.served_by_en:
        lines += [row.served_by_zh, row.served_by_en]
    if row.reason_en:
        lines += [f"{chinese}{row.reason_zh}", f"{english} {row.reason_en}"]
    return lines or ["**尚缺 missing**"]


def answer_texts(found: Coverage, lang: str) -> list[str]:
    """What stands for a row, in one language: measures, targets, a command, or why nothing does."""
    row, place = found.row, int(lang == "zh")
    lines = [*found.measures, *(f"{name} ({scenario})" for name, scenario in found.targets)]
    served = row.served_by_zh if place else row.served_by_en
    reason = row.reason_zh if place else row.reason_en
    because = (OUTSIDE if row.group == "system" else BECAUSE)[place]
    return [*lines, *([served] if served else []), *([f"{because} {reason}"] if reason else [])]


def broken(lines: Iterable[str]) -> str:
    """Lines inside a cell."""
    return "<br>".join(lines)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table, the first row its head."""
    lines = [f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in rows]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]
