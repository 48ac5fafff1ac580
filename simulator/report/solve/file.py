"""A solution as a scenario file that extends the scenario it was asked of, checked by an ordinary run."""

from __future__ import annotations

import json
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.assess.targets import MET
from simulator.errors import Origin, Problems
from simulator.explore.solve.search import ALREADY_MET, SOLVED
from simulator.face import load, simulate
from simulator.inputs.locate import scenarios_folder

if TYPE_CHECKING:
    from simulator.explore.solve.search import Solution
    from simulator.face import Result
    from simulator.inputs.targets import TargetEntry

DEFAULT = "solved"


def default_path(scenario: str) -> Path:
    """Where a solution is written if nothing else is said: in the current folder, named by its scenario."""
    return Path(f"{scenario.replace('/', '_')}_{DEFAULT}.yaml")


def check_path(path: Path, problems: Problems, *, force: bool) -> None:
    """Never overwrite a file unasked, and only write what a scenario can be read from."""
    if path.suffix not in (".yaml", ".yml"):
        problems.add("solve_write_suffix", Origin("--write", 0), "", str(path))
    elif path.exists() and not force:
        problems.add("solve_write_exists", Origin(str(path), 0))


def written(solution: Solution, path: Path, to: int | None = None) -> str:
    """The text of the scenario file."""
    scenario = solution.levers.before.scenario
    lines = [f"extends: {quoted(parent(solution, path))}"]
    if solution.status == ALREADY_MET:
        return "\n".join(["# Meets its targets as it is.", *lines, ""])
    title = scenario.entry.title
    zh, en = f"{title.zh}（求解）", f"{title.en} (solved)"
    lines += [f"title: {{zh: {quoted(zh)}, en: {quoted(en)}}}", f"reason: {quoted(reason(solution))}"]
    if to is not None:
        lines.append(f"accounting: {{end_year: {to}}}")
    return "\n".join([*lines, *measure_lines(solution), *target_lines(solution), ""])


def reason(solution: Solution) -> str:
    """Why the strengths are what they are, in the file's own language."""
    goals = "; ".join(goal.id for goal in solution.levers.goals)
    least = {"cost": "least cost", "change": "least change", "count": "fewest measures"}
    sought = least.get(solution.minimise, f"the nearest {solution.minimise}")
    end = "" if solution.status == SOLVED else "; they cannot all be met, this is the nearest point found"
    return f"Strengths found by sim solve for: {goals} ({sought}{end})."


def parent(solution: Solution, path: Path) -> str:
    """How the file names the scenario it extends: a bundled name, or the way to a file."""
    scenario = solution.levers.before.scenario
    given = scenario.files[0].resolve()
    if given.is_relative_to(scenarios_folder().resolve()):
        return scenario.id
    try:
        return Path(relpath(given, path.resolve().parent)).as_posix()
    except ValueError:  # another drive
        return given.as_posix()


def measure_lines(solution: Solution) -> list[str]:
    """The measures that move."""
    strengths = solution.strengths
    names = solution.levers.names
    moved = [i for i, value in enumerate(strengths) if value != solution.levers.now[i] or solution.schedule]
    lines = ["measures:"] if moved else []
    for place in moved:
        lines += [f"  - use: {names[place]}", f"    strength: {strengths[place]:.12g}"]
        if solution.schedule is not None:
            points = ", ".join(f"{year}: {level:g}" for year, level in solution.schedule.points)
            lines.append(f"    schedule: {{{points}, shape: {solution.schedule.shape}}}")
    return lines


def target_lines(solution: Solution) -> list[str]:
    """The goals that the scenario itself does not have."""
    own = solution.levers.before.scenario.entry.targets
    added = [goal for goal in solution.levers.goals if goal.id not in own]
    lines = ["targets:"] if added else []
    return [*lines, *(f"  - {quoted(entry_of(goal))}" for goal in added)]


def entry_of(goal: TargetEntry) -> dict[str, Any]:
    """A target as its file has it."""
    said = goal.model_dump(by_alias=True, exclude_unset=True, exclude_none=True)
    return {key: said[key] for key in ("id", *(name for name in said if name != "id"))}


def quoted(value: object) -> str:
    """A value as YAML reads it back: what JSON writes is YAML."""
    return json.dumps(value, ensure_ascii=False)


def write_solution(solution: Solution, path: Path, to: int | None = None) -> Result:
    """Write the file and run it as any other; its result holds the verdicts that count.

    It is read from a draft beside the place it goes to, which takes that place once it could be run.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}.draft{path.suffix}")
    try:
        draft.write_text(written(solution, path, to), encoding="utf-8")
        plan = load(str(draft), to=to)
        assert plan is not None
        result = simulate(plan)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return result


def verdicts(solution: Solution, result: Result) -> dict[str, str]:
    """What the ordinary run says of each goal."""
    wanted = {goal.id for goal in solution.levers.goals}
    return {one.target.id: one.verdict for one in result.verdicts if one.target.id in wanted}


def all_met(solution: Solution, result: Result) -> bool:
    """True if the ordinary run meets every goal."""
    return all(verdict == MET for verdict in verdicts(solution, result).values())
