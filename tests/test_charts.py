"""The charts of a run, from made-up data: nothing collides, nothing is missing, the same bytes twice."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from simulator.report.charts import layout as chart_layout
from simulator.report.charts import palette
from simulator.report.charts import run as charts
from simulator.report.charts.run import Band, ChartData, PeakMark, TargetMark

pytestmark = pytest.mark.filterwarnings("error")  # matplotlib only warns of a missing glyph

WORDS = {
    "energy": ("Energy", "能源"),
    "industry": ("Industry", "工业"),
    "buildings": ("Buildings", "建筑"),
    "transport": ("Transport", "交通"),
    "agriculture": ("Agriculture", "农业"),
    "households": ("Households", "居民生活"),
    "technology": ("Technology and sinks", "科技创新与碳汇"),
    "coal": ("Coal", "煤炭"),
    "oil": ("Oil products", "油品"),
    "gas": ("Natural gas", "天然气"),
    "waste": ("Waste incineration", "垃圾焚烧"),
    "biomass": ("Biomass", "生物质"),
    "hydro": ("Hydropower", "水电"),
    "solar": ("Solar power", "光伏"),
    "wind": ("Wind power", "风电"),
    "hydrogen": ("Hydrogen", "氢能"),
    "import_electricity": ("Net imported electricity", "净调入电力"),
    "import_heat": ("Net imported heat", "净调入热力"),
    "other": ("Other", "其他"),
    "energy_total": ("Total energy consumption", "能源消费总量"),
    "co2_total": ("Total CO₂ emissions", "二氧化碳排放总量"),
    "energy_intensity": ("Energy per unit of GDP", "单位GDP能耗"),
    "co2_intensity": ("CO₂ per unit of GDP", "单位GDP二氧化碳排放"),
    "low_high": ("Low to high", "低—高情形"),
    "frozen_grid": ("Grid factor frozen at 2020", "冻结电网因子（2020年）"),
    "actual_until": ("actual data to here", "实际数据截止"),
    "target": ("Target", "目标"),
    "central": ("Central case", "中值情形"),
    "history": ("Published", "公布值"),
    "unit.co2": ("10⁴ t CO₂", "万吨CO₂"),
    "unit.energy": ("10⁴ tce", "万吨标准煤"),
    "unit.energy_intensity": ("tce per 10⁴ yuan", "吨标准煤/万元"),
    "unit.co2_intensity": ("t CO₂ per 10⁴ yuan", "吨CO₂/万元"),
    "view.end_use": ("End use (with electricity and heat)", "终端用能视角（含电力、热力）"),
    "view.source": ("Source (direct emissions)", "排放源视角（直接排放）"),
    "chart.co2_by_sector": ("CO₂ emissions by sector", "分领域二氧化碳排放"),
    "chart.energy_by_source": ("Primary energy by source", "分品种一次能源消费"),
    "chart.four_indicators": ("Energy and carbon indicators", "能耗与碳排放双控指标"),
    "chart.joint_reduction": ("CO₂ and air pollutants", "减污降碳协同"),
    "unit.index": ("first year = 100", "首年=100"),
    "so2_total": ("SO2", "二氧化硫"),
    "nox_total": ("NOx", "氮氧化物"),
    "chart.sector_views": ("Two views of CO₂ by sector", "两种视角的分领域排放"),
}
ACCOUNTING = {
    "en": "Accounting: end-use view, imported electricity at the provincial factor; electricity at the 2020 "
    "rate of 0.3049 kgce/kWh; GDP in 2020 prices; without process emissions, aviation and shipping.",
    "zh": "口径：终端用能视角，含净调入电力间接排放（省级电网因子 0.4153→0.3000 tCO₂/MWh）；电力按 2020 年"
    "等价值 0.3049 kgce/kWh 折算；GDP 为 2020 年可比价；不含工业过程、国际航空与航海。",
}
SECTOR_CO2 = {
    "energy": 60,
    "industry": 420,
    "buildings": 130,
    "transport": 170,
    "agriculture": 18,
    "households": 95,
}
LONG_TITLE = "义乌市 衢州市 上虞区 埇桥区 · 二氧化碳 CO₂ 排放 ≤ 1,012 万t ± 5‰，约 −3 ℃ · 高质量政策情景"


def made_up(
    lang="zh", peak=2029, last=2035, actual=2023, size=1.0, export=False, targets=(2025, 2030), history=True
):
    """Chart data of an invented region whose CO2 swells around the peak year."""
    years = np.arange(2020, last + 1)
    time = (years - 2020).astype(float)
    swell = size * (1 + 0.4 * np.exp(-(((years - peak) / 7.0) ** 2)))
    sectors = {name: value * swell for name, value in SECTOR_CO2.items()}
    sectors["technology"] = -3.0 * size * np.clip(time - 5, 0, None)
    sources = {name: value * (3.5 if name == "energy" else 0.6) for name, value in sectors.items()}
    energy = made_up_energy(time, swell, export)
    gdp = 1500 * size * 1.055**time
    totals = {"energy_total": sum(energy.values()), "co2_total": sum(sectors.values())}
    central = totals | {f"{name[:-6]}_intensity": total / gdp for name, total in totals.items()}
    widening = 0.012 * np.clip(years - actual, 0, None)
    bands = {name: Band(line, line * (1 - widening), line * (1 + widening)) for name, line in central.items()}
    co2 = central["co2_total"]
    top = int(co2.argmax())
    peak_words = "Peak {}: {:,.0f} ×10⁴ t" if lang == "en" else "{} 年达峰  {:,.0f} 万吨"
    past = np.array([2015, 2018, 2020, 2021])
    goals = [(name, line, year) for name, line in central.items() for year in targets]
    known = {name: (past, np.interp(past, years, line)) for name, line in central.items()}
    return ChartData(
        title="Yiwu · Baseline" if lang == "en" else "义乌市 · 基准情景",
        accounting=ACCOUNTING[lang],
        mark="Internal estimate" if lang == "en" else "内部测算",
        years=years,
        actual_until=actual,
        co2_sector=sectors,
        co2_source=sources,
        co2_total=bands["co2_total"],
        co2_frozen_grid=co2 * (1 + 0.012 * time),
        energy_source=energy,
        joint={name: 100.0 * line / line[0] for name, line in polluting(co2, time).items()},
        indicators=bands,
        peak=PeakMark(int(years[top]), float(co2[top]), peak_words.format(years[top], co2[top])),
        targets=[made_up_target(lang, name, line, years, year) for name, line, year in goals],
        history=known if history else {},
        names={name: words[lang == "zh"] for name, words in WORDS.items()},
    )


def polluting(co2, time):
    return {"co2_total": co2, "so2_total": co2 * 0.93**time, "nox_total": co2 * 0.96**time}


def made_up_energy(time, swell, export):
    flat = {"waste": 9, "biomass": 6, "hydro": 8, "wind": 4, "hydrogen": 2, "import_heat": 5, "other": 3}
    sources = {name: value * swell for name, value in flat.items()}
    sources |= {"coal": 300 * swell * (1 - 0.02 * time), "oil": 120 * swell, "gas": 55 * swell}
    sources["solar"] = 4 * swell * 1.1**time
    sources["import_electricity"] = (40 - 9 * time if export else 80 + 5 * time) * swell
    return sources


def made_up_target(lang, indicator, line, years, year):
    value = 0.96 * float(np.interp(year, years, line))
    words = "{} target ≤ {}" if lang == "en" else "{} 年目标 ≤ {}"
    return TargetMark(indicator, year, value, words.format(year, f"{value:,.{0 if value > 100 else 2}f}"))


VARIANTS = {
    "chinese": {},
    "english": {"lang": "en"},
    "peaked before start": {"peak": 2012, "actual": 2020, "history": False},
    "peak in the last year": {"lang": "en", "peak": 2045, "targets": (2035,)},
    "export of electricity": {"export": True, "peak": 2026},
    "many targets": {"targets": (2022, 2025, 2027, 2030, 2035)},
    "many targets in English": {"lang": "en", "targets": (2025, 2026, 2028, 2030, 2035), "peak": 2035},
    "large, to 2060": {"size": 120.0, "last": 2060},
    "small, eight years": {"size": 0.004, "last": 2027, "targets": (2025, 2030)},
}


def texts_of(figure):
    """Words and box, in dots, of every text that is to be seen."""
    from matplotlib.text import Text

    figure.canvas.draw()
    found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [(text.get_text(), text.get_window_extent().padded(-0.5)) for text in found]


@pytest.mark.parametrize("chart", charts.CHARTS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_no_text_touches_another_or_leaves_the_picture(variant, chart):
    with chart_layout.chart_style():
        figure = charts.CHARTS[chart](made_up(**VARIANTS[variant]))
        texts = texts_of(figure)
    assert len(texts) > 12
    touching = [(one, two) for (one, box), (two, other) in combinations(texts, 2) if box.overlaps(other)]
    assert touching == []
    whole = figure.bbox
    outside = [words for words, box in texts if not (whole.contains(*box.p0) and whole.contains(*box.p1))]
    assert outside == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_peak_and_every_target_within_the_years_are_labelled(variant):
    data = made_up(**VARIANTS[variant])
    shown = [target for target in data.targets if target.year <= data.years[-1]]
    with chart_layout.chart_style():
        stacked = {words for words, _ in texts_of(charts.co2_by_sector(data))}
        panels = {words for words, _ in texts_of(charts.four_indicators(data))}
    assert {target.label for target in shown} <= panels
    assert {target.label for target in shown if target.indicator == "co2_total"} <= stacked
    assert data.peak.label in stacked


def test_eight_files_with_the_same_bytes_each_time(tmp_path):
    first = charts.draw_charts(made_up(), tmp_path / "first")
    again = charts.draw_charts(made_up(), tmp_path / "again")
    names = ("co2_by_sector", "energy_by_source", "four_indicators", "sector_views", "joint_reduction")
    assert [file.name for file in first] == [f"{name}.{kind}" for name in names for kind in ("png", "svg")]
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in again]


def test_files_say_neither_when_nor_by_which_program_they_were_made(tmp_path):
    for file in charts.draw_charts(made_up(), tmp_path):
        content = file.read_bytes()
        assert not any(word in content for word in (b"tEXt", b"tIME", b"Software", b"dc:date", b"Matplotlib"))
        assert file.suffix == ".png" or b"<text" not in content  # paths, so that it needs no font


def test_every_character_has_a_glyph(tmp_path):
    files = charts.draw_charts(replace(made_up(), title=LONG_TITLE, accounting=LONG_TITLE * 3), tmp_path)
    assert len(files) == 2 * len(
        charts.CHARTS
    )  # a glyph that is missing warns, and a warning is an error in this file


def test_a_title_may_hold_dollars(tmp_path):
    files = charts.draw_charts(replace(made_up(lang="en"), title="$1 a_b to $2"), tmp_path)
    assert all(file.stat().st_size > 0 for file in files)  # as mathematics it would raise


def test_a_missing_name_is_refused_before_anything_is_drawn(tmp_path):
    data = made_up()
    for name in ("coal", "target", "unit.co2", "chart.sector_views", "households"):
        words = {key: word for key, word in data.names.items() if key != name}
        with pytest.raises(KeyError, match=name):
            charts.draw_charts(replace(data, names=words), tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_matplotlib_waits_for_the_first_chart_and_pyplot_is_never_imported(tmp_path):
    program = f"""
import sys
from simulator.report.charts import run as charts
early = [name for name in ("matplotlib", "numpy") if name in sys.modules]
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_charts import made_up
from pathlib import Path
charts.draw_charts(made_up(), Path({str(tmp_path)!r}))
print(early, "matplotlib.pyplot" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "[] False\n", done.stderr


# ---- stacks ----


def test_positive_parts_stack_up_and_negative_parts_down():
    years = np.array([2020, 2021])
    series = {"coal": np.array([3.0, 3.0]), "oil": np.array([-1.0, -2.0]), "gas": np.array([2.0, 2.0])}
    found = {
        layer.name: (layer.lower.tolist(), layer.upper.tolist()) for layer in charts.stack(years, series)
    }
    assert found == {
        "coal": ([0.0, 0.0], [3.0, 3.0]),
        "gas": ([3.0, 3.0], [5.0, 5.0]),
        "oil": ([-1.0, -2.0], [0.0, 0.0]),
    }


def test_a_series_that_changes_sign_tapers_to_zero_in_between():
    years = np.array([2020, 2021])
    layers = charts.stack(years, {"import_electricity": np.array([1.0, -3.0]), "coal": np.array([2.0, 2.0])})
    up, down = (layer for layer in layers if layer.name == "import_electricity")
    assert up.x.tolist() == [2020, 2020.25, 2021]  # a quarter of the way from 1 to -3
    assert (up.upper - up.lower).tolist() == [1.0, 0.0, 0.0]
    assert down.lower.tolist() == [0.0, 0.0, -3.0]


def test_series_of_zeros_are_left_out():
    assert charts.stack(np.array([2020, 2021]), {"coal": np.zeros(2)}) == []


def test_a_region_without_any_energy_still_has_charts(tmp_path):
    nothing = np.zeros(16)
    bands = dict.fromkeys(charts.PANEL_UNITS, Band(nothing, nothing, nothing))
    empty = replace(
        made_up(), co2_sector={}, co2_source={}, energy_source={}, indicators=bands, peak=None, targets=[]
    )
    files = charts.draw_charts(replace(empty, co2_total=bands["co2_total"], history={}, mark=""), tmp_path)
    assert len(files) == 2 * len(charts.CHARTS)


def test_names_beside_a_stack_are_moved_apart_as_little_as_possible():
    assert chart_layout.spread([0.2, 0.8], [0.1, 0.1]) == pytest.approx([0.2, 0.8])
    assert chart_layout.spread([0.5, 0.5, 0.5], [0.1, 0.1, 0.1]) == pytest.approx([0.4, 0.5, 0.6])
    assert chart_layout.spread([0.0, 0.01], [0.1, 0.1]) == pytest.approx([0.05, 0.15])
    assert chart_layout.spread([0.99, 1.0], [0.1, 0.2]) == pytest.approx([0.75, 0.9])


def test_lines_break_between_words_and_never_before_punctuation():
    with chart_layout.chart_style():
        assert chart_layout.wrap("Net imported electricity", 9.5, 1.2) == ["Net imported", "electricity"]
        lines = chart_layout.wrap("口径：终端用能视角，含净调入电力。" * 6, 8.5, 3.0)
    assert len(lines) > 3
    assert all(line[0] not in "，。：" for line in lines)


# ---- colours and font ----

# Machado, Oliveira and Fernandes 2009, severity 1.0; rows of a matrix on linear RGB.
VISION = {
    "normal": [1.0, 0, 0, 0, 1, 0, 0, 0, 1],
    "protanopia": [
        0.152286,
        1.052583,
        -0.204868,
        0.114503,
        0.786281,
        0.099216,
        -0.003882,
        -0.048116,
        1.051998,
    ],
    "deuteranopia": [
        0.367322,
        0.860646,
        -0.227968,
        0.280085,
        0.672501,
        0.047413,
        -0.011820,
        0.042940,
        0.968881,
    ],
    "tritanopia": [
        1.255528,
        -0.076749,
        -0.178779,
        -0.078411,
        0.930809,
        0.147602,
        0.004733,
        0.691367,
        0.303900,
    ],
}
# Ottosson 2020: linear RGB to cone responses, and their cube roots to Oklab.
CONES = np.array(
    [[0.412221, 0.536333, 0.051446], [0.211903, 0.680700, 0.107397], [0.088302, 0.281719, 0.629979]]
)
OKLAB = np.array(
    [[0.210454, 0.793618, -0.004072], [1.977998, -2.428592, 0.450594], [0.025904, 0.782772, -0.808676]]
)


def seen(colour, vision):
    """A colour as Oklab times 100, as someone with this vision sees it."""
    coded = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return 100 * OKLAB @ np.cbrt(CONES @ np.clip(np.reshape(VISION[vision], (3, 3)) @ linear, 0, 1))


def difference(one, two):
    """The least difference of two colours over all kinds of vision; 2 is just noticeable."""
    return min(float(np.linalg.norm(seen(one, kind) - seen(two, kind))) for kind in VISION)


@pytest.mark.parametrize("table", [palette.SECTORS, palette.SOURCES])
def test_neighbours_in_a_stack_differ_clearly_for_every_eye(table):
    assert min(difference(one, two) for one, two in pairwise(table.values())) > 12
    assert min(difference(one, two) for one, two in combinations(table.values(), 2)) > 6


def test_scenarios_differ_for_every_eye():
    assert min(difference(one, two) for one, two in combinations(palette.SCENARIOS, 2)) > 6


def test_the_font_has_the_characters_of_reports_and_of_place_names():
    from fontTools.ttLib import TTFont

    font = TTFont(chart_layout.FONT_FILE)
    have = font.getBestCmap().keys()
    needed = (
        "义乌衢州上虞埇亳濮泸儋崆峒鄞嵊椒婺瓯浬氹垟" + "CO₂ CH₄ N₂O SF₆ m² ≤≥±×÷→−–—…·°℃％‰、。《》（）①⑳αβ"
    )
    assert [character for character in needed if ord(character) not in have] == []
    assert len(have) > 9000
    assert chart_layout.FONT_FILE.stat().st_size < 4_000_000
    names = {record.toUnicode() for record in font["name"].names if record.nameID in (1, 4, 16)}
    assert names == {chart_layout.FONT_FAMILY}  # the licence wants a modified font to have its own name
    assert (chart_layout.FONT_FILE.parent / "OFL.txt").read_text("utf-8").count("SIL OPEN FONT LICENSE")
