"""Targets: every goal, its edge, what is not set or cannot be judged, and how verdicts add up."""

from __future__ import annotations

import numpy as np
import pytest
from builders import tiny_plan

from simulator import simulate
from simulator.assess.peak import peak
from simulator.assess.targets import MET, MISSED, NO_VALUE, NOT_JUDGED, Evidence, judge, roll_up, whole
from simulator.errors import InputError
from simulator.inputs.targets import TargetEntry

YEARS = np.arange(2020, 2031)


def target(indicator: str = "energy_intensity", *, by: int = 2025, **settings) -> TargetEntry:
    return TargetEntry.model_validate({"id": "T1", "indicator": indicator, "by": by, **settings})


def evidence(peaks=None, *, actual=(), variants=None, province=2030, until=2020, **series) -> Evidence:
    """Series as lists from 2020 on (a number is constant), or (list, list, ...) for several runs."""
    laid = {}
    for name, values in series.items():
        runs = values if isinstance(values, tuple) else (values,)
        whole = [np.pad(np.atleast_1d(np.array(v, float)), (0, 11), mode="edge")[:11] for v in runs]
        laid[name] = np.stack(whole, axis=1)
    found = {name: (peak(YEARS, values[:, 0]),) for name, values in laid.items()}
    found |= {name: (peak(YEARS, np.array(values, float)),) for name, values in (peaks or {}).items()}
    if not laid:
        laid["gdp"] = np.ones((11, 1))
    return Evidence(YEARS, laid, found, frozenset(actual), variants or {}, province, until)


def verdict(goal: TargetEntry, **settings) -> str:
    return judge(goal, evidence(**settings)).verdict


def falling(yearly: float, years: int = 5) -> list[float]:
    return [(1 - yearly) ** year for year in range(years + 1)]


# ---- cuts ----


def test_a_cut_is_a_ratio_of_levels_never_a_sum_of_yearly_cuts() -> None:
    # five times 3.2 % is 15.01 %, short of 16 % by 0.99 points
    got = judge(target(reduce="16%", **{"from": 2020}), evidence(energy_intensity=falling(0.032)))
    assert (got.verdict, got.value) == (MISSED, pytest.approx(0.1501, abs=5e-5))
    assert got.margin == pytest.approx(-0.0099, abs=5e-5)
    assert got.base_value == 1.0


@pytest.mark.parametrize(("last", "wanted"), [(84.0, MET), (84.0 + 1e-6, MISSED), (83.0, MET)])
def test_a_cut_is_met_at_its_edge(last: float, wanted: str) -> None:
    assert verdict(target(reduce="16%", **{"from": 2020}), energy_intensity=[100, 0, 0, 0, 0, last]) == wanted


def test_a_cut_counts_from_its_own_base_year() -> None:
    got = judge(target(reduce=0.1, **{"from": 2022}), evidence(energy_intensity=[50, 80, 100, 99, 98, 90]))
    assert (got.verdict, got.base_value, got.margin) == (MET, 100.0, pytest.approx(0.0, abs=1e-12))


# ---- levels and shares ----


@pytest.mark.parametrize(
    ("goal", "value", "wanted"),
    [
        ({"at_least": "10.5%"}, 0.105, MET),
        ({"at_least": "10.5%"}, 0.1049, MISSED),
        ({"hold": 0.5}, 0.5, MET),
        ({"hold": 0.5}, 0.49, MISSED),
        ({"at_most": 0.076}, 0.076, MET),
        ({"at_most": 0.076}, 0.077, MISSED),
    ],
)
def test_levels_at_their_edge(goal, value: float, wanted: str) -> None:
    assert verdict(target("coal_share", **goal), coal_share=value) == wanted


def test_a_level_met_to_rounding_is_met() -> None:
    # anchors are met to 1e-9: a ceiling of 1326.6 is not missed by the last digit of a sum
    assert verdict(target("energy_total", at_most=1326.6), energy_total=1326.6 * (1 + 1e-13)) == MET
    assert verdict(target("energy_total", at_most=1326.6), energy_total=1326.6 * (1 + 1e-6)) == MISSED


def test_margin_is_positive_when_there_is_room() -> None:
    assert judge(target("coal_share", at_most=0.1), evidence(coal_share=0.07)).margin == pytest.approx(0.03)
    assert judge(target("coal_share", at_least=0.1), evidence(coal_share=0.07)).margin == pytest.approx(-0.03)


# ---- stable ----


@pytest.mark.parametrize(
    ("last", "wanted"),
    [
        ([100, 101, 102.01], MET),  # + 1 % twice: on the edge
        ([100, 99, 98.01], MET),
        ([100, 102, 102], MET),  # (2 + 0) / 2 = 1 %
        ([100, 105, 100], MET),  # (5 - 4.76) / 2 = 0.12 %
        ([100, 101, 103.02], MISSED),  # (1 + 2) / 2
        ([100, 98, 97], MISSED),  # (-2 - 1.02) / 2
    ],
)
def test_stable_is_the_mean_of_the_last_two_growths(last, wanted: str) -> None:
    assert verdict(target("co2_industry", stable=0.01), co2_industry=[1, 1, 1, *last]) == wanted


def test_stable_needs_three_years() -> None:
    got = judge(target("co2_industry", by=2021, stable=0.01), evidence(co2_industry=1.0))
    assert got.verdict == NOT_JUDGED


# ---- falling ----


@pytest.mark.parametrize(
    ("values", "start", "wanted"),
    [
        ([100, 110, 99, 98, 97, 96], None, MET),  # from the maximum on, every year
        ([100, 110, 99, 98, 99, 96], None, MISSED),  # not every year
        ([100, 101, 102, 103, 104, 105], None, MISSED),  # still rising
        ([100, 110, 99, 101, 97, 96], 2020, MET),  # below 2020 is all that is asked
        ([100, 90, 90, 90, 90, 100], 2020, MISSED),  # the same is not below
    ],
)
def test_falling(values, start, wanted: str) -> None:
    since = {"from": start} if start else {}
    assert verdict(target("co2_total", falling=True, **since), co2_total=values) == wanted


# ---- budget and count ----


@pytest.mark.parametrize(("allowed", "wanted"), [(36.0, MET), (35.9, MISSED)])
def test_a_cumulative_budget_is_a_sum(allowed: float, wanted: str) -> None:
    goal = target("co2_total", basis="cumulative", budget=allowed, **{"from": 2022})
    # 2022 to 2025: 8 + 9 + 10 + 9
    assert verdict(goal, co2_total=[6, 7, 8, 9, 10, 9]) == wanted


@pytest.mark.parametrize(("allowed", "wanted"), [(10.0, MET), (9.9, MISSED)])
def test_a_yearly_budget_holds_in_every_year(allowed: float, wanted: str) -> None:
    goal = target("co2_total", basis="annual", budget=allowed, **{"from": 2022})
    assert verdict(goal, co2_total=[60, 7, 8, 9, 10, 9]) == wanted


def test_counts_of_things_cannot_be_judged() -> None:
    assert verdict(target("co2_total", count=5), co2_total=1.0) == NOT_JUDGED


# ---- no value set ----

GOALS = ("reduce", "at_least", "at_most", "hold", "stable", "falling", "budget", "count", "peak_by")


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("value", [0.0, 1.0, 1e6])
def test_a_target_without_a_value_is_never_met_nor_zero(goal: str, value: float) -> None:
    unset = target("co2_total", set_by="上级", **{goal: None, "from": 2020})
    got = judge(unset, evidence(co2_total=[value + 1, value + 0.5, value + 0.2, value, value, value]))
    assert (got.verdict, got.goal_value, got.margin, got.rate_needed) == (NO_VALUE, None, None, None)


def test_what_it_would_be_is_told_all_the_same() -> None:
    unset = target(reduce=None, set_by="上级", what_if={"nation": 0.18, "low": 0.15}, **{"from": 2020})
    got = judge(unset, evidence(energy_intensity=[100, 0, 0, 0, 0, 83]))
    assert (got.verdict, got.value) == (NO_VALUE, pytest.approx(0.17))
    # a what-if has a verdict of its own and never becomes the target's
    assert [(name, goal, found.verdict) for name, goal, found in got.what_ifs] == [
        ("nation", 0.18, MISSED),
        ("low", 0.15, MET),
    ]
    assert [round(found.margin, 4) for _, _, found in got.what_ifs] == [-0.01, 0.02]


def test_a_peak_year_may_be_a_what_if() -> None:
    unset = target("peak_year.co2_total", peak_by=None, set_by="上级", what_if={"a": 2022, "b": 2021})
    got = judge(unset, evidence(co2_total=[1, 2, 3, 2, 1, 1]))
    assert got.verdict == NO_VALUE
    assert [found.verdict for _, _, found in got.what_ifs] == [MET, MISSED]


def test_a_value_must_be_given_or_somebody_named() -> None:
    with pytest.raises(ValueError, match="value"):
        target(reduce=None, **{"from": 2020})
    with pytest.raises(ValueError, match="one goal"):
        target(at_least=1, at_most=2)


# ---- what cannot be judged ----


@pytest.mark.parametrize(
    "settings",
    [
        {"by": 2031, "at_most": 1.0},
        {"by": 2019, "at_most": 1.0},
        {"by": 2025, "from": 2015, "reduce": 0.1},
        {"by": 2035, "from": 2020, "reduce": 0.1},
    ],
)
def test_years_outside_the_projection_cannot_be_judged(settings) -> None:
    got = judge(target(**settings), evidence(energy_intensity=1.0))
    assert (got.verdict, got.value, got.margin) == (NOT_JUDGED, None, None)
    assert got.notes == ("outside_years",)


def test_an_indicator_that_is_not_projected_cannot_be_judged() -> None:
    got = judge(target("forest", at_least=1), evidence(energy_total=1.0))
    assert (got.verdict, got.notes) == (NOT_JUDGED, ("no_projection",))


def test_a_variant_without_data_cannot_be_judged_and_others_can() -> None:
    deducted = np.array([100.0, 0, 0, 0, 0, 80, 0, 0, 0, 0, 0])[:, None]
    got = judge(
        target(reduce=0.16, **{"from": 2020}),
        evidence(
            energy_intensity=[100, 0, 0, 0, 0, 90],
            variants={"feedstock_deducted": None, "new_renewables_deducted": {"energy_intensity": deducted}},
        ),
    )
    found = dict(got.variants)
    assert got.verdict == MISSED  # the verdict is the plain rule
    assert (found["feedstock_deducted"].verdict, found["feedstock_deducted"].value) == (NOT_JUDGED, None)
    assert found["new_renewables_deducted"].verdict == MET
    assert found["new_renewables_deducted"].margin == pytest.approx(0.04)


def test_an_unset_target_is_unset_in_every_variant() -> None:
    series = {"energy_intensity": np.ones((11, 1))}
    unset = target(reduce=None, set_by="上级", **{"from": 2020})
    got = judge(unset, evidence(energy_intensity=1.0, variants={"a": series, "b": None}))
    assert {found.verdict for _, found in got.variants} <= {NO_VALUE, NOT_JUDGED}


def test_shares_have_no_variants() -> None:
    assert (
        judge(target("coal_share", at_most=1), evidence(coal_share=1.0, variants={"a": None})).variants == ()
    )


# ---- ranges and actuals ----


def test_every_run_has_its_verdict_and_the_central_one_counts() -> None:
    runs = ([100, 0, 0, 0, 0, 85], [100, 0, 0, 0, 0, 80], [100, 0, 0, 0, 0, 90])
    got = judge(target(reduce=0.16, **{"from": 2020}), evidence(energy_intensity=runs))
    assert got.verdicts == (MISSED, MET, MISSED)
    assert (got.verdict, got.low, got.high) == (MISSED, pytest.approx(0.10), pytest.approx(0.20))


HISTORY = "indicator,year,value,unit,grade,source\ncoal_share,2023,30,%,reported,test\n"
COAL = """
targets:
  - {id: A, indicator: coal_share, at_most: 31%, by: 2023}
  - {id: B, indicator: coal_share, at_most: 31%, by: 2024}
"""


def test_published_values_are_judged_in_place_of_the_model(tmp_path) -> None:
    plan = tiny_plan(tmp_path, COAL, history=HISTORY)
    # the model's own share is 60 of 60 + 5 + 55 / 1.229 x 3.049 = 201.5 and more: about 30 %
    result = simulate(plan)
    first, second = result.verdicts
    assert (first.value, first.actual, first.verdict) == (0.30, True, MET)
    assert first.verdicts == (MET,) * 4  # the same in every case
    assert not second.actual
    assert second.value == pytest.approx(float(result.series["coal_share"][4, 0]))
    assert float(result.series["coal_share"][3, 0]) != 0.30  # the model's own series stays what it is


# ---- the yearly rate still needed ----


def test_the_rate_needed_by_hand() -> None:
    # 100 in 2020, 95 in 2023: 84 in 2025 needs (84 / 95)^(1/2) - 1 = -5.968 %
    got = judge(
        target(reduce=0.16, **{"from": 2020}),
        evidence(energy_intensity=[100, 98, 96, 95, 94, 93], until=2023),
    )
    assert (got.rate_from, got.rate_needed) == (2023, pytest.approx(-0.05968, abs=5e-6))


def test_from_the_base_year_the_rate_is_that_of_the_whole_plan() -> None:
    got = judge(target(reduce=0.16, **{"from": 2020}), evidence(energy_intensity=[100, 98]))
    assert (got.rate_from, got.rate_needed) == (2020, pytest.approx(-0.0343, abs=5e-5))


def test_shares_need_points_a_year() -> None:
    # 9.4 % to 10.5 % in five years: 0.22 points
    got = judge(target("renewable_share", at_least=0.105), evidence(renewable_share=0.094))
    assert got.rate_needed == pytest.approx(0.0022)


def test_goals_without_a_level_need_no_rate() -> None:
    for goal in ({"falling": True}, {"stable": 0.01}, {"budget": 3.0}):
        assert judge(target("co2_total", **goal), evidence(co2_total=1.0)).rate_needed is None


# ---- peaks ----

EARLY = [1, 2, 3, 2.5, 2, 1.5, 1, 0.9, 0.8, 0.7, 0.6]  # peaks in 2022
LATER = [1, 2, 3, 4, 5, 4, 3, 2, 1, 0.9, 0.8]  # in 2024
RISING = list(range(1, 12))


def peaks_by(goal, subject: str = "co2_total", *, province: int = 2030, **peaks):
    return judge(target(f"peak_year.{subject}", by=2030, peak_by=goal), evidence(peaks, province=province))


@pytest.mark.parametrize("goal", [{"reduce": 0.1, "from": 2020}, {"stable": 0.01}, {"falling": True}])
def test_change_from_nothing_cannot_be_judged(goal) -> None:
    got = judge(target("co2_industry", **goal), evidence(co2_industry=0.0))
    assert (got.verdict, got.notes, got.rate_needed) == (NOT_JUDGED, ("no_data",), None)


@pytest.mark.parametrize(("year", "wanted"), [(2024, MET), (2025, MET), (2023, MISSED)])
def test_peak_by_a_year(year: int, wanted: str) -> None:
    got = peaks_by(year, co2_total=LATER)
    assert (got.verdict, got.value, got.margin) == (wanted, 2024.0, year - 2024)


def test_a_series_that_still_rises_has_not_peaked_in_time() -> None:
    got = peaks_by(2030, co2_total=RISING)
    assert (got.verdict, got.value, got.notes) == (MISSED, None, ("still_rising",))


@pytest.mark.parametrize(
    ("province", "wanted", "notes"),
    [(2024, MET, ()), (2030, MET, ("earlier_than_province",)), (2023, MISSED, ())],
)
def test_peak_with_the_province(province: int, wanted: str, notes) -> None:
    got = peaks_by("province", province=province, co2_total=LATER)
    assert (got.verdict, got.notes) == (wanted, notes)


def test_coal_before_industry_before_the_total() -> None:
    found = {"coal": EARLY, "industry": LATER, "co2_total": LATER}
    assert peaks_by("industry", "coal", **found).verdict == MET
    assert peaks_by("co2_total", "industry", **found).verdict == MET  # the same year is no later
    assert peaks_by("coal", "industry", **found).verdict == MISSED
    assert peaks_by("peak_year.coal", "industry", **found).verdict == MISSED  # either way of writing it


def test_peaking_before_one_that_still_rises_is_early_enough() -> None:
    got = peaks_by("co2_total", "coal", coal=EARLY, co2_total=RISING)
    assert (got.verdict, got.notes) == (MET, ("other_still_rising",))
    assert peaks_by("co2_total", "coal", coal=RISING, co2_total=EARLY).verdict == MISSED


def test_a_subject_that_does_not_exist_cannot_be_judged() -> None:
    assert peaks_by(2025, "coal", co2_total=LATER).verdict == NOT_JUDGED
    assert peaks_by("coal", co2_total=LATER).verdict == NOT_JUDGED


def test_a_subject_nobody_knows_is_refused_at_load(tmp_path) -> None:
    text = "targets:\n  - {id: A, indicator: peak_year.co2_total, peak_by: indstry, by: 2030}\n"
    with pytest.raises(InputError, match=r"indstry.*industry"):
        tiny_plan(tmp_path, text)


# ---- together ----


def of_kind(kind: str, wanted: str):
    """A verdict of a kind."""
    share = {MET: 0.05, MISSED: 0.2, NOT_JUDGED: 0.05, NO_VALUE: 0.05}[wanted]
    goal = {"at_most": None, "set_by": "上级"} if wanted == NO_VALUE else {"at_most": 0.1}
    by = 2050 if wanted == NOT_JUDGED else 2025
    found = judge(target("coal_share", kind=kind, by=by, **goal), evidence(coal_share=share))
    assert found.verdict == wanted
    return found


def test_kinds_are_kept_apart() -> None:
    got = roll_up([of_kind("binding", MET), of_kind("expected", MISSED), of_kind("binding", MET)])
    assert (got["binding"], got["expected"]) == (MET, MISSED)


@pytest.mark.parametrize(
    ("verdicts", "wanted"),
    [
        ([MET, MISSED], MISSED),
        ([MET, MET], MET),
        ([NO_VALUE], NO_VALUE),
        ([NOT_JUDGED, NO_VALUE], NOT_JUDGED),
    ],
)
def test_one_verdict_for_a_kind(verdicts: list[str], wanted: str) -> None:
    assert roll_up([of_kind("binding", v) for v in verdicts])["binding"] == wanted


@pytest.mark.parametrize("open_one", [NO_VALUE, NOT_JUDGED])
def test_a_kind_with_an_open_target_is_not_met(open_one: str) -> None:
    assert roll_up([of_kind("binding", MET), of_kind("binding", open_one)])["binding"] == open_one


def test_one_missed_control_target_fails_the_whole() -> None:
    met = [of_kind("supporting", MET), of_kind("control", MET)]
    assert whole([*met, of_kind("control", MISSED)]) == MISSED
    assert whole([*met, of_kind("supporting", MISSED), of_kind("binding", MISSED)]) == MET
    assert whole([*met, of_kind("control", NO_VALUE)]) == NO_VALUE


def test_without_control_targets_the_binding_ones_decide() -> None:
    assert whole([of_kind("binding", MET), of_kind("binding", MISSED)]) == MISSED
    assert whole([of_kind("binding", MET), of_kind("expected", MISSED)]) == MET


def test_nothing_to_judge_is_no_verdict() -> None:
    assert roll_up([]) == {}
    assert whole([]) is whole([of_kind("expected", MISSED)]) is None
