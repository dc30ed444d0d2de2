"""The question whom to activate, checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from gridsim.arguments import as_whole, labels
from gridsim.errors import ScenarioError, problem
from gridsim.scenario import Scenario
from gridsim.scenario.load import Given, as_scenario
from gridsim.scenario.quantities import BadQuantity, money
from gridsim.study.candidates import ORDERS
from gridsim.study.digests import digest_of
from gridsim.study.selection import Rounds


@dataclass(frozen=True)
class Activation:
    """A checked question: whom to activate. `budget` in minor units, None for all that the points' share of the budget
    can pay."""

    name: str
    about: str
    scenario: Scenario
    strategy: str
    budget: int | None
    candidates: tuple[str | int, ...] | dict[str, str | int] | None
    present: tuple[str | int, ...]
    metric: str
    rounds: Rounds
    fresh: int
    claim: str = ""
    beats: tuple[str, ...] = ()

    def told(self) -> dict[str, Any]:
        """Plain values that, with the scenario, are enough to resume interrupted work."""
        given = self.candidates
        return {
            "name": self.name,
            "about": self.about,
            "strategy": self.strategy,
            "budget": self.budget,
            "candidates": given if given is None or isinstance(given, dict) else list(given),
            "present": list(self.present),
            "metric": self.metric,
            **self.rounds._asdict(),
            "fresh": self.fresh,
            "claim": self.claim,
            "beats": list(self.beats),
        }

    def digest(self) -> str:
        """SHA-256 of everything that can change a result."""
        told = {key: value for key, value in self.told().items() if key not in ("name", "about", "claim", "beats")}
        return digest_of([self.scenario.digest(), told])


def read_told(told: Mapping[str, Any], scenario: Scenario) -> Activation:
    """Return the question stored by `Activation.told`."""
    given = told["candidates"]
    return Activation(
        told["name"],
        told["about"],
        scenario,
        told["strategy"],
        told["budget"],
        tuple(given) if isinstance(given, list) else given,
        tuple(told["present"]),
        told["metric"],
        Rounds(*(told[key] for key in Rounds._fields)),
        told["fresh"],
        told["claim"],
        tuple(told["beats"]),
    )


class Asked(NamedTuple):
    """A question as it is asked, not checked; `choose_points` describes it."""

    strategy: str = "grid"
    budget: Any = None
    candidates: Any = None
    present: Any = ()
    metric: str = "contribution_margin"
    replicates: int = Rounds().replicates
    shortlist: int = Rounds().shortlist
    rounds: int = Rounds().rounds
    fresh: int = 20


class Words(NamedTuple):
    """Texts of a question: name, subject, claim, and the choices that the claim says are beaten."""

    name: str = ""
    about: str = ""
    claim: str = ""
    beats: Sequence[str] = ()


UNSAID = Words()


def make_activation(
    given: Given, asked: Asked, seed: int | None = None, words: Words = UNSAID, where: Callable[[str], str] = str
) -> Activation:
    """Return a checked question on a scenario; `where` says of a key at which place it was given."""
    scenario = as_scenario(given)
    strategy, budget, candidates, present, metric, *rounds, fresh = asked
    if not isinstance(candidates, Mapping) and candidates is not None:
        candidates = labels(where("candidates"), candidates, "a list of labels, or roles with numbers")
    present = labels(where("present"), present)
    problems = [*_wrong_counts(asked, where), *_wrong_metric(metric, where), *_wrong_people(candidates, where)]
    if strategy not in scenario.strategies or scenario.strategy(strategy).points is None:
        known = [one for one, page in scenario.strategies.items() if page.points is not None]
        got = strategy if strategy not in scenario.strategies else f"{strategy}, which has none"
        told = f"Name one of {', '.join(known)}" if known else "Add one, such as grid: {}"
        problems.append(problem(where("strategy"), "the strategy", "one of the scenario's with points", got, told))
    cents = None
    try:
        cents = None if budget is None else money(budget, scenario.currency)
    except BadQuantity as bad:
        problems.append(problem(where("budget"), "the budget", bad.constraint, budget, bad.advice))
    for one in words.beats:
        if one not in ORDERS:
            problems.append(
                problem(
                    where("beats"),
                    "each choice",
                    f"one of {', '.join(ORDERS)}",
                    one,
                    "Name choices that the chosen people beat",
                )
            )
    if problems:
        raise ScenarioError(problems)
    changes = {"world": "fixed", **({} if seed is None else {"seed": seed})}
    if isinstance(candidates, Mapping):
        candidates = dict(candidates)
    elif candidates is not None:
        candidates = tuple(map(plain_label, candidates))
    return Activation(
        words.name or f"{scenario.name} points",
        words.about,
        scenario.replace(changes),
        strategy,
        cents,
        candidates,
        tuple(map(plain_label, present)),
        metric,
        Rounds(*map(int, rounds)),
        int(fresh),
        words.claim,
        tuple(words.beats),
    )


def plain_label(label: Any) -> str | int:
    """A label as Python holds it."""
    return int(label) if isinstance(label, int | np.integer) else str(label)


def _wrong_counts(asked: Asked, where: Callable[[str], str]) -> list[str]:
    """Problems of the counts: no number, or too small."""
    return [
        problem(where(key), key, f"a whole number from {least} to 100,000", getattr(asked, key), "Give another number")
        for key, least in {"replicates": 2, "shortlist": 1, "rounds": 1, "fresh": 2}.items()
        if not least <= (as_whole(getattr(asked, key)) or 0) <= 100_000
    ]


def _wrong_metric(metric: str, where: Callable[[str], str]) -> list[str]:
    """Problems of the metric: unknown, higher is not better, or it needs a run without a campaign."""
    from gridsim.results.metrics import METRICS

    possible = [name for name, one in METRICS.items() if one.better == "higher" and not one.against_nothing]
    if metric in possible:
        return []
    if metric in ("roi", "incremental_contribution", "incremental_gmv"):
        told = "Gains are differences already: take net_contribution or gmv"
    else:
        told = (
            "Choose one such as contribution_margin, net_contribution, gmv or awareness; there are"
            f" {', '.join(possible)}"
        )
    return [problem(where("metric"), "the metric", "one of a single run, of which more is better", metric, told)]


def _wrong_people(candidates: Any, where: Callable[[str], str]) -> list[str]:
    """Problems of the candidates: unknown people or roles."""
    found = []
    if isinstance(candidates, Mapping):
        from gridsim.engine.choose import ASKED_ROLES

        told = f"The roles are {', '.join(ASKED_ROLES)}"
        strangers = [role for role in candidates if role not in ASKED_ROLES]
        found += [
            problem(where("candidates"), "each role", f"one of {', '.join(ASKED_ROLES)}", role, "Correct the name")
            for role in strangers
        ]
        if not candidates:
            found.append(problem(where("candidates"), "the candidates", "at least one role", "none", told))
    elif candidates is not None and not candidates:
        what = "a list of labels, or roles with numbers"
        found.append(problem(where("candidates"), "the candidates", what, candidates, "Leave it out for everybody"))
    return found
