"""Plans grow with the money that they are given."""

from __future__ import annotations

import pytest

from gridsim.scenario import load_scenario
from gridsim.scenario.content import Content, PersonalContent, craft_of

TEN = {
    "budget": {"total": "100k CNY", "planned_for": "100k CNY"},
    "people": {"count": 200},
    "strategies": {"grid": {"points": {"activate": {"consumer": "1%"}, "supervision": {"supervisors": 2}}}},
}


def plan(total):
    return load_scenario(TEN).replace({"budget.total": total}).strategy("grid")


def test_as_planned_nothing_changes():
    scenario = load_scenario(TEN)
    assert scenario.strategy("grid") == scenario.strategies["grid"]
    assert load_scenario(TEN | {"budget": {"total": "3M CNY"}}).strategy("grid").account.posts_per_day == 1


def test_more_money_makes_more_posts_then_better_ones_and_asks_more_people():
    """Twice the money: two posts a day, two of a hundred; 30 times: the ends of the usual ranges."""
    twice, much = plan("200k CNY"), plan("3M CNY")
    assert (twice.account.posts_per_day, twice.account.content.quality) == (2, pytest.approx(0.6))
    assert (twice.points.activate.consumer, twice.points.supervision.supervisors) == ("2%", 4)
    assert (much.account.posts_per_day, much.account.content.quality) == (5, 0.9)
    assert (much.points.activate.consumer, much.points.supervision.supervisors) == ("5%", 60)
    assert much.points.recruiting.most == "20%"


def test_what_money_is_left_after_posts_goes_into_craft():
    """Six times the money: five times the posts, each for 1.2 times as much, so 1.2^(1/3) times the quality."""
    account = plan("600k CNY").account
    assert account.posts_per_day == 5 and account.content.quality == pytest.approx(0.6 * 1.2 ** (1 / 3))


def test_every_attribute_has_its_price():
    """quality^3 + (x^3 - 0.5^3) for what goes beyond everyday wording; people are personal for nothing."""
    assert craft_of(Content(quality=0.5)) == pytest.approx(0.125)
    assert craft_of(Content(quality=0.5, interesting=0.8)) == pytest.approx(0.125 + 0.512 - 0.125)
    assert craft_of(Content(quality=0.5, individuality=0.8)) == pytest.approx(0.125 + 0.512 - 0.125)
    assert craft_of(PersonalContent(quality=0.5, individuality=0.8, benefit=0.1)) == pytest.approx(0.125)
