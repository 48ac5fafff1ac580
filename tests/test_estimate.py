"""The base year derived from anchors: reproduced to the byte, met exactly, contradictions named."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import Problems
from simulator.inputs.estimate import balance_csv, estimate, fit, sector_totals, sums
from simulator.inputs.factors import load_factors
from simulator.inputs.locate import parameters_folder
from simulator.inputs.region import load_region

FACTORS = load_factors(Problems())
REGIONS = parameters_folder() / "regions"


def estimated(folder: str | Path):
    """Region and estimate; both must be without problems."""
    problems = Problems()
    region = load_region(str(folder), FACTORS, problems, for_estimate=True)
    assert region is not None
    found = estimate(region, FACTORS, problems)
    assert not problems.found, problems.found
    return region, found


def changed(folder: Path, name: str, indicator: str, value: str, table: str = "anchors") -> Path:
    """A copy of a bundled region with one value of a table changed, dropped if blank."""
    place = folder / name
    shutil.copytree(REGIONS / name, place)
    path = place / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    column = header.index("value")
    kept = [row for row in rows if value or row[0] != indicator]
    for row in kept:
        if row[0] == indicator:
            row[column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *kept])
    return place


def complaints(folder: Path) -> str:
    """What the estimator says about a region; it must not give a balance."""
    problems = Problems()
    region = load_region(str(folder), FACTORS, problems, for_estimate=True)
    assert region is not None
    assert estimate(region, FACTORS, problems) is None
    return "\n".join(problem.render() for problem in problems.found)


# ---- the balances that are stored ----


def test_the_stored_balance_is_what_the_estimator_gives(region: str) -> None:
    _, found = estimated(region)
    assert balance_csv(found) == (REGIONS / region / "balance.csv").read_text(encoding="utf-8")


def test_anchors_are_met_exactly(region: str) -> None:
    _, found = estimated(region)
    used = [check for check in found.checks if check.used]
    assert {check.indicator for check in used} >= {"oil_use"}
    for check in used:
        assert check.value == pytest.approx(check.anchor, rel=1e-9), check.indicator


def test_fuels_of_the_balance_add_up_to_their_anchors(region: str) -> None:
    _, found = estimated(region)
    plants = {plant.plant for plant in load_region(region, FACTORS, Problems()).plants}
    for group in ("coal", "oil", "gas"):
        total = sum(c.value for c in found.cells if FACTORS.fuels[c.fuel].source_group == group)
        assert total == pytest.approx(found.totals[group], rel=1e-9), group
    assert all(cell.value >= 0.0 for cell in found.cells)
    assert any(cell.target_id in plants for cell in found.cells)


def test_every_cell_says_how_good_it_is(region: str) -> None:
    _, found = estimated(region)
    for cell in found.cells:
        assert cell.grade in ("reported", "recalled", "derived", "assumed")
        assert cell.source
        assert cell.sigma > 0.0 or cell.value == 0.0, cell


def test_what_was_only_held_against_is_shown_with_its_gap() -> None:
    _, found = estimated("quzhou")
    electricity = next(check for check in found.checks if check.indicator == "electricity_use")
    assert not electricity.used
    # 60 % coal leaves less than the 190 x 10^8 kWh that are thought to be used
    assert electricity.value < electricity.anchor == 190


# ---- named plants ----


def test_named_plants_are_rows_of_their_own() -> None:
    region, found = estimated("quzhou")
    cells = {(cell.target_id, cell.fuel): cell.value for cell in found.cells}
    wanted = {
        ("industry.steel", "coal"): 320 * 0.64,  # 204.8 x 10^4 tce
        ("industry.cement", "coal"): 1100 * 0.105,  # 115.5
        ("industry.chemicals", "coal"): 60.0,
        ("industry.lime", "coal"): 50.0,
        ("energy.chemical_chp", "coal"): 110.0,
        ("energy.coal_chp", "coal"): 150.0,
    }
    assert {key: cells[key] for key in wanted} == pytest.approx(wanted)
    assert {(row.target_id, row.fuel) for row in region.named} <= set(cells)


def test_what_named_plants_leave_of_quzhous_coal_is_a_residual_row() -> None:
    _, found = estimated("quzhou")
    coal = {cell.target_id: cell.value for cell in found.cells if cell.fuel == "coal"}
    # 60 % of 1326.586 = 795.95, less 204.8 + 115.5 + 60 + 50 + 110 + 150 = 690.3: 105.65, in one row
    assert coal["industry.unexplained"] == pytest.approx(105.652, abs=5e-3)
    assert sum(coal.values()) == pytest.approx(795.952, abs=5e-3)
    assert 620 <= sum(coal.values()) - coal["industry.unexplained"] <= 760


# ---- contradictions ----


@pytest.mark.parametrize(
    ("name", "indicator", "value"),
    [
        ("yiwu", "energy_households", "300"),  # the sectors exceed the total
        ("yiwu", "energy_households", "30"),  # or fall short of it
        ("quzhou", "energy_transport", "2000"),  # industry would close with less than nothing
        ("quzhou", "coal_share", "45"),  # the named plants alone burn more
        ("yiwu", "coal_share", "95"),  # coal, oil and gas exceed the total
        ("quzhou", "renewable_share", "1"),  # burnt waste alone is more
    ],
)
def test_contradictory_anchors_are_named(tmp_path, name: str, indicator: str, value: str) -> None:
    said = complaints(changed(tmp_path, name, indicator, value))
    assert "anchors.csv" in said
    assert "contradict" in said


@pytest.mark.parametrize("indicator", ["gas_use", "oil_use", "energy_total"])
def test_a_missing_anchor_is_named(tmp_path, indicator: str) -> None:
    said = complaints(changed(tmp_path, "yiwu", indicator, ""))
    assert indicator in said
    assert "missing" in said


def test_one_sector_may_be_left_to_close_the_total(tmp_path) -> None:
    _, found = estimated(changed(tmp_path, "yiwu", "energy_services", ""))
    assert found.totals["energy"] == 430.0


def test_sectors_without_anchors_share_the_rest_by_the_coefficients(tmp_path) -> None:
    # left by the others: 430 - 185 - 62 - 9 = 174; services 1485.6 x 0.70 x 0.115 = 119.59,
    # cars 65 x 0.68 x 1.4714 = 65.04; services get 174 x 119.59 / 184.63 = 112.71
    place = changed(tmp_path, "yiwu", "energy_services", "")
    anchors = place / "anchors.csv"
    text = anchors.read_text(encoding="utf-8")
    anchors.write_text(text.replace("energy_transport,", "# energy_transport,"), encoding="utf-8")
    problems = Problems()
    region = load_region(str(place), FACTORS, problems, for_estimate=True)
    assert region is not None
    shared = sector_totals(region, 430.0)
    assert shared["services"] == pytest.approx(112.71, abs=0.01)
    assert shared["services"] + shared["transport"] == pytest.approx(174.0)


def test_another_total_moves_the_balance_and_is_met(tmp_path) -> None:
    place = changed(tmp_path, "yiwu", "energy_industry", "")  # industry closes the total
    text = (place / "anchors.csv").read_text(encoding="utf-8")
    (place / "anchors.csv").write_text(
        text.replace("energy_total,,2020,430", "energy_total,,2020,475"), "utf-8"
    )
    _, found = estimated(place)
    assert found.totals["energy"] == 475.0
    coal = sum(cell.value for cell in found.cells if cell.fuel == "coal")
    assert coal == pytest.approx(0.076 * 475, rel=1e-9)


# ---- biproportional fitting ----


@given(
    st.lists(st.floats(0.1, 10), min_size=6, max_size=6),
    st.lists(st.floats(1, 100), min_size=3, max_size=3),
    st.floats(0.1, 0.9),
)
def test_fitting_meets_both_margins_and_keeps_zero_cells(weights, rows, part: float) -> None:
    places = [(row, column) for row in "abc" for column in "xy"]
    margin = dict(zip("abc", rows, strict=True))
    columns = {"x": part * sum(rows), "y": (1 - part) * sum(rows)}
    found = fit(dict(zip(places, weights, strict=True)), margin, columns)
    assert found is not None
    assert sums(found, 0) == pytest.approx(margin, rel=1e-9)
    assert sums(found, 1) == pytest.approx(columns, rel=1e-9)


def test_margins_that_differ_in_sum_are_refused() -> None:
    seed = {("a", "x"): 1.0, ("b", "x"): 1.0}
    assert fit(seed, {"a": 1.0, "b": 1.0}, {"x": 3.0}, rounds=100) is None


# ---- the fallback coefficients ----


def closure(quantity: str) -> float:
    """Zhejiang 2020 by the coefficients, from its own value added and people."""
    problems = Problems()
    region = load_region("zhejiang", FACTORS, problems)
    assert region is not None
    assert not problems.found
    anchors = {row.indicator: row.value for row in region.anchors}
    return sum(
        row.value * row.portion * anchors[row.driver]
        for row in region.coefficients
        if row.quantity == quantity
    )


def test_the_energy_coefficients_close_on_zhejiang() -> None:
    # 12 573 + 3489 + 224 + 4151 + 214 + 2587 + cars 1559.34 x 0.68 x 1.4714 = 1560: 24 798 against 24 655
    total = closure("energy")
    assert total == pytest.approx(24798, abs=2)
    assert total / 24655 == pytest.approx(1.006, abs=5e-4)


def test_the_electricity_coefficients_close_on_zhejiang() -> None:
    # 1529 + 1792 + 56 + 704 + 32 + 686 = 4799 x 10^8 kWh against 4829.7; kWh a 10^4 CNY x 10^8 CNY = 10^4 kWh
    total = closure("electricity") / 1e4
    assert total == pytest.approx(4799, abs=1)
    assert total / 4829.7 == pytest.approx(0.994, abs=5e-4)
