"""Comparison of simulated with held-out cascades: the same figures of both, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridsim.diffusion.forest import Forest
from gridsim.diffusion.inputs import check_number
from gridsim.diffusion.measures import summarise_cascades

if TYPE_CHECKING:
    import pandas as pd


def compare_forests(
    simulated: Forest, held_out: Forest, n_bootstrap: int = 200, seed: int = 1, alike_within: float = 2.0
) -> pd.DataFrame:
    """Return the figures of simulated and of held-out trees side by side, each with its 95 % interval, and how far they
    are apart.

    Simulate about as many trees as the law was fitted to: the intervals then cover the random variation of both.

    Parameters
    ----------
    simulated, held_out : Forest
        The second holds trees that the law was not fitted to (`Forest.split`).
    n_bootstrap : int
        2 to 100,000; draws of whole trees for the intervals.
    seed : int
        0 to 2^32 - 1.
    alike_within : float
        0 to 10. Two figures are alike where they differ by so many standard errors of their difference or fewer.

    Returns
    -------
    pandas.DataFrame
        Index: the figure (see `summarise_cascades`; those that are not defined in both forests are left out). Columns
        `simulated`, `simulated_low`, `simulated_high`, `held_out`, `held_out_low`, `held_out_high`, `standard_errors`
        (difference over its standard error; 0 where the two are equal) and `alike`.

    Raises
    ------
    ScenarioError
        If a forest is none or empty, or a number is out of its range.

    Examples
    --------
    >>> from gridsim.diffusion import CascadeLaw
    >>> law = CascadeLaw(broadcast_median=5.0, broadcast_spread=1.0)
    >>> table = compare_forests(law.simulate(300, seed=1), law.simulate(300, seed=2), n_bootstrap=50)
    >>> bool(table.loc["size_median", "alike"])
    True
    """
    import pandas as pd

    alike_within = check_number("alike_within", alike_within, 0.0, 10.0, "Give a number of standard errors such as 2")
    ours, theirs = (summarise_cascades(forest, n_bootstrap, seed) for forest in (simulated, held_out))
    names = ours.index[ours["estimate"].notna() & theirs["estimate"].notna()]
    ours, theirs = ours.loc[names], theirs.loc[names]
    difference = ours["estimate"] - theirs["estimate"]
    error = np.hypot(ours["standard_error"], theirs["standard_error"])
    apart = np.where(difference == 0, 0.0, difference / error.where(error > 0))
    columns = {
        f"{side}{end}": table[name]
        for side, table in (("simulated", ours), ("held_out", theirs))
        for end, name in (("", "estimate"), ("_low", "low"), ("_high", "high"))
    }
    return pd.DataFrame({**columns, "standard_errors": apart, "alike": np.abs(apart) <= alike_within})
