"""Row 20, money: elasticities, conversion of visits by entrance, mails, the cost of a new buyer."""

from __future__ import annotations

from math import log
from pathlib import Path

from gridsim.engine.run import given_of, play, start
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
TALKED_OF = {"fresh food": "fresh_food", "platform": "micro_mall_platform", "beverage": "beverage"}
"""Shipped scenarios in which what buyers tell each other is measured, from the smallest brand to the largest."""
NOBODY = {role: {"count": 0} for role in ("employee", "distributor", "kol")}
QUARTER = 90
QUARTERS = {"first": slice(0, QUARTER), "next": slice(QUARTER, 2 * QUARTER)}
FREE = {"cost_at_full_quality": 0}
ENTRANCES = ("social", "search", "email")
CONVERSION = {"social": 0.0074, "search": 0.0223, "email": 0.0384}
PARAMETER = {"social": "click_chance_to_order", "search": "search_chance_to_order", "email": "email_chance_to_order"}

# --- elasticities


def half_a_year(path: Path) -> Scenario:
    """A shipped scenario, for two quarters."""
    return load_scenario(path).replace({"horizon": 2 * QUARTER})


EFFORTS = {
    "media": ("steady", "budget.total", "14k CNY", "21k CNY", 1.5),
    "talk": ("grid", "strategies.grid.points.posts_factor", 1.0, 2.0, 2.0),
}
"""An effort: the strategy, what is varied, from what to what, and how many times as much that is. Steady advertising
costs a tenth of what the untouched brand sells."""
TOLD = 1.5
"""How many times as many people buyers tell of an order."""


def elasticities(seed: int, replicate: int) -> dict[str, float]:
    """Log orders over log effort, in the first quarter and in the next, for each effort in the same town of
    fresh_food.yaml; for what buyers tell each other, in other shipped scenarios, too."""
    steady = {"strategies.steady": {"preset": "nothing", "advertising": {"spend": "100%"}}}
    scenario, found = half_a_year(FRESH_FOOD).replace(steady), {}
    world = build_world(scenario, seed, replicate)
    for name, (strategy, path, low, high, ratio) in EFFORTS.items():
        less, more = (
            run(scenario.replace({path: value}), strategy, seed, replicate, world).daily["orders"].to_numpy()
            for value in (low, high)
        )
        for quarter, days in QUARTERS.items():
            found[f"{name} {quarter}"] = log(more[days].sum() / less[days].sum()) / log(ratio)
    for name, file in TALKED_OF.items():
        found[f"told {name}"] = told(half_a_year(SCENARIOS / f"{file}.yaml"), seed, replicate)
    return found


def told(scenario: Scenario, seed: int, replicate: int) -> float:
    """Log orders over log talk, doing nothing: buyers tell half as many again as they usually do, by which the brand has
    its share."""
    world, sold, plan = build_world(scenario, seed, replicate), [], scenario.strategy("nothing")
    for factor in (1.0, TOLD):
        given = given_of(scenario, plan, world)
        given.settings[0].told_per_order *= factor
        state = play(given, start(scenario, plan, world, given, seed, replicate))
        sold.append(state.totals[0].n_orders)
    return log(sold[1] / sold[0]) / log(TOLD)


def of_elasticities(n_towns: int, seed: int) -> list[Figure]:
    """Half as much again of the money for steady advertising; twice the posts of points to their friends; half as many
    again who are told by buyers: in shipped scenarios, as they are."""
    towns = played(n_towns, lambda replicate: elasticities(seed, replicate))
    number: dict = {"unit": "number"}
    media: dict = {"unit": "number", "standing": "calibrated", "set_on": "mind_effect 6, mind_half 4"}
    return [
        figure("advertising, short run", "0.12", within_factor(0.12, 2), towns, mean_of("media first"), **media),
        figure("advertising, long run", "0.24", within_factor(0.24, 2), towns, mean_of("media next"), **media),
        figure(
            "advertising, long less short",
            "above 0",
            above(0),
            towns,
            difference("media next", "media first"),
            **number,
        ),
        figure(
            "word of mouth, points' posts",
            "0.53",
            within_factor(0.53, 2),
            towns,
            mean_of("talk next"),
            standing="calibrated",
            set_on="seller_effect 3, trust_rate 8 %",
            **number,
        ),
        *(
            figure(
                f"what buyers tell, {name}",
                "0.236",
                within_factor(0.236, 2),
                towns,
                mean_of(f"told {name}"),
                standing="calibrated",
                set_on="told_per_order by kind of goods",
                **number,
            )
            for name in TALKED_OF
        ),
        figure(
            "word of mouth less advertising",
            "above 0",
            above(0),
            towns,
            difference("talk next", "media next"),
            **number,
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
                    "wear_effect": 0,
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
        "orders": int(
            (result.orders["paid_click"] if entrance == "search" else result.orders["entrance"] == came_by).sum()
        ),
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


# --- the cost of a new buyer


def won(seed: int, replicate: int) -> dict[str, float]:
    """Advertising's marketing cost, all its new buyers, and those beyond the ones who come anyway, in fresh_food.yaml."""
    scenario = load_scenario(FRESH_FOOD)
    world = build_world(scenario, seed, replicate)
    metrics, anyway = (run(scenario, name, seed, replicate, world).metrics for name in ("advertising", "nothing"))
    return {
        "cost": metrics["marketing_cost"],
        "all": metrics["new_buyers"],
        "won": metrics["new_buyers"] - anyway["new_buyers"],
    }


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
            ratio_of("cost", "all"),
            unit="number",
        ),
    )
    return Row(20, "Money", figures)
