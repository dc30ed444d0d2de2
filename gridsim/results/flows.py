"""The flows of money: each declared once, with the accounts that it goes from and to, and each account with what it
means.

Everything else about money asks here: the engine books by number, the ledger writes entries, contribution and costs are
added up, the budget is checked, charts and report name the uses. A new flow is one row (and, for a new use of the
budget, one more account).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

Amount = Any
"""A sum of money, or its series by the day; minor units."""


class Account(NamedTuple):
    """An account that decides what a campaign earns.

    `metric`: the metric that holds its balance; `label`: its name in charts and reports; `use`: its name as a use of
    the budget ("" for trade); `of_no_line`: the use is spent for no plan line, so the table of channels has a row of
    its own for it.
    """

    name: str
    metric: str
    label: str
    use: str = ""
    of_no_line: bool = False


def _use(account: str, use: str, label: str, of_no_line: bool = False) -> Account:
    return Account(account, f"cost_{use}", label, use, of_no_line)


TRADE: tuple[Account, ...] = (
    Account("revenue", "", "sales"),
    Account("refunds", "refunds", "refunds"),
    Account("goods", "cost_goods", "goods"),
    Account("logistics", "cost_logistics", "logistics"),
    Account("platform_fee", "cost_platform_fee", "platform fee"),
    Account("shop_margin", "cost_shop_margin", "shops' margin"),
    Account("penalties", "penalty", "fines"),
)
"""Accounts of the contribution margin: what is credited to them adds to it, what is debited takes from it."""

USES: tuple[Account, ...] = (
    _use("media", "media", "media"),
    _use("content", "content", "content"),
    _use("kol_fees", "kol", "KOL fees"),
    _use("commissions", "commission", "commissions"),
    _use("coupons", "coupon", "coupons"),
    _use("management", "management", "management"),
    _use("training", "training", "training"),
    _use("head_pay", "head_pay", "pay by the head"),
    _use("community", "community", "community", of_no_line=True),
    _use("swaps", "swap", "swapped goods"),
    _use("brushing", "brushing", "fake orders"),
    _use("invitations", "invitation", "invitations"),
    _use("search", "search", "paid search", of_no_line=True),
    _use("conversion", "conversion", "work on the malls", of_no_line=True),
    _use("brand", "brand", "work on reputation", of_no_line=True),
    _use("prizes", "prize", "prizes"),
)
"""Accounts that draw on the budget, in the order of charts and tables."""


class Flow(NamedTuple):
    """One flow of money: its name, the kind of entry of the ledger, the account debited and the account credited."""

    name: str
    entry: str
    debit: str
    credit: str


FLOWS: tuple[Flow, ...] = (
    Flow("paid", "sale", "settlement", "revenue"),
    Flow("discount", "sale", "coupons", "revenue"),
    Flow("platform_fee", "platform fee", "platform_fee", "settlement"),
    Flow("goods", "goods", "goods", "inventory"),
    Flow("logistics", "logistics", "logistics", "cash"),
    Flow("refund", "refund", "refunds", "settlement"),
    Flow("fee_back", "platform fee back", "settlement", "platform_fee"),
    Flow("goods_back", "goods back", "inventory", "goods"),
    Flow("commission", "commission", "commissions", "commissions_payable"),
    Flow("commission_back", "commission back", "commissions_payable", "commissions"),
    Flow("commission_paid", "commission paid", "commissions_payable", "cash"),
    Flow("media", "media", "media", "cash"),
    Flow("content", "content", "content", "cash"),
    Flow("kol_fee", "kol fee", "kol_fees", "cash"),
    Flow("management", "management", "management", "cash"),
    Flow("training", "training", "training", "cash"),
    Flow("joining_fee", "joining fee", "cash", "joining_fees"),
    Flow("head_pay", "head pay", "head_pay", "cash"),
    Flow("community", "community", "community", "cash"),
    Flow("swap", "swap", "swaps", "inventory"),
    Flow("kol_care", "kol care", "kol_fees", "cash"),
    Flow("brushing", "brushing", "brushing", "cash"),
    Flow("penalty", "penalty", "penalties", "cash"),
    Flow("invitation", "invitation", "invitations", "commissions_payable"),
    Flow("head_pay_back", "head pay back", "cash", "head_pay"),
    Flow("shop_margin", "shop margin", "shop_margin", "settlement"),
    Flow("shop_margin_back", "shop margin back", "settlement", "shop_margin"),
    Flow("search", "search", "search", "cash"),
    Flow("conversion", "conversion", "conversion", "cash"),
    Flow("brand", "brand", "brand", "cash"),
    Flow("prize", "prize", "prizes", "cash"),
    Flow("discount_back", "coupon back", "revenue", "coupons"),
)
"""Every flow. Stored ledgers number their entries by the order of the kinds, so a new kind of entry goes to the end."""

ENTRIES: tuple[str, ...] = tuple(dict.fromkeys(flow.entry for flow in FLOWS))
"""Kinds of entry, by number."""

ACCOUNTS: tuple[str, ...] = tuple(sorted({account for flow in FLOWS for account in (flow.debit, flow.credit)}))
"""All accounts of the ledger."""

BY_USE: dict[str, Account] = {account.use: account for account in USES}
"""The uses of the budget by name: metric cost_NAME."""

OF_NO_LINE: tuple[str, ...] = tuple(account.use for account in USES if account.of_no_line)
"""Uses that are spent for no plan line."""

_NUMBERS = {flow.name: number for number, flow in enumerate(FLOWS)}


def number_of(name: str) -> int:
    """Return the number under which the engine books a flow."""
    return _NUMBERS[name]


def debits(accounts: tuple[str, ...], flow: Mapping[str, Amount]) -> Amount:
    """Return what flows into some accounts (debits) less what flows out of them (credits).

    Examples
    --------
    >>> debits(("commissions",), dict.fromkeys(_NUMBERS, 0) | {"commission": 50, "commission_back": 20})
    30
    """
    total: Amount = 0
    for one in FLOWS:
        if (one.debit in accounts) != (one.credit in accounts):
            total = total + flow[one.name] if one.debit in accounts else total - flow[one.name]
    return total


def contribution(flow: Mapping[str, Amount]) -> Amount:
    """Return the contribution before marketing: paid and funded coupons - refunds - goods - logistics - platform fee -
    shop margin - fines.

    A coupon that the campaign funds is paid to the sales side here and counted once as a cost of marketing; of a
    returned order both go back.
    """
    return -debits(tuple(account.name for account in TRADE), flow)


def cost_of(flow: Mapping[str, Amount], use: str) -> Amount:
    """Return the cost of one use of the budget, less what came back."""
    return debits((BY_USE[use].name,), flow)


def marketing_cost(flow: Mapping[str, Amount]) -> Amount:
    """Return all that drew on the budget, less what came back."""
    return debits(tuple(account.name for account in USES), flow)


def clawed_back(flow: Mapping[str, Amount]) -> Amount:
    """Return what came back to the budget from returned orders: commission, coupons, pay by the head."""
    uses = {account.name for account in USES}
    return sum((flow[one.name] for one in FLOWS if one.credit in uses), start=0)
