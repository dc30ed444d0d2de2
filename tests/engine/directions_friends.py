"""Directions of what friends do to each other: messages to one friend, gifts, approval that is seen, sales that are
shown."""

from __future__ import annotations

from typing import Any

from directions import BUYING, CHEAP, KEEN, LOUD, POINTS, PRIVATE, REACTION, SHARING, Row, by

from gridsim.results.result import Result

INVITED, GIVEN = "strategies.official.invitations.", "strategies.official.gifts."
MESSAGES, POPULAR = "response.messages.", "market.popularity."


def messages(result: Result) -> float:
    """Messages that people sent to a friend of their own accord."""
    return float((result.cascades["layer"] == "message").sum())


def passed_on(result: Result) -> float:
    """Times that a message was passed on to a further friend, for each that was sent."""
    sent = result.cascades[result.cascades["layer"] == "message"]
    return float((sent["size"] - 1).mean())


def distrust(result: Result) -> float:
    """How little the brand is trusted at the end."""
    return -float(result.metrics["trust"])


def given_to(result: Result) -> float:
    """Who was given goods: the sum of their numbers."""
    return float(result.orders.query("entrance == 'gift'")["buyer"].sum())


def apart(result: Result) -> float:
    """Orders of the first product over those of the second."""
    sold = result.orders["product"].value_counts()
    return float(sold.get("product", 0) / max(1, sold.get("gift", 0)))


ASKED: dict[str, Any] = {
    **SHARING,
    "strategies.official.invitations": "{}",
    INVITED + "chance": 0.9,
    BUYING + "click_chance_to_order": 0.3,
}
VISITING = {**ASKED, **LOUD, INVITED + "asks": "visitors"}
TWO = {"market.more_products": {"gift": {"need_interval": 60}}, "market.popularity": "{}"}

ROWS = [
    Row(INVITED + "asks", "buyers", "visitors", "official", messages, "+", {**ASKED, **LOUD}),
    Row(INVITED + "chance", 0.02, 0.9, "official", messages, "+", ASKED),
    Row(
        INVITED + "says_bought", False, True, "official", by("message"), "+", {**ASKED, MESSAGES + "bought_effect": 50}
    ),
    Row(
        INVITED + "tells_reward",
        False,
        True,
        "official",
        passed_on,
        "+",
        {**VISITING, INVITED + "says_bought": False, MESSAGES + "earning_effect": 20},
    ),
    Row(INVITED + "reward", 0, "20 CNY", "official", "cost_referral", "+", VISITING),
    Row(INVITED + "discount", 0, 0.5, "official", "cost_coupon", "+", VISITING),
    Row(
        MESSAGES + "order_effect",
        1,
        100,
        "official",
        by("message"),
        "+",
        {**VISITING, BUYING + "click_chance_to_order": 0.02},
    ),
    Row(MESSAGES + "open_effect", 0.05, 20, "official", by("message"), "+", VISITING),
    Row(MESSAGES + "bought_effect", 1, 50, "official", by("message"), "+", ASKED),
    Row(
        MESSAGES + "earning_effect",
        1,
        20,
        "official",
        messages,
        "+",
        {**VISITING, INVITED + "chance": 0.1, INVITED + "reward": "1 CNY"},
    ),
    Row(
        MESSAGES + "giving_effect",
        1,
        20,
        "official",
        messages,
        "+",
        {**VISITING, INVITED + "chance": 0.1, INVITED + "discount": 0.1},
    ),
    Row(
        MESSAGES + "giving_diverts",
        0.1,
        1,
        "official",
        "orders",
        "+",
        {**VISITING, INVITED + "chance": 0.01, INVITED + "discount": 0.1},
    ),
    Row(
        MESSAGES + "motives_crowd",
        0,
        1,
        "official",
        by("message"),
        "-",
        {**ASKED, INVITED + "tells_reward": True, MESSAGES + "bought_effect": 50},
    ),
    Row(POINTS + "message_share", 0, 1, "grid", "impressions", "-", {**PRIVATE, **CHEAP}),
    Row(GIVEN + "people", 0, 100, "official", by("gift"), "+", {"strategies.official.gifts": "{}"}),
    Row(
        GIVEN + "choose",
        "fewest_friends",
        "most_friends",
        "official",
        given_to,
        "!",
        {"strategies.official.gifts": "{}", GIVEN + "people": 60},
    ),
    Row(
        REACTION + "approval_effect",
        1,
        20,
        "official",
        "opened",
        "+",
        {**LOUD, **KEEN, REACTION + "open_chance": 0.1, REACTION + "interact_chance": 0.5},
    ),
    Row(
        "market.product.status",
        0,
        1,
        "official",
        "opened",
        "+",
        {
            **LOUD,
            **KEEN,
            REACTION + "open_chance": 0.1,
            REACTION + "interact_chance": 0.5,
            REACTION + "approval_effect": 20,
        },
    ),
    Row(
        "market.more_products.gift.status",
        0,
        1,
        "official",
        "opened",
        "+",
        {
            **LOUD,
            **KEEN,
            REACTION + "open_chance": 0.1,
            REACTION + "interact_chance": 0.5,
            REACTION + "approval_effect": 20,
            **TWO,
            "strategies.official.account.content.product": "gift",
        },
    ),
    Row("market.product.seen_effect", 1, 20, "nothing", "orders", "+"),
    Row("market.more_products.gift.seen_effect", 1, 20, "nothing", "orders", "+", TWO),
    Row(POPULAR + "sales_elasticity", 0, 3, "official", apart, "+", TWO),
    Row(POPULAR + "rank_elasticity", 0, 3, "official", apart, "+", TWO),
    Row(POPULAR + "prior_sales", 1, 1_000, "official", apart, "-", {**TWO, POPULAR + "sales_elasticity": 3}),
]
