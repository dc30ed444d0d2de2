"""Places in a scenario: where a value stands, as a key and as text."""

from __future__ import annotations

from typing import Any

Key = tuple[str | int, ...]
"""Where a value stands: its keys and list places from the top."""


def dotted(key: Key) -> str:
    """Return a place as text.

    Examples
    --------
    >>> dotted(("strategies", "grid", "points", "commission", 1))
    'strategies.grid.points.commission[1]'
    """
    text = ""
    for part in key:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else _shown(part)
    return text


def _shown(part: str) -> str:
    return part if len(part) <= 80 else part[:77] + "..."


def lookup(tree: Any, key: Key, otherwise: Any = None) -> Any:
    """Return the value at a place of nested dicts and lists, or `otherwise`."""
    for part in key:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            return otherwise
    return tree


def related(one: Key, other: Key) -> bool:
    """Return whether one place is, or lies in, the other."""
    n = min(len(one), len(other))
    return one[:n] == other[:n]


def remove(tree: Any, key: Key) -> None:
    """Take out the value at a place, or whatever holds it if it cannot be taken out alone."""
    for place, part in enumerate(key):
        if not isinstance(tree, dict) or part not in tree:
            return
        if place == len(key) - 1 or not isinstance(tree[part], dict):
            del tree[part]
            return
        tree = tree[part]
