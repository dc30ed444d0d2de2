"""Shards: the town in parts, so that several threads can work on one run.

A shard is a range of people with all that a tick needs to show shares to them: their queue, the showings of the
tick, what they have noticed by each tie, and a tally. Whatever happens to a viewer happens in the viewer's shard;
effects on other people (forwards, links followed, likes) are noted there and applied afterwards, shard by shard, in the
order of the people. So nothing depends on how many shards there are.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gridsim._jit import by_reference
from gridsim.engine import state as table
from gridsim.engine.state import Given, Records, grown, records, row

LEAST_PEOPLE = 20_000
"""People of a shard at least: a tick of fewer takes less time than another thread takes to begin (some 0.1 ms)."""

BLOCK = 256
"""Ties that are looked at together: each step is a run of reads that do not wait for each other."""

# where a shard stands within a tick
PROGRESS = row(
    "i8 first_person end_person step next_share n_pending n_due next_person n_reactions needed beyond trust",
    "f8 delivered",  # of the share that is being shown
)
TIE = row("i8 tie viewer", "f8 arriving", "i8 above", "f8 waits", "? late")
"""A tie that is looked at, and, where the share is shown: posts that arrive a day, those above the share, how long it
waits in units of their gap; or, where it is found late, the days until then."""

REACTION = row("i4 viewer", "i8 begin end clicked noticed")
"""A viewer whose reaction has effects on others: the showings `begin` to `end`, and the one whose link was followed, or
-1, with how many posts of its sharer had been noticed before."""


@by_reference
class Shard(NamedTuple):
    """A part of the town; m people, capacities as in `State`."""

    progress: Records  # (1,) PROGRESS
    pending: Records  # (capacity,) SHOWING still to come
    due: Records  # (capacity,) SHOWING of this tick, by viewer
    first: np.ndarray  # (m + 1,) int64, where a viewer's showings begin in `due`
    # (ties,) uint8, one for all shards, as a tie leads into one: how many posts a viewer has noticed that came by it
    # (in groups: by a membership)
    noticed: np.ndarray
    reactions: Records  # (capacity,) ANSWER of this tick
    effect: Records  # (1,) EFFECT
    block: Records  # (BLOCK,) TIE, the ties that are looked at together
    who: np.ndarray  # (BLOCK,) int64, for whom numbers are drawn
    which: np.ndarray  # (BLOCK,) int64, the places of some of them in `block`
    numbers: np.ndarray  # (4, BLOCK) float64, what is drawn
    counters: np.ndarray  # (counters,) int64, of this tick
    seen: np.ndarray  # (lines, SEEN) int64, of this tick
    measured: np.ndarray  # (versions, MEASURES) int64, of this tick


def shards_of(given: Given, state: table.State, n_shards: int) -> list[Shard]:
    """So many shards with about as many ties each, fewer in a small town."""
    n = int(given.settings[0].n_people)
    n_edges = int(given.settings[0].first_account_edge) + table.N_ACCOUNTS * n
    n_shards = max(1, min(n_shards, n // LEAST_PEOPLE))
    ties = given.moments_start[-1]
    bounds = [
        int(np.searchsorted(given.moments_start, ties * number // n_shards)) if ties else n * number // n_shards
        for number in range(1, n_shards)
    ]
    noticed = np.zeros(n_edges, np.uint8)
    return [_shard(first, end, state, noticed) for first, end in zip([0, *bounds], [*bounds, n], strict=True)]


def _shard(first: int, end: int, state: table.State, noticed: np.ndarray) -> Shard:
    """A shard in its initial state."""
    shard = Shard(
        progress=records(1, PROGRESS),
        pending=records(_FIRST_ROOM, table.SHOWING),
        due=records(_FIRST_ROOM, table.SHOWING),
        first=np.zeros(end - first + 1, np.int64),
        noticed=noticed,
        reactions=records(_FIRST_ROOM, REACTION),
        effect=records(1, table.EFFECT),
        block=records(BLOCK, TIE),
        who=np.zeros(BLOCK, np.int64),
        which=np.zeros(BLOCK, np.int64),
        numbers=np.zeros((4, BLOCK)),
        counters=np.zeros(state.counters.shape[1], np.int64),
        seen=np.zeros(state.seen.shape[1:], np.int64),
        measured=np.zeros(state.measured.shape[1:], np.int64),
    )
    shard.progress[0].first_person, shard.progress[0].end_person = first, end
    return shard


_FIRST_ROOM = 2048


def with_room(shard: Shard) -> Shard:
    """The shard with the room that it needs: in its queue, for all of that to be due, and for further answers."""
    progress = shard.progress[0]
    if len(shard.pending) < progress.needed:
        shard = shard._replace(pending=grown(shard.pending, progress.n_pending, int(progress.needed)))
    if len(shard.due) < progress.n_pending:
        shard = shard._replace(due=grown(shard.due, 0, int(progress.n_pending)))
    if len(shard.reactions) == progress.n_reactions:
        shard = shard._replace(reactions=grown(shard.reactions, progress.n_reactions, int(progress.n_reactions) + 1))
    return shard
