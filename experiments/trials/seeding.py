"""Facts row 15: whom to start a viral campaign with."""

from __future__ import annotations

from validation.figure import above, published_range, within, within_factor

from trials.trial import FREE, NOBODY, Measure, Town, Trial, arms_on_one_town, market, per, ratio_of_rates, strategies

WAYS = ("random", "most_friends", "bridges", "fewest_friends")


def play(seed: int, replicate: int) -> Town:
    """People reached, readings and links followed, under each way of choosing the seeds, in one town."""
    base = market(people={"count": 3_000, "roles": NOBODY}, horizon=20)
    base["network"] = {"moments": {"mean_friends": 30, "spread": 0.65}}
    base["market"] = {"initial_awareness": 0}
    base["switches"] = {"word_of_mouth": False}
    steady = {"public_share": 0, "training_cost": 0, "management_cost": 0, "recruiting": None, "dormancy_chance": 0}
    arms = {way: {"points": {**steady, "content": FREE, "activate": {"consumer": "6%", "choose": way}}} for way in WAYS}
    found: dict[str, float] = {}
    for way, result in arms_on_one_town(strategies(base, arms), seed, replicate).items():
        found |= {f"{what} {way}": float(result.metrics[what]) for what in ("reach", "reads", "clicks")}
    return found


TRIAL = Trial(
    title="Whom to start with",
    source="hinz2011",
    row="15",
    did="Four ways of choosing the seeds of viral campaigns were compared in two experiments and a real"
    " campaign: hubs, bridges, people of low degree,"
    " people at random.",
    unit="the campaign",
    outcome="successful referrals",
    here="6 % of the consumers of a town of 3,000, chosen in one of the four ways, post to their friends for"
    " 20 days; who reads may pass it on."
    " People reached; readings; links followed per reading.",
    bands="+52 % up to a factor of 1.5, 4 to 8 times as published; bridges as hubs within 15 %; persuasion"
    " equal within 15 %.",
    measures=(
        Measure(
            "hubs over random",
            "+52 %",
            within_factor(0.52, 1.5),
            lambda towns: per("reach most_friends", "reach random", towns) - 1,
            "share",
            "calibrated",
        ),
        Measure(
            "bridges over hubs",
            "about the same",
            within(1.0, 0.15),
            lambda towns: per("reach bridges", "reach most_friends", towns),
        ),
        Measure(
            "hubs over low degree",
            "4 to 8 times",
            published_range(4, 8),
            lambda towns: per("reach most_friends", "reach fewest_friends", towns),
            standing="calibrated",
        ),
        Measure(
            "hubs take part more",
            "more",
            above(1.0, "read more"),
            lambda towns: per("reads most_friends", "reads random", towns),
        ),
        Measure(
            "hubs persuade no more",
            "no more",
            within(1.0, 0.15),
            ratio_of_rates(("clicks most_friends", "reads most_friends"), ("clicks random", "reads random")),
        ),
    ),
    play=play,
    tried=(
        "2.5 % asked gave +121 to +142 % and 9 to 12 times, misses; 10 % gave +37 % and 3.2 times; 6 % "
        "was chosen with both ratios in view, so that the ratio to low degree is no prediction either. "
        "The spread of friends was set on this experiment before."
    ),
    towns=12,
    set_on="6 % of consumers asked, with both ratios of hubs in view",
)
