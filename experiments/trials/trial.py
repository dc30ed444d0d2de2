"""A trial: its head, its bands, and its figures from towns that are played."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from validation.figure import Figure, Rule, Standing, figure, played

from gridsim.forms import run
from gridsim.results.result import Result
from gridsim.scenario import Scenario, load_scenario
from gridsim.world import World, build_world

Town = Mapping[str, float]
Statistic = Callable[[Sequence[Town]], float]
NOBODY: dict[str, dict[str, int]] = {role: {"count": 0} for role in ("employee", "distributor", "kol")}
FREE = {"cost_at_full_quality": 0}
LIKE_ALL = 1.15
"""Where the field found no effect, a ratio between 1 over this and this is held against: smaller than the smallest
effect that the experiments of these pages could tell from none."""


@dataclass(frozen=True)
class Measure:
    """One figure of a trial: what was published, the band and why, how it is measured over towns."""

    name: str
    published: str
    rule: Rule
    statistic: Statistic
    unit: Literal["share", "number"] = "number"
    standing: Standing = "free"
    why: str = ""
    """Why it comes out as it does: a sentence written after the run."""


@dataclass(frozen=True)
class Trial:
    """A field experiment and its play: the head that a reader judges by, and the function that plays one town."""

    title: str
    source: str
    """Key in docs/sources.bib."""
    row: str
    """Of the list of published figures; "" where it is not on it."""
    did: str
    """The field experiment: who, arms, exposure."""
    unit: str
    """What was randomised."""
    outcome: str
    here: str
    """How it is played."""
    bands: str
    """Why the bands are what they are; written before the first run."""
    measures: tuple[Measure, ...]
    play: Callable[[int, int], Town]
    """One town: from seed and replicate its numbers."""
    towns: int
    tried: str = "as first written"
    """What was changed after a play had been seen, and what it gave before: how much a band that holds is worth."""
    inputs: str = ""
    """Declared parameters whose source is this very experiment, so that its figures come back and predict nothing."""
    set_on: str = ""
    """The one parameter that was calibrated, its value, and on which arm."""

    def figures(self, seed: int, n_towns: int | None = None) -> tuple[Figure, ...]:
        """Play the towns and hold each measure against its band."""
        towns = played(n_towns or self.towns, lambda replicate: self.play(seed, replicate))
        return tuple(
            figure(
                one.name,
                one.published,
                one.rule,
                towns,
                one.statistic,
                unit=one.unit,
                standing=one.standing,
                set_on={"calibrated": self.set_on, "input": self.inputs}.get(one.standing, ""),
            )
            for one in self.measures
        )


def market(**changes: Any) -> dict[str, Any]:
    """The market of the trials: a town of consumers without roles, all settings at their defaults, with some keys
    changed, given by path in place of what is here."""
    return {
        "name": "A virtual trial",
        "people": {"count": 3_000, "roles": NOBODY},
        "horizon": 60,
        "budget": {"total": "1M CNY"},
        **changes,
    }


def arms_on_one_town(
    scenarios: Mapping[str, Scenario], seed: int, replicate: int, strategy: str = ""
) -> dict[str, Result]:
    """Every arm played in the same town, with the same people and the same draws; an arm is a scenario, its strategy
    of the arm's name, or of the one given."""
    world: World = build_world(next(iter(scenarios.values())), seed, replicate)
    return {
        name: run(scenario, strategy or name, seed, replicate, world=world, threads=1)
        for name, scenario in scenarios.items()
    }


def strategies(base: dict[str, Any], arms: Mapping[str, dict[str, Any]]) -> dict[str, Scenario]:
    """A scenario whose strategies are the arms, once for each arm."""
    plans = {name: {"preset": "nothing", **plan} for name, plan in arms.items()}
    scenario = load_scenario({**base, "strategies": plans})
    return dict.fromkeys(arms, scenario)


def per(over: str, under: str, towns: Sequence[Town]) -> float:
    """The sum over towns of one number over that of another."""
    return sum(town[over] for town in towns) / max(sum(town[under] for town in towns), 1e-12)


def ratio_of_rates(over: tuple[str, str], under: tuple[str, str]) -> Statistic:
    """Statistic: one rate over another, each of sums over towns."""
    return lambda towns: per(*over, towns) / max(per(*under, towns), 1e-12)


def odds_ratio(over: tuple[str, str], under: tuple[str, str]) -> Statistic:
    """Statistic: the odds of one share over those of another, each of sums over towns."""

    def of(towns: Sequence[Town]) -> float:
        one, other = per(*over, towns), per(*under, towns)
        return one / (1 - one) / (other / (1 - other))

    return of
