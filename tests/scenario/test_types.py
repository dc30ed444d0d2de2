"""What an editor knows of a scenario: every block is a class with annotated keys. mypy reads this page (pyproject.toml) and
refuses a type that is another; completion in a notebook is asked for at run time."""

from typing import assert_type

from gridsim.scenario import Scenario, load_scenario
from gridsim.scenario.accounts import Account
from gridsim.scenario.content import Content, PersonalContent
from gridsim.scenario.grid import Points
from gridsim.scenario.market import Market, MoreProduct
from gridsim.scenario.platforms import Groups


def test_every_step_of_a_path_has_its_type():
    scenario = load_scenario({"strategies": {"grid": {}}})
    assert_type(scenario, Scenario)
    assert_type(scenario.market, Market)
    assert_type(scenario.market.product.price, int)
    assert_type(scenario.market.buying.click_chance_to_order, float)
    assert_type(scenario.market.more_products, dict[str, MoreProduct])
    assert_type(scenario.network.groups, Groups | None)
    assert_type(scenario.people.roles.employee.count, int | str)
    strategy = scenario.strategy("grid")
    assert_type(strategy.points, Points | None)
    assert isinstance(strategy.account, Account) and strategy.points is not None
    assert_type(strategy.account.content, Content)
    assert_type(strategy.account.variants, dict[str, Content])
    assert_type(strategy.points.variants, dict[str, PersonalContent])
    assert_type(strategy.points.commission, list[float])
    assert_type(strategy.account.start, int | float)


def test_a_notebook_completes_the_keys_and_nothing_of_the_library_beneath():
    scenario = load_scenario({"strategies": {"grid": {}}})
    assert dir(scenario.market.product) == [
        "claims",
        "price",
        "quality",
        "seen_effect",
        "status",
        "topic",
        "topic_breadth",
        "unit_cost",
        "usual_price",
    ]
    assert dir(scenario.strategies["grid"].review or scenario.budget) == ["planned_for", "total"]
    assert {"market", "replace", "to_yaml"} <= set(dir(scenario)) and "model_copy" not in dir(scenario)
