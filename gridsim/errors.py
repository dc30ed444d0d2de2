"""The errors that gridsim raises, and the one sentence that they all speak."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any


class GridsimError(Exception):
    """Something went wrong that gridsim can explain."""


class IncompleteWarning(UserWarning):
    """Some runs of a study failed; what went well is kept and can be opened."""


class ScenarioError(GridsimError, ValueError):
    """A bad input: one or more problems, each one sentence.

    Parameters
    ----------
    problems : str or iterable of str
        What is wrong, one sentence each (see `problem`).

    Examples
    --------
    >>> error = ScenarioError([problem("a.yaml:3 budget.total", "a budget", "an amount >= 0", -5, "Give a positive amount")])
    >>> print(error)
    a.yaml:3 budget.total: a budget must be an amount >= 0; got -5. Give a positive amount.
    >>> len(error.problems)
    1
    """

    def __init__(self, problems: str | Iterable[str]):
        self.problems: list[str] = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> Any:
        return type(self), (self.problems,)


class Said:
    """Words for the "got" of a sentence, shown without quotes."""

    def __init__(self, words: str):
        self.words = words

    def __str__(self) -> str:
        return self.words


def problem(where: str, what: str, constraint: str, got: object, advice: str) -> str:
    """Return the sentence "where: what must be constraint; got value. advice."

    Examples
    --------
    >>> problem("chance", "each chance", "in [0, 1]", 1.5, "Give a share such as 0.3")
    'chance: each chance must be in [0, 1]; got 1.5. Give a share such as 0.3.'
    """
    # tables and wide arrays are shown over several lines
    shown = " ".join(str(got).split()) if not isinstance(got, str) else repr(got)
    if len(shown) > 120:
        shown = shown[:117] + "..."
    return f"{where}: {what} must be {constraint}; got {shown}. {advice.rstrip('.')}."


def refusal(where: str, what: str, constraint: str, got: object, advice: str) -> ScenarioError:
    """Return the error of one problem, to be raised."""
    return ScenarioError(problem(where, what, constraint, got, advice))


GATHERED = 4
"""So many problems of one kind become one sentence with their places."""

_SENTENCE = re.compile(
    r"(?P<where>.+?): (?P<what>.+?) must be (?P<constraint>.+?); got (?P<got>.+?)\. (?P<advice>[^.]+)\.", re.DOTALL
)


def gathered(problems: Sequence[str]) -> list[str]:
    """Return the problems, those of one kind (the same constraint and advice, `GATHERED` and more) as one sentence that
    names all places.

    Examples
    --------
    >>> many = [problem(f"a.yaml:{line} key{line}", f"key{line}", "in USD", got, "Convert it") for line, got in ((1, 5), (2, 6), (3, 7), (4, 8))]
    >>> gathered(many)
    ['a.yaml:1 key1 and 3 more: each must be in USD; got 5 there, 6 at line 2 key2, 7 at line 3 key3, 8 at line 4 key4.
    Convert it.']
    """
    kinds: dict[tuple[str, str], list[re.Match[str]]] = {}
    for text in problems:
        if found := _SENTENCE.fullmatch(text):
            kinds.setdefault((found["constraint"], found["advice"]), []).append(found)
    many = {one.string: group for group in kinds.values() if len(group) >= GATHERED for one in group}
    told: list[str] = []
    for text in problems:
        group = many.get(text)
        if group is None:
            told.append(text)
        elif group[0].string == text:
            first, *others = group
            file = first["where"].partition(":")[0] + ":"
            places = "".join(
                f", {one['got']} at {re.sub(f'^{re.escape(file)}(?=[0-9])', 'line ', one['where'])}" for one in others
            )
            told.append(
                f"{first['where']} and {len(others)} more: each must be {first['constraint']}; got {first['got']}"
                f" there{places}. {first['advice']}."
            )
    return told
