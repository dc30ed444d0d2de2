"""What the report's verdict stands on: assumptions, limits, checks, and how to make it again."""

from __future__ import annotations

import re
import shlex
from fnmatch import fnmatchcase
from typing import Any, cast

from gridsim import formats
from gridsim.charts.figures import whole_name
from gridsim.charts.page import currency, replicates, scenario_hash, version
from gridsim.charts.studies import factor_labels, factors, level_text, with_lead
from gridsim.charts.written import as_written
from gridsim.currencies import shortened
from gridsim.distribution import NAME
from gridsim.formats import percent, signed
from gridsim.report.elements import Markup, folded, join, table, tag
from gridsim.results.store import Stored, StoredStudy
from gridsim.terms import NOTHING

LIMITS = (
    (
        "The figures marked as assumed are not measured anywhere. They decide the verdict: "
        "`gridsim why` says which could turn it, one at a time; `gridsim robust` draws them all at once."
    ),
    (
        "The intervals hold the luck of the draw and, where people are new in every replicate, the choice of people. "
        "They do not hold the uncertainty of the assumptions, which can be far larger."
    ),
    (
        "Only what happens within the horizon counts. Customers and habits that a campaign leaves behind are worth"
        " something later; that is not in the verdict."
    ),
    (
        "Only those platforms and entrances are played that the scenario names: friends' moments and the micro-blog"
        " always, group chats, shops, e-mail, paid search and mass media where it says so."
    ),
    (
        "Rivals fill the feeds and take needs that the brand misses, but they do not answer a campaign: no price war,"
        " no copied idea."
    ),
    (
        "List prices stay as they are, and so do people's interests, attention and price limits; trust, awareness,"
        " fatigue and purchases change."
    ),
    (
        "The time that points give (employees, distributors, buyers who sell) is priced by what an hour of their role is"
        " worth. What neither pay nor commission covers is taken off the verdict, though nobody sends a bill for it; the"
        " gain without it stands beside. The minutes of a post, a chat and a sale are assumed."
    ),
    (
        "What a mechanism or a channel brings is what is missing without it. Mechanisms work together, so these effects"
        " do not add up to the whole."
    ),
    (
        "A strategy is carried out as written; only where it has a review does anybody look at the results on the way"
        " and move the budget."
    ),
    (
        "People are drawn from distributions or from the files given. They are no forecast of any single person, "
        "and a post that goes far cannot be ordered."
    ),
)
"""What the model leaves out, in plain words."""

FIRST = (
    "market.buying.trust_effect",
    "market.buying.seller_effect",
    "response.reaction.open_chance",
    "response.reaction.click_chance",
    "response.reaction.close_tie_effect",
    "response.memory.mind_effect",
    "response.memory.weight_*",
    "strategies.*.points.management_cost",
    "strategies.*.points.tie_quality",
)
"""The assumed parameters to doubt first: trust, chances of reaction, attention, ties, what supervision costs."""

MOST_FIRST = 18
"""Assumptions that are open and printed; the others are folded."""

MOST_SETTINGS = 20
"""Settings of a study whose rows are open and printed; the others are folded."""

_HEAD = ("parameter", "value", "typical range", "meaning")


def assumptions(stored: Stored) -> Markup:
    """Return the assumed parameters with value and typical range, the decisive ones first, those that the scenario
    sets, and the facts of a case that it leaves at their defaults."""
    known = _merged(stored.scenario.parameters())
    assumed = [row for row in known if row["info"].assumed and (row["info"].value is not None or row["info"].typical)]
    first = [row for row in assumed if any(fnmatchcase(row["path"], pattern) for pattern in FIRST)][:MOST_FIRST]
    rest = [row for row in assumed if row not in first]
    others = [row for row in known if not row["info"].assumed]
    changed = [row for row in others if row["info"].changed]
    case = [row for row in others if not row["info"].changed and row["info"].source.startswith("scenario")]
    case = [row for row in case if row["info"].typical and row["info"].value is not None]
    parts = [
        tag("h2", "Assumptions: these decide the verdict"),
        tag(
            "p",
            f"For {len(assumed)} parameters nothing is published, so their values are assumptions, gridsim's own or the"
            " scenario's (marked ",
            tag("span", "set", class_="set"),
            "). The verdict holds for these values. ",
            tag("code", "gridsim why"),
            " plays it at both ends of their ranges; where you doubt one, set it yourself (",
            tag("code", "--set NAME=VALUE"),
            ").",
        ),
        _shown(stored),
        table("Doubt these first", _HEAD, [_parameter(row) for row in first], (0, 1, 2, 3)) if first else "",
        _folded(f"The other {len(rest)} assumed parameters", "Assumed parameters", rest),
        _folded(
            f"{len(changed)} parameters with a source that the scenario sets itself", "Set by the scenario", changed
        ),
        _folded(
            f"{len(case)} facts of a case (prices, costs, heads, plans) that stand at gridsim's defaults: set yours",
            "Facts of the case at their defaults",
            case,
        ),
    ]
    return join(parts, "\n")


SHOWN = {
    "moments": "friends",
    "micro_blog": "followers",
    "groups": "the members of a chat",
    "place": "people at a place",
}
"""Whose feed a platform is."""


def _shown(stored: Stored) -> Markup:
    """Return the first assumption of all: of an audience, who is shown a post."""
    shares = stored.summary.get("shown_shares") or {}
    if not shares:
        return Markup("")
    parts = [f"{percent(share)} of {SHOWN[name]}" for name, share in shares.items() if share]
    return tag(
        "p",
        f"A post is shown to {formats.listed(parts)} (on average over ties, before the brand itself fills the feeds)."
        " Published: 35 % of friends, 1.3 to 8.3 % of followers; other platforms and years. The ratio of the two decides"
        " most between an account and a grid; visits, depth and rival posts make it, and you can set them.",
    )


def _folded(summary: str, caption: str, rows: list[dict[str, Any]]) -> Markup:
    if not rows:
        return Markup("")
    return folded(summary, table(caption, _HEAD, [_parameter(row) for row in rows], (0, 1, 2, 3)))


def _merged(parameters: list[Any]) -> list[dict[str, Any]]:
    """Return the parameters, those that several strategies hold with one value as one row."""
    rows: dict[tuple[str, str, bool], dict[str, Any]] = {}
    for info in parameters:
        path, parts = info.path, info.path.split(".")
        names: list[str] = []
        if parts[0] == "strategies" and len(parts) > 2:
            names, path = [parts[1]], ".".join(["strategies", "*", *parts[2:]])
        row = rows.setdefault((path, repr(info.value), info.changed), {"info": info, "path": path, "names": []})
        row["names"] += names
    return list(rows.values())


def _parameter(row: dict[str, Any]) -> list[object]:
    """Return the cells of one parameter: name (and strategies), value, typical range, meaning and what the source adds
    to "assumed"."""
    info, names = row["info"], row["names"]
    path = row["path"] if len(names) > 1 else info.path
    breakable = join(formats.plain(path, 120).split("."), Markup(".<wbr>"))
    where = join(
        [tag("code", breakable), tag("small", formats.plain(formats.listed(names), 200)) if len(names) > 1 else ""]
    )
    value = join([_measure(info.value, info.unit), tag("span", " set", class_="set") if info.changed else ""])
    typical = f"{_value(info.typical[0], info.unit)} to {_value(info.typical[1], info.unit)}" if info.typical else "–"
    source = formats.plain(info.source, 300).removeprefix("assumed").lstrip("; ,")
    meaning = join(
        [formats.sentence(formats.plain(info.meaning, 400)), tag("small", formats.sentence(source)) if source else ""]
    )
    return [where, value, typical, meaning]


def _measure(value: object, unit: str | None) -> str:
    """Return a value with its unit.

    Examples
    --------
    >>> pairs = ((0.25, "chance"), ("5%", "people"), ("2.00 CNY", "CNY/day"), (30, "days"), (1, "days"))
    >>> [_measure(value, unit).replace(formats.SPACE, " ") for value, unit in pairs]
    ['25 %', '5 % of people', '2 CNY/day', '30 days', '1 day']
    """
    shown, unit = _value(value, unit), unit or ""
    if value is None or unit in ("", "share", "chance", "times", "topic", "share of paid"):
        return shown
    if isinstance(value, str):
        code = shown.rsplit(" ", 1)[-1]
        return shown + (
            unit.removeprefix(code)
            if unit.split("/")[0] == code
            else f" of {unit}"
            if shown.endswith("%")
            else f" {unit}"
        )
    unit = unit.removesuffix("s") if value == 1 and unit in ("days", "impressions") else unit
    return shown + ("" if unit == "share of budget" else f"{formats.SPACE}{unit}")


def _value(value: object, unit: str | None = "") -> str:
    """Return a value as text; shares as percentages, multipliers with a times sign, whole amounts without cents."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (list, tuple)):
        return ", ".join(_value(part, unit) for part in value)
    if isinstance(value, (int, float)):
        if unit in ("chance", "share", "share of budget", "share of paid"):
            return percent(float(value))
        return f"{value:,g}".replace("-", formats.MINUS) + ("\N{MULTIPLICATION SIGN}" if unit == "times" else "")
    text = formats.plain(value, 120)
    return re.sub(r"(?<=\d)%", formats.SPACE + "%", shortened(text))


def limits(stored: Stored) -> Markup:
    """Return what the model leaves out."""
    return join(
        [tag("h2", "What this does not say"), tag("ul", *(tag("li", words) for words in LIMITS), class_="words")], "\n"
    )


def checks(stored: Stored) -> Markup:
    """Return the checks that were made on every run, passed or not, and how the intervals were made."""
    rows: dict[bool, list[Markup]] = {True: [], False: []}
    for name, found in (stored.summary.get("checks") or {}).items():
        passed, text = (
            (found.get("passed"), found.get("text", name))
            if isinstance(found, dict)
            else (bool(found), name.replace("_", " "))
        )
        mark = tag("span", "passed" if passed else "FAILED", class_="passed" if passed else "failed")
        rows[bool(passed)].append(tag("li", mark, ": ", formats.plain(text, 400)))
    known = [
        *rows[False],
        tag(
            "li", f"{formats.counted(len(rows[True]), 'check')} passed: of all runs, of the ledger against every table."
        ),
    ]
    known.append(
        tag("li", "Every strategy met the same people, the same draws and the same budget in each replicate (paired).")
    )
    if stored.summary.get("interval"):
        known.append(tag("li", formats.plain(stored.summary["interval"], 600)))
    passed_ = folded("What was checked", tag("ul", *rows[True])) if rows[True] else ""
    return join([tag("h2", "Checks"), tag("ul", *known), passed_], "\n")


def reproduce(stored: Stored) -> Markup:
    """Return the commands that make these results again, with all that they depend on."""
    manifest = stored.manifest or {}
    libraries = ", ".join(f"{name} {number_}" for name, number_ in (manifest.get("libraries") or {}).items())
    rows = [
        ["gridsim", f"{NAME} {version(stored)}"],
        ["edition", str(manifest.get("edition") or "")],
        ["digest of the sources", str(manifest.get("sources_digest") or "")],
        ["scenario hash (SHA-256)", scenario_hash(stored)],
        ["seed", str(stored.summary.get("seed"))],
        ["replicates", str(stored.summary.get("replicates"))],
        ["Python", str(manifest.get("python", ""))],
        ["libraries", libraries],
        ["started", str(manifest.get("started", ""))],
        *([f"{key}, read as", str(line)] for key, line in (manifest.get("read_as") or {}).items()),
    ]
    text = stored.scenario.to_yaml() if hasattr(stored.scenario, "to_yaml") else ""
    return join(
        [
            tag("h2", "How to make this again"),
            tag("pre", tag("code", "\n".join(commands(stored)))),
            tag(
                "p",
                "The file scenario.resolved.yaml lies beside this report (its text is also below) and holds every"
                " parameter. The same scenario, seed and version of gridsim give the same tables, value for value.",
            ),
            folded(
                "What the results depend on",
                table(
                    "Versions, seed and hash",
                    ["what", "value"],
                    [[name, formats.plain(value, 400)] for name, value in rows if value],
                    (0, 1),
                ),
            ),
            folded("The scenario in full", tag("pre", tag("code", text))) if text else "",
        ],
        "\n",
    )


def install_command(version: str, edition: str) -> str:
    """Return how to install that edition: never by a name from the public index, where gridsim is not (and another
    gridsim is).

    Examples
    --------
    >>> install_command("0.1.0", "commit 1f3a with changes")
    'git checkout 1f3a && pip install .   # in a checkout of gridsim; the commit had changes that were not committed'
    >>> install_command("0.1.0", "")
    'pip install .   # in a checkout of gridsim 0.1.0'
    """
    kind, _, name = edition.partition(" ")
    if kind == "commit":
        commit, _, changes = name.partition(" ")
        more = "; the commit had changes that were not committed" if changes else ""
        return f"git checkout {commit} && pip install .   # in a checkout of gridsim{more}"
    if kind == "wheel":
        return f"pip install {NAME.replace('-', '_')}-{version}-py3-none-any.whl   # {name}"
    return f"pip install .   # in a checkout of gridsim {version}".rstrip()


def commands(stored: Stored) -> list[str]:
    """Return the command lines: install, run, report."""
    manifest, summary = stored.manifest or {}, stored.summary
    install = install_command(version(stored), str(manifest.get("edition") or ""))
    kind = manifest.get("kind") or "compare"
    names = [name for name in manifest.get("strategies") or summary["strategies"] if name != NOTHING]
    asked = summary.get("robust")
    if kind == "study" and asked:
        line = f"gridsim robust scenario.resolved.yaml --seed {summary.get('seed')} --points {asked['asked']}"
        line += f" --people {asked['people']}" if asked["people"] else ""
        line += f" --also {shlex.quote(','.join(asked['also']))}" if asked["also"] else ""
        chosen = (
            f" --strategies {shlex.quote(','.join(names))}" if set(names) != set(stored.scenario.strategies) else ""
        )
        return [install, f"{line}{chosen} --out again", "gridsim report again"]
    if kind in ("study", "activation"):
        return [
            install,
            (
                "gridsim study EXPERIMENT.yaml --out again   # the experiment file:"
                f" {formats.plain(summary.get('name', ''), 80)}"
            ),
        ]
    line = (
        f"gridsim {kind} scenario.resolved.yaml --seed {summary.get('seed')} --replicates {summary.get('replicates')}"
    )
    if kind == "run" and names:
        line += f" --strategy {shlex.quote(names[0])}"
    elif set(names) != set(stored.scenario.strategies):
        line += f" --strategies {shlex.quote(','.join(names))}"
    return [install, line + " --out again", "gridsim report again"]


def design_points(stored: Stored) -> Markup:
    """Return the table of a study: one row a design point, with the winner and how surely."""
    design = with_lead(as_written(cast(StoredStudy, stored)).table)
    names = factors(design)
    rows = [
        [
            str(i + 1),
            *(level_text(row[name]) for name in names),
            whole_name(stored, str(row["winner"])) if row["winner"] is not None else "–",
            whole_name(stored, str(row["against"])) if row["against"] is not None else "–",
            signed(row["lead"]),
            f"{signed(row['lead_low'])} to {signed(row['lead_high'])}",
            "yes" if row["decided"] else "undecided",
        ]
        for i, row in enumerate(design.to_dict("records"))
    ]
    about = (stored.summary.get("metrics") or {}).get(
        stored.summary.get("metric"), {"label": "difference", "unit": "money"}
    )
    unit = f", {currency(stored)}" if about["unit"] == "money" else ""
    head = ["setting", *factor_labels(names).values(), "leads", "ahead of", f"by{unit}", "90 % interval", "decided"]
    caption = (
        f"One row a setting; mean of {replicates(stored)}, in {formats.inside(about['label'])}. Doing nothing contends"
        " like a strategy."
    )
    first = table(caption, head, rows[:MOST_SETTINGS])
    others = rows[MOST_SETTINGS:]
    rest = (
        folded(f"The other {formats.counted(len(others), 'setting')}", table(caption, head, others)) if others else ""
    )
    return join([tag("h2", "The settings, one by one"), first, rest], "\n")
