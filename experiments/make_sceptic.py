"""Make docs/sceptic.md: what a sceptic measured, what is measured now, and what somebody who sells would expect.

    python experiments/make_sceptic.py [--part 1|2|3 ...] [--out FILE]

Everything is played anew; some ten minutes on two cores. Parts that are not asked for are kept as they stand in the
page. SCEPTIC_TOWNS=3 in the environment plays fewer towns than the usual six of a contrast, to try it; the page says how
many they were.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from sceptic import audit, practice, rows_attention, rows_guesses, rows_market, rows_work
from sceptic.held import ROWS, STATES, Found, Row, state, written
from sceptic.towns import REPLICATES, ROOT, say

PAGE = ROOT / "docs" / "sceptic.md"
PLAYED_BY = (rows_attention, rows_guesses, rows_market, rows_work)
"""The pages that declare the rows."""
UNMEASURED = "not measured"
HEAD = f"""# What a sceptic asks

{{counts}}

This page is executed: `make sceptic` plays every town of it anew and writes it; no measured figure is typed by hand. A key in brackets is an entry
of [sources.bib](sources.bib). Amounts are CNY of `scenarios/fresh_food.yaml` over its season, gains over doing nothing on the same people and
luck with 90 % intervals over {REPLICATES} towns, the time of points priced; verdicts are between the account alone (*official*), points beside it
(*grid*) and doing nothing.

A figure is *inside* where its whole 95 % interval (by the jackknife over towns) lies in the band of a published figure, *outside* where none of it
does, and *undecided* where it holds an end of the band. A row is outside where one of its figures is, and inside where all are. Where a band is in
[validation.md](validation.md), it is the same here. Most published figures come from other platforms and years. Where nothing is published the row
says so and holds against a rule of thumb.
"""
ONE, TWO, THREE = "## Twenty-five objections", "## Ours and published, every scenario", "## Whose side is taken"
STATE = re.compile(r"^\| (\d+) \|.*\| (inside|undecided|\*\*outside\*\*|not measured) \|", re.M)
"""A row of part one: its number and its state."""


def counts(page: str) -> str:
    """The first lines of the page: how many rows are inside, outside, undecided, and which."""
    found = {int(n): said.strip("*") for n, said in STATE.findall(page)}
    n = Counter(found.values())
    which = [
        f"{kind} are {', '.join(str(k) for k, said in sorted(found.items()) if said == kind)}"
        for kind in ("outside", "undecided", UNMEASURED)
        if n[kind]
    ]
    told = "; ".join(which)
    return (
        f"Of {len(found)} rows {n['inside']} lie inside what a practitioner would say, {n['outside']} outside,"
        f" {n['undecided']} are undecided" + (f", {n[UNMEASURED]} {UNMEASURED}" if n[UNMEASURED] else "") + "."
        + (f"\n{told[0].upper()}{told[1:]}." if told else "")
    )  # fmt: skip


def objections() -> Iterator[str]:
    """Part one: a row an objection."""
    yield ONE
    yield ""
    yield (
        "*Before* is what a hostile reading measured on the scenario as it was, *now* what this script measures on the"
        " scenario as it is shipped. *With it*: the verdict with what the row speaks of in force, or with what it says."
    )
    yield ""
    yield "| # | objection | before | now | a practitioner would say | so | verdict with it |"
    yield "|---|---|---|---|---|---|---|"
    for _, one in sorted(ROWS.items()):
        yield _line(one, _timed(f"row {one.number}", one.measure))
    yield ""
    yield from _guesses()


def _line(one: Row, found: Found | str) -> str:
    """A row of the table."""
    if isinstance(found, str):
        now, said, verdict = f"{UNMEASURED}: {found}", UNMEASURED, "–"
    else:
        now = "; ".join([*([found.told] if found.told else []), *(written(each) for each in found.figures)])
        said, verdict = STATES[state(found.figures)], found.verdict
    return f"| {one.number} | {one.what} | {one.old} | {now} | {one.practice} | {said} | {verdict} |"


def _timed(what: str, measure: Callable[[], object]) -> object:
    """What a measure gives, or why it gave nothing: a page with a hole is better than none, and its test fails."""
    start = time.monotonic()
    try:
        return measure()
    except Exception as error:
        say(f"{what}: {type(error).__name__} {error}")
        return f"{type(error).__name__} {str(error).replace(f'{ROOT}/', '')[:140]}".replace("|", "/").replace("\n", " ")
    finally:
        say(f"{what}: {time.monotonic() - start:.0f} s")


def _guesses() -> Iterator[str]:
    """The numbers that rows 19 and 23 count."""
    found = _timed("their numbers", lambda: list(rows_guesses.lines()))
    yield from found if isinstance(found, list) else [f"{UNMEASURED}: {found}", ""]


def published() -> Iterator[str]:
    """Part two: a column a figure, a row a scenario."""
    yield TWO
    yield ""
    yield (
        f"Each scenario as large as it is shipped, {practice.TOWNS} towns, give or take half of a 95 % interval."
        " Advertising: half as much again of a steady campaign that costs a tenth of sales. Talk: buyers tell half as"
        " many again. Price: a tenth up and down, the usual price kept. Prices of contacts over all strategies that buy"
        " any; a new buyer of the strategy whose extra ones are cheapest, and beside it all of the same strategy's new"
        " buyers. Posts over all strategies with points. Buying again and the untouched brand: doing nothing for two"
        " quarters; what a panel would give at the need and the share of the scenario stands behind *of*. Elasticities"
        " and repeat rates are published of brands that everybody knows, so not of a launch."
    )
    yield ""
    names = list(practice.PUBLISHED)
    yield "| scenario | " + " | ".join(names) + " |"
    yield "|---" * (len(names) + 1) + "|"
    for what, told in (("published", practice.PUBLISHED), ("source", practice.SOURCES)):
        yield f"| *{what}* | " + " | ".join(told[name] for name in names) + " |"
    cells: Counter[str] = Counter()
    for name in practice.NAMES:
        found = _timed(name, lambda name=name: practice.ours(name))
        one: Mapping[str, str] = (
            found if isinstance(found, dict) else dict.fromkeys(names, "–") | {names[0]: f"{UNMEASURED}: {found}"}
        )
        cells.update({kind: sum(cell.count(kind) for cell in one.values()) for kind in STATES.values()})
        yield f"| `{name}` | " + " | ".join(one[key] for key in names) + " |"
    yield ""
    yield (
        f"Of these figures {cells['inside']} lie inside, {cells['**outside**']} outside, {cells['undecided']} are undecided. "
        + practice.REASONS
    )
    yield ""


def sides() -> Iterator[str]:
    """Part three: the audit."""
    yield THREE
    yield ""
    yield (
        f"On `fresh_food`, one thing at a time, {REPLICATES} towns. What favours points alone is taken away: their lead over"
        " the account must not rise by it. What favours the account is given to it, in the grid's own account too: the"
        " account must have more by it, and what the grid makes of it is not asked. Where the same is done to both, a"
        " showing of either must be worth the same. Amounts beside are gains over doing nothing."
    )
    yield ""
    yield "| made equal, or paid | what must follow | what followed | so |"
    yield "|---|---|---|---|"
    said = {True: "as it must", False: "**not as it must**", None: ""}
    for what, must, told, kept in audit.directions():
        yield f"| {what} | {must} | {told} | {said[kept]} |"
    yield ""
    yield (
        f"Every side has a shipped scenario in which it wins over doing nothing and the four others ({REPLICATES}"
        " towns), found by the sweep `experiments/who_wins.yaml`:"
    )
    yield ""
    yield "| scenario | must win | gains over doing nothing | so |"
    yield "|---|---|---|---|"
    for name, side, told, kept in audit.winners():
        yield f"| `{name}` | {side} | {told} | {said[kept] or 'undecided'} |"
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
    start, texts = time.monotonic(), []
    for key, (title, part) in PARTS.items():
        if given.part and key not in given.part:
            kept = re.search(rf"^{re.escape(title)}$.*?(?=^## |\Z)", old, re.M | re.S)
            texts.append(kept[0] if kept else "")
        else:
            began = time.monotonic()
            texts.append("\n".join(part()))
            say(f"part {key}: {time.monotonic() - began:.0f} s, {time.process_time():.0f} s of processor time so far")
    page = "\n".join(text.rstrip("\n") + "\n" for text in texts if text)
    given.out.write_text(HEAD.format(counts=counts(page)) + "\n" + page, encoding="utf-8")
    say(f"{time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
