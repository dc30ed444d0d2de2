"""The command line: parses and calls, nothing else. Heavy modules are imported where they are needed, so that --help is
quick."""

from __future__ import annotations

import gc
import os
import signal
import sys

import typer

from gridsim import terminal
from gridsim.cli.answering import INTERRUPTED, answering
from gridsim.cli.options import ungrouped
from gridsim.cli.play import compare, demo, merge, resume, run, study, why
from gridsim.cli.prepare import bench, check, estimate, new, schema, warm
from gridsim.cli.read import diff, report
from gridsim.cli.robust import robust

app = typer.Typer(
    name="gridsim",
    help=(
        "One account or a grid of points, on the same people, with the same money and the same luck: which wins, by how"
        " much, how surely, and why."
    ),
    epilog="Exit status: 0 done, 1 a run failed, 2 bad input or usage, 130 interrupted (what was finished is kept).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)
for command in (
    new,
    check,
    run,
    compare,
    estimate,
    why,
    robust,
    demo,
    study,
    resume,
    merge,
    report,
    diff,
    bench,
    warm,
    schema,
):
    app.command()(answering()(ungrouped(command)))


def main() -> None:
    """Run the command line; the console script `gridsim`."""
    terminal.use_any_code_page()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # The compiled code comes with 200,000 objects that stay to the end. To go through them every 700 new ones, and
    # again at the exit, took 0.7 of the 2.4 s of a small run.
    gc.set_threshold(100_000, 20, 20)
    try:
        app()
    except SystemExit as stop:
        if stop.code != INTERRUPTED:
            raise
        # Threads may still be in a run whose result is no longer needed; finished work is on disk.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(INTERRUPTED)
    finally:
        gc.freeze()
