"""Halve and double every assumed number of a scenario, one at a time, on the same people and draws, and list those that
move the gain by more than a factor of two.

    python experiments/one_at_a_time.py [SCENARIO ...] [--people N] [--replicates N] [--out FOLDER]

Without SCENARIO all that are shipped are played. The gain is what a strategy adds to the contribution before the cost
of marketing, so that a factor means something where what is left after it is near zero; whether the gain after
marketing changes its sign is said beside. The strategies are those that `gridsim why` asks about: the best one with
points and the best without. The town is scaled to N people, its money and its head counts with it. What was played is
kept in FOLDER/SCENARIO, and a table of all numbers is written there (one_at_a_time.csv).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

import gridsim as gs
from gridsim.scenario import Scenario
from gridsim.scenario.quantities import money_text
from gridsim.study.executor import Where
from gridsim.study.play import the_engine
from gridsim.study.progress import Progress, Step
from gridsim.study.verdict import MEASURE
from gridsim.study.why_assumptions import MARGIN_KEYS, assumptions
from gridsim.study.why_pieces import Pieces, pieces
from gridsim.study.why_questions import Asked, has_points, question
from gridsim.terms import NOTHING

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "results" / "one_at_a_time"
PEOPLE, REPLICATES = 4_000, 2
FACTORS = {"half": 0.5, "double": 2.0}
LIMIT = 2.0
"""A gain that a single guess moves by more than this factor is decided by the guess."""
GROSS, NET = "incremental_contribution_margin", MEASURE
NUMBER = re.compile(r"^([0-9.]+)(.*)$")
HEADS = re.compile(r"^(people\.roles\..+\.count|network\.micro_blog\.\w+_followers|strategies\..+)$")
"""Head counts that go with the size of a town; how many friends or neighbours a person has does not."""
OWN = re.compile(r"(^|\.)(name|horizon|seed|replicates|ticks_per_day|count)$")
"""Numbers that are the case itself, or how it is computed; what an order earns (`MARGIN_KEYS`) is the firm's own
fact."""


def scaled(scenario: Scenario, people: int) -> Scenario:
    """The scenario with so many people, and money, the money that its plans were written for, and head counts in
    proportion; as it is where it is no larger, or its people are read from a file."""
    if scenario.people.file or scenario.people.count <= people:
        return scenario
    part = people / scenario.people.count
    changes: dict[str, Any] = {"people.count": people}
    for key in ("total", "planned_for"):
        if (amount := getattr(scenario.budget, key)) is not None:
            changes[f"budget.{key}"] = money_text(round(part * amount), scenario.currency)
    for info in scenario.parameters():
        if info.unit == "people" and isinstance(info.value, int) and info.value > 1 and HEADS.match(info.path):
            changes[info.path] = max(1, round(part * info.value))
    return scenario.replace(changes)


def pair_of(scenario: Scenario, replicates: int = REPLICATES) -> tuple[str, ...]:
    """The best strategy with points and the best without, by a small comparison."""
    found = gs.compare(scenario, replicates=replicates)
    gains = {name: one[NET]["mean"] for name, one in found.summary["strategies"].items() if name != NOTHING}
    ranked = sorted(gains, key=lambda name: -gains[name])
    kinds = [[name for name in ranked if has_points(scenario, name) == kind] for kind in (True, False)]
    return tuple(some[0] for some in kinds if some)


def times(info: Any, factor: float) -> Any:
    """A number times a factor, in the unit that it is written in, kept inside the range that it may have."""
    value = info.value
    if isinstance(value, str):
        met = NUMBER.match(value.replace(",", ""))
        return None if met is None else f"{round(factor * float(met[1]), 6):g}{met[2]}"
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value:
        return None
    new = factor * value
    if isinstance(info.high, (int, float)) and new > info.high:
        # a share has no double: it goes half of the way to its end
        new = (value + info.high) / 2
    if isinstance(value, int):
        return max(int(new), info.low if isinstance(info.low, int) else 1)
    return new


def asked_of(scenario: Scenario, strategies: Sequence[str]) -> Asked:
    """The scenario, and with every assumed number halved and doubled."""
    asked = Asked([question("base", "", "", scenario, strategies)])
    known = {info.path: info for info in scenario.parameters()}
    for label, paths, _ in assumptions(scenario, strategies, (), ["*"]):
        if OWN.search(label) or label in MARGIN_KEYS:
            continue
        for level, factor in FACTORS.items():
            value = times(known[paths[0]], factor)
            if value is not None and value != known[paths[0]].value:
                asked.add("once", label, level, scenario, dict.fromkeys(paths, value), strategies)
    return asked


def moved(scenario: Scenario, strategies: Sequence[str], folder: Path, replicates: int) -> pd.DataFrame:
    """One row a number, level and strategy: the gain as played and with the number changed, gross and net, and their
    ratio."""
    asked = asked_of(scenario, strategies)
    n = sum(len(one.strategies) for one in asked.questions) * replicates
    work = Pieces(folder, Progress(_tell, n), the_engine, Where(), scenario)
    return compared(work.done(pieces(asked.questions, range(replicates))))


def compared(frame: pd.DataFrame) -> pd.DataFrame:
    """The same from the runs: label and level (both empty as played), strategy, gains, a row a run."""
    means = frame.groupby(["label", "level", "strategy"], sort=False)[[GROSS, NET]].mean()
    rows = []
    for (label, level, strategy), one in means.iterrows():
        if not label:
            continue
        base = means.loc[("", "", strategy)]
        rows.append(
            {
                "number": label,
                "level": level,
                "strategy": strategy,
                "gain": base[GROSS],
                "changed": one[GROSS],
                "times": one[GROSS] / base[GROSS] if base[GROSS] else float("nan"),
                "net": base[NET],
                "net_changed": one[NET],
                "turns": (one[NET] < 0) != (base[NET] < 0),
            }
        )
    return pd.DataFrame(rows)


def deciding(table: pd.DataFrame, strategy: str) -> pd.DataFrame:
    """The numbers that move a strategy's gain by more than the limit, those first that move it most."""
    rows = table[table["strategy"] == strategy]
    factor = rows["times"].where(rows["times"] > 0, 1e-9)
    factor = factor.where(factor >= 1, 1 / factor)
    return rows.assign(factor=factor)[factor > LIMIT].sort_values("factor", ascending=False)


def lines(name: str, table: pd.DataFrame, strategies: Sequence[str]) -> Iterator[str]:
    """The finding in Markdown: how many numbers obey, which do not."""
    for strategy in strategies:
        some = deciding(table, strategy)
        rows = table[table["strategy"] == strategy]
        turns = rows.loc[rows["turns"], "number"].nunique()
        numbers = rows["number"].nunique()
        yield (
            f"**{name}, {strategy}**: {numbers} assumed numbers halved and doubled; {some['number'].nunique()} move the"
            f" gain by more than a factor of {LIMIT:g}; {turns} turn the sign of what is left after marketing."
        )
        yield ""
        if len(some):
            yield "| number | changed to | gain as played, CNY | gain then, CNY | times |"
            yield "|---|---|---|---|---|"
            for row in some.itertuples():
                yield (f"| `{row.number}` | {row.level} | {row.gain:,.0f} | {row.changed:,.0f} | {row.times:.2f} |")
            yield ""


def _tell(step: Step) -> None:
    if step.done % 50 == 0:
        sys.stderr.write(f"{step.done} of {step.total} runs\n")


def main() -> int:
    """Play the scenarios, write their tables, print what does not obey."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", nargs="*", type=Path, default=sorted((ROOT / "scenarios").glob("*.yaml")))
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--replicates", type=int, default=REPLICATES)
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    for path in given.scenarios:
        scenario = scaled(gs.load_scenario(path), given.people)
        strategies = pair_of(scenario, given.replicates)
        folder = given.out / path.stem
        folder.mkdir(parents=True, exist_ok=True)
        table = moved(scenario, strategies, folder / "pieces", given.replicates)
        table.to_csv(folder / "one_at_a_time.csv", index=False)
        sys.stdout.write("\n".join(["", *lines(path.stem, table, strategies), ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
