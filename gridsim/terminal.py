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
    from gridsim.study.progress import Step

SECONDS_BETWEEN_LINES = 5.0
"""Where standard error is not a terminal, progress is a line at most this often."""


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


def counted(n: float, thing: str) -> str:
    """A number of things.

    Examples
    --------
    >>> counted(1, "thread"), counted(1200, "replicate"), counted(2.5, "day")
    ('1 thread', '1,200 replicates', '2.5 days')
    """
    return formats.breakable(formats.counted(n, thing))
