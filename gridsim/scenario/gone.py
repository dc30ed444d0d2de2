"""Keys that older files have and that are none any more, each with what to write instead."""

from __future__ import annotations

GONE: dict[str, str] = {}
"""The last name of a key, and the advice: a clause that follows a semicolon."""
