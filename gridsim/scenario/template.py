"""The text that `gridsim new` writes: a short commented scenario to start from."""

from __future__ import annotations

import re
import shutil
from collections.abc import Container, Iterator
from pathlib import Path

from gridsim.currencies import CURRENCY, decimals
from gridsim.errors import ScenarioError, problem
from gridsim.scenario import demo_path
from gridsim.scenario.check_money import money_in_use
from gridsim.scenario.declare import Page, declarations
from gridsim.scenario.kinds import Tier, up_to
from gridsim.scenario.load import load_scenario
from gridsim.scenario.places import Key
from gridsim.scenario.quantities import money_text
from gridsim.scenario.reading import nearest
from gridsim.scenario.source import read_source
from gridsim.scenario.strategy import BESIDE
from gridsim.scenario.unused import moot
from gridsim.scenario.written import plainly, shown

HEAD = """\
# A gridsim scenario: who the people are, what is sold, and the strategies to compare.
# Check it:  gridsim check THIS_FILE          Run it:  gridsim compare THIS_FILE
# Keys that are not here have their defaults: `gridsim new --tier usual` writes more of them, `gridsim schema --markdown`
# lists all with range, meaning and source.
# Say behind each figure where it comes from: what nobody has measured is assumed, and decides the verdict all the same.
# about: Without the mark in front, one or two sentences of your own stand at the head of the report.

"""

STRATEGIES = f"""
# The strategies to compare, on the same people with the same luck; `nothing` (no campaign) always runs beside them.
# Shipped are {", ".join(BESIDE)}; another name says which it starts from: `mine: {{preset: grid}}`.
strategies:
"""

FIRST = ("official", "grid")
"""The strategies of a new scenario."""
AT_HOME = {
    ("name",): "My scenario",
    ("about",): None,
    ("people", "roles", "consumer", "count"): None,  # consumers are the rest
}
"""What a new scenario says instead of a default; None: nothing."""


def shipped() -> dict[str, Path]:
    """Return the shipped scenarios by name, that of the demo first.

    Examples
    --------
    >>> list(shipped())[:3]
    ['fresh_food', 'bad_product', 'beverage']
    """
    demo = demo_path()
    paths = [demo, *(path for path in sorted(demo.parent.glob("*.yaml")) if path != demo)]
    return {path.stem: path for path in paths}


def choices() -> dict[str, str]:
    """Return what `gridsim new --preset` knows, each with a line: the strategies of which every key is written out,
    then the shipped scenarios."""
    strategies = {name: f"the strategy {name} with every key, its default, range and meaning" for name in BESIDE}
    first_lines = {
        name: path.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ") for name, path in shipped().items()
    }
    return strategies | first_lines


def copy_files(preset: str | None, folder: Path) -> list[Path]:
    """Copy the files that a shipped scenario reads beside its copy and return them; those that are there already are
    left alone."""
    if preset not in shipped():
        return []
    source = shipped()[preset]
    named = re.findall(r"^\s*file:\s*([^\s#]+)", source.read_text(encoding="utf-8"), re.MULTILINE)
    made = [folder / name for name in named if (source.parent / name).is_file() and not (folder / name).exists()]
    for path in made:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source.parent / path.relative_to(folder), path)
    return made


def template(preset: str | None = None, currency: str = CURRENCY, tier: str | None = None) -> str:
    """Return the text of a new scenario file.

    Parameters
    ----------
    preset : str, optional
        Without it, a short scenario that compares `official` and `grid`. The name of a shipped strategy: the same
        with every key of that strategy written out with its default, range and meaning.
        The name of a shipped scenario: its text, every line with its source; its `about` becomes a comment.
    currency : str
        Three letters. In another than that of the defaults every amount is written out, in numbers that are to be
        replaced.
    tier : str, optional
        Which keys are written: "essential", "usual" (these and the essential ones) or "expert" (all). Without it the
        essential ones, and all of the strategy that `preset` names.

    Returns
    -------
    str
        YAML that `load_scenario` reads.

    Raises
    ------
    ScenarioError
        If there is no such preset or tier, or a shipped scenario is asked for in another currency than its own.

    Examples
    --------
    >>> "commission: [10%, 2%]" in template()
    True
    """
    known = choices()
    if preset is not None and preset not in known:
        raise ScenarioError(
            problem(
                "--preset",
                "the preset",
                "one of " + ", ".join(known),
                preset,
                "Choose one of these" + nearest(preset, list(known)),
            )
        )
    if not re.fullmatch("[A-Z]{3}", currency):
        raise ScenarioError(
            problem("--currency", "the currency", "three capital letters", currency, "Write a code such as USD")
        )
    if preset in shipped():
        if currency != CURRENCY:
            advice = (
                f"Leave --currency out, or start from a strategy: the figures of {preset} have their sources in"
                f" {CURRENCY}"
            )
            raise ScenarioError(problem("--currency", "the currency of a shipped scenario", CURRENCY, currency, advice))
        text = shipped()[preset].read_text(encoding="utf-8")
        return re.sub(
            r"^about: (.*)$",
            r"# about: \1  # of the shipped scenario: write your own",
            text,
            count=1,
            flags=re.MULTILINE,
        )
    names = FIRST if preset is None else tuple(dict.fromkeys(("official", preset)))
    full = load_scenario({"strategies": {name: {} for name in names}})
    unused = moot(full.resolved()) | AT_HOME.keys()
    lines = [f"{key}: {value}" for (key, *_), value in AT_HOME.items() if value]
    lines += _lines(full, "", up_to(tier or "essential"), unused)
    text = HEAD + "\n".join(lines) + "\n" + STRATEGIES
    for name in names:
        all_of_it = "expert" if name == preset else "essential"
        own = list(_lines(full.strategies[name], "    ", up_to(tier or all_of_it), unused, ("strategies", name)))
        text += "\n".join([f"  {name}:", *own]) + "\n"
    return text if currency == CURRENCY else _in_currency(text, currency)


def _in_currency(text: str, currency: str) -> str:
    """The text with every amount that counts written out, in another currency: the numbers stay those of the
    defaults."""
    scenario = load_scenario(text)
    text = re.sub(r"^(  \w+): \{\}(?= *(?:#|$))", r"\1:", text, flags=re.MULTILINE)
    source = read_source(text)
    idle = moot(source.tree)
    missing = {
        key: cents for key, cents in money_in_use(scenario) if cents and key not in source.lines and key not in idle
    }
    lines = []
    for line in text.rstrip("\n").split("\n"):
        value, mark, note = line.partition("#")
        value = re.sub(rf"[\d.]+ {CURRENCY}", lambda amount: _same_number(amount[0], currency), value)
        lines.append(value.replace(CURRENCY, currency) + mark + note)
    added: dict[int, list[str]] = {}
    written_: set[tuple] = set()
    for key, cents in missing.items():
        depth = next(n for n in range(len(key) - 1, -1, -1) if n == 0 or key[:n] in source.lines)
        at = source.lines[key[:depth]] if depth else len(lines)
        for n in range(depth + 1, len(key)):
            if key[:n] not in written_:
                added.setdefault(at, []).append("  " * (n - 1) + f"{key[n - 1]}:")
                written_.add(key[:n])
        added.setdefault(at, []).append(
            "  " * (len(key) - 1) + f"{key[-1]}: {_same_number(money_text(cents), currency)}"
        )
    body = [text for number, line in enumerate(lines, 1) for text in (line, *added.get(number, ()))]
    said = (
        f"# Amounts: the numbers are those of the defaults in {CURRENCY}. Replace each by your own in {currency};"
        " nothing was converted."
    )
    return "\n".join([said, *body]) + "\n"


def _same_number(amount: str, currency: str) -> str:
    """The number of an amount in another currency: whole where that has no decimals, and then not nothing.

    Examples
    --------
    >>> _same_number("0.03 CNY", "USD"), _same_number("0.03 CNY", "JPY"), _same_number("500.00 CNY", "KWD")
    ('0.03 USD', '1 JPY', '500 KWD')
    """
    number = float(amount.split()[0])
    if number.is_integer() or not decimals(currency):
        return f"{max(round(number), 1 if number else 0)} {currency}"
    return f"{number:.{max(decimals(currency), 2)}f} {currency}"


def _lines(page: Page, indent: str, tiers: tuple[Tier, ...], unused: Container[Key], at: Key = ()) -> Iterator[str]:
    """The keys of a page up to a tier, each with its value, range and meaning; those that count for nothing aside."""
    for key, one in declarations(type(page)).items():
        value, here, said = getattr(page, key), (*at, key), one.declared
        if isinstance(value, Page):
            inside = list(_lines(value, indent + "  ", tiers, unused, here))
            if inside:
                yield f"{indent}{key}:".ljust(WIDTH) + f" # {said.meaning}"
                yield from inside
        elif one.kind.page is None and said.tier in tiers and key != "preset" and here not in unused:
            usual = "; usually {} to {}".format(*map(plainly, said.typical)) if said.typical else ""
            unit = " days" if one.kind.name == "days" and said.unit == "days" else ""
            text = "null" if value is None else shown(value, one) + unit
            yield f"{indent}{key}: {text}".ljust(WIDTH) + f" # {said.meaning}{usual}"


WIDTH = 39
"""Columns before the comments."""
