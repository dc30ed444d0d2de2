"""Attention that people have given the brand before the campaign."""

from __future__ import annotations

import numpy as np

HALF_LIVES = 8
"""Talk that is older is forgotten."""


def attention_before(
    heard_a_day: np.ndarray, usual_stock: float, weight_told: float, half_life: float, rng: np.random.Generator
) -> np.ndarray:
    """Return a stock of attention for each of people who hear of the brand so many times a day, (people,) float64: what
    it has had all along, and talk at random times."""
    heard = rng.poisson(heard_a_day * HALF_LIVES * half_life)
    faded = weight_told * 0.5 ** (rng.random(int(heard.sum())) * HALF_LIVES)
    return usual_stock + np.bincount(np.repeat(np.arange(len(heard)), heard), weights=faded, minlength=len(heard))
