"""What the notebook shows of a row: a table of its figures, charts, and the count of verdicts. Every number comes from
the records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10
from pathlib import Path
from typing import Any

import gridsim
from gridsim.charts import Panel, Picture, Series, Strip, against_published, side_by_side
from validation.figure import CONFIDENCE, Figure, Row

RECORDS = "application/vnd.gridsim.figures+json"
"""Under this type the records of a table are stored beside it, for the tests."""
SIMULATED, REAL, OTHER, LINE = "#0072B2", "#1a1a1a", "#D55E00", "#8a8a8a"
HEAD = (
    "| figure | published | held against | simulated | what was set | verdict | why |\n|---|---|---|---|---|---|---|\n"
)
STANDINGS = {"free": "nothing", "calibrated": "calibrated: {}", "input": "an input: {}"}
PART = 8
"""Figures in one chart, at most."""


@dataclass(frozen=True)
class Page:
    """Where the charts of this execution go, and what they say of it."""

    folder: Path
    seed: int

    def table(self, row: Row, why: dict[str, str]) -> None:
        """Show the figures of a row, each with a sentence that says why; a figure without one is an error."""
        lines = [_line(figure, why[figure.name]) for figure in row.figures]
        _display(HEAD + "\n".join(lines), {RECORDS: [{"row": row.number, **figure.record()} for figure in row.figures]})

    def chart(self, row: Row) -> None:
        """Show published against simulated for all figures of a row, a strip each."""
        n_parts = -(-len(row.figures) // PART)
        size = -(-len(row.figures) // n_parts)
        for part in range(n_parts):
            shown = row.figures[part * size : (part + 1) * size]
            of_parts = f", {part + 1} of {n_parts}" if n_parts > 1 else ""
            title = f"{row.title}{of_parts}: {counted(shown)}"
            subtitle = f"Simulated mean with its {100 * CONFIDENCE:g} % interval over towns, against what was published"
            name = self._name(row, f"figures_{part + 1}" if n_parts > 1 else "figures")
            self._picture(against_published(strips(shown), name, title, subtitle, self._foot(row)), captioned=False)

    def curves(self, row: Row, what: str, title: str, subtitle: str, caption: str, panels: Sequence[Panel]) -> None:
        """Show curves of a row's shapes; panels without points are left out."""
        kept = [panel._replace(series=[series for series in panel.series if series.points]) for panel in panels]
        kept = [panel for panel in kept if panel.series]
        if kept:
            self._picture(side_by_side(kept, self._name(row, what), title, subtitle, self._foot(row), caption))

    def counts(self, rows: Sequence[Row]) -> None:
        """Show how many figures hold, by what was set on them, and which miss."""
        head = [
            f"{of}: {verdict}"
            for of in ("nothing set", "calibrated or input")
            for verdict in ("holds", "undecided", "misses")
        ]
        lines = ["| row | " + " | ".join(head) + " |", "|---|" + "---|" * len(head)]
        for row in rows:
            free, other = (
                [one for one in row.figures if (one.standing == "free") == is_free] for is_free in (True, False)
            )
            cells = [
                str(_count(some, verdict) or "")
                for some in (free, other)
                for verdict in ("holds", "undecided", "misses")
            ]
            lines.append(f"| {_numbered(row)} | " + " | ".join(cells) + " |")
        every = [figure for row in rows for figure in row.figures]
        free = [figure for figure in every if figure.standing == "free"]
        said = [
            f"Of {len(free)} figures on which nothing was set, {counted(free)}. Of {len(every) - len(free)} that were"
            f" calibrated or are inputs, {counted([figure for figure in every if figure.standing != 'free'])}."
        ]
        for verdict, words in (("misses", "The model misses"), ("undecided", "Undecided are")):
            names = [
                f"{figure.name} ({_short(row)})" for row in rows for figure in row.figures if figure.verdict == verdict
            ]
            said.append(f"{words}: {'; '.join(names)}." if names else "")
        _display("\n".join(lines) + "\n\n" + "\n\n".join(filter(None, said)))

    def say(self, words: str) -> None:
        """Show a paragraph that holds numbers of this execution."""
        _display(words)

    def _picture(self, picture: Picture, captioned: bool = True) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        [path] = picture.save(self.folder, kinds=("png",))
        _display(f"![{picture.title}]({path.as_posix()})" + (f"\n\n*{picture.caption}*" if captioned else ""))

    def _name(self, row: Row, what: str) -> str:
        return f"row{row.number}_{what}" if row.number else f"operation_{what}"

    def _foot(self, row: Row) -> str:
        return f"gridsim {gridsim.__version__} · {'row ' if row.number else ''}{_numbered(row)} · seed {self.seed}"


def strips(figures: Sequence[Figure]) -> list[Strip]:
    """The figures as the chart takes them."""
    return [
        Strip(
            one.name,
            one.published,
            one.rule.published,
            (one.rule.low, one.rule.high),
            one.mean,
            (one.low, one.high),
            one.unit == "share",
            one.verdict,
            one.standing,
        )
        for one in figures
    ]


def series(name: str, points: Sequence[tuple[float, ...]], colour: str = SIMULATED, dashed: bool = False) -> Series:
    """A curve for `Page.curves`."""
    return Series(name, points, colour, dashed)


def counted(figures: Sequence[Figure]) -> str:
    """How many hold, are undecided, miss, in words.

    Examples
    --------
    >>> from validation.figure import Figure, above
    >>> counted([Figure("a", "1", above(0), 1.0, 0.5, 1.5, 9), Figure("b", "1", above(2), 1.0, 0.5, 1.5, 9)])
    '1 holds, 1 misses'
    """
    parts = [
        f"{n} {verdict if n == 1 or verdict == 'undecided' else verdict.removesuffix('s') if verdict == 'holds' else 'miss'}"
        for verdict in ("holds", "undecided", "misses")
        if (n := _count(figures, verdict))
    ]
    return ", ".join(parts) or "none"


def simulated(figure: Figure) -> str:
    """The mean with its interval, to the digits that the interval leaves.

    Examples
    --------
    >>> from validation.figure import Figure, above
    >>> simulated(Figure("a", "1 %", above(0), 0.01184, 0.01147, 0.01221, 12))
    '1.18 % (1.15 to 1.22), 12 towns'
    """
    factor, sign = (100.0, " %") if figure.unit == "share" else (1.0, "")
    mean, low, high = (factor * value for value in (figure.mean, figure.low, figure.high))
    over = f", {figure.n} {figure.of}" if figure.n > 1 else ""
    half = (high - low) / 2
    if not isfinite(half) or half <= 0:
        return f"{_plain(mean)}{sign}{over}"
    digits = max(0, -floor(log10(half)))
    return f"{mean:,.{digits}f}{sign} ({low:,.{digits}f} to {high:,.{digits}f}){over}".replace("-", "\N{MINUS SIGN}")


def band(figure: Figure) -> str:
    """The band in words and numbers."""
    rule, factor, sign = figure.rule, *((100.0, " %") if figure.unit == "share" else (1.0, ""))
    if rule.words == "the published range":
        return rule.words
    if not (isfinite(rule.low) and isfinite(rule.high)):
        return rule.words
    return f"{_plain(factor * rule.low)} to {_plain(factor * rule.high)}{sign}, {rule.words}"


def _plain(value: float) -> str:
    """A number to three digits, more where it is a whole number."""
    if abs(value) >= 1000 or value == round(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _line(figure: Figure, why: str) -> str:
    verdict = f"**{figure.verdict}**{_by_how_far(figure)}"
    cells = [
        figure.name,
        figure.published,
        band(figure),
        simulated(figure),
        STANDINGS[figure.standing].format(figure.set_on),
        verdict,
        why,
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _by_how_far(figure: Figure) -> str:
    """How far a miss is from the nearer end of the band, as a factor where that has a meaning."""
    if figure.verdict != "misses":
        return ""
    end, words = (figure.rule.high, "upper") if figure.mean > figure.rule.high else (figure.rule.low, "lower")
    return f", {_plain(figure.mean / end)} times the {words} end" if end > 0 and figure.mean > 0 else ""


def _count(figures: Sequence[Figure], verdict: str) -> int:
    return sum(figure.verdict == verdict for figure in figures)


def _numbered(row: Row) -> str:
    return f"{row.number} {row.title}" if row.number else row.title


def _short(row: Row) -> str:
    return f"row {row.number}" if row.number else row.title


def _display(words: str, more: dict[str, Any] | None = None) -> None:
    """Hand Markdown, and what is stored beside it, to the notebook."""
    from IPython.display import display

    display({"text/markdown": words, "text/plain": words, **(more or {})}, raw=True)
