"""The Bass model: exact laws of small markets, an exact play on networks, order, threads, bad inputs."""

import heapq
import math
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm
from scipy.stats import binom

import gridsim as gs
from gridsim import diffusion
from gridsim.draws import Purpose, uniforms

P, Q = 0.03, 0.38


def random_network(n: int, mean_degree: float, seed: int) -> gs.Network:
    """Directed ties at random, so that some have no sources and some influence nobody."""
    chance = np.random.default_rng(seed)
    ties = int(n * mean_degree)
    return gs.Network.from_edges(chance.integers(0, n, ties), chance.integers(0, n, ties), n)


def birth_chances(n: int, p: float, q: float, time: float) -> np.ndarray:
    """P(k of n have adopted by a time) in continuous time: the pure birth process with the rates (n - k)(p + q k /
    n)."""
    rates = np.array([(n - k) * (p + q * k / n) for k in range(n + 1)])
    return expm(time * (np.diag(-rates) + np.diag(rates[:-1], 1)))[0]


def recursion_chances(n: int, p: float, q: float, periods: int) -> np.ndarray:
    """P(k of n have adopted after some periods) in discrete time."""
    chances = np.zeros(n + 1)
    chances[0] = 1.0
    for _ in range(periods):
        after = np.zeros(n + 1)
        for k in range(n + 1):
            after[k:] += chances[k] * binom.pmf(np.arange(n - k + 1), n - k, p + q * k / n)
        chances = after
    return chances


@pytest.mark.parametrize("law, step", [("hazard", 0.02), ("recursion", 1.0)])
def test_a_small_market_follows_its_exact_law(law, step):
    """All chances of 0 to 5 adopters within 4 standard errors; the step's error is below 2e-5."""
    n, runs, p, q, time = 5, 40_000, 0.1, 0.6, 4
    counts = np.rint(diffusion.bass(n, p, q, [time], step, runs, 3, law=law)[:, 0] * n).astype(int)
    exact = birth_chances(n, p, q, time) if law == "hazard" else recursion_chances(n, p, q, time)
    found = np.bincount(counts, minlength=n + 1) / runs
    assert np.all(abs(found - exact) < 4 * np.sqrt(exact * (1 - exact) / runs))


def exact_play(network: gs.Network, p: float, q: float, seed: int, run: int) -> np.ndarray:
    """When each adopts in continuous time with the thresholds of a run, played event by event."""
    n, sources, share = network.n, np.zeros(network.n), 1.0 / np.maximum(network.in_degree, 1)
    left = np.array(
        [
            -math.log(uniforms(seed, run, Purpose.BASS_THRESHOLD, agent // 4, 0, 0, 0, 0)[agent % 4])
            for agent in range(n)
        ]
    )
    since, when, next_time = np.zeros(n), np.full(n, np.inf), left / p
    queue = [(time, agent) for agent, time in enumerate(next_time)]
    heapq.heapify(queue)
    while queue:
        time, agent = heapq.heappop(queue)
        if when[agent] < np.inf or time != next_time[agent]:
            continue
        when[agent] = time
        for other in network.targets[network.indptr[agent] : network.indptr[agent + 1]]:
            if when[other] == np.inf:
                left[other] -= (p + q * sources[other] * share[other]) * (time - since[other])
                since[other] = time
                sources[other] += 1
                next_time[other] = time + max(left[other], 0.0) / (p + q * sources[other] * share[other])
                heapq.heappush(queue, (next_time[other], other))
    return when


@pytest.mark.parametrize("mean_degree", [1, 4, 30])
def test_a_network_follows_the_exact_play_on_the_same_thresholds(mean_degree):
    """At a step of 0.1 the share of 400 differs by 3 people at most, in each of 5 runs; at 0.01 by 1."""
    network, times = random_network(400, mean_degree, 1), [2, 5.03, 10, 15]
    exact = np.array([[np.mean(exact_play(network, P, Q, 7, run) <= time) for time in times] for run in range(5)])
    for step, people in ((0.1, 3), (0.01, 1)):
        found = diffusion.bass(network, P, Q, times, step, 5, 7)
        assert np.max(abs(found - exact)) * network.n < people + 0.5


def test_the_error_of_the_step_falls_with_its_square():
    """The documented bound holds, and half the step leaves a quarter of the error (in the mean curve, whose chance part
    is common)."""
    times, n, runs = [3, 6, 9, 12], 20_000, 100
    finest = diffusion.bass(n, P, Q, times, 0.01, runs, 1).mean(axis=0)
    errors = [
        np.max(abs(diffusion.bass(n, P, Q, times, step, runs, 1).mean(axis=0) - finest)) for step in (1.0, 0.5, 0.25)
    ]
    for step, error in zip((1.0, 0.5, 0.25), errors):
        assert error < 0.04 * math.log(1 + Q / P) * (Q * step) ** 2
    assert 3 < errors[0] / errors[1] < 5 and 3 < errors[1] / errors[2] < 5


def test_somebody_without_sources_adopts_of_their_own_accord_only():
    """A hub whom nobody influences: exponential at the rate p. Its follower imitates it alone."""
    pair, runs = gs.Network.from_edges([0], [1]), 20_000
    shares = diffusion.bass(pair, 0.2, 3.0, [5.0], 0.02, runs, 2)[:, 0]
    alone = 1 - math.exp(-0.2 * 5)
    # the follower waits through exp(-0.2 t), and at 3.2 a unit of time from the hub's adoption on
    moments = np.linspace(0.0, 5.0, 5001)
    waits = (
        np.trapezoid(0.2 * np.exp(-0.2 * moments) * np.exp(-0.2 * moments - 3.2 * (5.0 - moments)), moments)
        + math.exp(-0.2 * 5) ** 2
    )
    assert abs(shares.mean() - (alone + 1 - waits) / 2) < 4 * shares.std() / runs**0.5 + 2e-4
    no_ties = gs.Network.from_edges([], [], 1000)
    free = diffusion.bass(no_ties, 0.2, 3.0, [5.0], 1.0, 20, 2)
    assert abs(free.mean() - alone) < 4 * (alone * (1 - alone) / 20_000) ** 0.5


def test_a_chance_of_one_moves_everybody():
    for market in (7, gs.Network.from_edges([0, 1], [1, 2])):
        shares = diffusion.bass(market, 1.0, 0.0, [0, 0.5, 1, 2], 1.0, 3, law="recursion")
        assert shares.tolist() == [[0.0, 0.0, 1.0, 1.0]] * 3


def test_without_innovation_nobody_starts():
    assert not diffusion.bass(50, 0.0, 0.9, [10, 100], 0.5, 3).any()
    assert not diffusion.bass_share([10, 1e9], 0.0, 0.9).any() and not diffusion.bass_rate([10, 1e9], 0.0, 0.9).any()


networks = st.builds(random_network, st.integers(2, 40), st.floats(0.1, 6.0), st.integers(0, 1000))
markets = st.one_of(st.integers(1, 60), networks)


@settings(max_examples=60, deadline=None)
@given(
    markets,
    st.floats(0, 2),
    st.floats(0, 3),
    st.lists(st.floats(0, 8), min_size=1, max_size=6),
    st.floats(0.05, 2),
    st.integers(0, 2**32 - 1),
)
def test_shares_stay_in_range_and_never_fall(market, p, q, times, step, seed):
    shares = diffusion.bass(market, p, q, sorted(times), step, 3, seed)
    assert (
        shares.shape == (3, len(times))
        and np.all((shares >= 0) & (shares <= 1))
        and np.all(np.diff(shares, axis=1) >= 0)
    )


@settings(max_examples=80, deadline=None)
@given(
    markets, st.floats(0, 0.4), st.floats(0, 0.4), st.floats(0, 0.1), st.floats(0, 0.1), st.floats(0.05, 1), st.sampled_from(["hazard", "recursion"]),
    st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_higher_rates_never_lower_a_curve(market, p, q, more_p, more_q, step, law, seed):
    times = np.arange(0.0, 12.0, 0.37)
    fewer = diffusion.bass(market, p, q, times, step, 3, seed, law=law)
    assert np.all(diffusion.bass(market, p + more_p, q + more_q, times, step, 3, seed, law=law) >= fewer)


@settings(max_examples=30, deadline=None)
@given(
    markets,
    st.lists(st.floats(0, 9), min_size=2, max_size=8),
    st.sampled_from(["hazard", "recursion"]),
    st.integers(0, 1000),
)
def test_asking_for_more_times_changes_nothing(market, times, law, seed):
    times = np.sort(times)
    whole = diffusion.bass(market, 0.1, 0.5, times, 0.3, 2, seed, law=law)
    assert np.array_equal(whole[:, ::2], diffusion.bass(market, 0.1, 0.5, times[::2], 0.3, 2, seed, law=law))


@pytest.mark.parametrize("law", ["hazard", "recursion"])
@pytest.mark.parametrize("market", [300, random_network(300, 5, 2)], ids=["mixed", "network"])
def test_threads_and_later_runs_change_nothing(market, law):
    one = diffusion.bass(market, P, Q, [5, 10], 0.5, 23, 5, law=law, threads=1)
    assert np.array_equal(one, diffusion.bass(market, P, Q, [5, 10], 0.5, 23, 5, law=law, threads=3))
    assert np.array_equal(one[:9], diffusion.bass(market, P, Q, [5, 10], 0.5, 9, 5, law=law))
    assert len(np.unique(one[:, 1])) > 5 and not np.array_equal(
        one, diffusion.bass(market, P, Q, [5, 10], 0.5, 23, 6, law=law)
    )


def test_numbering_changes_nothing_in_law():
    """The mean curve of a renumbered network within 4 standard errors of the difference."""
    network, runs = random_network(60, 3, 4), 4000
    place = np.random.default_rng(1).permutation(60)
    renumbered = gs.Network.from_edges(place[network.source], place[network.target], 60)
    a, b = (diffusion.bass(one, P, Q, [5, 10], 0.25, runs, seed) for one, seed in ((network, 1), (renumbered, 2)))
    assert np.all(abs(a.mean(axis=0) - b.mean(axis=0)) < 4 * np.sqrt((a.var(axis=0) + b.var(axis=0)) / runs))


def test_a_well_mixed_network_is_complete_mixing():
    """All are tied to all: the mean curve is that of a head count (4 standard errors; the others are 1 / n more than a
    share of all)."""
    n, runs = 150, 1000
    everybody = np.repeat(np.arange(n), n), np.tile(np.arange(n), n)
    a = diffusion.bass(gs.Network.from_edges(*everybody), P, Q * (n - 1) / n, [5, 10], 0.25, runs, 1)
    b = diffusion.bass(n, P, Q, [5, 10], 0.25, runs, 2)
    assert np.all(abs(a.mean(axis=0) - b.mean(axis=0)) < 4 * np.sqrt((a.var(axis=0) + b.var(axis=0)) / runs))


PLAY = """
import numpy as np, gridsim as gs
ring = gs.Network.from_edges(range(30), [*range(1, 30), 0])
for market in (30, ring):
    for law in ("hazard", "recursion"):
        print(gs.diffusion.bass(market, 0.1, 0.5, [1, 2.5, 6], 0.5, 3, 4, law=law).tolist())
outcome = gs.diffusion.branching(1.1, 6, 4, dispersion=0.5, most=60, record="parents")
print(outcome.adoption.tolist(), outcome.cut.tolist(), [tree.parents.tolist() for tree in outcome.trees])
"""


def test_the_same_with_the_compiler_off():
    said = [
        subprocess.run(
            [sys.executable, "-c", PLAY],
            env=os.environ | {"NUMBA_DISABLE_JIT": off},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for off in ("0", "1")
    ]
    assert said[0] == said[1] and len(said[0].splitlines()) == 5


@settings(max_examples=60, deadline=None)
@given(st.floats(1e-6, 1), st.floats(-0.9, 3), st.floats(0, 50))
def test_the_closed_forms_agree(p, ratio, time):
    """F(0) = 0, F' = f = (p + q F)(1 - F), and nowhere is f above the peak."""
    q = ratio * p if ratio < 0 else ratio
    share, rate = float(diffusion.bass_share(time, p, q)), float(diffusion.bass_rate(time, p, q))
    assert 0 <= share <= 1 and diffusion.bass_share(0.0, p, q) == 0
    assert rate == pytest.approx((p + q * share) * (1 - share), rel=1e-6, abs=1e-12)
    peak = diffusion.bass_peak(p, q)
    assert rate <= peak.rate * (1 + 1e-12) and float(diffusion.bass_rate(peak.time, p, q)) == pytest.approx(
        peak.rate, rel=1e-9
    )


def test_the_recursion_is_written_out():
    first = 0.03
    second = first + (0.03 + 0.38 * first) * (1 - first)
    assert diffusion.bass_recursion([[0, 1], [2, 1]], 0.03, 0.38).tolist() == [[0.0, first], [second, first]]


GOOD = {
    "market": 100,
    "innovation_rate": 0.03,
    "imitation_rate": 0.38,
    "times": [1, 2],
    "step": 0.1,
    "n_runs": 2,
    "seed": 1,
}
BAD = [
    ({"market": 0}, "market: the market must be a whole number from 1"),
    ({"market": 10.5}, "Give a head count or a gridsim.Network"),
    ({"market": "town"}, "market: the market"),
    ({"innovation_rate": -0.1}, "innovation_rate: the innovation_rate must be a number from 0"),
    ({"innovation_rate": math.nan}, "innovation_rate: .* got nan"),
    ({"imitation_rate": math.inf}, "imitation_rate: .* got inf"),
    ({"imitation_rate": -0.01}, "imitation_rate: the imitation_rate must be a number from 0"),
    ({"times": []}, "times: the times must be a row of at least one number, ascending"),
    ({"times": 5}, "times: the times must be a row of at least one number, ascending"),
    ({"times": [2, 1]}, "times: .*Sort them"),
    ({"times": [1, math.nan]}, "times: every time must be a finite number >= 0; got nan"),
    ({"times": [-1, 2]}, "times: every time must be a finite number >= 0; got -1"),
    ({"times": ["soon"]}, "times: every time must be a number"),
    ({"step": -0.1}, "step: the step must be a number from 0"),
    ({"step": 0}, "step: the step must be above 0, and reach the last time within 10000000 steps; got '0 for"),
    ({"step": 0, "times": [0]}, "step: the step must be above 0"),
    ({"step": 1e-9}, "step: .*Give a longer step"),
    ({"step": math.nan}, "step: .* got nan"),
    ({"n_runs": 0}, "n_runs: "),
    ({"seed": -1}, "seed: "),
    ({"threads": 0}, "threads: "),
    ({"law": "discrete"}, "law: the law must be one of hazard, recursion; got 'discrete'"),
    (
        {"law": "recursion", "step": 1, "imitation_rate": 1.2},
        r"\(p \+ q\) x step must be at most 1 in the recursion.*got '1.23'",
    ),
]


@pytest.mark.parametrize(
    "change, said", BAD, ids=[f"{next(reversed(change))}={list(change.values())[-1]}" for change, _ in BAD]
)
def test_bad_input_gets_one_clear_error(change, said):
    arguments = GOOD | change
    named = {name: arguments.pop(name) for name in ("law", "threads") if name in arguments}
    with pytest.raises(gs.ScenarioError, match=said) as caught:
        diffusion.bass(**arguments, **named)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: diffusion.bass_share([1], -0.1, 0.3), "innovation_rate"),
        (lambda: diffusion.bass_share([-1], 0.1, 0.3), "times: every time"),
        (
            lambda: diffusion.bass_share([1], 0.1, -0.1),
            "imitation_rate: the imitation rate must be above minus the innovation rate",
        ),
        (lambda: diffusion.bass_rate([1], 0.1, -0.2), "imitation_rate: "),
        (lambda: diffusion.bass_peak(0.0, 0.3), "innovation_rate: the innovation rate must be above 0"),
        (lambda: diffusion.bass_recursion([1.5], 0.1, 0.3), "periods: every period must be a whole number"),
        (lambda: diffusion.bass_recursion([1], 0.8, 0.3), r"\(p \+ q\) x step must be at most 1"),
        (lambda: diffusion.bass_recursion(["a"], 0.1, 0.3), "periods: every period must be a number"),
    ],
)
def test_bad_input_of_the_closed_forms(call, said):
    with pytest.raises(gs.ScenarioError, match=said):
        call()
