"""A made-up comparison for the charts."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import made_up


@pytest.fixture(scope="session")
def stored():
    return made_up.make(n_replicates=4, n_days=30, scale=0.3)


@pytest.fixture(scope="session")
def make():
    return made_up.make


@pytest.fixture(scope="session")
def make_study():
    return made_up.make_study
