"""What is left of one order: price less goods, delivery, fee, coupon and commission, product by product; and what a
reader should be warned of.

All of it is in the scenario, so it is known before anything is played. A warning is no error: the model plays orders
that lose money, as the world does, and a verdict over them says which strategy sells least.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from gridsim.currencies import minor_units
from gridsim.formats import MINUS, counted, money, percent
from gridsim.rules.commission import millionths, portion
from gridsim.scenario.activity import OWN_KEYS
from gridsim.scenario.content import Content
from gridsim.scenario.media import bought_media
from gridsim.scenario.steady import drifts

BASE, COUPON, POINT = "an order", "an order with a coupon", "an order through a point"
"""Ways in which an order can come."""

MOST_SHOWINGS = 5.0
"""Advertisements a person and day above which a plan is hardly meant: frequency caps in use are 1 to 5 (assumed)."""


@dataclass(frozen=True)
class Order:
    """One order in minor units: `left` = price − coupon − goods − delivery − fee − commission; a returned order and the
    cost of marketing aside.

    `strategy` is empty for an order that nobody is paid for; `levels` are the commission's in words; `defaults` names
    the parts that the scenario leaves at their default.
    """

    product: str
    strategy: str
    way: str
    price: int
    coupon: int
    goods: int
    delivery: int
    fee: int
    fee_rate: float
    commission: int
    levels: str
    defaults: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        """What is left of it."""
        return self.price - self.coupon - self.goods - self.delivery - self.fee - self.commission

    def sum_text(self, currency: str) -> str:
        """The sum written out.

        Examples
        --------
        >>> Order("tea", "", BASE, 6000, 0, 4800, 1200, 300, 0.05, 0, "").sum_text("CNY")
        '60 − 48 goods − 12 delivery − 3 platform fee (5 %) = −3 CNY'
        """
        unit = minor_units(currency)
        delivery = "delivery (default)" if "delivery" in self.defaults else "delivery"
        fee = f"platform fee ({_percent(self.fee_rate)}{', default' if 'fee' in self.defaults else ''})"
        parts = [(self.coupon, "coupon"), (self.goods, "goods"), (self.delivery, delivery), (self.fee, fee)]
        parts += [(self.commission, f"commission ({self.levels})")]
        taken = "".join(f" {MINUS} {_plain(amount / unit)} {words}" for amount, words in parts if amount)
        return f"{_plain(self.price / unit)}{taken} = {_plain(self.left / unit)} {currency}"


def unit_economics(scenario: Any) -> list[Order]:
    """Return what is left of one order: of every product, then of every strategy that pays a commission or gives a
    coupon.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    list of Order
        Commission is that of all levels, at the highest tier; a coupon is the largest that the strategy gives.

    Examples
    --------
    >>> from gridsim.scenario import load_scenario
    >>> scenario = load_scenario({"strategies": {"grid": {}}})
    >>> [(one.way, one.left) for one in unit_economics(scenario)]
    [('an order', 4560), ('an order through a point', 3024)]
    """
    found = []
    market = scenario.market
    for name, product in {"": market.product, **market.more_products}.items():
        found.append(_order(scenario, name, product, "", BASE, 0.0, 0, (0, 0), ()))
        for strategy, page in scenario.strategies.items():
            points = page.points
            for way, share, amount in _coupons(page, name):
                found.append(_order(scenario, name, product, strategy, way, share, amount, (0, 0), ()))
            if points is not None and points.malls and scenario.switches.commission:
                fixed, rates = _commission(points, product)
                if any(fixed) or any(rates):
                    share = _largest([points], name)
                    found.append(_order(scenario, name, product, strategy, POINT, share, 0, fixed, rates))
    return found


def _order(
    scenario: Any,
    name: str,
    product: Any,
    strategy: str,
    way: str,
    share: float,
    amount: int,
    fixed: tuple,
    rates: tuple,
) -> Order:
    operation, price = scenario.operation, product.price
    coupon = min(price, portion(price, millionths(share)) + amount)
    paid = price - coupon
    levels = [portion(paid, millionths(rate)) for rate in rates] if rates else [min(one, paid) for one in fixed]
    words = " + ".join(_percent(rate) for rate in rates if rate) if rates else "fixed sums"
    return Order(
        name,
        strategy,
        way,
        price,
        coupon,
        product.unit_cost,
        operation.shipping_cost,
        portion(paid, millionths(operation.platform_fee)),
        operation.platform_fee,
        sum(levels),
        words,
        _left_at_default(scenario),
    )


def _left_at_default(scenario: Any) -> tuple[str, ...]:
    """The parts of an order that stand at their default."""
    default, own = type(scenario.operation)(), scenario.operation
    pairs = (
        ("delivery", own.shipping_cost == default.shipping_cost),
        ("fee", own.platform_fee == default.platform_fee),
    )
    return tuple(part for part, unchanged in pairs if unchanged)


def _commission(points: Any, product: Any) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Fixed sums, or rates, of all levels: a product's own, else fixed sums, else the highest tier and the levels above
    the seller."""
    own = getattr(product, "commission", None)
    if own is not None:
        return (), tuple(own)
    rules = points.mall_rules
    if rules.fixed is not None:
        return (rules.fixed.seller, rules.fixed.recruiter), ()
    first = max([*points.commission[:1], *(tier.rate for tier in rules.tiers.values())], default=0.0)
    return (), (first, *points.commission[1:])


def _coupons(page: Any, product: str) -> Iterator[tuple[str, float, int]]:
    """The largest coupon of a strategy's own posts, and the largest offer of its activities: share of the price,
    amount."""
    share = _largest([block for name, block in page.blocks().items() if name != "points"], product)
    offers = [(one.discount, one.amount) for one in page.activities.values() if "discount" in OWN_KEYS[one.kind]]
    if share > 0.0:
        yield COUPON, share, 0
    if offers and not product:
        yield f"{BASE} with the largest offer", max(one for one, _ in offers), max(one for _, one in offers)


def _largest(blocks: list[Any], product: str) -> float:
    """The largest coupon that posts of some blocks about a product carry, as a share of its price."""
    contents = []
    for block in blocks:
        if isinstance(getattr(block, "content", None), Content):
            contents += list(getattr(block, "variants", {}).values()) or [block.content]
    return max((one.discount for one in contents if (one.product or "") == product), default=0.0)


def warnings_of(scenario: Any, strategies: Collection[str] | None = None) -> list[str]:
    """Return what a reader should be warned of before anything is played, a sentence each: orders that lose money,
    advertising beyond measure, an untouched market that drifts.

    Only of the strategies that are played, where they are named.

    Examples
    --------
    >>> from gridsim.scenario import load_scenario
    >>> tea = {"market": {"product": {"price": "60 CNY", "unit_cost": "48 CNY"}}, "strategies": {"official": {}}}
    >>> warnings_of(load_scenario(tea))[0][:95]
    'market.product: every order loses 3 CNY: 60 − 48 goods − 12 delivery (default) − 3 platform fee'
    """
    played = scenario.strategies if strategies is None else strategies
    return [*_losses(scenario, played), *_showings(scenario, played), *drifts(scenario)]


def _losses(scenario: Any, played: Collection[str]) -> Iterator[str]:
    """Every order that loses money; products of one kind of loss that are more than a few in one sentence, the largest
    loss first."""
    n_products, losing = 1 + len(scenario.market.more_products), set()
    kinds: dict[tuple[str, str], list[Order]] = {}
    for one in unit_economics(scenario):
        if one.left < 0 and one.product not in losing and (not one.strategy or one.strategy in played):
            losing |= set() if one.strategy else {one.product}
            kinds.setdefault((one.strategy, one.way), []).append(one)
    for (strategy, way), orders in kinds.items():
        if strategy:
            end = f"Its {'commission takes' if way == POINT else 'coupons take'} more than the margin."
        elif len(orders) == n_products:
            end = "The more is sold, the more is lost: the best strategy is then the one that sells least."
        else:
            end = f"The more of {'it' if len(orders) < GATHERED else 'them'} is sold, the more is lost."
        if len(orders) < GATHERED:
            yield from (f"{_where(one)} {_loss(one, scenario.currency)}. {end}" for one in orders)
            continue
        first, *others = sorted(orders, key=lambda one: one.left)
        where = f"strategies.{strategy}: {way}" if strategy else "market: every order"
        more = f" and {len(others) - LISTED} more" if len(others) > LISTED else ""
        yield (
            f"{where} of {len(orders)} of the {n_products} products loses money, most of all"
            f" {first.product or 'market.product'}, which {_loss(first, scenario.currency)}. Then"
            f" {', '.join(one.product or 'market.product' for one in others[:LISTED])}{more}. {end}"
        )


GATHERED, LISTED = 4, 5
"""So many losing products become one sentence, with so many names beside the first."""


def _where(one: Order) -> str:
    """Where an order that loses money stands, and which it is."""
    if one.strategy:
        return f"strategies.{one.strategy}: {one.way}{f' of {one.product}' if one.product else ''}"
    return f"{f'market.more_products.{one.product}' if one.product else 'market.product'}: every order"


def _loss(one: Order, currency: str) -> str:
    """What an order loses, with the sum."""
    return f"loses {_plain(-one.left / minor_units(currency))} {currency}: {one.sum_text(currency)}"


def _showings(scenario: Any, played: Collection[str]) -> Iterator[str]:
    """Every plan that buys more advertisements a person and day than anybody looks at."""
    for name, strategy in ((name, one) for name, one in scenario.strategies.items() if name in played):
        for block, media in bought_media(strategy).items():
            if getattr(media, "frequency_cap", None):
                continue
            days = min(scenario.horizon, media.end if media.end is not None else scenario.horizon) - media.start
            regions = getattr(media, "regions", None)
            people = scenario.people.count * (len(set(regions)) / scenario.people.regions if regions else 1.0)
            if days <= 0 or people <= 0:
                continue
            each = 1000 * media.spend * scenario.town_budget / media.cost_per_mille / people / days
            if each > MOST_SHOWINGS:
                cap = f", or set strategies.{name}.{block}.frequency_cap" if hasattr(media, "frequency_cap") else ""
                budget = money(scenario.budget.total / minor_units(scenario.currency), scenario.currency).replace(
                    "\N{NO-BREAK SPACE}", " "
                )
                yield (
                    f"strategies.{name}.{block}: {percent(media.spend)} of {budget} buys {each:,.3g} showings a person"
                    f" and day over {counted(days, 'day')}; more than {MOST_SHOWINGS:g} are hardly meant (frequency"
                    f" caps in use are 1 to 5; assumed). Lower its spend{cap}."
                ).replace("\N{NO-BREAK SPACE}", " ")


def _percent(share: float) -> str:
    return percent(share).replace("\N{NO-BREAK SPACE}", " ")


def _plain(value: float) -> str:
    """An amount with the decimals that it needs."""
    return f"{value:,.2f}".removesuffix(".00").replace("-", MINUS)
