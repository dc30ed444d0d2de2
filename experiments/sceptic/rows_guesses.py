"""Rows 19 and 23 of the sceptic's table, which share their runs: every assumed number halved and doubled."""

from __future__ import annotations

from collections.abc import Iterator

import one_at_a_time
import pandas as pd
from validation.figure import Figure, Rule, played

from gridsim.study.why_questions import has_points
from sceptic.held import Found, known, row
from sceptic.towns import GROSS, NET, NOTHING, REPLICATES, as_shipped, mean, one, play, shipped

TOWNS = min(4, REPLICATES)
"""Towns in which a number is asked about again that may move the gain too far or turn a verdict in the first of them."""
NEAR = 1.5
"""A gain moved by less than this factor in one town is not asked about again."""
NONE = Rule((0,), 0, 0, "none")
GUESSED: dict[str, object] = {}


def pair() -> tuple[str, str]:
    """The best strategy with points and the best without, as `gridsim why` asks about them."""
    names = [name for name in shipped().strategies if name != NOTHING]
    found = play(shipped(), names)
    ranked = sorted(names, key=lambda name: -mean(found, name, NET))
    with_points, without = ([n for n in ranked if has_points(shipped(), n) == kind] for kind in (True, False))
    return with_points[0], without[0]


def guessed() -> tuple[pd.DataFrame, tuple[str, str]]:
    """The gains of the pair as played and with every assumed number halved and doubled."""
    if not GUESSED:
        both = pair()
        asked = one_at_a_time.asked_of(shipped(), both).questions
        table = _gains(asked, both, 1)
        doubtful = _doubtful(table, both)
        again = _gains([each for each in asked if not each.label or each.label in doubtful], both, TOWNS)
        table = pd.concat([table[~table["number"].isin(doubtful)], again], ignore_index=True)
        GUESSED.update(table=table, pair=both)
    # two kinds of values in one dict, each under its own name
    return GUESSED["table"], GUESSED["pair"]  # type: ignore[return-value]


def _gains(asked: list, both: tuple[str, str], towns: int) -> pd.DataFrame:
    """The gains in so many towns, the first question being the scenario as it is."""

    def of(place: int) -> dict[str, object]:
        question, (name, town) = asked[place // len(runs)], runs[place % len(runs)]
        metrics = one(question.scenario, name, town).metrics
        return {
            "label": question.label,
            "level": question.level,
            "strategy": name,
            GROSS: metrics[GROSS],
            NET: metrics[NET],
        }

    runs = [(name, town) for town in range(towns) for name in both]
    return one_at_a_time.compared(pd.DataFrame(played(len(asked) * len(runs), of)))


def _doubtful(table: pd.DataFrame, both: tuple[str, str]) -> set[str]:
    """Numbers that move the gain of the strategy with points by nearly the limit, or turn a verdict."""
    factor = table["times"].where(table["times"] > 0, 1e-9)
    far = (table["strategy"] == both[0]) & ((factor > NEAR) | (factor < 1 / NEAR))
    wide = _turned(table, both)
    return {*table.loc[far | table["turns"], "number"], *wide[wide].index}


def _turned(table: pd.DataFrame, both: tuple[str, str]) -> pd.Series:
    """By number, whether it turns which of the two is the better."""
    wide = table.pivot(index=["number", "level"], columns="strategy", values=["net", "net_changed"])
    before, after = (wide[key][both[0]] > wide[key][both[1]] for key in ("net", "net_changed"))
    return (before != after).groupby("number").any()


def _count(name: str, n: int) -> Figure:
    """Of so many numbers none should do that."""
    return known(name, "none", NONE, float(n))


@row(
    19,
    "why asks the winner against its own cousin",
    "12 possible flips of 145; grid against account 31 of 147, against nothing 52",
    "a rule of thumb, no published figure: a verdict that one guess turns is no verdict",
)
def flips() -> Found:
    table, (first, second) = guessed()
    figures = [_count(f"turn {first} against {second}", int(_turned(table, (first, second)).sum()))]
    for name in (first, second):
        rows = table[(table["strategy"] == name) & table["turns"]]
        figures.append(_count(f"turn {name} against nothing", rows["number"].nunique()))
    told = f"of {table['number'].nunique()} assumed numbers, halved and doubled one at a time"
    return Found(told, f"the pair asked is {first} and {second}: {as_shipped()}", tuple(figures))


@row(
    23,
    "One assumption moves the gain tenfold",
    "fatigue_effect .2 to .01: +122k to +1.17M",
    "a rule of thumb, no published figure: no guess moves the gain by more than a factor of two",
)
def tenfold() -> Found:
    table, (first, _) = guessed()
    worst = one_at_a_time.deciding(table, first)
    largest = f"; the largest `{worst.iloc[0]['number']}`, {worst.iloc[0]['times']:.2f} times" if len(worst) else ""
    told = f"of {table['number'].nunique()} assumed numbers, halved and doubled one at a time{largest}"
    moved = f"move the gross gain of {first} by more than a factor of {one_at_a_time.LIMIT:g}"
    return Found(told, "see below", (_count(moved, worst["number"].nunique()),))


def lines() -> Iterator[str]:
    """The assumed numbers that move the gain of the strategy with points by more than the limit."""
    table, (first, _) = guessed()
    yield (
        "The assumed numbers that do not obey (row 23). All are asked about in one town of the shipped size, those that come"
        f" near or turn a verdict again in {TOWNS}:"
    )
    yield ""
    yield from one_at_a_time.lines("fresh_food", table, (first,))
