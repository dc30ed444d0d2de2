"""HTML piece by piece: text is escaped unless it is already `Markup`, so a scenario's words stay words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Any

FEW_COLUMNS = 3
"""Tables with more columns become a list of cards where the screen is narrow."""


class Markup(str):
    """Text that is HTML already."""


def escape(text: object) -> Markup:
    """Return a text as HTML; `Markup` as it is.

    Examples
    --------
    >>> escape("<b>"), escape(Markup("<b>"))
    ('&lt;b&gt;', '<b>')
    """
    return text if isinstance(text, Markup) else Markup(html.escape(str(text), quote=True))


def join(parts: Iterable[object], between: str = "") -> Markup:
    """Return the parts, escaped, one after another.

    Examples
    --------
    >>> join(["a < b", Markup("<br>")])
    'a &lt; b<br>'
    """
    return Markup(between.join(escape(part) for part in parts))


def tag(name: str, *content: object, **attributes: object) -> Markup:
    """Return an element; an attribute `class_` is `class`, True stands alone, None and False are left out.

    Examples
    --------
    >>> tag("p", "1 < 2", class_="note")
    '<p class="note">1 &lt; 2</p>'
    """
    shown = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{html.escape(str(value), quote=True)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in ("img", "meta", "br", "hr"):
        return Markup(f"<{name}{shown}>")
    return Markup(f"<{name}{shown}>{join(content)}</{name}>")


def table(caption: str, head: Sequence[object], rows: Sequence[Sequence[Any]], words: Sequence[int] = (0,)) -> Markup:
    """Return a table whose first column names the rows.

    Parameters
    ----------
    head : sequence
        Names of the columns.
    rows : sequence of sequences
        Cells, as many as the head has.
    words : sequence of int
        Columns that hold words (aligned left); all others hold numbers (aligned right).
    """
    kinds = ["word" if i in words else "number" for i in range(len(head))]
    named = [html.unescape(re.sub("<[^>]+>", " ", escape(name))) for name in head]
    top = tag("tr", *(tag("th", name, scope="col", class_=kind) for name, kind in zip(head, kinds, strict=True)))
    body = [
        tag(
            "tr",
            tag("th", row[0], scope="row", class_="word"),
            *(
                tag("td", tag("span", cell), class_=kind, data_label=name)
                for cell, kind, name in zip(row[1:], kinds[1:], named[1:], strict=True)
            ),
        )
        for row in rows
    ]
    stacked = "stack" if len(head) > FEW_COLUMNS else None
    return tag(
        "div",
        tag("table", tag("caption", caption), tag("thead", top), tag("tbody", *body), class_=stacked),
        class_="wide",
    )


def folded(summary: str, *content: object) -> Markup:
    """Return content that opens on the screen when its summary is clicked, and that is left out of print.

    Examples
    --------
    >>> folded("More", "text")
    '<details><summary>More</summary>text</details>'
    """
    return tag("details", tag("summary", summary), *content)
