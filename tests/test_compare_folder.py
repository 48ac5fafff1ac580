"""The folder of a comparison: whole and tidy, read back without the model, its charts drawn again."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from simulator import compare
from simulator.cli.main import sim
from simulator.explore.compare.comparison import Comparison
from simulator.report.charts import layout as chart_layout
from simulator.report.compare import charts as compare_charts
from simulator.report.compare.chart_data import chart_from_json, chart_json, compare_chart_data
from simulator.report.compare.tables import comparison_tables, guarded
from simulator.report.record import Record, read_records

HEAD = "title: {{zh: '{zh}', en: '{en}'}}\nextends: yiwu/baseline\n"
SAVING = "measures:\n  - {use: industry.efficiency, strength: 30%}\n"
TABLES = {
    *("differences", "side_by_side", "peaks", "cumulative", "verdicts", "costs", "scores"),
    *("attribution", "decomposition", "left_out"),
}
NAMES = ("yiwu/baseline", "yiwu/coal_reduction", "yiwu/stated_policies", "quzhou/baseline")
LONG = "把工业、建筑、交通、农业、居民生活各领域全部措施尽可能提前并加强的非常长的情景名称" * 2


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(sim, ["compare", *map(str, words)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two regions, four scenarios, with charts."""
    parent = tmp_path_factory.mktemp("compared")
    done = run(*NAMES, "--out", parent, "--lang", "en")
    assert done.exit_code == 0, done.output
    (found,) = parent.iterdir()
    return found


@pytest.fixture(scope="module")
def record(folder: Path) -> Record:
    (found,) = read_records([folder])
    return found


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def named(found: list[dict[str, str]], *columns: str) -> dict[tuple[str, ...], list[dict[str, str]]]:
    """Rows by the values of some columns."""
    out: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in found:
        out[tuple(row[column] for column in columns)].append(row)
    return out


# ---- what it holds ----


def test_every_file_is_there_with_its_hash(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["kind"] == "comparison"
    assert manifest["runs"] == [name.replace("/", "-") for name in NAMES]
    assert manifest["baseline"] == 0
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {"manifest.json"}
    assert set(manifest["files"]) == files
    assert {f"{name}.csv" for name in TABLES} <= files
    assert all(sha256((folder / n).read_bytes()).hexdigest() == h for n, h in manifest["files"].items())


def test_it_is_read_back_with_its_runs(record: Record) -> None:
    assert record.kind == "comparison"
    assert {one.folder.name for one in record.runs} == {name.replace("/", "-") for name in NAMES}
    assert [one["scenario"] for one in record.summary["scenarios"]] == list(NAMES)
    assert [one["reference"] for one in record.summary["scenarios"]] == [0, 0, 0, 3]


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    found = []
    for place in ("one", "two"):
        done = run("yiwu/baseline", "yiwu/coal_reduction", "--out", tmp_path / place)
        assert done.exit_code == 0
        parent = tmp_path / place
        found.append({p.relative_to(parent): p.read_bytes() for p in parent.rglob("*") if p.is_file()})
    assert found[0] == found[1]


# ---- tables ----


def test_changes_are_value_less_baseline(folder: Path) -> None:
    keys = ("scenario", "case", "variable", "sector", "fuel", "year")
    found = {key: row for key, (row,) in named(rows(folder, "side_by_side"), *keys).items()}
    told = 0
    for (scenario, *rest), row in found.items():
        base = found[row["baseline"], *rest]
        if row["change"]:
            told += 1
            assert float(row["change"]) == pytest.approx(
                float(row["value"]) - float(base["value"]), abs=1e-6 * max(1.0, abs(float(row["value"])))
            )
        else:
            assert scenario == row["baseline"]  # a baseline has no change, all others have
    assert told > 1000


def test_sectors_of_the_table_sum_up_to_the_total(folder: Path) -> None:
    central = [row for row in rows(folder, "side_by_side") if row["case"] == "central"]
    by_place = named(central, "scenario", "year", "variable")
    for scenario in NAMES:
        for year in ("2020", "2030", "2060"):
            total = float(by_place[scenario, year, "co2_total"][0]["value"])
            parts = [float(row["value"]) for row in by_place[scenario, year, "co2_end_use"]]
            assert sum(parts) == pytest.approx(total, rel=1e-8)


def test_every_difference_has_a_place(folder: Path) -> None:
    found = rows(folder, "differences")
    assert {row["scenario"] for row in found} == {"yiwu/coal_reduction", "yiwu/stated_policies"}
    for row in found:
        assert row["old"] != row["new"]
        assert bool(row["old_file"]) == bool(row["old"])
        assert (row["new_file"] != "") == (row["new"] != "")
        assert row["block"] == "measures"


def test_credits_of_the_table_add_up(folder: Path) -> None:
    keys = ("scenario", "level", "variable", "sector", "fuel", "target", "year")
    groups = named(rows(folder, "attribution"), *keys)
    assert {key[0] for key in groups} == {"yiwu/coal_reduction", "yiwu/stated_policies"}
    for key, found in groups.items():
        if key[1] == "players":
            (whole,) = [row for row in found if row["player"] == "all"]
            parts = [float(row["credited"]) for row in found if row["player"] not in ("all", "overlap")]
            assert sum(parts) == pytest.approx(float(whole["credited"]), abs=1e-6)


def test_causes_of_the_table_add_up(folder: Path) -> None:
    keys = ("from_scenario", "from_year", "to_scenario", "to_year", "subject")
    groups = named(rows(folder, "decomposition"), *keys)
    assert {key[0] for key in groups} == set(NAMES)
    for found in groups.values():
        (whole,) = [row for row in found if row["factor"] == "change"]
        parts = [float(row["effect"]) for row in found if row["factor"] != "change"]
        assert sum(parts) == pytest.approx(float(whole["effect"]), abs=1e-6)


def test_verdicts_are_those_of_the_runs(folder: Path) -> None:
    for name in NAMES:
        told = {row["target"]: row for row in rows(folder, "verdicts") if row["scenario"] == name}
        alone = {row["id"]: row for row in rows(folder / "runs" / name.replace("/", "-"), "targets")}
        assert {key: row["verdict"] for key, row in told.items()} == {
            key: row["verdict"] for key, row in alone.items()
        }


def test_ranks_stand_beside_what_forbids_them(folder: Path) -> None:
    found = named(rows(folder, "scores"), "scenario", "indicator", "year")
    assert {found[name, "energy_intensity", "2030"][0]["rank"] for name in (NAMES[0], NAMES[3])} == {"1", "2"}
    assert found[NAMES[1], "energy_intensity", "2030"][0]["rank"] == ""
    assert found[NAMES[0], "co2_total", "2030"][0]["rank"] == ""


def test_what_a_spreadsheet_would_run_is_guarded(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    text = "targets:\n  - {id: X1, indicator: coal_share, at_most: 5%, by: 2030, kind: expected,\n"
    text += "     title: {zh: '=1+1', en: '@SUM(A1)'}}\n"
    own.write_text(HEAD.format(zh="=1+1", en="+cmd") + text, encoding="utf-8")
    tables = comparison_tables(compare(["yiwu/baseline", str(own)]))
    cells = [cell for table in tables.values() for row in csv.reader(table.splitlines()) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@"))]
    assert guarded(["-3e-05", "+4", "-cmd", "=A1", "a=b"]) == ["-3e-05", "+4", "'-cmd", "'=A1", "a=b"]


# ---- charts ----


def figures(comparison: Comparison, lang: str) -> dict[str, Any]:
    return compare_charts.comparison_figures(compare_chart_data(comparison, lang))


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """A baseline and eight others, some with long names and markup."""
    parent = tmp_path_factory.mktemp("crowd")
    names = ["yiwu/baseline", "yiwu/next_plan"]
    for number in range(7):
        path = parent / f"mine{number}.yaml"
        title = {"zh": LONG if number % 3 == 0 else "甲<b>", "en": "Long <b>words</b> & more of them " * 3}
        strength = f"measures:\n  - {{use: industry.efficiency, strength: {10 + 10 * number}%}}\n"
        path.write_text(HEAD.format(**title) + strength, encoding="utf-8")
        names.append(str(path))
    return compare(names)


@pytest.mark.filterwarnings("error")  # matplotlib only warns of a missing glyph
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_text_of_a_chart_touches_another_or_leaves_the_picture(lang: str, crowd: Comparison) -> None:
    from matplotlib.text import Text

    with chart_layout.chart_style():
        for name, draw in figures(crowd, lang).items():
            if name.startswith(("wedges", "waterfall", "causes")):
                continue
            figure = draw()
            figure.canvas.draw()
            texts = [one for one in figure.findobj(Text) if one.get_visible() and one.get_text().strip()]
            boxes = [(one.get_text(), one.get_window_extent().padded(-0.5)) for one in texts]
            touching = [(one, two) for (one, a), (two, b) in combinations(boxes, 2) if a.overlaps(b)]
            assert (name, touching) == (name, [])
            whole = figure.bbox
            outside = [t for t, b in boxes if not (whole.contains(*b.p0) and whole.contains(*b.p1))]
            assert (name, outside) == (name, [])


def test_all_panels_have_one_scale(crowd: Comparison) -> None:
    with chart_layout.chart_style():
        drawn = figures(crowd, "en")
        for kind in ("sectors", "differences"):
            pages = [draw() for name, draw in drawn.items() if name.startswith(f"{kind}-")]
            assert len(pages) == 2
            limits = {axes.get_ylim() for page in pages for axes in page.axes}
            assert len(limits) == 1


def test_every_scenario_is_drawn_once_and_the_baseline_on_each_page_of_lines(crowd: Comparison) -> None:
    data = compare_chart_data(crowd, "en")
    (region,) = data.regions
    shown = [
        line.label
        for page in compare_charts.pages(region.lines, 6, with_reference=True)
        for line, _ in page.shown
    ]
    assert shown.count("1 baseline") == 2
    assert sorted(set(shown)) == sorted(line.label for line in region.lines)
    assert len(shown) == len(region.lines) + 1


def test_charts_are_drawn_again_from_the_summary(record: Record, folder: Path, tmp_path: Path) -> None:
    data = chart_from_json(record.summary["en"]["charts"])
    again = compare_charts.draw_comparison(data, tmp_path)
    written = {path.name: path.read_bytes() for path in (folder / "charts").iterdir()}
    assert {path.name: path.read_bytes() for path in again} == written
    assert json.loads(json.dumps(chart_json(data))) == record.summary["en"]["charts"]


# ---- the command ----


def test_a_scenario_that_fails_among_good_ones_leaves_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(HEAD.format(zh="坏", en="Bad") + "measures:\n  - {use: nosuch}\n", encoding="utf-8")
    out = tmp_path / "out"
    done = run("yiwu/baseline", bad, "yiwu/nosuch", "yiwu/accelerated", "--out", out, "--lang", "en")
    assert done.exit_code == 1
    assert "bad.yaml:4" in done.output
    assert "yiwu/nosuch" in done.output
    assert not out.exists()


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    words = ("yiwu/baseline", "yiwu/coal_reduction", "--out", tmp_path, "--no-charts")
    mine = tmp_path / "compare-yiwu-baseline-coal_reduction"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    done = run(*words)
    assert done.exit_code == 1
    assert [path.name for path in mine.iterdir()] == ["notes.txt"]
    (mine / "notes.txt").unlink()
    mine.rmdir()
    assert run(*words).exit_code == 0
    assert run(*words).exit_code == 0  # its own folder is replaced


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["yiwu/baseline"], "at least two"),
        (["yiwu/baseline", "yiwu/baseline"], "at least two"),
        (["yiwu/baseline", "yiwu/accelerated", "--baseline", "yiwu/acelerated"], "yiwu/accelerated"),
    ],
)
def test_bad_requests_are_told(words: list[str], told: str, tmp_path: Path) -> None:
    done = run(*words, "--lang", "en", "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert told in done.output
    assert "Traceback" not in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["yiwu/accelerated", "accelerated"])
def test_a_baseline_is_found_by_its_name_or_its_short_name(name: str) -> None:
    done = run("yiwu/baseline", "yiwu/accelerated", "--baseline", name, "--no-files", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "2 accelerated  Yiwu · Accelerated peak  [baseline]" in done.output


def test_identical_and_idle_scenarios_are_told(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(HEAD.format(zh="甲", en="A") + SAVING, encoding="utf-8")
    idle = "targets:\n  - {id: X1, indicator: coal_share, at_most: 5%, by: 2030, kind: expected}\n"
    (tmp_path / "idle.yaml").write_text(HEAD.format(zh="乙", en="B") + idle, encoding="utf-8")
    paths = [tmp_path / f"{name}.yaml" for name in ("one", "two", "idle")]
    done = run("yiwu/baseline", *paths, "--no-files", "--lang", "en")
    assert "3 two says the same as 2 one" in done.output
    assert "4 idle differs from 1 baseline in the inputs, yet CO2 and energy are the same" in done.output


def test_a_long_or_numerous_comparison_has_a_short_folder_name(tmp_path: Path) -> None:
    from simulator.errors import Problems
    from simulator.explore.compare.load import load_compared
    from simulator.report.compare.folder import LONGEST_NAME, comparison_name

    paths = []
    for number in range(30):
        path = tmp_path / f"情景方案第{number}号.yaml"
        path.write_text(HEAD.format(zh="甲", en="A"), encoding="utf-8")
        paths.append(str(path))
    plans, _ = load_compared(paths, None, Problems())
    name = comparison_name([plan.scenario for plan in plans], 0)
    assert len(name.encode()) < 2 * LONGEST_NAME
    assert name != comparison_name([plan.scenario for plan in plans[:-1]], 0)
