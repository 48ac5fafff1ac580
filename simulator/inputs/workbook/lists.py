"""What the drop-downs of the data workbook offer, and what its codes are called.

The lists are a help and no limit: a code of one's own may stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.errors import Problems
from simulator.inputs.locate import parameters_folder
from simulator.inputs.region_tables import text_rows
from simulator.inputs.workbook.sheets import template
from simulator.messages import TEXT, say
from simulator.units import DIMENSIONS
from simulator.variables import INDICATORS, OBSERVED, PEAK_SUBJECTS, SECTOR_NAMES, SOURCE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulator.inputs.region_tables import Cells, RegionTables

NAMED_TABLES = {"branches": "branch", "plants": "plant", "stocks": "stock", "processes": "process"}
FACTORS = ("CO2 of", "release of")  # dimensions of factors begin so


def names_of(region: RegionTables, lang: str) -> dict[str, str]:
    """Code -> name of indicators, drivers, fuels and everything in the region's own tables."""
    names = {code: variable.text(lang) for code, variable in (INDICATORS | OBSERVED).items()}
    for key, texts in TEXT.items():
        kind, _, code = key.partition(".")
        if kind == "anchor" and "{" not in texts[0]:
            names.setdefault(code, say(key, lang))
    for row in template().guidance:
        note = row.note_zh if lang == "zh" else row.note_en
        names.setdefault(row.name, note.partition("：" if lang == "zh" else ":")[0])
    names |= {code: title for code, title in fuel_names(lang).items() if code not in names}
    names |= peak_names(lang) | line_names(region, lang)
    for table, column in NAMED_TABLES.items():
        for cells in region.tables.get(table, []):
            names.setdefault(cells[column], cells.get(f"title_{lang}", ""))
    return {code: title for code, title in names.items() if title}


def peak_names(lang: str) -> dict[str, str]:
    """Peak years by name, as targets have them."""
    known = {name: texts[lang == "zh"] for name, texts in (SOURCE_NAMES | SECTOR_NAMES).items()}
    known |= {name: variable.text(lang) for name, variable in INDICATORS.items()}
    return {
        f"peak_year.{one}": say("workbook.peak", lang, name=known[one])
        for one in PEAK_SUBJECTS
        if one in known
    }


def fuel_names(lang: str) -> dict[str, str]:
    """Fuel -> its name."""
    return {cells["fuel"]: cells[f"title_{lang}"] for cells in factor_rows("fuels")}


def factor_rows(table: str) -> list[Cells]:
    """Rows of a table of the national factors."""
    return text_rows(parameters_folder() / "factors" / f"{table}.csv", Problems())


def line_names(region: RegionTables, lang: str) -> dict[str, str]:
    """Lines that the region's inventory can have, by name (assess/inventory says what they are)."""
    gases = {row["gas"]: row for row in factor_rows("gases") if row["kind"] != "pollutant"}
    number = 1 if lang == "zh" else 0
    bought = {"import.electricity": ("Net imported electricity", "净调入电力")}
    bought["import.heat"] = ("Net imported heat", "净调入热力")
    names = {
        f"{sector}.{row['fuel']}": f"{SECTOR_NAMES[sector][number]}：{row[f'title_{lang}']}"
        for sector in SECTOR_NAMES
        for row in factor_rows("fuels")
        if row.get("source_group")
    }
    names |= {line: titles[number] for line, titles in bought.items()}
    released = [(row["product"], row["gas"]) for row in factor_rows("process") if row["gas"] in gases]
    for process in region.tables.get("processes", []):
        for product, gas in released:
            if process["product"] == product:
                title = f"{process.get(f'title_{lang}', '')}：{gases[gas][f'title_{lang}']}"
                names[f"{process['process']}.{gas}"] = title
    burning = ("Burning fuels", "燃料燃烧")[number]
    names |= {f"burning.{gas}": f"{burning}：{gases[gas][f'title_{lang}']}" for gas in ("ch4", "n2o")}
    return {line: name.replace("：", ": ") if lang == "en" else name for line, name in names.items()}


def codes_of(region: RegionTables) -> dict[str, list[str]]:
    """Codes that a column may hold, of which the drop-down is a help and no limit."""
    starting = [row.id for row in template().starting if row.table == "anchors"]
    peaks = [f"peak_year.{subject}" for subject in PEAK_SUBJECTS]
    factors = [unit for name, units in DIMENSIONS.items() if name.startswith(FACTORS) for unit in units]
    drivers = [cells["variable"] for cells in region.tables.get("drivers", [])]
    branches = [cells["branch"] for cells in region.tables.get("branches", [])]
    plants = [cells["plant"] for cells in region.tables.get("plants", [])]
    return {
        "indicator": unique([*starting, *INDICATORS, *OBSERVED]),
        "variable": unique(["gdp", "gdp.growth", "population", "urban_share", *drivers]),
        "fuel": list(fuel_names("en")),
        "branch": unique(branches),
        "target": unique([*branches, *plants]),
        "target_indicator": unique([*INDICATORS, *OBSERVED, *peaks]),
        "line": list(line_names(region, "en")),
        "factor_unit": unique(factors),
    }


def unique(names: Iterable[str]) -> list[str]:
    """Each name once, in the order they first stand."""
    return list(dict.fromkeys(names))
