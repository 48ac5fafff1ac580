"""What the chapters of a draft read: values of a run by year, and the words a document uses for them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.inputs.accounting import PRESETS
from simulator.messages import say
from simulator.report.blocks import Cell, Column, Paragraph, Style
from simulator.report.draft.words import between, document_unit, joined
from simulator.report.words import figure, shown

if TYPE_CHECKING:
    from simulator.report.record import Record

YEARS = (2020, 2025, 2030, 2035, 2060)
CASES = ("central", "low", "high", "frozen_grid")
OUTLOOKS = ("central", "low", "high")
TABLES = ("indicators", "energy", "co2")


class Series(NamedTuple):
    """Which line of a run: a variable of the tables, of the whole region or of a part."""

    variable: str
    sector: str = ""
    fuel: str = ""


@dataclass(frozen=True)
class Run:
    """One run as a document reads it."""

    record: Record
    lang: str

    @cached_property
    def lines(self) -> dict[tuple[Series, str], dict[int, float]]:
        """Every series of the tables by case, under the headline rule: year -> value."""
        found: dict[tuple[Series, str], dict[int, float]] = defaultdict(dict)
        other = set(PRESETS) - {self.preset}
        for name in TABLES:
            for row in self.record.table(name):
                if row["accounting"] not in other and row["value"]:
                    line = Series(row["variable"], row["sector"], row["fuel"])
                    found[line, row["case"]][int(row["year"])] = float(row["value"])
        return dict(found)

    def at(
        self, variable: str, year: int, case: str = "central", *, sector: str = "", fuel: str = ""
    ) -> float | None:
        """A value; None if the run does not hold it."""
        return self.lines.get((Series(variable, sector, fuel), case), {}).get(year)

    @property
    def preset(self) -> str:
        """The headline rule."""
        return str(self.record.summary["preset"])

    @property
    def first(self) -> int:
        """First year of the run."""
        return int(self.record.summary["years"][0])

    @property
    def last(self) -> int:
        """Last year of the run."""
        return int(self.record.summary["years"][1])

    @property
    def years(self) -> list[int]:
        """The years of the tables: the written ones, the first and the last."""
        return sorted({self.first, *(year for year in YEARS if self.first <= year <= self.last), self.last})

    @property
    def region(self) -> str:
        """Name of the region."""
        return str(self.record.summary["region"]["title"][self.lang])

    @property
    def region_id(self) -> str:
        """Id of the region."""
        return str(self.record.summary["region"]["id"])

    @property
    def scenario(self) -> str:
        """Title of the scenario."""
        return str(self.record.summary["scenario"]["title"][self.lang])

    @property
    def scenario_id(self) -> str:
        """Id of the scenario."""
        return str(self.record.summary["scenario"]["id"])

    @property
    def words(self) -> dict[str, Any]:
        """The sentences of the first page."""
        found: dict[str, Any] = self.record.summary[self.lang]
        return found

    @cached_property
    def peaks(self) -> dict[str, dict[str, dict[str, str]]]:
        """Subject -> case -> row of peaks.csv."""
        found: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
        for row in self.record.table("peaks"):
            found[row["subject"]][row["case"]] = row
        return dict(found)

    @cached_property
    def measures(self) -> list[dict[str, Any]]:
        """The measures in use, with the sector their name begins with."""
        return [{**one, "sector": one["use"].partition(".")[0]} for one in self.record.inputs["measures"]]

    @cached_property
    def cuts(self) -> dict[tuple[str, str, int], tuple[float, float]]:
        """What a measure brings: (measure, variable, year) -> cut alone, cut as the last one."""
        return {
            (row["measure"], row["variable"], int(row["year"])): (
                float(row["cut_alone"]),
                float(row["cut_last"]),
            )
            for row in self.record.table("measures")
            if row["cut_alone"] and row["cut_last"]
        }


@dataclass(frozen=True)
class Draft:
    """What is written about: runs in order, language, and whether totals and peak years are left out."""

    runs: tuple[Run, ...]
    lang: str
    rates_only: bool
    record: Record

    @property
    def single(self) -> bool:
        """True for the draft of one run, which goes into more detail."""
        return len(self.runs) == 1

    @cached_property
    def labels(self) -> dict[str, str]:
        """Scenario id -> short name, with the region where there are several; no two are the same."""
        several = len({run.region_id for run in self.runs}) > 1
        names = [f"{run.region} {run.scenario}" if several else run.scenario for run in self.runs]
        left, right = ("（", "）") if self.lang == "zh" else (" (", ")")
        return {
            run.scenario_id: name if names.count(name) == 1 else f"{name}{left}{run.scenario_id}{right}"
            for run, name in zip(self.runs, names, strict=True)
        }

    def label(self, run: Run) -> str:
        """Short name of a run."""
        return self.labels[run.scenario_id]

    @property
    def regions(self) -> list[Run]:
        """The first run of every region."""
        return list({run.region_id: run for run in reversed(self.runs)}.values())[::-1]

    def text(self, key: str, /, **values: object) -> str:
        """Words of a document."""
        return say(f"draft.{key}", self.lang, **values)

    def paragraph(self, *sentences: str, style: Style = "body") -> Paragraph:
        """Sentences, each with its full stop."""
        return Paragraph(joined(sentences, self.lang), style)

    def items(self, *texts: str) -> list[Paragraph]:
        """Items of a list."""
        return [Paragraph(text, "item") for text in texts]

    def unit(self, unit: str) -> str:
        """A unit as a document writes it."""
        return document_unit(unit, self.lang)

    def amount(self, value: float | None, unit: str) -> str:
        """A rounded value with its unit."""
        words = self.unit(unit)
        gap = "" if self.lang == "zh" else " × " if words.startswith("10") else " "
        return f"{figure(value)}{gap}{words}"

    def titled(self, title: str, unit: str) -> str:
        """A name with its unit in brackets."""
        words = self.unit(unit)
        left, right = ("（", "）") if self.lang == "zh" else (" (", ")")
        return f"{title}{left}{words}{right}" if words else title

    def scenario_column(self) -> list[Column]:
        """The column that names the scenario, where there are several."""
        return [] if self.single else [Column(self.text("scenario"), width=1.9)]

    def scenario_cell(self, run: Run) -> list[Cell]:
        """The cell under it."""
        return [] if self.single else [Cell(self.label(run))]


def range_cell(run: Run, name: str, year: int) -> Cell:
    """Low to high outlook of an indicator; blank where they agree or are lacking."""
    values = [run.at(name, year, case) for case in OUTLOOKS]
    known = [value for value in values if value is not None]
    if len(known) < len(OUTLOOKS) or max(known) - min(known) <= 1e-9 * abs(max(known)):
        return Cell("—", "quiet")
    return Cell(between(shown(name, min(known)), shown(name, max(known)), run.lang))
