"""Attention: which posts pass a person's eyes, and when."""

from __future__ import annotations

import math

from gridsim._jit import kernel


@kernel
def supply_growth(growth_a_year, day):
    """Return by how much the supply of rival posts has grown by a day: (1 + growth)^(day / 365).

    Examples
    --------
    >>> supply_growth(0.5, 365.0)
    1.5
    """
    return (1.0 + growth_a_year) ** (day / 365.0)


@kernel
def posts_in_feed(rival_posts, growth, brand_posts):
    """Return the posts a day that arrive in a feed: the rivals' (through all ties, at the start), grown, and the
    brand's own.

    Examples
    --------
    >>> posts_in_feed(100.0, 1.5, 5.0)
    155.0
    """
    return rival_posts * growth + brand_posts


@kernel
def log_chance_newer(posts_per_day, visits_per_day):
    """Return the log of the chance that the next thing to happen to a feed is another post and not a visit: log(mu /
    (mu + nu)).

    Both rates >= 0, not both 0; -inf where no posts arrive.

    Examples
    --------
    >>> log_chance_newer(5.0, 5.0) == math.log(0.5), log_chance_newer(5.0, 0.0)
    (True, 0.0)
    """
    if posts_per_day <= 0.0:
        return -math.inf
    return math.log(posts_per_day / (posts_per_day + visits_per_day))


@kernel
def shown_chance(posts_per_day, visits_per_day, depth):
    """Return the chance that a post is among the newest `depth` at the first visit after it was posted.

    Posts arrive at `posts_per_day` (mu >= 0), visits at `visits_per_day` (nu >= 0), both Poisson, so the number of
    newer posts before the visit is geometric and the chance is 1 - (mu / (mu + nu))^depth.

    Examples
    --------
    >>> round(shown_chance(50.0, 5.0, 10.0), 5), round(shown_chance(200.0, 5.0, 10.0), 5)
    (0.61446, 0.2188)
    >>> shown_chance(0.0, 5.0, 10.0), shown_chance(10.0, 0.0, 10.0), shown_chance(0.0, 0.0, 10.0)
    (1.0, 0.0, 0.0)
    """
    if visits_per_day <= 0.0:
        return 0.0
    return 1.0 - math.exp(depth * log_chance_newer(posts_per_day, visits_per_day))


@kernel
def found_chance(shown, found_late):
    """Return the chance that a post ever comes before the eyes: among the newest at the first visit, or found later.

    `found_late` is the chance of coming upon a post that was missed: on its author's page, by search, through a list
    that the platform makes.

    Examples
    --------
    >>> found_chance(0.25, 0.2), found_chance(1.0, 0.2)
    (0.4, 1.0)
    """
    return shown + (1.0 - shown) * found_late


@kernel
def days_found_late(u, half_life_days):
    """Return after how long a post that was missed comes up again: P(later than t) = (1 + 3 t / half-life)^(-1/2) (u
    uniform in (0, 1)).

    Half of the late finds come within the half-life, and their tail is heavy: attention to a post relaxes as a power of
    time (Crane and Sornette 2008).

    Examples
    --------
    >>> days_found_late(0.5, 0.5), days_found_late(0.25, 0.5)
    (0.5, 2.5)
    """
    return half_life_days / 3.0 * (1.0 / (u * u) - 1.0)


@kernel
def delivery_multiplier(audience, reference, log_effect):
    """Return how far a platform lets a post through by the size of its audience: `effect` for every tenfold beyond the
    reference.

    `effect` (usually below 1) is given as its logarithm. Audiences up to the reference count as the reference: nothing
    is published below.

    Examples
    --------
    >>> round(delivery_multiplier(100_000, 1_000, math.log(0.6)), 4), delivery_multiplier(50, 1_000, math.log(0.6))
    (0.36, 1.0)
    """
    if audience <= reference:
        return 1.0
    return math.exp(log_effect * math.log10(audience / reference))


@kernel
def days_to_visit(u, visits_per_day):
    """Return the days to the next visit: exponential at the rate of visits (u uniform in (0, 1)); infinite where nobody
    visits.

    Examples
    --------
    >>> days_to_visit(math.exp(-2.0), 4.0), days_to_visit(0.5, 0.0)
    (0.5, inf)
    """
    if visits_per_day <= 0.0:
        return math.inf
    return -math.log(u) / visits_per_day


@kernel
def newer_posts(u, log_chance, shown):
    """Return how many newer posts lie above one that is shown: geometric, cut off at the reading depth (u uniform in
    (0, 1)).

    `log_chance` is that of `log_chance_newer`, `shown` the chance of `shown_chance`. The visit then comes after (number
    + 1) exponential waits at the rate mu + nu: the exact law of the delay given that the post is shown.

    Examples
    --------
    >>> log_chance, shown = log_chance_newer(50.0, 5.0), shown_chance(50.0, 5.0, 10.0)
    >>> newer_posts(0.001, log_chance, shown), newer_posts(0.999, log_chance, shown), newer_posts(0.5, -math.inf, 1.0)
    (0, 9, 0)
    """
    if log_chance == -math.inf:
        return 0
    return int(math.log(1.0 - u * shown) / log_chance)
