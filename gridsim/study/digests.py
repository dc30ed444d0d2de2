"""Digests of what work depends on: the same digest, the same result."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from gridsim.world.stored import WORLD_KEYS


def digest_of(value: Any) -> str:
    """SHA-256 of plain values, in hexadecimal digits."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def world_digest(scenario: Any) -> str:
    """A digest of what people and ties depend on (seed and replicate aside)."""
    resolved = scenario.resolved()
    return digest_of([resolved.get(key) for key in WORLD_KEYS])


def run_digest(scenario: Any, strategy: str) -> str:
    """A digest of what a run of a strategy depends on: the scenario without the other strategies."""
    resolved = scenario.resolved()
    kept = {key: value for key, value in resolved.items() if key not in ("strategies", "name", "about", "replicates")}
    return digest_of([kept, (resolved.get("strategies") or {}).get(strategy)])
