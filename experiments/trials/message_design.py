"""Facts row 31: what a message to a friend says."""

from __future__ import annotations

from validation.figure import Rule, above

from trials.trial import LIKE_ALL, NOBODY, Measure, Town, Trial, arms_on_one_town, market, ratio_of_rates, strategies

ARMS = {
    "neither": {"says_bought": False, "tells_reward": False},
    "bought": {"says_bought": True, "tells_reward": False},
    "earn": {"says_bought": False, "tells_reward": True},
    "both": {"says_bought": True, "tells_reward": True},
}
NO_EFFECT = Rule((1.0,), 1 / LIKE_ALL, LIKE_ALL, "no effect")


def play(seed: int, replicate: int) -> Town:
    """Messages, orders by them, and times they were passed on, in each arm of one town."""
    base = market(people={"count": 8_000, "need_interval": 7, "roles": NOBODY})
    base["market"] = {"share": "10%"}
    base["response"] = {"reaction": {"open_chance": 0.4, "click_chance": 0.4, "share_chance": 0.15}}
    arms = {name: {"invitations": {"chance": 0.5, **says}} for name, says in ARMS.items()}
    found: dict[str, float] = {}
    for name, result in arms_on_one_town(strategies(base, arms), seed, replicate).items():
        sent = result.cascades[result.cascades["layer"] == "message"]
        found |= {
            f"messages {name}": float(len(sent)),
            f"orders {name}": float((result.orders["entrance"] == "message").sum()),
            f"passed on {name}": float((sent["size"] - 1).sum()),
        }
    return found


def _of(what: str, arm: str) -> Measure:
    """One outcome in one arm over the arm without either sentence."""
    effect = (what, arm) in (("orders", "bought"), ("passed on", "earn"))
    words = {"orders": "purchases of friends", "passed on": "passing on"}[what]
    return Measure(
        f"{words}, {arm} over neither",
        "raised" if effect else "not raised",
        above(1, "above 1") if effect else NO_EFFECT,
        ratio_of_rates((f"{what} {arm}", f"messages {arm}"), (f"{what} neither", "messages neither")),
        standing="input",
    )


TRIAL = Trial(
    title="What a message to a friend says",
    source="sun2020",
    row="31",
    did="More than 75,000 customers of a deal platform sent messages to friends. The platform drew what the"
    " message said beside the link: nothing,"
    " that the sender had bought, that whoever passes it on can earn, or both.",
    unit="the sender",
    outcome="whether the friend bought, and passed the message on",
    here="Half of all buyers of a town send a message to a friend whom they choose; the four strategies differ"
    " in the two sentences alone. Purchases"
    " of receivers after the message's link and messages passed on, each per message sent. All messages are read, followed and"
    " passed on more than usual, in all arms alike, so that there is enough to count.",
    bands="The signs are published, the sizes are not cited: an effect is above 1, no effect within 1 / 1.15 and 1.15.",
    measures=tuple(_of(what, arm) for arm in ("bought", "earn", "both") for what in ("orders", "passed on")),
    play=play,
    inputs="bought_effect, earning_effect, motives_crowd",
    tried=(
        "Towns were too quiet to count anything (24 messages a town); they were made larger and readers "
        "keener, alike in all arms."
    ),
    towns=16,
)
