"""From a file, text or dict to a checked scenario; every problem of the input at once.

Three layers lie over each other: the defaults of the pages and presets, what the file says, and the overrides
(`--set`, `replace`). The result is validated by the pages (kinds, ranges, unknown keys), then checked as a whole
(`check.py`). A value that is refused is taken out before going on, so one mistake does not hide another.
"""

from __future__ import annotations

import copy
import functools
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import ValidationError

from gridsim.currencies import CURRENCY
from gridsim.errors import ScenarioError, problem
from gridsim.scenario import check
from gridsim.scenario.declare import Kind, Page, as_written, declarations, merged, nearest
from gridsim.scenario.findings import Context
from gridsim.scenario.quantities import BadQuantity, currency_of
from gridsim.scenario.run import Scenario
from gridsim.scenario.source import Key, Said, Source, dotted, plain, read_source, read_text, scalar
from gridsim.scenario.strategy import Strategy, presets

Given: TypeAlias = Scenario | str | os.PathLike[str] | Mapping[str, Any]
"""A scenario where one is meant, or what it is loaded from."""


def load_scenario(
    source: Given,
    overrides: Mapping[str, Any] | None = None,
    *,
    check_files: bool = True,
) -> Scenario:
    """Return the checked scenario of a file, of YAML text, or of a dict.

    Parameters
    ----------
    source : path, str, mapping or Scenario
        Path of a YAML file; or YAML text (anything with a line break or `: `); or nested dicts as YAML would give them.
    overrides : mapping, optional
        Values laid over the source, by dotted path: `{"people.count": 1500}`. Text is read like a YAML value
        ("300k CNY", "[0.1]", "null"); null for a key that cannot be empty means its default. A file named here, however
        deep, is relative to the current directory, one named in the scenario to the scenario's folder.
    check_files : bool
        Whether the files that it names must exist now.

    Returns
    -------
    Scenario
        Frozen, complete (presets merged in), ready to run.

    Raises
    ------
    ScenarioError
        With every problem of the source, one sentence each: file, line, path, what it must be, what it got, what to do.

    Examples
    --------
    >>> scenario = load_scenario({"people": {"count": "2k"}, "strategies": {"grid": {}}}, {"budget.total": "300k CNY"})
    >>> scenario.people.count, scenario.budget.total, scenario.currency
    (2000, 30000000, 'CNY')
    >>> load_scenario({"horizn": 30, "strategies": {"grid": {}}})
    Traceback (most recent call last):
    gridsim.errors.ScenarioError: scenario horizn: a key must be a key of the scenario; got 'horizn'. Did you mean
    horizon?.
    """
    if isinstance(source, Scenario):
        return source.replace(overrides) if overrides else source
    return assemble(read_source(source), overrides or {}, check_files=check_files)


def as_scenario(given: Any, where: str = "scenario") -> Scenario:
    """Return the scenario that was given where one is meant: as it is, or loaded from a path, YAML text or dict.

    Raises
    ------
    ScenarioError
        With every problem of what was loaded; or if it is none of these.

    Examples
    --------
    >>> as_scenario({"people": {"count": 100}, "strategies": {"grid": {}}}).people.count
    100
    >>> as_scenario(3)
    Traceback (most recent call last):
    gridsim.errors.ScenarioError: scenario: the scenario must be a Scenario, or the path, text or dict of one; got 3
    (int). Use gs.load_scenario.
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, (str, os.PathLike, Mapping)):
        return load_scenario(given)
    holds_one = hasattr(type(given), "scenario") or "scenario" in getattr(given, "__dict__", {})
    shown = f"{given} ({type(given).__name__})" if isinstance(given, (int, float)) else type(given).__name__
    advice = "Give its .scenario" if holds_one else "Use gs.load_scenario"
    raise ScenarioError(
        problem(where, "the scenario", "a Scenario, or the path, text or dict of one", Said(shown), advice)
    )


def assemble(
    source: Source, overrides: Mapping[str, Any], label: str | Mapping[str, str] = "--set", check_files: bool = True
) -> Scenario:
    """Return the scenario of values that were read, with overrides laid over them; raise all problems.

    `label` says where the overrides were given, all of them or each by its path.
    """
    problems = list(source.problems)
    given = copy.deepcopy(source.tree)
    above = lay_over(given, overrides, label, problems)
    drop_moot(given, above)
    currency = _currency(given)
    full = with_presets(given, source, above, problems)
    scenario, bad = _validated(full, currency, source, above, problems)
    scenario._settle(given, currency, source.base_dir, source.name, check_files)
    context = Context(given=given, full=full, base_dir=source.base_dir, currency=currency, check_files=check_files)
    for finding in check.findings(scenario, context):
        if not any(_related(key, refused) for key in (finding.key, *finding.also) for refused in bad):
            # Of places that do not go together the one is to blame that was laid over the others.
            blamed = next(
                (key for key in (finding.key, *finding.also) if any(key[: len(over)] == over for over in above)),
                finding.key,
            )
            where = source.where(blamed, above)
            problems.append(problem(where, finding.what, finding.constraint, finding.got, finding.advice))
    if problems:
        raise ScenarioError(source.in_order(problems))
    return scenario


def _related(one: Key, other: Key) -> bool:
    """Whether one place is, or lies in, the other."""
    n = min(len(one), len(other))
    return one[:n] == other[:n]


def _currency(tree: Mapping[str, Any]) -> str:
    """The currency of the scenario: the one that budget.total names."""
    budget = tree.get("budget")
    total = budget.get("total") if isinstance(budget, Mapping) else None
    return currency_of(total) or CURRENCY


# Overrides


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
    page: type[Page] = Scenario
    branch: Any = tree
    kind = Kind("page", page=Scenario)
    for place, part in enumerate(key):
        here = dotted(key[:place]) or "the scenario"
        if kind.name == "pages" and kind.page is not Strategy:
            branch = branch.get(part, {}) if isinstance(branch, Mapping) else {}
            kind, page = Kind("page", page=kind.page), kind.page or page
            continue
        if kind.name == "pages":
            page = kind.page or Strategy
            if page is Strategy:
                branch = _strategy_at(branch, str(part), place == len(key) - 1)
            else:
                branch = _named_block(branch, str(part), place == len(key) - 1, here)
            kind = Kind("page", page=page)
            continue
        if kind.name != "page":
            raise BadQuantity("a path of the scenario", f"{here} is a single value and has no keys below it", ("path",))
        known = declarations(page)
        if part not in known:
            raise BadQuantity(
                "a path of the scenario", f"{here} has no key {part}{_elsewhere(str(part), known)}", ("path",)
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
    own = strategies[name] if isinstance(strategies[name], Mapping) else {}
    preset = own.get("preset", name)
    return merged(_preset(preset), own) if isinstance(preset, str) and preset in presets() else own


def _named_block(blocks: Any, name: str, last: bool, here: str) -> Any:
    """What a path below a block of named blocks (variants, activities, phases) stands on."""
    blocks = blocks if isinstance(blocks, Mapping) else {}
    if name not in blocks and not last:
        known = ", ".join(map(str, blocks)) or "none"
        raise BadQuantity(
            "a path of the scenario", f"{here} has no {name}{nearest(name, blocks)}; there are {known}", ("path",)
        )
    return blocks.get(name) or {}


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
    if isinstance(value, str) and key in check.FILES:
        return str(folder / value)
    if isinstance(value, Mapping) and any(file[: len(key)] == key for file in check.FILES):
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
    for rule in check.UNUSED:
        if any(key in above for key in rule.because) and rule.applies(given):
            for key in rule.keys:
                if not any(_related(key, set_key) and len(set_key) >= len(key) for set_key in above):
                    _remove(given, key)


# Presets


@functools.cache
def _preset_pages() -> dict[str, Strategy]:
    return presets()


def _preset(name: str) -> dict[str, Any]:
    return as_written(_preset_pages()[name])


def with_presets(
    given: Mapping[str, Any], source: Source, above: Mapping[Key, str], problems: list[str]
) -> dict[str, Any]:
    """Return the tree with every strategy laid over its preset."""
    full: dict[str, Any] = copy.deepcopy(dict(given))
    strategies = full.get("strategies")
    if not isinstance(strategies, dict):
        return full
    for name in list(strategies):
        own = {} if strategies[name] is None else strategies[name]
        wrong = _strategy_problem(name, own)
        if wrong:
            problems.append(problem(source.where(("strategies", name), above), *wrong))
            del strategies[name]
        else:
            preset = own.get("preset", name if name in _preset_pages() else None)
            known = isinstance(preset, str) and preset in _preset_pages()
            strategies[name] = merged(_preset(str(preset)), own) | {"preset": preset} if known else own
            _complete_variants(strategies[name])
    return full


def _complete_variants(strategy: dict[str, Any]) -> None:
    """Lay every copy variant over the content of its block, from which it starts."""
    for key, one in declarations(Strategy).items():
        block = strategy.get(key)
        inner = declarations(one.kind.page) if one.kind.name == "page" and one.kind.page else {}
        if "variants" not in inner or not isinstance(block, dict) or not isinstance(block.get("variants"), dict):
            continue
        content = block.get("content")
        start = merged(as_written(inner["content"].default), content if isinstance(content, Mapping) else {})
        block = strategy[key] = dict(block)
        block["variants"] = {
            name: merged(start, {} if own is None else own) if own is None or isinstance(own, Mapping) else own
            for name, own in block["variants"].items()
        }


STRATEGY_NAME = re.compile(r"[^\W_][\w +-]{0,59}")


def _strategy_problem(name: str, own: Any) -> tuple[str, str, object, str] | None:
    """What is wrong with a strategy as such: its name, or that it says nothing."""
    if not STRATEGY_NAME.fullmatch(name):
        constraint = "letters, digits, blanks, - + and _, at most 60 of them, a letter or digit first"
        return "the name of a strategy", constraint, name, "Choose a plain name, such as grid_5"
    if not isinstance(own, dict):
        return (
            name,
            "a block of keys",
            own,
            "Write {} for the preset of that name, or its keys (preset, account, advertising, kol, points) below it",
        )
    blocks = [key for key, value in own.items() if value is not None and key != "preset"]
    if name == "nothing" and own.get("preset") not in (None, "nothing"):
        constraint = "left as it is: the run without a campaign that all are measured against"
        return name, constraint, Said(f"preset: {own['preset']}"), "Give the strategy another name"
    if name == "nothing" and blocks:
        constraint = "left without blocks: it is the run without a campaign that all are measured against"
        return name, constraint, Said(", ".join(blocks)), "Give the strategy another name"
    if not blocks and own.get("preset") is None and name not in _preset_pages():
        known = ", ".join(_preset_pages())
        advice = (
            f"Say `preset: NAME` ({known}) or give it an account, advertising, kol, points or"
            f" activities{nearest(name, _preset_pages())}"
        )
        return name, "a preset, or at least one block", Said("neither"), advice
    return None


# Validation by the pages


def _validated(
    full: dict[str, Any], currency: str, source: Source, above: Mapping[Key, str], problems: list[str]
) -> tuple[Scenario, list[Key]]:
    """The scenario of what the pages accept, and the places of what they refused (which became problems)."""
    tree = copy.deepcopy(full)
    bad: list[Key] = []
    for _ in range(1000):
        try:
            return Scenario.model_validate(tree, context={"currency": currency}), bad
        except ValidationError as error:
            for one in error.errors(include_url=False):
                key, text = _translated(one, tree, source, above)
                problems.append(text)
                bad.append(key)
                _remove(tree, key)
    raise ScenarioError(source.in_order(problems))


def _translated(error: Any, tree: Mapping[str, Any], source: Source, above: Mapping[Key, str]) -> tuple[Key, str]:
    """The place of one refused value, and the sentence about it."""
    key: Key = tuple(error["loc"])
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, BadQuantity):
        got = check.lookup(tree, key + cause.at, error["input"])
        if isinstance(got, dict):
            got = Said(f"a block ({', '.join(map(str, list(got)[:3]))})")
        last = key[-1] if not cause.at else f"item {int(cause.at[0]) + 1} of {key[-1]}"
        return key, problem(source.where(key + cause.at, above), str(last), cause.constraint, got, cause.advice)
    if error["type"] == "extra_forbidden":
        return key, _unknown_key(key, source, above)
    return key, problem(
        source.where(key, above),
        str(key[-1] if key else "the scenario"),
        "a value that fits",
        error["input"],
        error["msg"],
    )


def _unknown_key(key: Key, source: Source, above: Mapping[Key, str]) -> str:
    page = page_at(key[:-1])
    known = declarations(page)
    holder = dotted(key[:-1]) or "the scenario"
    hint = _elsewhere(str(key[-1]), known).lstrip("; ")
    if re.match("[0-9]{3}(?![0-9])", str(key[-1])):  # {total: 100,000 CNY}
        hint = "in braces a comma divides keys: write the number without commas, or put it in quotes"
    elif str(key[-1]).lower() == "currency":
        hint = (
            "the currency stands with every amount, and that of budget.total counts, such as 20k EUR; gridsim new"
            " --currency EUR writes them all"
        )
    return problem(source.where(key, above), "a key", f"a key of {holder}", str(key[-1]), hint[:1].upper() + hint[1:])


def _elsewhere(name: str, known: Mapping[str, Any]) -> str:
    """ "; did you mean X?", or where the key is at home, or which keys there are."""
    close = nearest(name, known)
    if close:
        return close
    homes = [path for path in all_paths() if path.rsplit(".", 1)[-1] == name]
    if homes:
        return f"; it is a key of {', '.join(path.rpartition('.')[0] or 'the scenario' for path in homes[:3])}"
    return f"; its keys are {', '.join(known)}"


@functools.cache
def all_paths() -> tuple[str, ...]:
    """Every path that a scenario can have, with NAME for the name of a strategy."""
    found: list[str] = []

    def walk(page: type[Page], prefix: str) -> None:
        for name, one in declarations(page).items():
            found.append(prefix + name)
            if one.kind.page:
                walk(one.kind.page, f"{prefix}{name}.NAME." if one.kind.name == "pages" else f"{prefix}{name}.")

    walk(Scenario, "")
    return tuple(found)


def page_at(key: Key) -> type[Page]:
    """The page class that holds the keys below a place."""
    page: type[Page] = Scenario
    in_pages = False
    for part in key:
        if in_pages:
            in_pages = False
            continue
        kind = declarations(page)[str(part)].kind
        page, in_pages = kind.page or page, kind.name == "pages"
    return page


def _remove(tree: Any, key: Key) -> None:
    """Take out the value at a place, or whatever holds it if it cannot be taken out alone."""
    for place, part in enumerate(key):
        if not isinstance(tree, dict) or part not in tree:
            return
        if place == len(key) - 1 or not isinstance(tree[part], dict):
            del tree[part]
            return
        tree = tree[part]
