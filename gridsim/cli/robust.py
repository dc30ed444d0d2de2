"""The command `gridsim robust`: the verdict under all guesses."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gridsim.cli.answering import answer
from gridsim.cli.options import Kept, Seed, Settings, Shown, Strategies, Where, names
from gridsim.cli.play import placed, playing
from gridsim.cli.prepare import scenario_in
from gridsim.errors import refusal


def robust(
    source: Annotated[
        str, typer.Argument(metavar="SCENARIO|DIR", help="A scenario file, or the folder of a finished compare.")
    ],
    points: Annotated[int, typer.Option(help="Markets: draws of all guesses together.")] = 400,
    settings: Settings = None,
    also: Annotated[
        str | None,
        typer.Option(metavar="KEY,KEY", help="Keys that the scenario changed and that are guesses all the same."),
    ] = None,
    people: Annotated[
        int | None, typer.Option(help="People of the town that is played.", show_default="5000, or all where fewer")
    ] = None,
    seed: Seed = None,
    strategies: Strategies = None,
    *,
    kept: Kept,
    where: Where,
    shown: Shown,
) -> None:
    """Play every strategy in many markets, each with all assumed values drawn anew: how far does the verdict hold?"""
    from gridsim.results.store import open_dir
    from gridsim.study.robust import robust as play_robust

    given: Any
    if Path(source).is_dir():
        if settings:
            advice = "Leave it out, or give the scenario in place of the folder"
            raise refusal("--set", "a setting", "left out beside a finished comparison", settings[0], advice)
        given = open_dir(source)
        title, place = f"{source}, under all guesses", {**placed(kept, ""), "out": kept.out}
    else:
        given = scenario_in(source, settings)
        title = f"{given.name}, under all guesses"
        place = placed(kept, f"{given.name} robust")
    with playing(title, where, shown) as how:
        stored = play_robust(given, points, names(strategies), names(also) or (), people, seed, **place, **how)
    answer(stored, shown)
    if Path(source).is_dir() and not shown.silent:
        from gridsim import terminal

        terminal.say(f"The comparison's own report has it as a chapter: {Path(source) / 'report.html'}")
