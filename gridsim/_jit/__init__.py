"""The only place that sets numba's options: how a rule or a kernel becomes machine code.

What holds is numba's own `njit`, with its own cache. On versions on which it was tested an accelerator stands in for
its compiler and its cache: `parts` says what is compiled with what, `kept` how the code is kept; it gives the same
machine code, to the bit in its results, in a fraction of the time. `cache` names the folder of the compiled code,
`tables` says how the arrays of a run are handed on.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import numba
from numba.core import event

from gridsim._jit import cache
from gridsim._jit.memory import prefetch
from gridsim._jit.tables import by_reference
from gridsim.compiling import compiling

__all__ = ["by_reference", "entry", "inlined", "jit", "kernel", "prefetch"]

Function = TypeVar("Function", bound=Callable[..., Any])

TESTED = {"0.68.0", "0.68.1"}
"""Versions of numba on which the accelerator was tested: it replaces inner classes of numba, which change without
notice. An unknown version compiles longer, and that is all."""
ACCELERATED = numba.__version__ in TESTED and os.environ.get("GRIDSIM_PLAIN_NUMBA", "0") in ("", "0")
"""Whether the accelerator is taken; with GRIDSIM_PLAIN_NUMBA=1 in the environment it never is."""
_CLASSICAL_ROOMS = ("gridsim.networks", "gridsim.diffusion", "gridsim.seeding")
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
_numba: Any = numba  # its types do not know config


def jit(function: Function) -> Function:
    """Compile a kernel: cached on disk, without the interpreter lock, strict arithmetic.

    Division by zero gives inf or nan as in numpy (no hidden branch); sums keep the order in which they are written.
    """
    return _compiled(function)


def kernel(function: Function) -> Function:
    """Compile a rule or a kernel that allocates nothing: as `jit`, without counting references.

    A third of the compile time of the engine went into counting references to arrays that nobody can free while a run
    goes on.
    """
    return _compiled(function, counted=False)


def inlined(function: Function) -> Function:
    """A kernel that is written into its caller: for the few that are called for every showing with the whole run as
    argument.

    A call passes some 280 words, the arrays of the run; that costs more than what the function does (react: 270 ns a
    showing before, 120 ns since).
    """
    return _compiled(function, counted=False, forceinline=True)


def entry(function: Any, *arguments: Any) -> Any:
    """The machine code of a kernel for arguments of these types, to be called again and again with such: other types
    are not noticed.

    To find out the types takes most of a small call: 2.4 microseconds for three groups of arrays, of which 0.3 remain.
    """
    return function.compile(tuple(map(_numba.typeof, arguments))) if hasattr(function, "overloads") else function


def _compiled(function: Callable[..., Any], counted: bool = True, **options: Any) -> Any:
    """A function as machine code, with its disk cache in the folder of its group; `counted`: with references."""
    if _numba.config.DISABLE_JIT:
        return function
    group = cache.CLASSICAL if function.__module__.startswith(_CLASSICAL_ROOMS) else cache.ENGINE
    if group is cache.ENGINE:
        compiling.declare(f"{function.__module__}.{function.__qualname__}")
    if ACCELERATED:
        from gridsim._jit.parts import compiled_in_parts

        return compiled_in_parts(function, group, _nrt=counted, **_OPTIONS, **options)
    with cache.numba_keeps_in(group):
        return _numba.njit(cache=True, **_OPTIONS, **options)(function)


class _Note(event.Listener):
    """Takes note of what is compiled of gridsim, for those who wait."""

    deep = 0

    def on_start(self, event: Any) -> None:
        """A function is compiled: one that Python called, or one that such a function calls."""
        name = _name_of(event)
        if name:
            self.deep += 1
            if self.deep == 1:
                compiling.begin(name, str(cache.kept_in(cache.ENGINE)))
            compiling.step(name)

    def on_end(self, event: Any) -> None:
        """It is compiled."""
        if _name_of(event):
            self.deep -= 1
            if not self.deep:
                compiling.end()


def _name_of(event: Any) -> str:
    """The function that is compiled; empty where it is somebody else's."""
    function = event.data["dispatcher"].py_func
    return f"{function.__module__}.{function.__qualname__}" if function.__module__.startswith("gridsim.") else ""


event.register("numba:compile", _Note())
