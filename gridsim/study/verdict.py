"""The verdict of a comparison (model, section 10), as numbers and in plain words.

Measured is the contribution after marketing (contribution margin − marketing cost), the points' time that nobody pays
taken off, incremental to doing nothing under
the same draws. Doing nothing is a contestant like any other, with 0 in every replicate: a strategy wins if it is
decidedly ahead of every other strategy's best rival and of doing nothing, and where every strategy decidedly ends below
doing nothing, nothing wins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gridsim import formats
from gridsim.results.summary import Difference, chance_best, paired, replicates_to_decide, side_of_zero
from gridsim.terms import NOTHING

MEASURE = "incremental_contribution_after_time"
FORMULA = (
    "smallest n with t(0.95, n - 1) · s / √n < |d|, at the observed mean d and standard deviation s of the paired"
    " differences"
)

WINNER, DO_NONE, UNDECIDED = "winner", "do_none", "undecided"
KINDS = {
    WINNER: "one strategy is decidedly ahead of the next best and of doing nothing",
    DO_NONE: "doing nothing is decidedly ahead of every strategy",
    UNDECIDED: "the replicates do not tell the first two apart: strategies, or a strategy and doing nothing",
}
"""Kinds of verdict."""


def make_verdict(
    measured: Mapping[str, Sequence[float] | np.ndarray], *, currency: str, budget: float, days: float
) -> dict[str, Any]:
    """Return the verdict over the strategies.

    Parameters
    ----------
    measured : mapping of str to array (n_replicates,)
        Incremental contribution after marketing of every strategy but `nothing`, in major currency units, replicate by
        replicate.
    currency : str
        Its code, for the sentences.
    budget : float
        The budget in major units.
    days : float
        The horizon.

    Returns
    -------
    dict
        "sentence" (the whole verdict in words), "measure", "kind" (one of `KINDS`), "winner" (a strategy, `nothing`, or
        None where undecided), "decided" (there is a winner), "between" (where undecided: the two that the replicates do
        not tell apart), "chance_best" (of every strategy and of `nothing`: the share of replicates in which it is the
        best, ties shared), "best" and "runner_up" (of the strategies, by their means, whoever wins; None with one),
        "difference" (best − runner-up), "replicates_needed" (to decide what is undecided) with its "formula",
        "against_nothing" (of the best strategy), and "two_way" (grid against official, where both are there and are not
        the best two).

    Examples
    --------
    >>> verdict = make_verdict({"official": [1.0, 2.0, 1.5], "grid": [11.0, 12.5, 11.6]}, currency="CNY", budget=100, days=90)
    >>> verdict["kind"], verdict["winner"]
    ('winner', 'grid')
    >>> verdict = make_verdict({"official": [-1.0, -2.0, -1.5], "grid": [-11.0, -12.5, -11.6]}, currency="CNY", budget=100, days=90)
    >>> verdict["kind"], verdict["winner"], verdict["best"]
    ('do_none', 'nothing', 'official')
    """
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in measured.items()}
    ranked = sorted(arrays, key=lambda name: -_mean(arrays[name]))
    best, runner_up = ranked[0], (ranked[1] if len(ranked) > 1 else None)
    words = _Words(currency, budget, days, len(arrays))
    zero = np.zeros(len(arrays[best]))
    alone = {name: _contest(arrays[name], zero) for name in ranked}
    pair = None if runner_up is None else _pair(arrays, best, runner_up, words, len(arrays))
    doubtful = next((name for name in ranked if not alone[name]["decided"]), None)
    kind = _kind(alone, best, pair)
    unsettled = _unsettled(best, runner_up, pair, doubtful, alone) if kind == UNDECIDED else {}
    needed = [contest["replicates_needed"] for contest in unsettled.values()]
    against_nothing = alone[best]["difference"]
    verdict: dict[str, Any] = {
        "measure": MEASURE,
        "kind": kind,
        "winner": {WINNER: best, DO_NONE: NOTHING, UNDECIDED: None}[kind],
        "decided": kind != UNDECIDED,
        "between": list(dict.fromkeys(name for names in unsettled for name in names)),
        "chance_best": chance_best({**arrays, NOTHING: zero}),
        "best": best,
        "runner_up": runner_up,
        "difference": None if pair is None else pair["difference"],
        "replicates_needed": max(needed) if needed and None not in needed else None,
        "formula": FORMULA,
        "against_nothing": {**against_nothing._asdict(), "pays_back": side_of_zero(against_nothing) or None},
        "two_way": None,
    }
    others = [pair["sentence"]] if pair is not None else []
    if {"grid", "official"} <= set(arrays) and {best, runner_up} != {"grid", "official"}:
        ahead, behind = sorted(("grid", "official"), key=ranked.index)
        verdict["two_way"] = _pair(arrays, ahead, behind, words, 2)
        others.append(verdict["two_way"]["sentence"].replace(words.frame + ", ", "Between the two, ", 1))
    if kind == DO_NONE:
        others = [text.replace(words.frame + ", ", "Of the strategies, ", 1) for text in others]
        verdict["sentence"] = " ".join([words.do_none(best, against_nothing), *others])
        return verdict
    verdict["sentence"] = " ".join([*others, words.pays_back(best, alone[best])])
    if doubtful is not None and doubtful != best and side_of_zero(against_nothing) == -1:
        verdict["sentence"] += " " + words.pays_back(doubtful, alone[doubtful])
    return verdict


def _kind(alone: Mapping[str, Mapping[str, Any]], best: str, pair: Mapping[str, Any] | None) -> str:
    """Kind of the verdict, one of `KINDS`."""
    if all(side_of_zero(contest["difference"]) == -1 for contest in alone.values()):
        return DO_NONE
    return WINNER if side_of_zero(alone[best]["difference"]) == 1 and (pair is None or pair["decided"]) else UNDECIDED


def _unsettled(
    best: str, runner_up: str | None, pair: Any, doubtful: str | None, alone: Mapping[str, Any]
) -> dict[tuple[str, str], Any]:
    """The contests that leave a verdict open, by who contends."""
    found: dict[tuple[str, str], Any] = {}
    if pair is not None and not pair["decided"]:
        assert runner_up is not None
        found[best, runner_up] = pair
    if doubtful is not None and side_of_zero(alone[best]["difference"]) != 1:
        found[doubtful, NOTHING] = alone[doubtful]
    return found


def _contest(one: np.ndarray, other: np.ndarray) -> dict[str, Any]:
    """Whether two contestants are told apart, and how many replicates would decide it."""
    difference = _paired(one, other)
    decided = side_of_zero(difference) != 0
    needed = None
    if not decided and difference.n > 1 and difference.mean is not None:
        needed = replicates_to_decide(difference.mean, float(np.nanstd(one - other, ddof=1)))
    return {"decided": decided, "replicates_needed": needed, "difference": difference}


def _pair(arrays: Mapping[str, np.ndarray], ahead: str, behind: str, words: _Words, of: int) -> dict[str, Any]:
    """One paired contrast of strategies, decided or not, with its sentence."""
    found = _contest(arrays[ahead], arrays[behind])
    return {
        "ahead": ahead,
        "behind": behind,
        "decided": found["decided"],
        "difference": found["difference"]._asdict(),
        "replicates_needed": found["replicates_needed"],
        "sentence": words.contrast(
            ahead, behind, found["difference"], found["decided"], found["replicates_needed"], of
        ),
    }


class _Words:
    """The sentences, which share the currency, the budget and the horizon."""

    def __init__(self, currency: str, budget: float, days: float, n_strategies: int):
        self.currency, self.n_strategies = currency, n_strategies
        self.days = formats.breakable(formats.days(days))
        self.frame = f"With a budget of {self.money(budget)} over {self.days}"

    def money(self, amount: float | None) -> str:
        """An amount to read."""
        if amount is None:
            return "an unknown amount"
        return formats.breakable(formats.money(amount, self.currency))

    def interval(self, difference: Difference, turned: bool = False) -> str:
        """The interval in words, of a loss with its sign turned; with one replicate there is none."""
        if difference.low is None or difference.high is None:
            return "one replicate, so no interval"
        low, high = (-difference.high, -difference.low) if turned else (difference.low, difference.high)
        return f"90 % interval {self.money(low)} to {self.money(high)}, {difference.n} replicates"

    def contrast(
        self, ahead: str, behind: str, difference: Difference, decided: bool, needed: int | None, of: int
    ) -> str:
        """Who is ahead of whom, by how much, how surely; or that it is undecided, and what would decide it."""
        rest = f", the next best of {of} strategies" if of > 2 else ""
        gap, interval = self.money(difference.mean), self.interval(difference)
        if decided:
            share = f"; ahead in {100 * (difference.chance_better or 0):.0f} % of them"
            return f"{self.frame}, {ahead} earns {gap} more after marketing than {behind}{rest} ({interval}{share})."
        if difference.mean == 0 and difference.low in (0, None):
            return f"{self.frame}, {ahead} and {behind} earn exactly the same in every replicate."
        advice = self.advice(needed, difference.n)
        return (
            f"Undecided: {_lower(self.frame)}, {ahead} is ahead of {behind}{rest} by {gap} on average ({interval});"
            f" {advice}."
        )

    def advice(self, needed: int | None, n: int) -> str:
        """What would decide an open contest."""
        if needed is None and n < 2:
            return "run several replicates to judge"
        if needed is None or needed > FEASIBLE:
            return (
                f"a tie for all purposes: more than {FEASIBLE:,} replicates would be needed to decide a difference so"
                " small"
            )
        return f"about {needed:,} replicates would decide if mean and spread stay as they are"

    def do_none(self, best: str, change: Difference) -> str:
        """That no strategy is worth its money, and what the least bad one loses."""
        loss = f"{self.money(abs(change.mean or 0.0))} against doing nothing ({self.interval(change, turned=True)})"
        if self.n_strategies == 1:
            return (
                f"Do not do this: {_lower(self.frame)}, {best} loses {loss}; it does not pay back within the"
                f" {self.days}."
            )
        which = "both strategies lose" if self.n_strategies == 2 else f"all {self.n_strategies} strategies lose"
        return (
            f"Do none of these: {_lower(self.frame)}, {which} against doing nothing. "
            f"No strategy pays back within the {self.days}: {best} loses least, {loss}."
        )

    def pays_back(self, name: str, contest: Mapping[str, Any]) -> str:
        """Whether a strategy beats doing nothing."""
        change = contest["difference"]
        sign, interval = side_of_zero(change), self.interval(change, turned=change.mean is not None and change.mean < 0)
        if change.mean is None:
            return f"What {name} earns against doing nothing is undefined."
        gap = self.money(abs(change.mean))
        if sign == 1:
            return (
                f"Against doing nothing {name} earns {gap} more ({interval}): it pays for its marketing within the"
                f" {self.days}."
            )
        if sign == -1:
            return (
                f"{name} does not pay back within the {self.days}: it loses {gap} against doing nothing ({interval})."
            )
        if change.mean == 0 and change.low in (0, None):
            return f"{name} earns exactly what doing nothing earns."
        less = "more" if change.mean > 0 else "less"
        advice = self.advice(contest["replicates_needed"], change.n)
        return (
            f"Undecided whether {name} is better than doing nothing: it earns {gap} {less} on average ({interval});"
            f" {advice}."
        )


FEASIBLE = 10_000
"""Largest number of replicates that is proposed to decide a contest."""


def _paired(first: np.ndarray, second: np.ndarray) -> Difference:
    return paired(first[:, None], second[:, None], ["higher"])[0]


def _mean(values: np.ndarray) -> float:
    defined = values[~np.isnan(values)]
    return float(defined.mean()) if len(defined) else float("-inf")


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
