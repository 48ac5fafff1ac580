"""What each measure brings in a scenario against its baseline: Shapley values that add up, overlap shown.

One scenario is turned into the other in mixes (`game`), every mix is run on the kernel, and the difference
of every output is shared out (`shapley`): CO2 and energy by year, sector and fuel, peak height, peak year,
target margins.

Who is credited, if nothing is asked for: every measure that moves something while these are at most 12
(exact); else the sectors of the 6+1 and cross-cutting measures (exact), and the measures inside each sector
by sampled orders that keep sectors together, scaled so that they add up to their sector. What is no measure
is credited as "drivers" and "other changes". Formulas and sources: docs/attribution.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np

from simulator.errors import Origin, Problems, nearest
from simulator.explore.credits.game import DRIVERS, OTHER, ends, game_of, values_of
from simulator.explore.credits.outcomes import FUELS, TARGET
from simulator.explore.credits.shapley import (
    MOST_EXACT,
    Sample,
    chain,
    coalitions,
    marginals,
    orders,
    shapley_weights,
)
from simulator.inputs.plan_rows import SectorName
from simulator.pathways.arrays import SOURCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.explore.credits.game import Game, Table
    from simulator.explore.credits.shapley import BoolArray
    from simulator.inputs.accounting import Preset
    from simulator.pathways.arrays import Array, IntArray
    from simulator.pathways.prepare import Plan

    Groups = Literal["measure", "sector"] | Mapping[str, Sequence[str]] | None

PAIRS = 64  # sampled orders, each with its reverse
SEED = 20_60
AT_A_TIME = 1024  # runs whose outputs are held together
OTHER_MEASURES = "other_measures"  # those that named groups leave over
NOTHING = 1e-12  # part of the largest movement below which a measure moves nothing
HELPERS = ("rising",)  # read of every run, credited to nobody
TOTALS = {"co2": "co2_total", "energy": "energy_total"}  # what sectors and fuels are parts of


@dataclass(frozen=True, slots=True)
class Player:
    """Who is credited: kind is measure, sector, group, drivers or other_changes; members are measures.

    title : (zh, en) of a measure; empty for what is named elsewhere
    """

    id: str
    kind: str
    members: tuple[str, ...]
    sector: str = ""  # of a measure or a sector
    title: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, eq=False)
class Credits:
    """Changes from the baseline to the scenario, player by player; below zero lowers. Each (..., player).

    credited : Shapley values, which add up to the whole change; error : their standard error, 0 if exact
    alone : the change if only this player joins the baseline; last : if it joins all the others last
    orders : sampled orders, 0 if exact
    """

    players: tuple[Player, ...]
    orders: int
    credited: Mapping[str, Array]
    error: Mapping[str, Array]
    alone: Mapping[str, Array]
    last: Mapping[str, Array]

    @property
    def exact(self) -> bool:
        """True if no order was sampled."""
        return self.orders == 0

    def overlap(self, output: str) -> Array:
        """What each player would bring alone beyond what it is credited with, (..., player)."""
        return np.asarray(self.alone[output] - self.credited[output])


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """The difference of two scenarios, shared out.

    Outputs: co2_total, energy_total (year,); co2_sector (year, sectors), co2_fuel (year, fuels),
    energy_sector, energy_fuel (year, energy_fuels); peak_value, peak_year (); target.<id> (), the margin,
    only of targets that can be judged in every mix and whose margin moves.
    before, after : outputs of the two as they are; credits : adds up to their difference; inside : the
    measures of sectors that are players, which add up to their sector; None if the players are measures
    already
    still : measures that differ and move nothing of this; rising : mixes whose CO2 rises to the end, in which
    peak_year is a year of the horizon; runs : mixes that were run
    titles : region, baseline, scenario -> (zh, en)
    """

    region: str
    baseline: str
    scenario: str
    preset: Preset
    years: IntArray
    sectors: tuple[str, ...]
    fuels: tuple[str, ...]
    energy_fuels: tuple[str, ...]
    before: Mapping[str, Array]
    after: Mapping[str, Array]
    credits: Credits
    inside: Credits | None
    still: tuple[str, ...]
    rising: int
    runs: int
    titles: Mapping[str, tuple[str, str]]

    @property
    def targets(self) -> tuple[str, ...]:
        """Ids of the targets whose margins are shared out."""
        return tuple(name.removeprefix(TARGET) for name in self.before if name.startswith(TARGET))

    @property
    def parts(self) -> tuple[Credits, ...]:
        """The credits, and last those of measures: inside the sectors where sectors are the players."""
        return (self.credits,) if self.inside is None else (self.credits, self.inside)

    def difference(self, output: str) -> Array:
        """The whole change of an output."""
        return np.asarray(self.after[output] - self.before[output])

    def gap(self) -> float:
        """Largest part of an output by which the credits miss the whole change; of rounding size."""
        missed = 0.0
        for name, values in self.credits.credited.items():
            off = np.abs(values.sum(axis=-1) - self.difference(name)).max(initial=0.0)
            missed = max(missed, float(off / max(np.abs(self.before[name]).max(initial=0.0), 1.0)))
        return missed


def attribute(
    plan: Plan, baseline: Plan, groups: Groups = None, *, pairs: int = PAIRS, seed: int = SEED
) -> Attribution:
    """Share out the difference between a scenario and its baseline, two plans of one region.

    groups : None for the default above; "measure" for every measure, sampled if more than 12 are credited;
        "sector" for the sectors alone; or group -> ids of measures, what is left over becomes one group more
    pairs : sampled orders, each run with its reverse; the same seed gives the same numbers
    Raises InputError for different regions, accounting rules or years, and for unknown measures in groups.

    >>> from simulator import load
    >>> found = attribute(load("yiwu/technology"), load("yiwu/baseline"))
    >>> found.credits.exact, found.gap() < 1e-9
    (True, True)
    """
    work = Work(game_of(plan, baseline), pairs, seed)
    single = singles(work.game)
    if isinstance(groups, Mapping):
        return work.finished(work.shared(grouped(work.game, groups)))
    work.find_still(single)
    single = tuple(player for player in single if player.id not in work.still)
    if groups == "sector" or (groups is None and len(single) > MOST_EXACT):
        sectors = work.shared(by_sector(work.game, work.still))
        return work.finished(sectors, work.inside(sectors) if groups is None else None)
    return work.finished(work.shared(single))


# ---- players ----


def singles(game: Game) -> tuple[Player, ...]:
    """Every measure that differs, and what is no measure."""
    entries = {one.measure: one.used.measure.entry for one in game.versions}
    found = []
    for name in game.moved:
        title = entries[name].title
        found.append(Player(name, "measure", (name,), entries[name].sector, (title.zh, title.en)))
    return (*found, *specials(game))


def by_sector(game: Game, still: Sequence[str] = ()) -> tuple[Player, ...]:
    """The sectors whose measures differ and move something, in order, and what is no measure."""
    sector = sector_of(game)
    moved = [name for name in game.moved if name not in still]
    found = [
        Player(name, "sector", tuple(one for one in moved if sector[one] == name), name)
        for name in sorted({sector[name] for name in moved}, key=SECTOR_ORDER.index)
    ]
    return (*found, *specials(game))


def grouped(game: Game, groups: Mapping[str, Sequence[str]]) -> tuple[Player, ...]:
    """Named groups of measures; measures that stay the same in both take no part."""
    problems, here = Problems(), Origin(game.after.scenario.id, 0)
    known = {one.measure for one in game.versions}
    taken: set[str] = set()
    for group, members in groups.items():
        for name in members:
            if name not in known:
                guess = nearest(name, known)
                problems.add("attribution_unknown_measure", here, group, name, nearest=guess)
            elif name in taken:
                problems.add("attribution_measure_twice", here, group, name)
            taken.add(name)
    problems.raise_if_any()
    found = [
        Player(group, "group", tuple(name for name in game.moved if name in members))
        for group, members in groups.items()
    ]
    rest = tuple(name for name in game.moved if name not in taken)
    found += [Player(OTHER_MEASURES, "group", rest)] if rest else []
    return (*(player for player in found if player.members), *specials(game))


def specials(game: Game) -> tuple[Player, ...]:
    """What differs and is no measure."""
    return tuple(Player(name, name, (name,)) for name in game.special)


def sector_of(game: Game) -> dict[str, str]:
    """Sector of every measure."""
    return {one.measure: one.used.measure.entry.sector for one in game.versions}


SECTOR_ORDER: tuple[str, ...] = get_args(SectorName)


# ---- running ----


class Shares(NamedTuple):
    """Credits before their outputs have names; all but the first two (output, player)."""

    players: tuple[Player, ...]
    orders: int
    credited: Array
    error: Array
    alone: Array
    last: Array


@dataclass(slots=True, eq=False)
class Work:
    """One attribution under way: the game, its two ends, and how many mixes were run."""

    game: Game
    pairs: int
    seed: int
    table: Table = field(init=False)
    both: Array = field(init=False)  # (output, 2): baseline, scenario
    still: tuple[str, ...] = ()
    runs: int = 0
    rising: int = 0
    judged: BoolArray = field(init=False)  # (output,) False for what some mix leaves without a value

    def __post_init__(self) -> None:
        """Run the two ends."""
        self.table, self.both = ends(self.game)
        self.judged = np.asarray(np.isfinite(self.both).all(axis=1))

    @property
    def difference(self) -> Array:
        """The whole change, (output,)."""
        return np.asarray(self.both[:, 1] - self.both[:, 0])

    def values(self, players: Sequence[Player], members: BoolArray) -> Array:
        """Outputs (output, run) of coalitions (run, player); nobody and everybody are the two ends."""
        inside = {name: members[:, index] for index, player in enumerate(players) for name in player.members}
        found = values_of(self.game, self.table, inside, len(members))
        found[:, ~members.any(axis=1)] = self.both[:, :1]
        found[:, members.all(axis=1)] = self.both[:, 1:]
        self.judged &= np.isfinite(found).all(axis=1)
        self.runs += len(members)
        self.rising += int(found[self.table.places()["rising"]].sum())
        return found

    def one_by_one(self, players: Sequence[Player]) -> tuple[Array, Array]:
        """Change by each player alone, and as the last one, each (output, player)."""
        count = len(players)
        one = np.eye(count, dtype=bool)
        found = self.values(players, np.concatenate([one, ~one]))
        return found[:, :count] - self.both[:, :1], self.both[:, 1:] - found[:, count:]

    def find_still(self, players: Sequence[Player]) -> None:
        """Note the measures that move nothing, neither alone nor last."""
        alone, last = self.one_by_one(players)
        moved = np.fmax(np.abs(alone), np.abs(last))
        size = np.abs(self.both).max(axis=1)[:, None]
        moves = (moved > NOTHING * np.fmax(size, 1.0)).any(axis=0)
        named = [
            player.id for player, any_moved in zip(players, moves.tolist(), strict=True) if not any_moved
        ]
        self.still = tuple(name for name in named if name not in (DRIVERS, OTHER))

    def shared(self, players: tuple[Player, ...]) -> Shares:
        """Credits of players, exact up to 12, else sampled."""
        if len(players) > MOST_EXACT:
            return self.sampled(players, [0] * len(players), self.difference[:, None])
        return self.exact(players)

    def exact(self, players: tuple[Player, ...]) -> Shares:
        """All coalitions; each block of them is weighed and forgotten."""
        members = coalitions(len(players))
        size = members.sum(axis=1)[:, None]
        joins, leaves = members & (size == 1), ~members & (size == len(players) - 1)
        weights = np.concatenate([shapley_weights(members), joins, -1.0 * leaves], axis=1)
        total = np.zeros((len(self.both), weights.shape[1]))
        for start in range(0, len(members), AT_A_TIME):
            some = slice(start, start + AT_A_TIME)
            total += self.values(players, members[some]) @ weights[some]
        credited, alone, left = np.split(total, 3, axis=1)
        alone, last = alone - self.both[:, :1], self.both[:, 1:] + left
        return Shares(players, 0, credited, np.zeros_like(credited), alone, last)

    def sampled(self, players: tuple[Player, ...], blocks: Sequence[int], totals: Array) -> Shares:
        """Random orders that keep blocks together; totals (output, block) are met exactly."""
        sample = Sample(len(self.both), blocks)
        found = orders(blocks, self.pairs, self.seed)
        length = len(players) - 1
        step = 2 * max(1, AT_A_TIME // (2 * length))  # whole pairs at a time
        for start in range(0, len(found), step):
            some = found[start : start + step]
            values = self.values(players, np.concatenate([chain(order) for order in some]))
            ways = np.split(values, len(some), axis=1)
            added = [self.along(order, way) for order, way in zip(some, ways, strict=True)]
            for one, other in zip(added[::2], added[1::2], strict=True):
                sample.add((one + other) / 2.0)
        credited, error = sample.estimate(totals, self.reference())
        return Shares(players, 2 * self.pairs, credited, error, *self.one_by_one(players))

    def along(self, order: IntArray, values: Array) -> Array:
        """What each player adds along an order, (output, player), from the mixes on its way."""
        return marginals(order, np.concatenate([self.both[:, :1], values, self.both[:, 1:]], axis=1))

    def inside(self, sectors: Shares) -> Shares:
        """The measures of each sector, sampled in orders that keep sectors together."""
        single = {player.id: player for player in singles(self.game)}
        players = tuple(single[name] for one in sectors.players for name in one.members)
        blocks = [block for block, one in enumerate(sectors.players) for _ in one.members]
        return self.sampled(players, blocks, sectors.credited)

    def reference(self) -> IntArray:
        """Row of the total that each output is a part of, its own if it is none."""
        places = self.table.places()
        out = np.arange(len(self.both))
        for name, rows in places.items():
            total = TOTALS.get(name.partition("_")[0])
            if total and rows.ndim == 2:
                out[rows] = places[total][:, None]
        return out

    # ---- the result ----

    def finished(self, shares: Shares, inside: Shares | None = None) -> Attribution:
        """Everything found, by name."""
        game = self.game
        before, after = (self.named(self.both[:, side]) for side in (0, 1))
        scenario = game.after.scenario
        return Attribution(
            region=scenario.region.info.id,
            baseline=game.before.scenario.id,
            scenario=scenario.id,
            preset=game.asked.preset,
            years=game.after.layout.years[game.asked.start :],
            sectors=game.asked.sectors,
            fuels=FUELS,
            energy_fuels=SOURCES,
            before=before,
            after=after,
            credits=self.credits_of(shares),
            inside=None if inside is None else self.credits_of(inside),
            still=self.still,
            rising=self.rising,
            runs=self.runs,
            titles=self.titles(),
        )

    def titles(self) -> dict[str, tuple[str, str]]:
        """What region, baseline and scenario are called, (zh, en)."""
        before, after = self.game.before.scenario, self.game.after.scenario
        found = {
            "region": after.region.info.title,
            "baseline": before.entry.title,
            "scenario": after.entry.title,
        }
        return {name: (title.zh, title.en) for name, title in found.items()}

    def credits_of(self, shares: Shares) -> Credits:
        """Shares by name of the output."""
        arrays = (self.named(rows) for rows in (shares.credited, shares.error, shares.alone, shares.last))
        return Credits(shares.players, shares.orders, *arrays)

    def named(self, rows: Array) -> dict[str, Array]:
        """Outputs by name, without dust and without margins that some mix has not got or that stand still."""
        size = np.abs(self.both).max(axis=1).reshape(-1, *[1] * (rows.ndim - 1))
        found = self.table.parted(np.where(np.abs(rows) <= NOTHING * size, 0.0, rows))
        keep = self.table.parted(self.judged & (self.difference != 0.0))
        return {
            name: values
            for name, values in found.items()
            if name not in HELPERS and (not name.startswith(TARGET) or bool(keep[name]))
        }
