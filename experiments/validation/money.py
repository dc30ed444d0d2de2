"""Row 20, money: elasticities, conversion of visits by entrance, mails, the cost of a new buyer, fake orders."""

from __future__ import annotations

from math import log

from gridsim.forms import run
from gridsim.scenario import Scenario, load_scenario
from gridsim.world import build_world
from validation.figure import (
    SCENARIOS,
    Figure,
    Row,
    above,
    difference,
    figure,
    mean_of,
    played,
    ratio_of,
    within,
    within_factor,
)

FRESH_FOOD = SCENARIOS / "fresh_food.yaml"
NOBODY = {role: {"count": 0} for role in ("employee", "distributor", "kol")}
QUARTER = 90
FREE = {"cost_at_full_quality": 0}
ENTRANCES = ("social", "search", "email")
CONVERSION = {"social": 0.0074, "search": 0.0223, "email": 0.0384}
PARAMETER = {"social": "click_chance_to_order", "search": "search_chance_to_order", "email": "email_chance_to_order"}

# --- elasticities


def established(changes: dict) -> Scenario:
    """A brand that most people know and half have bought, with an account; its advertising and its grid are varied."""
    points = {
        "training_cost": 0,
        "management_cost": 0,
        "commission": [],
        "content": FREE,
        "recruiting": None,
        "dormancy_chance": 0,
    }
    return load_scenario(
        {
            "name": "An established brand",
            "people": {"count": 6_000, "need_interval": 15, "roles": NOBODY},
            "horizon": 2 * QUARTER,
            "budget": {"total": "60k CNY"},
            "market": {"share": "10%"},
            "response": {"memory": {"usual_stock": 1.5}},
            "switches": {"forwarding": False},
            "strategies": {
                "advertising": {"account": {"content": FREE}, "advertising": {"spend": 0.9}},
                "grid": {"account": {"content": FREE}, "points": points},
            },
        }
    ).replace(changes)


EFFORTS = {
    "media": ("advertising", "budget.total", "60k CNY", "90k CNY", 1.5),
    "talk": ("grid", "strategies.grid.points.posts_factor", 0.5, 1.0, 2.0),
    "reviews": ("reviews", "operation.praise_chance", 0.4, 0.8, 2.0),
}
"""An effort: the strategy, what is varied, from what to what, and how many times as much that is."""


def elasticities(seed: int, replicate: int) -> dict[str, float]:
    """Log orders over log effort, in the first quarter of a year and in the next, for each effort in the same town."""
    reviews = {"strategies.reviews": {"preset": "nothing", "account": {"content": FREE}}}
    world, found = build_world(established(reviews), seed, replicate), {}
    for name, (strategy, path, low, high, ratio) in EFFORTS.items():
        less, more = (
            run(established({**reviews, path: value}), strategy, seed, replicate, world).daily["orders"].to_numpy()
            for value in (low, high)
        )
        for quarter, days in (("first", slice(0, QUARTER)), ("next", slice(QUARTER, None))):
            found[f"{name} {quarter}"] = log(more[days].sum() / less[days].sum()) / log(ratio)
    return found


def of_elasticities(n_towns: int, seed: int) -> list[Figure]:
    """Half as much again of the money for advertising; twice the posts of points to their friends; twice the buyers who
    praise."""
    towns = played(n_towns, lambda replicate: elasticities(seed, replicate))
    calibrated: dict = {
        "unit": "number",
        "standing": "calibrated",
        "set_on": "mind_effect 6, mind_half 4, budget 60,000 CNY",
    }

    return [
        figure("advertising, short run", "0.12", within_factor(0.12, 2), towns, mean_of("media first"), **calibrated),
        figure("advertising, long run", "0.24", within_factor(0.24, 2), towns, mean_of("media next"), **calibrated),
        figure(
            "advertising, long less short",
            "above 0",
            above(0),
            towns,
            difference("media next", "media first"),
            unit="number",
        ),
        figure(
            "word of mouth, points' posts", "0.53", within_factor(0.53, 2), towns, mean_of("talk next"), unit="number"
        ),
        figure(
            "word of mouth, buyers' reviews",
            "0.53",
            within_factor(0.53, 2),
            towns,
            mean_of("reviews next"),
            unit="number",
        ),
        figure(
            "word of mouth less advertising",
            "above 0",
            above(0),
            towns,
            difference("talk next", "media next"),
            unit="number",
        ),
    ]


# --- conversion of visits, mails

FLAT = dict.fromkeys(("trust_effect", "need_effect", "seller_effect", "friends_effect", "benefit_effect"), 1) | {
    "price_elasticity": 0
}
"""Everybody is the reference: every effect on buying is 1, so that the base rate must come back."""


def reference(entrance: str) -> Scenario:
    """Visits by one entrance only, of people who are all the reference, and rare enough that nobody decides twice a
    day."""
    search = entrance == "search"
    return load_scenario(
        {
            "name": "Reference visits",
            "people": {"count": 4_000, "need_interval": 20 if search else 3_650, "roles": NOBODY},
            "horizon": 300,
            "budget": {"total": "10M CNY"},
            "network": {
                "moments": {"mean_friends": 0},
                "micro_blog": {"mean_follows": 0, "official_followers": "100%", "delivered": 1},
            },
            "market": {
                "buying": FLAT | ({"search_share": 1} if search else {}),
                "initial_awareness": 0,
                **({"email_list": 1} if entrance == "email" else {}),
            },
            "response": {
                "reaction": {
                    "open_chance": 0.9,
                    "click_chance": 0.5,
                    "fatigue_effect": 0,
                    "match_effect": 1,
                    "trust_effect": 1,
                },
            },
            "switches": {"forwarding": False, "word_of_mouth": False},
            "strategies": {
                "social": {"preset": "official", "account": {"posts_per_day": 0.25, "content": FREE}},
                "search": {"preset": "nothing", "search": {"spend": "100%", "click_chance": 1}},
                **(
                    {"email": {"preset": "nothing", "email": {"every_days": 1, "cost_per_mille": 0, "content": FREE}}}
                    if entrance == "email"
                    else {}
                ),
            },
        }
    )


def visits_by(entrance: str, seed: int, replicate: int) -> dict[str, float]:
    """Visits and orders by one entrance, mails shown, opened and clicked, of one town of reference people."""
    scenario = reference(entrance)
    result = run(scenario, entrance, seed, replicate, build_world(scenario, seed, replicate))
    came_by = {"social": "micro_blog", "search": "search", "email": "email"}[entrance]
    return {
        "visits": result.metrics["search_clicks" if entrance == "search" else "clicks"],
        "orders": int((result.orders["entrance"] == came_by).sum()),
        **{name: result.metrics[name] for name in ("impressions", "opened", "clicks")},
    }


def campaign() -> Scenario:
    """fresh_food.yaml with a mailing list of a tenth of the people, and mails, paid search and advertising as
    strategies of their own."""
    return load_scenario(FRESH_FOOD).replace(
        {
            "market.email_list": "10%",
            "strategies.email": {"preset": "nothing", "email": {"every_days": 3}},
            "strategies.search": {"preset": "nothing", "search": {"spend": "100%"}},
            "strategies.social": {"preset": "advertising"},
        }
    )


def usual_visits(seed: int, replicate: int) -> dict[str, float]:
    """Visits and orders by each entrance among the usual people of fresh_food.yaml."""
    scenario, found = campaign(), {}
    world = build_world(scenario, seed, replicate)
    for entrance in ENTRANCES:
        result = run(scenario, entrance, seed, replicate, world)
        if entrance == "search":
            found |= {
                "visits search": result.metrics["search_clicks"],
                "orders search": int(result.orders["paid_click"].sum()),
            }
            continue
        clicks = result.channels[result.channels["channel"] == {"email": "email", "social": "advertising"}[entrance]]
        found |= {f"visits {entrance}": clicks["clicks"].sum(), f"orders {entrance}": clicks["orders"].sum()}
    return found


def of_conversion(n_reference: int, n_usual: int, seed: int) -> list[Figure]:
    """Each entrance at the reference, where the input must come back; and the same entrances among the usual people,
    where effects add up."""
    figures = []
    towns = {
        entrance: played(n_reference, lambda replicate, by=entrance: visits_by(by, seed, replicate))
        for entrance in ENTRANCES
    }
    for entrance, published in CONVERSION.items():
        figures.append(
            figure(
                f"conversion of {entrance} visits, reference",
                f"{100 * published:g} %",
                within(published, 0.10),
                towns[entrance],
                ratio_of("orders", "visits"),
                standing="input",
                set_on=PARAMETER[entrance],
            )
        )
    usual = played(n_usual, lambda replicate: usual_visits(seed, replicate))
    for entrance, published in CONVERSION.items():
        figures.append(
            figure(
                f"conversion of {entrance} visits, usual people",
                f"{100 * published:g} %",
                within_factor(published, 1.5),
                usual,
                ratio_of(f"orders {entrance}", f"visits {entrance}"),
            )
        )
    return figures


def mails(seed: int, replicate: int) -> dict[str, float]:
    """Mails shown, opened and clicked of one town of reference people, at the default rates."""
    scenario = reference("email").replace({"horizon": 30})
    scenario = scenario.replace({"response.reaction": {"match_effect": 1, "trust_effect": 1, "fatigue_effect": 0}})
    metrics = run(scenario, "email", seed, replicate, build_world(scenario, seed, replicate)).metrics
    return {name: metrics[name] for name in ("impressions", "opened", "clicks")}


def of_mails(n_towns: int, seed: int) -> list[Figure]:
    """Opening and clicking."""
    towns = played(n_towns, lambda replicate: mails(seed, replicate))
    opened, clicked = ratio_of("opened", "impressions"), ratio_of("clicks", "impressions")
    return [
        figure("mails opened", "21 %", within(0.21, 0.10), towns, opened, standing="input", set_on="email_open_chance"),
        figure(
            "mails clicked", "2.6 %", within(0.026, 0.10), towns, clicked, standing="input", set_on="email_click_chance"
        ),
    ]


# --- the cost of a new buyer, fake orders


def won(seed: int, replicate: int) -> dict[str, float]:
    """Advertising's marketing cost, and its new buyers beyond those who come anyway, in fresh_food.yaml."""
    scenario = load_scenario(FRESH_FOOD)
    world = build_world(scenario, seed, replicate)
    metrics, anyway = (run(scenario, name, seed, replicate, world).metrics for name in ("advertising", "nothing"))
    return {"cost": metrics["marketing_cost"], "won": metrics["new_buyers"] - anyway["new_buyers"]}


def row(n_elasticity: int, n_reference: int, n_usual: int, n_buyers: int, seed: int = 1) -> Row:
    """The figures of row 20."""
    buyers = played(n_buyers, lambda replicate: won(seed, replicate))
    figures = (
        *of_elasticities(n_elasticity, seed),
        *of_conversion(n_reference, n_usual, seed),
        *of_mails(n_reference, seed),
        figure(
            "marketing a new buyer, CNY",
            "about 163",
            within(163, 0.15),
            buyers,
            ratio_of("cost", "won"),
            unit="number",
            standing="calibrated",
            set_on="mind_effect 6, mind_half 4",
        ),
    )
    return Row(20, "Money", figures)
