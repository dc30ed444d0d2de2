"""Commands before and beside the work: what a file holds, what its work would take, schemas, compiling ahead,
benchmarks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridsim import terminal
from gridsim.cli.options import Out, Quiet, Replicates, ScenarioFile, Settings, Strategies, Threads, names
from gridsim.cli.shown import show_estimate
from gridsim.errors import ScenarioError, refusal

if TYPE_CHECKING:
    pass


def new(
    path: Annotated[
        Path | None, typer.Argument(metavar="PATH", help="The file to write; one that exists is left alone.")
    ] = None,
    preset: Annotated[
        str | None, typer.Option(metavar="NAME", help="A strategy to write out in full, or a shipped scenario.")
    ] = None,
    currency: Annotated[str, typer.Option(metavar="CODE", help="Of the amounts, such as USD.")] = "CNY",
    tier: Annotated[
        str | None,
        typer.Option(metavar="TIER", help="Which keys: essential, usual or expert.", show_default="essential"),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Only list what --preset knows.")] = False,
) -> None:
    """Write a commented scenario to start from."""
    from gridsim.scenario.template import choices, copy_files, template

    if list_:
        terminal.definitions(choices())
        return
    if path is None:
        raise ScenarioError(
            "new: PATH must be the file to write; got nothing. Name one, or ask with --list what there is to start"
            " from."
        )
    text = template(preset, currency, tier)
    if path.exists():
        raise refusal(str(path), "the file", "a new one", "a file that exists", "Choose another path")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = copy_files(preset, path.parent)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise refusal(str(path), "the file", "one that can be written", reason, "Choose another path") from None
    if beside:
        terminal.say(f"Beside it: {', '.join(map(str, beside))}.")
    terminal.say(f"Wrote {path}. Next: gridsim check {path}; gridsim compare {path}")


def check(
    files: Annotated[list[str], typer.Argument(metavar="SCENARIO...", help="Scenario or experiment files.")],
    settings: Settings = None,
) -> None:
    """List every problem of scenario and experiment files, and warn of orders that lose money and of advertising beyond
    measure."""
    problems = []
    for file in files:
        try:
            said, warnings = _checked(file, settings)
            terminal.say(f"{file}: {said}")
            for warning in warnings:
                terminal.say(f"{file}: warning: {warning}")
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)


def estimate(
    scenario: ScenarioFile,
    settings: Settings = None,
    replicates: Replicates = None,
    strategies: Strategies = None,
    out: Out = None,
    threads: Threads = None,
    explain: Annotated[
        bool, typer.Option("--why", help="Of a finished comparison (SCENARIO is its folder): what `gridsim why` takes.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The estimate on standard output, nothing else there.")
    ] = False,
) -> None:
    """Tell people, ties, time, memory and disk of a compare, or of the whole study of an experiment file, before it is
    played.

    Small towns of the same kind are played for a few seconds. A compare, run or study that would not fit into the
    memory or onto the disk is refused by itself, with the number of people that would fit; GRIDSIM_ANY_SIZE=1 in the
    environment lets it go on at your own risk.
    """
    from gridsim.study.estimate import estimate as predict
    from gridsim.study.estimate_study import estimate_study
    from gridsim.study.progress import Step

    if explain:
        _size_of_why(Path(scenario), replicates, threads, as_json)
        return
    experiment = _experiment(scenario, settings, replicates, strategies)
    loaded = experiment or scenario_in(scenario, settings)
    with terminal.progress(quiet or as_json, loaded.name) as progress:
        tell = None if progress is None else lambda text: progress(Step(0, 1, None, text))
        if experiment is not None:
            found: Any = estimate_study(experiment, threads, out=out or "results", progress=tell)
        else:
            found = predict(loaded, names(strategies), replicates, threads, out=out or "results", progress=tell)
    if as_json:
        terminal.say_json(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
    else:
        show_estimate(loaded.name, found)


def bench(
    largest: Annotated[int, typer.Option(metavar="PEOPLE", help="People of the largest network.")] = 1_000_000,
    only: Annotated[
        str | None,
        typer.Option(
            metavar="A,B", help="Of: cascade, calls, many, models, full, networks, seeding, start.", show_default="all"
        ),
    ] = None,
    rounds: Annotated[int, typer.Option(help="Turns of each contender; the median counts.")] = 5,
    write: Annotated[
        Path | None,
        typer.Option(metavar="PAGE", help="Put the table between its marks in this page, such as README.md."),
    ] = None,
    quiet: Quiet = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The findings on standard output, nothing else there.")
    ] = False,
) -> None:
    """Measure gridsim and the peers that are installed, in turns, and show the table."""
    from gridsim.bench import bench as measure
    from gridsim.bench import table

    if quiet or as_json:
        terminal.hush()
    found = measure(largest, names(only), rounds, (lambda *step: None) if quiet or as_json else terminal.tell_bench)
    text = table.as_markdown(found)
    if write is not None:
        table.write_into(write, text)
    if as_json:
        terminal.say_json(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        terminal.say(text)


def warm(quiet: Annotated[bool, typer.Option("--quiet", help="No progress and no sentence.")] = False) -> None:
    """Compile everything ahead, for container images and job arrays.

    What gridsim calls is compiled for the processor when it is first called, and kept below ~/.cache or GRIDSIM_CACHE.
    That folder may be shared, and be read-only afterwards; another kind of processor compiles anew.
    """
    from gridsim.study.warm import warm as compile_ahead

    if quiet:
        terminal.hush()
    warmed = compile_ahead()
    if not quiet:
        terminal.say(str(warmed))


def schema(
    markdown: Annotated[bool, typer.Option("--markdown", help="Every parameter as a page of text instead.")] = False,
    tier: Annotated[str, typer.Option(metavar="TIER", help="Which keys: essential, usual or expert.")] = "expert",
    metrics: Annotated[bool, typer.Option("--metrics", help="Every metric as a page of text instead.")] = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    if markdown:
        from gridsim.scenario.document import document

        terminal.say(document(tier))
        return
    if metrics:
        from gridsim.results.metrics.document import document as every_metric

        terminal.say(every_metric())
        return
    from gridsim.scenario.schema import schema as scenario_schema

    terminal.say_json(json.dumps(scenario_schema(tier), ensure_ascii=False, indent=1))


def scenario_in(path: str, settings: list[str] | None) -> Any:
    """The scenario of a file with `--set` laid over it."""
    from gridsim.scenario import load_scenario, parse_overrides

    return load_scenario(Path(path), parse_overrides(settings or []))


def _experiment(file: str, settings: list[str] | None, replicates: int | None, strategies: str | None) -> Any:
    """The experiment of a file, None where it is a scenario; a choice of people cannot be sized."""
    from gridsim.scenario import parse_overrides
    from gridsim.study.estimate_study import experiment_of

    if Path(file).is_dir():
        raise refusal(
            file, "what is estimated", "a scenario or an experiment file", "a folder", "Give the file that made it"
        )
    return experiment_of(Path(file), replicates, names(strategies), parse_overrides(settings or []))


def _checked(file: str, settings: list[str] | None) -> tuple[str, list[str]]:
    """Content of a valid file in a few words, and its warnings."""
    from gridsim.scenario.economics import warnings_of
    from gridsim.scenario.source import read_source

    tree = read_source(Path(file)).tree
    if tree.get("kind") == "activation":
        from gridsim.scenario import parse_overrides
        from gridsim.study.activation import most_runs
        from gridsim.study.activation_file import load_activation

        asked = load_activation(file, parse_overrides(settings or []))
        return f"fine; whom to activate, in at most {most_runs(asked):,} runs", warnings_of(
            asked.scenario, [asked.strategy]
        )
    if {"scenario", "factors"} <= set(tree):
        from gridsim.scenario import parse_overrides
        from gridsim.study.experiment import load_experiment

        experiment = load_experiment(file, parse_overrides(settings or []))
        runs = len(experiment.points) * len(experiment.strategies) * experiment.scenario.replicates
        warned = {
            text: None for point in experiment.points for text in warnings_of(point.scenario, experiment.strategies)
        }
        return (
            f"fine; an experiment with {terminal.counted(len(experiment.points), 'setting')} and {runs:,} runs",
            list(warned),
        )
    scenario = scenario_in(file, settings)
    from gridsim.world.from_files import files_read_as

    read_as = "".join(f"\n  {key} read as: {line}" for key, line in files_read_as(scenario).items())
    if read_as:
        from gridsim.world import build_world

        build_world(scenario)  # also checks that everybody with a tie is in the table of people
    played = ", ".join(scenario.strategies) or "no strategies"
    size = f"{terminal.counted(scenario.replicates, 'replicate')} of {terminal.counted(scenario.horizon, 'day')}"
    return f"fine; {scenario.name}: {played}; {size}{read_as}", warnings_of(scenario)


def _size_of_why(folder: Path, replicates: int | None, threads: int | None, as_json: bool) -> None:
    """Tell how many runs explaining a comparison takes, and about how long; and the same of a quick one."""
    from gridsim.results.store import open_dir
    from gridsim.study.why_questions import GROUPS
    from gridsim.study.why_size import REPLICATES, plan_of

    if not folder.is_dir():
        raise refusal(str(folder), "what --why sizes", "the folder of a finished comparison", "a file", "Leave it out")
    stored = open_dir(folder)
    sizes = {
        name: plan_of(stored, [*GROUPS], replicates or REPLICATES, quick=name == "quick", threads=threads).size
        for name in ("why", "quick")
    }
    if as_json:
        terminal.say_json(json.dumps({name: size._asdict() for name, size in sizes.items()}, indent=1))
        return
    terminal.say(f"gridsim why {folder}: {sizes['why'].sentence()}")
    terminal.say(f"gridsim why {folder} --quick: {sizes['quick'].sentence()}")
