"""One network, written in a thousand layouts, is read as that network or refused; never as another one."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from gridsim.errors import ScenarioError
from gridsim.world import read_network

sys.path.insert(0, str(Path(__file__).parent))
import layouts

ALL = list(layouts.all_layouts())
MOST_REFUSED = 0.35
"""Share of the layouts that may be refused (adjacency lists, ids cut by their own delimiter, headers of unknown
words)."""


def found_in(network) -> dict:
    labels = np.arange(network.n) if network.labels is None else network.labels
    weights = [None] * network.n_ties if network.weights is None else network.weights.tolist()
    names = [str(label) for label in labels]
    return {
        (names[u], names[v]): w
        for u, v, w in zip(network.source.tolist(), network.target.tolist(), weights, strict=True)
    }


def wanted(layout, directed: bool) -> dict:
    ties = dict(layout.ties)
    if not directed:
        ties |= {(v, u): weight for (u, v), weight in layout.ties.items()}
    return {pair: None if weight is None else float(np.float32(weight)) for pair, weight in ties.items()}


def outcome(layout, folder: Path, **more) -> str:
    """Read one layout: "read", "refused", or what is wrong."""
    named = dict(layout.arguments)
    path = folder / f"ties{named.pop('suffix', '.csv')}"
    path.write_bytes(layout.content)
    try:
        network = read_network(path, **named, **more)
    except ScenarioError as error:
        assert all(str(path) in line or "=" in line for line in error.problems), error
        return "refused: " + error.problems[0].replace(str(path), "")[:160]
    assert network.read_as
    directed = bool(layout.directed)
    found, right = found_in(network), wanted(layout, directed)
    if found.keys() != right.keys():
        return f"ANOTHER NETWORK: {network.read_as}; {list(found)[:3]}"
    if any(weight is not None for weight in right.values()) and found != right and set(found.values()) != {None}:
        return f"OTHER WEIGHTS: {network.read_as}"
    if set(right.values()) == {None} and set(found.values()) != {None}:
        return f"WEIGHTS THAT ARE NONE: {network.read_as}"
    if set(right.values()) != {None} and set(found.values()) == {None}:
        return f"NO WEIGHTS: {network.read_as}"
    return "read"


@pytest.mark.parametrize("part", range(8))
def test_the_same_network_or_a_refusal(tmp_path, part):
    wrong, counts = [], Counter()
    for layout in ALL[part::8]:
        said = outcome(layout, tmp_path)
        counts[said.split(":")[0]] += 1
        if said.isupper() or said.split(":")[0].isupper():
            wrong.append(f"{layout}: {said}")
    assert not wrong, "\n".join([f"{len(wrong)} of {sum(counts.values())}", *wrong[:15]])
    assert counts["refused"] <= MOST_REFUSED * sum(counts.values()), counts
