"""A list of key emitters: energy by fuel and output value of every firm, and the rules that sort them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from simulator.errors import nearest
from simulator.inputs.projects import coal_equivalent
from simulator.inputs.rows import QuantityRow
from simulator.inputs.schema import Fraction, PlanYear, Strict, validate
from simulator.inputs.tables import read_table
from simulator.inputs.yaml_lines import read_yaml
from simulator.units import unit_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from simulator.errors import Origin, Problems
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region

OUTPUT = "output_value"  # the item that is no fuel: what the firm made, in money
Class = Literal["low_carbon_efficient", "high_carbon_efficient", "high_carbon_inefficient"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmRow(QuantityRow):
    """One item of one firm in one year: a fuel, electricity, heat, or its output value."""

    firm: str
    branch: str
    item: str


class Firm(NamedTuple):
    """A firm: energy by fuel (10^4 tce, electricity and heat by content), output value (10^8 CNY)."""

    name: str
    branch: str
    energy: dict[str, float]
    output: float | None  # None is not known
    origin: Origin
    grade: str
    source: str


Rate = Annotated[Fraction, Field(gt=-1.0, le=1.0)]


class FirmRules(Strict):
    """Where the classes part, as multiples of the branch mean, and what each class does by a year.

    growth, intensity : yearly rates of output beyond the branch's driver, and of energy per output
    """

    carbon: Annotated[float, Field(gt=0.0, le=100.0)] = 1.0
    productivity: Annotated[float, Field(gt=0.0, le=100.0)] = 1.0
    growth: dict[Class, Rate] = {}
    intensity: dict[Class, Rate] = {}
    by: PlanYear = 2030


def read_rules(path: Path, problems: Problems) -> FirmRules | None:
    """Read the rules; None after adding problems."""
    document = read_yaml(path, problems, shown=str(path))
    return validate(FirmRules, document, problems) if document else None


def read_firms(path: Path, region: Region, factors: Factors, problems: Problems) -> list[Firm]:
    """Read a list of firms; names, units and signs are checked."""
    grouped: dict[str, list[FirmRow]] = {}
    for row in read_table(path, FirmRow, problems, shown=str(path)):
        grouped.setdefault(row.firm, []).append(row)
    branches = [row.branch for row in region.branches]
    for rows in grouped.values():
        check_firm(rows, branches, problems)
    return [firm_of(rows, factors, problems) for rows in grouped.values()]


def check_firm(rows: Sequence[FirmRow], branches: Sequence[str], problems: Problems) -> None:
    """A firm lies in one branch of the region, names no item twice, and uses nothing below zero."""
    seen: set[str] = set()
    for row in rows:
        if row.branch not in branches:
            problems.add(
                "unknown_branch", row.origin, row.firm, row.branch, nearest=nearest(row.branch, branches)
            )
        elif row.branch != rows[0].branch:
            problems.add(
                "expected_one_of", row.origin, f"{row.firm}.branch", row.branch, expected=[rows[0].branch]
            )
        if row.item in seen:
            problems.add("row_twice", row.origin, f"{row.firm}.{row.item}")
        if row.value < 0.0:
            problems.add(
                "expected_limit", row.origin, f"{row.firm}.{row.item}", f"{row.value:g}", limit=">= 0"
            )
        seen.add(row.item)


def firm_of(rows: Sequence[FirmRow], factors: Factors, problems: Problems) -> Firm:
    """A firm from its rows."""
    energy: dict[str, float] = {}
    output = None
    for row in rows:
        if row.item == OUTPUT:
            output = money(row, problems)
        else:
            energy[row.item] = fuel_energy(row, factors, problems)
    worst = rows[0]
    return Firm(worst.firm, worst.branch, energy, output, worst.origin, worst.grade, worst.source)


def money(row: FirmRow, problems: Problems) -> float | None:
    """The output value; nothing is made out of a unit that is not money, or of zero."""
    unit = unit_of(row.unit)
    if unit is None or unit.dimension != "money":
        problems.add("unit_does_not_fit", row.origin, f"{row.firm}.{OUTPUT}", row.unit, unit="1e8 CNY")
    return row.value or None


def fuel_energy(row: FirmRow, factors: Factors, problems: Problems) -> float:
    """10^4 tce of a fuel, electricity or heat."""
    known = [
        name for name, one in factors.fuels.items() if one.source_group or name in ("electricity", "heat")
    ]
    key = f"{row.firm}.{row.item}"
    if row.item not in known:
        problems.add("unknown_fuel", row.origin, key, row.item, nearest=nearest(row.item, [*known, OUTPUT]))
        return 0.0
    found = coal_equivalent(row.item, row.value, row.unit, factors)
    if found is None:
        wanted = "1e8 kWh" if row.item == "electricity" else "1e4 tce"
        problems.add("unit_does_not_fit", row.origin, key, row.unit, unit=wanted)
    return found or 0.0
