"""Every path that a scenario can have, and the page that stands there."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from gridsim.scenario.declare import Page, declarations
from gridsim.scenario.gone import GONE
from gridsim.scenario.places import Key
from gridsim.scenario.reading import nearest
from gridsim.scenario.run import Top


@functools.cache
def all_paths() -> tuple[str, ...]:
    """Every path that a scenario can have, with NAME for the name of a strategy."""
    found: list[str] = []

    def walk(page: type[Page], prefix: str) -> None:
        for name, one in declarations(page).items():
            found.append(prefix + name)
            if one.kind.page:
                walk(one.kind.page, f"{prefix}{name}.NAME." if one.kind.name == "pages" else f"{prefix}{name}.")

    walk(Top, "")
    return tuple(found)


def page_at(key: Key) -> type[Page]:
    """The page class that holds the keys below a place."""
    page: type[Page] = Top
    in_pages = False
    for part in key:
        if in_pages:
            in_pages = False
            continue
        kind = declarations(page)[str(part)].kind
        page, in_pages = kind.page or page, kind.name == "pages"
    return page


def elsewhere(name: str, known: Mapping[str, Any]) -> str:
    """ "; did you mean X?", or what has taken its place, or where the key is at home, or which keys there are."""
    if name in GONE:
        return f"; {GONE[name]}"
    close = nearest(name, known)
    if close:
        return close
    homes = [path for path in all_paths() if path.rsplit(".", 1)[-1] == name]
    if homes:
        return f"; it is a key of {', '.join(path.rpartition('.')[0] or 'the scenario' for path in homes[:3])}"
    return f"; its keys are {', '.join(known)}"
