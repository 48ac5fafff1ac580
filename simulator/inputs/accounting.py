"""Accounting rules as named settings: printed with every result, never hidden constants (docs/model.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from simulator.inputs.schema import NumberOrFraction, PlanYear, Strict, Year, year_map

Preset = Literal["plan_2020", "dual_control_2026"]
PRESETS: tuple[Preset, ...] = ("plan_2020", "dual_control_2026")


def territorial(value: object) -> object:
    """Refuse the life-cycle factor, which would count mines and makers elsewhere into a place's own CO2."""
    if value == "footprint":
        raise PydanticCustomError("footprint_refused", "a territorial factor")
    return value


Amounts = Annotated[dict[Year, Annotated[NumberOrFraction, Field(ge=0.0)]], BeforeValidator(year_map)]


class AccountingEntry(Strict):
    """The `accounting` block of a scenario; what is left out keeps its default."""

    base_year: PlanYear | None = None
    end_year: PlanYear | None = None
    headline: Preset | None = None
    electricity: Literal["coal_equivalent", "calorific"] = "coal_equivalent"
    import_factor: Annotated[Literal["province", "region", "nation", "own"], BeforeValidator(territorial)] = (
        "province"
    )
    combustion: str = "assessment"
    imported_power: Literal["in", "out"] = "in"
    gwp: str = "ar5"
    certificates_in: Amounts = {}  # green certificates bought for another place's power, 10^8 kWh
    certificates_out: Amounts = {}  # sold: the seller loses what it sold


@dataclass(frozen=True, slots=True)
class PresetRule:
    """Which terms a preset counts (docs/model.md)."""

    feedstock: bool  # CO2 of fuels used as raw material counted as if burnt
    process: bool  # industrial process CO2 counted


RULES: dict[Preset, PresetRule] = {
    "plan_2020": PresetRule(feedstock=True, process=False),
    "dual_control_2026": PresetRule(feedstock=False, process=True),
}
FIRST_YEAR_OF_DUAL_CONTROL = 2025  # targets whose base year is this or later are judged on the new preset


def headline_preset(base_year: int) -> Preset:
    """Preset of the first page: that of the plans the base year belongs to (docs/model.md)."""
    return "dual_control_2026" if base_year >= FIRST_YEAR_OF_DUAL_CONTROL else "plan_2020"
