"""Facts row 40: shops that begin to sell live."""

from __future__ import annotations

from validation.figure import Rule, within_factor

from trials.trial import FREE, NOBODY, Measure, Town, Trial, arms_on_one_town, market, per, strategies


def play(seed: int, replicate: int) -> Town:
    """Orders and returns of a shop that posts, and of the same shop when it begins to sell live, too."""
    base = market(people={"count": 10_000, "need_interval": 30, "roles": NOBODY}, horizon=60)
    base["network"] = {"micro_blog": {"official_followers": "30%"}}
    base["market"] = {"share": "0.8%"}
    account = {"account": {"content": FREE}}
    show = {"kind": "flash_sale", "units": 1_000_000, "posts_per_day": 1, "days": 60, "discount": 0.1, "content": FREE}
    arms = {"posts": account, "live": {**account, "activities": {"show": show}}}
    found: dict[str, float] = {}
    for name, result in arms_on_one_town(strategies(base, arms), seed, replicate).items():
        orders, in_show = result.orders, result.orders["activity"] == "show"
        found[f"sold {name}"] = float(len(orders))
        found[f"in shows {name}"], found[f"back from shows {name}"] = (
            float(in_show.sum()),
            float((in_show & orders["returned"]).sum()),
        )
        found[f"others {name}"], found[f"back from others {name}"] = (
            float((~in_show).sum()),
            float((~in_show & orders["returned"]).sum()),
        )
    return found


TRIAL = Trial(
    title="Shops that begin to sell live",
    source="hicss2021",
    row="40",
    did="Shops of a platform that began to sell in live shows were compared with matched shops that did not.",
    unit="none: a natural experiment on shops",
    outcome="sales of the shop; share sent back",
    here="A small shop, with the share of the shipped fresh food, that"
    " nearly a third of a town follows posts once a day; the same shop also sells live once a day, at a"
    " tenth off, to whoever looks in.",
    bands="+21.8 % up to a factor of two. Sent back: 30 to 50 % of live sales against 10 to 15 %, which is trade press and"
    " a ratio of 2 to 5.",
    measures=(
        Measure(
            "sales with live shows",
            "+21.8 %",
            within_factor(0.218, 2),
            lambda towns: per("sold live", "sold posts", towns) - 1,
            "share",
            why="A show gathers an audience of its own that has come to buy; here it is one more post, with urgency.",
        ),
        Measure(
            "sent back, live over other sales",
            "2 to 5 times",
            Rule((2.0, 5.0), 2.0, 5.0, "2 to 5"),
            lambda towns: (
                per("back from shows live", "in shows live", towns) / per("back from others live", "others live", towns)
            ),
            "number",
            "input",
        ),
    ),
    play=play,
    inputs="impulse_effect",
    tried=("With a share of 5 % sales rose by 2 %; the shop was then made small (0.8 %), which did not help."),
    towns=24,
)
