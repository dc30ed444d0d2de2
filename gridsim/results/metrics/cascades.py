"""Cascades and talk: how far posts are passed on, and what people say of the brand."""

from __future__ import annotations

import numpy as np

from gridsim.results.metrics.facts import Facts, ratio
from gridsim.results.metrics.register import metric
from gridsim.terms import Counter


def _mean(values: np.ndarray) -> float | None:
    """The mean, None of nothing."""
    return float(values.mean()) if len(values) else None


@metric("Mean cascade", "people")
def cascade_size_mean(run: Facts) -> float | None:
    """Sharers of a post, its author included."""
    return _mean(run.tables["cascades"]["size"])


@metric("Never passed on", "share")
def cascade_never_shared_share(run: Facts) -> float | None:
    """Share of posts that nobody passed on."""
    return _mean(run.tables["cascades"]["size"] == 1)


@metric("Beyond one step", "share")
def cascade_share_beyond_one_hop(run: Facts) -> float | None:
    """Share of posts whose tree is at least two steps deep."""
    return _mean(run.tables["cascades"]["depth"] >= 2)


@metric("A hundred sharers", "share")
def cascade_share_100(run: Facts) -> float | None:
    """Share of posts with at least a hundred sharers."""
    return _mean(run.tables["cascades"]["size"] >= 100)


@metric("Structural virality", "steps")
def structural_virality(run: Facts) -> float | None:
    """Mean distance over pairs of sharers, over trees of two and more."""
    trees = run.tables["cascades"]
    return _mean(trees["structural_virality"][trees["size"] > 1])


@metric("Valence of talk", "ratio", better="higher")
def talk_valence(run: Facts) -> float | None:
    """Mean valence, from -1 (warns) to 1 (recommends), of people's posts as they are read."""
    return ratio(run.counted(Counter.TALK_VALENCE_HUNDREDTHS) / 100.0, run.counted(Counter.TALK_READS))


@metric("Recommendations", "count", better="higher")
def praise(run: Facts) -> float:
    """Buyers moved to recommend."""
    return run.counted(Counter.PRAISE)


@metric("Complaints", "count", better="lower")
def complaints(run: Facts) -> float:
    """Buyers moved to warn."""
    return run.counted(Counter.COMPLAINTS)
