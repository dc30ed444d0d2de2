"""What a scenario writes about itself: values, YAML, digest, parameters, schema, template."""

from __future__ import annotations

import json
import re

import pytest

from gridsim.errors import ScenarioError
from gridsim.scenario import demo_path, load_scenario, presets
from gridsim.scenario.document import document
from gridsim.scenario.kinds import TIERS
from gridsim.scenario.paths import all_paths
from gridsim.scenario.schema import schema
from gridsim.scenario.source import read_source
from gridsim.scenario.template import choices, copy_files, shipped, template

TREE = {
    "name": "on: 'odd' \"name\" # é 中文\n0x1F",
    "horizon": "2 weeks",
    "strategies": {
        "grid": {},
        "mine": {"preset": "kol", "kol": {"spend": "33.3%"}},
        "007": {"account": {}},
        "true": {"preset": "hybrid", "points": None},
    },
}


def test_the_resolved_scenario_loads_back_equal():
    scenario = load_scenario(TREE)
    for source in (scenario.resolved(), scenario.to_yaml(), json.loads(json.dumps(scenario.resolved()))):
        again = load_scenario(source)
        assert again == scenario and again.digest() == scenario.digest() and again.to_yaml() == scenario.to_yaml()
    assert scenario.resolved()["market"]["product"]["price"] == "128.00 CNY"


def test_resolved_files_are_found_from_anywhere(tmp_path, monkeypatch):
    (tmp_path / "ties.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "s.yaml").write_text("network: {moments: {file: ties.csv}}\nstrategies: {grid: {}}\n", encoding="utf-8")
    scenario = load_scenario(tmp_path / "s.yaml")
    assert scenario.network.moments.file == "ties.csv"
    monkeypatch.chdir("/")
    assert load_scenario(scenario.to_yaml()) == scenario
    (tmp_path / "ties.csv").unlink()
    with pytest.raises(ScenarioError, match="there and readable"):
        load_scenario(scenario.to_yaml())
    assert load_scenario(scenario.to_yaml(), check_files=False) == scenario


def test_the_digest_says_what_counts(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "ties.csv").write_text("a,b\n1,2\n", encoding="utf-8")
        (tmp_path / folder / "s.yaml").write_text(
            "network: {moments: {file: ties.csv}}\nstrategies: {grid: {}}\n", encoding="utf-8"
        )
    one, other = (load_scenario(tmp_path / folder / "s.yaml") for folder in ("a", "b"))
    assert one.digest() == other.digest() and len(one.digest()) == 64
    assert one.replace({"seed": 2}).digest() != one.digest()
    (tmp_path / "b" / "ties.csv").write_text("a,b\n1,3\n5,6\n", encoding="utf-8")
    assert one.digest() != other.digest()


def test_parameters_say_value_default_range_and_source():
    scenario = load_scenario(TREE)
    parameters = {one.path: one for one in scenario.parameters()}
    price = parameters["market.product.price"]
    assert (price.value, price.default, price.low, price.unit, price.changed) == (
        "128.00 CNY",
        "128.00 CNY",
        "0.00 CNY",
        "CNY",
        False,
    )
    assert parameters["horizon"].changed and parameters["horizon"].value == 14
    spend = parameters["strategies.mine.kol.spend"]
    assert spend.changed and spend.default == 0.7 and spend.source == "scenario"
    assert not parameters["response.reaction.share_chance"].assumed
    # the default of a block is its preset's
    assert not parameters["strategies.grid.points.content.individuality"].changed
    assert "people.label" not in parameters
    for one in parameters.values():
        assert one.meaning and one.source
    assert (
        scenario.replace(
            {path: one.value for path, one in parameters.items() if one.value is not None and path.count(".") > 1}
        )
        == scenario
    )


def test_typical_ranges_lie_within_the_limits():
    for name in presets():
        for one in load_scenario({"strategies": {name: {}}}).parameters():
            if one.typical:
                assert one.typical[0] != one.typical[1]
                for value in one.typical:
                    if isinstance(value, (int, float)):
                        assert (one.low is None or value >= one.low) and (one.high is None or value <= one.high), (
                            one.path
                        )


def test_the_schema_has_every_key():
    tree = schema()
    json.dumps(tree)
    for path in all_paths():
        here = tree
        for part in path.split("."):
            here = here["additionalProperties"] if part == "NAME" else here["properties"][part]
        assert here["description"]
    assert tree["additionalProperties"] is False


def fits(value, form) -> bool:
    """A small JSON Schema validator, for the words that `schema` uses."""
    if isinstance(form, bool):
        return form
    if "anyOf" in form:
        return any(fits(value, one) for one in form["anyOf"])
    if "enum" in form:
        return value in form["enum"]
    types = {
        "object": dict,
        "array": list,
        "string": str,
        "boolean": bool,
        "null": type(None),
        "integer": int,
        "number": (int, float),
    }
    wanted = form["type"] if isinstance(form["type"], list) else [form["type"]]
    if not any(
        isinstance(value, types[name]) and (name == "boolean" or not isinstance(value, bool)) for name in wanted
    ):
        return False
    if isinstance(value, dict):
        known, others = form.get("properties", {}), form["additionalProperties"]
        return all(fits(inner, known[key]) if key in known else fits(inner, others) for key, inner in value.items())
    if isinstance(value, list):
        return all(fits(inner, form["items"]) for inner in value)
    if isinstance(value, str):
        return bool(re.search(form.get("pattern", ""), value))
    return not isinstance(value, (int, float)) or (
        form.get("minimum", value) <= value <= form.get("maximum", value)
        and form.get("exclusiveMinimum", value - 1) < value < form.get("exclusiveMaximum", value + 1)
    )


def test_what_loads_fits_the_schema():
    form = schema()
    for path in sorted(demo_path().parent.glob("*.yaml")):
        assert fits(read_source(path).tree, form), path
        assert fits(load_scenario(path).resolved(), form), path
    for text in ("200k CNY", "1.5M CNY", "20万 CNY", "¥200", 163.5, "163.50", "100,000 CNY"):
        assert fits({"budget": {"total": text}}, form)
    for text in ("90 days", "26 weeks", "2 weeks", 30, "36 hours"):
        assert fits({"horizon": text}, form)
    for tree in (
        {"horizn": 1},
        {"seed": -1},
        {"seed": True},
        {"budget": {"total": -1}},
        {"market": {"initial_awareness": 2}},
        {"world": "x"},
        {"name": 5},
    ):
        assert not fits(tree, form)


@pytest.mark.parametrize("preset", [None, "official", "advertising", "kol", "grid", "hybrid", "fresh_food"])
def test_templates_load(preset):
    text = template(preset)
    assert load_scenario(text).strategies
    if preset in presets():
        assert load_scenario(text).strategies[preset].model_copy(update={"preset": None}) == presets()[preset]
        assert all("#" in line for line in text.partition(f"  {preset}:\n")[2].splitlines())


@pytest.mark.parametrize("preset", [None, "hybrid"])
@pytest.mark.parametrize("currency", ["CNY", "USD"])
def test_every_tier_is_a_start_with_more_keys_than_the_one_before(preset, currency):
    given = [load_scenario(template(preset, currency, tier)).given_keys() for tier in TIERS]
    assert len(given[0]) < len(given[1]) < len(given[2])
    if currency == "CNY":  # in another, every amount that counts must be given
        assert set(given[0]) < set(given[1]) < set(given[2])
    with pytest.raises(ScenarioError, match="the tier must be one of essential, usual, expert"):
        template(preset, currency, "normal")


def test_a_tier_is_a_short_list():
    rows = {tier: document(tier).count(f"| {tier} |") for tier in TIERS}
    assert rows["essential"] <= 30 and rows["usual"] <= 130
    for tier in TIERS:
        form = schema(tier)
        assert fits(load_scenario(template()).resolved(), form), "keys that are not offered are allowed"
    assert "ticks_per_day" not in schema("usual")["properties"]
    assert document("usual").count("| expert |") == 0


def test_the_schema_shows_the_defaults_of_the_block_and_not_of_what_it_shares():
    blocks = schema()["properties"]["strategies"]["additionalProperties"]["properties"]
    content = {name: blocks[name]["properties"]["content"]["properties"] for name in ("account", "points")}
    assert content["account"]["quality"]["default"] == 0.6
    assert content["points"]["individuality"]["default"] == 0.8


def test_an_unknown_template_is_a_problem():
    with pytest.raises(ScenarioError, match="did you mean grid"):
        template("gird")


@pytest.mark.parametrize("name", list(shipped()))
def test_every_shipped_scenario_is_a_start(name, tmp_path):
    path = tmp_path / "mine.yaml"
    copy_files(name, tmp_path)
    path.write_text(template(name), encoding="utf-8")
    scenario = load_scenario(path)
    assert scenario.strategies and not scenario.about, "the words of the shipped file are no words of the user's"
    assert choices()[name]


@pytest.mark.parametrize("currency", ["USD", "JPY", "KWD", "CNY"])
@pytest.mark.parametrize("preset", [None, "official", "advertising", "kol", "grid", "hybrid"])
def test_a_template_in_another_currency_loads(preset, currency):
    scenario = load_scenario(template(preset, currency))
    assert scenario.currency == currency


def test_a_shipped_scenario_keeps_the_currency_of_its_sources():
    with pytest.raises(ScenarioError, match="have their sources in CNY"):
        template("durable", "EUR")
    with pytest.raises(ScenarioError, match="three capital letters"):
        template(None, "euro")


def test_many_amounts_in_another_currency_are_one_sentence():
    text = template("grid").replace("100k CNY", "100k USD")
    with pytest.raises(ScenarioError) as refused:
        load_scenario(text)
    (told,) = refused.value.problems
    assert (
        "market.product.price" in told
        and "strategies.grid.points.training_cost" in told
        and told.count("exchange rates") == 1
    )
