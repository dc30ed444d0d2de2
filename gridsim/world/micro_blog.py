"""Followers: a directed network with heavy-tailed audiences, and the official account at its end.

The row of an account lists its followers. Audience sizes follow density ~ size^-exponent between a smallest size,
chosen so that the mean comes out as asked, and the largest allowed; followers are drawn at random. Everybody has an
account and a row, most with a small audience.
"""

from __future__ import annotations

import numpy as np

from gridsim._jit import jit
from gridsim.draws import Purpose, jump, philox
from gridsim.errors import refusal
from gridsim.threads import in_threads
from gridsim.world.chance import key, stream
from gridsim.world.network import Network, row_starts

_RETRIES = 200


def generate(
    n: int, mean_follows: float, exponent: float, largest_audience: float, seed: int, replicate: int, threads: int = 1
) -> Network:
    """Return the follower network of n people, each row ascending and without its owner.

    Parameters
    ----------
    n : int
        People.
    mean_follows : float
        Mean number of accounts that a person follows, and so of followers that one has.
    exponent : float
        Tail exponent of the audience sizes, above 1.5.
    largest_audience : float
        Largest audience as a share of all people. Where this leaves no room for the mean, every account has the
        largest.
    seed, replicate : int
        Random seed and replicate.
    threads : int
        Threads that share the work; they change nothing in the ties.

    Examples
    --------
    >>> network = generate(2_000, 20, 2.2, 0.25, seed=1, replicate=0)
    >>> bool(abs(network.out_degree.mean() - 20) < 1), bool(network.out_degree.max() <= 500)
    (True, True)
    """
    largest = max(1, min(n - 1, int(largest_audience * n)))
    sizes = audience_sizes(n, mean_follows, exponent, largest, stream(seed, replicate, "audience"))
    k, drawn = key(seed, replicate, Purpose.FOLLOWERS), {}

    def draw(first: int, last: int) -> None:
        expected = sizes[first:last].sum()
        drawn[first] = _draw_followers(sizes, first, last, largest, int(expected + 8 * np.sqrt(expected) + 64), k)

    in_threads(n, threads, draw)
    parts = [drawn[first] for first in sorted(drawn)]
    targets = parts[0][1] if len(parts) == 1 else np.concatenate([part for _, part in parts])
    return Network(row_starts(np.concatenate([counts for counts, _ in parts])), targets)


def audience_sizes(n: int, mean: float, exponent: float, largest: int, rng: np.random.Generator) -> np.ndarray:
    """Return expected audience sizes, float64, shape (n,): a power law cut at `largest`, its quantiles hit evenly."""
    if mean == 0:
        return np.zeros(n)
    if mean >= largest:
        return np.full(n, float(largest))
    smallest = _smallest_audience(mean, exponent, largest)
    level = (rng.permutation(n) + rng.random(n)) / n
    fall = 1.0 - exponent
    ratio = (largest / smallest) ** fall
    return smallest * (1.0 - level * (1.0 - ratio)) ** (1.0 / fall)


def _smallest_audience(mean: float, exponent: float, largest: float) -> float:
    """The lower end of the power law whose mean is as asked (bisection on its log)."""
    low, high = np.log(1e-12), np.log(mean)
    for _ in range(80):
        middle = 0.5 * (low + high)
        if _mean_audience(np.exp(middle), exponent, largest) < mean:
            low = middle
        else:
            high = middle
    return float(np.exp(high))


def _mean_audience(smallest: float, exponent: float, largest: float) -> float:
    """Mean of density ~ x^-exponent between the smallest and the largest."""
    ratio = largest / smallest
    rise = np.log(ratio) if abs(exponent - 2) < 1e-9 else (ratio ** (2 - exponent) - 1) / (2 - exponent)
    return smallest * rise * (exponent - 1) / (1 - ratio ** (1 - exponent))


def with_account_matrix(network: Network, executive: int, service: int, n: int, seed: int, replicate: int) -> Network:
    """Return the network, which ends with the official account, with two more accounts behind a row that nobody follows
    (bought media)."""
    network = with_one_more(network, 0, n, seed, replicate, "executive")
    network = with_one_more(network, executive, n, seed, replicate, "executive")
    return with_one_more(network, service, n, seed, replicate, "service")


def with_official_account(network: Network, followers: int, seed: int, replicate: int) -> Network:
    """Return the network of people with one more account, the last, followed by so many of them at random; see
    `with_one_more`."""
    return with_one_more(network, followers, network.n, seed, replicate, "official")


def with_one_more(network: Network, followers: int, n: int, seed: int, replicate: int, name: str) -> Network:
    """Return the network with one more account, the last, followed by so many of the n people at random.

    Raises
    ------
    ScenarioError
        If more followers are asked for than there are people.
    """
    if not 0 <= followers <= n:
        where, what, advice = (
            f"network.micro_blog.{name}_followers",
            f"the {name} account's followers",
            "Give fewer, or raise people.count",
        )
        raise refusal(where, what, f"from 0 to the {n} people", followers, advice)
    rng = stream(seed, replicate, f"{name}_followers")
    row = np.sort(rng.permutation(n)[:followers]).astype(np.int32)
    indptr = np.append(network.indptr, network.indptr[-1] + followers)
    weights = None if network.weights is None else np.append(network.weights, np.ones(followers, np.float32))
    return Network(indptr, np.concatenate([network.targets, row]), weights)


@jit
def _draw_followers(sizes, first, last, largest, room, k):
    """Each person follows each of some accounts with chance size / (n - 1), walked in geometric jumps, so rows ascend.

    Returns the numbers of followers and the followers.
    """
    n = len(sizes)
    counts = np.zeros(last - first, np.int64)
    targets = np.empty(room, np.int32)
    begin = np.int64(0)
    for account in range(first, last):
        if begin + largest > len(targets):
            targets = np.concatenate((targets, np.empty(largest + len(targets) // 8, np.int32)))
        chance = min(sizes[account] / max(n - 1, 1), 1.0)
        count = 0
        for turn in range(_RETRIES):
            count = _draw_row(account, n, chance, largest, turn, targets[begin : begin + largest], k)
            if count <= largest:
                break
        counts[account - first] = min(count, largest)
        begin += counts[account - first]
    return counts, targets[:begin]


@jit
def _draw_row(account, n, chance, most, turn, row, k):
    """Fill one row; returns the number of followers, or most + 1 as soon as it would be more than allowed."""
    if chance <= 0.0:
        return 0
    log_miss = np.log1p(-chance)
    count = 0
    at = np.int64(-1)
    block = np.uint64(0)
    while True:
        words = philox(block, np.uint64(account), np.uint64(turn), np.uint64(0), k[0], k[1])
        for word in words:
            at += 1 + jump((np.float64(word) + 0.5) / 4294967296.0, log_miss)
            if at >= n - 1:
                return count
            if count == most:
                return most + 1
            row[count] = at + 1 if at >= account else at
            count += 1
        block += np.uint64(1)
