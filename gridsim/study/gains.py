"""Gain of each candidate beside a set, estimated from few noisy paired runs together with the attention of the person.

A candidate with attention a adds a (s + d): s is a rate common to all, d the person's own deviation, with mean 0 and
spread D. A paired measurement over R replicates is that plus noise with variance f a / R: what a person adds comes in
single readers and orders, so its variance grows like its mean (docs/history.md has the figures). s, f and D are
estimated over all who were measured, D by moments, and each person's gain is the mean under this law (empirical Bayes):
where the runs say little it stays near what the attention promises, so nobody is chosen by chance.

Beside a larger set all gains are smaller. A later measurement says by how much those measured again have fallen
together; everybody's gain falls by that factor, and then the gain of each who was measured again goes towards its own
new measurement.
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
    >>> gains.learn(np.array([1]), np.array([[4.0, 2.0]]))
    >>> gains.rate, gains.expected.tolist()
    (1.5, [1.5, 3.0, 6.0])
    """

    def __init__(self, attention: np.ndarray):
        self.attention = np.asarray(attention, float)
        self.rate, self.spread = 0.0, 0.0
        self.expected, self.error = np.zeros(len(self.attention)), np.zeros(len(self.attention))
        self._asked = False

    def learn(self, who: np.ndarray, measured: np.ndarray) -> None:
        """Take in paired differences of some candidates beside one set.

        Parameters
        ----------
        who : (k,) int64
            Candidates with attention above 0.
        measured : (k, replicates) float64
            Metric with the candidate less without, replicate by replicate (before what the candidate costs, where the
            metric is after it); two replicates or more, with draws not learnt from before.
        """
        a, n = self.attention[who], measured.shape[1]
        mean = measured.mean(axis=1)
        noise = measured.var(axis=1, ddof=1).sum() / a.sum() / n  # of a mean, for a unit of attention
        if self._asked and self.expected[who].sum() != 0.0:
            fall = float(mean.sum() / self.expected[who].sum())
            self.expected, self.rate, self.spread = self.expected * fall, self.rate * fall, self.spread * abs(fall)
        else:
            self.rate = float(mean.sum() / a.sum())
            self.expected = self.rate * self.attention
            self.spread = float(np.sqrt(max(0.0, ((mean - self.rate * a) ** 2 - noise * a).sum() / (a * a).sum())))
        self._asked = True
        own = (a * self.spread) ** 2
        trust = own / np.where(own > 0.0, own + noise * a, 1.0)
        common = noise / a.sum()  # variance of the rate
        self.error = self.attention * np.sqrt(self.spread**2 + common)
        self.error[who] = np.sqrt(trust * noise * a + a * a * common)
        self.expected[who] += trust * (mean - self.expected[who])
