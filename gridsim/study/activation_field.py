"""Candidates for activation: the people of the world, the cost of each, and the budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gridsim.errors import refusal
from gridsim.scenario.quantities import BadQuantity, heads, money_text
from gridsim.study.activation_question import Activation
from gridsim.study.candidates import in_order, shared_cost, table_of
from gridsim.study.play import Engine
from gridsim.study.selection import Field


@dataclass(frozen=True)
class Town:
    """What the choice is made from: the world, everybody as a table, the points that are there anyway, and the
    field."""

    world: Any
    people: Any
    present: np.ndarray
    field: Field


def town_of(asked: Activation, engine: Engine) -> Town:
    """Return the people of a question and who of them can be chosen; raises what only the people can show to be
    wrong."""
    from gridsim.engine.choose import named_people

    scenario, strategy = asked.scenario, asked.strategy
    world = engine.build_world(scenario, seed=scenario.seed, replicate=0)
    people = table_of(scenario, strategy, world)
    cost = np.rint(people["cost"].to_numpy() * scenario.minor_units).astype(np.int64)
    present = named_people(asked.present, world, "present")
    spend = scenario.strategy(strategy).points.spend  # type: ignore[union-attr]  # checked by make_activation
    most = int(spend * scenario.town_budget) - shared_cost(scenario, strategy) - int(cost[present].sum())
    if most < 0:
        left = money_text(-most, scenario.currency)
        raise refusal(
            "present",
            "those present",
            "paid by the points' share of the budget",
            f"{left} too much",
            f"Raise budget.total or strategies.{strategy}.points.spend, or name fewer",
        )
    budget = most if asked.budget is None else asked.budget
    if budget > most:
        what = f"at most {money_text(most, scenario.currency)}, which the points' share of budget.total leaves"
        advice = f"Raise budget.total or strategies.{strategy}.points.spend"
        raise refusal("budget", "the budget", what, money_text(budget, scenario.currency), advice)
    candidates = _candidates(asked, world, people, present)
    if cost[candidates].min() > budget:
        cheapest = money_text(int(cost[candidates].min()), scenario.currency)
        raise refusal(
            "budget",
            "the budget",
            f"enough for one of the candidates, at least {cheapest}",
            money_text(budget, scenario.currency),
            "Raise it, or lower what points cost",
        )
    toll = people["cost"].to_numpy() if asked.metric == "net_contribution" else np.zeros(len(people))
    return Town(world, people, present, Field(candidates, cost, people["attention"].to_numpy(), budget, toll))


def _candidates(asked: Activation, world: Any, people: Any, present: np.ndarray) -> np.ndarray:
    """The candidates as agents, those with the most attention for the money first."""
    from gridsim.engine.choose import named_people

    given = asked.candidates
    if given is None or isinstance(given, dict):
        agents = np.setdiff1d(np.arange(world.n_people), present)
    else:
        agents = named_people(given, world, "candidates")
        both = np.intersect1d(agents, present)
        if len(both):
            name = str(people["label"].iloc[both[0]])
            raise refusal("candidates", "each of them", "no point yet", name, "Take it out of one of the lists")
    ranked = in_order("attention", asked.scenario, asked.strategy, world, people, agents, 0)
    if isinstance(given, dict):
        role = people["role"].astype(str).to_numpy()
        ranked = np.concatenate(
            [_of_role(ranked[role[ranked] == name], name, number) for name, number in given.items()]
        )
        ranked = (
            in_order("attention", asked.scenario, asked.strategy, world, people, ranked, 0) if len(ranked) else ranked
        )
    if not (people["attention"].to_numpy()[ranked] > 0.0).any():
        raise refusal("candidates", "one of them", "somebody whose posts are seen", "nobody", "Name others, or more")
    return ranked


def _of_role(holders: np.ndarray, role: str, number: Any) -> np.ndarray:
    """So many of a role, in the order given."""
    from gridsim.scenario.quantities import head_count

    try:
        wanted = heads(head_count(number), len(holders))
    except BadQuantity as bad:
        raise refusal(f"candidates.{role}", role, bad.constraint, number, bad.advice) from None
    if wanted > len(holders):
        what = f"at most the {len(holders):,} who could be chosen"
        raise refusal(f"candidates.{role}", role, what, number, "Lower it, or write 100%")
    return holders[:wanted]
