"""Commands that read what is stored."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from gridsim import terminal
from gridsim.cli.answering import present
from gridsim.cli.options import Folder, Quiet, json_of
from gridsim.cli.shown import show_diff
from gridsim.errors import refusal


def report(
    folder: Folder,
    quiet: Quiet = False,
    mmm: Annotated[
        Path | None,
        typer.Option("--mmm", metavar="FILE.csv", help="Only write the daily series for marketing-mix tools."),
    ] = None,
    start: Annotated[str, typer.Option(metavar="DATE", help="Date of day 0 in that file.")] = "2026-01-01",
) -> None:
    """Draw charts and report again, from stored results only."""
    from gridsim.results.store import open_dir

    stored = open_dir(folder)
    if mmm is not None:
        from gridsim.results.mix import write_mix

        rows = write_mix(stored, mmm, start)
        if not quiet:
            terminal.say(f"Wrote {rows:,} days to {mmm}.")
        return
    paths = _written(folder, lambda: present(stored))
    if not quiet:
        terminal.say(f"Wrote {paths[-1]} and {len(paths) - 1} pictures in {folder / 'charts'}.")


def diff(
    a: Annotated[Path, typer.Argument(metavar="A", help="A scenario or experiment file, or a result folder.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="Another of the same kind.")],
    as_json: Annotated[bool, json_of("summary")] = False,
) -> None:
    """Tell what differs between two scenarios or experiments, key by key, or between two results, the verdict first."""
    from gridsim.results import diff as differences

    if a.is_dir() != b.is_dir():
        raise refusal(
            "diff",
            "A and B",
            "two scenario files or two result folders",
            f"{a} and {b}",
            "Give two of the same kind",
        )
    found = differences.result_folders(a, b) if a.is_dir() else differences.scenario_files(a, b)
    if as_json:
        terminal.say_json(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        show_diff(found, str(a), str(b))


def _written(folder: Path, write: Callable[[], list[Path]]) -> list[Path]:
    """Write into a folder, or say that it cannot be written."""
    try:
        return write()
    except PermissionError as error:
        reason = error.strerror or str(error)
        raise refusal(
            str(folder), "the folder", "one that can be written", reason, "Copy it to where you may write"
        ) from None
