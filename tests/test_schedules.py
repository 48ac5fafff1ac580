"""From anchor years to every year: levels, growth rates, schedules of measures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import Origin
from simulator.inputs.schedule import SHAPES, Schedule
from simulator.pathways.drivers import grown
from simulator.pathways.schedules import (
    Anchor,
    growth_series,
    level_series,
    scheduled,
)

FILE = "table.csv"
YEARS = np.arange(2020, 2031)


def anchors(**points: float) -> list[Anchor]:
    return [Anchor(int(key[1:]), value, Origin(FILE, int(key[1:]))) for key, value in points.items()]


def at(values: np.ndarray, year: int) -> float:
    return float(values[year - YEARS[0]])


# ---- levels and shares ----


def test_levels_are_linear_between_anchors_and_hold_outside() -> None:
    got = level_series(anchors(y2022=10.0, y2026=18.0), YEARS).values
    # +2 a year from 2022 to 2026; the first holds before, the last after
    np.testing.assert_allclose(got, [10, 10, 10, 12, 14, 16, 18, 18, 18, 18, 18])


def test_the_order_of_anchors_does_not_matter() -> None:
    forth, back = anchors(y2021=1.0, y2025=3.0, y2030=2.0), anchors(y2030=2.0, y2025=3.0, y2021=1.0)
    for series in (level_series, growth_series):
        np.testing.assert_array_equal(series(forth, YEARS).values, series(back, YEARS).values)
        assert series(forth, YEARS).origins == series(back, YEARS).origins


def test_every_year_knows_the_anchor_it_came_from() -> None:
    origins = level_series(anchors(y2022=10.0, y2026=18.0), YEARS).origins
    assert [origin.line for origin in origins] == [2022] * 3 + [2026] * 8


def test_anchors_between_the_years_of_the_projection_count_too() -> None:
    got = level_series(anchors(y2010=0.0, y2040=30.0), YEARS).values
    np.testing.assert_allclose(got, np.arange(10.0, 21.0))


# ---- growth ----


def test_a_growth_anchor_is_the_rate_up_to_its_own_year() -> None:
    rates = growth_series(anchors(y2022=0.10, y2025=0.06, y2030=0.04), YEARS).values
    assert [at(rates, year) for year in (2021, 2022)] == [0.10, 0.10]
    assert [at(rates, year) for year in (2023, 2024, 2025)] == [0.06] * 3
    assert [at(rates, year) for year in (2026, 2030)] == [0.04] * 2


def test_the_last_growth_anchor_holds() -> None:
    rates = growth_series(anchors(y2022=0.10, y2024=0.05), YEARS).values
    assert [at(rates, year) for year in (2025, 2028, 2030)] == [0.05] * 3


def test_growth_chains_from_the_base_year() -> None:
    rates = growth_series(anchors(y2022=0.10, y2024=0.05), YEARS).values
    level = grown(100.0, rates[:, None])[:, 0]
    # 2020 itself does not grow: 100, 110, 121, then x 1.05: 127.05, 133.4025
    np.testing.assert_allclose(level[:5], [100, 110, 121, 127.05, 133.4025])


def test_growing_leaves_its_rates_untouched() -> None:
    rates = np.full((3, 1), 0.1)
    rates.flags.writeable = False
    grown(1.0, rates)
    np.testing.assert_array_equal(rates, 0.1)


def test_3_2_per_cent_a_year_for_five_years_is_not_16_per_cent() -> None:
    rates = growth_series(anchors(y2025=-0.032), YEARS).values
    # 1 - 0.968^5 = 1 - 0.84993 = 15.01 %
    assert 1.0 - at(grown(1.0, rates[:, None])[:, 0], 2025) == pytest.approx(0.1501, abs=5e-5)


@pytest.mark.parametrize(("cut", "yearly"), [(0.16, 0.0343), (0.135, 0.0286), (0.18, 0.0389), (0.17, 0.0366)])
def test_what_a_five_year_cut_needs_each_year(cut: float, yearly: float) -> None:
    rate = 1.0 - (1.0 - cut) ** (1 / 5)  # 0.84^0.2 = 0.96573: 3.43 %
    assert rate == pytest.approx(yearly, abs=5e-5)
    rates = growth_series(anchors(y2025=-rate), YEARS).values
    assert at(grown(1.0, rates[:, None])[:, 0], 2025) == pytest.approx(1.0 - cut, rel=1e-12)


# ---- schedules of measures ----


def test_a_linear_schedule_joins_its_points() -> None:
    got = scheduled(Schedule(((2022, 0.0), (2024, 0.5), (2028, 1.0))), YEARS)
    # 0.25 a year to 2024, then 0.125 a year
    np.testing.assert_allclose(got, [0, 0, 0, 0.25, 0.5, 0.625, 0.75, 0.875, 1, 1, 1])


def test_a_step_holds_each_point_until_the_next() -> None:
    got = scheduled(Schedule(((2022, 0.0), (2024, 0.5), (2028, 1.0)), "step"), YEARS)
    np.testing.assert_array_equal(got, [0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5, 1, 1, 1])


def test_a_logistic_schedule_goes_through_both_points_and_half_way_in_the_middle() -> None:
    got = scheduled(Schedule(((2021, 0.0), (2029, 1.0)), "logistic"), YEARS)
    assert [at(got, year) for year in (2020, 2021, 2029, 2030)] == [0.0, 0.0, 1.0, 1.0]
    assert at(got, 2025) == pytest.approx(0.5, abs=1e-12)
    # 10 to 90 % in half the distance: k = 4.394 / 4 years; s(2023) = 1 / (1 + e^(1.0985 x 2)) = 0.1000
    # scaled to both points: s(2021) = 1 / (1 + e^4.394) = 0.01220, (0.1000 - 0.0122) / (1 - 0.0244) = 0.0900
    assert at(got, 2023) == pytest.approx(0.0900, abs=5e-5)


def test_a_logistic_schedule_of_three_points_goes_through_all() -> None:
    points = ((2020, 0.0), (2024, 0.25), (2030, 1.0))
    got = scheduled(Schedule(points, "logistic"), YEARS)
    assert [at(got, year) for year, _ in points] == pytest.approx([0.0, 0.25, 1.0], abs=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_schedule_may_end_again_and_is_flat_outside(shape: str) -> None:
    got = scheduled(Schedule(((2022, 0.0), (2025, 1.0), (2028, 0.25)), shape), YEARS)
    assert [at(got, year) for year in (2020, 2022, 2025, 2028, 2030)] == [0.0, 0.0, 1.0, 0.25, 0.25]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_single_point_holds_in_all_years(shape: str) -> None:
    np.testing.assert_array_equal(scheduled(Schedule(((2025, 1.0),), shape), YEARS), 1.0)


@given(
    st.lists(st.integers(2015, 2040), min_size=1, max_size=5, unique=True).map(sorted),
    st.lists(st.floats(0, 1), min_size=5, max_size=5),
    st.sampled_from(SHAPES),
)
def test_a_schedule_stays_between_its_points(years: list[int], levels: list[float], shape: str) -> None:
    points = tuple(zip(years, levels, strict=False))
    got = scheduled(Schedule(points, shape), YEARS)
    used = [level for _, level in points]
    assert got.min() >= min(used) - 1e-12
    assert got.max() <= max(used) + 1e-12
