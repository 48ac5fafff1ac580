"""National reference factors: fuels, electricity, conversion rates, process, stock curves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from simulator.inputs.locate import parameters_folder, shown_name
from simulator.inputs.rows import (
    CombustionRow,
    ElectricityRow,
    FuelPropertyRow,
    FuelRow,
    GasRow,
    PathRow,
    PollutantRow,
    PriceRow,
    ProcessFactorRow,
    RateRow,
    SaturationRow,
    StockKindRow,
    SurvivalRow,
    TradingRow,
    WarmingRow,
)
from simulator.inputs.tables import read_table
from simulator.units import PER_KWH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from simulator.errors import Problems

T = TypeVar("T")
TERRITORIAL_KINDS = ("average", "carried_back", "scenario_default", "variant_13fyp")
RENEWABLE_ELECTRICITY = ("hydro", "solar", "wind")
PRIMARY_ELECTRICITY = (*RENEWABLE_ELECTRICITY, "nuclear")  # power without a fuel that is burnt


@dataclass(frozen=True, slots=True)
class Factors:
    """The reference tables, each keyed by what is looked up."""

    fuels: Mapping[str, FuelRow]
    combustion: Mapping[tuple[str, str], CombustionRow]
    properties: Mapping[tuple[str, str], FuelPropertyRow]
    electricity: tuple[ElectricityRow, ...]
    rates: Mapping[tuple[str, str, int | None], RateRow]
    process: Mapping[tuple[str, str], ProcessFactorRow]  # (product, gas)
    gases: Mapping[str, GasRow]
    warming: Mapping[tuple[str, str], WarmingRow]  # (set, gas)
    pollutants: tuple[PollutantRow, ...]
    trading: tuple[TradingRow, ...]
    prices: Mapping[str, PriceRow]
    paths: tuple[PathRow, ...]  # for regions that say nothing of their own
    survival: Mapping[str, SurvivalRow]
    saturation: Mapping[str, SaturationRow]
    stock_kinds: tuple[StockKindRow, ...]

    def co2(self, fuel: str, factor_set: str) -> CombustionRow:
        """t CO2 per tce of a fuel: by the set's own row, else its source group's, else the common one."""
        group = self.fuels[fuel].source_group
        for key in ((factor_set, fuel), (factor_set, group), ("all", fuel), ("all", group)):
            if key in self.combustion:
                return self.combustion[key]
        raise KeyError((factor_set, fuel))

    def products(self) -> set[str]:
        """Products that release or take up something."""
        return {product for product, _ in self.process}

    def released_by(self, product: str) -> list[ProcessFactorRow]:
        """What a product releases, one row a gas."""
        return [row for (name, _), row in self.process.items() if name == product]

    def warming_sets(self) -> tuple[str, ...]:
        """Names of the sets of global warming potentials."""
        return tuple(sorted({name for name, _ in self.warming}))

    def factor_sets(self) -> tuple[str, ...]:
        """Names of the combustion factor sets."""
        return tuple(sorted({name for name, _ in self.combustion if name != "all"}))

    def calorific_rate(self) -> float:
        """Electricity at its heat, 10^4 tce / 10^8 kWh."""
        return self.rates["electricity", "calorific", None].value * PER_KWH

    def coal_equivalent_rate(self, kind: str = "coal_equivalent_net", year: int = 2020) -> float:
        """Electricity at the coal a power plant needs for it, 10^4 tce / 10^8 kWh."""
        return self.rates["electricity", kind, year].value * PER_KWH

    def grid(self, area: str) -> list[ElectricityRow]:
        """Average factors of an area, one row a year: published ones, then the default path."""
        rows = [r for r in self.electricity if r.area == area and r.kind in TERRITORIAL_KINDS[:3]]
        return sorted(rows, key=lambda row: (row.year, row.kind))


def load_factors(problems: Problems, folder: Path | None = None) -> Factors:
    """Read the reference tables (bundled ones by default), adding to `problems` what is wrong."""
    base = folder or parameters_folder() / "factors"

    def rows(name: str, row_type: type[T]) -> tuple[T, ...]:
        return read_table(base / name, row_type, problems, shown=shown_name(base / name))

    return Factors(
        fuels={r.fuel: r for r in rows("fuels.csv", FuelRow)},
        combustion={(r.factor_set, r.fuel): r for r in rows("combustion.csv", CombustionRow)},
        properties={(r.fuel, r.quantity): r for r in rows("fuel_properties.csv", FuelPropertyRow)},
        electricity=rows("electricity.csv", ElectricityRow),
        rates={(r.item, r.quantity, r.year): r for r in rows("rates.csv", RateRow)},
        process={(r.product, r.gas): r for r in rows("process.csv", ProcessFactorRow)},
        gases={r.gas: r for r in rows("gases.csv", GasRow)},
        warming={(r.gwp_set, r.gas): r for r in rows("gwp.csv", WarmingRow)},
        pollutants=rows("pollutants.csv", PollutantRow),
        trading=rows("trading.csv", TradingRow),
        paths=rows("paths.csv", PathRow),
        prices={r.fuel: r for r in rows("prices.csv", PriceRow)},
        survival={r.survival: r for r in rows("survival.csv", SurvivalRow)},
        saturation={r.saturation: r for r in rows("saturation.csv", SaturationRow)},
        stock_kinds=rows("stock_kinds.csv", StockKindRow),
    )
