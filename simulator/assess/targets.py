"""Targets and verdicts: met, missed, no value set, cannot be judged; with margin, rate needed and rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.assess.peak import Peak
from simulator.inputs.targets import FROM_PEAK
from simulator.variables import OBSERVED, variable_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from simulator.inputs.targets import TargetEntry
    from simulator.pathways.arrays import Array, IntArray

MET, MISSED, NO_VALUE, NOT_JUDGED = "met", "missed", "no_value_set", "cannot_be_judged"
OPEN_BEFORE_MET = (MISSED, NOT_JUDGED, NO_VALUE, MET)
STABLE_TOLERANCE = 0.01  # mean of the last two yearly growths; "tends to be stable" names none: a setting
ROUNDING = 1e-9  # relative, like every balance
CENTRAL = 0


class Outcome(NamedTuple):
    """What one run says of a target: the value, its distance to the goal, and the verdict."""

    value: float | None
    margin: float | None
    verdict: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target judged: `value` and `margin` of the central run, `low` and `high` over the runs.

    margin is positive when there is room; rate_needed the yearly change still needed from `rate_from` on.
    """

    target: TargetEntry
    goal_value: float | int | str | None
    base_value: float | None
    value: float | None
    low: float | None
    high: float | None
    margin: float | None
    verdict: str
    verdicts: tuple[str, ...]
    rate_needed: float | None
    rate_from: int | None
    actual: bool
    variants: tuple[tuple[str, Outcome], ...] = ()
    what_ifs: tuple[tuple[str, float, Outcome], ...] = ()
    notes: tuple[str, ...] = field(default=())


class Evidence(NamedTuple):
    """What targets are judged on.

    series : indicator -> (year, run), actual values already laid over; peaks : subject -> one Peak per run
    actual : (indicator, year) pairs that are actual; variants : name -> indicator -> (year, run) or None
    province_peak : year the province peaks, assumed or from its own scenario
    scopes : sector or sub-region -> indicator -> (year, run); observed : what others measure, by year
    unmeasured : indicators that lack a term nobody knows; certificates : (year,) net, 10^4 tce
    """

    years: IntArray
    series: Mapping[str, Array]
    peaks: Mapping[str, Sequence[Peak]]
    actual: frozenset[tuple[str, int]]
    variants: Mapping[str, Mapping[str, Array] | None]
    province_peak: int
    actual_until: int
    scopes: Mapping[str, Mapping[str, Array]] = MappingProxyType({})
    observed: Mapping[str, Mapping[int, float]] = MappingProxyType({})
    unmeasured: frozenset[str] = frozenset()
    certificates: Array | None = None

    def series_of(self, target: TargetEntry) -> Mapping[str, Array]:
        """Indicators of the region, or of the part of it that the target is about."""
        return self.scopes[target.scope] if target.scope else self.series


def judge(target: TargetEntry, evidence: Evidence) -> Verdict:
    """Judge one target on every run; run 0 is central."""
    goal = getattr(target, target.goal)
    outcomes = [
        outcome(target, goal, evidence, run, evidence.series_of(target)) for run in range(runs_of(evidence))
    ]
    central = outcomes[CENTRAL]
    values = [one.value for one in outcomes if one.value is not None]
    rate, since = rate_needed(target, goal, evidence)
    return Verdict(
        target=target,
        goal_value=goal,
        base_value=base_value(target, evidence),
        value=central.value,
        low=min(values, default=None),
        high=max(values, default=None),
        margin=central.margin,
        verdict=central.verdict,
        verdicts=tuple(one.verdict for one in outcomes),
        rate_needed=rate,
        rate_from=since,
        actual=(target.indicator, target.by) in evidence.actual,
        variants=tuple(variants(target, goal, evidence)),
        what_ifs=tuple(
            (name, float(value), outcome(target, value, evidence, CENTRAL, evidence.series_of(target)))
            for name, value in target.what_if.items()
        ),
        notes=(central.note,) if central.note else (),
    )


def runs_of(evidence: Evidence) -> int:
    """Number of runs in the evidence."""
    return int(next(iter(evidence.series.values())).shape[-1])


def outcome(
    target: TargetEntry, goal: object, evidence: Evidence, run: int, series: Mapping[str, Array]
) -> Outcome:
    """Judge one run of one target; what lies outside the projection cannot be judged."""
    rule = RULES[target.goal]
    if target.goal == "peak_by":
        return judge_peak(target, goal, evidence, run)
    if target.indicator in OBSERVED:
        return judge_observed(target, goal, evidence)
    if target.goal == "count":
        return Outcome(None, None, NOT_JUDGED if goal is not None else NO_VALUE, "not_projected")
    known = target.indicator not in evidence.unmeasured
    values = series.get(target.indicator) if known else None
    years = evidence.years
    outside = [y for y in (target.by, target.start) if y is not None and not years[0] <= y <= years[-1]]
    if values is None or outside:
        missing = "no_projection" if known else "no_data"
        why = missing if values is None else "outside_years"
        return Outcome(None, None, NOT_JUDGED if goal is not None else NO_VALUE, why)
    found = rule(target, goal, years, values[:, run])
    return found if goal is not None else Outcome(found.value, None, NO_VALUE)


def at(years: IntArray, values: Array, year: int) -> float:
    """Value of a series in a year."""
    return float(values[int(year - years[0])])


def decided(value: float, margin: float) -> Outcome:
    """Met when the margin is not negative, to the rounding of a sum."""
    return Outcome(value, margin, MET if margin >= -ROUNDING * max(abs(value), 1.0) else MISSED)


def judge_reduce(target: TargetEntry, goal: float | None, years: IntArray, values: Array) -> Outcome:
    """A cut is a ratio of two levels, never a sum of yearly cuts."""
    base = base_of_cut(target, years, values)
    if base == 0.0:
        return Outcome(None, None, NOT_JUDGED, "no_data")
    cut = 1.0 - at(years, values, target.by) / base
    return decided(cut, cut - goal) if goal is not None else Outcome(cut, None, NO_VALUE)


def base_of_cut(target: TargetEntry, years: IntArray, values: Array) -> float:
    """Level a cut starts from: of its base year, or the highest one up to its year."""
    if target.start is not None:
        return at(years, values, target.start)
    return float(values[: int(target.by - years[0]) + 1].max())


def judge_observed(target: TargetEntry, goal: object, evidence: Evidence) -> Outcome:
    """What others measure is judged on published values of its year (and base year), else not at all."""
    found = evidence.observed.get(target.indicator, {})
    needed = {target.by} | ({target.start} if target.start is not None else set())
    comparable = target.start is not None or target.goal not in ("reduce", "falling")
    if comparable and needed <= found.keys() and target.goal in OBSERVABLE:
        years = np.array(sorted(needed))
        values = np.interp(
            np.arange(years[0], years[-1] + 1), years, [found[year] for year in years.tolist()]
        )
        judged = RULES[target.goal](target, goal, np.arange(years[0], years[-1] + 1), values)
        return judged if goal is not None else Outcome(judged.value, None, NO_VALUE)
    latest = found[max(found)] if found else None
    return Outcome(latest, None, NOT_JUDGED if goal is not None else NO_VALUE, "observed_only")


def judge_at_least(target: TargetEntry, goal: float | None, years: IntArray, values: Array) -> Outcome:
    """A level that must be reached."""
    value = at(years, values, target.by)
    return decided(value, value - goal) if goal is not None else Outcome(value, None, NO_VALUE)


def judge_at_most(target: TargetEntry, goal: float | None, years: IntArray, values: Array) -> Outcome:
    """A level that must not be passed."""
    value = at(years, values, target.by)
    return decided(value, goal - value) if goal is not None else Outcome(value, None, NO_VALUE)


def judge_hold(target: TargetEntry, goal: float | None, years: IntArray, values: Array) -> Outcome:
    """A level that must not fall below a value."""
    return judge_at_least(target, goal, years, values)


def judge_stable(target: TargetEntry, goal: float | None, years: IntArray, values: Array) -> Outcome:
    """Mean of the last two yearly growths within the tolerance ("tends to be stable")."""
    if target.by - 2 < years[0]:
        return Outcome(None, None, NOT_JUDGED, "outside_years")
    last, middle, first = (at(years, values, target.by - back) for back in range(3))
    if middle == 0.0 or first == 0.0:
        return Outcome(None, None, NOT_JUDGED, "no_data")
    mean = ((last / middle - 1.0) + (middle / first - 1.0)) / 2.0
    tolerance = STABLE_TOLERANCE if goal is None else goal
    return decided(mean, tolerance - abs(mean))


def judge_falling(target: TargetEntry, goal: object, years: IntArray, values: Array) -> Outcome:
    """Below `from`, or falling every year from the maximum to `by`; the value is the fall since then."""
    stop = int(target.by - years[0]) + 1
    start = int(np.argmax(values[:stop])) if target.start is None else int(target.start - years[0])
    if values[start] == 0.0:
        return Outcome(None, None, NOT_JUDGED, "no_data")
    change = float(values[stop - 1] / values[start] - 1.0)
    steady = target.start is not None or bool(np.all(np.diff(values[start:stop]) < 0.0))
    if start == stop - 1:
        return Outcome(0.0, 0.0, MISSED, "still_rising")
    return Outcome(change, -change, MET if steady and change < 0.0 else MISSED)


def judge_budget(target: TargetEntry, goal: float | None, years: IntArray, values: Array) -> Outcome:
    """A sum over the years to `by` (cumulative) or a ceiling in each of them."""
    start = int((target.start or years[0]) - years[0])
    part = values[start : int(target.by - years[0]) + 1]
    value = float(part.sum() if target.meant == "cumulative" else part.max())
    return decided(value, goal - value) if goal is not None else Outcome(value, None, NO_VALUE)


def judge_count(target: TargetEntry, goal: float | None, years: IntArray, values: Array) -> Outcome:
    """A number of things that must be reached; nothing projects it, so only a published one decides."""
    return judge_at_least(target, goal, years, values)


OBSERVABLE = ("at_least", "at_most", "hold", "count", "reduce", "falling")
RULES: dict[str, Callable[..., Outcome]] = {
    "reduce": judge_reduce,
    "at_least": judge_at_least,
    "at_most": judge_at_most,
    "hold": judge_hold,
    "stable": judge_stable,
    "falling": judge_falling,
    "budget": judge_budget,
    "count": judge_count,
    "peak_by": judge_reduce,  # judged by judge_peak; listed so that every goal has a rule
}


def judge_peak(target: TargetEntry, goal: object, evidence: Evidence, run: int) -> Outcome:
    """Peak no later than a year, at the same time as the province, or no later than another subject."""
    subject = subject_of(target.indicator)
    peaks = evidence.peaks.get(subject)
    if peaks is None:
        why = "no_data" if subject in evidence.unmeasured else "no_projection"
        return Outcome(None, None, NOT_JUDGED if goal is not None else NO_VALUE, why)
    found = peaks[run]
    value = None if found.status == "rising" else float(found.year)
    if goal is None:
        return Outcome(value, None, NO_VALUE)
    if isinstance(goal, str) and goal != "province" and subject_of(goal) not in evidence.peaks:
        return Outcome(value, None, NOT_JUDGED, "no_projection")
    limit = peak_limit(goal, evidence, run)
    if value is None:
        return Outcome(None, None, MISSED, "still_rising")
    if limit is None:
        return Outcome(value, None, MET, "other_still_rising")
    note = "earlier_than_province" if goal == "province" and value < limit else ""
    return Outcome(value, limit - value, MET if value <= limit else MISSED, note)


def subject_of(indicator: str) -> str:
    """What peaks: `peak_year.coal` and `coal` mean the same."""
    return indicator.removeprefix("peak_year.")


def peak_limit(goal: object, evidence: Evidence, run: int) -> int | None:
    """Latest year of a peak target; None if the other subject has not peaked."""
    if goal == "province":
        return evidence.province_peak
    if isinstance(goal, str):
        other = evidence.peaks[subject_of(goal)][run]
        return None if other.status == "rising" else other.year
    return int(goal)  # type: ignore[call-overload, no-any-return]


def base_value(target: TargetEntry, evidence: Evidence) -> float | None:
    """Value in the target's base year, in the first year of the result if it names none."""
    values = evidence.series_of(target).get(target.indicator)
    year = target.start or int(evidence.years[0])
    if target.indicator in OBSERVED:
        return evidence.observed.get(target.indicator, {}).get(year)
    if values is not None and target.from_year == FROM_PEAK:
        return base_of_cut(target, evidence.years, values[:, CENTRAL])
    if values is None or not evidence.years[0] <= year <= evidence.years[-1]:
        return None
    return at(evidence.years, values[:, CENTRAL], year)


def rate_needed(target: TargetEntry, goal: object, evidence: Evidence) -> tuple[float | None, int | None]:
    """Yearly change still needed from the last actual year to reach the goal in time.

    A rate of the level for cuts and ceilings, points a year for shares; None where it means nothing.
    """
    values = evidence.series_of(target).get(target.indicator)
    years = evidence.years
    since = max(int(years[0]), min(evidence.actual_until, target.by - 1))
    judged = target.goal in ("reduce", "at_least", "at_most") and isinstance(goal, float)
    if values is None or not judged or not years[0] <= target.by <= years[-1] or since >= target.by:
        return None, None
    now = at(years, values[:, CENTRAL], since)
    wanted = float(goal)  # type: ignore[arg-type]
    if target.goal == "reduce":
        if target.start is None or target.start < years[0]:
            return None, None
        wanted = at(years, values[:, CENTRAL], target.start) * (1.0 - wanted)
    variable = variable_of(target.indicator)
    if variable is not None and variable.unit == "ratio":
        return (wanted - now) / (target.by - since), since
    if now <= 0.0 or wanted < 0.0:
        return None, None
    return (wanted / now) ** (1.0 / (target.by - since)) - 1.0, since


def variants(target: TargetEntry, goal: object, evidence: Evidence) -> list[tuple[str, Outcome]]:
    """The same target under the other readings of the rule; one without data cannot be judged."""
    out: list[tuple[str, Outcome]] = []
    if target.scope:
        return out
    if evidence.certificates is not None and evidence.certificates.any() and target.indicator in CERTIFIED:
        counted = outcome(target, goal, evidence, CENTRAL, with_certificates(target, goal, evidence))
        out.append(("certificates_counted", counted))
    for name, series in evidence.variants.items():
        if series is None:
            if target.indicator in VARIED:
                out.append((name, Outcome(None, None, NOT_JUDGED, "no_data")))
        elif target.indicator in series:
            out.append((name, outcome(target, goal, evidence, CENTRAL, series)))
    return out


def with_certificates(target: TargetEntry, goal: object, evidence: Evidence) -> dict[str, Array]:
    """Energy indicators with net green certificates counted as non-fossil energy used here.

    What is bought counts for at most half of the target (notice 113 of 2024); what is sold is lost in full.
    """
    assert evidence.certificates is not None
    series = dict(evidence.series)
    energy, gdp = series["energy_total"], series["gdp"]
    net = np.broadcast_to(evidence.certificates[:, None], energy.shape)
    if isinstance(goal, float) and target.goal == "reduce" and target.start is not None:
        base = at(evidence.years, series[target.indicator][:, CENTRAL], target.start)
        scale = gdp if target.indicator == "energy_intensity" else 1.0
        net = np.minimum(net, HALF * goal * base * scale)
    elif isinstance(goal, float) and target.goal in ("at_least", "hold"):
        net = np.minimum(net, HALF * goal * energy)
    series["energy_total"] = energy - net
    series["energy_intensity"] = (energy - net) / gdp
    for name in ("nonfossil_share", "renewable_share"):
        series[name] = series[name] + net / energy
    return series


HALF = 0.5  # of a target that certificates may meet
CERTIFIED = ("energy_intensity", "energy_total", "nonfossil_share", "renewable_share")
VARIED = ("energy_intensity", "energy_total")  # indicators with variants by deduction (docs/model.md)


def roll_up(verdicts: Sequence[Verdict]) -> dict[str, str]:
    """One verdict per kind: missed if one is missed; what is open stays open; met only if all are met."""
    out: dict[str, str] = {}
    for kind in dict.fromkeys(v.target.kind for v in verdicts):
        found = {v.verdict for v in verdicts if v.target.kind == kind}
        out[kind] = next(name for name in OPEN_BEFORE_MET if name in found)
    return out


def whole(verdicts: Sequence[Verdict]) -> str | None:
    """Verdict on the whole assessment; None without control or binding targets.

    Control targets are a veto: one miss fails the whole, whatever the others say. Where there are none, the
    binding targets decide in the same way. What is open stays open: it is met only if all of them are.
    """
    for kind in ("control", "binding"):
        found = {v.verdict for v in verdicts if v.target.kind == kind}
        if found:
            return next(name for name in OPEN_BEFORE_MET if name in found)
    return None
