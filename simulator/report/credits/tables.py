"""Contributions as tidy rows and as lines for the screen, in the words of the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.explore.credits.game import DRIVERS, OTHER
from simulator.explore.credits.outcomes import TARGET
from simulator.messages import say
from simulator.report.tables import number
from simulator.report.words import figure, with_unit
from simulator.variables import INDICATORS, SECTOR_NAMES, name_of, unit_text, variable_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.explore.credits.attribution import Attribution, Credits, Player
    from simulator.inputs.targets import TargetEntry
    from simulator.pathways.arrays import Array
    from simulator.pathways.prepare import Plan
    from simulator.report.tables import Row

ATTRIBUTION_COLUMNS = (
    "region",
    "baseline",
    "scenario",
    "accounting",
    "level",
    "method",
    "player",
    "kind",
    "sector_of_player",
    "title_zh",
    "title_en",
    "variable",
    "sector",
    "fuel",
    "target",
    "year",
    "credited",
    "standard_error",
    "alone",
    "last",
    "overlap",
    "unit",
)
ALL, OVERLAP = "all", "overlap"  # rows beside the players: the whole change, and what is shared by all
YEARS = (2025, 2030, 2035, 2040, 2050, 2060)  # of the rows by sector and fuel
SMALLEST = 0.02  # part of the largest credit below which the screen folds measures into one line
UNSEEN = 5e-4  # part of the largest number of a table
NOT_TOLD = 1e-6  # of a peak or a margin
RATIO_GOALS = ("reduce", "stable", "falling")
LANGUAGES = ("zh", "en")


# ---- names ----


def player_name(player: Player, lang: str) -> str:
    """A player as people read it: the measure's title, the sector, the group's own name."""
    if player.kind == "measure":
        return player.title[LANGUAGES.index(lang)]
    if player.id in SECTOR_NAMES:
        return name_of(SECTOR_NAMES, player.id, lang)
    special = (DRIVERS, OTHER, "cross_cutting", "other_measures")
    return say(f"player.{player.id}", lang) if player.id in special else player.id


def title_of(found: Attribution, side: str, lang: str) -> str:
    """Title of the region, the baseline or the scenario."""
    return found.titles[side][LANGUAGES.index(lang)]


def margin_unit(target: TargetEntry) -> str:
    """Unit of a target's margin."""
    if target.goal == "peak_by":
        return "year"
    variable = variable_of(target.indicator)
    return "ratio" if target.goal in RATIO_GOALS or variable is None else variable.unit


# ---- rows ----


def attribution_rows(found: Attribution, plan: Plan, years: Sequence[int] = YEARS) -> Iterator[Row]:
    """Every credit as a row of ATTRIBUTION_COLUMNS; then the whole change ("all") and the sum of overlaps.

    plan : the scenario's. Totals in every year of the projection, sectors and fuels in `years`; level is
    "players" for the credits that add up to the whole, "measures" for the measures inside sectors. Changes
    are scenario less baseline, so what lowers is below zero; a margin above zero is gained. Who moves nothing
    of a sector or a fuel has no row there.
    """
    targets = plan.scenario.entry.targets
    yield from level_rows(found, "players", found.credits, targets, years)
    if found.inside is not None:
        yield from level_rows(found, "measures", found.inside, targets, years)


def level_rows(
    found: Attribution,
    level: str,
    credits: Credits,
    targets: dict[str, TargetEntry],
    years: Sequence[int],
) -> Iterator[Row]:
    """The rows of one set of players."""
    method = "exact" if credits.exact else f"sampled {credits.orders}"
    head = (found.region, found.baseline, found.scenario, found.preset, level, method)
    for place, unit in places_of(found, targets, years):
        output, index, where = place
        values = [getattr(credits, kind)[output][index] for kind in ("credited", "error", "alone", "last")]
        if not any(np.any(one) for one in values):
            continue
        whole = not (where[1] or where[2])
        for place_of, player in enumerate(credits.players):
            own = [float(one[place_of]) for one in values]
            if whole or any(own):
                yield (*head, *player_cells(player), *where, *cells(own), unit)
        if level == "players":
            credited, _, alone, _ = values
            blank = ("", "", "", "")
            yield (*head, *named(ALL), *where, number(float(credited.sum())), *blank, unit)
            shared = number(float(alone.sum() - credited.sum()))
            yield (*head, *named(OVERLAP), *where, *blank, shared, unit)


def player_cells(player: Player) -> tuple[str, ...]:
    """Columns that say who is credited."""
    titles = (player_name(player, lang) for lang in LANGUAGES)
    return (player.id, player.kind, player.sector, *titles)


def named(row: str) -> tuple[str, ...]:
    """The same columns of a row that is no player."""
    return (row, row, "", *(say(f"player.{row}", lang) for lang in LANGUAGES))


def cells(values: Sequence[float]) -> tuple[str, ...]:
    """credited, standard_error, alone, last, overlap."""
    credited, error, alone, last = values
    return (*map(number, (credited, error, alone, last, alone - credited)),)


Place = tuple[str, tuple[int, ...], tuple[object, ...]]


def places_of(
    found: Attribution, targets: dict[str, TargetEntry], years: Sequence[int]
) -> Iterator[tuple[Place, str]]:
    """(output, index into it, its columns variable to year) and unit of everything that is shared out."""
    every = list(enumerate(found.years.tolist()))
    some = [(at, year) for at, year in every if year in years]
    for kind, fuels in (("co2", found.fuels), ("energy", found.energy_fuels)):
        total = f"{kind}_total"
        unit = INDICATORS[total].unit
        for at, year in every:
            yield (total, (at,), (total, "", "", "", year)), unit
        for at, year in some:
            for place in range(found.before[f"{kind}_sector"].shape[1]):
                where = (total, found.sectors[place], "", "", year)
                yield (f"{kind}_sector", (at, place), where), unit
            for place, fuel in enumerate(fuels):
                yield (f"{kind}_fuel", (at, place), (total, "", fuel, "", year)), unit
    yield ("peak_value", (), ("peak_value", "", "", "", "")), INDICATORS["co2_total"].unit
    yield ("peak_year", (), ("peak_year", "", "", "", "")), "year"
    for name in found.targets:
        target = targets[name]
        yield (TARGET + name, (), ("target_margin", "", "", name, target.by)), margin_unit(target)


# ---- screen ----


def credit_table(credits: Credits, at: int, lang: str, *, totals: bool = False) -> list[list[str]]:
    """Head and rows: credited, standard error where sampled, alone, as the last, overlap; largest first."""
    kinds = ("credited", "alone", "last") if credits.exact else ("credited", "error", "alone", "last")
    columns = {kind: getattr(credits, kind)["co2_total"][at] for kind in kinds}
    columns["overlap"] = credits.overlap("co2_total")[at]
    head = [unit_text("1e4 t", lang), *(say(f"attribution_{kind}", lang) for kind in columns)]
    size = np.abs(columns["credited"])
    order = np.argsort(-size, kind="stable")
    large = [i for i in order.tolist() if totals or size[i] >= SMALLEST * size.max(initial=0.0)]
    rows = [
        [
            f"  {player_name(credits.players[i], lang)}",
            *(seen(kind, float(v[i]), size) for kind, v in columns.items()),
        ]
        for i in large
    ]
    small = [i for i in order.tolist() if i not in large]
    if small:
        text = say("attribution_smaller", lang, count=len(small), value=figure(float(size[small].max()), 2))
        rows.append(
            [f"  {text}", figure(float(columns["credited"][small].sum())), *[""] * (len(columns) - 1)]
        )
    if totals:
        rows += total_rows(columns, lang)
    return [head, *rows]


def seen(kind: str, value: float, beside: Array) -> str:
    """A number of a table, nothing where it is far below the largest credit; an error with one digit."""
    least = UNSEEN * float(beside.max(initial=0.0))
    if kind == "error":
        return figure(value, 1) if value > least / 10.0 else "0"
    return figure(value) if abs(value) >= least else "0"


def total_rows(columns: dict[str, Array], lang: str) -> list[list[str]]:
    """The whole change, and the overlap as a row of its own."""
    whole = [figure(float(columns["credited"].sum())) if name == "credited" else "" for name in columns]
    shared = [figure(float(columns["overlap"].sum())) if name == "overlap" else "" for name in columns]
    return [[f"  {say('player.all', lang)}", *whole], [f"  {say('player.overlap', lang)}", *shared]]


def moved(value: float, unit: str, lang: str) -> str:
    """A change with its sign; of a share in points."""
    text = figure(abs(value) * (100.0 if unit == "ratio" else 1.0))
    sign = "" if text == "0" else "+" if value > 0.0 else "-"
    return say("points", lang, value=sign + text) if unit == "ratio" else sign + text


def other_names(found: Attribution, lang: str) -> dict[str, str]:
    """Outputs that are not of one year, by name."""
    names = {name: say(f"attribution_{name}", lang) for name in ("peak_value", "peak_year")}
    return names | {TARGET + name: say("attribution_margin", lang, target=name) for name in found.targets}


def notes(found: Attribution, at: int, lang: str) -> list[str]:
    """How the numbers were found, what moves nothing, what has no peak year."""
    lines = [method_line(credits, at, lang) for credits in found.parts]
    if found.rising:
        lines.append(say("attribution_rising", lang, count=found.rising, runs=found.runs))
    if found.still:
        lines.append(say("attribution_still", lang, names=found.still))
    return lines


def method_line(credits: Credits, at: int, lang: str) -> str:
    """Exact or sampled."""
    if credits.exact:
        return say("attribution_exact", lang, count=2 ** len(credits.players))
    error = with_unit(float(credits.error["co2_total"][at].max(initial=0.0)), "1e4 t", lang)
    return say("attribution_sampled", lang, count=credits.orders, error=error)
