"""Shards: work cut into parts for a job array, each played by a call of its own into a folder of its own.

Shard i of N plays every N-th piece from the i-th on; what pieces there are, and their names, does not depend on N.
`study/merging.py` puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from gridsim.errors import refusal

Task = TypeVar("Task")
MOST_SHARDS = 100_000
SHARD = "shard"
"""State of a folder that holds a finished shard: pieces, no tables yet."""


class Shard(NamedTuple):
    """A shard: its number, from 1, and how many there are."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def take(self, tasks: Sequence[Task]) -> list[Task]:
        """The tasks of this shard.

        Examples
        --------
        >>> Shard(2, 3).take("abcdefg")
        ['b', 'e']
        """
        return list(tasks[self.number - 1 :: self.of])


def as_shard(value: Any) -> Shard | None:
    """Return a shard as written, "i/N", or None where none is.

    Raises
    ------
    ScenarioError
        If it is not of that form, or i is not from 1 to N.

    Examples
    --------
    >>> as_shard("2/3"), as_shard(None)
    (Shard(number=2, of=3), None)
    """
    if value is None or isinstance(value, Shard):
        return value
    written = re.fullmatch(r"\s*(\d{1,6})\s*/\s*(\d{1,6})\s*", value) if isinstance(value, str) else None
    found = Shard(int(written[1]), int(written[2])) if written else Shard(0, 0)
    if not 1 <= found.number <= found.of <= MOST_SHARDS:
        advice = "Write 1/4 for the first of four; each call of a job array takes its own"
        constraint = f"i/N with i from 1 to N and N at most {MOST_SHARDS:,}"
        raise refusal("--shard", "the shard", constraint, value, advice)
    return found
