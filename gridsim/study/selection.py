"""Choice of people: rounds of paired runs, each round beside the set chosen so far, the best for the money first.

Whoever is far above the cut in the order of attention for the money is in, and whoever is far below is out, whatever
few runs say; measured are those nearest to the cut. The first round measures all of these, later rounds again those who
would come next (lazy greedy: as long as more points only make each other less worth, an earlier gain is an upper
bound). At the end the set is compared with the one that attention alone would have chosen for the same money, both as a
whole, and the better one is taken: what people add one by one is not yet what they add together. Every stage has
replicates of its own, so that the same chance result never counts twice.
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


MEETING = 2
"""Replicates of the comparison of the two sets, in rounds: whole sets take few runs, and a difference of a few per cent
should show."""


class Rounds(NamedTuple):
    """How a selection is done: replicates of each round, people measured, rounds."""

    replicates: int = 10
    shortlist: int = 60
    rounds: int = 2


class Field(NamedTuple):
    """Who can be chosen: agents in the order of attention for the money; cost (minor units) and attention of everybody;
    the money.

    `toll` is what each takes from the metric whatever comes of the posts: the cost, where the metric is after
    marketing, else 0.
    """

    candidates: np.ndarray
    cost: np.ndarray
    attention: np.ndarray
    money: int
    toll: np.ndarray


class Split(NamedTuple):
    """The candidates by what happens to them: in unmeasured, measured, and how many of these are measured again in
    every later round."""

    sure: np.ndarray
    measured: np.ndarray
    again: int

    def runs(self, how: Rounds) -> int:
        """Most runs that the selection takes."""
        chosen = (len(self.sure) > 0) + 1 + len(self.measured) + (how.rounds - 1) * (1 + self.again)
        return how.replicates * (chosen + 3 * MEETING)


@dataclass
class Selection:
    """What a selection found: the people chosen, in order, with gain and error as they were added; what is known of
    all; what was measured."""

    chosen: np.ndarray
    gain: np.ndarray
    error: np.ndarray
    gains: Gains
    measured: dict[int, list[float]]
    """Paired differences of each person measured."""
    by_attention: bool = False
    """Whether the set that attention alone would have chosen was the better one."""


def split(field: Field, how: Rounds) -> Split:
    """Return who is in without a measurement, who is measured, and how many again in later rounds.

    Examples
    --------
    >>> field = Field(np.arange(10), np.ones(10, int), np.ones(10), 6, np.zeros(10))
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
    gains = Gains(field.attention)
    measured: dict[int, list[float]] = {int(agent): [] for agent in parts.measured}
    added: dict[int, tuple[float, float]] = dict.fromkeys(parts.sure.tolist(), (0.0, 0.0))
    for number in range(how.rounds):
        left = field.money - int(field.cost[list(added)].sum())
        waiting = _ranked(
            parts.measured[~np.isin(parts.measured, list(added))], gains.expected - field.toll, field.cost
        )
        who = waiting[: parts.again] if number else waiting
        if not len(who) or (number and field.cost[who].min() > left):
            break
        base = np.array(list(added), np.int64)
        sets = [base, *(np.append(base, agent) for agent in who), *([base[:0]] if number == 0 and len(base) else [])]
        replicates = range(number * how.replicates, (number + 1) * how.replicates)
        values = play(f"round-{number + 1}", replicates, [sets] * len(replicates))
        differences = values[1 : 1 + len(who)] - values[0]
        for agent, one in zip(who.tolist(), differences, strict=True):
            measured[agent] += one.tolist()
        gains.learn(who, differences + field.toll[who][:, None])
        if number == 0 and len(base):
            added = _shared_out(parts.sure, values[0] - values[-1], field, gains)
            left = field.money - int(field.cost[list(added)].sum())
        expected, error = gains.expected - field.toll, gains.error
        free = field.candidates[~np.isin(field.candidates, list(added)) & (expected[field.candidates] > 0.0)]
        part = left if number == how.rounds - 1 else ceil(left / (how.rounds - number))
        for agent in _share(left, part, field.cost, _ranked(free, expected, field.cost)):
            added[agent] = float(expected[agent]), float(error[agent])
    better = _meet(field, how, list(added), play, gains)
    gain, error = np.array(list((better or added).values()), float).reshape(-1, 2).T
    return Selection(np.array(list(better or added), np.int64), gain, error, gains, measured, better is not None)


def _meet(
    field: Field, how: Rounds, chosen: list[int], play: Play, gains: Gains
) -> dict[int, tuple[float, float]] | None:
    """The set that attention alone chooses for the same money, with gains and errors, if it is better than the one
    chosen; else None."""
    by_attention = within(
        int(field.cost[chosen].sum()), field.cost, field.candidates[field.attention[field.candidates] > 0.0]
    )
    if set(by_attention.tolist()) == set(chosen):
        return None
    first = how.rounds * how.replicates
    replicates = range(first, first + MEETING * how.replicates)
    sets = [by_attention, np.array(chosen, np.int64), by_attention[:0]]
    values = play("meeting", replicates, [sets] * len(replicates))
    if values[0].mean() <= values[1].mean():
        return None
    return _shared_out(by_attention, values[0] - values[2], field, gains)


def _shared_out(sure: np.ndarray, joint: np.ndarray, field: Field, gains: Gains) -> dict[int, tuple[float, float]]:
    """Gain and error of those who are in without a measurement of their own: their joint gain, shared out; whoever adds
    nothing is not in.

    The gain for a unit of attention is taken to fall in a straight line with the attention that is there already, down
    to the rate that was measured beside all of them; so the gains add up to the joint gain.
    """
    attention, toll = field.attention[sure], field.toll[sure]
    whole, last = attention.sum(), gains.rate
    first = 2.0 * (joint.mean() + toll.sum()) / whole - last
    before = np.cumsum(attention) - attention / 2.0
    gain = attention * (first + (last - first) * before / whole) - toll
    error = attention * np.sqrt(joint.var(ddof=1) / len(joint) / whole**2 + gains.spread**2)
    return {
        int(agent): (float(one), float(sure_to))
        for agent, one, sure_to in zip(sure, gain, error, strict=True)
        if one > 0.0
    }


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
