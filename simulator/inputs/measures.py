"""The measure library: what 100 % of a measure means, when it comes, what it acts on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.errors import nearest
from simulator.inputs.effects import EffectEntry
from simulator.inputs.locate import parameters_folder, shown_name
from simulator.inputs.plan_rows import SectorName, plan_row_ids
from simulator.inputs.schedule import ScheduleField
from simulator.inputs.schema import PlanYear, Strict, Title, validate
from simulator.inputs.yaml_lines import dotted, read_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from simulator.errors import Origin, Problems
    from simulator.inputs.factors import Factors
    from simulator.inputs.yaml_lines import Document

Grade = Literal["reported", "recalled", "derived", "assumed"]
PER_TONNE = {"CNY/tCO2": "co2_total", "CNY/tCO2e": "ghg_net"}  # unit of a cost -> what its tonnes are of
Words = Annotated[str, Field(min_length=1)]


class Cost(Strict):
    """Cost of a measure per unit its effect moves, in the money of a year (graded)."""

    low: float
    high: float
    unit: str
    price_year: PlanYear
    grade: Grade
    source: Words

    @model_validator(mode="after")
    def in_money(self) -> Cost:
        """Money per something, low before high."""
        if not self.unit.startswith("CNY/"):
            raise PydanticCustomError("unit_does_not_fit", "money", {"unit": "CNY/tCO2", "at": "unit"})
        if self.low > self.high:
            raise PydanticCustomError("expected_limit", "order", {"limit": f">= {self.low:g}", "at": "high"})
        return self


class MeasureEntry(Strict):
    """An entry of the library; plan_rows are the rows of parameters/plans/plan_rows.csv it stands for."""

    title: Title
    sector: SectorName
    meaning: Title
    schedule: ScheduleField
    effects: list[EffectEntry] = Field(min_length=1)
    range: str
    grade: Grade
    source: Words
    plan_rows: list[str] = []
    cost: Cost | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A library entry with its id and where it stands."""

    id: str
    entry: MeasureEntry
    origin: Origin


def load_measures(problems: Problems, factors: Factors | None = None) -> Mapping[str, Measure]:
    """Read the bundled library, one file a sector; with `factors` the names in it are checked, too."""
    found: dict[str, Measure] = {}
    for path in sorted((parameters_folder() / "measures").glob("*.yaml")):
        document = read_yaml(path, problems, shown=shown_name(path))
        data: dict[str, Any] = document.data if document else {}
        for name in data:
            assert document is not None
            entry = validate(MeasureEntry, document, problems, under=(name,))
            if name in found:
                problems.add("item_twice", document.origin((name,)), name)
            elif entry is not None:
                found[name] = Measure(name, entry, document.origin((name,)))
                if factors is not None:
                    check_names(found[name], factors, document, problems)
    return found


def check_names(measure: Measure, factors: Factors, document: Document, problems: Problems) -> None:
    """Fuels and gases that the factor tables have, rows that the plans have."""
    asked: list[tuple[tuple[str | int, ...], str, Collection[str]]] = [
        (("plan_rows", number), name, plan_row_ids()) for number, name in enumerate(measure.entry.plan_rows)
    ]
    for number, effect in enumerate(measure.entry.effects):
        place = ("effects", number)
        asked += [((*place, "gases", i), gas, factors.gases) for i, gas in enumerate(effect.gases)]
        if effect.quantity in ("share", "energy"):
            fuels = [("fuel", effect.fuel or ""), *(("to", name) for name in effect.to or {})]
            asked += [((*place, key), name, factors.fuels) for key, name in fuels]
    for where, name, known in asked:
        if name not in known:
            there, guess = (measure.id, *where), nearest(name, known)
            problems.add("unknown_name", document.origin(there), dotted(there), name, nearest=guess)
