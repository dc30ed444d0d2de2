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
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from pathlib import Path
from typing import Any

from gridsim.arguments import path as as_path
from gridsim.arguments import several, values_of
from gridsim.errors import ScenarioError, problem, refusal
from gridsim.results.metrics import METRICS
from gridsim.scenario import Scenario
from gridsim.scenario.load import Given, as_scenario
from gridsim.scenario.overrides import rooted
from gridsim.study.claims import Effect, Expectation, read_expectations
from gridsim.study.design import Point, refuse_same_levels, told_factors, tried
from gridsim.study.digests import digest_of
from gridsim.study.levels import Factor, text_of
from gridsim.terms import NOTHING

NO_FACTORS = ("about", "name", "replicates", "seed", "world")
"""Keys of a scenario that cannot be factors: replicates, random draws, texts."""
KEYS = (
    "name",
    "about",
    "scenario",
    "overrides",
    "factors",
    "design",
    "replicates",
    "seed",
    "strategies",
    "metric",
    "claim",
    "expect",
)
DESIGNS = ("full",)
MOST_POINTS = 10_000


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
    folder: Path = Path()
    """Files that are levels are relative to it."""

    @cached_property
    def told(self) -> dict[str, Factor]:
        """Every factor with its levels as numbers and as written."""
        return told_factors(self.factors, self.points)

    @cached_property
    def point_digests(self) -> list[str]:
        """The digest of each design point's scenario; a named file counts by its content."""
        return [point.scenario.digest() for point in self.points]

    def digest(self) -> str:
        """SHA-256 of everything that can change a result."""
        told = [[point.levels, digest] for point, digest in zip(self.points, self.point_digests, strict=True)]
        return digest_of([told, self.strategies, self.metric])


def load_experiment(
    path: str | Path,
    settings: Mapping[str, Any] | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    strategies: str | Iterable[str] | None = None,
) -> Experiment:
    """Return the checked experiment of a file.

    Parameters
    ----------
    path : path
        The experiment file; the scenario that it names, and the files in its overrides and levels, are relative to it.
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

    source = read_source(as_path("experiment", path, "Give the path of an experiment file"), "experiment")
    tree, problems = source.tree, list(source.problems)
    problems += wrong_keys(source, KEYS)
    factors = _factors(source, problems)
    problems += [
        problem(
            f"--set {path}",
            "a setting",
            "a key that is no factor of the experiment",
            path,
            "Change the levels in the file instead",
        )
        for path in settings or {}
        if path in factors
    ]
    contrast = several("strategies", strategies) if strategies is not None else _names(source, problems)
    if problems:
        raise ScenarioError(problems)
    base = _base(source)
    over = {
        **rooted(tree.get("overrides") or {}, source.base_dir),
        **_counts(tree, replicates, seed),
        **(settings or {}),
    }
    scenario, points = _points(source, base, over, set(settings or ()), factors, problems)
    if not problems:
        metric = _metric(source, problems)
        _check_strategies(source, contrast, scenario, problems)
        expect = read_expectations(source, factors, contrast, metric, problems)
        refuse_same_levels(points, lambda path: source.where(("factors", path)), problems)
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    name = str(tree.get("name") or Path(path).stem)
    return Experiment(
        name,
        str(tree.get("about") or ""),
        scenario,
        factors,
        points,
        contrast,
        metric,
        str(tree.get("claim") or ""),
        expect,
        source.base_dir,
    )


def as_experiment(given: Experiment | str | Path) -> Experiment:
    """Return the experiment that was given where one is meant: as it is, or loaded from a path."""
    if isinstance(given, Experiment):
        return given
    if isinstance(given, (str, os.PathLike)):
        return load_experiment(given)
    got, advice = (
        type(given).__name__,
        "Load it with gs.load_experiment, or use gs.study.sweep for a scenario with factors",
    )
    raise refusal("experiment", "the experiment", "an Experiment, or the path of its file", got, advice)


def make_experiment(
    scenario: Given,
    factors: Mapping[str, Sequence[Any]],
    strategies: str | Iterable[str] | None = None,
    metric: str = "net_contribution",
    replicates: int | None = None,
    seed: int | None = None,
) -> Experiment:
    """Return a checked experiment over a scenario, as `load_experiment` does of a file."""
    from gridsim.scenario.source import Source

    scenario = as_scenario(scenario)
    if not isinstance(factors, Mapping):
        advice = 'Write for example {"budget.total": ["25k CNY", "100k CNY"]}'
        raise refusal("factors", "the factors", "levels by dotted key, a dict", factors, advice)
    chosen = scenario.strategies if strategies is None else several("strategies", strategies)
    tree = {
        "factors": {path: values_of(levels) for path, levels in factors.items()},
        "metric": metric,
        "strategies": list(chosen),
    }
    source = Source(tree, name="sweep")
    problems: list[str] = []
    levels, contrast = _factors(source, problems), _names(source, problems)
    if not problems:
        _check_strategies(source, contrast, scenario, problems)
        _metric(source, problems)
    if problems:
        raise ScenarioError(problems)
    base = scenario.replace(
        {key: value for key, value in (("replicates", replicates), ("seed", seed)) if value is not None}
    )
    points = tried(levels, base.replace, problems)
    if not problems:
        refuse_same_levels(points, lambda path: f"sweep factors.{path}", problems)
    if problems:
        raise ScenarioError(problems)
    return Experiment(f"{scenario.name} study", "", base, levels, points, contrast, metric, "", (), Path.cwd())


def wrong_keys(source: Any, keys: Sequence[str], kind: str = "") -> Iterator[str]:
    """Problems of the keys of an experiment file: unknown ones, and overrides that are no block."""
    for key in source.tree:
        if key not in keys:
            close = difflib.get_close_matches(key, keys, n=1)
            advice = f"Did you mean {close[0]}?" if close else f"Its keys are {', '.join(keys)}"
            yield problem(source.where((key,)), "a key", f"a key of an experiment{kind}", key, advice)
    overrides = source.tree.get("overrides") or {}
    if not isinstance(overrides, dict):
        advice = "Write `people.count: 5000` below it"
        yield problem(source.where(("overrides",)), "overrides", "a block of scenario keys", overrides, advice)


def _factors(source: Any, problems: list[str]) -> dict[str, tuple[Any, ...]]:
    """The factors with their levels; what is wrong with their form becomes problems."""
    given, found = source.tree.get("factors"), {}
    if not isinstance(given, dict) or not given:
        must, advice = "a block of scenario keys with lists of levels", "`budget.total: [25k CNY, 100k CNY]` below"
        advice = f"Write for example {advice} `factors:`"
        problems.append(problem(source.where(("factors",)), "factors", must, given, advice))
        return {}
    for path, levels in given.items():
        wrong = _wrong_levels(source.where(("factors", path)), path, levels)
        if wrong:
            problems.append(wrong)
        else:
            found[path] = tuple(levels)
    n_points, most = prod(map(len, found.values())), f"at most {MOST_POINTS:,} points"
    if n_points > MOST_POINTS:
        problems.append(problem(source.where(("factors",)), "the design", most, f"{n_points:,}", "Give fewer levels"))
    design = source.tree.get("design", "full")
    if design not in DESIGNS:
        where, known = source.where(("design",)), f"one of {', '.join(DESIGNS)}"
        problems.append(problem(where, "design", known, design, "Write full: every combination"))
    return found


def _wrong_levels(where: str, path: str, levels: Any) -> str:
    """What is wrong with a factor; empty where nothing is."""
    if not isinstance(levels, list) or not levels or any(isinstance(level, dict) for level in levels):
        advice = "Write the levels in brackets: [0.5, 1, 2]"
        return problem(where, "the levels of a factor", "a list of values", levels, advice)
    if path.split(".")[0] in NO_FACTORS:
        advice = "Set the seed and the replicates of the experiment itself"
        return problem(where, "a factor", "a key that changes the model", path, advice)
    if len({text_of(level) for level in levels}) < len(levels):
        return problem(where, "the levels of a factor", "all different", levels, "Leave out the doubled one")
    return ""


def _names(source: Any, problems: list[str]) -> tuple[str, ...]:
    """The strategies to contrast, as the file names them."""
    names = source.tree.get("strategies")
    if (
        not isinstance(names, list)
        or not names
        or any(not isinstance(name, str) for name in names)
        or len(set(names)) < len(names)
    ):
        problems.append(problem(source.where(("strategies",)), "strategies", "a list of different strategies", names,
                                "Write for example strategies: [grid, official]"))  # fmt: skip
        return ()
    return tuple(names)


def _base(source: Any) -> Any:
    """The source of the scenario that the experiment names."""
    from gridsim.scenario.source import read_source

    given = source.tree.get("scenario")
    if not isinstance(given, str) or not given.strip():
        raise refusal(
            source.where(("scenario",)),
            "scenario",
            "the path of a scenario file, relative to the experiment file",
            given,
            "Write for example scenario: ../scenarios/fresh_food.yaml",
        )
    path = source.base_dir / given
    if not path.is_file():
        raise refusal(
            source.where(("scenario",)),
            "scenario",
            "a file, relative to the experiment file",
            given,
            f"There is no {path}",
        )
    return read_source(path)


def scenario_of(source: Any, settings: Mapping[str, Any]) -> Any:
    """Return the scenario that a file names, with its overrides and these settings laid over it; problems name the
    file."""
    own = rooted(source.tree.get("overrides") or {}, source.base_dir)
    return Scenario.of(_base(source), {**own, **settings}, _place(source, ("overrides",)))


def _counts(tree: Mapping[str, Any], replicates: int | None, seed: int | None) -> dict[str, Any]:
    """Replicates and seed: from the call, else the file, else the scenario."""
    chosen = {
        "replicates": replicates if replicates is not None else tree.get("replicates"),
        "seed": seed if seed is not None else tree.get("seed"),
    }
    return {key: value for key, value in chosen.items() if value is not None}


def _points(source: Any, base: Any, over: Any, from_call: set[str], factors: Any, problems: list[str]) -> Any:
    """The base scenario and the design points, every problem with the line of the key that makes it.

    The combinations are what is played, so they are what is checked: 60 % for one block is fine where the other block
    has 30 %.
    """
    own = source.tree.get("overrides") or {}
    labels = {
        path: "--set" if path in from_call else _place(source, ("overrides", path) if path in own else (path,))
        for path in over
    }
    labels |= {path: _place(source, ("factors", path)) for path in factors}
    try:
        Scenario.of(base, {})
    except ScenarioError as error:
        problems.extend(error.problems)
        return None, ()
    points = tried(
        factors, lambda levels: Scenario.of(base, {**over, **rooted(levels, source.base_dir)}, labels), problems
    )
    if problems:
        return None, ()
    try:
        return Scenario.of(base, over, labels), points
    except ScenarioError:  # the overrides go together with the levels only
        return points[0].scenario, points


def _place(source: Any, key: tuple[str, ...]) -> str:
    """File and line of a key of the experiment."""
    return source.where(key).rsplit(" ", 1)[0]


def _metric(source: Any, problems: list[str]) -> str:
    metric = source.tree.get("metric", "net_contribution")
    problems += METRICS.unknown(source.where(("metric",)), metric)
    return metric


def _check_strategies(source: Any, names: Sequence[str], scenario: Scenario, problems: list[str]) -> None:
    known = [*scenario.strategies, NOTHING]
    for name in names:
        if name not in known:
            where = source.where(("strategies",))
            problems.append(
                problem(where, "a strategy", f"one of {', '.join(known)}", name, "Name strategies of the scenario")
            )
    if set(names) <= {NOTHING}:
        where = source.where(("strategies",))
        problems.append(
            problem(where, "strategies", "one or more beside nothing", list(names), "Name the strategies to play")
        )
