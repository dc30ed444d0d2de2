"""The list of every scenario parameter as a page of text, made from the declarations (`docs/parameters.md`)."""

from __future__ import annotations

from collections.abc import Iterator

from gridsim.currencies import shortened
from gridsim.scenario.declare import Page, Parameter, declarations
from gridsim.scenario.kinds import describe
from gridsim.scenario.reading import bound
from gridsim.scenario.whole import Scenario
from gridsim.scenario.written import written, yaml_value

HEAD = """# Every parameter of a scenario

Made from the declarations in `gridsim/scenario/` by `gridsim schema --markdown`; a test keeps it so. A name such as
`strategies.NAME.points.spend` is the path for `--set` and `scenario.replace`. *Default* is what holds where a file says nothing (a
preset may set another); *typical* is the range that sensitivity studies use. A source that begins with "assumed" means that nothing
published fixes the value: the report lists it as an assumption.
"""


def document() -> str:
    """Return all parameters as Markdown, one table a block of the scenario.

    Returns
    -------
    str
        Name, unit, default, range, typical range, meaning and source of each.

    Examples
    --------
    >>> "| `price` | 128 CNY | an amount of money > 0 | 20 CNY to 500 CNY |" in document()
    True
    """
    parts = [HEAD]
    for path, page in _pages(Scenario, ""):
        rows = [_row(key, one) for key, one in declarations(page).items() if one.kind.page is None]
        if rows:
            title = f"`{path}`" if path else "Top level"
            head = "| key | default | must be | typical | meaning | source |\n|---|---|---|---|---|---|"
            parts.append("\n".join([f"## {title}", "", (page.__doc__ or "").strip(), "", head, *rows]) + "\n")
    return "\n".join(parts)


def _pages(page: type[Page], path: str) -> Iterator[tuple[str, type[Page]]]:
    """Every block with its path, the named ones under NAME."""
    yield path, page
    for key, one in declarations(page).items():
        if one.kind.page is not None:
            here = f"{path}.{key}".lstrip(".")
            yield from _pages(one.kind.page, f"{here}.NAME" if one.kind.name == "pages" else here)


def _row(key: str, one: Parameter) -> str:
    """One line of a table."""
    said = one.declared
    typical = "" if said.typical is None else " to ".join(_text(bound(end, one.kind), one) for end in said.typical)
    must = describe(one.kind, said) + (" (or empty)" if one.kind.optional else "")
    unit = f" [{said.unit}]" if said.unit and said.unit not in ("money", "share", "chance", "days", "people") else ""
    cells = [
        f"`{key}`",
        "empty" if one.default is None else _text(one.default, one),
        must,
        typical,
        said.meaning + unit,
        said.source,
    ]
    return "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |"


def _text(value: object, one: Parameter) -> str:
    """A value as one would write it, whole amounts without cents."""
    value = written(value, one)
    if isinstance(value, float):
        return f"{value:g}"
    return shortened(value if isinstance(value, str) else yaml_value(value))
