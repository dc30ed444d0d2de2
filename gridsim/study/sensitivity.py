"""Sensitivity of an outcome to the factors of a study, or of any function to its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.errors import ScenarioError, problem, refusal
from gridsim.results import disk, store
from gridsim.results.metrics import METRICS
from gridsim.study.axes import Axis, Member
from gridsim.study.design import BY_SALIB, Design, cube, drawn_design, read_design
from gridsim.study.experiment_told import from_told
from gridsim.study.indices import by_chance, explained, pawn
from gridsim.study.laws import LAWS, kind_in, law_of
from gridsim.study.salib import need_salib
from gridsim.study.sweep_findings import contrast_of
from gridsim.terms import NOTHING

if TYPE_CHECKING:
    import pandas as pd

Function = Callable[["pd.DataFrame"], Any]
SALTELLI = {"saltelli": 256}


def sensitivity(
    source: store.Results | Function,
    factors: Mapping[str, Any] | None = None,
    *,
    metric: str | None = None,
    of: str | None = None,
    over: str | None = None,
    design: Mapping[str, int] = SALTELLI,
    seed: int = 1,
) -> pd.DataFrame:
    """Return how far an outcome follows each factor, the most important first.

    Parameters
    ----------
    source : StoredStudy, path, or callable
        A study whose design was drawn or read from a file (or its folder); or a function of the factors, called once
        with a DataFrame that has a column a factor and a row a point, and to return a number a row.
    factors : mapping, for a function only
        By name a law, such as {"uniform": [0, 1]}, or a list of levels.
    metric, of, over : str, for a study only
        The outcome: a metric of strategy `of`, less that of `over` where it is given. By default the study's metric, of
        its first strategy less the second (or less doing nothing).
    design, seed : mapping and int, for a function only
        As of `sweep`.

    Returns
    -------
    DataFrame
        A row a factor. Of a morris design `mu_star` (the mean change of the outcome, without its sign, from one setting
        of the factor to another), `mu` and `sigma`; of a saltelli design Sobol's indices `first` and `total`; each with
        the half-width of its 90 % interval. Of all other designs `first` and the index `pawn`; `counts` says whether
        pawn is more than the largest of so many factors has by chance (95 of 100 times).

    Raises
    ------
    ScenarioError
        For a study with a full design, whose table of points says it all; for an unknown strategy, metric or law.

    Examples
    --------
    >>> found = sensitivity(lambda x: 3 * x["a"] + x["b"], {"a": {"uniform": [0, 1]}, "b": {"uniform": [0, 1]}},
    ...                     design={"lhs": 400})
    >>> found.index.tolist(), round(float(found["first"]["a"]), 1)
    (['a', 'b'], 0.9)
    """
    if callable(source):
        return _of_function(source, factors, design, seed)
    if factors is not None:
        advice = "Leave it out: the study has its factors"
        raise refusal("factors", "factors", "given for a function only", list(factors), advice)
    return _of_study(store.opened(source, "study"), metric, of, over)


def _of_function(function: Function, factors: Any, design: Any, seed: int) -> pd.DataFrame:
    import pandas as pd

    asked, problems = read_design(design, "design")
    if not problems and not asked.is_drawn:
        advice = "Write for example {'saltelli': 256}"
        problems.append(problem("design", "the design", "one that is drawn", asked.told(), advice))
    axes = _plain_axes(factors, problems)
    if problems:
        raise ScenarioError(problems)
    outcome = np.asarray(function(pd.DataFrame(drawn_design(axes, asked, seed))), dtype=float).ravel()
    n = asked.n_points(len(axes))
    if outcome.shape != (n,) or not np.isfinite(outcome).all():
        advice = "Return one finite number a row"
        raise refusal("function", "what it returns", f"{n} finite numbers", f"shape {outcome.shape}", advice)
    return indices_of(axes, asked, seed, outcome, pd.DataFrame(drawn_design(axes, asked, seed)))


def _plain_axes(factors: Any, problems: list[str]) -> tuple[Axis, ...]:
    """Axes of plain numbers, which belong to no scenario."""
    if not isinstance(factors, Mapping) or not factors:
        problems.append(problem("factors", "factors", "laws by name", factors, 'Write {"x": {"uniform": [0, 1]}}'))
        return ()
    found = []
    for name, form in factors.items():
        kind = kind_in(form) if isinstance(form, Mapping) else None
        if kind is not None:
            try:
                found.append(Axis(name, (Member(name, (), law_of(kind, [float(one) for one in form[kind]])),)))
            except (ValueError, TypeError) as error:
                advice = "Write for example {'uniform': [0, 1]}"
                problems.append(problem(f"factors {name}", f"the law {kind}", str(error), form[kind], advice))
        elif isinstance(form, (list, tuple)) and form:
            found.append(Axis(name, (Member(name, tuple(form)),)))
        else:
            must, advice = f"a law (of {', '.join(LAWS)}) or a list of levels", "Write {'uniform': [0, 1]}"
            problems.append(problem(f"factors {name}", "a factor", must, form, advice))
    return tuple(found)


def _of_study(stored: store.Stored, metric: str | None, of: str | None, over: str | None) -> pd.DataFrame:
    if stored.manifest["kind"] != "study":
        got = stored.manifest["kind"]
        raise refusal(str(stored.folder), "the folder", "one of a study", got, "Give what `gridsim study` left")
    experiment = from_told(disk.read_json(stored.folder / "experiment.json"), stored.scenario)
    if experiment.design.kind == "full":
        must, advice = (
            "drawn, or read from a file",
            "Its table of points says what each level does; or draw: {lhs: 200}",
        )
        raise refusal(str(stored.folder), "the design", must, "full", advice)
    metric = metric or experiment.metric
    problems = list(METRICS.unknown("metric", metric))
    known = [*experiment.strategies, *([] if NOTHING in experiment.strategies else [NOTHING])]
    if of is None:
        of, over = contrast_of(experiment.strategies) or (experiment.strategies[0], NOTHING)
    for what, name in (("of", of), ("over", over)):
        if name is not None and name not in known:
            problems.append(problem(what, "a strategy", f"one of {', '.join(known)}", name, "Name one of the study"))
    if problems:
        raise ScenarioError(problems)
    outcome = outcome_by_point(stored.runs, metric, of, over)
    table = level_table(experiment)
    if experiment.design.kind in BY_SALIB and len(outcome) < len(table):
        must, advice = "played at every point", f"Play what is missing: gridsim resume {stored.folder}"
        raise refusal(str(stored.folder), "the design", must, f"{len(outcome)} of {len(table)}", advice)
    return indices_of(
        experiment.axes, experiment.design, stored.scenario.seed, outcome.to_numpy(), table.loc[outcome.index]
    )


def outcome_by_point(runs: pd.DataFrame, metric: str, of: str, over: str | None) -> pd.Series:
    """Return the mean over the replicates of a metric of `of`, less that of `over`, by design point; points where it is
    undefined are left out."""
    values = runs.assign(**{metric: runs[metric].astype(float)})
    if METRICS[metric].zero:
        values[metric] = values[metric].mask(values["strategy"] == NOTHING, 0.0)
    wide = values.pivot_table(index=["point", "replicate"], columns="strategy", values=metric, dropna=False)
    return (wide[of] - wide[over] if over else wide[of]).groupby("point").mean().dropna()


def level_table(experiment: Any) -> pd.DataFrame:
    """Return the levels of an experiment as numbers (texts where a factor has none), a row a point, a column a key."""
    import pandas as pd

    from gridsim.study.levels import columns
    from gridsim.study.sweep_findings import level_columns

    found = level_columns(experiment)
    return pd.DataFrame({path: found[path] for path, factor in experiment.told.items() if path in columns(factor)})


def indices_of(
    axes: tuple[Axis, ...], design: Design, seed: int, outcome: np.ndarray, table: pd.DataFrame
) -> pd.DataFrame:
    """Return the indices of an outcome at the points of a design, a row a factor, the most important first."""
    import pandas as pd

    labels = [axis.label for axis in axes] or [str(name) for name in table.columns]
    if design.kind in BY_SALIB:
        unit = cube(design, len(axes), seed)
        found = pd.DataFrame(need_salib(design.kind).indices(unit, outcome, seed), index=labels)
    else:
        first = [axis.members[0].path for axis in axes] or labels
        limit = by_chance(len(outcome), len(labels))
        rows = [(explained(table[path], outcome), pawn(table[path], outcome)) for path in first]
        found = pd.DataFrame(rows, columns=["first", "pawn"], index=labels)
        found["counts"] = found["pawn"] > limit
        found.attrs["by_chance"] = limit
    found.index.name = "factor"
    by = next(name for name in ("mu_star", "total", "pawn") if name in found)
    attrs = {**found.attrs, "design": design.told(), "points": len(outcome)}
    found = found.sort_values(by, ascending=False, kind="stable")
    found.attrs = attrs
    return found
