"""The energy flow of a year: what comes into a box leaves it, and the chart shows all of it legibly."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
import xarray
from records import record_of
from test_charts import texts_of

from simulator.report.charts.layout import chart_style
from simulator.report.charts.sankey import (
    LEAST,
    at_least,
    columns_of,
    draw_flow_chart,
    flow_chart,
    flow_note,
    sankey_block,
)
from simulator.report.charts.sankey_flows import COLUMNS, energy_flows
from simulator.report.charts.sankey_places import Flow, Need, place
from simulator.report.charts.sheet import SHEETS, on_sheet

SCENARIOS = ("yiwu/stated_policies", "quzhou/stated_policies", "quzhou/neutrality", "shangyu/baseline")
YEARS = (2025, 2030, 2060)


def made_up(**changed):
    """One year of an invented region, 10^4 tce; electricity 0.1229 kgce/kWh.

    Electricity: CHP 12, solar 9, net import 25 in; users 36, losses 2 (5 % of 40), capture 2, storage 1,
    electrolyser 5 out. Heat: CHP 25 in; users 20 and losses 5 out. Hydrogen: 3.5 made, 4 used.
    """
    energy = {
        "industry.steel": {"coal": 50.0, "electricity": 30.0, "heat": 20.0},
        "transport.bus": {"diesel": 40.0, "hydrogen": 4.0, "electricity": 6.0},
    }
    fuels = {"coal": "coal", "diesel": "oil", "hydrogen": "hydrogen", "electricity": "", "heat": ""}
    plants = {  # kind, source, fuel, electricity, heat
        "chp": ("chp", "coal", 60.0, 12.0, 25.0),
        "solar": ("generator", "solar", 9.0, 9.0, 0.0),
        "storage": ("storage", "", 0.0, -1.0, 0.0),
        "electrolyser": ("electrolyser", "hydrogen", -3.5, -5.0, 0.0),
    } | changed.pop("plants", {})
    used = [[[[row.get(fuel, 0.0) for fuel in fuels] for row in energy.values()]]]
    kinds, sources, *numbers = zip(*plants.values(), strict=True)
    made = {
        f"plant_{name}": part for name, part in zip(("fuel", "electricity", "heat"), numbers, strict=True)
    }
    variables = {
        "final_energy": (("case", "year", "branch", "fuel"), np.array(used)),
        **{name: (("case", "year", "plant"), np.array([[part]])) for name, part in made.items()},
        "electricity_use": (("case", "year"), [[40 / 1.229]]),
        "electricity_losses": 0.05,
        "heat_losses": 0.2,
        "calorific_rate": 0.1229,
    }
    coordinates = {
        "case": ["central"],
        "year": [2025],
        "branch": list(energy),
        "branch_sector": ("branch", ["industry", "transport"]),
        "fuel": list(fuels),
        "fuel_source": ("fuel", list(fuels.values())),
        "plant": list(plants),
        "plant_kind": ("plant", list(kinds)),
        "plant_source": ("plant", list(sources)),
    }
    return xarray.Dataset(variables | changed, coordinates)


def through(flows):
    """What comes into and goes out of each box."""
    came, went = defaultdict(float), defaultdict(float)
    for flow in flows:
        went[flow.start] += flow.value
        came[flow.end] += flow.value
    return came, went


def test_flows_of_a_region_worked_out_by_hand():
    assert {flow[:3]: flow.value for flow in energy_flows(made_up(), 2025)} == pytest.approx(
        {
            ("coal", "chp", "coal"): 60,
            ("chp", "electricity", "electricity"): 12,
            ("chp", "heat", "heat"): 25,
            ("chp", "losses", "losses"): 60 - 12 - 25,
            ("solar", "electricity", "solar"): 9,
            ("import_electricity", "electricity", "import_electricity"): 46 - 12 - 9,
            ("electricity", "industry", "electricity"): 30,
            ("electricity", "transport", "electricity"): 6,
            ("electricity", "losses", "losses"): 2 + 1,
            ("electricity", "capture", "electricity"): 2,
            ("electricity", "electrolyser", "electricity"): 5,
            ("electrolyser", "losses", "losses"): 5 - 3.5,
            ("electrolyser", "transport", "hydrogen"): 3.5,
            ("heat", "industry", "heat"): 20,
            ("heat", "losses", "losses"): 5,
            ("coal", "fuels", "coal"): 50,
            ("oil", "fuels", "oil"): 40,
            ("hydrogen", "fuels", "hydrogen"): 4 - 3.5,
            ("fuels", "industry", "coal"): 50,
            ("fuels", "transport", "oil"): 40,
            ("fuels", "transport", "hydrogen"): 0.5,
        }
    )


def test_more_electricity_than_is_used_is_exported():
    flows = energy_flows(made_up(plants={"solar": ("generator", "solar", 60.0, 60.0, 0.0)}), 2025)
    found = {flow[:2]: flow.value for flow in flows}
    assert found["electricity", "export"] == pytest.approx(60 + 12 - 46)
    assert ("import_electricity", "electricity") not in found


def test_a_heat_pump_takes_the_rest_from_outside():
    flows = energy_flows(made_up(plants={"pump": ("boiler", "gas", 2.0, 0.0, 6.0)}), 2025)
    assert {flow[:2]: flow.value for flow in flows}["ambient", "boiler"] == pytest.approx(4)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_comes_into_a_box_leaves_it(scenario):
    dataset = record_of(scenario).dataset
    for case in dataset["case"].values:
        for year in (int(dataset["year"][0]), *YEARS):
            flows = energy_flows(dataset, year, str(case))
            came, went = through(flows)
            inner = came.keys() & went.keys()
            assert {"electricity", "fuels"} <= inner
            assert {box: came[box] for box in inner} == pytest.approx(
                {box: went[box] for box in inner}, rel=1e-9
            )
            supply, use = (sum(part[box] for box in part.keys() - inner) for part in (went, came))
            assert supply == pytest.approx(use, rel=1e-9)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_sectors_get_their_final_energy_and_plants_their_fuel(scenario):
    dataset = record_of(scenario).dataset
    at = dataset.sel(year=2030, case="central")
    came, went = through(energy_flows(dataset, 2030))
    for sector in set(at["branch_sector"].values):
        final = float(at["final_energy"].where(at["branch_sector"] == sector).sum())
        assert came.get(sector, 0.0) == pytest.approx(final, rel=1e-9)
    coal = at["final_energy"].where(at["fuel_source"] == "coal").sum()
    coal = float(coal + at["plant_fuel"].where(at["plant_source"] == "coal").sum())
    assert went.get("coal", 0.0) == pytest.approx(coal, rel=1e-9)


def test_every_flow_goes_to_the_right():
    column = {name: number for number, names in enumerate(COLUMNS) for name in names}
    for scenario in SCENARIOS:
        for flow in energy_flows(record_of(scenario).dataset, 2030):
            assert column[flow.start] < column[flow.end]
            assert flow.value > 0


# ---- where things stand ----


def test_boxes_stand_apart_and_ribbons_fill_them():
    flows = energy_flows(record_of("quzhou/stated_policies").dataset, 2030)
    columns = columns_of(flows)
    places = place(flows, columns, {box: Need(0.02, 0.05) for part in columns for box in part})
    for part in columns:
        edges = sorted(places.boxes[box] for box in part)
        assert all(-1e-9 < foot < head < 1 + 1e-9 for foot, head in edges), edges
        assert all(below[1] <= above[0] for below, above in pairwise(edges))
    came, went = through(flows)
    sizes = {box: head - foot for box, (foot, head) in places.boxes.items()}
    scale = sizes["industry"] / came["industry"]
    assert sizes == pytest.approx({box: scale * max(came[box], went[box]) for box in sizes})
    for ribbon in places.ribbons:
        assert ribbon.thickness == pytest.approx(scale * ribbon.flow.value)
        for box, upper in ((ribbon.flow.start, ribbon.edges[0][0]), (ribbon.flow.end, ribbon.edges[-1][1])):
            foot, head = places.boxes[box]
            assert foot - 1e-9 <= upper - ribbon.thickness < upper <= head + 1e-9


def test_two_flows_that_would_cross_are_ordered_so_that_they_do_not():
    flows = [Flow("a", "y", "coal", 2.0), Flow("b", "x", "oil", 1.0)]
    boxes = place(flows, [["a", "b"], ["x", "y"]], {name: Need(0.1) for name in "abxy"}).boxes
    assert (boxes["a"] > boxes["b"]) == (boxes["y"] > boxes["x"])


# ---- the chart ----


@pytest.mark.parametrize("size", SHEETS)
@pytest.mark.parametrize("scenario", SCENARIOS[:2])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_box_is_named_and_no_name_touches_another(scenario, lang, size):
    record = record_of(scenario)
    for year in (2020, 2030, 2060):
        chart = flow_chart(record, year, lang, rates_only=False)
        with on_sheet(size), chart_style():
            figure = draw_flow_chart(chart)
            texts = texts_of(figure)
        told = "".join(words for words, _ in texts).replace("\n", "").replace(" ", "")
        assert [name for name in chart.names.values() if name.replace(" ", "") not in told] == []
        assert [(a, b) for (a, box), (b, other) in combinations(texts, 2) if box.overlaps(other)] == []
        whole = figure.bbox
        assert [
            words for words, box in texts if not (whole.contains(*box.p0) and whole.contains(*box.p1))
        ] == []


def test_rates_only_tells_shares_that_add_up_to_the_supply():
    chart = flow_chart(record_of("yiwu/stated_policies"), 2030, "en", rates_only=True)
    assert (chart.shares, chart.words.unit) == (True, "% of the supply")
    with chart_style():
        texts = [words.replace("\n", " ") for words, _ in texts_of(draw_flow_chart(chart))]
    supply = [chart.names[box] for box in COLUMNS[0] if box in chart.names]
    shares = [
        words.removeprefix(name).strip() for name in supply for words in texts if words.startswith(name)
    ]
    assert len(shares) == len(supply)
    assert sum(float(share.rstrip("%").lstrip("<")) for share in shares) == pytest.approx(100, abs=0.6)


def test_a_block_of_a_document():
    block = sankey_block(record_of("yiwu/stated_policies"), 2030, "en")
    assert (block.name, block.caption) == (
        "energy_flow_2030",
        "Energy flow in 2030 (10⁴ tce by energy content)",
    )
    with pytest.raises(ValueError, match="2019 is outside 2020 to 2060"):
        sankey_block(record_of("yiwu/stated_policies"), 2019, "en")


def test_a_region_without_any_energy_has_a_chart_without_boxes():
    chart = replace(flow_chart(record_of("yiwu/baseline"), 2030, "en", rates_only=True), flows=[], names={})
    with chart_style():
        words = [words for words, _ in texts_of(draw_flow_chart(chart))]
    assert words[1:3] == ["Energy flow in 2030", "Yiwu · Baseline"]


def test_the_chart_says_how_it_counts():
    flow = Flow("recovered", "recovery", "recovered", 1.0)
    assert flow_note([flow], 0.1229, "en").startswith("Central case; every carrier by its energy content")
    assert "0.1229 kgce/kWh" in flow_note([flow], 0.1229, "en")
    assert flow_note([flow], 0.1229, "zh").endswith("余能余气已计入工业燃料，此处为再次利用")
    assert "recovered" not in flow_note([Flow("coal", "fuels", "coal", 1.0)], 0.1229, "en")


def test_next_to_nothing_is_not_written_as_zero():
    assert (at_least(0.0004), at_least(LEAST), at_least(123.4)) == ("<0.1", "0.100", "123")
