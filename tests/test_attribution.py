"""Contributions on the kernel: by hand, closing, against runs of their own; what is refused."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from builders import library, tiny_plan, uses, write_scenario

from simulator import load, simulate
from simulator.errors import InputError, Problems
from simulator.explore.credits.attribution import Attribution, Work, attribute, by_sector, singles
from simulator.explore.credits.contributions import contributions
from simulator.explore.credits.game import DRIVERS, OTHER, ends, game_of, run, values_of
from simulator.explore.credits.outcomes import TARGET
from simulator.pathways.assemble import Draws
from simulator.pathways.prepare import Plan, prepare

AWAY = 4.0  # standard errors
PAIRS = [  # scenario, baseline
    ("yiwu/technology", "yiwu/baseline"),
    ("yiwu/stated_policies", "yiwu/baseline"),
    ("quzhou/stated_policies", "quzhou/baseline"),
    ("quzhou/neutrality", "quzhou/stated_policies"),
    ("shangyu/accelerated", "shangyu/baseline"),
    ("yiwu/baseline", "yiwu/stated_policies"),
    ("zhejiang/stated_policies", "zhejiang/baseline"),
]


@cache
def plan(name: str) -> Plan:
    found = load(name)
    assert found is not None
    return found


@cache
def found(scenario: str, baseline: str) -> Attribution:
    return attribute(plan(scenario), plan(baseline), pairs=8)


def scaled(factor: float, on: str = "industry.works") -> list[dict]:
    return [{"type": "scale", "on": [on], "quantity": "intensity", "factor": factor}]


def tiny(tmp_path, scenario: str, baseline: str = "", measures=None, **tables: str) -> tuple[Plan, Plan]:
    before = tiny_plan(tmp_path, baseline, measures, **tables)
    after = load(write_scenario(tmp_path, scenario, "other"), library=measures)
    assert after is not None
    return after, before


def credited(one: Attribution, output: str) -> dict[str, np.ndarray]:
    values = one.credits.credited[output]
    return {player.id: values[..., i] for i, player in enumerate(one.credits.players)}


# ---- by hand ----


def test_two_savings_by_hand(tmp_path) -> None:
    # Of industry's energy, 1 without, 0.8 and 0.5 alone, 0.4 together: 0.2 and 0.5 alone, 0.1 and 0.4 last,
    # so 0.15 and 0.45; the overlap of each is 0.05.
    both = library(a=scaled(0.8), b=scaled(0.5))
    one = attribute(*tiny(tmp_path, uses("a", "b"), measures=both))
    works = one.before["energy_sector"][-1, 1]
    assert credited(one, "energy_total")["a"][-1] == pytest.approx(-0.15 * works)
    assert credited(one, "energy_total")["b"][-1] == pytest.approx(-0.45 * works)
    assert one.credits.alone["energy_total"][-1] == pytest.approx([-0.2 * works, -0.5 * works])
    assert one.credits.last["energy_total"][-1] == pytest.approx([-0.1 * works, -0.4 * works])
    assert one.credits.overlap("energy_total")[-1] == pytest.approx([-0.05 * works, -0.05 * works])
    assert (one.credits.exact, one.runs) == (True, 2 * 2 + 4)


def test_strength_goes_from_the_baselines_to_the_scenarios(tmp_path) -> None:
    both = library(a=scaled(0.8), b=scaled(0.5))
    weak = "measures:\n  - {use: a, strength: 50%}\n  - {use: b}\n"
    one = attribute(*tiny(tmp_path, uses("a", "b"), weak, both))
    # With b in both, industry goes from 0.9 x 0.5 to 0.8 x 0.5 of 1: credited to a, and b is no player.
    works = one.before["energy_sector"][-1, 1] / 0.45
    assert credited(one, "energy_total").keys() == {"a"}
    assert credited(one, "energy_total")["a"][-1] == pytest.approx(-0.05 * works)


def test_a_measure_the_scenario_drops_is_credited_with_the_rise(tmp_path) -> None:
    both = library(a=scaled(0.8), b=scaled(0.5))
    one = attribute(*tiny(tmp_path, uses("b"), uses("a"), both))
    # 0.8 with a alone, 0.5 with b alone, 0.4 with both, 1 with none. Dropping a: from 0.8 to 1, or last from
    # 0.4 to 0.5, 0.15 in the mean; adding b: from 0.8 to 0.4, or last from 1 to 0.5, -0.45.
    works = one.before["energy_sector"][-1, 1] / 0.8
    assert credited(one, "energy_total")["a"][-1] == pytest.approx(0.15 * works)
    assert credited(one, "energy_total")["b"][-1] == pytest.approx(-0.45 * works)


def test_another_schedule_is_a_player(tmp_path) -> None:
    late = "measures:\n  - {use: a, schedule: {2026: 0, 2030: 1}}\n"
    one = attribute(*tiny(tmp_path, late, uses("a"), library(a=scaled(0.8))))
    assert credited(one, "energy_total").keys() == {"a"}
    rise = one.difference("energy_total")
    assert credited(one, "energy_total")["a"] == pytest.approx(rise)
    assert rise[5] > 0.0
    assert rise[-1] == pytest.approx(0.0, abs=1e-9)


def test_drivers_and_other_changes_are_players(tmp_path) -> None:
    slow = "drivers: {gdp.growth: {2030: 5%}}\nchanges: {households.homes.activity: {2030: 1.2}}\n"
    one = attribute(*tiny(tmp_path, slow + uses("a"), measures=library(a=scaled(0.8))))
    parts = credited(one, "energy_total")
    assert parts.keys() == {"a", DRIVERS, OTHER}
    # Homes are fed 1.2 times, whatever else happens; works grow by 1.05 instead of 1.1 a year, and are cut
    # to 0.8 by a: the two meet in works only.
    homes, works = one.before["energy_sector"][-1, [5, 1]]
    ratio = (1.05 / 1.1) ** 10
    assert parts[OTHER][-1] == pytest.approx(0.2 * homes)
    assert parts[DRIVERS][-1] == pytest.approx(works * (ratio - 1.0) * (1.0 + 0.8) / 2.0)
    assert parts["a"][-1] == pytest.approx(works * -0.2 * (1.0 + ratio) / 2.0)


def test_peak_and_margin_by_hand(tmp_path) -> None:
    # a is too weak alone to keep energy under the goal's level; margins move by what energy moves by.
    goal = "targets:\n  - {id: T, indicator: energy_total, at_most: 200, by: 2030, kind: expected}\n"
    both = library(a=scaled(0.8), b=scaled(0.5))
    one = attribute(*tiny(tmp_path, uses("a", "b") + goal, measures=both))
    assert one.targets == ("T",)
    assert credited(one, TARGET + "T")["a"] == pytest.approx(-credited(one, "energy_total")["a"][-1])
    # Both are in force from 2025 on, GDP grows without end: the peak falls from 2030 to 2024 only if b acts
    # (1.1^6 x 0.5 < 1 but 1.1^6 x 0.8 > 1), so b is credited with all six years.
    assert one.difference("peak_year") == -6.0
    assert credited(one, "peak_year") == pytest.approx({"a": 0.0, "b": -6.0})
    assert one.credits.credited["peak_value"].sum() == pytest.approx(float(one.difference("peak_value")))
    assert one.rising > 0


# ---- closing ----


@pytest.mark.parametrize(("scenario", "baseline"), PAIRS)
def test_credits_add_up_in_every_output(scenario: str, baseline: str) -> None:
    one = found(scenario, baseline)
    assert one.gap() < 1e-9
    for name, values in one.credits.credited.items():
        size = max(1.0, float(np.abs(one.before[name]).max()))
        assert values.sum(axis=-1) == pytest.approx(one.difference(name), abs=1e-9 * size)
    assert any(name.startswith(TARGET) for name in one.credits.credited)
    assert {"peak_value", "peak_year", "co2_sector", "co2_fuel", "energy_fuel"} < one.credits.credited.keys()


@pytest.mark.parametrize(("scenario", "baseline"), PAIRS)
def test_sectors_and_fuels_of_a_credit_add_up_to_it(scenario: str, baseline: str) -> None:
    one = found(scenario, baseline)
    for credits in (one.credits, one.inside):
        for kind in ("co2", "energy"):
            for parts in ("sector", "fuel") if credits else ():
                whole = credits.credited[f"{kind}_total"]
                size = float(np.abs(one.before[f"{kind}_total"]).max())
                summed = credits.credited[f"{kind}_{parts}"].sum(axis=1)
                assert summed == pytest.approx(whole, abs=1e-9 * size)


@pytest.mark.parametrize(("scenario", "baseline"), PAIRS)
def test_measures_inside_a_sector_add_up_to_it(scenario: str, baseline: str) -> None:
    one = found(scenario, baseline)
    if one.inside is None:
        assert len(one.credits.players) <= 12
        return
    for place, player in enumerate(one.credits.players):
        mine = [i for i, measure in enumerate(one.inside.players) if measure.id in player.members]
        assert mine
        for name, values in one.credits.credited.items():
            whole, size = values[..., place], max(1.0, float(np.abs(one.before[name]).max()))
            summed = one.inside.credited[name][..., mine].sum(axis=-1)
            assert summed == pytest.approx(whole, abs=1e-9 * size)


@pytest.mark.parametrize(("scenario", "baseline"), PAIRS)
def test_nobody_and_everybody_are_the_two_scenarios(scenario: str, baseline: str) -> None:
    game = game_of(plan(scenario), plan(baseline))
    table, both = ends(game)
    every = [*game.moved, *game.special]
    inside = {name: np.array([False, True]) for name in every}
    mixed = values_of(game, table, inside, 2)
    assert mixed == pytest.approx(both, rel=1e-12, abs=1e-9, nan_ok=True)


def test_mixes_with_drivers_changes_and_schedules_meet_the_two_scenarios(tmp_path) -> None:
    text = (
        "extends: yiwu/stated_policies\ndrivers: {gdp.growth: {2030: 4%}}\n"
        "changes: {industry.textiles.intensity: {2030: 0.9}}\n"
        "measures:\n  - {use: industry.efficiency, schedule: {2024: 0, 2035: 1}}\n"
    )
    path = tmp_path / "own.yaml"
    path.write_text(f"title: {{zh: 例, en: Case}}\n{text}", encoding="utf-8")
    game = game_of(plan(str(path)), plan("yiwu/baseline"))
    assert game.special == (DRIVERS, OTHER)
    assert len(game.plans) == 4
    table, both = ends(game)
    inside = {name: np.array([False, True]) for name in (*game.moved, *game.special)}
    assert values_of(game, table, inside, 2) == pytest.approx(both, rel=1e-12, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize(
    "name", ["yiwu/stated_policies", "quzhou/neutrality", "shangyu/coal_reduction", "quzhou/next_plan"]
)
def test_outputs_of_a_scenario_are_those_of_its_result(name: str) -> None:
    result = simulate(plan(name))
    game = game_of(plan(name), plan(name))
    table, both = ends(game)
    values = table.parted(both[:, 1])
    assert values["co2_total"] == pytest.approx(result.series["co2_total"][:, 0])
    assert values["energy_total"] == pytest.approx(result.series["energy_total"][:, 0])
    assert values["co2_sector"].sum(axis=1) == pytest.approx(values["co2_total"])
    assert values["co2_fuel"].sum(axis=1) == pytest.approx(values["co2_total"])
    top = result.peaks["co2_total"][0]
    assert (values["peak_year"], values["peak_value"]) == (top.year, pytest.approx(top.value))
    judged = {one.target.id: one.margin for one in result.verdicts}
    margins = {name.removeprefix(TARGET): v for name, v in values.items() if name.startswith(TARGET)}
    assert margins
    for target, margin in margins.items():
        expected = judged[target] if judged[target] is not None else float("nan")
        assert float(margin) == pytest.approx(expected, nan_ok=True), target


# ---- axioms on the kernel ----


def test_equal_measures_get_the_same() -> None:
    # The scenario with green hydrogen twice, each at half the strength; it overlaps with capture.
    scenario, name = plan("yiwu/technology").scenario, "technology.green_hydrogen"
    first = next(one for one in scenario.measures if one.measure.id == name)
    half = replace(first, strength=first.strength / 2.0)
    twin = replace(half, measure=replace(first.measure, id="twin"))
    others = tuple(one for one in scenario.measures if one.measure.id != name)
    one = attribute(
        prepare(replace(scenario, measures=(half, twin, *others)), Problems()), plan("yiwu/baseline")
    )
    for output in ("co2_total", "co2_sector", "energy_fuel"):
        parts = credited(one, output)
        assert np.any(parts[name])
        assert parts[name] == pytest.approx(parts["twin"], abs=1e-9)


def test_a_measure_that_moves_nothing_is_named_and_gets_nothing() -> None:
    one = found("yiwu/technology", "yiwu/baseline")
    assert "cross_cutting.greening" in one.still
    assert "cross_cutting.greening" not in credited(one, "co2_total")
    groups = {"trees": list(one.still), "rest": [player.id for player in one.credits.players]}
    grouped = attribute(plan("yiwu/technology"), plan("yiwu/baseline"), groups)
    assert credited(grouped, "co2_total")["trees"] == pytest.approx(np.zeros(len(one.years)), abs=1e-12)


def test_the_order_of_measures_in_the_file_does_not_matter() -> None:
    scenario = plan("yiwu/technology").scenario
    turned = prepare(replace(scenario, measures=scenario.measures[::-1]), Problems())
    there, back = (
        credited(attribute(p, plan("yiwu/baseline")), "co2_sector") for p in (plan("yiwu/technology"), turned)
    )
    assert there.keys() == back.keys()
    for name, values in there.items():
        assert values == pytest.approx(back[name], abs=1e-9)


def test_the_way_back_is_the_way_there_with_the_other_sign() -> None:
    there, back = (
        found("yiwu/stated_policies", "yiwu/baseline"),
        found("yiwu/baseline", "yiwu/stated_policies"),
    )
    for name, values in credited(there, "co2_total").items():
        assert values == pytest.approx(-credited(back, "co2_total")[name], abs=1e-9)


def test_alone_is_a_run_of_its_own() -> None:
    # Against no measures at all, what a measure brings alone and last are the contributions of one batch.
    result = simulate(plan("yiwu/technology"))
    bare = replace(result.scenario, measures=())
    one = attribute(result.plan, prepare(bare, Problems()))
    beside = contributions(result)
    for place, player in enumerate(one.credits.players):
        where = beside.measures.index(player.id)
        for output in ("co2_total", "energy_total"):
            for kind, cut in (("alone", beside.alone), ("last", beside.last)):
                values = getattr(one.credits, kind)[output][:, place]
                assert values == pytest.approx(-cut[output][:, where], abs=1e-8)


def test_sampled_credits_are_within_four_errors_of_exact() -> None:
    work = Work(game_of(plan("quzhou/stated_policies"), plan("quzhou/baseline")), 48, 1)
    players = by_sector(work.game)
    exact = work.exact(players)
    near = work.sampled(players, [0] * len(players), work.difference[:, None])
    rows = work.table.places()["co2_total"]
    off = np.abs(near.credited - exact.credited)[rows]
    least = 1e-9 * np.abs(work.both[rows]).max()
    assert np.all(off <= AWAY * near.error[rows] + least)
    assert near.error[rows].max() > 1e-3
    assert near.credited.sum(axis=1)[rows] == pytest.approx(work.difference[rows], abs=least)


def test_the_seed_is_what_sampled_numbers_depend_on() -> None:
    pair = plan("yiwu/stated_policies"), plan("yiwu/baseline")
    first, again, other = (attribute(*pair, pairs=3, seed=seed) for seed in (1, 1, 2))
    assert first.inside is not None
    assert again.inside is not None
    assert other.inside is not None
    assert np.array_equal(first.inside.credited["co2_total"], again.inside.credited["co2_total"])
    assert not np.array_equal(first.inside.credited["co2_total"], other.inside.credited["co2_total"])


# ---- groups ----


def test_named_groups_and_what_they_leave_over() -> None:
    pair = plan("yiwu/stated_policies"), plan("yiwu/baseline")
    measures = [player.id for player in singles(game_of(*pair)) if player.sector == "industry"]
    one = attribute(*pair, {"industry policy": measures})
    assert [player.id for player in one.credits.players] == ["industry policy", "other_measures"]
    by_default = found("yiwu/stated_policies", "yiwu/baseline")
    alone = by_default.credits.alone["co2_total"][
        :, [p.id for p in by_default.credits.players].index("industry")
    ]
    assert one.credits.alone["co2_total"][:, 0] == pytest.approx(alone)
    assert one.gap() < 1e-9


def test_sectors_alone_and_measures_alone() -> None:
    pair = plan("yiwu/stated_policies"), plan("yiwu/baseline")
    sectors = attribute(*pair, "sector")
    assert sectors.inside is None
    assert {player.kind for player in sectors.credits.players} == {"sector"}
    measures = attribute(*pair, "measure", pairs=4)
    assert (measures.inside, measures.credits.orders) == (None, 8)
    assert len(measures.credits.players) > 12
    assert measures.gap() < 1e-9


def test_twelve_groups_are_exact_and_thirteen_are_sampled() -> None:
    pair = plan("yiwu/technology"), plan("yiwu/baseline")
    names = [player.id for player in singles(game_of(*pair))]
    assert len(names) == 9
    assert attribute(*pair, {name: [name] for name in names}).runs == 2**9
    wide = plan("yiwu/stated_policies"), plan("yiwu/baseline")
    names = [player.id for player in singles(game_of(*wide))]
    for count in (12, 13):
        groups = {f"group {i}": names[i::count] for i in range(count)}
        one = attribute(*wide, groups, pairs=2)
        assert one.credits.exact == (count == 12)
        assert one.runs == (2**12 if count == 12 else 4 * 12 + 2 * 13)


def test_the_same_scenario_twice_has_no_players() -> None:
    one = attribute(plan("yiwu/technology"), plan("yiwu/technology"))
    assert one.credits.players == ()
    assert not np.any(one.difference("co2_total"))
    assert one.gap() == 0.0


# ---- refused ----


def refused(*given) -> str:
    with pytest.raises(InputError) as caught:
        attribute(*given)
    return str(caught.value)


def test_two_regions_are_refused() -> None:
    text = refused(plan("quzhou/stated_policies"), plan("yiwu/baseline"))
    assert "contributions need one region, the baseline yiwu/baseline is of yiwu" in text


def test_two_base_years_are_refused() -> None:
    text = refused(plan("yiwu/next_plan"), plan("yiwu/baseline"))
    assert "next_plan.yaml" in text
    assert "the baseline yiwu/baseline has 2020" in text


def test_two_accounting_rules_are_refused(tmp_path) -> None:
    path = tmp_path / "own.yaml"
    head = "title: {zh: 例, en: Case}\nextends: yiwu/baseline\n"
    path.write_text(head + "accounting: {electricity: calorific}\n", encoding="utf-8")
    text = refused(plan(str(path)), plan("yiwu/baseline"))
    assert "own.yaml:3" in text
    assert "calorific" in text


def test_groups_of_unknown_or_repeated_measures_are_refused() -> None:
    pair = plan("yiwu/technology"), plan("yiwu/baseline")
    name = singles(game_of(*pair))[0].id
    assert "neither of the two scenarios uses this measure" in refused(*pair, {"mine": ["industry.magic"]})
    assert "in one group only" in refused(*pair, {"one": [name], "two": [name]})


def test_a_run_of_a_mix_is_a_run_of_that_plan() -> None:
    game = game_of(plan("yiwu/technology"), plan("yiwu/baseline"))
    first = game.moved[0]
    inside = {name: np.array([name == first]) for name in game.moved}
    table, _ = ends(game)
    mixed = table.parted(values_of(game, table, inside, 1)[:, 0])
    before = plan("yiwu/baseline").scenario
    used = next(one for one in game.after.scenario.measures if one.measure.id == first)
    alone = prepare(replace(before, measures=(*before.measures, used)), Problems())
    own = run(alone, Draws(1), game)
    assert mixed["co2_sector"] == pytest.approx(own["co2_sector"][..., 0])
