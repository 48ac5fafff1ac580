"""Which scenarios are compared, and what is refused: unknown or equal names, no common years, one alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.errors import Origin, Problems, nearest
from simulator.face import load
from simulator.inputs.locate import scenario_path
from simulator.inputs.scenario import FEWEST_YEARS, load_library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.inputs.scenario import Scenario
    from simulator.pathways.prepare import Plan


def load_compared(
    names: Sequence[str], baseline: str | None, problems: Problems, *, to: int | None = None
) -> tuple[list[Plan], int]:
    """Read every scenario, each file once, and find the baseline; all that is wrong is added to `problems`.

    With problems the plans are those that could be read, and must not be compared.
    """
    library = load_library(problems)
    files: dict[Path, str] = {}
    for name in names:
        file = scenario_path(name).resolve()
        if file in files:
            problems.notice("compare_twice", Origin(name, 0))
        files.setdefault(file, name)
    plans = {name: load(name, problems, library, to=to) for name in files.values()}
    loaded = {name: plan for name, plan in plans.items() if plan is not None}
    check([*loaded.values()], problems, asked=len(files))
    index = 0 if baseline is None else chosen(baseline, [*plans], loaded, problems)
    return [*loaded.values()], index


def check(plans: Sequence[Plan], problems: Problems, *, asked: int | None = None) -> None:
    """Refuse what no comparison can be made of; asked : scenarios named, when some could not be read."""
    if (len(plans) if asked is None else asked) < 2:
        problems.add("compare_one", Origin(plans[0].scenario.id if plans else "compare", 0))
    check_names([plan.scenario for plan in plans], problems)
    check_years([plan.scenario for plan in plans], problems)


def check_names(scenarios: Sequence[Scenario], problems: Problems) -> None:
    """Two files of one name in one region could not be told apart."""
    seen: dict[tuple[str, str], Scenario] = {}
    for scenario in scenarios:
        name = scenario.region.info.id, short_name(scenario)
        if name in seen:
            origin = Origin(file_of(scenario), 0)
            problems.add("compare_same_name", origin, "", name[1], other=file_of(seen[name]))
        seen.setdefault(name, scenario)


def check_years(scenarios: Sequence[Scenario], problems: Problems) -> None:
    """All scenarios need some years in common."""
    if not scenarios:
        return
    late = max(scenarios, key=lambda one: one.base_year)
    early = min(scenarios, key=lambda one: one.end_year)
    if early.end_year - late.base_year < FEWEST_YEARS:
        first, last = late.base_year, early.end_year
        problems.add("compare_no_years", Origin(late.id, 0), first=first, other=early.id, last=last)


def short_name(scenario: Scenario) -> str:
    """Name of a scenario without its region."""
    return scenario.id.rsplit("/", 1)[-1]


def file_of(scenario: Scenario) -> str:
    """The scenario's own file as the user knows it."""
    return str(scenario.origins.get((), Origin(scenario.id, 0)).file)


def chosen(name: str, asked: Sequence[str], loaded: dict[str, Plan], problems: Problems) -> int:
    """Index of the scenario a user calls the baseline: as she named it, by its file, id or short name."""
    plans = [*loaded.values()]
    spoken: list[list[object]] = [
        [*loaded],
        [scenario_path(one).resolve() for one in loaded],
        [plan.scenario.id for plan in plans],
        [short_name(plan.scenario) for plan in plans],
    ]
    for names in spoken:
        wanted = scenario_path(name).resolve() if isinstance(names[0] if names else "", Path) else name
        if names.count(wanted) == 1:
            return names.index(wanted)
    if name not in asked:  # else it could not be read, which is told already
        guess = nearest(name, asked)
        problems.add("compare_baseline", Origin("--baseline", 0), "", name, names=[*asked], nearest=guess)
    return 0
