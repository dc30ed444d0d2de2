"""The verdict under all guesses: who wins how many markets and by how much, by which guesses, and what measuring them is
worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from matplotlib.patches import Rectangle

from gridsim import formats
from gridsim.charts.figures import label, labels
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, empty, number_axis
from gridsim.charts.style import drawable, ink, on, strategy_colours
from gridsim.results.store import Stored
from gridsim.study.robust_said import level, meaning, most_worth, worth_shown
from gridsim.terms import NOTHING

MOST_BARS = 8
SURE, DOUBTFUL = "#45555f", "#c3c9ce"
"""Greys: colours are the strategies'."""


def gallery(stored: Stored) -> list[Callable[[Any], Picture]]:
    """Return the charts of what was found under all guesses; none where that was not asked. A tree that asks nothing is
    not drawn, and no worth of guesses that are worth nothing."""
    found = stored.summary.get("robust")
    if not found:
        return []
    told = [who_wins_where] if "wins" not in found["tree"] else []
    return [markets, *told, *([worth] if worth_shown(found) else [])]


def _colours(found: Mapping[str, Any]) -> dict[str, str]:
    """The colour of each contestant, the same as in the charts of a comparison."""
    return strategy_colours([*(row["name"] for row in found["gains"]), NOTHING])


@chart
def markets(stored: Stored) -> Picture:
    """Return in how many markets each strategy wins, and what it gains in the worst and the best tenth of them.

    Parameters
    ----------
    stored : Stored
        `summary["robust"]`.
    """
    found = stored.summary["robust"]
    n = found["markets"]
    page = Page(
        stored, _markets_title(stored, found), f"{n} markets, each with {len(found['guesses'])} guesses drawn anew"
    )
    colours = _colours(found)
    rows = found["wins"]
    gains = {row["name"]: row for row in found["gains"]}
    words = page.labels([row["name"] for row in rows], 16, 0.2, "bold", lines=2)
    left = LEFT + max(page.width(line, weight="bold") for text in words.values() for line in text.split("\n")) + 0.014
    middle, top = left + 0.42 * (RIGHT - left), page.top - 30 / 540
    share = page.axes(left, middle - 0.05, bottom=page.bottom + 44 / 540, top=top)
    reach = page.axes(middle, RIGHT, bottom=page.bottom + 44 / 540, top=top)
    for place, row in enumerate(rows):
        colour = colours[row["name"]]
        share.barh(place, row["share"], 0.56, color=colour, zorder=2)
        share.plot([row["low"], row["high"]], [place, place], color="#1a1a1a", linewidth=3, zorder=3)
        share.text(
            row["high"] + 0.02, place, drawable(f"{row['n']}"), fontsize=16, fontweight="bold", va="center", zorder=4
        )
        if row["name"] in gains:
            one = gains[row["name"]]
            reach.plot([one["worst_tenth"], one["best_tenth"]], [place, place], color=colour, linewidth=9, alpha=0.45,
                       solid_capstyle="butt", zorder=2)  # fmt: skip
            reach.plot([one["mean"]], [place], "o", markersize=12, color=colour, markeredgecolor="white", zorder=3)
    for axes in (share, reach):
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.grid(True, axis="x")
        axes.grid(False, axis="y")
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
    share.set_yticks(range(len(rows)), [words[row["name"]] for row in rows], fontsize=16, fontweight="bold")
    for tick, row in zip(share.get_yticklabels(), rows, strict=True):
        tick.set_color(ink(colours[row["name"]]))
    reach.set_yticks([])
    share.set_xlim(0, min(1.12, max(row["high"] for row in rows) + 0.14))
    number_axis(share.xaxis, True)
    reach.axvline(0, color="#333333", linewidth=2, zorder=1)
    number_axis(reach.xaxis, ticks=4)
    _heading(page, share, "wins so many of the markets")
    _heading(page, reach, f"gains against doing nothing, {formats.plain(found['currency'], 8)}")
    return page.picture(
        "robust_markets",
        "Left: the markets in which a strategy earns more than every other and than doing nothing, with the 90 %"
        " interval of the share. Right: the dot is the mean gain over all markets, the band reaches from the mean of the"
        " worst tenth to that of the best tenth.",
    )


def _heading(page: Page, axes: Any, words: str) -> None:
    box = axes.get_position()
    shown = page.fit(words, 15, box.width + 0.03, "bold")
    page.figure.text(box.x0, box.y1 + 14 / 540, drawable(shown), fontsize=15, fontweight="bold", va="center")


def _markets_title(stored: Stored, found: Mapping[str, Any]) -> str:
    first = found["wins"][0]
    name = "Doing nothing" if first["name"] == NOTHING else label(stored, first["name"])
    return f"{name} is best in {formats.percent(first['share'])} of the markets that the guesses allow"


@chart
def who_wins_where(stored: Stored) -> Picture:
    """Return the questions that tell best who wins, one after the other, with the winners of each kind of market.

    Parameters
    ----------
    stored : Stored
        `summary["robust"]`, its tree with at least one question.
    """
    found = stored.summary["robust"]
    if "wins" in found["tree"]:
        return empty(stored, "robust_tree", "Who wins where", "no guess tells who wins")
    about = {row["label"]: row for row in found["guesses"]}
    page = Page(stored, _tree_title(found, about), _tree_subtitle(found))
    colours = _colours(found)
    shown = [row["name"] for row in found["wins"] if row["n"]]
    words = labels(stored)
    page.swatches([(formats.plain(words.get(name, name), 30), colours[name]) for name in shown])
    axes = page.axes(LEFT, RIGHT, bottom=page.bottom + 8 / 540, top=page.top)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_axis_off()
    _Drawn(page, axes, about, colours, shown, found["markets"]).node(found["tree"], 0.0, 1.0, 0, _depth(found["tree"]))
    return page.picture(
        "robust_tree",
        "Begin on top: each question is about one guess, its answers lead down. Below, the coloured bar shows who wins in"
        " the markets that answer so. Values are those that tell best; the questions are as many as name the winners of"
        " markets that the tree has not seen.",
    )


def _depth(tree: Mapping[str, Any]) -> int:
    return 0 if "wins" in tree else 1 + max(_depth(tree["below"]), _depth(tree["above"]))


def _n_leaves(tree: Mapping[str, Any]) -> int:
    return 1 if "wins" in tree else _n_leaves(tree["below"]) + _n_leaves(tree["above"])


class _Drawn:
    """A tree on a page: questions above, the markets of each answer below."""

    def __init__(self, page: Page, axes: Any, about: Mapping, colours: Mapping[str, str], shown: list[str], n: int):
        self.page, self.axes, self.about, self.colours, self.shown, self.n = page, axes, about, colours, shown, n
        self.wide = axes.get_position().width

    def node(self, tree: Mapping[str, Any], left: float, right: float, at: int, deepest: int) -> float:
        """Draw a question or a leaf between these edges; returns where its middle is."""
        y = 1.0 - (at + 0.3) / (deepest + 0.85)
        if "wins" in tree:
            return self._leaf(tree["wins"], left, right, y)
        cut = left + (right - left) * _n_leaves(tree["below"]) / _n_leaves(tree)
        low = self.node(tree["below"], left, cut, at + 1, deepest)
        high = self.node(tree["above"], cut, right, at + 1, deepest)
        middle = cut
        step = 1.0 / (deepest + 0.85)
        row = self.about[tree["label"]]
        said = (f"below {level(tree['value'], row)}", f"{level(tree['value'], row)} or more")
        # each answer has the room from its edge to the end of its side
        beside = min(0.5 * (low + middle) - left, right - 0.5 * (middle + high)) * self.wide
        points = self.page.points(said, 14, beside, "bold", least=8)
        for end, words, side in ((low, said[0], "right"), (high, said[1], "left")):
            self.axes.plot([middle, end], [y - 0.16 * step, y - 0.68 * step], color="#8a8a8a", linewidth=2, zorder=1)
            x = 0.5 * (middle + end)
            self.axes.text(x + (-0.008 if side == "right" else 0.008), y - 0.36 * step, drawable(words), fontsize=points,
                           ha=side, va="center", fontweight="bold", color="#333333")  # fmt: skip
        room = min(0.6, 0.9 * (right - left)) * self.wide
        lines = self.page.wrap(formats.sentence(meaning(row)) + "?", 15, room, "normal", 2)
        box = {"facecolor": "#f1f3f4", "edgecolor": "#8a8a8a", "boxstyle": "round,pad=0.35"}
        self.axes.text(middle, y, "\n".join(lines), fontsize=15, ha="center", va="center", bbox=box, zorder=3)
        return middle

    def _leaf(self, wins: Mapping[str, int], left: float, right: float, y: float) -> float:
        """Draw the bar of the winners, with how many markets there are."""
        total = sum(wins.values())
        room = 0.88 * (right - left)
        x, start = 0.5 * (left + right), 0.5 * (left + right) - 0.5 * room
        for name in self.shown:
            part = room * wins.get(name, 0) / max(total, 1)
            if not part:
                continue
            colour = self.colours[name]
            self.axes.add_patch(
                Rectangle((start, y - 0.045), part, 0.09, facecolor=colour, edgecolor="white", zorder=2)
            )
            words = formats.percent(wins[name] / total)
            if self.page.width(words, 14, "bold") < 0.95 * part * self.wide:
                self.axes.text(start + part / 2, y, drawable(words), fontsize=14, fontweight="bold", ha="center",
                               va="center", color=on(colour), zorder=3)  # fmt: skip
            start += part
        words = self.page.fit(f"{total} of {self.n} markets", 13, (right - left) * self.wide)
        self.axes.text(x, y - 0.07, drawable(words), fontsize=13, ha="center", va="top", color="#4d4d4d")
        return x


def _tree_title(found: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    return f"What decides first: “{meaning(about[found['tree']['label']])}”"


def _tree_subtitle(found: Mapping[str, Any]) -> str:
    right, always = formats.percent(found["named_right"]), formats.percent(found["most_frequent"])
    return (
        f"Who wins in which markets; the questions name the winner of unseen markets in {right} of cases, the most"
        f" frequent winner alone in {always}"
    )


@chart
def worth(stored: Stored) -> Picture:
    """Return what it would be worth to measure each guess before choosing, the most worthwhile first.

    Parameters
    ----------
    stored : Stored
        `summary["robust"]`.
    """
    found = stored.summary["robust"]
    key = worth_shown(found)
    if not key:
        return empty(stored, "robust_worth", "What to measure first", "no single guess would change the choice")
    rows = [row for row in most_worth(found, key)[:MOST_BARS] if row[key]["mean"] > 0]
    page = Page(stored, _worth_title(key, rows), _worth_subtitle(found, key))
    words = page.labels([formats.sentence(meaning(row)) for row in rows], 15, 0.4, "normal", lines=2)
    names = [words[formats.sentence(meaning(row))] for row in rows]
    left = LEFT + max(page.width(line, 15) for text in names for line in text.split("\n")) + 0.014
    axes = page.axes(left, RIGHT, bottom=page.bottom + 40 / 540)
    for place, row in enumerate(rows):
        one = row[key]
        axes.barh(place, one["mean"], 0.62, color=SURE if one["counts"] else DOUBTFUL, zorder=2)
        ends = [one["low"], one["high"]]
        axes.plot(ends, [place, place], color="#1a1a1a", linewidth=3, solid_capstyle="butt", zorder=3)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [drawable(name) for name in names], fontsize=15)
    axes.tick_params(axis="y", length=0)
    axes.grid(True, axis="x")
    axes.grid(False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.set_xlim(left=0)
    number_axis(axes.xaxis)
    axes.set_xlabel(
        page.fit(f"what the campaign would earn more on average, {found['currency']}", 15, RIGHT - left), fontsize=15
    )
    return page.picture(
        "robust_worth",
        "How much more a campaign would earn on average if this guess were known before the strategy is chosen (the"
        " expected value of partial perfect information): no study of it should cost more. Lines are 90 % intervals; pale"
        " bars are no longer than chance would make one of so many.",
    )


def _worth_title(key: str, rows: list[Mapping[str, Any]]) -> str:
    if key == "worth":
        return f"Measure first: “{meaning(rows[0])}”"
    return f"If a strategy must be played, measure first: “{meaning(rows[0])}”"


def _worth_subtitle(found: Mapping[str, Any], key: str) -> str:
    all_of_it = found["know_all" if key == "worth" else "know_all_alone"]
    everything = formats.money(float(f"{all_of_it:.2g}"), found["currency"])
    choice = "the choice" if key == "worth" else "the choice among the strategies, doing nothing not among them"
    return (
        f"Worth of knowing a guess before {choice}, {found['markets']} markets; to know everything, luck included:"
        f" {everything}. Pale: no more than chance"
    )
