"""The list of every scenario parameter as a page of text, made from the declarations (`docs/parameters.md`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gridsim.scenario.declare import Page, Parameter, declarations
from gridsim.scenario.kinds import TIERS, Tier, describe, up_to
from gridsim.scenario.whole import Scenario
from gridsim.scenario.written import plainly, shown

HEAD = """# Every parameter of a scenario

Made from the declarations in `gridsim/scenario/` by `gridsim schema --markdown`; a test keeps it so. A name such as
`strategies.NAME.points.spend` is the path for `--set` and `scenario.replace`. *Default* is what holds where a file says nothing (a
preset may set another); *typical* is the range that sensitivity studies use. A source that begins with "assumed" means that nothing
published fixes the value: the report lists it as an assumption; "scenario" is a fact or a choice of the case (a price, a cost, heads,
a plan), for the user to set; "calibrated on" names the published figure that the value was fitted to; a key in brackets is an entry of
[sources.bib](sources.bib).
*Who*: essential parameters are for everybody (`gridsim new` writes them), usual ones for whoever plans a campaign
(`gridsim new --tier usual`), expert ones for whoever studies the model.

What several blocks have in common stands here once, under a name of its own; the blocks say which of these they have.
"""
COLUMNS = "| key | who | default | must be | typical | meaning | source |\n|---|---|---|---|---|---|---|"


def document(tier: str = "expert") -> str:
    """Return the parameters up to a tier as Markdown: the essential ones, then one table a block of the scenario.

    Returns
    -------
    str
        Name, tier, unit, default, range, typical range, meaning and source of each.

    Examples
    --------
    >>> "| `price` | essential | 128 CNY | an amount of money > 0 | 20 CNY to 500 CNY |" in document()
    True
    """
    places: dict[type[Page], dict[str, Page | None]] = {}
    for path, page, preset in _pages(Scenario, "", None):
        for part in _parts(page):
            places.setdefault(part, {})[path] = preset if part is _parts(page)[0] else None
    tables = (_table(part, stands, up_to(tier)) for part, stands in places.items())
    return "\n".join([HEAD, _essentials(places), *filter(None, tables)])


def _pages(page: type[Page], path: str, preset: Page | None) -> Iterator[tuple[str, type[Page], Page | None]]:
    """Every block with its path, the named ones under NAME, and what it is set to where that is not its default."""
    yield path, page, preset
    for key, one in declarations(page).items():
        if one.kind.page is not None:
            here = f"{path}.{key}".lstrip(".")
            yield from _pages(
                one.kind.page,
                f"{here}.NAME" if one.kind.name == "pages" else here,
                one.default if isinstance(one.default, Page) else None,
            )


def _parts(page: type[Page]) -> list[type[Page]]:
    """The page and those that it has its other keys from."""
    return [part for part in page.__mro__ if issubclass(part, Page) and _own(part)]


def _own(page: type[Page]) -> dict[str, Parameter]:
    """The parameters that a page declares itself."""
    known = declarations(page)
    return {key: known[key] for key in vars(page).get("__annotations__", {}) if key in known}


def _table(page: type[Page], stands: dict[str, Page | None], tiers: tuple[Tier, ...]) -> str:
    """The parameters of a page, and where it stands."""
    own = {key: one for key, one in _own(page).items() if one.kind.page is None}
    rows = [_row(f"`{key}`", one) for key, one in own.items() if one.declared.tier in tiers]
    if not rows:
        return ""
    paths = [_place(path, page, preset) for path, preset in stands.items()]
    title = _title(page) if len(paths) > 1 else f"`{next(iter(stands))}`" if next(iter(stands)) else "Top level"
    says = [(page.__doc__ or "").strip()]
    if len(paths) > 1:
        says.append(f"Stands at {', '.join(paths)}.")
    elif "(" in paths[0]:
        says.append(f"Set by default: {paths[0]}.")
    others = [part for part in _parts(page)[1:] if any(one.kind.page is None for one in _own(part).values())]
    if others:
        says.append(
            "Has the keys of " + ", ".join(f"[{_title(part)}](#{_title(part).lower()})" for part in others) + " too."
        )
    return "\n".join([f"## {title}", "", " ".join(says), "", COLUMNS, *rows]) + "\n"


def _title(page: type[Page]) -> str:
    return page.__name__


def _place(path: str, page: type[Page], preset: Page | None) -> str:
    """A path, with what the block sets there beside the defaults of its page."""
    if preset is None:
        return f"`{path}`"
    known = declarations(type(preset))
    set_ = [
        f"{key} {shown(getattr(preset, key), one)}"
        for key, one in known.items()
        if one.kind.page is None and getattr(preset, key) != one.default
    ]
    return f"`{path}` ({', '.join(set_)})" if set_ else f"`{path}`"


def _essentials(places: dict[type[Page], dict[str, Any]]) -> str:
    """The essential parameters by their paths."""
    rows = []
    for page, stands in places.items():
        first, *others = stands
        for key, one in _own(page).items():
            if one.kind.page is None and one.declared.tier == TIERS[0]:
                also = f" (and {', '.join(path.rpartition('.')[2] for path in others)})" if others else ""
                rows.append(
                    f"| `{f'{first}.{key}'.lstrip('.')}`{also} | {shown(one.default, one)} | {one.declared.meaning} |"
                )
    return "\n".join(["## The essential ones", "", "| parameter | default | meaning |\n|---|---|---|", *rows]) + "\n"


def _row(name: str, one: Parameter) -> str:
    """One line of a table."""
    said = one.declared
    unit = f" [{said.unit}]" if said.unit and said.unit not in ("money", "share", "chance", "days", "people") else ""
    cells = [
        name,
        said.tier,
        "empty" if one.default is None else shown(one.default, one),
        describe(one.kind, said) + (" (or empty)" if one.kind.optional else ""),
        " to ".join(map(plainly, said.typical or ())),
        said.meaning + unit,
        said.source,
    ]
    return "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |"
