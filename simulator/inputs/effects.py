"""One typed effect of a measure: which keys its type takes, and what its quantity allows (docs/model.md)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.errors import nearest
from simulator.inputs.schema import Fraction, NumberOrFraction, Strict

SHARES = ("share", "sales_share")  # parts of a whole: only reach and shift keep their sum
PARTS = (*SHARES, "heat_share", "capture")  # levels of these are parts, 0 to 1; others are multiples
OF_FUEL = (*SHARES, "energy")
ALL_TYPES = ("scale", "reach", "shift", "add", "cap", "floor")
TYPES: dict[str, tuple[str, ...]] = {  # quantity -> the effects that make sense on it
    "activity": ALL_TYPES,
    "intensity": ("scale", "reach", "cap", "floor"),
    "share": ("reach", "shift"),
    "sales_share": ("reach", "shift"),
    "capacity": ALL_TYPES,
    "hours": ("scale", "reach", "add", "cap", "floor"),
    "heat_share": ALL_TYPES,
    "process": ALL_TYPES,
    "energy": ("cap",),
    "capture": ("reach", "add", "cap", "floor"),
    "release": ("scale", "reach", "cap", "floor"),
}
QUANTITIES = tuple(TYPES)
KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # type -> keys it must have, keys it may have
    "scale": ((), ("factor", "price")),
    "reach": (("level",), ("unit",)),
    "shift": (("to",), ("portion", "ratio")),
    "add": (("amount", "unit"), ()),
    "cap": (("level",), ("unit", "to", "ratio")),
    "floor": (("level",), ("unit",)),
}
OWN_KEYS = {key for must, may in KEYS.values() for key in (*must, *may)}
WITH_UNIT = ("activity", "capacity", "hours", "process", "heat_share", "capture")

Part = Annotated[Fraction, Field(ge=0.0, le=1.0)]
Positive = Annotated[NumberOrFraction, Field(gt=0.0)]
NotNegative = Annotated[NumberOrFraction, Field(ge=0.0)]


class Price(Strict):
    """A higher price and what it does: factor = (1 + rise) ^ elasticity on the covered part.

    rise : how much dearer energy gets; or carbon : CNY per t CO2 of own fuels, against what the branch pays
    for its energy in the base year (parameters/factors/prices.csv). coverage : part of the energy it reaches
    """

    rise: Annotated[Fraction, Field(gt=0.0)] | None = None
    carbon: Annotated[float, Field(gt=0.0)] | None = None
    elasticity: Annotated[float, Field(ge=-2.0, lt=0.0)]
    coverage: Annotated[Fraction, Field(gt=0.0, le=1.0)] = 1.0

    @model_validator(mode="after")
    def one_price(self) -> Price:
        """Either a rise or a price on carbon."""
        if (self.rise is None) == (self.carbon is None):
            raise PydanticCustomError("one_goal", "one price", {"goals": ("rise", "carbon")})
        return self


class EffectEntry(Strict):
    """One typed effect.

    on : branch, plant, stock or process ids; `industry.*` means all of them that the region has
    factor or price (scale), level (reach, cap, floor: a part, or a multiple of the base year)
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
    factor: NotNegative | None = None
    price: Price | None = None
    level: NumberOrFraction | None = None
    amount: NumberOrFraction | None = None
    unit: str | None = None
    portion: Part = 1.0
    to: dict[str, Part] | None = None
    ratio: dict[str, Positive] = {}

    @model_validator(mode="after")
    def complete(self) -> EffectEntry:
        """The type fits the quantity, has its keys and no others; what it moves arrives whole."""
        self.check_quantity()
        self.check_keys()
        self.check_numbers()
        return self

    def check_quantity(self) -> None:
        """A quantity there is, with an effect that makes sense on it."""
        if self.quantity not in QUANTITIES:
            guess = nearest(self.quantity, QUANTITIES)
            refuse("expected_one_of", at="quantity", expected=QUANTITIES, nearest=guess)
        if self.price is not None and self.quantity != "intensity":
            refuse("expected_one_of", at="quantity", expected=("intensity",))
        fitting = ("scale",) if self.price is not None else TYPES[self.quantity]
        if self.type not in fitting:
            refuse("expected_one_of", at="type", expected=fitting)

    def check_keys(self) -> None:
        """Keys the type must have, and none it would not look at."""
        must, may = KEYS[self.type]
        given = self.model_fields_set
        if self.type == "scale" and ("factor" in given) == ("price" in given):
            refuse("one_goal" if "price" in given else "effect_needs", **SCALE["price" in given])
        for key in must:
            if getattr(self, key) is None:
                refuse("effect_needs", type=self.type, needed=key)
        if self.quantity in OF_FUEL and self.fuel is None:
            refuse("effect_needs", type=self.quantity, needed="fuel")
        if self.quantity == "energy" and self.to is None:
            refuse("effect_needs", type="cap of energy", needed="to")
        useless = (OWN_KEYS & given) - {*must, *may}
        useless |= {"fuel"} & given if self.quantity not in OF_FUEL else set()
        useless |= {"gases"} & given if self.quantity != "release" else set()
        useless |= {"unit"} & given if self.quantity not in WITH_UNIT else set()
        useless |= {"to", "ratio"} & given if self.type == "cap" and self.quantity != "energy" else set()
        for key in sorted(useless):
            refuse("key_not_used", at=key, type=self.type, quantity=self.quantity)

    def check_numbers(self) -> None:
        """Parts add up to 1, levels of parts lie in 0..1, ratios are about destinations."""
        if self.to is not None and abs(sum(self.to.values()) - 1.0) > 1e-9:
            refuse("expected_sum_one", at="to")
        if self.quantity in PARTS and not 0.0 <= (self.level or 0.0) <= 1.0:
            refuse("expected_range", at="level", low=0, high=1)
        if (self.level or 0.0) < 0.0:
            refuse("expected_limit", at="level", limit=">= 0")
        for name in self.ratio:
            if name not in (self.to or {}):
                refuse("unknown_name", at=("ratio", name), key=True, nearest=nearest(name, self.to or {}))


SCALE: dict[bool, dict[str, Any]] = {
    False: {"type": "scale", "needed": "factor"},
    True: {"goals": ("factor", "price")},
}


def refuse(message: str, **details: Any) -> None:
    """Raise a problem of our own; `at` names the key inside the effect that is meant."""
    raise PydanticCustomError(message, "not accepted here", details)
