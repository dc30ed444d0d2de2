"""Candidates for points: cost by the model, expected attention, and simple orders in which to take people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.engine.attention import chance_of_viewers, delivery_of_authors
from gridsim.engine.choose import asked_first
from gridsim.engine.lines import minutes_of
from gridsim.engine.run import activation_draws
from gridsim.rules import commission
from gridsim.scenario.content import craft_of
from gridsim.terms import LAYERS, Role, words
from gridsim.world.people import by_role

if TYPE_CHECKING:
    import pandas as pd

    from gridsim.scenario import Scenario
    from gridsim.scenario.grid import Points
    from gridsim.world import World

KOL = Role.KOL
ORDERS = ("default", "random", "friends", "followers", "attention")
"""Simple ways to choose people: as the engine asks them; by draw; by friends, by followers; by attention
(`attention_of`) for the money."""


def costs_of(scenario: Scenario, strategy: str, world: World) -> np.ndarray:
    """Return what each person would cost as a point from the first day to the horizon, (people,) int64 minor units.

    Training, supervision of every day, the fee of an opinion leader, and the making of the posts that its habit
    promises, an employee's time included where the brand pays it. Commission is not among them: it is paid out of
    sales. Supervisors who are paid by the day cost the same whoever is chosen.
    """
    points = _points(scenario, strategy)
    followers = np.diff(world.layers["micro_blog"].indptr)[: world.n_people]
    fee = np.where(
        world.table.role == KOL, (float(points.activate.kol_fee_per_follower) * followers).astype(np.int64), 0
    )
    posts = posts_a_day(scenario, points)[world.table.role] * scenario.horizon
    fixed = points.training_cost + points.management_cost * int(scenario.horizon)
    making = _making(points) + np.where(world.table.role == Role.EMPLOYEE, _wage(points), 0.0)
    return fixed + fee + np.ceil(posts * making - 1e-9).astype(np.int64)


def _points(scenario: Scenario, strategy: str) -> Points:
    """The points of a strategy that is known to have some."""
    points = scenario.strategy(strategy).points
    assert points is not None
    return points


def _making(points: Points) -> float:
    """Cost of making one post, the mean over the variants where there are any, in minor units."""
    contents = list(points.variants.values()) or [points.content]
    return float(np.mean([commission.content_cost(one.cost_at_full_quality, craft_of(one)) for one in contents]))


def _wage(points: Points) -> float:
    """Wage of an employee for one post, the mean over the variants where there are any, in minor units."""
    if points.work.employees != "paid":
        return 0.0
    contents = list(points.variants.values()) or [points.content]
    return float(np.mean([minutes_of(one, points) for one in contents])) * points.work.employee_hour / 60.0


def posts_a_day(scenario: Scenario, points: Points) -> np.ndarray:
    """Return the posts a day of an active point by role code, (roles,) float64."""
    return by_role(scenario, "posts_per_day", 0.0) * points.posts_factor


def shared_cost(scenario: Scenario, strategy: str) -> int:
    """Return what supervisors cost to the horizon, whoever is chosen; minor units."""
    supervision = _points(scenario, strategy).supervision
    return supervision.supervisors * supervision.daily_cost * int(scenario.horizon) if supervision else 0


def attention_of(scenario: Scenario, strategy: str, world: World) -> np.ndarray:
    """Return how many people a day would be shown each person's posts while nobody else posts, times the role's
    credibility, (people,) float64.

    Posts a day x the mean, over the layers that a post may go to, of the sum over the audience of the chance of being
    shown (`engine.attention`). No run is needed.
    """
    points, role, n = _points(scenario, strategy), world.table.role, world.n_people
    seen = {
        name: _shown_to(scenario, world, name) for name in words(LAYERS) if getattr(scenario.network, name) is not None
    }
    nobody = np.zeros(n)
    friends = seen["moments"]
    group = np.where(seen["groups"] > 0.0, seen["groups"], friends) if "groups" in seen else friends
    in_trade = world.tier > 0 if world.tier is not None else np.zeros(n, bool)
    place = np.where(in_trade, seen.get("place", nobody), friends)
    private = 1.0 - points.public_share - points.group_share - points.place_share
    shown = (
        points.public_share * seen["micro_blog"]
        + points.group_share * group
        + points.place_share * place
        + private * friends
    )
    credibility = by_role(scenario, "credibility", 1.0)
    return posts_a_day(scenario, points)[role] * credibility[role] * shown


def _shown_to(scenario: Scenario, world: World, layer: str) -> np.ndarray:
    """Expected showings of one post of each person on a layer."""
    chance = chance_of_viewers(scenario, world, layer)
    if layer == "groups":
        assert world.groups is not None
        return _shown_in_groups(world.groups, chance)
    ties = world.layers[layer]
    shown = _sums(ties.indptr, chance[ties.targets]) * delivery_of_authors(scenario, world, layer)
    return shown[: world.n_people]


def _shown_in_groups(groups: Any, chance: np.ndarray) -> np.ndarray:
    """Expected showings of a post to one of one's groups; a post is not shown to its poster."""
    by_group = _sums(groups.start, chance[groups.member])
    n_groups = np.diff(groups.person_start)
    return _sums(groups.person_start, by_group[groups.group]) / np.maximum(n_groups, 1) - chance * (n_groups > 0)


def _sums(start: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Sum of the values of every row of a CSR table."""
    running = np.concatenate([[0.0], np.cumsum(values)])
    return running[start[1:]] - running[start[:-1]]


def table_of(scenario: Scenario, strategy: str, world: World) -> pd.DataFrame:
    """Return everybody as a table, one row an agent: label, role, circle, friends, followers, cost (in major units),
    attention."""
    people = world.people[["label", "role", "circle"]].copy()
    people["friends"] = np.diff(world.layers["moments"].indptr)[: world.n_people]
    people["followers"] = np.diff(world.layers["micro_blog"].indptr)[: world.n_people]
    people["cost"] = costs_of(scenario, strategy, world) / scenario.minor_units
    people["attention"] = attention_of(scenario, strategy, world)
    return people


def in_order(
    order: str,
    scenario: Scenario,
    strategy: str,
    world: World,
    people: pd.DataFrame,
    candidates: np.ndarray,
    replicate: int,
) -> np.ndarray:
    """Return the candidates in one of the orders, (candidates,) int64 agents; equals by the draw of the replicate.

    Parameters
    ----------
    order : str
        One of `ORDERS`. In `default`, the engine's roles and counts come first, then all consumers as it asks them,
        then the rest by draw.
    people : pandas.DataFrame
        From `table_of`.
    candidates : (k,) int64
        Agents.
    replicate : int
        Names the draws.
    """
    ranks = np.empty(world.n_people)
    activation_draws(scenario.seed, replicate, ranks)
    by_draw = candidates[np.argsort(ranks[candidates], kind="stable")]
    if order == "random":
        return by_draw
    if order == "default":
        page = _points(scenario, strategy).activate.model_copy(update={"named": [], "consumer": "100%"})
        asked = asked_first(page, world, ranks)
        asked = asked[np.isin(asked, candidates)]
        return np.concatenate([asked, by_draw[~np.isin(by_draw, asked)]])
    score = (
        people["attention"] / np.maximum(people["cost"], 1 / scenario.minor_units)
        if order == "attention"
        else people[order]
    )
    return by_draw[np.argsort(-score.to_numpy(float)[by_draw], kind="stable")]


def within(money: float, cost: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return the people of an order who can be paid, one after the other: who costs more than is left is passed over.

    Parameters
    ----------
    money : float
        What there is, in the unit of `cost`.
    cost : (people,) float64 or int64
    order : (k,) int64
        Agents.

    Examples
    --------
    >>> within(10, np.array([4, 8, 5, 1]), np.array([0, 1, 2, 3])).tolist()
    [0, 2, 3]
    """
    taken, left = [], money + 1e-9
    for agent in order.tolist():
        if cost[agent] <= left:
            taken.append(agent)
            left -= cost[agent]
    return np.array(taken, np.int64)
