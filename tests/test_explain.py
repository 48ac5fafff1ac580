"""`sim explain`: the tree of every number adds up, and stands on lines of files."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache, lru_cache
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from builders import library as library_of
from builders import tiny_plan, uses, write_scenario
from click.testing import CliRunner
from click.testing import Result as Done

from simulator import Result, load, simulate
from simulator.assess.details import detail_series
from simulator.assess.scopes import scoped_series
from simulator.cli.explain import CASES as COMMAND_CASES
from simulator.cli.main import sim
from simulator.errors import InputError, Problems
from simulator.inputs.locate import parameters_folder, scenario_ids
from simulator.inputs.rows import GRADES
from simulator.inputs.scenario import load_library
from simulator.pathways.arrays import SECTORS
from simulator.report.dataset import fuels
from simulator.report.explain.address import actual, explain
from simulator.report.explain.command import CASES
from simulator.report.explain.ground import Ground, ground_of
from simulator.report.explain.indicators import explained, indicator
from simulator.report.explain.node import LEAVES, Node, evaluate, everything, worst_grade
from simulator.report.explain.scopes import detail, scoped
from simulator.report.tables import all_tables
from simulator.variables import INDICATORS

EXACT = 1e-12
SCENARIOS = ("yiwu/baseline", "quzhou/next_plan", "shangyu/coal_reduction", "zhejiang/stated_policies")
EVERY_CASE = "quzhou/baseline"


@cache
def result_of(name: str) -> Result:
    plan = load(name)
    assert plan is not None
    return simulate(plan)


@lru_cache(maxsize=4)  # each may hold a hundred thousand nodes
def ground_for(name: str, case: str = "central") -> Ground:
    return ground_of(result_of(name), case)


def years_of(result: Result) -> list[int]:
    return [int(result.years[0]), 2030, int(result.years[-1])]


def call(*words: str) -> Done:
    return CliRunner().invoke(sim, list(words))


def said(*words: str) -> str:
    done = call(*words)
    assert done.exit_code == 0, done.output
    return done.stdout


# ---- the arithmetic ----


def check_arithmetic(ground: Ground) -> None:
    """Every indicator, and every value on the way to it, follows from the leaves of its tree alone."""
    result, known = ground.result, dict[Node, float]()
    for one in explained():
        for year in years_of(result) if one in result.series else []:
            expected = result.series[one][year - int(result.years[0]), ground.run]
            found = evaluate(indicator(ground, one, year), known)
            np.testing.assert_allclose(found, expected, rtol=EXACT, err_msg=f"{one} {year}")
    for node, value in known.items():
        size = max([abs(node.value), *(abs(child.value) for child in node.children)])
        assert abs(value - node.value) <= EXACT * size, node


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_tree_of_every_indicator_reproduces_it_from_its_leaves(name: str) -> None:
    check_arithmetic(ground_for(name))


@pytest.mark.parametrize("case", CASES[:-1])
def test_the_tree_reproduces_every_case(case: str) -> None:
    check_arithmetic(ground_for(EVERY_CASE, case))


@pytest.mark.parametrize(
    "accounting",
    ["imported_power: out", "electricity: calorific", "import_factor: region", "import_factor: nation"],
)
def test_the_tree_follows_the_accounting_rule(bare, accounting: str) -> None:
    check_arithmetic(ground_of(bare("yiwu", accounting)))


def test_the_tree_reproduces_every_measure_of_the_library(region: str, tmp_path: Path) -> None:
    """All of them at once, so that they meet; those that find nothing in the region are left out."""
    library, left = load_library(Problems()), list(load_library(Problems()).measures)
    while True:
        problems = Problems()
        text = "".join(f"  - {{use: {name}, strength: 70%}}\n" for name in left)
        plan = load(write_scenario(tmp_path, f"measures:\n{text}", region=region), problems, library)
        if plan is not None:
            break
        idle = {problem.key for problem in problems.found}
        assert idle & set(left), InputError(problems.found)
        left = [name for name in left if name not in idle]
    assert len(left) > 70
    check_arithmetic(ground_of(simulate(plan)))


def test_every_indicator_that_the_result_has_can_be_explained(region: str) -> None:
    result = result_of(f"{region}/baseline")
    assert set(result.series) <= set(explained()) <= set(INDICATORS) | set(result.series)


@pytest.mark.parametrize("name", SCENARIOS)
def test_siblings_have_different_keys_and_leaves_have_a_line(name: str) -> None:
    ground = ground_for(name)
    nodes = {node for one in ("co2_total", "nox_total") for node in everything(indicator(ground, one, 2030))}
    lines = {}
    for node in nodes:
        keys = Counter(child.key for child in node.children)
        assert not keys or max(keys.values()) == 1, (node, keys)
        if node.operation == "given":
            assert node.origin is not None
            lines[node.origin] = node
        else:
            assert node.origin is None
            assert bool(node.children) == (node.operation not in LEAVES) or not node.value
    for origin in lines:
        file = parameters_folder().parent / origin.file
        file = file if file.exists() else parameters_folder().parents[0] / origin.file
        assert 1 <= origin.line <= len(file.read_text(encoding="utf-8").splitlines()), origin


def test_leaves_without_a_grade_are_only_elasticities(region: str) -> None:
    """A table without a column for grades; everything else that was given has one."""
    nodes = everything(indicator(ground_for(f"{region}/baseline"), "co2_total", 2030))
    assert {n.key for n in nodes if n.operation == "given" and not n.grade} <= {"elasticity"}


def test_the_arithmetic_by_hand(tmp_path: Path) -> None:
    """GDP 100 x 1.1^2 = 121; coal of the works 60 x 1.21 = 72.6 tce x 2.64 t/tce = 191.664 t."""
    ground = ground_of(simulate(tiny_plan(tmp_path)))
    gdp = explain(ground, "2022/gdp")
    assert gdp.operation == "grown"
    assert [child.value for child in gdp.children] == [100.0, 0.1, 0.1]
    co2 = explain(ground, "2022/industry/works/co2.coal")
    assert co2.operation == "product"
    energy, factor = co2.children
    assert factor.value == 2.64
    assert energy.value == pytest.approx(72.6)
    assert [child.value for child in energy.children] == pytest.approx([121.0, 1.0, 0.6])
    assert co2.value == pytest.approx(191.664)


# ---- measures ----


def test_a_parameter_is_its_path_and_the_change_by_each_step(tmp_path: Path) -> None:
    """Intensity 1 x (1 - 0.5 x 1 x (1 - 0.8)) = 0.9: scale by -0.1; cap at 0.85 of the base takes 0.05."""
    effects = {
        "saving": [{"type": "scale", "on": ["industry.*"], "quantity": "intensity", "factor": 0.8}],
        "limit": [{"type": "cap", "on": ["industry.works"], "quantity": "intensity", "level": 0.85}],
    }
    text = uses("limit") + "  - {use: saving, strength: 50%}\n"
    ground = ground_of(simulate(tiny_plan(tmp_path, text, library_of(**effects))))
    found = explain(ground, "2030/industry/works/intensity")
    assert [child.value for child in found.children] == pytest.approx([1.0, -0.1, -0.05])
    before, scaled, capped = found.children
    assert (before.key, scaled.operation, capped.operation) == ("before", "scaled", "capped")
    assert [child.value for child in scaled.children] == pytest.approx([1.0, 0.9])
    weight, level = scaled.children[1].children
    assert [weight.value, level.value] == [0.5, 0.8]
    assert [child.value for child in weight.children] == [0.5, 1.0]
    assert str(level.origin) == "library.yaml:1"
    assert evaluate(found) == pytest.approx(0.85)


def test_fuels_that_move_are_redone_by_the_rule_itself(tmp_path: Path) -> None:
    """40 % of the coal's 0.6 = 0.24 goes to gas at 0.9: 0.216, so all is 0.976, which intensity carries."""
    move = {"type": "shift", "on": ["industry.works"], "quantity": "share", "fuel": "coal", "portion": "40%"}
    effects = {"move": [{**move, "to": {"natural_gas": 1}, "ratio": {"natural_gas": 0.9}}]}
    ground = ground_of(simulate(tiny_plan(tmp_path, uses("move"), library_of(**effects))))
    for quantity, value in (
        ("share.coal", 0.36 / 0.976),
        ("share.natural_gas", 0.216 / 0.976),
        ("intensity", 0.976),
    ):
        found = explain(ground, f"2030/industry/works/{quantity}")
        assert found.value == pytest.approx(value)
        assert found.children[1].operation == "rule"
        assert evaluate(found) == pytest.approx(value, rel=EXACT)


def test_rules_use_what_their_children_say_and_nothing_else(tmp_path: Path) -> None:
    """Were the portion nothing, the rule would change nothing."""
    move = {
        "type": "shift",
        "on": ["industry.works"],
        "quantity": "share",
        "fuel": "coal",
        "to": {"natural_gas": 1},
    }
    ground = ground_of(simulate(tiny_plan(tmp_path, uses("move"), library_of(move=[move]))))
    change = explain(ground, "2030/industry/works/share.coal").children[1]
    assert change.redo is not None
    values = [child.value for child in change.children]
    assert change.redo(values) == pytest.approx(change.value)
    portion = next(i for i, child in enumerate(change.children) if child.key.endswith(".value"))
    assert change.redo([*values[:portion], 0.0, *values[portion + 1 :]]) == pytest.approx(0.0, abs=EXACT)


# ---- parts of a region, given energy ----


@pytest.mark.parametrize("name", ["quzhou/next_plan", "shangyu/baseline"])
def test_parts_of_the_region_equal_what_targets_are_judged_on(name: str) -> None:
    ground = ground_for(name)
    plan, known = ground.plan, dict[Node, float]()
    for scope in {*SECTORS, *(row.subregion for row in plan.scenario.region.subregions)}:
        series = scoped_series(plan, ground.result.flows, ground.result.preset, scope)
        for one, values in series.items():
            found = scoped(ground, scope, one, 2030)
            np.testing.assert_allclose(found.value, values[10, 0], rtol=EXACT, err_msg=f"{scope} {one}")
            np.testing.assert_allclose(evaluate(found, known), values[10, 0], rtol=EXACT)


def test_single_things_equal_what_targets_are_judged_on() -> None:
    ground = ground_for("quzhou/next_plan")
    names = [f"stock_share.{s.row.stock}.{kind}" for s in ground.plan.stocks for kind in s.kinds]
    names += [name.replace("stock_share", "sales_share") for name in names]
    names += [f"capacity.{name}" for name in ground.plan.layout.plants]
    names += list(ground.plan.layout.processes)
    for name in names:
        values, found = detail_series(ground.plan, ground.result.pathway, name), detail(ground, name, 2030)
        assert values is not None
        assert found is not None
        np.testing.assert_allclose([found.value, evaluate(found)], values[10, 0], rtol=EXACT, err_msg=name)


def test_given_energy_is_explained_by_its_anchors(tmp_path: Path) -> None:
    """100 in 2020 and 80 in 2025: 88 in 2023."""
    paths = (
        "target_id,quantity,fuel,year,value,unit,grade,source\n"
        "industry.study,energy,coal,2020,100,1e4 tce,assumed,test\n"
        "industry.study,energy,coal,2025,80,1e4 tce,assumed,test\n"
        "industry.study,energy,coal,2030,0,1e4 tce,assumed,test\n"
        "industry.study,energy,electricity,2030,90,1e4 tce,assumed,test\n"
    )
    branches = "industry.study,industry,series,gdp,1,,1e4 tce,研究,Study\n"
    ground = ground_of(simulate(tiny_plan(tmp_path, branches=branches, paths=paths)))
    check_arithmetic(ground)
    found = explain(ground, "2023/industry/study/energy.coal")
    assert found.value == pytest.approx(88.0)
    intensity = next(child for child in found.children if child.key == "intensity")
    anchors = next(child for child in intensity.children if child.key == "coal").children
    assert [anchor.value for anchor in anchors] == pytest.approx([100.0, 80.0, 0.6])


# ---- grades ----


@pytest.mark.parametrize("grade", GRADES)
def test_a_computed_value_carries_the_worst_grade_of_what_it_used(tmp_path: Path, grade: str) -> None:
    drivers = (
        "variable,year,case,value,unit,grade,source\n"
        "gdp,2020,actual,100,1e8 CNY,reported,bulletin\n"
        "gdp.growth,2022,actual,10,%,reported,bulletin\n"
        f"gdp.growth,2030,central,10,%,{grade},outlook\n"
        "population,2020,actual,10,1e4 persons,reported,census\n"
    )
    plan = tiny_plan(tmp_path)
    (plan.scenario.region.folder / "drivers.csv").write_text(drivers, encoding="utf-8")
    again = load(str(plan.scenario.files[0]))
    assert again is not None
    ground = ground_of(simulate(again))
    assert worst_grade(explain(ground, "2022/gdp_per_head")) == "reported"
    assert worst_grade(explain(ground, "2023/gdp_per_head")) == grade


def test_the_source_of_a_leaf_is_that_of_its_row() -> None:
    base = explain(ground_for("yiwu/baseline"), "2030/gdp").children[0]
    assert base.origin is not None
    assert base.origin.file == "parameters/regions/yiwu/drivers.csv"
    line = (
        (parameters_folder() / "regions/yiwu/drivers.csv")
        .read_text("utf-8")
        .splitlines()[base.origin.line - 1]
    )
    assert line.startswith("gdp,2020,actual,1485.6")
    assert base.source in line
    assert base.grade in line


# ---- addresses ----


def address_of(file: str, row: dict[str, str]) -> str:
    """Where a row of a table of the run folder is explained."""
    variable, year, sector, fuel = row["variable"], row["year"], row["sector"], row["fuel"]
    if file == "indicators.csv":
        preset = row["accounting"]
        return f"{year}/{variable.replace('co2_total', f'co2_total.{preset}')}"
    if file == "co2.csv":
        return f"{year}/{sector}/{variable}.{row['accounting']}"
    if file == "gases.csv":
        return f"{year}/{sector}/{variable}"
    if variable == "final_energy":
        return f"{year}/{sector}/final_energy.{fuel}"
    return f"{year}/{sector}/{variable}" if sector else f"{year}/energy/{fuel}/primary"


PROJECT_CELLS = (
    "co2",
    "co2_per_product",
    "co2_per_value_added",
    "share_of_region",
    "share_of_budget",
    "coal_1e4_t",
)


@pytest.mark.parametrize("name", ["quzhou/next_plan", "shangyu/baseline", "yiwu/coal_reduction"])
def test_every_cell_of_the_run_folder_has_an_address(name: str) -> None:
    result = result_of(name)
    tables = {file: list(csv.DictReader(StringIO(text))) for file, text in all_tables(result).items()}
    for file in ("indicators.csv", "co2.csv", "energy.csv", "gases.csv"):
        for row in tables[file]:
            if int(row["year"]) not in years_of(result) and row["case"] != "actual":
                continue
            address = address_of(file, row)
            if row["case"] == "actual":
                found = actual(ground_for(name), f"{row['year']}/{row['variable']}")
            else:
                found = explain(ground_for(name, row["case"]), address)
            assert found.value == pytest.approx(float(row["value"]), rel=1e-9, abs=1e-12), (file, row)
    for row in tables["measures.csv"]:
        if row["year"] == "2030":
            place = f"2030/measure/{row['measure']}/{row['variable']}"
            for part, column in (("", "cut_alone"), (".alone", "cut_alone"), (".last", "cut_last")):
                if (part == "") == (row["measure"] == "all"):
                    found = explain(ground_for(name), place + part)
                    assert found.value == pytest.approx(float(row[column]), rel=1e-6, abs=1e-9), row
    for row in tables["projects.csv"]:
        for column in PROJECT_CELLS:
            if row[column] and not (column == "coal_1e4_t" and float(row[column]) == 0.0):
                found = explain(ground_for(name), f"{row['year']}/project/{row['project']}/{column}")
                assert found.value == pytest.approx(float(row[column]), rel=1e-9), row
    for row in tables["peaks.csv"]:
        assert explain(ground_for(name, row["case"]), f"peak/{row['subject']}").value == float(
            row["peak_year"]
        )
    for row in tables["targets.csv"]:
        assert explain(ground_for(name), f"target/{row['id']}").name.en.startswith(row["id"])


@pytest.mark.parametrize("name", SCENARIOS)
def test_branches_and_plants_equal_the_dataset(name: str) -> None:
    result, ground = result_of(name), ground_for(name)
    data = result.dataset.isel(case=0).sel(year=2030)
    known: dict[Node, float] = {}

    def agree(address: str, expected: float) -> None:
        found = explain(ground, address)
        assert found.value == pytest.approx(expected, rel=EXACT, abs=1e-15), address
        assert evaluate(found, known) == pytest.approx(expected, rel=EXACT, abs=1e-12), address

    for branch in result.plan.layout.branches:
        sector, _, short = branch.partition(".")
        agree(f"2030/{sector}/{short}/activity", float(data.activity.sel(branch=branch)))
        agree(f"2030/{sector}/{branch}/co2", float(data.co2_branch.sel(branch=branch)))
        for fuel in fuels(result):
            if (branch, fuel) in result.plan.layout.links:
                agree(f"2030/{branch}/energy.{fuel}", float(data.final_energy.sel(branch=branch, fuel=fuel)))
    for plant in result.plan.layout.plants:
        for quantity in ("co2", "fuel", "electricity", "heat"):
            variable = data.co2_plant if quantity == "co2" else data[f"plant_{quantity}"]
            agree(f"2030/energy/{plant.removeprefix('energy.')}/{quantity}", float(variable.sel(plant=plant)))
    for sector in data.sector.values.tolist():
        agree(f"2030/{sector}/energy", float(data.primary_energy_sector.sel(sector=sector)))
        agree(f"2030/{sector}/co2_source", float(data.co2_source.sel(sector=sector)))
        if "co2_sector_process" in data:
            agree(f"2030/{sector}/co2_process", float(data.co2_sector_process.sel(sector=sector)))


@pytest.mark.parametrize("name", scenario_ids())
def test_targets_show_value_goal_and_margin(name: str) -> None:
    ground = ground_for(name)
    for verdict in ground.result.verdicts:
        found = explain(ground, f"target/{verdict.target.id}")
        parts = {child.key: child for child in found.children}
        if verdict.margin is not None and verdict.verdict in ("met", "missed"):
            assert found.value == pytest.approx(verdict.margin, rel=1e-9, abs=1e-12), verdict
            assert evaluate(found) == pytest.approx(verdict.margin, rel=1e-9, abs=1e-9)
        if verdict.margin is not None and {"goal", "value"} <= set(parts) and verdict.target.goal != "stable":
            assert parts["value"].value == pytest.approx(verdict.value, rel=EXACT)
        assert found.note is not None


@pytest.mark.parametrize("case", CASES[:-1])
def test_peaks_show_the_series_around_the_maximum(region: str, case: str) -> None:
    ground = ground_for(f"{region}/baseline", case)
    for subject, peaks in ground.result.peaks.items():
        found, peak = explain(ground, f"peak/{subject}"), peaks[ground.run]
        around = {child.key: child.value for child in found.children}
        assert around[str(peak.year)] == pytest.approx(peak.value, rel=EXACT)
        assert max(around.values()) == pytest.approx(peak.value, rel=EXACT)
        assert str(int(ground.result.years[-1])) in around


WRONG = [
    ("2030/co2_totl", "co2_total"),
    ("2030/industri/co2", "industry"),
    ("2030/industry/textils/co2", "textiles"),
    ("2030/industry/textiles/share.cola", "share.coal"),
    ("2030/transport/textiles/co2", None),
    ("2030/energy/solr/electricity", "solar"),
    ("1999/co2_total", None),
    ("co2_total", None),
    ("2030", None),
    ("2030/", None),
    ("peak/cool", "coal"),
    ("target/Y-coal-frist", "Y-coal-first"),
    ("", None),
]


@pytest.mark.parametrize(("address", "guess"), WRONG)
def test_a_wrong_address_is_told_with_the_nearest_right_one(address: str, guess: str | None) -> None:
    with pytest.raises(InputError) as told:
        explain(ground_for("yiwu/baseline"), address)
    for lang, question in (("en", "did you mean"), ("zh", "是否想写")):
        assert (f"{question} {guess}" in told.value.render(lang)) == (guess is not None)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_ends_cleanly_on_a_wrong_address(lang: str) -> None:
    for words in (["yiwu/baseline", "2030/co2_totl"], ["yiwu/baselin", "2030/co2_total"]):
        done = call("explain", *words, "--lang", lang)
        assert done.exit_code == 1
        assert done.stdout == ""
        assert "Traceback" not in done.output
        assert ("did you mean" if lang == "en" else "是否想写") in done.stderr


def test_what_nobody_has_measured_is_not_explained_as_zero() -> None:
    with pytest.raises(InputError, match="nobody has measured"):
        explain(ground_for("quzhou/baseline"), "2030/ghg_total")


def test_the_command_knows_every_case() -> None:
    assert COMMAND_CASES == CASES
