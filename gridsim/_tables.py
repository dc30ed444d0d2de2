"""Groups of arrays that compiled functions take as one pointer.

numba hands a named tuple of 40 arrays on word by word (some 300 of them, at every call); that made up most of the engine's
compilation. A group declared with `by_reference` stays a named tuple for Python; compiled code gets the address of its arrays'
addresses and shapes, and looks up the array that it needs.
"""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

import numpy as np
from numba.core import cgutils, types
from numba.core.imputils import impl_ret_untracked
from numba.core.typing.typeof import typeof_impl
from numba.extending import NativeValue, infer_getattr, lower_getattr_generic, models, register_model, typeof_impl, unbox  # noqa: F811
from numba.core.typing.templates import AttributeTemplate
from llvmlite import ir

Group = TypeVar("Group", bound=type)


class Tables(types.Type):
    """The numba type of a group: the names and types of its arrays."""

    def __init__(self, group: str, arrays: dict[str, types.Array]):
        self.arrays = arrays
        self.first_word = dict(zip(arrays, np.cumsum([0, *(1 + kind.ndim for kind in arrays.values())]).tolist(), strict=False))
        digest = hashlib.sha256(repr([(name, str(kind)) for name, kind in arrays.items()]).encode()).hexdigest()[:16]
        super().__init__(name=f"{group}{digest}")


register_model(Tables)(models.OpaqueModel)


class _Passed:
    """What a group needs to be passed: where its words are. A word is an address or a length."""

    @property
    def _address(self) -> int:
        words: np.ndarray = self.__dict__.get("_words")
        if words is None:
            made = np.array([word for array in self for word in (array.ctypes.data, *array.shape)], np.int64)
            words = self.__dict__.setdefault("_words", made)
        return words.ctypes.data


def by_reference(group: Group) -> Group:
    """Let compiled functions take this named tuple of arrays as one pointer."""
    passed: Any = type(group.__name__, (group, _Passed), {"__module__": group.__module__, "__doc__": group.__doc__})
    typeof_impl.register(passed)(_type_of)
    return passed


def _type_of(group: Any, context: Any) -> Tables:
    """The numba type of a group; its arrays are contiguous (their strides are not passed on)."""
    arrays = {}
    for name, array in zip(group._fields, group, strict=True):
        assert array.flags.c_contiguous, f"{name} is not contiguous"
        arrays[name] = typeof_impl(array, context).copy(layout="C", readonly=False)
    return Tables(type(group).__name__, arrays)


@unbox(Tables)
def _unboxed(kind: Tables, group: Any, c: Any) -> NativeValue:
    """The address that Python keeps."""
    number = c.pyapi.object_getattr_string(group, "_address")
    address = c.pyapi.long_as_voidptr(number)
    c.pyapi.decref(number)
    return NativeValue(address)


@infer_getattr
class _ArrayOf(AttributeTemplate):
    key = Tables

    def generic_resolve(self, kind: Tables, name: str) -> Any:
        return kind.arrays.get(name)


@lower_getattr_generic(Tables)
def _array_of(context: Any, builder: Any, kind: Tables, group: Any, name: str) -> Any:
    """Load an array's address and shape; they do not change while compiled code runs, so one load serves a whole loop."""
    array = kind.arrays[name]
    word = ir.IntType(64)
    words = builder.bitcast(group, word.as_pointer())
    unchanging = builder.module.add_metadata([])

    def load(k: int) -> Any:
        value = builder.load(builder.gep(words, [ir.IntType(32)(kind.first_word[name] + k)]))
        value.set_metadata("invariant.load", unchanging)
        return value

    made = context.make_array(array)(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(array.dtype))
    shape = [load(1 + k) for k in range(array.ndim)]
    strides = [word(size)]
    for length in shape[:0:-1]:
        strides.insert(0, builder.mul(strides[0], length))
    data = builder.inttoptr(load(0), context.get_data_type(array.dtype).as_pointer())
    from numba.np.arrayobj import populate_array
    populate_array(made, data=data, shape=shape, strides=strides, itemsize=size, meminfo=None)
    return made._getvalue()
