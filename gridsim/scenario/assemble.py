"""A checked scenario of what was given; every problem of the input at once.

Three layers lie over each other: the defaults of the pages and presets, what the file says, and the overrides
(`--set`, `replace`). The result is validated by the pages (kinds, ranges, unknown keys), then checked as a whole
(`check.py`). A value that is refused is taken out before going on, so one mistake does not hide another.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from gridsim.currencies import CURRENCY
from gridsim.errors import Said, ScenarioError, problem
from gridsim.scenario import check
from gridsim.scenario.declare import declarations
from gridsim.scenario.findings import Origin
from gridsim.scenario.layers import with_presets
from gridsim.scenario.overrides import drop_moot, lay_over
from gridsim.scenario.paths import elsewhere, page_at
from gridsim.scenario.places import Key, dotted, lookup, related, remove
from gridsim.scenario.quantities import BadQuantity, currency_of
from gridsim.scenario.run import Top
from gridsim.scenario.source import Source

S = TypeVar("S", bound=Top)


def assembled(
    made: type[S],
    source: Source,
    overrides: Mapping[str, Any],
    label: str | Mapping[str, str] = "--set",
    check_files: bool = True,
) -> S:
    """Return the scenario (of the class `made`) of values that were read, with overrides laid over them; raise all
    problems.

    `label` says where the overrides were given, all of them or each by its path.
    """
    problems = list(source.problems)
    given = copy.deepcopy(source.tree)
    above = lay_over(given, overrides, label, problems)
    drop_moot(given, above)
    origin = Origin(given, _currency(given), source.base_dir, source.name, check_files)
    full = with_presets(given, source, above, problems)
    scenario, bad = _validated(made, full, origin.currency, source, above, problems)
    scenario._origin = origin
    for finding in check.findings(scenario, origin, full):
        places = (finding.key, *finding.also)
        if not any(related(key, refused) for key in places for refused in bad):
            # Of places that do not go together the one is to blame that was laid over the others.
            blamed = next((key for key in places if any(key[: len(over)] == over for over in above)), finding.key)
            where = source.where(blamed, above)
            problems.append(problem(where, finding.what, finding.constraint, finding.got, finding.advice))
    if problems:
        raise ScenarioError(source.in_order(problems))
    return scenario


def _currency(tree: Mapping[str, Any]) -> str:
    """The currency of the scenario: the one that budget.total names."""
    budget = tree.get("budget")
    total = budget.get("total") if isinstance(budget, Mapping) else None
    return currency_of(total) or CURRENCY


def _validated(
    made: type[S], full: dict[str, Any], currency: str, source: Source, above: Mapping[Key, str], problems: list[str]
) -> tuple[S, list[Key]]:
    """The scenario of what the pages accept, and the places of what they refused (which became problems)."""
    tree = copy.deepcopy(full)
    bad: list[Key] = []
    for _ in range(1000):
        try:
            return made.model_validate(tree, context={"currency": currency}), bad
        except ValidationError as error:
            for one in error.errors(include_url=False):
                key, text = _translated(one, tree, source, above)
                problems.append(text)
                bad.append(key)
                remove(tree, key)
    raise ScenarioError(source.in_order(problems))


def _translated(error: Any, tree: Mapping[str, Any], source: Source, above: Mapping[Key, str]) -> tuple[Key, str]:
    """The place of one refused value, and the sentence about it."""
    key: Key = tuple(error["loc"])
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, BadQuantity):
        got = lookup(tree, key + cause.at, error["input"])
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
    hint = elsewhere(str(key[-1]), known).lstrip("; ")
    if re.match("[0-9]{3}(?![0-9])", str(key[-1])):  # {total: 100,000 CNY}
        hint = "in braces a comma divides keys: write the number without commas, or put it in quotes"
    elif str(key[-1]).lower() == "currency":
        hint = (
            "the currency stands with every amount, and that of budget.total counts, such as 20k EUR; gridsim new"
            " --currency EUR writes them all"
        )
    return problem(source.where(key, above), "a key", f"a key of {holder}", str(key[-1]), hint[:1].upper() + hint[1:])
