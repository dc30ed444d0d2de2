"""Findings of a `why` in sentences for a strategist: amounts without signs, and in words which way they go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from gridsim import formats
from gridsim.currencies import shortened
from gridsim.results.summary import side_of_zero
from gridsim.study.why_runs import MARGIN, ORDERS


def sentences(found: Mapping[str, Any], groups: Sequence[str]) -> dict[str, str]:
    """Return what each group of findings says."""
    return {group.replace("-", "_"): SAID[group](found) for group in groups}


def _money(value: float | None, currency: str) -> str:
    if value is None:
        return "an unknown amount"
    return formats.breakable(formats.money(value, currency))


def _plain(row: Mapping[str, Any], value: Any) -> str:
    """An end of a range in a sentence: whole amounts without cents, shares in per cent."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and row["unit"] in ("share", "chance"):
        return formats.percent(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and row["unit"] == "days":
        return formats.breakable(formats.days(value))
    return shortened(str(value))


MECHANISMS = {
    "forwarding": "forwarding",
    "word_of_mouth": "word of mouth",
    "trust": "the effect of trust",
    "interests": "the match of interests",
    "close_ties": "the weight of close ties",
    "fatigue": "fatigue",
    "social_proof": "the example of friends who bought",
    "micro_malls": "micro-malls",
    "commission": "commission",
    "recruiting": "recruiting",
    "advertising": "bought impressions",
    "kol": "paid posts of big accounts",
}
"""Switches as they stand in a sentence."""


def mechanism(switch: str) -> str:
    """Return a switch in words, as they stand in a sentence.

    Examples
    --------
    >>> mechanism("word_of_mouth"), mechanism("new_system")
    ('word of mouth', 'new system')
    """
    return MECHANISMS.get(switch, switch.replace("_", " "))


def _say_knock_outs(found: Mapping[str, Any]) -> str:
    currency, said = found["currency"], []
    for name in dict.fromkeys([found["best"], found["rival"]]):
        effects = [(row, one) for row in found["knock_outs"] for one in row["strategies"] if one["strategy"] == name]
        sure = [(row, one) for row, one in effects if side_of_zero(one["brings"])]
        sure.sort(key=lambda pair: -abs(pair[1]["brings"]["mean"]))
        parts = []
        for row, one in sure[:3]:
            amount, span = formats.turned(one["brings"], partial(_money, currency=currency), "more", "less")
            parts.append(f"without {mechanism(row['switch'])} it would earn {amount} ({span})")
        if parts:
            said.append(f"{name}: " + "; ".join(parts) + ".")
        elif effects:
            said.append(
                f"{name}: no single mechanism makes a difference that {found['replicates']} replicates can tell from"
                " luck."
            )
    if found["rival"] is not None:
        lost = [
            row
            for row in found["knock_outs"]
            if row["difference_without"] and side_of_zero(row["difference_without"]) < 0
        ]
        names = ", ".join(mechanism(row["switch"]) for row in lost)
        said.append(
            f"The verdict would turn without {names}: then {found['rival']} would be ahead of {found['best']}."
            if lost
            else f"Switching off any one mechanism does not put {found['rival']} ahead beyond doubt."
        )
    return " ".join(said)


def _say_spend(found: Mapping[str, Any]) -> str:
    currency, parts = found["currency"], []
    show = partial(_money, currency=currency)
    leaders = found["spend"]["leaders"]
    same = len(leaders) > 1 and all(
        {**one, "factor": 1, "budget": 1} == {**leaders[0], "factor": 1, "budget": 1} for one in leaders
    )
    for one in leaders[:1] if same else leaders:
        amount = (
            _money(one["budget"], currency)
            if not same
            else f"each from {show(leaders[0]['budget'])} to {show(leaders[-1]['budget'])}"
        )
        if one["difference"] is None:
            continue
        lead = ", ".join(formats.turned(one["difference"], show, "behind", "ahead", "90 % "))
        parts.append(
            f"at {amount} {one['best']} leads {one['runner_up']} ({lead})"
            if one["decided"]
            else f"at {amount} {one['best']} and {one['runner_up']} cannot be told apart ({one['best']} {lead})"
        )
    gains = [row for row in found["spend"]["rows"] if row["strategy"] == found["best"]]
    top = max(gains, key=lambda row: row["contribution"]["mean"])
    text = "Equal budgets of other sizes: " + "; ".join(parts) + ". " if parts else ""
    gain, span = formats.turned(top["contribution"], show, "less", "more", "90 % ")
    most = "earns most" if top["contribution"]["mean"] > 0 else "loses least"
    return (
        f"{text}Of these budgets {found['best']} {most} with {_money(top['budget'], currency)}: {gain} than doing"
        f" nothing ({span})."
    )


def _say_tornado(found: Mapping[str, Any]) -> str:
    rows = [row for row in found["tornado"] if row["replicates"] == found["replicates"]]
    currency = found["currency"]
    over = f"{found['best']} and {found['rival']}" if found["rival"] else f"{found['best']} and doing nothing"
    if not rows:
        return "No assumed parameter with a typical range counts here."
    first = rows[0]
    largest = max(first["ends"].values(), key=lambda end: abs(end["effect"]["mean"]))
    moved, span = formats.turned(largest["effect"], partial(_money, currency=currency), "less", "more", "90 % ")
    n, other = len(found["tornado"]), found["rival"] or "doing nothing"
    text = (
        f"Of {n} assumptions {first['parameter']} moves"
        if n > 1
        else f"The one assumption asked about, {first['parameter']}, moves"
    )
    text += (
        f" the difference between {over}{' most' if n > 1 else ''}: at {_plain(first, largest['value'])}"
        f" {found['best']} "
    )
    text += f"earns {moved}, compared with {other}, than as played ({span}). "
    surely = [row["parameter"] for row in rows if row["turns"] == "surely"]
    perhaps = [row["parameter"] for row in rows if row["turns"] == "perhaps"]
    text += f"Within {_their(surely)} would put {other} ahead: {', '.join(surely)}. " if surely else ""
    text += f"These could: {', '.join(perhaps)}. " if surely and perhaps else ""
    text += (
        f"Within {_their(perhaps)} could put {other} ahead: {', '.join(perhaps)}. " if perhaps and not surely else ""
    )
    text += (
        ""
        if surely or perhaps
        else "None of those played with all replicates turns the verdict within its typical range, one at a time. "
    )
    others = len(found["tornado"]) - len(rows)
    text += _say_what_pays(found, rows)
    were = "The other one was" if others == 1 else f"The other {others} were"
    return (text + (f"{were} played with one replicate only, which chose those above." if others else "")).strip()


def what_turns(found: Mapping[str, Any]) -> list[str]:
    """Return which assumptions, one at a time, put the rival ahead, and which turn the two against doing nothing.

    Examples
    --------
    >>> end = {"value": 0.1, "difference": {"mean": -2.0, "low": -3.0, "high": -1.0}, "gains": {}}
    >>> row = {"parameter": "people.key", "unit": "share", "ends": {"low": end}, "replicates": 2, "turns": "surely"}
    >>> found = {"best": "grid", "rival": "official", "gains": {}, "replicates": 2, "tornado": [row]}
    >>> what_turns(found)[0].replace(formats.SPACE, " ")
    'Of 1 assumption 1 would put official ahead of grid, each alone within its typical range: people.key at 10 %.'
    """
    rows = [row for row in found.get("tornado") or [] if row["replicates"] == found["replicates"]]
    if not rows:
        return []
    said = []
    if found["rival"] is not None:
        ends = {row["parameter"]: [end["difference"] for end in row["ends"].values()] for row in rows}
        levels = {row["parameter"]: row["turns"] for row in rows}
        would = f"put {found['rival']} ahead of {found['best']}"
        said.append(_turned(found, rows, levels, ends, 1, would))
    for name, gain in found["gains"].items():
        levels = {row["parameter"]: row["turns_against_nothing"][name] for row in rows}
        ends = {row["parameter"]: [end["gains"][name] for end in row["ends"].values()] for row in rows}
        sign = -1 if (gain["mean"] or 0.0) < 0 else 1
        would = f"make {name} {'worse' if sign > 0 else 'better'} than doing nothing"
        said.append(_turned(found, rows, levels, ends, sign, would))
    return said


def _turned(
    found: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    levels: Mapping[str, str],
    ends: Mapping[str, Sequence[Mapping[str, Any]]],
    sign: int,
    would: str,
) -> str:
    """One sentence: which assumptions would do it surely, which could."""
    named: dict[str, list[str]] = {"surely": [], "perhaps": [], "open": []}
    for row in rows:
        if (level := levels[row["parameter"]]) != "no":
            values = [end["value"] for end in row["ends"].values()]
            at = min(zip(ends[row["parameter"]], values, strict=True), key=lambda pair: sign * pair[0]["mean"])
            level = "open" if level == "perhaps" and sign * at[0]["mean"] >= 0 else level
            named[level].append(f"{row['parameter']} at {_plain(row, at[1])}")
    n = len(found["tornado"])
    of = f"Of {formats.counted(n, 'assumption')} "
    parts = []
    if not named["surely"] and not named["perhaps"]:
        parts.append(f"none is found to {would} within its typical range, alone")
    if named["surely"]:
        parts.append(
            f"{len(named['surely'])} would {would}, each alone within its typical range: {_some(named['surely'])}"
        )
    if named["perhaps"]:
        words = "do so on average" if parts else f"{would} on average, each alone within its typical range"
        parts.append(f"{len(named['perhaps'])} {words}: {_some(named['perhaps'])}")
    if named["open"]:
        parts.append(f"of {len(named['open'])} more the replicates do not tell")
    return of + "; ".join(parts) + "."


MOST_NAMED = 6
"""Assumptions that a sentence names."""


def _some(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _their(names: Sequence[str]) -> str:
    return "its typical range this" if len(names) == 1 else "their typical ranges these"


def _say_what_pays(found: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    """Where the best strategy does not pay: at which ends it would."""
    if found["rival"] is None or found["gain"]["mean"] >= 0:
        return ""
    paying = {
        level: [
            f"{row['parameter']} {_plain(row, end['value'])}"
            for row in rows
            for end in row["ends"].values()
            if (
                side_of_zero(end["gain"]) > 0
                if level == "surely"
                else side_of_zero(end["gain"]) == 0 and end["gain"]["mean"] > 0
            )
        ]
        for level in ("surely", "perhaps")
    }
    if not any(paying.values()):
        return f"At neither end of any of these ranges does {found['best']} earn more than doing nothing. "
    said = (
        f"{found['best']} would earn more than doing nothing at {formats.listed(paying['surely'])}. "
        if paying["surely"]
        else ""
    )
    return said + (
        f"{'It' if said else found['best']} could at {formats.listed(paying['perhaps'])}. " if paying["perhaps"] else ""
    )


def _say_channels(found: Mapping[str, Any]) -> str:
    said = []
    for one in found["channels"]:
        rows = one["channels"]
        if not rows:
            continue
        changes = [
            (row["channel"].replace("_", " "), *formats.turned(row["true"][ORDERS], formats.number, "more", "fewer"))
            for row in rows
        ]
        parts = [f"without {channel} {change} ({span})" for channel, change, span in changes]
        said.append(f"Orders of {one['strategy']}, a channel taken away: {'; '.join(parts)}.")
        if one["errors"]:
            ranked = sorted(one["errors"], key=lambda rule: one["errors"][rule][ORDERS])
            listed = ", ".join(
                f"{rule.replace('_', ' ')} by {formats.number(one['errors'][rule][ORDERS])}" for rule in ranked
            )
            money = ", ".join(
                f"{rule.replace('_', ' ')} {_money(one['errors'][rule][MARGIN], found['currency'])}" for rule in ranked
            )
            said.append(
                f"The rules of attribution miss that on average over the channels {listed} orders; in contribution"
                f" before marketing {money}."
            )
    return " ".join(said) or "No strategy here has a channel that could be taken away."


SAID = {"knock-outs": _say_knock_outs, "spend": _say_spend, "tornado": _say_tornado, "channels": _say_channels}
