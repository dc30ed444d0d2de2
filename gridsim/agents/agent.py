"""Base of all agents: a number, a place in the model, draws of their own."""

from __future__ import annotations

import itertools
import weakref
from typing import Any

import mesa

from gridsim.agents.rows import Fields


class _FirstNumbers(weakref.WeakKeyDictionary):
    """Mesa 3.3 counts agents in a dictionary by model that nobody ever empties, so no model is freed; this one forgets
    with the model."""

    def __getitem__(self, model: Any) -> Any:
        return self.setdefault(model, itertools.count(1))


class GridAgent(mesa.Agent, Fields):
    """A person, or an account that speaks for the brand.

    `number` is its row in the tables, `model` the `GridModel`, `settings` those of the model.
    """

    _ids: Any = _FirstNumbers()
    model: Any

    def __init__(self, model: Any, number: int) -> None:
        super().__init__(model)
        self.number, self.settings = number, model.settings

    def draw(
        self, purpose: int, about: int = 0, when: int = 0, from_whom: int = 0, block: int = 0
    ) -> tuple[float, float, float, float]:
        """Four uniform numbers for this agent: the same whenever, and by whatever strategy, the same question is
        asked."""
        return self.model.uniforms(int(purpose), self.number, from_whom, about, when, block)
