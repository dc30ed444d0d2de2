"""The sheet that every chart is drawn on: the finding as its title, what it shows below, where it comes from at the
foot."""

from __future__ import annotations

import functools
import inspect
import io
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, overload

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from gridsim import formats
from gridsim.charts.style import INK, drawable, ink, labels, styled
from gridsim.errors import Said, refusal
from gridsim.results.store import Results, Stored, opened

Kind = TypeVar("Kind", bound=Stored)
Options = ParamSpec("Options")
WIDTH, HEIGHT = 1600 / 120, 900 / 120
LEFT, RIGHT = 0.035, 0.975
TITLE_POINTS, LEAST_TITLE_POINTS, SUBTITLE_POINTS, LABEL_POINTS, FOOT_POINTS = 26, 16, 16, 16, 11


@dataclass
class Picture:
    """A chart with its words: `name` (of the files), `title` (the finding), `caption` (how to read it), `figure`."""

    name: str
    title: str
    caption: str
    figure: Figure

    def save(self, folder: str | os.PathLike[str], kinds: tuple[str, ...] = ("png", "svg")) -> list[Path]:
        """Write NAME.png and NAME.svg into the folder, made if it is not there, whole or not at all; the same figure
        gives the same bytes."""
        with styled():
            images = {kind: self._bytes(kind) for kind in kinds}
        Path(folder).mkdir(parents=True, exist_ok=True)
        paths = []
        for kind, image in images.items():
            path = Path(folder) / f"{self.name}.{kind}"
            partial = path.with_suffix(path.suffix + ".part")
            partial.write_bytes(image)
            partial.replace(path)
            paths.append(path)
        return paths

    def _repr_png_(self) -> bytes:
        """The picture, for notebooks."""
        with styled():
            return self._bytes("png")

    def _bytes(self, kind: str) -> bytes:
        words = {"Title": self.title, "Description": self.caption}
        no_time = {"Date": None, "Creator": "gridsim"} if kind == "svg" else {"Software": "gridsim"}
        more: dict[str, Any] = {} if kind == "svg" else {"pil_kwargs": {"compress_level": 6}}
        stream = io.BytesIO()
        self.figure.savefig(stream, format=kind, metadata={**words, **no_time}, **more)
        return stream.getvalue()


class Page:
    """An empty slide with its title, subtitle and foot; charts fill what is between.

    Parameters
    ----------
    stored : Comparison or Stored, or None
        For the foot: scenario, seed, version.
    title, subtitle : str
        The finding in words; the unit, the replicates, the interval.
    foot : str
        Where the chart comes from, if not from stored results.
    """

    def __init__(self, stored: Stored | None, title: str, subtitle: str, foot: str = ""):
        self.title = formats.sentence(formats.plain(title, 240))
        self.figure = Figure(figsize=(WIDTH, HEIGHT))
        FigureCanvasAgg(self.figure)
        top = 1 - 16 / 540
        top = self._head(self.title, top, self._title_points(), "bold", INK, lines=2)
        self.top = self._head(subtitle, top - 4 / 540, SUBTITLE_POINTS, "normal", "#4d4d4d", lines=2) - 10 / 540
        self.bottom = 34 / 540
        foot = foot if stored is None else footnote(stored)
        self.figure.text(
            LEFT, 10 / 540, drawable(self.fit(foot, FOOT_POINTS, RIGHT - LEFT)), fontsize=FOOT_POINTS, color="#666666"
        )

    def _title_points(self) -> float:
        """Return the size of letters at which the title has its room in two lines; long ones are smaller before they
        are cut."""
        sizes = range(TITLE_POINTS, LEAST_TITLE_POINTS, -2)
        return next(
            (size for size in sizes if len(self._rows(self.title, size, RIGHT - LEFT, "bold")) <= 2), LEAST_TITLE_POINTS
        )

    def _head(self, words: str, top: float, points: float, weight: str, colour: str, lines: int) -> float:
        shown = self.wrap(words, points, RIGHT - LEFT, weight, lines)
        self.figure.text(
            LEFT, top, "\n".join(shown), fontsize=points, fontweight=weight, color=colour, va="top", linespacing=1.15
        )
        return top - len(shown) * points * 1.28 / 540

    def width(self, words: str, points: float = LABEL_POINTS, weight: str = "normal") -> float:
        """Return how wide the words are, as a share of the page's width."""
        return _width(drawable(words), points, weight)

    def fit(self, words: str, points: float, room: float, weight: str = "normal") -> str:
        """Return the words, cut with an ellipsis where they are wider than the room (a share of the page's width)."""
        if self.width(words, points, weight) <= room:
            return words
        low, high = 0, len(words)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (
                (middle, high)
                if self.width(words[:middle].rstrip() + "…", points, weight) <= room
                else (low, middle - 1)
            )
        return words[:low].rstrip() + "…"

    def points(
        self, words: Iterable[str], points: float, room: float, weight: str = "normal", least: float = 9
    ) -> float:
        """Return the size of letters, `points` or less, at which each of the words fits into the room; not below
        `least`."""
        widest = max((self.width(word, points, weight) for word in words), default=0.0)
        return points if widest <= room else max(least, int(2 * points * room / widest) / 2)

    def labels(
        self, names: Iterable[str], points: float, room: float, weight: str = "bold", lines: int = 1
    ) -> dict[str, str]:
        """Return a label for each name that fits into so many lines of the room (a share of the page's width); labels
        differ as the names do."""

        def needed(text: str) -> float:
            rows = self._rows(text, points, room, weight)
            return (
                float(len(rows))
                if all(self.width(row.strip(), points, weight) <= room for row in rows)
                else float("inf")
            )

        return {
            name: "\n".join(row.strip() for row in self._rows(text, points, room, weight))
            for name, text in labels(names, lines, needed).items()
        }

    def wrap(self, words: str, points: float, room: float, weight: str = "normal", lines: int = 2) -> list[str]:
        """Return the words in at most so many lines, none much shorter than the others; the last is cut where they do
        not fit."""
        if self.width(words, points, weight) <= room:
            return [drawable(words)]
        rows = self._lines(words, points, room, weight, lines)
        whole = " ".join(rows)
        if self.width(rows[-1], points, weight) > 0.4 * room:
            return rows
        for narrower in (0.55, 0.65, 0.75, 0.85, 0.95):
            even = self._lines(words, points, room * narrower, weight, lines)
            if len(even) == len(rows) and " ".join(even) == whole:
                return even
        return rows

    def _lines(self, words: str, points: float, room: float, weight: str, lines: int) -> list[str]:
        rows = self._rows(words, points, room, weight)
        rows = [*rows[: lines - 1], "".join(rows[lines - 1 :])]
        return [drawable(self.fit(row.strip(), points, room, weight)) for row in rows if row.strip()] or [""]

    def _rows(self, words: str, points: float, room: float, weight: str) -> list[str]:
        """Return the words in lines that are no wider than the room, if no piece of them is."""
        rows: list[str] = [""]
        for piece in _pieces(words):
            if rows[-1] and self.width((rows[-1] + piece).rstrip(), points, weight) > room:
                rows.append("")
            rows[-1] += piece if rows[-1] else piece.lstrip()
        return rows

    def axes(self, left: float, right: float, bottom: float | None = None, top: float | None = None) -> Axes:
        """Return axes between these edges, as shares of the page; without bottom and top all that is free."""
        bottom = self.bottom + 28 / 540 if bottom is None else bottom
        top = self.top if top is None else top
        return self.figure.add_axes((left, bottom, right - left, top - bottom))

    def swatches(
        self, parts: list[tuple[str, str]], points: float = LABEL_POINTS, left: float = LEFT, right: float = RIGHT
    ) -> None:
        """Write rows of colour patches with their names at the top of what is free, and take their room away."""
        x, y = left, self.top - 0.016
        for name, colour in parts:
            wide = self.width(name, points) + 0.034
            if x + wide > right + 0.015 and x > left:
                x, y = left, y - 24 / 540
            self.figure.text(x, y, "\N{BLACK SQUARE}", color=colour, fontsize=points + 4, va="center")
            self.figure.text(x + 0.021, y, drawable(name), fontsize=points, va="center", color="#333333")
            x += wide
        self.top = y - 24 / 540

    def picture(self, name: str, caption: str) -> Picture:
        """Return the finished chart."""
        return Picture(name, self.title.replace(formats.SPACE, " "), caption.replace(formats.SPACE, " "), self.figure)


@overload
def chart(draw: Callable[Concatenate[Kind, Options], Picture]) -> Callable[Concatenate[Results, Options], Picture]: ...
@overload
def chart(draw: Callable[Options, Picture]) -> Callable[Options, Picture]: ...
def chart(draw: Callable[..., Picture]) -> Callable[..., Picture]:
    """Make a function draw in gridsim's style; the results that it takes may be given by their folder, and are refused
    if of another kind.

    Charts of studies and of choices of people take these alone, all others comparisons and runs.
    """
    wanted = CHARTS_OF.get(draw.__name__, OF_COMPARISONS)

    @functools.wraps(draw)
    def in_style(*args: Any, **options: Any) -> Picture:
        with styled():
            return draw(*args, **options)

    @functools.wraps(draw)
    def of_results(stored: Stored, *args: Any, **options: Any) -> Picture:
        return in_style(of_kind(opened(stored), draw.__name__, wanted), *args, **options)

    return of_results if next(iter(inspect.signature(draw).parameters)) == "stored" else in_style


OF_COMPARISONS = "a comparison or a run"
OF_ROBUST = ("markets", "who_wins_where", "worth")
"""Charts of what was found under all guesses, which a study of markets and a comparison can hold."""
OF_WHY = ("attribution", "knock_outs", "spend_response", "tornado")
CHARTS_OF = {
    "levels": "a study",
    "who_wins": "a study",
    "sensitivity": "a study",
    "activation": "a choice of people",
}
"""What the charts show that are of something else than a comparison."""
_KINDS = {"study": "a study", "activation": "a choice of people"}


def of_kind(stored: Stored, name: str, wanted: str) -> Stored:
    kind = _KINDS.get(str((stored.manifest or {}).get("kind")), OF_COMPARISONS)
    if name in OF_ROBUST:
        if not stored.summary.get("robust"):
            must, advice = "played under all guesses", "Play the markets first: gs.study.robust(results)"
            raise refusal(f"charts.{name}", "the results", must, Said("some that are not"), advice)
        return stored
    if kind != wanted and name != "empty":
        theirs = [chart for chart, of in CHARTS_OF.items() if of == kind]
        advice = (
            f"Draw {' or '.join(theirs)}, or all with gs.charts.draw_all"
            if theirs
            else "Draw all that there are with gs.charts.draw_all"
        )
        raise refusal(f"charts.{name}", "the results", wanted, Said(kind), advice)
    if name in OF_WHY and not stored.why:
        raise refusal(
            f"charts.{name}",
            "the comparison",
            "explained",
            Said("one that is not"),
            "Explain it first: gs.why(results)",
        )
    return stored


@chart
def empty(stored: Stored, name: str, subject: str, reason: str) -> Picture:
    """Return a chart that says why there is nothing to show."""
    page = Page(stored, f"{subject}: nothing to show", "")
    page.figure.text(
        0.5, 0.5, drawable(formats.sentence(reason)), fontsize=24, color="#4d4d4d", ha="center", va="center", wrap=True
    )
    return page.picture(name, f"{formats.sentence(reason)}.")


def footnote(stored: Stored) -> str:
    """Return where a chart comes from: scenario, seed, replicates, version, first digits of the scenario's hash."""
    summary = stored.summary
    parts = [f"scenario: {formats.plain(summary['scenario'], 60)}"] if "scenario" in summary else []
    parts += [f"seed {summary['seed']}"] if "seed" in summary else []
    parts.append(replicates(stored))
    times = int(summary.get("one_stands_for", 1))  # as `figures.stands_for`, which imports this page
    parts += [f"amounts of the real market, {times:,} times the simulated town"] if times != 1 else []
    digest = scenario_hash(stored)
    return " · ".join(
        [f"gridsim {version(stored)}".strip(), *parts, *([f"scenario hash {digest[:10]}"] if digest else [])]
    )


def version(stored: Stored) -> str:
    """Return the version of gridsim that made the results."""
    return str((stored.manifest or {}).get("gridsim") or "")


def scenario_hash(stored: Stored) -> str:
    """Return the hash of the scenario as the results recorded it."""
    return str(stored.summary.get("scenario_digest") or (stored.manifest or {}).get("scenario_digest") or "")


def replicates(stored: Stored) -> str:
    """Return "20 replicates", or "1 replicate"."""
    return formats.breakable(formats.counted(stored.summary.get("replicates") or 0, "replicate"))


def currency(stored: Stored) -> str:
    """Return the currency's code."""
    return formats.plain(stored.summary.get("currency", ""), 8)


def day_axis(axes: Axes, first: float, last: float, ticks: int = 7) -> None:
    """Let the horizontal axis count days, in steps that people count in."""
    last = max(last, first + 1)
    step = next(
        (step for step in (1, 2, 5, 10, 15, 30, 60, 90, 180, 365) if last / step <= ticks),
        730 * (1 + int(last / 730 / ticks)),
    )
    places = [first, *(place for place in range(step, int(last) + 1, step) if place > first)]
    axes.set_xlim(first, last)
    axes.set_xticks(places, [f"day {places[0]:.0f}", *(f"{place}" for place in places[1:])])


def number_axis(axis: Any, percent: bool = False, ticks: int = 5) -> None:
    """Let an axis show short numbers or percentages."""
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(
        FuncFormatter(lambda value, _: formats.percent(value) if percent else formats.number(value))
    )


def value_axis(page: Page, axes: Axes, percent: bool = False, ticks: int = 5, left: float = LEFT) -> None:
    """Let the upright axis show numbers, and begin the axes where the widest of them has its room."""
    number_axis(axes.yaxis, percent, ticks)
    show = formats.percent if percent else formats.number
    low, high = sorted(axes.get_ylim())
    shown = [
        show(float(place)) for place in axes.yaxis.get_major_locator().tick_values(low, high) if low <= place <= high
    ]
    box = axes.get_position()
    start = left + max((page.width(words) for words in shown), default=0.0) + 0.012
    axes.set_position((start, box.y0, box.x1 - start, box.height))


def end_labels(page: Page, axes: Axes, labels: list[tuple[float, str, str]], points: float = LABEL_POINTS) -> None:
    """Write a label beside the right end of each line, moved apart where they would touch.

    Parameters
    ----------
    labels : list of (y, text, colour)
        Height of the line's end, in the axes' own units.
    """
    box = axes.get_position()
    high = box.height * 540
    step = min(points * 1.25, high / max(len(labels), 1))
    low, top = axes.get_ylim()
    wanted = sorted(((y - low) / (top - low) * high, text, colour) for y, text, colour in labels)
    places = _apart([place for place, _, _ in wanted], step, high)
    for (end, text, colour), place in zip(wanted, places, strict=True):
        y = place / high
        axes.plot(
            [1.0, 1.012, 1.02],
            [end / high, y, y],
            transform=axes.transAxes,
            color=colour,
            linewidth=1.5,
            clip_on=False,
            solid_joinstyle="round",
        )
        axes.text(
            1.026,
            y,
            drawable(text),
            transform=axes.transAxes,
            color=ink(colour),
            fontsize=min(points, step / 1.1),
            va="center_baseline",
            fontweight="bold",
        )


def _apart(wanted: list[float], step: float, high: float) -> list[float]:
    """Return the places nearest to those wanted (ascending) that are `step` apart and in [0, high]: pools of neighbours
    share their mean."""
    pools: list[tuple[float, int]] = []
    for place in wanted:
        pools.append((place, 1))
        while len(pools) > 1 and pools[-1][0] - pools[-2][0] < step * (pools[-1][1] + pools[-2][1]) / 2:
            (one, n), (other, m) = pools.pop(), pools.pop()
            middle = (one * n + other * m) / (n + m)
            half = step * (n + m - 1) / 2
            pools.append((min(max(middle, half), max(high - half, half)), n + m))
    return [middle + step * (i - (n - 1) / 2) for middle, n in pools for i in range(n)]


@functools.lru_cache(4096)
def _width(words: str, points: float, weight: str) -> float:
    with styled():
        canvas = _measuring()
        text = Text(0, 0, words, fontsize=points, fontweight=weight, figure=canvas.figure)
        return text.get_window_extent(canvas.get_renderer()).width / canvas.figure.bbox.width


@functools.cache
def _measuring() -> FigureCanvasAgg:
    """Return an empty page whose only use is to measure words."""
    return FigureCanvasAgg(Figure(figsize=(WIDTH, HEIGHT)))


def _pieces(words: str) -> list[str]:
    """Return the pieces between which a line may break: words with their blank or hyphen; each Chinese character is
    one."""
    pieces: list[str] = []
    for character in words:
        joins = (
            pieces and pieces[-1][-1:] not in (" ", "-", "_", "/") and not _cjk(character) and not _cjk(pieces[-1][-1])
        )
        if joins:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _cjk(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
