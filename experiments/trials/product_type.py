"""Facts row 35: a friend's like beside an advertisement, by kind of product."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from validation.figure import above, below

from gridsim.forms import run
from gridsim.results.result import Result
from gridsim.scenario import load_scenario
from gridsim.world import World, build_world
from trials.trial import FREE, NOBODY, Measure, Town, Trial, market

KINDS = {"food": 0.8, "finance": 0.1}
"""Status of the product: food, clothes, cars against finance, appliances."""
MOST = 2


def play(seed: int, replicate: int) -> Town:
    """Showings and openings of advertisements by the number of friends who are seen to have liked one, for two kinds of
    product, with the likes in sight and out of it."""
    base = market(people={"count": 4_000, "roles": NOBODY}, horizon=40)
    base["budget"] = {"total": "60k CNY"}
    plan = {"preset": "nothing", "advertising": {"spend": 1, "content": FREE}}
    base["strategies"] = {"ads": plan}
    scenario, found = load_scenario(base), {}
    world = build_world(scenario, seed, replicate)
    for kind, status in KINDS.items():
        for cue, changes in (("shown", {}), ("hidden", {"response.reaction.approval_effect": 1})):
            arm = scenario.replace({"market.product.status": status, **changes})
            result = run(arm, "ads", seed, replicate, world=world, record="impressions", threads=1)
            for friends, (seen, opened) in enumerate(by_friends(result, world)):
                found |= {f"{kind} {cue} seen {friends}": seen, f"{kind} {cue} opened {friends}": opened}
    return found


def by_friends(result: Result, world: World) -> list[tuple[float, float]]:
    """Showings and openings by how many friends have liked before: none, one, more."""
    table, friends = result.table("impressions"), world.layers["moments"]
    tick, viewer = table["tick"].to_numpy(), table["viewer"].to_numpy()
    stage = table["stage"].to_numpy()
    first = np.full(world.n_people, np.iinfo(np.int64).max)
    liked = stage == "engaged"
    np.minimum.at(first, viewer[liked], tick[liked])
    source = np.repeat(np.arange(world.n_people), np.diff(friends.indptr))
    when = np.full(world.n_people * (MOST + 1), np.inf)
    known = np.isfinite(first[friends.targets].astype(float)) & (first[friends.targets] < np.iinfo(np.int64).max)
    order = np.lexsort((first[friends.targets][known], source[known]))
    owner, ticks = source[known][order], first[friends.targets][known][order]
    place = np.arange(len(owner)) - np.searchsorted(owner, owner)
    kept = place < MOST
    when[owner[kept] * (MOST + 1) + place[kept]] = ticks[kept]
    count = (when.reshape(-1, MOST + 1)[viewer, :MOST] < tick[:, None]).sum(1)
    return [(float((count == n).sum()), float(((count == n) & (stage != "shown")).sum())) for n in range(MOST + 1)]


def lift(towns: Sequence[Town], kind: str, friends: Sequence[int]) -> float:
    """How much more is opened with the likes in sight, where so many friends have liked."""
    rate = {
        cue: sum(town[f"{kind} {cue} opened {n}"] for town in towns for n in friends)
        / max(1.0, sum(town[f"{kind} {cue} seen {n}"] for town in towns for n in friends))
        for cue in ("shown", "hidden")
    }
    return rate["shown"] / rate["hidden"] - 1


TRIAL = Trial(
    title="A friend's like beside an advertisement",
    source="huang2020",
    row="35",
    did="37 million people saw advertisements for 71 products in a messenger, with the likes of friends in sight or not,"
    " as drawn.",
    unit="the advertisement and its viewer",
    outcome="clicks on the advertisement",
    here="Two products, one that shows what one is (status 0.8: food, clothes, cars) and one that does not (0.1: finance,"
    " appliances), are advertised in the same towns; likes of friends are in sight or not. Openings, by the number of"
    " friends who had liked an advertisement before.",
    bands="Strong for the one, weak for the other: three times at the least. The first friend's like lifts clicks, more"
    " friends' no further: the lift of two and more is below one and a half times the lift of one. The first one's size"
    " is the source of the parameter.",
    measures=(
        Measure(
            "one friend has liked, food", "raised", above(0), lambda towns: lift(towns, "food", [1]), "share", "input"
        ),
        Measure(
            "any friends, food over finance",
            "strong against weak",
            above(3, "above 3"),
            lambda towns: lift(towns, "food", [1, 2]) / max(lift(towns, "finance", [1, 2]), 1e-4),
            standing="input",
        ),
        Measure(
            "more friends over one, food",
            "no further",
            below(1.5, "below 1.5"),
            lambda towns: lift(towns, "food", [2]) / max(lift(towns, "food", [1]), 1e-4),
            standing="input",
        ),
    ),
    play=play,
    inputs="approval_effect, status",
    towns=12,
)
