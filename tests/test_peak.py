"""Peak verdicts: every status, ties and edges, the evidence beside them, and the trend test."""

from math import factorial

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator.assess.peak import EXACT, STATUSES, Peak, mann_kendall, peak


def judged(*values: float, start: int = 2020, **settings) -> Peak:
    return peak(np.arange(start, start + len(values)), np.array(values, dtype=float), **settings)


# ---- status ----


def test_peaked() -> None:
    got = judged(90, 95, 100, 97, 94, 90, 85, 80, 70)
    assert (got.status, got.year, got.value) == ("peaked", 2022, 100.0)
    assert got.plateau is None  # 97 is below 98
    assert got.later_years == 6
    assert got.later_share == pytest.approx(0.80)  # 80 in 2027


@pytest.mark.parametrize("tail", [(100,), (100, 99)])
def test_rising_while_the_maximum_is_in_the_last_two_years(tail) -> None:
    assert judged(80, 85, 90, 95, *tail).status == "rising"


def test_a_maximum_three_years_before_the_end_is_no_longer_rising() -> None:
    assert judged(80, 85, 100, 95, 90).status == "peaked"


def test_rising_comes_before_plateau() -> None:
    assert judged(80, 99, 99.5, 99.8, 100).status == "rising"


def test_peaked_before_start_when_the_first_year_is_highest() -> None:
    got = judged(100, 95, 90, 85)
    assert (got.status, got.year, got.value) == ("peaked before start", 2020, 100.0)


def test_peaked_before_start_when_history_was_higher() -> None:
    got = judged(90, 95, 99, 95, 90, history=[(2010, 80.0), (2013, 110.0), (2015, 100.0)])
    assert (got.status, got.year, got.value) == ("peaked before start", 2013, 110.0)


def test_history_that_was_not_higher_changes_nothing() -> None:
    values = (90, 95, 99, 95, 90)
    assert judged(*values, history=[(2010, 80.0), (2015, 99.0)]) == judged(*values)


def test_history_beats_a_series_that_still_rises() -> None:
    assert judged(80, 85, 90, history=[(2013, 110.0)]).status == "peaked before start"


def test_a_plateau_never_left_is_a_plateau() -> None:
    got = judged(80, 90, 99, 100, 99.5, 99, 98.5)
    assert (got.status, got.year, got.plateau) == ("plateau", 2023, (2022, 2026))


def test_a_plateau_that_is_left_is_evidence_within_a_peak() -> None:
    got = judged(80, 90, 99, 100, 99.5, 95, 90)
    assert (got.status, got.plateau) == ("peaked", (2022, 2024))


def test_a_plateau_takes_three_years() -> None:
    # the maximum third from the end, but only two level years before the fall
    got = judged(80, 90, 99, 100, 90, 80)
    assert (got.status, got.plateau) == ("peaked", None)


@pytest.mark.parametrize(
    ("tolerance", "status", "plateau"),
    [(0.02, "peaked", (2022, 2024)), (0.05, "plateau", (2022, 2026)), (0.01, "peaked", None)],
)
def test_the_tolerance_is_a_setting(tolerance: float, status: str, plateau) -> None:
    got = judged(80, 90, 98.5, 100, 98.5, 96, 95.5, tolerance=tolerance)
    assert (got.status, got.plateau) == (status, plateau)


def test_a_value_exactly_at_the_tolerance_belongs_to_the_plateau() -> None:
    assert judged(90, 98, 100, 98, 90).plateau == (2021, 2023)


def test_a_dip_ends_the_plateau_even_if_the_level_comes_back() -> None:
    got = judged(80, 99, 100, 99, 95, 99, 99)
    assert (got.status, got.plateau) == ("peaked", (2021, 2023))


def test_a_tie_goes_to_the_first_year() -> None:
    assert judged(90, 100, 95, 100, 90, 80).year == 2021


def test_a_constant_series_peaked_in_its_first_year() -> None:
    got = judged(*[50.0] * 10)
    # the maximum is in the first year, and nothing was ever left
    assert (got.status, got.year, got.plateau) == ("peaked before start", 2020, (2020, 2029))
    assert got.other_maxima == ()


def test_a_series_of_zeros_gives_no_warning() -> None:
    got = judged(*[0.0] * 10)
    assert (got.status, got.later_share) == ("peaked before start", None)


# ---- evidence ----


def test_a_second_peak_within_one_per_cent_is_told() -> None:
    got = judged(90, 100, 95, 99.5, 92, 98, 80, 70)
    assert (got.year, got.other_maxima) == (2021, (2023,))  # 98 in 2025 is 2 % below


def test_an_equal_second_peak_is_told() -> None:
    assert judged(90, 100, 95, 100, 90, 80).other_maxima == (2023,)


def test_other_maxima_may_come_first() -> None:
    got = judged(90, 99.5, 95, 100, 90, 80)
    assert (got.year, got.other_maxima) == (2023, (2021,))


def test_a_level_stretch_is_one_maximum_not_many() -> None:
    assert judged(90, 100, 100, 100, 90, 80).other_maxima == ()


def test_fewer_than_five_later_years_are_counted_and_give_no_share() -> None:
    got = judged(90, 100, 95, 90, 85, 80)
    assert (got.later_years, got.later_share) == (4, None)


@pytest.mark.parametrize("later", [5, 6])
def test_five_later_years_give_the_share(later: int) -> None:
    got = judged(90, 100, 95, 90, 85, 80, *[75, 70][: later - 4])
    assert (got.later_years, got.later_share) == (later, pytest.approx(0.75))


# ---- what is refused ----


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_missing_and_infinite_values_are_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="NaN"):
        judged(90, bad, 80, 70)


def test_missing_history_is_refused() -> None:
    with pytest.raises(ValueError, match="NaN"):
        judged(90, 95, 80, history=[(2010, np.nan), (2015, 100.0)])


def test_unequal_lengths_and_too_few_years_are_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        peak(np.arange(4), np.arange(3.0))
    with pytest.raises(ValueError, match="three"):
        judged(1, 2)


# ---- what always holds ----


@given(st.lists(st.floats(0.1, 1000.0), min_size=3, max_size=41), st.floats(0.01, 0.05))
def test_the_verdict_is_one_of_four_and_its_value_the_maximum(values: list[float], tolerance: float) -> None:
    got = judged(*values, tolerance=tolerance)
    assert got.status in STATUSES
    assert got.value == max(values)
    assert got.year == 2020 + values.index(max(values))
    if got.plateau:
        level = values[got.plateau[0] - 2020 : got.plateau[1] - 2019]
        assert got.plateau[0] <= got.year <= got.plateau[1]
        assert min(level) >= (1 - tolerance) * got.value * (1 - 1e-12)


@given(st.lists(st.floats(0.1, 1000.0), min_size=3, max_size=41), st.floats(0.001, 1000.0))
def test_the_unit_does_not_matter(values: list[float], scale: float) -> None:
    assume(len({round(value, 6) for value in values}) == len(values))  # no near ties that rounding may turn
    one, other = judged(*values), judged(*[value * scale for value in values])
    assert (one.year, one.status == "rising") == (other.year, other.status == "rising")


# ---- trend test on history ----


def inversions(count: int) -> list[int]:
    """How many orders of `count` values have 0, 1, 2, ... pairs out of order."""
    ways = [1]
    for new in range(1, count):  # the next value may pass 0 .. new of the ones before
        ways = [sum(ways[max(0, k - new) : k + 1]) for k in range(len(ways) + new)]
    return ways


@pytest.mark.parametrize("count", range(4, 11))
def test_the_exact_table_is_the_exact_distribution(count: int) -> None:
    ways, pairs = inversions(count), count * (count - 1) // 2
    assert sum(ways) == factorial(count)

    def p(least: int) -> float:  # S = pairs - 2 x inversions
        return sum(n for k, n in enumerate(ways) if abs(pairs - 2 * k) >= least) / factorial(count)

    smallest = next((s for s in range(pairs % 2, pairs + 1, 2) if p(s) < 0.05), None)
    if count == 4:
        assert smallest is None  # even all falling: 2 / 24 = 0.083
    else:
        assert EXACT[count] == (smallest, pytest.approx(p(smallest), abs=5e-5))


def test_five_falling_years_are_a_trend() -> None:
    # S = -10, exact p = 2 / 120 = 0.0167; the normal formula would say 0.027
    assert mann_kendall([9, 8, 7, 6, 5]) == (-10, True)
    assert mann_kendall([9, 8, 7, 5, 6]) == (-8, False)


def test_four_years_are_never_a_trend() -> None:
    assert mann_kendall([4, 3, 2, 1]) == (-6, False)


def test_twelve_years_by_the_normal_formula() -> None:
    # Var = 12 x 11 x 29 / 18 = 212.67: S must pass 1 + 1.96 x 14.583 = 29.58, and is even
    assert mann_kendall([*range(8, 0, -1), 9, 10, 11, 12]) == (10, False)  # 66 pairs, 28 of them falling
    assert mann_kendall([6, 5, 4, 3, 2, 1, 7, 8, 9, 10, 11, 12]) == (36, True)  # 15 falling


def test_ties_shrink_the_variance() -> None:
    # 1 1, nine 2, 3: S = 2 x 9 + 2 + 9 = 29; Var = (3828 - 2 x 1 x 9 - 9 x 8 x 23) / 18 = 119.67
    # Z = 28 / 10.94 = 2.56; without the ties 28 / 14.58 = 1.92
    assert mann_kendall([1, 1, *[2] * 9, 3]) == (29, True)


def test_values_that_never_change_are_no_trend() -> None:
    assert mann_kendall([3.0] * 12) == (0, False)
