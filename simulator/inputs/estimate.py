"""Base-year balance from published anchors, the small form of docs/base-year.md.

Anchors are met exactly, named plants are rows of their own, the rest is shared out in proportion: first
between sector groups and fuel groups (biproportional fitting to both margins), then inside each by the
prior weights. Net import of electricity closes the balance. All energy in 10^4 tce.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

from simulator.errors import Origin
from simulator.inputs.factors import PRIMARY_ELECTRICITY, RENEWABLE_ELECTRICITY
from simulator.inputs.locate import shown_name
from simulator.inputs.ranges import STRUCTURE
from simulator.units import HOURS_MEGAWATT, PER_KWH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.errors import Problems
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region
    from simulator.inputs.rows import AnchorRow, PlantRow

GROUPS = ("industry", "transport", "services", "households", "farm_construction")
COLUMNS = ("coal", "oil", "gas", "biomass", "heat", "electricity")
GROUP_OF_COEFFICIENT = {
    "six_energy_intensive": "industry",
    "other_industry": "industry",
    "construction": "farm_construction",
    "primary": "farm_construction",
    "services": "services",
    "households": "households",
    "private_cars": "transport",
}
SPLIT_SIGMA = 0.20  # one sigma of a share nobody publishes, relative; assumed
Cells = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of the balance."""

    target_id: str
    fuel: str
    value: float
    sigma: float
    grade: str
    source: str


@dataclass(frozen=True, slots=True)
class Check:
    """An anchor beside what the balance gives; `used` says whether the balance was made to meet it."""

    indicator: str
    anchor: float
    value: float
    unit: str
    grade: str
    used: bool


@dataclass(frozen=True, slots=True)
class Estimate:
    """A base-year balance, what it was checked against, and the totals it rests on."""

    cells: tuple[Cell, ...]
    checks: tuple[Check, ...]
    totals: Mapping[str, float]


def estimate(region: Region, factors: Factors, problems: Problems) -> Estimate | None:
    """Derive the base-year balance of a region; None after adding problems.

    Raises nothing: a missing anchor or margins that contradict each other are problems of anchors.csv.
    """
    if not enough_anchors(region, problems):
        return None
    totals = region_totals(region, factors)
    plants = plant_fuels(region, factors, totals)
    if min(plants.values(), default=0.0) < 0.0:
        where = Origin(shown_name(region.folder / "anchors.csv"), 0)
        problems.add("anchors_contradict", where, "renewable_share", rows="-", columns=rounded(plants))
        return None
    totals |= supply_totals(region, factors, totals, plants)
    fixed = {(row.target_id, row.fuel): row.value * row.specific_use for row in region.named}
    fixed = {key: value for key, value in fixed.items() if key[0] not in plants}
    cells = share_out(region, factors, totals, fixed, problems)
    if cells is None:
        return None
    rows = [cell_row(region, factors, key, value, fixed) for key, value in cells.items()]
    running = [plant for plant in region.plants if plant.plant in plants]
    rows += [plant_row(region, plant, plants[plant.plant]) for plant in running]
    return Estimate(tuple(rows), tuple(checks(region, factors, totals)), totals)


def enough_anchors(region: Region, problems: Problems) -> bool:
    """The anchors this small form cannot do without."""
    file = Origin(shown_name(region.folder / "anchors.csv"), 0)
    wanted = [("energy_total", "energy_intensity"), ("coal_share", "coal_use"), ("oil_use",), ("gas_use",)]
    missing = [names for names in wanted if not any(region.anchor(name) for name in names)]
    for names in missing:
        problems.add("missing_anchor", file, " | ".join(names))
    return not missing


def value_of(region: Region, indicator: str) -> float | None:
    """Value of an anchor in model units, None if missing."""
    row = region.anchor(indicator)
    return None if row is None else row.value


def energy_total(region: Region) -> float:
    """Primary energy: the anchor itself, or the published intensity times GDP in its own price base."""
    total = value_of(region, "energy_total")
    if total is not None:
        return total
    intensity = region.anchor("energy_intensity")
    assert intensity is not None
    assert intensity.value is not None
    return intensity.value * gdp_at_prices(region, int(intensity.scope.split()[0]))


def gdp_at_prices(region: Region, price_year: int) -> float:
    """Base-year GDP at the prices of another year, chained by growth rates, never by dividing levels."""
    start = next(row for row in region.anchors if row.indicator == "gdp" and row.year == price_year)
    assert start.value is not None
    growth = {r.year: r.value for r in region.drivers if r.variable == "gdp.growth" and r.case == "actual"}
    level = start.value
    for year in range(price_year + 1, region.info.base_year + 1):
        level *= 1.0 + growth[year]
    return level


def region_totals(region: Region, factors: Factors) -> dict[str, float]:
    """Totals by fuel group, from anchors."""
    total = energy_total(region)
    coal_share, coal = value_of(region, "coal_share"), value_of(region, "coal_use")
    renewable = value_of(region, "renewable_share")
    gas = value_of(region, "gas_use")
    assert gas is not None
    totals = {
        "energy": total,
        "coal": coal_share * total if coal_share is not None else coal or 0.0,
        "oil": value_of(region, "oil_use") or 0.0,
        "gas": gas * factors.rates["natural_gas", "tce", None].value * PER_KWH,
        "biomass": value_of(region, "biomass_use") or 0.0,
    }
    if renewable is not None:
        totals["renewables"] = renewable * total
    return totals


def plant_fuels(region: Region, factors: Factors, totals: Mapping[str, float]) -> dict[str, float]:
    """Fuel of every plant; hydro, solar and wind are scaled to the renewables anchor if there is one."""
    named = {row.target_id: row.value * row.specific_use for row in region.named}
    waste = value_of(region, "waste_burnt")
    out = {}
    for row in region.plants:
        if row.fuel == "waste":
            out[row.plant] = (waste or 0.0) * factors.properties["waste", "tce"].value
        elif row.plant in named:
            out[row.plant] = named[row.plant]
        elif row.kind in ("generator", "recovery") and opened(region, row):
            kilowatthours = (row.capacity_mw or 0.0) * (row.hours or 0.0) * HOURS_MEGAWATT
            out[row.plant] = kilowatthours * factors.calorific_rate()
    if "renewables" in totals:
        scale_renewables(region, factors, out, totals["renewables"])
    return out


def opened(region: Region, row: PlantRow) -> bool:
    """True if a plant runs in the base year."""
    year = region.info.base_year
    return (row.from_year or year) <= year <= (row.to_year or year)


def scale_renewables(region: Region, factors: Factors, fuels: dict[str, float], renewables: float) -> None:
    """Scale hydro, solar and wind so that all renewables together meet their anchor exactly."""
    ratio = factors.coal_equivalent_rate() / factors.calorific_rate()
    fuel = {row.plant: row.fuel for row in region.plants}
    heat = sum(v for plant, v in fuels.items() if fuel[plant] in ("waste", "biomass"))
    electric = [plant for plant in fuels if fuel[plant] in RENEWABLE_ELECTRICITY]
    now = sum(fuels[plant] for plant in electric) * ratio
    for plant in electric:
        fuels[plant] *= (renewables - heat) / now if now > 0.0 else 0.0


def supply_totals(
    region: Region, factors: Factors, totals: Mapping[str, float], plants: Mapping[str, float]
) -> dict[str, float]:
    """Import, electricity and heat with the primary energy they carry; import closes the balance."""
    rate, calorific = factors.coal_equivalent_rate(), factors.calorific_rate()
    rows = {row.plant: row for row in region.plants}
    electricity = heat = pool_heat = renewables = nuclear = 0.0
    burnt = dict.fromkeys(("coal", "oil", "gas", "biomass"), 0.0)
    for name, fuel in plants.items():
        row = rows[name]
        made_heat = 0.0
        if row.kind in ("chp", "boiler"):
            made_heat = fuel * row.efficiency / (1.0 + row.power_to_heat)
        made = fuel * row.efficiency - made_heat
        electricity, heat = electricity + made, heat + made_heat
        group = factors.fuels[row.fuel].source_group
        if group in burnt:
            burnt[group] += fuel
            pool_heat += fuel * made_heat / (made + made_heat)
        elif row.fuel == "waste":
            renewables += fuel
        elif row.fuel in RENEWABLE_ELECTRICITY:
            renewables += fuel * rate / calorific
        elif row.fuel in PRIMARY_ELECTRICITY:
            nuclear += fuel * rate / calorific
    known = totals["coal"] + totals["oil"] + totals["gas"] + totals["biomass"] + renewables + nuclear
    imported = totals["energy"] - known
    pool = totals["energy"] - sum(totals[g] - burnt[g] for g in burnt) - pool_heat
    return {
        "renewables": renewables,
        "import": imported / rate,  # 10^8 kWh
        "electricity": electricity + imported / rate * calorific,  # 10^4 tce, losses included
        "electricity_pool": pool,
        "heat": heat,
        "heat_pool": pool_heat,
        **{f"{group}_free": totals[group] - burnt[group] for group in burnt},
    }


def group_of(region: Region, branch: str) -> str:
    """Balance group of a branch; power supply is part of industry in Chinese statistics."""
    sector = next(row.sector for row in region.branches if row.branch == branch)
    if branch.startswith("buildings.construction") or sector == "agriculture":
        return "farm_construction"
    return {"energy": "industry", "buildings": "services"}.get(sector, sector)


def column_of(factors: Factors, fuel: str) -> str:
    """Fuel group of a fuel; electricity and heat are their own."""
    return factors.fuels[fuel].source_group or fuel


def share_out(
    region: Region,
    factors: Factors,
    totals: Mapping[str, float],
    fixed: Mapping[tuple[str, str], float],
    problems: Problems,
) -> Cells | None:
    """Final energy of every (branch, fuel) cell that meets all margins; None if they contradict."""
    branches = {row.branch for row in region.branches}
    prior = {(r.branch, r.fuel): r.value for r in region.weights if r.branch in branches}
    prior = {key: value for key, value in prior.items() if key not in fixed}
    rate = primary_rates(region, totals)
    rows = sector_totals(region, totals["energy"])
    columns = {column: totals.get(f"{column}_free", 0.0) for column in COLUMNS}
    columns |= {"electricity": totals["electricity_pool"], "heat": totals["heat_pool"]}
    losses = {"electricity": region.info.electricity_losses, "heat": region.info.heat_losses}
    for column, part in losses.items():
        rows["industry"] -= columns[column] * part
        columns[column] *= 1.0 - part
    for (branch, fuel), value in fixed.items():
        rows[group_of(region, branch)] -= value
        columns[column_of(factors, fuel)] -= value
    seed: Cells = {}
    place = {key: (group_of(region, key[0]), column_of(factors, key[1])) for key in prior}
    for key, weight in prior.items():
        seed[place[key]] = seed.get(place[key], 0.0) + weight * rate.get(key[1], 1.0)
    possible = min(*rows.values(), *columns.values()) > -1e-9
    fitted = fit(seed, rows, columns) if possible else None
    if fitted is None:
        margins = {"rows": rounded(rows), "columns": rounded(columns)}
        origin = Origin(shown_name(region.folder / "anchors.csv"), 0)
        problems.add("anchors_contradict", origin, region.info.id, **margins)
        return None
    cells = dict(fixed)
    cells |= {key: weight * fitted[place[key]] / seed[place[key]] for key, weight in prior.items()}
    return {key: cells[key] for key in sorted(cells, key=lambda key: order(region, key))}


def sector_totals(region: Region, total: float) -> dict[str, float]:
    """Primary energy of every sector group; groups without an anchor share what the others leave.

    They share it in proportion to value added or people times the benchmark's coefficients.
    """
    known = {group: value_of(region, f"energy_{group}") for group in GROUPS}
    rest = total - sum(value for value in known.values() if value is not None)
    weight = expected_energy(region) if list(known.values()).count(None) > 1 else dict.fromkeys(GROUPS, 1.0)
    open_groups = sum(weight[group] for group, value in known.items() if value is None)
    return {g: rest * weight[g] / open_groups if value is None else value for g, value in known.items()}


def expected_energy(region: Region) -> dict[str, float]:
    """Energy of the sector groups by the fallback coefficients; transport by its vehicles."""
    base = {r.variable: r.value for r in region.drivers if r.year == region.info.base_year}
    parts = {part: base[f"structure.{part}"] for part in STRUCTURE if f"structure.{part}" in base}
    rest = {part: 1.0 - sum(parts.values()) for part in STRUCTURE if part not in parts}
    level = {f"value_added.{part}": share * base["gdp"] for part, share in (parts | rest).items()}
    level |= {"population": base["population"], "private_cars": vehicles(region)}
    out = dict.fromkeys(GROUPS, 0.0)
    for row in region.coefficients:
        if row.quantity == "energy":
            out[GROUP_OF_COEFFICIENT[row.group]] += row.value * row.portion * level[row.driver]
    return out


def vehicles(region: Region) -> float:
    """Private cars of the base year, 10^4."""
    return next((row.value for row in region.stocks if row.stock == "vehicles.car"), 0.0)


def primary_rates(region: Region, totals: Mapping[str, float]) -> dict[str, float]:
    """Primary energy that one unit of electricity and of heat carries at the end user."""
    electricity = totals["electricity_pool"] / totals["electricity"]
    heat = totals["heat_pool"] / totals["heat"] if totals["heat"] > 0.0 else 1.0
    return {"electricity": electricity, "heat": heat}


def rounded(margin: Mapping[str, float]) -> str:
    """Margins as a message shows them."""
    return ", ".join(f"{name} {value:.1f}" for name, value in margin.items())


def order(region: Region, key: tuple[str, str]) -> tuple[int, str]:
    """Order of the balance: branches as in branches.csv, fuels by name."""
    names = [row.branch for row in region.branches]
    return names.index(key[0]), key[1]


def fit(
    seed: Cells, rows: Mapping[str, float], columns: Mapping[str, float], rounds: int = 5000
) -> Cells | None:
    """Biproportional fit of `seed` (row, column) to both margins; None if it does not converge.

    >>> fitted = fit({("a", "x"): 1.0, ("a", "y"): 1.0, ("b", "y"): 1.0}, {"a": 3, "b": 1}, {"x": 2, "y": 2})
    >>> {key: round(value, 6) for key, value in fitted.items()}
    {('a', 'x'): 2.0, ('a', 'y'): 1.0, ('b', 'y'): 1.0}
    """
    cells = dict(seed)
    for _ in range(rounds):
        for axis, margin in ((0, rows), (1, columns)):
            now = sums(cells, axis)
            scale = {name: margin.get(name, 0.0) / total if total else 0.0 for name, total in now.items()}
            cells = {key: value * scale[key[axis]] for key, value in cells.items()}
        if off(cells, 0, rows) < 1e-13 and off(cells, 1, columns) < 1e-13:
            return cells
    return None


def sums(cells: Cells, axis: int) -> dict[str, float]:
    """Sums of the cells along one axis."""
    out: dict[str, float] = {}
    for key, value in cells.items():
        out[key[axis]] = out.get(key[axis], 0.0) + value
    return out


def off(cells: Cells, axis: int, margin: Mapping[str, float]) -> float:
    """Largest distance of the sums from a margin, relative to the largest entry."""
    now = sums(cells, axis)
    largest = max(abs(value) for value in margin.values())
    return max(abs(now.get(name, 0.0) - value) for name, value in margin.items()) / largest


def spread_of(row: AnchorRow | None) -> float:
    """Relative one-sigma of an anchor: half its range, 0 where none is given."""
    if row is None or row.low is None or row.high is None or not row.value:
        return 0.0
    return (row.high - row.low) / 2.0 / row.value


def cell_row(region: Region, factors: Factors, key: tuple[str, str], value: float, fixed: Cells) -> Cell:
    """A balance row with its sigma, grade and how it was derived."""
    branch, fuel = key
    if key in fixed:
        named = next(row for row in region.named if (row.target_id, row.fuel) == key)
        spread = (named.high - named.low) / 2.0 * named.specific_use if named.high and named.low else 0.0
        sigma = spread or value * SPLIT_SIGMA
        return Cell(branch, fuel, value, sigma, named.grade, f"named plant: {named.source}")
    column = column_of(factors, fuel)
    anchor = region.anchor({"electricity": "electricity_use"}.get(column, f"{column}_use"))
    sigma = value * hypot(spread_of(anchor), SPLIT_SIGMA)
    text = f"anchors of {group_of(region, branch)} and {column}; split by prior weights (docs/base-year.md)"
    return Cell(branch, fuel, value, sigma, "assumed", text)


def plant_row(region: Region, plant: PlantRow, fuel: float) -> Cell:
    """The fuel of a plant as a balance row."""
    named = next((row for row in region.named if row.target_id == plant.plant), None)
    if named is not None and named.high and named.low:
        sigma = (named.high - named.low) / 2.0 * named.specific_use
        return Cell(plant.plant, plant.fuel, fuel, sigma, named.grade, f"named plant: {named.source}")
    exact = region.anchor("renewable_share") is not None and plant.fuel in RENEWABLE_ELECTRICITY
    source = "scaled to the renewables anchor" if exact else "capacity x hours or burnt tonnes"
    return Cell(plant.plant, plant.fuel, fuel, fuel * SPLIT_SIGMA, plant.grade, f"{source}; {plant.source}")


def checks(region: Region, factors: Factors, totals: Mapping[str, float]) -> list[Check]:
    """Anchors beside the balance: those it had to meet and those it is only held against."""
    total, gdp = totals["energy"], base_gdp(region)
    values = {
        "energy_total": (total, True),
        "energy_intensity": (total / gdp_of_anchor(region, gdp), True),
        "coal_share": (totals["coal"] / total, True),
        "coal_use": (totals["coal"], region.anchor("coal_share") is None),
        "oil_use": (totals["oil"], True),
        "renewable_share": (totals["renewables"] / total, True),
        "renewable_use": (totals["renewables"], False),
        "net_import_electricity": (totals["import"], False),
        "electricity_use": (totals["electricity"] / factors.calorific_rate(), False),
        "energy_total_2020_prices": ((value_of(region, "energy_intensity") or 0.0) * gdp, False),
    }
    out = []
    for indicator, (value, used) in values.items():
        row = region.anchor(indicator)
        if row is not None and row.value is not None:
            out.append(Check(indicator, row.value, value, row.unit, row.grade, used))
    return out


def base_gdp(region: Region) -> float:
    """GDP of the base year at its own prices."""
    year = region.info.base_year
    rows = [row for row in region.drivers if row.variable == "gdp" and row.case == "actual"]
    return next(row.value for row in rows if row.year == year)


def gdp_of_anchor(region: Region, gdp: float) -> float:
    """GDP in the price base of the intensity anchor."""
    row = region.anchor("energy_intensity")
    if row is None or not row.scope:
        return gdp
    return gdp_at_prices(region, int(row.scope.split()[0]))


def balance_csv(result: Estimate) -> str:
    """The balance as the text of balance.csv."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["target_id", "fuel", "value", "unit", "sigma", "grade", "source"])
    for cell in result.cells:
        value, sigma = (f"{number:.10g}" for number in (cell.value, cell.sigma))
        writer.writerow([cell.target_id, cell.fuel, value, "1e4 tce", sigma, cell.grade, cell.source])
    return out.getvalue()
