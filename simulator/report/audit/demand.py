"""What users need, as rows of a workbook: final energy, CO2 of their own fuels and of processes.

The equations are those of docs/model.md.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simulator.report.audit.data import CARRIED
from simulator.report.audit.formula import number, picked, total
from simulator.report.audit.inputs import TCE, captures, key_of, link_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.report.audit.data import Data
    from simulator.report.audit.formula import Line, Quantity
    from simulator.report.audit.inputs import Tracing

TONNES = "1e4 t"


def by_sector(
    tracing: Tracing, sheet: str, block: str, unit: str, formula: Callable[[str], Quantity]
) -> None:
    """A block with a row a sector; `formula` is given the sector's name."""
    page = tracing.sheets[sheet]
    page.heading(block)
    tracing.many[block] = {
        name: page.made(name, unit, formula(name), {"sector": name}) for name in tracing.sector_names
    }


def single(
    tracing: Tracing, sheet: str, name: str, unit: str, formula: Quantity, *, strong: bool = False
) -> None:
    """A row of its own, by name."""
    tracing.one[name] = tracing.sheets[sheet].made(tracing.word(name), unit, formula, strong=strong)


# ---- final energy ----


def make_energy(tracing: Tracing) -> None:
    """Final energy of every branch and fuel, then its sums by sector and by fuel."""
    data, sheet, many = tracing.data, tracing.sheets["energy"], tracing.many
    sheet.heading("energy")
    many["energy"] = {
        key_of(branch, fuel): sheet.made(
            data.title("branch", branch),
            TCE,
            many["activity"][branch] * many["intensity"][branch] * many["share"][key_of(branch, fuel)],
            link_keys(data, branch, fuel),
        )
        for branch, fuel in data.links
    }
    sum_energy(tracing, tracing.block("energy"))


def sum_energy(tracing: Tracing, energy: list[Line]) -> None:
    """Electricity, heat and own fuels by sector, each fuel of all users, and the whole."""
    data, sheet, many = tracing.data, tracing.sheets["energy"], tracing.many
    for carrier in CARRIED:
        fuel = data.title("fuel", carrier) if carrier in data.items("fuel") else carrier
        by_sector(tracing, "energy", f"{carrier}_sector", TCE, partial(of_fuel, energy, fuel))

    def own(sector: str) -> Quantity:
        return (
            picked(energy, sector=sector) - many["electricity_sector"][sector] - many["heat_sector"][sector]
        )

    by_sector(tracing, "energy", "own_sector", TCE, own)
    sheet.heading("fuel_use")
    used = {fuel for _, fuel in data.links}
    names = {fuel: data.title("fuel", fuel) for fuel in data.items("fuel") if fuel in used}
    many["fuel_use"] = {
        fuel: sheet.made(name, TCE, picked(energy, fuel=name), {"fuel": name}) for fuel, name in names.items()
    }
    sheet.heading("energy_total")
    single(tracing, "energy", "final_energy", TCE, total(tracing.block("fuel_use")), strong=True)
    electric = many["fuel_use"].get("electricity", number(0.0))
    single(tracing, "energy", "non_electric", TCE, tracing.one["final_energy"] - electric)


def of_fuel(energy: list[Line], fuel: str, sector: str) -> Quantity:
    """What a sector uses of a fuel."""
    return picked(energy, sector=sector, fuel=fuel)


# ---- CO2 of own fuels ----


def make_own_co2(tracing: Tracing) -> None:
    """CO2 of the fuels users burn, what is captured of it, and what they use as raw material."""
    data, sheet, many = tracing.data, tracing.sheets["co2"], tracing.many
    sheet.heading("own_co2")
    burnt = [(branch, fuel) for branch, fuel in data.links if fuel not in CARRIED]
    many["own_co2"] = {
        key_of(branch, fuel): sheet.made(
            data.title("branch", branch),
            TONNES,
            many["energy"][key_of(branch, fuel)] * many["fuel_co2"][fuel],
            link_keys(data, branch, fuel),
        )
        for branch, fuel in burnt
    }
    released = tracing.block("own_co2")
    if captures(data, "branch"):
        make_captured_branches(tracing, released)
    by_sector(tracing, "co2", "own_co2_sector", TONNES, lambda name: less_captured(tracing, released, name))
    raw = {branch for branch in data.items("branch") if data.label("branch", branch, "use") == "feedstock"}
    many["feedstock_link"] = {
        key_of(branch, fuel): many["own_co2"][key_of(branch, fuel)] for branch, fuel in burnt if branch in raw
    }


def make_captured_branches(tracing: Tracing, released: list[Line]) -> None:
    """CO2 captured at branches that burn fuels: not of raw material, nor what power and heat carry."""
    data, sheet = tracing.data, tracing.sheets["co2"]
    wanted = [
        branch
        for branch in data.items("branch")
        if (data.values("branch_captured", branch=branch) > 0.0).any()
        and data.label("branch", branch, "use") != "feedstock"
    ]
    keys = {name: {"sector": data.sector_of("branch", name), "item": name} for name in wanted}
    sheet.heading("branch_captured")
    parts = {
        name: sheet.given(
            data.title("branch", name), "ratio", data.values("branch_captured", branch=name), "", keys[name]
        )
        for name in wanted
    }
    sheet.heading("captured_branch")
    tracing.many["captured_branch"] = {
        name: sheet.made(
            data.title("branch", name), TONNES, picked(released, item=name) * parts[name], keys[name]
        )
        for name in wanted
    }


def less_captured(tracing: Tracing, released: list[Line], sector: str) -> Quantity:
    """CO2 of a sector's own fuels less what is captured."""
    whole = picked(released, sector=sector) if released else number(0.0)
    caught = tracing.block("captured_branch")
    return whole - picked(caught, sector=sector) if caught else whole


# ---- CO2 of processes ----


def make_processes(tracing: Tracing) -> None:
    """Process CO2: amount x factor, less what is captured."""
    data, sheet = tracing.data, tracing.sheets["co2"]
    releasing = [
        name for name in data.items("process") if float(data.values("process_co2", process=name)[0]) != 0.0
    ]
    if not releasing:
        return
    keys = {name: {"sector": data.sector_of("process", name), "item": name} for name in releasing}
    capturing = captures(data, "process")
    for block in ("process_amount", "process_co2", *(("process_captured",) if capturing else ())):
        sheet.heading(block)
        tracing.many[block] = {
            name: sheet.given(
                data.title("process", name),
                process_unit(data, name, block),
                data.values(block, process=name),
                process_source(data, name, block),
                keys[name],
                constant=block == "process_co2",
            )
            for name in releasing
        }
    multiplied(tracing, "process_released", "process_amount", "process_co2", keys)
    if capturing:
        multiplied(tracing, "captured_process", "process_released", "process_captured", keys)
    by_sector(tracing, "co2", "process_sector", TONNES, lambda name: process_of(tracing, name))


def multiplied(tracing: Tracing, block: str, one: str, other: str, keys: dict[str, dict[str, str]]) -> None:
    """A block of tonnes as the product of two others, process by process."""
    sheet, many = tracing.sheets["co2"], tracing.many
    sheet.heading(block)
    many[block] = {
        name: sheet.made(
            tracing.data.title("process", name), TONNES, many[one][name] * many[other][name], keys[name]
        )
        for name in keys
    }


def process_unit(data: Data, name: str, block: str) -> str:
    """Unit of a number of a process."""
    unit = data.label("process", name, "unit")
    return {"process_amount": unit, "process_co2": "t/t"}.get(block, "ratio")


def process_source(data: Data, name: str, block: str) -> str:
    """Where a number of a process is from."""
    if block == "process_co2":
        return data.factor_reference("process", name)
    return data.joined(data.told("processes", process=name), data.path_of(name, "process"))


def process_of(tracing: Tracing, sector: str) -> Quantity:
    """Process CO2 of a sector, less what is captured."""
    whole, caught = (
        picked(tracing.block("process_released"), sector=sector),
        tracing.block("captured_process"),
    )
    return whole - picked(caught, sector=sector) if caught else whole
