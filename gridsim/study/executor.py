"""Where work is done: threads of this process by default, processes of a local cluster, or a Dask cluster elsewhere.

The work is a list of independent tasks. A task returns plain bytes, which only the caller's thread takes in and writes,
so the same function serves threads, processes and machines that share no disk. Results do not depend on the place:
every draw is named by seed and replicate, never taken from a stream.
"""

from __future__ import annotations

import ast
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from gridsim.arguments import as_whole
from gridsim.errors import GridsimError, Said, ScenarioError, problem, refusal

MOST_FAILURES = 3
"""After so many failed tasks the rest are not started: what fails three times will fail again."""
SCHEDULER_ANSWERS_WITHIN = "20s"


class RunFailed(GridsimError):
    """A run that broke off with an error: which one, why, and how to run it again."""


class Stopped(Exception):
    """The work was interrupted; a task raises it between two runs."""


@contextmanager
def told_as(message: Callable[[str], str]) -> Iterator[None]:
    """Turn an unexpected error into a `RunFailed` with a message made of it; bad input and interruptions stay what they
    are."""
    try:
        yield
    except (ScenarioError, Stopped):
        raise
    except Exception as error:
        raise RunFailed(message(f"{type(error).__name__}: {error}")) from error


@dataclass
class Watch:
    """State that a task in a thread shares with its caller: stop request, runs done, and values kept for later tasks.

    `threads`: how many threads the task may use itself, where there are fewer tasks than threads.
    """

    threads: int = 1
    stop: threading.Event = field(default_factory=threading.Event)
    runs: list[int] = field(default_factory=list)
    shared: dict[Any, Any] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run_done(self) -> None:
        """Count a run; raise `Stopped` if the work was interrupted meanwhile."""
        self.runs.append(1)
        if self.stop.is_set():
            raise Stopped

    def share(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return what is kept under `key`, made once."""
        with self.lock:
            if key not in self.shared:
                self.shared[key] = make()
            return self.shared[key]


class Place(NamedTuple):
    """Where to work: `workers` processes if above one, a Dask `scheduler` by address, else `threads` in this process.

    `threads` is how many tasks go on at once, and each of them may use `threads_each`; `note` says why there are fewer
    than were asked for.
    """

    threads: int
    workers: int = 1
    scheduler: str | None = None
    threads_each: int = 1
    note: str = ""

    @property
    def is_cluster(self) -> bool:
        return self.workers > 1 or self.scheduler is not None


class Where(NamedTuple):
    """Where work is to be done, as asked for.

    `workers`: processes, 1 or more; above 1 each has one thread. `threads`: of this process; None: as many as there are
    cores and tasks. `scheduler`: address of a Dask scheduler, such as "tcp://host:8786"; what its machines hold is not
    asked.
    """

    workers: int = 1
    threads: int | None = None
    scheduler: str | None = None

    def place(self, n_tasks: int, fitting: Callable[[int, bool], int] | None = None) -> Place:
        """Return the place for so many tasks, checked; no work is begun that this machine's memory does not suffice
        for.

        Parameters
        ----------
        n_tasks : int
            Tasks that wait.
        fitting : callable (tasks, processes) -> int, optional
            How many tasks at a time fit (`study/fit.py`); fewer than asked for are then taken.

        Raises
        ------
        ScenarioError
            For a number below 1, or threads and processes at once; where not one task fits; for processes asked for at
            the top level of a script.
        """
        from gridsim.results.manifest import cores

        workers, threads, scheduler = self

        problems = [
            problem(f"--{what}", f"the number of {what}", "a whole number >= 1", value, "Give 1 or more")
            for what, value in (("workers", workers), ("threads", 1 if threads is None else threads))
            if (as_whole(value) or 0) < 1
        ]
        if scheduler is not None and not isinstance(scheduler, str):
            problems.append(
                problem(
                    "--scheduler", "the scheduler", "an address, a text", scheduler, "Write for example tcp://host:8786"
                )
            )
        if not problems and threads is not None and (workers > 1 or scheduler):
            problems.append(
                problem(
                    "--threads",
                    "threads",
                    "left out with --workers or --scheduler",
                    threads,
                    "Worker processes have one thread each",
                )
            )
        if problems:
            raise ScenarioError(problems)
        if workers > 1 and scheduler is None:
            _check_guard()
        all_threads = cores() if threads is None else threads
        at_once = max(1, min(all_threads, n_tasks))
        place = Place(at_once, workers, scheduler, max(1, all_threads // at_once))
        if fitting is None or scheduler is not None:
            return place
        if workers > 1:
            fit = fitting(workers, True)
            return place if fit == workers else place._replace(workers=fit, threads=1, note=_fewer(fit, "processes"))
        fit = fitting(at_once, False)
        return (
            place
            if fit == at_once
            else place._replace(threads=fit, threads_each=max(1, all_threads // fit), note=_fewer(fit, "threads"))
        )


def _fewer(fit: int, what: str) -> str:
    """Why there are no more of them."""
    return f"{fit} {what if fit > 1 else 'at a time'}: the memory suffices for no more"


def perform(
    function: Callable[[Any, Watch | None], Any],
    tasks: Iterable[Any],
    receive: Callable[[Any, Any], None],
    place: Place,
    report: Callable[[int], None] = lambda n_runs: None,
) -> list[tuple[Any, Exception]]:
    """Do every task and return those that failed, with their errors.

    Parameters
    ----------
    function : callable (task, watch) -> value
        The work; importable by name where processes do it. `watch` is None there.
    tasks : iterable
        Started in this order, a few at a time, so that memory stays bounded.
    receive : callable (task, value)
        Called in this thread as each task finishes, in any order.
    place : Place
    report : callable (n_runs)
        Called in this thread, a few times a second, with the runs that threads have counted so far.

    Raises
    ------
    ScenarioError
        At once, if a task finds the input bad.
    KeyboardInterrupt
        After the tasks under way were told to stop; what was received is kept.
    """
    if place.is_cluster:
        with _cluster(place) as client:
            return _on_cluster(client, function, tasks, receive)
    return _in_threads(function, tasks, receive, place, report)


def _in_threads(
    function: Callable[..., Any],
    tasks: Iterable[Any],
    receive: Callable[[Any, Any], None],
    place: Place,
    report: Callable[[int], None],
) -> list[tuple[Any, Exception]]:
    watch, n_threads = Watch(place.threads_each), place.threads
    waiting = iter(tasks)
    failures: list[tuple[Any, Exception]] = []
    pool = ThreadPoolExecutor(n_threads, thread_name_prefix="gridsim")
    under_way: dict[Future, Any] = {}
    patient = True
    try:
        while True:
            while (
                len(failures) < MOST_FAILURES
                and len(under_way) < n_threads
                and (task := next(waiting, _END)) is not _END
            ):
                under_way[pool.submit(function, task, watch)] = task
            if not under_way:
                return failures
            done, _ = wait(under_way, timeout=0.2, return_when=FIRST_COMPLETED)
            report(len(watch.runs))
            for future in done:
                _take(future, under_way.pop(future), receive, failures)
    except KeyboardInterrupt:
        patient = False  # the tasks under way end after their present run; nobody waits for them here
        raise
    finally:
        watch.stop.set()
        pool.shutdown(wait=patient, cancel_futures=True)


def _on_cluster(
    client: Any, function: Callable[..., Any], tasks: Iterable[Any], receive: Callable[[Any, Any], None]
) -> list[tuple[Any, Exception]]:
    from dask.distributed import as_completed

    waiting = iter(tasks)
    failures: list[tuple[Any, Exception]] = []
    under_way: dict[Any, Any] = {}
    finished = as_completed()

    def fill() -> None:
        # Twice the threads keeps every worker busy while results travel.
        most = 2 * max(1, sum(client.nthreads().values()))
        while len(failures) < MOST_FAILURES and len(under_way) < most and (task := next(waiting, _END)) is not _END:
            future = client.submit(function, task, None, pure=False)
            under_way[future] = task
            finished.add(future)

    fill()
    while under_way:
        future = next(finished)
        _take(future, under_way.pop(future), receive, failures)
        future.release()
        fill()
    return failures


def _take(future: Any, task: Any, receive: Callable[[Any, Any], None], failures: list[tuple[Any, Exception]]) -> None:
    """Receive a finished task, or note why it failed."""
    error = future.exception()
    if error is None:
        receive(task, future.result())
    elif isinstance(error, (ScenarioError, KeyboardInterrupt, Stopped)) or not isinstance(error, Exception):
        raise error
    else:
        failures.append((task, error))


@contextmanager
def _cluster(place: Place) -> Iterator[Any]:
    """A client of the named scheduler, or of processes on this machine with one thread each."""
    try:
        from dask.distributed import Client, LocalCluster
    except ImportError:
        raise refusal(
            "--workers",
            "Dask",
            "installed for worker processes",
            "no such package",
            "Run: pip install distributed; or leave --workers and --scheduler out to use threads",
        ) from None
    if place.scheduler is None:
        local = {"threads_per_worker": 1, "processes": True, "dashboard_address": None, "silence_logs": 50}
        with LocalCluster(n_workers=place.workers, **local) as cluster, Client(cluster) as client:
            client.run(_leave_interrupts_to_the_parent)
            yield client
        return
    try:
        client = Client(place.scheduler, timeout=SCHEDULER_ANSWERS_WITHIN)
    except (OSError, ValueError, TimeoutError) as error:
        raise refusal(
            "--scheduler",
            "the scheduler",
            "a Dask scheduler that answers",
            place.scheduler,
            f"Check the address (such as tcp://host:8786) and that it runs: {error}",
        ) from None
    with client:
        yield client


def _check_guard() -> None:
    """Refuse to start processes from the top level of a script: each of them reads the script again, and would start
    processes of its own."""
    script = getattr(sys.modules["__main__"], "__file__", None)
    frame: Any = sys._getframe()
    while frame is not None and not (
        frame.f_code.co_name == "<module>" and frame.f_globals.get("__name__") == "__main__"
    ):
        frame = frame.f_back
    if script is None or frame is None:
        return
    try:
        lines = ast.parse(Path(script).read_bytes()).body
    except (OSError, SyntaxError, ValueError):
        return
    # A guard further up counts, too: it may leave the script where it is only read.
    if not any(
        isinstance(one, ast.If) and "__name__" in ast.dump(one.test) and one.lineno <= frame.f_lineno for one in lines
    ):
        raise refusal(
            f"{script}:{frame.f_lineno}",
            "work with worker processes",
            'called below `if __name__ == "__main__":`',
            Said("a call at the top level of the script"),
            "Each process reads the script again and would start its own: "
            "put the call below that line, or leave workers out to use threads",
        )


def _leave_interrupts_to_the_parent() -> None:
    """In a worker: Ctrl-C reaches every process of a terminal, but only the first should answer it."""
    import signal

    with suppress(ValueError):  # not the main thread: then the answer stays what it was
        signal.signal(signal.SIGINT, signal.SIG_IGN)


_END = object()
