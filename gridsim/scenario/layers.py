"""Presets below, what is given above them: a strategy laid over its preset, a copy variant over its block's content."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from gridsim.errors import Said, problem
from gridsim.scenario.content import Varied
from gridsim.scenario.declare import as_written, declarations, merged
from gridsim.scenario.places import Key
from gridsim.scenario.reading import nearest
from gridsim.scenario.source import Source
from gridsim.scenario.strategy import Strategy, blocks_with, presets
from gridsim.terms import NOTHING


def over_preset(name: str, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a strategy laid over its preset: the one that it names, or that has its name."""
    base = own.get("preset", name if name in presets() else None)
    known = isinstance(base, str) and base in presets()
    return merged(as_written(presets()[str(base)]), own) | {"preset": base} if known else dict(own)


def with_presets(
    given: Mapping[str, Any], source: Source, above: Mapping[Key, str], problems: list[str]
) -> dict[str, Any]:
    """Return the tree with every strategy laid over its preset."""
    full: dict[str, Any] = copy.deepcopy(dict(given))
    strategies = full.get("strategies")
    if not isinstance(strategies, dict):
        return full
    for name in list(strategies):
        own = {} if strategies[name] is None else strategies[name]
        wrong = _strategy_problem(name, own)
        if wrong:
            problems.append(problem(source.where(("strategies", name), above), *wrong))
            del strategies[name]
        else:
            strategies[name] = over_preset(name, own)
            _complete_variants(strategies[name])
    return full


def _complete_variants(strategy: dict[str, Any]) -> None:
    """Lay every copy variant over the content of its block, from which it starts."""
    for key in blocks_with(Varied):
        block, inner = strategy.get(key), declarations(declarations(Strategy)[key].kind.page)
        if not isinstance(block, dict) or not isinstance(block.get("variants"), dict):
            continue
        content = block.get("content")
        start = merged(as_written(inner["content"].default), content if isinstance(content, Mapping) else {})
        block = strategy[key] = dict(block)
        block["variants"] = {
            name: merged(start, {} if own is None else own) if own is None or isinstance(own, Mapping) else own
            for name, own in block["variants"].items()
        }


NAME = re.compile(r"[^\W_][\w +-]{0,59}")
"""Names stand in tables and in paths, so they are plain."""
A_NAME = "letters, digits, blanks, - + and _, at most 60 of them, a letter or digit first"


def _strategy_problem(name: str, own: Any) -> tuple[str, str, object, str] | None:
    """What is wrong with a strategy as such: its name, or that it says nothing."""
    if not NAME.fullmatch(name):
        return "the name of a strategy", A_NAME, name, "Choose a plain name, such as grid_5"
    if not isinstance(own, dict):
        return (
            name,
            "a block of keys",
            own,
            "Write {} for the preset of that name, or its keys (preset, account, advertising, kol, points) below it",
        )
    blocks = [key for key, value in own.items() if value is not None and key != "preset"]
    if name == NOTHING and own.get("preset") not in (None, NOTHING):
        constraint = "left as it is: the run without a campaign that all are measured against"
        return name, constraint, Said(f"preset: {own['preset']}"), "Give the strategy another name"
    if name == NOTHING and blocks:
        constraint = "left without blocks: it is the run without a campaign that all are measured against"
        return name, constraint, Said(", ".join(blocks)), "Give the strategy another name"
    if not blocks and own.get("preset") is None and name not in presets():
        known = ", ".join(presets())
        advice = (
            f"Say `preset: NAME` ({known}) or give it an account, advertising, kol, points or"
            f" activities{nearest(name, presets())}"
        )
        return name, "a preset, or at least one block", Said("neither"), advice
    return None
