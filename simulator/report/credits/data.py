"""What the charts of contributions show: plain numbers and words in the reader's language.

They can be kept as JSON and drawn again without the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot
from typing import TYPE_CHECKING, Any

from simulator.messages import say
from simulator.report.charts import palette
from simulator.report.credits.tables import player_name, title_of

if TYPE_CHECKING:
    from simulator.explore.credits.attribution import Attribution, Credits, Player

KEPT = 24  # shares kept; smaller ones are put together
COLOURS = {
    **palette.SECTORS,
    "cross_cutting": "#00796b",
    "drivers": "#7f8790",
    "other_changes": "#b9bfc6",
}
REST = "#cfd4da"
SHADES = (0.0, 0.35, -0.3, 0.6, -0.5, 0.75, -0.65, 0.2)  # towards white, or (below 0) black
WORDS = ("chart.wedges", "chart.raises", "chart.alone", "chart.standard_error", "unit.co2")


@dataclass(frozen=True, slots=True)
class Share:
    """The change of CO2 that one player is credited with each year (below zero lowers), 10^4 t.

    errors : standard errors; alone : the change if only this player joins the baseline
    colour : of its sector, which several may share; count : players put together
    """

    label: str
    colour: str
    values: Sequence[float]
    errors: Sequence[float]
    alone: Sequence[float]
    count: int = 1


@dataclass(frozen=True, slots=True)
class CreditData:
    """All that the two charts show; sequences are by year, 10^4 t CO2.

    before, after : total of the baseline and of the scenario; shares add up to their difference
    names : words by key, and "baseline", "scenario"; sampled : the credits have standard errors
    """

    title: str
    accounting: str
    mark: str
    years: Sequence[int]
    before: Sequence[float]
    after: Sequence[float]
    shares: Sequence[Share]
    sampled: bool
    names: Mapping[str, str]


def credit_data(
    found: Attribution,
    lang: str,
    *,
    accounting: str = "",
    mark: str = "",
    inside: bool = False,
    most: int = KEPT,
) -> CreditData:
    """What the charts show of an attribution, `most` shares at most.

    inside : the measures inside sectors, where there are any
    """
    credits = found.parts[-1 if inside else 0]
    titles = {name: title_of(found, name, lang) for name in ("region", "baseline", "scenario")}
    rest = say("player.rest", lang, count="{count}")
    return CreditData(
        title=say("chart.against", lang, **titles),
        accounting=accounting,
        mark=mark,
        years=found.years.tolist(),
        before=found.before["co2_total"].tolist(),
        after=found.after["co2_total"].tolist(),
        shares=folded(shares_of(credits, lang), most, rest),
        sampled=not credits.exact,
        names={key: say(key, lang) for key in WORDS}
        | {name: titles[name] for name in ("baseline", "scenario")}
        | {"chart.waterfall": say("chart.waterfall", lang, year="{year}"), "player.rest": rest}
        | {"chart.unit_cut": say("chart.unit_cut", lang, unit=say("unit.co2", lang))},
    )


def credit_data_from(plain: Mapping[str, Any]) -> CreditData:
    """The same from what `dataclasses.asdict` made of it, as read from JSON."""
    return CreditData(**{**plain, "shares": [Share(**share) for share in plain["shares"]]})


def shares_of(credits: Credits, lang: str) -> list[Share]:
    """All players that move CO2, in their order, which is that of the sectors."""
    columns = [getattr(credits, kind)["co2_total"] for kind in ("credited", "error", "alone")]
    return [
        Share(player_name(player, lang), colour_of(player, i), *(one[:, i].tolist() for one in columns))
        for i, player in enumerate(credits.players)
        if columns[0][:, i].any()
    ]


def colour_of(player: Player, number: int) -> str:
    """The colour of a player's sector; named groups take the sectors' colours in turn."""
    turn = [*palette.SECTORS.values()]
    return COLOURS.get(player.sector or player.id, turn[number % len(turn)])


# ---- fewer of them ----


def folded(shares: Sequence[Share], most: int, rest: str, at: int | None = None) -> list[Share]:
    """The largest shares over all years, or in the year at a place; all others put together as the last one.

    rest : their label, with the place {count}
    """
    if len(shares) <= most:
        return [*shares]
    order = sorted(range(len(shares)), key=lambda i: (shares[i].count > 1, -size_of(shares[i], at)))
    kept = sorted(order[: most - 1])
    others = [shares[i] for i in range(len(shares)) if i not in kept]
    return [*(shares[i] for i in kept), together(others, rest)]


def size_of(share: Share, at: int | None) -> float:
    """How much a share moves, either way."""
    return sum(map(abs, share.values)) if at is None else abs(share.values[at])


def together(shares: Sequence[Share], label: str) -> Share:
    """Some shares as one; the error of their sum is taken as if theirs were independent."""
    values, errors, alone = (
        [*zip(*(getattr(one, kind) for one in shares), strict=True)] for kind in ("values", "errors", "alone")
    )
    count = sum(share.count for share in shares)
    return Share(
        label.format(count=count),
        REST,
        [sum(year) for year in values],
        [hypot(*year) for year in errors],
        [sum(year) for year in alone],
        count,
    )


def told_apart(shares: Sequence[Share]) -> list[Share]:
    """Shares of one colour in shades of it."""
    seen: dict[str, int] = {}
    found = []
    for share in shares:
        again = seen.get(share.colour, 0)
        seen[share.colour] = again + 1
        found.append(replace(share, colour=shaded(share.colour, SHADES[again % len(SHADES)])))
    return found


def shaded(colour: str, part: float) -> str:
    """A colour moved towards white, or towards black if the part is below zero."""
    goal = 255 if part > 0.0 else 0
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(one + (goal - one) * abs(part)):02x}" for one in parts)
