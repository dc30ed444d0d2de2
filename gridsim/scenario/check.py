"""What must hold between the keys of a scenario: things that no single key can know.

Each check is a generator of findings; a finding names the places that it rests on, so that it is dropped
where one of them was refused already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gridsim.errors import Said
from gridsim.scenario import check_content, check_money, check_people, check_platforms, check_time, check_trade, unused
from gridsim.scenario.findings import Finding, Origin
from gridsim.scenario.places import Key, lookup
from gridsim.scenario.run import FILES, Top
from gridsim.scenario.strategy import BESIDE


def findings(scenario: Top, origin: Origin, full: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield every problem between keys; `full` is what was given, over presets."""
    yield from _strategies(origin)
    pages = (check_content, check_people, check_time, check_platforms, check_trade, check_money)
    for page in pages:
        yield from page.findings(scenario)
    yield from check_money.in_one_currency(scenario, full, origin.currency)
    yield from _files(scenario, origin)
    yield from unused.findings(origin.given or {})


def _strategies(origin: Origin) -> Iterator[Finding]:
    if not lookup(origin.given, ("strategies",)):
        yield Finding(
            ("strategies",),
            "strategies",
            "at least one strategy",
            Said("none"),
            f"Add for example `strategies: {{official: {{}}, grid: {{}}}}`; shipped are {', '.join(BESIDE)}",
        )


def _files(scenario: Top, origin: Origin) -> Iterator[Finding]:
    if scenario.network.moments.directed:
        advice = "Give ties that lead one way to network.micro_blog.file"
        yield Finding(
            ("network", "moments", "directed"),
            "directed",
            "no or left out: friends on moments are mutual",
            "yes",
            advice,
        )
    for key in FILES if origin.check_files else ():
        name = _attribute(scenario, key)
        if name is not None and not _is_file(origin.base_dir / name):
            relative = "" if Path(name).is_absolute() else f"; it is read relative to {origin.base_dir or '.'}"
            yield Finding(key, "the file", "there and readable", name, f"Check the path{relative}")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _attribute(page: Any, key: Key) -> Any:
    for part in key:
        page = getattr(page, str(part), None)
    return page
