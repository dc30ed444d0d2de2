"""Keys that scenarios once had, and what to write instead."""

from __future__ import annotations

from gridsim.scenario.places import Key, dotted

_SHARE = "say the brand's share of all needs with market.share"

GONE = {
    "market.initial_customers": f"customers follow from how often people need it and like the brand: {_SHARE}",
    "market.customer_trust": "trust rests at 0.5 for everybody who knows the brand; take the key out",
    "market.buying.need_chance_to_order": f"a need is met by the person's own liking: {_SHARE}",
    "market.buying.reservation_price": "write market.product.usual_price, the price at which the brand has its share",
    "market.more_products.NAME.reservation_price": "write usual_price, the price at which the product has its share",
    "people.price_spread": "a price counts against the usual one, the same for all; take the key out",
    "people.need_spread": "write people.need_shape, the shape of the gamma of people's rates (1; .5 more, 4 less uneven)",
    "response.loyalty": "liking, trust and experience make customers buy again; take the block out",
    "response.referral.early_effect": "take the key out: what sets referred customers apart is trust and slower forgetting",
    "response.referral.early_half_life": "take the key out: what sets referred customers apart is trust and slower"
    " forgetting",
    "response.memory.awareness_half_life": "write mind_half_life (14 days: of the stock, whose effect lasts longer)",
    "response.memory.awareness_scale": "write mind_half (posts read that give half of mind_effect) and mind_effect",
    "response.memory.initial_stock": "who knows the brand needs no stock; write usual_stock for one that has advertised"
    " all along",
    "response.memory.weight_purchase": "buying leaves trust and familiarity, no stock; take the key out",
    "operation.usual_dissatisfaction": "return_chance holds where an order is as claimed (satisfaction 0.5)",
}
"""By path, with NAME for any name."""


def gone(key: Key) -> str:
    """Return what to write instead of a key, or of the block that it stood in; nothing where there was none.

    Examples
    --------
    >>> gone(("response", "loyalty", "half_life"))[:30]
    'liking, trust and experience m'
    >>> gone(("market", "share"))
    ''
    """
    parts = ("NAME" if above == "more_products" else str(part) for above, part in zip(("", *key), key, strict=False))
    path = dotted(tuple(parts))
    return next((advice for at, advice in GONE.items() if path == at or path.startswith(at + ".")), "")
