"""Chat groups and their members, in compressed rows both ways; never expanded to ties between all members."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gridsim.errors import refusal
from gridsim.files.columns import column_place
from gridsim.files.people import open_people
from gridsim.files.ties import Ties
from gridsim.world.chance import stream
from gridsim.world.network import row_starts
from gridsim.world.people import log_normal
from gridsim.world.population import Population, agents_of, text_columns

_ROUNDS_IN_CIRCLE, _ROUNDS = 5, 20
"""How often members who were drawn twice are drawn again: first from circle and everybody as asked, then from
everybody."""


@dataclass(frozen=True, eq=False, repr=False)
class Groups:
    """Groups 0 to n_groups - 1 and their members.

    Parameters
    ----------
    start : numpy.ndarray of int64, shape (n_groups + 1,)
        The members of group `g` are `member[start[g] : start[g + 1]]`, ascending.
    member : numpy.ndarray of int32, shape (memberships,)
    person_start : numpy.ndarray of int64, shape (n_people + 1,)
        The groups of person `p` are `group[person_start[p] : person_start[p + 1]]`, ascending.
    group : numpy.ndarray of int32, shape (memberships,)
    """

    start: np.ndarray
    member: np.ndarray
    person_start: np.ndarray
    group: np.ndarray

    def __repr__(self) -> str:
        return f"Groups({self.n_groups} groups, {len(self.member)} memberships)"

    @property
    def n_groups(self) -> int:
        """Number of groups."""
        return len(self.start) - 1

    @property
    def sizes(self) -> np.ndarray:
        """Members of each group, int64, shape (n_groups,)."""
        return np.diff(self.start)

    @property
    def fellow_members(self) -> np.ndarray:
        """Fellow members of each person, added up over the person's groups, int64, shape (n_people,)."""
        n = len(self.person_start) - 1
        owner = np.repeat(np.arange(n), np.diff(self.person_start))
        return np.bincount(owner, weights=self.sizes[self.group] - 1, minlength=n).astype(np.int64)

    @classmethod
    def of(cls, group: np.ndarray, person: np.ndarray, n_groups: int, n_people: int) -> Groups:
        """Return the groups of a list of memberships; one that is listed twice counts once.

        Examples
        --------
        >>> groups = Groups.of(np.array([0, 0, 1, 0]), np.array([2, 1, 2, 1]), 2, 4)
        >>> groups, groups.sizes.tolist(), groups.fellow_members.tolist()
        (Groups(2 groups, 3 memberships), [2, 1], [0, 1, 1, 0])
        """
        kept = _distinct(group.astype(np.int64) * n_people + person)
        group, person = (kept // n_people).astype(np.int32), (kept % n_people).astype(np.int32)
        by_person = np.argsort(person, kind="stable")
        start, person_start = (
            row_starts(np.bincount(group, minlength=n_groups)),
            row_starts(np.bincount(person, minlength=n_people)),
        )
        return cls(start, person, person_start, group[by_person])


def generate(
    circle: np.ndarray,
    groups_each: float,
    mean_size: float,
    spread: float,
    in_circle_share: float,
    seed: int,
    replicate: int,
) -> Groups:
    """Return chat groups over people with these circles (int, shape (n_people,); -1 is none).

    Each group gathers around the circle of a person drawn for it: a member is of that circle with the chance
    `in_circle_share`, else anybody. Sizes are log-normal with the mean asked for, from 2 to everybody.

    Examples
    --------
    >>> groups = generate(np.repeat(np.arange(50), 20), 3.0, 10.0, 0.8, 0.5, seed=1, replicate=0)
    >>> groups.n_groups, bool(abs(len(groups.member) / 1000 - 3) < 0.1)
    (300, True)
    """
    n = len(circle)
    rng = stream(seed, replicate, "groups")
    n_groups = int(round(n * groups_each / mean_size))
    sizes = (
        np.clip(np.round(log_normal(n_groups, mean_size, spread, rng)), 2, n).astype(np.int64)
        if n_groups
        else np.zeros(0, np.int64)
    )
    by_circle = np.argsort(circle, kind="stable")
    ordered = circle[by_circle]
    home = circle[rng.integers(n, size=n_groups)]
    low, high = np.searchsorted(ordered, home, "left"), np.searchsorted(ordered, home, "right")
    known = np.zeros(0, np.int64)
    for turn in range(_ROUNDS):
        missing = sizes - np.bincount(known // n, minlength=n_groups)
        group = np.repeat(np.arange(n_groups), missing)
        if len(group) == 0:
            break
        inside = (rng.random(len(group)) < in_circle_share) & (home[group] >= 0) & (turn < _ROUNDS_IN_CIRCLE)
        place = np.where(
            inside,
            low[group] + (rng.random(len(group)) * (high - low)[group]).astype(np.int64),
            rng.integers(n, size=len(group)),
        )
        known = _distinct(np.concatenate([known, group * n + by_circle[place]]))
    return Groups.of(known // n, known % n, n_groups, n)


def _distinct(values: np.ndarray) -> np.ndarray:
    """Distinct values, ascending: `numpy.unique` by sorting (3 million: 0.2 s; its table of hashes takes 3.6)."""
    ordered = np.sort(values)
    return ordered[np.diff(ordered, prepend=-1) != 0]


def read(path: Path, population: Population, people_file: Path | None, said: tuple = (None, None, None)) -> Groups:
    """Return the groups of a table of memberships, columns label (or the first) and group; `said`: delimiter, header,
    encoding.

    Raises
    ------
    ScenarioError
        If the column `group` or a label is missing, or a label is not among the people.
    """
    table = open_people(path, ["group"], *said)
    where, names, width = table.where, table.names, table.width
    lower = [name.lower() for name in names]
    at_group = column_place(where, lower, width, "group")
    at_label = lower.index("label") if "label" in lower else 0
    if at_group == at_label:
        got = ", ".join(names)
        raise refusal(
            where, "the columns", "label and group", got, "Give one row a membership: who, and in which group"
        )
    assert at_group is not None
    cells = text_columns(table, [at_label, at_group])
    label, group = (
        np.array([value or "" for value in cells[at].to_pylist()], dtype=str) for at in (at_label, at_group)
    )
    kept = group != ""
    labels, who = np.unique(label[kept], return_inverse=True)
    names_of_groups, which = np.unique(group[kept], return_inverse=True)
    agents = agents_of(path, Ties(who, which, labels), population, people_file)
    return Groups.of(which, agents[who], len(names_of_groups), population.n)
