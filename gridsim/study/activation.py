"""Which people to activate for a budget: chosen by paired runs, then judged against other choices in runs that had no
part in choosing.

The question is about persons, so all runs share the people and ties of replicate 0; replicates differ in their luck.
Replicates 0, 1, ... are used for choosing (`selection`), the next ones only for the verdict: the chosen set against the
engine's own choice, a random one, those with the most friends, the most followers, the most attention, each for the
same money.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gridsim.arguments import as_whole, callback, labels
from gridsim.errors import ScenarioError, problem
from gridsim.results import store
from gridsim.results.manifest import new_manifest, now
from gridsim.scenario.load import as_scenario
from gridsim.scenario.quantities import BadQuantity, heads, money, money_text
from gridsim.scenario.run import Scenario
from gridsim.study import folder as folders
from gridsim.study.activation_advice import advice
from gridsim.study.activation_findings import CHOICES, CHOSEN, NOBODY, STEPS, findings, people_table
from gridsim.study.candidates import ORDERS, in_order, shared_cost, table_of, within
from gridsim.study.compare import Finish, first_note, telling
from gridsim.study.executor import Place, Progress, RunFailed, Step, Stopped, Watch, choose_place, perform
from gridsim.study.fit import fitting
from gridsim.study.play import Engine, the_engine
from gridsim.study.selection import MEETING, Field, Rounds, Selection, select, split

SETS_IN_A_PART = 32
"""Sets that one task plays: little is lost with one, and a world is built for some tens of runs."""

OWN_FILES = (
    "people.parquet",
    "people.csv",
    "runs.parquet",
    "summary.json",
    "chosen.yaml",
    "experiment.json",
    "scenario.resolved.yaml",
    "manifest.json",
)


@dataclass(frozen=True)
class Activation:
    """A checked question: whom to activate. `budget` in minor units, None for all that the points' share of the budget
    can pay."""

    name: str
    about: str
    scenario: Scenario
    strategy: str
    budget: int | None
    candidates: tuple[str | int, ...] | dict[str, str | int] | None
    present: tuple[str | int, ...]
    metric: str
    rounds: Rounds
    fresh: int
    claim: str = ""
    beats: tuple[str, ...] = ()

    def told(self) -> dict[str, Any]:
        """What is needed, beside the scenario, to take interrupted work up again."""
        given = self.candidates
        return {
            "name": self.name,
            "about": self.about,
            "strategy": self.strategy,
            "budget": self.budget,
            "candidates": given if given is None or isinstance(given, dict) else list(given),
            "present": list(self.present),
            "metric": self.metric,
            **self.rounds._asdict(),
            "fresh": self.fresh,
            "claim": self.claim,
            "beats": list(self.beats),
        }

    def digest(self) -> str:
        """SHA-256 of everything that can change a result."""
        told = {key: value for key, value in self.told().items() if key not in ("name", "about", "claim", "beats")}
        return hashlib.sha256(
            json.dumps([self.scenario.digest(), told], sort_keys=True, default=str).encode()
        ).hexdigest()


def read_told(told: Mapping[str, Any], scenario: Scenario) -> Activation:
    """Return the question that `Activation.told` told."""
    given = told["candidates"]
    return Activation(
        told["name"],
        told["about"],
        scenario,
        told["strategy"],
        told["budget"],
        tuple(given) if isinstance(given, list) else given,
        tuple(told["present"]),
        told["metric"],
        Rounds(*(told[key] for key in Rounds._fields)),
        told["fresh"],
        told["claim"],
        tuple(told["beats"]),
    )


def choose_points(
    scenario: Scenario,
    strategy: str = "grid",
    budget: Any = None,
    candidates: Iterable[str | int] | Mapping[str, Any] | None = None,
    present: Iterable[str | int] = (),
    metric: str = "contribution_margin",
    replicates: int = 10,
    shortlist: int = 60,
    rounds: int = 2,
    fresh: int = 20,
    seed: int | None = None,
    out: str | Path | folders.Default | None = None,
    **where: Any,
) -> store.StoredActivation:
    """Choose the people to activate as points for a budget, by their paired marginal gains, and judge the choice in
    fresh runs.

    A person's gain is the mean over replicates of metric(set + person) − metric(set), on the same people, ties and
    draws. The best for their cost come first; what a person costs is what the model takes (`candidates.costs_of`).

    Parameters
    ----------
    scenario : Scenario, path, text or mapping
    strategy : str
        A strategy with points. Its own choice of first points (`points.activate`) is replaced; all else stays as it is.
    budget : amount, optional
        What may be spent on them ("20k CNY", or a number in whole currency units); at most what `points.spend` leaves
        for points, which is also the default.
    candidates : list of labels (or a `gridsim.seeding.Selection`), or mapping of role to number, optional
        Who can be chosen: these people; or of each role so many (a number or a share such as "5%"), those with the most
        attention for the money.
        Everybody by default.
    present : list of labels (or a selection), optional
        People who are points anyway; the budget is for others.
    metric : str
        A metric of a run of which more is better; contribution_margin is before marketing, net_contribution after it.
    replicates : int
        Replicates of each round of choosing, >= 2. Typical: 5 to 40.
    shortlist : int
        People whose gains are measured, those nearest to the cut, >= 1. Typical: once or twice as many as the budget
        can pay.
    rounds : int
        Rounds, >= 1; the money is spent in as many parts, each beside the set chosen before.
    fresh : int
        Replicates of the verdict, >= 2.
    seed : int, optional
        In place of the scenario's.
    out : path, optional
        Folder for the results.
    **where
        workers, threads, scheduler, progress, overwrite, finish, as in `compare`.

    Returns
    -------
    StoredActivation
        `.people` (one row a candidate, the chosen first: label, role, circle, friends, followers, cost, gain with its
        standard error, cumulative), `.runs` (the fresh runs), `.summary` (the verdict and its sentence; in "advice" how
        many of the chosen to activate: those up to the peak of what the fresh runs say they bring after their cost, or
        nobody), `.chosen` (the scenario with the people named who are advised).

    Raises
    ------
    ScenarioError
        For an unknown strategy, metric, role or person, a budget that pays nobody or more than the points' share, a
        number out of range.
    RunFailed
        If a run breaks off.

    Examples
    --------
    >>> from gridsim.scenario import load_scenario
    >>> scenario = load_scenario({"people": {"count": 120}, "horizon": 5, "budget": {"total": "1k CNY"}, "strategies": {"grid": {}}})
    >>> how = {"metric": "reach", "replicates": 2, "shortlist": 4, "rounds": 1, "fresh": 2}
    >>> found = choose_points(scenario, budget=105, candidates=[3, 14, 15, 92], **how)
    >>> len(found.people), int(found.people["chosen"].sum()), found.summary["runs"]
    (4, 3, 72)

    References
    ----------
    Leskovec, J. et al. (2007). Cost-effective outbreak detection in networks. KDD. doi:10.1145/1281192.1281239.
    """
    asked = make_activation(
        scenario, strategy, budget, candidates, present, metric, Rounds(replicates, shortlist, rounds), fresh, seed
    )
    return play_activation(asked, out, **where)


def make_activation(
    scenario: Any,
    strategy: str,
    budget: Any,
    candidates: Any,
    present: Iterable[str | int],
    metric: str,
    rounds: Rounds,
    fresh: int,
    seed: int | None = None,
    *,
    name: str = "",
    about: str = "",
    claim: str = "",
    beats: Sequence[str] = (),
    where: Callable[[str], str] = str,
) -> Activation:
    """Return a checked question, as `choose_points` describes it; `where` says of a key at which place it was given."""
    scenario = as_scenario(scenario)
    if not isinstance(candidates, Mapping) and candidates is not None:
        candidates = labels(where("candidates"), candidates, "a list of labels, or roles with numbers")
    present = labels(where("present"), present)
    problems = [*_wrong_counts(rounds, fresh, where), *_wrong_metric(metric, where), *_wrong_people(candidates, where)]
    if strategy not in scenario.strategies or scenario.strategy(strategy).points is None:
        known = [one for one, page in scenario.strategies.items() if page.points is not None]
        got = strategy if strategy not in scenario.strategies else f"{strategy}, which has none"
        told = f"Name one of {', '.join(known)}" if known else "Add one, such as grid: {}"
        problems.append(problem(where("strategy"), "the strategy", "one of the scenario's with points", got, told))
    cents = None
    try:
        cents = None if budget is None else money(budget, scenario.currency)
    except BadQuantity as bad:
        problems.append(problem(where("budget"), "the budget", bad.constraint, budget, bad.advice))
    for one in beats:
        if one not in ORDERS:
            problems.append(
                problem(
                    where("beats"),
                    "each choice",
                    f"one of {', '.join(ORDERS)}",
                    one,
                    "Name choices that the chosen people beat",
                )
            )
    if problems:
        raise ScenarioError(problems)
    rounds, fresh = Rounds(*map(int, rounds)), int(fresh)
    changes = {"world": "fixed", **({} if seed is None else {"seed": seed})}
    kept = (
        dict(candidates)
        if isinstance(candidates, Mapping)
        else None
        if candidates is None
        else tuple(_plain(one) for one in candidates)
    )
    return Activation(name or f"{scenario.name} points", about, scenario.replace(changes), strategy, cents, kept,
                      tuple(_plain(one) for one in present), metric, rounds, fresh, claim, tuple(beats))  # fmt: skip


def _plain(label: Any) -> str | int:
    """A label as Python holds it."""
    return int(label) if isinstance(label, int | np.integer) else str(label)


def _wrong_counts(rounds: Rounds, fresh: int, where: Callable[[str], str]) -> list[str]:
    """Numbers that are none, or too small."""
    least = {"replicates": 2, "shortlist": 1, "rounds": 1, "fresh": 2}
    given = {**rounds._asdict(), "fresh": fresh}
    return [
        problem(where(key), key, f"a whole number from {least[key]} to 100,000", value, "Give another number")
        for key, value in given.items()
        if not least[key] <= (as_whole(value) or 0) <= 100_000
    ]  # fmt: skip


def _wrong_metric(metric: str, where: Callable[[str], str]) -> list[str]:
    """A metric that is unknown, has no better direction upwards, or needs a run without a campaign."""
    from gridsim.results.metrics import METRICS

    possible = [
        name
        for name, one in METRICS.items()
        if one.better == "higher" and not name.startswith("incremental") and name != "roi"
    ]
    if metric in possible:
        return []
    if metric in ("roi", "incremental_contribution", "incremental_gmv"):
        told = "Gains are differences already: take net_contribution or gmv"
    else:
        told = (
            "Choose one such as contribution_margin, net_contribution, gmv or awareness; there are"
            f" {', '.join(possible)}"
        )
    return [problem(where("metric"), "the metric", "one of a single run, of which more is better", metric, told)]


def _wrong_people(candidates: Any, where: Callable[[str], str]) -> list[str]:
    """Candidates who are nobody."""
    found = []
    if isinstance(candidates, Mapping):
        from gridsim.engine.choose import ASKED_ROLES

        told = f"The roles are {', '.join(ASKED_ROLES)}"
        strangers = [role for role in candidates if role not in ASKED_ROLES]
        found += [
            problem(where("candidates"), "each role", f"one of {', '.join(ASKED_ROLES)}", role, "Correct the name")
            for role in strangers
        ]
        if not candidates:
            found.append(problem(where("candidates"), "the candidates", "at least one role", "none", told))
    elif candidates is not None and not candidates:
        what = "a list of labels, or roles with numbers"
        found.append(problem(where("candidates"), "the candidates", what, candidates, "Leave it out for everybody"))
    return found


@dataclass(frozen=True)
class Town:
    """What the choice is made from: the world, everybody as a table, the points that are there anyway, and the
    field."""

    world: Any
    people: Any
    present: np.ndarray
    field: Field


def town_of(asked: Activation, engine: Engine) -> Town:
    """Return the people of a question and who of them can be chosen; raises what only the people can show to be
    wrong."""
    from gridsim.engine.choose import named_people

    scenario, strategy = asked.scenario, asked.strategy
    world = engine.build_world(scenario, seed=scenario.seed, replicate=0)
    people = table_of(scenario, strategy, world)
    cost = np.rint(people["cost"].to_numpy() * scenario.minor_units).astype(np.int64)
    present = named_people(asked.present, world, "present")
    spend = scenario.strategy(strategy).points.spend  # type: ignore[union-attr]  # make_activation has seen that it has points
    most = int(spend * scenario.budget.total) - shared_cost(scenario, strategy) - int(cost[present].sum())
    if most < 0:
        left = money_text(-most, scenario.currency)
        raise ScenarioError(
            problem(
                "present",
                "those present",
                "paid by the points' share of the budget",
                f"{left} too much",
                f"Raise budget.total or strategies.{strategy}.points.spend, or name fewer",
            )
        )
    budget = most if asked.budget is None else asked.budget
    if budget > most:
        what = f"at most {money_text(most, scenario.currency)}, which the points' share of budget.total leaves"
        advice = f"Raise budget.total or strategies.{strategy}.points.spend"
        raise ScenarioError(problem("budget", "the budget", what, money_text(budget, scenario.currency), advice))
    candidates = _candidates(asked, world, people, present)
    if cost[candidates].min() > budget:
        cheapest = money_text(int(cost[candidates].min()), scenario.currency)
        raise ScenarioError(
            problem(
                "budget",
                "the budget",
                f"enough for one of the candidates, at least {cheapest}",
                money_text(budget, scenario.currency),
                "Raise it, or lower what points cost",
            )
        )
    toll = people["cost"].to_numpy() if asked.metric == "net_contribution" else np.zeros(len(people))
    return Town(world, people, present, Field(candidates, cost, people["attention"].to_numpy(), budget, toll))


def _candidates(asked: Activation, world: Any, people: Any, present: np.ndarray) -> np.ndarray:
    """The candidates as agents, those with the most attention for the money first."""
    from gridsim.engine.choose import named_people

    given = asked.candidates
    if given is None or isinstance(given, dict):
        agents = np.setdiff1d(np.arange(world.n_people), present)
    else:
        agents = named_people(given, world, "candidates")
        both = np.intersect1d(agents, present)
        if len(both):
            name = str(people["label"].iloc[both[0]])
            raise ScenarioError(
                problem("candidates", "each of them", "no point yet", name, "Take it out of one of the lists")
            )
    ranked = in_order("attention", asked.scenario, asked.strategy, world, people, agents, 0)
    if isinstance(given, dict):
        role = people["role"].astype(str).to_numpy()
        ranked = np.concatenate(
            [_of_role(ranked[role[ranked] == name], name, number) for name, number in given.items()]
        )
        ranked = (
            in_order("attention", asked.scenario, asked.strategy, world, people, ranked, 0) if len(ranked) else ranked
        )
    if not (people["attention"].to_numpy()[ranked] > 0.0).any():
        raise ScenarioError(
            problem("candidates", "one of them", "somebody whose posts are seen", "nobody", "Name others, or more")
        )
    return ranked


def _of_role(holders: np.ndarray, role: str, number: Any) -> np.ndarray:
    """So many of a role, in the order given."""
    from gridsim.scenario.quantities import head_count

    try:
        wanted = heads(head_count(number), len(holders))
    except BadQuantity as bad:
        raise ScenarioError(problem(f"candidates.{role}", role, bad.constraint, number, bad.advice)) from None
    if wanted > len(holders):
        what = f"at most the {len(holders):,} who could be chosen"
        raise ScenarioError(problem(f"candidates.{role}", role, what, number, "Lower it, or write 100%"))
    return holders[:wanted]


def play_activation(
    asked: Activation | str | Path,
    out: str | Path | folders.Default | None = None,
    workers: int = 1,
    threads: int | None = None,
    scheduler: str | None = None,
    progress: Callable[[Step], None] | None = None,
    *,
    overwrite: bool = False,
    finish: Finish | None = None,
    engine: Callable[[], Engine] = the_engine,
) -> store.StoredActivation:
    """Answer a question (or the file of one); see `choose_points`. The parameters are those of `compare`."""
    if not isinstance(asked, Activation):
        from gridsim.study.activation_file import load_activation

        asked = load_activation(asked)
    callback("finish", finish)
    fits = fitting(asked.scenario, [asked.strategy], tell=telling(progress, 0))
    place = choose_place(threads, workers, scheduler, asked.rounds.replicates, fits)
    town = town_of(asked, engine())
    manifest = new_manifest(
        "activation",
        asked.scenario,
        name=asked.name,
        strategies=[asked.strategy],
        experiment_digest=asked.digest(),
        place=place._asdict(),
    )
    target, found = folders.begun(out, manifest, asked.scenario, overwrite, store.StoredActivation)
    store.write_text(target / "experiment.json", store.json_text(asked.told()))
    with folders.keeping(target, shown=out is not None):
        carry_on(asked, town, target, manifest, place, progress, finish, engine)
    return found


def most_runs(asked: Activation, town: Town | None = None) -> int:
    """Return how many runs the answer takes at most."""
    field = (town or town_of(asked, the_engine())).field
    return split(field, asked.rounds).runs(asked.rounds) + asked.fresh * (1 + len(CHOICES) * len(STEPS))


def carry_on(
    asked: Activation,
    town: Town,
    target: Path,
    manifest: dict[str, Any],
    place: Place,
    progress: Callable[[Step], None] | None,
    finish: Finish | None,
    engine: Callable[[], Engine],
) -> None:
    """Choose, judge in fresh runs, write everything down; parts that are in the folder already are not played again."""
    started = time.monotonic()
    n_runs = most_runs(asked, town)
    work = _Work(asked, town, target, place, Progress(progress, n_runs), engine)
    work.count.seen(0, first_note(place))
    selection = select(town.field, asked.rounds, lambda *stage: work.play(*stage)[:, :, 0])
    runs = _judge(asked, town, selection, work)
    work.count.seen(work.count.total, "putting the tables together")
    put_together(asked, town, selection, runs, n_runs, target)
    files = [*OWN_FILES]
    if finish is not None:
        work.count.seen(work.count.total, "drawing the chart and the report")
        files += [
            Path(path).resolve().relative_to(target.resolve()).as_posix()
            for path in finish(store.StoredActivation(target)) or ()
        ]
    manifest.update(
        state="finished", finished=now(), seconds=round(time.monotonic() - started, 3), files=sorted(set(files))
    )
    folders.end(target, manifest)


def _judge(asked: Activation, town: Town, selection: Selection, work: _Work) -> dict[str, list[Any]]:
    """Play every choice for parts of the money that the chosen people cost, on replicates that had no part in choosing;
    one row a run."""
    field, scenario = town.field, asked.scenario
    spent = int(field.cost[selection.chosen].sum()) or field.money
    first = asked.rounds.replicates * (asked.rounds.rounds + MEETING)
    replicates = range(first, first + asked.fresh)
    sets, rows = [], []
    for replicate in replicates:
        orders = {CHOSEN: selection.chosen}
        orders |= {
            name: in_order(name, scenario, asked.strategy, town.world, town.people, field.candidates, replicate)
            for name in ORDERS
        }
        taken = [(name, step, within(spent * step, field.cost, orders[name])) for name in CHOICES for step in STEPS]
        sets.append([np.zeros(0, np.int64), *(people for _, _, people in taken)])
        rows.append([(NOBODY, 0.0, np.zeros(0, np.int64)), *taken])
    values = work.play("fresh", replicates, sets)
    columns: dict[str, list[Any]] = {
        name: [] for name in ("choice", "step", "replicate", "people", "cost", *work.metrics)
    }
    for column, replicate in enumerate(replicates):
        for row, (name, step, people) in enumerate(rows[column]):
            known = [name, step, replicate, len(people), float(field.cost[people].sum() / scenario.minor_units)]
            for key, value in zip(columns, [*known, *values[row, column].tolist()], strict=True):
                columns[key].append(value)
    return columns


def put_together(
    asked: Activation, town: Town, selection: Selection, runs: Mapping[str, list[Any]], n_runs: int, target: Path
) -> None:
    """Write the tables, the summary and the scenario with the chosen people."""
    import pandas as pd

    frame = pd.DataFrame(runs)
    _write(target / "runs.parquet", frame)
    names = [_plain(label) for label in town.people["label"]]
    advised = advice(asked.metric, town.field, selection, frame, names, asked.scenario.currency)
    people = people_table(town.people, town.field, selection)
    people.insert(1, "advised", people["label"].map(_plain).isin(advised["people"]) & people["chosen"])
    _write(target / "people.parquet", people)
    store.write_text(target / "people.csv", people[people["chosen"] | people["measured"].notna()].to_csv(index=False))
    found = findings(asked, town.people, town.present, town.field, selection, people, frame, n_runs)
    found["advice"] = advised
    found["finding"]["sentence"] = f"{advised['sentence']} {found['finding']['sentence']}"
    store.write_text(target / "summary.json", store.json_text(found))
    labels = [*(names[agent] for agent in town.present), *advised["people"]]
    chosen = asked.scenario.replace({f"strategies.{asked.strategy}.points.activate": _only(asked, labels)})
    store.write_text(
        target / "chosen.yaml",
        f"# The people whom the fresh runs advise as first points of {asked.strategy}.\n{chosen.to_yaml()}",
    )


def _write(path: Path, frame: Any) -> None:
    """Write a DataFrame as Parquet."""
    path.write_bytes(store.encode([frame])[0])


def _only(asked: Activation, labels: Sequence[str | int]) -> dict[str, Any]:
    """`points.activate` with these people and nobody else."""
    from gridsim.engine.choose import ASKED_ROLES

    page = asked.scenario.strategy(asked.strategy).points
    assert page is not None
    fee = money_text(page.activate.kol_fee_per_follower, asked.scenario.currency)
    return {"named": list(labels), **dict.fromkeys(ASKED_ROLES, 0), "choose": "customers", "kol_fee_per_follower": fee}


@dataclass(frozen=True)
class Part:
    """One task: some sets of first points in one replicate; `world` is None where it is played in another process,
    which builds its own."""

    name: str
    scenario: Scenario
    strategy: str
    replicate: int
    sets: tuple[tuple[str | int, ...], ...]
    metrics: tuple[str, ...]
    world: Any
    engine: Callable[[], Engine] = the_engine


def play_part(part: Part, watch: Watch | None) -> dict[str, bytes]:
    """Play the sets of a part and return their metrics as one table."""
    engine, scenario = part.engine(), part.scenario
    try:
        world = engine.build_world(scenario, seed=scenario.seed, replicate=0) if part.world is None else part.world
        columns: dict[str, list[float]] = {name: [] for name in part.metrics}
        played: dict[tuple[str | int, ...], Mapping[str, float | None]] = {}
        for labels in part.sets:
            if labels not in played:
                one = with_first_points(scenario, part.strategy, labels)
                played[labels] = engine.run_one(one, part.strategy, scenario.seed, part.replicate, world).metrics
            for name in part.metrics:
                value = played[labels][name]
                columns[name].append(float("nan") if value is None else float(value))
            if watch is not None:
                watch.run_done()
    except (ScenarioError, Stopped, KeyboardInterrupt):
        raise
    except Exception as error:
        raise RunFailed(f"{part.name}: {type(error).__name__}: {error}. Resume it to run it again.") from error
    content, rows = store.encode([columns])
    return {"runs.parquet": content, "about.json": json.dumps({"rows": rows}).encode()}


def with_first_points(scenario: Scenario, strategy: str, labels: Sequence[str | int]) -> Scenario:
    """Return the scenario with these first points of a strategy and no others; unchecked, for `replace` takes as long
    as a small run."""
    page = scenario.strategies[strategy]
    assert page.points is not None
    only = dict.fromkeys(("employee", "distributor", "partner", "investor", "kol", "consumer"), 0)
    asked = page.points.activate.model_copy(update={"named": list(labels), **only})
    changed = page.model_copy(update={"points": page.points.model_copy(update={"activate": asked})})
    return scenario.model_copy(update={"strategies": {**scenario.strategies, strategy: changed}})


class _Work:
    """Plays sets, part by part; parts that are in the folder are read instead."""

    def __init__(
        self, asked: Activation, town: Town, target: Path, place: Place, count: Progress, engine: Callable[[], Engine]
    ):
        self.asked, self.town, self.folder, self.place, self.count, self.engine = (
            asked,
            town,
            target / "parts",
            place,
            count,
            engine,
        )
        self.metrics = tuple(
            dict.fromkeys([asked.metric, "contribution_margin", "net_contribution", "marketing_cost", "orders"])
        )
        self.labels = [_plain(label) for label in town.people["label"]]
        self.done = 0

    def play(self, stage: str, replicates: Sequence[int], sets: Sequence[Sequence[np.ndarray]]) -> np.ndarray:
        """The metrics of sets of agents (beside those present) in each replicate, (sets, replicates, metrics)."""
        tasks = [
            part for replicate, own in zip(replicates, sets, strict=True) for part in self._parts(stage, replicate, own)
        ]
        there = store.finished_pieces(self.folder)
        missing = [part for part in tasks if part.name not in there]
        self._count(sum(len(part.sets) for part in tasks if part.name in there))

        def receive(part: Part, files: dict[str, bytes]) -> None:
            store.write_piece(self.folder, part.name, files)
            self._count(len(part.sets))

        before = self.done
        failures = perform(play_part, missing, receive, self.place, lambda n_runs: self.count.seen(before + n_runs))
        if failures:
            raise RunFailed("\n".join(str(error) for _, error in failures))
        tables = [
            store.Stored(self.folder / part.name).read_table("runs")[list(self.metrics)].to_numpy(float)
            for part in tasks
        ]
        values = np.concatenate(tables).reshape(len(replicates), -1, len(self.metrics)).transpose(1, 0, 2)
        if np.isnan(values[:, :, 0]).any():
            raise ScenarioError(
                problem(
                    "metric", "the metric", "defined in every run", self.asked.metric, "Choose another, such as gmv"
                )
            )
        return values

    def _count(self, n_runs: int) -> None:
        self.done += n_runs
        self.count.seen(self.done)

    def _parts(self, stage: str, replicate: int, sets: Sequence[np.ndarray]) -> list[Part]:
        """The tasks of a replicate; a part is named after everything that it depends on beside the scenario."""
        present = self.town.present.tolist()
        named = [tuple(self.labels[agent] for agent in [*present, *own.tolist()]) for own in sets]
        world = None if self.place.is_cluster else self.town.world
        found = []
        for first in range(0, len(named), SETS_IN_A_PART):
            some = tuple(named[first : first + SETS_IN_A_PART])
            told = hashlib.sha256(json.dumps(some).encode()).hexdigest()[:12]
            name = f"{stage}-replicate-{replicate:05d}-from-{first:04d}-{told}"
            found.append(
                Part(name, self.asked.scenario, self.asked.strategy, replicate, some, self.metrics, world, self.engine)
            )
        return found
