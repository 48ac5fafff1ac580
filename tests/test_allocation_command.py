"""`sim allocate`: tables of sub-areas, sectors, what does not add up, files, both languages."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from builders import write_region, write_scenario
from click.testing import CliRunner

from simulator import load, simulate
from simulator.cli.main import sim

EXAMPLE = Path(__file__).resolve().parents[1] / "docs" / "examples" / "subareas.csv"
HEAD = "area,title_zh,title_en,department,item,year,value,unit,grade,source\n"


def row(area: str, item: str, value: float, unit: str, year: int | str = "", name: str = "") -> str:
    return f"{area},{name},,,{item},{year},{value},{unit},assumed,test\n"


def call(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(sim, ["allocate", *words])
    return done.exit_code, done.stdout, done.stderr


@cache
def tiny_co2(folder: Path) -> np.ndarray:
    plan = load(write_scenario(folder, region=str(write_region(folder))))
    assert plan is not None
    return simulate(plan).series["co2_total"][:, 0]


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    return write_scenario(tmp_path, region=str(write_region(tmp_path)))


def table(folder: Path, *lines: str) -> str:
    path = folder / "areas.csv"
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return str(path)


def halves(folder: Path, whole: float, *more: str) -> str:
    """Two areas with three and one quarters of the CO2, and half of the people each."""
    parts = (("north", 0.75), ("south", 0.25))
    lines = [row(area, "co2", part * whole, "万吨") for area, part in parts]
    return table(folder, *lines, *(row(area, "population", 5, "万人") for area, _ in parts), *more)


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def only_folder(out: Path) -> Path:
    (found,) = (path for path in out.iterdir() if path.is_dir())
    return found


# ---- results ----


def test_amounts_by_hand_from_the_command(tmp_path: Path, tiny: str) -> None:
    whole = float(tiny_co2(tmp_path)[0])
    code, _, errors = call(
        *(tiny, "--among", halves(tmp_path, whole), "--cap", str(0.5 * whole), "--year", "2030"),
        *("--rule", "per_head,grandfathering", "--out", str(tmp_path / "out")),
    )
    assert (code, errors) == (0, "")
    rows = read(only_folder(tmp_path / "out"), "burdens.csv")
    found = {(one["rule"], one["id"]): one for one in rows}
    # half of the region in 2030: equal per head a quarter each; by the base year 3/8 and 1/8
    assert float(found["per_head", "north"]["value"]) == pytest.approx(whole / 4)
    assert float(found["per_head", "south"]["value"]) == pytest.approx(whole / 4)
    assert float(found["per_head", "north"]["cut"]) == pytest.approx(1 - 0.25 / 0.75)
    assert float(found["grandfathering", "south"]["value"]) == pytest.approx(whole / 8)
    assert float(found["grandfathering", "south"]["per_head_to_mean"]) == pytest.approx(0.5)
    assert found["per_head", "south"]["level_to_mean"] == pytest.approx("2")  # keeps all of it, the mean half


@pytest.mark.parametrize(("where", "mix"), [(str(EXAMPLE), "capability"), ("sectors", "projected")])
def test_every_year_adds_up_to_the_region(tmp_path: Path, where: str, mix: str) -> None:
    options = ("--cap", "2500", "--year", "2035", "--weights", f"grandfathering=0.3,{mix}=70%")
    code, _, errors = call("quzhou/baseline", "--among", where, *options, "--out", str(tmp_path))
    assert (code, errors) == (0, "")
    sums: dict[tuple[str, str], float] = {}
    whole: dict[tuple[str, str], float] = {}
    for one in read(only_folder(tmp_path), "allocation.csv"):
        place, value = (one["rule"], one["year"]), float(one["value"])
        assert value >= 0.0
        if one["kind"] in ("party", "rest"):
            sums[place] = sums.get(place, 0.0) + value
        elif one["kind"] == "region":
            whole[place] = value
    assert sums.keys() == whole.keys()
    assert len({rule for rule, _ in sums}) >= 4
    for place, value in sums.items():
        assert value == pytest.approx(whole[place], rel=1e-12, abs=1e-9)


def test_the_path_is_that_of_the_scenario(tmp_path: Path) -> None:
    plan = load("quzhou/baseline")
    assert plan is not None
    series = simulate(plan).series["co2_total"][:, 0]
    call("quzhou/baseline", "--among", "sectors", "--out", str(tmp_path))
    rows = [one for one in read(only_folder(tmp_path), "allocation.csv") if one["kind"] == "region"]
    found = [float(one["value"]) for one in rows if one["rule"] == "projected"]
    np.testing.assert_array_equal(found, series)


def test_sectors_as_projected_are_those_of_the_run(tmp_path: Path) -> None:
    from simulator.explore.credits.outcomes import co2_by_sector

    plan = load("yiwu/baseline")
    assert plan is not None
    result = simulate(plan)
    industry = co2_by_sector(result.flows, result.preset, "in")[result.start :, 1, 0]
    call("yiwu/baseline", "--among", "sectors", "--rule", "projected", "--out", str(tmp_path))
    rows = [one for one in read(only_folder(tmp_path), "allocation.csv") if one["id"] == "industry"]
    np.testing.assert_allclose([float(one["value"]) for one in rows], industry, rtol=1e-9)


def test_least_cost_asks_the_cheap_measures_of_their_sectors(tmp_path: Path) -> None:
    options = ("--cap", "2600", "--year", "2035", "--rule", "least_cost,projected")
    code, text, errors = call(
        "quzhou/baseline", "--among", "sectors", *options, "--out", str(tmp_path), "--lang", "en"
    )
    assert (code, errors) == (0, "")
    assert "no cost a tonne" in text
    rows = read(only_folder(tmp_path), "burdens.csv")
    total = {one["rule"]: float(one["value"]) for one in rows if one["id"] == "parties"}
    assert total == pytest.approx({"least_cost": 2600.0, "projected": 2600.0})
    # what the cheapest measures leave is not the scenario in proportion
    by_rule = {one["rule"]: float(one["value"]) for one in rows if one["id"] == "transport"}
    assert abs(by_rule["least_cost"] - by_rule["projected"]) > 0.1


def test_the_stack_begins_with_the_scenario_and_saves_first() -> None:
    from simulator.explore.allocation.load import by_sector, cost_stack

    plan = load("yiwu/baseline")
    assert plan is not None
    stack, without = cost_stack(plan)
    np.testing.assert_allclose(stack[0], by_sector(simulate(plan), "co2_total"), rtol=1e-9)
    assert stack[-1].sum() < stack[0].sum()
    assert all(title.zh and title.en for title in without)


def test_the_cheapest_measure_comes_first() -> None:
    from simulator.explore.allocation.load import cost_stack
    from simulator.explore.solve.levers import lever_costs, levers_of

    plan = load("yiwu/baseline")
    assert plan is not None
    levers = levers_of(plan)
    costs = lever_costs(levers)
    tonnes = np.where(costs.known, costs.tonnes.sum(axis=1), 1.0)
    a_tonne = np.where(costs.known, np.round(costs.central.sum(axis=1) / tonnes, 6), np.inf)
    cheapest = int(np.argmin(a_tonne))  # the first of those that cost the same
    totals = cost_stack(plan)[0].sum(axis=1)
    np.testing.assert_allclose(totals[0] - totals[1], costs.tonnes[cheapest], atol=1e-6)


def shares(*sectors: str) -> list[str]:
    return [
        row(area, f"share.{sector}", part, "%")
        for sector in sectors
        for area, part in (("north", 75), ("south", 25))
    ]


def test_sub_areas_with_shares_of_sectors_can_go_by_cost(tmp_path: Path) -> None:
    names = ("energy", "industry", "buildings", "transport", "agriculture", "households")
    given = halves(tmp_path, 2872.0, *shares(*names))
    code, _, errors = call(
        *("quzhou/baseline", "--among", given, "--cap", "2600", "--year", "2035", "--scale"),
        *("--rule", "least_cost,projected", "--out", str(tmp_path / "out")),
    )
    assert (code, errors) == (0, "")
    rows = read(only_folder(tmp_path / "out"), "burdens.csv")
    found = {(one["rule"], one["id"]): float(one["value"]) for one in rows}
    assert found["least_cost", "north"] == pytest.approx(0.75 * 2600)  # the same share of every sector
    assert found["projected", "south"] == pytest.approx(0.25 * 2600)


def test_what_lies_in_no_area_asks_for_no_measure(tmp_path: Path) -> None:
    names = ("energy", "buildings", "transport", "agriculture", "households")
    industry = [row("north", "share.industry", 20, "%"), row("south", "share.industry", 80, "%")]
    found = []
    for name, whole in (("part", 0.9), ("whole", 1.0)):
        plan = load("quzhou/baseline")
        assert plan is not None
        base = whole * float(simulate(plan).series["co2_total"][0, 0])
        given, out = halves(tmp_path, base, *shares(*names), *industry), tmp_path / name
        cap = ("--cap", "2600", "--year", "2035", "--rule", "least_cost", "--scale")
        options = cap if name == "whole" else cap[:-1]
        assert call("quzhou/baseline", "--among", given, *options, "--out", str(out))[0] == 0
        rows = read(only_folder(out), "burdens.csv")
        found.append([float(one["value"]) for one in rows if one["kind"] == "party"])
    np.testing.assert_allclose(found[0], 0.9 * np.array(found[1]), rtol=1e-6)


def test_a_budget_is_divided_whole(tmp_path: Path) -> None:
    options = ("--budget", "27000", "--from", "2026", "--year", "2035", "--rule", "grandfathering")
    call("quzhou/baseline", "--among", "sectors", *options, "--out", str(tmp_path))
    rows = read(only_folder(tmp_path), "burdens.csv")
    sums = [float(one["cumulative"]) for one in rows if one["kind"] == "party"]
    assert sum(sums) == pytest.approx(27000.0, abs=1e-4)  # ten digits are written
    assert {one["cumulative_from"] for one in rows} == {"2026"}


def test_income_or_revenue_per_head_makes_ability(tmp_path: Path, tiny: str) -> None:
    whole = float(tiny_co2(tmp_path)[0])
    cap = ("--cap", str(0.8 * whole), "--year", "2030", "--rule", "capability")
    people = [row("north", "population", 8, "万人"), row("south", "population", 2, "万人")]
    base = [row("north", "co2", 0.75 * whole, "万吨"), row("south", "co2", 0.25 * whole, "万吨")]
    money = {
        "income": [row("north", "income_per_head", 40000, "元"), row("south", "income_per_head", 2, "万元")],
        "revenue": [*people, row("north", "revenue", 16, "亿元"), row("south", "revenue", 2, "亿元")],
    }
    for name, lines in money.items():
        out = tmp_path / name
        code, _, errors = call(tiny, "--among", table(tmp_path, *base, *lines), *cap, "--out", str(out))
        assert (code, errors) == (0, "")
        cut = {one["id"]: float(one["cut"]) for one in read(only_folder(out), "burdens.csv")}
        # twice the ability, twice the rate: 0.75 x 2 r + 0.25 r = 0.2
        assert cut["north"] == pytest.approx(2 * 0.2 / 1.75)
        assert cut["south"] == pytest.approx(0.2 / 1.75)


# ---- what does not add up ----


def test_less_than_the_region_leaves_a_rest_that_is_told(tmp_path: Path, tiny: str) -> None:
    whole = float(tiny_co2(tmp_path)[0])
    out = tmp_path / "out"
    code, text, _ = call(
        tiny,
        "--among",
        halves(tmp_path, 0.9 * whole),
        "--out",
        str(out),
        "--lang",
        "en",
        "--rule",
        "grandfathering",
    )
    assert code == 0
    assert "(-10.00%)" in text
    assert "Not in the table" in text
    rows = [one for one in read(only_folder(out), "allocation.csv") if one["year"] == "2030"]
    found = {one["id"]: float(one["share"]) for one in rows}
    assert found["rest"] == pytest.approx(0.1)
    assert found["north"] == pytest.approx(0.675)


def test_more_than_the_region_is_refused_and_scaled_only_when_asked(tmp_path: Path, tiny: str) -> None:
    whole = float(tiny_co2(tmp_path)[0])
    given = halves(tmp_path, 1.25 * whole)
    code, text, errors = call(tiny, "--among", given, "--no-files", "--lang", "en")
    assert (code, text) == (1, "")
    assert "(+25.00%)" in errors
    code, text, _ = call(tiny, "--among", given, "--no-files", "--lang", "en", "--scale")
    assert code == 0
    assert "scaled as --scale asks" in text


def test_people_that_do_not_add_up_are_told(tmp_path: Path, tiny: str) -> None:
    whole = float(tiny_co2(tmp_path)[0])
    code, text, _ = call(tiny, "--among", halves(tmp_path, whole), "--no-files", "--lang", "en")
    assert code == 0
    assert "people of the sub-areas" not in text
    more = table(
        tmp_path,
        *(row(area, "co2", whole / 2, "万吨") + row(area, "population", 6, "万人") for area in "ab"),
    )
    code, text, _ = call(tiny, "--among", more, "--no-files", "--lang", "en")
    assert "people of the sub-areas add up to 12, the region has 10 (+20.00%)" in text


def test_text_that_a_spreadsheet_would_run_is_guarded(tmp_path: Path, tiny: str) -> None:
    whole = float(tiny_co2(tmp_path)[0])
    given = table(
        tmp_path, row("a", "co2", whole / 2, "万吨", name="=1+1"), row("b", "co2", whole / 2, "万吨")
    )
    out = tmp_path / "out"
    assert call(tiny, "--among", given, "--out", str(out))[0] == 0
    titles = {one["title_zh"] for one in read(only_folder(out), "allocation.csv") if one["id"] == "a"}
    assert titles == {"'=1+1"}


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        call("yiwu/baseline", "--among", "sectors", "--out", str(tmp_path / name))
    first, second = only_folder(tmp_path / "one"), only_folder(tmp_path / "two")
    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in second.iterdir())
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in names)


# ---- bad input ----

CO2 = row("a", "co2", 1, "万吨") + row("b", "co2", 1, "万吨")
WRONG = [
    (CO2 + row("a", "popluation", 1, "万人"), "areas.csv:4: a: got popluation", "did you mean population"),
    (CO2 + row("a", "population", 1, "万吨"), "areas.csv:4: a.population", "expected a unit such as"),
    (CO2 + row("a", "population", 0, "万人"), "areas.csv:4: a.population", "expected > 0"),
    (CO2 + row("a", "energy", -1, "tce"), "areas.csv:4: a.energy", "expected >= 0"),
    (CO2 + row("a", "co2", 2, "万吨"), "areas.csv:4: a.co2", "stands twice"),
    (CO2 + row("a", "share.industry", 60, "%"), "share.industry", "add up to 1"),
    (CO2 + row("a", "share.industry", 160, "%"), "areas.csv:4: a.share.industry", "expected <= 1"),
    (CO2 + row("a", "population", 3, "万人", 1800), "areas.csv:4: a.population.year", "1990 to 2100"),
    (row("a", "co2", 1, "万吨"), "areas.csv", "expected at least two"),
    (
        CO2 + row("a", "energy", 1, "tce", name="甲") + row("a", "coal", 1, "tce", name="乙"),
        "areas.csv:5",
        "甲",
    ),
    (CO2 + row("c", "population", 3, "万人"), "areas.csv:4: c", "no row of co2 in 2020"),
    (row("a", "co2", 0, "万吨") + row("b", "co2", 0, "万吨"), "areas.csv", "nothing can be divided"),
]


@pytest.mark.parametrize(("text", "place", "words"), WRONG, ids=lambda value: str(value)[-24:])
def test_a_wrong_table_is_told_by_line(tmp_path: Path, tiny: str, text: str, place: str, words: str) -> None:
    out = tmp_path / "out"
    code, said, errors = call(tiny, "--among", table(tmp_path, text), "--lang", "en", "--out", str(out))
    assert (code, said) == (1, "")
    assert place in errors
    assert words in errors
    assert not out.exists()


def test_everything_wrong_is_told_at_once(tmp_path: Path, tiny: str) -> None:
    given = table(tmp_path, row("a", "co2", -1, "万吨"), row("b", "co3", 1, "万吨"))
    code, _, errors = call(
        *(
            tiny,
            "--among",
            given,
            "--rule",
            "per_haed,mix",
            "--what",
            "co2_totl",
            "--lang",
            "en",
            "--no-files",
        ),
        *("--weights", "per_head=0.7,capability=0.7,x", "--cap", "-5", "--budget", "3", "--converge", "2019"),
    )
    assert code == 1
    for words in (
        *(
            "expected >= 0",
            "co3",
            "did you mean per_head",
            "did you mean co2_total",
            "weights that add up to 1",
        ),
        *("got x", "cannot both be kept", "give --year", "--from is the first year", "got 2019"),
    ):
        assert words in errors


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--rule", "capability"), "needs income_per_head of every sub-area, or revenue"),
        (("--rule", "per_value_added"), "needs value_added of every sub-area, missing: north, south"),
        (("--rule", "least_cost", "--cap", "1", "--year", "2030"), "missing: share.industry"),
        (("--rule", "mix"), "expected --weights"),
        (("--weights", "value_added=1"), "did you mean per_value_added"),
        (("--cap", "nan", "--year", "2030"), "got nan"),
        (("--cap", "10", "--year", "2050"), "2021 to 2030"),
        (("--budget", "1", "--from", "2025", "--year", "2030"), "below zero"),
    ],
)
def test_orders_that_cannot_be_kept(tmp_path: Path, tiny: str, options: tuple[str, ...], words: str) -> None:
    given = halves(tmp_path, float(tiny_co2(tmp_path)[0]))
    code, said, errors = call(tiny, "--among", given, *options, "--no-files", "--lang", "en")
    assert (code, said) == (1, "")
    assert words in errors


@pytest.mark.parametrize(
    ("rule", "words"), [("per_head", "does not fit sectors"), ("least_cost", "needs a --cap")]
)
def test_rules_that_do_not_fit_sectors(rule: str, words: str) -> None:
    code, _, errors = call(
        "yiwu/baseline", "--among", "sectors", "--rule", rule, "--no-files", "--lang", "en"
    )
    assert code == 1
    assert words in errors


def test_a_cap_out_of_reach_is_told_with_the_gap() -> None:
    code, _, errors = call(
        *("yiwu/baseline", "--among", "sectors", "--rule", "least_cost", "--cap", "100", "--year", "2035"),
        *("--no-files", "--lang", "en"),
    )
    assert code == 1
    assert "too much in 2035" in errors


def test_without_a_scenario_it_is_a_usage_error() -> None:
    assert call()[0] == 2


# ---- files ----


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("责任分解", "柯城区", "市区组")), ("en", ("Kecheng", "Urban group"))]
)
def test_the_annex_names_parties_and_departments(tmp_path: Path, lang: str, words: tuple[str, ...]) -> None:
    from docx import Document

    code, text, _ = call("quzhou/baseline", "--among", str(EXAMPLE), "--out", str(tmp_path), "--lang", lang)
    assert code == 0
    folder = only_folder(tmp_path)
    page = (folder / "annex.html").read_text(encoding="utf-8")
    document = Document(str(folder / "annex.docx"))
    said = "".join(one.text for one in document.element.body.iter() if one.tag.endswith("}t") and one.text)
    for word in words:
        assert word in page
        assert word in said
    assert words[0] in text


@pytest.mark.parametrize("what", ["co2_total", "energy_total"])
def test_printed_parts_add_up_to_the_printed_region(what: str) -> None:
    code, text, _ = call(
        "quzhou/baseline", "--among", str(EXAMPLE), "--what", what, "--no-files", "--lang", "en"
    )
    assert code == 0
    lines = text.split("\n\n")[1].splitlines()[2:]
    numbers = np.array([[float(cell) for cell in line.split()[-5:]] for line in lines])
    np.testing.assert_allclose(numbers[:-1].sum(axis=0), numbers[-1])


def test_nothing_is_replaced_unasked_and_foreign_folders_never(tmp_path: Path) -> None:
    words = ("quzhou/baseline", "--among", "sectors", "--out", str(tmp_path), "--lang", "en")
    assert call(*words)[0] == 0
    folder = only_folder(tmp_path)
    before = (folder / "allocation.csv").read_bytes()
    code, _, errors = call(*words)
    assert code == 1
    assert folder.name in errors
    assert call(*words, "--force")[0] == 0
    assert (only_folder(tmp_path) / "allocation.csv").read_bytes() == before
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    code, _, errors = call(*words, "--force")
    assert code == 1
    assert "not a result of ours" in errors


def test_the_manifest_holds_the_hash_of_every_file(tmp_path: Path) -> None:
    call("quzhou/baseline", "--among", str(EXAMPLE), "--out", str(tmp_path))
    folder = only_folder(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["kind"] == "allocation"
    written = {path.name for path in folder.iterdir()} - {"manifest.json"}
    assert (
        set(manifest["files"])
        == written
        == {*("allocation.csv", "annex.docx", "annex.html", "burdens.csv", "subareas.csv")}
    )


def test_the_numbers_used_keep_grade_and_source(tmp_path: Path) -> None:
    call("quzhou/baseline", "--among", str(EXAMPLE), "--out", str(tmp_path))
    rows = read(only_folder(tmp_path), "subareas.csv")
    assert {one["grade"] for one in rows} == {"assumed"}
    assert all(one["source"] for one in rows)


def test_the_template_can_be_filled_in(tmp_path: Path, tiny: str) -> None:
    target = tmp_path / "mine.csv"
    assert call("--template", str(target))[0] == 0
    assert call("--template", str(target))[0] == 1
    assert call("--template", str(target), "--force")[0] == 0
    code, _, errors = call(tiny, "--among", str(target), "--no-files", "--lang", "en")
    assert code == 1
    assert "blank" in errors
    rows = read(tmp_path, target.name)
    part = {"co2": float(tiny_co2(tmp_path)[0]) / 2, "population": 5.0, "value_added": 50.0}
    for one in rows:
        one |= {"value": str(part.get(one["item"], 3.0)), "grade": "assumed", "source": "test"}
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    code, _, errors = call(tiny, "--among", str(target), "--no-files")
    assert (code, errors) == (0, "")
