"""Indicators and peaks of an audit workbook, from its own totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.assess.indicators import RENEWABLE
from simulator.inputs.accounting import PRESETS
from simulator.messages import say
from simulator.report.audit.data import CARRIED
from simulator.report.audit.formula import added, negative, number, total, unless_zero
from simulator.report.words import subject_name
from simulator.units import PER_KWH
from simulator.variables import INDICATORS, SECTOR_NAMES

if TYPE_CHECKING:
    from simulator.report.audit.formula import Line, Quantity
    from simulator.report.audit.inputs import Tracing

FUELS = ("coal", "oil", "gas")


def write_results(tracing: Tracing) -> dict[str, Line]:
    """Every indicator the workbook can make, by name, as rows of the sheet of results.

    A ratio of nothing, as the share of renewables where nobody uses electricity, is left out.
    """
    sheet, preset = tracing.sheets["result"], tracing.data.record.summary["preset"]
    out: dict[str, Line] = {}
    sheet.heading("result", rule=say(f"preset.{preset}", tracing.data.lang))

    def write(found: dict[str, Quantity]) -> None:
        for name, formula in found.items():
            if np.isfinite(formula.values).all():
                keys, strong = {"item": name}, name in STRONG
                out[name] = sheet.made(tracing.name(name), tracing.unit(name), formula, keys, strong=strong)

    write({**totals(tracing), **parts(tracing)})
    write(ratios(tracing, out))
    return {name: out[name] for name in INDICATORS if name in out}


STRONG = ("co2_total", "energy_total", "energy_intensity", "co2_intensity")


def totals(tracing: Tracing) -> dict[str, Quantity]:
    """Totals under the rule of the run."""
    data, one = tracing.data, tracing.one
    preset = data.record.summary["preset"]
    co2: Quantity = one[f"co2_total.{preset}"]
    if data.record.manifest["accounting"].get("imported_power") == "out":
        co2 = co2 - one["co2_import"]
    found = {"energy_total": one["energy_total"], "co2_total": co2}
    return {**found, "gdp": one["gdp"], "population": one["population"]}


def parts(tracing: Tracing) -> dict[str, Quantity]:
    """Parts of the totals: fuels, electricity, import, process, capture."""
    data, one, many = tracing.data, tracing.one, tracing.many
    plants, industry = tracing.block("plant_electricity"), data.sector_name("industry")
    used = one["electricity"] - negative(plants) if plants else one["electricity"]
    found: dict[str, Quantity] = {f"{fuel}_total": many["primary_source"][fuel] for fuel in FUELS}
    found["electricity_use"] = kilowatthours(tracing, used)
    found["net_import_electricity"] = one["import_kilowatthours"]
    if industry in tracing.sector_names:
        found["co2_industry"] = many[f"co2.{data.record.summary['preset']}"][industry]
    if "co2_process" in data.dataset:
        found["co2_process"] = whole_block(tracing, "process_sector")
    found["co2_import"] = one["co2_import"]
    found["co2_captured"] = whole_block(tracing, "captured_sector")
    return {**found, "grid_factor": one["grid_factor"]}


def whole_block(tracing: Tracing, block: str) -> Quantity:
    """Sum of a block; 0 if the region does not need it."""
    return total(tracing.block(block)) if tracing.block(block) else number(0.0)


def kilowatthours(tracing: Tracing, energy: Quantity) -> Quantity:
    """Electricity by its heat -> 10^8 kWh."""
    return energy / tracing.one["calorific_rate"] / number(PER_KWH)


def ratios(tracing: Tracing, made: dict[str, Line]) -> dict[str, Quantity]:
    """Intensities, shares and figures per head."""
    one, many = tracing.one, tracing.many
    energy, co2, gdp, people = (made[name] for name in ("energy_total", "co2_total", "gdp", "population"))
    industry = tracing.data.sector_name("industry")
    found = {
        "energy_intensity": energy / gdp,
        "co2_intensity": co2 / gdp,
        "coal_share": made["coal_total"] / energy,
        "renewable_share": one["renewable"] / energy,
        "nonfossil_share": one["nonfossil"] / energy,
        "electrification": electrification(tracing),
        "energy_per_head": energy / people,
        "co2_per_head": co2 / people,
        "gdp_per_head": gdp / people,
        "co2_per_energy": co2 / energy,
        "renewable_power_share": renewable_power(tracing) / made["electricity_use"],
        "renewable_heat_share": renewable_heat(tracing),
    }
    if industry in tracing.sector_names:
        found["energy_intensity_industry"] = many["primary_sector"][industry] / one["value_added_industry"]
    return found


def electrification(tracing: Tracing) -> Quantity:
    """Electricity over all final energy; what capturing takes counts in both."""
    one = tracing.one
    return one["electricity_use"] / (one["electricity_use"] + one["non_electric"])


def of_renewables(tracing: Tracing, block: str) -> Quantity:
    """What the plants on renewable sources give."""
    data = tracing.data
    lines = tracing.many[block].items()
    return added([line for name, line in lines if data.label("plant", name, "source") in RENEWABLE])


def renewable_power(tracing: Tracing) -> Quantity:
    """Local renewable electricity and net certificates, 10^8 kWh."""
    return kilowatthours(tracing, of_renewables(tracing, "plant_electricity")) + tracing.one["certificates"]


def renewable_heat(tracing: Tracing) -> Quantity:
    """Waste, biomass and the renewable part of heat over all energy use but electricity."""
    data, one = tracing.data, tracing.one
    burnt = [
        line
        for fuel, line in tracing.many["fuel_use"].items()
        if fuel not in CARRIED and data.label("fuel", fuel, "source") in RENEWABLE
    ]
    part = unless_zero(of_renewables(tracing, "plant_heat"), one["heat"])
    return unless_zero(added([*burnt, one["heat_use"] * part]), one["non_electric"])


def subjects(tracing: Tracing, made: dict[str, Line]) -> dict[str, Line]:
    """Everything whose peak the workbook finds, by the names of peaks.csv."""
    sheet, one, many = tracing.sheets["result"], tracing.one, tracing.many
    data, preset = tracing.data, tracing.data.record.summary["preset"]
    names = {name: data.sector_name(name) for name in SECTOR_NAMES}
    sheet.heading("direct")
    direct = one[f"co2_total.{preset}"] - one["co2_import"]
    found = {name: made[name] for name in ("co2_total", "energy_total")}
    found |= {f"co2_total.{name}": one[f"co2_total.{name}"] for name in PRESETS}
    found["co2_direct"] = sheet.made(say("audit.row.co2_direct", data.lang), "1e4 t", direct)
    for sector, name in names.items():
        if name in tracing.sector_names and np.any(many[f"co2.{preset}"][name].values):
            found[sector] = many[f"co2.{preset}"][name]
    return found | {fuel: many["primary_source"][fuel] for fuel in FUELS}


def subject_title(subject: str, lang: str) -> str:
    """Name of what peaks."""
    if subject == "co2_direct":
        return say("audit.row.co2_direct", lang)
    base, _, preset = subject.partition(".")
    name = subject_name(base, lang)
    return f"{name} · {say(f'preset_short.{preset}', lang)}" if preset else name
