"""What `sim peak` prints: the frontier, the latest start of action, what decides the peak year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.explore.credits.outcomes import question_of
from simulator.explore.peak.moves import DRIVER, PERCENT
from simulator.explore.peak.start import UNTIL
from simulator.explore.peak.study import AIM
from simulator.inputs.ranges import GROWTH
from simulator.messages import TEXT, say
from simulator.report.words import figure, percent, separator, subject_name, table, with_unit, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.explore.peak.frontier import Cost, Reached
    from simulator.explore.peak.moves import Move
    from simulator.explore.peak.start import Latest, Starts
    from simulator.explore.peak.study import Study

MONEY = 1e4  # 10^4 CNY in 10^8 CNY
MOVES, NAMES, PARTS = 14, 6, 6  # lines and names shown; the files have all
FEW = 5  # years after the last one asked; with fewer nobody sees whether CO2 falls for good
NOTHING = "nothing"


def peak_screen(found: Study, lang: str = "zh") -> str:
    """Everything that was found, as text."""
    parts = [
        head(found, lang),
        frontier_lines(found, lang),
        start_lines(found, lang),
        move_lines(found, lang),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts)


# ---- head ----


def head(found: Study, lang: str) -> list[str]:
    """Which scenario, when it peaks as it is, and what may move."""
    scenario, now, levers = found.plan.scenario, found.frontier.now, found.frontier.levers
    name = f"{scenario.entry.title.text(lang)} ({scenario.id})"
    heading = say("peak_heading", lang, region=scenario.region.info.title.text(lang), name=name)
    lines = [
        f"{heading}    [{say('mark_internal', lang)}]",
        say("peak_rule", lang, preset=say(f"preset.{question_of(found.plan).preset}", lang)),
        say("peak_now", lang, status=status(found, now, lang), height=with_unit(now.height, "1e4 t", lang)),
    ]
    count = len(levers.levers)
    lines.append(say("peak_levers", lang, count=count, priced=count - len(found.frontier.unpriced)))
    lines += start_notes(found, lang)
    return [part for line in lines for part in wrapped(line, lang)]


def status(found: Study, one: Reached, lang: str) -> str:
    """When CO2 peaks, in words."""
    if one.rising:
        return say("status.rising", lang, year=found.plan.scenario.end_year)
    early = one.year <= found.plan.scenario.base_year
    return say("status.peaked before start" if early else "status.peaked", lang, year=one.year)


def start_notes(found: Study, lang: str) -> Iterator[str]:
    """From when on action counts, and whether enough years follow the last one asked."""
    if found.start is not None:
        yield say("peak_levers_from", lang, start=found.start)
    elif found.from_now is not None:
        yield say("peak_hindsight", lang, start=found.from_now)
    later = found.plan.scenario.end_year - found.by[-1]
    if later < FEW:
        yield say("peak_few_later", lang, count=later, year=found.by[-1])


# ---- frontier ----

COLUMNS = (
    *("by", "lowest_height", "lowest_year", "cost", "cost_range", "cheapest_year", "cheapest_height"),
    *("change", "change_measures", "smallest_year", "smallest_height"),
)


def frontier_lines(found: Study, lang: str) -> list[str]:
    """The table of the frontier with its notes."""
    years = found.frontier.levers.years
    rows = [[say(f"peak_column.{name}", lang) for name in COLUMNS]]
    for row in found.frontier.rows:
        cells = height_cells(row.lowest) + cost_cells(row.cheapest) + change_cells(row.smallest, lang)
        rows.append([str(row.by), *cells])
    facts = {"first": int(years[0]), "last": int(years[-1]), "rate": percent(found.frontier.rate)}
    notes = [say("peak_units", lang, **facts), *mix_lines(found, lang), say("peak_cost_note", lang)]
    if any(row.lowest is None for row in found.frontier.rows):
        notes.insert(1, say("peak_none", lang))
    notes += [*unpriced_lines(found, lang), say("peak_method", lang)]
    folded = [part for line in notes for part in wrapped(line, lang)]
    return [say("peak_frontier", lang), *table(rows), *folded]


def height_cells(one: Reached | None) -> list[str]:
    """Least height and its year."""
    return ["-", "-"] if one is None else [figure(one.height, 4), str(one.year)]


def cost_cells(one: Reached | None) -> list[str]:
    """Least cost and its range, and the peak it brings."""
    if one is None:
        return ["-", "-", "-", "-"]
    return [money(one.cost.central), money_range(one.cost), str(one.year), figure(one.height, 4)]


def change_cells(one: Reached | None, lang: str) -> list[str]:
    """Least change in points of strength, of how many measures, and the peak it brings."""
    if one is None:
        return ["-", "-", "-", "-"]
    points = f"{one.change * 100:.0f}" if one.moved else say("peak_as_is", lang)
    return [points, str(one.moved), str(one.year), figure(one.height, 4)]


def money(value: float) -> str:
    """10^4 CNY as 10^8 CNY."""
    return figure(value / MONEY)


def money_range(cost: Cost) -> str:
    """Low and high of a cost."""
    return f"{money(cost.low)} ~ {money(cost.high)}"


def mix_lines(found: Study, lang: str) -> list[str]:
    """The measures of the least change for the earliest year, those that move most first."""
    row = next((row for row in found.frontier.rows if row.smallest is not None), None)
    if row is None or row.smallest is None or not row.smallest.moved:
        return []
    levers = found.frontier.levers
    moved = [
        (float(strength) - lever.low, lever.measure, float(strength), lever.low)
        for lever, strength in zip(levers.levers, row.smallest.strength, strict=True)
        if strength > lever.low + 1e-6
    ]
    moved.sort(reverse=True)
    parts = [f"{name} {percent(low, 0)} -> {percent(to)}" for _, name, to, low in moved[:PARTS]]
    more = [say("peak_mix_more", lang, count=len(moved) - PARTS)] if len(moved) > PARTS else []
    return [say("peak_mix", lang, year=row.by, parts=separator(lang).join([*parts, *more]))]


def unpriced_lines(found: Study, lang: str) -> list[str]:
    """Levers whose cost nobody knows."""
    names = list(found.frontier.unpriced)
    if not names:
        return []
    more = [say("peak_unpriced_more", lang, count=len(names) - NAMES)] if len(names) > NAMES else []
    return [say("peak_unpriced", lang, names=separator(lang).join([*names[:NAMES], *more]))]


# ---- latest start ----


def start_lines(found: Study, lang: str) -> list[str]:
    """The sentence about 2030 for each kind of action, and the table of all years."""
    kinds = [*found.starts]
    rows = [[say(f"peak_column.{name}", lang) for name in ("by", *kinds)]]
    answers = {year: [latest(found.starts[kind], year) for kind in kinds] for year in found.by}
    rows += [[str(year), *(start_cell(one, lang) for one in cells)] for year, cells in answers.items()]
    aim = AIM if AIM in found.by else found.by[-1]
    told = [sentence(kind, found.starts[kind], aim, lang) for kind in kinds]
    broken = any(one is not None and one.broken for cells in answers.values() for one in cells)
    notes = [say("peak_broken", lang)] if broken else []
    return [say("peak_starts", lang), *told, *table(rows), *notes]


def latest(starts: Starts | None, year: int) -> Latest | None:
    """The answer for a year, None where nothing has a start."""
    return None if starts is None else starts.latest(year)


def start_cell(one: Latest | None, lang: str) -> str:
    """The latest start and how many years that is from the plan."""
    if one is None:
        return say("peak_start.nothing", lang)
    shift = say("peak_start_shift", lang, shift=f"{one.shift:+d}") if one.shift is not None else ""
    return say(f"peak_start.{one.kind}", lang, start=one.start, shift=shift) + ("*" if one.broken else "")


def sentence(kind: str, starts: Starts | None, year: int, lang: str) -> str:
    """The answer as a sentence."""
    which = say(f"peak_which.{kind}", lang)
    one = latest(starts, year)
    answer = NOTHING if one is None else one.kind
    start = one.start if one is not None and one.kind == UNTIL else None
    first = starts.first if starts is not None else None
    return say(f"peak_sentence.{answer}", lang, which=which, year=year, start=start, first=first)


# ---- what decides ----


def move_lines(found: Study, lang: str) -> list[str]:
    """What moves the peak most."""
    titles = ("what", "move", "years", "time", "height", "part")
    rows = [[say(f"peak_column.{name}", lang) for name in titles]]
    rows += [move_row(found, one, lang) for one in found.moves[:MOVES]]
    more = len(found.moves) - MOVES
    notes = [say("peak_moves_more", lang, count=more)] if more > 0 else []
    folded = wrapped(say("peak_moves_note", lang), lang)
    return [say("peak_moves", lang), *table(rows, left=2), *notes, *folded]


def move_row(found: Study, one: Move, lang: str) -> list[str]:
    """One move."""
    unseen = say("peak_unseen", lang)
    return [
        mover_name(found, one, lang),
        move_text(one, lang),
        unseen if one.years is None else f"{one.years:+d}",
        unseen if one.time is None else f"{one.time:+.2f}",
        f"{'+' if one.height > 0 else ''}{figure(one.height)}",
        percent(one.part, 2, sign=True),
    ]


def mover_name(found: Study, one: Move, lang: str) -> str:
    """Name of a driver or title of a measure."""
    if one.kind != DRIVER:
        used = found.frontier.levers.plan.scenario.measures
        return next(u.measure.entry.title.text(lang) for u in used if u.measure.id == one.name)
    name = one.name.removesuffix(GROWTH)
    key = f"explain.driver.{name}"
    return say(key, lang) if key in TEXT else subject_name(name, lang)


def move_text(one: Move, lang: str) -> str:
    """What was moved how far."""
    if one.kind != DRIVER:
        return say("peak_move.points", lang, change=f"{one.step * 100:+.0f}", to=percent(one.to, 0))
    if one.move == PERCENT:
        return say("peak_move.percent", lang, change=f"{one.to:+.0f}%")
    return say("peak_move.low" if one.to < 0.0 else "peak_move.high", lang)
