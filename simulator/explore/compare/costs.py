"""What the measures of a scenario cost, where the library says so: cost a tonne times stand-alone tonnes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.explore.credits.contributions import contributions
from simulator.inputs.measures import PER_TONNE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.face import Result
    from simulator.inputs.measures import Cost

YEAR = 2030
NO_COST, OTHER_UNIT, NO_CUT, UNKNOWN = "no_cost", "other_unit", "no_cut", "unknown_tonnes"


@dataclass(frozen=True, slots=True)
class MeasureCost:
    """Cost of one measure in a year: 10^4 CNY from low to high, None with the reason in `why`.

    tonnes : 10^4 t the measure cuts alone, against the scenario without any measure
    """

    measure: str
    year: int
    cost: Cost | None
    tonnes: float | None
    low: float | None
    high: float | None
    why: str = ""


def costs(result: Result) -> list[MeasureCost]:
    """Every measure of a scenario, in its order."""
    year = min(YEAR, int(result.years[-1]))
    at = year - int(result.years[0])
    if at < 0 or not result.scenario.measures:
        return []
    found = contributions(result)
    alone = {name: values[at] for name, values in found.alone.items()}
    out = []
    for used in result.scenario.measures:
        cost = used.measure.entry.cost
        gas = PER_TONNE.get(cost.unit) if cost else None
        place = found.measures.index(used.measure.id)
        tonnes = float(alone[gas][place]) if gas in alone else None
        out.append(measure_cost(used.measure.id, year, cost, gas, tonnes))
    return out


def measure_cost(
    name: str, year: int, cost: Cost | None, gas: str | None, tonnes: float | None
) -> MeasureCost:
    """Tonnes times the range of the cost; a reason where that says nothing."""
    why = ""
    if cost is None:
        why = NO_COST
    elif gas is None:
        why = OTHER_UNIT
    elif tonnes is None:
        why = UNKNOWN
    elif tonnes <= 0.0:
        why = NO_CUT
    if why or cost is None or tonnes is None:
        return MeasureCost(name, year, cost, tonnes, None, None, why)
    return MeasureCost(name, year, cost, tonnes, tonnes * cost.low, tonnes * cost.high)


def together(found: Sequence[MeasureCost]) -> tuple[float, float, int, int] | None:
    """Low and high of what is known, 10^4 CNY, of how many measures and of how many in all; None for none."""
    known = [(one.low, one.high) for one in found if one.low is not None and one.high is not None]
    if not known:
        return None
    return sum(low for low, _ in known), sum(high for _, high in known), len(known), len(found)
