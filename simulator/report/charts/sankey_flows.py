"""The energy flows of one year: primary sources, plants and net import, carriers, sectors, losses.

Everything is counted by its energy content, in 10^4 tce, so that what comes into a box also leaves it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulator.pathways.arrays import SECTORS, SOURCES
from simulator.report.charts.sankey_places import Flow
from simulator.units import PER_KWH

if TYPE_CHECKING:
    import xarray

NETWORKS = ("electricity", "heat")
MADE = {"electricity": "plant_electricity", "heat": "plant_heat"}
STRAIGHT = ("hydro", "solar", "wind", "nuclear")  # electricity without a fuel that a plant turns into it
PLANTS = ("generator", "chp", "boiler", "recovery")
RECOVERED, AMBIENT, FUELS = "recovered", "ambient", "fuels"
ELECTROLYSER, CAPTURE, LOSSES, EXPORT = "electrolyser", "capture", "losses", "export"
USERS = {"storage": LOSSES, ELECTROLYSER: ELECTROLYSER}  # plants that take electricity, and where it goes
COLUMNS = (
    (*SOURCES, RECOVERED, AMBIENT),
    PLANTS,
    (*NETWORKS, FUELS),
    (ELECTROLYSER,),
    (*SECTORS, CAPTURE, LOSSES, EXPORT),
)
TINY = 1e-12  # part of the supply below which a flow is rounding


def energy_flows(dataset: xarray.Dataset, year: int, case: str = "central") -> list[Flow]:
    """Every flow of a year, 10^4 tce by energy content. Raises KeyError for a year or case not there.

    Plants stand together by kind. `fuels` is what users burn themselves; `recovered` is gas and heat of a
    fuel that is already counted where it was burnt; `ambient` is what heat pumps take from outside.
    """
    at = dataset.sel(year=year, case=case)
    found: dict[tuple[str, str, str], float] = defaultdict(float)
    for flow in (*plant_flows(at), *network_flows(at), *fuel_flows(at)):
        found[flow[:3]] += flow.value
    supply = sum(value for (start, _, _), value in found.items() if start in COLUMNS[0])
    return [Flow(*ends, value) for ends, value in found.items() if value > TINY * supply]


def plant_flows(at: xarray.Dataset) -> Iterator[Flow]:
    """What plants burn, give and lose; those that only take electricity are left to the network."""
    for plant in each(at, "plant"):
        kind, source = str(plant["plant_kind"].item()), str(plant["plant_source"].item()) or RECOVERED
        if kind not in PLANTS:
            continue
        burnt, given = float(plant["plant_fuel"]), {name: float(plant[key]) for name, key in MADE.items()}
        box = source if source in STRAIGHT else kind
        if box == kind:
            yield Flow(source, kind, source, burnt)
        for network, value in given.items():
            yield Flow(box, network, source if box == source else network, value)
        lost = burnt - sum(given.values())
        yield Flow(box, LOSSES, LOSSES, lost) if lost > 0 else Flow(AMBIENT, box, AMBIENT, -lost)


def network_flows(at: xarray.Dataset) -> Iterator[Flow]:
    """Where electricity and heat go: users, losses of the networks and of storage, electrolysers, capture."""
    for network in NETWORKS:
        used = used_by_sector(at, network)
        supply = supply_of(at, network, sum(used.values()))
        lost = supply * float(at[f"{network}_losses"])
        for sector, value in used.items():
            yield Flow(network, sector, network, value)
        yield Flow(network, LOSSES, LOSSES, lost)
        yield Flow(network, CAPTURE, network, supply - lost - sum(used.values()))
        made = 0.0
        for plant in each(at, "plant"):
            value, user = float(plant[MADE[network]]), USERS.get(str(plant["plant_kind"].item()))
            made += value
            if user:
                yield Flow(network, user, LOSSES if user == LOSSES else network, -value)
        yield Flow(f"import_{network}", network, f"import_{network}", supply - made)
        yield Flow(network, EXPORT, network, made - supply)


def supply_of(at: xarray.Dataset, network: str, used: float) -> float:
    """What enters a network, 10^4 tce: of electricity also what carbon capture uses."""
    if network == "heat":
        return used / (1 - float(at["heat_losses"]))
    return float(at["electricity_use"]) * float(at["calorific_rate"]) * PER_KWH


def fuel_flows(at: xarray.Dataset) -> Iterator[Flow]:
    """Fuels from their source to their users; hydrogen of electrolysers goes straight to those who use it."""
    made, taken = made_of_electricity(at)
    yield Flow(ELECTROLYSER, LOSSES, LOSSES, taken - made)
    for source in (*SOURCES, RECOVERED):
        used = used_by_sector(at, source)
        whole = sum(used.values())
        own = min(made, whole) if source == "hydrogen" else 0.0
        part = own / whole if whole else 0.0
        yield Flow(source, FUELS, source, whole - own)
        for sector, value in used.items():
            yield Flow(FUELS, sector, source, value * (1 - part))
            yield Flow(ELECTROLYSER, sector, source, value * part)
        if source == "hydrogen":
            yield Flow(ELECTROLYSER, EXPORT, source, made - own)


def made_of_electricity(at: xarray.Dataset) -> tuple[float, float]:
    """Hydrogen that electrolysers make, and the electricity they take; both count below zero as plants."""
    plants = [plant for plant in each(at, "plant") if plant["plant_kind"].item() == ELECTROLYSER]
    made, taken = (-sum(float(plant[key]) for plant in plants) for key in ("plant_fuel", "plant_electricity"))
    return made, taken


def used_by_sector(at: xarray.Dataset, carrier: str) -> dict[str, float]:
    """Final energy of a sector from a network, or from the fuels of a primary source."""
    if carrier in NETWORKS:
        wanted = at["fuel"] == carrier
    else:
        group = "" if carrier == RECOVERED else carrier
        wanted = (at["fuel_source"] == group) & ~at["fuel"].isin(NETWORKS)
    energy = at["final_energy"].where(wanted, 0.0).sum("fuel").groupby("branch_sector").sum()
    sectors = energy["branch_sector"].values
    return {str(sector): float(value) for sector, value in zip(sectors, energy.values, strict=True)}


def each(at: xarray.Dataset, dim: str) -> list[xarray.Dataset]:
    """The dataset at every item of a dimension; none if the region has nothing of it."""
    return [at.isel({dim: index}) for index in range(at.sizes.get(dim, 0))]
