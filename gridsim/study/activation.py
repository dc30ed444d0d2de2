"""Which people to activate for a budget: chosen by paired runs, then judged against other choices in runs that had no
part in choosing.

The question is about persons, so all runs share the people and ties of replicate 0; replicates differ in their random
draws. Replicates 0, 1, ... are used for choosing (`selection`), the next ones only for the verdict: the chosen set
against the engine's own choice, a random one, those with the most friends, the most followers, the most attention, each
for the same money.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Unpack

import numpy as np

from gridsim.errors import refusal
from gridsim.results import disk, store
from gridsim.scenario.load import Given
from gridsim.scenario.quantities import money_text
from gridsim.study import folder as folders
from gridsim.study.activation_advice import advice
from gridsim.study.activation_field import Town, town_of
from gridsim.study.activation_file import load_activation
from gridsim.study.activation_findings import CHOICES, CHOSEN, NOBODY, STEPS, findings, people_table
from gridsim.study.activation_parts import Parts
from gridsim.study.activation_question import Activation, Asked, make_activation, plain_label
from gridsim.study.candidates import ORDERS, in_order, within
from gridsim.study.fit import fitting
from gridsim.study.folder import Work
from gridsim.study.how import Default, HowAnew, spelled_out, where_and_output
from gridsim.study.play import Engine, the_engine
from gridsim.study.progress import Progress, first_note, telling
from gridsim.study.selection import MEETING, Selection, select, split

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


@spelled_out
def choose_points(
    scenario: Given,
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
    out: str | Path | Default | None = None,
    **how: Unpack[HowAnew],
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
    workers, threads, scheduler, progress, overwrite, finish
        As in `compare`.

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
    asked = Asked(strategy, budget, candidates, present, metric, replicates, shortlist, rounds, fresh)
    return play_activation(make_activation(scenario, asked, seed), out, **how)


@spelled_out
def play_activation(
    asked: Activation | str | Path,
    out: str | Path | Default | None = None,
    *,
    engine: Callable[[], Engine] = the_engine,
    **how: Unpack[HowAnew],
) -> store.StoredActivation:
    """Answer a question (or the file of one); see `choose_points`. The parameters are those of `compare`."""
    where, output = where_and_output(how, out)
    if output.shard:
        advice = "Each round needs those before: leave it out, and use workers or a scheduler"
        raise refusal("--shard", "a choice of people", "played whole", str(output.shard), advice)
    if not isinstance(asked, Activation):
        asked = load_activation(asked)
    fits = fitting(asked.scenario, [asked.strategy], tell=telling(output.progress, 0))
    place = where.place(asked.rounds.replicates, fits)
    town = town_of(asked, engine())
    work, found = folders.begun(
        "activation",
        asked.scenario,
        place,
        output,
        store.StoredActivation,
        name=asked.name,
        strategies=[asked.strategy],
        experiment_digest=asked.digest(),
    )
    disk.write_text(work.folder / "experiment.json", disk.json_text(asked.told()))
    with folders.keeping(work.folder, shown=out is not None):
        carry_on(asked, town, work, engine)
    return found


def most_runs(asked: Activation, town: Town | None = None) -> int:
    """Return how many runs the answer takes at most."""
    field = (town or town_of(asked, the_engine())).field
    return split(field, asked.rounds).runs(asked.rounds) + asked.fresh * (1 + len(CHOICES) * len(STEPS))


def carry_on(asked: Activation, town: Town, work: Work, engine: Callable[[], Engine]) -> None:
    """Choose, judge in fresh runs, write everything down; parts that are in the folder already are not played again."""
    n_runs = most_runs(asked, town)
    count = Progress(work.output.progress, n_runs)
    played = Parts(asked, town, work.folder, work.place, count, engine)
    count.seen(0, first_note(work.place))
    selection = select(town.field, asked.rounds, lambda *stage: played.play(*stage)[:, :, 0])
    runs = _judge(asked, town, selection, played)
    count.seen(count.total, "putting the tables together")
    put_together(asked, town, selection, runs, n_runs, work.folder)
    folders.conclude(work, store.StoredActivation(work.folder), OWN_FILES, count)


def _judge(asked: Activation, town: Town, selection: Selection, work: Parts) -> dict[str, list[Any]]:
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
    disk.write_table(target / "runs.parquet", frame)
    names = [plain_label(label) for label in town.people["label"]]
    advised = advice(asked.metric, town.field, selection, frame, names, asked.scenario.currency)
    people = people_table(town.people, town.field, selection)
    people.insert(1, "advised", people["label"].map(plain_label).isin(advised["people"]) & people["chosen"])
    disk.write_table(target / "people.parquet", people)
    disk.write_text(target / "people.csv", people[people["chosen"] | people["measured"].notna()].to_csv(index=False))
    found = findings(asked, town.people, town.present, town.field, selection, people, frame, n_runs)
    found["advice"] = advised
    found["finding"]["sentence"] = f"{advised['sentence']} {found['finding']['sentence']}"
    disk.write_text(target / "summary.json", disk.json_text(found))
    labels = [*(names[agent] for agent in town.present), *advised["people"]]
    chosen = asked.scenario.replace({f"strategies.{asked.strategy}.points.activate": _only(asked, labels)})
    disk.write_text(
        target / "chosen.yaml",
        f"# The people whom the fresh runs advise as first points of {asked.strategy}.\n{chosen.to_yaml()}",
    )


def _only(asked: Activation, labels: Sequence[str | int]) -> dict[str, Any]:
    """`points.activate` with these people and nobody else."""
    from gridsim.engine.choose import ASKED_ROLES

    page = asked.scenario.strategy(asked.strategy).points
    assert page is not None
    fee = money_text(page.activate.kol_fee_per_follower, asked.scenario.currency)
    return {"named": list(labels), **dict.fromkeys(ASKED_ROLES, 0), "choose": "customers", "kol_fee_per_follower": fee}
