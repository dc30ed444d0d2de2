"""Wards: the town in parts, so that several threads can work on one run.

A ward is a range of people with all that a tick needs to bring shares before their eyes: their queue, the showings of
the tick, what has brought them news before, and a tally. Whatever happens to a viewer happens in the viewer's ward;
what others must hear of (passing on, links followed, likes) is noted there and carried out afterwards, ward by ward, in
the order of the people. So nothing depends on how many wards there are.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gridsim._jit import by_reference
from gridsim.engine import state as table
from gridsim.engine.state import Records, Town, grown, records

LEAST_PEOPLE = 20_000
"""People of a ward at least: a tick of fewer takes less time than another thread takes to begin (some 0.1 ms)."""

BLOCK = 256
"""Ties that are looked at together: each step is a run of reads that do not wait for each other."""

ROUND = np.dtype(  # where a ward stands within a tick
    [
        ("first_person", "i8"),
        ("end_person", "i8"),
        ("step", "i8"),
        ("next_share", "i8"),
        ("n_pending", "i8"),
        ("n_due", "i8"),
        ("next_person", "i8"),
        ("n_answers", "i8"),
        ("needed", "i8"),
        ("beyond", "i8"),
        ("trust", "i8"),
    ],
    align=True,
)
TIE = np.dtype([("tie", "i8"), ("viewer", "i8"), ("arriving", "f8"), ("above", "i8"), ("waits", "f8")], align=True)
"""A tie that is looked at, and, where the share is shown: posts that arrive a day, those above the share, how long it
waits in units of their gap."""

ANSWER = np.dtype([("viewer", "i4"), ("begin", "i8"), ("end", "i8"), ("clicked", "i8")], align=True)
"""A viewer whose reaction others must hear of: the showings `begin` to `end`, and the one whose link was followed, or
-1."""


@by_reference
class Ward(NamedTuple):
    """A part of the town; m people, capacities as in `Run`."""

    round: Records  # (1,) ROUND
    pending: Records  # (capacity,) SHOWING still to come
    due: Records  # (capacity,) SHOWING of this tick, by viewer
    first: np.ndarray  # (m + 1,) int64, where a viewer's showings begin in `due`
    # bit per tie of all layers (in groups: per membership): it has brought one of these viewers news of the brand
    # before
    met: np.ndarray
    answers: Records  # (capacity,) ANSWER of this tick
    effect: Records  # (1,) EFFECT
    block: Records  # (BLOCK,) TIE, the ties that are looked at together
    who: np.ndarray  # (BLOCK,) int64, for whom numbers are drawn
    which: np.ndarray  # (BLOCK,) int64, the places of some of them in `block`
    numbers: np.ndarray  # (4, BLOCK) float64, what is drawn
    counters: np.ndarray  # (counters,) int64, of this tick
    seen: np.ndarray  # (lines, SEEN) int64, of this tick
    measured: np.ndarray  # (versions, MEASURES) int64, of this tick


def wards_of(town: Town, run: table.Run, n_wards: int) -> list[Ward]:
    """So many wards with about as many ties each, fewer in a small town."""
    n = int(town.settings[0].n_people)
    n_edges = sum(len(ties) for ties in (town.moments_target, town.blog_target, town.group_member, town.place_target))
    n_wards = max(1, min(n_wards, n // LEAST_PEOPLE))
    ties = town.moments_start[-1]
    bounds = [
        int(np.searchsorted(town.moments_start, ties * number // n_wards)) if ties else n * number // n_wards
        for number in range(1, n_wards)
    ]
    return [_ward(first, end, run, n_edges) for first, end in zip([0, *bounds], [*bounds, n], strict=True)]


def _ward(first: int, end: int, run: table.Run, n_edges: int) -> Ward:
    """A ward on the first morning."""
    ward = Ward(
        round=records(1, ROUND),
        pending=records(_FIRST_ROOM, table.SHOWING),
        due=records(_FIRST_ROOM, table.SHOWING),
        first=np.zeros(end - first + 1, np.int64),
        met=np.zeros(n_edges // 8 + 1, np.uint8),
        answers=records(_FIRST_ROOM, ANSWER),
        effect=records(1, table.EFFECT),
        block=records(BLOCK, TIE),
        who=np.zeros(BLOCK, np.int64),
        which=np.zeros(BLOCK, np.int64),
        numbers=np.zeros((4, BLOCK)),
        counters=np.zeros(run.counters.shape[1], np.int64),
        seen=np.zeros(run.seen.shape[1:], np.int64),
        measured=np.zeros(run.measured.shape[1:], np.int64),
    )
    ward.round[0].first_person, ward.round[0].end_person = first, end
    return ward


_FIRST_ROOM = 2048


def with_room(ward: Ward) -> Ward:
    """The ward with the room that it needs: in its queue, for all of that to be due, and for further answers."""
    now = ward.round[0]
    if len(ward.pending) < now.needed:
        ward = ward._replace(pending=grown(ward.pending, now.n_pending, int(now.needed)))
    if len(ward.due) < now.n_pending:
        ward = ward._replace(due=grown(ward.due, 0, int(now.n_pending)))
    if len(ward.answers) == now.n_answers:
        ward = ward._replace(answers=grown(ward.answers, now.n_answers, int(now.n_answers) + 1))
    return ward
