"""A note to all friends, and a message to one: which wins more, each and in total."""

from __future__ import annotations

from validation.figure import above

from gridsim.scenario import Scenario
from trials.trial import (
    NOBODY,
    Measure,
    Statistic,
    Town,
    Trial,
    arms_on_one_town,
    market,
    per,
    ratio_of_rates,
    strategies,
)

ARMS = ("none", "broadcast", "personal")


def scenarios() -> dict[str, Scenario]:
    """Buyers tell nobody; half of the satisfied post to all friends; those do, and buyers may message one friend,
    too."""
    base = market(people={"count": 8_000, "need_interval": 7, "roles": NOBODY}, operation={"complaint_chance": 0})
    base["market"] = {"share": "10%"}
    base["response"] = {"reaction": {"open_chance": 0.4, "click_chance": 0.4, "share_chance": 0.15}}
    arms = strategies(base, {"none": {}, "broadcast": {}, "personal": {"invitations": {}}})
    silent = {"operation.praise_chance": 0}
    return {
        name: one.replace(silent if name == "none" else {"operation.praise_chance": 0.5}) for name, one in arms.items()
    }


def play(seed: int, replicate: int) -> Town:
    """Orders in each arm; showings and orders of notes and of messages where there are both."""
    found: dict[str, float] = {}
    results = arms_on_one_town(scenarios(), seed, replicate)
    for name, result in results.items():
        found[f"orders {name}"] = float(result.metrics["orders"])
    both = results["personal"]
    seen = both.channels.groupby("channel")[["impressions", "clicks"]].sum()
    for name, channel, entrance in (("notes", "review", "moments"), ("messages", "invitations", "message")):
        found[f"shown {name}"] = float(seen["impressions"].get(channel, 0))
        found[f"won {name}"] = float((both.orders["entrance"] == entrance).sum())
    return found


def extra(over: str, under: str) -> Statistic:
    """Statistic: what an arm adds to another, per order of the arm without a feature."""
    return lambda towns: per(f"orders {over}", "orders none", towns) - per(f"orders {under}", "orders none", towns)


TRIAL = Trial(
    title="A note to all friends or a message to one",
    source="aral2011",
    row="",
    did="9,687 users of an application, with 1.4 million friends: no viral feature; every adoption and use is"
    " announced to all friends; that, and one"
    " can write to friends of one's choice.",
    unit="the user who has the application",
    outcome="adoption among the friends of users",
    here="A town in which buyers tell nobody; in which half of all fully satisfied buyers post to all friends;"
    " in which buyers, beside that, are asked"
    " to write to one friend. Orders of the town; orders after links for each showing of a note, and of a message.",
    bands="Published are +246 % and another +98 % of what is there by itself, for an application that hardly"
    " sells itself; a town buys by itself, so"
    "the signs are held against: each adds, the note adds more in all, the message wins at least 1.5"
    " times as much each time it is seen.",
    measures=(
        Measure("notes to all friends add", "+246 %", above(0), extra("broadcast", "none"), "share"),
        Measure("messages to one friend add to that", "+98 %", above(0), extra("personal", "broadcast"), "share"),
        Measure(
            "notes add more than messages add",
            "246 against 98",
            above(0),
            lambda towns: extra("broadcast", "none")(towns) - extra("personal", "broadcast")(towns),
            "share",
        ),
        Measure(
            "orders each time it is seen, message over note",
            "stronger per message",
            above(1.5),
            ratio_of_rates(("won messages", "shown messages"), ("won notes", "shown notes")),
            standing="input",
        ),
    ),
    play=play,
    inputs="order_effect, open_effect",
    tried=(
        "Towns were made larger, livelier and more (16 to 32); the ratio of what notes and messages add "
        "had no finite interval and became a difference."
    ),
    towns=32,
)
