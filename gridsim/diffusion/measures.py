"""Measures of cascades: one row a tree, reproduction by generation, offspring, sizes, and figures over all trees with
their uncertainty.

Trees are independent of each other and sharers of one tree are not, so every standard error here takes the tree as the
unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridsim.arguments import whole as check_whole
from gridsim.diffusion.forest import Forest, check_forest, fill
from gridsim.diffusion.inputs import check_seed
from gridsim.diffusion.negative_binomial import NegativeBinomial, fit_negative_binomial
from gridsim.draws import Purpose
from gridsim.errors import refusal
from gridsim.trees import measure

if TYPE_CHECKING:
    import pandas as pd

_GENERATIONS = (1, 2, 3, 4, 5, 6)
_CLASSES = ((20, 40), (40, 100), (100, 300), (300, 1000))
"""Sizes of trees whose structural virality is told apart."""


def cascade_measures(forest: Forest) -> pd.DataFrame:
    """Return the measures of every tree, one row a tree, each exact and in time linear in the sharers.

    Parameters
    ----------
    forest : Forest

    Returns
    -------
    pandas.DataFrame
        `tree` (the log's id where there is one); `size`, sharers with the author; `depth`, generations after the
        author; `max_breadth`, the most sharers in one generation, and `breadth_share`, that over the size;
        `structural_virality`, the mean distance over pairs (nan for one sharer); `first_generation`, direct reposts of
        the author; `largest_broadcast`, the most reposts of any one sharer; `reproduction`, reposts per sharer who is
        not the author (nan where there is none); `half_life`, seconds from the author's time to that by which half of
        the reposts had come (of those whose time is known; nan where there is none).

    Raises
    ------
    ScenarioError
        If there is no forest, or it is empty.

    References
    ----------
    Goel, Anderson, Hofman, Watts, "The structural virality of online diffusion", Management Science 62 (2016).

    Examples
    --------
    >>> forest = Forest.from_parents([-1, 0, 0, 1], times=[0.0, 10.0, 30.0, 50.0])
    >>> cascade_measures(forest).drop(columns="tree").round(3).iloc[0].to_dict()  # doctest: +NORMALIZE_WHITESPACE
    {'size': 4.0, 'depth': 2.0, 'max_breadth': 2.0, 'breadth_share': 0.5, 'structural_virality': 1.667,
    'first_generation': 2.0,
     'largest_broadcast': 2.0, 'reproduction': 0.333, 'half_life': 30.0}
    """
    import pandas as pd

    forest = check_forest(forest)
    trees = measure(forest.parent)
    direct = forest.children[forest.roots]
    later = trees.size - 1 - direct
    with np.errstate(invalid="ignore", divide="ignore"):
        reproduction = later / np.where(trees.size > 1, trees.size - 1, np.nan)
    return pd.DataFrame(
        {
            "tree": np.arange(forest.n_trees) if forest.tree_labels is None else forest.tree_labels,
            "size": trees.size,
            "depth": trees.depth,
            "max_breadth": trees.max_breadth,
            "breadth_share": trees.max_breadth / trees.size,
            "structural_virality": trees.structural_virality,
            "first_generation": direct,
            "largest_broadcast": np.maximum.reduceat(forest.children, forest.roots),
            "reproduction": reproduction,
            "half_life": _half_lives(forest),
        }
    )


def reproduction_by_generation(forest: Forest, last: int | None = None) -> pd.DataFrame:
    """Return the reposts per sharer of each generation, with standard errors by tree, and how unevenly they are spread.

    Parameters
    ----------
    forest : Forest
    last : int, optional
        The last generation shown, 0 or more; all without it.

    Returns
    -------
    pandas.DataFrame
        `generation` (0 is the authors), `sharers`, `reproduction` (mean number of reposts of a sharer) with its
        `standard_error` (a ratio over trees, linearised), `passed_on_share` (sharers with at least one repost),
        `variance_over_mean` (1 for a Poisson law; nan without a repost), `dispersion` and `dispersion_error` (k of the
        negative binomial, see `fit_negative_binomial`).

    Raises
    ------
    ScenarioError
        If there is no forest, or `last` is no whole number >= 0.

    Examples
    --------
    >>> forest = Forest.from_parents([-1, 0, 0, 1, -1, 4])
    >>> reproduction_by_generation(forest)[["generation", "sharers", "reproduction"]].to_numpy().tolist()
    [[0.0, 2.0, 1.5], [1.0, 3.0, 0.3333333333333333], [2.0, 1.0, 0.0]]
    """
    import pandas as pd

    forest = check_forest(forest)
    deepest = int(forest.depth.max())
    last = (
        deepest
        if last is None
        else min(deepest, check_whole("last", last, 0, 1 << 31, "Give the number of a generation"))
    )
    rows = []
    for generation in range(last + 1):
        of = forest.depth == generation
        offspring, tree = forest.children[of], forest.tree[of]
        law = fit_negative_binomial(offspring, tree)
        shares = ((offspring > 0).mean(), _over_mean(offspring), law.dispersion, law.dispersion_error)
        rows.append((generation, len(offspring), law.mean, law.mean_error, *shares))
    names = [
        "generation",
        "sharers",
        "reproduction",
        "standard_error",
        "passed_on_share",
        "variance_over_mean",
        "dispersion",
        "dispersion_error",
    ]
    return pd.DataFrame(rows, columns=names)


@dataclass(frozen=True, eq=False)
class Offspring:
    """Distribution of the number of reposts per sharer.

    `table` has a row for each number that occurs: `reposts`, `sharers`, `at_least` (share of sharers with so many or
    more) and `negative_binomial` (the same under the fitted law). `mean`, `variance_over_mean`; `law` is the fit.
    """

    table: pd.DataFrame
    mean: float
    variance_over_mean: float
    law: NegativeBinomial


def offspring_distribution(forest: Forest, first: int = 1, last: int | None = None) -> Offspring:
    """Return how many reposts a sharer of some generations brought, and the negative binomial law fitted to it.

    Parameters
    ----------
    forest : Forest
    first, last : int
        Generations from `first` (1 without it: all but the authors) up to `last` (the deepest without it).

    Returns
    -------
    Offspring

    Raises
    ------
    ScenarioError
        If there is no forest, a generation is no whole number >= 0, or nobody is in these generations.

    Examples
    --------
    >>> offspring = offspring_distribution(Forest.from_parents([-1, 0, 0, 0, 1, 1]))
    >>> offspring.mean, offspring.table[["reposts", "sharers"]].to_numpy().tolist()
    (0.4, [[0, 4], [2, 1]])
    """
    import pandas as pd

    forest = check_forest(forest)
    first = check_whole("first", first, 0, 1 << 31, "Give the number of a generation")
    last = (
        int(forest.depth.max())
        if last is None
        else check_whole("last", last, 0, 1 << 31, "Give the number of a generation")
    )
    of = (forest.depth >= first) & (forest.depth <= last)
    if not of.any():
        raise refusal(
            "first",
            "the generations",
            f"some of 0 to {int(forest.depth.max())}",
            f"{first} to {last}",
            "Give others",
        )
    offspring = forest.children[of]
    law = fit_negative_binomial(offspring, forest.tree[of])
    reposts, sharers = np.unique(offspring, return_counts=True)
    table = pd.DataFrame(
        {
            "reposts": reposts,
            "sharers": sharers,
            "at_least": _at_least(sharers),
            "negative_binomial": law.at_least(reposts),
        }
    )
    return Offspring(table, float(offspring.mean()), _over_mean(offspring), law)


@dataclass(frozen=True, eq=False)
class Sizes:
    """Distribution of the sizes of trees.

    `table` has a row for each size that occurs: `size`, `trees`, `at_least` (share of trees of that size or more) with
    its `standard_error`.
    `never_passed_on` and `beyond_one_step` (depth 2 or more) are shares of trees, each with its `..._error`; errors are
    binomial.
    """

    table: pd.DataFrame
    never_passed_on: float
    never_passed_on_error: float
    beyond_one_step: float
    beyond_one_step_error: float


def size_distribution(forest: Forest) -> Sizes:
    """Return how many trees were never passed on, how many went beyond one step, and the tail of the sizes.

    Parameters
    ----------
    forest : Forest
        With the trees that were never passed on, if their share is to mean anything; many logs leave them out.

    Returns
    -------
    Sizes

    Raises
    ------
    ScenarioError
        If there is no forest, or it is empty.

    Examples
    --------
    >>> sizes = size_distribution(Forest.from_parents([-1, -1, -1, 2, 3]))
    >>> round(sizes.never_passed_on, 3), round(sizes.beyond_one_step, 3), sizes.table["at_least"].round(3).tolist()
    (0.667, 0.333, [1.0, 0.333])
    """
    import pandas as pd

    trees = measure(check_forest(forest).parent)
    n = len(trees.size)
    size, count = np.unique(trees.size, return_counts=True)
    share = _at_least(count)
    table = pd.DataFrame(
        {"size": size, "trees": count, "at_least": share, "standard_error": np.sqrt(share * (1.0 - share) / n)}
    )
    alone, beyond = float((trees.size == 1).mean()), float((trees.depth >= 2).mean())
    return Sizes(
        table, alone, float(np.sqrt(alone * (1 - alone) / n)), beyond, float(np.sqrt(beyond * (1 - beyond) / n))
    )


def summarise_cascades(forest: Forest, n_bootstrap: int = 200, seed: int = 1) -> pd.DataFrame:
    """Return figures over all trees with 95 % intervals, from a bootstrap that draws whole trees.

    Parameters
    ----------
    forest : Forest
    n_bootstrap : int
        2 to 100,000; how often the trees are drawn anew, as many as there are, with putting back.
    seed : int
        0 to 2^32 - 1.

    Returns
    -------
    pandas.DataFrame
        Index: the figure. Columns `estimate`, `standard_error`, `low`, `high`; nan where a figure is not defined (or,
        of the errors, not in every draw). Figures: size, first generation, depth, breadth share, structural virality
        (also by class of size), their rank correlations, shares never passed on and beyond one step, and, by
        generation, reposts per sharer and variance over mean; quartiles of the half-life in hours.

    Raises
    ------
    ScenarioError
        If there is no forest, or a number is out of its range.

    Examples
    --------
    >>> figures = summarise_cascades(Forest.from_parents([-1, 0, 0, 1, -1, 4, -1]), n_bootstrap=50)
    >>> figures.loc["size_mean", "estimate"].round(3), figures.loc["reproduction_1", "estimate"].round(3)
    (np.float64(2.333), np.float64(0.333))
    """
    import pandas as pd

    forest = check_forest(forest)
    n_bootstrap = check_whole("n_bootstrap", n_bootstrap, 2, 100_000, "Give how often the trees are drawn anew")
    seed = check_seed(seed)
    table, sums = cascade_measures(forest), _sums(forest)
    estimate = _figures(table, sums, np.arange(forest.n_trees))
    luck, drawn = np.empty(forest.n_trees), []
    for replicate in range(n_bootstrap):
        fill(seed, replicate, Purpose.RESAMPLE, luck)
        drawn.append(list(_figures(table, sums, (luck * forest.n_trees).astype(np.int64)).values()))
    spread = np.array(drawn)
    low, high = np.quantile(spread, [0.025, 0.975], axis=0)
    columns = {
        "estimate": list(estimate.values()),
        "standard_error": spread.std(axis=0, ddof=1),
        "low": low,
        "high": high,
    }
    return pd.DataFrame(columns, index=list(estimate))


def _half_lives(forest: Forest) -> np.ndarray:
    """Seconds by which half of the dated reposts of each tree had come."""
    since = forest.time - forest.time[forest.roots[forest.tree]]
    dated = (forest.parent >= 0) & ~np.isnan(since)
    tree, since = forest.tree[dated], since[dated]
    count = np.bincount(tree, minlength=forest.n_trees)
    ordered = since[np.lexsort((since, tree))]
    half = np.full(forest.n_trees, np.nan)
    some = count > 0
    half[some] = ordered[(np.cumsum(count) - count + (count + 1) // 2 - 1)[some]]
    return half


def _sums(forest: Forest) -> np.ndarray:
    """Sharers, reposts and squared reposts of each generation of each tree, shape (n_trees, generations, 3)."""
    sums = np.zeros((forest.n_trees, len(_GENERATIONS), 3))
    for place, generation in enumerate(_GENERATIONS):
        of = forest.depth == generation
        tree, offspring = forest.tree[of], forest.children[of].astype(np.float64)
        for power in range(3):
            sums[:, place, power] = np.bincount(tree, weights=offspring**power, minlength=forest.n_trees)
    return sums


def _figures(table: pd.DataFrame, sums: np.ndarray, trees: np.ndarray) -> dict[str, float]:
    """The figures over some trees, which may come more than once."""
    of = {name: table[name].to_numpy()[trees] for name in table.columns if name != "tree"}
    size, virality, passed = of["size"], of["structural_virality"], of["size"] > 1
    figures = {
        "size_mean": float(size.mean()),
        "size_median": _quantile(size, 0.5),
        "first_generation_mean": float(of["first_generation"].mean()),
        "first_generation_median": _quantile(of["first_generation"], 0.5),
        "never_passed_on": float((~passed).mean()),
        "beyond_one_step": float((of["depth"] >= 2).mean()),
        "depth_mean": float(of["depth"].mean()),
        "depth_90_percent": _quantile(of["depth"], 0.9),
        "breadth_share_median": _quantile(of["breadth_share"][passed], 0.5),
        "virality_median": _quantile(virality[passed], 0.5),
        "virality_90_percent": _quantile(virality[passed], 0.9),
    }
    for low, high in _CLASSES:
        few = virality[(size >= low) & (size < high)]
        figures[f"virality_of_{low}_to_{high}"] = float(few.mean()) if len(few) else np.nan
    figures["virality_size_correlation"] = rank_correlation(virality[passed], size[passed])
    figures["broadcast_size_correlation"] = rank_correlation(of["largest_broadcast"], size)
    total = sums[trees].sum(axis=0)
    for generation, (sharers, reposts, squares) in zip(_GENERATIONS, total):
        figures[f"reproduction_{generation}"] = reposts / sharers if sharers else np.nan
        figures[f"variance_over_mean_{generation}"] = (
            (squares - reposts * reposts / sharers) / reposts if reposts else np.nan
        )
    for share, name in ((0.25, "lower_quartile"), (0.5, "median"), (0.75, "upper_quartile")):
        figures[f"half_life_hours_{name}"] = _quantile(of["half_life"][~np.isnan(of["half_life"])], share) / 3600.0
    return figures


def rank_correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Spearman's, with mean ranks for equals; nan where one of them never varies."""
    from scipy.stats import rankdata

    if len(one) < 2:
        return np.nan
    one, other = rankdata(one), rankdata(other)
    one, other = one - one.mean(), other - other.mean()
    length = np.sqrt((one * one).sum() * (other * other).sum())
    return float((one * other).sum() / length) if length > 0 else np.nan


def _quantile(values: np.ndarray, share: float) -> float:
    return float(np.quantile(values, share)) if len(values) else np.nan


def _over_mean(offspring: np.ndarray) -> float:
    """Variance over mean; nan where there are no reposts."""
    mean = offspring.mean()
    return float(offspring.var() / mean) if mean > 0 else np.nan


def _at_least(counts: Sequence[int] | np.ndarray) -> np.ndarray:
    """Share of all that are in this row or a later one."""
    counts = np.asarray(counts)
    return counts[::-1].cumsum()[::-1] / counts.sum()
