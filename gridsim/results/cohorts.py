"""Customers by the week of their first order: who comes back, and what a buyer is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

WEEK = 7
YEAR_WEEKS = 52
AGAIN_DAYS = 28
"""A buyer who orders again within so many days is kept; buyers whose first order is later than that before the horizon
are not counted."""


def cohort_columns(
    buyer: np.ndarray,
    day: np.ndarray,
    paid: np.ndarray,
    contribution: np.ndarray,
    days: int,
    returned_day: np.ndarray | None = None,
    undone: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Return the table of cohorts: one row a week of first orders and whole week since the first order of each buyer.

    Parameters
    ----------
    buyer, day, paid, contribution : ndarray, shape (orders,)
        Who, on which day, minor units: what was paid, and what the sale contributed on that day.
    days : int
        The horizon.
    returned_day, undone : ndarray, shape (orders,), optional
        When an order was paid back (-1: never), and by how much that moved its contribution (minor units, mostly below
        0).

    Returns
    -------
    dict of ndarray
        `cohort`, `age` (weeks), `closing`, `buyers` (size of the cohort), `active` (of them, with an order at that age
        that was kept), `orders`, `gmv` (before refunds), `refunds`, `contribution` (minor units; less what came back),
        and `seen` (0: the week is not over for all of the cohort). What came back within the horizon counts at the age
        at which it did; what came back after it, in a row of its own (`closing`, with no buyers, who are counted once).
    """
    people, place = np.unique(buyer, return_inverse=True)
    first = np.full(len(people), days, np.int64)
    np.minimum.at(first, place, day)
    cohort, age = first[place] // WEEK, (day - first[place]) // WEEK
    n_weeks = max(1, -(-days // WEEK))
    cells = cohort * n_weeks + age
    shown = np.array([c * n_weeks + a for c in range(n_weeks) for a in range(n_weeks - c)], np.int64)
    total = n_weeks * n_weeks
    size = np.bincount(first // WEEK, minlength=n_weeks)
    returned_day = np.full(len(buyer), -1) if returned_day is None else returned_day
    undone = np.zeros(len(buyer), np.int64) if undone is None else undone
    stands = returned_day < 0
    who_when = np.unique(np.stack([cells[stands], place[stands]]), axis=1)[0]
    active = np.bincount(who_when.astype(np.int64), minlength=total)
    back = ~stands & (returned_day < days)
    back_at = cohort[back] * n_weeks + (returned_day[back] - first[place][back]) // WEEK
    columns: dict[str, np.ndarray] = {
        "cohort": (shown // n_weeks).astype(np.int32),
        "age": (shown % n_weeks).astype(np.int32),
        "buyers": size[shown // n_weeks],
        "active": active[shown],
        "orders": np.bincount(cells, minlength=total)[shown],
        "gmv": _sums(cells, paid, total)[shown],
        "contribution": (_sums(cells, contribution, total) + _sums(back_at, undone[back], total))[shown],
    }
    columns["seen"] = ((columns["cohort"] + 1) * WEEK + (columns["age"] + 1) * WEEK - 1 <= days).astype(np.int8)
    columns["refunds"] = _sums(back_at, paid[back], total)[shown]
    columns["closing"] = np.zeros(len(shown), bool)
    kept = columns["buyers"] > 0
    later = returned_day >= days
    after = _after_the_horizon(
        cohort[later], (returned_day[later] - first[place][later]) // WEEK, paid[later], undone[later]
    )
    return {name: np.append(values[kept], after[name].astype(values.dtype)) for name, values in columns.items()}


def _after_the_horizon(
    cohort: np.ndarray, age: np.ndarray, paid: np.ndarray, undone: np.ndarray
) -> dict[str, np.ndarray]:
    """The closing rows: what came back after the horizon, by cohort and age."""
    ages = 1 + int(age.max(initial=0))
    cells, place = np.unique(cohort * ages + age, return_inverse=True)
    n = len(cells)
    columns = {name: np.zeros(n, np.int64) for name in ("buyers", "active", "orders", "gmv", "seen")}
    columns |= {"cohort": cells // ages, "age": cells % ages, "closing": np.ones(n, bool)}
    return columns | {"refunds": _sums(place, paid, n), "contribution": _sums(place, undone, n)}


def _sums(cells: np.ndarray, amounts: np.ndarray, total: int) -> np.ndarray:
    """Sums of whole numbers by cell."""
    sums = np.zeros(total, np.int64)
    np.add.at(sums, cells, amounts)
    return sums


class Buyers(NamedTuple):
    """Buyers by number of orders, day of the first and of the second (a day far off where there is none), each
    (buyers,) int64."""

    orders: np.ndarray
    first_day: np.ndarray
    second_day: np.ndarray


def buyers_of(buyer: np.ndarray, day: np.ndarray) -> Buyers:
    """Return the buyers of some orders, by who bought on which day, each (orders,)."""
    order = np.lexsort((day, buyer))
    by, on = buyer[order], day[order]
    start = np.flatnonzero(np.diff(by, prepend=-1))
    count = np.diff(start, append=len(by))
    second_day = np.full(len(start), np.iinfo(np.int64).max)
    second_day[count > 1] = on[start[count > 1] + 1]
    return Buyers(count, on[start], second_day)


def projected_value(cohorts: Mapping[str, Any], an_order: float) -> float | None:
    """Return the projected contribution of a buyer over a year, before marketing.

    Orders a buyer and week are taken from the cohorts at full weeks since the first order (age 1 and more; the first
    week, which holds the first order, counts as observed). The rate decays by the week as it
    did between the younger and the older half of the ages seen, and never grows:
    value = contribution an order x (orders of week 0 + sum over weeks 1 to 52 of rate x kept^(week - 1)). None where no
    whole week after the first is seen.

    Examples
    --------
    >>> import numpy as np
    >>> table = {"age": np.array([0, 1, 2]), "buyers": np.array([10, 10, 10]), "orders": np.array([10, 1, 1]), "seen": np.array([1, 1, 1])}
    >>> round(projected_value(table, 50.0), 9)
    310.0
    """
    seen = np.asarray(cohorts["seen"]) > 0
    age, buyers, orders = (np.asarray(cohorts[name])[seen] for name in ("age", "buyers", "orders"))
    later = age >= 1
    if not later.any():
        return None
    in_first_week = orders[age == 0].sum() / buyers[age == 0].sum()
    rate = orders[later].sum() / buyers[later].sum()
    young = later & (age <= (age.max() + 1) // 2)
    old = later & ~young
    kept = 1.0
    if old.any() and orders[young].sum() and orders[old].sum():
        weeks = np.average(age[old], weights=buyers[old]) - np.average(age[young], weights=buyers[young])
        ratio = (orders[old].sum() / buyers[old].sum()) / (orders[young].sum() / buyers[young].sum())
        kept = min(1.0, float(ratio) ** (1.0 / weeks))
        rate = orders[young].sum() / buyers[young].sum()
    # nobody came back in the older half: nothing is added to what the younger half brought
    elif old.any() and not orders[old].sum():
        return float(
            an_order
            * (
                in_first_week
                + sum(orders[age == week].sum() / buyers[age == week].sum() for week in np.unique(age[young]))
            )
        )
    return float(an_order * (in_first_week + rate * sum(kept**week for week in range(YEAR_WEEKS))))
