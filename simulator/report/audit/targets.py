"""The sheet of targets of an audit workbook: margins and verdicts as formulas, beside those of the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.messages import say
from simulator.report.audit.book import HEAD
from simulator.report.audit.formula import Quantity
from simulator.report.audit.judged import BASE, COLUMNS, GOAL, MARGIN, VALUE, Judged, judge, own_cell
from simulator.report.words import bilingual, indicator_name
from simulator.variables import SECTOR_NAMES, name_of, variable_of

if TYPE_CHECKING:
    from simulator.report.audit.book import Looks
    from simulator.report.audit.formula import Line
    from simulator.report.audit.inputs import Tracing
    from simulator.report.audit.peaks import Peaks

WIDTHS = (14, 34, 12, 10, 26, 8, 8, 12, 12, 12, 12, 12, 12, 12, 12, 44, 60)
VERDICT, MODEL_VALUE, MODEL_MARGIN, MODEL_VERDICT, WHY, SOURCE = range(MARGIN + 1, len(COLUMNS))
ROUNDING = "1E-09"  # a goal met to this, relative, is met, as in the model


@dataclass(frozen=True, eq=False)
class Place:
    """Where a target is written: page, sheet and row (from 0), in a language."""

    looks: Looks
    page: Any
    sheet: str
    row: int
    lang: str

    def text(self, column: int, text: str) -> None:
        """Text, whatever it begins with."""
        self.page.write_string(self.row, column, text, self.looks.look())

    def told(self, column: int, text: str, look: Any) -> None:
        """A cell of a CSV table: a number if it is one."""
        try:
            self.page.write_number(self.row, column, float(text), look)
        except ValueError:
            self.page.write_string(self.row, column, text, look)

    def formula(self, column: int, formula: Quantity, look: Any) -> None:
        """A formula with its value."""
        text = f"={formula.text(self.sheet, column)}"
        self.page.write_formula(self.row, column, text, look, float(formula.values))


def write_targets(
    looks: Looks, title: str, tracing: Tracing, indicators: dict[str, Line], peaks: Peaks
) -> None:
    """A row a target; a goal that nobody has set can be typed in."""
    data = tracing.data
    page = looks.page(title, title, say("audit.purpose.target", data.lang))
    looks.columns(page, COLUMNS, WIDTHS)
    page.freeze_panes(HEAD + 1, 2)
    words = {part["id"]: part for part in data.record.summary[data.lang]["targets"]}
    for number, row in enumerate(data.record.table("targets"), start=HEAD + 1):
        judged = judge(tracing, indicators, peaks, row, number, title)
        place = Place(looks, page, title, number, data.lang)
        write_target(place, row, words.get(row["id"], {}), judged)


def write_target(place: Place, row: dict[str, str], words: dict[str, Any], judged: Judged) -> None:
    """One row: what is asked, the formulas, what the model says, why some are only stated."""
    look = place.looks.look(num_format=target_format(row))
    write_asked(place, row, words)
    write_goal(place, judged, row)
    if judged.base is not None:
        place.formula(BASE, judged.base, place.looks.look(num_format="#,##0.0000"))
    verdict = say(f"verdict.{row['verdict']}", place.lang)
    if judged.value is None:
        place.told(VALUE, row["value"], look)
        place.told(MARGIN, row["margin"], look)
        place.text(VERDICT, verdict)
    else:
        place.formula(VALUE, judged.value, look)
        write_verdict(place, row, judged, verdict)
    place.told(MODEL_VALUE, row["value"], look)
    place.told(MODEL_MARGIN, row["margin"], look)
    for column, text in ((MODEL_VERDICT, verdict), (WHY, judged.why), (SOURCE, row["source"])):
        place.text(column, text)


def write_asked(place: Place, row: dict[str, str], words: dict[str, Any]) -> None:
    """What is asked, of which part, from when, by when."""
    title = words.get("title") or indicator_name(row["indicator"], place.lang)
    kind = words.get("kind", row["kind"])
    told = (row["id"], title, scope_name(row["scope"], place.lang), kind, words.get("goal", ""))
    for column, text in enumerate(told):
        place.text(column, text)
    for column, text in enumerate((row["from"], row["by"]), start=len(told)):
        place.told(column, text, place.looks.look(num_format="0"))


def write_goal(place: Place, judged: Judged, row: dict[str, str]) -> None:
    """The goal: an input, a formula, or a blank input where nobody has set one; falling needs none."""
    shown = target_format(row)
    plain, fill = place.looks.look(num_format=shown), place.looks.fill(shown)
    if row["goal"] == "falling":
        place.text(GOAL, "")
    elif judged.value is None:
        place.told(GOAL, row["goal_value"], plain)
    elif isinstance(judged.goal, Quantity):
        place.formula(GOAL, judged.goal, plain)
    elif judged.goal is None:
        place.page.write_blank(place.row, GOAL, None, fill)
    else:
        place.page.write_number(place.row, GOAL, judged.goal, fill)


def write_verdict(place: Place, row: dict[str, str], judged: Judged, verdict: str) -> None:
    """Margin and verdict as formulas; both wait for a goal where none is set."""
    met, missed, unset = (say(f"verdict.{name}", place.lang) for name in ("met", "missed", "no_value_set"))
    value, margin = own_cell(VALUE, place.row), own_cell(MARGIN, place.row)
    good = judged.good or f"{margin}>=-{ROUNDING}*MAX(ABS({value}),1)"
    judging, how_far = f'IF({good},"{met}","{missed}")', judged.margin
    if row["goal"] != "falling":
        blank = f'{own_cell(GOAL, place.row)}=""'
        judging, how_far = f'IF({blank},"{unset}",{judging})', f'IF({blank},"",{how_far})'
    told = float(row["margin"]) if row["margin"] else ""
    look, bold = place.looks.look(num_format=target_format(row)), place.looks.look(bold=True)
    place.page.write_formula(place.row, MARGIN, "=" + how_far, look, told)
    place.page.write_formula(place.row, VERDICT, "=" + judging, bold, verdict)


def target_format(row: dict[str, str]) -> str:
    """Per cent for cuts and shares, whole years, digits for the rest."""
    variable = variable_of(row["indicator"])
    if row["goal"] in ("reduce", "stable", "falling") or (variable is not None and variable.unit == "ratio"):
        return "0.00%"
    return "0" if row["goal"] == "peak_by" else "#,##0.0000"


def scope_name(scope: str, lang: str) -> str:
    """Name of the part of a region a target is about."""
    return name_of(SECTOR_NAMES, scope, lang) if scope in SECTOR_NAMES else bilingual(scope, lang)
