"""What the checks between keys take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gridsim.scenario.places import Key


@dataclass(frozen=True)
class Context:
    """What the checks need beside the scenario: what was given, over presets, and where its files lie."""

    given: Mapping[str, Any]
    full: Mapping[str, Any]
    base_dir: Path
    currency: str
    check_files: bool


@dataclass(frozen=True)
class Finding:
    """One problem: the place, its sentence in parts, and the other places that it rests on."""

    key: Key
    what: str
    constraint: str
    got: object
    advice: str
    also: tuple[Key, ...] = ()
