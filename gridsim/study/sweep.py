"""The runner of experiment files: every design point on common draws, one row a run, streamed to disk.

A part is some design points of one replicate that share their people and ties: the world is built once for all of them,
and a run that several of them share (the account's, where only the grid is varied) is played once. A part is written
when it is done, so an interruption or a killed worker loses only its own.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from gridsim.errors import IncompleteWarning
from gridsim.results import disk, store
from gridsim.scenario.load import Given
from gridsim.study import folder as folders
from gridsim.study.across import across
from gridsim.study.design import FULL
from gridsim.study.executor import MOST_FAILURES, RunFailed, perform
from gridsim.study.experiment import Experiment, as_experiment, make_experiment
from gridsim.study.experiment_told import told
from gridsim.study.fit import Fitting, fitting
from gridsim.study.folder import Work
from gridsim.study.how import Default, HowAnew, spelled_out, where_and_output
from gridsim.study.memory import sizes_of
from gridsim.study.part import Failure, Part, contestants, keep, missing_of, parts, play_part
from gridsim.study.pieces import runs_in
from gridsim.study.play import Engine, the_engine
from gridsim.study.progress import Progress, Step, first_note, telling
from gridsim.study.robust_findings import over_markets
from gridsim.study.sweep_findings import failed_points, give_up, judge, level_columns, row_of

if TYPE_CHECKING:
    import pandas as pd

OWN_FILES = (
    "runs.parquet",
    "design.parquet",
    "design.csv",
    "summary.json",
    "experiment.json",
    "scenario.resolved.yaml",
    "manifest.json",
)


@spelled_out
def sweep(
    scenario: Given,
    factors: Mapping[str, Any] | Sequence[str] | str | None,
    strategies: str | Iterable[str] | None = None,
    metric: str = "net_contribution",
    replicates: int | None = None,
    seed: int | None = None,
    out: str | Path | Default | None = None,
    *,
    design: str | Mapping[str, Any] = "full",
    until: Mapping[str, Any] | None = None,
    **how: Unpack[HowAnew],
) -> store.StoredStudy:
    """Play some factors over a design on common draws, one row a run.

    Parameters
    ----------
    scenario : Scenario, path, text or mapping
    factors : mapping
        Levels by dotted key, `{"budget.total": ["25k CNY", "100k CNY"]}`; or what else a factor may be, as in an
        experiment file: a law, None for a key alone, "assumed", a pattern of keys (`gridsim.study.factors`). None
        where the design is a file of points.
    strategies : collection of str, optional
        Those to contrast, or one, which is then held against doing nothing; all of the scenario's by default.
    metric : str
        A metric of a run; of one without a better direction it is said who has the most.
    replicates, seed : int, optional
        In place of the scenario's.
    out : path, optional
        The result folder; without it a temporary one, which goes when the returned object does.
    design : str or mapping
        "full", {"lhs": 200}, {"sobol": 256}, {"random": 200}, {"morris": 20}, {"saltelli": 256},
        {"points": "plan.csv"} (`gridsim.study.design`).
    until : mapping, optional
        When a design point has replicates enough: {"width": 5000} (`gridsim.study.until`).
    workers, threads, scheduler, progress, overwrite, finish
        As in `compare`.

    Returns
    -------
    StoredStudy
        As `play_experiment` returns it.

    Raises
    ------
    ScenarioError
        For a key, a level, a strategy or a metric that is not possible.
    """
    experiment = make_experiment(scenario, factors, strategies, metric, replicates, seed, design, until)
    return play_experiment(experiment, out, **how)


@spelled_out
def play_experiment(
    experiment: Experiment | str | Path,
    out: str | Path | Default | None = None,
    *,
    engine: Callable[[], Engine] = the_engine,
    **how: Unpack[HowAnew],
) -> store.StoredStudy:
    """Play an experiment and leave its results in a folder.

    Parameters
    ----------
    experiment : Experiment or path
        From `load_experiment`, or the file that it loads.
    out : path, optional
        The result folder; without it a temporary one, which goes when the returned object does.
    workers, threads, scheduler, progress, overwrite, finish
        As in `compare`.

    Returns
    -------
    StoredStudy
        `.runs` (one row a run: point, the factors, strategy, replicate, every metric), `.table` (one row a design
        point), `.summary` with the finding on the claim.
    """
    where, output = where_and_output(how, out)
    experiment = as_experiment(experiment)
    tasks = parts(experiment, engine)
    work, study = folders.begun(
        "study",
        experiment.scenario,
        where.place(len(tasks), fits(experiment, output.progress)),
        output,
        store.StoredStudy,
        name=experiment.name,
        strategies=list(experiment.strategies),
        experiment_digest=experiment.digest(),
        point_digests=experiment.point_digests,
    )
    disk.write_text(work.folder / "experiment.json", disk.json_text(told(experiment)))
    with folders.keeping(work.folder, shown=out is not None):
        carry_on(experiment, engine, work)
    return study


def fits(experiment: Experiment, progress: Callable[[Step], None] | None) -> Fitting:
    """Whether the largest design point fits."""
    largest = max((point.scenario for point in experiment.points), key=lambda scenario: sizes_of(scenario)[:2])
    return fitting(
        largest, experiment.strategies, tell=telling(progress, len(experiment.points) * len(experiment.strategies))
    )


def carry_on(experiment: Experiment, engine: Callable[[], Engine], work: Work) -> None:
    """Play the parts that are missing in the folder, step by step where replicates are added until an interval is
    narrow, then put everything together."""
    target = work.folder
    tasks: list[Part] = []
    failures: list[Failure] = []
    count = Progress(work.output.progress, 0)
    step: list[Part] = parts(experiment, engine)
    done = experiment.scenario.replicates
    if work.shard:  # its pieces of the first step; the rest is played where the shards are merged
        _played(experiment, work.shard.take(step), work, count)
        folders.conclude_shard(work, count)
        return
    while step:
        tasks += step
        failures += _played(experiment, step, work, count)
        numbers = range(0) if experiment.until is None else experiment.until.numbers(done)
        wide = experiment.until.wide(_runs(tasks, target)) if experiment.until is not None and numbers else []
        step = parts(experiment, engine, numbers, wide) if wide else []
        done = max(done, numbers.stop)
    if not disk.finished_pieces(target / "parts"):
        give_up(experiment, failures)
    count.seen(count.total, "putting the tables together")
    put_together(experiment, tasks, target, failures)
    state = "incomplete" if failures else "finished"
    folders.conclude(work, store.StoredStudy(target), OWN_FILES, count, state=state)
    if failures:
        said = [one["sentence"] for one in failed_points(experiment, failures)]
        warnings.warn(
            " ".join([*said, f"To play only what is missing: gridsim resume {target}"]), IncompleteWarning, stacklevel=4
        )


def _played(experiment: Experiment, tasks: Sequence[Part], work: Work, count: Progress) -> list[Failure]:
    """Play those parts that are missing; return the runs that failed."""
    folder = work.folder / "parts"
    missing = [part for part in (missing_of(part, folder) for part in tasks) if part is not None]
    if not missing:
        return []
    failures: list[Failure] = []
    before = count.received
    count.total += sum(len(part.runs) for part in missing)
    missing[0].engine()
    count.seen(before, first_note(work.place))
    n_received = 0

    def receive(part: Part, files: dict[str, bytes]) -> None:
        nonlocal n_received
        failures.extend(keep(part, files, folder))
        count.add(len(part.runs))
        n_received += 1
        if n_received == MOST_FAILURES and not disk.finished_pieces(folder):
            give_up(experiment, failures)

    lost = perform(play_part, missing, receive, work.place, lambda n_runs: count.seen(before + n_runs))
    if len(lost) >= MOST_FAILURES or len(lost) == len(missing):
        raise RunFailed("\n".join(str(error) for _, error in lost))
    return failures + [
        Failure(point.number, name, part.replicate, str(error), False)
        for part, error in lost
        for point, name in part.runs
    ]


def _runs(tasks: Sequence[Part], target: Path) -> pd.DataFrame:
    """The runs of the parts that are there."""
    return runs_in(target / "parts", [part for part in tasks if (target / "parts" / part.name).is_dir()])


def _with_levels(table: pd.DataFrame, experiment: Experiment) -> pd.DataFrame:
    """A table with the levels of its points behind their numbers, the first column."""
    import pandas as pd

    levels = {name: [values[point] for point in table["point"]] for name, values in level_columns(experiment).items()}
    return pd.concat([table.iloc[:, :1], pd.DataFrame(levels, index=table.index), table.iloc[:, 1:]], axis=1)


def put_together(experiment: Experiment, tasks: Sequence[Part], target: Path, failures: Sequence[Failure] = ()) -> None:
    """Write runs, design table and summary from the finished parts; of a design point those replicates are judged that
    have all its runs."""
    import pandas as pd

    runs = _runs(tasks, target)
    order = {name: place for place, name in enumerate(contestants(experiment.strategies))}
    runs = (
        runs.assign(_order=runs["strategy"].map(order))
        .sort_values(["point", "_order", "replicate"], ignore_index=True)
        .drop(columns="_order")
    )
    runs = _with_levels(runs, experiment)
    disk.write_table(target / "runs.parquet", runs)
    found = judge(experiment, runs, failures)
    table = _with_levels(pd.DataFrame([row_of(one) for one in found["points"]]), experiment)
    disk.write_table(target / "design.parquet", table)
    disk.write_text(target / "design.csv", table.to_csv(index=False))
    if experiment.until is not None:
        found |= {"until": experiment.until.told(), "replicates": int(runs["replicate"].max()) + 1}
    if experiment.robust is not None:
        found |= over_markets(experiment, runs)
    elif experiment.design.kind != FULL:
        found |= across(experiment, runs, found["finding"]["state"])
    disk.write_text(target / "summary.json", disk.json_text(found))
