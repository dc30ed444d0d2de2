"""Units of compilation: a function that Python calls becomes one whole with all that it calls.

By itself numba optimises every function, and makes machine code of it, together with everything below it: the order of
a tick, which calls all else, last, but each step and each step of a step before it as well, and for each the code that
lets Python call it. Of that only the few functions that Python calls are used. Here a function for compiled callers is
a part: translated once and joined to the whole of its caller, which alone is optimised and made into machine code,
once.
"""

from __future__ import annotations

import gc
import operator
from collections.abc import Callable
from typing import Any, ClassVar

import numba
from numba.core import typed_passes as typed
from numba.core import types
from numba.core import untyped_passes as untyped
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase
from numba.core.compiler_machinery import PassManager

from gridsim._jit.kept import Kept

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
"""The passes that plain loops over arrays need: numba's own list less what handles closures, generators, contexts and
array expressions."""


class Whole(JITCodeLibrary):
    """The code of a function that Python calls, with the parts of all that it calls."""

    def add_linking_library(self, library: Any) -> None:
        """Take over the code of a callee, and of the callees of a callee."""
        for one in (library, *library._linking_libraries):
            if one not in self._linking_libraries:
                super().add_linking_library(one)

    def finalize(self) -> None:
        """Join, parts first: of numba's own functions only those are taken over that something already there calls."""
        self._linking_libraries.sort(key=lambda library: not isinstance(library, Part))
        super().finalize()


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


class Remembering:
    """numba's knowledge of types, which also remembers what an operation on given types comes to.

    numba goes through all its rules, ten on average, for every addition and every element of an array anew.
    """

    _known: ClassVar[dict[tuple, Any]] = {}

    def __init__(self, context: Any, counts_references: bool) -> None:
        self._context, self._counts = context, counts_references

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def resolve_function_type(self, function: Any, args: tuple, kws: Any) -> Any:
        """The signature of a function for these arguments."""
        if kws or not isinstance(function, types.Function):
            return self._context.resolve_function_type(function, args, kws)
        question = self._counts, function, args
        if question not in self._known:
            self._known[question] = self._context.resolve_function_type(function, args, kws)
        return self._known[question]

    def resolve_setitem(self, target: Any, index: Any, value: Any) -> Any:
        """The signature of `target[index] = value`."""
        return self.resolve_function_type(
            self._context.resolve_value_type(operator.setitem), (target, index, value), {}
        )


class PartCompiler(CompilerBase):
    """Compiles a function for compiled callers."""

    library: type[Whole] = Part

    def define_pipelines(self) -> list[PassManager]:
        """The passes of every function, what they ask and what they fill."""
        self.state.typingctx = Remembering(self.state.typingctx, self.state.flags.nrt)
        self.state.library = self.library(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        self.state.library.enable_object_caching()
        return [_passes()]


class WholeCompiler(PartCompiler):
    """Compiles a function that Python calls."""

    library = Whole

    def compile_extra(self, func: Any) -> Any:
        """Compile with the garbage collector at rest: it would go through millions of live objects again and again (a
        tenth of the time)."""
        collects = gc.isenabled()
        gc.disable()
        try:
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


def compiled_in_parts(function: Callable[..., Any], group: tuple[str, ...], **options: Any) -> Any:
    """Two forms of a function: the whole, for Python, with its disk cache; the part, for compiled callers."""
    whole = numba.njit(**options, pipeline_class=WholeCompiler)(function)
    whole._cache = Kept(function, group)
    alone: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    part = numba.njit(**options, **alone, pipeline_class=PartCompiler)(function)
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
