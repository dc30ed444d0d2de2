"""The only place that sets numba's options: how a rule or a kernel becomes machine code.

`cache` names the folder of the compiled code, `parts` says what is compiled with what, `tables` how the arrays of a run
are handed on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

from gridsim._jit import cache
from gridsim._jit.memory import prefetch
from gridsim._jit.parts import PartCompiler, WholeCompiler
from gridsim._jit.tables import by_reference
from gridsim.compiling import compiling

__all__ = ["by_reference", "entry", "inlined", "jit", "kernel", "prefetch"]

Function = TypeVar("Function", bound=Callable[..., Any])

_CLASSICAL_ROOMS = ("gridsim.networks", "gridsim.diffusion", "gridsim.seeding")
_OPTIONS: dict[str, Any] = {"nogil": True, "fastmath": False, "error_model": "numpy"}
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
    return _compiled(function, _nrt=False)


def inlined(function: Function) -> Function:
    """A kernel that is written into its caller: for the few that are called for every showing with the whole run as
    argument.

    A call passes some 280 words, the arrays of the run; that costs more than what the function does (react: 270 ns a
    showing before, 120 ns since).
    """
    return _compiled(function, _nrt=False, forceinline=True)


def entry(function: Any, *arguments: Any) -> Any:
    """The machine code of a kernel for arguments of these types, to be called again and again with such: other types
    are not noticed.

    To find out the types takes most of a small call: 2.4 microseconds for three groups of arrays, of which 0.3 remain.
    """
    return function.compile(tuple(map(_numba.typeof, arguments))) if hasattr(function, "overloads") else function


def _compiled(function: Callable[..., Any], **options: Any) -> Any:
    """Two forms of a function: the whole, for Python, with its disk cache in the folder of its group; the part, for
    compiled callers."""
    if _numba.config.DISABLE_JIT:
        return function
    group = cache.CLASSICAL if function.__module__.startswith(_CLASSICAL_ROOMS) else cache.ENGINE
    if group is cache.ENGINE:
        compiling.declare(f"{function.__module__}.{function.__qualname__}")
    whole = _numba.njit(**_OPTIONS, **options, pipeline_class=WholeCompiler)(function)
    whole._cache = cache.Kept(function, group)
    part = _numba.njit(
        **_OPTIONS, **options, no_cpython_wrapper=True, no_cfunc_wrapper=True, pipeline_class=PartCompiler
    )(function)
    return _with_part(whole, part)


def _with_part(whole: Any, part: Any) -> Any:
    """Let compiled callers of a function take its part, one form of it: whole numbers come as int64, constants as
    numbers and not as types.

    numba would compile `spend` anew for every constant that some caller passes (19 times), `uniforms` 28 times: a third
    of all forms.
    """

    def get_call_template(args: tuple, kws: dict) -> Any:
        return part.get_call_template(tuple(map(_widened, args)), {name: _widened(one) for name, one in kws.items()})

    whole.get_call_template, whole.get_overload = get_call_template, part.get_overload
    return whole


def _widened(kind: Any) -> Any:
    """The type under which a function takes an argument of this type."""
    kind = numba.types.unliteral(kind)
    return numba.types.int64 if kind in numba.types.signed_domain else kind
