"""The fallback route: totals that nobody published, from GDP, people and structure (docs/base-year.md).

The benchmark's coefficients give energy and electricity of each sector group; both are scaled so that on the
benchmark itself they give its published totals. What is not electricity is split into fuels as the
benchmark's own balance splits it. Every number made here is an anchor with grade `assumed`, a range, and its
steps as source.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from math import hypot
from typing import TYPE_CHECKING

from simulator.errors import Origin, Problems, nearest
from simulator.inputs.estimate.parts import fold_heat, follow_parts
from simulator.inputs.estimate.rows import FROM_BENCHMARK
from simulator.inputs.estimate.totals import (
    BURNT,
    GROUPS,
    NEEDED,
    base_drivers,
    best_anchor,
    column_of,
    gas_rate,
    group_of,
    made_of,
    plant_fuels,
    value_of,
)
from simulator.inputs.factors import PRIMARY_ELECTRICITY
from simulator.inputs.locate import parameters_folder, shown_name
from simulator.inputs.ranges import STRUCTURE
from simulator.inputs.region import RegionInfo, read_region, region_folder
from simulator.inputs.rows import AnchorRow
from simulator.inputs.schema import validate
from simulator.inputs.yaml_lines import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region

GROUP_OF_COEFFICIENT = {
    "six_energy_intensive": "industry",
    "other_industry": "industry",
    "construction": "farm_construction",
    "primary": "farm_construction",
    "services": "services",
    "households": "households",
    "private_cars": "transport",
}
COUNTY_SIGMA = (
    0.20  # of energy by coefficients, relative: they miss Yiwu by 23 %, Shangyu by 5 % (docs/base-year.md)
)
FUEL_SIGMA = 0.25  # one sigma of a fuel total made here, relative; as wide as those of the bundled counties
PER_COEFFICIENT = {"energy": 1.0, "electricity": 1e-4}  # kWh / 10^4 CNY x 10^8 CNY = 10^4 kWh


@dataclass(frozen=True, slots=True)
class Expected:
    """What the coefficients expect: energy by sector group and fuels, 10^4 tce; electricity 10^8 kWh.

    sigma : relative one-sigma of the energy of all groups, from the ranges of the coefficients
    """

    energy: Mapping[str, float]
    fuels: Mapping[str, float]
    electricity: float
    sigma: float


def check_coefficients(region: Region, problems: Problems) -> None:
    """Groups and drivers of the coefficients must be known, else they would count for nothing."""
    drivers = [f"value_added.{part}" for part in STRUCTURE] + ["population", "private_cars"]
    for row in region.coefficients:
        for key, name, known in (
            ("group", row.group, [*GROUP_OF_COEFFICIENT]),
            ("driver", row.driver, drivers),
        ):
            if name not in known:
                problems.add("unknown_name", row.origin, key, name, nearest=nearest(name, known))


def derived_anchors(region: Region, factors: Factors) -> tuple[AnchorRow, ...]:
    """Anchors for the totals that the region does not give; none without coefficients to make them of."""
    lacking = [names[-1] for names in NEEDED if best_anchor(region, *names) is None]
    benchmark = benchmark_of(region)
    if not lacking or benchmark is None or not region.coefficients:
        return ()
    found = expected(region, benchmark, factors)
    wanted = {"energy_intensity": "energy_total"}
    made = [anchor_of(region, benchmark, wanted.get(name, name), found, factors) for name in lacking]
    if best_anchor(region, "electricity_use") is None:
        made.append(anchor_of(region, benchmark, "electricity_use", found, factors))
    return tuple(made)


def anchor_of(
    region: Region, benchmark: Region, indicator: str, found: Expected, factors: Factors
) -> AnchorRow:
    """One anchor of the fallback route with its range and its steps."""
    name = benchmark.info.id
    steps = f"coefficients of {name} x own value added, people and cars, closed on {name}"
    value, unit, sigma = 0.0, "1e4 tce", FUEL_SIGMA
    if indicator == "energy_total":
        value, sigma = total_known(region, found), found.sigma
    elif indicator == "electricity_use":
        value, unit, sigma = found.electricity, "1e8 kWh", found.sigma
    else:
        column = indicator.removesuffix("_use")
        value = found.fuels[column]
        steps += f"; what is not electricity split as in {name}"
        if column == "gas":
            value, unit = value / gas_rate(factors), "1e8 m3"
    return AnchorRow(
        origin=Origin(shown_name(benchmark.folder / "coefficients.csv"), 0),
        indicator=indicator,
        scope=FROM_BENCHMARK,
        year=region.info.base_year,
        value=value,
        unit=unit,
        low=value * (1.0 - sigma),
        high=value * (1.0 + sigma),
        grade="assumed",
        confidence="low",
        source=steps,
    )


def total_known(region: Region, found: Expected) -> float:
    """Energy of all sector groups: the sum of their anchors if all have one, else what is expected."""
    own = [value_of(region, f"energy_{group}", f"energy.{group}") for group in GROUPS]
    return sum(found.energy.values()) if None in own else sum(value or 0.0 for value in own)


def expected(region: Region, benchmark: Region | None, factors: Factors) -> Expected:
    """Energy, electricity and fuels by the coefficients; what is published replaces what is expected.

    Electricity counts as import does. Named users come on top: the coefficients are for what is left. The
    total is the one on which import closes; industry takes what that adds.
    """
    region = replace(region, anchors=tuple(row for row in region.anchors if row.scope != FROM_BENCHMARK))
    levels, rate = levels_of(region), factors.coal_equivalent_rate()
    energy, power = by_group(region, levels, "energy"), by_group(region, levels, "electricity")
    if benchmark is None:
        return Expected(energy, dict.fromkeys(BURNT, 0.0), sum(power.values()), sigma_of(region, levels))
    energy = scaled(energy, closure(region, benchmark, "energy"))
    power = scaled(power, closure(region, benchmark, "electricity"))
    move_firms(energy, transport_firms(region, benchmark))
    move_firms(power, transport_power(benchmark))
    use = use_table(benchmark, factors, energy, power)
    published, total_power = value_of(region, "electricity_use"), sum(power.values())
    for group in GROUPS if published is not None and total_power > 0.0 else ():
        use[group]["electricity"] *= published / total_power if published is not None else 1.0
    fold_heat(region, use)
    follow_parts(region, factors, use)
    fuels = published_fuels(region, factors, fuel_totals(region, factors, use))
    power = {group: use[group]["electricity"] for group in GROUPS}
    energy = {group: sum(use[group].values()) + power[group] * (rate - 1.0) for group in GROUPS}
    total = closing_total(region, factors, fuels, sum(power.values()))
    energy["industry"] = max(energy["industry"] + total - sum(energy.values()), 0.0)
    return Expected(energy, fuels, sum(power.values()), sigma_of(region, levels))


def use_table(
    benchmark: Region, factors: Factors, energy: Mapping[str, float], power: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Use by sector group and column: what is not electricity is split as in the benchmark."""
    mix, rate = fuel_mix(benchmark, factors), factors.coal_equivalent_rate()
    other = {group: max(energy[group] - power[group] * rate, 0.0) for group in GROUPS}
    return {group: scaled(mix[group], other[group]) | {"electricity": power[group]} for group in GROUPS}


def published_fuels(region: Region, factors: Factors, fuels: Mapping[str, float]) -> dict[str, float]:
    """Fuels with their own anchors in place of what is expected; 10^4 tce."""
    rates = {"gas": gas_rate(factors)}
    own = {column: value_of(region, f"{column}_use") for column in fuels}
    return {c: value if (mine := own[c]) is None else mine * rates.get(c, 1.0) for c, value in fuels.items()}


def closing_total(region: Region, factors: Factors, fuels: Mapping[str, float], power: float) -> float:
    """The total on which import gives the electricity that local plants do not; a coal share is kept."""
    rate, calorific = factors.coal_equivalent_rate(), factors.calorific_rate()
    rows = {row.plant: row for row in region.plants}
    made = other = 0.0
    for name, fuel in plant_fuels(region, factors, {}).items():
        kind = rows[name].fuel
        made += made_of(rows[name], fuel)[0] / calorific
        if kind in PRIMARY_ELECTRICITY:
            other += fuel * rate / calorific
        elif kind == "waste":
            other += fuel
    rest = other + rate * (power - made) + sum(fuels.values())
    share = best_anchor(region, "coal_share", "coal_use")
    if share is None or share.indicator != "coal_share" or not 0.0 <= (share.value or 0.0) < 1.0:
        return rest
    return (rest - fuels["coal"]) / (1.0 - (share.value or 0.0))


def scaled(values: Mapping[str, float], factor: float) -> dict[str, float]:
    """All values times a factor."""
    return {name: value * factor for name, value in values.items()}


def levels_of(region: Region) -> dict[str, float]:
    """What the coefficients are multiplied by: value added, people, private cars; anchors before drivers."""
    base = base_drivers(region)
    parts = structure_of(base)
    level = {f"value_added.{part}": share * base["gdp"] for part, share in parts.items() if "gdp" in base}
    level["population"] = base.get("population", 0.0)
    level["private_cars"] = next((row.value for row in region.stocks if row.stock == "vehicles.car"), 0.0)
    return {name: value_of(region, name) or value for name, value in level.items()}


def structure_of(base: Mapping[str, float]) -> dict[str, float]:
    """Shares of the parts of GDP; the one that is not given takes the rest."""
    parts = {part: base[f"structure.{part}"] for part in STRUCTURE if f"structure.{part}" in base}
    rest = {part: 1.0 - sum(parts.values()) for part in STRUCTURE if part not in parts}
    return parts | (rest if len(rest) == 1 else dict.fromkeys(rest, 0.0))


def by_group(region: Region, levels: Mapping[str, float], quantity: str) -> dict[str, float]:
    """Energy (10^4 tce) or electricity (10^8 kWh) of the sector groups by the coefficients."""
    out = dict.fromkeys(GROUPS, 0.0)
    for row in region.coefficients:
        if row.quantity == quantity and row.group in GROUP_OF_COEFFICIENT:
            amount = row.value * row.portion * levels.get(row.driver, 0.0)
            out[GROUP_OF_COEFFICIENT[row.group]] += amount * PER_COEFFICIENT[quantity]
    return out


def closure(region: Region, benchmark: Region, quantity: str) -> float:
    """What the coefficients must be scaled by to give the benchmark's published total; 1 if it has none."""
    published = value_of(benchmark, {"energy": "energy_total", "electricity": "electricity_use"}[quantity])
    total = sum(by_group(region, levels_of(benchmark), quantity).values())
    return published / total if published and total > 0.0 else 1.0


def transport_firms(region: Region, benchmark: Region) -> float:
    """Part of the services coefficient that is energy of transport firms, by the benchmark's anchors."""
    sums = by_group(region, levels_of(benchmark), "energy")
    transport = value_of(benchmark, "energy_transport")
    if transport is None or sums["services"] <= 0.0:
        return 0.0
    firms = transport / closure(region, benchmark, "energy") - sums["transport"]
    return min(max(firms / sums["services"], 0.0), 1.0)


def transport_power(benchmark: Region) -> float:
    """Part of the electricity of services and transport together that transport uses in the benchmark."""
    used = dict.fromkeys(("services", "transport"), 0.0)
    for row in benchmark.balance:
        if row.fuel == "electricity" and is_branch(benchmark, row.target_id):
            group = group_of(benchmark, row.target_id)
            used[group] = used.get(group, 0.0) + row.value
    both = used["services"] + used["transport"]
    return used["transport"] / both if both > 0.0 else 0.0


def move_firms(values: dict[str, float], part: float) -> None:
    """Move a part of services to transport."""
    moved = values["services"] * part
    values["services"] -= moved
    values["transport"] += moved


def fuel_totals(region: Region, factors: Factors, use: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Fuels of the whole region: the use table, and named users on top.

    Heat is the coal of the plants that make it; plants that burn more than is expected add the difference.
    """
    branches = {row.branch for row in region.branches}
    totals = {column: sum(use[group].get(column, 0.0) for group in GROUPS) for column in BURNT}
    steam = sum(use[group].get("heat", 0.0) for group in GROUPS)
    for row in region.named:
        column = column_of(factors, row.fuel)
        if row.target_id in branches and column in totals:
            totals[column] += row.value * row.specific_use
    burnt = dict.fromkeys(BURNT, 0.0)
    fuel_of = {row.plant: row.fuel for row in region.plants}
    for plant, fuel in plant_fuels(region, factors, {}).items():
        column = column_of(factors, fuel_of[plant])
        if column in burnt:
            burnt[column] += fuel
    return {c: value + max(burnt[c], steam if c == "coal" else 0.0) for c, value in totals.items()}


def fuel_mix(benchmark: Region, factors: Factors) -> dict[str, dict[str, float]]:
    """Group -> share of every group of fuels, and of heat, in what is not electricity in the benchmark.

    Named users of the benchmark's industry are left out: a county names its own.
    """
    named = {(row.target_id, row.fuel) for row in benchmark.named}
    amounts: dict[str, dict[str, float]] = {group: {} for group in GROUPS}
    for row in benchmark.balance:
        column = column_of(factors, row.fuel)
        if column == "electricity" or not is_branch(benchmark, row.target_id):
            continue
        group = group_of(benchmark, row.target_id)
        if group == "industry" and (row.target_id, row.fuel) in named:
            continue
        value = row.value / heat_efficiency(benchmark) if column == "heat" else row.value
        amounts[group][column] = amounts[group].get(column, 0.0) + value
    return {g: scaled(mine, 1.0 / (sum(mine.values()) or 1.0)) for g, mine in amounts.items()}


def is_branch(region: Region, name: str) -> bool:
    """True for a branch, False for a plant."""
    return any(row.branch == name for row in region.branches)


def heat_efficiency(region: Region) -> float:
    """Heat per fuel of the region's coal plants that make heat, losses on the way taken off."""
    for row in region.plants:
        power, heat = made_of(row, 1.0)
        if heat > 0.0 and row.fuel == "coal":
            return (power + heat) * (1.0 - region.info.heat_losses)
    return 1.0 - region.info.heat_losses


def sigma_of(region: Region, levels: Mapping[str, float]) -> float:
    """Relative one-sigma of the energy of all groups: coefficients, and how counties differ."""
    total = spread = 0.0
    for row in region.coefficients:
        if row.quantity == "energy":
            level = row.portion * levels.get(row.driver, 0.0)
            total += row.value * level
            half = 0.0 if row.low is None or row.high is None else (row.high - row.low) / 2.0
            spread = hypot(spread, half * level)
    return hypot(spread / total, COUNTY_SIGMA) if total > 0.0 else COUNTY_SIGMA


# ---- the benchmark ----


def benchmark_of(region: Region) -> Region | None:
    """The region that lends what another one does not say; None if there is none or it cannot be read."""
    name = region.info.benchmark
    folder = region_folder(name, region.folder) if name else None
    if folder is None:
        return None
    return bundled(folder) if folder.is_relative_to(parameters_folder()) else read_benchmark(folder)


@cache
def bundled(folder: Path) -> Region | None:
    """A bundled benchmark, read once."""
    return read_benchmark(folder)


def read_benchmark(folder: Path) -> Region | None:
    """The tables of a benchmark; None if they have a problem, which a run of the benchmark itself tells."""
    problems = Problems()
    document = read_yaml(folder / "region.yaml", problems, shown=shown_name(folder / "region.yaml"))
    info = validate(RegionInfo, document, problems) if document else None
    region = read_region(folder, info, problems) if info else None
    return None if problems.found else region
