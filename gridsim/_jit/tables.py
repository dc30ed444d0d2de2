"""Groups of arrays that compiled functions take as one pointer.

numba hands a named tuple of arrays on word by word, at every call: 40 arrays are some 300 words. A group declared with
`by_reference` stays a named tuple for Python; compiled code gets the address of a list with the addresses and lengths
of its arrays, and looks up what it needs.
"""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import populate_array

Group = TypeVar("Group", bound=type)


class Tables(types.Type):
    """The numba type of a group: the names and types of its arrays, in order."""

    def __init__(self, group: str, arrays: dict[str, Any]) -> None:
        self.arrays = arrays
        digest = hashlib.sha256(repr([(name, str(kind)) for name, kind in arrays.items()]).encode()).hexdigest()[:16]
        super().__init__(name=f"{group}{digest}")

    def first_word(self, name: str) -> int:
        """Place of an array's address in the list; its lengths follow."""
        before = list(self.arrays)[: list(self.arrays).index(name)]
        return sum(1 + self.arrays[one].ndim for one in before)


register_model(Tables)(models.OpaqueModel)


class _Listed:
    """The list of a group's addresses and lengths, made when it is first asked for; a group's arrays never change."""

    @property
    def _address(self) -> int:
        words = self.__dict__.get("_words")
        if words is None:
            made = np.array([word for array in self for word in (array.ctypes.data, *array.shape)], np.int64)  # type: ignore[attr-defined]
            words = self.__dict__.setdefault("_words", made)  # the first list stays, whichever thread made it
        return words.ctypes.data

    def __getstate__(self) -> None:
        """A copy in another process has addresses of its own."""


def by_reference(group: Group) -> Group:
    """Let compiled functions take this named tuple of arrays as one pointer."""
    listed: Any = type(group.__name__, (group, _Listed), {"__module__": group.__module__, "__doc__": group.__doc__})
    typeof_impl.register(listed)(_type_of)
    return listed


def _type_of(group: Any, context: Any) -> Tables:
    """The numba type of a group. Arrays are contiguous, for strides are not listed; whether one may be written is not
    told apart."""
    arrays = {}
    for name, array in zip(group._fields, group, strict=True):
        assert array.flags.c_contiguous, f"{name} is not contiguous"
        arrays[name] = typeof_impl(array, context).copy(layout="C", readonly=False)
    return Tables(type(group).__name__, arrays)


@unbox(Tables)
def _unboxed(kind: Tables, group: Any, c: Any) -> NativeValue:
    """The address of a group's list."""
    number = c.pyapi.object_getattr_string(group, "_address")
    address = c.pyapi.long_as_voidptr(number)
    c.pyapi.decref(number)
    return NativeValue(address)


@infer_getattr
class _ArrayOf(AttributeTemplate):
    """The type of `group.name`."""

    key = Tables

    def generic_resolve(self, kind: Tables, name: str) -> Any:  # type: ignore[override]
        return kind.arrays.get(name)


@lower_getattr_generic(Tables)
def _array_of(context: Any, builder: Any, kind: Tables, group: Any, name: str) -> Any:
    """Load the address and the lengths of `group.name`. They do not change during a call, so that one load may serve a
    whole loop."""
    array, word, first = kind.arrays[name], ir.IntType(64), kind.first_word(name)
    words, unchanging = builder.bitcast(group, word.as_pointer()), builder.module.add_metadata([])

    def load(number: int) -> Any:
        value = builder.load(builder.gep(words, [ir.IntType(32)(number)]))
        value.set_metadata("invariant.load", unchanging)
        return value

    element = context.get_data_type(array.dtype)
    size = context.get_abi_sizeof(element)
    shape = [load(first + 1 + axis) for axis in range(array.ndim)]
    strides = [word(size)]
    for length in shape[:0:-1]:
        strides.insert(0, builder.mul(strides[0], length))
    made = context.make_array(array)(context, builder)
    data = builder.inttoptr(load(first), element.as_pointer())
    populate_array(made, data=data, shape=shape, strides=strides, itemsize=size, meminfo=None)
    return made._getvalue()
