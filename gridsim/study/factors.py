"""The factors of an experiment, as its file writes them: levels, laws, keys alone, patterns of keys, `assumed`.

budget.total: [25k CNY, 100k CNY]                          # levels
people.need_interval: {log_uniform: [7, 60]}               # a law (`laws` tells them)
people.circle_size: uniform                                # a law over the declared typical range
network.moments.mean_friends:                              # a key alone: its typical range, as often below today's value as above
people.roles.*.credibility:                                # every key of the pattern that has a typical range
assumed:                                                   # every guess: see `guesses`
people.roles.employee.count: {with: budget.total, levels: [15, 60]}    # moves with another factor
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from math import prod
from typing import Any

from gridsim.errors import Said, ScenarioError, problem
from gridsim.scenario.quantities import BadQuantity
from gridsim.scenario.reading import bound, read
from gridsim.study.axes import Axis, Member
from gridsim.study.guesses import guesses, together
from gridsim.study.laws import HALVES, LAWS, Law, kind_in, law_of
from gridsim.study.levels import held_at, text_of

ASSUMED = "assumed"
"""The factor that stands for every guess."""
NO_FACTORS = ("about", "name", "replicates", "seed", "world")
"""Keys of a scenario that cannot be factors: replicates, random draws, texts."""
NUMBERS = ("money", "share", "days", "heads", "int", "float")
"""Kinds of keys that have laws."""
QUARTER = 4.0
"""The standard deviation of a normal law over a typical range is this part of its width."""

Where = Callable[[str], str]


def forms_of(given: Any, where: str) -> tuple[dict[str, Any], list[str]]:
    """Return the factors by key as they are written, and the problem of a block that is none; a key or a list of keys
    are keys alone.

    Examples
    --------
    >>> forms_of("assumed", "a.yaml:3")
    ({'assumed': None}, [])
    """
    if isinstance(given, str) and given.strip():
        given = [given]
    if isinstance(given, list) and given and all(isinstance(one, str) for one in given):
        return dict.fromkeys(given), []
    if isinstance(given, Mapping) and given:
        return {str(path): form for path, form in given.items()}, []
    advice = "Write for example `budget.total: [25k CNY, 100k CNY]` below `factors:`"
    return {}, [problem(where, "factors", "a block of scenario keys with lists of levels or laws", given, advice)]


def read_factors(
    forms: Mapping[str, Any], where: Where, base: Callable[[], Any], strategies: Sequence[str], problems: list[str]
) -> tuple[Axis, ...]:
    """Return the axes of the factors; what is wrong with them becomes problems.

    Parameters
    ----------
    forms : mapping
        As `forms_of` returns them.
    where : callable (key) -> str
        Where a factor is written.
    base : callable () -> Scenario or None
        The scenario that the factors vary; asked only where a factor needs to know it, and None where it is bad.
    strategies : sequence of str
        Whose guesses `assumed` means.
    problems : list of str
    """
    axes: dict[str, Axis] = {}
    linked: dict[str, tuple[str, Axis]] = {}
    scenario: Any = None
    taken: set[str] = set()
    for path, form in forms.items():
        wrong = _wrong_form(where(path), path, form)
        if wrong:
            problems.append(wrong)
            continue
        if isinstance(form, list):
            axes[path] = Axis(path, (Member(path, tuple(form)),))
            continue
        scenario = scenario or base()
        if scenario is None:  # and why is among the problems
            continue
        found = list(_axes(path, form, scenario, strategies, where(path), problems))
        if isinstance(form, Mapping) and "with" in form:
            linked[path] = (str(form["with"]), found[0]) if found else ("", Axis(path, ()))
            continue
        for axis in found:  # a key of its own is no part of a pattern, and of two patterns the first has it
            own = tuple(
                one for one in axis.members if one.path == path or one.path not in forms and one.path not in taken
            )
            if own:
                axes[axis.label] = Axis(axis.label, own)
                taken |= {one.path for one in own}
    return () if problems else _joined(axes, linked, where, problems)


def _wrong_form(where: str, path: str, form: Any) -> str:
    """What is wrong with how a factor is written; empty where nothing is."""
    if path.split(".")[0] in NO_FACTORS:
        advice = "Set the seed and the replicates of the experiment itself"
        return problem(where, "a factor", "a key that changes the model", path, advice)
    if isinstance(form, Mapping):
        return _wrong_block(where, form)
    if form is None or isinstance(form, str) and form in LAWS:
        return ""
    if isinstance(form, str):
        advice = f"Write one of {', '.join(LAWS)}, or the levels in brackets: [0.5, 1, 2]"
        return problem(where, "a factor", "a list of values or a law", form, advice)
    return _wrong_levels(where, form)


def _wrong_levels(where: str, levels: Any) -> str:
    if not isinstance(levels, list) or not levels or any(isinstance(level, dict) for level in levels):
        advice = "Write the levels in brackets: [0.5, 1, 2]"
        return problem(where, "the levels of a factor", "a list of values", levels, advice)
    if len({text_of(level) for level in levels}) < len(levels):
        return problem(where, "the levels of a factor", "all different", levels, "Leave out the doubled one")
    return ""


def _wrong_block(where: str, form: Mapping[str, Any]) -> str:
    law, others = kind_in(form), [key for key in form if key not in LAWS and key not in ("with", "levels")]
    several = law is None and any(key in LAWS for key in form) or law is not None and "levels" in form
    if others or several or not form:
        advice = f"Write one law such as {{uniform: [1, 2]}} (of {', '.join(LAWS)}), or {{with: KEY, levels: [1, 2]}}"
        return problem(where, "a factor", "a list of values or a law", dict(form), advice)
    if "levels" in form:
        return _wrong_levels(where, form["levels"])
    numbers = form.get(law) if law else None
    if law and (not isinstance(numbers, list) or any(isinstance(one, (bool, list, dict)) for one in numbers)):
        must = f"{' or '.join(map(str, LAWS[law]))} values in brackets"
        return problem(where, f"the law {law}", must, numbers, "Write for example {uniform: [1, 2]}")
    return ""


def _axes(
    path: str, form: Any, scenario: Any, strategies: Sequence[str], where: str, problems: list[str]
) -> Sequence[Axis]:
    """The axes of a factor that is no plain list of levels."""
    if isinstance(form, Mapping) and "levels" in form:
        return [Axis(path, (Member(path, tuple(form["levels"])),))]
    infos = {info.path: info for info in scenario.parameters()}
    if path == ASSUMED:
        groups = guesses(scenario, strategies)
    elif any(mark in path for mark in "*?["):
        met = [info for info in infos.values() if fnmatchcase(info.path, path) and info.typical is not None]
        groups = together([info for info in met if info.path.split(".")[0] not in NO_FACTORS])
        if not groups:
            advice = f"Correct the pattern{_near(path, infos)}"
            problems.append(
                problem(where, "a pattern of keys", "one that meets keys with typical ranges", path, advice)
            )
    elif path in infos:
        groups = {path: [path]}
    else:
        advice = f"Name a key that counts in this scenario{_near(path, infos)}"
        problems.append(problem(where, "a factor", "a parameter of the scenario", path, advice))
        return []
    found = []
    for label, paths in groups.items():
        members = [_member(infos[one], form, scenario, where, problems) for one in paths]
        found.append(Axis(label, tuple(one for one in members if one is not None)))
    return [axis for axis in found if axis.members]


def _near(path: str, known: Mapping[str, Any]) -> str:
    close = get_close_matches(path, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def declared_member(info: Any, scenario: Any, problems: list[str]) -> Member | None:
    """Return a key alone as a part of an axis: along its declared typical range."""
    return _member(info, None, scenario, info.path, problems)


def _member(info: Any, form: Any, scenario: Any, where: str, problems: list[str]) -> Member | None:
    """A key with its law; None, and a problem, where it can have none."""
    one = held_at(scenario, info.path)[1]
    kind = one.kind.name
    if kind not in NUMBERS:
        advice = "Write its levels in brackets"
        problems.append(problem(where, "a factor with a law", "a number", f"{info.path} ({kind})", advice))
        return None
    name = (kind_in(form) if isinstance(form, Mapping) else form) or HALVES
    given = form.get(name) if isinstance(form, Mapping) else None
    if given is None and info.typical is None:
        advice = "Write its law: {uniform: [LOW, HIGH]}"
        problems.append(problem(where, "a key alone", "one with a typical range", info.path, advice))
        return None
    before = len(problems)
    numbers = [_number(value, place, name, one, scenario, where, problems)
               for place, value in enumerate(given if given is not None else info.typical)]  # fmt: skip
    if len(problems) > before:
        return None
    shares = {written for _, written in numbers}
    if len(shares) > 1:
        must = "all head counts, or all shares of people"
        problems.append(problem(where, f"the law of {info.path}", must, given, "Write 0.1% or 20 throughout"))
        return None
    values = [value for value, _ in numbers]
    if given is None:
        values = _declared(name, values, _now(info.value, one, scenario))
    try:
        law = law_of(name, values, _ends(one, scenario))
    except ValueError as error:
        advice = "Write for example {uniform: [1, 2]}"
        problems.append(problem(where, f"the law {name}", str(error), given or list(info.typical), advice))
        return None
    written = shares.pop()
    if kind == "days" and not _takes_fractions(info.path, law, scenario):
        written = "int"
    return Member(info.path, (), law, written, scenario.currency)


def _takes_fractions(path: str, law: Law, scenario: Any) -> bool:
    """Whether a key takes a part of a day; some are looked at once a day."""
    try:
        scenario.replace({path: float(f"{law.at(0.437):.6g}") + 0.0625})
    except ScenarioError:
        return False
    return True


def _number(
    value: Any, place: int, law: str, one: Any, scenario: Any, where: str, problems: list[str]
) -> tuple[float, str]:
    """A number of a law as the scenario holds it, and how such numbers are written; outside the declared range, a
    problem."""
    kind = one.kind.name
    try:
        if law == "normal" and place == 1:  # a standard deviation lies in no range
            held = bound(value, one.kind, scenario.currency)
            if isinstance(held, str):
                raise BadQuantity("a number", "Write a number such as 0.5")
        else:
            held = read(value, one.kind, one.declared, scenario.currency)
    except (BadQuantity, ValueError, TypeError) as bad:
        must, advice = getattr(bad, "constraint", "a number"), getattr(bad, "advice", "Write a number such as 0.5")
        problems.append(problem(where, f"each value of the law {law}", must, value, advice))
        return 0.0, ""
    if kind == "heads" and isinstance(held, str):
        return float(held[:-1]) / 100, "share of people"
    written = {"money": "money", "int": "int", "heads": "int"}.get(kind, "")
    return float(held), written


def _now(value: Any, one: Any, scenario: Any) -> float | None:
    """The number that the scenario has now."""
    if value is None:
        return None
    held = read(value, one.kind, one.declared, scenario.currency)
    return float(held[:-1]) / 100 if isinstance(held, str) else float(held)


def _declared(law: str, ends: Sequence[float], now: float | None) -> list[float]:
    """The numbers of a law over a typical range, about the value that the scenario has."""
    low, high = ends
    middle = low if now is None else min(max(now, low), high)
    if law == "normal":
        return [middle, (high - low) / QUARTER, low, high]
    return [low, middle, high] if LAWS[law] == (3,) else [low, high]


def _ends(one: Any, scenario: Any) -> tuple[float | None, float | None]:
    """The ends of the declared range, where a normal law is cut off; just inside those that are excluded."""
    said = one.declared
    found: list[float | None] = []
    for included, excluded, sign in ((said.ge, said.gt, 1), (said.le, said.lt, -1)):
        end = included if included is not None else excluded
        if end is None:
            found.append(None)
            continue
        value = bound(end, one.kind, scenario.currency)
        found.append(None if isinstance(value, str) else float(value) + (sign * 1e-9 if included is None else 0.0))
    return found[0], found[1]


def _joined(
    axes: Mapping[str, Axis], linked: Mapping[str, tuple[str, Axis]], where: Where, problems: list[str]
) -> tuple[Axis, ...]:
    """The axes, each with the factors that move with it."""
    found = dict(axes)
    for path, (other, axis) in linked.items():
        host = next((label for label, one in found.items() if label == other or one.members[0].path == other), None)
        if host is None:
            advice = f"Name one of {', '.join(axes) or 'the factors'}"
            problems.append(problem(where(path), "the factor that it moves with", "a factor of its own", other, advice))
        elif found[host].n_levels != axis.n_levels:
            told = Said(f"{axis.n_levels or 'a law'} beside {found[host].n_levels or 'a law'}")
            advice = "Give both a law, or both as many levels"
            problems.append(problem(where(path), "the levels of linked factors", "equally many", told, advice))
        else:
            found[host] = Axis(host, (*found[host].members, *axis.members))
    return tuple(found.values())


def n_combinations(axes: Sequence[Axis]) -> int:
    """How many points a full design of these axes has."""
    return prod(axis.n_levels for axis in axes)
