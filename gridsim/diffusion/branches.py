"""The branching process of Galton and Watson: everybody wins a number of others, by one law and independently.

It is the limit of every cascade on a large network without loops, and the yardstick for real ones. The offspring of the
i-th individual of a run, counted in the order of arrival, is drawn by inverting the law at one addressed number. The
total is the first n at which the first n individuals have n - 1 offspring together, so a law that gives more at every
number never makes a run smaller.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gridsim._jit import jit, kernel
from gridsim.arguments import array as as_array
from gridsim.arguments import whole as check_whole
from gridsim.diffusion.generations import play_generations
from gridsim.diffusion.inputs import check_list, check_number, check_record, check_runs
from gridsim.diffusion.outcome import Cascades, Tree
from gridsim.draws import Purpose, uniforms
from gridsim.errors import refusal

_HIGHEST_MEAN = 1000.0
_SMALLEST_CELL = 2.0**-33
"""Half the finest step of a draw: a tail below it cannot be drawn."""


@dataclass(frozen=True, eq=False, repr=False)
class Branches(Cascades):
    """The outcome of `branching`: `Cascades` that each start from one individual, and which of them were cut.

    Parameters
    ----------
    cut : numpy.ndarray of bool, shape (n_runs,)
        True where the run was stopped at `most` individuals; its size is then `most`, its last generation incomplete,
        and its true size larger.
    """

    cut: np.ndarray = field(kw_only=True)


def branching(
    offspring: ArrayLike,
    n_runs: int = 1000,
    seed: int = 1,
    *,
    dispersion: float | None = None,
    most: int = 100_000,
    record: str | Iterable[str] | None = None,
    threads: int | None = None,
) -> Branches:
    """Return sizes and generations of a branching process: one individual, whom it wins, whom they win, and so on.

    Parameters
    ----------
    offspring : float or array_like of float
        A number m from 0 to 1000: the mean of a Poisson law, or of a negative binomial one where `dispersion` is given.
        An array: the chances p[k] of winning k, k = 0, 1, ..., which add up to 1. Reposts of real posts: a mean of 0.3
        to 0.6 after the first generation.
    n_runs : int
        1 to 2^24.
    seed : int
        0 to 2^32 - 1.
    dispersion : float, optional
        k of the negative binomial law, 0.001 to 1,000,000: the variance is m + m^2 / k. A small k means that few win
        most (0.1 to 0.5 is usual); a large one is the Poisson law.
    most : int
        1 to 2^31 - 1. A run stops there and is flagged in `.cut`; with a mean above 1 this is how a run that never ends
        is told.
    record : "parents", optional
        Keep who was won by whom, as `.trees`; individuals are numbered in the order of arrival.
    threads : int, optional
        All that this process may use without it. The outcome does not depend on it.

    Returns
    -------
    Branches
        `.sizes`, `.generations`, `.adoption`, `.mean`, `.standard_error`, `.cut`.

    Raises
    ------
    ScenarioError
        If an argument is out of its range, or the chances do not add up to 1.

    References
    ----------
    Harris, "The theory of branching processes", Springer 1963. Lloyd-Smith and others, "Superspreading and the effect
    of individual variation on disease emergence", Nature 438 (2005) (the negative binomial law).

    Examples
    --------
    >>> outcome = branching(0.5, n_runs=10_000, seed=1)  # exactly 1 / (1 - 0.5) = 2
    >>> abs(outcome.mean - 2) < 4 * outcome.standard_error, bool(outcome.cut.any())
    (True, False)
    >>> growing = branching([0.25, 0.25, 0.5], n_runs=2000, seed=1, most=1000)  # dies out with chance 1/2
    >>> abs(float(growing.cut.mean()) - (1 - extinction_chance([0.25, 0.25, 0.5]))) < 4 * 0.5 / 2000**0.5
    True
    >>> branching([0, 1], n_runs=1, most=4, record="parents").tree(0).parents.tolist()
    [-1, 0, 1, 2]
    """
    law = _check_law(offspring, dispersion)
    n_runs, seed, threads = check_runs(n_runs, seed, threads)
    most = check_whole("most", most, 1, 2**31 - 1, "Give the size at which a run is stopped")
    recording = check_record(record)
    table = np.cumsum(_chances(law))
    table[-1] = 1.0
    cut = np.zeros(n_runs, bool)

    def play_runs(parents: np.ndarray, first: int, won: np.ndarray, generations: np.ndarray) -> int:
        """Play one run a row of `won`; see `play_generations`."""
        return _play_runs(table, most, seed, first, parents, won, generations, cut)

    def tree(parents: np.ndarray, size: int) -> Tree:
        """The tree of the run that was played last; individuals are numbered as they come."""
        return Tree(np.arange(size, dtype=np.int32), parents[:size].copy())

    won, generations, trees = play_generations(
        n_runs, threads, lambda: np.empty(most if recording else 0, np.int32), play_runs, tree if recording else None
    )
    return Branches(won, generations, trees if recording else None, cut=cut)


@jit
def _play_runs(table, most, seed, first_run, parents, won, generations, cut):
    """Play one run a row of `won`; returns how many were played before a run outgrew its row."""
    for row in range(len(won)):
        run, size, head, generation = first_run + row, 1, 0, 0
        cut[run] = False
        if len(parents) > 0:
            parents[0] = -1
        while head < size and generation < won.shape[1]:
            won[row, generation] = size - head
            generation += 1
            end = size
            if not cut[run]:
                size, cut[run] = _multiply(table, most, seed, run, parents, head, end)
            head = end
        if head < size:
            return row
        generations[run] = generation - 1
    return len(won)


@kernel
def _multiply(table, most, seed, run, parents, head, end):
    """Let the individuals of one generation win others; returns how many there are then, and whether that passed
    `most`."""
    size, four = end, uniforms(seed, run, Purpose.BRANCH_OFFSPRING, head // 4, 0, 0, 0, 0)
    for individual in range(head, end):
        if individual % 4 == 0:
            four = uniforms(seed, run, Purpose.BRANCH_OFFSPRING, individual // 4, 0, 0, 0, 0)
        stop = size + _inverted(table, four[individual % 4])
        if len(parents) > 0:
            parents[size : min(stop, most)] = individual
        if stop > most:
            return most, True
        size = stop
    return size, False


@kernel
def _inverted(table, u):
    """The least number whose cumulated chance is above u; a search from 0, so that its cost is the number found."""
    number = 0
    while table[number] <= u:
        number += 1
    return number


def size_chance(size: ArrayLike, offspring: ArrayLike, *, dispersion: float | None = None) -> float | np.ndarray:
    """Return the chance that a branching process from one individual ends with exactly this total size.

    P(size = n) = (1 / n) P(n individuals have n - 1 offspring together). With Poisson offspring of mean m it is the law
    of Borel and Tanner, e^(-m n) (m n)^(n - 1) / n!. With a mean above 1 the chances of all sizes add up to
    `extinction_chance`.

    Parameters
    ----------
    size : int or array_like of int
        1 to 10,000,000 (to 100,000 where chances are given, at a cost of size x number of chances each).
    offspring, dispersion
        The law, as in `branching`.

    Returns
    -------
    float, or numpy.ndarray of float64 of the shape of `size`

    Raises
    ------
    ScenarioError
        If a size is no whole number in range, or the law is none.

    References
    ----------
    Dwass, "The total progeny in a branching process and a related random walk", Journal of Applied Probability 6
    (1969).

    Examples
    --------
    >>> size_chance([1, 2, 3], 0.5).round(5).tolist()
    [0.60653, 0.18394, 0.08367]
    >>> round(1 - float(size_chance(range(1, 100), 0.8).sum()), 7)  # of 100 and more
    0.0014252
    >>> round(size_chance(3, 0.5, dispersion=0.2), 5), round(size_chance(3, [0.5, 0.3, 0.2]), 5)
    (0.0385, 0.095)
    """
    law = _check_law(offspring, dispersion)
    sizes = _check_sizes(size, 10_000_000 if law.chances is None else 100_000)
    if law.chances is not None:
        found = {n: _chance_of_sum(law.chances, n) for n in set(sizes.ravel().tolist())}
        chances = np.array([found[n] for n in sizes.ravel().tolist()]).reshape(sizes.shape)
    else:
        chances = np.exp(_log_size_chance(sizes.astype(np.float64), law))
    return float(chances) if sizes.ndim == 0 else chances


def _log_size_chance(n: np.ndarray, law: Law) -> np.ndarray:
    """Log of the chance of size n for Poisson or negative binomial offspring."""
    from scipy.special import gammaln, xlogy

    if math.isinf(law.dispersion):
        return xlogy(n - 1.0, law.mean * n) - law.mean * n - gammaln(n + 1.0)
    k, m = law.dispersion, law.mean
    together = gammaln(n * k + n - 1.0) - gammaln(n * k) - gammaln(n)
    return together - n * k * math.log1p(m / k) + xlogy(n - 1.0, m / (m + k)) - np.log(n)


def _chance_of_sum(chances: np.ndarray, n: int) -> float:
    """(1 / n) P(n individuals have n - 1 offspring together): a coefficient of a power of the generating function, by
    its recurrence.

    The recurrence adds positive terms only; the running coefficients are scaled to stay within the range of numbers.
    """
    if chances[0] == 0.0:
        return 0.0  # nobody ever stops
    ratio = chances[1:n] / chances[0]
    coefficients, log_scale = np.zeros(n), n * math.log(chances[0])
    coefficients[0] = 1.0
    for order in range(1, n):
        j = np.arange(1, min(order, len(ratio)) + 1)
        coefficients[order] = np.sum((j * (n + 1.0) - order) * ratio[j - 1] * coefficients[order - j]) / order
        if coefficients[order] > 1e200:
            coefficients[: order + 1] *= 1e-200
            log_scale += 200.0 * math.log(10.0)
    last = coefficients[n - 1]
    return math.exp(math.log(last) + log_scale) / n if last > 0.0 else 0.0


def extinction_chance(offspring: ArrayLike, *, dispersion: float | None = None) -> float:
    """Return the chance that a branching process from one individual dies out: the least root of s = G(s), the
    generating function of the law.

    1 for a mean of at most 1 (unless everybody wins exactly one).

    Parameters
    ----------
    offspring, dispersion
        The law, as in `branching`.

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    ScenarioError
        If the law is none.

    References
    ----------
    Watson and Galton, "On the probability of the extinction of families", Journal of the Anthropological Institute 4
    (1875).

    Examples
    --------
    >>> round(extinction_chance([0.25, 0.25, 0.5]), 12), extinction_chance(0.9), round(extinction_chance(2.0), 5)
    (0.5, 1.0, 0.20319)
    """
    law = _check_law(offspring, dispersion)
    if law.chances is not None and len(law.chances) > 1 and law.chances[1] == 1.0:
        return 0.0
    if law.mean <= 1.0:
        return 1.0
    chance = 0.0
    for _ in range(200):  # Newton's steps rise to the root, since G is convex
        value, slope = _generating(law, chance)
        ahead = chance + (value - chance) / (1.0 - slope)
        if not ahead > chance:
            break
        chance = min(ahead, 1.0)
    return chance


def _generating(law: Law, s: float) -> tuple[float, float]:
    """The generating function of the law at s, and its slope."""
    if law.chances is not None:
        polynomial = np.polynomial.Polynomial(law.chances)
        return float(polynomial(s)), float(polynomial.deriv()(s))
    if math.isinf(law.dispersion):
        value = math.exp(law.mean * (s - 1.0))
        return value, law.mean * value
    below = law.mean / law.dispersion * (1.0 - s)
    value = math.exp(-law.dispersion * math.log1p(below))
    return value, law.mean * value / (1.0 + below)


class Law(NamedTuple):
    """A law of offspring: chances where they are given; else negative binomial, or Poisson where the dispersion is
    infinite."""

    mean: float
    dispersion: float
    chances: np.ndarray | None


def _chances(law: Law) -> np.ndarray:
    """The chance of each number of offspring, up to a tail that no draw can reach."""
    if law.chances is not None:
        return law.chances
    length = 64
    while True:
        k = np.arange(length, dtype=np.float64)
        if math.isinf(law.dispersion):
            log_first, ratio = -law.mean, law.mean / (k[:-1] + 1.0)
        else:
            log_first = -law.dispersion * math.log1p(law.mean / law.dispersion)
            ratio = (k[:-1] + law.dispersion) / (k[:-1] + 1.0) * (law.mean / (law.mean + law.dispersion))
        with np.errstate(divide="ignore"):
            chances = np.exp(log_first + np.concatenate([[0.0], np.cumsum(np.log(ratio))]))
        total = np.cumsum(chances)
        enough = int(np.searchsorted(total, 1.0 - _SMALLEST_CELL))
        if enough < length:
            return chances[: enough + 1]
        length *= 2


def _check_law(offspring: Any, dispersion: Any) -> Law:
    """A law of offspring from what the user gave."""
    advice = "Give the mean number that each wins, or the chances of winning 0, 1, 2 and so on"
    if as_array("offspring", offspring).ndim == 0:
        mean = check_number("offspring", offspring, 0.0, _HIGHEST_MEAN, advice)
        if dispersion is None:
            return Law(mean, math.inf, None)
        return Law(mean, check_number("dispersion", dispersion, 1e-3, 1e6, "Leave it out for the Poisson law"), None)
    if dispersion is not None:
        raise refusal(
            "dispersion",
            "the dispersion",
            "given with a mean only",
            dispersion,
            "Leave it out: chances are a whole law",
        )
    chances = check_list("offspring", offspring, 1.0, advice)
    if abs(chances.sum() - 1.0) > 1e-9:
        raise refusal("offspring", "the chances", "adding up to 1", f"{chances.sum():.12g}", "Divide them by their sum")
    return Law(float(chances @ np.arange(len(chances))), math.nan, chances)


def _check_sizes(size: Any, high: int) -> np.ndarray:
    """Sizes as whole numbers from 1."""
    sizes = as_array("size", size)
    if sizes.dtype.kind not in "iu" or np.any((sizes < 1) | (sizes > high)):
        raise refusal("size", "every size", f"a whole number from 1 to {high}", size, "Count the first individual too")
    return sizes
