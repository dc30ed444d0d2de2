"""Keyword arguments of functions that play runs: place, output, progress.

Users write these as keywords, the same ones for every function that plays runs; so they are declared once, as `**how`
of those functions, and each hands on two objects in its first line. Editors and type checkers read them from the
declaration, `inspect.signature` from `spelled_out`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypedDict, TypeVar

from gridsim.arguments import callback, switch
from gridsim.errors import refusal
from gridsim.results.store import Stored
from gridsim.study.executor import Where
from gridsim.study.progress import Step
from gridsim.study.shards import Shard, as_shard

Function = TypeVar("Function", bound=Callable[..., Any])
Finish = Callable[[Stored], Iterable[Path]]
"""Callback that draws charts and writes reports into a result folder, and returns the files."""


class Default(NamedTuple):
    """The folder to take where none was named: results/NAME in plain letters."""

    name: str


NO_FOLDER = Default("")
"""Default of work that is resumed in its own folder."""


class Output(NamedTuple):
    """Output of work: the folder (none: a temporary one), whether it may be overwritten, the callbacks for progress and
    for finished results, and the shard of it that is played (none: the whole)."""

    out: str | Path | Default | None = None
    overwrite: bool = False
    progress: Callable[[Step], None] | None = None
    finish: Finish | None = None
    shard: Shard | None = None


class How(TypedDict, total=False):
    """The keywords of work that goes on in its folder; `compare` describes them."""

    workers: int
    threads: int | None
    scheduler: str | None
    progress: Callable[[Step], None] | None
    finish: Finish | None


class HowAnew(How, total=False):
    """Those of work that begins a folder."""

    overwrite: bool
    shard: str | Shard | None


def where_and_output(how: Mapping[str, Any], out: str | Path | Default | None = NO_FOLDER) -> tuple[Where, Output]:
    """The two objects of these keywords; without `out` of work that goes on in its folder.

    Examples
    --------
    >>> where_and_output({"threads": 2, "overwrite": True}, "results/town")
    (Where(workers=1, threads=2, scheduler=None), Output(out='results/town', overwrite=True, progress=None, finish=None, shard=None))
    """
    for name in how:
        if name not in (How if out is NO_FOLDER else HowAnew).__annotations__:
            raise TypeError(f"got an unexpected keyword argument {name!r}")
    where = {name: value for name, value in how.items() if name in Where._fields}
    output = Output(out, **{name: value for name, value in how.items() if name not in where})
    output = output._replace(overwrite=switch("overwrite", output.overwrite), shard=as_shard(output.shard))
    if output.shard and out is None:
        raise refusal("shard", "a shard", "played into a folder of its own", "no out", "Name the folder of it")
    callback("finish", output.finish)
    callback("progress", output.progress)
    return Where(**where), output


def spelled_out(function: Function) -> Function:
    """Show the keywords behind `**how`, with their defaults, to whoever asks a function for its signature."""
    signature = inspect.signature(function)
    *own, how = signature.parameters.values()
    defaults = Where()._asdict() | Output()._asdict()
    keywords = [
        inspect.Parameter(name, how.KEYWORD_ONLY, default=defaults[name], annotation=given.__forward_arg__)
        for name, given in (HowAnew if "HowAnew" in how.annotation else How).__annotations__.items()
    ]
    function.__signature__ = signature.replace(parameters=[*own, *keywords])  # type: ignore[attr-defined]  # functions have it, their type does not
    return function
