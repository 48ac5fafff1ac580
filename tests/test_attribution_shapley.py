"""Shapley values: games with known answers, the axioms, and sampled orders against exact values."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest

from simulator.explore.credits.shapley import Sample, chain, coalitions, marginals, orders, shapley

AWAY = 4.0  # standard errors


def game(players: int, worth) -> np.ndarray:
    """Value of every coalition from a function of its members."""
    return np.array(
        [worth({i for i in range(players) if row[i]}) for row in coalitions(players)], dtype=float
    )


def random_games(players: int, count: int = 3) -> np.ndarray:
    values = np.random.default_rng(5).normal(size=(count, 2**players))
    values[:, 0] = 0.0
    return values


# ---- known values ----


def test_glove_game() -> None:
    # One left glove (0), two right gloves (1, 2). Of 6 orders, 0 completes a pair in 4 (when not first),
    # 1 in one (0 1 2) and 2 in one (0 2 1).
    values = game(3, lambda who: 0 in who and len(who) > 1)
    assert shapley(values) == pytest.approx([4 / 6, 1 / 6, 1 / 6])


def test_airport_game() -> None:
    # A runway as long as the longest plane needs, 1, 2 and 3: the first third is paid by all, the second by
    # two, the last by one: 1/3, 1/3 + 1/2, 1/3 + 1/2 + 1.
    values = game(3, lambda who: max((i + 1 for i in who), default=0))
    assert shapley(values) == pytest.approx([1 / 3, 5 / 6, 11 / 6])


def test_council_with_a_large_party() -> None:
    # Votes 2, 1, 1, 1, three are enough. The large party decides if it comes second or third, in half of all
    # orders; the others share the rest.
    votes = [2, 1, 1, 1]
    values = game(4, lambda who: sum(votes[i] for i in who) >= 3)
    assert shapley(values) == pytest.approx([1 / 2, 1 / 6, 1 / 6, 1 / 6])


def test_two_savings_of_one_stove() -> None:
    # 100 t; one measure saves half of what is there, the other a fifth: 50 and 20 alone, 60 together, so 40
    # and 10 as the last: 45 and 15.
    values = game(2, lambda who: 100.0 * (1.0 - (0.5 if 0 in who else 1.0) * (0.8 if 1 in who else 1.0)))
    assert shapley(values) == pytest.approx([45.0, 15.0])


# ---- axioms ----


@pytest.mark.parametrize("players", [1, 2, 5, 9])
def test_credits_add_up(players: int) -> None:
    values = random_games(players)
    assert shapley(values).sum(axis=-1) == pytest.approx(values[:, -1] - values[:, 0], abs=1e-12)


def test_equal_players_get_the_same() -> None:
    # The game counts how many of 1 and 3 are there, whichever; player 0 matters in its own way.
    values = game(4, lambda who: len(who & {1, 3}) ** 2 + (0 in who) * (3 + len(who & {1, 3})) + (2 in who))
    found = shapley(values)
    assert found[1] == pytest.approx(found[3])
    assert found[0] != pytest.approx(found[1])


def test_a_dummy_gets_what_it_is_worth_alone() -> None:
    rest = random_games(3, 1)[0]
    values = game(4, lambda who: rest[sum(2**i for i in who if i < 3)] + 7.0 * (3 in who))
    found = shapley(values)
    assert found[3] == pytest.approx(7.0)
    assert found[:3] == pytest.approx(shapley(rest))


def test_credits_of_a_sum_are_the_sum_of_credits() -> None:
    one, other = random_games(6, 2)
    assert shapley(one + 2.0 * other) == pytest.approx(shapley(one) + 2.0 * shapley(other))


def test_the_names_of_players_do_not_matter() -> None:
    values, order = random_games(4, 1)[0], [2, 0, 3, 1]
    renamed = game(4, lambda who: values[sum(2 ** order[i] for i in who)])
    assert shapley(renamed) == pytest.approx(shapley(values)[order])


def test_the_mean_over_all_orders() -> None:
    values = random_games(4, 2)
    every = [added(values, np.array(order)) for order in permutations(range(4))]
    assert shapley(values) == pytest.approx(np.mean(every, axis=0))


# ---- sampled ----


def added(values: np.ndarray, order: np.ndarray) -> np.ndarray:
    """What each player adds along an order, (game, player)."""
    players = len(order)
    members = np.concatenate([np.zeros((1, players), bool), chain(order), np.ones((1, players), bool)])
    return marginals(order, values[:, members @ 2 ** np.arange(players)])


def sampled(values: np.ndarray, blocks: list[int], pairs: int, totals: np.ndarray, seed: int = 1):
    sample = Sample(len(values), blocks)
    found = orders(blocks, pairs, seed)
    for one, other in zip(found[::2], found[1::2], strict=True):
        sample.add((added(values, one) + added(values, other)) / 2.0)
    return sample.estimate(totals, np.arange(len(values)))


@pytest.mark.parametrize("seed", range(6))
def test_sampled_credits_are_within_four_errors_of_exact(seed: int) -> None:
    values = random_games(7)
    credited, error = sampled(values, [0] * 7, 200, values[:, -1:], seed)
    assert np.all(error > 0.0)
    assert np.all(np.abs(credited - shapley(values)) < AWAY * error)
    assert credited.sum(axis=1) == pytest.approx(values[:, -1], abs=1e-12)


def test_stated_errors_are_as_large_as_the_real_ones() -> None:
    values, exact = random_games(6, 1), shapley(random_games(6, 1))
    tries = [sampled(values, [0] * 6, 60, values[:, -1:], seed) for seed in range(120)]
    real = np.sqrt(np.mean([(credited - exact) ** 2 for credited, _ in tries], axis=0))
    stated = np.sqrt(np.mean([error**2 for _, error in tries], axis=0))
    assert stated == pytest.approx(real, rel=0.25)


def test_four_times_the_orders_halve_the_error() -> None:
    values = random_games(7)
    few, many = (sampled(values, [0] * 7, pairs, values[:, -1:])[1] for pairs in (100, 400))
    assert (few / many).mean() == pytest.approx(2.0, rel=0.2)


def test_a_game_without_overlap_has_no_error() -> None:
    worth = np.array([3.0, -1.0, 0.0, 2.5])
    values = (coalitions(4) @ worth)[None, :]
    credited, error = sampled(values, [0] * 4, 3, values[:, -1:])
    assert credited[0] == pytest.approx(worth)
    assert error == pytest.approx(np.zeros((1, 4)), abs=1e-12)


def test_players_of_a_block_add_up_to_the_block() -> None:
    # Owen's value: blocks {0, 1, 2} and {3, 4}; the blocks' own game has two players.
    values, blocks = random_games(5, 1), [0, 0, 0, 1, 1]
    outer = shapley(values[:, [0, 0b00111, 0b11000, 0b11111]])
    credited, error = sampled(values, blocks, 400, outer)
    assert [credited[0, :3].sum(), credited[0, 3:].sum()] == pytest.approx(outer[0])
    kept = [added(values, np.array(order))[0] for order in permutations(range(5)) if together(order, blocks)]
    assert np.all(np.abs(credited[0] - np.mean(kept, axis=0)) < AWAY * error[0])


def together(order, blocks: list[int]) -> bool:
    """True if the players of each block come one after the other."""
    row = [blocks[player] for player in order]
    return sum(one != other for one, other in pairwise(row)) == len(set(row)) - 1


def test_orders_keep_blocks_together_and_come_with_their_reverse() -> None:
    blocks = [1, 0, 1, 0, 0]
    found = orders(blocks, 50, 3)
    assert all(together(order, blocks) for order in found.tolist())
    assert np.array_equal(found[::2], found[1::2, ::-1])
    assert np.array_equal(np.sort(found, axis=1), np.tile(np.arange(5), (100, 1)))
    assert np.array_equal(found, orders(blocks, 50, 3))
    assert not np.array_equal(found, orders(blocks, 50, 4))
    assert {order[0] for order in found.tolist()} == set(range(5))


def test_blocks_come_in_every_order() -> None:
    blocks = [0, 1, 1, 2]
    found = orders(blocks, 60, 3).tolist()
    assert all(together(order, blocks) for order in found)
    assert len({tuple(dict.fromkeys(blocks[player] for player in order)) for order in found}) == 6
