"""Factors, rates and labels of a result's dataset: what its flows are made from, with the source of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.pathways.own_accounting import factor_rows, factor_series
from simulator.pathways.processes import process_factors
from simulator.report.inputs_file import place
from simulator.units import PER_KWH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.face import Result
    from simulator.inputs.rows import SourcedRow
    from simulator.pathways.arrays import Array

CARRIED = ("electricity", "heat")  # no factor of their own: they carry that of the plants and of the import
RATES = {  # variable -> (item, quantity, year) of parameters/factors/rates.csv
    "calorific_rate": ("electricity", "calorific", None),
    "bought_heat_co2": ("heat", "bought_co2", None),
    "capture_electricity": ("capture", "electricity", None),
}


def fixed_arrays(result: Result) -> dict[str, Array]:
    """Every array of variables.FIXED, years from the result's first on."""
    plan, numbers, start = result.plan, result.plan.coefficients, result.start
    years = plan.layout.years[start:]
    imported = numbers.import_rate
    rate = np.full(len(years), numbers.coal_equivalent_rate) if imported is None else imported[start:]
    factors = process_factors(plan.processes, plan.scenario.factors)
    return {
        "fuel_co2": co2_of(result, fuels(result)),
        "plant_fuel_co2": co2_of(result, [row.fuel for row in plan.scenario.region.plants]),
        "plant_fuel_use": 1.0 / numbers.plant_efficiency,
        "plant_power_to_heat": numbers.plant_power_to_heat,
        "plant_net_electricity": numbers.plant_net_electricity,
        "process_co2": np.pad(factors, (0, len(plan.layout.processes) - len(factors))),
        "calorific_rate": np.array(numbers.calorific_rate / PER_KWH),
        "coal_equivalent_rate": np.array(numbers.coal_equivalent_rate / PER_KWH),
        "import_rate": rate / PER_KWH,
        "bought_heat_co2": np.array(numbers.bought_heat_factor),
        "electricity_losses": np.array(result.pathway.loss_rate),
        "heat_losses": np.array(result.pathway.heat_loss_rate),
        "capture_electricity": np.array(numbers.capture_electricity),
        "certificates": plan.certificates[start:],
    }


def fuels(result: Result) -> list[str]:
    """Fuels that some branch uses, in the order of the links."""
    return list(dict.fromkeys(fuel for _, fuel in result.plan.layout.links))


def co2_of(result: Result, names: Sequence[str]) -> Array:
    """t CO2 per tce of some fuels, (year, fuel); 0 for electricity and heat."""
    years = result.years
    nothing = np.zeros(len(years))
    found = [nothing if f in CARRIED else factor_series(result.scenario, f, years).values for f in names]
    return np.array(found).reshape(len(names), len(years)).T


def labels(result: Result) -> dict[str, tuple[str, list[str]]]:
    """What stands beside the items of a dimension: titles, sector, source, where a factor is from."""
    plan, region = result.plan, result.scenario.region
    names, factors = fuels(result), plan.scenario.factors
    rows = [factors.fuels[name] for name in names]
    plants, branches, processes = region.plants, plan.branches, plan.processes
    found: dict[str, tuple[str, list[str]]] = {
        "branch_sector": ("branch", [row.sector for row in branches]),
        "branch_use": ("branch", [row.use for row in branches]),
        "branch_driver": ("branch", [row.stock or row.driver for row in branches]),
        "branch_unit": ("branch", [row.activity_unit for row in branches]),
        "fuel_source": ("fuel", [row.source_group for row in rows]),
        "fuel_reference": ("fuel", [fuel_reference(result, name) for name in names]),
        "plant_kind": ("plant", [row.kind for row in plants]),
        "plant_burns": ("plant", [row.fuel for row in plants]),
        "plant_burns_title": ("plant", [factors.fuels[row.fuel].title_en for row in plants]),
        "plant_burns_title_zh": ("plant", [factors.fuels[row.fuel].title_zh for row in plants]),
        "plant_source": ("plant", [factors.fuels[row.fuel].source_group for row in plants]),
        "plant_reference": ("plant", [fuel_reference(result, row.fuel) for row in plants]),
        "process_sector": ("process", [row.sector for row in processes]),
        "process_unit": ("process", [row.unit for row in processes]),
        "process_driver": ("process", [row.driver for row in processes]),
        "process_reference": ("process", [process_reference(result, row.product) for row in processes]),
    }
    titled = {
        "branch": [(row.title_en, row.title_zh) for row in branches],
        "fuel": [(row.title_en, row.title_zh) for row in rows],
        "plant": [(row.title_en, row.title_zh) for row in plants],
        "process": [(row.title_en, row.title_zh) for row in processes],
    }
    for axis, titles in titled.items():
        found[f"{axis}_title"] = (axis, [en for en, _ in titles])
        found[f"{axis}_title_zh"] = (axis, [zh for _, zh in titles])
    return found


def fuel_reference(result: Result, fuel: str) -> str:
    """Grade, place and source of the CO2 factor of a fuel."""
    if fuel in CARRIED:
        return ""
    rows = factor_rows(result.scenario, fuel)
    row = rows[0] if rows else result.scenario.factors.co2(fuel, result.scenario.entry.accounting.combustion)
    return told_of(row, result)


def process_reference(result: Result, product: str) -> str:
    """Grade, place and source of the CO2 factor of a product; empty if it releases none."""
    row = result.scenario.factors.process.get((product, "co2"))
    return "" if row is None else told_of(row, result)


def told_of(row: SourcedRow, result: Result) -> str:
    """Grade, place and source of a row."""
    return f"{row.grade} · {place(row.origin.file, result.scenario)}:{row.origin.line} · {row.source}"


def references(result: Result) -> dict[str, dict[str, str]]:
    """The attribute `references` of single factors and rates: grade, place and source."""
    plan, factors = result.plan, result.scenario.factors
    equivalent = result.scenario.entry.accounting.electricity == "coal_equivalent"
    rates = RATES | {
        "coal_equivalent_rate": ("electricity", "coal_equivalent_net", 2020)
        if equivalent
        else RATES["calorific_rate"]
    }
    if plan.coefficients.import_rate is None:
        rates["import_rate"] = rates["coal_equivalent_rate"]
    rows = {name: factors.rates[key] for name, key in rates.items()}
    told = {name: told_of(row, result) for name, row in rows.items()}
    losses = result.scenario.region.info.losses_source
    told |= dict.fromkeys(("electricity_losses", "heat_losses"), losses)
    grid = [origins for (quantity, *_), origins in plan.origins.items() if quantity == "grid_factor"]
    places = (f"{place(one.file, plan.scenario)}:{one.line}" for origins in grid for one in origins)
    told["grid_factor"] = "; ".join(dict.fromkeys(places))
    return {name: {"references": text} for name, text in told.items() if text}
