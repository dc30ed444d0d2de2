"""The verdict of a comparison (model, section 10), as numbers and in plain words.

Measured is the contribution after marketing (contribution margin − marketing cost), incremental to doing nothing under the
same draws. The best strategy and the runner-up are those with the highest means; the verdict is decided if the 90 % interval of
their paired difference leaves zero out, and undecided otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gridsim.results.summary import Difference, paired, replicates_to_decide
from gridsim.scenario.currencies import amount_text

MEASURE = "incremental_contribution"
FORMULA = "smallest n with t(0.95, n - 1) · s / √n < |d|, at the observed mean d and standard deviation s of the paired differences"


def make_verdict(measured: Mapping[str, Sequence[float] | np.ndarray], *, currency: str, budget: float, days: float) -> dict[str, Any]:
    """Return the verdict over the strategies.

    Parameters
    ----------
    measured : mapping of str to array (n_replicates,)
        Incremental contribution after marketing of every strategy but `nothing`, in major currency units, replicate by replicate.
    currency : str
        Its code, for the sentences.
    budget : float
        The budget in major units.
    days : float
        The horizon.

    Returns
    -------
    dict
        "sentence" (the whole verdict in words), "measure", "best", "runner_up" (None with one strategy), "decided",
        "difference" (best − runner-up), "replicates_needed" with its "formula", "against_nothing" (of the best), and "two_way"
        (grid against official, where both are there and are not the best two).

    Examples
    --------
    >>> verdict = make_verdict({"official": [1.0, 2.0, 1.5], "grid": [11.0, 12.5, 11.6]}, currency="CNY", budget=100, days=90)
    >>> verdict["best"], verdict["decided"]
    ('grid', True)
    """
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in measured.items()}
    ranked = sorted(arrays, key=lambda name: -_mean(arrays[name]))
    best, runner_up = ranked[0], (ranked[1] if len(ranked) > 1 else None)
    words = _Words(currency, budget, days)
    against_nothing = _paired(arrays[best], np.zeros(len(arrays[best])))
    verdict: dict[str, Any] = {
        "measure": MEASURE,
        "best": best,
        "runner_up": runner_up,
        "decided": False,
        "difference": None,
        "replicates_needed": None,
        "formula": FORMULA,
        "against_nothing": {**against_nothing._asdict(), "pays_back": _sign(against_nothing)},
        "two_way": None,
    }
    sentences = []
    if runner_up is not None:
        pair = _pair(arrays, best, runner_up, words, len(arrays))
        verdict.update({key: pair[key] for key in ("decided", "difference", "replicates_needed")})
        sentences.append(pair["sentence"])
        if {"grid", "official"} <= set(arrays) and {best, runner_up} != {"grid", "official"}:
            ahead, behind = sorted(("grid", "official"), key=ranked.index)
            verdict["two_way"] = _pair(arrays, ahead, behind, words, 2)
            sentences.append(verdict["two_way"]["sentence"].replace(words.frame + ", ", "Between the two, ", 1))
    sentences.append(words.pays_back(best, against_nothing, alone=runner_up is None))
    verdict["sentence"] = " ".join(sentences)
    return verdict


def _pair(arrays: Mapping[str, np.ndarray], ahead: str, behind: str, words: _Words, of: int) -> dict[str, Any]:
    """One paired contrast, decided or not, with its sentence."""
    change = arrays[ahead] - arrays[behind]
    difference = _paired(arrays[ahead], arrays[behind])
    decided = _sign(difference) is not None and difference.mean != 0
    needed = None
    if not decided and difference.n > 1 and difference.mean is not None:
        needed = replicates_to_decide(difference.mean, float(np.nanstd(change, ddof=1)))
    return {
        "ahead": ahead,
        "behind": behind,
        "decided": decided,
        "difference": difference._asdict(),
        "replicates_needed": needed,
        "sentence": words.contrast(ahead, behind, difference, decided, needed, of),
    }


class _Words:
    """The sentences, which share the currency, the budget and the horizon."""

    def __init__(self, currency: str, budget: float, days: float):
        self.currency = currency
        self.frame = f"With a budget of {self.money(budget)} over {days:,.4g} days"
        self.days = f"{days:,.4g} days"

    def money(self, amount: float | None) -> str:
        """An amount to read."""
        if amount is None:
            return "an unknown amount"
        return amount_text(amount, self.currency)

    def interval(self, difference: Difference) -> str:
        """The interval in words; with one replicate there is none."""
        if difference.low is None:
            return "one replicate, so no interval"
        return f"90 % interval {self.money(difference.low)} to {self.money(difference.high)}, {difference.n} replicates"

    def contrast(self, ahead: str, behind: str, difference: Difference, decided: bool, needed: int | None, of: int) -> str:
        """Who wins a contrast, by how much, how surely; or that it is undecided, and what would decide it."""
        rest = f", the next best of {of} strategies" if of > 2 else ""
        gap, interval = self.money(difference.mean), self.interval(difference)
        if decided:
            share = f"; ahead in {100 * (difference.chance_better or 0):.0f} % of them"
            return f"{self.frame}, {ahead} earns {gap} more after marketing than {behind}{rest} ({interval}{share})."
        if difference.mean == 0 and difference.low in (0, None):
            return f"{self.frame}, {ahead} and {behind} earn exactly the same in every replicate."
        if needed is None and difference.n < 2:
            advice = "run several replicates to judge"
        elif needed is None:
            advice = "no feasible number of replicates would decide a difference so small"
        else:
            advice = f"about {needed:,} replicates would decide if mean and spread stay as they are"
        return f"Undecided: {_lower(self.frame)}, {ahead} is ahead of {behind}{rest} by {gap} on average ({interval}); {advice}."

    def pays_back(self, best: str, change: Difference, alone: bool) -> str:
        """Whether the best strategy beats doing nothing."""
        sign, interval = _sign(change), self.interval(change)
        if change.mean is None:
            return f"What {best} earns against doing nothing is undefined."
        gap = self.money(abs(change.mean))
        if sign == 1:
            return f"Against doing nothing {best} earns {gap} more ({interval}): it pays for its marketing within the {self.days}."
        if sign == -1 and alone:
            return f"{best} does not pay back within the {self.days}: it ends {gap} below doing nothing ({interval})."
        if sign == -1:
            return f"No strategy pays back within the {self.days}: {best} loses least, {gap} against doing nothing ({interval})."
        if change.mean == 0:
            return f"{best} earns exactly what doing nothing earns."
        side = "above" if change.mean > 0 else "below"
        return f"Whether {best} pays back within the {self.days} is undecided: it ends {gap} {side} doing nothing on average ({interval})."


def _paired(first: np.ndarray, second: np.ndarray) -> Difference:
    return paired(first[:, None], second[:, None], ["higher"])[0]


def _sign(difference: Difference) -> int | None:
    """1 or −1 where the interval leaves zero out, None where it does not (or there is none)."""
    if difference.low is None or difference.high is None:
        return None
    return 1 if difference.low > 0 else -1 if difference.high < 0 else None


def _mean(values: np.ndarray) -> float:
    defined = values[~np.isnan(values)]
    return float(defined.mean()) if len(defined) else float("-inf")


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
