"""Attention as a scenario sets it: of those who could see a post, the share who are shown it.

One definition for every platform, so that a friends' feed and a public one can be compared: the mean over ties (in
groups over memberships) of the chance that a post comes before the eyes at the far end, at the next visit or later.
"""

from __future__ import annotations

import numpy as np

from gridsim.engine.layers import feed_of
from gridsim.rules import exposure
from gridsim.scenario import Scenario
from gridsim.terms import LAYERS, words
from gridsim.world import World


def shown_shares(scenario: Scenario, world: World) -> dict[str, float]:
    """Return by platform the share of an audience that is shown a post, before the brand itself fills the feeds.

    Examples
    --------
    >>> import gridsim as gs
    >>> scenario = gs.load_scenario({"people": {"count": 2000}, "strategies": {"grid": {}}})
    >>> shares = shown_shares(scenario, gs.build_world(scenario, seed=1))
    >>> 0.3 < shares["moments"] < 0.4, 0.04 < shares["micro_blog"] < 0.06
    (True, True)
    """
    found = {}
    for layer in words(LAYERS):
        if getattr(scenario.network, layer) is None:
            continue
        chance = chance_of_viewers(scenario, world, layer)
        if layer == "groups":
            assert world.groups is not None, "the network has groups"
            seen = chance[world.groups.member]
        else:
            ties = world.layers[layer]
            seen = chance[ties.targets] * np.repeat(delivery_of_authors(scenario, world, layer), np.diff(ties.indptr))
        found[layer] = float(seen.mean()) if len(seen) else 0.0
    return found


def chance_of_viewers(scenario: Scenario, world: World, layer: str) -> np.ndarray:
    """Everybody's chance to be shown a post of an ordinary author that comes into the feed of a layer."""
    page = getattr(scenario.network, layer)
    someone, rivals, visits, depth = (np.asarray(column, float) for column in feed_of(scenario, world, layer))
    chance = np.array(
        [
            exposure.found_chance(exposure.shown_chance(*feed), getattr(page, "found_late", 0.0))
            for feed in zip(rivals.tolist(), visits.tolist(), depth.tolist(), strict=True)
        ]
    )
    return chance * getattr(page, "delivered", 1.0) * (someone > 0.0)


def delivery_of_authors(scenario: Scenario, world: World, layer: str) -> np.ndarray:
    """How far the platform lets everybody's posts through, for the size of the audience; 1 but on the micro-blog."""
    audience, page = world.layers[layer].out_degree, scenario.network.micro_blog
    if layer != "micro_blog":
        return np.ones(len(audience))
    beyond = np.maximum(audience, page.delivery_reference) / page.delivery_reference
    return page.delivery_effect ** np.log10(beyond)
