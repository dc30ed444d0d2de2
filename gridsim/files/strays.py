"""Stray cells in columns of ids: remarks behind a row, a header that comes again, a row of words among numbers."""

from __future__ import annotations

from collections.abc import Sequence

from gridsim.errors import refusal
from gridsim.files.text import Text

_REMARK = r"\s(?:#|%|//)"
_WHOLE = r"^[-+]?\d+(?:\.0*)?$"


def refuse_strays(text: Text, ends: Sequence, places: Sequence[int]) -> None:
    """Refuse cells that are no ids, in columns of ends (pyarrow arrays of text).

    Raises
    ------
    ScenarioError
        If there are any: with the first line.
    """
    from pyarrow import compute

    remarks = [
        cell
        for array in ends
        for cell in compute.unique(array.filter(compute.match_substring_regex(array, _REMARK))).to_pylist()
    ]
    bare = {cell for cell in remarks if f'"{cell}"'.encode() not in text.content}
    if bare:
        number, cell = next((number, cell) for number, row in text.rows() for cell in row if cell in bare)
        advice = "Put a remark on a line of its own, or the id in quotes if the mark is part of it"
        raise refusal(f"{text.path}:{number}", "an id", "free of remarks behind it, or in quotes", cell, advice)
    refuse_header_again(text, ends, places)
    whole = [compute.match_substring_regex(array, _WHOLE) for array in ends]
    numbers, words = compute.and_(*whole), compute.invert(compute.or_(*whole))
    n, n_numbers, n_words = len(words), compute.sum(numbers).as_py() or 0, compute.sum(words).as_py() or 0
    if n > 2 and {n_numbers, n_words} == {1, n - 1}:
        odd = compute.index(words if n_words == 1 else numbers, True).as_py()
        if n_words == 1 or odd == 0:  # names such as 42 do occur further down
            shown = ", ".join(array[odd].as_py() for array in ends)
            advice = (
                "Drop that row if it is a header, a count or a remark; if it is a tie, name both ends: source=0,"
                " target=1"
            )
            constraint = f"of {'numbers' if n_words == 1 else 'words'} as all others are"
            raise refusal(text.line_of(odd), "a row", constraint, shown, advice)


def refuse_header_again(text: Text, columns: Sequence, places: Sequence[int]) -> None:
    """Refuse a row that has the names of these columns (pyarrow arrays of text), as files that were put together have
    it."""
    from functools import reduce

    from pyarrow import compute

    names = [text.names[place] for place in places] if text.names else []
    if names and all(names):
        again = reduce(compute.and_, (compute.equal(array, name) for array, name in zip(columns, names, strict=True)))
        at = compute.index(again, True).as_py()
        if at >= 0:
            raise refusal(
                text.line_of(at),
                "a row",
                "one of the table",
                f"the header again: {', '.join(names)}",
                "Drop that row",
            )
