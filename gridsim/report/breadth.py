"""The report's table of breadth x depth: by which factor one strategy sells more than another."""

from __future__ import annotations

from gridsim.charts import figures
from gridsim.charts.figures import whole_name
from gridsim.formats import signed
from gridsim.report.elements import Markup, folded, join, table
from gridsim.results.store import Stored
from gridsim.terms import NOTHING

LABELS = {
    "breadth": "people reached",
    "contacts_per_person": "showings each",
    "visits_per_contact": "visits per showing",
    "orders_per_visit": "orders per visit",
}


def breadth(stored: Stored) -> Markup:
    """Return the table; nothing where the results are older than it, or nobody was shown anything."""
    found = stored.summary.get("decomposition") or []
    if not found:
        return Markup("")
    pair = figures.pair(stored)
    rows = [
        [
            f"{whole_name(stored, one['strategy'])} against {whole_name(stored, one['against'])}",
            signed(one["orders"]),
            *(signed(one["parts"][name]) for name in LABELS),
        ]
        for one in found
    ]
    caption = (
        "Breadth × depth: orders = people reached × showings each × visits per showing × orders per visit. By how many"
        " orders each factor makes one strategy sell more than another, on the mean; the parts add up to the"
        " difference."
    )
    head = ["strategies", "orders", *LABELS.values()]
    first = [
        row
        for row, one in zip(rows, found, strict=True)
        if one["strategy"] in pair[:1] and one["against"] in (*pair, NOTHING)
    ] or rows
    others = [row for row in rows if row not in first]
    return join(
        [
            table(caption, head, first),
            folded("The same for every other pair", table(caption, head, others)) if others else "",
        ],
        "\n",
    )
