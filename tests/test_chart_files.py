"""Charts drawn again from a result folder for a draft, a journal or a slide: laid out anew, never scaled."""

from __future__ import annotations

import re
from itertools import combinations
from struct import unpack

import pytest
from records import record_of
from test_charts import VARIANTS, made_up, texts_of

from simulator import compare, load
from simulator.report.chart_files import FLOW_YEARS, figures_of, run_figures, write_charts
from simulator.report.charts import layout as chart_layout
from simulator.report.charts import run as charts
from simulator.report.charts.sheet import SHEETS, on_sheet, sheet, sheet_of
from simulator.report.compare.folder import write_comparison
from simulator.report.record import read_records

pytestmark = pytest.mark.filterwarnings("error")  # matplotlib only warns of a missing glyph

WIDTHS = {"draft": 16.0, "journal": 8.5, "slide": 33.87}  # cm; a slide of 16:9 is 13.33 inches wide
TEXT = {"draft": (7.0, 13.0), "journal": (6.0, 11.0), "slide": (12.0, 21.0)}  # points, least and most


def sized(name):
    """A run of every chart on the sheet of that name."""
    with on_sheet(name), chart_layout.chart_style():
        return {chart: draw(made_up(targets=(2025, 2030))) for chart, draw in charts.CHARTS.items()}


@pytest.mark.parametrize("size", WIDTHS)
def test_every_chart_has_the_width_of_its_sheet_and_text_to_read(size):
    from matplotlib.text import Text

    for chart, figure in sized(size).items():
        assert 2.54 * figure.get_figwidth() == pytest.approx(WIDTHS[size], abs=0.01), chart
        points = {text.get_fontsize() for text in figure.findobj(Text) if text.get_text().strip()}
        least, most = TEXT[size]
        assert least <= min(points) <= max(points) <= most, chart


@pytest.mark.parametrize("size", WIDTHS)
@pytest.mark.parametrize("variant", ["many targets in English", "export of electricity"])
def test_no_text_touches_another_or_leaves_the_picture(size, variant):
    data = made_up(**VARIANTS[variant])
    for chart, draw in charts.CHARTS.items():
        with on_sheet(size), chart_layout.chart_style():
            figure = draw(data)
            texts = texts_of(figure)
        assert [(a, b) for (a, box), (b, other) in combinations(texts, 2) if box.overlaps(other)] == [], chart
        whole = figure.bbox
        outside = [words for words, box in texts if not (whole.contains(*box.p0) and whole.contains(*box.p1))]
        assert outside == [], chart


@pytest.mark.parametrize("scenario", ["yiwu/stated_policies", "quzhou/stated_policies"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", WIDTHS)
def test_no_text_of_a_real_run_touches_another(scenario, lang, size):
    data = record_of(scenario).charts(lang)
    for chart, draw in charts.CHARTS.items():
        with on_sheet(size), chart_layout.chart_style():
            texts = texts_of(draw(data))
        assert [(a, b) for (a, box), (b, other) in combinations(texts, 2) if box.overlaps(other)] == [], chart


def test_strokes_grow_with_the_text_and_are_as_before_afterwards():
    with on_sheet("slide"), chart_layout.chart_style():
        figure = charts.joint_reduction(made_up())
        (line, *_) = figure.axes[0].lines
        before = line.get_linewidth()
        with chart_layout.strokes_in_proportion(figure):
            assert line.get_linewidth() == pytest.approx(before * 14.0 / 9.5)
        assert line.get_linewidth() == pytest.approx(before)


def test_a_sheet_holds_only_within_its_block():
    assert sheet() == SHEETS["screen"]
    with on_sheet("journal"):
        assert sheet() == SHEETS["journal"]
        with on_sheet("slide"):
            assert sheet() == SHEETS["slide"]
        assert sheet() == SHEETS["journal"]
    assert sheet() == SHEETS["screen"]


def test_a_sheet_of_no_such_name_is_refused():
    with pytest.raises(KeyError), on_sheet("poster"):
        pass


def test_lengths_of_a_sheet_grow_with_its_text():
    twice = sheet_of(19.0, width=10.0)
    assert (twice.margin, twice.small, twice.width) == (2 * sheet().margin, 2 * sheet().small, 10.0)
    assert twice.em(0.5) == 1.0


# ---- files ----


def test_every_chart_and_the_energy_flow_of_three_years():
    names = [name for name, _ in run_figures(record_of("yiwu/stated_policies"), "zh", rates_only=False)]
    assert names == [*charts.CHARTS, "energy_flow_2020", f"energy_flow_{FLOW_YEARS[0]}", "energy_flow_2060"]


def test_charts_of_a_comparison_and_of_each_of_its_runs(tmp_path):
    plans = [load(f"yiwu/{name}") for name in ("baseline", "stated_policies")]
    record = read_records([write_comparison(compare(plans), tmp_path, charts=False)])[0]
    names = [name for name, _ in figures_of(record, "zh")]
    shared = [name for name in names if not name.startswith("yiwu-")]
    assert {"lines", "sectors", "differences", "indicators"} <= set(shared)
    runs = [name for name in names if name not in shared]
    assert runs == [
        f"yiwu-{scenario}-{name}"
        for scenario in ("baseline", "stated_policies")
        for name, _ in run_figures(record.runs[0], "zh", rates_only=False)
    ]
    assert len(set(names)) == len(names)
    assert {name.partition("-")[0] for name, _ in figures_of(record, "zh", rates_only=True)} == {"yiwu"}


def test_charts_of_rates_tell_no_total():
    names = [name for name, _ in run_figures(record_of("yiwu/stated_policies"), "zh", rates_only=True)]
    assert names == ["joint_reduction", "energy_flow_2020", "energy_flow_2030", "energy_flow_2060"]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The charts of a run for a draft, in every kind."""
    return write_charts(record_of("yiwu/stated_policies"), tmp_path_factory.mktemp("charts"), "zh", "draft")


def test_the_same_bytes_each_time_in_every_kind(files, tmp_path):
    again = write_charts(record_of("yiwu/stated_policies"), tmp_path, "zh", "draft")
    assert [file.suffix for file in files] == [".png", ".svg", ".pdf"] * 8
    assert [file.read_bytes() for file in files] == [file.read_bytes() for file in again]
    stamps = (b"tIME", b"Software", b"dc:date", b"Matplotlib", b"CreationDate", b"Producer")
    assert [(file.name, word) for file in files for word in stamps if word in file.read_bytes()] == []


def test_files_say_how_large_they_are(files):
    png, svg, pdf = (file.read_bytes() for file in files[:3])
    inches = 16 / 2.54
    assert unpack(">I", png[16:20])[0] == int(300 * inches)
    assert float(re.search(rb'<svg[^>]* width="([\d.]+)pt"', svg)[1]) == pytest.approx(72 * inches)
    assert float(re.search(rb"/MediaBox \[ ?0 0 ([\d.]+)", pdf)[1]) == pytest.approx(72 * inches, abs=0.01)
    assert b"/Type0" in pdf  # letters, not outlines
