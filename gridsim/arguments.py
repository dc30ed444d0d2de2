"""What callers give, read in one place: one name or several, lists in any of their forms, whole numbers, names that
mean the same.

Whatever cannot be taken for what it is meant to be is refused in a sentence; a gap (a masked value) is never filled
silently.
"""

from __future__ import annotations

import operator
import os
from collections.abc import Collection, Iterable, Mapping, Set
from pathlib import Path
from typing import Any

import numpy as np

from gridsim.errors import ScenarioError, refusal


def whole(name: str, value: Any, low: int, high: int, advice: str, what: str = "") -> int:
    """Return a whole number within its bounds; booleans and numbers with a point are none.

    Examples
    --------
    >>> whole("k", np.int8(3), 1, 5, "Give a head count")
    3
    >>> whole("k", True, 1, 5, "Give a head count")
    Traceback (most recent call last):
    gridsim.errors.ScenarioError: k: the k must be a whole number from 1 to 5; got True. Give a head count.
    """
    number = as_whole(value)
    if number is None or not low <= number <= high:
        raise refusal(name, what or f"the {name}", f"a whole number from {low} to {high}", value, advice)
    return number


def as_whole(value: Any) -> int | None:
    """Python's whole number for one of any kind (of numpy, or an array of no dimension); None for everything else,
    booleans among it."""
    try:
        return (
            None
            if isinstance(value, bool) or getattr(value, "dtype", None) == np.dtype(bool)
            else operator.index(value)
        )
    except TypeError:
        return None


def switch(name: str, value: Any) -> bool:
    """Return yes or no: True or False, or 1 or 0; a text such as "no" would count as yes."""
    if as_whole(value) not in (0, 1) and not isinstance(value, (bool, np.bool_)):
        raise refusal(name, f"{name}", "True or False", value, "Give one of them")
    return bool(value)


def callback(name: str, value: Any) -> Any:
    """Return a function that is to be called, or None; anything else is refused before work that would end in it.

    Examples
    --------
    >>> callback("progress", print) is print, callback("progress", None)
    (True, None)
    >>> callback("progress", 3)
    Traceback (most recent call last):
    gridsim.errors.ScenarioError: progress: progress must be a function that is called; got 3. Give for example progress=print, or leave it out.
    """
    if value is not None and not callable(value):
        advice = f"Give for example {name}=print, or leave it out"
        raise refusal(name, name, "a function that is called", value, advice)
    return value


def path(name: str, value: Any, advice: str) -> Path:
    """Return a path that was given as text or as any kind of path."""
    if not isinstance(value, (str, os.PathLike)) or isinstance(os.fspath(value), bytes):
        raise refusal(name, f"the {name}", "a path", type(value).__name__, advice)
    return Path(value)


def tidy(name: str) -> str:
    """A name in small letters with `_` for blanks and hyphens: `Degree-Discount` is `degree_discount`."""
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def choice(
    name: str,
    value: Any,
    choices: Collection[str],
    advice: str = "Choose one of them",
    also: Mapping[str, str] | None = None,
) -> str:
    """Return one of the names that can be chosen, however it is spelled (`tidy`); `also` holds other names of the same
    things.

    Examples
    --------
    >>> choice("method", "Lazy Greedy", ("greedy", "degree"), also={"lazy_greedy": "greedy"})
    'greedy'
    """
    also = also or {}
    if isinstance(value, str):
        for known in (value, tidy(value)):
            if also.get(known, known) in choices:
                return also.get(known, known)
    raise refusal(name, f"the {name}", f"one of {', '.join(choices)}", value, advice)


def several(
    name: str,
    given: Any,
    known: Collection[str] | None = None,
    advice: str = "Leave it out or correct it",
    what: str = "",
) -> tuple[str, ...]:
    """Return names that were given as one text or as any collection of texts, each once, in their order; None is no
    name.

    Parameters
    ----------
    name : str
        Of the argument.
    given : str, iterable of str, or None
    known : collection of str, optional
        The names that there are.
    advice, what : str
        For the sentence of the refusal.

    Raises
    ------
    ScenarioError
        If it is neither a name nor a collection of names, or a name is not known.

    Examples
    --------
    >>> several("record", "impressions"), several("record", ["impressions", "impressions"]), several("record", None)
    (('impressions',), ('impressions',), ())
    >>> several("record", ["showings"], ("impressions",))
    Traceback (most recent call last):
    gridsim.errors.ScenarioError: record: each name must be one of impressions; got 'showings'. Leave it out or correct it.
    """
    constraint = f"one of {', '.join(known)}" if known is not None else "a text"
    if given is None:
        return ()
    if not isinstance(given, (str, Iterable)) or isinstance(given, (bytes, Mapping)):
        raise refusal(name, f"the {name.lstrip('-')}", "one name or several", given, advice)
    what = what or (f"the {name.lstrip('-')}" if isinstance(given, str) else "each name")
    names = [given] if isinstance(given, str) else list(given)
    if isinstance(given, Set):
        names.sort(key=str)
    for one in names:
        if not isinstance(one, str) or (known is not None and one not in known):
            raise refusal(name, what, constraint, str(one) if isinstance(one, str) else one, advice)
    return tuple(dict.fromkeys(map(str, names)))


def labels(name: str, given: Any, constraint: str = "a list of labels") -> list:
    """Return the labels of people that were given in any list; those of a choice (`gridsim.seeding.Selection`) are its
    own, not its agents.

    Raises
    ------
    ScenarioError
        If it is no list: a text, a number, a dict; or if an order is lost (a set).

    Examples
    --------
    >>> labels("present", np.array([3, 1])), labels("present", (name for name in ("ann", "bob"))), labels("present", None)
    ([3, 1], ['ann', 'bob'], [])
    """
    if given is None:
        return []
    if not isinstance(given, Iterable) or isinstance(given, (str, bytes, Mapping, Set)):
        raise refusal(name, f"the {name}", constraint, given, "Put labels in brackets")
    return values_of(getattr(given, "labels", given))


def values_of(given: Any) -> Any:
    """The values of any ordered list, each as it is (those of arrays as Python's own); what is no such list stays as it
    is.

    Examples
    --------
    >>> values_of((0, "30 CNY")), values_of(np.array([1, 2])), values_of("25k CNY")
    ([0, '30 CNY'], [1, 2], '25k CNY')
    """
    if not isinstance(given, Iterable) or isinstance(given, (str, bytes, Mapping, Set)):
        return given
    return given.tolist() if hasattr(given, "tolist") else list(given)


def array(name: str, values: Any, ordered: bool = True) -> np.ndarray:
    """Return values as an array, whatever holds them: list, tuple, array, pandas or arrow column, range, generator,
    (unordered) set.

    Rows of unequal length become one that holds itself, which every check of a shape refuses; so do dicts and, where an
    order is meant, sets.

    Raises
    ------
    ScenarioError
        If an array with a mask has masked values: they would lose their mask.

    Examples
    --------
    >>> array("seed_set", (k for k in (3, 1))).tolist(), sorted(array("seed_set", {3, 1}, ordered=False).tolist())
    ([3, 1], [1, 3])
    >>> array("chance", np.ma.array([0.1, 0.2], mask=[False, True]))
    Traceback (most recent call last):
    gridsim.errors.ScenarioError: chance: the values must be without gaps; got a masked value at place 1. Fill the gaps or leave them out.
    """
    if isinstance(values, np.ma.MaskedArray):
        masked = np.flatnonzero(np.ma.getmaskarray(values))
        if len(masked):
            got = f"a masked value at place {masked[0]}"
            raise ScenarioError(f"{name}: the values must be without gaps; got {got}. Fill the gaps or leave them out.")
        return np.asarray(values.data)
    if isinstance(values, Mapping) or (ordered and isinstance(values, Set)):
        return _held(values)
    if (
        isinstance(values, Iterable)
        and not hasattr(values, "__array__")
        and not isinstance(values, (str, bytes, list, tuple, range))
    ):
        values = list(values)
    try:
        return np.asarray(values)
    except (ValueError, TypeError, OverflowError):
        return _held(values)


def _held(values: Any) -> np.ndarray:
    """An array of two dimensions that holds the values as they are: no list of anything."""
    held = np.empty((1, 1), object)
    held[0, 0] = values
    return held
