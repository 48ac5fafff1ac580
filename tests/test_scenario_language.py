"""What a scenario file may say: only what differs, merged by written rules, logged, and checked by name."""

from __future__ import annotations

import numpy as np
import pytest
from builders import branch_energy, library, run_plan, tiny_plan, uses, write_region, write_scenario

from simulator import load, simulate
from simulator.errors import InputError, Problems
from simulator.inputs.scenario import load_library

GROWN = 1.1**10  # GDP of the tiny region, 2020 to 2030


def complaints(folder, text: str, measures=None, **tables: str) -> str:
    """Everything that is wrong with a scenario of the tiny region."""
    with pytest.raises(InputError) as caught:
        tiny_plan(folder, text, measures, **tables)
    return str(caught.value)


def child_of(folder, parent: str, child: str, measures=None, **tables: str):
    """The plan of a scenario that extends another one."""
    write_region(folder, **tables)
    write_scenario(folder, parent, "parent")
    (folder / "child.yaml").write_text(f"extends: parent.yaml\n{child}", encoding="utf-8")
    return load(str(folder / "child.yaml"), library=measures)


def driver(plan, name: str = "gdp") -> np.ndarray:
    return run_plan(plan)[0].drivers[name][:, 0]


def coal(plan, branch: str = "industry.works") -> np.ndarray:
    return branch_energy(plan, run_plan(plan)[1], branch, "coal")[:, 0]


# ---- extends ----


def test_a_child_is_its_parent_and_its_own_differences(tmp_path) -> None:
    plan = child_of(
        tmp_path,
        "drivers: {gdp.growth: {2030: 5%}}\nchanges: {industry.works.intensity: {2030: 0.5}}\n",
        "drivers: {population: {2030: 20}}\n",
    )
    assert driver(plan)[-1] == pytest.approx(100 * 1.05**10)
    assert driver(plan, "population")[-1] == 20.0
    assert coal(plan)[-1] == pytest.approx(60 * 1.05**10 * 0.5)
    assert plan.scenario.entry.title.en == "Case"


def test_year_maps_replace_whole(tmp_path) -> None:
    plan = child_of(
        tmp_path,
        "drivers: {gdp.growth: {2022: 50%, 2030: 5%}}\n"
        "changes: {industry.works.activity: {2022: 9, 2030: 1}}\n",
        "drivers: {gdp.growth: {2030: 2%}}\nchanges: {industry.works.activity: {2030: 2}}\n",
    )
    assert driver(plan)[2] == pytest.approx(100 * 1.02**2)  # nothing of the 50 % is left
    assert plan.activity[2, 0] == pytest.approx(1.2)  # nor of the 9: a line from 1 to 2


HALVED = {"type": "scale", "on": ["industry.works"], "quantity": "activity", "factor": 0.5}
CLEANER = {"type": "scale", "on": ["industry.works"], "quantity": "intensity", "factor": 0.8}


def test_measures_merge_by_name_key_by_key(tmp_path) -> None:
    plan = child_of(
        tmp_path,
        "measures:\n  - {use: a, strength: 50%, schedule: {2020: 0, 2030: 1}}\n  - use: b\n",
        "measures:\n  - {use: a, strength: 20%}\n",
        library(a=[HALVED], b=[CLEANER]),
    )
    a, b = plan.scenario.measures
    assert (a.strength, b.strength) == (0.2, 1.0)
    assert a.schedule.points == ((2020, 0.0), (2030, 1.0))  # kept from the parent
    assert coal(plan)[-1] == pytest.approx(60 * GROWN * 0.9 * 0.8)


def test_targets_merge_by_id_key_by_key(tmp_path) -> None:
    plan = child_of(
        tmp_path,
        "targets: [{id: T1, indicator: co2_intensity, reduce: null, from: 2020, by: 2025, set_by: 上级}]\n",
        "targets:\n  - {id: T1, reduce: 18%}\n  - {id: T2, indicator: coal_share, at_most: 50%, by: 2030}\n",
    )
    first, second = plan.scenario.entry.targets.values()
    assert (first.reduce, first.by, first.set_by) == (0.18, 2025, "上级")
    assert (second.id, second.at_most) == ("T2", 0.5)


def test_remove_drops_one(tmp_path) -> None:
    plan = child_of(
        tmp_path,
        uses("a", "b") + "targets:\n  - {id: T1, indicator: coal_share, at_most: 50%, by: 2030}\n",
        "measures:\n  - {use: a, remove: true}\ntargets:\n  - {id: T1, remove: true}\n",
        library(a=[HALVED], b=[CLEANER]),
    )
    assert [used.measure.id for used in plan.scenario.measures] == ["b"]
    assert plan.scenario.entry.targets == {}


def test_all_measures_removed_is_the_region_alone(tmp_path) -> None:
    measures = library(a=[HALVED], b=[CLEANER])
    plan = child_of(
        tmp_path, uses("a", "b"), "measures: [{use: a, remove: true}, {use: b, remove: true}]\n", measures
    )
    alone = load(write_scenario(tmp_path))
    for name, values in simulate(alone).series.items():
        np.testing.assert_array_equal(simulate(plan).series[name], values, err_msg=name)


@pytest.mark.parametrize("name", ["yiwu", "quzhou", "shangyu"])
def test_a_bundled_baseline_without_its_measures_is_its_region(tmp_path, bare, name: str) -> None:
    used = [used.measure.id for used in load(f"{name}/baseline").scenario.measures]
    dropped = "".join(f"  - {{use: {one}, remove: true}}\n" for one in used)
    path = tmp_path / "none.yaml"
    path.write_text(
        f"extends: {name}/baseline\n" + (f"measures:\n{dropped}" if used else ""), encoding="utf-8"
    )
    plan = load(str(path))
    if plan.scenario.drivers or plan.scenario.changes or plan.scenario.base_year != 2020:
        pytest.skip("the baseline differs from its region by more than measures")
    np.testing.assert_allclose(simulate(plan).series["co2_total"], bare(name).series["co2_total"], rtol=1e-12)


def test_removing_what_is_not_there_is_a_problem(tmp_path) -> None:
    assert "nothing of this name to remove" in complaints(tmp_path, "measures: [{use: a, remove: true}]\n")


def test_an_item_written_twice_is_a_problem(tmp_path) -> None:
    assert "twice" in complaints(tmp_path, uses("a", "a"), library(a=[HALVED]))


def test_a_grandchild_and_the_folder_of_each_file(tmp_path) -> None:
    for name in ("deep", "deep/er"):
        (tmp_path / name).mkdir()
    write_region(tmp_path)
    write_scenario(
        tmp_path, "drivers: {gdp.growth: {2030: 5%}}\n", "parent"
    )  # region: tiny, beside this file
    (tmp_path / "deep/child.yaml").write_text("extends: ../parent.yaml\n", encoding="utf-8")
    (tmp_path / "deep/er/last.yaml").write_text(
        "extends: ../child.yaml\ndrivers: {population: {2030: 20}}\n", encoding="utf-8"
    )
    plan = load(str(tmp_path / "deep/er/last.yaml"))
    assert driver(plan)[-1] == pytest.approx(100 * 1.05**10)
    assert driver(plan, "population")[-1] == 20.0


def test_regions_of_the_same_name_in_two_folders_stay_apart(tmp_path) -> None:
    shared, found = load_library(Problems()), []
    for name, gdp in (("one", "100"), ("two", "300")):
        write_region(tmp_path / name)
        drivers = tmp_path / name / "tiny/drivers.csv"
        text = drivers.read_text(encoding="utf-8").replace("gdp,2020,actual,100", f"gdp,2020,actual,{gdp}")
        drivers.write_text(text, encoding="utf-8")
        found.append(driver(load(write_scenario(tmp_path / name), library=shared))[0])
    assert found == [100.0, 300.0]


@pytest.mark.parametrize("other", ["child.yaml", "parent.yaml"])
def test_a_scenario_that_extends_itself_is_a_problem(tmp_path, other: str) -> None:
    write_region(tmp_path)
    (tmp_path / "parent.yaml").write_text(f"extends: {other}\n", encoding="utf-8")
    (tmp_path / "child.yaml").write_text("extends: parent.yaml\n", encoding="utf-8")
    with pytest.raises(InputError, match="extends itself"):
        load(str(tmp_path / "child.yaml"))


# ---- the order of a file says nothing ----


def test_the_order_of_measures_does_not_matter(tmp_path) -> None:
    works = {"on": ["industry.works"], "quantity": "share", "fuel": "coal"}
    measures = library(
        a=[HALVED],
        b=[CLEANER],
        c=[
            {
                "type": "shift",
                "portion": 0.7,
                "to": {"natural_gas": 1.0},
                "ratio": {"natural_gas": 0.9},
                **works,
            }
        ],
        d=[
            {
                "type": "shift",
                "portion": 0.6,
                "to": {"electricity": 1.0},
                "ratio": {"electricity": 0.5},
                **works,
            }
        ],
        e=[{"type": "reach", "level": 0.3, **works}],
        f=[{"type": "cap", "level": 0.9, "on": ["industry.works"], "quantity": "activity"}],
    )
    forth = simulate(tiny_plan(tmp_path / "forth", uses(*"abcdef"), measures))
    back = simulate(tiny_plan(tmp_path / "back", uses(*"fdbeca"), measures))
    for name, values in forth.series.items():
        np.testing.assert_allclose(back.series[name], values, rtol=1e-12, atol=1e-12, err_msg=name)
    assert forth.pathway.gave_way == back.pathway.gave_way == ("c", "d")


# ---- changes are logged ----

PATHS = """target_id,quantity,fuel,year,value,unit,grade,source
industry.*,intensity,,2030,0.9,ratio,assumed,test
households.homes,share,electricity,2030,0.8,ratio,assumed,test
"""


def test_changes_are_logged_as_key_old_new(tmp_path) -> None:
    plan = tiny_plan(
        tmp_path,
        """changes:
  industry.works.intensity: {2030: 0.7}
  industry.works.activity: {2030: 1.5}
  households.homes.share.electricity: {2025: 0.9}
""",
        paths=PATHS,
    )
    assert plan.changed == (
        "industry.works.intensity: {2030: 0.9} -> {2030: 0.7}",
        "industry.works.activity: base year -> {2030: 1.5}",
        "households.homes.share.electricity: {2030: 0.8} -> {2025: 0.9}",
    )


def test_the_log_tells_the_growth_that_a_level_replaces(tmp_path) -> None:
    paths = PATHS + "industry.works,activity.growth,,2030,-2,%,assumed,test\n"
    plan = tiny_plan(tmp_path, "changes: {industry.works.activity: {2030: 1.5}}\n", paths=paths)
    assert plan.activity[-1, 0] == pytest.approx(1.5)  # the growth is gone
    (line,) = plan.changed
    assert "-0.02" in line


def test_a_sectors_growth_is_replaced_by_a_level_too(tmp_path) -> None:
    paths = PATHS.replace("industry.*,intensity,,2030,0.9,ratio", "industry.*,intensity.growth,,2030,-2,%")
    plan = tiny_plan(tmp_path, "changes: {industry.works.intensity: {2030: 0.7}}\n", paths=paths)
    assert plan.intensity[-1, 0] == pytest.approx(0.7)


def test_changing_one_share_keeps_what_was_said_of_the_others(tmp_path) -> None:
    paths = PATHS.replace("industry.*,intensity,,2030,0.9", "industry.*,share,electricity,2030,0.5")
    balance = "industry.works,natural_gas,10,1e4 tce,1,assumed,test\n"
    plan = tiny_plan(
        tmp_path, "changes: {industry.works.share.coal: {2030: 0.4}}\n", paths=paths, balance=balance
    )
    got = {fuel: plan.share[-1, plan.layout.link("industry.works", fuel)] for fuel in ("coal", "electricity")}
    # electricity still follows its sector to a half; gas takes the tenth that is left
    assert got == {"coal": pytest.approx(0.4), "electricity": pytest.approx(0.5)}


# ---- what is unknown, with the nearest right name ----


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("drivers: {gdp.grwth: {2030: 5%}}\n", "gdp.growth"),
        ("changes: {industry.works.activty: {2030: 1}}\n", "industry.works.activity"),
        ("changes: {industry.work.share.coal: {2030: 1}}\n", "industry.works.share.coal"),
        ("changes: {industry.works.share.coall: {2030: 1}}\n", "industry.works.share.coal"),
        ("measures: [{use: halvd}]\n", "halved"),
        ("targets: [{id: A, indicator: energy_intensty, at_most: 1, by: 2030}]\n", "energy_intensity"),
        ("targets: [{id: A, indicator: energy_intensity, atmost: 1, by: 2030}]\n", "at_most"),
        ("accounting: {combustion: asessment}\n", "assessment"),
        ("accounting: {import_facter: nation}\n", "import_factor"),
        ("drivrs: {gdp.growth: {2030: 5%}}\n", "drivers"),
    ],
)
def test_unknown_names_are_told_with_the_nearest(tmp_path, text: str, nearest: str) -> None:
    said = complaints(tmp_path, text, library(halved=[HALVED]))
    assert f"did you mean {nearest}?" in said
    assert "case.yaml:3" in said


def test_unknown_regions_and_scenarios_are_told_with_the_nearest(tmp_path) -> None:
    with pytest.raises(InputError, match=r"did you mean yiwu\?"):
        load(write_scenario(tmp_path, region="yiwuu"))
    with pytest.raises(InputError, match=r"did you mean yiwu/baseline\?"):
        load("yiwu/baselin")


def test_all_problems_come_at_once(tmp_path) -> None:
    said = complaints(
        tmp_path, "drivers: {gpd.growth: {2030: 5%}}\nchanges: {industry.work.activity: {2030: 1}}\n"
    )
    assert "2 problem(s), nothing was run" in said


# ---- numbers ----


@pytest.mark.parametrize("written", ["5%", "0.05", "5.0 %"])
def test_five_per_cent_may_be_written_in_two_ways(tmp_path, written: str) -> None:
    plan = tiny_plan(tmp_path, f"drivers: {{gdp.growth: {{2030: {written}}}}}\n")
    assert driver(plan)[1] == pytest.approx(105.0)


@pytest.mark.parametrize("written", ["-1%", "-0.01"])
def test_things_may_shrink(tmp_path, written: str) -> None:
    plan = tiny_plan(tmp_path, f"drivers: {{gdp.growth: {{2030: {written}}}}}\n")
    assert driver(plan)[1] == pytest.approx(99.0)


@pytest.mark.parametrize(
    "text",
    [
        "drivers: {gdp.growth: {2030: 5}}\n",
        "drivers: {urban_share: {2030: 70}}\n",
        "changes: {industry.works.share.coal: {2030: 50}}\n",
        "measures: [{use: halved, strength: 40}]\n",
        "targets: [{id: A, indicator: energy_intensity, reduce: 16, from: 2020, by: 2025}]\n",
        "targets: [{id: A, indicator: coal_share, at_most: 50, by: 2025}]\n",
    ],
)
def test_a_bare_number_above_one_is_no_fraction(tmp_path, text: str) -> None:
    drivers = "urban_share,2020,actual,60,%,assumed,test\n"
    said = complaints(tmp_path, text, library(halved=[HALVED]), drivers=drivers)
    assert "case.yaml:3" in said


def test_levels_are_no_fractions(tmp_path) -> None:
    plan = tiny_plan(
        tmp_path, "drivers: {population: {2030: 20}}\nchanges: {industry.works.activity: {2030: 3}}\n"
    )
    assert driver(plan, "population")[-1] == 20.0
    assert plan.activity[-1, 0] == 3.0


def test_given_shares_above_one_are_a_problem(tmp_path) -> None:
    said = complaints(
        tmp_path,
        "changes: {industry.works.share.coal: {2030: 0.8}, industry.works.share.electricity: {2030: 0.7}}\n",
    )
    assert "add up to" in said


# ---- drivers ----

ACTUAL = {"drivers": "gdp.growth,2021,actual,8,%,assumed,test\ngdp.growth,2022,actual,6,%,assumed,test\n"}


def test_published_years_stay_with_a_notice(tmp_path) -> None:
    write_region(tmp_path, **ACTUAL)
    problems = Problems()
    plan = load(write_scenario(tmp_path, "drivers: {gdp.growth: {2021: 1%, 2030: 2%}}\n"), problems)
    assert driver(plan)[1:4] == pytest.approx([108, 108 * 1.06, 108 * 1.06 * 1.02])
    (notice,) = [one for one in problems.notices if one.message == "actual_overrides"]
    assert "gdp.growth[2021]" in notice.render()


def test_an_anchor_that_gives_way_leaves_the_outlook_as_it_was(tmp_path) -> None:
    plain = driver(tiny_plan(tmp_path / "a", **ACTUAL))
    given = driver(tiny_plan(tmp_path / "b", "drivers: {gdp.growth: {2021: 1%}}\n", **ACTUAL))
    np.testing.assert_array_equal(given, plain)


def test_low_and_high_keep_their_distance_from_a_changed_outlook(tmp_path) -> None:
    outlook = "gdp.growth,2030,low,8,%,assumed,test\ngdp.growth,2030,high,13,%,assumed,test\n"
    plan = tiny_plan(tmp_path, "drivers: {gdp.growth: {2030: 5%}}\n", drivers=outlook)
    gdp = simulate(plan).series["gdp"][1]
    assert gdp[:3] == pytest.approx([105.0, 103.0, 108.0])


def test_a_level_that_follows_growth_cannot_be_set_without_being_told(tmp_path) -> None:
    assert "gdp.growth" in complaints(tmp_path, "drivers: {gdp: {2030: 300}}\n")


@pytest.mark.parametrize(
    ("driver_name", "rows"),
    [
        ("value_added.industry", ""),
        ("value_added.industry", "structure.industry,2020,actual,40,%,assumed,test\n"),
        ("population.urban", ""),
        ("population.urban", "urban_share,2030,central,60,%,assumed,test\n"),
        ("output.steel", "output.steel.growth,2030,central,2,%,assumed,test\n"),
        ("output.steel", "output.steel,2019,actual,3,1e4 t,assumed,test\n"),
    ],
)
def test_a_driver_that_cannot_be_made_is_a_problem_not_a_crash(tmp_path, driver_name: str, rows: str) -> None:
    branch = f"industry.other,industry,flow,{driver_name},1,,1e8 CNY,其他,Other\n"
    said = complaints(tmp_path, "", branches=branch, drivers=rows)
    told = {"value_added.industry": "structure.services", "population.urban": "urban_share"}
    assert told.get(driver_name, driver_name.split(".")[0]) in said


def test_a_driver_nobody_follows_may_not_crash_either(tmp_path) -> None:
    rows = (
        "output.steel,2019,actual,3,1e4 t,assumed,test\noutput.steel.growth,2030,central,2,%,assumed,test\n"
    )
    assert "output.steel" in complaints(tmp_path, "", drivers=rows)


def test_a_plant_that_follows_an_unknown_branch_is_a_problem(tmp_path) -> None:
    plants = (
        "plant,kind,fuel,capacity_mw,hours,driver,title_zh,title_en,grade,source\n"
        "energy.gas,recovery,recovered,10,5000,industry.stel,余气,Gas,assumed,test\n"
    )
    assert "industry.stel" in complaints(tmp_path, "", plants=plants)
