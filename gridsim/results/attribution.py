"""Attribution of orders to channels: five rules of the trade, and how far each is from the true effect of a channel.

The rules look at the orders of one run, as a measuring brand would see them: which channels the buyer had met, how
often, and when last. In a simulation the true effect is known as well: the same run again, on the same draws, without
the channel. The rules share out all orders, also those that would have come anyway, so they cannot all be right; how
wrong each is, is the finding.

The rules (an order whose buyer met no channel goes to `none` under each of them):

first
    the whole order to the channel met first;
last
    the whole order to the channel met last before the order; channels last met in the same tick share it evenly;
linear
    to each channel its part of all touches;
time_decay
    to each channel met, by 0.5^(days between its last touch and the order / half-life);
shapley
    the order evenly to the channels met. This is the Shapley value of the game in which a coalition S of channels is
    worth the orders of buyers who met no channel outside S: v(S) = sum of R(T) over T in S, with R(T) the orders of
    buyers who met exactly T, so that channel c gets the sum of R(T) / |T| over all T with c (Zhao, Mahboobi and Bagheri
    2018, "Shapley value methods for attribution modeling in online advertising", arXiv:1804.05327).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from gridsim.rules import attribution as rules

if TYPE_CHECKING:
    import pandas as pd

RULES = ("first", "last", "linear", "time_decay", "shapley")
"""The rules, in the order of tables and charts."""

NONE = "none"
"""Name used as the channel of orders whose buyers met none."""

HALF_LIFE_DAYS = 7.0
"""Half-life of `time_decay` where none is given."""

MOST_CHANNELS = 12
"""Most channels (4,096 coalitions) for which the Shapley value of measured effects is computed."""


def channels_of(orders: pd.DataFrame) -> list[str]:
    """Return the channels that an order table counts: those with both `touches_NAME` and `last_touch_NAME`, in the
    order of its columns."""
    names = [name.removeprefix("touches_") for name in orders.columns if name.startswith("touches_")]
    return [name for name in names if f"last_touch_{name}" in orders.columns]


def can_attribute(orders: pd.DataFrame) -> bool:
    """Whether an order table says what the rules need."""
    return "first_touch" in orders.columns and bool(channels_of(orders))


def shares(
    orders: pd.DataFrame, rule: str, ticks_per_day: int = 1, half_life_days: float = HALF_LIFE_DAYS
) -> pd.DataFrame:
    """Return what part of each order a rule gives to each channel; every row adds up to 1.

    Parameters
    ----------
    orders : DataFrame
        With `first_touch` (a channel, or empty), `tick`, and `touches_NAME` (a count) and `last_touch_NAME` (a tick,
        -1: never) by channel.
    rule : str
        One of `RULES`.
    ticks_per_day : int
        Steps a day, >= 1; `time_decay` counts days.
    half_life_days : float
        Half-life of `time_decay`, days > 0.

    Returns
    -------
    DataFrame
        One row an order, one column a channel and the column `none`; float64 in [0, 1].

    Raises
    ------
    ValueError
        For an unknown rule, or a half-life that is not above 0.

    Examples
    --------
    >>> import pandas as pd
    >>> orders = pd.DataFrame({"tick": [8], "first_touch": ["kol"], "touches_account": [3], "touches_kol": [1],
    ...                        "last_touch_account": [8], "last_touch_kol": [1]})
    >>> {rule: shares(orders, rule, half_life_days=7.0)["kol"].round(3).item() for rule in RULES}
    {'first': 1.0, 'last': 0.0, 'linear': 0.25, 'time_decay': 0.333, 'shapley': 0.5}
    """
    import pandas as pd

    if rule not in RULES:
        raise ValueError(
            f"attribution: the rule must be one of {', '.join(RULES)}; got {rule!r}. Use a name from the list."
        )
    if not half_life_days > 0:
        raise ValueError(
            f"attribution: the half-life must be above 0 days; got {half_life_days!r}. Give a number of days."
        )
    names = channels_of(orders)
    touches = orders[[f"touches_{name}" for name in names]].to_numpy(dtype=np.float64)
    last = orders[[f"last_touch_{name}" for name in names]].to_numpy(dtype=np.float64)
    part = np.zeros((len(orders), len(names) + 1))
    if rule == "first":
        place = {name: k for k, name in enumerate(names)}
        part[np.arange(len(orders)), [place.get(name, len(names)) for name in orders["first_touch"].astype(str)]] = 1.0
        return pd.DataFrame(part, columns=[*names, NONE], index=orders.index)
    if rule == "linear":
        weight = touches
    elif rule == "time_decay":
        days = (orders["tick"].to_numpy(dtype=np.float64)[:, None] - last) / ticks_per_day
        weight = np.where(
            touches > 0, np.vectorize(rules.decayed_weight, otypes=[np.float64])(days, half_life_days), 0.0
        )
    elif rule == "last":
        weight = (
            np.where((touches > 0) & (last == last.max(axis=1, keepdims=True)), 1.0, 0.0) if len(names) else touches
        )
    else:
        weight = (touches > 0).astype(np.float64)
    total = weight.sum(axis=1)
    met = total > 0
    part[met, :-1] = weight[met] / total[met, None]
    part[~met, -1] = 1.0
    return pd.DataFrame(part, columns=[*names, NONE], index=orders.index)


def credit(orders: pd.DataFrame, rule: str, **how: float) -> dict[str, float]:
    """Return the orders that a rule gives to each channel and to `none`; together exactly as many as there are."""
    return {str(name): float(value) for name, value in shares(orders, rule, **how).sum().items()}  # type: ignore[arg-type]  # how: half_life_days only


def shapley(worth: Mapping[frozenset[str], float], channels: Sequence[str]) -> dict[str, float]:
    """Return the Shapley value of each channel: its mean gain over all orders in which the channels could join.

    Parameters
    ----------
    worth : mapping of frozenset of str to float
        What every coalition is worth, the empty one included.
    channels : sequence of str
        At most `MOST_CHANNELS`.

    Returns
    -------
    dict of str to float
        They add up to worth[all] - worth[none].

    Raises
    ------
    ValueError
        For more channels than `MOST_CHANNELS`.

    Examples
    --------
    >>> worth = {frozenset(): 0.0, frozenset("a"): 1.0, frozenset("b"): 2.0, frozenset("ab"): 5.0}
    >>> shapley(worth, ["a", "b"])
    {'a': 2.0, 'b': 3.0}
    """
    n = len(channels)
    if n > MOST_CHANNELS:
        raise ValueError(
            f"shapley: there must be at most {MOST_CHANNELS} channels; got {n}. Put some of them together."
        )
    values = {}
    for channel in channels:
        others = [name for name in channels if name != channel]
        gains = (
            rules.arrival_weight(size, n) * (worth[frozenset(some) | {channel}] - worth[frozenset(some)])
            for size in range(n)
            for some in combinations(others, size)
        )
        values[channel] = float(sum(gains))
    return values


def coalitions(channels: Sequence[str]) -> list[frozenset[str]]:
    """Return every set of channels, the empty one first and all of them last."""
    return [frozenset(some) for size in range(len(channels) + 1) for some in combinations(channels, size)]
