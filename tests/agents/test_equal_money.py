"""The agent form equals the compiled engine in towns drawn at random over all that moves money, returns above all."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "engine")]

from money_towns import drawn_town  # noqa: E402
from test_equal import assert_equal  # noqa: E402


@pytest.mark.parametrize("number", range(12))
def test_small_towns(number):
    assert_equal(drawn_town(number), "grid", seed=number)


@pytest.mark.long
@pytest.mark.parametrize("number", range(12, 200))
def test_more_small_towns(number):
    assert_equal(drawn_town(number), "grid", seed=number)
