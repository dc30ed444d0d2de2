"""Asking the memory for what will be needed in a moment, so that nobody waits for it."""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

_numba: Any = numba


def _as_machine_code(typing_context: Any, rows: Any, number: Any, byte: Any) -> Any:
    """`prefetch` of an array with one axis: an instruction that starts to load a line of the cache and does not wait
    for it."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        small, address = ir.IntType(32), ir.IntType(8).as_pointer()
        row = builder.bitcast(builder.gep(array.data, [arguments[1]]), address)
        kind = ir.FunctionType(ir.VoidType(), [address, small, small, small])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [address], kind)
        # to be written, kept in all caches, data
        builder.call(ask, [builder.gep(row, [arguments[2]]), small(1), small(3), small(1)])
        return context.get_dummy_value()

    return types.void(rows, types.int64, types.int64), code


def _not_needed(rows: Any, number: int, byte: int) -> None:
    """Plain Python waits anyway."""


prefetch: Any = _not_needed if _numba.config.DISABLE_JIT else intrinsic(_as_machine_code)
"""prefetch(rows, number, byte): ask for row `number` of an array, from this byte of the row on."""
