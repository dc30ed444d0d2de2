"""Resuming interrupted work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Unpack

from gridsim.arguments import path as as_path
from gridsim.errors import refusal
from gridsim.results import disk, store
from gridsim.results.manifest import sources_digest
from gridsim.scenario import Scenario
from gridsim.study.folder import Work, keeping
from gridsim.study.how import How, spelled_out, where_and_output
from gridsim.study.play import Engine, the_engine
from gridsim.study.shards import SHARD


@spelled_out
def resume(
    folder: str | Path,
    *,
    engine: Callable[[], Engine] = the_engine,
    **how: Unpack[How],
) -> store.Stored:
    """Finish an interrupted compare, run, study or choice of people: play what is missing, then put everything
    together.

    Parameters
    ----------
    folder : path
        The result folder of the interrupted work; one that is finished is opened, and nothing in it changes.
    workers, threads, scheduler, progress, finish
        As in `compare`. The place may be another than before: results do not depend on it.

    Returns
    -------
    Stored
        The same, value for value, as work that was never interrupted.

    Raises
    ------
    ScenarioError
        If the folder holds no work of gridsim, or work that another version of gridsim began.
    """
    from gridsim.scenario import load_scenario
    from gridsim.study.fit import fitting

    where, output = where_and_output(how)
    folder = as_path("folder", folder, "Give the folder of the work that stopped")
    manifest = disk.read_manifest(folder)
    if manifest is None or manifest.get("state") in ("finished", SHARD):
        return store.open_dir(folder)
    begun = any(disk.finished_pieces(folder / pieces) for pieces in ("replicates", "parts"))
    if begun and manifest.get("sources_digest") != sources_digest():
        theirs = f"gridsim {manifest['gridsim']}, other sources"
        raise refusal(
            str(folder),
            "the work in it",
            "begun by this version of gridsim",
            theirs,
            "Start it again with the command that began it, which drops what the other version left",
        )
    scenario = load_scenario(folder / "scenario.resolved.yaml")
    if scenario.digest() != manifest["scenario_digest"]:
        raise refusal(
            str(folder / "scenario.resolved.yaml"),
            "the scenario",
            "the one that the work began with",
            scenario.digest()[:8],
            "Undo the change, or start again with another --out",
        )
    kept = (
        0 if manifest["kind"] in ("study", "activation") else len(manifest.get("numbers") or range(scenario.replicates))
    )
    fits = fitting(scenario, manifest["strategies"], kept, manifest.get("record") or (), folder)

    def work(n_tasks: int) -> Work:
        """The work, once it is known how many tasks it has."""
        return Work(folder, manifest, where.place(n_tasks, fits), output)

    go_on = {"study": _resume_study, "activation": _resume_activation}.get(manifest["kind"], _resume_job)
    with keeping(folder, shown=True):
        return go_on(folder, scenario, manifest, work, engine)


def _resume_job(
    folder: Path,
    scenario: Scenario,
    manifest: dict[str, Any],
    work: Callable[[int], Work],
    engine: Callable[[], Engine],
) -> store.Stored:
    from gridsim.study.compare import Comparison, carry_on
    from gridsim.study.play import Job

    numbers = tuple(manifest.get("numbers") or range(scenario.replicates))
    job = Job(
        manifest["kind"],
        scenario,
        tuple(manifest["strategies"]),
        numbers,
        tuple(manifest["record"]),
        manifest["baseline"],
        engine,
    )
    carry_on(job, work(len(numbers)))
    return Comparison(folder)


def _resume_activation(
    folder: Path,
    scenario: Scenario,
    manifest: dict[str, Any],
    work: Callable[[int], Work],
    engine: Callable[[], Engine],
) -> store.Stored:
    from gridsim.study.activation import carry_on
    from gridsim.study.activation_field import town_of
    from gridsim.study.activation_question import read_told

    asked = read_told(disk.read_json(folder / "experiment.json"), scenario)
    _check_same(folder, asked, manifest)
    carry_on(asked, town_of(asked, engine()), work(asked.rounds.replicates), engine)
    return store.StoredActivation(folder)


def _check_same(folder: Path, experiment: Any, manifest: dict[str, Any]) -> None:
    """Refuse an experiment that was changed since the work began."""
    if experiment.digest() != manifest["experiment_digest"]:
        raise refusal(
            str(folder),
            "the experiment in it",
            "the one that the work began with",
            experiment.digest()[:8],
            "Start it again with the command that began it",
        )


def _take_mended(folder: Path, experiment: Any, manifest: dict[str, Any]) -> None:
    """Where only design points changed that had failed (a file was mended), forget what was played of these, so that
    they are played anew."""
    from gridsim.study.part import forget

    before = manifest.get("point_digests") or []
    if manifest.get("state") != "incomplete" or len(before) != len(experiment.points):
        return
    changed = {
        number for number, (old, new) in enumerate(zip(before, experiment.point_digests, strict=True)) if old != new
    }
    if changed and changed <= {one["point"] for one in store.StoredStudy(folder).failed}:
        forget(folder / "parts", changed)
        manifest.update(experiment_digest=experiment.digest(), point_digests=experiment.point_digests)
        disk.write_text(folder / "manifest.json", disk.json_text(manifest))


def _resume_study(
    folder: Path,
    scenario: Scenario,
    manifest: dict[str, Any],
    work: Callable[[int], Work],
    engine: Callable[[], Engine],
) -> store.Stored:
    from gridsim.study.experiment_told import from_told
    from gridsim.study.part import parts
    from gridsim.study.sweep import carry_on

    experiment = from_told(disk.read_json(folder / "experiment.json"), scenario)
    _take_mended(folder, experiment, manifest)
    _check_same(folder, experiment, manifest)
    carry_on(experiment, engine, work(len(parts(experiment, engine))))
    return store.StoredStudy(folder)
