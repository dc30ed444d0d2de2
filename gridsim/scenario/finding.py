"""One problem that a check found."""

from __future__ import annotations

from dataclasses import dataclass

from gridsim.scenario.source import Key


@dataclass(frozen=True)
class Finding:
    """One problem: the place, its sentence in parts, and the other places that it rests on."""

    key: Key
    what: str
    constraint: str
    got: object
    advice: str
    also: tuple[Key, ...] = ()
