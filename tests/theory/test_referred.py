"""Row 18, customers who came through a person (Schmitt and others 2011; Van den Bulte and others 2018): `response.referral`.

Published: referred customers are worth 16 to 25 % more; the edge in margin fades; the edge in retention (18 % less churn) lasts while the referrer
stays. A customer's worth is the contribution of the orders of the 120 days from the first one; churn is no order in the second half of these.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from gridsim.engine.run import run
from gridsim.scenario import load_scenario
from gridsim.world import build_world

WINDOW, FIRST_DAYS = 120, 60
EARLY_EFFECT = 1.7
"""The one calibrated number (it is the default), on the worth; the 18 % of churn is published and an input."""
REFERRAL = {"early_effect": EARLY_EFFECT}


def town(referral: dict | None, changes: dict | None = None):
    """A brand with an account and a grid, where some of the first buyers come through people and others by themselves."""
    return load_scenario(
        {
            "name": "Referred customers",
            "people": {"count": 4_000, "need_interval": 20},
            "horizon": FIRST_DAYS + WINDOW,
            "budget": {"total": "100k CNY"},
            "network": {"moments": {"mean_friends": 40}, "micro_blog": {"mean_follows": 15}},
            "market": {"initial_awareness": "20%", "initial_customers": "2%", "buying": {"click_chance_to_order": 0.05}},
            "response": {"referral": referral},
            "strategies": {"grid": {}},
        }
    ).replace(changes or {})


class Customers:
    """Customers won in the first days of some towns, referred (row 0) and others (row 1): heads, contribution, orders by age, who stayed."""

    def __init__(self, scenario, replicates: int):
        self.of = {name: np.zeros((2, replicates)) for name in ("heads", "contribution", "young", "old", "stayed")}
        for replicate in range(replicates):
            orders = run(scenario, "grid", 1, replicate, build_world(scenario, 1, replicate)).orders
            first = orders[orders["new_buyer"] & (orders["day"] < FIRST_DAYS)].set_index("buyer")
            age = orders["day"] - orders["buyer"].map(first["day"])
            orders = orders.assign(age=age)[(age >= 0) & (age < WINDOW)]
            for row, was in enumerate((True, False)):
                who = first.index[first["referred"] == was]
                theirs = orders[orders["buyer"].isin(who)]
                last = theirs.groupby("buyer")["age"].max()
                later = theirs[theirs["age"] > 0]
                for name, value in (
                    ("heads", len(who)),
                    ("contribution", theirs["contribution"].sum()),
                    ("young", (later["age"] < WINDOW / 4).sum()),
                    ("old", (later["age"] >= WINDOW * 3 / 4).sum()),
                    ("stayed", (last >= WINDOW / 2).sum()),
                ):
                    self.of[name][row, replicate] = value

    def edge(self, name: str, kept: np.ndarray | None = None) -> float:
        """A figure per head of the referred over that of the others."""
        kept = np.ones(self.of["heads"].shape[1], bool) if kept is None else kept
        (referred, others), (heads, other_heads) = self.of[name][:, kept].sum(axis=1), self.of["heads"][:, kept].sum(axis=1)
        return float(referred / heads / (others / other_heads))

    def spread(self, name: str) -> float:
        """Two standard errors of an edge (jackknife over towns)."""
        n = self.of["heads"].shape[1]
        without = np.array([self.edge(name, np.arange(n) != k) for k in range(n)])
        return 2 * sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())

    def churn(self) -> np.ndarray:
        """Share without an order in the second half: of the referred, of the others."""
        return 1 - self.of["stayed"].sum(axis=1) / self.of["heads"].sum(axis=1)


def check_worth(replicates: int, slack: float) -> None:
    """The band of the worth, the lower churn."""
    customers, without = Customers(town(REFERRAL), replicates), Customers(town(None), replicates)
    worth, spread = customers.edge("contribution"), customers.spread("contribution")
    assert 1.10 - slack < worth - spread and worth + spread < 1.30 + slack, (worth, spread)
    assert worth > without.edge("contribution")
    referred, others = customers.churn()
    assert 0.82 - 0.10 < referred / others < 0.82 + 0.08, referred / others
    assert referred / others < np.divide(*without.churn())


def test_referred_customers_are_worth_what_is_published():
    """Worth 16 to 25 % more (band 1.10 to 1.30), 18 % less churn (band 10 to 28 %), in a few towns; the worth's interval may stand out by 0.08.

    Simulated over 40 towns: worth 1.25 (+- 0.03), the upper end; churn 59 % of the referred and 73 % of the others, 20 % less.
    """
    check_worth(8, slack=0.08)


@pytest.mark.long
def test_the_worth_of_referred_customers_in_more_towns():
    """The same over 40 towns, with two standard errors inside the band."""
    check_worth(40, slack=0.0)


FADING = {"first_trust": 0, "churn_reduction": 0, "early_effect": 4, "early_half_life": 20}
LASTING = {"first_trust": 0, "churn_reduction": 0.5, "early_effect": 1}


def test_the_edge_in_margin_fades_and_the_edge_in_retention_lasts():
    """A sign: each edge alone and large, in the same towns as without any; orders a head in the first and the last quarter of the 120 days.

    An own purchase leaves no awareness here, or every early order would bring later ones.
    """
    plain = {"response.memory.weight_purchase": 0, "market.buying.friends_effect": 1}
    without, fading, lasting = (Customers(town(referral, plain), 6) for referral in (None, FADING, LASTING))
    young, old = (fading.edge(age) / without.edge(age) for age in ("young", "old"))
    assert young > 1.2 and old - 1 < (young - 1) / 2
    young, old = (lasting.edge(age) / without.edge(age) for age in ("young", "old"))
    assert old > young > 1
