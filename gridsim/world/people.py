"""Attributes of the people: roles, brand, attention, liking, needs, interests.

Each attribute has a stream of its own, so that a changed parameter changes one attribute only. Where a mean is asked
for, the population's mean is that value exactly, not only in expectation.
"""

from __future__ import annotations

import numpy as np

from gridsim.errors import refusal
from gridsim.scenario import Scenario
from gridsim.scenario.quantities import heads
from gridsim.terms import PEOPLE, Role, words
from gridsim.world.chance import stream

PERSON = np.dtype(
    [
        ("role", "i1"),
        ("customer", "?"),
        ("aware", "?"),
        ("circle", "i4"),
        ("region", "i4"),
        ("visits_per_day", "f8"),
        ("reading_depth", "f8"),
        ("sociability", "f8"),
        ("liking", "f8"),
        ("need_interval_days", "f8"),
    ],
    align=True,
)
"""One person. `role`: code of `gridsim.terms.Role`; `customer`: has bought before; `aware`: knows the brand
(customers do); `circle`, `region`: codes, -1 is none; `liking`: the share of own needs that go to the brand in the
usual world; `sociability` has mean 1."""

NEVER_ALL = 1e-9
"""What is left to rivals at the least: odds stay finite."""


def draw_roles(scenario: Scenario, audience: np.ndarray, seed: int, replicate: int) -> np.ndarray:
    """Return everybody's role, int8, shape (n,): opinion leaders have the largest audiences, the others are drawn from
    the rest.

    Raises
    ------
    ScenarioError
        If the roles need more people than there are.
    """
    n = len(audience)
    roles = scenario.people.roles
    counts = {name: heads(getattr(roles, name).count, n) for name in words(PEOPLE[1:])}
    if sum(counts.values()) > n:
        got = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
        advice = "Lower a count, or take more people"
        raise refusal("people.roles", "the heads of all roles together", f"at most the {n} people", got, advice)
    role = np.zeros(n, np.int8)
    role[np.argsort(-audience, kind="stable")[: counts["kol"]]] = Role.KOL
    shuffled = stream(seed, replicate, "roles").permutation(n)
    free = shuffled[role[shuffled] == 0]
    taken = 0
    for name in words(PEOPLE[1:]):
        if name != "kol":
            role[free[taken : taken + counts[name]]] = Role[name.upper()]
            taken += counts[name]
    return role


def draw_table(
    scenario: Scenario, role: np.ndarray, circle: np.ndarray, region: np.ndarray, seed: int, replicate: int
) -> np.recarray:
    """Return the table of people, dtype PERSON, shape (n,)."""
    people, market = scenario.people, scenario.market
    n = len(role)
    # zeros, so that the bytes between the fields are the same in every run
    table = np.zeros(n, PERSON).view(np.recarray)
    table.role, table.circle, table.region = role, circle, region
    table.aware = _evenly(n, stream(seed, replicate, "brand")) < market.initial_awareness  # with more, the earlier stay
    table.reading_depth = people.reading_depth

    def spread(name: str, mean: float, sigma: float) -> np.ndarray:
        return log_normal(n, mean, sigma, stream(seed, replicate, name))

    table.visits_per_day = spread("visits", people.visits_per_day, people.visits_spread)
    table.sociability = spread("sociability", 1.0, people.sociability_spread)
    table.need_interval_days = people.need_interval / need_rates(n, people.need_shape, stream(seed, replicate, "need"))
    own, of_circles = (stream(seed, replicate, name) for name in ("liking", "circle_liking"))
    z = alike(own.standard_normal(n), circle, of_circles.standard_normal(n_circles(circle)), people.circle_homophily)
    table.liking = likings(_evenly_by(z), market.share, market.switching)
    bought = np.exp(-365.0 / table.need_interval_days * table.liking)
    table.customer = table.aware & (stream(seed, replicate, "customer").random(n) >= bought)
    return table


def need_rates(n: int, shape: float, rng: np.random.Generator) -> np.ndarray:
    """Return n rates of a gamma distribution of this shape, whose own mean is 1."""
    from scipy.special import gammaincinv

    rates = gammaincinv(shape, _evenly(n, rng))
    return np.maximum(rates / rates.mean(), 1e-9)


def likings(u: np.ndarray, share: float, switching: float, chosen: bool = False) -> np.ndarray:
    """Return everybody's liking, the share of own needs that go to the brand, by numbers in (0, 1): a Beta distribution
    of mean `share`, as panels of consumers show it [goodhardt1984]; `chosen`: of those with whose needs it is
    chosen."""
    from scipy.special import betaincinv

    own = share * switching + (1.0 if chosen else 0.0)
    return np.minimum(betaincinv(own, (1.0 - share) * switching, u), 1.0 - NEVER_ALL)


def alike(own: np.ndarray, circle: np.ndarray, of_circles: np.ndarray, homophily: float) -> np.ndarray:
    """Return normal numbers of people who are alike within circles: `homophily` x that of the circle + (1 - `homophily`)
    x the own one, of variance 1 again; without a circle the own one.

    Half of each makes a friend of the own circle correlate by one half.
    """
    own_part, whole = 1.0 - homophily, np.hypot(homophily, 1.0 - homophily)
    return np.where(circle >= 0, (homophily * of_circles[circle] + own_part * own) / whole, own)


def n_circles(circle: np.ndarray) -> int:
    """Return how many circles there are, and one that stands for none."""
    return int(circle.max(initial=-1)) + 2


def _evenly_by(order: np.ndarray) -> np.ndarray:
    """Return the numbers (k + 1/2) / n in the order of other numbers."""
    ranks = np.empty(len(order))
    ranks[np.argsort(order)] = (np.arange(len(order)) + 0.5) / len(order)
    return ranks


def _evenly(n: int, rng: np.random.Generator) -> np.ndarray:
    """Return the numbers (k + 1/2) / n in random order: a distribution by them has its moments with hardly any error."""
    return (rng.permutation(n) + 0.5) / n


def log_normal(n: int, mean: float, sigma: float, rng: np.random.Generator) -> np.ndarray:
    """Return n log-normal numbers whose own mean is `mean`; `sigma` is the spread of their logs."""
    values = np.exp(sigma * rng.standard_normal(n))
    values *= mean / values.mean()
    return values


def draw_interests(circle: np.ndarray, n_topics: int, homophily: float, seed: int, replicate: int) -> np.ndarray:
    """Return everybody's interests, float32, shape (n, n_topics): non-negative, each row of length 1.

    A person's interests are `homophily` x those of the circle + (1 - `homophily`) x own ones, both uneven over the
    topics; without a circle they are all the person's own.
    """
    n = len(circle)
    own = _uneven(n, n_topics, stream(seed, replicate, "own_interest"))
    # the last row is for no circle
    of_circles = _uneven(n_circles(circle), n_topics, stream(seed, replicate, "circle_interest"))
    share = np.where(circle >= 0, np.float32(homophily), np.float32(0))[:, None]
    own *= 1 - share
    own += share * of_circles[circle]
    own /= np.sqrt(np.einsum("ij,ij->i", own, own))[:, None]
    return own


def _uneven(n: int, n_topics: int, rng: np.random.Generator) -> np.ndarray:
    """Squares of normal numbers, each row of length 1: a few topics count much, most count little."""
    values = rng.standard_normal((n, n_topics), dtype=np.float32)
    values *= values
    values += np.float32(1e-6)
    values /= np.sqrt(np.einsum("ij,ij->i", values, values))[:, None]
    return values


def by_role(scenario: Scenario, key: str, otherwise: float) -> np.ndarray:
    """A key of the roles by their code, (roles,) float64; `otherwise` for the account, which is no person."""
    roles = scenario.people.roles
    return np.array([getattr(getattr(roles, role.word), key) if role in PEOPLE else otherwise for role in Role], float)
