"""Small made-up inputs: a kernel of a few links, a region of a few rows, a library of a few measures.

Test files write `from builders import ...`; conftest.py puts this folder on the path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulator import load
from simulator.errors import Origin, Problems
from simulator.inputs.factors import load_factors
from simulator.inputs.measures import Measure, MeasureEntry
from simulator.inputs.scenario import Library
from simulator.model.project import project
from simulator.pathways.arrays import SECTORS, SOURCES, Coefficients, Layout, Pathway
from simulator.pathways.assemble import Draws, assemble

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from simulator.model.project import Flows
    from simulator.pathways.prepare import Plan

CALORIFIC, NET_RATE = 1.229, 3.049  # 10^4 tce per 10^8 kWh: 0.1229 and 0.3049 kgce/kWh
BOUGHT_HEAT = 0.11 / 0.03412  # t/tce: 0.11 tCO2/GJ over 0.03412 tce/GJ
CAPTURE = 0.3  # tce of electricity per t of CO2 captured
WASTE_CO2 = 0.2717 / 0.2714  # t/tce: fossil CO2 over heat of a tonne
FUELS = {  # fuel -> source, t CO2 per tce
    "coal": ("coal", 2.64),
    "diesel": ("oil", 2.08),
    "natural_gas": ("gas", 1.63),
    "waste": ("waste", WASTE_CO2),
    "biomass": ("biomass", 0.0),
    "hydro": ("hydro", 0.0),
    "solar": ("solar", 0.0),
    "recovered": ("", 0.0),
    "heat": ("", 0.0),
    "electricity": ("", 0.0),
}


class Plant(NamedTuple):
    """A plant of the tiny kernel; capacity MW x hours h, or a share of the heat supply."""

    fuel: str
    capacity: float = 0.0
    hours: float = 0.0
    heat_share: float = 0.0
    efficiency: float = 1.0
    power_to_heat: float = 0.0
    net_electricity: float = 1.0


class Process(NamedTuple):
    """Output of the tiny kernel in 10^4 t of a product, and its t CO2 per t."""

    sector: str
    output: float
    factor: float


def kernel(
    energy: Mapping[tuple[str, str], float],
    plants: Sequence[Plant] = (),
    *,
    years: int = 1,
    runs: int = 1,
    losses: float = 0.0,
    heat_losses: float = 0.0,
    grid_factor: float = 0.5,
    processes: Sequence[Process] = (),
    feedstock: Sequence[str] = (),
    capture: Mapping[str, float] | None = None,
    rate: float = NET_RATE,
) -> tuple[Pathway, Coefficients]:
    """A pathway that uses `energy` (branch, fuel) -> 10^4 tce in every year and run, and its coefficients.

    A branch's sector is the first word of its id; grid_factor in kg/kWh; rate in 10^4 tce / 10^8 kWh.
    """
    capture = capture or {}
    branches = sorted({branch for branch, _ in energy}, key=lambda name: SECTORS.index(name.split(".")[0]))
    sector = [SECTORS.index(name.split(".")[0]) for name in branches]
    links = sorted(energy, key=lambda link: (list(FUELS).index(link[1]), branches.index(link[0])))
    cells = [(fuel, branch.split(".")[0]) for branch, fuel in links]
    starts = [i for i, cell in enumerate(cells) if i == 0 or cell != cells[i - 1]]
    layout = Layout(
        years=np.arange(2020, 2020 + years),
        branches=tuple(branches),
        branch_sector=np.array(sector),
        links=tuple(links),
        link_branch=np.array([branches.index(branch) for branch, _ in links]),
        cells=tuple(cells[i] for i in starts),
        cell_start=np.array(starts),
        cell_sector=np.array([SECTORS.index(cells[i][1]) for i in starts]),
        plants=tuple(f"energy.{i}" for i in range(len(plants))),
        processes=tuple(f"process.{i}" for i in range(len(processes))),
        process_sector=np.array([SECTORS.index(p.sector) for p in processes], dtype=np.intp),
        captured=tuple(capture),
    )
    total = {name: sum(v for (branch, _), v in energy.items() if branch == name) for name in branches}

    def everywhere(values: Sequence[float]) -> np.ndarray:
        return np.tile(np.array(values, dtype=float).reshape(1, -1, 1), (years, 1, runs))

    pathway = Pathway(
        layout=layout,
        drivers={"gdp": np.full((years, runs), 100.0), "population": np.full((years, runs), 10.0)},
        activity=everywhere([1.0] * len(branches)),
        intensity=everywhere([total[name] for name in branches]),
        share=everywhere([energy[link] / total[link[0]] if total[link[0]] else 0.0 for link in links]),
        capacity=everywhere([p.capacity for p in plants]),
        hours=everywhere([p.hours for p in plants]),
        heat_share=everywhere([p.heat_share for p in plants]),
        grid_factor=np.full((years, runs), grid_factor * 10.0),
        process=everywhere([p.output for p in processes]),
        capture=everywhere([capture[name] for name in capture]),
        loss_rate=losses,
        heat_loss_rate=heat_losses,
        origins={},
    )
    return pathway, _coefficients(layout, plants, processes, feedstock, rate)


def _coefficients(
    layout: Layout,
    plants: Sequence[Plant],
    processes: Sequence[Process],
    feedstock: Sequence[str],
    rate: float,
) -> Coefficients:
    def source(fuel: str) -> int:
        return SOURCES.index(FUELS[fuel][0]) if FUELS[fuel][0] else -1

    kinds = {"electricity": 1, "heat": 2}
    raw = [i for i, (branch, fuel) in enumerate(layout.links) if branch in feedstock and fuel not in kinds]
    cell_kind = np.array([kinds.get(fuel, 0) for fuel, _ in layout.cells])
    return Coefficients(
        cell_co2=np.array([FUELS[fuel][1] for fuel, _ in layout.cells]),
        cell_source=np.array([source(fuel) for fuel, _ in layout.cells]),
        cell_kind=cell_kind,
        kind_sector=np.array([np.where(cell_kind == one, layout.cell_sector, -1) for one in range(3)]),
        feedstock_link=np.array(raw, dtype=np.intp),
        feedstock_co2=np.array([FUELS[layout.links[i][1]][1] for i in raw]),
        feedstock_sector=layout.branch_sector[layout.link_branch[raw]] if raw else np.zeros(0, dtype=np.intp),
        plant_co2=np.array([FUELS[p.fuel][1] for p in plants]),
        plant_source=np.array([source(p.fuel) for p in plants], dtype=np.intp),
        plant_is_primary_electricity=np.array([float(p.fuel in ("hydro", "solar")) for p in plants]),
        plant_efficiency=np.array([p.efficiency for p in plants]),
        plant_power_to_heat=np.array([p.power_to_heat for p in plants]),
        plant_net_electricity=np.array([p.net_electricity for p in plants]),
        calorific_rate=CALORIFIC,
        coal_equivalent_rate=rate,
        bought_heat_factor=BOUGHT_HEAT,
        process_factor=np.array([p.factor for p in processes]),
        link_co2=np.array([FUELS[fuel][1] for _, fuel in layout.links]),
        capture_electricity=CAPTURE,
    )


def flows_of(*given: Any, **settings: Any) -> Flows:
    """Flows of a tiny kernel, arguments as in `kernel`."""
    return project(*kernel(*given, **settings), keep_links=True)


def sector(values: np.ndarray, name: str) -> np.ndarray:
    """One sector of a (year, sector, run) array."""
    return values[:, SECTORS.index(name)]


def source(values: np.ndarray, name: str) -> np.ndarray:
    """One source of a (year, source, run) array."""
    return values[:, SOURCES.index(name)]


# ---- a region of a few rows ----

TABLES = {
    "region.yaml": """\
id: tiny
title: {zh: 小区, en: Tiny}
province: {zh: 浙江省, en: Zhejiang}
province_peak_year: 2030
province_peak_source: made up
base_year: 2020
end_year: 2030
actual_until: 2020
grid_area: "province:Zhejiang"
grid_region: "region:East"
electricity_losses: 0.0
heat_losses: 0.0
losses_source: made up
""",
    "drivers.csv": """\
variable,year,case,value,unit,grade,source
gdp,2020,actual,100,1e8 CNY,assumed,test
gdp.growth,2030,central,10,%,assumed,test
population,2020,actual,10,1e4 persons,assumed,test
""",
    "branches.csv": """\
branch,sector,method,driver,elasticity,stock,activity_unit,title_zh,title_en
industry.works,industry,flow,gdp,1,,1e8 CNY,工厂,Works
households.homes,households,flow,population,1,,1e4 persons,住宅,Homes
""",
    "balance.csv": """\
target_id,fuel,value,unit,sigma,grade,source
industry.works,coal,60,1e4 tce,6,assumed,test
industry.works,electricity,40,1e4 tce,4,assumed,test
households.homes,natural_gas,5,1e4 tce,1,assumed,test
households.homes,electricity,15,1e4 tce,1,assumed,test
""",
}


HEADS = {  # columns of tables that the tiny region has not got
    "history": "indicator,year,value,unit",
    "paths": "target_id,quantity,fuel,year,value,unit",
    "plants": "plant,kind,fuel,capacity_mw,hours,efficiency,title_zh,title_en",
    "processes": "process,product,sector,value,unit,driver,title_zh,title_en",
    "roofs": "roof,plant,value,unit,usable,kw_per_m2,title_zh,title_en",
    "stocks": "stock,value,unit,survival,kinds,driver,title_zh,title_en",
    "subregions": "subregion,kind,target,portion,title_zh,title_en",
}


def rows(table: str, *lines: str) -> dict[str, str]:
    """A table of `HEADS` for `write_region`; grade and source are added to every line."""
    text = "".join(f"{line},assumed,test\n" for line in lines)
    return {table: f"{HEADS[table]},grade,source\n{text}"}


def write_region(folder: Path, **tables: str) -> Path:
    """A region of two branches below `folder`; `plants="..."` writes plants.csv, `region=` region.yaml.

    A table given without the header of its default is added to it.
    """
    place = folder / "tiny"
    place.mkdir(parents=True, exist_ok=True)
    given = {("region.yaml" if name == "region" else f"{name}.csv"): text for name, text in tables.items()}
    for name, text in {**TABLES, **given}.items():
        default = TABLES.get(name, "")
        more = name in given and default and text.split("\n")[0] != default.split("\n")[0]
        (place / name).write_text(default + text if more else text, encoding="utf-8")
    return place


def write_scenario(folder: Path, text: str = "", name: str = "case", region: str = "tiny") -> str:
    """A scenario file of a region, as a path."""
    path = folder / f"{name}.yaml"
    path.write_text(f"title: {{zh: 例, en: Case}}\nregion: {region}\n{text}", encoding="utf-8")
    return str(path)


def library(**effects: list[dict[str, Any]]) -> Library:
    """The bundled factors with measures made of the given effects, each in force from 2025 on."""
    problems = Problems()
    factors = load_factors(problems)
    assert not problems.found
    measures = {name: _measure(name, mine) for name, mine in effects.items()}
    return Library(factors, measures)


def _measure(name: str, effects: list[dict[str, Any]]) -> Measure:
    title = {"zh": name, "en": name}
    entry = MeasureEntry.model_validate(
        {
            "title": title,
            "sector": "industry",
            "meaning": title,
            "schedule": {2024: 0, 2025: 1},
            "effects": effects,
            "range": "0..1",
            "grade": "assumed",
            "source": "test",
        }
    )
    return Measure(name, entry, Origin("library.yaml", 1))


def uses(*names: str) -> str:
    """The measures block of a scenario."""
    return "measures:\n" + "".join(f"  - use: {name}\n" for name in names)


def run_plan(plan: Plan, draws: Draws | None = None) -> tuple[Pathway, Flows]:
    """Pathway and flows of a plan, one central run unless told otherwise."""
    pathway = assemble(plan, draws or Draws(runs=1))
    return pathway, project(pathway, plan.coefficients, keep_links=True)


def tiny_plan(folder: Path, text: str = "", measures: Library | None = None, **tables: str) -> Plan:
    """The plan of a tiny region under a scenario; InputError if anything is wrong."""
    write_region(folder, **tables)
    plan = load(write_scenario(folder, text), library=measures)
    assert plan is not None
    return plan


def branch_energy(plan: Plan, flows: Flows, branch: str, fuel: str) -> np.ndarray:
    """Energy of a link, (year, run)."""
    assert flows.energy_link is not None
    return flows.energy_link[:, plan.layout.link(branch, fuel)]
