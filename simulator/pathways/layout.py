"""Order of every axis, and the factors aligned with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.inputs.factors import PRIMARY_ELECTRICITY
from simulator.pathways.arrays import SECTORS, SOURCES, Coefficients, Layout
from simulator.pathways.compile import captured_of_effects, links_of_effects
from simulator.pathways.own_accounting import factor_series, import_rate
from simulator.pathways.processes import measured, process_factors
from simulator.pathways.projects import links_of_projects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.inputs.factors import Factors
    from simulator.inputs.rows import BranchRow, PlantRow
    from simulator.inputs.scenario import Scenario
    from simulator.pathways.arrays import Array, IntArray
    from simulator.pathways.balance import Energy


def lay_out(
    years: IntArray, branches: Sequence[BranchRow], energy: Energy, scenario: Scenario, factors: Factors
) -> Layout:
    """Order of every axis; links include those that the scenario's measures or stocks may fill later."""
    names = [row.branch for row in branches]
    sector = [SECTORS.index(row.sector) for row in branches]
    kinds = {row.stock: row.kinds for row in scenario.region.stocks}
    vehicle = {
        (branch.branch, kind.kind)
        for branch in branches
        for kind in factors.stock_kinds
        if kinds.get(branch.stock) == kind.kinds and kind.kind in factors.fuels
    }
    wanted = {key for key in energy if key[0] in names} | links_of_effects(scenario, names, energy) | vehicle
    wanted |= links_of_projects(scenario.region.projects, names)
    fuel_order = {fuel: index for index, fuel in enumerate(factors.fuels)}
    links = sorted(wanted, key=lambda link: (fuel_order[link[1]], names.index(link[0])))
    cells = [(fuel, SECTORS[sector[names.index(branch)]]) for branch, fuel in links]
    starts = [i for i, cell in enumerate(cells) if i == 0 or cells[i - 1] != cell]
    processes = measured(scenario.region, factors)
    return Layout(
        years=years,
        branches=tuple(names),
        branch_sector=np.array(sector),
        links=tuple(links),
        link_branch=np.array([names.index(branch) for branch, _ in links]),
        cells=tuple(cells[i] for i in starts),
        cell_start=np.array(starts),
        cell_sector=np.array([SECTORS.index(cells[i][1]) for i in starts]),
        plants=tuple(row.plant for row in scenario.region.plants),
        processes=tuple(row.process for row in processes),
        process_sector=np.array([SECTORS.index(row.sector) for row in processes], dtype=np.intp),
        captured=captured_of_effects(scenario, names),
    )


def net_electricity(row: PlantRow) -> float:
    """Electricity a plant gives per capacity x hours: storage gives back less than it took."""
    if row.kind == "storage":
        return 1.0 - 1.0 / row.efficiency
    return -1.0 if row.kind == "electrolyser" else 1.0


def fuel_efficiency(row: PlantRow) -> float:
    """Useful energy per fuel. An electrolyser's fuel is what it makes, so it comes out below zero."""
    if row.kind == "storage":
        return float("inf")
    return 1.0 / row.efficiency if row.kind == "electrolyser" else row.efficiency


def coefficients_of(scenario: Scenario, layout: Layout, branches: Sequence[BranchRow]) -> Coefficients:
    """Factors aligned with the layout."""
    factors, plants = scenario.factors, scenario.region.plants
    kind = {"electricity": 1, "heat": 2}
    feedstock = {row.branch for row in branches if row.use == "feedstock"}
    raw = [i for i, (branch, fuel) in enumerate(layout.links) if branch in feedstock and fuel not in kind]
    calorific = factors.calorific_rate()
    equivalent = scenario.entry.accounting.electricity == "coal_equivalent"
    kinds = np.array([kind.get(fuel, 0) for fuel, _ in layout.cells])

    def co2(fuels: Sequence[str]) -> Array:
        nothing = np.zeros(len(layout.years))
        paths = [nothing if f in kind else factor_series(scenario, f, layout.years).values for f in fuels]
        table = np.array(paths).reshape(len(fuels), len(layout.years)).T
        return table[0].copy() if (table == table[:1]).all() else table

    def source(fuel: str) -> int:
        group = factors.fuels[fuel].source_group
        return SOURCES.index(group) if group else -1

    return Coefficients(
        cell_co2=co2([fuel for fuel, _ in layout.cells]),
        cell_source=np.array([source(fuel) for fuel, _ in layout.cells]),
        cell_kind=kinds,
        kind_sector=np.array([np.where(kinds == one, layout.cell_sector, -1) for one in range(3)]),
        feedstock_link=np.array(raw, dtype=np.intp),
        feedstock_co2=co2([layout.links[i][1] for i in raw]),
        feedstock_sector=layout.branch_sector[layout.link_branch[raw]] if raw else np.zeros(0, dtype=np.intp),
        plant_co2=co2([row.fuel for row in plants]),
        plant_source=np.array([source(row.fuel) for row in plants], dtype=np.intp),
        plant_is_primary_electricity=np.array([float(row.fuel in PRIMARY_ELECTRICITY) for row in plants]),
        plant_efficiency=np.array([fuel_efficiency(row) for row in plants]),
        plant_power_to_heat=np.array([row.power_to_heat for row in plants]),
        plant_net_electricity=np.array([net_electricity(row) for row in plants]),
        calorific_rate=calorific,
        coal_equivalent_rate=factors.coal_equivalent_rate() if equivalent else calorific,
        bought_heat_factor=factors.rates["heat", "bought_co2", None].value
        / factors.rates["heat", "calorific", None].value,
        process_factor=process_factors(measured(scenario.region, factors), factors),
        link_co2=co2([fuel for _, fuel in layout.links]),
        import_rate=import_rate(scenario, layout.years),
        capture_electricity=factors.rates["capture", "electricity", None].value * factors.calorific_rate(),
    )
