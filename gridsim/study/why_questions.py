"""The questions of a `why`: the comparison's scenario with one thing changed at a time, and who plays it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from gridsim.errors import ScenarioError
from gridsim.results import attribution, store
from gridsim.scenario.accounts import Posting
from gridsim.scenario.calendar import Phase
from gridsim.scenario.declare import Page, declarations
from gridsim.scenario.quantities import money_text
from gridsim.scenario.run import Switches
from gridsim.scenario.strategy import MEDIA, Strategy, blocks_with
from gridsim.study.digests import digest_of, run_digest, world_digest
from gridsim.study.verdict import MEASURE
from gridsim.study.why_assumptions import assumptions, by_weight, within_margin
from gridsim.study.why_runs import Actors
from gridsim.terms import NOTHING

GROUPS = ("knock-outs", "spend", "tornado", "channels")
"""The groups of questions."""
BUDGETS = (0.25, 0.5, 2.0, 4.0)
"""Multiples of the budget that `spend` tries beside the budget itself."""
MOST_BLOCKS = 4
"""Blocks of a strategy whose every combination is played."""
AROUND = ("team", "review")
"""Pages of a strategy that say how it is done; they do nothing by themselves."""
POINTS_ONLY = {
    "micro_malls": lambda p: p.malls,
    "commission": lambda p: p.malls and sum(p.commission) > 0,
    "recruiting": lambda p: p.recruiting,
}
"""Switches that count for strategies with points only, and under which condition."""


@dataclass(frozen=True)
class Question:
    """A changed scenario, and the strategies to play in it; `label` and `level` say what was changed, to what.

    The digests name the scenario, its people and ties, and what doing nothing depends on; they are made once, for a
    scenario is long.
    """

    group: str
    label: str
    level: str
    scenario: Any
    strategies: tuple[str, ...]
    digest: str
    world: str
    nothing: str


def question(group: str, label: str, level: str, scenario: Any, strategies: Sequence[str]) -> Question:
    """Return a question with its digests."""
    whole, people, nothing = digest_of(scenario.resolved()), world_digest(scenario), run_digest(scenario, NOTHING)
    return Question(group, label, level, scenario, tuple(strategies), whole, people, nothing)


@dataclass
class Asked:
    """All questions of a `why`, and what could not be asked."""

    questions: list[Question]
    left_out: list[str] = field(default_factory=list)

    def add(
        self, group: str, label: str, level: str, base: Any, changes: Mapping[str, Any], strategies: Sequence[str]
    ) -> None:
        """Add a question, unless the changed scenario is none (then say so) or the same as before."""
        try:
            scenario = base.replace(changes)
        except ScenarioError as error:
            self.left_out.append(f"{label} at {level}: {error.problems[0]}")
            return
        asked = question(group, label, level, scenario, strategies)
        if strategies and asked.digest != self.questions[0].digest:
            self.questions.append(asked)


def actors_of(stored: store.Stored) -> Actors:
    """Return whose results are explained: the best strategy, its rival (None: there is one strategy only), and the
    account-only one.

    The rival is the best strategy of the other kind: without points where the best has them, with points where it has
    none. A grid is so asked against what it would replace and not against its own cousin. Where all strategies are of
    one kind the rival is the runner-up.
    """
    names = [name for name in stored.strategies if name != NOTHING]
    gains = {name: stored.summary["strategies"][name][MEASURE]["mean"] for name in names}
    ranked = sorted(names, key=lambda name: -(float("-inf") if gains[name] is None else gains[name]))
    best, others = ranked[0], ranked[1:]
    other_kind = [name for name in others if has_points(stored.scenario, name) != has_points(stored.scenario, best)]
    rival = next(iter([*other_kind, *others]), None)
    alone = next((name for name in names if blocks(stored.scenario.strategy(name)) == ["account"]), None)
    return Actors(best, rival, alone, tuple(names))


def has_points(scenario: Any, name: str) -> bool:
    """Whether a strategy has points: people who post and sell for the brand."""
    return scenario.strategy(name).points is not None


def blocks(strategy: Any) -> list[str]:
    """Return the blocks that a strategy has: what it does, one name each.

    Examples
    --------
    >>> from gridsim.scenario.strategy import presets
    >>> blocks(presets()["hybrid"])
    ['account', 'advertising', 'points']
    """
    return [name for name in declarations(Strategy) if isinstance(getattr(strategy, name), Page) and name not in AROUND]


def questions(
    stored: store.Stored,
    actors: Actors,
    groups: Sequence[str],
    known: Collection[str] = (),
    also: Sequence[str] = (),
    screen: int | None = None,
) -> Asked:
    """Return every question of the groups, the comparison's own runs first; of assumptions at most `screen`, those that
    matter most first."""
    asked = Asked([question("base", "", "", stored.scenario, actors.all)])
    scenario = stored.scenario
    if "knock-outs" in groups:
        for switch in declarations(Switches):
            if getattr(scenario.switches, switch):
                concerned = [name for name in actors.explained if switch_counts(scenario, name, switch)]
                asked.add("knock-outs", switch, "off", scenario, {f"switches.{switch}": False}, concerned)
    if "spend" in groups:
        for factor in BUDGETS:
            amount = money_text(round(factor * scenario.budget.total), scenario.currency)
            asked.add("spend", "budget", f"{factor:g}", scenario, {"budget.total": amount}, actors.all)
    if "channels" in groups:
        for name in actors.pair:
            _without(asked, scenario, name)
    if "tornado" in groups:
        found = {label: (paths, ends) for label, paths, ends in assumptions(scenario, actors.pair, known, also)}
        named = {
            label: any(fnmatchcase(path, pattern) for path in paths for pattern in also)
            for label, (paths, _) in found.items()
        }
        for label in found if screen is None else sorted(by_weight(found), key=lambda label: not named[label])[:screen]:
            paths, ends = found[label]
            for level, value in zip(("low", "high"), within_margin(scenario, label, ends), strict=True):
                asked.add("tornado", label, level, scenario, dict.fromkeys(paths, value), actors.pair)
    return asked


def switch_counts(scenario: Any, strategy: str, switch: str) -> bool:
    """Whether a switch can change anything for a strategy (if it cannot, it is not played)."""
    plan = scenario.strategy(strategy)
    if switch in POINTS_ONLY:
        return plan.points is not None and bool(POINTS_ONLY[switch](plan.points))
    return getattr(plan, switch, None) is not None if switch in declarations(Strategy) else True


def _without(asked: Asked, scenario: Any, name: str) -> None:
    """Ask for a strategy without each of its blocks, in every combination of up to MOST_BLOCKS, and without word of
    mouth."""
    own = blocks(scenario.strategy(name))
    kept = attribution.coalitions(own) if len(own) <= MOST_BLOCKS else [frozenset(own) - {block} for block in own]
    for some in kept:
        gone = [block for block in own if block not in some]
        if gone:
            asked.add(
                "channels",
                name,
                "+".join(gone),
                scenario,
                without(scenario.strategy(name), f"strategies.{name}", gone),
                [name],
            )
    if scenario.switches.word_of_mouth:
        asked.add("channels", name, "review", scenario, {"switches.word_of_mouth": False}, [name])


def without(strategy: Any, at: str, gone: Sequence[str]) -> dict[str, Any]:
    """Return the changes that take blocks out of a strategy, and what would count for nothing without them: their
    phases, the team, the review.

    Examples
    --------
    >>> from gridsim.scenario.strategy import presets
    >>> without(presets()["hybrid"], "strategies.hybrid", ["account"])
    {'strategies.hybrid.account': None}
    """
    changes: dict[str, Any] = {f"{at}.{block}": None for block in gone}
    for name in strategy.calendar:
        changes |= {f"{at}.calendar.{name}.{block}": 1 for block in gone if block in Phase.model_fields}
    left = {block: getattr(strategy, block) for block in blocks(strategy) if block not in gone}
    if strategy.team and not strategy.activities and not left.keys() & set(blocks_with(Posting)):
        changes[f"{at}.team"] = None
    varied = any(len(getattr(block, "variants", {})) > 1 for block in left.values())
    media = len(left.keys() & set(MEDIA)) > 1
    if strategy.review and not {"variants": varied, "media": media, "both": varied and media}[strategy.review.over]:
        changes[f"{at}.review"] = None
    return changes
