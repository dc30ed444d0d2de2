"""Checks of the generators' arguments: numbers in range, and ties that fit into memory."""

from __future__ import annotations

from numbers import Real

from gridsim.arguments import whole
from gridsim.errors import refusal

MOST_PEOPLE = 2**31 - 1
MOST_TIES = 2**33  # 32 GiB of targets
IN_RANGE = "Give a whole number in this range"


def checked_people(n: object, least: int = 1, most: int = MOST_PEOPLE) -> int:
    """How many people there are to be."""
    return whole("n", n, least, most, IN_RANGE, "the number of people")


def checked_number(where: str, what: str, value: object, most: float, advice: str) -> float:
    """Check a number from 0 to `most`."""
    if not isinstance(value, Real) or isinstance(value, bool) or not 0 <= float(value) <= most:
        raise refusal(where, what, f"a number from 0 to {most}", value, advice)
    return float(value)


def checked_seed(seed: object) -> int:
    """Check the seed."""
    return whole("seed", seed, 0, 2**32 - 1, IN_RANGE, "the seed")


def check_size(n_ties: float) -> None:
    """Check that the ties fit into memory."""
    if n_ties > MOST_TIES:
        raise refusal(
            "network",
            "the directed ties",
            f"at most {MOST_TIES}",
            f"about {n_ties:.3g}",
            "Give fewer people or ties",
        )
