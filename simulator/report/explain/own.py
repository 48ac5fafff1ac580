"""A study's own factors and imported power as trees (pathways.own_accounting)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.inputs.own import OWN, RATES
from simulator.pathways.own_accounting import anchors_of_rows, factor_rows
from simulator.report.explain import names
from simulator.report.explain.ground import in_year
from simulator.report.explain.node import Node, made, number, renamed, words
from simulator.report.explain.parameters import path_value

if TYPE_CHECKING:
    from simulator.report.explain.ground import Ground


def own_factor(ground: Ground, fuel: str, year: int) -> Node | None:
    """t CO2 per tce of a fuel from the region's own rows; None where another set counts."""
    rows = factor_rows(ground.result.scenario, fuel)
    if not rows:
        return None
    name = words("explain.fuel_factor", fuel=names.fuel(ground, fuel))
    return path_value(ground, "factor", name, "t/tce", anchors_of_rows(rows, ground.first), year)


def has_own_imports(ground: Ground) -> bool:
    """True if imported power is split into a thermal and a clean part."""
    return ground.result.scenario.entry.accounting.import_factor == OWN


def import_part(ground: Ground, quantity: str, year: int) -> Node:
    """A row of imports.csv in a year; the thermal part burns coal unless its factor is given."""
    rows = [row for row in ground.result.scenario.region.imports if row.quantity == quantity]
    name = words(f"explain.imports.{quantity}")
    if rows:
        return path_value(ground, quantity, name, RATES[quantity], anchors_of_rows(rows, ground.first), year)
    found = own_factor(ground, "coal", year)
    if found is None:
        from simulator.report.explain.emissions import fuel_factor

        found = fuel_factor(ground, "coal", year)
    return renamed(found, quantity)


def own_grid_factor(ground: Ground, year: int) -> Node:
    """CO2 of imported power, kg/kWh: share x rate x factor of the thermal part."""
    last = ground.result.scenario.region.info.actual_until
    frozen = ground.result.cases[ground.run] == "frozen_grid"
    at = max(ground.first, min(year, last)) if frozen else year
    parts = [import_part(ground, name, at) for name in ("thermal_share", "thermal_rate", "thermal_co2")]
    return made("grid_factor", in_year(names.indicator("grid_factor"), year), "kg/kWh", "product", *parts)


def own_import_ratio(ground: Ground, year: int) -> Node:
    """tce of primary energy per tce of imported power: both parts at their own rate."""
    share = import_part(ground, "thermal_share", year)
    clean = made("clean_share", words("explain.imports.clean_share"), "ratio", "rest", share)
    name = words("explain.imports.rate")
    parts = [
        made(
            part,
            words(f"explain.imports.{part}"),
            "kgce/kWh",
            "product",
            portion,
            import_part(ground, part, year),
        )
        for part, portion in (("thermal_rate", share), ("clean_rate", clean))
    ]
    rate = made("rate", name, "kgce/kWh", "sum", *parts)
    heat = ground.result.scenario.factors.rates["electricity", "calorific", None]
    each = number("calorific", words("explain.rate.calorific"), heat.value, heat.unit)
    return made("primary_ratio", words("explain.primary_ratio"), "ratio", "ratio", rate, each)
