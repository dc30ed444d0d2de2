"""What a command shows of its results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gridsim import formats
from gridsim.terminal import complain, counted, duration, number, say, span, table, with_interval

if TYPE_CHECKING:
    from gridsim.results.store import Stored

COLUMNS = (
    ("incremental_contribution_after_time", "over nothing", True),
    ("incremental_cac", "an extra new buyer costs", True),
    ("cac", "all counted", False),
    ("incremental_new_buyers", "extra new buyers", False),
    ("orders", "orders", False),
    ("marketing_cost", "spent", False),
    ("budget_unspent", "kept", False),
)
"""Columns of the table after a comparison: metric, heading, with its interval in a column of its own or without."""
NAME_CELLS = 40
"""Cells that the name of a strategy takes in a table."""
MOST_FACTORS = 15
"""Factors of a drawn design that are shown."""
MOST_SETTINGS = 4
"""Settings of an effect whose figures are shown."""
SHOWN_COUNTERS = {"considered": "ties considered", "impressions": "impressions"}
"""Counters of the engine that a run shows, with their labels."""
MOST_PEOPLE = 20
"""People chosen who are shown; the files have all."""
MOST_VALUE = 48
"""Characters of a value that are shown."""


def _currency_of(summary: Mapping[str, Any], metric: str) -> str:
    """The currency of a metric that is an amount of money, nothing of another."""
    return summary["currency"] if summary["metrics"][metric]["unit"] == "money" else ""


def show(stored: Stored) -> None:
    """Show results of any kind."""
    kinds = {"compare": show_comparison, "run": show_run, "study": show_study, "activation": show_activation}
    kinds[stored.manifest["kind"]](stored)


def show_comparison(stored: Stored) -> None:
    """The table of a comparison, its verdict, its checks, and where everything is."""
    summary = stored.summary
    names = [column for column in COLUMNS if column[0] in summary["metrics"]]
    order = ranked(summary)
    labels = formats.labels(summary["strategies"], NAME_CELLS)
    headings, rows = ["strategy"], [[labels[strategy]] for strategy in order]
    for metric, heading, interval in names:
        headings += [heading, "90 % interval"] if interval else [heading]
        for row, strategy in zip(rows, order, strict=True):
            one = summary["strategies"][strategy][metric]
            code = _currency_of(summary, metric)
            row += (
                [number(one["mean"], code), one.get("note") or span(one, code)]
                if interval
                else [number(one["mean"], code)]
            )
    say(
        f"{summary['scenario']}: means over {counted(summary['replicates'], 'replicate')}; money in"
        f" {summary['currency']}"
    )
    table(headings, rows)
    say()
    if summary["verdict"]:
        say(summary["verdict"]["sentence"])
        from gridsim.study.beside import money_kept, turned_by

        for text in [*money_kept(summary), *turned_by(summary, getattr(stored, "why", None), str(stored.folder))]:
            say(text)
    _say_end(stored)


def ranked(summary: Mapping[str, Any]) -> list[str]:
    """The strategies, doing nothing among them, by the verdict's measure, the best first."""
    means = {name: values.get(COLUMNS[0][0], {}).get("mean") for name, values in summary["strategies"].items()}
    return sorted(means, key=lambda name: float("inf") if means[name] is None else -means[name])


def _say_finding(summary: Mapping[str, Any]) -> None:
    """Show the finding on the claim and on each expectation."""
    say()
    if summary["claim"]:
        say(f"Claim: {summary['claim']}")
    say(summary["finding"]["sentence"])
    for part in summary["finding"]["parts"]:
        say(f"- {part['expectation']}: {part['state']} ({of_part(part)})")


def _say_end(stored: Stored) -> None:
    """Show warnings and the place of the files."""
    for text in stored.summary.get("warnings") or []:
        say(f"Warning: {text}")
    report = stored.folder / "report.html"
    say(f"Results: {stored.folder}" + (f"; the report: {report}" if report.is_file() else ""))


def show_run(stored: Stored) -> None:
    """Every metric of one strategy, and how fast it was."""
    summary = stored.summary
    (strategy, values), *_ = summary["strategies"].items()
    say(f"{summary['scenario']}, {strategy}: {counted(summary['replicates'], 'replicate')}")
    units = {
        name: summary["currency"] if one["unit"] == "money" else one["unit"] for name, one in summary["metrics"].items()
    }
    rows = [
        [summary["metrics"][name]["label"], with_interval(one, _currency_of(summary, name)), units[name]]
        for name, one in values.items()
    ]
    table(["metric", "value", "unit"], rows)
    note = summary["budget_notes"].get(strategy)
    if note:
        say(f"Money left: {note}.")
    timing = stored.manifest.get("timing") or {}
    for text in speed(timing, strategy):
        say(text)
    say(f"Results: {stored.folder}")


def speed(timing: Mapping[str, Any], strategy: str) -> list[str]:
    """Sentences on how long the world and the runs took, with the counters by the second."""
    run = (timing.get("runs") or {}).get(strategy)
    if not run:
        return []
    seconds = run["seconds"] or 1e-9
    counters = [(SHOWN_COUNTERS[name], value) for name, value in run["counters"].items() if name in SHOWN_COUNTERS]
    counted = [f"{value:,.0f} {label} ({value / seconds:,.0f} a second)" for label, value in counters]
    first = f"People and ties took {timing['world_seconds']:.1f} s, the runs {seconds:.1f} s"
    return [first + (": " + ", ".join(counted) if counted else "") + "."]


def show_estimate(name: str, found: Any) -> None:
    """What a comparison will take, part by part, and whether it fits."""
    from gridsim.study.memory import in_words

    if hasattr(found, "points"):
        say(
            f"{name}: {counted(found.points, 'setting')} of up to {found.people:,} people, {found.ties:,} directed"
            f" ties; {counted(found.replicates, 'replicate')}, {found.runs:,} runs that differ"
        )
    else:
        runs = found.replicates * len(found.strategies)
        length = f"{counted(found.replicates, 'replicate')} of {counted(found.horizon, 'day')}"
        say(f"{name}: {found.people:,} people, {found.ties:,} directed ties; {length}, "
            f"{runs:,} runs, about {number(float(f'{found.impressions:.3g}'))} impressions")  # fmt: skip
    table(["part", "seconds"], [[part, f"{seconds:,.1f}"] for part, seconds in found.parts.items()])
    say()
    say(f"Time: about {duration(found.seconds)} with {counted(found.threads, 'thread')}, from the call to the report.")
    if found.compile_seconds:
        say(f"Compiling took {duration(found.compile_seconds)}, which the run will not take again.")
    enough = f", enough for about {found.people_that_fit:,} people" if hasattr(found, "people_that_fit") else ""
    say(f"Memory: {in_words(found.memory_bytes)}; {in_words(found.memory_available_bytes)} are there{enough}.")
    say(f"Disk: {in_words(found.disk_bytes)}; {in_words(found.disk_available_bytes)} are free.")
    if not found.fits:
        say("It does not fit.")


def show_study(stored: Stored) -> None:
    """The settings of a study and the finding on its claim."""
    from gridsim.study.sweep_findings import contrast_of

    summary = stored.summary
    if summary.get("robust"):
        show_robust(stored)
        return
    if summary.get("across"):
        show_across(summary)
        _say_finding(summary)
        _say_end(stored)
        return
    rows = []
    for point in summary["points"]:
        change = point["difference"]
        levels = [str(level) for level in (point.get("written") or point["levels"]).values()]
        verdict = point["winner"] if point["decided"] else "undecided"
        rows.append(
            [str(point["point"]), *levels, verdict, with_interval(change, _currency_of(summary, summary["metric"]))]
        )
    heading = " - ".join(contrast_of(summary["strategies"]) or ("best", "next"))
    say(
        f"{summary['name']}: {summary['metrics'][summary['metric']]['label']},"
        f" {counted(summary['replicates'], 'replicate')}, 90 % intervals"
    )
    table(["setting", *summary["factors"], "wins", heading], rows)
    _say_finding(summary)
    _say_end(stored)


MOST_GUESSES = 8
"""Guesses that are shown after `gridsim robust`."""


def show_robust(stored: Stored) -> None:
    """The verdict under all guesses: who wins how often, by how much, which guesses decide it."""
    from gridsim.study.robust_said import meaning

    found = stored.summary["robust"]
    gains = {row["name"]: row for row in found["gains"]}
    say(f"{stored.summary['name']}: {counted(found['markets'], 'market')}, money in {found['currency']}")
    rows = []
    for row in found["wins"]:
        one = gains.get(row["name"])
        interval = f"{formats.percent(row['low'])} to {formats.percent(row['high'])}"
        reach = [number(one[key]) for key in ("mean", "worst_tenth", "best_tenth")] if one else ["", "", ""]
        rows.append([row["name"], str(row["n"]), interval, *reach])
    table(["", "markets won", "share, 90 % interval", "gain, mean", "worst tenth", "best tenth"], rows)
    keys = ("worth", "worth_alone")
    shown = [row for row in found["guesses"] if row["counts"] or any(row[key]["counts"] for key in keys)][:MOST_GUESSES]
    if shown:
        say()
        cells = [[formats.plain(meaning(row), 60), row["label"], formats.percent(max(row["decides"], 0.0)),
                  *(number(row[key]["mean"]) if row[key]["counts"] else "–" for key in keys)] for row in shown]  # fmt: skip
        table(["guess", "key", "decides who wins", "worth measuring", "if a strategy must be played"], cells)
    say()
    for text in found["sentences"].values():
        say(text)
    _say_end(stored)


def show_across(summary: Mapping[str, Any]) -> None:
    """The factors of a drawn design by how much they count."""
    found = summary["across"]
    label = summary["metrics"][summary["metric"]]["label"]
    say(
        f"{summary['name']}: {label} of {found['of']} less that of {found['over']};"
        f" {counted(found['points'], 'drawn setting')}, {counted(summary['replicates'], 'replicate')}"
    )
    shown = found["sensitivity"][:MOST_FACTORS]
    if shown:
        names = [name for name in shown[0] if name != "factor"]
        rows = [[row["factor"], *(_index(row[name]) for name in names)] for row in shown]
        table(["factor", *(name.replace("_", " ") for name in names)], rows)
    if len(found["sensitivity"]) > len(shown):
        say(f"... and {len(found['sensitivity']) - len(shown):,} factors that count less: summary.json has all")


def _index(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "yes" if value else "no"
    return f"{value:.3g}" if abs(value) < 1000 else number(value)


def show_activation(stored: Stored) -> None:
    """The people chosen, every choice for the same money, and the verdict."""
    summary = stored.summary
    about = summary["metrics"][summary["metric"]]
    people = stored.people[stored.people["chosen"]].head(MOST_PEOPLE).to_dict("records")
    say(
        f"{summary['name']}: {len(summary['chosen'])} of {summary['candidates']:,} candidates; the gains are in"
        f" {about['label'].lower()}"
    )
    rows = [
        [str(row["label"]), row["role"], row["circle"], *(number(row[key]) for key in ("friends", "followers", "cost")),
         f"{number(row['gain'])} ± {number(row['gain_error'])}", number(row["cumulative_cost"])]
        for row in people
    ]  # fmt: skip
    table(["label", "role", "circle", "friends", "followers", "cost", "gain", "cost so far"], rows)
    if len(summary["chosen"]) > MOST_PEOPLE:
        say(f"... and {len(summary['chosen']) - MOST_PEOPLE:,} more: {stored.folder / 'people.csv'}")
    say()
    choices = [
        [
            one["words"],
            *(number(one[key]) for key in ("people", "cost")),
            *map(with_interval, (one["gain"], one["net_gain"])),
        ]
        for one in summary["choices"]
    ]
    table(["choice", "people", "cost", "gain, 90 % interval", "gain after marketing"], choices)
    _say_finding(summary)
    _say_end(stored)


def of_part(part: Mapping[str, Any]) -> str:
    """The figures behind a part of a claim: of an effect the mean with its interval at each setting, of a winner the
    settings won and lost."""
    if "found" not in part:
        return f"{part['won']} of {counted(part['points'], 'setting')} won, {part['lost']} lost"
    shown = part["found"][:MOST_SETTINGS]
    more = f"; and {len(part['found']) - len(shown)} more" if len(part["found"]) > len(shown) else ""
    return "; ".join(with_interval(one) for one in shown) + more


def show_diff(found: Mapping[str, Any], a: str, b: str) -> None:
    """What differs between two scenarios, experiments or results; of results the verdict first. Values are cut, never
    keys."""
    rows, results = found["differences"], found["kind"] == "results"
    if results and found["verdict"]:
        say(found["verdict"]["sentence"])
    if found.get("note"):
        say(found["note"])
    if not rows and not found.get("settings") and not found.get("points"):
        say(f"The metrics in {a} and {b} are the same." if results else f"{a} and {b} hold the same.")
    elif not results:
        table(["key", "A", "B"], [[row["key"], value_text(row["a"]), value_text(row["b"])] for row in rows])
    else:
        sure = [row for row in rows if row["decided"]]
        if sure:
            shown = [
                [row["strategy"], row["metric"], *(with_interval(row[key]) for key in ("a", "b", "change"))]
                for row in sure
            ]
            table(["strategy", "metric", "A", "B", "change, 90 % interval"], shown)
        if len(rows) > len(sure):
            say(
                f"{counted(len(rows) - len(sure), 'metric')} {'more ' if sure else ''}differ without being decided"
                " (--json has all)."
            )
        for row in found["points"]:
            levels = ", ".join(f"{path} = {level}" for path, level in row["levels"].items())
            say(f"{levels}: {row['a']} in A, {row['b']} in B")
        for row in found["settings"]:
            say(f"{row['key']}: {value_text(row['a'])} in A, {value_text(row['b'])} in B")


def value_text(value: Any) -> str:
    """A value on one line, cut where it is long.

    Examples
    --------
    >>> value_text([0.1, 0.02]), len(value_text(list(range(100))))
    ('0.1, 0.02', 48)
    """
    text = (
        ", ".join(map(str, value)) or "(none)"
        if isinstance(value, list | tuple)
        else "(empty)"
        if value is None
        else str(value)
    )
    return formats.plain(text, MOST_VALUE)


def show_failed(stored: Stored) -> bool:
    """Complain of every setting that could not be played whole; True if there is none."""
    failed = stored.summary.get("failed") or []
    for one in failed:
        complain(one["sentence"])
    if failed:
        complain(
            f"The others are kept in {stored.folder}. To play only what is missing: gridsim resume {stored.folder}"
        )
    return not failed


def show_checks(stored: Stored) -> bool:
    """Complain of every recorded check that failed; True if all passed."""
    failed = [one["text"] for one in stored.summary.get("checks", {}).values() if not one["passed"]]
    for text in failed:
        complain(f"Check failed: {text}")
    return not failed
