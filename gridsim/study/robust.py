"""The verdict under all guesses: every assumed value drawn anew in every market, and who wins there.

A market is one draw of all guesses from their declared ranges (a Latin hypercube, so that the range of each is covered
evenly), and one draw of people and luck. Every strategy and doing nothing are played in it on the same people and luck.
It is a study whose points are markets, each with a replicate of its own number; so it is stopped, resumed, cut into
shards and spread over machines like any other.

Markets are played in small: a town of fewer people, with budget, heads, prizes and prices of posts in proportion
(`pilot.in_small`), says the same (docs/studies.md), and all amounts are given for the whole town.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Unpack

from gridsim.arguments import several, whole
from gridsim.errors import ScenarioError, refusal
from gridsim.results import disk, store
from gridsim.scenario import Scenario
from gridsim.scenario.load import Given, as_scenario
from gridsim.study import folder as folders
from gridsim.study.asked import choose_strategies
from gridsim.study.axes import Axis, Member, keys_of
from gridsim.study.design import Design, drawn_design, levels_of, tried
from gridsim.study.experiment import Experiment
from gridsim.study.experiment_told import in_towns
from gridsim.study.factors import declared_member
from gridsim.study.guesses import guesses
from gridsim.study.how import Default, HowAnew, spelled_out
from gridsim.study.pilot import is_generated
from gridsim.study.play import Engine, the_engine
from gridsim.study.sweep import play_experiment
from gridsim.study.verdict import MEASURE
from gridsim.study.why_assumptions import unheard
from gridsim.terms import NOTHING

POINTS, FEWEST = 400, 40
PEOPLE = 5_000
"""People of the town in which a market is played, where it has more."""
FOLDER = "robust"
"""Folder of the markets within that of a comparison."""


class Asked(NamedTuple):
    """What is asked: how many markets, of how many people (None: as many as `PEOPLE`, or all where they come from
    files), and which keys that the scenario changed are guesses all the same."""

    points: int = POINTS
    people: int | None = None
    also: tuple[str, ...] = ()


@spelled_out
def robust(
    source: Given | store.Results,
    points: int = POINTS,
    strategies: str | Iterable[str] | None = None,
    also: str | Iterable[str] = (),
    people: int | None = None,
    seed: int | None = None,
    out: str | Path | Default | None = None,
    *,
    engine: Callable[[], Engine] = the_engine,
    **how: Unpack[HowAnew],
) -> store.StoredStudy:
    """Play every strategy in many markets, each with all guesses drawn anew, and say how far the verdict holds.

    Parameters
    ----------
    source : Scenario, path, text or mapping; or a finished comparison, or its folder
        What is found of a comparison is also written into it: into summary.json as "robust", and as a chapter of its
        report.
    points : int
        Markets, 40 to 10,000.
    strategies : collection of str, optional
        Those to play; all of the scenario (of the comparison) by default.
    also : str or collection of str
        Keys, or patterns such as "market.*", that the scenario changed and that are guesses all the same.
    people : int, optional
        People of the town that is played; by default 5,000, or all where there are fewer or they come from files.
    seed : int, optional
        In place of the scenario's.
    out : path, optional
        The result folder; without it a temporary one, and of a comparison its folder `robust`.
    workers, threads, scheduler, progress, overwrite, finish
        As in `compare`.

    Returns
    -------
    StoredStudy
        `.runs` with one row a run, and `.summary["robust"]`: "wins" of every strategy and of doing nothing, "gains",
        "guesses" (a row each: how far it decides who wins, what it is worth to measure it), "tree", "sentences".

    Raises
    ------
    ScenarioError
        For a folder that holds no comparison, a scenario without guesses, or a number that is out of range.
    """
    asked = Asked(
        whole("--points", points, FEWEST, 10_000, f"Give for example {POINTS}", "the number of markets"),
        people,
        several("--also", also),
    )
    stored = _comparison(source)
    if stored is None:
        scenario = as_scenario(source)
    else:
        scenario = stored.scenario
        strategies = strategies or [name for name in stored.strategies if name != NOTHING]
        out = stored.folder / FOLDER if out is None else out
    if seed is not None:
        scenario = scenario.replace({"seed": seed})
    experiment = question(scenario, strategies, asked)
    found = play_experiment(experiment, out, engine=engine, **how)
    if stored is not None and not how.get("shard"):
        enter(stored, found, how.get("finish"))
    return found


def _comparison(source: Any) -> store.Stored | None:
    """The comparison that was given, or None where a scenario was."""
    if isinstance(source, (str, os.PathLike)) and not (
        Path(source).is_dir() if len(str(source)) < 4_000 and "\n" not in str(source) else False
    ):
        return None
    if isinstance(source, (Mapping, Scenario)):
        return None
    stored = store.opened(source, "comparison")
    if stored.manifest["kind"] != "compare":
        kind = stored.manifest["kind"]
        raise refusal(str(stored.folder), "the folder", "one of a comparison", kind, "Give what `gridsim compare` left")
    return stored


def question(scenario: Scenario, strategies: str | Iterable[str] | None, asked: Asked) -> Experiment:
    """Return the experiment that plays the markets of a scenario."""
    names = [name for name in choose_strategies(scenario, strategies) if name != NOTHING]
    axes = _axes(scenario, names, asked.also)
    size = _size(scenario, asked.people)
    design = Design("lhs", asked.points)
    rows = drawn_design(axes, design, scenario.seed)
    problems: list[str] = []
    factors = {path: levels_of(rows)[path] for path in keys_of(axes)}
    base = scenario.replace({"replicates": 1}) if scenario.replicates != 1 else scenario

    points = tried(rows, factors, base.replace, problems, drawn=True)
    if problems:
        raise ScenarioError(problems)
    told: dict[str, Any] = {
        "people": size if is_generated(scenario) else None,
        "times": scenario.people.count / size,
        "guesses": _told_guesses(scenario, axes),
        "also": list(asked.also),
        "known": _n_known(scenario, names, asked.also),
    }
    return Experiment(
        f"{scenario.name}, under all guesses",
        scenario.about,
        base,
        factors,
        in_towns(points, told["people"]),
        tuple(names),
        MEASURE,
        "",
        (),
        Path.cwd(),
        design,
        axes,
        robust=told,
    )


def _axes(scenario: Scenario, names: list[str], also: tuple[str, ...]) -> tuple[Axis, ...]:
    """An axis a guess."""
    _heard(scenario, names, also)
    groups = guesses(scenario, names, also)
    if not groups:
        advice = "Name keys that are guesses all the same with --also"
        raise refusal("robust", "the scenario", "one with assumed values that it has left as they were", "none", advice)
    infos = {info.path: info for info in scenario.parameters()}
    problems: list[str] = []
    found = []
    for label, paths in groups.items():
        members = [declared_member(infos[path], scenario, problems) for path in paths]
        kept: tuple[Member, ...] = tuple(one for one in members if one is not None)
        if kept:
            found.append(Axis(label, kept))
    if problems:
        raise ScenarioError(problems)
    return tuple(found)


def _heard(scenario: Scenario, names: list[str], also: tuple[str, ...]) -> None:
    """Refuse patterns of `also` that change nothing."""
    if not also:
        return
    before = {path for paths in guesses(scenario, names).values() for path in paths}
    changed = {path: path not in before for paths in guesses(scenario, names, ["*"]).values() for path in paths}
    problems = list(unheard(scenario, changed, also, ["tornado"]))
    if problems:
        raise ScenarioError(problems)


def _n_known(scenario: Scenario, names: list[str], also: tuple[str, ...]) -> int:
    """How many assumed values count as known, since the scenario changed them."""
    everything = {path for paths in guesses(scenario, names, ["*"]).values() for path in paths}
    drawn = {path for paths in guesses(scenario, names, also).values() for path in paths}
    return sum(info.path in everything - drawn and info.assumed for info in scenario.parameters())


def _size(scenario: Scenario, people: int | None) -> int:
    """People of the town that is played."""
    count = int(scenario.people.count)
    if not is_generated(scenario):
        if people is not None and people != count:
            advice = "Leave --people out: the people come from files"
            raise refusal("--people", "the people", "those of the files", people, advice)
        return count
    if people is None:
        return min(PEOPLE, count)
    return whole("--people", people, 100, count, "Give fewer people than the scenario has", "the number of people")


def _told_guesses(scenario: Scenario, axes: tuple[Axis, ...]) -> dict[str, dict[str, Any]]:
    """What is said of each guess: meaning, unit, the value now and the range that it is drawn from."""
    infos = {info.path: info for info in scenario.parameters()}
    found = {}
    for axis in axes:
        info = infos[axis.members[0].path]
        found[axis.label] = {
            "keys": [one.path for one in axis.members],
            "meaning": info.meaning,
            "unit": info.unit,
            "now": info.value,
            "from": axis.at(0.0)[info.path],
            "to": axis.at(1.0)[info.path],
        }
    return found


def enter(stored: store.Stored, found: store.StoredStudy, finish: Any = None) -> None:
    """Write what was found under all guesses into a comparison, and draw its charts and report again."""
    path = stored.folder / "summary.json"
    summary = disk.read_json(path) | {"robust": found.summary["robust"]}
    disk.write_text(path, disk.json_text(summary))
    if finish is not None:
        again = store.open_dir(stored.folder)
        made = [Path(one).resolve().relative_to(stored.folder.resolve()).as_posix() for one in finish(again) or ()]
        folders.enter(again, made)
