"""The compiler: what is compiled with what, and that neither the accelerator nor the compiler changes a result."""

import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest

from gridsim._jit.parts import PartCompiler, WholeCompiler, _with_part


def compiled(function):
    """Both forms of a function, without the disk cache."""
    if numba.config.DISABLE_JIT:
        return function
    part = numba.njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, pipeline_class=PartCompiler)(function)
    return _with_part(numba.njit(pipeline_class=WholeCompiler)(function), part)


@compiled
def table(rows, columns):
    return np.empty((rows, columns), np.uint64)


@compiled
def table_of_nothing(rows, columns):
    return np.zeros((rows, columns), np.uint64)


@compiled
def cells(rows, columns):
    return table_of_nothing(rows, columns).size + table(rows, columns).size


def test_what_numba_has_written_into_one_callee_is_there_for_another():
    """`zeros` swallows its `empty`; the part behind it calls it by name (a cold first run on an own micro-blog broke on
    it)."""
    assert table(3, 2).size == 6  # compiles `empty` before `zeros` asks for it
    assert cells(3, 2) == 12


@pytest.mark.parametrize("off", ["GRIDSIM_PLAIN_NUMBA", pytest.param("NUMBA_DISABLE_JIT", marks=pytest.mark.long)])
def test_the_small_runs_of_the_suite_pass_without_the_accelerator_and_without_the_compiler(off):
    """Among them one that holds a compiled run against the same in plain Python, bit for bit."""
    small = ["tests/agents/test_equal.py", "tests/engine/test_laws.py"]
    command = [sys.executable, "-m", "pytest", "-m", "not long", "-p", "no:cacheprovider", "-p", "no:xdist", *small]
    # a worker's own variables are not for a process of its own
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        command, cwd=Path(__file__).parents[1], env={**mine, off: "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
