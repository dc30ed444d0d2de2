"""Trees of diffusion of a run as a `Forest`, for all that is done with the cascades of a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridsim.diffusion import Forest

if TYPE_CHECKING:
    import pandas as pd

BOUGHT = "advertisement"
"""Kind of post that is bought impressions: no post of anybody, and in no table of cascades."""


def forest_of(shares: pd.DataFrame) -> Forest:
    """The trees of the posts in a table of shares of one run, in their order."""
    own = (shares["kind"] != BOUGHT).to_numpy()
    place = np.cumsum(own) - 1
    parent = shares["parent"].to_numpy()
    parent = np.where(parent < 0, -1, place[np.maximum(parent, 0)])
    return Forest.from_parents(parent[own], shares["seconds"].to_numpy()[own], shares["sharer"].to_numpy()[own])
