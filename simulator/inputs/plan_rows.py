"""Every row of the government plans: what it asks for, where it stands, what answers it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from simulator.errors import nearest
from simulator.inputs.locate import parameters_folder, region_ids, shown_name
from simulator.inputs.rows import Row
from simulator.inputs.tables import read_table

if TYPE_CHECKING:
    from simulator.errors import Problems

SectorName = Literal[
    "energy",
    "industry",
    "buildings",
    "transport",
    "agriculture",
    "households",
    "technology",
    "cross_cutting",
]
PlanGroup = Literal["indicator", SectorName, "system"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow(Row):
    """One row: an indicator with its target, a measure of a sector, or a system the plans ask for.

    A measure or a target of a scenario names the row it stands for. A row without either is served by a
    command (served_by) or says why nothing acts on it (reason, which completes "because ...").
    """

    row: str
    group: PlanGroup
    regions: str
    title_zh: str
    title_en: str
    source: str
    quote: str
    quantity: str = ""
    served_by_zh: str = ""
    served_by_en: str = ""
    reason_zh: str = ""
    reason_en: str = ""

    @property
    def region_ids(self) -> tuple[str, ...]:
        """The regions whose plans hold the row."""
        return tuple(self.regions.split())


@cache
def plan_row_ids() -> frozenset[str]:
    """Ids of the bundled rows, read without the rest of the table."""
    with (parameters_folder() / "plans" / "plan_rows.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row[0] for row in csv.reader(file) if row) - {"row"}


def load_plan_rows(problems: Problems) -> tuple[PlanRow, ...]:
    """Read the bundled table, in the order of the plans; row ids are unique, regions known."""
    path = parameters_folder() / "plans" / "plan_rows.csv"
    found = read_table(path, PlanRow, problems, shown=shown_name(path))
    seen: set[str] = set()
    known = region_ids()
    for row in found:
        if row.row in seen:
            problems.add("row_twice", row.origin, row.row)
        seen.add(row.row)
        for region in row.region_ids:
            if region not in known:
                problems.add("unknown_region", row.origin, row.row, region, nearest=nearest(region, known))
    return found
