"""The flows of money: each declared once, with the accounts that it goes from and to, and each account with what it
means.

All other code about money reads these declarations: the engine books by number, the ledger writes entries, contribution
and costs are added up, the budget is checked, charts and report name the uses. A new flow is one row (and, for a new
use of the budget, one more account).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from gridsim.terms import Flow

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
    _use("invitations", "invitation", "invitations"),
    _use("search", "search", "paid search", of_no_line=True),
    _use("conversion", "conversion", "work on the malls", of_no_line=True),
    _use("brand", "brand", "work on reputation", of_no_line=True),
    _use("prizes", "prize", "prizes"),
    _use("wages", "wage", "wages of points"),
    _use("referrals", "referral", "rewards for referrals"),
    _use("promotion", "promotion", "bought followers", of_no_line=True),
)
"""Accounts that draw on the budget, in the order of charts and tables."""


ENTRIES: tuple[str, ...] = tuple(dict.fromkeys(flow.entry for flow in Flow))
"""Kinds of entry, by number."""

ACCOUNTS: tuple[str, ...] = tuple(sorted({account for flow in Flow for account in (flow.debit, flow.credit)}))
"""All accounts of the ledger."""

BY_USE: dict[str, Account] = {account.use: account for account in USES}
"""The uses of the budget by name: metric cost_NAME."""

OF_NO_LINE: tuple[str, ...] = tuple(account.use for account in USES if account.of_no_line)
"""Uses that are spent for no plan line."""


def debits(accounts: tuple[str, ...], flow: Mapping[str, Amount]) -> Amount:
    """Return what flows into some accounts (debits) less what flows out of them (credits).

    Examples
    --------
    >>> debits(("commissions",), {flow.word: 0 for flow in Flow} | {"commission": 50, "commission_back": 20})
    30
    """
    total: Amount = 0
    for one in Flow:
        if (one.debit in accounts) != (one.credit in accounts):
            total = total + flow[one.word] if one.debit in accounts else total - flow[one.word]
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
    return sum((flow[one.word] for one in Flow if one.credit in uses), start=0)
