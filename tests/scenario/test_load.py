"""Loading: what a scenario file means, and that every mistake is named with its line and path."""

from __future__ import annotations

import pickle

import pytest

from gridsim.errors import ScenarioError
from gridsim.scenario import Scenario, load_scenario, presets
from gridsim.study.experiment import load_experiment

SHORT = """\
name: Fresh food, one city
horizon: 90 days
seed: 1
replicates: 20
budget: {total: 100k CNY}
people: {count: 20000}
network:
  moments: {mean_friends: 100}
  micro_blog: {}
strategies:
  official: {}
  grid: {}
"""
"""The ten lines that are promised to be a complete scenario."""


def problems_of(source, overrides=None):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(source, overrides)
    return caught.value.problems


def test_the_short_scenario_is_complete():
    scenario = load_scenario(SHORT)
    assert isinstance(scenario, Scenario)
    assert scenario.budget.total == 10_000_000 and scenario.currency == "CNY"
    assert scenario.horizon == 90 and scenario.people.count == 20_000
    assert scenario.strategies["grid"].model_copy(update={"preset": None}) == presets()["grid"]
    assert scenario.strategy("nothing").points is None
    with pytest.raises(ScenarioError, match="nowhere"):
        scenario.strategy("nowhere")


def test_a_file_a_text_and_a_dict_give_equal_scenarios(tmp_path):
    path = tmp_path / "short.yaml"
    path.write_text(SHORT, encoding="utf-8")
    tree = {"name": "Fresh food, one city", "budget": {"total": 100_000}, "strategies": {"official": None, "grid": {}}}
    assert load_scenario(path) == load_scenario(str(path)) == load_scenario(SHORT) == load_scenario(tree)
    assert load_scenario(path).base_dir == tmp_path


def test_blocks_lie_over_the_defaults_of_their_place():
    scenario = load_scenario(
        {
            "people": {"roles": {"employee": {"count": 7}}},
            "strategies": {"official": {"account": {"content": {"benefit": "70%"}}}},
        }
    )
    employee, content = scenario.people.roles.employee, scenario.strategies["official"].account.content
    assert (employee.count, employee.friends_factor) == (7, 1.2)  # an employee's, not any role's
    assert (content.benefit, content.quality) == (0.7, 0.6)  # the account's, not any content's


def test_presets_are_merged_and_blocks_can_be_removed():
    scenario = load_scenario(
        {
            "strategies": {
                "grid": {},
                "mine": {"preset": "grid", "points": {"management_cost": "5 CNY", "commission": [0.2]}},
                "quiet": {"preset": "hybrid", "advertising": None, "account": None},
                "own": {"account": {}},
                "advertising": {"account": None},
            }
        }
    )
    grid, mine, quiet = (scenario.strategies[name] for name in ("grid", "mine", "quiet"))
    assert (mine.points.management_cost, mine.points.commission, mine.points.recognition) == (
        500,
        [0.2],
        grid.points.recognition,
    )
    assert quiet.advertising is None and quiet.account is None
    assert quiet.points.model_copy(update={"spend": grid.points.spend}) == grid.points
    assert scenario.strategies["own"].points is None and scenario.strategies["own"].account is not None
    assert scenario.strategies["advertising"].advertising is not None


def test_a_scenario_travels_to_workers():
    scenario = load_scenario(SHORT, {"network.micro_blog.official_followers": "3%"})
    twin = pickle.loads(pickle.dumps(scenario))
    assert twin == scenario and twin.base_dir == scenario.base_dir and twin.currency == scenario.currency
    assert twin.replace({"seed": 2}).seed == 2 and hash(twin) == hash(scenario)


def test_a_scenario_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        load_scenario(SHORT).seed = 5


def test_empty_blocks_mean_their_defaults():
    scenario = load_scenario("network:\n  micro_blog:\nmarket:\nstrategies:\n  grid:\n")
    assert scenario == load_scenario({"strategies": {"grid": {}}})


def test_aliases_are_read():
    scenario = load_scenario("strategies:\n  official: {account: &a {posts_per_day: 2}}\n  grid: {account: *a}\n")
    assert scenario.strategies["grid"].account.posts_per_day == 2


BAD = [
    # text that is wrong, line, path, part of the sentence
    ("horizn: 30 days\n", 1, "horizn", "did you mean horizon"),
    ("seed: 1\nprice: 5\n", 2, "price", "market.product"),
    ("people:\n  cuont: 5\n", 2, "people.cuont", "did you mean count"),
    ("budget:\n  total: 5\n  total: 6\n", 3, "budget.total", "given once"),
    ("seed: 1\nname: a\nseed: 2\n", 3, "seed", "first in line 1"),
    ("name: 5\n", 1, "name", "quotes"),
    ("name: [a]\n", 1, "name", "text"),
    ("seed: on\n", 1, "seed", "not numbers"),
    ("seed: 1.5\n", 1, "seed", "whole number"),
    ("seed: -1\n", 1, "seed", ">= 0"),
    ("seed:\n", 1, "seed", "not empty"),
    ("replicates: true\n", 1, "replicates", "whole number"),
    ("replicates: 0\n", 1, "replicates", ">= 1"),
    ("horizon: 3 months\n", 1, "horizon", "write 90 days"),
    ("horizon: 0\n", 1, "horizon", ">= 1"),
    ("horizon: 10.1\n", 1, "horizon", "whole days"),
    ("world: frsh\n", 1, "world", "did you mean fresh"),
    ("budget: {total: -50}\n", 1, "budget.total", ">= 0"),
    ("budget: {total: 0.001}\n", 1, "budget.total", "whole cents"),
    ("budget: {total: .nan}\n", 1, "budget.total", "finite"),
    ("budget: {total: 1e20}\n", 1, "budget.total", "at most"),
    ("budget: {total: 0}\n", 1, "budget.total", "grid pays for"),
    ("budget: 100k\n", 1, "budget", "block of keys"),
    ("market:\n  product:\n    price: 12 USD\n", 3, "market.product.price", "exchange rates"),
    ("market:\n  initial_awareness: 1.5\n", 2, "market.initial_awareness", "[0, 1]"),
    ("market:\n  initial_awareness: 12\n", 2, "market.initial_awareness", "12%"),
    ("market:\n  initial_customers: 20%\n", 2, "market.initial_customers", "market.share"),
    ("market: {product: {topic: 9}}\n", 1, "market.product.topic", "people.interests"),
    ("response:\n  reaction:\n    open_chance: 0\n", 3, "response.reaction.open_chance", "> 0"),
    ("response:\n  reaction:\n    trust_effect: 50%\n", 3, "response.reaction.trust_effect", "not a share"),
    (
        "response:\n  reaction:\n    reinforcement: none\n",
        3,
        "response.reaction.reinforcement",
        "approval_effect",
    ),
    ("switches: {forwarding: off}\n", 1, "switches.forwarding", "true or false"),
    ("operation:\n  return_window: 2.5\n", 2, "operation.return_window", "whole days"),
    ("people:\n  count: 2.5\n", 2, "people.count", "whole number"),
    ("people:\n  circle: dorm\n", 2, "people.circle", "people.file"),
    ("people:\n  label: id\n", 2, "people.label", "people.file"),
    ("people:\n  role: job\n", 2, "people.role", "people.file"),
    ("people:\n  file: nowhere.csv\n", 2, "people.file", "there and readable"),
    ("network:\n  moments:\n    file: nowhere.csv\n", 3, "network.moments.file", "there and readable"),
    ("network:\n  micro_blog:\n    file: nowhere.csv\n", 3, "network.micro_blog.file", "there and readable"),
    ("network:\n  moments:\n    file: ''\n", 3, "network.moments.file", "not empty"),
    ("people:\n  roles:\n    employee: {count: 30k}\n", 3, "people.roles.employee.count", "people.count = 20,000"),
    ("people:\n  roles:\n    employee: {count: 0.5}\n", 3, "people.roles.employee.count", "50%"),
    ("people:\n  roles:\n    consumer: {count: 5}\n", 3, "people.roles.consumer.count", "Leave it out"),
    ("people:\n  roles:\n    clown: {count: 5}\n", 3, "people.roles.clown", "official"),
]
BAD_STRATEGIES = [
    ("  kol: {kol: {spend: 60%}, advertising: {spend: 50%}}\n", 2, "strategies.kol.kol.spend", "at most 100%"),
    (
        "  grid:\n    points:\n      commission: [10%, 2%, 1%]\n",
        4,
        "strategies.grid.points.commission",
        "pyramid selling",
    ),
    ("  grid:\n    points: {commission: [80%, 30%]}\n", 3, "strategies.grid.points.commission", "over all levels"),
    ("  grid:\n    points: {commission: [10%, 120%]}\n", 3, "strategies.grid.points.commission[1]", "[0, 1]"),
    ("  grid:\n    points: {commission: 10%}\n", 3, "strategies.grid.points.commission", "a list"),
    (
        "  grid:\n    points: {activate: {employee: 5000}}\n",
        3,
        "strategies.grid.points.activate.employee",
        "at most the 60",
    ),
    ("  grid:\n    management_cost: 5\n", 3, "strategies.grid.management_cost", "key of strategies.NAME.points"),
    ("  mine: {preset: gird}\n", 2, "strategies.mine.preset", "did you mean grid"),
    ("  mine: {preset: [grid]}\n", 2, "strategies.mine.preset", "one of"),
    ("  offical: {}\n", 2, "strategies.offical", "did you mean official"),
    ("  mine: 5\n", 2, "strategies.mine", "block of keys"),
    ("  a.b: {}\n", 2, "strategies.a.b", "name of a strategy"),
    ("  nothing: {account: {}}\n", 2, "strategies.nothing", "without blocks"),
    ("  official: {account: {start: 90}}\n", 2, "strategies.official.account.start", "before the horizon"),
    ("  official: {account: {start: 5, end: 5}}\n", 2, "strategies.official.account.end", "after the start"),
    ("  official: {account: {start: 0.1}}\n", 2, "strategies.official.account.start", "whole tick"),
]


@pytest.mark.parametrize("text, line, path, words", BAD, ids=[case[2] for case in BAD])
def test_a_mistake_is_named_with_line_and_path(tmp_path, text, line, path, words):
    _expect_problem(tmp_path, text + "strategies:\n  grid: {}\n", line, path, words)


@pytest.mark.parametrize("text, line, path, words", BAD_STRATEGIES, ids=[case[2] for case in BAD_STRATEGIES])
def test_a_mistake_in_a_strategy_is_named_with_line_and_path(tmp_path, text, line, path, words):
    _expect_problem(tmp_path, "strategies:\n" + text, line, path, words)


def _expect_problem(tmp_path, text, line, path, words):
    file = tmp_path / "bad.yaml"
    file.write_text(text, encoding="utf-8")
    (only,) = problems_of(file)
    assert only.startswith(f"{file}:{line} {path}: ")
    assert words.lower() in only.lower()
    assert " must be " in only and "; got " in only and only.endswith(".")


@pytest.mark.parametrize(
    "content, line, words",
    [
        (b"a: [1,\n", 2, "YAML"),
        (b"seed: 1\nname:\n\t- 1\n", 3, "spaces, not tabs"),
        (b"seed: 1\nname: \xff\n", 2, "UTF-8"),
        (b"- 1\n- 2\n", 1, "a block of keys"),
        (b"a: *b\n", 1, "aliases"),
        (b"a: &b [*b]\n", 1, "aliases"),
        (b"a: " + b"[" * 60, 1, "deep"),
        (b"seed: 1\n---\nseed: 2\n", 2, "one YAML document"),
        (b"? [a]\n: 1\n", 1, "plain keys"),
        (
            b"a: &a [1,1,1,1,1,1,1,1]\n"
            + b"".join(
                b"b%d: &%s [%s]\n" % (i, name, b",".join([b"*" + last] * 8))
                for i, (last, name) in enumerate([(b"a", b"b"), (b"b", b"c"), (b"c", b"d"), (b"d", b"e"), (b"e", b"f")])
            ),
            5,
            "values",
        ),
        (b"# long\n" * 200_000, None, "1,000,000 bytes"),
    ],
)
def test_what_is_no_yaml_is_named_with_its_line(tmp_path, content, line, words):
    file = tmp_path / "bad.yaml"
    file.write_bytes(content)
    problems = problems_of(file)
    assert problems[-1].startswith(f"{file}:{line}:" if line else f"{file}:")
    assert words.lower() in problems[-1].lower()


def test_yaml_tags_construct_nothing(tmp_path):
    problems = problems_of("name: !!python/object/apply:os.system [echo]\nstrategies: {grid: {}}\n")
    assert any("tag" in text for text in problems)


def test_all_problems_come_at_once_in_the_order_of_the_file():
    text = (
        "name: 5\nhorizn: 30\nseed: on\npeople:\n  count: -3\n  cuont: 4\nbudget: {total: -1, total: 5}\n"
        "strategies:\n  grid: {points: {commission: [1%, 1%, 1%]}}\n  x: {}\n  y: 3\n"
    )
    problems = problems_of(text)
    lines = [int(text.split(":")[1].split()[0]) for text in problems]
    assert len(problems) == 10 and lines == sorted(lines)


def test_no_strategy_is_a_problem():
    for tree in ({}, {"strategies": {}}, {"strategies": None}):
        (only,) = problems_of(tree)
        assert "at least one strategy" in only


def test_a_missing_file_and_a_folder_are_problems(tmp_path):
    assert "No such file" in problems_of(tmp_path / "no.yaml")[0]
    assert "must be a file" in problems_of(tmp_path)[0]
    assert "must be a path" in problems_of(5)[0]
    assert problems_of("no\x00.yaml")


def test_a_free_campaign_may_have_no_budget():
    free = {
        "account": {"content": {"cost_at_full_quality": 0}},
        "points": {"management_cost": 0, "training_cost": 0, "commission": []},
    }
    assert load_scenario({"budget": {"total": 0}, "strategies": {"grid": free, "nothing": {}}}).budget.total == 0


def test_unused_keys_are_problems_and_overrides_make_them_moot(tmp_path):
    for name in ("people.csv", "ties.csv"):
        (tmp_path / name).write_text("a,b\n", encoding="utf-8")
    file = tmp_path / "s.yaml"
    file.write_text(
        "people: {count: 50, file: people.csv}\nnetwork:\n  moments: {file: ties.csv, mean_friends: 5}\nstrategies:"
        " {official: {}}\n",
        encoding="utf-8",
    )
    assert [text.split()[1].rstrip(":") for text in problems_of(file)] == [
        "people.count",
        "network.moments.mean_friends",
    ]
    file.write_text("people: {count: 50}\nstrategies: {official: {}}\n", encoding="utf-8")
    scenario = load_scenario(file, {"people.file": str(tmp_path / "people.csv")})
    assert "count" not in scenario.resolved()["people"]
    assert problems_of(file, {"people.file": str(tmp_path / "people.csv"), "people.count": 7})[0].startswith(
        "--set people.count"
    )


def test_another_currency_wants_every_amount():
    problems = problems_of({"budget": {"total": "100k USD"}, "strategies": {"official": {}}})
    assert any("market.product.price" in text and "USD" in text for text in problems)
    given = {
        "market.product.price": "20 USD",
        "market.product.unit_cost": 10,
        "market.product.usual_price": "$20",
        "operation.shipping_cost": 2,
        "strategies.official.account.content.cost_at_full_quality": "300 USD",
    }
    scenario = load_scenario({"budget": {"total": "100k USD"}, "strategies": {"official": {}}}, given)
    assert scenario.currency == "USD" and scenario.resolved()["market"]["product"]["price"] == "20.00 USD"
    assert load_scenario(scenario.to_yaml()) == scenario
    assert scenario.replace({"seed": 5}).currency == "USD"


def test_an_experiment_that_is_not_there_is_no_scenario(tmp_path):
    with pytest.raises(ScenarioError, match="nosuch.yaml: the experiment must be a file that can be read; got [^`]*$"):
        load_experiment(tmp_path / "nosuch.yaml")
    (tmp_path / "broken.yaml").write_text("factors: [1\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="the experiment must be YAML"):
        load_experiment(tmp_path / "broken.yaml")
