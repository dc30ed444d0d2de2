"""Draws: known answers, the same numbers compiled and in plain Python, the laws of what is drawn."""

import math

import numpy as np
import pytest

from gridsim import draws
from gridsim.draws import Purpose
from gridsim.errors import ScenarioError

KNOWN = [  # Random123's known-answer vectors: counter, key, words
    ([0] * 4, [0] * 2, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], [0xA4093822, 0x299F31D0], "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_known_answers(counter, key, words):
    assert " ".join(f"{word:08x}" for word in draws.philox4x32(counter, key)) == words


def plain_philox(counter, key):
    """The published algorithm in plain integers, to hold the compiled one against."""
    c, k = list(counter), list(key)
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & 0xFFFFFFFF, (p0 >> 32) ^ c[3] ^ k[1], p0 & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


def test_every_part_of_the_address_is_packed_where_the_docs_say():
    seed, replicate, purpose, who, from_whom, about, tick, block = 7, 3, 5, 11, 13, 17, 19, 2
    words = plain_philox([who, from_whom, about, tick << 10 | block], [seed, replicate << 8 | purpose])
    expected = tuple((word + 0.5) / 2**32 for word in words)
    assert draws.uniforms(seed, replicate, purpose, who, from_whom, about, tick, block) == expected


@pytest.mark.parametrize("part", range(8))
def test_another_address_gives_another_number(part):
    address = [1, 0, Purpose.REACT, 5, 6, 7, 8, 0]
    other = list(address)
    other[part] += 1
    assert draws.uniforms(*address) != draws.uniforms(*other)


def test_seed_zero_is_a_seed():
    assert draws.uniform(0, 0, 1, 2, 3, 4, 5) != draws.uniform(1, 0, 1, 2, 3, 4, 5)


def test_purposes_are_distinct_and_fit():
    assert len(Purpose.__members__) == len(Purpose) >= 60, "two names of one number are one purpose"
    assert min(Purpose) > 0 and max(Purpose) < 256, "eight bits of the key"


def test_uniform_numbers_are_uniform_over_people():
    u = np.array([draws.uniform(1, 0, 2, person, 0, 0, 0) for person in range(20_000)])
    assert abs(u.mean() - 0.5) < 4 * math.sqrt(1 / 12 / len(u))
    counts = np.histogram(u, 50, (0, 1))[0]
    chi2 = ((counts - len(u) / 50) ** 2 / (len(u) / 50)).sum()
    assert chi2 < 49 + 4 * math.sqrt(2 * 49)


@pytest.mark.parametrize("chance", [0.5, 0.1, 0.01])
def test_jumps_are_geometric(chance):
    k = np.array([draws.jump(draws.uniform(1, 0, 5, person, 0, 0, 0), math.log1p(-chance)) for person in range(20_000)])
    mean, sd = (1 - chance) / chance, math.sqrt(1 - chance) / chance
    assert abs(k.mean() - mean) < 4 * sd / math.sqrt(len(k))
    assert abs((k == 0).mean() - chance) < 4 * math.sqrt(chance * (1 - chance) / len(k))


def test_a_jump_under_almost_no_chance_is_finite():
    assert draws.jump(0.5, math.log1p(-1e-300) or -1e-300) == 4_000_000_000_000_000_000


@pytest.mark.parametrize("bad", [[0, 0, 0], [0, 0, 0, -1], [0, 0, 0, 2**32], [0.5, 0, 0, 0], "abcd"])
def test_bad_words_are_refused(bad):
    with pytest.raises(ScenarioError, match="counter"):
        draws.philox4x32(bad, [0, 0])


def test_global_random_state_is_untouched():
    state = np.random.get_state()[1].copy()  # noqa: NPY002  it is the legacy global state that must not move
    draws.uniform(1, 0, 1, 2, 3, 4, 5)
    assert (np.random.get_state()[1] == state).all()  # noqa: NPY002  as above
