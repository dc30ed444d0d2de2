"""Merging of shards: their pieces are copied into one folder and put together as any work is at its end, so the tables are
those of work that was never cut."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Unpack, cast

from gridsim.arguments import path as as_path
from gridsim.errors import ScenarioError, problem, refusal
from gridsim.results import disk
from gridsim.results.store import Stored
from gridsim.scenario import load_scenario
from gridsim.study import folder as place
from gridsim.study.how import Default, How, HowAnew, spelled_out, where_and_output
from gridsim.study.play import Engine, the_engine
from gridsim.study.resume import resume
from gridsim.study.shards import SHARD, Shard


@spelled_out
def merge(
    folders: Iterable[str | Path],
    out: str | Path | Default,
    *,
    engine: Callable[[], Engine] = the_engine,
    **how: Unpack[HowAnew],
) -> Stored:
    """Put the shards of some work together, as if it had never been cut.

    Parameters
    ----------
    folders : collection of path
        The folders of all N shards, in any order; they stay as they are.
    out : path
        The result folder.
    workers, threads, scheduler, progress, overwrite, finish
        As in `compare`; runs that failed in a shard are played again.

    Returns
    -------
    Stored
        The same tables, byte for byte, as of work that was played in one call.

    Raises
    ------
    ScenarioError
        If a folder is no finished shard, shards are missing or twice there, or they are of different work; before
        anything is written.
    """
    _, output = where_and_output(how, out)
    found = _checked([as_path("folders", one, "Give the folders of the shards") for one in folders])
    first, manifest = found[0]
    whole = {key: value for key, value in manifest.items() if key != SHARD} | {"state": "running", "files": []}
    scenario = load_scenario(first / "scenario.resolved.yaml")
    target = place.prepare(place.choose(out, whole), whole, scenario, output.overwrite)
    if (first / "experiment.json").is_file():
        shutil.copy(first / "experiment.json", target / "experiment.json")
    for source, _ in found:
        for pieces in place.PIECES:
            for name in sorted(disk.finished_pieces(source / pieces)):
                files = {file.name: file.read_bytes() for file in sorted((source / pieces / name).iterdir())}
                disk.write_piece(target / pieces, name, files)
    going_on = cast("How", {name: value for name, value in how.items() if name in How.__annotations__})
    return resume(target, engine=engine, **going_on)


def _checked(folders: Sequence[Path]) -> list[tuple[Path, dict[str, Any]]]:
    """The folders with their manifests, in the order of the shards; refuses what does not make up one work."""
    if not folders:
        raise refusal("DIR", "the folders", "those of all shards", "none", "Name the folder of every shard")
    found, problems = [], []
    for folder in folders:
        manifest = disk.read_manifest(folder)
        if manifest is None or not manifest.get(SHARD):
            problems.append(
                problem(str(folder), "the folder", "one of a shard", _what(manifest), "Name the folders of --shard")
            )
        elif manifest["state"] != SHARD:
            advice = f"Finish it with: gridsim resume {folder}"
            problems.append(problem(str(folder), "the shard in it", "finished", manifest["state"], advice))
        else:
            found.append((folder, manifest))
    if not problems:
        problems = [*_strangers(found)] or [*_gaps(found)]
    if problems:
        raise ScenarioError(problems)
    return sorted(found, key=lambda one: one[1][SHARD])


def _strangers(found: Sequence[tuple[Path, dict[str, Any]]]) -> Iterable[str]:
    """A problem for each folder with other work than the first."""
    first, expected = found[0]
    for folder, manifest in found[1:]:
        for key in (*place.SAME, "record", "sources_digest", "point_digests"):
            if key != SHARD and manifest.get(key) != expected.get(key):
                words = {"sources_digest": "sources of gridsim", "scenario_digest": "scenario"}.get(key, key)
                yield problem(
                    str(folder),
                    "the shard in it",
                    f"of the same work as {first}",
                    f"another {words.replace('_', ' ')}",
                    "Name shards of one work only",
                )
                break
        else:
            if manifest[SHARD][1] != expected[SHARD][1]:
                yield problem(
                    str(folder),
                    "the shard in it",
                    f"one of {expected[SHARD][1]}, as {first}",
                    "/".join(map(str, manifest[SHARD])),
                    "Name shards of one cut only",
                )


def _gaps(found: Sequence[tuple[Path, dict[str, Any]]]) -> Iterable[str]:
    """A problem for the shards that are not there, or twice."""
    of = found[0][1][SHARD][1]
    numbers = [manifest[SHARD][0] for _, manifest in found]
    missing = [str(Shard(number, of)) for number in range(1, of + 1) if number not in numbers]
    twice = sorted({str(Shard(number, of)) for number in numbers if numbers.count(number) > 1})
    if twice:
        yield problem("DIR", "every shard", "named once", ", ".join(twice), "Leave the others of it out")
    if missing:
        yield problem(
            "DIR", "the folders", f"those of all {of} shards", f"without {', '.join(missing[:10])}", "Name these, too"
        )


def _what(manifest: dict[str, Any] | None) -> str:
    """What a folder holds that holds no shard."""
    return "no results of gridsim" if manifest is None else f"a whole {manifest['kind']}, {manifest['state']}"
