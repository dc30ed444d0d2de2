"""The audit: whether anybody's side is taken. Equal feeds, equal content, paid time, best settings, as directions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.special import stdtrit

from gridsim.study.compare import Comparison
from sceptic.towns import ASKED, NET, changed, first_key, mean, play, shipped, signed, verdict

POSTS = (0.25, 0.5, 1, 2)
"""Posts a day of the account that are tried for its best setting."""


def directions() -> Iterator[tuple[str, str, str, bool | None]]:
    """What is made equal or paid, which way the lead of the grid over the account must move, how it moved, and whether
    it did so (its 90 % interval does not lie on the other side of zero)."""
    base = play(shipped(), ASKED)
    lead = mean(base, "grid", NET) - mean(base, "official", NET)
    yield "as shipped", "", f"lead of the grid {signed(lead)}", None
    for what, way, changes in CHANGES:
        scenario = changed(changes())
        if scenario.digest() == shipped().digest():
            yield what, way, "nothing to change here", None
            continue
        found = play(scenario, ASKED)
        change = _leads(found) - _leads(base)
        low = float(change.mean() - stdtrit(len(change) - 1, 0.95) * change.std(ddof=1) / len(change) ** 0.5)
        yield what, way, f"moves by {signed(float(change.mean()))}: {verdict(found)}", low <= 0
    best = max(POSTS, key=lambda posts: mean(_posting(posts), "official", NET))
    yield (
        "the account at its best posts a day",
        "falls",
        f"best at {best:g} a day, {signed(mean(_posting(best), 'official', NET))}: {verdict(_posting(best))}",
        mean(_posting(best), "official", NET) >= mean(base, "official", NET),
    )


def _leads(found: Comparison) -> np.ndarray:
    """Lead of the grid over the account by replicate."""
    gains = found.runs.set_index("replicate").groupby("strategy")[NET]
    grid, official = (gains.get_group(name).sort_index().to_numpy(float) for name in ("grid", "official"))
    return grid - official


def _posting(posts: float) -> Any:
    return play(changed({"strategies.official.account.posts_per_day": posts}), ASKED)


def equal_feeds() -> dict[str, Any]:
    """The public feed as the private one: delivered whole, as many rival posts a tie."""
    return {
        "network.micro_blog.delivered": 1,
        "network.micro_blog.rival_posts_per_tie": shipped().network.moments.rival_posts_per_tie,
    }


def _equal_content() -> dict[str, Any]:
    """The account's posts as points' posts are: the same craft, a friend's credibility and no mark of a brand."""
    points = shipped().strategy("grid").points.content
    return {
        "response.reaction.commercial_effect": 1,
        "people.roles.official.credibility": shipped().people.roles.consumer.credibility,
        **{f"strategies.official.account.content.{key}": getattr(points, key) for key in ("quality", "interesting")},
    }


def _paid_time() -> dict[str, Any]:
    """Twice the price of an hour, where time has a price; else supervision at five times its cost."""
    key = first_key(shipped(), "people.roles.consumer.hour")
    if key is not None:
        return {"people.roles.consumer.hour": "66 CNY"}
    return {"strategies.grid.points.management_cost": "5 CNY"}


def _dear_friends() -> dict[str, Any]:
    """A friend's word counts as little as a stranger's."""
    return {"people.roles.consumer.credibility": 0.5, "response.reaction.close_tie_effect": 1}


CHANGES = (
    ("equal feeds", "falls", equal_feeds),
    ("equal content", "falls", _equal_content),
    ("time at twice its price", "falls", _paid_time),
    ("friends no more credible than a brand", "falls", _dear_friends),
    ("half the town follows the account", "falls", lambda: {"network.micro_blog.official_followers": "50%"}),
    ("the official mall has the offer", "falls", lambda: {"strategies.official.account.content.discount": 0.1}),
)
"""What is changed in favour of the account, so that the lead of the grid must not rise."""
