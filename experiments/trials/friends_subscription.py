"""Facts row 33: a friend's paid subscription."""

from __future__ import annotations

import numpy as np
from validation.figure import above, published_range

from gridsim.forms import run
from gridsim.scenario import load_scenario
from gridsim.world import World, build_world
from trials.trial import NOBODY, Measure, Statistic, Town, Trial, market, odds_ratio

SEEN = 3.3
PARTS = ("few", "many")


def play(seed: int, replicate: int) -> Town:
    """Friends of people who were given the product: how many bought, where it was given and where not; by whether they
    have few friends or many."""
    base = market(people={"count": 20_000, "need_interval": 3_650, "roles": NOBODY}, horizon=90)
    base["market"] = {"product": {"seen_effect": SEEN}, "share": "10%"}
    base["strategies"] = {"given": {"preset": "nothing", "gifts": {"people": "1%"}}, "nothing": {}}
    scenario = load_scenario(base)
    world = build_world(scenario, seed, replicate)
    orders = {
        name: run(scenario, name, seed, replicate, world=world, threads=1).orders for name in ("given", "nothing")
    }
    gifted = orders["given"].query("entrance == 'gift'")["buyer"].unique()
    found: dict[str, float] = {}
    for part, people in friends_of(world, gifted).items():
        found[f"people {part}"] = float(len(people))
        for name, table in orders.items():
            found[f"bought {name} {part}"] = float(np.isin(people, table["buyer"]).sum())
    found |= {
        what: sum(found[f"{what} {part}"] for part in PARTS) for what in ("people", "bought given", "bought nothing")
    }
    return found


def friends_of(world: World, gifted: np.ndarray) -> dict[str, np.ndarray]:
    """People with exactly one friend who was given it, and were not themselves: those with fewer friends than the median
    of them, and the others."""
    friends = world.layers["moments"]
    count = np.zeros(world.n_people, np.int64)
    for person in gifted:
        count[friends.targets[friends.indptr[person] : friends.indptr[person + 1]]] += 1
    count[gifted] = 0
    one, n_friends = np.flatnonzero(count == 1), np.diff(friends.indptr)
    few = n_friends[one] < np.median(n_friends[one])
    return {"few": one[few], "many": one[~few]}


def of_part(part: str) -> Statistic:
    """Statistic: the odds of buying over those of the same people in the same town without gifts."""
    return odds_ratio(
        (f"bought given {part}".strip(), f"people {part}".strip()),
        (f"bought nothing {part}".strip(), f"people {part}".strip()),
    )


TRIAL = Trial(
    title="A friend's paid subscription",
    source="bapna2015",
    row="33",
    did="On a social music site people drawn at random were given a paid subscription, which their friends can see.",
    unit="the person who is given the subscription",
    outcome="whether friends buy the subscription themselves",
    here="1 % of a town are given the product, which others see that one has; the same town without gifts is the control"
    " group. Odds to buy within 90 days of people with exactly one such friend.",
    bands="Published is 1.6; the band is 1.3 to 2.0. More for those with few friends: the ratio of the two halves is above"
    " 1.",
    measures=(
        Measure(
            "odds with such a friend, over without",
            "1.6",
            published_range(1.3, 2.0),
            of_part(""),
            standing="calibrated",
        ),
        Measure(
            "of those with few friends, over many",
            "more",
            above(1, "above 1"),
            lambda towns: of_part("few")(towns) / of_part("many")(towns),
        ),
    ),
    play=play,
    tried=(
        "With the published 1.6 as seen_effect the odds came out at 1.04 and 1.13, a miss: one more "
        "friend counts for less where some have it already. Needs, share, horizon and town size were "
        "changed three times and seen_effect raised from 1.6 over 2.6 to 3.3."
    ),
    towns=32,
    set_on=f"seen_effect {SEEN:g}, on the odds of all",
)
