"""The first and the last pages of an audit workbook: how to read it, what it is checked against, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.messages import say
from simulator.report.audit.book import HEAD, INPUT, SHEETS, TOTAL, YEAR_WIDTH, number_format, unit_words
from simulator.report.audit.formula import FIRST_YEAR, column_name
from simulator.report.words import width
from simulator.variables import SOURCE_NAMES, name_of

if TYPE_CHECKING:
    from simulator.pathways.arrays import Array
    from simulator.report.audit.book import Looks
    from simulator.report.audit.data import Data
    from simulator.report.audit.formula import Line
    from simulator.report.audit.inputs import Tracing

LEAST = 0.001  # rows smaller than this are compared as if they were of this size
CHECK_WIDTHS = (44, 14, 2, 2, 2, 14)
SAME = "1E-06"  # relative difference below which book and model agree
SOURCE_COLUMNS = (
    "table",
    "item",
    "quantity",
    "year",
    "value",
    "unit",
    "grade",
    "confidence",
    "file",
    "source",
    "note",
)
SOURCE_WIDTHS = (12, 28, 26, 8, 14, 14, 10, 10, 52, 60, 40)
ABOUT = ("target_id", "variable", "indicator", "plant", "stock", "process", "project", "fuel")
GUIDE_WIDTHS = (20, 110)  # of columns, in digits
LINE = 125  # letters in a line of the second
GUIDE = ("trace", "inputs", "change", "fixed", "case", "target", "check", "units")


def write_guide(looks: Looks, title: str, data: Data, agreement: str) -> None:
    """What the book is, how its sheets follow each other, what may be changed and what that moves."""
    summary, lang = data.record.summary, data.lang
    names = {key: summary[key]["title"][lang] for key in ("region", "scenario")}
    page = looks.page(title, say("audit.title", lang, **names), summary[lang]["mark"])
    for column, size in enumerate(GUIDE_WIDTHS):
        page.set_column(column, column, size)
    row = 3
    for key, text in about(data).items():
        write_note(looks, page, row, say(f"audit.guide.{key}", lang), text, looks.look(bold=True))
        row += 1
    page.write_string(row, 0, say("audit.guide.agrees", lang), looks.look(bold=True))
    look = looks.look(bold=True, align="left")
    page.write_formula(row, 1, f"={agreement}", look, say("audit.agrees", lang))
    row += 2
    for key in GUIDE:
        word, text = (say(f"audit.guide.{key}_{part}", lang) for part in ("word", "text"))
        write_note(looks, page, row, word, text, guide_look(looks, key))
        row += 1
    for key in SHEETS[1:]:
        row += 1
        name = say(f"audit.sheet.{key}", lang)
        page.write_url(row, 0, f"internal:'{name}'!A1", looks.look(font_color="#0563C1", underline=1), name)
        page.write_string(row, 1, say(f"audit.purpose.{key}", lang), looks.look(text_wrap=True))


def about(data: Data) -> dict[str, str]:
    """What the book holds: rule, case and years, peak, base year, run."""
    summary, lang = data.record.summary, data.lang
    return {
        "accounting": summary[lang]["accounting"],
        "case": f"{say(f'case.{data.case}', lang)}, {data.years[0]}-{data.years[-1]}",
        "peak": summary[lang]["peak"][0] if summary[lang]["peak"] else "",
        "base_year": summary[lang]["base_year"],
        "run": f"{summary['scenario']['id']} · {data.record.run_id} · {data.record.manifest['version']}",
    }


def write_note(looks: Looks, page: Any, row: int, word: str, text: str, look: Any) -> None:
    """A word and its text, in a row high enough for all its lines."""
    page.write_string(row, 0, word, look)
    page.write_string(row, 1, text, looks.look(text_wrap=True))
    lines = sum(max(-(-width(line) // LINE), 1) for line in text.split("\n"))
    page.set_row(row, 16 * lines + 2)


def guide_look(looks: Looks, key: str) -> Any:
    """The word before a line of the guide, in the colour it speaks of."""
    colours = {"inputs": INPUT, "trace": TOTAL}
    fill = {"bg_color": colours[key]} if key in colours else {}
    return looks.look(bold=True, **fill)


# ---- the check ----


def compared(tracing: Tracing, indicators: dict[str, Line]) -> list[tuple[str, str, Line, Array]]:
    """Name, unit, row of the book and the model's own values of everything both have."""
    data, many = tracing.data, tracing.many
    preset = data.record.summary["preset"]
    found = [
        (tracing.name(name), tracing.unit(name), line, data.values(name))
        for name, line in indicators.items()
        if name in data.dataset
    ]
    sectors = {data.sector_name(sector): sector for sector in data.sectors}
    for variable, block in (("co2_end_use", f"co2.{preset}"), ("primary_energy_sector", "primary_sector")):
        found += [
            (
                f"{tracing.name(variable)} · {name}",
                tracing.unit(variable),
                line,
                data.values(variable, sector=sectors[name]),
            )
            for name, line in many[block].items()
        ]
    found += [
        (
            f"{tracing.name('primary_energy')} · {name_of(SOURCE_NAMES, source, data.lang)}",
            "1e4 tce",
            line,
            data.values("primary_energy", source=source),
        )
        for source, line in many["primary_source"].items()
    ]
    found += [
        (
            f"{tracing.name(name)} · {data.title('plant', plant)}",
            tracing.unit(name),
            line,
            data.values(name, plant=plant),
        )
        for name in ("plant_fuel", "plant_electricity", "plant_heat", "co2_plant")
        for plant, line in many[name].items()
    ]
    return found


def write_check(looks: Looks, title: str, tracing: Tracing, indicators: dict[str, Line]) -> None:
    """What the model itself gave, and how far the rows of the book are from it, with the verdict on top.

    Differences are relative to the largest value of the row, so that small numbers count by what they are of.
    """
    data, rows = tracing.data, compared(tracing, indicators)
    page = looks.page(title, title, say("audit.purpose.check", data.lang))
    looks.columns(page, ("name", "unit", "", "", "", "difference"), CHECK_WIDTHS, data.years)
    page.set_column(FIRST_YEAR, FIRST_YEAR + len(data.years) - 1, YEAR_WIDTH)
    page.freeze_panes(HEAD + 1, 2)
    for place, (name, unit, line, values) in enumerate(rows, start=HEAD + 1):
        page.write_string(place, 0, name, looks.look())
        page.write_string(place, 1, unit_words(unit, data.lang), looks.look())
        text, gap = difference(line, values, place)
        page.write_formula(place, FIRST_YEAR - 1, "=" + text, looks.look(num_format="0.0E+00"), gap)
        look = looks.look(num_format=number_format(unit, values))
        for column, value in enumerate(values.tolist(), start=FIRST_YEAR):
            page.write_number(place, column, value, look)
    top = f"F{HEAD + 2}:F{HEAD + 1 + len(rows)}"
    agrees, differs = (say(f"audit.{name}", data.lang) for name in ("agrees", "differs"))
    verdict = f'=IF(MAX({top})<{SAME},"{agrees}","{differs}")'
    page.write_formula(0, FIRST_YEAR - 1, verdict, looks.look(bold=True), agrees)


def difference(line: Line, values: Array, place: int) -> tuple[str, float]:
    """Formula and value of the largest difference between a row of the book and the model's own."""
    left, right = column_name(FIRST_YEAR), column_name(FIRST_YEAR + len(values) - 1)
    own = f"{left}{place + 1}:{right}{place + 1}"
    book = f"'{line.sheet}'!{left}{line.row + 1}:{right}{line.row + 1}"
    text = f"SUMPRODUCT(MAX(ABS({book}-{own})))/MAX(SUMPRODUCT(MAX(ABS({own}))),{LEAST})"
    return text, float(np.max(np.abs(line.values - values)) / max(float(np.max(np.abs(values))), LEAST))


# ---- sources ----


def write_sources(looks: Looks, title: str, data: Data) -> None:
    """Every row of the region's tables behind the run, then what the scenario changes and its measures."""
    page = looks.page(title, title, say("audit.purpose.source", data.lang))
    looks.columns(page, SOURCE_COLUMNS, SOURCE_WIDTHS)
    page.freeze_panes(HEAD + 1, 2)
    rows = [*table_rows(data), *measure_rows(data)]
    for place, row in enumerate(rows, start=HEAD + 1):
        for column, value in enumerate(row):
            if isinstance(value, int | float) and not isinstance(value, bool):
                page.write_number(place, column, value, looks.look())
            else:
                page.write_string(place, column, "" if value is None else str(value), looks.look())
    page.autofilter(HEAD, 0, HEAD + len(rows), len(SOURCE_COLUMNS) - 1)


def table_rows(data: Data) -> list[list[Any]]:
    """Rows of the tables of inputs.yaml."""
    out = []
    for table, rows in data.tables.items():
        for row in rows:
            about = [str(row[key]) for key in ABOUT if row.get(key)]
            quantity = row.get("quantity") or row.get("case") or row.get("kind") or row.get("fuel") or ""
            first = [table, " ".join(about), quantity, row.get("year"), row.get("value"), row.get("unit")]
            grade = data.grade(str(row.get("grade", "")))
            out.append([*first, grade, *(row.get(key) for key in ("confidence", "file", "source", "note"))])
    return out


def measure_rows(data: Data) -> list[list[Any]]:
    """What the scenario changes, then the measures in use with their strength."""
    inputs, lang = data.record.inputs, data.lang
    changed = [["changes", text, *[None] * 9] for text in inputs.get("changes", [])]
    return changed + [
        [
            *("measures", measure["use"], measure["title"][lang], None, measure["strength"], "ratio"),
            *(
                data.grade(measure["grade"]),
                None,
                measure["defined"],
                measure["source"],
                measure["meaning"][lang],
            ),
        ]
        for measure in inputs.get("measures", [])
    ]
