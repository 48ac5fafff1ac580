"""LMDI decomposition: by hand, zeros at their limit, closing on every region; rows, lines and chart."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache

import numpy as np
import pytest
from builders import library, tiny_plan, uses, write_scenario

from simulator import Result, load, simulate
from simulator.errors import InputError
from simulator.explore.credits.decomposition import (
    ALL_SECTORS,
    KAYA,
    PARTS,
    REGION,
    between_scenarios,
    between_years,
    effects_of,
    log_mean,
    ratios_of,
)
from simulator.report.charts import layout as layout
from simulator.report.charts.sheet import SHEETS, on_sheet
from simulator.report.credits.decomposition import (
    DECOMPOSITION_COLUMNS,
    decomposition_rows,
    factors_of,
)
from simulator.report.credits.decomposition_charts import (
    COLOURS,
    decomposition_chart,
    decomposition_data,
    decomposition_data_from,
)

NAMES = [  # region/scenario, under both accounting rules, with capture, to nothing
    *(
        f"{region}/{one}"
        for region in ("yiwu", "quzhou", "shangyu")
        for one in ("stated_policies", "neutrality")
    ),
    "yiwu/next_plan",
    "quzhou/next_plan",
    "quzhou/technology",
    "zhejiang/stated_policies",
]


@cache
def result(name: str) -> Result:
    plan = load(name)
    assert plan is not None
    return simulate(plan)


@cache
def over_time(name: str):
    one = result(name)
    return between_years(one, [int(one.years[0]), 2030, 2045, int(one.years[-1])])


def closes(one) -> bool:
    size = max(1.0, abs(one.before_value), abs(one.after_value))
    return abs(sum(one.effects.values()) - one.change) < 1e-9 * size


# ---- by hand ----


def test_log_mean() -> None:
    # (2 - 1) / ln 2; a where both are a; between, whichever comes first; nothing if one is nothing
    assert log_mean(np.array([2.0, 1.0, 3.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx(
        [1.442695, 1.442695, 3.0]
    )
    assert log_mean(np.array([0.0, 5.0, -1.0]), np.array([5.0, 0.0, 1.0])).tolist() == [0.0, 0.0, 0.0]
    assert log_mean(np.array([-2.0]), np.array([-1.0])) == pytest.approx([-1.442695])
    near = float(log_mean(np.array(1.0 + 1e-13), np.array(1.0)))
    assert near == pytest.approx(1.0 + 0.5e-13, abs=1e-15)
    far = float(log_mean(np.array(1e-20), np.array(1.0)))
    assert far == pytest.approx(1.0 / np.log(1e20))


def test_two_branches_by_hand() -> None:
    """Energy = output x part of each branch x energy per output, worked with a pocket calculator.

    Output 50 -> 80; branch 1: part 0.2 -> 0.5, energy per output 3 -> 2, energy 30 -> 80; branch 2: part
    0.8 -> 0.5, energy per output 0.5 -> 0.4, energy 20 -> 16. Total 50 -> 96, change 46.
    L(80, 30) = 50 / ln(8/3) = 50 / 0.980829 = 50.97728; L(16, 20) = -4 / ln 0.8 = 4 / 0.223144 = 17.92568.
    Output:    (50.97728 + 17.92568) x ln 1.6 = 68.90296 x 0.470004 = 32.38465
    Structure: 50.97728 x ln 2.5 + 17.92568 x ln 0.625 = 46.71001 - 8.42513 = 38.28488
    Intensity: 50.97728 x ln (2/3) + 17.92568 x ln 0.8 = -20.66952 - 4 = -24.66952; together 46.00001.
    Multiples: L(96, 50) = 46 / ln 1.92 = 46 / 0.652325 = 70.51699; exp(32.38465 / 70.51699) = 1.58288,
    exp(38.28488 / 70.51699) = 1.72102, exp(-24.66952 / 70.51699) = 0.70479; product 1.92.
    """
    before = np.array([[50.0, 50.0], [0.2, 0.8], [3.0, 0.5]])
    after = np.array([[80.0, 80.0], [0.5, 0.5], [2.0, 0.4]])
    effects = effects_of(before, after).sum(axis=1)
    assert effects == pytest.approx([32.38465, 38.28488, -24.66952], abs=2e-5)
    assert effects.sum() == pytest.approx(46.0, abs=1e-12)
    named = dict(zip(("output", "structure", "intensity"), effects.tolist(), strict=True))
    multiples = ratios_of(named, 50.0, 96.0)
    assert [*multiples.values()] == pytest.approx([1.58288, 1.72102, 0.70479], abs=2e-5)
    assert np.prod([*multiples.values()]) == pytest.approx(1.92, abs=1e-12)


def test_kaya_by_hand(tmp_path) -> None:
    # GDP grows by 1.1 a year, people stay, works follow GDP and homes people; nothing else moves. So people
    # have no effect, and CO2 per GDP falls as homes grow less.
    one = between_years(simulate(tiny_plan(tmp_path)), [2020, 2030])[0]
    assert one.subject == REGION
    assert one.effects["population"] == 0.0
    gdp = one.effects["gdp_per_head"]
    mean = (one.after_value - one.before_value) / np.log(one.after_value / one.before_value)
    assert gdp == pytest.approx(mean * 10 * np.log(1.1))
    assert one.ratios["gdp_per_head"] == pytest.approx(1.1**10)
    assert one.effects["energy_intensity"] < 0.0


def test_one_cause_at_a_time(tmp_path) -> None:
    # Works use 0.8 of the energy per unit: nothing but the intensity of industry moves.
    measures = library(
        a=[{"type": "scale", "on": ["industry.works"], "quantity": "intensity", "factor": 0.8}],
        b=[
            {
                "type": "shift",
                "on": ["industry.works"],
                "quantity": "share",
                "fuel": "coal",
                "portion": 1.0,
                "to": {"biomass": 1.0},
                "ratio": {"biomass": 1.0},
            }
        ],
    )
    base = simulate(tiny_plan(tmp_path, "", measures))
    for name, cause in (("a", "intensity"), ("b", "fuel_mix")):
        plan = load(write_scenario(tmp_path, uses(name), name), library=measures)
        assert plan is not None
        industry = next(
            one for one in between_scenarios(simulate(plan), base, [2030]) if one.subject == "industry"
        )
        assert industry.change < 0.0
        expected = {part: industry.change if part == cause else 0.0 for part in industry.effects}
        assert industry.effects == pytest.approx(expected, abs=1e-9)


# ---- zeros ----


def test_a_factor_that_begins_at_nothing_takes_the_whole_change() -> None:
    # Analytical limit: x = 0 -> 4 with y = 3 -> 5: V = 0 -> 20, all of it by x.
    assert effects_of(np.array([[0.0], [3.0]]), np.array([[4.0], [5.0]])) == pytest.approx(
        np.array([[20.0], [0.0]])
    )
    assert effects_of(np.array([[4.0], [5.0]]), np.array([[0.0], [3.0]])) == pytest.approx(
        np.array([[-20.0], [0.0]])
    )


def test_nothing_at_both_ends_moves_nothing() -> None:
    one = effects_of(np.array([[0.0], [3.0], [1.0]]), np.array([[0.0], [5.0], [0.0]]))
    assert np.array_equal(one, np.zeros((3, 1)))


def test_two_factors_that_begin_at_nothing_share_the_change() -> None:
    one = effects_of(np.array([[0.0], [0.0], [2.0]]), np.array([[4.0], [5.0], [3.0]]))
    assert one == pytest.approx(np.array([[30.0], [30.0], [0.0]]))


def test_a_factor_that_changes_its_sign() -> None:
    # CO2 per energy from 2 to -1 while energy goes from 10 to 8: the change of -28 is the factor's.
    one = effects_of(np.array([[10.0], [2.0]]), np.array([[8.0], [-1.0]]))
    assert one == pytest.approx(np.array([[0.0], [-28.0]]))


@pytest.mark.parametrize("zeros", [[0], [0, 1]])
def test_small_values_approach_the_limit(zeros: list[int]) -> None:
    # With a small value d for zero, the distance to the limit falls as 1 / ln d: halved by each squaring.
    after = np.array([[4.0], [5.0], [3.0]])
    before = np.array([[2.0], [1.0], [2.0]])
    limit = effects_of(np.where(np.isin([[0], [1], [2]], zeros), 0.0, before), after)
    off = []
    for power in (-35, -70, -140):
        near = effects_of(np.where(np.isin([[0], [1], [2]], zeros), 10.0**power, before), after)
        off.append(np.abs(near - limit).max())
    assert off[0] / off[1] == pytest.approx(2.0, rel=0.05)
    assert off[1] / off[2] == pytest.approx(2.0, rel=0.05)


def test_random_terms_with_zeros_close() -> None:
    draw = np.random.default_rng(2)
    before, after = draw.lognormal(size=(2, 5, 400)) * (draw.random((2, 5, 400)) > 0.15)
    effects = effects_of(before, after)
    assert np.isfinite(effects).all()
    assert effects.sum(axis=0) == pytest.approx(after.prod(axis=0) - before.prod(axis=0), abs=1e-9)
    back = effects_of(after, before)
    assert back == pytest.approx(-effects, abs=1e-9)


# ---- on the kernel ----


@pytest.mark.parametrize("name", NAMES)
def test_effects_add_up_between_years(name: str) -> None:
    for one in over_time(name):
        assert closes(one), one
        if one.ratios:
            whole = one.after_value / one.before_value
            assert np.prod([*one.ratios.values()]) == pytest.approx(whole, rel=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_the_region_is_the_result_and_its_sectors_add_up(name: str) -> None:
    one = result(name)
    series = dict(zip(one.years.tolist(), one.series["co2_total"][:, 0].tolist(), strict=True))
    for part in over_time(name):
        if part.subject in (REGION, ALL_SECTORS):
            assert part.before_value == pytest.approx(series[part.before[1]])
            assert part.after_value == pytest.approx(series[part.after[1]])
    for span in {part.before for part in over_time(name)}:
        mine = [part for part in over_time(name) if part.before == span]
        whole = next(part for part in mine if part.subject == ALL_SECTORS)
        for factor, value in whole.effects.items():
            summed = sum(part.effects[factor] for part in mine if part.subject not in (REGION, ALL_SECTORS))
            assert summed == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_five_factors_explain_all_but_the_energy_sector(name: str) -> None:
    for one in over_time(name):
        if one.subject not in (REGION, ALL_SECTORS, "energy"):
            assert one.effects["networks"] == pytest.approx(0.0, abs=1e-9 * max(1.0, one.before_value))


@pytest.mark.parametrize("region", ["yiwu", "quzhou", "shangyu"])
def test_between_scenarios(region: str) -> None:
    found = between_scenarios(result(f"{region}/stated_policies"), result(f"{region}/baseline"), [2030, 2060])
    assert all(closes(one) for one in found)
    for one in found:
        if one.subject == REGION:  # the same people and the same GDP in both
            assert (one.effects["population"], one.effects["gdp_per_head"]) == (0.0, 0.0)
            assert one.change < 0.0
    back = between_scenarios(result(f"{region}/baseline"), result(f"{region}/stated_policies"), [2030, 2060])
    for one, other in zip(found, back, strict=True):
        assert one.change == pytest.approx(-other.change)


def test_capture_has_its_own_effect() -> None:
    industry = next(one for one in over_time("yiwu/neutrality")[::-1] if one.subject == "industry")
    assert industry.effects["captured"] < 0.0


def test_a_span_is_its_parts_in_what_changes_not_in_why() -> None:
    one = result("yiwu/stated_policies")
    whole, *_ = between_years(one, [2020, 2030])
    parts = [part for part in between_years(one, [2020, 2025, 2030]) if part.subject == REGION]
    assert sum(part.change for part in parts) == pytest.approx(whole.change)


def test_years_outside_and_other_regions_are_refused() -> None:
    with pytest.raises(InputError, match="expected 2020 to 2060"):
        between_years(result("yiwu/stated_policies"), [2015, 2030])
    with pytest.raises(InputError, match="one region"):
        between_scenarios(result("yiwu/stated_policies"), result("quzhou/baseline"), [2030])
    with pytest.raises(InputError, match="base_year: got 2023"):
        between_scenarios(result("yiwu/next_plan"), result("yiwu/baseline"), [2030])


# ---- told ----


def test_rows_are_tidy_and_close() -> None:
    found = over_time("yiwu/neutrality")
    rows = [
        dict(zip(DECOMPOSITION_COLUMNS, row, strict=True))
        for row in decomposition_rows(found, "yiwu", "plan_2020")
    ]
    places = {(row["subject"], row["from_year"], row["to_year"]) for row in rows}
    assert len(places) == len(found)
    for place in places:
        mine = [row for row in rows if (row["subject"], row["from_year"], row["to_year"]) == place]
        whole = float(next(row["effect"] for row in mine if row["factor"] == "change"))
        summed = sum(float(row["effect"]) for row in mine if row["factor"] != "change")
        assert summed == pytest.approx(whole, abs=1e-5)
        assert len({row["factor"] for row in mine}) == len(mine)
    assert {row["factor"] for row in rows} > {*KAYA, *PARTS, "captured"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_chart_from_json(lang: str) -> None:
    spans = [one for one in over_time("quzhou/neutrality") if one.subject == ALL_SECTORS]
    data = decomposition_data(spans, lang, "衢州市 · $x_1$", accounting="plan_2020", mark="内部测算")
    again = decomposition_data_from(json.loads(json.dumps(asdict(data))))
    assert asdict(again) == asdict(data)
    with layout.chart_style():
        axes = decomposition_chart(again).axes[0]
        shown = [bar for bar in axes.patches if bar.get_height()]
        heights = sum(bar.get_height() for bar in shown)
        assert heights == pytest.approx(sum(one.change for one in spans), abs=1e-6)
        marks = next(line for line in axes.lines if line.get_marker() == "D")
        assert marks.get_ydata() == pytest.approx([one.change for one in spans])


@pytest.mark.parametrize("sheet", [*SHEETS])
def test_charts_of_sectors_on_every_sheet(sheet: str, tmp_path) -> None:
    span = [one for one in over_time("yiwu/stated_policies") if one.before[1] == 2030]
    sectors = [one for one in span if one.subject not in (REGION, ALL_SECTORS)]
    data = decomposition_data(sectors, "en", "Yiwu")
    assert [bar.label for bar in data.bars][:2] == ["Energy", "Industry"]
    with on_sheet(sheet), layout.chart_style():
        files = layout.save(decomposition_chart(data), tmp_path / "chart")
    assert all(file.stat().st_size > 5_000 for file in files)


def test_every_factor_has_a_colour() -> None:
    factors = {factor for name in NAMES for factor in factors_of(over_time(name))} - {"change"}
    assert factors <= COLOURS.keys()
