"""Why a comparison came out as it did: the same worlds and draws again, with one thing changed at a time.

Four groups of questions, each answered by paired differences from the comparison's own runs:

knock-outs
    one mechanism switched off (`switches` of the scenario), for the best strategy, its rival and the account-only one;
spend
    every strategy at other budgets;
tornado
    every assumed parameter at both ends of its typical range, for the best strategy and its rival, and for both against
    doing nothing. All of them are screened with one replicate; those that move the verdict most are played with all;
channels
    the two without one of their blocks (and in every combination of up to four): the true effect of a channel, beside
    what the rules of attribution give it.

The question is whether points are worth having, so the rival is of the other kind: where the best strategy has points
(a block `points`), the best of those without, and the other way round. Where all are of one kind it is the runner-up.

The pieces of work lie in `DIR/why` and are kept: a piece is named after everything that it depends on, so an
interrupted `why` goes on where it stopped, and a larger one starts from what a smaller one left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from gridsim.arguments import as_whole, several
from gridsim.errors import ScenarioError, problem
from gridsim.results import attribution, disk, store
from gridsim.study import folder as folders
from gridsim.study.how import How, spelled_out, where_and_output
from gridsim.study.pieces import joined
from gridsim.study.play import Engine, the_engine
from gridsim.study.progress import Progress
from gridsim.study.why_assumptions import assumptions, known_keys, unheard
from gridsim.study.why_findings import findings, rows_of, screened
from gridsim.study.why_pieces import Pieces, pieces
from gridsim.study.why_questions import GROUPS, actors_of
from gridsim.study.why_said import sentences, what_turns
from gridsim.study.why_size import MOST_PARAMETERS, REPLICATES, plan_of
from gridsim.terms import NOTHING

if TYPE_CHECKING:
    import pandas as pd


FOLDER = "why"
FILES = ("why.json", "why.csv", "why.parquet")


@spelled_out
def why(
    comparison: store.Results,
    replicates: int = REPLICATES,
    only: str | Iterable[str] | None = None,
    most: int | None = None,
    half_life_days: float = attribution.HALF_LIFE_DAYS,
    *,
    quick: bool = False,
    also: str | Iterable[str] = (),
    announce: Callable[[str], None] | None = None,
    engine: Callable[[], Engine] = the_engine,
    **how: Unpack[How],
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
    workers, threads, scheduler, progress, finish
        As in `compare`.

    Returns
    -------
    dict
        As in why.json: "knock_outs", "spend", "tornado", "channels" (those asked for), "turns" (which assumptions
        would turn the verdict, in words), "sentences", "notes".

    Raises
    ------
    ScenarioError
        If the folder holds no finished comparison, for an unknown group, or for a key of `also` that changes nothing.
    RunFailed
        If a run breaks off; what was finished is kept.
    """
    where, output = where_and_output(how)
    stored = store.opened(comparison, "comparison")
    groups = _checked(stored, only, replicates, MOST_PARAMETERS if most is None else most, half_life_days)
    also = several("also", also)
    _heard(stored, also, groups)
    plan = plan_of(stored, groups, replicates, most, quick, only is not None, also, where.threads)
    actors, numbers, asked, steady, unsure, n_chosen = plan[:6]
    groups = plan.groups
    folder = stored.folder / FOLDER
    if announce is not None:
        announce(
            plan.size.sentence() + ("" if quick else "; --quick asks what usually matters most, in about two minutes")
        )
    work = Pieces(folder, Progress(output.progress, plan.size.runs), engine, where, stored.scenario)
    with folders.going_on(stored.folder, "why"):
        frame = work.done([*pieces(steady, numbers, engine), *pieces(unsure, numbers[:1], engine)])
        if unsure and len(numbers) > 1:
            chosen = screened(frame, actors, n_chosen)
            frame = joined(
                [frame, work.done(pieces([one for one in unsure if one.label in chosen], numbers[1:], engine))]
            )
        work.count.seen(work.count.total, "putting the findings together")
        found = findings(stored, actors, frame, groups, asked.left_out, len(numbers), half_life_days)
        found["turns"] = what_turns(found)
        found["sentences"] = sentences(found, groups)
    _write(stored, found, frame)
    folders.enter(stored, folders.made_by(output.finish, store.open_dir(stored.folder), work.count))
    return found


def _write(stored: store.Stored, found: dict[str, Any], frame: pd.DataFrame) -> None:
    """Write why.json, why.csv and why.parquet beside the results, and enter them in the manifest."""
    import pandas as pd

    disk.write_text(stored.folder / "why.json", disk.json_text(found))
    disk.write_text(stored.folder / "why.csv", pd.DataFrame(rows_of(found)).to_csv(index=False))
    order = ["group", "label", "level", "strategy", "replicate"]
    frame = frame.sort_values(order, ignore_index=True)
    disk.write_table(stored.folder / "why.parquet", frame)
    folders.enter(stored, FILES)


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
    """Refuse patterns of `also` that change nothing."""
    if not also:
        return
    scenario, pair = stored.scenario, actors_of(stored).pair
    known = known_keys(stored)
    before = {path for _, paths, _ in assumptions(scenario, pair, known) for path in paths}
    changed = {path: path not in before for _, paths, _ in assumptions(scenario, pair, known, ["*"]) for path in paths}
    problems = list(unheard(scenario, changed, also, groups))
    if problems:
        raise ScenarioError(problems)
