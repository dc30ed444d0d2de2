"""Laws of a factor: which values are likelier than others, as data.

    people.need_interval: {uniform: [7, 60]}                  # every value alike
    market.product.price: {log_uniform: [50 CNY, 200 CNY]}    # every ratio alike: as many from 50 to 100 as from 100 to 200
    market.share: {triangular: [0.5%, 1%, 3%]}                # least, likeliest, most
    response.memory.mind_effect: {normal: [4, 1]}             # mean and standard deviation, cut off at the ends of the key
    response.memory.mind_half: {normal: [4, 1, 2, 8]}         # the same, cut off at 2 and 8
    market.buying.seller_effect: {halves: [1, 2, 4]}          # half of the draws on either side of the one in the middle

Each law is the inverse of its distribution: from the part of the draws that lie below to the value below which they lie.
A point of a design in the unit cube so becomes a point of the factors.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scipy.special import ndtr, ndtri

HALVES = "halves"
LAWS: dict[str, tuple[int, ...]] = {
    "uniform": (2,),
    "log_uniform": (2,),
    "triangular": (3,),
    "normal": (2, 4),
    HALVES: (3,),
}
"""How many numbers each law is given."""
BY_RATIO = 3.0
"""A half of `halves` whose ends are so many times apart is drawn by ratios, else by differences."""


@dataclass(frozen=True)
class Law:
    """A law by its kind, its ends, and what else it is given: the likeliest value of `triangular`, the middle of
    `halves`, mean and standard deviation of `normal`."""

    kind: str
    low: float
    high: float
    middle: float = 0.0
    spread: float = 0.0

    def at(self, share: float) -> float:
        """Return the value below which this share of the draws lies.

        Parameters
        ----------
        share : float
            From 0 (the low end) to 1 (the high end).

        Examples
        --------
        >>> Law("uniform", 10, 20).at(0.3), Law("log_uniform", 1, 100).at(0.5)
        (13.0, 10.0)
        >>> Law("triangular", 0, 4, 2).at(0.5), Law("normal", -1, 1, 0, 0.5).at(0.5), Law("halves", 1, 4, 2).at(0.5)
        (2.0, 0.0, 2.0)
        """
        value = _INVERSES[self.kind](self, share)
        return min(max(float(value), self.low), self.high)

    def told(self) -> dict[str, Any]:
        """The law as plain values, from which `Law(**told)` makes it again."""
        return {
            "kind": self.kind,
            "low": self.low,
            "high": self.high,
            "middle": self.middle,
            "spread": self.spread,
        }


def law_of(kind: str, numbers: Sequence[float], ends: tuple[float | None, float | None] = (None, None)) -> Law:
    """Return the law of some numbers, written as in the module's examples.

    Parameters
    ----------
    kind : str
        One of `LAWS`.
    numbers : sequence of float
        As many as it takes.
    ends : (low, high)
        Where a normal law is cut off that says no ends of its own; None: nowhere.

    Raises
    ------
    ValueError
        With what the numbers must be, to follow "must be".
    """
    if len(numbers) not in LAWS[kind]:
        raise ValueError(f"{' or '.join(map(str, LAWS[kind]))} numbers")
    if kind == "normal":
        return _normal(numbers, ends)
    if list(numbers) != sorted(numbers) or numbers[0] == numbers[-1]:
        raise ValueError("numbers that ascend, the least first")
    if kind == "log_uniform" and numbers[0] <= 0:
        raise ValueError("above 0 at both ends")
    middle = numbers[1] if len(numbers) == 3 else 0.0
    return Law(kind, float(numbers[0]), float(numbers[-1]), float(middle))


def _normal(numbers: Sequence[float], ends: tuple[float | None, float | None]) -> Law:
    mean, spread = numbers[:2]
    if spread <= 0:
        raise ValueError("a mean and a standard deviation above 0")
    low, high = numbers[2:] or ends
    low = mean - 8 * spread if low is None else low
    high = mean + 8 * spread if high is None else high
    if not low < high or not low <= mean <= high:
        raise ValueError("a mean between the ends at which it is cut off, the lower end first")
    return Law("normal", float(low), float(high), float(mean), float(spread))


def _uniform(law: Law, share: float) -> float:
    return law.low + share * (law.high - law.low)


def _log_uniform(law: Law, share: float) -> float:
    return law.low * (law.high / law.low) ** share


def _triangular(law: Law, share: float) -> float:
    wide = law.high - law.low
    turn = (law.middle - law.low) / wide
    if share < turn:
        return law.low + math.sqrt(share * wide * (law.middle - law.low))
    return law.high - math.sqrt((1.0 - share) * wide * (law.high - law.middle))


def _cut_normal(law: Law, share: float) -> float:
    below, above = (float(ndtr((end - law.middle) / law.spread)) for end in (law.low, law.high))
    return law.middle + law.spread * float(ndtri(below + share * (above - below)))


def _halves(law: Law, share: float) -> float:
    """Half of the draws on either side of the middle; all on one side where the middle is an end."""
    if law.middle in (law.low, law.high):
        return _stretch(law.low, law.high, share)
    if share < 0.5:
        return _stretch(law.low, law.middle, 2.0 * share)
    return _stretch(law.middle, law.high, 2.0 * share - 1.0)


def _stretch(low: float, high: float, share: float) -> float:
    """From low to high, by ratios where the ends are far apart."""
    if low > 0 and high >= BY_RATIO * low:
        return low * (high / low) ** share
    return low + share * (high - low)


_INVERSES = {
    "uniform": _uniform,
    "log_uniform": _log_uniform,
    "triangular": _triangular,
    "normal": _cut_normal,
    HALVES: _halves,
}


def kind_in(given: Mapping[str, Any]) -> str | None:
    """The law that a mapping names, None where it names none or several.

    Examples
    --------
    >>> kind_in({"uniform": [1, 2]}), kind_in({"with": "budget.total"})
    ('uniform', None)
    """
    named = [key for key in given if key in LAWS]
    return named[0] if len(named) == 1 else None
