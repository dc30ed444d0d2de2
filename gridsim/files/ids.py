"""Ids: whole numbers where every cell prints back as it was read, else the text as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

_CHUNK = 1 << 24


def exact_numbers(content: bytes, start: int = 0) -> bool:
    """Whether no number in a text has a leading zero, a sign before a zero or a prefix such as 0x: reading whole
    numbers then loses nothing.

    True is certain, False is not (a weight such as `-0.5`, a time such as `05:30` may stand in another column).
    """
    array = np.frombuffer(content, np.uint8)
    for begin in range(start, len(array), _CHUNK):
        zero = begin + np.flatnonzero(array[begin : begin + _CHUNK] == 48)
        before = np.where(zero > start, array[zero - 1], 10)
        after = np.where(zero + 1 < len(array), array[np.minimum(zero + 1, len(array) - 1)], 10)
        within = ((before >= 48) & (before <= 57)) | (before == 46)
        longer = ((after >= 48) & (after <= 57)) | (after == 120) | (after == 88) | (before == 45)
        if (~within & longer).any():
            return False
    return True


def whole_numbers(array: Any) -> Any:
    """A pyarrow array of text as int64 where every cell prints back as it stands, else None."""
    import pyarrow
    from pyarrow import compute

    try:
        numbers = array.cast("int64")
        return (
            numbers
            if numbers.null_count == 0
            and compute.all(compute.equal(numbers.cast("string"), array)).as_py() in (True, None)
            else None
        )
    except pyarrow.ArrowException:
        return None


def of_one_kind(arrays: Sequence) -> Any:
    """These arrays of text as int64 where all their cells are whole numbers (see `whole_numbers`), else as they are."""
    made = []
    for array in arrays:
        numbers = whole_numbers(array)
        if numbers is None:
            return list(arrays)
        made.append(numbers)
    return made


def text_array(values: list[str]) -> np.ndarray:
    """Texts as numpy's own kind, or as objects where a very long one would blow all of them up, or numpy would cut off
    their ends."""
    wide = max(map(len, values), default=0) > 64 or any(value.endswith("\0") for value in values)
    return np.array(values, dtype=object if wide else str)


def encode(source: Any, target: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (places of the sources, places of the targets, ascending labels) of two pyarrow arrays of one kind."""
    import pyarrow

    if pyarrow.types.is_integer(source.type):
        return _encode_numbers(source.to_numpy(zero_copy_only=False), target.to_numpy(zero_copy_only=False))
    both = pyarrow.chunked_array([source, target]).combine_chunks().dictionary_encode()
    labels = text_array(both.dictionary.to_pylist())
    order = np.argsort(labels, kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    codes = place[both.indices.to_numpy(zero_copy_only=False)]
    return codes[: len(source)], codes[len(source) :], labels[order]


def _encode_numbers(source: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same for whole numbers: by a table of presence where the numbers are dense, else by sorting."""
    if not len(source):
        return source, target, source
    lowest = min(source.min(), target.min())
    largest = max(source.max(), target.max())
    if lowest >= 0 and largest <= 8 * len(source) + 1_000:
        present = np.zeros(int(largest) + 1, bool)
        present[source] = True
        present[target] = True
        labels = np.flatnonzero(present)
        if len(labels) == len(present):
            return source, target, labels
        place = np.cumsum(present, dtype=np.int32) - np.int32(1)
        return place[source], place[target], labels
    labels, codes = np.unique(np.concatenate([source, target]), return_inverse=True)
    return codes[: len(source)], codes[len(source) :], labels
