"""The measure library: what 100 % of a measure means, when it comes, what it acts on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.errors import nearest
from simulator.inputs.locate import parameters_folder, shown_name
from simulator.inputs.schedule import ScheduleField
from simulator.inputs.schema import (
    Fraction,
    NumberOrFraction,
    Strict,
    Title,
    validate,
)
from simulator.inputs.yaml_lines import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.errors import Origin, Problems

QUANTITIES = (
    "activity",
    "intensity",
    "share",
    "sales_share",
    "capacity",
    "hours",
    "heat_share",
    "process",
    "energy",
    "capture",
    "release",
)
SHARES = ("share", "sales_share")  # parts of a whole: only reach and shift keep their sum
NEEDS = {  # effect type -> the keys it must have
    "scale": ("factor",),
    "reach": ("level",),
    "shift": ("to",),
    "add": ("amount", "unit"),
    "cap": ("level",),
    "floor": ("level",),
}


class Price(Strict):
    """A higher price and what it does: factor = (1 + rise) ^ elasticity on the covered part.

    rise : how much dearer energy gets; or carbon : CNY per t CO2 of own fuels, against what the branch pays
    for its energy in the base year (parameters/factors/prices.csv). coverage : part of the energy it reaches
    """

    rise: Annotated[Fraction, Field(gt=0.0)] | None = None
    carbon: Annotated[float, Field(gt=0.0)] | None = None
    elasticity: Annotated[float, Field(ge=-2.0, lt=0.0)]
    coverage: Annotated[Fraction, Field(gt=0.0)] = 1.0

    @model_validator(mode="after")
    def one_price(self) -> Price:
        """Either a rise or a price on carbon."""
        if (self.rise is None) == (self.carbon is None):
            raise PydanticCustomError("one_goal", "one price", {"goals": ("rise", "carbon")})
        return self


class EffectEntry(Strict):
    """One typed effect (docs/model.md).

    on : branch, plant or stock ids; `industry.*` means all of them that the region has
    factor or price (scale), level (reach, cap, floor: a share, or a multiple of the base year)
    amount + unit (add)
    gases (release): the gases whose factor it changes, all of them if none is named
    to : destination -> part (of a shift, or of what replaces energy above a cap)
    ratio : destination -> energy needed there per energy saved at the source
    """

    type: Literal["scale", "reach", "shift", "add", "cap", "floor"]
    on: list[str] = Field(min_length=1)
    quantity: str
    fuel: str | None = None
    gases: list[str] = []
    factor: NumberOrFraction | None = None
    price: Price | None = None
    level: NumberOrFraction | None = None
    amount: NumberOrFraction | None = None
    unit: str | None = None
    portion: Fraction = 1.0
    to: dict[str, Fraction] | None = None
    ratio: dict[str, NumberOrFraction] = {}

    @model_validator(mode="after")
    def complete(self) -> EffectEntry:
        """Each type has the keys it needs; what a shift moves arrives whole."""
        only: dict[str, Any]
        if self.quantity not in QUANTITIES:
            guess = nearest(self.quantity, QUANTITIES)
            details = {"expected": QUANTITIES, "nearest": guess, "at": "quantity"}
            raise PydanticCustomError("expected_one_of", "a quantity", details)
        if self.price is not None and (self.type, self.quantity, self.factor) != ("scale", "intensity", None):
            only = {"expected": ("scale",), "at": "type"}
            raise PydanticCustomError("expected_one_of", "scale of intensity for a price", only)
        for key in () if self.price else NEEDS[self.type]:
            if getattr(self, key) is None:
                raise PydanticCustomError("effect_needs", key, {"type": self.type, "needed": key})
        if self.to is not None and abs(sum(self.to.values()) - 1.0) > 1e-9:
            raise PydanticCustomError("expected_sum_one", "parts that add up to 1", {"at": "to"})
        if self.quantity in SHARES and self.type not in ("reach", "shift"):
            only = {"expected": ("reach", "shift"), "at": "type"}
            raise PydanticCustomError("expected_one_of", "reach or shift for a share", only)
        if self.quantity == "energy" and self.type != "cap":
            only = {"expected": ("cap",), "at": "type"}
            raise PydanticCustomError("expected_one_of", "cap for the energy of a fuel", only)
        if self.quantity == "energy" and self.to is None:
            raise PydanticCustomError("effect_needs", "to", {"type": "cap of energy", "needed": "to"})
        if self.quantity in (*SHARES, "energy") and self.fuel is None:
            raise PydanticCustomError("effect_needs", "fuel", {"type": self.quantity, "needed": "fuel"})
        return self


class Cost(Strict):
    """Cost of a measure per unit its effect moves (graded)."""

    low: float
    high: float
    unit: str
    price_year: int
    grade: Literal["reported", "recalled", "derived", "assumed"]
    source: str


class MeasureEntry(Strict):
    """An entry of the library."""

    title: Title
    sector: str
    meaning: Title
    schedule: ScheduleField
    effects: list[EffectEntry] = Field(min_length=1)
    range: str
    grade: Literal["reported", "recalled", "derived", "assumed"]
    source: str
    plan_rows: list[str] = []
    cost: Cost | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A library entry with its id and where it stands."""

    id: str
    entry: MeasureEntry
    origin: Origin


def load_measures(problems: Problems) -> Mapping[str, Measure]:
    """Read the bundled library, one file a sector."""
    found: dict[str, Measure] = {}
    for path in sorted((parameters_folder() / "measures").glob("*.yaml")):
        document = read_yaml(path, problems, shown=shown_name(path))
        data: dict[str, Any] = document.data if document else {}
        for name in data:
            assert document is not None
            entry = validate(MeasureEntry, document, problems, under=(name,))
            if entry is not None:
                found[name] = Measure(name, entry, document.origin((name,)))
    return found
