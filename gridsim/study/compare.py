"""The comparison: every strategy on the same people, with the same budget and the same random draws, replicate by
replicate."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Unpack

from gridsim.arguments import choice, whole
from gridsim.results import disk, store
from gridsim.scenario.load import Given
from gridsim.study import folder as folders
from gridsim.study.asked import choose_strategies, recorded, with_counts
from gridsim.study.compare_findings import summarise, summary_csv
from gridsim.study.executor import Where
from gridsim.study.fit import fitting
from gridsim.study.folder import Work
from gridsim.study.how import Default, HowAnew, Output, spelled_out, where_and_output
from gridsim.study.pieces import complete, missing_in
from gridsim.study.play import ENGINES, Job, Replicate, play, with_nothing
from gridsim.study.progress import Progress, first_note, telling

OWN_FILES = (
    *(f"{name}.parquet" for name in store.TABLES),
    "summary.json",
    "summary.csv",
    "scenario.resolved.yaml",
    "manifest.json",
)


class Comparison(store.Stored):
    """What a comparison found: `.summary`, `.verdict`, `.runs`, `.daily`, `.orders`, `.ledger`, `.points`, `.cascades`,
    `.manifest`, `.scenario`, and `.difference(strategy, against, metric)`.

    Its tables are in `.folder` and are read when first asked for. Without an `out` folder they are in a temporary one,
    which is deleted with the object.
    """


@spelled_out
def compare(
    scenario: Given,
    replicates: int | None = None,
    seed: int | None = None,
    strategies: str | Iterable[str] | None = None,
    *,
    out: str | Path | Default | None = None,
    record: str | Iterable[str] | None = None,
    **how: Unpack[HowAnew],
) -> Comparison:
    """Compare the strategies of a scenario, paired: same worlds, same draws, same budget, beside doing nothing.

    Parameters
    ----------
    scenario : Scenario, path, text or mapping
        From `gridsim.load_scenario`, or what that loads.
    replicates, seed : int, optional
        In place of the scenario's.
    strategies : str or collection of str, optional
        Some of the scenario's strategies; all by default. `nothing` is always run beside them.
    out : path, optional
        Folder for the results. Each replicate is kept there as it finishes; `resume` goes on from them.
    record : str or collection of str, optional
        Further tables that the runs record, one name or several ("impressions": every showing); stored beside the
        others, which stay the same.
    workers : int
        Processes; 1 (default): threads of this process. A script calls this below `if __name__ == "__main__":`, since
        each process reads the script again; without that line it is refused.
    threads : int, optional
        As many as there are cores (and memory for) by default.
    scheduler : str, optional
        Address of a Dask scheduler that does the work.
    progress : callable (Step), optional
        Told of the runs done, the total, the seconds left and a note.
    overwrite : bool
        Replace other results of gridsim in `out` (never anything else).
    shard : str, optional
        "2/4" plays the second of four parts of the replicates into `out`, a folder of its own; `merge` puts them
        together.
    finish : callable (Stored), optional
        Called when tables and summary are there, before the folder counts as finished: draws charts, writes reports,
        returns their paths.
        `gridsim.compare` draws the charts and writes report.html where `out` is given.

    Returns
    -------
    Comparison

    Raises
    ------
    ScenarioError
        For a bad value, an unknown strategy, or an `out` that cannot be used; before any work.
    RunFailed
        If a run breaks off; the others are kept.

    Notes
    -----
    Results do not depend on threads, workers, recording, order or interruption. One replicate is in memory per thread.
    """
    where, output = where_and_output(how, out)
    scenario = with_counts(scenario, replicates, seed)
    chosen = choose_strategies(scenario, strategies)
    record = recorded(record)
    kept = with_nothing(chosen)
    job = Job("compare", scenario, kept, tuple(range(scenario.replicates)), record)
    return start(job, where, output)


@spelled_out
def run_strategy(
    scenario: Given,
    strategy: str,
    replicates: int = 1,
    seed: int | None = None,
    *,
    replicate: int | None = None,
    baseline: bool = True,
    record: str | Iterable[str] | None = None,
    out: str | Path | Default | None = None,
    engine: str = "compiled",
    **how: Unpack[HowAnew],
) -> Comparison:
    """Run one strategy, a few replicates of it; its increments against doing nothing come from the same draws.

    Parameters
    ----------
    replicates : int
        How many, from number 0 on.
    replicate : int, optional
        Only this number instead.
    baseline : bool
        Also run doing nothing (needed for incremental metrics and ROI); its tables are not kept.
    engine : str
        "compiled", or "agents": the same runs, person by person (slower; a resumed one goes on compiled, to the same
        result).
    record, out, workers, threads, scheduler, progress, overwrite, finish
        As in `compare`.
    """
    where, output = where_and_output(how, out)
    scenario = with_counts(scenario, replicates, seed)
    choose_strategies(scenario, [strategy])
    record = recorded(record)
    if replicate is not None:
        replicate = whole(
            "--replicate", replicate, 0, (1 << 24) - 1, "Give the number of one replicate", "the replicate"
        )
    engine = choice("--engine", engine, ENGINES, "Give one of them, or leave it out")
    numbers = tuple(range(scenario.replicates)) if replicate is None else (replicate,)
    job = Job("run", scenario, (strategy,), numbers, record, baseline, ENGINES[engine])
    return start(job, where, output)


def start(job: Job, where: Where, output: Output) -> Comparison:
    """Do a job from its beginning, or from what an interrupted one of the same kind left in the same folder."""
    n = len(job.numbers)
    tell = telling(output.progress, n * job.n_runs)
    place = where.place(n, fitting(job.scenario, job.strategies, n, job.record, output.out, tell))
    work, comparison = folders.begun(
        job.kind,
        job.scenario,
        place,
        output,
        Comparison,
        strategies=list(job.strategies),
        numbers=list(job.numbers) if job.kind == "run" else None,
        record=list(job.record),
        baseline=job.baseline,
    )
    with folders.keeping(work.folder, shown=output.out is not None):
        carry_on(job, work)
    return comparison


def carry_on(job: Job, work: Work) -> None:
    """Play the replicates that are missing in the folder, then put everything together."""
    target = work.folder
    pieces = target / "replicates"
    tasks = [Replicate(job, number) for number in job.numbers]
    missing = missing_in(pieces, work.shard.take(tasks) if work.shard else tasks)
    count = Progress(work.output.progress, len(missing) * job.n_runs)
    if missing:
        count.seen(0, first_note(work.place))
        complete(pieces, missing, play, work.place, count)
    if work.shard:
        folders.conclude_shard(work, count)
        return
    count.note = "putting the tables together"
    count.seen(count.total)
    put_together(job, target)
    files = [*OWN_FILES, *(f"{table}.parquet" for table in job.record)]
    folders.conclude(work, Comparison(target), files, count, timing=_timing(pieces))


def put_together(job: Job, target: Path) -> None:
    """Write the tables and the summary from the finished replicates."""
    pieces = [target / "replicates" / Replicate(job, number).name for number in job.numbers]
    about = [disk.read_json(piece / "about.json") for piece in pieces]
    for table in job.tables:
        disk.merge(
            [piece / f"{table}.parquet" for piece in pieces],
            [one["rows"][table] for one in about],
            target / f"{table}.parquet",
        )
    found = summarise(job, store.Stored(target).runs, about)
    disk.write_text(target / "summary.json", disk.json_text(found))
    disk.write_text(target / "summary.csv", summary_csv(found))


def _timing(pieces: Path) -> dict[str, Any]:
    """Seconds and counters of the runs, added up; they go into the manifest, which need not be reproducible."""
    about = [disk.read_json(pieces / name / "about.json") for name in sorted(disk.finished_pieces(pieces))]
    total: dict[str, Any] = {"world_seconds": round(sum(one["world_seconds"] for one in about), 3), "runs": {}}
    for one in about:
        for name, run in one["runs"].items():
            added = total["runs"].setdefault(name, {"seconds": 0.0, "counters": {}})
            added["seconds"] = round(added["seconds"] + run["seconds"], 3)
            for key, value in run.get("counters", {}).items():
                added["counters"][key] = added["counters"].get(key, 0) + value
    return total
