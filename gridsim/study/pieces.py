"""Work in pieces: each is kept in the result folder when it is finished, and only what is missing there is played."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from gridsim.results import disk, store
from gridsim.study.executor import Place, RunFailed, Watch, perform
from gridsim.study.play import Engine
from gridsim.study.progress import Progress

if TYPE_CHECKING:
    import pandas as pd


class Task(Protocol):
    """What makes one piece: the piece's name, how many runs it takes, by which engine."""

    @property
    def name(self) -> str: ...
    @property
    def n_runs(self) -> int: ...
    @property
    def engine(self) -> Callable[[], Engine]: ...


One = TypeVar("One", bound=Task)


def missing_in(folder: Path, tasks: Iterable[One]) -> list[One]:
    """The tasks whose pieces are not in a folder."""
    there = disk.finished_pieces(folder)
    return [task for task in tasks if task.name not in there]


def complete(
    folder: Path,
    tasks: Sequence[One],
    play: Callable[[One, Watch | None], dict[str, bytes]],
    place: Place,
    count: Progress,
) -> None:
    """Play tasks and keep the piece of each as it finishes; raises `RunFailed` where some broke off, when the others
    are done."""
    if not tasks:
        return
    tasks[0].engine()  # imported here once, not by several threads at the same time
    before = count.received

    def receive(task: One, files: dict[str, bytes]) -> None:
        disk.write_piece(folder, task.name, files)
        count.add(task.n_runs)

    failures = perform(play, tasks, receive, place, lambda n_runs: count.seen(before + n_runs))
    if failures:
        raise RunFailed("\n".join(str(error) for _, error in failures))


def runs_in(folder: Path, tasks: Iterable[Any]) -> pd.DataFrame:
    """The table `runs` of the pieces of some tasks, one below the other."""
    return joined([store.Stored(folder / task.name).read_table("runs") for task in tasks])


def joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Tables of the same columns, one below the other."""
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # columns that are undefined throughout a piece
        return pd.concat(frames, ignore_index=True)
