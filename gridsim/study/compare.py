"""The comparison: every strategy on the same people, with the same budget and the same luck, replicate by replicate."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gridsim.arguments import callback, choice, several, whole
from gridsim.currencies import PARTS
from gridsim.errors import ScenarioError, problem
from gridsim.results import checks, store, summary
from gridsim.results.compliance import compliance_of
from gridsim.results.decompose import decompose
from gridsim.results.manifest import new_manifest, now
from gridsim.scenario.economics import unit_economics, warnings_of
from gridsim.scenario.load import as_scenario
from gridsim.study import folder as folders
from gridsim.study.executor import Place, Progress, RunFailed, Step, choose_place, perform
from gridsim.study.fit import fitting
from gridsim.study.play import ENGINES, NOTHING, Job, piece_name, play
from gridsim.study.verdict import MEASURE, make_verdict

Finish = Callable[[store.Stored], Iterable[Path]]
"""Draws and writes what else belongs into a result folder, and returns the files."""

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
    scenario,
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
    finish: Finish | None = None,
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
    kept = (*[name for name in chosen if name != NOTHING], NOTHING)
    job = Job("compare", scenario, kept, tuple(range(scenario.replicates)), record)
    return start(
        job, out, progress, workers=workers, threads=threads, scheduler=scheduler, overwrite=overwrite, finish=finish
    )


def run_strategy(
    scenario,
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
    finish: Finish | None = None,
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
    finish: Finish | None,
) -> None:
    """Play the replicates that are missing in the folder, then put everything together."""
    started = time.monotonic()
    pieces = target / "replicates"
    there = store.finished_pieces(pieces)
    missing = [number for number in job.numbers if piece_name(number) not in there]
    count = Progress(progress, len(missing) * job.n_runs)
    if missing:
        job.engine()  # imported here once, not by several threads at the same time
        count.seen(0, first_note(place))

        def receive(task: tuple[Job, int], files: dict[str, bytes]) -> None:
            store.write_piece(pieces, piece_name(task[1]), files)
            count.add(job.n_runs)

        failures = perform(play, [(job, number) for number in missing], receive, place, count.seen)
        if failures:
            raise RunFailed("\n".join(str(error) for _, error in failures))
    count.note = "putting the tables together"
    count.seen(count.total)
    put_together(job, target)
    files = [*OWN_FILES, *(f"{table}.parquet" for table in job.record)]
    if finish is not None:
        count.seen(count.total, "drawing charts and report")
        files += [
            Path(path).resolve().relative_to(target.resolve()).as_posix() for path in finish(Comparison(target)) or ()
        ]
    manifest.update(
        state="finished",
        finished=now(),
        seconds=round(time.monotonic() - started, 3),
        timing=_timing(pieces),
        files=sorted(set(files)),
    )
    folders.end(target, manifest)


def put_together(job: Job, target: Path) -> None:
    """Write the tables and the summary from the finished replicates."""
    pieces = [target / "replicates" / piece_name(number) for number in job.numbers]
    about = [store.read_json(piece / "about.json") for piece in pieces]
    for table in job.tables:
        store.merge(
            [piece / f"{table}.parquet" for piece in pieces],
            [one["rows"][table] for one in about],
            target / f"{table}.parquet",
        )
    found = summarise(job, store.Stored(target).runs, about)
    store.write_text(target / "summary.json", store.json_text(found))
    store.write_text(target / "summary.csv", summary_csv(found))


def summarise(job: Job, runs, about: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the summary (summary.json) of the runs of a job."""
    scenario, metrics = job.scenario, known_metrics(list(runs.columns[2:]))
    directions = {name: one["better"] for name, one in metrics.items()}
    parts, budget = PARTS[scenario.minor_units], scenario.budget.total / scenario.minor_units
    found: dict[str, Any] = {
        "kind": job.kind,
        "scenario": scenario.name,
        "scenario_digest": scenario.digest(),
        "seed": scenario.seed,
        "replicates": len(job.numbers),
        "currency": scenario.currency,
        "budget": budget,
        "horizon": scenario.horizon,
        "money": (
            f"Amounts here and in runs.parquet are in {scenario.currency}; those in the other tables are in {parts}"
            " of it."
        ),
        "interval": _interval_note(scenario),
        "strategies": summary.strategy_means(runs, job.strategies, list(metrics)),
        "differences": summary.all_differences(runs, job.strategies, directions) if job.kind == "compare" else [],
        "verdict": None,
        "checks": _checks(job, runs, about, list(metrics)),
        "warnings": [*warnings_of(scenario, job.strategies), *money_out(runs, job.strategies, scenario.horizon)],
        "unit_economics": [
            {**asdict(one), "left": one.left, "sum": one.sum_text(scenario.currency)}
            for one in unit_economics(scenario)
        ],
        "budget_notes": _budget_notes(job, about),
        "compliance": {},
        "decomposition": [],
        "metrics": metrics,
    }
    plays = {
        name: compliance_of(scenario.strategy(name), found["strategies"][name], scenario.currency)
        for name in job.strategies
    }
    found["compliance"] = {name: one for name, one in plays.items() if one}
    found["warnings"] += _refused(job.strategies, found, about)
    found["decomposition"] = _decomposition(job.strategies, found["strategies"])
    if job.kind == "compare" and len(job.strategies) > 1:
        values = summary.values_by_strategy(runs, job.strategies, [MEASURE])
        measured = {name: values[name][:, 0] for name in job.strategies if name != NOTHING}
        found["verdict"] = make_verdict(measured, currency=scenario.currency, budget=budget, days=scenario.horizon)
    return found


def money_out(runs, strategies: Sequence[str], horizon: float) -> list[str]:
    """Say of every strategy whose money was out before the end since when, by the median replicate."""
    from gridsim.formats import counted

    said = []
    for name in strategies:
        out = runs.loc[runs["strategy"] == name, "money_out_day"].astype(float)
        if out.notna().any():
            often = "" if out.notna().all() else f" (in {int(out.notna().sum())} of {counted(len(out), 'replicate')})"
            said.append(
                f"strategies.{name}: its money was out from day {out.median():.0f} of {horizon:g} on{often}: what it"
                " does was cut off there."
            )
    return said


def _refused(names: Sequence[str], found: dict[str, Any], about: Sequence[dict[str, Any]]) -> list[str]:
    """Say where people were not taken on as points for want of money though much of it was left in the end, and why
    that is so.

    How often stands in the note of a run only; who asks again is counted again.
    """
    from gridsim import formats

    said = []
    for name in names:
        notes = [one["runs"][name]["budget_note"] for one in about if name in one["runs"]]
        times = sum(int(met[1]) for met in map(NOT_TAKEN_ON.search, notes) if met) / max(1, len(notes))
        left, spent = (found["strategies"][name][metric]["mean"] for metric in ("budget_unspent", "marketing_cost"))
        if times and left is not None and left > MUCH_LEFT * (left + spent):
            amounts = [formats.breakable(formats.money(value, found["currency"])) for value in (left, left + spent)]
            said.append(
                f"strategies.{name}.points: {_often(times)} a run somebody was not taken on as a point for want of"
                f" money, though {amounts[0]} of {amounts[1]} was unspent in the end. Whoever joins must be paid for"
                " from points.spend, with the supervision of everybody active up to the last day; what points who"
                " leave set free comes after others were refused. Raise points.spend, or lower points.management_cost."
            )
    return said


NOT_TAKEN_ON = re.compile(r"(\d+) not taken on")
"""What the note of a run says of them."""


def _often(times: float) -> str:
    """How often, in words."""
    from gridsim import formats

    return "once" if round(times) == 1 else f"{formats.number(round(times))} times" if times >= 1 else "less than once"


MUCH_LEFT = 0.25
"""Part of the budget that is much to be left where people were refused for want of money."""


def _decomposition(names: Sequence[str], strategies: dict[str, Any]) -> list[dict[str, Any]]:
    """By which factor each strategy sells more than each later one: parts of the difference of mean orders, which add
    up to it."""
    means = {name: {metric: one["mean"] for metric, one in strategies[name].items()} for name in names}
    found = []
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            parts = decompose(means[one], means[other])
            if parts is not None:
                found.append(
                    {
                        "strategy": one,
                        "against": other,
                        "orders": means[one]["orders"] - means[other]["orders"],
                        "parts": parts,
                    }
                )
    return found


def known_metrics(names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return label, unit, direction ("higher", "lower" or "") and meaning of the metrics that a run has, in its
    order."""
    from gridsim.results.metrics import METRICS

    known = {name: METRICS[name] for name in names if name in METRICS}
    return {
        name: {key: getattr(one, key) for key in ("label", "unit", "better", "meaning")} for name, one in known.items()
    }


def summary_csv(found: dict[str, Any]) -> str:
    """Return the strategies' metrics as CSV, one line each; what is undefined is empty."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["strategy", "metric", "label", "unit", "mean", "low", "high", "n_defined"])
    for strategy, values in found["strategies"].items():
        for metric, one in values.items():
            about = found["metrics"][metric]
            unit = found["currency"] if about["unit"] == "money" else about["unit"]
            writer.writerow(
                [strategy, metric, about["label"], unit, one["mean"], one["low"], one["high"], one["n_defined"]]
            )
    return text.getvalue()


def choose_strategies(scenario, names: str | Iterable[str] | None) -> list[str]:
    """Return the strategies to play, in the scenario's order; refuse unknown ones and an empty choice."""
    known = [*scenario.strategies]
    asked = (
        known
        if names is None
        else several("--strategies", names, advice="Name strategies of the scenario", what="a strategy")
    )
    problems = []
    for name in asked:
        if name not in known and name != NOTHING:
            import difflib

            close = difflib.get_close_matches(name, [*known, NOTHING], n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            listed = ", ".join([*known, NOTHING])
            problems.append(
                problem(
                    "--strategies", "a strategy", f"one of {listed}", name, f"Name strategies of the scenario{hint}"
                )
            )
    if not asked:
        advice = "Add a block such as `strategies: {grid: {}}`"
        problems.append(problem("strategies", "a scenario", "given at least one strategy to compare", "none", advice))
    if problems:
        raise ScenarioError(problems)
    return [name for name in [*known, NOTHING] if name in asked]


def first_note(place: Place | None = None) -> str:
    """What to say while nothing has finished: kernels are compiled the first time they are used; and why a place is
    smaller than asked for."""
    import os

    from gridsim._jit.cache import holds_the_engine

    compiling = "" if os.environ.get("NUMBA_DISABLE_JIT") == "1" or holds_the_engine() else "compiling (first run only)"
    return "; ".join(note for note in (place.note if place else "", compiling) if note)


def telling(progress: Callable[[Step], None] | None, n_runs: int) -> Callable[[str], None]:
    """Pass on in words what goes on before the first of so many runs."""
    tell = callback("progress", progress)
    return lambda note: tell(Step(0, n_runs, None, note)) if tell is not None else None


def with_counts(scenario, replicates: int | None, seed: int | None):
    """The scenario (loaded where a path was given), replicates and seed replaced where they are given; checked as if
    they stood in the file."""
    scenario = as_scenario(scenario)
    for key, value in (("--replicates", replicates), ("--seed", seed)):
        if isinstance(value, bool):
            raise ScenarioError(problem(key, f"the {key[2:]}", "a whole number", value, "Give a number"))
    given = {
        key: value
        for key, value in (("replicates", replicates), ("seed", seed))
        if value is not None and value != getattr(scenario, key)
    }
    try:
        return scenario.replace(given) if given else scenario
    except ScenarioError as error:
        raise ScenarioError([text.replace("replace ", "--", 1) for text in error.problems]) from None


def recorded(names: str | Iterable[str] | None) -> tuple[str, ...]:
    """The tables that are to be recorded, by name."""
    from gridsim.engine.run import RECORDABLE

    return several("--record", names, RECORDABLE)


def _interval_note(scenario) -> str:
    what = (
        "luck with the same people throughout"
        if scenario.world == "fixed"
        else "people, ties and luck, new in every replicate"
    )
    return f"{summary.METHOD}. It holds the uncertainty of {what}; not that of the assumptions."


def _checks(job: Job, runs, about: Sequence[dict[str, Any]], metrics: Sequence[str]) -> dict[str, Any]:
    counts = [run["checks"] for one in about for run in one["runs"].values() if "checks" in run]
    by_definition: dict[str, list[str]] = {}
    for name in job.strategies:
        if name != NOTHING:
            definition = json.dumps(job.scenario.resolved()["strategies"][name], sort_keys=True, default=str)
            by_definition.setdefault(definition, []).append(name)
    copies = [group for group in by_definition.values() if len(group) > 1]
    if copies:
        counts.append({"copies_equal": checks.copies_equal(runs, copies, metrics)})
    return checks.report_checks(counts)


def _budget_notes(job: Job, about: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Why money was left, by strategy: the reason met in most replicates."""
    notes: dict[str, str] = {}
    for name in job.strategies:
        met = [one["runs"][name]["budget_note"] for one in about if name in one["runs"]]
        notes[name] = max(dict.fromkeys(met), key=met.count) if met else ""
    return notes


def _timing(pieces: Path) -> dict[str, Any]:
    """Seconds and counters of the runs, added up; they go into the manifest, where nothing has to be the same twice."""
    about = [store.read_json(pieces / name / "about.json") for name in sorted(store.finished_pieces(pieces))]
    total: dict[str, Any] = {"world_seconds": round(sum(one["world_seconds"] for one in about), 3), "runs": {}}
    for one in about:
        for name, run in one["runs"].items():
            added = total["runs"].setdefault(name, {"seconds": 0.0, "counters": {}})
            added["seconds"] = round(added["seconds"] + run["seconds"], 3)
            for key, value in run.get("counters", {}).items():
                added["counters"][key] = added["counters"].get(key, 0) + value
    return total
