"""A cascade beside the random reads that it cannot do without, measured in turns on the same arrays in the same
thread."""

import statistics
import time

import gridsim as gs
from gridsim.bench import limit
from gridsim.bench.cases import successes

MOST = 15
"""Times the limit. Found: 3.4 to 4.5 on a busy machine; with a draw a tie it is 45."""
TURNS, TRIES = 5, 4


def test_a_cascade_takes_no_more_than_fifteen_times_its_random_reads():
    network, chance = gs.networks.barabasi_albert(100_000, 10, seed=1), 0.05
    times_the_limit(network, chance, 0)  # compiles
    ratios = []
    for _ in range(TRIES):  # a neighbour who takes the cache away may spoil one try, and not all
        ratios.append(statistics.median(times_the_limit(network, chance, turn) for turn in range(TURNS)))
        if ratios[-1] <= MOST:
            return
    raise AssertionError(
        f"a cascade takes {min(ratios):.0f} times its random reads (at most {MOST}); tries:"
        f" {[round(one) for one in ratios]}"
    )


def times_the_limit(network, chance, turn):
    """Processor time of a cascade over that of its reads."""
    a_read = limit.seconds_a_read(network, 1 << 20, time.thread_time)
    begun = time.thread_time()
    sizes = gs.diffusion.independent_cascade(
        network, chance, range(0, network.n, 1000), n_runs=20, seed=turn + 1, threads=1
    ).sizes
    seconds = (time.thread_time() - begun) / len(sizes)
    return seconds / (limit.reads_of(sizes.mean(), successes(network, sizes.mean(), chance)) * a_read)
