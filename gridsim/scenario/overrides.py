"""Values laid over a scenario by their path (`--set`, `replace`, the factors of a study)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gridsim.errors import Said, ScenarioError, problem
from gridsim.scenario.declare import Page, declarations
from gridsim.scenario.kinds import Kind
from gridsim.scenario.layers import over_preset
from gridsim.scenario.paths import elsewhere
from gridsim.scenario.places import Key, dotted, related, remove
from gridsim.scenario.quantities import BadQuantity
from gridsim.scenario.reading import nearest
from gridsim.scenario.run import FILES, Top
from gridsim.scenario.source import Source, plain, read_text
from gridsim.scenario.strategy import Strategy
from gridsim.scenario.unused import UNUSED
from gridsim.scenario.yaml_text import scalar


def parse_overrides(settings: Iterable[str]) -> dict[str, str]:
    """Return `--set` arguments as a mapping of path to text.

    Examples
    --------
    >>> parse_overrides(["people.count=1000", "name=a=b"])
    {'people.count': '1000', 'name': 'a=b'}
    """
    out: dict[str, str] = {}
    problems = []
    for setting in settings:
        path, sign, value = setting.partition("=")
        path = path.strip()
        if not sign or not path or not value.strip():
            problems.append(
                problem(
                    f"--set {path}", "a setting", "path=value", setting, "Write for example --set people.count=1000"
                )
            )
        elif path in out:
            problems.append(problem(f"--set {path}", "a path", "set once", Said("it twice"), "Leave one out"))
        out[path] = value.strip()
    if problems:
        raise ScenarioError(problems)
    return out


def lay_over(
    tree: dict[str, Any], overrides: Mapping[str, Any], label: str | Mapping[str, str], problems: list[str]
) -> dict[Key, str]:
    """Set every override in `tree`; return where they lie. Unknown paths become problems."""
    above: dict[Key, str] = {}
    for path, value in overrides.items():
        key: Key = tuple(str(path).split("."))
        given_at = label if isinstance(label, str) else label[path]
        try:
            kind = _kind_at(key, tree)
            value = _rooted(_override_value(value, kind, key), key, Path.cwd())
        except BadQuantity as bad:
            what, got = ("the path", str(path)) if bad.at else ("the value", value)
            problems.append(
                problem(f"{given_at} {path}", what, bad.constraint, got, bad.advice[:1].upper() + bad.advice[1:])
            )
            continue
        _set(tree, key, value, reset=value is None and not kind.optional)
        above[key] = given_at
    return above


def _kind_at(key: Key, tree: Mapping[str, Any]) -> Kind:
    """The kind of the parameter at a path, or `BadQuantity` with what is wrong with the path."""
    page: type[Page] = Top
    branch: Any = tree
    kind = Kind("page", page=Top)
    for place, part in enumerate(key):
        here = dotted(key[:place]) or "the scenario"
        if kind.name == "pages":
            if kind.page is Strategy:
                branch = _strategy_at(branch, str(part), place == len(key) - 1)
            else:
                branch = branch.get(part, {}) if isinstance(branch, Mapping) else {}
            kind, page = Kind("page", page=kind.page), kind.page or page
            continue
        if kind.name != "page":
            raise BadQuantity("a path of the scenario", f"{here} is a single value and has no keys below it", ("path",))
        known = declarations(page)
        if part not in known:
            raise BadQuantity(
                "a path of the scenario", f"{here} has no key {part}{elsewhere(str(part), known)}", ("path",)
            )
        kind = known[str(part)].kind
        given = branch.get(part, known[str(part)].default) if isinstance(branch, Mapping) else known[str(part)].default
        if kind.page and kind.optional and given is None and place < len(key) - 1:
            block = dotted(key[: place + 1])
            raise BadQuantity(
                "a path of the scenario", f"{here} has no block {part}; add it with {block}={{}} first", ("path",)
            )
        page, branch = kind.page or page, given
    return kind


def _strategy_at(strategies: Any, name: str, last: bool) -> Any:
    """What a path below strategies stands on: the strategy with its preset."""
    strategies = strategies if isinstance(strategies, Mapping) else {}
    if last:
        return {}
    if name not in strategies:
        raise BadQuantity(
            "a path of the scenario",
            f"the scenario has no strategy {name}{nearest(name, strategies)}; its strategies are"
            f" {', '.join(map(str, strategies)) or 'none'}",
            ("path",),
        )
    own = strategies[name]
    return over_preset(name, own) if isinstance(own, Mapping) else {}


def _override_value(value: Any, kind: Kind, key: Key) -> Any:
    """The value of an override; text is read as YAML would read it."""
    holder = Source({}, name="--set")
    value = plain(value, key, holder, [0])
    if isinstance(value, str):
        value = _read_override(value, kind)
    if holder.problems:
        raise BadQuantity("plain values with text as keys", "Give text, numbers, true, false, null, lists or dicts")
    return value


def rooted(overrides: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return overrides that a file in this folder gives: the files that they name, however deep, are relative to it.

    Examples
    --------
    >>> rooted({"people": {"file": "nodes.csv"}, "people.count": 5}, Path("/data"))
    {'people': {'file': '/data/nodes.csv'}, 'people.count': 5}
    """
    return {path: _rooted(value, tuple(str(path).split(".")), folder) for path, value in overrides.items()}


def _rooted(value: Any, key: Key, folder: Path) -> Any:
    """The value at a key, with every file in it relative to the folder."""
    if isinstance(value, str) and key in FILES:
        return str(folder / value)
    if isinstance(value, Mapping) and any(file[: len(key)] == key for file in FILES):
        return {name: _rooted(inner, (*key, str(name)), folder) for name, inner in value.items()}
    return value


def _read_override(text: str, kind: Kind) -> Any:
    if kind.name == "text":
        return None if kind.optional and text.strip() in ("", "~", "null") else text
    if text.lstrip()[:1] in ("[", "{", '"', "'"):
        try:
            return read_text("value: " + text, "value", Path()).tree.get("value")
        except ScenarioError:
            raise BadQuantity(
                "a YAML value", "Check its brackets and quotes, and put it in quotes for the shell"
            ) from None
    return scalar(text.strip())


def _set(tree: dict[str, Any], key: Key, value: Any, reset: bool) -> None:
    """Set (or with `reset` take out) the value at a path; blocks on the way are made."""
    for part in key[:-1]:
        if not isinstance(tree.get(str(part)), dict):
            tree[str(part)] = {}
        tree = tree[str(part)]
    if reset:
        tree.pop(str(key[-1]), None)
    else:
        tree[str(key[-1])] = value


def drop_moot(given: dict[str, Any], above: Mapping[Key, str]) -> None:
    """Take out what the file says where an override has made it moot (a generator's numbers once a file is named)."""
    for rule in UNUSED:
        if any(key in above for key in rule.because) and rule.applies(given):
            for key in rule.keys:
                if not any(related(key, set_key) and len(set_key) >= len(key) for set_key in above):
                    remove(given, key)
