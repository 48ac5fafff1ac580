"""Every indicator as a tree: the root that `sim explain YEAR/INDICATOR` shows (assess.indicators)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.assess.gases import GAS_TOTALS
from simulator.assess.indicators import INDUSTRY, NONFOSSIL, RENEWABLE
from simulator.inputs.accounting import PRESETS
from simulator.pathways.arrays import SECTORS
from simulator.report.explain import names
from simulator.report.explain.capture import captured_total
from simulator.report.explain.demand import energy_total, final_energy, primary, sector_primary
from simulator.report.explain.drivers import driver
from simulator.report.explain.emissions import co2_total, import_total, process_total, sector_co2
from simulator.report.explain.gases import GAS_SUMS, gas_indicator, trading
from simulator.report.explain.ground import in_year, remembered
from simulator.report.explain.node import Node, made, renamed, words
from simulator.report.explain.renewables import renewable_heat_share, renewable_power_share
from simulator.report.explain.supply import calorific, demand, electricity_used, grid_factor, imported
from simulator.variables import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.report.explain.ground import Ground

    Maker = Callable[[Ground, int], Node]


def ratio_of(over: Maker, under: Maker) -> Maker:
    """One explained number over another."""

    def make(ground: Ground, year: int) -> Node:
        return made("", words("explain.nothing"), "", "ratio", over(ground, year), under(ground, year))

    return make


def headline_co2(ground: Ground, year: int) -> Node:
    """Total CO2 under the result's own rule."""
    return co2_total(
        ground, year, ground.result.preset, ground.result.scenario.entry.accounting.imported_power
    )


def of_driver(name: str) -> Maker:
    """A driver."""
    return lambda ground, year: driver(ground, name, year)


def of_sources(*wanted: str) -> Maker:
    """Primary energy of some sources; of one, its own tree."""

    def make(ground: Ground, year: int) -> Node:
        parts = [primary(ground, source, year) for source in wanted]
        return (
            parts[0]
            if len(parts) == 1
            else made("sources", words("explain.sources"), "1e4 tce", "sum", *parts)
        )

    return make


def final_use(ground: Ground, year: int) -> Node:
    """All final energy, and the electricity that capturing takes."""
    from simulator.report.explain.capture import capture_electricity

    whole = final_energy(ground, year)
    if not ground.plan.layout.captured:
        return whole
    taken = [capture_electricity(ground, sector, year) for sector in range(len(SECTORS))]
    keyed = [renamed(node, f"capturing.{SECTORS[sector]}") for sector, node in enumerate(taken)]
    return made("final_use", whole.name, whole.unit, "sum", whole, *keyed)


def kilowatthours(maker: Maker) -> Maker:
    """tce calorific as 10^8 kWh."""
    return ratio_of(maker, lambda ground, year: calorific(ground))


def industry_value(ground: Ground, year: int) -> Node:
    """Value added of industry; GDP where the region has no structure of it."""
    known = "value_added.industry" in ground.result.pathway.drivers
    return driver(ground, "value_added.industry" if known else "gdp", year)


def of_gases(name: str) -> Maker:
    """An indicator of other gases."""
    return lambda ground, year: gas_indicator(ground, name, year)


def of_market(name: str) -> Maker:
    """An indicator of the national carbon market."""
    return lambda ground, year: trading(ground, name, year)


MAKERS: dict[str, Maker] = {
    "energy_total": energy_total,
    "co2_total": headline_co2,
    "energy_intensity": ratio_of(energy_total, of_driver("gdp")),
    "co2_intensity": ratio_of(headline_co2, of_driver("gdp")),
    "coal_share": ratio_of(of_sources("coal"), energy_total),
    "renewable_share": ratio_of(of_sources(*RENEWABLE), energy_total),
    "nonfossil_share": ratio_of(of_sources(*NONFOSSIL), energy_total),
    "electrification": ratio_of(lambda ground, year: demand(ground, "electricity", year), final_use),
    "energy_per_head": ratio_of(energy_total, of_driver("population")),
    "co2_per_head": ratio_of(headline_co2, of_driver("population")),
    "coal_total": of_sources("coal"),
    "oil_total": of_sources("oil"),
    "gas_total": of_sources("gas"),
    "electricity_use": kilowatthours(electricity_used),
    "net_import_electricity": kilowatthours(lambda ground, year: imported(ground, "electricity", year)),
    "co2_industry": lambda ground, year: sector_co2(ground, INDUSTRY, year, ground.result.preset),
    "co2_process": process_total,
    "co2_import": import_total,
    "gdp": of_driver("gdp"),
    "population": of_driver("population"),
    "gdp_per_head": ratio_of(of_driver("gdp"), of_driver("population")),
    "co2_per_energy": ratio_of(headline_co2, energy_total),
    "grid_factor": grid_factor,
    "energy_intensity_industry": ratio_of(
        lambda ground, year: sector_primary(ground, INDUSTRY, year), industry_value
    ),
    "renewable_power_share": renewable_power_share,
    "renewable_heat_share": renewable_heat_share,
    "co2_captured": captured_total,
    **{name: of_gases(name) for name in (*GAS_TOTALS, *GAS_SUMS)},
    **{name: of_market(name) for name in ("co2_ets", "co2_ets_paid")},
}


@remembered
def indicator(ground: Ground, name: str, year: int) -> Node:
    """An indicator in a year, or total CO2 under another rule (`co2_total.plan_2020.import_out`)."""
    if name in MAKERS:
        found, variable = MAKERS[name](ground, year), INDICATORS[name]
        unit, title = variable.unit, in_year(names.indicator(name), year)
    else:
        preset, _, out = name.removeprefix("co2_total.").partition(".")
        rule = next(one for one in PRESETS if one == preset)
        found = co2_total(ground, year, rule, "out" if out else "in")
        unit, title = found.unit, found.name
    value = float(ground.result.series[name][year - int(ground.result.years[0]), ground.run])
    return Node(
        name,
        title,
        value,
        unit,
        found.operation,
        lambda: found.children,
        found.origin,
        found.source,
        found.grade,
        found.note,
    )


def explained() -> tuple[str, ...]:
    """Indicators that have a tree."""
    return (*MAKERS, *(f"co2_total.{preset}{out}" for preset in PRESETS for out in ("", ".import_out")))
