"""Result folder: its owner, what may be replaced in it, when it counts as finished.

Nothing is ever deleted but what a manifest of gridsim lists as its own.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from gridsim.arguments import path as as_path
from gridsim.errors import ScenarioError, refusal
from gridsim.results import disk, store
from gridsim.results.manifest import new_manifest, now
from gridsim.scenario import Scenario
from gridsim.study.digests import digest_of
from gridsim.study.executor import Place, RunFailed
from gridsim.study.how import Default, Finish, Output
from gridsim.study.progress import Progress
from gridsim.study.shards import SHARD, Shard

Kind = TypeVar("Kind", bound=store.Stored)
PIECES = ("replicates", "parts", "why")
SAME = ("kind", "scenario_digest", "strategies", "numbers", "baseline", "experiment_digest", "shard")
"""Manifest keys that identify work: where they are equal, one may resume or replace the results of the other."""


def choose(out: str | Path | Default, manifest: dict[str, Any]) -> Path:
    """Return the folder for some work: the one named, or results/NAME.

    Where results/NAME holds something else, a digest of the work is added to the name: nobody's results are replaced by
    default.

    Examples
    --------
    >>> choose(Default("Fresh food, one city"), {}).as_posix()
    'results/fresh-food-one-city'
    """
    if not isinstance(out, Default):
        return as_path("out", out, "Name the folder for the results, or leave it out")
    words = re.findall(r"\w+", out.name.lower())
    path = Path("results") / ("-".join(words)[:80].rstrip("-") or "unnamed")
    there = disk.read_manifest(path)
    if not _holds_something(path) or (there is not None and _is_same(there, manifest)):
        return path
    return path.with_name(f"{path.name}-{work_digest(manifest)[:8]}")


class Work(NamedTuple):
    """Work under way: its folder, what the manifest says of it, where it is done, and what it leaves."""

    folder: Path
    manifest: dict[str, Any]
    place: Place
    output: Output

    @property
    def shard(self) -> Shard | None:
        """The shard that this work is, if it is not the whole."""
        return Shard(*self.manifest[SHARD]) if self.manifest.get(SHARD) else None


def begun(
    kind: str, scenario: Scenario, place: Place, output: Output, results: Callable[[Path], Kind], **asked: Any
) -> tuple[Work, Kind]:
    """Begin some work, named by what was `asked` (plain values), and return it with its results as an object; without
    `out` in a temporary folder, which goes with the object."""
    manifest = new_manifest(kind, scenario, **asked, place=place._asdict())
    if output.shard is not None:
        manifest[SHARD] = list(output.shard)
    if output.out is None:
        target = Path(tempfile.mkdtemp(prefix="gridsim-"))
        found = results(target)
        weakref.finalize(found, shutil.rmtree, target, ignore_errors=True)
        begin(target, manifest, scenario)
    else:
        target = prepare(choose(output.out, manifest), manifest, scenario, output.overwrite)
        found = results(target)
    return Work(target, manifest, place, output), found


@contextmanager
def keeping(path: Path, shown: bool) -> Iterator[None]:
    """Say, when work is interrupted or fails, what was kept and how to go on (where the folder is the user's); leave
    nothing where the input turned out bad at once."""
    try:
        with going_on(path, "resume" if shown else ""):
            yield
    except ScenarioError:
        if not _n_pieces(path):
            abandon(path)
        raise


@contextmanager
def going_on(path: Path, command: str) -> Iterator[None]:
    """Say, when work is interrupted or fails, what was kept and with which command to go on, if with any."""

    def kept() -> str:
        n = _n_pieces(path)
        return f"{n} finished piece{'s' if n != 1 else ''} kept in {path}. To go on: gridsim {command} {path}"

    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"Interrupted. {kept() if command else ''}".strip()) from None
    except RunFailed as error:
        raise RunFailed(f"{error}\n{kept() if command else ''}".strip()) from error


def _n_pieces(path: Path) -> int:
    return sum(len(disk.finished_pieces(path / name)) for name in PIECES)


def work_digest(manifest: dict[str, Any]) -> str:
    """A digest of what makes work the same."""
    return digest_of([manifest.get(key) for key in SAME])


def prepare(path: Path, manifest: dict[str, Any], scenario: Scenario, overwrite: bool = False) -> Path:
    """Make the folder ready for work, or refuse it; what an interrupted same work finished stays.

    Raises
    ------
    ScenarioError
        If it cannot be written, or holds other results or files.
    """
    check_writable(path)
    there = disk.read_manifest(path)
    if there is None:
        if _holds_something(path):
            raise refusal(
                str(path),
                "the output folder",
                "new, empty or a result folder of gridsim",
                "a folder with other files",
                "Choose another --out",
            )
    else:
        same = _is_same(there, manifest)
        if not same and not overwrite:
            raise refusal(
                str(path),
                "the output folder",
                "new, empty or with results of the same work",
                _what(there),
                "Choose another --out, or replace them with --overwrite",
            )
        remove_results(path, there)
        usable = same and all(there.get(key) == manifest.get(key) for key in ("sources_digest", "record"))
        if not usable or there.get("state") == "finished":
            for name in PIECES:
                shutil.rmtree(path / name, ignore_errors=True)
    begin(path, manifest, scenario)
    return path


def check_writable(path: Path) -> None:
    """Refuse a folder that cannot be made or written, before any work; a folder that this call made is left for the
    work."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / f".probe.{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        raise refusal(
            str(path), "the output folder", "one that can be written", reason, "Choose another --out"
        ) from None


def begin(path: Path, manifest: dict[str, Any], scenario: Scenario) -> None:
    """Record the work that begins, so that it can be resumed."""
    disk.write_text(path / "scenario.resolved.yaml", scenario_text(scenario))
    disk.write_text(path / "manifest.json", disk.json_text(manifest))


def end(path: Path, manifest: dict[str, Any]) -> None:
    """Mark the folder as finished, and drop the pieces that are now put together; of incomplete work they stay, to be
    added to."""
    disk.write_text(path / "manifest.json", disk.json_text(manifest))
    for name in PIECES if manifest["state"] == "finished" else ():
        shutil.rmtree(path / name, ignore_errors=True)


def conclude_shard(work: Work, count: Progress) -> None:
    """Mark the folder as that of a finished shard: its pieces stay, to be merged."""
    files = [name for name in ("scenario.resolved.yaml", "experiment.json") if (work.folder / name).is_file()]
    told = {"state": SHARD, "finished": now(), "seconds": round(time.monotonic() - count.begun, 3)}
    work.manifest.update(told, files=sorted([*files, "manifest.json"]))
    end(work.folder, work.manifest)


def conclude(work: Work, found: store.Stored, files: Iterable[str], count: Progress, **more: Any) -> None:
    """Let charts and report be made of results that are there, and mark their folder as finished; `more` for the
    manifest."""
    made = made_by(work.output.finish, found, count)
    told = {"state": "finished", "finished": now(), "seconds": round(time.monotonic() - count.begun, 3), **more}
    work.manifest.update(told, files=sorted({*files, *made}))
    end(work.folder, work.manifest)


def enter(found: store.Stored, files: Iterable[str]) -> None:
    """Add files to those that the manifest of finished results lists."""
    path = found.folder / "manifest.json"
    manifest = disk.read_json(path)
    manifest["files"] = sorted({*manifest.get("files", []), *files})
    disk.write_text(path, disk.json_text(manifest))


def made_by(finish: Finish | None, found: store.Stored, count: Progress) -> list[str]:
    """The files that `finish` makes of results, as a manifest names them."""
    if finish is None:
        return []
    count.seen(count.total, "drawing charts and report")
    return [Path(path).resolve().relative_to(found.folder.resolve()).as_posix() for path in finish(found) or ()]


def remove_results(path: Path, manifest: dict[str, Any]) -> None:
    """Remove the files that a manifest lists as its own."""
    for name in manifest.get("files", []):
        inside = (path / name).resolve()
        if inside.is_relative_to(path.resolve()):
            inside.unlink(missing_ok=True)


def abandon(path: Path) -> None:
    """Take back what `begin` wrote, where the input turned out bad before anything was finished."""
    for name in ("manifest.json", "scenario.resolved.yaml", "experiment.json"):
        (path / name).unlink(missing_ok=True)
    for folder in (*(path / name for name in PIECES), path):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def scenario_text(scenario: Scenario) -> str:
    """The scenario with every key, as YAML that loads again from any folder."""
    return "# Every key of the scenario, as it was run. It loads like any other scenario file.\n" + scenario.to_yaml()


def _is_same(there: dict[str, Any], manifest: dict[str, Any]) -> bool:
    return all(there.get(key) == manifest.get(key) for key in SAME)


def _holds_something(path: Path) -> bool:
    return path.is_dir() and any(not entry.name.startswith(".") for entry in path.iterdir())


def _what(manifest: dict[str, Any]) -> str:
    names = ", ".join(manifest.get("strategies") or [])
    return (
        f"{manifest['kind']} of {manifest.get('scenario')!r} (seed {manifest.get('seed')}, {manifest.get('replicates')}"
        f" replicates, {names}; scenario {str(manifest.get('scenario_digest'))[:8]})"
    )
