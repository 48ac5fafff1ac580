"""One row type per table of `parameters/`: the columns, their types, and where the row stands.

Every row with a number carries its grade and source. Values are in model units after reading (see
simulator.units); a blank value is missing, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from simulator.inputs.tables import CONVERTED

if TYPE_CHECKING:
    from simulator.errors import Origin

Grade = Literal["reported", "confirmed_zero", "recalled", "derived", "assumed"]
Confidence = Literal["", "high", "medium", "low"]
Sector = Literal["energy", "industry", "buildings", "transport", "agriculture", "households", "technology"]
GRADES: tuple[Grade, ...] = ("reported", "confirmed_zero", "recalled", "derived", "assumed")  # best first


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table and the line it stands in."""

    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcedRow(Row):
    """A row whose numbers have a grade and a source."""

    grade: Grade
    source: str
    confidence: Confidence = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityRow(SourcedRow):
    """A row with one value and its unit."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FuelRow(Row):
    """A fuel and the primary source it counts under (blank: electricity, heat, recovered gas)."""

    fuel: str
    title_zh: str
    title_en: str
    source_group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CombustionRow(QuantityRow):
    """t CO2 per tce of a fuel or of a source group, by named factor set ("all": in every set)."""

    factor_set: str
    fuel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FuelPropertyRow(QuantityRow):
    """NCV, carbon content, oxidation and standard coal equivalent of a fuel."""

    fuel: str
    quantity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricityRow(QuantityRow):
    """CO2 factor of grid electricity by area, year and kind of factor."""

    area: str
    year: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow(QuantityRow):
    """A conversion at the boundary between carriers, such as electricity to coal equivalent."""

    item: str
    quantity: str
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessFactorRow(QuantityRow):
    """What one unit of a product, an animal or a hectare releases of a gas; fuel burnt is separate."""

    product: str
    gas: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GasRow(Row):
    """A greenhouse gas, an uptake of CO2 by land (sink), or an air pollutant."""

    gas: str
    kind: Literal["greenhouse", "sink", "pollutant"]
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmingRow(QuantityRow):
    """Global warming potential over 100 years of a gas, by named set."""

    gwp_set: str
    gas: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PollutantRow(QuantityRow):
    """What a tce of a fuel releases of a gas where it is burnt; `target` a branch, a plant or a pattern."""

    target: str
    fuel: str
    gas: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow(QuantityRow):
    """What end users pay for a fuel, so that a price on carbon can be compared with it."""

    fuel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TradingRow(SourcedRow):
    """The national carbon market from a year on: part of the CO2 covered, part of allowances that is free."""

    target: str
    from_year: int
    covered: float
    free: float
    rule: Literal["intensity", "cap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalRow(SourcedRow):
    """Weibull survival of a kind of thing."""

    survival: str
    life_years: float
    steepness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SaturationRow(SourcedRow):
    """Gompertz curve of vehicles per 1000 people on GDP per head (10^4 CNY of 2020)."""

    saturation: str
    ceiling_per_1000: float
    alpha: float
    beta: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StockKindRow(SourcedRow):
    """A kind within a stock: energy use of one unit relative to the reference kind."""

    kinds: str
    kind: str
    use: float
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorRow(SourcedRow):
    """A published (or estimated) figure of the region that its base year must meet."""

    indicator: str
    year: int
    value: float | None
    unit: str
    scope: str = ""
    low: float | None = field(default=None, metadata=CONVERTED)
    high: float | None = field(default=None, metadata=CONVERTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverRow(QuantityRow):
    """A driver in a year: what happened (actual) or what is expected (central, low, high)."""

    variable: str
    year: int
    case: Literal["actual", "central", "low", "high"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchRow(SourcedRow):
    """A leaf of the demand tree; grade and source are those of its elasticity."""

    branch: str
    sector: Sector
    method: Literal["flow", "stock", "series"]
    activity_unit: str
    title_zh: str
    title_en: str
    driver: str = ""
    elasticity: float = 1.0
    stock: str = ""
    use: Literal["energy", "feedstock"] = "energy"
    grade: Grade = "assumed"
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow(QuantityRow):
    """Base-year energy of a branch or plant by fuel, calorific, with its one-sigma.

    shared_sigma : the part of sigma that moves all rows of the fuel group alike: their total is uncertain
    """

    target_id: str
    fuel: str
    sigma: float
    shared_sigma: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PathRow(QuantityRow):
    """A parameter of a branch, plant or stock in a year.

    activity, intensity, capacity, hours, release and sales_intensity are multiples of the base year; a share
    is a level ("ratio") or a change against the base year ("points"); energy (method series) is a level.
    fuel : fuel of a share, kind of a stock, gas of a release
    """

    target_id: str
    quantity: str
    year: int
    fuel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantRow(SourcedRow):
    """A local producer of electricity or heat.

    generator: capacity x hours; chp and boiler: follow the heat demand; recovery: electricity from gas or
    heat whose fuel is counted where it is burnt; storage: gives back `efficiency` of the electricity it
    takes, so it is no source but a loss; electrolyser: makes `efficiency` of its electricity into hydrogen.
    """

    plant: str
    kind: Literal["generator", "chp", "boiler", "recovery", "storage", "electrolyser"]
    fuel: str
    title_zh: str
    title_en: str
    capacity_mw: float | None = None
    hours: float | None = None
    efficiency: float = 1.0
    power_to_heat: float = 0.0
    from_year: int | None = None
    to_year: int | None = None
    driver: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoofRow(QuantityRow):
    """Area on which a plant can be built: the sum of area x usable x density limits its capacity."""

    roof: str
    plant: str
    usable: float
    kw_per_m2: float
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow(QuantityRow):
    """Things with an age: their number, what drives it, how long they last, which kinds there are."""

    stock: str
    survival: str
    kinds: str
    driver: str
    title_zh: str
    title_en: str
    saturation: str = ""
    elasticity: float = 1.0
    past_growth: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRow(SourcedRow):
    """Something other than burning that releases or takes up gases: a product made, animals kept, land.

    A blank value is an amount nobody has measured: what it releases is missing from every total and named.
    """

    value: float | None
    unit: str
    process: str
    product: str
    sector: Sector
    driver: str
    title_zh: str
    title_en: str
    elasticity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SubregionRow(SourcedRow):
    """Part of a branch or process (or of all that fit a pattern) that lies in a district or park."""

    subregion: str
    kind: Literal["district", "park"]
    target: str
    portion: float
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow(QuantityRow):
    """A fuel of a single project; everything but the fuel stands in the project's first row.

    value: fuel a year; electricity 10^8 kWh bought, below 0 for what it gives; heat 10^4 GJ bought;
    output of `product` in 10^4 t; value_added and investment 10^8 CNY. Blank is not known.
    acts: none (only evaluated), growth (inside that of its target) or extra (on top of it), from from_year
    to to_year; what closes is gone from from_year on.
    """

    project: str
    title_zh: str
    title_en: str
    from_year: int
    fuel: str
    electricity: float = 0.0
    heat: float = 0.0
    product: str = ""
    output: float | None = None
    value_added: float | None = None
    investment: float | None = None
    kind: Literal["new", "expansion", "closing"] = "new"
    status: Literal["", "planned", "approved", "building", "running", "closed"] = ""
    target: str = ""  # branch or plant
    acts: Literal["none", "growth", "extra"] = "none"
    to_year: int | None = None
    capacity_mw: float | None = None
    process: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorRow(QuantityRow):
    """t CO2 per tce of a fuel or source group in a study of its own; without a year it holds in all."""

    fuel: str
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow(QuantityRow):
    """Imported power in a thermal and a clean part: thermal share, tce per kWh of each, t CO2 per tce."""

    quantity: Literal["thermal_share", "thermal_rate", "clean_rate", "thermal_co2"]
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow(QuantityRow):
    """An actual value of an indicator in a year, before or after the base year."""

    indicator: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRow(SourcedRow):
    """Prior weight of a (branch, fuel) cell inside its balance group; only ratios matter."""

    branch: str
    fuel: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRow(QuantityRow):
    """A named plant's fuel as its own row of the balance: output x specific use, or a total."""

    target_id: str
    fuel: str
    specific_use: float = 1.0
    low: float | None = field(default=None, metadata=CONVERTED)
    high: float | None = field(default=None, metadata=CONVERTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoefficientRow(QuantityRow):
    """Energy or electricity per unit of a driver, for the fallback route (docs/base-year.md)."""

    group: str
    driver: str
    quantity: Literal["energy", "electricity"]
    portion: float = 1.0
    low: float | None = field(default=None, metadata=CONVERTED)
    high: float | None = field(default=None, metadata=CONVERTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow(Row):
    """A target of the region: the keys of a target in a scenario file (docs/model.md), one a column.

    value : number, `16%`, a year or a name, as the goal needs; blank: no value set, or none needed (falling)
    unit : of the value; blank is that of the indicator; from_year : base year or `peak`
    what_if : figures nobody handed down, `name = value; name = value`
    """

    id: str
    indicator: str
    goal: Literal["at_least", "at_most", "reduce", "peak_by", "stable", "falling", "budget", "count", "hold"]
    by: int
    value: str = ""
    unit: str = ""
    from_year: str = ""
    kind: Literal["binding", "expected", "control", "supporting", "monitored", "commitment"] = "expected"
    basis: Literal["", "annual", "cumulative", "level"] = ""
    scope: str = ""
    set_by: str = ""
    what_if: str = ""
    plan_row: str = ""
    title_zh: str = ""
    title_en: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryRow(Row):
    """A line of the region's greenhouse gas inventory; two of its numbers give the third."""

    line: str
    activity: float | None = None
    unit: str = ""
    factor: float | None = None
    factor_unit: str = ""
    emissions: float | None = None  # 10^4 t CO2e
    source: str = ""
