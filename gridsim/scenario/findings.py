"""What the checks between keys take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gridsim.currencies import CURRENCY
from gridsim.scenario.places import Key


@dataclass(frozen=True)
class Origin:
    """Where a scenario comes from: what was given, in which currency, from which folder and under which name, and
    whether its files must be there. One that was not loaded gives nothing."""

    given: Mapping[str, Any] | None = None
    currency: str = CURRENCY
    base_dir: Path = field(default_factory=Path.cwd)
    name: str = "scenario"
    check_files: bool = True


@dataclass(frozen=True)
class Finding:
    """One problem: the place, its sentence in parts, and the other places that it rests on."""

    key: Key
    what: str
    constraint: str
    got: object
    advice: str
    also: tuple[Key, ...] = ()
