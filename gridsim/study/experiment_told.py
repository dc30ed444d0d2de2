"""An experiment as its result folder keeps it, so that an interrupted study can be taken up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gridsim.scenario.overrides import rooted
from gridsim.study.axes import axes_from
from gridsim.study.claims import as_plain, from_plain
from gridsim.study.design import Design, Point, full_design, read_design
from gridsim.study.experiment import Experiment
from gridsim.study.pilot import in_small
from gridsim.study.until import Until


def told(experiment: Experiment) -> dict[str, Any]:
    """Return an experiment as plain values; the levels of every point as they were drawn, so that no version of any
    library draws them otherwise."""
    return {
        "name": experiment.name,
        "about": experiment.about,
        "factors": {path: list(levels) for path, levels in experiment.factors.items()},
        "design": experiment.design.told(),
        "axes": [axis.told() for axis in experiment.axes],
        "points": [point.levels for point in experiment.points],
        "until": None if experiment.until is None else experiment.until.told(),
        "robust": experiment.robust,
        "strategies": list(experiment.strategies),
        "metric": experiment.metric,
        "claim": experiment.claim,
        "expect": [as_plain(one) for one in experiment.expect],
        "folder": str(experiment.folder.absolute()),
    }


def from_told(kept: Mapping[str, Any], scenario: Any) -> Experiment:
    """Return the experiment that `told` told, over the scenario of its folder; folders of an earlier version hold no
    points, since all of their designs were full."""
    base = Path(kept.get("folder", "."))
    rows = kept.get("points") or full_design(kept["factors"])
    asked = kept.get("robust")
    points = tuple(Point(number, levels, scenario.replace(rooted(levels, base))) for number, levels in enumerate(rows))
    if asked:
        points = in_towns(points, asked["people"])
    return Experiment(
        kept["name"],
        kept["about"],
        scenario,
        {path: tuple(levels) for path, levels in kept["factors"].items()},
        points,
        tuple(kept["strategies"]),
        kept["metric"],
        kept["claim"],
        tuple(from_plain(one) for one in kept["expect"]),
        base,
        design_from(kept.get("design")),
        axes_from(kept.get("axes") or ()),
        None if kept.get("until") is None else Until(**kept["until"]),
        asked,
    )


def in_towns(points: Sequence[Point], people: int | None) -> tuple[Point, ...]:
    """The points, each played in a town of so many people; None: of as many as it has."""
    if people is None:
        return tuple(points)
    return tuple(replace(one, small=in_small(one.whole, people)) for one in points)


def design_from(given: Any) -> Design:
    """The design that `Design.told` told."""
    if not isinstance(given, Mapping):
        return read_design("full", "")[0]
    ((kind, value),) = given.items()
    return Design(kind, 0, value) if isinstance(value, str) else Design(kind, value)
