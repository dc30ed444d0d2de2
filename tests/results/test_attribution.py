"""The rules of attribution: every order is shared out whole, hand figures, and the Shapley value against all orders of
arrival."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from gridsim.results.attribution import NONE, RULES, can_attribute, channels_of, coalitions, credit, shapley, shares

CHANNELS = ("account", "advertising", "kol", "points", "review")


def made_up(n: int, seed: int = 1, channels: tuple[str, ...] = CHANNELS) -> pd.DataFrame:
    """Orders whose buyers met some channels, some of them none; the numbers mean nothing."""
    draw = np.random.default_rng(seed)
    tick = draw.integers(40, 80, n)
    touches = draw.integers(0, 4, (n, len(channels))) * (draw.random((n, len(channels))) < 0.4)
    last = np.where(touches > 0, draw.integers(0, 41, (n, len(channels))), -1)
    first = [draw.choice([name for name, count in zip(channels, row, strict=True) if count] or [""]) for row in touches]
    columns = {"tick": tick, "first_touch": first}
    columns |= {f"touches_{name}": touches[:, k].astype(np.int32) for k, name in enumerate(channels)}
    columns |= {f"last_touch_{name}": last[:, k].astype(np.int32) for k, name in enumerate(channels)}
    return pd.DataFrame(columns)


def one(tick: int, first: str, **met: tuple[int, int]) -> pd.DataFrame:
    """A single order: by channel how often and when last it was met."""
    columns = {"tick": [tick], "first_touch": [first]}
    for name, (count, last) in met.items():
        columns |= {f"touches_{name}": [count], f"last_touch_{name}": [last]}
    return pd.DataFrame(columns)


@pytest.mark.parametrize("rule", RULES)
def test_every_order_is_shared_out_whole(rule):
    orders = made_up(500)
    part = shares(orders, rule, ticks_per_day=4)
    assert list(part.columns) == [*CHANNELS, NONE]
    assert np.allclose(part.sum(axis=1), 1.0, atol=1e-12) and (part >= 0).all().all()
    assert sum(credit(orders, rule, ticks_per_day=4).values()) == pytest.approx(500, abs=1e-9)
    touches = orders[[f"touches_{name}" for name in CHANNELS]].to_numpy()
    assert (part[list(CHANNELS)].to_numpy()[touches == 0] == 0).all()
    assert credit(orders, rule)[NONE] == (touches.sum(axis=1) == 0).sum() > 0


@pytest.mark.parametrize("rule", RULES)
def test_who_met_one_channel_is_credited_to_it(rule):
    orders = pd.concat(
        [one(9, "kol", account=(0, -1), kol=(2, 5)), one(9, "account", account=(7, 9), kol=(0, -1))], ignore_index=True
    )
    assert credit(orders, rule) == {"account": 1.0, "kol": 1.0, NONE: 0.0}


@pytest.mark.parametrize("rule", RULES)
def test_no_orders_give_no_credit(rule):
    assert credit(made_up(0), rule) == dict.fromkeys([*CHANNELS, NONE], 0.0)


def test_hand_figures():
    # Day 10 (4 ticks a day): points met 3 times, last on day 10; advertising 5 times, last on day 3; kol first, once,
    # on day 1.
    orders = one(40, "kol", points=(3, 40), advertising=(5, 12), kol=(1, 4), account=(0, -1))
    assert credit(orders, "first")["kol"] == 1.0
    assert credit(orders, "last")["points"] == 1.0
    assert credit(orders, "linear") == pytest.approx(
        {"points": 3 / 9, "advertising": 5 / 9, "kol": 1 / 9, "account": 0.0, NONE: 0.0}
    )
    # 2^0 = 1, 2^-(7/7) = 0.5, 2^-(9/7)
    weights = {"points": 1.0, "advertising": 0.5, "kol": 2 ** (-9 / 7)}
    decayed = credit(orders, "time_decay", ticks_per_day=4, half_life_days=7.0)
    assert all(decayed[name] == pytest.approx(weight / sum(weights.values())) for name, weight in weights.items())
    assert credit(orders, "shapley") == pytest.approx(
        {"points": 1 / 3, "advertising": 1 / 3, "kol": 1 / 3, "account": 0.0, NONE: 0.0}
    )


def test_channels_met_last_in_the_same_tick_share_the_order():
    assert credit(one(8, "kol", points=(1, 8), kol=(1, 8), account=(1, 3)), "last") == {
        "points": 0.5,
        "kol": 0.5,
        "account": 0.0,
        NONE: 0.0,
    }


def test_a_longer_half_life_brings_time_decay_nearer_to_even_shares():
    orders = made_up(200)
    even = shares(orders, "shapley")
    far = [
        float((shares(orders, "time_decay", ticks_per_day=4, half_life_days=days) - even).abs().sum().sum())
        for days in (0.5, 5.0, 5000.0)
    ]
    assert far[0] > far[1] > far[2] and far[2] < 1.0


def by_arrivals(worth, channels):
    """The Shapley value by its definition: the mean gain over every order in which the channels can join."""
    gains = dict.fromkeys(channels, 0.0)
    arrivals = list(permutations(channels))
    for arrival in arrivals:
        there: frozenset[str] = frozenset()
        for channel in arrival:
            gains[channel] += worth[there | {channel}] - worth[there]
            there |= {channel}
    return {channel: gain / len(arrivals) for channel, gain in gains.items()}


@pytest.mark.parametrize("n", range(1, 7))
def test_the_shapley_value_is_the_mean_over_all_orders_of_arrival(n):
    channels = [f"channel {k}" for k in range(n)]
    draw = np.random.default_rng(n)
    worth = {some: float(draw.normal(0, 100)) for some in coalitions(channels)}
    found = shapley(worth, channels)
    assert found == pytest.approx(by_arrivals(worth, channels))
    assert sum(found.values()) == pytest.approx(worth[frozenset(channels)] - worth[frozenset()])


def test_the_rule_is_the_shapley_value_of_the_orders_that_a_coalition_explains():
    orders = made_up(300)
    met = [frozenset(name for name in CHANNELS if row[f"touches_{name}"] > 0) for _, row in orders.iterrows()]
    worth = {some: float(sum(bool(one) and one <= some for one in met)) for some in coalitions(CHANNELS)}
    given = credit(orders, "shapley")
    assert by_arrivals(worth, CHANNELS) == pytest.approx({name: given[name] for name in CHANNELS})


def test_twelve_channels_are_the_most():
    many = [f"c{k}" for k in range(13)]
    with pytest.raises(ValueError, match="at most 12"):
        shapley({}, many)
    worth = {some: float(len(some)) for some in coalitions(many[:12])}
    assert shapley(worth, many[:12]) == pytest.approx(dict.fromkeys(many[:12], 1.0))


def test_what_is_asked_wrongly_is_refused():
    with pytest.raises(ValueError, match="one of first, last"):
        shares(made_up(3), "middle")
    with pytest.raises(ValueError, match="half-life must be above 0"):
        shares(made_up(3), "time_decay", half_life_days=0)


def test_a_table_without_the_columns_says_so():
    orders = made_up(3)
    assert can_attribute(orders) and channels_of(orders) == list(CHANNELS)
    assert not can_attribute(orders.drop(columns="first_touch"))
    assert not can_attribute(orders[[name for name in orders.columns if not name.startswith("last_touch_")]])
