"""Named projects: the rule by which they act, the file of `sim project`, what the command says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from builders import branch_energy, run_plan, tiny_plan, write_region, write_scenario
from click.testing import CliRunner

from simulator import load, simulate
from simulator.assess.projects import evaluate
from simulator.cli.main import sim
from simulator.errors import InputError
from simulator.pathways.assemble import Draws
from simulator.report.explain.address import explain
from simulator.report.explain.ground import ground_of
from simulator.report.explain.node import evaluate as redo

EXAMPLE = Path(__file__).resolve().parents[1] / "docs" / "examples" / "project.yaml"
HEAD = "project,title_zh,title_en,from_year,to_year,fuel,value,unit,electricity,kind,acts,target,grade,source"
FLAT = {"drivers": "gdp.growth,2030,low,0,%,assumed,test\ngdp.growth,2030,high,20,%,assumed,test\n"}


def row(
    fuel: str,
    value: float,
    acts: str,
    *,
    kind: str = "new",
    first: int = 2025,
    last: str = "",
    kwh: float = 0.0,
    target: str = "industry.works",
    name: str = "p",
) -> str:
    return f"{name},甲,P,{first},{last},{fuel},{value},1e4 tce,{kwh},{kind},{acts},{target},assumed,test\n"


def projects(*rows: str) -> dict[str, str]:
    return {"projects": f"{HEAD}\n{''.join(rows)}"}


def works(folder: Path, *rows: str, **tables: str) -> tuple[np.ndarray, np.ndarray]:
    """Coal and electricity of the works, (year,): 60 and 40 in 2020, growing 10 % a year."""
    plan = tiny_plan(folder, **projects(*rows), **tables)
    _, flows = run_plan(plan)
    return tuple(branch_energy(plan, flows, "industry.works", fuel)[:, 0] for fuel in ("coal", "electricity"))  # type: ignore[return-value]


GROWN = 1.1 ** np.arange(11)


def test_a_project_that_does_not_act_changes_nothing(tmp_path: Path) -> None:
    coal, power = works(tmp_path, row("coal", 30, "none"))
    np.testing.assert_allclose(coal, 60 * GROWN)
    np.testing.assert_allclose(power, 40 * GROWN)


def test_extra_comes_on_top_from_its_first_to_its_last_year(tmp_path: Path) -> None:
    coal, power = works(tmp_path, row("coal", 30, "extra", last="2027"))
    inside = (np.arange(2020, 2031) >= 2025) & (np.arange(2020, 2031) <= 2027)
    np.testing.assert_allclose(coal, 60 * GROWN + 30 * inside)
    np.testing.assert_allclose(power, 40 * GROWN)


def test_inside_the_growth_the_branch_total_stays(tmp_path: Path) -> None:
    # 2025: the branch has grown by 100 x (1.1^5 - 1) = 61.05, so a project of 30 fits into it; what it takes
    # the place of was 60 % coal, so coal rises by 30 - 18 = 12 and electricity falls by 12
    coal, power = works(tmp_path, row("coal", 30, "growth"))
    np.testing.assert_allclose((coal + power)[1:], 100 * GROWN[1:])
    np.testing.assert_allclose(coal[:5], 60 * GROWN[:5])
    np.testing.assert_allclose(coal[5:], 60 * GROWN[5:] + 12)
    np.testing.assert_allclose(power[5:], 40 * GROWN[5:] - 12)


def test_the_first_page_names_the_projects_that_act(tmp_path: Path) -> None:
    from simulator.report.screen import verdict_screen

    evaluated = row("coal", 1, "none", name="b").replace("甲", "乙")
    plan = tiny_plan(tmp_path, **projects(row("coal", 30, "extra"), evaluated))
    assert "计入测算的项目：甲" in verdict_screen(simulate(plan)).split("\n")


def test_beyond_the_growth_only_the_excess_adds(tmp_path: Path) -> None:
    # 2022: growth is 21; a project of 30 exceeds it by 9
    coal, power = works(tmp_path, row("coal", 30, "growth", first=2022))
    assert (coal + power)[2] == pytest.approx(121 + 9)
    assert (coal + power)[3] == pytest.approx(133.1)  # growth of 33.1 holds it


def test_two_projects_share_the_growth_of_their_branch(tmp_path: Path) -> None:
    coal, power = works(
        tmp_path,
        row("coal", 30, "growth", name="a"),
        row("coal", 0, "growth", kwh=40 / 1.229, name="b"),
    )
    # 2025: 30 coal + 40 electricity against a growth of 61.051: 8.949 more than the branch
    assert (coal + power)[5] == pytest.approx(100 * GROWN[5] + 70 - 61.051)
    np.testing.assert_allclose((coal + power)[7:], 100 * GROWN[7:])  # growth above 70 from 2027 on


def test_what_closes_leaves_the_base_with_its_growth(tmp_path: Path) -> None:
    coal, power = works(tmp_path, row("coal", 15, "extra", kind="closing"))
    # a quarter of the coal of 2020 goes, and a quarter of what it would have become
    np.testing.assert_allclose(coal[:5], 60 * GROWN[:5])
    np.testing.assert_allclose(coal[5:], 45 * GROWN[5:])
    np.testing.assert_allclose(power, 40 * GROWN)


def test_a_successor_finds_the_growth_of_what_is_left(tmp_path: Path) -> None:
    # closing leaves 85 of 100 in 2020; in 2025 they have become 45 x 1.61051 + 40 x 1.61051 = 136.89, of
    # which 51.89 is growth: a successor of 60 adds 8.11
    coal, power = works(
        tmp_path,
        row("coal", 15, "extra", kind="closing", name="old"),
        row("coal", 60, "growth", name="new"),
    )
    assert (coal + power)[5] == pytest.approx(85 * GROWN[5] + 60 - 85 * (GROWN[5] - 1))


def test_each_run_has_its_own_growth_and_the_base_year_stays(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path, **projects(row("coal", 30, "growth")), **FLAT)
    draws = Draws(runs=3, outlook=dict.fromkeys(plan.outlooks, np.array([-1.0, 0.0, 1.0])))
    _, flows = run_plan(plan, draws)
    assert flows.energy_link is not None
    coal = branch_energy(plan, flows, "industry.works", "coal")
    power = branch_energy(plan, flows, "industry.works", "electricity")
    np.testing.assert_array_equal(coal[0], [60.0] * 3)
    # without growth all 30 add; at 10 and 20 % a year nothing does
    np.testing.assert_allclose((coal + power)[5], [130.0, 100 * 1.1**5, 100 * 1.2**5])
    alone = run_plan(plan, draws.part(1, 2))[1]
    np.testing.assert_array_equal(branch_energy(plan, alone, "industry.works", "coal")[:, 0], coal[:, 1])


def test_a_new_fuel_gets_a_place_and_balances_close(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path, **projects(row("natural_gas", 5, "extra"), row("coal", 2, "extra")))
    result = simulate(plan)
    gas = branch_energy(plan, result.flows, "industry.works", "natural_gas")
    np.testing.assert_allclose(gas[5:], 5.0)
    np.testing.assert_allclose(gas[:5], 0.0, atol=1e-12)
    assert max(result.gaps.values()) < 1e-9
    (tmp_path / "bare").mkdir()
    bare = simulate(tiny_plan(tmp_path / "bare"))
    added = result.series["co2_total"] - bare.series["co2_total"]
    np.testing.assert_allclose(added[5:], 5 * 1.63 + 2 * 2.64)


PLANT = {
    "plants": "plant,kind,fuel,capacity_mw,hours,efficiency,title_zh,title_en,grade,source\n"
    "energy.wind,generator,wind,100,2000,1,风,Wind,assumed,test\n"
    "energy.chp,chp,coal,,,0.8,热,CHP,assumed,test\n",
    "balance": "industry.works,heat,20,1e4 tce,1,assumed,test\nenergy.chp,coal,10,1e4 tce,1,assumed,test\n",
}


def test_projects_at_plants(tmp_path: Path) -> None:
    head = HEAD.replace("target,", "target,capacity_mw,")
    text = (
        f"{head}\nw,风,W,2025,,wind,0,1e4 tce,0,expansion,extra,energy.wind,50,assumed,test\n"
        "c,热,C,2025,,coal,4,1e4 tce,0,expansion,extra,energy.chp,,assumed,test\n"
    )
    plan = tiny_plan(tmp_path, projects=text, **PLANT)
    pathway, flows = run_plan(plan)
    wind, chp = (plan.layout.plants.index(name) for name in ("energy.wind", "energy.chp"))
    np.testing.assert_allclose(pathway.capacity[:, wind, 0], [100.0] * 5 + [150.0] * 6)
    heat = 20 * GROWN  # the plant's 10 of coal follow the heat demand; 4 more from 2025 on
    np.testing.assert_allclose(flows.supply.plant_fuel[:, chp, 0], 10 * heat / 20 + 4 * (np.arange(11) >= 5))


def test_process_co2_follows_the_output(tmp_path: Path) -> None:
    head = HEAD.replace("target,", "target,process,output,")
    line = "k,窑,Kiln,2025,,coal,1,1e4 tce,0,new,extra,industry.works,industry.clinker,100,assumed,test\n"
    made = (
        "process,product,sector,value,unit,driver,title_zh,title_en,grade,source\n"
        "industry.clinker,cement_clinker,industry,500,1e4 t,population,熟料,Clinker,assumed,test\n"
    )
    plan = tiny_plan(tmp_path, projects=f"{head}\n{line}", processes=made)
    result = simulate(plan)
    factor = plan.scenario.factors.process["cement_clinker", "co2"].value
    np.testing.assert_allclose(
        result.series["co2_process"][:, 0], factor * np.where(np.arange(11) < 5, 500, 600)
    )
    (first, _) = evaluate(plan, result.series, 2020)
    assert first.co2 == pytest.approx(2.64 + 100 * factor)


def test_several_fuels_make_one_evaluation(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path, **projects(row("coal", 1, "none", kwh=2.0), row("natural_gas", 3, "none")))
    result = simulate(plan)
    (first, later) = evaluate(plan, result.series, 2020)
    assert (first.year, later.year) == (2025, 2030)
    grid = float(result.series["grid_factor"][5, 0])
    assert first.co2 == pytest.approx(2.64 + 3 * 1.63 + 2.0 * grid * 10)
    assert first.coal == pytest.approx(1 / 0.7143)
    found = explain(ground_of(result, "central"), "2025/project/p/co2")
    assert found.value == pytest.approx(first.co2)
    assert redo(found) == pytest.approx(first.co2)


def test_explaining_shows_what_a_project_changed(tmp_path: Path) -> None:
    result = simulate(tiny_plan(tmp_path, **projects(row("coal", 30, "growth"))))
    for address in ("2025/industry/works/energy.coal", "2026/co2_total", "2030/industry/works/share.coal"):
        found = explain(ground_of(result, "central"), address)
        assert redo(found) == pytest.approx(found.value, rel=1e-9)
    shares = explain(ground_of(result, "central"), "2030/industry/works/share.coal")
    step = next(child for child in shares.children if child.key == "project")
    assert step.children[0].origin is not None
    assert "projects.csv" in str(step.children[0].origin)


WRONG = [
    (row("coal", 3, "extra", target="industry.work"), "did you mean industry.works"),
    (row("coal", 3, "extra", first=2020), "expected > 2020"),
    (row("coal", 3, "extra", last="2023"), "expected >= 2025"),
    (row("coal", 3, "extra", kwh=-1.0), "what gives power or heat has a plant"),
    (row("coal", 80, "extra", kind="closing"), "expected at most 60"),
    (row("natural_gas", 8, "extra", kind="closing"), "expected at most 0"),
    (row("coal", 0, "extra"), "needs energy"),
    (row("cole", 3, "none"), "did you mean coke"),
    (row("coal", 3, "sometimes"), "expected one of none, growth, extra"),
]


@pytest.mark.parametrize(("line", "text"), WRONG)
def test_wrong_projects_are_told_with_file_and_line(tmp_path: Path, line: str, text: str) -> None:
    with pytest.raises(InputError, match=text) as told:
        tiny_plan(tmp_path, **projects(line))
    assert "projects.csv:2" in told.value.render("en")
    assert "Traceback" not in told.value.render("zh")


# ---- the command ----


def call(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(sim, ["project", *words])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize(("lang", "words"), [("en", "Carbon evaluation"), ("zh", "碳排放评价")])
def test_the_example_runs(lang: str, words: str) -> None:
    code, text, errors = call(str(EXAMPLE), "--lang", lang)
    assert (code, errors) == (0, "")
    assert words in text
    assert "Y-industry-first" in text


def test_json_has_the_difference_of_two_runs() -> None:
    code, text, _ = call(str(EXAMPLE), "--json", "--in", "yiwu/baseline")
    assert code == 0
    found = json.loads(text)
    assert found["scenario"] == "yiwu/baseline"
    bare = simulate(load("yiwu/baseline"))  # type: ignore[arg-type]
    row_ = next(r for r in found["years"] if (r["variable"], r["year"]) == ("co2_total", 2030))
    assert row_["without"] == pytest.approx(float(bare.series["co2_total"][10, 0]))
    # 2.5 x 10^4 t x 0.7143 x 2.64 + 0.08 x 10^8 m3 x 12.143 x 1.63 + 0.45 x 10^8 kWh x factor, losses beside
    factor = float(bare.series["grid_factor"][10, 0]) * 10
    own = 2.5 * 0.7143 * 2.64 + 0.08 * 12.143 * 1.63
    assert found["evaluation"][-1]["co2"] == pytest.approx(own + 0.45 * factor)
    losses = bare.scenario.region.info.electricity_losses
    assert row_["difference"] == pytest.approx(own + 0.45 * factor / (1 - losses), rel=1e-3)
    assert found["evaluation"][0]["must_be_evaluated"] is True
    assert {one["id"] for one in found["targets"]} == {v.target.id for v in bare.verdicts}


BAD = [
    ("from_year: 2026", "from_year: 2026年", "expected a year"),
    ("target: industry.textiles", "target: industry.textile", "did you mean industry.textiles"),
    ("{value: 2.5, unit: 万吨}", "{value: 2.5, unit: 万m3}", "expected a unit such as 1e4 tce"),
    ("{value: 2.5, unit: 万吨}", "{value: -2.5, unit: 万吨}", "expected >= 0"),
    ("coal: {", "cola: {", "did you mean coal"),
    ("acts: extra", "act: extra", "did you mean acts"),
    ("scenario: yiwu/stated_policies", "scenario: yiwu/stated_policy", "stated_policies"),
    ("scenario: yiwu/stated_policies", "", "name a scenario"),
]


@pytest.mark.parametrize(("old", "new", "text"), BAD)
def test_a_wrong_file_is_told_by_line(tmp_path: Path, old: str, new: str, text: str) -> None:
    path = tmp_path / "mine.yaml"
    content = EXAMPLE.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")
    code, out, errors = call(str(path), "--lang", "en")
    assert (code, out) == (1, "")
    assert text in errors
    assert "mine.yaml:" in errors or "stated_policy" in errors


def test_a_project_of_a_scenario_of_ones_own(tmp_path: Path) -> None:
    write_region(tmp_path)
    path = tmp_path / "gas.yaml"
    path.write_text(
        "title: {zh: 气, en: Gas}\ntarget: industry.works\nfrom_year: 2024\nacts: growth\nsource: test\n"
        "energy: {electricity: {value: 1, unit: 1e8 kWh}}\n",
        encoding="utf-8",
    )
    code, out, errors = call(str(path), "--in", write_scenario(tmp_path), "--json")
    assert (code, errors) == (0, "")
    years = {(r["variable"], r["year"]): r for r in json.loads(out)["years"]}
    # inside the growth: 1.229 of electricity takes the place of as much of the branch, 40 % of it electricity
    assert years["electricity_use", 2024]["difference"] == pytest.approx(1 - 0.4)
    assert years["coal_total", 2024]["difference"] == pytest.approx(-0.6 * 1.229)


def test_a_heat_plant_without_more_demand_takes_the_place_of_others(tmp_path: Path) -> None:
    path = tmp_path / "chp.yaml"
    path.write_text(
        "title: {zh: 热电, en: CHP}\ntarget: energy.coal_chp\nfrom_year: 2027\nsource: test\n"
        "energy: {coal: {value: 5, unit: 万tce}, heat: {value: -80, unit: 万GJ}}\n",
        encoding="utf-8",
    )
    code, text, errors = call(str(path), "--in", "yiwu/baseline", "--lang", "en")
    assert (code, errors) == (0, "")
    assert "give way pro rata" in text
    assert "evaluation is due" in text
