"""Commands that play runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridsim import terminal
from gridsim.cli.answering import answer, present
from gridsim.cli.options import Changes, Folder, Kept, Quiet, ScenarioFile, Seed, Settings, Shown, Where, json_of, names
from gridsim.cli.prepare import scenario_in
from gridsim.errors import refusal

if TYPE_CHECKING:
    from gridsim.results.store import Stored


def run(
    scenario: ScenarioFile,
    strategy: Annotated[str, typer.Option(metavar="NAME", help="The strategy to run.")],
    settings: Settings = None,
    replicates: Annotated[int, typer.Option(help="Independent repetitions.")] = 1,
    replicate: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", help="Only this replicate, to see it again.", show_default="from 0 on"),
    ] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="Do not also run doing nothing (no increments, no ROI).")
    ] = False,
    seed: Seed = None,
    record: Annotated[
        str | None, typer.Option(metavar="NAME", help="Also keep tables of events: impressions, shares, posts.")
    ] = None,
    engine: Annotated[
        str, typer.Option(metavar="NAME", help="compiled, or agents: the same run person by person, slower.")
    ] = "compiled",
    *,
    kept: Kept,
    where: Where,
    shown: Shown,
) -> None:
    """Run one strategy."""
    from gridsim.study.compare import run_strategy

    loaded = scenario_in(scenario, settings)
    with playing(f"{loaded.name}, {strategy}", where, shown) as how:
        stored = run_strategy(
            loaded,
            strategy,
            replicates,
            seed,
            replicate=replicate,
            baseline=not alone,
            record=names(record),
            engine=engine,
            **placed(kept, f"{loaded.name} {strategy}"),
            **how,
        )
    answer(stored, shown)


def compare(
    scenario: ScenarioFile,
    changes: Changes,
    kept: Kept,
    where: Where,
    shown: Shown,
    explain: Annotated[bool, typer.Option("--why", help="Also explain the verdict, as `gridsim why` does.")] = False,
) -> None:
    """Compare the strategies, paired and at equal budget: the main job."""
    stored = _compared(scenario, changes, kept, where, shown)
    if explain:
        _explained(stored, where, shown)


def demo(changes: Changes, kept: Kept, where: Where, shown: Shown) -> None:
    """Compare the strategies of the shipped scenario, fresh_food.yaml."""
    from gridsim.scenario import demo_path

    _compared(str(demo_path()), changes, kept, where, shown)


def study(
    experiment: Annotated[Path, typer.Argument(metavar="EXPERIMENT", help="An experiment file (YAML).")],
    changes: Changes,
    kept: Kept,
    where: Where,
    shown: Shown,
) -> None:
    """Play an experiment: every setting of its factors on common draws, or (kind: activation) whom to activate for a
    budget."""
    from gridsim.scenario import parse_overrides
    from gridsim.study.activation_file import is_activation
    from gridsim.study.experiment import load_experiment
    from gridsim.study.sweep import play_experiment

    if is_activation(experiment):
        _activate(experiment, changes, kept, where, shown)
        return
    overrides, strategies = parse_overrides(changes.settings or []), names(changes.strategies)
    loaded = load_experiment(experiment, overrides, changes.replicates, changes.seed, strategies)
    with playing(loaded.name, where, shown) as how:
        stored = play_experiment(loaded, **placed(kept, f"{loaded.name} study"), **how)
    answer(stored, shown)


def _activate(experiment: Path, changes: Changes, kept: Kept, where: Where, shown: Shown) -> None:
    """Play an experiment of the kind activation."""
    from gridsim.scenario import parse_overrides
    from gridsim.study.activation import play_activation
    from gridsim.study.activation_file import load_activation

    strategies = names(changes.strategies)
    if strategies is not None and len(strategies) != 1:
        advice = "Name the one whose first points are chosen"
        raise refusal("--strategies", "the strategy", "one", ", ".join(strategies), advice)
    overrides = parse_overrides(changes.settings or [])
    strategy = strategies[0] if strategies else None
    loaded = load_activation(experiment, overrides, changes.replicates, changes.seed, strategy)
    with playing(loaded.name, where, shown) as how:
        stored = play_activation(loaded, **placed(kept, loaded.name), **how)
    answer(stored, shown)


def resume(folder: Folder, where: Where, shown: Shown) -> None:
    """Go on where a stopped compare, run or study stopped."""
    from gridsim.study.resume import resume as go_on

    with playing(str(folder), where, shown) as how:
        stored = go_on(folder, **how)
    answer(stored, shown)


def merge(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR", help="The folders of all shards, in any order.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the results.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace other results of gridsim in DIR.")] = False,
    *,
    where: Where,
    shown: Shown,
) -> None:
    """Put the shards of a compare or study together, as if it had been played in one call."""
    from gridsim.study.merging import merge as put_together

    with playing(str(out), where, shown) as how:
        stored = put_together(folders, out, overwrite=overwrite, **how)
    answer(stored, shown)


def why(
    folder: Folder,
    replicates: Annotated[
        int, typer.Option(help="Replicates of the comparison that are played again, from number 0 on.")
    ] = 5,
    only: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Some of: knock-outs, spend, tornado, channels.", show_default="all"),
    ] = None,
    most: Annotated[
        int | None,
        typer.Option(
            help="Assumptions that are played with all replicates; three times as many are screened.",
            show_default="15, all",
        ),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="What usually matters most, in about two minutes.")] = False,
    also: Annotated[
        str | None,
        typer.Option(
            metavar="KEY,KEY", help="Keys that the scenario sets and that are guesses all the same (people.* for many)."
        ),
    ] = None,
    half_life: Annotated[
        float, typer.Option("--half-life", metavar="DAYS", help="Half-life of attribution by time decay.")
    ] = 7.0,
    *,
    where: Where,
    quiet: Quiet = False,
    as_json: Annotated[bool, json_of("findings")] = False,
) -> None:
    """Explain the verdict of a finished compare: mechanisms off, other budgets, other assumptions, channels taken
    away."""
    from gridsim.results.store import open_dir

    shown = Shown(quiet, as_json)
    asked = {
        "replicates": replicates,
        "only": names(only),
        "most": most,
        "half_life_days": half_life,
        "quick": quick,
        "also": names(also) or (),
        "announce": None if shown.silent else lambda text: terminal.complain(f"{folder}, why: {text}"),
    }
    found = _explained(open_dir(folder), where, shown, **asked)
    if as_json:
        terminal.say_json(json.dumps(found, ensure_ascii=False, indent=1))
    elif not quiet:
        for text in [*found["turns"], *found["sentences"].values()]:
            terminal.say(text)
        terminal.say(f"All of it: {folder / 'report.html'}, {folder / 'why.csv'}")


@contextmanager
def playing(title: str, where: Where, shown: Shown) -> Iterator[dict[str, Any]]:
    """Keyword arguments of work: place, progress on the terminal, charts and report."""
    with terminal.progress(shown.silent, title) as progress:
        yield {**where._asdict(), "progress": progress, "finish": present}


def placed(kept: Kept, title: str) -> dict[str, Any]:
    """Keyword arguments of the result folder; without a name, that of the title."""
    from gridsim.study.how import Default

    named = f"{title} shard {kept.shard}" if kept.shard else title
    return {"out": kept.out or Default(named), "overwrite": kept.overwrite, "shard": kept.shard}


def _compared(scenario: str, changes: Changes, kept: Kept, where: Where, shown: Shown) -> Stored:
    """Play the comparison of a scenario file and show it."""
    from gridsim.study.compare import compare as play_compare

    loaded = scenario_in(scenario, changes.settings)
    strategies = names(changes.strategies)
    with playing(loaded.name, where, shown) as how:
        stored = play_compare(loaded, changes.replicates, changes.seed, strategies, **placed(kept, loaded.name), **how)
    answer(stored, shown)
    return stored


def _explained(stored: Stored, where: Where, shown: Shown, **asked: Any) -> dict[str, Any]:
    """Explain a verdict, with progress on the terminal."""
    from gridsim.study.why import why as explain

    with playing(f"{stored.folder}, why", where, shown) as how:
        return explain(stored, **asked, **how)
