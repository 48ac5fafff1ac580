"""Targets of a region (targets.csv, the sheet 目标): the same entries and checks as in a scenario file."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
import yaml
from click.testing import CliRunner, Result

from simulator import load, simulate
from simulator.cli.main import sim
from simulator.errors import Problems
from simulator.inputs.locate import parameters_folder, region_ids, scenarios_folder
from simulator.inputs.scenario import load_scenario
from simulator.inputs.target_rows import what_if_text
from simulator.inputs.workbook.sheets import template
from simulator.messages import say

HEAD = "id,indicator,goal,value,unit,from_year,by,kind,basis,scope,set_by,what_if,title_zh,title_en,source\n"


def call(*words: object) -> Result:
    return CliRunner().invoke(sim, [str(word) for word in words])


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """Yiwu's tables as a folder of one's own, and a scenario beside it without targets."""
    folder = Path(shutil.copytree(parameters_folder() / "regions" / "yiwu", tmp_path / "county"))
    write(tmp_path, "own", "")
    return folder


def write(home: Path, name: str, text: str, first: str = "region: ./county") -> Path:
    path = home / f"{name}.yaml"
    path.write_text(f"title: {{zh: 例, en: Case}}\n{first}\n{text}", encoding="utf-8")
    return path


def targets(county: Path, *lines: str) -> Path:
    """Write targets.csv; the scenario beside it."""
    (county / "targets.csv").write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return county.parent / "own.yaml"


def complaints(path: Path) -> str:
    done = call("check", path, "--lang", "en")
    assert done.exit_code == 1, done.output
    return done.stderr


# ---- one path of reading ----


def as_row(entry: dict[str, object]) -> str:
    """A target of a scenario file as a line of targets.csv."""
    goals = {row.value for row in template().choices if row.list == "goal"}
    goal = next(name for name in entry if name in goals)
    others = {name: value for name, value in entry.items() if name not in ("title", goal)}
    cells = {"from_year" if name == "from" else name: str(value) for name, value in others.items()}
    cells |= {"goal": goal, "value": str(entry[goal]).replace("None", "").replace("True", "")}
    if "title" in entry:
        cells |= {f"title_{lang}": text for lang, text in entry["title"].items()}  # type: ignore[attr-defined]
    if "what_if" in entry:
        cells["what_if"] = what_if_text(entry["what_if"])  # type: ignore[arg-type]
    return ",".join('"' + cells.get(name, "").replace('"', '""') + '"' for name in COLUMNS)


COLUMNS = (*HEAD.strip().split(","), "plan_row")


@pytest.mark.parametrize("name", region_ids())
def test_the_targets_of_the_bundled_regions_are_the_same_as_rows(tmp_path: Path, name: str) -> None:
    text = (scenarios_folder() / name / "baseline.yaml").read_text(encoding="utf-8")
    written = yaml.safe_load(text)["targets"]
    folder = Path(shutil.copytree(parameters_folder() / "regions" / name, tmp_path / "county"))
    lines = [",".join(COLUMNS), *map(as_row, written)]
    (folder / "targets.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    problems = Problems()
    mine = load_scenario(str(write(tmp_path, "own", "")), problems)
    theirs = load_scenario(f"{name}/baseline", problems)
    problems.raise_if_any()
    assert mine is not None
    assert theirs is not None
    assert len(written) == len(mine.entry.targets) > 5
    assert mine.entry.targets == theirs.entry.targets


def test_a_target_of_the_region_has_a_verdict_and_its_line(county: Path) -> None:
    path = targets(
        county,
        "T1,energy_intensity,reduce,16,%,2020,2025,binding,,,,,能耗强度,Intensity,plan 1",
        "T2,co2_intensity,reduce,,,2020,2025,binding,,,省 | province,全国 = 18%,,,plan 2",
    )
    plan = load(str(path))
    verdicts = {one.target.id: one for one in simulate(plan).verdicts}
    assert verdicts["T1"].goal_value == pytest.approx(0.16)
    assert verdicts["T1"].verdict in ("met", "missed")
    assert verdicts["T2"].verdict == "no_value_set"
    assert verdicts["T2"].target.what_if == {"全国": 0.18}
    assert str(plan.scenario.origins["targets", "T2", "reduce"]).endswith("targets.csv:3")
    told = call("explain", path, "target/T1", "--lang", "en")
    assert "targets.csv:2" in told.output, told.output
    ran = call("run", path, "--no-files", "--lang", "en")
    assert "Intensity" in ran.output
    assert call("track", path, "--year", "2023").exit_code == 0


def test_a_scenario_changes_one_by_its_id_and_drops_another(county: Path) -> None:
    targets(county, "T1,energy_intensity,reduce,16%,,2020,2025,binding,,,,,,,plan",
            "T2,coal_share,at_most,5%,,,2025,,,,,,,,plan")  # fmt: skip
    home = county.parent
    write(home, "policy", "targets:\n  - id: T1\n    reduce: 20%\n  - {id: T2, remove: true}\n"
          "  - {id: T3, indicator: energy_total, at_most: 500, by: 2025}\n", "extends: own.yaml")  # fmt: skip
    found = load_scenario(str(home / "policy.yaml"), Problems())
    assert found is not None
    assert list(found.entry.targets) == ["T1", "T3"]
    assert found.entry.targets["T1"].reduce == 0.2
    assert found.entry.targets["T1"].kind == "binding"  # key by key
    assert str(found.origins["targets", "T1", "reduce"]).endswith("policy.yaml:5")
    assert str(found.origins["targets", "T1", "by"]).endswith("targets.csv:2")


def test_a_scenario_of_another_region_that_extends_takes_the_targets_of_its_own_region(county: Path) -> None:
    targets(county, "T1,energy_intensity,reduce,16%,,2020,2025,binding,,,,,,,plan")
    write(county.parent, "mixed", "extends: yiwu/baseline\n")
    found = load_scenario(str(county.parent / "mixed.yaml"), Problems())
    assert found is not None
    assert next(iter(found.entry.targets)) == "T1"
    assert "Y1" in found.entry.targets


@pytest.mark.parametrize(
    ("line", "goal", "value"),
    [
        ("a,energy_total,at_most,4300000,吨标准煤,,2030,,,,,,,,", "at_most", 430.0),
        ("a,energy_total,at_most,430,,,2030,,,,,,,,", "at_most", 430.0),
        ("a,coal_share,at_most,5,%,,2030,,,,,,,,", "at_most", 0.05),
        ("a,coal_share,at_most,0.05,,,2030,,,,,,,,", "at_most", 0.05),
        ("a,peak_year.co2_total,peak_by,2030,,,2030,,,,,,,,", "peak_by", 2030),
        ("a,peak_year.co2_total,peak_by,province,,,2030,,,,,,,,", "peak_by", "province"),
        ("a,co2_total,falling,,,peak,2035,,,,,,,,", "falling", True),
        ("a,forest_coverage,hold,50.9%,,,2025,,,,,,,,", "hold", 0.509),
        ("a,green_factories,count,20,,,2025,,,,,,,,", "count", 20.0),
        ("a,co2_total,budget,9000000,t,,2030,control,annual,,,,,,", "budget", 900.0),
    ],
)
def test_values_in_the_units_that_people_write(county: Path, line: str, goal: str, value: object) -> None:
    found = load_scenario(str(targets(county, line)), Problems())
    assert found is not None
    got = getattr(found.entry.targets["a"], goal)
    assert got == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "a,energy_intensty,reduce,16%,,2020,2025,,,,,,,,",
            ["energy_intensty", "did you mean energy_intensity"],
        ),
        ("a,energy_intensity,reduce,16,,2020,2025,,,,,,,,", ["got 16", "a fraction such as 5%"]),
        ("a,energy_intensity,reduce,16%,,,2025,,,,,,,,", ["from"]),
        ("a,energy_intensity,reduce,16%,,2025,2025,,,,,,,,", ["> 2025"]),
        ("a,energy_intensity,reduce,,,2020,2025,,,,,,,,", ["set_by"]),
        ("a,energy_intensity,reduse,16%,,2020,2025,,,,,,,,", ["got reduse", "did you mean reduce"]),
        ("a,energy_total,at_most,430,亿千瓦时,,2025,,,,,,,,", ["亿千瓦时", "1e4 tce"]),
        ("a,energy_total,at_most,430,马力,,2025,,,,,,,,", ["马力"]),
        ("a,energy_total,at_most,４３０,,,2025,,,,,,,,", ["４３０", "number"]),
        ("a,energy_total,at_most,430,,,20255,,,,,,,,", ["20255"]),
        ("a,energy_total,at_most,430,,,2025,,,nowhere,,,,,", ["nowhere"]),
        ("a,energy_total,at_most,430,,,2025,bindng,,,,,,,", ["got bindng", "did you mean binding"]),
        ("a,energy_total,at_most,430,,,2025,,,,,,,,\na,co2_total,at_most,1,,,2025,,,,,,,,", ["targets.a"]),
    ],
)
def test_what_is_wrong_is_told_with_the_line(county: Path, line: str, words: list[str]) -> None:
    said = complaints(targets(county, line))
    assert "targets.csv:" in said
    for word in words:
        assert word in said


def test_the_words_of_kinds_are_those_of_the_reports() -> None:
    for lang in ("zh", "en"):
        words = template().words("target_kind", lang)
        assert words == {kind: say(f"kind.{kind}", lang) for kind in words}


# ---- the sheet ----


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ["下降", "约束性", "目标"]), ("en", ["cut", "binding", "Targets"])]
)
def test_the_sheet_of_targets_comes_back(county: Path, tmp_path: Path, lang: str, words: list[str]) -> None:
    targets(county, "T1,energy_intensity,reduce,16,%,2020,2025,binding,,,,,能耗强度,Intensity,plan 1",
            "T2,co2_intensity,reduce,,,peak,2025,,cumulative,,省 | province,全国 = 18%; 省 = 0.19,,,plan 2",
            "T3,peak_year.co2_total,peak_by,2030,,,2030,,,,,,,,")  # fmt: skip
    book, again = tmp_path / "a.xlsx", tmp_path / "again"
    assert call("data", "export", county, "--to", book, "--lang", lang).exit_code == 0
    page = openpyxl.load_workbook(book)[words[2]]
    cells = [str(cell.value) for cell in page[3]]
    assert words[0] in cells
    assert words[1] in cells
    done = call("data", "import", book, "--into", again)
    assert done.exit_code == 0, done.output
    mine, theirs = (load_scenario(str(write(tmp_path, name, "", f"region: ./{name}")), Problems())
                    for name in ("county", "again"))  # fmt: skip
    assert mine is not None
    assert theirs is not None
    assert mine.entry.targets == theirs.entry.targets


def test_a_bad_target_of_the_sheet_is_told_by_cell(county: Path, tmp_path: Path) -> None:
    targets(county, "T1,energy_intensity,reduce,16%,,2020,2025,,,,,,,,")
    book = tmp_path / "a.xlsx"
    call("data", "export", county, "--to", book)
    opened = openpyxl.load_workbook(book)
    page = opened["目标"]
    place = {cell.value: cell.column for cell in page[2]}
    page.cell(3, place["value"]).value = 16  # typed as a number: 16 or 16 %?
    for name, value in {
        "id": "T2",
        "indicator": "coal_shaer",
        "goal": "不高于",
        "value": "5%",
        "by": 2025,
    }.items():
        page.cell(4, place[name]).value = value
    opened.save(book)
    done = call("data", "import", book, "--into", tmp_path / "again", "--lang", "en")
    assert done.exit_code == 1
    letters = {name: page.cell(1, column).column_letter for name, column in place.items()}
    assert f"目标!{letters['value']}3: targets.T1.reduce: got 16" in done.stderr
    assert f"目标!{letters['indicator']}4: targets.T2.indicator: got coal_shaer" in done.stderr
    assert not (tmp_path / "again").exists()


def test_a_workbook_of_the_first_template_keeps_the_targets_of_the_folder(
    county: Path, tmp_path: Path
) -> None:
    targets(county, "T1,energy_intensity,reduce,16%,,2020,2025,,,,,,,,")
    book = tmp_path / "a.xlsx"
    call("data", "export", county, "--to", book)
    opened = openpyxl.load_workbook(book)
    opened["说明"]["B2"].value = 1
    for name in ("目标", "温室气体清单"):
        del opened[name]
    opened.save(book)
    done = call("data", "import", book, "--into", county, "--force", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "older template" in done.stderr
    assert "T1" in (county / "targets.csv").read_text(encoding="utf-8")
