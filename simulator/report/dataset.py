"""A result as an xarray Dataset: labels and CF attributes on the arrays of the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.assess.evidence import unknown_indicators
from simulator.assess.indicators import sector_co2, source_co2
from simulator.assess.sectors import branch_co2
from simulator.pathways.arrays import SECTORS, SOURCES
from simulator.variables import ARRAYS, INDICATORS

if TYPE_CHECKING:
    import xarray

    from simulator.face import Result
    from simulator.pathways.arrays import Array
    from simulator.variables import Variable


def dataset_of(result: Result) -> xarray.Dataset:
    """Dims case, year, sector, branch, fuel, plant, source; unit and name in both languages everywhere."""
    import xarray

    variables = {}
    known = INDICATORS | ARRAYS
    missing = unknown_indicators(result.plan)
    indicators = {name: result.series[name] for name in INDICATORS if name in result.series}
    for name, values in (indicators | arrays_of(result)).items():
        if name in missing:
            continue
        dims = ("case", *known[name].dims)
        variables[name] = (dims, np.moveaxis(values, -1, 0), attributes(known[name]))
    dataset = xarray.Dataset(variables, coords=coordinates(result), attrs=header(result))
    dataset["year"].attrs = {"units": "1", "long_name": "calendar year", "standard_name": "time"}
    return dataset


def attributes(variable: Variable) -> dict[str, str]:
    """CF attributes of a variable."""
    unit = "1" if variable.unit == "ratio" else variable.unit
    return {"units": unit, "long_name": variable.en, "long_name_zh": variable.zh}


def coordinates(result: Result) -> dict[str, object]:
    """Labels of every dimension; years as int32, which netCDF 3 can hold."""
    layout = result.plan.layout
    return {
        "case": list(result.cases),
        "year": result.years.astype(np.int32),
        "sector": list(SECTORS),
        "branch": list(layout.branches),
        "fuel": fuels(result),
        "plant": list(layout.plants),
        "source": list(SOURCES),
        "gas": list(result.plan.releases.gases),
    }


def fuels(result: Result) -> list[str]:
    """Fuels that some branch uses."""
    return list(dict.fromkeys(fuel for _, fuel in result.plan.layout.links))


def arrays_of(result: Result) -> dict[str, Array]:
    """Every array of variables.ARRAYS from the result's first year on, run last."""
    flows, start, preset = result.flows, result.start, result.preset
    whole = {
        "final_energy": by_branch_and_fuel(result),
        "primary_energy": flows.primary,
        "primary_energy_sector": flows.primary_sector,
        "co2_end_use": sector_co2(flows, preset),
        "co2_source": source_co2(flows, preset),
        "co2_branch": branch_co2(result.plan, flows),
        "co2_sector_process": flows.co2_process,
        "co2_plant": flows.co2_plant,
        "plant_fuel": flows.supply.plant_fuel,
        "plant_electricity": flows.supply.plant_electricity,
        "plant_heat": flows.supply.plant_heat,
        "activity": result.pathway.activity,
        "gas_emissions": known_gases(result),
    }
    return {name: values[start:] for name, values in whole.items()}


def known_gases(result: Result) -> Array:
    """Gases by sector; NaN for those of unknown amount."""
    unknown = np.isin(result.plan.releases.gases, list(result.plan.unmeasured))
    return np.where(unknown[:, None, None], np.nan, result.gases)


def by_branch_and_fuel(result: Result) -> Array:
    """Final energy as (year, branch, fuel, run); 0 where a branch does not use a fuel."""
    layout, energy = result.plan.layout, result.flows.energy_link
    assert energy is not None
    names = fuels(result)
    out = np.zeros((energy.shape[0], len(layout.branches), len(names), energy.shape[2]))
    for index, (_, fuel) in enumerate(layout.links):
        out[:, layout.link_branch[index], names.index(fuel)] = energy[:, index]
    return out


def header(result: Result) -> dict[str, str]:
    """Global attributes: what was run, under which accounting rule."""
    from simulator import __version__

    info, entry = result.scenario.region.info, result.scenario.entry
    return {
        "Conventions": "CF-1.8",
        "title": f"{info.title.en}, {entry.title.en}",
        "title_zh": f"{info.title.zh}，{entry.title.zh}",
        "source": f"carbon peak scenario simulator {__version__}",
        "region": info.id,
        "scenario": result.scenario.id,
        "accounting": result.preset,
        "electricity": entry.accounting.electricity,
        "price_base": str(info.price_base),
    }
