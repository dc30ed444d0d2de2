"""What each candidate adds to a set, from few noisy paired runs: the runs and the attention that a person gets speak together.

A candidate with attention a adds a (s + d): s is a rate common to all, which falls as the set grows, d the person's own deviation with mean 0 and
spread D. A paired measurement over R replicates is a (s + d) plus noise with variance f a / R: what a person adds comes in single readers and
orders, so its variance grows like its mean (measured: 60 to 80 times the mean, for means from 10 to 300, in money; docs/why.md). s, f and D are
estimated over all who were measured, D by moments, and each person's gain is the mean under this law (empirical Bayes): where the runs say
little, it stays near what the attention promises, so nobody is chosen for luck alone.
"""

from __future__ import annotations

import numpy as np


class Gains:
    """What is known of every candidate's gain.

    Parameters
    ----------
    attention : (people,) float64, >= 0
        From `candidates.attention_of`; somebody with 0 adds nothing.

    Attributes
    ----------
    rate : float
        Gain per unit of attention, beside the set of the last measurement.
    spread : float
        Spread of the candidates' own rates about it.
    expected, error : (people,) float64
        Gain beside that set, and its standard error.

    Examples
    --------
    >>> gains = Gains(np.array([1.0, 2.0, 4.0]))
    >>> gains.learn(np.array([0, 1]), np.array([[3.0, 3.0], [6.0, 6.0]]))
    >>> gains.rate, gains.expected.tolist()
    (3.0, [3.0, 6.0, 12.0])
    """

    def __init__(self, attention: np.ndarray):
        self.attention = np.asarray(attention, float)
        self.rate, self.spread, self._rate_variance = 0.0, 0.0, 0.0
        self._precision, self._pull = np.zeros(len(self.attention)), np.zeros(len(self.attention))

    def learn(self, who: np.ndarray, measured: np.ndarray) -> None:
        """Take in paired differences of some candidates beside one set.

        Parameters
        ----------
        who : (k,) int64
            Candidates with attention above 0.
        measured : (k, replicates) float64
            Metric with the candidate less without, replicate by replicate; two replicates or more, with draws not learnt from before.
        """
        a, n = self.attention[who], measured.shape[1]
        mean = measured.mean(axis=1)
        noise = measured.var(axis=1, ddof=1).sum() / a.sum() / n  # of a mean, for a unit of attention
        first = not self._precision.any()
        self.rate = float((mean - a * self._deviation()[who]).sum() / a.sum())
        self._rate_variance = noise / a.sum()
        if first:
            excess = ((mean - self.rate * a) ** 2 - noise * a).sum() / (a * a).sum()
            self.spread = float(np.sqrt(max(0.0, excess)))
        weight = a / noise if noise > 0.0 else np.full(len(a), np.inf if self.spread > 0.0 else 0.0)
        weight = np.minimum(weight, 1e12)  # no noise at all: what was measured holds
        self._precision[who] += weight
        self._pull[who] += weight * (mean / a - self.rate)

    def _deviation(self) -> np.ndarray:
        """Everybody's own deviation from the common rate, as far as it is known."""
        if self.spread == 0.0:
            return np.zeros(len(self.attention))
        return self._pull / (1.0 / self.spread**2 + self._precision)

    @property
    def expected(self) -> np.ndarray:
        return self.attention * (self.rate + self._deviation())

    @property
    def error(self) -> np.ndarray:
        own = 0.0 if self.spread == 0.0 else 1.0 / (1.0 / self.spread**2 + self._precision)
        return self.attention * np.sqrt(own + self._rate_variance)
