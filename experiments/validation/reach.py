"""Row 17, reach and engagement fall with size: half a year of growing supply, large pages against small ones, accounts
by tiers of followers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from gridsim.forms import run
from gridsim.scenario import Scenario, load_scenario
from gridsim.world import build_world
from validation.figure import Figure, Row, above, figure, interval, played, ratio_of, within, within_factor

NOBODY = {role: {"count": 0} for role in ("employee", "distributor", "kol")}
QUIET = {"forwarding": False, "word_of_mouth": False}
TIERS = {
    "nano": (3_160, 0.048),
    "micro": (31_600, 0.024),
    "mid": (224_000, 0.018),
    "macro": (707_000, 0.015),
    "mega": (3_160_000, 0.012),
}
"""Middle of each tier's followers (thousands: 1-10, 10-100, 100-500, 500-1,000, over 1,000) and its published
engagement."""
SCALE = 200
"""A page's follower in the town stands for so many: audiences, and the audience up to which everything is delivered, are
a 200th."""
FEWER = {"nano": 4, "micro": 20, "mid": 100, "macro": SCALE, "mega": SCALE}
"""Followers for whom one in the town stands, by tier: of the smaller ones fewer, or nobody would be left."""
AT_A_THOUSAND, PER_TENFOLD = 0.054, 0.63
"""Engagements a follower and post at a thousand followers, and what every tenfold beyond leaves of them: the line
through the published tiers."""
READERS = 0.57
"""Readers a post, of the followers to whom it is delivered: here nearly all are shown it."""
SMALL, LARGE = 120, 6_000
"""Followers in the town of a usual page (24,000) and of a very large one (1.2 million)."""


def page(followers: int) -> Scenario:
    """A page posts once a day to its followers while the rival posts in their feeds multiply."""
    return load_scenario(
        {
            "name": "Rival supply",
            "people": {
                "count": 6_000,
                "roles": NOBODY,
                "visits_per_day": 5,
                "visits_spread": 0.5,
                "reading_depth": 15,
            },
            "horizon": 183,
            "budget": {"total": 0},
            "network": {
                "moments": {"mean_friends": 0},
                "micro_blog": {
                    "official_followers": followers,
                    "delivered": 0.68,
                    "delivery_effect": PER_TENFOLD,
                    "delivery_reference": 1_000 / SCALE,
                    "found_late": 0,
                    "rival_growth": 5,
                },
            },
            "switches": QUIET,
            "strategies": {"official": {"account": {"posts_per_day": 1, "content": {"cost_at_full_quality": 0}}}},
        }
    )


def half_year(n_towns: int, seed: int, followers: int = SMALL) -> list[np.ndarray]:
    """Share of the day's followers who are shown the day's post, day by day, in each town."""
    scenario = page(followers)

    def one(replicate: int) -> np.ndarray:
        daily = run(scenario, "official", seed, replicate, build_world(scenario, seed, replicate)).daily
        daily = daily[~daily["closing"]]
        return (daily["impressions"] / daily["followers"]).to_numpy()

    return played(n_towns, one)


def over_days(first: int, last: int) -> Callable[[Sequence[np.ndarray]], float]:
    """Statistic: the mean over days, `last` left out."""
    return lambda towns: float(np.mean([one[first:last].mean() for one in towns]))


FIRST_DAYS, LAST_DAYS = (2, 12), (173, 183)


def account(tier: str) -> Scenario:
    """An account of one tier, whose followers read nearly every post."""
    return load_scenario(
        {
            "name": "Tiers",
            "people": {"count": 20_000, "roles": NOBODY, "visits_spread": 0, "reading_depth": 200},
            "horizon": 8,
            "budget": {"total": 0},
            "network": {
                "moments": {"mean_friends": 0},
                "micro_blog": {
                    "mean_follows": 0,
                    "official_followers": audience(tier),
                    "delivered": 1,
                    "delivery_effect": PER_TENFOLD,
                    "delivery_reference": 1_000 / FEWER[tier],
                    "rival_posts_per_tie": 1,
                },
            },
            "response": {
                "reaction": {
                    "interact_chance": AT_A_THOUSAND / READERS,
                    "open_chance": 0.9,
                    "fatigue_effect": 0,
                }
            },
            "switches": QUIET,
            "strategies": {"official": {"account": {"posts_per_day": 2, "content": {"cost_at_full_quality": 0}}}},
        }
    )


def audience(tier: str) -> int:
    """Followers of an account of this tier in the town."""
    return TIERS[tier][0] // FEWER[tier]


def line(tier: str) -> float:
    """What the line through the published tiers says."""
    return float(AT_A_THOUSAND * PER_TENFOLD ** np.log10(TIERS[tier][0] / 1_000))


def engagement(tier: str, n_towns: int, seed: int) -> list[dict[str, float]]:
    """Likes and comments of an account of this tier, and its followers times its posts, by which they are published."""
    scenario = account(tier)

    def one(replicate: int) -> dict[str, float]:
        result = run(scenario, "official", seed, replicate, build_world(scenario, seed, replicate))
        days, plan = result.daily[~result.daily["closing"]], scenario.strategies["official"].account
        return {
            "engagements": result.metrics["engagements"],
            "followers": float(days["followers"].sum() * plan.posts_per_day),
        }

    return played(n_towns, one)


def row(n_towns: int, n_tiers: int, seed: int = 1) -> Row:
    """The figures of row 17."""
    small = half_year(n_towns, seed)
    tiers = {tier: engagement(tier, n_tiers, seed) for tier in TIERS}
    figures = [
        figure(
            "reach at the start",
            "12.05 %",
            within(0.1205, 0.15),
            small,
            over_days(*FIRST_DAYS),
            standing="calibrated",
            set_on="delivered 68 %",
        ),
        figure(
            "reach half a year later",
            "6.15 %",
            within(0.0615, 0.15),
            small,
            over_days(*LAST_DAYS),
            standing="calibrated",
            set_on="rival_growth 5 a year",
        ),
        figure(
            "reach of very large pages, then",
            "2.11 %",
            within_factor(0.0211, 1.5),
            half_year(n_towns, seed, LARGE),
            over_days(*LAST_DAYS),
        ),
        *of_tiers(tiers),
    ]
    shapes = {
        "reach": [(day, *interval(small, over_days(max(0, day - 5), day + 5))) for day in range(5, 180, 10)],
        "engagement": [
            (TIERS[tier][0], *interval(towns, ratio_of("engagements", "followers"))) for tier, towns in tiers.items()
        ],
    }
    return Row(17, "Reach falls with size", tuple(figures), shapes)


def of_tiers(tiers: dict[str, list[dict[str, float]]]) -> list[Figure]:
    """The order, which is robust, and the level, which varies twofold."""
    names, paired = list(TIERS), [list(towns) for towns in zip(*tiers.values(), strict=True)]

    def least_step(some: Sequence[list[dict[str, float]]]) -> float:
        rates = [
            sum(town[k]["engagements"] for town in some) / sum(town[k]["followers"] for town in some)
            for k in range(len(names))
        ]
        return min(larger / smaller for larger, smaller in zip(rates, rates[1:], strict=False))

    levels = [
        figure(
            f"engagement of {tier} accounts",
            f"{100 * published:g} %",
            within_factor(published, 2),
            tiers[tier],
            ratio_of("engagements", "followers"),
            standing="input",
            set_on="delivery_effect 0.63, interact_chance 9.5 %",
        )
        for tier, (_, published) in TIERS.items()
    ]
    order = figure(
        "order of the tiers",
        "nano to mega falls",
        above(1, "least step above 1"),
        paired,
        least_step,
        unit="number",
        standing="input",
        set_on="delivery_effect 0.63",
    )
    return [*levels, order]
