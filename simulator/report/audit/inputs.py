"""The inputs of an audit workbook as rows that may be changed, each with its grade and its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.messages import say
from simulator.pathways.projects import HEAT_LED
from simulator.report.audit.book import as_constant
from simulator.report.audit.data import CARRIED
from simulator.report.audit.formula import picked
from simulator.variables import ARRAYS, INDICATORS

if TYPE_CHECKING:
    from simulator.pathways.arrays import Array
    from simulator.report.audit.book import Sheet
    from simulator.report.audit.data import Data
    from simulator.report.audit.formula import Line

    Lines = dict[str, Line]

TCE = "1e4 tce"
PLANT_RATES = ("plant_net_electricity", "plant_power_to_heat", "plant_fuel_use", "plant_fuel_co2")


@dataclass(eq=False)
class Tracing:
    """What has been written so far, by name, for the formulas that follow."""

    data: Data
    sheets: dict[str, Sheet]
    one: Lines  # single lines: a factor, a total
    many: dict[str, Lines]  # blocks: by branch, link, plant, sector

    @property
    def sector_names(self) -> list[str]:
        """Names of the sectors that are there."""
        return [self.data.sector_name(sector) for sector in self.data.sectors]

    def block(self, name: str) -> list[Line]:
        """The lines of a block, in order; none of one that the region does not need."""
        return list(self.many.get(name, {}).values())

    def name(self, variable: str) -> str:
        """Name of a variable."""
        return (INDICATORS | ARRAYS)[variable].text(self.data.lang)

    def unit(self, variable: str) -> str:
        """Unit of a variable."""
        return (INDICATORS | ARRAYS)[variable].unit

    def word(self, key: str) -> str:
        """Name of a row that is no variable."""
        return say(f"audit.row.{key}", self.data.lang)


def give_activity(tracing: Tracing) -> None:
    """GDP, people, activity and intensity of every branch."""
    data, sheet = tracing.data, tracing.sheets["activity"]
    sheet.heading("drivers")
    for name in ("gdp", "population", "value_added_industry", "certificates"):
        source = data.joined(
            data.told("drivers", variable=name), data.told("drivers", variable=f"{name}.growth")
        )
        tracing.one[name] = sheet.given(tracing.name(name), tracing.unit(name), data.values(name), source)
    for name in ("activity", "intensity"):
        sheet.heading(name)
        tracing.many[name] = {
            branch: sheet.given(
                data.title("branch", branch),
                branch_unit(data, branch, name),
                data.values(name, branch=branch),
                branch_source(data, branch, name),
                {"sector": data.sector_of("branch", branch), "item": branch},
            )
            for branch in data.items("branch")
        }


def branch_unit(data: Data, branch: str, name: str) -> str:
    """Unit of the activity or the intensity of a branch."""
    unit = data.label("branch", branch, "unit")
    return unit if name == "activity" else f"{TCE}/{unit}"


def branch_source(data: Data, branch: str, name: str) -> str:
    """Where activity or intensity of a branch is from."""
    if name == "intensity":
        return data.joined(data.told("balance", target_id=branch), data.path_of(branch, "intensity"))
    driver = data.label("branch", branch, "driver")
    rows = data.told("stocks", stock=driver) or data.told("drivers", variable=driver)
    rows = rows or data.told("drivers", variable=f"{driver}.growth")
    follows = say("audit.follows", data.lang, driver=driver) if driver else ""
    return data.joined(follows, rows, data.path_of(branch, "activity"))


def give_shares(tracing: Tracing) -> None:
    """Share of each fuel in each branch, and that they add up."""
    data, sheet = tracing.data, tracing.sheets["share"]
    sheet.heading("share")
    tracing.many["share"] = {
        key_of(branch, fuel): sheet.given(
            data.title("branch", branch),
            "ratio",
            share_of(data, branch, fuel),
            data.joined(
                data.told("balance", target_id=branch, fuel=fuel), data.path_of(branch, "share", fuel)
            ),
            link_keys(data, branch, fuel),
        )
        for branch, fuel in data.links
    }
    sheet.heading("share_sum")
    for branch in dict.fromkeys(branch for branch, _ in data.links):
        formula = picked(tracing.block("share"), item=branch)
        keys = {"sector": data.sector_of("branch", branch), "item": branch}
        sheet.made(data.title("branch", branch), "ratio", formula, keys)


def key_of(branch: str, fuel: str) -> str:
    """Name of a link."""
    return f"{branch}|{fuel}"


def link_keys(data: Data, branch: str, fuel: str) -> dict[str, str]:
    """Keys of the row of a link."""
    return {
        "sector": data.sector_of("branch", branch),
        "fuel": data.title("fuel", fuel),
        "item": branch,
    }


def share_of(data: Data, branch: str, fuel: str) -> Array:
    """Share of a fuel: its energy over that of the branch; 0 in years in which the branch uses nothing."""
    whole = data.values("activity", branch=branch) * data.values("intensity", branch=branch)
    energy = data.values("final_energy", branch=branch, fuel=fuel)
    shares: Array = energy / (whole + (whole == 0.0))
    return shares


def give_factors(tracing: Tracing) -> None:
    """CO2 factors of fuels, of imported power and heat; rates of electricity; losses."""
    data, sheet = tracing.data, tracing.sheets["factor"]
    sheet.heading("fuel_co2")
    tracing.many["fuel_co2"] = {
        fuel: sheet.given(
            data.title("fuel", fuel),
            "t/tce",
            (values := data.values("fuel_co2", fuel=fuel)),
            data.factor_reference("fuel", fuel),
            {"fuel": data.title("fuel", fuel)},
            constant=as_constant(values),
        )
        for fuel in data.items("fuel")
        if fuel not in CARRIED
    }
    sheet.heading("rates")
    rates = ("grid_factor", "bought_heat_co2", "calorific_rate", "coal_equivalent_rate", "import_rate")
    for name in (*rates, "electricity_losses", "heat_losses", "capture_electricity"):
        values = data.values(name)
        tracing.one[name] = sheet.given(
            tracing.name(name),
            tracing.unit(name),
            values,
            data.reference(name),
            constant=name != "grid_factor" and as_constant(values),
        )


def give_plants(tracing: Tracing) -> None:
    """Numbers of every plant; of those that follow the heat demand other ones than of those that do not."""
    data, sheet = tracing.data, tracing.sheets["supply"]
    plants = data.items("plant")
    following = [name for name in plants if heat_led(data, name)]
    free = [name for name in plants if name not in following]
    asked = dict.fromkeys(("plant_capacity", "plant_hours", "plant_net_electricity"), free)
    asked |= dict.fromkeys(("plant_heat_share", "plant_power_to_heat"), following)
    asked |= dict.fromkeys(("plant_fuel_use", "plant_fuel_co2"), plants)
    asked["plant_captured"] = [name for name in plants if data.values("plant_captured", plant=name).any()]
    for quantity, names in asked.items():
        if names:
            sheet.heading(quantity)
        tracing.many[quantity] = {name: give_plant(tracing, name, quantity) for name in names}


def give_plant(tracing: Tracing, plant: str, quantity: str) -> Line:
    """One number of a plant."""
    data, sheet = tracing.data, tracing.sheets["supply"]
    values = data.values(quantity, plant=plant)
    return sheet.given(
        data.title("plant", plant),
        tracing.unit(quantity),
        values,
        plant_source(data, plant, quantity),
        {"fuel": plant_fuel(data, plant), "item": plant},
        constant=quantity in PLANT_RATES and as_constant(values),
    )


def heat_led(data: Data, plant: str) -> bool:
    """True for a plant that follows the heat demand, false for one that runs capacity x hours."""
    return data.label("plant", plant, "kind") in HEAT_LED


def plant_source(data: Data, plant: str, name: str) -> str:
    """Where a number of a plant is from."""
    if name == "plant_fuel_co2":
        return data.factor_reference("plant", plant)
    own = data.told("plants", plant=plant)
    return data.joined(own, data.path_of(plant, name.removeprefix("plant_")))


def plant_fuel(data: Data, plant: str) -> str:
    """Name of what a plant runs on."""
    return data.label("plant", plant, "burns_title_zh" if data.lang == "zh" else "burns_title")


def captures(data: Data, axis: str) -> bool:
    """True if CO2 of anything on an axis is captured."""
    name = f"{axis}_captured"
    return name in data.dataset and bool((data.dataset[name].values > 0.0).any())
