"""What the command line shows: progress on standard error, tables and sentences on standard output."""

from __future__ import annotations

import codecs
import io
import json
import sys
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from gridsim import formats
from gridsim.compiling import compiling

if TYPE_CHECKING:
    from gridsim.results.store import Stored
    from gridsim.study.progress import Step

SECONDS_BETWEEN_LINES = 5.0
"""Where standard error is not a terminal, progress is a line at most this often."""

COLUMNS = (
    ("incremental_contribution", "over nothing", True),
    ("orders", "orders", False),
    ("incremental_new_buyers", "extra new buyers", False),
    ("marketing_cost", "spent", False),
    ("budget_unspent", "left", False),
    ("incremental_cac", "cost of one", True),
)
"""Columns of the table after a comparison: metric, heading, with its interval in a column of its own or without."""

NAME_CELLS = 40
"""Cells that the name of a strategy takes in a table."""

MOST_SETTINGS = 4
"""Settings of an effect whose figures are shown."""

SHOWN_COUNTERS = {"considered": "ties considered", "impressions": "impressions"}
"""Counters of the engine that a run shows, with their labels."""


STAND_INS = {
    "\N{MINUS SIGN}": "-",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{PLUS-MINUS SIGN}": "+/-",
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{RIGHTWARDS ARROW}": "->",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{MIDDLE DOT}": "*",
    "\N{BULLET}": "*",
    "\N{EURO SIGN}": "EUR",
    "\N{POUND SIGN}": "GBP",
    "\N{YEN SIGN}": "Y",
    "\N{BOX DRAWINGS HEAVY HORIZONTAL}": "-",
    "\N{BOX DRAWINGS LIGHT HORIZONTAL}": "-",
}
"""What is written where the code page of a stream does not have a sign."""


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """Signs that a code page does not have in its own signs (an error handler of `codecs`)."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    found = (
        STAND_INS.get(sign) or unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode() or "?"
        for sign in signs
    )
    return "".join(found), error.end


def use_any_code_page() -> None:
    """Let standard output and error take any text, whatever their code page: no work ends in an error of its last
    line."""
    codecs.register_error("gridsim", _stand_in)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="gridsim")


def say_json(text: str) -> None:
    """Write JSON on standard output: in UTF-8 as it is, in any other code page with every sign beyond ASCII as its
    escape."""
    if (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") != "utf8" or any(
        "\ud800" <= sign <= "\udfff" for sign in text
    ):
        text = "".join(sign if sign.isascii() else json.dumps(sign)[1:-1] for sign in text)
    sys.stdout.write(text.rstrip("\n") + "\n")


def say(text: str = "") -> None:
    """Write a line on standard output."""
    sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """Write a line on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


@contextmanager
def progress(quiet: bool, what: str) -> Iterator[Any]:
    """Give a callback that shows steps: a bar with the time left on a terminal, plain lines elsewhere, nothing with
    `quiet`."""
    if quiet:
        hush()
        yield None
    elif sys.stderr.isatty():
        with _bar(what) as show:
            yield show
    else:
        yield Lines(what)


def hush() -> None:
    """Say nothing of compiling either."""
    compiling.quiet = True


def tell_bench(done: int, total: int, text: str) -> None:
    """Say on standard error what is being measured."""
    complain(f"{done + 1} of {total}: {text}")


class Lines:
    """Progress as plain lines, a few of them."""

    def __init__(self, what: str):
        self.what, self.note, self.next = what, "", 0.0

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        new_note = step.note != self.note
        if now < self.next and not new_note and step.done < step.total:
            return
        if step.done == step.total and not new_note:
            return
        self.note, self.next = step.note, now + SECONDS_BETWEEN_LINES
        note = f", {step.note}" if step.note else ""
        left = f", about {duration(step.seconds_left)} left" if step.seconds_left else ""
        complain(
            f"{self.what}: {step.done:,} of {step.total:,} runs{left}{note}"
            if step.done < step.total
            else f"{self.what}: {step.note}"
        )


@contextmanager
def _bar(what: str) -> Iterator[Any]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("runs {task.fields[note]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, note="")

        def show(step: Step) -> None:
            left = f"about {duration(step.seconds_left)} left" if step.seconds_left else ""
            bar.update(
                task, completed=step.done, total=step.total, note=", ".join(text for text in (left, step.note) if text)
            )

        yield show


def duration(seconds: float) -> str:
    """Seconds in words.

    Examples
    --------
    >>> duration(0.4), duration(75), duration(7300)
    ('1 s', '1 min 15 s', '2 h 1 min')
    """
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def number(value: float | None, currency: str = "") -> str:
    """A number as everywhere, an amount of money with the decimals of its currency, in characters that every terminal
    has.

    Examples
    --------
    >>> number(None), number(12345.6), number(0.01234), number(-3.0)
    ('-', '12,346', '0.012', '-3')
    >>> number(79.53, "CNY"), number(79.53, "JPY"), number(3.125, "KWD")
    ('79.53', '80', '3.125')
    """
    shown = formats.amount(value, currency) if currency else formats.number(value)
    return shown.replace(formats.MINUS, "-").replace("–", "-")


def span(one: Mapping[str, float | None], currency: str = "") -> str:
    """An interval, or a dash."""
    return "-" if one.get("low") is None else f"{number(one['low'], currency)} to {number(one['high'], currency)}"


def with_interval(one: Mapping[str, float | None], currency: str = "") -> str:
    """A mean with its interval."""
    mean = number(one.get("mean"), currency)
    return mean if one.get("low") is None else f"{mean} ({span(one, currency)})"


def _currency_of(summary: Mapping[str, Any], metric: str) -> str:
    """The currency of a metric that is an amount of money, nothing of another."""
    return summary["currency"] if summary["metrics"][metric]["unit"] == "money" else ""


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table on standard output; the first column to the left, the others to the right."""
    from rich.console import Console
    from rich.table import Table

    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for place, heading in enumerate(headings):
        shown.add_column(heading, justify="left" if place == 0 else "right", no_wrap=True)
    for row in rows:
        shown.add_row(*row)
    # Wide enough for every column; a narrow terminal breaks the lines itself.
    console = Console(width=200)
    console.print(shown, highlight=False, markup=False)


def definitions(lines: Mapping[str, str]) -> None:
    """Write names with what they are, a line each."""
    wide = max(map(len, lines))
    for name, words in lines.items():
        say(f"{name.ljust(wide)}  {words}")


def show_comparison(stored: Stored) -> None:
    """The table of a comparison, its verdict, its checks, and where everything is."""
    summary = stored.summary
    names = [column for column in COLUMNS if column[0] in summary["metrics"]]
    order = ranked(summary)
    labels = formats.labels(summary["strategies"], NAME_CELLS)
    headings, rows = ["strategy"], [[labels[strategy]] for strategy in order]
    for metric, heading, interval in names:
        headings += [heading, "90 % interval"] if interval else [heading]
        for row, strategy in zip(rows, order, strict=True):
            one = summary["strategies"][strategy][metric]
            code = _currency_of(summary, metric)
            row += (
                [number(one["mean"], code), one.get("note") or span(one, code)]
                if interval
                else [number(one["mean"], code)]
            )
    say(
        f"{summary['scenario']}: means over {counted(summary['replicates'], 'replicate')}; money in"
        f" {summary['currency']}"
    )
    table(headings, rows)
    say()
    if summary["verdict"]:
        say(summary["verdict"]["sentence"])
    for text in summary.get("warnings") or []:
        say(f"Warning: {text}")
    say(where(stored))


def ranked(summary: Mapping[str, Any]) -> list[str]:
    """The strategies, doing nothing among them, by the verdict's measure, the best first."""
    means = {name: values.get(COLUMNS[0][0], {}).get("mean") for name, values in summary["strategies"].items()}
    return sorted(means, key=lambda name: float("inf") if means[name] is None else -means[name])


def where(stored: Stored) -> str:
    """Where the results and their report are."""
    report = stored.folder / "report.html"
    return f"Results: {stored.folder}" + (f"; the report: {report}" if report.is_file() else "")


def show_run(stored: Stored) -> None:
    """Every metric of one strategy, and how fast it was."""
    summary = stored.summary
    (strategy, values), *_ = summary["strategies"].items()
    say(f"{summary['scenario']}, {strategy}: {counted(summary['replicates'], 'replicate')}")
    units = {
        name: summary["currency"] if one["unit"] == "money" else one["unit"] for name, one in summary["metrics"].items()
    }
    rows = [
        [summary["metrics"][name]["label"], with_interval(one, _currency_of(summary, name)), units[name]]
        for name, one in values.items()
    ]
    table(["metric", "value", "unit"], rows)
    note = summary["budget_notes"].get(strategy)
    if note:
        say(f"Money left: {note}.")
    timing = stored.manifest.get("timing") or {}
    for text in speed(timing, strategy):
        say(text)
    say(f"Results: {stored.folder}")


def speed(timing: Mapping[str, Any], strategy: str) -> list[str]:
    """Sentences on how long the world and the runs took, with the counters by the second."""
    run = (timing.get("runs") or {}).get(strategy)
    if not run:
        return []
    seconds = run["seconds"] or 1e-9
    counters = [(SHOWN_COUNTERS[name], value) for name, value in run["counters"].items() if name in SHOWN_COUNTERS]
    counted = [f"{value:,.0f} {label} ({value / seconds:,.0f} a second)" for label, value in counters]
    first = f"People and ties took {timing['world_seconds']:.1f} s, the runs {seconds:.1f} s"
    return [first + (": " + ", ".join(counted) if counted else "") + "."]


def show_estimate(name: str, found: Any) -> None:
    """What a comparison will take, part by part, and whether it fits."""
    from gridsim.study.memory import in_words

    if hasattr(found, "points"):
        say(
            f"{name}: {counted(found.points, 'setting')} of up to {found.people:,} people, {found.ties:,} directed"
            f" ties; {counted(found.replicates, 'replicate')}, {found.runs:,} runs that differ"
        )
    else:
        runs = found.replicates * len(found.strategies)
        length = f"{counted(found.replicates, 'replicate')} of {counted(found.horizon, 'day')}"
        say(f"{name}: {found.people:,} people, {found.ties:,} directed ties; {length}, "
            f"{runs:,} runs, about {number(float(f'{found.impressions:.3g}'))} impressions")  # fmt: skip
    table(["part", "seconds"], [[part, f"{seconds:,.1f}"] for part, seconds in found.parts.items()])
    say()
    say(f"Time: about {duration(found.seconds)} with {counted(found.threads, 'thread')}, from the call to the report.")
    if found.compile_seconds:
        say(f"Compiling took {duration(found.compile_seconds)}, which the run will not take again.")
    enough = f", enough for about {found.people_that_fit:,} people" if hasattr(found, "people_that_fit") else ""
    say(f"Memory: {in_words(found.memory_bytes)}; {in_words(found.memory_available_bytes)} are there{enough}.")
    say(f"Disk: {in_words(found.disk_bytes)}; {in_words(found.disk_available_bytes)} are free.")
    if not found.fits:
        say("It does not fit.")


def counted(n: float, thing: str) -> str:
    """A number of things.

    Examples
    --------
    >>> counted(1, "thread"), counted(1200, "replicate"), counted(2.5, "day")
    ('1 thread', '1,200 replicates', '2.5 days')
    """
    return formats.breakable(formats.counted(n, thing))


def show_study(stored: Stored) -> None:
    """The settings of a study and the finding on its claim."""
    from gridsim.study.sweep_findings import contrast_of

    summary = stored.summary
    rows = []
    for point in summary["points"]:
        change = point["difference"]
        levels = [str(level) for level in (point.get("written") or point["levels"]).values()]
        verdict = point["winner"] if point["decided"] else "undecided"
        rows.append(
            [str(point["point"]), *levels, verdict, with_interval(change, _currency_of(summary, summary["metric"]))]
        )
    heading = " - ".join(contrast_of(summary["strategies"]) or ("best", "next"))
    say(
        f"{summary['name']}: {summary['metrics'][summary['metric']]['label']},"
        f" {counted(summary['replicates'], 'replicate')}, 90 % intervals"
    )
    table(["setting", *summary["factors"], "wins", heading], rows)
    say()
    if summary["claim"]:
        say(f"Claim: {summary['claim']}")
    say(summary["finding"]["sentence"])
    for part in summary["finding"]["parts"]:
        say(f"- {part['expectation']}: {part['state']} ({of_part(part)})")
    for text in summary.get("warnings") or []:
        say(f"Warning: {text}")
    say(where(stored))


MOST_PEOPLE = 20
"""People chosen who are shown; the files have all."""


def show_activation(stored: Stored) -> None:
    """The people chosen, every choice for the same money, and the verdict."""
    summary = stored.summary
    about = summary["metrics"][summary["metric"]]
    people = stored.people[stored.people["chosen"]].head(MOST_PEOPLE).to_dict("records")
    say(
        f"{summary['name']}: {len(summary['chosen'])} of {summary['candidates']:,} candidates; the gains are in"
        f" {about['label'].lower()}"
    )
    rows = [
        [str(row["label"]), row["role"], row["circle"], *(number(row[key]) for key in ("friends", "followers", "cost")),
         f"{number(row['gain'])} ± {number(row['gain_error'])}", number(row["cumulative_cost"])]
        for row in people
    ]  # fmt: skip
    table(["label", "role", "circle", "friends", "followers", "cost", "gain", "cost so far"], rows)
    if len(summary["chosen"]) > MOST_PEOPLE:
        say(f"... and {len(summary['chosen']) - MOST_PEOPLE:,} more: {stored.folder / 'people.csv'}")
    say()
    choices = [
        [
            one["words"],
            *(number(one[key]) for key in ("people", "cost")),
            *map(with_interval, (one["gain"], one["net_gain"])),
        ]
        for one in summary["choices"]
    ]
    table(["choice", "people", "cost", "gain, 90 % interval", "gain after marketing"], choices)
    say()
    if summary["claim"]:
        say(f"Claim: {summary['claim']}")
    say(summary["finding"]["sentence"])
    for part in summary["finding"]["parts"]:
        say(f"- {part['expectation']}: {part['state']} ({of_part(part)})")
    say(where(stored))


def of_part(part: Mapping[str, Any]) -> str:
    """The figures behind a part of a claim: of an effect the mean with its interval at each setting, of a winner the
    settings won and lost."""
    if "found" not in part:
        return f"{part['won']} of {counted(part['points'], 'setting')} won, {part['lost']} lost"
    shown = part["found"][:MOST_SETTINGS]
    more = f"; and {len(part['found']) - len(shown)} more" if len(part["found"]) > len(shown) else ""
    return "; ".join(with_interval(one) for one in shown) + more


def show_diff(found: Mapping[str, Any], a: str, b: str) -> None:
    """What differs between two scenarios, experiments or results; of results the verdict first. Values are cut, never
    keys."""
    rows, results = found["differences"], found["kind"] == "results"
    if results and found["verdict"]:
        say(found["verdict"]["sentence"])
    if found.get("note"):
        say(found["note"])
    if not rows and not found.get("settings") and not found.get("points"):
        say(f"The metrics in {a} and {b} are the same." if results else f"{a} and {b} hold the same.")
    elif not results:
        table(["key", "A", "B"], [[row["key"], value_text(row["a"]), value_text(row["b"])] for row in rows])
    else:
        sure = [row for row in rows if row["decided"]]
        if sure:
            shown = [
                [row["strategy"], row["metric"], *(with_interval(row[key]) for key in ("a", "b", "change"))]
                for row in sure
            ]
            table(["strategy", "metric", "A", "B", "change, 90 % interval"], shown)
        if len(rows) > len(sure):
            say(
                f"{counted(len(rows) - len(sure), 'metric')} {'more ' if sure else ''}differ without being decided"
                " (--json has all)."
            )
        for row in found["points"]:
            levels = ", ".join(f"{path} = {level}" for path, level in row["levels"].items())
            say(f"{levels}: {row['a']} in A, {row['b']} in B")
        for row in found["settings"]:
            say(f"{row['key']}: {value_text(row['a'])} in A, {value_text(row['b'])} in B")


MOST_VALUE = 48
"""Characters of a value that are shown."""


def value_text(value: Any) -> str:
    """A value on one line, cut where it is long.

    Examples
    --------
    >>> value_text([0.1, 0.02]), len(value_text(list(range(100))))
    ('0.1, 0.02', 48)
    """
    text = (
        ", ".join(map(str, value)) or "(none)"
        if isinstance(value, list | tuple)
        else "(empty)"
        if value is None
        else str(value)
    )
    return formats.plain(text, MOST_VALUE)


def show_failed(stored: Stored) -> bool:
    """Complain of every setting that could not be played whole; True if there is none."""
    failed = stored.summary.get("failed") or []
    for one in failed:
        complain(one["sentence"])
    if failed:
        complain(
            f"The others are kept in {stored.folder}. To play only what is missing: gridsim resume {stored.folder}"
        )
    return not failed


def show_checks(stored: Stored) -> bool:
    """Complain of every recorded check that failed; True if all passed."""
    failed = [one["text"] for one in stored.summary.get("checks", {}).values() if not one["passed"]]
    for text in failed:
        complain(f"Check failed: {text}")
    return not failed
