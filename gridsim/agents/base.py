"""What all agents have in common: a number, a place in the model, and an audience."""

from __future__ import annotations

import itertools
import math
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import mesa

from gridsim import draws
from gridsim.agents.rows import Share
from gridsim.draws import Purpose
from gridsim.terms import Counter

if TYPE_CHECKING:
    from gridsim.agents.model import GridModel


class _FirstNumbers(weakref.WeakKeyDictionary):
    """Mesa 3.3 counts agents in a dictionary by model that nobody ever empties, so no model is freed; this one forgets
    with the model."""

    def __getitem__(self, model: Any) -> Any:
        return self.setdefault(model, itertools.count(1))


class GridAgent(mesa.Agent):
    """A person, or an account that speaks for the brand.

    `number` is its row in the tables, `model` the `GridModel`.
    """

    _ids: Any = _FirstNumbers()
    model: GridModel
    credibility: float
    """How far its word is believed; a person is about 1."""

    def __init__(self, model: GridModel, number: int) -> None:
        super().__init__(model)
        self.number = number

    def draw(
        self, purpose: int, about: int = 0, when: int = 0, from_whom: int = 0, block: int = 0
    ) -> tuple[float, float, float, float]:
        """Four uniform numbers for this agent: the same whenever, and by whatever strategy, the same question is
        asked."""
        return self.model.uniforms(purpose, self.number, from_whom, about, when, block)

    def publish(self, share: Share) -> None:
        """Steps 2 and 3: a share meets its audience, tie by tie."""
        model = self.model
        layer = model.layers[share.layer]
        ties = layer.audience_of(share)
        model.find_audience(share, len(ties))
        considered = 0
        for tie in self.jumps(share, ties) if layer.by_jumps else ties:
            considered += 1
            if layer.target[tie] != self.number:  # a group has its poster among its members
                model.people[layer.target[tie]].come_across(share, tie, layer)
        model.count(Counter.CONSIDERED, considered)

    def jumps(self, share: Share, ties: range) -> Iterator[int]:
        """The ties at which it is drawn whether the share is shown: geometric jumps under the layer's bound."""
        bound = self.model.layers[share.layer].bound
        if bound <= 0.0:
            return
        log_miss = math.log1p(-bound)
        tie = ties.start - 1
        for block in itertools.count():
            for u in self.draw(Purpose.JUMP, share.post.about, self.model.tick, from_whom=block):
                tie += 1 + draws.jump(u, log_miss)
                if tie >= ties.stop:
                    return
                yield tie
