"""Which factors of a drawn study count: a bar a factor, the longest on top."""

from __future__ import annotations

from gridsim import formats
from gridsim.charts.figures import label
from gridsim.charts.page import LEFT, RIGHT, Page, Picture, chart, empty
from gridsim.charts.studies import factor_labels
from gridsim.charts.style import drawable
from gridsim.results.store import StoredStudy

MOST_BARS = 12
SURE, DOUBTFUL = "#45555f", "#c3c9ce"
"""Greys: colours are the strategies'."""
BARS = {
    "mu_star": "how far the outcome moves when only this factor does",
    "total": "share of the spread that goes with this factor, alone or with others (Sobol's total index)",
    "pawn": "how far this factor moves the whole spread of outcomes (the index PAWN, 0 to 1)",
}


@chart
def sensitivity(stored: StoredStudy) -> Picture:
    """Return the factors of a drawn study by how much its outcome follows them.

    Parameters
    ----------
    stored : StoredStudy
        `summary["across"]["sensitivity"]`, a row a factor, the most important first.
    """
    found = stored.summary.get("across") or {}
    rows = (found.get("sensitivity") or [])[:MOST_BARS]
    if not rows:
        return empty(stored, "sensitivity", "Sensitivity", "the study has no drawn points to tell it from")
    measure = next(name for name in BARS if name in rows[0])
    page = Page(stored, _title(stored), _subtitle(stored, measure))
    names = factor_labels([row["factor"] for row in rows])
    words = page.labels(names.values(), 16, 0.34, "normal", lines=1)
    left = LEFT + max(page.width(word) for word in words.values()) + 0.014
    axes = page.axes(left, RIGHT, bottom=page.bottom + 40 / 540)
    for place, row in enumerate(rows):
        sure = bool(row.get("counts", True))
        axes.barh(place, row[measure], 0.66, color=SURE if sure else DOUBTFUL, zorder=2)
        half = row.get(f"{measure}_half_width")
        if half:
            ends = [max(row[measure] - half, 0.0), row[measure] + half]
            axes.plot(ends, [place, place], color="#1a1a1a", linewidth=3, solid_capstyle="butt", zorder=3)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [drawable(words[names[row["factor"]]]) for row in rows], fontsize=16)
    axes.tick_params(axis="y", length=0)
    axes.grid(True, axis="x")
    axes.grid(False, axis="y")
    axes.set_xlim(left=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(page.fit(BARS[measure], 15, RIGHT - left), fontsize=15)
    return page.picture(
        "sensitivity",
        "The longer the bar, the more the outcome depends on the factor, whatever the others are. Pale bars are no"
        " longer than chance alone would make them; black lines are 90 % intervals.",
    )


def _title(stored: StoredStudy) -> str:
    rows = [row for row in stored.summary["across"]["sensitivity"] if row.get("counts", True)]
    if not rows:
        return "No factor stands out from what chance alone would show"
    names = factor_labels([row["factor"] for row in rows[:2]])
    return f"What decides most: {formats.listed(list(names.values()))}"


def _subtitle(stored: StoredStudy, measure: str) -> str:
    found, about = stored.summary["across"], stored.summary["metrics"][stored.summary["metric"]]
    more = len(found["sensitivity"]) - MOST_BARS
    rest = f"; the {MOST_BARS} that count most of {len(found['sensitivity'])}" if more > 0 else ""
    of, over = (label(stored, found[key]) for key in ("of", "over"))
    pale = "; pale: no more than chance" if measure == "pawn" else ""
    words = f"{formats.sentence(formats.plain(about['label'], 60))} of {of} less that of {over}"
    return f"{words}, {formats.counted(found['points'], 'drawn setting')}{rest}{pale}"
