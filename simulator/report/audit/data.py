"""What an audit workbook is made of: one case of a run folder, by name, with the source of every input."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.messages import TEXT, say
from simulator.variables import SECTOR_NAMES, name_of

if TYPE_CHECKING:
    import xarray

    from simulator.pathways.arrays import Array
    from simulator.report.record import Record

CARRIED = ("electricity", "heat")
MOST_PLACES = 6  # lines of a table told beside an input; all of them stand on the sheet of sources


@dataclass(frozen=True, eq=False)
class Data:
    """One case of a run in a range of years; names in `lang`."""

    record: Record
    lang: str
    case: str
    first: int
    last: int

    @cached_property
    def dataset(self) -> xarray.Dataset:
        """result.nc, one case, the years asked for."""
        return self.record.dataset.sel(case=self.case, year=slice(self.first, self.last))

    @cached_property
    def years(self) -> list[int]:
        """Years of the workbook."""
        return [int(year) for year in self.dataset["year"].values]

    def values(self, name: str, **place: str) -> Array:
        """A variable over the years, (year,); one that knows no years is the same in all."""
        found = self.dataset[name].sel(place).values
        return np.broadcast_to(np.asarray(found, dtype=float), (len(self.years),))

    def items(self, axis: str) -> list[str]:
        """Names along a dimension; none if the region has nothing of the kind."""
        return [str(name) for name in self.dataset[axis].values] if axis in self.dataset.coords else []

    def label(self, axis: str, item: str, what: str) -> str:
        """What stands beside an item: its sector, its source, where its factor is from."""
        return str(self.dataset[f"{axis}_{what}"].sel({axis: item}).values)

    def title(self, axis: str, item: str) -> str:
        """Name of a branch, fuel, plant or process."""
        return self.label(axis, item, "title_zh" if self.lang == "zh" else "title")

    def sector_name(self, sector: str) -> str:
        """Name of a sector."""
        return name_of(SECTOR_NAMES, sector, self.lang)

    def sector_of(self, axis: str, item: str) -> str:
        """Name of the sector an item belongs to."""
        return self.sector_name(self.label(axis, item, "sector"))

    def reference(self, name: str) -> str:
        """Where a single factor or rate is from."""
        return self.graded(str(self.dataset[name].attrs.get("references", "")))

    def factor_reference(self, axis: str, item: str) -> str:
        """Where the factor of an item is from."""
        return self.graded(self.label(axis, item, "reference"))

    def graded(self, text: str) -> str:
        """A reference whose grade is written as a word of the language."""
        grade, mark, rest = text.partition(" · ")
        return self.grade(grade) + mark + rest if mark else text

    def grade(self, grade: str) -> str:
        """A grade in words."""
        return say(f"grade.{grade}", self.lang) if f"grade.{grade}" in TEXT else grade

    @cached_property
    def links(self) -> list[tuple[str, str]]:
        """(branch, fuel) pairs that use energy in some year."""
        energy = self.dataset["final_energy"].transpose("branch", "fuel", "year").values
        used = np.any(energy != 0.0, axis=2)
        branches, fuels = self.items("branch"), self.items("fuel")
        return [(b, f) for i, b in enumerate(branches) for j, f in enumerate(fuels) if used[i, j]]

    @cached_property
    def sectors(self) -> list[str]:
        """Sectors with any branch, process or CO2; the energy sector always, since losses stand there."""
        own = {self.label("branch", name, "sector") for name in self.items("branch")}
        own |= {self.label("process", name, "sector") for name in self.items("process")} | {"energy"}
        return [name for name in self.items("sector") if name in own]

    @property
    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Tables of the region behind the run, every row with its place."""
        found: dict[str, list[dict[str, Any]]] = self.record.inputs["tables"]
        return found

    def told(self, table: str, **wanted: str) -> str:
        """Grades and places of the rows of a table that are about something."""
        rows = [
            row
            for row in self.tables.get(table, [])
            if all(str(row.get(key, "")) == value for key, value in wanted.items())
        ]
        grades = list(dict.fromkeys(self.grade(str(row["grade"])) for row in rows if row.get("grade")))
        places = list(dict.fromkeys(str(row["file"]) for row in rows))
        if not rows:
            return ""
        more = " …" if len(places) > MOST_PLACES else ""
        return " · ".join(("/".join(grades), shortened(places[:MOST_PLACES]) + more))

    def path_of(self, target: str, quantity: str, fuel: str = "") -> str:
        """Rows of paths.csv that a yearly parameter follows: its own, else those of its sector."""
        wanted = {"fuel": fuel} if fuel else {}
        for name in (target, target.partition(".")[0] + ".*"):
            for what in (quantity, f"{quantity}.growth"):
                found = self.told("paths", target_id=name, quantity=what, **wanted)
                if found:
                    return found
        return ""

    def joined(self, *parts: str) -> str:
        """Parts of a source, those that are known."""
        return ("；" if self.lang == "zh" else "; ").join(dict.fromkeys(part for part in parts if part))


def shortened(places: list[str]) -> str:
    """file:line of several rows, the file once.

    >>> shortened(["a.csv:2", "a.csv:3", "b.csv:7"])
    'a.csv:2,3 b.csv:7'
    """
    lines: dict[str, list[str]] = {}
    for place in places:
        file, _, number = place.rpartition(":")
        lines.setdefault(file, []).append(number)
    return " ".join(f"{file}:{','.join(numbers)}" for file, numbers in lines.items())
