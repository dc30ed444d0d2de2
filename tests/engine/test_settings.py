"""The settings of a run: what is declared as held is read, what is read is there, what is off has no effect."""

from __future__ import annotations

import ast
import functools
import math
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

import gridsim as gs
from gridsim.engine.settings import HOLDS, settings_of
from gridsim.rules.odds import odds_of
from gridsim.scenario.declare import declarations
from gridsim.scenario.held import fields
from gridsim.scenario.kinds import Held
from gridsim.scenario.mall import Lock
from gridsim.scenario.run import Switches
from gridsim.scenario.strategy import Strategy

PACKAGE = Path(gs.__file__).parent
ROOMS = ("rules", "engine", "agents")
BLOCKS = {
    "account": {},
    "advertising": {"spend": 0.2},
    "points": {"spend": 0.5, "ranks": {}, "mall_rules": {"lock": {}}},
}


@functools.cache
def world():
    """A small world."""
    return gs.build_world(gs.load_scenario({"people": {"count": 200}, "strategies": {"official": {}}}))


def settings(changes=None, blocks=BLOCKS):
    """The settings of a small run."""
    scenario = gs.load_scenario({"people": {"count": 200}, "strategies": {"plan": blocks}}).replace(changes or {})
    return settings_of(scenario, scenario.strategy("plan"), world(), False)


def read_in(*rooms: str) -> set[str]:
    """Attributes of whatever is called settings."""
    found = set()
    for page in (page for room in rooms for page in (PACKAGE / room).glob("*.py")):
        for one in ast.walk(ast.parse(page.read_text())):
            if isinstance(one, ast.Attribute):
                whose = one.value.value if isinstance(one.value, ast.Subscript) else one.value
                if getattr(whose, "id", getattr(whose, "attr", "")) == "settings":
                    found.add(one.attr)
    return found


def test_every_setting_is_read_and_everything_read_is_a_setting():
    there = set(settings().dtype.names)
    assert sorted(there - read_in(*ROOMS)) == [], "settings that no rule reads"
    assert sorted(read_in(*ROOMS) - there) == [], "settings that nobody declares"


def test_every_way_of_holding_is_known_and_used():
    used = {field.one.declared.held for field in fields().values()}
    assert used - {"plain"} == set(HOLDS) == set(get_args(Held)) - {"", "plain"}


def test_every_switch_turns_something_off():
    switched = {field.one.declared.switch for field in fields().values()}
    switched |= {one.declared.switch for one in declarations(Strategy).values()}
    asked_for_themselves = {"forwarding", "word_of_mouth", "commission"}  # held as they are; commission by the products
    assert switched - {""} | asked_for_themselves == set(Switches.model_fields)


@pytest.mark.parametrize(
    ("switch", "neutral"),
    [
        ("trust", {"log_reaction_trust_effect": 0, "log_buying_trust_effect": 0}),
        ("interests", {"log_match_effect": 0, "best_match": 1}),
        ("close_ties", {"close_tie_effect": 1}),
        ("fatigue", {"fatigue_effect": 0, "wear_effect": 0}),
        ("social_proof", {"friends_effect": 1, "usual_friends": 1}),
        ("micro_malls", {"points_malls": False}),
        ("commission", {"expected_earning": 0, "team_earning": 0}),
        ("recruiting", {"recruiting": False}),
        ("forwarding", {"forwarding": False}),
        ("word_of_mouth", {"word_of_mouth": False, "told_per_order": 0, "usual_mind": 1}),
    ],
)
def test_a_switch_changes_its_settings_and_no_others(switch, neutral):
    on, off = (settings({"market.share": 0.2, f"switches.{switch}": value}) for value in (True, False))
    changed = {name for name in on.dtype.names if not np.array_equal(on[name], off[name])}
    assert changed == set(neutral)
    assert all(off[0][name] == pytest.approx(value) for name, value in neutral.items())


def test_a_parameter_is_held_as_it_is_declared():
    found = settings({"operation.return_chance": 0.2, "strategies.plan.points.mall_rules.lock.protection": "36 hours"})[
        0
    ]
    assert found.return_odds == odds_of(0.2)
    assert found.log_complaint_spread == math.log(1.34)
    assert found.platform_fee == 50_000  # millionths
    assert found.lock_protection == 6  # ticks
    assert found.recruiting_most == 10  # 5 % of 200 people
    assert found.points_recognition == 100.0 and isinstance(found.points_recognition, np.float64)
    assert found.points_management_cost == 100 and isinstance(found.points_management_cost, np.integer)


def test_what_is_empty_has_no_effect():
    found = settings(blocks={"account": {}})[0]
    assert not found.recruiting and not found.ranks and not found.points_malls
    assert (found.lock_by, found.supervision_supervisors, found.daily_capacity) == (-1, -1, -1)
    assert (found.recruiting_recruiter_effect, found.log_points_experience_effect) == (1.0, 0.0)


def test_the_record_is_of_one_type_whatever_the_scenario():
    """Another type would compile the engine anew."""
    numbers = {"people.need_interval": 30, "operation.daily_capacity": 9, "response.memory.mind_half_life": 7}
    assert settings(numbers).dtype == settings(blocks={"account": {}}).dtype


def test_codes_of_choices_are_their_places():
    assert declarations(Lock)["by"].kind.choices == (
        "first_click",
        "first_order",
    )  # engine.mall: BY_FIRST_CLICK, BY_FIRST_ORDER
