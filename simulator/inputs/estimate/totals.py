"""Totals of the base year from its anchors: by fuel group, of plants, of import. All energy in 10^4 tce."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.errors import Origin
from simulator.inputs.factors import PRIMARY_ELECTRICITY, RENEWABLE_ELECTRICITY
from simulator.inputs.locate import shown_name
from simulator.units import HOURS_MEGAWATT, PER_KWH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.errors import Problems
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region
    from simulator.inputs.rows import AnchorRow, PlantRow

GROUPS = ("industry", "transport", "services", "households", "farm_construction")
COLUMNS = ("coal", "oil", "gas", "biomass", "heat", "electricity")
BURNT = ("coal", "oil", "gas", "biomass")
OF_BALANCE = "balance"  # scope of an anchor that is a line of a simple energy balance: it goes before others
NEEDED = (("energy_total", "energy_intensity"), ("coal_share", "coal_use"), ("oil_use",), ("gas_use",))


def enough_anchors(region: Region, problems: Problems) -> bool:
    """The anchors the totals cannot do without, and the GDP an intensity is multiplied by."""
    file = anchors_file(region)
    missing = [" | ".join(names) for names in NEEDED if best_anchor(region, *names) is None]
    row = best_anchor(region, "energy_total", "energy_intensity")
    if row is not None and row.indicator == "energy_intensity":
        missing += missing_gdp(region, price_year(region, row))
    for name in missing:
        problems.add("missing_anchor", file, name)
    return not missing


def anchors_file(region: Region) -> Origin:
    """The table of anchors as a whole."""
    return Origin(shown_name(region.folder / "anchors.csv"), 0)


def best_anchor(region: Region, *indicators: str) -> AnchorRow | None:
    """The anchor of the first of some indicators that has one; lines of an energy balance go first."""
    found = [row for name in indicators for row in region.anchors if row.indicator == name]
    given = [row for row in found if row.value is not None]
    return next((row for row in given if row.scope == OF_BALANCE), given[0] if given else None)


def value_of(region: Region, *indicators: str) -> float | None:
    """Value of the best anchor in model units, None if missing."""
    row = best_anchor(region, *indicators)
    return None if row is None else row.value


def energy_total(region: Region) -> float:
    """Primary energy: the anchor itself, or the published intensity times GDP in its own price base."""
    row = best_anchor(region, "energy_total", "energy_intensity")
    assert row is not None
    assert row.value is not None
    if row.indicator == "energy_total":
        return row.value
    return row.value * gdp_at_prices(region, price_year(region, row))


def price_year(region: Region, row: AnchorRow) -> int:
    """Price base of an intensity, the first word of its scope: `2015 prices`; else the base year."""
    word = (row.scope.split() or [""])[0]
    return int(word) if word.isdigit() else region.info.base_year


def gdp_at_prices(region: Region, year: int) -> float:
    """Base-year GDP at the prices of another year, chained by growth rates, never by dividing levels."""
    if year == region.info.base_year:
        return base_gdp(region)
    growth = actual_growth(region)
    level = next(row.value for row in region.anchors if row.indicator == "gdp" and row.year == year)
    assert level is not None
    for later in range(year + 1, region.info.base_year + 1):
        level *= 1.0 + growth[later]
    return level


def missing_gdp(region: Region, year: int) -> list[str]:
    """What GDP at the prices of a year still needs: its level then, and growth of every year since."""
    base, growth = region.info.base_year, actual_growth(region)
    if year == base:
        return []
    known = any(row.indicator == "gdp" and row.year == year and row.value for row in region.anchors)
    later = [f"drivers: gdp.growth[{y}]" for y in range(year + 1, base + 1) if y not in growth]
    return [*([] if known else [f"gdp[{year}]"]), *later]


def actual_growth(region: Region) -> dict[int, float]:
    """Growth of GDP in the years that have happened."""
    return {r.year: r.value for r in region.drivers if r.variable == "gdp.growth" and r.case == "actual"}


def base_gdp(region: Region) -> float:
    """GDP of the base year at its own prices."""
    return base_drivers(region)["gdp"]


def base_drivers(region: Region) -> dict[str, float]:
    """Every driver in the base year."""
    year = region.info.base_year
    return {r.variable: r.value for r in region.drivers if r.year == year and r.case == "actual"}


def region_totals(region: Region, factors: Factors) -> dict[str, float]:
    """Totals by fuel group, from anchors."""
    total = energy_total(region)
    coal, gas = best_anchor(region, "coal_share", "coal_use"), value_of(region, "gas_use")
    renewable = best_anchor(region, "renewable_share")
    assert coal is not None
    assert coal.value is not None
    assert gas is not None
    totals = {
        "energy": total,
        "coal": coal.value * total if coal.indicator == "coal_share" else coal.value,
        "oil": value_of(region, "oil_use") or 0.0,
        "gas": gas * gas_rate(factors),
        "biomass": value_of(region, "biomass_use") or 0.0,
    }
    if renewable is not None and renewable.value is not None:
        totals["renewables"] = renewable.value * total
    return totals


def gas_rate(factors: Factors) -> float:
    """10^4 tce of 10^8 m3 of natural gas."""
    return factors.rates["natural_gas", "tce", None].value * PER_KWH


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


def made_of(row: PlantRow, fuel: float) -> tuple[float, float]:
    """Electricity and heat a plant makes of some fuel."""
    heat = fuel * row.efficiency / (1.0 + row.power_to_heat) if row.kind in ("chp", "boiler") else 0.0
    return fuel * row.efficiency - heat, heat


def supply_totals(
    region: Region, factors: Factors, totals: Mapping[str, float], plants: Mapping[str, float]
) -> dict[str, float]:
    """Import, electricity and heat with the primary energy they carry; import closes the balance."""
    rate, calorific = factors.coal_equivalent_rate(), factors.calorific_rate()
    rows = {row.plant: row for row in region.plants}
    electricity = heat = pool_heat = renewables = nuclear = 0.0
    burnt = dict.fromkeys(BURNT, 0.0)
    for name, fuel in plants.items():
        row = rows[name]
        made, made_heat = made_of(row, fuel)
        electricity, heat = electricity + made, heat + made_heat
        group = factors.fuels[row.fuel].source_group
        if group in burnt:
            burnt[group] += fuel
            pool_heat += fuel * made_heat / (made + made_heat) if fuel > 0.0 else 0.0
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


def primary_rates(totals: Mapping[str, float]) -> dict[str, float]:
    """Primary energy that one unit of electricity and of heat carries at the end user."""
    electricity = totals["electricity_pool"] / totals["electricity"] if totals["electricity"] > 0.0 else 1.0
    heat = totals["heat_pool"] / totals["heat"] if totals["heat"] > 0.0 else 1.0
    return {"electricity": electricity, "heat": heat}


def group_of(region: Region, branch: str) -> str:
    """Balance group of a branch; power supply is part of industry in Chinese statistics."""
    sector = next(row.sector for row in region.branches if row.branch == branch)
    if branch.startswith("buildings.construction") or sector == "agriculture":
        return "farm_construction"
    return {"energy": "industry", "buildings": "services"}.get(sector, sector)


def column_of(factors: Factors, fuel: str) -> str:
    """Fuel group of a fuel; electricity and heat are their own."""
    return factors.fuels[fuel].source_group or fuel
