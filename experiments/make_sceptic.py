"""Make docs/sceptic.md: what a sceptic measured, what is measured now, and what somebody who sells would expect.

    python experiments/make_sceptic.py [--part 1|2|3 ...] [--out FILE]

Everything is played anew; some ten minutes on two cores. Parts that are not asked for are kept as they stand in the
page.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import one_at_a_time
from sceptic import audit, practice, rows
from sceptic.towns import PLAYED, ROOT, say, shipped

PAGE = ROOT / "docs" / "sceptic.md"
HEAD = """# What a sceptic asks

This page is executed: `make sceptic` plays every town of it anew and writes it; no measured figure is typed by hand. A key in brackets is an entry
of [sources.bib](sources.bib). Amounts are CNY of `scenarios/fresh_food.yaml` over its season, gains over doing nothing on the same people and
luck with 90 % intervals over 4 replicates; verdicts are between the account alone (*official*), points beside it (*grid*) and doing nothing.
"""
ONE, TWO, THREE = "## Twenty-five objections", "## Ours and published, every scenario", "## Whose side is taken"
OAT_PEOPLE, OAT_REPLICATES = 1_500, 2


def objections() -> Iterator[str]:
    """Part one: a row an objection."""
    yield ONE
    yield ""
    yield (
        "*Before* is what a hostile reading measured on the scenario as it was, *now* what this script measures on the"
        " scenario as it is shipped. *With it*: the verdict with what the row speaks of in force, or with what it says."
    )
    yield ""
    yield "| # | objection | before | now | verdict with it | a practitioner would say |"
    yield "|---|---|---|---|---|---|"
    told = {one.number: one for one in rows.ROWS}
    guesses = list(_guesses())
    for number in range(1, 26):
        if number in (19, 23):
            yield from (line for line in guesses if line.startswith(f"| {number} |"))
            continue
        one = told[number]
        now, verdict = _measured(one)
        yield f"| {number} | {one.what} | {one.old} | {now} | {verdict} | {one.practice} |"
    yield ""
    yield from (line for line in guesses if not line.startswith("| 19 |") and not line.startswith("| 23 |"))


def _measured(one: rows.Row) -> tuple[str, str]:
    """What a row measures; a measure that the model of the day does not allow says so and breaks nothing."""
    start = time.monotonic()
    try:
        return one.measure()
    except Exception as error:  # a page with a hole is better than none
        return f"not measured: {_told(error)}", "–"
    finally:
        say(f"row {one.number}: {time.monotonic() - start:.0f} s")


def _told(error: Exception) -> str:
    """An error on the page: short, without the place where it lies on this machine."""
    return f"{type(error).__name__} {str(error).replace(f'{ROOT}/', '')[:140]}".replace("|", "/")


def _guesses() -> Iterator[str]:
    """Rows 19 and 23, which share their runs: every assumed number halved and doubled."""
    start = time.monotonic()
    scenario = one_at_a_time.scaled(shipped(), OAT_PEOPLE)
    pair = one_at_a_time.pair_of(scenario)
    folder = ROOT / "results" / "sceptic"
    folder.mkdir(parents=True, exist_ok=True)
    table = one_at_a_time.moved(scenario, pair, folder / "pieces", OAT_REPLICATES)
    table.to_csv(folder / "one_at_a_time.csv", index=False)
    say(f"rows 19 and 23: {time.monotonic() - start:.0f} s")
    wide = table.pivot(index=["number", "level"], columns="strategy", values=["net", "net_changed"])
    n = table["number"].nunique()
    flips = {}
    if len(pair) == 2:
        one, other = pair
        before = wide["net"][one] - wide["net"][other] > 0
        after = wide["net_changed"][one] - wide["net_changed"][other] > 0
        flips[f"{one} against {other}"] = (before != after).groupby("number").any().sum()
    for name in pair:
        flips[f"{name} against nothing"] = table[(table["strategy"] == name) & table["turns"]]["number"].nunique()
    told = ", ".join(f"{what} {count} of {n}" for what, count in flips.items())
    yield (
        "| 19 | why asks the winner against its own cousin | 12 possible flips of 145; grid against account 31 of 147,"
        f" against nothing 52 | halved or doubled, one at a time: {told} | the pair asked is {' and '.join(pair)} | a"
        " verdict that one guess turns is no verdict |"
    )
    worst = one_at_a_time.deciding(table, pair[0])
    largest = f"`{worst.iloc[0]['number']}` {worst.iloc[0]['times']:.2f} times" if len(worst) else "none"
    yield (
        "| 23 | One assumption moves the gain tenfold | fatigue_effect .2 to .01: +122k to +1.17M |"
        f" {worst['number'].nunique()} of {n} move the gross gain of {pair[0]} by more than a factor of 2, halved or"
        f" doubled; the largest {largest} | see below | no guess decides alone |"
    )
    yield f"The assumed numbers that do not obey (row 23), in a town of {OAT_PEOPLE:,} people, {OAT_REPLICATES} replicates:"
    yield ""
    yield from one_at_a_time.lines("fresh_food", table, pair)


def published() -> Iterator[str]:
    """Part two: a column a figure, a row a scenario."""
    yield TWO
    yield ""
    yield (
        f"Each scenario in a town of at most {practice.PEOPLE:,} people (every strategy: {practice.PEOPLE_OF_ALL:,}), money and"
        " head counts in proportion. Advertising: half as much again of a steady campaign that costs a tenth of sales."
        " Talk: buyers tell half as many again."
        " Price: a tenth up and down, the usual price kept. Prices of contacts over all strategies that buy any; an"
        " extra new buyer of the cheapest strategy. Untouched: orders of the last quarter of the horizon over the first."
    )
    yield ""
    names = list(practice.PUBLISHED)
    yield "| scenario | " + " | ".join(names) + " |"
    yield "|---" * (len(names) + 1) + "|"
    yield "| *published* | " + " | ".join(practice.PUBLISHED[name] for name in names) + " |"
    yield "| *source* | " + " | ".join(practice.SOURCES[name] for name in names) + " |"
    for name in practice.NAMES:
        start = time.monotonic()
        try:
            one = practice.ours(name)
        except Exception as error:  # a page with a hole is better than none
            one = dict.fromkeys(names, "–") | {names[0]: f"not measured: {_told(error)}"}
        say(f"{name}: {time.monotonic() - start:.0f} s")
        yield f"| `{name}` | " + " | ".join(one[key] for key in names) + " |"
    yield ""


def sides() -> Iterator[str]:
    """Part three: the audit."""
    yield THREE
    yield ""
    yield (
        "What favours the account is put in its place, one thing at a time: the lead of the grid over the account must"
        " not rise by it."
    )
    yield ""
    yield "| made equal, or paid | the lead must | what happened | so |"
    yield "|---|---|---|---|"
    for what, way, told, kept in audit.directions():
        state = {True: "as it must", False: "**not as it must**", None: ""}[kept]
        yield f"| {what} | {'not rise' if way == 'falls' else way} | {told} | {state} |"
    yield ""


PARTS: dict[str, tuple[str, Callable[[], Iterator[str]]]] = {
    "1": (ONE, objections),
    "2": (TWO, published),
    "3": (THREE, sides),
}


def main() -> int:
    """Play the parts and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", action="append", choices=PARTS)
    parser.add_argument("--out", type=Path, default=PAGE)
    given = parser.parse_args()
    old = given.out.read_text(encoding="utf-8") if given.out.exists() else ""
    start, texts = time.monotonic(), [HEAD]
    for key, (title, part) in PARTS.items():
        if given.part and key not in given.part:
            kept = re.search(rf"^{re.escape(title)}$.*?(?=^## |\Z)", old, re.M | re.S)
            texts.append(kept[0] if kept else "")
        else:
            texts.append("\n".join(part()))
    given.out.write_text("\n".join(text.rstrip("\n") + "\n" for text in texts if text), encoding="utf-8")
    say(f"{given.out}: {time.monotonic() - start:.0f} s, {len(PLAYED)} comparisons")
    return 0


if __name__ == "__main__":
    sys.exit(main())
