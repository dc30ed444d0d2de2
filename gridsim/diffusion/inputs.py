"""The checks that all classical models share; each gives one sentence that says where, what, got and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from gridsim.arguments import array as as_array
from gridsim.arguments import as_whole, several, tidy
from gridsim.arguments import choice as check_choice
from gridsim.arguments import whole as check_whole
from gridsim.errors import ScenarioError, refusal
from gridsim.world.network import Network

Agents: TypeAlias = ArrayLike | Iterable[int]
"""Agent indices in any form in which people hold whole numbers."""
_MOST_RUNS = 1 << 24
_WEIGHT_ADVICE = 'Give one weight a tie in network order, or "uniform" for 1 / in-degree'
_ROUNDING = 1e-6
"""Weights of an agent may add up to this much more than 1: those of a file have 24 bits."""
_BY_IN_DEGREE = dict.fromkeys(("weighted", "uniform", "weighted_cascade", "wc", "in_degree", "1/in_degree"), "uniform")
"""Names of the same weights, 1 / in-degree of the target: the first for the cascade, the second for the threshold
model."""


def check_network(network: Any) -> Network:
    """Return the network, or raise an error if it is none."""
    if not isinstance(network, Network):
        advice = "Make one with gs.Network.from_edges, gs.Network.from_networkx or gs.read_network"
        raise refusal("network", "the network", "a gridsim.Network", type(network).__name__, advice)
    return network


def check_number(name: str, value: Any, low: float, high: float, advice: str) -> float:
    """Return a finite number within its bounds; an array of no dimension is one too."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    number = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    if not number or not low <= value <= high:
        raise refusal(name, f"the {name}", f"a number from {low:g} to {high:g}", value, advice)
    return float(value)


def check_runs(n_runs: Any, seed: Any, threads: Any = None) -> tuple[int, int, int | None]:
    """Return the number of runs (1 to 2^24), the seed (0 to 2^32 - 1) and the threads (None: all that there are)."""
    n_runs = check_whole("n_runs", n_runs, 1, _MOST_RUNS, "Give how often the model is to be played")
    seed = check_seed(seed)
    if threads is not None:
        threads = check_whole("threads", threads, 1, 1024, "Leave it out to use all there are")
    return n_runs, seed, threads


def check_seed(seed: Any) -> int:
    """Return the random seed."""
    return check_whole("seed", seed, 0, 2**32 - 1, "Give any whole number; the same one gives the same result")


def check_record(record: Any) -> bool:
    """Whether who was won by whom is to be kept; `record` holds the names of what is, one or several."""
    return "parents" in several("record", record, ("parents",), 'Give "parents", or leave it out')


def by_in_degree(weight: Any) -> bool:
    """Whether the weight is given by name: by any of those of 1 / in-degree, the only ones."""
    return (
        isinstance(weight, str)
        and check_choice("weight", weight, ("uniform",), _WEIGHT_ADVICE, _BY_IN_DEGREE) == "uniform"
    )


def check_weight(network: Network, weight: Any) -> np.ndarray:
    """Return one weight a tie, those to an agent at most 1 in all, or "uniform": 1 / in-degree of the target."""
    if by_in_degree(weight):
        return 1.0 / network.in_degree[network.targets]
    weights = check_per_tie("weight", weight, network, 1.0, _WEIGHT_ADVICE)
    total = np.bincount(network.targets, weights=weights, minlength=network.n)
    if total.max(initial=0.0) > 1.0 + _ROUNDING:
        agent = int(np.argmax(total))
        got = f"{total[agent]:.6g} for agent {agent}"
        advice = "Divide the weights of each agent's sources by their sum"
        raise ScenarioError(f"weight: the weights that lead to an agent must add up to at most 1; got {got}. {advice}.")
    return weights


def check_seed_set(network: Network, seed_set: Any) -> np.ndarray:
    """Return the seeds as ascending agent indices without doubles, int64."""
    seeds = np.atleast_1d(as_array("seed_set", seed_set, ordered=False))
    advice = f"Give agent indices from 0 to {network.n - 1}" + (", not labels" if network.labels is not None else "")
    seeds = _as_whole_numbers(seeds)
    if seeds.ndim != 1 or len(seeds) == 0 or seeds.dtype.kind not in "iu":
        raise refusal("seed_set", "the seeds", "a list of at least one whole number", seed_set, advice)
    outside = (seeds < 0) | (seeds >= network.n)
    if outside.any():
        at = int(np.argmax(outside))
        raise ScenarioError(
            f"seed_set: every seed must be an agent of the network of {network.n}; got {seeds[at]} at place {at}."
            f" {advice}."
        )
    return np.unique(seeds).astype(np.int64)


def _as_whole_numbers(array: np.ndarray) -> np.ndarray:
    """The same as integers, where they are whole numbers held as floats or objects (a column of a table with gaps
    elsewhere)."""
    if array.dtype.kind == "O":
        numbers = [as_whole(one) for one in array.flat]
        if all(one is not None and abs(one) < 2**63 for one in numbers):
            return np.array(numbers, np.int64).reshape(array.shape)
    if array.dtype.kind == "f" and (np.abs(array) < 2**53).all() and (array == np.floor(array)).all():
        return array.astype(np.int64)
    return array


def check_seeds(network: Network, seed_set: Any, n_seeds: Any = None) -> tuple[np.ndarray, int]:
    """Return the given seeds and 0, or with seed_set="random" no seeds and how many each run is to draw."""
    if isinstance(seed_set, str):
        check_choice("seed_set", seed_set, ("random",), "Give agent indices, or let each run draw its own")
        n_seeds = 1 if n_seeds is None else n_seeds
        advice = "Each run starts from so many different agents"
        return np.empty(0, np.int64), check_whole("n_seeds", n_seeds, 1, network.n, advice)
    if n_seeds is not None:
        advice = "Leave it out, or let each run draw its seeds"
        raise refusal("n_seeds", "the n_seeds", 'given with seed_set="random" only', n_seeds, advice)
    return check_seed_set(network, seed_set), 0


def check_per_tie(name: str, values: Any, network: Network, high: float, advice: str) -> np.ndarray:
    """Return one value a tie in network order, float64, each from 0 to `high`."""
    constraint = f"{network.n_ties} numbers, one a tie, in the order of network.source and network.target"
    return _check_each(name, values, network.n_ties, constraint, high, advice)


def check_per_agent(name: str, values: Any, network: Network, high: float, advice: str) -> np.ndarray:
    """Return one value an agent, float64, each from 0 to `high`."""
    return _check_each(name, values, network.n, f"{network.n} numbers, one an agent", high, advice)


def check_list(name: str, values: Any, high: float, advice: str) -> np.ndarray:
    """Return a list of at least one number, float64, each from 0 to `high`."""
    return _check_each(name, values, None, "a list of at least one number", high, advice)


def check_chance(network: Network, chance: Any, scale: Any = None) -> float | np.ndarray:
    """Return a chance for all ties (a float) or one a tie (float64 array), in the three ways of giving it.

    A number, one value a tie, or "weighted": `scale` / in-degree of the target, at most 1.
    """
    advice = 'Give a share such as 0.05, one value a tie in network order, or "weighted"'
    if isinstance(chance, str):
        if tidy(chance) not in _BY_IN_DEGREE:
            raise refusal("chance", "the chance", 'a number, one number a tie, or "weighted"', chance, advice)
        scale = check_number("scale", 1.0 if scale is None else scale, 0.0, 1e9, "Give the factor on 1 / in-degree")
        return np.minimum(1.0, scale / network.in_degree[network.targets])
    if scale is not None:
        raise refusal(
            "scale",
            "the scale",
            'given with chance="weighted" only',
            scale,
            "Leave it out, or multiply the chances",
        )
    if as_array("chance", chance).ndim == 0:
        return check_number("chance", chance, 0.0, 1.0, advice)
    return check_per_tie("chance", chance, network, 1.0, advice)


def _check_each(name: str, values: Any, length: int | None, constraint: str, high: float, advice: str) -> np.ndarray:
    """Return `length` finite numbers (at least one without it) from 0 to `high`; the error names the first that is
    none."""
    array = as_array(name, values)
    try:
        if (
            array.dtype.kind not in "biufO"
            or array.dtype.kind == "O"
            and any(isinstance(one, str) for one in array.flat)
        ):
            raise TypeError  # text and complex numbers are not read as numbers
        array = np.array(array, dtype=np.float64, order="C", copy=None)
    except (ValueError, TypeError):
        raise refusal(name, f"the {name}", constraint, values, advice) from None
    if array.ndim == 0:
        raise refusal(name, f"the {name}", constraint, values, advice)
    if array.ndim != 1 or len(array) != (length if length is not None else max(1, len(array))):
        got = f"{len(array)} of them" if array.ndim == 1 else f"an array of shape {array.shape}"
        raise ScenarioError(f"{name}: the {name} must be {constraint}; got {got}. {advice}.")
    bad = ~((array >= 0) & (array <= high))
    if bad.any():
        at = int(np.argmax(bad))
        raise ScenarioError(
            f"{name}: every {name} must be a number from 0 to {high:g}; got {array[at]} at place {at}. {advice}."
        )
    return array
