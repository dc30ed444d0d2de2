"""The report's table of breadth x depth: by which factor one strategy sells more than another."""

from __future__ import annotations

from typing import Any

from gridsim.charts.figures import whole_name
from gridsim.formats import signed
from gridsim.report.elements import Markup, table

LABELS = {
    "breadth": "people reached",
    "contacts_per_person": "showings each",
    "visits_per_contact": "visits per showing",
    "orders_per_visit": "orders per visit",
}


def breadth(stored: Any) -> Markup:
    """Return the table; nothing where the results are older than it, or nobody was shown anything."""
    found = stored.summary.get("decomposition") or []
    if not found:
        return Markup("")
    rows = [
        [
            f"{whole_name(stored, one['strategy'])} against {whole_name(stored, one['against'])}",
            signed(one["orders"]),
            *(signed(one["parts"][name]) for name in LABELS),
        ]
        for one in found
    ]
    caption = (
        "Breadth × depth: orders = people reached × showings each × visits per showing × orders per visit. By how many orders each factor makes "
        "one strategy sell more than another, on the mean; the parts add up to the difference."
    )
    return table(caption, ["strategies", "orders", *LABELS.values()], rows)
