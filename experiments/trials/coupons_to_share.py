"""Facts row 32: a coupon of one's own, and one to give away."""

from __future__ import annotations

from typing import Any

from validation.figure import Rule, above, below

from trials.trial import (
    FREE,
    LIKE_ALL,
    NOBODY,
    Measure,
    Town,
    Trial,
    arms_on_one_town,
    market,
    ratio_of_rates,
    strategies,
)

CODE = 0.07
"""Of the list price."""
ARMS = {"neither": (0.0, 0.0), "own": (CODE, 0.0), "share": (0.0, CODE), "both": (CODE, CODE)}
NO_EFFECT = Rule((1.0,), 1 / LIKE_ALL, LIKE_ALL, "no effect")


def play(seed: int, replicate: int) -> Town:
    """Visitors by the account's posts, their orders and the messages they send, in each arm of one town."""
    base = market(people={"count": 8_000, "need_interval": 365, "roles": NOBODY})
    base["response"] = {"reaction": {"click_chance": 0.3, "open_chance": 0.3}, "messages": {"open_effect": 0.01}}
    base["network"] = {"micro_blog": {"official_followers": "60%"}}
    arms: dict[str, dict[str, Any]] = {
        name: {
            "account": {"posts_per_day": 2, "content": {"discount": own, **FREE}},
            "invitations": {"asks": "visitors", "says_bought": False, "discount": to_give},
        }
        for name, (own, to_give) in ARMS.items()
    }
    found: dict[str, float] = {}
    for name, result in arms_on_one_town(strategies(base, arms), seed, replicate).items():
        found |= {
            f"visits {name}": float(result.metrics["clicks"]),
            f"orders {name}": float(result.orders["entrance"].isin(["micro_blog", "moments"]).sum()),
            f"referrals {name}": float((result.cascades["layer"] == "message").sum()),
        }
    return found


def _of(what: str, arm: str) -> Measure:
    """One outcome in one arm over the arm without a coupon."""
    said, rule = {
        ("orders", "own"): ("buys more", above(1, "above 1")),
        ("orders", "share"): ("buys less", below(1, "below 1")),
        ("referrals", "share"): ("refers more", above(1, "above 1")),
    }.get((what, arm), ("no effect", NO_EFFECT))
    words = {"orders": "own purchases", "referrals": "referrals"}[what]
    return Measure(
        f"{words}, {arm} over neither",
        said,
        rule,
        ratio_of_rates((f"{what} {arm}", f"visits {arm}"), (f"{what} neither", "visits neither")),
        standing="input",
    )


TRIAL = Trial(
    title="A coupon of one's own, one to give away",
    source="sun2021",
    row="32",
    did="Customers of a platform were offered a code for themselves, a code to share with friends, both, or neither.",
    unit="the customer",
    outcome="own purchase, and referral of friends",
    here="Whoever follows a link of the account's posts is asked to tell a friend; the posts carry a coupon of"
    f" {100 * CODE:g} % or none, the messages carry"
    "one or none. Orders of visitors and messages sent, each per visit. Hardly anybody opens the"
    " messages, so that what they bring does not count.",
    bands="The signs are published: an effect is above or below 1, no effect within 1 / 1.15 and 1.15.",
    measures=tuple(
        _of(what, arm)
        for arm, outcomes in (
            ("own", ("orders",)),
            ("share", ("orders", "referrals")),
            ("both", ("orders", "referrals")),
        )
        for what in outcomes
    ),
    play=play,
    inputs="giving_effect, giving_diverts, motives_crowd",
    tried=(
        "The size of the coupon, 7 %, was chosen by arithmetic so that what it adds and what giving "
        "takes cancel; towns were made larger."
    ),
    towns=24,
)
