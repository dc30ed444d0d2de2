"""Whom to choose: rounds of paired runs, each round beside the set chosen so far, the best for the money first.

Whoever is far above the cut in the order of attention for the money is in, and whoever is far below is out, whatever few runs say; measured are
those nearest to the cut. The first round measures all of these, later rounds again those who would come next (lazy greedy: as long as more
points only make each other less worth, an earlier gain is an upper bound). Every round has replicates of its own, so that nobody is chosen
twice for the same luck.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

import numpy as np

from gridsim.study.candidates import within
from gridsim.study.gains import Gains

Play = Callable[[str, Sequence[int], Sequence[Sequence[np.ndarray]]], np.ndarray]
"""(stage, replicates, sets of each replicate) -> the metric, (sets, replicates) float64."""


class Rounds(NamedTuple):
    """How a selection is done: replicates of each round, people measured, rounds."""

    replicates: int
    shortlist: int
    rounds: int


class Field(NamedTuple):
    """Who can be chosen: agents in the order of attention for the money; cost (minor units) and attention of everybody; the money."""

    candidates: np.ndarray
    cost: np.ndarray
    attention: np.ndarray
    money: int


class Split(NamedTuple):
    """The candidates by what happens to them: in unmeasured, measured, and how many of these are measured again in every later round."""

    sure: np.ndarray
    measured: np.ndarray
    again: int

    def runs(self, how: Rounds) -> int:
        """Most runs that the selection takes."""
        return how.replicates * (1 + len(self.measured) + (how.rounds - 1) * (1 + self.again))


@dataclass
class Selection:
    """What a selection found: the people chosen, in order, with gain and error as they were added; what is known of all; what was measured."""

    chosen: np.ndarray
    gain: np.ndarray
    error: np.ndarray
    gains: Gains
    measured: dict[int, list[float]]
    """Paired differences of each person measured."""


def split(field: Field, how: Rounds) -> Split:
    """Return who is in without a measurement, who is measured, and how many again in later rounds.

    Examples
    --------
    >>> field = Field(np.arange(10), np.ones(10, int), np.ones(10), 6)
    >>> split(field, Rounds(5, 4, 2))
    Split(sure=array([0, 1, 2, 3]), measured=array([4, 5, 6, 7]), again=2)
    """
    reaching = field.candidates[field.attention[field.candidates] > 0.0]
    affordable = within(field.money, field.cost, reaching)
    start = max(0, min(len(affordable) - how.shortlist // 2, len(reaching) - how.shortlist))
    sure = affordable[:start]
    measured = reaching[~np.isin(reaching, sure)][: how.shortlist]
    places = max(1, len(affordable) - len(sure))
    return Split(sure, measured, min(len(measured), 2 * ceil(places / how.rounds)))


def select(field: Field, how: Rounds, play: Play) -> Selection:
    """Choose people for the money, by their gains in paired runs.

    Parameters
    ----------
    field : Field
    how : Rounds
        Two replicates or more.
    play : callable
        Plays sets; replicates 0, 1, ... are used, `how.replicates` a round.
    """
    parts = split(field, how)
    gains, measured = Gains(field.attention), {int(agent): [] for agent in parts.measured}
    chosen: list[int] = parts.sure.tolist()
    gain, error = dict.fromkeys(chosen, 0.0), dict.fromkeys(chosen, 0.0)
    for number in range(how.rounds):
        left = field.money - int(field.cost[chosen].sum())
        waiting = _ranked(parts.measured[~np.isin(parts.measured, chosen)], gains.expected if number else field.attention, field.cost)
        who = waiting[: parts.again] if number else waiting
        if not len(who) or field.cost[who].min() > left:
            break
        _measure(number, how, chosen, who, play, gains, measured)
        expected, errors = gains.expected, gains.error
        if number == 0:
            if gains.rate <= 0.0:  # more points only do harm: nobody is in for attention alone
                chosen, gain, error = [], {}, {}
                left = field.money
            gain, error = ({agent: float(one[agent]) for agent in chosen} for one in (expected, errors))
        waiting = _ranked(field.candidates[~np.isin(field.candidates, chosen) & (expected[field.candidates] > 0.0)], expected, field.cost)
        for agent in _share(left, left if number == how.rounds - 1 else ceil(left / (how.rounds - number)), field.cost, waiting):
            chosen.append(agent)
            gain[agent], error[agent] = float(expected[agent]), float(errors[agent])
    people = np.array(chosen, np.int64)
    return Selection(people, np.array([gain[one] for one in chosen]), np.array([error[one] for one in chosen]), gains, measured)


def _ranked(people: np.ndarray, gain: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """People with the most gain for their cost first; equals in the order given."""
    return people[np.argsort(-gain[people] / np.maximum(cost[people], 1), kind="stable")]


def _share(left: int, part: int, cost: np.ndarray, waiting: np.ndarray) -> list[int]:
    """Those who come next, until a part of the money is spent; the first of them may take more than the part."""
    taken: list[int] = []
    for agent in within(left, cost, waiting).tolist():
        if taken and int(cost[taken].sum()) + cost[agent] > part:
            break
        taken.append(agent)
    return taken


def _measure(number: int, how: Rounds, chosen: list[int], who: np.ndarray, play: Play, gains: Gains, measured: dict[int, list[float]]) -> None:
    """Play the set chosen so far, and with each of these people beside it, and learn from the differences."""
    base = np.array(chosen, np.int64)
    sets = [base, *(np.append(base, agent) for agent in who)]
    replicates = range(number * how.replicates, (number + 1) * how.replicates)
    values = play(f"round-{number + 1}", replicates, [sets] * len(replicates))
    differences = values[1:] - values[0]
    gains.learn(who, differences)
    for agent, one in zip(who.tolist(), differences, strict=True):
        measured[agent] += one.tolist()
