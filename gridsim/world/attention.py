"""Attention that people have given the brand before the campaign."""

from __future__ import annotations

import numpy as np

HALF_LIVES = 8
"""Talk that is older is forgotten."""


def attention_before(
    friends: np.ndarray,
    usual_stock: float,
    heard_a_day: float,
    weight_told: float,
    half_life: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Return a stock of attention for each of people with so many friends, (people,) float64: what the brand has had all
    along, and talk at random times, `heard_a_day` a person in the mean, of which the popular hear more."""
    n, days = len(friends), HALF_LIVES * half_life
    heard = rng.poisson(heard_a_day * days * n * friends / max(1.0, float(np.sum(friends))))
    faded = weight_told * 0.5 ** (rng.random(int(heard.sum())) * HALF_LIVES)
    return usual_stock + np.bincount(np.repeat(np.arange(n), heard), weights=faded, minlength=n)
