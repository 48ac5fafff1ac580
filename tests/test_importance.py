"""Which numbers matter: what is moved, what stays together, and that the ranking is the model's answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from simulator import load, simulate
from simulator.cli.main import sim
from simulator.errors import Problems
from simulator.explore.importance import importance, make_room, numbers
from simulator.inputs.estimate.balance import estimate
from simulator.inputs.estimate.tables import load_for_estimate
from simulator.inputs.estimate.totals import GROUPS
from simulator.inputs.factors import load_factors

FACTORS = load_factors(Problems())


def region_named(name: str):
    """A bundled region as the estimate reads it."""
    region = load_for_estimate(name, FACTORS, Problems())
    assert region is not None
    return region


@pytest.fixture(scope="module")
def shangyu():
    """Importance of the numbers of Shangyu."""
    return importance(region_named("shangyu"), FACTORS)


def test_the_centre_is_the_run_of_the_baseline(shangyu) -> None:
    plan = load("shangyu/baseline")
    assert plan is not None
    result = simulate(plan)
    at = int(np.searchsorted(result.years, 2030))
    assert shangyu.scenario == "shangyu/baseline"
    assert shangyu.co2 == pytest.approx(float(result.series["co2_total"][at, 0]), rel=1e-8)
    assert shangyu.peak.year == result.peaks["co2_total"][0].year


def test_the_low_and_high_outlook_are_those_of_the_run(shangyu) -> None:
    found = next(one for one in shangyu.movements if one.number.name == "gdp.growth")
    assert found.co2[0] < shangyu.co2 < found.co2[1]


def test_the_largest_mover_is_first_and_scores_one(shangyu) -> None:
    scores = [one.score for one in shangyu.movements]
    assert scores[0] == 1.0
    assert scores == sorted(scores, reverse=True)
    moves = {
        one.number.name: max(abs(v - shangyu.co2) for v in one.co2)
        for one in shangyu.movements
        if None not in one.co2
    }
    assert max(moves, key=moves.get) == "energy_total"  # 460 (400 to 520), all of it imported power
    # 60 x 10^4 tce is 19.68 x 10^8 kWh; at 0.40 kg/kWh of 2030 about 79 x 10^4 t, more with growth
    assert 79 < moves["energy_total"] < 130


def test_every_number_has_a_sigma_a_grade_and_a_line() -> None:
    for one in numbers(region_named("quzhou"), FACTORS):
        assert one.sigma > 0.0, one.name
        assert one.grade in ("reported", "recalled", "derived", "assumed")
        assert one.origin.line > 0
        assert not one.missing


def test_moving_a_number_by_nothing_changes_nothing() -> None:
    region = region_named("yiwu")
    before = estimate(region, FACTORS, Problems())
    assert before is not None
    for one in numbers(region, FACTORS):
        after = estimate(one.change(region, 0.0), FACTORS, Problems())
        assert after is not None, one.name
        assert [c.value for c in after.cells] == pytest.approx([c.value for c in before.cells], rel=1e-9)


def test_sectors_follow_the_total_and_make_room_for_each_other() -> None:
    region = region_named("yiwu")  # all five sectors have an anchor and add up to 430
    moved = {one.name: one.change(region, 1.0) for one in numbers(region, FACTORS)}
    for name, total in (("energy_total", 475.0), ("energy_households", 430.0)):
        rows = {row.indicator: row.value for row in moved[name].anchors}
        assert sum(rows[f"energy_{group}"] for group in GROUPS) == pytest.approx(total)
    rows = {row.indicator: row.value for row in moved["energy_households"].anchors}
    assert rows["energy_households"] == pytest.approx(62 * 1.2)
    assert rows["energy_industry"] / rows["energy_services"] == pytest.approx(185 / 72)


def test_where_a_sector_closes_the_total_nothing_else_moves() -> None:
    region = region_named("quzhou")  # industry has no anchor
    assert make_room(region, "energy_transport", 1.1) is region


def test_what_the_other_anchors_cannot_meet_is_left_open_not_invented() -> None:
    region = region_named("quzhou")
    row = next(r for r in region.anchors if r.indicator == "coal_share")
    wide = replace(row, low=0.2, high=1.0)  # named users alone burn more than 20 %
    anchors = tuple(wide if r is row else r for r in region.anchors)
    found = importance(replace(region, anchors=anchors), FACTORS)
    coal = next(one for one in found.movements if one.number.name == "coal_share")
    assert coal.co2[0] is None
    assert coal.peaks[0] is None


@pytest.mark.parametrize(("lang", "word"), [("en", "Total energy use"), ("zh", "能源消费总量")])
def test_the_command_prints_five_numbers(lang: str, word: str) -> None:
    done = CliRunner().invoke(sim, ["data", "estimate", "yiwu", "--importance", "--lang", lang])
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert len(lines) == 3 + 1 + 5
    assert lines[4].startswith(word)
    assert "806" in lines[4]
    assert "986" in lines[4]
    assert "anchors.csv:2" in lines[4]
