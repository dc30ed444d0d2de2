"""The audit: whether anybody's side is taken. Equal feeds, equal content, paid time, best settings, as directions.

Two kinds of change, each with what it must do. What favours points alone is taken away: the lead of the grid over the
account must not rise. What favours the account is given to it, in the grid's own account too: the account must have
more by it. Where the same is done to both, a showing of either must be worth the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from validation.figure import interval

from gridsim.scenario import Scenario
from sceptic.towns import (
    ASKED,
    NET,
    REPLICATES,
    Towns,
    base,
    changed,
    channel,
    ends,
    mean,
    number,
    play,
    shipped,
    signed,
    values,
    verdict,
)

PEOPLE = ("consumer", "employee", "distributor", "partner", "investor")
"""Roles whose words are a friend's."""
WINNERS = {
    "strong_account": "official",
    "supermarket": "advertising",
    "leaders": "kol",
    "members": "grid",
    "launch": "hybrid",
}
"""Shipped scenarios in which each side is to win, found by the sweep `experiments/who_wins.yaml`."""


class Change(NamedTuple):
    """What is changed, what of it must not fall or rise, and how it is asked for."""

    what: str
    must: str
    changes: Callable[[], dict[str, Any]]


def private_as_public() -> dict[str, Any]:
    """The friends' feed as the public one: as crowded, and no more let through."""
    public = shipped().network.micro_blog
    return {
        "network.moments.delivered": public.delivered,
        "network.moments.rival_posts_per_tie": public.rival_posts_per_tie,
    }


def public_as_private() -> dict[str, Any]:
    """The public feed as the friends': as empty, and everything let through, whoever has many followers or few."""
    friends = shipped().network.moments
    return {
        "network.micro_blog.delivered": friends.delivered,
        "network.micro_blog.rival_posts_per_tie": friends.rival_posts_per_tie,
        "network.micro_blog.delivery_effect": 1,
    }


def _same_voice() -> dict[str, Any]:
    """Points are no more personal than the account, talk of nothing else, and are taken for advertising like it."""
    account = shipped().strategy("official").account.content
    points = "strategies.grid.points"
    return {
        f"{points}.content.individuality": account.individuality,
        f"{points}.content.personal_topic": 0,
        f"{points}.seen_as_commercial": 1,
    }


def _believed(times: float) -> dict[str, Any]:
    """What people say is believed so many times as what the brand says."""
    official = shipped().people.roles.official.credibility
    return {f"people.roles.{role}.credibility": times * official for role in PEOPLE}


def _dear_time() -> dict[str, Any]:
    """Twice the price of an hour, whoever gives it."""
    work, unit = shipped().strategy("grid").points.work, shipped().minor_units
    return {
        f"strategies.grid.points.work.{key}": f"{2 * getattr(work, key) / unit:.2f} {shipped().currency}"
        for key in ("hour", "employee_hour")
    }


LESS, MORE = "the lead of the grid must not rise", "the account must have more of it"
CHANGES = (
    Change("equal feeds: the friends' feed as crowded and filtered as the public one", LESS, private_as_public),
    Change("equal feeds: the public feed as open as the friends'", f"{MORE}: orders", public_as_private),
    Change("equal content: points no more personal than the account, and marked like it", LESS, _same_voice),
    Change(
        "credibility: friends are believed as a brand is, as shipped; here half as much", LESS, lambda: _believed(0.5)
    ),
    Change("a seller one knows sells no better than the official mall", LESS, lambda: {"market.buying.seller_effect": 1}),
    Change("time at twice its price", LESS, _dear_time),
    Change(
        "half the town follows the account", f"{MORE}: gain",
        lambda: {"network.micro_blog.official_followers": "50%"},
    ),
)  # fmt: skip
"""What is changed on fresh_food.yaml, one thing at a time."""
ALL_ALIKE = {
    "response.reaction.close_tie_effect": 1,
    "strategies.grid.points.tie_quality": 1,
    "response.reaction.wear_effect": 0,
    "response.reaction.commercial_effect": 1,
    "response.memory.sponsored_trust": 1,
    "network.micro_blog.mean_follows": 60,
    "network.micro_blog.delivered": 1,
    "network.micro_blog.delivery_effect": 1,
    "switches.trust": False,
    "switches.fatigue": False,
    "switches.forwarding": False,
    "switches.word_of_mouth": False,
    "strategies.grid.points.public_share": 1,
    "strategies.grid.points.malls": False,
    "strategies.grid.points.recruiting": None,
    "strategies.grid.points.off_message_chance": 0,
    "strategies.grid.points.unsupervised_off_message_chance": 0,
    "strategies.grid.points.experience_effect": 1,
}
"""All posts are public, nobody is a friend, and nobody comes to trust the brand more by reading one author every day, as
the account's followers do; what else is in a post is set by `same_content`."""


def same_content() -> Scenario:
    """The account and the points of fresh_food.yaml make the same posts, for strangers."""
    scenario = changed(ALL_ALIKE | _believed(1))
    account = scenario.strategies["grid"].account.content
    kept = ("quality", "interesting", "benefit", "interaction", "individuality", "positioning", "discount")
    points = {f"strategies.grid.points.content.{key}": getattr(account, key) for key in kept}
    return scenario.replace(points | {"strategies.grid.points.content.personal_topic": 0})


def directions() -> Iterator[tuple[str, str, str, bool | None]]:
    """What is made equal or paid, what must follow, what followed, and whether it did."""
    yield "as shipped", "", f"lead of the grid {signed(float(_lead(base()).mean()))}", None
    for one in CHANGES:
        scenario = changed(one.changes())
        found = play(scenario)
        yield one.what, one.must, *_followed(one, found, scenario)
    yield _alike()
    yield from _best()


def _lead(found: Towns) -> np.ndarray:
    """Lead of the grid over the account by town."""
    return values(found, "grid", NET) - values(found, "official", NET)


def _followed(one: Change, found: Towns, scenario: Scenario) -> tuple[str, bool]:
    """How the lead moved, or what the account has more; a change that cannot be told from none is neither rise nor
    fall."""
    if one.must == LESS:
        middle, low, high = ends(_lead(found) - _lead(base()))
        what, tell, kept = "the lead moves by", signed, low <= 0
    else:
        gain = one.must.endswith("gain")
        metric, tell = (NET, signed) if gain else ("orders", number)
        middle, low, high = ends(values(found, "official", metric) - values(base(), "official", metric))
        what, kept = f"the account's {'gain moves' if gain else 'orders move'} by", low > 0
    return f"{what} {tell(middle)} ({tell(low)} to {tell(high)}): {verdict(found, scenario)}", kept


def _alike() -> tuple[str, str, str, bool]:
    """The same content for both: clicks of a thousand showings, points over the account."""
    found = play(same_content(), ("grid",), 2 * REPLICATES)["grid"]
    towns = [{name: channel(one, name) for name in ("account", "points")} for one in found]

    def over(some: Sequence[dict[str, dict[str, float]]]) -> float:
        rate = {
            name: sum(town[name]["clicks"] for town in some) / sum(town[name]["impressions"] for town in some)
            for name in ("account", "points")
        }
        return rate["points"] / rate["account"]

    middle, low, high = interval(towns, over)
    return (
        "equal content: the same posts of both, before strangers",
        "a showing must be worth the same",
        f"clicks of a showing, points over account, {middle:.2f} ({low:.2f} to {high:.2f}), trust aside, which grows in those"
        " who read one author every day",
        low <= 1 <= high,
    )


ACCOUNT = tuple({f"strategies.{name}.account.posts_per_day": n for name in ASKED} for n in (0.3, 0.5, 2))
GRID = tuple({"strategies.grid.points.activate.consumer": part} for part in ("0%", "1%", "5%")) + (
    {"strategies.grid.points.activate.consumer": "0%", "strategies.grid.points.work.employees": "on_top"},
    {"strategies.grid.points.posts_factor": 3},
)
"""Settings of either side that are tried beside the shipped one; the account is the same in both."""
FRESH = 1000
"""Added to the seed for the towns in which the best setting is judged, which had no part in its choice."""


def _best() -> Iterator[tuple[str, str, str, bool]]:
    """Each side at its best setting, chosen in the usual towns, judged in others."""
    chosen: dict[str, Any] = {}
    for name, settings in (("official", ACCOUNT), ("grid", GRID)):
        best = max(({}, *settings), key=lambda changes: mean(play(changed(changes)), name, NET))
        judged = [play(changed(changes | {"seed": shipped().seed + FRESH})) for changes in ({}, best)]
        more = values(judged[1], name, NET) - values(judged[0], name, NET)
        middle, low, high = ends(more)
        told = ", ".join(f"`{key.removeprefix('strategies.')}` {value}" for key, value in best.items()) or "as shipped"
        yield (
            f"{name} at its best setting",
            "it must not earn less in other towns",
            f"best {told}: {signed(middle)} ({signed(low)} to {signed(high)}) over the shipped one",
            high >= 0,
        )
        chosen |= best
    both = changed(chosen | {"seed": shipped().seed + FRESH})
    yield "both at their best", "", verdict(play(both), both), None


def winners() -> Iterator[tuple[str, str, str, bool]]:
    """Each side has a shipped scenario in which it wins over the others and doing nothing."""
    for name, side in WINNERS.items():
        scenario = shipped(name)
        names = [each for each in scenario.strategies if each != "nothing"]
        said = verdict(play(scenario, names), scenario, names)
        yield name, side, said, None if said.endswith("undecided") else said.endswith(f"{side} wins")
