"""Scenarios side by side: what differs, what may be set against what, sums that close, fair ranks."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders import library, tiny_plan, uses
from click.testing import CliRunner

from simulator import compare, load, simulate
from simulator.cli.main import sim
from simulator.errors import InputError, Problems
from simulator.explore.compare import scores as compare_scores
from simulator.explore.compare.comparison import CENTRAL, OUTSIDE, Comparison
from simulator.explore.compare.comparison import compare as side_by_side
from simulator.explore.compare.costs import together
from simulator.explore.compare.credits import MANY
from simulator.explore.compare.inputs import Place, differences
from simulator.explore.compare.scores import ranked, scores
from simulator.explore.credits.groups import read_groups
from simulator.inputs.locate import parameters_folder
from simulator.inputs.measures import load_measures
from simulator.pathways.prepare import Plan
from simulator.report.compare.screen import comparison_screen
from simulator.report.words import WIDEST, width
from simulator.variables import CORE

HEAD = "title: {zh: 试算, en: Trial}\nextends: yiwu/baseline\n"
SAVING = "measures:\n  - {use: industry.efficiency, strength: 30%}\n"
YIWU = ("yiwu/baseline", "yiwu/coal_reduction", "yiwu/neutrality")
COUNTIES = ("yiwu/baseline", "quzhou/baseline", "quzhou/accelerated", "shangyu/baseline")


@pytest.fixture(scope="module")
def yiwu() -> Comparison:
    return compare(YIWU)


@pytest.fixture(scope="module")
def counties() -> Comparison:
    return compare(COUNTIES)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """A function that writes a scenario and gives its path."""

    def written(name: str, body: str = "", head: str = HEAD) -> str:
        path = tmp_path / f"{name}.yaml"
        path.write_text(head + body, encoding="utf-8")
        return str(path)

    return written


def planned(path: str) -> Plan:
    plan = load(path)
    assert plan is not None
    return plan


def told(error: pytest.ExceptionInfo[InputError]) -> set[str]:
    return {problem.message for problem in error.value.problems}


# ---- what differs in the inputs ----


def test_nothing_differs_from_itself(region: str) -> None:
    scenario = planned(f"{region}/accelerated").scenario
    assert differences(scenario, scenario) == ()
    assert differences(scenario, planned(f"{region}/accelerated").scenario) == ()


def test_every_kind_of_difference_is_told_once(write: Callable[..., str]) -> None:
    body = (
        "accounting: {import_factor: nation}\n"
        "drivers:\n  gdp.growth: {2025: 6.5%, 2030: 1%, 2060: 2%}\n"
        "measures:\n  - {use: industry.efficiency, strength: 30%}\n"
        "targets:\n  - {id: X1, indicator: coal_share, at_most: 5%, by: 2030, kind: expected}\n"
    )
    path = write("mine", body)
    found = {one.place: one for one in differences(planned("yiwu/baseline").scenario, planned(path).scenario)}
    assert {place.block for place in found} == {"accounting", "drivers", "measures", "targets"}
    factor = found[Place("accounting", "import_factor", "")]
    assert (factor.old and factor.old.value, factor.new and factor.new.value) == ("province", "nation")
    strength = found[Place("measures", "industry.efficiency", "strength")]
    assert strength.old is None
    assert strength.new is not None
    assert strength.new.value == "30%"
    assert (Path(strength.new.origin.file).name, strength.new.origin.line) == ("mine.yaml", 7)
    assert [place for place in found if place.block == "targets"] == [Place("targets", "X1", "")]


def test_a_difference_turned_round_is_the_same_the_other_way() -> None:
    one, other = (planned(f"yiwu/{name}").scenario for name in ("accelerated", "next_plan"))
    there, back = ({d.place: d for d in differences(*pair)} for pair in ((one, other), (other, one)))
    assert there.keys() == back.keys()
    assert all((there[place].old, there[place].new) == (back[place].new, back[place].old) for place in there)


def test_titles_and_reasons_are_no_difference(write: Callable[..., str]) -> None:
    other = write("other", "reason: another\n", head=HEAD.replace("试算", "另一"))
    found = compare(["yiwu/baseline", write("mine"), other])
    assert [one.twin for one in found.items] == [None, 0, 0]
    assert [one.changed for one in found.items] == [(), (), ()]


def test_an_own_edition_of_a_region_differs_row_by_row(tmp_path: Path, write: Callable[..., str]) -> None:
    shutil.copytree(parameters_folder() / "regions" / "yiwu", tmp_path / "mine")
    same = write("same", "region: ./mine\n")
    shutil.copytree(tmp_path / "mine", tmp_path / "other")
    table, settings = tmp_path / "other" / "drivers.csv", tmp_path / "other" / "region.yaml"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    gone = next(number for number, line in enumerate(lines) if line.startswith("gdp.growth,2023,"))
    lines[1] = lines[1].replace("1485.6", "1490.6")
    del lines[gone]
    table.write_text("".join(lines), encoding="utf-8")
    text = settings.read_text(encoding="utf-8").replace("price_base: 2020", "price_base: 2015")
    settings.write_text(text, encoding="utf-8")
    found = compare(["yiwu/baseline", same, write("other", "region: ./other\n")])
    assert (found.items[1].changed, found.items[1].twin) == ((), 0)
    told = {one.place: one for one in found.items[2].changed}
    level, rate = (Place("tables", "drivers", name) for name in ("gdp 2020 actual", "gdp.growth 2023 actual"))
    assert told.keys() == {level, rate, Place("tables", "region", "price_base")}
    assert [said and said.value for said in (told[level].old, told[level].new)] == [
        "value: 1485.6",
        "value: 1490.6",
    ]
    assert told[rate].new is None
    assert "prices" in {left.rows for left in found.items[2].left_out}
    assert found.change(2, "energy_intensity") is None
    assert found.change(2, "energy_total") is not None


# ---- numbers ----


def test_values_are_those_of_the_runs(yiwu: Comparison) -> None:
    for name, one in zip(YIWU, yiwu.items, strict=True):
        alone = simulate(planned(name))
        assert all(np.array_equal(one.series[key], alone.series[key]) for key in alone.series)
        assert one.peaks["co2_total"] == alone.peaks["co2_total"]


def test_a_scenario_against_itself_is_zero() -> None:
    found = compare([planned("yiwu/accelerated"), planned("yiwu/baseline")], baseline=0)
    assert all(found.change(0, name) is None for name in CORE)  # a baseline has no difference
    base = found.items[0]
    assert np.all(base.series["co2_total"] - found.results[0].series["co2_total"] == 0.0)


def test_sectors_sum_up_to_the_total_and_to_its_difference(counties: Comparison, yiwu: Comparison) -> None:
    for comparison in (counties, yiwu):
        for index, one in enumerate(comparison.items):
            total = one.series["co2_total"]
            assert np.allclose(sum(one.sectors.values()), total, rtol=1e-9, atol=0.0)
            change, sectors = comparison.change(index, "co2_total"), comparison.sector_change(index)
            assert (change is None) == (sectors is None)
            if change and sectors:
                scale = np.abs(total).max()
                assert np.abs(sum(sectors[1].values()) - change[1]).max() < 1e-9 * scale


def test_a_cumulative_sum_counts_both_years(yiwu: Comparison) -> None:
    one = yiwu.items[1]
    by_hand = sum(one.at("co2_total", year) or 0.0 for year in range(2026, 2031))
    assert one.total(2026, 2030) == pytest.approx(by_hand, rel=1e-12)
    assert one.total(2016, 2020) is None


@pytest.mark.parametrize("order", [(2, 0, 1), (1, 2, 0), (2, 1, 0)])
def test_the_order_of_scenarios_changes_no_value(order: Sequence[int], yiwu: Comparison) -> None:
    shuffled = compare([YIWU[index] for index in order], baseline=order.index(0))
    for place, index in enumerate(order):
        assert shuffled.items[place].changed == yiwu.items[index].changed
        for name in CORE:
            one, other = shuffled.change(place, name), yiwu.change(index, name)
            assert (one is None) == (other is None)
            assert one is None or other is None or np.array_equal(one[1], other[1])


def test_another_baseline_turns_the_differences_round(yiwu: Comparison) -> None:
    turned = compare(YIWU, baseline=1)
    there, back = yiwu.change(1, "co2_total"), turned.change(0, "co2_total")
    assert there is not None
    assert back is not None
    assert np.allclose(there[1], -back[1], rtol=0.0, atol=1e-12 * np.abs(there[1]).max())


def test_imported_power_left_out_is_a_sector_of_its_own(write: Callable[..., str]) -> None:
    base = write("base", "accounting: {imported_power: out}\n")
    found = compare([base, write("mine", SAVING)])
    assert found.items[1].series["co2_total"][0, CENTRAL] < 600.0  # the rule of the baseline holds for both
    assert OUTSIDE in found.items[1].sectors
    total = sum(found.items[1].sectors.values())
    assert np.allclose(total, found.items[1].series["co2_total"], rtol=1e-9, atol=0.0)


# ---- what is left out ----


def test_another_conversion_of_electricity_leaves_energy_out(write: Callable[..., str]) -> None:
    found = compare(["yiwu/baseline", write("mine", "accounting: {electricity: calorific}\n")])
    one = found.items[1]
    assert {left.rows for left in one.left_out} == {"energy", "credits"}
    assert found.change(1, "energy_total") is None
    assert found.change(1, "co2_total") is not None
    assert found.credits[1] is None  # no measure did it


def test_years_apart_are_compared_where_both_are(write: Callable[..., str]) -> None:
    found = compare(["yiwu/baseline", write("mine", "accounting: {base_year: 2023, end_year: 2040}\n")])
    change = found.change(1, "co2_total")
    assert change is not None
    assert (change[0][0], change[0][-1]) == (2023, 2040)
    assert found.years == (2023, 2040)
    assert found.items[1].at("co2_total", 2020) is None
    assert (2021, 2025) in found.periods()  # the baseline has it whole
    assert found.items[1].total(2021, 2025) is None
    assert "years" in {left.rows for left in found.items[1].left_out}


def test_regions_are_never_subtracted(counties: Comparison) -> None:
    assert [one.reference for one in counties.items] == [0, 1, 1, 3]
    assert counties.references() == [0, 1, 3]
    assert [counties.change(index, "co2_total") is None for index in range(4)] == [True, True, False, True]
    assert [one is None for one in counties.credits] == [True, True, False, True]


# ---- refusals ----


def test_one_scenario_is_no_comparison() -> None:
    with pytest.raises(InputError) as error:
        compare(["yiwu/baseline"])
    assert told(error) == {"compare_one"}


def test_everything_wrong_is_told_at_once(write: Callable[..., str]) -> None:
    bad = write("bad", "measures:\n  - {use: industry.efficency}\n")
    with pytest.raises(InputError) as error:
        compare(["nosuch", bad, "yiwu/baseline"])
    assert len(error.value.problems) == 2


def test_two_of_one_name_are_refused(tmp_path: Path, write: Callable[..., str]) -> None:
    (tmp_path / "sub").mkdir()
    with pytest.raises(InputError) as error:
        compare([write("mine"), write("sub/mine", SAVING)])
    assert told(error) == {"compare_same_name"}


def test_years_without_overlap_are_refused(write: Callable[..., str]) -> None:
    early = write("early", "accounting: {end_year: 2025}\n")
    late = write("late", "accounting: {base_year: 2024}\n")
    with pytest.raises(InputError) as error:
        compare([early, late])
    assert told(error) == {"compare_no_years"}


# ---- credits and causes ----

GROUPS = """groups:
  能效: [industry.efficiency, industry.kiln_furnace_efficiency]
  = power: [energy.rooftop_pv, transport.shore_power]
"""


def test_named_groups_are_credited_and_add_up(tmp_path: Path) -> None:
    file = tmp_path / "groups.yaml"
    file.write_text(GROUPS, encoding="utf-8")
    problems = Problems()
    groups = read_groups(str(file), load_measures(problems), problems)
    problems.raise_if_any()
    found = compare(["yiwu/baseline", "yiwu/stated_policies"], groups=groups)
    one = found.credits[1]
    assert one is not None
    assert {player.id for player in one.credits.players} == {"能效", "= power", "other_measures"}
    total = one.credits.credited["co2_total"].sum(axis=-1)
    np.testing.assert_allclose(total, one.difference("co2_total"), atol=1e-9)
    assert "能效" in comparison_screen(found, "zh")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("groups: {a: [industry.efficency]}", "industry.efficiency"),
        ("groups: {a: [industry.efficiency], b: [industry.efficiency]}", "in one group only"),
        ("groups: {}", "groups"),
        ("a: [industry.efficiency]", "groups"),
    ],
)
def test_groups_that_cannot_be_are_told_with_their_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "groups.yaml"
    file.write_text(text, encoding="utf-8")
    words = ["compare", "yiwu/baseline", "yiwu/technology", "--groups", str(file), "--lang", "en"]
    done = CliRunner().invoke(sim, words)
    assert done.exit_code == 1
    assert "groups.yaml:" in done.output
    assert told in done.output


def test_credits_add_up_to_the_difference(yiwu: Comparison) -> None:
    for index, found in enumerate(yiwu.credits):
        change = yiwu.change(index, "co2_total")
        assert (found is None) == (change is None)
        if found is not None and change is not None:
            whole = found.credits.credited["co2_total"].sum(axis=-1)
            assert np.abs(whole - change[1]).max() < 1e-9 * np.abs(found.before["co2_total"]).max()


def test_causes_add_up_to_the_change(yiwu: Comparison) -> None:
    for one, parts in zip(yiwu.items, yiwu.causes, strict=True):
        spans = {(part.before, part.after) for part in parts}
        assert ((one.scenario.id, 2020), (one.scenario.id, 2030)) in spans
        for part in parts:
            assert sum(part.effects.values()) == pytest.approx(part.change, abs=1e-9 * 1000.0)
    assert len({part.before[0] for part in yiwu.causes[1]}) == 2  # over the years, and against the baseline
    assert len({part.before[0] for part in yiwu.causes[0]}) == 1


def test_causes_stand_under_the_rule_of_the_baseline(write: Callable[..., str]) -> None:
    head = HEAD.replace("yiwu", "quzhou")
    other = write("other", "accounting: {headline: dual_control_2026}\n", head=head)
    found = compare(["yiwu/baseline", other])
    assert (found.same_rule(0), found.same_rule(1)) == (True, False)
    region = found.causes[1][0]
    assert region.before_value == found.items[1].at("co2_total", 2020)
    own = found.results[1].series["co2_total"][0, CENTRAL]
    assert abs(region.before_value - own) > 1.0  # process CO2 is inside its own


def test_many_scenarios_are_credited_by_sector(tmp_path: Path) -> None:
    cut = [{"type": "scale", "on": ["industry.works"], "quantity": "intensity", "factor": 0.9}]
    known = library(a=cut, b=cut)
    base, other = (tiny_plan(tmp_path, text, known) for text in ("", uses("a", "b")))
    for count, kind in ((MANY, "measure"), (MANY + 1, "sector")):
        others = [replace(other, scenario=replace(other.scenario, id=f"mine{n}")) for n in range(count)]
        found = side_by_side([base, *others]).credits
        players = {player.kind for one in found if one is not None for player in one.credits.players}
        assert players == {kind}


# ---- costs ----


def test_a_cost_is_tonnes_times_yuan_a_tonne_or_missing(yiwu: Comparison) -> None:
    for one, found in zip(yiwu.items, yiwu.costs, strict=True):
        assert [cost.measure for cost in found] == [used.measure.id for used in one.scenario.measures]
        for cost in found:
            if cost.why:
                assert (cost.low, cost.high) == (None, None)
            else:
                assert cost.cost is not None
                assert cost.tonnes is not None
                assert cost.low == pytest.approx(cost.cost.low * cost.tonnes)
                assert cost.high == pytest.approx(cost.cost.high * cost.tonnes)
    reasons = {cost.why for found in yiwu.costs for cost in found}
    assert {"", "no_cost"} <= reasons  # both kinds are in these scenarios


def test_no_known_cost_is_none_and_not_zero(yiwu: Comparison) -> None:
    missing = [cost for cost in yiwu.costs[2] if cost.why]
    assert together(missing) is None
    known = [cost for cost in yiwu.costs[2] if not cost.why]
    found = together([*missing, *known])
    assert found is not None
    assert found[2:] == (len(known), len(known) + len(missing))


# ---- scores ----


def test_one_scenario_of_each_region_is_ranked(counties: Comparison) -> None:
    found = [one for one in scores(counties) if (one.indicator, one.year) == ("energy_intensity", 2030)]
    values = [counties.items[index].at("energy_intensity", 2030) for index in range(4)]
    assert [one.value for one in found] == values
    order = sorted((0, 1, 3), key=lambda index: values[index] or 0.0)
    assert [found[index].rank for index in order] == [1, 2, 3]
    assert (found[2].rank, found[2].change_rank) == (None, None)  # the second one of Quzhou


def test_totals_are_ranked_by_their_change_only(counties: Comparison) -> None:
    found = [one for one in scores(counties) if (one.indicator, one.year) == ("co2_total", 2030)]
    assert {one.rank for one in found} == {None}
    changes = {index: found[index].change for index in (0, 1, 3)}
    assert min(changes, key=lambda index: changes[index] or 0.0) == next(
        one.item for one in found if one.change_rank == 1
    )


def test_the_base_year_has_no_change(counties: Comparison) -> None:
    first = [one for one in scores(counties) if one.year == 2020]
    assert {one.change for one in first} == {None}
    assert {one.change_rank for one in first} == {None}


def test_other_accounting_takes_a_region_out_of_the_ranking(write: Callable[..., str]) -> None:
    head = HEAD.replace("yiwu", "quzhou")
    apart = write("apart", "accounting: {electricity: calorific}\n", head=head)
    found = compare(["yiwu/baseline", apart, "shangyu/baseline"])
    energy = {one.item: one for one in scores(found) if (one.indicator, one.year) == ("coal_share", 2030)}
    assert energy[1].rank is None
    assert [left.why for left in energy[1].why] == ["accounting"]
    assert (energy[0].among, energy[2].rank in (1, 2)) == (2, True)
    co2 = {one.item: one for one in scores(found) if (one.indicator, one.year) == ("co2_intensity", 2030)}
    assert {co2[index].rank for index in range(3)} == {1, 2, 3}


def test_equal_values_share_a_rank_and_missing_ones_have_none() -> None:
    values = {0: 2.0, 1: 1.0, 2: None, 3: 2.0}
    assert ranked(values, compare_scores.LOWER) == {1: 1, 0: 2, 3: 2}
    assert ranked(values, compare_scores.HIGHER) == {0: 1, 3: 1, 1: 3}
    assert ranked({0: 1.0, 1: None}, compare_scores.LOWER) == {}


# ---- the screen ----


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_screen(lang: str, yiwu: Comparison, counties: Comparison) -> None:
    from simulator.report.compare.screen import comparison_screen

    for comparison in (yiwu, counties):
        lines = comparison_screen(comparison, lang).splitlines()
        assert max(map(width, lines)) <= WIDEST
        assert not any(line.endswith(" ") for line in lines)


def test_rates_only_tells_no_total_and_no_peak_year(counties: Comparison) -> None:
    from simulator.report.compare.screen import comparison_screen

    text = comparison_screen(counties, "en", rates_only=True)
    assert "10^4 t" not in text
    assert "Peak of" not in text
    assert "Energy use per GDP" in text


def test_rates_only_hides_targets_of_totals_wherever_they_stand(write: Callable[..., str]) -> None:
    from simulator.report.compare.screen import comparison_screen

    body = "targets:\n  - {id: X1, indicator: co2_total, at_most: 5000, by: 2025, kind: control}\n"
    found = compare(["yiwu/baseline", write("mine", body)])
    shown, rates = (comparison_screen(found, "en", rates_only=one) for one in (False, True))
    assert "X1" in shown
    assert "X1" not in rates
    for text in (shown, rates):  # control targets decide the whole, shown or not
        (line,) = [line for line in text.splitlines() if "Whole assessment" in line]
        assert line.split()[-2:] == ["missed", "met"]


def test_text_breaks_between_words_and_nothing_is_lost() -> None:
    from simulator.report.compare.screen import broken

    for text in (
        "coal share of energy use",
        "煤炭消费比重（数值未下达，仅看方向）",
        "x" * 40,
        "a.yaml:1 -> b.yaml:2",
    ):
        for columns in (8, 13, 30):
            lines = broken(text, columns)
            assert max(map(width, lines)) <= columns
            assert "".join(lines).replace(" ", "") == text.replace(" ", "")
            assert not any(line.startswith(("，", "）", "。")) for line in lines)
