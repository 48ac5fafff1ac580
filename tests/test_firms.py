"""Carbon accounts of key emitters: sums, coverage, classes, and the changes they would make."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from builders import write_region
from click.testing import CliRunner

from simulator.cli.main import sim

EXAMPLES = Path(__file__).resolve().parents[1] / "docs" / "examples"
HEAD = "firm,branch,item,value,unit,grade,source\n"
# Three works: A 1 x 10^4 tce of coal for 2 x 10^8 CNY, B the same for 6, C 2 x 10^8 kWh for 4.
FIRMS = """\
A,industry.works,coal,1,1e4 tce,assumed,test
A,industry.works,output_value,2,亿元,assumed,test
B,industry.works,coal,14000,t,assumed,test
B,industry.works,output_value,60000,万元,assumed,test
C,industry.works,electricity,20000,万kWh,assumed,test
C,industry.works,output_value,4,亿元,assumed,test
"""


def call(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(sim, ["data", "firms", *words])
    return done.exit_code, done.stdout, done.stderr


def written(folder: Path, text: str = FIRMS, name: str = "list.csv") -> str:
    path = folder / name
    path.write_text(HEAD + text, encoding="utf-8")
    return str(path)


def accounts(folder: Path, text: str = FIRMS, *words: str) -> dict[str, dict[str, str]]:
    target = folder / "accounts.csv"
    region = str(write_region(folder))
    code, _, errors = call(written(folder, text), "--region", region, "--csv", str(target), *words)
    assert (code, errors) == (0, "")
    return {row["firm"]: row for row in csv.DictReader(target.open(encoding="utf-8"))}


def test_accounts_by_hand(tmp_path: Path) -> None:
    found = accounts(tmp_path)
    assert float(found["A"]["co2"]) == pytest.approx(2.64)
    assert float(found["A"]["co2_per_output"]) == pytest.approx(1.32)  # t per 10^4 CNY: 2.64 / 2
    assert float(found["B"]["co2"]) == pytest.approx(1.4 * 0.7143 * 2.64)
    # 2 x 10^8 kWh at 0.5422 kg/kWh, the province's factor carried back to 2020: 10.844 x 10^4 t
    assert float(found["C"]["co2_electricity"]) == pytest.approx(10.844)
    assert float(found["C"]["energy_1e4_tce"]) == pytest.approx(6.098)  # at 0.3049 kgce/kWh
    # the branch uses 100 x 10^4 tce in the base year; electricity counts there by content, 0.1229
    assert float(found["C"]["part_of_branch"]) == pytest.approx(0.02458)


def test_classes_stand_against_the_mean_of_the_branch(tmp_path: Path) -> None:
    # CO2 per output: mean (2.64 + 2.64 + 10.844) / 12 = 1.34; output per energy: mean 12 / 8.098 = 1.48
    found = accounts(tmp_path)
    classes = {name: row["class"] for name, row in found.items()}
    assert classes == {
        "A": "low_carbon_efficient",  # 1.32, 2.0
        "B": "low_carbon_efficient",  # 0.44, 6.0
        "C": "high_carbon_inefficient",  # 2.71, 0.66
    }


def test_the_limits_are_settings(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("carbon: 0.5\nproductivity: 0.4\n", encoding="utf-8")
    classes = {name: row["class"] for name, row in accounts(tmp_path, FIRMS, "--rules", str(rules)).items()}
    assert classes == {
        "A": "high_carbon_efficient",
        "B": "low_carbon_efficient",
        "C": "high_carbon_efficient",
    }


def test_what_is_not_known_is_not_sorted(tmp_path: Path) -> None:
    found = accounts(tmp_path, FIRMS.replace("C,industry.works,output_value,4,亿元,assumed,test\n", ""))
    assert (found["C"]["class"], found["C"]["co2_per_output"]) == ("unknown", "")
    alone = accounts(tmp_path, "".join(FIRMS.splitlines(keepends=True)[:2]))
    assert alone["A"]["class"] == "unknown"  # one firm is no mean


def test_the_snippet_is_printed_and_its_numbers_follow_the_classes(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "growth: {high_carbon_inefficient: -5%}\nintensity: {low_carbon_efficient: -2%}\nby: 2030\n",
        encoding="utf-8",
    )
    region = str(write_region(tmp_path))
    code, text, _ = call(written(tmp_path), "--region", region, "--rules", str(rules), "--suggest")
    assert code == 0
    # C is 2.458 % of the branch and shrinks; A and B are 2 % of it and use less per output
    activity = 1 - 0.02458 * (1 - 0.95**10)
    energy = activity - 0.02 * (1 - 0.98**10)
    assert f"2030: {activity:.4f}" in text
    assert f"2030: {energy / activity:.4f}" in text
    scenario = tmp_path / "from_classes.yaml"
    snippet = text[text.index("changes:") :]
    scenario.write_text(f"title: {{zh: 例, en: Case}}\nregion: tiny\n{snippet}", encoding="utf-8")
    done = CliRunner().invoke(sim, ["check", str(scenario)])
    assert done.exit_code == 0, done.output


WRONG = [
    ("A,industry.wrks,coal,1,1e4 tce,assumed,test\n", "did you mean industry.works"),
    ("A,industry.works,cole,1,1e4 tce,assumed,test\n", "did you mean coke"),
    ("A,industry.works,coal,1,kWh,assumed,test\n", "expected a unit such as 1e4 tce"),
    ("A,industry.works,electricity,1,万吨,assumed,test\n", "expected a unit such as 1e8 kWh"),
    ("A,industry.works,output_value,1,万吨,assumed,test\n", "expected a unit such as 1e8 CNY"),
    ("A,industry.works,coal,-1,1e4 tce,assumed,test\n", "expected >= 0"),
    ("A,industry.works,coal,1e4,1e4 tce,guessed,test\n", "expected one of"),
    ("A,industry.works,coal,1,1e4 tce,assumed,test\n" * 2, "stands twice"),
    ("", "holds no firm"),
]


@pytest.mark.parametrize(("text", "expected"), WRONG)
def test_a_wrong_list_is_told_by_line_and_nothing_is_written(
    tmp_path: Path, text: str, expected: str
) -> None:
    target = tmp_path / "accounts.csv"
    region = str(write_region(tmp_path))
    code, out, errors = call(
        written(tmp_path, text), "--region", region, "--csv", str(target), "--lang", "en"
    )
    assert (code, out) == (1, "")
    assert expected in errors
    assert "list.csv" in errors
    assert not target.exists()


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("高碳低效", "低碳高效")), ("en", ("high carbon, inefficient",))]
)
def test_the_example_list(lang: str, words: tuple[str, ...]) -> None:
    rules = str(EXAMPLES / "firm_rules.yaml")
    code, text, errors = call(
        str(EXAMPLES / "firms.csv"), "--region", "shangyu", "--rules", rules, "--suggest", "--lang", lang
    )
    assert (code, errors) == (0, "")
    assert all(word in text for word in words)
    assert "industry.textiles.activity" in text


def test_a_list_larger_than_its_branch_is_told(tmp_path: Path) -> None:
    region = str(write_region(tmp_path))
    text = FIRMS.replace("coal,1,1e4 tce", "coal,120,1e4 tce")
    code, out, _ = call(written(tmp_path, text), "--region", region, "--lang", "en", "--suggest")
    assert code == 0
    assert "more energy than the branch" in out
    assert "Nothing to suggest" in out
