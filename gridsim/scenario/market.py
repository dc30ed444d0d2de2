"""What is sold, to whom it is already known, and how a visit becomes an order."""

from __future__ import annotations

from gridsim.scenario.declare import Page, block, parameter, setting
from gridsim.scenario.kinds import BaseChance, Chance, Days, Effect, Factor, Money, Share
from gridsim.scenario.stock import Shops, Stock


class Product(Page):
    """The thing sold: its price, what it costs, how good it is, what it is about."""

    price: Money = parameter(
        "128 CNY",
        "list price",
        "scenario; a membership e-commerce prospectus: 151 an order in 2018 [yunji2019]",
        gt=0,
        typical=("20 CNY", "500 CNY"),
        tier="essential",
    )
    unit_cost: Money = parameter(
        "64 CNY", "cost of the goods of one order", "scenario", typical=("10 CNY", "400 CNY"), tier="essential"
    )
    quality: Share = parameter(0.75, "how good the product is", "scenario", typical=(0.4, 0.9), tier="essential")
    claims: Share = parameter(
        0.75,
        "how good the marketing says that it is; this raises what buyers expect",
        "scenario; what product and service are: nobody is disappointed, and an untouched market is steady",
        typical=(0.4, 1),
        tier="usual",
    )
    usual_price: Money | None = parameter(
        None,
        "the brand's price in the usual world, in which it sells its share (empty: the list price); the odds fall by"
        " what it asks beyond",
        "scenario",
        gt=0,
        typical=("20 CNY", "500 CNY"),
        tier="usual",
    )
    topic: int = parameter(
        0, "topic (0 to people.interests - 1) that the product is about", "scenario", unit="topic", ge=0, le=31
    )
    topic_breadth: Share = parameter(
        0.3,
        "how far the product touches all the other topics too (0: one topic only; 1: all alike)",
        "assumed",
        typical=(0, 0.6),
    )
    status: Share = parameter(
        0.5,
        "how far it shows to others what one is: what friends think counts twice as much at 1 as at 0.5, and not at 0",
        "strong for clothes, cars, food, weak for finance, appliances, games [huang2020]; 0.5 stands for the usual",
        typical=(0, 1),
    )
    seen_effect: Factor = parameter(
        1.0,
        "odds of choosing the product where one of as many friends as people have in the mean is seen to have bought it,"
        " over where none has; more where one has few friends (1: nobody sees it)",
        "scenario; the published 1.6 of a subscription that friends can see [bapna2015] takes 3.3 where some have one already"
        " (docs/trials.md)",
        ge=1,
        typical=(1, 4),
    )


FIRST_PRODUCT = "product"
"""The name of `market.product` in tables."""


class MoreProduct(Product):
    """A further product of the brand, with needs of its own; awareness and trust are the brand's."""

    share: Share = parameter(
        "5%",
        "the brand's share of all needs for this product among those who know it, as `market.share` is for the first",
        "scenario",
        gt=0,
        lt=1,
        typical=("0.2%", "40%"),
    )
    need_interval: Days = parameter(
        30.0,
        "mean time between two needs of a person for it",
        "scenario; as people.need_interval",
        le=36_500,
        typical=(7, 365),
        tier="usual",
    )
    commission: list[Share] | None = parameter(
        None,
        "commission by level for this product, instead of what the points' rules say (empty: theirs)",
        "scenario",
        unit="share of paid",
        typical=("2%", "30%"),
    )


class Buying(Page):
    """Conversion. Every chance is odds = base odds x multipliers; each multiplier is 1 at the reference."""

    click_chance_to_order: BaseChance = setting(
        "0.74%",
        "chance that a visit from a social post becomes an order, at the reference",
        "published conversion of visits: social 0.74 % (search 2.23 %, e-mail 3.84 %) [monetate2014]",
        typical=("0.5%", "4%"),
        tier="usual",
        held="odds",
    )
    email_chance_to_order: BaseChance = setting(
        "3.84%",
        "the same for a visit from a mail",
        "published conversion of visits: e-mail 3.84 % [monetate2014]",
        typical=("1%", "8%"),
        held="odds",
    )
    trust_effect: Factor = setting(
        60.0,
        "odds at full trust over odds at none",
        "assumed; set so that a product of quality .95 sells clearly more than one of .2 (+66 % at a weekly need, +31 %"
        " at a monthly one, in half a year)",
        ge=1,
        le=1_000,
        typical=(20, 200),
        held="log",
        switch="trust",
    )
    need_effect: Factor = setting(
        4.0,
        "odds of a click order when a need is due over odds just after one",
        "assumed",
        ge=1,
        le=1_000,
        typical=(1, 10),
        held="log",
    )
    seller_effect: Factor = setting(
        2.0,
        "odds of buying from a seller whom one knows, over the brand's own mall",
        "assumed; published elasticities of sales: word of mouth 0.53, advertising 0.12 to 0.24 [trusov2009, sethuraman2011]",
        ge=0.01,
        le=100,
        typical=(1, 4),
        tier="usual",
    )
    friends_effect: Effect = setting(
        1.5,
        "odds of a click order when many friends have bought, over odds when none has (saturates); it is 1 at the"
        " friends who had bought before the campaign",
        "assumed",
        typical=(1, 3),
        switch="social_proof",
    )
    friends_half: float = setting(
        2.0,
        "friends who have bought at which half of `friends_effect` is there",
        "assumed",
        unit="friends",
        gt=0,
        le=1_000,
        typical=(1, 5),
    )
    benefit_effect: Effect = setting(
        2.0, "odds of a click order for content of full benefit over none", "assumed", typical=(1, 4), held="log"
    )
    price_elasticity: float = setting(
        3.5,
        "odds fall as (price / usual price) ^ -elasticity; sales fall less, since the odds saturate",
        "published elasticities of sales: mean -2.62 [bijmolt2005], -1.76 [tellis1988]; 3.5 of odds gives -1.7 to -2.2",
        ge=0,
        le=20,
        typical=(2.5, 4.5),
        tier="usual",
    )
    search_share: Share = setting(
        0.3,
        "share of needs that come in through search and not straight to the mall",
        "assumed",
        typical=(0.1, 0.6),
        tier="usual",
    )
    search_chance_to_order: BaseChance = setting(
        "2.23%",
        "chance that a visit by a paid click beside a search becomes an order, at the reference",
        "published conversion of visits: search 2.23 % [monetate2014]",
        typical=("0.5%", "6%"),
        held="odds",
    )
    shop_share: Share = setting(
        0.0,
        "share of needs with which a person who has a home shop goes there",
        "scenario",
        typical=(0, 0.8),
        tier="usual",
    )
    shelf_recall: Chance = setting(
        0.3,
        "chance that the shelf of a shop that carries the product tells a person of the brand who had never heard of it",
        "assumed",
        typical=(0.1, 0.8),
    )
    return_to_seller_chance: Chance = setting(
        0.5,
        "chance that a person with a need goes back to the micro-mall last visited, if open",
        "assumed",
        typical=(0.2, 0.9),
    )


class Popularity(Page):
    """Sales of the products that everybody sees."""

    sales_elasticity: float = setting(
        0.12,
        "odds of an order of a product: (its sales over those of the mean product) ^ this, where sales are shown",
        "dishes named among the five best sellers sold 13 to 20 % more, at some four times the mean [cai2009]",
        unit="elasticity",
        ge=0,
        le=3,
        typical=(0, 0.5),
    )
    rank_elasticity: float = setting(
        0.0,
        "the same by the place in a list that is ordered by sales: (the middle place over the own one) ^ this",
        "scenario; 0: the list is in no order",
        unit="elasticity",
        ge=0,
        le=3,
        typical=(0, 1),
    )
    prior_sales: float = setting(
        5.0,
        "orders of each product that are taken for granted, so that the first ones do not decide",
        "assumed",
        unit="orders",
        gt=0,
        le=1e6,
        typical=(1, 30),
    )


class Market(Page):
    """The market before the campaign."""

    product: Product = block(Product, "what is sold")
    more_products: dict[str, MoreProduct] = block(dict, "further products, by name (empty: there is one)")
    buying: Buying = block(Buying, "how a visit or a need becomes an order")
    popularity: Popularity | None = block(
        None, "sales of each product are shown in the malls (empty: they are not)", held=True
    )
    share: Share = parameter(
        "5%",
        "the brand's share of all needs for the kind of product among those who know it, before the campaign",
        "scenario",
        gt=0,
        lt=1,
        typical=("0.2%", "40%"),
        tier="essential",
    )
    switching: float = parameter(
        1.5,
        "how far people divide their needs among brands (S of the Dirichlet: everybody's own share of the brand is a Beta"
        " of share x S and (1 - share) x S; small: each has a brand of their own)",
        "published panel of toothpaste [goodhardt1984]: fitted 1.3 to 1.55",
        gt=0,
        le=100,
        typical=(0.7, 3),
    )
    initial_awareness: Share = parameter(
        "100%",
        "share of people who know the brand before the campaign (below 100% for a launch)",
        "scenario; an established brand is one that people know",
        typical=("10%", "100%"),
        tier="essential",
    )
    initial_trust: Share = setting(
        0.35,
        "trust of a person who has heard of the brand and not bought it (0.5: as who knows it)",
        "assumed; the caution of who has not bought",
        typical=(0.25, 0.5),
        tier="usual",
    )
    email_list: Share = parameter(
        0.0,
        "share of people on the brand's mailing list, customers first",
        "scenario",
        typical=("0%", "30%"),
        tier="usual",
    )


class Operation(Page):
    """From the order to the experience."""

    shipping_cost: Money = setting(
        "12 CNY",
        "shipping of one order, paid by the brand",
        "scenario",
        typical=("0 CNY", "30 CNY"),
        tier="essential",
    )
    platform_fee: Share = setting(
        "5%",
        "the platform's share of what is paid",
        "scenario",
        typical=("0.6%", "8%"),
        tier="usual",
        held="millionths",
    )
    shipping_days: int = setting(
        1,
        "days from order to shipping",
        "scenario",
        unit="days",
        ge=0,
        le=60,
        typical=(0, 3),
    )
    delivery_days: int = setting(
        2,
        "shortest time from shipping to delivery",
        "scenario",
        unit="days",
        ge=0,
        le=60,
        typical=(1, 5),
        tier="usual",
    )
    late_chance: Chance = setting(
        "10%",
        "chance a day that a delivery is one day later still",
        "scenario",
        lt=1,
        typical=("0%", "30%"),
    )
    service_quality: Share = setting(
        0.75,
        "how good service and delivery are",
        "scenario",
        typical=(0.4, 0.9),
        tier="usual",
    )
    experience_spread: float = setting(
        0.15,
        "spread of experiences around the quality",
        "assumed",
        unit="share",
        ge=0,
        le=1,
        typical=(0.05, 0.3),
    )
    return_chance: BaseChance = setting(
        "3%",
        "chance that an order is returned that is as it was claimed to be (satisfaction 0.5); odds grow with"
        " dissatisfaction",
        "scenario",
        typical=("1%", "20%"),
        tier="usual",
        held="odds",
    )
    dissatisfaction_effect: Factor = setting(
        20.0,
        "odds of a return of a fully dissatisfied buyer over a fully satisfied one",
        "assumed",
        ge=1,
        le=1_000,
        typical=(3, 50),
        held="log",
    )
    return_window: Days = setting(
        7,
        "days after delivery within which an order can be returned; commissions settle at its end",
        "scenario; seven days is the legal right of return for distance sales",
        ge=0,
        le=365,
        typical=(0, 30),
        tier="usual",
        held="whole",
    )
    resaleable: Share = setting(
        0.0,
        "share of the cost of returned goods that is saved (fresh food: nothing)",
        "scenario; of fresh food nothing",
        typical=(0, 1),
    )
    daily_capacity: int | None = setting(
        None,
        "orders that can be shipped in a day; more are lost as stock-outs (empty: no limit)",
        "scenario",
        unit="orders/day",
        ge=0,
        tier="usual",
        off=-1,
    )
    stock: Stock | None = block(None, "stocks and their replenishment (empty: never short)", held=True)
    shops: Shops = block(Shops, "shops of the network of places")
    told_per_order: float = setting(
        5.0,
        "people whom a buyer tells of an order in person, where it is as claimed (satisfaction 0.5); more the better it is",
        "calibrated on an elasticity of sales to the volume of talk of .236 [you2015]; about 2 at a weekly need, 5 at"
        " a monthly one, 10 of a brand that few choose, 25 of durables",
        unit="people",
        ge=0,
        le=100,
        typical=(1, 25),
        switch="word_of_mouth",
    )
    praise_chance: Chance = setting(
        "10%",
        "chance that a fully satisfied buyer posts a recommendation",
        "assumed; a study of recommendations (Leskovec and others 2007) [leskovec2007]: a third of buyers recommend where it is"
        " rewarded",
        typical=("2%", "33%"),
        tier="usual",
    )
    complaint_chance: Chance = setting(
        "25%",
        "chance that a fully dissatisfied buyer posts a warning",
        "calibrated on three recommendations to a warning where all is as claimed [east2007]: with praise_chance three to four",
        typical=("5%", "50%"),
        tier="usual",
    )
    complaint_weight: Factor = setting(
        2.0,
        "a warning moves trust this many times as far as praise",
        "assumed",
        ge=0,
        typical=(1, 4),
    )
    complaint_spread: Factor = setting(
        1.34,
        "odds that a post that warns is opened, and that it is passed on, over one that praises",
        "articles one standard deviation above the mean in anger: 34 % greater odds of being passed on a great deal [berger2012]; opening alike",
        le=100,
        typical=(1, 3),
        held="log",
    )
