"""Common frame of the commands: errors become messages and exit codes, results are shown, failed checks are a failed
run."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gridsim import terminal
from gridsim.cli.options import Shown
from gridsim.cli.shown import show, show_checks, show_failed
from gridsim.errors import GridsimError, IncompleteWarning, ScenarioError

if TYPE_CHECKING:
    from gridsim.results.store import Stored

DONE, RUN_FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


@contextmanager
def answering() -> Iterator[None]:
    """Turn errors into messages on standard error and exit codes; no traceback for what gridsim can explain."""
    from gridsim.distribution import is_overwritten, warn_of_stranger

    warn_of_stranger()
    if is_overwritten():
        terminal.complain("The file __init__.py of the package gridsim is not gridsim's own. Install gridsim again.")
        raise typer.Exit(BAD_INPUT)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", IncompleteWarning)  # `answer` says it
            yield
    except ScenarioError as error:
        for text in error.problems:
            terminal.complain(text)
        raise typer.Exit(BAD_INPUT) from None
    except GridsimError as error:
        terminal.complain(str(error))
        raise typer.Exit(RUN_FAILED) from None
    except KeyboardInterrupt as stop:
        terminal.complain(str(stop) or "Interrupted.")
        raise typer.Exit(INTERRUPTED) from None
    except MemoryError:
        terminal.complain("The memory does not suffice. Try --threads 1, or fewer people.")
        raise typer.Exit(RUN_FAILED) from None
    except BrokenPipeError:
        # The output pipe was closed (gridsim ... | head); this is no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(DONE) from None
    except OSError as error:
        terminal.complain(f"{type(error).__name__}: {error}")
        raise typer.Exit(RUN_FAILED) from None


def present(stored: Stored) -> list[Path]:
    """Charts and report of stored results."""
    from gridsim.report.present import present as draw_and_write

    return draw_and_write(stored)


def _answer_shard(stored: Stored, shown: Shown) -> None:
    """Say what is kept of a shard, and how the shards become results."""
    number, of = stored.manifest["shard"]
    if shown.as_json:
        terminal.say_json(f'{{"shard": [{number}, {of}]}}\n')
    elif not shown.quiet:
        terminal.say(f"Shard {number} of {of} is kept in {stored.folder}.")
        terminal.say("When all are there: gridsim merge DIR... --out DIR, with the folders of all shards.")


def answer(stored: Stored, shown: Shown) -> None:
    """Show results, or the summary as JSON; a recorded check that failed is a failed run, and so is a run that is
    missing."""
    if stored.manifest.get("state") == "shard":
        _answer_shard(stored, shown)
        return
    if shown.as_json:
        terminal.say_json((stored.folder / "summary.json").read_text(encoding="utf-8"))
    elif not shown.quiet:
        show(stored)
    if not (show_checks(stored) & show_failed(stored)):
        raise typer.Exit(RUN_FAILED)
