"""What is compiled with what: a function that Python calls becomes one whole with all that it calls.

By itself numba optimises every function, and makes machine code of it, together with everything below it: the order of a tick, which
calls all else, last, but each step and each step of a step before it as well, and for each the code that lets Python call it. Of that only
the few functions that Python calls are used. Here a function for compiled callers is a part: translated once and joined to the whole
of its caller, which alone is optimised and made into machine code, once.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import typed_passes as typed
from numba.core import types
from numba.core import untyped_passes as untyped
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase
from numba.core.compiler_machinery import PassManager
from numba.core.targetconfig import ConfigStack

_PASSES = (
    untyped.TranslateByteCode,
    untyped.FixupArgs,
    untyped.IRProcessing,
    untyped.DeadBranchPrune,
    untyped.GenericRewrites,
    untyped.ReconstructSSA,
    typed.NopythonTypeInference,
    typed.PreLowerStripPhis,
    typed.IRLegalization,
    typed.NativeLowering,
    typed.NoPythonBackend,
)
"""The passes that plain loops over arrays need: numba's own list less what handles closures, generators, contexts and array expressions."""


class Whole(JITCodeLibrary):
    """The code of a function that Python calls, with the parts of all that it calls."""

    def add_linking_library(self, library: Any) -> None:
        """Take over the code of a callee, and of the callees of a callee."""
        for one in (library, *library._linking_libraries):
            if one not in self._linking_libraries:
                super().add_linking_library(one)


class Part(Whole):
    """The code of a function that compiled functions call: it has neither machine code nor an address of its own."""

    def finalize(self) -> None:
        """Nothing is optimised here."""
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """There is no such function for Python."""
        return 0

    @property
    def codegen(self) -> Any:
        """Stands for the engine that would hold the machine code."""
        return self

    def set_env(self, name: str, env: Any) -> None:
        """No code reads an environment: kernels hold no Python objects."""


@contextmanager
def _remembered_types() -> Iterator[None]:
    """While compiling, remember what an operation on given types comes to.

    numba goes through all its rules, ten on average, for every sum and every element of an array anew, once to learn the type and
    once to translate: a quarter of the time. No other thread compiles meanwhile, numba sees to that.
    """
    ask = types.Function.get_call_type

    def get_call_type(function: Any, context: Any, args: tuple, kws: dict) -> Any:
        question = function, args, tuple(kws.items()), ConfigStack.top_or_none().summary()
        if question not in _KNOWN:
            _KNOWN[question] = ask(function, context, args, kws)
        return _KNOWN[question]

    types.Function.get_call_type = get_call_type
    try:
        yield
    finally:
        del types.Function.get_call_type


_KNOWN: dict[tuple, Any] = {}


class PartCompiler(CompilerBase):
    """Compiles a function for compiled callers."""

    library: type[Whole] = Part

    def define_pipelines(self) -> list[PassManager]:
        """The passes of every function, and what they fill."""
        self.state.library = self.library(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        self.state.library.enable_object_caching()
        return [_passes()]


class WholeCompiler(PartCompiler):
    """Compiles a function that Python calls."""

    library = Whole

    def compile_extra(self, func: Any) -> Any:
        """Compile with the garbage collector at rest: it would go through millions of live objects again and again (a tenth of the time)."""
        collects = gc.isenabled()
        gc.disable()
        try:
            with _remembered_types():
                return super().compile_extra(func)
        finally:
            if collects:
                gc.enable()


def _passes() -> PassManager:
    passes = PassManager("gridsim")
    for one in _PASSES:
        passes.add_pass(one, one.__name__)
    passes.finalize()
    return passes
