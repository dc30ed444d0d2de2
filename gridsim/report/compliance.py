"""The report's section on compliance: levels, joining fees, pay by the head, where the points' income comes from."""

from __future__ import annotations

from gridsim.charts.figures import whole_name
from gridsim.formats import percent
from gridsim.report.elements import Markup, join, table, tag
from gridsim.results.store import Stored

LIGHTS = {"green": "nothing of note", "yellow": "look at it", "red": "not allowed, or near it"}


def compliance(stored: Stored) -> Markup:
    """Return the section; nothing where no strategy has points, or the results are older than this section."""
    found = stored.summary.get("compliance") or {}
    if not found:
        return Markup("")
    alike: dict[tuple[str, ...], list[str]] = {}  # strategies whose rewards are judged alike share a row
    for name, one in found.items():
        light, said = one["light"] + ": " + LIGHTS[one["light"]], " ".join(one["sentences"])
        levels, share = str(one["levels"]), percent(one["recruiting_income_share"])
        cells = (light, levels, _yes(one["pay_to_join"]), _yes(one["head_pay"]), share, said)
        alike.setdefault(cells, []).append(whole_name(stored, name))
    rows = [[", ".join(names), *cells] for cells, names in alike.items()]
    head = ["strategy", "light", "levels", "pay to join", "pay by the head", "income from recruiting", "in words"]
    caption = (
        "What the regulation on pyramid selling asks about; means over the replicates. This is a light, not legal"
        " advice."
    )
    return join([tag("h2", "Compliance of the points' rewards"), table(caption, head, rows, words=(0, 1, 6))], "\n")


def _yes(present: bool) -> str:
    return "yes" if present else "no"
