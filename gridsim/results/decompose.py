"""Breadth x depth: sales are contacts of people x persuasion, and a difference of two strategies is exactly the sum of
its factors' parts."""

from __future__ import annotations

import math
from collections.abc import Mapping

FACTORS = ("breadth", "contacts_per_person", "visits_per_contact", "orders_per_visit")
"""orders = people reached x contacts of each x visits per contact x orders per visit."""


def factors(counts: Mapping[str, float | None]) -> dict[str, float] | None:
    """Return the four factors whose product is the number of orders; None where one of the counts is 0 or not known.

    Parameters
    ----------
    counts : mapping
        `reach`, `impressions`, `visits`, `orders`.

    Examples
    --------
    >>> factors({"reach": 100.0, "impressions": 400.0, "visits": 40.0, "orders": 10.0})
    {'breadth': 100.0, 'contacts_per_person': 4.0, 'visits_per_contact': 0.1, 'orders_per_visit': 0.25}
    """
    reach, shown, visits, orders = (counts.get(name) for name in ("reach", "impressions", "visits", "orders"))
    if not reach or not shown or not visits or not orders:
        return None
    return dict(zip(FACTORS, (float(reach), shown / reach, visits / shown, orders / visits), strict=True))


def decompose(one: Mapping[str, float | None], other: Mapping[str, float | None]) -> dict[str, float] | None:
    """Return by how many orders each factor makes `one` sell more than `other`; the parts add up to the difference.

    The logarithmic mean Divisia index: part = L(orders) x log(factor of one / factor of other), with
    L(a, b) = (a - b) / log(a / b) and L(a, a) = a. It leaves no rest and does not depend on an order of the factors.

    Parameters
    ----------
    one, other : mapping
        `reach`, `impressions`, `visits`, `orders` of two strategies (metrics of a run, or their means).

    Returns
    -------
    dict or None
        By factor; None where a factor of either is 0 or not known.

    Examples
    --------
    >>> one = {"reach": 200.0, "impressions": 800.0, "visits": 80.0, "orders": 20.0}
    >>> other = {"reach": 100.0, "impressions": 400.0, "visits": 40.0, "orders": 10.0}
    >>> {name: round(part, 9) for name, part in decompose(one, other).items()}
    {'breadth': 10.0, 'contacts_per_person': 0.0, 'visits_per_contact': 0.0, 'orders_per_visit': 0.0}
    """
    a, b = factors(one), factors(other)
    if a is None or b is None:
        return None
    sold, against = float(one["orders"] or 0.0), float(other["orders"] or 0.0)
    mean = sold if sold == against else (sold - against) / math.log(sold / against)
    return {name: mean * math.log(a[name] / b[name]) for name in FACTORS}
