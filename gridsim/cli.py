"""The command line: parses and calls, nothing else. Heavy modules are imported where they are needed, so that --help is
quick."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridsim import terminal
from gridsim.errors import GridsimError, IncompleteWarning, ScenarioError, problem

if TYPE_CHECKING:
    from gridsim.results.store import Stored

DONE, RUN_FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

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

ScenarioFile = Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file (YAML).")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Set a key, such as people.count=5000; again for more."),
]
Replicates = Annotated[int | None, typer.Option(help="Independent repetitions.", show_default="the scenario's")]
Record = Annotated[str | None, typer.Option(metavar="NAME", help="Also keep a table of events: impressions.")]
Seed = Annotated[int | None, typer.Option(help="Names the luck.", show_default="the scenario's")]
Strategies = Annotated[str | None, typer.Option(metavar="A,B", help="Some of the strategies.", show_default="all")]
Workers = Annotated[int, typer.Option(help="Worker processes, one thread each; 1: threads of one process.")]
Threads = Annotated[int | None, typer.Option(help="Threads of one process.", show_default="as many as cores")]
Scheduler = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler that does the work, such as tcp://host:8786.")
]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the results.", show_default="results/NAME")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace other results of gridsim in DIR.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no table.")]
Json = Annotated[bool, typer.Option("--json", help="The summary on standard output, nothing else there.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A result folder.")]


@app.command()
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
    with answering():
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
            raise ScenarioError(
                problem(str(path), "the file", "a new one", "a file that exists", "Choose another path")
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = copy_files(preset, path.parent)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            reason = error.strerror or str(error)
            raise ScenarioError(
                problem(str(path), "the file", "one that can be written", reason, "Choose another path")
            ) from None
        if beside:
            terminal.say(f"Beside it: {', '.join(map(str, beside))}.")
        terminal.say(f"Wrote {path}. Next: gridsim check {path}; gridsim compare {path}")


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="SCENARIO...", help="Scenario or experiment files.")],
    settings: Settings = None,
) -> None:
    """List every problem of scenario and experiment files, and warn of orders that lose money and of advertising beyond
    measure."""
    with answering():
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


@app.command()
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
    record: Record = None,
    engine: Annotated[
        str, typer.Option(metavar="NAME", help="compiled, or agents: the same run person by person, slower.")
    ] = "compiled",
    out: Out = None,
    overwrite: Overwrite = False,
    workers: Workers = 1,
    threads: Threads = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Run one strategy."""
    with answering():
        from gridsim.study.compare import run_strategy
        from gridsim.study.folder import Default

        loaded = _loaded(scenario, settings)
        with terminal.progress(quiet or as_json, f"{loaded.name}, {strategy}") as progress:
            stored = run_strategy(
                loaded,
                strategy,
                replicates=replicates,
                seed=seed,
                replicate=replicate,
                baseline=not alone,
                progress=progress,
                workers=workers,
                threads=threads,
                scheduler=scheduler,
                overwrite=overwrite,
                out=out or Default(f"{loaded.name} {strategy}"),
                record=_names(record) or (),
                engine=engine,
            )
        _answer(stored, quiet, as_json, terminal.show_run)


@app.command()
def compare(
    scenario: ScenarioFile,
    settings: Settings = None,
    replicates: Replicates = None,
    seed: Seed = None,
    strategies: Strategies = None,
    out: Out = None,
    overwrite: Overwrite = False,
    workers: Workers = 1,
    threads: Threads = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    as_json: Json = False,
    why: Annotated[bool, typer.Option("--why", help="Also explain the verdict, as `gridsim why` does.")] = False,
) -> None:
    """Compare the strategies, paired and at equal budget: the main job."""
    with answering():
        loaded = _loaded(scenario, settings)
        stored = _compare(
            loaded, replicates, seed, strategies, out, overwrite, workers, threads, scheduler, quiet, as_json
        )
        if why:
            _explain(stored, quiet or as_json, None, {"workers": workers, "threads": threads, "scheduler": scheduler})


@app.command()
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
    with answering():
        from gridsim.study.estimate import estimate as predict
        from gridsim.study.estimate_study import estimate_study
        from gridsim.study.progress import Step

        if explain:
            _size_of_why(Path(scenario), replicates, threads, as_json)
            return
        experiment = _experiment(scenario, settings, replicates, strategies)
        loaded = experiment or _loaded(scenario, settings)
        with terminal.progress(quiet or as_json, loaded.name) as progress:
            tell = None if progress is None else lambda text: progress(Step(0, 1, None, text))
            if experiment is not None:
                found: Any = estimate_study(experiment, threads, out=out or "results", progress=tell)
            else:
                found = predict(loaded, _names(strategies), replicates, threads, out=out or "results", progress=tell)
        if as_json:
            terminal.say_json(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
        else:
            terminal.show_estimate(loaded.name, found)


@app.command()
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
    workers: Workers = 1,
    threads: Threads = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The findings on standard output, nothing else there.")
    ] = False,
) -> None:
    """Explain the verdict of a finished compare: mechanisms off, other budgets, other assumptions, channels taken
    away."""
    with answering():
        from gridsim.results.store import open_dir

        announce = None if quiet or as_json else lambda text: terminal.complain(f"{folder}, why: {text}")
        asked = {
            "replicates": replicates,
            "only": _names(only),
            "most": most,
            "half_life_days": half_life,
            "quick": quick,
            "also": _names(also) or (),
            "announce": announce,
        }
        found = _explain(
            open_dir(folder), quiet or as_json, asked, {"workers": workers, "threads": threads, "scheduler": scheduler}
        )
        if as_json:
            terminal.say_json(json.dumps(found, ensure_ascii=False, indent=1))
        elif not quiet:
            for text in found["sentences"].values():
                terminal.say(text)
            terminal.say(f"All of it: {folder / 'report.html'}, {folder / 'why.csv'}")


@app.command()
def demo(
    settings: Settings = None,
    replicates: Replicates = None,
    seed: Seed = None,
    strategies: Strategies = None,
    out: Out = None,
    overwrite: Overwrite = False,
    workers: Workers = 1,
    threads: Threads = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Compare the strategies of the shipped scenario, fresh_food.yaml."""
    with answering():
        from gridsim.scenario import demo_path

        _compare(
            _loaded(str(demo_path()), settings),
            replicates,
            seed,
            strategies,
            out,
            overwrite,
            workers,
            threads,
            scheduler,
            quiet,
            as_json,
        )


@app.command()
def study(
    experiment: Annotated[Path, typer.Argument(metavar="EXPERIMENT", help="An experiment file (YAML).")],
    settings: Settings = None,
    replicates: Replicates = None,
    seed: Seed = None,
    strategies: Strategies = None,
    out: Out = None,
    overwrite: Overwrite = False,
    workers: Workers = 1,
    threads: Threads = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Play an experiment: every setting of its factors on common draws, or (kind: activation) whom to activate for a
    budget."""
    with answering():
        from gridsim.scenario import parse_overrides
        from gridsim.study.activation_file import is_activation
        from gridsim.study.experiment import load_experiment
        from gridsim.study.folder import Default
        from gridsim.study.sweep import play_experiment

        if is_activation(experiment):
            where = {"workers": workers, "threads": threads, "scheduler": scheduler, "overwrite": overwrite}
            _activate(
                experiment,
                parse_overrides(settings or []),
                replicates,
                seed,
                _names(strategies),
                out,
                quiet,
                as_json,
                where,
            )
            return
        loaded = load_experiment(experiment, parse_overrides(settings or []), replicates, seed, _names(strategies))
        with terminal.progress(quiet or as_json, loaded.name) as progress:
            stored = play_experiment(
                loaded,
                out or Default(f"{loaded.name} study"),
                workers=workers,
                threads=threads,
                scheduler=scheduler,
                progress=progress,
                overwrite=overwrite,
                finish=present,
            )
        _answer(stored, quiet, as_json, terminal.show_study)


def _activate(
    experiment: Path,
    settings: Any,
    replicates: int | None,
    seed: int | None,
    strategies: Any,
    out: Path | None,
    quiet: bool,
    as_json: bool,
    where: dict[str, Any],
) -> None:
    """Play an experiment of the kind activation."""
    from gridsim.study.activation import play_activation
    from gridsim.study.activation_file import load_activation
    from gridsim.study.folder import Default

    if strategies is not None and len(strategies) != 1:
        raise ScenarioError(
            problem(
                "--strategies",
                "the strategy",
                "one",
                ", ".join(strategies),
                "Name the one whose first points are chosen",
            )
        )
    loaded = load_activation(experiment, settings, replicates, seed, strategies[0] if strategies else None)
    with terminal.progress(quiet or as_json, loaded.name) as progress:
        stored = play_activation(loaded, out or Default(loaded.name), progress=progress, finish=present, **where)
    _answer(stored, quiet, as_json, terminal.show_activation)


@app.command()
def resume(
    folder: Folder,
    workers: Workers = 1,
    threads: Threads = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Go on where a stopped compare, run or study stopped."""
    with answering():
        from gridsim.study.resume import resume as go_on

        with terminal.progress(quiet or as_json, str(folder)) as progress:
            stored = go_on(
                folder, workers=workers, threads=threads, scheduler=scheduler, progress=progress, finish=present
            )
        _answer(stored, quiet, as_json, _show_of(stored))


@app.command()
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
    with answering():
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


@app.command()
def diff(
    a: Annotated[Path, typer.Argument(metavar="A", help="A scenario or experiment file, or a result folder.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="Another of the same kind.")],
    as_json: Json = False,
) -> None:
    """Tell what differs between two scenarios or experiments, key by key, or between two results, the verdict first."""
    with answering():
        from gridsim.results import diff as differences

        if a.is_dir() != b.is_dir():
            raise ScenarioError(
                problem(
                    "diff",
                    "A and B",
                    "two scenario files or two result folders",
                    f"{a} and {b}",
                    "Give two of the same kind",
                )
            )
        found = differences.result_folders(a, b) if a.is_dir() else differences.scenario_files(a, b)
        if as_json:
            terminal.say_json(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            terminal.show_diff(found, str(a), str(b))


@app.command()
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
    with answering():
        from gridsim.bench import bench as measure
        from gridsim.bench import table

        if quiet or as_json:
            terminal.hush()
        found = measure(
            largest, _names(only), rounds, (lambda *step: None) if quiet or as_json else terminal.tell_bench
        )
        text = table.as_markdown(found)
        if write is not None:
            table.write_into(write, text)
        if as_json:
            terminal.say_json(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            terminal.say(text)


@app.command()
def warm(quiet: Annotated[bool, typer.Option("--quiet", help="No progress and no sentence.")] = False) -> None:
    """Compile everything ahead, for container images and job arrays.

    What gridsim calls is compiled for the processor when it is first called, and kept below ~/.cache or GRIDSIM_CACHE.
    That folder may be shared, and be read-only afterwards; another kind of processor compiles anew.
    """
    with answering():
        from gridsim.study.warm import warm as compile_ahead

        if quiet:
            terminal.hush()
        warmed = compile_ahead()
        if not quiet:
            terminal.say(str(warmed))


@app.command()
def schema(
    markdown: Annotated[bool, typer.Option("--markdown", help="Every parameter as a page of text instead.")] = False,
    tier: Annotated[str, typer.Option(metavar="TIER", help="Which keys: essential, usual or expert.")] = "expert",
    metrics: Annotated[bool, typer.Option("--metrics", help="Every metric as a page of text instead.")] = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    with answering():
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
        # Threads may be deep in a run that nobody waits for; what was finished is on disk already.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(INTERRUPTED)
    finally:
        gc.freeze()


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
            warnings.simplefilter("ignore", IncompleteWarning)  # `_answer` says it
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
        # The reader of our output has left (gridsim ... | head); nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(DONE) from None
    except OSError as error:
        terminal.complain(f"{type(error).__name__}: {error}")
        raise typer.Exit(RUN_FAILED) from None


def present(stored: Stored) -> list[Path]:
    """Charts and report of stored results."""
    from gridsim.report.present import present as draw_and_write

    return draw_and_write(stored)


def _size_of_why(folder: Path, replicates: int | None, threads: int | None, as_json: bool) -> None:
    """Tell how many runs explaining a comparison takes, and about how long; and the same of a quick one."""
    from gridsim.results.store import open_dir
    from gridsim.study.why_questions import GROUPS
    from gridsim.study.why_size import REPLICATES, plan_of

    if not folder.is_dir():
        raise ScenarioError(
            problem(str(folder), "what --why sizes", "the folder of a finished comparison", "a file", "Leave it out")
        )
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


def _explain(stored: Stored, silent: bool, asked: dict[str, Any] | None, where: dict[str, Any]) -> dict[str, Any]:
    """Explain a verdict, with progress; returns the findings."""
    from gridsim.study.why import why as explain

    with terminal.progress(silent, f"{stored.folder}, why") as progress:
        return explain(stored, **(asked or {}), **where, progress=progress, finish=present)


def _compare(
    scenario, replicates, seed, strategies, out, overwrite, workers, threads, scheduler, quiet, as_json
) -> Any:
    from gridsim.study.compare import compare as play_compare
    from gridsim.study.folder import Default

    with terminal.progress(quiet or as_json, scenario.name) as progress:
        stored = play_compare(
            scenario,
            replicates=replicates,
            seed=seed,
            strategies=_names(strategies),
            workers=workers,
            threads=threads,
            scheduler=scheduler,
            out=out or Default(scenario.name),
            progress=progress,
            overwrite=overwrite,
            finish=present,
        )
    _answer(stored, quiet, as_json, terminal.show_comparison)
    return stored


def _loaded(path: str, settings: list[str] | None) -> Any:
    """The scenario of a file with `--set` laid over it."""
    from gridsim.scenario import load_scenario, parse_overrides

    return load_scenario(Path(path), parse_overrides(settings or []))


def _experiment(file: str, settings: list[str] | None, replicates: int | None, strategies: str | None) -> Any:
    """The experiment of a file, None where it is a scenario; a choice of people cannot be sized."""
    from gridsim.scenario import parse_overrides
    from gridsim.study.estimate_study import experiment_of

    if Path(file).is_dir():
        raise ScenarioError(
            problem(
                file, "what is estimated", "a scenario or an experiment file", "a folder", "Give the file that made it"
            )
        )
    return experiment_of(Path(file), replicates, _names(strategies), parse_overrides(settings or []))


def _checked(file: str, settings: list[str] | None) -> tuple[str, list[str]]:
    """What a file that has no problem holds, in a few words, and what to be warned of."""
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
    scenario = _loaded(file, settings)
    from gridsim.world.from_files import files_read_as

    read_as = "".join(f"\n  {key} read as: {line}" for key, line in files_read_as(scenario).items())
    if read_as:
        from gridsim.world import build_world

        build_world(scenario)  # looks for everybody who is tied in the table of people, too
    names = ", ".join(scenario.strategies) or "no strategies"
    size = f"{terminal.counted(scenario.replicates, 'replicate')} of {terminal.counted(scenario.horizon, 'day')}"
    return f"fine; {scenario.name}: {names}; {size}{read_as}", warnings_of(scenario)


def _names(text: str | None) -> Sequence[str] | None:
    """The names in "a,b"; None stays None."""
    return None if text is None else [name.strip() for name in text.split(",") if name.strip()]


def _written(folder: Path, write: Callable[[], list[Path]]) -> list[Path]:
    """Write into a folder, or say that it cannot be written."""
    try:
        return write()
    except PermissionError as error:
        reason = error.strerror or str(error)
        raise ScenarioError(
            problem(str(folder), "the folder", "one that can be written", reason, "Copy it to where you may write")
        ) from None


def _show_of(stored: Stored) -> Callable[[Any], None]:
    """How results of this kind are shown."""
    kinds = {
        "compare": terminal.show_comparison,
        "run": terminal.show_run,
        "study": terminal.show_study,
        "activation": terminal.show_activation,
    }
    return kinds[stored.manifest["kind"]]


def _answer(stored: Stored, quiet: bool, as_json: bool, show: Callable[[Any], None]) -> None:
    """Show results, or the summary as JSON; a recorded check that failed is a failed run, and so is a run that is
    missing."""
    if as_json:
        terminal.say_json((stored.folder / "summary.json").read_text(encoding="utf-8"))
    elif not quiet:
        show(stored)
    if not (terminal.show_checks(stored) & terminal.show_failed(stored)):
        raise typer.Exit(RUN_FAILED)


if __name__ == "__main__":
    main()
