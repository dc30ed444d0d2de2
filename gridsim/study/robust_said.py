"""What is found under all guesses, in sentences for whoever has to decide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from gridsim import formats
from gridsim.terms import NOTHING

MOST_NAMED = 4
"""Guesses that are named in a sentence."""
TELLING = 0.1
"""A rule is told if the share of wins among its markets is so much above or below that elsewhere."""


class Rule(NamedTuple):
    """Markets in which some answers hold: the answers in words, how many they are, and how many somebody wins."""

    words: str
    n: int
    won: int


def sentences(found: Mapping[str, Any]) -> dict[str, str]:
    """Return the sentences by what they are about: "wins", "gains", "rule", "measure", "played".

    Parameters
    ----------
    found : mapping
        As `robust_findings` makes it.
    """
    return {
        "wins": formats.breakable(_wins(found)),
        "gains": formats.breakable(_gains(found)),
        "rule": formats.breakable(_rule(found)),
        "measure": formats.breakable(_measure(found)),
        "played": formats.breakable(_played(found)),
    }


def _wins(found: Mapping[str, Any]) -> str:
    n = found["markets"]
    first, *rest = [row for row in found["wins"] if row["n"]]
    said = (
        f"In {first['n']} of {n} markets {_is_best(first['name'])} ({formats.percent(first['share'])}; 90 % interval"
        f" {formats.percent(first['low'])} to {formats.percent(first['high'])})"
    )
    if rest:
        said += ", " + formats.listed([f"{named(row['name'])} in {row['n']}" for row in rest])
    never = [named(row["name"]) for row in found["wins"] if not row["n"]]
    said += f"; {formats.listed(never)} in none." if never else "."
    if first["name"] == NOTHING and len(found["wins_alone"]) > 1:
        led = [f"{row['name']} in {row['n']}" for row in found["wins_alone"] if row["n"]]
        said += f" If one of the strategies must be played all the same, the best of them is {formats.listed(led)}."
    return said


def _is_best(name: str) -> str:
    return "doing nothing is best" if name == NOTHING else f"{name} is best"


def _gains(found: Mapping[str, Any]) -> str:
    rows = sorted(found["gains"], key=lambda row: -row["mean"])
    said = []
    for row in rows[:2]:
        way = "gains" if row["mean"] >= 0 else "loses"
        said.append(
            f"{row['name']} {way} {_money(found, abs(row['mean']))} against doing nothing on average, pays in"
            f" {formats.percent(row['pays'])} of the markets, and in the worst tenth"
            f" {_end(found, row['worst_tenth'])}"
        )
    best = "do none of these" if found["choice"] == NOTHING else f"choose {found['choice']}"
    return f"{_capital('; '.join(said))}. Whoever must choose now does best on average to {best}."


def _end(found: Mapping[str, Any], value: float) -> str:
    return f"{'loses' if value < 0 else 'gains'} {_money(found, abs(value))} on average"


def _rule(found: Mapping[str, Any]) -> str:
    rows = [row for row in found["wins"] if row["name"] != NOTHING and row["n"]]
    if not rows:
        return "No strategy wins anywhere, so no guess decides between them."
    name = rows[0]["name"]
    rule = rule_for(found, name)
    if rule is None:
        return (
            "No rule of two or three guesses says in which markets who wins: it takes many of them together, or luck."
        )
    others_n, others_won = found["markets"] - rule.n, rows[0]["n"] - rule.won
    elsewhere = f"; elsewhere in {_of_ten(others_won, others_n) if others_won else 'none'}" if others_n else ""
    return (
        f"{_capital(name)} wins in {_of_ten(rule.won, rule.n)} markets where {rule.words} ({rule.n} of"
        f" {found['markets']} markets{elsewhere}). {_right(found)}"
    )


def _right(found: Mapping[str, Any]) -> str:
    """How good the rules are on markets that they have not seen."""
    first = found["wins"][0]["name"]
    return (
        f"Such rules name the winner of a market that they have not seen in {formats.percent(found['named_right'])} of"
        f" cases; always to say {_always(first)} is right in {formats.percent(found['most_frequent'])}."
    )


def _always(name: str) -> str:
    return '"nothing"' if name == NOTHING else f'"{name}"'


def rule_for(found: Mapping[str, Any], name: str) -> Rule | None:
    """Return the rule by which a strategy (or doing nothing) wins most often; None where the tree has none that tells."""
    leaves = [*_leaves(found["tree"], ())]
    if len(leaves) < 2:
        return None
    answers, wins = max(leaves, key=lambda one: (one[1][name] / sum(one[1].values()), sum(one[1].values())))
    n, won = sum(wins.values()), wins[name]
    total = next(row["n"] for row in found["wins"] if row["name"] == name)
    elsewhere = (total - won) / max(1, found["markets"] - n)
    if won / n < elsewhere + TELLING:
        return None
    return Rule(" and ".join(_answers(found, answers)), n, won)


def _leaves(tree: Mapping[str, Any], answers: tuple[tuple[str, float, bool], ...]) -> Iterator[tuple[Any, dict]]:
    if "wins" in tree:
        yield answers, tree["wins"]
        return
    yield from _leaves(tree["below"], (*answers, (tree["label"], tree["value"], True)))
    yield from _leaves(tree["above"], (*answers, (tree["label"], tree["value"], False)))


def _answers(found: Mapping[str, Any], answers: Sequence[tuple[str, float, bool]]) -> list[str]:
    """The answers in words, one a guess: of two about the same the closer, or both as a span."""
    about = {row["label"]: row for row in found["guesses"]}
    ends: dict[str, list[float | None]] = {}
    for label, value, below in answers:
        low, high = ends.setdefault(label, [None, None])
        if below:
            ends[label][1] = value if high is None else min(high, value)
        else:
            ends[label][0] = value if low is None else max(low, value)
    said = []
    for label, (low, high) in ends.items():
        row = about[label]
        if low is not None and high is not None:
            where = f"is from {level(low, row)} to {level(high, row)}"
        else:
            where = f"is below {level(high, row)}" if high is not None else f"is {level(low, row)} or more"
        said.append(f"“{meaning(row)}” {where}")
    return said


def level(value: float | None, row: Mapping[str, Any]) -> str:
    """Return a value of a guess as one reads it: shares in per cent, others with their unit.

    Examples
    --------
    >>> level(0.4, {"unit": "chance"}).replace(formats.SPACE, " "), level(12.34, {"unit": "days"}), level(2.5, {"unit": "times"})
    ('40 %', '12 days', '2.5 times')
    """
    assert value is not None
    if row["unit"] in ("share", "chance", "share of people"):
        return formats.percent(value)
    text = f"{float(f'{value:.2g}'):,.10g}" if abs(value) < 100 else f"{value:,.0f}"
    return f"{text} {row['unit']}".strip()


def meaning(row: Mapping[str, Any]) -> str:
    """Return what a guess is, in the words of its declaration up to the first further remark, and whose it is.

    Examples
    --------
    >>> meaning({"meaning": "chance to read, of those who open it; grows with trust", "label": "response.reaction.read_chance"})
    'chance to read, of those who open it'
    >>> meaning({"meaning": "how far its word is believed", "label": "people.roles.kol.credibility"})
    'kol: how far its word is believed'
    """
    text = re.split(r"[;:(]| - ", str(row["meaning"]))[0].strip() or str(row["label"])
    parts = str(row["label"]).split(".")
    whose = parts[2] if parts[0] == "strategies" and len(parts) > 3 or parts[:2] == ["people", "roles"] else ""
    return f"{whose.replace('_', ' ')}: {text}" if whose else text


def worth_shown(found: Mapping[str, Any]) -> str:
    """Return which choice the worth of measuring is shown for: "worth" (with doing nothing among it) where a guess is
    worth something there, else "worth_alone" (of the strategies) where one is; "" where none is at all.
    """
    for key in ("worth", "worth_alone"):
        if any(row[key]["counts"] for row in found["guesses"]):
            return key
    return ""


def most_worth(found: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Return the guesses by what it is worth to measure them, the surely worthwhile first."""
    return sorted(found["guesses"], key=lambda row: (-row[key]["counts"], -row[key]["mean"]))


def _measure(found: Mapping[str, Any]) -> str:
    key = worth_shown(found)
    all_of_it = found["know_all_alone" if key == "worth_alone" else "know_all"]
    everything = f"To know everything beforehand, luck included, would be worth {_money(found, all_of_it)}."
    hardly = f"To measure one of the {len(found['guesses'])} guesses by itself would hardly improve the choice"
    if not key:
        return f"{hardly}. {everything}"
    said = [
        f"“{meaning(row)}” ({_money(found, row[key]['mean'])})"
        for row in most_worth(found, key)[:MOST_NAMED]
        if row[key]["counts"]
    ]
    how = (
        "In brackets is how much more a campaign would earn on average if the guess were known before the choice: no"
        " study of it should cost more."
    )
    if key == "worth":
        return f"Measure first: {formats.listed(said)}. {how} {everything}"
    best = named(found["choice"])
    return (
        f"{hardly}: {best} stays best whatever it shows. If one of the strategies must be played all the same, measure"
        f" first: {formats.listed(said)}. {how} {everything}"
    )


def _played(found: Mapping[str, Any]) -> str:
    town = (
        f", a town of {found['people']:,} people in which everything is in proportion; amounts are those of the whole"
        f" town of {found['whole']:,}"
        if found["times"] > 1
        else ""
    )
    known = (
        f" {formats.counted(found['known'], 'further assumed value')} that the scenario sets itself"
        f" {'was' if found['known'] == 1 else 'were'} taken as known (`--also` draws them, too)."
        if found["known"]
        else ""
    )
    return (
        f"Each market is one draw of {len(found['guesses'])} guesses from their declared ranges, as often below today's"
        f" value as above it, and one draw of people and luck{town}. A strategy wins a market if it earns more after"
        f" marketing than every other and than doing nothing.{known}"
    )


def holds(found: Mapping[str, Any], verdict: Mapping[str, Any]) -> str:
    """Return how far the verdict of a comparison holds under the guesses, in a sentence; empty where it has none."""
    if not verdict:
        return ""
    n = found["markets"]
    wins = {row["name"]: row for row in found["wins"]}
    winner = verdict.get("winner")
    if winner is None:
        first = found["wins"][0]
        return formats.breakable(
            f"Under all {len(found['guesses'])} guesses together nothing is sure either: {_is_best(first['name'])} in"
            f" {formats.percent(first['share'])} of {n} markets."
        )
    row = wins.get(winner)
    if row is None:
        return ""
    said = f"Under all {len(found['guesses'])} guesses together {_is_best(winner)} in {formats.percent(row['share'])} of {n} markets"
    other = next((one for one in found["wins"] if one["name"] != winner and one["n"]), None)
    return formats.breakable(
        said + (f"; next is {named(other['name'])} with {formats.percent(other['share'])}." if other else ".")
    )


def _of_ten(won: int, n: int) -> str:
    """A share as so many of ten, or of a hundred where it is small or near one."""
    share = won / n if n else 0.0
    if 0.05 <= share <= 0.95:
        return f"{round(10 * share)} of 10"
    return f"{round(100 * share)} of 100" if 0 < share < 1 else ("all" if share == 1 else "none of the")


def _money(found: Mapping[str, Any], value: float) -> str:
    return formats.money(float(f"{value:.2g}"), found["currency"])


def named(name: str) -> str:
    """A contestant in words."""
    return "doing nothing" if name == NOTHING else name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
