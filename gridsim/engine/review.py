"""The review: every so many days the team looks at its own measurements and moves the weights of variants and the money
of media.

It runs between two days and outside the compiled engine: off, it costs nothing. What it reads is `Report`, made of what
a real team has:
showings, clicks and orders by post, and its own bills. It sees no person, no trust, no interest and no luck.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gridsim import draws
from gridsim.draws import Purpose
from gridsim.engine.state import State
from gridsim.rules import bandit
from gridsim.scenario.calendar import Review as ReviewPage
from gridsim.terms import Measure, PlanLine

TRIALS = 200
"""Draws of Thompson's rule in one review: an arm's share is how often it comes out the best."""

MEDIA_LINES = (PlanLine.ADVERTISING, PlanLine.KOL, PlanLine.POINTS)
"""Lines whose money can be moved."""


class Report(NamedTuple):
    """Measurements known to the team on the day of a review, summed since the first day; one row per arm."""

    successes: np.ndarray  # clicks or orders
    tried: np.ndarray  # showings of a variant, or money spent on a medium


def play_with_reviews(
    page: ReviewPage | None, state: State, advance: Callable[[State, int], State], n_ticks: int, ticks_per_day: int
) -> State:
    """Advance to the horizon, with a review at the start of every `every_days`-th day; `advance(run, last_tick)` returns
    the run."""
    if page is not None:
        step = page.every_days * ticks_per_day
        for tick in range(step, n_ticks, step):
            state = advance(state, tick)
            review(page, state, tick, tick // ticks_per_day)
    return advance(state, n_ticks)


def review(page: ReviewPage, state: State, tick: int, day: int) -> None:
    """Move weights and money by what was measured up to this day."""
    if page.rule == "none":
        return
    if page.over in ("variants", "both"):
        for row in range(len(state.lines)):
            if state.lines[row].n_versions > 1:
                weigh_variants(page, state, row, tick)
    if page.over in ("media", "both"):
        move_money(page, state, tick, day)


def weigh_variants(page: ReviewPage, state: State, row: int, tick: int) -> None:
    """Set the weights of a line's variants."""
    line = state.lines[row]
    own = slice(int(line.first_version), int(line.first_version + line.n_versions))
    report = Report(
        _measured(page, state, own), state.measured[:, own, Measure.IMPRESSIONS].sum(axis=0).astype(np.float64)
    )
    state.versions.weight[own] = shares(page, report, state, int(line.number), tick, chances=True)


def _measured(page: ReviewPage, state: State, versions: slice) -> np.ndarray:
    """Clicks, or orders less those that have come back, of some versions so far."""
    measured = state.measured[:, versions].sum(axis=0).astype(np.float64)
    return (
        measured[:, Measure.CLICKS]
        if page.measure == "clicks"
        else measured[:, Measure.ORDERS] - measured[:, Measure.RETURNS]
    )


def move_money(page: ReviewPage, state: State, tick: int, day: int) -> None:
    """Divide the money that the media have not spent yet anew; what they have from now on is paced to the end of their
    seasons."""
    rows = [row for row in MEDIA_LINES if state.lines[row].on and tick < state.lines[row].end_tick]
    if len(rows) < 2:
        return
    successes = np.array([_measured(page, state, _versions_of(state, row)).sum() for row in rows])
    report = Report(successes, np.array([float(state.lines[row].spent) for row in rows]))
    left = sum(max(0, int(state.lines[row].allowance - state.lines[row].spent)) for row in rows)
    parts = [int(left * share) for share in shares(page, report, state, 0, tick, chances=False)]
    parts[0] += left - sum(parts)
    for row, part in zip(rows, parts, strict=True):
        line = state.lines[row]
        line.allowance = line.spent + part
        line.paced_spent, line.paced_from = line.spent, max(int(line.start_tick), tick)


def _versions_of(state: State, row: int) -> slice:
    """The versions of a line."""
    line = state.lines[row]
    return slice(int(line.first_version), int(line.first_version + line.n_versions))


def shares(page: ReviewPage, report: Report, state: State, number: int, tick: int, chances: bool) -> np.ndarray:
    """The share of every arm by the page's rule; `chances` where successes are out of trials, else they are per
    money."""
    arms = len(report.tried)
    if page.rule == "equal" or report.tried.sum() <= 0.0:
        return np.full(arms, 1.0 / arms)
    clock = state.clock[0]
    asked = Draws(int(clock.seed), int(clock.replicate), number, tick)
    if page.rule == "epsilon":
        rate = (report.successes + _prior(report)[0]) / (report.tried + _prior(report)[1])
        best = int(np.argmax(rate))
        found = [bandit.greedy_share(arm == best, page.epsilon, arms) for arm in range(arms)]
    else:
        found = list(_chances_to_be_best(report, asked, chances))
    least = min(page.least_share, 1.0 / arms)
    return np.array([bandit.floored(share, least, arms) for share in found])


def _prior(report: Report) -> tuple[float, float]:
    """Prior of an arm: one success at the rate of all arms together."""
    pooled = max(report.successes.sum(), 0.5) / report.tried.sum()
    return 1.0, 1.0 / pooled


def _chances_to_be_best(report: Report, asked: Draws, chances: bool) -> np.ndarray:
    """How often each arm is the best in draws from what is believed of it: beta for a chance, gamma for a rate per
    money."""
    one, waited = _prior(report)
    wins = np.zeros(len(report.tried))
    for trial in range(TRIALS):
        drawn = []
        for arm in range(len(report.tried)):
            good = asked.gamma(report.successes[arm] + one, arm, 2 * trial)
            if chances:
                bad = asked.gamma(
                    max(report.tried[arm] - report.successes[arm], 0.0) + max(waited - one, 1.0), arm, 2 * trial + 1
                )
                drawn.append(good / (good + bad))
            else:
                drawn.append(good / (report.tried[arm] + waited))
        wins[int(np.argmax(drawn))] += 1.0
    return wins / TRIALS


class Draws(NamedTuple):
    """The draws of one review of one line: the same for the same seed, replicate, line and day."""

    seed: int
    replicate: int
    number: int
    tick: int

    def gamma(self, shape: float, arm: int, trial: int) -> float:
        """A gamma number of a shape >= 1."""
        for attempt in range(1000):
            u0, u1, u2, _ = draws.uniforms(
                self.seed, self.replicate, Purpose.THOMPSON, trial, arm, self.number, self.tick, attempt
            )
            value = float(bandit.gamma_candidate(float(shape), bandit.normal(u0, u1), u2))
            if value > 0.0:
                return value
        return math.nan  # cannot happen: the chance is below 0.05 ** 1000
