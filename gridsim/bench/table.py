"""The benchmark as a whole: every row in turn, the limit of the machine beside it, and the table that the README
shows."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from gridsim.bench import limit
from gridsim.bench.cases import GROUPS, OURS, PLAYS_TO_JUDGE, Row, rows, successes
from gridsim.bench.timing import ROUNDS, SLOW_SECONDS, Timed, take_turns
from gridsim.errors import refusal
from gridsim.version import __version__

BEGIN, END = "<!-- benchmark: written by gridsim bench -->", "<!-- end of benchmark -->"
TURNS, APART = "Turns:", "Measured apart from the rest:"
"""How the last lines of the note begin."""
PACKAGES = {
    "CyNetDiff": "cynetdiff",
    "EoN": "EoN",
    "NDlib": "ndlib",
    "Mesa": "mesa",
    "networkx": "networkx",
    "networkit": "networkit",
}


def bench(
    largest: int = 1_000_000,
    only: Sequence[str] | None = None,
    rounds: int = ROUNDS,
    tell: Callable[[int, int, str], None] = lambda *step: None,
) -> dict[str, Any]:
    """Measure gridsim and its peers in turns, and return what was found.

    Parameters
    ----------
    largest : int
        People of the largest network, at least 10,000. Peers that would take minutes a turn stop at smaller ones.
    only : sequence of str, optional
        Some of the groups cascade, calls, many, models, full, networks, seeding, start; all by default.
    rounds : int
        Turns of each contender, at least 1; the median counts.
    tell : callable (done, total, text), optional
        Told what is going on.

    Returns
    -------
    dict
        "machine", "versions", "rounds" and "rows": group, what, gridsim's median seconds, for each peer its median
        seconds and its ratio to gridsim's, or why it did not take part ("absent"), mean outcomes, and the limit of
        random reads where it applies.

    Raises
    ------
    ScenarioError
        For an unknown group, or a number out of its range.
    """
    groups = tuple(only or GROUPS)
    for name in groups:
        if name not in GROUPS:
            raise refusal("--only", "a group", f"one of {', '.join(GROUPS)}", name, "Name groups of the benchmark")
    for name, value, least in (("--largest", largest, 10_000), ("--rounds", rounds, 1)):
        if not isinstance(value, int) or value < least:
            raise refusal(name, "the number", f"a whole number >= {least}", value, "Give another")
    asked = list(rows(largest, groups))
    found = []
    for number, row in enumerate(asked):

        def told(text: str, number: int = number, row: Row = row) -> None:
            tell(number, len(asked), f"{row.what}: {text}")

        found.append(_as_found(row, take_turns(row.makers, rounds, told), rounds))
    return {"machine": machine(), "versions": versions(), "rounds": rounds, "rows": found}


def _as_found(row: Row, times: dict[str, Timed], rounds: int) -> dict[str, Any]:
    """One row of the findings; "single" marks whoever was too slow for all rounds."""
    ours = times[OURS]
    absent = {name: {"absent": why} for name, why in row.not_asked.items()}
    found: dict[str, Any] = {
        "group": row.group,
        "what": row.what,
        "seconds": ours.median,
        "outcome": _mean(ours.outcomes),
        "peers": absent,
    }
    found["told"], found["single"] = row.told, len(ours.seconds) < rounds
    for name, timed in times.items():
        if name == OURS:
            continue
        if timed.absent:
            found["peers"][name] = {"absent": timed.absent}
        else:
            ratio = timed.median / ours.median
            found["peers"][name] = {
                "seconds": timed.median,
                "ratio": ratio,
                "single": len(timed.seconds) < rounds,
                "outcome": _mean(timed.outcomes),
            }
    if row.network is not None:
        network = row.network()
        n_adopters = found["outcome"]
        reads = limit.reads_of(n_adopters, successes(network, n_adopters, row.chance))
        found["limit_seconds"] = reads * limit.seconds_a_read(network)
        found["reads"] = reads
    return found


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def machine() -> str:
    """What this machine is, in a few words."""
    name = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                name = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass
    return f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def versions() -> dict[str, str]:
    """Versions of gridsim and of the peers that are installed."""
    found = {OURS: __version__}
    for name, package in PACKAGES.items():
        try:
            found[name] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def as_markdown(found: dict[str, Any]) -> str:
    """Return the findings as Markdown: one table a group, ratios first."""
    lines = []
    for group in dict.fromkeys(row["group"] for row in found["rows"]):
        some = [row for row in found["rows"] if row["group"] == group]
        peers = list(dict.fromkeys(name for row in some for name in row["peers"]))
        further = {title: tell for title, (told, tell) in FURTHER.items() if any(told(row) for row in some)}
        head = [group, *[f"× {name}" for name in peers], "gridsim", *further]
        lines += ["", _line(head), _line(["---", *["---:"] * (len(head) - 1)])]
        for row in some:
            cells = [
                row["what"],
                *[_ratio(row, row["peers"].get(name)) for name in peers],
                _seconds(row["seconds"]) + _once(row),
            ]
            lines.append(
                _line([*cells, *[tell(row) if FURTHER[title][0](row) else "" for title, tell in further.items()]])
            )
    told = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    return "\n".join([*lines, "", *NOTE, f"{TURNS} {found['rounds']}. {found['machine']}; {told}."]).strip() + "\n"


NOTE = (
    (
        "*×*: how many times gridsim's time a peer takes for the same piece of work; gridsim's own time stands behind."
        " The contenders work in turns, one"
    ),
    (
        "after the other in one process, and the median counts (\\*: a single turn, since it took more than"
        f" {SLOW_SECONDS:.0f} s). Where a peer's"
    ),
    (
        "network would take more memory than a small machine has, the cell says so. Networks are Barabási–Albert with"
        " 20 directed ties a person;"
    ),
    (
        "cascades start from 100 seeds. *Of the limit*: the time of the random reads alone that no cascade can do"
        " without, measured by a small kernel on"
    ),
    (
        "the same arrays, over gridsim's time (above 100 % where what is read stays in the caches, or two cores read)."
        " *Among many*:"
    ),
    (
        "`independent_cascade` plays up to 20,000 in a call, small ones together; the peers play one a call. *One call,"
        " one cascade*: a call of Python"
    ),
    (
        "for each cascade on both sides, gridsim's being `IndependentCascade.play`. *64 cascades*: seconds a cascade;"
        " CyNetDiff has no threads."
    ),
    "*Seeds*: in brackets how many more or fewer a",
    (
        f"choice reaches than gridsim's reverse-reachable sets do, on {PLAYS_TO_JUDGE:,} plays that are the same for"
        " all (error about 0.1 %);"
    ),
    (
        "CyNetDiff plays each candidate 200 times (20 times where p = 1 / in-degree; its documentation says 1,000)."
        " VoteRank and group degree know no p."
    ),
)
FURTHER: dict[str, tuple[Callable[[dict], bool], Callable[[dict], str]]] = {
    "of the limit": (lambda row: "limit_seconds" in row, lambda row: f"{row['limit_seconds'] / row['seconds']:.0%}"),
    "impressions": (lambda row: row["told"] == "rate", lambda row: f"{row['outcome']:,.0f}"),
    "a second": (
        lambda row: row["told"] == "rate",
        lambda row: f"{float(format(row['outcome'] / row['seconds'], '.2g')):,.0f}",
    ),
}
"""Columns behind gridsim's time: for which rows they hold, and what they say."""


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _ratio(row: dict[str, Any], peer: dict[str, Any] | None) -> str:
    """A ratio with two significant digits, and how much more or less was reached where that differs."""
    if peer is None or "ratio" not in peer:
        return "" if peer is None else peer["absent"]
    ratio = peer["ratio"]
    text = (f"{ratio:.2g}" if ratio < 1 else f"{ratio:.1f}" if ratio < 10 else f"{float(f'{ratio:.2g}'):,.0f}") + _once(
        peer
    )
    return text + (f" ({peer['outcome'] / row['outcome'] - 1:+.1%})" if row["told"] == "reach" else "")


def _once(timed: dict[str, Any]) -> str:
    """The mark of a single turn."""
    return "\\*" if timed["single"] else ""


def _seconds(seconds: float) -> str:
    """A time in the unit that reads best."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def write_into(page: str | Path, text: str) -> None:
    """Put the tables between their two marks in a page, such as the README; tables of groups that were not measured
    stay as they are.

    Raises
    ------
    ScenarioError
        If the page cannot be read, or has no marks.
    """
    page = Path(page)
    try:
        whole = page.read_text(encoding="utf-8")
    except OSError as error:
        raise refusal(str(page), "the page", "one that can be read", error.strerror, "Name a Markdown page") from None
    if whole.count(BEGIN) != 1 or whole.count(END) != 1 or whole.index(BEGIN) > whole.index(END):
        marks = f"one with the lines {BEGIN} and {END}"
        raise refusal(str(page), "the page", marks, "none or several", "Add them where the table is to be")
    before, rest = whole.split(BEGIN)
    old, after = rest.split(END)
    page.write_text(f"{before}{BEGIN}\n{_merged(old, text)}{END}{after}", encoding="utf-8")


def _merged(old: str, new: str) -> str:
    """The new tables in place of their former selves, those that were not measured beside them, and the note, which
    says what was measured apart."""
    kept, found = _tables(old), _tables(new)
    if set(kept) <= set(found):
        return new
    titles, place = list(kept), 0
    for title in found:
        if title not in titles:
            titles.insert(place, title)
        place = titles.index(title) + 1
    turns = [line for line in old.splitlines() if line.startswith(TURNS)]
    apart = {title: f"{APART} *{title}*. {new.splitlines()[-1]}" for title in found}
    others = [
        line
        for line in old.splitlines()
        if line.startswith(APART) and not line.startswith(tuple(f"{APART} *{title}*." for title in found))
    ]
    return (
        "\n".join(
            [
                *("\n".join([*(found.get(title) or kept[title]), ""]) for title in titles),
                *NOTE,
                *turns,
                *others,
                *apart.values(),
            ]
        )
        + "\n"
    )


def _tables(text: str) -> dict[str, list[str]]:
    """The lines of each table, by the title in its first cell."""
    tables: dict[str, list[str]] = {}
    title = ""
    for line in text.splitlines():
        if not line.startswith("| "):
            title = ""
            continue
        title = title or line[2:].split(" |")[0]
        tables.setdefault(title, []).append(line)
    return tables
