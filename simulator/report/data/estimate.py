"""`sim data estimate`: the base-year balance as text, what contradicts, what matters, the files it writes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from simulator.errors import InputError, Origin, Problems
from simulator.explore.anchor_conflicts import conflicts, places, shown
from simulator.folders import file_beside
from simulator.inputs.estimate.balance import Estimate, balance_csv, estimate, with_derived
from simulator.inputs.estimate.lines import ELECTRICITY, ENERGY
from simulator.inputs.estimate.rows import FROM_BENCHMARK
from simulator.inputs.estimate.tables import grades_of, lent_rows, load_for_estimate
from simulator.inputs.estimate.totals import GROUPS, column_of, group_of
from simulator.inputs.factors import Factors, load_factors
from simulator.inputs.rows import DriverRow, StockRow
from simulator.messages import TEXT, say
from simulator.report.words import figure, percent, separator, short_peak, table
from simulator.variables import INDICATORS, SOURCE_NAMES, name_of, unit_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from simulator.explore.anchor_conflicts import Conflict
    from simulator.explore.importance import Importance, Movement, Number
    from simulator.inputs.estimate.balance import Check
    from simulator.inputs.region import Region

FIVE = 5  # numbers to measure next
TINY = 1e-3  # of an anchor; a smaller difference is none


@dataclass(frozen=True, slots=True)
class Estimated:
    """A region, completed by its benchmark, and its estimate."""

    region: Region
    estimate: Estimate
    factors: Factors


def estimated(name: str, factors: Factors | None = None) -> Estimated:
    """A region and its estimate. Raises InputError when anchors are missing or contradict each other."""
    problems = Problems()
    factors = factors or load_factors(problems)
    region = load_for_estimate(name, factors, problems)
    result = estimate(region, factors, problems) if region and not problems.found else None
    if region is not None and any(one.message == "anchors_contradict" for one in problems.found):
        name_conflicts(region, factors, problems)
    problems.raise_if_any()
    assert region is not None
    assert result is not None
    return Estimated(region, result, factors)


def name_conflicts(region: Region, factors: Factors, problems: Problems) -> None:
    """Say which anchors contradict each other, at the first line of each set.

    If those that were published do not, then with what was derived for what nobody published.
    """
    sets = conflicts(region, factors, Problems())
    if not sets:
        sets = conflicts(with_derived(region, factors), factors, Problems(), derived=True)
    for found in sets:
        origins = [one.origins[0] for one in found.anchors]
        place = next((origin for origin in origins if origin.line), origins[0])
        problems.add("conflict.anchors", place, anchors=shown(found.anchors))


# ---- the report ----


def estimate_report(name: str, lang: str = "zh") -> str:
    """The balance with sigma, grade and derivation, and the anchors beside what it gives."""
    found = estimated(name)
    info = found.region.info
    heading = say("estimate_heading", lang, region=info.title.text(lang), year=info.base_year)
    cells = [
        [c.target_id, c.fuel, f"{c.value:.3f}", f"+-{c.sigma:.3f}", say(f"grade.{c.grade}", lang)]
        for c in found.estimate.cells
    ]
    parts = [heading, *table(cells, left=2), "", say("estimate_checks", lang), *residuals(found, lang)]
    parts += derived_lines(found, lang) + conflict_lines(found.region, found.factors, lang)
    return "\n".join(parts)


def residuals(found: Estimated, lang: str) -> list[str]:
    """Every anchor, what the balance gives, the difference, and whether the anchor bound."""
    names = ("anchor", "given", "balance", "difference", "unit", "how")
    rows = [[say(f"estimate.column.{name}", lang) for name in names]]
    for check in found.estimate.checks:
        gap = check.value - check.anchor
        near = abs(gap) < 1e-9 * max(abs(check.anchor), 1e-9)
        rows.append(
            [
                anchor_name(check.indicator, found.region, lang),
                f"{check.anchor:.6g}",
                f"{check.value:.6g}",
                "0" if near else f"{gap:+.3g}",
                unit_text(check.unit, lang),
                how_met(check, found.region, lang),
            ]
        )
    return table(rows)


def how_met(check: Check, region: Region, lang: str) -> str:
    """Met or held against; for a part of the balance also what would be without the anchor."""
    if not any(row.indicator == check.indicator for row in region.anchors):
        return say("estimate.derived", lang) if check.used else say("estimate_held", lang)
    if check.free is None:
        return say("estimate_used" if check.used else "estimate_held", lang)
    if abs(check.free - check.anchor) <= TINY * abs(check.anchor):
        return say("estimate.loose", lang)
    return say("estimate.bound", lang, free=f"{check.free:.4g}")


def anchor_name(indicator: str, region: Region, lang: str) -> str:
    """Name of an anchor: an indicator's, one that only the estimate uses, or a part of the balance."""
    if indicator.startswith((ENERGY, ELECTRICITY)):
        return line_name(indicator, region, lang)
    return INDICATORS[indicator].text(lang) if indicator in INDICATORS else say(f"anchor.{indicator}", lang)


def line_name(indicator: str, region: Region, lang: str) -> str:
    """Name of an anchor of a part of the balance."""
    kind, _, rest = indicator.partition(".")
    titles = {row.branch: row.title_en if lang == "en" else row.title_zh for row in region.branches}
    titles |= {group: say(f"group.{group}", lang) for group in GROUPS}
    inner = any(branch.startswith(f"{rest}.") for branch in titles)
    if kind == "electricity" or rest in titles or rest in GROUPS or inner:
        return say(f"anchor.line.{kind}", lang, place=titles.get(rest, rest))
    place, _, fuel = rest.rpartition(".")
    return say("anchor.line.fuel", lang, place=titles.get(place, place), fuel=column_name(fuel, lang))


def column_name(column: str, lang: str) -> str:
    """Name of a group of fuels."""
    if column in SOURCE_NAMES:
        return name_of(SOURCE_NAMES, column, lang)
    return say(f"column.{column}", lang) if f"column.{column}" in TEXT else column


def derived_lines(found: Estimated, lang: str) -> list[str]:
    """Anchors that nobody published, with range and steps."""
    rows = [
        [
            anchor_name(row.indicator, found.region, lang),
            f"{figure(row.value)} ({figure(row.low)}-{figure(row.high)})",
            unit_text(row.unit, lang),
            row.source,
        ]
        for row in with_derived(found.region, found.factors).anchors
        if row.scope == FROM_BENCHMARK
    ]
    return ["", say("estimate.derived_heading", lang), *table(rows, left=4)] if rows else []


def conflict_lines(region: Region, factors: Factors, lang: str) -> list[str]:
    """Anchors that cannot all hold, set by set."""
    found = conflicts(region, factors, Problems())
    if not found:
        return ["", say("conflict.none", lang)]
    return ["", say("conflict.heading", lang), *(line for one in found for line in conflict_set(one, lang))]


def conflict_set(found: Conflict, lang: str) -> list[str]:
    """One minimal set with the lines it stands in."""
    head = say("conflict.set", lang, count=len(found.anchors))
    told = say("conflict.within" if found.within_ranges else "conflict.beyond", lang)
    lines = [f"    {one.name}  {places(one.origins)}" for one in found.anchors]
    return [f"  {head}", *lines, f"    ({told})"]


# ---- importance ----


def importance_report(name: str, lang: str = "zh", count: int = FIVE) -> str:
    """The numbers that move the peak year or the CO2 of 2030 most, and how far."""
    from simulator.explore.importance import importance

    found = estimated(name)
    result = importance(found.region, found.factors)
    title = found.region.info.title.text(lang)
    return "\n".join(
        [say("importance.heading", lang, region=title, year=result.year), *central(result, lang)]
    ) + ("\n" + "\n".join(table(movement_rows(result, found.region, lang, count))))


def central(result: Importance, lang: str) -> list[str]:
    """The run that all movements are measured from."""
    scenario = result.scenario or say("importance.no_scenario", lang)
    peak, co2 = short_peak(result.peak, lang), figure(result.co2)
    return [say("importance.central", lang, peak=peak, year=result.year, co2=co2, scenario=scenario), ""]


def movement_rows(result: Importance, region: Region, lang: str, count: int) -> list[list[str]]:
    """A row for each of the first numbers, below the names of the columns."""
    names = ("number", "value", "grade", "peak", "co2", "where")
    rows = [[say(f"importance.column.{name}", lang, year=result.year) for name in names]]
    return rows + [movement_row(one, region, lang) for one in result.movements[:count]]


def movement_row(one: Movement, region: Region, lang: str) -> list[str]:
    """One number with what one sigma down and up does."""
    number = one.number
    peaks = " ... ".join("-" if found is None else short_peak(found, lang) for found in one.peaks)
    co2 = " ... ".join(figure(value, 4) for value in one.co2)
    missing = f"{separator(lang)}{say('importance.missing', lang)}" if number.missing else ""
    return [
        number_name(number, region, lang),
        f"{size(number.value, number.unit, lang)} +- {size(number.sigma, number.unit, lang)}",
        say(f"grade.{number.grade}", lang) + missing,
        peaks,
        co2,
        str(number.origin),
    ]


def size(value: float, unit: str, lang: str) -> str:
    """A value with its unit; shares in per cent."""
    return percent(value) if unit == "ratio" else f"{figure(value)} {unit_text(unit, lang)}".strip()


def number_name(number: Number, region: Region, lang: str) -> str:
    """Name of a number on the screen."""
    if number.kind == "anchor":
        return anchor_name(number.name, region, lang)
    if number.kind in ("driver", "outlook"):
        key = f"driver.{number.name}"
        name = say(key, lang) if key in TEXT else number.name
        return say("importance.outlook", lang, name=name) if number.kind == "outlook" else name
    titles = {row.stock: row.title_en if lang == "en" else row.title_zh for row in region.stocks}
    titles |= {row.plant: row.title_en if lang == "en" else row.title_zh for row in region.plants}
    titles |= {row.branch: row.title_en if lang == "en" else row.title_zh for row in region.branches}
    place, _, fuel = number.name.rpartition(".")
    return titles.get(number.name) or (f"{titles[place]}, {fuel}" if place in titles else number.name)


# ---- a prefecture and its counties ----


def against_report(names: Sequence[str], whole: str, lang: str = "zh") -> str:
    """The sum of several regions beside the region they are part of, by sector group and fuel group."""
    factors = load_factors(Problems())
    parts, other = [estimated(name, factors) for name in names], estimated(whole, factors)
    check_years(parts, other)
    title = other.region.info.title.text(lang)
    columns = [say("against.column.sum", lang), title, say("estimate.column.difference", lang), ""]
    rows = [["", "", *columns]]
    mine, theirs = sums(parts), sums([other])
    for group, column in sorted({*mine, *theirs}):
        named = say(f"group.{group}", lang), column_name(column, lang)
        key = group, column
        rows.append([*named, *compared(mine.get(key, 0.0), theirs.get(key, 0.0), lang)])
    total = sum(part.estimate.totals["energy"] for part in parts)
    rows.append([say("against.total", lang), "", *compared(total, other.estimate.totals["energy"], lang)])
    return "\n".join([say("against.heading", lang, count=len(parts), region=title), *table(rows, left=2)])


def check_years(parts: Sequence[Estimated], whole: Estimated) -> None:
    """Only balances of one year can be added. Raises InputError."""
    problems, year = Problems(), whole.region.info.base_year
    for part in parts:
        own = part.region.info.base_year
        if own != year:
            problems.add("against.year", Origin(str(part.region.folder), 0), year=own, other=year)
    problems.raise_if_any()


def sums(parts: Sequence[Estimated]) -> dict[tuple[str, str], float]:
    """Energy by sector group (or `plants`) and group of fuels, final use and fuel of plants, 10^4 tce."""
    out: dict[tuple[str, str], float] = {}
    for part in parts:
        branches = {row.branch for row in part.region.branches}
        for cell in part.estimate.cells:
            group = group_of(part.region, cell.target_id) if cell.target_id in branches else "plants"
            key = group, column_of(part.factors, cell.fuel)
            out[key] = out.get(key, 0.0) + cell.value
    return out


def compared(mine: float, theirs: float, lang: str) -> list[str]:
    """Sum, whole, difference, and a word if the parts are more than the whole."""
    over = mine > theirs * (1.0 + TINY) + 1e-9
    return [
        f"{mine:.2f}",
        f"{theirs:.2f}",
        f"{mine - theirs:+.2f}",
        say("against.more", lang) if over else "",
    ]


# ---- files ----


def write_balance(name: str, target: Path | None, lang: str = "zh", *, force: bool = False) -> list[str]:
    """Write the balance into a file, or into the region's folder with what its benchmark lent.

    Returns lines to print. Raises InputError if a file with other content would be replaced without `force`.
    """
    found = estimated(name)
    if target is not None:
        put(target, balance_csv(found.estimate), force=force)
        return [str(target)]
    return write_into(found, lang, force=force)


def write_into(found: Estimated, lang: str, *, force: bool = False) -> list[str]:
    """Write balance.csv, and the rows that the benchmark lent, into the region's folder."""
    folder, benchmark = found.region.folder, found.region.info.benchmark
    put(folder / "balance.csv", balance_csv(found.estimate), force=force)
    lines = [str(folder / "balance.csv")]
    drivers, stocks = lent_rows(found.region)
    lent: dict[str, Sequence[DriverRow | StockRow]] = {"drivers": drivers, "stocks": stocks}
    for name, rows in lent.items():
        if rows:
            path = folder / f"{name}.csv"
            put(path, with_rows(path, rows), force=True)  # adds lines, changes none
            grades = [say(f"grade.{grade}", lang) for grade in grades_of(rows)]
            details = {"file": str(path), "count": len(rows), "benchmark": benchmark, "grades": grades}
            lines.append(say("estimate.added", lang, **details))
    return lines


def put(target: Path, text: str, *, force: bool) -> None:
    """Write a file whole or not at all. Raises InputError if it would replace another without `force`."""
    if target.exists() and not force and target.read_bytes() != text.encode():
        problems = Problems()
        problems.add("estimate.exists", Origin(str(target), 0))
        raise InputError(problems.found)
    with file_beside(target) as draft:
        draft.write_text(text, encoding="utf-8", newline="")


def with_rows(path: Path, rows: Sequence[DriverRow | StockRow]) -> str:
    """A table with rows added at its end; its own lines stay as they are."""
    old = decoded(path.read_bytes()) if path.exists() else ""
    known = [field.name for field in fields(rows[0]) if field.name != "origin"]
    lines = (line for line in old.splitlines() if line.strip() and not line.startswith("#"))
    columns = next(csv.reader(lines), None) or known
    new = io.StringIO()
    writer = csv.writer(new, lineterminator="\n")
    if not old:
        writer.writerow(columns)
    for row in rows:
        values = (getattr(row, name.strip(), "") for name in columns)
        writer.writerow([f"{value:.10g}" if isinstance(value, float) else value for value in values])
    return old + ("" if not old or old.endswith("\n") else "\n") + new.getvalue()


def decoded(data: bytes) -> str:
    """Text of a table, which Excel may have saved as GBK."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")
