"""A result as an xarray Dataset: labels and CF attributes on the arrays of the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.assess.evidence import unknown_indicators
from simulator.assess.indicators import sector_co2, source_co2
from simulator.assess.sectors import branch_co2
from simulator.pathways.arrays import SECTORS, SOURCES
from simulator.report.dataset_factors import fixed_arrays, fuels, labels, references
from simulator.variables import ARRAYS, FIXED, INDICATORS

if TYPE_CHECKING:
    import xarray

    from simulator.face import Result
    from simulator.pathways.arrays import Array
    from simulator.variables import Variable

OF_THE_YEAR = ("1e4 tce", "1e4 t", "1e8 kWh")  # units of amounts that are sums over a calendar year


def dataset_of(result: Result) -> xarray.Dataset:
    """Dims case, year, sector, branch, fuel, plant, process, source; unit and name in both languages.

    What is the same in every case (`variables.FIXED`) has no dim case. Labels such as `branch_sector` or
    `fuel_source` stand beside the items they are about.
    """
    import xarray

    variables = {}
    known = INDICATORS | ARRAYS
    missing = unknown_indicators(result.plan)
    indicators = {name: result.series[name] for name in INDICATORS if name in result.series}
    told = references(result)
    for name, values in (indicators | arrays_of(result) | fixed_arrays(result)).items():
        if name in missing or 0 in values.shape:
            continue
        dims = known[name].dims if name in FIXED else ("case", *known[name].dims)
        ordered = values if name in FIXED else np.moveaxis(values, -1, 0)
        variables[name] = (dims, ordered, attributes(known[name]) | told.get(name, {}))
    dataset = xarray.Dataset(variables, coords=coordinates(result), attrs=header(result))
    for name, (en, zh) in LABELS.items():
        if name in dataset.coords:
            dataset[name].attrs = {"long_name": en, "long_name_zh": zh}
    dataset["year"].attrs |= {"units": "1"}
    return dataset


LABELS = {  # name of a coordinate in both languages
    "case": ("case", "方案"),
    "year": ("calendar year", "年份"),
    "sector": ("sector", "领域"),
    "branch": ("branch", "用能分支"),
    "fuel": ("fuel", "能源品种"),
    "plant": ("plant", "电源、热源"),
    "process": ("process", "过程"),
    "source": ("primary source", "一次能源来源"),
    "gas": ("gas", "气体"),
}


def attributes(variable: Variable) -> dict[str, str]:
    """CF attributes of a variable."""
    unit = "1" if variable.unit == "ratio" else variable.unit
    told = {"units": unit, "long_name": variable.en, "long_name_zh": variable.zh}
    return told | ({"cell_methods": "year: sum"} if unit in OF_THE_YEAR and "year" in variable.dims else {})


def coordinates(result: Result) -> dict[str, object]:
    """Labels of every dimension; years as int32, which netCDF 3 can hold; empty dimensions are left out."""
    layout = result.plan.layout
    found: dict[str, object] = {
        "case": list(result.cases),
        "year": result.years.astype(np.int32),
        "sector": list(SECTORS),
        "branch": list(layout.branches),
        "fuel": fuels(result),
        "plant": list(layout.plants),
        "process": list(layout.processes),
        "source": list(SOURCES),
        "gas": list(result.plan.releases.gases),
    }
    found |= labels(result)
    return {name: values for name, values in found.items() if not is_empty(values)}


def is_empty(values: object) -> bool:
    """True for a coordinate without any item: netCDF 3 takes a length of 0 for one that may grow."""
    items = values[1] if isinstance(values, tuple) else values
    return len(items) == 0  # type: ignore[arg-type]


def arrays_of(result: Result) -> dict[str, Array]:
    """Every array of variables.ARRAYS that differs by case, from the result's first year on, run last."""
    flows, pathway, start, preset = result.flows, result.pathway, result.start, result.preset
    drivers = pathway.drivers
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
        "activity": pathway.activity,
        "gas_emissions": known_gases(result),
        "intensity": pathway.intensity,
        "value_added_industry": drivers.get("value_added.industry", drivers["gdp"]),
        "plant_capacity": pathway.capacity,
        "plant_hours": pathway.hours,
        "plant_heat_share": pathway.heat_share,
        "process_amount": pathway.process,
        **captured_parts(result),
    }
    return {name: values[start:] for name, values in whole.items()}


def captured_parts(result: Result) -> dict[str, Array]:
    """Part of the CO2 of every branch, plant and process that is captured, (year, item, run)."""
    layout, pathway = result.plan.layout, result.pathway
    axes = {"branch": layout.branches, "plant": layout.plants, "process": layout.processes}
    years, runs = len(layout.years), pathway.runs
    found = {f"{axis}_captured": np.zeros((years, len(names), runs)) for axis, names in axes.items()}
    for index, name in enumerate(layout.captured):
        axis = next(axis for axis, names in axes.items() if name in names)
        found[f"{axis}_captured"][:, axes[axis].index(name)] = pathway.capture[:, index]
    return found


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
        "comment": "1e4 tce is 293.076 TJ; 1e4 t is 10 kt; CNY at constant prices of price_base",
        "region": info.id,
        "scenario": result.scenario.id,
        "accounting": result.preset,
        "electricity": entry.accounting.electricity,
        "price_base": str(info.price_base),
    }
