"""Peaks and targets as trees: the verdict, the rule, and the explained values behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simulator.assess.evidence import RATIOS, actual_rows
from simulator.assess.peak import LATER
from simulator.assess.targets import STABLE_TOLERANCE, subject_of
from simulator.errors import Origin
from simulator.inputs.accounting import PRESETS
from simulator.pathways.arrays import SECTORS
from simulator.report.explain import names
from simulator.report.explain.demand import primary
from simulator.report.explain.emissions import import_total, sector_co2, source_co2
from simulator.report.explain.ground import given, in_year, stated
from simulator.report.explain.indicators import explained, indicator
from simulator.report.explain.node import Node, Words, made, number, renamed, words
from simulator.report.explain.scopes import detail, scoped
from simulator.variables import DETAILS, INDICATORS, OBSERVED

if TYPE_CHECKING:
    from simulator.assess.peak import Peak
    from simulator.assess.targets import Verdict
    from simulator.inputs.targets import TargetEntry
    from simulator.report.explain.ground import Ground

BESIDE = 3  # years shown on both sides of a peak


# ---- peaks ----


def subject_name(subject: str) -> Words:
    """What peaks, in both languages."""
    if subject in SECTORS:
        return names.sector(subject)
    if subject in INDICATORS:
        return names.indicator(subject)
    preset = subject.removeprefix("co2_total.")
    if preset in PRESETS:
        short = words(f"preset_short.{preset}")
    elif subject == "co2_direct":
        short = words("preset_short.import_out")
    else:
        return names.source(subject)
    return words("explain.by_rule", name=names.indicator("co2_total"), rule=short)


def subject_node(ground: Ground, subject: str, year: int) -> Node:
    """The series of what peaks, in a year."""
    preset = ground.result.preset
    if subject in explained():
        return indicator(ground, subject, year)
    if subject in SECTORS:
        return sector_co2(ground, SECTORS.index(subject), year, preset)
    if subject != "co2_direct":
        return primary(ground, subject, year)
    released = [source_co2(ground, sector, year, preset) for sector in range(len(SECTORS))]
    whole = made("released", words("explain.co2_source"), "1e4 t", "sum", *released)
    return made(
        subject,
        in_year(subject_name(subject), year),
        "1e4 t",
        "difference",
        whole,
        import_total(ground, year),
    )


def peak_node(ground: Ground, subject: str) -> Node:
    """When a subject peaks: the rule, and the explained series around the maximum."""
    found, last = ground.result.peaks[subject][ground.run], int(ground.result.years[-1])
    name = words("explain.peak_of", name=subject_name(subject), status=status_words(found, last))
    note = words("explain.peak_rule")
    return Node(
        f"peak.{subject}",
        name,
        float(found.year),
        "year",
        "rule",
        lambda: around(ground, subject, found),
        note=note,
    )


def status_words(found: Peak, last: int) -> Words:
    """The status of a peak as a sentence."""
    return words(f"status.{found.status}", year=last if found.status == "rising" else found.year)


def around(ground: Ground, subject: str, found: Peak) -> list[Node]:
    """The subject in the years around its maximum, five years later, and in the first and last year."""
    years = ground.result.years.tolist()
    wanted = {years[0], years[-1], found.year + LATER, *range(found.year - BESIDE, found.year + BESIDE + 1)}
    wanted |= set(found.other_maxima)
    shown = [year for year in sorted(wanted | {found.year}) if ground.first <= year <= years[-1]]
    published = [row for row in ground.result.scenario.region.history if row.indicator == subject]
    early = [row for row in published if row.year < years[0]]
    nodes = [renamed(subject_node(ground, subject, year), str(year)) for year in shown]
    nodes += [
        given(
            ground,
            f"published.{row.year}",
            in_year(subject_name(subject), row.year),
            row.value,
            row.unit,
            row.origin,
        )
        for row in early
    ]
    return sorted(nodes, key=lambda node: node.key.removeprefix("published."))


# ---- targets ----


def target_node(ground: Ground, target_id: str) -> Node:
    """A target: its margin as goal and explained value; without a goal, the value alone."""
    verdict = next(one for one in ground.result.verdicts if one.target.id == target_id)
    target = verdict.target
    title = Words(target.title.en, target.title.zh) if target.title else target_name(target)
    judged = words(f"verdict.{verdict.verdicts[ground.run]}")
    reason = [words(f"why.{note}") for note in verdict.notes]
    note = words("explain.verdict", verdict=judged)
    if reason:
        note = words("explain.verdict_because", verdict=judged, reason=reason[0])
    name = words("explain.target", id=target.id, title=title)
    found = judged_node(ground, verdict)
    if found is None:
        where = target_origin(ground, target, target.goal)
        return Node(
            f"target.{target.id}",
            name,
            float("nan"),
            "",
            "rule",
            origin=where,
            source=target.source,
            note=note,
        )
    if found.key == "margin":
        name = words("explain.margin_of", target=name)
    return replace(found, key=f"target.{target.id}", name=name, source=target.source, note=note)


def target_name(target: TargetEntry) -> Words:
    """The indicator of a target without a title."""
    subject = subject_of(target.indicator)
    if subject in OBSERVED:
        return Words(OBSERVED[subject].en, OBSERVED[subject].zh)
    detail_name = DETAILS.get(subject.partition(".")[0])
    if detail_name is not None and subject not in INDICATORS:
        return Words(
            f"{detail_name.en} {subject.partition('.')[2]}", f"{detail_name.zh} {subject.partition('.')[2]}"
        )
    return subject_name(subject)


def target_origin(ground: Ground, target: TargetEntry, key: str) -> Origin | None:
    """Where the scenario states a part of a target."""
    marks = ground.result.scenario.origins
    return marks.get(("targets", target.id, key)) or marks.get(("targets", target.id))


def judged_node(ground: Ground, verdict: Verdict) -> Node | None:
    """Margin of a target as a tree; its value where no goal is set; None where nothing can be said."""
    target = verdict.target
    if target.goal == "peak_by":
        return judged_peak(ground, verdict)
    value = value_node(ground, target)
    if value is None:
        return None
    value = renamed(value, "value")
    if target.goal == "falling":
        return made("margin", words("explain.margin"), value.unit, "negative", value)
    goal = goal_node(ground, verdict, value.unit)
    if goal is None:
        return value
    if target.goal == "stable":
        value = made("value", words("explain.size"), value.unit, "absolute", value)
    upward = target.goal in ("reduce", "at_least", "hold")
    parts = (value, goal) if upward else (goal, value)
    return made("margin", words("explain.margin"), value.unit, "difference", *parts)


def goal_node(ground: Ground, verdict: Verdict, unit: str) -> Node | None:
    """The goal as the scenario states it; None if nobody has set it."""
    target, goal = verdict.target, verdict.goal_value
    if goal is None and target.goal == "stable":
        return number("goal", words("explain.tolerance"), STABLE_TOLERANCE, unit)
    if goal is None or isinstance(goal, str):
        return None
    origin = target_origin(ground, target, target.goal)
    grade = "reported" if target.source else ""
    return given(
        ground, "goal", words("explain.goal"), float(goal), unit, origin, source=target.source, grade=grade
    )


def value_node(ground: Ground, target: TargetEntry) -> Node | None:
    """What a target is judged on: a level, a cut, a growth, a sum, each of explained values."""
    if target.indicator in OBSERVED:
        return observed_node(ground, target)
    years = ground.result.years.tolist()
    asked = (target.by, *([] if target.start is None else [target.start]))
    if any(not years[0] <= year <= years[-1] for year in asked) or target.goal == "count":
        return None
    now = level_node(ground, target, target.by)
    if now is None:
        return None
    if target.goal in ("at_least", "at_most", "hold"):
        return now
    levels = {year: level_node(ground, target, year) for year in range(years[0], target.by + 1)}
    known = {year: renamed(node, str(year)) for year, node in levels.items() if node is not None}
    return MAKERS_BY_GOAL[target.goal](target, known)


def cut(target: TargetEntry, levels: dict[int, Node]) -> Node | None:
    """1 - level / level of the base year, or of the highest year."""
    start = target.start or max(levels, key=lambda year: levels[year].value)
    if levels[start].value == 0.0:
        return None
    return made(
        "cut",
        words("explain.cut", first=start, last=target.by),
        "ratio",
        "cut",
        levels[target.by],
        levels[start],
    )


def growth(levels: dict[int, Node], year: int) -> Node:
    """Growth over the year before."""
    return made(
        f"growth.{year}",
        words("explain.growth_in", year=year),
        "ratio",
        "change",
        levels[year],
        levels[year - 1],
    )


def mean_growth(target: TargetEntry, levels: dict[int, Node]) -> Node | None:
    """Mean growth of the last two years."""
    if target.by - 2 not in levels or not (levels[target.by - 1].value and levels[target.by - 2].value):
        return None
    both = [growth(levels, target.by - back) for back in (0, 1)]
    return made("mean", words("explain.mean_growth"), "ratio", "mean", *both)


def fall(target: TargetEntry, levels: dict[int, Node]) -> Node | None:
    """Change since the base year, or since the highest year."""
    start = target.start or max(levels, key=lambda year: levels[year].value)
    if levels[start].value == 0.0:
        return None
    title = words("explain.change_since", first=start, last=target.by)
    return made("change", title, "ratio", "change", levels[target.by], levels[start])


def budget(target: TargetEntry, levels: dict[int, Node]) -> Node:
    """The sum of the years, or the highest of them."""
    first = target.start or min(levels)
    counted = [node for year, node in levels.items() if year >= first]
    whole = target.meant == "cumulative"
    title = words("explain.cumulative" if whole else "explain.highest", first=first, last=target.by)
    return made("budget", title, counted[0].unit, "sum" if whole else "maximum", *counted)


MAKERS_BY_GOAL = {"reduce": cut, "stable": mean_growth, "falling": fall, "budget": budget}


def level_node(ground: Ground, target: TargetEntry, year: int) -> Node | None:
    """The indicator of a target in a year; a published value takes the place of the model's."""
    if target.scope:
        return scoped(ground, target.scope, target.indicator, year)
    if target.indicator.partition(".")[0] in DETAILS and target.indicator not in INDICATORS:
        return detail(ground, target.indicator, year)
    if target.indicator not in ground.result.series:
        return None
    return with_actuals(ground, target.indicator, year)


def with_actuals(ground: Ground, name: str, year: int) -> Node:
    """An indicator in a year, published values laid over, ratios following their parts."""
    told = {(row.indicator, row.year): row for row in actual_rows(ground.plan)}
    variable = INDICATORS[name]
    title = in_year(names.indicator(name), year)
    if (name, year) in told:
        row = told[name, year]
        return given(
            ground, name, title, row.value, variable.unit, row.origin, note=words("explain.published")
        )
    parts = RATIOS.get(name, ())
    if any((part, year) in told for part in parts):
        return made(
            name, title, variable.unit, "ratio", *(with_actuals(ground, part, year) for part in parts)
        )
    return indicator(ground, name, year)


def observed_node(ground: Ground, target: TargetEntry) -> Node | None:
    """The published value of what other offices measure: of its year, else the latest."""
    rows = [row for row in ground.result.scenario.region.history if row.indicator == target.indicator]
    if not rows:
        return None
    row = next((one for one in rows if one.year == target.by), max(rows, key=lambda one: one.year))
    title = in_year(target_name(target), row.year)
    return given(ground, "value", title, row.value, row.unit, row.origin, note=words("explain.published"))


def judged_peak(ground: Ground, verdict: Verdict) -> Node | None:
    """A target on a peak year: the latest year allowed less the year of the peak."""
    subject = subject_of(verdict.target.indicator)
    if subject not in ground.result.peaks:
        return None
    found, goal = renamed(peak_node(ground, subject), "value"), verdict.goal_value
    if ground.result.peaks[subject][ground.run].status == "rising" or goal is None:
        return found
    if goal == "province":
        source = ground.result.scenario.region.info.province_peak_source
        limit = stated(ground, "province_peak_year", words("explain.province_peak"), "year", source)
        limit = renamed(limit, "goal")
    elif isinstance(goal, str):
        other = subject_of(goal)
        if other not in ground.result.peaks or ground.result.peaks[other][ground.run].status == "rising":
            return found
        limit = renamed(peak_node(ground, other), "goal")
    else:
        by = goal_node(ground, verdict, "year")
        assert by is not None
        limit = by
    return made("margin", words("explain.margin"), "year", "difference", limit, found)
