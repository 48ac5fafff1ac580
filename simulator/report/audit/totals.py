"""Totals of a workbook: CO2 and primary energy by using sector and by source."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simulator.assess.indicators import NONFOSSIL, RENEWABLE
from simulator.inputs.accounting import PRESETS, RULES
from simulator.report.audit.data import CARRIED
from simulator.report.audit.demand import TONNES, by_sector, single
from simulator.report.audit.formula import added, total
from simulator.report.audit.inputs import TCE
from simulator.variables import SOURCE_NAMES, name_of

if TYPE_CHECKING:
    from simulator.inputs.accounting import Preset
    from simulator.report.audit.formula import Quantity
    from simulator.report.audit.inputs import Tracing


def allocated(tracing: Tracing, what: str, own: Quantity, sector: str) -> Quantity:
    """Own fuels of a sector and what its electricity and heat carry; losses stay in the energy sector."""
    one, many = tracing.one, tracing.many
    used = {"electricity": many["electricity_use"][sector], "heat": many["heat_sector"][sector]}
    parts = [own, *(used[carrier] * one[f"{what}_rate_{carrier}"] for carrier in CARRIED)]
    losses = [one[f"{what}_unserved"]] if sector == tracing.data.sector_name("energy") else []
    return added([*parts, *losses])


# ---- CO2 ----


def make_co2(tracing: Tracing) -> None:
    """CO2 by using sector and in total, under both rules."""
    one, many = tracing.one, tracing.many
    own = many["own_co2_sector"]
    by_sector(tracing, "co2", "co2_energy", TONNES, lambda name: allocated(tracing, "co2", own[name], name))
    for preset in PRESETS:
        block = f"co2.{preset}"
        by_sector(tracing, "co2", block, TONNES, partial(under_rule, tracing, preset))
        single(tracing, "co2", f"co2_total.{preset}", TONNES, total(tracing.block(block)), strong=True)
    tracing.sheets["co2"].heading("co2_import")
    imported = one["co2_import_electricity"] + one["co2_import_heat"]
    single(tracing, "co2", "co2_import", TONNES, imported)


def under_rule(tracing: Tracing, preset: Preset, sector: str) -> Quantity:
    """CO2 of a sector with or without raw material and processes."""
    rule, found = RULES[preset], [tracing.many["co2_energy"][sector]]
    raw = [line for line in tracing.block("feedstock_link") if line.keys["sector"] == sector]
    if rule.process and tracing.block("process_sector"):
        found.append(tracing.many["process_sector"][sector])
    whole = added(found)
    return whole - added(raw) if raw and not rule.feedstock else whole


# ---- primary energy ----


def make_primary(tracing: Tracing) -> None:
    """Primary energy by source and by using sector."""
    data, sheet, many = tracing.data, tracing.sheets["primary"], tracing.many
    sheet.heading("primary_source")
    many["primary_source"] = {
        source: sheet.made(name_of(SOURCE_NAMES, source, data.lang), TCE, of_source(tracing, source))
        for source in data.items("source")
    }
    whole = total(tracing.block("primary_source"))
    tracing.one["energy_total"] = sheet.made(tracing.name("energy_total"), TCE, whole, strong=True)
    for name, sources in (("renewable", RENEWABLE), ("nonfossil", NONFOSSIL)):
        single(tracing, "primary", name, TCE, added([many["primary_source"][source] for source in sources]))
    own = many["own_sector"]
    by_sector(
        tracing, "primary", "primary_sector", TCE, lambda name: allocated(tracing, "primary", own[name], name)
    )
    whole = total(tracing.block("primary_sector"))
    single(tracing, "primary", "primary_sector_total", TCE, whole, strong=True)


def of_source(tracing: Tracing, source: str) -> Quantity:
    """Fuels of users and plants that come from a source, and the net import."""
    data, many = tracing.data, tracing.many
    parts: list[Quantity] = [
        line for fuel, line in many["fuel_use"].items() if data.label("fuel", fuel, "source") == source
    ]
    parts += [
        line for name, line in many["plant_primary"].items() if data.label("plant", name, "source") == source
    ]
    if source.startswith("import_"):
        parts.append(tracing.one[f"primary_{source}"])
    return added(parts)
