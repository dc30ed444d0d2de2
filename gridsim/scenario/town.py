"""The simulated town within the market: one person of it stands for so many, and what is given for the whole market is
divided by that."""

from __future__ import annotations

from typing import Any

from gridsim.scenario.declare import Page, declarations
from gridsim.scenario.strategy import Strategy

FOR_THE_MARKET = ("cost_at_full_quality", "half_saturation", "prize", "reference_worth")
"""Amounts of a strategy that are spent once, however many people there are: the making of a post of the brand, the
spending that half works on the malls, prizes. All others are by person, order, point, leader or thousand."""


def of_town(strategy: Strategy, times: int) -> Strategy:
    """Return a strategy with what is spent once for the market divided by the people whom one stands for.

    Examples
    --------
    >>> from gridsim.scenario import load_scenario
    >>> official = load_scenario({"strategies": {"official": {}}}).strategies["official"]
    >>> cost = official.account.content.cost_at_full_quality
    >>> of_town(official, 10).account.content.cost_at_full_quality * 10 == cost
    True
    """
    return strategy if times == 1 else _divided(strategy, times)


def _divided(page: Page, times: int) -> Any:
    changed: dict[str, Any] = {}
    for key in declarations(type(page)):
        value = getattr(page, key)
        if key == "points":  # what points make, they make themselves
            continue
        if key in FOR_THE_MARKET:
            changed[key] = round(value / times)
        elif isinstance(value, Page):
            changed[key] = _divided(value, times)
        elif isinstance(value, dict):
            changed[key] = {name: _divided(one, times) if isinstance(one, Page) else one for name, one in value.items()}
    return page.model_copy(update=changed)
