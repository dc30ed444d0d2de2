"""The loader never crashes: any bytes, text or dict give a scenario or a ScenarioError."""

from __future__ import annotations

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridsim.errors import ScenarioError
from gridsim.scenario import Scenario, load_scenario
from gridsim.scenario.paths import all_paths
from gridsim.scenario.source import read_text

calm = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=150)

PATHS = [path.replace("NAME", "grid") for path in all_paths()]
KEYS = sorted({part for path in PATHS for part in path.split(".")})
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.binary(max_size=3),
    st.sampled_from(
        ["12%", "5 CNY", "5 USD", "20万", "90 days", "on", "grid", "0.3%", "-1", "null", "[0.1]", "{", "1e999", ""]
    ),
)
TREES = st.recursive(
    VALUES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=5), st.integers()), inner, max_size=4),
    ),
    max_leaves=12,
)
LINES = [
    "people:",
    "  count: 20",
    "  file: x",
    "strategies:",
    "  grid: {}",
    "  mine: &a {preset: grid}",
    "  b: *a",
    "budget: {total: 5}",
    "- 1",
    "? a",
    ": b",
    "'",
    '"\\ud800"',
    'name: "\\ud83d\\x00"',
    "<<: {seed: 3}",
    "seed: !!int 3",
    "%YAML 1.1",
    "---",
    "...",
    "\t",
    "[",
    "}",
    "a: |",
    "  x",
    "#",
    "&a",
    "*a",
    "!",
    "@",
    "`",
    "name: >",
]


def outcome(source, overrides=None):
    """Load; whatever loads must survive being written and read."""
    try:
        scenario = load_scenario(source, overrides)
    except ScenarioError as error:
        assert error.problems and all(text.encode() for text in error.problems)
        return
    assert isinstance(scenario, Scenario)
    assert load_scenario(scenario.to_yaml()) == scenario
    assert load_scenario(scenario.resolved()).digest() == scenario.digest()


@calm
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    outcome(path)


@calm
@given(st.lists(st.sampled_from(LINES), max_size=12).map("\n".join), st.text(max_size=10))
def test_any_text(lines, text):
    for source in (lines + "\n", text + "\n" + lines):
        with contextlib.suppress(ScenarioError):
            read_text(source, "text", None)
        outcome(source)


@calm
@given(st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=5), st.integers()), TREES, max_size=5))
def test_any_dict(tree):
    outcome(tree)


@calm
@given(st.dictionaries(st.sampled_from(PATHS), TREES, max_size=4))
def test_any_setting_of_any_key(overrides):
    outcome({"strategies": {"grid": {}}}, overrides)


@calm
@given(st.sampled_from(PATHS), VALUES)
def test_any_value_of_any_key(path, value):
    outcome({"strategies": {"grid": {}}}, {path: value})


@calm
@given(st.floats(min_value=0, max_value=1))
def test_any_share_is_read_back(value):
    made = load_scenario({"strategies": {"grid": {}}, "people": {"circle_homophily": value}})
    assert load_scenario(made.to_yaml()).people.circle_homophily == made.people.circle_homophily == value


def test_a_dict_that_holds_itself_is_a_problem():
    tree: dict = {"strategies": {"grid": {}}}
    tree["people"] = tree
    outcome(tree)
