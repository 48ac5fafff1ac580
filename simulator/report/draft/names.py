"""Names of input rows as an annex lists them: what a number stands for, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.messages import TEXT, say
from simulator.report.draft.reader import Run
from simulator.report.draft.words import listed
from simulator.report.words import separator
from simulator.variables import INDICATORS, SECTOR_NAMES, SOURCE_NAMES, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    Row = dict[str, Any]

AXES = ("branch", "plant", "process", "fuel")  # dimensions of the dataset that carry titles
SUBJECTS = ("target_id", "variable", "indicator", "plant", "stock", "process", "project", "area", "fuel")
TITLED = ("plant", "stock", "process", "project", "area")  # columns whose row carries its own title
GROWTH = ".growth"
EVERY = ".*"
POLLUTANTS = {"nox": "NOx", "so2": "SO₂", "pm25": "PM2.5", "voc": "VOCs", "nh3": "NH₃", "hfc23": "HFC-23"}


def titles(run: Run) -> dict[str, str]:
    """Id -> title of every branch, plant, process, fuel and stock that a run knows."""
    ending = "_title_zh" if run.lang == "zh" else "_title"
    data = run.record.dataset
    found: dict[str, str] = {}
    for axis in AXES:
        if f"{axis}{ending}" in data:
            found |= dict(
                zip(map(str, data[axis].values), map(str, data[f"{axis}{ending}"].values), strict=True)
            )
    for rows in run.record.inputs["tables"].values():
        for row in rows:
            key = next((row[name] for name in TITLED if row.get(name)), None)
            if key is not None and row.get(f"title_{run.lang}"):
                found.setdefault(str(key), str(row[f"title_{run.lang}"]))
    return found


def item_names(rows: Sequence[Row], known: dict[str, str], lang: str) -> str:
    """What rows stand for: subjects with the same details together, the details behind them.

    >>> rows = [{"target_id": "boiler", "fuel": "coal"}, {"target_id": "boiler", "fuel": "gas"}]
    >>> item_names(rows, {"boiler": "Boilers", "coal": "Coal", "gas": "Gas"}, "en")
    'Boilers (Coal, Gas)'
    """
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        subject = next((key for key in SUBJECTS if row.get(key)), "")
        details = found.setdefault(name_in_words(str(row.get(subject, "")), known, lang), {})
        if text := detail_of(row, subject, known, lang):
            details[text] = None
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, own in found.items():
        groups.setdefault(tuple(own), []).append(name)
    left, right = ("（", "）") if lang == "zh" else (" (", ")")
    ends = {own: f"{left}{listed(own, lang)}{right}" if own else "" for own in groups}
    return separator(lang).join(listed(names, lang) + ends[own] for own, names in groups.items())


def detail_of(row: Row, subject: str, known: dict[str, str], lang: str) -> str:
    """Fuel and quantity of a row, whichever it has beside its subject."""
    fuel = "" if subject == "fuel" else str(row.get("fuel") or "")
    parts = [name_in_words(fuel, known, lang)] if fuel else []
    if row.get("quantity"):
        parts.append(quantity_name(str(row["quantity"]), lang))
    return ("" if lang == "zh" else " ").join(parts)


def quantity_name(quantity: str, lang: str) -> str:
    """A quantity of a path, or how it grows."""
    plain = quantity.removesuffix(GROWTH)
    words = say(f"explain.quantity.{plain}", lang) if f"explain.quantity.{plain}" in TEXT else plain
    return say("draft.growth_of", lang, name=words) if plain != quantity else words


def name_in_words(name: str, known: dict[str, str], lang: str) -> str:
    """A name as people read it; the id itself where nobody gave it a title."""
    if name.endswith(GROWTH):
        return say("draft.growth_of", lang, name=name_in_words(name.removesuffix(GROWTH), known, lang))
    if name in known:
        return known[name]
    if name in INDICATORS:
        return INDICATORS[name].text(lang)
    if name in POLLUTANTS:
        return POLLUTANTS[name]
    sector = name.removesuffix(EVERY)
    if sector in SECTOR_NAMES and sector != name:
        return say("draft.every_branch", lang, sector=name_of(SECTOR_NAMES, sector, lang))
    for key in (f"explain.driver.{name}", f"explain.kind.{name}", f"draft.name.{name}"):
        if key in TEXT:
            return say(key, lang)
    return name_of(SOURCE_NAMES, name, lang) if name in SOURCE_NAMES else name


def driver_name(name: str, known: dict[str, str], lang: str) -> str:
    """A driver with its id behind, since that is what the scenario file says."""
    words = name_in_words(name, known, lang)
    left, right = ("（", "）") if lang == "zh" else (" (", ")")
    return name if words == name else f"{words}{left}{name}{right}"
