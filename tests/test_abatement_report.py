"""What is told of an abatement cost curve: the screen, tables, chart, folder and exit codes of `sim macc`."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import asdict, replace
from functools import cache

import pytest
from click.testing import CliRunner

from simulator import load
from simulator.cli.main import sim
from simulator.explore.abatement.curve import abatement
from simulator.explore.abatement.prices import adopted, price_of_cap
from simulator.messages import LANGUAGES
from simulator.report.abatement.chart import Bar, CurveData, curve_chart, curve_data, curve_data_from, edges
from simulator.report.abatement.folder import chart_of
from simulator.report.abatement.screen import Told, abatement_screen
from simulator.report.abatement.tables import COLUMNS, YEAR_COLUMNS, abatement_tables
from simulator.report.charts import layout as layout
from simulator.report.charts.sheet import SHEETS, on_sheet
from simulator.report.words import WIDEST, width

CHINESE = re.compile("[\u4e00-\u9fff]")


@cache
def told(year: int | None = 2030) -> Told:
    plan = load("shangyu/stated_policies")
    assert plan is not None
    found = abatement(plan, year=year, pairs=2)
    cap = 0.93 * float(found.period.tonnes(found.before["co2_total"], found.years))
    return Told(found, {"zh": "口径", "en": "rule"}, adopted(found, 300.0), price_of_cap(found, cap, {}))


# ---- words ----


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("year", [2030, None])
def test_the_screen_tells_every_measure_and_fits(lang: str, year: int | None) -> None:
    text = abatement_screen(told(year), lang)
    assert all(width(line) <= WIDEST for line in text.splitlines())
    flat = re.sub(r"\s+", "", text)
    for one in told(year).found.game.versions:
        title = one.used.measure.entry.title.text(lang)
        first = title.split()[0] if lang == "en" else title[:3]
        assert first in flat
    assert bool(CHINESE.search(text)) == (lang == "zh")
    assert "{" not in text


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("not who pays", "Investment is not in the library", "not free", "sampled orders")),
        ("zh", ("不等于出资方", "没有投资数据", "不等于零成本", "种次序")),
    ],
)
def test_the_screen_says_what_the_library_has_not_got(lang: str, words: tuple[str, ...]) -> None:
    text = re.sub(r"\n\s+", " " if lang == "en" else "", abatement_screen(told(), lang))
    assert all(one in text for one in words)


# ---- tables ----


@pytest.mark.parametrize("year", [2030, None])
def test_the_tables_hold_the_curve(year: int | None) -> None:
    found = told(year).found
    made = {name: [*csv.DictReader(io.StringIO(text))] for name, text in abatement_tables(found).items()}
    rows, years = made["abatement.csv"], made["abatement_years.csv"]
    assert tuple(rows[0]) == COLUMNS
    assert tuple(years[0]) == YEAR_COLUMNS
    assert [row["place"] for row in rows if row["place"]] == [str(i + 1) for i in range(len(found.steps))]
    assert len(rows) == len(found.everything)
    for row in rows:
        assert float(row["overlap"]) == pytest.approx(
            float(row["alone"]) - float(row["averaged"]), rel=1e-6, abs=1e-6
        )
        assert (row["place"] == "") == bool(row["not_on_curve"]) == (row["per_tonne_middle"] == "")
        assert bool(row["cost_source"]) == bool(row["cost_unit"]) == bool(row["cost_grade"])
        if row["place"]:
            by_hand = float(row["per_tonne_middle"]) * float(row["averaged"])
            assert by_hand == pytest.approx(float(row["money_middle"]), rel=1e-6, abs=1e-9)
    discounted = {}
    for row in years:
        part = float(row["money_high"]) * (float(row["discount_factor"]) if year is None else 1.0)
        counted = year is None or int(row["year"]) == year
        discounted[row["measure"]] = discounted.get(row["measure"], 0.0) + part * counted
    for row in rows:
        if row["money_high"]:
            assert discounted[row["measure"]] == pytest.approx(float(row["money_high"]), rel=1e-6, abs=1e-6)
    whole = sum(float(row["money_high"]) for row in rows if row["money_high"])
    assert discounted["all"] == pytest.approx(whole, rel=1e-6)


def test_unknown_tonnes_are_blank_and_never_zero() -> None:
    found = told().found
    first = next(step for step in found.listed if step.gas == "ghg_net")
    others = [step for step in found.listed if step is not first]
    missing = dict.fromkeys(first.tonnes, float("nan"))
    lost = replace(first, tonnes=missing, weight=missing, error=float("nan"), why="unknown_tonnes")
    unknown = told()._replace(found=replace(found, listed=(*others, lost)))
    text = abatement_tables(unknown.found)["abatement.csv"]
    (row,) = [one for one in csv.DictReader(io.StringIO(text)) if one["measure"] == first.player.id]
    assert [row[key] for key in ("averaged", "alone", "last", "overlap", "money_low")] == [""] * 5
    assert "nan" not in text
    assert "nobody measured a gas" in re.sub(r"\n\s+", " ", abatement_screen(unknown, "en"))


def test_a_year_in_which_nothing_is_cut_has_no_curve() -> None:
    found = told(2020)._replace(price=None, cap=None)
    assert found.found.steps == ()
    text = abatement_screen(found, "en")
    assert "No measure that cuts total CO2 here" in text
    assert "nan" not in text


# ---- chart ----


@cache
def data(lang: str = "en", year: int | None = 2030) -> CurveData:
    return curve_data(told(year).found, lang, accounting="rule", mark="internal", price=300.0)


def test_bars_are_as_wide_as_tonnes_and_as_high_as_their_cost() -> None:
    found = told().found
    with layout.chart_style():
        (axes,) = curve_chart(data()).axes
    bars = axes.patches
    assert [bar.get_width() for bar in bars] == pytest.approx([s.tonnes["averaged"] for s in found.steps])
    assert [bar.get_height() for bar in bars] == pytest.approx([s.height("averaged")[1] for s in found.steps])
    assert [bar.get_x() for bar in bars] == pytest.approx(edges(data())[:-1])
    assert min(bar.get_height() for bar in bars) < 0.0 < max(bar.get_height() for bar in bars)


@pytest.mark.parametrize("size", SHEETS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_words_meet_and_all_stay_on_the_sheet(size: str, lang: str) -> None:
    with on_sheet(size), layout.chart_style():
        chart = curve_chart(data(lang, None))
        chart.canvas.draw()
        boxes = [text.get_window_extent() for text in chart.texts if text.get_text()]
        sheet = chart.bbox
    assert len(boxes) > 2 * len(data().bars)
    for place, one in enumerate(boxes):
        assert one.x0 >= sheet.x0 - 1
        assert one.x1 <= sheet.x1 + 1
        assert one.y0 >= sheet.y0 - 1
        for other in boxes[place + 1 :]:
            across = min(one.x1, other.x1) - max(one.x0, other.x0)
            upward = min(one.y1, other.y1) - max(one.y0, other.y0)
            assert across <= 1.0 or upward <= 4.0  # boxes are a little higher than their letters


def test_the_narrowest_bars_stay_without_a_number_where_there_is_no_room() -> None:
    many = [Bar(f"m{i}", "industry", 1.0 + (i % 7), -10.0, float(i), 20.0 + i) for i in range(90)]
    with layout.chart_style():
        chart = curve_chart(replace(data(), bars=many))
    assert any("narrow ones" in text.get_text() for text in chart.texts)


def test_a_price_is_drawn_in_a_year_and_not_on_discounted_costs() -> None:
    assert chart_of(told(), "en").price == 300.0
    assert chart_of(told(None), "en").price is None


def test_chart_data_pass_through_json() -> None:
    kept = curve_data_from(json.loads(json.dumps(asdict(data()))))
    assert kept == data()


# ---- command ----


def ask(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(sim, ["macc", *words])
    return found.exit_code, found.output


def test_the_folder_is_whole_and_the_same_twice(tmp_path) -> None:
    words = ("yiwu/technology", "--price", "200", "--cap", "895", "--out", str(tmp_path), "--lang", "en")
    code, text = ask(*words)
    assert code == 0
    folder = tmp_path / "macc-yiwu-technology"
    assert str(folder) in text
    first = {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert {str(name) for name in first} == {
        *("abatement.csv", "abatement_years.csv", "summary.json", "manifest.json"),
        *("charts/abatement.png", "charts/abatement.svg"),
    }
    assert ask(*words)[0] == 0
    assert first == {
        file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["cap"]["value"] == 895
    assert {part["key"] for part in summary["zh"]["parts"]} >= {"curve", "listed", "money", "price", "cap"}


def test_a_cap_out_of_reach_ends_with_three_and_an_answer() -> None:
    code, text = ask("yiwu/technology", "--cap", "100", "--no-files", "--lang", "en")
    assert code == 3
    assert "none is enough" in text
    assert ask("yiwu/technology", "--cap", "5000", "--no-files")[0] == 0


def test_all_that_is_wrong_is_told_at_once(tmp_path) -> None:
    code, text = ask("yiwu/technolgy", "--price", "nan", "--year", "2030", "--cumulative")
    assert code == 1
    for place in ("--price", "--year", "yiwu/technology"):
        assert place in text
    assert "3" in text.splitlines()[-1]
    assert not (tmp_path / "outputs").exists()


def test_a_foreign_folder_is_left_alone(tmp_path) -> None:
    folder = tmp_path / "macc-yiwu-technology"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    code, _ = ask("yiwu/technology", "--out", str(tmp_path))
    assert code == 1
    assert [file.name for file in folder.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("rate", ["x", "60%", "-0.01", "nan"])
def test_a_rate_that_cannot_be(rate: str) -> None:
    code, text = ask("yiwu/technology", "--rate", rate, "--no-files")
    assert code == 2
    assert "5%" in text
