"""Copy variants: which versions of its content every line has, as records, and what the team measured of them, as a
table."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gridsim.engine import state as table
from gridsim.engine.lines import minutes_of
from gridsim.engine.state import Records
from gridsim.rules import commission, reaction
from gridsim.scenario import Scenario
from gridsim.scenario.content import craft_of
from gridsim.scenario.grid import Points
from gridsim.scenario.strategy import Strategy
from gridsim.terms import Measure, PlanLine, words


def named_versions(strategy: Strategy) -> list[tuple[str, str]]:
    """Line and name of every version that is measured, in order; a line without variants has one without a name. None
    where nothing is measured."""
    blocks = {name: getattr(strategy, name, None) for name in words(PlanLine) if name != "review"}
    blocks = {name: block for name, block in blocks.items() if block is not None}
    if strategy.review is None and not any(getattr(block, "variants", {}) for block in blocks.values()):
        return []
    found = [(line, name) for line, block in blocks.items() for name in getattr(block, "variants", {}) or [""]]
    return found + [(f"activity:{name}", "") for name in strategy.activities]


def versions_of(scenario: Scenario, strategy: Strategy, lines: Records) -> Records:
    """The records of all versions; tells the lines which are theirs."""
    names = named_versions(strategy)
    versions = table.records(len(names), table.VERSION)
    rows = {
        name: row for row, name in enumerate((*words(PlanLine), *(f"activity:{name}" for name in strategy.activities)))
    }
    for number, (line_name, name) in enumerate(names):
        line = lines[rows[line_name]]
        if line.n_versions == 0:
            line.first_version = number
        line.n_versions += 1
        version = versions[number]
        version.line = rows[line_name]
        if name:
            _fill(version, getattr(strategy, line_name), name, scenario)
        else:
            for field in (
                "appeal",
                "interesting",
                "benefit",
                "interaction",
                "individuality",
                "personal_topic",
                "positioning",
                "discount",
                "content_cost",
                "minutes",
            ):
                version[field] = line[field]
    weighed = (
        strategy.review is not None
        and strategy.review.over != "media"
        and strategy.review.rule in ("thompson", "epsilon")
    )
    for row, line in enumerate(lines):
        if line.n_versions == 0:
            continue
        own = versions[line.first_version : line.first_version + line.n_versions]
        own.weight = 1.0 / line.n_versions
        line.dearest, line.longest = own.content_cost.max(), own.minutes.max()
        block = getattr(strategy, words(PlanLine)[row], None) if row < len(PlanLine) else None
        line.in_turn = not weighed and getattr(block, "variant_choice", "turn") == "turn"
    return versions


def _fill(version: Records, block: Any, name: str, scenario: Scenario) -> None:
    """Set a version from its content."""
    content = block.variants[name]
    for field in ("interesting", "benefit", "interaction", "individuality", "positioning"):
        version[field] = getattr(content, field)
    version.personal_topic = getattr(content, "personal_topic", 0.0)
    r = scenario.response.reaction
    version.appeal = reaction.quality_multiplier(content.quality, math.log(r.quality_effect))
    version.content_cost = commission.content_cost(content.cost_at_full_quality, craft_of(content))
    version.minutes = minutes_of(content, block) if isinstance(block, Points) else 0.0
    version.discount = commission.millionths(content.discount)


def variant_columns(strategy: Strategy, measured: np.ndarray) -> dict[str, np.ndarray]:
    """One row a day and version: what the team measured (spend in minor units)."""
    names = named_versions(strategy)
    days = len(measured)
    columns: dict[str, np.ndarray] = {
        "day": np.repeat(np.arange(days, dtype=np.int32), len(names)),
        "line": np.tile(np.array([line for line, _ in names], dtype=object), days),
        "variant": np.tile(np.array([name for _, name in names], dtype=object), days),
    }
    for number, name in enumerate(words(Measure)):
        columns[name] = measured[:, :, number].reshape(-1).copy()
    return columns
