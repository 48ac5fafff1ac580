"""Units, converted once, at the boundary: a small table from spelling to model unit.

Inside the model every quantity has one unit, the canonical one (energy "1e4 tce", CO2 and mass "1e4 t",
electricity "1e8 kWh", money "1e8 CNY", ...). Nothing is guessed: a spelling outside the table is unknown.
Electricity is a dimension of its own, because its coal equivalent is a dated parameter and no unit factor.

>>> convert(57, "%")
(0.57, 'ratio')
>>> convert(1326.6, "万吨标准煤")
(1326.6, '1e4 tce')
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

GJ_PER_TCE = 29.3076  # GB/T 2589: 7000 kcal x 4.1868 kJ/kcal per kg of coal equivalent
PER_KWH = 10.0  # 1 kg/kWh = 10 x 10^4 t / 10^8 kWh, of coal equivalent or of CO2
HOURS_MEGAWATT = 1e-5  # 10^8 kWh per MW and hour
MU_PER_HECTARE = 15


class Unit(NamedTuple):
    """dimension: what is measured; factor: model units in one such unit; canonical: the model unit."""

    dimension: str
    factor: float
    canonical: str


# dimension: {spelling: how many model units it is}; the first spelling is the canonical one
DIMENSIONS: dict[str, dict[str, float]] = {
    # quantities
    "energy": {
        "1e4 tce": 1, "tce": 1e-4, "kgce": 1e-7, "1e8 tce": 1e4, "Mtce": 100,
        "MJ": 1e-7 / GJ_PER_TCE, "GJ": 1e-4 / GJ_PER_TCE, "TJ": 0.1 / GJ_PER_TCE, "PJ": 100 / GJ_PER_TCE,
        "1e4 GJ": 1 / GJ_PER_TCE,
        "万tce": 1, "万吨标准煤": 1, "万吨标煤": 1, "吨标准煤": 1e-4, "吨标煤": 1e-4, "千克标准煤": 1e-7,
        "亿吨标准煤": 1e4, "亿tce": 1e4, "吉焦": 1e-4 / GJ_PER_TCE, "太焦": 0.1 / GJ_PER_TCE,
        "万GJ": 1 / GJ_PER_TCE, "万吉焦": 1 / GJ_PER_TCE,
    },
    "mass": {
        "1e4 t": 1, "t": 1e-4, "kg": 1e-7, "kt": 0.1, "Mt": 100, "1e8 t": 1e4,
        "tCO2": 1e-4, "kgCO2": 1e-7, "ktCO2": 0.1, "MtCO2": 100, "1e4 tCO2": 1, "1e8 tCO2": 1e4,
        "万t": 1, "万吨": 1, "吨": 1e-4, "千克": 1e-7, "公斤": 1e-7, "百万吨": 100, "亿t": 1e4, "亿吨": 1e4,
        "万tCO2": 1, "万吨CO2": 1, "吨CO2": 1e-4, "亿吨CO2": 1e4, "万吨二氧化碳": 1, "吨二氧化碳": 1e-4,
    },
    "electricity": {
        "1e8 kWh": 1, "1e4 kWh": 1e-4, "kWh": 1e-8, "MWh": 1e-5, "GWh": 1e-2, "TWh": 10,
        "亿kWh": 1, "亿千瓦时": 1, "亿度": 1, "万kWh": 1e-4, "万千瓦时": 1e-4, "千瓦时": 1e-8, "兆瓦时": 1e-5,
    },
    "power": {
        "MW": 1, "kW": 1e-3, "GW": 1e3, "1e4 kW": 10,
        "兆瓦": 1, "千瓦": 1e-3, "万kW": 10, "万千瓦": 10, "吉瓦": 1e3,
    },
    "money": {
        "1e8 CNY": 1, "1e6 CNY": 1e-2, "1e4 CNY": 1e-4, "CNY": 1e-8,
        "亿元": 1, "百万元": 1e-2, "万元": 1e-4, "元": 1e-8,
    },
    "people": {
        "1e4 persons": 1, "1e4 person": 1, "persons": 1e-4, "person": 1e-4, "1e8 persons": 1e4,
        "万人": 1, "人": 1e-4, "亿人": 1e4,
    },
    "households": {
        "1e4 households": 1, "households": 1e-4, "household": 1e-4, "万户": 1, "户": 1e-4,
    },
    "vehicles": {
        "1e4 vehicles": 1, "vehicles": 1e-4, "vehicle": 1e-4, "万辆": 1, "辆": 1e-4,
    },
    "animals": {
        "1e4 head": 1, "head": 1e-4, "万头": 1, "头": 1e-4,
    },
    "area": {
        "1e4 m2": 1, "m2": 1e-4, "1e8 m2": 1e4,
        "万m2": 1, "万平方米": 1, "平方米": 1e-4, "亿m2": 1e4, "亿平方米": 1e4,
    },
    "land": {
        "1e4 ha": 1, "ha": 1e-4, "km2": 1e-2, "mu": 1e-4 / MU_PER_HECTARE, "1e4 mu": 1 / MU_PER_HECTARE,
        "万公顷": 1, "公顷": 1e-4, "平方公里": 1e-2, "平方千米": 1e-2,
        "亩": 1e-4 / MU_PER_HECTARE, "万亩": 1 / MU_PER_HECTARE,
    },
    "gas": {
        "1e8 m3": 1, "1e4 m3": 1e-4, "m3": 1e-8,
        "亿m3": 1, "亿立方米": 1, "亿方": 1, "万m3": 1e-4, "万立方米": 1e-4, "立方米": 1e-8,
    },
    "concentration": {"ug/m3": 1, "微克/立方米": 1},
    "count": {"count": 1, "个": 1, "家": 1},
    "hours": {"h": 1, "hour": 1, "hours": 1, "小时": 1},
    "years": {"year": 1, "years": 1, "yr": 1, "a": 1, "年": 1},
    # plain numbers
    "ratio": {
        "ratio": 1, "1": 1, "fraction": 1, "share": 1, "%": 1e-2, "percent": 1e-2, "‰": 1e-3,
        "permille": 1e-3, "比例": 1, "百分比": 1e-2, "千分比": 1e-3,
    },
    "points": {"points": 1, "%-points": 1e-2, "percentage points": 1e-2, "百分点": 1e-2, "个百分点": 1e-2},
    # one thing per another
    "energy intensity": {
        "tce/1e4 CNY": 1, "kgce/1e4 CNY": 1e-3, "1e4 tce/1e8 CNY": 1,
        "tce/万元": 1, "吨标准煤/万元": 1, "吨标煤/万元": 1, "kgce/万元": 1e-3,
        "万tce/亿元": 1, "万吨标准煤/亿元": 1,
    },
    "CO2 intensity": {
        "t/1e4 CNY": 1, "tCO2/1e4 CNY": 1, "kg/1e4 CNY": 1e-3, "kgCO2/1e4 CNY": 1e-3, "1e4 t/1e8 CNY": 1,
        "t/万元": 1, "tCO2/万元": 1, "吨/万元": 1, "吨CO2/万元": 1, "吨二氧化碳/万元": 1, "万吨/亿元": 1,
    },
    "electricity intensity": {
        "kWh/1e4 CNY": 1, "1e8 kWh/1e8 CNY": 1e4, "kWh/CNY": 1e4,
        "kWh/万元": 1, "千瓦时/万元": 1,
    },
    "coal equivalent of electricity": {
        "kgce/kWh": 1, "gce/kWh": 1e-3, "tce/1e4 kWh": 0.1, "tce/MWh": 1, "1e4 tce/1e8 kWh": 0.1,
        "1e4 tce/TWh": 1e-2,
        "千克标准煤/千瓦时": 1, "克标准煤/千瓦时": 1e-3, "吨标准煤/万千瓦时": 0.1, "万吨标准煤/亿千瓦时": 0.1,
    },
    "CO2 of electricity": {
        "kgCO2/kWh": 1, "gCO2/kWh": 1e-3, "tCO2/MWh": 1, "tCO2/1e4 kWh": 0.1,
        "千克CO2/千瓦时": 1, "吨CO2/兆瓦时": 1, "吨CO2/万千瓦时": 0.1,
    },
    "CO2e of electricity": {"kgCO2e/kWh": 1, "gCO2e/kWh": 1e-3, "tCO2e/MWh": 1},
    "CO2 of energy": {
        "tCO2/tce": 1, "kgCO2/kgce": 1, "1e4 t/1e4 tce": 1, "吨CO2/吨标准煤": 1, "吨二氧化碳/吨标准煤": 1,
    },
    "CO2 of heat": {
        "tCO2/GJ": 1, "kgCO2/GJ": 1e-3, "tCO2/TJ": 1e-3, "kgCO2/MJ": 1, "吨CO2/吉焦": 1, "吨CO2/GJ": 1,
    },
    "carbon of heat": {"tC/TJ": 1, "kgC/GJ": 1, "tC/GJ": 1e3},
    "release of mass": {
        "t/t": 1, "kg/t": 1e-3, "kg/kg": 1, "tCO2/t": 1, "kgCO2/t": 1e-3, "kgCO2/kg": 1,
        "吨CO2/吨": 1, "吨二氧化碳/吨": 1,
    },
    "release of land": {"t/ha": 1, "kg/ha": 1e-3, "tCO2/ha": 1, "吨/公顷": 1, "千克/公顷": 1e-3},
    "release of animals": {"t/head": 1, "kg/head": 1e-3, "千克/头": 1e-3},
    "release of energy": {"t/tce": 1, "kg/tce": 1e-3, "千克/吨标准煤": 1e-3},
    "electricity of mass": {"1e8 kWh/1e4 t": 1, "kWh/t": 1e-4, "kWh/kg": 0.1, "千瓦时/吨": 1e-4},
    "CO2 equivalent of mass": {"kgCO2e/kg": 1, "tCO2e/t": 1},
    "CO2 of gas": {"kgCO2/m3": 1, "tCO2/1000m3": 1, "tCO2/1e4 m3": 0.1},
    "coal equivalent of mass": {
        "tce/t": 1, "kgce/t": 1e-3, "kgce/kg": 1, "1e4 tce/1e4 t": 1, "GJ/t": 1 / GJ_PER_TCE,
        "MJ/kg": 1 / GJ_PER_TCE, "吨标准煤/吨": 1, "千克标准煤/吨": 1e-3, "千克标准煤/千克": 1,
    },
    "coal equivalent of gas": {
        "kgce/m3": 1, "tce/1000m3": 1, "tce/1e4 m3": 0.1, "1e4 tce/1e8 m3": 0.1,
        "GJ/1000m3": 1 / GJ_PER_TCE, "MJ/m3": 1 / GJ_PER_TCE, "千克标准煤/立方米": 1,
    },
    "coal equivalent of heat": {"tce/GJ": 1, "kgce/GJ": 1e-3, "kgce/MJ": 1, "吨标准煤/吉焦": 1},
    "energy per vehicle": {"tce/vehicle": 1, "tce/辆": 1},
    "energy per head": {
        "tce/person": 1, "kgce/person": 1e-3, "tce/人": 1, "吨标准煤/人": 1, "千克标准煤/人": 1e-3,
    },
    "CO2 per head": {"t/person": 1, "tCO2/person": 1, "t/人": 1, "吨/人": 1, "吨CO2/人": 1},
    "electricity per head": {"kWh/person": 1, "kWh/人": 1, "千瓦时/人": 1},
    "area per head": {"m2/person": 1, "m2/人": 1, "平方米/人": 1},
    "treatment capacity": {
        "1e4 t/d": 1, "1e4 t/day": 1, "t/d": 1e-4, "t/day": 1e-4, "万吨/日": 1, "万t/d": 1, "吨/日": 1e-4,
    },
    "water per money": {"m3/1e4 CNY": 1, "1e8 m3/1e8 CNY": 1e4, "m3/万元": 1, "立方米/万元": 1},
    "use on land": {"kg/mu": 1, "千克/亩": 1, "公斤/亩": 1},
    "household size": {"persons/household": 1, "人/户": 1},
    "cost of energy": {"CNY/tce": 1, "元/吨标准煤": 1},
    "carbon cost": {
        "CNY/tCO2": 1, "CNY/t": 1, "1e4 CNY/tCO2": 1e4, "元/吨": 1, "元/吨CO2": 1, "元/tCO2": 1,
        "万元/吨CO2": 1e4,
    },
}  # fmt: skip


def folded(name: str) -> str:
    """A spelling without blanks at its ends, full-width or raised characters, or "10^" for "1e".

    >>> folded(" ％ "), folded("万m²"), folded("tCO₂"), folded("10^4 tce")
    ('%', '万m2', 'tCO2', '1e4 tce')
    """
    return unicodedata.normalize("NFKC", name).strip().replace("10^", "1e")


UNITS: dict[str, Unit] = {
    folded(spelling): Unit(dimension, float(factor), next(iter(spellings)))
    for dimension, spellings in DIMENSIONS.items()
    for spelling, factor in spellings.items()
}


def unit_of(name: str) -> Unit | None:
    """The unit a spelling stands for, or None if it is not in the table.

    >>> unit_of("亿千瓦时")
    Unit(dimension='electricity', factor=1.0, canonical='1e8 kWh')
    """
    return UNITS.get(name) or UNITS.get(folded(name))


def convert(value: float, name: str) -> tuple[float, str]:
    """The value in model units and the canonical spelling of that unit.

    Raises KeyError if the unit is unknown (readers ask `unit_of` first and report it with file and line).
    >>> convert(29.3076, "TJ")
    (0.1, '1e4 tce')
    """
    unit = unit_of(name)
    if unit is None:
        raise KeyError(name)
    return scaled(value, unit.factor), unit.canonical


def scaled(value: float, factor: float) -> float:
    """value x factor, divided instead where 1 / factor is whole: 57 % is 0.57, not 0.5700000000000001."""
    if factor >= 1:
        return value * factor
    inverse = round(1 / factor)
    return value / inverse if abs(inverse * factor - 1) < 1e-12 else value * factor
