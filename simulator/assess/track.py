"""On course or not: where a target should stand in a year on its way, and where it stands.

Rule (docs/model.md): levels and shares go from base to goal in a straight line, cuts at a constant yearly
rate. A goal already reached at the base asks for nothing more on the way than to be kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from simulator.assess.targets import CENTRAL, ROUNDING, STABLE_TOLERANCE, judge_peak, peak_limit, runs_of
from simulator.inputs.targets import FROM_PEAK
from simulator.variables import OBSERVED, variable_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from simulator.assess.targets import Evidence
    from simulator.inputs.targets import TargetEntry

ON, OFF, NO_VALUE, NO_DATA, NOT_DUE = "on_course", "off_course", "no_value_set", "no_data", "not_due"
LEVEL_GOALS = ("at_least", "at_most", "hold", "count")
ACTUAL, MODELLED = "actual", "modelled"


class Course(NamedTuple):
    """A target in a year on its way.

    base_year, base : what it starts from; check : the year looked at, at most the target's own
    path : value it should have then; value : what it has, with low and high over the runs; a cut for
    `reduce`, a growth for `stable` and `falling`, a year for `peak_by`, else in the unit of the indicator
    basis : actual or modelled; needed : yearly change from `check` on, a rate, points of shares
    """

    target: TargetEntry
    check: int
    base_year: int | None = None
    base: float | None = None
    path: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    basis: str = ""
    status: str = NO_DATA
    needed: float | None = None


class Points(NamedTuple):
    """Numbers of a target in one run: year -> level, which years are actual, the result's first year."""

    levels: Mapping[int, float]
    actual: frozenset[int]
    first: int


def course(target: TargetEntry, evidence: Evidence, year: int) -> Course:
    """Where a target stands in a year; run 0 is central, the others give low and high."""
    if target.goal == "peak_by":
        return peak_course(target, evidence, min(year, target.by))
    runs = 1 if target.indicator in OBSERVED else runs_of(evidence)
    found = [one_run(target, points_of(target, evidence, run), year) for run in range(runs)]
    central = found[CENTRAL]
    values = [one.value for one in found if one.value is not None]
    return central._replace(low=min(values, default=None), high=max(values, default=None))


def points_of(target: TargetEntry, evidence: Evidence, run: int) -> Points:
    """Levels of a target's indicator: published ones alone where others measure it, else with the model's."""
    first = int(evidence.years[0])
    if target.indicator in OBSERVED:
        published = evidence.observed.get(target.indicator, {})
        return Points(published, frozenset(published), first)
    values = evidence.series_of(target).get(target.indicator)
    if values is None or target.indicator in evidence.unmeasured:
        return Points({}, frozenset(), first)
    levels = dict(zip(evidence.years.tolist(), values[:, run].tolist(), strict=True))
    laid = {y for name, y in evidence.actual if name == target.indicator and target.scope is None}
    if target.indicator in ("gdp", "population", "gdp_per_head"):
        laid |= {y for y in levels if y <= evidence.actual_until}
    return Points(levels, frozenset(laid), first)


def one_run(target: TargetEntry, points: Points, year: int) -> Course:
    """Where a target stands by the levels of one run."""
    asked = min(year, target.by)
    unset = getattr(target, target.goal) is None
    if not unset and asked <= (points.first if target.start is None else target.start):
        return Course(target, asked, status=NOT_DUE)
    check = latest(target, points, asked)
    if check is None:
        return Course(target, asked, status=NO_VALUE if unset else NO_DATA)
    found = RULES[target.goal](target, points, check)
    return found._replace(basis=ACTUAL if check in points.actual else MODELLED)


def latest(target: TargetEntry, points: Points, year: int) -> int | None:
    """The year to look at: the one asked for; of what is only published, the last one up to it."""
    if target.indicator not in OBSERVED:
        return year if year in points.levels else None
    start = base_year_of(target, points)
    later = [one for one in points.levels if one <= year and (start is None or one > start)]
    return max(later, default=None)


def base_year_of(target: TargetEntry, points: Points) -> int | None:
    """Year a target starts from: its own, else the last one known up to the result's first year."""
    if target.start is not None:
        return target.start if target.start in points.levels else None
    return max((year for year in points.levels if year <= points.first), default=None)


def settled(target: TargetEntry, gap: float, scale: float) -> str:
    """On course when the gap is not negative, to the rounding of a sum."""
    if getattr(target, target.goal) is None:
        return NO_VALUE
    return ON if gap >= -ROUNDING * max(abs(scale), 1.0) else OFF


def part_of_way(start: int, end: int, year: int) -> float:
    """How much of the time from start to end has gone by."""
    return (year - start) / (end - start) if end > start else 1.0


def reduce_course(target: TargetEntry, points: Points, check: int) -> Course:
    """A cut at a constant yearly rate: after half the time the square root of what shall be left."""
    start = cut_start(target, points)
    if start is None or points.levels[start] == 0.0:
        return Course(target, check)
    base, now = points.levels[start], points.levels[check]
    found = Course(target, check, start, base, value=1.0 - now / base)
    if check <= start:
        return found._replace(value=None, status=NOT_DUE)
    goal = target.reduce
    if goal is None:
        return found._replace(status=NO_VALUE)
    path = 1.0 - (1.0 - goal) ** part_of_way(start, target.by, check)
    needed = needed_change(target, now, base * (1.0 - goal), check)
    return found._replace(path=path, status=settled(target, 1.0 - now / base - path, 1.0), needed=needed)


def cut_start(target: TargetEntry, points: Points) -> int | None:
    """Year a cut starts from: the target's own, or the highest one up to its year."""
    if target.from_year == FROM_PEAK:
        before = [year for year in points.levels if year <= target.by]
        return max(before, key=lambda year: (points.levels[year], -year), default=None)
    return target.start if target.start in points.levels else None


def level_course(target: TargetEntry, points: Points, check: int) -> Course:
    """A level or share in a straight line from its base to its goal; never beyond the goal.

    Without a base there is no line: on course if the goal is reached, judged in the last year.
    """
    start, now, goal = base_year_of(target, points), points.levels[check], getattr(target, target.goal)
    base = None if start is None else points.levels[start]
    found = Course(target, check, start, base, value=now)
    if goal is None:
        return found._replace(status=NO_VALUE)
    sign = -1.0 if target.goal == "at_most" else 1.0
    found = found._replace(needed=needed_change(target, now, goal, check))
    if start is None or base is None:
        status = settled(target, sign * (now - goal), now)
        return found._replace(status=status if status == ON or check == target.by else NO_DATA)
    reached = target.goal == "hold" or sign * (base - goal) >= 0.0
    path = goal if reached else base + (goal - base) * part_of_way(start, target.by, check)
    return found._replace(path=path, status=settled(target, sign * (now - path), now))


def stable_course(target: TargetEntry, points: Points, check: int) -> Course:
    """The mean of the last two yearly growths within the tolerance."""
    levels = [points.levels.get(check - back) for back in range(3)]
    if any(level is None or level == 0.0 for level in levels):
        return Course(target, check)
    last, middle, first = (float(level) for level in levels if level is not None)
    mean = ((last / middle - 1.0) + (middle / first - 1.0)) / 2.0
    tolerance = STABLE_TOLERANCE if target.stable is None else target.stable
    found = Course(target, check, check - 2, first, tolerance, mean)
    return found._replace(status=settled(target, tolerance - abs(mean), 1.0))


def falling_course(target: TargetEntry, points: Points, check: int) -> Course:
    """Below its base year; without one, falling since the maximum, and not due while it still rises."""
    before = [year for year in points.levels if year <= check]
    start = target.start or max(before, key=lambda year: (points.levels[year], -year))
    base = points.levels.get(start)
    if not base:
        return Course(target, check)
    change = points.levels[check] / base - 1.0
    found = Course(target, check, start, base, 0.0, change, status=ON if change < 0.0 else OFF)
    return Course(target, check, status=NOT_DUE) if start == check else found


def budget_course(target: TargetEntry, points: Points, check: int) -> Course:
    """A ceiling of each year, or its part of a sum by the years gone."""
    start, goal = target.start or min(points.levels), target.budget
    years = range(start, check + 1)
    if any(year not in points.levels for year in years):
        return Course(target, check)
    spent = [points.levels[year] for year in years]
    cumulative = target.meant == "cumulative"
    value = sum(spent) if cumulative else max(spent)
    found = Course(target, check, start, points.levels[start], value=value)
    if goal is None:
        return found._replace(status=NO_VALUE)
    path = goal * len(spent) / (target.by - start + 1) if cumulative else goal
    return found._replace(path=path, status=settled(target, path - value, value))


def peak_course(target: TargetEntry, evidence: Evidence, check: int) -> Course:
    """A peak target by the peak as it is projected now; there is no path to it."""
    goal = target.peak_by
    found = judge_peak(target, goal, evidence, CENTRAL)
    status = {"met": ON, "missed": OFF, "no_value_set": NO_VALUE}.get(found.verdict, NO_DATA)
    years = [judge_peak(target, goal, evidence, run).value for run in range(runs_of(evidence))]
    known = [year for year in years if year is not None]
    limit = peak_limit(goal, evidence, CENTRAL) if status in (ON, OFF) else None
    basis = MODELLED if status != NO_DATA else ""
    low, high = min(known, default=None), max(known, default=None)
    path = None if limit is None else float(limit)
    return Course(target, check, None, None, path, found.value, low, high, basis, status)


def needed_change(target: TargetEntry, now: float, wanted: float, check: int) -> float | None:
    """Yearly change from the check on: points of a share, else a rate; None in the last year.

    Also None where the goal is reached and only has to be kept, or where a rate means nothing.
    """
    left = target.by - check
    upward = target.goal not in ("reduce", "at_most")
    if left <= 0 or (wanted - now <= 0.0 if upward else wanted - now >= 0.0):
        return None
    variable = variable_of(target.indicator)
    if variable is not None and variable.unit == "ratio":
        return (wanted - now) / left
    return (wanted / now) ** (1.0 / left) - 1.0 if now > 0.0 and wanted >= 0.0 else None


RULES: dict[str, Callable[[TargetEntry, Points, int], Course]] = {
    "reduce": reduce_course,
    "stable": stable_course,
    "falling": falling_course,
    "budget": budget_course,
    **dict.fromkeys(LEVEL_GOALS, level_course),
}


def courses(targets: Iterable[TargetEntry], evidence: Evidence, year: int) -> list[Course]:
    """Every target in a year on its way."""
    return [course(target, evidence, year) for target in targets]
