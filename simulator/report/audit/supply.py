"""Electricity and heat as rows of a workbook: plants, net import, and what each tce carries to its user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.report.audit.data import CARRIED
from simulator.report.audit.demand import TONNES, by_sector, single
from simulator.report.audit.formula import (
    added,
    number,
    per_unit,
    picked,
    product_sum,
    total,
    unless_served,
    unless_zero,
)
from simulator.report.audit.inputs import TCE, captures, heat_led, plant_fuel
from simulator.units import HOURS_MEGAWATT, PER_KWH

if TYPE_CHECKING:
    from simulator.report.audit.formula import Quantity
    from simulator.report.audit.inputs import Tracing

PRIMARY_ELECTRICITY = ("hydro", "solar", "wind", "nuclear")


def make_supply(tracing: Tracing) -> None:
    """All rows, in the order in which the model works them out."""
    make_heat(tracing)
    make_plants(tracing)
    make_captured(tracing)
    make_electricity(tracing)
    make_bought(tracing)
    make_primary_of_plants(tracing)
    for what, block, unit in (("co2", "co2_plant", TONNES), ("primary", "plant_primary", TCE)):
        make_rates(tracing, what, block, unit)


def per_plant(tracing: Tracing, block: str, unit: str, formulas: dict[str, Quantity]) -> None:
    """A block with a row a plant."""
    data, sheet = tracing.data, tracing.sheets["supply"]
    if formulas:
        sheet.heading(block)
    tracing.many[block] = {
        name: sheet.made(
            data.title("plant", name), unit, formula, {"fuel": plant_fuel(data, name), "item": name}
        )
        for name, formula in formulas.items()
    }


# ---- what plants give ----


def make_heat(tracing: Tracing) -> None:
    """Heat: use and losses, what plants give, what is bought."""
    one, many = tracing.one, tracing.many
    tracing.sheets["supply"].heading("heat")
    single(tracing, "supply", "heat_use", TCE, total(tracing.block("heat_sector")))
    single(tracing, "supply", "heat", TCE, one["heat_use"] / (number(1.0) - one["heat_losses"]), strong=True)
    single(tracing, "supply", "heat_lost", TCE, one["heat"] - one["heat_use"])
    given = {name: share * one["heat"] for name, share in many["plant_heat_share"].items()}
    per_plant(tracing, "plant_heat", TCE, given)


def make_plants(tracing: Tracing) -> None:
    """Electricity, fuel and CO2 of every plant."""
    many, data = tracing.many, tracing.data
    plants = data.items("plant")
    per_plant(tracing, "plant_electricity", TCE, {name: electricity_of(tracing, name) for name in plants})
    useful = {name: added([*heat_of(tracing, name), many["plant_electricity"][name]]) for name in plants}
    per_plant(
        tracing, "plant_fuel", TCE, {name: useful[name] * many["plant_fuel_use"][name] for name in plants}
    )
    released = {name: many["plant_fuel"][name] * many["plant_fuel_co2"][name] for name in plants}
    if captures(data, "plant"):
        per_plant(tracing, "plant_released", TONNES, released)
        caught = {name: many["plant_released"][name] * part for name, part in many["plant_captured"].items()}
        per_plant(tracing, "captured_plant", TONNES, caught)
        released = {
            name: line - many["captured_plant"][name] if name in caught else line
            for name, line in many["plant_released"].items()
        }
    per_plant(tracing, "co2_plant", TONNES, released)


def heat_of(tracing: Tracing, plant: str) -> list[Quantity]:
    """Heat of a plant; nothing of one that gives none."""
    return [tracing.many["plant_heat"][plant]] if plant in tracing.many["plant_heat"] else []


def electricity_of(tracing: Tracing, plant: str) -> Quantity:
    """By the heat a plant gives, or by its capacity and hours."""
    one, many = tracing.one, tracing.many
    if heat_led(tracing.data, plant):
        return many["plant_heat"][plant] * many["plant_power_to_heat"][plant]
    megawatt_hours = many["plant_capacity"][plant] * many["plant_hours"][plant]
    per_megawatt_hour = number(HOURS_MEGAWATT * PER_KWH) * one["calorific_rate"]
    return megawatt_hours * per_megawatt_hour * many["plant_net_electricity"][plant]


# ---- electricity used and bought ----


def make_captured(tracing: Tracing) -> None:
    """CO2 captured by sector, if any is: it takes electricity."""
    blocks = [name for name in ("captured_branch", "captured_process") if tracing.block(name)]
    plants, energy = tracing.block("captured_plant"), tracing.data.sector_name("energy")
    if not blocks and not plants:
        return

    def captured(sector: str) -> Quantity:
        parts: list[Quantity] = [picked(tracing.block(name), sector=sector) for name in blocks]
        return added([*parts, total(plants)] if plants and sector == energy else parts)

    by_sector(tracing, "supply", "captured_sector", TONNES, captured)


def make_electricity(tracing: Tracing) -> None:
    """Electricity: use of every sector, that of capturing CO2 included, losses and net import."""
    one, many = tracing.one, tracing.many

    def used(sector: str) -> Quantity:
        own = many["electricity_sector"][sector]
        if not tracing.block("captured_sector"):
            return own
        return own + many["captured_sector"][sector] * one["capture_electricity"]

    by_sector(tracing, "supply", "electricity_use", TCE, used)
    tracing.sheets["supply"].heading("electricity")
    single(tracing, "supply", "electricity_use", TCE, total(tracing.block("electricity_use")))
    supplied = one["electricity_use"] / (number(1.0) - one["electricity_losses"])
    single(tracing, "supply", "electricity", TCE, supplied, strong=True)
    single(tracing, "supply", "electricity_lost", TCE, one["electricity"] - one["electricity_use"])


def make_bought(tracing: Tracing) -> None:
    """Net import of electricity and heat, its CO2 and its primary energy."""
    one = tracing.one
    tracing.sheets["supply"].heading("bought")
    for carrier in CARRIED:
        own = tracing.block(f"plant_{carrier}")
        left = one[carrier] - total(own) if own else one[carrier]
        single(tracing, "supply", f"import_{carrier}", TCE, left, strong=True)
    hundred_millions = one["import_electricity"] / one["calorific_rate"] / number(PER_KWH)
    single(tracing, "supply", "import_kilowatthours", "1e8 kWh", hundred_millions)
    rated = {
        "co2_import_electricity": (
            TONNES,
            one["import_kilowatthours"] * one["grid_factor"] * number(PER_KWH),
        ),
        "co2_import_heat": (TONNES, one["import_heat"] * one["bought_heat_co2"]),
        "primary_import_electricity": (
            TCE,
            one["import_kilowatthours"] * one["import_rate"] * number(PER_KWH),
        ),
        "primary_import_heat": (TCE, one["import_heat"]),
    }
    for name, (unit, formula) in rated.items():
        single(tracing, "supply", name, unit, formula)


# ---- what a tce carries ----


def make_primary_of_plants(tracing: Tracing) -> None:
    """Primary energy of every plant, and the part of a plant that belongs to its electricity."""
    many, plants = tracing.many, tracing.data.items("plant")
    per_plant(tracing, "plant_primary", TCE, {name: primary_of(tracing, name) for name in plants})
    fractions = {}
    for name in plants:
        electricity = many["plant_electricity"][name]
        fractions[name] = unless_zero(electricity, added([electricity, *heat_of(tracing, name)]))
    per_plant(tracing, "electricity_part", "ratio", fractions)


def primary_of(tracing: Tracing, plant: str) -> Quantity:
    """Fuel by heat, local hydro, solar, wind, nuclear at the coal-equivalent rate; recovered heat is none."""
    source, fuel = tracing.data.label("plant", plant, "source"), tracing.many["plant_fuel"][plant]
    if not source:
        return number(0.0)
    if source in PRIMARY_ELECTRICITY:
        return fuel / tracing.one["calorific_rate"] * tracing.one["coal_equivalent_rate"]
    return fuel


def make_rates(tracing: Tracing, what: str, block: str, unit: str) -> None:
    """What electricity and heat carry to their users, CO2 or primary energy: in all, per tce, unserved."""
    one, plants, part = tracing.one, tracing.block(block), tracing.block("electricity_part")
    tracing.sheets["supply"].heading(f"{what}_pools")
    bought = {carrier: one[f"{what}_import_{carrier}"] for carrier in CARRIED}
    electric = product_sum(plants, part) if plants else number(0.0)
    pools = {"electricity": electric + bought["electricity"]}
    pools["heat"] = (total(plants) - electric if plants else number(0.0)) + bought["heat"]
    for carrier in CARRIED:
        single(tracing, "supply", f"{what}_pool_{carrier}", unit, pools[carrier])
    per_tce = "t/tce" if what == "co2" else "tce/tce"
    for carrier in CARRIED:
        rate = per_unit(one[f"{what}_pool_{carrier}"], one[carrier])
        single(tracing, "supply", f"{what}_rate_{carrier}", per_tce, rate, strong=True)
    single(tracing, "supply", f"{what}_unserved", unit, unserved(tracing, what))


def unserved(tracing: Tracing, what: str) -> Quantity:
    """What losses carry, and plants that run while nobody uses anything: it stays in the energy sector."""
    one = tracing.one
    lost = [one[f"{carrier}_lost"] * one[f"{what}_rate_{carrier}"] for carrier in CARRIED]
    return added(
        [*lost, *(unless_served(one[f"{what}_pool_{carrier}"], one[carrier]) for carrier in CARRIED)]
    )
