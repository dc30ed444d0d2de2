"""The layers of ties as the engine meets them: everybody's feed, how it grows, how ties are walked and numbered."""

from __future__ import annotations

import numpy as np

from gridsim.engine.state import N_LAYERS
from gridsim.rules import exposure
from gridsim.scenario import Scenario
from gridsim.scenario.platforms import OnPages
from gridsim.terms import LAYERS, words
from gridsim.world import World

JUMP_BELOW = 0.35
"""Layers whose bound of the chance of being shown is lower are walked by jumps; above it a draw a tie is as fast
(measured: docs/why.md)."""


def settings(scenario: Scenario, world: World) -> dict:
    """Feeds: what the platform delivers, how it grows, and the bound under which the layer is walked."""
    delivered, growth, bounds, found_late = (np.zeros(N_LAYERS) for _ in range(4))
    there, late_half_life = np.zeros(N_LAYERS, np.int64), np.ones(N_LAYERS)
    for code, name in enumerate(words(LAYERS)):
        page = getattr(scenario.network, name)
        if page is not None:
            there[code] = 1
            delivered[code], growth[code] = getattr(page, "delivered", 1.0), page.rival_growth
            if isinstance(page, OnPages):
                found_late[code], late_half_life[code] = page.found_late, page.late_half_life
            bounds[code] = delivered[code] * float(
                exposure.found_chance(_shown_bound(scenario, world, name), found_late[code])
            )
    by_jumps = bounds < JUMP_BELOW
    return {
        "first_edge": (first_edge := _first_edges(world))[: len(LAYERS)],
        "first_account_edge": int(first_edge[-1]),
        "layer_there": there,
        "delivered": delivered,
        "found_late": found_late,
        "late_half_life": late_half_life,
        "growth_a_year": growth,
        "shown_bound": bounds,
        "by_jumps": by_jumps.astype(np.int64),
        "candidate_rate": np.where(by_jumps & (bounds > 0.0), bounds, 1.0),
    }


def feed_of(scenario: Scenario, world: World, layer: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return of everybody's feed on a layer: (whether anything comes in, rival posts a day at the start, visits a day,
    reading depth)."""
    page, people = getattr(scenario.network, layer), world.table
    if layer == "groups":
        assert world.groups is not None, "the network has groups"
        fellows = world.groups.fellow_members
        return fellows > 0, page.rival_posts_per_member * fellows, people.visits_per_day, people.reading_depth
    ties_in = world.layers[layer].in_degree[: world.n_people]
    if layer == "micro_blog":  # anybody may come to follow the brand, beside one other at least
        ties_in = np.maximum(1, ties_in - sum(np.asarray(row) for row in followers_of(world)))
    rivals = page.rival_posts_per_tie * ties_in
    if layer == "place":
        return (
            ties_in > 0,
            rivals,
            np.full(world.n_people, page.visits_per_day),
            np.full(world.n_people, page.reading_depth),
        )
    return ties_in > 0, rivals, people.visits_per_day, people.reading_depth


def followers_of(world: World) -> list[np.ndarray]:
    """Return who follows each account of the brand at the start, (n,) of bool for every account."""
    blog, rows = world.layers["micro_blog"], []
    for account in range(world.n_people, blog.n):
        rows.append(np.zeros(world.n_people, bool))
        rows[-1][blog.targets[blog.indptr[account] : blog.indptr[account + 1]]] = True
    return rows


def _shown_bound(scenario: Scenario, world: World, layer: str) -> float:
    """The greatest chance that anybody on the layer has a post among the newest, by people and ties only."""
    growth = getattr(scenario.network, layer).rival_growth
    someone, rivals, visits, depth = feed_of(scenario, world, layer)
    if not someone.any():
        return 0.0
    least = rivals[someone] * min(1.0, float(exposure.supply_growth(growth, float(scenario.horizon))))
    return float(np.max(1.0 - (least / (least + visits[someone])) ** depth[someone]))


def _first_edges(world: World) -> np.ndarray:
    """The number of each layer's first tie when the ties of all layers are numbered through (in groups: the
    memberships), and then of the first that anybody can have to an account of the brand: account by account, person by
    person."""
    memberships = 0 if world.groups is None else len(world.groups.member)
    place = world.layers["place"].n_ties if "place" in world.layers else 0
    ties = [world.layers["moments"].n_ties, world.layers["micro_blog"].n_ties, memberships, place]
    return np.cumsum([0, *ties]).astype(np.int64)
