"""An experiment file: a scenario, the factors that vary in it, the strategies to contrast, and the claim that it tests.

```yaml
name: Budget against ties
scenario: ../scenarios/fresh_food.yaml
overrides: {people.count: 5000}                 # optional: laid over the scenario in every design point
factors:
  budget.total: [25k CNY, 100k CNY]
  strategies.grid.points.tie_quality: [0.5, 1, 2]
design: full                                    # every combination
replicates: 10
strategies: [grid, official]
metric: net_contribution
claim: The better the ties of the points, the more a grid is worth.
expect:                                         # optional: the claim in a form that can be judged
  - {winner: grid, where: {strategies.grid.points.tie_quality: 2}}
  - {of: grid, over: official, grows: strategies.grid.points.tie_quality}    # `claims` tells the forms
```
"""

from __future__ import annotations

import difflib
import hashlib
import itertools
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gridsim.arguments import array, several
from gridsim.errors import ScenarioError, problem
from gridsim.scenario.load import as_scenario
from gridsim.study.claims import Effect, Expectation, read_expectations

NO_FACTORS = ("about", "name", "replicates", "seed", "world")
"""Keys of a scenario that say how often and with which luck it is played, or nothing at all."""
KEYS = ("name", "about", "scenario", "overrides", "factors", "design", "replicates", "seed", "strategies", "metric", "claim", "expect")
DESIGNS = ("full",)
MOST_POINTS = 10_000


@dataclass(frozen=True)
class Point:
    """A design point: its number, the level of every factor as written, and the scenario that they make."""

    number: int
    levels: dict[str, Any]
    scenario: Any


@dataclass(frozen=True)
class Experiment:
    """A checked experiment; `points` in the order of the design, the last factor varying fastest."""

    name: str
    about: str
    scenario: Any
    factors: dict[str, tuple[Any, ...]]
    points: tuple[Point, ...]
    strategies: tuple[str, ...]
    metric: str
    claim: str
    expect: tuple[Expectation | Effect, ...]

    def digest(self) -> str:
        """SHA-256 of everything that can change a result."""
        told = [[point.levels, point.scenario.digest()] for point in self.points]
        return hashlib.sha256(json.dumps([told, self.strategies, self.metric], sort_keys=True, default=str).encode()).hexdigest()


def load_experiment(
    path: str | Path, settings: Mapping[str, Any] | None = None, replicates: int | None = None, seed: int | None = None,
    strategies: str | Iterable[str] | None = None,
) -> Experiment:  # fmt: skip
    """Return the checked experiment of a file.

    Parameters
    ----------
    path : path
        The experiment file; the scenario it names is relative to it.
    settings : mapping, optional
        Scenario keys laid over the experiment's own overrides (`--set`).
    replicates, seed, strategies : optional
        In place of the file's.

    Raises
    ------
    ScenarioError
        With every problem of the file and of the scenarios that it makes, with file and line.
    """
    from gridsim.scenario.source import read_source

    source = read_source(Path(path))
    tree, problems = source.tree, list(source.problems)
    problems += [_unknown(source, key) for key in tree if key not in KEYS]
    factors = _factors(source, problems)
    problems += [
        problem(f"--set {path}", "a setting", "a key that is no factor of the experiment", path, "Change the levels in the file instead")
        for path in settings or {} if path in factors
    ]  # fmt: skip
    contrast = several("strategies", strategies) if strategies is not None else _names(source, problems)
    if problems:
        raise ScenarioError(problems)
    base = _base(source)
    over = {**(tree.get("overrides") or {}), **_counts(tree, replicates, seed), **(settings or {})}
    scenario, points = _points(source, base, over, set(settings or ()), factors, problems)
    if not problems:
        metric = _metric(source, problems)
        _check_strategies(source, contrast, scenario, problems)
        expect = read_expectations(source, factors, contrast, metric, problems)
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    name = str(tree.get("name") or Path(path).stem)
    return Experiment(name, str(tree.get("about") or ""), scenario, factors, points, contrast, metric, str(tree.get("claim") or ""), expect)


def as_experiment(given: Experiment | str | Path) -> Experiment:
    """Return the experiment that was given where one is meant: as it is, or loaded from a path."""
    if isinstance(given, Experiment):
        return given
    if isinstance(given, (str, os.PathLike)):
        return load_experiment(given)
    got, advice = type(given).__name__, "Load it with gs.load_experiment, or use gs.study.sweep for a scenario with factors"
    raise ScenarioError(problem("experiment", "the experiment", "an Experiment, or the path of its file", got, advice))


def make_experiment(
    scenario, factors: Mapping[str, Sequence[Any]], strategies: str | Iterable[str] | None = None, metric: str = "net_contribution",
    replicates: int | None = None, seed: int | None = None,
) -> Experiment:  # fmt: skip
    """Return a checked experiment over a scenario, as `load_experiment` does of a file."""
    from gridsim.scenario.source import Source

    scenario = as_scenario(scenario)
    if not isinstance(factors, Mapping):
        advice = 'Write for example {"budget.total": ["25k CNY", "100k CNY"]}'
        raise ScenarioError(problem("factors", "the factors", "levels by dotted key, a dict", factors, advice))
    chosen = scenario.strategies if strategies is None else several("strategies", strategies)
    tree = {"factors": {path: levels if isinstance(levels, str) else array(path, levels).tolist() for path, levels in factors.items()},
            "metric": metric, "strategies": list(chosen)}  # fmt: skip
    source = Source(tree, name="sweep")
    problems: list[str] = []
    levels, contrast = _factors(source, problems), _names(source, problems)
    if not problems:
        _check_strategies(source, contrast, scenario, problems)
        _metric(source, problems)
    if problems:
        raise ScenarioError(problems)
    base = scenario.replace({key: value for key, value in (("replicates", replicates), ("seed", seed)) if value is not None})
    points = tuple(Point(number, chosen, base.replace(chosen)) for number, chosen in enumerate(full_design(levels)))
    return Experiment(f"{scenario.name} study", "", base, levels, points, contrast, metric, "", ())


def full_design(factors: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Return every combination of the factors' levels, the last factor varying fastest.

    Examples
    --------
    >>> full_design({"a": [1, 2], "b": ["x", "y"]})
    [{'a': 1, 'b': 'x'}, {'a': 1, 'b': 'y'}, {'a': 2, 'b': 'x'}, {'a': 2, 'b': 'y'}]
    """
    return [dict(zip(factors, levels, strict=True)) for levels in itertools.product(*factors.values())]


def _unknown(source, key: str) -> str:
    close = difflib.get_close_matches(key, KEYS, n=1)
    advice = f"Did you mean {close[0]}?" if close else f"Its keys are {', '.join(KEYS)}"
    return problem(source.where((key,)), "a key", "a key of an experiment", key, advice)


def _factors(source, problems: list[str]) -> dict[str, tuple[Any, ...]]:
    """The factors with their levels; what is wrong with their form becomes problems."""
    tree = source.tree
    given, found = tree.get("factors"), {}
    if not isinstance(given, dict) or not given:
        problems.append(problem(source.where(("factors",)), "factors", "a block of scenario keys with lists of levels", given,
                                "Write for example `budget.total: [25k CNY, 100k CNY]` below `factors:`"))  # fmt: skip
        return {}
    for path, levels in given.items():
        if not isinstance(levels, list) or not levels or any(isinstance(level, dict) for level in levels):
            problems.append(problem(source.where(("factors", path)), "the levels of a factor", "a list of values", levels,
                                    "Write the levels in brackets: [0.5, 1, 2]"))  # fmt: skip
        elif path.split(".")[0] in NO_FACTORS:
            problems.append(problem(source.where(("factors", path)), "a factor", "a key that changes the model", path,
                                    "Set the seed and the replicates of the experiment itself"))  # fmt: skip
        elif len({str(level) for level in levels}) < len(levels):
            problems.append(problem(source.where(("factors", path)), "the levels of a factor", "all different", levels, "Leave out the doubled one"))
        else:
            found[path] = tuple(levels)
    n_points = 1
    for levels in found.values():
        n_points *= len(levels)
    if n_points > MOST_POINTS:
        problems.append(problem(source.where(("factors",)), "the design", f"at most {MOST_POINTS:,} points", f"{n_points:,}", "Give fewer levels"))
    design = tree.get("design", "full")
    if design not in DESIGNS:
        problems.append(problem(source.where(("design",)), "design", f"one of {', '.join(DESIGNS)}", design, "Write full: every combination"))
    if not isinstance(tree.get("overrides") or {}, dict):
        where = source.where(("overrides",))
        problems.append(problem(where, "overrides", "a block of scenario keys", tree["overrides"], "Write `people.count: 5000` below it"))
    return found


def _names(source, problems: list[str]) -> tuple[str, ...]:
    """The strategies to contrast, as the file names them."""
    names = source.tree.get("strategies")
    if not isinstance(names, list) or len(names) < 2 or any(not isinstance(name, str) for name in names) or len(set(names)) < len(names):
        problems.append(problem(source.where(("strategies",)), "strategies", "a list of two or more different strategies", names,
                                "Write for example strategies: [grid, official]"))  # fmt: skip
        return ()
    return tuple(names)


def _base(source):
    """The source of the scenario that the experiment names."""
    from gridsim.scenario.source import read_source

    given = source.tree.get("scenario")
    if not isinstance(given, str) or not given.strip():
        raise ScenarioError(problem(source.where(("scenario",)), "scenario", "the path of a scenario file, relative to the experiment file", given,
                                    "Write for example scenario: ../scenarios/fresh_food.yaml"))  # fmt: skip
    path = source.base_dir / given
    if not path.is_file():
        raise ScenarioError(problem(source.where(("scenario",)), "scenario", "a file, relative to the experiment file", given, f"There is no {path}"))
    return read_source(path)


def scenario_of(source, overrides: Mapping[str, Any]):
    """Return the scenario that a file names, with these keys laid over it; problems name the file."""
    from gridsim.scenario.load import assemble

    return assemble(_base(source), overrides, _place(source, ("overrides",)))


def _counts(tree: Mapping[str, Any], replicates: int | None, seed: int | None) -> dict[str, Any]:
    """Replicates and seed: from the call, else the file, else the scenario."""
    chosen = {"replicates": replicates if replicates is not None else tree.get("replicates"), "seed": seed if seed is not None else tree.get("seed")}
    return {key: value for key, value in chosen.items() if value is not None}


def _points(source, base, over, from_call, factors, problems):
    """The base scenario and the design points. Overrides and levels are tried one by one, so that a problem has its own line."""
    from gridsim.scenario.load import assemble

    def tried(overrides: Mapping[str, Any], label: str):
        try:
            return assemble(base, overrides, label)
        except ScenarioError as error:
            problems.extend(error.problems)
            return None

    scenario = tried({}, "")
    if problems:
        return None, ()
    good: dict[str, Any] = {}
    try:
        assemble(base, over, "")
        good = dict(over)
    except ScenarioError:
        # One may need another (mails a mailing list), so each is tried on top of those before it.
        for path, value in over.items():
            line = ("overrides", path) if path in (source.tree.get("overrides") or {}) else (path,)
            if tried({**good, path: value}, "--set" if path in from_call else _place(source, line)) is not None:
                good[path] = value
    for path, levels in factors.items():
        for level in levels:
            tried({**good, path: level}, _place(source, ("factors", path)))
    if problems:
        return None, ()
    scenario = tried(over, "--set")
    label = _place(source, ("factors",))
    points = tuple(Point(number, levels, tried({**over, **levels}, label)) for number, levels in enumerate(full_design(factors)))
    return scenario, points


def _place(source, key: tuple[str, ...]) -> str:
    """File and line of a key of the experiment."""
    return source.where(key).rsplit(" ", 1)[0]


def _metric(source, problems: list[str]) -> str:
    from gridsim.results.metrics import METRICS

    metric = source.tree.get("metric", "net_contribution")
    if metric not in METRICS:
        close = difflib.get_close_matches(str(metric), list(METRICS), n=1)
        hint = f"Did you mean {close[0]}?" if close else f"The metrics are {', '.join(METRICS)}"
        problems.append(problem(source.where(("metric",)), "metric", "a metric of a run", metric, hint))
    elif not METRICS[metric].better:
        problems.append(problem(source.where(("metric",)), "metric", "one with a better direction", metric, "Choose one such as net_contribution"))
    return metric


def _check_strategies(source, names: Sequence[str], scenario, problems: list[str]) -> None:
    known = [*scenario.strategies, "nothing"]
    for name in names:
        if name not in known:
            where = source.where(("strategies",))
            problems.append(problem(where, "a strategy", f"one of {', '.join(known)}", name, "Name strategies of the scenario"))
    if len(names) < 2:
        problems.append(problem(source.where(("strategies",)), "strategies", "two or more", list(names), "Name the strategies to contrast"))
