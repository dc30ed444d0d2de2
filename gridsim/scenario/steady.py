"""Whether an untouched market is steady: buyers who find the goods other than claimed move it by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

BEARABLE_GAP = 0.05
"""So far from 0.5 a mean satisfaction may lie: orders then drift by 3 to 8 % in a season, more at a gap beyond it
(docs/model.md)."""


def expected_satisfaction(scenario: Any, product: Any) -> float:
    """The mean satisfaction of a product's buyers before it is cut off to [0, 1]: 0.5 where it is as claimed."""
    return 0.5 + 0.5 * (float(product.quality) + float(scenario.operation.service_quality)) - float(product.claims)


def drifts(scenario: Any) -> Iterator[str]:
    """Every product of an established brand whose buyers are not yet used to what they get, a sentence each.

    A launch (`market.initial_awareness` below 100 %) is not steady in any case.

    Examples
    --------
    >>> from gridsim.scenario import load_scenario
    >>> loud = {"market": {"product": {"claims": 0.9}}, "strategies": {"official": {}}}
    >>> next(drifts(load_scenario(loud)))[:94]
    'market.product: buyers expect 0.9 and get 0.75, a satisfaction of 0.35 where 0.5 is as claimed'
    """
    market = scenario.market
    if market.initial_awareness < 1.0:
        return
    products = {"market.product": market.product}
    products |= {f"market.more_products.{name}": product for name, product in market.more_products.items()}
    for where, product in products.items():
        gap = expected_satisfaction(scenario, product) - 0.5
        if abs(gap) <= BEARABLE_GAP + 1e-9:
            continue
        got = product.claims + gap
        yield (
            f"{where}: buyers expect {product.claims:.4g} and get {got:.4g}, a satisfaction of {max(0.0, 0.5 + gap):.3g}"
            f" where 0.5 is as claimed. Orders {'rise' if gap > 0 else 'fall'} by themselves, so that doing nothing is"
            f" not steady. Set {where}.claims to {got:.4g}, what product and service are, or say in the scenario why"
            " buyers have not found out yet."
        )
