"""`sim explain` on run folders, and what it prints: depth, order, two columns, JSON."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from builders import write_region, write_scenario
from click.testing import CliRunner
from click.testing import Result as Done

from simulator import Result, load, simulate
from simulator.cli.main import sim
from simulator.report.explain.command import explanation
from simulator.report.explain.text import MOST
from simulator.report.run_folder import write_run_folder

EXACT = 1e-12


@cache
def result_of(name: str) -> Result:
    plan = load(name)
    assert plan is not None
    return simulate(plan)


def call(*words: str) -> Done:
    return CliRunner().invoke(sim, list(words))


def said(*words: str) -> str:
    done = call(*words)
    assert done.exit_code == 0, done.output
    return done.stdout


# ---- run folders ----


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run folder of a user's own scenario on a region of its own."""
    monkeypatch.chdir(tmp_path)
    write_region(tmp_path)
    plan = load(write_scenario(tmp_path), to=2028)
    assert plan is not None
    return write_run_folder(simulate(plan), tmp_path / "outputs", charts=False)


def test_a_run_folder_is_explained_like_its_scenario(folder: Path) -> None:
    text = said("explain", str(folder), "2028/co2_total")
    assert text == said("explain", "case.yaml", "2028/co2_total")
    assert call("explain", str(folder), "2029/co2_total").exit_code == 1


def test_a_run_folder_whose_inputs_have_changed_is_refused(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "tiny" / "balance.csv"
    table.write_text(table.read_text("utf-8").replace("coal,60", "coal,61"), encoding="utf-8")
    done = call("explain", str(folder), "2028/co2_total", "--lang", "en")
    assert done.exit_code == 1
    assert "the inputs have changed since this run" in done.stderr
    assert "tiny/balance.csv" in done.stderr


def test_a_run_folder_that_the_model_no_longer_gives_is_refused(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["files"]["co2.csv"] = "0"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    done = call("explain", str(folder), "2028/co2_total", "--lang", "zh")
    assert done.exit_code == 1
    assert "模型结果与该次运算不一致" in done.stderr
    assert "co2.csv" in done.stderr


def test_a_run_folder_whose_scenario_is_gone_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").unlink()
    done = call("explain", str(folder), "2028/co2_total", "--lang", "en")
    assert done.exit_code == 1
    assert "case.yaml" in done.stderr


def test_a_folder_that_is_no_run_folder_is_refused(tmp_path: Path) -> None:
    done = call("explain", str(tmp_path), "2028/co2_total")
    assert done.exit_code == 1
    assert "manifest.json" in done.stderr


# ---- what is printed ----


def depth_of(line: str) -> int:
    return (len(line) - len(line.lstrip(" "))) // 2


@pytest.mark.parametrize("depth", range(4))
def test_depth_limits_the_levels(depth: int) -> None:
    lines = said("explain", "yiwu/baseline", "2030/co2_total", "--depth", str(depth)).splitlines()[1:]
    assert max(map(depth_of, lines)) == depth
    tree = json.loads(explanation("yiwu/baseline", "2030/co2_total", depth=depth, json=True))["tree"]
    levels = 0
    while "children" in tree:
        tree, levels = tree["children"][0], levels + 1
    assert levels == depth


def test_sums_show_the_largest_terms_first_and_no_zeros() -> None:
    lines = said("explain", "quzhou/baseline", "2030/energy_total", "--depth", "1").splitlines()[2:]
    values = [float(line.split(" = ")[1].split()[0]) for line in lines]
    assert values == sorted(values, key=lambda value: -abs(value))
    assert 0.0 not in values


def test_the_small_terms_of_a_long_sum_stand_in_one_line() -> None:
    address = "2060/vehicles.car.stock_share.electricity"
    lines = said("explain", "yiwu/baseline", address, "--depth", "2", "--lang", "en").splitlines()
    assert sum(line.startswith(("      + ", "    + ")) for line in lines) <= 2 * (MOST + 1)
    assert any(" others = " in line for line in lines)


def test_what_stands_above_is_not_printed_again() -> None:
    text = said("explain", "yiwu/baseline", "2030/coal_share", "--depth", "3", "--lang", "en")
    assert "see above" in text


def test_lines_name_grade_file_line_and_source() -> None:
    text = said("explain", "yiwu/baseline", "2025/gdp", "--depth", "1", "--lang", "en")
    assert "[assumed]" in text.splitlines()[1]
    assert "parameters/regions/yiwu/drivers.csv:2 (Yiwu statistical bulletin)" in text


@pytest.mark.parametrize(
    "address", ["2030/co2_total", "2030/transport/passenger.car/co2", "target/Y1", "peak/coal"]
)
def test_a_console_of_code_page_936_can_show_everything(address: str) -> None:
    text = said("explain", "yiwu/coal_reduction", address, "--depth", "9")
    assert text.encode("gbk").decode("gbk") == text


def test_english_text_is_english() -> None:
    text = said(
        "explain", "yiwu/coal_reduction", "2030/transport/passenger.car/co2", "--depth", "9", "--lang", "en"
    )
    assert text.isascii()


def test_json_has_full_precision_in_both_languages() -> None:
    result = result_of("yiwu/baseline")
    told = json.loads(said("explain", "yiwu/baseline", "2030/co2_total", "--json"))
    year = 2030 - int(result.years[0])
    assert told["tree"]["value"] == result.series["co2_total"][year, 0]
    assert told["tree"]["name"] == {"en": "Total CO2 emissions, 2030", "zh": "碳排放总量（2030年）"}
    assert told["tree"]["grade"] == "assumed"
    assert sum(child["value"] for child in told["tree"]["children"]) == pytest.approx(told["tree"]["value"])


def test_the_difference_of_two_results_adds_up() -> None:
    told = json.loads(
        said("explain", "yiwu/baseline", "2030/co2_total", "--against", "yiwu/coal_reduction", "--json")
    )
    left, right = (
        result_of(name).series["co2_total"][10, 0] for name in ("yiwu/baseline", "yiwu/coal_reduction")
    )
    tree = told["tree"]
    assert (tree["left"], tree["right"]) == (left, right)
    assert tree["difference"] == right - left
    differences = [child["difference"] for child in tree["children"]]
    assert sum(differences) == pytest.approx(tree["difference"])
    assert all(abs(one) >= abs(other) for one, other in pairwise(differences))


def test_the_difference_to_itself_is_nothing() -> None:
    text = said("explain", "yiwu/baseline", "2030/co2_total", "--against", "yiwu/baseline")
    assert len(text.splitlines()) == 3


def test_two_columns_and_the_difference_are_printed() -> None:
    lines = said(
        "explain", "yiwu/baseline", "2030/coal_total", "--against", "yiwu/coal_reduction"
    ).splitlines()
    assert lines[1].split() == ["yiwu/baseline", "yiwu/coal_reduction", "差值"]
    left, right, difference = map(float, lines[2].split()[:3])
    assert difference == pytest.approx(right - left, abs=1e-3)
