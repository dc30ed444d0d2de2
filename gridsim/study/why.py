"""Why a comparison came out as it did: the same worlds and draws again, with one thing changed at a time.

Four groups of questions, each answered by paired differences from the comparison's own runs:

knock-outs
    one mechanism switched off (`switches` of the scenario), for the winner, the runner-up and the account-only
    strategy;
spend
    every strategy at other budgets;
tornado
    every assumed parameter at both ends of its typical range, for the winner and the runner-up. All of them are
    screened with one replicate; those that move the verdict most are played with all;
channels
    the winner and the runner-up without one of their blocks (and in every combination of up to four): the true effect
    of a channel, beside what the rules of attribution give it.

The pieces of work lie in `DIR/why` and are kept: a piece is named after everything that it depends on, so an
interrupted `why` goes on where it stopped, and a larger one starts from what a smaller one left.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gridsim.arguments import as_whole, several
from gridsim.errors import ScenarioError, problem
from gridsim.results import attribution, store
from gridsim.results.manifest import sources_digest
from gridsim.scenario.declare import Page, declarations
from gridsim.scenario.quantities import money_text
from gridsim.scenario.run import Switches
from gridsim.scenario.strategy import Strategy
from gridsim.study.compare import first_note
from gridsim.study.executor import Progress, RunFailed, Step, Stopped, Watch, choose_place, perform
from gridsim.study.fit import fitting
from gridsim.study.play import NOTHING, Engine, metrics_row, the_engine
from gridsim.study.why_findings import Actors, findings, rows_of, screened
from gridsim.study.why_said import sentences
from gridsim.study.why_size import (
    FEWEST,
    MOST_QUICK,
    QUICK_GROUPS,
    QUICK_REPLICATES,
    QUICK_SECONDS,
    SCREENED,
    Size,
    by_weight,
    is_known,
    known_keys,
    seconds_of,
    unheard,
    within_margin,
)
from gridsim.world.stored import WORLD_KEYS

if TYPE_CHECKING:
    import pandas as pd

GROUPS = ("knock-outs", "spend", "tornado", "channels")
"""The groups of questions."""

BUDGETS = (0.25, 0.5, 2.0, 4.0)
"""Multiples of the budget that `spend` tries beside the budget itself."""

REPLICATES, MOST_PARAMETERS, MOST_BLOCKS = 5, 15, 4
"""Defaults: replicates (of the comparison's); parameters that the tornado plays with all of them; blocks whose every
combination is played."""
PACED = ("account", "advertising", "kol", "points")
"""Blocks that a phase of the calendar can make busier or quieter."""
AROUND = ("team", "review")
"""Pages of a strategy that say how it is done; they do nothing by themselves."""

QUESTIONS_IN_A_PIECE = 16
FOLDER = "why"
FILES = ("why.json", "why.csv", "why.parquet")

CHOICES = frozenset(
    {
        "spend",
        "posts_per_day",
        "quality",
        "interesting",
        "benefit",
        "interaction",
        "individuality",
        "personal_topic",
        "discount",
        "targeting",
        "public_share",
        "commission",
        "most",
        "consumer",
        "posts_factor",
    }
)
"""Last names of parameters of a strategy that the marketer chooses: a tornado asks about what nobody has measured, not
about choices."""

POINTS_ONLY = {
    "micro_malls": lambda p: p.malls,
    "commission": lambda p: p.malls and sum(p.commission) > 0,
    "recruiting": lambda p: p.recruiting,
}
"""Switches that count for strategies with points only, and under which condition."""


@dataclass(frozen=True)
class Question:
    """A changed scenario, and the strategies to play in it; `label` and `level` say what was changed, to what.

    The digests name the scenario, its people and ties, and what doing nothing depends on; they are made once, for a
    scenario is long.
    """

    group: str
    label: str
    level: str
    scenario: Any
    strategies: tuple[str, ...]
    digest: str
    world: str
    nothing: str


def question(group: str, label: str, level: str, scenario: Any, strategies: Sequence[str]) -> Question:
    """Return a question with its digests."""
    tree = scenario.resolved()
    alone = {key: value for key, value in tree.items() if key not in ("strategies", "name", "about", "replicates")}
    people = [tree.get(key) for key in WORLD_KEYS]
    return Question(group, label, level, scenario, tuple(strategies), _digest(tree), _digest(people), _digest(alone))


def _digest(tree: Any) -> str:
    return hashlib.sha256(json.dumps(tree, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Piece:
    """One task: some questions with one world in one replicate."""

    questions: tuple[Question, ...]
    replicate: int
    name: str
    engine: Callable[[], Engine] = the_engine

    @property
    def n_runs(self) -> int:
        """Runs, not counting doing nothing."""
        return sum(len(one.strategies) for one in self.questions)


@dataclass
class Asked:
    """All questions of a `why`, and what could not be asked."""

    questions: list[Question]
    left_out: list[str] = field(default_factory=list)

    def add(
        self, group: str, label: str, level: str, base: Any, changes: Mapping[str, Any], strategies: Sequence[str]
    ) -> None:
        """Add a question, unless the changed scenario is none (then say so) or the same as before."""
        try:
            scenario = base.replace(changes)
        except ScenarioError as error:
            self.left_out.append(f"{label} at {level}: {error.problems[0]}")
            return
        asked = question(group, label, level, scenario, strategies)
        if strategies and asked.digest != self.questions[0].digest:
            self.questions.append(asked)


def why(
    comparison: store.Stored | str | Path,
    replicates: int = REPLICATES,
    only: str | Iterable[str] | None = None,
    most: int | None = None,
    half_life_days: float = attribution.HALF_LIFE_DAYS,
    workers: int = 1,
    threads: int | None = None,
    scheduler: str | None = None,
    progress: Callable[[Step], None] | None = None,
    *,
    quick: bool = False,
    also: str | Iterable[str] = (),
    announce: Callable[[str], None] | None = None,
    finish: Callable[[store.Stored], Iterable[Path]] | None = None,
    engine: Callable[[], Engine] = the_engine,
) -> dict[str, Any]:
    """Explain the verdict of a finished comparison by playing it again with one thing changed at a time.

    Parameters
    ----------
    comparison : Stored or path
        A finished comparison, or its folder; what is found is written beside its results.
    replicates : int
        How many of the comparison's replicates, from number 0 on, are played again; at most all of them.
    only : str or collection of str, optional
        Some of `GROUPS`; all by default.
    most : int, optional
        Parameters of the tornado that are played with all replicates, >= 1; three times as many are screened, those
        that usually matter most first.
        By default all are screened, and 15 played with all replicates.
    quick : bool
        Only mechanisms and the assumptions that usually matter most, as many as two minutes hold, with two replicates.
    also : str or collection of str
        Keys, or patterns such as "people.*", that the scenario sets and that are guesses all the same; what it sets is
        known otherwise. They are asked about before all others.
    announce : callable (str), optional
        Told before the first run how many there are, and about how long they take.
    half_life_days : float
        Half-life of the attribution rule time_decay, > 0 days.
    workers, threads, scheduler, progress
        As in `compare`.
    finish : callable (Stored), optional
        Draws charts and writes the report when the findings are there; returns their paths.

    Returns
    -------
    dict
        As in why.json: "knock_outs", "spend", "tornado", "channels" (those asked for), "sentences", "notes".

    Raises
    ------
    ScenarioError
        If the folder holds no finished comparison, for an unknown group, or for a key of `also` that changes nothing.
    RunFailed
        If a run breaks off; what was finished is kept.
    """
    stored = store.opened(comparison, "comparison")
    groups = _checked(stored, only, replicates, MOST_PARAMETERS if most is None else most, half_life_days)
    also = several("also", also)
    _heard(stored, also, groups)
    plan = plan_of(stored, groups, replicates, most, quick, only is not None, also, threads)
    actors, numbers, asked, steady, unsure, n_chosen = plan[:6]
    groups = plan.groups
    folder = stored.folder / FOLDER
    if announce is not None:
        announce(
            plan.size.sentence() + ("" if quick else "; --quick asks what usually matters most, in about two minutes")
        )
    work = _Work(folder, Progress(progress, plan.size.runs), engine, workers, threads, scheduler, stored.scenario)
    with _keeping(stored.folder):
        frame = work.done([*pieces(steady, numbers, engine), *pieces(unsure, numbers[:1], engine)])
        if unsure and len(numbers) > 1:
            chosen = screened(frame, actors, n_chosen)
            frame = _joined(
                [frame, work.done(pieces([one for one in unsure if one.label in chosen], numbers[1:], engine))]
            )
        work.count.seen(work.count.total, "putting the findings together")
        found = findings(stored, actors, frame, groups, asked.left_out, len(numbers), half_life_days)
        found["sentences"] = sentences(found, groups)
    _write(stored, found, frame)
    if finish is not None:
        work.count.seen(work.count.total, "drawing charts and report")
        _own(stored, finish(store.open_dir(stored.folder)))
    return found


class Plan(NamedTuple):
    """What a `why` will play, and how large it is."""

    actors: Actors
    numbers: range
    asked: Asked
    steady: list[Question]
    unsure: list[Question]
    n_chosen: int
    groups: list[str]
    size: Size


def plan_of(
    stored: store.Stored,
    groups: list[str],
    replicates: int = REPLICATES,
    most: int | None = None,
    quick: bool = False,
    chosen_groups: bool = False,
    also: Sequence[str] = (),
    threads: int | None = None,
) -> Plan:
    """Return what a `why` with these limits plays; `chosen_groups`: the groups were asked for, and are not cut by
    `quick`."""
    if quick:
        replicates = min(replicates, QUICK_REPLICATES)
        groups = groups if chosen_groups else [name for name in groups if name in QUICK_GROUPS]
    numbers = range(min(replicates, int(stored.summary["replicates"])))
    actors = actors_of(stored)
    known = known_keys(stored)
    if quick and most is None:
        most = _fitting(stored, actors, groups, numbers, known, also, threads)
    screen = None if most is None else most if quick else SCREENED * most
    asked = questions(stored, actors, groups, known, also, screen)
    steady = [one for one in asked.questions if one.group != "tornado"]
    unsure = [one for one in asked.questions if one.group == "tornado"]
    n_chosen = min(MOST_PARAMETERS if most is None else most, len({one.label for one in unsure}))
    counted: dict[str, int] = {}
    for one in [*steady * len(numbers), *unsure]:
        for name in one.strategies:
            counted[name] = counted.get(name, 0) + 1
    later = 2 * n_chosen * (len(numbers) - 1)
    for name in actors.pair if unsure else ():
        counted[name] = counted.get(name, 0) + later
    n_nothing = len({one.nothing for one in steady}) * len(numbers) + len(unsure) + later
    n_worlds = len({one.world for one in asked.questions}) * len(numbers)
    return Plan(actors, numbers, asked, steady, unsure, n_chosen, groups,
                Size(sum(counted.values()), seconds_of(stored, counted, n_nothing, n_worlds, threads)))  # fmt: skip


def _fitting(
    stored: store.Stored,
    actors: Actors,
    groups: Sequence[str],
    numbers: range,
    known: set[str],
    also: Sequence[str],
    threads: int | None,
) -> int:
    """How many assumptions a quick `why` has time for."""
    steady = questions(stored, actors, [name for name in groups if name != "tornado"], known, also).questions
    counted: dict[str, int] = {}
    for one in steady:
        for name in one.strategies:
            counted[name] = counted.get(name, 0) + len(numbers)
    before = seconds_of(stored, counted, len(steady) * len(numbers), len(numbers), threads)
    runs = 2 * len(numbers)
    each = seconds_of(stored, dict.fromkeys(actors.pair, runs), runs, len(numbers), threads)
    return max(FEWEST, min(MOST_QUICK, int((QUICK_SECONDS - before) / max(each, 1e-6))))


def actors_of(stored: store.Stored) -> Actors:
    """Return whose results are explained: the winner, the runner-up (None: there is one strategy only), and the
    account-only strategy."""
    names = [name for name in stored.strategies if name != NOTHING]
    verdict = stored.summary.get("verdict") or {}
    best, runner_up = verdict.get("best") or names[0], verdict.get("runner_up")
    alone = next((name for name in names if blocks(stored.scenario.strategy(name)) == ["account"]), None)
    return Actors(best, runner_up, alone, tuple(names))


def blocks(strategy: Any) -> list[str]:
    """Return the blocks that a strategy has: what it does, one name each.

    Examples
    --------
    >>> from gridsim.scenario.strategy import presets
    >>> blocks(presets()["hybrid"])
    ['account', 'advertising', 'points']
    """
    return [name for name in declarations(Strategy) if isinstance(getattr(strategy, name), Page) and name not in AROUND]


# ---- what is asked


def questions(
    stored: store.Stored,
    actors: Actors,
    groups: Sequence[str],
    known: Collection[str] = (),
    also: Sequence[str] = (),
    screen: int | None = None,
) -> Asked:
    """Return every question of the groups, the comparison's own runs first; of assumptions at most `screen`, those that
    matter most first."""
    asked = Asked([question("base", "", "", stored.scenario, actors.all)])
    scenario = stored.scenario
    if "knock-outs" in groups:
        for switch in declarations(Switches):
            if getattr(scenario.switches, switch):
                concerned = [name for name in actors.explained if switch_counts(scenario, name, switch)]
                asked.add("knock-outs", switch, "off", scenario, {f"switches.{switch}": False}, concerned)
    if "spend" in groups:
        for factor in BUDGETS:
            amount = money_text(round(factor * scenario.budget.total), scenario.currency)
            asked.add("spend", "budget", f"{factor:g}", scenario, {"budget.total": amount}, actors.all)
    if "channels" in groups:
        for name in actors.pair:
            _without(asked, scenario, name)
    if "tornado" in groups:
        found = {label: (paths, ends) for label, paths, ends in assumptions(scenario, actors.pair, known, also)}
        named = {
            label: any(fnmatchcase(path, pattern) for path in paths for pattern in also)
            for label, (paths, _) in found.items()
        }
        for label in found if screen is None else sorted(by_weight(found), key=lambda label: not named[label])[:screen]:
            paths, ends = found[label]
            for level, value in zip(("low", "high"), within_margin(scenario, label, ends), strict=True):
                asked.add("tornado", label, level, scenario, dict.fromkeys(paths, value), actors.pair)
    return asked


def switch_counts(scenario: Any, strategy: str, switch: str) -> bool:
    """Whether a switch can change anything for a strategy (if it cannot, it is not played)."""
    plan = scenario.strategy(strategy)
    if switch in POINTS_ONLY:
        return plan.points is not None and bool(POINTS_ONLY[switch](plan.points))
    return getattr(plan, switch, None) is not None if switch in declarations(Strategy) else True


def _without(asked: Asked, scenario: Any, name: str) -> None:
    """Ask for a strategy without each of its blocks, in every combination of up to MOST_BLOCKS, and without word of
    mouth."""
    own = blocks(scenario.strategy(name))
    kept = attribution.coalitions(own) if len(own) <= MOST_BLOCKS else [frozenset(own) - {block} for block in own]
    for some in kept:
        gone = [block for block in own if block not in some]
        if gone:
            asked.add(
                "channels",
                name,
                "+".join(gone),
                scenario,
                without(scenario.strategy(name), f"strategies.{name}", gone),
                [name],
            )
    if scenario.switches.word_of_mouth:
        asked.add("channels", name, "review", scenario, {"switches.word_of_mouth": False}, [name])


def without(strategy: Any, at: str, gone: Sequence[str]) -> dict[str, Any]:
    """Return the changes that take blocks out of a strategy, and what would count for nothing without them: their
    phases, the team, the review.

    Examples
    --------
    >>> from gridsim.scenario.strategy import presets
    >>> without(presets()["hybrid"], "strategies.hybrid", ["account"])
    {'strategies.hybrid.account': None}
    """
    changes: dict[str, Any] = {f"{at}.{block}": None for block in gone}
    for name in strategy.calendar:
        changes |= {f"{at}.calendar.{name}.{block}": 1 for block in gone if block in PACED}
    left = {block: getattr(strategy, block) for block in blocks(strategy) if block not in gone}
    if strategy.team and not strategy.activities and not left.keys() & {"account", "executive", "service"}:
        changes[f"{at}.team"] = None
    varied = any(len(getattr(block, "variants", {})) > 1 for block in left.values())
    media = len(left.keys() & {"advertising", "kol", "points"}) > 1
    if strategy.review and not {"variants": varied, "media": media, "both": varied and media}[strategy.review.over]:
        changes[f"{at}.review"] = None
    return changes


def assumptions(
    scenario: Any, strategies: Sequence[str], known: Collection[str] = (), also: Sequence[str] = ()
) -> Iterator[tuple[str, list[str], tuple[Any, Any]]]:
    """Yield the assumed parameters that count for some strategies: a label, the places (in several strategies with one
    value), both ends."""
    found: dict[tuple[str, str], tuple[list[str], tuple[Any, Any]]] = {}
    for info in scenario.parameters():
        if not info.assumed or info.typical is None or info.value is None or info.path == "people.roles.consumer.count":
            continue  # consumers are the rest: their number is no assumption
        if is_known(info, known, also):
            continue
        label, parts = info.path, info.path.split(".")
        if parts[0] == "strategies":
            if parts[1] not in strategies or parts[-1] in CHOICES:
                continue
            label = ".".join(["strategies", "*", *parts[2:]])
        found.setdefault((label, repr(info.value)), ([], info.typical))[0].append(info.path)
    for (label, _), (paths, ends) in found.items():
        yield (label if len(paths) > 1 else paths[0]), paths, ends


# ---- how it is played


def pieces(asked: Sequence[Question], numbers: Iterable[int], engine: Callable[[], Engine] = the_engine) -> list[Piece]:
    """Return the tasks: questions of one group that share their people and ties, some at a time, replicate by
    replicate."""
    groups: dict[tuple[str, str], list[Question]] = {}
    for one in asked:
        groups.setdefault((one.group, one.world), []).append(one)
    # a scenario's own digest knows the content of its files
    sources = [sources_digest(), asked[0].scenario.digest() if asked else ""]
    batches = []
    for some in groups.values():
        for first in range(0, len(some), QUESTIONS_IN_A_PIECE):
            batch = tuple(some[first : first + QUESTIONS_IN_A_PIECE])
            told = [[one.group, one.label, one.level, one.digest, one.strategies] for one in batch]
            batches.append((batch, _digest([sources, told])[:16]))
    return [
        Piece(batch, number, f"{batch[0].group}-{digest}-{number:05d}", engine)
        for number in numbers
        for batch, digest in batches
    ]


def play_piece(piece: Piece, watch: Watch | None) -> dict[str, bytes]:
    """Play the runs of a piece and return them as one table: group, label, level, strategy, replicate, every metric and
    the increments."""
    engine = piece.engine()
    scenario = piece.questions[0].scenario
    where = f"replicate {piece.replicate}"
    columns: dict[str, list[Any]] = {}
    try:
        world = engine.build_world(
            scenario, seed=scenario.seed, replicate=0 if scenario.world == "fixed" else piece.replicate
        )
        for question, strategy, metrics in _runs(piece, engine, world, watch):
            where = (
                f"replicate {piece.replicate}, {question.group} {question.label} {question.level}, strategy {strategy}"
            )
            row = {"group": [question.group], "label": [question.label], "level": [question.level]}
            for name, value in {**row, **metrics_row(strategy, piece.replicate, metrics)}.items():
                columns.setdefault(name, []).extend(value)
    except (ScenarioError, Stopped, KeyboardInterrupt):
        raise
    except Exception as error:
        raise RunFailed(
            f"after {where}: {type(error).__name__}: {error}. Start `gridsim why` again to run it again."
        ) from error
    return {"runs.parquet": store.encode([columns])[0]}


def _runs(
    piece: Piece, engine: Engine, world: Any, watch: Watch | None
) -> Iterator[tuple[Question, str, Mapping[str, float | None]]]:
    """Every run of a piece; doing nothing is played once for all questions in which it is the same."""
    nothings: dict[str, Any] = {}
    for question in piece.questions:
        scenario = question.scenario
        if question.nothing not in nothings:
            nothings[question.nothing] = engine.run_one(scenario, NOTHING, scenario.seed, piece.replicate, world)
        nothing = nothings[question.nothing]
        for strategy in question.strategies:
            result = engine.against_nothing(
                engine.run_one(scenario, strategy, scenario.seed, piece.replicate, world), nothing
            )
            if watch is not None:
                watch.run_done()
            gained = {f"incremental_{name}": _gain(result, nothing, name) for name in ("orders", "contribution_margin")}
            yield question, strategy, {**result.metrics, **gained}


def _gain(result: Any, nothing: Any, metric: str) -> float:
    return result.metrics[metric] - nothing.metrics[metric]


@dataclass
class _Work:
    """Where pieces are played and kept."""

    folder: Path
    count: Progress
    engine: Callable[[], Engine]
    workers: int
    threads: int | None
    scheduler: str | None
    scenario: Any

    def done(self, tasks: Sequence[Piece]) -> pd.DataFrame:
        """Play what is missing, and return the runs of all the tasks."""
        there = store.finished_pieces(self.folder)
        missing = [task for task in tasks if task.name not in there]
        place = choose_place(
            self.threads,
            self.workers,
            self.scheduler,
            max(1, len(missing)),
            fitting(self.scenario, list(self.scenario.strategies)),
        )
        before = self.count.done + sum(task.n_runs for task in tasks) - sum(task.n_runs for task in missing)
        self.count.seen(before, first_note(place) if missing else None)
        received = [before]

        def receive(task: Piece, files: dict[str, bytes]) -> None:
            store.write_piece(self.folder, task.name, files)
            received[0] += task.n_runs
            self.count.seen(received[0])

        if missing:
            self.engine()  # imported here once, not by several threads at the same time
            failures = perform(play_piece, missing, receive, place, lambda n: self.count.seen(before + n))
            if failures:
                raise RunFailed("\n".join(str(error) for _, error in failures))
        return _joined([store.Stored(self.folder / task.name).read_table("runs") for task in tasks])


def _joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    import warnings

    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # columns that are undefined throughout a piece
        return pd.concat(frames, ignore_index=True)


class _keeping:
    """Say, when work is interrupted or fails, how to go on."""

    def __init__(self, folder: Path):
        self.folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        n = len(store.finished_pieces(self.folder / FOLDER))
        kept = (
            f"{n} finished piece{'s' if n != 1 else ''} kept in {self.folder / FOLDER}. To go on: gridsim why"
            f" {self.folder}"
        )
        if isinstance(error, KeyboardInterrupt):
            raise KeyboardInterrupt(f"Interrupted. {kept}") from None
        if isinstance(error, RunFailed):
            raise RunFailed(f"{error}\n{kept}") from error


# ---- what is written


def _write(stored: store.Stored, found: dict[str, Any], frame: pd.DataFrame) -> None:
    """Write why.json, why.csv and why.parquet beside the results, and enter them in the manifest."""
    import pandas as pd

    store.write_text(stored.folder / "why.json", store.json_text(found))
    store.write_text(stored.folder / "why.csv", pd.DataFrame(rows_of(found)).to_csv(index=False))
    order = ["group", "label", "level", "strategy", "replicate"]
    frame = frame.sort_values(order, ignore_index=True)
    beside = stored.folder / ".why.parquet.part"
    beside.write_bytes(store.encode([frame])[0])
    beside.replace(stored.folder / "why.parquet")
    _own(stored, [stored.folder / name for name in FILES])


def _own(stored: store.Stored, paths: Iterable[Path]) -> None:
    """Enter files in the manifest as results of gridsim."""
    manifest = store.read_json(stored.folder / "manifest.json")
    named = {Path(path).resolve().relative_to(stored.folder.resolve()).as_posix() for path in paths}
    manifest["files"] = sorted({*manifest.get("files", []), *named})
    store.write_text(stored.folder / "manifest.json", store.json_text(manifest))


def _checked(
    stored: store.Stored, only: str | Iterable[str] | None, replicates: int, most: int, half_life_days: float
) -> list[str]:
    """Return the groups to ask for; refuse what cannot be asked."""
    problems = []
    if stored.manifest["kind"] != "compare":
        problems.append(
            problem(
                str(stored.folder),
                "the folder",
                "one of a comparison",
                stored.manifest["kind"],
                "Give what `gridsim compare` left",
            )
        )
    elif not [name for name in stored.strategies if name != NOTHING]:
        problems.append(
            problem(
                str(stored.folder),
                "the comparison",
                "one with a strategy beside nothing",
                "none",
                "Compare at least one strategy",
            )
        )
    chosen = GROUPS if only is None else several("--only", only)
    unknown = [name for name in chosen if name not in GROUPS]
    if unknown or not chosen:
        problems.append(
            problem(
                "--only",
                "each name",
                f"one of {', '.join(GROUPS)}",
                ", ".join(unknown) or "none",
                "Correct it or leave it out",
            )
        )
    for name, value in (("--replicates", replicates), ("--most", most)):
        if (as_whole(value) or 0) < 1:
            problems.append(problem(name, "the number", "a whole number >= 1", value, "Give 1 or more"))
    if not half_life_days > 0:
        problems.append(
            problem("--half-life", "the half-life", "above 0 days", half_life_days, "Give a number of days")
        )
    if problems:
        raise ScenarioError(problems)
    return [name for name in GROUPS if name in chosen]


def _heard(stored: store.Stored, also: Sequence[str], groups: Sequence[str]) -> None:
    """Refuse what of `also` changes nothing."""
    if not also:
        return
    scenario, pair = stored.scenario, actors_of(stored).pair
    known = known_keys(stored)
    before = {path for _, paths, _ in assumptions(scenario, pair, known) for path in paths}
    changed = {path: path not in before for _, paths, _ in assumptions(scenario, pair, known, ["*"]) for path in paths}
    problems = list(unheard(scenario, changed, also, groups))
    if problems:
        raise ScenarioError(problems)
