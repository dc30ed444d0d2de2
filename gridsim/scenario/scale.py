"""Plans that grow with the money they are given: from what they were written for, up to the ends of their usual ranges."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gridsim.scenario.content import craft_of
from gridsim.scenario.declare import Page, declarations
from gridsim.scenario.grid import Points
from gridsim.scenario.strategy import Strategy

ACCOUNTS = ("account", "executive", "service")
"""Blocks whose posts the brand makes."""


def scaled(strategy: Strategy, times: float) -> Strategy:
    """Return a strategy as it would be planned with so many times the money.

    The brand's accounts post more often, up to the usual range; what money is left for them goes into the craft. The
    grid asks more consumers, takes on more points and employs more supervisors. What is bought by a share of the budget
    grows by itself.
    """
    if times == 1.0:
        return strategy
    changed: dict[str, Any] = {
        name: _account(page, times) for name in ACCOUNTS if (page := getattr(strategy, name)) is not None
    }
    if strategy.points is not None:
        changed["points"] = _points(strategy.points, times)
    return strategy.model_copy(update=changed)


def _account(page: Any, times: float) -> Any:
    """More posts, then better ones: the cost of a post grows with the cube of its quality."""
    posts = _within(page, "posts_per_day", page.posts_per_day * times)
    left = times / (posts / page.posts_per_day) if page.posts_per_day > 0 else 1.0
    content = page.content
    if content.cost_at_full_quality == 0:  # somebody else pays for it
        return page.model_copy(update={"posts_per_day": posts})
    others = craft_of(content) - content.quality**3
    better = max(left * craft_of(content) - others, 0.0) ** (1 / 3)
    content = content.model_copy(update={"quality": _within(content, "quality", better)})
    return page.model_copy(update={"posts_per_day": posts, "content": content})


def _points(points: Points, times: float) -> Points:
    """More who are asked, more who are taken on, more who look after them."""
    activate = points.activate.model_copy(update={"consumer": _heads(points.activate, "consumer", times)})
    changed: dict[str, Any] = {"activate": activate}
    if points.recruiting is not None:
        changed["recruiting"] = points.recruiting.model_copy(update={"most": _heads(points.recruiting, "most", times)})
    if points.supervision is not None:
        supervisors = round(points.supervision.supervisors * times)
        changed["supervision"] = points.supervision.model_copy(update={"supervisors": supervisors})
    return points.model_copy(update=changed)


def _within(page: Page, key: str, value: float) -> float:
    """A number no further than the usual range of its parameter, or than it was."""
    low, high = declarations(type(page))[key].declared.typical or (value, value)
    own = getattr(page, key)
    return float(min(max(value, min(low, own)), max(high, own)))


def _heads(page: Page, key: str, times: float) -> int | str:
    """So many times a head count; a share no greater than is usual, or than it was."""
    value: int | str = getattr(page, key)
    if not isinstance(value, str):
        return round(value * times)
    own, most = Decimal(value[:-1]), Decimal((declarations(type(page))[key].declared.typical or (value, value))[1][:-1])
    return f"{min(own * Decimal(times), max(own, most))}%"
