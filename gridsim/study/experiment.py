"""An experiment file: a scenario, the factors that vary in it, the strategies to contrast, and the claim that it tests.

```yaml
name: Budget against ties
scenario: ../scenarios/fresh_food.yaml
overrides: {people.count: 5000}                 # optional: laid over the scenario in every design point
factors:
  budget.total: [25k CNY, 100k CNY]
  strategies.grid.points.tie_quality: [0.5, 1, 2]
design: full                                    # every combination; `design` tells the others, `factors` what a factor may be
replicates: 10
until: {width: 5k CNY, of: grid, over: official}    # optional: more replicates until the interval is so narrow; see `until`
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
from pathlib import Path
from typing import Any

from gridsim.arguments import path as as_path
from gridsim.arguments import several, values_of
from gridsim.errors import ScenarioError, problem, refusal
from gridsim.results.metrics import METRICS
from gridsim.scenario import Scenario
from gridsim.scenario.load import Given, as_scenario
from gridsim.scenario.overrides import rooted
from gridsim.study.axes import Axis
from gridsim.study.claims import Effect, Expectation, read_expectations
from gridsim.study.design import FULL, POINTS, Design, Point, refuse_same_levels, told_factors, tried
from gridsim.study.digests import digest_of
from gridsim.study.layout import Asked, Layout, lay_out
from gridsim.study.levels import Factor
from gridsim.study.until import Until, read_until
from gridsim.terms import NOTHING

KEYS = (
    "name",
    "about",
    "scenario",
    "overrides",
    "factors",
    "design",
    "replicates",
    "until",
    "seed",
    "strategies",
    "metric",
    "claim",
    "expect",
)


@dataclass(frozen=True)
class Experiment:
    """A checked experiment; `points` in the order of the design (of a full one, the last factor varying fastest)."""

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
    design: Design = Design()
    axes: tuple[Axis, ...] = ()
    """What the points were drawn along; empty where they were read from a file."""
    until: Until | None = None
    robust: dict[str, Any] | None = None
    """What `robust` asks: every point is then a market, with a replicate of its own number."""

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
        more = [one for one in (self.until and self.until.told(), self.robust) if one is not None]
        return digest_of([told, self.strategies, self.metric, *more])


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
    contrast = several("strategies", strategies) if strategies is not None else _names(source, problems)
    if problems:
        _told_forms(source, problems)
        raise ScenarioError(problems)
    base = _base(source)
    over = {
        **rooted(tree.get("overrides") or {}, source.base_dir),
        **_counts(tree, replicates, seed),
        **(settings or {}),
    }
    labels = _labels(source, over, set(settings or ()))
    laid = lay_out(
        Asked(tree.get("factors"), tree.get("design"), source.where, contrast,
              lambda: _varied(base, over, labels, problems), source.base_dir),
        problems,
    )  # fmt: skip
    if laid is not None:
        problems += _set_twice(settings or {}, laid.factors)
    if laid is None or problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    labels |= {path: _place(source, ("factors", path)) for path in laid.factors}
    scenario, points = _points(source, base, over, labels, laid, problems)
    until = None
    if not problems:
        metric = _metric(source, problems)
        _check_strategies(source, contrast, scenario, problems)
        expect = read_expectations(source, laid.factors, contrast, metric, problems)
        if laid.design.kind == FULL:
            refuse_same_levels(points, lambda path: source.where(("factors", path)), problems)
    if not problems:
        until = read_until(tree.get("until"), source.where(("until",)), contrast, metric, scenario, problems)
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    name = str(tree.get("name") or Path(path).stem)
    return Experiment(
        name,
        str(tree.get("about") or ""),
        scenario,
        laid.factors,
        points,
        contrast,
        metric,
        str(tree.get("claim") or ""),
        expect,
        source.base_dir,
        laid.design,
        laid.axes,
        until,
    )


def _told_forms(source: Any, problems: list[str]) -> None:
    """Tell what is wrong with the form of factors and design, too, where the file is refused for something else."""
    asked = Asked(source.tree.get("factors"), source.tree.get("design"), source.where, (), lambda: None, Path())
    lay_out(asked, problems)


def _set_twice(settings: Mapping[str, Any], factors: Mapping[str, Any]) -> list[str]:
    """Problems of settings that are factors, too."""
    must, advice = "a key that is no factor of the experiment", "Change the levels in the file instead"
    return [problem(f"--set {path}", "a setting", must, path, advice) for path in settings if path in factors]


def _varied(base: Any, over: Mapping[str, Any], labels: Mapping[str, str], problems: list[str]) -> Any:
    """The scenario that the factors vary, to read their laws by; None, and problems, where it is bad by itself."""
    try:
        return Scenario.of(base, over, labels)
    except ScenarioError as error:
        try:
            return Scenario.of(base, {})  # the overrides go together with the levels only
        except ScenarioError:
            problems.extend(one for one in error.problems if one not in problems)
            return None


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
    factors: Any,
    strategies: str | Iterable[str] | None = None,
    metric: str = "net_contribution",
    replicates: int | None = None,
    seed: int | None = None,
    design: Any = None,
    until: Mapping[str, Any] | None = None,
) -> Experiment:
    """Return a checked experiment over a scenario, as `load_experiment` does of a file."""
    from gridsim.scenario.source import Source

    scenario = as_scenario(scenario)
    by_file = isinstance(design, Mapping) and set(design) == {POINTS}
    if not by_file and not isinstance(factors, (Mapping, str, list, tuple)):
        advice = 'Write for example {"budget.total": ["25k CNY", "100k CNY"]}'
        raise refusal("factors", "the factors", "levels or laws by dotted key, a dict", factors, advice)
    chosen = scenario.strategies if strategies is None else several("strategies", strategies)
    tree = {"factors": _plain_forms(factors), "metric": metric, "strategies": list(chosen)}
    source = Source(tree, name="sweep")
    problems: list[str] = []
    contrast = _names(source, problems)
    if not problems:
        _check_strategies(source, contrast, scenario, problems)
        _metric(source, problems)
    base = scenario.replace(
        {key: value for key, value in (("replicates", replicates), ("seed", seed)) if value is not None}
    )
    laid = lay_out(Asked(tree["factors"], design, source.where, contrast, lambda: base, Path.cwd()), problems)
    if laid is None or problems:
        raise ScenarioError(problems)
    points = tried(laid.rows, laid.factors, base.replace, problems, laid.design.kind != FULL)
    if not problems and laid.design.kind == FULL:
        refuse_same_levels(points, lambda path: f"sweep factors.{path}", problems)
    narrow = read_until(until, "sweep until", contrast, metric, base, problems)
    if problems:
        raise ScenarioError(problems)
    name = f"{scenario.name} study"
    return Experiment(
        name, "", base, laid.factors, points, contrast, metric, "", (), Path.cwd(), laid.design, laid.axes, narrow
    )


def _plain_forms(factors: Any) -> Any:
    """Factors of a call as a file would have them: lists for any kind of list, also within a law."""
    if not isinstance(factors, Mapping):
        return list(factors) if isinstance(factors, tuple) else factors
    return {
        path: {key: values_of(inner) for key, inner in form.items()} if isinstance(form, Mapping) else values_of(form)
        for path, form in factors.items()
    }


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


def _labels(source: Any, over: Mapping[str, Any], from_call: set[str]) -> dict[str, str]:
    """Where each override was given: in the call, or with its file and line."""
    own = source.tree.get("overrides") or {}
    return {
        path: "--set" if path in from_call else _place(source, ("overrides", path) if path in own else (path,))
        for path in over
    }


def _points(
    source: Any, base: Any, over: Any, labels: Mapping[str, str], laid: Layout, problems: list[str]
) -> tuple[Any, tuple[Point, ...]]:
    """The base scenario and the design points, every problem with the line of the key that makes it.

    The combinations are what is played, so they are what is checked: 60 % for one block is fine where the other block
    has 30 %.
    """
    try:
        Scenario.of(base, {})
    except ScenarioError as error:
        problems.extend(error.problems)
        return None, ()

    def make(levels: Mapping[str, Any]) -> Any:
        return Scenario.of(base, {**over, **rooted(levels, source.base_dir)}, labels)

    points = tried(laid.rows, laid.factors, make, problems, laid.design.kind != FULL)
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
