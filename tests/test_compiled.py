"""A function that Python calls is compiled whole, in whatever order it calls its parts and numba's own functions."""

import numba
import numpy as np

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
