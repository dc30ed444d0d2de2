"""Checks of the arguments of a choice of seeds: head count or costs, diffusion model, options that the method reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gridsim.arguments import choice as check_choice
from gridsim.arguments import whole as check_whole
from gridsim.diffusion.inputs import check_chance, check_number, check_per_agent, check_weight
from gridsim.errors import ScenarioError, refusal
from gridsim.seeding.methods import BY_NAME, METHODS, Options, Purse
from gridsim.seeding.rules import Ways
from gridsim.world.network import Network

_MOST_MONEY = 1e15
_USUAL_AGENTS, _FEWEST_USUAL_WORLDS, _MOST_USUAL_WORLDS = 4_000_000, 200, 10_000
"""Default number of worlds of greedy: enough to hold that many agents, between these limits."""


def check_method(method: str) -> str:
    """Return the method; an unknown name is an error that lists the methods."""
    advice = (
        "Choose one of them (celf is greedy; ris and opim_c are reverse_reachable, which takes the place of imm and"
        " tim, too)"
    )
    also = {known: name for name, one in BY_NAME.items() for known in one.also}
    return check_choice("method", method, METHODS, advice, also)


def check_purse(network: Network, k: int | None, costs: ArrayLike | None, budget: float | None) -> Purse:
    """Return the costs and the budget; k heads are a budget of k at a cost of 1 each."""
    if k is not None:
        for name, value in (("costs", costs), ("budget", budget)):
            if value is not None:
                raise refusal(
                    name,
                    f"the {name}",
                    "left out where k counts heads",
                    value,
                    "Give either k, or costs and a budget",
                )
        return Purse(np.ones(network.n), float(check_heads(network, k)), False)
    if costs is None or budget is None:
        got = "neither" if costs is None and budget is None else "only a budget" if costs is None else "only costs"
        advice = "Give k for a head count, or costs (one a person) and a budget"
        raise ScenarioError(
            f"k: the size of the choice must be given as k, or as costs and a budget; got {got}. {advice}."
        )
    cost = check_per_agent("costs", costs, network, _MOST_MONEY, "Give one cost a person, in the order of the agents")
    if (cost == 0).any():
        at = int(np.argmax(cost == 0))
        advice = "Leave out of the choice whoever costs nothing: whoever is free is always worth it"
        raise ScenarioError(f"costs: every cost must be a number > 0; got 0 at place {at}. {advice}.")
    budget = check_number(
        "budget", budget, 0.0, _MOST_MONEY, "Give the money that may be spent, in the unit of the costs"
    )
    if budget < cost.min():
        raise refusal(
            "budget",
            "the budget",
            f"at least the lowest cost, {cost.min():g}",
            budget,
            "Nobody can be paid; give more",
        )
    return Purse(cost, budget, True)


def check_heads(network: Network, k: int) -> int:
    """Return the head count, from 1 to all agents."""
    return check_whole("k", k, 1, network.n, f"The network has {network.n} agents")


MODELS = {"independent_cascade": "ic", "linear_threshold": "lt"}
"""The models in full, as `gridsim.diffusion` names them."""


def check_ways(
    network: Network, model: str, chance: ArrayLike | None, scale: float | None, weight: ArrayLike | None
) -> Ways | None:
    """Return the model with its chances or weights, or None where neither is given."""
    model = check_choice("model", model, ("ic", "lt"), also=MODELS)
    unused = {"ic": {"weight": weight}, "lt": {"chance": chance, "scale": scale}}[model]
    for name, value in unused.items():
        if value is not None:
            other = "lt" if model == "ic" else "ic"
            raise refusal(
                name, f"the {name}", f'left out with model="{model}"', value, f'It belongs to model="{other}"'
            )
    if model == "lt":
        return None if weight is None else Ways("lt", check_weight(network, weight))
    if chance is None:
        if scale is not None:
            raise refusal("scale", "the scale", 'given with chance="weighted" only', scale, "Leave it out")
        return None
    return Ways("ic", check_chance(network, chance, scale))


def check_options(network: Network, methods: tuple[str, ...], given: Mapping[str, Any]) -> Options:
    """Return the options with their defaults filled in; one that none of the methods reads is an error."""
    given = {name: value for name, value in given.items() if value is not None}
    for name, value in given.items():
        readers = [known for known, one in BY_NAME.items() if name in one.reads]
        if not readers:
            raise TypeError(f"there is no option {name!r}")
        if not set(methods) & set(readers):
            raise refusal(name, f"the {name}", f"given with {' or '.join(readers)} only", value, "Leave it out")
    options = Options(
        **{"n_worlds": min(_MOST_USUAL_WORLDS, max(_FEWEST_USUAL_WORLDS, _USUAL_AGENTS // network.n)), **given}
    )
    check_number("damping", options.damping, 0.0, 0.999, "Usual is 0.85")
    check_whole("n_worlds", options.n_worlds, 1, 1 << 24, "Usual are 200 to 10000")
    check_number("epsilon", options.epsilon, 1e-3, 0.6, "Usual is 0.1; a half of it takes some 4 times as long")
    check_number("delta", options.delta, 1e-12, 0.5, "Usual is 0.001")
    check_whole("most_memory", options.most_memory, 1 << 20, 1 << 50, "Give bytes")
    return options


def check_model_given(method: str, ways: Ways | None) -> None:
    """Raise an error where a method needs a diffusion model and none is given."""
    if ways is None and BY_NAME[method].needs_model:
        advice = 'Give chance=0.05, chance="weighted", or model="lt" with weight="uniform"'
        raise ScenarioError(f"chance: the model of diffusion must be given for {method}; got none. {advice}.")
