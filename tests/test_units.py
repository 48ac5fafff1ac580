"""Units: one model unit per dimension, known spellings only."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.units import DIMENSIONS, UNITS, convert, folded, unit_of

MODEL_UNITS = [
    "1e4 tce", "1e4 t", "1e8 kWh", "1e8 CNY", "1e4 persons", "1e4 vehicles", "1e4 m2", "MW", "h", "ratio",
    "points", "tce/1e4 CNY", "t/1e4 CNY", "kgce/kWh", "kgCO2/kWh", "tCO2/tce", "t/t", "tce/t", "tCO2/GJ",
    "tce/GJ", "tce/person", "kWh/person", "m2/person", "kWh/1e4 CNY", "CNY/tCO2", "1e8 m3", "1e4 ha",
    "persons/household", "year",
]  # fmt: skip


@pytest.mark.parametrize("name", MODEL_UNITS)
def test_a_model_unit_is_left_as_it_is(name):
    assert convert(12.34, name) == (12.34, name)


@pytest.mark.parametrize("spelling", UNITS)
def test_each_spelling_leads_to_a_model_unit_of_its_dimension(spelling):
    unit = UNITS[spelling]
    assert folded(spelling) == spelling
    assert unit.factor > 0
    assert math.isfinite(unit.factor)
    assert UNITS[unit.canonical].dimension == unit.dimension
    assert UNITS[unit.canonical].factor == 1


def test_no_spelling_means_two_things():
    assert sum(len(spellings) for spellings in DIMENSIONS.values()) == len(UNITS)


def test_electricity_is_never_turned_into_coal_by_a_unit():
    assert unit_of("kWh").dimension != unit_of("tce").dimension


@pytest.mark.parametrize(
    ("value", "name", "expected", "canonical"),
    [
        (1, "tce", 1e-4, "1e4 tce"),
        (2, "吨标准煤", 2e-4, "1e4 tce"),
        (1, "PJ", 3.412084, "1e4 tce"),  # 1e6 GJ / 29.3076 GJ/tce = 34 120.84 tce
        (29.3076, "GJ", 1e-4, "1e4 tce"),
        (293.076, "TJ", 1, "1e4 tce"),
        (29.3076, "GJ/t", 1, "tce/t"),
        (12000, "万千瓦时", 1.2, "1e8 kWh"),
        (0.5, "TWh", 5, "1e8 kWh"),
        (1, "1e4 kW", 10, "MW"),
        (1.5, "GW", 1500, "MW"),
        (30, "万亩", 2, "1e4 ha"),  # 15 mu to the hectare
        (15, "1e4 mu", 1, "1e4 ha"),
        (3, "km2", 0.03, "1e4 ha"),  # 100 ha to the km2
        (1, "Mt", 100, "1e4 t"),
        (1, "1e8 t", 10000, "1e4 t"),
        (304.9, "gce/kWh", 0.3049, "kgce/kWh"),
        (3.049, "tce/1e4 kWh", 0.3049, "kgce/kWh"),
        (5, "%", 0.05, "ratio"),
        (5, "‰", 0.005, "ratio"),
        (2, "%-points", 0.02, "points"),
        (850, "kgce/1e4 CNY", 0.85, "tce/1e4 CNY"),
        (0.85, "万吨标准煤/亿元", 0.85, "tce/1e4 CNY"),
        (6.4e8, "m3", 6.4, "1e8 m3"),
        (1.33, "tce/1000m3", 1.33, "kgce/m3"),
    ],
)
def test_conversions_by_hand(value, name, expected, canonical):
    got, unit = convert(value, name)
    assert got == pytest.approx(expected, rel=1e-6)
    assert unit == canonical


@given(st.integers(-1000, 1000))
def test_whole_percentages_stay_round(percent):
    assert convert(percent, "%") == (float(f"{percent}e-2"), "ratio")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (" 万吨 ", "万吨"),
        ("％", "%"),
        ("ｔｃｅ", "tce"),
        ("万m²", "万m2"),
        ("10^4 tce", "1e4 tce"),
        ("亿m³", "亿m3"),
    ],
)
def test_spellings_are_folded(written, plain):
    assert unit_of(written) == UNITS[plain]


@pytest.mark.parametrize("name", ["", " ", "kwh", "TCE", "吨煤", "tC", "10⁴ tce", "万"])
def test_nothing_is_guessed(name):
    assert unit_of(name) is None
    with pytest.raises(KeyError):
        convert(1.0, name)
