"""Directions of the micro-mall rules, further products, stocks, paid search, conversion and brand."""

from collections.abc import Callable

from directions import ACCOUNT, ADVERTISING, BUYING, CHEAP, INVITING, KEEN, KOL, LOUD, MEMORY, POINTS, SURE, SWAYED, Row

from gridsim.results.result import Result

RULES = POINTS + "mall_rules."
RICH = {"budget.total": "1M CNY"}
SELLING = {**SURE, **CHEAP, **RICH, POINTS + "recruiting": None, POINTS + "dormancy_chance": 0}
LOCK, TIERS, FIXED = {RULES + "lock": {}}, {RULES + "tiers": {"silver": {}}}, {RULES + "fixed": {}}
GIFT = "market.more_products.gift."
WITH_GIFT = {"market.more_products": {"gift": {"need_interval": 15}}}
SHOWING_GIFT = {**WITH_GIFT, **LOUD, **KEEN, ACCOUNT + "content.product": "gift", BUYING + "click_chance_to_order": 0.3}
STOCK = {
    "operation.stock": {"centre": {"initial": 30, "reorder_at": -1, "quantity": 0}, "supplier_days": 2},
    "market.share": 0.7,
}
RESTOCKED = {
    **STOCK,
    "operation.stock": {"centre": {"initial": 30, "reorder_at": 10, "quantity": 30}, "supplier_days": 2},
}
USE = "strategies.official."
SEARCHING = {
    USE + "search": {"spend": "50%", "click_chance": 0.5},
    "market.initial_awareness": 0,
    USE + "account": None,
    BUYING + "search_share": 1,
    **RICH,
}
CONVERTING = {USE + "conversion": {"spend": "50%", "effect": 50}, "market.initial_awareness": 1}
INVITING_FIXED = {**INVITING, **KEEN, **RICH, **FIXED, RULES + "fixed.seller": "1 CNY"}
BRIEFLY = {**CONVERTING, USE + "conversion.end": 2, USE + "conversion.half_saturation": "1k CNY"}
TRUSTED = {
    **SWAYED, USE + "brand": {"spend": "50%", "trust_rate": 0.3}, USE + "account": None, MEMORY + "experience_rate": 0,
    "switches.word_of_mouth": False, "market.share": 0.1,
}  # fmt: skip


BY_CODE = {**SELLING, RULES + "paid_for": "code"}


def gifts(result: Result) -> float:
    """Orders of the further product."""
    return float((result.orders["product"] == "gift").sum())


def gift_income(result: Result) -> float:
    """What a mean gift paid."""
    return float(result.orders.query("product == 'gift'")["paid"].mean())


def gift_commission(result: Result) -> float:
    """Commission on gifts."""
    return float(result.orders.query("product == 'gift'")["commission"].sum())


def elsewhere(result: Result) -> float:
    """Orders credited to another than who sold them."""
    return float((result.orders["seller"] != result.orders["credited"]).sum())


def own_purchases(result: Result) -> float:
    """Orders of points in their own malls."""
    return float((result.orders["seller"] == result.orders["buyer"]).sum())


def units_ordered(result: Result) -> float:
    """Units ordered from the supplier."""
    return float(result.table("stock")["ordered"].sum())


def wait(result: Result) -> float:
    """Mean days from order to shipping."""
    return float((result.orders["shipped_day"] - result.orders["day"]).mean())


def first_spent(result: Result) -> float:
    """Marketing cost of the first five days."""
    return float(result.daily["marketing_cost"][:5].sum())


def last_spent(result: Result) -> float:
    """Marketing cost of the last five days."""
    return float(result.daily.query("not closing")["marketing_cost"][-5:].sum())


def gift_satisfaction(result: Result) -> float:
    """Mean satisfaction with gifts that were delivered."""
    found = result.orders.query("product == 'gift' and satisfaction >= 0")
    return float(found["satisfaction"].mean())


def paid_click_orders(result: Result) -> float:
    """Orders out of paid clicks."""
    return float(result.orders["paid_click"].sum())


ROWS = [
    Row(RULES + "paid_for", "link", "first_touch", "grid", elsewhere, "+", SELLING),
    Row(RULES + "code_share", 0, 1, "grid", "cost_commission", "+", BY_CODE),
    Row(RULES + "lock.by", "first_click", "first_order", "grid", elsewhere, "!", {**SELLING, **LOCK}),
    Row(RULES + "lock.protection", 1, 100, "grid", elsewhere, "+", {**SELLING, **LOCK}),
    Row(RULES + "fixed.seller", "1 CNY", "50 CNY", "grid", "cost_commission", "+", {**SELLING, **FIXED}),
    Row(RULES + "fixed.recruiter", 0, "50 CNY", "grid", "cost_commission", "+", INVITING_FIXED),
    Row(
        RULES + "tiers.silver.from_sales",
        0,
        "100k CNY",
        "grid",
        "cost_commission",
        "-",
        {**SELLING, **TIERS, RULES + "tiers.silver.rate": 0.5},
    ),
    Row(
        RULES + "tiers.silver.rate",
        0.1,
        0.6,
        "grid",
        "cost_commission",
        "+",
        {**SELLING, **TIERS, RULES + "tiers.silver.from_sales": 0},
    ),
    Row(RULES + "self_purchase", False, True, "grid", own_purchases, "+", SELLING),
    Row(
        RULES + "invitation",
        0,
        "20 CNY",
        "grid",
        "cost_invitation",
        "+",
        {**INVITING, **KEEN, **RICH, BUYING + "click_chance_to_order": 0.3},
    ),
    Row(RULES + "withdrawal_minimum", 0, "100k CNY", "grid", "commission_payable", "+", SELLING),
    Row(GIFT + "price", "64 CNY", "256 CNY", "nothing", gift_income, "+", WITH_GIFT),
    Row(GIFT + "unit_cost", "10 CNY", "120 CNY", "nothing", "contribution_margin", "-", WITH_GIFT),
    Row(GIFT + "quality", 0, 1, "nothing", gift_satisfaction, "+", WITH_GIFT),
    Row(GIFT + "claims", 0.2, 1, "nothing", gift_satisfaction, "-", WITH_GIFT),
    Row(GIFT + "topic", 0, 5, "official", "awareness", "!", SHOWING_GIFT),
    Row(
        GIFT + "topic_breadth", 0, 1, "official", "opened", "+", {**SHOWING_GIFT, "response.reaction.match_effect": 100}
    ),
    Row(GIFT + "usual_price", "64 CNY", "256 CNY", "nothing", gifts, "+", WITH_GIFT),
    Row(GIFT + "share", 0.02, 0.9, "nothing", gifts, "+", WITH_GIFT),
    Row(GIFT + "need_interval", 5, 60, "nothing", gifts, "-", WITH_GIFT),
    Row(
        GIFT + "commission",
        [0.0],
        [0.5],
        "grid",
        gift_commission,
        "+",
        {**SELLING, **WITH_GIFT, POINTS + "content.product": "gift"},
    ),
    Row("operation.stock.centre.initial", 5, 500, "nothing", "stock_outs", "-", STOCK),
    Row("operation.stock.centre.reorder_at", 0, 100, "nothing", "stock_outs", "-", RESTOCKED),
    Row("operation.stock.centre.quantity", 1, 300, "nothing", "stock_outs", "-", RESTOCKED),
    Row("operation.stock.supplier_days", 1, 30, "nothing", "stock_outs", "+", RESTOCKED),
    Row("operation.stock.backorder_share", 0, 1, "nothing", wait, "+", STOCK),
    Row(BUYING + "search_chance_to_order", 0.01, 0.9, "official", paid_click_orders, "+", SEARCHING),
    Row(USE + "search.spend", 0.001, 1, "official", "search_clicks", "+", {**SEARCHING, "budget.total": "5k CNY"}),
    Row(USE + "search.start", 0, 10, "official", first_spent, "-", SEARCHING),
    Row(USE + "search.end", 5, 20, "official", last_spent, "+", SEARCHING),
    Row(USE + "search.cost_per_click", "0.5 CNY", "9 CNY", "official", "cost_search", "+", SEARCHING),
    Row(USE + "search.click_chance", 0.01, 1, "official", "search_clicks", "+", SEARCHING),
    Row(USE + "conversion.spend", 0, 0.5, "official", "cost_conversion", "+", CONVERTING),
    Row(USE + "conversion.start", 0, 10, "official", first_spent, "-", {**CONVERTING, USE + "account": None}),
    Row(USE + "conversion.end", 5, 20, "official", last_spent, "+", {**CONVERTING, USE + "account": None}),
    Row(USE + "conversion.effect", 1, 100, "official", "orders", "+", CONVERTING),
    Row(USE + "conversion.half_saturation", "100 CNY", "10M CNY", "official", "orders", "-", CONVERTING),
    Row(USE + "conversion.half_life", 0.1, 100, "official", "orders", "+", BRIEFLY),
    Row(USE + "brand.spend", 0, 0.5, "official", "cost_brand", "+", TRUSTED),
    Row(USE + "brand.start", 0, 10, "official", first_spent, "-", TRUSTED),
    Row(USE + "brand.end", 5, 20, "official", last_spent, "+", TRUSTED),
    Row(USE + "brand.trust_rate", 0, 1, "official", "orders", "+", TRUSTED),
    Row(USE + "brand.half_saturation", "100 CNY", "10M CNY", "official", "orders", "-", TRUSTED),
]


def bought_from(kind: str) -> Callable[[Result], float]:
    """Orders served from a kind of store."""
    return lambda result: float((result.orders["stock_source"] == kind).sum())


def reordered(kind: str) -> Callable[[Result], float]:
    """Units that a kind of store has ordered."""
    return lambda result: float(result.columns["stock"]["ordered"][result.columns["stock"]["kind"] == kind].sum())


def in_shops(result: Result) -> float:
    """Orders over a shop's counter."""
    return float((result.orders["entrance"] == "shop").sum())


def picked_up(result: Result) -> float:
    """Orders that the buyer picked up."""
    return float(result.orders["pickup"].sum())


def margins(result: Result) -> float:
    """What shops kept of what was paid in them."""
    return float(result.orders["shop_margin"].sum())


def on_the_way(result: Result) -> float:
    """Mean days from shipping to delivery."""
    return float((result.orders["delivered_day"] - result.orders["shipped_day"]).mean())


SHOPS, TREE = "operation.shops.", "operation.stock."
PLACED = {
    "network.place": "{}",
    "people.roles.distributor.count": 27,
    "network.place.catchment_share": 1,
    "market.share": 0.7,
    "market.initial_awareness": "50%",
}
AT_SHOPS = {**PLACED, BUYING + "shop_share": 1}
PLENTY = {"initial": 1000}
ON_SHELVES = {
    **AT_SHOPS,
    "operation.stock": {
        "distributor": PLENTY,
        "sub_distributor": PLENTY,
        "shop": {"initial": 3, "reorder_at": 2, "quantity": 3},
    },
}
NEAR = {**PLACED, "operation.stock": {"shop": {"initial": 100}}}
ROWS += [
    Row(BUYING + "shop_share", 0, 1, "nothing", in_shops, "+", PLACED),
    Row(BUYING + "shelf_recall", 0, 1, "nothing", in_shops, "+", AT_SHOPS),
    Row(SHOPS + "carried_share", 0, 1, "nothing", in_shops, "+", AT_SHOPS),
    Row(SHOPS + "margin", 0, 0.9, "nothing", margins, "+", AT_SHOPS),
    Row(SHOPS + "pickup_share", 0, 1, "nothing", picked_up, "+", PLACED),
    Row(
        SHOPS + "pickup_cost",
        0,
        "100 CNY",
        "nothing",
        "contribution_margin",
        "-",
        {**PLACED, SHOPS + "pickup_share": 1},
    ),
    Row(TREE + "lead_days", 1, 30, "nothing", "stock_outs", "+", ON_SHELVES),
    Row(TREE + "near_delivery_days", 0, 20, "nothing", on_the_way, "+", NEAR),
    Row(TREE + "serve_from", "near", "centre", "nothing", bought_from("shop"), "-", NEAR),
]
for kind in ("distributor", "sub_distributor", "shop"):
    above = {"distributor": {}, "sub_distributor": {"distributor": PLENTY}, "shop": {"sub_distributor": PLENTY}}[kind]
    tree = {**PLACED, "operation.stock": {**above, kind: {"initial": 5, "reorder_at": 3, "quantity": 5}}}
    ROWS += [
        Row(f"{TREE}{kind}.initial", 0, 100, "nothing", bought_from(kind), "+", {**PLACED, "operation.stock": {}}),
        Row(f"{TREE}{kind}.reorder_at", 0, 4, "nothing", reordered(kind), "+", tree),
        Row(f"{TREE}{kind}.quantity", 1, 30, "nothing", reordered(kind), "+", tree),
    ]
VOICES = (
    ("official", ACCOUNT, LOUD),
    (
        "official",
        USE + "executive.",
        {"network.micro_blog.executive_followers": "70%", USE + "executive": {"posts_per_day": 4}},
    ),
    (
        "official",
        USE + "service.",
        {"network.micro_blog.service_followers": "70%", USE + "service": {"posts_per_day": 4}},
    ),
    ("official", USE + "email.", {"market.email_list": "80%", USE + "email": {"every_days": 1}}),
    ("official", USE + "partners.", {"people.roles.partner.count": 20, USE + "partners": {"posts_per_week": 14}}),
    ("advertising", ADVERTISING, {}),
    ("kol", KOL, {}),
    ("grid", POINTS, {}),
)
for strategy, block, base in VOICES:
    metric = gifts
    ROWS.append(
        Row(
            block + "content.product",
            None,
            "gift",
            strategy,
            metric,
            "+",
            {
                **base,
                **KEEN,
                **WITH_GIFT,
                BUYING + "click_chance_to_order": 0.5,
                "market.share": 0.01,
                **RICH,
            },
        )
    )

TOWN_WITH_ALL = {
    **WITH_GIFT, **LOCK, **TIERS, "operation.stock": {}, USE + "search": {}, USE + "conversion": {}, USE + "brand": {},
}  # fmt: skip
"""Pages that are off by default, so that their parameters are listed (fixed sums exclude tiers, and come by
themselves)."""
