"""Regret: what a strategy that learns while it runs loses against the best choice, had it been known from the first
day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.arguments import whole
from gridsim.errors import refusal
from gridsim.scenario.content import Varied
from gridsim.scenario.load import as_scenario
from gridsim.scenario.strategy import MEDIA, blocks_with

if TYPE_CHECKING:
    import pandas as pd

    from gridsim.scenario import Scenario

MOST_ARMS = 64
"""Fixed choices that are tried at most."""


@dataclass(frozen=True)
class Regret:
    """What `regret` found.

    Attributes
    ----------
    strategy, measure, best : str
        The strategy, what its review goes by, and the fixed choice with the greatest mean of it.
    table : pandas.DataFrame
        One row a choice (the strategy itself is `as played`, in front) and replicate: `choice`, `replicate`, the
        measure, `net_contribution`.
    regret : numpy.ndarray
        By replicate: the measure of the best fixed choice less that of the strategy.
    regret_contribution : numpy.ndarray
        By replicate: the same of the contribution after marketing, against the fixed choice that is best in it, in
        whole currency units.
    """

    strategy: str
    measure: str
    best: str
    table: pd.DataFrame
    regret: np.ndarray
    regret_contribution: np.ndarray

    @property
    def chart(self) -> pd.DataFrame:
        """One row a choice, ready for a chart: mean of the measure and of the contribution, and the mean regret of the
        strategy against it."""
        means = self.table.groupby("choice", sort=False)[[self.measure, "net_contribution"]].mean()
        played = means.loc["as played"]
        means["regret"] = means[self.measure] - played[self.measure]
        means["regret_contribution"] = means["net_contribution"] - played["net_contribution"]
        return means.reset_index()


def regret(
    scenario: Scenario | str | Path | Mapping[str, Any],
    strategy: str,
    replicates: int | None = None,
    seed: int | None = None,
) -> Regret:
    """Return how much a strategy with a review loses against the best fixed choice, on the same people and draws.

    Every fixed choice (each variant from the first day on, all of the media's money in one medium, or both, by what the
    review is over) is run beside the strategy in every replicate. The best is the one with the greatest mean over the
    replicates.

    Parameters
    ----------
    scenario : Scenario, path, text or mapping
        From `gridsim.load_scenario`, or what that loads.
    strategy : str
        One of its strategies, with a review.
    replicates : int, optional
        How many, >= 1; the scenario's own number where it is left out.
    seed : int, optional
        0 to 2^32 - 1; the scenario's own where it is left out.

    Returns
    -------
    Regret
        `.regret` and `.regret_contribution` by replicate, `.table`, `.chart`, `.best`.

    Raises
    ------
    ScenarioError
        If the strategy has no review, or there are more than 64 fixed choices.

    Examples
    --------
    >>> from gridsim.scenario import load_scenario
    >>> account = {"posts_per_day": 4, "content": {"cost_at_full_quality": 0}, "variants": {"plain": {}, "useful": {"benefit": 1}}}
    >>> plan = {"account": account, "review": {"every_days": 2, "measure": "clicks"}}
    >>> scenario = load_scenario({"people": {"count": 150}, "horizon": 4, "strategies": {"learner": plan}})
    >>> found = regret(scenario, "learner", replicates=1)
    >>> list(found.chart["choice"])
    ['as played', 'account: plain', 'account: useful']
    """
    import pandas as pd

    from gridsim.forms import run
    from gridsim.world import build_world

    scenario = as_scenario(scenario)
    page = scenario.strategy(strategy)
    where = f"strategies.{strategy}.review"
    if page.review is None:
        raise refusal(
            where, "the review", "given, for a regret", "none", "Add one, for example review: {rule: thompson}"
        )
    choices = {
        "as played": scenario,
        **{name: scenario.replace(changes) for name, changes in fixed_choices(scenario, strategy)},
    }
    if len(choices) > MOST_ARMS + 1:
        raise refusal(where, "the fixed choices", f"at most {MOST_ARMS}", len(choices) - 1, "Take out variants")
    measure = page.review.measure
    rows = []
    n = (
        scenario.replicates
        if replicates is None
        else whole("replicates", replicates, 1, 1_000_000, "Give how often", "the replicates")
    )
    for replicate in range(n):
        world = build_world(
            scenario,
            seed=scenario.seed if seed is None else seed,
            replicate=0 if scenario.world == "fixed" else replicate,
        )
        for name, one in choices.items():
            metrics = run(one, strategy, seed=seed, replicate=replicate, world=world).metrics
            rows.append(
                {
                    "choice": name,
                    "replicate": replicate,
                    measure: metrics[measure],
                    "net_contribution": metrics["net_contribution"],
                }
            )
    table = pd.DataFrame(rows)
    against = {what: _against_best(table, what) for what in (measure, "net_contribution")}
    return Regret(strategy, measure, against[measure][0], table, against[measure][1], against["net_contribution"][1])


def fixed_choices(scenario: Scenario, strategy: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the changes of every fixed choice that the review of a strategy has."""
    page = scenario.strategy(strategy)
    at = f"strategies.{strategy}"
    assert page.review is not None
    options: list[list[tuple[str, dict[str, Any]]]] = []
    if page.review.over != "media":
        written = scenario.resolved()["strategies"][strategy]
        for block in blocks_with(Varied):
            variants = getattr(getattr(page, block), "variants", {})
            if len(variants) > 1:
                contents = written[block]["variants"]
                alone = {f"{at}.{block}.variant_choice": None}
                options.append(
                    [
                        (f"{block}: {name}", {f"{at}.{block}.variants": {name: contents[name]}, **alone})
                        for name in variants
                    ]
                )
    if page.review.over != "variants":
        blocks = [block for block in MEDIA if getattr(page, block) is not None]
        whole = sum(getattr(page, block).spend for block in blocks)
        options.append(
            [
                (f"all in {one}", {f"{at}.{block}.spend": whole if block == one else 0 for block in blocks})
                for one in blocks
            ]
        )
    for combination in product(*options):
        changes: dict[str, Any] = {f"{at}.review": None}
        for _, change in combination:
            changes |= change
        yield ", ".join(name for name, _ in combination), changes


def _against_best(table: pd.DataFrame, what: str) -> tuple[str, np.ndarray]:
    """The fixed choice with the greatest mean, and by how much the strategy falls short of it in every replicate."""
    wide = table.pivot(index="replicate", columns="choice", values=what)
    fixed = wide.drop(columns="as played")
    best = str(fixed.mean().idxmax())
    return best, (fixed[best] - wide["as played"]).to_numpy(float)
