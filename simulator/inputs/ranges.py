"""What the numbers of a region can be: their units, and values outside which they must be a slip."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from simulator.errors import nearest
from simulator.inputs.locate import shown_name
from simulator.inputs.schema import ordinary, year_problem
from simulator.units import unit_of
from simulator.variables import INDICATORS, OBSERVED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulator.errors import Origin, Problems
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region
    from simulator.inputs.rows import AnchorRow, DriverRow, PathRow, ProcessRow, QuantityRow, Row

TABLES = (
    *("anchors", "balance", "branches", "coefficients", "drivers", "factors", "history", "imports"),
    *("inventory", "named", "paths", "plants", "processes", "projects", "roofs", "stocks", "subregions"),
    *("targets", "weights"),
)
GROWTH = ".growth"
STRUCTURE = ("primary", "industry", "construction", "services")  # parts of GDP
STRUCTURE_ROUNDING = 0.002  # published parts need not add up to the last digit
GROWTH_RANGE = (-0.9, 1.0)  # a year
FACTOR = 1000.0  # a driver further from its base year is in another unit
ELASTICITY_RANGE = (-5.0, 5.0)
LARGEST_MULTIPLE = 1e6  # of the base year; a plant may start from next to nothing
BRANCH_QUANTITIES = ("activity", "intensity", "share", "energy", "release")
PLANT_QUANTITIES = ("capacity", "hours", "heat_share", "release")
STOCK_QUANTITIES = ("sales_share", "sales_intensity", "stock")
PROCESS_QUANTITIES = ("process", "release")
ALL_QUANTITIES = tuple(
    dict.fromkeys(BRANCH_QUANTITIES + PLANT_QUANTITIES + STOCK_QUANTITIES + PROCESS_QUANTITIES)
)
BY_FUEL = ("share", "sales_share", "energy", "release")
SHARES = ("share", "sales_share", "heat_share")
UNITS_OF_ANCHORS = {
    **{name: variable.unit for name, variable in INDICATORS.items()},
    **dict.fromkeys(("coal_use", "oil_use", "biomass_use", "renewable_use"), "1e4 tce"),
    "gas_use": "1e8 m3",
    "waste_burnt": "1e4 t",
}
SIGNED = ("net_import_electricity",)  # anchors that can be below zero
PER_UNIT = {"release of mass": "1e4 t", "release of land": "1e4 ha", "release of animals": "1e4 head"}
YEARS = ("year", "from_year", "to_year", "by")
UNITS_OF_DRIVERS = {"gdp": "1e8 CNY", "population": "1e4 persons", "urban_share": "ratio"}


def unit_of_driver(name: str) -> str | None:
    """The model unit of a driver, None where it is free."""
    if name.endswith(GROWTH) or name.startswith("structure."):
        return "ratio"
    return UNITS_OF_DRIVERS.get(name)


def range_of_driver(name: str) -> tuple[float, float] | None:
    """Lowest and highest value of a rate or a share, None for a driver that is a level."""
    if name.endswith(GROWTH):
        return GROWTH_RANGE
    return (0.0, 1.0) if unit_of_driver(name) == "ratio" else None


def check_numbers(region: Region, factors: Factors, problems: Problems) -> None:
    """Units and ranges of every table of the region itself."""
    for row in region.balance:
        check_unit(row, row.target_id, "1e4 tce", problems)
        check_range(row, {f"{row.target_id}.sigma": row.sigma}, (0.0, None), problems)
    for anchor in region.anchors:
        check_unit(anchor, anchor.indicator, UNITS_OF_ANCHORS.get(anchor.indicator, anchor.unit), problems)
        if anchor.unit == "ratio":
            check_ratio(anchor, anchor.indicator, (0.0, 1.0), problems)
        elif anchor.indicator not in SIGNED:
            check_range(anchor, {anchor.indicator: anchor.value}, (0.0, None), problems)
    for actual in region.history:
        known = INDICATORS | OBSERVED
        if actual.indicator not in known:
            guess = nearest(actual.indicator, known)
            problems.add("unknown_indicator", actual.origin, "indicator", actual.indicator, nearest=guess)
        else:
            check_unit(actual, actual.indicator, known[actual.indicator].unit, problems)
            needed = actual.indicator in ("gdp", "population")
            low = -LARGEST_MULTIPLE if actual.indicator == "net_import_electricity" else 0.0
            check_range(actual, {actual.indicator: actual.value}, (low, None), problems, above=needed)
    for stock in region.stocks:
        check_unit(stock, stock.stock, "1e4 vehicles" if stock.saturation else stock.unit, problems)
        check_range(stock, {f"{stock.stock}.value": stock.value}, (0.0, None), problems, above=True)
    for process in region.processes:
        check_process(process, region, factors, problems)
        check_range(process, {f"{process.process}.value": process.value}, (0.0, None), problems)
    burnt = {row.target_id for row in region.balance if row.value > 0.0}
    for plant in region.plants:
        values = {"capacity_mw": plant.capacity_mw, "power_to_heat": plant.power_to_heat}
        check_range(plant, named(plant.plant, values), (0.0, None), problems)
        check_range(plant, named(plant.plant, {"hours": plant.hours}), (0.0, 8784.0), problems)
        efficiency = named(plant.plant, {"efficiency": plant.efficiency})
        most = 1.0 if plant.kind in ("storage", "electrolyser") else 5.0  # boilers at most 1, heat pumps more
        check_range(plant, efficiency, (0.0, most), problems, above=True)
        if plant.plant in burnt and plant.kind in ("generator", "recovery") and not plant.capacity_mw:
            problems.add("expected_limit", plant.origin, f"{plant.plant}.capacity_mw", limit="> 0")
        if plant.from_year and plant.to_year and plant.to_year < plant.from_year:
            limit = f">= {plant.from_year}"
            problems.add("expected_limit", plant.origin, f"{plant.plant}.to_year", plant.to_year, limit=limit)
    for roof in region.roofs:
        check_unit(roof, f"{roof.roof}.value", "1e4 m2", problems)
        check_range(roof, {f"{roof.roof}.value": roof.value}, (0.0, None), problems)
        check_range(roof, {f"{roof.roof}.usable": roof.usable}, (0.0, 1.0), problems, above=True)
        check_range(roof, {f"{roof.roof}.kw_per_m2": roof.kw_per_m2}, (0.0, 1.0), problems, above=True)
    for part in region.subregions:
        check_range(part, {f"{part.subregion}.portion": part.portion}, (0.0, 1.0), problems)
    check_driver_rows(region, problems)
    check_paths(region, factors, problems)
    check_curves(region, problems)
    check_sizes(region, problems)


def check_process(row: ProcessRow, region: Region, factors: Factors, problems: Problems) -> None:
    """An amount in the unit its factors are per; one that nobody has measured must be named as such."""
    unit = unit_of(row.unit)
    for factor in factors.released_by(row.product):
        per = unit_of(factor.unit)
        if unit is None or per is None or per.dimension != f"release of {unit.dimension}":
            wanted = PER_UNIT.get(per.dimension if per else "", factor.unit)
            problems.add("unit_does_not_fit", row.origin, row.process, row.unit, unit=wanted)
            break
    if row.value is None and row.product not in region.info.unknown_terms:
        problems.add("amount_missing", row.origin, row.process, product=row.product)


def check_curves(region: Region, problems: Problems) -> None:
    """How strongly something follows its driver, and how fast a stock has grown."""
    for branch in region.branches:
        check_range(branch, {f"{branch.branch}.elasticity": branch.elasticity}, ELASTICITY_RANGE, problems)
    for stock in region.stocks:
        check_range(stock, {f"{stock.stock}.elasticity": stock.elasticity}, ELASTICITY_RANGE, problems)
        check_range(stock, {f"{stock.stock}.past_growth": stock.past_growth}, (-0.5, 1.0), problems)
    for process in region.processes:
        key = f"{process.process}.elasticity"
        check_range(process, {key: process.elasticity}, ELASTICITY_RANGE, problems)


def check_sizes(region: Region, problems: Problems) -> None:
    """Years of every table are years, and its numbers are of ordinary size."""
    for name in TABLES:
        for row in getattr(region, name):
            for column in (field.name for field in fields(row)):
                value = getattr(row, column)
                if column in YEARS and isinstance(value, int) and year_problem(value):
                    problems.add("expected_year", row.origin, column, value)
                elif isinstance(value, float) and not ordinary(value):
                    problems.add("number_size", row.origin, column, f"{value:g}")


def named(name: str, values: dict[str, float | None]) -> dict[str, float | None]:
    """Values under the name of what they belong to, as messages show it."""
    return {f"{name}.{key}": value for key, value in values.items()}


def check_unit(row: QuantityRow | AnchorRow, key: str, wanted: str, problems: Problems) -> None:
    """A row must be in a unit of the wanted kind; after reading it is in the model unit of its kind."""
    unit = unit_of(wanted)
    if row.unit != (unit.canonical if unit else wanted):
        problems.add("unit_does_not_fit", row.origin, key, row.unit, unit=wanted)


def check_range(
    row: Row,
    values: dict[str, float | None],
    limits: tuple[float, float | None],
    problems: Problems,
    *,
    above: bool = False,
) -> None:
    """Values of a row must lie within the limits; `above` leaves out the lower one itself."""
    low, high = limits
    for key, value in values.items():
        if value is None:
            continue
        if value < low or (above and value == low):
            limit = f"{'>' if above else '>='} {low:g}"
            problems.add("expected_limit", row.origin, key, f"{value:g}", limit=limit)
        elif high is not None and value > high:
            problems.add("expected_limit", row.origin, key, f"{value:g}", limit=f"<= {high:g}")


def check_ratio(
    row: QuantityRow | AnchorRow, key: str, limits: tuple[float, float], problems: Problems
) -> None:
    """A rate or a share must lie within its limits; told in per cent, as tables have it."""
    low, high = (f"{limit:.0%}" for limit in limits)
    if row.value is not None and not limits[0] <= row.value <= limits[1]:
        problems.add("expected_range", row.origin, key, f"{row.value * 100.0:g}%", low=low, high=high)


def check_driver_rows(region: Region, problems: Problems) -> None:
    """Units of a driver agree, rates and shares are possible, levels stay near their base year."""
    base = {r.variable: r for r in region.drivers if r.year == region.info.base_year and r.case == "actual"}
    first: dict[str, DriverRow] = {}
    for row in region.drivers:
        key = f"{row.variable}[{row.year}]"
        start = first.setdefault(row.variable, row)
        wanted = unit_of_driver(row.variable) or start.unit
        check_unit(row, key, wanted, problems)
        limits = range_of_driver(row.variable)
        if limits is not None:
            check_ratio(row, key, limits, problems)
        elif row.value <= 0.0:
            check_range(row, {key: row.value}, (0.0, None), problems, above=True)
        elif row.variable in base and not near(row.value, base[row.variable].value):
            far_from_base(row.origin, key, f"{row.value:g}", base[row.variable], problems)


def near(value: float, base: float) -> bool:
    """True if a driver has not left the size it had in the base year."""
    return base <= 0.0 or base / FACTOR <= value <= base * FACTOR


def far_from_base(origin: Origin, key: str, value: object, base: DriverRow, problems: Problems) -> None:
    """Complain about a value that is in another unit than its base year."""
    details = {"factor": f"{FACTOR:g}", "base": f"{base.value:g}", "year": base.year}
    problems.add("far_from_base", origin, key, value, **details)


def check_paths(region: Region, factors: Factors, problems: Problems) -> None:
    """The region's own paths are about something it has, in one unit that fits, within their range."""
    known = quantities(region)
    units: dict[tuple[str, str, str], str] = {}
    own = [row for row in region.paths if row.origin.file == shown_name(region.folder / "paths.csv")]
    for row in own:
        plain, parameter = row.quantity.removesuffix(GROWTH), (row.target_id, row.quantity, row.fuel)
        key = ".".join(part for part in parameter if part)
        allowed = known.get(row.target_id, BRANCH_QUANTITIES if region.info.runnable else ALL_QUANTITIES)
        if region.info.runnable and row.target_id not in known and not row.target_id.endswith(".*"):
            problems.add("unknown_branch", row.origin, row.target_id, nearest=nearest(row.target_id, known))
        elif plain not in allowed or (row.fuel and plain not in BY_FUEL):
            problems.add("unknown_quantity", row.origin, key, nearest=nearest(row.quantity, allowed))
        elif plain in BY_FUEL and not row.fuel:
            problems.add("effect_needs", row.origin, key, type=plain, needed="fuel")
        elif plain in BY_FUEL and row.fuel not in (fuels := fuels_of(row, region, factors)):
            expected = sorted(fuels)
            guess = nearest(row.fuel, fuels)
            problems.add("expected_one_of", row.origin, key, row.fuel, expected=expected, nearest=guess)
        elif row.unit != units.setdefault(parameter, row.unit):
            problems.add("unit_does_not_fit", row.origin, key, row.unit, unit=units[parameter])
        else:
            check_path(row, f"{key}[{row.year}]", problems)


def fuels_of(row: PathRow, region: Region, factors: Factors) -> set[str]:
    """Fuels, or kinds of a stock, that a share or the energy of a path can be of."""
    if row.quantity == "sales_share":
        kinds = {stock.kinds for stock in region.stocks if stock.stock == row.target_id}
        return {kind.kind for kind in factors.stock_kinds if kind.kinds in kinds or not region.info.runnable}
    if row.quantity == "release":
        return set(factors.gases) - {"co2"}  # whose factors are the accounting's
    nothing_to_check = not region.info.runnable or not region.balance
    if row.quantity == "energy" or row.target_id.endswith(".*") or nothing_to_check:
        return set(factors.fuels)
    return {cell.fuel for cell in region.balance if cell.target_id == row.target_id}


def check_path(row: PathRow, key: str, problems: Problems) -> None:
    """Unit and range of one row of paths.csv."""
    if row.quantity.endswith(GROWTH):
        check_unit(row, key, "ratio", problems)
        check_ratio(row, key, GROWTH_RANGE, problems)
    elif row.quantity == "energy":
        check_unit(row, key, "1e4 tce", problems)
        check_range(row, {key: row.value}, (0.0, None), problems)
    elif row.quantity in SHARES:
        points = row.unit == "points" and row.quantity != "heat_share"
        check_unit(row, key, "points" if points else "ratio", problems)
        check_ratio(row, key, (-1.0 if points else 0.0, 1.0), problems)
    else:
        check_unit(row, key, "ratio", problems)
        check_range(row, {key: row.value}, (0.0, LARGEST_MULTIPLE), problems)


def quantities(region: Region) -> dict[str, tuple[str, ...]]:
    """Target id -> the quantities that have a path."""
    groups: Iterable[tuple[Iterable[str], tuple[str, ...]]] = (
        ((row.branch for row in region.branches), BRANCH_QUANTITIES),
        ((row.plant for row in region.plants), PLANT_QUANTITIES),
        ((row.stock for row in region.stocks), STOCK_QUANTITIES),
        ((row.process for row in region.processes), PROCESS_QUANTITIES),
    )
    return {name: quantities for names, quantities in groups for name in names}
