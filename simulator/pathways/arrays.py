"""The shapes that walk from `pathways` through `model` to `assess`: layout, pathway, coefficients.

Units everywhere: energy 10^4 tce (calorific), CO2 10^4 t, electricity 10^8 kWh where a name says so,
money 10^8 CNY at 2020 prices, people 10^4. The axis `run` stands last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from simulator.errors import Origin
    from simulator.pathways.stocks import Sold

    Array = NDArray[np.float64]
    IntArray = NDArray[np.intp]
    OriginKey = tuple[str, str, str]  # quantity, target id, fuel

SECTORS = ("energy", "industry", "buildings", "transport", "agriculture", "households", "technology")
SOURCES = (
    "coal",
    "oil",
    "gas",
    "waste",
    "biomass",
    "hydro",
    "solar",
    "wind",
    "nuclear",
    "hydrogen",
    "import_electricity",
    "import_heat",
)


def zeros(years: int, items: int, runs: int) -> Array:
    """An array (year, item, run) of zeros in which every item is one contiguous block of (year, run).

    Shape and memory order differ on purpose: formulas read year first, while sums and copies of single
    items run through memory without a stride, which is several times faster for small batches.
    """
    return np.moveaxis(np.zeros((items, years, runs)), 0, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Labels and index arrays of one region: what stands where on each axis.

    Links are the (branch, fuel) pairs that exist, sorted by fuel, then sector, so that the links of one
    (fuel, sector) cell stand side by side and are summed without a loop.
    """

    years: IntArray
    branches: tuple[str, ...]
    branch_sector: IntArray
    links: tuple[tuple[str, str], ...]
    link_branch: IntArray
    cells: tuple[tuple[str, str], ...]  # (fuel, sector) pairs that exist
    cell_start: IntArray  # first link of each cell
    cell_sector: IntArray
    plants: tuple[str, ...]
    processes: tuple[str, ...]  # those that release CO2 first
    process_sector: IntArray
    releases: tuple[tuple[str, str], ...] = ()  # (branch, plant or process, gas) other than CO2
    captured: tuple[str, ...] = ()  # branches, plants and processes whose CO2 some measure captures

    def link(self, branch: str, fuel: str) -> int:
        """Index of the link (branch, fuel); ValueError if the region has no such link."""
        return self.links.index((branch, fuel))


@dataclass(frozen=True, slots=True, eq=False)
class Coefficients:
    """Numbers that no run changes, aligned with a layout.

    Rates are 10^4 tce per 10^8 kWh; CO2 factors are t per tce; `bought_heat_factor` too. Factors of fuels are
    (item,), or (year, item) where a study's own change with the years.
    """

    cell_co2: Array  # (cell,) t/tce, 0 for electricity and heat
    cell_source: IntArray  # (cell,) index into SOURCES, -1 for electricity and heat
    cell_kind: IntArray  # (cell,) 0 fuel, 1 electricity, 2 heat
    kind_sector: IntArray  # (kind, cell) sector of the cells of one kind, -1 for the others
    feedstock_link: IntArray  # links whose fuel is raw material, not burnt
    feedstock_co2: Array  # their t/tce
    feedstock_sector: IntArray
    plant_co2: Array  # (plant,) t/tce of fuel
    plant_source: IntArray  # (plant,) index into SOURCES, -1 for recovered heat (its fuel counts elsewhere)
    plant_is_primary_electricity: Array  # (plant,) 1 for hydro, solar, wind
    plant_efficiency: Array  # (plant,) useful energy (electricity + heat) per fuel
    plant_power_to_heat: Array  # (plant,) electricity per heat of a CHP plant, else 0
    plant_net_electricity: Array  # (plant,) electricity given per capacity x hours; below 0 for what uses it
    calorific_rate: float  # electricity, 10^4 tce / 10^8 kWh
    coal_equivalent_rate: float  # the same, coal-equivalent
    bought_heat_factor: float  # t/tce
    process_factor: Array  # (process,) t CO2 per t product, of those that release CO2
    link_co2: Array  # (link,) t/tce of the user's own fuel
    capture_electricity: float = 0.0  # tce of electricity per t of CO2 captured
    import_rate: Array | None = None  # (year,) of imported electricity; None: coal_equivalent_rate


@dataclass(frozen=True, slots=True, eq=False)
class Pathway:
    """What each year will be, for every run: the only input of the kernel besides the coefficients.

    activity, intensity : (year, branch, run); share : (year, link, run), summing to 1 in each branch
    capacity MW, hours h, heat_share : (year, plant, run); grid_factor 10^4 t / 10^8 kWh : (year, run)
    loss_rate of electricity, heat_loss_rate : fraction of supply
    process : (year, process, run) 10^4 t, ha or head; capture : (year, captured, run) part of the CO2
    drivers : name -> (year, run); origins : where every yearly value came from, file and line
    """

    layout: Layout
    drivers: Mapping[str, Array]
    activity: Array
    intensity: Array
    share: Array
    capacity: Array
    hours: Array
    heat_share: Array
    grid_factor: Array
    process: Array
    capture: Array
    loss_rate: float
    heat_loss_rate: float
    origins: Mapping[OriginKey, tuple[Origin, ...]]
    sold: Mapping[str, Sold] = field(default_factory=dict)  # by stock
    gave_way: tuple[str, ...] = ()
    limited: tuple[str, ...] = ()  # plants held at the area there is for them
    heat_scaled: bool = False  # heat plants together claimed more than the demand

    @property
    def runs(self) -> int:
        """Number of runs in the batch."""
        return int(self.activity.shape[-1])
