"""Targets of an audit workbook as formulas over its rows; where the book lacks a number, why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.messages import TEXT, say
from simulator.report.audit.formula import Quantity, column_name, in_year, number, over_years, years_text
from simulator.report.audit.peaks import header
from simulator.variables import SECTOR_NAMES

if TYPE_CHECKING:
    from simulator.report.audit.data import Data
    from simulator.report.audit.formula import Line
    from simulator.report.audit.inputs import Tracing
    from simulator.report.audit.peaks import Peaks

COLUMNS = (
    *("id", "name", "scope", "kind", "goal", "from", "by", "goal_value", "base_value", "value", "margin"),
    *("verdict", "model_value", "model_margin", "model_verdict", "why", "source"),
)
GOAL, BASE, VALUE, MARGIN = (COLUMNS.index(name) for name in ("goal_value", "base_value", "value", "margin"))
SAME = 1e-6  # relative; beyond it the model has judged something else than the rows of the book hold


@dataclass(frozen=True, eq=False)
class Judged:
    """A target in the book: formulas of its cells, or why there are none.

    goal : what stands in the cell of the goal; margin, good : texts of formulas, given the cells of the row
    """

    value: Quantity | None
    base: Quantity | None = None
    goal: float | Quantity | None = None
    margin: str = ""
    good: str = ""
    why: str = ""


def judge(
    tracing: Tracing, indicators: dict[str, Line], peaks: Peaks, row: dict[str, str], place: int, here: str
) -> Judged:
    """Formulas of a target if all it needs stands in the book, else why not."""
    data, goal = tracing.data, row["goal"]
    if data.case != "central":
        return Judged(None, why=say("audit.why.case", data.lang))
    if goal == "peak_by":
        return judge_peak(data, peaks, row, place)
    found = line_of(tracing, indicators, row)
    years = [int(row[name]) for name in ("from", "by") if row[name].isdecimal()]
    if found is None or goal not in RULES:
        return Judged(None, why=why_not(data, row))
    if any(year not in data.years for year in years):
        return Judged(None, why=say("why.outside_years", data.lang))
    judged = RULES[goal](data, found, row, place)
    if row["value"] and not close(float(row["value"]), judged.value):
        return Judged(None, why=say("audit.why.actual", data.lang))
    return judged


def close(told: float, value: Quantity | None) -> bool:
    """True if the book gives what the model has judged."""
    return value is not None and abs(told - float(value.values)) <= SAME * max(abs(told), 1.0)


def why_not(data: Data, row: dict[str, str]) -> str:
    """Why a target is stated and not worked out."""
    for note in row["notes"].split("; "):
        if f"why.{note}" in TEXT:
            return say(f"why.{note}", data.lang)
    return say("audit.why.scope" if row["scope"] else "audit.why.not_here", data.lang)


def line_of(tracing: Tracing, indicators: dict[str, Line], row: dict[str, str]) -> Line | None:
    """The row of the book that a target is about."""
    name, scope = row["indicator"], row["scope"]
    if scope in SECTOR_NAMES and tracing.data.sector_name(scope) in tracing.sector_names:
        preset = tracing.data.record.summary["preset"]
        block = {"co2_total": f"co2.{preset}", "energy_total": "primary_sector"}.get(name)
        return tracing.many[block][tracing.data.sector_name(scope)] if block else None
    if scope:
        return None
    what, _, item = name.partition(".")
    if what == "capacity" and item in tracing.many["plant_capacity"]:
        return tracing.many["plant_capacity"][item]
    return indicators.get(name)


def own_cell(column: int, place: int) -> str:
    """A cell of the target's own row."""
    return f"{column_name(column)}{place + 1}"


def judge_reduce(data: Data, found: Line, row: dict[str, str], place: int) -> Judged:
    """A cut as a ratio of two levels."""
    by = data.years.index(int(row["by"]))
    year = row["from"]
    base = (
        in_year(found, data.years.index(int(year))) if year.isdecimal() else over_years("MAX", found, 0, by)
    )
    return Judged(number(1.0) - in_year(found, by) / base, base, goal_of(row), above(place))


def judge_level(data: Data, found: Line, row: dict[str, str], place: int) -> Judged:
    """A level that must be reached, kept or not passed."""
    value = in_year(found, data.years.index(int(row["by"])))
    margin = below(place) if row["goal"] == "at_most" else above(place)
    return Judged(value, None, goal_of(row), margin)


def judge_budget(data: Data, found: Line, row: dict[str, str], place: int) -> Judged:
    """A sum over years, or the highest of them."""
    first = data.years.index(int(row["from"])) if row["from"].isdecimal() else 0
    name = "SUM" if row["basis"] == "cumulative" else "MAX"
    value = over_years(name, found, first, data.years.index(int(row["by"])))
    return Judged(value, None, goal_of(row), below(place))


def judge_stable(data: Data, found: Line, row: dict[str, str], place: int) -> Judged:
    """Mean of the last two yearly growths within a tolerance."""
    by = data.years.index(int(row["by"]))
    if by < 2:
        return Judged(None, why=say("why.outside_years", data.lang))
    last, middle, first = (in_year(found, by - back) for back in range(3))
    value = (last / middle - number(1.0) + (middle / first - number(1.0))) / number(2.0)
    goal, cells = goal_of(row), (own_cell(GOAL, place), own_cell(VALUE, place))
    return Judged(value, None, goal, f"{cells[0]}-ABS({cells[1]})")


def judge_falling(data: Data, found: Line, row: dict[str, str], place: int) -> Judged:
    """Below its first year, or below its maximum and falling every year since."""
    by, year = data.years.index(int(row["by"])), row["from"]
    own = year.isdecimal()
    base = in_year(found, data.years.index(int(year))) if own else over_years("MAX", found, 0, by)
    value, cell_text = in_year(found, by) / base - number(1.0), own_cell(VALUE, place)
    good = f"{cell_text}<0"
    if not own and by > 0:
        here = say("audit.sheet.target", data.lang)
        whole = years_text(found, here, 0, by)
        then, after = years_text(found, here, 0, by - 1), years_text(found, here, 1, by)
        years = header(found.sheet, here, 0, by - 1)
        top = f"INDEX({header(found.sheet, here, 0, by)},MATCH(MAX({whole}),{whole},0))"
        good = f"AND({good},SUMPRODUCT(({years}>={top})*({after}>={then}))=0)"
    return Judged(value, base, None, f"-{cell_text}", good)


def judge_peak(data: Data, peaks: Peaks, row: dict[str, str], place: int) -> Judged:
    """No later than a year, than the province, or than another subject."""
    subject, goal = row["indicator"].removeprefix("peak_year."), row["goal_value"]
    if subject not in peaks.rows:
        return Judged(None, why=why_not(data, row))
    other = goal.removeprefix("peak_year.")
    limit: float | Quantity | None = None
    if goal == "province":
        limit = float(data.record.inputs["region"]["province_peak_year"])
    elif goal.isdecimal():
        limit = float(goal)
    elif goal:
        if other not in peaks.rows:
            return Judged(None, why=why_not(data, row))
        limit = peaks.year(other)
    here = say("audit.sheet.target", data.lang)
    rising = peaks.rising(subject, here)
    good = f"{own_cell(VALUE, place)}<={own_cell(GOAL, place)}"
    good = f"OR({peaks.rising(other, here)},{good})" if isinstance(limit, Quantity) else good
    good = f"AND(NOT({rising}),{good})"
    return Judged(peaks.year(subject), None, limit, below(place), good)


RULES = {
    "reduce": judge_reduce,
    "at_least": judge_level,
    "at_most": judge_level,
    "hold": judge_level,
    "budget": judge_budget,
    "stable": judge_stable,
    "falling": judge_falling,
}


def goal_of(row: dict[str, str]) -> float | None:
    """The goal as a number; None if nobody has set one."""
    return float(row["goal_value"]) if row["goal_value"] else None


def above(place: int) -> str:
    """Margin of a level that must be reached."""
    return f"{own_cell(VALUE, place)}-{own_cell(GOAL, place)}"


def below(place: int) -> str:
    """Margin of a level that must not be passed."""
    return f"{own_cell(GOAL, place)}-{own_cell(VALUE, place)}"
