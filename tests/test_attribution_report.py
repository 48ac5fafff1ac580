"""What is told of contributions: rows that close, lines in both languages, wedges and waterfall."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from simulator import load
from simulator.explore.credits.attribution import Attribution, attribute
from simulator.pathways.prepare import Plan
from simulator.report.charts import layout as layout
from simulator.report.charts.sheet import SHEETS, on_sheet
from simulator.report.credits.charts import BARS, WEDGES, waterfall_chart, wedge_chart, wedges
from simulator.report.credits.data import (
    CreditData,
    Share,
    credit_data,
    credit_data_from,
    folded,
    told_apart,
)
from simulator.report.credits.tables import ATTRIBUTION_COLUMNS, YEARS, attribution_rows, credit_table, notes


@cache
def plan(name: str) -> Plan:
    found = load(name)
    assert found is not None
    return found


@cache
def found(scenario: str, baseline: str = "baseline", region: str = "yiwu") -> Attribution:
    return attribute(plan(f"{region}/{scenario}"), plan(f"{region}/{baseline}"), pairs=4)


@cache
def rows(scenario: str, region: str = "yiwu") -> list[dict]:
    made = attribution_rows(found(scenario, region=region), plan(f"{region}/{scenario}"))
    return [dict(zip(ATTRIBUTION_COLUMNS, row, strict=True)) for row in made]


# ---- rows ----


@pytest.mark.parametrize(("scenario", "region"), [("technology", "yiwu"), ("stated_policies", "quzhou")])
def test_rows_of_players_add_up_to_the_row_of_all(scenario: str, region: str) -> None:
    cells: dict[tuple, dict[str, dict]] = defaultdict(dict)
    for row in rows(scenario, region):
        if row["level"] == "players":
            place = tuple(row[key] for key in ("variable", "sector", "fuel", "target", "year"))
            assert row["player"] not in cells[place]
            cells[place][row["player"]] = row
    assert {place[0] for place in cells} == {
        *("co2_total", "energy_total", "peak_value", "target_margin"),
        *(["peak_year"] if region == "quzhou" else []),
    }
    for mine in cells.values():
        players = [row for name, row in mine.items() if name not in ("all", "overlap")]
        summed = sum(float(row["credited"]) for row in players)
        size = max(1.0, *(abs(float(row["credited"])) for row in players))
        assert summed == pytest.approx(float(mine["all"]["credited"]), abs=1e-8 * size)
        shared = sum(float(row["alone"]) - float(row["credited"]) for row in players)
        assert shared == pytest.approx(float(mine["overlap"]["overlap"]), abs=1e-8 * size)
        for row in players:
            overlap = float(row["alone"]) - float(row["credited"])
            assert overlap == pytest.approx(float(row["overlap"]), abs=1e-8 * size)


def test_sectors_of_a_row_add_up_to_its_total() -> None:
    mine = [row for row in rows("stated_policies") if row["variable"] == "co2_total" and row["year"] == 2030]
    for player in {row["player"] for row in mine if row["level"] == "measures"}:
        own = [row for row in mine if row["player"] == player and not row["fuel"]]
        total = next(float(row["credited"]) for row in own if not row["sector"])
        parts = sum(float(row["credited"]) for row in own if row["sector"])
        assert parts == pytest.approx(total, abs=1e-6)


def test_rows_say_how_and_by_whom() -> None:
    levels = {(row["level"], row["method"]) for row in rows("stated_policies")}
    assert levels == {("players", "exact"), ("measures", "sampled 8")}
    kinds = {row["kind"] for row in rows("stated_policies") if row["level"] == "measures"}
    assert kinds == {"measure"}
    errors = [float(row["standard_error"]) for row in rows("stated_policies") if row["standard_error"]]
    assert max(errors) > 0.0
    assert all(row["unit"] and row["title_zh"] and row["title_en"] for row in rows("stated_policies"))


def test_a_scenario_against_itself_has_no_rows() -> None:
    same = attribute(plan("yiwu/technology"), plan("yiwu/technology"))
    assert [*attribution_rows(same, plan("yiwu/technology"))] == []


# ---- screen ----


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Industry", "Together", "Overlap", "all 256 mixes", "standard error at most")),
        ("zh", ("工业", "合计", "重叠", "全部256种组合", "标准误不超过")),
    ],
)
def test_words_of_the_screen(lang: str, words: tuple[str, ...]) -> None:
    one = found("stated_policies")
    rows = credit_table(one.credits, YEARS[-1] - 2020, lang, totals=True)
    text = "\n".join([*(row[0] for row in rows), *notes(one, 10, lang)])
    assert all(word in text for word in words)


# ---- charts ----


def data_of(scenario: str = "stated_policies", lang: str = "en", *, inside: bool = False) -> CreditData:
    return credit_data(found(scenario), lang, accounting="plan_2020", mark="内部测算", inside=inside)


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_shares_lie_between_the_two_scenarios(lang: str, inside: bool) -> None:
    data = data_of(lang=lang, inside=inside)
    summed = np.sum([share.values for share in data.shares], axis=0)
    assert summed == pytest.approx(np.subtract(data.after, data.before), abs=1e-9)
    again = credit_data_from(json.loads(json.dumps(asdict(data))))
    assert asdict(again) == asdict(data)


def test_smaller_shares_are_put_together() -> None:
    shares = [
        Share(f"m{i}", "#3d8ecb", [-i, -1.0], [3.0 * (i < 2), 4.0 * (i == 0)], [-i, -2.0]) for i in range(20)
    ]
    few = folded(shares, 6, "{count} more", at=0)
    assert [share.label for share in few] == ["m15", "m16", "m17", "m18", "m19", "15 more"]
    assert few[-1].values == [-sum(range(15)), -15.0]
    assert few[-1].errors == pytest.approx([18**0.5, 4.0])
    assert few[-1].alone == [-sum(range(15)), -30.0]
    # What was put together before is counted again, and never kept in place of a single one.
    fewer = folded(few, 3, "{count} more", at=0)
    assert [share.label for share in fewer] == ["m18", "m19", "18 more"]
    assert folded(fewer, 3, "{count} more") == fewer
    assert len({share.colour for share in told_apart(few)}) == 6


def test_edges_of_wedges() -> None:
    after = np.array([10.0, 8.0])
    shares = [Share("a", "", [-3.0, -1.0], [0, 0], [0, 0]), Share("b", "", [-2.0, 2.0], [0, 0], [0, 0])]
    (low, high), (lower, upper) = wedges(shares, after)
    assert high.tolist() == [15.0, 9.0]
    assert low.tolist() == upper.tolist() == [12.0, 8.0]
    assert lower.tolist() == [10.0, 8.0]  # what raises has no wedge


@pytest.mark.parametrize("sheet", [*SHEETS])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_charts_on_every_sheet(sheet: str, lang: str, tmp_path) -> None:
    data = data_of(lang=lang, inside=True)
    with on_sheet(sheet), layout.chart_style():
        for name, figure in (("wedge", wedge_chart(data)), ("fall", waterfall_chart(data, 2030))):
            files = layout.save(figure, tmp_path / name)
            assert all(file.stat().st_size > 5_000 for file in files)
            again = layout.save(figure, tmp_path / f"{name}-again")
            assert [file.read_bytes() for file in files] == [file.read_bytes() for file in again]


def test_names_of_wedges_stay_beside_the_axes() -> None:
    with layout.chart_style():
        figure = wedge_chart(data_of(inside=True))
        box, names = figure.axes[0].get_position(), {share.label for share in data_of(inside=True).shares}
        beside = [
            text for text in figure.texts if text.get_position()[0] > box.x1 and text.get_position()[1] < 0.8
        ]
        assert len(beside) == WEDGES
        ends = [text.get_window_extent(figure.canvas.get_renderer()) for text in beside]
        assert all(
            end.x1 <= figure.bbox.width and end.y1 < box.y1 * figure.bbox.height * 1.02 for end in ends
        )
        ends.sort(key=lambda end: end.y0)
        assert all(low.y1 <= high.y0 + 1.0 for low, high in pairwise(ends))
        assert len(names) > WEDGES


def test_bars_of_the_waterfall_lead_from_one_total_to_the_other() -> None:
    data = data_of(inside=True)
    at = [*data.years].index(2030)
    with layout.chart_style():
        axes = waterfall_chart(data, 2030).axes[0]
    bars = axes.patches
    first, last, *steps = sorted(
        bars, key=lambda bar: (0 < round(bar.get_y() + 0.36) < BARS + 1, bar.get_y())
    )
    assert len(steps) == BARS
    assert first.get_x() + first.get_width() == pytest.approx(data.before[at])
    assert last.get_x() + last.get_width() == pytest.approx(data.after[at])
    assert sum(bar.get_width() for bar in steps) == pytest.approx(data.after[at] - data.before[at])
    level = data.before[at]
    for bar in steps:
        assert bar.get_x() == pytest.approx(level)
        level += bar.get_width()
    with pytest.raises(ValueError, match="1999"):
        waterfall_chart(data, 1999)


def test_odd_titles_are_drawn_as_they_are(tmp_path) -> None:
    data = data_of("technology")
    odd = ["$x_1$ & <b>粗体</b>", "=1+1", "很长的措施名称" * 12, "{count}", "a" * 200]
    shares = [replace(share, label=label) for share, label in zip(data.shares, odd, strict=False)]
    strange = replace(data, shares=[*shares, *data.shares[len(odd) :]], title="$\\frac{1}{0}$")
    with layout.chart_style():
        for figure in (wedge_chart(strange), waterfall_chart(strange, 2030)):
            assert any("$x_1$" in text.get_text() for text in figure.texts)
            layout.save(figure, tmp_path / "odd")


def test_no_shares_and_a_rise() -> None:
    still = replace(data_of("technology"), shares=[])
    up = Share("up", "#3d8ecb", [5.0] * len(still.years), [0.0] * len(still.years), [5.0] * len(still.years))
    rise = replace(still, shares=[up], before=[10.0] * len(still.years), after=[15.0] * len(still.years))
    with layout.chart_style():
        for data, shown in ((still, False), (rise, True)):
            for figure in (wedge_chart(data), waterfall_chart(data, 2030)):
                words = [text.get_text() for text in (*figure.texts, *figure.axes[0].texts)]
                words += [label.get_text() for label in figure.axes[0].get_yticklabels()]
                assert ("up" in words) is shown
