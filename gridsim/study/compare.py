"""The comparison: every strategy on the same people, with the same budget and the same luck, replicate by replicate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from gridsim.arguments import callback, choice, whole
from gridsim.results import disk, store
from gridsim.results.manifest import new_manifest
from gridsim.scenario.load import Given
from gridsim.study import folder as folders
from gridsim.study.asked import choose_strategies, recorded, with_counts
from gridsim.study.compare_findings import summarise, summary_csv
from gridsim.study.executor import Place, choose_place
from gridsim.study.fit import fitting
from gridsim.study.pieces import complete, missing_in
from gridsim.study.play import ENGINES, Job, Replicate, play, with_nothing
from gridsim.study.progress import Progress, Step, first_note, telling

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

    Its tables lie in `.folder` and are read when first asked for. Without an `out` folder they lie in a temporary one,
    which goes when the object does.
    """


def compare(
    scenario: Given,
    replicates: int | None = None,
    seed: int | None = None,
    strategies: str | Iterable[str] | None = None,
    workers: int = 1,
    threads: int | None = None,
    scheduler: str | None = None,
    out: str | Path | folders.Default | None = None,
    progress: Callable[[Step], None] | None = None,
    record: str | Iterable[str] | None = None,
    *,
    overwrite: bool = False,
    finish: folders.Finish | None = None,
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
    workers : int
        Processes; 1 (default): threads of this process. A script calls this below `if __name__ == "__main__":`, since
        each process reads the script again; without that line it is refused.
    threads : int, optional
        As many as there are cores (and memory for) by default.
    scheduler : str, optional
        Address of a Dask scheduler that does the work.
    out : path, optional
        Folder for the results. Each replicate is kept there as it finishes; `resume` goes on from them.
    progress : callable (Step), optional
        Told of the runs done, the total, the seconds left and a note.
    record : str or collection of str, optional
        Further tables that the runs record, one name or several ("impressions": every showing); stored beside the
        others, which stay the same.
    overwrite : bool
        Replace other results of gridsim in `out` (never anything else).
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
    scenario = with_counts(scenario, replicates, seed)
    chosen = choose_strategies(scenario, strategies)
    record = recorded(record)
    kept = with_nothing(chosen)
    job = Job("compare", scenario, kept, tuple(range(scenario.replicates)), record)
    return start(
        job, out, progress, workers=workers, threads=threads, scheduler=scheduler, overwrite=overwrite, finish=finish
    )


def run_strategy(
    scenario: Given,
    strategy: str,
    replicates: int = 1,
    seed: int | None = None,
    replicate: int | None = None,
    baseline: bool = True,
    record: str | Iterable[str] | None = None,
    out: str | Path | folders.Default | None = None,
    progress: Callable[[Step], None] | None = None,
    engine: str = "compiled",
    **where: Any,
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
    **where
        workers, threads, scheduler, overwrite and finish, as in `compare`, which describes the rest.
    """
    scenario = with_counts(scenario, replicates, seed)
    choose_strategies(scenario, [strategy])
    record = recorded(record)
    if replicate is not None:
        replicate = whole(
            "--replicate", replicate, 0, (1 << 24) - 1, "Give the number of one replicate", "the replicate"
        )
    engine = choice("--engine", engine, ENGINES, "Give one of them, or leave it out")
    numbers = tuple(range(scenario.replicates)) if replicate is None else (replicate,)
    return start(Job("run", scenario, (strategy,), numbers, record, baseline, ENGINES[engine]), out, progress, **where)


def start(
    job: Job,
    out: str | Path | folders.Default | None,
    progress: Callable[[Step], None] | None,
    *,
    workers: int = 1,
    threads: int | None = None,
    scheduler: str | None = None,
    overwrite: bool = False,
    finish: folders.Finish | None = None,
) -> Comparison:
    """Do a job from its beginning, or from what an interrupted one of the same kind left in `out`."""
    callback("finish", finish)
    place = choose_place(
        threads,
        workers,
        scheduler,
        len(job.numbers),
        fitting(
            job.scenario,
            job.strategies,
            len(job.numbers),
            job.record,
            out,
            telling(progress, len(job.numbers) * job.n_runs),
        ),
    )
    manifest = new_manifest(
        job.kind,
        job.scenario,
        strategies=list(job.strategies),
        numbers=list(job.numbers) if job.kind == "run" else None,
        record=list(job.record),
        baseline=job.baseline,
        place=place._asdict(),
    )
    target, comparison = folders.begun(out, manifest, job.scenario, overwrite, Comparison)
    with folders.keeping(target, shown=out is not None):
        carry_on(job, target, manifest, place, progress, finish)
    return comparison


def carry_on(
    job: Job,
    target: Path,
    manifest: dict[str, Any],
    place: Place,
    progress: Callable[[Step], None] | None,
    finish: folders.Finish | None,
) -> None:
    """Play the replicates that are missing in the folder, then put everything together."""
    pieces = target / "replicates"
    missing = missing_in(pieces, [Replicate(job, number) for number in job.numbers])
    count = Progress(progress, len(missing) * job.n_runs)
    if missing:
        count.seen(0, first_note(place))
        complete(pieces, missing, play, place, count)
    count.note = "putting the tables together"
    count.seen(count.total)
    put_together(job, target)
    files = [*OWN_FILES, *(f"{table}.parquet" for table in job.record)]
    folders.conclude(Comparison(target), manifest, files, finish, count, timing=_timing(pieces))


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
    """Seconds and counters of the runs, added up; they go into the manifest, where nothing has to be the same twice."""
    about = [disk.read_json(pieces / name / "about.json") for name in sorted(disk.finished_pieces(pieces))]
    total: dict[str, Any] = {"world_seconds": round(sum(one["world_seconds"] for one in about), 3), "runs": {}}
    for one in about:
        for name, run in one["runs"].items():
            added = total["runs"].setdefault(name, {"seconds": 0.0, "counters": {}})
            added["seconds"] = round(added["seconds"] + run["seconds"], 3)
            for key, value in run.get("counters", {}).items():
                added["counters"][key] = added["counters"].get(key, 0) + value
    return total
