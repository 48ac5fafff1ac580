"""Shapley values: what each player of a game is credited with, so that the credits add up to the whole.

A game gives every coalition of its players a value. The credit of a player is its marginal value averaged
over all orders in which the players may come (Shapley 1953, "A value for n-person games"); it is the only
rule that adds up, treats equal players alike, gives nothing to a player that changes nothing, and is
additive over games. Where players belong together in blocks, only orders that keep each block together count
(Owen 1977, "Values of games with a priori unions"); the credits of a block then add up to the block's credit
as a single player.

Values stand as (..., coalition), credits as (..., player): any number of outputs of the same coalitions at
once.
"""

from __future__ import annotations

from math import factorial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from simulator.pathways.arrays import Array, IntArray

    BoolArray = NDArray[np.bool_]

MOST_EXACT = 12  # players: 4 096 coalitions
ROUNDING = (
    1e-20  # of the squares of what the players of a block move: below it the spread of their sum is rounding
)


# ---- exact ----


def coalitions(players: int) -> BoolArray:
    """All coalitions, (2^players, player): row r holds the players whose bits are set in r.

    >>> coalitions(2).tolist()
    [[False, False], [True, False], [False, True], [True, True]]
    """
    rows = np.arange(2**players)[:, None]
    return np.asarray((rows >> np.arange(players)) & 1, dtype=bool)


def shapley_weights(members: BoolArray) -> Array:
    """Weight of every coalition in every player's credit, (coalition, player); credits = values @ weights.

    members : `coalitions(players)`. A coalition of s with the player counts (s-1)! (n-s)! / n!, one without
    it -s! (n-s-1)! / n!.
    """
    count = members.shape[1]
    size = members.sum(axis=1)
    joined = np.array([0.0, *(part(s - 1, count) for s in range(1, count + 1))])
    left = np.array([*(-part(s, count) for s in range(count)), 0.0])
    return np.asarray(np.where(members, joined[size][:, None], left[size][:, None]))


def part(before: int, players: int) -> float:
    """Part of all orders in which just these `before` players come before a given one."""
    return factorial(before) * factorial(players - before - 1) / factorial(players)


def shapley(values: Array) -> Array:
    """Exact credits of a game whose coalitions stand as in `coalitions`: (..., 2^n) -> (..., n).

    The glove game: a pair is worth 1, player 0 has the only left glove, 1 and 2 a right one each.

    >>> shapley(np.array([0, 0, 0, 1, 0, 1, 0, 1.0])).round(6).tolist()
    [0.666667, 0.166667, 0.166667]
    """
    values = np.asarray(values, dtype=float)
    players = values.shape[-1].bit_length() - 1
    return np.asarray(values @ shapley_weights(coalitions(players)))


# ---- sampled ----


def orders(blocks: Sequence[int], pairs: int, seed: int) -> IntArray:
    """Random orders of the players, each followed by its reverse, (2 pairs, player).

    blocks : block of every player; players of one block stay together. An order and its reverse are
    antithetic: who comes early in one comes late in the other, so the errors of the two tend to cancel.
    """
    generator = np.random.default_rng(seed)
    names, own = np.unique(np.asarray(blocks, dtype=int), return_inverse=True)
    found = np.empty((2 * pairs, len(own)), dtype=np.intp)
    for pair in range(pairs):
        rank = generator.permutation(len(names))[own]
        order = np.lexsort((generator.permutation(len(own)), rank))
        found[2 * pair], found[2 * pair + 1] = order, order[::-1]
    return found


def chain(order: IntArray) -> BoolArray:
    """Coalitions met on the way from nobody to everybody, both left out, (player - 1, player)."""
    count = len(order)
    place = np.empty(count, dtype=np.intp)
    place[order] = np.arange(count)
    return np.asarray(place < np.arange(1, count)[:, None])


def marginals(order: IntArray, values: Array) -> Array:
    """What each player adds along an order: values (output, player + 1) of the chain -> (output, player)."""
    out = np.empty((len(values), len(order)))
    out[:, order] = np.diff(values, axis=1)
    return out


class Sample:
    """Running mean, spread and covariance of sampled marginals, one pair of orders (their mean) at a time.

    Sums of squares are kept about the running mean (Welford 1962), so that nothing cancels.
    mean, squares, products : (output, player); block_mean, block_squares : (output, block). `products` is
    with the sum of the player's block.
    """

    def __init__(self, outputs: int, blocks: Sequence[int]) -> None:
        """An empty sample of the players of these blocks (numbered from 0)."""
        self.blocks = np.asarray(blocks, dtype=int)
        count = int(self.blocks.max(initial=-1)) + 1
        self.pairs = 0
        self.member = (self.blocks[:, None] == np.arange(count)).astype(float)  # (player, block)
        self.mean = np.zeros((outputs, len(self.blocks)))
        self.squares, self.products = self.mean.copy(), self.mean.copy()
        self.block_mean = np.zeros((outputs, count))
        self.block_squares = self.block_mean.copy()

    def add(self, marginal: Array) -> None:
        """One more pair, (output, player)."""
        self.pairs += 1
        off, block_off = marginal - self.mean, marginal @ self.member - self.block_mean
        self.mean += off / self.pairs
        self.block_mean += block_off / self.pairs
        rest = 1.0 - 1.0 / self.pairs
        self.squares += off * off * rest
        self.products += off * block_off[:, self.blocks] * rest
        self.block_squares += block_off * block_off * rest

    def estimate(self, totals: Array, reference: IntArray) -> tuple[Array, Array]:
        """Credits and standard errors, each (output, player); the credits of a block add up to its total.

        totals : (output, block), exact. What a block's sampled sum is off by is taken back from its players
        by their regression on that sum (a control variate), whose slopes add up to 1.
        reference : output whose slopes an output uses; outputs that are parts of a sum use those of the sum,
        so that the parts of every player still add up
        """
        slope = self.slopes()[reference]
        off = (totals - self.block_mean)[:, self.blocks]
        spread = self.squares - 2.0 * slope * self.products + slope**2 * self.block_squares[:, self.blocks]
        freedom = max(self.pairs - 2, 1)
        error = np.sqrt(np.maximum(spread, 0.0) / (freedom * max(self.pairs, 1)))
        return self.mean + slope * off, error

    def slopes(self) -> Array:
        """Slope of every player on its block's sum, (output, player); equal parts where it stands still."""
        squares = self.block_squares[:, self.blocks]
        moved = (self.squares + self.pairs * self.mean**2) @ self.member
        equal = 1.0 / self.member.sum(axis=0)[self.blocks]
        moves = squares > ROUNDING * moved[:, self.blocks]
        out = np.tile(equal, (len(squares), 1))
        return np.asarray(np.divide(self.products, squares, out=out, where=moves))
