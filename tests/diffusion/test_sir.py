"""SIR in continuous time: closed forms of pairs and stars, bond percolation, an oracle draw for draw, curves, bad
inputs."""

import heapq

import numpy as np
import pytest
from scipy import stats

import gridsim as gs
from gridsim.diffusion import complex_contagion, sir
from gridsim.draws import philox4x32

RUNS = 40_000
RATE, MEAN, SHAPE = 0.7, 2.0, 0.5
SAMPLES = [0.0, 0.1, 4.0, 9.0]
PERIODS = {
    "constant": (MEAN, lambda x: np.exp(-x * MEAN)),
    "exponential": (("exponential", MEAN), lambda x: 1 / (1 + x * MEAN)),
    "gamma below 1": (("gamma", MEAN, SHAPE), lambda x: (1 + x * MEAN / SHAPE) ** -SHAPE),
    "gamma above 1": (("gamma", MEAN, 3), lambda x: (1 + x * MEAN / 3) ** -3),
    "samples": (SAMPLES, lambda x: np.mean(np.exp(-x * np.array(SAMPLES)))),
}
"""A period, and its Laplace transform E[exp(-x D)]."""


def near(values, exact, z=4):
    """Whether the mean of independent values is within z standard errors of a figure."""
    values = np.asarray(values, float)
    return abs(values.mean() - exact) <= z * values.std(ddof=1) / np.sqrt(len(values)) + 1e-12


@pytest.mark.parametrize("coupled", [False, True])
@pytest.mark.parametrize("law", PERIODS)
def test_a_star_has_the_moments_of_its_periods(law, coupled):
    """The leaves share the hub's period: each is won with 1 - L(rate), two of them with 1 - 2 L(rate) + L(2 rate)."""
    period, transform = PERIODS[law]
    star = gs.Network.from_edges([0] * 20, range(1, 21))
    won = sir(star, RATE, period, [0], RUNS, seed=1, coupled=coupled).sizes - 1
    assert near(won, 20 * (1 - transform(RATE)))
    assert near(won * (won - 1), 20 * 19 * (1 - 2 * transform(RATE) + transform(2 * RATE)))


@pytest.mark.parametrize("coupled", [False, True])
def test_when_leaves_adopt_and_the_hub_ends(coupled):
    """Constant period D: P(by t) = 1 - exp(-rate min(t, D)); exponential: rate / (rate + 1 / mean) (1 - exp(-(rate + 1
    / mean) t))."""
    star, times = gs.Network.from_edges([0] * 20, range(1, 21)), np.array([0.0, 0.3, 1.0, 1.9, 2.0, 5.0])
    constant = sir(star, RATE, MEAN, [0], RUNS, seed=2, times=times, coupled=coupled)
    both = RATE + 1 / MEAN
    exponential = sir(star, RATE, ("exponential", MEAN), [0], RUNS, seed=3, times=times, coupled=coupled)
    for k, t in enumerate(times):
        assert near(constant.adopted_at[:, k], 1 + 20 * (1 - np.exp(-RATE * min(t, MEAN))))
        assert near(exponential.adopted_at[:, k], 1 + 20 * RATE / both * (1 - np.exp(-both * t)))
    alone = sir(star, 0.0, ("exponential", MEAN), [0], RUNS, seed=3, times=times, coupled=coupled)
    assert (alone.sizes == 1).all() and near(alone.durations, MEAN)
    for k, t in enumerate(times):
        assert near(alone.active_at[:, k], np.exp(-t / MEAN))


@pytest.mark.parametrize("rate", [1e-7, 0.01, 5.0])
def test_passing_over_ties_keeps_the_law_of_delays(rate):
    """Kolmogorov-Smirnov of all delays of a wide star against the exponential law cut at the period (a chance of 6e-5,
    as z = 4)."""
    star = gs.Network.from_edges([0] * 3_000, range(1, 3_001))
    outbreaks = sir(star, rate, 2.0, [0], 20 if rate > 1e-3 else 20_000, seed=4, record="parents")
    delays = np.concatenate([times[1:] for times in outbreaks.adoption_times])
    expected = outbreaks.n_runs * 3_000 * -np.expm1(-2 * rate)
    assert abs(len(delays) - expected) < 4 * np.sqrt(expected * np.exp(-2 * rate)) + 1e-9
    assert stats.kstest(np.expm1(-rate * delays) / np.expm1(-rate * 2.0), "uniform").pvalue > 6e-5


def test_a_rate_a_tie():
    """Two ties with rates of their own, the third with none."""
    star = gs.Network.from_edges([0, 0, 0], [1, 2, 3])
    outbreaks = sir(star, [0.1, 3.0, 0.0], 1.5, [0], 5_000, seed=5, record="parents")
    won = np.array([np.isin([1, 2, 3], tree.agents) for tree in outbreaks.trees])
    assert near(won[:, 0], 1 - np.exp(-0.15)) and near(won[:, 1], 1 - np.exp(-4.5)) and not won[:, 2].any()


@pytest.fixture(scope="module")
def town():
    ends = np.random.default_rng(2).integers(2_000, size=(2, 5_000))
    return gs.Network.from_edges(*ends, n=2_000, directed=False)


@pytest.mark.parametrize("coupled", [False, True])
def test_final_sizes_are_those_of_bond_percolation(town, coupled):
    """A period that is the same for all: the law of sizes is that of independent tries with T = 1 - exp(-rate D) (two
    samples, z = 4)."""
    chance = 0.3
    timed = sir(town, -np.log(1 - chance) / 3.0, 3.0, "random", 2_500, seed=1, coupled=coupled).sizes
    tried = complex_contagion(town, [chance], "random", 2_500, seed=2).sizes
    for part in (lambda x: x, lambda x: x > 300, lambda x: x == 1):
        a, b = part(timed).astype(float), part(tried).astype(float)
        assert abs(a.mean() - b.mean()) < 4 * np.sqrt((a.var() + b.var()) / 2_500)


def test_periods_of_one_mean_that_differ_more_make_smaller_outbreaks(town):
    """The same T, but ties of one source fire together: a constant period starts more large outbreaks than an
    exponential one (by over z = 4)."""
    chance = 0.35
    constant = sir(town, -np.log(1 - chance), 1.0, "random", 2_500, seed=1).sizes > 300
    exponential = sir(town, chance / (1 - chance), ("exponential", 1.0), "random", 2_500, seed=1).sizes > 300
    assert constant.mean() - exponential.mean() > 4 * np.sqrt((constant.var() + exponential.var()) / 2_500)


def first_passage(network, delays_of, seeds):
    """Adoption times by shortest paths; delays_of(agent) gives {target: delay} of those ties that transmit."""
    due, queue = {}, [(0.0, seed) for seed in seeds]
    while queue:
        time, agent = heapq.heappop(queue)
        if agent not in due:
            due[agent] = time
            for target, delay in delays_of(agent).items():
                heapq.heappush(queue, (time + delay, target))
    return due


def number(high, low):
    """A uniform number of two words."""
    return (high + (low + 0.5) / 2.0**32) / 2.0**32


@pytest.mark.parametrize("coupled", [False, True])
@pytest.mark.parametrize("exponential", [False, True])
def test_the_compiled_form_is_the_plain_one_draw_for_draw(town, coupled, exponential):
    """Adoption times of two runs from the addressed words, in plain Python."""
    rate, mean, seed = 0.8, 0.7, 9
    outbreaks = sir(
        town, rate, ("exponential", mean) if exponential else mean, [3, 5], 2, seed, coupled=coupled, record="parents"
    )

    def words(run, purpose, agent, block):
        return [int(word) for word in philox4x32([agent, block, 0, 0], [seed, run << 8 | purpose])]

    for run in range(2):

        def delays_of(agent, run=run):
            w = words(run, 113, agent, 0)
            period = -np.log(number(w[0], w[1])) * mean if exponential else mean
            row, found = town.targets[town.indptr[agent] : town.indptr[agent + 1]].tolist(), {}
            tie, draw = -1, 0
            while tie + 1 < len(row):
                w = words(run, 115 if coupled else 114, agent, draw // 2)
                x = -np.log(number(*w[2 * (draw % 2) : 2 * (draw % 2) + 2])) / rate
                draw += 1
                passed = 0 if coupled else int(x / period)
                tie += 1 + passed
                delay = x if coupled else x - passed * period
                if tie < len(row) and delay <= period:
                    found[row[tie]] = delay
            return found

        by_hand = first_passage(town, delays_of, [3, 5])
        agents = outbreaks.tree(run).agents.tolist()
        assert set(agents) == set(by_hand)
        assert np.allclose(outbreaks.adoption_times[run], [by_hand[agent] for agent in agents], rtol=1e-9, atol=1e-12)


def test_curves_and_generations_are_those_of_the_trees(town):
    times = np.linspace(0, 12, 25)
    kept = sir(town, 0.5, 1.5, [0, 1], 30, seed=3, times=times, record="parents")
    plain = sir(town, 0.5, 1.5, [0, 1], 30, seed=3, times=times)
    for name in ("adoption", "generations", "adopted_at", "active_at", "durations"):
        assert np.array_equal(getattr(kept, name), getattr(plain, name))
    ties = set(zip(town.source.tolist(), town.target.tolist()))
    for run in range(30):
        (agents, parents), when = kept.tree(run), kept.adoption_times[run]
        depth = np.zeros(len(agents), int)
        for place, parent in enumerate(parents):
            if parent >= 0:
                depth[place] = depth[parent] + 1
                assert (agents[parent], agents[place]) in ties and 0 <= when[place] - when[parent] <= 1.5
        assert (np.diff(when) >= 0).all() and (when[parents < 0] == 0).all()
        assert np.cumsum(np.bincount(depth)).tolist() == kept.adoption[run, : kept.generations[run] + 1].tolist()
        assert kept.adopted_at[run].tolist() == [(when <= t).sum() for t in times]
        assert kept.active_at[run].tolist() == [((when <= t) & (t < when + 1.5)).sum() for t in times]
        assert kept.durations[run] == when[-1] + 1.5


def test_more_generations_than_expected():
    """A path of 200 generations outgrows the room that is made at first; the curves are counted once."""
    line = gs.Network.from_edges(range(199), range(1, 200))
    sure = sir(line, 50.0, 1.0, [0], 9, times=[0.0, 1e6])
    assert sure.adoption.tolist() == [list(range(1, 201))] * 9
    assert sure.adopted_at.tolist() == [[1, 200]] * 9 and sure.active_at.tolist() == [[1, 0]] * 9


def test_ends_of_the_range():
    line = gs.Network.from_edges(range(9), range(1, 10))
    for rate, period in ((0.0, 5.0), (1.0, 0.0), (0.0, 0.0), (1.0, [0.0]), (1e9, 0.0)):
        outbreaks = sir(line, rate, period, [0], 5)
        assert outbreaks.sizes.tolist() == [1] * 5 and (outbreaks.durations == period).all()
    assert sir(line, 1e9, 1e9, [0], 5).sizes.tolist() == [10] * 5
    assert sir(gs.Network.from_edges([], [], n=3), 1.0, 1.0, [0, 2], 2).sizes.tolist() == [2, 2]


@pytest.mark.parametrize(
    "change, words",
    [
        (
            {"transmission_rate": -1},
            "transmission_rate: the transmission_rate must be a number from 0 to 1e+09; got -1",
        ),
        ({"transmission_rate": float("nan")}, "got nan"),
        ({"transmission_rate": [1.0]}, "transmission_rate: the transmission_rate must be 2 numbers, one a tie"),
        ({"transmission_rate": [1.0, float("inf")]}, "got inf at place 1"),
        ({"period": -1}, "period: the period must be a number from 0 to 1e+09; got -1"),
        ({"period": float("nan")}, "period: the period must be a number from 0 to 1e+09; got nan"),
        ({"period": []}, "period: the period must be a list of at least one number; got 0 of them"),
        ({"period": [1.0, -2.0]}, "period: every period must be a number from 0 to 1e+09; got -2.0 at place 1"),
        ({"period": "exponential"}, "period: the exponential law must be given with its mean"),
        ({"period": [[1.0], [1.0, 2.0]]}, "period: the period must be a list of at least one number"),
        (
            {"transmission_rate": [[1.0], [1.0, 2.0]]},
            "transmission_rate: the transmission_rate must be 2 numbers, one a tie",
        ),
        ({"period": ("gamma", 2.0)}, "period: the gamma law must be given with its mean and shape"),
        ({"period": ("weibull", 2.0)}, "period: the period must be one of exponential, gamma; got 'weibull'"),
        ({"period": ("exponential", -2.0)}, "mean: the mean must be a number from 0 to 1e+09; got -2.0"),
        ({"period": ("gamma", 2.0, 0)}, "shape: the shape must be a number from 0.01 to 1e+06; got 0"),
        ({"times": [1.0, 0.5]}, "times: the times must be ascending; got '0.5 after 1.0'"),
        ({"times": [float("nan")]}, "times: every times must be a number from 0 to 1e+09; got nan at place 0"),
        ({"seed_set": [3]}, "seed_set: every seed must be an agent of the network of 3; got 3 at place 0"),
        ({"n_seeds": 1}, "n_seeds: the n_seeds must be given"),
        ({"record": "times"}, "record: the record must be one of parents; got 'times'"),
        ({"threads": 0}, "threads: the threads must be a whole number from 1"),
        ({"network": None}, "network: the network must be a gridsim.Network; got 'NoneType'"),
    ],
)
def test_bad_input_is_one_clear_error(change, words):
    good = {
        "network": gs.Network.from_edges([0, 1], [1, 2]),
        "transmission_rate": 1.0,
        "period": 1.0,
        "seed_set": [0],
        "n_runs": 1,
    }
    with pytest.raises(gs.ScenarioError) as error:
        sir(**{**good, **change})
    assert words in str(error.value) and len(error.value.problems) == 1
