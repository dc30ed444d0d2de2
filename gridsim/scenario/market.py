"""What is sold, to whom it is already known, and how a visit becomes an order."""

from __future__ import annotations

from gridsim.scenario.declare import Days, Money, Page, Share, parameter
from gridsim.scenario.stock import Shops, Stock


class Product(Page):
    """The thing sold: its price, what it costs, how good it is, what it is about."""

    price: Money = parameter(
        "128 CNY",
        "list price",
        unit="money",
        gt=0,
        typical=("20 CNY", "500 CNY"),
        source="assumed; a membership e-commerce prospectus: 151 an order in 2018",
    )
    unit_cost: Money = parameter(
        "64 CNY", "cost of the goods of one order", unit="money", ge=0, typical=("10 CNY", "400 CNY"), source="assumed"
    )
    quality: Share = parameter(
        0.75, "how good the product is", unit="share", ge=0, le=1, typical=(0.4, 0.9), source="assumed"
    )
    claims: Share = parameter(
        0.6,
        "how good the marketing says that it is; this raises what buyers expect",
        unit="share",
        ge=0,
        le=1,
        typical=(0.4, 1),
        source="assumed",
    )
    topic: int = parameter(
        0, "topic (0 to people.interests - 1) that the product is about", unit="topic", ge=0, le=31, source="scenario"
    )
    topic_breadth: Share = parameter(
        0.3,
        "how far the product touches all the other topics too (0: one topic only; 1: all alike)",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 0.6),
        source="assumed",
    )


class MoreProduct(Product):
    """A further product of the brand, with needs of its own; awareness and trust are the brand's."""

    reservation_price: Money = parameter(
        "128 CNY",
        "mean of the price at which the person is the reference",
        unit="money",
        gt=0,
        typical=("20 CNY", "500 CNY"),
        source="assumed",
    )
    need_interval: Days = parameter(
        30.0,
        "mean time between two needs of a person for it",
        unit="days",
        gt=0,
        le=36_500,
        typical=(7, 365),
        source="assumed",
    )
    commission: list[Share] | None = parameter(
        None,
        "commission by level for this product, instead of what the points' rules say (empty: theirs)",
        unit="share of paid",
        ge=0,
        le=1,
        typical=("2%", "30%"),
        source="scenario",
    )


class Buying(Page):
    """Conversion. Every chance is odds = base odds x multipliers; each multiplier is 1 at the reference."""

    click_chance_to_order: Share = parameter(
        "0.74%",
        "chance that a visit from a social post becomes an order, at the reference",
        unit="chance",
        gt=0,
        lt=1,
        typical=("0.5%", "4%"),
        source="published conversion of visits: social 0.74 % (search 2.23 %, e-mail 3.84 %)",
    )
    email_chance_to_order: Share = parameter(
        "3.84%",
        "the same for a visit from a mail",
        unit="chance",
        gt=0,
        lt=1,
        typical=("1%", "8%"),
        source="published conversion of visits: e-mail 3.84 %",
    )
    need_chance_to_order: Share = parameter(
        "25%",
        "chance that a person with a need who thinks of the brand buys it and not a rival's, at the reference",
        unit="chance",
        gt=0,
        lt=1,
        typical=("10%", "50%"),
        source="assumed",
    )
    trust_effect: float = parameter(
        8.0, "odds at full trust over odds at none", unit="times", ge=1, le=1_000, typical=(2, 30), source="assumed"
    )
    need_effect: float = parameter(
        4.0,
        "odds of a click order when a need is due over odds just after one",
        unit="times",
        ge=1,
        le=1_000,
        typical=(1, 10),
        source="assumed",
    )
    seller_effect: float = parameter(
        2.0,
        "odds of buying from a seller whom one knows, over the brand's own mall",
        unit="times",
        ge=0.01,
        le=100,
        typical=(1, 4),
        source="assumed; published elasticities of sales: word of mouth 0.53, advertising 0.12 to 0.24",
    )
    friends_effect: float = parameter(
        1.5,
        "odds when many friends have bought, over odds when none has (saturates)",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 3),
        source="assumed",
    )
    benefit_effect: float = parameter(
        2.0,
        "odds of a click order for content of full benefit over none",
        unit="times",
        ge=1,
        le=100,
        typical=(1, 4),
        source="assumed",
    )
    price_elasticity: float = parameter(
        1.5,
        "odds fall as (price / reservation price) ^ -elasticity",
        unit="",
        ge=0,
        le=20,
        typical=(0.5, 3),
        source="assumed",
    )
    reservation_price: Money = parameter(
        "128 CNY",
        "mean of the price at which the person is the reference",
        unit="money",
        gt=0,
        typical=("20 CNY", "500 CNY"),
        source="assumed",
    )
    search_share: Share = parameter(
        0.3,
        "share of needs that come in through search and not straight to the mall",
        unit="share",
        ge=0,
        le=1,
        typical=(0.1, 0.6),
        source="assumed",
    )
    search_chance_to_order: Share = parameter(
        "2.23%",
        "chance that a visit by a paid click beside a search becomes an order, at the reference",
        unit="chance",
        gt=0,
        lt=1,
        typical=("0.5%", "6%"),
        source="published conversion of visits: search 2.23 %",
    )
    shop_share: Share = parameter(
        0.0,
        "share of needs with which a person who has a home shop goes there",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 0.8),
        source="scenario",
    )
    shelf_recall: Share = parameter(
        0.3,
        "chance that the shelf of a shop that carries the product brings the brand to mind",
        unit="chance",
        ge=0,
        le=1,
        typical=(0.1, 0.8),
    )
    return_to_seller_chance: Share = parameter(
        0.5,
        "chance that a person with a need goes back to the micro-mall last visited, if open",
        unit="chance",
        ge=0,
        le=1,
        typical=(0.2, 0.9),
        source="assumed",
    )


class Market(Page):
    """The market before the campaign."""

    product: Product = parameter(Product, "what is sold")
    more_products: dict[str, MoreProduct] = parameter(dict, "further products, by name (empty: there is one)")
    buying: Buying = parameter(Buying, "how a visit or a need becomes an order")
    initial_awareness: Share = parameter(
        "10%",
        "share of people who know the brand before the campaign",
        unit="share",
        ge=0,
        le=1,
        typical=("1%", "50%"),
        source="assumed",
    )
    initial_customers: Share = parameter(
        "2%",
        "share of people who have bought before (they know it, and trust it more)",
        unit="share",
        ge=0,
        le=1,
        typical=("0%", "20%"),
        source="assumed",
    )
    initial_trust: Share = parameter(
        0.5, "trust of a person who has not bought", unit="share", ge=0, le=1, typical=(0.3, 0.6), source="assumed"
    )
    email_list: Share = parameter(
        0.0,
        "share of people on the brand's mailing list, customers first",
        unit="share",
        ge=0,
        le=1,
        typical=("0%", "30%"),
        source="scenario",
    )
    customer_trust: Share = parameter(
        0.65, "trust of a customer before the campaign", unit="share", ge=0, le=1, typical=(0.5, 0.9), source="assumed"
    )


class Operation(Page):
    """From the order to the experience."""

    shipping_cost: Money = parameter(
        "12 CNY",
        "shipping of one order, paid by the brand",
        unit="money",
        ge=0,
        typical=("0 CNY", "30 CNY"),
        source="assumed",
    )
    platform_fee: Share = parameter(
        "5%", "the platform's share of what is paid", unit="share", ge=0, le=1, typical=("0.6%", "8%"), source="assumed"
    )
    shipping_days: int = parameter(
        1, "days from order to shipping", unit="days", ge=0, le=60, typical=(0, 3), source="assumed"
    )
    delivery_days: int = parameter(
        2, "shortest time from shipping to delivery", unit="days", ge=0, le=60, typical=(1, 5), source="assumed"
    )
    late_chance: Share = parameter(
        "10%",
        "chance a day that a delivery is one day later still",
        unit="chance",
        ge=0,
        lt=1,
        typical=("0%", "30%"),
        source="assumed",
    )
    service_quality: Share = parameter(
        0.75, "how good service and delivery are", unit="share", ge=0, le=1, typical=(0.4, 0.9), source="assumed"
    )
    experience_spread: float = parameter(
        0.15,
        "spread of experiences around the quality",
        unit="share",
        ge=0,
        le=1,
        typical=(0.05, 0.3),
        source="assumed",
    )
    return_chance: Share = parameter(
        "3%",
        "chance that an order of reference satisfaction is returned; odds grow with dissatisfaction",
        unit="chance",
        gt=0,
        lt=1,
        typical=("1%", "20%"),
        source="assumed",
    )
    dissatisfaction_effect: float = parameter(
        20.0,
        "odds of a return of a fully dissatisfied buyer over a fully satisfied one",
        unit="times",
        ge=1,
        le=1_000,
        typical=(3, 50),
        source="assumed",
    )
    return_window: Days = parameter(
        7,
        "days after delivery within which an order can be returned; commissions settle at its end",
        unit="days",
        ge=0,
        le=365,
        typical=(0, 30),
        source="assumed; seven days is the legal right of return for distance sales",
    )
    resaleable: Share = parameter(
        0.0,
        "share of the cost of returned goods that is saved (fresh food: nothing)",
        unit="share",
        ge=0,
        le=1,
        typical=(0, 1),
        source="assumed",
    )
    daily_capacity: int | None = parameter(
        None,
        "orders that can be shipped in a day; more are lost as stock-outs (empty: no limit)",
        unit="orders/day",
        ge=0,
        source="scenario",
    )
    stock: Stock | None = parameter(None, "stocks and their replenishment (empty: never short)")
    shops: Shops = parameter(Shops, "shops of the network of places")
    praise_chance: Share = parameter(
        "10%",
        "chance that a fully satisfied buyer posts a recommendation",
        unit="chance",
        ge=0,
        le=1,
        typical=("2%", "33%"),
        source=(
            "assumed; a study of recommendations (Leskovec and others 2007): a third of buyers recommend where it is"
            " rewarded"
        ),
    )
    complaint_chance: Share = parameter(
        "25%",
        "chance that a fully dissatisfied buyer posts a warning",
        unit="chance",
        ge=0,
        le=1,
        typical=("5%", "50%"),
        source="assumed; complaints are more frequent than praise",
    )
    complaint_weight: float = parameter(
        2.0,
        "a warning moves trust this many times as far as praise",
        unit="times",
        ge=0,
        le=20,
        typical=(1, 4),
        source="assumed",
    )
    complaint_spread: float = parameter(
        1.34,
        "odds that a post that warns is opened, and that it is passed on, over one that praises",
        unit="times",
        gt=0,
        le=100,
        typical=(1, 3),
        source=(
            "assumed; after Berger and Milkman (2012): articles one standard deviation above the mean in anger have 34"
            " % greater odds of being passed on a great deal"
        ),
    )
