"""What must hold of money in every town: recomputed from the tables of orders, ledger and points, and from what people
are at the end.

Every law takes a `money_towns.Played` and returns how many things it has looked at, so that a test can see that it has
said something.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from money_towns import Played

from gridsim.engine.activities import HELD
from gridsim.engine.mall import BY_FIRST_ORDER
from gridsim.engine.state import POINT
from gridsim.results import checks, flows
from gridsim.rules.commission import millionths, portion
from gridsim.terms import PointState, PostKind, Way

NOBODY = -1
MARKETING = [account.name for account in flows.USES]
"""Accounts of the ledger that draw on the budget."""


def known_kept(p: Played, day: int) -> np.ndarray:
    """Which orders had been placed and not sent back by the end of a day."""
    back = p.orders["returned_day"]
    return (p.orders["day"] <= day) & ((back < 0) | (back > day))


def mall_rules(p: Played):
    """The rules of the malls."""
    return p.scenario.strategy("grid").points.mall_rules


def point_rows(p: Played) -> np.ndarray:
    """The engine's own rows of the points."""
    return p.run.points[: p.run.totals[0].n_points].view(POINT)


# --- money


def the_books_balance(p: Played) -> int:
    terms = checks.terms_of(p.scenario, "grid")
    found = checks.check_run(p.result.columns, p.result.metrics, p.scenario.budget.total, terms)
    assert not {name: wrong for name, (_, wrong) in found.items() if wrong}, found
    return found["commissions_match"][0]


def the_budget_is_never_exceeded(p: Played) -> int:
    ledger = p.result.columns["ledger"]
    marketing = np.isin(np.asarray(ledger["account"]), MARKETING)
    net = np.where(marketing, ledger["debit"] - ledger["credit"], 0)
    spent = np.cumsum(np.bincount(ledger["day"], net)) if len(net) else np.zeros(1)
    assert (spent <= p.scenario.budget.total).all() and (p.result.columns["daily"]["budget_left"] >= 0).all()
    return len(spent)


def what_comes_back_is_what_was_paid(p: Played) -> int:
    """Day by day: refunds, fees, coupons, shop margins, commissions of the orders returned on it, and of no other."""
    orders, ledger = p.orders, p.result.columns["ledger"]
    back = np.flatnonzero(orders["returned"])
    what, day = np.asarray(ledger["what"]), ledger["day"]
    columns = {
        "refund": "paid",
        "platform fee back": "platform_fee",
        "coupon back": "discount",
        "commission back": "commission",
        "shop margin back": "shop_margin",
    }
    last = int(max(day.max(initial=0), orders["returned_day"].max(initial=0))) + 1
    for entry, column in columns.items():
        booked = np.bincount(day[what == entry], ledger["debit"][what == entry], minlength=last)
        due = np.bincount(orders["returned_day"][back], orders[column][back], minlength=last)
        assert (booked == due).all(), entry
    assert (orders["invitation"][back] == 0).all()
    return len(back)


def points_are_paid_for_standing_orders(p: Played) -> int:
    """Commission and invitations of each point, and what it has been paid, to the cent."""
    orders, points, kept = p.orders, p.points, ~p.orders["returned"]
    n = int(p.town.settings[0].n_people)
    earned, invited = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for who, what, into in (
        ("beneficiary_1", "commission_1", earned),
        ("beneficiary_2", "commission_2", earned),
        ("invited_by", "invitation", invited),
    ):
        rows = kept & (orders[who] >= 0)
        np.add.at(into, orders[who][rows], orders[what][rows])
    assert (points["commission"] == earned[points["agent"]]).all() and (
        points["invitations"] == invited[points["agent"]]
    ).all()
    assert (points["paid_out"] + points["payable"] == points["commission"] + points["invitations"]).all()
    assert earned.sum() == points["commission"].sum() and invited.sum() == points["invitations"].sum()
    heads = int(point_rows(p)["head_paid"].sum()) * p.scenario.strategy("grid").points.recruiting.head_pay
    second = orders["commission_2"][kept].sum()
    assert points["recruiting_income"].sum() == second + invited.sum() + heads
    return len(points["agent"])


def contribution_is_that_of_the_orders(p: Played) -> int:
    orders, m = p.orders, p.result.metrics
    kept = ~orders["returned"]
    assert orders["contribution"].sum() == round(100 * m["contribution_margin"])
    assert (orders["discount"][kept]).sum() == round(100 * m["cost_coupon"]) == round(100 * m["discounts"])
    assert round(100 * m["cost_commission"]) == orders["commission"][kept].sum()
    return len(kept)


# --- who may earn


def nobody_is_paid_on_the_own_order(p: Played) -> int:
    orders, rules = p.orders, mall_rules(p)
    assert (orders["referrer"] != orders["buyer"]).all()
    assert (p.points["recruiter"] != p.points["agent"]).all()
    assert (orders["shop"] != orders["buyer"]).all()
    if not rules.self_purchase:
        for who in ("beneficiary_1", "beneficiary_2", "invited_by", "credited", "seller"):
            assert (orders[who] != orders["buyer"]).all(), who
    return len(orders["buyer"])


def both_levels_are_paid_where_they_are_due(p: Played) -> int:
    """Recomputed order by order: rates of the tier that standing sales had reached, and the recruiter's level unless
    the recruiter buys."""
    orders, rules = p.orders, mall_rules(p)
    recruiter = dict(zip(p.points["agent"].tolist(), p.points["recruiter"].tolist(), strict=True))
    tiers = sorted((tier.from_sales, millionths(tier.rate)) for tier in rules.tiers.values())
    rates = [millionths(rate) for rate in p.scenario.strategy("grid").points.commission] + [0, 0]
    products = p.scenario.market.more_products
    seen = 0
    for i in np.flatnonzero(orders["credited"] >= 0):
        who, buyer, paid = int(orders["credited"][i]), int(orders["buyer"][i]), int(orders["paid"][i])
        above = recruiter[who] if rules.self_purchase or recruiter[who] != buyer else NOBODY
        earlier = orders["credited"][:i] == who
        back = orders["returned_day"][:i]
        stands = earlier & ((back < 0) | (back >= orders["day"][i]))
        own = products[orders["product"][i]].commission if orders["product"][i] in products else None
        first, second = ([millionths(rate) for rate in own] + [0, 0])[:2] if own is not None else rates[:2]
        if own is None:
            for start, rate in tiers:
                first = rate if orders["paid"][:i][stands].sum() >= start else first
        due = [portion(paid, first), portion(paid, second)]
        if own is None and rules.fixed is not None:
            due = [min(paid, rules.fixed.seller), min(paid, rules.fixed.recruiter)]
        due[1] = min(due[1], paid - due[0]) if above >= 0 else 0
        if orders["beneficiary_1"][i] < 0:  # the budget did not hold it
            due, above = [0, 0], NOBODY
        else:
            assert orders["beneficiary_1"][i] == who
        assert (orders["commission_1"][i], orders["commission_2"][i], orders["beneficiary_2"][i]) == (*due, above)
        seen += 1
    return seen


def invitations_are_for_the_first_sale_that_stands(p: Played) -> int:
    orders, rules, points = p.orders, mall_rules(p), p.points
    reward, paid = rules.invitation, np.flatnonzero(orders["invitation"] > 0)
    assert len(np.unique(orders["credited"][paid])) == len(paid) and not orders["returned"][paid].any()
    assert (orders["invitation"][paid] == reward).all()
    ledger = p.result.columns["ledger"]
    spent = ledger["debit"][np.isin(np.asarray(ledger["account"]), MARKETING)].sum()
    ample = spent + reward <= p.scenario.budget.total  # nothing can have been refused
    for agent, recruiter in zip(points["agent"], points["recruiter"], strict=True):
        if recruiter < 0 or reward == 0:
            continue
        due = (orders["credited"] == agent) & (orders["buyer"] != agent) & ~orders["returned"]
        if not rules.self_purchase:
            due &= orders["buyer"] != recruiter
        rows = np.flatnonzero(due)
        rows = rows[np.argsort(orders["settled_day"][rows], kind="stable")]
        got = np.flatnonzero((orders["credited"] == agent) & (orders["invitation"] > 0))
        assert set(got) <= set(rows) and (orders["invited_by"][got] == recruiter).all()
        if ample:
            assert list(got) == list(rows[:1])
    return len(paid)


# --- what falls with a sale


def customers_are_those_who_kept_something(p: Played) -> int:
    """Kept orders and spending of everybody, and how many of one's friends are buyers: those of before, and who has an
    order that stands."""
    state, orders, kept = p.run.people, p.orders, ~p.orders["returned"]
    n = len(state)
    assert (state["kept"] == np.bincount(orders["buyer"][kept], minlength=n)).all()
    assert (state["spent"] == np.bincount(orders["buyer"][kept], orders["paid"][kept], minlength=n)).all()
    new = (state["kept"] > 0) & ~state["bought_before"]
    start, target = p.town.moments_start, p.town.moments_target
    friends = p.first_friends.copy()
    for person in np.flatnonzero(new):
        friends[target[start[person] : start[person + 1]]] += 1
    assert (state["friends_bought"] == friends).all()
    return int(np.count_nonzero(orders["returned"]))


def a_referral_lasts_as_long_as_the_customer(p: Played) -> int:
    """Order by order: the edge is made by the first order of somebody who is no customer, and ends when nothing is
    kept."""
    orders, shares, posts = p.orders, p.run.shares, p.run.posts
    own_share, n = p.run.orders["share"], len(p.run.people)
    edge: dict[int, int] = {}
    seen = 0
    for i in range(len(orders["buyer"])):
        buyer, day = int(orders["buyer"][i]), int(orders["day"][i])
        back = orders["returned_day"][:i]
        customer = bool(p.run.people["bought_before"][buyer]) or bool(
            ((orders["buyer"][:i] == buyer) & ((back < 0) | (back >= day))).any()
        )
        if not customer:
            edge[buyer] = brought_by(orders, shares, posts, int(own_share[i]), i, n)
            seen += 1
        assert orders["referrer"][i] == edge.get(buyer, NOBODY)
    return seen


def brought_by(orders, shares, posts, share: int, i: int, n_people: int) -> int:
    """Who brought the buyer of an order."""
    buyer = int(orders["buyer"][i])
    if orders["seller"][i] >= 0:
        return NOBODY if orders["seller"][i] == buyer else int(orders["seller"][i])
    if share < 0:
        return NOBODY
    sharer = int(shares["sharer"][share])
    paid_post = shares["parent"][share] < 0 and posts["kind"][shares["post"][share]] == PostKind.SPONSORED
    return NOBODY if paid_post or sharer >= n_people or sharer == buyer else sharer


def new_buyers_are_new_once(p: Played) -> int:
    """Nobody adopts twice: the first order of whoever had not bought before, whatever became of it."""
    orders = p.orders
    _, first = np.unique(orders["buyer"], return_index=True)
    expected = np.zeros(len(orders["buyer"]), bool)
    expected[first] = ~p.run.people["bought_before"][orders["buyer"][first]]
    assert (orders["new_buyer"] == expected).all() and expected.sum() == p.result.metrics["new_buyers"]
    return len(first)


def locks_by_order_need_an_order_that_stands(p: Played) -> int:
    if p.town.settings[0].lock_by != BY_FIRST_ORDER:
        return 0
    orders, ticks, seen = p.orders, int(p.town.settings[0].lock_protection), 0
    for i in np.flatnonzero((orders["credited"] >= 0) & (orders["credited"] != orders["seller"])):
        tick, day = orders["tick"][i], orders["day"][i]
        before = (orders["buyer"][:i] == orders["buyer"][i]) & (orders["seller"][:i] == orders["credited"][i])
        back = orders["returned_day"][:i]
        assert (before & (orders["tick"][:i] + ticks > tick) & ((back < 0) | (back >= day))).any()
        seen += 1
    return seen


def sellers_keep_their_mall_by_sales_that_stand(p: Played) -> int:
    ranks = p.scenario.strategy("grid").points.ranks
    if ranks is None:
        return 0
    points, rows, last = p.points, point_rows(p), p.scenario.horizon - 1
    seen = 0
    for k, agent in enumerate(points["agent"]):
        own = p.orders["seller"] == agent
        ever = max(points["activated_day"][k], points["promoted_day"][k])
        if points["demoted_day"][k] >= 0:
            day = int(points["demoted_day"][k])
            stands = p.orders["day"][own & known_kept(p, day)]
            since = max(
                int(stands.max(initial=-1)),
                int(points["activated_day"][k]),
                *(int(d) for d in [points["promoted_day"][k]] if d <= day),
            )
            assert day - since >= ranks.demote_after
            seen += 1
        active = (
            rows["state"][k] not in (PointState.LEFT, 2)
            and points["rank"][k] == "seller"
            and points["activated_day"][k] <= last
        )
        if active:
            stands = p.orders["day"][own & known_kept(p, last)]
            assert last - max(int(stands.max(initial=-1)), int(ever)) < ranks.demote_after
            seen += 1
    return seen


def members_have_kept_what_made_them_members(p: Played) -> int:
    recruiting = p.scenario.strategy("grid").points.recruiting
    limit, rows, orders = recruiting.join_at_spending, point_rows(p), p.orders
    members = np.flatnonzero(rows["way"] == Way.PURCHASE)
    assert limit is not None or len(members) == 0
    for k in members:
        agent, day = int(rows["agent"][k]), int(rows["activated_day"][k]) - 1
        own = orders["buyer"] == agent
        assert orders["paid"][own & known_kept(p, day)].sum() >= limit, "was a member on the day of joining"
        kept = orders["paid"][own & ~orders["returned"]].sum()
        assert kept >= limit or (rows["lapsed"][k] and rows["state"][k] == PointState.LEFT and rows["left_day"][k] >= 0)
        if rows["lapsed"][k]:
            assert not rows["head_paid"][k]
            day = int(rows["left_day"][k])
            assert not own[orders["seller"] == agent].any() or mall_rules(p).self_purchase
    ledger = p.result.columns["ledger"]
    heads = ledger["account"] == "head_pay"
    net = (ledger["debit"] - ledger["credit"])[np.asarray(heads)].sum()
    assert net == int(rows["head_paid"].sum()) * recruiting.head_pay
    assert (rows["recruiter"][rows["head_paid"]] >= 0).all()
    return len(members)


def activities_follow(p: Played) -> int:
    """Coupons and parts: redeemed are those of standing orders; one a person at most; groups and pieces stay."""
    if not len(p.run.activities):
        return 0
    table = {name: np.asarray(values) for name, values in p.result.columns["activities"].items()}
    used = p.orders["activity"].astype(str)
    for k, name in enumerate(table["activity"]):
        own, kind = used == name, table["kind"][k]
        kept = own & ~p.orders["returned"]
        assert table["orders"][k] == own.sum() and table["returned"][k] == (own & p.orders["returned"]).sum()
        if kind in ("coupon", "red_packet"):
            assert table["redeemed"][k] == kept.sum() == len(np.unique(p.orders["buyer"][kept]))
            assert table["issued"][k] == table["redeemed"][k] + table["lapsed"][k] + table["open"][k]
            assert table["open"][k] == (p.run.tickets[k]["state"] == HELD).sum() >= 0
        if kind == "flash_sale":
            assert table["units_left"][k] == 4 - own.sum()
    return int((used != "nan").sum())


def the_review_reads_orders_less_returns(p: Played) -> int:
    measured = p.result.columns["variants"]
    if not len(measured["day"]):
        return 0
    orders = p.run.orders[: p.run.totals[0].n_orders]
    clicked = orders[orders["share"] >= 0]
    version = p.run.posts["version"][p.run.shares["post"][clicked["share"]]]
    known = (clicked["returned_day"] >= 0) & (clicked["returned_day"] < p.scenario.horizon)
    assert measured["orders"].sum() == (version >= 0).sum()
    assert measured["returns"].sum() == ((version >= 0) & known).sum()
    assert (measured["returns"] >= 0).all()
    return int((version >= 0).sum())


def cohorts_count_what_was_kept(p: Played) -> int:
    cohorts, orders = p.result.columns["cohorts"], p.orders
    people, place = np.unique(orders["buyer"], return_inverse=True)
    first = np.full(len(people), 10**6)
    np.minimum.at(first, place, orders["day"])
    week, age = first[place] // 7, (orders["day"] - first[place]) // 7
    inside = np.asarray(cohorts.get("closing", np.zeros(len(cohorts["age"])))) == 0
    for k in np.flatnonzero(inside):
        here = (week == cohorts["cohort"][k]) & (age == cohorts["age"][k])
        assert cohorts["active"][k] == len(np.unique(orders["buyer"][here & ~orders["returned"]]))
        assert cohorts["orders"][k] == here.sum()
    kept = np.flatnonzero(~orders["returned"])
    n = len(np.unique(orders["buyer"][kept]))
    share = p.result.metrics["repeat_order_share"]
    assert share is None if n == 0 else abs(share - (len(kept) - n) / len(kept)) < 1e-12
    return len(kept)


def units_are_conserved(p: Played) -> int:
    if "stock" not in p.result.columns:
        return 0
    stock = {name: np.asarray(values) for name, values in p.result.columns["stock"].items()}
    assert (
        stock["initial"] + stock["ordered"] + stock["back"]
        == stock["sold"] + stock["sent"] + stock["units"] + stock["coming"]
    ).all()
    assert stock["sold"].sum() == len(p.orders["buyer"]) and stock["back"].sum() <= p.orders["returned"].sum()
    return len(stock["sold"])


LAWS: dict[str, Callable[[Played], int]] = {
    law.__name__: law
    for law in (
        the_books_balance,
        the_budget_is_never_exceeded,
        what_comes_back_is_what_was_paid,
        points_are_paid_for_standing_orders,
        contribution_is_that_of_the_orders,
        nobody_is_paid_on_the_own_order,
        both_levels_are_paid_where_they_are_due,
        invitations_are_for_the_first_sale_that_stands,
        customers_are_those_who_kept_something,
        a_referral_lasts_as_long_as_the_customer,
        new_buyers_are_new_once,
        locks_by_order_need_an_order_that_stands,
        sellers_keep_their_mall_by_sales_that_stand,
        members_have_kept_what_made_them_members,
        activities_follow,
        the_review_reads_orders_less_returns,
        cohorts_count_what_was_kept,
        units_are_conserved,
    )
}
