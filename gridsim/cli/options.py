"""The options of the command line that several commands share: each declared once, those that go together as a group."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_type_hints

import typer

ScenarioFile = Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file (YAML).")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A result folder.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Set a key, such as people.count=5000; again for more."),
]
Replicates = Annotated[int | None, typer.Option(help="Independent repetitions.", show_default="the scenario's")]
Seed = Annotated[int | None, typer.Option(help="Random seed.", show_default="the scenario's")]
Strategies = Annotated[str | None, typer.Option(metavar="A,B", help="Some of the strategies.", show_default="all")]
Threads = Annotated[int | None, typer.Option(help="Threads of one process.", show_default="as many as cores")]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the results.", show_default="results/NAME")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no table.")]


def json_of(what: str) -> Any:
    """The option --json of a command that answers with this."""
    return typer.Option("--json", help=f"The {what} on standard output, nothing else there.")


class Changes(NamedTuple):
    """Settings that replace those of the file."""

    settings: Settings = None
    replicates: Replicates = None
    seed: Seed = None
    strategies: Strategies = None


class Kept(NamedTuple):
    """Result folder, whether it may be overwritten, and which part of the work it gets."""

    out: Out = None
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace other results of gridsim in DIR.")] = False
    shard: Annotated[
        str | None,
        typer.Option(metavar="I/N", help="Play part I of N only, for a job array; gridsim merge puts them together."),
    ] = None


class Where(NamedTuple):
    """Place of the work: processes, threads or a Dask scheduler."""

    workers: Annotated[int, typer.Option(help="Worker processes, one thread each; 1: threads of one process.")] = 1
    threads: Threads = None
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="A Dask scheduler that does the work, such as tcp://host:8786."),
    ] = None


class Shown(NamedTuple):
    """Output on the terminal."""

    quiet: Quiet = False
    as_json: Annotated[bool, json_of("summary")] = False

    @property
    def silent(self) -> bool:
        """Whether progress is hidden."""
        return self.quiet or self.as_json


def ungrouped(command: Callable[..., None]) -> Callable[..., None]:
    """A command as typer takes it: each option of its groups an option of its own."""
    options, groups = [], {}
    for one in inspect.signature(command, eval_str=True).parameters.values():
        if not hasattr(one.annotation, "_fields"):
            options.append(one.replace(kind=one.KEYWORD_ONLY))
            continue
        groups[one.name] = group = one.annotation
        hints = get_type_hints(group, include_extras=True)
        for name, default in group._field_defaults.items():
            options.append(inspect.Parameter(name, one.KEYWORD_ONLY, default=default, annotation=hints[name]))

    @wraps(command)
    def called(**given: Any) -> None:
        packed = {name: group(*map(given.pop, group._fields)) for name, group in groups.items()}
        command(**given, **packed)

    called.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]
    return called


def names(text: str | None) -> list[str] | None:
    """The names in "a,b"; None stays None."""
    return None if text is None else [name.strip() for name in text.split(",") if name.strip()]
